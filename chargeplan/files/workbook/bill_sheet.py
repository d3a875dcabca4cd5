"""The bill itself with the nine columns of the standard and live formulas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_range, xl_range_abs, xl_rowcol_to_cell

from chargeplan.costing.bill import Bill, BillChapter, BillLine
from chargeplan.files.workbook.pages import (
    HEADING_POINTS,
    INPUT_FILL,
    MISSING_FILL,
    Column,
    Page,
    money_format,
    number_format,
)
from chargeplan.i18n import pick, tr

CODE, TITLE, FEATURES, UNIT, QUANTITY, RATE, AMOUNT, PROVISIONAL = range(1, 9)
_PAPER = "#FFFFFF"


@dataclass(frozen=True)
class BillPlaces:
    """Where other sheets find the bill's figures; each is a cell as formulas write it."""

    subtotals: Mapping[str, str]
    total: str
    provisional_total: str
    rates: Mapping[str, str]


def columns(language: str) -> list[Column]:
    """Return the nine columns of the standard."""
    return [
        Column(tr("No.", language), 6, "center"),
        Column(tr("Item code", language), 15, "center"),
        Column(tr("Item", language), 21),
        Column(tr("Item features", language), 50),
        Column(tr("Unit", language), 9, "center"),
        Column(tr("Quantity", language), 11, "right"),
        Column(tr("Unit rate", language), 12, "right"),
        Column(tr("Amount", language), 14, "right"),
        Column(tr("of which provisional", language), 13, "right"),
    ]


class _Writer:
    def __init__(self, page: Page, bill: Bill, prices: Mapping[str, str] | None) -> None:
        self.page = page
        self.bill = bill
        self.prices = prices
        self.rates: dict[str, str] = {}
        self.money = money_format(page.language, blank_zero=prices is None)

    def line(self, line: BillLine) -> None:
        page, formats, work = self.page, self.page.formats, line.work
        title, features = work.title(page.language), work.features(page.language)
        page.number(page.row, 0, line.number, formats.centre)
        page.text(page.row, CODE, line.code, formats.centre)
        page.text(page.row, TITLE, title, formats.left)
        page.text(page.row, FEATURES, features, formats.cell(font_size=9))
        page.text(page.row, UNIT, pick(work.unit.symbol, page.language), formats.centre)
        quantity = formats.cell("right", num_format=number_format(work.decimals))
        page.number(page.row, QUANTITY, work.quantity, quantity)
        self._money_cells(line)
        page.fit([(TITLE, title), (FEATURES, features)], small=(FEATURES,))
        self.rates[work.id] = page.reference(page.row, RATE)
        page.row += 1

    def _money_cells(self, line: BillLine) -> None:
        page = self.page
        missing = {"bg_color": MISSING_FILL} if self.prices is not None and line.price is None else {}
        money = page.formats.cell("right", num_format=self.money, **missing)
        if self.prices is None:
            asked = page.formats.cell("right", num_format=self.money, bg_color=INPUT_FILL, locked=False)
            page.sheet.write_blank(page.row, RATE, None, asked)
        else:
            page.formula(page.row, RATE, "=" + self.prices[line.work.id], line.unit_price_cny or 0, money)
        quantity, rate = (xl_rowcol_to_cell(page.row, column) for column in (QUANTITY, RATE))
        amount = line.amount_cny if self.prices is not None else None
        page.formula(page.row, AMOUNT, f"=ROUND({quantity}*{rate},2)", amount or 0, money)
        page.sheet.write_blank(
            page.row, PROVISIONAL, None, page.formats.cell("right", num_format=number_format(2))
        )

    def heading(self, text: str) -> None:
        self.page.blanks(self.page.formats.chapter(), TITLE)
        self.page.text(self.page.row, TITLE, text, self.page.formats.chapter())
        self.page.sheet.set_row(self.page.row, HEADING_POINTS)
        self.page.row += 1

    def sums(self, text: str, formulas: tuple[str, str], value: Decimal, *, missing: bool) -> None:
        page = self.page
        page.blanks(page.formats.chapter(), TITLE, AMOUNT, PROVISIONAL)
        page.text(page.row, TITLE, text, page.formats.chapter())
        fill: dict[str, Any] = {"bg_color": MISSING_FILL} if missing else {}
        money = page.formats.cell("right", bold=True, num_format=self.money, **fill)
        page.formula(page.row, AMOUNT, formulas[0], value if self.prices is not None else 0, money)
        provisional = page.formats.chapter("right", num_format="#,##0.00;-#,##0.00;")
        page.formula(page.row, PROVISIONAL, formulas[1], 0, provisional)
        page.fit([(TITLE, text)], least=HEADING_POINTS)
        page.row += 1

    def chapter(self, chapter: BillChapter) -> int:
        """Write one chapter; return the row of its subtotal."""
        page = self.page
        self.heading(pick(chapter.chapter.title, page.language))
        first = page.row
        for line in chapter.lines:
            self.line(line)
        last = page.row - 1
        formulas = tuple(f"=SUM({xl_range(first, column, last, column)})" for column in (AMOUNT, PROVISIONAL))
        text = tr("Subtotal {chapter}", page.language, chapter=pick(chapter.chapter.title, page.language))
        self.sums(
            text,
            (formulas[0], formulas[1]),
            chapter.subtotal_cny,
            missing=self.prices is not None and bool(chapter.missing_price_count),
        )
        self.colour_while_missing(first, last, missing=bool(chapter.missing_price_count))
        return page.row - 1

    def colour_while_missing(self, first: int, last: int, *, missing: bool) -> None:
        """Take the colour away where a price has been typed in, and give it where one was taken out."""
        if self.prices is None:
            return
        sheet, place = self.page.sheet, (first, RATE, last, AMOUNT)
        for criteria, colour in (("==", MISSING_FILL), (">", _PAPER)):
            fill = self.page.formats.get(bg_color=colour)
            rule = {"type": "cell", "criteria": criteria, "value": 0, "format": fill}
            sheet.conditional_format(*place, rule)
        self.colour_total(last + 1, first, last, missing=missing)

    def colour_total(self, row: int, first: int, last: int, *, missing: bool) -> None:
        """Colour a total that is plain now, or clear one coloured now, as rates are taken out or typed in."""
        if self.prices is None or last < first:
            return
        rates = xl_range_abs(first, RATE, last, RATE)
        criteria, colour = ("=", _PAPER) if missing else (">", MISSING_FILL)
        rule = {
            "type": "formula",
            "criteria": f"=COUNTIF({rates},0){criteria}0",
            "format": self.page.formats.get(bg_color=colour),
        }
        self.page.sheet.conditional_format(row, AMOUNT, row, AMOUNT, rule)


def write_bill(page: Page, bill: Bill, prices: Mapping[str, str] | None, notes: str) -> BillPlaces:
    """Write the bill; return where its totals and rates stand.

    Parameters
    ----------
    prices : line id -> cell, or None
        Where the unit rates stand; None leaves them for bidders to fill in.
    """
    language = page.language
    page.open(tr("Sectional bill of quantities", language), notes)
    writer = _Writer(page, bill, prices)
    subtotal_rows = {chapter.chapter.id: writer.chapter(chapter) for chapter in bill.chapters}
    amounts, provisionals = (
        "=" + ("+".join(xl_rowcol_to_cell(row, column) for row in subtotal_rows.values()) or "0")
        for column in (AMOUNT, PROVISIONAL)
    )
    missing = bool(bill.missing_price_count)
    writer.sums(
        tr("Total", language), (amounts, provisionals), bill.total_cny, missing=missing and prices is not None
    )
    total_row = page.row - 1
    writer.colour_total(total_row, page.HEAD_ROW + 1, total_row - 1, missing=missing)
    page.close()
    return BillPlaces(
        subtotals={name: page.reference(row, AMOUNT) for name, row in subtotal_rows.items()},
        total=page.reference(total_row, AMOUNT),
        provisional_total=page.reference(total_row, PROVISIONAL),
        rates=writer.rates,
    )
