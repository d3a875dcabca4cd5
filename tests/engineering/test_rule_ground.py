"""Rules about ground that stays free, how bikes stand together, how sheds are built, and the fire kit."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from fractions import Fraction

import pytest
from judged import ALL_FACTS, ANHUI, FUZHOU, HOUSE, SHANGHAI, alone, judged, with_value

from chargeplan.engineering.findings import sentence_of
from chargeplan.model.equipment import FireProtection
from chargeplan.model.modules import GroupRule
from chargeplan.model.scheme import EdgeRole, Entrance, Lot, Shed
from chargeplan.model.site import (
    Basement,
    Boundary,
    Building,
    Fence,
    FireLane,
    LadderGround,
    Obstacle,
    ObstacleKind,
    Pipeline,
    Site,
)

# `alone()` is a roof from (0, 0) to (12, 2); the strip in front of its stalls reaches down to y = -1.5.
STRIP_M = 1.5


def site(**things: object) -> Site:
    return Site(none_here=ALL_FACTS, **things)  # type: ignore[arg-type]


def square(y_top: float) -> tuple[tuple[float, float], ...]:
    """Ground 30 m wide that reaches up to `y_top`."""
    return ((-10, y_top - 10), (20, y_top - 10), (20, y_top), (-10, y_top))


def diamond(y_top: float, reach_m: float) -> tuple[tuple[float, float], ...]:
    """Ground whose topmost corner, a right angle, is at x = 6 and `y_top`."""
    return (
        (6, y_top - 2 * reach_m),
        (6 + reach_m, y_top - reach_m),
        (6, y_top),
        (6 - reach_m, y_top - reach_m),
    )


# --- ground that stays free -------------------------------------------------------------------------


@pytest.mark.parametrize(("over", "area"), [(-1.0, 0.0), (0.0, 0.0), (0.001, 0.012)])
def test_a_fire_lane_is_kept_free(over, area):
    """The lane's upper edge lies `over` metres above the strip's end: 12.0 m × 0.001 m = 0.012 m²."""
    lane = FireLane("fire-lane-1", ((-20, -STRIP_M + over - 2), (40, -STRIP_M + over - 2)), 4.0)
    check = judged(alone(), site=site(fire_lanes=(lane,))).the("R04")
    assert (check.met, check.measured, check.severity) == (not area, pytest.approx(area, abs=1e-6), "error")


def test_of_several_lanes_all_that_are_covered_are_told_else_one():
    """The strip ends at y = -1.5: a lane that ends at y = -2 stays free, one that ends at y = -1 does not."""
    free, covered = (FireLane(f"lane-{top}", ((-20, top - 2), (40, top - 2)), 4.0) for top in (-2, -1))
    for lanes in ((free, covered), (covered, free)):
        check = judged(alone(), site=site(fire_lanes=lanes)).the("R04")
        assert (check.met, check.elements, check.measured) == (False, ("shed-1", "lane--1"), 6.0)
    assert judged(alone(), site=site(fire_lanes=(free, replace(free, id="other")))).the("R04").met


@pytest.mark.parametrize(("over", "area"), [(-1.0, 0.0), (0.0, 0.0), (0.001, 0.012)])
def test_ladder_ground_is_kept_free_of_strips_too(over, area):
    ladder = LadderGround("ladder-ground-1", square(-STRIP_M + over))
    check = judged(alone(), site=site(ladder_grounds=(ladder,))).the("R04L")
    assert (check.met, check.measured, check.severity) == (not area, pytest.approx(area, abs=1e-6), "error")


@pytest.mark.parametrize(("depth_m", "met"), [(0.0, True), (0.0001, True), (0.001, False), (0.005, False)])
def test_a_corner_that_reaches_a_millimetre_into_ground_kept_free_is_too_much(depth_m, met):
    """The corner of the ground lies 1 mm or 5 mm in the strip: of 1 mm² or 25 mm² of it.

    That is less than a square centimetre, within which areas are the same.
    """
    corner = diamond(-STRIP_M + depth_m, 4.0)
    check = judged(alone(), site=site(ladder_grounds=(LadderGround("ladder-ground-1", corner),))).the("R04L")
    assert (check.met, check.measured) == (met, pytest.approx(0.0 if met else depth_m**2, abs=1e-7))
    if not met:
        assert "cover < 0.0001 m² of" in sentence_of(check, {}, "en")


@pytest.mark.parametrize("corner_m", [0.001, 0.005])
def test_the_corner_of_a_shed_a_millimetre_into_a_basement_is_too_much(corner_m):
    """The roof's corner at (0, 0) lies that far in ground below the line x + y = √2 · depth."""
    reach = corner_m * math.sqrt(2)
    basement = Basement("basement-1", ((reach + 9, -9), (reach - 9, 9), (-40, 9), (-40, -40), (9, -40)))
    check = judged(alone(), site=site(basements=(basement,))).the("R19")
    assert (check.state, check.measured) == ("missed", pytest.approx(corner_m**2, abs=1e-6))


@pytest.mark.parametrize("seed", [*range(10), 158, 361, 394])
def test_a_shed_that_exactly_touches_takes_nothing_however_the_plan_is_turned(seed):
    """Roof against a house and the boundary, strip against lane and ladder ground; up to 1000 km from zero.

    All corners are rounded to 0.1 mm, so that sides that lay on one line cross by up to √2 · 0.1 mm; with the
    last three they do by more than 0.1 mm.
    """
    rng = random.Random(seed)
    degrees, move = rng.uniform(0, 360), (rng.uniform(0, 1e6), rng.uniform(0, 1e6))
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))

    def at(*corners):
        return tuple((x * c - y * s + move[0], x * s + y * c + move[1]) for x, y in corners)

    (origin,) = at((0, 0))
    below = at((-30, -STRIP_M - 4), (60, -STRIP_M - 4), (60, -STRIP_M), (-30, -STRIP_M))
    ground = site(
        buildings=(replace(HOUSE, ring=at((-5, 2), (30, 2), (30, 12), (-5, 12))),),
        boundaries=(Boundary("boundary-1", at((-30, -50), (12, -50), (12, 50), (-30, 50))),),
        fire_lanes=(FireLane("fire-lane-1", at((-30, -STRIP_M - 2), (60, -STRIP_M - 2)), 4.0),),
        ladder_grounds=(LadderGround("ladder-ground-1", below),),
    )
    found = judged(alone(origin=origin, angle_degrees=degrees), site=ground)
    for code in ("R04", "R04L", "overlap", "outside_boundary"):
        assert found.the(code).state == "met", code


@pytest.mark.parametrize(("over", "area"), [(-1.0, 0.0), (0.0, 0.0), (0.001, 0.012)])
def test_a_basement_carries_no_roof(over, area):
    """Only the roof counts here, which begins at y = 0: bikes may stand before it on the basement."""
    basement = Basement("basement-1", square(over))
    check = judged(alone(), site=site(basements=(basement,))).the("R19")
    assert (check.met, check.measured, check.severity) == (not area, pytest.approx(area, abs=1e-6), "info")


@pytest.mark.parametrize(("over", "area"), [(-1.0, 0.0), (0.0, 0.0), (0.001, 0.012)])
def test_a_pipeline_carries_no_roof(over, area):
    pipe = Pipeline("pipeline-1", ((-20, over - 1), (40, over - 1)), 2.0)
    check = judged(alone(), site=site(pipelines=(pipe,))).the("R19P")
    assert (check.met, check.measured) == (not area, pytest.approx(area, abs=1e-6))


def lane(width_m: float, top: float) -> FireLane:
    """A lane along x whose upper edge lies at y = `top`."""
    return FireLane("fire-lane-1", ((-20, top - width_m / 2), (40, top - width_m / 2)), width_m)


@pytest.mark.parametrize(("over", "met"), [(0.2, True), (0.5, True), (0.501, False)])
def test_the_width_that_is_left_of_a_fire_lane(over, met):
    """Of 4.5 m the strip takes `over`: 4.3, 4.0 and 3.999 m are left, measured straight across."""
    check = judged(alone(), site=site(fire_lanes=(lane(4.5, -STRIP_M + over),))).the("R05")
    assert (check.met, check.measured) == (met, pytest.approx(4.5 - over))
    assert check.elements == ("shed-1", "fire-lane-1")
    assert check.span is not None


def test_a_lane_that_is_drawn_too_narrow_is_missed_by_itself():
    check = judged(alone(), site=site(fire_lanes=(lane(3.999, -20.0),))).the("R05")
    assert (check.met, check.measured, check.elements) == (False, 3.999, ("fire-lane-1",))


@pytest.mark.parametrize(
    ("thing", "left"),
    [
        ({"obstacles": (Obstacle("obstacle-1", (5.0, -20.0), 0.5),)}, 4.0),
        ({"obstacles": (Obstacle("obstacle-1", (5.0, -20.0), 0.5, ObstacleKind.MANHOLE),)}, 4.5),
        (
            {"buildings": (Building("building-1", ((0, -20.4), (9, -20.4), (9, -15), (0, -15))),)},
            4.1,
        ),
        ({"fences": (Fence("fence-1", ((0, -20.3), (9, -20.3)), 0.2),)}, 4.1),
    ],
    ids=["trunk", "manhole", "house", "fence"],
)
def test_what_stands_already_narrows_a_lane(thing, left):
    """A lane from y = -24.5 to -20. A trunk reaches 0.5 m in, a house 0.4 m, a fence to -20.4 leaves 4.1 m.

    Between the fence and the edge beside it only 0.2 m are left; one rides over the lid of a manhole.
    """
    check = judged(alone(), site=site(fire_lanes=(lane(4.5, -20.0),), **thing)).the("R05")
    assert check.measured == pytest.approx(left, abs=1e-4)


def test_an_existing_shed_narrows_a_lane_and_a_new_one_is_named_first():
    old = alone(id="shed-2", origin=(20.0, 0.0), existing=True)
    found = judged(alone(), old, site=site(fire_lanes=(lane(4.5, -STRIP_M + 0.3),))).the("R05")
    assert found.measured == pytest.approx(4.2)


def test_every_shed_that_narrows_a_lane_too_much_is_told():
    """Of 4.5 m the strip of shed 1 leaves 3.9 m and that of shed 2, 30 m further, 3.8 m: the narrower first.

    A house takes 0.7 m where nothing is planned, so that the lane itself has only 3.8 m there.
    """
    other = alone(id="shed-2", origin=(30.0, -0.1))
    things = {"fire_lanes": (lane(4.5, -STRIP_M + 0.6),)}
    house = Building("building-1", ((-15, -1.6), (-10, -1.6), (-10, 5), (-15, 5)), storeys=6)

    def told(*held: Shed, **more: object) -> list[tuple[tuple[str, ...], float | None]]:
        checks = judged(*held, site=site(**things, **more)).of("R05")
        assert not any(check.met for check in checks)
        return [(check.elements, check.measured) for check in checks]

    both = [
        (("shed-2", "fire-lane-1"), pytest.approx(3.8)),
        (("shed-1", "fire-lane-1"), pytest.approx(3.9)),
    ]
    assert told(alone(), other) == both
    sentences = [
        sentence_of(check, {}, "en") for check in judged(alone(), other, site=site(**things)).of("R05")
    ]
    assert sentences == [
        "shed-2 leaves fire-lane-1 a clear width of 3.80 m; 4.00 m are required.",
        "shed-1 leaves fire-lane-1 a clear width of 3.90 m; 4.00 m are required.",
    ]
    by_house = (("fire-lane-1",), pytest.approx(3.8))
    assert sorted(told(alone(), other, buildings=(house,))) == sorted([by_house, *both])


def test_a_lane_around_a_block_is_narrowed_on_each_of_its_sides():
    """A lane of 4.0 m that ends where it begins, its middle line from (0, 0) to (60, 60).

    A roof of 12.0 × 2.0 m whose strip lies on the lane for 0.5 m leaves 3.5 m, outside as well as inside.
    """
    ring = FireLane("fire-lane-1", ((0, 0), (60, 0), (60, 60), (0, 60), (0, 0)), 4.0)
    for origin, angle in (
        ((20.0, 3.0), 0.0), ((57.0, 20.0), 90.0), ((40.0, 57.0), 180.0), ((3.0, 40.0), 270.0),
        ((40.0, -3.0), 180.0), ((63.0, 40.0), 270.0), ((20.0, 63.0), 0.0), ((-3.0, 20.0), 90.0),
    ):  # fmt: skip
        check = judged(alone(origin=origin, angle_degrees=angle), site=site(fire_lanes=(ring,))).the("R05")
        assert (check.met, check.measured) == (False, pytest.approx(3.5))


# --- groups and places ------------------------------------------------------------------------------


@pytest.mark.parametrize(("stalls", "met"), [(20, True), (25, True), (26, False)])
@pytest.mark.parametrize(("rules", "severity"), [(SHANGHAI, "info"), (ANHUI, "error")])
def test_bikes_in_a_group(rules, severity, stalls, met):
    check = judged(alone(length_m=0.6 * stalls), rules=rules).the("R07")
    assert (check.met, check.measured, check.severity, check.margin) == (met, stalls, severity, 25 - stalls)


@pytest.mark.parametrize(("limit", "met"), [(20.0, True), (15.0, True), (14.999, False)])
def test_length_of_a_group(limit, met):
    """25 stalls of 0.60 m are 15.0 m long."""
    check = judged(alone(length_m=15.2), rules=with_value(ANHUI, "R07L", value=limit)).the("R07L")
    assert (check.met, check.measured) == (met, pytest.approx(15.0))


@pytest.mark.parametrize("angle", [0.0, 1e-6, 37.0, 294.336794, 331.336794])
@pytest.mark.parametrize("origin", [(-19.0, 42.0), (400_000.0, -800_000.0)])
def test_a_group_is_as_long_wherever_and_however_its_shed_stands(origin, angle):
    """47 columns of two stalls, 0.60 m each, are 28.2 m: their corners lie on a line but for noise."""
    shed = alone(origin=origin, angle_degrees=angle, length_m=28.6019, depth_m=4.0, rows=2)
    check = judged(shed, rules=ANHUI).the("R07L")
    assert (check.met, check.measured) == (False, pytest.approx(28.2, abs=1e-4))


def test_of_several_groups_the_largest_and_the_longest_are_told():
    """16.0 m in groups of at most 13, 2.0 m apart: 12 stalls and 11, and 12 of 0.60 m are 7.2 m long."""
    found = judged(alone(length_m=16.0), group=GroupRule(13, 20.0, 2.0))
    assert found.sheds[0].group_count == 2
    assert (found.the("R07").measured, found.the("R07L").measured) == (12, pytest.approx(7.2))


@pytest.mark.parametrize("gap", [3.0, 2.0])
def test_groups_of_two_sheds_that_are_far_enough_apart(gap):
    other = alone(id="shed-2", origin=(12.0 + gap, 0.0))
    assert [check.met for check in judged(alone(), other).of("R08")] == [True, True]


@pytest.mark.parametrize("gap", [1.999, 0.0])
def test_a_gap_between_two_sheds_that_is_too_narrow_is_told_once_for_both(gap):
    """Of the second shed it would be untrue that no other group is near."""
    other = alone(id="shed-2", origin=(12.0 + gap, 0.0))
    check = judged(alone(), other).the("R08")
    assert (check.met, check.elements, check.measured) == (False, ("shed-1", "shed-2"), pytest.approx(gap))


def test_every_gap_that_is_too_narrow_is_told():
    """A shed 1.0 m east and another 1.5 m west of the first; the two others are 14.5 m apart."""
    east, west = alone(id="shed-2", origin=(13.0, 0.0)), alone(id="shed-3", origin=(-13.5, 0.0))
    found = judged(alone(), east, west)
    assert [(check.elements, check.measured) for check in found.of("R08")] == [
        (("shed-1", "shed-2"), pytest.approx(1.0)),
        (("shed-1", "shed-3"), pytest.approx(1.5)),
    ]
    old = judged(replace(alone(), existing=True), east, replace(west, existing=True)).the("R08")
    assert old.elements == ("shed-2", "shed-1")


def test_groups_that_a_panel_parts_need_no_gap():
    """13 stalls and 12 beside one another, in one roof; without the panel there is 0 m between them."""
    group = GroupRule(13, 20.0, 2.0, panels=True)
    assert judged(alone(length_m=15.0), group=group).the("R08").met
    bare = judged(alone(length_m=17.0), group=GroupRule(13, 20.0, 1.9))
    assert (bare.the("R08").met, bare.the("R08").measured) == (False, pytest.approx(1.9))


@pytest.mark.parametrize(("stalls", "met"), [(10, True), (100, True), (101, False)])
def test_bikes_in_one_place(stalls, met):
    check = judged(alone(length_m=0.6 * stalls)).the("R09")
    assert (check.met, check.measured) == (met, stalls)


@pytest.mark.parametrize(
    ("stalls", "watched", "state"),
    [
        (20, False, "met"),
        (100, False, "met"),
        (101, False, "missed"),
        (101, True, "met"),
        (101, None, "undecided"),
    ],
)
def test_many_bikes_are_watched_day_and_night(stalls, watched, state):
    """Fuzhou: over 100 bikes."""
    found = judged(alone(length_m=0.6 * stalls), rules=FUZHOU, fire=FireProtection(watched=watched))
    assert found.the("R09B").state == state


@pytest.mark.parametrize(
    ("limit", "watched", "state"),
    [(200.0, False, "met"), (42.0, False, "met"), (41.999, False, "missed"), (41.999, True, "met"),
     (41.999, None, "undecided")],
)  # fmt: skip
def test_a_large_place_is_watched_day_and_night(limit, watched, state):
    """The shed takes 12.0 × (2.0 + 1.5) = 42.00 m² with its strip."""
    rules = with_value(FUZHOU, "R09A", value=limit)
    assert judged(alone(), rules=rules, fire=FireProtection(watched=watched)).the("R09A").state == state


@pytest.mark.parametrize(("limit", "met"), [(2.0, True), (2.1, True), (2.101, False)])
def test_ground_per_stall(limit, met):
    """42.00 m² for 20 stalls."""
    check = judged(alone(), rules=with_value(ANHUI, "R13", value=limit)).the("R13")
    assert (check.met, check.measured, check.severity) == (met, pytest.approx(2.1), "error")


@pytest.mark.parametrize(("limit", "met"), [(0.5, True), (0.6, True), (0.601, False)])
def test_distance_between_sockets(limit, met):
    check = judged(alone(), rules=with_value(ANHUI, "R14", value=limit)).the("R14")
    assert (check.met, check.measured) == (met, pytest.approx(0.6))


def test_one_socket_keeps_its_distance():
    """20 × 1/20 is one socket."""
    assert not judged(alone(), socket_ratio=Fraction(1, 20)).of("R14")


# --- how sheds are built ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roof", "allowed", "met"),
    [("steel_sheet", 1, True), ("sandwich_rock_wool", 1, True), ("pc_sheet", 1, False),
     ("membrane", 1, False),
     ("pc_sheet", 2, True), ("steel_sheet", 3, True)],
)  # fmt: skip
def test_what_a_roof_is_of(roof, allowed, met):
    """Class A is 1, B1 is 2, B2 is 3; the shed's own roof goes before the scheme's."""
    rules = with_value(SHANGHAI, "R11", value=allowed)
    assert judged(alone(), rules=rules, roof_id=roof).the("R11").met is met
    other = "pc_sheet" if roof == "steel_sheet" else "steel_sheet"
    assert judged(alone(roof_id=roof), rules=rules, roof_id=other).the("R11").met is met


@pytest.mark.parametrize(("sides", "met"), [((), True), ((1, 2), True), ((1, 2, 3), False)])
def test_an_open_shed_is_closed_on_two_sides_at_most(sides, met):
    check = judged(alone(walled_sides=sides)).the("R12")
    assert (check.met, check.measured, check.severity) == (met, len(sides), "warning")


@pytest.mark.parametrize(
    ("distance", "length", "closed"),
    [(0.3, 12.0, 1), (0.5, 6.0, 1), (0.501, 12.0, 0), (0.2, 6.0, 1), (0.2, 5.9, 0), (0.0, 7.0, 1)],
)
def test_what_stands_along_a_side_closes_it(distance, length, closed):
    """A house behind the shed, within 0.5 m and straight behind half of its 12 m or more."""
    ring = ((-9, 2 + distance), (length, 2 + distance), (length, 9), (-9, 9))
    house = Building("building-1", ring, storeys=6)
    assert judged(alone(), site=site(buildings=(house,))).the("R12").measured == closed


@pytest.mark.parametrize(
    ("walled", "state"), [((1,), "undecided"), ((1, 2), "undecided"), ((1, 2, 3), "missed")]
)
def test_while_nobody_knows_of_fences_only_walls_beyond_the_limit_are_certain(walled, state):
    """Two sides are allowed: a fence could close a third one, and with three walls it makes no difference."""
    found = judged(alone(walled_sides=walled), site=Site()).the("R12")
    assert found.state == state


@pytest.mark.parametrize("left_out", ["closed_side_distance", "closed_side_share"])
def test_where_a_profile_does_not_tell_what_closes_a_side_only_walls_do(left_out):
    rules = replace(SHANGHAI, rules=tuple(rule for rule in SHANGHAI.rules if rule.id != left_out))
    fence = Fence("fence-1", ((-5, 2.2), (20, 2.2)), 0.1)
    check = judged(alone(walled_sides=(1,)), site=site(fences=(fence,)), rules=rules).the("R12")
    assert (check.state, check.measured) == ("met", 1)


def test_what_ends_under_the_roof_at_a_side_is_not_before_it():
    """A house under the roof up to its back and the end at x = 12 overlaps the shed, but closes no side.

    As plans are on a grid of 0.1 mm, it may reach so far beyond it.
    """
    for over in (0.0, 0.0001):
        east, north = 12 + over, 2 + over
        house = Building("building-1", ((3, 0.5), (east, 0.5), (east, north), (3, north)), storeys=6)
        assert judged(alone(), site=site(buildings=(house,))).the("R12").measured == 0


def test_a_fence_closes_a_side_and_a_wall_beside_it_is_not_counted_twice():
    fence = Fence("fence-1", ((-5, 2.2), (20, 2.2)), 0.1)
    assert judged(alone(), site=site(fences=(fence,))).the("R12").measured == 1
    assert judged(alone(walled_sides=(2,)), site=site(fences=(fence,))).the("R12").measured == 1
    assert judged(alone(walled_sides=(1, 3)), site=site(fences=(fence,))).the("R12").met is False


@pytest.mark.parametrize(("height", "met"), [(2.5, True), (2.0, True), (1.999, False), (None, True)])
def test_height_under_the_roof(height, met):
    """2.20 m of the assumed construction where nothing is said."""
    check = judged(alone(headroom_m=height)).the("R16")
    assert (check.met, check.measured) == (met, height or 2.2)


# --- entrances --------------------------------------------------------------------------------------

YARD = ((0.0, 0.0), (30.0, 0.0), (30.0, 12.0), (0.0, 12.0))


def yard(*gates: Entrance, edges: tuple[EdgeRole, ...] = (EdgeRole.WALL,) * 4) -> Lot:
    return Lot("lot-1", YARD, edges=edges, entrances=gates, filled=True)


@pytest.mark.parametrize(
    ("gates", "met"),
    [
        ((Entrance(0, 5, 2.0), Entrance(2, 5, 2.0), Entrance(1, 5, 2.0)), True),
        ((Entrance(0, 5, 2.0), Entrance(2, 5, 2.0)), True),
        ((Entrance(0, 5, 2.0),), False),
    ],
)
def test_entrances_of_a_yard_with_many_bikes(gates, met):
    check = judged(yard(*gates), rules=ANHUI).the("R15")
    assert (check.met, check.measured, check.severity) == (met, len(gates), "error")


def test_few_bikes_need_one_entrance():
    """As many bikes as the yard holds are not more than themselves; with one fewer allowed they are."""
    lot = yard(Entrance(0, 5, 2.0))
    count = len(judged(lot, rules=ANHUI).lots[0].stalls)
    enough, few = (with_value(ANHUI, "R15N", value=count - less) for less in (0, 1))
    assert judged(lot, rules=enough).the("R15").met
    assert not judged(lot, rules=few).the("R15").met


def test_open_sides_are_entrances():
    check = judged(yard(edges=(EdgeRole.OPEN, EdgeRole.WALL, EdgeRole.OPEN, EdgeRole.WALL)), rules=ANHUI).the(
        "R15"
    )
    assert (check.met, check.measured) == (True, 2)


@pytest.mark.parametrize(("walled", "met"), [((), True), ((1, 2), True), ((1, 2, 3), False)])
def test_a_shed_by_itself_is_entered_by_its_open_sides(walled, met):
    """26 bikes; four sides less those with walls."""
    check = judged(alone(length_m=15.6, walled_sides=walled), rules=ANHUI).the("R15")
    assert (check.met, check.measured) == (met, 4 - len(walled))


@pytest.mark.parametrize(("width", "met"), [(3.0, True), (1.8, True), (1.799, False)])
def test_width_of_entrances(width, met):
    check = judged(yard(Entrance(0, 5, 3.0), Entrance(2, 5, width))).the("R15W")
    assert (check.met, check.measured) == (met, width)


# --- fire kit ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "field"),
    [("R17C", "cameras"), ("R17D", "detectors"), ("R17E", "extinguishers"), ("R17S", "sprinklers")],
)
def test_pieces_of_the_fire_kit(code, field):
    """As many as the kit has are enough, one more is one too many, and none are none."""
    full = judged(alone()).the(code)
    assert full.met
    count = full.measured
    assert count is not None and count >= 2
    on_limit, over = (with_value(SHANGHAI, code, value=count + more) for more in (0, 1))
    assert judged(alone(), rules=on_limit).the(code).met
    missed = judged(alone(), rules=over).the(code)
    assert (missed.met, missed.margin, missed.severity) == (False, -1, "warning")
    without = judged(alone(), fire=replace(FireProtection(), **{field: False})).the(code)
    assert (without.met, without.measured) == (False, 0)


@pytest.mark.parametrize(("watched", "state"), [(True, "met"), (False, "missed"), (None, "undecided")])
def test_the_alarm_is_told_to_somebody(watched, state):
    assert judged(alone(), fire=FireProtection(watched=watched)).the("R17W").state == state


@pytest.mark.parametrize(
    ("limit", "fire", "met"),
    [
        (200.0, FireProtection(detectors=False), True),
        (42.001, FireProtection(detectors=False), True),
        (42.0, FireProtection(detectors=False), False),
        (42.0, FireProtection(sprinklers=False), False),
        (42.0, FireProtection(cameras=False), False),
        (42.0, FireProtection(extinguishers=False), False),
        (42.0, FireProtection(), True),
    ],
)
def test_from_a_size_on_the_whole_kit_is_asked_for(limit, fire, met):
    """42.00 m² with the strip: the size itself is reached."""
    check = judged(alone(), rules=with_value(SHANGHAI, "R10", value=limit), fire=fire).the("R10")
    assert check.met is met


@pytest.mark.parametrize(("code", "rules"), [("R10", SHANGHAI), ("R09A", FUZHOU)])
def test_ground_that_two_sheds_share_counts_once(code, rules):
    """Two sheds of 30.0 m face to face over one strip: 30.0 × (2.0 + 1.5 + 2.0) = 165 m² and not 210 m²."""
    lot = Lot("lot-1", ((-5, -10), (40, -10), (40, 10), (-5, 10)))
    facing = alone(id="shed-2", origin=(30.0, -1.5), angle_degrees=180.0, length_m=30.0)
    check = judged(alone(length_m=30.0), facing, lot, rules=rules, fire=FireProtection(watched=False)).the(
        code
    )
    assert (check.met, check.measured) == (True, 165.0)


# --- all together -----------------------------------------------------------------------------------


def test_nothing_is_said_of_what_exists_or_of_an_empty_scheme():
    for found in (judged(), judged(alone(existing=True))):
        assert not [check for check in found.checks if check.code.startswith("R")]


def test_every_rule_of_shanghai_answers():
    """One shed, one filled yard and a house: each rule says something, auxiliary ones serve others."""
    shed = Shed("shed-1", (-20.0, 20.0), 0.0, 12.0, 2.0)
    house = replace(HOUSE, ring=((-40, 40), (0, 40), (0, 50), (-40, 50)))
    tall = replace(house, id="building-2", ring=((40, 40), (80, 40), (80, 50), (40, 50)), storeys=12)
    plan = Site(buildings=(house, tall), none_here=ALL_FACTS)
    found = judged(shed, yard(Entrance(0, 5, 2.0), Entrance(2, 5, 2.0)), site=plan)
    served = {"R15N", "high_rise_height", "high_rise_storeys", "closed_side_distance", "closed_side_share"}
    expected = {rule.id for rule in SHANGHAI.rules if not rule.id.startswith("R03")} - served
    assert expected <= {check.code for check in found.checks}
    assert any(check.code.startswith("R03") for check in found.checks) is True
