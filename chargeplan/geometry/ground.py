"""The ground of a lot as the filling sees it, the same whatever corner or direction its ring begins with.

Three regions are kept: where a stall may stand, where the strip in front of one may lie, and where a bike
may ride. The last two reach beyond open sides; walls block everywhere. Each is turned into a frame whose x
axis runs along the rows, and only edges are turned, never polygons.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from chargeplan.geometry.polygons import grown, polygons_in, same_start, signed_area_m2, union_of
from chargeplan.geometry.spans import TOLERANCE_M, Edges, Floats
from chargeplan.model.layout import LayoutProblem
from chargeplan.model.scheme import EdgeRole, Entrance
from chargeplan.model.values import Point, Ring

LEAST_ENTRANCE_M = 1.8
"""Clear width of a gate, JGJ 100."""

_OVERLAP_M = 1e-3
"""How far the ground beyond an open side reaches back into the lot, so that a union leaves no crack."""

_MANY_SIDES = 200
_CURVE_M = 2e-4
_ARC_STEP = math.pi / 16


@dataclass(frozen=True)
class Side:
    """One side of the outline, counter-clockwise: the lot lies to its left."""

    start: Point
    end: Point
    open: bool
    gates: tuple[tuple[float, float], ...] = ()

    @property
    def length_m(self) -> float:
        """Length [m]."""
        return math.dist(self.start, self.end)

    def point(self, along_m: float, outward_m: float = 0.0) -> Point:
        """Return the point `along_m` from the start and `outward_m` to the right of the side."""
        length = self.length_m
        ux, uy = (self.end[0] - self.start[0]) / length, (self.end[1] - self.start[1]) / length
        return (
            self.start[0] + ux * along_m + uy * outward_m,
            self.start[1] + uy * along_m - ux * outward_m,
        )

    def beyond(self, from_m: float, to_m: float, depth_m: float) -> Ring:
        """Return the ground right outside a part of the side, with a hair's overlap into the lot."""
        return (
            self.point(from_m, -_OVERLAP_M),
            self.point(from_m, depth_m),
            self.point(to_m, depth_m),
            self.point(to_m, -_OVERLAP_M),
        )


@dataclass(frozen=True)
class Ground:
    """Edges of the three regions of a lot in site axes, and the sides they came from."""

    sides: tuple[Side, ...]
    standing: Edges
    strip: Edges
    riding: Edges
    lot: Edges
    stall_polygons: BaseGeometry
    strip_polygons: BaseGeometry

    @property
    def has_way_out(self) -> bool:
        """Whether any side is open or has a gate."""
        return any(side.open or side.gates for side in self.sides)


def sides_of(problem: LayoutProblem) -> tuple[Side, ...]:
    """Return the sides counter-clockwise from the outline's smallest corner, without repeated points."""
    ring, count = problem.ring, len(problem.ring)
    roles = problem.edges or (EdgeRole.WALL,) * count
    turned = signed_area_m2(ring) < 0
    sides = []
    for index in range(count):
        start, end = ring[index], ring[(index + 1) % count]
        length = math.dist(start, end)
        if length == 0:
            continue
        gates = sorted(_gates(problem.entrances, index, length, turned))
        if turned:
            start, end = end, start
        sides.append(Side(start, end, roles[index] is EdgeRole.OPEN, tuple(gates)))
    if turned:
        sides.reverse()
    first = min(range(len(sides)), key=lambda i: sides[i].start, default=0)
    sides = sides[first:] + sides[:first]
    return tuple(sides if len(sides) <= _MANY_SIDES else _fewer(sides))


def _fewer(sides: list[Side]) -> list[Side]:
    """Return curves of many sides in fewer, no corner further off than a fifth of a millimetre."""
    kept: list[Side] = []
    for _, alike in groupby(
        enumerate(sides), key=lambda entry: (entry[1].open, entry[0] * bool(entry[1].gates))
    ):
        run = [side for _, side in alike]
        corners = shapely.simplify(shapely.LineString([run[0].start, *(side.end for side in run)]), _CURVE_M)
        points = [(x, y) for x, y in corners.coords]
        if len(run) == 1 or len(points) < 2:
            kept += run
        else:
            kept += [Side(a, b, run[0].open) for a, b in pairwise(points)]
    return kept


def _gates(
    entrances: Iterable[Entrance], edge: int, length_m: float, turned: bool
) -> list[tuple[float, float]]:
    gates = []
    for entrance in entrances:
        if entrance.edge != edge or entrance.width_m < LEAST_ENTRANCE_M - 1e-9:
            continue
        low, high = entrance.from_m, min(entrance.from_m + entrance.width_m, length_m)
        gates.append((length_m - high, length_m - low) if turned else (low, high))
    return gates


def ground_of(problem: LayoutProblem) -> Ground:
    """Return the ground of a lot whose outline is sound (see `ring_faults`).

    Clearances grow by the tolerance of the spans, so that no stall is nearer than the limit.
    """
    sides = sides_of(problem)
    outline = Polygon([side.start for side in sides])
    holes = union_of(sorted(same_start(hole) for hole in problem.holes))
    crossings = union_of(sorted(problem.crossings))
    clearances = union_of(sorted(problem.clearances))
    bare = shapely.difference(outline, holes)
    taken = shapely.union(crossings, clearances)
    stalls = shapely.difference(bare, grown(taken, TOLERANCE_M))
    aisle, least = problem.module.aisle_one_side_m, problem.module.least_aisle_m
    strips = shapely.difference(_with_beyond(outline, sides, aisle), shapely.union(holes, crossings))
    deep = max(aisle, 2 * least) + least
    riding = shapely.difference(_with_outside(outline, sides, deep), holes)
    walls = _wall_pieces(sides)
    return Ground(
        sides=sides,
        standing=_edges_of(stalls),
        strip=_with_walls(_edges_of(strips), walls),
        riding=_with_walls(_edges_of(riding), walls),
        lot=_edges_of(outline),
        stall_polygons=stalls,
        strip_polygons=strips,
    )


def _with_beyond(outline: Polygon, sides: tuple[Side, ...], depth_m: float) -> BaseGeometry:
    beyond = [Polygon(side.beyond(0, side.length_m, depth_m)) for side in sides if side.open]
    return shapely.union_all([outline, *beyond])


def _with_outside(outline: Polygon, sides: tuple[Side, ...], depth_m: float) -> BaseGeometry:
    parts = [outline]
    for index, side in enumerate(sides):
        parts.extend(Polygon(side.beyond(low, high, depth_m)) for low, high in side.gates)
        if side.open:
            parts.append(Polygon(side.beyond(0, side.length_m, depth_m)))
            parts.extend(_around_corner(side, sides[index - 1], depth_m, at_start=True))
            following = sides[(index + 1) % len(sides)]
            parts.extend(_around_corner(side, following, depth_m, at_start=False))
    return shapely.union_all(parts)


def _around_corner(side: Side, neighbour: Side, depth_m: float, *, at_start: bool) -> list[Polygon]:
    """Return the sector of outside ground at an end of an open side, short of what lies behind a wall."""
    turn = _turn(neighbour, side) if at_start else _turn(side, neighbour)
    sweep = min(turn, math.pi / 2)
    if sweep <= 1e-6:
        return []
    corner, sign = (side.start, -1.0) if at_start else (side.end, 1.0)
    ux, uy = side.end[0] - side.start[0], side.end[1] - side.start[1]
    normal = math.atan2(-ux, uy)
    angles = np.linspace(-1e-3, sweep, 2 + math.ceil(sweep / _ARC_STEP)) * sign + normal
    arc = [(corner[0] + depth_m * math.cos(a), corner[1] + depth_m * math.sin(a)) for a in angles.tolist()]
    return [Polygon([corner, *arc])]


def _turn(first: Side, second: Side) -> float:
    """Return the angle by which the outline turns left from one side to the next [radians]."""
    ax, ay = first.end[0] - first.start[0], first.end[1] - first.start[1]
    bx, by = second.end[0] - second.start[0], second.end[1] - second.start[1]
    return math.atan2(ax * by - ay * bx, ax * bx + ay * by)


def _wall_pieces(sides: tuple[Side, ...]) -> list[tuple[Point, Point]]:
    pieces = []
    for side in sides:
        if side.open:
            continue
        low = 0.0
        for gate_low, gate_high in side.gates:
            if gate_low > low:
                pieces.append((side.point(low), side.point(gate_low)))
            low = max(low, gate_high)
        if side.length_m > low:
            pieces.append((side.point(low), side.end))
    return pieces


def _edges_of(geometry: BaseGeometry) -> Edges:
    starts, ends = [np.empty((0, 2))], [np.empty((0, 2))]
    for polygon in polygons_in(geometry):
        for ring in (polygon.exterior, *polygon.interiors):
            corners = shapely.get_coordinates(ring)
            starts.append(corners[:-1])
            ends.append(corners[1:])
    first, last = np.concatenate(starts), np.concatenate(ends)
    return Edges.of(first, last, np.ones(len(first), bool))


def _with_walls(edges: Edges, walls: list[tuple[Point, Point]]) -> Edges:
    if not walls:
        return edges
    ends = np.array(walls)
    wall = Edges.of(ends[:, 0], ends[:, 1], np.zeros(len(ends), bool))
    return Edges(*(np.concatenate((getattr(edges, f), getattr(wall, f))) for f in _FIELDS))


_FIELDS = ("x1", "y1", "x2", "y2", "counted")


@dataclass(frozen=True)
class Frame:
    """Axes along the rows: turned by `angle` [radians], its lowest and leftmost corner of the lot at 0."""

    angle: float
    origin: Point

    def into(self, points: Floats) -> Floats:
        """Return points of shape `(n, 2)` in this frame."""
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        x, y = points[:, 0], points[:, 1]
        return np.column_stack((x * cos + y * sin - self.origin[0], y * cos - x * sin - self.origin[1]))

    def out(self, x: float, y: float) -> Point:
        """Return a point of this frame in site axes."""
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        x, y = x + self.origin[0], y + self.origin[1]
        return (x * cos - y * sin, x * sin + y * cos)

    def out_all(self, points: Floats) -> Floats:
        """Return points of shape `(n, 2)` of this frame in site axes."""
        cos, sin = math.cos(self.angle), math.sin(self.angle)
        x, y = points[:, 0] + self.origin[0], points[:, 1] + self.origin[1]
        return np.column_stack((x * cos - y * sin, x * sin + y * cos))

    def edges(self, edges: Edges) -> Edges:
        """Return edges in this frame."""
        starts = self.into(np.column_stack((edges.x1, edges.y1)))
        ends = self.into(np.column_stack((edges.x2, edges.y2)))
        return Edges.of(starts, ends, edges.counted)


def frame_along(sides: tuple[Side, ...], angle: float) -> Frame:
    """Return the frame of a lot with x along `angle` [radians]."""
    corners = np.array([side.start for side in sides])
    turned = Frame(angle, (0.0, 0.0)).into(corners)
    return Frame(angle, (float(turned[:, 0].min()), float(turned[:, 1].min())))


def turned(ground: Ground, frame: Frame) -> Ground:
    """Return the ground with the edges of its regions in a frame."""
    return replace(
        ground,
        standing=frame.edges(ground.standing),
        strip=frame.edges(ground.strip),
        riding=frame.edges(ground.riding),
        lot=frame.edges(ground.lot),
    )
