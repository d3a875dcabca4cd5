"""Lamps of sheds: how many there are, and where they hang."""

from __future__ import annotations

from functools import lru_cache

from chargeplan.engineering.capacity import ShedCapacity
from chargeplan.engineering.figures import Figures
from chargeplan.engineering.sums import Sum, product

_REMEMBERED = 512


@lru_cache(maxsize=_REMEMBERED)
def lamps(held: ShedCapacity, figures: Figures) -> Sum:
    """Return the lamps of a shed, by its roofed area."""
    power = product(held.roofed_m2, figures["lighting_w_m2"])
    return power.over(figures.whole("lamp_w")).rounded_up()


@lru_cache(maxsize=_REMEMBERED)
def lamps_along_m(held: ShedCapacity, figures: Figures) -> tuple[float, ...]:
    """Return where lamps hang along a shed, in the middles of equal parts of its length [m from `origin`]."""
    count = int(lamps(held, figures).value)
    return tuple(held.shed.length_m * (index + 0.5) / count for index in range(count))
