"""Money given to estates: ties, floors, reasons, budgets that would help, calling off, and bad input."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from chargeplan.errors import CalledOff, InvalidValueError
from chargeplan.town.allocating import allocate, benefit_curve, explained, greedy
from chargeplan.town.allocation import UnmetFloor, WhyNot
from chargeplan.town.settings import Budget, Floor, Level
from tests.town.allocation_cases import assert_holds, candidate

WHOLE = Budget(Decimal(10))


def _codes(answer):
    return [choice.candidate.estate_code for choice in answer.choices]


def _many(count, seed=1):
    chance = random.Random(seed)
    return [
        candidate(
            f"E{at:05}", str(Decimal(chance.randint(10**6, 10**8)).scaleb(-2)), chance.randint(1, 10**5)
        )
        for at in range(count)
    ]


# --- ties ---------------------------------------------------------------------------------------------


def test_of_equal_benefit_the_cheaper_is_taken():
    """A and B are worth 50 each; A costs 9, B 8."""
    assert _codes(allocate([candidate("A", 9, 50), candidate("B", 8, 50)], WHOLE)) == ["B"]


def test_of_twins_the_first_is_taken():
    twins = [candidate(code, 6, 50) for code in "ABC"]
    assert _codes(allocate(twins, WHOLE)) == ["A"]
    assert _codes(allocate(twins[::-1], WHOLE)) == ["C"]


def test_the_cheaper_and_the_first_are_taken_also_where_a_quick_answer_took_others():
    """9 pay A, C, or B and D, each of which is worth 6; A and C cost 8, B and D 9 together."""
    candidates = [candidate("A", 8, 6), candidate("B", 4, 2), candidate("C", 8, 6), candidate("D", 5, 4)]
    answer = allocate(candidates, Budget(Decimal(9)))
    assert (_codes(answer), answer.cost_cny) == (["A"], Decimal(8))


def test_schemes_are_built_as_early_as_the_money_allows_those_of_most_benefit_first():
    """Each year pays one of 6: B is worth most and is built first; the third year is not needed."""
    candidates = [candidate("A", 6, 50), candidate("B", 6, 70)]
    answer = allocate(candidates, Budget(Decimal(30), (Decimal(10),) * 3))
    assert [(choice.candidate.estate_code, choice.year) for choice in answer.choices] == [("B", 0), ("A", 1)]


def test_what_a_year_leaves_over_is_lost():
    """Two years of 5 pay no scheme of 6, though 10 in one pot would."""
    answer = allocate([candidate("A", 6, 50)], Budget(Decimal(10), (Decimal(5), Decimal(5))))
    assert answer.choices == ()
    assert answer.losers[0].reason is WhyNot.TOO_DEAR


def test_the_total_holds_beside_the_years():
    """Two years of 8 would pay both of 6, the total of 10 pays one."""
    candidates = [candidate("A", 6, 50), candidate("B", 6, 70)]
    assert _codes(allocate(candidates, Budget(Decimal(10), (Decimal(8), Decimal(8))))) == ["B"]


def test_an_estate_gets_one_scheme_at_most():
    """The dear scheme is worth 70, the cheap one 50, both together would fit; the other estate has 30."""
    candidates = [
        candidate("A", 4, 50, scheme="cheap"),
        candidate("A", 6, 70, scheme="dear"),
        candidate("B", 4, 30),
    ]
    answer = allocate(candidates, WHOLE)
    assert [choice.candidate.scheme for choice in answer.choices] == ["dear", "S"]


def test_the_same_question_gets_the_same_answer():
    candidates, budget = _many(120), Budget(Decimal(3_000_000), (Decimal(1_000_000),) * 3)
    assert repr(allocate(candidates, budget, needs=False)) == repr(allocate(candidates, budget, needs=False))


def test_hundreds_of_estates_over_years_are_proven_and_the_answer_at_once_is_close():
    candidates, budget = _many(178), Budget(Decimal(30_000_000), (Decimal(10_000_000),) * 3)
    answer, quick = allocate(candidates, budget, needs=False), greedy(candidates, budget)
    assert_holds(answer, candidates, budget)
    assert answer.proven
    assert answer.benefit * 0.98 < quick.benefit <= answer.benefit <= quick.bound


# --- floors -------------------------------------------------------------------------------------------


def test_a_floor_on_schemes_gives_every_committee_one():
    """Without the floor A and B of committee a are best (90 + 80); b's only one is worth 10."""
    candidates = [
        candidate("A", 5, 90, committee="a"),
        candidate("B", 5, 80, committee="a"),
        candidate("C", 5, 10, committee="b"),
    ]
    floors = (Floor(Level.COMMITTEE, 1),)
    answer = allocate(candidates, replace(WHOLE, floors=floors))
    assert _codes(answer) == ["A", "C"]
    assert [(loser.candidate.estate_code, loser.reason) for loser in answer.losers] == [("B", WhyNot.FLOORS)]
    assert answer.losers[0].budget_needed_cny == Decimal(15)


def test_a_floor_on_money_counts_what_is_spent_in_the_unit():
    """30 % of 10 is 3: C for 2 is not enough for committee b, C and D are."""
    candidates = [
        candidate("A", 5, 90, committee="a"),
        candidate("B", 5, 80, committee="a"),
        candidate("C", 2, 10, committee="b"),
        candidate("D", 1, 1, committee="b"),
    ]
    answer = allocate(candidates, replace(WHOLE, floors=(Floor(Level.COMMITTEE, share=Decimal("0.3")),)))
    assert _codes(answer) == ["A", "C", "D"]


def test_committees_of_one_name_in_two_streets_are_two():
    candidates = [
        candidate("A", 5, 90, committee="a", street="north"),
        candidate("B", 5, 80, committee="a", street="north"),
        candidate("C", 5, 10, committee="a", street="south"),
    ]
    assert _codes(allocate(candidates, replace(WHOLE, floors=(Floor(Level.COMMITTEE, 1),)))) == ["A", "C"]


def test_units_without_anything_worth_building_have_no_claim():
    candidates = [candidate("A", 5, 90, committee="a"), candidate("B", 5, 0, committee="b")]
    answer = allocate(candidates, replace(WHOLE, floors=(Floor(Level.COMMITTEE, 1),)))
    assert (answer.feasible, _codes(answer)) == (True, ["A"])
    assert answer.losers[0].reason is WhyNot.NO_BENEFIT
    assert (answer.losers[0].budget_needed_cny, answer.losers[0].budget_known) == (None, True)


def test_a_floor_that_a_unit_cannot_meet_is_named():
    candidates = [candidate("A", 5, 90, committee="a"), candidate("B", 5, 80, committee="b")]
    answer = allocate(candidates, replace(WHOLE, floors=(Floor(Level.COMMITTEE, 2),)))
    assert (answer.feasible, answer.choices, answer.proven) == (False, (), False)
    assert answer.unmet[0] == UnmetFloor(
        Level.COMMITTEE, ("P", "T", "a"), Decimal(2), Decimal(1), money=False
    )


def test_a_share_of_the_budget_is_rounded_up_to_fen():
    """33.33 % of 10 is 3.333: what costs 3.33 is not enough."""
    floors = (Floor(Level.COMMITTEE, share=Decimal("0.3333")),)
    answer = allocate([candidate("A", "3.33", 90, committee="a")], replace(WHOLE, floors=floors))
    assert answer.unmet == (
        UnmetFloor(Level.COMMITTEE, ("P", "T", "a"), Decimal("3.34"), Decimal("3.33"), money=True),
    )


def test_of_several_schemes_of_an_estate_the_dearest_can_meet_a_floor_on_money():
    """40 % of 10 is 4, which the dear scheme costs; nothing else stands in the committee."""
    candidates = [
        candidate("A", 4, 50, scheme="dear", committee="a"),
        candidate("A", 2, 40, scheme="cheap", committee="a"),
    ]
    answer = allocate(candidates, replace(WHOLE, floors=(Floor(Level.COMMITTEE, share=Decimal("0.4")),)))
    assert [choice.candidate.scheme for choice in answer.choices] == ["dear"]


def test_floors_that_ask_for_too_much_together_tell_what_they_cost():
    """Both committees have their scheme, the cheapest for 7 and 6: the budget of 10 pays no two of them."""
    candidates = [
        candidate("A", 7, 90, committee="a"),
        candidate("B", 6, 80, committee="b"),
        candidate("C", 8, 99, committee="b"),
    ]
    answer = allocate(candidates, replace(WHOLE, floors=(Floor(Level.COMMITTEE, 1),)))
    assert (answer.feasible, answer.unmet, answer.floors_need_cny) == (False, (), Decimal(13))


# --- who got nothing ----------------------------------------------------------------------------------


def test_losers_are_told_why_and_what_they_need():
    """10 pay A and B (6 + 4). C costs 12: with 12 it is best alone (120 against 110). D comes in with 11,
    beside A and B; E serves nobody. With 13, C and D are 121 and A, B and D 111; so D's least is 11.
    """
    candidates = [
        candidate("A", 6, 70),
        candidate("B", 4, 40),
        candidate("C", 12, 120),
        candidate("D", 1, 1),
        candidate("E", 1, 0),
    ]
    answer = allocate(candidates, WHOLE)
    assert _codes(answer) == ["A", "B"]
    assert {
        loser.candidate.estate_code: (loser.reason, loser.budget_needed_cny) for loser in answer.losers
    } == {
        "C": (WhyNot.TOO_DEAR, Decimal(12)),
        "D": (WhyNot.WORTH_LESS, Decimal(11)),
        "E": (WhyNot.NO_BENEFIT, None),
    }


def test_with_more_money_an_estate_may_be_out_again():
    """B comes in with 5 beside A (4 + 1); with 6 the scheme C for 6 is worth more than both together."""
    candidates = [candidate("A", 4, 40), candidate("B", 1, 1), candidate("C", 6, 100)]
    budgets = {money: _codes(allocate(candidates, Budget(Decimal(money)))) for money in (4, 5, 6)}
    assert budgets == {4: ["A"], 5: ["A", "B"], 6: ["C"]}
    losers = allocate(candidates, Budget(Decimal(4))).losers
    assert [loser.budget_needed_cny for loser in losers] == [Decimal(5), Decimal(6)]


def test_with_one_year_that_is_less_than_the_total_the_total_is_told_in_proportion():
    """The year has half of the total of 20: B's 11 need 11 a year, a total of 22."""
    candidates = [candidate("A", 10, 100), candidate("B", 11, 105)]
    answer = allocate(candidates, Budget(Decimal(20), (Decimal(10),)))
    assert [loser.budget_needed_cny for loser in answer.losers] == [Decimal(22)]


def test_what_a_total_in_proportion_must_be_is_rounded_up_to_fen():
    """The year has 3 of 10: 3.50 need a total of 35/3 = 11.666…, and 11.66 leave 3.49 for the year."""
    candidates = [candidate("A", 3, 100), candidate("B", "3.5", 105)]
    answer = allocate(candidates, Budget(Decimal(10), (Decimal(3),)))
    assert [loser.budget_needed_cny for loser in answer.losers] == [Decimal("11.67")]


def test_with_years_a_budget_is_found_whose_answer_has_the_estate_in_it():
    candidates, budget = _many(30), Budget(Decimal(2_000_000), (Decimal(1_000_000),) * 2)
    answer = allocate(candidates, budget)
    loser = min(
        (each for each in answer.losers if each.budget_known), key=lambda each: each.budget_needed_cny
    )
    needed = loser.budget_needed_cny
    years = tuple(Decimal(int(needed * 100) // 2) / 100 for _ in range(2))
    assert loser.candidate.estate_code in _codes(allocate(candidates, Budget(needed, years), needs=False))
    assert budget.total_cny < needed
    assert 0 < loser.budget_step_cny < needed


def test_of_many_estates_the_nearest_are_told_and_others_when_they_are_asked_for():
    """Whether windows or all steps at once are used, what the same estates need is the same."""
    candidates, budget = _many(310), Budget(Decimal(30_000_000))
    answer = allocate(candidates, budget)
    told = [loser for loser in answer.losers if loser.budget_known]
    assert 20 <= len(told) < len(answer.losers)
    bare = allocate(candidates, budget, needs=False)
    code = told[3].candidate.estate_code
    asked = explained(bare, candidates, budget, codes=[code])
    known = [loser for loser in asked.losers if loser.budget_known]
    assert [(loser.candidate.estate_code, loser.budget_needed_cny) for loser in known] == [
        (code, told[3].budget_needed_cny)
    ]
    needed = Budget(told[3].budget_needed_cny)
    assert code in _codes(allocate(candidates, needed, needs=False))
    less = replace(needed, total_cny=needed.total_cny - Decimal("0.01"))
    assert code not in _codes(allocate(candidates, less, needs=False))


# --- calling off --------------------------------------------------------------------------------------


def test_who_calls_off_keeps_the_best_so_far_with_its_bound():
    candidates, budget = _many(178), Budget(Decimal(3_000_000), (Decimal(1_000_000),) * 3)
    answer = allocate(candidates, budget, lambda: True)
    assert answer.stopped
    assert_holds(answer, candidates, budget)
    assert answer.benefit >= greedy(candidates, budget).benefit > 0


def test_losers_stay_unexplained_and_curves_end_when_they_are_called_off():
    candidates, budget = _many(30), Budget(Decimal(1_000_000))
    bare = allocate(candidates, budget, needs=False)
    asked = explained(bare, candidates, budget, cancelled=lambda: True)
    assert not any(loser.budget_known for loser in asked.losers)
    with pytest.raises(CalledOff):
        benefit_curve(candidates, budget, lambda: True)


# --- what can be asked --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("budget", "code"),
    [
        (Budget(Decimal(0)), "budget_not_positive"),
        (Budget(Decimal(-1)), "budget_not_positive"),
        (Budget(Decimal("NaN")), "not_a_number"),
        (Budget(Decimal("Infinity")), "not_a_number"),
        (Budget("three million"), "not_a_number"),
        (Budget(Decimal(10) ** 12 + 1), "too_much_money"),
        (Budget(Decimal(10), (Decimal(5), Decimal(-5))), "year_negative"),
        (Budget(Decimal(10), (Decimal(0),)), "years_empty"),
        (Budget(Decimal(10), (Decimal(1),) * 31), "too_many_years"),
        (Budget(Decimal(10), (), (Floor(Level.STREET, -1),)), "floor_count"),
        (Budget(Decimal(10), (), (Floor(Level.STREET, share=Decimal("1.1")),)), "floor_share"),
    ],
)
@pytest.mark.parametrize("answer", [greedy, allocate, benefit_curve])
def test_budgets_that_cannot_be_are_refused(budget, code, answer):
    with pytest.raises(InvalidValueError) as caught:
        answer([candidate("A", 1, 1)], budget)
    assert caught.value.code == code
    assert str(caught.value)


@pytest.mark.parametrize(
    ("cost", "benefit", "code"),
    [("-1", 1, "candidate_cost"), ("NaN", 1, "not_a_number"), ("1", 10**12, "candidate_benefit")],
)
def test_schemes_that_cannot_be_are_refused(cost, benefit, code):
    with pytest.raises(InvalidValueError) as caught:
        allocate([replace(candidate("A", 1, 1), cost_cny=Decimal(cost), benefit=benefit)], WHOLE)
    assert caught.value.code == code


def test_nothing_to_choose_from_is_an_empty_answer():
    for answer in (greedy([], WHOLE), allocate([], WHOLE)):
        assert (answer.choices, answer.losers, answer.benefit, answer.proven) == ((), (), 0, True)
    assert [point.benefit for point in benefit_curve([], WHOLE)] == [0]


def test_a_scheme_for_nothing_is_always_built_and_one_twice_counts_once():
    candidates = [candidate("free", 0, 5), candidate("A", 6, 50), candidate("A", 6, 50)]
    answer = allocate(candidates, WHOLE)
    assert (_codes(answer), answer.losers) == (["free", "A"], ())


def test_estimates_among_the_chosen_are_counted():
    """B has no plan, so that its scheme has no name; of C only the households are estimated."""
    candidates = [
        candidate("A", 3, 9),
        replace(candidate("B", 3, 9, scheme=""), estimated=True),
        replace(candidate("C", 3, 9), estimated=True),
    ]
    assert allocate(candidates, WHOLE).estimated == 1
