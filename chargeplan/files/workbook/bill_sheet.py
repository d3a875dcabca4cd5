"""The bill of one unit of works: nine columns of the standard, live formulas, a sum on every page.

Pages are broken by hand, so that each printed one ends with its own sum. Only lines have a number in the
first column; sums add the amounts beside such numbers, and never one another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_range, xl_range_abs

from chargeplan.costing.bill import BillChapter, BillLine, WorksBill
from chargeplan.files.workbook.pages import (
    HEADING_POINTS,
    INPUT_FILL,
    MISSING_FILL,
    SUM,
    Column,
    Live,
    Page,
    number_format,
)
from chargeplan.files.workbook.tender import Tender
from chargeplan.i18n import N_, pick, tr

NUMBER, CODE, TITLE, FEATURES, UNIT, QUANTITY, RATE, AMOUNT, PROVISIONAL = range(9)
_PAPER = "#FFFFFF"
_OWN_CODE_FILL = "#F6E3B4"
_PAGE_SUM = N_("Subtotal of this page")
_LEAST_ROWS = 2
"""Rows that a page holds before another one begins: a chapter's head and a line."""


@dataclass(frozen=True)
class BillPlaces:
    """Where other sheets find the figures of one unit of works; each is a cell as formulas write it.

    `chapters` by the id of the chapter; `rates` and `quantities` by the id of the line.
    """

    chapters: Mapping[str, str]
    sectional: str
    unit_measures: str
    total: str
    provisional: str
    rates: Mapping[str, str]
    quantities: Mapping[str, str]


def columns(language: str) -> list[Column]:
    """Return the nine columns of the standard."""
    money = tr("Amount (CNY)", language)
    return [
        Column(tr("No.", language), 6, "center"),
        Column(tr("Item code", language), 15, "center"),
        Column(tr("Item", language), 24),
        Column(tr("Item features", language), 50),
        Column(tr("Unit", language), 9, "center"),
        Column(tr("Quantity", language), 11, "right"),
        Column(tr("Unit rate", language), 12, "right", money),
        Column(tr("Amount", language), 14, "right", money),
        Column(tr("of which provisional", language), 13, "right", money),
    ]


@dataclass
class _Writer:
    """The sheet as it grows: where its page began, and how much of the page is taken."""

    page: Page
    tender: Tender
    prices: Mapping[str, str] | None
    rates: dict[str, str] = field(default_factory=dict)
    quantities: dict[str, str] = field(default_factory=dict)
    page_start: int = 0
    taken_points: float = 0.0
    page_lines: list[BillLine] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    subtotal: str = ""

    def chapter(self, chapter: BillChapter) -> str:
        """Write one chapter; return the cell of its subtotal."""
        page, language = self.page, self.page.language
        title = pick(chapter.chapter.title, language)
        self.subtotal = tr("Subtotal {chapter}", language, chapter=title)
        heading = page.height_of([(TITLE, title)], least=HEADING_POINTS, bold=True)
        self._make_room(heading + self._height(chapter.lines[0]))
        self.taken_points += page.heading(title, TITLE)
        first = page.row
        for line in chapter.lines:
            self.line(line)
        last = page.row - 1
        missing = self.tender.missing(chapter.missing_price_count)
        row = self.sums(self.subtotal, first, last, chapter.subtotal_cny, missing=missing)
        self._colour_while_missing(first, last, row, missing=missing)
        return page.reference(row, AMOUNT)

    def line(self, line: BillLine) -> None:
        height = self._height(line)
        self._make_room(height)
        self.taken_points += height
        self.page_lines.append(line)
        self._write(line)

    def _height(self, line: BillLine) -> float:
        work, language = line.work, self.page.language
        cells = [(TITLE, work.title(language)), (FEATURES, work.features(language))]
        return self.page.height_of(cells, small=(FEATURES,))

    def _make_room(self, points: float) -> None:
        """End the printed page where what comes and the page's sum would not fit any more."""
        used = self.taken_points + points + self._sums_points()
        if self.page.row >= self.page_start + _LEAST_ROWS and used > self.page.room_points:
            self.end_page()
            self.breaks.append(self.page.row)

    def _sums_points(self) -> float:
        """Return the height of what may end a page: the sums of a chapter, of the page and of all."""
        page_sum, total = tr(_PAGE_SUM, self.page.language), tr("Total", self.page.language)
        return sum(self._sum_points(text) for text in (self.subtotal, page_sum, total))

    def _sum_points(self, text: str) -> float:
        return self.page.height_of([(TITLE, text)], least=HEADING_POINTS, bold=True)

    def end_page(self) -> None:
        """Write the sum of the lines on this printed page."""
        if not self.page_lines:
            return
        value = sum((line.amount_cny or Decimal(0) for line in self.page_lines), Decimal(0))
        missing = self.tender.missing(sum(line.price is None for line in self.page_lines))
        first, last = self.page_start, self.page.row - 1
        row = self.sums(tr(_PAGE_SUM, self.page.language), first, last, value, missing=missing)
        self._colour_total(row, first, last, missing=missing)
        self.page_start, self.taken_points = self.page.row, 0.0
        self.page_lines = []

    def _write(self, line: BillLine) -> None:
        page, formats, work = self.page, self.page.formats, line.work
        title, features = work.title(page.language), work.features(page.language)
        own: dict[str, Any] = {"italic": True, "bg_color": _OWN_CODE_FILL} if line.own_code else {}
        page.number(page.row, NUMBER, line.number, formats.centre)
        page.text(page.row, CODE, line.code, formats.cell("center", **own))
        page.text(page.row, TITLE, title, formats.left)
        page.text(page.row, FEATURES, features, formats.cell(font_size=9))
        page.text(page.row, UNIT, pick(work.unit.symbol, page.language), formats.centre)
        quantity = formats.cell("right", num_format=number_format(work.decimals))
        page.number(page.row, QUANTITY, work.quantity, quantity)
        self._money_cells(line)
        page.fit([(TITLE, title), (FEATURES, features)], small=(FEATURES,))
        self.rates[work.id] = page.reference(page.row, RATE)
        self.quantities[work.id] = page.reference(page.row, QUANTITY)
        page.row += 1

    def _money_cells(self, line: BillLine) -> None:
        page, form = self.page, self.tender.money
        missing = {"bg_color": MISSING_FILL} if self.tender.missing(line.price is None) else {}
        money = page.formats.cell("right", num_format=form, **missing)
        if self.prices is None:
            asked = page.formats.cell("right", num_format=form, bg_color=INPUT_FILL, locked=False)
            page.sheet.write_blank(page.row, RATE, None, asked)
            page.asks_amount(page.row, RATE)
        else:
            page.formula(page.row, RATE, "=" + self.prices[line.work.id], line.unit_price_cny or 0, money)
        amount = f"=ROUND({page.here(QUANTITY)}*{page.here(RATE)},2)"
        page.formula(page.row, AMOUNT, amount, self.tender.priced(line.amount_cny), money)
        page.sheet.write_blank(page.row, PROVISIONAL, None, page.formats.cell("right", num_format=SUM))

    def sums(self, text: str, first: int, last: int, value: Decimal, *, missing: bool) -> int:
        """Write the sum of the lines from row `first` to `last`; return its row."""
        cells: list[Any] = [None] * len(self.page.columns)
        cells[TITLE] = text
        cells[AMOUNT] = Live(_lines_sum(first, last, AMOUNT), self.tender.priced(value))
        cells[PROVISIONAL] = Live(_lines_sum(first, last, PROVISIONAL), 0)
        numbers = {AMOUNT: self.tender.money, PROVISIONAL: SUM}
        self.taken_points += self._sum_points(text)
        return self.page.cells(cells, bold=True, missing=(AMOUNT,) if missing else (), numbers=numbers)

    def _colour_while_missing(self, first: int, last: int, total: int, *, missing: bool) -> None:
        """Take the colour away where a price has been typed in, and give it where one was taken out."""
        if self.prices is None:
            return
        sheet, place = self.page.sheet, (first, RATE, last, AMOUNT)
        numbered = f"ISNUMBER($A{first + 1})"
        for criteria, colour in (("=", MISSING_FILL), (">", _PAPER)):
            cell = self.page.here(RATE, first)
            rule = {
                "type": "formula",
                "criteria": f"=AND({numbered},{cell}{criteria}0)",
                "format": self.page.formats.get(bg_color=colour),
            }
            sheet.conditional_format(*place, rule)
        self._colour_total(total, first, last, missing=missing)

    def _colour_total(self, row: int, first: int, last: int, *, missing: bool) -> None:
        """Colour a total that is plain now, or clear one coloured now, as rates are taken out or typed in."""
        if self.prices is None or last < first:
            return
        criteria, colour = ("=", _PAPER) if missing else (">", MISSING_FILL)
        rule = {
            "type": "formula",
            "criteria": f"=COUNTIF({xl_range_abs(first, RATE, last, RATE)},0){criteria}0",
            "format": self.page.formats.get(bg_color=colour),
        }
        self.page.sheet.conditional_format(row, AMOUNT, row, AMOUNT, rule)

    def finish(self, unit: WorksBill) -> int:
        """Write the last page's sum and the total of all lines; return the row of the total."""
        self.end_page()
        first, last = self.page.first_row, self.page.row - 1
        value = unit.sectional_cny + unit.unit_measures_cny
        missing = self.tender.missing(unit.missing_price_count)
        row = self.sums(tr("Total", self.page.language), first, last, value, missing=missing)
        self._colour_total(row, first, last, missing=missing)
        return row


def _lines_sum(first: int, last: int, column: int) -> str:
    """Return the formula that adds what stands beside a number in the first column."""
    return f'=SUMIF({xl_range(first, NUMBER, last, NUMBER)},">0",{xl_range(first, column, last, column)})'


BILL_TITLE = N_("Bill of sectional works and measures by unit price")


def write_bill(page: Page, tender: Tender, unit: WorksBill, prices: Mapping[str, str] | None) -> BillPlaces:
    """Write the bill of one unit of works; return where its figures stand.

    Parameters
    ----------
    prices : line id -> cell, or None
        Where the unit rates stand; None leaves them for bidders to fill in.
    """
    language = page.language
    works = pick(unit.works.title, language)
    page.open(f"{tr(BILL_TITLE, language)} · {works}", tender.notes("bill", _said(tender, unit)))
    writer = _Writer(page, tender, prices, page_start=page.first_row)
    cells = {chapter.chapter.id: writer.chapter(chapter) for chapter in unit.chapters}
    total = writer.finish(unit)
    page.break_by_hand(writer.breaks)
    page.close()
    return BillPlaces(
        chapters=cells,
        sectional=_added(cells, unit.sections),
        unit_measures=_added(cells, unit.unit_measures),
        total=page.reference(total, AMOUNT),
        provisional=page.reference(total, PROVISIONAL),
        rates=writer.rates,
        quantities=writer.quantities,
    )


def _added(cells: Mapping[str, str], chapters: Sequence[BillChapter]) -> str:
    return "+".join(cells[chapter.chapter.id] for chapter in chapters) or "0"


def _said(tender: Tender, unit: WorksBill) -> str:
    return " ".join(_sentences(tender, unit))


def _sentences(tender: Tender, unit: WorksBill) -> Iterator[str]:
    language = tender.language
    yield tr("Structure not calculated: a registered structural engineer must check it.", language)
    if any(line.own_code for line in unit.lines):
        yield tr("Shaded codes are the bill's own: the edition's code is open.", language)
