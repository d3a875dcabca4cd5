"""The list of what is missing where, who can solve it, and how far it has got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum


class TaskState(Enum):
    """How far a task has got, in this order."""

    FOUND = "found"
    HANDED_ON = "handed_on"
    HANDLED = "handled"
    CHECKED = "checked"


class Solver(Enum):
    """Who can solve a task, the lowest level first; overdue tasks escalate to the next."""

    COMMITTEE = "committee"
    DEPARTMENTS = "departments"
    TOWN = "town"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that is missing in one estate.

    `id` is the estate's code and the kind of the task, so that it is found again when everything is worked
    out anew. `amount` is how much is missing, in the unit of the kind (assets tell kinds, units, days and
    levels); None is unknown. Dates are those on which a state was reached. `gone` says that its cause is no
    longer there, `escalated_from` who it was taken from when it was overdue, and `comes_after` the id of the
    checked task after which the same is missing again.
    """

    id: str
    estate_code: str
    kind: str
    amount: int | None
    solver: Solver
    state: TaskState = TaskState.FOUND
    found: date | None = None
    handed_on: date | None = None
    due: date | None = None
    handled: date | None = None
    checked: date | None = None
    responsible: str = ""
    checker: str = ""
    note: str = ""
    gone: bool = False
    escalated_from: Solver | None = None
    comes_after: str = ""
