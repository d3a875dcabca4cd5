"""Risk grades: a weighted sum of indicators that explains itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from itertools import permutations, product
from math import gcd, lcm

import numpy as np
import numpy.typing as npt

from chargeplan.errors import Cancelled, InvalidValueError, never, unless_called_off
from chargeplan.i18n import N_
from chargeplan.reference.town_method import Grading, TownMethod, load_town_method
from chargeplan.town.exact_numbers import QUOTIENT_DECIMALS, ceiling, half_up
from chargeplan.town.settings import TownSettings

IntArray = npt.NDArray[np.int64]

_MOST_SCORE = 100
_HUNDREDTHS = 100
POINT_UNITS = 10_000
"""So many units, in which points are whole numbers, make a point."""
_FULL = _MOST_SCORE * POINT_UNITS
"""Points of an indicator at its bad value, in these units."""
_TENTHS = 1000
"""Tenths of a percent in all contributions together."""
_UNKNOWN = -1
_MOST_WEIGHT = 10**8
"""Weights in proportion are whole numbers up to this, so that no sum runs over."""
_REMEMBERED = 65_536
"""So many contributions at most are kept, as the same ones come up again for thousands of estates."""
_MOST_WAYS = 256
"""In so many ways at most weights are moved all at once."""


class Grade(Enum):
    """Risk, A the least and D the greatest; `UNRATED` where something it rests on is unknown."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    UNRATED = "unrated"


_GRADES = (Grade.A, Grade.B, Grade.C, Grade.D)


@dataclass(frozen=True, slots=True)
class Contribution:
    """How much of an estate's score an indicator makes up [%]; all of an estate add to 100.0, or are 0."""

    indicator_id: str
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Rating:
    """An estate's grade, its score (0 to 100, more is worse) and rank (1 is the worst), and why.

    `rank_best` and `rank_worst` are the best and the worst rank found while weights moved as far as the
    method says, see `moved_weights`; `missing` names the indicators that are unknown where the grade is
    `UNRATED`.
    """

    grade: Grade
    score: Decimal | None
    rank: int | None
    contributions: tuple[Contribution, ...]
    missing: tuple[str, ...] = ()
    rank_best: int | None = None
    rank_worst: int | None = None


class Points:
    """The points (0 to 100, more is worse) of estates in each indicator, worked out once for many weights.

    Points are whole numbers of 1/10,000 of a point, so that scores are exact and the same everywhere.
    """

    def __init__(self, indicators: Sequence[Mapping[str, Decimal | None]], method: TownMethod) -> None:
        self.estates = len(indicators)
        self.method = method
        self._indicators = indicators
        self._columns: dict[str, IntArray] = {}

    def column(self, indicator_id: str) -> IntArray:
        """Return the points of every estate in an indicator, -1 where it is unknown."""
        if indicator_id not in self._columns:
            grading = self.method.indicator(indicator_id).grading
            if grading is None:
                raise _bad_weight(indicator_id)
            points = [points_of(values.get(indicator_id), grading) for values in self._indicators]
            self._columns[indicator_id] = np.array(points, dtype=np.int64)
        return self._columns[indicator_id]


def points_of(value: Decimal | None, grading: Grading) -> int:
    """Return what a value gets [1/10,000 point]: straight from 0 at `good` to 100 at `bad`; -1 for None.

    Values have at most six decimals; the result is rounded half-up.
    """
    if value is None:
        return _UNKNOWN
    good, bad = _micros(grading.good), _micros(grading.bad)
    part, whole = _micros(value) - good, bad - good
    if whole < 0:
        part, whole = -part, -whole
    part = min(max(part, 0), whole)
    return (2 * part * _FULL + whole) // (2 * whole)


def _micros(value: Decimal) -> int:
    return int(value.scaleb(QUOTIENT_DECIMALS))


def rate(
    indicators: Sequence[Mapping[str, Decimal | None]],
    settings: TownSettings,
    method: TownMethod | None = None,
) -> tuple[Rating, ...]:
    """Return the rating of each estate, in the order given.

    The score is the mean of the points of the weighted indicators, rounded half-up to two decimals; grades
    and ranks follow from the rounded score. An estate of which a weighted indicator is unknown is unrated
    and has no rank. Raise `InvalidValueError` for weights and limits that cannot be: see `checked_weights`.
    """
    return rate_points(Points(indicators, method or load_town_method()), settings)


def rate_points(points: Points, settings: TownSettings, cancelled: Cancelled = never) -> tuple[Rating, ...]:
    """Return what `rate` does, from points that were worked out before; `CalledOff` when that is asked."""
    limits = checked_limits(settings.grade_limits)
    names, weights = _whole_weights(checked_weights(settings.weights, points.method))
    table = np.stack([points.column(name) for name in names])
    known = np.all(table >= 0, axis=0)
    rated = table[:, known]
    scores = _scores(rated, weights)
    moved = moved_weights(weights, points.method.value("weight_move_percent"))
    best, worst = _rank_limits(rated, weights, unless_called_off(moved, cancelled))
    causes = _contributions(np.where(scores > 0, rated, 0), weights, names)
    ranks = _ranks(scores)
    grades = np.searchsorted(np.array(limits), scores, side="right")
    answers = (
        Rating(_GRADES[grade], _score(score), rank, why, (), at_best, at_worst)
        for grade, score, rank, why, at_best, at_worst in zip(
            grades.tolist(),
            scores.tolist(),
            ranks.tolist(),
            causes,
            best.tolist(),
            worst.tolist(),
            strict=True,
        )
    )
    gaps = iter(_missing(table[:, ~known], names))
    return tuple(
        next(answers) if there else next(gaps) for there in unless_called_off(known.tolist(), cancelled)
    )


def checked_weights(weights: Mapping[str, Decimal], method: TownMethod) -> Mapping[str, Decimal]:
    """Return the weights above 0 in the order of indicators.

    Raise `InvalidValueError` where a weight is negative or not finite, where an indicator is not known or
    cannot be graded, and where no weight is above 0.
    """
    gradable = {indicator.id for indicator in method.gradable}
    for name, weight in weights.items():
        if name not in gradable:
            raise _bad_weight(name)
        if not weight.is_finite() or weight < 0:
            raise InvalidValueError(
                "bad_weight",
                N_("The weight of {indicator} should be 0 or more, found {value}."),
                indicator=name,
                value=weight,
            )
    above = {one.id: weights[one.id] for one in method.gradable if weights.get(one.id)}
    if not above:
        raise InvalidValueError("no_weights", N_("No weight is above 0, so nothing can be graded."))
    return above


def _bad_weight(name: str) -> InvalidValueError:
    return InvalidValueError(
        "unknown_weight", N_("There is no indicator {indicator} that can have a weight."), indicator=name
    )


def checked_limits(limits: tuple[Decimal, Decimal, Decimal]) -> list[int]:
    """Return limits of grades [1/100 point]; raise `InvalidValueError` where they do not rise up to 100."""
    b, c, d = limits
    if not all(limit.is_finite() for limit in limits) or not 0 < b < c < d <= _MOST_SCORE:
        raise InvalidValueError(
            "bad_grade_limits",
            N_("Grades B, C and D should begin at rising scores within 0 to 100, found {limits}."),
            limits=f"{b}, {c}, {d}",
        )
    return [ceiling(Fraction(limit) * _HUNDREDTHS) for limit in limits]


def _whole_weights(weights: Mapping[str, Decimal]) -> tuple[tuple[str, ...], list[int]]:
    """Return names and the smallest whole numbers in proportion to the weights, rounded to `_MOST_WEIGHT`."""
    exact = [Fraction(weight) for weight in weights.values()]
    scale = lcm(*(weight.denominator for weight in exact))
    whole = [int(weight * scale) for weight in exact]
    common = gcd(*whole)
    whole = [weight // common for weight in whole]
    largest = max(whole)
    if largest > _MOST_WEIGHT:
        whole = [half_up(Fraction(weight * _MOST_WEIGHT, largest)) for weight in whole]
    return tuple(weights), whole


def _weighted(rated: IntArray, weights: Sequence[int]) -> IntArray:
    total = np.zeros(rated.shape[1], dtype=np.int64)
    for points, weight in zip(rated, weights, strict=True):
        total += points * weight
    return total


def _scores(rated: IntArray, weights: Sequence[int]) -> IntArray:
    """Return scores [1/100 point], rounded half-up."""
    whole = sum(weights) * (_FULL // (_MOST_SCORE * _HUNDREDTHS))
    return (2 * _weighted(rated, weights) + whole) // (2 * whole)


def _ranks(scores: IntArray) -> IntArray:
    """Return 1 + the number of estates with a higher score."""
    counts = np.bincount(scores, minlength=_MOST_SCORE * _HUNDREDTHS + 1)
    return 1 + (counts[::-1].cumsum()[::-1] - counts)[scores]


def _rank_limits(
    rated: IntArray, weights: list[int], tries: Iterable[list[int]]
) -> tuple[IntArray, IntArray]:
    best = worst = _ranks(_scores(rated, weights))
    for moved in tries:
        ranks = _ranks(_scores(rated, moved))
        best, worst = np.minimum(best, ranks), np.maximum(worst, ranks)
    return best, worst


def moved_weights(weights: Sequence[int], percent: Decimal) -> Iterator[list[int]]:
    """Yield the weights that ranks are tried with, whole numbers as if all were multiplied by one factor.

    Up to five weights: every way to leave each or to move it down or up by `percent`. Up to eight: each
    alone, and every way to move all at once. More: each alone, and every pair with one down and one up.
    Ways in which all move alike change no score and are left out.
    """
    share = Fraction(percent) / 100
    still = share.denominator
    down, up = still - share.numerator, still + share.numerator
    count = len(weights)
    for factors in _ways(count, down, still, up):
        if len(set(factors)) > 1:
            yield [weight * factor for weight, factor in zip(weights, factors, strict=True)]


def _ways(count: int, down: int, still: int, up: int) -> Iterator[tuple[int, ...]]:
    if 3**count <= _MOST_WAYS:
        yield from product((still, down, up), repeat=count)
        return
    for at, factor in product(range(count), (down, up)):
        yield tuple(factor if at == other else still for other in range(count))
    if 2**count <= _MOST_WAYS:
        yield from product((down, up), repeat=count)
        return
    for low, high in permutations(range(count), 2):
        moved = {low: down, high: up}
        yield tuple(moved.get(at, still) for at in range(count))


def shares_percent(parts: Sequence[int]) -> tuple[Decimal, ...]:
    """Return the share of each part [%] to a tenth, so that they add up to 100.0; zeros of zeros."""
    tenths = _tenths(np.array(parts, dtype=np.int64).reshape(-1, 1))
    return tuple(Decimal(share).scaleb(-1) for share in tenths[:, 0].tolist())


def _tenths(parts: IntArray) -> IntArray:
    """Return the shares of the parts in each column, in tenths of a percent that add up to 100.0.

    Tenths that rounding down leaves over go to the largest remainders, at equal ones to the first.
    """
    whole = np.maximum(parts.sum(axis=0), 1)
    tenths, rest = np.divmod(parts * _TENTHS, whole)
    left = np.where(parts.any(axis=0), _TENTHS - tenths.sum(axis=0), 0)
    places = np.argsort(np.argsort(-rest, axis=0, kind="stable"), axis=0, kind="stable")
    shares: IntArray = tenths + (places < left)
    return shares


def _contributions(
    rated: IntArray, weights: Sequence[int], names: Sequence[str]
) -> Iterator[tuple[Contribution, ...]]:
    """Yield what makes up each score, in tenths of a percent that add up, the most first.

    An estate without points has no contributions.
    """
    tenths = _tenths(rated * np.array(weights, dtype=np.int64)[:, np.newaxis])
    order = np.argsort(-tenths, axis=0, kind="stable")
    for column, rows in zip(tenths.T.tolist(), order.T.tolist(), strict=True):
        yield tuple(_contribution(names[at], column[at]) for at in rows if column[at])


@lru_cache(maxsize=_REMEMBERED)
def _contribution(name: str, tenths: int) -> Contribution:
    return Contribution(name, Decimal(tenths).scaleb(-1))


@lru_cache(maxsize=_MOST_SCORE * _HUNDREDTHS + 1)
def _score(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)


def _missing(table: IntArray, names: Sequence[str]) -> Iterator[Rating]:
    made: dict[tuple[bool, ...], Rating] = {}
    for gaps in map(tuple, (table < 0).T.tolist()):
        if gaps not in made:
            missing = tuple(name for name, gap in zip(names, gaps, strict=True) if gap)
            made[gaps] = Rating(Grade.UNRATED, None, None, (), missing)
        yield made[gaps]
