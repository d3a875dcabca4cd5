"""What an official sets for a whole town: weights, limits, walking distance, budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum


class Level(Enum):
    """Levels of the administration, the lowest first."""

    COMMITTEE = "committee"
    STREET = "street"
    DISTRICT = "district"


LEVELS_DOWN = tuple(reversed(Level))
"""Levels from the highest down, as places are named."""


@dataclass(frozen=True)
class Floor:
    """A fairness floor: in each unit of a level at least `count` schemes or `share` of the budget."""

    level: Level
    count: int = 0
    share: Decimal = Decimal(0)


@dataclass(frozen=True)
class Budget:
    """Money for schemes [CNY]: in all, and by year where it comes in phases (empty is one phase)."""

    total_cny: Decimal
    yearly_cny: tuple[Decimal, ...] = ()
    floors: tuple[Floor, ...] = ()


@dataclass(frozen=True)
class TownSettings:
    """Weights by indicator id (any non-negative numbers; only their proportions count), and the rest.

    `grade_limits` are the scores (0 to 100, more is worse) from which grades B, C and D begin.
    `as_of` is the day the figures are of; tasks are overdue against it.
    """

    weights: Mapping[str, Decimal]
    grade_limits: tuple[Decimal, Decimal, Decimal]
    ebikes_per_household: Decimal
    sockets_per_ebike: Decimal
    walking_limit_m: Decimal
    budget: Budget | None = None
    as_of: date | None = None
    weights_name: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
