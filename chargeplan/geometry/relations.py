"""How planned things lie to each other: overlaps, distances, strips in front of stalls, ways out.

What lies up to 0.2 mm deep in another thing merely touches it, however long it lies there; what lies deeper
overlaps it, however small the ground is. Where bikes get to, layouts are met as the checker of layouts meets
them, to 1 mm.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from chargeplan.geometry.checking import TOLERANCE_M as LAYOUT_TOLERANCE_M
from chargeplan.geometry.polygons import (
    grown,
    longest_side_m,
    sound_ground,
    sound_polygons,
    union_all,
    union_of,
)
from chargeplan.geometry.remembering import remembered
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point, Region, Ring
from chargeplan.units import TOLERANCE_M

_REMEMBERED_RINGS = 20_000
"""Of sheds and lots together: a shed has tens of stalls, a large lot a thousand."""

_REMEMBERED_TARGETS = 64
_REMEMBERED_MEASURES = 2048
_CURVE_TOLERANCE_M = 0.005
"""How much a round thing may be flattened where ways between things are looked for."""

_TOUCH_M = 2 * TOLERANCE_M
"""How deep things that touch may lie in each other: both may be rounded to the grid of plans."""

_LEAST_TOLD_M2 = 1e-6
"""What is told of ground that is smaller, which would be taken for none."""

_CLEAR_OF_CUT_M = 0.1
"""How far a cut through the ground lies beyond what it may change."""


def _rings_in(*groups: tuple[Ring, ...]) -> int:
    return 1 + sum(map(len, groups))


def _geometry(region: Region | Ring) -> BaseGeometry:
    return sound_ground(region)


def strip_of(stall: Stall, depth_m: float) -> Ring:
    """Return the rectangle `depth_m` [m] deep in front of a stall, as wide as its front."""
    (x1, y1), (x2, y2) = stall.front
    width = math.hypot(x2 - x1, y2 - y1)
    nx, ny = (y2 - y1) / width, (x1 - x2) / width
    middle_x = sum(x for x, _ in stall.polygon) / 4
    middle_y = sum(y for _, y in stall.polygon) / 4
    if (middle_x - x1) * nx + (middle_y - y1) * ny > 0:
        nx, ny = -nx, -ny
    reach_x, reach_y = nx * depth_m, ny * depth_m
    return ((x1, y1), (x2, y2), (x2 + reach_x, y2 + reach_y), (x1 + reach_x, y1 + reach_y))


def overlap_m2(pieces: Sequence[Region | Ring], other: Region | Ring) -> tuple[float, Point | None]:
    """Return the area of ground [m²] that pieces, together, and `other` both cover, and a point in it.

    It is 0 and None for a mere touch.
    """
    return _overlap_m2(tuple(pieces), other)


@lru_cache(maxsize=_REMEMBERED_MEASURES)
def _overlap_m2(pieces: tuple[Region | Ring, ...], other: Region | Ring) -> tuple[float, Point | None]:
    together, ground = union_of(pieces), _geometry(other)
    common = grown(together, -_TOUCH_M).intersection(ground)
    if common.area <= 0:
        return 0.0, None
    middle = common.representative_point()
    return _told_m2(together.intersection(ground)), (middle.x, middle.y)


def _told_m2(ground: BaseGeometry) -> float:
    return max(float(ground.area), _LEAST_TOLD_M2)


@lru_cache(maxsize=_REMEMBERED_MEASURES)
def outside_m2(region: Region | Ring, ground: Region | Ring) -> tuple[float, Point | None]:
    """Return how much of `region` lies outside `ground` [m²] and a point there; 0 and None for a touch."""
    ours, inside = _geometry(region), _geometry(ground)
    beyond = ours.difference(grown(inside, _TOUCH_M))
    if beyond.area <= 0:
        return 0.0, None
    middle = beyond.representative_point()
    return _told_m2(ours.difference(inside)), (middle.x, middle.y)


def contains(ground: Region | Ring, region: Region | Ring) -> bool:
    """Return whether `region` lies in `ground`, or only touches its edge."""
    return outside_m2(region, ground)[0] == 0.0


Line = tuple[Point, ...]
"""Corners of a line, or of a piece of one."""


@dataclass(frozen=True, eq=False)
class Targets:
    """Things that distances are measured to, the same object for the same things."""

    ids: tuple[str, ...]
    shapes: np.ndarray

    @property
    def count(self) -> int:
        """Number of things."""
        return len(self.ids)


def _targets(ids: Iterable[str], shapes: Sequence[BaseGeometry]) -> Targets:
    made = np.empty(len(shapes), dtype=object)
    made[:] = shapes
    return Targets(tuple(ids), made)


def targets_of(things: Sequence[tuple[str, Ring | Point]]) -> Targets:
    """Return targets from ids with outlines or points."""
    return _shape_targets(tuple(things))


@lru_cache(maxsize=_REMEMBERED_TARGETS)
def _shape_targets(things: tuple[tuple[str, Ring | Point], ...]) -> Targets:
    shapes = [
        shapely.Point(thing) if isinstance(thing[0], float | int) else _geometry(thing) for _, thing in things
    ]
    return _targets((name for name, _ in things), shapes)


def line_targets(things: Sequence[tuple[str, Sequence[Line]]]) -> Targets:
    """Return targets from ids with the lines that each consists of; without a line a thing is nowhere."""
    return _line_targets(tuple((name, tuple(lines)) for name, lines in things))


@lru_cache(maxsize=_REMEMBERED_TARGETS)
def _line_targets(things: tuple[tuple[str, tuple[Line, ...]], ...]) -> Targets:
    return _targets((name for name, _ in things), [shapely.MultiLineString(lines) for _, lines in things])


def ground_targets(things: Sequence[tuple[str, Sequence[Region]]]) -> Targets:
    """Return targets from ids with the pieces of ground that each consists of."""
    return _ground_targets(tuple((name, tuple(regions)) for name, regions in things))


@lru_cache(maxsize=_REMEMBERED_TARGETS)
def _ground_targets(things: tuple[tuple[str, tuple[Region, ...]], ...]) -> Targets:
    return _targets((name for name, _ in things), [union_of(regions) for _, regions in things])


@dataclass(frozen=True)
class Distance:
    """How far a thing is [m] and the two points between which it was measured, ours first."""

    target_id: str
    distance_m: float
    start: Point
    end: Point


def distances(pieces: Sequence[Ring], targets: Targets, within_m: float) -> list[Distance]:
    """Return the distances from the nearest of `pieces` to every target nearer than `within_m` [m].

    Where none is, the nearest target alone is returned; nothing when there are no targets.
    """
    ours = footprint_of(tuple(pieces), ())
    measured = ours.distances_m(targets)
    chosen = [index for index, distance in enumerate(measured) if distance < within_m]
    if not chosen and measured:
        chosen = [min(range(len(measured)), key=measured.__getitem__)]
    return [ours.distance(targets, index) for index in chosen if math.isfinite(measured[index])]


@dataclass(frozen=True, eq=False)
class Footprint:
    """The ground that a planned thing takes: roof or stalls, and with it the strips in front of them.

    What was measured from it is remembered while it is the same.

    Distances are measured from `body`; what may not be covered is compared with `cover`.
    """

    body: BaseGeometry
    cover: BaseGeometry
    _inner: BaseGeometry

    def distances_m(self, targets: Targets) -> list[float]:
        """Return the distance to every target [m]; a target that is nowhere is infinitely far."""
        return list(_distances_m(self, targets))

    def distance(self, targets: Targets, index: int) -> Distance:
        """Return the distance to one target with the points between which it is measured."""
        return _distance(self, targets, index)

    def farthest_m(self, targets: Targets) -> list[float]:
        """Return for every target, a point, how far the farthest corner of the body is from it [m]."""
        return list(_farthest_m(self, targets))

    def covers(self, targets: Targets, *, body_only: bool = False) -> list[tuple[float, Point | None]]:
        """Return how much of every target is covered [m²] and a point there; 0 and None for a touch."""
        return list(_covers(self, targets, body_only))


@lru_cache(maxsize=_REMEMBERED_MEASURES)
def _distances_m(ours: Footprint, targets: Targets) -> tuple[float, ...]:
    if not targets.count:
        return ()
    measured = shapely.distance(ours.body, targets.shapes)
    return tuple(math.inf if math.isnan(value) else value for value in measured.tolist())


@lru_cache(maxsize=_REMEMBERED_MEASURES)
def _distance(ours: Footprint, targets: Targets, index: int) -> Distance:
    (ax, ay), (bx, by) = shapely.shortest_line(ours.body, targets.shapes[index]).coords
    measured = float(shapely.distance(ours.body, targets.shapes[index]))
    return Distance(targets.ids[index], measured, (ax, ay), (bx, by))


@lru_cache(maxsize=_REMEMBERED_MEASURES)
def in_sight(ours: Footprint, sides: Targets, bodies: Targets, within_m: float) -> Targets:
    """Return sides without what lies behind the very body they belong to, as seen from a footprint.

    A side is seen when any corner of the footprint is on its outer hand. Of another its ends are left where
    a straight line leads to them past the body from anywhere in the footprint; a line that only grazes the
    body does. Only what is nearer than `within_m` [m] is looked at, and nothing is hidden from what stands
    in the body. Bodies are in the order of the sides; where nothing is hidden the sides themselves are
    returned.
    """
    shapes = sides.shapes
    for index, distance_m in enumerate(ours.distances_m(sides)):
        if distance_m < within_m - TOLERANCE_M:
            left = _sides_in_sight(ours.body, sides.shapes[index], bodies, index)
            if left is not sides.shapes[index]:
                shapes = shapes.copy() if shapes is sides.shapes else shapes
                shapes[index] = left
    return sides if shapes is sides.shapes else Targets(sides.ids, shapes)


def _sides_in_sight(ours: BaseGeometry, sides: BaseGeometry, bodies: Targets, index: int) -> BaseGeometry:
    body, parts = bodies.shapes[index], shapely.get_parts(sides)
    if not isinstance(body, shapely.Polygon) or len(parts) == len(body.exterior.coords) - 1:
        return sides  # of all sides together the nearest is never hidden
    inside = _inside(bodies, index)
    through = shapely.intersects(shapely.shortest_line(ours, sides), inside)
    if not through or shapely.intersects(ours, inside):
        return sides
    outer = -1.0 if shapely.is_ccw(body.exterior) else 1.0
    facing = np.array([_on_hand(ours, shapely.get_coordinates(part), outer) for part in parts])
    if facing.all():
        return sides
    ends = np.unique(shapely.get_coordinates(parts[~facing]), axis=0)
    seen = [shapely.Point(end) for end in ends if _sees(ours, end, body, inside)]
    return shapely.GeometryCollection([*parts[facing], *seen])


@lru_cache(maxsize=_REMEMBERED_MEASURES)
def _inside(bodies: Targets, index: int) -> BaseGeometry:
    return grown(bodies.shapes[index], -_TOUCH_M)


def _on_hand(ours: BaseGeometry, side: np.ndarray, hand: float) -> bool:
    """Return whether any corner lies on a line or on one hand of it, the left being 1.0, the right -1.0."""
    (x1, y1), (x2, y2) = side[0], side[-1]
    corners = shapely.get_coordinates(ours)
    off = (x2 - x1) * (corners[:, 1] - y1) - (y2 - y1) * (corners[:, 0] - x1)
    return bool(np.any(hand * off > -_TOUCH_M * math.hypot(x2 - x1, y2 - y1)))


def _sees(ours: BaseGeometry, place: np.ndarray, body: BaseGeometry, core: BaseGeometry) -> bool:
    """Return whether a straight line from anywhere in `ours` reaches a place past the core of a body.

    What of `ours` the place is seen from ends at corners of `ours` and on lines past corners of the body.
    """
    corners = shapely.get_coordinates(ours)
    past = shapely.get_coordinates(body) - place
    past = past[np.hypot(past[:, 0], past[:, 1]) > TOLERANCE_M]
    far_m = np.hypot(*(corners - place).T).max() + 1.0
    tips = place + past / np.hypot(past[:, 0], past[:, 1])[:, None] * far_m
    rays = shapely.linestrings(np.stack([np.broadcast_to(place, tips.shape), tips], axis=1))
    crossed = shapely.get_coordinates(shapely.intersection(shapely.boundary(ours), rays))
    stands = np.concatenate([corners, crossed])
    lines = shapely.linestrings(np.stack([stands, np.broadcast_to(place, stands.shape)], axis=1))
    return not bool(shapely.intersects(core, lines).all())


@lru_cache(maxsize=_REMEMBERED_MEASURES)
def _farthest_m(ours: Footprint, targets: Targets) -> tuple[float, ...]:
    corners = shapely.points(shapely.get_coordinates(ours.body))
    return tuple(float(shapely.distance(corners, shape).max()) for shape in targets.shapes)


@lru_cache(maxsize=_REMEMBERED_MEASURES)
def _covers(ours: Footprint, targets: Targets, body_only: bool) -> tuple[tuple[float, Point | None], ...]:
    if not targets.count:
        return ()
    inner = grown(ours.body, -_TOUCH_M) if body_only else ours._inner
    whole = ours.body if body_only else ours.cover
    found: list[tuple[float, Point | None]] = [(0.0, None)] * targets.count
    for index in np.flatnonzero(shapely.intersects(inner, targets.shapes)):
        common = shapely.intersection(inner, targets.shapes[index])
        if common.area > 0:
            middle = common.representative_point()
            area = _told_m2(shapely.intersection(whole, targets.shapes[index]))
            found[int(index)] = (area, (middle.x, middle.y))
    return tuple(found)


@remembered(_REMEMBERED_RINGS, _rings_in)
def footprint_of(bodies: tuple[Ring, ...], strips: tuple[Ring, ...]) -> Footprint:
    """Return the footprint of roofs or stalls and of the strips in front of them, the same for the same."""
    body = shapely.multipolygons(sound_polygons(list(bodies)))
    cover = union_of([*bodies, *strips])
    return Footprint(body, cover, grown(cover, -_TOUCH_M))


@remembered(_REMEMBERED_RINGS, _rings_in)
def group_length_m(stalls: tuple[Ring, ...]) -> float:
    """Return the length of a group of stalls: the longer side of the smallest rectangle around it [m]."""
    return longest_side_m(sound_polygons(stalls))


@dataclass(frozen=True)
class Gap:
    """How far two groups of stalls, by their numbers, stand apart [m], and where it was measured."""

    first: int
    second: int
    distance_m: float
    start: Point
    end: Point


def gaps_between(
    groups: Sequence[tuple[Ring, ...]], panels: Sequence[tuple[Point, Point]], within_m: float
) -> list[Gap]:
    """Return the gaps narrower than `within_m` [m] between groups that no panel parts, in a fixed order."""
    shapes = np.array([*map(_group_shape, groups)], dtype=object)
    if len(shapes) < 2:
        return []
    walls = shapely.linestrings(np.array(panels)) if panels else np.array([], dtype=object)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=within_m)
    found = []
    for a, b in sorted(zip(first.tolist(), second.tolist(), strict=True)):
        if a >= b:
            continue
        line = shapely.shortest_line(shapes[a], shapes[b])
        if len(walls) and shapely.distance(line, walls).min() <= LAYOUT_TOLERANCE_M:
            continue
        (ax, ay), (bx, by) = line.coords
        found.append(Gap(a, b, float(shapely.distance(shapes[a], shapes[b])), (ax, ay), (bx, by)))
    return found


@remembered(_REMEMBERED_RINGS, _rings_in)
def _group_shape(group: tuple[Ring, ...]) -> BaseGeometry:
    return cast(BaseGeometry, shapely.multipolygons(sound_polygons(group)))


@lru_cache(maxsize=_REMEMBERED_MEASURES)
def share_beside(side: tuple[Point, Point], targets: Targets, within_m: float) -> float:
    """Return which share of a side has a target straight before it, 0 to 1.

    The ground to the right of the side counts, `within_m` [m] deep, to 0.1 mm; what stands on the other side
    and touches it is not before it.
    """
    (x1, y1), (x2, y2) = side
    length, depth = math.dist(*side), within_m + TOLERANCE_M
    if not targets.count or length == 0:
        return 0.0
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    clear = min(_TOUCH_M, within_m)
    near_x, near_y = uy * clear, -ux * clear
    far_x, far_y = uy * depth, -ux * depth
    before = shapely.Polygon(
        [
            (x1 + near_x, y1 + near_y), (x2 + near_x, y2 + near_y),
            (x2 + far_x, y2 + far_y), (x1 + far_x, y1 + far_y),
        ]
    )  # fmt: skip
    near = targets.shapes[shapely.intersects(before, targets.shapes)]
    spans = []
    for part in shapely.get_parts(shapely.get_parts(shapely.intersection(before, near))):
        along = (shapely.get_coordinates(part) - (x1, y1)) @ (ux, uy)
        spans.append((float(along.min()), float(along.max())))
    return _length_of(spans) / length


def _length_of(spans: Iterable[tuple[float, float]]) -> float:
    """Return the length that spans of a line cover together."""
    covered, end = 0.0, -math.inf
    for low, high in sorted(spans):
        covered += max(0.0, high - max(low, end))
        end = max(end, high)
    return covered


@dataclass(frozen=True)
class OpenGround:
    """Ground for riding, as far as it is known.

    Attributes
    ----------
    fixed : tuple of rings
        Where nobody rides and no plan changes anything: walls, trees.
    planned : tuple of groups of rings
        Where nobody rides in this plan: the stalls of each shed and lot.
    boundary : ring or None
        Nobody rides beyond it.
    ways_out : tuple of regions
        Roads and lanes; when there are none, the largest connected piece of ground is taken as the way out.
    """

    fixed: tuple[Ring, ...]
    planned: tuple[tuple[Ring, ...], ...]
    boundary: Ring | None
    ways_out: tuple[Region, ...]


@dataclass(frozen=True)
class Reach:
    """Where bikes get to on a site, made once and asked for every shed and lot.

    `middles` is where the middle of a bike gets to; it takes `half_m` to every side of it.
    """

    solids: shapely.STRtree
    boundary: BaseGeometry | None
    middles: BaseGeometry
    half_m: float

    def ridden_near(self, shapes: np.ndarray) -> BaseGeometry:
        """Return the ground that bikes take, right as far as `shapes` reach."""
        west, south, east, north = shapely.total_bounds(shapes)
        margin = self.half_m + _CLEAR_OF_CUT_M
        window = shapely.box(west - margin, south - margin, east + margin, north + margin)
        return shapely.intersection(self.middles, window).buffer(self.half_m, quad_segs=4)


def reach_of(ground: OpenGround, least_aisle_m: float) -> Reach:
    """Return where bikes get to by ways at least `least_aisle_m` [m] wide.

    The ground without solids, shrunk by half the least aisle, falls into connected pieces; those that
    touch a way out count (the rule of `docs/layout.md`, on the whole site).
    """
    fixed, fixed_ground = _fixed(ground.fixed)
    standing = [_standing(rings) for rings in ground.planned]
    solids = np.concatenate((fixed, *(shapes for shapes, _ in standing)))
    boundary = None if ground.boundary is None else _geometry(ground.boundary)
    half = least_aisle_m / 2 - LAYOUT_TOLERANCE_M
    taken = union_all(np.array([covered for _, covered in standing], dtype=object))
    if ground.boundary is None:
        whole = _window_around(solids, 4 * least_aisle_m)
        open_ground = whole.difference(fixed_ground).buffer(-half, quad_segs=4)
    else:
        open_ground = _away_from(ground.fixed, ground.boundary, half)
    middles = open_ground.difference(taken.buffer(half, quad_segs=4))
    pieces = [part for part in shapely.get_parts(middles) if part.area > 0]
    ways = shapely.union_all([_geometry(region) for region in ground.ways_out])
    leading = [piece for piece in pieces if piece.intersects(ways)]
    chosen = leading or sorted(pieces, key=lambda piece: -piece.area)[:1]
    return Reach(shapely.STRtree(solids), boundary, shapely.union_all(chosen), half)


@lru_cache(maxsize=4)
def _fixed(rings: tuple[Ring, ...]) -> tuple[np.ndarray, BaseGeometry]:
    """Return the shapes of what stands on a site, and the ground they take, their curves flattened."""
    shapes = sound_polygons(rings)
    return shapes, union_all(shapely.simplify(shapes, _CURVE_TOLERANCE_M))


@lru_cache(maxsize=8)
def _away_from(fixed: tuple[Ring, ...], boundary: Ring, half_m: float) -> BaseGeometry:
    """Return where the middle of a bike gets to on a site while nothing is planned."""
    return _geometry(boundary).difference(_fixed(fixed)[1]).buffer(-half_m, quad_segs=4)


@remembered(_REMEMBERED_RINGS, _rings_in)
def _standing(rings: tuple[Ring, ...]) -> tuple[np.ndarray, BaseGeometry]:
    """Return the shapes of the stalls of one shed or lot, and the ground that they take."""
    shapes = sound_polygons(rings)
    return shapes, union_all(shapely.simplify(shapes, _CURVE_TOLERANCE_M))


def _window_around(solids: np.ndarray, margin_m: float) -> BaseGeometry:
    if not len(solids):
        return shapely.Polygon()
    left, bottom, right, top = shapely.total_bounds(solids)
    return shapely.box(left - margin_m, bottom - margin_m, right + margin_m, top + margin_m)


@remembered(_REMEMBERED_RINGS, _rings_in)
def _strip_shapes(strips: tuple[Ring, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return strips as geometries, and a hair smaller."""
    shapes = shapely.polygons([[*ring, ring[0]] for ring in strips])
    return shapes, grown(shapes, -LAYOUT_TOLERANCE_M)


def unreachable(strips: Sequence[Ring], reach: Reach) -> list[int]:
    """Return the indices of strips that are not free, or from which no way leads out."""
    shapes, inner = _strip_shapes(tuple(strips))
    ridden = reach.ridden_near(shapes)
    stuck = shapely.is_empty(ridden) | (shapely.distance(shapes, ridden) > LAYOUT_TOLERANCE_M)
    hits, solids = reach.solids.query(inner, predicate="intersects")
    left = ~stuck[hits]
    while left.any():
        hits, solids = hits[left], solids[left]
        asked, firsts = np.unique(hits, return_index=True)
        areas = shapely.area(shapely.intersection(inner[asked], reach.solids.geometries[solids[firsts]]))
        stuck[asked[areas > 0]] = True
        left = ~stuck[hits]
        left[firsts] = False
    if reach.boundary is not None:
        free = np.flatnonzero(~stuck)
        stuck[free] = ~shapely.covers(reach.boundary, inner[free])
    return [int(index) for index in np.flatnonzero(stuck)]
