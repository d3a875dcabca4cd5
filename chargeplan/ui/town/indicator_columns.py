"""A column for each indicator; its head tells direction, formula and source."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from chargeplan.i18n import N_, pick, tr
from chargeplan.reference.town_method import Indicator, load_town_method
from chargeplan.ui.town.columns import INDICATORS, Column, Value

_DIRECTIONS: Mapping[str, str] = {
    "up_worse": N_("More is worse."),
    "up_better": N_("More is better."),
    "neutral": N_("More is neither better nor worse."),
}

_TOLD_ELSEWHERE = ("ebikes_expected",)
"""Indicators that a column of the estates tells already."""

_SUMMED = (
    "stalls_short",
    "stalls_short_after",
    "sockets_short",
    "sockets_short_after",
    "findings_errors",
    "findings_warnings",
    "findings_infos",
    "findings_undecided",
)
"""Indicators that are counts, so that their sum over estates has a meaning."""

_AT_FIRST = ("sockets_short",)


def indicator_columns() -> tuple[Column, ...]:
    """Return the columns of all indicators, in their order."""
    held = load_town_method().indicators
    return tuple(_column(indicator) for indicator in held if indicator.id not in _TOLD_ELSEWHERE)


def indicator_tip(indicator: Indicator) -> str:
    """Return what direction, formula and source an indicator has, on lines of their own."""
    lines = [
        tr(_DIRECTIONS[indicator.direction]),
        tr("Formula: {formula}", formula=pick(indicator.formula)),
        tr("Source: {source}", source=indicator.source),
    ]
    if indicator.needs_plan:
        lines.append(tr("Known only where there is a plan."))
    if not indicator.verified:
        lines.append(tr("To be verified."))
    return "\n".join(lines)


def _column(indicator: Indicator) -> Column:
    return Column(
        f"indicator.{indicator.id}",
        INDICATORS,
        indicator.title,
        _value(indicator.id),
        unit=indicator.unit,
        decimals=indicator.decimals,
        sums=indicator.id in _SUMMED,
        estimated=indicator.id.endswith("_after") or indicator.id.startswith("cost_"),
        at_first=indicator.id in _AT_FIRST,
        width_px=100,
        tip=_tip(indicator),
    )


def _value(indicator_id: str) -> Value:
    return lambda estate, _extras: estate.indicators.get(indicator_id)


def _tip(indicator: Indicator) -> Callable[[], str]:
    return lambda: indicator_tip(indicator)
