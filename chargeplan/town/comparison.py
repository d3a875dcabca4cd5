"""Estates compared: indicators, grades, tasks and sums by level, all from one register and its plans."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chargeplan.town.grading import Rating
from chargeplan.town.register import Register
from chargeplan.town.settings import Level, TownSettings
from chargeplan.town.standing import Standing
from chargeplan.town.tasks import Task


@dataclass(frozen=True, slots=True)
class Assessed:
    """One estate with its indicators by id (None is unknown), its rating and its tasks."""

    standing: Standing
    indicators: Mapping[str, Decimal | None]
    rating: Rating
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True)
class Sums:
    """A figure summed over estates, and of how many estates it is unknown."""

    total: Decimal
    unknown: int


@dataclass(frozen=True, slots=True)
class UnitSums:
    """A committee, street or district: its name with those above it, and its sums by field id.

    `grades` counts estates by grade; `estimated` tells of how many estates the schemes are estimates.
    """

    level: Level
    path: tuple[str, ...]
    estates: int
    estimated: int
    grades: Mapping[str, int]
    sums: Mapping[str, Sums]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that follows from a register, the outcomes of its plans, the settings and tasks so far.

    `known_tasks` are the tasks that it was made with; `other_tasks` are those among them whose estate is not
    in the register any more, so that nothing gets lost.
    """

    register: Register
    settings: TownSettings
    estates: tuple[Assessed, ...]
    total: UnitSums
    units: Mapping[Level, tuple[UnitSums, ...]]
    known_tasks: tuple[Task, ...] = ()
    other_tasks: tuple[Task, ...] = ()

    @property
    def tasks(self) -> tuple[Task, ...]:
        """All tasks in the order of estates, those of estates that are gone last."""
        return (*(task for one in self.estates for task in one.tasks), *self.other_tasks)

    @property
    def as_of(self) -> date | None:
        """The day of the figures: the one that was set, else the latest that a row states."""
        return self.settings.as_of or self.register.latest_day
