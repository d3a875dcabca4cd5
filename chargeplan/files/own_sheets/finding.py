"""Where an own sheet is now: by its hidden name, or by its headings when a program has dropped the name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from chargeplan.files.opc.package import Package, SheetEntry
from chargeplan.files.opc.reading import Grid, read_cells
from chargeplan.reference.own_sheet_words import OwnSheet

SEARCHED_ROWS = 30
"""So many rows are looked through for headings."""

_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?[A-Z]{1,3}\$?\d+(?::.*)?")

Rows = Mapping[int, Mapping[int, str]]


def reference(sheet: SheetEntry, place: str) -> str:
    """Return how a name refers to a place of a sheet."""
    name = sheet.name.replace("'", "''")
    return f"'{name}'!{place}"


def referred_sheet(meaning: str) -> str:
    """Return the sheet that a reference is about, "" when there is none, as after it was deleted."""
    found = _REFERENCE.fullmatch(meaning.strip())
    return (found[1] or found[2]).replace("''", "'") if found else ""


def find_sheet(package: Package, own: OwnSheet, is_own: Callable[[Grid], bool]) -> SheetEntry | None:
    """Return an own sheet, None where there is none whose headings are known."""
    meant = referred_sheet(package.defined_name(own.name))
    for entry in _likely_first(package, {meant, *own.title.values()} - {""}):
        if is_own(read_cells(package, entry, SEARCHED_ROWS)):
            return entry
    return None


def _likely_first(package: Package, names: Iterable[str]) -> list[SheetEntry]:
    likely = {name.casefold() for name in names}
    sheets = [entry for entry in package.sheets if entry.kind == "worksheet"]
    return sorted(sheets, key=lambda entry: entry.name.casefold() not in likely)


def rows_of(grid: Grid, last_row: int = 0) -> dict[int, dict[int, str]]:
    """Return the texts of a grid by row and column, up to a row, in order."""
    found: dict[int, dict[int, str]] = {}
    for (row, column), cell in sorted(grid.items()):
        if cell.text.strip() and (not last_row or row <= last_row):
            found.setdefault(row, {})[column] = cell.text
    return found
