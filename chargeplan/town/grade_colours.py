"""The colours of risk grades, the same in charts, tables and on paper; they need no plotter.

People who do not see red and green tell them apart: from blue to orange and a dark red, which differ in
brightness too. No grade is told by its colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from chargeplan.town.grading import Grade

ON_PAPER: Mapping[Grade, str] = {
    Grade.A: "#2C7BB6",
    Grade.B: "#8CC4E8",
    Grade.C: "#E69F00",
    Grade.D: "#A61C28",
    Grade.UNRATED: "#FFFFFF",
}
IN_THE_DARK: Mapping[Grade, str] = {
    Grade.A: "#4D9BE0",
    Grade.B: "#B5DDF8",
    Grade.C: "#F2B134",
    Grade.D: "#FF6B5E",
    Grade.UNRATED: "#171C21",
}

_HALF_BRIGHT = 0.18
"""On a ground of this brightness black and white letters can be read equally well."""


def grade_colours(dark: bool) -> Mapping[Grade, str]:
    """Return the ground of each grade as `#RRGGBB`, in the light or the dark look."""
    return IN_THE_DARK if dark else ON_PAPER


def letter_on(colour: str) -> str:
    """Return black or white, whichever can be read better on a colour `#RRGGBB`."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    bright = 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2
    return "#000000" if bright > _HALF_BRIGHT else "#FFFFFF"
