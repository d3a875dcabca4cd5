"""Ranking bars: the worst estates, each bar made of what its score comes from; unrated ones told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from chargeplan.drawing.plotter import own_settings
from chargeplan.drawing.town.chart import Bars, Chart
from chargeplan.drawing.town.facts import (
    Measure,
    grade_text,
    measure,
    name_of,
    namer,
    note,
    published,
    ranked,
    steadiness,
    unrated,
)
from chargeplan.drawing.town.look import (
    HATCHES,
    MARGIN_IN,
    SMALL_PT,
    TEXT_PT,
    Look,
    add_axes,
    elided,
    headed,
    headroom,
    line_in,
    name_axis,
    new_figure,
    number,
    root,
    set_ticks,
    text_width_in,
    write,
)
from chargeplan.drawing.town.marks import grade_mark
from chargeplan.i18n import tr
from chargeplan.town.comparison import Assessed, Comparison

_ROW_IN, _LOW_ROW_IN = 0.185, 0.15
_APART_ROWS = 1.6
_HIGHEST_ROW_IN = 0.42
_NAME_SHARE = 0.26
_END_IN = 1.0
_THICK = 0.74
_SEGMENT_IN = 0.2
"""A part of a bar narrower than this has no number in it."""

_FULL = 100.0
_REASONS = 3


def ranking(comparison: Comparison, look: Look, *, worst: int = 20, after: int = 0) -> Chart:
    """Return the bars of the `worst` rated estates behind the first `after`, as many as there is room for.

    A bar is as long as the score (0 to 100, more is worse). Its parts are the contributions of the
    indicators, numbered as in the legend; behind it stands the score and between which ranks the estate
    stays when weights move. Below stands how many estates are unrated and what is missing.
    """
    with own_settings():
        return _ranking(comparison, look, worst, after)


def _ranking(comparison: Comparison, look: Look, worst: int, after: int) -> Chart:
    language = look.language
    order, apart = ranked(comparison), unrated(comparison)
    ids = _ids(comparison, order)
    figure = new_figure(look)
    legend = _legend_rows([measure(each, language) for each in ids], look)
    foot = len(legend) * line_in(SMALL_PT) + 0.42
    below, said = published(comparison, language), note(comparison, language, steadiness(language))
    after = max(0, min(after, len(order) - 1))
    taken = sum(headroom(look, _title(worst, after, len(order), language), below, said))
    room = (look.height_in - foot - taken) / (_LOW_ROW_IN if look.low else _ROW_IN)
    shown = order[after:][: max(1, min(worst, int(room - (_APART_ROWS if apart else 0))))]
    title = _title(len(shown), after, len(order), language)
    top, bottom = headed(figure, look, title, below, said)
    left = MARGIN_IN + look.width_in * _NAME_SHARE
    axes = add_axes(figure, look, left, bottom + foot, _END_IN, top)
    rows = len(shown) + (_APART_ROWS if apart else 0.0)
    axes.set_xlim(0, _FULL)
    axes.set_ylim(max(rows, 1.0, (look.height_in - bottom - foot - top) / _HIGHEST_ROW_IN), 0)
    axes.set_yticks([])
    axes.spines["bottom"].set_visible(False)
    set_ticks(axes, look, "x", 0, _FULL)
    name_axis(axes, look, "x", tr("Score (0 to 100, more is worse)", language))
    per_point = (look.width_in - left - _END_IN) / _FULL
    for place, one in enumerate(shown):
        _bar(axes, look, one, place, ids, per_point)
    marks = [_bars(axes, look, shown, ids)]
    if apart:
        marks.append(_apart(axes, look, apart, len(shown) + 0.6))
    _legend(axes, look, legend, bottom)
    return Chart(root(figure), look, title, tuple(marks), framed=True, names=namer(comparison))


def _title(shown: int, after: int, rated: int, language: str) -> str:
    counts = {"count": number(shown), "rated": number(rated)}
    if after:
        ends = {"first": number(after + 1), "last": number(after + shown), "rated": number(rated)}
        return tr("Estates by risk: {first} to {last} of {rated} rated", language, **ends)
    return tr("The {count} estates at greatest risk, of {rated} rated", language, **counts)


def _ids(comparison: Comparison, order: Sequence[Assessed]) -> list[str]:
    """Return the indicators that contribute, those with most weight first."""
    used = {part.indicator_id for one in order for part in one.rating.contributions}
    weights = comparison.settings.weights
    return sorted(used, key=lambda each: (-weights.get(each, Decimal(0)), each))


def _style(index: int, look: Look) -> dict[str, Any]:
    parts = look.palette.parts
    hatch = HATCHES[(index + index // len(parts)) % len(HATCHES)]
    return {
        "facecolor": parts[index % len(parts)],
        "hatch": hatch,
        "edgecolor": look.palette.ground,
        "linewidth": 0.6,
    }


def _bar(axes: Axes, look: Look, one: Assessed, place: int, ids: Sequence[str], inch: float) -> None:
    palette, score = look.palette, float(one.rating.score or 0)
    middle, left = place + 0.5, 0.0
    shares = {part.indicator_id: float(part.percent) for part in one.rating.contributions}
    for index, each in enumerate(ids):
        width = score * shares.get(each, 0.0) / 100
        if width <= 0:
            continue
        axes.add_patch(Rectangle((left, middle - _THICK / 2), width, _THICK, **_style(index, look)))
        if width * inch >= _SEGMENT_IN:
            _segment_number(axes, look, left + width / 2, middle, index)
        left += width
    row_pt = min(TEXT_PT, 72 * _ROW_IN * 0.62)
    room = look.width_in * _NAME_SHARE - 0.62
    name = elided(_labelled(one, look.language), room, row_pt)
    at = axes.get_yaxis_transform()
    length = look.width_in * (1 - _NAME_SHARE) - _END_IN - MARGIN_IN
    grade_mark(axes, look, one.rating.grade, -0.13 / length, middle, transform=at)
    write(axes, -0.26 / length, middle, name, palette.ink, size=row_pt, ha="right", va="center", transform=at)
    at_left = -(look.width_in * _NAME_SHARE) / length
    write(
        axes, at_left, middle, number(one.rating.rank or 0), palette.faint, size=SMALL_PT, ha="left",
        va="center", transform=at,
    )  # fmt: skip
    write(
        axes,
        score,
        middle,
        f" {_score_text(one)}",
        palette.ink,
        size=SMALL_PT,
        ha="left",
        va="center",
    )


def _labelled(one: Assessed, language: str) -> str:
    if not one.standing.estimated:
        return name_of(one)
    return tr("{name} (estimate)", language, name=name_of(one))


def _segment_number(axes: Axes, look: Look, x: float, y: float, index: int) -> None:
    palette = look.palette
    around = {"boxstyle": "round,pad=0.12", "fc": palette.ground, "ec": "none", "alpha": 0.85}
    write(axes, x, y, str(index + 1), palette.ink, size=6.0, ha="center", va="center", bbox=around)


def _score_text(one: Assessed) -> str:
    rating = one.rating
    text = number(rating.score or 0, 1)
    if rating.rank_best is None or rating.rank_worst is None:
        return text
    if rating.rank_best == rating.rank_worst:
        return f"{text} ({rating.rank_best})"
    return f"{text} ({rating.rank_best}–{rating.rank_worst})"


def _bars(axes: Axes, look: Look, shown: Sequence[Assessed], ids: Sequence[str]) -> Bars:
    names = {each: measure(each, look.language).cause for each in ids}
    boxes = np.array(
        [(0.0, at + 0.5 - _THICK / 2, _FULL, at + 0.5 + _THICK / 2) for at in range(len(shown))]
    ).reshape(-1, 4)
    return Bars(
        axes, boxes, [(one.standing.row.code,) for one in shown], lambda at: _said(shown[at], names, look)
    )


def _said(one: Assessed, names: dict[str, str], look: Look) -> str:
    language, rating = look.language, one.rating
    parts = [
        f"{number(part.percent, 1)} % {names[part.indicator_id]}"
        for part in sorted(rating.contributions, key=lambda part: -part.percent)
        if part.percent
    ]
    head = tr(
        "{name}: {grade}, score {score}, rank {rank}",
        language,
        name=name_of(one),
        grade=grade_text(rating.grade, language),
        score=number(rating.score or 0, 1),
        rank=number(rating.rank or 0),
    )
    return "\n".join([head, *parts])


def _apart(axes: Axes, look: Look, apart: Sequence[Assessed], top: float) -> Bars:
    palette, language = look.palette, look.language
    missing = Counter(each for one in apart for each in one.rating.missing)
    reasons = ", ".join(
        tr("{indicator}: {count}", language, indicator=measure(each, language).title, count=number(count))
        for each, count in sorted(missing.items(), key=lambda item: (-item[1], item[0]))[:_REASONS]
    )
    text = tr("{count} estates unrated", language, count=number(len(apart)))
    if reasons:
        text = tr("{text}; unknown: {reasons}", language, text=text, reasons=reasons)
    band = Rectangle(
        (0, top),
        _FULL,
        0.9,
        facecolor=palette.ground,
        edgecolor=palette.rule,
        hatch="////",
        linewidth=0.8,
        linestyle="--",
    )
    axes.add_patch(band)
    room = look.width_in * (1 - _NAME_SHARE) - _END_IN - 0.4
    around = {"boxstyle": "square,pad=0.15", "fc": palette.ground, "ec": "none"}
    shown = elided(text, room, SMALL_PT)
    write(axes, 1.5, top + 0.45, shown, palette.ink, size=SMALL_PT, ha="left", va="center", bbox=around)
    codes = tuple(one.standing.row.code for one in apart)
    return Bars(axes, np.array([(0.0, top, _FULL, top + 0.9)]), [codes], lambda _at: text)


Rows = list[list[tuple[int, str, float]]]


def _legend_rows(shown: Sequence[Measure], look: Look) -> Rows:
    """Return the entries of the legend in rows: number, text and where it begins [inch]."""
    rows: Rows = [[]]
    x, room = 0.0, look.width_in - 2 * MARGIN_IN
    for index, one in enumerate(shown):
        text = f"{index + 1}  {one.title}"
        width = 0.34 + text_width_in(text, SMALL_PT) + 0.18
        if x + width > room and rows[-1]:
            rows.append([])
            x = 0.0
        rows[-1].append((index, text, x))
        x += width
    return rows


def _legend(axes: Axes, look: Look, rows: Rows, bottom: float) -> None:
    figure = axes.figure
    height = line_in(SMALL_PT)
    for number_of_row, row in enumerate(rows):
        y = bottom + (len(rows) - number_of_row - 0.5) * height
        for index, text, x in row:
            left = MARGIN_IN + x
            box = Rectangle(
                (left / look.width_in, (y - 0.045) / look.height_in),
                0.26 / look.width_in,
                0.09 / look.height_in,
                transform=figure.transSubfigure,
                **_style(index, look),
            )
            figure.add_artist(box)
            at = ((left + 0.32) / look.width_in, y / look.height_in)
            write(figure, *at, text, look.palette.ink, size=SMALL_PT, ha="left", va="center")
