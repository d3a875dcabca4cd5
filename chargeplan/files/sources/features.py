"""Things of map data as they are read: properties, and shapes in the coordinates of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

from chargeplan.model.values import Point, Ring

Shape = Literal["ring", "line", "point"]

GEOMETRY_NAMES: Mapping[Shape, str] = {"ring": "Polygon", "line": "LineString", "point": "Point"}


@dataclass(frozen=True, slots=True)
class Piece:
    """One shape of a thing.

    Attributes
    ----------
    parts : tuple of rings
        Of a ring its outline and holes, not closed; of a line its corners; of a point the point alone.
    loop : bool
        Whether a ring may as well be meant as a line that ends where it began.
    """

    shape: Shape
    parts: tuple[Ring, ...]
    loop: bool = False

    @property
    def corners(self) -> int:
        """How many corners there are in all parts."""
        return sum(map(len, self.parts))

    def lines(self, mark_m: float) -> Iterator[Ring]:
        """Yield lines to be drawn: outlines closed, a point as a cross of twice `mark_m`."""
        for part in self.parts:
            if self.shape == "ring":
                yield (*part, part[0])
            elif self.shape == "line":
                yield part
            else:
                x, y = part[0]
                yield ((x - mark_m, y), (x + mark_m, y))
                yield ((x, y - mark_m), (x, y + mark_m))


@dataclass(frozen=True, slots=True)
class Feature:
    """A thing of map data.

    Attributes
    ----------
    place : str
        Where it stands in the file: `features[3]`, or `way 12` of OpenStreetMap.
    id : str
        The text by which the file names it, empty where it names it by none.
    """

    place: str
    properties: Mapping[str, object] = field(repr=False)
    pieces: tuple[Piece, ...] = field(repr=False)
    id: str = ""

    def points(self) -> Iterator[Point]:
        """Return the corners of all pieces."""
        return chain.from_iterable(part for piece in self.pieces for part in piece.parts)


def value_text(value: object) -> str:
    """Return a property as it is compared and shown; empty for what is no text, number or flag."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, int | float) else ""


def is_told(properties: Mapping[str, object], name: str) -> bool:
    """Tell whether a property says anything: it is there, not null and not an empty text."""
    return properties.get(name) not in (None, "")
