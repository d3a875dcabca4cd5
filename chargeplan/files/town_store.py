"""The program's own sheets in a register's workbook: settings and tasks, beside everything that others made.

Saving changes as little of the workbook as can be: what is not the program's own is kept byte for byte, and
where it cannot be kept, or must not be touched now, a copy is written beside it and the reason is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from chargeplan.errors import ChargeplanError, ExportError, ImportFileError
from chargeplan.files.atomic import replace_file, system_reason
from chargeplan.files.foreign_workbook import read_foreign_file
from chargeplan.files.opc.cells import CellValue
from chargeplan.files.opc.package import Package
from chargeplan.files.opc.reading import read_cells
from chargeplan.files.own_sheets.checking import check_kept, check_own, check_set
from chargeplan.files.own_sheets.companion import companion, rows_sheet, table_rows
from chargeplan.files.own_sheets.finding import lost_sheet
from chargeplan.files.own_sheets.settings import find_settings_sheet, read_settings_sheet, settings_of
from chargeplan.files.own_sheets.tasks import find_task_sheet, read_task_sheet
from chargeplan.files.own_sheets.writing import (
    put_rows,
    put_settings,
    put_tasks,
    set_register_cells,
    without_sheet,
)
from chargeplan.files.town_guard import changed, fingerprint, free_name, hindrance, workbook_beside
from chargeplan.files.town_layout import TEXT_SUFFIXES
from chargeplan.files.town_remarks import Remark, RemarkKind
from chargeplan.files.town_tables import MOST_COLUMNS
from chargeplan.i18n import DEFAULT_LANGUAGE, N_
from chargeplan.reference.own_sheet_words import OwnSheet, load_own_sheet_words
from chargeplan.town.settings import TownSettings
from chargeplan.town.tasks import Task

BACKUP_SUFFIX = ".bak"


@dataclass(frozen=True)
class CellChange:
    """What a cell of the register's sheet shall hold, row and column from 1; None empties it."""

    row: int
    column: int
    value: CellValue


@dataclass(frozen=True)
class OwnSheets:
    """What the program's own sheets hold: settings (None without such a sheet), tasks in the sheet's order.

    `path` is the file they were read from, which lies beside a register that can hold no sheets; None where
    there is none. `fingerprint` is the sha256 of that file's bytes, "" without a file.
    """

    settings: TownSettings | None = None
    tasks: tuple[Task, ...] = ()
    remarks: tuple[Remark, ...] = ()
    path: Path | None = None
    fingerprint: str = ""


@dataclass(frozen=True)
class Saved:
    """Where settings and tasks are now.

    `copy` tells that the register itself is untouched and `path` is another file beside it; `reason` says
    why. A register that can hold no sheets is saved in a workbook beside it, which is no copy: `path` is the
    register from then on, and `reason` says so. `fingerprint` is the sha256 of what stands in `path`, and
    `remarks` name cells that were not set.
    """

    path: Path
    copy: bool = False
    reason: ChargeplanError | None = None
    fingerprint: str = ""
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class _Wanted:
    """What is to be saved."""

    settings: TownSettings | None
    tasks: tuple[Task, ...]
    cells: Mapping[tuple[int, int], CellValue]
    sheet: str
    estates: Mapping[str, str] | None
    language: str
    stale: ChargeplanError | None
    """That the register is not the one that was read: rows may stand elsewhere, so that no cell is set."""


@dataclass(frozen=True)
class _Made:
    """A workbook that is ready to be written, proven to keep what it should."""

    data: bytes
    remarks: tuple[Remark, ...] = ()
    unkept: ChargeplanError | None = None
    alone: bool = False
    before: bytes = field(default=b"", repr=False)


def read_own(path: Path) -> OwnSheets:
    """Return settings and tasks of the register at `path`, whatever the sheets are called now.

    What cannot be understood is told in `remarks`, stays in the sheet, and costs nothing else. The own sheets
    of a CSV file are in the workbook beside it.

    Raises
    ------
    ImportFileError
        When the file cannot be read, is damaged, or locked by a password.
    """
    source = workbook_beside(path) if path.suffix.lower() in TEXT_SUFFIXES else path
    if source != path and not source.exists():
        return OwnSheets()
    data = read_foreign_file(source)
    package = Package(data, source.name)
    settings: TownSettings | None = None
    remarks: list[Remark] = []
    entry = find_settings_sheet(package)
    if entry is not None:
        settings, told = settings_of(read_settings_sheet(package, entry))
        remarks += told
    else:
        remarks += _lost(package, load_own_sheet_words().settings)
    tasks: tuple[Task, ...] = ()
    entry = find_task_sheet(package)
    if entry is not None:
        sheet = read_task_sheet(package, entry)
        tasks = sheet.tasks
        remarks += sheet.remarks
    else:
        remarks += _lost(package, load_own_sheet_words().tasks)
    return OwnSheets(settings, tasks, tuple(remarks), source, fingerprint(data))


def _lost(package: Package, own: OwnSheet) -> tuple[Remark, ...]:
    """Tell of an own sheet whose headings were deleted or written over, so that nothing of it is read."""
    entry = lost_sheet(package, own)
    if entry is None:
        return ()
    text = N_("the headings of this sheet are gone: nothing of it is read, and it stays as it is")
    return (Remark(RemarkKind.REFUSED, "no_headings", text, {}, entry.name),)


def save_own(
    path: Path,
    settings: TownSettings | None,
    tasks: Iterable[Task],
    *,
    expected_fingerprint: str,
    cells: Iterable[CellChange] = (),
    sheet: str = "",
    estates: Mapping[str, str] | None = None,
    beside_fingerprint: str = "",
    language: str = DEFAULT_LANGUAGE,
) -> Saved:
    """Write settings and tasks into the register at `path`, or into a copy beside it, and tell which.

    Parameters
    ----------
    expected_fingerprint : str
        sha256 of the register's bytes when it was read; a register that has changed since is not overwritten.
    cells, sheet
        Cells to set in the register's own sheet of that name; its first sheet where `sheet` is "". A cell
        with a formula is not overwritten, but told in the remarks.
    estates : mapping, optional
        Names of estates by their codes, shown beside the tasks.
    beside_fingerprint : str
        `OwnSheets.fingerprint`, for registers whose own sheets are in a file beside them.
    language : str
        Of headings and words in sheets that are new.

    Raises
    ------
    ExportError
        When neither the register nor a copy beside it can be written; everything is as it was.
    """
    wanted = _wanted(settings, tasks, cells, sheet, estates, language, changed(path, expected_fingerprint))
    if path.suffix.lower() in TEXT_SUFFIXES:
        return _save_beside(path, wanted, beside_fingerprint)
    made = _made(path, wanted)
    why = hindrance(path, expected_fingerprint) or made.unkept
    if why is None:
        why = _replace(path, made)
    if why is None:
        return Saved(path, fingerprint=fingerprint(made.data), remarks=made.remarks)
    return _copy(_free(path, made), made, why, path.name)


def save_copy(
    path: Path,
    target: Path,
    settings: TownSettings | None,
    tasks: Iterable[Task],
    *,
    expected_fingerprint: str,
    cells: Iterable[CellChange] = (),
    sheet: str = "",
    estates: Mapping[str, str] | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> Saved:
    """Write the register at `path` with settings and tasks to `target`, which somebody chose.

    `copy` tells that `target` does not hold the register that was read, and `reason` why: because it was
    changed meanwhile, or cannot be kept.

    Raises
    ------
    ExportError
        When `target` cannot be written; everything is as it was.
    """
    wanted = _wanted(settings, tasks, cells, sheet, estates, language, changed(path, expected_fingerprint))
    made = _made(path, wanted)
    held = hindrance(target, fingerprint(target.read_bytes())) if target.is_file() else None
    if held is not None:
        raise _nowhere(target.name, held)
    try:
        replace_file(target, made.data, backup_suffix=BACKUP_SUFFIX)
    except OSError as error:
        raise _nowhere(target.name, system_reason(error)) from error
    why = wanted.stale or made.unkept
    return Saved(target, why is not None, why, fingerprint(made.data), made.remarks)


def free_column(path: Path, sheet: str = "") -> int:
    """Return the first column of a register's sheet right of everything that is read of it.

    Stray cells beyond the columns of any register do not count, as they are not read.
    Raises `ImportFileError` when the register cannot be read.
    """
    if path.suffix.lower() in TEXT_SUFFIXES:
        return max((max(row, default=0) for row in table_rows(path)), default=0) + 1
    package = Package(read_foreign_file(path), path.name)
    entry = package.sheet(sheet)
    columns = {column for _, column in read_cells(package, entry)} if entry else set()
    return max((column for column in columns if column < MOST_COLUMNS), default=0) + 1


def sheet_beside(path: Path, language: str = DEFAULT_LANGUAGE) -> str:
    """Return how the sheet with the rows of a file of text is called in the workbook beside it."""
    beside = workbook_beside(path)
    try:
        entry = rows_sheet(Package(beside.read_bytes(), beside.name))
    except (OSError, ImportFileError):
        entry = None
    return entry.name if entry is not None else load_own_sheet_words().rows.title[language]


def _wanted(
    settings: TownSettings | None,
    tasks: Iterable[Task],
    cells: Iterable[CellChange],
    sheet: str,
    estates: Mapping[str, str] | None,
    language: str,
    stale: ChargeplanError | None,
) -> _Wanted:
    places = {(cell.row, cell.column): cell.value for cell in cells}
    return _Wanted(settings, tuple(tasks), places, sheet, estates, language, stale)


# --- making the bytes -------------------------------------------------------------------------------


def _made(path: Path, wanted: _Wanted) -> _Made:
    """Return the workbook to be written: the register with the own sheets, or one with those alone."""
    try:
        data = read_foreign_file(path)
        if path.suffix.lower() in TEXT_SUFFIXES:
            return _changed(companion(table_rows(path), wanted.language), path.name, wanted)
        return _changed(data, path.name, wanted)
    except (ImportFileError, ExportError) as error:
        bare = replace(wanted, cells={})  # the rows that they belong to are not in this workbook
        alone = _changed(companion(None, wanted.language, error), path.name, bare)
        told = (without_sheet(wanted.sheet, len(wanted.cells)),) if wanted.cells else ()
        return _Made(alone.data, (*alone.remarks, *told), unkept=error, alone=True)


def _changed(data: bytes, name: str, wanted: _Wanted) -> _Made:
    """Return a workbook with what is wanted, read again and compared before anybody relies on it."""
    package = Package(data, name)
    sheets = len(package.sheets)
    remarks: list[Remark] = []
    remarks += put_tasks(package, wanted.tasks, wanted.estates, wanted.language)
    if wanted.settings is not None:
        remarks += put_settings(package, wanted.settings, wanted.language)
    cells = wanted.cells if wanted.stale is None else {}
    if len(cells) < len(wanted.cells):
        text = N_("{count} cells were not set: rows may stand elsewhere since the register was changed")
        remarks.append(
            Remark(RemarkKind.REFUSED, "rows_unsure", text, {"count": len(wanted.cells)}, wanted.sheet)
        )
    if cells:
        remarks += set_register_cells(package, wanted.sheet, cells)
    unkept = _unkept(package, name, adds=len(package.sheets) > sheets)
    if package.signed and package.changed:
        package.drop_signature()
    made = package.to_bytes() if package.changed else data
    again = Package(made, name)
    check_kept(package, again)
    check_own(again, wanted.settings, wanted.tasks, remarks)
    check_set(again, wanted.sheet, cells, remarks)
    return _Made(made, tuple(remarks), unkept, before=data)


def _unkept(package: Package, name: str, *, adds: bool) -> ChargeplanError | None:
    """Return what of a workbook its changes would spoil."""
    if not package.changed:
        return None
    if package.signed:
        return ChargeplanError(
            "signed", N_("{name} is signed, and any change would make the signature void"), name=name
        )
    if package.tracked:
        return ChargeplanError(
            "tracked", N_("{name} is shared with a log of changes, which this program cannot keep"), name=name
        )
    if package.structure_locked and adds:
        return ChargeplanError("structure_locked", N_("{name} is protected against new sheets"), name=name)
    return None


# --- writing them -----------------------------------------------------------------------------------


def _replace(path: Path, made: _Made) -> ChargeplanError | None:
    """Write a register in place; return why it could not be, with everything as it was."""
    if made.data == made.before:
        return None
    why = hindrance(path, fingerprint(made.before))
    if why is not None:
        return why
    try:
        replace_file(path, made.data, backup_suffix=BACKUP_SUFFIX)
    except OSError as error:
        return ChargeplanError(
            "not_writable", N_("{name} cannot be written: {reason}"),
            name=path.name, reason=system_reason(error),
        )  # fmt: skip
    return None


def _free(path: Path, made: _Made) -> Path:
    """Return a name beside a register that nobody has taken; own sheets alone are always a .town.xlsx."""
    if not made.alone:
        return free_name(path)
    beside = workbook_beside(path)
    return free_name(beside) if beside == path or beside.exists() else beside


def _copy(target: Path, made: _Made, why: ChargeplanError, name: str) -> Saved:
    try:
        replace_file(target, made.data)
    except OSError as error:
        raise ExportError(
            "no_copy",
            N_("{name} was not saved: {why}. A copy beside it cannot be written either: {reason}"),
            name=name, why=why, reason=system_reason(error),
        ) from error  # fmt: skip
    return Saved(target, True, why, fingerprint(made.data), made.remarks)


def _nowhere(name: str, reason: ChargeplanError) -> ExportError:
    return ExportError(
        "unwritable", N_("{name} cannot be written: {reason}"), name=name, reason=reason
    )  # fmt: skip


def _save_beside(path: Path, wanted: _Wanted, beside_fingerprint: str) -> Saved:
    """Save a register of plain text in the workbook beside it, its rows included."""
    beside = workbook_beside(path)
    told = ChargeplanError(
        "no_sheets", N_("{name} can hold no tasks and settings; they are in {beside}, with all its rows"),
        name=path.name, beside=beside.name,
    )  # fmt: skip
    if not beside.exists():
        made = _made(path, wanted)
        why = wanted.stale or made.unkept
        return _copy(free_name(beside), made, why, path.name) if why else _first(beside, made, told)
    made = _with_rows(beside, path, wanted)
    why = wanted.stale or hindrance(beside, beside_fingerprint) or made.unkept or _replace(beside, made)
    if why is not None:
        return _copy(free_name(beside), made, why, path.name)
    return Saved(beside, reason=told, fingerprint=fingerprint(made.data), remarks=made.remarks)


def _first(beside: Path, made: _Made, told: ChargeplanError) -> Saved:
    try:
        replace_file(beside, made.data)
    except OSError as error:
        raise _nowhere(beside.name, system_reason(error)) from error
    return Saved(beside, reason=told, fingerprint=fingerprint(made.data), remarks=made.remarks)


def _with_rows(beside: Path, path: Path, wanted: _Wanted) -> _Made:
    """Return the workbook beside a file of text with the rows that the file has now."""
    try:
        data = read_foreign_file(beside)
        package = Package(data, beside.name)
        entry = rows_sheet(package)
        if entry is not None:
            put_rows(package, entry, table_rows(path))
            made = _changed(package.to_bytes(), beside.name, replace(wanted, sheet=entry.name))
            return replace(made, before=data)
        why = ChargeplanError(
            "not_of_this_file", N_("{name} is there already, and was not made from {source}"),
            name=beside.name, source=path.name,
        )  # fmt: skip
    except ImportFileError as error:
        why = error
    return replace(_made(path, wanted), unkept=why)
