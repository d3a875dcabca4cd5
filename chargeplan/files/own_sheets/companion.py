"""A workbook for own sheets whose register can hold none: with its rows, or with why they are not in it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from chargeplan.errors import ChargeplanError
from chargeplan.files.opc.cells import CellValue, fitting
from chargeplan.files.opc.package import Package, SheetEntry
from chargeplan.files.own_sheets.finding import reference, referred_sheet
from chargeplan.files.saving import new_workbook
from chargeplan.files.town_tables import RegisterFile
from chargeplan.i18n import sentence
from chargeplan.reference.own_sheet_words import load_own_sheet_words

_CREATED = datetime.datetime(1980, 1, 1)
"""The same rows give the same bytes."""
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?")
_MOST_DIGITS = 15
_WIDTH = 14


def table_rows(path: Path) -> list[dict[int, CellValue]]:
    """Return the rows of a file of text by column; what is written as a plain number is one."""
    rows = RegisterFile(path).table("").rows
    return [{at: _value(text) for at, text in enumerate(row, 1) if text} for row in rows]


def _value(text: str) -> CellValue:
    digits = sum(map(str.isdecimal, text))
    return Decimal(text) if digits <= _MOST_DIGITS and _NUMBER.fullmatch(text) else text


def companion(
    rows: Sequence[Mapping[int, CellValue]] | None, language: str, error: ChargeplanError | None = None
) -> bytes:
    """Return a workbook with the rows of a register, or with the reason why they are not in it.

    Raise `ExportError` for a text that is too long for a cell.
    """
    data = BytesIO()
    book = new_workbook(data)
    book.set_properties({"created": _CREATED})
    own = load_own_sheet_words().rows
    sheet = book.add_worksheet(own.title[language])
    if error is not None:
        sheet.write_string(0, 0, sentence(error, language))
    for row, values in enumerate(rows or ()):
        for column, value in values.items():
            if isinstance(value, Decimal):
                sheet.write_number(row, column - 1, value)
            else:
                sheet.write_string(row, column - 1, fitting(str(value)))
    if rows:
        sheet.set_column(0, max((max(values, default=1) for values in rows), default=1) - 1, _WIDTH)
    book.close()
    if rows is None:
        return data.getvalue()
    package = Package(data.getvalue(), own.title[language])
    package.define_name(own.name, reference(package.sheets[0], "$A$1"))
    return package.to_bytes()


def rows_sheet(package: Package) -> SheetEntry | None:
    """Return the sheet that holds the rows of a file of text, None in a workbook made otherwise."""
    meant = referred_sheet(package.defined_name(load_own_sheet_words().rows.name))
    return package.sheet(meant) if meant else None
