"""Allocations against the best of every set of schemes in every year, found by trying them all."""

from __future__ import annotations

import itertools
import random
from decimal import Decimal

import pytest

from chargeplan.town import allocating
from chargeplan.town.allocating import allocate, benefit_curve, greedy
from chargeplan.town.settings import Budget, Floor, Level
from tests.town.allocation_cases import assert_holds, candidate, random_question, try_all

QUESTIONS_A_TEST = 30


@pytest.mark.parametrize("first", range(0, 240, QUESTIONS_A_TEST))
def test_the_answer_is_the_best_of_all_that_were_tried(first):
    for seed in range(first, first + QUESTIONS_A_TEST):
        candidates, budget = random_question(seed)
        best, answer = try_all(candidates, budget), allocate(candidates, budget, needs=False)
        assert answer.feasible == (best is not None), seed
        assert_holds(answer, candidates, budget)
        if best is not None:
            assert (answer.benefit, answer.cost_cny) == (best.benefit, best.cost_cny), seed
            assert answer.proven, seed


def test_the_answer_at_once_is_never_above_the_best_and_its_bound_never_below():
    for seed in range(300, 420):
        candidates, budget = random_question(seed)
        best, answer = try_all(candidates, budget), greedy(candidates, budget)
        assert_holds(answer, candidates, budget)
        if best is not None:
            assert answer.benefit <= best.benefit <= answer.bound, seed
        else:
            assert not answer.feasible, seed


def test_what_losers_need_is_the_least_money_with_which_the_answer_has_them():
    """Every budget in whole yuan above the one given is answered by trying all sets of the seven schemes.

    With costs in whole yuan nothing changes in between, so the first budget whose cheapest best set has the
    estate in it is the least.
    """
    costs_and_benefits = ((7, 90), (5, 61), (4, 55), (3, 20), (9, 100), (2, 4), (6, 66))
    candidates = [candidate(f"E{at}", cost, worth) for at, (cost, worth) in enumerate(costs_and_benefits)]
    for total in (4, 8, 13, 17):
        answer = allocate(candidates, Budget(Decimal(total)))
        assert answer.losers
        for loser in answer.losers:
            others = [one for one in candidates if one.estate_code != loser.candidate.estate_code]
            for money in range(total + 1, 40):
                best = try_all(candidates, Budget(Decimal(money)))
                left = money - int(loser.candidate.cost_cny)
                if left < 0:
                    continue
                rest = try_all(others, Budget(Decimal(left))) if left else None
                benefit = loser.candidate.benefit + (rest.benefit if rest else 0)
                cost = loser.candidate.cost_cny + (rest.cost_cny if rest else 0)
                if best is not None and (benefit, cost) == (best.benefit, best.cost_cny):
                    assert loser.budget_needed_cny == money, (total, loser.candidate.estate_code)
                    break
            assert (loser.budget_known, loser.budget_step_cny) == (True, 0)


@pytest.mark.parametrize(
    "budget",
    [
        Budget(Decimal(17)),
        Budget(Decimal(17), (Decimal(9), Decimal(8))),
        Budget(Decimal(17), (), (Floor(Level.COMMITTEE, 1),)),
    ],
    ids=["one pot", "years", "floors"],
)
def test_every_point_of_the_curve_is_the_best_for_its_money(budget):
    """Budgets are 0.01 yuan fine; years and floors are those of the question, years in proportion."""
    costs_and_benefits = ((7, 90), (5, 61), (4, 55), (3, 20), (9, 100), (2, 4))
    candidates = [
        candidate(f"E{at}", cost, worth, committee="ab"[at % 2])
        for at, (cost, worth) in enumerate(costs_and_benefits)
    ]
    curve = benefit_curve(candidates, budget, points=12)
    assert [point.benefit for point in curve] == sorted(point.benefit for point in curve)
    assert [point.cost_cny for point in curve] == sorted(point.cost_cny for point in curve)
    assert Decimal(17) in {point.budget_cny for point in curve}
    for point in curve:
        fen = int(point.budget_cny * 100)
        years = tuple(Decimal(int(year) * 100 * fen // 1700) / 100 for year in budget.yearly_cny)
        best = try_all(candidates, Budget(point.budget_cny, years, budget.floors))
        assert best is not None
        assert (point.benefit, point.cost_cny) == (best.benefit, best.cost_cny)
        assert point.proven


def test_years_that_are_filled_to_the_fen_are_found():
    """Three years of 1,000.00 hold these nine schemes only as 417.31 + 582.69, 3 × 333.33 + 0.01 and
    250 + 250 + 500; putting the dearest into the first year with room leaves one over.
    """
    costs = ("582.69", "500", "417.31", "333.33", "333.33", "333.33", "250", "250", "0.01")
    candidates = [candidate(f"E{at}", cost, 100 + at) for at, cost in enumerate(costs)]
    budget = Budget(Decimal(3000), (Decimal(1000),) * 3)
    answer = allocate(candidates, budget)
    assert len(answer.choices) == 9
    assert answer.proven
    assert_holds(answer, candidates, budget)


def test_a_fen_too_much_is_too_much():
    """1,000,000.01 for the best does not fit 1,000,000.00 by a fen; two of 500,000.00 do, to the fen."""
    candidates = [
        candidate("A", "1000000.01", 250),
        candidate("B", "500000.01", 120),
        candidate("C", "500000.00", 100),
        candidate("D", "500000.00", 99),
    ]
    answer = allocate(candidates, Budget(Decimal(1_000_000)))
    assert [choice.candidate.estate_code for choice in answer.choices] == ["C", "D"]
    assert answer.proven


def test_money_of_very_different_sizes_is_exact():
    """The budget ends at 100,000,000,001.10: the great one and 1.10 beside it, and not the 1.11."""
    candidates = [
        candidate("great", "100000000000", 1_000_000),
        candidate("small", "1.10", 1),
        candidate("fen more", "1.11", 2),
        candidate("free", "0", 3),
    ]
    answer = allocate(candidates, Budget(Decimal("100000000001.10")))
    assert {choice.candidate.estate_code for choice in answer.choices} == {"great", "small", "free"}
    assert answer.proven


def test_what_cannot_be_filled_exactly_is_bounded_below_the_money():
    """Even amounts never reach an odd budget: of 2, 4 and 6 for 7 the best is 6, with 6 as its bound."""
    candidates = [candidate(f"E{cost}", cost, cost) for cost in (2, 4, 6)]
    answer = allocate(candidates, Budget(Decimal(7)))
    assert (answer.benefit, answer.bound, answer.cost_cny) == (6, 6, 6)


def test_costs_that_are_multiples_of_a_price_lose_parts_of_every_year_and_that_is_proven():
    """A price of 3,362.887 a socket: years of 30,000 pay 8 sockets each (26,903.10), 24 in all, though 90,000
    in one pot would pay 26. The 16 estates lack 1 to 4 sockets and are worth 1,000 a socket, so that 24,000
    is the best; the odd ones of 17 and 23 yuan, worth 1 each, come on top.
    """
    price = Decimal("3362.887")
    sockets = [1 + at % 4 for at in range(16)]
    costs = [(price * number).quantize(Decimal("0.01")) for number in sockets]
    candidates = [
        candidate(f"E{at:02}", str(cost), 1_000 * number)
        for at, (cost, number) in enumerate(zip(costs, sockets, strict=True))
    ]
    candidates += [candidate("X", "17", 1), candidate("Y", "23", 1)]
    budget = Budget(Decimal(90_000), (Decimal(30_000),) * 3)
    answer = allocate(candidates, budget, needs=False)
    assert (answer.benefit, answer.bound) == (24_002, 24_002)
    assert_holds(answer, candidates, budget)


def _needs_by_trying(estates, money_fen):
    """Return, by estate, the least cost above some money of a best and cheapest choice that has it in it."""
    choices = [
        (sum(cost for cost, _ in built.values()), sum(worth for _, worth in built.values()), built)
        for schemes in itertools.product(*[[None, *(one for one in e if one[1] > 0)] for e in estates])
        for built in [{at: one for at, one in enumerate(schemes) if one is not None}]
    ]
    found = {}
    for money in range(money_fen + 1, sum(max(cost for cost, _ in e) for e in estates) + 1):
        worth, cost = max((worth, -cost) for cost, worth, _ in choices if cost <= money)
        for at in {at for one in choices if (one[1], -one[0]) == (worth, cost) for at in one[2]}:
            if -cost > money_fen:
                found.setdefault(at, Decimal(-cost) / 100)
    return found


@pytest.mark.parametrize("few", [300, 0], ids=["all budgets at once", "window after window"])
def test_what_losers_need_is_what_trying_every_choice_for_every_fen_tells(few, monkeypatch):
    """Estates with one or two schemes, of a few fen each, so that every budget can be tried."""
    monkeypatch.setattr(allocating, "FEW_ESTATES", few)
    for seed in range(40):
        chance = random.Random(seed)
        estates = [
            [(chance.randint(0, 30), chance.randint(0, 40)) for _ in range(chance.choice((1, 1, 2)))]
            for _ in range(chance.randint(2, 6))
        ]
        candidates = [
            candidate(f"E{at}", str(Decimal(cost) / 100), worth, scheme=f"S{number}")
            for at, schemes in enumerate(estates)
            for number, (cost, worth) in enumerate(schemes)
        ]
        money = chance.randint(1, max(1, sum(max(cost for cost, _ in e) for e in estates)))
        needs = _needs_by_trying(estates, money)
        for loser in allocate(candidates, Budget(Decimal(money) / 100)).losers:
            told = needs.get(int(loser.candidate.estate_code[1:]))
            assert loser.budget_needed_cny == told, (seed, loser.candidate.estate_code)
