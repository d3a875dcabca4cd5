"""How each estate stands before and after its chosen scheme, and where the figures come from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from chargeplan.town.figures import PlanFigures, PlanOutcome, Reach
from chargeplan.town.register import EstateRow, Facilities


class Origin(Enum):
    """Where the chosen scheme's figures come from."""

    PLAN = "plan"
    ESTIMATE = "estimate"
    NONE = "none"


@dataclass(frozen=True)
class Difference:
    """A figure that register and plan tell differently: the field's name and both values."""

    field: str
    register: object
    plan: object


@dataclass(frozen=True)
class ChosenScheme:
    """What the chosen scheme adds and costs; `cost_cny` is None where it is unknown.

    `unpriced_lines` tells how many lines of the bill of a planned scheme have no price yet.
    """

    origin: Origin
    name: str
    new: Facilities
    cost_cny: Decimal | None
    unpriced_lines: int = 0


@dataclass(frozen=True)
class Standing:
    """One estate: its row, its plan's outcome, and the figures that hold.

    `households`, `ebikes`, `before` and `after` are what counts everywhere: the plan's figures where there
    is a plan, else the register's, None where neither tells. `ebikes` is counted or expected.
    """

    row: EstateRow
    outcome: PlanOutcome | None
    buildings: int | None
    doorways: int | None
    households: int | None
    ebikes: int | None
    ebikes_counted: bool
    before: Facilities
    after: Facilities
    stalls_short: int | None
    sockets_short: int | None
    scheme: ChosenScheme
    differences: tuple[Difference, ...] = ()

    @property
    def figures(self) -> PlanFigures | None:
        """The figures of the plan, where it could be analysed."""
        return self.outcome.figures if self.outcome is not None else None

    @property
    def estimated(self) -> bool:
        """Whether the scheme's figures are an estimate (估算)."""
        return self.scheme.origin is Origin.ESTIMATE

    @property
    def reach_before(self) -> Reach | None:
        """Who walks how far to what stands already, where a plan tells it."""
        return self.figures.reach_before if self.figures is not None else None

    @property
    def reach_after(self) -> Reach | None:
        """Who walks how far with the chosen scheme, where a plan tells it."""
        return self.figures.reach_after if self.figures is not None else None
