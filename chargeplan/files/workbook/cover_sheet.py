"""Cover and title page: what is offered, by whom, for how much, and who answers for it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from chargeplan.files.workbook.capitals import capitals, capitals_formula, written_out
from chargeplan.files.workbook.pages import MISSING_FILL, Page, set_up_page
from chargeplan.files.workbook.tender import Tender
from chargeplan.files.workbook.texts import row_height
from chargeplan.files.workbook.totals_sheets import MoneyPlaces
from chargeplan.i18n import N_, tr

COVER_WIDTHS = (30.0, 50.0, 40.0)
TITLE_WIDTHS = (34.0, 58.0, 34.0)
_LINE_POINTS = 30.0
_BIG, _LARGE = 26, 20


def open_field(language: str) -> str:
    """Return what stands where something is still to be written."""
    return tr("to be filled in", language)


def day_of(tender: Tender) -> str:
    """Return the plan's date, or that it is to be filled in."""
    day = tender.analysis.project.plan_date
    return day.isoformat() if day else open_field(tender.language)


def write_cover(page: Page, tender: Tender) -> None:
    """Write the cover."""
    sheet, language, formats = page.sheet, page.language, page.formats
    _blank_page(page, COVER_WIDTHS)
    centre = {"align": "center", "text_wrap": True}
    _wide(page, 2, f"{tender.title}", 54, formats.get(bold=True, font_size=_LARGE, **centre))
    heading = tr("E-bike parking and charging", language)
    _wide(page, 3, heading, 34, formats.get(font_size=_LARGE - 4, **centre))
    _wide(page, 5, tender.kind, 60, formats.get(bold=True, font_size=_BIG, **centre))
    _wide(page, 6, tender.edition(), 30, formats.get(font_size=10, **centre))
    project = tender.analysis.project
    page.row = 9
    seal, sign = N_("(seal)"), N_("(signature)")
    _signed(page, N_("Employer"), project.bill.employer, seal)
    _signed(page, N_("Cost consultant"), "", seal)
    _signed(page, N_("Prepared by"), project.bill.prepared_by, sign)
    _signed(page, N_("Checked by"), project.bill.checked_by, sign)
    _signed(page, N_("Date"), day_of(tender), "")
    sheet.print_area(0, 0, page.row, 2)
    sheet.fit_to_pages(1, 1)


def _blank_page(page: Page, widths: tuple[float, ...]) -> None:
    for index, width in enumerate(widths):
        page.sheet.set_column(index, index, width)
    set_up_page(page.sheet, page.language)
    page.sheet.hide_gridlines(2)


def _wide(page: Page, row: int, text: str, points: float, style: Any) -> None:
    page.sheet.merge_range(row, 0, row, 2, "", style)
    page.text(row, 0, text, style)
    page.sheet.set_row(row, points)


def _signed(page: Page, name: str, value: str, how: str) -> None:
    language, formats = page.language, page.formats
    page.text(page.row, 0, tr(name, language), formats.get(align="right", font_size=13, indent=1))
    line = formats.get(bottom=1, font_size=13, align="center", text_wrap=True)
    page.text(page.row, 1, value, line)
    page.text(page.row, 2, tr(how, language) if how else "", formats.note())
    page.sheet.set_row(page.row, max(_LINE_POINTS, row_height([(value, COVER_WIDTHS[1] * 0.7)]) * 1.3))
    page.row += 1


def write_title_page(page: Page, tender: Tender, money: MoneyPlaces) -> None:
    """Write the title page: the price as a formula over the summaries, and the fields to sign."""
    sheet, language, formats = page.sheet, page.language, page.formats
    _blank_page(page, TITLE_WIDTHS)
    style = formats.get(bold=True, font_size=_LARGE, align="center", text_wrap=True)
    _wide(page, 0, tender.kind, 50, style)
    page.row = 2
    project, estate, empty = tender.analysis.project, tender.analysis.project.estate, open_field(language)
    _fact(page, N_("Works"), tender.title)
    town = "" if estate.town in estate.address else estate.town
    _fact(page, N_("Address"), ", ".join(filter(None, (town, estate.address))) or empty)
    _fact(page, N_("Edition of the bill"), tender.edition())
    if tender.blank:
        _fact(page, N_("Total with tax, CNY"), tr("filled in by the bidder", language))
    else:
        _money(page, tender, money)
    page.row += 1
    _fact(page, N_("Employer"), project.bill.employer or empty, N_("(seal)"))
    _fact(page, N_("Legal representative or deputy"), "", N_("(signature or seal)"))
    _fact(page, N_("Cost consultant"), "", N_("(seal)"))
    _fact(page, N_("Legal representative or deputy"), "", N_("(signature or seal)"))
    _fact(
        page,
        N_("Prepared by"),
        project.bill.prepared_by or empty,
        N_("(signature and seal of cost engineer)"),
    )
    _fact(
        page, N_("Checked by"), project.bill.checked_by or empty, N_("(signature and seal of cost engineer)")
    )
    _fact(page, N_("Prepared on"), day_of(tender))
    _fact(page, N_("Checked on"), "")
    sheet.print_area(0, 0, page.row - 1, 2)
    sheet.fit_to_pages(1, 1)


def _fact(page: Page, name: str, value: str, how: str = "") -> None:
    language, formats = page.language, page.formats
    page.text(page.row, 0, tr(name, language), formats.chapter(indent=1))
    page.text(page.row, 1, value, formats.cell(indent=1))
    page.text(page.row, 2, tr(how, language) if how else "", formats.note(border=1, border_color="#8A949B"))
    page.sheet.set_row(page.row, row_height([(value, TITLE_WIDTHS[1] - 2)]) + 8)
    page.row += 1


def _money(page: Page, tender: Tender, money: MoneyPlaces) -> None:
    bill, language = tender.bill, page.language
    missing = tender.missing(bill.missing_price_count, bill.missing_rate_count)
    fill = {"bg_color": MISSING_FILL} if missing else {}
    style = page.formats.cell("left", bold=True, indent=1, num_format=tender.money, **fill)
    rows: tuple[tuple[str, str, Decimal], ...] = (
        (N_("Total before tax, CNY"), money.before_tax, bill.total_cny),
        (N_("Value-added tax, CNY"), money.tax, bill.tax_cny),
        (N_("Total with tax, CNY"), money.total, bill.total_with_tax_cny),
    )
    for name, place, value in rows:
        page.text(page.row, 0, tr(name, language), page.formats.chapter(indent=1))
        page.formula(page.row, 1, "=" + place, value, style)
        page.text(page.row, 2, "", page.formats.cell())
        page.sheet.set_row(page.row, row_height([]) + 8)
        page.row += 1
    if written_out(language):
        _in_words(page, bill.total_with_tax_cny, fill)


def _in_words(page: Page, amount_cny: Decimal, fill: dict[str, str]) -> None:
    """Write the amount of the row above out."""
    language, above = page.language, page.here(1, page.row - 1)
    words = capitals(amount_cny, language)
    page.text(page.row, 0, tr("Total with tax, in words", language), page.formats.chapter(indent=1))
    style = page.formats.cell("left", bold=True, indent=1, **fill)
    page.formula(page.row, 1, capitals_formula(above, language), words, style)
    page.text(page.row, 2, "", page.formats.cell())
    page.sheet.set_row(page.row, row_height([(words, TITLE_WIDTHS[1] - 2)]) + 8)
    page.row += 1
