"""Texts that a workbook can hold, and the room they take."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection
from decimal import Decimal
from functools import lru_cache

_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NUMBERED = re.compile(r"^\d+\.\s*")
_NOT_IN_TABS = re.compile(r"[\[\]:*?/\\\s]+")
_LONGEST_TAB = 31
_LONGEST = 32_767
_SHORT = 60
_ROW_POINTS = 17.0
_LINE_POINTS = 12.5
_WIDE_LINE_POINTS = 14.0
"""Height of a further line, in letters and in wide characters: where SimSun is not there, others stand in."""

_TALLEST_POINTS = 409.0
_MOST_LINES = 1 + int((_TALLEST_POINTS - _ROW_POINTS) / _WIDE_LINE_POINTS)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return `text` without the characters that no workbook may hold, cut to the longest a cell takes."""
    return _FORBIDDEN.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))[:_LONGEST]


def bare(number: Decimal) -> str:
    """Return a number without decimals that say nothing."""
    return f"{number.normalize():f}"


def one_line(features: str) -> str:
    """Return numbered features, one a line, as one line without the numbers."""
    return "; ".join(_NUMBERED.sub("", feature) for feature in features.split("\n"))


def short(text: str) -> str:
    """Return a name on one line, cut to what a reference to it needs."""
    line = " ".join(plain(text).split())
    return line if len(line) <= _SHORT else line[: _SHORT - 1] + "…"


def tab(text: str, taken: Collection[str]) -> str:
    """Return `text` as the name of a sheet, other than those that are `taken`."""
    name = _NOT_IN_TABS.sub(" ", plain(text)).strip(" '") or "-"
    number, wanted = 1, name[:_LONGEST_TAB]
    while wanted.casefold() in {one.casefold() for one in taken}:
        number += 1
        wanted = f"{name[: _LONGEST_TAB - 4]} {number}"
    return wanted


@lru_cache(maxsize=4096)
def width_of(text: str) -> float:
    """Return the width of one line of text in characters of a column; wide characters count two."""
    return sum(2.0 if unicodedata.east_asian_width(letter) in "WFA" else 1.0 for letter in text)


def lines_in(text: str, column_width: float) -> int:
    """Return how many lines wrapped text takes in a column of that width."""
    room = max(1.0, column_width - 1.5)
    if 2 * len(text) <= room and "\n" not in text:
        return 1
    return sum(max(1, math.ceil(width_of(line) / room)) for line in text.split("\n"))


def pieces(text: str, column_width: float) -> list[str]:
    """Cut a text into parts of which each fits one row; one part at least."""
    found, lines = [""], 0
    for line in plain(text).split("\n"):
        for part in _parts_of_line(line, column_width):
            taken = lines_in(part, column_width)
            if lines and lines + taken > _MOST_LINES:
                found.append("")
                lines = 0
            found[-1] += ("\n" if lines else "") + part
            lines += taken
    return found


def _parts_of_line(line: str, column_width: float) -> list[str]:
    """Cut a line that is higher than a row in two until none is."""
    if lines_in(line, column_width) <= _MOST_LINES:
        return [line]
    middle = len(line) // 2
    return _parts_of_line(line[:middle], column_width) + _parts_of_line(line[middle:], column_width)


def row_height(cells: list[tuple[str, float]]) -> float:
    """Return the height [points] of a row that holds wrapped texts in columns of given widths."""
    return min(_TALLEST_POINTS, max((_height(text, width) for text, width in cells), default=_ROW_POINTS))


def _height(text: str, column_width: float) -> float:
    lines = lines_in(text, column_width)
    if lines == 1:
        return _ROW_POINTS
    return _ROW_POINTS + (lines - 1) * (_LINE_POINTS if _narrow(text) else _WIDE_LINE_POINTS)


@lru_cache(maxsize=4096)
def _narrow(text: str) -> bool:
    return text.isascii() or not any(unicodedata.east_asian_width(letter) in "WF" for letter in text)
