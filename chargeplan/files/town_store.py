"""The program's own sheets in a register's workbook: settings and tasks, beside everything that others made.

Saving changes as little of the workbook as can be: what is not the program's own is kept byte for byte, and
where it cannot be kept, or must not be touched now, a copy is written beside it and the reason is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from chargeplan.errors import ChargeplanError
from chargeplan.i18n import DEFAULT_LANGUAGE
from chargeplan.town.settings import TownSettings
from chargeplan.town.tasks import Task

CellValue = str | int | float | Decimal | date | None


@dataclass(frozen=True)
class CellChange:
    """What a cell of the register's sheet shall hold, row and column from 1; None empties it."""

    row: int
    column: int
    value: CellValue


@dataclass(frozen=True)
class StoreRemark:
    """Something in a sheet that could not be taken or set; row and column from 1, 0 where it is not one cell."""

    code: str
    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    sheet: str = ""
    row: int = 0
    column: int = 0


@dataclass(frozen=True)
class OwnSheets:
    """What the program's own sheets hold: settings (None without such a sheet) and tasks in the sheet's order.

    `path` is the file they were read from, which lies beside a register that can hold no sheets; None where
    there is none. `fingerprint` is the sha256 of that file's bytes, "" without a file.
    """

    settings: TownSettings | None = None
    tasks: tuple[Task, ...] = ()
    remarks: tuple[StoreRemark, ...] = ()
    path: Path | None = None
    fingerprint: str = ""


@dataclass(frozen=True)
class Saved:
    """Where settings and tasks are now.

    `copy` tells that the register itself is untouched and `path` is another file beside it; `reason` says
    why. `fingerprint` is the sha256 of what was written, and `remarks` name cells that were not set.
    """

    path: Path
    copy: bool = False
    reason: ChargeplanError | None = None
    fingerprint: str = ""
    remarks: tuple[StoreRemark, ...] = ()


def read_own(path: Path) -> OwnSheets:
    """Return settings and tasks of the register at `path`, whatever the sheets are called now.

    What cannot be understood is told in `remarks`, stays in the sheet, and costs nothing else. The own sheets
    of a CSV file are in the workbook beside it.

    Raises
    ------
    ImportFileError
        When the file cannot be read, is damaged, or locked by a password.
    """
    raise NotImplementedError


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
        Cells to set in the register's own sheet of that name; its first sheet where `sheet` is "".
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
    raise NotImplementedError


def save_copy(
    path: Path,
    target: Path,
    settings: TownSettings | None,
    tasks: Iterable[Task],
    *,
    cells: Iterable[CellChange] = (),
    sheet: str = "",
    estates: Mapping[str, str] | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> Saved:
    """Write the register at `path` with settings and tasks to `target`, which somebody chose.

    Raises
    ------
    ExportError
        When `target` cannot be written; everything is as it was.
    """
    raise NotImplementedError
