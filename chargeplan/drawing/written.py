"""Texts as they are written: each line with its font, its baseline and where it begins, on every back end."""

from __future__ import annotations

import math
from dataclasses import dataclass

from chargeplan.drawing.labels import LINE_SPACING
from chargeplan.drawing.letters import drawable, heavy, text_width
from chargeplan.drawing.primitives import HorizontalAnchor, Text
from chargeplan.model.values import Point

ASCENT, DESCENT = 0.88, 0.12
"""How far a full-width letter reaches above and below its baseline, as shares of its size."""

_BELOW_TOP = {"bottom": 1.0, "center": 0.5, "top": 0.0}
_BEFORE = {"left": 0.0, "center": 0.5, "right": 1.0}


@dataclass(frozen=True)
class Line:
    """A line of a text.

    Attributes
    ----------
    text, told : str
        As it is written, with a mark for each letter that the font lacks; and as it was told.
    anchor : Point
        On the baseline, where the line begins, has its middle or ends, as `horizontal` says.
    start : Point
        On the baseline, where it begins.
    degrees : float
        Counter-clockwise.
    size : float
        Of a full-width letter, in the unit of the drawing.
    """

    text: str
    told: str
    anchor: Point
    start: Point
    horizontal: HorizontalAnchor
    degrees: float
    size: float
    bold: bool


def lines_of(text: Text, bold: bool) -> list[Line]:
    """Return the lines of a text from top to bottom, empty ones left out.

    The block stands on, around or below the text's position as its anchors say, and is turned about it.
    """
    bold = heavy(text.text, bold)
    lines = drawable(text.text, bold).split("\n")
    size, pitch = text.height_m, text.height_m * LINE_SPACING
    height = size + (len(lines) - 1) * pitch
    first = _BELOW_TOP[text.vertical] * height - ASCENT * size
    turn = math.radians(text.rotation_degrees)
    cos, sin = math.cos(turn), math.sin(turn)

    def turned(x: float, y: float) -> Point:
        return (text.position[0] + x * cos - y * sin, text.position[1] + x * sin + y * cos)

    return [
        Line(
            line,
            told,
            turned(0.0, first - number * pitch),
            turned(-_BEFORE[text.horizontal] * text_width(line, size, bold), first - number * pitch),
            text.horizontal,
            text.rotation_degrees,
            size,
            bold,
        )
        for number, (line, told) in enumerate(zip(lines, text.text.split("\n"), strict=True))
        if line.strip()
    ]
