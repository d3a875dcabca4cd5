"""Rounding, in one place: coordinates to 0.1 mm, quantities half-up in decimal.

Floating point lives in geometry. As soon as a figure is shown, billed or compared with a limit it goes
through `to_decimal`, which first removes binary noise (beyond a micrometre), and `round_half_up`.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

COORDINATE_DECIMALS = 4
TOLERANCE_M = 1e-4
"""Meeting a limit within 0.1 mm passes."""

MINUS = "\u2212"
"""The sign of what is less than nothing, as it is shown; figures to be read by programs have a hyphen."""

WAN = Decimal(10_000)
"""Town offices count money in ten thousands of yuan."""

NOISE_DECIMALS = 6
"""What differs in later decimals only counts as the same."""


def quantise_m(value_m: float) -> float:
    """Return a length [m] on the 0.1 mm grid of plans, without a negative zero."""
    return round(float(value_m), COORDINATE_DECIMALS) + 0.0


@lru_cache(maxsize=16_384)
def to_decimal(value: float) -> Decimal:
    """Return a measured float as decimal, with the binary noise below 1e-6 removed."""
    return Decimal(repr(round(float(value), NOISE_DECIMALS) + 0.0))


def signed(value: float | Decimal, decimals: int) -> str:
    """Return a difference with its sign, a true minus, and thousands kept apart."""
    rounded = round_half_up(value, decimals)
    return f"{rounded:+,f}".replace("-", MINUS) if rounded else "±0"


def round_half_up(value: Decimal | float, decimals: int) -> Decimal:
    """Return `value` rounded half-up (away from zero) to `decimals` places."""
    exact = value if isinstance(value, Decimal) else to_decimal(value)
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
