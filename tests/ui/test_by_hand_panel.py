"""Exceptions by hand in the whole window: context menu, list in the properties, saving, undoing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from canvas_driver import plan
from factories import kept_row
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QMenu
from window_driver import click, click_item, find, menu_click, on_plan, press

from chargeplan.files.project_file import read_project, save_project
from chargeplan.model.editing import replacement
from chargeplan.model.scheme import Lot
from chargeplan.ui.canvas.exceptions import stall_middle
from chargeplan.ui.main_window import MainWindow

YARD = Lot("lot-1", ((-10.0, -6.0), (10.0, -6.0), (10.0, 6.0), (-10.0, 6.0)), filled=True, name="Yard")


@pytest.fixture
def yard(window: MainWindow, qtbot, tmp_path: Path) -> MainWindow:
    """Return the window on a plan of one filled lot, selected and near, worked out in full."""
    save_project(plan(YARD), tmp_path / "yard.chargeplan")
    window.files.open_path(tmp_path / "yard.chargeplan")
    window.session.selection.set(["lot-1"])
    qtbot.waitUntil(lambda: _full(window), timeout=15000)
    QApplication.processEvents()
    return window


def _full(window: MainWindow) -> bool:
    analysis = window.session.analysis
    return analysis is not None and analysis.lots[0].idle_removed is not None


def lot_of(window: MainWindow) -> Lot:
    (lot,) = window.session.selection.elements()
    assert isinstance(lot, Lot)
    return lot


def places(window: MainWindow) -> list[tuple[float, float]]:
    held = next(held for held in window.session.analysis.lots if held.lot.id == lot_of(window).id)
    return [stall_middle(stall) for stall in held.stalls]


def choose(window: MainWindow, place: tuple[float, float], action: str) -> list[str]:
    """Right-click a place on the plan and choose an entry; return all that was offered."""
    view = find(window, "planView")
    QTest.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=on_plan(window, *place))
    menu = next(
        w for w in QApplication.topLevelWidgets() if w.objectName() == "planContextMenu" and w.isVisible()
    )
    assert isinstance(menu, QMenu)
    offered = [entry.text() for entry in menu.actions() if not entry.isSeparator()]
    entry = next(entry for entry in menu.actions() if entry.objectName() == f"action_{action}")
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
    window.activateWindow()
    QApplication.processEvents()
    return offered


def rows(window: MainWindow) -> list[str]:
    listed = find(window, "byHandList", QListWidget)
    return [listed.item(row).text() for row in range(listed.count())]


def test_by_right_clicks_listed_and_put_back(yard: MainWindow) -> None:
    """Two stalls are removed and the row of another kept; the list says so, in the order of kinds."""
    before = lot_of(yard)
    first, second, third = places(yard)[0], places(yard)[1], places(yard)[-1]
    offered = choose(yard, first, "remove_stall")
    assert offered[:2] == ["Remove this stall", "Keep this row"]
    choose(yard, second, "remove_stall")
    choose(yard, third, "keep_row")
    assert [
        one == pytest.approx(place, abs=1e-3)
        for one, place in zip(lot_of(yard).removed, (first, second), strict=True)
    ]
    count = len(lot_of(yard).kept[0].stalls)
    assert rows(yard) == ["Stall removed by hand"] * 2 + [f"Kept row of {count} stalls"]
    assert find(yard, "byHandSummary").text() == "stalls removed: 2 · rows kept: 1"
    click_item(yard, "byHandList", 0)
    click(yard, "putBackButton")
    assert len(lot_of(yard).removed) == 1
    assert yard.session.document.undo_stack.undoText() == "Put a stall back"
    listed = find(yard, "byHandList", QListWidget)
    listed.selectAll()
    listed.setFocus()
    QTest.keyClick(listed, Qt.Key.Key_Delete)
    assert lot_of(yard) == before
    assert yard.session.document.undo_stack.undoText() == "Put back what was set by hand"
    assert not listed.isVisible()
    for _ in range(5):
        yard.session.document.undo_stack.undo()
    assert lot_of(yard) == before
    assert not yard.session.document.undo_stack.canUndo()


def test_an_entry_of_the_list_leads_to_its_place(yard: MainWindow) -> None:
    place = places(yard)[0]
    choose(yard, place, "remove_stall")
    view = yard.workspace.view
    view.fit_all()
    click_item(yard, "byHandList", 0)
    there = view.to_view(place).toPoint()
    assert (there - view.viewport().rect().center()).manhattanLength() < 10
    assert view.pixel_m < 0.05


def test_the_tools_are_reached_from_menu_list_and_keys(yard: MainWindow) -> None:
    view = yard.workspace.view
    menu_click(yard, "menuLayout", "action_tool_adjust_stalls")
    assert view.tool_id == "adjust_stalls"
    assert "Click a stall to remove it" in yard.plan_status.prompt.text()
    view.set_tool("select")
    click(yard, "blockGroundButton")
    assert view.tool_id == "block_ground"
    view.set_tool("select")
    view.setFocus()
    press(yard, Qt.Key.Key_A)
    assert view.tool_id == "adjust_stalls"
    press(yard, Qt.Key.Key_K)
    assert view.tool_id == "block_ground"
    view.set_tool("select")


def test_exceptions_survive_refilling_saving_and_opening(
    yard: MainWindow, qtbot, chosen: dict[str, Path | None], tmp_path: Path
) -> None:
    choose(yard, places(yard)[0], "remove_stall")
    choose(yard, places(yard)[-1], "keep_row")
    held = lot_of(yard)
    yard.actions_table["clear_lots"].trigger()
    assert len(rows(yard)) == 2
    yard.actions_table["fill_lots"].trigger()
    assert lot_of(yard) == held
    chosen["save_plan"] = tmp_path / "by-hand.chargeplan"
    yard.actions_table["save_as"].trigger()
    qtbot.waitUntil(lambda: not yard.session.document.modified, timeout=10000)
    stored = read_project(tmp_path / "by-hand.chargeplan")
    assert held in stored.active_scheme.lots


def test_what_has_no_effect_now_is_told(yard: MainWindow, qtbot) -> None:
    """A removed place on the aisle between the rows takes no stall out of the filling."""
    document, lot = yard.session.document, lot_of(yard)
    middle, far = places(yard)[0], (lot.ring[0][0] - 500.0, lot.ring[0][1])
    document.push("x", [replacement(document.project, lot, replace(lot, removed=(middle, far)))])
    wanted = ["Stall removed by hand", "Stall removed by hand - without effect now"]
    qtbot.waitUntil(lambda: rows(yard) == wanted, timeout=15000)


def test_a_kept_row_that_no_longer_fits_is_a_finding_that_leads_to_it(yard: MainWindow, qtbot) -> None:
    """A row of four stalls far outside of the lot; the list says so too."""
    document, lot = yard.session.document, lot_of(yard)
    row = kept_row((100.0, 50.0), 4)
    document.push("x", [replacement(document.project, lot, replace(lot, kept=(row,)))])
    qtbot.waitUntil(lambda: rows(yard) == ["Kept row of 4 stalls - does not fit now"], timeout=15000)
    (finding,) = [f for f in yard.session.analysis.findings if f.code == "kept_row_does_not_fit"]
    yard.workspace.show_check(finding)
    view = yard.workspace.view
    there = view.to_view((100.4, 50.0)).toPoint()
    assert (there - view.viewport().rect().center()).manhattanLength() < 10
    choose(yard, (100.4, 51.0), "put_back")
    assert lot_of(yard) == lot
    qtbot.waitUntil(lambda: "kept_row_does_not_fit" not in codes(yard), timeout=15000)


def codes(window: MainWindow) -> list[str]:
    return [finding.code for finding in window.session.analysis.findings]


def test_a_lot_without_filling_has_no_list_until_something_is_set(yard: MainWindow) -> None:
    yard.actions_table["clear_lots"].trigger()
    assert not find(yard, "adjustStallsButton").isVisible()
    lot = lot_of(yard)
    (x, y) = lot.ring[0]
    yard.workspace.view.adjusting.block(lot, ((x, y), (x + 1, y), (x, y + 1)))
    assert find(yard, "adjustStallsButton").isVisible()
    assert rows(yard) == ["Blocked ground, 0.5 m²"]


def test_words_follow_the_language(yard: MainWindow) -> None:
    choose(yard, places(yard)[0], "remove_stall")
    yard._use_language("zh_CN")
    QApplication.processEvents()
    assert all(not any(letter.isascii() and letter.isalpha() for letter in row) for row in rows(yard))
    assert find(yard, "byHandSummary").text()[0] > "\u2e80"
    yard._use_language("en")
    assert rows(yard) == ["Stall removed by hand"]
