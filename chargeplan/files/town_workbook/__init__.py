"""The town's workbook: a comparison of estates as XLSX, live formulas with right stored values.

Texts are written as texts, whatever they begin with. The same comparison gives the same bytes: the only date
in the file is that of the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from chargeplan.files.saving import new_workbook, save_workbook
from chargeplan.files.sheet_days import created_on
from chargeplan.files.town_workbook.book import Book
from chargeplan.files.town_workbook.story import Story
from chargeplan.files.workbook.texts import plain
from chargeplan.i18n import DEFAULT_LANGUAGE
from chargeplan.town.allocation import Allocation, CurvePoint
from chargeplan.town.comparison import Comparison


def town_workbook_bytes(
    comparison: Comparison,
    *,
    language: str = DEFAULT_LANGUAGE,
    allocation: Allocation | None = None,
    curve: Sequence[CurvePoint] = (),
    remarks: Sequence[str] = (),
) -> bytes:
    """Return the workbook of a comparison.

    Parameters
    ----------
    allocation, curve
        How the budget is shared out, and what other budgets would bring; without an allocation there are no
        sheets about money shared out.
    remarks
        What was noticed when the register was read, as sentences in `language`.
    """
    data = BytesIO()
    book = new_workbook(data)
    _describe(book, comparison)
    Book(book, Story(comparison, language, allocation, tuple(curve), tuple(remarks))).write()
    book.close()
    return data.getvalue()


def write_town_workbook(
    comparison: Comparison,
    path: Path,
    *,
    language: str = DEFAULT_LANGUAGE,
    allocation: Allocation | None = None,
    curve: Sequence[CurvePoint] = (),
    remarks: Sequence[str] = (),
) -> None:
    """Write the workbook of a comparison to a file in one step.

    Raises
    ------
    ExportError
        When it cannot be written, as when a spreadsheet program holds the file open; what stood there before
        is untouched.
    """
    data = town_workbook_bytes(
        comparison, language=language, allocation=allocation, curve=curve, remarks=remarks
    )
    save_workbook(path, data)


def _describe(book: Any, comparison: Comparison) -> None:
    book.set_properties(
        {
            "title": plain(comparison.register.title),
            "created": created_on(comparison.as_of),
        }
    )
    book.set_size(2400, 1400)
