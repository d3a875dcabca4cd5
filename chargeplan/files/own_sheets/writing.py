"""Own sheets put into a workbook, and single cells of others set in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chargeplan.files.opc.cells import CellValue, NewCell, SheetPart, without_rows
from chargeplan.files.opc.package import Package, SheetEntry
from chargeplan.files.opc.reading import LAST_ROW, cell_name, cell_place, read_cells
from chargeplan.files.opc.styles import StyleBook
from chargeplan.files.own_sheets.finding import reference
from chargeplan.files.own_sheets.fresh import HEADING_ROW, FreshColumn, FreshSheet, Tint
from chargeplan.files.own_sheets.looks import DAY_FORMAT, OwnLooks
from chargeplan.files.own_sheets.settings import (
    SettingsSheet,
    find_settings_sheet,
    fresh_lines,
    read_settings_sheet,
    settings_changes,
)
from chargeplan.files.own_sheets.tasks import (
    TaskChanges,
    TaskSheet,
    find_task_sheet,
    read_task_sheet,
    task_changes,
    task_values,
)
from chargeplan.files.own_sheets.values import text_of
from chargeplan.files.town_remarks import Remark, RemarkKind
from chargeplan.i18n import N_
from chargeplan.reference.own_sheet_words import OwnSheet, TaskColumn, load_own_sheet_words
from chargeplan.town.settings import TownSettings
from chargeplan.town.tasks import Task

AS_OF_NAME = "chargeplan_as_of"
"""The name of the cell with the date of the data: tasks are coloured as overdue against it."""

_TASKS_TAB, _SETTINGS_TAB = "FFB45309", "FF6E7781"
_OVERDUE = ("FFFDE2E1", "FF9B1C1C")
_GONE = ("FFF1F3F5", "FF6E7781")
_STATE_TINTS = {
    "found": ("FFFFF1D6", "FF7A4B00"),
    "handed_on": ("FFE1ECFB", "FF0B4A8F"),
    "handled": ("FFE6F4E7", "FF1E6B2B"),
    "checked": ("FFEDEFF1", "FF57606A"),
}
_FROZEN_COLUMNS = 3
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_KEPT = {
    "formula": N_("a formula stands here; the cell was left as it is"),
    "merged": N_("the cell is part of a merged one; it was left as it is"),
    "protected": N_("the sheet is protected and the cell locked; it was left as it is"),
}


@dataclass(frozen=True)
class Setting:
    """Cells to set in one sheet, those of new rows included, and what they look like where it is told."""

    cells: Mapping[tuple[int, int], CellValue]
    styles: Mapping[tuple[int, int], int]
    respect_protection: bool = False


def set_cells(package: Package, entry: SheetEntry, setting: Setting) -> tuple[Remark, ...]:
    """Set cells of a sheet in place; return remarks on those that were left as they are.

    Everything else stays: formats, rows, formulas. A day gets a format that shows it where it has none.
    """
    rows = frozenset(row for row, _ in setting.cells)
    part = SheetPart(package.read(entry.path), entry.path, rows, package.counts_from_1904)
    styles = StyleBook(package)
    remarks = []
    for at, value in setting.cells.items():
        why = _kept(part, styles, at, setting)
        if why is not None:
            remarks.append(Remark(RemarkKind.REFUSED, f"{why}_kept", _KEPT[why], {}, entry.name, *at))
        elif value is not None or at in setting.styles or part.cell(*at) is not None:
            part.set_cell(*at, NewCell(value, _style(part, styles, at, value, setting)))
    styles.finish()
    package.write(entry.path, part.result())
    return tuple(remarks)


def _kept(part: SheetPart, styles: StyleBook, at: tuple[int, int], setting: Setting) -> str | None:
    if part.has_formula(*at):
        return "formula"
    if part.is_merged_into_another(*at):
        return "merged"
    if setting.respect_protection and part.protected and styles.locks(part.style_of(*at)):
        return "protected"
    return None


def _style(
    part: SheetPart, styles: StyleBook, at: tuple[int, int], value: CellValue, setting: Setting
) -> int | None:
    told = setting.styles.get(at)
    there = part.cell(*at) is not None
    style = part.style_of(*at) if told is None or there else told
    if isinstance(value, date) and not styles.shows_day(style):
        return styles.with_number_format(style, DAY_FORMAT)
    return None if there else style


def without_sheet(sheet: str, count: int) -> Remark:
    """Return that so many cells of a sheet were not set, for it is not in the workbook."""
    text = N_("the workbook has no sheet {sheet} any more; {count} cells were not set")
    return Remark(RemarkKind.REFUSED, "no_sheet", text, {"sheet": sheet, "count": count}, sheet)


def set_register_cells(
    package: Package, sheet: str, cells: Mapping[tuple[int, int], CellValue]
) -> tuple[Remark, ...]:
    """Set cells of somebody's own sheet; formulas that depend on them are worked out on opening."""
    entry = package.sheet(sheet)
    if entry is None:
        return (without_sheet(sheet, len(cells)),)
    remarks = set_cells(package, entry, Setting(cells, {}, respect_protection=True))
    sheets = (one for one in package.sheets if one.kind == "worksheet")
    if entry.path in package.changed and any(_FORMULA.search(package.read(one.path)) for one in sheets):
        package.work_out_on_opening()
    return remarks


# --- tasks ------------------------------------------------------------------------------------------


def put_tasks(
    package: Package, tasks: Sequence[Task], estates: Mapping[str, str] | None, language: str
) -> tuple[Remark, ...]:
    """Put tasks into the sheet of tasks, or into a new one; return remarks on cells left as they are."""
    entry = find_task_sheet(package)
    if entry is None:
        if tasks:
            _add_task_sheet(package, tasks, estates, language)
        return ()
    sheet = read_task_sheet(package, entry)
    changes = task_changes(sheet, tasks, estates)
    titles = {column.id: column.title for column in load_own_sheet_words().task_columns}
    cells = dict(changes.cells)
    cells |= {
        (row, column): value for row, values in changes.rows.items() for column, value in values.items()
    }
    cells |= {
        (sheet.heading_row, column): titles[name][sheet.language] for name, column in changes.columns.items()
    }
    remarks: tuple[Remark, ...] = ()
    if cells:
        remarks = set_cells(package, entry, Setting(cells, _new_styles(package, sheet, changes)))
        _widen_filter(package, entry, max(changes.rows, default=0))
        _drop_rows(package, sheet, changes)
    _find_again(package, load_own_sheet_words().tasks, entry, sheet.heading_row)
    return remarks


def _drop_rows(package: Package, sheet: TaskSheet, changes: TaskChanges) -> None:
    """Take out the rows of tasks that are there no longer, as far as nothing else stands in them."""
    own = set(sheet.columns.values())
    others = {row for (row, column), cell in sheet.grid.items() if column not in own or cell.formula}
    rows = set(changes.emptied) - others
    data = without_rows(package.read(sheet.entry.path), sheet.entry.path, rows) if rows else None
    if data is not None:
        package.write(sheet.entry.path, data)
        _name_filter(package, sheet.entry)


def _new_styles(package: Package, sheet: TaskSheet, changes: TaskChanges) -> dict[tuple[int, int], int]:
    """Return the formats of cells that are new: those of the last task above, else the program's own."""
    columns = {**sheet.columns, **changes.columns}
    kinds = {column.id: column.kind for column in load_own_sheet_words().task_columns}
    like = max(sheet.rows.values(), default=0)
    styles = StyleBook(package)
    looks = OwnLooks(styles)
    by_column = {}
    for name, column in columns.items():
        above = sheet.grid.get((like, column)) if name in sheet.columns else None
        by_column[column] = above.style if above else looks.of_kind(kinds[name])
    head = looks.head() if changes.columns else 0
    styles.finish()
    rows = {*changes.rows, *(row for row, _ in changes.cells)}
    return {
        **{(row, column): style for row in rows for column, style in by_column.items()},
        **{(sheet.heading_row, column): head for column in changes.columns.values()},
    }


def _add_task_sheet(
    package: Package, tasks: Sequence[Task], estates: Mapping[str, str] | None, language: str
) -> None:
    words = load_own_sheet_words()
    styles = StyleBook(package)
    looks = OwnLooks(styles)
    numbers = {column.id: at for at, column in enumerate(words.task_columns, 1)}
    columns = [_fresh_column(column, looks, language) for column in words.task_columns]
    rows = [
        {numbers[name]: value for name, value in task_values(task, estates or {}, language).items()}
        for task in tasks
    ]
    made = FreshSheet(
        words.tasks.heading[language], words.tasks.hint[language], columns, rows, _head_styles(looks),
        _FROZEN_COLUMNS, _task_tints(looks, numbers, language), _TASKS_TAB,
    )  # fmt: skip
    styles.finish()
    _add(package, words.tasks, made, language)


def _fresh_column(column: TaskColumn, looks: OwnLooks, language: str) -> FreshColumn:
    words = load_own_sheet_words()
    choices = {"state": "states", "solver": "solvers"}.get(column.kind)
    return FreshColumn(
        column.title[language], column.width, looks.of_kind(column.kind),
        hidden=column.id in ("kind", "comes_after"),
        choices=words.choices[choices].all_written(language) if choices else (),
        hint=words.state_hint[language] if column.kind == "state" else "",
    )  # fmt: skip


def _task_tints(looks: OwnLooks, numbers: Mapping[str, int], language: str) -> list[Tint]:
    """Return what colours tasks: gone ones whole, overdue dates, and every state."""
    words = load_own_sheet_words()
    first = HEADING_ROW + 1
    state = f"${cell_name(first, numbers['state'])}"
    due = f"${cell_name(first, numbers['due'])}"
    gone = f"${cell_name(first, numbers['gone'])}"
    written = {name: words.choices["states"].written(name, language) for name in _STATE_TINTS}
    yes = words.choices["flags"].written("yes", language)
    open_states = ",".join(f'{state}="{written[name]}"' for name in ("found", "handed_on"))
    overdue = f'AND(ISNUMBER({due}),{due}<{AS_OF_NAME},{gone}<>"{yes}",OR({open_states}))'
    at = numbers["state"]
    return [
        Tint(looks.tinted(*_GONE), f'{gone}="{yes}"', 1, len(numbers)),
        Tint(looks.tinted(*_OVERDUE), overdue, numbers["due"], numbers["due"]),
        *(
            Tint(looks.tinted(*_STATE_TINTS[name]), f'{state}="{word}"', at, at)
            for name, word in written.items()
        ),
    ]


def _head_styles(looks: OwnLooks) -> dict[str, int]:
    return {"title": looks.title(), "hint": looks.hint(), "head": looks.head()}


# --- settings ---------------------------------------------------------------------------------------


def put_settings(package: Package, settings: TownSettings, language: str) -> tuple[Remark, ...]:
    """Put settings into their sheet, or into a new one; return remarks on cells left as they are."""
    entry = find_settings_sheet(package)
    if entry is None:
        _add_settings_sheet(package, settings, language)
        return ()
    sheet = read_settings_sheet(package, entry)
    changes = settings_changes(sheet, settings)
    cells = dict(changes.cells)
    styles = StyleBook(package)
    looks = OwnLooks(styles)
    new_styles = {}
    for at, (line, values) in enumerate(changes.lines, sheet.last_row + 1):
        for name, value in values.items():
            if name in sheet.columns:
                place = at, sheet.columns[name]
                cells[place] = value
                new_styles[place] = looks.of_kind(_look_of(line.kind) if name == "value" else "text")
    styles.finish()
    remarks: tuple[Remark, ...] = ()
    if cells:
        remarks = set_cells(package, entry, Setting(cells, new_styles))
        _widen_filter(package, entry, sheet.last_row + len(changes.lines))
    _find_again(package, load_own_sheet_words().settings, entry, sheet.heading_row)
    _name_day(package, entry, read_settings_sheet(package, entry))
    return remarks


def _look_of(kind: str) -> str:
    return "text" if kind == "level" else kind


def _add_settings_sheet(package: Package, settings: TownSettings, language: str) -> None:
    words = load_own_sheet_words()
    styles = StyleBook(package)
    looks = OwnLooks(styles)
    names = list(words.setting_columns)
    widths = {"label": 40, "value": 20, "unit": 10, "note": 44, "key": 32}
    columns = [
        FreshColumn(words.setting_columns[name][language], widths[name], looks.of_kind("text"))
        for name in names
    ]
    lines = fresh_lines(settings, language)
    value_column = names.index("value") + 1
    made = FreshSheet(
        words.settings.heading[language], words.settings.hint[language], columns,
        [{names.index(name) + 1: value for name, value in values.items()} for _, values in lines],
        _head_styles(looks), 0, (), _SETTINGS_TAB,
        {
            (row, value_column): looks.of_kind(_look_of(line.kind))
            for row, (line, _) in enumerate(lines, HEADING_ROW + 1)
        },
    )  # fmt: skip
    styles.finish()
    entry = _add(package, words.settings, made, language)
    _name_day(package, entry, read_settings_sheet(package, entry))


def _name_day(package: Package, entry: SheetEntry, sheet: SettingsSheet) -> None:
    """Give the cell of the date of the data its name, where it has none or has lost it."""
    known = package.defined_name(AS_OF_NAME)
    row = sheet.rows.get("as_of")
    if row is not None and (not known or "#REF!" in known):
        place = _fixed(cell_name(row, sheet.columns["value"]))
        package.define_name(AS_OF_NAME, reference(entry, place))


# --- sheets -----------------------------------------------------------------------------------------


def _add(package: Package, own: OwnSheet, made: FreshSheet, language: str) -> SheetEntry:
    part = made.part(package.book.root.namespace, from_1904=package.counts_from_1904)
    entry = package.add_sheet(own.title[language], part)
    _find_again(package, own, entry, HEADING_ROW)
    first, _, last = made.table.partition(":")
    table = f"{_fixed(first)}:{_fixed(last)}"
    package.define_in_sheet(entry, "_xlnm._FilterDatabase", reference(entry, table), hidden=True)
    printed = f"${HEADING_ROW}:${HEADING_ROW}"
    package.define_in_sheet(entry, "_xlnm.Print_Titles", reference(entry, printed))
    return entry


def _fixed(name: str) -> str:
    """Return a cell's name as formulas fix it: $B$4."""
    return re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", name)


def _find_again(package: Package, own: OwnSheet, entry: SheetEntry, heading_row: int) -> None:
    """Let the hidden name of an own sheet lead to it; what still leads there is left alone."""
    meaning = package.defined_name(own.name)
    if not meaning.startswith(reference(entry, "")) and not meaning.startswith(f"{entry.name}!"):
        package.define_name(own.name, reference(entry, _fixed(cell_name(heading_row, 1))))


def _widen_filter(package: Package, entry: SheetEntry, last_row: int) -> None:
    """Let a filter reach down to the last row of its table."""
    part = SheetPart(package.read(entry.path), entry.path, frozenset())
    element = part.part.root.child("autoFilter")
    first, _, last = element.get("ref").partition(":") if element else ("", "", "")
    begin, end = cell_place(first), cell_place(last)
    if element is None or begin is None or end is None or not end[0] < last_row < LAST_ROW:
        return
    part.part.set_attribute(element, "ref", f"{first}:{cell_name(last_row, end[1])}")
    package.write(entry.path, part.part.result())
    _name_filter(package, entry)


def _name_filter(package: Package, entry: SheetEntry) -> None:
    """Let the hidden name of a filter stand for the range that the filter has now."""
    element = SheetPart(package.read(entry.path), entry.path, frozenset()).part.root.child("autoFilter")
    if element is not None:
        first, _, last = element.get("ref").replace("$", "").partition(":")
        package.set_filter_name(entry, reference(entry, f"{_fixed(first)}:{_fixed(last)}"))


def put_rows(package: Package, entry: SheetEntry, rows: Iterable[Mapping[int, CellValue]]) -> None:
    """Let a sheet hold rows of a table of text, from row 1 on; cells that hold them already stay."""
    grid = read_cells(package, entry)
    wanted = {(row, at): value for row, values in enumerate(rows, 1) for at, value in values.items()}
    cells: dict[tuple[int, int], CellValue] = {at: None for at in grid if at not in wanted}
    for at, value in wanted.items():
        known = grid.get(at)
        if (text_of(known) if known else "") != ("" if value is None else str(value)):
            cells[at] = value
    if cells:
        set_cells(package, entry, Setting(cells, {}))
