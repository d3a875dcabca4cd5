"""Trees that lead cables from one source to many ends through trenches that they share.

What is minimised is the cost of everything that is dug and laid: a metre of trench costs `trench` however
many cables lie in it, a metre of cable costs `cable`. With `cable` 0 this is the Steiner tree (the least
length of trench); with `trench` 0 every end has the shortest way of its own. A stretch with n cables costs
trench + n × cable a metre, which grows ever slower with n, so a tree is best.

Points are numbers in a table of distances: 0 is the source, then come the ends, then points where ways may
part. `best_tree` is the dynamic programme of Dreyfus and Wagner (Networks 1, 1971) and of Erickson, Monma and
Veinott (Math. Oper. Res. 12, 1987) over sets of ends, exact for any such cost; `good_tree` builds a tree end
by end and mends it until no end or branch is better off elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Tree = dict[int, int]
"""Every point of a tree but the source, with the point that it is fed from."""

_GAIN = 1e-9
"""Savings below this are noise of floating point."""

_ROUNDING = 1e-4
"""How far ways may be from the shortest ones that there are, for they graze corners to a millimetre."""

_LEANINGS = (0.0, 1.0)
"""Shares of the trench's cost by which a tree to begin with leans towards short cables."""

_MOST_ROUNDS = 40


@dataclass(frozen=True)
class Weights:
    """What a metre of trench and a metre of cable in it cost, in any unit."""

    trench: float
    cable: float

    def per_metre(self, cables: int) -> float:
        """Return the cost of a metre of trench with so many cables."""
        return self.trench + self.cable * cables


def cost_of(tree: Tree, distances_m: Floats, ends: int, weights: Weights) -> float:
    """Return what a tree costs, its stretches being the shortest ways between its points."""
    carried = _carried(tree, ends)
    return sum(
        float(distances_m[start, end]) * weights.per_metre(carried[end])
        for end, start in sorted(tree.items())
        if carried[end]
    )


def _carried(tree: Tree, ends: int) -> dict[int, int]:
    """Return how many cables lead to each point of a tree and on from there."""
    carried = dict.fromkeys((0, *tree), 0)
    for end in tree:
        if end > ends:
            continue
        here = end
        carried[here] += 1
        while here:
            here = tree[here]
            carried[here] += 1
    return carried


def star(ends: int) -> Tree:
    """Return the tree that leads to every end by a way of its own."""
    return dict.fromkeys(range(1, ends + 1), 0)


def best_tree(
    distances_m: Floats,
    ends: int,
    weights: Weights,
    most: float = np.inf,
    row_of: Callable[[int], Floats] | None = None,
) -> Tree:
    """Return a tree of least cost to ends 1 to `ends`; time and memory grow as 3 to the number of ends.

    Parameters
    ----------
    distances_m : (n, n)
        Shortest ways between all points [m], symmetric and finite. With `row_of` only the rows of source and
        ends need be there, (ends + 1, n).
    most
        What a tree costs that is known already: what cannot become cheaper is not looked at, unless nothing
        is left then.
    row_of
        Returns the shortest ways from one of the other points, asked only for points where ways may part.
    """
    if ends == 0:
        return {}
    rows = _Rows(distances_m, row_of)
    full = (1 << ends) - 1
    room = _room(distances_m, ends, weights, most * (1 + _ROUNDING))
    cost = np.empty((full + 1, distances_m.shape[1]))
    for whole in range(1, full + 1):
        if whole & (whole - 1):
            parted = _parted(cost, whole)
            forks = np.flatnonzero(parted <= room[whole])
            step = rows.of(forks) * weights.per_metre(whole.bit_count())
            cost[whole] = np.min(parted[forks, None] + step, axis=0, initial=np.inf)
        else:
            cost[whole] = distances_m[whole.bit_length()] * weights.per_metre(1)
        cost[whole][cost[whole] > room[whole]] = np.inf
    if most < np.inf and not np.isfinite(cost[full][0]):
        return best_tree(distances_m, ends, weights, np.inf, row_of)
    return _grown_tree(cost, rows, weights, full)


class _Rows:
    """Rows of the table of distances, found when they are asked for."""

    def __init__(self, known_m: Floats, row_of: Callable[[int], Floats] | None) -> None:
        count = known_m.shape[1]
        self.row_of = row_of
        self.rows = np.empty((count, count))
        self.rows[: len(known_m)] = known_m
        self.there = np.arange(count) < len(known_m)

    def of(self, points: NDArray[np.intp]) -> Floats:
        for point in points[~self.there[points]].tolist():
            assert self.row_of is not None
            self.rows[point] = self.row_of(point)
            self.there[point] = True
        return np.asarray(self.rows[points])


def _room(distances_m: Floats, ends: int, weights: Weights, most: float) -> Floats:
    """Return what feeding a set of ends from a point may cost at most, (sets, points).

    The rest of the tree joins that point with the source and the other ends; its cables are at least as long
    as the shortest ways from the source.
    """
    members = ((np.arange(1 << ends)[:, None] >> np.arange(ends)) & 1) == 1
    laid = (~members @ distances_m[0, 1 : ends + 1])[:, None] + members.sum(axis=1)[:, None] * distances_m[0]
    rest = _joined_m(distances_m, members)[::-1]
    return np.asarray(most - weights.trench * rest - weights.cable * laid)


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


def _grown_tree(cost: Floats, rows: _Rows, weights: Weights, full: int) -> Tree:
    tree: Tree = {}
    waiting = [(full, 0)]
    while waiting:
        whole, here = waiting.pop()
        if not whole & (whole - 1):
            end = whole.bit_length()
            if end != here:
                tree[end] = here
            continue
        parted = _parted(cost, whole)
        forks = np.flatnonzero(np.isfinite(parted) & rows.there)
        step = rows.of(forks)[:, here] * weights.per_metre(whole.bit_count())
        fork = int(forks[int(np.argmin(parted[forks] + step))])
        if fork != here:
            tree[fork] = here
        halves = _halves(whole)
        half = int(halves[int(np.argmin(cost[halves, fork] + cost[whole ^ halves, fork]))])
        waiting += [(half, fork), (whole ^ half, fork)]
    return tree


def good_tree(distances_m: Floats, ends: int, weights: Weights) -> Tree:
    """Return a tree that no single change makes cheaper, the best of a few ways to begin it."""
    found: list[tuple[float, Tree]] = []
    for share in _LEANINGS:
        leaning = Weights(weights.trench, weights.cable + share * weights.trench)
        tree = _mended(quick_tree(distances_m, ends, leaning), distances_m, ends, weights)
        found.append((cost_of(tree, distances_m, ends, weights), tree))
    return min(found, key=lambda entry: entry[0])[1]


def quick_tree(distances_m: Floats, ends: int, weights: Weights) -> Tree:
    """Return a tree built by always adding the end that costs least more than a way of its own would."""
    tree: Tree = {}
    inside, fed = [0], [0.0]
    waiting = list(range(1, ends + 1))
    while waiting:
        ways = distances_m[np.ix_(inside, waiting)]
        extra = np.array(fed)[:, None] + ways - distances_m[0, waiting]
        row, column = divmod(int(np.argmin(weights.trench * ways + weights.cable * extra)), len(waiting))
        end = waiting.pop(column)
        tree[end] = inside[row]
        fed.append(fed[row] + float(distances_m[inside[row], end]))
        inside.append(end)
    return tree


def _mended(tree: Tree, distances_m: Floats, ends: int, weights: Weights) -> Tree:
    """Return a tree after every branch has been hung where it costs least, until none moves any more."""
    cost = cost_of(tree, distances_m, ends, weights)
    for _ in range(_MOST_ROUNDS):
        for branch in sorted(tree):
            if branch in tree:
                tree = _rehung(tree, branch, distances_m, ends, weights)
        tree = _forks_moved(tree, distances_m, ends, weights)
        before, cost = cost, cost_of(tree, distances_m, ends, weights)
        if cost >= before - _GAIN:
            break
    return tree


def _rehung(tree: Tree, branch: int, distances_m: Floats, ends: int, weights: Weights) -> Tree:
    """Return the tree with a branch, and what hangs on it, hung where that is cheapest.

    It may hang on a point of the rest, or on a new fork in one of its stretches.
    """
    below = _below(tree, branch)
    cables = sum(1 for point in below if point <= ends)
    rest = _trimmed({point: start for point, start in tree.items() if point not in below}, ends)
    fed = _fed_m(rest, distances_m)
    points = np.array(sorted(fed))
    lengths = np.array([fed[point] for point in points.tolist()])
    own, behind = weights.per_metre(cables), weights.cable * cables
    on_points = distances_m[points, branch] * own + behind * lengths
    at = int(np.argmin(on_points))
    hanging = {point: tree[point] for point in below if point != branch}
    on_point = {**rest, **hanging, branch: int(points[at])}
    free = np.ones(len(distances_m), dtype=bool)
    free[: ends + 1] = False
    free[[*fed, *below]] = False
    if not rest or not free.any():
        return on_point
    forks = np.flatnonzero(free)
    stretch = np.array(sorted((start, end) for end, start in rest.items()))
    starts, stops = stretch[:, 0], stretch[:, 1]
    carried = _carried(rest, ends)
    there = weights.trench + weights.cable * np.array([carried[end] for end in stops.tolist()])
    costs = distances_m[np.ix_(starts, forks)] * (there + behind)[:, None]
    costs += distances_m[np.ix_(stops, forks)] * there[:, None]
    costs += distances_m[branch, forks] * own
    through = np.array([fed[start] for start in starts.tolist()]) * behind
    costs += (through - distances_m[starts, stops] * there)[:, None]
    row, column = divmod(int(np.argmin(costs)), len(forks))
    if costs[row, column] >= on_points[at] - _GAIN:
        return on_point
    start, end, fork = int(starts[row]), int(stops[row]), int(forks[column])
    return {**rest, **hanging, fork: start, end: fork, branch: fork}


def _below(tree: Tree, branch: int) -> set[int]:
    """Return a point of a tree with all that is fed through it."""
    children = _children(tree)
    found: set[int] = set()
    waiting = [branch]
    while waiting:
        point = waiting.pop()
        found.add(point)
        waiting += children.get(point, [])
    return found


def _children(tree: Tree) -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for end in sorted(tree):
        children.setdefault(tree[end], []).append(end)
    return children


def _trimmed(tree: Tree, ends: int) -> Tree:
    """Return a tree without forks that no longer part anything."""
    tree = dict(tree)
    while True:
        children = _children(tree)
        idle = [point for point in tree if point > ends and len(children.get(point, [])) < 2]
        if not idle:
            return tree
        for child in children.get(idle[0], []):
            tree[child] = tree[idle[0]]
        del tree[idle[0]]


def _fed_m(tree: Tree, distances_m: Floats) -> dict[int, float]:
    """Return how long the way from the source to every point of a tree is [m]."""
    children = _children(tree)
    fed, waiting = {0: 0.0}, [0]
    while waiting:
        start = waiting.pop()
        for end in children.get(start, []):
            fed[end] = fed[start] + float(distances_m[start, end])
            waiting.append(end)
    return fed


def _forks_moved(tree: Tree, distances_m: Floats, ends: int, weights: Weights) -> Tree:
    """Return a tree with every fork where it costs least."""
    for fork in [point for point in sorted(tree) if point > ends]:
        children, carried = _children(tree)[fork], _carried(tree, ends)
        costs = distances_m[tree[fork]] * weights.per_metre(carried[fork])
        for child in children:
            costs = costs + distances_m[child] * weights.per_metre(carried[child])
        taken = [point for point in (0, *tree) if point != fork]
        costs[[*taken, *range(ends + 1)]] = np.inf
        better = int(np.argmin(costs))
        if costs[better] < costs[fork] - _GAIN:
            moved = {end: better if start == fork else start for end, start in tree.items() if end != fork}
            tree = {**moved, better: tree[fork]}
    return tree
