"""The table of doorways by who finds a socket on foot, worst served first."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QWidget

from chargeplan.engineering.coverage import Coverage, DoorwayReach, Reached
from chargeplan.i18n import N_, tr
from chargeplan.model.labels import label
from chargeplan.ui.icons import icon
from chargeplan.ui.numbers import number, unknown
from chargeplan.ui.tables import COPY_ROLE, RIGHT, SORT_ROLE, FlatModel, Index
from chargeplan.ui.theme import severity_colour

STATE, DOORWAY, BUILDING, DISTANCE, SHARE, WHY, HOUSEHOLDS, EBIKES, SERVED, PLACE, GIVEN = range(11)
COLUMNS = (
    N_("State"), N_("Doorway"), N_("Building"), N_("On foot [m]"), N_("Share [%]"), N_("Why not"),
    N_("Households"), N_("E-bikes"), N_("E-bikes served"), N_("Nearest socket"), N_("Where they find one"),
)  # fmt: skip
WIDTHS = (112, 84, 104, 88, 76, 190, 88, 70, 108, 120, 260)
_NUMBERS = (HOUSEHOLDS, EBIKES, DISTANCE, SERVED, SHARE)
WORDS = {
    Reached.SERVED: N_("served"),
    Reached.IN_PART: N_("in part"),
    Reached.NOT: N_("not served"),
    Reached.UNKNOWN: N_("unknown"),
}
_SIGNS = {
    Reached.SERVED: ("ok", "ok"),
    Reached.IN_PART: ("warning", "warning"),
    Reached.NOT: ("error", "error"),
    Reached.UNKNOWN: ("undecided", "undecided"),
}
"""Icon and colour of each state; the word stands beside them."""


@dataclass(frozen=True)
class Row:
    """One doorway: its cells, and what columns are sorted by that are not sorted by words."""

    door: DoorwayReach
    cells: tuple[str, ...]
    sorted_by: Mapping[int, float]


def rows_of(coverage: Coverage, names: Callable[[str | None], str]) -> list[Row]:
    """Return the doorways, worst served first; `names` tells what elements are called."""
    any_socket = any(place.sockets for place in coverage.places)
    return [_row(place, door, names, any_socket) for place, door in enumerate(coverage.worst)]


def _row(place: int, door: DoorwayReach, names: Callable[[str | None], str], any_socket: bool) -> Row:
    distance, share = door.nearest_m, door.share
    known = door.ebikes is not None
    given = ", ".join(
        tr("{place}: {count} ({distance} m)", place=names(each.place_id), count=each.ebikes,
           distance=number(each.distance_m, 1))
        for each in door.given
    )  # fmt: skip
    cells = (
        tr(WORDS[door.reached]),
        door.doorway.name or label(door.doorway),
        names(door.doorway.building_id),
        "—" if distance is None else number(distance, 1),
        unknown() if share is None else number(float(100 * share), 1),
        _why_not(door, any_socket),
        unknown() if door.households is None else str(door.households),
        str(door.ebikes) if known else unknown(),
        str(door.ebikes_served) if known else unknown(),
        names(door.nearest_id),
        given,
    )
    sorted_by = {
        STATE: place,
        DISTANCE: math.inf if distance is None else distance,
        SHARE: -1.0 if share is None else float(share),
        HOUSEHOLDS: -1.0 if door.households is None else door.households,
        EBIKES: -1.0 if door.ebikes is None else door.ebikes,
        SERVED: door.ebikes_served,
    }
    return Row(door, cells, sorted_by)


def _why_not(door: DoorwayReach, any_socket: bool) -> str:
    """Return why e-bikes of a doorway find no socket."""
    if door.reached is Reached.UNKNOWN:
        return tr("nobody knows how many e-bikes")
    if door.reached is Reached.SERVED:
        return ""
    if door.nearest_m is None:
        return tr("no way to any socket") if any_socket else tr("there is no socket")
    return tr("sockets in reach are taken") if door.near_enough else tr("too far")


class WalkingModel(FlatModel):
    """Doorways as rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(COLUMNS, _NUMBERS, parent)
        self.rows: list[Row] = []

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Hold these rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def row_total(self) -> int:
        """Return the number of doorways."""
        return len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows, sorts by, copies or draws."""
        row, column = self.rows[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, COPY_ROLE):
            return row.cells[column]
        if role == SORT_ROLE:
            return row.sorted_by.get(column, row.cells[column])
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _NUMBERS:
            return RIGHT
        if column == STATE:
            name, severity = _SIGNS[row.door.reached]
            if role == Qt.ItemDataRole.DecorationRole:
                return icon(name, severity_colour(severity))
            if role == Qt.ItemDataRole.ForegroundRole:
                return severity_colour(severity)
        return None


class WalkingFilter(QSortFilterProxyModel):
    """Doorways that hold the searched words, in the order of a column."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSortRole(SORT_ROLE)
        self.setFilterKeyColumn(-1)
        self.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setSortLocaleAware(True)
