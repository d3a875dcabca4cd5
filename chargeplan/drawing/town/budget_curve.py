"""Budget curve: whom every amount of money would serve at best, with the budget that was chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from chargeplan.drawing.plotter import own_settings
from chargeplan.drawing.town.chart import Chart, Dots
from chargeplan.drawing.town.facts import money, namer, note
from chargeplan.drawing.town.look import (
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
from chargeplan.i18n import tr
from chargeplan.town.allocation import HUNDREDTHS, Allocation, CurvePoint, Loser
from chargeplan.town.comparison import Comparison
from chargeplan.town.words import WHY_NOT
from chargeplan.units import WAN

_SIDE_IN = 0.72
_GAP_IN = 0.16
_SHARE = 0.6
_DOT_PT = 5.0
_MOST_LOSERS = 1_000


def budget_curve(
    comparison: Comparison, look: Look, allocation: Allocation | None, curve: Sequence[CurvePoint]
) -> Chart:
    """Return the stairs of benefit and of households newly served against money.

    Stairs, for between two budgets that bring something in nothing changes. The chosen budget is a line, its
    answer a dot. Triangles on the axis show what budget would bring in each estate that got nothing.
    """
    with own_settings():
        return _budget_curve(comparison, look, allocation, sorted(curve, key=lambda point: point.cost_cny))


def _budget_curve(
    comparison: Comparison, look: Look, allocation: Allocation | None, curve: Sequence[CurvePoint]
) -> Chart:
    language = look.language
    figure = new_figure(look)
    title, below = _title(comparison, allocation, language), _below(allocation, language)
    said = [tr("Benefit: households newly served, each counted by its estate's risk", language)]
    if any(point.bound > point.benefit for point in curve):
        said.append(tr("not every step is proven to be the best", language))
    top, bottom = headed(figure, look, title, below, note(comparison, language, *said, grades=False))
    if not curve and allocation is None:
        text = tr("No budget has been shared out yet", language)
        write(figure, 0.5, 0.5, text, look.palette.faint, ha="center", va="center")
        return Chart(root(figure), look, title)
    legend = line_in(SMALL_PT) + 0.06
    foot = bottom + legend + 0.42
    upper, lower = _pair(figure, look, foot, top)
    most = _most(comparison, allocation, curve)
    benefit = [float(point.benefit / HUNDREDTHS) for point in curve]
    households = [float(point.households) for point in curve]
    _stairs(upper, look, curve, benefit, most, tr("Benefit [weighted households]", language))
    _stairs(lower, look, curve, households, most, tr("Newly served [households]", language))
    name_axis(lower, look, "x", tr("Budget [×10,000 CNY]", language))
    if look.low:
        name_axis(upper, look, "x", tr("Budget [×10,000 CNY]", language))
    else:
        upper.tick_params(labelbottom=False)
    _budget_line(upper, lower, look, comparison)
    marks = []
    if allocation is not None:
        losers = [loser for loser in allocation.losers if loser.budget_needed_cny is not None]
        shown = sorted(losers, key=_needed)[:_MOST_LOSERS]
        marks.append(_losers(lower, look, shown, namer(comparison), most))
        marks.extend(_answer(axes, look, allocation, value) for axes, value in (
            (upper, float(allocation.benefit / HUNDREDTHS)), (lower, float(allocation.households))
        ))  # fmt: skip
        _legend(figure, look, bottom, losers=bool(shown))
    return Chart(root(figure), look, title, tuple(marks), names=namer(comparison))


def _pair(figure: Any, look: Look, foot: float, top: float) -> tuple[Axes, Axes]:
    """Return the axes of benefit and of households: one above the other, in a low figure side by side."""
    left, right = MARGIN_IN + _SIDE_IN, MARGIN_IN + 0.15
    if look.low:
        half = look.width_in / 2
        return add_axes(figure, look, left, foot, half, top), add_axes(
            figure, look, half + _SIDE_IN, foot, right, top
        )
    tall = (look.height_in - foot - top - _GAP_IN) * (1 - _SHARE)
    upper = add_axes(figure, look, left, foot + tall + _GAP_IN, right, top)
    return upper, add_axes(figure, look, left, foot, right, look.height_in - foot - tall)


def _title(comparison: Comparison, allocation: Allocation | None, language: str) -> str:
    if allocation is None:
        return tr("Benefit against money", language)
    spent = money(allocation.cost_cny, language)
    budget = comparison.settings.budget
    served = number(allocation.households)
    if budget is None:
        return tr("{spent} serve {households} households anew", language, spent=spent, households=served)
    of = money(budget.total_cny, language)
    values = {"spent": spent, "budget": of, "households": served}
    return tr("{spent} of {budget} serve {households} households anew", language, **values)


def _below(allocation: Allocation | None, language: str) -> str:
    if allocation is None:
        return ""
    if not allocation.feasible:
        return tr("The fairness floors cannot be met with this budget", language)
    counts = {"built": number(len(allocation.choices)), "losers": number(len(allocation.losers))}
    parts = [tr("{built} schemes are built, {losers} estates get nothing", language, **counts)]
    estimated = allocation.estimated
    if estimated:
        parts.append(tr("{count} of the schemes are estimates", language, count=number(estimated)))
    if allocation.proven:
        parts.append(tr("proven: no other choice has a greater benefit", language))
    else:
        bound = number(allocation.bound / HUNDREDTHS, 2)
        parts.append(tr("not proven to be the best; the benefit is at most {bound}", language, bound=bound))
    return " · ".join(parts)


def _most(comparison: Comparison, allocation: Allocation | None, curve: Sequence[CurvePoint]) -> float:
    ends = [float(point.cost_cny / WAN) for point in curve]
    budget = comparison.settings.budget
    if budget is not None:
        ends.append(float(budget.total_cny / WAN))
    if allocation is not None:
        ends.append(float(allocation.cost_cny / WAN))
    return max(ends, default=0.0) * 1.04 or 1.0


def _stairs(
    axes: Axes, look: Look, curve: Sequence[CurvePoint], values: Sequence[float], most: float, named: str
) -> None:
    palette = look.palette
    spent = [float(point.cost_cny / WAN) for point in curve]
    if curve:
        x, y = [*spent, most], [*values, values[-1]]
        axes.step(x, y, where="post", color=palette.accent, linewidth=1.6, zorder=4)
        axes.fill_between(x, y, step="post", color=palette.accent, alpha=0.12, linewidth=0, zorder=2)
        if len(curve) <= 60:
            axes.plot(
                spent, values, linestyle="none", marker="o", markersize=3, color=palette.accent, zorder=4
            )
    top = max(values, default=0.0) * 1.12 or 1.0
    axes.set_xlim(0, most)
    axes.set_ylim(0, top)
    set_ticks(axes, look, "x", 0, most)
    set_ticks(axes, look, "y", 0, top, most=4)
    name_axis(axes, look, "y", named)


def _budget_line(upper: Axes, lower: Axes, look: Look, comparison: Comparison) -> None:
    budget = comparison.settings.budget
    if budget is None:
        return
    x = float(budget.total_cny / WAN)
    for axes in (upper, lower):
        axes.axvline(x, color=look.palette.ink, linewidth=1.2, linestyle=(0, (5, 3)), zorder=5)
    text = tr("budget {amount}", look.language, amount=money(budget.total_cny, look.language))
    low, high = upper.get_xlim()
    right = x > low + 0.6 * (high - low)
    around = {"boxstyle": "round,pad=0.2", "fc": look.palette.ground, "ec": "none", "alpha": 0.85}
    write(
        upper, x, 0.98, f" {text} ", look.palette.ink, size=SMALL_PT, ha="right" if right else "left",
        va="top", transform=upper.get_xaxis_transform(), bbox=around, zorder=6,
    )  # fmt: skip


def _answer(axes: Axes, look: Look, allocation: Allocation, value: float) -> Dots:
    """Draw the chosen answer; picking it picks the estates whose schemes are built."""
    palette, language = look.palette, look.language
    x = float(allocation.cost_cny / WAN)
    top = axes.get_ylim()[1]
    if value > top:
        axes.set_ylim(0, value * 1.12)
        set_ticks(axes, look, "y", 0, value * 1.12, most=4)
    axes.plot(
        [x], [value], marker="D", markersize=2 * _DOT_PT, color=palette.chosen,
        markeredgecolor=palette.ink, zorder=8, clip_on=False,
    )  # fmt: skip
    codes = tuple(choice.candidate.estate_code for choice in allocation.choices)
    text = tr(
        "{count} schemes are built for {amount}: benefit {benefit}, {households} households newly served",
        language,
        count=number(len(codes)),
        amount=money(allocation.cost_cny, language),
        benefit=number(allocation.benefit / HUNDREDTHS, 2),
        households=number(allocation.households),
    )
    return Dots(axes, np.array([(x, value)]), [codes], np.array([_DOT_PT]), lambda _at: text)


def _needed(loser: Loser) -> Decimal:
    return loser.budget_needed_cny or Decimal(0)


def _losers(axes: Axes, look: Look, losers: Sequence[Loser], name: Callable[[str], str], most: float) -> Dots:
    palette, language = look.palette, look.language
    shown = [loser for loser in losers if float(_needed(loser) / WAN) <= most]
    money_needed = [(float(_needed(loser) / WAN), 0.0) for loser in shown]
    places = np.array(money_needed, dtype=np.float64).reshape(-1, 2)
    if len(places):
        axes.scatter(
            places[:, 0], places[:, 1], marker="^", s=34, color=palette.ground, edgecolors=palette.ink,
            linewidths=0.8, zorder=7, clip_on=False,
        )  # fmt: skip
    codes = [(loser.candidate.estate_code,) for loser in shown]

    def say(at: int) -> str:
        loser = shown[at]
        return tr(
            "{name} would come in with {amount}: {reason}",
            language,
            name=name(loser.candidate.estate_code),
            amount=money(loser.budget_needed_cny, language),
            reason=tr(WHY_NOT[loser.reason], language),
        )

    return Dots(axes, places, codes, np.full(len(shown), 3.5), say)


def _legend(figure: object, look: Look, bottom: float, *, losers: bool) -> None:
    language = look.language
    parts = [tr("◆ what is built", language)]
    if losers:
        parts.append(tr("△ budget that would bring in an estate that gets nothing", language))
    at = (MARGIN_IN / look.width_in, (bottom + line_in(SMALL_PT) / 2) / look.height_in)
    text = "     ".join(parts)
    write(figure, *at, text, look.palette.ink, size=SMALL_PT, ha="left", va="center")
