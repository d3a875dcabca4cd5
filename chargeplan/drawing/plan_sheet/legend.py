"""The legend of a plan sheet: every style that occurs on the map, in two columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest

from chargeplan.drawing.dimensions import dimension_shape
from chargeplan.drawing.marks import SYMBOLS
from chargeplan.drawing.plan_sheet.flowing import Block, Row
from chargeplan.drawing.plan_sheet.writing import LAYER, Letters, lines_of, written
from chargeplan.drawing.primitives import Box, Circle, Polygon, Polyline, Primitive
from chargeplan.drawing.symbols import LEGEND
from chargeplan.drawing.walking import DOOR_SYMBOLS
from chargeplan.i18n import tr
from chargeplan.model.values import Point, Ring

_LINES = (
    "panel", "blank_wall", "fire_wall", "window", "gas_pipe", "pipeline", "fence", "feeder", "cable",
    "shed_wall", "underlay_lines",
)  # fmt: skip
"""Styles of lines, of which the legend shows a piece."""

_SAMPLE = 3.0
_TEXT = 3.6
"""Where text begins behind a sample, in letters."""

_Symbol = Callable[[str, Point, float], Iterator[Primitive]]
_MARKS: Mapping[str, _Symbol] = {**SYMBOLS, **DOOR_SYMBOLS}


def legend_block(
    letters: Letters, styles: frozenset[str], told: Mapping[str, object], language: str, width: float,
    heading: tuple[Row, ...],
) -> Block:  # fmt: skip
    """Return the legend of the styles in use; `told` has numbers or distances that some names go with."""
    entries = [
        (style, _explained(text, told.get(style), language)) for style, text in LEGEND if style in styles
    ]
    half = (len(entries) + 1) // 2
    pairs = zip_longest(entries[:half], entries[half:])
    return Block(heading, tuple(_row(letters, pair, width) for pair in pairs))


def _explained(text: str, count: object, language: str) -> str:
    """Return what a style stands for, and how many there are of what is counted, or how far it is."""
    name = tr(text, language)
    return name if count is None else tr("{name}: {count}", language, name=name, count=count)


def _row(letters: Letters, pair: tuple[tuple[str, str] | None, ...], width: float) -> Row:
    room = width / 2 - (_TEXT + 0.6) * letters.size
    texts = [(entry[0], lines_of(entry[1], letters.size, room)) for entry in pair if entry]
    count = max(len(lines) for _, lines in texts)
    height = max(1.55 * letters.size, (count - 1) * letters.line + 1.5 * letters.size)

    def draw(left: float, top: float, width: float) -> Iterator[Primitive]:
        for number, (style, lines) in enumerate(texts):
            x, y = left + number * width / 2, top - height / 2
            yield from sample(style, x, y, letters.size)
            yield written(x + _TEXT * letters.size, y, "\n".join(lines), letters.size)

    return Row(height, draw)


def sample(style: str, left: float, y: float, size: float) -> Iterator[Primitive]:
    """Yield the sample of a style with its middle at height `y`, for letters of a size [mm]."""
    box = Box(left, y - 0.5 * size, left + _SAMPLE * size, y + 0.5 * size)
    if style in _MARKS:
        yield from _MARKS[style](LAYER, box.centre, 0.5 * size)
    elif style in ("tree", "obstacle"):
        yield Circle(LAYER, style, box.centre, 0.5 * size)
    elif style.startswith("dimension"):
        shape = dimension_shape((box.left, y), (box.right, y), 0.45 * size, (0.0, size))
        yield from (Polyline(LAYER, style, segment) for segment in shape.segments)
    elif style in _LINES:
        yield Polyline(LAYER, style, ((box.left, y), (box.right, y)))
    elif style == "socket":
        yield Polygon(LAYER, "stall", (_upright(box, size),))
        yield Circle(LAYER, style, (box.centre[0], y + 0.25 * size), 0.22 * size)
    elif style == "stall":
        yield Polygon(LAYER, style, (_upright(box, size),))
    else:
        if style == "road":
            yield Polygon(LAYER, "road_edge", (box.ring,))
        yield Polygon(LAYER, style, (box.ring,))


def _upright(box: Box, size: float) -> Ring:
    x, y = box.centre
    return Box(x - 0.45 * size, y - 0.65 * size, x + 0.45 * size, y + 0.65 * size).ring
