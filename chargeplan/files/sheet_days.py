"""How spreadsheet programs count days, and which one a workbook carries where its data tell none."""

from __future__ import annotations

from datetime import date, datetime, time

DAY_ZERO = date(1899, 12, 30)
"""The day from which they count, right from 1 March 1900 on."""

_NO_DATE = date(2000, 1, 1)


def created_on(day: date | None) -> datetime:
    """Return when a workbook says it was made: the day of its data and never that of the clock."""
    return datetime.combine(day or _NO_DATE, time())
