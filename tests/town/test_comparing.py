"""A whole comparison: the same input gives the same, rating anew is comparing anew; candidates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from town_rows import figures, known_row, outcome, outcomes, reach, register, row

from chargeplan.errors import CalledOff
from chargeplan.town.allocating import allocate
from chargeplan.town.allocation import Candidate
from chargeplan.town.comparing import (
    candidates,
    compare,
    points_of_estates,
    rating_after,
    rerated,
    risk_weight,
)
from chargeplan.town.defaults import default_settings
from chargeplan.town.grading import Grade, Rating
from chargeplan.town.register import Facilities
from chargeplan.town.settings import Budget, Level
from chargeplan.town.standing import stand

SETTINGS = replace(default_settings(), as_of=date(2026, 3, 31))
WHERE = {"district": "Pudong", "street": "Chuansha", "committee": "First"}
UNITS = {Level.DISTRICT: "Pudong", Level.STREET: "Chuansha", Level.COMMITTEE: "First"}
PLANNED = row("P", plan="a.chargeplan", **WHERE)


def a_town():
    """Return a comparison of estates: planned, estimated, one that lacks nothing, and one that is unknown."""
    rows = (
        PLANNED,
        known_row("B", sockets=4, hazards=(1, 1, 1), **WHERE),
        known_row("C", sockets=14),
        row("D"),
    )
    planned = outcome(reach_before=reach(61, 10, 871, 100), reach_after=reach(61, 50, 871, 700))
    return compare(register(*rows), outcomes(planned), SETTINGS)


def test_the_same_input_gives_the_same_comparison():
    assert a_town() == a_town()


@pytest.mark.parametrize("kept", [True, False])
def test_rating_anew_gives_what_comparing_anew_does(kept):
    """Weights under which B, of which 10 of 14 sockets are missing, becomes a C, so that tasks change too."""
    compared = a_town()
    points = points_of_estates(compared) if kept else None
    for weights in ({"sockets_short_share": Decimal(1)}, {"hazards_per_100": Decimal(2)}, SETTINGS.weights):
        changed = replace(SETTINGS, weights=weights, grade_limits=(Decimal(10), Decimal(20), Decimal(30)))
        anew = compare(compared.register, outcomes_of(compared), changed)
        assert rerated(compared, changed, points) == anew
        assert anew.total.grades != compared.total.grades


def outcomes_of(compared):
    """Return the outcomes that a comparison was made with."""
    return outcomes(*(one.standing.outcome for one in compared.estates if one.standing.outcome is not None))


def test_a_comparison_is_called_off_in_between():
    with pytest.raises(CalledOff):
        compare(register(row()), {}, SETTINGS, cancelled=lambda: True)


def test_the_day_of_the_figures():
    rows = (row("A", as_of=date(2025, 12, 31)), row("B", as_of=date(2026, 1, 31)), row("C"))
    undated = replace(SETTINGS, as_of=None)
    assert compare(register(*rows), {}, SETTINGS).as_of == date(2026, 3, 31)
    assert compare(register(*rows), {}, undated).as_of == date(2026, 1, 31)
    assert compare(register(row("C")), {}, undated).as_of is None


@pytest.mark.parametrize(
    ("score", "weight"), [("0", Fraction(1)), ("100", Fraction(3)), ("62.50", Fraction(9, 4)), (None, 2)]
)
def test_households_count_by_their_estates_risk(score, weight):
    """From 1 at score 0 straight to 3 at 100: at 62.5 it is 1 + 2 × 0.625; unrated ones count 2."""
    given = Decimal(score) if score is not None else None
    grade = Grade.UNRATED if score is None else Grade.A
    assert risk_weight(Rating(grade, given, None, ())) == weight


def test_candidates_of_a_town():
    """P newly serves 700 − 100 = 600 households; its hazards are unknown, so it is unrated: 600 × 2 × 100.

    B lacks 10 of 14 sockets, estimated to serve 100 × 10/14 = 71.43, so 71 households for 20,000 CNY. Points:
    sockets short 71.428571, stalls 0, flying wires 1 of 2: 50, corridor 100, blocked doorways 100. Weights
    35, 10, 20, 25 and 10: 2,500.0 + 0 + 1,000 + 2,500 + 1,000 = 7,000.0 of 100: score 70.00, weight 2.4;
    71 × 2.4 × 100 = 17,040. C needs no scheme, and of D nothing is known.
    """
    assert candidates(a_town()) == (
        Candidate("P", "Scheme 1", Decimal(260_000), 600, 120_000, UNITS, False),
        Candidate("B", "", Decimal("20000.00"), 71, 17_040, UNITS, True),
    )


@pytest.mark.parametrize(
    ("before", "after", "households", "estimated"),
    [
        (reach(61, 0, 871, 0), reach(61, 50, 871, 700), 700, False),
        (reach(61, 40, 871, 600), reach(61, 40, 871, 500), 0, False),
        (reach(60, 10), reach(60, 40), 436, True),
        (None, None, 871, True),
    ],
)
def test_whom_a_plan_serves_anew(before, after, households, estimated):
    """Doorways alone: 871 × 30/60 = 435.5, half up 436. Without any walk: 130 sockets are more than the 117
    that are short, so all 871. A scheme that takes sockets away serves nobody anew.
    """
    found = outcomes(outcome(reach_before=before, reach_after=after))
    compared = compare(register(PLANNED), found, SETTINGS)
    (candidate,) = candidates(compared)
    assert (candidate.households, candidate.estimated) == (households, estimated)


def test_the_other_schemes_of_a_plan_may_be_built_too():
    """The chosen one newly serves 700 − 100 households for 260,000, B 400 − 100 for 90,000 and C 0.

    What stands today is the estate's own, also where B's drawing shows less of it. P is unrated: × 2 × 100.
    """
    compared = compare(register(PLANNED), outcomes(with_alternatives()), SETTINGS)
    assert candidates(compared) == (
        Candidate("P", "Scheme 1", Decimal(260_000), 600, 120_000, UNITS, False, False),
        Candidate("P", "B", Decimal(90_000), 300, 60_000, UNITS, False, True),
        Candidate("P", "C", Decimal(1_000), 0, 0, UNITS, False, True),
    )
    assert compared.total == compare(compared.register, outcomes(planned_alone()), SETTINGS).total


def planned_alone():
    """Return a plan's outcome whose one scheme reaches 700 of 871 households, and 100 before."""
    return outcome(reach_before=reach(61, 10, 871, 100), reach_after=reach(61, 50, 871, 700), scheme_id="s-1")


def with_alternatives(**changes):
    """Return the same with two more schemes, of which `changes` hold for the first."""
    small = {
        "reach_before": reach(61, 0, 871, 0), "reach_after": reach(61, 30, 871, 400), "scheme_name": "B",
        "scheme_id": "s-2", "cost_cny": Decimal(90_000), **changes,
    }  # fmt: skip
    none = {"reach_after": reach(61, 10, 871, 100), "scheme_name": "C", "cost_cny": Decimal(1_000)}
    return replace(planned_alone(), alternatives=(figures(**small), figures(**none)))


def test_a_plan_whose_chosen_scheme_is_only_begun_offers_its_other_ones():
    """An empty scheme is no candidate; without another plan its estimate has no cost; B may be built."""
    empty = figures(new=Facilities(0, 0, 0), sheds=0, cost_cny=Decimal(0))
    found = replace(with_alternatives(), figures=empty)
    compared = compare(register(PLANNED), outcomes(found), SETTINGS)
    assert [(one.scheme, one.alternative) for one in candidates(compared)] == [("B", True), ("C", True)]


def test_a_cheaper_scheme_is_built_where_the_chosen_one_is_too_dear():
    """100,000 CNY are less than the 260,000 of the chosen one, and more than the 90,000 of B."""
    found = candidates(compare(register(PLANNED), outcomes(with_alternatives()), SETTINGS))
    small = allocate(found, Budget(Decimal(100_000)))
    assert [(choice.candidate.scheme, choice.candidate.alternative) for choice in small.choices] == [
        ("B", True)
    ]
    assert (small.cost_cny, small.households, small.proven) == (Decimal(90_000), 300, True)
    assert [choice.candidate.scheme for choice in allocate(found, Budget(Decimal(500_000))).choices] == [
        "Scheme 1"
    ]


def test_schemes_of_one_name_have_their_ids_behind_it():
    alike = with_alternatives(scheme_name="Scheme 1")
    found = candidates(compare(register(PLANNED), outcomes(alike), SETTINGS))
    assert [one.scheme for one in found] == ["Scheme 1 (s-1)", "Scheme 1 (s-2)", "C"]


@pytest.mark.parametrize(("unpriced", "names"), [(0, ["Scheme 1", "C"]), (3, ["Scheme 1", "B", "C"])])
def test_a_bill_that_lacks_prices_does_not_make_a_scheme_cheap(unpriced, names):
    """B's bill lacks a price: it is offered only where that of the chosen one lacks some as well."""
    held = with_alternatives(unpriced_lines=1)
    held = replace(held, figures=replace(held.figures, unpriced_lines=unpriced))
    found = candidates(compare(register(PLANNED), outcomes(held), SETTINGS))
    assert [one.scheme for one in found] == names


def test_what_a_grade_would_be_with_the_scheme():
    """B has 7,000 of 10,000 points, 2,500 of them for sockets that its scheme adds: 45.00, a B, no rank."""
    estate = a_town().estates[1]
    assert estate.rating.score == Decimal("70.00")
    after = rating_after(estate, SETTINGS)
    assert (after.score, after.grade, after.rank) == (Decimal("45.00"), Grade.B, None)


def test_the_order_of_the_register_is_kept():
    codes = ("Z", "A", "M")
    standings = stand(register(*(row(code) for code in codes)), {}, SETTINGS)
    assert tuple(standing.row.code for standing in standings) == codes
