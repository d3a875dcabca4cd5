"""Snapping: each kind by hand, and what must hold for any point."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargeplan.geometry.snapping import (
    ANGLE,
    EDGE,
    EXACT_KINDS,
    GRID,
    INTERSECTION,
    MIDPOINT,
    PARALLEL,
    PERPENDICULAR,
    RIGHT_ANGLE,
    VERTEX,
    exact_hit,
    hold_direction,
    joined,
    lean,
    nearest_side,
    on_grid,
    side_directions,
    snap,
    snap_targets,
)

SQUARE = snap_targets(rings=[((0, 0), (10, 0), (10, 10), (0, 10))])
NOTHING = snap_targets()

metres = st.floats(-100, 100, allow_nan=False)
places = st.tuples(metres, metres)
rings = st.lists(places, min_size=3, max_size=8).map(tuple)


@pytest.mark.parametrize(
    ("point", "kind", "target"),
    [
        ((0.3, 0.2), VERTEX, (0, 0)),
        ((5.3, 0.2), MIDPOINT, (5, 0)),
        ((7.3, 0.2), EDGE, (7.3, 0)),
        ((-0.4, 3), EDGE, (0, 3)),
        ((3, 3), None, None),
    ],
)
def test_corners_beat_midpoints_and_midpoints_beat_sides(point, kind, target) -> None:
    found = snap(point, SQUARE, tolerance_m=0.5)
    assert (found.kind if found else None) == kind
    if found:
        assert found.point == pytest.approx(target)
        assert found.distance_m == pytest.approx(math.dist(point, target))


def test_crossings_of_sides_are_found() -> None:
    """Two paths cross at (5, 5), where neither has a corner; the midpoint of both is there too and loses."""
    targets = snap_targets(paths=[((0, 0), (10, 10)), ((0, 10), (10, 0))])
    found = snap((5.2, 5.1), targets, tolerance_m=0.5)
    assert found.kind == INTERSECTION
    assert found.point == pytest.approx((5, 5))


def test_sides_that_only_would_cross_when_longer_do_not() -> None:
    targets = snap_targets(paths=[((0, 0), (4, 4)), ((0, 10), (4, 6))])
    assert snap((5, 5), targets, tolerance_m=0.5) is None


def test_the_foot_from_the_anchor_is_perpendicular() -> None:
    found = snap((7.2, 0.1), SQUARE, tolerance_m=0.5, anchor=(7, 8))
    assert found.kind == PERPENDICULAR
    assert found.point == pytest.approx((7, 0))
    assert found.segment == ((7, 8), pytest.approx((7, 0)))


def test_points_alone_are_corners_and_an_open_path_has_no_closing_side() -> None:
    targets = snap_targets(points=[(50, 50)], paths=[((0, 0), (10, 0), (10, 10))])
    assert snap((50.1, 50), targets, tolerance_m=0.5).kind == VERTEX
    assert snap((5, 5), targets, tolerance_m=0.5) is None


def test_directions_lean_to_whole_steps_within_tolerance() -> None:
    """30 degrees at 10 m is (8.660, 5); the pointer is 0.3 m beside that line."""
    beside = (8.660 - 0.3 * 0.5, 5 + 0.3 * 0.866)
    found = snap(beside, NOTHING, tolerance_m=0.5, anchor=(0, 0), angle_step_degrees=15)
    assert found.kind == ANGLE
    assert found.degrees == pytest.approx(30)
    assert found.point == pytest.approx((8.660, 5.0), abs=1e-3)
    assert snap((8, 5.6), NOTHING, tolerance_m=0.1, anchor=(0, 0), angle_step_degrees=15) is None


def test_directions_of_sides_and_their_right_angles_count_as_parallel() -> None:
    """A side at 20 degrees: its right angle points to 110 degrees, (-3.42, 9.40) at 10 m."""
    found = snap((-3.5, 9.4), NOTHING, tolerance_m=0.5, anchor=(0, 0), directions_degrees=(20,))
    assert found.kind == PARALLEL
    assert found.degrees == pytest.approx(110)


def test_a_corner_beats_an_angle() -> None:
    found = snap((9.8, 10.1), SQUARE, tolerance_m=0.5, anchor=(0, 0), angle_step_degrees=15)
    assert (found.kind, found.point) == (VERTEX, (10, 10))


def test_an_angle_that_meets_the_side_that_is_hit_gives_their_crossing() -> None:
    """From (0, -5) at 45 degrees the side y = 0 is met at (5, 0)... moved to (3, -3): met at (6, 0)."""
    found = snap((6.2, 0.1), SQUARE, tolerance_m=0.5, anchor=(3, -3), angle_step_degrees=15)
    assert found.kind == INTERSECTION
    assert found.point == pytest.approx((6, 0))


def test_right_angles_are_held_from_a_direction() -> None:
    """From 20 degrees the nearest of four ways to (10, 5), at 26.6 degrees, is that at 20 degrees."""
    found = snap((10, 5), NOTHING, tolerance_m=0.0, anchor=(0, 0), right_angles_from_degrees=20)
    assert found.kind == RIGHT_ANGLE
    assert found.degrees == pytest.approx(20)
    reach = 10 * math.cos(math.radians(20)) + 5 * math.sin(math.radians(20))
    assert math.dist((0, 0), found.point) == pytest.approx(reach)


def test_only_exact_points_beat_a_held_right_angle() -> None:
    held = {"anchor": (-5.0, 3.0), "right_angles_from_degrees": 0.0, "tolerance_m": 0.5}
    assert snap((0.2, 0.3), SQUARE, **held).point == (0, 0)
    met = snap((-0.2, 3.4), SQUARE, **held)
    assert met.kind == INTERSECTION and met.point == pytest.approx((0, 3))
    assert snap((-3, 4), SQUARE, **held).point == pytest.approx((-3, 3))


def test_the_grid_takes_what_nothing_else_took() -> None:
    found = snap((3.3, 4.8), SQUARE, tolerance_m=0.2, grid_m=0.5)
    assert (found.kind, found.point) == (GRID, (3.5, 5.0))
    assert snap((0.1, 0.1), SQUARE, tolerance_m=0.2, grid_m=0.5).kind == VERTEX


def test_a_held_right_angle_keeps_to_grid_lengths() -> None:
    found = snap((3.3, 0.4), NOTHING, tolerance_m=0.2, anchor=(0, 0), right_angles_from_degrees=0, grid_m=0.5)
    assert found.point == pytest.approx((3.5, 0))


def test_nothing_is_found_where_nothing_is() -> None:
    assert snap((0, 0), NOTHING, tolerance_m=1) is None
    assert nearest_side((0, 0), NOTHING) is None
    assert side_directions((0, 0), NOTHING) == ()
    assert exact_hit((0, 0), SQUARE, tolerance_m=0) is None


def test_directions_of_the_nearest_sides() -> None:
    assert side_directions((5, 0.1), SQUARE, count=1) == (0,)
    assert set(side_directions((0.5, 0.1), SQUARE, count=2)) == {0, 90}


def test_thousands_of_corners_are_searched_at_once() -> None:
    """Of 40,000 corners on a lattice of 2 m the one at (200, 100) is the nearest to (200.2, 100.1)."""
    houses = [
        ((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)) for x in range(0, 200, 2) for y in range(0, 200, 2)
    ]
    targets = snap_targets(rings=houses)
    assert targets.corners.shape == (40000, 2)
    found = snap((198.2, 100.1), targets, tolerance_m=0.5)
    assert (found.kind, found.point) == (VERTEX, (198, 100))


def test_targets_joined_are_those_of_both() -> None:
    both = joined(SQUARE, snap_targets(points=[(20, 20)]))
    assert both.corners.shape == (5, 2)
    assert both.sides.shape == (4, 4)


@given(place=places, ring=rings, tolerance=st.floats(0.01, 5))
def test_an_exact_hit_is_never_farther_than_the_tolerance(place, ring, tolerance) -> None:
    found = exact_hit(place, snap_targets(rings=[ring]), tolerance_m=tolerance)
    if found is not None:
        assert found.kind in EXACT_KINDS
        assert math.dist(place, found.point) <= tolerance + 1e-6
        assert found.distance_m == pytest.approx(math.dist(place, found.point), abs=1e-6)


@given(place=places, ring=rings)
def test_a_corner_within_reach_is_always_taken_and_the_nearest_one(place, ring) -> None:
    nearest = min(math.dist(place, corner) for corner in ring)
    found = exact_hit(place, snap_targets(rings=[ring]), tolerance_m=nearest + 0.001)
    assert found is not None and found.kind == VERTEX
    assert math.dist(place, found.point) == pytest.approx(nearest)


@given(place=places, ring=rings, dx=metres, dy=metres, tolerance=st.floats(0.1, 5))
def test_moving_everything_moves_what_is_snapped_to(place, ring, dx, dy, tolerance) -> None:
    found = exact_hit(place, snap_targets(rings=[ring]), tolerance_m=tolerance)
    elsewhere = exact_hit(
        (place[0] + dx, place[1] + dy),
        snap_targets(rings=[tuple((x + dx, y + dy) for x, y in ring)]),
        tolerance_m=tolerance,
    )
    nearest = min(math.dist(place, corner) for corner in ring)
    if abs(nearest - tolerance) < 1e-6 or found is None or elsewhere is None or found.kind != VERTEX:
        return
    assert elsewhere.kind == VERTEX
    assert elsewhere.distance_m == pytest.approx(found.distance_m, abs=1e-6)


@given(place=places, anchor=places, base=st.floats(0, 360))
def test_held_directions_are_right_angles_and_the_nearest_way(place, anchor, base) -> None:
    found = hold_direction(place, anchor, base)
    turn = (found.degrees - base) % 90
    assert min(turn, 90 - turn) == pytest.approx(0, abs=1e-6)
    assert found.distance_m <= math.dist(place, anchor) * math.sin(math.pi / 4) + 1e-6


@given(place=places, anchor=places, tolerance=st.floats(0.01, 2))
def test_leaning_never_moves_a_point_farther_than_the_tolerance(place, anchor, tolerance) -> None:
    found = lean(place, anchor, tolerance_m=tolerance, directions_degrees=(17.0,), angle_step_degrees=15)
    if found is not None:
        assert math.dist(place, found.point) <= tolerance + 1e-9
        steps = (found.degrees / 15) % 1 if found.kind == ANGLE else ((found.degrees - 17) / 90) % 1
        assert min(steps, 1 - steps) == pytest.approx(0, abs=1e-6)


@given(place=places, step=st.sampled_from([0.1, 0.5, 1.0, 5.0]))
def test_the_grid_is_never_farther_than_half_its_diagonal(place, step) -> None:
    found = on_grid(place, step)
    assert found.distance_m <= step * math.sqrt(0.5) + 1e-9
    assert np.allclose(np.asarray(found.point) / step, np.round(np.asarray(found.point) / step))
