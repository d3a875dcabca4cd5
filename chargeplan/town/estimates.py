"""What an estate needs, and what a scheme would add where nobody has planned one (estimates)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from chargeplan.town.exact_numbers import ceiling, exact_median, half_up, simple_ratio
from chargeplan.town.figures import PlanFigures
from chargeplan.town.register import Facilities
from chargeplan.town.settings import TownSettings

_CENTS = 2
"""Decimals of an amount of money."""


@dataclass(frozen=True)
class Rates:
    """The ratios of a town's settings, exact: e-bikes per household and sockets per e-bike."""

    ebikes_per_household: Fraction
    sockets_per_ebike: Fraction

    @classmethod
    def of(cls, settings: TownSettings) -> Rates:
        """Return the ratios that settings state."""
        return cls(Fraction(settings.ebikes_per_household), simple_ratio(settings.sockets_per_ebike))


@dataclass(frozen=True)
class Need:
    """E-bikes, and the stalls and sockets they need; None is unknown."""

    ebikes: int | None
    stalls: int | None
    sockets: int | None


def need_of(households: int | None, counted: int | None, rates: Rates) -> Need:
    """Return what an estate needs: a stall for each e-bike, and sockets by the ratio, rounded up.

    E-bikes are those counted, else households × ratio, which is shown rounded half-up; sockets are worked
    out before that rounding: 871 households have 348.4 bikes and need 117 sockets at 1:3.
    """
    if counted is not None:
        return Need(counted, counted, ceiling(counted * rates.sockets_per_ebike))
    if households is None:
        return Need(None, None, None)
    exact = households * rates.ebikes_per_household
    bikes = half_up(exact)
    return Need(bikes, bikes, ceiling(exact * rates.sockets_per_ebike))


def short_of(needed: int | None, there: int | None) -> int | None:
    """Return how many are missing, 0 where there are enough, None where either is unknown."""
    return None if needed is None or there is None else max(0, needed - there)


def both(first: int | None, second: int | None) -> int | None:
    """Return a sum, None where either is unknown."""
    return None if first is None or second is None else first + second


def together(existing: Facilities, new: Facilities) -> Facilities:
    """Return what there is once the new stands beside the existing."""
    return Facilities(
        both(existing.stalls, new.stalls),
        both(existing.chargers, new.chargers),
        both(existing.sockets, new.sockets),
    )


@dataclass(frozen=True)
class UnitCosts:
    """Medians of all planned schemes that add sockets: cost [CNY] per socket, sockets per charger.

    None where no plan tells. Schemes whose bill lacks prices count only where every scheme's bill does.
    """

    cny_per_socket: Fraction | None
    sockets_per_charger: Fraction | None
    schemes: int = 0


def unit_costs(planned: Iterable[PlanFigures]) -> UnitCosts:
    """Return the medians over planned schemes."""
    adding = [figures for figures in planned if figures.new.sockets]
    costly = [figures for figures in adding if figures.cost_cny > 0]
    priced = [figures for figures in costly if not figures.unpriced_lines] or costly
    costs = [Fraction(figures.cost_cny) / (figures.new.sockets or 1) for figures in priced]
    ports = [
        Fraction(figures.new.sockets or 0, figures.new.chargers) for figures in adding if figures.new.chargers
    ]
    return UnitCosts(
        exact_median(costs) if costs else None, exact_median(ports) if ports else None, len(priced)
    )


def estimated_facilities(stalls_short: int | None, sockets_short: int | None, costs: UnitCosts) -> Facilities:
    """Return what an estimated scheme adds: what is missing, in chargers of the median size, rounded up."""
    return Facilities(stalls_short, _chargers(sockets_short, costs.sockets_per_charger), sockets_short)


def _chargers(sockets: int | None, sockets_per_charger: Fraction | None) -> int | None:
    if not sockets:
        return sockets
    return ceiling(sockets / sockets_per_charger) if sockets_per_charger is not None else None


def estimated_cost(sockets: int | None, costs: UnitCosts) -> Decimal | None:
    """Return missing sockets × median cost per socket [CNY], None where either is unknown.

    A scheme of stalls alone has no known cost: the median is that of sockets with the stalls around them.
    """
    if not sockets or costs.cny_per_socket is None:
        return None
    cents = half_up(sockets * costs.cny_per_socket * 10**_CENTS)
    return Decimal(cents).scaleb(-_CENTS)
