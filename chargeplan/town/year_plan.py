"""Schemes put into years, each of which has its own money.

Which schemes are built is chosen before; here it is only found out whether the years hold them, and in
which each is built. Earlier is better, but only among answers that are otherwise as good.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

_EXACT_OF = 26
"""So many of the smallest schemes are tried in all combinations, to fill a year to the brim."""

_BASES = 12
_CHANGING_PLACES = 400


def place(costs: Mapping[int, int], years: Sequence[int]) -> dict[int, int] | None:
    """Return a year for every scheme, or None when none was found.

    `costs` are those of the schemes by their number, `years` what each year has, in the same unit. Where the
    money of all years is nearly spent, a year is filled with a combination that leaves next to nothing.
    """
    found = _dearest_first(costs, years, tightest=False)
    if found is None:
        found = _dearest_first(costs, years, tightest=True)
    if found is None and len(years) > 1 and sum(costs.values()) <= sum(years):
        found = _filled(costs, years)
    return found


def earlier(
    placed: Mapping[int, int], costs: Mapping[int, int], years: Sequence[int], worth: Mapping[int, int]
) -> dict[int, int]:
    """Return the same schemes in earlier years, those of most worth first, as far as the money allows.

    Each in its turn gets the first year with room, if that leaves room for all. Else they are moved: none is
    left that could be built earlier as the others stand, and, of up to 400, no two that could change places
    so that the one of more worth comes earlier.
    """
    order = sorted(placed, key=lambda each: (-worth[each], each))
    left = list(years)
    found: dict[int, int] = {}
    for each in order:
        year = room_for(left, costs[each])
        if year is None:
            return _moved(dict(placed), costs, years, worth, order)
        left[year] -= costs[each]
        found[each] = year
    return found


def _moved(
    found: dict[int, int],
    costs: Mapping[int, int],
    years: Sequence[int],
    worth: Mapping[int, int],
    order: Sequence[int],
) -> dict[int, int]:
    left = list(years)
    for each, year in found.items():
        left[year] -= costs[each]

    def put(each: int, year: int) -> None:
        left[found[each]] += costs[each]
        left[year] -= costs[each]
        found[each] = year

    moved = True
    while moved:
        moved = False
        for each in order:
            year = next(y for y in range(found[each] + 1) if y == found[each] or left[y] >= costs[each])
            if year != found[each]:
                put(each, year)
                moved = True
            other = _partner(each, found, costs, left, worth) if len(order) <= _CHANGING_PLACES else None
            if other is not None:
                year = found[other]
                put(other, found[each])
                put(each, year)
                moved = True
    return found


def _partner(
    each: int,
    found: Mapping[int, int],
    costs: Mapping[int, int],
    left: Sequence[int],
    worth: Mapping[int, int],
) -> int | None:
    """Return a scheme of less worth in an earlier year that a scheme could change places with."""
    for other, year in found.items():
        more = costs[each] - costs[other]
        if (
            year < found[each]
            and worth[other] < worth[each]
            and more <= left[year]
            and -more <= left[found[each]]
        ):
            return other
    return None


def _dearest_first(
    costs: Mapping[int, int], years: Sequence[int], *, tightest: bool
) -> dict[int, int] | None:
    left = list(years)
    found: dict[int, int] = {}
    for each in sorted(costs, key=lambda each: (-costs[each], each)):
        fitting = [year for year, money in enumerate(left) if money >= costs[each]]
        if not fitting:
            return None
        year = min(fitting, key=lambda year: (left[year], year)) if tightest else fitting[0]
        left[year] -= costs[each]
        found[each] = year
    return found


def _filled(costs: Mapping[int, int], years: Sequence[int]) -> dict[int, int] | None:
    """Fill one year after the other to the brim, the poorest first; what is left over is for the last."""
    waiting = sorted(costs, key=lambda each: (-costs[each], each))
    found: dict[int, int] = {}
    *first, last = sorted(range(len(years)), key=lambda year: (years[year], year))
    for year in first:
        for each in _fullest(waiting, costs, years[year]):
            found[each] = year
        waiting = [each for each in waiting if each not in found]
    if sum(costs[each] for each in waiting) > years[last]:
        return None
    found.update(dict.fromkeys(waiting, last))
    return found


def _fullest(waiting: Sequence[int], costs: Mapping[int, int], money: int) -> list[int]:
    """Return schemes that spend as much of the money as was found: dear ones, then the best of the cheap."""
    split = max(0, len(waiting) - _EXACT_OF)
    dear, cheap = waiting[:split], waiting[split:]
    sums = _Sums([costs[each] for each in cheap])
    best: tuple[int, list[int]] = (-1, [])
    for skip in range(min(_BASES, len(dear) + 1)):
        base: list[int] = []
        # The cheap ones are left about half of what they could spend: there they have most combinations.
        room = money - sums.total // 2
        for each in dear[skip:]:
            if costs[each] <= room:
                base.append(each)
                room -= costs[each]
        spent = sum(costs[each] for each in base)
        more, places = sums.below(money - spent)
        if spent + more > best[0]:
            best = (spent + more, base + [cheap[at] for at in places])
        if best[0] == money:
            break
    return best[1]


class _Sums:
    """All sums of some amounts, as pairs of sums of two halves of them."""

    def __init__(self, amounts: Sequence[int]) -> None:
        self.total = sum(amounts)
        self._half = len(amounts) // 2
        self._left = _all_sums(amounts[: self._half])
        right = _all_sums(amounts[self._half :])
        self._order = np.argsort(right, kind="stable")
        self._right = right[self._order]

    def below(self, limit: int) -> tuple[int, list[int]]:
        """Return the greatest sum up to a limit of 0 or more, and the places of its amounts."""
        at = np.searchsorted(self._right, limit - self._left, side="right") - 1
        sums = np.where(at >= 0, self._left + self._right[np.maximum(at, 0)], -1)
        first = int(np.argmax(sums))
        second = int(self._order[at[first]])
        places = [bit for bit in range(self._half) if first >> bit & 1]
        places += [self._half + bit for bit in range(len(self._order).bit_length() - 1) if second >> bit & 1]
        return int(sums[first]), places


def _all_sums(amounts: Sequence[int]) -> NDArray[np.int64]:
    sums = np.zeros(1, dtype=np.int64)
    for amount in amounts:
        sums = np.concatenate((sums, sums + amount))
    return sums


def room_for(left: Sequence[int], cost: int) -> int | None:
    """Return the first year with enough money left, None where there is none."""
    return next((year for year, money in enumerate(left) if money >= cost), None)
