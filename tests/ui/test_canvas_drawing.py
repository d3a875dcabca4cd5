"""Drawing each kind of thing with mouse and keys on a shown plan."""

from __future__ import annotations

import pytest
from canvas_driver import ALT, CTRL, RIGHT, Hand, hand_on, plan
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from chargeplan.i18n import set_language
from chargeplan.model.project import Project
from chargeplan.model.scheme import Lot, Shed
from chargeplan.model.site import Building, Doorway, FireLane, Obstacle, ObstacleKind, Road, SupplyPoint

SQUARE = ((-10.0, -10.0), (10.0, -10.0), (10.0, 10.0), (-10.0, 10.0))


@pytest.fixture
def hand(qtbot) -> Hand:
    """Return a hand on an empty plan, in English."""
    set_language("en")
    return hand_on(qtbot, Project())


@pytest.mark.parametrize(
    ("tool_id", "element_id"),
    [("boundary", "boundary-1"), ("building", "building-1"), ("green", "green-1"), ("lot", "lot-1")],
)
def test_a_shape_of_clicks_ends_with_enter_as_one_step(hand: Hand, tool_id: str, element_id: str) -> None:
    hand.draw(tool_id, *SQUARE)
    assert hand.document.elements() == {}
    hand.key(Qt.Key.Key_Return)
    assert hand.element(element_id).ring == SQUARE
    assert hand.document.undo_stack.count() == 1
    hand.document.undo_stack.undo()
    assert hand.document.elements() == {}
    hand.document.undo_stack.redo()
    assert hand.element(element_id).ring == SQUARE
    assert hand.session.selection.ids == (element_id,) or hand.session.selection.ids == ()


def test_right_click_double_click_and_the_first_corner_finish_too(hand: Hand) -> None:
    hand.draw("lot", *SQUARE)
    hand.click((0, 0), button=RIGHT)
    assert hand.element("lot-1").ring == SQUARE
    hand.draw("lot", (20, 0), (30, 0), (30, 10))
    hand.double_click((20, 10))
    assert hand.element("lot-2").ring == ((20, 0), (30, 0), (30, 10), (20, 10))
    hand.draw("lot", (-30, 0), (-20, 0), (-20, 10), (-30, 0))
    assert hand.element("lot-3").ring == ((-30, 0), (-20, 0), (-20, 10))


def test_space_finishes_when_the_mouse_has_not_moved(hand: Hand) -> None:
    hand.draw("green", *SQUARE)
    hand.key(Qt.Key.Key_Space)
    assert hand.element("green-1").ring == SQUARE


def test_two_corners_are_no_shape_and_stay_a_draft(hand: Hand) -> None:
    hand.draw("lot", (0, 0), (10, 0))
    hand.key(Qt.Key.Key_Return)
    assert hand.document.elements() == {}
    hand.click((10, 10))
    hand.key(Qt.Key.Key_Return)
    assert hand.element("lot-1").ring == ((0, 0), (10, 0), (10, 10))


def test_a_rectangle_takes_three_clicks(hand: Hand) -> None:
    """Side from (0, 0) to (12, 0), third click at (5, 7): the depth is 7 m wherever along the side it is."""
    hand.view.set_tool("building")
    hand.key(Qt.Key.Key_R)
    for place in ((0, 0), (12, 0), (5, 7)):
        hand.click(place)
    assert hand.element("building-1").ring == ((0, 0), (12, 0), (12, 7), (0, 7))


def test_a_rectangle_can_be_typed(hand: Hand) -> None:
    """12 m to the east, then 3*2.5 = 7.5 m to the north."""
    hand.view.set_tool("building")
    hand.key(Qt.Key.Key_R)
    hand.click((0, 0))
    hand.hover((5, 0))
    hand.type("12")
    hand.key(Qt.Key.Key_Return)
    hand.hover((5, 3))
    hand.type("3*2.5")
    hand.key(Qt.Key.Key_Return)
    assert hand.element("building-1").ring == ((0, 0), (12, 0), (12, 7.5), (0, 7.5))


def test_lanes_have_centre_lines_and_a_width_that_can_be_typed(hand: Hand) -> None:
    hand.draw("road", (-20, 0), (20, 0))
    hand.key(Qt.Key.Key_Return)
    assert hand.element("road-1") == Road("road-1", ((-20, 0), (20, 0)), 4.0)
    hand.view.set_tool("fire_lane")
    hand.hover((0, 5))
    hand.type("5.5")
    hand.key(Qt.Key.Key_Return)
    hand.click((-20, 10))
    hand.click((20, 10))
    hand.key(Qt.Key.Key_Return)
    assert hand.element("fire-lane-1") == FireLane("fire-lane-1", ((-20, 10), (20, 10)), 5.5)


def test_a_doorway_stands_in_the_wall_and_knows_its_building(qtbot) -> None:
    """The click is 0.5 m, 5 pixels, north of the wall at y = 5."""
    hand = hand_on(qtbot, plan(Building("building-1", ((-15, -5), (15, -5), (15, 5), (-15, 5)))))
    hand.draw("doorway", (3, 5.5))
    assert hand.element("doorway-1") == Doorway("doorway-1", (3, 5), building_id="building-1")
    hand.click((0, 20))
    assert hand.element("doorway-2") == Doorway("doorway-2", (0, 20))


def test_obstacles_by_click_by_drag_and_by_number(hand: Hand) -> None:
    hand.draw("obstacle", (0, 0))
    assert hand.element("obstacle-1") == Obstacle("obstacle-1", (0, 0), 1.5)
    hand.drag((10, 0), (13, 4))
    assert hand.element("obstacle-2") == Obstacle("obstacle-2", (10, 0), 5.0)
    hand.key(Qt.Key.Key_K)
    hand.type("40cm")
    hand.key(Qt.Key.Key_Return)
    hand.click((0, 20))
    assert hand.element("obstacle-3") == Obstacle("obstacle-3", (0, 20), 0.4, ObstacleKind.MANHOLE)


def test_a_supply_point_is_one_click(hand: Hand) -> None:
    hand.draw("supply_point", (4, -3))
    assert hand.element("supply-1") == SupplyPoint("supply-1", (4, -3))


def test_a_shed_of_the_catalogue_is_one_click_and_turns_its_back_to_the_house(qtbot) -> None:
    """The house lies north of the click, so a single row, whose back is at large y, lies at 0 degrees."""
    house = Building("building-1", ((-15, 12), (15, 12), (15, 20), (-15, 20)))
    hand = hand_on(qtbot, plan(house))
    hand.session.choose_shed("single_12")
    hand.draw("shed", (0, 0))
    assert hand.element("shed-1") == Shed("shed-1", (-6, -1), 0, 12.0, 2.0, 1, module_id="compact")
    hand.click((0, 25))
    assert hand.element("shed-2").angle_degrees == 180


def test_r_turns_a_shed_by_a_quarter_and_a_number_sets_its_length(hand: Hand) -> None:
    hand.session.choose_shed("double_6")
    hand.view.set_tool("shed")
    hand.hover((0, 0))
    hand.type("9")
    hand.key(Qt.Key.Key_Return)
    hand.key(Qt.Key.Key_R)
    hand.click((0, 0))
    shed = hand.element("shed-1")
    assert (shed.length_m, shed.angle_degrees) == (9.0, 90.0)
    assert shed.origin == (1.6, -4.5)


def test_a_dragged_shed_takes_direction_and_length_of_the_drag(hand: Hand) -> None:
    hand.session.choose_shed("single_12")
    hand.view.set_tool("shed")
    hand.drag((0, 0), (0, 15))
    shed = hand.element("shed-1")
    assert (shed.origin, shed.angle_degrees, shed.length_m) == ((0, 0), 90.0, 15.0)


def test_sizes_that_no_plan_can_hold_are_neither_typed_nor_dragged(hand: Hand) -> None:
    """A shed ends at 1,000 m, a tree at a radius of 100 m; a wrong entry leaves the size as it was."""
    hand.session.choose_shed("single_12")
    hand.view.set_tool("shed")
    hand.hover((0, 0))
    hand.type("5000")
    hand.key(Qt.Key.Key_Return)
    hand.key(Qt.Key.Key_Escape)
    hand.click((0, 0))
    assert hand.element("shed-1").length_m == 12.0
    hand.view.set_tool("obstacle")
    hand.hover((0, 20))
    hand.type("500")
    hand.key(Qt.Key.Key_Return)
    hand.key(Qt.Key.Key_Escape)
    hand.click((0, 20))
    assert hand.element("obstacle-1").radius_m == 1.5


def test_live_figures_of_a_shed_stand_in_the_readout(hand: Hand, qtbot) -> None:
    """12.0 m at 0.60 m are 20 stalls, every second with a socket: 10."""
    hand.session.choose_shed("single_12")
    hand.view.set_tool("shed")
    with qtbot.waitSignal(hand.view.readout_changed) as told:
        hand.hover((3, 3))
    assert "20 stalls" in told.args[0] and "10 sockets" in told.args[0] and "24.00 m²" in told.args[0]


def test_live_figures_of_a_lot_tell_what_a_fill_would_give(hand: Hand, qtbot) -> None:
    """A square of 20 m: 400 m², and the estimate is that of the layout itself, which is not empty."""
    figures = []
    hand.view.live_figures_changed.connect(figures.append)
    hand.draw("lot", *SQUARE[:3])
    hand.hover(SQUARE[3])
    qtbot.waitUntil(
        lambda: bool(figures[-1] and figures[-1].stalls and not figures[-1].pending), timeout=10000
    )
    assert figures[-1].area_m2 == pytest.approx(400)
    assert figures[-1].approximate and figures[-1].stalls > 50
    hand.key(Qt.Key.Key_Escape)


def test_esc_goes_back_one_level_at_a_time(hand: Hand) -> None:
    hand.draw("lot", *SQUARE)
    hand.key(Qt.Key.Key_Return)
    hand.view.set_tool("lot")
    hand.click((20, 0))
    hand.click((30, 0))
    assert hand.view.tool.draft_points == ((20, 0), (30, 0))
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.tool.draft_points == ((20, 0),)
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.tool.draft_points == ()
    assert hand.view.tool_id == "lot"
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.tool_id == "select"
    assert hand.session.selection.ids == ("lot-1",)
    hand.key(Qt.Key.Key_Escape)
    assert hand.session.selection.ids == ()


@pytest.mark.parametrize(
    "keys", [(Qt.Key.Key_Backspace, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_Z, CTRL)]
)
def test_backspace_and_undo_take_back_the_last_corner_only(hand: Hand, keys) -> None:
    hand.draw("lot", *SQUARE)
    hand.key(Qt.Key.Key_Return)
    hand.draw("green", (20, 0), (30, 0), (30, 10), (35, 20))
    hand.key(*keys)
    hand.key(Qt.Key.Key_Return)
    assert hand.element("green-1").ring == ((20, 0), (30, 0), (30, 10))
    assert hand.element("lot-1").ring == SQUARE


def test_letters_choose_tools_and_enter_repeats_the_last(hand: Hand) -> None:
    for letter, tool_id in (
        (Qt.Key.Key_L, "lot"),
        (Qt.Key.Key_V, "select"),
        (Qt.Key.Key_S, "shed"),
        (Qt.Key.Key_B, "building"),
        (Qt.Key.Key_D, "doorway"),
        (Qt.Key.Key_O, "obstacle"),
        (Qt.Key.Key_M, "measure"),
    ):
        hand.key(letter)
        assert hand.view.tool_id == tool_id
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.tool_id == "select"
    hand.key(Qt.Key.Key_Return)
    assert hand.view.tool_id == "measure"
    assert not hand.view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_enter_puts_a_tool_away_that_has_drawn_nothing(hand: Hand) -> None:
    """Who presses Enter once more after a shape is done gets no other tool in hand."""
    hand.key(Qt.Key.Key_M)
    hand.key(Qt.Key.Key_D)
    hand.key(Qt.Key.Key_Return)
    assert hand.view.tool_id == "select"
    hand.key(Qt.Key.Key_Return)
    assert hand.view.tool_id == "doorway"


def test_letters_do_not_throw_a_draft_away(hand: Hand) -> None:
    """Nor does a menu's shortcut, which would be asked first."""
    taken: list[bool] = []
    action = QAction("Shed", hand.view)
    action.setShortcut("S")
    action.triggered.connect(lambda: taken.append(True))
    hand.view.addAction(action)
    hand.key(Qt.Key.Key_S)
    assert taken == [True]
    hand.draw("lot", *SQUARE[:3])
    hand.key(Qt.Key.Key_S)
    assert taken == [True]
    assert hand.view.tool_id == "lot"
    hand.key(Qt.Key.Key_Return)
    assert hand.element("lot-1").ring == SQUARE[:3]


def test_measuring_changes_nothing_and_stays_to_be_read(hand: Hand) -> None:
    """3 m east and 4 m north: 7 m along, within a triangle of 6 m²."""
    hand.draw("measure", (0, 0), (3, 0), (3, 4))
    hand.key(Qt.Key.Key_Return)
    figures = hand.view.tool.figures()
    assert figures.total_m == pytest.approx(7)
    assert figures.area_m2 == pytest.approx(6)
    assert hand.document.undo_stack.count() == 0
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.tool.figures() is None


def test_corners_snap_to_what_is_there_unless_alt_is_held(qtbot) -> None:
    """0.4 m are 4 pixels: near enough for the corner at (10, 10)."""
    hand = hand_on(qtbot, plan(Lot("lot-1", SQUARE)))
    hand.draw("green", (10.4, 10.3), (25, 12), (20, 25))
    hand.key(Qt.Key.Key_Return)
    assert hand.element("green-1").ring[0] == (10, 10)
    hand.view.set_tool("green")
    hand.click((10.4, 10.3), ALT)
    hand.click((25, 12), ALT)
    hand.click((20, 25), ALT)
    hand.key(Qt.Key.Key_Return)
    assert hand.element("green-2").ring[0] == (10.4, 10.3)


def test_f3_turns_snapping_off_and_tells(hand: Hand, qtbot) -> None:
    with qtbot.waitSignal(hand.view.modes_changed) as told:
        hand.key(Qt.Key.Key_F3)
    assert told.args == [False, False, False]
    assert not hand.view.snapping


def test_f8_holds_right_angles_after_the_first_corner(hand: Hand) -> None:
    """(14, 3) lies 3 m off the way east, (11, 16) 3 m off the way north from (14, 0)."""
    hand.key(Qt.Key.Key_F8)
    hand.draw("lot", (0, 0), (14, 3), (11, 16))
    hand.key(Qt.Key.Key_Return)
    assert hand.element("lot-1").ring == ((0, 0), (14, 0), (14, 16))


def test_f7_draws_to_the_grid(hand: Hand) -> None:
    """At 10 pixels a metre the grid is 5 m wide: its lines must be 12 pixels apart at least."""
    hand.key(Qt.Key.Key_F7)
    step = hand.view.grid_step_m
    hand.draw("lot", (0.3 * step, 0.2 * step), (4.4 * step, 0.1 * step), (4.2 * step, 3.3 * step))
    hand.key(Qt.Key.Key_Return)
    assert hand.element("lot-1").ring == ((0, 0), (4 * step, 0), (4 * step, 3 * step))


def test_undo_names_are_translated_when_they_are_made(hand: Hand) -> None:
    hand.draw("lot", *SQUARE)
    hand.key(Qt.Key.Key_Return)
    assert hand.document.undo_stack.undoText() == "Draw lot"


def test_prompts_follow_the_shape(hand: Hand) -> None:
    told: list[str] = []
    hand.view.prompt_changed.connect(lambda prompt, _hint: told.append(prompt))
    hand.draw("lot", *SQUARE[:3])
    assert told[-1] == "Click the next corner, Enter to finish"
    hand.key(Qt.Key.Key_Escape)
    assert told[-1] == "Click the next corner, or type a length"
