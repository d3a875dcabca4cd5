"""Places on barred ground with their views: distances and ways between them, and the trees in these.

Points are numbers: the places in their order, the first of them the source, then the corners of the ground.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np

from chargeplan.errors import Cancelled, never
from chargeplan.geometry.steiner import (
    Fed,
    Floats,
    Weights,
    best_tree,
    cost_of,
    good_tree,
    quick_tree,
)
from chargeplan.geometry.trenches import Dug, Joins
from chargeplan.geometry.visibility import (
    Barred,
    Indices,
    View,
    corners_to,
    grouped,
    relaxed,
    sees,
    views_from,
    views_from_corners,
)
from chargeplan.model.values import Point, Ring

Effort = Literal["quick", "good", "best"]

FEW_ENDS = 7
"""With no more ends the best tree is found at once, without a good one to measure it by."""

_MOST_FORKS = 80
"""Corners at which a good tree may part, those nearest to three places."""

_LEAST_PARTING = 3
"""Ways part at a corner only where it is between three places at least."""

_MOST_JOINS, _JOINS_TOGETHER = 256, 16
"""So many joins, the cheapest for an end, are looked at until one is in sight, so many of them at once."""


@dataclass(frozen=True, order=True)
class Join:
    """Where a new way joins a trench that is there.

    Attributes
    ----------
    anchor
        The point that it comes from, straight.
    stub_m, fed_m
        How far that is [m], and how long a cable to the place is [m].
    """

    place: Point
    anchor: int
    stub_m: float
    fed_m: float


class Net:
    """Places with their views, the distances between them, and the ways that these stand for."""

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

    def ways(
        self,
        reached: list[int],
        weights: Weights,
        effort: Effort,
        dug: Dug | None = None,
        lead_m: float = 0.0,
        cancelled: Cancelled = never,
    ) -> tuple[list[Ring], bool]:
        """Return the lines of a tree from place 0 to the places reached, and whether none costs less.

        It may begin at trenches that are there, too; a cable to place 0 is `lead_m` long already [m].
        Raise `CalledOff` when `cancelled()` becomes true on the way.
        """
        chosen = np.array([0, *reached], dtype=np.intp)
        joins = () if dug is None else self._joins(chosen, weights, dug)
        choice = _Choice(self, chosen, chosen[:0], joins, lead_m)
        ends, table = len(reached), choice.table()
        tree = quick_tree(table, ends, weights, choice.fed)
        parting, best = len(chosen) >= _LEAST_PARTING, effort == "best"
        if parting and (effort == "good" or (best and ends > FEW_ENDS)):
            choice = _Choice(self, chosen, np.sort(self._by_nearness(chosen)[:_MOST_FORKS]), joins, lead_m)
            table = choice.table()
            tree = good_tree(table, ends, weights, choice.fed, cancelled)
        if parting and best:
            most = cost_of(tree, table, ends, weights, choice.fed)
            choice = _Choice(self, chosen, np.sort(self._by_nearness(chosen)), joins, lead_m)
            ways = _SightWays(choice)
            tree = best_tree(ways.known_m, ends, weights, most, ways, choice.fed, cancelled)
        return [choice.line(start, end) for end, start in sorted(tree.items())], best

    def _by_nearness(self, chosen: Indices) -> Indices:
        """Return the corners that can be reached, those nearest to three of the places first."""
        near = np.sort(self.to_corners_m[chosen], axis=0)[:_LEAST_PARTING].sum(axis=0)
        order = np.argsort(near, kind="stable")
        return cast(Indices, order[np.isfinite(near[order])])

    def _joins(self, chosen: Indices, weights: Weights, dug: Dug) -> tuple[Join, ...]:
        """Return where ways may join trenches: at corners that both have, and where one cable best does."""
        corners = np.sort(self._by_nearness(chosen))
        anchors = [*chosen.tolist(), *(corners + len(self.places)).tolist()]
        spots = [self.point(anchor) for anchor in anchors]
        fed_m = dug.led.fed_m
        found = {
            Join(spot, anchor, 0.0, fed_m[spot])
            for anchor, spot in zip(anchors, spots, strict=True)
            if spot in fed_m
        }
        joins = dug.joins(np.array(spots), weights)
        costs = weights.per_metre(1) * joins.stubs_m + weights.cable * joins.fed_m
        ways_m = np.concatenate((self.between_m[:, chosen], self.to_corners_m[:, corners]), axis=1)
        for end in chosen[1:].tolist():
            order = _least((costs + weights.per_metre(1) * ways_m[end][:, None]).ravel(), _MOST_JOINS)
            best = self._first_in_sight(joins, np.array(spots), order)
            if best is not None:
                at, piece = best
                place, stub, led = joins.of(at, piece)
                found.add(Join(place, anchors[at], stub, led))
        return tuple(sorted(found))

    def _first_in_sight(self, joins: Joins, spots: Floats, order: Indices) -> tuple[int, int] | None:
        """Return spot and piece of the first join in an order whose spot sees it."""
        for first in range(0, len(order), _JOINS_TOGETHER):
            at, piece = np.divmod(order[first : first + _JOINS_TOGETHER], joins.stubs_m.shape[1])
            lines = np.stack((joins.points[at, piece], spots[at]), axis=1)
            seen = np.flatnonzero(sees(self.ground, lines))
            if len(seen):
                return int(at[seen[0]]), int(piece[seen[0]])
        return None

    def to_places(self, point: int, chosen: Indices) -> Floats:
        """Return the shortest ways from a point to places [m]."""
        count = len(self.places)
        if point < count:
            return cast(Floats, self.between_m[point, chosen])
        return cast(Floats, self.to_corners_m[chosen, point - count])

    def line(self, start: int, end: int) -> Ring:
        """Return a shortest way between two points."""
        count = len(self.places)
        if start >= count > end:
            return self.line(end, start)[::-1]
        target = self.view(end)
        if start >= count:
            return (*self._corners(corners_to(self.ground, start - count, target)), self.point(end))
        around = self.views[start].sight_m + target.way_m
        corner = int(np.argmin(around)) if len(around) else -1
        if corner < 0 or self._sight_m(start, end) <= around[corner]:
            return (self.places[start], self.point(end))
        bends = self._corners(corners_to(self.ground, corner, target))
        return (self.places[start], *bends, self.point(end))

    def view(self, point: int) -> View:
        count = len(self.places)
        return self.views[point] if point < count else views_from_corners(self.ground, [point - count])[0]

    def point(self, point: int) -> Point:
        count = len(self.places)
        return self.places[point] if point < count else self._corners([point - count])[0]

    def _sight_m(self, place: int, end: int) -> float:
        if end >= len(self.places):
            return float(self.views[place].sight_m[end - len(self.places)])
        return math.dist(self.places[place], self.places[end]) if self.direct[place, end] else math.inf

    def _corners(self, corners: list[int]) -> Ring:
        return tuple((x, y) for x, y in self.ground.corners[corners].tolist())


def _least(values: Floats, count: int) -> Indices:
    """Return the indices of the least values, in order."""
    bound = np.partition(values, count)[count] if len(values) > count else np.inf
    found = np.flatnonzero(values <= bound)
    return found[np.argsort(values[found], kind="stable")][:count]


class _Choice:
    """The places that are led to, with corners where ways may part and joins where they may begin.

    Points are numbered anew: places, forks, joins.
    """

    def __init__(
        self, net: Net, chosen: Indices, forks: Indices, joins: tuple[Join, ...], lead_m: float
    ) -> None:
        self.net, self.chosen, self.forks, self.joins = net, chosen, forks, joins
        first = len(chosen) + len(forks)
        self.fed: Fed = {0: lead_m if joins else 0.0}
        self.fed |= {first + index: join.fed_m for index, join in enumerate(joins)}
        self.points = [*chosen.tolist(), *(forks + len(net.places)).tolist()]

    def known_m(self) -> Floats:
        """Return the shortest ways from the places to one another, to forks and to joins [m]."""
        net, chosen = self.net, self.chosen
        return np.concatenate(
            (
                net.between_m[np.ix_(chosen, chosen)],
                net.to_corners_m[np.ix_(chosen, self.forks)],
                self._joins_m(self.chosen).T,
            ),
            axis=1,
        )

    def _joins_m(self, places: Indices) -> Floats:
        """Return the shortest ways from joins to places [m]."""
        rows = [join.stub_m + self.net.to_places(join.anchor, places) for join in self.joins]
        return np.array(rows).reshape(len(rows), len(places))

    def _joins_to_forks_m(self) -> Floats:
        """Return the shortest ways from joins to forks [m]."""
        net, forks = self.net, self.forks
        if len(forks):  # all at once is sooner
            corners = [join.anchor - len(net.places) for join in self.joins]
            views_from_corners(net.ground, [corner for corner in corners if corner >= 0])
        rows = [net.view(join.anchor).way_m[forks] + join.stub_m for join in self.joins]
        return np.array(rows).reshape(len(rows), len(forks))

    def table(self) -> Floats:
        """Return the shortest ways between all points [m]; from join to join nobody goes, so none is."""
        known, forks, joins = self.known_m(), self.forks, len(self.joins)
        count = len(self.chosen)
        rows = [view.way_m[forks] for view in views_from_corners(self.net.ground, forks.tolist())]
        between = np.array(rows).reshape(len(forks), len(forks))
        to_joins = self._joins_to_forks_m()
        below = np.concatenate((known[:, count : count + len(forks)].T, between, to_joins.T), axis=1)
        last = np.concatenate(
            (known[:, count + len(forks) :].T, to_joins, np.full((joins, joins), np.inf)), axis=1
        )
        return np.concatenate((known, below, last))

    def line(self, start: int, end: int) -> Ring:
        """Return a shortest way between two points, the first of which may be a join."""
        if start < len(self.points):
            return self.net.line(self.points[start], self.points[end])
        join = self.joins[start - len(self.points)]
        if join.anchor == self.points[end]:
            return (join.place, self.net.point(join.anchor))
        return (join.place, *self.net.line(join.anchor, self.points[end]))


class _SightWays:
    """Ways over the lines of sight between places, forks and joins, for the best tree."""

    def __init__(self, choice: _Choice) -> None:
        net, chosen, forks, joins = choice.net, choice.chosen, choice.forks, choice.joins
        self.ground, self.forks, self.known_m = net.ground, forks, choice.known_m()
        count, corners = len(chosen), net.ground.corners
        numbers = np.full(len(net.places) + len(corners), -1, dtype=np.intp)
        numbers[choice.points] = np.arange(len(choice.points))
        sights = np.array([net.views[place].sight_m for place in chosen.tolist()]).reshape(count, -1)
        sights = sights[:, forks]
        seen = np.argwhere(np.isfinite(sights))
        direct = np.argwhere(np.triu(net.direct[np.ix_(chosen, chosen)], 1))
        spots = np.array([net.places[place] for place in chosen.tolist()])
        lines = net.ground.lines
        lines = lines[(numbers[lines + len(net.places)] >= 0).all(axis=1)]
        self.anchors = numbers[[join.anchor for join in joins]] if joins else chosen[:0]
        self.stubs_m = np.array([join.stub_m for join in joins])
        stubs = np.stack((self.anchors, np.arange(len(joins)) + len(choice.points)), axis=1)
        pairs = (direct, seen + np.array([0, count]), numbers[lines + len(net.places)], stubs)
        lengths = (
            np.hypot(*(spots[direct[:, 1]] - spots[direct[:, 0]]).T),
            sights[seen[:, 0], seen[:, 1]],
            np.hypot(*(corners[lines[:, 1]] - corners[lines[:, 0]]).T),
            self.stubs_m,
        )
        self.starts, self.lengths_m, groups = grouped(
            np.concatenate(pairs), np.concatenate(lengths), len(choice.points) + len(joins)
        )
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
        count, last = len(self.known_m), len(self.known_m) + len(self.forks)
        if point < count:
            return cast(Floats, self.known_m[point])
        if point >= last:
            return cast(Floats, self.row(int(self.anchors[point - last])) + self.stubs_m[point - last])
        (view,) = views_from_corners(self.ground, [int(self.forks[point - count])])
        found = np.concatenate((self.known_m[:, point], view.way_m[self.forks]))
        return np.concatenate((found, found[self.anchors] + self.stubs_m))
