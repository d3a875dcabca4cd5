"""Tables of an outline's corners, of what lies beyond a lot's sides, and of the entrances in its walls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from chargeplan.i18n import N_, tr
from chargeplan.model.scheme import EdgeRole, Entrance, Lot
from chargeplan.model.values import Ring
from chargeplan.ui.canvas.sides import new_gate, side_length_m
from chargeplan.ui.numbers import TypedEntryError, parse_count, parse_measure, trimmed
from chargeplan.ui.panels.fields import ChoiceField
from chargeplan.ui.widgets import IconButton, PlainLabel, heading, muted

_ROW_PX = 26
_MOST_ROWS = 8


class _Table(QTableWidget):
    """A small table in which cells are typed over; its keys stay with it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setTabKeyNavigation(False)
        self.verticalHeader().setDefaultSectionSize(_ROW_PX)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def event(self, event: QEvent) -> bool:
        """Keep plain keys: they begin to type in a cell and are no shortcut here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.text():
            event.accept()
            return True
        return super().event(event)

    def fit(self) -> None:
        """Be as high as the rows, up to a limit."""
        rows = min(max(self.rowCount(), 1), _MOST_ROWS)
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows * _ROW_PX + 4)


def _cell(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item


@dataclass(frozen=True)
class SideColumn:
    """What is told of the side that begins at each corner: name of the fields, choices, and what changes it.

    `change(sides)` is called with what holds of all sides from then on.
    """

    name: str
    choices: tuple[tuple[Enum, str], ...]
    change: Callable[[tuple[Any, ...]], str]


class CornerTable(QWidget):
    """Corners with x and y, and for a lot or building what is known of the side that begins at each.

    `change_ring(ring)` is called with a new outline.
    """

    def __init__(
        self,
        change_ring: Callable[[Ring], str],
        sides: SideColumn | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._change_ring = change_ring
        self._column = sides
        self._ring: Ring = ()
        self._sides: tuple[Any, ...] = ()
        self._filling = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 6)
        head = heading(self)
        head.setText(tr("Corners"))
        layout.addWidget(head)
        self._table = _Table("cornersTable", self)
        self._table.setAccessibleName(tr("Corners"))
        titles = [tr("X (east)") + " [m]", tr("Y (north)") + " [m]"]
        if sides is not None:
            titles.append(tr("Side after it"))
        self._table.setColumnCount(len(titles))
        self._table.setHorizontalHeaderLabels(titles)
        self._table.cellChanged.connect(self._typed)
        layout.addWidget(self._table)

    def show_outline(self, ring: Ring, sides: tuple[Any, ...] = ()) -> None:
        """Show these corners, and what is known of each side."""
        if (ring, sides) == (self._ring, self._sides):
            return
        self._ring, self._sides = ring, sides
        self._filling = True
        self._table.setRowCount(len(ring))
        for row, (x, y) in enumerate(ring):
            self._table.setItem(row, 0, _cell(trimmed(x, 4)))
            self._table.setItem(row, 1, _cell(trimmed(y, 4)))
            if self._column is not None:
                self._table.setCellWidget(row, 2, self._side_field(self._column, row))
        self._table.fit()
        self._filling = False

    def _side_field(self, column: SideColumn, row: int) -> ChoiceField:
        field = ChoiceField(self._table)
        field.setObjectName(f"{column.name}_{row}")
        field.setAccessibleName(tr("Side {number}", number=row + 1))
        field.offer(column.choices)
        field.show_value(self._sides[row])
        field.committed.connect(lambda chosen, row=row: self._side_chosen(column, row, chosen))
        return field

    def _side_chosen(self, column: SideColumn, row: int, chosen: Enum) -> None:
        if chosen != self._sides[row]:
            column.change((*self._sides[:row], chosen, *self._sides[row + 1 :]))

    def _typed(self, row: int, column: int) -> None:
        if self._filling or column > 1:
            return
        item = self._table.item(row, column)
        corner = list(self._ring[row])
        try:
            corner[column] = parse_measure(item.text() if item else "")
        except TypedEntryError:
            self._restore(row, column)
            return
        wanted = (*self._ring[:row], (corner[0], corner[1]), *self._ring[row + 1 :])
        if wanted == self._ring or self._change_ring(wanted):
            self._restore(row, column)

    def _restore(self, row: int, column: int) -> None:
        self._filling = True
        self._table.setItem(row, column, _cell(trimmed(self._ring[row][column], 4)))
        self._filling = False


class EntranceTable(QWidget):
    """The gates in a lot's walls: side, start and width; rows are put in and taken out with two buttons."""

    def __init__(self, change: Callable[[tuple[Entrance, ...]], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._change = change
        self._lot: Lot | None = None
        self._filling = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 6)
        line = QHBoxLayout()
        head = heading(self)
        head.setText(tr("Entrances in walls"))
        line.addWidget(head, 1)
        add = IconButton("addEntranceButton", "add", N_("Add an entrance"), self)
        self._remove_button = IconButton("removeEntranceButton", "remove", N_("Remove the entrance"), self)
        add.clicked.connect(self._add)
        self._remove_button.clicked.connect(self._remove)
        line.addWidget(add)
        line.addWidget(self._remove_button)
        layout.addLayout(line)
        self._table = _Table("entrancesTable", self)
        self._table.setAccessibleName(tr("Entrances in walls"))
        self._table.setColumnCount(3)
        self._table.setHorizontalHeaderLabels([tr("Side"), tr("From") + " [m]", tr("Width") + " [m]"])
        self._table.verticalHeader().hide()
        self._table.cellChanged.connect(self._typed)
        layout.addWidget(self._table)
        self._none = muted(PlainLabel(wrap=True))
        self._none.setObjectName("noEntrances")
        layout.addWidget(self._none)

    @property
    def _entrances(self) -> tuple[Entrance, ...]:
        return self._lot.entrances if self._lot is not None else ()

    def show_entrances(self, lot: Lot) -> None:
        """Show the gates of a lot."""
        self._lot, entrances = lot, lot.entrances
        self._table.setVisible(bool(entrances))
        self._none.setVisible(not entrances)
        walled = EdgeRole.WALL in lot.edges
        self._none.setText(
            tr("None. + puts one into the longest wall.") if walled else tr("None: no side is a wall.")
        )
        self._remove_button.setEnabled(bool(entrances))
        self._filling = True
        self._table.setRowCount(len(entrances))
        for row, gate in enumerate(entrances):
            for column, text in enumerate(
                (str(gate.edge + 1), trimmed(gate.from_m, 4), trimmed(gate.width_m, 4))
            ):
                self._table.setItem(row, column, _cell(text))
        self._table.fit()
        self._filling = False

    def _add(self) -> None:
        """Put one into the longest wall, walls that have none first; into a side where nothing is a wall."""
        lot = self._lot
        if lot is None:
            return
        lengths = [side_length_m(lot, side) for side in range(len(lot.ring))]
        walls = [side for side, role in enumerate(lot.edges) if role is EdgeRole.WALL]
        taken = {gate.edge for gate in lot.entrances}
        order = sorted(walls or range(len(lengths)), key=lambda side: (side in taken, -lengths[side]))
        made = (new_gate(lot, side, lengths[side] / 2) for side in order)
        gate = next((gate for gate in made if gate is not None), None)
        if gate is not None:
            self._change((*lot.entrances, gate))

    def _remove(self) -> None:
        row = self._table.currentRow() if self._table.currentRow() >= 0 else len(self._entrances) - 1
        if row >= 0:
            self._change(self._entrances[:row] + self._entrances[row + 1 :])

    def _typed(self, row: int, column: int) -> None:
        if self._filling:
            return
        gate = self._entrances[row]
        item = self._table.item(row, column)
        text = item.text() if item else ""
        fault = True
        try:
            values: list[Any] = [gate.edge, gate.from_m, gate.width_m]
            values[column] = parse_count(text) - 1 if column == 0 else parse_measure(text)
            fault = bool(self._change_one(row, values))
        except TypedEntryError:
            pass
        if fault and self._lot is not None:
            self.show_entrances(self._lot)

    def _change_one(self, row: int, values: list[Any]) -> str:
        from chargeplan.errors import ChargeplanError
        from chargeplan.i18n import sentence

        try:
            gate = Entrance(*values)
        except ChargeplanError as error:
            return sentence(error)
        return self._change((*self._entrances[:row], gate, *self._entrances[row + 1 :]))
