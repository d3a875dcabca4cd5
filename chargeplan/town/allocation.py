"""Which estates get their scheme, when money is short: values of the question and of its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from chargeplan.town.settings import Level


@dataclass(frozen=True)
class Candidate:
    """One scheme that could be built: what it costs and whom it serves.

    Several candidates may share an estate; at most one of them is chosen. `benefit` is the number of
    households newly served times the estate's risk weight, an integer in hundredths of a household so that
    sums are exact. `units` names the committee, street and district it lies in.
    """

    estate_code: str
    scheme: str
    cost_cny: Decimal
    households: int
    benefit: int
    units: Mapping[Level, str]
    estimated: bool = False


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

    `budget_needed_cny` is None where no budget would.
    """

    candidate: Candidate
    reason: WhyNot
    budget_needed_cny: Decimal | None


@dataclass(frozen=True)
class Allocation:
    """An answer: what is built when, what it costs and serves, and how good it is.

    `bound` is a proven upper limit of `benefit`; the answer is optimal when both are equal. `feasible` is
    False where the floors cannot be met, and then nothing is chosen.
    """

    choices: tuple[Choice, ...]
    cost_cny: Decimal
    households: int
    benefit: int
    bound: int
    feasible: bool = True
    losers: tuple[Loser, ...] = ()

    @property
    def proven(self) -> bool:
        """Whether nothing better exists."""
        return self.feasible and self.benefit == self.bound


@dataclass(frozen=True)
class CurvePoint:
    """What an optimal allocation of a total budget [CNY] gives."""

    budget_cny: Decimal
    benefit: int
    households: int
