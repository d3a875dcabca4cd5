"""The lines, points and texts of a drawing in flat arrays, in the units of the drawing.

A shape is a line or an outline: corners with the bulge of what follows each (`geometry.bulges`). Blocks are
kept once as shapes of their own and laid out by affine maps.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from chargeplan.geometry.bulges import corners_of

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

CLOSED, CIRCLE, LINES_ONLY, HATCH = 1, 2, 4, 8
"""What a shape is: an outline; a whole circle; never anything but faint lines; the rim of a hatch."""

Affine = tuple[float, float, float, float, float, float]
"""a, b, c, d, e, f: x' = a x + c y + e, y' = b x + d y + f."""
UNMOVED: Affine = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

FARTHEST = 1e12
"""A number beyond this is no coordinate of anything on the ground, in whatever unit."""
_MOST_BULGE = 1000.0
"""An arc with more is a full turn but for a quarter of a degree, on a circle 250 times its chord."""
_UNIFORM = 1e-6
_ARC_SHARE = 2.5e-4
"""How far corners of arcs that are stretched to ellipses stand off, as a share of their extent."""


def after(first: Affine, second: Affine) -> Affine:
    """Return the map that does `first` and then `second`."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (
        p * a + r * b, q * a + s * b, p * c + r * d, q * c + s * d, p * e + r * f + t, q * e + s * f + u,
    )  # fmt: skip


def moved(affine: Affine, x: float, y: float) -> tuple[float, float]:
    """Return where a map takes a point."""
    a, b, c, d, e, f = affine
    return a * x + c * y + e, b * x + d * y + f


def is_sound(values: Iterable[float]) -> bool:
    """Tell whether all are finite and of a size that coordinates can have."""
    return all(-FARTHEST < value < FARTHEST for value in values)


@dataclass(frozen=True)
class Text:
    """A text: its words, about the middle of them, and the point that it is set at."""

    words: str
    layer: int
    middle: tuple[float, float]
    anchor: tuple[float, float]

    def laid(self, affine: Affine, layer: int) -> Text:
        """Return it on a layer where a map takes it."""
        return Text(self.words, layer, moved(affine, *self.middle), moved(affine, *self.anchor))


@dataclass(frozen=True)
class Shapes:
    """Shapes in flat arrays.

    Attributes
    ----------
    corners : array (n, 3)
        x, y and bulge, shape after shape.
    starts : array (shapes + 1)
        Where the corners of each begin, and the end of all.
    layers, flags, widths : arrays (shapes)
        Index of the layer; `CLOSED` and so on; width of the line, 0 where it tells none.
    said : array (shapes)
        Which of the data that the drawing's own program put with outlines belong to each, 0 for none.
    points : array (m, 2), with `point_layers` (m)
    """

    corners: Floats = field(repr=False)
    starts: Whole = field(repr=False)
    layers: Whole = field(repr=False)
    flags: Whole = field(repr=False)
    widths: Floats = field(repr=False)
    said: Whole = field(repr=False)
    points: Floats = field(repr=False)
    point_layers: Whole = field(repr=False)
    texts: tuple[Text, ...] = field(repr=False)

    def __len__(self) -> int:
        return len(self.layers)

    @cached_property
    def weight(self) -> int:
        """How many things there are: shapes, points and texts."""
        return len(self.layers) + len(self.point_layers) + len(self.texts)

    @cached_property
    def counts(self) -> Whole:
        """How many corners each shape has."""
        return np.diff(self.starts)

    @cached_property
    def bent(self) -> bool:
        """Whether any shape has an arc."""
        return bool(np.any(self.corners[:, 2]))

    @property
    def closed(self) -> NDArray[np.bool_]:
        """Which shapes are outlines."""
        closed: NDArray[np.bool_] = (self.flags & CLOSED) != 0
        return closed

    def first(self, count: int) -> Shapes:
        """Return the first shapes, then points, then texts, `count` in all."""
        if count >= self.weight:
            return self
        shapes = min(count, len(self.layers))
        points = min(count - shapes, len(self.point_layers))
        end = int(self.starts[shapes])
        return Shapes(
            self.corners[:end], self.starts[: shapes + 1], self.layers[:shapes], self.flags[:shapes],
            self.widths[:shapes], self.said[:shapes], self.points[:points], self.point_layers[:points],
            self.texts[: count - shapes - points],
        )  # fmt: skip

    def sound(self) -> tuple[Shapes, int]:
        """Return those whose numbers are coordinates, and how many are left out."""
        fits = np.all(np.abs(self.corners) < (FARTHEST, FARTHEST, _MOST_BULGE), axis=1)
        kept = np.logical_and.reduceat(fits, self.starts[:-1]) if len(self) else fits[:0]
        kept_points = np.all(np.abs(self.points) < FARTHEST, axis=1)
        texts = tuple(text for text in self.texts if is_sound((*text.middle, *text.anchor)))
        left_out = int((~kept).sum() + (~kept_points).sum()) + len(self.texts) - len(texts)
        if not left_out:
            return self, 0
        counts = np.diff(self.starts)
        made = Shapes(
            self.corners[np.repeat(kept, counts)], _starts_of(counts[kept]), self.layers[kept],
            self.flags[kept], self.widths[kept], self.said[kept], self.points[kept_points],
            self.point_layers[kept_points], texts,
        )  # fmt: skip
        return made, left_out


class ShapeList:
    """Shapes as they are found."""

    def __init__(self) -> None:
        self._numbers = array("d")
        self._counts = array("q")
        self._layers = array("q")
        self._flags = array("q")
        self._widths = array("d")
        self._said = array("q")
        self._points = array("d")
        self._point_layers = array("q")
        self._texts: list[Text] = []

    def __len__(self) -> int:
        return len(self._layers)

    @property
    def weight(self) -> int:
        """How many things there are: shapes, points and texts."""
        return len(self._layers) + len(self._point_layers) + len(self._texts)

    def line(self, layer: int, numbers: Sequence[float], flags: int = 0, width: float = 0.0) -> None:
        """Add a shape: x, y, bulge of each corner one after the other."""
        if len(numbers) >= 6:
            self._numbers.extend(numbers)
            self._counts.append(len(numbers) // 3)
            self._layers.append(layer)
            self._flags.append(flags)
            self._widths.append(width)
            self._said.append(0)

    def say(self, first: int, said: int) -> None:
        """Let the shapes from `first` on have some of the drawing's data."""
        for index in range(first, len(self._said)):
            self._said[index] = said

    def point(self, layer: int, x: float, y: float) -> None:
        """Add a point."""
        self._points.extend((x, y))
        self._point_layers.append(layer)

    def text(self, text: Text) -> None:
        """Add a text."""
        self._texts.append(text)

    def laid(self, block: Shapes, affine: Affine, layers: Whole, flags: int) -> None:
        """Add the shapes, points and texts of a block where a map takes them.

        `layers` (as many as layers are known) tells onto which layer those of each come; `flags` are added,
        and of `LINES_ONLY` there are shapes alone.
        """
        if len(block):
            uniform = not block.bent or is_uniform(affine)
            corners, counts = _laid_corners(block, affine, uniform)
            self._numbers.frombytes(corners.tobytes())
            self._counts.frombytes(counts.tobytes())
            self._layers.frombytes(layers[block.layers].tobytes())
            own = block.flags | flags if flags or not uniform else block.flags
            self._flags.frombytes((own if uniform else own & ~CIRCLE).tobytes())
            scale = math.sqrt(abs(affine[0] * affine[3] - affine[1] * affine[2]))
            self._widths.frombytes((block.widths * scale).tobytes())
            self._said.frombytes(block.said.tobytes())
        if flags & LINES_ONLY:
            return
        if len(block.points):
            self._points.frombytes((_mapped(block.points, affine)).tobytes())
            self._point_layers.frombytes(layers[block.point_layers].tobytes())
        self._texts.extend(text.laid(affine, int(layers[text.layer])) for text in block.texts)

    def shapes(self) -> Shapes:
        """Return what has been added so far."""
        return Shapes(
            np.array(self._numbers, dtype=np.float64).reshape(-1, 3),
            _starts_of(np.array(self._counts, dtype=np.int64)),
            np.array(self._layers, dtype=np.int64),
            np.array(self._flags, dtype=np.int64),
            np.array(self._widths, dtype=np.float64),
            np.array(self._said, dtype=np.int64),
            np.array(self._points, dtype=np.float64).reshape(-1, 2),
            np.array(self._point_layers, dtype=np.int64),
            tuple(self._texts),
        )


def _starts_of(counts: Whole) -> Whole:
    return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(counts, dtype=np.int64)))


def is_uniform(affine: Affine) -> bool:
    """Tell whether circles stay circles."""
    a, b, c, d, _, _ = affine
    size = max(abs(a), abs(b), abs(c), abs(d)) ** 2
    return abs(a * c + b * d) <= _UNIFORM * size and abs(a * a + b * b - c * c - d * d) <= _UNIFORM * size


def _mapped(points: Floats, affine: Affine) -> Floats:
    a, b, c, d, e, f = affine
    made: Floats = points @ np.array(((a, b), (c, d)))
    made += (e, f)
    return made


def _laid_corners(block: Shapes, affine: Affine, uniform: bool) -> tuple[Floats, Whole]:
    """Return the corners of a block where a map takes them, and how many each shape has."""
    corners, counts = block.corners, block.counts
    if not uniform:
        reach = float(np.ptp(corners[:, :2], axis=0).max()) or 1.0
        flat, starts = corners_of(corners, block.starts, block.closed, _ARC_SHARE * reach)
        corners, counts = np.column_stack((flat, np.zeros(len(flat)))), np.diff(starts)
    a, b, c, d, e, f = affine
    turned = -1.0 if a * d - b * c < 0 else 1.0
    made: Floats = corners @ np.array(((a, b, 0.0), (c, d, 0.0), (0.0, 0.0, turned)))
    made += (e, f, 0.0)
    return made, counts
