"""Risk grades: a weighted sum of indicators that explains itself."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class Grade(Enum):
    """Risk, A the least and D the greatest; `UNRATED` (未评) where something it rests on is unknown."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    UNRATED = "unrated"


@dataclass(frozen=True)
class Contribution:
    """How much of an estate's score an indicator makes up [%]; all of an estate add to 100.0, or are 0."""

    indicator_id: str
    percent: Decimal


@dataclass(frozen=True)
class Rating:
    """An estate's grade, its score (0 to 100, more is worse) and rank (1 is the worst), and why.

    `rank_best` and `rank_worst` are the limits of the rank when each weight moves by ±20 %; `missing` names
    the indicators that are unknown where the grade is `UNRATED`.
    """

    grade: Grade
    score: Decimal | None
    rank: int | None
    contributions: tuple[Contribution, ...]
    missing: tuple[str, ...] = ()
    rank_best: int | None = None
    rank_worst: int | None = None
