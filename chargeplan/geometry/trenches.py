"""Trenches as lines: the pieces that ways share, how far cables go in them, and where new ones join.

Lines that run along each other within a millimetre are one trench there.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from chargeplan.geometry.steiner import Weights
from chargeplan.model.values import Point, Ring
from chargeplan.units import COORDINATE_DECIMALS, TOLERANCE_M

Floats = NDArray[np.float64]
Piece = tuple[Point, Point]
"""The ends of a straight piece, the smaller first."""

_ON_LINE_M = 1e-3
_LEAST_WEIGHT = 1e-9


@dataclass(frozen=True)
class Stretch:
    """A piece of trench between two places where ways part, end or begin, with those that lie in it.

    `users` are indices of ways, in order.
    """

    path: Ring
    length_m: float
    users: tuple[int, ...]


def length_of(way: Ring) -> float:
    """Return the length of a line [m]."""
    return math.fsum(math.dist(start, end) for start, end in pairwise(way))


@dataclass(frozen=True)
class Led:
    """How places along lines are fed from a source: the place before each, and the way to it [m]."""

    source: Point
    before: Mapping[Point, Point]
    fed_m: Mapping[Point, float]

    def way_to(self, place: Point) -> Ring:
        """Return the way to a corner of the lines."""
        way = [place]
        while way[-1] != self.source:
            way.append(self.before[way[-1]])
        return tuple(reversed(way))


def led_along(source: Point, lines: Sequence[Ring]) -> Led:
    """Return the shortest ways along lines, which may run along each other.

    This takes out what a tree of shortest ways has twice where two of them touch.
    """
    near: dict[Point, list[tuple[float, Point]]] = {}
    for start, end in sorted(_pieces([line for line in lines if len(line) > 1])):
        length = math.dist(start, end)
        near.setdefault(start, []).append((length, end))
        near.setdefault(end, []).append((length, start))
    before: dict[Point, Point] = {}
    fed_m: dict[Point, float] = {}
    waiting = [(0.0, source, source)]
    while waiting:
        fed, point, start = heapq.heappop(waiting)
        if point in before:
            continue
        before[point], fed_m[point] = start, fed
        for length, other in near.get(point, []):
            if other not in before:
                heapq.heappush(waiting, (fed + length, other, point))
    return Led(source, before, fed_m)


@dataclass(frozen=True)
class Joins:
    """Where one new cable from each of several spots best joins each piece of trenches that are there.

    Attributes
    ----------
    points : (spots, pieces, 2)
        The places on the pieces [m].
    stubs_m, fed_m : (spots, pieces)
        How far they are from the spots, and how long cables to them are [m].
    """

    points: Floats
    stubs_m: Floats
    fed_m: Floats

    def of(self, spot: int, piece: int) -> tuple[Point, float, float]:
        """Return the place of one join, how far it is and how long a cable to it is."""
        x, y = self.points[spot, piece].tolist()
        return (x, y), float(self.stubs_m[spot, piece]), float(self.fed_m[spot, piece])


@dataclass(frozen=True, eq=False)
class Dug:
    """Trenches that are there already, joined with the source.

    Attributes
    ----------
    lines
        The lines that they follow, each from the source.
    led
        How their corners are fed.
    starts, ends : (n, 2)
        The ends of each straight piece [m], the one that is fed by the shorter cable first.
    """

    lines: tuple[Ring, ...]
    led: Led
    starts: Floats
    ends: Floats

    def joins(self, spots: Floats, weights: Weights) -> Joins:
        """Return where one new cable best joins each piece, on the way there or right at it.

        With weights a and b of trench and cable it meets the piece at an angle whose cosine is b / (a + b).
        """
        whole = weights.per_metre(1)
        slant = weights.cable / max(math.sqrt(whole**2 - weights.cable**2), _LEAST_WEIGHT)
        steps = self.ends - self.starts
        lengths = np.hypot(*steps.T)
        steps = steps / lengths[:, None]
        from_start = spots[:, None] - self.starts
        along = (from_start * steps).sum(axis=2)
        aside = np.abs(from_start[..., 0] * steps[:, 1] - from_start[..., 1] * steps[:, 0])
        along = np.clip(along - aside * slant, 0.0, lengths)
        along = np.where(along < _ON_LINE_M, 0.0, np.where(along > lengths - _ON_LINE_M, lengths, along))
        points = np.round(self.starts + along[..., None] * steps, COORDINATE_DECIMALS) + 0.0
        points = np.where((along == lengths)[..., None], self.ends, points)
        points = np.where((along == 0.0)[..., None], self.starts, points)
        stubs = np.hypot(*(points - spots[:, None]).transpose(2, 0, 1))
        return Joins(points, stubs, self._fed_m(self.starts) + along)

    def _fed_m(self, corners: Floats) -> Floats:
        return np.array([self.led.fed_m[x, y] for x, y in corners.tolist()])


def dug_from(source: Point, lines: Sequence[Ring]) -> Dug | None:
    """Return trenches along lines from a source, None where there are none.

    What of a line starts elsewhere is joined straight with the source.
    """
    joined = tuple(without_repeats((source, *line)) for line in lines)
    led = led_along(source, joined)
    pieces = sorted(
        (start, end) if led.fed_m[start] <= led.fed_m[end] else (end, start) for start, end in _pieces(joined)
    )
    if not pieces:
        return None
    starts, ends = np.array(pieces).transpose(1, 0, 2)
    return Dug(joined, led, starts, ends)


def without_repeats(way: Ring) -> Ring:
    """Return a line without corners that follow themselves, its two ends if all are one."""
    kept = [point for index, point in enumerate(way) if index == 0 or point != way[index - 1]]
    return tuple(kept) if len(kept) > 1 else (way[0], way[-1])


def _pieces(lines: Sequence[Ring]) -> dict[Piece, set[int]]:
    """Return the straight pieces of lines, cut where another line has a corner on them, with their users."""
    used: dict[Piece, set[int]] = {}
    for index, line in enumerate(lines):
        for start, end in pairwise(line):
            if start != end:
                used.setdefault((min(start, end), max(start, end)), set()).add(index)
    if not used:
        return used
    corners = sorted({point for line in lines for point in line})
    spots = np.array(corners)
    cut: dict[Piece, set[int]] = {}
    for (start, end), users in used.items():
        for part in pairwise((start, *_corners_on(start, end, corners, spots), end)):
            cut.setdefault((min(part), max(part)), set()).update(users)
    return cut


def _corners_on(start: Point, end: Point, corners: Sequence[Point], spots: Floats) -> list[Point]:
    """Return those corners that lie on a straight piece, in order from its start, its ends left out."""
    (ax, ay), (bx, by) = start, end
    length = math.hypot(bx - ax, by - ay)
    ux, uy = (bx - ax) / length, (by - ay) / length
    dx, dy = spots[:, 0] - ax, spots[:, 1] - ay
    along, aside = dx * ux + dy * uy, np.abs(dx * uy - dy * ux)
    on = np.flatnonzero((aside <= _ON_LINE_M) & (along > TOLERANCE_M) & (along < length - TOLERANCE_M))
    return [corners[index] for index in on[np.argsort(along[on], kind="stable")].tolist()]


def stretches(ways: Sequence[Ring | None]) -> tuple[Stretch, ...]:
    """Return the trenches that ways lie in, each piece of ground once, with the ways in it, in a fixed order.

    Ways that run along each other for a part share that part.
    """
    lines = [way if way is not None else () for way in ways]
    pieces = _pieces(lines)
    near: dict[Point, list[Piece]] = {}
    for piece in sorted(pieces):
        for point in piece:
            near.setdefault(point, []).append(piece)
    left = dict.fromkeys(sorted(pieces))
    found = []
    while left:
        first = next(iter(left))
        path = _followed(first, near, pieces)
        for start, end in pairwise(path):
            del left[(min(start, end), max(start, end))]
        path = min(path, path[::-1])
        found.append(Stretch(path, length_of(path), tuple(sorted(pieces[first]))))
    return tuple(sorted(found, key=lambda stretch: (stretch.path, stretch.users)))


def runs_along(path: Ring, lines: Sequence[Ring]) -> bool:
    """Return whether a line lies in the trenches of others from one end to the other."""
    return all(len(stretch.users) > 1 for stretch in stretches((path, *lines)) if 0 in stretch.users)


def _followed(
    first: tuple[Point, Point],
    near: dict[Point, list[Piece]],
    pieces: dict[Piece, set[int]],
) -> Ring:
    """Return the line through a piece as far as it carries the same ways and does not branch."""
    path = list(first)
    for _ in range(2):
        while path[0] != path[-1] or len(path) == 2:
            meeting = near[path[-1]]
            here = (min(path[-2:]), max(path[-2:]))
            onward = [piece for piece in meeting if piece != here]
            if len(onward) != 1 or pieces[onward[0]] != pieces[first]:
                break
            start, end = onward[0]
            path.append(end if start == path[-1] else start)
        path.reverse()
    return tuple(path)
