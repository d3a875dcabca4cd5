"""Lists for the file of the tender: which drawings belong to it, and what was asked of suppliers."""

from __future__ import annotations

from chargeplan.files.workbook.cover_sheet import day_of
from chargeplan.files.workbook.pages import SUM, Asked, Cell, Column, Live, Page, number_format
from chargeplan.files.workbook.plan_sheet import DIAGRAM_TITLE, PLAN_TITLE
from chargeplan.files.workbook.tender import Tender
from chargeplan.files.workbook.texts import one_line
from chargeplan.i18n import N_, pick, tr

DRAWINGS_TITLE, ENQUIRIES_TITLE = N_("List of drawings"), N_("Record of enquiries")
_QUANTITY, _FIRST, _OFFERS = 5, 6, 3


def drawing_columns(language: str) -> list[Column]:
    """Return the columns of the list of drawings."""
    return [
        Column(tr("No.", language), 8, "center"),
        Column(tr("Number of the drawing", language), 18, "center"),
        Column(tr("Drawing", language), 60),
        Column(tr("Size of paper", language), 14, "center"),
        Column(tr("Date", language), 16, "center"),
        Column(tr("Remarks", language), 40),
    ]


def write_drawings(page: Page, tender: Tender, diagrams: int) -> None:
    """Write the plan and every page of the single-line diagram; without one it is named all the same."""
    language = page.language
    page.open(tr(DRAWINGS_TITLE, language), tr("Works: {works}.", language, works=tender.title))
    numbered = diagrams > 1
    sheet = tender.analysis.project.sheet
    titles = [(sheet.drawing_number or "P-01", sheet.drawing_title or tr(PLAN_TITLE, language))]
    papers = [sheet.paper.value]
    for number in range(1, max(1, diagrams) + 1):
        title = tr(DIAGRAM_TITLE, language)
        titles.append((f"E-{number:02d}", f"{title} {number}/{diagrams}" if numbered else title))
        papers.append("A4")
    for number, ((drawing, title), paper) in enumerate(zip(titles, papers, strict=True), 1):
        page.cells([number, drawing, title, paper, day_of(tender), ""])
    page.close()


def enquiry_columns(language: str) -> list[Column]:
    """Return the columns of the record of enquiries."""
    offers = tr("Offers (CNY before tax)", language)
    return [
        Column(tr("No.", language), 6, "center"),
        Column(tr("Item code", language), 15, "center"),
        Column(tr("Name", language), 22),
        Column(tr("Specification", language), 50),
        Column(tr("Unit", language), 9, "center"),
        Column(tr("Quantity", language), 11, "right"),
        *(Column(tr("supplier {number}", language, number=number), 13, "right", offers, SUM)
          for number in range(1, _OFFERS + 1)),
        Column(tr("mean", language), 12, "right", offers, SUM),
        Column(tr("Suppliers, day, asked by", language), 30),
    ]  # fmt: skip


def write_enquiries(page: Page, tender: Tender) -> None:
    """Write a row for every line without a price, with room for three offers and their mean."""
    language = page.language
    text = tr("Lines without a price; three suppliers at least are asked for each.", language)
    page.open(tr(ENQUIRIES_TITLE, language), text)
    number = 0
    for line in tender.bill.lines:
        if line.price is not None:
            continue
        number += 1
        work = line.work
        offers = f"{page.here(_FIRST)}:{page.here(_FIRST + _OFFERS - 1)}"
        cells: list[Cell] = [
            number,
            line.code,
            work.title(language),
            one_line(work.features(language)),
            pick(work.unit.symbol, language),
            work.quantity,
            *[Asked()] * _OFFERS,
            Live(f"=ROUND(SUM({offers})/MAX(1,COUNT({offers})),2)", 0),
            Asked(),
        ]
        page.cells(cells, numbers={_QUANTITY: number_format(work.decimals)})
    if not number:
        page.nothing()
    page.close()
