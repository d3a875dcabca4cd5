"""What things cost in stalls: on a strip 6.1 m long that holds ten, so that losses can be counted.

The strip is 2.05 m deep with walls but for its open southern side: one row of 6.1 / 0.60 = 10 stalls fits,
its fronts to the south, where the 1.5 m before them lie beyond the open side. Rows run along it by order.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from factories import rectangle

from chargeplan.engineering.stall_costs import CostCause, causes_of, stall_cost
from chargeplan.errors import CalledOff
from chargeplan.model.modules import GroupRule
from chargeplan.model.project import Element, Project
from chargeplan.model.scheme import EdgeRole, Lot, Scheme, Shed
from chargeplan.model.site import Building, Doorway, FireLane, Green, Obstacle, Road, Site
from chargeplan.reference.catalogue import load_catalogue
from chargeplan.reference.rule_sets import load_rule_set

CATALOGUE = load_catalogue()
SHANGHAI = load_rule_set("shanghai")
WALL, OPEN = EdgeRole.WALL, EdgeRole.OPEN
STRIP = Lot(
    "lot-1", rectangle(0, 0, 6.1, 2.05), edges=(OPEN, WALL, WALL, WALL), filled=True, direction_degrees=0.0
)
FAR = replace(STRIP, id="lot-2", ring=rectangle(100, 0, 106.1, 2.05))

ROAD = Road("road-1", ((4.65, -5.0), (4.65, -0.5)), 3.2)
LANE = FireLane("fire-lane-1", ((4.65, -5.0), (4.65, -0.5)), 3.2)
TREE = Obstacle("obstacle-1", (1.55, -1.0), 0.5)
NEAR_HOUSE = Building("building-1", rectangle(-10, 4.5, 20, 12))
FAR_HOUSE = Building("building-2", rectangle(-10, 5.6, 20, 12))
DOOR = Doorway("doorway-1", (0.0, 7.0))


def project(*, lots: tuple[Lot, ...] = (STRIP, FAR), sheds: tuple[Shed, ...] = (), **site) -> Project:
    return Project(
        site=Site(**site), schemes=(Scheme("scheme-1", lots=lots, sheds=sheds, module_id="compact"),)
    )


def cost(plan: Project, element: Element, cause: CostCause = CostCause.ITSELF):
    return stall_cost(plan, element, cause, CATALOGUE, SHANGHAI)


@pytest.mark.parametrize(("lane", "kind"), [(ROAD, "roads"), (LANE, "fire_lanes")])
def test_a_lane_costs_the_stalls_that_look_out_on_it(lane: Road | FireLane, kind: str) -> None:
    """It takes the strip from x = 3.05 on: 5 of 10 stalls stay; the lot 100 m away is not asked at all."""
    found = cost(project(**{kind: (lane,)}), lane)
    assert [(lost.lot.id, lost.with_count, lost.without_count) for lost in found.lots] == [("lot-1", 5, 10)]
    assert found.stalls == 5


def test_a_tree_costs_what_it_stands_before() -> None:
    """It takes x = 1.05 to 2.05 from the strip: 1 stall fits before it and 4.05 / 0.60 = 6 after: 3 lost."""
    assert cost(project(obstacles=(TREE,)), TREE).stalls == 3


def test_of_two_trees_at_one_place_neither_costs_anything() -> None:
    """When one goes the other is still there."""
    other = replace(TREE, id="obstacle-2")
    assert cost(project(obstacles=(TREE, other)), TREE).stalls == 0


def test_the_clearance_of_a_building_costs_the_row_under_it() -> None:
    """The wall stands 2.5 m away and 3.5 m are kept: no stall of 2.0 m fits; the building itself stays."""
    found = cost(project(buildings=(NEAR_HOUSE,)), NEAR_HOUSE, CostCause.CLEARANCE)
    assert [(lost.with_count, lost.without_count) for lost in found.lots] == [(0, 10)]


def test_a_clearance_that_ends_at_the_lot_costs_nothing() -> None:
    """5.6 − 3.5 = 2.1 m is beyond the end of the strip."""
    found = cost(project(buildings=(FAR_HOUSE,)), FAR_HOUSE, CostCause.CLEARANCE)
    assert [(lost.with_count, lost.without_count) for lost in found.lots] == [(10, 10)]
    assert found.stalls == 0


def test_the_clearance_of_a_doorway() -> None:
    """6 m around it reach x = √(36 − 25) = 3.3 at the back of the row; 2.8 / 0.60 leave 4 of 10."""
    assert cost(project(doorways=(DOOR,)), DOOR, CostCause.CLEARANCE).stalls == 6


def test_a_shed_costs_the_stalls_in_its_place() -> None:
    """A shed of 3.0 m along the strip leaves 5 of 10."""
    shed = Shed("shed-1", (3.05, 0.0), 0, 3.0, 2.0)
    assert cost(project(sheds=(shed,)), shed).stalls == 5


def test_what_was_set_by_hand() -> None:
    """One place where nobody parks is one stall less."""
    lot = replace(STRIP, removed=((0.3, 1.0),))
    found = cost(project(lots=(lot,)), lot, CostCause.BY_HAND)
    assert [(lost.with_count, lost.without_count) for lost in found.lots] == [(9, 10)]


def test_keeping_groups_apart() -> None:
    """Groups of 4 with 1.0 m between them: 2.4 + 1.0 + 2.4 = 5.8 m hold 8."""
    lot = replace(STRIP, group_from_scheme=False, group=GroupRule(4, 20.0, 1.0))
    found = cost(project(lots=(lot, FAR)), lot, CostCause.GROUPS)
    assert [(lost.with_count, lost.without_count) for lost in found.lots] == [(8, 10)]


def test_an_empty_lot_loses_nothing() -> None:
    empty = replace(STRIP, filled=False)
    assert cost(project(lots=(empty,), roads=(ROAD,)), ROAD).lots == ()


def test_several_lots_are_told_apart() -> None:
    """A second strip below the road, its open side up: the same road costs each of both."""
    mirrored = Lot(
        "lot-2",
        rectangle(0, -8.05, 6.1, -6),
        edges=(WALL, WALL, OPEN, WALL),
        filled=True,
        direction_degrees=0.0,
    )
    road = replace(ROAD, centreline=((4.65, -5.5), (4.65, -0.5)))
    found = cost(project(lots=(STRIP, mirrored), roads=(road,)), road)
    assert [(lost.lot.id, lost.stalls) for lost in found.lots] == [("lot-1", 5), ("lot-2", 5)]
    assert found.stalls == 10


def test_nothing_is_worked_out_once_nobody_wants_it() -> None:
    with pytest.raises(CalledOff):
        stall_cost(
            project(roads=(ROAD,)), ROAD, CostCause.ITSELF, CATALOGUE, SHANGHAI, called_off=lambda: True
        )


def test_which_things_can_cost_stalls() -> None:
    scheme = Scheme("scheme-1")
    assert causes_of(ROAD, scheme) == causes_of(TREE, scheme) == (CostCause.ITSELF,)
    assert causes_of(DOOR, scheme) == causes_of(NEAR_HOUSE, scheme) == (CostCause.CLEARANCE,)
    assert causes_of(Green("green-1", rectangle(0, 0, 1, 1)), scheme) == ()
    assert causes_of(STRIP, scheme) == ()
    grouped = replace(scheme, group=GroupRule(25, 20, 2))
    assert causes_of(STRIP, grouped) == (CostCause.GROUPS,)
    assert causes_of(replace(STRIP, removed=((1, 1),)), grouped) == (CostCause.BY_HAND, CostCause.GROUPS)
    assert causes_of(replace(STRIP, removed=((1, 1),), filled=False), grouped) == ()
