"""Formats and page settings that all sheets share, and a sheet that is written row by row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from chargeplan.files.workbook.texts import plain, row_height
from chargeplan.i18n import N_, tr

MISSING_FILL = "#FFD9A0"
INPUT_FILL = "#FFFBE0"
HEADING_POINTS = 18.0
_TITLE_POINTS = 28.0
_HEAD_POINTS = 24.0
_HEAD_FILL = "#DDE7EE"
_CHAPTER_FILL = "#F1F4F6"
_LINE = "#8A949B"
_NOTE = "#5B666D"
_FONTS = {"zh_CN": "SimSun", "en": "Arial"}
_TABLE = {"border": 1, "border_color": _LINE, "text_wrap": True}
_A4 = 9
_SMALL_SHARE = 10 / 9
_FIT_ALL_ROWS = 0
_PAPER_INCHES = (11.69, 8.27)
_MARGINS_INCHES = {"left": 0.5, "right": 0.5, "top": 0.6, "bottom": 0.7}
_POINTS_PER_INCH = 72.0
_PIXELS_PER_INCH = 96.0
_SURE_SHARE = 0.96
"""Share of a page that is reckoned with where pages are broken by hand: printers differ."""

_LEAST_PERCENT = 10
_CHARACTER_PIXELS = 7.42
_PADDING_PIXELS = 5
"""Of a column: programs that do not round to whole pixels take a digit of the common font for that wide."""

_BOLD_SHARE = 0.88
"""Share of a column that bold texts are reckoned with."""

_DECIMAL_FORMATS = {0: "0", 1: "#,##0.0", 2: "#,##0.00", 3: "#,##0.000", 4: "#,##0.0000"}
NOTHING_HERE = N_("none")
SUM = "#,##0.00;-#,##0.00;"
"""Money that is not written where it is nothing."""

AMOUNT = "#,##0.00"
PERCENT = "0.00"
COUNT = "0"


def number_format(decimals: int) -> str:
    """Return the number format of a quantity."""
    return _DECIMAL_FORMATS[decimals]


def money_format(language: str, *, blank_zero: bool) -> str:
    """Return the number format of money: nothing, or words that say so, where there is no price yet."""
    if blank_zero:
        return SUM
    return f'[=0]"{tr("to be asked", language)}";#,##0.00'


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    head, width, align
        Its head, its width in characters, and how its cells are aligned.
    above
        A head above; columns side by side with the same one share it, and the table has two rows of heads.
    number
        Number format of its figures.
    """

    head: str
    width: float
    align: str = "left"
    above: str = ""
    number: str = ""


@dataclass(frozen=True)
class Live:
    """A formula with the value that it has now."""

    formula: str
    value: Decimal | int | float | str


@dataclass(frozen=True)
class Asked:
    """A cell that somebody fills in."""


Cell = str | Decimal | int | float | Live | Asked | None
"""What a cell of a row holds; nothing for None."""


class PlainSheet(Worksheet):  # type: ignore[misc]
    """A sheet whose formulas hold none of the functions that came after Excel 2007.

    XlsxWriter looks for thirty of them, one after the other, in every formula: a sixth of an export.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


class Formats:
    """The formats of one workbook, made once each."""

    def __init__(self, book: Any, language: str) -> None:
        self._book = book
        self._font = _FONTS[language]
        self._made: dict[tuple[Any, ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        """Return the format with these XlsxWriter properties on top of the common ones."""
        key = tuple(properties.items())
        return self._made.get(key) or self._add(key, properties)

    def cell(self, align: str = "left", **properties: Any) -> Any:
        """Return the format of a table's cell."""
        key = (align, *properties.items())
        return self._made.get(key) or self._add(key, {**_TABLE, "align": align, **properties})

    def _add(self, key: tuple[Any, ...], properties: Mapping[str, Any]) -> Any:
        common = {"font_name": self._font, "font_size": 10, "valign": "vcenter"}
        made = self._made[key] = self._book.add_format({**common, **properties})
        return made

    @cached_property
    def left(self) -> Any:
        """The format of a table's texts."""
        return self.cell()

    @cached_property
    def centre(self) -> Any:
        """The format of a table's short texts and numbers of order."""
        return self.cell("center")

    def head(self) -> Any:
        """Return the format of a table's head."""
        return self.cell("center", bold=True, bg_color=_HEAD_FILL)

    def chapter(self, align: str = "left", **properties: Any) -> Any:
        """Return the format of a chapter's row."""
        return self.cell(align, bold=True, bg_color=_CHAPTER_FILL, **properties)

    def title(self) -> Any:
        """Return the format of a sheet's title."""
        return self.get(bold=True, font_size=16)

    def note(self, **properties: Any) -> Any:
        """Return the format of small print."""
        return self.get(font_color=_NOTE, font_size=9, **properties)


class Page:
    """One sheet: title, line of notes, head, then rows; A4 landscape with repeated head and page numbers."""

    HEAD_ROW = 2

    def __init__(self, sheet: Any, formats: Formats, language: str, columns: Sequence[Column]) -> None:
        self.sheet = sheet
        self.formats = formats
        self.language = language
        self.columns = tuple(columns)
        self.head_rows = 2 if any(column.above for column in columns) else 1
        self.row = self.first_row
        self._head_points = 0.0

    @property
    def first_row(self) -> int:
        """The first row below the head."""
        return self.HEAD_ROW + self.head_rows

    @cached_property
    def quoted_name(self) -> str:
        """The sheet's name as formulas write it."""
        return "'" + str(self.sheet.get_name()).replace("'", "''") + "'"

    def reference(self, row: int, column: int) -> str:
        """Return a cell as formulas of other sheets write it."""
        return f"{self.quoted_name}!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"

    def here(self, column: int, row: int | None = None) -> str:
        """Return a cell of the current row, or of another one, as formulas of this sheet write it."""
        return str(xl_rowcol_to_cell(self.row if row is None else row, column))

    def open(self, title: str, notes: str) -> None:
        """Write title, notes and head, and set the page up."""
        self.sheet.set_default_row(row_height([]))
        self.sheet.set_row(0, _TITLE_POINTS)
        self.text(0, 0, title, self.formats.title())
        self.text(1, 0, notes, self.formats.note())
        self._heads()
        self.sheet.freeze_panes(self.first_row, 0)
        self.sheet.repeat_rows(0, self.first_row - 1)
        set_up_page(self.sheet, self.language)

    def _heads(self) -> None:
        style = self.formats.head()
        for index, column in enumerate(self.columns):
            self.sheet.set_column(index, index, column.width)
            if self.head_rows == 1 or column.above:
                self.text(self.first_row - 1, index, column.head, style)
        above = self._upper_heads(style) if self.head_rows > 1 else 0.0
        texts = [(column.head, column.width * _BOLD_SHARE) for column in self.columns]
        heads = max(_HEAD_POINTS, row_height(texts))
        self.sheet.set_row(self.first_row - 1, heads)
        self._head_points = _TITLE_POINTS + row_height([]) + heads + above

    def _upper_heads(self, style: Any) -> float:
        """Write the upper row of heads; return its height [points]."""
        texts: list[tuple[str, float]] = []
        at = 0
        for above, together in groupby(self.columns, key=lambda column: column.above):
            widths = [column.width for column in together]
            count = len(widths)
            if above:
                texts.append((above, sum(widths) * _BOLD_SHARE))
                self._merged(self.HEAD_ROW, at, at + count - 1, above, style)
            else:
                for index in range(at, at + count):
                    self._merged(self.first_row - 1, index, index, self.columns[index].head, style)
            at += count
        height = max(HEADING_POINTS, row_height(texts))
        self.sheet.set_row(self.HEAD_ROW, height)
        return height

    def _merged(self, last_row: int, first: int, last: int, text: str, style: Any) -> None:
        place = (self.HEAD_ROW, first, last_row, last)
        if place[:2] != place[2:]:
            self.sheet.merge_range(*place, "", style)
        self.text(self.HEAD_ROW, first, text, style)

    def close(self) -> None:
        """Set the area that is printed."""
        self.sheet.print_area(0, 0, max(self.row - 1, self.first_row), len(self.columns) - 1)

    def break_by_hand(self, breaks: Sequence[int]) -> None:
        """Begin a new printed page at each of these rows; the page's width decides the scale."""
        self.sheet.set_print_scale(self.scale_percent)
        self.sheet.set_h_pagebreaks([row for row in breaks if row > self.first_row])

    @property
    def scale_percent(self) -> int:
        """The scale at which the columns take one page of A4 landscape [%]."""
        pixels = sum(column.width * _CHARACTER_PIXELS + _PADDING_PIXELS for column in self.columns)
        inches = _PAPER_INCHES[0] - _MARGINS_INCHES["left"] - _MARGINS_INCHES["right"]
        most = int(_SURE_SHARE * inches * _PIXELS_PER_INCH / pixels * 100)
        return max(_LEAST_PERCENT, min(100, most))

    @property
    def room_points(self) -> float:
        """The height that rows may take on one printed page, repeated heads left out [points]."""
        inches = _PAPER_INCHES[1] - _MARGINS_INCHES["top"] - _MARGINS_INCHES["bottom"]
        return _SURE_SHARE * inches * _POINTS_PER_INCH * 100 / self.scale_percent - self._head_points

    def text(self, row: int, column: int, text: str, cell_format: Any) -> None:
        """Write a text as text, whatever it begins with."""
        self.sheet.write_string(row, column, plain(text), cell_format)

    def number(self, row: int, column: int, value: Decimal | int | float, cell_format: Any) -> None:
        """Write a number."""
        self.sheet.write_number(row, column, float(value), cell_format)

    def formula(
        self, row: int, column: int, formula: str, value: Decimal | int | float | str, cell_format: Any
    ) -> None:
        """Write a live formula with the value that it has now."""
        stored = value if isinstance(value, str) else float(value)
        self.sheet.write_formula(row, column, formula, cell_format, stored)

    def blanks(self, cell_format: Any, *filled: int) -> None:
        """Give every cell of the current row a format, except those in columns that are `filled`."""
        for index in range(len(self.columns)):
            if index not in filled:
                self.sheet.write_blank(self.row, index, None, cell_format)

    def heading(self, text: str, column: int = 1) -> float:
        """Write a row that heads the rows below it; return its height [points]."""
        self.blanks(self.formats.chapter(), column)
        self.text(self.row, column, text, self.formats.chapter())
        height = self.height_of([(column, text)], least=HEADING_POINTS, bold=True)
        self.sheet.set_row(self.row, height)
        self.row += 1
        return height

    def nothing(self) -> None:
        """Write a row that says that there is nothing to be listed."""
        texts: list[Cell] = [None, tr(NOTHING_HERE, self.language)]
        self.cells([*texts, *[None] * (len(self.columns) - 2)])

    def cells(
        self,
        cells: Sequence[Cell],
        *,
        bold: bool = False,
        missing: Collection[int] = (),
        numbers: Mapping[int, str] | None = None,
    ) -> int:
        """Write a row and return which one it is.

        Parameters
        ----------
        bold
            Whether it is a total.
        missing
            Columns that are coloured, as something is not known there.
        numbers
            Number formats of columns whose figure is not of the column's own kind.
        """
        texts: list[tuple[int, str]] = []
        for index, (column, cell) in enumerate(zip(self.columns, cells, strict=True)):
            number = (numbers or {}).get(index, column.number)
            style = self._style(column, number, bold=bold, missing=index in missing, asked=cell == Asked())
            if isinstance(cell, Live):
                self.formula(self.row, index, cell.formula, cell.value, style)
            elif isinstance(cell, str):
                self.text(self.row, index, cell, style)
                texts.append((index, cell))
            elif cell is None or isinstance(cell, Asked):
                self.sheet.write_blank(self.row, index, None, style)
                if isinstance(cell, Asked) and column.align == "right":
                    self.asks_amount(self.row, index)
            else:
                self.number(self.row, index, cell, style)
        self.fit(texts, least=HEADING_POINTS if bold else 0.0, bold=bold)
        self.row += 1
        return self.row - 1

    def asks_amount(self, row: int, column: int) -> None:
        """Let a cell take nothing but numbers that are not negative."""
        said = tr("A number, 0 or more, without unit or text.", self.language)
        rule = {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": said}
        self.sheet.data_validation(row, column, row, column, rule)

    def _style(self, column: Column, number: str, *, bold: bool, missing: bool, asked: bool) -> Any:
        extra: dict[str, Any] = {"num_format": number} if number else {}
        if asked:
            extra |= {"bg_color": INPUT_FILL, "locked": False}
        elif bold:
            extra |= {"bold": True, "bg_color": _CHAPTER_FILL}
        if missing:
            extra["bg_color"] = MISSING_FILL
        return self.formats.cell(column.align, **extra)

    def fit(
        self,
        cells: Sequence[tuple[int, str]],
        *,
        small: Sequence[int] = (),
        least: float = 0.0,
        bold: bool = False,
    ) -> None:
        """Make the current row as high as its wrapped texts need."""
        height = self.height_of(cells, small=small, least=least, bold=bold)
        if height > row_height([]):
            self.sheet.set_row(self.row, height)

    def height_of(
        self,
        cells: Sequence[tuple[int, str]],
        *,
        small: Sequence[int] = (),
        least: float = 0.0,
        bold: bool = False,
    ) -> float:
        """Return how high a row with these wrapped texts is [points]; `small` columns are of 9 points."""
        share = _BOLD_SHARE if bold else 1.0
        sized = [
            (plain(text), share * self.columns[column].width * (_SMALL_SHARE if column in small else 1.0))
            for column, text in cells
        ]
        return max(least, row_height(sized))


def set_up_page(sheet: Any, language: str) -> None:
    """Set A4 landscape, one page wide, with page numbers."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(**_MARGINS_INCHES)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, _FIT_ALL_ROWS)
    pages = tr("Page {page} of {pages}", language, page="&P", pages="&N")
    sheet.set_footer(f"&C&9{pages}&R&9&A")
