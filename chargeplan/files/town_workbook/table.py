"""Tables whose columns are known by id, so that formulas name fields and never letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from chargeplan.files.workbook.pages import Cell, Column, Page

_A3 = 8


@dataclass(frozen=True)
class Field:
    """A column of a table with its id."""

    id: str
    column: Column


class Table:
    """A page whose rows are written by field; it remembers where its rows stand."""

    def __init__(self, page: Page, fields: Sequence[Field]) -> None:
        self.page = page
        self.columns = {field.id: number for number, field in enumerate(fields)}
        self.first_row = page.first_row

    @property
    def row(self) -> int:
        """The row that is written next."""
        return self.page.row

    def here(self, field: str, row: int | None = None) -> str:
        """Return a cell as formulas of this sheet write it."""
        return self.page.here(self.columns[field], row)

    def there(self, field: str, row: int) -> str:
        """Return a cell as formulas of other sheets write it."""
        return self.page.reference(row, self.columns[field])

    def span(self, field: str, last_row: int, *, outside: bool = True) -> str:
        """Return a field of all rows down to one, as formulas of other sheets, or of this one, write it."""
        column = self.columns[field]
        first = xl_rowcol_to_cell(self.first_row, column, row_abs=True, col_abs=True)
        last = xl_rowcol_to_cell(last_row, column, row_abs=True, col_abs=True)
        return f"{self.page.quoted_name}!{first}:{last}" if outside else f"{first}:{last}"

    def place(self, field: str, last_row: int) -> list[Any]:
        """Return the same cells as charts take them."""
        column = self.columns[field]
        return [self.page.sheet.get_name(), self.first_row, column, last_row, column]

    def write(self, cells: Mapping[str, Cell], *, bold: bool = False, unknown: Sequence[str] = ()) -> int:
        """Write a row; fields that are not named stay empty, `unknown` ones are coloured."""
        missing = [self.columns[field] for field in unknown]
        return self.page.cells([cells.get(field) for field in self.columns], bold=bold, missing=missing)


@dataclass(frozen=True)
class RowPlaces:
    """Where the rows of estates stand, by their codes, and which is the last."""

    table: Table
    rows: Mapping[str, int]
    last_row: int

    def cell(self, field: str, code: str) -> str:
        """Return a field of one estate, as formulas of other sheets write it."""
        return self.table.there(field, self.rows[code])

    def span(self, field: str) -> str:
        """Return a field of all estates, as formulas of other sheets write it."""
        return self.table.span(field, self.last_row)


def wide(page: Page) -> None:
    """Let a table of many columns be printed on A3."""
    page.sheet.set_paper(_A3)
