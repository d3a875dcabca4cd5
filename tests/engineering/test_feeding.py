"""Boxes, ways of feeders and branch lengths of small plans, worked out by hand.

A shed of 12.00 × 2.00 m has 20 stalls of 0.60 m and, with one socket a stall, two piles of ten.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from factories import rectangle
from hypothesis import given
from plan_strategies import projects

from chargeplan.analysis import analyse
from chargeplan.engineering.capacity import lot_capacity, shed_capacity
from chargeplan.engineering.feeding import Feeding, feed
from chargeplan.engineering.fire_kit import fire_kit
from chargeplan.errors import CalledOff
from chargeplan.files.project_file import read_project
from chargeplan.model.equipment import SupplySettings
from chargeplan.model.project import Project
from chargeplan.model.scheme import CableRoute, DistributionBox, Lot, Scheme, Shed
from chargeplan.model.site import Basement, Boundary, Building, Obstacle, Site, SupplyPoint
from chargeplan.reference.catalogue import load_catalogue
from chargeplan.reference.electricity import load_electrical_tables
from chargeplan.reference.rule_sets import load_rule_set
from chargeplan.resources import examples_folder
from chargeplan.units import round_half_up

SOURCE = SupplyPoint("supply-1", (0.0, 9.0), "Transformer", 40.0, 0.0, 10.0)
SHED = Shed("shed-1", (20.0, 8.0), 0, 12.0, 2.0, name="Shed 1")


def plan(*sheds: Shed, site: Site | None = None, **scheme: object) -> Project:
    """Return a plan of sheds with a socket at every stall, and a supply point 20 m west of the first."""
    ground = site or Site(boundaries=(Boundary("boundary-1", rectangle(0, 0, 60, 50)),))
    if not ground.supply_points:
        ground = replace(ground, supply_points=(SOURCE,))
    variant = Scheme("scheme-1", sheds=sheds, module_id="compact", socket_ratio=Fraction(1), **scheme)
    return Project(site=ground, schemes=(variant,))


def fed(project: Project, *, with_kit: bool = False) -> Feeding:
    """Return how a plan's only scheme is fed."""
    catalogue, scheme = load_catalogue(), project.active_scheme
    rules = load_rule_set("shanghai")
    sheds = [shed_capacity(shed, scheme, catalogue) for shed in scheme.sheds]
    lots = [lot_capacity(lot, project.site, scheme, catalogue, rules, "live") for lot in scheme.lots]
    kit = fire_kit(scheme, sheds, lots, catalogue) if with_kit else None
    return feed(project, scheme, sheds, lots, catalogue, load_electrical_tables(), kit=kit)


def codes(feeding: Feeding) -> list[str]:
    """Return the codes of the ways' checks that are not met."""
    return [check.code for check in feeding.checks if not check.met]


# --- boxes and branches -----------------------------------------------------------------------------


def test_the_own_box_stands_half_a_metre_before_the_shed_and_feeds_two_piles():
    """Piles at x = 3.00 and 9.00: 3.50 and 9.50 m on the plan, 0.70 + 0.80 m up and down: 5.00 and 11.00 m.

    With 1.50 m at both ends of each: (16.00 + 4 × 1.50) × 1.025 = 22.55 m of cable.
    """
    feeding = fed(plan(SHED))
    (box,) = feeding.boxes
    assert (box.id, box.position, box.own) == ("shed-1", (19.5, 10.0), True)
    (supplied,) = feeding.supply.boxes
    branches = [circuit.cable.length for circuit in supplied.circuits if circuit.use == "charging"]
    assert [branch.plan_m + branch.vertical_m for branch in branches] == [Decimal("5.00"), Decimal("11.00")]
    assert sum(branch.total_m for branch in branches) == Decimal("22.55")


@pytest.mark.parametrize(
    ("charger", "box_x", "found"),
    [
        ("point_2", None, [(5, 10, "5.90"), (5, 10, "11.90")]),
        ("socket", None, [(10, 10, "6.20"), (10, 10, "12.20")]),
        ("point_2", 24.0, [(5, 10, "6.70"), (5, 10, "7.90")]),
        ("cabinet_8", None, [(1, 8, "2.90"), (1, 8, "7.70"), (1, 4, "11.30")]),
        ("pile_12", None, [(1, 6, "4.10"), (0, 6, "4.10"), (1, 8, "10.10")]),
    ],
)
def test_small_devices_share_a_circuit_of_ten_sockets(charger, box_x, found):
    """Five points of two, at x = 0.60 … 5.40 and 6.60 … 11.40, ten sockets at 0.30 … 5.70 and 6.30 … 11.70.

    From the own box half a metre before the shed to the last of each row. From a box 0.50 m behind x = 4.00
    to the nearer end and along: 0.50 + 1.40 + 4.80, 0.50 + 2.60 + 4.80. Eight bays stand alone, 8 + 8 + 4;
    twelve ways are two circuits of six.
    """
    boxes = () if box_x is None else (DistributionBox("box-1", (box_x, 10.5), "Box", ("shed-1",)),)
    (supplied,) = fed(plan(replace(SHED, charger_id=charger), boxes=boxes)).supply.boxes
    circuits = [circuit for circuit in supplied.circuits if circuit.use == "charging"]
    assert [
        (circuit.devices, circuit.ports, str(circuit.cable.length.plan_m)) for circuit in circuits
    ] == found


def test_small_devices_of_a_lot_hang_on_one_way_past_all_of_them():
    """Five points of two take the sockets of one pile of ten; their cable goes on from one to the next."""
    found = []
    for charger in ("pile_10", "point_2"):
        lot = Lot("lot-1", rectangle(10, 10, 30, 20), filled=True, charger_id=charger)
        (box,) = fed(plan(lots=(lot,))).supply.boxes
        found.append([circuit for circuit in box.circuits if circuit.use == "charging"])
    piles, rows = found
    assert [circuit.ports for circuit in piles] == [circuit.ports for circuit in rows]
    assert [circuit.devices for circuit in rows] == [-(-circuit.ports // 2) for circuit in rows]
    assert {circuit.devices for circuit in piles} == {1}
    ways = [[circuit.cable.length.plan_m for circuit in circuits] for circuits in found]
    assert all(row > pile for pile, row in zip(*ways, strict=True))


def test_lights_are_reached_along_the_shed():
    """Three lamps at x = 2, 6 and 10: 0.50 + 10.00 m on the plan; 24 m² at 5 W."""
    feeding = fed(plan(SHED))
    (light,) = [circuit for circuit in feeding.supply.circuits if circuit.use == "lighting"]
    assert light.cable.length.plan_m == Decimal("10.5")
    assert light.p_kw == pytest.approx(0.12)


def test_cameras_of_the_fire_kit_are_fed():
    """Two cameras of 15 W and a controller of 50 W: 80 W; without the kit the controller alone."""
    assert [fed(plan(SHED), with_kit=kit).supply.demand.auxiliary_kw for kit in (False, True)] == [
        pytest.approx(0.12 + 0.05),
        pytest.approx(0.12 + 0.08),
    ]


def test_the_box_stands_at_the_end_that_is_nearer_to_the_supply_point():
    east = replace(SOURCE, position=(60.0, 9.0))
    site = Site(supply_points=(east,))
    assert fed(plan(SHED, site=site)).boxes[0].position == (32.5, 10.0)


def test_the_last_pile_takes_what_is_left():
    """26 sockets, 15.60 m: piles of 10, 10 and 6 in the middle of theirs, at x = 3.0, 9.0 and 13.8."""
    feeding = fed(plan(replace(SHED, length_m=15.6)))
    charging = [circuit for circuit in feeding.supply.circuits if circuit.use == "charging"]
    assert [circuit.ports for circuit in charging] == [10, 10, 6]
    assert [circuit.cable.length.plan_m for circuit in charging] == [
        Decimal(text) for text in ("3.5", "9.5", "14.3")
    ]


def test_a_double_row_hangs_its_piles_on_the_middle():
    double = replace(SHED, depth_m=3.2, rows=2)
    assert fed(plan(double)).boxes[0].position == (19.5, 9.6)


def test_a_placed_box_feeds_what_it_names_and_its_branches_are_as_long_as_their_way():
    """The box stands 4 m below the line at x = 26: to the piles at 23 and 29 it is 4 + 3 m each."""
    box = DistributionBox("box-1", (26.0, 6.0), "AL", ("shed-1", "gone"))
    feeding = fed(plan(SHED, boxes=(box,)))
    (placed,) = feeding.boxes
    assert (placed.id, placed.element_ids, placed.own) == ("box-1", ("shed-1",), False)
    charging = [circuit for circuit in feeding.supply.circuits if circuit.use == "charging"]
    assert [circuit.cable.length.plan_m for circuit in charging] == [Decimal("7"), Decimal("7")]


def test_a_branch_from_afar_goes_around_a_building():
    """From (26, 0) the straight lead would be 10 m; a block from x 21 to 31 and y 2 to 6 lies between."""
    box = DistributionBox("box-1", (26.0, 0.0), "AL", ("shed-1",))
    site = Site(buildings=(Building("building-1", rectangle(21, 2, 31, 6)),))
    feeding = fed(plan(SHED, site=site, boxes=(box,)))
    charging = [circuit for circuit in feeding.supply.circuits if circuit.use == "charging"]
    assert charging[0].cable.length.plan_m > Decimal("13")


def test_a_shed_named_by_two_boxes_is_fed_by_the_first():
    first, second = (DistributionBox(f"box-{i}", (15.0, float(i)), feeds=("shed-1",)) for i in (1, 2))
    feeding = fed(plan(SHED, boxes=(first, second)))
    assert [box.id for box in feeding.boxes] == ["box-1"]
    assert codes(feeding) == ["idle_box"]


def test_a_shed_without_sockets_is_lit():
    """24 m² at 5 W."""
    feeding = fed(plan(replace(SHED, socket_ratio=Fraction(0))))
    assert [(circuit.use, circuit.p_kw) for circuit in feeding.supply.boxes[0].circuits] == [
        ("lighting", pytest.approx(0.12))
    ]


def test_what_exists_and_a_lot_without_sockets_is_not_fed():
    old = replace(SHED, id="shed-2", existing=True)
    lot = Lot("lot-1", rectangle(10, 20, 40, 26), filled=True, socket_ratio=Fraction(0))
    feeding = fed(plan(old, lots=(lot,)))
    assert feeding.boxes == ()
    assert feeding.supply.boxes == ()
    assert feeding.network.trenches == ()


def test_a_lot_has_its_box_at_the_corner_nearest_to_its_sockets():
    lot = Lot("lot-1", rectangle(10, 20, 40, 26), filled=True, socket_ratio=Fraction(1, 4))
    feeding = fed(plan(lots=(lot,)))
    (box,) = feeding.boxes
    assert box.position in lot.ring
    rows = [circuit.cable.length.plan_m for circuit in feeding.supply.circuits if circuit.use == "charging"]
    assert rows
    assert all(Decimal(0) < way < Decimal(36) for way in rows)
    far = [corner for corner in lot.ring if corner != box.position]
    for corner in far:
        elsewhere = DistributionBox("box-1", corner, feeds=("lot-1",))
        moved = fed(plan(lots=(lot,), boxes=(elsewhere,)))
        ways = [circuit.cable.length.plan_m for circuit in moved.supply.circuits if circuit.use == "charging"]
        assert sum(ways) >= sum(rows) - Decimal("0.001")


# --- the supply point -------------------------------------------------------------------------------


def test_without_a_supply_point_nothing_is_dug_and_it_says_so():
    site = Site(boundaries=(Boundary("boundary-1", rectangle(0, 0, 60, 50)),))
    project = plan(SHED, site=replace(site, supply_points=(SOURCE,)))
    feeding = fed(replace(project, site=site))
    assert feeding.network.point_id is None
    assert feeding.network.trench_m == 0
    assert [check.code for check in feeding.supply.checks if not check.met] == ["no_supply_point"]
    assert feeding.supply.demand.ports == 20


@pytest.mark.parametrize(
    ("spares", "expected"),
    [
        ((40.0, 40.0, 40.0), "near"),
        ((1.0, 40.0, 40.0), "middle"),
        ((1.0, None, 40.0), "far"),
        ((1.0, None, 2.0), "middle"),
        ((1.0, 2.0, 3.0), "far"),
    ],
)
def test_the_nearest_supply_point_that_can_spare_enough_is_taken(spares, expected):
    """20 sockets need 4.80 kW, lights and control 0.17 kW: 1, 2 and 3 kW are too little; None is unknown."""
    points = tuple(
        SupplyPoint(name, (x, 9.0), spare_kw=spare)
        for name, x, spare in zip(("near", "middle", "far"), (15.0, 5.0, 0.0), spares, strict=True)
    )
    assert fed(plan(SHED, site=Site(supply_points=points))).network.point_id == expected


def test_the_supply_point_that_the_scheme_names_is_taken_whatever_it_has():
    points = (SOURCE, SupplyPoint("supply-2", (50.0, 40.0), spare_kw=0.0))
    site = Site(supply_points=points)
    feeding = fed(plan(SHED, site=site, supply=SupplySettings(supply_point_id="supply-2")))
    assert feeding.network.point_id == "supply-2"
    feeding = fed(plan(SHED, site=site, supply=SupplySettings(supply_point_id="supply-9")))
    assert feeding.network.point_id == "supply-1"
    assert codes(feeding) == ["supply_point_gone"]


# --- ways -------------------------------------------------------------------------------------------


def test_a_feeder_goes_straight_where_nothing_is_in_the_way():
    """From (0, 9) to (19.5, 10) √(19.5² + 1²) = 19.526 m; vertical 2 × 1.2, ends 2 × 1.5 m, times 1.025."""
    feeding = fed(plan(SHED))
    (route,) = feeding.network.routes
    assert route.path == ((0.0, 9.0), (19.5, 10.0))
    assert round(route.length_m, 3) == 19.526
    feeder = feeding.supply.boxes[0].feeder
    assert feeder is not None
    assert round_half_up(feeder.cable.length.total_m, 2) == Decimal("25.55")


def test_sheds_in_a_row_share_a_trench_that_counts_once():
    """Three sheds behind each other; the feeder of each lies beside those of the ones beyond it."""
    sheds = tuple(replace(SHED, id=f"shed-{i}", origin=(20.0, 8.0 + 10 * i)) for i in range(3))
    feeding = fed(plan(*sheds))
    network = feeding.network
    assert network.exact
    assert network.trench_m < network.cable_m
    assert sum(piece.length_m * piece.cables for piece in network.trenches) == pytest.approx(network.cable_m)
    assert max(piece.cables for piece in network.trenches) >= 2


def test_a_way_keeps_clear_of_buildings_trees_basements_and_of_other_sheds():
    site = Site(
        buildings=(Building("building-1", rectangle(5, 0, 8, 9.5)),),
        obstacles=(Obstacle("obstacle-1", (12.0, 10.0), 1.0),),
        basements=(Basement("basement-1", rectangle(14, 9, 15, 20)),),
    )
    other = replace(SHED, id="shed-2", origin=(16.5, 4.0), angle_degrees=90, length_m=6.0, existing=True)
    feeding = fed(plan(SHED, other, site=site))
    (route,) = feeding.network.routes
    assert route.path is not None
    assert len(route.path) > 3
    assert codes(feeding) == []


def test_a_route_by_hand_holds_and_shares_the_trench_of_others():
    """By (0, 20) and (19.5, 20): 11 + 19.5 + 10 = 40.5 m; the second shed's feeder keeps its own way."""
    sheds = (SHED, replace(SHED, id="shed-2", origin=(20.0, 30.0)))
    line = ((0.0, 9.0), (0.0, 20.0), (19.5, 20.0), (19.5, 10.0))
    feeding = fed(plan(*sheds, cable_routes=(CableRoute("route-1", line, "shed-1"),)))
    first, second = feeding.network.routes
    assert (first.path, first.route_id, first.length_m) == (line, "route-1", 40.5)
    assert second.route_id is None
    feeder = feeding.supply.boxes[0].feeder
    assert feeder is not None
    assert feeder.cable.length.plan_m == Decimal("40.5")
    assert codes(feeding) == []


def by_hand(feeding: Feeding, *boxes: str) -> tuple[CableRoute, ...]:
    """Return routes by hand that lead to boxes as the ways that were found."""
    paths = {route.box_id: route.path for route in feeding.network.routes}
    return tuple(CableRoute(f"route-{box}", paths[box], box) for box in boxes)


@pytest.mark.parametrize("boxes", [(2,), (0, 2), (0, 1, 2, 3)])
def test_a_way_taken_over_by_hand_changes_no_figure(boxes):
    """Four sheds behind a building and a tree: trenches, lengths, cables and all that stay the same."""
    sheds = tuple(replace(SHED, id=f"shed-{i}", origin=(20.0, 8.0 + 10 * i)) for i in range(4))
    site = Site(
        buildings=(Building("building-1", rectangle(8, 12, 14, 40)),),
        obstacles=(Obstacle("obstacle-1", (16.0, 20.0), 1.0),),
    )
    before = fed(plan(*sheds, site=site))
    drawn = by_hand(before, *(f"shed-{i}" for i in boxes))
    after = fed(plan(*sheds, site=site, cable_routes=drawn))
    assert after.network.trenches == before.network.trenches
    assert max(piece.cables for piece in before.network.trenches) == 4
    assert [route.path for route in after.network.routes] == [route.path for route in before.network.routes]
    assert sum(route.route_id is not None for route in after.network.routes) == len(boxes)
    assert after.supply == before.supply


def test_a_way_taken_over_by_hand_changes_no_amount():
    """Yuanxi has six ways with trenches that up to five of them share: each taken over, and all of them."""
    project = read_project(examples_folder() / "yuanxi.chargeplan")
    before, scheme = analyse(project), project.active_scheme
    names = [route.box_id for route in before.feeding.network.routes]
    for boxes in (names[:1], names[3:4], names[1:5], names):
        taken = replace(scheme, cable_routes=by_hand(before.feeding, *boxes))
        schemes = tuple(taken if each.id == taken.id else each for each in project.schemes)
        after = analyse(replace(project, schemes=schemes))
        assert after.feeding.network.trenches == before.feeding.network.trenches
        assert after.bill.total_cny == before.bill.total_cny
        assert [line.work.quantity for line in after.bill.lines] == [
            line.work.quantity for line in before.bill.lines
        ]


def test_other_feeders_are_led_through_the_trench_of_a_route_by_hand():
    """From (0, 9) by (19.5, 9) straight to a shed 40 m north; the shed at (20, 30) lies 0.5 m beside it.

    The box of that, 19.5 m east like the trench, is reached through it: no metre more is dug. On its own the
    way there would be straight and have a trench of its own.
    """
    sheds = (replace(SHED, origin=(20.0, 48.0)), replace(SHED, id="shed-2", origin=(20.0, 28.0)))
    line = ((0.0, 9.0), (19.5, 9.0), (19.5, 50.0))
    feeding = fed(plan(*sheds, cable_routes=(CableRoute("route-1", line, "shed-1"),)))
    first, second = feeding.network.routes
    assert second.path == ((0.0, 9.0), (19.5, 9.0), (19.5, 30.0))
    assert feeding.network.trench_m == pytest.approx(first.length_m)
    assert [(piece.path, piece.cables) for piece in feeding.network.trenches] == [
        (((0.0, 9.0), (19.5, 9.0), (19.5, 30.0)), 2),
        (((19.5, 30.0), (19.5, 50.0)), 1),
    ]
    found = feeding.network.found_trenches(
        plan(cable_routes=(CableRoute("r", line, "shed-1"),)).active_scheme
    )
    assert [piece.cables for piece in found] == [2]


def test_a_route_by_hand_off_the_supply_point_is_nobody_elses_trench():
    """It begins 0.60 m off, and 0.50 m are tolerated: the other feeder does not follow it."""
    sheds = (replace(SHED, origin=(20.0, 48.0)), replace(SHED, id="shed-2", origin=(20.0, 28.0)))
    line = ((0.6, 9.0), (19.5, 9.0), (19.5, 50.0))
    feeding = fed(plan(*sheds, cable_routes=(CableRoute("route-1", line, "shed-1"),)))
    assert feeding.network.routes[1].path == ((0.0, 9.0), (19.5, 30.0))
    assert codes(feeding) == ["route_ends"]


def test_a_route_that_ends_at_the_shed_itself_goes_on_to_its_box():
    """By (0, 20) to the shed's far corner (32, 10): 11 + √(32² + 10²) m, and 12.50 m on to the box."""
    line = ((0.0, 9.0), (0.0, 20.0), (32.0, 10.0))
    feeding = fed(plan(SHED, cable_routes=(CableRoute("route-1", line, "shed-1"),)))
    (route,) = feeding.network.routes
    assert route.path == (*line, (19.5, 10.0))
    assert route.length_m == pytest.approx(11 + 33.526 + 12.5, abs=1e-3)
    assert codes(feeding) == []


def test_a_route_drawn_towards_the_supply_point_is_turned_round():
    line = ((19.5, 10.0), (10.0, 15.0), (0.0, 9.0))
    feeding = fed(plan(SHED, cable_routes=(CableRoute("route-1", line, "shed-1"),)))
    assert feeding.network.routes[0].path == line[::-1]
    assert codes(feeding) == []


@pytest.mark.parametrize(("off_m", "expected"), [(0.5, []), (0.501, ["route_ends"]), (0.499, [])])
def test_a_route_that_ends_beside_its_box_is_told(off_m, expected):
    line = ((0.0, 9.0), (19.5 - off_m, 10.0))
    feeding = fed(plan(SHED, cable_routes=(CableRoute("route-1", line, "shed-1"),)))
    assert codes(feeding) == expected


def test_a_route_through_a_building_is_told_but_not_the_building_it_begins_in():
    site = Site(
        buildings=(
            Building("building-1", rectangle(-3, 5, 3, 12)),
            Building("building-2", rectangle(8, 5, 12, 12)),
        )
    )
    line = ((0.0, 9.0), (19.5, 10.0))
    feeding = fed(plan(SHED, site=site, cable_routes=(CableRoute("route-1", line, "shed-1"),)))
    assert [(check.code, check.elements) for check in feeding.checks if not check.met] == [
        ("route_in_building", ("route-1", "building-2"))
    ]


# Two yards north of a strip 10 m deep that joins them; the supply point is in the west, the shed in the east.
YARDS = (
    (-5.0, 0.0),
    (60.0, 0.0),
    (60.0, 40.0),
    (40.0, 40.0),
    (40.0, 10.0),
    (10.0, 10.0),
    (10.0, 40.0),
    (-5.0, 40.0),
)
EAST = replace(SHED, origin=(45.0, 30.0))


def yards(*buildings: Building, **changes: object) -> Site:
    site = Site(
        boundaries=(Boundary("boundary-1", YARDS),),
        supply_points=(replace(SOURCE, position=(0.0, 32.0)),),
        buildings=buildings,
    )
    return replace(site, **changes)


def test_feeders_stay_inside_the_estate():
    """By the corners (10, 10) and (40, 10): √(10² + 22²) + 30 + √(4.5² + 22²) m; straight 44.5 m."""
    feeding = fed(plan(EAST, site=yards()))
    (route,) = feeding.network.routes
    assert route.length_m == pytest.approx(24.166 + 30 + 22.456, abs=0.1)
    assert codes(feeding) == []


def test_a_feeder_that_cannot_stay_inside_the_estate_is_told():
    """A house stands across the strip; and a route by hand may lead straight over, which can be undone."""
    feeding = fed(plan(EAST, site=yards(Building("building-1", rectangle(20, -5, 30, 12)))))
    assert feeding.network.routes[0].length_m == pytest.approx(44.5)
    (check,) = [check for check in feeding.checks if not check.met]
    assert (check.code, check.severity, check.elements) == ("route_outside", "warning", ("shed-1",))
    line = ((0.0, 32.0), (44.5, 32.0))
    drawn = fed(plan(EAST, site=yards(), cable_routes=(CableRoute("route-1", line, "shed-1"),)))
    assert [(check.code, check.elements) for check in drawn.checks if not check.met] == [
        ("route_outside", ("shed-1", "route-1"))
    ]


def test_a_supply_point_outside_the_estate_is_no_finding():
    source = replace(SOURCE, position=(-10.0, 32.0))
    feeding = fed(plan(EAST, site=yards(supply_points=(source,))))
    assert feeding.network.routes[0].length_m == pytest.approx(54.5)
    assert codes(feeding) == []


def test_routes_to_nowhere_and_second_routes_are_told():
    line = ((0.0, 9.0), (19.5, 10.0))
    drawn = tuple(CableRoute(f"route-{i}", line, box) for i, box in enumerate(("shed-1", "shed-1", "gone")))
    assert codes(fed(plan(SHED, cable_routes=drawn))) == ["second_route", "route_without_box"]


def test_a_box_in_a_building_is_led_out_and_told():
    site = Site(buildings=(Building("building-1", rectangle(5, 20, 15, 30)),))
    box = DistributionBox("box-1", (10.0, 21.0), feeds=("shed-1",))
    feeding = fed(plan(SHED, site=site, boxes=(box,)))
    assert codes(feeding) == ["box_in_building"]
    route = feeding.network.routes[0]
    assert route.path is not None
    assert route.path[-2:] == ((10.0, 19.38), (10.0, 21.0))


def test_a_box_that_no_way_leads_to_is_told_and_fed_by_nothing():
    sides = ((15, 5, 40, 6), (15, 14, 40, 15), (15, 5, 16, 15), (39, 5, 40, 15))
    walls = [rectangle(*side) for side in sides]
    site = Site(buildings=tuple(Building(f"building-{i}", wall) for i, wall in enumerate(walls)))
    feeding = fed(plan(SHED, site=site))
    assert feeding.network.routes[0].path is None
    assert feeding.supply.boxes[0].feeder is None
    assert "no_feeder_way" in [check.code for check in feeding.supply.checks if not check.met]


def test_the_feeders_that_touch_are_counted_on_the_plan():
    """All three leave the supply point in one trench, so the factor is that of three: 0.75."""
    sheds = tuple(replace(SHED, id=f"shed-{i}", origin=(40.0, 8.0 + 3 * i)) for i in range(3))
    counted = fed(plan(*sheds))
    most = max(piece.cables for piece in counted.network.trenches)
    told = fed(plan(*sheds, supply=SupplySettings(cables_together=most)))
    assert [box.feeder.cable.derated_a for box in counted.supply.boxes if box.feeder] == [
        box.feeder.cable.derated_a for box in told.supply.boxes if box.feeder
    ]


def test_the_same_plan_is_fed_the_same():
    sheds = tuple(replace(SHED, id=f"shed-{i}", origin=(20.0, 8.0 + 7 * i)) for i in range(4))
    assert repr(fed(plan(*sheds))) == repr(fed(plan(*sheds)))


def test_feeding_is_called_off():
    project = plan(SHED)
    catalogue, scheme = load_catalogue(), project.active_scheme
    sheds = [shed_capacity(shed, scheme, catalogue) for shed in scheme.sheds]
    with pytest.raises(CalledOff):
        feed(project, scheme, sheds, (), catalogue, load_electrical_tables(), cancelled=lambda: True)


@given(projects())
def test_any_plan_is_fed(project):
    """Whatever is drawn: every new shed has one box, every way leads from the supply point to its box."""
    scheme = replace(project.active_scheme, module_id="compact", charger_id="pile_10", lots=())
    scheme = replace(scheme, sheds=tuple(replace(s, module_id=None, charger_id=None) for s in scheme.sheds))
    sheds = [shed_capacity(shed, scheme, load_catalogue()) for shed in scheme.sheds]
    found = feed(project, scheme, sheds, (), load_catalogue(), load_electrical_tables())
    fed_ids = [name for box in found.boxes for name in box.element_ids]
    assert sorted(fed_ids) == sorted(shed.id for shed in scheme.sheds if not shed.existing)
    for box, route in zip(found.boxes, found.network.routes, strict=True):
        assert route.box_id == box.id
        if route.path is not None and route.route_id is None:
            assert (route.path[0], route.path[-1]) == (found.network.source, box.position)
    laid = sum(piece.length_m * piece.cables for piece in found.network.trenches)
    assert found.network.trench_m <= laid + 1e-6
