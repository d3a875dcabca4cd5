"""Rules and prices that a plan brings along itself, so that it means the same on every machine."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from chargeplan.model.values import finite


@dataclass(frozen=True)
class OwnRule:
    """One rule of a plan's own rule set, fields as in the rules that are shipped.

    `value` None leaves the rule out.
    """

    id: str
    value: float | None
    unit: str
    severity: str
    source: str
    clause: str
    confidence: str
    effective: str = ""
    keeps_clear: bool = False
    regional: bool = False

    def __post_init__(self) -> None:
        if self.value is not None:
            finite(self.value, "value")


@dataclass(frozen=True)
class OwnRuleSet:
    """A rule set that began as a copy of a shipped one (`base_id`, `base_version`)."""

    name: str
    base_id: str
    base_version: str
    rules: tuple[OwnRule, ...] = ()


@dataclass(frozen=True)
class OwnPrice:
    """A unit rate [CNY before tax] of a line of the bill; what it rests on is told in `basis`."""

    line_id: str
    unit: str
    price_cny: Decimal
    low_cny: Decimal | None = None
    high_cny: Decimal | None = None
    basis: str = ""
    confidence: str = "uncertain"


@dataclass(frozen=True)
class OwnPriceBook:
    """A price book that began as a copy of a shipped one, or was read from a workbook."""

    name: str
    base_id: str
    base_version: str
    prices: tuple[OwnPrice, ...] = ()
