"""Which stalls of a layout stand where: the one at a place, those of its row, those that are gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from chargeplan.geometry.polygons import regions_of
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point, Ring

Floats = NDArray[np.float64]

_SAME_PLACE_M = 2e-3
"""Corners of stalls lie on a grid of 0.1 mm, those of a row that was turned a little beside it."""


class StallFinder:
    """Finds stalls of one layout; made once for a layout and asked at every move of the mouse."""

    def __init__(self, stalls: Sequence[Stall]) -> None:
        self.stalls = tuple(stalls)
        corners = [stall.polygon for stall in self.stalls]
        self._tree = shapely.STRtree(shapely.polygons(np.array(corners)) if corners else [])

    def at(self, place: Point) -> int | None:
        """Return the index of the stall that holds a place, None when there is none."""
        found = self._tree.query(shapely.Point(place), predicate="intersects")
        return int(found.min()) if found.size else None

    def nearest(self, place: Point) -> int | None:
        """Return the index of the stall nearest to a place, None when there is none at all."""
        found = self._tree.nearest(shapely.Point(place))
        return None if found is None else int(found)

    def holding(self, places: Sequence[Point]) -> frozenset[int]:
        """Return the indices of the stalls that hold any of these places."""
        if not places or not self.stalls:
            return frozenset()
        return frozenset(self._tree.query(shapely.points(places), predicate="intersects")[1].tolist())

    def row_of(self, index: int, single_depth_m: float) -> tuple[int, ...]:
        """Return the indices of the unbroken row that a stall stands in, in ascending order.

        The row behind belongs to it where their wheels share their room, which is where stalls are less deep
        than `single_depth_m`: neither row could stay without the other.
        """
        sides, backs = self._touching
        reached, waiting = {index}, [index]
        while waiting:
            current = waiting.pop()
            beside = sides.get(current, [])
            if self._depths_m[current] < single_depth_m - _SAME_PLACE_M:
                beside = [*beside, *backs.get(current, [])]
            for other in beside:
                if other not in reached:
                    reached.add(other)
                    waiting.append(other)
        return tuple(sorted(reached))

    def missing(self, kept: Sequence[Stall]) -> tuple[int, ...]:
        """Return the indices of those stalls of `kept` that do not stand, or not facing as they did."""
        if not kept or not self.stalls:
            return tuple(range(len(kept)))
        alike = set(_met(_centres(kept), _centres(self.stalls)))
        alike &= set(_met(_middles_of_fronts(kept), _middles_of_fronts(self.stalls)))
        return tuple(sorted(set(range(len(kept))) - {index for index, _ in alike}))

    @cached_property
    def _touching(self) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """Return index -> neighbours at the sides, and index -> those at the back."""
        a, b, c, d = _corners(self.stalls)
        ways = _ways_out(a, b)
        left, right, back = (d + a) / 2, (b + c) / 2, (c + d) / 2
        beside: dict[int, list[int]] = {}
        for first, second in (*_pairs(left, right), *_pairs(right, left)):
            if ways[first] @ ways[second] > 0:
                beside.setdefault(first, []).append(second)
        behind: dict[int, list[int]] = {}
        for first, second in _pairs(back, back):
            if ways[first] @ ways[second] < 0:
                behind.setdefault(first, []).append(second)
        return beside, behind

    @cached_property
    def _depths_m(self) -> Floats:
        a, b, _, d = _corners(self.stalls)
        return np.asarray(np.abs(((d - a) * _ways_out(a, b)).sum(axis=1)))


def row_outlines(stalls: Sequence[Stall]) -> tuple[Ring, ...]:
    """Return the outlines around stalls, those that touch in one; hair-thin gaps between them are closed."""
    bodies = shapely.polygons([stall.polygon for stall in stalls])
    grown = shapely.buffer(bodies, _SAME_PLACE_M, join_style="mitre")
    return tuple(ring for region in regions_of(shapely.union_all(grown)) for ring in region)


def _pairs(places: Floats, others: Floats) -> Iterator[tuple[int, int]]:
    return ((first, second) for first, second in _met(places, others) if first != second)


def _met(places: Floats, others: Floats) -> Iterator[tuple[int, int]]:
    """Yield the indices of places and of others that are the same place."""
    tree = shapely.STRtree(shapely.points(others))
    found = tree.query(shapely.points(places), predicate="dwithin", distance=_SAME_PLACE_M)
    return ((int(first), int(second)) for first, second in found.T)


def _centres(stalls: Sequence[Stall]) -> Floats:
    corners = np.array([stall.polygon for stall in stalls], dtype=np.float64)
    return np.asarray(corners.mean(axis=1), dtype=np.float64)


def _middles_of_fronts(stalls: Sequence[Stall]) -> Floats:
    fronts = np.array([stall.front for stall in stalls], dtype=np.float64)
    return np.asarray(fronts.mean(axis=1), dtype=np.float64)


def _corners(stalls: Sequence[Stall]) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the corners of stalls, four arrays (n, 2), counter-clockwise from the start of the front."""
    polygons = np.array([stall.polygon for stall in stalls], dtype=np.float64)
    fronts = np.array([stall.front for stall in stalls], dtype=np.float64)
    sides = np.stack([polygons, np.roll(polygons, -1, axis=1)], axis=2)
    is_front = [(sides == ends[:, None]).all(axis=(2, 3)) for ends in (fronts, fronts[:, ::-1])]
    first = np.argmax(is_front[0] | is_front[1], axis=1)
    order = (first[:, None] + np.arange(4)) % 4
    turned = np.take_along_axis(polygons, order[:, :, None], axis=1)
    return turned[:, 0], turned[:, 1], turned[:, 2], turned[:, 3]


def _ways_out(a: Floats, b: Floats) -> Floats:
    """Return the unit vectors out of fronts from `a` to `b`, arrays (n, 2)."""
    along = b - a
    lengths = np.hypot(along[:, 0], along[:, 1])[:, None]
    return np.asarray(np.stack([along[:, 1], -along[:, 0]], axis=1) / lengths)
