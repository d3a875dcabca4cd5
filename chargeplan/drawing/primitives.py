"""What a drawing is made of: plain shapes in metres, each with its layer and the key of its style.

A drawing is one tuple of primitives in the order in which they are painted. Every back end renders that list.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from chargeplan.model.values import Point, Region, Ring

HorizontalAnchor = Literal["left", "center", "right"]
VerticalAnchor = Literal["bottom", "center", "top"]


@dataclass(frozen=True)
class Polygon:
    """A filled or outlined piece of ground: its outline, then its holes."""

    layer: str
    style: str
    region: Region


@dataclass(frozen=True)
class Polyline:
    """A line through points."""

    layer: str
    style: str
    points: Ring


@dataclass(frozen=True)
class Circle:
    """A disc."""

    layer: str
    style: str
    centre: Point
    radius_m: float


@dataclass(frozen=True)
class Text:
    """One or more lines of text; `height_m` is the size of a full-width letter."""

    layer: str
    style: str
    position: Point
    text: str
    height_m: float
    horizontal: HorizontalAnchor = "center"
    vertical: VerticalAnchor = "center"
    rotation_degrees: float = 0.0


Primitive = Polygon | Polyline | Circle | Text


@dataclass(frozen=True)
class Box:
    """A rectangle along the axes [m]."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Size from west to east [m]."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Size from south to north [m]."""
        return self.top - self.bottom

    @property
    def centre(self) -> Point:
        """Middle of the box."""
        return ((self.left + self.right) / 2, (self.bottom + self.top) / 2)

    def touches(self, other: Box) -> bool:
        """Return whether two boxes share ground."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def within(self, other: Box) -> bool:
        """Return whether this box lies in another."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.bottom >= other.bottom
            and self.top <= other.top
        )

    def grown(self, by_m: float) -> Box:
        """Return the box moved outwards on every side."""
        return Box(self.left - by_m, self.bottom - by_m, self.right + by_m, self.top + by_m)

    @property
    def ring(self) -> Ring:
        """Corners, counter-clockwise."""
        return (
            (self.left, self.bottom),
            (self.right, self.bottom),
            (self.right, self.top),
            (self.left, self.top),
        )


@dataclass(frozen=True)
class Picture:
    """Dots that fill a box on the ground, as PNG with its clearness; what lies below is seen through it."""

    layer: str
    style: str
    box: Box
    image: bytes = field(repr=False)


Painted = Primitive | Picture
"""What a page may have. CAD drawings hold no pictures, and leave them out."""


def box_of(points: Ring) -> Box:
    """Return the smallest box around points."""
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))
