"""Cover and notes: what is billed, by which edition and prices, and what is not checked."""

from __future__ import annotations

from decimal import Decimal

from chargeplan.analysis import Analysis
from chargeplan.files.workbook.pages import MISSING_FILL, Page, money_format, set_up_page
from chargeplan.files.workbook.summary_sheet import SummaryPlaces
from chargeplan.files.workbook.texts import row_height
from chargeplan.i18n import pick, tr

_WIDTHS = (22.0, 104.0)
_SURE_SHARE = 0.86
"""Share of a line that paragraphs are reckoned with, since fonts differ from machine to machine."""


def project_title(analysis: Analysis, language: str) -> str:
    """Return the name of the works: estate and scheme."""
    estate = analysis.project.estate.name or tr("Estate without a name", language)
    scheme = analysis.scheme.name
    return f"{estate} · {scheme}" if scheme else estate


def write_cover(page: Page, analysis: Analysis, money: SummaryPlaces, *, blank_prices: bool) -> None:
    """Write the cover."""
    language, formats, sheet = page.language, page.formats, page.sheet
    for index, width in enumerate(_WIDTHS):
        sheet.set_column(index, index, width)
    set_up_page(sheet, language)
    sheet.hide_gridlines(2)
    sheet.set_row(0, 42)
    page.text(
        0,
        0,
        tr("E-bike parking and charging: bill of quantities", language),
        formats.get(bold=True, font_size=20),
    )
    page.row = 2
    for name, value in _facts(analysis, language):
        _fact(page, name, value)
    if not blank_prices:
        _money(page, analysis, money)
    page.row += 1
    sheet.set_row(page.row, 24)
    page.text(page.row, 0, tr("Notes", language), formats.get(bold=True, font_size=13))
    page.row += 1
    for number, note in enumerate(_notes(analysis, language, blank_prices=blank_prices), 1):
        heading, text = note
        page.text(page.row, 0, f"{number}. {heading}", formats.get(valign="top", bold=True, text_wrap=True))
        page.text(page.row, 1, text, formats.get(valign="top", text_wrap=True))
        sheet.set_row(page.row, row_height([(text, _SURE_SHARE * _WIDTHS[1]), (heading, _WIDTHS[0] - 4)]))
        page.row += 1
    sheet.print_area(0, 0, page.row - 1, 1)
    sheet.fit_to_pages(1, 1)


def _fact(page: Page, name: str, value: str) -> None:
    page.text(page.row, 0, name, page.formats.chapter())
    page.text(page.row, 1, value, page.formats.cell())
    page.sheet.set_row(page.row, row_height([(value, _WIDTHS[1])]) + 3)
    page.row += 1


def _money(page: Page, analysis: Analysis, money: SummaryPlaces) -> None:
    language, bill = page.language, analysis.bill
    fill = {"bg_color": MISSING_FILL} if bill.missing_price_count else {}
    form = page.formats.cell("left", bold=True, num_format=money_format(language, blank_zero=False), **fill)
    rows: tuple[tuple[str, str, Decimal], ...] = (
        (tr("Total before tax, CNY", language), money.total, bill.total_cny),
        (tr("Total with tax, CNY", language), money.total_with_tax, bill.total_with_tax_cny),
    )
    for name, place, value in rows:
        page.text(page.row, 0, name, page.formats.chapter())
        page.formula(page.row, 1, "=" + place, value, form)
        page.sheet.set_row(page.row, row_height([]) + 3)
        page.row += 1


def _facts(analysis: Analysis, language: str) -> list[tuple[str, str]]:
    project, estate = analysis.project, analysis.project.estate
    open_field = tr("to be filled in", language)
    day = project.plan_date.isoformat() if project.plan_date else open_field
    return [
        (tr("Works", language), project_title(analysis, language)),
        (tr("Address", language), ", ".join(filter(None, (estate.town, estate.address))) or open_field),
        (tr("Employer", language), project.bill.employer or open_field),
        (tr("Prepared by", language), project.bill.prepared_by or open_field),
        (tr("Checked by", language), project.bill.checked_by or open_field),
        (tr("Date of the plan", language), day),
        (tr("Edition of the bill", language), pick(analysis.references.work_items.edition, language)),
    ]


def _notes(analysis: Analysis, language: str, *, blank_prices: bool) -> list[tuple[str, str]]:
    return [
        (tr("The works", language), _works(analysis, language)),
        (tr("Areas", language), _areas(analysis, language)),
        (tr("Scope", language), _scope(analysis, language)),
        (tr("Edition", language), _edition(analysis, language)),
        (tr("Prices", language), _prices(analysis, language, blank_prices=blank_prices)),
        (tr("Structure", language), tr(
            "The structure has not been calculated. Foundations, sections and connections are assumed for "
            "quantities only and must be checked by a registered structural engineer.", language)),
        (tr("To be verified", language), _unverified(analysis, language)),
        *([(tr("Remarks", language), analysis.project.notes)] if analysis.project.notes else []),
    ]  # fmt: skip


def _works(analysis: Analysis, language: str) -> str:
    totals, unknown = analysis.totals, tr("unknown", language)
    return tr(
        "{buildings} buildings, {doorways} doorways, {households} households. New: {sheds} sheds, {stalls} "
        "stalls, {sockets} sockets, {chargers} charging devices.",
        language,
        buildings=totals.buildings,
        doorways=totals.doorways,
        households=unknown if totals.households is None else totals.households,
        sheds=sum(not held.shed.existing for held in analysis.sheds),
        stalls=totals.stalls,
        sockets=totals.sockets,
        chargers=totals.chargers,
    )


def _areas(analysis: Analysis, language: str) -> str:
    totals = analysis.totals
    return tr(
        "Roofed area {roofed} m² (roofs in plan); floor area {floor} m² (half of the roof for open "
        "sheds); gross "
        "parking area {gross} m² (roofs, strips in front, stalls and aisles, each piece of ground once).",
        language,
        roofed=totals.roofed_area_m2,
        floor=totals.floor_area_m2,
        gross=totals.gross_area_m2,
    )


def _scope(analysis: Analysis, language: str) -> str:
    parts = [
        tr(
            "Civil works and equipment of the new sheds, and floor, marking and charging devices of the "
            "lots for "
            "open parking. A charging device's own sockets are not billed again. What exists already is not "
            "billed.",
            language,
        ),
        tr("Supply cables, earthing, fire alarm and cameras are not part of this bill.", language),
    ]
    errors = sum(finding.severity == "error" for finding in analysis.findings)
    if errors:
        parts.append(tr("Grave findings that the plan still has: {count}.", language, count=errors))
    return " ".join(parts)


def _edition(analysis: Analysis, language: str) -> str:
    return tr(
        "Codes and units are those of GB 50500-2013. GB/T 50500-2024 is in force since 2025-09-01 with "
        "other codes; "
        "where the tender is called by it, the codes of this bill must be converted first. The two "
        "editions must "
        "not be mixed.",
        language,
    )


def _prices(analysis: Analysis, language: str, *, blank_prices: bool) -> str:
    if blank_prices:
        return tr(
            "Unit rates are to be filled in by the bidder in the column of the bill; they are before "
            "tax and include "
            "labour, material, plant, overhead, profit and ordinary risk.",
            language,
        )
    text = tr(
        "{base}. These are reference prices for a provisional estimate; before tendering they must be "
        "replaced by "
        "published prices or at least three quotations.",
        language,
        base=pick(analysis.bill.price_book.base, language),
    )
    missing = analysis.bill.missing_price_count
    if missing:
        text += " " + tr(
            "Lines without a price, which count 0 in the totals above: {count}.", language, count=missing
        )
    return text


def _unverified(analysis: Analysis, language: str) -> str:
    codes = [line.code for line in analysis.bill.lines if not line.work.verified]
    if not codes:
        return tr("All codes of this bill were read in their source.", language)
    return tr(
        "These codes were not read in their source and must be compared with the standard: {codes}.",
        language,
        codes=", ".join(codes),
    )
