"""What the bill of a plan is made by, beside the plan itself."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from chargeplan.errors import InvalidValueError
from chargeplan.i18n import N_


class BillEdition(Enum):
    """Edition of the measurement standard; codes of different editions are never mixed."""

    GB_2013 = "gb50500_2013"
    GB_2024 = "gbt50500_2024"


class TaxMethod(Enum):
    """Value-added tax: general, or simplified with input prices that hold tax already."""

    GENERAL = "general"
    SIMPLIFIED = "simplified"


class ProvisionalKind(Enum):
    """What a provisional sum is for: materials and equipment, or works of a specialist."""

    MATERIAL = "material"
    WORKS = "works"


@dataclass(frozen=True)
class ProvisionalSum:
    """A sum that is put in before its price is known [CNY before tax]."""

    name: str
    amount_cny: Decimal
    kind: ProvisionalKind = ProvisionalKind.WORKS

    def __post_init__(self) -> None:
        _amount(self.amount_cny)


@dataclass(frozen=True)
class DayWork:
    """Work that is paid by time or piece: how much of it, at which rate [CNY before tax]."""

    name: str
    unit: str
    quantity: Decimal
    rate_cny: Decimal

    def __post_init__(self) -> None:
        _amount(self.quantity)
        _amount(self.rate_cny)


@dataclass(frozen=True)
class BillSettings:
    """What the covers of workbooks say, and how measures, other items and tax are reckoned.

    `contingency_percent` of the sectional works is put in for what cannot be foreseen; None takes the
    figure of the price book. `attendance_percent` of specialists' works is the main contractor's.
    """

    employer: str = ""
    prepared_by: str = ""
    checked_by: str = ""
    edition: BillEdition = BillEdition.GB_2013
    tax: TaxMethod = TaxMethod.GENERAL
    contingency_percent: Decimal | None = None
    attendance_percent: Decimal = Decimal(0)
    provisional_sums: tuple[ProvisionalSum, ...] = ()
    day_works: tuple[DayWork, ...] = ()

    def __post_init__(self) -> None:
        _amount(self.attendance_percent)
        if self.contingency_percent is not None:
            _amount(self.contingency_percent)


def _amount(value: Decimal) -> None:
    if not value.is_finite() or value < 0:
        raise InvalidValueError(
            "negative_amount", N_("an amount must be a number, 0 or more: {value}"), value=value
        )
