"""How wide a lane still is between all that stands on it.

A vehicle gets through along a lane exactly when no chain of things closes it from one edge to the other. The
clear width is therefore the widest hop of the chain whose widest hop is least, from the left edge over things
on the lane to the right edge, and the span of that hop is where it is narrowest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from chargeplan.geometry.polygons import polygons_in, sound_polygons, union_all
from chargeplan.model.values import Point, Region, Ring

_ROUND_M = 5e-5
"""How far a round thing is drawn beyond its true outline at most."""

_LEAST_M2 = 1e-9
_LEFT, _RIGHT = 0, 1


@dataclass(frozen=True)
class Passage:
    """The narrowest place of a lane: its clear width [m], its ends, and the ids of what makes it narrow."""

    width_m: float
    start: Point
    end: Point
    beside: tuple[str, ...]


def circle(centre: Point, radius_m: float) -> Ring:
    """Return a round thing as a ring that lies at most 0.05 mm outside of it and never inside."""
    corners = max(8, math.ceil(math.pi / math.acos(radius_m / (radius_m + _ROUND_M))))
    reach = radius_m / math.cos(math.pi / corners)
    angles = (2 * math.pi * index / corners for index in range(corners))
    return tuple((centre[0] + reach * math.cos(a), centre[1] + reach * math.sin(a)) for a in angles)


def narrowest(
    centreline: Ring, width_m: float, things: Sequence[tuple[str, Sequence[Region | Ring]]]
) -> Passage:
    """Return the narrowest place of a lane of `width_m` [m] between `things`, each an id and its ground.

    The lane's own edges count as walls, its ends are open. A lane with nothing on it is as wide as it is
    drawn, measured in its middle.
    """
    line = shapely.LineString(centreline)
    if line.length == 0:
        return Passage(width_m, centreline[0], centreline[0], ())
    band = line.buffer(width_m / 2, cap_style="flat", join_style="mitre")
    names, parts = _on_lane(band, things)
    if not names:
        return _plain(line, width_m)
    shapes = np.array([_edge(line, width_m / 2), _edge(line, -width_m / 2), *parts], dtype=object)
    gaps = shapely.distance(shapes[:, None], shapes[None, :])
    gaps[np.isnan(gaps)] = math.inf
    gaps[_LEFT, _RIGHT] = gaps[_RIGHT, _LEFT] = width_m
    chain = _easiest_chain(gaps)
    hops = list(pairwise(chain))
    first, second = max(hops, key=lambda hop: gaps[hop])
    beside = tuple(dict.fromkeys(names[index - 2] for index in chain if index > _RIGHT))
    if not beside:
        return _plain(line, width_m)
    (ax, ay), (bx, by) = shapely.shortest_line(shapes[first], shapes[second]).coords
    return Passage(float(gaps[first, second]), (ax, ay), (bx, by), beside)


def _on_lane(
    band: BaseGeometry, things: Sequence[tuple[str, Sequence[Region | Ring]]]
) -> tuple[list[str], list[BaseGeometry]]:
    """Return the pieces of things that lie on the lane, each with the id of its thing."""
    names: list[str] = []
    parts: list[BaseGeometry] = []
    shapely.prepare(band)
    for name, grounds in things:
        shapes = sound_polygons(list(grounds))
        near = shapes[shapely.intersects(band, shapes)] if len(shapes) else shapes
        if len(near):
            pieces = polygons_in(shapely.intersection(union_all(near), band))
            parts += [piece for piece in pieces if piece.area > _LEAST_M2]
            names += [name] * (len(parts) - len(names))
    return names, parts


def _edge(line: BaseGeometry, offset_m: float) -> BaseGeometry:
    return shapely.offset_curve(line, offset_m, join_style="mitre")


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
    """Return the chain from the left edge to the right one whose widest hop is least."""
    count = len(gaps)
    widest = np.full(count, math.inf)
    widest[_LEFT] = 0.0
    before = [-1] * count
    waiting = set(range(count))
    while True:
        here = min(waiting, key=lambda index: (widest[index], index))
        if here == _RIGHT:
            break
        waiting.remove(here)
        for other in waiting:
            reach = max(widest[here], gaps[here, other])
            if reach < widest[other]:
                widest[other], before[other] = reach, here
    chain = [_RIGHT]
    while chain[-1] != _LEFT:
        chain.append(before[chain[-1]])
    return chain[::-1]
