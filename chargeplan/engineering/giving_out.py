"""Giving room out: as much of what is wanted as possible, on the shortest ways in all.

This is a flow of least cost. Starts are taken in order, and each sends what it wants over the cheapest chain
of exchanges: to a place with room, or to one that is full and from where others move on. A place with room
for all, which costs more than any chain can save, stands for finding none, so that serving more always comes
first. Each chain is of least cost, so the whole is, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from chargeplan.errors import Cancelled, go_on_unless, never

Counts = NDArray[np.int64]


def given_out(
    wanted: Sequence[int],
    room: Sequence[int],
    costs: Counts,
    allowed: NDArray[np.bool_],
    cancelled: Cancelled = never,
) -> Counts:
    """Return how much each start gets at each place, (starts, places).

    As much as possible is given where it is `allowed`, and of all such ways one of least cost. Equal costs
    leave what was given before, to earlier starts and at earlier places, as it is.

    Parameters
    ----------
    wanted, room
        How much starts want and places have.
    costs : (starts, places)
        What a unit costs, whole numbers from 0.

    Raises
    ------
    CalledOff
        When `cancelled()` becomes true on the way.
    """
    starts, places = costs.shape
    most = int(costs[allowed].max(initial=0)) + 1
    none = most * (places + 2)
    prices = np.full((starts, places + 1), none * (places + 4), dtype=np.int64)
    prices[:, :places][allowed] = costs[allowed]
    prices[:, places] = none
    left = np.array([*room, sum(wanted)], dtype=np.int64)
    given = np.zeros_like(prices)
    moves = np.full((places + 1, places + 1), _never(prices), dtype=np.int64)
    for start, count in enumerate(wanted):
        go_on_unless(cancelled)
        while count > 0:
            chain = _cheapest_chain(prices[start], moves, left)
            count -= _sent(start, count, chain, prices, given, left)
            for place in chain:
                _renew(moves, place, prices, given)
    return given[:, :places]


def _never(prices: Counts) -> int:
    return 4 * int(prices.max(initial=0)) + 1


def _renew(moves: Counts, place: int, prices: Counts, given: Counts) -> None:
    """Note what it costs at least to move a unit from a place to each other."""
    held = given[:, place] > 0
    if held.any():
        moves[place] = (prices[held] - prices[held, place][:, None]).min(axis=0)
    else:
        moves[place] = _never(prices)


def _cheapest_chain(first: Counts, moves: Counts, left: Counts) -> list[int]:
    """Return the places of the cheapest chain that begins at one for `first` and ends at one with room."""
    costs, before = first.copy(), np.full(len(first), -1)
    for _ in range(len(first)):
        led = costs[:, None] + moves
        best = led.argmin(axis=0)
        cheapest = led[best, np.arange(len(best))]
        better = cheapest < costs
        if not better.any():
            break
        costs[better], before[better] = cheapest[better], best[better]
    chain = [int(np.where(left > 0, costs, np.iinfo(np.int64).max).argmin())]
    while before[chain[-1]] >= 0:
        chain.append(int(before[chain[-1]]))
    return chain[::-1]


def _sent(start: int, count: int, chain: list[int], prices: Counts, given: Counts, left: Counts) -> int:
    """Send as much over a chain as goes at once, and return how much that is."""
    movers = []
    for place, following in pairwise(chain):
        led = np.where(given[:, place] > 0, prices[:, following] - prices[:, place], _never(prices))
        movers.append(int(led.argmin()))
    amount = min(count, int(left[chain[-1]]))
    for mover, place in zip(movers, chain, strict=False):
        amount = min(amount, int(given[mover, place]))
    for mover, (place, following) in zip(movers, pairwise(chain), strict=True):
        given[mover, place] -= amount
        given[mover, following] += amount
    given[start, chain[0]] += amount
    left[chain[-1]] -= amount
    return amount
