"""The rows of a grid as Qt asks for them: sorted, sifted, and only what is seen made into text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal

from chargeplan.i18n import N_, tr
from chargeplan.town.grading import Grade
from chargeplan.ui.tables import COPY_ROLE, RIGHT, Index
from chargeplan.ui.town.columns import Column, Extras, said
from chargeplan.ui.town.grid import Grid, Order, Sieve, Total
from chargeplan.ui.widgets import tooltip

GRADE_ROLE = Qt.ItemDataRole.UserRole + 5
"""The grade of a cell that shows one."""

ESTIMATED = N_("est.")
"""Marks a figure that rests on an estimated scheme."""

_SORTS_KEPT = 4

_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class GridModel(QAbstractTableModel):
    """A grid under the columns that are shown; `order` holds the rows that pass, in their order."""

    shown_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.grid = Grid((), (), Extras(), lambda _row: "")
        self.columns: tuple[Column, ...] = ()
        self.order: Order = np.arange(0)
        self.sieve = Sieve()
        self._sorts: list[tuple[str, bool]] = []
        self._sorted: Order = self.order
        self._totals: dict[str, Total] = {}

    # what is shown

    def set_grid(self, grid: Grid) -> None:
        """Show other rows; columns, order and sieve stay as far as the grid has the columns."""
        self.beginResetModel()
        self.grid = grid
        self.columns = tuple(grid.columns[one.id] for one in self.columns if one.id in grid.columns)
        self._sorted = grid.ordered(self._sorts)
        self._sift()
        self.endResetModel()
        self.shown_changed.emit()

    def set_columns(self, ids: Sequence[str]) -> None:
        """Show these columns, in this order."""
        self.beginResetModel()
        self.columns = tuple(self.grid.columns[one] for one in ids if one in self.grid.columns)
        self.endResetModel()
        self.shown_changed.emit()

    def set_sieve(self, sieve: Sieve) -> None:
        """Show only what passes."""
        if sieve == self.sieve:
            return
        self.beginResetModel()
        self.sieve = sieve
        self._sift()
        self.endResetModel()
        self.shown_changed.emit()

    def set_sorts(self, sorts: Sequence[tuple[str, bool]]) -> None:
        """Begin with these sorts, the last one first of all."""
        self._sorts = list(sorts)

    @property
    def sorts(self) -> tuple[tuple[str, bool], ...]:
        """Columns and whether they fall, the one sorted by last at the end."""
        return tuple(self._sorts)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; rows of equal value stay as they were."""
        if not 0 <= column < len(self.columns):
            return
        wanted = (self.columns[column].id, order == Qt.SortOrder.DescendingOrder)
        if self._sorts and self._sorts[-1] == wanted:
            return
        kept = [sort for sort in self._sorts if sort[0] != wanted[0]]
        self.beginResetModel()
        self._sorts = [*kept, wanted][-_SORTS_KEPT:]
        self._sorted = self.grid.ordered(self._sorts)
        self._sift()
        self.endResetModel()
        self.shown_changed.emit()

    def _sift(self) -> None:
        mask = self.grid.passing(self.sieve)
        self.order = self._sorted[mask[self._sorted]]
        self._totals = {}

    def row_at(self, row: int) -> Any:
        """Return what a row of the table is about."""
        return self.grid.rows[int(self.order[row])]

    def total(self, column: Column) -> Total:
        """Return the sum of a column over the rows that are shown."""
        if column.id not in self._totals:
            self._totals[column.id] = self.grid.total(column.id, self.order)
        return self._totals[column.id]

    # what Qt asks

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows are shown, none below a row."""
        return 0 if parent is not None and parent.isValid() else len(self.order)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return how many columns are shown, none below a row."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the head of a column: its words, and what hovering over it tells."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.head()
        if role == COPY_ROLE:
            return column.one_line()
        if role == Qt.ItemDataRole.ToolTipRole:
            return head_tip(column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            wrap = int(Qt.TextFlag.TextWordWrap)
            return (RIGHT if column.is_number else int(_LEFT)) | wrap
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows, copies or tells when hovered over."""
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _CENTRE if column.grade else RIGHT if column.is_number else int(_LEFT)
        if role not in _ASKED:
            return None
        row = int(self.order[index.row()])
        value = self.grid.value(row, column.id)
        if role == GRADE_ROLE:
            return value if column.grade and isinstance(value, Grade) else None
        if role == COPY_ROLE:
            return column.copied(value)
        text = column.text(value)
        unknown = self.grid.unknown(row, column.id) if value is not None else 0
        if unknown:
            text = f"≥ {text}"
        if column.estimated and value is not None and self.grid.is_estimated(row):
            text = f"{text} {tr(ESTIMATED)}"
        if unknown and role == Qt.ItemDataRole.ToolTipRole:
            text = f"{text}\n{tr('unknown of {count} estates', count=unknown)}"
        return tooltip(text) if role == Qt.ItemDataRole.ToolTipRole else text


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ASKED = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    COPY_ROLE,
    GRADE_ROLE,
)


def head_tip(column: Column) -> str:
    """Return what hovering over the head of a column tells."""
    lines = [column.name]
    if column.unit:
        lines.append(tr("Unit: {unit}", unit=said(column.unit)))
    if column.tip is not None:
        lines.append(column.tip())
    if column.estimated:
        lines.append(tr("Figures marked {mark} rest on an estimated scheme.", mark=tr(ESTIMATED)))
    return tooltip("\n".join(lines))
