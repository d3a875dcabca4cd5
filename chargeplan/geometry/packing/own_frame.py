"""A frame of the lot's own, so that a lot is measured alike wherever it lies and however its ring is told.

The x axis runs along the longest side, counter-clockwise, from the corner at which that side begins. Corners
are put on whole millimetres there: what turning and rounding have added is gone before anything is measured.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import shapely

from chargeplan.geometry.packing.values import Floats
from chargeplan.geometry.polygons import same_start, signed_area_m2
from chargeplan.model.layout import LayoutProblem
from chargeplan.model.scheme import EdgeRole, Entrance
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point, Region, Ring

_SAME_LENGTH_M = 2e-3
_STRAIGHT_M = 1e-4
_MOST_STRAIGHT = 64
_MOST_STARTS = 32
_HALF_MM = 0.5237
"""Where millimetres are rounded: off the grid of tenths of a millimetre, on which plans are kept."""


@dataclass(frozen=True)
class OwnFrame:
    """Axes turned by an angle [radians] about an origin in site axes."""

    angle: float
    origin: Point

    def into(self, point: Point) -> Point:
        """Return a point of the site in this frame."""
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        x, y = point[0] - self.origin[0], point[1] - self.origin[1]
        return (x * cos + y * sin, y * cos - x * sin)

    def out(self, x: float, y: float) -> Point:
        """Return a point of this frame in site axes."""
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        return (x * cos - y * sin + self.origin[0], x * sin + y * cos + self.origin[1])

    def out_all(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return points of this frame in site axes, arrays of any shape."""
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        return x * cos - y * sin + self.origin[0], x * sin + y * cos + self.origin[1]


def in_own_frame(problem: LayoutProblem) -> tuple[LayoutProblem, OwnFrame]:
    """Return the same lot in its own frame, and that frame.

    Where several sides are the longest, that is taken from which the lot reads first. Groups, modules and
    counts stay; entrances are told anew for the ring as it begins there.
    """
    outline = _without_straight_corners(_counter_clockwise(problem))
    count = len(outline.ring)
    lengths = [math.dist(outline.ring[i], outline.ring[(i + 1) % count]) for i in range(count)]
    longest = max(lengths)
    starts = [i for i in range(count) if lengths[i] >= longest - _SAME_LENGTH_M]
    starts = sorted(starts, key=lambda i: outline.ring[i])[:_MOST_STARTS]
    told = [_told_from(outline, start) for start in starts]
    return min(told, key=lambda entry: (_reading(entry[0]), entry[1].angle)) if len(told) > 1 else told[0]


def _counter_clockwise(problem: LayoutProblem) -> LayoutProblem:
    """Return the problem with a counter-clockwise outline without repeated points, roles for every side."""
    ring = problem.ring
    roles = problem.edges or (EdgeRole.WALL,) * len(ring)
    turned = signed_area_m2(ring) < 0
    corners: list[Point] = []
    edges: list[EdgeRole] = []
    entrances: list[Entrance] = []
    order = range(len(ring) - 1, -1, -1) if turned else range(len(ring))
    for index in order:
        start, end = ring[index], ring[(index + 1) % len(ring)]
        length = math.dist(start, end)
        if length == 0:
            continue
        for entrance in problem.entrances:
            if entrance.edge == index:
                from_m = length - entrance.from_m - entrance.width_m if turned else entrance.from_m
                entrances.append(Entrance(len(corners), max(0.0, from_m), entrance.width_m))
        corners.append(end if turned else start)
        edges.append(roles[index])
    return replace(problem, ring=tuple(corners), edges=tuple(edges), entrances=tuple(entrances))


def _without_straight_corners(outline: LayoutProblem) -> LayoutProblem:
    """Return an outline without corners on straight sides of one role; entrances go along the whole side."""
    ring, roles, count = outline.ring, outline.edges, len(outline.ring)
    bent = [i for i in range(count) if _is_bent(outline, i)]
    if len(bent) == count or len(bent) < 3:
        return outline
    first = min(bent, key=lambda i: ring[i])
    corners: list[Point] = []
    edges: list[EdgeRole] = []
    places: dict[int, tuple[int, float]] = {}
    passed: list[Point] = []
    for index in ((first + step) % count for step in range(count)):
        end, beyond = ring[index], ring[(index + 1) % count]
        if not _is_bent(outline, index) and _is_straight(corners[-1], [*passed, end], beyond):
            passed.append(end)
        else:
            corners.append(end)
            edges.append(roles[index])
            passed = []
        places[index] = (len(corners) - 1, math.dist(corners[-1], ring[index]))
    entrances = tuple(
        Entrance(places[e.edge][0], places[e.edge][1] + e.from_m, e.width_m) for e in outline.entrances
    )
    return replace(outline, ring=tuple(corners), edges=tuple(edges), entrances=entrances)


def _is_bent(outline: LayoutProblem, index: int) -> bool:
    """Return whether the outline turns or changes its role at a corner."""
    ring, count = outline.ring, len(outline.ring)
    alike = outline.edges[index - 1] == outline.edges[index]
    return not alike or not _is_straight(ring[index - 1], [ring[index]], ring[(index + 1) % count])


def _is_straight(start: Point, between: Sequence[Point], end: Point) -> bool:
    """Return whether points lie on the way from one point to another, none too many of them."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy)
    if length == 0 or len(between) > _MOST_STRAIGHT:
        return False
    beside = ((x - start[0]) * dy - (y - start[1]) * dx for x, y in between)
    along = ((x - start[0]) * dx + (y - start[1]) * dy for x, y in between)
    return all(abs(b) <= _STRAIGHT_M * length for b in beside) and all(0 < a < length * length for a in along)


def _told_from(problem: LayoutProblem, start: int) -> tuple[LayoutProblem, OwnFrame]:
    count = len(problem.ring)
    (ax, ay), (bx, by) = problem.ring[start], problem.ring[(start + 1) % count]
    frame = OwnFrame(math.atan2(by - ay, bx - ax), (ax, ay))
    order = [(start + index) % count for index in range(count)]
    ring = tuple(_on_mm(frame.into(problem.ring[index])) for index in order)
    if len(set(ring)) < count or not shapely.Polygon(ring).is_valid:
        ring = tuple(frame.into(problem.ring[index]) for index in order)
    direction = problem.direction_degrees
    if direction is not None:
        direction = round((direction - math.degrees(frame.angle)) % 180.0, 3) % 180.0
    return replace(
        problem,
        ring=ring,
        edges=tuple(problem.edges[index] for index in order),
        entrances=tuple(
            sorted(
                (
                    Entrance((e.edge - start) % count, _mm(e.from_m), max(0.001, _mm(e.width_m)))
                    for e in problem.entrances
                ),
                key=lambda e: (e.edge, e.from_m, e.width_m),
            )
        ),
        holes=tuple(sorted(same_start(_ring(frame, hole)) for hole in problem.holes)),
        clearances=_regions(frame, problem.clearances),
        crossings=_regions(frame, problem.crossings),
        direction_degrees=direction,
        kept=tuple(_stall(frame, stall) for stall in problem.kept),
        removed=tuple(frame.into(point) for point in problem.removed),
        doorways=tuple(sorted(_on_mm(frame.into(point)) for point in problem.doorways)),
    ), frame


def _reading(problem: LayoutProblem) -> tuple[object, ...]:
    return (
        problem.ring,
        tuple(role.value for role in problem.edges),
        tuple((e.edge, e.from_m, e.width_m) for e in problem.entrances),
        problem.holes,
        problem.clearances,
        problem.crossings,
        problem.doorways,
        tuple(tuple(map(_on_mm, stall.polygon)) for stall in problem.kept),
    )


def _mm(value: float) -> float:
    return math.floor(value * 1000 + _HALF_MM) / 1000


def _on_mm(point: Point) -> Point:
    return (_mm(point[0]), _mm(point[1]))


def _on_tenth(point: Point) -> Point:
    """Return a point on tenths of a millimetre: stalls that stay are not to lose their size."""
    x, y = (math.floor(value * 10_000 + _HALF_MM) / 10_000 for value in point)
    return (x, y)


def _ring(frame: OwnFrame, ring: Iterable[Point]) -> Ring:
    return tuple(_on_mm(frame.into(point)) for point in ring)


def _regions(frame: OwnFrame, regions: Iterable[Region]) -> tuple[Region, ...]:
    return tuple(sorted(tuple(same_start(_ring(frame, ring)) for ring in region) for region in regions))


def _stall(frame: OwnFrame, stall: Stall) -> Stall:
    a, b, c, d = (_on_tenth(frame.into(corner)) for corner in stall.polygon)
    front = (_on_tenth(frame.into(stall.front[0])), _on_tenth(frame.into(stall.front[1])))
    return Stall((a, b, c, d), front, stall.group)
