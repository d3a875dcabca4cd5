"""Ways around obstacles and trenches that they share."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest
import shapely
from factories import rectangle
from hypothesis import assume, given
from hypothesis import strategies as st

from chargeplan.errors import CalledOff
from chargeplan.geometry import paths, visibility
from chargeplan.geometry.paths import Solids, routes, shortest_way
from chargeplan.geometry.steiner import Weights
from chargeplan.geometry.trenches import length_of, stretches

TRENCH = Weights(1.0, 0.0)
BOTH = Weights(1.0, 0.4)


def _solids(*rings, clearance_m=0.0, sheds=(), shed_clearance_m=0.0) -> Solids:
    return Solids(
        tuple((ring,) for ring in rings), clearance_m, tuple((shed, shed_clearance_m) for shed in sheds)
    )


def _trench_m(found) -> float:
    return sum(stretch.length_m for stretch in stretches(found.ways))


def test_open_ground_is_crossed_straight():
    assert shortest_way((0, 0), (3, 4), _solids()) == ((0, 0), (3, 4))


def test_a_way_bends_around_the_nearer_corners_of_a_building():
    """From (0, 5) to (20, 5) around a block from x 8 to 12 and y 0 to 7: over its top, as 2 < 5.

    Twice √(8² + 2²) = 8.246 m and 4 m along the wall make 20.492 m; corners may lie 2 cm further out.
    """
    way = shortest_way((0, 5), (20, 5), _solids(rectangle(8, 0, 12, 7)))
    assert way is not None
    assert list(way) == [(0, 5), (7.98, 7.02), (12.02, 7.02), (20, 5)]
    assert length_of(way) == pytest.approx(2 * math.hypot(8, 2) + 4, abs=0.05)


def test_a_clearance_keeps_the_way_off_the_wall():
    way = shortest_way((0, 5), (20, 5), _solids(rectangle(8, 0, 12, 7), clearance_m=0.6))
    assert way is not None
    assert shapely.distance(shapely.LineString(way), shapely.box(8, 0, 12, 7)) >= 0.6


def test_a_courtyard_without_a_gate_is_not_reached():
    walls = (
        rectangle(0, 0, 10, 1),
        rectangle(0, 9, 10, 10),
        rectangle(0, 0, 1, 10),
        rectangle(9, 0, 10, 10),
    )
    assert shortest_way((20, 5), (5, 5), _solids(*walls)) is None
    assert shortest_way((4, 4), (5, 5), _solids(*walls)) == ((4, 4), (5, 5))


def test_a_place_in_a_building_is_led_out_the_nearest_way():
    """The transformer room at (9.5, 3) lies half a metre behind the east wall of a block 10 m wide."""
    way = shortest_way((9.5, 3), (20, 3), _solids(rectangle(0, 0, 10, 10)))
    assert way == ((9.5, 3), (10.02, 3), (20, 3))


def test_a_place_right_at_a_wall_is_led_out_to_the_clearance():
    way = shortest_way((10.1, 5), (10.1, 30), _solids(rectangle(0, 0, 10, 20), clearance_m=0.6))
    assert way is not None
    assert way[:2] == ((10.1, 5), (10.62, 5))


def test_two_ends_behind_a_building_share_the_way_around_it():
    """Both lie right behind the block; what leads around it is dug once."""
    solids = _solids(rectangle(8, -20, 12, 6))
    ends = ((16.0, 5.0), (17.0, 5.0))
    found = routes((0, 5), ends, solids, TRENCH)
    assert found.exact
    pieces = stretches(found.ways)
    alone = sum(length_of(way) for way in found.ways if way is not None)
    assert sum(piece.length_m for piece in pieces) < alone - 15
    assert max(len(piece.users) for piece in pieces) == 2
    assert sum(piece.length_m * len(piece.users) for piece in pieces) == pytest.approx(alone)


def test_a_way_goes_around_a_shed_and_below_it_where_there_is_no_other():
    shed = rectangle(8, 0, 10, 12)
    around = shortest_way((0, 6), (20, 6), _solids(sheds=[shed], shed_clearance_m=0.3))
    assert around is not None
    assert shapely.distance(shapely.LineString(around), shapely.box(8, 0, 10, 12)) >= 0.3
    walls = (rectangle(8, -5, 10, 0), rectangle(8, 12, 10, 20), rectangle(-5, -5, 25, -4))
    closed = (*walls, rectangle(-5, 20, 25, 21), rectangle(-5, -5, -4, 20), rectangle(24, -5, 25, 20))
    below = shortest_way((0, 6), (20, 6), _solids(*closed, sheds=[shed], shed_clearance_m=0.3))
    assert below == ((0, 6), (20, 6))


def test_cheap_trenches_give_every_cable_its_own_way():
    """Ends 10 m apart, 30 m off: shared 30.41 + 10 m of trench, apart 60.83 m but with shorter cables."""
    ends = ((30.0, -5.0), (30.0, 5.0))
    shared = routes((0, 0), ends, _solids(), TRENCH)
    apart = routes((0, 0), ends, _solids(), Weights(0.1, 1.0))
    assert _trench_m(shared) == pytest.approx(math.hypot(30, 5) + 10, abs=1e-3)
    assert _trench_m(apart) == pytest.approx(2 * math.hypot(30, 5), abs=1e-3)


@st.composite
def estates(draw: st.DrawFn):
    """Blocks that may overlap, and places outside them."""
    count = draw(st.integers(1, 5))
    rings = []
    for _ in range(count):
        x, y = draw(st.integers(0, 60)), draw(st.integers(0, 60))
        rings.append(rectangle(x, y, x + draw(st.integers(1, 30)), y + draw(st.integers(1, 20))))
    places = draw(
        st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90)), min_size=3, max_size=6, unique=True)
    )
    ground = shapely.union_all([shapely.Polygon(ring) for ring in rings])
    assume(all(shapely.distance(ground, shapely.Point(place)) > 0.6 for place in places))
    return tuple(rings), [(float(x), float(y)) for x, y in places]


@given(estates())
def test_ways_enter_no_solid_and_trees_are_no_longer_than_single_ways(drawn):
    rings, places = drawn
    solids = _solids(*rings, clearance_m=0.5)
    source, ends = places[0], tuple(places[1:])
    found = routes(source, ends, solids, TRENCH)
    alone = [shortest_way(source, end, solids) for end in ends]
    assert [way is None for way in found.ways] == [way is None for way in alone]
    ground = shapely.union_all([shapely.Polygon(ring) for ring in rings])
    for way, end in zip(found.ways, ends, strict=True):
        if way is not None:
            assert (way[0], way[-1]) == (source, end)
            assert shapely.distance(ground, shapely.LineString(way)) >= 0.49
    single = sum(length_of(way) for way in alone if way is not None)
    assert _trench_m(found) <= single + 1e-6
    pieces = stretches(found.ways)
    cables = sum(length_of(way) for way in found.ways if way is not None)
    assert sum(piece.length_m * len(piece.users) for piece in pieces) == pytest.approx(cables)
    assert cables >= single - 1e-6


@given(estates())
def test_a_shortest_way_is_no_longer_than_any_through_two_corners(drawn):
    """Every line from start to end over up to two corners that enters nothing is at least as long."""
    rings, places = drawn
    solids = _solids(*rings)
    start, end = places[:2]
    way = shortest_way(start, end, solids)
    ground = shapely.union_all([shapely.Polygon(ring) for ring in rings])
    inner = shapely.buffer(ground, -1e-3)
    corners = [corner for ring in rings for corner in ring]
    others = [
        (start, *bends, end)
        for bends in ((), *((a,) for a in corners), *((a, b) for a in corners for b in corners if a != b))
    ]
    free = [line for line in others if not shapely.intersects(inner, shapely.LineString(line))]
    if free:
        assert way is not None
        # Corners lie up to 2.9 cm further out than the walls, so that ways are longer by that at each.
        assert length_of(way) <= min(map(length_of, free)) + 0.06 * len(way)


@given(estates(), st.integers(0, 359), st.tuples(st.integers(-500, 500), st.integers(-500, 500)))
def test_turning_and_moving_everything_changes_no_length(drawn, degrees, by):
    rings, places = drawn
    angle = math.radians(degrees)

    def moved(point):
        x, y = point
        return (
            x * math.cos(angle) - y * math.sin(angle) + by[0],
            x * math.sin(angle) + y * math.cos(angle) + by[1],
        )

    turned = tuple(tuple(moved(point) for point in ring) for ring in rings)
    spots = [moved(place) for place in places]
    here = routes(places[0], tuple(places[1:]), _solids(*rings, clearance_m=0.5), BOTH)
    there = routes(spots[0], tuple(spots[1:]), _solids(*turned, clearance_m=0.5), BOTH)

    def cost(found):
        cables = sum(length_of(way) for way in found.ways if way is not None)
        return BOTH.trench * _trench_m(found) + BOTH.cable * cables

    assert cost(there) == pytest.approx(cost(here), abs=0.05)


@given(estates())
def test_the_order_of_ends_and_solids_changes_no_cost(drawn):
    rings, places = drawn
    ends = tuple(places[1:])
    here = routes(places[0], ends, _solids(*rings, clearance_m=0.5), TRENCH)
    there = routes(places[0], ends[::-1], _solids(*rings[::-1], clearance_m=0.5), TRENCH)
    assert _trench_m(there) == pytest.approx(_trench_m(here), abs=1e-3)


def test_the_same_site_gives_the_same_bytes():
    rings = (rectangle(5, 5, 30, 15), rectangle(10, 20, 40, 28))
    ends = ((50.0, 8.0), (2.0, 30.0), (45.0, 30.0), (20.0, 17.5))
    solids = _solids(*rings, clearance_m=0.6)
    first = routes((0.0, 0.0), ends, solids, BOTH)
    routes((0.0, 0.0), ends, _solids(*rings, clearance_m=0.5), BOTH)
    for remembered in (paths._search, visibility._barred, visibility._sight_from):
        remembered.cache_clear()
    assert repr(routes((0.0, 0.0), ends, solids, BOTH)) == repr(first)


@pytest.mark.parametrize("ends_at", [8, 14])
def test_a_search_that_nobody_wants_ends_and_leaves_nothing_behind(ends_at):
    """The best tree to eight ends and a good one to fourteen ask many times; called off half way they raise.

    Asked anew they are found whole, whoever asks: the question is of no account for what is remembered.
    """
    ends = tuple((float(10 * (place % 4) + place), float(9 * (place // 4) + 7)) for place in range(ends_at))
    solids = _solids(
        *(rectangle(15 * x + 2, 9 * y + 2, 15 * x + 8, 9 * y + 5) for x in (0, 1, 2) for y in (0, 1))
    )
    asked = []
    paths._search.cache_clear()
    whole = routes((0.0, 0.0), ends, solids, BOTH, cancelled=lambda: bool(asked.append(True)))
    assert len(asked) > ends_at
    paths._search.cache_clear()
    left = iter(asked[: len(asked) // 2])
    with pytest.raises(CalledOff):
        routes((0.0, 0.0), ends, solids, BOTH, cancelled=lambda: next(left, None) is None)
    assert routes((0.0, 0.0), ends, solids, BOTH) == whole
    assert routes((0.0, 0.0), ends, solids, BOTH, cancelled=lambda: True) == whole


def test_good_ways_are_found_sooner_and_cost_little_more():
    """Nine ends among twelve blocks; the best ways cost no more than good ones, these at most 3 % more."""
    blocks = [rectangle(x + 3, y + 2, x + 17, y + 8) for x in range(0, 80, 20) for y in range(0, 30, 10)]
    ends = tuple((float(x), float(y)) for x in (20, 60, 80) for y in (10, 20, 30))
    solids = _solids(*blocks, clearance_m=0.5)
    best = routes((0.0, 0.0), ends, solids, BOTH)
    good = routes((0.0, 0.0), ends, solids, BOTH, exact=False)
    assert (best.exact, good.exact) == (True, False)
    costs = [
        BOTH.trench * _trench_m(found) + BOTH.cable * sum(length_of(way) for way in found.ways if way)
        for found in (best, good)
    ]
    assert costs[0] - 1e-6 <= costs[1] <= 1.03 * costs[0]


def test_many_ends_have_a_good_tree_that_is_a_tree():
    ends = tuple((float(x), float(y)) for x in range(0, 100, 20) for y in range(10, 50, 10))
    blocks = [rectangle(x + 3, y + 2, x + 17, y + 8) for x in range(0, 100, 20) for y in range(0, 50, 10)]
    found = routes((0.0, 0.0), ends, _solids(*blocks, clearance_m=0.5), BOTH)
    assert not found.exact
    assert None not in found.ways
    pieces = stretches(found.ways)
    joints = {point for piece in pieces for point in (piece.path[0], piece.path[-1])}
    assert len(joints) == len(pieces) + 1
    for way in found.ways:
        assert way is not None
        assert len(set(way)) == len(way)
        assert all(start != end for start, end in pairwise(way))


# --- the boundary -----------------------------------------------------------------------------------

ESTATE = (
    (0.0, 0.0),
    (60.0, 0.0),
    (60.0, 40.0),
    (40.0, 40.0),
    (40.0, 10.0),
    (20.0, 10.0),
    (20.0, 40.0),
    (0.0, 40.0),
)
"""Two yards north of a strip 10 m deep that joins them."""


def test_a_way_stays_within_the_boundary():
    """From yard to yard around the corners (20, 10) and (40, 10), which may be passed 2 cm further in.

    Twice √(10² + 20²) = 22.361 m and 20 m; straight through the neighbour's ground it would be 40 m.
    """
    free = _solids()
    way = shortest_way((10.0, 30.0), (50.0, 30.0), free)
    assert way == ((10.0, 30.0), (50.0, 30.0))
    way = shortest_way((10.0, 30.0), (50.0, 30.0), replace(free, within=ESTATE))
    assert way is not None
    assert length_of(way) == pytest.approx(2 * math.hypot(10, 20) + 20, abs=0.1)
    assert shapely.covers(shapely.Polygon(ESTATE), shapely.LineString(way))


def test_where_no_way_stays_within_the_boundary_it_is_left():
    """A house stands across the strip between the yards: the way goes through the neighbour's ground."""
    closed = _solids(rectangle(25, -5, 35, 12))
    way = shortest_way((10.0, 30.0), (50.0, 30.0), replace(closed, within=ESTATE))
    assert way == ((10.0, 30.0), (50.0, 30.0))


def test_a_tree_is_gone_around_also_where_the_boundary_cannot_be_held():
    """By its two nearer corners: twice √(19² + 1²) = 19.026 m and 2 m."""
    tree = ((29.0, 29.0), (31.0, 29.0), (31.0, 31.0), (29.0, 31.0))
    closed = _solids(rectangle(25, -5, 35, 12), sheds=(tree,))
    way = shortest_way((10.0, 30.0), (50.0, 30.0), replace(closed, within=ESTATE))
    assert way is not None
    assert length_of(way) == pytest.approx(2 * math.hypot(19, 1) + 2, abs=0.01)
    assert not shapely.intersects(shapely.box(29.0, 29.0, 31.0, 31.0), shapely.LineString(way))


@given(estates())
def test_a_boundary_that_no_way_leaves_changes_nothing(drawn):
    rings, places = drawn
    solids, ends = _solids(*rings, clearance_m=0.5), tuple(places[1:])
    alone = routes(places[0], ends, solids, BOTH)
    held = replace(solids, within=rectangle(-20, -20, 120, 120))
    assert routes(places[0], ends, held, BOTH) == alone


# --- lines that are given ---------------------------------------------------------------------------

TRUNK = ((0.0, 0.0), (100.0, 0.0))
BESIDE = Weights(2.0, 3.0)


def _cost(found, weights) -> float:
    cables = sum(length_of(way) for way in found.ways if way)
    return weights.trench * _trench_m(found) + weights.cable * cables


def test_a_way_joins_a_trench_that_is_there_where_that_costs_least():
    """10 m beside a trunk: with 2 and 3 a metre it leaves where the cosine is 3/5, 7.50 m before.

    Alone, the cable to the end of the trunk would come by (50, 10): that trench costs less than two of them.
    """
    ends = ((100.0, 0.0), (50.0, 10.0))
    alone = routes((0.0, 0.0), ends, _solids(), BESIDE)
    assert alone.ways[0] == ((0.0, 0.0), (50.0, 10.0), (100.0, 0.0))
    found = routes((0.0, 0.0), ends, _solids(), BESIDE, given=(TRUNK, None))
    assert found.ways == (TRUNK, ((0.0, 0.0), (42.5, 0.0), (50.0, 10.0)))
    assert _trench_m(found) == pytest.approx(100 + 12.5)
    assert found.exact


def test_a_way_joins_at_right_angles_where_cables_cost_nothing():
    found = routes((0.0, 0.0), ((100.0, 0.0), (50.0, 10.0)), _solids(), TRENCH, given=(TRUNK, None))
    assert found.ways[1] == ((0.0, 0.0), (50.0, 0.0), (50.0, 10.0))


def test_ways_join_where_they_see_the_trench():
    """A wall from (30, 2) to (70, 4) hides the trunk: the way leaves it at right angles to go around that."""
    wall = rectangle(30, 2, 70, 4)
    found = routes((0.0, 0.0), ((100.0, 0.0), (50.0, 10.0)), _solids(wall), TRENCH, given=(TRUNK, None))
    way = found.ways[1]
    assert way is not None
    assert way[1] == (pytest.approx(70, abs=0.05), 0)
    assert math.dist(way[-2], (70, 4)) < 0.05
    assert not shapely.intersects(shapely.box(30, 2, 70, 4), shapely.LineString(way))


def test_nobody_follows_a_line_into_a_building_or_out_of_the_boundary():
    """The trunk enters a block at (40, 0), after a bend at (30, 0): from there on it is of no use to others.

    An end at (80, 3) would be 3 m beside it; the block is gone around from the bend.
    """
    block = rectangle(40, -5, 60, 5)
    trunk = ((0.0, 0.0), (30.0, 0.0), (100.0, 0.0))
    found = routes((0.0, 0.0), ((100.0, 0.0), (80.0, 3.0)), _solids(block), TRENCH, given=(trunk, None))
    way = found.ways[1]
    assert way is not None
    assert not shapely.intersects(shapely.box(40, -5, 60, 5), shapely.LineString(way))
    assert way[:2] == trunk[:2]
    outside = replace(_solids(), within=ESTATE)
    over = ((10.0, 30.0), (15.0, 30.0), (50.0, 30.0))
    found = routes((10.0, 30.0), ((50.0, 30.0), (50.0, 25.0)), outside, TRENCH, given=(over, None))
    way = found.ways[1]
    assert way is not None
    assert shapely.covers(shapely.Polygon(ESTATE), shapely.LineString(way))


def test_a_line_that_begins_in_a_building_is_followed_out_of_it():
    station = rectangle(-5, -5, 5, 5)
    found = routes((0.0, 0.0), ((100.0, 0.0), (50.0, 10.0)), _solids(station), TRENCH, given=(TRUNK, None))
    assert found.ways[1] == ((0.0, 0.0), (50.0, 0.0), (50.0, 10.0))


def test_two_ways_share_what_they_dig_from_a_trench_that_is_there():
    """Both ends lie 30 m north of the trunk and 2 m apart: 30 m of trench to one and 2 m on to the other."""
    ends = ((100.0, 0.0), (50.0, 30.0), (52.0, 30.0))
    found = routes((0.0, 0.0), ends, _solids(), TRENCH, given=(TRUNK, None, None))
    assert _trench_m(found) == pytest.approx(100 + 30 + 2)


@pytest.mark.parametrize(("begin_m", "shared"), [(0.5, True), (0.51, False)])
def test_a_line_that_begins_elsewhere_is_joined_when_it_is_near(begin_m, shared):
    trunk = ((begin_m, 0.0), (100.0, 0.0))
    ends = ((100.0, 0.0), (50.0, 10.0))
    found = routes((0.0, 0.0), ends, _solids(), TRENCH, given=(trunk, None), joined_m=0.5)
    way = found.ways[1]
    assert way is not None
    assert ((50.0, 0.0) in way) == shared


@given(estates(), st.data())
def test_lines_that_would_be_found_anyhow_change_nothing(drawn, data):
    rings, places = drawn
    solids, ends = _solids(*rings, clearance_m=0.5), tuple(places[1:])
    alone = routes(places[0], ends, solids, BOTH)
    given_ways = [way if data.draw(st.booleans()) else None for way in alone.ways]
    assert routes(places[0], ends, solids, BOTH, given=given_ways) == alone


@given(estates(), st.integers(-20, 20), st.integers(-20, 20))
def test_other_ways_make_the_best_of_a_line_that_is_given(drawn, east, north):
    """They enter no solid, cost no more than as they were, and never more than with ways of their own."""
    rings, places = drawn
    source, ends, solids = places[0], tuple(places[1:]), _solids(*rings, clearance_m=0.5)
    alone = routes(source, ends, solids, BOTH)
    bent = (source, (ends[0][0] + east, ends[0][1] + north), ends[0])
    given_ways = (bent, *[None] * (len(ends) - 1))
    found = routes(source, ends, solids, BOTH, given=given_ways)
    assert found.ways[0] == bent
    assert [way is None for way in found.ways[1:]] == [way is None for way in alone.ways[1:]]
    before = replace(alone, ways=(bent, *alone.ways[1:]))
    own = replace(alone, ways=(bent, *(shortest_way(source, end, solids) for end in ends[1:])))
    assert _cost(found, BOTH) <= min(_cost(before, BOTH), _cost(own, BOTH)) + 1e-4
    ground = shapely.union_all([shapely.Polygon(ring) for ring in rings])
    for way, end in zip(found.ways[1:], ends[1:], strict=True):
        if way is not None:
            assert (way[0], way[-1]) == (source, end)
            new = shapely.difference(shapely.LineString(way), shapely.buffer(shapely.LineString(bent), 2e-3))
            assert new.is_empty or shapely.distance(ground, new) >= 0.49


def test_ways_beside_a_given_line_are_the_same_every_time():
    rings = [rectangle(x + 3, y + 2, x + 17, y + 8) for x in range(0, 80, 20) for y in range(0, 30, 10)]
    ends = tuple((float(x), float(y)) for x in range(0, 80, 20) for y in (10, 20, 30))
    trunk = ((0.0, 0.0), (40.0, 0.5), (80.0, 0.0), ends[-1])
    given_ways = (*[None] * (len(ends) - 1), trunk)
    solids = _solids(*rings, clearance_m=0.6)
    first = routes((0.0, 0.0), ends, solids, BOTH, given=given_ways)
    for remembered in (paths._search, visibility._barred, visibility._sight_from):
        remembered.cache_clear()
    assert repr(routes((0.0, 0.0), ends, solids, BOTH, given=given_ways)) == repr(first)
    shared = [
        piece for piece in stretches(first.ways) if len(ends) - 1 in piece.users and len(piece.users) > 1
    ]
    assert sum(piece.length_m for piece in shared) > 40
