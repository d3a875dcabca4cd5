"""Single cells of a sheet set in place: the row, the format, and everything around them stay."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from chargeplan.errors import ExportError
from chargeplan.files.opc.reading import LAST_ROW, cell_name, cell_place
from chargeplan.files.opc.splicing import Element, Part, markup, plain, unfit
from chargeplan.files.sheet_days import DAY_ZERO
from chargeplan.i18n import N_

CellValue = str | int | float | Decimal | date | None

MOST_CHARACTERS = 32_767
"""In one cell, of any spreadsheet program."""

_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_EPOCH_1904 = date(1904, 1, 1)
_FIRST_SURE_DAY = date(1900, 3, 1)
"""Spreadsheet programs count a 29th of February 1900 that never was."""
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_RANGE_FORMULA = re.compile(rb"<(?:\w+:)?f\s[^>]*\bt=[\"'](?:array|dataTable)[^>]*>")
_FORMULA_RANGE = re.compile(rb"\bref=[\"']([^\"']+)[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row((?:\s(?:[^>\"']|\"[^\"]*\"|'[^']*')*)?)>")
_ROW_END = re.compile(rb"</(?:\w+:)?row\s*>")
_ROW_NUMBER = re.compile(rb"\sr\s*=\s*[\"'](\d+)[\"']")
_FREE_OF_ROWS = frozenset({
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetProtection",
    "autoFilter", "conditionalFormatting", "dataValidations", "printOptions", "pageMargins", "pageSetup",
    "headerFooter",
})  # fmt: skip
_HIDING = (b"<!--", b"<![CDATA[")
"""In these, what looks like a row would be none; spreadsheet programs write neither."""
_KEPT_ATTRIBUTES = ("r", "s", "ph")


@dataclass(frozen=True)
class NewCell:
    """What a cell shall hold; `style` is the number of its format, None leaves it as it is."""

    value: CellValue
    style: int | None = None


def day_number(day: date, from_1904: bool) -> int | None:
    """Return the number by which a spreadsheet program knows a day, None where it knows it by none."""
    if from_1904:
        return (day - _EPOCH_1904).days if day >= _EPOCH_1904 else None
    return (day - DAY_ZERO).days if day >= _FIRST_SURE_DAY else None


def day_of(number: int, from_1904: bool) -> date | None:
    """Return the day of a number, None where it is of none."""
    try:
        day = date.fromordinal((_EPOCH_1904 if from_1904 else DAY_ZERO).toordinal() + number)
    except (ValueError, OverflowError):
        return None
    return day if number > 0 and (from_1904 or day >= _FIRST_SURE_DAY) else None


def fitting(text: str) -> str:
    """Return a text that fits into a cell; raise `ExportError` when it is too long for one."""
    if len(text) > MOST_CHARACTERS:
        raise ExportError(
            "text_too_long", N_("a text is longer than a cell can hold: {most} characters"),
            most=MOST_CHARACTERS,
        )  # fmt: skip
    return text


def cell_markup(
    attributes: Mapping[str, object], value: CellValue, *, from_1904: bool = False, prefix: str = ""
) -> str:
    """Return a cell as text, its attributes being places and numbers.

    A day that spreadsheet programs do not know is written as text. Raises `ExportError` for a text that is
    too long for a cell.
    """
    if isinstance(value, date):
        number = day_number(value, from_1904)
        value = value.isoformat() if number is None else number
    said = "".join(f' {name}="{told}"' for name, told in attributes.items())
    if value is None or value == "":
        return f"<{prefix}c{said}/>"
    if isinstance(value, str):
        text = plain(_UNFIT.sub(lambda found: f"_x{ord(found[0]):04X}_", fitting(value)))
        space = ' xml:space="preserve"' if value != value.strip() or "\n" in value else ""
        inside = f"<{prefix}is><{prefix}t{space}>{text}</{prefix}t></{prefix}is>"
        return f'<{prefix}c{said} t="inlineStr">{inside}</{prefix}c>'
    number_text = f"{value:f}" if isinstance(value, Decimal) else repr(value)
    return f"<{prefix}c{said}><{prefix}v>{number_text}</{prefix}v></{prefix}c>"


def row_markup(
    row: int, cells: Mapping[int, NewCell], *, height: float | None = None, from_1904: bool = False,
    prefix: str = "",
) -> str:  # fmt: skip
    """Return a new row as text, its cells in their order."""
    said: dict[str, object] = {"r": row}
    if height is not None:
        said |= {"ht": f"{height:g}", "customHeight": 1}
    texts = [
        cell_markup(
            {"r": cell_name(row, column), **({"s": cell.style} if cell.style else {})}, cell.value,
            from_1904=from_1904, prefix=prefix,
        )
        for column, cell in sorted(cells.items())
    ]  # fmt: skip
    return markup("row", said, *texts, prefix=prefix)


class SheetPart:
    """The part of a sheet, of whose cells some are to be set.

    Only the `rows` in which something is set are looked into: a register of a city is long.
    """

    def __init__(self, data: bytes, name: str, rows: frozenset[int], from_1904: bool = False) -> None:
        """Scan a sheet; raise `ImportFileError` when it cannot be changed in place."""
        self._from_1904 = from_1904
        self._found = _rows_of(data, name)
        self._numbers = [number for number, _, _ in self._found]
        self.part = Part(data, name, [(a, b) for number, a, b in self._found if number not in rows])
        sheet_data = self.part.root.child("sheetData")
        if sheet_data is None:
            raise unfit(name)
        self._data = sheet_data
        self._prefix = self.part.root.prefix
        wanted = [number for number in self._numbers if number in rows]
        self._elements = dict(zip(wanted, sheet_data.children, strict=True))
        self._new_rows: dict[int, dict[int, NewCell]] = {}
        self._new_cells: dict[int, dict[int, NewCell]] = {}
        self._farthest = (0, 0)

    # what stands there

    @property
    def protected(self) -> bool:
        """Whether somebody protects the sheet's locked cells."""
        element = self.part.root.child("sheetProtection")
        return element is not None and element.get("sheet").lower() in ("1", "true", "on")

    def row(self, row: int) -> Element | None:
        """Return the element of one of the rows that are looked into, None where there is no such row."""
        return self._elements.get(row)

    def cell(self, row: int, column: int) -> Element | None:
        """Return the element of a cell in one of the rows that are looked into."""
        element = self.row(row)
        return dict(_columns(element)).get(column) if element is not None else None

    def has_formula(self, row: int, column: int) -> bool:
        """Tell whether a formula stands in a cell, or one whose results reach over several cells."""
        element = self.cell(row, column)
        if element is not None and element.child("f") is not None:
            return True
        return any(
            begin[0] <= row <= end[0] and begin[1] <= column <= end[1] for begin, end in self._formula_ranges
        )

    @cached_property
    def _formula_ranges(self) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        found = []
        for tag in _RANGE_FORMULA.findall(self.part.data):
            told = _FORMULA_RANGE.search(tag)
            first, _, last = told[1].decode().partition(":") if told else ("", "", "")
            begin, end = cell_place(first), cell_place(last or first)
            if begin and end:
                found.append((begin, end))
        return found

    def style_of(self, row: int, column: int) -> int:
        """Return the number of a cell's format; where there is no cell, of its row or its column."""
        element = self.cell(row, column)
        if element is not None:
            return int(element.get("s") or 0)
        in_row = self.row(row)
        if in_row is not None and in_row.get("customFormat").lower() in ("1", "true"):
            return int(in_row.get("s") or 0)
        columns = self.part.root.child("cols")
        for one in columns.children if columns else ():
            if int(one.get("min")) <= column <= int(one.get("max")):
                return int(one.get("style") or 0)
        return 0

    def is_merged_into_another(self, row: int, column: int) -> bool:
        """Tell whether a cell is part of a merged range, and not the first of it."""
        merged = self.part.root.child("mergeCells")
        for one in merged.children if merged else ():
            first, _, last = one.get("ref").partition(":")
            begin, end = cell_place(first), cell_place(last)
            if begin and end and begin[0] <= row <= end[0] and begin[1] <= column <= end[1]:
                return (row, column) != begin
        return False

    # setting

    def set_cell(self, row: int, column: int, cell: NewCell) -> None:
        """Set a cell; what a formula makes must not be set."""
        self._farthest = (max(self._farthest[0], row), max(self._farthest[1], column))
        if self.row(row) is None:
            self._new_rows.setdefault(row, {})[column] = cell
            return
        element = self.cell(row, column)
        if element is None:
            if any(not one.get("r") for one in self._cells_of(row)):  # they would be counted from the new one
                raise unfit(self.part.name)
            self._new_cells.setdefault(row, {})[column] = cell
            return
        said: dict[str, object] = {
            name: element.get(name) for name in _KEPT_ATTRIBUTES if element.get(name)
        }  # fmt: skip
        if cell.style is not None:
            said["s"] = cell.style
        self.part.replace(element.start, element.end, self._markup(said, cell.value))

    def _cells_of(self, row: int) -> list[Element]:
        element = self.row(row)
        return element.all("c") if element is not None else []

    def result(self) -> bytes:
        """Return the part with all that was set."""
        for row, cells in self._new_cells.items():
            self._put_cells(row, cells)
        for row, cells in sorted(self._new_rows.items()):
            text = row_markup(row, cells, from_1904=self._from_1904, prefix=self._prefix)
            at = bisect_left(self._numbers, row)
            if at < len(self._found):
                self.part.replace(self._found[at][1], self._found[at][1], text)
            else:
                self.part.append(self._data, text)
        self._tell_size()
        return self.part.result()

    def _markup(self, attributes: Mapping[str, object], value: CellValue) -> str:
        return cell_markup(attributes, value, from_1904=self._from_1904, prefix=self._prefix)

    def _put_cells(self, row: int, cells: Mapping[int, NewCell]) -> None:
        in_row = self.row(row)
        assert in_row is not None  # or it would be a new row
        there = _columns(in_row)
        for column, cell in sorted(cells.items()):
            style = self.style_of(row, column) if cell.style is None else cell.style
            text = self._markup(
                {"r": cell_name(row, column), **({"s": style} if style else {})}, cell.value
            )  # fmt: skip
            following = next((element for number, element in there if number > column), None)
            if following is not None:
                self.part.insert_before(following, text)
            else:
                self.part.append(in_row, text)
        if in_row.get("spans"):
            self.part.set_attribute(in_row, "spans", _wider(in_row.get("spans"), cells))

    def _tell_size(self) -> None:
        element = self.part.root.child("dimension")
        first, _, last = element.get("ref").partition(":") if element is not None else ("", "", "")
        begin, end = cell_place(first), cell_place(last or first)
        if element is None or begin is None or end is None:
            return
        reach = max(end[0], self._farthest[0]), max(end[1], self._farthest[1])
        if reach != end:
            self.part.set_attribute(element, "ref", f"{first}:{cell_name(*reach)}")


def without_rows(data: bytes, name: str, rows: Collection[int]) -> bytes | None:
    """Return a sheet without some rows, those below moved up; None where something else counts on rows.

    So do formulas, merged cells, links, drawings with comments among them, and tables. Conditional formats
    and choices do not where they reach down to the last row that there can be.
    """
    found = _rows_of(data, name)
    part = Part(data, name, [(start, end) for _, start, end in found])
    ranges = [
        one
        for element in part.root.walk()
        if element.tag in ("conditionalFormatting", "dataValidation")
        for one in element.get("sqref").split()
    ]
    if (
        any(element.tag not in _FREE_OF_ROWS for element in part.root.children)
        or any(not one.endswith(str(LAST_ROW)) for one in ranges)
        or _FORMULA.search(data)
    ):
        return None
    dropped = sorted(rows)
    pieces, at = [], 0
    for number, start, end in found:
        pieces.append(data[at:start])
        by = bisect_left(dropped, number)
        if number not in rows:
            pieces.append(_moved_up(data[start:end], number, number - by) if by else data[start:end])
        at = end
    moved = Part(b"".join([*pieces, data[at:]]), name)
    _move_end(moved, "dimension", len(dropped))
    _move_end(moved, "autoFilter", len(dropped))
    return moved.result()


def _moved_up(row: bytes, number: int, new: int) -> bytes:
    named = re.compile(rb"(<(?:\w+:)?(?:row|c)\s(?:[^>]*?\s)?r=[\"'][A-Z]*)%d(?=[\"'])" % number)
    return named.sub(lambda found: found[1] + str(new).encode(), row)


def _move_end(part: Part, tag: str, by: int) -> None:
    element = part.root.child(tag)
    first, _, last = element.get("ref").partition(":") if element is not None else ("", "", "")
    end = cell_place(last)
    if element is not None and end is not None:
        part.set_attribute(element, "ref", f"{first}:{cell_name(max(1, end[0] - by), end[1])}")


def _rows_of(data: bytes, name: str) -> list[tuple[int, int, int]]:
    """Return the number of each row of a sheet, and where it begins and ends, in their order."""
    if any(sign in data for sign in _HIDING):
        raise unfit(name)
    found, at, number = [], 0, 0
    while (tag := _ROW.search(data, at)) is not None:
        told = _ROW_NUMBER.search(tag[1])
        number = int(told[1]) if told else number + 1
        at = tag.end()
        if not tag[0].endswith(b"/>"):
            end = _ROW_END.search(data, at)
            if end is None:
                raise unfit(name)
            at = end.end()
        found.append((number, tag.start(), at))
    if any(later[0] <= one[0] for one, later in pairwise(found)):
        raise unfit(name)
    return found


def _columns(row: Element) -> list[tuple[int, Element]]:
    found, column = [], 0
    for element in row.children:
        if element.tag == "c":
            place = cell_place(element.get("r"))
            column = place[1] if place else column + 1
            found.append((column, element))
    return found


def _wider(spans: str, cells: Mapping[int, NewCell]) -> str:
    """Return the span of columns of a row that gets cells; several spans become one."""
    numbers = [int(number) for number in re.findall(r"\d+", spans)]
    return f"{min([*numbers, *cells])}:{max([*numbers, *cells])}"
