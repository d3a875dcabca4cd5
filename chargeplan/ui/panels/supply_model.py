"""The table of circuits: a row for each, from the main supply to the last branch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from chargeplan.engineering.supply import DECIDING_NAMES, PHASES, USE_NAMES, Circuit, Supply
from chargeplan.engineering.supply_checks import drop_kept
from chargeplan.engineering.supply_text import breaker_text, cable_text, residual_text
from chargeplan.i18n import N_, tr
from chargeplan.reference.electrical_tables import ElectricalTables
from chargeplan.ui.numbers import number, unknown
from chargeplan.ui.tables import COPY_ROLE, RIGHT, FlatModel, Index, strong_font
from chargeplan.ui.theme import severity_colour
from chargeplan.ui.widgets import tooltip

_COLUMNS = (
    N_("Circuit"), N_("Use"), N_("Feeds"), N_("Devices"), N_("Sockets"), "Pe [kW]", "Kx", "Pjs [kW]",
    N_("Phase"), "Ijs [A]", N_("Breaker"), N_("Residual current"), N_("Cable"), N_("Section decided by"),
    N_("Voltage drop [%]"),
)  # fmt: skip
WIDTHS = (88, 132, 110, 64, 66, 66, 52, 70, 72, 66, 158, 172, 170, 176, 116)
_RIGHT = (3, 4, 5, 6, 7, 9, 14)
_DROP = 14


@dataclass(frozen=True)
class Row:
    """One row: its circuit, its cells, the elements it is about, and whether something is wrong with it."""

    circuit: Circuit
    cells: tuple[str, ...]
    elements: tuple[str, ...]
    strong: bool
    faulty: bool


def supply_rows(supply: Supply, tables: ElectricalTables, names: Callable[[str], str]) -> list[Row]:
    """Return the main supply, then every feeder with the circuits of its box."""
    boxes = {box.id: box for box in supply.boxes}
    rows = []
    for circuit in supply.circuits:
        if circuit.use == "main":
            about: tuple[str, ...] = (supply.point_id,) if supply.point_id is not None else ()
        elif circuit.use == "feeder":
            about = tuple(dict.fromkeys((circuit.box_id, *boxes[circuit.box_id].element_ids)))
        else:
            about = (circuit.element_id,)
        rows.append(_row(circuit, about, tables, names))
    return rows


def _row(
    circuit: Circuit,
    about: tuple[str, ...],
    tables: ElectricalTables,
    names: Callable[[str], str],
) -> Row:
    drop = circuit.total_drop_percent
    cells = (
        circuit.id,
        tr(USE_NAMES[circuit.use]),
        names(about[0]) if about else "",
        str(circuit.devices) if circuit.devices else "",
        str(circuit.ports) if circuit.ports else "",
        number(circuit.pe_kw, 2),
        number(circuit.kx, 2),
        number(circuit.p_kw, 2),
        circuit.phase.replace("L1L2L3", "L1 L2 L3"),
        number(circuit.current_a, 2),
        breaker_text(circuit.breaker, tables),
        residual_text(circuit.breaker),
        cable_text(circuit.cable, tables),
        tr(DECIDING_NAMES[circuit.cable.deciding]),
        unknown() if drop is None else number(drop, 2),
    )
    beyond = drop is not None and not drop_kept(drop, tables)
    return Row(
        circuit,
        cells,
        about,
        strong=circuit.use in ("main", "feeder"),
        faulty=beyond or circuit.cable.deciding == "none_fits",
    )


def _tip(circuit: Circuit) -> str:
    """Return what stands behind a row: currents by phase, ampacity, length of the cable, short circuits."""
    cable, length = circuit.cable, circuit.cable.length
    lines = [
        "  ".join(
            f"{phase} {number(current, 2)} A"
            for phase, current in zip(PHASES, circuit.phase_currents_a, strict=True)
        ),
        tr(
            "Ampacity {table} A, with all factors {derated} A; breaker {rated} A",
            table=number(cable.ampacity_a, 0),
            derated=number(cable.derated_a, 2),
            rated=f"{circuit.breaker.rated_a:g}",
        ),
        tr(
            "Cable {id}: plan {plan} + vertical {vertical} + ends {ends} + slack {slack} = {total} m",
            id=cable.id,
            plan=number(length.plan_m, 2),
            vertical=number(length.vertical_m, 2),
            ends=number(length.ends_m, 2),
            slack=number(length.slack_m, 2),
            total=number(length.total_m, 2),
        ),
        tr("Voltage drop of this cable alone {percent} %", percent=number(circuit.drop_percent, 3)),
    ]
    if circuit.ik_min_a is not None:
        lines.append(
            tr("Least short-circuit current at its end {current} A", current=number(circuit.ik_min_a, 0))
        )
    return "\n".join(lines)


class SupplyModel(FlatModel):
    """The circuits of a supply."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_COLUMNS, _RIGHT, parent)
        self.rows: list[Row] = []

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Hold these rows; where they are about the same circuits, selection and place are kept."""
        same = [row.cells[0] for row in rows] == [row.cells[0] for row in self.rows]
        if same:
            self.rows = list(rows)
            self.touch_all()
            return
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def about(self, ids: Sequence[str]) -> list[int]:
        """Return the rows that are about these elements."""
        wanted = frozenset(ids)
        return [place for place, row in enumerate(self.rows) if not wanted.isdisjoint(row.elements)]

    def row_total(self) -> int:
        """Return the number of circuits."""
        return len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows, copies, or looks like."""
        row, column = self.rows[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, COPY_ROLE):
            return row.cells[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            tip = _tip(row.circuit)
            shown = tip if column in _RIGHT else f"{row.cells[column]}\n{tip}"
            return tooltip(shown)
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _RIGHT:
            return RIGHT
        if role == Qt.ItemDataRole.FontRole and row.strong:
            return strong_font()
        if role == Qt.ItemDataRole.ForegroundRole and row.faulty and column == _DROP:
            return severity_colour("error")
        return None
