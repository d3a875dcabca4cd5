"""Shapes that are being drawn, as frozen values: each edit returns a new one. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from chargeplan.model.values import Point, Ring
from chargeplan.units import TOLERANCE_M


@dataclass(frozen=True)
class PathDraft:
    """Corners so far; as a `rectangle` two corners make a side and the third gives the depth."""

    points: Ring = ()
    rectangle: bool = False

    def with_point(self, point: Point) -> PathDraft:
        """Return the draft with one more corner; one on top of the last is left out."""
        if self.points and math.dist(self.points[-1], point) <= TOLERANCE_M:
            return self
        return replace(self, points=(*self.points, point))

    def without_last(self) -> PathDraft:
        """Return the draft with one corner less."""
        return replace(self, points=self.points[:-1])

    def toggled(self) -> PathDraft:
        """Return the draft as rectangle, or as free shape; more than two corners stay a free shape."""
        return replace(self, rectangle=not self.rectangle) if len(self.points) <= 2 else self

    def outline(self, cursor: Point | None = None) -> Ring:
        """Return the corners with the one at the cursor; a rectangle with a side gives all four."""
        if cursor is None:
            return self.points
        if self.rectangle and len(self.points) == 2:
            return rectangle(self.points[0], self.points[1], cursor)
        return self.with_point(cursor).points


def rectangle(first: Point, second: Point, beyond: Point) -> Ring:
    """Return the rectangle on the side from `first` to `second` that reaches as far out as `beyond`."""
    dx, dy = second[0] - first[0], second[1] - first[1]
    length = math.hypot(dx, dy)
    if length <= TOLERANCE_M:
        return (first, second)
    nx, ny = -dy / length, dx / length
    depth = (beyond[0] - first[0]) * nx + (beyond[1] - first[1]) * ny
    if abs(depth) <= TOLERANCE_M:
        return (first, second)
    return (
        first,
        second,
        (second[0] + nx * depth, second[1] + ny * depth),
        (first[0] + nx * depth, first[1] + ny * depth),
    )


def closes(points: Ring, point: Point, tolerance_m: float) -> bool:
    """Return whether a click at `point` closes a shape of three corners or more on its first corner."""
    return len(points) >= 3 and math.dist(points[0], point) <= tolerance_m


def square_corners(ring: Ring) -> Ring:
    """Return a ring whose sides run parallel or at right angles to its longest side.

    Each side keeps its midpoint as far as can be; sides that follow each other in the same direction become
    one line. A ring that would collapse comes back as it is.
    """
    sides = list(zip(ring, (*ring[1:], ring[0]), strict=True))
    longest = max(sides, key=lambda side: math.dist(*side))
    base = math.atan2(longest[1][1] - longest[0][1], longest[1][0] - longest[0][0])
    lines = []
    for (x1, y1), (x2, y2) in sides:
        heading = math.atan2(y2 - y1, x2 - x1)
        across = round((heading - base) / (math.pi / 2)) % 2 == 1
        angle = base + math.pi / 2 if across else base
        nx, ny = -math.sin(angle), math.cos(angle)
        lines.append((across, (x1 + x2) / 2 * nx + (y1 + y2) / 2 * ny, nx, ny))
    corners = []
    for (first, second), corner in zip(zip((lines[-1], *lines[:-1]), lines, strict=True), ring, strict=True):
        corners.append(_corner(first, second, corner))
    squared = tuple(corners)
    return squared if len({(round(x, 3), round(y, 3)) for x, y in squared}) == len(ring) else ring


def _corner(
    first: tuple[bool, float, float, float], second: tuple[bool, float, float, float], corner: Point
) -> Point:
    across1, offset1, ax, ay = first
    across2, offset2, bx, by = second
    if across1 != across2:
        turn = ax * by - ay * bx
        return ((offset1 * by - offset2 * ay) / turn, (ax * offset2 - bx * offset1) / turn)
    along = -(corner[0] * ay) + corner[1] * ax
    middle = (offset1 + offset2) / 2
    return (middle * ax - along * ay, middle * ay + along * ax)
