"""Walking distances and the ground within them, on plans worked out by hand.

People keep 0.30 m from walls, and outlines grow by 0.02 m more, so that a wall at y = 10 is walked along at
y = 10.32 and a corner at (20, 10) is passed at (20.32, 10.32).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from shapely import Point as Spot
from shapely import Polygon, union_all

from chargeplan.errors import CalledOff
from chargeplan.geometry.polygons import band
from chargeplan.geometry.walking import WalkingGround, isochrones, walking_ground, walks, walls_of
from chargeplan.model.values import Point, Region, Ring
from tests.factories import rectangle

CLEARANCE_M = 0.3
HOUSE: Region = (rectangle(0, 0, 20, 10),)
NORTH_DOOR, SOUTH = (10.0, 10.0), (12.32, -6.32)


def fence(*line: Point) -> tuple[Region, ...]:
    return band(line, 0.1)


def ground(*solids: Region, within: Ring | None = None) -> WalkingGround:
    return walking_ground(solids, CLEARANCE_M, within)


def length_m(on: WalkingGround, start: Point, *targets: Point) -> float:
    return float(walks(on, [start], [targets]).lengths_m[0, 0])


def test_around_the_corners_of_a_building() -> None:
    """Out of the door 0.32, east to (20.32, 10.32) 10.32, south to (20.32, −0.32) 10.64, then 8 west and 6
    south: 10.00. Together 31.28 m; around the west end it is further.
    """
    found = walks(ground(HOUSE), [NORTH_DOOR], [[SOUTH]])
    assert found.lengths_m[0, 0] == pytest.approx(0.32 + 10.32 + 10.64 + 10.0)
    assert found.way(0, 0) == (NORTH_DOOR, (10.0, 10.32), (20.32, 10.32), (20.32, -0.32), SOUTH)


def test_around_the_end_of_a_fence() -> None:
    """A fence of 0.1 m along y = 20 ends at x = 40: it is passed at (40.32, 19.63) and (40.32, 20.37). There
    from (32.32, 13.63) it is 8 east and 6 north: 10.00, across 0.74, and 10.00 back: 20.74 m.
    """
    on = ground(*fence((0, 20), (40, 20)))
    assert length_m(on, (32.32, 13.63), (32.32, 26.37)) == pytest.approx(20.74)


@pytest.mark.parametrize(("gap_m", "expected_m"), [(0.7, 8.0), (0.6, 22.62)])
def test_narrow_gaps_let_nobody_through(gap_m: float, expected_m: float) -> None:
    """From 4 m below to 4 m above a fence of 20 m: straight through a gap of 0.7 m, as twice 0.32 m is less.
    Past a gap of 0.6 m one goes around: 10.32 aside and 3.63 up are 10.94 m, 0.74 m across, 10.94 m back:
    22.62 m.
    """
    half = gap_m / 2
    on = ground(*fence((-10, 0), (-half, 0)), *fence((half, 0), (10, 0)))
    assert length_m(on, (0, -4), (0, 4)) == pytest.approx(expected_m, abs=0.005)


def test_the_nearest_socket_that_is_reached_counts_not_the_nearest_as_the_crow_flies() -> None:
    """Straight behind the wall lies (10, −1), 11 m off; on foot it is 0.32 + 10.32 + 10.64 to the corner and
    10.34 from there: 31.62 m. In the open it is 0.32 + 24.68 = 25 m to (10, 35).
    """
    on = ground(HOUSE)
    behind = 0.32 + 10.32 + 10.64 + math.hypot(10.32, 0.68)
    assert length_m(on, NORTH_DOOR, (10, -1)) == pytest.approx(behind)
    assert length_m(on, NORTH_DOOR, (10, -1), (10, 35)) == pytest.approx(25.0)


def test_what_is_fenced_in_is_not_reached() -> None:
    """A closed fence has no gate."""
    on = ground(*fence((0, 0), (10, 0), (10, 10), (0, 10), (0, 0)))
    found = walks(on, [(5, 5), (20, 5)], [[(15, 5)], [(6, 6)], []])
    assert found.lengths_m.tolist() == [
        [math.inf, pytest.approx(math.sqrt(2)), math.inf],
        [5.0, math.inf, math.inf],
    ]
    assert found.way(0, 0) is None


def test_a_door_is_not_led_out_through_a_fence_in_front_of_it() -> None:
    """Half a metre in front of the wall stands a fence, so that the nearest free ground, 0.87 m off, lies
    behind it. Where it ends at the corners of the house one squeezes along the wall: from the door (12, 10)
    it is 8.32 m to (20.32, 10), then 9 m to (29.32, 10). Where it joins the house nobody comes out.
    """
    on = ground(HOUSE, *fence((0, 10.5), (20, 10.5)))
    assert length_m(on, (12, 10), (29.32, 10)) == pytest.approx(17.32)
    joined = fence((-0.05, 9.9), (-0.05, 10.5), (20.05, 10.5), (20.05, 9.9))
    assert length_m(ground(HOUSE, *joined), NORTH_DOOR, (10, 20)) == math.inf


def test_nobody_leaves_the_boundary() -> None:
    """An estate like an L: from one arm to the other around its inner corner (10, 10), passed 0.02 m inside:
    from (19, 9) to (9.98, 9.98) √(9.02² + 0.98²) = 9.073 m, and as much to (9, 19).
    """
    ring: Ring = ((0, 0), (20, 0), (20, 10), (10, 10), (10, 20), (0, 20))
    start, end = (19.0, 9.0), (9.0, 19.0)
    assert length_m(ground(within=ring), start, end) == pytest.approx(2 * 9.073, abs=1e-3)
    assert length_m(ground(), start, end) == pytest.approx(math.dist(start, end))


def test_walls_drawn_as_lines_are_walked_around() -> None:
    """A wall from (0, 0) to (10, 0) is drawn 0.02 m thick: (10.32, ±0.33); from 3.33 m below its middle and
    back up it is 2 · √(5.32² + 3²) + 0.66 m.
    """
    on = ground(*walls_of([((0, 0), (10, 0))]))
    expected = 2 * math.hypot(5.32, 3.0) + 0.66
    assert length_m(on, (5, -3.33), (5, 3.33)) == pytest.approx(expected)


def test_it_is_asked_on_the_way_whether_ways_are_still_wanted() -> None:
    with pytest.raises(CalledOff):
        walks(ground(HOUSE), [NORTH_DOOR], [[SOUTH]], lambda: True)
    with pytest.raises(CalledOff):
        isochrones(ground(HOUSE), [SOUTH], [10.0], lambda: True)


# --- ground within a distance -------------------------------------------------------------------------


def area_m2(regions: Sequence[Region]) -> float:
    return float(union_all([Polygon(region[0], region[1:]) for region in regions]).area)


def test_on_open_ground_it_is_a_disc() -> None:
    """π · 10² = 314.16 m²; 72 chords make up 72/2 · 100 · sin 5° = 313.76 m² of it."""
    (found,) = isochrones(ground(), [(3.0, 4.0)], [10.0])
    assert area_m2(found) == pytest.approx(313.76, abs=0.1)


def test_a_wall_cuts_the_disc_off() -> None:
    """A long house begins 5.32 m to the east, so ground ends 5 m off: of 314.16 m² the segment of
    100 · acos(0.5) − 5 · √75 = 61.42 m² is missing, 252.74 m² are left.
    """
    (found,) = isochrones(ground((rectangle(5.32, -20, 15.32, 20),)), [(0.0, 0.0)], [10.0])
    assert area_m2(found) == pytest.approx(252.74, rel=2e-3)


def test_ground_within_a_distance_is_where_ways_are_no_longer() -> None:
    """At places all over a plan with a house, a fence and a yard that is closed, ground and ways agree."""
    on = ground(HOUSE, *fence((-15, 20), (30, 20)), *fence((25, 0), (35, 0), (35, 9), (25, 9), (25, 0)))
    targets, limits = [SOUTH, (-10.0, 30.0), (28.0, 4.0)], (15.0, 30.0)
    spots = [(x, y) for x in np.arange(-30.0, 50.0, 2.9) for y in np.arange(-30.0, 50.0, 2.9)]
    outside = [spot for spot in spots if not on.barred.outline.buffer(0.05).contains(Spot(spot))]
    lengths = walks(on, outside, [targets]).lengths_m[:, 0]
    for limit, regions in zip(limits, isochrones(on, targets, limits), strict=True):
        drawn = union_all([Polygon(region[0], region[1:]) for region in regions])
        for spot, length in zip(outside, lengths.tolist(), strict=True):
            if abs(length - limit) > 0.05:
                assert drawn.contains(Spot(spot)) == (length < limit), (spot, length)
    assert sum(lengths < limits[0]) > 40
    assert np.isfinite(lengths).sum() > sum(lengths < limits[1]) > sum(lengths < limits[0])


def test_both_ends_of_a_row_of_sockets_count() -> None:
    """Ten sockets 0.8 m apart, the last at x = 7.2, reach from x = −10 to 17.2."""
    (found,) = isochrones(ground(), [(0.8 * place, 0.0) for place in range(10)], [10.0])
    xs = [x for region in found for x, _ in region[0]]
    assert (min(xs), max(xs)) == pytest.approx((-10.0, 17.2), abs=1e-2)


def test_a_socket_behind_a_fence_from_another_has_ground_of_its_own() -> None:
    """Two sockets at y = ±0.63, and a fence of 80 m between them that people keep 0.37 m from: to either side
    half a disc of 10 m and a strip of 20 m by 0.26 m: 157.08 + 5.2 = 162.3 m².
    """
    on = ground(*fence((-40, 0), (40, 0)))
    (found,) = isochrones(on, [(0.0, 0.63), (0.0, -0.63)], [10.0])
    assert area_m2(found) == pytest.approx(2 * 162.3, rel=3e-3)


def test_without_targets_there_is_no_ground() -> None:
    assert isochrones(ground(HOUSE), [], [10.0, 20.0]) == ((), ())
