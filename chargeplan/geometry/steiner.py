"""Trees that lead cables from one source to many ends through trenches that they share.

What is minimised is the cost of everything that is dug and laid: a metre of trench costs `trench` however
many cables lie in it, a metre of cable costs `cable`. With `cable` 0 this is the Steiner tree (the least
length of trench); with `trench` 0 every end has the shortest way of its own. A stretch with n cables costs
trench + n × cable a metre, which grows ever slower with n, so a tree is best.

Points are numbers in a table of distances: 0 is the source, then come the ends, then points where ways may
part. Where trenches are there already, some of these points are fed: a cable is led to them for its length
alone, and trees may begin there as they begin at the source.

`best_tree` is the dynamic programme of Dreyfus and Wagner (Networks 1, 1971) and of Erickson, Monma and
Veinott (Math. Oper. Res. 12, 1987) over sets of ends, exact for any such cost; `good_tree` builds a tree end
by end and mends it until no end or branch is better off elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from chargeplan.errors import Cancelled, never, unless_called_off

Floats = NDArray[np.float64]
Tree = dict[int, int]
"""Every point of a tree but the source and what is fed already, with the point that it is fed from."""

Fed = Mapping[int, float]
"""Points that trenches lead to already, the source among them, with the length of a cable to them [m]."""

SOURCE: Fed = {0: 0.0}

_GAIN = 1e-9
"""Savings below this are noise of floating point."""

_ROUNDING = 1e-4
"""How far ways may be from the shortest ones that there are, for they graze corners to a millimetre."""

_LEANINGS = (0.0, 1.0)
"""Shares of the trench's cost by which a tree to begin with leans towards short cables."""

_MANY_ENDS = 25
"""With more ends the last of these begins alone: half the time for a twentieth of a percent."""

_MOST_ROUNDS = 40
_NEAR_FORKS = 40
"""Points at which a branch may be hung on a stretch, those nearest to it."""


@dataclass(frozen=True)
class Weights:
    """What a metre of trench and a metre of cable in it cost, in any unit."""

    trench: float
    cable: float

    def per_metre(self, cables: int) -> float:
        """Return the cost of a metre of trench with so many cables."""
        return self.trench + self.cable * cables


def cost_of(tree: Tree, distances_m: Floats, ends: int, weights: Weights, fed: Fed = SOURCE) -> float:
    """Return what a tree costs, its stretches being the shortest ways between its points."""
    carried = _carried(tree, ends, fed)
    dug = sum(
        float(distances_m[start, end]) * weights.per_metre(carried[end])
        for end, start in sorted(tree.items())
        if carried[end]
    )
    return dug + sum(length * weights.cable * carried[point] for point, length in sorted(fed.items()))


def _carried(tree: Tree, ends: int, fed: Fed) -> dict[int, int]:
    """Return how many cables lead to each point of a tree and on from there."""
    carried = dict.fromkeys((*fed, *tree), 0)
    for end in tree:
        if end > ends:
            continue
        here = end
        carried[here] += 1
        while here in tree:
            here = tree[here]
            carried[here] += 1
    return carried


def star(ends: int) -> Tree:
    """Return the tree that leads to every end by a way of its own."""
    return dict.fromkeys(range(1, ends + 1), 0)


class Ways(Protocol):
    """Shortest ways between points, as far as the best tree asks for them."""

    def spread(self, costs: Floats, per_metre: float, room: Floats) -> Floats:
        """Return what everything costs at every point when it may be had at any point for `costs`.

        What would cost more than `room` somewhere may be told as infinite, and nothing leads on from there.
        """
        ...

    def row(self, point: int) -> Floats:
        """Return the shortest ways from one point to all [m]."""
        ...


class Table:
    """Ways of a table of distances [m], symmetric and finite."""

    def __init__(self, distances_m: Floats) -> None:
        self.distances_m = distances_m

    def spread(self, costs: Floats, per_metre: float, room: Floats) -> Floats:
        """Return the least of what is had elsewhere and led there."""
        there = np.flatnonzero(np.isfinite(costs))
        led = costs[there, None] + self.distances_m[there] * per_metre
        return np.asarray(np.min(led, axis=0, initial=np.inf))

    def row(self, point: int) -> Floats:
        """Return a row of the table."""
        return np.asarray(self.distances_m[point])


def best_tree(
    distances_m: Floats,
    ends: int,
    weights: Weights,
    most: float = np.inf,
    ways: Ways | None = None,
    fed: Fed = SOURCE,
    cancelled: Cancelled = never,
) -> Tree:
    """Return a tree of least cost to ends 1 to `ends`; time and memory grow as 3 to the number of ends.

    Raise `CalledOff` when `cancelled()` becomes true on the way.

    Parameters
    ----------
    distances_m : (n, n), or (ends + 1, n) with `ways`
        Shortest ways between all points [m]; with `ways` those from source and ends alone.
    most
        What a tree costs that is known already: what cannot become cheaper is not looked at, unless nothing
        is left then.
    """
    if ends == 0:
        return {}
    led = Table(distances_m) if ways is None else ways
    full = (1 << ends) - 1
    room = _room(distances_m, ends, weights, most * (1 + _ROUNDING), led, fed)
    cost = np.full((full + 1, distances_m.shape[1]), np.inf)
    for whole in unless_called_off(range(1, full + 1), cancelled):
        if whole & (whole - 1):
            parted = _parted(cost, whole)
            parted[parted > room[whole]] = np.inf
            if not np.isfinite(parted).any():
                continue
            found = led.spread(parted, weights.per_metre(whole.bit_count()), room[whole])
        else:
            found = distances_m[whole.bit_length()] * weights.per_metre(1)
        cost[whole] = np.where(found <= room[whole], found, np.inf)
    begun = _Beginnings.of(cost, weights, fed)
    if most < np.inf and not np.isfinite(begun.least[full]):
        return best_tree(distances_m, ends, weights, np.inf, ways, fed, cancelled)
    return _grown_tree(cost, led, weights, begun.parts(full))


def _room(distances_m: Floats, ends: int, weights: Weights, most: float, ways: Ways, fed: Fed) -> Floats:
    """Return what feeding a set of ends from a point may cost at most, (sets, points).

    The rest of the tree joins that point with what is fed already and with the other ends; its cables are at
    least as long as the shortest ways from there.
    """
    members = ((np.arange(1 << ends)[:, None] >> np.arange(ends)) & 1) == 1
    rows = {point: distances_m[0] if point == 0 else ways.row(point) for point in sorted(fed)}
    led = np.min([rows[point] + fed[point] for point in rows], axis=0)
    laid = (~members @ led[1 : ends + 1])[:, None] + members.sum(axis=1)[:, None] * led
    rest = _joined_m(_to_dig_m(distances_m[: ends + 1], list(rows.values())), members)[::-1]
    return np.asarray(most - weights.trench * rest - weights.cable * laid)


def _to_dig_m(distances_m: Floats, rows: Sequence[Floats]) -> Floats:
    """Return how much must be dug between source or ends and each point, what is fed being joined already."""
    if len(rows) == 1:
        return distances_m
    nearest = np.min(rows, axis=0)
    found = np.minimum(distances_m, nearest[: len(distances_m), None] + nearest)
    return np.asarray(np.concatenate((nearest[None], found[1:])))


@dataclass(frozen=True)
class _Beginnings:
    """What feeding sets of ends from points that are fed already costs at least.

    Attributes
    ----------
    least : (sets,)
        The least cost for each set, in several trees if need be.
    alone, points : (sets,)
        The least cost for each set in one tree, and where that begins.
    """

    least: Floats
    alone: Floats
    points: NDArray[np.intp]

    @classmethod
    def of(cls, cost: Floats, weights: Weights, fed: Fed) -> _Beginnings:
        """Return them for costs of feeding sets from points, (sets, points)."""
        at = np.array(sorted(fed), dtype=np.intp)
        cables = np.array([whole.bit_count() for whole in range(len(cost))])
        led = np.array([fed[point] for point in sorted(fed)]) * weights.cable
        costs = cost[:, at] + cables[:, None] * led
        least = alone = costs.min(axis=1)
        if len(fed) > 1:
            least = alone.copy()
            for whole in range(1, len(cost)):
                if whole & (whole - 1):
                    halves = _halves(whole)
                    least[whole] = min(least[whole], float(np.min(least[halves] + least[whole ^ halves])))
        return cls(least, alone, at[costs.argmin(axis=1)])

    def parts(self, full: int) -> list[tuple[int, int]]:
        """Return the sets of ends whose trees begin at a point each, with that point."""
        found, waiting = [], [full]
        while waiting:
            whole = waiting.pop()
            if self.alone[whole] <= self.least[whole]:
                found.append((whole, int(self.points[whole])))
                continue
            halves = _halves(whole)
            half = int(halves[int(np.argmin(self.least[halves] + self.least[whole ^ halves]))])
            waiting += [half, whole ^ half]
        return found


def _joined_m(distances_m: Floats, members: NDArray[np.bool_]) -> Floats:
    """Return how long a tree joining a point with the source and a set of ends is at least [m].

    It is at least half as long as the shortest round through all of them, and that at least as long as a tree
    that spans source and ends and the point's two shortest ways to them (Hougardy, Silvanus, Vygen: Dijkstra
    meets Steiner, Math. Prog. Comp. 9, 2017). For (sets, points).
    """
    first = np.tile(distances_m[0], (len(members), 1))
    second = first.copy()
    for whole in range(1, len(members)):
        rest, way = whole & (whole - 1), distances_m[(whole & -whole).bit_length()]
        first[whole] = np.minimum(first[rest], way)
        farther = np.maximum(first[rest], way)
        second[whole] = np.minimum(second[rest], farther) if rest else farther
    return np.asarray((_spanning_m(distances_m, members)[:, None] + first + second) / 2)


def _spanning_m(distances_m: Floats, members: NDArray[np.bool_]) -> Floats:
    """Return the length of the shortest tree that spans the source and each set of ends [m]."""
    rows, between = np.arange(len(members)), distances_m[: members.shape[1] + 1, : members.shape[1] + 1]
    waiting = np.concatenate((np.zeros((len(rows), 1), dtype=bool), members), axis=1)
    reach = np.where(waiting, between[0], np.inf)
    total = np.zeros(len(rows))
    while waiting.any():
        nearest = np.argmin(reach, axis=1)
        still = waiting[rows, nearest]
        total[still] += reach[rows, nearest][still]
        waiting[rows, nearest] = False
        reach = np.where(waiting, np.minimum(reach, between[nearest]), np.inf)
    return total


def _halves(whole: int) -> NDArray[np.intp]:
    """Return the proper subsets of a set that hold its first member."""
    first = whole & -whole
    rest = whole ^ first
    found, part = [], rest
    while part:
        part = (part - 1) & rest
        found.append(part | first)
    return np.array(found, dtype=np.intp)


def _parted(cost: Floats, whole: int) -> Floats:
    """Return the least cost of feeding a set of ends from each point, in two branches."""
    halves = _halves(whole)
    return np.asarray(np.min(cost[halves] + cost[whole ^ halves], axis=0))


def _grown_tree(cost: Floats, ways: Ways, weights: Weights, waiting: list[tuple[int, int]]) -> Tree:
    """Return the tree to sets of ends, each fed from a point."""
    tree: Tree = {}
    while waiting:
        whole, here = waiting.pop()
        if not whole & (whole - 1):
            end = whole.bit_length()
            if end != here:
                tree[end] = here
            continue
        parted = _parted(cost, whole)
        fork = int(np.argmin(parted + ways.row(here) * weights.per_metre(whole.bit_count())))
        if fork != here:
            tree[fork] = here
        halves = _halves(whole)
        half = int(halves[int(np.argmin(cost[halves, fork] + cost[whole ^ halves, fork]))])
        waiting += [(half, fork), (whole ^ half, fork)]
    return tree


def good_tree(
    distances_m: Floats, ends: int, weights: Weights, fed: Fed = SOURCE, cancelled: Cancelled = never
) -> Tree:
    """Return a tree that no single change makes cheaper, the best of a few ways to begin it.

    Raise `CalledOff` when `cancelled()` becomes true on the way.
    """
    found: list[tuple[float, Tree]] = []
    for share in _LEANINGS if ends <= _MANY_ENDS else _LEANINGS[-1:]:
        leaning = Weights(weights.trench, weights.cable + share * weights.trench)
        hanging = _Hanging(quick_tree(distances_m, ends, leaning, fed), distances_m, ends, weights, fed)
        tree = _mended(hanging, ends, cancelled)
        found.append((cost_of(tree, distances_m, ends, weights, fed), tree))
    return min(found, key=lambda entry: entry[0])[1]


def quick_tree(distances_m: Floats, ends: int, weights: Weights, fed: Fed = SOURCE) -> Tree:
    """Return a tree built by always adding the end that costs least more than a way of its own would."""
    tree: Tree = {}
    inside, led = list(fed), list(fed.values())
    own_m = distances_m[0, 1 : ends + 1]
    least, rows = np.full(ends, np.inf), np.zeros(ends, dtype=np.intp)
    waiting = np.ones(ends, dtype=bool)
    seen = 0
    while len(tree) < ends:
        for row in range(seen, len(inside)):
            ways = distances_m[inside[row], 1 : ends + 1]
            costs = weights.trench * ways + weights.cable * (led[row] + ways - own_m)
            nearer = waiting & (costs < least)
            least[nearer], rows[nearer] = costs[nearer], row
        seen = len(inside)
        cheapest = np.flatnonzero(least == least.min())  # of equal ones, beside what was inside first
        column = int(cheapest[rows[cheapest].argmin()])
        end, row = column + 1, int(rows[column])
        tree[end] = inside[row]
        led.append(led[row] + float(distances_m[inside[row], end]))
        inside.append(end)
        least[column], waiting[column] = np.inf, False
    return tree


def _mended(hanging: _Hanging, ends: int, cancelled: Cancelled) -> Tree:
    """Return a tree after every branch has been hung where it costs least, until none moves any more."""
    changes = 0
    looked_at: dict[int, int] = {}
    for _ in range(_MOST_ROUNDS):
        before = changes
        for branch in unless_called_off(sorted(hanging.start), cancelled):
            if branch in hanging.start and looked_at.get(branch) != changes:
                changes += hanging.rehang(branch)
                looked_at[branch] = changes
        for fork in sorted(point for point in hanging.start if point > ends):
            changes += hanging.move_fork(fork)
        if changes == before:
            break
    return hanging.start


class _Hanging:
    """A tree whose branches are taken off and hung elsewhere.

    Attributes
    ----------
    start, branches
        What every point is fed from, and what is fed from every point.
    fed_m
        How long the way from the source to every point is [m].
    cables
        How many cables lead to every point and on from there.
    near
        For every point the nearest of those where ways may part.
    """

    def __init__(self, tree: Tree, distances_m: Floats, ends: int, weights: Weights, fed: Fed) -> None:
        self.distances_m = np.asarray(distances_m, dtype=np.float64)
        self.ends, self.weights = ends, weights
        self.start = dict(tree)
        nearest = np.argsort(distances_m[:, ends + 1 :], axis=1, kind="stable")
        self.near = nearest[:, :_NEAR_FORKS] + ends + 1
        self._to_near: dict[int, Floats] = {}
        self.branches: dict[int, list[int]] = {point: [] for point in (*fed, *tree)}
        for end, start in sorted(tree.items()):
            self.branches[start].append(end)
        self.fed_m = dict(fed)
        for point in fed:
            self._measure(point)
        self.cables = _carried(tree, ends, fed)

    def _measure(self, point: int) -> None:
        """Measure the ways to everything that is fed from a point anew."""
        waiting = [point]
        while waiting:
            start = waiting.pop()
            for end in self.branches[start]:
                self.fed_m[end] = self.fed_m[start] + float(self.distances_m[start, end])
                waiting.append(end)

    def _below(self, branch: int) -> list[int]:
        found = [branch]
        for point in found:
            found += self.branches[point]
        return found

    def _load(self, point: int, cables: int) -> None:
        """Lead so many cables more to a point."""
        self.cables[point] += cables
        while point in self.start:
            point = self.start[point]
            self.cables[point] += cables

    def rehang(self, branch: int) -> bool:
        """Hang a branch, with all that hangs on it, where that is cheapest; tell whether it is cheaper there.

        It may hang on a point of the rest, or on a new fork in one of its stretches.
        """
        cables, before = self.cables[branch], self.start[branch]
        below = set(self._below(branch))
        saved = self._take_off(branch, cables)
        points = [point for point in self.fed_m if point not in below]
        cost, at = self._cheapest_point(branch, cables, points)
        through, end, fork = self._cheapest_fork(branch, cables, points, below)
        if min(cost, through) >= saved - _GAIN:
            self._put_back(branch, before)
            return False
        if through < cost - _GAIN:
            self._split(end, fork)
            at = fork
        self._hang(branch, at, cables)
        return True

    def _take_off(self, branch: int, cables: int) -> float:
        """Take a branch off and return what that saves; a fork with one branch left is passed by."""
        start = self.start[branch]
        own, behind = self.weights.per_metre(cables), self.weights.cable * cables
        saved = float(self.distances_m[start, branch]) * own + behind * self.fed_m[start]
        self._removed = (start, list(self.branches[start]))
        self._passed: tuple[int, int, int, list[int]] | None = None
        self._load(start, -cables)
        self.branches[start].remove(branch)
        del self.start[branch]
        if start > self.ends and start in self.start and len(self.branches[start]) == 1:
            saved += self._pass_by(start)
        return saved

    def _pass_by(self, fork: int) -> float:
        """Feed the one branch of a fork from where the fork was fed; return what that saves."""
        (end,), before = self.branches[fork], self.start[fork]
        direct = float(self.distances_m[before, end])
        around = float(self.distances_m[before, fork]) + float(self.distances_m[fork, end])
        self._passed = (fork, end, before, list(self.branches[before]))
        self.branches[before] = [end if point == fork else point for point in self.branches[before]]
        self.start[end] = before
        del self.start[fork], self.branches[fork], self.fed_m[fork], self.cables[fork]
        self.fed_m[end] = self.fed_m[before] + direct
        self._measure(end)
        return (around - direct) * self.weights.per_metre(self.cables[end])

    def _put_back(self, branch: int, start: int) -> None:
        """Undo what was taken off last."""
        cables = self.cables[branch]
        if self._passed is not None:
            fork, end, before, branches = self._passed
            self.branches[before] = branches
            self.start[fork], self.start[end] = before, fork
            self.branches[fork] = [end]
            self.cables[fork] = self.cables[end]
            self.fed_m[fork] = self.fed_m[before] + float(self.distances_m[before, fork])
            self._measure(fork)
        self.branches[start] = self._removed[1]
        self.start[branch] = start
        self._load(start, cables)

    def _cheapest_point(self, branch: int, cables: int, points: list[int]) -> tuple[float, int]:
        own, behind = self.weights.per_metre(cables), self.weights.cable * cables
        fed = np.array([self.fed_m[point] for point in points])
        costs = self.distances_m[branch].take(points) * own + fed * behind
        at = int(costs.argmin())
        return float(costs[at]), points[at]

    def _cheapest_fork(
        self, branch: int, cables: int, points: list[int], below: set[int]
    ) -> tuple[float, int, int]:
        """Return what hanging a branch on a new fork costs, the end of the stretch split, and the fork."""
        stops = [point for point in points if point in self.start]
        forks = self.near[branch]
        taken = [at for at, fork in enumerate(forks.tolist()) if fork in self.fed_m or fork in below]
        if not stops or len(taken) == len(forks):
            return np.inf, 0, 0
        if branch not in self._to_near:
            self._to_near[branch] = self.distances_m[:, forks]
        to_forks = self._to_near[branch]
        ends = np.array(stops)
        begins = [self.start[stop] for stop in stops]
        starts = np.array(begins)
        own, behind = self.weights.per_metre(cables), self.weights.cable * cables
        there = self.weights.trench + self.weights.cable * np.array([self.cables[stop] for stop in stops])
        fed = np.array([self.fed_m[start] for start in begins])
        costs = to_forks.take(starts, axis=0)
        costs *= (there + behind)[:, None]
        costs += to_forks.take(ends, axis=0) * there[:, None]
        costs += (fed * behind - self.distances_m[starts, ends] * there)[:, None]
        costs += to_forks[branch] * own
        costs[:, taken] = np.inf
        row, column = divmod(int(costs.argmin()), len(forks))
        return float(costs[row, column]), stops[row], int(forks[column])

    def _split(self, end: int, fork: int) -> None:
        """Lead the stretch to a point through a new fork."""
        start = self.start[end]
        self.branches[start] = [fork if point == end else point for point in self.branches[start]]
        self.branches[fork], self.start[fork], self.start[end] = [end], start, fork
        self.cables[fork] = self.cables[end]
        self.fed_m[fork] = self.fed_m[start] + float(self.distances_m[start, fork])
        self._measure(fork)

    def _hang(self, branch: int, at: int, cables: int) -> None:
        self.branches[at].append(branch)
        self.start[branch] = at
        self.fed_m[branch] = self.fed_m[at] + float(self.distances_m[at, branch])
        self._measure(branch)
        self._load(at, cables)

    def move_fork(self, fork: int) -> bool:
        """Put a fork where it costs least, and tell whether it is cheaper there."""
        start, branches = self.start[fork], self.branches[fork]
        costs = self.distances_m[start] * self.weights.per_metre(self.cables[fork])
        for branch in branches:
            costs = costs + self.distances_m[branch] * self.weights.per_metre(self.cables[branch])
        here = costs[fork]
        costs[[point for point in self.fed_m if point > self.ends]] = np.inf
        costs[: self.ends + 1] = np.inf
        better = int(np.argmin(costs))
        if costs[better] >= here - _GAIN:
            return False
        self.branches[start] = [better if point == fork else point for point in self.branches[start]]
        self.start[better], self.branches[better] = start, self.branches.pop(fork)
        self.cables[better] = self.cables.pop(fork)
        for branch in branches:
            self.start[branch] = better
        del self.start[fork], self.fed_m[fork]
        self.fed_m[better] = self.fed_m[start] + float(self.distances_m[start, better])
        self._measure(better)
        return True
