"""Who is built when, and who got nothing and why, as tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QHeaderView, QWidget

from chargeplan.i18n import N_, tr
from chargeplan.town.allocation import HUNDREDTHS, Allocation, Candidate, Loser, WhyNot
from chargeplan.town.words import WHY_NOT, scheme_words
from chargeplan.ui.numbers import grouped, number
from chargeplan.ui.tables import COPY_ROLE, RIGHT, CopyableTable, FlatModel, Index
from chargeplan.ui.town.columns import UNKNOWN
from chargeplan.ui.town.table_model import ESTIMATED
from chargeplan.ui.widgets import for_letters, tooltip
from chargeplan.units import WAN

_HEAD_PX = 60
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_CHOSEN_HEADS = (
    N_("Year"),
    N_("Estate"),
    N_("Cost (10,000 CNY)"),
    N_("Households newly served"),
    N_("Benefit"),
    N_("Scheme"),
)
_LOSER_HEADS = (
    N_("Estate"),
    N_("Comes in from a budget of (10,000 CNY)"),
    N_("Why not"),
    N_("Cost (10,000 CNY)"),
    N_("Scheme"),
)


@dataclass(frozen=True)
class Cell:
    """What a cell shows, copies, sorts by and tells when hovered over."""

    text: str
    sort: Any
    copied: str = ""
    tip: str = ""


Rows = Sequence[tuple[str, tuple[Cell, ...]]]
"""Estate codes with their cells."""


class BudgetModel(FlatModel):
    """Rows of cells; a figure that rests on an estimate says so."""

    def __init__(self, heads: Sequence[str], numbers: Sequence[int], parent: QObject | None = None) -> None:
        super().__init__(heads, numbers, parent)
        self.rows: Rows = ()
        self._as_given: Rows = ()
        self._sorted = (-1, False)

    def row_total(self) -> int:
        """Return how many estates there are."""
        return len(self.rows)

    def set_rows(self, rows: Rows) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._as_given = tuple(rows)
        self.rows = self._ordered()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows in the order of a column, of none as they were given; what is selected stays so."""
        self._sorted = (column, order == Qt.SortOrder.DescendingOrder)
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        codes = [self.rows[index.row()][0] for index in before]
        self.rows = self._ordered()
        places = {code: row for row, (code, _) in enumerate(self.rows)}
        after = [self.index(places[code], index.column()) for code, index in zip(codes, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _ordered(self) -> Rows:
        column, falling = self._sorted
        if column < 0:
            return self._as_given
        return tuple(sorted(self._as_given, key=lambda row: row[1][column].sort, reverse=falling))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the head of a column, on several lines where it is long."""
        found = super().headerData(section, orientation, role)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return (_LEFT if found is None else found) | int(Qt.TextFlag.TextWordWrap)
        return found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows, copies or tells."""
        cell = self.rows[index.row()][1][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == COPY_ROLE:
            return cell.copied or cell.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(cell.tip or cell.text)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in self._numbers:
            return RIGHT
        return None


class BudgetTable(CopyableTable):
    """A table of estates that sorts by its heads."""

    def __init__(self, name: str, model: BudgetModel, widths: Sequence[int], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.source = model
        self.setModel(model)
        self.setWordWrap(False)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setFixedHeight(for_letters(self, _HEAD_PX))
        self.set_widths(widths)

    def codes(self) -> tuple[str, ...]:
        """Return the selected estates, in the order of the table."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self.source.rows[row][0] for row in rows)


def chosen_model(parent: QObject) -> BudgetModel:
    """Return a model for the schemes that are built."""
    return BudgetModel(_CHOSEN_HEADS, (0, 2, 3, 4), parent)


def loser_model(parent: QObject) -> BudgetModel:
    """Return a model for the estates that got nothing."""
    return BudgetModel(_LOSER_HEADS, (1, 3), parent)


def chosen_rows(allocation: Allocation, name: Callable[[str], str]) -> Rows:
    """Return a row for each scheme that is built, by year."""
    return [
        (
            choice.candidate.estate_code,
            (
                Cell(str(choice.year + 1), choice.year),
                _estate(choice.candidate, name),
                _cost(choice.candidate),
                _households(choice.candidate),
                _benefit(choice.candidate),
                _scheme(choice.candidate),
            ),
        )
        for choice in allocation.choices
    ]


def loser_rows(allocation: Allocation, name: Callable[[str], str]) -> Rows:
    """Return a row for each estate that got nothing, those that need least money first."""
    losers = sorted(allocation.losers, key=_nearest)
    return [
        (
            loser.candidate.estate_code,
            (
                _estate(loser.candidate, name),
                _needed(loser),
                Cell(tr(WHY_NOT[loser.reason]), tr(WHY_NOT[loser.reason])),
                _cost(loser.candidate),
                _scheme(loser.candidate),
            ),
        )
        for loser in losers
    ]


def _nearest(loser: Loser) -> tuple[bool, Decimal, bool]:
    needed = loser.budget_needed_cny
    return needed is None, needed or Decimal(0), loser.reason is WhyNot.NO_BENEFIT


def _marked(text: str, *, estimated: bool) -> str:
    return f"{text} {tr(ESTIMATED)}" if estimated else text


def _estate(candidate: Candidate, name: Callable[[str], str]) -> Cell:
    """Return the estate's name, marked where another scheme than its chosen one is meant."""
    estate = name(candidate.estate_code)
    text = tr("{estate}: another scheme", estate=estate) if candidate.alternative else estate
    return Cell(text, estate, estate, f"{estate}\n{scheme_words(candidate)}")


def _scheme(candidate: Candidate) -> Cell:
    words = scheme_words(candidate)
    return Cell(words, words)


def _cost(candidate: Candidate) -> Cell:
    wan = candidate.cost_cny / WAN
    text = _marked(grouped(wan, 2), estimated=candidate.unplanned)
    return Cell(text, float(wan), number(wan, 2), _scheme_tip(candidate))


def _households(candidate: Candidate) -> Cell:
    served = candidate.households
    text = _marked(f"{served:,}", estimated=candidate.estimated)
    return Cell(text, served, str(served), _scheme_tip(candidate))


def _benefit(candidate: Candidate) -> Cell:
    worth = candidate.benefit / HUNDREDTHS
    text = _marked(grouped(worth, 2), estimated=candidate.estimated)
    return Cell(text, candidate.benefit, number(worth, 2))


def _scheme_tip(candidate: Candidate) -> str:
    if candidate.estimated:
        return tr("Estimated: no plan tells whom the scheme serves")
    return scheme_words(candidate)


def _needed(loser: Loser) -> Cell:
    needed = loser.budget_needed_cny
    if needed is None:
        if loser.budget_known:
            return Cell(UNKNOWN, float("inf"), "", tr("No budget would bring it in."))
        tip = tr(
            "Not looked for yet, or above all budgets that were tried. Select the estate to look for it."
        )
        return Cell(tr("unknown"), float("inf"), "", tip)
    text = grouped(needed / WAN, 2)
    tip = tr(
        "With this total budget the best and cheapest answer has the estate in it; with still more money it "
        "may be out again, when others are worth more together."
    )
    if loser.budget_step_cny:
        step = grouped(loser.budget_step_cny / WAN, 2)
        text = f"≤ {text}"
        tip += "\n" + tr("The last budget tried before was {step} ×10,000 CNY lower.", step=step)
    return Cell(text, float(needed), number(needed / WAN, 2), tip)
