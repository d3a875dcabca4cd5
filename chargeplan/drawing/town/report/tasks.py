"""The task list: how many tasks stand where, and each with its dates and who answers for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from chargeplan.drawing.town.facts import namer
from chargeplan.drawing.town.look import number
from chargeplan.drawing.town.report.estates import MOST_ROWS, say_cut
from chargeplan.drawing.town.report.flow import Column, Flow, Row
from chargeplan.i18n import pick, tr
from chargeplan.reference.town_method import load_town_method
from chargeplan.town.comparison import Comparison
from chargeplan.town.task_list import is_overdue
from chargeplan.town.tasks import Solver, Task, TaskState
from chargeplan.town.words import SOLVER_NAMES, STATE_NAMES


def write_tasks(flow: Flow, comparison: Comparison, language: str) -> None:
    """Write the tasks by who solves them and how far they are; nothing where there are none."""
    tasks = [task for task in comparison.tasks if not task.gone]
    if not tasks:
        return
    flow.heading(tr("Tasks", language))
    _write_counts(flow, comparison, tasks, language)
    name = namer(comparison)
    for solver in Solver:
        held = [task for task in tasks if task.solver is solver]
        if not held:
            continue
        title = tr(SOLVER_NAMES[solver], language).capitalize()
        flow.subheading(tr("{who}: {count} tasks", language, who=title, count=number(len(held))))
        held.sort(key=lambda task: list(TaskState).index(task.state))
        rows = [_row(task, name(task.estate_code), comparison.as_of, language) for task in held[:MOST_ROWS]]
        flow.table(_columns(language), rows, 7.0)
        say_cut(flow, len(held), language)


def _write_counts(flow: Flow, comparison: Comparison, tasks: Sequence[Task], language: str) -> None:
    columns = [
        Column(tr("Who can solve it", language), 3.0),
        *(Column(tr(STATE_NAMES[state], language).capitalize(), 1.2, "right") for state in TaskState),
        Column(tr("All", language), 1.2, "right"),
        Column(tr("Overdue tasks", language), 1.2, "right"),
        Column(tr("Escalated", language), 1.2, "right"),
    ]
    rows = [
        _count_row(tr(SOLVER_NAMES[solver], language).capitalize(),
                   [task for task in tasks if task.solver is solver], comparison.as_of)
        for solver in Solver
    ]  # fmt: skip
    rows.append(_count_row(tr("All", language), tasks, comparison.as_of, strong=True))
    flow.table(columns, rows, 9.0)


def _count_row(title: str, tasks: Sequence[Task], as_of: date | None, *, strong: bool = False) -> Row:
    counts: Mapping[TaskState, int] = {
        state: sum(task.state is state for task in tasks) for state in TaskState
    }
    overdue = sum(is_overdue(task, as_of) for task in tasks)
    escalated = sum(task.escalated_from is not None for task in tasks)
    figures = [*counts.values(), len(tasks), overdue, escalated]
    return Row([title, *(number(figure) for figure in figures)], strong)


def _columns(language: str) -> list[Column]:
    return [
        Column(tr("Estate", language), 1.9),
        Column(tr("What is missing", language), 2.1),
        Column(tr("How much", language), 0.9, "right"),
        Column(tr("State", language), 0.85),
        Column(tr("Found", language), 0.75, "center"),
        Column(tr("Handed on", language), 0.75, "center"),
        Column(tr("Due", language), 0.75, "center"),
        Column(tr("Handled", language), 0.75, "center"),
        Column(tr("Checked", language), 0.75, "center"),
        Column(tr("Responsible", language), 1.6),
        Column(tr("Remarks", language), 1.6),
    ]


def _row(task: Task, estate: str, as_of: date | None, language: str) -> Row:
    kind = load_town_method().kind(task.kind)
    unit = pick(kind.unit, language) if kind is not None else ""
    amount = "" if task.amount is None else f"{number(task.amount)} {unit}".strip()
    remarks = []
    if task.escalated_from is not None:
        remarks.append(
            tr("escalated from {who}", language, who=tr(SOLVER_NAMES[task.escalated_from], language))
        )
    if is_overdue(task, as_of):
        remarks.append(tr("overdue", language))
    if task.note:
        remarks.append(" ".join(task.note.split()))
    days = (task.found, task.handed_on, task.due, task.handled, task.checked)
    return Row(
        [
            estate,
            pick(kind.title, language) if kind is not None else task.kind,
            amount,
            tr(STATE_NAMES[task.state], language),
            *("" if day is None else day.isoformat() for day in days),
            task.responsible,
            " · ".join(remarks),
        ]
    )
