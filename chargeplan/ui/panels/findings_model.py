"""The checks as rows of a table: their words, which of them are asked for, and in which order they stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from chargeplan.engineering.findings import Check, figure, sentence_of, unit_name
from chargeplan.i18n import N_, pick, tr
from chargeplan.model.labels import label
from chargeplan.model.project import Element
from chargeplan.ui.icons import icon
from chargeplan.ui.numbers import signed
from chargeplan.ui.tables import COPY_ROLE, RIGHT, SORT_ROLE, FlatModel, Index, strong_font
from chargeplan.ui.theme import severity_colour
from chargeplan.ui.widgets import tooltip
from chargeplan.units import round_half_up

SOUNDNESS, ELECTRICITY = "soundness", "electricity"
"""What stands for a rule's id where a check is about the plan's own soundness, or about its supply."""

GROUPS = {ELECTRICITY: N_("Electricity"), SOUNDNESS: N_("Soundness of the plan")}
"""What checks are called together that no rule is behind."""

SIGNS = {
    "error": N_("Error"),
    "warning": N_("Warning"),
    "info": N_("Hint"),
    "undecided": N_("Undecided"),
    "waived": N_("Let pass"),
    "ok": N_("Met"),
}
_GRAVITY = {name: number for number, name in enumerate(SIGNS)}
COLUMNS = (
    N_("Severity"), N_("What"), N_("Measured"), N_("Required"), N_("Margin"), N_("Elements"), N_("Mark"),
    N_("Rule"), N_("Source"),
)  # fmt: skip
SIGN, WHAT, MEASURED, REQUIRED, MARGIN, ELEMENTS, MARK, RULE, SOURCE = range(len(COLUMNS))
_NUMBERS = (MEASURED, REQUIRED, MARGIN)
_APART = " · "


def sign_of(check: Check) -> str:
    """Return what a check's sign says: the severity of what is missed, else its state."""
    return {"met": "ok", "missed": check.severity}.get(check.state, check.state)


def rule_of(check: Check, supply_codes: frozenset[str]) -> str:
    """Return the id of the rule that a check is of, `SOUNDNESS` or `ELECTRICITY`."""
    if check.rule is not None:
        return check.code
    return ELECTRICITY if check.code in supply_codes else SOUNDNESS


def measure_text(check: Check, value: float | None) -> str:
    """Return a measured or required value of a check with its unit."""
    return "" if value is None else f"{figure(check, value)} {unit_name(check.unit)}".strip()


def numbers_text(check: Check) -> str:
    """Return measured / required and the margin, as far as there are any."""
    if check.measured is None or check.required is None:
        return measure_text(check, check.measured if check.required is None else check.required)
    text = f"{figure(check, check.measured)} / {measure_text(check, check.required)}"
    margin = _margin(check)
    return f"{text} ({margin})" if margin else text


def _margin(check: Check) -> str:
    """Return what there is to spare or missing; empty where that is less than is written."""
    if check.margin is None:
        return ""
    decimals = len(figure(check, check.margin).partition(".")[2])
    missed_by_less = check.margin < 0 and not round_half_up(check.margin, decimals)
    return "" if missed_by_less else signed(check.margin, decimals)


def marks_text(check: Check) -> str:
    """Return the marks of a check whose limit is another place's, or has not been verified."""
    marks = []
    if check.regional:
        marks.append(tr("other province, reference only"))
    if not check.verified:
        marks.append(tr("to be verified"))
    return tr(", ").join(marks)


def source_text(check: Check) -> str:
    """Return where the limit of a check comes from, and its clause without what both begin with."""
    source, clause = check.source.split(), check.clause.split()
    if check.clause in check.source:
        return check.source
    shared = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(source, clause, strict=False))))
    return " ".join((*source, *clause[shared:]))


def missing_text(check: Check) -> str:
    """Return which fact is missing, or nothing for a check that could be decided."""
    return "" if check.undecided is None else tr("{fact} missing", fact=tr(check.undecided))


@dataclass(frozen=True)
class Wanted:
    """Which checks are asked for; `state` all, `severity` all, `rule` all and no `ids` keep every one.

    `supply_codes` are the codes of checks of the supply.
    """

    state: str = "missed"
    severity: str = "all"
    rule: str = "all"
    words: str = ""
    ids: frozenset[str] | None = None
    supply_codes: frozenset[str] = frozenset()

    def fits(self, check: Check) -> bool:
        """Return whether a check is asked for, its words apart."""
        return (
            self.state in ("all", check.state)
            and self.severity in ("all", check.severity)
            and self.rule in ("all", rule_of(check, self.supply_codes))
            and (self.ids is None or not self.ids.isdisjoint(check.elements))
        )


class FindingsModel(FlatModel):
    """One row for each check that is asked for.

    Filtered and sorted here and not by a proxy, which would ask for every cell of thousands of checks.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(COLUMNS, _NUMBERS, parent)
        self.checks: Sequence[Check] = ()
        self.rows: list[Check] = []
        self.wanted = Wanted()
        self._marked: frozenset[str] = frozenset()
        self._elements: Mapping[str, Element] = {}
        self._haystacks: dict[int, str] = {}
        self._sorted_by: tuple[int, Qt.SortOrder] = (SIGN, Qt.SortOrder.AscendingOrder)

    def show_checks(self, checks: Sequence[Check], elements: Mapping[str, Element]) -> None:
        """Hold these checks of a plan and scheme with these elements."""
        self.beginResetModel()
        self.checks = checks
        self._elements = elements
        self._haystacks = {}
        self._arrange()
        self.endResetModel()

    def ask(self, wanted: Wanted) -> None:
        """Keep only what fits."""
        self.beginResetModel()
        self.wanted = wanted
        self._arrange()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows in order of a column."""
        self.layoutAboutToBeChanged.emit()
        before = list(self.rows)
        held = self.persistentIndexList()
        self._sorted_by = (column, order)
        self._arrange()
        place = {id(check): row for row, check in enumerate(self.rows)}
        moved = [self.index(place[id(before[index.row()])], index.column()) for index in held]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def _arrange(self) -> None:
        words = self.wanted.words.casefold()
        rows = [check for check in self.checks if self.wanted.fits(check)]
        if words:
            rows = [check for check in rows if words in self._searched(check)]
        column, order = self._sorted_by
        key = self._sort_keys().get(column, lambda check: self.text(check, column))
        self.rows = sorted(rows, key=key, reverse=order == Qt.SortOrder.DescendingOrder)

    def _searched(self, check: Check) -> str:
        """Return all words of a check, put together when they are first searched."""
        if id(check) not in self._haystacks:
            texts = (self.text(check, column) for column in range(len(COLUMNS)))
            words = "\n".join((*texts, self.heading(check), missing_text(check)))
            self._haystacks[id(check)] = words.casefold()
        return self._haystacks[id(check)]

    @staticmethod
    def _sort_keys() -> dict[int, Callable[[Check], Any]]:
        lowest = float("-inf")
        return {
            SIGN: lambda check: _GRAVITY[sign_of(check)],
            MEASURED: lambda check: lowest if check.measured is None else check.measured,
            REQUIRED: lambda check: lowest if check.required is None else check.required,
            MARGIN: lambda check: lowest if check.margin is None else check.margin,
        }

    def row_of(self, check: Check) -> int | None:
        """Return the row of a check, or of the one that a newer analysis has in its place."""
        if check in self.rows:
            return self.rows.index(check)
        return next((n for n, c in enumerate(self.rows) if c.is_alike(check)), None)

    def mark(self, ids: Sequence[str]) -> None:
        """Make the rows stand out that are about these elements."""
        self._marked = frozenset(ids)
        self.touch_all(Qt.ItemDataRole.FontRole)

    def is_marked(self, check: Check) -> bool:
        """Return whether a check is about what is selected on the plan."""
        return not self._marked.isdisjoint(check.elements)

    def row_total(self) -> int:
        """Return the number of checks that are asked for."""
        return len(self.rows)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the head of a column; that of the signs is seen by no one, but told and copied."""
        told = role in (COPY_ROLE, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        if orientation == Qt.Orientation.Horizontal and told:
            return tr(COLUMNS[section])
        if role == Qt.ItemDataRole.DisplayRole and section == SIGN:
            return ""
        return super().headerData(section, orientation, role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows, sorts by, copies or draws."""
        check = self.rows[index.row()]
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            if column == WHAT:
                return f"{self.heading(check)}\n{self.summary(check)}"
            return self.text(check, column)
        if role in (COPY_ROLE, Qt.ItemDataRole.AccessibleTextRole):
            return self.text(check, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip("\n".join(self.details(check)))
        if role == SORT_ROLE:
            key = self._sort_keys().get(column)
            return key(check) if key is not None else self.text(check, column)
        if role == Qt.ItemDataRole.DecorationRole and column == SIGN:
            sign = sign_of(check)
            return icon(sign, severity_colour(sign))
        if role == Qt.ItemDataRole.FontRole and self.is_marked(check):
            return strong_font()
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _NUMBERS:
            return RIGHT
        return None

    def text(self, check: Check, column: int) -> str:
        """Return the text of one cell as it is copied and searched."""
        if column == WHAT:
            return sentence_of(check, self._elements)
        if column == MARGIN:
            margin = _margin(check)
            return f"{margin} {unit_name(check.unit)}".strip() if margin else ""
        if column in (MEASURED, REQUIRED):
            return measure_text(check, check.measured if column == MEASURED else check.required)
        texts: dict[int, Callable[[Check], str]] = {
            SIGN: lambda check: tr(SIGNS[sign_of(check)]),
            ELEMENTS: self.elements_text,
            MARK: marks_text,
            RULE: self._rule_text,
            SOURCE: source_text,
        }
        return texts[column](check) if column in texts else ""

    def _rule_text(self, check: Check) -> str:
        group = rule_of(check, self.wanted.supply_codes)
        return tr(GROUPS[group]) if group in GROUPS else group

    def heading(self, check: Check) -> str:
        """Return the first line of a row: the rule's id and title, or what is wrong with the plan itself."""
        if check.rule is None:
            return sentence_of(check, self._elements)
        return f"{check.code} {pick(check.rule.title)}"

    def summary(self, check: Check) -> str:
        """Return the second line of a row: what is missing or was measured, where, and the marks."""
        parts = (missing_text(check) or numbers_text(check), self.elements_text(check), marks_text(check))
        return _APART.join(part for part in parts if part)

    def elements_text(self, check: Check) -> str:
        """Return what the elements of a check are called."""
        known = [self._elements[name] for name in check.elements if name in self._elements]
        return tr(", ").join(label(element) for element in known)

    def details(self, check: Check) -> list[str]:
        """Return everything that is to be said of a check, a line each."""
        first = [] if check.rule is None else [self.heading(check)]
        lines = [*first, self.text(check, WHAT), numbers_text(check), source_text(check), marks_text(check)]
        return [line for line in lines if line]
