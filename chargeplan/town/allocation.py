"""Which estates get their scheme, when money is short: values of the question and of its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from chargeplan.town.settings import Level

HUNDREDTHS = Decimal(100)
"""Benefits are counted in hundredths of a household."""


@dataclass(frozen=True)
class Candidate:
    """One scheme that could be built: what it costs and whom it serves.

    Several candidates may share an estate; at most one of them is chosen. `benefit` is the number of
    households newly served times the estate's risk weight, an integer in hundredths of a household so that
    sums are exact. `units` names the committee, street and district it lies in. `alternative` says that it
    is another scheme of the estate's plan than the one that the register chose. `estimated` says that the
    households are an estimate; without a plan (`unplanned`) so is the cost, and the scheme has no name.
    """

    estate_code: str
    scheme: str
    cost_cny: Decimal
    households: int
    benefit: int
    units: Mapping[Level, str]
    estimated: bool = False
    alternative: bool = False

    @property
    def unplanned(self) -> bool:
        """Whether the scheme itself is an estimate."""
        return self.estimated and not self.scheme


@dataclass(frozen=True)
class Choice:
    """A candidate that is built, in year 0, 1, 2... of the budget."""

    candidate: Candidate
    year: int


class WhyNot(Enum):
    """Why an estate's scheme is not among the chosen."""

    NO_BENEFIT = "no_benefit"
    TOO_DEAR = "too_dear"
    WORTH_LESS = "worth_less"
    FLOORS = "floors"


@dataclass(frozen=True)
class Loser:
    """An estate that got nothing: why, and the least total budget [CNY] that would bring it in.

    With `budget_needed_cny` in all, yearly money growing in proportion, the best and cheapest answer has this
    estate in it; with still more money it may be out again, when others are worth more together. It is None
    where no budget would, or where `budget_known` is False and none was found yet. `budget_step_cny` is how
    finely was looked: 0 says that it is exact to the cent, else the least may be lower by up to that much.
    """

    candidate: Candidate
    reason: WhyNot
    budget_needed_cny: Decimal | None
    budget_step_cny: Decimal = Decimal(0)
    budget_known: bool = True


@dataclass(frozen=True)
class UnmetFloor:
    """A fairness floor that cannot be met in a unit (its path, the highest level first) by itself.

    `asked` and `possible` are schemes, or money [CNY] where `money` is true.
    """

    level: Level
    path: tuple[str, ...]
    asked: Decimal
    possible: Decimal
    money: bool


@dataclass(frozen=True)
class Allocation:
    """An answer: what is built when, what it costs and serves, and how good it is.

    `bound` is a proven upper limit of `benefit`; the answer is optimal when both are equal. `feasible` is
    False where the floors cannot be met, and then nothing is chosen; `unmet` names those of them that ask
    for more than there is in their unit, and is empty where they only ask for too much together, for which
    `floors_need_cny` would be the least money, where it is known. `stopped` says that the search ended before
    it was done, most often because it was called off.
    """

    choices: tuple[Choice, ...]
    cost_cny: Decimal
    households: int
    benefit: int
    bound: int
    feasible: bool = True
    losers: tuple[Loser, ...] = ()
    unmet: tuple[UnmetFloor, ...] = ()
    floors_need_cny: Decimal | None = None
    stopped: bool = False

    @property
    def proven(self) -> bool:
        """Whether nothing better exists."""
        return self.feasible and self.benefit == self.bound

    @property
    def estimated(self) -> int:
        """How many of the chosen schemes are estimates."""
        return sum(choice.candidate.unplanned for choice in self.choices)

    @property
    def gap_percent(self) -> Decimal:
        """How much better than this an answer could be at most [% of the bound]."""
        if not self.bound:
            return Decimal(0)
        return Decimal(100) * (self.bound - self.benefit) / self.bound


@dataclass(frozen=True)
class CurvePoint:
    """The best that can be had for some money: what it costs, and what it serves.

    `budget_cny` is the money that may be spent, `cost_cny` what the cheapest of the best answers spends of
    it. `bound` is a proven upper limit of the benefit with that budget.
    """

    cost_cny: Decimal
    benefit: int
    households: int
    budget_cny: Decimal = Decimal(0)
    bound: int = 0

    @property
    def proven(self) -> bool:
        """Whether nothing better exists for that budget."""
        return self.benefit == self.bound
