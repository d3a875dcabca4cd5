"""Grades by weighted indicators: points, scores, contributions, ranks and how stable they are."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chargeplan.errors import InvalidValueError
from chargeplan.reference.town_method import load_town_method
from chargeplan.town.defaults import default_settings
from chargeplan.town.grading import (
    Contribution,
    Grade,
    Rating,
    moved_weights,
    points_of,
    rate,
    shares_percent,
)

SHORT, WIRES, CORRIDOR = "sockets_short_share", "flying_wires_per_100", "corridor_charging_per_100"
METHOD = load_town_method()


def weighing(**weights):
    """Return settings with weights by indicator."""
    return replace(default_settings(), weights={name: Decimal(str(value)) for name, value in weights.items()})


def estate(short="0", wires="0", corridor="0"):
    """Return indicators of an estate, an empty text for what is unknown."""
    texts = {SHORT: short, WIRES: wires, CORRIDOR: corridor}
    return {name: Decimal(text) if text else None for name, text in texts.items()}


@pytest.mark.parametrize(
    ("indicator", "value", "points"),
    [
        (SHORT, "0", 0),
        (SHORT, "61.25", 612_500),
        (SHORT, "33.333333", 333_333),
        (WIRES, "1.377727", 688_864),
        (WIRES, "2", 1_000_000),
        (WIRES, "7", 1_000_000),
        ("stalls_per_100", "40", 0),
        ("stalls_per_100", "10", 750_000),
        ("stalls_per_100", "55", 0),
    ],
)
def test_points_lie_straight_between_the_good_and_the_bad_value(indicator, value, points):
    """Sockets short 0 to 100 %; flying wires 0 to 2: 1.377727 / 2 = 68.88635, rounded half-up 68.8864 points.

    Stalls per 100 households are good from 40 and bad at 0: at 10 they get (40 − 10) / 40 = 75 points.
    """
    grading = METHOD.indicator(indicator).grading
    assert points_of(Decimal(value), grading) == points


def test_a_rating_by_hand():
    """Weights 5 : 3 : 2; points 100, 50 and 25 (corridor charging is bad at 1, 0.25 gets 25).

    500 + 150 + 50 = 700 of 1,000: 70.00 points, grade C. Shares 71.428…, 21.428…, 7.142… %: rounded down
    71.4, 21.4 and 7.1 with 0.1 left, which goes to the largest remainder 0.042…, that of the last.
    """
    rated = rate([estate("100", "1", "0.25")], weighing(**{SHORT: 5, WIRES: 3, CORRIDOR: 2}))
    assert rated == (
        Rating(
            Grade.C,
            Decimal("70.00"),
            1,
            (
                Contribution(SHORT, Decimal("71.4")),
                Contribution(WIRES, Decimal("21.4")),
                Contribution(CORRIDOR, Decimal("7.2")),
            ),
            (),
            1,
            1,
        ),
    )


def test_equal_remainders_go_in_the_order_of_indicators():
    """Three equal parts of 33.33… %: the tenth that is left goes to the first that is told, sockets short."""
    (rating,) = rate([estate("50", "1", "0.5")], weighing(**{CORRIDOR: 1, SHORT: 1, WIRES: 1}))
    assert [(one.indicator_id, str(one.percent)) for one in rating.contributions] == [
        (SHORT, "33.4"),
        (WIRES, "33.3"),
        (CORRIDOR, "33.3"),
    ]


@pytest.mark.parametrize("short", ["0", "0.01"])
def test_a_score_of_nothing_has_no_contributions(short):
    """0.01 points of one of three indicators make 0.003, which is shown as 0.00."""
    (rating,) = rate([estate(short)], default_weights_of_three())
    assert (rating.grade, rating.score, rating.contributions) == (Grade.A, Decimal("0.00"), ())


def default_weights_of_three():
    """Return settings with equal weights."""
    return weighing(**{SHORT: 1, WIRES: 1, CORRIDOR: 1})


@pytest.mark.parametrize(
    ("short", "grade"),
    [("24.99", "A"), ("24.994", "A"), ("24.995", "B"), ("25", "B"), ("50", "C"), ("74.99", "C"), ("75", "D")],
)
def test_grades_begin_at_their_limits_by_the_score_that_is_shown(short, grade):
    """Limits 25, 50, 75: a score of 24.995 is shown as 25.00, and is a B."""
    assert rate([estate(short)], weighing(**{SHORT: 1}))[0].grade is Grade(grade)


@pytest.mark.parametrize(("short", "grade"), [("25", "A"), ("25.01", "B")])
def test_a_limit_between_two_scores_is_reached_by_the_higher(short, grade):
    """Grade B begins at 25.001, which lies between the scores 25.00 and 25.01."""
    settings = weighing(**{SHORT: 1})
    limits = (Decimal("25.001"), *settings.grade_limits[1:])
    assert rate([estate(short)], replace(settings, grade_limits=limits))[0].grade is Grade(grade)


def test_weights_of_any_size_are_taken_in_proportion():
    """A weight that is a million million million times the other leaves nothing of it: 40 of 100 points."""
    (rating,) = rate([estate("40", "0")], weighing(**{SHORT: 10**18, WIRES: 1}))
    assert (rating.score, rating.grade) == (Decimal("40.00"), Grade.B)


def test_what_is_unknown_makes_unrated_with_names_and_no_rank():
    rated = rate([estate("", "1", ""), estate("50")], default_weights_of_three())
    assert rated[0] == Rating(Grade.UNRATED, None, None, (), (SHORT, CORRIDOR))
    assert rated[1].rank == 1


def test_what_has_no_weight_needs_not_be_known():
    rated = rate([estate("50", "", "")], weighing(**{SHORT: 1, WIRES: 0}))
    assert rated[0].score == 50


def test_equal_scores_share_a_rank_and_the_next_is_skipped():
    rated = rate([estate(short) for short in ("10", "80", "30", "80", "")], weighing(**{SHORT: 1}))
    assert [one.rank for one in rated] == [4, 1, 3, 1, None]


def test_how_far_ranks_move_with_the_weights():
    """X has 60 points for sockets, Y 50 for wires; Z has 10 and 10. Weights 1 : 1 give X 30, Y 25 and Z 10.

    With sockets at 0.8 and wires at 1.2 (of 2.0) X has 24 and Y 30: both are first or second. Z stays third:
    whatever the weights, it has 10, and Y at least 50 × 0.8 / 2 = 20.
    """
    rated = rate([estate("60", "0"), estate("0", "1"), estate("10", "0.2")], weighing(**{SHORT: 1, WIRES: 1}))
    assert [one.score for one in rated] == [Decimal("30.00"), Decimal("25.00"), Decimal("10.00")]
    assert [(one.rank, one.rank_best, one.rank_worst) for one in rated] == [(1, 1, 2), (2, 1, 2), (3, 3, 3)]


def test_weights_are_moved_alone_and_all_at_once():
    """By 20 %, times 5: 4, 5 or 6 for each, but not for both alike: 9 ways less 3. Five weights: 243 − 3."""
    ways = [[5, 4], [5, 6], [4, 5], [4, 6], [6, 5], [6, 4]]
    assert list(moved_weights([1, 1], Decimal(20))) == ways
    assert list(moved_weights([1], Decimal(20))) == []
    assert len(list(moved_weights([1] * 5, Decimal(20)))) == 240


@pytest.mark.parametrize(("count", "ways"), [(6, 12 + 64 - 2), (8, 16 + 256 - 2), (9, 18 + 9 * 8)])
def test_many_weights_are_moved_in_fewer_ways(count, ways):
    """Each alone down and up, and all at once but all alike; from nine on pairs of which one goes down."""
    assert len(list(moved_weights([1] * count, Decimal(20)))) == ways


@pytest.mark.parametrize(
    ("weights", "code"),
    [
        ({SHORT: -1}, "bad_weight"),
        ({SHORT: "nan"}, "bad_weight"),
        ({SHORT: 0}, "no_weights"),
        ({}, "no_weights"),
        ({"luck": 1}, "unknown_weight"),
        ({"ebikes_expected": 1}, "unknown_weight"),
    ],
)
def test_weights_that_cannot_be_are_refused(weights, code):
    with pytest.raises(InvalidValueError) as caught:
        rate([estate()], weighing(**weights))
    assert caught.value.code == code


LIMITS = [(0, 50, 75), (50, 50, 75), (25, 80, 75), (25, 50, 101), (25, 50, "NaN")]


@pytest.mark.parametrize("limits", LIMITS)
def test_limits_that_do_not_rise_are_refused(limits):
    settings = replace(default_settings(), grade_limits=tuple(map(Decimal, limits)))
    with pytest.raises(InvalidValueError, match=r"bad_grade_limits|rising"):
        rate([estate()], settings)


def test_a_town_without_estates_and_one_without_rated_ones_have_no_ranks():
    assert rate([], default_weights_of_three()) == ()
    assert [one.grade for one in rate([estate("", "", "")] * 2, default_weights_of_three())] == [
        Grade.UNRATED
    ] * 2


# --- properties -------------------------------------------------------------------------------------

_PERCENT = st.decimals(0, 100, places=3).map(str)
_ESTATES = st.lists(
    st.builds(estate, _PERCENT, st.decimals(0, 3, places=6).map(str), st.decimals(0, 2, places=2).map(str)),
    min_size=1,
    max_size=8,
)
_WEIGHTS = st.lists(st.decimals(0, 100, places=2), min_size=3, max_size=3).filter(any)


def _weights(three):
    return weighing(**dict(zip((SHORT, WIRES, CORRIDOR), three, strict=True)))


@settings(max_examples=40)
@given(_ESTATES, _WEIGHTS)
def test_contributions_add_to_a_hundred_and_ranks_lie_within_their_limits(estates, three):
    for rating in rate(estates, _weights(three)):
        total = sum(one.percent for one in rating.contributions)
        assert total == (Decimal("100.0") if rating.contributions else 0)
        assert bool(rating.contributions) == (rating.score > 0)
        assert 1 <= rating.rank_best <= rating.rank <= rating.rank_worst <= len(estates)
        percents = [one.percent for one in rating.contributions]
        assert percents == sorted(percents, reverse=True)


@settings(max_examples=40)
@given(_ESTATES, _WEIGHTS, st.decimals("0.001", 1000, places=3))
def test_only_the_proportions_of_weights_count(estates, three, factor):
    assert rate(estates, _weights(three)) == rate(estates, _weights([factor * weight for weight in three]))


@settings(max_examples=40)
@given(_ESTATES, _WEIGHTS, st.sampled_from([SHORT, WIRES, CORRIDOR]), st.decimals(0, 50, places=2))
def test_nothing_that_gets_worse_makes_a_score_better(estates, three, name, more):
    worse = [{**estates[0], name: estates[0][name] + more}, *estates[1:]]
    before, after = rate(estates, _weights(three))[0], rate(worse, _weights(three))[0]
    assert after.score >= before.score
    assert after.rank <= before.rank


@settings(max_examples=40)
@given(_ESTATES, _WEIGHTS)
def test_ranks_follow_scores(estates, three):
    rated = sorted(rate(estates, _weights(three)), key=lambda one: one.rank)
    assert all(
        (first.score > second.score) == (first.rank < second.rank) for first, second in pairwise(rated)
    )


def test_shares_of_grades_add_up():
    """Of 178: 27.528, 32.584, 22.472, 9.551 and 7.865 %. Rounded down these are 99.7 in all; the three tenths
    left go to the largest remainders, .084, .072 and .065.
    """
    assert [str(share) for share in shares_percent([49, 58, 40, 17, 14])] == [
        "27.5",
        "32.6",
        "22.5",
        "9.5",
        "7.9",
    ]
    assert sum(shares_percent([1, 1, 1])) == 100
    assert sum(shares_percent([0, 0])) == 0
