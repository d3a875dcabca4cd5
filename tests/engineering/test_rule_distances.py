"""Rules about distances: well met, exactly on the limit, and missed by 1 mm, each on a plan read by eye.

Values: DOMAIN figures of GB 50016-2014 table 5.2.2 (6/7/9, 9/11/14, 7/8/10, 9/10/12 m), Meilong 3.5 m and its
high-rise 4.0 m, Fuzhou 6 m to exits and 3 m to walls, GB 50974 5 m and 150 m.
"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from judged import ALL_FACTS, ANHUI, FUZHOU, HOUSE, SHANGHAI, alone, judged, shed_north, with_value

from chargeplan.engineering.findings import sentence_of
from chargeplan.model.project import visible_elements
from chargeplan.model.site import (
    Building,
    BuildingUse,
    Doorway,
    GasRegulator,
    Hydrant,
    Pipeline,
    PipelineKind,
    Site,
    SiteFact,
    WallKind,
    Window,
)

AROUND = ((1.0, True), (0.0, True), (-0.001, False))
"""Beyond the limit [m], and whether that is met."""


def site(*buildings: Building, **things: object) -> Site:
    return Site(buildings=buildings, none_here=ALL_FACTS, **things)  # type: ignore[arg-type]


@pytest.mark.parametrize(("beyond", "met"), AROUND)
@pytest.mark.parametrize(
    ("code", "storeys", "limit", "rules"),
    [
        ("R01", 6, 3.5, SHANGHAI),
        ("R02", 10, 4.0, SHANGHAI),
        ("R01", 6, 3.0, FUZHOU),
        ("R02", 10, 3.0, FUZHOU),
    ],
)
def test_distance_to_walls(code, storeys, limit, rules, beyond, met):
    house = replace(HOUSE, storeys=storeys)
    check = judged(shed_north(limit + beyond), site=site(house), rules=rules).the(code)
    assert (check.met, check.severity, check.required) == (met, "error", limit)
    assert (check.measured, check.margin) == (pytest.approx(limit + beyond), pytest.approx(beyond))


CLASSES = {
    "": ({}, (6.0, 7.0, 9.0)),
    "H": ({"storeys": 10}, (9.0, 11.0, 14.0)),
    "B3": ({"fire_grade": 3}, (7.0, 8.0, 10.0)),
    "B4": ({"fire_grade": 4}, (9.0, 10.0, 12.0)),
}


@pytest.mark.parametrize(("beyond", "met"), AROUND)
@pytest.mark.parametrize(
    ("grade", "column", "suffix"), [(1, 0, "II"), (2, 0, "II"), (3, 1, "III"), (4, 2, "IV")]
)
@pytest.mark.parametrize("building", CLASSES)
def test_distance_by_fire_class(building, grade, column, suffix, beyond, met):
    """Every cell of the table; a shed of class I is judged as one of class II."""
    fields, limits = CLASSES[building]
    house = replace(HOUSE, walls=(WallKind.OPENINGS,) * 4, **fields)
    shed = shed_north(limits[column] + beyond, fire_grade=grade)
    check = judged(shed, site=site(house)).the(f"R03{building}-{suffix}")
    assert (check.met, check.severity, check.required) == (met, "warning", limits[column])
    assert check.measured == pytest.approx(limits[column] + beyond)


def test_a_shed_that_says_nothing_of_its_fire_class_is_taken_as_class_iv():
    house = replace(HOUSE, walls=(WallKind.OPENINGS,) * 4)
    check = judged(shed_north(8.0), site=site(house)).the("R03-IV")
    assert (check.met, check.required, dict(check.values)["grade"]) == (False, 9.0, "IV")


def test_what_the_local_guide_allows_and_the_code_does_not_says_both():
    """5.0 m: more than Meilong's 3.5 m, less than the table's 9 m; at 3.0 m neither."""
    house = replace(HOUSE, walls=(WallKind.OPENINGS,) * 4, name="No 7")
    found = judged(shed_north(5.0, name="East shed"), site=site(house))
    assert sentence_of(found.the("R03-IV"), visible_elements(found.project), "en") == (
        "East shed stands 5.00 m from the wall of No 7: enough for the local guide's 3.50 m, but not the "
        "9.00 m asked of a shed of fire class IV."
    )
    assert "但不满足耐火等级四级车棚应有的 9.00 m。" in sentence_of(found.the("R03-IV"), {}, "zh_CN")
    assert "local guide" not in judged(shed_north(3.0), site=site(house)).the("R03-IV").text
    assert "local guide" not in judged(shed_north(5.0), site=site(house), rules=ANHUI).the("R03-IV").text


def walls_north(kind: WallKind) -> Building:
    """The house with a north wall of that kind, its other sides with openings; side 2 is the north one."""
    sides = [WallKind.OPENINGS] * 4
    sides[2] = kind
    return replace(HOUSE, walls=tuple(sides))


def test_before_a_fire_wall_no_distance_is_required():
    """At 1.0 m from a fire wall; the ends of the house are 14 m and more away (40 - 26, 14)."""
    found = judged(shed_north(1.0), site=site(walls_north(WallKind.FIRE_WALL)))
    check = found.the("R01")
    assert (check.met, check.measured, check.margin) == (True, 1.0, None)
    assert "fire wall" in check.text
    assert all(answer.met for answer in found.checks if answer.code.startswith("R03"))


@pytest.mark.parametrize(("gap", "met"), [(0.001, True), (0.0, True), (-0.001, False)])
def test_a_shed_may_lean_against_a_fire_wall_but_not_reach_into_it(gap, met):
    """Touching the wall it is still beside it; 1 mm further it stands in a house that has other walls too."""
    check = judged(shed_north(gap), site=site(walls_north(WallKind.FIRE_WALL))).the("R01")
    assert (check.met, "fire wall" in check.text) == (met, met)


def test_beside_a_fire_wall_the_next_wall_still_counts():
    """The shed stands 1.0 m north of the fire wall and its end 3.0 m beyond the corner at x = 40.

    Its nearest point of the east wall is (40, 10): √(3² + 1²) = 3.162 m.
    """
    shed = replace(shed_north(1.0), origin=(55.0, 13.0))
    check = judged(shed, site=site(walls_north(WallKind.FIRE_WALL))).the("R01")
    assert (check.met, check.measured) == (False, pytest.approx(math.sqrt(10), abs=1e-5))


def narrow(north: WallKind, south: WallKind, ends: WallKind = WallKind.FIRE_WALL) -> Building:
    """A high house of 5 m depth; its north wall is at y = 10, its south wall at y = 5."""
    ring = ((0, 5), (40, 5), (40, 10), (0, 10))
    return replace(HOUSE, ring=ring, storeys=10, walls=(south, ends, north, ends))


@pytest.mark.parametrize("turned", [False, True])
def test_before_a_fire_wall_the_back_of_the_same_house_is_hidden(turned):
    """The shed is 1.0 m from the fire wall, and 6.0 m from the back through the house: 14 m are asked for."""
    house = narrow(WallKind.FIRE_WALL, WallKind.OPENINGS)
    if turned:  # the other way round: the sides are (0,10)-(40,10) north, east, south, west
        east_end = WallKind.FIRE_WALL
        ring = ((0, 10), (40, 10), (40, 5), (0, 5))
        house = replace(house, ring=ring, walls=(WallKind.FIRE_WALL, east_end, WallKind.OPENINGS, east_end))
    found = judged(shed_north(1.0), site=site(house))
    assert not [check for check in found.checks if check.code.startswith(("R02", "R03")) and not check.met]
    assert "fire wall" in found.the("R02").text


def test_the_back_of_a_house_does_not_tell_of_its_unknown_front():
    """What the front is nobody knows; that the back has windows neither hides that nor decides anything."""
    house = narrow(WallKind.UNKNOWN, WallKind.OPENINGS)
    assert judged(shed_north(1.0), site=site(house)).the("R03H-IV").state == "undecided"


def test_what_reaches_round_the_end_of_a_house_sees_its_back():
    """Standing west of the house from y = 2 to 14, the shed sees the south wall by its corner at (0, 5).

    Its roof ends 1.0 m before the west wall, a fire wall; the nearest point of the south wall is 1.0 m off.
    """
    shed = replace(shed_north(1.0), origin=(-1.0, 2.0), angle_degrees=90.0)
    found = judged(shed, site=site(narrow(WallKind.FIRE_WALL, WallKind.OPENINGS)))
    assert found.the("R02").measured == pytest.approx(1.0)
    assert found.the("R03H-IV").measured == pytest.approx(1.0)


def test_a_wall_without_openings_is_not_enough_and_says_so():
    found = judged(shed_north(1.0), site=site(walls_north(WallKind.BLANK)))
    check = found.the("R01")
    assert check.met is False
    elements = visible_elements(found.project)
    assert sentence_of(check, elements, "en").endswith(
        "that has no openings but is not known as a fire wall; 3.50 m are required."
    )
    assert found.the("R03-IV").met is False


def test_a_shed_in_a_building_stands_at_no_distance_whatever_its_walls():
    """All but the middle of one side are far: inside is 0 m from the wall, unless all are fire walls."""
    inside = alone(origin=(10.0, 4.0))
    check = judged(inside, site=site(replace(HOUSE, walls=(WallKind.OPENINGS,) * 4))).the("R01")
    assert (check.met, check.measured) == (False, 0.0)


@pytest.mark.parametrize(("rules", "severity"), [(SHANGHAI, "info"), (FUZHOU, "error")])
@pytest.mark.parametrize(("beyond", "met"), AROUND)
def test_distance_to_exits(beyond, met, rules, severity):
    """A door in the middle of the north wall, 6 m asked for by Fuzhou; only reference in Shanghai."""
    doorway = Doorway("doorway-1", (20, 10))
    check = judged(shed_north(6.0 + beyond), site=site(HOUSE, doorways=(doorway,)), rules=rules).the("R06")
    assert (check.met, check.severity, check.regional) == (met, severity, severity == "info")
    assert check.margin == pytest.approx(beyond)


def test_a_door_that_is_no_safety_exit_asks_for_nothing():
    doorway = Doorway("doorway-1", (20, 10), safety_exit=False)
    check = judged(shed_north(4.0), site=site(HOUSE, doorways=(doorway,))).the("R06")
    assert (check.met, check.measured) == (True, None)


@pytest.mark.parametrize(("beyond", "met"), AROUND)
@pytest.mark.parametrize(
    "use", [BuildingUse.NURSERY, BuildingUse.SCHOOL, BuildingUse.ELDERLY, BuildingUse.CLINIC]
)
def test_distance_to_sensitive_neighbours(use, beyond, met):
    check = judged(shed_north(6.0 + beyond), site=site(replace(HOUSE, use=use)), rules=ANHUI).the("R18")
    assert (check.met, check.margin, check.verified) == (met, pytest.approx(beyond), False)


def test_a_dwelling_is_no_sensitive_neighbour():
    house = replace(HOUSE, use=BuildingUse.DWELLING)
    check = judged(shed_north(4.0), site=Site(buildings=(house,)), rules=ANHUI).of("R18")
    assert [answer.state for answer in check] == ["met"]


@pytest.mark.parametrize(("beyond", "met"), AROUND)
def test_distance_to_a_hydrant(beyond, met):
    """North of the middle of the shed, whose back is at y = 2."""
    hydrant = Hydrant("hydrant-1", (6.0, 7.0 + beyond))
    check = judged(alone(), site=site(hydrants=(hydrant,))).the("R20")
    assert (check.met, check.severity, check.margin) == (met, "warning", pytest.approx(beyond))


@pytest.mark.parametrize(("beyond", "met"), [(-50.0, True), (0.0, True), (0.001, False)])
def test_reach_of_a_hydrant(beyond, met):
    """On the middle line west of the shed: its far corners at x = 12 are √(d² + 1²) away, d = √(150² − 1)."""
    x = 12.0 - math.sqrt((150.0 + beyond) ** 2 - 1)
    check = judged(alone(), site=site(hydrants=(Hydrant("hydrant-1", (x, 1.0)),))).the("R20C")
    assert (check.met, check.measured) == (met, pytest.approx(150.0 + beyond, abs=1e-4))


def test_of_several_hydrants_the_nearest_is_told():
    """7.0 and 20.0 m north of the shed's back; both too near, both are told. The nearer one reaches it all.

    Its far corners are √(6² + 9²) = 10.817 m off.
    """
    hydrants = (Hydrant("hydrant-1", (6.0, 22.0)), Hydrant("hydrant-2", (6.0, 9.0)))
    found = judged(alone(), site=site(hydrants=hydrants))
    assert (found.the("R20").elements, found.the("R20").measured) == (("shed-1", "hydrant-2"), 7.0)
    reach = found.the("R20C")
    assert (reach.elements[1], reach.measured) == ("hydrant-2", pytest.approx(math.sqrt(117), abs=1e-6))
    stricter = with_value(SHANGHAI, "R20", value=25.0)
    near = judged(alone(), site=site(hydrants=hydrants), rules=stricter).of("R20")
    assert [(check.elements[1], check.measured) for check in near] == [
        ("hydrant-1", 20.0),
        ("hydrant-2", 7.0),
    ]


def test_where_no_hydrant_is_none_reaches():
    check = judged(alone()).the("R20C")
    assert (check.state, check.measured) == ("missed", None)


@pytest.mark.parametrize(("beyond", "met"), AROUND)
def test_distance_to_a_window(beyond, met):
    """A window drawn in a wall that is called a fire wall still counts."""
    window = Window("window-1", ((18, 10), (19.5, 10)))
    found = judged(shed_north(3.5 + beyond), site=site(walls_north(WallKind.FIRE_WALL), windows=(window,)))
    check = found.the("R21")
    assert (check.met, check.severity, check.margin) == (met, "error", pytest.approx(beyond))


@pytest.mark.parametrize(("beyond", "met"), AROUND)
def test_distance_to_a_gas_regulator(beyond, met):
    gas = GasRegulator("gas-1", (6.0, 5.0 + beyond))
    check = judged(alone(), site=site(gas_regulators=(gas,))).the("R22")
    assert (check.met, check.margin, check.verified) == (met, pytest.approx(beyond), False)


@pytest.mark.parametrize(("beyond", "met"), AROUND)
def test_distance_to_a_gas_pipe(beyond, met):
    """Measured to the pipe itself, not to the ground kept free for it."""
    pipe = Pipeline("pipeline-1", ((-50, 5.0 + beyond), (50, 5.0 + beyond)), 1.0, PipelineKind.GAS)
    check = judged(alone(), site=site(pipelines=(pipe,))).the("R22P")
    assert (check.met, check.margin) == (met, pytest.approx(beyond))


def test_a_water_pipe_is_no_gas_pipe():
    pipe = Pipeline("pipeline-1", ((-50, 3.0), (50, 3.0)), 1.0, PipelineKind.WATER)
    check = judged(alone(), site=site(pipelines=(pipe,))).the("R22P")
    assert (check.met, check.measured) == (True, None)


@pytest.mark.parametrize(
    ("storeys", "height_m", "code"),
    [(9, None, "R01"), (10, None, "R02"), (10, 27.0, "R01"), (9, 27.001, "R02")],
)
def test_high_rise_begins_over_27_m_or_with_10_storeys(storeys, height_m, code):
    house = replace(HOUSE, storeys=storeys, height_m=height_m)
    found = judged(shed_north(5.0), site=site(house))
    assert [check.code for check in found.checks if check.code in ("R01", "R02")] == [code]


def test_a_value_of_ones_own_decides():
    """Copied and set to 5.0 m, 4.9 m miss what 3.5 m allowed."""
    rules = with_value(SHANGHAI, "R01", value=5.0)
    assert judged(shed_north(4.9), site=site(HOUSE), rules=rules).the("R01").met is False
    assert judged(shed_north(4.9), site=site(HOUSE)).the("R01").met is True


@pytest.mark.parametrize("code", ["R01", "R02", "R06", "R21"])
def test_a_rule_that_is_left_out_asks_for_nothing(code):
    assert not judged(shed_north(1.0), site=site(HOUSE), rules=ANHUI).of(code)


def test_facts_that_are_known_to_be_missing_are_told_as_met():
    """Somebody found no gas: the rule is met and says that nothing of the kind is here."""
    check = judged(alone()).the("R22")
    assert (check.state, check.elements, check.measured) == ("met", (), None)
    assert SiteFact.GAS in ALL_FACTS


def test_a_house_of_fire_walls_alone_is_told_wherever_it_is():
    """Near and far: no distance is required, and it is said."""
    house = replace(HOUSE, walls=(WallKind.FIRE_WALL,) * 4)
    for gap in (0.5, 30.0):
        check = judged(shed_north(gap), site=site(house)).the("R01")
        assert (check.met, check.measured, "fire wall" in check.text) == (True, gap, True)
