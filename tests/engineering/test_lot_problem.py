"""What a lot asks of its filling: goal, direction, groups and exceptions by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from factories import kept_row

from chargeplan.engineering.capacity import group_of, lot_capacity
from chargeplan.engineering.surroundings import lot_problem, surroundings
from chargeplan.geometry.filling import Effort
from chargeplan.geometry.polygons import union_area_m2
from chargeplan.geometry.relations import overlap_m2
from chargeplan.model.layout import LayoutProblem
from chargeplan.model.modules import GroupRule
from chargeplan.model.scheme import FillGoal, Lot, Scheme
from chargeplan.model.site import (
    Building,
    Doorway,
    Fence,
    GasRegulator,
    LadderGround,
    Obstacle,
    ObstacleKind,
    Site,
    WallKind,
)
from chargeplan.model.stalls import KeptRow
from chargeplan.model.values import Ring
from chargeplan.reference.catalogue import load_catalogue
from chargeplan.reference.rule_sets import load_rule_set

CATALOGUE = load_catalogue()
SHANGHAI = load_rule_set("shanghai")
MODULE = CATALOGUE.module("compact").module
LOT = Lot("lot-1", ((0, 0), (20, 0), (20, 10), (0, 10)), filled=True)
OPEN_SITE = Site()


def problem(lot: Lot, site: Site = OPEN_SITE) -> LayoutProblem:
    return lot_problem(lot, MODULE, None, surroundings(site, SHANGHAI))


def test_a_plain_lot_asks_for_nothing_special() -> None:
    plain = problem(LOT)
    assert (plain.kept, plain.removed, plain.clearances, plain.doorways) == ((), (), (), ())
    assert plain.goal is FillGoal.MOST_STALLS
    assert plain.direction_degrees is None


@pytest.mark.parametrize(("side", "degrees"), [(0, 0.0), (1, 90.0), (2, 0.0), (3, 90.0)])
def test_rows_run_along_the_side_that_is_named(side: int, degrees: float) -> None:
    assert problem(replace(LOT, direction_edge=side)).direction_degrees == pytest.approx(degrees, abs=1e-9)


def test_the_direction_follows_the_side_when_a_corner_is_dragged() -> None:
    """The lower side rises 20 m over 20 m once its end is pulled up: 45 degrees."""
    lot = replace(LOT, direction_edge=0)
    dragged = replace(lot, ring=((0, 0), (20, 20), (20, 30), (0, 30)))
    assert problem(dragged).direction_degrees == pytest.approx(45.0)


def test_a_side_without_length_names_no_direction() -> None:
    """Corners that repeat are accepted; the best direction is taken then."""
    ring = ((0, 0), (20, 0), (20, 0), (20, 10), (0, 10))
    lot = Lot("lot-1", ring, direction_edge=1, filled=True)
    assert problem(lot).direction_degrees is None
    assert problem(replace(lot, direction_edge=2)).direction_degrees == pytest.approx(90.0)


def test_a_given_angle_stays() -> None:
    assert problem(replace(LOT, direction_degrees=33.5)).direction_degrees == 33.5


def test_doorways_are_named_only_for_the_goal_that_asks_for_them() -> None:
    """So a door that moves leaves other fillings as they were found before."""
    site = Site(
        buildings=(Building("building-1", ((0, 20), (20, 20), (20, 30), (0, 30))),),
        doorways=(Doorway("doorway-1", (5, 20)), Doorway("doorway-2", (15, 20))),
    )
    assert problem(replace(LOT, goal=FillGoal.NEAR_DOORWAYS), site).doorways == ((5, 20), (15, 20))
    for goal in (FillGoal.MOST_STALLS, FillGoal.WIDE_AISLES):
        other = problem(replace(LOT, goal=goal), site)
        assert other.goal is goal
        assert other.doorways == ()


def test_removed_places_are_passed_on() -> None:
    assert problem(replace(LOT, removed=((1, 2), (3, 4)))).removed == ((1, 2), (3, 4))


def test_blocked_ground_is_kept_clear_but_may_be_ridden_over() -> None:
    """It stands after the clearances of the site: here a manhole of 0.4 m radius."""
    block = ((4, 4), (6, 4), (6, 6), (4, 6))
    site = Site(obstacles=(Obstacle("obstacle-1", (10, 5), 0.4, ObstacleKind.MANHOLE),))
    asked = problem(replace(LOT, blocked=(block,)), site)
    assert asked.clearances[-1] == (block,)
    assert len(asked.clearances) == 2
    assert asked.holes == ()


def test_blocked_ground_that_crosses_itself_is_made_sound() -> None:
    """A bow tie of two triangles gives two regions of one ring each."""
    bow = ((4, 4), (6, 6), (6, 4), (4, 6))
    found = problem(replace(LOT, blocked=(bow,))).clearances
    assert [len(region) for region in found] == [1, 1]
    assert sorted(len(region[0]) for region in found) == [3, 3]
    assert problem(replace(LOT, blocked=(((0, 0), (1, 1), (2, 2)),))).clearances == ()


def test_no_stall_stands_on_blocked_ground() -> None:
    """The lot is 20 m wide; without its western half it holds stalls only east of x = 10."""
    half = ((-1, -1), (10, -1), (10, 11), (-1, 11))
    scheme = Scheme("scheme-1", module_id="compact", lots=(replace(LOT, blocked=(half,)),))
    held = lot_capacity(scheme.lots[0], OPEN_SITE, scheme, CATALOGUE, SHANGHAI)
    assert held.stalls
    assert min(x for stall in held.stalls for x, _ in stall.polygon) >= 10 - 1e-3


def test_kept_rows_that_were_kept_apart_are_never_one_group() -> None:
    """Two rows, each of two groups numbered 0 and 5, are four groups."""
    first = kept_row((1, 1), 2)
    row = KeptRow((first.stalls[0], replace(first.stalls[1], group=5)))
    other = row.mapped(lambda corner: (corner[0], corner[1] + 5))
    kept = problem(replace(LOT, kept=(row, other))).kept
    assert [stall.group for stall in kept] == [0, 1, 2, 3]
    assert [stall.polygon for stall in kept] == [s.polygon for r in (row, other) for s in r.stalls]


def test_a_lot_has_the_group_rule_of_its_scheme_unless_it_has_its_own() -> None:
    rule, own = GroupRule(25, 20, 2), GroupRule(5, 5, 2)
    scheme = Scheme("scheme-1", group=rule)
    assert group_of(LOT, scheme) is rule
    assert group_of(replace(LOT, group=own), scheme) is rule
    assert group_of(replace(LOT, group=own, group_from_scheme=False), scheme) is own
    assert group_of(replace(LOT, group_from_scheme=False), scheme) is None


def test_the_own_group_rule_is_filled_by() -> None:
    """No group of the lot has more than 3 stalls though the scheme allows 25."""
    lot = replace(LOT, group=GroupRule(3, 5, 2), group_from_scheme=False)
    scheme = Scheme("scheme-1", module_id="compact", lots=(lot,), group=GroupRule(25, 20, 2))
    held = lot_capacity(lot, OPEN_SITE, scheme, CATALOGUE, SHANGHAI)
    sizes = [sum(1 for stall in held.stalls if stall.group == g) for g in {s.group for s in held.stalls}]
    assert sizes
    assert max(sizes) <= 3


@pytest.mark.parametrize("effort", ["live", "full"])
def test_a_removed_stall_leaves_all_others_where_they_were(effort: Effort) -> None:
    lot = replace(LOT, ring=((0, 0), (12, 0), (12, 7), (0, 7)))
    scheme = Scheme("scheme-1", module_id="compact", lots=(lot,))

    def polygons(filled: Lot) -> set[Ring]:
        return {
            s.polygon for s in lot_capacity(filled, OPEN_SITE, scheme, CATALOGUE, SHANGHAI, effort).stalls
        }

    whole = polygons(lot)
    first, second, *rest = sorted(whole)
    middles = tuple((sum(x for x, _ in p) / 4, sum(y for _, y in p) / 4) for p in (first, second))
    assert polygons(replace(lot, removed=middles)) == set(rest)


HOUSE = Building("building-1", ((0, 20), (20, 20), (20, 30), (0, 30)), storeys=6)
"""Its south wall, side 0, is 10 m north of the lot."""


def clearance_m2(site: Site) -> float:
    return union_area_m2(surroundings(site, SHANGHAI).clearances)


def test_a_fire_wall_keeps_nothing_away_and_the_other_walls_do() -> None:
    """20 m × 3.5 m of ground before the south wall are free; round its corners the ends still count."""
    walls = (WallKind.FIRE_WALL, WallKind.OPENINGS, WallKind.BLANK, WallKind.UNKNOWN)
    site = Site(buildings=(HOUSE,))
    some = Site(buildings=(replace(HOUSE, walls=walls),))
    none = Site(buildings=(replace(HOUSE, walls=(WallKind.FIRE_WALL,) * 4),))
    assert surroundings(none, SHANGHAI).clearances == ()
    middle = ((5.0, 17.0), (15.0, 17.0), (15.0, 19.9), (5.0, 19.9))
    assert overlap_m2(surroundings(site, SHANGHAI).clearances, middle)[0] == pytest.approx(29.0)
    assert overlap_m2(surroundings(some, SHANGHAI).clearances, middle)[0] == 0.0
    beside = ((20.5, 21.0), (23.0, 21.0), (23.0, 29.0), (20.5, 29.0))
    assert overlap_m2(surroundings(some, SHANGHAI).clearances, beside)[0] == pytest.approx(20.0)


def test_a_blank_wall_keeps_as_much_away_as_any() -> None:
    blank = replace(HOUSE, walls=(WallKind.BLANK,) * 4)
    assert clearance_m2(Site(buildings=(blank,))) == clearance_m2(Site(buildings=(HOUSE,)))


def test_only_safety_exits_keep_ground_clear() -> None:
    """A disc of 6 m: 113.10 m²."""
    door = Doorway("doorway-1", (10, 10))
    assert clearance_m2(Site(doorways=(door,))) == pytest.approx(math.pi * 36, abs=0.01)
    assert clearance_m2(Site(doorways=(replace(door, safety_exit=False),))) == 0.0


def test_gas_keeps_ground_clear_where_the_rule_says_so() -> None:
    """3 m: 28.27 m²; in the shipped rules it is only judged."""
    site = Site(gas_regulators=(GasRegulator("gas-1", (5, 5)),))
    assert clearance_m2(site) == 0.0
    rules = replace(
        SHANGHAI,
        rules=tuple(replace(r, keeps_clear=True) if r.id == "R22" else r for r in SHANGHAI.rules),
    )
    assert union_area_m2(surroundings(site, rules).clearances) == pytest.approx(math.pi * 9, abs=0.01)


def test_nobody_parks_in_a_fence_or_manoeuvres_on_ladder_ground() -> None:
    """A fence is solid like a wall, ladder ground is crossed like a lane."""
    fence = Fence("fence-1", ((0, 5), (20, 5)), 0.2)
    ladder = LadderGround("ladder-ground-1", ((0, 0), (20, 0), (20, 4), (0, 4)))
    asked = problem(LOT, Site(fences=(fence,), ladder_grounds=(ladder,)))
    assert union_area_m2(asked.holes) == pytest.approx(20 * 0.2)
    assert union_area_m2(asked.crossings) == pytest.approx(80.0)
    scheme = Scheme("scheme-1", module_id="compact", lots=(LOT,))
    site = Site(fences=(fence,), ladder_grounds=(ladder,))
    held = lot_capacity(LOT, site, scheme, CATALOGUE, SHANGHAI)
    assert held.stalls
    stalls = [stall.polygon for stall in held.stalls]
    for ground in (ladder.ring, ((0, 4.9), (20, 4.9), (20, 5.1), (0, 5.1))):
        assert overlap_m2(stalls, ground)[0] == 0.0


def test_a_fence_all_round_takes_its_own_line_and_not_what_it_encloses() -> None:
    """A closed fence 1 m outside of the lot, 22 × 12 m and 0.1 m thick: 2 × 34 m × 0.1 m of ground."""
    fence = Fence("fence-1", ((-1, -1), (21, -1), (21, 11), (-1, 11), (-1, -1)), 0.1)
    site = Site(fences=(fence,))
    scheme = Scheme("scheme-1", module_id="compact")
    assert lot_capacity(LOT, site, scheme, CATALOGUE, SHANGHAI).usable_m2 == 200
    assert union_area_m2(problem(LOT, site).holes) == pytest.approx(6.8, abs=0.02)
