"""Where a point that is being drawn is drawn to: corners, crossings, sides, right angles, grid.

Pure functions on plain points and arrays; the caller turns its tolerance from pixels into metres. x east,
y north. An exact hit beats an angle, an angle beats the grid.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from chargeplan.model.values import Point, Ring

Array = npt.NDArray[np.float64]

VERTEX, MIDPOINT, INTERSECTION = "vertex", "midpoint", "intersection"
PERPENDICULAR, EDGE = "perpendicular", "edge"
PARALLEL, ANGLE, RIGHT_ANGLE, GRID = "parallel", "angle", "right_angle", "grid"
KINDS = (VERTEX, INTERSECTION, MIDPOINT, PERPENDICULAR, EDGE, PARALLEL, ANGLE, RIGHT_ANGLE, GRID)
EXACT_KINDS = (VERTEX, INTERSECTION, MIDPOINT, PERPENDICULAR, EDGE)

_NEAR_SEGMENTS_AT_MOST = 24
_EPSILON_M = 1e-9


@dataclass(frozen=True)
class SnapResult:
    """Where a point was drawn to.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    point : Point
        The point itself [m].
    distance_m : float
        How far it lies from where the pointer is.
    segment : two points or None
        The side that was hit, or the line that the point leans along.
    degrees : float or None
        Direction from the anchor for angles, counter-clockwise from east.
    """

    kind: str
    point: Point
    distance_m: float
    segment: tuple[Point, Point] | None = None
    degrees: float | None = None


@dataclass(frozen=True)
class SnapTargets:
    """What can be snapped to: corners `(n, 2)` and sides `(m, 4)` as x1, y1, x2, y2 [m]."""

    corners: Array
    sides: Array

    @property
    def empty(self) -> bool:
        """Whether there is nothing to snap to."""
        return not len(self.corners)


def snap_targets(
    rings: Iterable[Ring] = (), paths: Iterable[Ring] = (), points: Iterable[Point] = ()
) -> SnapTargets:
    """Return the targets that closed rings, open paths and single points make."""
    corners: list[Point] = list(points)
    sides: list[tuple[float, float, float, float]] = []
    for ring in rings:
        corners.extend(ring)
        sides.extend((*a, *b) for a, b in zip(ring, (*ring[1:], *ring[:1]), strict=True))
    for path in paths:
        corners.extend(path)
        sides.extend((*a, *b) for a, b in pairwise(path))
    return SnapTargets(
        np.asarray(corners, dtype=np.float64).reshape(-1, 2),
        np.asarray(sides, dtype=np.float64).reshape(-1, 4),
    )


def joined(first: SnapTargets, second: SnapTargets) -> SnapTargets:
    """Return the targets of both."""
    return SnapTargets(
        np.concatenate((first.corners, second.corners)), np.concatenate((first.sides, second.sides))
    )


def snap(
    point: Point,
    targets: SnapTargets,
    *,
    tolerance_m: float,
    anchor: Point | None = None,
    directions_degrees: Sequence[float] = (),
    angle_step_degrees: float | None = None,
    right_angles_from_degrees: float | None = None,
    grid_m: float | None = None,
) -> SnapResult | None:
    """Return what `point` snaps to, or None.

    Parameters
    ----------
    point : Point
        Where the pointer is.
    targets : SnapTargets
        Corners and sides, those of the shape being drawn included.
    tolerance_m : float
        How near a target must be.
    anchor : Point, optional
        The corner before; perpendicular feet and angles are taken from it.
    directions_degrees : sequence of float
        Directions of sides that a new side may run parallel, or at a right angle, to.
    angle_step_degrees : float, optional
        Directions from the anchor that are whole steps attract too.
    right_angles_from_degrees : float, optional
        Hold directions from the anchor to this one and its right angles; only a corner, crossing or
        midpoint that is hit beats it.
    grid_m : float, optional
        Spacing of the grid that whatever hits nothing is drawn to.
    """
    if anchor is not None and right_angles_from_degrees is not None:
        hit = exact_hit(point, targets, tolerance_m=tolerance_m)
        if hit is not None and hit.kind in (VERTEX, INTERSECTION, MIDPOINT):
            return hit
        held = hold_direction(point, anchor, right_angles_from_degrees)
        return _meeting(held, hit, anchor, tolerance_m) or _lengthened_to_grid(held, anchor, grid_m)
    hit = exact_hit(point, targets, tolerance_m=tolerance_m, anchor=anchor)
    leaning = None
    if anchor is not None:
        leaning = lean(
            point,
            anchor,
            tolerance_m=tolerance_m,
            directions_degrees=directions_degrees,
            angle_step_degrees=angle_step_degrees,
        )
    if hit is not None:
        return (_meeting(leaning, hit, anchor, tolerance_m) if leaning and anchor else None) or hit
    return leaning or (on_grid(point, grid_m) if grid_m else None)


def exact_hit(
    point: Point, targets: SnapTargets, *, tolerance_m: float, anchor: Point | None = None
) -> SnapResult | None:
    """Return the nearest corner within `tolerance_m`, else crossing, midpoint, perpendicular foot, side."""
    if targets.empty or not tolerance_m > 0:
        return None
    here = np.asarray(point, dtype=np.float64)
    found = _nearest(VERTEX, here, targets.corners, tolerance_m)
    if found is not None or not len(targets.sides):
        return found
    feet, distances = _feet(here, targets.sides)
    near = np.flatnonzero(distances <= tolerance_m)
    if not len(near):
        return None
    near = near[np.argsort(distances[near], kind="stable")][:_NEAR_SEGMENTS_AT_MOST]
    sides = targets.sides[near]
    found = _nearest(INTERSECTION, here, _crossings(sides), tolerance_m)
    found = found or _nearest(MIDPOINT, here, (sides[:, :2] + sides[:, 2:]) / 2, tolerance_m)
    if found is None and anchor is not None:
        found = _nearest_foot(here, anchor, sides, tolerance_m)
    if found is not None:
        return found
    best = int(near[0])
    return _result(EDGE, feet[best], float(distances[best]), targets.sides[best])


def lean(
    point: Point,
    anchor: Point,
    *,
    tolerance_m: float,
    directions_degrees: Sequence[float] = (),
    angle_step_degrees: float | None = None,
) -> SnapResult | None:
    """Return `point` moved onto the nearest wanted direction from `anchor`, when that is near enough.

    Directions of sides and their right angles count as parallel and beat whole steps of angle, which are
    measured from east.
    """
    dx, dy = point[0] - anchor[0], point[1] - anchor[1]
    length = math.hypot(dx, dy)
    if length <= _EPSILON_M:
        return None
    heading = math.degrees(math.atan2(dy, dx))
    wanted = [(PARALLEL, base + 90 * turn) for base in directions_degrees for turn in range(4)]
    if angle_step_degrees:
        wanted.append((ANGLE, round(heading / angle_step_degrees) * angle_step_degrees))
    best: SnapResult | None = None
    for kind, degrees in wanted:
        candidate = _along(kind, point, anchor, degrees)
        if candidate is None or candidate.distance_m > tolerance_m:
            continue
        if best is None or (best.kind == kind and candidate.distance_m < best.distance_m):
            best = candidate
    return best


def hold_direction(point: Point, anchor: Point, base_degrees: float) -> SnapResult:
    """Return `point` dropped onto the nearest of four directions at right angles, from `base_degrees`."""
    heading = math.degrees(math.atan2(point[1] - anchor[1], point[0] - anchor[0]))
    degrees = base_degrees + 90 * round((heading - base_degrees) / 90)
    found = _along(RIGHT_ANGLE, point, anchor, degrees)
    return found or SnapResult(RIGHT_ANGLE, anchor, math.dist(point, anchor), None, degrees % 360)


def on_grid(point: Point, grid_m: float) -> SnapResult:
    """Return the crossing of a square grid through the origin that is nearest to `point`."""
    x, y = (round(value / grid_m) * grid_m for value in point)
    return SnapResult(GRID, (x, y), math.dist(point, (x, y)))


def side_directions(point: Point, targets: SnapTargets, *, count: int = 1) -> tuple[float, ...]:
    """Return the directions [degrees, 0 to under 180] of the `count` sides nearest to `point`."""
    if not len(targets.sides) or count < 1:
        return ()
    _, distances = _feet(np.asarray(point, dtype=np.float64), targets.sides)
    order = np.argsort(distances, kind="stable")[:count]
    directions = []
    for x1, y1, x2, y2 in targets.sides[order].tolist():
        if math.hypot(x2 - x1, y2 - y1) > _EPSILON_M:
            directions.append(math.degrees(math.atan2(y2 - y1, x2 - x1)) % 180)
    return tuple(directions)


def nearest_side(point: Point, targets: SnapTargets) -> SnapResult | None:
    """Return the foot of `point` on the side nearest to it, whatever the distance."""
    if not len(targets.sides):
        return None
    feet, distances = _feet(np.asarray(point, dtype=np.float64), targets.sides)
    best = int(np.argmin(distances))
    return _result(EDGE, feet[best], float(distances[best]), targets.sides[best])


def _result(kind: str, point: Array, distance: float, side: Array | None = None) -> SnapResult:
    segment = None
    if side is not None:
        x1, y1, x2, y2 = side.tolist()
        segment = ((x1, y1), (x2, y2))
    return SnapResult(kind, (float(point[0]), float(point[1])), distance, segment)


def _nearest(kind: str, here: Array, candidates: Array, tolerance_m: float) -> SnapResult | None:
    if not len(candidates):
        return None
    distances = np.hypot(candidates[:, 0] - here[0], candidates[:, 1] - here[1])
    best = int(np.argmin(distances))
    if distances[best] > tolerance_m:
        return None
    return _result(kind, candidates[best], float(distances[best]))


def _feet(here: Array, sides: Array) -> tuple[Array, Array]:
    starts, along = sides[:, :2], sides[:, 2:] - sides[:, :2]
    squared = (along * along).sum(axis=1)
    share = ((here - starts) * along).sum(axis=1) / np.where(squared > 0, squared, 1.0)
    feet = starts + np.clip(share, 0.0, 1.0)[:, None] * along
    return feet, np.hypot(feet[:, 0] - here[0], feet[:, 1] - here[1])


def _crossings(sides: Array) -> Array:
    points: list[Point] = []
    rows = sides.tolist()
    for index, first in enumerate(rows):
        for second in rows[index + 1 :]:
            crossing = _crossing(first, second)
            if crossing is not None:
                points.append(crossing)
    return np.asarray(points, dtype=np.float64).reshape(-1, 2)


def _crossing(first: Sequence[float], second: Sequence[float]) -> Point | None:
    ax, ay, bx, by = first
    cx, cy, dx, dy = second
    rx, ry, sx, sy = bx - ax, by - ay, dx - cx, dy - cy
    turn = rx * sy - ry * sx
    if abs(turn) <= _EPSILON_M * (math.hypot(rx, ry) * math.hypot(sx, sy) + _EPSILON_M):
        return None
    t = ((cx - ax) * sy - (cy - ay) * sx) / turn
    u = ((cx - ax) * ry - (cy - ay) * rx) / turn
    return (ax + t * rx, ay + t * ry) if 0 <= t <= 1 and 0 <= u <= 1 else None


def _nearest_foot(here: Array, anchor: Point, sides: Array, tolerance_m: float) -> SnapResult | None:
    start = np.asarray(anchor, dtype=np.float64)
    origins, along = sides[:, :2], sides[:, 2:] - sides[:, :2]
    squared = (along * along).sum(axis=1)
    share = ((start - origins) * along).sum(axis=1) / np.where(squared > 0, squared, 1.0)
    inside = (share > 0) & (share < 1) & (squared > 0)
    feet = (origins + share[:, None] * along)[inside]
    apart = np.hypot(feet[:, 0] - start[0], feet[:, 1] - start[1]) > _EPSILON_M
    found = _nearest(PERPENDICULAR, here, feet[apart], tolerance_m)
    if found is None:
        return None
    return SnapResult(found.kind, found.point, found.distance_m, (anchor, found.point))


def _along(kind: str, point: Point, anchor: Point, degrees: float) -> SnapResult | None:
    cos, sin = _direction(degrees)
    reach = (point[0] - anchor[0]) * cos + (point[1] - anchor[1]) * sin
    if reach <= _EPSILON_M:
        return None
    foot = (anchor[0] + reach * cos, anchor[1] + reach * sin)
    return SnapResult(kind, foot, math.dist(point, foot), (anchor, foot), degrees % 360)


def _direction(degrees: float) -> Point:
    quarter, rest = divmod(degrees % 360, 90)
    if rest == 0:
        return ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[int(quarter)]
    return (math.cos(math.radians(degrees)), math.sin(math.radians(degrees)))


def _meeting(
    leaning: SnapResult, hit: SnapResult | None, anchor: Point, tolerance_m: float
) -> SnapResult | None:
    """Where the wanted direction crosses the side that was hit, when that is near the hit."""
    if hit is None or hit.kind != EDGE or hit.segment is None or leaning.degrees is None:
        return None
    cos, sin = _direction(leaning.degrees)
    reach = 2 * (math.dist(anchor, hit.point) + tolerance_m) + 1
    ray = (*anchor, anchor[0] + reach * cos, anchor[1] + reach * sin)
    crossing = _crossing(ray, (*hit.segment[0], *hit.segment[1]))
    if crossing is None or math.dist(crossing, hit.point) > 2 * tolerance_m:
        return None
    away = hit.distance_m + math.dist(crossing, hit.point)
    return SnapResult(INTERSECTION, crossing, away, (anchor, crossing), leaning.degrees)


def _lengthened_to_grid(held: SnapResult, anchor: Point, grid_m: float | None) -> SnapResult:
    if not grid_m or held.degrees is None:
        return held
    cos, sin = _direction(held.degrees)
    length = round(math.dist(anchor, held.point) / grid_m) * grid_m
    point = (anchor[0] + length * cos, anchor[1] + length * sin)
    return SnapResult(held.kind, point, held.distance_m, (anchor, point), held.degrees)
