"""Small questions about money, and their answers by trying every set of schemes in every year."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from chargeplan.town.allocation import Allocation, Candidate
from chargeplan.town.settings import Budget, Floor, Level

DOWN = (Level.DISTRICT, Level.STREET, Level.COMMITTEE)


def candidate(
    code: str, cost: str | int, benefit: int, *, scheme: str = "S", committee: str = "", street: str = "T"
) -> Candidate:
    """Return a scheme that costs so much [CNY]; it serves a household for every 100 of benefit."""
    units = {Level.DISTRICT: "P", Level.STREET: street, Level.COMMITTEE: committee}
    return Candidate(code, scheme, Decimal(cost), max(benefit, 0) // 100, benefit, units)


def unit(one: Candidate, level: Level) -> tuple[str, ...]:
    """Return the names of a level's unit from the top, () where the estate names none."""
    if not one.units.get(level):
        return ()
    return tuple(one.units.get(each, "") for each in DOWN[: DOWN.index(level) + 1])


@dataclass(frozen=True)
class Tried:
    """The greatest benefit of all that is allowed, and the least it costs [CNY]."""

    benefit: int
    cost_cny: Decimal


def try_all(candidates: Sequence[Candidate], budget: Budget) -> Tried | None:
    """Return the best of every set of schemes in every year, None where the floors cannot be met."""
    useful = [one for one in candidates if one.benefit > 0]
    schemes: dict[str, list[Candidate]] = {}
    for one in useful:
        schemes.setdefault(one.estate_code, []).append(one)
    years = list(budget.yearly_cny) or [budget.total_cny]
    found: list[tuple[int, Decimal]] = []

    def go_on(estates: list[list[Candidate]], left: list[Decimal], chosen: list[Candidate]) -> None:
        cost = sum((one.cost_cny for one in chosen), Decimal(0))
        if cost > budget.total_cny:
            return
        if not estates:
            if floors_hold(useful, chosen, budget):
                found.append((sum(one.benefit for one in chosen), -cost))
            return
        first, *rest = estates
        go_on(rest, left, chosen)
        for one in first:
            for year, money in enumerate(left):
                if one.cost_cny <= money:
                    go_on(rest, [*left[:year], money - one.cost_cny, *left[year + 1 :]], [*chosen, one])

    go_on(list(schemes.values()), years, [])
    if not found:
        return None
    benefit, cost = max(found)
    return Tried(benefit, -cost)


def floors_hold(useful: Sequence[Candidate], chosen: Sequence[Candidate], budget: Budget) -> bool:
    """Whether each unit that has something worth building gets what every floor asks for."""
    return all(
        len(built) >= floor.count
        and sum((one.cost_cny for one in built), Decimal(0)) >= floor.share * budget.total_cny
        for floor in budget.floors
        for path in {unit(one, floor.level) for one in useful} - {()}
        for built in [[one for one in chosen if unit(one, floor.level) == path]]
    )


def assert_holds(answer: Allocation, candidates: Sequence[Candidate], budget: Budget) -> None:
    """Check that an answer keeps to budget, years, floors and one scheme an estate, and sums itself up."""
    chosen = [choice.candidate for choice in answer.choices]
    years = list(budget.yearly_cny) or [budget.total_cny]
    for year, money in enumerate(years):
        assert sum(c.candidate.cost_cny for c in answer.choices if c.year == year) <= money
    assert len({one.estate_code for one in chosen}) == len(chosen)
    assert all(one in candidates and one.benefit > 0 for one in chosen)
    assert answer.cost_cny == sum(one.cost_cny for one in chosen) <= budget.total_cny
    assert answer.benefit == sum(one.benefit for one in chosen) <= answer.bound
    assert answer.households == sum(one.households for one in chosen)
    if answer.feasible:
        assert floors_hold([one for one in candidates if one.benefit > 0], chosen, budget)


def random_question(seed: int) -> tuple[list[Candidate], Budget]:
    """Return up to eleven schemes and a budget, sometimes with years, floors, ties and odd fen."""
    chance = random.Random(seed)
    phases = chance.choice((1, 1, 1, 2, 3))
    estates = chance.randint(1, {1: 9, 2: 6, 3: 5}[phases])
    coarse, scale = chance.random() < 0.3, chance.choice((1, 100, 12_345))
    made = []
    for estate in range(estates):
        for scheme in range(chance.choice((1, 1, 2)) if len(made) < 11 else 1):
            fen = chance.randint(0, 5) * 100_000 if coarse else chance.randint(0, 50 * scale)
            benefit = chance.randint(0, 3) * 10 if coarse else chance.randint(0, 2_000)
            made.append(
                candidate(
                    f"E{estate}",
                    str(Decimal(fen).scaleb(-2)),
                    benefit,
                    scheme=f"S{scheme}",
                    committee=chance.choice(("", "a", "b")),
                    street=f"T{estate % 2}",
                )
            )
    everything = sum(one.cost_cny for one in made)
    total = max(Decimal("0.01"), (everything * chance.randint(10, 90) / 100).quantize(Decimal("0.01")))
    years: tuple[Decimal, ...] = ()
    if phases > 1:
        shares = [chance.randint(20, 70) for _ in range(phases)]
        years = tuple((total * share / 100).quantize(Decimal("0.01")) for share in shares)
    floors = []
    if chance.random() < 0.5:
        share = Decimal(chance.choice((0, 0, 1, 2))) / 10
        floors.append(Floor(chance.choice(list(Level)), chance.randint(0, 2), share))
    return made, Budget(total, years if any(years) else (), tuple(floors))
