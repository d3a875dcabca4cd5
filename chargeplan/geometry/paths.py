"""Ways of cables over a site: around what stands there, and through trenches that several of them share.

Lines that are given for some ends are trenches that are there already: other ways are led through them where
that costs least, and join them at corners or where a single cable from an end or corner best does.

Solids bar the ground as far as their clearance. What is scattered over the site, such as trees and sheds, is
kept clear of too, but only what a way would cross is looked at: what nothing crosses is in nobody's way.
Ways part at the places themselves and at corners of what is looked at, and the best tree is best among
those. Where scattered things leave no way at all, cables pass below them.

Ways stay within a boundary where that is possible; it is looked at when a way would leave it.

A place in barred ground, such as a supply point in a building, is led out to the nearest free ground first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from chargeplan.errors import Cancelled, go_on_unless, never
from chargeplan.geometry.steiner import Weights
from chargeplan.geometry.trenches import (
    Dug,
    dug_from,
    led_along,
    length_of,
    runs_along,
    stretches,
    without_repeats,
)
from chargeplan.geometry.visibility import (
    Barred,
    Thing,
    barred_ground,
    beside,
    crossed,
    entered,
    led_out,
    outside_of,
    standing_in,
    with_more,
)
from chargeplan.geometry.way_net import FEW_ENDS, Effort, Net
from chargeplan.model.values import Point, Region, Ring

MOST_EXACT_ENDS = 10
"""With more ends the best tree is looked for by mending a good one."""

_BESIDE_M = 1.0
"""What stands as near to a thing in the way is heeded too, for a way around the one may meet the other."""

_GAIN = 1e-6
"""Savings below this are noise of floating point."""

_REMEMBERED = 64


@dataclass(frozen=True)
class Solids:
    """What ways keep clear of: regions by one clearance [m], and scattered things, each by its own.

    They stay in the ring `within`, if there is one, unless no way leads there.
    """

    regions: tuple[Region, ...]
    clearance_m: float
    scattered: tuple[Thing, ...] = ()
    within: Ring | None = None

    @property
    def things(self) -> tuple[Thing, ...]:
        """What is heeded when a way comes near it; the ground beyond the ring comes last."""
        beyond = () if self.within is None else ((outside_of(self.within), 0.0),)
        return (*self.scattered, *beyond)


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


def shortest_way(start: Point, end: Point, solids: Solids) -> Ring | None:
    """Return the shortest way between two places, None where none leads there."""
    return routes(start, (end,), solids, Weights(1.0, 0.0)).ways[0]


def routes(
    source: Point,
    ends: tuple[Point, ...],
    solids: Solids,
    weights: Weights,
    *,
    exact: bool = True,
    given: Sequence[Ring | None] = (),
    joined_m: float = 0.0,
    cancelled: Cancelled = never,
) -> Routes:
    """Return the ways of cables from a source to several ends, of least cost for trench and cable together.

    Without `exact` the tree to more than a few ends is merely a good one, which is found sooner. The same
    input gives the same bytes.

    Parameters
    ----------
    given
        For each end the line that leads there, from the source on, or None where a way is to be found. Where
        lines are given that would have been found anyhow, all other ways stay as they are.
    joined_m
        How far from the source a line may begin and still be joined with it [m].

    Raises
    ------
    CalledOff
        When `cancelled()` becomes true on the way.
    """
    asked = _Asked(cancelled)
    alone = _search(source, ends, solids, weights, _is_best(ends, exact), asked)
    if not any(given):
        return alone.found
    kept = replace(alone.found, ways=_with_given(alone.found.ways, given))
    if all(line is None or _alike(line, way) for line, way in zip(given, alone.found.ways, strict=True)):
        return kept
    open_ends = tuple(end for end, line in zip(ends, given, strict=True) if line is None)
    dug = tuple(line for line in given if line is not None and math.dist(line[0], source) <= joined_m)
    found = _search(source, open_ends, solids, weights, _is_best(open_ends, exact), asked, dug, alone).found
    left = iter(found.ways)
    led = replace(found, ways=tuple(next(left) if line is None else line for line in given))
    cheaper = _cost(led, weights) < _cost(kept, weights) - _GAIN
    if cheaper and led.ways.count(None) <= kept.ways.count(None):
        return led
    return replace(kept, exact=found.exact)


def _is_best(ends: Sequence[Point], exact: bool) -> bool:
    return len(ends) <= FEW_ENDS or (exact and len(ends) <= MOST_EXACT_ENDS)


def _with_given(ways: Sequence[Ring | None], given: Sequence[Ring | None]) -> tuple[Ring | None, ...]:
    return tuple(line or way for line, way in zip(given, ways, strict=True))


def _alike(line: Ring, way: Ring | None) -> bool:
    """Return whether two lines are the same trench."""
    return way is not None and runs_along(line, [way]) and runs_along(way, [line])


def _cost(found: Routes, weights: Weights) -> float:
    """Return what trench and cable of the ways that there are cost."""
    cables = sum(length_of(way) for way in found.ways if way is not None)
    return weights.trench * sum(piece.length_m for piece in stretches(found.ways)) + weights.cable * cables


@dataclass(frozen=True)
class _Asked:
    """The question whether ways are still wanted; which is of no account for what is remembered."""

    cancelled: Cancelled = field(compare=False)


@dataclass(frozen=True, eq=False)
class _Search:
    """Ways with the ground that they were found on, and the scattered things that are heeded there."""

    found: Routes
    ground: Barred
    heeded: frozenset[int]


@lru_cache(maxsize=_REMEMBERED)
def _search(
    source: Point,
    ends: tuple[Point, ...],
    solids: Solids,
    weights: Weights,
    best: bool,
    asked: _Asked,
    given: tuple[Ring, ...] = (),
    before: _Search | None = None,
) -> _Search:
    """Return ways to ends, beside lines that are given; what a search `before` heeded is heeded again."""
    dug, things = dug_from(source, [_allowed(line, source, solids) for line in given]), solids.things
    ground = clear = barred_ground(solids.regions, solids.clearance_m)
    efforts: list[Effort] = ["best"] if len(ends) <= FEW_ENDS else ["good", "best"] if best else ["good"]
    heeded: set[int] = set()
    if before is None:
        efforts.insert(0, "quick")
    else:
        clear, heeded = before.ground, set(before.heeded)
    found, lines = _routes_on(clear, source, ends, weights, efforts[0], dug, asked.cancelled)
    unreached = found.ways.count(None)
    while True:
        hit = crossed(lines, things)
        more = [index for index in hit if index not in heeded]
        if not more and len(efforts) == 1:
            return _Search(found, clear, frozenset(heeded))
        efforts = efforts[1:] or efforts
        added = sorted(set(beside(more, things, _BESIDE_M)) - heeded)
        heeded.update(added)
        clear = with_more(clear, tuple(things[index] for index in added))
        found, lines = _routes_on(clear, source, ends, weights, efforts[0], dug, asked.cancelled)
        if found.ways.count(None) > unreached:
            if solids.within is not None and len(solids.scattered) in heeded:
                anywhere = replace(solids, within=None)
                return _search(source, ends, anywhere, weights, best, asked, given)
            found, _ = _routes_on(ground, source, ends, weights, efforts[-1], dug, asked.cancelled)
            return _Search(found, ground, frozenset(heeded))


def _allowed(line: Ring, source: Point, solids: Solids) -> Ring:
    """Return a line that is given as far as other ways may follow it: up to where it enters a region.

    A region that the source is in is left through it; where it leaves the boundary others do not follow.
    """
    pieces = list(pairwise(line))
    at_home = {region for _, region in standing_in([source], solids.regions)}
    bad = {piece for piece, region in entered(pieces, solids.regions) if region not in at_home}
    if solids.within is not None:
        bad.update(piece for piece, _ in entered(pieces, (outside_of(solids.within),)))
    return line[: min(bad, default=len(pieces)) + 1]


def octagon(centre: Point, radius_m: float) -> Ring:
    """Return the eight corners around a disc, for round things that ways keep clear of."""
    reach = radius_m / math.cos(math.pi / 8)
    angles = [math.pi / 8 * (2 * index + 1) for index in range(8)]
    return tuple((centre[0] + reach * math.cos(a), centre[1] + reach * math.sin(a)) for a in angles)


def _routes_on(
    ground: Barred,
    source: Point,
    ends: Sequence[Point],
    weights: Weights,
    effort: Effort,
    dug: Dug | None,
    cancelled: Cancelled,
) -> tuple[Routes, list[Ring]]:
    """Return ways on barred ground, and the lines in them that are not dug yet."""
    go_on_unless(cancelled)
    places = [source, *ends]
    exits = [led_out(ground, place) or place for place in places]
    net = Net(ground, exits)
    go_on_unless(cancelled)
    reached = [index for index in range(1, len(places)) if math.isfinite(net.between_m[0, index])]
    lines, exact = net.ways(reached, weights, effort, dug, math.dist(source, exits[0]), cancelled)
    led = led_along(source, [(source, exits[0]), *lines, *(dug.lines if dug is not None else ())])
    ways: list[Ring | None] = [None] * len(ends)
    for index in reached:
        ways[index - 1] = without_repeats((*led.way_to(exits[index]), places[index]))
    new = lines if dug is not None else [way for way in ways if way is not None]
    return Routes(tuple(ways), exact), new
