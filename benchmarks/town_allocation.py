"""A budget shared out: the exact answer against the one at once, and against a generic solver interface.

PuLP builds the textbook program (a variable for each scheme and year, a row for each year and estate) and
hands it to the solver it brings along; both sides prove their answer to the last hundredth of a household.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pulp
from harness import Timing, print_table, seconds_of, take_turns, verdict

from chargeplan.town.allocating import allocate, greedy
from chargeplan.town.allocation import Candidate
from chargeplan.town.settings import Budget

SIZES = (178, 1_780, 13_000)
GOALS = {"greedy": 0.99, "solver": 1.0, "growth": 12.0}
PATIENCE_S = 60
YEARS = 3
_FEN = 100


def schemes(estates: int, seed: int = 1) -> list[Candidate]:
    """Return a scheme for each estate: sockets by households at prices that differ, and whom they serve."""
    chance = random.Random(seed)
    made = []
    for number in range(estates):
        households = chance.randint(80, 1_600)
        sockets = max(4, int(households * 0.4 / 3 * chance.uniform(0.5, 1.1)))
        cost = Decimal(int(sockets * chance.uniform(4_000, 9_000) * _FEN)).scaleb(-2)
        served = int(households * chance.uniform(0.2, 0.95))
        made.append(Candidate(f"E{number:05}", "S", cost, served, served * chance.randint(50, 300), {}))
    return made


def budget_for(candidates: list[Candidate], years: int) -> Budget:
    """Return a fifth of what everything costs, evenly over years."""
    total = (sum((one.cost_cny for one in candidates), Decimal(0)) / 5).quantize(Decimal(1))
    each = (total / years).quantize(Decimal("0.01"), rounding="ROUND_FLOOR")
    return Budget(total, (each,) * years if years > 1 else ())


def by_pulp(candidates: list[Candidate], budget: Budget) -> tuple[int, bool]:
    """Return the benefit that PuLP's own solver finds, and whether it proved it within the patience."""
    problem = pulp.LpProblem("budget", pulp.LpMaximize)
    years = budget.yearly_cny or (budget.total_cny,)
    chosen = [
        [pulp.LpVariable(f"x{at}_{year}", cat="Binary") for year in range(len(years))]
        for at in range(len(candidates))
    ]
    problem += pulp.lpSum(
        one.benefit * variable for one, row in zip(candidates, chosen, strict=True) for variable in row
    )
    for year, money in enumerate(years):
        fen = [int(one.cost_cny * _FEN) for one in candidates]
        problem += pulp.lpSum(cost * row[year] for cost, row in zip(fen, chosen, strict=True)) <= int(
            money * _FEN
        )
    for row in chosen if len(years) > 1 else ():
        problem += pulp.lpSum(row) <= 1
    solver = pulp.PULP_CBC_CMD(msg=False, gapRel=0.0, gapAbs=0.5, threads=1, timeLimit=PATIENCE_S)
    problem.solve(solver)
    benefit = sum(
        one.benefit
        for one, row in zip(candidates, chosen, strict=True)
        if any((variable.value() or 0) > 0.5 for variable in row)
    )
    return benefit, problem.sol_status == pulp.LpSolutionOptimal


def _kept(action: Callable[[], Any]) -> tuple[Callable[[], float], list[Any]]:
    """Return an action that is timed, and the list of what it brought."""
    held: list[Any] = []
    return (lambda: seconds_of(lambda: held.append(action()))), held


def measure(estates: int, years: int, rounds: int) -> tuple[tuple[str, ...], float]:
    """Return a row of the table, and the seconds of the exact answer."""
    candidates = schemes(estates)
    budget = budget_for(candidates, years)
    ours, answers = _kept(lambda: allocate(candidates, budget, needs=False))
    theirs, benefits = _kept(lambda: by_pulp(candidates, budget))
    quick, at_once = _kept(lambda: greedy(candidates, budget))
    exact, peer = take_turns(ours, theirs, rounds)
    swift = Timing(tuple(quick() for _ in range(rounds)))
    answer, (benefit, proven) = answers[0], benefits[0]
    share = at_once[0].benefit / answer.benefit
    told = f"{exact.median_ms / peer.median_ms:.3f}"
    row = (
        f"{estates:,}",
        str(years),
        f"{swift.median_ms:.0f}",
        f"{share:.5f}",
        f"{exact.median_ms:.0f}",
        "proven" if answer.proven else f"{answer.gap_percent:.4f} % short",
        f"{peer.median_ms:.0f}",
        "proven" if proven else f"not within {PATIENCE_S} s",
        f"{benefit / answer.benefit:.5f}",
        told,
        verdict(exact.median_ms / peer.median_ms, GOALS["solver"]),
    )
    return row, exact.median_ms


def allocation(rounds: int = 1) -> None:
    """Print how a budget is shared out at several sizes, in one pot and over years."""
    head = ("estates", "years", "at once ms", "its benefit / best", "exact ms", "exact", "PuLP ms", "PuLP",
            "its benefit / exact", "exact ms / PuLP ms", "")  # fmt: skip
    rows: list[tuple[str, ...]] = [head]
    times = {}
    for estates, years in ((SIZES[0], 1), (SIZES[0], YEARS), (SIZES[1], 1), (SIZES[2], 1)):
        row, times[estates, years] = measure(estates, years, rounds)
        rows.append(row)
    print_table("A budget shared out", rows)
    growth = times[SIZES[1], 1] / times[SIZES[0], 1]
    print_table(
        "Ten times as many estates",
        [("exact, times as long", ""), (f"{growth:.1f}", verdict(growth, GOALS["growth"]))],
    )


if __name__ == "__main__":
    allocation()
