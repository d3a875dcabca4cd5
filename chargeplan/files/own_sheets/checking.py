"""A workbook read again before it is written: what should be in it is, and what was there is still."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal

from chargeplan.errors import ExportError
from chargeplan.files.opc.cells import CellValue
from chargeplan.files.opc.package import Package
from chargeplan.files.opc.reading import Cell, read_cells
from chargeplan.files.opc.splicing import check_xml
from chargeplan.files.opc.styles import StyleBook
from chargeplan.files.own_sheets.settings import (
    find_settings_sheet,
    read_settings_sheet,
    setting_values,
    settings_of,
)
from chargeplan.files.own_sheets.tasks import find_task_sheet, read_task_sheet
from chargeplan.files.own_sheets.values import day_in, number_of
from chargeplan.files.town_remarks import Remark
from chargeplan.i18n import N_
from chargeplan.town.settings import TownSettings
from chargeplan.town.tasks import Task

_BLANK = Cell("blank", "")


def _failed(what: str) -> ExportError:
    return ExportError(
        "not_proven",
        N_("the workbook was not written, for it could not be proven that it keeps everything: {what}"),
        what=what,
    )


def check_kept(before: Package, after: Package) -> None:
    """Raise `ExportError` unless all that was not meant to change is as it was, byte for byte.

    `before` is the package with its changes; `after` was read from the bytes that it gave.
    """
    changed = {path.lower() for path in before.changed}
    left_out = before.left_out
    old = [member for member in before.archive.members if member.name not in left_out]
    for was, now in zip(old, after.archive.members, strict=False):
        if was.name.lower() not in changed and was != now:
            raise _failed(was.name)
    if len(after.archive.members) < len(old):
        raise _failed(old[-1].name)
    listed = Package(before.original, before.name).sheets
    if after.sheets[: len(listed)] != listed:
        raise _failed(before.book_path)
    for path in changed:
        check_xml(after.read(path), path)
    styles = StyleBook(Package(before.original, before.name)).cell_formats
    if styles != StyleBook(after).cell_formats[: len(styles)]:
        raise _failed(after.styles_path)


def check_own(
    package: Package, settings: TownSettings | None, tasks: Sequence[Task], refused: Collection[Remark]
) -> None:
    """Raise `ExportError` unless the own sheets give back settings and tasks, but for cells left alone."""
    left = {(remark.sheet, remark.row, remark.column) for remark in refused}
    if settings is not None:
        _check_settings(package, settings, left)
    _check_tasks(package, tasks, left)


_Places = Collection[tuple[str, int, int]]


def _check_settings(package: Package, settings: TownSettings, left: _Places) -> None:
    entry = find_settings_sheet(package)
    if entry is None:
        raise _failed("settings")
    sheet = read_settings_sheet(package, entry)
    taken = setting_values(settings_of(sheet)[0])
    for key, value in setting_values(settings).items():
        place = (entry.name, sheet.rows.get(key, 0), sheet.columns["value"])
        told = (_told(sheet.values.get(key)), _told(taken.get(key)))
        if _told(value) not in told and place not in left:
            raise _failed(f"{entry.name}: {key}")


def _check_tasks(package: Package, tasks: Sequence[Task], left: _Places) -> None:
    found = find_task_sheet(package)
    if found is None:
        if tasks:
            raise _failed("tasks")
        return
    read = read_task_sheet(package, found)
    rows_left = {row for name, row, _ in left if name == found.name}
    kept = {made: task for made, task in read.by_id.items() if read.rows[made] not in rows_left}
    wanted = {task.id: task for task in tasks if read.rows.get(task.id) not in rows_left}
    for made in {*kept, *wanted}:
        if kept.get(made) != wanted.get(made):
            raise _failed(f"{found.name}: {made}")


def _told(value: CellValue) -> CellValue:
    return None if isinstance(value, str) and not value.strip() else value


def check_set(
    package: Package, sheet: str, cells: Mapping[tuple[int, int], CellValue], refused: Collection[Remark]
) -> None:
    """Raise `ExportError` unless cells hold what they were set to, but for those left alone."""
    entry = package.sheet(sheet) if cells else None
    if entry is None:
        return
    grid = read_cells(package, entry, max(row for row, _ in cells))
    left = {(remark.row, remark.column) for remark in refused if remark.sheet == entry.name}
    for at, value in cells.items():
        if at not in left and not _holds(grid.get(at, _BLANK), value, package.counts_from_1904):
            raise _failed(f"{entry.name}: {at[0]}, {at[1]}")


def _holds(cell: Cell, value: CellValue, from_1904: bool) -> bool:
    if value is None or value == "":
        return not cell.text
    if isinstance(value, date):
        return day_in(cell, from_1904) == value
    if isinstance(value, Decimal | int | float):
        return number_of(cell) == (value if isinstance(value, Decimal) else Decimal(repr(value)))
    return cell.text == value
