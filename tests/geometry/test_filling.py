"""Filling lots: counts made by hand, rules kept on any lot, the same result whatever the drawing order."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from lots_for_tests import (
    COMPACT,
    FAULTY_RINGS,
    L_SHAPE,
    LEANING,
    OPEN,
    PLAIN,
    SOUND_LOTS,
    SQUARE_HOLE,
    U_SHAPE,
    WALL,
    begun_elsewhere,
    open_all,
    problems,
    rectangle,
    turned,
)

from chargeplan.geometry import filling
from chargeplan.geometry.checking import check_layout
from chargeplan.geometry.filling import fill_lot, fill_lot_cached
from chargeplan.geometry.polygons import polygon_of, union_of
from chargeplan.model.layout import Layout, LayoutProblem
from chargeplan.model.modules import GroupRule, StallModule
from chargeplan.model.scheme import Entrance
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Ring

THREE_WALLS = (OPEN, WALL, WALL, WALL)


def _codes(layout: Layout) -> list[str]:
    return [reason.code for reason in layout.reasons]


# --- counts made by hand -------------------------------------------------------------------------


def test_one_row_in_front_of_an_open_side() -> None:
    """6.0 × 2.0 m, open below: one row with its fronts on the open side, 6.0 / 0.6 = 10 stalls."""
    layout = fill_lot(LayoutProblem(rectangle(6.0, 2.0), COMPACT, edges=THREE_WALLS))
    assert layout.count == 10


def test_one_row_needs_its_strip_between_walls() -> None:
    """Gate in the short side: 2.0 m of stalls and 1.5 m of aisle make 3.5 m.

    The dead end of the aisle ends 0.75 m before the far wall for the rider's middle, the last stall still
    touches it: it ends at 12.0 - 0.75 + 0.6 = 11.85 at the latest, 11.85 / 0.6 = 19.
    """
    gate = (Entrance(1, 0.0, 2.0),)
    layout = fill_lot(LayoutProblem(rectangle(12.0, 3.5), PLAIN, entrances=gate))
    assert layout.count == 19
    assert fill_lot(LayoutProblem(rectangle(12.0, 3.49), PLAIN, entrances=gate)).count < 19


def test_ten_by_eight_with_one_open_side() -> None:
    """10.0 × 8.0 m, only the side of 10 m open, 0.6 × 2.0 m, aisles 1.5 and 2.6 m.

    Two rows along the open side at most: three would need 2.0 + 1.5 + 2.0 + 2.0 + 1.5 m between walls, or
    2.0 + 2.0 + 2.6 + 2.0 = 8.6 m with the first looking out. The outer looks out onto the open side and gives
    way to a passage of 1.5 m to the inner: floor(8.5 / 0.6) = 14. The inner stops 0.15 m before both ends
    of its aisle: floor(9.7 / 0.6) = 16. Rows across hold 13 each, and three with two aisles would need
    10.1 m: 26. So 30.
    """
    assert fill_lot(LayoutProblem(rectangle(10.0, 8.0), PLAIN, edges=THREE_WALLS)).count >= 30


def test_two_rows_share_an_aisle_between_open_ends() -> None:
    """12.0 × 6.6 m, open at both short ends: 2.0 + 2.6 + 2.0 m, two rows of 12.0 / 0.6 = 20.

    Rows across hold 11 each, four of them, but the aisles in the middle need a passage through two rows.
    """
    layout = fill_lot(LayoutProblem(rectangle(12.0, 6.6), PLAIN, edges=(WALL, OPEN, WALL, OPEN)))
    assert layout.count >= 40


def test_rows_look_out_of_both_open_sides() -> None:
    """6.0 × 6.6 m, both sides of 6.6 m open: two rows of 11 look out; along an aisle 10 each."""
    layout = fill_lot(LayoutProblem(rectangle(6.0, 6.6), PLAIN, edges=(WALL, OPEN, WALL, OPEN)))
    assert layout.count >= 22


def test_two_rows_interleave_when_wheels_may() -> None:
    """6.0 × 3.2 m, open on both long sides: a pair of rows back to back, 2 × 10; plain rows need 4.0 m."""
    sides = (OPEN, WALL, OPEN, WALL)
    assert fill_lot(LayoutProblem(rectangle(6.0, 3.2), COMPACT, edges=sides)).count == 20
    assert 10 <= fill_lot(LayoutProblem(rectangle(6.0, 3.2), PLAIN, edges=sides)).count < 20


def test_leaning_stalls_take_a_wider_front() -> None:
    """At 60° a front is 0.6 / sin 60° = 0.6928 m and the row leans 1.7 / tan 60° = 0.9815 m: in 8.0 × 1.7 m,
    open below, floor((8.0 - 0.9815) / 0.6928) = 10."""
    assert fill_lot(LayoutProblem(rectangle(8.0, 1.7), LEANING, edges=THREE_WALLS)).count == 10


def test_groups_stand_a_gap_apart() -> None:
    """12.0 × 2.0 m, open below, groups of 5 with 2.0 m: k groups hold min(5k, floor((12 - 2(k-1)) / 0.6)):
    5, 10, 13, 10: 13 stalls in three groups."""
    rule = GroupRule(5, 20.0, 2.0)
    layout = fill_lot(LayoutProblem(rectangle(12.0, 2.0), COMPACT, edges=THREE_WALLS, group=rule))
    assert layout.count == 13
    assert {stall.group for stall in layout.stalls} == {0, 1, 2}


def test_panels_stand_in_for_the_gap() -> None:
    """The same row with panels holds 12.0 / 0.6 = 20 stalls in four groups, three panels between them."""
    rule = GroupRule(5, 20.0, 2.0, panels=True)
    layout = fill_lot(LayoutProblem(rectangle(12.0, 2.0), COMPACT, edges=THREE_WALLS, group=rule))
    assert (layout.count, len(layout.panels)) == (20, 3)


def test_a_group_is_no_longer_than_allowed() -> None:
    """Groups of at most 3.0 m hold 3.0 / 0.6 = 5 however many are allowed: 13 stalls as above."""
    rule = GroupRule(25, 3.0, 2.0)
    problem = LayoutProblem(rectangle(12.0, 2.0), COMPACT, edges=THREE_WALLS, group=rule)
    assert fill_lot(problem).count == 13


def test_a_given_direction_is_kept() -> None:
    """Rows across 20 × 10 m, given as 90°, though the lot would hold other rows too."""
    layout = fill_lot(replace(open_all(rectangle(20.0, 10.0)), direction_degrees=90.0))
    assert layout.row_directions_degrees == (90.0,)
    for stall in layout.stalls:
        (ax, _), (bx, _) = stall.front
        assert ax == pytest.approx(bx, abs=1e-3)


# --- nothing fits, and why -----------------------------------------------------------------------


def test_no_way_out_holds_nothing() -> None:
    layout = fill_lot(LayoutProblem(rectangle(20.0, 10.0), COMPACT))
    assert (layout.count, _codes(layout)) == (0, ["no_way_out"])
    assert layout.area_m2 == pytest.approx(200.0)


def test_a_narrow_entrance_is_told_and_not_counted() -> None:
    layout = fill_lot(LayoutProblem(rectangle(20.0, 10.0), COMPACT, entrances=(Entrance(0, 3.0, 1.7),)))
    assert (layout.count, _codes(layout)) == (0, ["entrance_too_narrow", "no_way_out"])


def test_a_lot_smaller_than_a_stall_says_so() -> None:
    assert _codes(fill_lot(open_all(rectangle(0.5, 0.5)))) == ["too_small"]


def test_a_lot_that_is_all_clearance_says_so() -> None:
    problem = replace(open_all(rectangle(20.0, 10.0)), clearances=((rectangle(30.0, 30.0),),))
    assert _codes(fill_lot(problem)) == ["no_ground"]


def test_a_group_shorter_than_a_stall_is_impossible() -> None:
    problem = replace(open_all(rectangle(20.0, 10.0)), group=GroupRule(5, 1.0, 2.0))
    assert _codes(fill_lot(problem)) == ["group_impossible"]


def test_stalls_behind_too_narrow_a_way_are_not_counted() -> None:
    """A yard behind a corridor 0.5 m wide, in which no stall fits either: a bike needs 1.5 m."""
    yard: Ring = ((0.0, 0.0), (0.5, 0.0), (0.5, 5.0), (12.0, 5.0), (12.0, 15.0), (0.0, 15.0))
    layout = fill_lot(LayoutProblem(yard, COMPACT, edges=(OPEN, WALL, WALL, WALL, WALL, WALL)))
    assert (layout.count, _codes(layout)) == (0, ["not_reachable"])


def test_a_lot_whose_stalls_were_all_taken_out_says_so() -> None:
    """1.3 × 2.1 m behind an open side hold two stalls of 0.6 m; a point in the middle takes one out."""
    problem = LayoutProblem(rectangle(1.3, 2.1), COMPACT, edges=(OPEN, WALL, WALL, WALL))
    stalls = fill_lot(problem).stalls
    assert len(stalls) == 2
    middles = tuple(polygon_of(stall.polygon).centroid for stall in stalls)
    layout = fill_lot(replace(problem, removed=tuple((middle.x, middle.y) for middle in middles)))
    assert (layout.count, _codes(layout)) == (0, ["all_taken_out"])


@pytest.mark.parametrize("name", [name for name in FAULTY_RINGS if name not in ("not finite", "empty")])
def test_a_faulty_outline_holds_nothing_and_says_why(name: str) -> None:
    ring, code = FAULTY_RINGS[name]
    layout = fill_lot(open_all(ring))
    assert layout.count == 0
    assert code in _codes(layout)


# --- rules kept ----------------------------------------------------------------------------------


@pytest.mark.parametrize("module", [COMPACT, PLAIN, LEANING], ids=["compact", "plain", "leaning"])
@pytest.mark.parametrize("name", SOUND_LOTS)
def test_every_sound_lot_is_filled_by_the_rules(name: str, module: StallModule) -> None:
    ring, holes = SOUND_LOTS[name]
    problem = open_all(ring, holes, module)
    layout = fill_lot(problem)
    assert check_layout(problem, layout) == ()
    assert bool(layout.count) == (name not in ("sliver", "smaller than a stall"))
    assert bool(layout.reasons) == (layout.count == 0)


@pytest.mark.parametrize("side", range(4))
def test_clearances_and_lanes_are_kept_free(side: int) -> None:
    """Bikes may be wheeled over a clearance, so the strip may lie there; the lane is crossed only."""
    clearance = turned(rectangle(20.0, 3.0), 90.0 * side, 10.0, 6.0)
    lane = turned(rectangle(40.0, 3.0), 90.0 * side, 10.0, 5.0)
    problem = replace(open_all(L_SHAPE), clearances=((clearance,),), crossings=((lane,),))
    layout = fill_lot(problem)
    assert layout.count > 100
    assert check_layout(problem, layout) == ()
    taken = union_of((clearance, lane))
    assert max(polygon_of(stall.polygon).intersection(taken).area for stall in layout.stalls) < 1e-6


@given(problems())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_random_lots_keep_the_rules_by_construction(problem: LayoutProblem) -> None:
    """Asked before the program's own check could leave anything out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filling, "verified", lambda _problem, layout: layout)
        full = fill_lot(problem)
    live = fill_lot(problem, "live")
    assert check_layout(problem, full) == ()
    assert check_layout(problem, live) == ()
    assert full.count >= live.count
    assert bool(full.count) or bool(full.reasons)


def test_stalls_of_a_row_are_numbered_from_one_end_to_the_other() -> None:
    """A tree parts the rows of 20 × 10 m; along each line of fronts the places rise or fall throughout."""
    tree: Ring = ((9.0, 4.0), (9.8, 4.0), (9.8, 6.5), (9.0, 6.5))
    stalls = fill_lot(open_all(rectangle(20.0, 10.0), (tree,))).stalls
    rows: dict[tuple[float, bool], list[float]] = {}
    for stall in stalls:
        (ax, ay), (bx, by) = stall.front
        if abs(ay - by) < 1e-6:
            rows.setdefault((round(ay, 1), ax < bx), []).append(ax)
    assert sum(map(len, rows.values())) > 60
    assert all(xs in (sorted(xs), sorted(xs, reverse=True)) for xs in rows.values())


def test_a_result_of_which_nothing_keeps_the_rules_says_so(caplog: pytest.LogCaptureFixture) -> None:
    problem = open_all(rectangle(20.0, 10.0))
    stray = Stall(((40.0, 40.0), (40.6, 40.0), (40.6, 42.0), (40.0, 42.0)), ((40.0, 40.0), (40.6, 40.0)))
    layout = filling.verified(problem, Layout(stalls=(stray,), area_m2=200.0, row_directions_degrees=(0.0,)))
    assert (layout.count, layout.area_m2, layout.row_directions_degrees) == (0, 200.0, ())
    assert _codes(layout) == ["defect"]
    assert "breaks" in caplog.text


def test_a_result_that_breaks_a_rule_is_left_out_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    problem = open_all(rectangle(20.0, 10.0))
    sound = fill_lot(problem)
    x, y = 40.0, 40.0
    stray = replace(
        sound.stalls[0],
        polygon=((x, y), (x + 0.6, y), (x + 0.6, y + 2.0), (x, y + 2.0)),
        front=((x, y), (x + 0.6, y)),
    )
    mended = filling.verified(problem, replace(sound, stalls=(*sound.stalls, stray)))
    assert mended.stalls == sound.stalls
    assert "breaks" in caplog.text


# --- the same lot, drawn differently -------------------------------------------------------------


@pytest.mark.parametrize("start", range(4))
def test_the_direction_of_the_ring_changes_nothing(start: int) -> None:
    problem = LayoutProblem(
        rectangle(20.0, 10.0),
        COMPACT,
        holes=(SQUARE_HOLE,),
        edges=(WALL, OPEN, WALL, WALL),
        entrances=(Entrance(2, 4.0, 2.5),),
    )
    first = fill_lot(problem)
    assert first.count > 0
    assert fill_lot(begun_elsewhere(problem, start, backwards=True)) == first


@pytest.mark.parametrize("degrees", [0.001, 17.0, 45.0, 90.0, 123.456, 180.0, 271.3])
@pytest.mark.parametrize(
    "problem",
    [
        LayoutProblem(rectangle(20.0, 10.0), COMPACT, edges=THREE_WALLS),
        LayoutProblem(L_SHAPE, PLAIN, edges=(OPEN, WALL, WALL, WALL, WALL, WALL)),
        LayoutProblem(U_SHAPE, COMPACT, entrances=(Entrance(0, 5.0, 2.0),)),
        LayoutProblem(rectangle(20.0, 10.0), LEANING, (SQUARE_HOLE,), (OPEN,) * 4),
    ],
    ids=["rectangle", "L", "U", "leaning"],
)
def test_turning_and_moving_changes_no_count(problem: LayoutProblem, degrees: float) -> None:
    """Also when the turned corners are rounded to the 0.1 mm of plans."""
    expected = {effort: fill_lot(problem, effort).count for effort in ("live", "full")}
    for digits in (12, 4):
        ring, *holes = (
            tuple((round(x, digits), round(y, digits)) for x, y in turned(part, degrees, 123.4, -56.7))
            for part in (problem.ring, *problem.holes)
        )
        moved = replace(problem, ring=ring, holes=tuple(holes))
        assert {effort: fill_lot(moved, effort).count for effort in ("live", "full")} == expected


def test_the_same_lot_is_remembered() -> None:
    problem = open_all(rectangle(20.0, 10.0))
    assert fill_lot_cached(problem) is fill_lot_cached(problem)
    assert fill_lot_cached(problem) == fill_lot(problem)


def test_aisles_touch_every_front() -> None:
    layout = fill_lot(open_all(L_SHAPE))
    aisles = union_of(layout.aisles)
    for stall in layout.stalls:
        (ax, ay), (bx, by) = stall.front
        middle = polygon_of((stall.front[0], stall.front[1], ((ax + bx) / 2, (ay + by) / 2 + 1e-3)))
        assert aisles.distance(middle) < 1e-3


@pytest.mark.parametrize("module", [COMPACT, PLAIN, LEANING])
def test_every_stall_has_the_size_of_the_module(module: StallModule) -> None:
    layout = fill_lot(open_all(rectangle(20.0, 12.0), module=module))
    for stall in layout.stalls:
        assert math.dist(*stall.front) == pytest.approx(module.front_m, abs=1e-3)
        area = polygon_of(stall.polygon).area / module.front_m
        assert min(abs(area - module.single_depth_m), abs(area - module.double_depth_m / 2)) < 1e-3


def test_corners_on_a_straight_side_change_nothing() -> None:
    """An open side of 10 m told with a corner every metre, the gate's wall with one in its middle."""
    whole = LayoutProblem(
        rectangle(10.0, 8.0), PLAIN, edges=(OPEN, WALL, WALL, WALL), entrances=(Entrance(1, 5.0, 2.0),)
    )
    ring = (*((float(x), 0.0) for x in range(11)), (10.0, 4.0), (10.0, 8.0), (0.0, 8.0))
    edges = (*(OPEN,) * 10, WALL, WALL, WALL, WALL)
    told = LayoutProblem(ring, PLAIN, edges=edges, entrances=(Entrance(11, 1.0, 2.0),))
    assert fill_lot(told, "live").stalls == fill_lot(whole, "live").stalls


@pytest.mark.parametrize("corners", [24, 96, 300])
def test_an_open_side_may_be_told_in_short_pieces(corners: int) -> None:
    """A round lot of 18 m radius; with 24 corners its sides are 4.7 m long, with 96 no longer than 1.2 m."""
    turns = [2 * math.pi * i / corners for i in range(corners)]
    problem = open_all(tuple((18 * math.cos(turn), 18 * math.sin(turn)) for turn in turns), module=PLAIN)
    layout = fill_lot(problem, "live")
    assert check_layout(problem, layout) == ()
    assert layout.count >= 400


def test_groups_part_where_a_passage_goes() -> None:
    """26.4 by 19.2 m between walls with one gate, stalls of 0.8 by 2.0 m, groups of 25 with gaps of 2.0 m.

    Across, two rows along walls and three double rows need 2 · 2.0 + 3 · 4.0 + 4 · 2.6 = 26.4 m. A passage of
    2.0 m across the double rows leaves (19.2 - 2.0) / 0.8 = 21 columns in two groups; along the walls 19.2 m
    hold 24 stalls, 23 if the corner is not reached; the gate takes 4 columns of the double row before it at
    most: 3 · 2 · 20 - 8 + 2 · 23 = 158.
    """
    generous = StallModule(0.8, 2.0, 4.0, 1.5, 2.6)
    problem = LayoutProblem(
        rectangle(26.4, 19.2), generous, entrances=(Entrance(0, 11.5, 3.0),), group=GroupRule(25, 20.0, 2.0)
    )
    layout = fill_lot(problem)
    assert layout.count >= 158


def test_slack_lies_at_the_wall_where_a_bike_does_not_turn() -> None:
    """61.45 m of rows hold 99 stalls beside a passage of 1.5 m at one end, (61.45 - 1.5) / 0.6 = 99.9.

    The slack of 0.55 m has to lie at the far wall: a stall flush with it would not be reached. Back to back
    rows at 6.6 m and one along the back wall make 15 rows in 48.82 m.
    """
    problem = LayoutProblem(rectangle(61.45, 48.82), PLAIN, edges=(OPEN, WALL, WALL, WALL))
    assert fill_lot(problem).count >= 15 * 99
