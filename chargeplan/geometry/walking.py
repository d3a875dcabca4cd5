"""How far people walk: shortest ways around what nobody walks through, and the ground within some distance.

A way begins where a door is left and ends in front of the nearest socket of a place. It bends at corners of
barred ground only, so it is found on the graph of `visibility`. The view from corners to sockets is looked at
where a shortest way would need it, and nowhere else.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import cast

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from chargeplan.errors import Cancelled, go_on_unless, never, unless_called_off
from chargeplan.geometry.polygons import band, regions_of
from chargeplan.geometry.trenches import without_repeats
from chargeplan.geometry.visibility import (
    Barred,
    Floats,
    Indices,
    View,
    barred_ground,
    corners_to,
    entered,
    led_out,
    lines_to,
    outside_of,
    relaxed,
    sees,
    standing_in,
    views_from,
    with_more,
)
from chargeplan.model.values import Point, Region, Ring
from chargeplan.units import COORDINATE_DECIMALS

_WALL_M = 0.02
"""A wall that is drawn as a line is this thick."""

_STARTS_TOGETHER = 16
"""So many views are found between two questions whether they are still wanted."""

_FEW_LEADS = 16
"""So many places outside barred ground, the nearest, are tried for one that is not behind a wall."""

_NEXT_M, _APART_M = 1.5, 3.0
"""Sockets in a row are no further from the next; of those on so long a piece of it, its ends are enough."""

_ARC = 72
"""Pieces of a full circle; they lie inside of it by less than 0.1 % of its radius."""

_BESIDE_CORNER = 1e-7
"""Rays beside a corner pass it by this angle."""

_LAP = 0.005
"""What is seen from a corner begins this much [radians] before the straight on, so that no slit is left."""

_SMOOTH_M, _OFF_WALLS_M = 0.02, 0.1
_REMEMBERED = 16


@dataclass(frozen=True, eq=False)
class WalkingGround:
    """Ground that people walk on: all but `barred`, the solids and what is too narrow beside them."""

    barred: Barred
    solids: tuple[Region, ...]


def walls_of(lines: Sequence[Ring]) -> tuple[Region, ...]:
    """Return walls that are drawn as lines, as ground that nobody walks through."""
    return tuple(region for line in lines for region in band(line, _WALL_M))


@lru_cache(maxsize=_REMEMBERED)
def walking_ground(solids: tuple[Region, ...], clearance_m: float, within: Ring | None) -> WalkingGround:
    """Return the ground on which people walk, the same object for the same.

    They keep `clearance_m` [m] away from solids, so that gaps less than twice as wide let nobody through, and
    stay in the ring `within`, where there is one.
    """
    barred = barred_ground(solids, clearance_m)
    if within is not None:
        barred = with_more(barred, ((outside_of(within), 0.0),))
    return WalkingGround(barred, solids)


@dataclass(frozen=True)
class _Lead:
    """Where a place is left for open ground, and how far that is [m]; `exit` None where nothing leads out."""

    place: Point
    exit: Point | None
    length_m: float


def _leads(ground: WalkingGround, places: Sequence[Point]) -> list[_Lead]:
    """Return where places are left: nowhere through a wall, but for the one that a place is in."""
    home = set(standing_in(places, ground.solids))
    found = []
    for index, place in enumerate(places):
        nearest = led_out(ground.barred, place)
        if nearest is None:
            found.append(_Lead(place, place, 0.0))
            continue
        exit_ = _first_free(ground, index, place, [nearest], home)
        if exit_ is None:
            exit_ = _first_free(ground, index, place, _feet(ground.barred, place), home)
        found.append(_Lead(place, exit_, math.inf if exit_ is None else math.dist(place, exit_)))
    return found


def _first_free(
    ground: WalkingGround, index: int, place: Point, exits: Sequence[Point], home: set[tuple[int, int]]
) -> Point | None:
    hits = entered([(place, exit_) for exit_ in exits], ground.solids)
    bad = {line for line, region in hits if (index, region) not in home}
    return next((exit_ for line, exit_ in enumerate(exits) if line not in bad), None)


def _feet(barred: Barred, place: Point) -> list[Point]:
    """Return the places on the edge of barred ground next to a place in it, the nearest first."""
    starts, ends = _sides([barred.outline])
    along = ends - starts
    share = ((np.array(place) - starts) * along).sum(axis=1) / (along**2).sum(axis=1)
    feet = starts + np.clip(share, 0.0, 1.0)[:, None] * along
    order = np.argsort(np.hypot(*(feet - place).T), kind="stable")[:_FEW_LEADS]
    return [(x, y) for x, y in np.round(feet[order], COORDINATE_DECIMALS).tolist()]


def _sides(shapes: Sequence[BaseGeometry]) -> tuple[Floats, Floats]:
    """Return where the sides of shapes start and end, sides without a length left out."""
    outlines = shapely.get_parts(shapely.boundary(np.array(shapes, dtype=object)))
    lines = [shapely.get_coordinates(line) for line in outlines]
    starts = np.concatenate([line[:-1] for line in lines] or [np.zeros((0, 2))])
    ends = np.concatenate([line[1:] for line in lines] or [np.zeros((0, 2))])
    long = (starts != ends).any(axis=1)
    return starts[long], ends[long]


@dataclass(frozen=True, eq=False)
class Walks:
    """Shortest ways from starts to places.

    Attributes
    ----------
    lengths_m : (starts, places)
        How long the ways are [m], `inf` where none leads there.
    """

    lengths_m: Floats
    _net: _Net
    _sources: Indices

    def way(self, start: int, place: int) -> Ring | None:
        """Return the corners of the way from a start to the nearest socket of a place, None without one."""
        if not math.isfinite(self.lengths_m[start, place]):
            return None
        return self._net.line(start, int(self._sources[start, place]), place)


def walks(
    ground: WalkingGround,
    starts: Sequence[Point],
    places: Sequence[Sequence[Point]],
    cancelled: Cancelled = never,
) -> Walks:
    """Return the shortest ways from each start to the nearest of the points of each place.

    Raise `CalledOff` when `cancelled()` becomes true on the way.
    """
    net = _Net(ground, starts, places, cancelled)
    while True:
        go_on_unless(cancelled)
        lengths, sources = net.shortest()
        if net.looked_at(lengths, sources):
            return Walks(lengths, net, sources)


class _Net:
    """Starts, corners, and the targets of places: how far it is, as far as that has been looked at.

    Sources are numbers: the corners of barred ground, then the starts. `straight_m` are distances from
    sources to targets, with the way from there to the socket; `inf` where it has been seen to be hidden.
    """

    def __init__(
        self,
        ground: WalkingGround,
        starts: Sequence[Point],
        places: Sequence[Sequence[Point]],
        cancelled: Cancelled,
    ) -> None:
        self.ground, self.starts = ground, _leads(ground, starts)
        self.targets = _leads(ground, [target for targets in places for target in targets])
        sizes = np.array([len(targets) for targets in places], dtype=np.intp)
        self.ends = np.cumsum(sizes)
        self.begins = self.ends - sizes
        self.views = _views(ground.barred, self.starts, cancelled)
        corners = ground.barred.corners
        self.sources = np.concatenate((corners, _exits(self.starts)))
        self.spots = _exits(self.targets)
        off = self.sources[:, None] - self.spots[None]
        stubs = np.array([lead.length_m for lead in self.targets])
        self.straight_m = np.hypot(off[..., 0], off[..., 1]) + stubs
        self.straight_m[~np.isfinite(self.straight_m)] = np.inf
        self.seen = np.zeros((len(self.sources), len(places)), dtype=bool)
        ways = [view.way_m + lead.length_m for view, lead in zip(self.views, self.starts, strict=True)]
        self.ways_m = np.array(ways).reshape(len(starts), len(corners))

    def shortest(self) -> tuple[Floats, Indices]:
        """Return how far it is at least from each start to each place, and the last source on the way."""
        count, places = len(self.starts), len(self.begins)
        lengths = np.full((count, places), np.inf)
        sources = np.zeros((count, places), dtype=np.intp)
        corners, rows = self.ways_m.shape[1], np.arange(count)
        leads = np.array([lead.length_m for lead in self.starts])
        for place, (begin, end) in enumerate(zip(self.begins, self.ends, strict=True)):
            if begin == end:
                continue
            near = self.straight_m[:, begin:end].min(axis=1)
            led = np.concatenate((self.ways_m + near[:corners], (leads + near[corners:])[:, None]), axis=1)
            best = led.argmin(axis=1)
            lengths[:, place] = led[rows, best]
            sources[:, place] = np.where(best == corners, corners + rows, best)
        return lengths, sources

    def looked_at(self, lengths: Floats, sources: Indices) -> bool:
        """Return whether all that ways rest on has been seen; look at what has not."""
        rows, places = np.nonzero(np.isfinite(lengths))
        wanted = np.unique(np.stack((sources[rows, places], places), axis=1), axis=0)
        new = wanted[~self.seen[wanted[:, 0], wanted[:, 1]]]
        if not len(new):
            return True
        pairs = [
            (source, target)
            for source, place in new.tolist()
            for target in range(self.begins[place], self.ends[place])
            if math.isfinite(self.straight_m[source, target])
        ]
        at = np.array(pairs, dtype=np.intp).reshape(-1, 2)
        lines = np.stack((self.sources[at[:, 0]], self.spots[at[:, 1]]), axis=1)
        hidden = at[~sees(self.ground.barred, lines)]
        self.straight_m[hidden[:, 0], hidden[:, 1]] = np.inf
        self.seen[new[:, 0], new[:, 1]] = True
        return not len(hidden)

    def line(self, start: int, source: int, place: int) -> Ring:
        """Return the corners of a way that was found."""
        lead, begin = self.starts[start], self.begins[place]
        near = self.straight_m[source, begin : self.ends[place]]
        target = self.targets[int(begin + near.argmin())]
        corners = self.ground.barred.corners
        turns: list[int] = []
        if source < len(corners):
            turns = corners_to(self.ground.barred, source, self.views[start])[::-1]
        between = [(float(x), float(y)) for x, y in corners[turns]]
        exits = [exit_ for exit_ in (lead.exit, target.exit) if exit_ is not None]
        return without_repeats((lead.place, exits[0], *between, exits[-1], target.place))


def _exits(leads: Sequence[_Lead]) -> Floats:
    """Return where places are left, nowhere (`nan`) for those that nothing leads out of."""
    nowhere = (math.nan, math.nan)
    return np.array([lead.exit or nowhere for lead in leads], dtype=float).reshape(-1, 2)


def _views(barred: Barred, leads: Sequence[_Lead], cancelled: Cancelled) -> list[View]:
    blind = View(*np.full((2, len(barred.corners)), np.inf))
    found: list[View] = []
    for begin in range(0, len(leads), _STARTS_TOGETHER):
        go_on_unless(cancelled)
        part = leads[begin : begin + _STARTS_TOGETHER]
        seen = iter(views_from(barred, [lead.exit for lead in part if lead.exit is not None]))
        found += [blind if lead.exit is None else next(seen) for lead in part]
    return found


# --- ground within a distance ------------------------------------------------------------------------


def isochrones(
    ground: WalkingGround, targets: Sequence[Point], limits_m: Sequence[float], cancelled: Cancelled = never
) -> tuple[tuple[Region, ...], ...]:
    """Return for each limit [m] the ground from which it is no further to the nearest target on foot.

    Arcs are drawn by chords inside of them. Raise `CalledOff` when `cancelled()` becomes true on the way.
    """
    if not targets or not limits_m:
        return tuple(() for _ in limits_m)
    barred = ground.barred
    leads = [lead for lead in _leads(ground, _thinned(targets)) if lead.exit is not None]
    spread = _Spread(barred, leads, _views(barred, leads, cancelled))
    sides = _sides(barred.shapes)
    pieces: list[list[BaseGeometry]] = [[] for _ in limits_m]
    for node, spent_m, wedge in spread.nodes(max(limits_m)):
        go_on_unless(cancelled)
        stars = _stars(node, [limit - spent_m for limit in limits_m], *sides, wedge)
        for found, star in zip(pieces, stars, strict=True):
            found += [star] if star is not None else []
    return tuple(_united(found) for found in unless_called_off(pieces, cancelled))


_Wedge = tuple[float, float]
"""The first direction and how far it turns, to the left or, less than nothing, to the right [radians]."""

_ALL_AROUND: _Wedge = (-math.pi, 2 * math.pi)


class _Spread:
    """How far it is from the nearest target to every corner, and from where one comes there."""

    def __init__(self, barred: Barred, leads: Sequence[_Lead], views: Sequence[View]) -> None:
        self.barred, self.leads, self.exits = barred, leads, _exits(leads)
        seen = [view.sight_m + lead.length_m for view, lead in zip(views, leads, strict=True)]
        sights = np.array(seen).reshape(len(leads), len(barred.corners))
        self.first_m = sights.min(axis=0, initial=math.inf)
        self.nearest = sights.argmin(axis=0) if len(leads) else np.zeros(0, dtype=np.intp)
        self.ways_m = relaxed(self.first_m, barred.starts, barred.lengths_m, barred.groups)

    def nodes(self, within_m: float) -> Iterator[tuple[Point, float, _Wedge]]:
        """Yield where ways begin or bend, how far it is to there, and where they lead on from there."""
        for lead in self.leads:
            if lead.exit is not None and lead.length_m < within_m:
                yield lead.exit, lead.length_m, _ALL_AROUND
        for corner in np.flatnonzero(self.ways_m < within_m).tolist():
            x, y = self.barred.corners[corner].tolist()
            yield (x, y), float(self.ways_m[corner]), self._wedge(corner)

    def _wedge(self, corner: int) -> _Wedge:
        """Return where ways lead that bend at a corner: from straight on to along its wall beyond."""
        barred = self.barred
        here = barred.corners[corner]
        before = self.exits[self.nearest[corner]]
        if self.ways_m[corner] < self.first_m[corner]:
            lines = lines_to(barred, corner)
            others = barred.starts[lines]
            led = self.ways_m[others] + barred.lengths_m[lines]
            led[others == corner] = np.inf
            before = barred.corners[others[led.argmin()]]
        on = math.atan2(*(here - before)[::-1])
        walls = np.stack((barred.before[corner], barred.after[corner])) - here
        turns = np.remainder(np.arctan2(walls[:, 1], walls[:, 0]) - on + math.pi, 2 * math.pi) - math.pi
        hand = 1.0 if np.sin(turns).sum() > 0 else -1.0
        beyond = turns[turns * hand > _BESIDE_CORNER] * hand
        return on, hand * float(beyond.min(initial=math.pi))


def open_edge(ground: WalkingGround, regions: Sequence[Region]) -> tuple[Point, ...]:
    """Return the corners of regions, in order, that lie in open ground and not along a wall."""
    corners = [corner for region in regions for ring in region for corner in ring]
    if not corners:
        return ()
    shapely.prepare(ground.barred.outline)
    open_ = ~shapely.dwithin(ground.barred.outline, shapely.points(corners), _OFF_WALLS_M)
    return tuple(corner for corner, off in zip(corners, open_.tolist(), strict=True) if off)


def _thinned(targets: Sequence[Point]) -> list[Point]:
    """Return targets without those in rows that lie between two others which are near to each other."""
    rows: list[list[Point]] = []
    for target in targets:
        row = next((row for row in reversed(rows) if math.dist(row[-1], target) <= _NEXT_M), None)
        if row is None:
            rows.append([target])
        else:
            row.append(target)
    return [target for row in rows for target in _without_middles(row)]


def _without_middles(row: Sequence[Point]) -> list[Point]:
    kept = [row[0]]
    for here, following in pairwise(row[1:]):
        straight = math.dist(kept[-1], following)
        detour = math.dist(kept[-1], here) + math.dist(here, following) - straight
        if straight > _APART_M or detour > _SMOOTH_M:
            kept.append(here)
    return [*kept, row[-1]] if len(row) > 1 else kept


def _united(stars: Sequence[BaseGeometry]) -> tuple[Region, ...]:
    if not stars:
        return ()
    whole = shapely.union_all(shapely.make_valid(np.array(stars, dtype=object)), grid_size=_SMOOTH_M / 2)
    return regions_of(cast(BaseGeometry, shapely.simplify(whole, _SMOOTH_M)))


def _stars(
    node: Point, radii_m: Sequence[float], starts: Floats, ends: Floats, wedge: _Wedge
) -> list[BaseGeometry | None]:
    """Return what is seen in a wedge from a node no further than each radius [m], None for nothing."""
    most = max(radii_m)
    near = _off_sides_m(node, starts, ends) < most
    a, b = starts[near] - node, ends[near] - node
    angles = np.concatenate((_angles(a, b), *(_crossings(a, b, r) for r in radii_m if r > 0)))
    angles = _within(wedge, angles)
    rays = np.stack((np.cos(angles), np.sin(angles)), axis=1)
    reach = _reach_m(rays, a, b, most)
    stars: list[BaseGeometry | None] = []
    for radius in radii_m:
        corners = node + rays * np.minimum(reach, radius)[:, None]
        if wedge is not _ALL_AROUND:
            corners = np.concatenate((corners, [node]))
        stars.append(shapely.simplify(shapely.Polygon(corners), _SMOOTH_M / 2) if radius > 0 else None)
    return stars


def _within(wedge: _Wedge, angles: Floats) -> Floats:
    """Return the angles in a wedge, its own two among them, in order; it begins a little before."""
    if wedge is _ALL_AROUND:
        return np.unique(angles)
    begin, turn = wedge
    hand = math.copysign(1.0, turn)
    turns = np.remainder((angles - begin) * hand + _LAP, 2 * math.pi) - _LAP
    turns = np.unique(np.concatenate((turns[turns < abs(turn)], (-_LAP, abs(turn)))))
    return begin + hand * turns


def _off_sides_m(node: Point, starts: Floats, ends: Floats) -> Floats:
    along, off = ends - starts, np.array(node) - starts
    share = np.clip((off * along).sum(axis=1) / (along**2).sum(axis=1), 0.0, 1.0)
    return cast(Floats, np.hypot(*(off - share[:, None] * along).T))


def _angles(a: Floats, b: Floats) -> Floats:
    """Return the angles of rays: all around, and at the ends of sides and just beside them."""
    ends = np.concatenate((a, b))
    at = np.unique(np.arctan2(ends[:, 1], ends[:, 0]))
    around = np.arange(_ARC) * (2 * math.pi / _ARC) - math.pi
    return np.concatenate((around, at, at - _BESIDE_CORNER, at + _BESIDE_CORNER))


def _crossings(a: Floats, b: Floats, radius_m: float) -> Floats:
    """Return the angles at which sides cross a circle around the origin."""
    way = b - a
    half = (a * way).sum(axis=1)
    square = (way**2).sum(axis=1)
    root = half**2 - square * ((a**2).sum(axis=1) - radius_m**2)
    meets = root >= 0
    root = np.sqrt(root[meets])
    shares = [(-half[meets] + sign * root) / square[meets] for sign in (-1, 1)]
    spots = np.concatenate([(a[meets] + s[:, None] * way[meets])[(s >= 0) & (s <= 1)] for s in shares])
    return np.asarray(np.arctan2(spots[:, 1], spots[:, 0]))


def _reach_m(rays: Floats, a: Floats, b: Floats, most_m: float) -> Floats:
    """Return how far rays from the origin go until they meet a side [m]."""
    way = b - a
    turn = rays[:, 0, None] * way[:, 1] - rays[:, 1, None] * way[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        far = (a[:, 0] * way[:, 1] - a[:, 1] * way[:, 0]) / turn
        share = (a[:, 0] * rays[:, 1, None] - a[:, 1] * rays[:, 0, None]) / turn
    far[~((far > 0) & (share >= 0) & (share <= 1))] = most_m
    return np.asarray(far.min(axis=1, initial=most_m))
