"""How estates stand: the plan's figures before the register's, needs, shortages, estimates, differences."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from town_rows import figures, outcome, outcomes, register, row

from chargeplan.town.defaults import default_settings
from chargeplan.town.estimates import Need, Rates, estimated_cost, need_of, unit_costs
from chargeplan.town.figures import PlanFailure, PlanOutcome
from chargeplan.town.register import Facilities
from chargeplan.town.standing import Difference, Origin, stand

NOTHING = Facilities()


def stand_one(estate, found=None, settings=None):
    """Return the standing of one estate among the given outcomes."""
    return stand(register(estate), found or {}, settings or default_settings())[0]


@pytest.mark.parametrize(
    ("households", "counted", "need"),
    [
        (871, None, Need(348, 348, 117)),
        (300, None, Need(120, 120, 40)),
        (None, 100, Need(100, 100, 34)),
        (871, 90, Need(90, 90, 30)),
        (0, None, Need(0, 0, 0)),
        (None, None, Need(None, None, None)),
    ],
)
def test_what_an_estate_needs(households, counted, need):
    """871 × 0.40 = 348.4 bikes, told as 348; 348.4 / 3 = 116.1, so 117 sockets. 120 / 3 = 40 exactly.

    100 counted bikes need 33.3, so 34; counted ones go before expected ones, and nothing told is unknown.
    """
    assert need_of(households, counted, Rates.of(default_settings())) == need


def test_a_target_without_an_end_as_decimal_is_the_plain_fraction():
    """3,000 × 0.333333 = 999.999 and 3,003 × 0.333333 = 1000.998998: by the fraction 1,000 and 1,001."""
    rates = Rates.of(default_settings())
    assert rates.sockets_per_ebike == Fraction(1, 3)
    assert [need_of(None, bikes, rates).sockets for bikes in (3_000, 3_003)] == [1_000, 1_001]


def test_the_register_holds_where_there_is_no_plan():
    """100 households: 40 bikes, 14 sockets needed (13.3); 10 stalls and 4 sockets are there."""
    estate = row(households=100, buildings=3, doorways=9, existing=Facilities(10, 2, 4))
    standing = stand_one(estate)
    assert (standing.households, standing.ebikes, standing.ebikes_counted) == (100, 40, False)
    assert (standing.buildings, standing.doorways) == (3, 9)
    assert (standing.stalls_short, standing.sockets_short) == (30, 10)
    assert (standing.stalls_needed, standing.sockets_needed) == (40, 14)
    assert standing.before == Facilities(10, 2, 4)


def test_the_plan_holds_where_there_is_one_and_differences_are_told():
    """The plan knows 871 households and 20 stalls that exist; 20 + 130 = 150 stalls stand there after."""
    estate = row(
        households=880,
        ebikes=300,
        buildings=28,
        doorways=60,
        existing=Facilities(0, 0, None),
        stated_after=Facilities(130, None, 130),
        plan="a.chargeplan",
    )
    standing = stand_one(estate, outcomes(outcome(existing=Facilities(20, 0, 0))))
    assert (standing.households, standing.ebikes, standing.ebikes_counted) == (871, 300, True)
    assert (standing.before, standing.after) == (Facilities(20, 0, 0), Facilities(150, 13, 130))
    assert (standing.scheme.origin, standing.scheme.name) == (Origin.PLAN, "Scheme 1")
    assert standing.scheme.cost_cny == Decimal(260_000)
    assert standing.differences == (
        Difference("doorways", 60, 61),
        Difference("households", 880, 871),
        Difference("existing.stalls", 0, 20),
        Difference("stated_after.stalls", 130, 150),
    )


def test_bikes_counted_on_the_plan_go_before_those_of_the_register():
    estate = row(ebikes=300, plan="a.chargeplan")
    standing = stand_one(estate, outcomes(outcome(ebikes=310, ebikes_counted=True)))
    assert (standing.ebikes, standing.ebikes_counted) == (310, True)
    assert standing.differences == (Difference("ebikes", 300, 310),)


def test_a_plan_on_which_nothing_is_drawn_does_not_tell_how_much_there_is():
    estate = row(buildings=28, doorways=60, households=500, plan="a.chargeplan")
    standing = stand_one(estate, outcomes(outcome(buildings=0, doorways=0, households=None)))
    assert (standing.buildings, standing.doorways, standing.households) == (28, 60, 500)
    assert standing.differences == ()


def test_an_estimated_scheme_adds_what_is_missing_at_the_median_cost():
    """Planned: 260,000/130 = 2,000; 90,000/30 = 3,000; 200,000/40 = 5,000 CNY a socket; the median is 3,000.

    Sockets a charger: 130/13 = 10, 30/10 = 3, 40/10 = 4; the median is 4. An estate of 100 households lacks
    14 − 4 = 10 sockets: 30,000 CNY and 2.5, so 3 chargers; and 40 − 10 = 30 stalls.
    """
    planned = [row(f"P{name}", plan=name) for name in "abc"]
    bare = row("E9", households=100, existing=Facilities(10, 2, 4))
    found = outcomes(
        outcome("a"),
        outcome("b", new=Facilities(30, 10, 30), cost_cny=Decimal(90_000)),
        outcome("c", new=Facilities(40, 10, 40), cost_cny=Decimal(200_000)),
    )
    standing = stand(register(*planned, bare), found, default_settings())[-1]
    assert standing.estimated
    assert standing.scheme.new == Facilities(30, 3, 10)
    assert standing.scheme.cost_cny == Decimal("30000.00")
    assert standing.after == Facilities(40, 5, 14)


def test_of_an_even_number_the_median_is_between_the_two_in_the_middle():
    """260,000/130 = 2,000 and 100,000/30 = 3,333.33…: between them 2,666.67 (exactly 8,000/3)."""
    costs = unit_costs([figures(), figures(new=Facilities(30, 3, 30), cost_cny=Decimal(100_000))])
    assert costs.cny_per_socket == Fraction(8_000, 3)


def test_schemes_that_lack_prices_count_only_where_all_do():
    lacking = figures(cost_cny=Decimal(13_000), unpriced_lines=2)
    assert unit_costs([lacking, figures()]).cny_per_socket == 2_000
    assert unit_costs([lacking]).cny_per_socket == 100
    assert unit_costs([figures(new=Facilities(10, 0, 0))]).cny_per_socket is None


def test_a_bill_of_nothing_tells_no_cost():
    free = figures(cost_cny=Decimal(0))
    assert unit_costs([free, figures()]).cny_per_socket == 2_000
    assert unit_costs([free]).cny_per_socket is None


@pytest.mark.parametrize(("sockets", "cost"), [(1, "33.33"), (2, "66.67")])
def test_estimated_costs_are_rounded_half_up_to_fen(sockets, cost):
    """100 CNY for 3 sockets are 33.333… each, and 66.666… for two."""
    costs = unit_costs([figures(new=Facilities(3, 1, 3), cost_cny=Decimal(100))])
    assert estimated_cost(sockets, costs) == Decimal(cost)


@pytest.mark.parametrize(
    ("estate", "new", "cost"),
    [
        (row("E1", existing=Facilities(0, 0, 0)), Facilities(None, None, None), None),
        (row("E1", households=100), Facilities(None, None, None), None),
        (row("E1", households=100, existing=Facilities(0, 0, None)), Facilities(40, None, None), None),
        (row("E1", households=100, existing=Facilities(0, 5, 14)), Facilities(40, 0, 0), None),
        (
            row("E1", households=100, existing=Facilities(None, 5, 4)),
            Facilities(None, 1, 10),
            Decimal(20_000),
        ),
    ],
)
def test_what_is_unknown_stays_unknown_in_an_estimate(estate, new, cost):
    """Planned: 2,000 CNY a socket and 10 sockets a charger. 40 stalls and 14 sockets are needed.

    Neither households nor what exists is taken for zero; and a scheme of stalls alone has no known cost.
    """
    standing = stand(
        register(row("P", plan="a.chargeplan"), estate), outcomes(outcome()), default_settings()
    )[1]
    assert standing.estimated
    assert (standing.scheme.new, standing.scheme.cost_cny) == (new, cost)


def test_without_any_plan_an_estimate_has_no_cost():
    scheme = stand_one(row(households=100, existing=Facilities(0, 0, 0))).scheme
    assert (scheme.new, scheme.cost_cny) == (Facilities(40, None, 14), None)


def test_an_estate_that_lacks_nothing_needs_no_scheme():
    standing = stand_one(row(households=100, existing=Facilities(40, 2, 14)))
    assert standing.scheme.origin is Origin.NONE
    assert standing.after == standing.before


@pytest.mark.parametrize(
    "found",
    [{}, outcomes(PlanOutcome("a.chargeplan", "", failure=PlanFailure("missing", "There is no such file.")))],
)
def test_a_plan_that_failed_or_was_not_looked_at_leaves_an_estimate(found):
    standing = stand_one(row(households=100, existing=Facilities(0, 0, 0), plan="a.chargeplan"), found)
    assert standing.estimated
    assert standing.scheme.new.sockets == 14


def test_a_plan_that_was_only_begun_leaves_an_estimate():
    """100 households need 14 sockets; a sheet with houses and no shed does not make them vanish."""
    begun = outcome(households=100, new=Facilities(0, 0, 0), sheds=0, existing=Facilities(0, 0, 0))
    standing = stand_one(row(households=90, plan="a.chargeplan"), outcomes(begun))
    assert (standing.households, standing.scheme.origin) == (100, Origin.ESTIMATE)
    assert standing.scheme.new.sockets == 14


def test_the_town_sets_how_many_bikes_and_sockets_are_expected():
    """100 households × 0.5 = 50 bikes; one socket for two: 25."""
    settings = replace(
        default_settings(), ebikes_per_household=Decimal("0.5"), sockets_per_ebike=Decimal("0.5")
    )
    standing = stand_one(row(households=100, existing=Facilities(0, 0, 0)), settings=settings)
    assert (standing.stalls_short, standing.sockets_short) == (50, 25)
