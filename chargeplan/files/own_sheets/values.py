"""What stands in a cell of an own sheet, read as what it should be."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from chargeplan.files.opc.cells import day_of
from chargeplan.files.opc.reading import Cell
from chargeplan.files.town_values import read_date

_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_MOST_DIGITS = 17
"""Spreadsheet programs write no number with more; what has more was written by this program, and is exact."""
_REMEMBERED = 2**14
"""The same few days and amounts stand in thousands of cells."""
_LARGEST = Decimal(10) ** 15


def number_of(cell: Cell) -> Decimal | None:
    """Return the number in a cell, without binary noise; a text that is one counts, and so does a share."""
    return _number(cell.kind, cell.text) if cell.kind in ("number", "text") else None


@lru_cache(maxsize=_REMEMBERED)
def _number(kind: str, written: str) -> Decimal | None:
    text = unicodedata.normalize("NFKC", written).strip().replace("\u2212", "-")
    share = kind == "text" and text.endswith("%")
    text = text.removesuffix("%").strip() if share else text
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) > _LARGEST:
        return None
    if kind == "number" and len(number.as_tuple().digits) <= _MOST_DIGITS:
        number = _plain(Decimal(repr(float(text))))
    return number / 100 if share else number


def _plain(number: Decimal) -> Decimal:
    return Decimal(int(number)) if number == int(number) else number


def whole_of(cell: Cell) -> int | None:
    """Return the whole number in a cell."""
    number = number_of(cell)
    return int(number) if number is not None and number == int(number) else None


def day_in(cell: Cell, from_1904: bool) -> date | None:
    """Return the day in a cell, whether it is a date, its number, or a text."""
    return _day(cell.kind, cell.text, from_1904)


@lru_cache(maxsize=_REMEMBERED)
def _day(kind: str, text: str, from_1904: bool) -> date | None:
    if kind == "number":
        number = _number(kind, text)
        if number is None or number < 0:
            return None
        packed = read_date(str(int(number)))[0] if number >= _LEAST_PACKED else None
        return packed or day_of(int(number), from_1904)
    if kind in ("text", "day"):
        found = read_date(text)[0]
        return found if isinstance(found, date) else None
    return None


_LEAST_PACKED = 10_000_000
"""From here on a number is a day written without signs, such as 20260331."""


def text_of(cell: Cell, shows_day: bool = False, from_1904: bool = False) -> str:
    """Return what stands in a cell as text; a number that is shown as a day becomes that day."""
    if cell.kind == "number":
        if shows_day and (day := day_in(cell, from_1904)) is not None:
            return day.isoformat()
        number = number_of(cell)
        return cell.text if number is None else f"{_plain(number):f}"
    return cell.text
