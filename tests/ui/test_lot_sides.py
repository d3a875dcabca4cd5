"""Sides of lots by mouse: walls and open sides, gates put, pulled, typed and taken out, rows along a side."""

from __future__ import annotations

from dataclasses import replace

import pytest
from canvas_driver import Hand, hand_on, plan
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from chargeplan.i18n import set_language
from chargeplan.model.scheme import EdgeRole, Entrance, Lot
from chargeplan.ui.canvas.sides import gate_moved, gate_stretched, gate_widened, new_gate, role_turned

WALL, OPEN = EdgeRole.WALL, EdgeRole.OPEN
LOT = Lot("lot-1", ((-10, -6), (10, -6), (10, 6), (-10, 6)), edges=(WALL, WALL, OPEN, OPEN), name="Yard")
"""Sides 0 (south, 20 m) and 1 (east, 12 m) are walls; side 0 runs from west to east along y = -6."""


@pytest.fixture
def hand(qtbot) -> Hand:
    """Return a hand on a plan of one lot, in English."""
    set_language("en")
    return hand_on(qtbot, plan(LOT))


def lot(hand: Hand) -> Lot:
    found = hand.element("lot-1")
    assert isinstance(found, Lot)
    return found


def told(hand: Hand) -> str:
    lines, warnings = hand.view.tool.badge()
    return "\n".join((*lines, *warnings))


# --- walls and open sides -------------------------------------------------------------------------


def test_a_click_on_a_side_turns_wall_and_open(hand: Hand) -> None:
    """What it is stands at the cursor before; each click is one step, and selects the lot."""
    hand.view.set_tool("lot_sides")
    hand.hover((3, -6))
    assert "Wall" in told(hand)
    hand.click((3, -6))
    assert lot(hand).edges == (OPEN, WALL, OPEN, OPEN)
    assert hand.session.selection.ids == ("lot-1",)
    assert "Open" in told(hand)
    hand.click((10.5, 1))
    assert lot(hand).edges == (OPEN, OPEN, OPEN, OPEN)
    hand.click((-9.5, 1))
    assert lot(hand).edges == (OPEN, OPEN, OPEN, WALL)
    assert hand.document.undo_stack.count() == 3
    hand.document.undo_stack.undo()
    hand.document.undo_stack.undo()
    assert lot(hand).edges == (OPEN, WALL, OPEN, OPEN)


def test_beside_the_sides_nothing_is_turned(hand: Hand) -> None:
    hand.view.set_tool("lot_sides")
    hand.hover((0, 0))
    assert told(hand) == ""
    hand.click((0, 0))
    assert hand.document.undo_stack.count() == 0


def test_a_wall_that_opens_loses_its_gates_and_the_step_brings_them_back(qtbot) -> None:
    set_language("en")
    gated = replace(LOT, entrances=(Entrance(0, 2.0, 2.0), Entrance(1, 1.0, 2.0)))
    hand = hand_on(qtbot, plan(gated))
    hand.view.set_tool("lot_sides")
    hand.hover((3, -6))
    assert "entrances go" in told(hand)
    hand.click((3, -6))
    assert lot(hand).entrances == (Entrance(1, 1.0, 2.0),)
    hand.document.undo_stack.undo()
    assert lot(hand) == gated


def test_without_a_lot_the_tools_say_what_to_draw_first(qtbot) -> None:
    set_language("en")
    hand = hand_on(qtbot, plan())
    for tool in ("lot_sides", "entrance", "rows_along"):
        hand.view.set_tool(tool)
        assert "draw one first" in hand.view.tool.prompt()
        hand.click((0, 0))
    assert hand.document.undo_stack.count() == 0


def test_lots_that_are_locked_are_not_touched(hand: Hand) -> None:
    hand.view.set_layer_locked("lots", True)
    hand.view.set_tool("lot_sides")
    hand.click((3, -6))
    assert hand.document.undo_stack.count() == 0


def test_the_selected_of_two_lots_at_a_side_is_turned(qtbot) -> None:
    set_language("en")
    other = Lot("lot-2", ((-10, -12), (10, -12), (10, -6), (-10, -6)))
    hand = hand_on(qtbot, plan(LOT, other))
    hand.session.selection.set(["lot-2"])
    hand.view.set_tool("lot_sides")
    hand.click((3, -6))
    assert lot(hand) == LOT
    changed = hand.element("lot-2")
    assert isinstance(changed, Lot)
    assert changed.edges == (OPEN, OPEN, WALL, OPEN)


# --- gates ----------------------------------------------------------------------------------------


def test_a_gate_follows_the_mouse_and_is_put_by_a_click(hand: Hand) -> None:
    """At x = 0, ten metres along: 9.0 to 11.0 m, which is told before the click."""
    hand.view.set_tool("entrance")
    hand.hover((0, -6))
    assert told(hand) == "2.00 m wide\n9.00 m from the corner"
    hand.click((0, -6))
    assert lot(hand).entrances == (Entrance(0, 9.0, 2.0),)
    assert hand.document.undo_stack.count() == 1


def test_a_gate_is_kept_within_its_side(hand: Hand) -> None:
    hand.view.set_tool("entrance")
    hand.click((9.8, -6))
    assert lot(hand).entrances == (Entrance(0, 18.0, 2.0),)


def test_no_gate_is_put_into_an_open_side(hand: Hand) -> None:
    hand.view.set_tool("entrance")
    hand.hover((0, 6))
    assert "Only a wall needs an entrance" in told(hand)
    hand.click((0, 6))
    assert lot(hand).entrances == ()


def test_a_width_that_is_typed_first_is_that_of_the_next_gate(hand: Hand) -> None:
    """1.5 m is less than 1.8 m, and is told as measured and required."""
    hand.view.set_tool("entrance")
    hand.hover((0, -6))
    hand.type("1.5")
    hand.key(Qt.Key.Key_Return)
    hand.hover((1, -6))
    assert "1.50 m / 1.80 m required" in told(hand)
    hand.click((1, -6))
    assert lot(hand).entrances == (Entrance(0, 10.25, 1.5),)


@pytest.fixture
def gated(qtbot) -> Hand:
    """Return a hand on a lot with a gate 9 to 11 m along the southern wall, selected."""
    set_language("en")
    hand = hand_on(qtbot, plan(replace(LOT, entrances=(Entrance(0, 9.0, 2.0),))))
    hand.click((-5, 0))
    return hand


@pytest.mark.parametrize("tool", ["select", "entrance"])
def test_a_gate_is_dragged_along_its_side(gated: Hand, tool: str) -> None:
    """Four metres to the east, in one step; the mouse may leave the wall."""
    gated.view.set_tool(tool)
    gated.drag((0, -6), (4, -3))
    assert lot(gated).entrances == (Entrance(0, 13.0, 2.0),)
    assert gated.document.undo_stack.count() == 1


@pytest.mark.parametrize("tool", ["select", "entrance"])
def test_what_is_taken_out_amid_a_drag_is_let_go_of(gated: Hand, tool: str) -> None:
    """Del takes the lot out, or the gate with the tool for gates; the drag ends there, as one step."""
    gated.view.set_tool(tool)
    gated.session.selection.set(["lot-1"])
    gated.drag((0, -6), (0.5, -6), during=lambda: gated.key(Qt.Key.Key_Delete))
    assert not gated.view.tool.drawing
    left = gated.document.element("lot-1")
    assert left is None if tool == "select" else left == replace(LOT, entrances=())
    assert gated.document.undo_stack.count() == 1
    gated.document.undo_stack.undo()
    assert lot(gated).entrances == (Entrance(0, 9.0, 2.0),)


@pytest.mark.parametrize("tool", ["select", "entrance"])
def test_an_end_is_dragged_and_what_is_too_narrow_is_told(gated: Hand, tool: str) -> None:
    """The eastern end half a metre in: 1.5 m, still 9 m from the corner; 30 m out it is 11 m wide."""
    gated.view.set_tool(tool)
    seen: list[str] = []
    gated.drag((1, -6), (0.5, -6), during=lambda: seen.append(told(gated)))
    assert lot(gated).entrances == (Entrance(0, 9.0, 1.5),)
    assert "1.50 m / 1.80 m required" in seen[0]
    assert "9.00 m from the corner" in seen[0]
    gated.drag((0.5, -6), (30, -6))
    assert lot(gated).entrances == (Entrance(0, 9.0, 11.0),)
    gated.drag((-1, -6), (-3, -6))
    assert lot(gated).entrances[0].from_m == pytest.approx(7.0)
    assert lot(gated).entrances[0].width_m == pytest.approx(13.0)


def test_a_typed_width_is_that_of_the_gate_in_hand(gated: Hand) -> None:
    """About its middle, 10 m along: 8.5 to 11.5 m."""
    gated.click((0, -6))
    gated.type("3")
    gated.key(Qt.Key.Key_Return)
    assert lot(gated).entrances == (Entrance(0, 8.5, 3.0),)
    assert gated.session.selection.ids == ("lot-1",)


@pytest.mark.parametrize("tool", ["select", "entrance"])
def test_del_takes_out_the_gate_and_not_the_lot(gated: Hand, tool: str) -> None:
    gated.view.set_tool(tool)
    gated.click((0, -6))
    gated.key(Qt.Key.Key_Delete)
    assert lot(gated).entrances == ()
    gated.document.undo_stack.undo()
    assert lot(gated).entrances == (Entrance(0, 9.0, 2.0),)


def test_esc_lets_go_of_a_gate_first_and_del_means_the_lot_again(gated: Hand) -> None:
    gated.click((0, -6))
    gated.key(Qt.Key.Key_Escape)
    assert gated.session.selection.ids == ("lot-1",)
    gated.key(Qt.Key.Key_Delete)
    assert gated.document.element("lot-1") is None


def test_esc_while_a_gate_is_pulled_puts_it_back(gated: Hand) -> None:
    gated.view.set_tool("entrance")
    gated.drag((0, -6), (4, -6), during=lambda: gated.key(Qt.Key.Key_Escape))
    assert lot(gated).entrances == (Entrance(0, 9.0, 2.0),)
    assert gated.document.undo_stack.count() == 0


def test_a_gate_never_reaches_beyond_its_side_when_a_corner_is_dragged(gated: Hand) -> None:
    """The southern side shrinks from 20 to 10 m: the gate of 9 to 11 m comes to lie from 8 to 10 m."""
    gated.drag((10, -6), (0, -6))
    assert lot(gated).ring[1] == (0, -6)
    assert lot(gated).entrances == (Entrance(0, 8.0, 2.0),)
    gated.drag((0, -6), (-9, -6))
    assert lot(gated).entrances == (Entrance(0, 0.0, 1.0),)


def test_gates_do_not_overlap() -> None:
    """One stands from 9 to 11 m: others begin where it ends, and it is not pushed over the next at 12 m."""
    lot_ = replace(LOT, entrances=(Entrance(0, 9.0, 2.0),))
    assert new_gate(lot_, 0, 11.5) == Entrance(0, 11.0, 2.0)
    assert new_gate(lot_, 0, 8.5) == Entrance(0, 7.0, 2.0)
    two = replace(lot_, entrances=(*lot_.entrances, Entrance(0, 12.0, 2.0)))
    assert gate_moved(two, 0, 13.0).entrances[0] == Entrance(0, 10.0, 2.0)
    assert gate_stretched(two, 0, 15.0, start=False).entrances[0] == Entrance(0, 9.0, 3.0)
    assert gate_widened(two, 0, 9.0).entrances[0] == Entrance(0, 3.0, 9.0)


def test_a_side_shorter_than_a_gate_holds_a_shorter_one() -> None:
    """1.2 m of wall: the gate is 1.2 m wide and too narrow, and never longer than its side."""
    short = Lot("lot-1", ((0, 0), (1.2, 0), (1.2, 5), (0, 5)), edges=(WALL,) * 4)
    assert new_gate(short, 0, 0.3) == Entrance(0, 0.0, 1.2)


def test_turning_a_role_twice_changes_nothing() -> None:
    assert role_turned(role_turned(LOT, 0), 0) == LOT


# --- direction ------------------------------------------------------------------------------------


def test_rows_run_along_the_side_that_is_clicked(hand: Hand) -> None:
    """It takes the place of a typed angle, and the tool is left."""
    hand.document.push("x", [_replaced(hand, replace(LOT, direction_degrees=30.0))])
    hand.view.set_tool("rows_along")
    hand.hover((10, 1))
    assert "Side 2, 12.00 m" in told(hand)
    hand.click((10, 1))
    assert lot(hand).direction_edge == 1
    assert lot(hand).direction_degrees is None
    assert hand.view.tool_id == "select"


def _replaced(hand: Hand, after: Lot):
    from chargeplan.model.editing import replacement

    return replacement(hand.document.project, lot(hand), after)


# --- looks ----------------------------------------------------------------------------------------


def test_walls_and_open_sides_and_narrow_gates_look_different(qtbot) -> None:
    """Outside of a wall there are strokes, outside of an open side next to nothing; red is a fault."""
    from chargeplan.ui.canvas.items import LotItem
    from chargeplan.ui.canvas.style import LIGHT

    def picture(shown: Lot) -> QImage:
        image = QImage(300, 200, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        painter.translate(150, 100)
        painter.scale(10, -10)
        LotItem(shown, LIGHT).draw(painter)
        painter.end()
        return image

    def inked(image: QImage, y: int) -> int:
        return sum(image.pixelColor(x, y) != QColor("white") for x in range(60, 240))

    sides = picture(replace(LOT, edges=(WALL, WALL, OPEN, OPEN)))
    south_outside, north_outside = 100 + 60 + 3, 100 - 60 - 3
    assert inked(sides, south_outside) > 3 * inked(sides, north_outside) > 0
    red = QColor(LIGHT.error)
    wide = picture(replace(LOT, entrances=(Entrance(0, 9.0, 2.0),)))
    narrow = picture(replace(LOT, entrances=(Entrance(0, 9.0, 1.0),)))

    def has_red(image: QImage) -> bool:
        return any(image.pixelColor(x, y) == red for x in range(130, 170) for y in range(150, 170))

    assert has_red(narrow)
    assert not has_red(wide)
    middle = QPointF(150, 160).toPoint()
    assert wide.pixelColor(middle.x() - 5, middle.y()) != picture(LOT).pixelColor(middle.x() - 5, middle.y())
