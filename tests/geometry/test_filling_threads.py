"""Searches of one thread and of two find the same: workers of a survey share the cores."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chargeplan.geometry.filling import fill_in_threads, fill_lot
from chargeplan.geometry.packing.threads import MOST, thread_count
from chargeplan.model.layout import LayoutProblem
from chargeplan.model.modules import StallModule
from chargeplan.model.scheme import EdgeRole


@pytest.fixture(autouse=True)
def _threads_as_before() -> Iterator[None]:
    yield
    fill_in_threads(MOST)


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (1, 1), (2, 2), (64, 2)])
def test_no_more_threads_than_there_are_chains(asked: int, given: int) -> None:
    """A search carries on two chains; it needs one thread at least."""
    fill_in_threads(asked)
    assert thread_count() == given


def test_one_thread_finds_what_two_find() -> None:
    """The dice of every piece of the search fall by its number and not by its thread."""
    ring = ((0.0, 0.0), (13.0, 0.0), (13.0, 9.0), (5.0, 11.0), (0.0, 8.0))
    module = StallModule(0.6, 2.0, 3.2, 1.5, 2.6)
    problem = LayoutProblem(ring, module, edges=(EdgeRole.OPEN,) * 5)
    with_two = fill_lot(problem)
    fill_in_threads(1)
    assert fill_lot(problem) == with_two
    assert with_two.count > 0
