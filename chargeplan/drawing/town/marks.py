"""Marks of grades: a shape, a colour and a letter for each, and the legend that names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from chargeplan.drawing.town.facts import grade_text
from chargeplan.drawing.town.look import (
    GRADES,
    MARGIN_IN,
    MARKERS,
    SMALL_PT,
    Look,
    line_in,
    number,
    text_width_in,
    write,
)
from chargeplan.town.grade_colours import letter_on
from chargeplan.town.grading import Grade

_LETTER_SHARE = 0.58


def letter_colour(grade: Grade, look: Look) -> str:
    """Return black or white, whichever can be read on a grade's colour."""
    return letter_on(look.palette.grades[grade])


def edge_colour(grade: Grade, look: Look) -> str:
    """Return the colour of a mark's rim."""
    return look.palette.faint if grade is Grade.UNRATED else look.palette.ink


def grade_mark(
    axes: Axes, look: Look, grade: Grade, x: float, y: float, *, transform: Any, size_pt: float = 9.5
) -> None:
    """Draw a grade's mark with its letter."""
    mark = Line2D(
        [x],
        [y],
        marker=MARKERS[grade],
        markersize=size_pt,
        markerfacecolor=look.palette.grades[grade],
        markeredgecolor=edge_colour(grade, look),
        markeredgewidth=0.5,
        linestyle="none",
        transform=transform,
        clip_on=False,
        zorder=5,
    )
    axes.add_artist(mark)
    if grade is not Grade.UNRATED:
        write(
            axes,
            x,
            y,
            grade.value,
            letter_colour(grade, look),
            size=_LETTER_SHARE * size_pt,
            bold=True,
            ha="center",
            va="center",
            transform=transform,
            zorder=6,
        )


def grade_legend(axes: Axes, look: Look, counts: Mapping[Grade, int], bottom_in: float) -> None:
    """Write what the marks mean and how many estates have each, in a row that far from the lower edge."""
    figure: Any = axes.figure
    x, y = MARGIN_IN, (bottom_in + line_in(SMALL_PT) / 2) / look.height_in
    for grade in GRADES:
        if not counts.get(grade):
            continue
        counted = f"{grade_text(grade, look.language)}: {number(counts[grade])}"
        at = (x + 0.08) / look.width_in
        grade_mark(axes, look, grade, at, y, transform=figure.transSubfigure)
        beside = (x + 0.2) / look.width_in
        write(figure, beside, y, counted, look.palette.ink, size=SMALL_PT, ha="left", va="center")
        x += 0.42 + text_width_in(counted, SMALL_PT)
