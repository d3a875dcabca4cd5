"""Texts and lines of the sheet around a plan, in millimetres from the paper's lower left corner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chargeplan.drawing.labels import LINE_SPACING, wrapped
from chargeplan.drawing.letters import text_width
from chargeplan.drawing.primitives import Box, HorizontalAnchor, Polyline, Primitive, Text
from chargeplan.drawing.symbols import STYLES

LAYER = "sheet"
_ELLIPSIS = "…"
_STEP = 0.98


@dataclass(frozen=True)
class Letters:
    """Sizes on one sheet, all from that of its letters [mm]; `least` is the smallest that is written."""

    size: float
    least: float

    @property
    def row(self) -> float:
        """Height of a row of a table."""
        return 1.75 * self.size

    @property
    def line(self) -> float:
        """Distance of lines of one text."""
        return LINE_SPACING * self.size

    @property
    def heading(self) -> float:
        """Size of the letters of headings."""
        return 1.25 * self.size

    @property
    def title(self) -> float:
        """Size of the letters of the sheet's title."""
        return 1.7 * self.size

    @property
    def padding(self) -> float:
        """Room between a frame and what it holds."""
        return 0.9 * self.size


def width_mm(text: str, size: float, style: str) -> float:
    """Return how wide a line of a style is [mm]."""
    return text_width(text, size, STYLES[style].bold)


def fitting(
    text: str, size: float, least: float, room: float, style: str, *, tail: int = 0
) -> tuple[str, float]:
    """Return a line and the size at which it is no wider than `room`: smaller, and at the least size cut.

    What is cut loses its end, or with `tail` what stands before so many last letters: names often differ
    by their ends.
    """
    text = " ".join(text.split())
    width = width_mm(text, size, style)
    if width <= room:
        return text, size
    size = max(least, size * room / width * _STEP)
    if width_mm(text, size, style) <= room:
        return text, size
    head, end = (text[:-tail], text[-tail:]) if 0 < tail < len(text) else (text, "")
    if width_mm(_ELLIPSIS + end, size, style) > room:
        head, end = text, ""
    while head and width_mm(head + _ELLIPSIS + end, size, style) > room:
        head = head[:-1].rstrip()
    return head + _ELLIPSIS + end, size


def lines_of(text: str, size: float, room: float, style: str = "text") -> list[str]:
    """Return a text in lines no wider than `room`; a word that is wider is broken."""
    lines: list[str] = []
    for paragraph in text.splitlines():
        for line in wrapped(
            " ".join(paragraph.split()), size, room, lambda part: width_mm(part, size, style)
        ):
            lines += _broken(line, size, room, style)
    return lines


def _broken(line: str, size: float, room: float, style: str) -> Iterator[str]:
    while len(line) > 1 and width_mm(line, size, style) > room:
        end = next(
            n for n in range(len(line) - 1, 0, -1) if n == 1 or width_mm(line[:n], size, style) <= room
        )
        yield line[:end]
        line = line[end:]
    yield line


def written(
    x: float, y: float, text: str, size: float, style: str = "text", align: HorizontalAnchor = "left"
) -> Text:
    """Return a text whose middle is at height `y`."""
    return Text(LAYER, style, (x, y), text, size, align, "center")


def rule(left: float, right: float, y: float, style: str = "sheet_rule") -> Polyline:
    """Return a level line."""
    return Polyline(LAYER, style, ((left, y), (right, y)))


def upright(x: float, bottom: float, top: float, style: str = "sheet_rule") -> Polyline:
    """Return an upright line."""
    return Polyline(LAYER, style, ((x, bottom), (x, top)))


def outline(box: Box, style: str) -> Primitive:
    """Return the outline of a box."""
    return Polyline(LAYER, style, (*box.ring, box.ring[0]))
