"""Map of the estates by grade, in metres, with scale bar and north arrow; no tiles, no internet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from chargeplan.drawing.labels import LabelBoard, Place, places_around
from chargeplan.drawing.plotter import own_settings
from chargeplan.drawing.primitives import Box
from chargeplan.drawing.scale_bar import bar_length_m
from chargeplan.drawing.town.chart import Chart, Dots, Marks
from chargeplan.drawing.town.facts import grade_text, name_of, namer, note
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
    new_figure,
    number,
    root,
    write,
)
from chargeplan.drawing.town.marks import edge_colour, grade_legend, letter_colour
from chargeplan.i18n import tr
from chargeplan.town.comparison import Assessed, Comparison
from chargeplan.town.grading import Grade
from chargeplan.town.places import map_position
from chargeplan.town.register import Place as EstatePlace

LETTERED = 250
"""So many estates have the letter of their grade in their mark; more would be too small to be read."""

NAMED = 12
"""So many of the worst estates are named where there is room."""

CROWD = 1_500
_RADII_PT = ((60, 5.5), (250, 4.5), (1_500, 3.0))
_CROWD_PT = 1.3
_LEAST_PT, _CLOSEST = 2.6, 0.36
_FEW = 30
_BAR_IN = 1.6
_PAD = 0.07
_LEAST_M = 200.0
_FARTHEST_M = 2e7
"""No place on earth is farther from another."""

_STREETS = 25
_KILOMETRE = 1000.0


def estate_map(comparison: Comparison, look: Look) -> Chart:
    """Return the map; estates without a place are counted in the subtitle, north is up.

    Marks tell grades by shape, colour and, where there is room, letter; the worst are named.
    """
    with own_settings():
        return _estate_map(comparison, look)


@lru_cache(maxsize=65_536)
def _position(place: EstatePlace) -> tuple[float, float] | None:
    return map_position(place)


def _placed(comparison: Comparison) -> tuple[list[Assessed], NDArray[np.float64]]:
    estates, places = [], []
    for one in comparison.estates:
        place = one.standing.row.place
        position = _position(place) if place is not None else None
        if position is not None and max(map(abs, position)) < _FARTHEST_M:
            estates.append(one)
            places.append(position)
    return estates, np.array(places, dtype=np.float64).reshape(-1, 2)


def _estate_map(comparison: Comparison, look: Look) -> Chart:
    language = look.language
    estates, places = _placed(comparison)
    figure = new_figure(look)
    title = tr("Map of the estates by risk grade", language)
    parts = [tr("{count} estates on the map", language, count=number(len(estates)))]
    without = len(comparison.estates) - len(estates)
    if without:
        parts.append(tr("{count} estates without a place", language, count=number(without)))
    top, bottom = headed(figure, look, title, " · ".join(parts), note(comparison, language))
    axes = add_axes(figure, look, MARGIN_IN, bottom + line_in(SMALL_PT) + 0.08, MARGIN_IN, top)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(True)
    metres_per_in = _frame(axes, places)
    marks: list[Marks] = []
    named: frozenset[str] = frozenset()
    if estates:
        _streets(axes, look, estates, places)
        marks = _dots(axes, look, estates, places)
        named = _name_worst(axes, look, estates, places, metres_per_in)
        _scale_bar(axes, look, metres_per_in)
        _arrow(axes, look)
    else:
        text = tr("No estate has a place", language)
        write(axes, 0.5, 0.5, text, look.palette.faint, ha="center", va="center", transform=axes.transAxes)
    counts = Counter(one.rating.grade for one in estates)
    grade_legend(axes, look, counts, bottom)
    return Chart(root(figure), look, title, tuple(marks), True, named, namer(comparison))


def _inches(axes: Axes) -> tuple[float, float]:
    figure = root(axes)
    return axes.bbox.width / figure.dpi, axes.bbox.height / figure.dpi


def _frame(axes: Axes, places: NDArray[np.float64]) -> float:
    """Set the ground that is shown, as many metres an inch both ways, and return how many."""
    width, height = _inches(axes)
    low = places.min(axis=0) if len(places) else np.zeros(2)
    high = places.max(axis=0) if len(places) else np.zeros(2)
    span = np.maximum(high - low, _LEAST_M) * (1 + 2 * _PAD)
    scale = max(float(span[0]) / width, float(span[1]) / height)
    x, y = (low + high) / 2
    axes.set_xlim(x - scale * width / 2, x + scale * width / 2)
    axes.set_ylim(y - scale * height / 2, y + scale * height / 2)
    return scale


def _radius_pt(axes: Axes, places: NDArray[np.float64]) -> float:
    """Return the radius of marks: the more there are, and the closer together, the smaller."""
    count = len(places)
    usual = next((radius for most, radius in _RADII_PT if count <= most), _CROWD_PT)
    if count <= _FEW:
        return usual
    span = np.ptp(axes.transData.transform(places), axis=0) * POINTS_PER_INCH / root(axes).dpi
    apart = float(np.sqrt(max(float(span[0] * span[1]), 1.0) / count))
    return max(min(usual, _CLOSEST * apart), min(usual, _LEAST_PT))


def _dots(axes: Axes, look: Look, estates: Sequence[Assessed], places: NDArray[np.float64]) -> list[Marks]:
    radius = _radius_pt(axes, places)
    crowd = len(estates) > CROWD
    marks: list[Marks] = []
    for order, grade in enumerate((Grade.UNRATED, *GRADES[:-1])):
        numbers = [at for at, one in enumerate(estates) if one.rating.grade is grade]
        if not numbers:
            continue
        axes.scatter(
            places[numbers, 0],
            places[numbers, 1],
            s=(2 * radius) ** 2,
            marker=MARKERS[grade],
            color=look.palette.grades[grade],
            edgecolors=edge_colour(grade, look),
            linewidths=0.15 if crowd else 0.5,
            rasterized=crowd,
            zorder=4 + order,
        )
        if len(estates) <= LETTERED and grade is not Grade.UNRATED:
            for x, y in places[numbers]:
                write(axes, x, y, grade.value, letter_colour(grade, look), size=1.1 * radius, bold=True,
                      ha="center", va="center", zorder=4.5 + order)  # fmt: skip
        held = [estates[at] for at in numbers]
        codes = [(one.standing.row.code,) for one in held]
        sizes = np.full(len(held), radius)

        def say(at: int, held: Sequence[Assessed] = held) -> str:
            return _said(held[at], look.language)

        marks.append(Dots(axes, places[numbers], codes, sizes, say))
    return marks


def _said(one: Assessed, language: str) -> str:
    rating = one.rating
    parts = [f"{name_of(one)} · {grade_text(rating.grade, language)}"]
    if rating.rank is not None and rating.score is not None:
        text = tr(
            "score {score}, rank {rank}", language, score=number(rating.score, 1), rank=number(rating.rank)
        )
        parts.append(text)
    where = " · ".join(filter(None, (one.standing.row.street, one.standing.row.committee)))
    return "\n".join([*parts, *([where] if where else [])])


def _streets(axes: Axes, look: Look, estates: Sequence[Assessed], places: NDArray[np.float64]) -> None:
    """Write the streets faintly where their estates lie, when there are several but not too many."""
    streets: dict[str, list[int]] = {}
    for at, one in enumerate(estates):
        if one.standing.row.street:
            streets.setdefault(one.standing.row.street, []).append(at)
    if not 1 < len(streets) <= _STREETS:
        return
    for street, numbers in streets.items():
        x, y = np.median(places[numbers], axis=0)
        write(
            axes, x, y, street, look.palette.faint, size=11.0, ha="center", va="center", alpha=0.55, zorder=2
        )


def _name_worst(
    axes: Axes, look: Look, estates: Sequence[Assessed], places: NDArray[np.float64], metres_per_in: float
) -> frozenset[str]:
    """Name the worst estates beside their marks where no name lies on another; return whom."""
    worst = sorted(
        (at for at, one in enumerate(estates) if one.rating.grade in (Grade.C, Grade.D)),
        key=lambda at: estates[at].rating.rank or 0,
    )[:NAMED]
    height = SMALL_PT / POINTS_PER_INCH * metres_per_in
    half = _radius_pt(axes, places) / POINTS_PER_INCH * metres_per_in
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    clear = () if len(estates) > LETTERED else tuple(_around(x, y, half) for x, y in places)
    board = LabelBoard(Box(left, bottom, right, top), clear)
    named = set()
    for at in worst:
        around: list[Place] = list(places_around(_around(places[at][0], places[at][1], half), 0.4 * half))[:8]
        found = board.place("", "", name_of(estates[at]), height, around)
        if found is not None:
            size = found.height_m / metres_per_in * POINTS_PER_INCH
            name = write(axes, *found.position, found.text, look.palette.ink, size=size, ha=found.horizontal,
                         va=found.vertical, zorder=12)  # fmt: skip
            name.set_path_effects([withStroke(linewidth=2.2, foreground=look.palette.ground, alpha=0.85)])
            named.add(estates[at].standing.row.code)
    return frozenset(named)


def _around(x: float, y: float, half: float) -> Box:
    return Box(x - half, y - half, x + half, y + half)


def _scale_bar(axes: Axes, look: Look, metres_per_in: float) -> None:
    palette = look.palette
    length = bar_length_m(_BAR_IN * metres_per_in)
    width, height = _inches(axes)
    left, bottom, tall = 0.16, 0.14, 0.055
    ground = Rectangle(
        (0.06 / width, 0.06 / height), (length / metres_per_in + 0.5) / width, 0.36 / height,
        transform=axes.transAxes, facecolor=palette.ground, alpha=0.8, edgecolor="none", zorder=13,
    )  # fmt: skip
    axes.add_patch(ground)
    for part in range(4):
        box = Rectangle(
            ((left + length / metres_per_in * part / 4) / width, bottom / height),
            length / metres_per_in / 4 / width,
            tall / height,
            transform=axes.transAxes,
            facecolor=palette.ink if part % 2 == 0 else palette.ground,
            edgecolor=palette.ink,
            linewidth=0.6,
            zorder=14,
        )
        axes.add_patch(box)
    for share in (0.0, 0.5, 1.0):
        at = ((left + length / metres_per_in * share) / width, (bottom + tall + 0.03) / height)
        text = _length_text(length * share, length, last=share == 1.0)
        write(axes, *at, text, palette.ink, size=SMALL_PT, ha="center", va="bottom", transform=axes.transAxes,
              zorder=14)  # fmt: skip


def _length_text(value_m: float, whole_m: float, *, last: bool) -> str:
    if whole_m >= _KILOMETRE:
        return f"{value_m / _KILOMETRE:g}" + (" km" if last else "")
    return f"{value_m:g}" + (" m" if last else "")


def _arrow(axes: Axes, look: Look) -> None:
    palette = look.palette
    width, height = _inches(axes)
    x, foot, tip = width - 0.26, height - 0.52, height - 0.2

    def at(dx: float, y: float) -> tuple[float, float]:
        return (x + dx) / width, y / height

    for side, colour in ((-1, palette.ink), (1, palette.ground)):
        ring = [at(0, tip), at(side * 0.09, foot), at(0, foot + 0.07)]
        shape = Polygon(ring, closed=True, facecolor=colour, edgecolor=palette.ink, linewidth=0.6,
                        transform=axes.transAxes, zorder=14)  # fmt: skip
        axes.add_patch(shape)
    write(axes, *at(0, height - 0.11), "N", palette.ink, size=SMALL_PT, bold=True, ha="center", va="center",
          transform=axes.transAxes, zorder=14)  # fmt: skip
