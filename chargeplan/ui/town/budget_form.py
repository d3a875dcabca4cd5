"""The question about money as it is typed: the budget, its years, and floors for the sake of fairness."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QSpinBox, QToolButton, QVBoxLayout, QWidget

from chargeplan.errors import ChargeplanError
from chargeplan.i18n import N_, sentence, tr
from chargeplan.town.allocation_terms import MOST_YEARS, check_budget
from chargeplan.town.amounts import read_amount
from chargeplan.town.settings import Budget, Floor, Level
from chargeplan.town.words import LEVEL_NAMES
from chargeplan.ui.language import Living
from chargeplan.ui.numbers import PERCENT_HELP, TypedEntryError, grouped, money, parse_percent, trimmed
from chargeplan.ui.widgets import PlainLabel, for_letters, mark_fault, muted, tint
from chargeplan.units import WAN

_MOST_SCHEMES = 999
_PERCENT = 100
_NARROW_PX = 84
_BETWEEN_YEARS = re.compile(r"[;\uff1b\u3001\n]|,(?=\s)|\uff0c(?=\s)")


class BudgetForm(Living, QWidget):
    """Fields for a budget; `changed` brings the budget that they tell, None where there is none.

    What cannot be read stays as it was typed, red and with the reason, and changes nothing.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told: Budget | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self.total = self._field("budgetTotal", N_("Budget [CNY]"), layout)
        self.say(
            self.total.setPlaceholderText,
            N_("3000000, or 300 with the sign for ten thousand"),
        )
        self.read = muted(PlainLabel(wrap=True))
        self.read.setObjectName("budgetRead")
        layout.addWidget(self.read)
        self.fault = PlainLabel(wrap=True)
        self.fault.setObjectName("budgetFault")
        self.fault.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        tint(self.fault, "error")
        self.fault.hide()
        layout.addWidget(self.fault)
        layout.addLayout(self._years_line())
        self.phases = self._phases()
        layout.addWidget(self.phases)
        self.more = self._toggle()
        self.fairness = QWidget(self)
        self.floors = self._floors(self.fairness)
        layout.addWidget(self.more)
        layout.addWidget(self.fairness)
        self.show_budget(None)

    # parts

    def _field(self, name: str, title: str, layout: QVBoxLayout) -> QLineEdit:
        label = PlainLabel(wrap=True)
        self.say(label.setText, title)
        field = QLineEdit(self)
        field.setObjectName(name)
        field.setMaxLength(2000)
        self.say(field.setAccessibleName, title)
        label.setBuddy(field)
        layout.addWidget(label)
        layout.addWidget(field)
        field.editingFinished.connect(self.take)
        return field

    def _years_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        label = PlainLabel()
        self.say(label.setText, N_("Years"))
        self.count = QSpinBox(self)
        self.count.setObjectName("budgetYears")
        self.count.setRange(1, MOST_YEARS)
        self.say(self.count.setAccessibleName, N_("Years"))
        self.say(self.count.setToolTip, N_("Another number shares the budget out evenly over the years"))
        self.count.valueChanged.connect(self._share_out)
        label.setBuddy(self.count)
        line.addWidget(label)
        line.addWidget(self.count)
        line.addStretch(1)
        return line

    def _phases(self) -> QWidget:
        phases = QWidget(self)
        layout = QVBoxLayout(phases)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self.years = self._field("budgetYearly", N_("Money of each year [CNY]"), layout)
        self.say(self.years.setPlaceholderText, N_("Amounts parted by semicolons"))
        note = muted(PlainLabel(wrap=True))
        self.say(note.setText, N_("A scheme is paid in one year; what a year leaves over is lost."))
        layout.addWidget(note)
        return phases

    def _toggle(self) -> QToolButton:
        more = QToolButton(self)
        more.setObjectName("budgetFloors")
        more.setCheckable(True)
        more.setAutoRaise(True)
        more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.say(more.setText, N_("Fairness floors"))
        more.toggled.connect(self._show_parts)
        return more

    def _show_parts(self) -> None:
        """Show the years where there are several, and floors where they are wanted."""
        self.phases.setVisible(self.count.value() > 1)
        self.fairness.setVisible(self.more.isChecked())
        arrow = Qt.ArrowType.DownArrow if self.more.isChecked() else Qt.ArrowType.RightArrow
        self.more.setArrowType(arrow)

    def _floors(self, within: QWidget) -> dict[Level, tuple[QSpinBox, QLineEdit]]:
        layout = QVBoxLayout(within)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        note = muted(PlainLabel(wrap=True))
        self.say(note.setText, N_("In each unit at least so many schemes, and such a share of the budget."))
        layout.addWidget(note)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        for column, title in ((1, N_("Schemes")), (2, N_("Of the budget [%]"))):
            label = muted(PlainLabel())
            self.say(label.setText, title)
            grid.addWidget(label, 0, column)
        made = {}
        for row, level in enumerate(Level, 1):
            name = PlainLabel(wrap=True)
            self.say(name.setText, LEVEL_NAMES[level])
            count = QSpinBox(self)
            count.setObjectName(f"floorCount_{level.value}")
            count.setRange(0, _MOST_SCHEMES)
            count.setKeyboardTracking(False)
            count.valueChanged.connect(self.take)
            share = QLineEdit(self)
            share.setObjectName(f"floorShare_{level.value}")
            share.setFixedWidth(for_letters(self, _NARROW_PX))
            share.editingFinished.connect(self.take)
            name.setBuddy(count)
            for column, part in enumerate((name, count, share)):
                grid.addWidget(part, row, column)
            made[level] = (count, share)
        grid.setColumnStretch(0, 1)
        layout.addLayout(grid)
        self._floors_made = made
        self.retranslate()
        return made

    def retranslate(self) -> None:
        """Name the fields of floors, and say what was read, in the language of now."""
        for level, (count, share) in self._floors_made.items():
            unit = tr(LEVEL_NAMES[level])
            count.setAccessibleName(tr("Schemes in each {unit}", unit=unit))
            share.setAccessibleName(tr("Share of the budget in each {unit} [%]", unit=unit))
        self._say_read()

    # what is shown

    @property
    def budget(self) -> Budget | None:
        """The budget that the fields told last."""
        return self._told

    def show_budget(self, budget: Budget | None) -> None:
        """Show a budget without telling that it changed; what was typed and is no amount goes."""
        self._told = budget
        yearly = budget.yearly_cny if budget is not None else ()
        floors = {floor.level: floor for floor in budget.floors} if budget is not None else {}
        fields = (
            self.total,
            self.years,
            self.count,
            *(part for pair in self.floors.values() for part in pair),
        )
        blockers = [QSignalBlocker(part) for part in fields]
        self.total.setText("" if budget is None else _typed(budget.total_cny))
        self.years.setText("; ".join(_typed(amount) for amount in yearly))
        self.count.setValue(max(1, len(yearly)))
        for level, (count, share) in self.floors.items():
            floor = floors.get(level, Floor(level))
            count.setValue(floor.count)
            share.setText(trimmed(float(floor.share * _PERCENT), 2) if floor.share else "")
        del blockers
        if floors:
            self.more.setChecked(True)
        self._show_parts()
        self._mark({})
        self._say_read()

    def _say_read(self) -> None:
        budget = self._told
        self.read.setVisible(budget is not None)
        if budget is not None:
            total, wan = money(budget.total_cny), grouped(budget.total_cny / WAN, 2)
            self.read.setText(tr("{amount} = {wan} ×10,000 CNY", amount=total, wan=wan))

    # what is typed

    def _share_out(self, years: int) -> None:
        """Share the budget out evenly; the last year has what cannot be shared."""
        self._show_parts()
        try:
            total = read_amount(self.total.text())
        except ChargeplanError:
            self.take()
            return
        each = (total / years).quantize(Decimal("0.01"), rounding=ROUND_FLOOR)
        amounts = [each] * (years - 1) + [total - each * (years - 1)]
        self.years.setText("; ".join(_typed(amount) for amount in amounts) if years > 1 else "")
        self.take()

    def take(self) -> None:
        """Read the fields, mark what cannot be read, and tell of another budget."""
        faults: dict[QLineEdit, str] = {}
        budget = self._budget(faults)
        self._mark(faults)
        if faults or budget == self._told:
            return
        self._told = budget
        self._say_read()
        with QSignalBlocker(self.count):
            self.count.setValue(max(1, len(budget.yearly_cny)) if budget is not None else 1)
        self._show_parts()
        self.changed.emit(budget)

    def _budget(self, faults: dict[QLineEdit, str]) -> Budget | None:
        floors = tuple(floor for level in Level if (floor := self._floor(level, faults)) is not None)
        if not self.total.text().strip():
            return None
        try:
            total = read_amount(self.total.text())
            check_budget(Budget(total))
        except ChargeplanError as error:
            faults[self.total] = sentence(error)
            return None
        try:
            yearly = _amounts(self.years.text())
            budget = Budget(total, yearly, floors)
            check_budget(budget)
        except ChargeplanError as error:
            faults[self.years] = sentence(error)
            return None
        return budget

    def _floor(self, level: Level, faults: dict[QLineEdit, str]) -> Floor | None:
        count, field = self.floors[level]
        try:
            percent = parse_percent(field.text()) if field.text().strip() else Decimal(0)
            if percent > _PERCENT:
                raise TypedEntryError(field.text())
        except TypedEntryError:
            faults[field] = tr(PERCENT_HELP)
            return None
        floor = Floor(level, count.value(), percent / _PERCENT)
        return floor if floor.count or floor.share else None

    def _mark(self, faults: dict[QLineEdit, str]) -> None:
        for field in (self.total, self.years, *(share for _, share in self.floors.values())):
            mark_fault(field, faults.get(field, ""))
        self.fault.setText("\n".join(dict.fromkeys(faults.values())))
        self.fault.setVisible(bool(faults))


def _amounts(text: str) -> tuple[Decimal, ...]:
    parts: Sequence[str] = [part.strip() for part in _BETWEEN_YEARS.split(text)]
    return tuple(read_amount(part) for part in parts if part)


def _typed(amount: Decimal) -> str:
    """Return an amount as it may be typed: with thousands kept apart, and fen only where there are any."""
    return f"{amount:,.2f}".removesuffix(".00")
