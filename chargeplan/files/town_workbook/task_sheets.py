"""The three lists of the street office: problems, who answers for them, and how each was closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chargeplan.files.town_workbook.estates_sheet import EstatePlaces
from chargeplan.files.town_workbook.story import COUNT, DATE, Story, day
from chargeplan.files.town_workbook.table import Field, Table
from chargeplan.files.workbook.pages import Cell, Column, Live, Page
from chargeplan.i18n import N_, pick, tr
from chargeplan.reference.town_method import TaskKind, load_town_method
from chargeplan.town.comparison import Assessed
from chargeplan.town.task_list import is_overdue, is_waiting
from chargeplan.town.tasks import Task
from chargeplan.town.words import GRADE_LETTERS, SOLVER_NAMES, STATE_NAMES

PROBLEMS = N_("List of problems")
DUTIES = N_("List of responsibilities")
CLOSING = N_("Record of closing")

_NOTES: Mapping[str, str] = {
    PROBLEMS: N_(
        "What is missing or was reported, estate by estate; nothing here is about single households."
    ),
    DUTIES: N_("Who can solve what, and by when; what is overdue goes to the next level."),
    CLOSING: N_("Found, handed on, handled, checked; a problem is closed when somebody else has checked it."),
}


@dataclass(frozen=True)
class Entry:
    """A task with its estate and its kind; None for a kind that there is no longer."""

    assessed: Assessed
    task: Task
    kind: TaskKind | None

    def problem(self, language: str) -> str:
        """Return what is wrong, in words."""
        return self.task.kind if self.kind is None else pick(self.kind.title, language)

    def unit(self, language: str) -> str:
        """Return the unit of what is missing."""
        return "" if self.kind is None else pick(self.kind.unit, language)


def entries(story: Story) -> list[Entry]:
    """Return all tasks, those of the worst estates first."""
    method = load_town_method()
    return [
        Entry(assessed, task, method.kind(task.kind)) for assessed in story.ranked for task in assessed.tasks
    ]


def _head(language: str) -> list[Field]:
    return [
        Field("no", Column(tr("No.", language), 6, "center")),
        Field("committee", Column(tr("Residents' committee", language), 18)),
        Field("name", Column(tr("Estate", language), 20)),
        Field("code", Column(tr("Estate code", language), 12)),
        Field("problem", Column(tr("Problem", language), 34)),
    ]


def _date(field: str, head: str, language: str) -> Field:
    return Field(field, Column(tr(head, language), 12, "center", number=DATE))


def problem_fields(language: str) -> list[Field]:
    """Return the columns of the list of problems."""
    return [
        *_head(language),
        Field("amount", Column(tr("Missing", language), 10, "right", number=COUNT)),
        Field("unit", Column(tr("Unit", language), 10, "center")),
        Field("grade", Column(tr("Risk grade", language), 10, "center")),
        _date("found", N_("Found on"), language),
        Field("state", Column(tr("State", language), 12, "center")),
        Field("note", Column(tr("Remarks", language), 34)),
    ]


def duty_fields(language: str) -> list[Field]:
    """Return the columns of the list of responsibilities."""
    return [
        *_head(language),
        Field("solver", Column(tr("Level that can solve it", language), 18, "center")),
        Field("escalated", Column(tr("Escalated from", language), 16, "center")),
        Field("responsible", Column(tr("Responsible", language), 20)),
        _date("due", N_("Due"), language),
        Field("state", Column(tr("State", language), 12, "center")),
        Field("overdue", Column(tr("Overdue", language), 10, "center")),
    ]


def closing_fields(language: str) -> list[Field]:
    """Return the columns of the record of closing."""
    return [
        *_head(language),
        _date("found", N_("Found on"), language),
        _date("handed_on", N_("Handed on"), language),
        Field("responsible", Column(tr("Responsible", language), 18)),
        _date("due", N_("Due"), language),
        _date("handled", N_("Handled"), language),
        Field("checker", Column(tr("Checked by", language), 16)),
        _date("checked", N_("Closed on"), language),
        Field("state", Column(tr("State", language), 12, "center")),
        Field("note", Column(tr("Remarks", language), 30)),
    ]


def write_problems(page: Page, story: Story, estates: EstatePlaces) -> None:
    """Write the list of problems."""
    language = page.language

    def cells(entry: Entry, _table: Table) -> dict[str, Cell]:
        task = entry.task
        grade = estates.cell("grade", task.estate_code)
        shown = tr(GRADE_LETTERS[entry.assessed.rating.grade], language)
        return {
            "amount": task.amount,
            "unit": entry.unit(language),
            "grade": Live(f"={grade}", shown),
            "found": day(task.found),
            "state": _state(task, language),
            "note": task.note,
        }

    _write(page, PROBLEMS, problem_fields(language), entries(story), cells)


def write_duties(page: Page, story: Story) -> None:
    """Write the list of responsibilities."""
    language, as_of = page.language, story.comparison.as_of

    def cells(entry: Entry, table: Table) -> dict[str, Cell]:
        task = entry.task
        escalated = tr(SOLVER_NAMES[task.escalated_from], language) if task.escalated_from else "—"
        return {
            "solver": tr(SOLVER_NAMES[task.solver], language),
            "escalated": escalated,
            "responsible": task.responsible or None,
            "due": day(task.due),
            "state": _state(task, language),
            "overdue": _overdue(task, table, as_of, language),
        }

    _write(page, DUTIES, duty_fields(language), entries(story), cells)


def write_closing(page: Page, story: Story) -> None:
    """Write the record of closing."""
    language = page.language

    def cells(entry: Entry, _table: Table) -> dict[str, Cell]:
        task = entry.task
        return {
            "found": day(task.found),
            "handed_on": day(task.handed_on),
            "responsible": task.responsible or None,
            "due": day(task.due),
            "handled": day(task.handled),
            "checker": task.checker or None,
            "checked": day(task.checked),
            "state": _state(task, language),
            "note": task.note,
        }

    _write(page, CLOSING, closing_fields(language), entries(story), cells)


def _write(
    page: Page,
    title: str,
    fields: Sequence[Field],
    tasks: Sequence[Entry],
    cells: Callable[[Entry, Table], dict[str, Cell]],
) -> None:
    language = page.language
    page.open(tr(title, language), tr(_NOTES[title], language))
    table = Table(page, fields)
    for number, entry in enumerate(tasks, 1):
        row = entry.assessed.standing.row
        table.write(
            {
                "no": number,
                "committee": row.committee,
                "name": row.name,
                "code": row.code,
                "problem": entry.problem(language),
                **cells(entry, table),
            }
        )
    if tasks:
        page.sheet.autofilter(page.first_row - 1, 0, page.row - 1, len(fields) - 1)
    else:
        page.nothing()
    page.close()


def _state(task: Task, language: str) -> str:
    state = tr(STATE_NAMES[task.state], language)
    return tr("{state}, cause gone", language, state=state) if task.gone else state


def _overdue(task: Task, table: Table, as_of: date | None, language: str) -> Cell:
    if task.due is None or as_of is None or not is_waiting(task):
        return "—"
    overdue, in_time = tr("overdue", language), tr("in time", language)
    formula = f'=IF({table.here("due")}<{day(as_of)},"{overdue}","{in_time}")'
    return Live(formula, overdue if is_overdue(task, as_of) else in_time)
