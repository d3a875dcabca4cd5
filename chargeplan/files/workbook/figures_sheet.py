"""Areas, counts and money per piece on one page, as formulas over the sheets that they come from."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from chargeplan.analysis import Analysis
from chargeplan.files.workbook.details_sheets import TotalPlaces
from chargeplan.files.workbook.pages import MISSING_FILL, Column, Page, number_format
from chargeplan.files.workbook.tender import Tender
from chargeplan.files.workbook.totals_sheets import MoneyPlaces
from chargeplan.i18n import N_, tr
from chargeplan.units import round_half_up

SHEET_TITLE = N_("Key figures")
TITLE, FIGURE, UNIT, REMARK = range(1, 5)


def columns(language: str) -> list[Column]:
    """Return the sheet's columns."""
    return [
        Column(tr("No.", language), 6, "center"),
        Column(tr("What is counted", language), 40),
        Column(tr("Figure", language), 18, "right"),
        Column(tr("Unit", language), 14, "center"),
        Column(tr("Remarks", language), 66),
    ]


class _Writer:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.number = 0

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


def write_figures(
    page: Page, tender: Tender, sheds: TotalPlaces, lots: TotalPlaces, money: MoneyPlaces
) -> None:
    """Write areas and counts, and for the employer's own workbook the money per piece."""
    language, analysis = page.language, tender.analysis
    page.open(
        tr(SHEET_TITLE, language),
        tr("New sheds and filled lots; what exists already is counted apart.", language),
    )
    writer = _Writer(page)
    _areas(writer, analysis, sheds, lots)
    places = _counts(writer, analysis, sheds, lots)
    if not tender.blank:
        _money(writer, tender, money, places)
    page.close()
    page.sheet.fit_to_pages(1, 1)


def _areas(writer: _Writer, analysis: Analysis, sheds: TotalPlaces, lots: TotalPlaces) -> None:
    language, totals = writer.page.language, analysis.totals
    new_sheds = [held for held in analysis.sheds if not held.shed.existing]
    new_lots = [held for held in analysis.lots if not held.lot.existing]
    writer.page.heading(tr("Areas", language))
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
    writer.page.heading(tr("Stalls and charging", language))
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
    return {**places, "households": households}


def _money(writer: _Writer, tender: Tender, money: MoneyPlaces, places: Mapping[str, str]) -> None:
    page, bill, totals = writer.page, tender.bill, tender.analysis.totals
    language, currency = page.language, tr("CNY", page.language)
    page.heading(tr("Money", language))
    unknown = tender.missing(bill.missing_price_count, bill.missing_rate_count)
    fill = {"bg_color": MISSING_FILL} if unknown else {}
    style: dict[str, Any] = {"num_format": tender.money, **fill}
    total = writer.figure(
        tr("Total before tax", language), bill.total_cny, currency, formula="=" + money.before_tax,
        style={**style, "bold": True},
    )  # fmt: skip
    for title, count, cell in (
        (N_("Per stall, before tax"), totals.stalls, places["stalls"]),
        (N_("Per socket, before tax"), totals.sockets, places["sockets"]),
        (N_("Per household, before tax"), totals.households, places["households"]),
    ):
        if count:
            each = round_half_up(bill.total_cny / count, 2)
            formula = f"=ROUND({total}/{cell},2)"
            writer.figure(tr(title, language), each, currency, formula=formula, style=style)
