"""A sound outline in the place of one that crosses itself. No Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from chargeplan.geometry.polygons import RingFault, repair_ring, ring_faults
from chargeplan.model.project import Element
from chargeplan.model.scheme import EdgeRole, Entrance, Lot
from chargeplan.model.site import Basement, Boundary, Building, Green, LadderGround, WallKind
from chargeplan.model.values import Point, Ring

_ON_SIDE_M = 1e-3
"""How far a side may lie from the one it was cut from: corners are kept to a tenth of a millimetre."""

Outlined = Boundary | Building | Green | LadderGround | Basement | Lot


def is_faulty(element: Element) -> bool:
    """Return whether there is something wrong with the outline of an element."""
    return isinstance(element, Outlined) and bool(_faults(element))


def repaired(element: Element) -> Outlined | None:
    """Return an element with the largest sound piece of its outline, None when there is no sound piece.

    A lot keeps its holes, what lies beyond each side, and the entrances and the direction of rows whose side
    is still there; ground that the outline runs around becomes a hole, and a hole that does not lie within
    the piece goes. A building keeps what is known of each side.
    """
    if not isinstance(element, Outlined):
        return None
    ring, holes = _sound(element.ring)
    if not ring:
        return None
    if isinstance(element, Building):
        beside = [_side_of(element.ring, a, b) for a, b in _sides(ring)]
        walls = tuple(WallKind.UNKNOWN if side is None else element.walls[side] for side in beside)
        mended: Outlined = replace(element, ring=ring, walls=walls)
    elif not isinstance(element, Lot):
        mended = replace(element, ring=ring)
    else:
        sources = [_side_of(element.ring, a, b) for a, b in _sides(ring)]
        along = element.direction_edge
        own = tuple(piece for hole in element.holes if (piece := _sound(hole)[0]))
        mended = replace(
            element,
            ring=ring,
            holes=tuple(hole for hole in (*holes, *own) if not ring_faults(ring, (hole,))),
            edges=tuple(EdgeRole.OPEN if side is None else element.edges[side] for side in sources),
            entrances=_entrances(element, ring, sources),
            direction_edge=None if along is None or along not in sources else sources.index(along),
        )
    return None if any(fault.blocking for fault in _faults(mended)) else mended


def _faults(element: Outlined) -> tuple[RingFault, ...]:
    return ring_faults(element.ring, element.holes if isinstance(element, Lot) else ())


def _sound(ring: Ring) -> tuple[Ring, tuple[Ring, ...]]:
    """Return a ring without faults and the holes in it; no ring when there is no ground in it."""
    distinct = tuple(point for index, point in enumerate(ring) if point != ring[index - 1])
    if not any(fault.blocking for fault in ring_faults(distinct)):
        return distinct, ()
    pieces = repair_ring(distinct)
    return (pieces[0][0], pieces[0][1:]) if pieces else ((), ())


def _sides(ring: Ring) -> list[tuple[Point, Point]]:
    return list(zip(ring, (*ring[1:], *ring[:1]), strict=True))


def _side_of(ring: Ring, start: Point, end: Point) -> int | None:
    """Return the side of a ring that a piece of it lies on."""
    for index, (a, b) in enumerate(_sides(ring)):
        if a != b and all(_along(a, b, point) is not None for point in (start, end)):
            return index
    return None


def _along(start: Point, end: Point, point: Point) -> float | None:
    """Return how far along a side [m] a point of it lies, None when it is not on the side."""
    length = math.dist(start, end)
    dx, dy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    x, y = point[0] - start[0], point[1] - start[1]
    along, beside = x * dx + y * dy, y * dx - x * dy
    on_side = abs(beside) <= _ON_SIDE_M and -_ON_SIDE_M <= along <= length + _ON_SIDE_M
    return along if on_side else None


def _entrances(lot: Lot, ring: Ring, sources: Sequence[int | None]) -> tuple[Entrance, ...]:
    """Return the entrances of a lot on the sides of its new outline."""
    kept = []
    for gate in lot.entrances:
        a, b = _sides(lot.ring)[gate.edge]
        ends = [_at(a, b, gate.from_m), _at(a, b, gate.from_m + gate.width_m)]
        for index, (start, end) in enumerate(_sides(ring)):
            places = [_along(start, end, point) for point in ends] if sources[index] == gate.edge else []
            if places and None not in places:
                first = min(place for place in places if place is not None)
                kept.append(Entrance(index, max(0.0, first), gate.width_m))
                break
    return tuple(kept)


def _at(start: Point, end: Point, along_m: float) -> Point:
    share = along_m / math.dist(start, end)
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
