"""The sheet of tasks: each row a task that officials may edit, found again by its number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from chargeplan.files.foreign_workbook import shown
from chargeplan.files.opc.cells import CellValue
from chargeplan.files.opc.package import Package, SheetEntry
from chargeplan.files.opc.reading import Cell, Grid, read_cells
from chargeplan.files.opc.styles import StyleBook
from chargeplan.files.own_sheets.finding import find_sheet, headings_in
from chargeplan.files.own_sheets.values import day_in, text_of, whole_of
from chargeplan.files.town_remarks import Remark, RemarkKind
from chargeplan.i18n import LANGUAGES, N_, pick
from chargeplan.reference.own_sheet_words import TaskColumn, load_own_sheet_words
from chargeplan.reference.sheet_words import normalised
from chargeplan.reference.town_method import load_town_method
from chargeplan.town.task_list import task_id, times_told
from chargeplan.town.tasks import Solver, Task, TaskState

_BLANK = Cell("blank", "")


@dataclass(frozen=True)
class TaskSheet:
    """The sheet of tasks as it stands in a workbook.

    Attributes
    ----------
    columns : Mapping[str, int]
        Column id -> its number.
    rows : Mapping[str, int]
        Task id -> its row.
    last_row, last_column : int
        Where the last thing stands.
    language : str
        The one that headings and words are in.
    """

    entry: SheetEntry
    heading_row: int
    columns: Mapping[str, int]
    grid: Grid
    tasks: tuple[Task, ...] = ()
    rows: Mapping[str, int] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    last_row: int = 0
    last_column: int = 0
    language: str = LANGUAGES[0]

    @cached_property
    def by_id(self) -> Mapping[str, Task]:
        """Tasks by their ids."""
        return {task.id: task for task in self.tasks}


def find_task_sheet(package: Package) -> SheetEntry | None:
    """Return the sheet of tasks, None without one."""
    words = load_own_sheet_words()
    return find_sheet(package, words.tasks, words.task_columns_in)


def read_task_sheet(package: Package, entry: SheetEntry) -> TaskSheet:
    """Return the tasks of a sheet that `find_task_sheet` has found."""
    grid = read_cells(package, entry)
    found = headings_in(grid, load_own_sheet_words().task_columns_in, loose=True)
    assert found is not None  # or it would not have been found
    heading_row, columns = found
    sheet = TaskSheet(
        entry, heading_row, columns, grid,
        last_row=max(row for row, _ in grid), last_column=max(column for _, column in grid),
        language=_language(grid, heading_row, columns),
    )  # fmt: skip
    return _Reader(package, sheet).read()


def _language(grid: Grid, heading_row: int, columns: Mapping[str, int]) -> str:
    texts = {name: normalised(grid[heading_row, column].text) for name, column in columns.items()}
    titles = {column.id: column.title for column in load_own_sheet_words().task_columns}
    counts = {
        language: sum(normalised(titles[name][language]) == text for name, text in texts.items())
        for language in LANGUAGES
    }
    return max(LANGUAGES, key=lambda language: counts[language])


class _Reader:
    """Reads row by row; what cannot be taken is remarked and stays in the sheet."""

    def __init__(self, package: Package, sheet: TaskSheet) -> None:
        self._sheet = sheet
        self._from_1904 = package.counts_from_1904
        self._styles = StyleBook(package)
        self._remarks: list[Remark] = []
        self._columns = {column.id: column for column in load_own_sheet_words().task_columns}
        self._kinds = {
            normalised(title): kind.id
            for kind in load_town_method().task_kinds
            for title in (kind.id, *kind.title.values())
        }
        self._row = 0
        self._takes: Mapping[str, Callable[[TaskColumn, Cell], object]] = {
            "key": self._text,
            "text": self._text,
            "whole": self._whole,
            "day": self._day,
            "state": lambda column, cell: self._choice(column, cell, "states", TaskState),
            "solver": lambda column, cell: self._choice(column, cell, "solvers", Solver),
            "flag": lambda column, cell: self._flag(column, cell),
        }

    def read(self) -> TaskSheet:
        tasks: dict[str, Task] = {}
        rows: dict[str, int] = {}
        filled = sorted({row for row, _ in self._sheet.grid if row > self._sheet.heading_row})
        for self._row in filled:
            before = len(self._remarks)
            task = self._task()
            if task is None:
                continue
            if task.id in tasks:
                del self._remarks[before:]
                self._remark(
                    "task_twice", "id",
                    N_("the task {found} stands in row {first} already; this row is not read, and stays"),
                    found=task.id, first=rows[task.id],
                )  # fmt: skip
                continue
            tasks[task.id], rows[task.id] = task, self._row
        ordered = _in_turn(tuple(tasks.values()))
        return replace(self._sheet, tasks=ordered, rows=rows, remarks=tuple(self._remarks))

    def _cell(self, name: str) -> Cell:
        column = self._sheet.columns.get(name)
        return self._sheet.grid.get((self._row, column), _BLANK) if column else _BLANK

    def _remark(self, code: str, name: str, text: str, **values: object) -> None:
        cell = self._cell(name)
        self._remarks.append(
            Remark(
                RemarkKind.LEFT_OUT, code, text, {"found": shown(cell.text), **values},
                self._sheet.entry.name, self._row, self._sheet.columns.get(name, 0), name, cell.text,
                text_of(self._cell("estate_code")),
            )
        )  # fmt: skip

    def _task(self) -> Task | None:
        if not any(self._cell(name).text.strip() for name in self._sheet.columns):
            return None  # what stands beside the table
        identity = self._identity()
        if identity is None:
            return None
        made, code, kind = identity
        values: dict[str, Any] = {
            name: self._takes[column.kind](column, self._cell(name))
            for name, column in self._columns.items()
            if column.kind != "shown" and name not in ("id", "estate_code", "kind")
        }
        known = load_town_method().kind(kind)
        values["solver"] = values["solver"] or (Solver(known.solver) if known else Solver.COMMITTEE)
        values["state"] = values["state"] or TaskState.FOUND
        return Task(made, code, kind, **values)

    def _identity(self) -> tuple[str, str, str] | None:
        """Return id, estate and kind of the row; a row that somebody added gets its id from the others."""
        made, code, kind = (
            text_of(self._cell(name)).strip() for name in ("id", "estate_code", "kind")
        )  # fmt: skip
        if made:
            told_code, told_kind = _parts(made, code)
            code = told_code or code
            kind = told_kind if told_kind in self._kinds.values() else kind or told_kind
        else:
            problem = text_of(self._cell("problem")).strip()
            kind = kind or self._kinds.get(normalised(problem), problem.replace("/", "\u2215"))
            made = task_id(code, kind) if code and kind else ""
        if not (made and code and kind):
            text = N_("the row tells no task number, nor estate code and problem; it is not read, and stays")
            self._remark("no_task", "id", text)
            return None
        return made, code, kind

    # kinds of columns

    def _text(self, _column: TaskColumn, cell: Cell) -> str:
        day = cell.kind == "number" and self._styles.shows_day(cell.style)
        return text_of(cell, day, self._from_1904)

    def _whole(self, column: TaskColumn, cell: Cell) -> int | None:
        number = whole_of(cell)
        if number is None and cell.text.strip():
            self._remark("no_whole", column.id, N_("{found} is no whole number; it is not read, and stays"))
        return number

    def _day(self, column: TaskColumn, cell: Cell) -> date | None:
        day = day_in(cell, self._from_1904)
        if day is None and cell.text.strip():
            self._remark("no_day", column.id, N_("{found} is no date; it is not read, and stays"))
        return day

    def _choice(
        self, column: TaskColumn, cell: Cell, name: str, kind: type[TaskState] | type[Solver]
    ) -> TaskState | Solver | None:
        choices = load_own_sheet_words().choices[name]
        meant = choices.meant(cell.text) if cell.text.strip() else None
        if meant is None and cell.text.strip():
            words = " / ".join(choices.all_written(self._sheet.language))
            self._remark(
                "no_choice", column.id, N_("{found} is none of {words}; it is not read, and stays"),
                words=words,
            )  # fmt: skip
        return kind(meant) if meant is not None else None

    def _flag(self, column: TaskColumn, cell: Cell) -> bool:
        if cell.kind == "bool":
            return cell.text.strip() in ("1", "true")
        meant = load_own_sheet_words().choices["flags"].meant(text_of(cell))
        if meant is None and cell.text.strip():
            self._remark("no_flag", column.id, N_("{found} is neither yes nor no; it is not read, and stays"))
        return meant == "yes"


def _in_turn(tasks: Sequence[Task]) -> tuple[Task, ...]:
    """Return tasks in their order, but those that came back behind those that they came after."""
    first: dict[tuple[str, str], int] = {}
    for at, task in enumerate(tasks):
        first.setdefault((task.estate_code, task.kind), at)
    return tuple(sorted(tasks, key=lambda task: (first[task.estate_code, task.kind], _turn(task))))


def _turn(task: Task) -> int:
    """Return how often a task has come back, as its id tells."""
    return times_told(task.id.rpartition("/")[2]) or 1 if task.comes_after else 1


def _parts(made: str, code: str) -> tuple[str, str]:
    """Return estate and kind of a task's id, which may end in how often it has come back."""
    if code and made.startswith(f"{code}/"):
        return code, made.removeprefix(f"{code}/").partition("/")[0]
    pieces = made.split("/")
    if len(pieces) > 2 and pieces[-1].isdecimal():
        pieces = pieces[:-1]
    return "/".join(pieces[:-1]), pieces[-1] if len(pieces) > 1 else ""


def task_values(task: Task, estates: Mapping[str, str] | None, language: str) -> dict[str, CellValue]:
    """Return what the cells of a task hold, by column id; names of estates only where they are told."""
    words = load_own_sheet_words()
    kind = load_town_method().kind(task.kind)
    escalated = task.escalated_from
    values: dict[str, CellValue] = {
        "id": task.id,
        "estate_code": task.estate_code,
        "problem": pick(kind.title, language) if kind else task.kind,
        "amount": task.amount,
        "unit": pick(kind.unit, language) if kind else "",
        "solver": words.choices["solvers"].written(task.solver.value, language),
        "responsible": task.responsible,
        "state": words.choices["states"].written(task.state.value, language),
        **{name: getattr(task, name) for name in ("found", "handed_on", "due", "handled", "checked")},
        "checker": task.checker,
        "note": task.note,
        "gone": words.choices["flags"].written("yes", language) if task.gone else None,
        "escalated_from": words.choices["solvers"].written(escalated.value, language) if escalated else None,
        "comes_after": task.comes_after,
        "kind": task.kind,
    }
    if estates is not None and task.estate_code in estates:
        values["estate_name"] = estates[task.estate_code]
    return values


@dataclass(frozen=True)
class TaskChanges:
    """What is to be set in the sheet of tasks.

    `cells` by row and column are of rows that are there, `rows` by row are new ones, `columns` are those
    that the sheet has lost. `emptied` are rows of tasks that are there no longer.
    """

    cells: Mapping[tuple[int, int], CellValue]
    rows: Mapping[int, Mapping[int, CellValue]]
    columns: Mapping[str, int]
    emptied: tuple[int, ...]


def task_changes(
    sheet: TaskSheet, tasks: Sequence[Task], estates: Mapping[str, str] | None = None
) -> TaskChanges:
    """Return by what a sheet must change to hold these tasks: a cell that says the same already stays."""
    columns = dict(sheet.columns)
    lost = [one.id for one in load_own_sheet_words().task_columns if one.id not in columns]
    columns |= {name: sheet.last_column + 1 + at for at, name in enumerate(lost)}
    kept = {task.id for task in tasks}
    emptied = [row for made, row in sheet.rows.items() if made not in kept]
    free = iter([*sorted(emptied), *range(sheet.last_row + 1, sheet.last_row + 1 + len(tasks))])
    cells: dict[tuple[int, int], CellValue] = {}
    rows: dict[int, dict[int, CellValue]] = {}
    for task in tasks:
        values = task_values(task, estates, sheet.language)
        row = sheet.rows.get(task.id)
        if row is None:
            row = next(free)
            new = {column: values.get(name) for name, column in columns.items()}
            if row in emptied:
                emptied.remove(row)
                cells |= {(row, column): value for column, value in new.items()}
            else:
                rows[row] = new
        else:
            old = task_values(sheet.by_id[task.id], None, sheet.language)
            cells |= dict(_changed_cells(sheet, row, values, old, columns))
    cells |= {
        (row, column): None
        for row in emptied
        for column in sheet.columns.values()
        if (row, column) in sheet.grid
    }
    return TaskChanges(cells, rows, {name: columns[name] for name in lost}, tuple(emptied))


def _changed_cells(
    sheet: TaskSheet,
    row: int,
    values: Mapping[str, CellValue],
    old: Mapping[str, CellValue],
    columns: Mapping[str, int],
) -> Iterator[tuple[tuple[int, int], CellValue]]:
    """Yield the cells of a task that must change: other than what was read, or blank though there is more."""
    shown_columns = {"problem", "unit", "estate_name"}
    for name, value in values.items():
        at = (row, columns[name])
        text = sheet.grid.get(at, _BLANK).text
        says_other = name in old and value != old[name]
        if name in shown_columns:
            says_other = text != (value or "")
        if says_other or (not text and value not in (None, "")):
            yield at, value
