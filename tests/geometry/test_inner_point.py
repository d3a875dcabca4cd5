"""A point within an outline, where a name is written."""

from __future__ import annotations

import pytest
from factories import rectangle

from chargeplan.geometry.polygons import inner_point


def test_the_middle_is_taken_where_it_lies_within() -> None:
    """Of a rectangle of 10 × 4 m, (5, 2)."""
    assert inner_point(rectangle(0, 0, 10, 4)) == pytest.approx((5, 2))


def test_of_an_angle_it_is_where_most_room_is() -> None:
    """Two wings 3 m wide: the middle of the ground lies outside; the largest circle touches the corner."""
    x, y = inner_point(((0, 0), (20, 0), (20, 3), (3, 3), (3, 20), (0, 20)))
    # touching x = 0, y = 0 and the inner corner (3, 3): r = (3 - r)·√2, so r = 3·√2 / (1 + √2) = 1.757
    assert (x, y) == pytest.approx((1.757, 1.757), abs=0.05)


def test_it_keeps_off_what_is_there_already() -> None:
    """Of 10 × 10 m, the western 6 m are taken: it is in the middle of the 4 m that are left."""
    x, y = inner_point(rectangle(0, 0, 10, 10), [rectangle(0, 0, 6, 10)])
    assert x == pytest.approx(8, abs=0.1)
    assert 1.9 <= y <= 8.1


@pytest.mark.parametrize(
    "ring", [((0, 0), (4, 4), (4, 0), (0, 4)), ((0, 0), (4, 0), (8, 0)), ((1, 1), (1, 1), (1, 1))]
)
def test_outlines_that_are_none_have_a_point_too(ring: tuple[tuple[float, float], ...]) -> None:
    """Crossed, flat or all in one place: it lies in the box of the corners, also with nothing left free."""
    for x, y in (inner_point(ring), inner_point(ring, [rectangle(-1, -1, 9, 9)])):
        assert 0 <= x <= 8 and 0 <= y <= 4
