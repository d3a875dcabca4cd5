"""Main materials and equipment of the bill: what is bought, how much of it, and to which standing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from chargeplan.costing.bill import BillLine
from chargeplan.files.workbook.pages import Asked, Cell, Column, Live, Page, number_format
from chargeplan.files.workbook.tender import Tender
from chargeplan.files.workbook.texts import one_line
from chargeplan.i18n import N_, pick, tr

TITLE = N_("Main materials and equipment")
QUANTITY = 4
_NOT_BOUGHT = {"demolition", "earthworks", "planting_works"}
"""Chapters whose lines are work alone."""

_TEST_UNITS = {"system", "point", "time"}
"""Units of commissioning and tests, of which nothing is bought."""


def columns(language: str) -> list[Column]:
    """Return the columns of the form."""
    return [
        Column(tr("No.", language), 6, "center"),
        Column(tr("Name", language), 26),
        Column(tr("Specification", language), 62),
        Column(tr("Unit", language), 9, "center"),
        Column(tr("Quantity", language), 12, "right"),
        Column(tr("Unit price (CNY)", language), 13, "right", number="#,##0.00"),
        Column(tr("Class of brand, remarks", language), 34),
    ]


def write_materials(page: Page, tender: Tender, quantities: Mapping[str, str]) -> None:
    """Write what is bought; `quantities` are the cells of the bill by the id of the line."""
    language = page.language
    page.open(
        tr(TITLE, language),
        tender.notes("main_materials", tr("Prices of materials are filled in by whoever offers.", language)),
    )
    number = 0
    remark = tr("no brand prescribed; three brands or more, or of equal standing", language)
    for line in _bought(tender):
        number += 1
        work = line.work
        cells: list[Cell] = [
            number,
            work.title(language),
            one_line(work.features(language)),
            pick(work.unit.symbol, language),
            Live("=" + quantities[work.id], work.quantity),
            Asked(),
            remark,
        ]
        page.cells(cells, numbers={QUANTITY: number_format(work.decimals)})
    if not number:
        page.nothing()
    page.close()


def _bought(tender: Tender) -> Iterator[BillLine]:
    for unit in tender.bill.units:
        for chapter in unit.sections:
            if chapter.chapter.id not in _NOT_BOUGHT:
                yield from (line for line in chapter.lines if line.work.unit.id not in _TEST_UNITS)
