"""What cannot be decided, what is waived, in which order findings stand, and other versions of the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from judged import ALL_FACTS, ANHUI, FUZHOU, HOUSE, SHANGHAI, alone, judge, judged, shed_north, with_value

from chargeplan.engineering.findings import Check, findings_of, sentence_of
from chargeplan.model.project import Project, visible_elements
from chargeplan.model.scheme import EdgeRole, Entrance, Lot, Scheme
from chargeplan.model.site import BuildingUse, Estate, Site, SiteFact, WallKind, Window
from chargeplan.model.waivers import Waiver
from chargeplan.reference.rule_sets import load_rule_set, own_rule_set, rule_set_ids

FACTS = {
    "R04": (SiteFact.FIRE_LANE, "fire lanes"),
    "R04L": (SiteFact.LADDER_GROUND, "ladder grounds"),
    "R05": (SiteFact.FIRE_LANE, "fire lanes"),
    "R12": (SiteFact.FENCE, "fences"),
    "R19": (SiteFact.BASEMENT, "basements"),
    "R19P": (SiteFact.PIPELINE, "pipelines"),
    "R20": (SiteFact.HYDRANT, "outdoor hydrants"),
    "R20C": (SiteFact.HYDRANT, "outdoor hydrants"),
    "R22": (SiteFact.GAS, "gas regulators"),
    "R22P": (SiteFact.PIPELINE, "pipelines"),
}


@pytest.mark.parametrize("code", FACTS)
def test_a_rule_without_its_fact_says_which_is_missing_once_for_all_sheds(code):
    fact, name = FACTS[code]
    others = tuple(each for each in ALL_FACTS if each is not fact)
    sheds = (alone(), alone(id="shed-2", origin=(30.0, 0.0)))
    found = judged(*sheds, site=Site(none_here=others)).the(code)
    assert (found.state, found.undecided, found.met, found.measured) == ("undecided", name, False, None)
    title = load_rule_set("shanghai").rule(code).title["en"]
    assert sentence_of(found, {}, "en") == f"{title}: cannot be decided, {name} missing."
    assert "无法判定" in sentence_of(found, {}, "zh_CN")
    assert judged(*sheds).of(code)[0].state in ("met", "missed")


def test_the_kind_of_walls_is_asked_for_where_it_decides():
    """Within 9 m of walls nobody knows; at 9 m and beyond the kind does not matter."""
    other = replace(HOUSE, id="building-2", ring=((0, 30), (40, 30), (40, 40), (0, 40)))
    site = Site(buildings=(HOUSE, other), none_here=ALL_FACTS)
    near = judged(shed_north(5.0), site=site).the("R03-IV")
    assert (near.state, near.undecided) == ("undecided", "kind of the building's walls")
    assert near.elements == ("building-1",)  # the other house is 13 m off
    far = judged(shed_north(9.0), site=Site(buildings=(HOUSE,), none_here=ALL_FACTS)).the("R03-IV")
    assert far.state == "met"


def test_walls_that_are_known_to_be_too_near_need_no_more_facts():
    """The north wall has openings and is 5 m away; that others are unknown changes nothing."""
    walls = (WallKind.UNKNOWN, WallKind.UNKNOWN, WallKind.OPENINGS, WallKind.UNKNOWN)
    site = Site(buildings=(replace(HOUSE, walls=walls),), none_here=ALL_FACTS)
    assert [check.state for check in judged(shed_north(5.0), site=site).of("R03-IV")] == ["missed"]


@pytest.mark.parametrize(
    ("gap", "codes"),
    [(8.0, [("R03-IV", "missed")]), (10.0, [("R03H-IV", "undecided")]), (14.0, [("R03-IV", "met")])],
)
def test_without_height_the_distance_by_fire_class_may_stay_open(gap, codes):
    """9 m from a house of some storeys, 14 m from a high-rise."""
    house = replace(HOUSE, storeys=None, walls=(WallKind.OPENINGS,) * 4)
    found = judged(shed_north(gap), site=Site(buildings=(house,), none_here=ALL_FACTS))
    told = [(check.code, check.state) for check in found.checks if check.code.startswith("R03")]
    assert told == codes


def without(*facts: SiteFact) -> tuple[SiteFact, ...]:
    return tuple(fact for fact in ALL_FACTS if fact not in facts)


def test_windows_and_exits_are_asked_for_where_the_wall_does_not_tell():
    """A window is no nearer than its wall, an exit neither: at 7 m both rules are met, at 3.4 m neither."""
    site = Site(buildings=(HOUSE,), none_here=without(SiteFact.WINDOW, SiteFact.EXIT))
    for gap, states in (
        (7.0, ["met", "met"]),
        (4.0, ["undecided", "met"]),
        (3.4, ["undecided", "undecided"]),
    ):
        found = judged(shed_north(gap), site=site)
        assert [found.the("R06").state, found.the("R21").state] == states
    blank = replace(HOUSE, walls=(WallKind.FIRE_WALL,) * 4)
    assert judged(shed_north(1.0), site=replace(site, buildings=(blank,))).of("R21") == []
    drawn = replace(site, windows=(Window("window-1", ((18, 10), (20, 10))),))
    assert judged(shed_north(3.4), site=drawn).the("R21").state == "missed"


def test_a_school_elsewhere_does_not_tell_what_the_house_nearby_is():
    """The school is 60 m off, the house of unknown use 4 m: nobody knows yet that it is no nursery."""
    school = replace(HOUSE, id="building-2", ring=((100, 0), (140, 0), (140, 10), (100, 10)))
    school = replace(school, use=BuildingUse.SCHOOL)
    site = Site(buildings=(HOUSE, school), none_here=without(SiteFact.SENSITIVE_NEIGHBOUR))
    near = judged(shed_north(4.0), site=site).of("R18")
    assert [(check.state, check.elements) for check in near] == [
        ("met", ("shed-1", "building-2")),
        ("undecided", ("building-1",)),
    ]
    assert judged(shed_north(7.0), site=site).the("R18").elements == ("shed-1", "building-2")
    dwelling = replace(site, buildings=(replace(HOUSE, use=BuildingUse.DWELLING), school))
    assert judged(shed_north(4.0), site=dwelling).the("R18").state == "met"


def test_the_use_of_a_house_nearby_is_asked_for():
    site = Site(buildings=(HOUSE,), none_here=without(SiteFact.SENSITIVE_NEIGHBOUR))
    found = judged(shed_north(4.0), site=site).the("R18")
    assert (found.state, found.elements) == ("undecided", ("building-1",))
    assert judged(shed_north(7.0), site=site).the("R18").state == "met"
    known = replace(site, buildings=(replace(HOUSE, use=BuildingUse.DWELLING),))
    assert judged(shed_north(4.0), site=known).the("R18").state == "met"


@pytest.mark.parametrize(("storeys", "state"), [(6, "met"), (10, "undecided"), (None, "undecided")])
def test_ladder_ground_is_asked_for_where_a_high_rise_may_be(storeys, state):
    """GB 50016 7.2.1 asks for it at high-rises alone."""
    site = Site(buildings=(replace(HOUSE, storeys=storeys),), none_here=without(SiteFact.LADDER_GROUND))
    assert judged(shed_north(5.0), site=site).the("R04L").state == state


def test_without_any_building_nothing_is_said_of_walls():
    """The site is drawn last: the distance to walls is open, exits and neighbours too."""
    found = judged(alone(), site=Site())
    told = {code: found.the(code).undecided for code in ("R01", "R06", "R18", "R21")}
    assert told == {
        "R01": "buildings",
        "R06": "safety exits",
        "R18": "use of the buildings nearby",
        "R21": "windows",
    }


def test_without_buildings_and_with_a_distance_to_high_rises_alone_that_is_open():
    rules = replace(SHANGHAI, rules=tuple(rule for rule in SHANGHAI.rules if rule.id != "R01"))
    assert judged(alone(), site=Site(), rules=rules).the("R02").undecided == "buildings"


def test_a_waiver_lets_its_finding_pass_and_no_other():
    """The order of the elements does not matter; another shed's finding of the same rule stays."""
    waiver = Waiver("R01", ("building-1", "shed-1"), "wall to be bricked up", "Wang", date(2026, 3, 1))
    site = Site(buildings=(HOUSE,), none_here=ALL_FACTS)
    other = replace(shed_north(2.0), id="shed-2", origin=(40.0, 14.0))
    found = judged(shed_north(3.0), other, site=site, waivers=(waiver,))
    first, second = found.of("R01")
    assert (first.state, first.waiver, first.met) == ("waived", waiver, False)
    assert (second.state, second.waiver) == ("missed", None)


def test_a_waiver_of_what_is_met_says_nothing():
    waiver = Waiver("R01", ("shed-1", "building-1"), "as it was", "Wang")
    site = Site(buildings=(HOUSE,), none_here=ALL_FACTS)
    found = judged(shed_north(5.0), site=site, waivers=(waiver,)).the("R01")
    assert (found.state, found.waiver) == ("met", None)


def test_what_is_undecided_can_be_waived():
    waiver = Waiver("R17W", (), "guard room in the next phase", "Wang")
    assert judged(alone(), waivers=(waiver,)).the("R17W").state == "waived"


def test_gates_and_facts_are_waived_one_by_one():
    """Two gates of one lot are 0.4 m wide, and households and buildings are others than the facts name."""
    ring = ((0, 0), (20, 0), (20, 10), (0, 10))
    gates = (Entrance(0, 2.0, 0.4), Entrance(2, 2.0, 0.4))
    lot = Lot("lot-1", ring, edges=(EdgeRole.WALL,) * 4, entrances=gates)
    site = Site(buildings=(replace(HOUSE, ring=((40, 0), (60, 0), (60, 9), (40, 9)), households=12),))
    waivers = (
        Waiver("entrance_too_narrow/2", ("lot-1",), "why", "who"),
        Waiver("facts_differ/households", (), "why", "who"),
    )
    scheme = Scheme("scheme-1", module_id="compact", lots=(lot,), waivers=waivers)
    estate = Estate(building_count=2, household_count=24)
    found = judge(Project(estate=estate, site=site, schemes=(scheme,)))
    assert [check.state for check in found.of("entrance_too_narrow")] == ["missed", "waived"]
    assert [check.state for check in found.of("facts_differ")] == ["missed", "waived"]


def test_findings_stand_by_gravity_undecided_ones_last_and_waived_ones_at_the_end():
    def check(code: str, severity: str, **fields: object) -> Check:
        return Check(code, severity, (), None, None, "", None, False, "", **fields)  # type: ignore[arg-type]

    waiver = Waiver("x", (), "why", "who")
    checks = (
        check("1", "info"),
        check("2", "error", waiver=waiver),
        check("3", "warning", undecided="fences"),
        check("4", "error", undecided="fences"),
        check("5", "warning"),
        check("6", "error"),
        replace(check("7", "error"), met=True),
    )
    assert [finding.code for finding in findings_of(checks)] == ["6", "4", "5", "3", "1", "2"]


def test_rules_of_other_places_are_no_errors_in_shanghai_but_are_at_home():
    """Anhui's sizes of groups and ground per stall, Fuzhou's distance to exits."""
    for code, home in (("R07", ANHUI), ("R13", ANHUI), ("R14", ANHUI), ("R06", FUZHOU)):
        here, there = SHANGHAI.rule(code), home.rule(code)
        assert (here.severity, here.regional) == ("info", True)
        assert (there.severity, there.regional) == ("error", False)


@pytest.mark.parametrize("name", rule_set_ids())
def test_every_profile_judges_a_plan(name):
    """A shed against a wall and over a fire lane: each profile finds its own errors."""
    rules = load_rule_set(name)
    lot = Lot("lot-1", ((60, 0), (90, 0), (90, 12), (60, 12)), edges=(EdgeRole.OPEN,) * 4, filled=True)
    found = judged(
        shed_north(1.0),
        lot,
        site=Site(buildings=(HOUSE,), none_here=ALL_FACTS),
        rules=rules,
        roof_id="pc_sheet",
    )
    missed = set(found.missed())
    assert "R11" in missed
    assert ("R01" in missed) is (rules.rule("R01") is not None)
    assert all(check.rule == rules.rule(check.code) for check in found.checks if check.code.startswith("R"))


def test_another_version_of_the_rules_is_told():
    project = judged(alone()).project
    assert not judge(project).of("rule_set_version")
    assert not judge(replace(project, rule_set_version=SHANGHAI.version)).of("rule_set_version")
    check = judge(replace(project, rule_set_version="2025.1")).the("rule_set_version")
    assert (check.severity, check.met) == ("info", False)
    assert sentence_of(check, visible_elements(project), "en") == (
        f"The plan was last judged by version 2025.1 of the rules; version {SHANGHAI.version} is used now."
    )


def test_rules_of_ones_own_tell_that_the_shipped_ones_are_newer():
    own = own_rule_set(SHANGHAI, "ours")
    project = replace(judged(alone()).project, own_rules=own)
    assert not judge(project).of("rule_set_version")
    old = judge(replace(project, own_rules=replace(own, base_version="2025.1")))
    assert "began as version 2025.1" in sentence_of(old.the("rule_set_version"), {}, "en")


def test_a_missed_limit_in_a_class_is_written_with_letters():
    found = judged(alone(roof_id="pc_sheet", name="East shed"))
    sentence = sentence_of(found.the("R11"), visible_elements(found.project), "en")
    assert sentence == "The roof of East shed is of class B1; class A is required."


def test_the_value_of_a_rule_may_be_stricter_than_what_is_known():
    """A rule without keeps_clear judges, but takes no ground away."""
    rules = with_value(SHANGHAI, "R01", keeps_clear=False)
    site = Site(buildings=(HOUSE,), none_here=ALL_FACTS)
    lot = Lot("lot-1", ((0, -12), (30, -12), (30, -1), (0, -1)), filled=True)
    strict, loose = judged(lot, site=site), judged(lot, site=site, rules=rules)
    assert len(loose.lots[0].stalls) > len(strict.lots[0].stalls)
    assert (strict.the("R01").met, loose.the("R01").met) == (True, False)


def test_checks_can_be_kept_in_sets():
    """Equal answers are one; what a rule is called in both languages does not stand in the way."""
    first, second = judged(alone()), judged(alone())
    assert set(first.checks) == set(second.checks)
    assert len({hash(check) for check in first.checks}) > 10
