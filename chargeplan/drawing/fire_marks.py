"""Marks of the fire kit on the plan, at their own size: extinguishers, cameras, detectors, sprinklers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from chargeplan.drawing.primitives import Box, Circle, Polygon, Primitive
from chargeplan.engineering.fire_kit import Device, FireKit
from chargeplan.model.values import Point

_SIZES_M: Mapping[Device, float] = {"extinguishers": 0.3, "camera": 0.35, "detector": 0.25, "sprinkler": 0.15}


def fire_marks(kit: FireKit) -> Iterator[Primitive]:
    """Yield the marks of everything that a scheme is protected with."""
    for held in kit.elements:
        for place in held.places:
            yield from FIRE_SYMBOLS[place.device]("fire_kit", place.position, _SIZES_M[place.device])


def fire_counts(kit: FireKit) -> dict[str, int]:
    """Return how many pieces there are of each device."""
    counts = dict.fromkeys(FIRE_SYMBOLS, 0)
    for held in kit.elements:
        for device, pieces in (
            ("extinguishers", held.powder),
            ("extinguishers", held.water),
            ("camera", held.cameras),
            ("detector", held.detectors),
            ("sprinkler", held.sprinkler_heads),
        ):
            counts[device] += 0 if pieces is None else int(pieces.value)
    return counts


def _extinguishers(layer: str, centre: Point, size_m: float) -> Iterator[Primitive]:
    """Yield the mark of a point with extinguishers, an upright rectangle."""
    x, y = centre
    yield Polygon(
        layer, "extinguishers", (Box(x - 0.7 * size_m, y - size_m, x + 0.7 * size_m, y + size_m).ring,)
    )


def _camera(layer: str, centre: Point, size_m: float) -> Iterator[Primitive]:
    """Yield the mark of a camera, a triangle that looks to both sides."""
    x, y = centre
    ring = ((x - size_m, y + 0.7 * size_m), (x, y - 0.7 * size_m), (x + size_m, y + 0.7 * size_m))
    yield Polygon(layer, "camera", (ring,))


def _detector(layer: str, centre: Point, size_m: float) -> Iterator[Primitive]:
    """Yield the mark of a detector, a ring."""
    yield Circle(layer, "detector", centre, size_m)


def _sprinkler(layer: str, centre: Point, size_m: float) -> Iterator[Primitive]:
    """Yield the mark of a sprinkler head, a small square on its tip."""
    x, y = centre
    ring = ((x, y - size_m), (x + size_m, y), (x, y + size_m), (x - size_m, y))
    yield Polygon(layer, "sprinkler", (ring,))


FIRE_SYMBOLS: dict[str, Callable[[str, Point, float], Iterator[Primitive]]] = {
    "extinguishers": _extinguishers,
    "camera": _camera,
    "detector": _detector,
    "sprinkler": _sprinkler,
}
"""Marks by device, which are the keys of their styles too."""
