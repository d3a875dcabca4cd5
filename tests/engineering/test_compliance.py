"""Rules on small sites whose distances can be read off."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from factories import kept_row, small_project

from chargeplan.analysis import analyse
from chargeplan.engineering.capacity import lot_capacity, shed_capacity
from chargeplan.engineering.compliance import check_compliance
from chargeplan.engineering.findings import Check, findings_of, sentence_of
from chargeplan.model.modules import GroupRule
from chargeplan.model.project import Project, visible_elements
from chargeplan.model.scheme import EdgeRole, Entrance, Lot, Scheme, Shed
from chargeplan.model.site import (
    Boundary,
    Building,
    Doorway,
    Estate,
    Fence,
    FireLane,
    Obstacle,
    ObstacleKind,
    Road,
    Site,
)
from chargeplan.model.values import Point, Ring
from chargeplan.reference.catalogue import load_catalogue
from chargeplan.reference.rule_sets import load_rule_set

CATALOGUE = load_catalogue()
SHANGHAI = load_rule_set("shanghai")

HOUSE = Building("building-1", ((0, 0), (40, 0), (40, 10), (0, 10)), storeys=6)
"""South wall at y = 0, north wall at y = 10."""


def checks_of(site: Site, *sheds: Shed, lots: tuple[Lot, ...] = (), **settings: object) -> tuple[Check, ...]:
    scheme = Scheme("scheme-1", sheds=sheds, lots=lots, **{"module_id": "compact", **settings})  # type: ignore[arg-type]
    project = Project(site=site, schemes=(scheme,))
    held_sheds = [shed_capacity(shed, scheme, CATALOGUE) for shed in sheds]
    held_lots = [lot_capacity(lot, site, scheme, CATALOGUE, SHANGHAI) for lot in lots]
    return check_compliance(project, held_sheds, held_lots, CATALOGUE, SHANGHAI)


def of_code(checks: tuple[Check, ...], code: str) -> list[Check]:
    return [check for check in checks if check.code == code]


def shed_north(gap_m: float, **values: object) -> Shed:
    """A shed 12.0 × 2.0 m whose back is `gap_m` north of the house; it opens to the north."""
    return Shed("shed-1", (26.0, 10.0 + gap_m + 2.0), 180.0, 12.0, 2.0, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("gap_m", "met"),
    [(3.5, True), (3.4999, True), (3.499, False), (4.0, True), (1.0, False)],
)
def test_a_shed_keeps_3_50_m_from_a_multi_storey_wall(gap_m: float, met: bool) -> None:
    """R01: exactly on the limit and within 0.1 mm of it passes, 1 mm short does not."""
    (check,) = of_code(checks_of(Site(buildings=(HOUSE,)), shed_north(gap_m)), "R01")
    assert check.met is met
    assert check.measured == pytest.approx(gap_m, abs=1e-6)
    assert check.margin == pytest.approx(gap_m - 3.5, abs=1e-6)
    assert check.span is not None
    assert check.severity == "error"


@pytest.mark.parametrize(
    ("storeys", "height_m", "code"),
    [
        (6, None, "R01"),
        (9, None, "R01"),
        (10, None, "R02"),
        (30, 27.0, "R01"),
        (6, 27.1, "R02"),
    ],
)
def test_height_decides_before_storeys_which_wall_rule_holds(
    storeys: int | None, height_m: float | None, code: str
) -> None:
    """High-rise is over 27 m, or 10 storeys and more where the height is unknown."""
    site = Site(buildings=(replace(HOUSE, storeys=storeys, height_m=height_m),))
    checks = checks_of(site, shed_north(3.7))
    assert [check.code for check in checks if check.code in ("R01", "R02")] == [code]
    (check,) = of_code(checks, code)
    assert check.met is (code == "R01")


@pytest.mark.parametrize(("gap_m", "state"), [(3.4, None), (3.7, "undecided"), (4.0, None)])
def test_without_height_and_storeys_only_what_either_rule_says_is_certain(
    gap_m: float, state: str | None
) -> None:
    """Between 3.5 m and 4.0 m it takes the height; below that both rules are missed, above both are met."""
    checks = checks_of(Site(buildings=(replace(HOUSE, storeys=None),)), shed_north(gap_m))
    (low,) = of_code(checks, "R01")
    assert low.met is (gap_m >= 3.5)
    high = [check.state for check in of_code(checks, "R02")]
    assert high == ([] if state is None else [state])


def test_every_building_that_is_too_near_is_told() -> None:
    """Two houses at 1.0 m and 2.0 m give two findings, not the nearest alone."""
    other = replace(HOUSE, id="building-2", ring=((0, 15), (40, 15), (40, 25), (0, 25)))
    site = Site(buildings=(HOUSE, other))
    found = [c for c in of_code(checks_of(site, shed_north(1.0)), "R01") if not c.met]
    assert [(c.elements, c.measured) for c in found] == [
        (("shed-1", "building-1"), 1.0),
        (("shed-1", "building-2"), 2.0),
    ]


@pytest.mark.parametrize(("lane_y", "covered"), [(18.0, 0.0), (17.999, 0.0), (17.9, 1.2), (16.0, 24.0)])
def test_roof_and_strip_stay_off_a_fire_lane(lane_y: float, covered: float) -> None:
    """The strip of a shed at 4.0 m reaches y = 17.5, so does the lane of 4 m whose middle is at 19.5.

    R04 counts the ground in front of the stalls too: 12.0 m × what the lane takes of it.
    """
    lane = FireLane("fire-lane-1", ((-20, lane_y + 1.5), (60, lane_y + 1.5)), 4.0)
    site = Site(buildings=(HOUSE,), fire_lanes=(lane,))
    (check,) = of_code(checks_of(site, shed_north(4.0)), "R04")
    expected = max(0.0, (17.5 - (lane_y - 0.5)) * 12.0)
    assert check.measured == pytest.approx(expected, abs=0.01)
    assert check.met is (expected == 0.0)
    assert (check.place is None) is check.met
    assert covered == pytest.approx(expected, abs=0.02)


def test_values_of_other_places_are_information_in_shanghai() -> None:
    """26 stalls of 0.60 m: over Anhui's 25, under its 0.8 m and 2.2 m², and yet no error."""
    checks = checks_of(Site(), Shed("shed-1", (0, 0), 0, 15.6, 2.0), socket_ratio=Fraction(1))
    missed = {check.code: check for check in findings_of(checks) if check.state == "missed"}
    assert set(missed) == {"R07", "R13", "R14"}
    assert all(check.severity == "info" and check.regional for check in missed.values())
    assert missed["R07"].measured == 26
    assert missed["R13"].measured == pytest.approx(2.1)  # (2.0 + 1.5) × 0.6
    assert missed["R14"].measured == pytest.approx(0.6)


def test_a_group_rule_of_the_scheme_mends_the_large_group() -> None:
    """With 25 stalls and a gap of 2.0 m the same roof holds 22 in two groups of 11... and R07 is met."""
    checks = checks_of(Site(), Shed("shed-1", (0, 0), 0, 15.6, 2.0), group=GroupRule(20, 20.0, 2.0))
    (check,) = of_code(checks, "R07")
    assert check.met
    assert check.measured == 11  # (15.6 - 2.0) / 0.6 = 22.67


def test_exits_are_measured_to_the_nearest_stall_or_roof() -> None:
    """A door in the north wall, 4.0 m from a roof's back: under Fuzhou's 6 m, told as information."""
    site = Site(buildings=(HOUSE,), doorways=(Doorway("doorway-1", (20, 10), building_id="building-1"),))
    (check,) = of_code(checks_of(site, shed_north(4.0)), "R06")
    assert (check.measured, check.met, check.severity, check.regional) == (4.0, False, "info", True)


def test_existing_sheds_are_not_judged() -> None:
    """What stands already is an obstacle and no proposal."""
    checks = checks_of(Site(buildings=(HOUSE,)), shed_north(1.0, existing=True))
    assert not [check for check in checks if check.code.startswith("R")]


def test_outside_the_boundary() -> None:
    """Half of a 12 m roof lies beyond x = 20: 6.0 × 2.0 m²."""
    site = Site(boundaries=(Boundary("boundary-1", ((-30, -30), (20, -30), (20, 60), (-30, 60))),))
    (check,) = of_code(checks_of(site, Shed("shed-1", (14, 30), 0, 12.0, 2.0)), "outside_boundary")
    assert not check.met
    assert check.measured == pytest.approx(12.0, abs=1e-6)
    (inside,) = of_code(checks_of(site, Shed("shed-1", (8, 30), 0, 12.0, 2.0)), "outside_boundary")
    assert inside.met  # it touches the boundary


def test_overlaps_name_both_and_touching_is_none() -> None:
    """Roofs share 2.0 × 2.0 m²; one that touches the other, or a tree of 0.5 m radius 0.5 m away, is fine."""
    tree = Obstacle("obstacle-1", (-0.5, 1.0), 0.5)
    touching = Shed("shed-2", (12, 0), 0, 6.0, 2.0)
    beside = checks_of(Site(obstacles=(tree,)), Shed("shed-1", (0, 0), 0, 12.0, 2.0), touching)
    assert [check.elements for check in of_code(beside, "overlap") if check.met] == [("shed-1",), ("shed-2",)]
    assert all(check.met for check in of_code(beside, "overlap"))
    crossing = replace(touching, origin=(10, 0))
    checks = checks_of(
        Site(obstacles=(replace(tree, position=(0.0, 1.0)),)), Shed("shed-1", (0, 0), 0, 12.0, 2.0), crossing
    )
    found = of_code(checks, "overlap")
    assert [check.elements for check in found] == [("shed-1", "obstacle-1"), ("shed-1", "shed-2")]
    assert found[1].measured == pytest.approx(4.0, abs=0.01)


def test_a_blocked_strip_shuts_stalls_in() -> None:
    """A tree 1.0 m in front of the row takes the strip of the stalls it stands before."""
    shed = Shed("shed-1", (0, 0), 0, 12.0, 2.0)
    (free,) = of_code(checks_of(Site(), shed), "stall_not_reachable")
    assert free.met
    tree = Obstacle("obstacle-1", (3.3, -1.0), 0.25)  # before the stall from 3.0 to 3.6
    (check,) = of_code(checks_of(Site(obstacles=(tree,)), shed), "stall_not_reachable")
    assert (check.met, check.measured) == (False, 1)
    cover = replace(tree, kind=ObstacleKind.MANHOLE)
    (flush,) = of_code(checks_of(Site(obstacles=(cover,)), shed), "stall_not_reachable")
    assert flush.met  # one rides over a manhole


def test_a_yard_without_a_gap_wide_enough_shuts_the_shed_in() -> None:
    """Four houses round a yard; the way out between two of them is 1.4 m or 1.6 m wide; it takes 1.5 m."""

    def site(gap_m: float) -> Site:
        walls = (
            ((0, 0), (30, 0), (30, 2), (0, 2)),
            ((0, 20), (30, 20), (30, 22), (0, 22)),
            ((-2, 0), (0, 0), (0, 22), (-2, 22)),
            ((30, 0), (32, 0), (32, 20 - gap_m), (30, 20 - gap_m)),
        )
        houses = tuple(Building(f"building-{i}", ring, storeys=6) for i, ring in enumerate(walls))
        return Site(buildings=houses, roads=(Road("road-1", ((50, -10), (50, 40)), 4.0),))

    shed = Shed("shed-1", (9, 11), 0, 12.0, 2.0)
    (shut,) = of_code(checks_of(site(1.4), shed), "stall_not_reachable")
    assert (shut.met, shut.measured) == (False, 20)
    (reached,) = of_code(checks_of(site(1.6), shed), "stall_not_reachable")
    assert reached.met


def test_facts_that_differ_from_the_plan_are_told() -> None:
    """28 buildings in the register and one on the plan; no doorway is drawn, so nothing is said of them."""
    scheme = Scheme("scheme-1")
    project = Project(
        estate=Estate(building_count=28, doorway_count=61), site=Site(buildings=(HOUSE,)), schemes=(scheme,)
    )
    checks = check_compliance(project, [], [], CATALOGUE, SHANGHAI)
    (check,) = of_code(checks, "facts_differ")
    assert (check.measured, check.required, check.severity) == (1, 28, "info")
    assert (check.bound, check.margin) == ("", None)  # two counts that differ have no good side
    assert sentence_of(check, {}, "en") == "The facts name 28 buildings, the plan shows 1."


def test_every_limit_tells_which_way_it_binds() -> None:
    """At least, at most, or from there on; only counts that must be the same bind neither way."""
    checks = [check for check in analyse(small_project()).checks if check.required is not None]
    assert {check.bound for check in checks} >= {"least", "most", "from"}
    assert {check.code for check in checks if not check.bound} <= {"facts_differ"}
    for check in checks:
        if check.rule is not None:
            assert check.bound == check.rule.bound


def test_a_missed_limit_is_never_rounded_to_look_met() -> None:
    """3.498 m and 3.50 m are written with as many decimals as tell them apart."""
    site = Site(buildings=(replace(HOUSE, name="No 7"),))
    shed = shed_north(3.498, name="East shed")
    (check,) = of_code(checks_of(site, shed), "R01")
    elements = visible_elements(Project(site=site, schemes=(Scheme("scheme-1", sheds=(shed,)),)))
    assert sentence_of(check, elements, "en") == (
        "East shed stands 3.498 m from the wall of No 7; 3.500 m are required."
    )


def test_crossed_outlines_are_findings_with_their_place() -> None:
    """A bow-tie lot crosses itself at (5, 5); nothing is counted on it."""
    lot = Lot("lot-1", ((0, 0), (10, 10), (10, 0), (0, 10)), filled=True)
    checks = checks_of(Site(), lots=(lot,))
    (check,) = [c for c in checks if c.elements == ("lot-1",) and c.severity == "error" and not c.met]
    assert check.place == pytest.approx((5.0, 5.0))


def test_what_is_covered_is_measured_whole_once_it_is_more_than_a_touch() -> None:
    """0.2 mm of a lane over 12 m are 0.0024 m²; the 0.1 mm that would pass are not taken off."""
    lane = FireLane("fire-lane-1", ((-30, 3.9998), (30, 3.9998)), 4.0)
    shed = Shed("shed-1", (0, 0.5), 180, 12.0, 2.0)
    (check,) = of_code(checks_of(Site(fire_lanes=(lane,)), shed), "R04")
    assert (check.met, check.measured) == (False, pytest.approx(0.0024, abs=1e-6))


def test_bikes_in_one_place_count_what_exists_too() -> None:
    """R09: 60 stalls of an existing shed and 60 of a new one on one lot are 120 bikes, over 100."""
    lot = Lot("lot-1", ((0, 0), (60, 0), (60, 30), (0, 30)))
    old, new = (
        Shed(f"shed-{n}", (2, 5 + 10 * n), 0, 36.0, 2.0, existing=existing)
        for n, existing in ((1, True), (2, False))
    )
    (check,) = of_code(checks_of(Site(), old, new, lots=(lot,)), "R09")
    assert (check.elements, check.measured, check.met) == (("lot-1",), 120, False)


def test_a_place_with_nothing_new_is_not_judged() -> None:
    """R09: 120 bikes that are there already are no proposal."""
    lot = Lot("lot-1", ((0, 0), (60, 0), (60, 30), (0, 30)), filled=True, existing=True)
    assert not of_code(checks_of(Site(), lots=(lot,)), "R09")


def test_overlap_is_told_when_met_too() -> None:
    """Two sheds on one another, a third apart: one pair is missed, the third is met."""
    sheds = [Shed(f"shed-{n}", (x, 0), 0, 6.0, 2.0) for n, x in ((1, 0), (2, 3), (3, 50))]
    checks = of_code(checks_of(Site(), *sheds), "overlap")
    assert [(check.elements, check.met) for check in checks] == [
        (("shed-1", "shed-2"), False),
        (("shed-3",), True),
    ]


@pytest.mark.parametrize("size", [(1000.0, 1000.0), (90_000.0, 1.0)])
def test_ground_of_a_slip_of_the_hand_is_measured_but_not_filled(size: tuple[float, float]) -> None:
    """1,000,000 m², or a strip of 90 km, would keep the program busy for minutes; the reason is told."""
    length, depth = size
    lot = Lot("lot-1", ((0, 0), (length, 0), (length, depth), (0, depth)), filled=True)
    held = lot_capacity(lot, Site(), Scheme("scheme-1"), CATALOGUE, SHANGHAI)
    assert (float(held.area_m2), held.stalls) == (length * depth, ())
    assert [reason.code for reason in held.layout.reasons] == ["lot_too_large"]
    (check,) = of_code(checks_of(Site(), lots=(lot,)), "lot_holds_nothing")
    assert "no more than 200000 m² and 2000 m are filled" in sentence_of(check, {"lot-1": lot}, "en")


def test_a_kept_row_that_no_longer_fits_is_a_finding_with_its_place() -> None:
    """The row lies east of the lot, which was made smaller; its first stall has its front at (21.3, 2)."""
    row = kept_row((21, 2), 4, 0.6, 2.0)
    lot = Lot("lot-1", ((0, 0), (20, 0), (20, 10), (0, 10)), name="Yard", filled=True, kept=(row,))
    (check,) = of_code(checks_of(Site(), lots=(lot,)), "kept_row_does_not_fit")
    assert (check.met, check.measured, check.severity, check.margin) == (False, 4, "warning", -4)
    assert check.place == pytest.approx((21.3, 2.0))
    assert sentence_of(check, {"lot-1": lot}, "en") == (
        "4 stalls of a row kept by hand in Yard no longer fit: let the row go."
    )
    empty = replace(lot, filled=False)
    assert not of_code(checks_of(Site(), lots=(empty,)), "kept_row_does_not_fit")


def test_kept_stalls_that_were_removed_by_hand_are_not_missed() -> None:
    """Two of four stalls hold a removed place; the two others do not fit either, and are told."""
    row = kept_row((21, 2), 4, 0.6, 2.0)
    removed = ((21.3, 3.0), (21.9, 3.0))
    lot = Lot("lot-1", ((0, 0), (20, 0), (20, 10), (0, 10)), filled=True, kept=(row,), removed=removed)
    (check,) = of_code(checks_of(Site(), lots=(lot,)), "kept_row_does_not_fit")
    assert (check.met, check.measured) == (False, 2)
    assert check.place == pytest.approx((22.5, 2.0))


def test_removed_places_without_effect_are_told_with_full_figures_alone() -> None:
    """One place lies in the first stall of the filling, the other far outside of the lot."""
    lot = Lot("lot-1", ((0, 0), (20, 0), (20, 10), (0, 10)), filled=True)
    scheme = Scheme("scheme-1", module_id="compact")
    (a, _, c, _) = lot_capacity(lot, Site(), scheme, CATALOGUE, SHANGHAI).stalls[0].polygon
    within = ((a[0] + c[0]) / 2, (a[1] + c[1]) / 2)
    changed = replace(lot, removed=(within, (500.0, 500.0)))
    assert lot_capacity(changed, Site(), scheme, CATALOGUE, SHANGHAI).idle_removed == (1,)
    assert lot_capacity(changed, Site(), scheme, CATALOGUE, SHANGHAI, "live").idle_removed is None
    assert lot_capacity(lot, Site(), scheme, CATALOGUE, SHANGHAI).idle_removed == ()


WALLED = (EdgeRole.WALL,) * 4


@pytest.mark.parametrize(
    ("start", "width", "met"), [(8.0, 2.0, True), (8.0, 2.0001, True), (8.0, 2.1, False)]
)
def test_an_entrance_ends_within_its_wall(start: float, width: float, met: bool) -> None:
    """Side 3 of the lot runs from (0, 10) to (0, 0) and is 10 m long; within 0.1 mm of its end passes."""
    lot = Lot(
        "lot-1", ((0, 0), (20, 0), (20, 10), (0, 10)), edges=WALLED, entrances=(Entrance(3, start, width),)
    )
    (check,) = of_code(checks_of(Site(), lots=(lot,)), "entrance_beyond_side")
    assert (check.met, check.severity) == (met, "error")
    assert (check.measured, check.required) == (pytest.approx(start + width), 10.0)
    assert check.margin == pytest.approx(10.0 - start - width)
    assert check.place == pytest.approx((0.0, 10.0 - start - width / 2))


def test_an_entrance_far_beyond_its_wall_is_shown_at_its_end() -> None:
    lot = Lot("lot-1", ((0, 0), (20, 0), (20, 10), (0, 10)), name="Yard", edges=WALLED,
              entrances=(Entrance(0, 50, 2.0),))  # fmt: skip
    (check,) = of_code(checks_of(Site(), lots=(lot,)), "entrance_beyond_side")
    assert check.place == (20.0, 0.0)
    assert sentence_of(check, {"lot-1": lot}, "en") == (
        "Entrance 1 of Yard ends 52.00 m along a side that is 20.00 m long."
    )


def test_a_narrow_entrance_in_a_wall_is_told_and_one_in_an_open_side_is_not() -> None:
    """1.2 m where 1.8 m are needed: the margin is -0.6 m."""
    lot = Lot("lot-1", ((0, 0), (20, 0), (20, 10), (0, 10)), name="Yard", edges=WALLED,
              entrances=(Entrance(0, 1, 2.0), Entrance(1, 1, 1.2)))  # fmt: skip
    wide, narrow = of_code(checks_of(Site(), lots=(lot,)), "entrance_too_narrow")
    assert (wide.met, narrow.met, narrow.margin) == (True, False, pytest.approx(-0.6))
    assert sentence_of(narrow, {"lot-1": lot}, "en") == (
        "Entrance 2 of Yard is 1.20 m wide; 1.80 m are needed to get in."
    )
    opened = replace(lot, edges=(EdgeRole.OPEN,) * 4)
    assert not of_code(checks_of(Site(), lots=(opened,)), "entrance_too_narrow")


def test_an_entrance_in_a_side_without_length_is_a_finding() -> None:
    lot = Lot("lot-1", ((0, 0), (0, 0), (20, 0), (20, 10)), edges=WALLED, entrances=(Entrance(0, 0, 2.0),))
    (check,) = of_code(checks_of(Site(), lots=(lot,)), "entrance_beyond_side")
    assert (check.met, check.required, check.place) == (False, 0.0, (0.0, 0.0))


def test_a_filling_that_clearances_leave_nothing_of_is_told() -> None:
    """The lot is 1 m deep and lies within the 3.50 m that a wall keeps clear."""
    lot = Lot("lot-1", ((0, -2), (10, -2), (10, -1), (0, -1)), filled=True)
    (check,) = of_code(checks_of(Site(buildings=(HOUSE,)), lots=(lot,)), "lot_holds_nothing")
    assert check.place == (0.0, -2.0)
    assert "leave no ground" in sentence_of(check, {"lot-1": lot}, "en")


@pytest.mark.parametrize("degrees", [0.0, 12.1])
def test_a_filling_that_passes_the_checker_is_reached_and_keeps_its_distances(degrees: float) -> None:
    """Layouts are exact to 1 mm; a turned one must not be found shut in, nor too near a wall, by less."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))

    def turned(*corners: Point) -> Ring:
        return tuple((x * cos - y * sin, x * sin + y * cos) for x, y in corners)

    lot = Lot("lot-1", turned((0, 0), (26, 0), (26, 14), (0, 14)), filled=True)
    site = Site(
        buildings=(Building("building-1", turned((2, 16), (24, 16), (24, 26), (2, 26)), storeys=6),),
        obstacles=(Obstacle("obstacle-1", turned((13, 7))[0], 0.4),),
        fire_lanes=(FireLane("fire-lane-1", turned((-10, -4.5), (40, -4.5)), 4.0),),
    )
    scheme = Scheme("scheme-1", module_id="compact", lots=(lot,))
    held = lot_capacity(lot, site, scheme, CATALOGUE, SHANGHAI, "live")
    assert len(held.stalls) > 50
    checks = check_compliance(Project(site=site, schemes=(scheme,)), [], [held], CATALOGUE, SHANGHAI)
    judged = [check for check in checks if check.code in ("stall_not_reachable", "R01", "R04", "R05")]
    assert {check.code for check in judged} >= {"stall_not_reachable", "R01"}
    assert [(check.code, check.measured) for check in judged if not check.met] == []


def test_a_fence_is_in_the_way_of_roofs_and_of_riders() -> None:
    """A fence of 0.2 m through a roof takes 0.2 × 2.0 m² of it; one before the stalls shuts them in."""
    shed = Shed("shed-1", (0, 0), 0, 12.0, 2.0)
    through = Fence("fence-1", ((6, -5), (6, 5)), 0.2)
    (check,) = of_code(checks_of(Site(fences=(through,)), shed), "overlap")
    assert (check.elements, check.measured) == (("shed-1", "fence-1"), pytest.approx(0.4))
    before = Fence("fence-1", ((-5, -0.6), (17, -0.6)), 0.2)
    (check,) = of_code(checks_of(Site(fences=(before,)), shed), "stall_not_reachable")
    assert (check.met, check.measured) == (False, 20)


def test_a_shed_on_a_lot_is_one_place_and_beside_it_another() -> None:
    """R09: what stands on the lot counts with it, the other shed by itself."""
    lot = Lot("lot-1", ((0, 0), (60, 0), (60, 30), (0, 30)))
    sheds = [Shed("shed-1", (2, 5), 0, 12.0, 2.0), Shed("shed-2", (80, 5), 0, 6.0, 2.0)]
    checks = of_code(checks_of(Site(), *sheds, lots=(lot,)), "R09")
    assert [(check.elements, check.measured) for check in checks] == [(("lot-1",), 20), (("shed-2",), 10)]


def test_a_fence_round_the_estate_is_in_nobodys_way() -> None:
    """A closed fence 20 m off: what it encloses is not covered by it."""
    ring = ((-20, -20), (40, -20), (40, 20), (-20, 20))
    shed = Shed("shed-1", (0, 0), 0, 12.0, 2.0)
    checks = checks_of(Site(fences=(Fence("fence-1", (*ring, ring[0]), 0.2),)), shed)
    assert all(check.met for check in of_code(checks, "overlap"))
