"""Clear widths of lanes whose narrowest place can be read off."""

from __future__ import annotations

import math
import random

import pytest
import shapely
from shapely import LineString, Polygon
from shapely import Point as ShapelyPoint

from chargeplan.geometry.lanes import Passage, circle, narrow_places, standing
from chargeplan.model.values import Ring

STRAIGHT: Ring = ((0, 0), (40, 0))
"""Four metres wide: from y = -2 to y = 2."""


def narrowest(line: Ring, width_m: float, things: list[tuple[str, list[Ring]]]) -> Passage:
    (found,) = narrow_places(line, width_m, standing(things))
    return found


def box(x1: float, y1: float, x2: float, y2: float) -> Ring:
    return ((x1, y1), (x2, y1), (x2, y2), (x1, y2))


def test_an_empty_lane_is_as_wide_as_it_is_drawn() -> None:
    """Measured across its middle, at x = 20."""
    found = narrowest(STRAIGHT, 4.0, [])
    assert (found.width_m, found.beside) == (4.0, ())
    assert sorted((found.start, found.end)) == [pytest.approx((20, -2)), pytest.approx((20, 2))]


def test_a_scribble_is_shut_by_what_stands_where_it_was_drawn() -> None:
    """Strokes of 20 m, 1 cm apart up to y = 3.99: a box in them, and one beside them."""
    hatch = tuple((20.0 * (k % 2), 0.01 * k) for k in range(400))
    assert narrowest(hatch, 2.0, [("a", [box(5, 1, 6, 2)])]) == Passage(0.0, (0, 0), (0, 0), ("a",))
    assert narrowest(hatch, 2.0, [("a", [box(25, 1, 26, 2)])]).width_m == 2.0


@pytest.mark.parametrize("far", [(2.0, 5.0), (-1.0, -5.0)])
def test_what_lies_beside_a_lane_takes_nothing(far: tuple[float, float]) -> None:
    """One touches the edge from outside, the other lies beyond the other edge."""
    low, high = sorted(far)
    outside = box(10, high if high < 0 else low, 12, high + 1) if low > 0 else box(10, -9, 12, -2)
    assert narrowest(STRAIGHT, 4.0, [("a", [outside])]).width_m == 4.0


@pytest.mark.parametrize("reach", [0.001, 0.5, 1.25, 4.0])
def test_what_reaches_in_is_taken_off(reach: float) -> None:
    """A box from the upper edge down by `reach` leaves 4 - reach, measured straight across."""
    found = narrowest(STRAIGHT, 4.0, [("a", [box(10, 2 - reach, 12, 6)])])
    assert found.width_m == pytest.approx(4 - reach, abs=1e-9)
    assert found.beside == ("a",)
    assert math.dist(found.start, found.end) == pytest.approx(4 - reach, abs=1e-9)


def test_of_two_ways_round_a_thing_the_wider_one_counts() -> None:
    """A box from y = -1 to y = 0.5: 1.0 m are left below, 1.5 m above."""
    found = narrowest(STRAIGHT, 4.0, [("a", [box(10, -1, 12, 0.5)])])
    assert found.width_m == pytest.approx(1.5)


def test_the_narrowest_of_several_places_is_told() -> None:
    """1.0 m at one place, 1.7 m at another: 2.3 m are left there, by b alone."""
    things = [("a", [box(5, 1, 7, 3)]), ("b", [box(30, -4, 33, -0.3)])]
    found = narrowest(STRAIGHT, 4.0, things)
    assert (found.width_m, found.beside) == (pytest.approx(2.3), ("b",))


def test_things_that_face_each_other_across_leave_what_is_between_them() -> None:
    """Down to y = 1 and up to y = -1.2, both at x from 10 to 12: 2.2 m."""
    found = narrowest(STRAIGHT, 4.0, [("a", [box(10, 1, 12, 3)]), ("b", [box(10, -3, 12, -1.2)])])
    assert (found.width_m, sorted(found.beside)) == (pytest.approx(2.2), ["a", "b"])


def test_between_staggered_things_the_slanting_way_counts() -> None:
    """Each leaves 2.5 m across; from (12, 0.5) to (13, -0.5) it is √2 m, and no vehicle is wider there."""
    found = narrowest(STRAIGHT, 4.0, [("a", [box(10, 0.5, 12, 3)]), ("b", [box(13, -3, 15, -0.5)])])
    assert found.width_m == pytest.approx(math.sqrt(2))


def test_what_stands_beyond_the_end_of_a_lane_is_not_on_it() -> None:
    """A house across the end, 0.1 m behind it, closes nothing; a lane is open at its ends."""
    assert narrowest(STRAIGHT, 4.0, [("a", [box(40.1, -5, 50, 5)])]).width_m == 4.0


def test_a_thing_across_the_whole_lane_closes_it() -> None:
    assert narrowest(STRAIGHT, 4.0, [("a", [box(10, -5, 11, 5)])]).width_m == 0.0


def test_what_makes_a_lane_no_narrower_is_not_named() -> None:
    """Box b leaves 0.5 m above and 1.0 m below, so one passes below; box a is in the way above."""
    things = [("a", [box(8, 1.4, 9.8, 3)]), ("b", [box(10, -1, 11, 1.5)])]
    found = narrowest(STRAIGHT, 4.0, things)
    assert (found.width_m, found.beside) == (pytest.approx(1.0), ("b",))


def test_a_round_thing_is_met_to_a_tenth_of_a_millimetre() -> None:
    """A trunk of 0.5 m radius whose middle is 0.2 m inside the edge reaches in by 0.7 m."""
    found = narrowest(STRAIGHT, 4.0, [("a", [circle((20.0, 1.8), 0.5)])])
    assert found.width_m == pytest.approx(3.3, abs=1e-4)


def test_round_a_bend_the_width_stays() -> None:
    """A right angle of 4 m; a box at its inner corner that reaches 0.3 m out both ways."""
    bent: Ring = ((0, 0), (20, 0), (20, 20))
    assert narrowest(bent, 4.0, []).width_m == 4.0
    found = narrowest(bent, 4.0, [("a", [box(15, 1.7, 18.3, 6)])])
    # From the corner (18.3, 1.7) to the outer edges y = -2 and x = 22: 3.7 m each.
    assert found.width_m == pytest.approx(3.7)


def test_a_lane_that_goes_nowhere_is_as_wide_as_it_says() -> None:
    assert narrowest(((1, 1), (1, 1)), 4.0, []).width_m == 4.0


AROUND: Ring = ((0, 0), (40, 0), (40, 40), (0, 40), (0, 0))
"""A lane around a block; 4 m wide it lies between the squares from -2 to 42 and from 2 to 38."""


@pytest.mark.parametrize(
    "thing",
    [
        box(5, -1.5, 17, 9),
        box(5, -9, 17, 1.5),
        box(30, 20, 41.5, 21),
        box(38.5, 20, 50, 21),
        box(9, 38.5, 10, 50),
        box(-1.5, 9, 8, 10),
    ],
)
@pytest.mark.parametrize("turned", [1, -1])
def test_a_lane_that_ends_where_it_begins_has_both_edges_all_around(thing: Ring, turned: int) -> None:
    """Whichever side a thing stands on, and from within or without: 0.5 m are left."""
    found = narrowest(AROUND[::turned], 4.0, [("a", [thing])])
    assert (found.width_m, found.beside) == (pytest.approx(0.5), ("a",))


def test_a_lane_around_less_than_its_own_width_has_no_inner_edge() -> None:
    """Its middle line goes around 3 × 3 m: whatever stands at its outer edge is passed on the other side."""
    tight: Ring = ((0, 0), (3, 0), (3, 3), (0, 3), (0, 0))
    assert narrowest(tight, 4.0, [("a", [box(-3, -3, -1.5, -1.5)])]).width_m == 4.0
    assert narrowest(((0, 0), (0.001, 0)), 4.0, [("a", [box(-1, -1, 1, 1)])]).width_m <= 4.0


def test_where_a_lane_crosses_itself_its_edges_are_open() -> None:
    """A loop that crosses its own beginning at (20, 0): the corners of the crossing lie 2 m off both ways.

    From a box of 1 × 1 m in its middle it is 1.5 m both ways to each corner. Away from the crossing the lane
    has its edges as ever: a box at one of them leaves 3.0 m.
    """
    loop: Ring = ((0, 0), (40, 0), (40, 20), (20, 20), (20, -20))
    assert narrowest(loop, 4.0, []).width_m == 4.0
    middle = box(19.5, -0.5, 20.5, 0.5)
    assert narrowest(loop, 4.0, [("a", [middle])]).width_m == pytest.approx(math.hypot(1.5, 1.5))
    assert narrowest(loop, 4.0, [("a", [box(10, 1, 11, 3)])]).width_m == pytest.approx(3.0)
    assert narrowest(loop, 4.0, [("a", [box(21, -12, 23, -10)])]).width_m == pytest.approx(3.0)


def test_further_places_are_told_down_to_the_width_that_is_asked_for() -> None:
    """2.0, 2.5 and 3.0 m; asked for are 2.8 m, so that the first two and the one that is enough come back.

    The house b and the new shed a face each other and leave 2.0 m; without a, b leaves 3.5 m.
    """
    things = standing(
        [
            ("a", [box(10, 0.5, 12, 3)]),
            ("b", [box(10, -3, 12, -1.5)]),
            ("c", [box(20, 0.5, 22, 3)]),
            ("d", [box(30, 1, 32, 3)]),
        ]
    )
    places = narrow_places(STRAIGHT, 4.0, things, 2.8, {"a", "c"})
    assert [(round(place.width_m, 6), sorted(place.beside)) for place in places] == [
        (2.0, ["a", "b"]),
        (2.5, ["c"]),
        (3.0, ["d"]),
    ]
    assert [place.width_m for place in narrow_places(STRAIGHT, 4.0, things, 4.5, {"a", "c"})] == [
        pytest.approx(width) for width in (2.0, 2.5, 3.0, 3.5, 4.0)
    ]


def passes(line: Ring, width_m: float, things: list[Ring], vehicle_m: float) -> bool:
    """Return whether a round vehicle gets from end to end: the other way to say how wide a lane is.

    The free ground, shrunk by half of the vehicle, still leads from 6 m before the lane to 6 m behind it.
    """
    (x1, y1), (x2, y2) = line[0], line[-1]
    (x0, y0) = line[-2]
    ux, uy = (x2 - x0) / math.dist(line[-1], line[-2]), (y2 - y0) / math.dist(line[-1], line[-2])
    band, longer = (
        LineString(points).buffer(width_m / 2, cap_style="flat", join_style="mitre")
        for points in (line, [(x1 - 10, y1), *line, (x2 + 10 * ux, y2 + 10 * uy)])
    )
    blocked = shapely.union_all([Polygon(thing) for thing in things]).intersection(band)
    middles = longer.difference(blocked).buffer(-vehicle_m / 2, quad_segs=64)
    ends = (ShapelyPoint(x1 - 6, y1), ShapelyPoint(x2 + 6 * ux, y2 + 6 * uy))
    return any(all(part.distance(end) < 0.5 for end in ends) for part in shapely.get_parts(middles))


@pytest.mark.parametrize("seed", range(40))
def test_a_vehicle_of_that_width_gets_through_and_a_wider_one_does_not(seed: int) -> None:
    """Boxes at random on a straight lane, and on one with a bend; to 1 cm either way."""
    chance = random.Random(seed)
    line: Ring = ((0, 0), (40, 0)) if seed % 2 else ((0, 0), (20, 0), (34, 9))
    things = []
    for _ in range(chance.randint(1, 7)):
        x, y = chance.uniform(3, 34), chance.uniform(-3, 6)
        things.append(box(x, y, x + chance.uniform(0.2, 3), y + chance.uniform(0.2, 3)))
    width = narrowest(line, 4.0, [(str(n), [thing]) for n, thing in enumerate(things)]).width_m
    assert width < 0.02 or passes(line, 4.0, things, width - 0.01)
    assert width > 3.98 or not passes(line, 4.0, things, width + 0.01)
