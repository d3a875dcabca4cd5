"""An answer at once: most benefit for the money first, then better ones in exchange.

It holds to budget and floors, and is nearly always close to the best; what it is short of that at most is
told by its bound.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import pairwise

from chargeplan.town.allocation_terms import Claim, Terms
from chargeplan.town.year_plan import room_for

_EXCHANGES = 200

Placed = dict[int, int]
"""The year of each chosen candidate."""


def by_ratio(question: Terms) -> list[int]:
    """Return the candidates, those with most benefit for their cost first; what is free comes before all."""

    def key(each: int) -> tuple[float, int, int]:
        cost, benefit = question.costs_fen[each], question.benefits[each]
        return (cost / benefit, -benefit, each)

    return sorted(range(len(question.candidates)), key=key)


def greedy_choice(question: Terms) -> Placed | None:
    """Return a good choice with its years, or None where it did not find one that meets the floors."""
    order = by_ratio(question)
    state = _settled(question, order)
    if state is None:
        return None
    state.fill(order)
    _exchange(state, order)
    best = state.placed
    if not question.claims:
        best = max(best, _dearest(state, order), key=question.benefit)
    return best


def improved(question: Terms, placed: Placed) -> Placed:
    """Return a choice that is nowhere worse, with what still fits and with better ones in exchange."""
    state = _State(question)
    for each, year in placed.items():
        state.add(each, year)
    order = by_ratio(question)
    state.fill(order)
    _exchange(state, order)
    return state.placed


def upper_bound(question: Terms) -> int:
    """Return a whole number that no choice's benefit exceeds: the budget in one pot, schemes in parts.

    With a price for money, no choice is worth more than the price of all money and what each estate's best
    scheme gains above its own price; floors can only lower that.
    """
    money = question.total_fen
    gain, cost = critical_step(question, money)
    best = dict.fromkeys(question.schemes_of, 0)
    for benefit, price, estate in zip(question.benefits, question.costs_fen, question.estates, strict=True):
        if price <= question.dearest_fen:
            best[estate] = max(best[estate], benefit * cost - price * gain)
    return (money * gain + sum(best.values())) // cost


def critical_step(question: Terms, money_fen: int) -> tuple[int, int]:
    """Return gain and cost of the step at which money in one pot ends: what more money is worth there.

    It is 0 for 1 where there is money for everything.
    """
    left = money_fen
    for gain, cost in sorted(_steps(question, money_fen), key=lambda step: step[1] / step[0]):
        left -= cost
        if left < 0:
            return gain, cost
    return 0, 1


def _steps(question: Terms, dearest_fen: int) -> Iterable[tuple[int, int]]:
    """Return gains and costs of going from nothing to an estate's cheapest scheme and on to better ones.

    Only schemes on the upper hull of an estate's costs and benefits take part, each step of which is worth
    less for its money than the one before.
    """
    schemes: dict[int, list[tuple[int, int]]] = {}
    for cost, benefit, estate in zip(question.costs_fen, question.benefits, question.estates, strict=True):
        if cost <= dearest_fen:
            schemes.setdefault(estate, []).append((cost, benefit))
    for points in schemes.values():
        hull = [(0, 0)]
        for cost, benefit in sorted(points, key=lambda point: (point[0], -point[1])):
            if benefit <= hull[-1][1]:
                continue
            while len(hull) > 1 and _flatter(hull[-2], hull[-1], (cost, benefit)):
                hull.pop()
            hull.append((cost, benefit))
        yield from ((b[1] - a[1], b[0] - a[0]) for a, b in pairwise(hull))


def _flatter(first: tuple[int, int], middle: tuple[int, int], last: tuple[int, int]) -> bool:
    """Whether the middle point lies on or below the line from the first to the last."""
    return (middle[1] - first[1]) * (last[0] - first[0]) <= (last[1] - first[1]) * (middle[0] - first[0])


class _State:
    """A choice as it grows: years, money left, estates that have their scheme, what floors still ask."""

    def __init__(self, question: Terms) -> None:
        self.question = question
        self.placed: Placed = {}
        self.of_estate: dict[int, int] = {}
        self.left = list(question.years_fen)
        self.left_total = question.total_fen

    def year_for(self, each: int) -> int | None:
        cost = self.question.costs_fen[each]
        return room_for(self.left, cost) if cost <= self.left_total else None

    def add(self, each: int, year: int) -> None:
        cost = self.question.costs_fen[each]
        self.placed[each] = year
        self.of_estate[self.question.estates[each]] = each
        self.left[year] -= cost
        self.left_total -= cost

    def remove(self, each: int) -> int:
        year = self.placed.pop(each)
        cost = self.question.costs_fen[each]
        del self.of_estate[self.question.estates[each]]
        self.left[year] += cost
        self.left_total += cost
        return year

    def fill(self, order: Iterable[int]) -> None:
        for each in order:
            if self.question.estates[each] not in self.of_estate:
                year = self.year_for(each)
                if year is not None:
                    self.add(each, year)


def _settled(question: Terms, order: list[int]) -> _State | None:
    """Return a choice that meets the floors and no more: by benefit for the money, or else the cheapest."""
    for by_cost in (False, True):
        state = _State(question)
        for claim in question.claims:
            _settle(state, claim, question.by_cost if by_cost else order)
        if question.met(list(state.placed)):
            return state
    return None


def _settle(state: _State, claim: Claim, order: Iterable[int]) -> None:
    """Choose in one unit until its claim is met."""
    members = set(claim.members)
    inside = set(members & state.placed.keys())
    for each in order:
        if len(inside) >= claim.count and state.question.cost(inside) >= claim.money_fen:
            return
        if each in members and state.question.estates[each] not in state.of_estate:
            year = state.year_for(each)
            if year is not None:
                state.add(each, year)
                inside.add(each)


def _dearest(state: _State, order: list[int]) -> Placed:
    """Return a choice that begins with the candidate of most benefit that fits."""
    question = state.question
    other = _State(question)
    fitting = [each for each in order if other.year_for(each) is not None]
    if fitting:
        best = max(fitting, key=lambda each: (question.benefits[each], -each))
        year = other.year_for(best)
        assert year is not None
        other.add(best, year)
        other.fill(order)
    return other.placed


def _exchange(state: _State, order: list[int]) -> None:
    """Take one out for a better one as long as that gains, and fill what became free."""
    for _ in range(_EXCHANGES):
        found = _best_exchange(state)
        if found is None:
            return
        out, into = found
        state.remove(out)
        year = state.year_for(into)
        assert year is not None
        state.add(into, year)
        state.fill(order)


def _best_exchange(state: _State) -> tuple[int, int] | None:
    """Return the exchange of most gain: who goes, and who comes instead; floors go on being met."""
    question = state.question
    costs, most, who = _best_by_cost(state)
    gains = []
    for out, year in state.placed.items():
        free = min(state.left[year], state.left_total) + question.costs_fen[out]
        free = max(free, min(state.left_total + question.costs_fen[out], max(state.left)))
        at = bisect_right(costs, free) - 1
        if at >= 0 and most[at] > question.benefits[out]:
            gains.append((question.benefits[out] - most[at], out, who[at]))
        for other in _siblings(state, out):
            gain = question.benefits[other] - question.benefits[out]
            if gain > 0 and question.costs_fen[other] <= free:
                gains.append((-gain, out, other))
    for _, out, into in sorted(gains):
        chosen = [each for each in state.placed if each != out] + [into]
        if not question.claims or question.met(chosen):
            return out, into
    return None


def _siblings(state: _State, each: int) -> list[int]:
    estate = state.question.estates[each]
    return [other for other in state.question.schemes_of[estate] if other != each]


def _best_by_cost(state: _State) -> tuple[list[int], list[int], list[int]]:
    """Return ascending costs, and the greatest benefit up to each with its candidate, of all not chosen."""
    question = state.question
    costs: list[int] = []
    most: list[int] = []
    who: list[int] = []
    for each in question.by_cost:
        if question.estates[each] in state.of_estate:
            continue
        if not most or question.benefits[each] > most[-1]:
            costs.append(question.costs_fen[each])
            most.append(question.benefits[each])
            who.append(each)
    return costs, most, who
