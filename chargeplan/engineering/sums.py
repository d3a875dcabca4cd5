"""Sums that show how they came about: the text that is printed and the value are made together.

The text uses the operators `×`, `−`, `+`, `/`, brackets and the functions `ROUNDUP(x, 0)` and `MAX(a, b)`
that every spreadsheet knows, so that a workbook can carry it as a live formula.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

Number = Decimal | int


@dataclass(frozen=True)
class Sum:
    """An exact value and the sum that made it; `compound` when its text needs brackets as a factor."""

    text: str
    value: Decimal
    compound: bool = False

    def __add__(self, other: Sum) -> Sum:
        """Return this plus another sum."""
        return Sum(f"{self.text} + {other.text}", self.value + other.value, True)

    def __sub__(self, other: Sum) -> Sum:
        """Return this less another sum."""
        return Sum(f"{self.text} − {_bracketed(other)}", self.value - other.value, True)

    def over(self, divisor: Number) -> Sum:
        """Return this divided by a number."""
        return Sum(f"{_bracketed(self)} / {shown(divisor)}", self.value / divisor)

    def rounded_up(self) -> Sum:
        """Return the next whole number."""
        return Sum(f"ROUNDUP({self.text}, 0)", self.value.to_integral_value(ROUND_CEILING))

    def at_least(self, least: int) -> Sum:
        """Return this, or `least` where it is smaller."""
        return Sum(f"MAX({least}, {self.text})", max(Decimal(least), self.value))

    def or_more(self, other: Sum) -> Sum:
        """Return the larger of this and another sum."""
        return Sum(f"MAX({self.text}, {other.text})", max(self.value, other.value))


def shown(number: Number) -> str:
    """Return a whole number as it is, a measure with at least two decimals and all that it has."""
    if isinstance(number, int):
        return str(number)
    if number == number.quantize(Decimal("0.01")):
        return f"{number:.2f}"
    return f"{number.normalize():f}"


def _bracketed(part: Sum) -> str:
    return f"({part.text})" if part.compound else part.text


def product(*factors: Number | Sum) -> Sum:
    """Return the product of numbers and sums, written with `×`."""
    value = Decimal(1)
    texts = []
    for factor in factors:
        if isinstance(factor, Sum):
            value *= factor.value
            texts.append(_bracketed(factor))
        else:
            value *= factor
            texts.append(shown(factor))
    return Sum(" × ".join(texts), value)


def total(parts: Iterable[Sum]) -> Sum:
    """Return the sum of one or more parts."""
    first, *others = parts
    for part in others:
        first = first + part
    return first
