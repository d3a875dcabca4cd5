"""Mendings: each that is offered mends, and what would not mend is not offered."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from judged import ALL_FACTS, ANHUI, HOUSE, SHANGHAI, Judged, alone, judge, judged, shed_north, with_value

from chargeplan.engineering.findings import Check
from chargeplan.engineering.mending import Mending, mendings
from chargeplan.model.editing import apply, inverse
from chargeplan.model.equipment import FireProtection
from chargeplan.model.scheme import EdgeRole, Entrance, Lot, Shed
from chargeplan.model.site import Boundary, FireLane, Hydrant, Obstacle, Site, WallKind
from chargeplan.model.waivers import Waiver


def first_missed(found: Judged, code: str) -> Check:
    return next(check for check in found.of(code) if check.state in ("missed", "waived"))


def mended(found: Judged, mending: Mending) -> Judged:
    """Return the plan after a mending, and see to it that it can be taken back."""
    project = apply(found.project, mending.edits)
    assert apply(project, inverse(mending.edits)) == found.project
    return judge(project, found.references.rule_set)


def assert_mends(found: Judged, code: str) -> tuple[Mending, ...]:
    """See to it that something is offered and all of it mends without a new error."""
    check = first_missed(found, code)
    offered = mendings(found, check)
    assert offered
    for mending in offered:
        after = mended(found, mending)
        assert not [c for c in after.of(code) if c.state == "missed" and c.elements == check.elements]
        assert {c.code for c in after.checks if c.state == "missed" and c.severity == "error"} <= {
            c.code for c in found.checks if c.state == "missed" and c.severity == "error"
        }
        assert mending.title.format(**dict(mending.values))
    return offered


def test_a_shed_moves_away_by_just_what_is_missing():
    """3.10 m of 3.50 m: 0.40 m to the north."""
    found = judged(shed_north(3.1), site=Site(buildings=(HOUSE,), none_here=ALL_FACTS))
    (move,) = assert_mends(found, "R01")
    assert dict(move.values)["distance"] == "0.40"
    after = mended(found, move)
    assert after.scheme.sheds[0].origin == (26.0, pytest.approx(15.5))
    assert after.the("R01").measured == pytest.approx(3.5)


def test_a_waived_finding_can_still_be_mended():
    waiver = Waiver("R01", ("shed-1", "building-1"), "why", "who")
    found = judged(shed_north(3.1), site=Site(buildings=(HOUSE,), none_here=ALL_FACTS), waivers=(waiver,))
    assert assert_mends(found, "R01")


def test_a_move_into_another_error_is_not_offered():
    """Between two houses 8.0 m apart a shed 2.0 m deep has 6.0 m, which is less than 7.0 m: it moves aside.

    Straight away from the one it comes too near to the other, so that it leaves along the street: its end,
    4 m inside, has to come to √(3.5² - d²) beyond the corners.
    """
    other = replace(HOUSE, id="building-2", ring=((0, 18), (40, 18), (40, 28), (0, 28)))
    site = Site(buildings=(HOUSE, other), none_here=ALL_FACTS)
    shed = Shed("shed-1", (36.0, 13.0), 0.0, 12.0, 2.0)
    found = judged(shed, site=site)
    (move,) = assert_mends(found, "R01")
    step = float(dict(move.values)["distance"])
    # 3.0 m from both: the corner of the roof passes x = 40 by √(3.5² − 3.0²) = 1.803 m, after 4.0 m inside.
    assert step == pytest.approx(4 + math.sqrt(3.5**2 - 3.0**2), abs=2e-3)


def test_where_nothing_helps_nothing_is_offered():
    """A court of walls 9 m wide and 14 m long has no place at 3.5 m from all of them for 12 m of roof."""
    rings = (
        ((0, 0), (30, 0), (30, 5), (0, 5)),
        ((0, 14), (30, 14), (30, 20), (0, 20)),
        ((0, 5), (5, 5), (5, 14), (0, 14)),
        ((22, 5), (30, 5), (30, 14), (22, 14)),
    )
    houses = tuple(replace(HOUSE, id=f"building-{n}", ring=ring) for n, ring in enumerate(rings))
    found = judged(Shed("shed-1", (7, 8), 0, 12.0, 2.0), site=Site(buildings=houses, none_here=ALL_FACTS))
    assert mendings(found, first_missed(found, "R01")) == ()


def test_what_is_met_or_undecided_has_no_mending():
    found = judged(alone(), site=Site())
    for check in found.checks:
        if check.met or check.undecided is not None:
            assert mendings(found, check) == ()


def test_a_shed_leaves_a_fire_lane_by_the_shortest_way():
    """Its strip reaches 0.5 m into the lane: 0.5 m to the north."""
    lane = FireLane("fire-lane-1", ((-20, -3.0), (40, -3.0)), 4.0)
    found = judged(alone(), site=Site(fire_lanes=(lane,), none_here=ALL_FACTS))
    (move,) = assert_mends(found, "R04")
    values = dict(move.values)
    assert float(values["distance"]) == pytest.approx(0.5, abs=1e-3)


def test_the_width_of_a_lane_is_given_back():
    """Of 4.5 m 0.7 m are taken; 0.2 m less leave 4.0 m, and the roof is on the lane no more with 0.7 m."""
    lane = FireLane("fire-lane-1", ((-20, -3.05), (40, -3.05)), 4.5)
    found = judged(alone(), site=Site(fire_lanes=(lane,), none_here=ALL_FACTS))
    assert found.the("R05").measured == pytest.approx(3.8)
    (move,) = assert_mends(found, "R05")
    assert float(dict(move.values)["distance"]) == pytest.approx(0.2, abs=1e-3)


def test_of_two_sheds_that_narrow_a_lane_each_moves_off_by_itself():
    """Shed 1 takes 0.7 m of 4.5 m, shed 2, far from it, 0.8 m: 0.2 and 0.3 m less are enough."""
    lane = FireLane("fire-lane-1", ((-20, -3.05), (80, -3.05)), 4.5)
    sheds = (alone(), alone(id="shed-2", origin=(40.0, -0.1)))
    found = judged(*sheds, site=Site(fire_lanes=(lane,), none_here=ALL_FACTS))
    moves = []
    for check in found.of("R05"):
        (move,) = mendings(found, check)
        after = mended(found, move)
        assert [other.elements for other in after.of("R05")] == [
            other.elements for other in found.of("R05") if other != check
        ]
        moves.append((move.edits[0].after.id, float(dict(move.values)["distance"])))
    assert moves == [("shed-2", pytest.approx(0.3, abs=1e-3)), ("shed-1", pytest.approx(0.2, abs=1e-3))]


def test_a_lot_moves_too():
    """A lot whose kept ground lies 4.0 m from a hydrant, 5.0 m asked for."""
    lot = Lot("lot-1", ((0, 0), (12, 0), (12, 4), (0, 4)), filled=True)
    probe = judged(lot)
    top = max(y for stall in probe.lots[0].stalls for _, y in stall.polygon)
    site = Site(hydrants=(Hydrant("hydrant-1", (6.0, top + 4.0)),), none_here=ALL_FACTS)
    found = judged(lot, site=site)
    (move,) = assert_mends(found, "R20")
    after = mended(found, move)
    assert len(after.lots[0].stalls) == len(found.lots[0].stalls)


def test_a_large_group_is_split_with_a_gap_or_with_panels():
    """26 bikes: without a panel one group of 25 holds most, with a panel all 26 stay as 13 + 13."""
    found = judged(alone(length_m=15.6), rules=ANHUI)
    gap, panels = assert_mends(found, "R07")
    assert (dict(gap.values)["lost"], dict(panels.values)["lost"]) == ("1", "0")
    after = mended(found, panels)
    assert (after.the("R07").measured, len(after.sheds[0].stalls)) == (13, 26)


def test_a_lot_with_groups_of_its_own_is_split_by_itself():
    lot = Lot("lot-1", ((0, 0), (30, 0), (30, 12), (0, 12)), filled=True, group_from_scheme=False)
    found = judged(lot, rules=ANHUI)
    offered = assert_mends(found, "R07")
    assert {type(edit.after) for mending in offered for edit in mending.edits} == {Lot}


def test_a_roof_that_burns_is_changed():
    """Of its own: this shed; of the scheme: all sheds without one of their own. Both class A roofs."""
    own = judged(alone(roof_id="pc_sheet"))
    offered = assert_mends(own, "R11")
    assert {mending.edits[0].after.roof_id for mending in offered} == {"steel_sheet", "sandwich_rock_wool"}
    common = judged(alone(), alone(id="shed-2", origin=(30.0, 0.0)), roof_id="membrane")
    after = mended(common, assert_mends(common, "R11")[0])
    assert all(check.met for check in after.of("R11"))


def test_a_closed_shed_is_opened_where_bikes_come_in():
    """Three walls, front among them: the front goes, and no more."""
    found = judged(alone(walled_sides=(0, 1, 2)))
    offered = assert_mends(found, "R12")
    assert offered[0].edits[0].after.walled_sides == (1, 2)


def test_a_low_roof_is_raised():
    found = judged(alone(headroom_m=1.9))
    (mending,) = assert_mends(found, "R16")
    assert mending.edits[0].after.headroom_m == 2.0


@pytest.mark.parametrize("code", ["R13", "R14"])
def test_narrow_stalls_become_wider(code):
    found = judged(alone(), rules=ANHUI, module_id="compact")
    offered = assert_mends(found, code)
    assert int(dict(offered[0].values)["lost"]) > 0


def test_a_module_that_does_not_fit_under_the_roof_is_not_offered():
    """0.9 m between sockets: only the module of 1.20 m has it, and it is 2.5 m deep under a roof of 2.0 m."""
    found = judged(alone(), rules=with_value(ANHUI, "R14", value=0.9))
    assert mendings(found, first_missed(found, "R14")) == ()


@pytest.mark.parametrize(
    ("code", "field"),
    [("R17C", "cameras"), ("R17D", "detectors"), ("R17E", "extinguishers"), ("R17S", "sprinklers"),
     ("R17W", "watched"), ("R10", "cameras")],
)  # fmt: skip
def test_the_fire_kit_is_completed(code, field):
    rules = with_value(SHANGHAI, "R10", value=40.0)
    found = judged(alone(), rules=rules, fire=replace(FireProtection(), **{field: False}))
    assert_mends(found, code)


def yard(*gates: Entrance) -> Lot:
    ring = ((0, 0), (30, 0), (30, 12), (0, 12))
    return Lot("lot-1", ring, edges=(EdgeRole.WALL,) * 4, entrances=gates, filled=True)


def test_a_yard_gets_another_entrance():
    found = judged(yard(Entrance(1, 5, 2.0)), rules=ANHUI)
    (mending,) = assert_mends(found, "R15")
    gates = mending.edits[0].after.entrances
    assert (len(gates), gates[1].edge in (0, 2, 3), gates[1].width_m) == (2, True, 1.8)


def test_a_narrow_entrance_is_widened_within_its_wall():
    """One of 1.5 m that ends with its wall of 12 m begins 0.3 m earlier."""
    found = judged(yard(Entrance(0, 5, 3.0), Entrance(1, 10.5, 1.5)))
    (mending,) = assert_mends(found, "R15W")
    gate = mending.edits[0].after.entrances[1]
    assert (gate.width_m, gate.from_m) == (1.8, pytest.approx(10.2))


def test_the_newest_rules_are_taken_on():
    found = judge(replace(judged(alone()).project, rule_set_version="2025.1"))
    (mending,) = mendings(found, found.the("rule_set_version"))
    assert not mended(found, mending).of("rule_set_version")


def test_a_shed_by_a_wall_of_its_class_moves_off():
    """6.0 m from a wall with openings, 9.0 m asked for from class IV."""
    house = replace(HOUSE, walls=(WallKind.OPENINGS,) * 4)
    found = judged(shed_north(6.0), site=Site(buildings=(house,), none_here=ALL_FACTS))
    (move,) = assert_mends(found, "R03-IV")
    assert dict(move.values)["distance"] == "3.00"


def test_of_two_sheds_that_are_too_near_either_moves():
    """1.5 m between their groups where 2.0 m are asked for: each by 0.5 m, away from the other."""
    found = judged(alone(), alone(id="shed-2", origin=(13.5, 0.0)))
    offered = assert_mends(found, "R08")
    moved = [mending for mending in offered if "distance" in dict(mending.values)]
    assert [dict(mending.values)["distance"] for mending in moved] == ["0.50", "0.50"]
    assert [mending.edits[0].after.id for mending in moved] == ["shed-1", "shed-2"]


def test_a_shed_moves_off_what_it_overlaps():
    """A tree of 0.5 m radius reaches 0.3 m under the end of the roof, in its middle line."""
    tree = Obstacle("obstacle-1", (12.2, 1.0), 0.5)
    found = judged(alone(), site=Site(obstacles=(tree,), none_here=ALL_FACTS))
    (move,) = assert_mends(found, "overlap")
    assert float(dict(move.values)["distance"]) == pytest.approx(0.3, abs=0.01)


def test_a_shed_moves_back_within_the_boundary():
    boundary = Boundary("boundary-1", ((-30, -30), (11, -30), (11, 30), (-30, 30)))
    found = judged(alone(), site=Site(boundaries=(boundary,), none_here=ALL_FACTS))
    (move,) = assert_mends(found, "outside_boundary")
    assert float(dict(move.values)["distance"]) == pytest.approx(1.0, abs=1e-3)


def test_it_can_be_called_off():
    found = judged(shed_north(3.1), site=Site(buildings=(HOUSE,), none_here=ALL_FACTS))
    assert mendings(found, first_missed(found, "R01"), cancelled=lambda: True) == ()
