"""A clean register as a workbook: one estate a row, every field a column, read again as it was written."""

from __future__ import annotations

import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from chargeplan.files.opc.cells import fitting
from chargeplan.files.saving import new_workbook
from chargeplan.files.sheet_days import created_on
from chargeplan.i18n import DEFAULT_LANGUAGE, pick
from chargeplan.model.site import EstateKind
from chargeplan.reference.register_words import RegisterField, load_register_words
from chargeplan.town.register import CoordinateSystem, Register, field_of

"""Stands in the properties of a workbook none of whose rows has a date."""
_NUMBER_FORMATS = {
    "count": "#,##0",
    "area": "#,##0.00",
    "year": "0",
    "date": "yyyy-mm-dd",
    "coordinate": "0.000000",
}
_SPARE_ROWS = 500
"""Rows below the last estate that have the same choices in their cells, for estates to come."""
_HEAD_HEIGHT = 32
_NAME_COLUMNS = 2


def register_xlsx(register: Register, *, language: str = DEFAULT_LANGUAGE) -> bytes:
    """Return a register as a workbook; the same register gives the same bytes.

    A row without a code or name stays without; what looks like a formula is a text.

    Raises
    ------
    ExportError
        When a text is longer than any cell may be.
    """
    data = BytesIO()
    book = new_workbook(data)
    book.set_properties({"title": register.title, "created": created_on(register.latest_day)})
    _Sheet(book, register, language).write()
    book.close()
    return data.getvalue()


def heading_of(one: RegisterField, language: str = DEFAULT_LANGUAGE) -> str:
    """Return what heads the column of a field in a clean register, its unit in brackets."""
    title = pick(one.title, language)
    if not one.unit:
        return title
    unit = pick(load_register_words().written[f"unit_{one.unit}"], language)
    return f"{title}({unit})"


def cell_value(value: object, language: str = DEFAULT_LANGUAGE) -> Any:
    """Return what stands in the cell of a clean register for a value of an estate, None for unknown."""
    written = load_register_words().written
    if value is None or value == "" or value is False:
        return None
    if value is True:
        return pick(written["illustrative"], language)
    if isinstance(value, EstateKind):
        return pick(written[f"kind_{value.value}"], language)
    if isinstance(value, CoordinateSystem):
        return pick(written[f"system_{value.value}"], language)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


class _Sheet:
    def __init__(self, book: Any, register: Register, language: str) -> None:
        words = load_register_words()
        self._register = register
        self._language = language
        self._fields = words.written_fields()
        self._sheet = book.add_worksheet(pick(words.written["sheet"], language))
        self._title_format = book.add_format({"bold": True, "font_size": 14})
        self._head_format = book.add_format(
            {"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1,
             "bg_color": "#DDE7EE"}
        )  # fmt: skip
        self._formats = {
            kind: book.add_format({"num_format": shape, "border": 1, "border_color": "#C8CED3"})
            for kind, shape in _NUMBER_FORMATS.items()
        }
        self._text_format = book.add_format(
            {"num_format": "@", "border": 1, "border_color": "#C8CED3", "indent": 1}
        )
        self._head = 1 if register.title else 0

    def write(self) -> None:
        """Write title, headings and rows, and set the page up."""
        if self._register.title:
            self._text(0, 0, self._register.title, self._title_format)
        self._sheet.set_row(self._head, _HEAD_HEIGHT)
        for column, one in enumerate(self._fields):
            self._sheet.set_column(column, column, one.width)
            self._text(self._head, column, heading_of(one, self._language), self._head_format)
            self._offer_choices(column, one)
        for number, row in enumerate(self._register.rows, self._head + 1):
            for column, one in enumerate(self._fields):
                self._cell(number, column, one, cell_value(field_of(row, one.id), self._language))
        self._set_page()

    def _set_page(self) -> None:
        last = self._head + max(len(self._register.rows), 1)
        self._sheet.freeze_panes(self._head + 1, _NAME_COLUMNS)
        self._sheet.autofilter(self._head, 0, last, len(self._fields) - 1)
        self._sheet.repeat_rows(self._head)
        self._sheet.set_landscape()
        self._sheet.set_paper(8)  # A3
        self._sheet.fit_to_pages(1, 0)

    def _offer_choices(self, column: int, one: RegisterField) -> None:
        """Let a cell of kinds or coordinate systems be chosen from a list; other words stay possible."""
        values: tuple[EstateKind | CoordinateSystem, ...] = ()
        if one.kind == "estate_kind":
            values = tuple(EstateKind)
        elif one.kind == "system":
            values = tuple(CoordinateSystem)
        if values:
            last = self._head + len(self._register.rows) + _SPARE_ROWS
            choices = {
                "validate": "list",
                "source": [cell_value(value, self._language) for value in values],
                "error_type": "information",
            }
            self._sheet.data_validation(self._head + 1, column, last, column, choices)

    def _cell(self, row: int, column: int, one: RegisterField, value: Any) -> None:
        shape = self._formats.get(one.kind, self._text_format)
        if value is None:
            self._sheet.write_blank(row, column, None, shape)
        elif isinstance(value, datetime.date):
            self._sheet.write_datetime(row, column, datetime.datetime.combine(value, datetime.time()), shape)
        elif isinstance(value, str):
            self._text(row, column, value, self._text_format)
        else:
            self._sheet.write_number(row, column, value, shape)

    def _text(self, row: int, column: int, text: str, shape: Any) -> None:
        self._sheet.write_string(row, column, fitting(text), shape)
