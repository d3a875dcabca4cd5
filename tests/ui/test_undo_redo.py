"""A person takes steps back and does them again: by keys, menu and the list of steps."""

from __future__ import annotations

import gc
from weakref import ref

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from window_driver import find, menu_click, submenu_click, type_into

from chargeplan.ui.commands import EditCommand, StepName
from chargeplan.ui.document import Document

_CONTROL = Qt.KeyboardModifier.ControlModifier


def _name(window) -> str:
    return find(find(window, "estateForm"), "property_name").text()


def test_a_plan_and_its_steps_are_thrown_away_together_whichever_is_found_first(qapp) -> None:
    """The steps are older than their stack, so the collector comes to them first; that ended the program."""
    for _ in range(3):
        document = Document()
        steps = [EditCommand(document, StepName(""), ()) for _ in range(4)]
        document.undo_stack = type(document.undo_stack)(document)
        for step in steps:
            document.undo_stack.push(step)
        document.itself = document  # type: ignore[attr-defined]
        gone = [ref(document), *map(ref, steps)]
        del document, steps, step
        gc.collect()
        assert not any(each() for each in gone)


def test_steps_are_named_in_the_menu_and_go_back_one_by_one(yuanxi) -> None:
    """Two edits, two names; after both the plan is as it was opened."""
    undo, redo = find(yuanxi, "planView").window().actions_table["undo"], yuanxi.actions_table["redo"]
    type_into(find(yuanxi, "estateForm"), "property_name", "First")
    type_into(find(yuanxi, "estateForm"), "property_household_count", "900")
    assert undo.text() == "&Undo Change households"
    menu_click(yuanxi, "menuEdit", "action_undo")
    assert undo.text() == "&Undo Change name"
    assert redo.text() == "&Redo Change households"
    menu_click(yuanxi, "menuEdit", "action_undo")
    assert _name(yuanxi) == "园西小区"
    assert not undo.isEnabled()
    assert not yuanxi.isWindowModified()


def test_keys_undo_and_redo(yuanxi) -> None:
    """Ctrl+Z and Ctrl+Y wherever the keyboard is, but in a field that is being typed in."""
    type_into(find(yuanxi, "estateForm"), "property_name", "First")
    find(yuanxi, "planView").setFocus()
    QTest.keyClick(find(yuanxi, "planView"), Qt.Key.Key_Z, _CONTROL)
    assert _name(yuanxi) == "园西小区"
    QTest.keyClick(find(yuanxi, "planView"), Qt.Key.Key_Y, _CONTROL)
    assert _name(yuanxi) == "First"
    QTest.keyClick(find(yuanxi, "planView"), Qt.Key.Key_Z, _CONTROL)
    QTest.keyClick(find(yuanxi, "planView"), Qt.Key.Key_Z, _CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert _name(yuanxi) == "First"


def test_the_list_of_steps_goes_back_at_a_click(yuanxi) -> None:
    """A click on the first row of the history is the plan as it was opened."""
    submenu_click(yuanxi, "menuView", "menuPanels", "action_dockHistory")
    form = find(yuanxi, "estateForm")
    for text in ("One", "Two", "Three"):
        type_into(form, "property_name", text)
    history = find(yuanxi, "historyPanel")
    assert history.isVisible()
    assert [history.model().index(row, 0).data() for row in range(4)] == ["As opened"] + ["Change name"] * 3
    first = history.visualRect(history.model().index(0, 0)).center()
    QTest.mouseClick(history.viewport(), Qt.MouseButton.LeftButton, pos=first)
    assert _name(yuanxi) == "园西小区"


def test_figures_follow_undo(yuanxi, qtbot) -> None:
    """Half as many sockets at 1:2, all of them again after undo."""
    type_into(find(yuanxi, "schemeForm"), "property_socket_ratio", "1:2")
    # 25 + 25 + 24 + 20 + 18 + 18 stalls: 13 + 13 + 12 + 10 + 9 + 9 sockets, half-up for each shed
    qtbot.waitUntil(lambda: find(yuanxi, "figureSockets").text() == "66", timeout=10000)
    menu_click(yuanxi, "menuEdit", "action_undo")
    qtbot.waitUntil(lambda: find(yuanxi, "figureSockets").text() == "130", timeout=10000)
