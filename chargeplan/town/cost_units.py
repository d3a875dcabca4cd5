"""The unit that most costs are multiples of, where they are: estimates are sockets times one price.

Money of a year that is no multiple of it is partly lost, however schemes are chosen. A solver that sees only
fen proves that by trying for hours; told in units it sees it at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

_BEGINNINGS = 4
_MOST_PARTS = 6
_HALF = Fraction(1, 2)
"""Costs are rounded to whole fen."""


def common_unit(costs: Sequence[int]) -> Fraction | None:
    """Return a unit [fen] of which at least half of the costs are multiples but for rounding to fen.

    The greatest of which most are; None where there is none. No multiple is less than its number of units.
    """
    distinct = sorted(set(costs) - {0})
    tried = [
        _multiples(distinct, Fraction(first), parts)
        for first in distinct[:_BEGINNINGS]
        for parts in range(1, _MOST_PARTS + 1)
    ]
    found, unit = max(tried, key=lambda each: (len(each[0]), each[1]), default=([], Fraction(0)))
    multiples = set(found)
    return unit if len(found) > 1 and 2 * sum(cost in multiples for cost in costs) >= len(costs) else None


def _multiples(costs: Sequence[int], first: Fraction, parts: int) -> tuple[list[int], Fraction]:
    """Return the costs that can be multiples of one unit, of which `first` has so many, and that unit."""
    low, high = (first - _HALF) / parts, (first + _HALF) / parts
    found: list[int] = []
    unit = first / parts
    for cost in costs:
        number = round(2 * cost / (low + high))
        if number < 1:
            continue
        least, most = (cost - _HALF) / number, (cost + _HALF) / number
        if max(low, least) <= min(high, most):
            low, high = max(low, least), min(high, most)
            unit = min(unit, Fraction(cost, number))
            found.append(cost)
    return found, unit
