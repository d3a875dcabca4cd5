"""What is seen of compared bids: rates side by side, the bids with their totals, and all faults."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from chargeplan.costing.tender import TOTALS, Bid, BidFault, ComparedLine, ComparedRate, Comparison
from chargeplan.files.bid_comparison import SEVERITIES
from chargeplan.i18n import N_, pick, tr
from chargeplan.ui.numbers import grouped, signed
from chargeplan.ui.tables import COPY_ROLE, RIGHT, CopyableTable, FlatModel, Index, strong_font
from chargeplan.ui.theme import missing_colours, severity_colour
from chargeplan.ui.widgets import tooltip

FROZEN = 3
_LONGEST_HEAD = 17
"""How much of a bidder's name is seen above a column, in narrow letters."""


@dataclass(frozen=True)
class Cell:
    """One cell as it is shown and copied, and how it looks: a severity, `missing` or nothing."""

    text: str
    copied: str | None = None
    look: str = ""
    right: bool = False
    tip: str = ""


class CellModel(FlatModel):
    """Rows of cells under their heads; rows from `strong_from` on are totals.

    A head of two lines has its group above; where the first is empty, it is that of the column before.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__((), parent=parent)
        self.cells: list[list[Cell]] = []
        self._strong_from = 0

    def show_cells(
        self, heads: Sequence[str], cells: list[list[Cell]], strong_from: int | None = None
    ) -> None:
        """Hold these cells."""
        self.beginResetModel()
        self.heads, self.cells = heads, cells
        self._strong_from = len(cells) if strong_from is None else strong_from
        self.endResetModel()

    def row_total(self) -> int:
        """Return the number of rows."""
        return len(self.cells)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the head of a column; its copy is on one line."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self.heads):
            return None
        head = self.heads[section]
        if role == Qt.ItemDataRole.DisplayRole:
            above, parted, below = head.partition("\n")
            return f"{short(above, _LONGEST_HEAD)}\n{below}" if parted else head
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = bool(self.cells) and self.cells[0][section].right
            return RIGHT if right else None
        if role in (COPY_ROLE, Qt.ItemDataRole.ToolTipRole):
            group = self.heads[section - 1].partition("\n")[0] if head.startswith("\n") else ""
            words = f"{group} {head}".split()
            return " ".join(words) if role == COPY_ROLE else tooltip(" ".join(words))
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows, copies, or looks like."""
        cell = self.cells[index.row()][index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return cell.text
        if role == COPY_ROLE:
            return cell.copied
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(cell.tip or cell.text) or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if cell.right else None
        if role == Qt.ItemDataRole.FontRole and (index.row() >= self._strong_from or cell.look):
            return strong_font()
        return _look(cell.look, role)


def short(text: str, longest: int) -> str:
    """Return a text cut to what is seen of it; wide letters count two."""
    room, kept = longest, ""
    for letter in text:
        room -= 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if room < 1 and kept + letter != text:
            return f"{kept}…"
        kept += letter
    return kept


def _look(look: str, role: int) -> Any:
    if look == "missing" and role == Qt.ItemDataRole.BackgroundRole:
        return missing_colours()[0]
    if look and role == Qt.ItemDataRole.ForegroundRole:
        return missing_colours()[1] if look == "missing" else severity_colour(look)
    return None


def _money(amount: Decimal | None, look: str = "", tip: str = "") -> Cell:
    if amount is None:
        return Cell("—", "", look, True, tip)
    return Cell(grouped(amount, 2), f"{amount:f}", look, True, tip)


def _difference(amount: Decimal | None) -> Cell:
    if amount is None:
        return _money(None)
    return Cell(signed(amount, 2), f"{amount:f}", "error" if amount else "", True)


# --- side by side -----------------------------------------------------------------------------------


def comparison_heads(comparison: Comparison) -> list[str]:
    """Return the heads of the comparison; the first of a bid has its name above."""
    heads = [tr(text) for text in (
        N_("No."), N_("Code"), N_("Item"), N_("Unit"), N_("Quantity"), N_("Reference rate"),
    )]  # fmt: skip
    for bid in comparison.bids:
        heads += [f"{bid.name}\n{tr('Unit rate')}", f"\n{tr('Deviation (%)')}"]
    return [*heads, tr("Mean"), tr("Remarks")]


def comparison_cells(comparison: Comparison) -> tuple[list[list[Cell]], int]:
    """Return the rows of the comparison, and where its totals begin."""
    rows = [_line_cells(line, comparison.bids) for line in comparison.lines]
    first_total = len(rows)
    count = range(len(comparison.bids))
    recomputed = [comparison.recomputed_total_cny(number) for number in count]
    looks = ["missing" if comparison.unpriced_count(number) else "" for number in count]
    rows.append(
        _total_cells(
            tr("Total of the lines, reckoned anew"),
            comparison.reference_total_cny,
            recomputed,
            looks,
            comparison.unreferenced_count,
        )
    )
    for name, title in TOTALS.items():
        told = [bid.told.get(name) for bid in comparison.bids]
        if any(amount is not None for amount in told):
            wrong = ["error" if name == "lines" and t is not None and t != r else ""
                     for t, r in zip(told, recomputed, strict=True)]  # fmt: skip
            rows.append(_total_cells(tr(title), None, told, wrong))
    return rows, first_total


def _line_cells(line: ComparedLine, bids: Sequence[Bid]) -> list[Cell]:
    work, reference = line.line.work, line.line.unit_price_cny
    cells = [
        Cell(str(line.line.number), right=True),
        Cell(line.line.code),
        Cell(work.title()),
        Cell(pick(work.unit.symbol)),
        Cell(grouped(work.quantity, work.decimals), f"{work.quantity:f}", right=True),
        Cell(tr("price to be asked"), "", "missing", True) if reference is None else _money(reference),
    ]
    for rate in line.rates:
        cells += _rate_cells(rate)
    return [*cells, _money(line.mean_cny), _remarks(line, bids)]


def _rate_cells(rate: ComparedRate) -> list[Cell]:
    tip = "\n".join(fault.sentence() for fault in rate.faults)
    worst = next((s for s in SEVERITIES if any(fault.severity == s for fault in rate.faults)), "")
    look = "missing" if rate.rate_cny is None else worst if worst == "error" else ""
    off = rate.deviation_percent
    shown, copied = ("", "") if off is None else (signed(off, 2), f"{off:+.2f}")
    deviation = Cell(shown, copied, "warning" if rate.unbalanced else "", True, tip)
    if rate.rate_cny is None:
        missing = next((fault for fault in rate.faults if fault.severity == "error"), None)
        word = missing.short() if missing is not None else tr("no price")
        return [Cell(word, "", look, True, tip), deviation]
    return [_money(rate.rate_cny, look, tip), deviation]


def _remarks(line: ComparedLine, bids: Sequence[Bid]) -> Cell:
    parts = []
    for bid, rate in zip(bids, line.rates, strict=True):
        words = list(dict.fromkeys(fault.short() for fault in rate.faults))
        if words:
            parts.append(tr("{bid}: {words}", bid=bid.name, words=tr(", ").join(words)))
    tip = "\n".join(fault.sentence() for rate in line.rates for fault in rate.faults)
    return Cell(tr("; ").join(parts), tip=tip)


def _total_cells(
    title: str,
    reference: Decimal | None,
    amounts: Sequence[Decimal | None],
    looks: Sequence[str],
    unreferenced: int = 0,
) -> list[Cell]:
    cells = [Cell(""), Cell(""), Cell(title), Cell(""), Cell("")]
    cells.append(Cell("") if reference is None else _money(reference, "missing" if unreferenced else ""))
    for amount, look in zip(amounts, looks, strict=True):
        cells += [_money(amount, look), Cell("")]
    remark = tr("Lines without a reference rate: {count}.", count=unreferenced) if unreferenced else ""
    return [*cells, Cell(""), Cell(remark)]


# --- bids and faults --------------------------------------------------------------------------------


def bid_heads() -> list[str]:
    """Return the heads of the list of bids."""
    return [
        tr(text)
        for text in (
            N_("Bidder"), N_("Errors"), N_("Warnings"), N_("Lines without a rate"), N_("Lines as told"),
            N_("Lines reckoned anew"), N_("Difference"), N_("Total with tax as told"),
        )
    ]  # fmt: skip


def bid_cells(comparison: Comparison) -> list[list[Cell]]:
    """Return a row for every bid: its faults, and its totals as told and reckoned anew."""
    rows = []
    for number, bid in enumerate(comparison.bids):
        told, right = bid.told.get("lines"), comparison.recomputed_total_cny(number)
        off = None if told is None else told - right
        unpriced = comparison.unpriced_count(number)
        warnings = sum(fault.severity == "warning" for fault in bid.faults)
        rows.append(
            [
                Cell(bid.name),
                Cell(str(bid.error_count), look="error" if bid.error_count else "", right=True),
                Cell(str(warnings), look="warning" if warnings else "", right=True),
                Cell(str(unpriced), look="missing" if unpriced else "", right=True),
                _money(told),
                _money(right),
                _difference(off),
                _money(bid.told.get("with_tax")),
            ]
        )
    return rows


def fault_heads() -> list[str]:
    """Return the heads of the list of faults."""
    return [
        tr(text)
        for text in (
            N_("Bidder"), N_("Severity"), N_("Sheet and cell"), N_("Code"), N_("Kind"), N_("What was found"),
        )
    ]  # fmt: skip


def fault_cells(bids: Sequence[Bid]) -> list[list[Cell]]:
    """Return a row for every fault of these bids."""
    return [_fault_row(bid.name, fault) for bid in bids for fault in bid.faults]


def _fault_row(name: str, fault: BidFault) -> list[Cell]:
    return [
        Cell(name),
        Cell(tr(SEVERITIES[fault.severity]), look=fault.severity),
        Cell(fault.place),
        Cell(fault.code),
        Cell(fault.short()),
        Cell(fault.found()),
    ]


# --- a table whose first columns stay ---------------------------------------------------------------


class _Half(CopyableTable):
    """One half of a table; it copies whole rows."""

    def _shown_columns(self) -> list[int]:
        return list(range(self.model().columnCount()))


class FrozenTable(QWidget):
    """A table whose first columns stay in sight while the others are scrolled."""

    def __init__(self, name: str, model: CellModel, frozen: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._frozen = frozen
        self._model = model
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.left, self.right = _Half(self), _Half(self)
        self.left.setObjectName(f"{name}Frozen")
        self.right.setObjectName(name)
        for half in (self.left, self.right):
            half.setModel(model)
            half.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
            half.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.left.setSelectionModel(self.right.selectionModel())
        self.left.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.left.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.right.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.left.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        below = QWidget(self)
        below.setFixedHeight(self.right.horizontalScrollBar().sizeHint().height())
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.left, 1)
        left.addWidget(below)
        self.left.verticalScrollBar().valueChanged.connect(self.right.verticalScrollBar().setValue)
        self.right.verticalScrollBar().valueChanged.connect(self.left.verticalScrollBar().setValue)
        layout.addLayout(left)
        layout.addWidget(self.right, 1)
        model.modelReset.connect(self._hide_columns)

    def set_widths(self, widths: Sequence[int]) -> None:
        """Give the columns these widths."""
        for half in (self.left, self.right):
            half.set_widths(widths)
        frozen = sum(self.left.columnWidth(column) for column in range(self._frozen))
        self.left.setFixedWidth(frozen + 2 * self.left.frameWidth())

    def _hide_columns(self) -> None:
        for column in range(self._model.columnCount()):
            self.left.setColumnHidden(column, column >= self._frozen)
            self.right.setColumnHidden(column, column < self._frozen)
        if self._model.columnCount():
            self.left.horizontalHeader().setFixedHeight(self.right.horizontalHeader().sizeHint().height())
