"""Marked lines: shared sides once, fronts never, in any direction."""

from __future__ import annotations

import math

import pytest

from chargeplan.costing.marking import line_lengths_m, marking_sum
from chargeplan.model.stalls import Stall


def stall(x: float, y: float, width: float = 0.6, depth: float = 2.0, turn: float = 0.0) -> Stall:
    """Return a stall with its front towards smaller y, the whole plane turned about the origin [degrees]."""
    angle = math.radians(turn)
    corners = ((x, y), (x + width, y), (x + width, y + depth), (x, y + depth))
    turned = tuple(
        (a * math.cos(angle) - b * math.sin(angle), a * math.sin(angle) + b * math.cos(angle))
        for a, b in corners
    )
    return Stall(turned, turned[:2])


def test_one_stall_has_two_sides_and_a_back() -> None:
    """2.00 + 2.00 + 0.60; the front stays open."""
    total = marking_sum([stall(0, 0)])
    assert total is not None
    assert (str(total.value), total.text) == ("4.60", "2 × 2.00 + 0.60")


@pytest.mark.parametrize("turn", [0, 33, 90, 123.4, 180, 270])
def test_neighbours_share_the_line_between_them(turn: float) -> None:
    """Three stalls: 4 lines of 2.00 and one back of 1.80, however the row is turned."""
    total = marking_sum([stall(0.6 * number, 0, turn=turn) for number in range(3)])
    assert total is not None
    assert total.text == "4 × 2.00 + 1.80"


def test_a_gap_between_groups_ends_the_line_behind_them() -> None:
    """Two stalls 2.00 m apart: four sides and two backs of their own."""
    assert sorted(round(length, 6) for length in line_lengths_m([stall(0, 0), stall(2.6, 0)])) == [
        0.6, 0.6, 2.0, 2.0, 2.0, 2.0,
    ]  # fmt: skip


def test_rows_back_to_back_share_the_line_between_them() -> None:
    """A row upwards and one downwards, shifted by half a stall: one back line of 1.50 m."""
    above = [stall(0.3 + 0.6 * number, 0) for number in range(2)]
    facing = [Stall(_mirrored(one.polygon), _mirrored(one.front)) for one in above]
    shifted = [Stall(_moved(one.polygon, -0.3), _moved(one.front, -0.3)) for one in facing]
    lengths = [round(length, 6) for length in line_lengths_m([*above, *shifted])]
    assert lengths.count(1.5) == 1
    assert sum(lengths) == pytest.approx(6 * 2.0 + 1.5)


def _mirrored(points):
    """Mirror about the line of the backs, y = 2."""
    return tuple((x, 4.0 - y) for x, y in points)


def _moved(points, by):
    return tuple((x + by, y) for x, y in points)


def test_no_stalls_no_lines() -> None:
    """Nothing is marked where nothing is parked."""
    assert marking_sum([]) is None
