"""Drawing what rules ask for, and power, with mouse and keys on a shown plan."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from canvas_driver import CTRL, Hand, hand_on, plan
from PySide6.QtCore import Qt

from chargeplan.i18n import set_language
from chargeplan.model.project import Element, Project
from chargeplan.model.scheme import CableRoute, DistributionBox, Lot, Shed
from chargeplan.model.site import (
    Basement,
    Building,
    Doorway,
    Fence,
    GasRegulator,
    Hydrant,
    LadderGround,
    Pipeline,
    PipelineKind,
    SiteFact,
    SupplyPoint,
    WallKind,
    Window,
)

SQUARE = ((-10.0, -10.0), (10.0, -10.0), (10.0, 10.0), (-10.0, 10.0))
HOUSE = Building("building-1", ((-15, -5), (15, -5), (15, 5), (-15, 5)), walls=(WallKind.UNKNOWN,) * 4)
SUPPLY = SupplyPoint("supply-1", (-20, 0))
SHED = Shed("shed-1", (10, -4), 0, 12, 2)


@pytest.fixture
def hand(qtbot) -> Hand:
    """Return a hand on an empty plan, in English."""
    set_language("en")
    return hand_on(qtbot, Project())


def hand_at(qtbot, *elements: Element) -> Hand:
    set_language("en")
    return hand_on(qtbot, plan(*elements))


@pytest.mark.parametrize(
    ("tool_id", "drawn"),
    [
        ("ladder_ground", LadderGround("ladder-ground-1", SQUARE)),
        ("basement", Basement("basement-1", SQUARE)),
    ],
)
def test_ground_is_drawn_corner_by_corner(hand: Hand, tool_id: str, drawn: Element) -> None:
    hand.draw(tool_id, *SQUARE)
    hand.key(Qt.Key.Key_Return)
    assert hand.element(drawn.id) == drawn
    hand.document.undo_stack.undo()
    assert hand.document.elements() == {}


@pytest.mark.parametrize(
    ("tool_id", "drawn"),
    [
        ("hydrant", Hydrant("hydrant-1", (3, 4))),
        ("gas_regulator", GasRegulator("gas-1", (3, 4))),
        ("distribution_box", DistributionBox("box-1", (3, 4))),
        ("supply_point", SupplyPoint("supply-1", (3, 4))),
    ],
)
def test_marks_are_put_down_by_a_click_or_by_a_typed_place(hand: Hand, tool_id: str, drawn: Element) -> None:
    hand.draw(tool_id, (3, 4))
    assert hand.element(drawn.id) == drawn
    assert hand.session.selection.ids == (drawn.id,)
    hand.hover((0, 0))
    hand.type("-8,2.5")
    hand.key(Qt.Key.Key_Return)
    second = list(hand.document.elements().values())[1]
    assert second == replace(drawn, id=second.id, position=(-8, 2.5))
    hand.view.set_tool("select")
    hand.key(Qt.Key.Key_Delete)
    assert list(hand.document.elements()) == [drawn.id]


def test_a_fence_has_a_thickness_that_can_be_typed(hand: Hand) -> None:
    """0.24 m, two corners, Enter."""
    hand.view.set_tool("fence")
    hand.hover((0, 0))
    hand.type("24cm")
    hand.key(Qt.Key.Key_Return)
    hand.click((-20, 0))
    hand.click((20, 0))
    hand.key(Qt.Key.Key_Return)
    assert hand.element("fence-1") == Fence("fence-1", ((-20, 0), (20, 0)), 0.24)


def test_k_turns_a_pipeline_to_the_next_kind(hand: Hand) -> None:
    """It begins with gas, for that decides most; K makes it water."""
    hand.draw("pipeline", (-20, 0), (20, 0))
    hand.key(Qt.Key.Key_Return)
    hand.view.set_tool("pipeline")
    hand.key(Qt.Key.Key_K)
    assert "Water pipe, 1 m kept free" in hand.view.tool.prompt()
    hand.click((-20, 10))
    assert hand.view.tool.prompt().startswith("Water pipe: Click the next point")
    hand.click((20, 10))
    hand.key(Qt.Key.Key_Return)
    kinds = [pipe.kind for pipe in hand.document.project.site.pipelines]
    assert kinds == [PipelineKind.GAS, PipelineKind.WATER]
    assert hand.element("pipeline-1") == Pipeline("pipeline-1", ((-20, 0), (20, 0)), 1.0, PipelineKind.GAS)


def test_a_window_lies_in_the_wall_that_is_clicked_and_belongs_to_its_building(qtbot) -> None:
    """A click 0.5 m below the wall at y = −5: 1.5 m about x = 3, from 2.25 to 3.75; elsewhere nothing."""
    hand = hand_at(qtbot, HOUSE)
    hand.draw("window", (3, -5.5))
    assert hand.element("window-1") == Window("window-1", ((2.25, -5), (3.75, -5)), building_id="building-1")
    hand.click((3, -20))
    assert len(hand.document.project.site.windows) == 1


def test_the_width_of_a_window_is_typed_and_the_wall_bounds_it(qtbot) -> None:
    """2.4 m at the corner x = 15: it ends there and begins at 12.6; 99 m is as long as the wall of 10 m."""
    hand = hand_at(qtbot, HOUSE)
    hand.view.set_tool("window")
    hand.hover((0, 0))
    hand.type("2.4")
    hand.key(Qt.Key.Key_Return)
    hand.click((14.9, -5))
    (x1, y1), (x2, y2) = hand.element("window-1").centreline
    assert (x1, y1, x2, y2) == pytest.approx((12.6, -5, 15, -5))
    hand.type("99")
    hand.key(Qt.Key.Key_Return)
    hand.click((15, 2))
    assert hand.element("window-2").centreline == ((15, -5), (15, 5))


def test_windows_follow_their_building_and_go_with_it(qtbot) -> None:
    hand = hand_at(qtbot, HOUSE, Window("window-1", ((2, -5), (3, -5)), building_id="building-1"))
    hand.drag((0, 0), (0, 10))
    assert hand.element("building-1").ring[0] == (-15, 5)
    assert hand.element("window-1").centreline == ((2, 5), (3, 5))
    hand.key(Qt.Key.Key_C, CTRL)
    hand.hover((0, -12))
    hand.key(Qt.Key.Key_V, CTRL)
    copy = hand.element("window-2")
    assert copy.building_id == "building-2"
    hand.session.selection.set(["building-1"])
    hand.key(Qt.Key.Key_Delete)
    assert sorted(hand.document.elements()) == ["building-2", "window-2"]


def test_a_window_is_picked_at_its_line_and_turned_round_with_everything(qtbot) -> None:
    """It lies above the wall that it is in; a box that crosses it selects it."""
    hand = hand_at(qtbot, HOUSE, Window("window-1", ((2, -5), (3, -5)), building_id="building-1"))
    hand.click((2.5, -5))
    assert hand.session.selection.ids == ("window-1",)
    hand.click((25, 20))
    hand.drag((3.5, -6.5), (2.2, -4.2))
    assert set(hand.session.selection.ids) == {"building-1"} | {"window-1"}
    hand.session.selection.set(["building-1"])
    hand.view.rotate_selection(90)
    (x1, y1), (x2, y2) = hand.element("window-1").centreline
    assert (x1, y1, x2, y2) == pytest.approx((5, 2, 5, 3))


def test_clicks_tell_the_kinds_of_walls(qtbot) -> None:
    """The south side becomes blank, by K the east one a fire wall; a second click makes it unknown again."""
    hand = hand_at(qtbot, HOUSE)
    hand.view.set_tool("wall_kinds")
    hand.hover((0, -5.5))
    assert hand.view.tool.badge()[0] == ["Side 1: unknown", "Click: no openings"]
    hand.click((0, -5.5))
    hand.key(Qt.Key.Key_K)
    hand.click((15, 0))
    unknown = WallKind.UNKNOWN
    assert hand.element("building-1").walls == (WallKind.BLANK, WallKind.FIRE_WALL, unknown, unknown)
    hand.click((15, 0))
    assert hand.element("building-1").walls == (WallKind.BLANK, unknown, unknown, unknown)
    hand.click((0, 20))
    assert hand.document.undo_stack.count() == 3


def test_walls_stay_with_their_sides_when_corners_come_and_go(qtbot) -> None:
    """A corner pulled out of the south side leaves both halves blank; without it all is as before."""
    kinds = (WallKind.BLANK, WallKind.OPENINGS, WallKind.FIRE_WALL, WallKind.UNKNOWN)
    hand = hand_at(qtbot, replace(HOUSE, walls=kinds))
    hand.click((0, 0))
    hand.drag((0, -5), (0, -8))
    assert hand.element("building-1").walls == (WallKind.BLANK, *kinds)
    hand.double_click((0, -8))
    assert hand.element("building-1").walls == kinds


def test_a_cable_runs_from_a_supply_point_to_the_box_that_is_clicked(qtbot) -> None:
    """Three clicks; the last is at the box and ends the cable. Elsewhere no cable begins."""
    hand = hand_at(qtbot, SUPPLY, DistributionBox("box-1", (20, 10)))
    said: list[str] = []
    hand.session.message.connect(said.append)
    hand.draw("cable_route", (0, 0))
    assert said == ["A cable begins at a supply point."]
    hand.hover((-19.8, 0.2))
    assert hand.view.tool.badge()[0] == ["from supply point 1"]
    hand.click((-19.8, 0.2))
    hand.click((0, 0))
    hand.hover((19.8, 9.9))
    assert hand.view.tool.badge()[0][-1] == "to distribution box 1"
    hand.click((19.8, 9.9))
    assert hand.element("cable-1") == CableRoute("cable-1", ((-20, 0), (0, 0), (20, 10)), "box-1")
    assert not hand.view.tool.drawing


def test_a_cable_may_end_at_a_shed_or_with_enter_on_a_lot_but_not_nowhere(qtbot) -> None:
    lot = Lot("lot-1", ((0, -20), (20, -20), (20, -10), (0, -10)))
    hand = hand_at(qtbot, SUPPLY, SHED, lot)
    hand.draw("cable_route", (-20, 0), (0, 0), (12, -3))
    assert hand.element("cable-1").box_id == "shed-1"
    hand.draw("cable_route", (-20, 0), (-10, -15), (5, -15))
    assert len(hand.document.project.active_scheme.cable_routes) == 1
    hand.key(Qt.Key.Key_Return)
    assert hand.element("cable-2").box_id == "lot-1"
    said: list[str] = []
    hand.session.message.connect(said.append)
    hand.draw("cable_route", (-20, 0), (-20, 20))
    hand.key(Qt.Key.Key_Return)
    assert said == ["A cable ends at a box, a shed or a lot."]
    hand.key(Qt.Key.Key_Escape)
    assert len(hand.document.project.active_scheme.cable_routes) == 2


def test_cables_follow_what_they_join(qtbot) -> None:
    """The box goes 5 m north, the supply point 3 m west, each with its end of the cable, and back by undo."""
    route = CableRoute("cable-1", ((-20, 0), (0, 0), (20, 10)), "box-1")
    hand = hand_at(qtbot, SUPPLY, DistributionBox("box-1", (20, 10)), route)
    hand.drag((20, 10), (20, 15))
    assert hand.element("box-1").position == (20, 15)
    assert hand.element("cable-1").centreline == ((-20, 0), (0, 0), (20, 15))
    hand.click((-20, 0))
    hand.view.nudge(-3, 0)
    assert hand.element("cable-1").centreline == ((-23, 0), (0, 0), (20, 15))
    hand.document.undo_stack.undo()
    hand.document.undo_stack.undo()
    assert hand.element("cable-1") == route


def test_a_cable_pulled_to_another_box_leads_there(qtbot) -> None:
    route = CableRoute("cable-1", ((-20, 0), (0, 0), (20, 10)), "box-1")
    boxes = DistributionBox("box-1", (20, 10)), DistributionBox("box-2", (20, -10))
    hand = hand_at(qtbot, SUPPLY, *boxes, route)
    hand.click((-10, 0))
    assert hand.session.selection.ids == ("cable-1",)
    hand.drag((20, 10), (20, -10))
    assert hand.element("cable-1") == CableRoute("cable-1", ((-20, 0), (0, 0), (20, -10)), "box-2")
    hand.session.selection.set(["box-2"])
    hand.key(Qt.Key.Key_Delete)
    assert sorted(hand.document.elements()) == ["box-1", "supply-1"]


@pytest.mark.parametrize("selected", [False, True])
def test_a_cable_dragged_by_its_line_keeps_its_ends(qtbot, selected) -> None:
    """A bend is put in at (10, 5), between (0, 0) and the box; the bend at (0, 0) is taken hold of itself."""
    route = CableRoute("cable-1", ((-20, 0), (0, 0), (20, 10)), "box-1")
    hand = hand_at(qtbot, SUPPLY, DistributionBox("box-1", (20, 10)), route)
    if selected:
        hand.session.selection.set(["cable-1"])
    hand.drag((8, 4), (8, -6))
    assert hand.element("cable-1").centreline == ((-20, 0), (0, 0), (8, -6), (20, 10))
    assert hand.session.selection.ids == ("cable-1",)
    hand.document.undo_stack.undo()
    hand.drag((0, 0), (0, -10))
    assert hand.element("cable-1").centreline == ((-20, 0), (0, -10), (20, 10))


def test_a_cable_moved_with_others_keeps_the_ends_that_stay(qtbot) -> None:
    """Nudged alone its bend moves; with its box that end does too; with both ends all of it."""
    route = CableRoute("cable-1", ((-20, 0), (0, 0), (20, 10)), "box-1")
    hand = hand_at(qtbot, SUPPLY, DistributionBox("box-1", (20, 10)), HOUSE, route)
    for chosen, line in (
        (["cable-1"], ((-20, 0), (1, 2), (20, 10))),
        (["cable-1", "building-1"], ((-20, 0), (1, 2), (20, 10))),
        (["cable-1", "box-1"], ((-20, 0), (1, 2), (21, 12))),
        (["cable-1", "box-1", "supply-1"], ((-19, 2), (1, 2), (21, 12))),
    ):
        hand.session.selection.set(chosen)
        hand.view.nudge(1, 2)
        assert hand.element("cable-1").centreline == line, chosen
        hand.document.undo_stack.undo()
    hand.session.selection.set(["cable-1", "box-1"])
    hand.drag((20, 10), (22, 14))
    assert hand.element("cable-1").centreline == ((-20, 0), (2, 4), (22, 14))
    hand.document.undo_stack.undo()
    hand.session.selection.set(["cable-1", "box-1"])
    hand.view.rotate_selection(180)
    assert hand.element("cable-1").centreline[0] == (-20, 0)
    assert math.dist(hand.element("cable-1").centreline[-1], hand.element("box-1").position) < 1e-3


def test_cables_among_what_is_dragged_are_shown_with_the_ends_that_stay(qtbot) -> None:
    """While box and cable are dragged, the cable is drawn from the supply point by (-9, 2) to its bend."""
    route = CableRoute("cable-1", ((-20, 0), (0, 0), (20, 10)), "box-1")
    hand = hand_at(qtbot, SUPPLY, DistributionBox("box-1", (20, 10)), route)
    hand.session.selection.set(["cable-1", "box-1"])
    seen: list[bool] = []

    def look() -> None:
        picture = hand.view.grab().toImage()
        ratio = picture.devicePixelRatio()
        spots = [hand.pixel(place) * ratio for place in ((-9, 2), (-9, 12), (-9, 4), (12, 9))]
        line, ground, rigid, onward = (picture.pixelColor(spot) for spot in spots)
        seen.extend([line != ground, rigid == ground, onward != ground])

    hand.drag((20, 10), (22, 14), during=look)
    assert seen == [True, True, True]


def test_ends_of_cables_are_neither_pulled_off_nor_taken_out(qtbot) -> None:
    """Pulled to nowhere an end goes back and it is said why; another supply point takes the beginning."""
    route = CableRoute("cable-1", ((-20, 0), (0, 0), (20, 10)), "box-1")
    other = SupplyPoint("supply-2", (-20, 10), "Other")
    hand = hand_at(qtbot, SUPPLY, other, DistributionBox("box-1", (20, 10)), route)
    said: list[str] = []
    hand.session.message.connect(said.append)
    hand.session.selection.set(["cable-1"])
    hand.drag((20, 10), (25, -15))
    hand.drag((-20, 0), (-25, -15))
    assert hand.element("cable-1") == route
    assert hand.document.undo_stack.count() == 0
    assert said == ["A cable ends at a box, a shed or a lot.", "A cable begins at a supply point."]
    hand.double_click((-20, 0))
    hand.double_click((20, 10))
    assert hand.element("cable-1") == route
    hand.drag((-20, 0), (-20, 10))
    assert hand.element("cable-1").centreline[0] == (-20, 10)
    hand.double_click((0, 0))
    assert hand.element("cable-1").centreline == ((-20, 10), (20, 10))


def test_a_bend_that_is_pulled_does_not_lead_the_cable_elsewhere(qtbot) -> None:
    """The cable ends at the own box of a shed, half a metre before it, and on a lot that is there too."""
    lot = Lot("lot-1", ((0, -20), (40, -20), (40, 20), (0, 20)))
    shed = replace(SHED, origin=(10.0, -2.0), angle_degrees=0.0)
    route = CableRoute("cable-1", ((-20, 0), (-5, 0), (9.5, 0.0)), "shed-1")
    hand = hand_at(qtbot, SUPPLY, lot, shed, route)
    hand.session.selection.set(["cable-1"])
    hand.drag((-5, 0), (-5, 8))
    bend = hand.element("cable-1").centreline[1]
    assert math.dist(bend, (-5, 8)) < 1  # it may snap
    assert hand.element("cable-1") == replace(route, centreline=((-20, 0), bend, (9.5, 0.0)))
    hand.view.nudge(0, 1)
    higher = (bend[0], round(bend[1] + 1, 4))
    assert hand.element("cable-1") == replace(route, centreline=((-20, 0), higher, (9.5, 0.0)))


def test_copies_of_boxes_feed_copies(qtbot) -> None:
    """Copied together they name each other. A box alone feeds nothing; a cable alone needs a box at its end.

    A duplicate lies 2 m to the east and south, where the copy of the box lies too.
    """
    box = DistributionBox("box-1", (20, 10), feeds=("shed-1",))
    route = CableRoute("cable-1", ((-20, 0), (20, 10)), "box-1")
    hand = hand_at(qtbot, SUPPLY, SHED, box, route)
    hand.session.selection.set(["cable-1", "box-1", "shed-1"])
    hand.view.duplicate_selection()
    assert hand.element("box-2").feeds == ("shed-2",)
    assert hand.element("cable-2").box_id == "box-2"
    hand.session.selection.set(["box-1"])
    hand.view.duplicate_selection()
    assert hand.element("box-3").feeds == ()
    hand.session.selection.set(["cable-1"])
    hand.view.duplicate_selection()
    assert hand.element("cable-3").box_id == "box-2"
    hand.view.copy()
    said: list[str] = []
    hand.session.message.connect(said.append)
    hand.hover((0, -20))
    hand.view.paste()
    assert said == ["A cable whose end is at no box, shed or lot was left out."]
    assert len(hand.document.project.active_scheme.cable_routes) == 3


def test_what_is_drawn_is_no_longer_denied(qtbot) -> None:
    """That there is no hydrant is taken back by the one that is drawn, in the same step."""
    project = plan()
    denied = replace(project, site=replace(project.site, none_here=(SiteFact.HYDRANT, SiteFact.FENCE)))
    hand = hand_on(qtbot, denied)
    hand.draw("hydrant", (0, 0))
    assert hand.document.project.site.none_here == (SiteFact.FENCE,)
    assert hand.document.undo_stack.count() == 1
    hand.document.undo_stack.undo()
    assert hand.document.project == denied


def test_everything_new_is_drawn_light_and_dark(qtbot) -> None:
    """Each new kind leaves a mark of its own on the picture: without it the picture is another."""
    elements: list[Element] = [
        replace(HOUSE, walls=(WallKind.OPENINGS, WallKind.BLANK, WallKind.FIRE_WALL, WallKind.UNKNOWN)),
        Doorway("doorway-1", (0, 5), building_id="building-1", safety_exit=False),
        Window("window-1", ((2, -5), (4, -5)), building_id="building-1"),
        Fence("fence-1", ((-30, -20), (30, -20))),
        LadderGround("ladder-ground-1", ((-30, 10), (-20, 10), (-20, 20))),
        Hydrant("hydrant-1", (20, 15)),
        GasRegulator("gas-1", (25, 15)),
        Pipeline("pipeline-1", ((-30, -15), (30, -15)), 1.0),
        Basement("basement-1", ((-10, 10), (0, 10), (0, 20))),
        DistributionBox("box-1", (10, 15)),
        CableRoute("cable-1", ((-25, -10), (10, -10)), "box-1"),
    ]
    hand = hand_at(qtbot, *elements)
    whole = hand.view.grab().toImage()
    for element in elements:
        hand.view.plan_scene.hide_elements([element.id])
        assert hand.view.grab().toImage() != whole, element.id
    hand.view.plan_scene.hide_elements(())
    for element in elements:
        hand.session.selection.set([element.id])
        assert hand.view.grab().toImage() != whole, element.id
