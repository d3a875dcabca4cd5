"""Editors of single values: they check what is typed and keep a wrong entry in sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from chargeplan.i18n import tr
from chargeplan.ui.numbers import TypedEntryError
from chargeplan.ui.widgets import ElidedCombo, TickBox, mark_fault

MIXED = object()
"""Stands for values that differ among the selected elements."""


class LineField(QLineEdit):
    """A line that is read by `parse` and written by `show_as`; empty is None where that is allowed."""

    committed = Signal(object)
    faulted = Signal(str)

    def __init__(
        self,
        parse: Callable[[str], Any],
        show_as: Callable[[Any], str],
        *,
        optional: bool = False,
        empty_text: str = "",
        help_text: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._parse = parse
        self._show_as = show_as
        self._optional = optional
        self._empty_text = empty_text
        self._help_text = help_text
        self._usual = ""
        self._value: Any = None
        self.editingFinished.connect(self._commit)
        self.textEdited.connect(self._forget_fault)

    def tell_usual(self, text: str) -> None:
        """Say in the empty field which value holds then."""
        self._usual = text

    def show_value(self, value: Any) -> None:
        """Show a value, unless somebody is typing another one here."""
        self._value = value
        if self.hasFocus() and self.isModified():
            return
        self._write()

    def take_over(self) -> None:
        """Take what is being typed, as when the keyboard leaves."""
        self._commit()

    def set_fault(self, sentence: str) -> None:
        """Mark the entry as wrong and say why; an empty sentence takes the mark away."""
        mark_fault(self, sentence)
        self.faulted.emit(sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc brings the old value back."""
        if event.key() == Qt.Key.Key_Escape and (self.isModified() or self.property("fault")):
            self._write()
            event.accept()
            return
        super().keyPressEvent(event)

    def _write(self) -> None:
        mixed = self._value is MIXED
        empty = mixed or self._value is None
        self.setText("" if empty else self._show_as(self._value))
        nothing = self._usual or (tr(self._empty_text) if self._empty_text else "")
        self.setPlaceholderText(tr("various") if mixed else nothing)
        self.setCursorPosition(0)
        self.setModified(False)
        self.set_fault("")

    def _forget_fault(self) -> None:
        if self.property("fault"):
            self.set_fault("")

    def _commit(self) -> None:
        if not self.isModified():
            return
        text = self.text().strip()
        if not text and self._optional:
            value = None
        else:
            try:
                value = self._parse(text)
            except (TypedEntryError, ValueError):
                self.set_fault(tr(self._help_text))
                return
        self.setModified(False)
        if value == self._value:
            self._write()
        else:
            self.committed.emit(value)


class ChoiceField(ElidedCombo):
    """One of a list of values; the wheel turns the panel, not the choice."""

    committed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(ElidedCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self._values: list[Any] = []
        self.activated.connect(lambda index: self.committed.emit(self._values[index]))

    def offer(self, choices: Sequence[tuple[Any, str]]) -> None:
        """Offer these values under these texts."""
        self._values = [value for value, _ in choices]
        self.clear()
        self.addItems([text for _, text in choices])

    def show_value(self, value: Any) -> None:
        """Show a value as chosen."""
        self.setCurrentIndex(self._values.index(value) if value in self._values else -1)
        self.setPlaceholderText(tr("various") if value is MIXED else "")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the panel."""
        event.ignore()


class FlagField(TickBox):
    """Yes or no, or both among several."""

    committed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clicked.connect(self._commit)

    def show_value(self, value: Any) -> None:
        """Show yes, no or mixed."""
        self.setTristate(value is MIXED)
        if value is MIXED:
            self.setCheckState(Qt.CheckState.PartiallyChecked)
        else:
            self.setChecked(bool(value))

    def _commit(self) -> None:
        state = self.checkState()
        self.setTristate(False)
        self.committed.emit(state != Qt.CheckState.Unchecked)


class NotesField(QPlainTextEdit):
    """Several lines of text; they are taken over when the keyboard leaves."""

    committed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * 4 + 12)

    def show_value(self, value: Any) -> None:
        """Show a text."""
        text = "" if value is MIXED or value is None else str(value)
        if text != self.toPlainText() and not self.hasFocus():
            self.setPlainText(text)
        self.document().setModified(False)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the text over."""
        super().focusOutEvent(event)
        self.take_over()

    def take_over(self) -> None:
        """Take what is being typed, as when the keyboard leaves."""
        if self.document().isModified():
            self.document().setModified(False)
            self.committed.emit(self.toPlainText())
