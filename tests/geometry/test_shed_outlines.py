"""Sheds found in outlines that others drew."""

from __future__ import annotations

import math

import pytest
from factories import rectangle

from chargeplan.geometry.nearby import nearest_rings
from chargeplan.geometry.sheds import shed_of_outline, shed_outline
from chargeplan.model.scheme import Shed
from chargeplan.model.values import Ring


def test_a_turned_shed_is_found_in_its_own_outline() -> None:
    """12.25° and 3.2 m deep: the outline of a shed gives its sizes back."""
    shed = Shed("s", (38, 8), 12.25, 12, 3.2)
    found = shed_of_outline(shed_outline(shed), 0, 0.01)
    assert found is not None
    assert found.origin == pytest.approx(shed.origin)
    assert (found.angle_degrees, found.length_m, found.depth_m) == pytest.approx((12.25, 12, 3.2))


def test_the_longest_side_is_the_front_where_none_is_told() -> None:
    """A rectangle of 2 × 12 m: its longest sides are 1 (north at x = 2) and 3; the first of them counts."""
    found = shed_of_outline(rectangle(0, 0, 2, 12), None, 0.01)
    assert found is not None
    assert found.origin == pytest.approx((2, 0))
    assert (found.angle_degrees, found.length_m) == (90, 12)


def test_corners_may_lie_off_by_the_tolerance() -> None:
    """One corner of 12 × 2 m is 0.1 m off: within 0.15 m it is a shed 12.05 m long, within 0.01 m none."""
    ring = ((0, 0), (12.1, 0), (12, 2), (0, 2))
    found = shed_of_outline(ring, 0, 0.15)
    assert found is not None
    assert found.length_m == pytest.approx(12.05)
    assert found.depth_m == pytest.approx((2 + math.hypot(0.1, 2)) / 2)
    assert shed_of_outline(ring, 0, 0.01) is None


@pytest.mark.parametrize(
    "ring",
    [
        ((0, 0), (12, 0), (6, 5)),
        ((0, 0), (12, 0), (14, 2), (2, 2)),
        ((0, 0), (12, 0), (12, 2), (6, 2), (6, 4), (0, 4)),
        ((0, 0), (12, 0), (12, 0.001), (0, 0.001)),
        ((0, 0), (12, 2), (12, 0), (0, 2)),
    ],
    ids=["triangle", "slanted", "L", "flat", "crossed"],
)
def test_what_is_no_rectangle_is_no_shed(ring: Ring) -> None:
    """Within a tolerance of 0.15 m."""
    assert shed_of_outline(ring, 0, 0.15) is None


def test_the_ring_that_a_point_lies_in_or_near() -> None:
    """Inside the first, 0.5 m beside the second, 5 m from both; and nothing near nothing."""
    rings = [rectangle(0, 0, 10, 10), rectangle(20, 0, 30, 10)]
    assert nearest_rings([(5, 5), (30.5, 5), (15, 5)], rings, 1.0) == [0, 1, None]
    assert nearest_rings([(5, 5)], [], 1.0) == [None]
    assert nearest_rings([], rings, 1.0) == []
