"""Formats and page settings that all sheets share, and a sheet that is written row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from chargeplan.files.workbook.texts import plain, row_height
from chargeplan.i18n import N_, tr

MISSING_FILL = "#FFD9A0"
INPUT_FILL = "#FFFBE0"
HEADING_POINTS = 18.0
_HEAD_FILL = "#DDE7EE"
_CHAPTER_FILL = "#F1F4F6"
_LINE = "#8A949B"
_NOTE = "#5B666D"
_FONTS = {"zh_CN": "SimSun", "en": "Arial"}
_TABLE = {"border": 1, "border_color": _LINE, "text_wrap": True}
_A4 = 9
_SMALL_SHARE = 10 / 9
_FIT_ALL_ROWS = 0
_DECIMAL_FORMATS = {0: "0", 2: "#,##0.00", 3: "#,##0.000", 4: "#,##0.0000"}


def number_format(decimals: int) -> str:
    """Return the number format of a quantity."""
    return _DECIMAL_FORMATS[decimals]


def money_format(language: str, *, blank_zero: bool) -> str:
    """Return the number format of money: nothing, or words that say so, where there is no price yet."""
    if blank_zero:
        return "#,##0.00;-#,##0.00;"
    return f'[=0]"{tr("to be asked", language)}";#,##0.00'


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, width in characters, and how its cells are aligned."""

    head: str
    width: float
    align: str = "left"


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
        self.row = self.HEAD_ROW + 1

    @cached_property
    def quoted_name(self) -> str:
        """The sheet's name as formulas write it."""
        return "'" + str(self.sheet.get_name()).replace("'", "''") + "'"

    def reference(self, row: int, column: int) -> str:
        """Return a cell as formulas of other sheets write it."""
        return f"{self.quoted_name}!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"

    def open(self, title: str, notes: str) -> None:
        """Write title, notes and head, and set the page up."""
        self.sheet.set_default_row(row_height([]))
        self.sheet.set_row(0, 28)
        self.text(0, 0, title, self.formats.title())
        self.text(1, 0, notes, self.formats.note())
        for index, column in enumerate(self.columns):
            self.sheet.set_column(index, index, column.width)
            self.text(self.HEAD_ROW, index, column.head, self.formats.head())
        self.sheet.set_row(
            self.HEAD_ROW, max(24.0, row_height([(column.head, column.width) for column in self.columns]))
        )
        self.sheet.freeze_panes(self.HEAD_ROW + 1, 0)
        self.sheet.repeat_rows(0, self.HEAD_ROW)
        set_up_page(self.sheet, self.language)

    def close(self) -> None:
        """Set the area that is printed."""
        self.sheet.print_area(0, 0, max(self.row - 1, self.HEAD_ROW + 1), len(self.columns) - 1)

    def text(self, row: int, column: int, text: str, cell_format: Any) -> None:
        """Write a text as text, whatever it begins with."""
        self.sheet.write_string(row, column, plain(text), cell_format)

    def number(self, row: int, column: int, value: Decimal | int | float, cell_format: Any) -> None:
        """Write a number."""
        self.sheet.write_number(row, column, float(value), cell_format)

    def formula(
        self, row: int, column: int, formula: str, value: Decimal | int | float, cell_format: Any
    ) -> None:
        """Write a live formula with the value that it has now."""
        self.sheet.write_formula(row, column, formula, cell_format, float(value))

    def blanks(self, cell_format: Any, *filled: int) -> None:
        """Give every cell of the current row a format, except those in columns that are `filled`."""
        for index in range(len(self.columns)):
            if index not in filled:
                self.sheet.write_blank(self.row, index, None, cell_format)

    def fit(self, cells: Sequence[tuple[int, str]], *, small: Sequence[int] = (), least: float = 0.0) -> None:
        """Make the current row as high as its wrapped texts need; `small` columns are of 9 points."""
        sized = [
            (plain(text), self.columns[column].width * (_SMALL_SHARE if column in small else 1.0))
            for column, text in cells
        ]
        height = max(least, row_height(sized))
        if height > row_height([]):
            self.sheet.set_row(self.row, height)


def set_up_page(sheet: Any, language: str) -> None:
    """Set A4 landscape, one page wide, with page numbers."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, _FIT_ALL_ROWS)
    pages = tr("Page {page} of {pages}", language, page="&P", pages="&N")
    sheet.set_footer(f"&C&9{pages}&R&9&A")


NOTHING_HERE = N_("none")
