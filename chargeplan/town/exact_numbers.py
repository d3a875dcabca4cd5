"""Ratios without binary noise: quotients of whole numbers, rounded half-up in one place."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from statistics import median

QUOTIENT_DECIMALS = 6
"""Indicators and ratios are kept to so many places, far beyond what is shown."""

_SCALE = 10**QUOTIENT_DECIMALS
_LARGEST_DENOMINATOR = 1000


def quotient(numerator: int | Decimal | Fraction, denominator: int | Decimal) -> Decimal:
    """Return numerator / denominator (not negative, not by 0), rounded half-up to `QUOTIENT_DECIMALS`."""
    if isinstance(numerator, int) and isinstance(denominator, int):
        return _micros((2 * numerator * _SCALE + denominator) // (2 * denominator))
    ratio = Fraction(numerator) / Fraction(denominator) * _SCALE
    return _micros((2 * ratio.numerator + ratio.denominator) // (2 * ratio.denominator))


def _micros(count: int) -> Decimal:
    return Decimal(count).scaleb(-QUOTIENT_DECIMALS)


def simple_ratio(value: Decimal) -> Fraction:
    """Return the plain fraction that a decimal stands for: 0.333333 is 1/3.

    The nearest one with a denominator up to 1000; a target of 1:3 has no end as a decimal, and what is cut
    off would ask for a socket too few or too many.
    """
    return Fraction(value).limit_denominator(_LARGEST_DENOMINATOR)


def ceiling(value: Fraction) -> int:
    """Return the least whole number that is not below a fraction."""
    return -(-value.numerator // value.denominator)


def half_up(value: Fraction) -> int:
    """Return the nearest whole number of a fraction that is not negative, halves upwards."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def exact_median(values: list[Fraction]) -> Fraction:
    """Return the median of one number or more, the mean of the two in the middle where they are even."""
    return median(values)
