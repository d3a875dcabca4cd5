"""What unit rates are made of: labour, materials, plant, overhead and profit, put in by whoever offers."""

from __future__ import annotations

from collections.abc import Mapping

from chargeplan.files.workbook.pages import SUM, Asked, Cell, Column, Live, Page, number_format
from chargeplan.files.workbook.tender import Tender
from chargeplan.i18n import N_, pick, tr

TITLE = N_("Analysis of unit rates")
QUANTITY, _FIRST_PART, _LAST_PART, RATE, DIFFERENCE = 4, 5, 8, 9, 10


def columns(language: str) -> list[Column]:
    """Return the columns of the form."""
    parts = tr("Parts of the unit rate (CNY)", language)
    return [
        Column(tr("No.", language), 6, "center"),
        Column(tr("Item code", language), 15, "center"),
        Column(tr("Item", language), 30),
        Column(tr("Unit", language), 9, "center"),
        Column(tr("Quantity", language), 11, "right"),
        Column(tr("labour cost", language), 12, "right", parts, SUM),
        Column(tr("cost of materials", language), 12, "right", parts, SUM),
        Column(tr("cost of plant", language), 12, "right", parts, SUM),
        Column(tr("overhead and profit", language), 13, "right", parts, SUM),
        Column(tr("Unit rate (CNY)", language), 13, "right", number=SUM),
        Column(tr("Rate less parts (CNY)", language), 13, "right", number=SUM),
        Column(tr("Quota, remarks", language), 28),
    ]


def write_rate_analysis(
    page: Page, tender: Tender, rates: Mapping[str, str], quantities: Mapping[str, str]
) -> None:
    """Write a row for every line; `rates` and `quantities` are cells of the bill by the id of the line."""
    language = page.language
    said = N_("Parts are filled in by the bidder; they add up to the rate in the bill.")
    if not tender.blank:
        said = N_(
            "Reference rates are not taken apart; parts are put in when they are built up from a quota."
        )
    page.open(tr(TITLE, language), tender.notes("rate_analysis", tr(said, language)))
    for line in tender.bill.lines:
        work = line.work
        parts = f"{page.here(_FIRST_PART)}:{page.here(_LAST_PART)}"
        told = f"COUNT({parts})/MAX(1,COUNT({parts}))"
        difference = f"=ROUND(({page.here(RATE)}-SUM({parts}))*{told},2)"
        cells: list[Cell] = [
            line.number,
            line.code,
            work.title(language),
            pick(work.unit.symbol, language),
            Live("=" + quantities[work.id], work.quantity),
            *[Asked()] * (_LAST_PART - _FIRST_PART + 1),
            Live("=" + rates[work.id], tender.priced(line.unit_price_cny)),
            Live(difference, 0),
            Asked(),
        ]
        page.cells(cells, numbers={QUANTITY: number_format(work.decimals)})
    if not tender.bill.lines:
        page.nothing()
    page.close()
