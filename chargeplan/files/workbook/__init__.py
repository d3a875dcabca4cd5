"""The procurement workbook: an analysis as XLSX with live formulas whose stored values are right too.

Texts are written as texts, whatever they begin with. The same analysis gives the same bytes: the only date in
the file is that of the plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from chargeplan.analysis import Analysis
from chargeplan.files.saving import new_workbook, save_workbook
from chargeplan.files.sheet_days import created_on
from chargeplan.files.workbook.book import Book
from chargeplan.files.workbook.tender import Tender
from chargeplan.files.workbook.texts import plain
from chargeplan.i18n import DEFAULT_LANGUAGE


def workbook_bytes(
    analysis: Analysis,
    *,
    language: str = DEFAULT_LANGUAGE,
    blank_prices: bool = False,
    picture: bytes | None = None,
    diagrams: Sequence[bytes] = (),
) -> bytes:
    """Return the workbook of an analysis.

    Parameters
    ----------
    blank_prices
        Leaves unit rates empty for bidders, and locks everything else; no reference price is anywhere in the
        file then.
    picture, diagrams
        The plan, and the pages of the single-line diagram, as PNG.

    Raises
    ------
    ExportError
        When one of them is no PNG picture.
    """
    data = BytesIO()
    book = new_workbook(data)
    tender = Tender(analysis, language, blank_prices)
    _describe(book, tender)
    Book(book, tender, picture, diagrams).write()
    book.close()
    return data.getvalue()


def write_workbook(
    analysis: Analysis,
    path: Path,
    *,
    language: str = DEFAULT_LANGUAGE,
    blank_prices: bool = False,
    picture: bytes | None = None,
    diagrams: Sequence[bytes] = (),
) -> None:
    """Write the workbook of an analysis to a file in one step.

    Raises
    ------
    ExportError
        When it cannot be written, as when a spreadsheet program holds the file open; what stood there before
        is untouched.
    """
    data = workbook_bytes(
        analysis, language=language, blank_prices=blank_prices, picture=picture, diagrams=diagrams
    )
    save_workbook(path, data)


def _describe(book: Any, tender: Tender) -> None:
    project = tender.analysis.project
    book.set_properties(
        {
            "title": plain(tender.title),
            "subject": plain(tender.kind),
            "author": plain(project.bill.prepared_by),
            "created": created_on(project.plan_date),
        }
    )
    book.set_size(2400, 1400)
