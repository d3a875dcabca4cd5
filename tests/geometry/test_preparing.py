"""The ground that kernels work on: what they index must lie within what they are given."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lots_for_tests import open_all, rectangle

from chargeplan.geometry.ground import ground_of
from chargeplan.geometry.packing.preparing import normals_along, prepared
from chargeplan.geometry.packing.values import Ground
from chargeplan.model.values import Ring

DEEP_M = 40.0


def _ground(holes: tuple[Ring, ...]) -> Ground:
    problem = open_all(rectangle(18.0, 10.0), holes)
    return prepared(problem, ground_of(problem), normals_along([math.pi / 2]))


def _outside(ground: Ground) -> int:
    """Return how many cells where riders come from lie outside the raster."""
    return int(np.count_nonzero(np.any((ground.seeds < 0) | (ground.seeds >= ground.raster.shape), axis=1)))


def _block(left: float, low: float, right: float, high: float) -> Ring:
    return ((left, low), (right, low), (right, high), (left, high))


def test_riders_come_from_every_open_side() -> None:
    """Without anything around, cells lie beyond all four sides: left, right, below and above."""
    ground = _ground(())
    places = ground.seeds * ground.frame[6] + ground.frame[4:6]
    assert (places.min(axis=0) < 0).all() and (places.max(axis=0) > (18, 10)).all()
    assert not _outside(ground)


@pytest.mark.parametrize(
    ("block", "axis", "within"),
    [
        (_block(12, -DEEP_M, 12 + DEEP_M, DEEP_M), 0, lambda x: x < 12.0),
        (_block(-DEEP_M, -DEEP_M, 3, DEEP_M), 0, lambda x: x > 3.0),
        (_block(-DEEP_M, 6, DEEP_M, 6 + DEEP_M), 1, lambda y: y < 6.0),
        (_block(-DEEP_M, -DEEP_M, DEEP_M, 4), 1, lambda y: y > 4.0),
    ],
)
def test_nobody_comes_out_of_a_building_across_a_side(block: Ring, axis: int, within) -> None:
    """A building that stands over a side and far beyond: no rider starts within it, others still do."""
    ground = _ground((block,))
    places = ground.seeds * ground.frame[6] + ground.frame[4:6]
    assert len(places) and within(places[:, axis]).all()
    assert not _outside(ground)


_SPAN = st.tuples(st.floats(-45, 20), st.floats(2, 60)).map(lambda told: (told[0], told[0] + told[1]))


@given(st.lists(st.tuples(_SPAN, _SPAN), max_size=3))
@settings(max_examples=60, deadline=None)
def test_cells_are_cells_of_the_raster_whatever_stands_around(spans) -> None:
    """Buildings anywhere, over sides, corners or nearly all of the lot."""
    holes = tuple(_block(left, low, right, high) for (left, right), (low, high) in spans)
    problem = open_all(rectangle(18.0, 10.0), holes)
    lot = ground_of(problem)
    if lot.stall_polygons.is_empty:
        return
    assert not _outside(prepared(problem, lot, normals_along([math.pi / 2])))
