"""From a register to its comparison: standings, indicators, ratings, tasks, sums; and candidates from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from chargeplan.errors import Cancelled, never, unless_called_off
from chargeplan.reference.town_method import TownMethod, load_town_method
from chargeplan.town.allocation import HUNDREDTHS, Candidate
from chargeplan.town.comparison import Assessed, Comparison
from chargeplan.town.exact_numbers import half_up
from chargeplan.town.figures import Outcomes, Reach
from chargeplan.town.grading import Points, Rating, rate, rate_points
from chargeplan.town.indicators import indicators_of, with_scheme
from chargeplan.town.register import Register
from chargeplan.town.roll_up import roll_up, with_grades
from chargeplan.town.settings import Level, TownSettings
from chargeplan.town.standing import Origin, Standing, stand
from chargeplan.town.task_list import derive_tasks, same_tasks
from chargeplan.town.tasks import Task


def compare(
    register: Register,
    outcomes: Outcomes,
    settings: TownSettings,
    tasks: Iterable[Task] = (),
    cancelled: Cancelled = never,
) -> Comparison:
    """Return everything that follows from a register, its plans' outcomes, settings and tasks so far.

    The same input gives the same answer. Raise `InvalidValueError` for settings that cannot be, `CalledOff`
    when `cancelled()` is true in between.
    """
    method = load_town_method()
    known = tuple(tasks)
    standings = stand(register, outcomes, settings, cancelled)
    indicators = [indicators_of(standing) for standing in unless_called_off(standings, cancelled)]
    ratings = rate_points(Points(indicators, method), settings, cancelled)
    estates = tuple(map(Assessed, standings, indicators, ratings))
    total, units = roll_up(estates, cancelled)
    codes = {row.code for row in register.rows}
    others = tuple(task for task in known if task.estate_code not in codes)
    bare = Comparison(register, settings, estates, total, units, known, others)
    return _with_tasks(bare, derive_tasks(estates, known, bare.as_of, method, cancelled))


def _with_tasks(comparison: Comparison, tasks: Sequence[tuple[Task, ...]]) -> Comparison:
    estates = tuple(
        Assessed(one.standing, one.indicators, one.rating, of_one) if of_one else one
        for one, of_one in zip(comparison.estates, tasks, strict=True)
    )
    return replace(comparison, estates=estates)


def points_of_estates(comparison: Comparison) -> Points:
    """Return what `rerated` takes to rate the same estates again and again."""
    return Points([one.indicators for one in comparison.estates], load_town_method())


def rerated(
    comparison: Comparison,
    settings: TownSettings,
    points: Points | None = None,
    cancelled: Cancelled = never,
) -> Comparison:
    """Return the comparison with other weights and grade limits; all figures are those it has.

    The answer is what `compare` gives, provided that nothing but weights, their name and limits differ.
    `points` may be kept from `points_of_estates` while one goes on changing weights. Raise
    `InvalidValueError` for weights and limits that cannot be, `CalledOff` when `cancelled()` is true.
    """
    ratings = rate_points(points or points_of_estates(comparison), settings, cancelled)
    rows = comparison.register.rows
    total, units = with_grades(comparison.total, comparison.units, rows, ratings)
    estates = [
        Assessed(one.standing, one.indicators, rating, one.tasks)
        for one, rating in unless_called_off(zip(comparison.estates, ratings, strict=True), cancelled)
    ]
    changed = [
        at
        for at, (old, new) in enumerate(zip(comparison.estates, estates, strict=True))
        if not same_tasks(old, new)
    ]
    if changed:
        found = derive_tasks([estates[at] for at in changed], comparison.known_tasks, comparison.as_of)
        for at, tasks in zip(changed, found, strict=True):
            estates[at] = replace(estates[at], tasks=tasks)
    return replace(comparison, settings=settings, estates=tuple(estates), total=total, units=units)


def rating_after(one: Assessed, settings: TownSettings) -> Rating:
    """Return the grade and score that an estate would have with its scheme, hazards as they were reported.

    It has no rank: that would need to know which other schemes are built.
    """
    (rating,) = rate([with_scheme(one.indicators)], settings)
    return replace(rating, rank=None, rank_best=None, rank_worst=None)


def candidates(comparison: Comparison) -> tuple[Candidate, ...]:
    """Return the schemes that could be built: an estate's chosen one, then the others of its plan.

    Estates are in the register's order. Only schemes whose cost and households are known stand there; an
    alternative whose bill lacks prices only where the bill of the chosen one does as well. Households newly
    served are those with a doorway from which a free socket is reached on foot with the scheme and is not
    today. Where no plan tells, they are estimated: households × the missing sockets that the scheme adds ÷
    the sockets needed, as if each socket served its share. The benefit is households × risk weight, see
    `risk_weight`. Schemes of one name have their ids behind it.
    """
    method = load_town_method()
    made = (_candidate(one, offer, method) for one in comparison.estates for offer in _offers(one.standing))
    return tuple(candidate for candidate in made if candidate is not None)


@dataclass(frozen=True)
class _Offer:
    """A scheme that could be built: name, cost with tax [CNY], sockets it adds, who finds one with it."""

    name: str
    cost_cny: Decimal
    sockets: int | None
    reach_after: Reach | None
    alternative: bool = False


def _offers(standing: Standing) -> Iterator[_Offer]:
    """Yield the schemes of an estate of which the cost is known, the chosen one first."""
    scheme = standing.scheme
    if scheme.origin is Origin.ESTIMATE and scheme.cost_cny is not None:
        yield _Offer(scheme.name, scheme.cost_cny, scheme.new.sockets, None)
    schemes = standing.outcome.schemes if standing.outcome is not None else ()
    names = Counter(figures.scheme_name for figures in schemes)
    for number, figures in enumerate(schemes):
        unpriced = number and figures.unpriced_lines and not schemes[0].unpriced_lines
        if unpriced or not figures.adds_something:
            continue
        name = figures.scheme_name
        told = f"{name} ({figures.scheme_id})" if names[name] > 1 else name
        yield _Offer(told, figures.cost_cny, figures.new.sockets, figures.reach_after, number > 0)


def _candidate(one: Assessed, offer: _Offer, method: TownMethod) -> Candidate | None:
    standing, row = one.standing, one.standing.row
    served, estimated = newly_served(standing, offer.reach_after, offer.sockets)
    if served is None:
        return None
    return Candidate(
        row.code,
        offer.name,
        offer.cost_cny,
        served,
        half_up(served * risk_weight(one.rating, method) * Fraction(HUNDREDTHS)),
        {Level.COMMITTEE: row.committee, Level.STREET: row.street, Level.DISTRICT: row.district},
        estimated,
        offer.alternative,
    )


def risk_weight(rating: Rating, method: TownMethod | None = None) -> Fraction:
    """Return by how much a household of an estate counts: straight from score 0 to 100, see grades.toml."""
    method = method or load_town_method()
    if rating.score is None:
        return Fraction(method.value("risk_weight_unrated"))
    least, most = Fraction(method.value("risk_weight_least")), Fraction(method.value("risk_weight_most"))
    return least + (most - least) * Fraction(rating.score) / 100


def newly_served(standing: Standing, after: Reach | None, sockets: int | None) -> tuple[int | None, bool]:
    """Return the households that a scheme serves anew, None where unknown, and whether it is estimated.

    `after` tells who finds a free socket with it, `sockets` how many it adds; what is there before is the
    estate's own, whatever scheme is looked at.
    """
    before = standing.reach_before
    if before is not None and after is not None:
        told = _reached_anew(before, after)
        if told is not None:
            return told, False
        if standing.households is not None and after.doorways:
            doorways = max(0, after.doorways_served - before.doorways_served)
            return half_up(Fraction(standing.households * doorways, after.doorways)), True
    return _estimated_anew(standing, sockets), True


def _reached_anew(before: Reach, after: Reach) -> int | None:
    if before.households_served is None or after.households_served is None:
        return None
    return max(0, after.households_served - before.households_served)


def _estimated_anew(standing: Standing, new: int | None) -> int | None:
    households, needed, short = standing.households, standing.sockets_needed, standing.sockets_short
    if households is None or needed is None or new is None or short is None:
        return None
    return half_up(Fraction(households * min(new, short), needed)) if needed else 0
