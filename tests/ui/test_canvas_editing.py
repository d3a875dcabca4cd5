"""Picking, moving, pulling, turning and changing what is on the plan."""

from __future__ import annotations

from dataclasses import replace

import pytest
from canvas_driver import CTRL, LEFT, SHIFT, Hand, hand_on, plan
from factories import underlay
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from chargeplan.analysis import analyse
from chargeplan.i18n import set_language
from chargeplan.model.scheme import EdgeRole, Lot, Shed
from chargeplan.model.site import Boundary, Building, Doorway, Obstacle, SupplyPoint
from chargeplan.ui.canvas.violations import violation_line

HOUSE = Building("building-1", ((-30, 10), (-10, 10), (-10, 20), (-30, 20)))
DOOR = Doorway("doorway-1", (-20, 20), building_id="building-1")
SHED = Shed("shed-1", (0, 0), 0, 12.0, 2.0, module_id="compact")
LOT = Lot("lot-1", ((0, -20), (10, -20), (10, -10), (0, -10)))
TREE = Obstacle("obstacle-1", (30, 20), 1.5)


@pytest.fixture
def hand(qtbot) -> Hand:
    """Return a hand on a plan of one of each, in English."""
    set_language("en")
    return hand_on(qtbot, plan(HOUSE, DOOR, SHED, LOT, TREE))


def selected(hand: Hand) -> set[str]:
    return set(hand.session.selection.ids)


def test_click_selects_shift_adds_ctrl_toggles_and_empty_ground_clears(hand: Hand) -> None:
    hand.click((6, 1))
    assert selected(hand) == {"shed-1"}
    hand.click((5, -15), SHIFT)
    assert selected(hand) == {"shed-1", "lot-1"}
    hand.click((6, 1), CTRL)
    assert selected(hand) == {"lot-1"}
    hand.click((20, 5))
    assert selected(hand) == set()


def test_a_box_to_the_right_contains_and_to_the_left_crosses(hand: Hand) -> None:
    hand.drag((-2, -1), (8, 4))
    assert selected(hand) == set()
    hand.drag((8, 4), (-2, -1))
    assert selected(hand) == {"shed-1"}
    hand.drag((-2, -22), (14, 4))
    assert selected(hand) == {"shed-1", "lot-1"}


def test_the_inside_of_a_boundary_is_empty_ground(qtbot) -> None:
    hand = hand_on(qtbot, plan(Boundary("boundary-1", ((-30, -25), (30, -25), (30, 25), (-30, 25))), TREE))
    hand.click((0, 0))
    assert selected(hand) == set()
    hand.click((-30, 0))
    assert selected(hand) == {"boundary-1"}


def test_dragging_moves_as_one_step_and_undo_brings_back(hand: Hand) -> None:
    hand.drag((6, 1), (11, 8))
    assert hand.element("shed-1") == replace(SHED, origin=(5, 7))
    assert hand.document.undo_stack.count() == 1
    hand.document.undo_stack.undo()
    assert hand.element("shed-1") == SHED


def test_a_house_takes_its_doorways_along(hand: Hand) -> None:
    hand.drag((-20, 13), (-15, 8))
    assert hand.element("building-1").ring[0] == (-25, 5)
    assert hand.element("doorway-1").position == (-15, 15)
    assert hand.document.undo_stack.count() == 1


def test_a_dragged_corner_snaps_to_a_corner(hand: Hand) -> None:
    """Dropping the shed 0.4 m from where its corner would meet the lot's corner at (10, -10)."""
    hand.drag((6, 1), (16.4, -9.3))
    assert hand.element("shed-1").origin == (10, -10)


def test_esc_during_a_drag_puts_back(hand: Hand) -> None:
    hand.drag((6, 1), (11, 8), during=lambda: hand.key(Qt.Key.Key_Escape))
    assert hand.element("shed-1") == SHED
    assert hand.document.undo_stack.count() == 0


def test_arrows_nudge_a_decimetre_shift_a_metre_and_become_one_step(hand: Hand) -> None:
    hand.click((6, 1))
    for _ in range(3):
        hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Up, SHIFT)
    assert hand.element("shed-1").origin == (0.3, 1.0)
    assert hand.document.undo_stack.count() == 1
    hand.document.undo_stack.undo()
    assert hand.element("shed-1") == SHED


def test_pulling_the_end_of_a_shed_ticks_its_stalls(hand: Hand, qtbot) -> None:
    """12.0 m hold 20 stalls of 0.60 m; pulled to 14.4 m it holds 24, four more."""
    hand.click((6, 1))
    figures = []
    hand.view.live_figures_changed.connect(figures.append)
    hand.drag((12, 1), (14.4, 1.5))
    assert hand.element("shed-1") == replace(SHED, length_m=14.4)
    last = [shown for shown in figures if shown is not None][-1]
    assert (last.stalls, last.difference) == (24, 4)
    hand.drag((0, 1), (-1.2, 1))
    assert hand.element("shed-1") == replace(SHED, origin=(-1.2, 0), length_m=15.6)


def test_pulling_a_corner_and_a_middle_of_a_lot(hand: Hand) -> None:
    hand.click((5, -15))
    hand.drag((10, -20), (16, -27.5))
    assert hand.element("lot-1").ring == ((0, -20), (16, -27.5), (10, -10), (0, -10))
    hand.document.undo_stack.undo()
    hand.drag((0, -15), (-6, -17))
    lot = hand.element("lot-1")
    assert lot.ring == ((0, -20), (10, -20), (10, -10), (0, -10), (-6, -17))
    assert len(lot.edges) == 5


def test_double_click_takes_a_corner_out(hand: Hand) -> None:
    hand.click((5, -15))
    hand.double_click((10, -20))
    assert hand.element("lot-1").ring == ((0, -20), (10, -10), (0, -10))


def test_the_rotation_handle_turns_in_steps_of_15_degrees_with_shift(hand: Hand) -> None:
    """The handle stands 2.6 m beyond the back of the shed; pulling it to the west turns it by a quarter."""
    hand.click((6, 1))
    hand.drag((6, 4.6), (2, 1.2), SHIFT)
    shed = hand.element("shed-1")
    assert shed.angle_degrees == 90
    assert shed.origin == pytest.approx((7, -5))


def test_pulling_the_rim_of_a_tree_changes_its_radius(hand: Hand) -> None:
    hand.click((30, 20))
    hand.drag((31.5, 20), (32.5, 20))
    assert hand.element("obstacle-1").radius_m == 2.5


def test_things_that_are_small_on_screen_are_moved_by_their_middles(hand: Hand) -> None:
    """At 1 m a pixel handles reach over a shed of 12 m and a tree of 3 m; their ends still change sizes."""
    hand.view.zoom_by(1.0 * hand.view.pixel_m)
    assert hand.view.pixel_m == pytest.approx(1.0)
    hand.view.set_snapping(False)
    hand.click((6, 1))
    hand.drag((7, 1), (47, 1))
    shed = hand.element("shed-1")
    assert shed.length_m == SHED.length_m
    assert shed.origin[0] > 30
    hand.click((30, 20))
    hand.drag((30, 20), (30, 60))
    tree = hand.element("obstacle-1")
    assert tree.radius_m == 1.5
    assert tree.position[1] > 50
    end = shed.origin[0] + shed.length_m
    hand.click((end - 6, 1))
    hand.drag((end, 1), (end + 30, 1))
    assert hand.element("shed-1").length_m > 30


def test_what_a_dragged_shed_violates_is_measured(hand: Hand, qtbot) -> None:
    """Dropped 1 m below the house's wall at y = 10, whose distance must be 3.5 m (R01)."""
    lines: list[str] = []

    def look() -> None:
        qtbot.waitUntil(lambda: bool(hand.view.live_checks.findings), timeout=5000)
        known = hand.document.elements()
        lines.extend(violation_line(finding, known) for finding in hand.view.live_checks.findings)

    hand.drag((6, 1), (-14, 8), during=look)
    assert "1.00 / 3.50 m building 1" in lines
    assert hand.view.live_checks.findings == []


def test_copy_paste_cut_duplicate_and_delete(hand: Hand) -> None:
    hand.click((-20, 15))
    hand.key(Qt.Key.Key_C, CTRL)
    hand.hover((20, -15))
    hand.key(Qt.Key.Key_V, CTRL)
    copies = {hand.element(element_id) for element_id in selected(hand)}
    door = next(element for element in copies if isinstance(element, Doorway))
    house = next(element for element in copies if isinstance(element, Building))
    assert door.building_id == house.id == "building-2"
    assert door.position == (20, -10)
    hand.click((6, 1))
    hand.view.duplicate_selection()
    assert hand.element("shed-2") == replace(SHED, id="shed-2", origin=(2, -2))
    hand.key(Qt.Key.Key_Delete)
    assert hand.document.element("shed-2") is None
    hand.click((-20, 15))
    hand.key(Qt.Key.Key_X, CTRL)
    assert hand.document.element("building-1") is None
    assert hand.document.element("doorway-1") is None
    while hand.document.undo_stack.canUndo():
        hand.document.undo_stack.undo()
    assert hand.document.project == plan(HOUSE, DOOR, SHED, LOT, TREE)


def test_select_all_leaves_hidden_and_locked_layers_out(hand: Hand) -> None:
    hand.view.set_layer_visible("obstacles", False)
    hand.view.set_layer_locked("buildings", True)
    hand.key(Qt.Key.Key_A, CTRL)
    assert selected(hand) == {"shed-1", "lot-1", "doorway-1"}
    hand.click((-20, 15))
    assert selected(hand) == set()
    hand.view.set_layer_locked("buildings", False)
    hand.click((-20, 15))
    assert selected(hand) == {"building-1"}


def test_align_distribute_rotate_and_square(qtbot) -> None:
    sheds = [
        Shed(f"shed-{n}", (x, y), 0, 6.0, 2.0, module_id="compact")
        for n, x, y in ((1, 0, 0), (2, 9, 5), (3, 30, 3))
    ]
    hand = hand_on(qtbot, plan(*sheds))
    hand.key(Qt.Key.Key_A, CTRL)
    hand.view.align_selection("bottom")
    assert [hand.element(shed.id).origin[1] for shed in sheds] == [0, 0, 0]
    hand.view.distribute_selection("horizontal")
    assert [hand.element(shed.id).origin[0] for shed in sheds] == [0, 15, 30]
    hand.view.rotate_selection(90)
    assert hand.element("shed-2").angle_degrees == 90
    assert hand.document.undo_stack.count() == 3


def test_q_squares_a_shape(qtbot) -> None:
    """A lot with one corner 0.5 m off; its longest side, 20.006 m, gives the direction."""
    hand = hand_on(qtbot, plan(Lot("lot-1", ((0, 0), (20, 0), (20, 10), (0, 10.5)))))
    hand.click((10, 5))
    hand.key(Qt.Key.Key_Q)
    ring = hand.element("lot-1").ring
    for before, corner, after in zip((ring[-1], *ring[:-1]), ring, (*ring[1:], ring[0]), strict=True):
        first = (before[0] - corner[0], before[1] - corner[1])
        second = (after[0] - corner[0], after[1] - corner[1])
        assert first[0] * second[0] + first[1] * second[1] == pytest.approx(0, abs=0.01)


def test_a_filled_lot_keeps_its_roles_of_sides_when_a_corner_comes_in(qtbot) -> None:
    roles = (EdgeRole.OPEN, EdgeRole.WALL, EdgeRole.WALL, EdgeRole.WALL)
    hand = hand_on(qtbot, plan(replace(LOT, edges=roles)))
    hand.click((5, -15))
    hand.drag((5, -20), (5, -22))
    assert hand.element("lot-1").edges == (EdgeRole.OPEN, *roles)


def test_a_doorway_dragged_to_another_wall_belongs_to_that_house(qtbot) -> None:
    """0.4 m beside the other wall it snaps onto it; its old house then no longer takes it along."""
    other = Building("building-2", ((10, 10), (30, 10), (30, 20), (10, 20)))
    hand = hand_on(qtbot, plan(HOUSE, other, DOOR))
    hand.drag((-20, 20), (20, 10.4))
    assert hand.element("doorway-1") == Doorway("doorway-1", (20, 10), building_id="building-2")


def test_a_turned_shed_leans_to_the_nearest_house(qtbot) -> None:
    """The house stands at atan2(1, 4) = 14.036 degrees; turned by about 13 the shed becomes parallel."""
    house = Building("building-1", ((-10, 10), (10, 15), (8, 23), (-12, 18)))
    hand = hand_on(qtbot, plan(house, SHED))
    hand.click((6, 1))
    hand.drag((6, 4.6), (5.2, 4.5))
    assert hand.element("shed-1").angle_degrees == pytest.approx(14.0362, abs=1e-3)


def test_page_keys_select_one_after_the_other(hand: Hand) -> None:
    hand.key(Qt.Key.Key_PageDown)
    assert selected(hand) == {"building-1"}
    hand.key(Qt.Key.Key_PageDown)
    assert selected(hand) == {"doorway-1"}
    hand.key(Qt.Key.Key_PageUp)
    hand.key(Qt.Key.Key_PageUp)
    assert selected(hand) == {"shed-1"}


def test_a_pulled_filled_lot_tells_stalls_difference_and_cost(qtbot) -> None:
    """The lot grows by 5 m to the north; both sizes are filled quickly to tell the difference."""
    lot = Lot("lot-1", ((0, -10), (20, -10), (20, 2), (0, 2)), filled=True)
    hand = hand_on(qtbot, plan(lot))
    before = analyse(hand.document.project)
    hand.session.take_analysis(before, 0)
    hand.click((10, -4))
    told = []
    hand.view.live_figures_changed.connect(told.append)

    def wait() -> None:
        qtbot.waitUntil(
            lambda: bool(told[-1] and not told[-1].pending and told[-1].difference_cny), timeout=20000
        )

    hand.drag((20, 2), (20, 7), during=wait)
    larger = hand.element("lot-1")
    assert larger.ring == ((0, -10), (20, -10), (20, 7), (0, 2))
    figures = [shown for shown in told if shown and shown.difference_cny][-1]
    after, quickly = (analyse(project, effort="live") for project in (hand.document.project, before.project))
    assert figures.stalls == after.totals.stalls
    assert figures.difference == after.totals.stalls - quickly.totals.stalls
    assert figures.difference_cny == after.bill.total_cny - quickly.bill.total_cny


def test_what_the_pointer_told_of_a_house_goes_away_with_it(hand: Hand) -> None:
    """Outline and clearance of the house below the pointer are there while the pointer is."""
    viewport = hand.view.viewport()
    hand.hover((30, -20))
    before = viewport.grab().toImage()
    hand.hover((-20, 15))
    assert viewport.grab().toImage() != before
    QApplication.sendEvent(hand.view, QEvent(QEvent.Type.Leave))
    assert viewport.grab().toImage() == before


def test_a_moved_shed_tells_what_its_cable_costs(qtbot) -> None:
    """Moved 20 m away from where its power comes from, the shed costs what the longer cable does."""
    source = SupplyPoint("supply-1", (-10, 1), spare_kw=100.0)
    hand = hand_on(qtbot, plan(SHED, source))
    before = analyse(hand.document.project)
    hand.session.take_analysis(before, 0)
    hand.click((6, 1))
    told = []
    hand.view.live_figures_changed.connect(told.append)

    def wait() -> None:
        qtbot.waitUntil(lambda: bool(told[-1] and told[-1].difference_cny), timeout=20000)

    hand.drag((6, 1), (26, 1), during=wait)
    assert hand.element("shed-1").origin == (20, 0)
    figures = [shown for shown in told if shown and shown.difference_cny][-1]
    assert figures.difference_cny == analyse(hand.document.project).bill.total_cny - before.bill.total_cny > 0


def test_a_drag_right_after_a_click_moves_the_shed_too(hand: Hand) -> None:
    """Whoever clicks and drags at once sends a double click: its second press takes hold like any other."""
    viewport, start = hand.view.viewport(), hand.pixel((6, 1))
    hand.click((6, 1))
    again = QMouseEvent(
        QEvent.Type.MouseButtonDblClick, QPointF(start), viewport.mapToGlobal(QPointF(start)),
        LEFT, LEFT, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(viewport, again)
    for step in range(1, 6):
        QTest.mouseMove(viewport, start + QPoint(10 * step, 0))
    QTest.mouseRelease(viewport, LEFT, Qt.KeyboardModifier.NoModifier, start + QPoint(50, 0))
    assert hand.element("shed-1").origin == (5.0, 0.0)


def test_a_picture_below_the_pointer_is_not_outlined(qtbot) -> None:
    """It lies under everything; the outline of what a click would select is kept for the plan itself."""
    picture = replace(underlay("underlay-1", 40, 30), origin=(-20.0, -15.0), metres_per_pixel=1.0)
    project = plan(HOUSE)
    hand = hand_on(qtbot, replace(project, site=replace(project.site, underlays=(picture,))))
    hand.hover((30, -25))
    clear = hand.view.grab().toImage()
    hand.hover((0, 0))
    assert hand.view.grab().toImage() == clear
    hand.hover((-20, 15))
    assert hand.view.grab().toImage() != clear
