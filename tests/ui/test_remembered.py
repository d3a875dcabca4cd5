"""What the program remembers between two runs, and what it says when a file cannot be written."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox
from window_driver import click, example, find, menu_click, submenu_click, when_dialog

from chargeplan.ui.application import make_window
from chargeplan.ui.dialogs import choosers


def test_a_panel_that_was_closed_stays_closed(window, chosen, settings, qapp, qtbot) -> None:
    """Hide the layers, close, start again: the layers are hidden, the rest is there."""
    chosen["open_plan"] = example("chengxi")
    click(window, "startOpen")
    submenu_click(window, "menuView", "menuPanels", "action_dockLayers")
    assert not find(window, "layersPanel").isVisible()
    window.close()
    again = make_window(qapp, settings)
    again.show()
    qtbot.waitExposed(again)
    click(again, "startOpen")
    assert not find(again, "layersPanel").isVisible()
    assert find(again, "capacityPanel").isVisible()
    again.close()
    again.deleteLater()


def test_recent_files_are_in_the_menu(window, chosen) -> None:
    """Two opened, two offered, the newest first; a file that is gone is not offered."""
    for name in ("chengxi", "mingzhu"):
        chosen["open_plan"] = example(name)
        QTest.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    recent = window.menus.submenus["@recent"]
    assert [action.text() for action in recent.actions()] == ["mingzhu.chargeplan", "chengxi.chargeplan"]


def test_nothing_is_suggested_next_to_the_examples(yuanxi, settings, tmp_path, monkeypatch) -> None:
    """Who looked at an example is not led to keep a plan, or a picture of it, among the program's files."""
    suggested = []
    for name in ("save_plan", "save_picture"):
        monkeypatch.setattr(choosers, name, lambda _parent, path: suggested.append(path))
    menu_click(yuanxi, "menuFile", "action_save_as")
    menu_click(yuanxi, "menuFile", "action_export_picture")
    assert suggested == [tmp_path / "yuanxi.chargeplan", tmp_path / "yuanxi.png"]
    assert settings.last_folder == tmp_path


def test_an_export_that_cannot_be_written_says_so(yuanxi, chosen, tmp_path) -> None:
    """A folder of that name stands in the way: a sentence, and nothing is broken."""
    (tmp_path / "bill.xlsx").mkdir()
    chosen["save_workbook"] = tmp_path / "bill.xlsx"
    said = []

    def choose(dialog) -> None:
        when_dialog("messageDialog", read)
        QTest.mouseClick(
            dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save),
            Qt.MouseButton.LeftButton,
        )

    def read(dialog) -> None:
        said.append(find(dialog, "messageText").text())
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    when_dialog("exportWorkbookDialog", choose)
    menu_click(yuanxi, "menuFile", "action_export_workbook")
    assert "bill.xlsx" in said[0]
    assert "The plan itself is untouched." in said[0]
    assert find(yuanxi, "planView").isVisible()


def test_letters_are_shortcuts_with_a_chinese_input_method_on(yuanxi) -> None:
    """The drawing asks the system for no input method, so that the keys come as keys."""
    view = find(yuanxi, "planView")
    for widget in (view, view.viewport()):
        assert not widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    view.setFocus()
    for key, tool in (
        (Qt.Key.Key_B, "building"), (Qt.Key.Key_D, "doorway"), (Qt.Key.Key_L, "lot"), (Qt.Key.Key_S, "shed"),
        (Qt.Key.Key_O, "obstacle"), (Qt.Key.Key_M, "measure"), (Qt.Key.Key_P, "boundary"),
        (Qt.Key.Key_W, "road"), (Qt.Key.Key_F, "fire_lane"), (Qt.Key.Key_G, "green"),
        (Qt.Key.Key_E, "supply_point"), (Qt.Key.Key_V, "select"),
    ):  # fmt: skip
        QTest.keyClick(view, key)
        assert view.tool_id == tool
        assert find(yuanxi, f"button_tool_{tool}").isChecked()
