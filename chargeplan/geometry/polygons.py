"""Rings and regions of the model as Shapely polygons and back; areas, buffers, unions, distances.

Axes: x east, y north, metres. Regions are tuples of rings, the outline first, then holes; outlines come
back counter-clockwise and start at their smallest corner, so that the same ground gives the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from chargeplan.model.values import Point, Region, Ring
from chargeplan.units import quantise_m

QUARTER_SEGMENTS = 32
"""Segments of a quarter circle; a 6 m disc is then 0.02 % too small, see `_true_radius_m`."""


def polygon_of(region: Region | Ring) -> Polygon:
    """Return the Shapely polygon of a region, or of a single ring."""
    if region and isinstance(region[0][0], tuple):
        return Polygon(region[0], region[1:])
    return Polygon(region)


def signed_area_m2(ring: Ring) -> float:
    """Return the area of a ring [m²], positive when it runs counter-clockwise."""
    total = 0.0
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        total += x1 * y2 - x2 * y1
    return total / 2


def polygons_in(geometry: BaseGeometry) -> list[Polygon]:
    """Return the polygons in any geometry, lines and points left out, empty ones too."""
    return [
        part
        for part in shapely.get_parts(shapely.get_parts(geometry))
        if isinstance(part, Polygon) and part.area > 0
    ]


def _canonical_ring(coordinates: Iterable[Sequence[float]]) -> Ring:
    corners = [(quantise_m(x), quantise_m(y)) for x, y in coordinates][:-1]
    first = corners.index(min(corners))
    return tuple(corners[first:] + corners[:first])


def regions_of(geometry: BaseGeometry) -> tuple[Region, ...]:
    """Return the polygons in a geometry as regions, in a fixed order."""
    regions = []
    for polygon in polygons_in(geometry):
        turned = orient(polygon)
        holes = sorted(_canonical_ring(hole.coords) for hole in turned.interiors)
        regions.append((_canonical_ring(turned.exterior.coords), *holes))
    return tuple(sorted(regions))


def union_of(regions: Iterable[Region | Ring]) -> BaseGeometry:
    """Return the union of regions or rings, each piece of ground once."""
    return shapely.union_all([shapely.make_valid(polygon_of(region)) for region in regions])


def union_area_m2(regions: Iterable[Region | Ring]) -> float:
    """Return the area of ground that regions cover together [m²]."""
    return float(union_of(regions).area)


def _true_radius_m(radius_m: float) -> float:
    """Radius whose polygon of `4 * QUARTER_SEGMENTS` sides has the area of the true disc."""
    angle = math.pi / 2 / QUARTER_SEGMENTS
    return radius_m * math.sqrt(angle / math.sin(angle))


def disc(centre: Point, radius_m: float) -> Ring:
    """Return a disc as a ring of `4 * QUARTER_SEGMENTS` corners with the true disc's area."""
    around = shapely.Point(centre).buffer(_true_radius_m(radius_m), quad_segs=QUARTER_SEGMENTS)
    return tuple((x, y) for x, y in orient(around).exterior.coords[:-1])


def around(region: Region | Ring, distance_m: float) -> tuple[Region, ...]:
    """Return the ground nearer than `distance_m` to a region, the region included, with round corners."""
    if distance_m <= 0:
        return regions_of(shapely.make_valid(polygon_of(region)))
    return regions_of(shapely.make_valid(polygon_of(region)).buffer(distance_m, quad_segs=QUARTER_SEGMENTS))


def band(centreline: Ring, width_m: float) -> tuple[Region, ...]:
    """Return the ground of a lane: flat at its ends, mitred at its bends."""
    line = shapely.LineString(centreline)
    return regions_of(line.buffer(width_m / 2, cap_style="flat", join_style="mitre"))


def nearest_points(first: Region | Ring, second: Region | Ring) -> tuple[float, Point, Point]:
    """Return the distance between two regions [m] and the two points where it is measured."""
    a, b = polygon_of(first), polygon_of(second)
    (ax, ay), (bx, by) = shapely.shortest_line(a, b).coords
    return float(shapely.distance(a, b)), (ax, ay), (bx, by)


def rings_of(geometry: BaseGeometry) -> tuple[Ring, ...]:
    """Return the ground in a geometry as rings without holes; ground around a hole comes in several rings."""
    whole = polygons_in(geometry)
    rings: list[Ring] = []
    while whole:
        polygon = whole.pop()
        if not polygon.interiors:
            rings.append(_canonical_ring(orient(polygon).exterior.coords))
            continue
        x = Polygon(polygon.interiors[0]).representative_point().x
        west, south, east, north = polygon.bounds
        whole.extend(polygons_in(shapely.intersection(polygon, shapely.box(west, south, x, north))))
        whole.extend(polygons_in(shapely.intersection(polygon, shapely.box(x, south, east, north))))
    return tuple(sorted(rings))
