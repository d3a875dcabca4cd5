"""Filling lots in the whole window: one click, numbers, what things cost, arrangements, properties."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from canvas_driver import plan
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox
from window_driver import click, find, menu_click, on_plan, press, type_into

from chargeplan.engineering import arrangements as figures
from chargeplan.files.project_file import read_project, save_project
from chargeplan.model.editing import setting
from chargeplan.model.modules import GroupRule
from chargeplan.model.project import Project
from chargeplan.model.scheme import EdgeRole, FillGoal, Lot
from chargeplan.model.site import Building, Doorway, Obstacle, Road
from chargeplan.ui.main_window import MainWindow

WALL, OPEN = EdgeRole.WALL, EdgeRole.OPEN
STRIP = Lot(
    "lot-1",
    ((0, 0), (6.1, 0), (6.1, 2.05), (0, 2.05)),
    edges=(OPEN, WALL, WALL, WALL),
    filled=True,
    direction_degrees=0.0,
    name="Strip",
)
"""Ten stalls of 0.60 m, their fronts to the south."""

ROAD = Road("road-1", ((4.65, -5.0), (4.65, -0.5)), 3.2, "Lane 1")
TREE = Obstacle("obstacle-1", (-5.0, 1.0), 0.5)
YARD = Lot("lot-1", ((-10, -6), (10, -6), (10, 6), (-10, 6)), name="Yard")


@pytest.fixture
def opened(window: MainWindow, qtbot, tmp_path: Path):
    """Return what opens a plan in the window and waits until it is worked out."""

    def open_(project: Project) -> MainWindow:
        save_project(project, tmp_path / "a.chargeplan")
        window.files.open_path(tmp_path / "a.chargeplan")
        worked_out(window, qtbot)
        return window

    return open_


def worked_out(window: MainWindow, qtbot) -> None:
    """Wait for the full figures: only they look for places taken out in vain."""
    session = window.session

    def full() -> bool:
        current = session.analysis_revision == session.document.revision and session.analysis is not None
        filled = [held for held in session.analysis.lots if held.lot.filled] if current else []
        return current and all(held.idle_removed is not None for held in filled)

    qtbot.waitUntil(full, timeout=30000)


def lot(window: MainWindow, name: str = "lot-1") -> Lot:
    found = window.session.document.element(name)
    assert isinstance(found, Lot)
    return found


def choose(window: MainWindow, name: str, text: str) -> None:
    """Choose an entry of a box by the keyboard."""
    box = find(find(window, "propertiesPanel"), name, QComboBox)
    steps = box.findText(text) - box.currentIndex()
    for _ in range(abs(steps)):
        box = find(find(window, "propertiesPanel"), name, QComboBox)
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)
    assert find(find(window, "propertiesPanel"), name, QComboBox).currentText() == text


# --- one click ------------------------------------------------------------------------------------


def test_a_newly_drawn_lot_is_filled_by_one_click(opened, qtbot) -> None:
    """It is selected once it is drawn: the button of the tool bar fills it, and the prompt says how."""
    window = opened(plan())
    view = find(window, "planView")
    view.set_tool("lot")
    for dx, dy in ((-150, 100), (150, 100), (150, -100), (-150, -100)):
        QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, pos=view.viewport().rect().center() + QPoint(dx, dy)
        )
    view.setFocus()
    press(window, Qt.Key.Key_Return)
    assert not lot(window).filled
    assert "Ctrl+L" in find(window, "statusPrompt").text()
    assert find(window, "fillLotButton").isVisible()
    click(window, "button_fill_lots")
    assert lot(window).filled
    worked_out(window, qtbot)
    assert (
        int(find(window, "figureStalls").text().removeprefix("≈ "))
        == len(window.session.analysis.lots[0].stalls)
        > 0
    )


@pytest.mark.parametrize("how", ["menu", "keys", "properties"])
def test_every_door_to_filling(opened, how: str) -> None:
    window = opened(plan(YARD))
    window.session.selection.set(["lot-1"])
    if how == "menu":
        menu_click(window, "menuLayout", "action_fill_lots")
    elif how == "keys":
        find(window, "planView").setFocus()
        press(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    else:
        click(window, "fillLotButton")
    assert lot(window).filled
    assert window.session.document.undo_stack.undoText() == "Fill the lot with stalls"


def test_several_lots_are_filled_in_one_step(opened) -> None:
    other = replace(YARD, id="lot-2", ring=tuple((x + 40, y) for x, y in YARD.ring))
    window = opened(plan(YARD, other))
    window.session.selection.set(["lot-1", "lot-2"])
    click(window, "button_fill_lots")
    assert lot(window).filled
    assert lot(window, "lot-2").filled
    assert window.session.document.undo_stack.count() == 1


# --- numbers and aisles ---------------------------------------------------------------------------


def test_numbers_of_stalls_are_drawn_from_near_and_can_be_hidden(opened) -> None:
    """From near the picture with the layer shown is another than without it; from afar it is the same."""
    window = opened(plan(replace(YARD, filled=True)))
    view = find(window, "planView")
    view.zoom_to_point((0.0, 0.0), 4.0)

    def differs() -> bool:
        view.set_layer_visible("stall_numbers", True)
        shown = view.grab().toImage()
        view.set_layer_visible("stall_numbers", False)
        return shown != view.grab().toImage()

    assert differs()
    view.zoom_to_point((0.0, 0.0), 60.0)
    assert not differs()


def test_aisles_tell_their_width(opened) -> None:
    """Rows of the compact module that face each other stand 2.60 m apart, or more where ground is left."""
    window = opened(plan(replace(YARD, filled=True)))
    labels = find(window, "planView").plan_scene.labels()
    widths = [float(label.text.split()[0]) for label in labels if label.height_m]
    assert widths
    assert min(widths) >= 1.5
    assert all(label.text == f"{label.height_m:.2f} m" for label in labels if label.height_m)


def test_ground_round_a_row_is_drawn_without_the_cuts_of_its_rings(opened) -> None:
    """A layout holds rings without holes, cut where ground runs round a row; the plan draws it whole."""
    window = opened(plan(replace(YARD, filled=True)))
    paths = find(window, "planView").plan_scene._batched["aisles"]._paths
    rings = window.session.analysis.lots[0].layout.aisles
    edges = [side for ring in rings for side in _sides(ring)]
    shared = {side for side in edges if edges.count(side) > 1}
    drawn = [side for path in paths for part in path.toSubpathPolygons() for side in _sides(_corners(part))]
    assert shared
    assert not shared & set(drawn)


def _corners(part) -> list[tuple[float, float]]:
    return [(point.x(), point.y()) for point in list(part)[:-1]]


def _sides(ring) -> list[frozenset]:
    ends = [(round(x, 6), round(y, 6)) for x, y in ring]
    return [frozenset(side) for side in zip(ends, ends[1:] + ends[:1], strict=True)]


# --- while a corner is dragged --------------------------------------------------------------------


def test_ghost_stalls_follow_a_corner_and_nothing_of_the_old_ones_stays(opened, qtbot) -> None:
    """While the button is down the plan itself draws no stall of the lot; the count stands at the cursor."""
    window = opened(plan(replace(YARD, filled=True)))
    view = find(window, "planView")
    view.zoom_to_point((0.0, 0.0), 16.0)
    window.session.selection.set(["lot-1"])
    before = window.session.analysis.totals.stalls
    assert view.plan_scene.stall_count == before
    start, end = on_plan(window, 10, 6), on_plan(window, 10, 12)
    QTest.mouseMove(view.viewport(), start)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 6):
        QTest.mouseMove(view.viewport(), start + (end - start) * step / 5)
        QApplication.processEvents()
    assert view.plan_scene.stall_count == 0
    tool = view.tool
    qtbot.waitUntil(lambda: tool.figures() is not None and not tool.figures().pending, timeout=15000)
    shown = tool.figures()
    assert shown.stalls > before
    assert shown.difference == shown.stalls - before
    assert any(f"{shown.stalls} stalls" in line for line in tool.badge()[0])
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    worked_out(window, qtbot)
    assert view.plan_scene.stall_count == window.session.analysis.totals.stalls >= shown.stalls


def test_where_the_mouse_rests_the_panels_tell_what_the_pulled_lot_would_hold(opened, qtbot) -> None:
    """Stalls, sockets and money before the drop are those after it; moving on takes the foresight back."""
    window = opened(plan(replace(YARD, filled=True)))
    view, session = find(window, "planView"), window.session
    view.zoom_to_point((0.0, 0.0), 16.0)
    session.selection.set(["lot-1"])
    start, half, end = on_plan(window, 10, 6), on_plan(window, 10, 9), on_plan(window, 10, 12)
    QTest.mouseMove(view.viewport(), start)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view.viewport(), half)
    qtbot.waitUntil(lambda: session.foreseen is not None, timeout=30000)
    assert not view.tool.figures().approximate
    QTest.mouseMove(view.viewport(), end)
    assert view.tool.figures().approximate
    qtbot.waitUntil(lambda: session.foreseen is None, timeout=30000)
    qtbot.waitUntil(lambda: session.foreseen is not None, timeout=30000)
    figures, foreseen = view.tool.figures(), session.foreseen
    assert not figures.approximate
    assert figures.stalls == foreseen.totals.stalls
    assert figures.difference_cny == foreseen.bill.total_cny - session.analysis.bill.total_cny
    names = ("figureStalls", "figureSockets", "figureTotal")
    told = [find(window, name).text() for name in names]
    assert told[:2] == [str(foreseen.totals.stalls), str(foreseen.totals.sockets)]
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    worked_out(window, qtbot)
    assert [find(window, name).text() for name in names] == told
    assert session.analysis.totals == foreseen.totals


# --- what things cost -----------------------------------------------------------------------------


def test_what_a_lane_costs_is_told_in_words(opened, qtbot) -> None:
    """The lane lies before x = 3.05 and on: 5 of 10 stalls. A tree far off costs none."""
    window = opened(plan(STRIP, ROAD, TREE))
    window.session.selection.set(["road-1"])
    costs = find(window, "stallCosts")
    qtbot.waitUntil(lambda: find(window, "stallCosts").text().startswith("Lane 1 costs"), timeout=15000)
    assert find(window, "stallCosts").text() == "Lane 1 costs 5 stalls\n5 with it, 10 without"
    assert costs.isVisible()
    view = find(window, "planView")
    view.zoom_to_point((3.0, -2.0), 8.0)
    QTest.mouseMove(view.viewport(), on_plan(window, 4.5, -3))
    QApplication.processEvents()
    assert "Lane 1 costs 5 stalls" in view.tool.badge()[0]
    window.session.selection.set(["obstacle-1"])
    qtbot.waitUntil(lambda: "costs no stalls" in find(window, "stallCosts").text(), timeout=15000)


def test_costs_follow_the_plan(opened, qtbot) -> None:
    """A lane that moves away costs nothing any more; what was known of the old plan is forgotten."""
    window = opened(plan(STRIP, ROAD))
    window.session.selection.set(["road-1"])
    qtbot.waitUntil(lambda: find(window, "stallCosts").text().startswith("Lane 1 costs 5"), timeout=15000)
    window.workspace.view.nudge(40.0, 0.0)
    assert "Working out" in find(window, "stallCosts").text()
    qtbot.waitUntil(lambda: "costs no stalls" in find(window, "stallCosts").text(), timeout=15000)


def test_nothing_is_said_where_nothing_is_filled(opened) -> None:
    window = opened(plan(replace(STRIP, filled=False), ROAD))
    window.session.selection.set(["road-1"])
    assert find(window, "stallCosts").text() == ""


# --- arrangements ---------------------------------------------------------------------------------


def stub_arrangements(monkeypatch: pytest.MonkeyPatch, stalls: dict[FillGoal, int]) -> None:
    """Let arrangements differ as told, whatever the engine of today makes of the goals."""
    true = figures.arrangement

    def made(project, of_lot, goal, catalogue, rule_set, _called_off):
        found = true(project, of_lot, FillGoal.MOST_STALLS, catalogue, rule_set)
        layout = replace(found.held.layout, stalls=found.held.layout.stalls[: stalls[goal]])
        charging = replace(found.held.charging, socket_stalls=())
        held = replace(found.held, layout=layout, charging=charging)
        return replace(found, goal=goal, held=held, figures=replace(found.figures, stalls=stalls[goal]))

    monkeypatch.setattr("chargeplan.ui.dialogs.arrangements.arrangement", made)


def test_an_arrangement_is_chosen_and_stays(opened, qtbot, monkeypatch, tmp_path: Path) -> None:
    """Choosing sets the goal of the lot in one step to be undone; it is saved and survives refilling."""
    stub_arrangements(
        monkeypatch, {FillGoal.MOST_STALLS: 9, FillGoal.NEAR_DOORWAYS: 8, FillGoal.WIDE_AISLES: 7}
    )
    window = opened(plan(STRIP))
    window.session.selection.set(["lot-1"])
    click(window, "arrangementsButton")
    dialog = find(window, "arrangementsDialog")
    for goal in FillGoal:
        qtbot.waitUntil(
            lambda goal=goal: dialog.findChild(object, f"choose_{goal.value}") is not None, timeout=15000
        )
    qtbot.waitUntil(lambda: find(dialog, "arrangementsTwins").text() == "", timeout=15000)
    assert not find(dialog, "choose_most_stalls").isEnabled()  # it is the one in use
    click(dialog, "choose_wide_aisles")
    assert lot(window).goal is FillGoal.WIDE_AISLES
    assert window.session.document.undo_stack.count() == 1
    assert window.session.document.undo_stack.undoText() == "Arrange for widest aisles"
    assert not find(dialog, "choose_wide_aisles").isEnabled()
    assert find(dialog, "choose_most_stalls").isEnabled()
    dialog.close()
    window.workspace.view.nudge(1.0, 0.0)
    assert lot(window).goal is FillGoal.WIDE_AISLES
    worked_out(window, qtbot)
    assert window.session.analysis.lots[0].lot.goal is FillGoal.WIDE_AISLES
    save_project(window.session.document.project, tmp_path / "b.chargeplan")
    assert read_project(tmp_path / "b.chargeplan").active_scheme.lots[0].goal is FillGoal.WIDE_AISLES
    window.session.document.undo_stack.undo()
    window.session.document.undo_stack.undo()
    assert lot(window).goal is FillGoal.MOST_STALLS


def test_arrangements_that_are_the_same_are_shown_once(opened, qtbot, monkeypatch) -> None:
    stub_arrangements(
        monkeypatch, {FillGoal.MOST_STALLS: 9, FillGoal.NEAR_DOORWAYS: 9, FillGoal.WIDE_AISLES: 7}
    )
    window = opened(plan(STRIP))
    window.session.selection.set(["lot-1"])
    menu_click(window, "menuLayout", "action_arrangements")
    dialog = find(window, "arrangementsDialog")
    qtbot.waitUntil(
        lambda: (
            dialog.findChild(object, "choose_wide_aisles") is not None
            and "same arrangement" in find(dialog, "arrangementsTwins").text()
        ),
        timeout=15000,
    )
    sentence = "“sockets near doorways” gives the same arrangement as “most stalls”, so it is shown once."
    assert find(dialog, "arrangementsTwins").text() == sentence
    assert dialog.findChild(object, "choose_near_doorways") is None
    dialog.close()


def test_the_arrangements_follow_the_plan(opened, qtbot, monkeypatch) -> None:
    """When the lot grows they are worked out anew; when it goes the window of arrangements closes."""
    asked: list[Lot] = []
    true = figures.arrangement

    def made(project, of_lot, goal, catalogue, rule_set, called_off):
        asked.append(of_lot)
        return true(project, of_lot, goal, catalogue, rule_set, called_off)

    monkeypatch.setattr("chargeplan.ui.dialogs.arrangements.arrangement", made)
    window = opened(plan(STRIP))
    window.session.selection.set(["lot-1"])
    click(window, "arrangementsButton")
    dialog = find(window, "arrangementsDialog")
    qtbot.waitUntil(
        lambda: len(asked) == 3 and not find(dialog, "arrangementsCancel").isVisible(), timeout=15000
    )
    type_into(find(window, "propertiesPanel"), "property_name", "Another name")
    window.workspace.view.nudge(1.0, 0.0)
    qtbot.waitUntil(
        lambda: asked[-1].ring[0] == (1.0, 0.0) and not find(dialog, "arrangementsCancel").isVisible(),
        timeout=15000,
    )
    assert dialog.windowTitle() == "Arrangements of Another name"
    window.workspace.view.delete_selection()
    assert not dialog.isVisible()


def test_working_out_arrangements_can_be_stopped(opened, monkeypatch) -> None:
    """Whatever was still to come stays away; closing the window leaves nothing running."""
    asked: list[int] = []
    window = opened(plan(STRIP))
    monkeypatch.setattr(window.engine.errands, "submit", lambda _task: asked.append(1) or len(asked) + 1000)
    called_off: list[int] = []
    monkeypatch.setattr(window.engine.errands, "call_off", called_off.append)
    window.session.selection.set(["lot-1"])
    asked.clear()
    click(window, "arrangementsButton")
    dialog = find(window, "arrangementsDialog")
    assert len(asked) == 3
    click(dialog, "arrangementsCancel")
    assert {1001, 1002, 1003} <= set(called_off)
    assert not find(dialog, "arrangementsCancel").isVisible()
    dialog.close()


def test_arrangements_and_costs_do_not_wait_for_figures_that_never_come(opened, qtbot) -> None:
    """The rules that the plan names are not there: the dialog says so, and no cost is announced."""
    window = opened(plan(STRIP, ROAD))
    window.session.selection.set(["lot-1"])
    click(window, "arrangementsButton")
    dialog = find(window, "arrangementsDialog")
    window.session.selection.set(["road-1"])
    document = window.session.document
    document.push("rules", [setting(document.project, "rule_set_id", "nowhere")])
    qtbot.waitUntil(lambda: window.session.analysis_error is not None, timeout=15000)
    qtbot.waitUntil(lambda: not find(dialog, "arrangementsCancel").isVisible(), timeout=15000)
    assert "nowhere" in find(dialog, "arrangementsState").text()
    assert find(window, "stallCosts").text() == ""
    dialog.close()


def test_the_window_takes_its_arrangements_with_it(opened, monkeypatch) -> None:
    window = opened(plan(STRIP))
    window.session.selection.set(["lot-1"])
    click(window, "arrangementsButton")
    dialog = find(window, "arrangementsDialog")
    assert dialog.isVisible()
    assert window.close()
    assert not dialog.isVisible()


def test_figures_of_the_window_are_those_of_the_engine(opened, qtbot) -> None:
    """The yard before a house: every arrangement shown is the filling of the lot for its goal."""
    house = Building("building-1", ((-10, 20), (10, 20), (10, 30), (-10, 30)))
    window = opened(plan(replace(YARD, filled=True), house, Doorway("doorway-1", (0, 20))))
    window.session.selection.set(["lot-1"])
    click(window, "arrangementsButton")
    dialog = find(window, "arrangementsDialog")
    qtbot.waitUntil(lambda: not find(dialog, "arrangementsCancel").isVisible(), timeout=30000)
    assert "bold" in find(dialog, "arrangementsState").text()
    picture = find(dialog, "arrangementPicture_most_stalls")
    assert picture.accessibleName().endswith(f"{window.session.analysis.totals.stalls} stalls")
    assert picture.grab().toImage().pixelColor(3, 3).isValid()
    dialog.close()


# --- properties -----------------------------------------------------------------------------------


def test_the_direction_of_rows_is_the_best_along_a_side_or_by_hand(opened) -> None:
    """Along a side begins with the longest, by hand with the angle of that side."""
    window = opened(plan(YARD))
    window.session.selection.set(["lot-1"])
    choose(window, "property_direction_mode", "along a side")
    assert (lot(window).direction_edge, lot(window).direction_degrees) == (0, None)
    type_into(find(window, "propertiesPanel"), "property_direction_edge", "2")
    assert lot(window).direction_edge == 1
    type_into(find(window, "propertiesPanel"), "property_direction_edge", "9")
    assert lot(window).direction_edge == 1
    assert find(window, "property_direction_edge_fault").isVisible()
    choose(window, "property_direction_mode", "by hand")
    assert (lot(window).direction_edge, lot(window).direction_degrees) == (None, 90.0)
    type_into(find(window, "propertiesPanel"), "property_direction_degrees", "33.5")
    assert lot(window).direction_degrees == 33.5
    choose(window, "property_direction_mode", "the best")
    assert (lot(window).direction_edge, lot(window).direction_degrees) == (None, None)


def test_a_side_is_picked_by_a_click_from_the_properties(opened) -> None:
    window = opened(plan(YARD))
    window.session.selection.set(["lot-1"])
    view = find(window, "planView")
    view.zoom_to_point((0.0, 0.0), 16.0)
    click(window, "rowsAlongButton")
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=on_plan(window, 10, 1))
    assert lot(window).direction_edge == 1
    assert find(window, "property_direction_edge").text() == "2"


def test_groups_are_the_schemes_own_or_none(opened) -> None:
    """Rules of its own begin with the catalogue's 25 stalls, 20 m and 2 m."""
    window = opened(plan(YARD))
    window.session.selection.set(["lot-1"])
    choose(window, "property_group_mode", "rules of its own")
    assert (lot(window).group_from_scheme, lot(window).group) == (False, GroupRule(25, 20.0, 2.0))
    type_into(find(window, "propertiesPanel"), "property_group_max_stalls", "12")
    assert lot(window).group == GroupRule(12, 20.0, 2.0)
    choose(window, "property_group_mode", "no groups")
    assert (lot(window).group_from_scheme, lot(window).group) == (False, None)
    choose(window, "property_group_mode", "as the scheme")
    assert lot(window).group_from_scheme


def test_a_group_of_nothing_is_refused_with_a_sentence(opened) -> None:
    window = opened(plan(replace(YARD, group_from_scheme=False, group=GroupRule(25, 20.0, 2.0))))
    window.session.selection.set(["lot-1"])
    type_into(find(window, "propertiesPanel"), "property_group_max_stalls", "0")
    assert lot(window).group == GroupRule(25, 20.0, 2.0)
    assert "at least one stall" in find(window, "property_group_max_stalls_fault").text()


def test_the_goal_is_a_property(opened) -> None:
    window = opened(plan(YARD))
    window.session.selection.set(["lot-1"])
    choose(window, "property_goal", "sockets near doorways")
    assert lot(window).goal is FillGoal.NEAR_DOORWAYS
