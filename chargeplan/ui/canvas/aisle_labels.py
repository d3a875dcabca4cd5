"""The clear width of each aisle, as it is written along it. No Qt."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from chargeplan.engineering.arrangements import aisle_widths_m
from chargeplan.i18n import tr
from chargeplan.model.scheme import Lot
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point, Ring
from chargeplan.ui.canvas.elements import box_of
from chargeplan.ui.canvas.exceptions import stall_middle
from chargeplan.ui.canvas.labels import Label

_WIDEST_M = 6.0
"""Ground that is wider than this is no aisle."""

_LEAST_ROW = 3
_SAME_AISLE_M = 0.5
_TOUCHING_M = 0.01
_PRIORITY = 6
# Along a nearly upright row texts read upwards, whichever side of upright it leans to [degrees].
_STEEPEST_DOWN = 80.0


def aisle_labels(lot: Lot, stalls: Sequence[Stall], solids: Iterable[Ring]) -> list[Label]:
    """Return a label in the middle of each aisle, one for the rows at both of its sides."""
    west, south, east, north = box_of(lot.ring)
    reach = _WIDEST_M
    near = [
        ring
        for ring in solids
        if any(west - reach <= x <= east + reach and south - reach <= y <= north + reach for x, y in ring)
    ]
    rows = [row for row in _rows(stalls) if len(row) >= _LEAST_ROW]
    middles = [row[len(row) // 2] for row in rows]
    labels: list[Label] = []
    for row, index, width in zip(rows, middles, aisle_widths_m(lot, stalls, near, middles), strict=True):
        if width is None or width > _WIDEST_M:
            continue
        label = _label(stalls[index], width, sum(_front_m(stalls[each]) for each in row))
        if all(math.dist(label.place, other.place) > _apart_m(label, other) for other in labels):
            labels.append(label)
    return labels


def _apart_m(label: Label, other: Label) -> float:
    """Return how near labels of one aisle lie: about as far apart along it as it is long."""
    alike = abs(math.remainder(label.degrees - other.degrees, 180.0)) < 1.0
    beside = _beside_m(label, other.place)
    return (label.room_m + other.room_m) / 2 if alike and beside < _SAME_AISLE_M else 0.0


def _beside_m(label: Label, place: Point) -> float:
    """Return how far beside the line of a label a place lies [m]."""
    angle = math.radians(label.degrees)
    dx, dy = place[0] - label.place[0], place[1] - label.place[1]
    return abs(dy * math.cos(angle) - dx * math.sin(angle))


def _rows(stalls: Sequence[Stall]) -> list[list[int]]:
    """Return the stalls whose fronts lie end to end and look the same way, each row from end to end."""
    rows: dict[int, list[int]] = {}
    row_at: dict[tuple[int, int, int], int] = {}
    for index, stall in enumerate(stalls):
        ends = [_end_key(end, stall) for end in stall.front]
        met = sorted({row_at[end] for end in ends if end in row_at})
        row = met[0] if met else index
        rows.setdefault(row, []).append(index)
        for other in met[1:]:
            rows[row] += rows.pop(other)
            row_at = {key: row if known == other else known for key, known in row_at.items()}
        row_at.update(dict.fromkeys(ends, row))
    return [sorted(row, key=lambda each: _along(stalls[row[0]], stalls[each])) for row in rows.values()]


def _end_key(end: Point, stall: Stall) -> tuple[int, int, int]:
    """Return where a front ends, to the centimetre, and in which direction it runs and looks."""
    out = _out_of(stall)
    facing = round(math.degrees(math.atan2(out[1], out[0]))) % 360
    return (round(end[0] / _TOUCHING_M), round(end[1] / _TOUCHING_M), facing)


def _along(first: Stall, stall: Stall) -> float:
    """Return how far along the row of `first` a stall stands [m]."""
    out = _out_of(first)
    return stall.front[0][0] * out[1] - stall.front[0][1] * out[0]


def _out_of(stall: Stall) -> Point:
    """Return the direction out of a stall across its front, one long."""
    (x1, y1), (x2, y2) = stall.front
    length = math.dist((x1, y1), (x2, y2))
    out = ((y2 - y1) / length, (x1 - x2) / length)
    middle = stall_middle(stall)
    inward = (middle[0] - x1) * out[0] + (middle[1] - y1) * out[1] > 0
    return (-out[0], -out[1]) if inward else out


def _front_m(stall: Stall) -> float:
    return math.dist(*stall.front)


def _label(stall: Stall, width_m: float, room_m: float) -> Label:
    (x1, y1), (x2, y2) = stall.front
    out = _out_of(stall)
    place = ((x1 + x2 + out[0] * width_m) / 2, (y1 + y2 + out[1] * width_m) / 2)
    degrees = (math.degrees(math.atan2(y2 - y1, x2 - x1)) + _STEEPEST_DOWN) % 180 - _STEEPEST_DOWN
    text = tr("{length} m", length=f"{width_m:.2f}")
    return Label(place, text, "lot", _PRIORITY, room_m, degrees=degrees, height_m=width_m)
