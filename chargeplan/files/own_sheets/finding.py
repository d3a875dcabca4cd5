"""Where an own sheet is now: by its hidden name, or by its headings when a program has dropped the name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from chargeplan.files.opc.package import Package, SheetEntry
from chargeplan.files.opc.reading import Grid, read_cells
from chargeplan.reference.own_sheet_words import OwnSheet

SEARCHED_ROWS = 30
"""So many rows are looked through for headings."""

_REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$?[A-Z]{1,3}\$?\d+(?::.*)?")


class ColumnsIn(Protocol):
    """What finds the columns, by name, that the texts of a row head; nothing where it heads none."""

    def __call__(self, headings: Mapping[int, str], *, loose: bool) -> dict[str, int]:
        """Return column id -> its number."""


def reference(sheet: SheetEntry, place: str) -> str:
    """Return how a name refers to a place of a sheet."""
    name = sheet.name.replace("'", "''")
    return f"'{name}'!{place}"


def referred_sheet(meaning: str) -> str:
    """Return the sheet that a reference is about, "" when there is none, as after it was deleted."""
    found = _REFERENCE.fullmatch(meaning.strip())
    return (found[1] or found[2]).replace("''", "'") if found else ""


def find_sheet(package: Package, own: OwnSheet, columns_in: ColumnsIn) -> SheetEntry | None:
    """Return an own sheet, None where there is none whose headings are known.

    A sheet to which the hidden name leads is ours for sure, and its headings are taken more loosely.
    """
    meant = referred_sheet(package.defined_name(own.name)).casefold()
    for entry in _likely_first(package, [meant, *own.title.values()]):
        grid = read_cells(package, entry, SEARCHED_ROWS)
        if headings_in(grid, columns_in, loose=entry.name.casefold() == meant) is not None:
            return entry
    return None


def lost_sheet(package: Package, own: OwnSheet) -> SheetEntry | None:
    """Return the sheet to which the hidden name of an own sheet leads, where `find_sheet` finds none."""
    meant = referred_sheet(package.defined_name(own.name)).casefold()
    return next((entry for entry in package.sheets if entry.name.casefold() == meant), None)


def headings_in(grid: Grid, columns_in: ColumnsIn, *, loose: bool) -> tuple[int, dict[str, int]] | None:
    """Return the row of the headings and the column of each, the row that names most; None without one."""
    best: tuple[int, dict[str, int]] | None = None
    for row, texts in rows_of(grid, SEARCHED_ROWS).items():
        columns = columns_in(texts, loose=loose)
        if columns and (best is None or len(columns) > len(best[1])):
            best = row, columns
    return best


def _likely_first(package: Package, names: Sequence[str]) -> list[SheetEntry]:
    likely = {name.casefold(): at for at, name in enumerate(names) if name}
    sheets = [entry for entry in package.sheets if entry.kind == "worksheet"]
    return sorted(sheets, key=lambda entry: likely.get(entry.name.casefold(), len(likely)))


def rows_of(grid: Grid, last_row: int = 0) -> dict[int, dict[int, str]]:
    """Return the texts of a grid by row and column, up to a row, in order."""
    found: dict[int, dict[int, str]] = {}
    for (row, column), cell in sorted(grid.items()):
        if cell.text.strip() and (not last_row or row <= last_row):
            found.setdefault(row, {})[column] = cell.text
    return found
