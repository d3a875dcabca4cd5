"""Outlines that are bands: as long as a line and as wide as a lane."""

from __future__ import annotations

import math
from dataclasses import dataclass

import shapely
from shapely import Polygon

from chargeplan.geometry.polygons import polygon_of
from chargeplan.model.values import Point, Ring


@dataclass(frozen=True)
class Band:
    """The line in the middle of a band, from end to end, and the band's width [m]."""

    start: Point
    end: Point
    width_m: float


def straight_band(ring: Ring, least_fill: float) -> Band | None:
    """Return the band that an outline is, None when it is bent or branches.

    It is a band when it fills `least_fill` of the smallest rectangle around it; the band has its area.
    """
    shape = polygon_of(ring)
    around = shapely.oriented_envelope(shape)
    if not isinstance(around, Polygon) or not shape.is_valid or shape.area < least_fill * around.area:
        return None
    corners = [(float(x), float(y)) for x, y in around.exterior.coords[:4]]
    first = max((0, 1), key=lambda side: math.dist(corners[side], corners[side + 1]))
    a, b, c, d = (corners[(first + step) % 4] for step in range(4))
    length = math.dist(a, b)
    if not length:
        return None
    return Band(_middle(a, d), _middle(b, c), shape.area / length)


def _middle(one: Point, other: Point) -> Point:
    return ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
