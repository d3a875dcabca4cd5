"""Areas, counts and money on one page, as formulas over the sheets that they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chargeplan.analysis import Analysis
from chargeplan.costing.bill import Bill
from chargeplan.files.workbook.bill_sheet import BillPlaces
from chargeplan.files.workbook.details_sheets import TotalPlaces
from chargeplan.files.workbook.pages import (
    HEADING_POINTS,
    MISSING_FILL,
    Column,
    Page,
    money_format,
    number_format,
)
from chargeplan.i18n import N_, pick, tr
from chargeplan.units import round_half_up

TITLE, FIGURE, UNIT, PROVISIONAL, REMARK = range(1, 6)


@dataclass(frozen=True)
class SummaryPlaces:
    """Where the cover finds the money."""

    total: str
    total_with_tax: str


def columns(language: str) -> list[Column]:
    """Return the sheet's columns."""
    return [
        Column(tr("No.", language), 6, "center"),
        Column(tr("Summary of", language), 38),
        Column(tr("Figure", language), 18, "right"),
        Column(tr("Unit", language), 14, "center"),
        Column(tr("of which provisional", language), 16, "right"),
        Column(tr("Remarks", language), 62),
    ]


class _Writer:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.number = 0

    def section(self, text: str) -> None:
        page = self.page
        page.blanks(page.formats.chapter(), TITLE)
        page.text(page.row, TITLE, text, page.formats.chapter())
        page.sheet.set_row(page.row, HEADING_POINTS)
        page.row += 1

    def figure(
        self,
        title: str,
        value: Decimal | int | None,
        unit: str,
        *,
        formula: str | None = None,
        decimals: int = 0,
        remark: str = "",
        style: Mapping[str, Any] | None = None,
    ) -> str:
        """Write one row; return the cell of its figure."""
        page, formats = self.page, self.page.formats
        self.number += 1
        page.blanks(formats.left, 0, TITLE, FIGURE, UNIT, REMARK)
        page.number(page.row, 0, self.number, formats.centre)
        page.text(page.row, TITLE, title, formats.cell(bold="bold" in (style or {})))
        form = formats.cell("right", **{"num_format": number_format(decimals), **(style or {})})
        if value is None:
            page.text(page.row, FIGURE, tr("unknown", page.language), formats.cell("right"))
        elif formula is not None:
            page.formula(page.row, FIGURE, formula, value, form)
        else:
            page.number(page.row, FIGURE, value, form)
        page.text(page.row, UNIT, unit, formats.centre)
        page.text(page.row, REMARK, remark, formats.note(border=1, border_color="#8A949B", text_wrap=True))
        page.fit([(TITLE, title), (REMARK, remark)])
        page.row += 1
        return page.reference(page.row - 1, FIGURE)


def write_summary(
    page: Page,
    analysis: Analysis,
    sheds: TotalPlaces,
    lots: TotalPlaces,
    bill: BillPlaces,
    *,
    blank_prices: bool,
) -> SummaryPlaces:
    """Write areas, counts and money; return where the money stands."""
    language = page.language
    page.open(
        tr("Summary", language),
        tr("New sheds and filled lots; what exists already is counted apart.", language),
    )
    writer = _Writer(page)
    _areas(writer, analysis, sheds, lots)
    places = _counts(writer, analysis, sheds, lots)
    money = _money(writer, analysis.bill, bill, blank_prices=blank_prices)
    if not blank_prices:
        _money_per_piece(writer, analysis, money.total, places)
    page.close()
    page.sheet.fit_to_pages(1, 1)
    return money


def _areas(writer: _Writer, analysis: Analysis, sheds: TotalPlaces, lots: TotalPlaces) -> None:
    language, totals = writer.page.language, analysis.totals
    new_sheds = [held for held in analysis.sheds if not held.shed.existing]
    new_lots = [held for held in analysis.lots if not held.lot.existing]
    writer.section(tr("Areas", language))
    writer.figure(
        tr("Roofed area", language),
        totals.roofed_area_m2,
        "m²",
        decimals=2,
        formula="=" + sheds.cells["roofed"],
        remark=tr("Roofs of the new sheds in plan; this is what reports count.", language),
    )
    writer.figure(
        tr("Floor area", language),
        totals.floor_area_m2,
        "m²",
        decimals=2,
        formula="=" + sheds.cells["floor"],
        remark=tr(
            "Half of the roof for a shed without walls (GB/T 50353-2013, 3.0.22; to be verified).", language
        ),
    )
    one_by_one = [held.gross_m2 for held in new_sheds] + [held.gross_m2 for held in new_lots]
    shared = sum(one_by_one, Decimal("0.00")) - totals.gross_area_m2
    overlap = writer.figure(
        tr("Ground that sheds and lots share", language),
        shared,
        "m²",
        decimals=2,
        remark=tr(
            "Strips in front that lie on one another, as measured on the plan, and rounding.", language
        ),
    )
    writer.figure(
        tr("Gross parking area", language),
        totals.gross_area_m2,
        "m²",
        decimals=2,
        formula=f"={sheds.cells['gross']}+{lots.cells['gross']}-{overlap}",
        remark=tr("Roofs, strips in front, stalls and aisles; each piece of ground once.", language),
    )
    writer.figure(
        tr("Area of lots", language), totals.lot_area_m2, "m²", decimals=2, formula="=" + lots.cells["area"]
    )
    writer.figure(
        tr("Usable area of lots", language),
        totals.usable_area_m2,
        "m²",
        decimals=2,
        formula="=" + lots.cells["usable"],
        remark=tr("Less clearances, lanes and obstacles.", language),
    )


def _counts(writer: _Writer, analysis: Analysis, sheds: TotalPlaces, lots: TotalPlaces) -> Mapping[str, str]:
    language, totals = writer.page.language, analysis.totals
    writer.section(tr("Stalls and charging", language))
    pieces = tr("pcs", language)
    new_sheds = sum(not held.shed.existing for held in analysis.sheds)
    writer.figure(tr("New sheds", language), new_sheds, pieces, formula=f"=COUNT({sheds.rows})")
    places = {}
    for name, title, value in (
        ("stalls", N_("New stalls"), totals.stalls),
        ("sockets", N_("New sockets"), totals.sockets),
        ("chargers", N_("New charging devices"), totals.chargers),
        ("spare", N_("Spare ports of the devices"), totals.spare_ports),
    ):
        formula = f"={sheds.cells[name]}+{lots.cells[name]}"
        places[name] = writer.figure(tr(title, language), value, pieces, formula=formula)
    existing = [
        writer.figure(tr(title, language), value, pieces)
        for title, value in (
            (N_("Existing stalls"), totals.existing_stalls),
            (N_("Existing sockets"), totals.existing_sockets),
            (N_("Existing charging devices"), totals.existing_chargers),
        )
    ]
    writer.figure(tr("Buildings", language), totals.buildings, pieces)
    writer.figure(tr("Doorways", language), totals.doorways, pieces)
    households = writer.figure(tr("Households", language), totals.households, tr("households", language))
    writer.figure(
        tr("Sockets per 100 households", language),
        totals.sockets_per_100_households,
        pieces,
        decimals=2,
        formula=f"=ROUND(({places['sockets']}+{existing[1]})*100/{households},2)",
        remark=tr("Existing sockets included.", language),
    )
    return places


def _money(writer: _Writer, bill: Bill, places: BillPlaces, *, blank_prices: bool) -> SummaryPlaces:
    page = writer.page
    language = page.language
    form = money_format(language, blank_zero=blank_prices)
    currency = tr("CNY", language)

    def row(title: str, value: Decimal, formula: str, *, missing: int = 0, bold: bool = False) -> str:
        coloured = bool(missing) and not blank_prices
        style: dict[str, Any] = {"num_format": form, **({"bold": True} if bold else {})}
        return writer.figure(
            title,
            Decimal(0) if blank_prices else value,
            currency,
            formula=formula,
            remark=tr("Lines without a price: {count}.", language, count=missing) if coloured else "",
            style={**style, "bg_color": MISSING_FILL} if coloured else style,
        )

    writer.section(tr("Money", language))
    for chapter in bill.chapters:
        title = pick(chapter.chapter.title, language)
        formula = "=" + places.subtotals[chapter.chapter.id]
        row(title, chapter.subtotal_cny, formula, missing=chapter.missing_price_count)
    missing = bill.missing_price_count
    total = row(
        tr("Total of the bill", language), bill.total_cny, "=" + places.total, missing=missing, bold=True
    )
    page.formula(
        page.row - 1,
        PROVISIONAL,
        "=" + places.provisional_total,
        0,
        page.formats.cell("right", num_format="#,##0.00;-#,##0.00;"),
    )
    percent = bill.price_book.vat_percent
    rate = writer.figure(
        tr("Value-added tax", language),
        percent,
        "%",
        decimals=2,
        remark=tr("General method; under the simplified method the rates themselves change.", language),
    )
    tax = row(tr("Tax", language), bill.tax_cny, f"=ROUND({total}*{rate}/100,2)", missing=missing)
    with_tax = row(
        tr("Total with tax", language), bill.total_with_tax_cny, f"={total}+{tax}", missing=missing, bold=True
    )
    return SummaryPlaces(total, with_tax)


def _money_per_piece(writer: _Writer, analysis: Analysis, total: str, places: Mapping[str, str]) -> None:
    page, bill = writer.page, analysis.bill
    fill = {"bg_color": MISSING_FILL} if bill.missing_price_count else {}
    for title, count, cell in (
        (N_("Per stall, before tax"), analysis.totals.stalls, places["stalls"]),
        (N_("Per socket, before tax"), analysis.totals.sockets, places["sockets"]),
    ):
        if count:
            writer.figure(
                tr(title, page.language),
                round_half_up(bill.total_cny / count, 2),
                tr("CNY", page.language),
                formula=f"=ROUND({total}/{cell},2)",
                style={"num_format": number_format(2), **fill},
            )
