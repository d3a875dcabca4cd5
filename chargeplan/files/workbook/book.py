"""The sheets of the workbook in the order of the procurement office, and what each takes from the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chargeplan.files.workbook import (
    bill_sheet,
    cables_sheet,
    cover_sheet,
    details_sheets,
    drops_sheet,
    earthing_sheet,
    figures_sheet,
    fire_sheet,
    loads_sheet,
    materials_sheet,
    notes_sheet,
    other_sheets,
    plan_sheet,
    prices_sheet,
    rated_sheets,
    rates_sheet,
    records_sheets,
    review_sheet,
    sums_sheet,
    totals_sheets,
)
from chargeplan.files.workbook.bill_sheet import BillPlaces
from chargeplan.files.workbook.pages import Column, Formats, Page, PlainSheet
from chargeplan.files.workbook.tender import Tender
from chargeplan.files.workbook.texts import short, tab
from chargeplan.files.workbook.wiring import Wiring
from chargeplan.i18n import N_, pick, tr
from chargeplan.model.labels import label
from chargeplan.model.project import visible_elements

_PROTECTED = {"format_columns": True, "format_rows": True, "format_cells": True}
"""What may still be done on a locked sheet: making columns wider and rows higher."""


@dataclass(frozen=True)
class SheetPlan:
    """A sheet to be made: its id, what stands on its tab, and its columns."""

    id: str
    tab: str
    columns: tuple[Column, ...] = ()


def sheet_plans(tender: Tender, diagrams: int) -> list[SheetPlan]:
    """Return the sheets in their order.

    The bill and its summary stand there once for every unit of works, the diagram once for every page of it.
    """
    return [*_front(tender), *_forms(tender), *_annexes(tender, diagrams)]


def _front(tender: Tender) -> list[SheetPlan]:
    language, fees = tender.language, bool(tender.bill.book.fees)
    works = [(unit.works.id, pick(unit.works.title, language)) for unit in tender.bill.units]
    totals = tuple(totals_sheets.total_columns(language, fees))
    return [
        SheetPlan("cover", tr("Cover", language)),
        SheetPlan("title", tr("Title page", language)),
        SheetPlan("notes", tr("General notes", language)),
        SheetPlan("project", tr("Project summary", language), totals),
        SheetPlan("job", tr("Job summary", language), totals),
        *(
            SheetPlan(
                f"works {name}",
                tr("Summary {works}", language, works=title),
                tuple(totals_sheets.works_columns(language)),
            )
            for name, title in works
        ),
        *(
            SheetPlan(
                f"bill {name}",
                tr("Bill {works}", language, works=title),
                tuple(bill_sheet.columns(language)),
            )
            for name, title in works
        ),
    ]


def _forms(tender: Tender) -> list[SheetPlan]:
    language = tender.language
    fees = N_("Fees and tax") if tender.bill.book.fees else N_("Value-added tax")
    others = (
        ("other", N_("Other items")),
        ("contingency", N_("Contingency sum")),
        ("materials", N_("Provisional materials")),
        ("specialists", N_("Provisional works")),
        ("day_works", N_("Day work")),
        ("attendance", N_("Attendance")),
    )
    return [
        SheetPlan("rate_analysis", tr(rates_sheet.TITLE, language), tuple(rates_sheet.columns(language))),
        SheetPlan(
            "measures", tr("Measures by rate", language), tuple(rated_sheets.measure_columns(language))
        ),
        *(
            SheetPlan(
                form, tr(title, language), tuple(other_sheets.columns(form, language, blank=tender.blank))
            )
            for form, title in others
        ),
        SheetPlan("fees", tr(fees, language), tuple(rated_sheets.fee_columns(language))),
        SheetPlan("main_materials", tr("Main materials", language), tuple(materials_sheet.columns(language))),
    ]


def _annexes(tender: Tender, diagrams: int) -> list[SheetPlan]:
    language, analysis = tender.language, tender.analysis
    sheds = details_sheets.page_columns(details_sheets.shed_fields(analysis, language), language)
    lots = details_sheets.page_columns(details_sheets.lot_fields(analysis, language), language)
    return [
        SheetPlan("sums", tr("Quantity sums", language), tuple(sums_sheet.columns(language))),
        SheetPlan("figures", tr("Key figures", language), tuple(figures_sheet.columns(language))),
        SheetPlan("sheds", tr("Shed details", language), tuple(sheds)),
        SheetPlan("lots", tr("Lot details", language), tuple(lots)),
        SheetPlan("fire", tr("Fire protection", language), tuple(fire_sheet.columns(language))),
        SheetPlan("cables", tr(cables_sheet.TITLE, language), tuple(cables_sheet.columns(language))),
        SheetPlan("loads", tr(loads_sheet.TITLE, language), tuple(loads_sheet.columns(language))),
        SheetPlan("drops", tr(drops_sheet.TITLE, language), tuple(drops_sheet.columns(language))),
        SheetPlan("earthing", tr(earthing_sheet.TITLE, language), tuple(earthing_sheet.columns(language))),
        SheetPlan("review", tr("Review of the plan", language), tuple(review_sheet.columns(language))),
        SheetPlan(
            "drawings",
            tr(records_sheets.DRAWINGS_TITLE, language),
            tuple(records_sheets.drawing_columns(language)),
        ),
        SheetPlan("plan", tr(plan_sheet.PLAN_TITLE, language)),
        *(
            SheetPlan(f"diagram {number}", tr(plan_sheet.DIAGRAM_TITLE, language))
            for number in range(max(1, diagrams))
        ),
        SheetPlan(
            "prices",
            tr("Unit rates", language),
            tuple(prices_sheet.columns(language, blank_prices=tender.blank)),
        ),
        *([] if tender.blank else [_enquiries(language)]),
    ]


def _enquiries(language: str) -> SheetPlan:
    columns = tuple(records_sheets.enquiry_columns(language))
    return SheetPlan("enquiries", tr(records_sheets.ENQUIRIES_TITLE, language), columns)


class Book:
    """One workbook while it is written."""

    def __init__(self, book: Any, tender: Tender, picture: bytes | None, diagrams: Sequence[bytes]) -> None:
        self.tender = tender
        self.picture = picture
        self.diagrams = tuple(diagrams)
        formats = Formats(book, tender.language)
        self.pages: dict[str, Page] = {}
        taken: list[str] = []
        for plan in sheet_plans(tender, len(self.diagrams)):
            taken.append(tab(plan.tab, taken))
            sheet = book.add_worksheet(taken[-1], PlainSheet)
            self.pages[plan.id] = Page(sheet, formats, tender.language, plan.columns)

    def write(self) -> None:
        """Write every sheet, those first that others take their figures from."""
        pages, tender = self.pages, self.tender
        bills = self._bills()
        money = self._money(bills)
        cover_sheet.write_cover(pages["cover"], tender)
        cover_sheet.write_title_page(pages["title"], tender, money)
        notes_sheet.write_notes(pages["notes"], tender)
        quantities = {name: cell for bill in bills.values() for name, cell in bill.quantities.items()}
        rates = {name: cell for bill in bills.values() for name, cell in bill.rates.items()}
        rates_sheet.write_rate_analysis(pages["rate_analysis"], tender, rates, quantities)
        materials_sheet.write_materials(pages["main_materials"], tender, quantities)
        sheds = details_sheets.write_sheds(pages["sheds"], tender.analysis)
        lots = details_sheets.write_lots(pages["lots"], tender.analysis)
        analysis = tender.analysis
        fire_sheet.write_fire_kit(pages["fire"], analysis.fire_kit, analysis.scheme.fire, self._names())
        figures_sheet.write_figures(pages["figures"], tender, sheds, lots, money)
        sums_sheet.write_sums(pages["sums"], tender.bill, self._names())
        review_sheet.write_review(pages["review"], tender.analysis)
        records_sheets.write_drawings(pages["drawings"], tender, len(self.diagrams))
        if not tender.blank:
            records_sheets.write_enquiries(pages["enquiries"], tender)
        self._supply()
        self._pictures()
        if tender.blank:
            for page in pages.values():
                page.sheet.protect("", _PROTECTED)

    def _bills(self) -> Mapping[str, BillPlaces]:
        """Write the bills and the sheet of unit rates, which one takes from the other."""
        pages, tender = self.pages, self.tender
        prices = None if tender.blank else prices_sheet.write_prices(pages["prices"], tender.bill)
        bills = {
            unit.works.id: bill_sheet.write_bill(pages[f"bill {unit.works.id}"], tender, unit, prices)
            for unit in tender.bill.units
        }
        if tender.blank:
            rates = {name: cell for bill in bills.values() for name, cell in bill.rates.items()}
            prices_sheet.write_blank_prices(pages["prices"], tender.bill, rates)
        return bills

    def _money(self, bills: Mapping[str, BillPlaces]) -> totals_sheets.MoneyPlaces:
        """Write everything from the measures by rate up to the summary of the project."""
        pages, tender = self.pages, self.tender
        measures = rated_sheets.write_measures(pages["measures"], tender, bills)
        others = other_sheets.write_others({name: pages[name] for name in other_sheets.TITLES}, tender, bills)
        fees = rated_sheets.write_fees(pages["fees"], tender, bills, measures, others)
        units = {
            works: totals_sheets.write_works(
                pages[f"works {works}"],
                tender,
                unit,
                bills[works],
                measures[works],
                others[works],
                fees[works],
            )
            for works, unit in ((unit.works.id, unit) for unit in tender.bill.units)
        }
        job = totals_sheets.write_job(pages["job"], tender, units)
        return totals_sheets.write_project(pages["project"], tender, job)

    def _supply(self) -> None:
        """Write the sheets for the electrician."""
        analysis = self.tender.analysis
        wiring = Wiring(analysis.supply, analysis.references.electrical, self._names())
        cables_sheet.write_cables(self.pages["cables"], wiring)
        loads_sheet.write_loads(self.pages["loads"], wiring)
        drops_sheet.write_drops(self.pages["drops"], wiring)
        earthing_sheet.write_earthing(self.pages["earthing"], wiring)

    def _pictures(self) -> None:
        title, paper = self.tender.title, self.tender.analysis.project.sheet.paper.value
        scale = tr("scaled to this page; its scale is that of {paper}", self.tender.language, paper=paper)
        caption = f"{title} · {scale}"
        plan_sheet.write_picture(self.pages["plan"], plan_sheet.PLAN_TITLE, self.picture, caption)
        for number, diagram in enumerate(self.diagrams or (None,)):
            page = self.pages[f"diagram {number}"]
            plan_sheet.write_picture(page, plan_sheet.DIAGRAM_TITLE, diagram, title)

    def _names(self) -> Mapping[str, str]:
        scheme, language = self.tender.analysis.scheme, self.tender.language
        elements = visible_elements(self.tender.analysis.project, scheme.id)
        return {name: short(label(element, language)) for name, element in elements.items()}
