"""Mendings of the supply: each that is offered mends when the plan is analysed anew.

A shed of 12.00 × 2.00 m has 20 stalls and, with a socket at each, two piles of ten: 0.3·0.8·20 = 4.80 kW, and
0.12 kW of lights, 0.05 kW of control, 0.03 kW of two cameras. In a short circuit a feeder of 10 mm² draws
176/(0.00675·L) A at its end; C32 asks for 416 A, which is 62.7 m, B32 for 208 A, which is 125.4 m.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from factories import rectangle

from chargeplan.analysis import Analysis, analyse
from chargeplan.engineering.findings import Check
from chargeplan.engineering.mending import Mending, mendings
from chargeplan.model.editing import apply, inverse
from chargeplan.model.equipment import SupplySettings
from chargeplan.model.project import Project
from chargeplan.model.scheme import CableRoute, DistributionBox, Scheme, Shed
from chargeplan.model.site import Boundary, Building, Doorway, Site, SiteFact, SupplyPoint

NEAR = SupplyPoint("supply-1", (0.0, 9.0), "Transformer", 40.0, 0.0, 5.0)


def shed(number: int, x: float, y: float = 8.0, **values: object) -> Shed:
    return Shed(f"shed-{number}", (x, y), 0, 12.0, 2.0, name=f"Shed {number}", **values)  # type: ignore[arg-type]


def analysed(*sheds: Shed, site: Site | None = None, **scheme: object) -> Analysis:
    ground = replace(site or Site(), none_here=tuple(SiteFact))
    if not ground.supply_points:
        ground = replace(ground, supply_points=(NEAR,))
    values = {"module_id": "compact", "socket_ratio": Fraction(1), **scheme}
    variant = Scheme("scheme-1", sheds=sheds, **values)  # type: ignore[arg-type]
    return analyse(Project(site=ground, schemes=(variant,)))


def missed(found: Analysis, code: str, circuit: str = "") -> list[Check]:
    return [
        check
        for check in found.checks
        if (check.code, check.state) == (code, "missed")
        and (not circuit or dict(check.values).get("circuit") == circuit)
    ]


def assert_mends(found: Analysis, check: Check) -> tuple[Mending, ...]:
    """See to it that all that is offered mends, brings no new error, and can be taken back."""
    offered = mendings(found, check)
    assert offered
    circuit = str(dict(check.values).get("circuit", ""))
    for mending in offered:
        project = apply(found.project, mending.edits)
        assert apply(project, inverse(mending.edits)) == found.project
        after = analyse(project)
        assert not [c for c in missed(after, check.code, circuit) if c.elements == check.elements]
        assert errors(after) <= errors(found)
        assert mending.title.format(**dict(mending.values))
    return offered


def errors(found: Analysis) -> set[tuple[str, tuple[str, ...]]]:
    return {(check.code, check.elements) for check in found.findings if check.severity == "error"}


def names(offered: tuple[Mending, ...]) -> list[str]:
    return [mending.title.format(**dict(mending.values)) for mending in offered]


def test_a_feeder_that_opens_too_late_gets_curve_b():
    """About 102 m: 256 A, less than 416 and more than 208; the branch draws 217 A, C16 asks for 208."""
    found = analysed(shed(1, 100.0))
    (late,) = missed(found, "sensitivity")
    offered = assert_mends(found, late)
    assert names(offered) == ["Breakers of feeders with curve B"]
    assert apply(found.project, offered[0].edits).active_scheme.supply.feeder_curve == "B"


def test_curve_b_is_not_offered_where_it_is_too_late_as_well():
    """About 152 m: 171 A < 208; a thicker cable is not asked for by the drop, so nothing is offered."""
    found = analysed(shed(1, 150.0))
    late = missed(found, "sensitivity", "WP1")
    assert late
    assert mendings(found, late[0]) == ()


def test_a_branch_that_opens_too_late_gets_curve_b_itself():
    """About 112 m: the feeder draws 233 A, the branch of 11 m 200 A < 208; B16 asks for 104 A."""
    found = analysed(shed(1, 110.0), supply=SupplySettings(feeder_curve="B"))
    (late,) = missed(found, "sensitivity")
    assert dict(late.values)["circuit"] != "WP1"
    assert names(assert_mends(found, late)) == ["Breakers of branches with curve B"]


def test_a_nearer_supply_point_mends_a_feeder_that_opens_too_late():
    far = SupplyPoint("supply-2", (160.0, 9.0), "East", 40.0, 0.0, 5.0)
    found = analysed(
        shed(1, 150.0),
        site=Site(supply_points=(NEAR, far)),
        supply=SupplySettings(supply_point_id="supply-1"),
    )
    late = missed(found, "sensitivity", "WP1")[0]
    assert names(assert_mends(found, late)) == ["Feed the scheme from East"]


def test_too_little_power_is_mended_by_another_point_or_by_fewer_sockets():
    """Two sheds: 40 sockets, 12.00·0.7 = 8.40 kW and 0.40 kW beside, of 6.00 kW.

    Half of the sockets, 20·0.3·0.8 = 4.80 kW, are 5.20 kW. A third point has too little, a fourth is unknown.
    """
    weak = replace(NEAR, spare_kw=6.0)
    strong = SupplyPoint("supply-2", (0.0, 30.0), "North", 20.0, 0.0, 5.0)
    others = (
        SupplyPoint("supply-3", (0.0, 20.0), "Weak", 8.0),
        SupplyPoint("supply-4", (0.0, 15.0), "Unknown"),
    )
    found = analysed(
        shed(1, 10.0), shed(2, 30.0, socket_ratio=Fraction(1)),
        site=Site(supply_points=(weak, strong, *others)), supply=SupplySettings(supply_point_id="supply-1"),
    )  # fmt: skip
    (short,) = missed(found, "supply_capacity")
    assert dict(short.values)["excess"] == "2.80"
    offered = assert_mends(found, short)
    assert names(offered) == ["Feed the scheme from North", "Sockets at no more than 50 % of the stalls"]
    fewer = apply(found.project, offered[1].edits).active_scheme
    assert (fewer.socket_ratio, fewer.sheds[0].socket_ratio, fewer.sheds[1].socket_ratio) == (
        Fraction(1, 2), None, Fraction(1, 2),
    )  # fmt: skip


def test_a_way_by_hand_through_a_building_is_left_to_the_program():
    house = Building("building-1", rectangle(20, 0, 40, 20), storeys=6)
    route = CableRoute("cable-1", ((0.0, 9.0), (59.5, 10.0)), "shed-1", "by hand")
    found = analysed(shed(1, 60.0), site=Site(buildings=(house,)), cable_routes=(route,))
    (through,) = missed(found, "route_in_building")
    offered = assert_mends(found, through)
    assert names(offered) == ["Let the program find the way in the place of by hand"]
    assert apply(found.project, offered[0].edits).active_scheme.cable_routes == ()


def test_a_way_by_hand_out_of_the_estate_is_left_to_the_program():
    """It goes 10 m beyond the northern side of the estate; the program's way stays inside."""
    estate = Boundary("boundary-1", rectangle(-10, 0, 90, 30))
    route = CableRoute("cable-1", ((0.0, 9.0), (30.0, 40.0), (59.5, 10.0)), "shed-1", "by hand")
    found = analysed(shed(1, 60.0), site=Site(boundaries=(estate,)), cable_routes=(route,))
    (outside,) = missed(found, "route_outside")
    offered = assert_mends(found, outside)
    assert names(offered) == ["Let the program find the way in the place of by hand"]


def test_a_shed_far_from_a_shared_box_gets_a_box_of_its_own():
    """Its second pile is 89 m from the box: 176/(0.00675·13 + 0.01125·91) = 158 A < 208 of C16.

    With a box of its own: 176/(0.00675·92 + 0.01125·11) = 236 A. A box for shed 1 would not help.
    """
    box = DistributionBox("box-1", (9.5, 10.0), "Box", ("shed-1", "shed-2"))
    found = analysed(shed(1, 10.0), shed(2, 90.0), boxes=(box,), supply=SupplySettings(feeder_curve="B"))
    (late,) = missed(found, "sensitivity")
    offered = names(assert_mends(found, late))
    assert "Give Shed 2 a box of its own" in offered
    assert "Give Shed 1 a box of its own" not in offered


def test_what_the_scheme_names_and_is_not_there_is_taken_off():
    found = analysed(shed(1, 10.0), supply=SupplySettings(supply_point_id="supply-9"))
    (gone,) = missed(found, "supply_point_gone")
    assert names(assert_mends(found, gone)) == [
        "Feed the scheme from the nearest supply point with power to spare"
    ]


def test_idle_boxes_go_and_cables_are_counted():
    box = DistributionBox("box-1", (5.0, 5.0), "Idle")
    found = analysed(shed(1, 10.0), boxes=(box,), supply=SupplySettings(cables_together=21))
    (idle,) = missed(found, "idle_box")
    (many,) = missed(found, "beyond_table")
    assert names(assert_mends(found, idle)) == ["Take out Idle"]
    assert names(assert_mends(found, many)) == ["Count the cables that touch on the plan"]


@pytest.mark.parametrize("times", [0, 1, 2])
def test_it_can_be_called_off_while_the_supply_is_designed(times):
    found = analysed(shed(1, 100.0))
    (late,) = missed(found, "sensitivity")
    asked = iter([False] * times + [True] * 9)
    assert mendings(found, late, cancelled=lambda: next(asked)) == ()


@pytest.mark.parametrize(("source_y", "offered"), [(66.0, ["Move Shed 1 by 2.00 m to the 南"]), (69.0, [])])
def test_what_would_spoil_the_supply_is_not_offered(source_y: float, offered: list[str]) -> None:
    """Away from the exit the shed moves 2.00 m from its power: C32 opens in time at 62.7 m, but not beyond.

    From y = 66 it is 58 m to the box and then 60 m, with ends and slack below that; from y = 69, 3 m more.
    """
    site = Site(
        supply_points=(SupplyPoint("supply-1", (-1.0, source_y), "Transformer", 40.0, 0.0, 5.0),),
        buildings=(Building("building-1", rectangle(1, 14, 5, 24), "No. 1", 6),),
        doorways=(Doorway("doorway-1", (3.0, 14.0), building_id="building-1", safety_exit=True),),
    )
    found = analysed(shed(1, 0.0), site=site)
    assert not missed(found, "sensitivity")
    (check,) = missed(found, "R06")
    assert names(mendings(found, check)) == offered
