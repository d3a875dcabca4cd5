"""Marks of things that stand at a place, of any size; the legend shows the same ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from chargeplan.drawing.fire_marks import FIRE_SYMBOLS
from chargeplan.drawing.primitives import Box, Circle, Polygon, Polyline, Primitive
from chargeplan.model.values import Point


def doorway_symbol(layer: str, centre: Point, size_m: float) -> Iterator[Primitive]:
    """Yield the mark of a doorway, a triangle of about twice `size_m`."""
    x, y = centre
    ring = ((x - size_m, y - 0.8 * size_m), (x + size_m, y - 0.8 * size_m), (x, y + size_m))
    yield Polygon(layer, "doorway", (ring,))


def supply_symbol(layer: str, centre: Point, size_m: float) -> Iterator[Primitive]:
    """Yield the mark of a supply point, a square with a flash."""
    x, y = centre
    yield Polygon(layer, "supply", (Box(x - size_m, y - size_m, x + size_m, y + size_m).ring,))
    flash = ((0.25, 0.75), (-0.4, -0.05), (0.1, -0.05), (-0.25, -0.75), (0.4, 0.1), (-0.1, 0.1))
    yield Polygon(layer, "paper", (tuple((x + dx * size_m, y + dy * size_m) for dx, dy in flash),))


def hydrant_symbol(layer: str, centre: Point, size_m: float) -> Iterator[Primitive]:
    """Yield the mark of a hydrant, a round with a light bar."""
    x, y = centre
    yield Circle(layer, "hydrant", centre, size_m)
    bar = Box(x - 0.7 * size_m, y + 0.15 * size_m, x + 0.7 * size_m, y + 0.55 * size_m)
    yield Polygon(layer, "paper", (bar.ring,))


def gas_symbol(layer: str, centre: Point, size_m: float) -> Iterator[Primitive]:
    """Yield the mark of a gas regulator, a square on its tip."""
    x, y = centre
    yield Polygon(layer, "gas", (((x, y - size_m), (x + size_m, y), (x, y + size_m), (x - size_m, y)),))


def box_symbol(layer: str, centre: Point, size_m: float) -> Iterator[Primitive]:
    """Yield the mark of a distribution box, a rectangle with a diagonal."""
    x, y = centre
    frame = Box(x - 1.3 * size_m, y - 0.8 * size_m, x + 1.3 * size_m, y + 0.8 * size_m)
    yield Polygon(layer, "box", (frame.ring,))
    yield Polyline(layer, "box", ((frame.left, frame.top), (frame.right, frame.bottom)))


SYMBOLS: Mapping[str, Callable[[str, Point, float], Iterator[Primitive]]] = {
    "doorway": doorway_symbol,
    "supply": supply_symbol,
    "hydrant": hydrant_symbol,
    "gas": gas_symbol,
    "box": box_symbol,
    **FIRE_SYMBOLS,
}
"""The mark of each style that has one, doors by how they are served left out."""
