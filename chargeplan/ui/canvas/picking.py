"""What lies under the pointer or in a box. No Qt, no tolerance of its own: the caller gives metres."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from chargeplan.geometry.snapping import nearest_side, snap_targets
from chargeplan.model.project import Element
from chargeplan.model.site import Boundary
from chargeplan.model.values import Point, Ring
from chargeplan.ui.canvas.elements import (
    POINTED,
    THIN_LINED,
    Box,
    box_of,
    layer_of,
    points_of,
    ring_of,
    rings_of,
)

_ORDER = (
    "underlays",
    "boundaries",
    "greens",
    "basements",
    "roads",
    "fire_lanes",
    "ladder_grounds",
    "lots",
    "pipelines",
    "buildings",
    "sheds",
    "fences",
    "obstacles",
    "cable_routes",
    "windows",
    "doorways",
    "hydrants",
    "gas_regulators",
    "boxes",
    "supply_points",
)


_POINT_REACH = 2.0
"""Marks are larger on screen than their points."""


def inside(point: Point, rings: Iterable[Ring]) -> bool:
    """Return whether a point lies within rings, holes by parity."""
    x, y = point
    within = False
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], *ring[:1]), strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                within = not within
    return within


@dataclass(frozen=True)
class Pickable:
    """An element with what is asked of it at every move of the mouse; `path` is that of a thin line."""

    layer: str
    element: Element
    rings: tuple[Ring, ...]
    box: Box
    path: Ring = ()


def pickable(element: Element) -> Pickable:
    """Return an element ready to be picked."""
    rings = rings_of(element)
    path = ring_of(element) if isinstance(element, THIN_LINED) else ()
    return Pickable(layer_of(element), element, rings, box_of(points_of(element)), path)


def hit_distance_m(shape: Pickable, point: Point, tolerance_m: float) -> float | None:
    """Return 0 within an element, its distance when that is within tolerance, else None.

    A boundary is hit on its line alone, so that clicks within the estate reach empty ground.
    """
    element, box = shape.element, shape.box
    reach = tolerance_m * (_POINT_REACH if isinstance(element, POINTED) else 1.0)
    x, y = point
    if not (box[0] - reach <= x <= box[2] + reach and box[1] - reach <= y <= box[3] + reach):
        return None
    if isinstance(element, POINTED):
        distance = math.dist(element.position, point)
        return distance if distance <= reach else None
    if not isinstance(element, Boundary) and inside(point, shape.rings):
        return 0.0
    paths = [shape.path] if shape.path else []
    side = nearest_side(point, snap_targets(rings=shape.rings, paths=paths))
    return side.distance_m if side is not None and side.distance_m <= tolerance_m else None


def picked(shapes: Iterable[Pickable], point: Point, tolerance_m: float) -> list[str]:
    """Return the ids of what lies at a point, the topmost first."""
    found = []
    for index, shape in enumerate(shapes):
        distance = hit_distance_m(shape, point, tolerance_m)
        if distance is not None:
            found.append((-_ORDER.index(shape.layer), distance, -index, shape.element.id))
    return [entry[-1] for entry in sorted(found)]


def above_cables(element: Element) -> bool:
    """Return whether an element is drawn above cables, so that it is what one sees where they meet."""
    return _ORDER.index(layer_of(element)) > _ORDER.index("cable_routes")


def boxed(shapes: Iterable[Pickable], box: Box, *, crossing: bool) -> list[str]:
    """Return the ids of elements within a box, or of those it touches when `crossing`."""
    return [shape.element.id for shape in shapes if _in_box(shape, box, crossing)]


def _in_box(shape: Pickable, box: Box, crossing: bool) -> bool:
    bounds = shape.box
    if box[0] <= bounds[0] and box[1] <= bounds[1] and bounds[2] <= box[2] and bounds[3] <= box[3]:
        return True
    if not crossing:
        return False
    if bounds[2] < box[0] or bounds[0] > box[2] or bounds[3] < box[1] or bounds[1] > box[3]:
        return False
    corners = ((box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3]))
    filled = not isinstance(shape.element, Boundary)
    if filled and any(inside(corner, shape.rings) for corner in corners):
        return True
    if any(_side_in_box(start, end, box) for start, end in pairwise(shape.path)):
        return True
    return any(_side_in_box(start, end, box) for ring in shape.rings for start, end in _sides(ring))


def _sides(ring: Ring) -> Iterable[tuple[Point, Point]]:
    return zip(ring, (*ring[1:], *ring[:1]), strict=True)


def _side_in_box(start: Point, end: Point, box: Box) -> bool:
    """Whether a side touches a box, by clipping its parameter (Liang-Barsky)."""
    low, high = 0.0, 1.0
    for axis, (least, most) in enumerate(((box[0], box[2]), (box[1], box[3]))):
        step = end[axis] - start[axis]
        if step == 0:
            if not least <= start[axis] <= most:
                return False
            continue
        shares = sorted(((least - start[axis]) / step, (most - start[axis]) / step))
        low, high = max(low, shares[0]), min(high, shares[1])
        if low > high:
            return False
    return True
