"""How wide a lane still is between all that stands on it.

A vehicle gets through along a lane exactly when no chain of things closes it from one edge to the other. The
clear width is therefore the widest hop of the chain whose widest hop is least, from the left edge over things
on the lane to the right edge, and the span of that hop is where it is narrowest.

A lane may lead around a block and end where it began, or cross itself: its edges are the outline of its
ground but for its ends.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from chargeplan.geometry.polygons import is_scribble, polygons_in, sound_polygons, union_all
from chargeplan.model.values import Point, Region, Ring
from chargeplan.units import TOLERANCE_M

_ROUND_M = 5e-5
"""How far a round thing is drawn beyond its true outline at most."""

_LEAST_M2 = 1e-9
_SAME_M = 1e-9
"""Hops that differ by less are equally wide."""

_REMEMBERED = 1024
_LEFT, _RIGHT = 0, 1


@dataclass(frozen=True)
class Passage:
    """The narrowest place of a lane: its clear width [m], its ends, and the ids of what makes it narrow."""

    width_m: float
    start: Point
    end: Point
    beside: tuple[str, ...]


@lru_cache(maxsize=_REMEMBERED)
def circle(centre: Point, radius_m: float) -> Ring:
    """Return a round thing as a ring that lies at most 0.05 mm outside of it and never inside."""
    corners = max(8, math.ceil(math.pi / math.acos(radius_m / (radius_m + _ROUND_M))))
    reach = radius_m / math.cos(math.pi / corners)
    angles = np.arange(corners) * (2 * math.pi / corners)
    xs, ys = centre[0] + reach * np.cos(angles), centre[1] + reach * np.sin(angles)
    return tuple(zip(xs.tolist(), ys.tolist(), strict=True))


@dataclass(frozen=True)
class Standing:
    """What may stand on lanes, made once and asked for every lane: ids and the ground that each takes."""

    ids: tuple[str, ...]
    tree: shapely.STRtree


def standing(things: Sequence[tuple[str, Sequence[Region | Ring]]]) -> Standing:
    """Return things, each an id with its pieces of ground, as what lanes are asked with."""
    ids = tuple(name for name, grounds in things for _ in grounds)
    shapes = [_sound(tuple(grounds)) for _, grounds in things]
    return Standing(ids, shapely.STRtree(np.concatenate(shapes) if shapes else ()))


@lru_cache(maxsize=_REMEMBERED)
def _sound(grounds: tuple[Region | Ring, ...]) -> NDArray[np.object_]:
    return sound_polygons(grounds)


def narrow_places(
    centreline: Ring, width_m: float, things: Standing, least_m: float = 0.0, new: Collection[str] = ()
) -> tuple[Passage, ...]:
    """Return the narrowest place of a lane of `width_m` [m], and more while these are below `least_m` [m].

    The lane's own edges count as walls, its ends are open. A lane with nothing on it is as wide as it is
    drawn, measured in its middle. Each further place is the narrowest one once what makes the place before it
    narrow is taken away: only what is `new` of that, where anything is. The last is not below `least_m`,
    unless the lane itself is. A scribble (see `is_scribble`) is shut by what stands in the hull around it.
    """
    line = shapely.LineString(centreline)
    if line.length == 0:
        return (Passage(width_m, centreline[0], centreline[0], ()),)
    scribbled = is_scribble(centreline, width_m)
    band = line.convex_hull if scribbled else line.buffer(width_m / 2, cap_style="flat", join_style="mitre")
    names, parts = _on_lane(band, things)
    if not names:
        return (_plain(line, width_m),)
    if scribbled:
        return (Passage(0.0, centreline[0], centreline[0], tuple(dict.fromkeys(names))),)
    shapes = np.array([*_edges(line, width_m / 2, band), *parts], dtype=object)
    return tuple(_places(line, width_m, names, shapes, least_m, new))


def _places(
    line: BaseGeometry,
    width_m: float,
    names: Sequence[str],
    shapes: NDArray[np.object_],
    least_m: float,
    new: Collection[str],
) -> Iterator[Passage]:
    """Yield the places of `narrow_places`; of `shapes`, the two edges stand before what `names` name."""
    gaps = shapely.distance(shapes[:, None], shapes[None, :])
    gaps[np.isnan(gaps)] = math.inf
    gaps[_LEFT, _RIGHT] = gaps[_RIGHT, _LEFT] = width_m
    left = set(names)
    while True:
        kept = [_LEFT, _RIGHT, *(index + 2 for index, name in enumerate(names) if name in left)]
        chain = [kept[index] for index in _easiest_chain(gaps[np.ix_(kept, kept)])]
        beside = tuple(dict.fromkeys(names[index - 2] for index in chain[1:-1]))
        if not beside:
            yield _plain(line, width_m)
            return
        first, second = max(pairwise(chain), key=lambda hop: float(gaps[hop]))
        (ax, ay), (bx, by) = shapely.shortest_line(shapes[first], shapes[second]).coords
        width = float(gaps[first, second])
        yield Passage(width, (ax, ay), (bx, by), beside)
        if width >= least_m:
            return
        left -= set(beside).intersection(new) or set(beside)


def _on_lane(band: BaseGeometry, things: Standing) -> tuple[list[str], list[BaseGeometry]]:
    """Return the pieces of things that lie on the lane, each with the id of its thing."""
    near: dict[str, list[BaseGeometry]] = {}
    for index in np.sort(things.tree.query(band, predicate="intersects")):
        near.setdefault(things.ids[index], []).append(things.tree.geometries[index])
    names: list[str] = []
    parts: list[BaseGeometry] = []
    for name, shapes in near.items():
        pieces = polygons_in(shapely.intersection(union_all(shapes), band))
        parts += [piece for piece in pieces if piece.area > _LEAST_M2]
        names += [name] * (len(parts) - len(names))
    return names, parts


def _edges(line: BaseGeometry, half_m: float, band: BaseGeometry) -> tuple[BaseGeometry, BaseGeometry]:
    """Return the left and the right edge of a lane: the outline of its ground but for its ends.

    The ends are nearer to the line than its edges. Around a block one of the edges is the inner outline.
    """
    outlines = [shapely.get_coordinates(ring) for part in polygons_in(band) for ring in _rings_of(part)]
    sides = np.concatenate([np.stack((ring[:-1], ring[1:]), axis=1) for ring in outlines])
    corners = shapely.get_coordinates(line)
    moves = np.diff(corners, axis=0).any(axis=1)
    starts, ways = corners[:-1][moves], np.diff(corners, axis=0)[moves]
    off = sides.mean(axis=1)[:, None, :] - starts
    along = np.clip((off * ways).sum(axis=2) / (ways**2).sum(axis=1), 0.0, 1.0)
    away = np.hypot(*np.moveaxis(off - along[..., None] * ways, 2, 0))
    rows, nearest = np.arange(len(sides)), away.argmin(axis=1)
    turns = ways[nearest, 0] * off[rows, nearest, 1] - ways[nearest, 1] * off[rows, nearest, 0]
    edges = away[rows, nearest] > half_m - TOLERANCE_M
    left, right = (
        shapely.multilinestrings(shapely.linestrings(sides[edges & side])) for side in (turns > 0, turns < 0)
    )
    return left, right


def _rings_of(polygon: BaseGeometry) -> tuple[BaseGeometry, ...]:
    return (polygon.exterior, *polygon.interiors)


def _plain(line: BaseGeometry, width_m: float) -> Passage:
    """Return the width across the middle of a lane."""
    middle = line.length / 2
    before, after = (
        shapely.line_interpolate_point(line, middle + step * 1e-3 * line.length) for step in (-1, 1)
    )
    dx, dy = after.x - before.x, after.y - before.y
    length = math.hypot(dx, dy) or 1.0
    x, y = (before.x + after.x) / 2, (before.y + after.y) / 2
    ox, oy = -dy / length * width_m / 2, dx / length * width_m / 2
    return Passage(width_m, (x + ox, y + oy), (x - ox, y - oy), ())


def _easiest_chain(gaps: NDArray[np.float64]) -> list[int]:
    """Return the chain from the left edge to the right one whose widest hop is least, of these the shortest.

    A longer one would name things that make nothing narrower.
    """
    hops = gaps <= _widest_hop_m(gaps) + _SAME_M
    before = np.full(len(gaps), _RIGHT)
    reached = [_LEFT]
    new = np.ones(len(gaps), dtype=bool)
    new[_LEFT] = False
    for here in reached:
        following = np.flatnonzero(new & hops[here])
        before[following], new[following] = here, False
        reached += following.tolist()
    chain = [_RIGHT]
    while chain[-1] != _LEFT:
        chain.append(int(before[chain[-1]]))
    return chain[::-1]


def _widest_hop_m(gaps: NDArray[np.float64]) -> float:
    """Return the widest hop [m] of the chain from edge to edge whose widest hop is least."""
    widest = np.full(len(gaps), math.inf)
    widest[_LEFT] = 0.0
    waiting = np.ones(len(gaps), dtype=bool)
    while True:
        here = int(np.where(waiting, widest, math.inf).argmin())
        if here == _RIGHT:
            return float(widest[_RIGHT])
        waiting[here] = False
        widest = np.minimum(widest, np.maximum(widest[here], gaps[here]))
