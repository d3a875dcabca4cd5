"""The sheet of unit rates: the one place where prices are typed, except in a bill for bidders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chargeplan.costing.bill import Bill, BillLine
from chargeplan.files.workbook.pages import (
    INPUT_FILL,
    MISSING_FILL,
    Column,
    Page,
    money_format,
    number_format,
)
from chargeplan.files.workbook.texts import one_line
from chargeplan.i18n import N_, pick, tr

_TITLE, _FEATURES, _UNIT, PRICE_COLUMN, _LOW, _HIGH, _BASIS, _STANDING = range(2, 10)
BASIS_TEXTS = {"verified": N_("verified"), "unverified": N_("to be verified")}


def columns(language: str, *, blank_prices: bool) -> list[Column]:
    """Return the sheet's columns; in a bill for bidders nothing tells a reference price."""
    first = [
        Column(tr("No.", language), 6, "center"),
        Column(tr("Item code", language), 15, "center"),
        Column(tr("Item", language), 24),
        Column(tr("Item features", language), 54),
        Column(tr("Unit", language), 9, "center"),
        Column(tr("Unit rate", language), 13, "right"),
    ]
    if blank_prices:
        return [*first, Column(tr("Remarks", language), 34)]
    return [
        *first,
        Column(tr("Usual from", language), 12, "right"),
        Column(tr("Usual to", language), 12, "right"),
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
        _common_cells(page, line, pick(line.price.basis, language) if line.price else "")
        missing: dict[str, Any] = {} if line.price else {"bg_color": MISSING_FILL}
        rate = page.formats.cell("right", num_format=number_format(2), locked=False, **missing)
        if line.price:
            page.number(page.row, PRICE_COLUMN, line.price.price_cny, rate)
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
        _common_cells(page, line, "")
        page.formula(page.row, PRICE_COLUMN, "=" + bill_places[line.work.id], 0, money)
        asked = page.formats.cell(bg_color=INPUT_FILL, locked=False)
        page.sheet.write_blank(page.row, PRICE_COLUMN + 1, None, asked)
        page.row += 1
    page.close()


def _common_cells(page: Page, line: BillLine, basis: str) -> None:
    language, formats = page.language, page.formats
    title, features = line.work.title(language), one_line(line.work.features(language))
    page.number(page.row, 0, line.number, formats.centre)
    page.text(page.row, 1, line.code, formats.centre)
    page.text(page.row, _TITLE, title, formats.left)
    page.text(page.row, _FEATURES, features, formats.cell(font_size=9))
    page.text(page.row, _UNIT, pick(line.work.unit.symbol, language), formats.centre)
    cells = [(_TITLE, title), (_FEATURES, features)]
    page.fit([*cells, (_BASIS, basis)] if basis else cells, small=(_FEATURES,))


def _basis_cells(page: Page, line: BillLine) -> None:
    language, formats, price = page.language, page.formats, line.price
    money = formats.cell("right", num_format=number_format(2))
    usual = (price.low_cny, price.high_cny) if price else (None, None)
    for column, amount in zip((_LOW, _HIGH), usual, strict=True):
        if amount is None:
            page.sheet.write_blank(page.row, column, None, money)
        else:
            page.number(page.row, column, amount, money)
    page.text(page.row, _BASIS, pick(price.basis, language) if price else "", formats.cell(indent=1))
    standing = tr("no price", language)
    if price:
        standing = tr(BASIS_TEXTS["verified" if price.verified else "unverified"], language)
    page.text(page.row, _STANDING, standing, formats.centre)


def _colour_while_missing(page: Page) -> None:
    first = page.first_row
    if page.row <= first:
        return
    place = (first, PRICE_COLUMN, page.row - 1, PRICE_COLUMN)
    filled = page.formats.get(bg_color="#FFFFFF")
    page.sheet.conditional_format(*place, {"type": "cell", "criteria": ">", "value": 0, "format": filled})
