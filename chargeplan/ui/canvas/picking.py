"""What lies under the pointer or in a box. No Qt, no tolerance of its own: the caller gives metres."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from chargeplan.geometry.snapping import nearest_side, snap_targets
from chargeplan.model.project import Element
from chargeplan.model.site import Boundary, Doorway, Obstacle, SupplyPoint
from chargeplan.model.values import Point, Ring
from chargeplan.ui.canvas.elements import Box, box_of, points_of, rings_of

_ORDER = (
    "underlays",
    "boundaries",
    "greens",
    "roads",
    "fire_lanes",
    "lots",
    "buildings",
    "sheds",
    "obstacles",
    "doorways",
    "supply_points",
)


def inside(point: Point, rings: Iterable[Ring]) -> bool:
    """Return whether a point lies within rings, holes by parity."""
    x, y = point
    within = False
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], *ring[:1]), strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                within = not within
    return within


def hit_distance_m(element: Element, point: Point, tolerance_m: float) -> float | None:
    """Return 0 within an element, its distance when that is within tolerance, else None.

    A boundary is hit on its line alone, so that clicks within the estate reach empty ground.
    """
    if isinstance(element, Doorway | SupplyPoint):
        distance = math.dist(element.position, point)
        return distance if distance <= tolerance_m * 1.5 else None
    if isinstance(element, Obstacle):
        distance = max(0.0, math.dist(element.position, point) - element.radius_m)
        return distance if distance <= tolerance_m else None
    rings = rings_of(element)
    box = box_of(points_of(element))
    x, y = point
    if not (
        box[0] - tolerance_m <= x <= box[2] + tolerance_m
        and box[1] - tolerance_m <= y <= box[3] + tolerance_m
    ):
        return None
    if not isinstance(element, Boundary) and inside(point, rings):
        return 0.0
    side = nearest_side(point, snap_targets(rings=rings))
    return side.distance_m if side is not None and side.distance_m <= tolerance_m else None


def picked(elements: Sequence[tuple[str, Element]], point: Point, tolerance_m: float) -> list[str]:
    """Return the ids of (layer, element) pairs at a point, the topmost first."""
    found = []
    for index, (layer, element) in enumerate(elements):
        distance = hit_distance_m(element, point, tolerance_m)
        if distance is not None:
            found.append((-_ORDER.index(layer), distance, -index, element.id))
    return [entry[-1] for entry in sorted(found)]


def boxed(elements: Iterable[Element], box: Box, *, crossing: bool) -> list[str]:
    """Return the ids of elements within a box, or of those it touches when `crossing`."""
    return [element.id for element in elements if _in_box(element, box, crossing)]


def _in_box(element: Element, box: Box, crossing: bool) -> bool:
    bounds = box_of(points_of(element))
    if box[0] <= bounds[0] and box[1] <= bounds[1] and bounds[2] <= box[2] and bounds[3] <= box[3]:
        return True
    if not crossing:
        return False
    if bounds[2] < box[0] or bounds[0] > box[2] or bounds[3] < box[1] or bounds[1] > box[3]:
        return False
    rings = rings_of(element)
    corners = ((box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3]))
    if not isinstance(element, Boundary) and any(inside(corner, rings) for corner in corners):
        return True
    return any(_side_in_box(start, end, box) for ring in rings for start, end in _sides(ring))


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
