"""Sides of lots and the gates in them: what lies near, a gate put, moved, widened. No Qt.

Every function returns new values; places along a side are metres from the corner at which it begins.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from chargeplan.geometry.checking import LEAST_ENTRANCE_M
from chargeplan.geometry.polygons import signed_area_m2
from chargeplan.model.scheme import EdgeRole, Entrance, Lot
from chargeplan.model.values import Point
from chargeplan.units import TOLERANCE_M

USUAL_GATE_M = 2.0
"""Width of a gate that is put in by a click [m]."""

_NARROWEST_GATE_M = 0.2
_DECIMALS = 2


@dataclass(frozen=True)
class SideHit:
    """A side of a lot, how far along it a place lies and how far beside it [m]."""

    lot: Lot
    side: int
    along_m: float
    distance_m: float


def side_ends(lot: Lot, side: int) -> tuple[Point, Point]:
    """Return the two corners of a side."""
    return lot.ring[side], lot.ring[(side + 1) % len(lot.ring)]


def side_length_m(lot: Lot, side: int) -> float:
    """Return the length of a side."""
    return math.dist(*side_ends(lot, side))


def point_along(lot: Lot, side: int, along_m: float) -> Point:
    """Return a place on a side."""
    (x1, y1), (x2, y2) = side_ends(lot, side)
    share = along_m / (math.dist((x1, y1), (x2, y2)) or 1.0)
    return (x1 + (x2 - x1) * share, y1 + (y2 - y1) * share)


def outward_of(lot: Lot, side: int) -> Point:
    """Return the direction out of a lot across a side, one long; nothing for a side without length."""
    (x1, y1), (x2, y2) = side_ends(lot, side)
    length = math.dist((x1, y1), (x2, y2))
    if not length:
        return (0.0, 0.0)
    turn = 1.0 if signed_area_m2(lot.ring) >= 0 else -1.0
    return (turn * (y2 - y1) / length, -turn * (x2 - x1) / length)


def place_along(lot: Lot, side: int, point: Point) -> float:
    """Return how far along a side a point lies, between its ends."""
    start, end = side_ends(lot, side)
    length = math.dist(start, end)
    if not length:
        return 0.0
    (x1, y1), (x2, y2), (x, y) = start, end, point
    along = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length
    return min(max(along, 0.0), length)


def nearest_lot_side(
    lots: Iterable[Lot], point: Point, within_m: float, first: Iterable[str] = ()
) -> SideHit | None:
    """Return the side nearest to a point; of two alike that of the lots named `first` (ids)."""
    preferred = set(first)
    best: tuple[float, bool, SideHit] | None = None
    for lot in lots:
        for side in range(len(lot.ring)):
            if not side_length_m(lot, side):
                continue
            along = place_along(lot, side, point)
            distance = math.dist(point, point_along(lot, side, along))
            rank = (round(distance, 3), lot.id not in preferred)
            if distance <= within_m and (best is None or rank < best[:2]):
                best = (*rank, SideHit(lot, side, along, distance))
    return best[2] if best is not None else None


def role_turned(lot: Lot, side: int) -> Lot:
    """Return a lot with a side that was open as a wall, or a wall open; gates go with their wall."""
    opened = lot.edges[side] is EdgeRole.WALL
    role = EdgeRole.OPEN if opened else EdgeRole.WALL
    gates = tuple(gate for gate in lot.entrances if not (opened and gate.edge == side))
    return replace(lot, edges=(*lot.edges[:side], role, *lot.edges[side + 1 :]), entrances=gates)


def too_narrow(gate: Entrance) -> bool:
    """Return whether a gate is narrower than a way out may be."""
    return gate.width_m < LEAST_ENTRANCE_M - TOLERANCE_M


def gate_ends(lot: Lot, gate: Entrance) -> tuple[Point, Point]:
    """Return where a gate begins and ends, no further than its side reaches."""
    length = side_length_m(lot, gate.edge)
    end = min(gate.from_m + gate.width_m, length)
    return point_along(lot, gate.edge, min(gate.from_m, length)), point_along(lot, gate.edge, end)


def gate_near(lot: Lot, point: Point, within_m: float) -> int | None:
    """Return the number of the gate at a place."""
    found = []
    for index, gate in enumerate(lot.entrances):
        along = place_along(lot, gate.edge, point)
        along = min(max(along, gate.from_m), gate.from_m + gate.width_m)
        found.append((math.dist(point, point_along(lot, gate.edge, along)), index))
    return min(found)[1] if found and min(found)[0] <= within_m else None


def new_gate(lot: Lot, side: int, middle_m: float, width_m: float = USUAL_GATE_M) -> Entrance | None:
    """Return a gate around a place on a side, as wide as there is room; None where another gate stands."""
    low, high = _room(lot, side, middle_m)
    if high - low < _NARROWEST_GATE_M:
        return None
    return _within(side, middle_m - width_m / 2, min(width_m, high - low), low, high)


def gate_moved(lot: Lot, index: int, middle_m: float) -> Lot:
    """Return a lot with a gate moved along its side, its middle at a place, as far as there is room."""
    gate = lot.entrances[index]
    low, high = _room(lot, gate.edge, gate.from_m + gate.width_m / 2, without=index)
    width = min(gate.width_m, high - low)
    return with_gate(lot, _within(gate.edge, middle_m - width / 2, width, low, high), index)


def gate_stretched(lot: Lot, index: int, along_m: float, *, start: bool) -> Lot:
    """Return a lot with one end of a gate pulled to a place on its side; the other end stays."""
    gate = lot.entrances[index]
    low, high = _room(lot, gate.edge, gate.from_m + gate.width_m / 2, without=index)
    if start:
        fixed = min(gate.from_m + gate.width_m, high)
        begin = min(max(along_m, low), fixed - _NARROWEST_GATE_M)
        return with_gate(lot, _gate(gate.edge, begin, fixed - begin), index)
    end = max(min(along_m, high), gate.from_m + _NARROWEST_GATE_M)
    return with_gate(lot, _gate(gate.edge, gate.from_m, end - gate.from_m), index)


def gate_widened(lot: Lot, index: int, width_m: float) -> Lot:
    """Return a lot with a gate of another width about its middle, as wide as there is room."""
    gate = lot.entrances[index]
    middle = gate.from_m + gate.width_m / 2
    low, high = _room(lot, gate.edge, middle, without=index)
    width = min(max(width_m, _NARROWEST_GATE_M), high - low)
    return with_gate(lot, _within(gate.edge, middle - width / 2, width, low, high), index)


def with_fitting_gates(lot: Lot) -> Lot:
    """Return a lot whose gates reach no further than their sides, as after a corner was moved."""
    gates = tuple(_fitting(gate, side_length_m(lot, gate.edge)) for gate in lot.entrances)
    return lot if gates == lot.entrances else replace(lot, entrances=gates)


def _fitting(gate: Entrance, length_m: float) -> Entrance:
    if gate.from_m + gate.width_m <= length_m or length_m <= 0:
        return gate
    width = min(gate.width_m, length_m)
    return replace(gate, from_m=max(0.0, length_m - width), width_m=width)


def with_gate(lot: Lot, gate: Entrance, index: int | None = None) -> Lot:
    """Return a lot with one more gate, or another one in the place of gate `index`."""
    at = len(lot.entrances) if index is None else index
    return replace(lot, entrances=(*lot.entrances[:at], gate, *lot.entrances[at + 1 :]))


def without_gate(lot: Lot, index: int) -> Lot:
    """Return a lot without a gate."""
    return replace(lot, entrances=lot.entrances[:index] + lot.entrances[index + 1 :])


def from_nearer_corner(lot: Lot, gate: Entrance) -> tuple[Point, Point, float]:
    """Return the nearer corner of its side, the end of a gate that faces it, and how far apart they are."""
    start, end = side_ends(lot, gate.edge)
    first, last = gate_ends(lot, gate)
    before, after = math.dist(start, first), math.dist(last, end)
    return (start, first, before) if before <= after else (end, last, after)


def _room(lot: Lot, side: int, at_m: float, without: int | None = None) -> tuple[float, float]:
    """Return the free stretch of a side around a place; gates already there bound it, as does its length."""
    low, high = 0.0, side_length_m(lot, side)
    for index, gate in enumerate(lot.entrances):
        if gate.edge != side or index == without:
            continue
        if gate.from_m + gate.width_m / 2 <= at_m:
            low = max(low, gate.from_m + gate.width_m)
        else:
            high = min(high, gate.from_m)
    return low, max(low, high)


def _within(side: int, begin_m: float, width_m: float, low_m: float, high_m: float) -> Entrance:
    """Return a gate no further than a stretch reaches; its start is a whole centimetre where that fits."""
    begin = min(max(begin_m, low_m), high_m - width_m)
    tidy = round(begin, _DECIMALS)
    return Entrance(side, tidy if low_m <= tidy <= high_m - width_m else max(begin, 0.0), width_m)


def _gate(side: int, begin_m: float, width_m: float) -> Entrance:
    return Entrance(side, max(begin_m, 0.0), width_m)
