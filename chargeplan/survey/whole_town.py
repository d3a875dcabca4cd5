"""From a register's file to the answer for its town: plans, comparison, budget, and what has to be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from chargeplan.errors import Cancelled, go_on_unless, never
from chargeplan.files.town_opening import open_town
from chargeplan.files.town_reading import RegisterReading
from chargeplan.files.town_remarks import Remark
from chargeplan.i18n import N_
from chargeplan.survey.cache import FiguresCache
from chargeplan.survey.runners import Progress, survey
from chargeplan.town.allocating import allocate, benefit_curve
from chargeplan.town.allocation import Allocation, CurvePoint
from chargeplan.town.allocation_terms import check_budget
from chargeplan.town.amounts import read_amount
from chargeplan.town.comparing import candidates, compare
from chargeplan.town.comparison import Comparison
from chargeplan.town.defaults import default_settings
from chargeplan.town.figures import Outcomes
from chargeplan.town.settings import Budget, TownSettings


@dataclass(frozen=True)
class TownAnswer:
    """All that follows from a register; `allocation` is None and `curve` empty without a budget.

    `remarks` are those on the register and on the program's own sheets in it.
    """

    reading: RegisterReading
    remarks: tuple[Remark, ...]
    outcomes: Outcomes
    comparison: Comparison
    allocation: Allocation | None
    curve: tuple[CurvePoint, ...]

    def told(self, language: str | None = None) -> tuple[str, ...]:
        """Return the remarks as sentences, each with its place."""
        return tuple(f"{one.place}: {one.sentence(language)}" for one in self.remarks)


def answer(
    path: Path,
    *,
    budget_cny: Decimal | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    cache: FiguresCache | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    stage: Callable[[str], None] = lambda _: None,
    cancelled: Cancelled = never,
) -> TownAnswer:
    """Return the answer for the register in a file.

    Settings and tasks are those that the register holds, else the shipped ones. `budget_cny` takes the place
    of the budget in the settings; its floors stay. `stage` is told, as an English text to be translated, what
    begins once the plans are done. See `survey` for the rest.

    Raises
    ------
    ChargeplanError
        When the register cannot be read, or a budget, weight or limit cannot be.
    CalledOff
        When `cancelled()` becomes true on the way.
    """
    reading, own = open_town(path, cancelled=cancelled)
    remarks = (*reading.remarks, *own.remarks)
    settings = _with_budget(own.settings or default_settings(), budget_cny)
    outcomes = survey(
        reading.register,
        path.parent,
        settings,
        workers=workers,
        scheduler=scheduler,
        cache=cache,
        progress=progress,
        cancelled=cancelled,
    )
    go_on_unless(cancelled)
    stage(N_("Comparing the estates..."))
    comparison = compare(reading.register, outcomes, settings, own.tasks, cancelled)
    if settings.budget is None:
        return TownAnswer(reading, remarks, outcomes, comparison, None, ())
    stage(N_("Sharing out the budget..."))
    schemes = candidates(comparison)
    allocation = allocate(schemes, settings.budget, cancelled)
    curve = benefit_curve(schemes, settings.budget, cancelled)
    return TownAnswer(reading, remarks, outcomes, comparison, allocation, curve)


def _with_budget(settings: TownSettings, budget_cny: Decimal | None) -> TownSettings:
    if budget_cny is None:
        return settings
    floors = () if settings.budget is None else settings.budget.floors
    budget = Budget(budget_cny, floors=floors)
    check_budget(budget)
    return replace(settings, budget=budget)


def amount_cny(text: str) -> Decimal:
    """Return an amount of money as somebody writes it: `3000000`, `3,000,000`, or in units of ten thousand.

    Raises
    ------
    InvalidValueError
        When it is no amount, or not more than nothing.
    """
    amount = read_amount(text)
    check_budget(Budget(amount))
    return amount
