"""The procurement workbook: an analysis as XLSX with live formulas whose stored values are right too.

Texts are written as texts, whatever they begin with. The same analysis gives the same bytes: the only date in
the file is that of the plan.
"""

from __future__ import annotations

import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from chargeplan.analysis import Analysis
from chargeplan.errors import ExportError
from chargeplan.files.atomic import replace_file, system_reason
from chargeplan.files.workbook import (
    bill_sheet,
    cover_sheet,
    details_sheets,
    plan_sheet,
    prices_sheet,
    summary_sheet,
    sums_sheet,
)
from chargeplan.files.workbook.pages import Column, Formats, Page, PlainSheet
from chargeplan.files.workbook.texts import plain, short
from chargeplan.i18n import DEFAULT_LANGUAGE, N_, tr
from chargeplan.model.labels import label

_SHEETS = (
    ("cover", N_("Cover and notes")),
    ("summary", N_("Summary")),
    ("bill", N_("Sectional bill of quantities")),
    ("sheds", N_("Shed details")),
    ("lots", N_("Lot details")),
    ("sums", N_("Quantity sums")),
    ("plan", N_("Site plan")),
    ("prices", N_("Unit rates")),
)
_NO_DATE = datetime.date(2000, 1, 1)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_format_properties": {"font_name": "Arial", "font_size": 10},  # columns are measured by it
}


def workbook_bytes(
    analysis: Analysis,
    *,
    language: str = DEFAULT_LANGUAGE,
    blank_prices: bool = False,
    picture: bytes | None = None,
) -> bytes:
    """Return the workbook of an analysis.

    Parameters
    ----------
    blank_prices
        Leaves unit rates empty for bidders; no reference price is anywhere in the file then.
    picture
        The plan as PNG.

    Raises
    ------
    ExportError
        When `picture` is no PNG picture.
    """
    data = BytesIO()
    book = xlsxwriter.Workbook(data, dict(_OPTIONS))
    _describe(book, analysis, language)
    pages = _pages(book, analysis, language, blank_prices=blank_prices)
    _write(pages, analysis, language, picture, blank_prices=blank_prices)
    book.close()
    return data.getvalue()


def write_workbook(
    analysis: Analysis,
    path: Path,
    *,
    language: str = DEFAULT_LANGUAGE,
    blank_prices: bool = False,
    picture: bytes | None = None,
) -> None:
    """Write the workbook of an analysis to a file in one step.

    Raises
    ------
    ExportError
        When it cannot be written, as when a spreadsheet program holds the file open; what stood there before
        is untouched.
    """
    data = workbook_bytes(analysis, language=language, blank_prices=blank_prices, picture=picture)
    try:
        replace_file(path, data)
    except PermissionError as error:
        raise ExportError(
            "file_is_open",
            N_("{name} may not be written: another program, such as Excel, holds it open, or it is "
               "protected; "
               "close it there and export again. The file is unchanged."),
            name=path.name,
        ) from error  # fmt: skip
    except OSError as error:
        raise ExportError(
            "not_written", N_("{name} could not be written: {reason}; what stood there is unchanged"),
            name=path.name, reason=system_reason(error),
        ) from error  # fmt: skip


def _describe(book: Any, analysis: Analysis, language: str) -> None:
    day = analysis.project.plan_date or _NO_DATE
    book.set_properties(
        {
            "title": plain(cover_sheet.project_title(analysis, language)),
            "subject": tr("Bill of quantities", language),
            "author": plain(analysis.project.bill.prepared_by),
            "created": datetime.datetime(day.year, day.month, day.day),
        }
    )
    book.set_size(2400, 1400)


def _pages(book: Any, analysis: Analysis, language: str, *, blank_prices: bool) -> dict[str, Page]:
    formats = Formats(book, language)
    columns: dict[str, list[Column]] = {
        "summary": summary_sheet.columns(language),
        "bill": bill_sheet.columns(language),
        "sheds": details_sheets.page_columns(details_sheets.shed_fields(analysis, language), language),
        "lots": details_sheets.page_columns(details_sheets.lot_fields(analysis, language), language),
        "sums": sums_sheet.columns(language),
        "prices": prices_sheet.columns(language, blank_prices=blank_prices),
    }
    return {
        name: Page(
            book.add_worksheet(tr(title, language), PlainSheet), formats, language, columns.get(name, [])
        )
        for name, title in _SHEETS
    }


def _write(
    pages: dict[str, Page], analysis: Analysis, language: str, picture: bytes | None, *, blank_prices: bool
) -> None:
    bill, works = analysis.bill, cover_sheet.project_title(analysis, language)
    notes = tr("Works: {works}. Amounts in CNY before tax.", language, works=works)
    if blank_prices:
        places = bill_sheet.write_bill(pages["bill"], bill, None, notes)
        prices_sheet.write_blank_prices(pages["prices"], bill, places.rates)
    else:
        places = bill_sheet.write_bill(
            pages["bill"], bill, prices_sheet.write_prices(pages["prices"], bill), notes
        )
    sheds = details_sheets.write_sheds(pages["sheds"], analysis)
    lots = details_sheets.write_lots(pages["lots"], analysis)
    names = {shed.id: short(label(shed, language)) for shed in analysis.scheme.sheds}
    names |= {lot.id: short(label(lot, language)) for lot in analysis.scheme.lots}
    sums_sheet.write_sums(pages["sums"], bill, names)
    money = summary_sheet.write_summary(
        pages["summary"], analysis, sheds, lots, places, blank_prices=blank_prices
    )
    cover_sheet.write_cover(pages["cover"], analysis, money, blank_prices=blank_prices)
    plan_sheet.write_plan(pages["plan"], picture, works)
