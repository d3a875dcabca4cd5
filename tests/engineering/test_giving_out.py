"""Room is given out to as many as possible, on the shortest ways in all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chargeplan.engineering.giving_out import Counts, given_out
from chargeplan.errors import CalledOff

Instance = tuple[list[int], list[int], Counts]


def answer(wanted: Sequence[int], room: Sequence[int], costs: object, limit: int = 99) -> list[list[int]]:
    table = np.array(costs, dtype=np.int64).reshape(len(wanted), len(room))
    found: list[list[int]] = given_out(wanted, room, table, table <= limit).tolist()
    return found


def test_who_walks_less_gets_it() -> None:
    """One socket, two doorways: the second is nearer and gets it though it comes later."""
    assert answer([1, 1], [1], [[9], [1]]) == [[0], [1]]


def test_one_moves_on_so_that_both_find_one() -> None:
    """The first is nearer to place 0, but the second reaches nothing else: the first goes to place 1."""
    assert answer([1, 1], [1, 1], [[1, 5], [3, 100]]) == [[0, 1], [1, 0]]


def test_more_served_goes_before_less_walking() -> None:
    """To serve both 90 + 90 are walked; to serve the nearer alone only 1 would be."""
    assert answer([1, 1], [1, 1], [[1, 90], [90, 100]]) == [[0, 1], [1, 0]]


def test_equal_ways_leave_it_with_the_earlier_doorway_and_place() -> None:
    assert answer([2, 2], [1, 1], [[5, 5], [5, 5]]) == [[1, 1], [0, 0]]


def test_without_starts_or_places_nothing_is_given() -> None:
    assert answer([], [3], []) == []
    assert given_out([4], [], np.zeros((1, 0), dtype=np.int64), np.zeros((1, 0), dtype=bool)).shape == (1, 0)


def test_it_is_asked_on_the_way_whether_it_is_still_wanted() -> None:
    with pytest.raises(CalledOff):
        given_out([1], [1], np.ones((1, 1), dtype=np.int64), np.ones((1, 1), dtype=bool), lambda: True)


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    starts, places = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    wanted = draw(st.lists(st.integers(0, 3), min_size=starts, max_size=starts))
    room = draw(st.lists(st.integers(0, 3), min_size=places, max_size=places))
    costs = draw(st.lists(st.integers(0, 12), min_size=starts * places, max_size=starts * places))
    return wanted, room, np.array(costs, dtype=np.int64).reshape(starts, places)


def every(wanted: list[int], places: int) -> Iterator[Counts]:
    """Yield all ways to send what each start wants, or less, to places."""
    rows = [
        [row for row in product(range(count + 1), repeat=places) if sum(row) <= count] for count in wanted
    ]
    for chosen in product(*rows):
        yield np.array(chosen, dtype=np.int64).reshape(len(wanted), places)


@settings(max_examples=60, deadline=None)
@given(instances(), st.integers(0, 12))
def test_nothing_better_is_found_by_trying_everything(instance: Instance, limit: int) -> None:
    wanted, room, costs = instance
    allowed = costs <= limit
    found = given_out(wanted, room, costs, allowed)
    assert (found.sum(axis=1) <= wanted).all() and (found.sum(axis=0) <= room).all()
    assert not found[~allowed].any() and (found >= 0).all()
    best = max(
        (int(tried.sum()), -int((tried * costs).sum()))
        for tried in every(wanted, len(room))
        if (tried.sum(axis=0) <= room).all() and not tried[~allowed].any()
    )
    assert (int(found.sum()), -int((found * costs).sum())) == best


@settings(max_examples=60, deadline=None)
@given(instances(), st.integers(0, 12), st.integers(0, 12), st.integers(0, 3))
def test_more_room_or_longer_ways_never_serve_fewer(
    instance: Instance, limit: int, further: int, more: int
) -> None:
    wanted, room, costs = instance
    served = given_out(wanted, room, costs, costs <= limit).sum()
    assert given_out(wanted, room, costs, costs <= limit + further).sum() >= served
    roomier = [room[0] + more, *room[1:]]
    assert given_out(wanted, roomier, costs, costs <= limit).sum() >= served
