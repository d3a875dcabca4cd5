"""The example plans: built from their descriptions, byte for byte, and true to what they claim."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

import pytest
from build_examples import build_example, example_names
from shapely import Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from chargeplan.analysis import analyse
from chargeplan.engineering.capacity import ShedCapacity, shed_capacity
from chargeplan.files.project_file import project_bytes, read_project
from chargeplan.geometry.polygons import band, disc, polygon_of
from chargeplan.model.facts import is_known
from chargeplan.model.project import Project
from chargeplan.model.scheme import Scheme
from chargeplan.model.site import SiteFact, WallKind
from chargeplan.reference.catalogue import load_catalogue
from chargeplan.resources import examples_folder

NAMES = ("chengxi", "dongtang", "linyuan", "mingzhu", "yuanxi")
FOUR = ("chengxi", "dongtang", "linyuan", "mingzhu")


@pytest.fixture(scope="module")
def plans() -> dict[str, Project]:
    return {name: read_project(examples_folder() / f"{name}.chargeplan") for name in NAMES}


def new_sheds(project: Project, scheme: Scheme | None = None) -> list[ShedCapacity]:
    chosen = scheme or project.active_scheme
    return [shed_capacity(shed, chosen, load_catalogue()) for shed in chosen.sheds if not shed.existing]


def lane_grounds(project: Project, *, roads: bool) -> Iterator[Polygon]:
    for lane in (*project.site.fire_lanes, *(project.site.roads if roads else ())):
        for region in band(lane.centreline, lane.width_m):
            yield polygon_of(region)


def test_every_example_is_there_and_nothing_else() -> None:
    assert example_names() == NAMES
    assert sorted(path.name for path in examples_folder().glob("*.chargeplan")) == [
        f"{name}.chargeplan" for name in NAMES
    ]


@pytest.mark.parametrize("name", NAMES)
def test_the_script_makes_the_same_bytes(name: str) -> None:
    assert project_bytes(build_example(name)) == (examples_folder() / f"{name}.chargeplan").read_bytes()


def test_yuanxi_is_as_large_as_the_press_says(plans: dict[str, Project]) -> None:
    """28 buildings, 61 doorways, 871 households; drawn, and stated in the facts."""
    plan = plans["yuanxi"]
    assert len(plan.site.buildings) == plan.estate.building_count == 28
    assert len(plan.site.doorways) == plan.estate.doorway_count == 61
    assert sum(building.households or 0 for building in plan.site.buildings) == 871
    assert plan.estate.household_count == 871
    assert {building.storeys for building in plan.site.buildings} == {6}
    assert "示意" in plan.notes


def test_yuanxi_holds_130_sockets_under_144_square_metres(plans: dict[str, Project]) -> None:
    """15.24·2 + 15.24·2 + 14.64·2 + (6.0 + 5.4 + 5.4)·3.2 = 90.24 + 53.76 = 144.00 m².

    Stalls at 0.60: 25 + 25 + 24 in single rows, 2·10 + 2·9 + 2·9 in double ones, each with a socket: 130.
    """
    sheds = new_sheds(plans["yuanxi"])
    assert [len(shed.stalls) for shed in sheds] == [25, 25, 24, 20, 18, 18]
    assert sum(shed.roofed_m2 for shed in sheds) == Decimal("144.00")
    assert sum(shed.charging.socket_count for shed in sheds) == 130


def test_the_four_others_hold_79_devices_under_268_square_metres(plans: dict[str, Project]) -> None:
    """(19.6 + 19.6 + 31.2 + 31.2 + 32.4) · 2.0 = 134.0 · 2.0 = 268.00 m².

    Stalls at 0.80: 24, 24 (24.5 pitches), with a gap of 2.0 m 36, 36 (36.5) and 38 (38.0); two sockets a
    point: 12 + 12 + 18 + 18 + 19 = 79.
    """
    sheds = [shed for name in FOUR for shed in new_sheds(plans[name])]
    assert sorted(len(shed.stalls) for shed in sheds) == [24, 24, 36, 36, 38]
    assert sum(shed.roofed_m2 for shed in sheds) == Decimal("268.00")
    assert sum(shed.charging.charger_count for shed in sheds) == 79
    assert sum(shed.charging.spare_ports for shed in sheds) == 0
    assert sorted(shed.group_count for shed in sheds) == [1, 1, 2, 2, 2]


def test_the_four_others_have_cleared_ground_that_is_no_rectangle(plans: dict[str, Project]) -> None:
    for name in FOUR:
        for scheme in plans[name].schemes:
            for lot in scheme.lots:
                ground = polygon_of(lot.ring)
                assert ground.is_valid
                assert ground.area < 0.95 * ground.minimum_rotated_rectangle.area


def test_examples_differ_and_show_existing_sheds_and_variants(plans: dict[str, Project]) -> None:
    assert len({len(plan.site.buildings) for plan in plans.values()}) == len(NAMES)
    assert any(shed.existing for plan in plans.values() for shed in plan.active_scheme.sheds)
    variants = [scheme for plan in plans.values() for scheme in plan.schemes[1:]]
    assert any(lot.filled for scheme in variants for lot in scheme.lots)
    assert all(plan.plan_date is not None for plan in plans.values())


@pytest.mark.parametrize("name", NAMES)
def test_every_shed_stands_on_a_lot_of_its_own(plans: dict[str, Project], name: str) -> None:
    plan = plans[name]
    boundary = polygon_of(plan.site.boundaries[0].ring)
    for scheme in plan.schemes:
        taken = []
        for lot in scheme.lots:
            assert boundary.covers(polygon_of(lot.ring)), lot.id
        for shed in new_sheds(plan, scheme):
            holding = [lot.id for lot in scheme.lots if polygon_of(lot.ring).covers(polygon_of(shed.outline))]
            assert len(holding) == 1, shed.shed.id
            taken += holding
        assert len(set(taken)) == len(taken)


@pytest.mark.parametrize("name", NAMES)
def test_sheds_and_the_ground_in_front_of_them_are_free(plans: dict[str, Project], name: str) -> None:
    """Roofs 3.5 m from walls, 6 m from doorways; strips inside the boundary, off lanes, walls and trees."""
    plan = plans[name]
    boundary = polygon_of(plan.site.boundaries[0].ring)
    walls = [polygon_of(building.ring) for building in plan.site.buildings]
    crowns = [polygon_of(disc(thing.position, thing.radius_m)) for thing in plan.site.obstacles]
    lanes = list(lane_grounds(plan, roads=True))
    sheds = new_sheds(plan)
    for held in sheds:
        roof = polygon_of(held.outline)
        strips = [polygon_of(strip) for strip in held.strips]
        assert min(roof.distance(wall) for wall in walls) >= 3.5
        assert min(roof.distance(Point(doorway.position)) for doorway in plan.site.doorways) >= 6.0
        for piece in (roof, *strips):
            assert boundary.covers(piece)
            assert not any(piece.intersects(thing) for thing in (*walls, *crowns, *lanes))
    for first, second in combinations(sheds, 2):
        assert not polygon_of(first.outline).intersects(polygon_of(second.outline))


@pytest.mark.parametrize("name", NAMES)
def test_the_ground_plan_makes_sense(plans: dict[str, Project], name: str) -> None:
    """Nothing stands on a lane or on something else; doorways lie in the wall of the building they name."""
    plan = plans[name]
    buildings = {building.id: polygon_of(building.ring) for building in plan.site.buildings}
    boundary = polygon_of(plan.site.boundaries[0].ring)
    lanes = list(lane_grounds(plan, roads=True))
    crowns = [polygon_of(disc(thing.position, thing.radius_m)) for thing in plan.site.obstacles]
    trees = [crown for crown, thing in zip(crowns, plan.site.obstacles, strict=True) if thing.radius_m > 1]
    solid: list[BaseGeometry] = list(buildings.values())
    for wall in solid:
        assert boundary.covers(wall)
        assert min(wall.distance(lane) for lane in lanes) >= 1.0
        assert not any(wall.intersects(crown) for crown in crowns)
    for first, second in combinations(solid, 2):
        assert first.distance(second) >= 5.0
    for doorway in plan.site.doorways:
        assert doorway.building_id is not None
        assert buildings[doorway.building_id].exterior.distance(Point(doorway.position)) <= 2e-4
    for tree in trees:
        assert boundary.covers(tree)
        assert not any(tree.intersects(lane) for lane in lanes)
    assert len(trees) > 20
    for green in plan.site.greens:
        assert boundary.covers(polygon_of(green.ring))
        assert not any(polygon_of(green.ring).intersects(wall) for wall in solid)
    assert len(list(lane_grounds(plan, roads=False))) == 1
    assert not boundary.equals(box(*boundary.bounds))


@pytest.mark.parametrize("name", NAMES)
def test_what_rules_ask_for_is_known_and_stands_where_it_can(plans: dict[str, Project], name: str) -> None:
    """Every fact is drawn or denied but windows, which walls with openings stand for.

    Marks are on the estate's ground, off walls, crowns and lanes; basements and pipes under no building.
    """
    plan = plans[name]
    site = plan.site
    assert [fact for fact in SiteFact if not is_known(site, fact)] == [SiteFact.WINDOW]
    boundary = polygon_of(site.boundaries[0].ring)
    walls = [polygon_of(building.ring) for building in site.buildings]
    crowns = [polygon_of(disc(thing.position, thing.radius_m)) for thing in site.obstacles]
    standing = [*walls, *crowns, *lane_grounds(plan, roads=True)]
    for mark in (*site.hydrants, *site.gas_regulators):
        place = Point(mark.position)
        assert boundary.contains(place), mark.id
        assert not any(thing.distance(place) < 0.1 for thing in standing), mark.id
    for line in (*site.pipelines, *site.fences):
        ground = [polygon_of(region) for region in band(line.centreline, line.width_m)]
        assert not any(piece.intersects(wall) for piece in ground for wall in walls), line.id
    for basement in site.basements:
        assert not any(polygon_of(basement.ring).intersects(wall) for wall in walls)
    for building in site.buildings:
        assert WallKind.UNKNOWN not in building.walls


@pytest.mark.parametrize("name", NAMES)
def test_nearly_every_rule_is_decided(plans: dict[str, Project], name: str) -> None:
    for scheme in plans[name].schemes:
        undecided = [
            c.code for c in analyse(plans[name], scheme_id=scheme.id).checks if c.state == "undecided"
        ]
        assert len(undecided) <= 1, undecided


@pytest.mark.parametrize("name", NAMES)
def test_every_scheme_analyses_without_an_error(plans: dict[str, Project], name: str) -> None:
    plan = plans[name]
    for scheme in plan.schemes:
        result = analyse(plan, scheme_id=scheme.id)
        missed = [finding for finding in result.findings if finding.state == "missed"]
        assert [finding for finding in missed if finding.severity == "error"] == []
        assert [check.code for check in result.checks if not check.met and check.code == "facts_differ"] == []


def test_analysis_says_what_the_press_says(plans: dict[str, Project]) -> None:
    yuanxi = analyse(plans["yuanxi"]).totals
    assert (yuanxi.roofed_area_m2, yuanxi.sockets, yuanxi.stalls) == (Decimal("144.00"), 130, 130)
    assert (yuanxi.buildings, yuanxi.doorways, yuanxi.households) == (28, 61, 871)
    others = [analyse(plans[name]).totals for name in FOUR]
    assert sum(totals.roofed_area_m2 for totals in others) == Decimal("268.00")
    assert sum(totals.chargers for totals in others) == 79
    assert sum(totals.stalls for totals in others) == 158


def test_a_filled_lot_holds_stalls(plans: dict[str, Project]) -> None:
    variant = plans["mingzhu"].schemes[1]
    totals = analyse(plans["mingzhu"], scheme_id=variant.id).totals
    assert totals.roofed_area_m2 == 0
    assert totals.stalls > 20
