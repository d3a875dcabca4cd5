"""What is done to tasks, as plain functions: a state is reached on a day, and one field is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from chargeplan.town.tasks import Task, TaskState

_STATES = tuple(TaskState)
DAY_OF = {
    TaskState.HANDED_ON: "handed_on",
    TaskState.HANDLED: "handled",
    TaskState.CHECKED: "checked",
}
"""Which field holds the day on which a state was reached."""

WHO_OF = {TaskState.HANDED_ON: "responsible", TaskState.CHECKED: "checker"}
"""Which field holds the name that goes with a state."""


def reached(task: Task, state: TaskState, day: date | None, who: str = "") -> Task:
    """Return a task in a state: its day is that day unless it has one, days of later states are gone.

    `who` is who it is handed on to, or who has checked it; "" leaves the name as it is.
    """
    later = _STATES[_STATES.index(state) + 1 :]
    changes: dict[str, object] = {"state": state, **{DAY_OF[one]: None for one in later}}
    name = DAY_OF.get(state)
    if name is not None and getattr(task, name) is None:
        changes[name] = day
    if who and state in WHO_OF:
        changes[WHO_OF[state]] = who
    return replace(task, **changes)  # type: ignore[arg-type]


def typed(task: Task, field: str, value: object, day: date | None) -> Task:
    """Return a task with one field as it was typed; a state brings its day along."""
    if field == "state":
        assert isinstance(value, TaskState)
        return reached(task, value, day)
    return replace(task, **{field: value})  # type: ignore[arg-type]


def with_changed(
    tasks: Iterable[Task], ids: frozenset[str], change: Callable[[Task], Task]
) -> tuple[Task, ...]:
    """Return all tasks, those of some ids changed."""
    return tuple(change(task) if task.id in ids else task for task in tasks)
