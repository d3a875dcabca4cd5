"""Symbols of single-line diagrams: switches, residual-current devices, meters, surge protection, earth."""

from __future__ import annotations

from collections.abc import Iterator

from chargeplan.drawing.primitives import Box, Circle, Polygon, Polyline, Primitive, Text
from chargeplan.model.values import Point, Ring

LAYER = "single_line"
_LETTER = 2.5


def wire(*points: Point) -> Primitive:
    """Return a conductor through points."""
    return Polyline(LAYER, "wire", points)


def _blade(left: float, right: float, y: float) -> Primitive:
    """Return the open blade of a switch, hinged at its right end."""
    return wire((right, y), (left + 0.8, y + 1.9))


def breaker(left: float, right: float, y: float) -> Iterator[Primitive]:
    """Yield a circuit breaker in a line from `left` to `right`: a cross at the contact, and the blade."""
    size = 0.8
    yield wire((left - size, y - size), (left + size, y + size))
    yield wire((left - size, y + size), (left + size, y - size))
    yield _blade(left, right, y)


def isolator(left: float, right: float, y: float) -> Iterator[Primitive]:
    """Yield an isolating switch in a line: a bar at the contact, and the blade."""
    yield wire((left, y - 1.1), (left, y + 1.1))
    yield _blade(left, right, y)


def residual(x: float, y: float) -> Iterator[Primitive]:
    """Yield the summing transformer of a residual-current device around a line."""
    yield Circle(LAYER, "wire_open", (x, y), 1.3)


def meter(left: float, right: float, y: float) -> Iterator[Primitive]:
    """Yield an electricity meter in a line."""
    half = (right - left) / 2
    yield Polygon(LAYER, "wire_open", (Box(left, y - half, right, y + half).ring,))
    yield Text(LAYER, "text", ((left + right) / 2, y), "kWh", 0.36 * (right - left))


def surge(x: float, y: float, label: str) -> Iterator[Primitive]:
    """Yield surge protection that hangs on a line at `x`, with its earth."""
    top = y - 4.0
    yield wire((x, y), (x, top))
    yield Polygon(LAYER, "wire_open", (Box(x - 1.1, top - 4.0, x + 1.1, top).ring,))
    yield wire((x, top - 0.9), (x, top - 3.1))
    yield _arrow(((x - 0.5, top - 2.3), (x + 0.5, top - 2.3), (x, top - 3.3)))
    yield wire((x, top - 4.0), (x, top - 5.5))
    yield from earth(x, top - 5.5)
    yield Text(LAYER, "text", (x - 1.8, top - 2.0), label, 2.0, "right", "center")


def earth(x: float, y: float) -> Iterator[Primitive]:
    """Yield the sign of earth below a point."""
    for step, half in enumerate((1.8, 1.1, 0.4)):
        yield wire((x - half, y - 0.6 * step), (x + half, y - 0.6 * step))


def arrow(x: float, y: float) -> Primitive:
    """Return the end of a line that leads on to the right."""
    return _arrow(((x - 1.6, y + 0.7), (x - 1.6, y - 0.7), (x, y)))


def _arrow(corners: Ring) -> Primitive:
    return Polygon(LAYER, "arrow", (corners,))
