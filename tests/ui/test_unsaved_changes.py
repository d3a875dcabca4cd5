"""A person leaves a plan with changes that no file holds: nothing is lost unasked."""

from __future__ import annotations

import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from window_driver import click, example, find, menu_click, type_into, when_dialog

from chargeplan.files.project_file import read_project


@pytest.fixture
def changed(window, chosen, tmp_path):
    """Return the window with a copy of an example open and its name changed."""
    path = tmp_path / "plan.chargeplan"
    shutil.copyfile(example("chengxi"), path)
    chosen["open_plan"] = path
    click(window, "startOpen")
    type_into(find(window, "estateForm"), "property_name", "Changed")
    assert window.isWindowModified()
    return window


def _answer(name: str) -> list[str]:
    """Answer the question with a button; return what it asked."""
    asked: list[str] = []

    def act(dialog) -> None:
        asked.append(find(dialog, "messageText").text())
        click(dialog, name)

    when_dialog("unsavedDialog", act)
    return asked


def test_cancel_keeps_the_plan_open(changed) -> None:
    """The change is still there."""
    asked = _answer("cancelButton")
    menu_click(changed, "menuFile", "action_close")
    assert "plan.chargeplan" in asked[0]
    assert find(changed, "planView").isVisible()
    assert find(find(changed, "estateForm"), "property_name").text() == "Changed"


def test_discard_leaves_the_file_as_it_was(changed, tmp_path) -> None:
    """The start page is seen, the file has its old name."""
    _answer("discardButton")
    menu_click(changed, "menuFile", "action_close")
    assert find(changed, "startPage").isVisible()
    assert read_project(tmp_path / "plan.chargeplan").estate.name != "Changed"


def test_save_writes_before_leaving(changed, tmp_path) -> None:
    """The start page is seen, the file has the new name."""
    _answer("saveButton")
    menu_click(changed, "menuFile", "action_close")
    assert find(changed, "startPage").isVisible()
    assert read_project(tmp_path / "plan.chargeplan").estate.name == "Changed"


def test_closing_the_window_asks_too(changed) -> None:
    """Cancel, and the window stays."""
    asked = _answer("cancelButton")
    changed.close()
    assert asked
    assert changed.isVisible()


def test_opening_another_plan_asks_too(changed, chosen) -> None:
    """Cancel, and the other plan is not opened."""
    chosen["open_plan"] = example("mingzhu")
    asked = _answer("cancelButton")
    QTest.keyClick(changed, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert asked
    assert "plan.chargeplan" in changed.windowTitle()


def test_a_new_estate_asks_too(changed) -> None:
    """Cancel, and no form is shown."""
    asked = _answer("cancelButton")
    QTest.keyClick(changed, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert asked
    assert "plan.chargeplan" in changed.windowTitle()


def test_saving_takes_the_mark_away_and_tells_the_time(changed) -> None:
    """The clock stands at 12:03; undoing the saved step marks the plan again."""
    assert find(changed, "statusSaved").text() == "not saved yet"
    QTest.keyClick(changed, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert not changed.isWindowModified()
    assert find(changed, "statusSaved").text() == "saved 12:03"
    QTest.keyClick(changed, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert changed.isWindowModified()
    assert find(changed, "statusSaved").text() == "saved 12:03 *"
    QTest.keyClick(changed, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert not changed.isWindowModified()


def test_a_save_that_fails_says_so_and_keeps_the_plan_open(changed, chosen, tmp_path) -> None:
    """A folder of that name stands in the way; the plan stays modified."""
    (tmp_path / "folder.chargeplan").mkdir()
    chosen["save_plan"] = tmp_path / "folder.chargeplan"
    said = []

    def read(dialog) -> None:
        said.append(find(dialog, "messageText").text())
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    when_dialog("messageDialog", read)
    menu_click(changed, "menuFile", "action_save_as")
    assert "still open, unsaved" in said[0]
    assert changed.isWindowModified()


def test_nothing_is_asked_when_nothing_has_changed(window, chosen) -> None:
    """Open and close: the start page is there again at once."""
    chosen["open_plan"] = example("chengxi")
    click(window, "startOpen")
    menu_click(window, "menuFile", "action_close")
    assert find(window, "startPage").isVisible()
