"""Asks between which limits a figure shall lie."""

from __future__ import annotations

import math

from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLineEdit, QWidget

from chargeplan.i18n import N_, tr
from chargeplan.ui.dialogs.frame import FramedDialog
from chargeplan.ui.numbers import TypedEntryError, parse_plain
from chargeplan.ui.town.columns import Column
from chargeplan.ui.town.grid import Between
from chargeplan.ui.widgets import PlainLabel, mark_fault, muted


class RangeDialog(FramedDialog):
    """Two fields, either of which may stay empty; `limits` is what they say."""

    def __init__(self, column: Column, limits: Between, parent: QWidget) -> None:
        super().__init__("townRangeDialog", N_("Only figures between"), parent)
        self.limits = limits
        name = PlainLabel(column.one_line(), wrap=True)
        note = muted(PlainLabel(wrap=True))
        self.say(note.setText, N_("An empty field is no limit. Estates without the figure are not shown."))
        self._least = self._field("rangeLeast", limits.least)
        self._most = self._field("rangeMost", limits.most)
        form = QFormLayout()
        self.add_field(form, self._least, N_("At least"))
        self.add_field(form, self._most, N_("At most"))
        self.body.addWidget(self.head)
        self.body.addWidget(name)
        self.body.addLayout(form)
        self.body.addWidget(note)
        self.body.addWidget(self.answers(QDialogButtonBox.StandardButton.Ok, self._accept))
        self._least.setFocus()

    def _field(self, name: str, value: float | None) -> QLineEdit:
        field = QLineEdit(self)
        field.setObjectName(name)
        field.setText("" if value is None else f"{value:g}")
        return field

    def _accept(self) -> None:
        least, most = self._read(self._least), self._read(self._most)
        if any(value is not None and math.isnan(value) for value in (least, most)):
            return
        if least is not None and most is not None and least > most:
            mark_fault(self._most, tr("This is less than the lower limit."))
            return
        self.limits = Between(least, most)
        self.accept()

    def _read(self, field: QLineEdit) -> float | None:
        mark_fault(field, "")
        text = field.text().replace(",", "").strip()
        if not text:
            return None
        try:
            value = parse_plain(text)
        except TypedEntryError:
            mark_fault(field, tr("Write a number."))
            return math.nan
        if not math.isfinite(value):
            mark_fault(field, tr("Write a number."))
            return math.nan
        return value
