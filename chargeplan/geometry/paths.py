"""Ways of cables over a site: around what stands there, and through trenches that several of them share.

Solids bar the ground as far as their clearance. What is scattered over the site, such as trees and sheds, is
kept clear of too, but only what a way would cross is looked at: what nothing crosses is in nobody's way.
Ways part at the places themselves and at corners of what is looked at, and the best tree is best among
those. Where scattered things leave no way at all, cables pass below them.

A place in barred ground, such as a supply point in a building, is led out to the nearest free ground first.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal, cast

import numpy as np

from chargeplan.geometry.steiner import (
    Floats,
    Weights,
    best_tree,
    cost_of,
    good_tree,
    quick_tree,
)
from chargeplan.geometry.visibility import (
    Barred,
    Indices,
    Thing,
    View,
    barred_ground,
    beside,
    corners_to,
    crossed,
    grouped,
    led_out,
    relaxed,
    sees,
    views_from,
    views_from_corners,
    with_more,
)
from chargeplan.model.values import Point, Region, Ring
from chargeplan.units import TOLERANCE_M

MOST_EXACT_ENDS = 10
"""With more ends the best tree is looked for by mending a good one."""

_MOST_FORKS = 80
"""Corners at which a good tree may part, those nearest to three places."""

_FEW_ENDS = 7
"""With no more ends the best tree is found at once, without a good one to measure it by."""

Effort = Literal["quick", "good", "best"]

_LEAST_PARTING = 3
"""Ways part at a corner only where it is between three places at least."""

_BESIDE_M = 1.0
"""What stands as near to a thing in the way is heeded too, for a way around the one may meet the other."""

_ON_LINE_M = 1e-3
_REMEMBERED = 64


@dataclass(frozen=True)
class Solids:
    """What ways keep clear of: regions by one clearance [m], and scattered things, each by its own."""

    regions: tuple[Region, ...]
    clearance_m: float
    scattered: tuple[Thing, ...] = ()


@dataclass(frozen=True)
class Routes:
    """Ways from one source to several ends.

    Attributes
    ----------
    ways : tuple of rings or None
        The way to each end, from the source; None where none leads there.
    exact : bool
        Whether no tree of ways costs less; otherwise it is a good one.
    """

    ways: tuple[Ring | None, ...]
    exact: bool


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


def shortest_way(start: Point, end: Point, solids: Solids) -> Ring | None:
    """Return the shortest way between two places, None where none leads there."""
    return routes(start, (end,), solids, Weights(1.0, 0.0)).ways[0]


def routes(
    source: Point, ends: tuple[Point, ...], solids: Solids, weights: Weights, *, exact: bool = True
) -> Routes:
    """Return the ways of cables from a source to several ends, of least cost for trench and cable together.

    Without `exact` the tree to more than a few ends is merely a good one, which is found sooner. The same
    input gives the same bytes.
    """
    best = len(ends) <= _FEW_ENDS or (exact and len(ends) <= MOST_EXACT_ENDS)
    return _routes(source, ends, solids, weights, best)


@lru_cache(maxsize=_REMEMBERED)
def _routes(source: Point, ends: tuple[Point, ...], solids: Solids, weights: Weights, best: bool) -> Routes:
    ground = clear = barred_ground(solids.regions, solids.clearance_m)
    efforts: list[Effort] = ["quick"]
    efforts += ["best"] if len(ends) <= _FEW_ENDS else ["good", "best"] if best else ["good"]
    bare = found = _routes_on(ground, source, ends, weights, efforts[0])
    heeded: set[int] = set()
    while True:
        hit = crossed([way for way in found.ways if way is not None], solids.scattered)
        more = [index for index in hit if index not in heeded]
        if not more and len(efforts) == 1:
            return found
        efforts = efforts[1:] or efforts
        added = sorted(set(beside(more, solids.scattered, _BESIDE_M)) - heeded)
        heeded.update(added)
        clear = with_more(clear, tuple(solids.scattered[index] for index in added))
        found = _routes_on(clear, source, ends, weights, efforts[0])
        if found.ways.count(None) > bare.ways.count(None):
            return _routes_on(ground, source, ends, weights, efforts[-1])


def octagon(centre: Point, radius_m: float) -> Ring:
    """Return the eight corners around a disc, for round things that ways keep clear of."""
    reach = radius_m / math.cos(math.pi / 8)
    angles = [math.pi / 8 * (2 * index + 1) for index in range(8)]
    return tuple((centre[0] + reach * math.cos(a), centre[1] + reach * math.sin(a)) for a in angles)


def _routes_on(
    ground: Barred, source: Point, ends: Sequence[Point], weights: Weights, effort: Effort
) -> Routes:
    places = [source, *ends]
    exits = [led_out(ground, place) or place for place in places]
    net = _Net(ground, exits)
    reached = [index for index in range(1, len(places)) if math.isfinite(net.between_m[0, index])]
    lines, exact = net.ways(reached, weights, effort)
    led = _led_through(exits[0], [exits[index] for index in reached], lines)
    ways: list[Ring | None] = [None] * len(ends)
    for index, way in zip(reached, led, strict=True):
        ways[index - 1] = _without_repeats((places[0], *way, places[index]))
    return Routes(tuple(ways), exact)


def _without_repeats(way: Ring) -> Ring:
    kept = [point for index, point in enumerate(way) if index == 0 or point != way[index - 1]]
    return tuple(kept) if len(kept) > 1 else (way[0], way[-1])


class _Net:
    """Places with their views, the distances between them, and the ways that these stand for.

    Points are numbers: the places in their order, then the corners of the ground.
    """

    def __init__(self, ground: Barred, places: list[Point]) -> None:
        self.ground, self.places = ground, places
        self.views = views_from(ground, places)
        count = len(places)
        self.direct = np.zeros((count, count), dtype=bool)
        rows, columns = np.triu_indices(count, 1)
        if len(rows):
            pairs = [(places[i], places[j]) for i, j in zip(rows.tolist(), columns.tolist(), strict=True)]
            self.direct[rows, columns] = self.direct[columns, rows] = sees(ground, pairs)
        self.to_corners_m = np.array([view.way_m for view in self.views]).reshape(count, -1)
        self.between_m = self._between()

    def _between(self) -> Floats:
        spots = np.array(self.places)
        straight = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))
        found = np.where(self.direct, straight, np.inf)
        for index, view in enumerate(self.views):
            seen = np.flatnonzero(np.isfinite(view.sight_m))
            if len(seen):
                around = np.min(self.to_corners_m[:, seen] + view.sight_m[seen], axis=1)
                found[index] = np.minimum(found[index], around)
        np.fill_diagonal(found, 0.0)
        return cast(Floats, np.minimum(found, found.T))

    def ways(self, reached: list[int], weights: Weights, effort: Effort) -> tuple[list[Ring], bool]:
        """Return the lines of a tree from place 0 to the places reached, and whether none costs less."""
        ends, chosen = len(reached), np.array([0, *reached], dtype=np.intp)
        forks = np.zeros(0, dtype=np.intp)
        table = self._table(chosen, forks)
        tree = quick_tree(table, ends, weights)
        parting, best = len(chosen) >= _LEAST_PARTING, effort == "best"
        if parting and (effort == "good" or (best and ends > _FEW_ENDS)):
            forks = np.sort(self._by_nearness(chosen)[:_MOST_FORKS])
            table = self._table(chosen, forks)
            tree = good_tree(table, ends, weights)
        if parting and best:
            most = cost_of(tree, table, ends, weights)
            forks = np.sort(self._by_nearness(chosen))
            ways = _SightWays(self, chosen, forks)
            tree = best_tree(ways.known_m, ends, weights, most, ways)
        points = [*chosen.tolist(), *(forks + len(self.places)).tolist()]
        return [self._line(points[start], points[end]) for end, start in sorted(tree.items())], best

    def _by_nearness(self, chosen: Indices) -> Indices:
        """Return the corners that can be reached, those nearest to three of the places first."""
        near = np.sort(self.to_corners_m[chosen], axis=0)[:_LEAST_PARTING].sum(axis=0)
        order = np.argsort(near, kind="stable")
        return cast(Indices, order[np.isfinite(near[order])])

    def known(self, chosen: Indices, forks: Indices) -> Floats:
        """Return the shortest ways from the places chosen to one another and to forks [m]."""
        between = self.between_m[np.ix_(chosen, chosen)]
        return np.concatenate((between, self.to_corners_m[np.ix_(chosen, forks)]), axis=1)

    def _table(self, chosen: Indices, forks: Indices) -> Floats:
        """Return the shortest ways between places chosen and forks, all of them [m]."""
        known = self.known(chosen, forks)
        rows = [view.way_m[forks] for view in views_from_corners(self.ground, forks.tolist())]
        between = np.array(rows).reshape(len(forks), len(forks))
        below = np.concatenate((known[:, len(chosen) :].T, between), axis=1)
        return np.concatenate((known, below))

    def _line(self, start: int, end: int) -> Ring:
        """Return a shortest way between two points."""
        count = len(self.places)
        if start >= count > end:
            return self._line(end, start)[::-1]
        target = self._view(end)
        if start >= count:
            return (*self._corners(corners_to(self.ground, start - count, target)), self._point(end))
        around = self.views[start].sight_m + target.way_m
        corner = int(np.argmin(around)) if len(around) else -1
        if corner < 0 or self._sight_m(start, end) <= around[corner]:
            return (self.places[start], self._point(end))
        bends = self._corners(corners_to(self.ground, corner, target))
        return (self.places[start], *bends, self._point(end))

    def _view(self, point: int) -> View:
        count = len(self.places)
        return self.views[point] if point < count else views_from_corners(self.ground, [point - count])[0]

    def _point(self, point: int) -> Point:
        count = len(self.places)
        return self.places[point] if point < count else self._corners([point - count])[0]

    def _sight_m(self, place: int, end: int) -> float:
        if end >= len(self.places):
            return float(self.views[place].sight_m[end - len(self.places)])
        return math.dist(self.places[place], self.places[end]) if self.direct[place, end] else math.inf

    def _corners(self, corners: list[int]) -> Ring:
        return tuple((x, y) for x, y in self.ground.corners[corners].tolist())


class _SightWays:
    """Ways over the lines of sight between the places chosen and the corners reached, for the best tree."""

    def __init__(self, net: _Net, chosen: Indices, forks: Indices) -> None:
        self.ground, self.forks, self.known_m = net.ground, forks, net.known(chosen, forks)
        count = len(chosen)
        sights = np.array([net.views[place].sight_m for place in chosen.tolist()]).reshape(count, -1)[
            :, forks
        ]
        seen = np.argwhere(np.isfinite(sights))
        direct = np.argwhere(np.triu(net.direct[np.ix_(chosen, chosen)], 1))
        spots = np.array([net.places[place] for place in chosen.tolist()])
        numbers = np.full(len(net.ground.corners), -1, dtype=np.intp)
        numbers[forks] = np.arange(len(forks)) + count
        corners, lines = net.ground.corners, net.ground.lines
        lines = lines[(numbers[lines] >= 0).all(axis=1)]
        pairs = np.concatenate((direct, seen + np.array([0, count]), numbers[lines]))
        lengths = np.concatenate(
            (
                np.hypot(*(spots[direct[:, 1]] - spots[direct[:, 0]]).T),
                sights[seen[:, 0], seen[:, 1]],
                np.hypot(*(corners[lines[:, 1]] - corners[lines[:, 0]]).T),
            )
        )
        self.starts, self.lengths_m, groups = grouped(pairs, lengths, count + len(forks))
        self.ends = np.repeat(np.arange(len(groups)), np.diff(groups, append=len(self.starts)))

    def spread(self, costs: Floats, per_metre: float, room: Floats) -> Floats:
        """Return what everything costs at every point when it may be had at any point for `costs`.

        Only points are led through where there is room for the least of these costs.
        """
        inside = room >= costs.min()
        lines = inside[self.starts] & inside[self.ends]
        numbers = np.cumsum(inside) - 1
        ends = numbers[self.ends[lines]]
        groups = np.searchsorted(ends, np.arange(int(inside.sum())))
        starts, lengths = numbers[self.starts[lines]], self.lengths_m[lines] * per_metre
        found = np.full(len(costs), np.inf)
        found[inside] = relaxed(costs[inside], starts, lengths, groups)
        return found

    def row(self, point: int) -> Floats:
        """Return the shortest ways from one point to all [m]."""
        count = len(self.known_m)
        if point < count:
            return cast(Floats, self.known_m[point])
        (view,) = views_from_corners(self.ground, [int(self.forks[point - count])])
        return np.concatenate((self.known_m[:, point], view.way_m[self.forks]))


def _led_through(source: Point, ends: Sequence[Point], lines: Sequence[Ring]) -> list[Ring]:
    """Return the shortest way to each end through lines, which may run along each other.

    This takes out what a tree of shortest ways has twice where two of them touch.
    """
    near: dict[Point, list[tuple[float, Point]]] = {}
    for start, end in sorted(_pieces([line for line in lines if len(line) > 1])):
        length = math.dist(start, end)
        near.setdefault(start, []).append((length, end))
        near.setdefault(end, []).append((length, start))
    before: dict[Point, Point] = {}
    done: set[Point] = set()
    waiting = [(0.0, source, source)]
    while waiting:
        fed, point, start = heapq.heappop(waiting)
        if point in done:
            continue
        done.add(point)
        before[point] = start
        for length, other in near.get(point, []):
            if other not in done:
                heapq.heappush(waiting, (fed + length, other, point))
    return [_back_to(source, end, before) for end in ends]


def _back_to(source: Point, end: Point, before: dict[Point, Point]) -> Ring:
    way = [end]
    while way[-1] != source:
        way.append(before[way[-1]])
    return tuple(reversed(way))


def _pieces(lines: Sequence[Ring]) -> dict[tuple[Point, Point], set[int]]:
    """Return the straight pieces of lines, cut where another line has a corner on them, with their users."""
    used: dict[tuple[Point, Point], set[int]] = {}
    for index, line in enumerate(lines):
        for start, end in pairwise(line):
            if start != end:
                used.setdefault((min(start, end), max(start, end)), set()).add(index)
    if not used:
        return used
    corners = sorted({point for piece in used for point in piece})
    spots = np.array(corners)
    cut: dict[tuple[Point, Point], set[int]] = {}
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
    near: dict[Point, list[tuple[Point, Point]]] = {}
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


def _followed(
    first: tuple[Point, Point],
    near: dict[Point, list[tuple[Point, Point]]],
    pieces: dict[tuple[Point, Point], set[int]],
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
