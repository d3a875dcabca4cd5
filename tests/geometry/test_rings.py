"""Outlines: what is wrong with them, where, and what a repair gives; areas and clearances."""

from __future__ import annotations

import math

import pytest
import shapely
from lots_for_tests import FAULTY_RINGS, L_SHAPE, SOUND_LOTS, SQUARE_HOLE, U_SHAPE, rectangle
from shapely import LineString

from chargeplan.geometry.polygons import (
    around,
    band,
    disc,
    polygon_of,
    repair_ring,
    ring_faults,
    rings_of,
    signed_area_m2,
    union_area_m2,
)


@pytest.mark.parametrize("name", FAULTY_RINGS)
def test_a_faulty_outline_is_told(name: str) -> None:
    ring, code = FAULTY_RINGS[name]
    faults = ring_faults(ring)
    assert code in {fault.code for fault in faults}
    assert any(fault.blocking for fault in faults)
    assert all(fault.text.format(**dict(fault.values)) for fault in faults)


def test_a_scribble_is_taken_for_the_hull_around_it() -> None:
    """A star of 41 corners 10 m from its middle crosses itself 779 times: 41/2 · 100 m² · sin(360°/41)."""
    turns = (2 * math.pi * 20 * k / 41 for k in range(41))
    star = tuple((10 * math.cos(turn), 10 * math.sin(turn)) for turn in turns)
    hull_m2 = 41 / 2 * 100 * math.sin(2 * math.pi / 41)
    assert union_area_m2([star]) == pytest.approx(hull_m2)
    assert union_area_m2(repair_ring(star)) == pytest.approx(hull_m2, abs=0.01)
    assert len(around(star, 6.0)) == 1


def test_a_ring_that_comes_back_to_a_repeated_corner_is_mended() -> None:
    """Two strokes there and back enclose nothing; the side of no length meets others and shares no place."""
    corners = ((2, 1), (0, 2), (0, 2), (3, 2), (0, 2))
    turned = [
        (x * math.cos(4.26) - y * math.sin(4.26), x * math.sin(4.26) + y * math.cos(4.26)) for x, y in corners
    ]
    assert union_area_m2([tuple(turned)]) == pytest.approx(0)


def test_a_lane_that_is_a_scribble_is_the_hull_around_it() -> None:
    """The star as a lane 2 m wide; and 400 strokes of 20 m, 1 cm apart: 20 + 2 m by 3.99 + 2 m at most.

    A lane that winds 400 times to and fro with room between covers less than the ground around it.
    """
    turns = (2 * math.pi * 20 * k / 41 for k in range(41))
    star = tuple((10 * math.cos(turn), 10 * math.sin(turn)) for turn in turns)
    hatch = tuple((20.0 * (k % 2), 0.01 * k) for k in range(400))
    assert [len(region) for lane in (star, hatch) for region in band(lane, 2.0)] == [1, 1]
    assert union_area_m2(band(hatch, 2.0)) == pytest.approx(22 * 5.99, rel=0.01)
    winding = tuple((20.0 * (k // 2 % 2), 5.0 * ((k + 1) // 2)) for k in range(400))
    assert union_area_m2(band(winding, 2.0)) == pytest.approx(2 * LineString(winding).length, rel=0.01)


@pytest.mark.parametrize("name", [name for name in SOUND_LOTS if name != "hole over the outline"])
def test_a_sound_lot_has_no_fault_that_blocks(name: str) -> None:
    ring, holes = SOUND_LOTS[name]
    assert not [fault for fault in ring_faults(ring, holes) if fault.blocking]


def test_a_crossing_is_told_with_its_point() -> None:
    """The diagonals of a square of 4 m meet at its centre, 2, 2."""
    (fault,) = ring_faults(FAULTY_RINGS["bow tie"][0])
    assert fault.place == pytest.approx((2.0, 2.0))


def test_repeated_points_are_told_and_harmless() -> None:
    faults = ring_faults(SOUND_LOTS["repeated points"][0])
    assert [(fault.code, fault.place, fault.blocking) for fault in faults] == [
        ("repeated_point", (0.0, 0.0), False),
        ("repeated_point", (20.0, 10.0), False),
    ]


def test_a_repair_of_a_bow_tie_gives_its_two_triangles() -> None:
    """Each half of the bow tie is a triangle with base 4 and height 2: 4 m²."""
    regions = repair_ring(FAULTY_RINGS["bow tie"][0])
    assert [polygon_of(region).area for region in regions] == pytest.approx([4.0, 4.0])


def test_a_repair_gives_the_largest_piece_first() -> None:
    """The lines cross at 3, 3: 6 × 3 / 2 = 9 m² on one side, 2 × 1 / 2 = 1 m² on the other."""
    regions = repair_ring(((0.0, 0.0), (4.0, 4.0), (2.0, 4.0), (6.0, 0.0)))
    areas = [polygon_of(region).area for region in regions]
    assert areas == pytest.approx([9.0, 1.0])


def test_a_hole_outside_is_told_with_its_number_and_place() -> None:
    outside = ((30.0, 3.0), (33.0, 3.0), (33.0, 6.0), (30.0, 6.0))
    faults = ring_faults(rectangle(20.0, 10.0), (SQUARE_HOLE, outside))
    assert [(fault.code, fault.hole) for fault in faults] == [("hole_outside", 1)]
    assert shapely.intersects_xy(polygon_of(outside), *faults[0].place)


def test_overlapping_holes_are_told() -> None:
    other = ((8.5, 4.5), (9.5, 4.5), (9.5, 5.5), (8.5, 5.5))
    assert [f.code for f in ring_faults(rectangle(20.0, 10.0), (SQUARE_HOLE, other))] == ["holes_overlap"]


def test_a_scribble_is_told_without_counting_every_crossing() -> None:
    scribble = tuple((float(index * 7919 % 997), float(index * 104729 % 991)) for index in range(4000))
    faults = ring_faults(scribble)
    assert faults
    assert len(faults) <= 100


def test_a_clearance_has_straight_sides_and_round_corners() -> None:
    """A building of 60 × 12 m at 6 m: 720 + 2·(60 + 12)·6 + π·6² m²."""
    expected = 720 + 2 * 72 * 6 + math.pi * 36
    (region,) = around(rectangle(60.0, 12.0), 6.0)
    assert polygon_of(region).area == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("distance", [0.5, 2.0, 3.5, 6.0, 9.0])
@pytest.mark.parametrize("name", ["rectangle", "L", "U", "triangle", "notch"])
def test_nothing_outside_a_clearance_is_nearer_than_its_distance(name: str, distance: float) -> None:
    """Coordinates are rounded to 0.1 mm, so a corner may lie 0.07 mm further in."""
    ring = SOUND_LOTS[name][0]
    regions = around(ring, distance)
    border = shapely.union_all([polygon_of(region).exterior for region in regions])
    assert shapely.distance(border, polygon_of(ring)) >= distance - 1e-4
    fine = polygon_of(ring).buffer(distance, quad_segs=4000)
    assert union_area_m2(regions) == pytest.approx(float(fine.area), abs=0.01)


@pytest.mark.parametrize("radius", [0.3, 1.0, 6.0, 9.0])
def test_a_disc_holds_the_true_disc(radius: float) -> None:
    ring = disc((100.0, -50.0), radius)
    assert abs(signed_area_m2(ring)) == pytest.approx(math.pi * radius**2, abs=0.01)
    nearest = shapely.distance(shapely.Point(100.0, -50.0), polygon_of(ring).exterior)
    assert nearest >= radius - 1e-9


def test_ground_around_a_hole_comes_in_rings_without_holes() -> None:
    with_hole = shapely.Polygon(L_SHAPE, [SQUARE_HOLE])
    rings = rings_of(with_hole)
    assert len(rings) > 1
    assert sum(abs(signed_area_m2(ring)) for ring in rings) == pytest.approx(with_hole.area)
    assert union_area_m2(rings) == pytest.approx(with_hole.area)


def test_a_ring_without_holes_comes_back_alone() -> None:
    assert len(rings_of(shapely.Polygon(U_SHAPE))) == 1
