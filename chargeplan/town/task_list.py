"""The task list: what arises from grades, shortages and hazards, merged with what is known of it already."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from chargeplan.errors import Cancelled, ReferenceDataError, never, unless_called_off
from chargeplan.i18n import N_
from chargeplan.reference.town_method import TaskKind, TownMethod, load_town_method
from chargeplan.town.comparison import Assessed
from chargeplan.town.grading import Grade
from chargeplan.town.tasks import Solver, Task, TaskState

_LADDER = tuple(Solver)
_MOST_DIGITS = 9


def _plan_faulty(one: Assessed) -> int:
    outcome = one.standing.outcome
    return int(outcome is not None and outcome.failure is not None)


def _plan_errors(one: Assessed) -> int | None:
    figures = one.standing.figures
    return figures.errors if figures is not None else None


def _doorways_left(one: Assessed) -> int | None:
    reach = one.standing.reach_after
    return reach.doorways - reach.doorways_served if reach is not None else None


CAUSES: Mapping[str, Callable[[Assessed], int | None]] = {
    "grade_d": lambda one: (
        int(one.rating.grade is Grade.D) if one.rating.grade is not Grade.UNRATED else None
    ),
    "flying_wires": lambda one: one.standing.row.hazards.flying_wires,
    "corridor_charging": lambda one: one.standing.row.hazards.corridor_charging,
    "blocked_doorways": lambda one: one.standing.row.hazards.blocked_doorways,
    "sockets_short": lambda one: one.standing.sockets_short,
    "stalls_short": lambda one: one.standing.stalls_short,
    "plan_faulty": _plan_faulty,
    "findings_errors": _plan_errors,
    "doorways_left": _doorways_left,
    "facts_missing": lambda one: len(one.rating.missing),
}
"""How much there is of what gives rise to a task, None where it is unknown."""

_OF_RATING = ("grade_d", "facts_missing")


def derive_tasks(
    estates: Sequence[Assessed],
    known: Iterable[Task],
    as_of: date | None,
    method: TownMethod | None = None,
    cancelled: Cancelled = never,
) -> tuple[tuple[Task, ...], ...]:
    """Return the tasks of each estate, in the order of estates, kinds and numbers.

    What is known of a task stays: its state, dates, names, solver and note; only its amount follows the
    figures. A task whose cause is no longer there is marked gone, and one whose cause is unknown stays as it
    is, its amount unknown. Where the cause is still there after a task was checked, by figures of a later
    day, another task with the next number is found, which names the checked one. What is overdue escalates.

    Parameters
    ----------
    as_of : date or None
        The day of the figures; a row that states its own day goes by that for whether a check is newer.
    """
    kinds = (method or load_town_method()).task_kinds
    by_code: dict[str, list[Task]] = {}
    for task in known:
        by_code.setdefault(task.estate_code, []).append(task)
    return tuple(
        _of_estate(one, by_code.get(one.standing.row.code, ()), as_of, kinds)
        for one in unless_called_off(estates, cancelled)
    )


def same_tasks(old: Assessed, new: Assessed) -> bool:
    """Tell whether two ratings of one standing give rise to the same tasks."""
    return all(CAUSES[cause](old) == CAUSES[cause](new) for cause in _OF_RATING)


def task_id(estate_code: str, kind: str, number: int = 1) -> str:
    """Return the id of an estate's task of a kind, `number` counting how often it has come back."""
    first = f"{estate_code}/{kind}"
    return first if number == 1 else f"{first}/{number}"


def times_told(end: str) -> int | None:
    """Return how often a task has come back by the end of its id, None where that is no such number."""
    return int(end) if end.isascii() and end.isdecimal() and len(end) <= _MOST_DIGITS else None


def is_open(task: Task) -> bool:
    """Tell whether a task is neither checked nor without its cause."""
    return task.state is not TaskState.CHECKED and not task.gone


def is_waiting(task: Task) -> bool:
    """Tell whether a task is still to be handled and its cause is there."""
    return task.state in (TaskState.FOUND, TaskState.HANDED_ON) and not task.gone


def is_overdue(task: Task, as_of: date | None) -> bool:
    """Tell whether a task should have been handled before a day and was not."""
    return as_of is not None and task.due is not None and task.due < as_of and is_waiting(task)


def _of_estate(
    one: Assessed, known: Sequence[Task], as_of: date | None, kinds: Sequence[TaskKind]
) -> tuple[Task, ...]:
    found: list[Task] = []
    for kind in kinds:
        amount = _amount(one, kind)
        chain = [task for task in known if task.kind == kind.id] if known else []
        if chain:
            found += _carried_on(one, kind, chain, amount, as_of)
        elif amount is not None and amount >= kind.from_amount:
            found.append(_new(one, kind, amount, as_of, 1))
    names = {kind.id for kind in kinds}
    found += [_escalated(task, as_of, None) for task in known if task.kind not in names]
    return tuple(found)


def _amount(one: Assessed, kind: TaskKind) -> int | None:
    if kind.cause not in CAUSES:
        raise ReferenceDataError(
            "unknown_cause",
            N_("Nobody can tell what {cause} of the tasks {kind} is."),
            cause=kind.cause,
            kind=kind.id,
        )
    return CAUSES[kind.cause](one)


def _new(
    one: Assessed, kind: TaskKind, amount: int, as_of: date | None, number: int, after: str = ""
) -> Task:
    row = one.standing.row
    due = as_of + min(timedelta(days=kind.days), date.max - as_of) if as_of is not None else None
    return Task(
        id=task_id(row.code, kind.id, number),
        estate_code=row.code,
        kind=kind.id,
        amount=amount,
        solver=Solver(kind.solver),
        found=as_of,
        due=due,
        responsible=row.responsible,
        comes_after=after,
    )


def _carried_on(
    one: Assessed, kind: TaskKind, chain: list[Task], amount: int | None, as_of: date | None
) -> list[Task]:
    """Return the tasks of one kind, the newest of which goes on with the amount of now."""
    *older, last = chain
    there = amount is None or amount >= kind.from_amount
    if last.state is TaskState.CHECKED:
        told = [*chain]
        if amount is not None and there and _newer_than_check(one, last, as_of):
            told.append(_new(one, kind, amount, as_of, _next_number(chain), last.id))
        return told
    if not there and _untouched(one, kind, last, as_of):
        return older
    now = replace(last, amount=amount, gone=not there)
    return [*older, _escalated(now, as_of, kind)]


def _next_number(chain: Sequence[Task]) -> int:
    """Return how often the next task has come back; older ones may have been taken out of the list."""
    first = task_id(chain[-1].estate_code, chain[-1].kind)
    told = (task.id.removeprefix(f"{first}/") for task in chain)
    return max((len(chain), *(times_told(end) or 0 for end in told))) + 1


def _newer_than_check(one: Assessed, checked: Task, as_of: date | None) -> bool:
    day = one.standing.row.as_of or as_of
    return day is None or checked.checked is None or day > checked.checked


def _untouched(one: Assessed, kind: TaskKind, task: Task, as_of: date | None) -> bool:
    """Tell whether a task was found by figures of this very day and is as it was found.

    It is forgotten instead of marked gone: weights and cells that are tried out would fill the list.
    """
    found = _new(one, kind, 0, as_of, 1)
    return (
        as_of is not None
        and replace(found, id=task.id, amount=task.amount, comes_after=task.comes_after) == task
    )


def _escalated(task: Task, as_of: date | None, kind: TaskKind | None) -> Task:
    """Return a task with the level that sees to it now: one higher when overdue, two after twice the days."""
    if not is_overdue(task, as_of):
        return task
    assert as_of is not None and task.due is not None
    first = task.escalated_from or task.solver
    late_days = (as_of - task.due).days
    steps = 2 if kind is not None and late_days > kind.days else 1
    at = max(_LADDER.index(task.solver), min(_LADDER.index(first) + steps, len(_LADDER) - 1))
    if _LADDER[at] is first:
        return task
    return replace(task, solver=_LADDER[at], escalated_from=first)
