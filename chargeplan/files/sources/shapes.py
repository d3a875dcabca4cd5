"""Small measures of outlines and lines from files of others, before they are elements."""

from __future__ import annotations

import math
from collections.abc import Sequence

from chargeplan.model.values import Point, Ring
from chargeplan.units import quantise_m


def without_repeats(line: Ring) -> Ring:
    """Return a line without corners that lie, to 0.1 mm, where the one before lies."""
    kept = [point for i, point in enumerate(line) if i == 0 or _grid(point) != _grid(line[i - 1])]
    return tuple(kept)


def ring_without_repeats(ring: Ring) -> tuple[Ring, tuple[int, ...]]:
    """Return a ring without sides of no length, and the numbers that its sides had before."""
    sides = tuple(i for i in range(len(ring)) if _grid(ring[i]) != _grid(ring[(i + 1) % len(ring)]))
    return tuple(ring[i] for i in sides), sides


def closed_line(ring: Ring) -> Ring:
    """Return an outline as a line that ends where it began."""
    return (*ring, ring[0])


def middle_of(points: Sequence[Point]) -> Point:
    """Return the middle of the box of points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def radius_of(points: Sequence[Point]) -> float:
    """Return the radius of the circle around points whose centre is the middle of their box [m]."""
    middle = middle_of(points)
    return max(math.dist(middle, point) for point in points)


def size_of(points: Sequence[Point]) -> float:
    """Return the longer side of the box of points [m]."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return max(max(xs) - min(xs), max(ys) - min(ys))


def _grid(point: Point) -> Point:
    return quantise_m(point[0]), quantise_m(point[1])
