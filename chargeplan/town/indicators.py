"""Indicators of an estate by id; assets/town/indicators.toml says what each means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from chargeplan.town.estimates import both
from chargeplan.town.exact_numbers import quotient
from chargeplan.town.figures import PlanFigures, Reach
from chargeplan.town.standing import Standing

Value = Decimal | None

_HUNDRED = 100
_AFTER = "_after"


def indicators_of(standing: Standing) -> Mapping[str, Value]:
    """Return every indicator of an estate by id, None where something it rests on is unknown.

    Ratios are rounded half-up to six decimals; a ratio to nothing (no household, no e-bike) is unknown.
    """
    return {name: function(standing) for name, function in INDICATORS.items()}


def _count(value: int | None) -> Value:
    return None if value is None else Decimal(value)


def _ratio(value: int | None, whole: int | None, times: int = 1) -> Value:
    return None if value is None or not whole else quotient(value * times, whole)


def _per_100(value: int | None, standing: Standing) -> Value:
    return _ratio(value, standing.households, _HUNDRED)


def _share_short(short: int | None, needed: int | None) -> Value:
    """Return what is missing [% of the need]; nothing is missing where nothing is needed."""
    return Decimal(0) if short == 0 else _ratio(short, needed, _HUNDRED)


def _cost_per(standing: Standing, count: int | None) -> Value:
    cost_cny = standing.scheme.cost_cny
    return None if cost_cny is None or not count else quotient(cost_cny, count)


def hazards_together(standing: Standing) -> int | None:
    """Return the sum of the hazards reported, None where one of them is unknown."""
    told = standing.row.hazards
    return both(both(told.flying_wires, told.corridor_charging), told.blocked_doorways)


def _finding(name: str) -> Callable[[Standing], Value]:
    def told(standing: Standing) -> Value:
        figures: PlanFigures | None = standing.figures
        return None if figures is None else Decimal(getattr(figures, name))

    return told


def _served(reach: Reach | None) -> Value:
    return None if reach is None else _ratio(reach.doorways_served, reach.doorways, _HUNDRED)


def with_scheme(indicators: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return indicators as if the chosen scheme stood: those after it in place of those before.

    What no scheme is known to change, such as hazards that were reported, stays as it is.
    """
    return {name: indicators.get(f"{name}{_AFTER}", value) for name, value in indicators.items()}


INDICATORS: Mapping[str, Callable[[Standing], Value]] = {
    "ebikes_expected": lambda one: _count(one.ebikes),
    "stalls_per_100": lambda one: _per_100(one.before.stalls, one),
    "stalls_per_100_after": lambda one: _per_100(one.after.stalls, one),
    "sockets_per_100": lambda one: _per_100(one.before.sockets, one),
    "sockets_per_100_after": lambda one: _per_100(one.after.sockets, one),
    "sockets_per_ebike": lambda one: _ratio(one.before.sockets, one.ebikes),
    "sockets_per_ebike_after": lambda one: _ratio(one.after.sockets, one.ebikes),
    "stalls_short": lambda one: _count(one.stalls_short),
    "stalls_short_after": lambda one: _count(one.stalls_short_after),
    "stalls_short_share": lambda one: _share_short(one.stalls_short, one.stalls_needed),
    "stalls_short_share_after": lambda one: _share_short(one.stalls_short_after, one.stalls_needed),
    "sockets_short": lambda one: _count(one.sockets_short),
    "sockets_short_after": lambda one: _count(one.sockets_short_after),
    "sockets_short_share": lambda one: _share_short(one.sockets_short, one.sockets_needed),
    "sockets_short_share_after": lambda one: _share_short(one.sockets_short_after, one.sockets_needed),
    "cost_per_socket": lambda one: _cost_per(one, one.scheme.new.sockets),
    "cost_per_household": lambda one: _cost_per(one, one.households),
    "findings_errors": _finding("errors"),
    "findings_warnings": _finding("warnings"),
    "findings_infos": _finding("infos"),
    "findings_undecided": _finding("undecided"),
    "flying_wires_per_100": lambda one: _per_100(one.row.hazards.flying_wires, one),
    "corridor_charging_per_100": lambda one: _per_100(one.row.hazards.corridor_charging, one),
    "blocked_doorways_per_100": lambda one: _per_100(one.row.hazards.blocked_doorways, one),
    "hazards_per_100": lambda one: _per_100(hazards_together(one), one),
    "complaints_per_100": lambda one: _per_100(one.row.complaints, one),
    "doorways_served": lambda one: _served(one.reach_before),
    "doorways_served_after": lambda one: _served(one.reach_after),
}
"""How each indicator is worked out, in the order in which they are told."""
