"""Where a shed comes to stand when it is put down with the mouse. No Qt."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from chargeplan.geometry.sheds import shed_outline
from chargeplan.geometry.snapping import VERTEX, SnapTargets, exact_hit, nearest_side, snap_targets
from chargeplan.geometry.turning import turned
from chargeplan.model.scheme import EdgeRole, Lot, Shed
from chargeplan.model.site import Building
from chargeplan.model.values import Point, Ring
from chargeplan.ui.canvas.picking import inside

_LOOKED_AT_M = 30.0
"""Sides farther away than this do not turn a shed."""


@dataclass(frozen=True)
class Bearing:
    """How a shed lies: direction of its long side, and the wall behind it when it stands against one."""

    degrees: float
    back_to: Point | None = None


def bearing_at(point: Point, lots: Iterable[Lot], buildings: Iterable[Building]) -> Bearing:
    """Return how a shed around `point` lies best: along the nearest side of its lot, else of anything.

    Its back is turned to walls and buildings, its front to open sides.
    """
    every = tuple(lots)
    around = tuple(lot for lot in every if inside(point, (lot.ring, *lot.holes)))
    sides = [side for lot in around or every for side in _lot_sides(lot)]
    if not around:
        sides += [(start, end, False) for building in buildings for start, end in _sides(building.ring)]
    if not sides:
        return Bearing(0.0)
    targets = snap_targets(paths=[(start, end) for start, end, _ in sides])
    nearest = nearest_side(point, targets)
    if nearest is None or nearest.distance_m > _LOOKED_AT_M or nearest.segment is None:
        return Bearing(0.0)
    is_open = next(is_open for start, end, is_open in sides if (start, end) == nearest.segment)
    return _along(point, nearest.segment, nearest.point, is_open)


def _sides(ring: Ring) -> Iterable[tuple[Point, Point]]:
    return zip(ring, (*ring[1:], *ring[:1]), strict=True)


def _lot_sides(lot: Lot) -> list[tuple[Point, Point, bool]]:
    return [
        (start, end, role is EdgeRole.OPEN)
        for (start, end), role in zip(_sides(lot.ring), lot.edges, strict=True)
    ]


def _along(point: Point, side: tuple[Point, Point], foot: Point, is_open: bool) -> Bearing:
    (x1, y1), (x2, y2) = side
    degrees = math.degrees(math.atan2(y2 - y1, x2 - x1))
    left = (-(y2 - y1), x2 - x1)
    towards = (foot[0] - point[0]) * left[0] + (foot[1] - point[1]) * left[1]
    if (towards < 0) != is_open:
        degrees += 180
    return Bearing(degrees % 360, None if is_open else foot)


def shed_around(shed: Shed, middle: Point, degrees: float) -> Shed:
    """Return a shed that lies around `middle` in a direction."""
    corner = (middle[0] - shed.length_m / 2, middle[1] - shed.depth_m / 2)
    return replace(shed, origin=turned(corner, middle, degrees), angle_degrees=degrees)


def against_wall(shed: Shed, middle: Point, foot: Point, reach_m: float) -> Shed:
    """Return a shed pushed back onto the wall behind it when that is within `reach_m` of its back."""
    away = math.dist(middle, foot)
    if away <= 0 or abs(away - shed.depth_m / 2) > reach_m:
        return shed
    shift = away - shed.depth_m / 2
    angle = math.radians(shed.angle_degrees + 90)
    x, y = shed.origin
    return replace(shed, origin=(x + math.cos(angle) * shift, y + math.sin(angle) * shift))


def onto_corner(shed: Shed, targets: SnapTargets, tolerance_m: float) -> tuple[Shed, Point | None]:
    """Return a shed moved so that one of its corners meets a corner of the plan, and where; else as it is."""
    hits = [
        (hit.distance_m, index, hit.point, corner)
        for index, corner in enumerate(shed_outline(shed))
        if (hit := exact_hit(corner, targets, tolerance_m=tolerance_m)) is not None and hit.kind == VERTEX
    ]
    if not hits:
        return shed, None
    _, _, target, corner = min(hits)
    x, y = shed.origin
    origin = (x + target[0] - corner[0], y + target[1] - corner[1])
    return replace(shed, origin=origin), target
