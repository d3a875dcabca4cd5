"""How each estate stands before and after its chosen scheme, and where the figures come from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from chargeplan.errors import Cancelled, never, unless_called_off
from chargeplan.town.estimates import (
    Rates,
    UnitCosts,
    estimated_cost,
    estimated_facilities,
    need_of,
    short_of,
    together,
    unit_costs,
)
from chargeplan.town.figures import Outcomes, PlanFigures, PlanOutcome, Reach
from chargeplan.town.register import EstateRow, Facilities, Register
from chargeplan.town.settings import TownSettings


class Origin(Enum):
    """Where the chosen scheme's figures come from."""

    PLAN = "plan"
    ESTIMATE = "estimate"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that register and plan tell differently: the field's name and both values."""

    field: str
    register: object
    plan: object


@dataclass(frozen=True, slots=True)
class ChosenScheme:
    """What the chosen scheme adds and costs; `cost_cny` is None where it is unknown.

    `unpriced_lines` tells how many lines of the bill of a planned scheme have no price yet.
    """

    origin: Origin
    name: str
    new: Facilities
    cost_cny: Decimal | None
    unpriced_lines: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """One estate: its row, its plan's outcome, and the figures that hold.

    `households`, `ebikes`, `before` and `after` are what counts everywhere: the plan's figures where there
    is a plan, else the register's, None where neither tells. `ebikes` is counted or expected. `stalls_short`
    and `sockets_short` are what is missing today, before the scheme, of the stalls and sockets `needed`.
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
    stalls_needed: int | None = None
    sockets_needed: int | None = None

    @property
    def figures(self) -> PlanFigures | None:
        """The figures of the plan, where it could be analysed."""
        return self.outcome.figures if self.outcome is not None else None

    @property
    def estimated(self) -> bool:
        """Whether the scheme's figures are an estimate."""
        return self.scheme.origin is Origin.ESTIMATE

    @property
    def stalls_short_after(self) -> int | None:
        """How many stalls are still missing with the scheme, None where that is unknown."""
        return short_of(self.stalls_needed, self.after.stalls)

    @property
    def sockets_short_after(self) -> int | None:
        """How many sockets are still missing with the scheme, None where that is unknown."""
        return short_of(self.sockets_needed, self.after.sockets)

    @property
    def reach_before(self) -> Reach | None:
        """Who walks how far to what stands already, where a plan tells it."""
        return self.figures.reach_before if self.figures is not None else None

    @property
    def reach_after(self) -> Reach | None:
        """Who walks how far with the chosen scheme, where a plan tells it."""
        return self.figures.reach_after if self.figures is not None else None


def stand(
    register: Register, outcomes: Outcomes, settings: TownSettings, cancelled: Cancelled = never
) -> tuple[Standing, ...]:
    """Return how each estate stands, in the register's order.

    A plan's figures hold where it could be analysed, else the register's. Without a plan, with one that
    failed, or with one on which nothing new is drawn yet, the scheme is an estimate: what is missing today,
    at the median cost per socket of all planned schemes of the register. Nothing unknown becomes zero. Raise
    `CalledOff` when `cancelled()` is true.
    """
    found = [outcomes.get((row.plan, row.scheme)) if row.plan else None for row in register.rows]
    costs = unit_costs(
        outcome.figures for outcome in found if outcome is not None and outcome.figures is not None
    )
    rates = Rates.of(settings)
    return tuple(
        _standing(row, outcome, rates, costs)
        for row, outcome in unless_called_off(zip(register.rows, found, strict=True), cancelled)
    )


def _standing(row: EstateRow, outcome: PlanOutcome | None, rates: Rates, costs: UnitCosts) -> Standing:
    figures = outcome.figures if outcome is not None else None
    households, counted, before = row.households, row.ebikes, row.existing
    buildings, doorways = row.buildings, row.doorways
    if figures is not None:
        households = _first(figures.households, households)
        counted = _first(figures.ebikes if figures.ebikes_counted else None, counted)
        buildings = figures.buildings or buildings  # a plan on which none is drawn does not tell
        doorways = figures.doorways or doorways
        before = _filled(figures.existing, before)
    need = need_of(households, counted, rates)
    stalls_short = short_of(need.stalls, before.stalls)
    sockets_short = short_of(need.sockets, before.sockets)
    scheme = _scheme(figures, stalls_short, sockets_short, costs)
    return Standing(
        row=row,
        outcome=outcome,
        buildings=buildings,
        doorways=doorways,
        households=households,
        ebikes=need.ebikes,
        ebikes_counted=counted is not None,
        before=before,
        after=together(before, scheme.new),
        stalls_short=stalls_short,
        sockets_short=sockets_short,
        scheme=scheme,
        differences=_differences(row, figures) if figures is not None else (),
        stalls_needed=need.stalls,
        sockets_needed=need.sockets,
    )


def _first(first: int | None, second: int | None) -> int | None:
    return second if first is None else first


def _filled(first: Facilities, second: Facilities) -> Facilities:
    return Facilities(
        _first(first.stalls, second.stalls),
        _first(first.chargers, second.chargers),
        _first(first.sockets, second.sockets),
    )


_NOTHING = Facilities(0, 0, 0)


def _scheme(
    figures: PlanFigures | None, stalls_short: int | None, sockets_short: int | None, costs: UnitCosts
) -> ChosenScheme:
    if figures is not None and figures.adds_something:
        return ChosenScheme(
            Origin.PLAN, figures.scheme_name, figures.new, figures.cost_cny, figures.unpriced_lines
        )
    if stalls_short == 0 and sockets_short == 0:
        return ChosenScheme(Origin.NONE, "", _NOTHING, Decimal(0))
    new = estimated_facilities(stalls_short, sockets_short, costs)
    return ChosenScheme(Origin.ESTIMATE, "", new, estimated_cost(sockets_short, costs))


def _differences(row: EstateRow, figures: PlanFigures) -> tuple[Difference, ...]:
    after = together(figures.existing, figures.new)
    told: tuple[tuple[str, int | None, int | None], ...] = (
        ("buildings", row.buildings, figures.buildings or None),
        ("doorways", row.doorways, figures.doorways or None),
        ("households", row.households, figures.households),
        ("ebikes", row.ebikes, figures.ebikes if figures.ebikes_counted else None),
        ("existing.stalls", row.existing.stalls, figures.existing.stalls),
        ("existing.chargers", row.existing.chargers, figures.existing.chargers),
        ("existing.sockets", row.existing.sockets, figures.existing.sockets),
        ("stated_after.stalls", row.stated_after.stalls, after.stalls),
        ("stated_after.chargers", row.stated_after.chargers, after.chargers),
        ("stated_after.sockets", row.stated_after.sockets, after.sockets),
    )
    return tuple(
        Difference(name, stated, planned)
        for name, stated, planned in told
        if stated is not None and planned is not None and stated != planned
    )
