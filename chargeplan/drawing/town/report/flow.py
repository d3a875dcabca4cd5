"""Headings, paragraphs and tables, one below the other over as many pages as they need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chargeplan.drawing.town.chart import Chart
from chargeplan.drawing.town.look import LIGHT, Look, line_in, lines, text_width_in
from chargeplan.drawing.town.report.paper import (
    LAST_IN,
    ROOM_IN,
    SIDE_IN,
    TOP_IN,
    Align,
    Box,
    Mark,
    Page,
    Words,
)
from chargeplan.town.grading import Grade

HEADING_PT, SUBHEADING_PT, BODY_PT, TABLE_PT, HEAD_PT = 14.0, 10.5, 9.0, 7.5, 7.0
_PAD_IN = 0.045
_BASELINE = 0.8
_HEAD_COLOUR, _ZEBRA_COLOUR, _TOTAL_COLOUR = "#DCE4EA", "#F5F7F9", "#E9EEF2"
_RULE_IN = 0.008
_MOST_LINES = 20
_FIXED_PERCENT = "\u00a0%"
"""No line ends between a number and its percent."""


Cell = str | Grade
"""A text, or a grade that is shown by its mark."""


@dataclass(frozen=True)
class Column:
    """A column of a table; `width_in` is widened with its neighbours to fill the page."""

    title: str
    width_in: float
    align: Align = "left"


@dataclass(frozen=True)
class Row:
    """Cells of a row, as many as there are columns; `strong` for sums."""

    cells: Sequence[Cell]
    strong: bool = False


class Flow:
    """Lays things out on pages, from the top of the first to the bottom of the last."""

    def __init__(self) -> None:
        self.pages: list[Page] = [Page()]
        self._y = TOP_IN

    @property
    def _page(self) -> Page:
        return self.pages[-1]

    def new_page(self) -> None:
        """Go on with a new page."""
        self.pages.append(Page())
        self._y = TOP_IN

    def space(self, height_in: float) -> None:
        """Leave some room."""
        self._y += height_in

    def need(self, height_in: float) -> None:
        """Go on with a new page unless there is that much room on this one."""
        if self._y + height_in > LAST_IN and self._y > TOP_IN:
            self.new_page()

    def chart(self, make: Callable[[Look], Chart]) -> None:
        """Give a chart a page of its own."""
        if self._page.words or self._page.chart is not None:
            self.new_page()
        self._page.chart = make

    def heading(self, text: str, *, on_new_page: bool = True) -> None:
        """Begin a part of the report."""
        if on_new_page and (self._page.words or self._page.chart is not None):
            self.new_page()
        self.text(text, HEADING_PT, bold=True)
        self.space(0.08)

    def subheading(self, text: str, below_in: float = 0.9) -> None:
        """Begin a smaller part; it stays with at least that much of what follows."""
        self.space(0.1)
        self.need(line_in(SUBHEADING_PT) + below_in)
        self.text(text, SUBHEADING_PT, bold=True)
        self.space(0.04)

    def text(
        self,
        text: str,
        size_pt: float = BODY_PT,
        *,
        bold: bool = False,
        colour: str = LIGHT.ink,
        room_in: float = ROOM_IN,
        indent_in: float = 0.0,
    ) -> None:
        """Write a paragraph."""
        height = line_in(size_pt)
        for line in lines(text, room_in - indent_in, size_pt, bold).split("\n"):
            self.need(height)
            baseline = self._y + _BASELINE * height
            self._page.words.append(Words(SIDE_IN + indent_in, baseline, line, size_pt, colour, bold))
            self._y += height

    def bullets(self, texts: Sequence[str], size_pt: float = BODY_PT) -> None:
        """Write sentences, each with a dot before it."""
        for text in texts:
            height = line_in(size_pt)
            self.need(height)
            at = self._y + _BASELINE * height
            self._page.words.append(Words(SIDE_IN, at, "•", size_pt))
            self.text(text, size_pt, indent_in=0.16)
            self.space(0.03)

    def table(self, columns: Sequence[Column], rows: Sequence[Row], size_pt: float = TABLE_PT) -> None:
        """Write a table; its head is repeated on every page, and no row is broken."""
        factor = ROOM_IN / sum(column.width_in for column in columns)
        widths = [column.width_in * factor for column in columns]
        head = [
            lines(column.title, width - 2 * _PAD_IN, HEAD_PT, True)
            for column, width in zip(columns, widths, strict=True)
        ]
        first = self._height(head, HEAD_PT)
        begun = False
        for number, row in enumerate(rows):
            broken = [
                cell if isinstance(cell, Grade) else _broken(cell, width - 2 * _PAD_IN, size_pt, row.strong)
                for cell, width in zip(row.cells, widths, strict=True)
            ]
            height = self._height(broken, size_pt)
            if not begun or self._y + height > LAST_IN:
                self.need(first + height)
                if begun and self._y > TOP_IN:
                    self.new_page()
                self._head(columns, widths, head, first)
                begun = True
            colour = _TOTAL_COLOUR if row.strong else _ZEBRA_COLOUR if number % 2 else ""
            self._cells(columns, widths, broken, size_pt, height, colour, bold=row.strong)
        if not rows:
            self.need(first)
            self._head(columns, widths, head, first)
        self.space(0.12)

    @staticmethod
    def _height(cells: Sequence[Cell], size_pt: float) -> float:
        most = max((cell.count("\n") + 1 for cell in cells if isinstance(cell, str)), default=1)
        return most * line_in(size_pt) + 2 * _PAD_IN

    def _head(
        self, columns: Sequence[Column], widths: Sequence[float], head: Sequence[str], height: float
    ) -> None:
        self._cells(columns, widths, head, HEAD_PT, height, _HEAD_COLOUR, bold=True)

    def _cells(
        self,
        columns: Sequence[Column],
        widths: Sequence[float],
        cells: Sequence[Cell],
        size_pt: float,
        height: float,
        colour: str,
        *,
        bold: bool,
    ) -> None:
        page, x = self._page, SIDE_IN
        if colour:
            page.boxes.append(Box(x, self._y, ROOM_IN, height, colour))
        page.boxes.append(Box(x, self._y + height - _RULE_IN / 2, ROOM_IN, _RULE_IN, LIGHT.rule))
        for column, width, cell in zip(columns, widths, cells, strict=True):
            if isinstance(cell, Grade):
                page.marks.append(Mark(x + width / 2, self._y + _PAD_IN + line_in(size_pt) / 2, cell))
            else:
                self._cell(x, width, cell, column.align, size_pt, bold)
            x += width
        self._y += height

    def _cell(self, x: float, width: float, cell: str, align: Align, size_pt: float, bold: bool) -> None:
        at = {"left": x + _PAD_IN, "center": x + width / 2, "right": x + width - _PAD_IN}[align]
        line = line_in(size_pt)
        for number, text in enumerate(cell.split("\n")):
            baseline = self._y + _PAD_IN + (number + _BASELINE) * line
            if text:
                self._page.words.append(Words(at, baseline, text, size_pt, LIGHT.ink, bold, align))


def _broken(text: str, room_in: float, size_pt: float, bold: bool) -> str:
    """Return a cell's text in lines; those that it has already stay lines, and of too many some are left."""
    broken = [
        line
        for part in text.replace(" %", _FIXED_PERCENT).split("\n")
        for line in (
            [part]
            if text_width_in(part, size_pt, bold) <= room_in
            else lines(part, room_in, size_pt, bold).split("\n")
        )
    ]
    if len(broken) > _MOST_LINES:
        broken = [*broken[: _MOST_LINES - 1], broken[_MOST_LINES - 1] + "…"]
    return "\n".join(broken)
