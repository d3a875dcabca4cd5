"""Usable ground: the lot less what stands, is kept clear, or is driven on."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lots_for_tests import (
    FAULTY_RINGS,
    SOUND_LOTS,
    SQUARE_HOLE,
    U_SHAPE,
    open_all,
    problems,
    rectangle,
    turned,
)

from chargeplan.geometry.polygons import around, band, polygon_of, union_area_m2, union_of
from chargeplan.geometry.usable import usable_ground
from chargeplan.model.layout import LayoutProblem


def _with(problem: LayoutProblem, **changes: object) -> LayoutProblem:
    return LayoutProblem(**{**problem.__dict__, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", SOUND_LOTS)
def test_usable_ground_lies_in_the_lot(name: str) -> None:
    ring, holes = SOUND_LOTS[name]
    ground = usable_ground(open_all(ring, holes))
    lot = polygon_of(ring).buffer(1e-3)
    assert all(lot.covers(polygon_of(region)) for region in ground.regions)
    assert 0 < ground.area_m2 <= polygon_of(ring).area + 1e-9
    assert union_area_m2(ground.regions) == pytest.approx(ground.area_m2, abs=0.01)


def test_a_hole_is_no_ground() -> None:
    """20 × 10 m less a manhole of 1 × 1 m: 199 m²."""
    assert usable_ground(open_all(rectangle(20.0, 10.0), (SQUARE_HOLE,))).area_m2 == pytest.approx(199.0)


def test_a_lane_leaves_two_pieces() -> None:
    """A lane of 4 m straight across 20 × 10 m leaves 20 × 6 = 120 m² on its two sides."""
    lane = band(((10.0, -5.0), (10.0, 15.0)), 4.0)
    ground = usable_ground(_with(open_all(rectangle(20.0, 10.0)), crossings=lane))
    assert ground.area_m2 == pytest.approx(160.0)
    assert len(ground.regions) == 2


def test_the_clearance_of_a_corner_is_a_quarter_disc() -> None:
    """A building whose corner touches the lot's corner, at 6 m: a quarter of π·6² m² is lost."""
    building = ((-8.0, -8.0), (0.0, -8.0), (0.0, 0.0), (-8.0, 0.0))
    ground = usable_ground(_with(open_all(rectangle(20.0, 10.0)), clearances=around(building, 6.0)))
    assert ground.area_m2 == pytest.approx(200 - math.pi * 9, abs=0.01)


def test_a_crossed_outline_is_measured_as_its_repair() -> None:
    """A bow tie encloses two triangles of 4 m²; a signed sum would give 0."""
    assert usable_ground(open_all(FAULTY_RINGS["bow tie"][0])).area_m2 == pytest.approx(8.0)


def test_the_order_of_the_corners_changes_nothing() -> None:
    first = usable_ground(open_all(U_SHAPE))
    assert usable_ground(open_all(U_SHAPE[3:] + U_SHAPE[:3])) == first
    assert usable_ground(open_all(U_SHAPE[::-1])) == first


@given(problems(), st.integers(0, 359))
@settings(max_examples=30, deadline=None)
def test_turning_and_moving_changes_no_area(problem: LayoutProblem, degrees: int) -> None:
    def there(ring: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
        return turned(ring, degrees, 1000.0, -2000.0)

    moved = _with(
        problem,
        ring=there(problem.ring),
        holes=tuple(map(there, problem.holes)),
        clearances=tuple((there(region[0]),) for region in problem.clearances),
        crossings=tuple((there(region[0]),) for region in problem.crossings),
    )
    assert usable_ground(moved).area_m2 == pytest.approx(usable_ground(problem).area_m2, abs=1e-6)


@given(problems(), st.floats(0.1, 5.0), st.floats(0.1, 5.0))
@settings(max_examples=30, deadline=None)
def test_a_larger_clearance_never_leaves_more(problem: LayoutProblem, less: float, more: float) -> None:
    building = turned(((-4.0, -3.0), (4.0, -3.0), (4.0, 3.0), (-4.0, 3.0)), 20.0, 3.0, -2.0)
    areas = [
        usable_ground(_with(problem, clearances=around(building, distance))).area_m2
        for distance in sorted((less, less + more))
    ]
    assert areas[1] <= areas[0] + 1e-3


@given(problems())
@settings(max_examples=30, deadline=None)
def test_nothing_usable_is_taken(problem: LayoutProblem) -> None:
    ground = usable_ground(problem)
    taken = union_of((*problem.holes, *problem.clearances, *problem.crossings))
    assert union_of(ground.regions).intersection(taken).area <= 0.02
    assert ground.area_m2 <= polygon_of(problem.ring).area + 1e-9
