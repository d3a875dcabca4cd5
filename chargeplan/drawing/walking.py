"""Walking coverage on paper: ground by distance to a socket, and doorways by whether they are served."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from chargeplan.analysis import Analysis, walking_bands_of, walking_coverage_of
from chargeplan.drawing.labels import LabelBoard, Place
from chargeplan.drawing.primitives import Circle, Polygon, Polyline, Primitive, Text
from chargeplan.engineering.coverage import Coverage, Isochrone, Reached
from chargeplan.model.values import Point
from chargeplan.units import round_half_up

_BANDS = ("walking_near", "walking", "walking_far")
DOOR_STYLES: Mapping[Reached, str] = {
    Reached.SERVED: "door_served",
    Reached.IN_PART: "door_in_part",
    Reached.NOT: "door_not",
    Reached.UNKNOWN: "door_unknown",
}


@dataclass(frozen=True)
class Walking:
    """Who walks how far: what is drawn of it."""

    coverage: Coverage
    bands: tuple[Isochrone, ...]


def walking_of(analysis: Analysis, limit_m: float) -> Walking:
    """Return walking coverage with the scheme within `limit_m` [m], as it is drawn."""
    return Walking(walking_coverage_of(analysis, limit_m), walking_bands_of(analysis, limit_m))


def walking_ground(walking: Walking) -> Iterator[Primitive]:
    """Yield the ground within each distance, the widest first, so that nearer ground is darker."""
    for style, band in reversed(list(zip(_BANDS, walking.bands, strict=False))):
        for region in band.regions:
            yield Polygon("walking", style, region)


def walking_doors(walking: Walking, size_m: float) -> Iterator[Primitive]:
    """Yield the marks of doorways, of about twice `size_m` [m]."""
    for door in walking.coverage.doorways:
        yield from DOOR_SYMBOLS[DOOR_STYLES[door.reached]]("walking", door.doorway.position, size_m)


def walking_labels(walking: Walking, board: LabelBoard, height_m: float) -> list[Text | None]:
    """Return how far it is to the edges of the ground, once for each distance."""
    return [
        board.place("label", "walking_text", _metres(band), height_m, places)
        for band in walking.bands
        if (places := tuple(Place(place) for place in band.labelled()))
    ]


def walking_counts(walking: Walking) -> dict[str, object]:
    """Return what the legend adds to styles: distances of ground, numbers of doorways."""
    doors = Counter(DOOR_STYLES[door.reached] for door in walking.coverage.doorways)
    metres = {style: _metres(band) for style, band in zip(_BANDS, walking.bands, strict=False)}
    return {**metres, **doors}


def _metres(band: Isochrone) -> str:
    return f"{round_half_up(band.limit_m, 1):f}".removesuffix(".0") + " m"


def _served(layer: str, centre: Point, size_m: float) -> Iterator[Primitive]:
    """Yield the mark of a doorway that is served, a disc with a tick."""
    yield Circle(layer, "door_served", centre, size_m)
    yield _stroke(layer, "door_stroke", centre, size_m, ((-0.5, 0.0), (-0.15, -0.4), (0.5, 0.4)))


def _in_part(layer: str, centre: Point, size_m: float) -> Iterator[Primitive]:
    """Yield the mark of a doorway that is served in part, a ring half of which is filled."""
    yield Circle(layer, "door_in_part", centre, size_m)
    x, y = centre
    half = ((0.0, 1.0), (-0.5, 0.87), (-0.87, 0.5), (-1.0, 0.0), (-0.87, -0.5), (-0.5, -0.87), (0.0, -1.0))
    yield Polygon(layer, "door_half", (tuple((x + dx * size_m, y + dy * size_m) for dx, dy in half),))


def _not(layer: str, centre: Point, size_m: float) -> Iterator[Primitive]:
    """Yield the mark of a doorway that is not served, a disc with a cross."""
    yield Circle(layer, "door_not", centre, size_m)
    for end in (0.45, -0.45):
        yield _stroke(layer, "door_stroke", centre, size_m, ((-0.45, -end), (0.45, end)))


def _unknown(layer: str, centre: Point, size_m: float) -> Iterator[Primitive]:
    """Yield the mark of a doorway of which that is unknown, an empty ring with a bar."""
    yield Circle(layer, "door_unknown", centre, size_m)
    yield _stroke(layer, "door_bar", centre, size_m, ((-0.5, 0.0), (0.5, 0.0)))


def _stroke(
    layer: str, style: str, centre: Point, size_m: float, places: tuple[tuple[float, float], ...]
) -> Primitive:
    x, y = centre
    return Polyline(layer, style, tuple((x + dx * size_m, y + dy * size_m) for dx, dy in places))


DOOR_SYMBOLS: Mapping[str, Callable[[str, Point, float], Iterator[Primitive]]] = {
    "door_served": _served,
    "door_in_part": _in_part,
    "door_not": _not,
    "door_unknown": _unknown,
}
"""The mark of each style of doorway."""
