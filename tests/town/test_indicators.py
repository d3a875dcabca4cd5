"""Indicators of an estate, worked out by hand; unknown in, unknown out."""

from __future__ import annotations

from decimal import Decimal

import pytest
from town_rows import known_row, outcome, outcomes, reach, register, row

from chargeplan.reference.town_method import load_town_method
from chargeplan.town.defaults import default_settings
from chargeplan.town.exact_numbers import quotient
from chargeplan.town.indicators import INDICATORS, indicators_of
from chargeplan.town.register import Facilities, Hazards
from chargeplan.town.standing import stand

PLANNED = row(
    plan="a.chargeplan",
    hazards=Hazards(12, 3, 2),
    complaints=5,
)


def told(estate, found=None):
    """Return the indicators of one estate."""
    return indicators_of(stand(register(estate), found or {}, default_settings())[0])


def test_the_method_tells_of_every_indicator_in_its_order():
    assert tuple(INDICATORS) == tuple(indicator.id for indicator in load_town_method().indicators)


@pytest.mark.parametrize(
    ("indicator", "value"),
    [
        ("ebikes_expected", "348"),
        ("stalls_per_100", "2.296211"),
        ("stalls_per_100_after", "17.221584"),
        ("sockets_per_100", "0"),
        ("sockets_per_100_after", "14.925373"),
        ("sockets_per_ebike", "0"),
        ("sockets_per_ebike_after", "0.373563"),
        ("stalls_short", "328"),
        ("stalls_short_after", "198"),
        ("stalls_short_share", "94.252874"),
        ("stalls_short_share_after", "56.896552"),
        ("sockets_short", "117"),
        ("sockets_short_after", "0"),
        ("sockets_short_share", "100"),
        ("sockets_short_share_after", "0"),
        ("cost_per_socket", "2000"),
        ("cost_per_household", "298.507463"),
        ("findings_errors", "1"),
        ("findings_warnings", "2"),
        ("findings_infos", "3"),
        ("findings_undecided", "4"),
        ("flying_wires_per_100", "1.377727"),
        ("corridor_charging_per_100", "0.344432"),
        ("blocked_doorways_per_100", "0.229621"),
        ("hazards_per_100", "1.95178"),
        ("complaints_per_100", "0.574053"),
        ("doorways_served", "0"),
        ("doorways_served_after", "81.967213"),
    ],
)
def test_a_planned_estate(indicator, value):
    """871 households, 348 bikes (348.4), 117 sockets needed; 20 stalls are there, 130 more with 130 sockets.

    Stalls 2,000/871 and 15,000/871 per hundred; sockets 13,000/871 after, 130/348 a bike. 348 − 20 = 328 and
    348 − 150 = 198 stalls short, 32,800/348 and 19,800/348 % of the need. 260,000/130 and 260,000/871 CNY.
    Hazards 1,200/871, 300/871, 200/871, together 1,700/871 = 1.9517795; complaints 500/871; doorways 50/61.
    """
    found = outcome(
        existing=Facilities(20, 0, 0),
        errors=1,
        warnings=2,
        infos=3,
        undecided=4,
        reach_before=reach(61, 0),
        reach_after=reach(61, 50),
    )
    assert told(PLANNED, outcomes(found))[indicator] == Decimal(value)


def test_what_rests_on_something_unknown_is_unknown():
    values = told(row(existing=Facilities(10, 1, 4), hazards=Hazards(1, None, 0)))
    assert {name for name, value in values.items() if value is not None} == set()
    values = told(row(households=100, existing=Facilities(None, None, 4), hazards=Hazards(1, None, 0)))
    assert values["sockets_per_100"] == 4
    assert values["flying_wires_per_100"] == 1
    unknown = ("stalls_per_100", "stalls_short", "stalls_short_share", "hazards_per_100", "doorways_served")
    assert [values[name] for name in unknown] == [None] * 5


def test_a_ratio_to_nothing_is_unknown_and_nothing_needed_is_nothing_short():
    values = told(known_row(households=0, sockets=5))
    assert values["sockets_per_100"] is None
    assert values["sockets_per_ebike"] is None
    assert values["sockets_short_share"] == 0


def test_where_nothing_is_missing_nothing_is_spent():
    """No scheme is needed, so a household costs nothing; a socket of none has no cost."""
    values = told(known_row(sockets=14))
    assert (values["cost_per_household"], values["cost_per_socket"]) == (0, None)


def test_quotients_are_rounded_half_up_at_the_sixth_place():
    """1/64 = 0.015625 exactly; 1/128 = 0.0078125, halfway between ...12 and ...13."""
    assert [quotient(1, 64), quotient(1, 128), quotient(2, 3)] == [
        Decimal("0.015625"),
        Decimal("0.007813"),
        Decimal("0.666667"),
    ]
    assert quotient(Decimal("0.01"), 128) == Decimal("0.000078")
