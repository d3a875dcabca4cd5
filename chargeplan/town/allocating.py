"""Money given to estates: an answer at once, the best one, its curve, and what the others would need.

Of answers with the same benefit the cheapest is taken; of schemes that cost, serve and count the same, those
that come first; these are built as early as money allows, those of most benefit first. Households newly
served weighted by risk are the only aim; nothing is paid for being early. docs/adr/0021 tells why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from chargeplan.errors import CalledOff, Cancelled, never
from chargeplan.town.allocation import Allocation, Candidate, Choice, CurvePoint, Loser, WhyNot
from chargeplan.town.allocation_terms import Terms, check_budget, cny, terms, unmet
from chargeplan.town.budget_steps import Steps, all_steps, least_cost, steps_between
from chargeplan.town.greedy import Placed, critical_step, greedy_choice, improved, upper_bound
from chargeplan.town.settings import Budget
from chargeplan.town.year_plan import earlier, place

if TYPE_CHECKING:
    from chargeplan.town.exact import Answer, Program

__all__ = ["allocate", "benefit_curve", "check_budget", "explained", "greedy"]

FEW_ESTATES = 300
"""Up to so many estates the steps of all budgets are found at once."""

NEAREST = 20
"""Of more estates, so many that are nearest to being chosen are told what they need, if none are named."""

MANY_ESTATES = 3_000
"""Of more estates only those that are named are told."""

CURVE_POINTS = 60
FEW_CURVE_POINTS = 30
FEWEST_CURVE_POINTS = 12
"""Points of the curve; those where every one has to be solved for itself; those of `MANY_ESTATES`."""

TRIED_BUDGETS = 24
"""Where there are years or floors, so many budgets above the one given are tried."""

_QUICK_NODES = 60
_FEW_STEPS = 1_000
_FIRST_WIDTH = 100

Progress = Callable[[int, int], None]
"""Told the best benefit so far and its proven bound."""


def greedy(candidates: Sequence[Candidate], budget: Budget) -> Allocation:
    """Return a good allocation at once, with a proven bound; floors first, then benefit for the money.

    It may miss floors that can be met (`feasible` is False then, and nothing is chosen). Losers come without
    the budget they need. Raises `InvalidValueError` for what no budget or candidate can be.
    """
    question = terms(candidates, budget)
    placed = greedy_choice(question)
    if placed is None:
        return _infeasible(question, candidates, upper_bound(question), at_once=True)
    placed = _settled(question, placed)
    return _allocation(question, candidates, _Found(placed, upper_bound(question)))


def allocate(
    candidates: Sequence[Candidate],
    budget: Budget,
    cancelled: Cancelled = never,
    progress: Progress | None = None,
    *,
    needs: bool = True,
) -> Allocation:
    """Return the best allocation, proven, with everybody who got nothing and why.

    Parameters
    ----------
    cancelled
        Asked all the time. When it says yes, the best so far comes back with its bound, `stopped`.
    progress
        Told the best benefit so far and its bound.
    needs : bool
        Whether to find what budget the losers would need as well (see `explained`).

    Raises
    ------
    InvalidValueError
        For what no budget or candidate can be.
    """
    question = terms(candidates, budget)
    if unmet(question):
        return _infeasible(question, candidates, 0)
    found = _best(question, cancelled, progress)
    if found.placed is None:
        return replace(_infeasible(question, candidates, found.bound), stopped=found.stopped)
    floors: frozenset[int] = frozenset()
    if question.claims and not found.stopped:
        floors = _estates(question, _best(question.without_floors(), cancelled, None, _QUICK_NODES).placed)
    answer = _allocation(question, candidates, found, floors)
    if needs and not found.stopped:
        return explained(answer, candidates, budget, cancelled=cancelled)
    return answer


def explained(
    allocation: Allocation,
    candidates: Sequence[Candidate],
    budget: Budget,
    codes: Sequence[str] | None = None,
    cancelled: Cancelled = never,
) -> Allocation:
    """Return the allocation with the least total budget that would bring its losers in.

    With the money of one year and no floors this is exact to the cent, as far as it was looked for: for all
    of `FEW_ESTATES`, else for those of `codes`, else for the `NEAREST`, unless there are `MANY_ESTATES`. With
    years or floors a number of budgets is tried, the money of years and shares of floors in proportion, and
    `budget_step_cny` tells how far the next lower one lay. What was not found stays unknown; so does the rest
    when it is called off.
    """
    question = terms(candidates, budget)
    wanted = [
        loser
        for loser in allocation.losers
        if not loser.budget_known and (codes is None or loser.candidate.estate_code in codes)
    ]
    many = codes is None and len(question.schemes_of) > MANY_ESTATES
    if not wanted or not allocation.feasible or many:
        return allocation
    estates = {question.candidates[each].estate_code: question.estates[each] for each in _every(question)}
    watched = [estates[loser.candidate.estate_code] for loser in wanted]
    if question.one_pot:
        found = _needs_exact(question, watched, allocation, codes is None, cancelled)
    else:
        found = _needs_tried(question, watched, cancelled)
    told = {
        loser.candidate.estate_code: found[estate]
        for loser, estate in zip(wanted, watched, strict=True)
        if estate in found
    }
    losers = tuple(
        replace(
            loser,
            budget_needed_cny=cny(told[loser.candidate.estate_code].fen),
            budget_step_cny=cny(told[loser.candidate.estate_code].step),
            budget_known=True,
        )
        if loser.candidate.estate_code in told
        else loser
        for loser in allocation.losers
    )
    return replace(allocation, losers=losers)


def benefit_curve(
    candidates: Sequence[Candidate],
    budget: Budget,
    cancelled: Cancelled = never,
    points: int | None = None,
) -> tuple[CurvePoint, ...]:
    """Return the best benefit for more and more money, up to what all schemes cost, always ascending.

    Each point is exact (`proven`), or tells its bound. Money of years and shares of floors are in proportion
    to the budget; what less money could do counts for more money as well. The budget itself is among the
    points; those with which the floors cannot be met are left out. Raises `CalledOff`.
    """
    question = terms(candidates, budget)
    if not question.candidates:
        return (CurvePoint(Decimal(0), 0, 0, cny(question.budget_fen), 0),)
    if question.one_pot and len(question.schemes_of) <= FEW_ESTATES:
        steps = all_steps(question, cancelled=cancelled)
        if steps is not None:
            budgets = _spread(question, points or CURVE_POINTS)
            return tuple(_point_of(question, steps, each) for each in budgets)
    few = FEW_CURVE_POINTS if len(question.schemes_of) <= MANY_ESTATES else FEWEST_CURVE_POINTS
    return _curve_of_answers(question, _spread(question, points or few), cancelled)


# --- one question answered ---------------------------------------------------------------------------


@dataclass(frozen=True)
class _Found:
    """Candidates with their years (None where none can meet the floors), and the bound of benefit."""

    placed: Placed | None
    bound: int
    stopped: bool = False


def _best(
    question: Terms, cancelled: Cancelled, progress: Progress | None, nodes: int | None = None
) -> _Found:
    """Return the best choice: all money in one pot first, then put into years if these hold it."""
    from chargeplan.town.exact import NODES, maximise

    nodes = nodes or NODES
    start = greedy_choice(question)
    bound = upper_bound(question)
    pot, members = _pot_program(question)
    back = {each: at for at, each in enumerate(members)}
    answer = maximise(
        pot,
        [back[each] for each in start] if start is not None else None,
        cancelled,
        progress,
        nodes,
        bound,
        _pot_prices(question),
    )
    if answer.chosen is None:
        return _none_found(answer, bound)
    bound = min(bound, answer.bound)
    if not answer.stopped:
        answer = _cheapest(pot, question, members, answer, cancelled, nodes)
    chosen = _first_of_twins(question, [members[at] for at in answer.chosen or ()])
    years = place({each: question.costs_fen[each] for each in chosen}, question.years_fen)
    if years is None:
        return _best_by_years(question, chosen, start, bound, cancelled, progress, nodes)
    return _Found(_settled(question, years), bound, answer.stopped)


def _none_found(answer: Answer, bound: int) -> _Found:
    return _Found(None, 0, False) if answer.impossible else _Found(None, bound, True)


def _pot_program(question: Terms) -> tuple[Program, list[int]]:
    """Return the question with the money of all years in one pot, and the candidates of its variables."""
    from chargeplan.town.exact import Program

    members = [each for each in _every(question) if question.costs_fen[each] <= question.dearest_fen]
    claims = _claim_rows(question, 2)
    units = _units(question)
    whole = min(sum(map(units, question.years_fen)), units(question.total_fen))
    program = Program(
        tuple(question.benefits[each] for each in members),
        tuple(question.estates[each] for each in members),
        tuple(
            (
                (0, question.costs_fen[each]),
                (1, units(question.costs_fen[each])),
                *claims.columns.get(each, ()),
            )
            for each in members
        ),
        (question.total_fen, whole, *claims.limits),
    )
    return program, members


def _units(question: Terms) -> Callable[[int], int]:
    """Return how many whole units of most costs there are in some money, 0 where costs have none.

    Whatever is paid, the whole units of its costs are not more than those of the money.
    """
    unit = question.unit_fen
    return (lambda money: int(money // unit)) if unit is not None else (lambda _money: 0)


def _pot_prices(question: Terms) -> tuple[Fraction, ...] | None:
    """Return what a fen is worth where there are no floors; with floors it depends on more."""
    if question.claims or question.unit_fen is not None:
        return None
    return Fraction(*critical_step(question, question.total_fen)), Fraction(0)


@dataclass(frozen=True)
class _ClaimRows:
    columns: Mapping[int, tuple[tuple[int, int], ...]]
    limits: tuple[int, ...]


def _claim_rows(question: Terms, first: int) -> _ClaimRows:
    """Return what floors ask for as rows that may be at most something, by candidate."""
    columns: dict[int, tuple[tuple[int, int], ...]] = {}
    limits: list[int] = []
    for claim in question.claims:
        for asked, weight in ((claim.count, None), (claim.money_fen, question.costs_fen)):
            if asked:
                row = first + len(limits)
                limits.append(-asked)
                for each in claim.members:
                    one = -1 if weight is None else -weight[each]
                    columns[each] = (*columns.get(each, ()), (row, one))
    return _ClaimRows(columns, tuple(limits))


def _cheapest(
    program: Program,
    question: Terms,
    members: Sequence[int],
    answer: Answer,
    cancelled: Cancelled,
    nodes: int,
) -> Answer:
    """Return the answer of the same benefit that costs least."""
    from chargeplan.town.exact import Program, maximise

    cost = question.cost(members[at] for at in answer.chosen or ())
    if question.one_pot and answer.proven and _is_least(question, answer.value, cost, cancelled):
        return answer
    row = len(program.limits)
    thrifty = Program(
        tuple(-question.costs_fen[each] for each in members),
        program.groups,
        tuple(
            (*column, (row, -value)) for column, value in zip(program.columns, program.values, strict=True)
        ),
        (*program.limits, -answer.value),
    )
    worth = _pot_prices(question)
    prices = (Fraction(0), Fraction(0), 1 / worth[0]) if worth and worth[0] else None
    cheap = maximise(thrifty, answer.chosen, cancelled, None, nodes, prices=prices)
    return replace(answer, chosen=cheap.chosen, stopped=cheap.stopped)


def _is_least(question: Terms, benefit: int, cost: int, cancelled: Cancelled) -> bool:
    """Whether the best benefit is proven to cost no less, which nearly always is so and quickly told."""
    try:
        return least_cost(question, benefit, cancelled) == cost
    except CalledOff:
        return False


def _first_of_twins(question: Terms, chosen: Sequence[int]) -> list[int]:
    """Return the choice with those in front of several that cost, serve and count the same."""
    claims: dict[int, tuple[int, ...]] = {}
    for number, claim in enumerate(question.claims):
        for each in claim.members:
            claims[each] = (*claims.get(each, ()), number)

    def kind(each: int) -> tuple[int, int, int, tuple[int, ...]]:
        households = question.candidates[each].households
        return question.costs_fen[each], question.benefits[each], households, claims.get(each, ())

    owners = {question.estates[each]: kind(each) for each in chosen}
    waiting: dict[tuple[int, int, int, tuple[int, ...]], int] = {}
    for each in chosen:
        waiting[kind(each)] = waiting.get(kind(each), 0) + 1
    found: list[int] = []
    taken: set[int] = set()
    for each in _every(question):
        estate, own = question.estates[each], kind(each)
        free = estate not in taken and owners.get(estate, own) == own
        if free and waiting.get(own):
            waiting[own] -= 1
            found.append(each)
            taken.add(estate)
    return found


def _best_by_years(
    question: Terms,
    chosen: Sequence[int],
    start: Placed | None,
    bound: int,
    cancelled: Cancelled,
    progress: Progress | None,
    nodes: int,
) -> _Found:
    """Return the best choice with a year for each, where the best of one pot does not fit the years."""
    from chargeplan.town.exact import maximise

    starts = [each for each in (start, _shortened(question, chosen)) if each is not None]
    best = max(starts, key=question.benefit, default=None)
    program, variables = _year_program(question)
    back = {variable: at for at, variable in enumerate(variables)}
    answer = maximise(
        program,
        [back[item] for item in best.items()] if best is not None else None,
        cancelled,
        progress,
        nodes,
        bound,
    )
    if answer.chosen is None:
        return _none_found(answer, bound)
    placed = dict(variables[at] for at in answer.chosen)
    return _Found(_settled(question, placed), min(bound, answer.bound), answer.stopped)


def _shortened(question: Terms, chosen: Sequence[int]) -> Placed | None:
    """Return a choice with so many taken out, those of least benefit first, that the years hold the rest."""
    left = sorted(chosen, key=lambda each: (-question.benefits[each], each))
    while left:
        left.pop()
        years = place({each: question.costs_fen[each] for each in left}, question.years_fen)
        if years is not None:
            better = improved(question, years)
            return better if question.met(list(better)) else None
    return None


def _year_program(question: Terms) -> tuple[Program, list[tuple[int, int]]]:
    """Return the question with a variable for each candidate and year that may pay it."""
    from chargeplan.town.exact import Program

    variables = [
        (each, year)
        for year, money in enumerate(question.years_fen)
        for each in _every(question)
        if question.costs_fen[each] <= min(money, question.total_fen)
    ]
    years = len(question.years_fen)
    units = _units(question)
    claims = _claim_rows(question, 2 * years + 1)
    program = Program(
        tuple(question.benefits[each] for each, _ in variables),
        tuple(question.estates[each] for each, _ in variables),
        tuple(
            (
                (year, question.costs_fen[each]),
                (years + year, units(question.costs_fen[each])),
                (2 * years, question.costs_fen[each]),
                *claims.columns.get(each, ()),
            )
            for each, year in variables
        ),
        (*question.years_fen, *map(units, question.years_fen), question.total_fen, *claims.limits),
    )
    return program, variables


def _settled(question: Terms, placed: Placed) -> Placed:
    costs = {each: question.costs_fen[each] for each in placed}
    worth = {each: question.benefits[each] for each in placed}
    return earlier(placed, costs, question.years_fen, worth)


def _every(question: Terms) -> range:
    return range(len(question.candidates))


def _estates(question: Terms, chosen: Iterable[int] | None) -> frozenset[int]:
    return frozenset(question.estates[each] for each in chosen or ())


# --- what is told of it ------------------------------------------------------------------------------


def _allocation(
    question: Terms,
    candidates: Sequence[Candidate],
    found: _Found,
    kept_out_by_floors: frozenset[int] = frozenset(),
) -> Allocation:
    placed = found.placed or {}
    choices = tuple(
        Choice(question.candidates[each], year)
        for each, year in sorted(placed.items(), key=lambda item: (item[1], item[0]))
    )
    return Allocation(
        choices=choices,
        cost_cny=cny(question.cost(placed)),
        households=sum(choice.candidate.households for choice in choices),
        benefit=question.benefit(placed),
        bound=max(found.bound, question.benefit(placed)),
        losers=_losers(question, candidates, placed, kept_out_by_floors),
        stopped=found.stopped,
    )


def _infeasible(
    question: Terms, candidates: Sequence[Candidate], bound: int, *, at_once: bool = False
) -> Allocation:
    return Allocation(
        choices=(),
        cost_cny=Decimal(0),
        households=0,
        benefit=0,
        bound=bound,
        feasible=False,
        losers=_losers(question, candidates, {}, frozenset(question.estates)),
        unmet=unmet(question),
        floors_need_cny=None if at_once else _floors_need(question),
    )


def _floors_need(question: Terms) -> Decimal | None:
    """Return the least that schemes cost with which all floors on their number are met, None if unknown."""
    from chargeplan.town.exact import Program, maximise

    if not question.claims or any(claim.money_fen for claim in question.claims):
        return None
    claims = _claim_rows(question, 0)
    program = Program(
        tuple(-cost for cost in question.costs_fen),
        question.estates,
        tuple(claims.columns.get(each, ()) for each in _every(question)),
        claims.limits,
    )
    answer = maximise(program, nodes=_QUICK_NODES)
    return cny(-answer.value) if answer.proven else None


def _losers(
    question: Terms, candidates: Sequence[Candidate], placed: Placed, kept_out_by_floors: frozenset[int]
) -> tuple[Loser, ...]:
    winners = {question.candidates[each].estate_code for each in placed}
    schemes: dict[str, list[int]] = {}
    for each in _every(question):
        schemes.setdefault(question.candidates[each].estate_code, []).append(each)
    found: dict[str, Loser] = {}
    for candidate in candidates:
        code = candidate.estate_code
        if code in winners or code in found:
            continue
        own = schemes.get(code)
        if own is None:
            found[code] = Loser(candidate, WhyNot.NO_BENEFIT, None)
            continue
        best = max(own, key=lambda each: (*_worth(question, each), -each))
        found[code] = Loser(
            question.candidates[best],
            _reason(question, own, kept_out_by_floors),
            None,
            budget_known=False,
        )
    return tuple(found.values())


def _worth(question: Terms, each: int) -> tuple[bool, Decimal]:
    """Return how a scheme compares with others of its estate: affordable ones first, by benefit for money."""
    cost = question.costs_fen[each]
    return cost <= question.dearest_fen, Decimal(question.benefits[each]) / max(cost, 1)


def _reason(question: Terms, own: Sequence[int], kept_out_by_floors: frozenset[int]) -> WhyNot:
    if min(question.costs_fen[each] for each in own) > question.dearest_fen:
        return WhyNot.TOO_DEAR
    if question.estates[own[0]] in kept_out_by_floors:
        return WhyNot.FLOORS
    return WhyNot.WORTH_LESS


# --- other budgets -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Need:
    """A total budget that brings an estate in, and how far below it the last one was looked at [fen]."""

    fen: int
    step: int


def _needs_exact(
    question: Terms, watched: Sequence[int], allocation: Allocation, nearest: bool, cancelled: Cancelled
) -> dict[int, _Need]:
    """Return what estates need with the money of one year and no floors, to the cent."""
    found: dict[int, _Need] = {}
    low = question.total_fen
    if len(question.schemes_of) <= FEW_ESTATES:
        try:
            steps = all_steps(question, watched, cancelled=cancelled)
        except CalledOff:
            return found
        if steps is not None:
            _read(question, steps, low, found)
            return found
    least, top = allocation.benefit, _everything(question)
    width = max(1, sum(question.costs_fen) // len(question.costs_fen) // _FIRST_WIDTH)
    try:
        while low < top and len(found) < (min(NEAREST, len(watched)) if nearest else len(watched)):
            waiting = [estate for estate in watched if estate not in found]
            high = min(low + width, top)
            window = steps_between(question, waiting, low, high, least, cancelled)
            if window is None and width > 1:
                width //= 4
                continue
            if window is None:
                break
            if len(window.costs) < _FEW_STEPS:
                width *= 2
            _read(question, window, low, found)
            least = max(least, int(window.benefits[-1])) if len(window.benefits) else least
            low = high
    except CalledOff:
        pass
    return found


def _read(question: Terms, steps: Steps, above: int, found: dict[int, _Need]) -> None:
    for estate in steps.watched:
        cost = steps.first_with(estate, above)
        if cost is not None:
            found[estate] = _Need(question.budget_for(cost), 0)


def _needs_tried(question: Terms, watched: Sequence[int], cancelled: Cancelled) -> dict[int, _Need]:
    """Return what estates need by answers for a number of budgets, closer together near the one given."""
    found: dict[int, _Need] = {}
    last = question.budget_fen
    span = max(0, _everything_by_years(question) - last)
    for number in range(1, TRIED_BUDGETS + 1):
        budget = question.budget_fen + -(-span * number * number // TRIED_BUDGETS**2)
        if budget == last or cancelled():
            break
        other = _best(question.with_budget(budget), cancelled, None, _QUICK_NODES)
        if other.stopped:
            break
        inside = _estates(question, other.placed)
        for estate in watched:
            if estate in inside:
                found.setdefault(estate, _Need(budget, budget - last))
        last = budget
    return found


def _everything(question: Terms) -> int:
    """Return what the best scheme of every estate costs together [fen]."""
    best = (
        min(schemes, key=lambda each: (-question.benefits[each], question.costs_fen[each]))
        for schemes in question.schemes_of.values()
    )
    return question.cost(best)


def _everything_by_years(question: Terms) -> int:
    """Return a total budget whose years surely hold the best scheme of every estate [fen]."""
    dearest = max(question.costs_fen, default=0)
    spare = dearest * len(question.years_fen) if len(question.years_fen) > 1 else 0
    return question.budget_for(_everything(question) + spare)


def _spread(question: Terms, points: int) -> list[int]:
    """Return total budgets from little to what everything costs, the one that is given among them."""
    top = max(question.budget_for(_everything(question)), question.budget_fen)
    budgets = {top * number // points for number in range(1, points + 1)}
    return sorted(budgets | {question.budget_fen} - {0})


def _point_of(question: Terms, steps: Steps, budget: int) -> CurvePoint:
    at = steps.at(question.with_budget(budget).total_fen)
    benefit = int(steps.benefits[at])
    return CurvePoint(cny(int(steps.costs[at])), benefit, int(steps.households[at]), cny(budget), benefit)


def _curve_of_answers(
    question: Terms, budgets: Sequence[int], cancelled: Cancelled
) -> tuple[CurvePoint, ...]:
    points: list[CurvePoint] = []
    for budget in budgets:
        scaled = question.with_budget(budget)
        found = _best(scaled, cancelled, None, _QUICK_NODES)
        if found.stopped:
            raise CalledOff
        if found.placed is None:
            continue
        benefit = question.benefit(found.placed)
        bound = max(found.bound, benefit)
        if points and points[-1].benefit >= benefit:
            points.append(replace(points[-1], budget_cny=cny(budget), bound=max(bound, points[-1].bound)))
            continue
        households = sum(question.candidates[each].households for each in found.placed)
        cost = cny(question.cost(found.placed))
        points.append(CurvePoint(cost, benefit, households, cny(budget), bound))
    return tuple(points)
