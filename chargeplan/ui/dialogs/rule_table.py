"""The rules of a set as rows of a table: shipped ones to read, a plan's own to edit, faults at their cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from chargeplan.engineering.findings import SIGNS, unit_name
from chargeplan.errors import ChargeplanError
from chargeplan.files.price_file import CONFIDENCE_WORDS
from chargeplan.i18n import N_, pick, sentence, tr
from chargeplan.model.own_references import OwnRule, OwnRuleSet
from chargeplan.model.project import Project
from chargeplan.reference.catalogue import FIRE_CLASSES
from chargeplan.reference.rule_kinds import MOST_VALUES, WHOLE_UNITS, RuleKind, rule_kinds
from chargeplan.reference.rule_sets import load_rules_of
from chargeplan.ui.numbers import TypedEntryError, parse_plain, trimmed
from chargeplan.ui.tables import COPY_ROLE, RIGHT, FlatModel, Index, strong_font
from chargeplan.ui.theme import severity_colour
from chargeplan.ui.widgets import tooltip

COLUMNS = (
    N_("On"), N_("Rule"), N_("Title"), N_("Value"), N_("Unit"), N_("Severity"), N_("Confidence"),
    N_("In force since"), N_("Clause"), N_("Source"), N_("Keeps ground clear"), N_("Other place"),
)  # fmt: skip
ON, ID, TITLE, VALUE, UNIT, SEVERITY, CONFIDENCE, EFFECTIVE, CLAUSE, SOURCE, KEEPS_CLEAR, REGIONAL = range(
    len(COLUMNS)
)
_TICKED = {ON: "", KEEPS_CLEAR: "keeps_clear", REGIONAL: "regional"}
_TEXTS = {EFFECTIVE: "effective", CLAUSE: "clause", SOURCE: "source"}
SEVERITY_WORDS = {"error": N_("Error"), "warning": N_("Warning"), "info": N_("Hint")}
_CHOICES: Mapping[int, tuple[str, Mapping[str, str]]] = {
    SEVERITY: ("severity", SEVERITY_WORDS),
    CONFIDENCE: ("confidence", CONFIDENCE_WORDS),
}
_SIGNS = {**SIGNS, "from": N_("from")}
_NAMES = {column: name for column, (name, _) in _CHOICES.items()} | _TEXTS
"""What is chosen or typed as words, by its column."""

_NUMBER_AND_UNIT = re.compile(r"\s*(.*?\d)\s*([^\d\s*/+,.()-].*?)?\s*")
_UNCERTAIN = "uncertain"
_ALWAYS_SOUND = 1.0
"""A value that a rule of any unit takes."""

_LONGEST = 500
_DECIMALS = 4


class RuleEntryError(Exception):
    """What was typed is no value of a rule; its text is the sentence that says so."""


@dataclass
class _Row:
    """A rule and what it was copied from; `wrong` keeps by column what was typed and why it cannot stand."""

    kind: RuleKind
    rule: OwnRule
    before: OwnRule
    wrong: dict[int, tuple[str, str]] = field(default_factory=dict)
    kept_value: float | None = None


def parse_value(text: str, kind: RuleKind) -> float:
    """Return a typed value of a rule.

    Raises
    ------
    RuleEntryError
        When it is no number, negative, too large, broken where things are counted, or of another unit.
    """
    if kind.unit == "fire_class":
        if text.strip().upper() not in FIRE_CLASSES:
            raise RuleEntryError(tr("Write one of {choices}.", choices=", ".join(FIRE_CLASSES)))
        return float(FIRE_CLASSES.index(text.strip().upper()) + 1)
    number, unit = _apart(text)
    wanted = unit_name(kind.unit)
    if unit and unit not in (kind.unit, wanted):
        raise RuleEntryError(
            tr("{rule} is measured in {unit}, not in {found}.", rule=kind.id, unit=wanted or "—", found=unit)
        )
    try:
        value = parse_plain(number)
    except TypedEntryError:
        raise RuleEntryError(tr("Write a number, such as 3.5.")) from None
    if value < 0:
        raise RuleEntryError(tr("The value must be 0 or more."))
    if kind.unit in WHOLE_UNITS and value != int(value):
        raise RuleEntryError(tr("Write a whole number: {unit} are counted.", unit=wanted))
    if value > MOST_VALUES.get(kind.unit, value):
        raise RuleEntryError(tr("The value must be at most {most}.", most=f"{MOST_VALUES[kind.unit]:g}"))
    return value


def _apart(text: str) -> tuple[str, str]:
    """Return the number of what was typed, and the unit behind it."""
    found = _NUMBER_AND_UNIT.fullmatch(text)
    return (text, "") if found is None else (found[1], found[2] or "")


class RuleModel(FlatModel):
    """The rules of one set; `changed` comes after every edit."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(COLUMNS, (VALUE,), parent)
        self._rows: list[_Row] = []
        self._editable = False

    # what it holds

    def show_rules(self, rules: OwnRuleSet, before: OwnRuleSet, *, editable: bool) -> None:
        """Hold a set; `before` is what it was copied from."""
        kinds, old = rule_kinds(), {rule.id: rule for rule in before.rules}
        self.beginResetModel()
        self._editable = editable
        self._rows = [
            self._row(kinds[rule.id], rule, old.get(rule.id, rule))
            for rule in rules.rules
            if rule.id in kinds
        ]
        self.endResetModel()
        self.changed.emit()

    def _row(self, kind: RuleKind, rule: OwnRule, before: OwnRule) -> _Row:
        """Return the row of a rule; what of it does not stand, as a file may have it, is told at once."""
        row = _Row(kind, rule, before, kept_value=rule.value)
        value: dict[str, Any] = {} if rule.value is None else {"value": rule.value, "unit": rule.unit}
        columns = {column: {name: getattr(rule, name)} for column, name in _NAMES.items()} | {VALUE: value}
        everything = {name: held for changes in columns.values() for name, held in changes.items()}
        if not self._editable or not _fault(kind, everything):
            return row
        for column, changes in columns.items():
            if fault := _fault(kind, changes):
                unit = f" {rule.unit}" if column == VALUE else ""
                row.wrong[column] = (f"{self._edited(row, column)}{unit}", fault)
        return row

    def rules(self) -> tuple[OwnRule, ...]:
        """Return the rules as they are now."""
        return tuple(row.rule for row in self._rows)

    def faults(self) -> list[tuple[int, int, str]]:
        """Return row, column and sentence of everything that does not stand."""
        return [
            (number, column, reason)
            for number, row in enumerate(self._rows)
            for column, (_, reason) in sorted(row.wrong.items())
        ]

    def fault_at(self, index: Index) -> str:
        """Return why a cell does not stand, or nothing."""
        return self._rows[index.row()].wrong.get(index.column(), ("", ""))[1] if index.isValid() else ""

    def rule_id(self, row: int) -> str:
        """Return the id of a row's rule."""
        return self._rows[row].rule.id

    def row_of(self, rule_id: str) -> int | None:
        """Return the row of a rule, None when there is none."""
        return next((number for number, row in enumerate(self._rows) if row.rule.id == rule_id), None)

    def reset_rows(self, rows: Sequence[int]) -> None:
        """Give rules back what they were copied with."""
        for number in rows:
            row = self._rows[number]
            self._rows[number] = self._row(row.kind, row.before, row.before)
            self._tell(number)

    # Qt's side

    def row_total(self) -> int:
        """Return the number of rules."""
        return len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a cell."""
        shown = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not self._editable or index.column() in (ID, TITLE, UNIT):
            return shown
        if index.column() in _TICKED:
            return shown | Qt.ItemFlag.ItemIsUserCheckable
        return shown | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows, edits, copies or says in its tooltip."""
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.CheckStateRole and column in _TICKED:
            return Qt.CheckState.Checked if self._ticked(row, column) else Qt.CheckState.Unchecked
        if role in (Qt.ItemDataRole.DisplayRole, COPY_ROLE, Qt.ItemDataRole.AccessibleTextRole):
            ticked = column in _TICKED and role != Qt.ItemDataRole.DisplayRole
            return tr("yes") if ticked and self._ticked(row, column) else self._text(row, column)
        if role == Qt.ItemDataRole.EditRole:
            return self._edited(row, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row, column)
        return self._look(row, column, role)

    def _text(self, row: _Row, column: int) -> str:
        rule = row.rule
        if column in row.wrong:
            return row.wrong[column][0]
        if column == VALUE:
            sign = _SIGNS[row.kind.bound]
            shown = "" if rule.value is None else self._value_text(row, rule.value)
            return f"{tr(sign) if sign.isalpha() else sign} {shown}" if shown else tr("off")
        if column in _CHOICES:
            name, words = _CHOICES[column]
            held = str(getattr(rule, name))
            return tr(words[held]) if held in words else held
        if column in _TEXTS:
            return str(getattr(rule, _TEXTS[column]))
        return {ID: rule.id, TITLE: pick(row.kind.title), UNIT: unit_name(rule.unit)}.get(column, "")

    @staticmethod
    def _value_text(row: _Row, value: float) -> str:
        if row.kind.unit == "fire_class" and 1 <= value <= len(FIRE_CLASSES):
            return FIRE_CLASSES[int(value) - 1]
        return trimmed(value, _DECIMALS)

    def _edited(self, row: _Row, column: int) -> Any:
        if column in row.wrong:
            return row.wrong[column][0]
        if column == VALUE:
            return "" if row.rule.value is None else self._value_text(row, row.rule.value)
        if column in _CHOICES:
            return getattr(row.rule, _CHOICES[column][0])
        return self._text(row, column)

    @staticmethod
    def _ticked(row: _Row, column: int) -> bool:
        if column == ON:
            return row.rule.value is not None or VALUE in row.wrong
        return bool(getattr(row.rule, _TICKED[column]))

    def _tip(self, row: _Row, column: int) -> str | None:
        text = row.wrong[column][1] if column in row.wrong else self._text(row, column)
        return tooltip(text) or None

    def _look(self, row: _Row, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.ForegroundRole and column in row.wrong:
            return severity_colour("error")
        if role == Qt.ItemDataRole.FontRole and self._editable and self._differs(row, column):
            return strong_font()
        if role == Qt.ItemDataRole.TextAlignmentRole and column == VALUE:
            return RIGHT
        return None

    @staticmethod
    def _differs(row: _Row, column: int) -> bool:
        names = {VALUE: "value", **_NAMES}
        return column in names and getattr(row.rule, names[column]) != getattr(row.before, names[column])

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take over what was typed, ticked or chosen; what does not stand is kept and told."""
        row, column = self._rows[index.row()], index.column()
        if not self._editable:
            return False
        if role == Qt.ItemDataRole.CheckStateRole and column in _TICKED:
            self._tick(row, column, Qt.CheckState(value) == Qt.CheckState.Checked)
        elif role == Qt.ItemDataRole.EditRole:
            self._enter(row, column, str(value))
        else:
            return False
        self._tell(index.row())
        return True

    def _tick(self, row: _Row, column: int, on: bool) -> None:
        if column != ON:
            row.rule = _with(row.rule, _TICKED[column], on)
        elif not on:
            row.wrong.pop(VALUE, None)
            row.rule = replace(row.rule, value=None)
        elif row.kept_value is not None:
            row.rule = replace(row.rule, value=row.kept_value, unit=row.kind.unit)
        else:
            row.wrong[VALUE] = ("", tr("Write the value that {rule} has here.", rule=row.rule.id))

    def _enter(self, row: _Row, column: int, text: str) -> None:
        if column not in (VALUE, *_NAMES):
            return
        row.wrong.pop(column, None)
        try:
            if column == VALUE:
                self._take_value(row, parse_value(text, row.kind))
            else:
                entered = text.strip()[:_LONGEST]
                if fault := _fault(row.kind, {_NAMES[column]: entered}):
                    raise RuleEntryError(fault)
                row.rule = _with(row.rule, _NAMES[column], entered)
        except RuleEntryError as error:
            row.wrong[column] = (text, str(error))

    def _take_value(self, row: _Row, value: float) -> None:
        """Take a value over; one that was not read where the rule says rests on nobody's word yet."""
        row.kept_value = value
        same = value == row.before.value
        moved = (row.rule.value, row.rule.unit) != (value, row.kind.unit)
        row.rule = replace(row.rule, value=value, unit=row.kind.unit)
        if moved:
            row.rule = replace(row.rule, confidence=row.before.confidence if same else _UNCERTAIN)

    def _tell(self, row: int) -> None:
        self.touch_row(row)
        self.changed.emit()


def _with(rule: OwnRule, field: str, value: str | bool) -> OwnRule:
    changes: dict[str, Any] = {field: value}
    return replace(rule, **changes)


def _fault(kind: RuleKind, changes: Mapping[str, Any]) -> str:
    """Return why a rule does not take these fields when the plan is judged; nothing when it does."""
    plain = OwnRule(kind.id, _ALWAYS_SOUND, kind.unit, "warning", "", "", _UNCERTAIN)
    try:
        load_rules_of(Project(own_rules=OwnRuleSet("", "", "", (replace(plain, **changes),))))
    except ChargeplanError as error:
        return _without_place(error)
    return ""


def _without_place(error: ChargeplanError) -> str:
    """Return the sentence of an error without the place, which the cell itself is."""
    place = str(error.values.get("place", ""))
    return re.sub(r"^\W+", "", sentence(error).removeprefix(place))
