"""Cutting the surroundings of a lot down to what can matter to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from chargeplan.geometry.polygons import (
    polygon_of,
    polygons_in,
    regions_of,
    sound_ground,
    sound_polygons,
)
from chargeplan.model.values import Point, Region, Ring

Box = tuple[float, float, float, float]


@lru_cache(maxsize=4096)
def bounding_box(ring: Ring) -> Box:
    """Return the west, south, east and north ends of a ring [m]."""
    xs, ys = zip(*ring, strict=True)
    return (min(xs), min(ys), max(xs), max(ys))


def boxes_meet(first: Box, second: Box) -> bool:
    """Return whether two boxes share ground or touch."""
    return first[0] <= second[2] and second[0] <= first[2] and first[1] <= second[3] and second[1] <= first[3]


def _window(ring: Ring, reach_m: float) -> BaseGeometry:
    left, bottom, right, top = polygon_of(ring).bounds
    return shapely.box(left - reach_m, bottom - reach_m, right + reach_m, top + reach_m)


def ground_near(regions: Iterable[Region], ring: Ring, reach_m: float) -> tuple[Region, ...]:
    """Return what of `regions` lies within `reach_m` [m] of the bounding box of `ring`, in a fixed order."""
    window = _window(ring, reach_m)
    left, bottom, right, top = window.bounds
    found: list[Region] = []
    for region in regions:
        if not boxes_meet(bounding_box(region[0]), (left, bottom, right, top)):
            continue
        found += regions_of(sound_ground(region).intersection(window))
    return tuple(sorted(found))


def outside_of(boundary: Ring, ring: Ring, reach_m: float) -> tuple[Ring, ...]:
    """Return the ground within `reach_m` [m] of `ring`'s bounding box that lies outside `boundary`.

    The pieces are plain rings: where the whole boundary lies in the window they are cut so that none has
    a hole.
    """
    outside = _window(ring, reach_m).difference(sound_ground(boundary))
    return tuple(region[0] for region in regions_of(_cut_open(outside)))


def _cut_open(geometry: BaseGeometry) -> BaseGeometry:
    pieces: list[BaseGeometry] = []
    for polygon in polygons_in(geometry):
        if not polygon.interiors:
            pieces.append(polygon)
            continue
        left, bottom, right, top = polygon.bounds
        hole_left, _, hole_right, _ = polygon.interiors[0].bounds
        middle = (hole_left + hole_right) / 2
        for half in (shapely.box(left, bottom, middle, top), shapely.box(middle, bottom, right, top)):
            pieces += polygons_in(_cut_open(polygon.intersection(half)))
    return shapely.GeometryCollection(pieces)


def nearest_rings(points: Sequence[Point], rings: Sequence[Ring], within_m: float) -> list[int | None]:
    """Return for each point which ring it lies in, or nearest to within a distance [m]; None for none."""
    found: list[int | None] = [None] * len(points)
    if not points or not rings:
        return found
    tree = shapely.STRtree(sound_polygons(rings))
    places = shapely.points(np.array(points, dtype=float))
    near = tree.query_nearest(places, max_distance=within_m, all_matches=False)
    for index, ring in near.T.tolist():
        found[index] = ring
    return found
