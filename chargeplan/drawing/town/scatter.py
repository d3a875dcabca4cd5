"""Scatter: two indicators against each other, each estate a mark of its grade, as large as its households."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from chargeplan.drawing.plotter import own_settings
from chargeplan.drawing.town.chart import Chart, Dots, Marks
from chargeplan.drawing.town.facts import (
    Measure,
    grade_text,
    measure,
    name_of,
    namer,
    note,
    target,
    target_text,
)
from chargeplan.drawing.town.look import (
    GRADES,
    MARGIN_IN,
    MARKERS,
    POINTS_PER_INCH,
    SMALL_PT,
    Look,
    add_axes,
    headed,
    line_in,
    name_axis,
    new_figure,
    number,
    root,
    set_ticks,
    text_width_in,
    write,
)
from chargeplan.drawing.town.marks import edge_colour, grade_legend
from chargeplan.i18n import tr
from chargeplan.town.comparison import Assessed, Comparison
from chargeplan.town.grading import Grade

CROWD = 1_500
"""More estates than this are drawn as a density: single marks would hide each other."""

_LEAST_PT, _MOST_PT = 2.5, 8.5
_USUAL_PT = 4.0
_HEX_PT = 9.0
_PAD = 0.06
_SIDE_IN = 0.62


@dataclass(frozen=True)
class _Field:
    """What is drawn: estates of which both figures are known, in both units, and their radii [pt]."""

    estates: Sequence[Assessed]
    places: NDArray[np.float64]
    radius_pt: NDArray[np.float64]


def scatter(comparison: Comparison, look: Look, x_id: str, y_id: str) -> Chart:
    """Return the marks of all estates of which both indicators are known; how many are not is told.

    Areas of marks are in proportion to households; an estate whose households are unknown has a small
    mark. Lines show what an indicator should reach. A crowd is drawn as a density of estates.
    """
    with own_settings():
        return _scatter(comparison, look, measure(x_id, look.language), measure(y_id, look.language))


def _scatter(comparison: Comparison, look: Look, across: Measure, up: Measure) -> Chart:
    language = look.language
    held = _field(comparison, across.id, up.id)
    crowd = len(held.estates) > CROWD
    figure = new_figure(look)
    title = tr("{up} against {across}", language, up=up.title, across=across.title)
    below = _counted(comparison, held, crowd, language)
    top, bottom = headed(figure, look, title, below, note(comparison, language))
    legend = line_in(SMALL_PT) + 0.08
    axes = add_axes(figure, look, MARGIN_IN + _SIDE_IN, bottom + legend + 0.42, MARGIN_IN + 0.1, top)
    _scales(axes, look, comparison, held, across, up)
    marks: list[Marks] = []
    if crowd:
        marks.append(_density(axes, look, held, bottom))
    else:
        marks.extend(_dots(axes, look, held, across, up))
        counts = {grade: sum(one.rating.grade is grade for one in held.estates) for grade in GRADES}
        grade_legend(axes, look, counts, bottom)
        _size_legend(axes, look, held, bottom)
    _targets(axes, look, comparison, across, up)
    if not len(held.estates):
        _say_nothing(axes, look)
    return Chart(root(figure), look, title, tuple(marks), framed=True, names=namer(comparison))


def _field(comparison: Comparison, x_id: str, y_id: str) -> _Field:
    known = [
        one
        for one in comparison.estates
        if one.indicators.get(x_id) is not None and one.indicators.get(y_id) is not None
    ]
    known.sort(key=lambda one: -(one.standing.households or 0))
    places = np.array(
        [(_float(one.indicators[x_id]), _float(one.indicators[y_id])) for one in known], dtype=np.float64
    ).reshape(-1, 2)
    households = np.array([one.standing.households or 0 for one in known], dtype=np.float64)
    return _Field(known, places, _radii(households))


def _float(value: Decimal | None) -> float:
    return float(value) if value is not None else 0.0


def _radii(households: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return radii [pt] whose squares are in proportion to households, none smaller than can be seen."""
    most = households.max(initial=0.0)
    if most <= 0:
        return np.full(len(households), _USUAL_PT)
    return np.asarray(np.maximum(_LEAST_PT, _MOST_PT * np.sqrt(households / most)), dtype=np.float64)


def _counted(comparison: Comparison, held: _Field, crowd: bool, language: str) -> str:
    drawn = tr("{count} estates", language, count=number(len(held.estates)))
    left_out = len(comparison.estates) - len(held.estates)
    parts = [drawn]
    if left_out:
        parts.append(tr("{count} left out, a figure of them is unknown", language, count=number(left_out)))
    text = (
        tr("So many that each hexagon tells how many lie in it", language)
        if crowd
        else tr("The larger the mark, the more households", language)
    )
    return " · ".join([*parts, text])


def _scales(
    axes: Axes, look: Look, comparison: Comparison, held: _Field, across: Measure, up: Measure
) -> None:
    axes_of: tuple[tuple[Literal["x", "y"], int, Measure], ...] = (("x", 0, across), ("y", 1, up))
    for axis, column, measured in axes_of:
        values = held.places[:, column]
        aim = target(comparison, measured.id)
        low, high = span(values, aim)
        (axes.set_xlim if axis == "x" else axes.set_ylim)(low, high)
        set_ticks(axes, look, axis, low, high)
        name_axis(axes, look, axis, measured.axis)


def span(values: NDArray[np.float64], aim: Decimal | None = None) -> tuple[float, float]:
    """Return the ends of an axis that shows values from zero on, with some room, and what is aimed at."""
    ends = [0.0, *((float(values.min()), float(values.max())) if len(values) else ()), float(aim or 0)]
    low, high = min(ends), max(ends)
    if high - low <= 0:
        return low, low + 1.0
    room = _PAD * (high - low)
    return (low - room if low < 0 else low - 0.4 * room), high + room


def _dots(axes: Axes, look: Look, held: _Field, across: Measure, up: Measure) -> list[Marks]:
    def say(one: Assessed) -> str:
        return _said(one, across, up, look.language)

    marks: list[Marks] = []
    for grade in (Grade.UNRATED, *GRADES[:-1]):
        numbers = [at for at, one in enumerate(held.estates) if one.rating.grade is grade]
        if not numbers:
            continue
        places, radius = held.places[numbers], held.radius_pt[numbers]
        axes.scatter(
            places[:, 0],
            places[:, 1],
            s=(2 * radius) ** 2,
            marker=MARKERS[grade],
            color=look.palette.grades[grade],
            edgecolors=edge_colour(grade, look),
            linewidths=0.6,
            alpha=0.85,
            clip_on=False,
            zorder=4,
        )
        estates = [held.estates[at] for at in numbers]
        codes = [(one.standing.row.code,) for one in estates]
        marks.append(Dots(axes, places, codes, radius, lambda at, estates=estates: say(estates[at])))  # type: ignore[misc]
    return marks


def _said(one: Assessed, across: Measure, up: Measure, language: str) -> str:
    households = one.standing.households
    text = tr("{count} households", language, count=number(households)) if households is not None else ""
    return "\n".join(
        filter(
            None,
            (
                f"{name_of(one)} · {grade_text(one.rating.grade, language)}",
                f"{across.title}: {across.text(one.indicators[across.id])}",
                f"{up.title}: {up.text(one.indicators[up.id])}",
                text,
            ),
        )
    )


def _density(axes: Axes, look: Look, held: _Field, bottom: float) -> Marks:
    """Draw hexagons, the darker the more estates, and return them with the estates of each."""
    width = axes.bbox.width / root(axes).dpi * POINTS_PER_INCH
    height = axes.bbox.height / root(axes).dpi * POINTS_PER_INCH
    across = max(8, int(width / _HEX_PT))
    tall = max(6, int(height / (_HEX_PT * 3**0.5)))
    extent = (*axes.get_xlim(), *axes.get_ylim())
    groups: list[list[int]] = []

    def collect(numbers: Any) -> float:
        groups.append([int(at) for at in numbers])
        return float(len(numbers))

    drawn = axes.hexbin(
        held.places[:, 0],
        held.places[:, 1],
        C=np.arange(len(held.places)),
        reduce_C_function=collect,
        gridsize=(across, tall),
        extent=extent,
        cmap=look.palette.density,
        bins="log",
        linewidths=0.2,
        edgecolors=look.palette.rule,
        zorder=3,
    )
    axes.set_xlim(extent[:2])
    axes.set_ylim(extent[2:])
    counts = np.array([len(group) for group in groups])
    _density_legend(axes, look, drawn, int(counts.max(initial=1)), bottom)
    codes = [tuple(held.estates[at].standing.row.code for at in group) for group in groups]

    def say(at: int) -> str:
        return _crowd_said(held, groups[at], look.language)

    return Dots(axes, np.asarray(drawn.get_offsets(), dtype=np.float64), codes,
                np.full(len(codes), _HEX_PT / 2), say)  # fmt: skip


def _crowd_said(held: _Field, group: Sequence[int], language: str) -> str:
    text = tr("{count} estates", language, count=number(len(group)))
    shown = [name_of(held.estates[at]) for at in group[:5]]
    return "\n".join([text, *shown, *(["…"] if len(group) > len(shown) else [])])


def _density_legend(axes: Axes, look: Look, drawn: Any, most: int, bottom: float) -> None:
    figure: Any = axes.figure
    height = line_in(SMALL_PT)
    y = (bottom + 0.25 * height) / look.height_in
    bar = figure.add_axes((MARGIN_IN / look.width_in, y, 1.6 / look.width_in, 0.5 * height / look.height_in))
    gradient = np.linspace(0.0, 1.0, 64).reshape(1, -1)
    bar.imshow(gradient, aspect="auto", cmap=look.palette.density)
    bar.set_axis_off()
    text = tr("1 to {count} estates", look.language, count=number(most))
    at = ((MARGIN_IN + 1.7) / look.width_in, (bottom + height / 2) / look.height_in)
    write(figure, *at, text, look.palette.ink, size=SMALL_PT, ha="left", va="center")


def _size_legend(axes: Axes, look: Look, held: _Field, bottom: float) -> None:
    """Show at the right below how large marks of some numbers of households are."""
    most = max((one.standing.households or 0 for one in held.estates), default=0)
    if not most:
        return
    figure: Any = axes.figure
    y = (bottom + line_in(SMALL_PT) / 2) / look.height_in
    x = look.width_in - MARGIN_IN
    for households in sorted({most, max(1, most // 4)}, reverse=True):
        text = tr("{count} households", look.language, count=number(households))
        width = text_width_in(text, SMALL_PT)
        write(figure, x / look.width_in, y, text, look.palette.ink, size=SMALL_PT, ha="right", va="center")
        radius = max(_LEAST_PT, _MOST_PT * (households / most) ** 0.5)
        centre = x - width - 0.06 - radius / POINTS_PER_INCH
        mark = Line2D(
            [centre / look.width_in], [y], marker="o", markersize=2 * radius, markerfacecolor="none",
            markeredgecolor=look.palette.faint, transform=figure.transSubfigure, linestyle="none",
        )  # fmt: skip
        figure.add_artist(mark)
        x = centre - radius / POINTS_PER_INCH - 0.14


def _targets(axes: Axes, look: Look, comparison: Comparison, across: Measure, up: Measure) -> None:
    for measured, vertical in ((across, True), (up, False)):
        aim = target(comparison, measured.id)
        if aim:
            target_line(axes, look, float(aim), target_text(comparison, measured), vertical=vertical)


def target_line(axes: Axes, look: Look, value: float, text: str, *, vertical: bool) -> None:
    """Draw what an indicator should reach, as a dashed line with its name."""
    palette = look.palette
    (axes.axvline if vertical else axes.axhline)(
        value, color=palette.accent, linewidth=1.2, linestyle=(0, (5, 3)), zorder=6
    )
    named = tr("target {value}", look.language, value=text)
    around = {"boxstyle": "round,pad=0.15", "fc": palette.ground, "ec": "none", "alpha": 0.85}
    if vertical:
        write(axes, value, 0.985, named, palette.accent, size=SMALL_PT, ha="center", va="top", rotation=90,
              transform=axes.get_xaxis_transform(), bbox=around, zorder=7)  # fmt: skip
    else:
        write(axes, 0.99, value, named, palette.accent, size=SMALL_PT, ha="right", va="center",
              transform=axes.get_yaxis_transform(), bbox=around, zorder=7)  # fmt: skip


def _say_nothing(axes: Axes, look: Look) -> None:
    text = tr("No estate has both figures", look.language)
    write(axes, 0.5, 0.5, text, look.palette.faint, ha="center", va="center", transform=axes.transAxes)
