"""Which stalls of a layout stand where: the one at a place, those of its row, those that are gone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from chargeplan.geometry.polygons import regions_of
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point, Ring

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
            if _depth_m(self.stalls[current]) < single_depth_m - _SAME_PLACE_M:
                beside = [*beside, *backs.get(current, [])]
            for other in beside:
                if other not in reached:
                    reached.add(other)
                    waiting.append(other)
        return tuple(sorted(reached))

    def missing(self, kept: Sequence[Stall]) -> tuple[int, ...]:
        """Return the indices of those stalls of `kept` that do not stand in the layout."""
        if not kept or not self.stalls:
            return tuple(range(len(kept)))
        own = shapely.STRtree(shapely.points(_centres(self.stalls)))
        there = own.query(shapely.points(_centres(kept)), predicate="dwithin", distance=_SAME_PLACE_M)[0]
        return tuple(sorted(set(range(len(kept))) - set(there.tolist())))

    @cached_property
    def _touching(self) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """Return index -> neighbours at the sides, and index -> those at the back."""
        left, right, back = (np.array(column) for column in zip(*map(_middles, self.stalls), strict=True))
        beside: dict[int, list[int]] = {}
        for first, second in (*_pairs(left, right), *_pairs(right, left)):
            if _facing(self.stalls[first], self.stalls[second]) > 0:
                beside.setdefault(first, []).append(second)
        behind: dict[int, list[int]] = {}
        for first, second in _pairs(back, back):
            if _facing(self.stalls[first], self.stalls[second]) < 0:
                behind.setdefault(first, []).append(second)
        return beside, behind


def row_outlines(stalls: Sequence[Stall]) -> tuple[Ring, ...]:
    """Return the outlines around stalls, those that touch in one; hair-thin gaps between them are closed."""
    bodies = shapely.polygons([stall.polygon for stall in stalls])
    grown = shapely.buffer(bodies, _SAME_PLACE_M, join_style="mitre")
    return tuple(ring for region in regions_of(shapely.union_all(grown)) for ring in region)


def _pairs(places: NDArray[np.float64], others: NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    tree = shapely.STRtree(shapely.points(others))
    found = tree.query(shapely.points(places), predicate="dwithin", distance=_SAME_PLACE_M)
    return ((int(first), int(second)) for first, second in found.T if first != second)


def _centres(stalls: Sequence[Stall]) -> NDArray[np.float64]:
    corners = np.array([stall.polygon for stall in stalls], dtype=np.float64)
    return np.asarray(corners.mean(axis=1), dtype=np.float64)


def _corners(stall: Stall) -> tuple[Point, Point, Point, Point]:
    """Return the corners counter-clockwise from the start of the front."""
    at = next(i for i in range(4) if {stall.polygon[i], stall.polygon[(i + 1) % 4]} == set(stall.front))
    a, b, c, d = (*stall.polygon[at:], *stall.polygon[:at])
    return (a, b, c, d)


def _middles(stall: Stall) -> tuple[Point, Point, Point]:
    """Return the middles of the two sides and of the back."""
    a, b, c, d = _corners(stall)
    return _middle(d, a), _middle(b, c), _middle(c, d)


def _middle(a: Point, b: Point) -> Point:
    return ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)


def _facing(first: Stall, second: Stall) -> float:
    """Return the cosine of the angle between the fronts of two stalls: 1 the same way, -1 back to back."""
    (ax, ay), (bx, by) = _out_of(first), _out_of(second)
    return ax * bx + ay * by


def _out_of(stall: Stall) -> Point:
    a, b, _, _ = _corners(stall)
    length = math.dist(a, b)
    return ((b[1] - a[1]) / length, (a[0] - b[0]) / length)


def _depth_m(stall: Stall) -> float:
    a, _, _, d = _corners(stall)
    nx, ny = _out_of(stall)
    return abs((d[0] - a[0]) * nx + (d[1] - a[1]) * ny)
