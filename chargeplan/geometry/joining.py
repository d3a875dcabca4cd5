"""Loose lines joined into outlines: ends that meet, lines drawn twice, ends that nearly meet.

Lines come and go as `Paths`, flat arrays, for drawings have a hundred thousand of them. Everything takes time
in proportion to n log n, and the same lines give the same outlines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray

from chargeplan.errors import Cancelled, go_on_unless, never
from chargeplan.geometry.polygons import mended, polygons_in

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

_MOST_FREE_ENDS = 20_000
_MOST_MEETING = 500
"""No outline is looked for at places where more lines end: what meets there grows with their square."""
_AT_ONCE = 500
_SELF_GAP_SHARE = 4.0
"""The two ends of one chain are a gap when the chain is so many times as long as they are apart."""


@dataclass(frozen=True)
class Paths:
    """Lines or rings: `points` (n, 2) [m] one after the other, `starts` of each and the end of all."""

    points: Floats = field(repr=False, default_factory=lambda: np.empty((0, 2)))
    starts: Whole = field(repr=False, default_factory=lambda: np.zeros(1, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def each(self) -> Iterator[Floats]:
        """Yield the corners of each (n, 2)."""
        bounds = self.starts.tolist()
        for index in range(len(bounds) - 1):
            yield self.points[bounds[index] : bounds[index + 1]]

    @property
    def counts(self) -> Whole:
        """How many corners each has."""
        return np.diff(self.starts)

    def picked(self, which: Whole | Flags) -> Paths:
        """Return some of them, in the order asked for."""
        chosen = np.flatnonzero(which) if which.dtype == np.bool_ else which
        counts = self.counts[chosen]
        return Paths(self.points[_runs(self.starts[:-1][chosen], counts)], _starts_of(counts))

    def owners(self) -> Whole:
        """Return for each corner the line it belongs to."""
        return np.repeat(np.arange(len(self)), self.counts)

    def lengths(self, *, closed: bool = False) -> Floats:
        """Return the length of each [m], back to the first corner where they are `closed`."""
        steps = np.hypot(*(self._following(closed) - self.points).T)
        return _sums(steps, self.starts)

    def areas(self) -> Floats:
        """Return the area of each taken as a ring [m²], positive counter-clockwise."""
        origin = np.repeat(self.points[self.starts[:-1]], self.counts, axis=0)
        here, there = self.points - origin, self._following(True) - origin
        return _sums(here[:, 0] * there[:, 1] - there[:, 0] * here[:, 1], self.starts) / 2

    def boxes(self) -> Floats:
        """Return left, bottom, right, top of each (lines, 4)."""
        if not len(self):
            return np.empty((0, 4))
        least = np.minimum.reduceat(self.points, self.starts[:-1])
        return np.hstack((least, np.maximum.reduceat(self.points, self.starts[:-1])))

    def _following(self, closed: bool) -> Floats:
        following = np.arange(1, len(self.points) + 1)
        lasts = self.starts[1:] - 1
        following[lasts] = self.starts[:-1] if closed else lasts
        return self.points[following]


def paths_of(lines: Sequence[Floats]) -> Paths:
    """Return lines, each (n, 2), as one value."""
    if not lines:
        return Paths()
    return Paths(np.concatenate(lines), _starts_of(np.array([len(line) for line in lines])))


def put_together(parts: Sequence[Paths]) -> Paths:
    """Return several sets of lines as one, in their order."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return Paths()
    points = np.concatenate([part.points for part in filled])
    return Paths(points, _starts_of(np.concatenate([part.counts for part in filled])))


@dataclass(frozen=True)
class Joined:
    """What became of loose lines.

    Attributes
    ----------
    rings : Paths
        Closed outlines, not repeating their first corner.
    ring_of : array of int, one a line
        The ring that a line is part of, -1 for none.
    chains : Paths
        All else, joined end to end as far as just two ends meet.
    chain_of : array of int, one a line
        The chain that a line is part of; -1 for those drawn twice and for dots. Lines of outlines that were
        found among branching lines have a ring and a chain.
    free, free_chains : arrays (n, 2) and (n)
        Ends that meet nothing [m], and the chain of each.
    repeated : int
        How many lines were drawn more than once, and left out.
    """

    rings: Paths
    ring_of: Whole
    chains: Paths
    chain_of: Whole
    free: Floats
    free_chains: Whole
    repeated: int = 0


def joined(lines: Paths, tolerance_m: float, cancelled: Cancelled = never) -> Joined:
    """Return open lines joined where their ends are within `tolerance_m` of each other.

    Where more than two ends meet, lines that lead nowhere are left aside; what then still branches gives the
    outline around all of its meshes.

    Raises
    ------
    CalledOff
        When `cancelled()` becomes true.
    """
    if not len(lines):
        none = np.empty(0, dtype=np.int64)
        return Joined(Paths(), none, Paths(), none, np.empty((0, 2)), none)
    nodes, places = _nodes(lines, tolerance_m, cancelled)
    kept, repeated = _once(lines, nodes, tolerance_m)
    go_on_unless(cancelled)
    walks = _walks(nodes, kept)
    loops, ways = walks.picked(walks.closed), walks.picked(~walks.closed)
    rings, ring_of_loop = _ring_walks(lines, places, nodes, loops, tolerance_m)
    chains = _assembled(lines, places, nodes, ways)
    go_on_unless(cancelled)
    ends = ways.ends(nodes)
    outlines, outline_of = _branched(chains, ends, tolerance_m)
    chain_of = _owners(len(lines), ways, np.arange(len(ways)))
    ring_of = _owners(len(lines), loops, ring_of_loop)
    of_outline = _owners(len(lines), ways, outline_of)
    ring_of = np.where(of_outline >= 0, of_outline + len(rings), ring_of)
    free, free_chains = _free_ends(places, ends)
    together = put_together((rings, outlines))
    return Joined(together, ring_of, chains, chain_of, free, free_chains, repeated)


def gaps(found: Joined, gap_m: float) -> tuple[Floats, Whole]:
    """Return pairs (n, 2, 2) of free ends within `gap_m` of each other, and the chains of both (n, 2).

    Each end is the nearest of the other. Where more ends are free than outlines could have, there are none.
    """
    none = (np.empty((0, 2, 2)), np.empty((0, 2), dtype=np.int64))
    if not 2 <= len(found.free) <= _MOST_FREE_ENDS or gap_m <= 0:
        return none
    tree = shapely.STRtree(shapely.points(found.free))
    one, other = tree.query_nearest(tree.geometries, max_distance=gap_m, exclusive=True, all_matches=False)
    nearest = np.full(len(found.free), -1)
    nearest[one] = other
    mutual = (one < other) & (nearest[other] == one)
    pairs = np.column_stack((one, other))[mutual]
    places, chains = found.free[pairs], found.free_chains[pairs]
    apart = np.hypot(*(places[:, 0] - places[:, 1]).T)
    own = chains[:, 0] == chains[:, 1]
    sound = ~own | (found.chains.lengths()[chains[:, 0]] >= _SELF_GAP_SHARE * apart)
    return places[sound], chains[sound]


def rings_within(rings: Paths, cancelled: Cancelled = never) -> Flags:
    """Return which rings lie wholly within a larger one of the same set, the later one of two that are equal.

    Raises
    ------
    CalledOff
        When `cancelled()` becomes true.
    """
    inside = np.zeros(len(rings), dtype=bool)
    if len(rings) < 2:
        return inside
    shapes = _polygons(rings)
    areas = shapely.area(shapes)
    tree = shapely.STRtree(shapes)
    for first in range(0, len(rings), _AT_ONCE):
        go_on_unless(cancelled)
        small, large = tree.query(shapes[first : first + _AT_ONCE], predicate="covered_by")
        small += first
        equal_before = (areas[small] == areas[large]) & (small > large)
        inside[small[(areas[small] < areas[large]) | equal_before]] = True
    return inside


def alike(rings: Paths, tolerance_m: float) -> Flags:
    """Return which rings have the box of an earlier one within `tolerance_m`, and its area."""
    boxes, areas = rings.boxes(), np.abs(rings.areas())
    slack = 2 * tolerance_m * rings.lengths(closed=True)
    seen: dict[tuple[int, int], list[int]] = {}
    repeated = np.zeros(len(rings), dtype=bool)
    cells = np.floor(boxes[:, :2] / (2 * tolerance_m)).astype(np.int64).tolist()
    for index, (column, row) in enumerate(cells):
        near = (seen.get((column + i, row + j), ()) for i in (-1, 0, 1) for j in (-1, 0, 1))
        repeated[index] = any(
            abs(areas[index] - areas[other]) <= slack[index]
            and np.abs(boxes[index] - boxes[other]).max() <= tolerance_m
            for others in near
            for other in others
        )
        if not repeated[index]:
            seen.setdefault((column, row), []).append(index)
    return repeated


def holding_ring(rings: Paths, points: Floats) -> Whole:
    """Return for each point (n, 2) the smallest ring that it lies in, -1 where there is none."""
    found = np.full(len(points), -1)
    if not len(rings) or not len(points):
        return found
    areas = np.abs(rings.areas())
    at, ring = shapely.STRtree(_polygons(rings)).query(shapely.points(points), predicate="intersects")
    order = np.lexsort((ring, -areas[ring]))
    found[at[order]] = ring[order]
    return found


def _polygons(rings: Paths) -> NDArray[np.object_]:
    owners = rings.owners()
    shapes: NDArray[np.object_] = shapely.polygons(shapely.linearrings(rings.points, indices=owners))
    for index in np.flatnonzero(~shapely.is_valid(shapes)).tolist():
        shapes[index] = mended(shapes[index])
    return shapes


@dataclass(frozen=True)
class _Walks:
    """Lines in the order in which they are walked, each forwards or `backwards`; `starts` of each walk."""

    lines: Whole
    backwards: Flags
    starts: Whole
    closed: Flags

    def __len__(self) -> int:
        return len(self.closed)

    def picked(self, which: Flags) -> _Walks:
        chosen = np.flatnonzero(which)
        counts = np.diff(self.starts)[chosen]
        at = _runs(self.starts[:-1][chosen], counts)
        return _Walks(self.lines[at], self.backwards[at], _starts_of(counts), self.closed[chosen])

    def ends(self, nodes: Whole) -> Whole:
        """Return the nodes (walks, 2) where each begins and ends."""
        first, last = self.starts[:-1], self.starts[1:] - 1
        return np.column_stack(
            (
                nodes[self.lines[first], self.backwards[first].astype(int)],
                nodes[self.lines[last], 1 - self.backwards[last].astype(int)],
            )
        )


def _starts_of(counts: Whole) -> Whole:
    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(counts, dtype=np.int64)))


def _runs(firsts: Whole, counts: Whole) -> Whole:
    """Return firsts[i], firsts[i] + 1 … of `counts[i]` numbers each, one run after the other."""
    starts = _starts_of(counts)
    return np.arange(starts[-1]) + np.repeat(firsts - starts[:-1], counts)


def _sums(values: Floats, starts: Whole) -> Floats:
    return np.add.reduceat(values, starts[:-1]) if len(starts) > 1 else np.empty(0)


def _nodes(lines: Paths, tolerance_m: float, cancelled: Cancelled) -> tuple[Whole, Floats]:
    """Return the nodes (lines, 2) where lines begin and end, and where each node lies (nodes, 2)."""
    ends = np.concatenate((lines.points[lines.starts[:-1]], lines.points[lines.starts[1:] - 1])) + 0.0
    single, inverse = np.unique(ends[:, 0] + 1j * ends[:, 1], return_inverse=True)
    points = np.column_stack((single.real, single.imag))
    labels, places = _clustered(points, tolerance_m, cancelled)
    return labels[inverse.reshape(-1)].reshape(2, -1).T, places


def _clustered(points: Floats, tolerance_m: float, cancelled: Cancelled) -> tuple[Whole, Floats]:
    """Return the cluster of each point and the middle of each cluster.

    Nearest neighbours within the tolerance become one, then the middles of those, until none is near another.
    """
    labels = np.arange(len(points))
    places, weights = points.copy(), np.ones(len(points))
    crowded = _crowded(points, tolerance_m)
    active = crowded[:0]
    if len(crowded):
        roots = crowded[_same_cell(points[crowded], tolerance_m / 2)]
        active = _moved(crowded, roots, labels, places, weights)
    while len(active) > 1:
        go_on_unless(cancelled)
        tree = shapely.STRtree(shapely.points(places[active]))
        one, other = tree.query_nearest(
            tree.geometries, max_distance=tolerance_m, exclusive=True, all_matches=False
        )
        if not len(one):
            break
        roots = active[_united(len(active), one, other)]
        near = np.unique(np.concatenate((one, other)))
        active = _moved(active[near], roots[near], labels, places, weights)
    used, numbers = np.unique(labels, return_inverse=True)
    return numbers, places[used]


def _moved(members: Whole, roots: Whole, labels: Whole, places: Floats, weights: Floats) -> Whole:
    """Put `members` into the cluster of their roots, which moves to the middle of all; return the roots."""
    onto = np.arange(len(labels))
    onto[members] = roots
    labels[:] = onto[labels]
    firsts, inverse = np.unique(roots, return_inverse=True)
    sums = np.bincount(inverse, weights[members])
    merged = np.bincount(inverse) > 1
    for axis in (0, 1):
        middles = np.bincount(inverse, weights[members] * places[members, axis]) / sums
        places[firsts[merged], axis] = middles[merged]
    weights[firsts] = sums
    return firsts


def _same_cell(points: Floats, size: float) -> Whole:
    """Return for each point the first that lies in the same square of a grid."""
    cells = np.floor((points - points.min(axis=0)) / size)
    _, firsts, inverse = np.unique(cells[:, 0] + 1j * cells[:, 1], return_index=True, return_inverse=True)
    found: Whole = firsts[inverse]
    return found


def _crowded(points: Floats, tolerance_m: float) -> Whole:
    """Return the points that have another in the nine cells around theirs, cells being a tolerance wide."""
    if tolerance_m <= 0 or len(points) < 2:
        return np.empty(0, dtype=np.int64)
    cells = np.floor((points - points.min(axis=0)) / tolerance_m)
    rows = cells[:, 1].max() + 3
    keys = cells[:, 0] * rows + cells[:, 1]
    filled, counts = np.unique(keys, return_counts=True)
    near = counts > 1
    for step in (1.0, rows - 1, rows, rows + 1):
        at = np.minimum(np.searchsorted(filled, filled + step), len(filled) - 1)
        met = filled[at] == filled + step
        near |= met
        near[at[met]] = True
    return np.flatnonzero(near[np.searchsorted(filled, keys)])


def _united(count: int, one: Whole, other: Whole) -> Whole:
    """Return for each of `count` things the least that it hangs together with by pairs."""
    root = list(range(count))

    def found(thing: int) -> int:
        while root[thing] != thing:
            root[thing] = root[root[thing]]
            thing = root[thing]
        return thing

    for first, second in zip(one.tolist(), other.tolist(), strict=True):
        a, b = found(first), found(second)
        root[max(a, b)] = min(a, b)
    return np.array([found(thing) for thing in range(count)])


def _once(lines: Paths, nodes: Whole, tolerance_m: float) -> tuple[Flags, int]:
    """Return which lines are neither dots nor drawn before, and how many were drawn before."""
    dots = (nodes[:, 0] == nodes[:, 1]) & (lines.lengths() <= 4 * tolerance_m)
    places = np.zeros((len(lines), 3))
    bent = lines.counts > 2
    owners = lines.owners()
    sums = (np.bincount(owners, lines.points[:, axis], len(lines)) for axis in (0, 1))
    grid = max(2 * tolerance_m, 1e-6)
    for axis, total in enumerate(sums):
        places[:, axis] = np.where(bent, np.round(total / lines.counts / grid), 0)
    places[:, 2] = np.where(bent, lines.counts, 2)
    keys = np.column_stack((np.sort(nodes, axis=1), places, dots))
    order = np.lexsort(keys.T[::-1])
    same = np.zeros(len(lines), dtype=bool)
    same[order[1:]] = np.all(keys[order[1:]] == keys[order[:-1]], axis=1)
    repeated = same & ~dots
    return ~dots & ~repeated, int(repeated.sum())


def _walks(nodes: Whole, kept: Flags) -> _Walks:
    """Return walks along lines, from node to node as long as just two lines meet."""
    alone = np.flatnonzero(kept & (nodes[:, 0] == nodes[:, 1]))
    rest = np.flatnonzero(kept & (nodes[:, 0] != nodes[:, 1]))
    steps, starts, closed = _followed(_partners(nodes[rest]))
    halves = np.array(steps, dtype=np.int64)
    if len(rest):
        lines, backwards = rest[halves % len(rest)], halves >= len(rest)
    else:
        lines, backwards = rest, np.zeros(0, dtype=bool)
    walk_starts = np.array([*starts, len(steps)], dtype=np.int64)
    return _Walks(
        np.concatenate((lines, alone)),
        np.concatenate((backwards, np.zeros(len(alone), dtype=bool))),
        np.concatenate((walk_starts, walk_starts[-1] + 1 + np.arange(len(alone)))),
        np.concatenate((np.array(closed, dtype=bool), np.ones(len(alone), dtype=bool))),
    )


def _partners(nodes: Whole) -> list[int]:
    """Return for each end (starts of all lines, then ends of all) the one other that meets it, or -1."""
    ends = nodes.T.reshape(-1)
    partners = np.full(len(ends), -1)
    order = np.argsort(ends, kind="stable")
    met = ends[order]
    firsts = np.flatnonzero(np.concatenate(([True], met[1:] != met[:-1]))) if len(met) else order
    counts = np.diff(np.concatenate((firsts, [len(met)])))
    pairs = firsts[counts == 2]
    partners[order[pairs]], partners[order[pairs + 1]] = order[pairs + 1], order[pairs]
    return partners.tolist()


def _followed(partners: list[int]) -> tuple[list[int], list[int], list[bool]]:
    """Return ends by which lines are entered, where each walk starts among them, and whether it is closed."""
    count = len(partners) // 2
    visited = bytearray(count)
    steps: list[int] = []
    starts: list[int] = []
    closed: list[bool] = []

    def follow(end: int, is_closed: bool) -> None:
        starts.append(len(steps))
        closed.append(is_closed)
        while end >= 0 and not visited[end % count]:
            visited[end % count] = 1
            steps.append(end)
            end = partners[(end + count) % (2 * count)]

    for line in range(count):
        for end in (line, line + count):
            if partners[end] < 0 and not visited[line]:
                follow(end, False)
    for line in range(count):
        if not visited[line]:
            follow(line, True)
    return steps, starts, closed


def _assembled(lines: Paths, places: Floats, nodes: Whole, walks: _Walks) -> Paths:
    """Return the corners along walks, those of lines that meet at the middle of their node."""
    if not len(walks):
        return Paths()
    counts = lines.counts[walks.lines] - 1
    firsts = _starts_of(counts)
    within = np.arange(firsts[-1]) - np.repeat(firsts[:-1], counts)
    from_start = np.repeat(lines.starts[:-1][walks.lines], counts) + within
    from_end = np.repeat(lines.starts[1:][walks.lines] - 1, counts) - within
    points = lines.points[np.where(np.repeat(walks.backwards, counts), from_end, from_start)]
    points[firsts[:-1]] = places[nodes[walks.lines, walks.backwards.astype(int)]]
    bounds = firsts[walks.starts]
    is_open = np.flatnonzero(~walks.closed)
    points = np.insert(points, bounds[is_open + 1], places[walks.ends(nodes)[is_open, 1]], axis=0)
    return Paths(points, bounds + np.concatenate(([0], np.cumsum(~walks.closed))))


def _ring_walks(
    lines: Paths, places: Floats, nodes: Whole, loops: _Walks, tolerance_m: float
) -> tuple[Paths, Whole]:
    """Return the closed walks that enclose more than a line drawn twice, and the ring of each, or -1."""
    rings = _assembled(lines, places, nodes, loops)
    real = _real(rings, tolerance_m)
    return rings.picked(real), np.where(real, np.cumsum(real) - 1, -1)


def _real(rings: Paths, tolerance_m: float) -> Flags:
    return (rings.counts > 2) & (np.abs(rings.areas()) > tolerance_m * rings.lengths(closed=True) / 2)


def _owners(count: int, walks: _Walks, numbers: Whole) -> Whole:
    """Return for each of `count` lines the number of the walk that it is part of, -1 for none."""
    owners = np.full(count, -1)
    owners[walks.lines] = np.repeat(numbers, np.diff(walks.starts))
    return owners


def _branched(chains: Paths, ends: Whole, tolerance_m: float) -> tuple[Paths, Whole]:
    """Return the outlines around meshes of chains that branch, and the outline of each chain, -1 for none."""
    outline_of = np.full(len(chains), -1)
    degrees = np.bincount(ends.reshape(-1)) if len(ends) else ends
    most = degrees[ends].max(axis=1) if len(ends) else ends
    meeting = np.flatnonzero((most > 2) & (most <= _MOST_MEETING))
    if not len(meeting):
        return Paths(), outline_of
    part = chains.picked(meeting)
    strings = shapely.linestrings(part.points, indices=part.owners())
    faces = polygons_in(shapely.polygonize(strings))
    if not faces:
        return Paths(), outline_of
    around = polygons_in(shapely.union_all(shapely.make_valid(np.array(faces, dtype=object))))
    rings = paths_of([shapely.get_coordinates(shape.exterior)[:-1] for shape in around])
    real = _real(rings, tolerance_m)
    shapes = np.array(around, dtype=object)[real]
    at, outline = shapely.STRtree(shapes).query(strings, predicate="covered_by")
    outline_of[meeting[at]] = outline
    return rings.picked(real), outline_of


def _free_ends(places: Floats, ends: Whole) -> tuple[Floats, Whole]:
    """Return where chains end that meet nothing there (n, 2), and the chain of each."""
    degrees = np.bincount(ends.reshape(-1), minlength=len(places))
    chain, side = np.nonzero(degrees[ends] == 1) if len(ends) else (ends[:, 0], ends[:, 0])
    return places[ends[chain, side]], chain
