"""The columns of the task list: what each tells of a task, and which of them may be typed in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from chargeplan.i18n import N_, current_language, pick
from chargeplan.reference.town_method import load_town_method
from chargeplan.town.comparison import Comparison
from chargeplan.town.register import EstateRow
from chargeplan.town.task_list import is_overdue
from chargeplan.town.tasks import Task
from chargeplan.town.words import SOLVER_NAMES, STATE_NAMES
from chargeplan.ui.town.columns import TASKS, Column, Sort, Value, column

DAY_FIELDS = ("handed_on", "due", "handled", "checked")
TEXT_FIELDS = ("responsible", "checker", "note")
EDITED_FIELDS = ("state", "solver", *DAY_FIELDS, *TEXT_FIELDS)
_KINDS_KEPT = 128


class TaskRow(NamedTuple):
    """A task with the estate it is about, None for one that the register has no longer.

    `late_days` is how long it is overdue on the day of the figures, 0 where it is not.
    """

    task: Task
    estate: EstateRow | None
    late_days: int

    @property
    def name(self) -> str:
        """The estate's name, its code where nobody knows the name."""
        return self.estate.name if self.estate is not None else self.task.estate_code


def task_rows(
    tasks: tuple[Task, ...], estates: Mapping[str, EstateRow], as_of: date | None
) -> tuple[TaskRow, ...]:
    """Return the rows of tasks, in their order."""
    return tuple(TaskRow(task, estates.get(task.estate_code), _late_days(task, as_of)) for task in tasks)


def day_of_figures(comparison: Comparison | None) -> date | None:
    """Return the day against which tasks are overdue."""
    return comparison.as_of if comparison is not None else None


def _late_days(task: Task, as_of: date | None) -> int:
    if as_of is None or task.due is None or task.due >= as_of or not is_overdue(task, as_of):
        return 0
    return (as_of - task.due).days


def _field(name: str) -> Value:
    return lambda row, _extras: getattr(row.task, name)


def _problem(row: TaskRow, _extras: object) -> str:
    return _words_of_kind(row.task.kind, current_language())[0]


def _unit(row: TaskRow, _extras: object) -> str:
    return _words_of_kind(row.task.kind, current_language())[1]


@lru_cache(maxsize=_KINDS_KEPT)
def _words_of_kind(kind_id: str, language: str) -> tuple[str, str]:
    """Return what a kind of tasks is called, and its unit; a city has them by the ten thousand."""
    kind = load_town_method().kind(kind_id)
    return (kind_id, "") if kind is None else (pick(kind.title, language), pick(kind.unit, language))


def _place(name: str) -> Value:
    return lambda row, _extras: getattr(row.estate, name) if row.estate is not None else ""


GONE = {True: N_("cause gone")}


def task_columns() -> tuple[Column, ...]:
    """Return all columns, in the order in which they stand."""
    words: dict[str, Any] = {"sort": Sort.WORDS}
    listed: dict[str, Any] = {"sort": Sort.LISTED}
    return (
        column("estate", TASKS, N_("Estate"), lambda row, _extras: row.name, width_px=130, **words),
        column("problem", TASKS, N_("Problem"), _problem, width_px=190, **words),
        column("amount", TASKS, N_("Missing"), _field("amount"), width_px=64),
        column("unit", TASKS, N_("Unit"), _unit, width_px=60, **words),
        column("state", TASKS, N_("State"), _field("state"), words=STATE_NAMES, width_px=92, **listed),
        column("due", TASKS, N_("Due"), _field("due"), width_px=92, **words),
        column(
            "late_days", TASKS, N_("Overdue by"), lambda row, _extras: row.late_days, unit=N_("days"),
            tip=N_("On the day of the figures"), width_px=96,
        ),
        column("responsible", TASKS, N_("Responsible"), _field("responsible"), width_px=110, **words),
        column("solver", TASKS, N_("Level"), _field("solver"), words=SOLVER_NAMES, width_px=130, **listed),
        column(
            "escalated_from", TASKS, N_("Taken from"), _field("escalated_from"), words=SOLVER_NAMES,
            tip=N_("An overdue task goes to the next level; this is the level that had it at first"),
            width_px=130, **listed,
        ),
        column("committee", TASKS, N_("Committee"), _place("committee"), width_px=110, **words),
        column("found", TASKS, N_("Found (date)"), _field("found"), width_px=92, **words),
        column("handed_on", TASKS, N_("Handed on (date)"), _field("handed_on"), width_px=92, **words),
        column("handled", TASKS, N_("Handled (date)"), _field("handled"), width_px=92, **words),
        column("checked", TASKS, N_("Checked (date)"), _field("checked"), width_px=92, **words),
        column("checker", TASKS, N_("Checked by"), _field("checker"), width_px=90, **words),
        column("note", TASKS, N_("Note"), _field("note"), width_px=200, **words),
        column(
            "gone", TASKS, N_("Cause"), lambda row, _extras: row.task.gone or None, words=GONE, width_px=88,
            **listed,
        ),
        column("code", TASKS, N_("Estate code"), lambda row, _extras: row.task.estate_code, **words),
    )  # fmt: skip
