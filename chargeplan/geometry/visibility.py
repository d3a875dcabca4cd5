"""Which corners of barred ground see each other: the graph in which shortest ways around obstacles lie.

A shortest way turns at corners of what is in its way only, and there it bends around the corner. So the graph
holds the convex corners of the barred ground and those sight lines that touch it at both ends without
entering it. Everything is numpy arrays; Shapely tells which sight lines are free, all at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TypeVar, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from chargeplan.geometry.polygons import polygons_in, sound_polygons, union_all
from chargeplan.model.values import Point, Region, Ring
from chargeplan.units import COORDINATE_DECIMALS

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Thing = tuple[Ring | Region, float]
"""What stands somewhere, and how far ways keep away from it [m]."""

_CURVE_M = 0.02
"""How far a curve of many corners may be flattened; outlines grow by as much, so that nothing is cut."""

_TOUCH_M = 1e-3
"""Ways run along the barred ground, so they may be nearer by this before they count as entering it."""

_MANY_VIEWS = 8
"""So many views and more are worked out together."""

_FAR_M = 10_000.0
"""No way goes as far around anything."""

_PAIRS_AT_ONCE = 1_000_000
_LINES_AT_ONCE = 200_000
"""So many are looked at together: a town of thousands of buildings has tens of millions of pairs."""

_REMEMBERED_GROUNDS = 16
_REMEMBERED_VIEWS = 4096
_REMEMBERED_VIEWS_OF_A_GROUND = 1024
_REMEMBERED_THINGS = 4096


@dataclass(frozen=True, eq=False)
class Barred:
    """Ground that no way enters, with the sight lines between its corners.

    Attributes
    ----------
    shapes : tuple of geometries
        The ground, a hair smaller than it is kept clear, prepared for questions.
    outline : geometry
        The ground as it is kept clear.
    corners, before, after : (n, 2)
        Convex corners [m] and their neighbours on the outline.
    lines : (m, 2)
        Pairs of corners that see each other, the smaller index first.
    starts, lengths_m, groups : (2m + n,), (2m + n,), (n,)
        The same lines in both directions and one of no length from each corner to itself: their starts and
        lengths [m], grouped by their end, and where each group begins.
    base, stays
        The ground that this one was added to, if any, and which of its corners are the first ones of this.
    views
        What places and corners, by their numbers, are known to see.
    """

    shapes: tuple[BaseGeometry, ...]
    outline: BaseGeometry
    corners: Floats
    before: Floats
    after: Floats
    lines: Indices
    starts: Indices
    lengths_m: Floats
    groups: Indices
    base: Barred | None = None
    stays: NDArray[np.bool_] | None = None
    views: dict[Point | int, View] = field(default_factory=dict)

    @cached_property
    def ranks(self) -> Ranks:
        """The lines, made ready for views that are worked out together."""
        return _ranked(self.starts, self.lengths_m, self.groups)


def barred_ground(solids: tuple[Region, ...], clearance_m: float) -> Barred:
    """Return the ground nearer than `clearance_m` [m] to any of `solids`, the same object for the same.

    Corners are mitred, so they lie further off than the clearance.
    """
    return _barred(solids, float(clearance_m))


@lru_cache(maxsize=_REMEMBERED_GROUNDS)
def _barred(solids: tuple[Region, ...], clearance_m: float) -> Barred:
    outline = _united(solids, clearance_m)
    corners, before, after = _convex_corners(polygons_in(outline))
    shape = _prepared(outline)
    lines = _tangents(corners, before, after, 0)
    return _seen((shape,), outline, corners, before, after, lines[_free(corners, lines, (shape,))])


@lru_cache(maxsize=_REMEMBERED_GROUNDS)
def with_more(ground: Barred, things: tuple[Thing, ...]) -> Barred:
    """Return `ground` with more things kept clear of, as few sight lines looked at again as can be."""
    if not things:
        return ground
    added = cast(BaseGeometry, shapely.simplify(union_all([_grown(*thing) for thing in things]), _TOUCH_M))
    shape = _prepared(added)
    stays = ~shapely.intersects_xy(shape, ground.corners[:, 0], ground.corners[:, 1])
    renumbered = np.cumsum(stays) - 1
    old = ground.lines[stays[ground.lines].all(axis=1)]
    old = renumbered[old[_free(ground.corners, old, (shape,))]]
    corners, before, after = _convex_corners(polygons_in(added))
    out = np.ones(len(corners), dtype=bool)
    for other in ground.shapes:
        out &= ~shapely.intersects_xy(other, corners[:, 0], corners[:, 1])
    count = int(stays.sum())
    corners = np.concatenate((ground.corners[stays], corners[out]))
    before = np.concatenate((ground.before[stays], before[out]))
    after = np.concatenate((ground.after[stays], after[out]))
    shapes = (*ground.shapes, shape)
    new = _tangents(corners, before, after, count)
    lines = np.concatenate((old, new[_free(corners, new, shapes)]))
    whole = shapely.union(ground.outline, added)
    return replace(_seen(shapes, whole, corners, before, after, lines), base=ground, stays=stays)


@lru_cache(maxsize=_REMEMBERED_THINGS)
def _grown(outline: Ring | Region, clearance_m: float) -> BaseGeometry:
    return cast(BaseGeometry, _kept_clear([outline], clearance_m)[0])


@lru_cache(maxsize=_REMEMBERED_THINGS)
def _shrunk(outline: Ring | Region, clearance_m: float) -> BaseGeometry:
    with np.errstate(all="ignore"):
        return cast(BaseGeometry, shapely.buffer(_grown(outline, clearance_m), -_TOUCH_M, join_style="mitre"))


def outside_of(ring: Ring) -> Region:
    """Return the ground all around a ring."""
    xs, ys = zip(*ring, strict=True)
    west, east = min(xs) - _FAR_M, max(xs) + _FAR_M
    south, north = min(ys) - _FAR_M, max(ys) + _FAR_M
    return (((west, south), (east, south), (east, north), (west, north)), ring)


@lru_cache(maxsize=_REMEMBERED_GROUNDS)
def _scatter(things: tuple[Thing, ...]) -> tuple[shapely.STRtree, NDArray[np.object_]]:
    grown = np.array([_grown(*thing) for thing in things], dtype=object)
    return shapely.STRtree([_shrunk(*thing) for thing in things]), grown


def crossed(ways: Sequence[Ring], things: tuple[Thing, ...]) -> list[int]:
    """Return the indices of those things that ways come too near to, in order."""
    if not things or not ways:
        return []
    pieces = shapely.linestrings([piece for way in ways for piece in pairwise(way)])
    return [int(index) for index in np.unique(_scatter(things)[0].query(pieces, predicate="intersects")[1])]


def beside(chosen: Sequence[int], things: tuple[Thing, ...], within_m: float) -> list[int]:
    """Return the indices of the things that stand within `within_m` [m] of chosen ones, these included."""
    if not chosen:
        return []
    tree, grown = _scatter(things)
    near = tree.query(grown[list(chosen)], predicate="dwithin", distance=within_m)[1]
    return sorted({int(index) for index in near} | set(chosen))


def _seen(
    shapes: tuple[BaseGeometry, ...],
    outline: BaseGeometry,
    corners: Floats,
    before: Floats,
    after: Floats,
    lines: Indices,
) -> Barred:
    lengths = np.hypot(*(corners[lines[:, 1]] - corners[lines[:, 0]]).T)
    return Barred(shapes, outline, corners, before, after, lines, *grouped(lines, lengths, len(corners)))


def _kept_clear(solids: Sequence[Region | Ring], clearance_m: float) -> NDArray[np.object_]:
    shapes = sound_polygons(solids)
    with np.errstate(all="ignore"):
        grown = shapely.buffer(shapes, clearance_m + _CURVE_M, join_style="mitre")
        return np.asarray(shapely.simplify(grown, _CURVE_M), dtype=object)


def _united(solids: Sequence[Region], clearance_m: float) -> BaseGeometry:
    """Return the ground kept clear, without the hair-wide steps where outlines nearly agree."""
    whole = union_all(_kept_clear(solids, clearance_m))
    return cast(BaseGeometry, shapely.simplify(whole, _TOUCH_M))


def _prepared(outline: BaseGeometry) -> BaseGeometry:
    with np.errstate(all="ignore"):
        shape = shapely.buffer(outline, -_TOUCH_M, join_style="mitre")
    shapely.prepare(shape)
    return shape


def _convex_corners(polygons: Sequence[Polygon]) -> tuple[Floats, Floats, Floats]:
    """Return the corners around which a way may bend, with their neighbours, in a fixed order."""
    turned = [orient(polygon) for polygon in polygons]
    rings = [ring for polygon in turned for ring in (polygon.exterior, *polygon.interiors)]
    found: list[Floats] = []
    for ring in rings:
        placed = np.round(shapely.get_coordinates(ring)[:-1], COORDINATE_DECIMALS) + 0.0
        before, after = np.roll(placed, 1, axis=0), np.roll(placed, -1, axis=0)
        convex = _cross(placed - before, after - placed) > 0
        found.append(np.stack((placed[convex], before[convex], after[convex]), axis=1))
    whole = np.concatenate(found) if found else np.zeros((0, 3, 2))
    order = np.lexsort((whole[:, 0, 1], whole[:, 0, 0]))
    whole = whole[order]
    return whole[:, 0], whole[:, 1], whole[:, 2]


def _cross(first: Floats, second: Floats) -> Floats:
    return np.asarray(first[..., 0] * second[..., 1] - first[..., 1] * second[..., 0])


def _tangents(corners: Floats, before: Floats, after: Floats, known: int) -> Indices:
    """Return the pairs of corners whose line touches the ground at both, less those of the `known` first."""
    step = max(1, _PAIRS_AT_ONCE // max(1, len(corners)))
    parts = [
        _tangents_from(np.arange(first, min(first + step, len(corners))), corners, before, after)
        for first in range(known, len(corners), step)
    ]
    return np.concatenate(parts) if parts else np.zeros((0, 2), dtype=np.intp)


def _tangents_from(new: Indices, corners: Floats, before: Floats, after: Floats) -> Indices:
    """Return those pairs whose later corner is one of the `new`."""
    way = corners[None] - corners[new, None]
    touching = _touching(way, (before - corners)[new, None], (after - corners)[new, None])
    touching &= _touching(-way, (before - corners)[None], (after - corners)[None])
    touching &= (way != 0).any(axis=2) & (np.arange(len(corners)) < new[:, None])
    rows, columns = np.nonzero(touching)
    return np.stack((columns, new[rows]), axis=1)


def _touching(way: Floats, before: Floats, after: Floats) -> NDArray[np.bool_]:
    """Return where both neighbours of a corner lie on one side of a way through it, or on it.

    All three run from the corner. What lies on the way but for the rounding of corners counts as on it;
    whether the way is free is found out later.
    """
    left, right = _cross(way, before), _cross(way, after)
    far = np.abs(way).sum(axis=-1)
    on_before = np.abs(left) <= _TOUCH_M * (far + np.abs(before).sum(axis=-1))
    on_after = np.abs(right) <= _TOUCH_M * (far + np.abs(after).sum(axis=-1))
    return np.asarray((left * right >= 0) | on_before | on_after)


def _free(points: Floats, lines: Indices, shapes: Sequence[BaseGeometry]) -> NDArray[np.bool_]:
    """Return which lines between points enter none of the shapes."""
    free = np.ones(len(lines), dtype=bool)
    for first in range(0, len(lines), _LINES_AT_ONCE):
        drawn = shapely.linestrings(points[lines[first : first + _LINES_AT_ONCE]])
        part = free[first : first + _LINES_AT_ONCE]
        for shape in shapes:
            part[part] = ~shapely.intersects(shape, drawn[part])
    return free


@dataclass(frozen=True, eq=False)
class View:
    """What one place sees, and how far it is from everywhere.

    Attributes
    ----------
    sight_m : (n,)
        Length of the line of sight to each corner [m], `inf` where there is none.
    way_m : (n,)
        Length of the shortest way to each corner [m], `inf` where no way leads.
    """

    sight_m: Floats
    way_m: Floats


def views_from(ground: Barred, places: Sequence[Point]) -> list[View]:
    """Return what places outside barred ground see, remembered while the ground stays the same."""
    return _views(ground, places, _sight_from)


def views_from_corners(ground: Barred, corners: Sequence[int]) -> list[View]:
    """Return what corners see, remembered while the ground stays the same."""
    return _views(ground, corners, _sight_from_corner)


_From = TypeVar("_From", Point, int)


def _views(ground: Barred, where: Sequence[_From], sight: Callable[[Barred, _From], Floats]) -> list[View]:
    known: dict[Point | int, View] = ground.views
    found: dict[_From, View | None] = {each: known.get(each) for each in where}
    missing = [each for each, view in found.items() if view is None]
    sights = [sight(ground, each) for each in missing]
    made = [View(*pair) for pair in zip(sights, _relaxed(ground, sights), strict=True)]
    found.update(zip(missing, made, strict=True))
    for each in [*known][: max(0, len(known) + len(made) - _REMEMBERED_VIEWS_OF_A_GROUND)]:
        known.pop(each, None)
    known.update(zip(missing, made, strict=True))
    return [view for each in where if (view := found[each]) is not None]


@lru_cache(maxsize=_REMEMBERED_VIEWS)
def _sight_from(ground: Barred, place: Point) -> Floats:
    sight = np.full(len(ground.corners), np.inf)
    first = 0
    if ground.base is not None:
        known = _sight_from(ground.base, place)[ground.stays]
        seen = np.flatnonzero(np.isfinite(known))
        seen = seen[_free_from(place, ground.corners[seen], ground.shapes[-1:])]
        first = len(known)
        sight[seen] = known[seen]
    way = ground.corners[first:] - np.array(place)
    arm, leg = (side[first:] - ground.corners[first:] for side in (ground.before, ground.after))
    touching = np.flatnonzero(_touching(way, arm, leg))
    seen = touching[_free_from(place, ground.corners[first:][touching], ground.shapes)]
    sight[first + seen] = np.hypot(*way[seen].T)
    return sight


def _free_from(place: Point, corners: Floats, shapes: Sequence[BaseGeometry]) -> NDArray[np.bool_]:
    """Return which lines from a place to corners enter none of the shapes."""
    points = np.concatenate((corners, np.array([place])))
    lines = np.stack((np.arange(len(corners)), np.full(len(corners), len(corners))), axis=1)
    return _free(points, lines, shapes)


def _sight_from_corner(ground: Barred, corner: int) -> Floats:
    sight = np.full(len(ground.corners), np.inf)
    lines = lines_to(ground, corner)
    sight[ground.starts[lines]] = ground.lengths_m[lines]
    return sight


def _relaxed(ground: Barred, sights_m: list[Floats]) -> list[Floats]:
    """Return the shortest ways to the corners for each of several sights of them."""
    if len(sights_m) < _MANY_VIEWS:
        return [relaxed(sight, ground.starts, ground.lengths_m, ground.groups) for sight in sights_m]
    return list(_relaxed_together(np.array(sights_m), ground.ranks))


@dataclass(frozen=True)
class Ranks:
    """Lines by their rank at their end: each end's first line, then the second of all that have one, and on.

    Ends are numbered anew in `order`, those with the most lines first. A rank has the starts of its lines and
    their lengths [m], for the first ends of that order.
    """

    order: Indices
    ranks: tuple[tuple[Indices, Floats], ...]


def _ranked(starts: Indices, lengths_m: Floats, groups: Indices) -> Ranks:
    counts = np.diff(groups, append=len(starts))
    order = np.argsort(-counts, kind="stable")
    numbers = np.empty_like(order)
    numbers[order] = np.arange(len(order))
    begins, counts = groups[order], counts[order]
    found = []
    for rank in range(int(counts.max(initial=0))):
        lines = begins[: np.searchsorted(-counts, -rank)] + rank
        found.append((numbers[starts[lines]], lengths_m[lines][:, None]))
    return Ranks(order, tuple(found))


def _relaxed_together(first_m: Floats, lines: Ranks) -> Floats:
    """Return what `relaxed` does, for several rows at once: a value may use others of the same round."""
    done = np.empty_like(first_m)
    rows, found = np.arange(len(first_m)), np.ascontiguousarray(first_m.T[lines.order])
    while len(rows):
        before, led = found.copy(), np.empty_like(found)
        for starts, lengths in lines.ranks:
            here, led_here = found[: len(starts)], led[: len(starts)]
            np.take(found, starts, axis=0, out=led_here, mode="clip")
            led_here += lengths
            np.minimum(here, led_here, out=here)
        moved = (found < before).any(axis=0)
        done[np.ix_(rows[~moved], lines.order)] = found[:, ~moved].T
        rows, found = rows[moved], np.ascontiguousarray(found[:, moved])
    return done


def relaxed(first: Floats, starts: Indices, lengths: Floats, groups: Indices) -> Floats:
    """Return values that no line makes smaller, all relaxed at once: those of its start and its length.

    Lines are grouped by their end, one of no length from each point to itself among them.
    """
    found, led = first, np.empty(len(starts))
    while len(found):
        np.take(found, starts, out=led, mode="clip")
        led += lengths
        shorter = np.minimum.reduceat(led, groups)
        if not (shorter < found).any():
            break
        found = shorter
    return found


def grouped(pairs: Indices, lengths_m: Floats, count: int) -> tuple[Indices, Floats, Indices]:
    """Return lines between `count` points in both directions, made ready for `relaxed`."""
    loops = np.arange(count, dtype=np.intp)
    starts = np.concatenate((pairs[:, 0], pairs[:, 1], loops))
    ends = np.concatenate((pairs[:, 1], pairs[:, 0], loops))
    lengths = np.concatenate((lengths_m, lengths_m, np.zeros(count)))
    order = np.lexsort((starts, ends))
    return starts[order], lengths[order], np.searchsorted(ends[order], loops)


def lines_to(ground: Barred, corner: int) -> slice:
    """Return where the lines that end at a corner stand, among them the one of no length."""
    last = corner + 1 == len(ground.groups)
    return slice(int(ground.groups[corner]), len(ground.starts) if last else int(ground.groups[corner + 1]))


def sees(ground: Barred, pairs: Floats | Sequence[tuple[Point, Point]]) -> NDArray[np.bool_]:
    """Return which pairs of places see each other, (pairs, 2, 2)."""
    points = np.array(pairs, dtype=float).reshape(-1, 2)
    return _free(points, np.arange(len(points), dtype=np.intp).reshape(-1, 2), ground.shapes)


def corners_to(ground: Barred, corner: int, end: View) -> list[int]:
    """Return the corners of a shortest way from a corner, itself first, to the place whose view is `end`."""
    way = [corner]
    while end.sight_m[way[-1]] > end.way_m[way[-1]]:
        lines = lines_to(ground, way[-1])
        others = ground.starts[lines]
        left = ground.lengths_m[lines] + end.way_m[others]
        left[others == way[-1]] = np.inf
        way.append(int(others[int(np.argmin(left))]))
    return way


def entered(ways: Sequence[Ring], regions: tuple[Region, ...]) -> list[tuple[int, int]]:
    """Return which ways lead through which regions: pairs of indices, in order."""
    pieces = [(piece, index) for index, way in enumerate(ways) for piece in pairwise(way)]
    if not regions or not pieces:
        return []
    drawn = shapely.linestrings([piece for piece, _ in pieces])
    hits, found = _forbidden(regions).query(drawn, predicate="intersects")
    return sorted({(pieces[hit][1], index) for hit, index in zip(hits.tolist(), found.tolist(), strict=True)})


def standing_in(places: Sequence[Point], regions: tuple[Region, ...]) -> list[tuple[int, int]]:
    """Return which places lie inside which regions, right at the edge not: pairs of indices, in order."""
    if not regions or not places:
        return []
    hits, found = _forbidden(regions).query(shapely.points(np.array(places)), predicate="intersects")
    return sorted(zip(hits.tolist(), found.tolist(), strict=True))


def is_near(place: Point, ring: Ring, within_m: float) -> bool:
    """Return whether a place lies in a ring or no further than `within_m` [m] from it."""
    return bool(shapely.dwithin(shapely.Point(place), sound_polygons([ring])[0], within_m))


@lru_cache(maxsize=_REMEMBERED_GROUNDS)
def _forbidden(regions: tuple[Region, ...]) -> shapely.STRtree:
    with np.errstate(all="ignore"):
        return shapely.STRtree(shapely.buffer(sound_polygons(regions), -_TOUCH_M, join_style="mitre"))


def led_out(ground: Barred, place: Point) -> Point | None:
    """Return the nearest point outside barred ground for a place in it, None for a place that is outside."""
    spot = shapely.Point(place)
    if not any(shapely.intersects(shape, spot) for shape in ground.shapes):
        return None
    _, (x, y) = shapely.shortest_line(spot, shapely.boundary(ground.outline)).coords
    return (round(x, COORDINATE_DECIMALS), round(y, COORDINATE_DECIMALS))
