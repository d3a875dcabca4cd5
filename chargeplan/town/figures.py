"""What the analysis of one plan gives to the town's comparison, small enough to keep and to send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from chargeplan.town.register import Facilities


@dataclass(frozen=True, slots=True)
class Reach:
    """Who finds a free socket within the walking distance [m], sockets given out once."""

    limit_m: float
    doorways: int
    doorways_served: int
    households: int | None
    households_served: int | None


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """Figures of one scheme of one plan.

    `existing` is what stands on the plan already, `new` what the scheme adds; `reach_before` and
    `reach_after` are None where the plan has no doorways, or tells nothing of who leaves by them. `cost_cny`
    is the bill's total with tax; `unpriced_lines` tells how many of its lines have no price yet. The id tells
    schemes of one name apart.
    """

    estate_name: str
    scheme_name: str
    buildings: int
    doorways: int
    households: int | None
    ebikes: int | None
    ebikes_counted: bool
    existing: Facilities
    new: Facilities
    sheds: int
    roofed_area_m2: Decimal
    floor_area_m2: Decimal
    gross_area_m2: Decimal
    green_taken_m2: Decimal
    cost_cny: Decimal
    unpriced_lines: int
    errors: int
    warnings: int
    infos: int
    undecided: int
    reach_before: Reach | None = None
    reach_after: Reach | None = None
    scheme_id: str = ""

    @property
    def adds_something(self) -> bool:
        """Whether anything new to park or to charge is drawn: a plan that was only begun plans nothing."""
        return bool(self.new.stalls or self.new.chargers or self.new.sockets or self.sheds)


@dataclass(frozen=True, slots=True)
class PlanFailure:
    """Why a plan gave no figures: code, English sentence (the key of its translation) and values."""

    code: str
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlanOutcome:
    """What became of a plan that a register names; exactly one of `figures` and `failure` is there.

    `figures` are those of the scheme that the register chose. `alternatives` are the plan's other schemes in
    its order, and `failed_alternatives` tells why some of these gave no figures.
    """

    plan: str
    scheme: str
    figures: PlanFigures | None = None
    failure: PlanFailure | None = None
    alternatives: tuple[PlanFigures, ...] = ()
    failed_alternatives: tuple[PlanFailure, ...] = ()

    @property
    def schemes(self) -> tuple[PlanFigures, ...]:
        """The figures of every scheme that has some, the chosen one first; empty where that one failed."""
        return () if self.figures is None else (self.figures, *self.alternatives)

    @property
    def failures(self) -> tuple[PlanFailure, ...]:
        """Why the plan, or some of its other schemes, gave no figures."""
        return self.failed_alternatives if self.failure is None else (self.failure,)


Outcomes = Mapping[tuple[str, str], PlanOutcome]
"""Outcomes by plan and scheme as the register names them; a plan that was not looked at is absent."""
