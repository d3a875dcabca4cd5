"""What all sheets of a town's workbook are about, and how they write dates, money and what is unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from chargeplan import units
from chargeplan.files.sheet_days import DAY_ZERO
from chargeplan.files.workbook.pages import Cell
from chargeplan.town.allocation import Allocation, CurvePoint
from chargeplan.town.comparison import Assessed, Comparison
from chargeplan.units import round_half_up

DATE = "yyyy-mm-dd"
WAN = "#,##0.00"
YUAN = "#,##0.00"
COUNT = "#,##0"
TENTHS = "#,##0.0"


@dataclass(frozen=True)
class Story:
    """A comparison with its budget, and what was noticed when its register was read.

    `remarks` are whole sentences in the workbook's language.
    """

    comparison: Comparison
    language: str
    allocation: Allocation | None = None
    curve: Sequence[CurvePoint] = ()
    remarks: Sequence[str] = ()

    @property
    def estates(self) -> Sequence[Assessed]:
        """All estates in the order of the register."""
        return self.comparison.estates

    @cached_property
    def by_code(self) -> Mapping[str, Assessed]:
        """The estates by their codes."""
        return {assessed.standing.row.code: assessed for assessed in self.estates}

    @property
    def ranked(self) -> Sequence[Assessed]:
        """The estates by rank, the worst first; unrated ones last, in the order of the register."""
        return sorted(self.estates, key=lambda one: (one.rating.rank is None, one.rating.rank or 0))


def wan(amount_cny: Decimal) -> Decimal:
    """Return money in ten thousands of yuan, to two decimals."""
    return round_half_up(amount_cny / units.WAN, 2)


def in_wan(formula: str) -> str:
    """Return a formula of yuan as one of ten thousands, rounded from the yuan itself."""
    return f"=ROUND(({formula.removeprefix('=')})/{units.WAN},2)"


def day(when: date | None) -> Cell:
    """Return a day as spreadsheets count it; nothing for None."""
    return None if when is None else (when - DAY_ZERO).days
