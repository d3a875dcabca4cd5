"""Rings and regions of the model as Shapely polygons and back; areas, buffers, unions, distances.

Axes: x east, y north, metres. Regions are tuples of rings, the outline first, then holes; outlines come
back counter-clockwise and start at their smallest corner, so that the same ground gives the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TypeVar, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from chargeplan.i18n import N_
from chargeplan.model.values import Point, Region, Ring
from chargeplan.units import COORDINATE_DECIMALS

_ARC_AREA_ERROR_M2 = 0.005
"""What the straight pieces of a full turn may add to the area of a clearance."""

_LAP = 1e-3
"""Angle [radians] by which round corners lap over straight sides, so that a union leaves no crack."""

_CAN_UNITE_APART = hasattr(shapely, "disjoint_subset_union_all") and shapely.geos_version >= (3, 12, 0)

MOST_FAULTS = 100
"""Faults of one ring that are told; a scribble has thousands."""

_LEAST_SCRIBBLE = 16
"""A line of fewer corners cannot cross itself a hundred times."""
_MOST_COVER = 20.0
"""How many times over a lane may cover the ground around it: roads do once, those drawn twice do twice."""

_REMEMBERED = 1024
"""Results that are kept of each function asked again for the same element at every step of the mouse."""

LEAST_AREA_M2 = 1e-4
NEEDLE_WIDTH_M = 0.01
"""Ground that is nowhere wider than this, on average, is a slip of the hand."""


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


def mended(polygon: Polygon) -> BaseGeometry:
    """Return a polygon as ground that operations can take, crossed rings as what they enclose odd times.

    A scribble tells nothing of the ground that was meant, and its thousands of pieces would take minutes:
    the hull around it is taken, by which distances come out too small and never too large.
    """
    if polygon.is_valid:
        return polygon
    rings = (polygon.exterior, *polygon.interiors)
    if any(len(_crossings(list(ring.coords[:-1]))) >= MOST_FAULTS for ring in rings):
        return polygon.convex_hull
    return shapely.make_valid(polygon)


def sound_ground(region: Region | Ring) -> BaseGeometry:
    """Return the ground of a region, or of a single ring, `mended` where it crosses itself."""
    return mended(polygon_of(region))


def polygons_in(geometry: BaseGeometry) -> list[Polygon]:
    """Return the polygons in any geometry, lines and points left out, empty ones too."""
    return [
        part
        for part in shapely.get_parts(shapely.get_parts(geometry))
        if isinstance(part, Polygon) and part.area > 0
    ]


def same_start(ring: Ring) -> Ring:
    """Return a ring counter-clockwise from its smallest corner, so that areas are equal to the last bit."""
    turned = ring if signed_area_m2(ring) >= 0 else ring[::-1]
    first = turned.index(min(turned)) if turned else 0
    return turned[first:] + turned[:first]


def _canonical_ring(ring: BaseGeometry) -> Ring:
    placed = np.round(shapely.get_coordinates(ring)[:-1], COORDINATE_DECIMALS) + 0.0
    corners = [(x, y) for x, y in placed.tolist()]
    first = corners.index(min(corners))
    return tuple(corners[first:] + corners[:first])


def regions_of(geometry: BaseGeometry) -> tuple[Region, ...]:
    """Return the polygons in a geometry as regions, in a fixed order."""
    regions = []
    for polygon in polygons_in(geometry):
        turned = orient(polygon)
        holes = sorted(_canonical_ring(hole) for hole in turned.interiors)
        regions.append((_canonical_ring(turned.exterior), *holes))
    return tuple(sorted(regions))


def sound_polygons(things: Sequence[Region | Ring]) -> NDArray[np.object_]:
    """Return regions or rings as geometries that operations can take, crossed ones repaired.

    Plain rings of equally many corners are made together, for a plan has thousands of rectangles.
    """
    made = np.empty(len(things), dtype=object)
    alike: dict[int, list[int]] = {}
    for index, thing in enumerate(things):
        if thing and isinstance(thing[0][0], tuple):
            made[index] = polygon_of(thing)
        else:
            alike.setdefault(len(thing), []).append(index)
    for indices in alike.values():
        made[indices] = shapely.polygons(np.array([things[index] for index in indices], dtype=float))
    for index in np.flatnonzero(~shapely.is_valid(made)).tolist():
        made[index] = mended(made[index])
    return made


def union_all(geometries: Sequence[BaseGeometry] | NDArray[np.object_]) -> BaseGeometry:
    """Return the union of geometries, much faster where most of them lie apart and the library can."""
    if _CAN_UNITE_APART:
        return cast(BaseGeometry, shapely.disjoint_subset_union_all(geometries))
    return shapely.union_all(geometries)


def union_of(regions: Iterable[Region | Ring]) -> BaseGeometry:
    """Return the union of regions or rings, each piece of ground once."""
    return union_all(sound_polygons(list(regions)))


def union_area_m2(regions: Iterable[Region | Ring]) -> float:
    """Return the area of ground that regions cover together [m²]."""
    return float(union_of(regions).area)


def shared_ground(pieces: Iterable[Region | Ring], within: Iterable[Region | Ring]) -> tuple[Region, ...]:
    """Return the ground that both cover, each piece of ground once."""
    return regions_of(union_of(pieces).intersection(union_of(within)))


def areas_within_m2(
    shapes: Iterable[Iterable[Region]], within: Iterable[Region | Ring], without: Iterable[Region | Ring] = ()
) -> list[float]:
    """Return how much of each set of regions lies on some ground and not on other ground [m²]."""
    ground = union_of(within).difference(union_of(without))
    return [float(union_of(shape).intersection(ground).area) for shape in shapes]


def outline_m(regions: Iterable[Region]) -> float:
    """Return the length of all outlines of regions, those of holes too [m]."""
    return float(sum(polygon_of(region).length for region in regions))


_INNER_M = 0.05
"""How near the point farthest from all sides is found [m]."""


def _arc(centre: Point, radius_m: float, start: float, sweep: float) -> list[Point]:
    """Return corners of an arc drawn around the true one: its pieces touch the circle and never cut it.

    From angle `start` over `sweep` [radians], both ends on the circle. A full turn covers at most
    `_ARC_AREA_ERROR_M2` more than the true disc.
    """
    x, y = centre
    return [(x + dx, y + dy) for dx, dy in _arc_offsets(radius_m, start, sweep)]


@lru_cache(maxsize=256)
def _arc_offsets(radius_m: float, start: float, sweep: float) -> tuple[Point, ...]:
    """Return the corners of an arc around the origin; an estate has many alike."""
    finest = math.sqrt(12 * _ARC_AREA_ERROR_M2 / math.pi) / radius_m
    pieces = max(1, math.ceil(sweep / min(finest, math.pi / 12)))
    step = sweep / pieces
    outer = radius_m / math.cos(step / 2)
    angles = [start + step * (index + 0.5) for index in range(pieces)]
    corners = [(outer * math.cos(a), outer * math.sin(a)) for a in angles]
    ends = [(radius_m * math.cos(a), radius_m * math.sin(a)) for a in (start, start + sweep)]
    return (ends[0], *corners, ends[1])


@lru_cache(maxsize=_REMEMBERED)
def disc(centre: Point, radius_m: float) -> Ring:
    """Return a disc as a ring drawn around the true one, at most 0.005 m² larger."""
    return tuple(_arc(centre, radius_m, 0.0, 2 * math.pi)[1:-1])


@lru_cache(maxsize=_REMEMBERED)
def around(region: Region | Ring, distance_m: float) -> tuple[Region, ...]:
    """Return the ground nearer than `distance_m` to a region, itself included, with round corners.

    Straight sides lie at the exact distance; round corners are drawn around the true arcs, so that nothing
    outside is nearer than the distance, and a full turn adds at most 0.005 m².
    """
    whole = sound_ground(region)
    if distance_m <= 0:
        return regions_of(whole)
    parts: list[BaseGeometry] = [whole]
    for polygon in polygons_in(whole):
        turned = orient(polygon)
        for ring in (turned.exterior, *turned.interiors):
            parts.extend(_offset_parts([(x, y) for x, y in ring.coords[:-1]], distance_m))
    return regions_of(shapely.union_all(parts))


def _offset_parts(corners: list[Point], distance_m: float) -> list[Polygon]:
    """Return rectangles along the sides and sectors at convex corners of a ring with ground to its left."""
    count = len(corners)
    normals = []
    for index, (x1, y1) in enumerate(corners):
        x2, y2 = corners[(index + 1) % count]
        normals.append(math.atan2(-(x2 - x1), y2 - y1))
    parts = []
    for index, (x1, y1) in enumerate(corners):
        x2, y2 = corners[(index + 1) % count]
        dx, dy = distance_m * math.cos(normals[index]), distance_m * math.sin(normals[index])
        parts.append(Polygon([(x1, y1), (x1 + dx, y1 + dy), (x2 + dx, y2 + dy), (x2, y2)]))
        turn = math.remainder(normals[index] - normals[index - 1], 2 * math.pi)
        if turn > 1e-9:
            before, after = (
                (x1 + distance_m * math.cos(a), y1 + distance_m * math.sin(a))
                for a in (normals[index - 1] - _LAP, normals[index] + _LAP)
            )
            arc = _arc((x1, y1), distance_m, normals[index - 1], turn)
            parts.append(Polygon([(x1, y1), before, *arc, after]))
    return parts


@lru_cache(maxsize=_REMEMBERED)
def around_line(line: Ring, distance_m: float) -> tuple[Region, ...]:
    """Return the ground nearer than `distance_m` to a line, round at its ends and drawn as in `around`."""
    parts = [Polygon(disc(corner, distance_m)) for corner in line]
    parts += [polygon_of(region) for ends in pairwise(line) for region in band(ends, 2 * distance_m)]
    return regions_of(shapely.union_all(parts))


@lru_cache(maxsize=_REMEMBERED)
def band(centreline: Ring, width_m: float) -> tuple[Region, ...]:
    """Return the ground of a lane: flat at its ends, mitred at bends; of a scribble the hull around it."""
    line = shapely.LineString(centreline)
    if is_scribble(centreline, width_m):
        return regions_of(grown(line.convex_hull, width_m / 2))
    return regions_of(line.buffer(width_m / 2, cap_style="flat", join_style="mitre"))


def is_scribble(centreline: Ring, width_m: float) -> bool:
    """Tell of a lane whether it crosses itself a hundred times, or covers the ground around it many times.

    Nothing is meant by it, and its buffer would fill the memory.
    """
    if len(centreline) < _LEAST_SCRIBBLE:
        return False
    line = shapely.LineString(centreline)
    around_m2 = float(grown(line.convex_hull, width_m / 2).area)
    return (
        line.length * width_m > _MOST_COVER * around_m2
        or len(_crossings(list(centreline), is_closed=False)) >= MOST_FAULTS
    )


def inner_point(ring: Ring, besides: Iterable[Ring] = ()) -> Point:
    """Return the middle of an outline where that lies within it, else another point well within.

    With other rings `besides`, it is the point farthest from them and the outline, if any ground is left.
    """
    polygon, others = Polygon(ring), list(besides)
    if not others and polygon.is_valid and polygon.contains(polygon.centroid):
        return (polygon.centroid.x, polygon.centroid.y)
    ground = mended(polygon)
    free = shapely.difference(ground, union_of(others)) if others else ground
    parts = polygons_in(free) or polygons_in(ground)
    if not parts:
        return (ground.representative_point().x, ground.representative_point().y)
    radius = shapely.maximum_inscribed_circle(max(parts, key=lambda part: part.area), tolerance=_INNER_M)
    return (radius.coords[0][0], radius.coords[0][1])


def nearest_points(first: Region | Ring, second: Region | Ring) -> tuple[float, Point, Point]:
    """Return the distance between two regions [m] and the two points where it is measured."""
    a, b = polygon_of(first), polygon_of(second)
    (ax, ay), (bx, by) = shapely.shortest_line(a, b).coords
    return float(shapely.distance(a, b)), (ax, ay), (bx, by)


def longest_side_m(geometries: Sequence[BaseGeometry] | NDArray[np.object_]) -> float:
    """Return the longer side of the smallest rectangle around geometries [m].

    One side of it lies along a side of their convex hull. GEOS has a function for this, too, but where
    corners of the hull lie on a line but for noise its rectangle may collapse.
    """
    hull = shapely.get_coordinates(
        shapely.convex_hull(shapely.multipoints(shapely.get_coordinates(geometries)))
    )
    hull -= hull.mean(axis=0)
    sides = np.diff(hull, axis=0)
    lengths = np.hypot(*sides.T)
    ways = sides[lengths > 0] / lengths[lengths > 0, None]
    along, across = np.ptp(hull @ ways.T, axis=0), np.ptp(hull @ np.fliplr(ways * (1, -1)).T, axis=0)
    best = (along * across).argmin()
    return float(max(along[best], across[best]))


Shape = TypeVar("Shape", BaseGeometry, NDArray[np.object_])


def grown(geometry: Shape, distance_m: float) -> Shape:
    """Return geometries grown (or shrunk, below 0) by a hair, with sharp corners.

    GEOS raises floating point flags on the way that mean nothing; numpy would warn of them.
    """
    with np.errstate(all="ignore"):
        return cast(Shape, shapely.buffer(geometry, distance_m, join_style="mitre"))


def rings_of(geometry: BaseGeometry) -> tuple[Ring, ...]:
    """Return the ground in a geometry as rings without holes; ground around a hole comes in several rings."""
    whole = polygons_in(geometry)
    rings: list[Ring] = []
    while whole:
        polygon = whole.pop()
        if not polygon.interiors:
            rings.append(_canonical_ring(orient(polygon).exterior))
            continue
        x = Polygon(polygon.interiors[0]).representative_point().x
        west, south, east, north = polygon.bounds
        whole.extend(polygons_in(shapely.intersection(polygon, shapely.box(west, south, x, north))))
        whole.extend(polygons_in(shapely.intersection(polygon, shapely.box(x, south, east, north))))
    return tuple(sorted(rings))


@dataclass(frozen=True)
class RingFault:
    """What is wrong with the outline or a hole of a lot.

    Attributes
    ----------
    code : str
        `too_few_corners`, `not_finite`, `repeated_point`, `crossed`, `no_area`, `needle`, `hole_outside` or
        `holes_overlap`.
    place : Point
        Where it is [m].
    text : str
        English sentence with gaps, marked for translation.
    values : tuple
        What fills the gaps.
    hole : int or None
        Which hole, None for the outline.
    blocking : bool
        Whether the ground cannot be measured before it is repaired; repeated points are harmless.
    """

    code: str
    place: Point
    text: str
    values: tuple[tuple[str, float | str], ...] = ()
    hole: int | None = None
    blocking: bool = True


@lru_cache(maxsize=_REMEMBERED)
def ring_faults(ring: Ring, holes: tuple[Ring, ...] = ()) -> tuple[RingFault, ...]:
    """Return everything that is wrong with an outline and its holes, the outline's faults first."""
    faults = list(_faults_of(ring, None))
    sound = not any(fault.blocking for fault in faults)
    clean: list[tuple[int, Polygon]] = []
    for index, hole in enumerate(holes):
        own = list(_faults_of(hole, index))
        faults += own
        if not any(fault.blocking for fault in own):
            clean.append((index, Polygon(hole)))
    if sound:
        faults += _holes_outside(Polygon(ring), clean)
    faults += _holes_overlapping(clean)
    return tuple(faults[:MOST_FAULTS])


def repair_ring(ring: Ring) -> tuple[Region, ...]:
    """Return the ground that a repair of a crossed ring would give, the largest piece first."""
    finite = [point for point in ring if all(map(math.isfinite, point))]
    if len(finite) < 3:
        return ()
    regions = regions_of(mended(Polygon(finite)))
    return tuple(sorted(regions, key=lambda region: -float(polygon_of(region).area)))


def _faults_of(ring: Ring, hole: int | None) -> Iterator[RingFault]:
    broken = next((point for point in ring if not all(map(math.isfinite, point))), None)
    if broken is not None:
        yield RingFault("not_finite", (0.0, 0.0), N_("a corner is not a finite number"), hole=hole)
        return
    distinct = [point for index, point in enumerate(ring) if point != ring[index - 1]]
    for index, corner in enumerate(ring):
        if len(ring) > 1 and corner == ring[index - 1]:
            yield RingFault(
                "repeated_point", corner, N_("corner {corner} is drawn twice"),
                (("corner", index + 1),), hole, blocking=False,
            )  # fmt: skip
    if len(set(distinct)) < 3:
        place = ring[0] if ring else (0.0, 0.0)
        yield RingFault(
            "too_few_corners", place, N_("an outline needs at least three different corners"), hole=hole
        )
        return
    crossings = _crossings(distinct)
    for place in crossings:
        yield RingFault(
            "crossed", place, N_("the outline crosses or touches itself at {x}, {y}"),
            (("x", round(place[0], 3)), ("y", round(place[1], 3))), hole,
        )  # fmt: skip
    if not crossings:
        yield from _too_thin(tuple(distinct), hole)


def _too_thin(ring: Ring, hole: int | None) -> Iterator[RingFault]:
    area = abs(signed_area_m2(ring))
    length = float(shapely.length(shapely.linearrings(ring)))
    if area < LEAST_AREA_M2:
        yield RingFault("no_area", ring[0], N_("the outline encloses no ground"), hole=hole)
    elif 2 * area / length < NEEDLE_WIDTH_M:
        yield RingFault(
            "needle", ring[0], N_("the outline is a needle, on average {width} m wide"),
            (("width", round(2 * area / length, 4)),), hole,
        )  # fmt: skip


def _crossings(corners: list[Point], *, is_closed: bool = True) -> list[Point]:
    """Return where sides of a ring meet that are not neighbours, or neighbours run back over each other.

    Of a line that is not closed there is no side from the last corner to the first.

    Sides are looked at some at a time, so that a scribble is told at once.
    """
    ends = np.array(corners)
    sides = shapely.linestrings(np.stack((ends, np.roll(ends, -1, axis=0)), axis=1))
    sides = sides if is_closed else sides[:-1]
    count = len(sides)
    tree = shapely.STRtree(sides)
    places: set[Point] = set()
    start, step = 0, 4
    while start < count and len(places) < MOST_FAULTS:
        first, second = tree.query(sides[start : start + step], predicate="intersects")
        first = first + start
        upper = first < second
        first, second = first[upper], second[upper]
        neighbours = (second - first == 1) | (is_closed & (second - first == count - 1))
        back = shapely.intersection(sides[first[neighbours]], sides[second[neighbours]])
        across = np.nonzero(~neighbours)[0][:MOST_FAULTS]
        one, other = sides[first[across]], sides[second[across]]
        meeting = shapely.intersection(one, other)
        # Sides that barely touch may share no place that can be written down.
        meeting = np.where(shapely.is_empty(meeting), shapely.shortest_line(one, other), meeting)
        for shared in (*back[shapely.length(back) > 0], *meeting):
            place = shared.representative_point()
            places.add((place.x, place.y))
        start, step = start + step, 2 * step
    return sorted(places)[:MOST_FAULTS]


def _holes_outside(outline: Polygon, holes: list[tuple[int, Polygon]]) -> Iterator[RingFault]:
    roomy = grown(outline, NEEDLE_WIDTH_M / 10)
    shapely.prepare(roomy)
    for index, hole in holes:
        if not roomy.covers(hole):
            place = shapely.difference(hole, outline).representative_point()
            yield RingFault(
                "hole_outside", (place.x, place.y), N_("hole {hole} does not lie inside the outline"),
                (("hole", index + 1),), index,
            )  # fmt: skip


def _holes_overlapping(holes: list[tuple[int, Polygon]]) -> Iterator[RingFault]:
    if len(holes) < 2:
        return
    polygons = [hole for _, hole in holes]
    first, second = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    for a, b in sorted(zip(first.tolist(), second.tolist(), strict=True)):
        shared = shapely.intersection(polygons[a], polygons[b]) if a < b else None
        if shared is None or shared.area <= LEAST_AREA_M2:
            continue
        place = shared.representative_point()
        yield RingFault(
            "holes_overlap", (place.x, place.y), N_("holes {hole} and {other} overlap"),
            (("hole", holes[a][0] + 1), ("other", holes[b][0] + 1)), holes[b][0], blocking=False,
        )  # fmt: skip
