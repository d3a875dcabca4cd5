"""Distribution: how many estates have how much of an indicator, by grade; and the quartiles of each grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from chargeplan.drawing.plotter import own_settings
from chargeplan.drawing.town.chart import Bars, Chart
from chargeplan.drawing.town.facts import (
    Measure,
    grade_text,
    measure,
    namer,
    note,
    target,
    target_text,
)
from chargeplan.drawing.town.look import (
    GRADES,
    MARGIN_IN,
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
    write,
)
from chargeplan.drawing.town.marks import edge_colour, grade_legend, grade_mark
from chargeplan.drawing.town.scatter import target_line
from chargeplan.i18n import tr
from chargeplan.town.comparison import Assessed, Comparison
from chargeplan.town.grading import Grade

_HATCHES = {Grade.A: "", Grade.B: "....", Grade.C: "////", Grade.D: "xxxx", Grade.UNRATED: "----"}
_SIDE_IN = 0.62
_BOX_ROW_IN = 0.24
_BINS = 24
_THICK = 0.62
_QUARTILES = (0, 25, 50, 75, 100)


@dataclass(frozen=True)
class _Values:
    """Estates of which an indicator is known, and its values."""

    estates: Sequence[Assessed]
    values: NDArray[np.float64]

    def of(self, grade: Grade) -> NDArray[np.int64]:
        """Return the numbers of the estates of a grade."""
        return np.array(
            [at for at, one in enumerate(self.estates) if one.rating.grade is grade], dtype=np.int64
        )


def distribution(comparison: Comparison, look: Look, indicator_id: str) -> Chart:
    """Return the histogram of an indicator by grade, and below it the quartiles of each grade.

    Lines show the median of all and what should be reached. Estates of which the indicator is unknown are
    counted in the subtitle and drawn nowhere.
    """
    with own_settings():
        return _distribution(comparison, look, measure(indicator_id, look.language))


def _distribution(comparison: Comparison, look: Look, measured: Measure) -> Chart:
    language = look.language
    held = _known(comparison, measured.id)
    grades = [grade for grade in GRADES if len(held.of(grade))]
    figure = new_figure(look)
    title = tr("Distribution: {indicator}", language, indicator=measured.title)
    below = _below(comparison, held, measured, language)
    boxes = tr("Boxes: quartiles with the median, lines to the least and the greatest", language)
    more = "" if look.low else boxes
    top, bottom = headed(figure, look, title, below, note(comparison, language, more))
    foot = bottom + line_in(SMALL_PT) + 0.5
    boxes_in = 0.0 if look.low else max(1, len(grades)) * _BOX_ROW_IN
    edges = _edges(held.values, target(comparison, measured.id))
    left, right = MARGIN_IN + _SIDE_IN, MARGIN_IN + 0.1
    bars = add_axes(figure, look, left, foot + (boxes_in and boxes_in + 0.1), right, top)
    marks = [_histogram(bars, look, held, measured, edges, grades)]
    lower = bars
    if boxes_in:
        lower = add_axes(figure, look, left, foot, right, look.height_in - foot - boxes_in)
        marks.append(_boxes(lower, look, held, measured, grades))
        bars.tick_params(labelbottom=False)
    for axes in dict.fromkeys((bars, lower)):
        axes.set_xlim(edges[0], edges[-1])
        set_ticks(axes, look, "x", edges[0], edges[-1])
    name_axis(lower, look, "x", measured.axis)
    name_axis(bars, look, "y", tr("Estates", language))
    _lines(bars, look, comparison, held, measured)
    counts = {grade: len(held.of(grade)) for grade in GRADES}
    grade_legend(bars, look, counts, bottom)
    return Chart(root(figure), look, title, tuple(marks), framed=True, names=namer(comparison))


def _known(comparison: Comparison, indicator_id: str) -> _Values:
    estates, values = [], []
    for one in comparison.estates:
        value = one.indicators.get(indicator_id)
        if value is not None:
            estates.append(one)
            values.append(float(value))
    return _Values(estates, np.array(values, dtype=np.float64))


def _below(comparison: Comparison, held: _Values, measured: Measure, language: str) -> str:
    parts = [tr("{count} estates", language, count=number(len(held.estates)))]
    unknown = len(comparison.estates) - len(held.estates)
    if unknown:
        parts.append(tr("{count} unknown", language, count=number(unknown)))
    if len(held.values):
        parts.append(tr("median {value}", language, value=measured.text(float(np.median(held.values)))))
    aim = target(comparison, measured.id)
    if aim is not None and len(held.values):
        short = int((held.values < float(aim)).sum())
        text = target_text(comparison, measured)
        parts.append(tr("{count} below the target {value}", language, count=number(short), value=text))
    return " · ".join(parts)


def _edges(values: NDArray[np.float64], aim: object) -> NDArray[np.float64]:
    """Return the ends of the bars: round numbers from zero, or from the least below it."""
    aims = [float(aim)] if aim is not None else []  # type: ignore[arg-type]
    low = min([0.0, *aims, *values[:1], float(values.min(initial=0.0))])
    high = max([*aims, float(values.max(initial=0.0))])
    if high <= low:
        high = low + 1.0
    places = MaxNLocator(nbins=_BINS, steps=(1, 2, 2.5, 5, 10)).tick_values(low, high)
    return np.asarray(places, dtype=np.float64)


def _histogram(
    axes: Axes,
    look: Look,
    held: _Values,
    measured: Measure,
    edges: NDArray[np.float64],
    grades: Sequence[Grade],
) -> Bars:
    """Draw stacks, the safest grade below; return one bar for each part of a stack."""
    boxes: list[tuple[float, float, float, float]] = []
    groups: list[NDArray[np.int64]] = []
    which: list[tuple[Grade, int]] = []
    floor = np.zeros(len(edges) - 1)
    bins = np.clip(np.searchsorted(edges, held.values, side="right") - 1, 0, len(edges) - 2)
    for grade in grades:
        numbers = held.of(grade)
        for at in range(len(edges) - 1):
            inside = numbers[bins[numbers] == at]
            if not len(inside):
                continue
            box = (edges[at], floor[at], edges[at + 1], floor[at] + len(inside))
            axes.add_patch(_part(look, grade, box))
            floor[at] += len(inside)
            boxes.append(box)
            groups.append(inside)
            which.append((grade, at))
    top = max(1.0, float(floor.max(initial=0.0)) * 1.12)
    axes.set_ylim(0, top)
    set_ticks(axes, look, "y", 0, top, most=min(6, max(1, int(top))))
    codes = [tuple(held.estates[at].standing.row.code for at in inside) for inside in groups]

    def say(at: int) -> str:
        grade, place = which[at]
        return tr(
            "{count} estates, {grade}: {low} to {high}",
            look.language,
            count=number(len(groups[at])),
            grade=grade_text(grade, look.language),
            low=number(edges[place], measured.decimals),
            high=measured.text(edges[place + 1]),
        )

    return Bars(axes, np.array(boxes, dtype=np.float64).reshape(-1, 4), codes, say)


def _part(look: Look, grade: Grade, box: tuple[float, float, float, float]) -> Rectangle:
    left, bottom, right, top = box
    ink = look.palette.faint if grade is Grade.UNRATED else look.palette.ground
    return Rectangle(
        (left, bottom),
        right - left,
        top - bottom,
        facecolor=look.palette.grades[grade],
        hatch=_HATCHES[grade],
        edgecolor=ink,
        linewidth=0.6,
        zorder=3,
    )


def _boxes(axes: Axes, look: Look, held: _Values, measured: Measure, grades: Sequence[Grade]) -> Bars:
    palette = look.palette
    axes.set_ylim(max(1, len(grades)), 0)
    axes.set_yticks([])
    boxes, codes, texts = [], [], []
    for row, grade in enumerate(grades):
        numbers = held.of(grade)
        least, low, middle, high, most = np.percentile(held.values[numbers], _QUARTILES)
        y, half = row + 0.5, _THICK / 2
        colour = edge_colour(grade, look)
        axes.plot([least, most], [y, y], color=colour, linewidth=0.9, zorder=3)
        for end in (least, most):
            axes.plot([end, end], [y - half / 2, y + half / 2], color=colour, linewidth=0.9, zorder=3)
        axes.add_patch(_part(look, grade, (low, y - half, high, y + half)))
        axes.add_patch(Rectangle((low, y - half), high - low, _THICK, fill=False, ec=colour, zorder=4))
        axes.plot([middle, middle], [y - half, y + half], color=palette.ink, linewidth=2.0, zorder=5)
        width = axes.bbox.width / root(axes).dpi
        grade_mark(axes, look, grade, -0.2 / width, y, transform=axes.get_yaxis_transform())
        boxes.append((least, y - half, most, y + half))
        codes.append(tuple(held.estates[at].standing.row.code for at in numbers))
        texts.append(
            tr(
                "{count} estates, {grade}: median {median}, half of them from {low} to {high}",
                look.language,
                count=number(len(numbers)),
                grade=grade_text(grade, look.language),
                median=measured.text(middle),
                low=number(low, measured.decimals),
                high=measured.text(high),
            )
        )
    return Bars(axes, np.array(boxes, dtype=np.float64).reshape(-1, 4), codes, texts.__getitem__)


def _lines(axes: Axes, look: Look, comparison: Comparison, held: _Values, measured: Measure) -> None:
    aim = target(comparison, measured.id)
    if aim:
        target_line(axes, look, float(aim), target_text(comparison, measured), vertical=True)
    if not len(held.values):
        text = tr("Of no estate this is known", look.language)
        write(axes, 0.5, 0.5, text, look.palette.faint, ha="center", va="center", transform=axes.transAxes)
        return
    middle = float(np.median(held.values))
    axes.axvline(middle, color=look.palette.ink, linewidth=1.2, zorder=6)
    around = {"boxstyle": "round,pad=0.15", "fc": look.palette.ground, "ec": "none", "alpha": 0.85}
    named = tr("median", look.language)
    write(axes, middle, 0.8, named, look.palette.ink, size=SMALL_PT, ha="center", va="top", rotation=90,
          transform=axes.get_xaxis_transform(), bbox=around, zorder=7)  # fmt: skip
