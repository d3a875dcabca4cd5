"""The ground of a lot as the filling sees it, the same whatever corner or direction its ring begins with.

Two regions are kept: where a stall may stand, and where the strip in front of one may lie, which reaches
beyond open sides. Walls block everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from chargeplan.geometry.polygons import grown, same_start, signed_area_m2, union_of
from chargeplan.model.layout import LayoutProblem
from chargeplan.model.scheme import EdgeRole, Entrance
from chargeplan.model.values import Point, Ring

LEAST_ENTRANCE_M = 1.8
"""Clear width of a gate, JGJ 100."""

_OVERLAP_M = 1e-3
"""How far the ground beyond an open side reaches back into the lot, so that a union leaves no crack."""

_HAIR_M = 3e-4
_MANY_SIDES = 200
_CURVE_M = 2e-4
_ARC_STEP = math.pi / 8


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
    """Where stalls may stand, where the strips in front of them may lie, and the sides of the lot.

    Strips reach beyond open sides.
    """

    sides: tuple[Side, ...]
    stall_polygons: BaseGeometry
    strip_polygons: BaseGeometry


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

    Clearances grow by a hair, so that no stall is nearer than the limit.
    """
    sides = sides_of(problem)
    outline = Polygon([side.start for side in sides])
    holes = union_of(sorted(same_start(hole) for hole in problem.holes))
    crossings = union_of(sorted(problem.crossings))
    clearances = union_of(sorted(problem.clearances))
    bare = shapely.difference(outline, holes)
    taken = shapely.union(crossings, clearances)
    stalls = shapely.difference(bare, grown(taken, _HAIR_M))
    aisle = problem.module.aisle_one_side_m
    strips = shapely.difference(_with_beyond(outline, sides, aisle), shapely.union(holes, crossings))
    return Ground(sides, stalls, strips)


def _with_beyond(outline: Polygon, sides: tuple[Side, ...], depth_m: float) -> BaseGeometry:
    beyond = [Polygon(side.beyond(0, side.length_m, depth_m)) for side in sides if side.open]
    return shapely.union_all([outline, *beyond])


def with_outside(outline: Polygon, sides: tuple[Side, ...], depth_m: float) -> BaseGeometry:
    """Return a lot with the ground beyond its open sides and gates, so deep, also around their ends.

    Around an end only that ground counts which lies behind neither of the walls beside.
    """
    parts: list[BaseGeometry] = [outline]
    for index, side in enumerate(sides):
        parts.extend(Polygon(side.beyond(low, high, depth_m)) for low, high in side.gates)
        if not side.open:
            continue
        parts.append(Polygon(side.beyond(0, side.length_m, depth_m)))
        before, after = sides[index - 1], sides[(index + 1) % len(sides)]
        ends = [
            *_around_corner(side, before, depth_m, at_start=True),
            *_around_corner(side, after, depth_m, at_start=False),
        ]
        behind = [
            Polygon(wall.beyond(0, wall.length_m, depth_m)) for wall in (before, after) if not wall.open
        ]
        parts.append(shapely.difference(shapely.union_all(ends), shapely.union_all(behind)))
    return shapely.union_all(parts)


def _around_corner(side: Side, neighbour: Side, depth_m: float, *, at_start: bool) -> list[Polygon]:
    """Return the sector of outside ground at an end of an open side, short of what lies behind a wall."""
    bend = turn(neighbour, side) if at_start else turn(side, neighbour)
    sweep = min(bend, math.pi / 2)
    if sweep <= 1e-6:
        return []
    corner, sign = (side.start, -1.0) if at_start else (side.end, 1.0)
    ux, uy = side.end[0] - side.start[0], side.end[1] - side.start[1]
    normal = math.atan2(-ux, uy)
    angles = np.linspace(-1e-3, sweep, 2 + math.ceil(sweep / _ARC_STEP)) * sign + normal
    arc = [(corner[0] + depth_m * math.cos(a), corner[1] + depth_m * math.sin(a)) for a in angles.tolist()]
    return [Polygon([corner, *arc])]


def turn(first: Side, second: Side) -> float:
    """Return the angle by which the outline turns left from one side to the next [radians]."""
    ax, ay = first.end[0] - first.start[0], first.end[1] - first.start[1]
    bx, by = second.end[0] - second.start[0], second.end[1] - second.start[1]
    return math.atan2(ax * by - ay * bx, ax * bx + ay * by)


def wall_pieces(sides: tuple[Side, ...]) -> list[tuple[Point, Point]]:
    """Return what stands of the walls between their gates."""
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
