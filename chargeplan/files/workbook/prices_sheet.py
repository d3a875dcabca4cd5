"""The sheet of unit rates: the one place where prices are typed, except in a bill for bidders."""

from __future__ import annotations

from collections.abc import Mapping

from chargeplan.costing.bill import Bill, BillLine
from chargeplan.files.workbook.pages import (
    INPUT_FILL,
    MISSING_FILL,
    Column,
    Page,
    money_format,
    number_format,
)
from chargeplan.i18n import N_, pick, tr

PRICE_COLUMN = 4
BASIS_TEXTS = {"verified": N_("verified"), "unverified": N_("to be verified")}


def columns(language: str, *, blank_prices: bool) -> list[Column]:
    """Return the sheet's columns; in a bill for bidders nothing tells a reference price."""
    first = [
        Column(tr("No.", language), 6, "center"),
        Column(tr("Item code", language), 15, "center"),
        Column(tr("Item", language), 30),
        Column(tr("Unit", language), 9, "center"),
        Column(tr("Unit rate", language), 14, "right"),
    ]
    if blank_prices:
        return [*first, Column(tr("Remarks", language), 40)]
    return [
        *first,
        Column(tr("Usual from", language), 13, "right"),
        Column(tr("Usual to", language), 13, "right"),
        Column(tr("Basis", language), 34),
        Column(tr("Price check", language), 12, "center"),
    ]


def write_prices(page: Page, bill: Bill) -> Mapping[str, str]:
    """Write the reference prices; return where each line's price stands."""
    language = page.language
    page.open(
        tr("Unit rates", language),
        tr(
            "{title}; CNY before tax. Reference prices: replace them by published prices or three quotations "
            "before tendering.",
            language,
            title=pick(bill.price_book.title, language),
        ),
    )
    places: dict[str, str] = {}
    for line in bill.lines:
        _common_cells(page, line)
        price = line.price
        missing = {} if price else {"bg_color": MISSING_FILL}
        rate = page.formats.cell("right", num_format=number_format(2), locked=False, **missing)
        if price:
            page.number(page.row, PRICE_COLUMN, price.price_cny, rate)
        else:
            page.sheet.write_blank(page.row, PRICE_COLUMN, None, rate)
        _basis_cells(page, line)
        places[line.work.id] = page.reference(page.row, PRICE_COLUMN)
        page.row += 1
    _colour_while_missing(page)
    page.close()
    return places


def write_blank_prices(page: Page, bill: Bill, bill_places: Mapping[str, str]) -> None:
    """Write the sheet for bidders: it repeats what they fill into the bill."""
    language = page.language
    page.open(
        tr("Unit rates", language),
        tr("Filled from the bill of quantities; CNY before tax.", language),
    )
    money = page.formats.cell("right", num_format=money_format(language, blank_zero=True))
    for line in bill.lines:
        _common_cells(page, line)
        page.formula(page.row, PRICE_COLUMN, "=" + bill_places[line.work.id], 0, money)
        page.sheet.write_blank(page.row, PRICE_COLUMN + 1, None, page.formats.cell(bg_color=INPUT_FILL))
        page.row += 1
    page.close()


def _common_cells(page: Page, line: BillLine) -> None:
    language, formats = page.language, page.formats
    title = line.work.title(language)
    page.number(page.row, 0, line.number, formats.centre)
    page.text(page.row, 1, line.code, formats.centre)
    page.text(page.row, 2, title, formats.left)
    page.text(page.row, 3, pick(line.work.unit.symbol, language), formats.centre)
    basis = pick(line.price.basis, language) if line.price and len(page.columns) > PRICE_COLUMN + 2 else ""
    page.fit([(2, title), (len(page.columns) - 2, basis)])


def _basis_cells(page: Page, line: BillLine) -> None:
    language, formats, price = page.language, page.formats, line.price
    money = formats.cell("right", num_format=number_format(2))
    usual = (price.low_cny, price.high_cny) if price else (None, None)
    for column, amount in enumerate(usual, PRICE_COLUMN + 1):
        if amount is None:
            page.sheet.write_blank(page.row, column, None, money)
        else:
            page.number(page.row, column, amount, money)
    page.text(page.row, 7, pick(price.basis, language) if price else "", formats.cell(indent=1))
    standing = tr("no price", language)
    if price:
        standing = tr(BASIS_TEXTS["verified" if price.verified else "unverified"], language)
    page.text(page.row, 8, standing, formats.centre)


def _colour_while_missing(page: Page) -> None:
    first = page.HEAD_ROW + 1
    if page.row <= first:
        return
    place = (first, PRICE_COLUMN, page.row - 1, PRICE_COLUMN)
    filled = page.formats.get(bg_color="#FFFFFF")
    page.sheet.conditional_format(*place, {"type": "cell", "criteria": ">", "value": 0, "format": filled})
