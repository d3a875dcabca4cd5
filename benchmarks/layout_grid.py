"""A lot with right angles on a grid, in whole cells: where stalls, strips and riders may be.

`relaxed` grids round every size so that each layout with sides along the axes of the lot, wherever its stalls
stand, has one on the grid with as many stalls: all coordinates are rounded down to the grid, which keeps
every inequality x - y >= c whose c is rounded down. What cannot be on such a grid cannot be at all. `strict`
grids round the other way; what is found on them passes the checker.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from layout_cases import Case
from numpy.typing import NDArray

from chargeplan.model.scheme import EdgeRole
from chargeplan.model.stalls import Stall

Bits = NDArray[np.bool_]
Box = tuple[int, int, int, int]
UP, DOWN, RIGHT, LEFT = range(4)
OPPOSITE = (DOWN, UP, LEFT, RIGHT)
_HAIR = 1e-6


def down(length_m: float, step_m: float) -> int:
    """Return how many whole cells a length has."""
    return math.floor(length_m / step_m + _HAIR)


def up(length_m: float, step_m: float) -> int:
    """Return how many cells a length needs."""
    return math.ceil(length_m / step_m - _HAIR)


@dataclass(frozen=True)
class Place:
    """A stall on the grid: cells of its body and of the strip before it, its direction, whether half deep."""

    body: Box
    strip: Box
    way: int
    half: bool


@dataclass(frozen=True)
class Element:
    """Part of a rider, relative to its lower left cell: blocked by a body that covers all these cells."""

    x0: int
    y0: int
    x1: int
    y1: int


class LotGrid:
    """The cells of a lot, a margin around it, and the sizes of its module in cells."""

    def __init__(self, case: Case, step_m: float, *, relaxed: bool) -> None:
        self.case, self.step_m, self.relaxed = case, step_m, relaxed
        module = case.problem.module
        size = down if relaxed else up
        self.pitch, self.depth = size(module.pitch_m, step_m), size(module.single_depth_m, step_m)
        self.half = size(module.double_depth_m / 2, step_m) if module.interleaved else None
        self.aisle = size(module.aisle_one_side_m, step_m)
        self.facing = size(module.aisle_two_side_m, step_m)
        if (self.facing + 1) // 2 > self.aisle:
            raise ValueError("half the aisle of two sides must not be deeper than the aisle of one")
        self.back = (up if relaxed else down)(module.pitch_m / 2, step_m)
        self.rider_m = module.least_aisle_m / 2
        self._lay_ground()

    # --- the ground ------------------------------------------------------------------------------

    def _lay_ground(self) -> None:
        problem, step = self.case.problem, self.step_m
        ring = self._cells(problem.ring)
        self.origin = (min(x for x, _ in ring), min(y for _, y in ring))
        module = problem.module
        margin = self.margin = up(module.aisle_one_side_m + 2 * module.least_aisle_m, step)
        ring = [(x - self.origin[0] + margin, y - self.origin[1] + margin) for x, y in ring]
        nx, ny = max(x for x, _ in ring) + margin, max(y for _, y in ring) + margin
        self.inside = _filled(ring, nx, ny)
        outline = self.inside.copy()
        for hole in problem.holes:
            moved = [(x - self.origin[0] + margin, y - self.origin[1] + margin) for x, y in self._cells(hole)]
            self.inside &= ~_filled(moved, nx, ny)
        self.beyond, self.gates = np.zeros((nx, ny), bool), np.zeros((nx, ny), bool)
        self.upright, self.level = np.zeros((nx + 1, ny), bool), np.zeros((nx, ny + 1), bool)
        left = _area(ring) > 0
        roles = problem.edges or (EdgeRole.WALL,) * len(ring)
        behind = np.zeros((nx, ny), bool)
        corners = np.zeros((nx, ny), bool)
        for index, role in enumerate(roles):
            start, end = ring[index], ring[(index + 1) % len(ring)]
            if role is EdgeRole.OPEN:
                self.beyond |= _outer(start, end, margin, left, (nx, ny), 0)
                corners |= _outer(start, end, margin, left, (nx, ny), margin)
            else:
                behind |= _outer(start, end, margin, left, (nx, ny), 0)
                self._wall(start, end, [e for e in problem.entrances if e.edge == index], left)
        self.beyond = (self.beyond | corners & ~behind) & ~outline
        self.gates &= ~outline

    def _cells(self, ring: tuple[tuple[float, float], ...]) -> list[tuple[int, int]]:
        """Return corners in cells of the lot's own axes.

        Raises
        ------
        ValueError
            When a corner does not lie on the grid, or a side is not parallel to an axis.
        """
        angle = -math.radians(self.case.degrees)
        cos, sin = math.cos(angle), math.sin(angle)
        corners = []
        for x, y in ring:
            a, b = (x * cos - y * sin) / self.step_m, (x * sin + y * cos) / self.step_m
            if max(abs(a - round(a)), abs(b - round(b))) * self.step_m > 3e-4:
                raise ValueError("not on the grid")
            corners.append((round(a), round(b)))
        if any(a != c and b != d for (a, b), (c, d) in zip(corners, corners[1:] + corners[:1], strict=True)):
            raise ValueError("not parallel to the axes")
        return corners

    def _wall(self, start: tuple[int, int], end: tuple[int, int], gates: list, left: bool) -> None:  # type: ignore[type-arg]
        (x0, y0), (x1, y1) = start, end
        length = abs(x1 - x0) + abs(y1 - y0)
        ux, uy = (x1 - x0) // length, (y1 - y0) // length
        solid = np.ones(length, bool)
        for gate in gates:
            a = (up if not self.relaxed else down)(gate.from_m, self.step_m)
            b = (down if not self.relaxed else up)(gate.from_m + gate.width_m, self.step_m)
            solid[a:b] = False
            first, last = (x0 + ux * a, y0 + uy * a), (x0 + ux * b, y0 + uy * b)
            self.gates |= _outer(first, last, self.margin, left, self.inside.shape, 0)
        along = np.nonzero(solid)[0]
        if ux:
            self.level[np.minimum(x0 + ux * along, x0 + ux * (along + 1)), y0] = True
        else:
            self.upright[x0, np.minimum(y0 + uy * along, y0 + uy * (along + 1))] = True

    # --- stalls ----------------------------------------------------------------------------------

    @cached_property
    def places(self) -> list[Place]:
        """Every place at which a stall and its strip may lie, a rider's way not looked at."""
        nx, ny = self.inside.shape
        free = self.inside | self.beyond
        depths = [(self.depth, False), *([(self.half, True)] if self.half else [])]
        found = []
        for depth, half in depths:
            for way in range(4):
                for x in range(nx):
                    for y in range(ny):
                        place = self._place(x, y, way, depth, half)
                        if self._covers(self.inside, place.body) and self._clear(free, _joint(place)):
                            found.append(place)
        return found

    def _place(self, x: int, y: int, way: int, depth: int, half: bool) -> Place:
        w, a = self.pitch, self.aisle
        if way == UP:
            return Place((x, y, x + w, y + depth), (x, y + depth, x + w, y + depth + a), way, half)
        if way == DOWN:
            return Place((x, y, x + w, y + depth), (x, y - a, x + w, y), way, half)
        if way == RIGHT:
            return Place((x, y, x + depth, y + w), (x + depth, y, x + depth + a, y + w), way, half)
        return Place((x, y, x + depth, y + w), (x - a, y, x, y + w), way, half)

    @staticmethod
    def _covers(ground: Bits, box: Box) -> bool:
        x0, y0, x1, y1 = box
        nx, ny = ground.shape
        return x0 >= 0 and y0 >= 0 and x1 <= nx and y1 <= ny and bool(ground[x0:x1, y0:y1].all())

    def _clear(self, ground: Bits, box: Box) -> bool:
        """Return whether a box lies on ground and no wall runs through it."""
        x0, y0, x1, y1 = box
        return (
            self._covers(ground, box)
            and not self.upright[x0 + 1 : x1, y0:y1].any()
            and not self.level[x0:x1, y0 + 1 : y1].any()
        )

    # --- riders ----------------------------------------------------------------------------------

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """Return the parts of a rider that bodies may block.

        A disc contains rectangles; each is rounded so that it only becomes smaller. On a strict grid the
        rider is the square around the disc.
        """
        if not self.relaxed:
            side = up(2 * self.rider_m, self.step_m)
            return tuple(Element(x, y, x + 1, y + 1) for x in range(side) for y in range(side))
        found = set()
        for hx, hy in self._halves():
            for x0, x1 in self._parts(hx, moving=True):
                for y0, y1 in self._parts(hy, moving=True):
                    found.add(Element(x0, y0, x1, y1))
        return tuple(e for e in sorted(found, key=_order) if not any(_within(o, e) for o in found if o != e))

    def _halves(self) -> list[tuple[float, float]]:
        radius, step = self.rider_m, self.step_m
        ways = {0.0, radius}
        for k in range(1, up(2 * radius, step) + 1):
            ways |= {abs(radius - k * step), abs(k * step - radius)}
        return [
            (h, math.sqrt(max(0.0, radius * radius - h * h))) for h in sorted(ways) if h <= radius + _HAIR
        ]

    def _parts(self, half: float, *, moving: bool) -> list[tuple[int, int]]:
        """Return ranges of cells, each blocked by what covers it whole; obstacles that move are rounded."""
        low = up(self.rider_m - half, self.step_m)
        high = (down if moving else up)(self.rider_m + half, self.step_m)
        return [(k, k + 1) for k in range(low, high)] if low < high else [(high - 1, low + 1)]

    @cached_property
    def riding(self) -> Bits:
        """Return at which lower left cells a rider may be when no stall is there."""
        nx, ny = self.inside.shape
        ground = self.inside | self.beyond | self.gates
        side = up(2 * self.rider_m, self.step_m)
        free = np.zeros((nx, ny), bool)
        for x in range(nx - side):
            for y in range(ny - side):
                free[x, y] = self._rides(ground, x, y, side)
        return self._flooded(free)

    def _rides(self, ground: Bits, x: int, y: int, side: int) -> bool:
        if not self.relaxed:
            return self._clear(ground, (x, y, x + side, y + side))
        for hx, hy in self._halves():
            for x0, x1 in _spans(self._parts(hx, moving=False)):
                for y0, y1 in _spans(self._parts(hy, moving=False)):
                    if not self._passes(ground, (x + x0, y + y0, x + x1, y + y1), hx > _HAIR, hy > _HAIR):
                        return False
        return True

    def _passes(self, ground: Bits, box: Box, wide: bool, high: bool) -> bool:
        """Return whether a rectangle, a line where it is not wide or high, lies on ground between walls."""
        x0, y0, x1, y1 = box
        if wide and high:
            return self._clear(ground, box)
        axis = 0 if high else 1
        if (~ground[x0:x1, y0:y1]).all(axis=axis).any():
            return False
        if wide:
            return not self.upright[x0 + 1 : x1, y0:y1].all(axis=1).any()
        return not self.level[x0:x1, y0 + 1 : y1].all(axis=0).any()

    @cached_property
    def exits(self) -> Bits:
        """Return at which of these the middle of the rider is outside the lot."""
        return self._exits & self.riding

    @cached_property
    def _exits(self) -> Bits:
        outside = self.beyond | self.gates
        middle = up(self.rider_m, self.step_m)
        reach = np.zeros_like(outside)
        nx, ny = outside.shape
        cells = (middle - 1, middle) if self.relaxed else (middle,)
        for dx in cells:
            for dy in cells:
                reach[: nx - dx, : ny - dy] |= outside[dx:, dy:]
        return reach

    def _flooded(self, free: Bits) -> Bits:
        return flooded(self._exits & free, free)

    def touching(self, place: Place) -> Box:
        """Return the lower left cells, ends included, where a rider's middle is in the strip of a stall."""
        x0, y0, x1, y1 = place.strip
        radius, step = self.rider_m, self.step_m
        if self.relaxed:
            low, high = down(-radius, step), up(-radius, step)
        else:
            low, high = up(-radius, step), down(-up(2 * radius, step) * step / 2, step)
        return x0 + low, y0 + low, x1 + high, y1 + high

    def blocked(self, bodies: list[Box]) -> Bits:
        """Return at which lower left cells stalls are in the rider's way."""
        nx, ny = self.inside.shape
        hit = np.zeros((nx, ny), bool)
        for x0, y0, x1, y1 in bodies:
            for e in self.elements:
                # a body that covers the element at p: x0 <= p + e.x0 and p + e.x1 <= x1
                hit[max(0, x0 - e.x0) : max(0, x1 - e.x1 + 1), max(0, y0 - e.y0) : max(0, y1 - e.y1 + 1)] = (
                    True
                )
        return hit

    # --- back to metres --------------------------------------------------------------------------

    def stalls(self, places: list[Place]) -> tuple[Stall, ...]:
        """Return places as stalls of the module's true size in site axes, their fronts as on the grid."""
        module = self.case.problem.module
        made = []
        for place in places:
            depth = module.double_depth_m / 2 if place.half else module.single_depth_m
            made.append(self._stall(place, module.pitch_m, depth))
        return tuple(made)

    def _stall(self, place: Place, width: float, depth: float) -> Stall:
        step = self.step_m
        shift = [(self.origin[axis] - self.margin) * step for axis in (0, 1)]
        x0, y0, x1, y1 = (v * step + shift[k % 2] for k, v in enumerate(place.body))
        if place.way == UP:
            corners = [(x0 + width, y1), (x0, y1), (x0, y1 - depth), (x0 + width, y1 - depth)]
        elif place.way == DOWN:
            corners = [(x0, y0), (x0 + width, y0), (x0 + width, y0 + depth), (x0, y0 + depth)]
        elif place.way == RIGHT:
            corners = [(x1, y0), (x1, y0 + width), (x1 - depth, y0 + width), (x1 - depth, y0)]
        else:
            corners = [(x0, y0 + width), (x0, y0), (x0 + depth, y0), (x0 + depth, y0 + width)]
        angle = math.radians(self.case.degrees)
        cos, sin = math.cos(angle), math.sin(angle)
        a, b, c, d = ((round(x * cos - y * sin, 4), round(x * sin + y * cos, 4)) for x, y in corners)
        return Stall((a, b, c, d), (a, b), 0)


def _joint(place: Place) -> Box:
    (a, b, c, d), (e, f, g, h) = place.body, place.strip
    return min(a, e), min(b, f), max(c, g), max(d, h)


def _order(element: Element) -> tuple[int, int, int, int]:
    return element.x0, element.y0, element.x1, element.y1


def _within(inner: Element, outer: Element) -> bool:
    """Return whether one element lies within another, which is then blocked only where the first is."""
    return outer.x0 <= inner.x0 and outer.y0 <= inner.y0 and inner.x1 <= outer.x1 and inner.y1 <= outer.y1


def _spans(parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(parts[0][0], parts[-1][1])]


def _area(ring: list[tuple[int, int]]) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return sum(a * d - c * b for (a, b), (c, d) in pairs) / 2


def _filled(ring: list[tuple[int, int]], nx: int, ny: int) -> Bits:
    xs, ys = np.meshgrid(np.arange(nx) + 0.5, np.arange(ny) + 0.5, indexing="ij")
    return np.asarray(shapely.contains_xy(shapely.Polygon(ring), xs, ys))


def _outer(
    start: tuple[int, int], end: tuple[int, int], depth: int, left: bool, shape: tuple[int, int], more: int
) -> Bits:
    """Return the cells right outside a side, `more` cells longer at both ends."""
    (x0, y0), (x1, y1) = start, end
    ux, uy = int(np.sign(x1 - x0)), int(np.sign(y1 - y0))
    ox, oy = (uy, -ux) if left else (-uy, ux)
    xs = sorted((x0 - ux * more, x1 + ux * more, x0 + ox * depth))
    ys = sorted((y0 - uy * more, y1 + uy * more, y0 + oy * depth))
    cells = np.zeros(shape, bool)
    cells[max(0, xs[0]) : max(0, xs[-1]), max(0, ys[0]) : max(0, ys[-1])] = True
    return cells


def flooded(start: Bits, free: Bits) -> Bits:
    """Return the free cells that are joined to a start by steps across sides of cells."""
    seen = start & free
    queue = deque(map(tuple, np.argwhere(seen).tolist()))
    nx, ny = free.shape
    while queue:
        x, y = queue.popleft()
        for a, b in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            if 0 <= a < nx and 0 <= b < ny and free[a, b] and not seen[a, b]:
                seen[a, b] = True
                queue.append((a, b))
    return seen
