"""Bounds by which prices and bids are looked at, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from chargeplan.errors import ReferenceDataError
from chargeplan.i18n import N_
from chargeplan.reference.toml_tables import Sourced, Table, load_table
from chargeplan.resources import assets_folder
from chargeplan.units import to_decimal


@dataclass(frozen=True)
class Limit(Sourced):
    """One bound in its unit."""

    id: str
    value: Decimal
    unit: str
    source: str
    confidence: str


@dataclass(frozen=True)
class TenderLimits:
    """The bounds by id.

    `most_rate_cny` is the largest unit rate that is no slip, `absurd_factor` how many times a price may
    differ from the reference, `unbalanced_percent` from where on a bidder's rate is called unbalanced, and
    `rounding_cny` by how much an amount may be off through rounding.
    """

    limits: Mapping[str, Limit]

    @property
    def most_rate_cny(self) -> Decimal:
        """The largest unit rate [CNY]."""
        return self.limits["most_rate_cny"].value

    @property
    def absurd_factor(self) -> Decimal:
        """How many times more or less than the reference a price may be."""
        return self.limits["absurd_factor"].value

    @property
    def unbalanced(self) -> Limit:
        """The deviation from the reference [%] from which on a rate is called unbalanced."""
        return self.limits["unbalanced_percent"]

    @property
    def rounding_cny(self) -> Decimal:
        """By how much an amount may be off through rounding [CNY]."""
        return self.limits["rounding_cny"].value


_UNITS = {"most_rate_cny": "CNY", "absurd_factor": "1", "unbalanced_percent": "%", "rounding_cny": "CNY"}


def _limit(table: Table) -> Limit:
    name = table.choice("id", tuple(_UNITS))
    if table.number("value") <= 0:
        raise table.fault("value", "more than 0")
    return Limit(
        name,
        to_decimal(table.number("value")),
        table.choice("unit", (_UNITS[name],)),
        table.text("source"),
        table.confidence(),
    )


def read_tender_limits(path: Path) -> TenderLimits:
    """Return the bounds in a TOML file; raise `ReferenceDataError` with file and key."""
    limits = {limit.id: limit for limit in map(_limit, load_table(path).tables("limits"))}
    missing = [name for name in _UNITS if name not in limits]
    if missing:
        raise ReferenceDataError(
            "no_such_limit", N_("{place}: {name} is missing"), place=path.name, name=missing[0]
        )
    return TenderLimits(limits)


@lru_cache
def load_tender_limits() -> TenderLimits:
    """Return the shipped bounds."""
    return read_tender_limits(assets_folder() / "tender" / "limits.toml")
