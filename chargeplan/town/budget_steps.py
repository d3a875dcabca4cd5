"""The best answers for every budget at once, for money of one year without floors.

Each amount of benefit that is the best for some money makes a step: what it costs, what it is worth, and
which estates are in one of the answers that cost and are worth exactly that. Steps are found in whole numbers
by merging one estate after the other and keeping what no other step beats in both, so they are exact for all
budgets of a range. Where there are many estates the range is cut into windows, in which nearly all of them
are proven to be in or out beforehand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chargeplan.errors import Cancelled, go_on_unless, never
from chargeplan.town.allocation_terms import Terms
from chargeplan.town.greedy import critical_step

MOST_STEPS = 400_000
"""More steps than this are not followed: costs and benefits that hang together closely make too many."""

_FEW_STEPS = 20_000
_WORD = 64

Ints = NDArray[np.int64]
Words = NDArray[np.uint64]


@dataclass(frozen=True)
class Steps:
    """Steps by ascending cost [fen]: cost, benefit and households, arrays of shape (n,); and who is in.

    `members` has the shape (n, words), a bit for each of `watched`.
    """

    costs: Ints
    benefits: Ints
    households: Ints
    members: Words
    watched: tuple[int, ...]

    def at(self, money_fen: int) -> int:
        """Return the place of the best step that some money pays, -1 where there is none."""
        return int(np.searchsorted(self.costs, money_fen, side="right")) - 1

    def first_with(self, estate: int, above_fen: int) -> int | None:
        """Return the cost of the first step above some money that has an estate in it."""
        if estate not in self.watched:
            return None
        bit = self.watched.index(estate)
        start = self.at(above_fen) + 1
        inside = self.members[start:, bit // _WORD] >> np.uint64(bit % _WORD) & np.uint64(1)
        found = np.flatnonzero(inside)
        return int(self.costs[start + found[0]]) if len(found) else None


def all_steps(
    question: Terms,
    watched: Sequence[int] = (),
    most_fen: int | None = None,
    cancelled: Cancelled = never,
) -> Steps | None:
    """Return the steps up to some money, or all of them; None where there are too many.

    `watched` are estates whose place in the steps is wanted. Raises `CalledOff`.
    """
    return _merged(question, question.schemes_of, watched, _Base(), most_fen, cancelled)


def steps_between(
    question: Terms,
    watched: Sequence[int],
    low_fen: int,
    high_fen: int,
    least_benefit: int,
    cancelled: Cancelled = never,
    most_steps: int = MOST_STEPS,
) -> Steps | None:
    """Return the steps above some money and up to more of it; None where there are too many.

    `least_benefit` is the benefit of any choice that the lower amount pays: what is proven to be worth less
    with the higher one is left out beforehand, and so are those of `watched` that are. Raises `CalledOff`.
    """
    priced = _Priced.at(question, high_fen, least_benefit)
    base, rest = priced.core(question)
    possible = {*rest, *base.estates}
    open_ones = [estate for estate in watched if estate in possible]
    return _merged(question, rest, open_ones, base, high_fen, cancelled, priced, most_steps)


def least_cost(question: Terms, benefit: int, cancelled: Cancelled = never) -> int | None:
    """Return the least cost [fen] of the best choice, which is worth `benefit`; None with too many steps.

    Raises `CalledOff`.
    """
    money = question.total_fen
    steps = steps_between(question, (), money, money, benefit, cancelled, _FEW_STEPS)
    return int(steps.costs[-1]) if steps is not None and len(steps.costs) else None


@dataclass(frozen=True)
class _Priced:
    """What everything is worth when all money has a price: `gain` of benefit for `cost` fen.

    No choice is worth more than the price of all money and what each estate's best scheme gains above its own
    price; whoever lowers this below what is had anyhow is in no best answer.
    """

    gain: int
    cost: int
    money_fen: int
    least: int
    values: tuple[int, ...]
    best: dict[int, int]

    @classmethod
    def at(cls, question: Terms, money_fen: int, least: int) -> _Priced:
        gain, cost = critical_step(question, money_fen)
        values = tuple(
            benefit * cost - price * gain
            for benefit, price in zip(question.benefits, question.costs_fen, strict=True)
        )
        schemes_of = question.schemes_of.items()
        best = {estate: max(0, *(values[each] for each in schemes)) for estate, schemes in schemes_of}
        return cls(gain, cost, money_fen, least, values, best)

    def core(self, question: Terms) -> tuple[_Base, dict[int, tuple[int, ...]]]:
        """Return what is in beforehand, and the schemes of which that is open, by their estate.

        Those come first of which most would be lost: few steps bear that, so that there are few for long.
        """
        slack = self.money_fen * self.gain + sum(self.best.values()) - self.least * self.cost
        base = _Base()
        rest: dict[int, tuple[int, ...]] = {}
        for estate, schemes in question.schemes_of.items():
            left = slack - self.best[estate]
            may = tuple(each for each in schemes if left + self.values[each] >= 0)
            if left >= 0 or len(may) > 1:
                rest.update({estate: may} if may else {})
            elif may:
                base = base.with_scheme(question, may[0], estate)
        return base, dict(sorted(rest.items(), key=lambda item: -self.loss(*item)))

    def loss(self, estate: int, schemes: tuple[int, ...]) -> int:
        """Return what is lost when an estate does not get what is best for it at this price."""
        ordered = sorted((0, *(self.values[each] for each in schemes)))
        return ordered[-1] - ordered[-2]

    def hopeless(self, table: _Table, to_come: int) -> NDArray[np.bool_]:
        """Return which steps can become no best answer any more; in floats, with room for their rounding."""
        price = self.gain / self.cost
        most = table.benefits + price * (self.money_fen - table.costs) + to_come / self.cost
        return np.asarray(most < self.least - 1.0 - 1e-12 * np.abs(most))


@dataclass(frozen=True)
class _Base:
    """What is in beforehand."""

    cost: int = 0
    benefit: int = 0
    households: int = 0
    estates: tuple[int, ...] = ()

    def with_scheme(self, question: Terms, each: int, estate: int) -> _Base:
        return _Base(
            self.cost + question.costs_fen[each],
            self.benefit + question.benefits[each],
            self.households + question.candidates[each].households,
            (*self.estates, estate),
        )


def _merged(
    question: Terms,
    schemes_of: Mapping[int, tuple[int, ...]],
    watched: Sequence[int],
    base: _Base,
    most_fen: int | None,
    cancelled: Cancelled,
    priced: _Priced | None = None,
    most_steps: int = MOST_STEPS,
) -> Steps | None:
    places = {estate: bit for bit, estate in enumerate(watched)}
    words = max(1, -(-len(places) // _WORD))
    members = np.zeros((1, words), dtype=np.uint64)
    for estate in base.estates:
        if estate in places:
            _mark(members, places[estate])
    table = _Table(
        np.array([base.cost], dtype=np.int64),
        np.array([base.benefit], dtype=np.int64),
        np.array([base.households], dtype=np.int64),
        members,
    )
    to_come = sum(priced.best[estate] for estate in schemes_of) if priced is not None else 0
    for estate, schemes in schemes_of.items():
        go_on_unless(cancelled)
        table = table.with_schemes(question, schemes, places.get(estate)).kept(most_fen)
        if priced is not None:
            to_come -= priced.best[estate]
            table = table.only(~priced.hopeless(table, to_come))
        if len(table.costs) > most_steps:
            return None
    return Steps(table.costs, table.benefits, table.households, table.members, tuple(watched))


@dataclass(frozen=True)
class _Table:
    costs: Ints
    benefits: Ints
    households: Ints
    members: Words

    def with_schemes(self, question: Terms, schemes: Sequence[int], bit: int | None) -> _Table:
        """Return the steps when one of the schemes of an estate may be built as well."""
        parts = [self]
        for each in schemes:
            members = self.members
            if bit is not None:
                members = members.copy()
                _mark(members, bit)
            parts.append(
                _Table(
                    self.costs + question.costs_fen[each],
                    self.benefits + question.benefits[each],
                    self.households + question.candidates[each].households,
                    members,
                )
            )
        return _Table(
            np.concatenate([part.costs for part in parts]),
            np.concatenate([part.benefits for part in parts]),
            np.concatenate([part.households for part in parts]),
            np.concatenate([part.members for part in parts]),
        )

    def only(self, those: NDArray[np.bool_]) -> _Table:
        return _Table(self.costs[those], self.benefits[those], self.households[those], self.members[those])

    def kept(self, most_fen: int | None) -> _Table:
        """Return the steps up to some money that no other beats; equals become one, with members of both."""
        order = np.lexsort((-self.households, -self.benefits, self.costs))
        if most_fen is not None:
            order = order[self.costs[order] <= most_fen]
        costs, benefits = self.costs[order], self.benefits[order]
        before = np.concatenate(([np.iinfo(np.int64).min], np.maximum.accumulate(benefits)[:-1]))
        better = benefits > before
        # Equals follow their first at once: same cost, same benefit, and nothing better in between.
        equal = np.concatenate(([False], (costs[1:] == costs[:-1]) & (benefits[1:] == benefits[:-1])))
        step = np.cumsum(better) - 1
        stays = better | (equal & (benefits == benefits[better][step]))
        members = self.members[order][stays]
        starts = np.flatnonzero(better[stays])
        chosen = order[better]
        return _Table(
            self.costs[chosen],
            self.benefits[chosen],
            self.households[chosen],
            np.bitwise_or.reduceat(members, starts, axis=0),
        )


def _mark(members: Words, bit: int) -> None:
    members[:, bit // _WORD] |= np.uint64(1 << bit % _WORD)
