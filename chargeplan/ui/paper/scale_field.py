"""The scale of a sheet: as large as fits, one of the usual ones, or one that is typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from chargeplan.i18n import N_, tr
from chargeplan.ui.numbers import TypedEntryError
from chargeplan.ui.paper.fields import parse_scale
from chargeplan.ui.widgets import mark_fault

HELP = N_("Write a scale such as 1:350, from 1:{least} to 1:{most}.")


class ScaleField(QComboBox):
    """Offers scales; `committed` brings the n of 1:n, None for as large as fits, `faulted` what is wrong."""

    committed = Signal(object)
    faulted = Signal(str)

    def __init__(self, scales: Sequence[int], least: int, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scales = tuple(scales)
        self._least, self._most = least, most
        self._value: int | None = None
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.retranslate()
        self.activated.connect(self._choose)
        edit = self.lineEdit()
        assert edit is not None
        self._edit = edit
        edit.editingFinished.connect(self._read)
        edit.textEdited.connect(lambda _text: self._tell(""))

    def retranslate(self) -> None:
        """Offer the scales in the language of now."""
        self.clear()
        self.addItem(tr("as large as fits"))
        self.addItems([f"1:{scale}" for scale in self._scales])
        self.show_value(self._value)

    def show_value(self, value: int | None) -> None:
        """Show a scale."""
        self._value = value
        self.setEditText(tr("as large as fits") if value is None else f"1:{value}")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what is around."""
        event.ignore()

    def take_over(self) -> None:
        """Take what is being typed, as when the keyboard leaves."""
        self._read()

    def _choose(self, index: int) -> None:
        self._take(None if index == 0 else self._scales[index - 1])

    def _read(self) -> None:
        text = self._edit.text().strip()
        if text in ("", tr("as large as fits")):
            self._take(None)
            return
        try:
            scale = parse_scale(text)
        except TypedEntryError:
            scale = 0
        if self._least <= scale <= self._most:
            self._take(scale)
        else:
            self._tell(tr(HELP, least=self._least, most=self._most))

    def _take(self, value: int | None) -> None:
        self._tell("")
        changed = value != self._value
        self.show_value(value)
        if changed:
            self.committed.emit(value)

    def _tell(self, sentence: str) -> None:
        mark_fault(self._edit, sentence)
        self.faulted.emit(sentence)
