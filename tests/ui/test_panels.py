"""Layers, catalogue, pictures, dropping files, and that everything has a name for those who cannot see it."""

from __future__ import annotations

import shutil

import pytest
from factories import png
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDockWidget,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
)
from window_driver import (
    click,
    click_item,
    example,
    find,
    menu_click,
    on_plan,
    submenu_click,
    type_into,
    when_importable,
)

from chargeplan.files.project_file import read_project
from chargeplan.ui.panels.layers import LAYERS


def test_a_hidden_layer_cannot_be_selected_and_a_locked_one_neither(yuanxi) -> None:
    """Select all leaves out what is hidden or locked."""
    view = find(yuanxi, "planView")
    sheds = {shed.id for shed in yuanxi.session.document.project.active_scheme.sheds}
    for button in ("eye_sheds", "lock_sheds"):
        click(yuanxi, button)
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        assert yuanxi.session.selection.ids
        assert not sheds & set(yuanxi.session.selection.ids)
        click(yuanxi, button)
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        assert sheds <= set(yuanxi.session.selection.ids)


def test_eyes_are_open_at_what_is_shown_and_closed_at_what_is_hidden(yuanxi) -> None:
    """Clearances are hidden at first: a click shows them, and in the next plan they are hidden again."""
    view = find(yuanxi, "planView")

    def picture() -> QImage:
        return view.viewport().grab().toImage()

    def eyes_tell_the_truth() -> bool:
        scene = view.plan_scene
        return all(
            find(yuanxi, f"eye_{name}").isChecked() == scene.layer_visible(name) for name, _, _ in LAYERS
        )

    without = picture()
    assert eyes_tell_the_truth()
    assert not find(yuanxi, "eye_clearances").isChecked()
    click(yuanxi, "eye_clearances")
    assert eyes_tell_the_truth()
    assert picture() != without
    click(yuanxi, "eye_clearances")
    assert picture() == without
    click(yuanxi, "eye_clearances")
    click(yuanxi, "eye_sheds")
    yuanxi.files.open_path(example("yuanxi"))
    assert eyes_tell_the_truth()
    assert not find(yuanxi, "eye_clearances").isChecked()
    assert find(yuanxi, "eye_sheds").isChecked()


def test_a_click_in_the_catalogue_takes_the_shed_tool(yuanxi) -> None:
    """The second shed of the catalogue is chosen, the tool is in hand."""
    click_item(yuanxi, "cataloguePanel", 1)
    assert yuanxi.session.shed_preset_id == "double_6"
    assert find(yuanxi, "planView").tool_id == "shed"
    assert "19.20 m² · 20 stalls" in find(yuanxi, "cataloguePanel").item(1).text()


def test_what_is_dragged_out_of_the_catalogue_is_a_shed(yuanxi) -> None:
    """The plan takes the shed's id as `application/x-chargeplan-shed`."""
    listing = find(yuanxi, "cataloguePanel")
    data = listing.mimeData([listing.item(0)])
    assert bytes(data.data("application/x-chargeplan-shed").data()) == b"single_12"
    view = find(yuanxi, "planView")
    before = len(yuanxi.session.document.project.active_scheme.sheds)
    place = QPointF(on_plan(yuanxi, 150.0, 20.0))
    for kind in (QDragEnterEvent, QDropEvent):
        at = place.toPoint() if kind is QDragEnterEvent else place
        event = kind(
            at, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(view.viewport(), event)
    assert len(yuanxi.session.document.project.active_scheme.sheds) == before + 1


def _drop(window, path) -> bool:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    entering = QDragEnterEvent(
        window.rect().center(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(window, entering)
    if entering.isAccepted():
        dropping = QDropEvent(
            QPointF(window.rect().center()), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(window, dropping)
    return entering.isAccepted()


def test_a_plan_dropped_onto_the_window_is_opened(window, tmp_path) -> None:
    """A text file is not taken, a plan is."""
    (tmp_path / "note.txt").write_text("no plan")
    assert not _drop(window, tmp_path / "note.txt")
    shutil.copyfile(example("chengxi"), tmp_path / "dropped.chargeplan")
    assert _drop(window, tmp_path / "dropped.chargeplan")
    assert "dropped.chargeplan" in window.windowTitle()


def test_a_plan_dropped_onto_the_drawing_is_opened_too(yuanxi, tmp_path) -> None:
    """The drawing takes sheds alone and leaves files to the window."""
    shutil.copyfile(example("chengxi"), tmp_path / "dropped.chargeplan")
    assert _drop(find(yuanxi, "planView").viewport(), tmp_path / "dropped.chargeplan")
    assert "dropped.chargeplan" in yuanxi.windowTitle()


def test_a_picture_dropped_begins_an_estate_and_asks_for_its_scale(
    window, read_here, qtbot, tmp_path
) -> None:
    """The picture lies below the plan, the scaling tool is in hand."""
    (tmp_path / "scan.png").write_bytes(png(300, 200))
    when_importable()
    assert _drop(window, tmp_path / "scan.png")
    qtbot.waitUntil(lambda: bool(window.session.document.project.site.underlays), timeout=15000)
    (underlay,) = window.session.document.project.site.underlays
    assert underlay.name == "scan"
    assert find(window, "planView").tool_id == "scale_underlay"


def test_a_picture_is_inserted_faded_and_saved(yuanxi, read_here, chosen, tmp_path) -> None:
    """File → Import; opacity 40 %; the saved file holds it."""
    (tmp_path / "scan.png").write_bytes(png(300, 200))
    chosen["open_source"] = tmp_path / "scan.png"
    chosen["save_plan"] = tmp_path / "with picture.chargeplan"
    when_importable()
    menu_click(yuanxi, "menuFile", "action_import")
    type_into(find(yuanxi, "propertiesPanel"), "property_opacity", "40")
    menu_click(yuanxi, "menuFile", "action_save_as")
    (underlay,) = read_project(tmp_path / "with picture.chargeplan").site.underlays
    assert underlay.opacity == 0.4
    steps = yuanxi.session.document.undo_stack
    assert steps.text(0) == "Import scan.png"
    submenu_click(yuanxi, "menuView", "menuLanguage", "menuLanguage_zh_CN")
    assert steps.text(0) == "导入 scan.png"
    assert (underlay.width_px, underlay.height_px) == (300, 200)


def test_lots_are_filled_from_the_menu(yuanxi, qtbot) -> None:
    """The first lot, filled and cleared again."""
    lot = yuanxi.session.document.project.active_scheme.lots[0]
    yuanxi.workspace.show_elements((lot.id,))
    menu_click(yuanxi, "menuLayout", "action_fill_lots")
    stalls = find(yuanxi, "figureStalls")
    qtbot.waitUntil(lambda: stalls.text().isdecimal() and int(stalls.text()) > 130, timeout=20000)
    menu_click(yuanxi, "menuLayout", "action_clear_lots")
    qtbot.waitUntil(lambda: find(yuanxi, "figureStalls").text() == "130", timeout=20000)


def test_the_picture_of_the_plan_is_exported(yuanxi, chosen, tmp_path) -> None:
    """A PNG of some size is written."""
    chosen["save_picture"] = tmp_path / "plan.png"
    menu_click(yuanxi, "menuFile", "action_export_picture")
    assert (tmp_path / "plan.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "plan.png").stat().st_size > 20_000


def test_every_menu_entry_has_words_and_a_receiver(yuanxi) -> None:
    """No dead entries: each command of the table is connected, is in a menu, and has words."""
    from PySide6.QtCore import SIGNAL

    from chargeplan.ui.actions import SPECS

    in_menus = set()

    def walk(menu) -> None:
        for action in menu.actions():
            if action.menu():
                walk(action.menu())
            else:
                in_menus.add(action)

    for action in yuanxi.menuBar().actions():
        walk(action.menu())
    for spec in SPECS:
        action = yuanxi.actions_table[spec.name]
        assert action in in_menus, spec.name
        assert action.text().strip(), spec.name
        assert action.receivers(SIGNAL("triggered(bool)")) > 0, spec.name


def test_no_two_commands_share_a_shortcut(window) -> None:
    """An ambiguous shortcut does nothing at all."""
    from chargeplan.ui.actions import SPECS

    seen: dict[str, str] = {}
    for spec in SPECS:
        for key in window.actions_table[spec.name].shortcuts():
            text = key.toString()
            assert text not in seen, (text, seen[text], spec.name)
            seen[text] = spec.name


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_no_two_entries_of_a_menu_share_a_letter(window, language) -> None:
    """Alt and a letter lead to one entry alone, in the menu bar and in each menu."""
    window._use_language(language)

    def check(actions, place: str) -> None:
        letters: dict[str, str] = {}
        for action in actions:
            mark = action.text().find("&")
            if action.isSeparator() or mark < 0:
                continue
            letter = action.text()[mark + 1].upper()
            assert letter not in letters, (place, letter, letters[letter], action.text())
            letters[letter] = action.text()
            if action.menu() and action.menu().objectName() not in ("menuRecent", "menuExamples"):
                check(action.menu().actions(), action.text())

    check(window.menuBar().actions(), "menu bar")


def test_every_control_has_an_accessible_name(yuanxi) -> None:
    """Buttons by their words, fields and lists by a name of their own."""
    nameless = []
    for kind in (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QAbstractItemView):
        for widget in yuanxi.findChildren(kind):
            inner = widget.objectName().startswith("qt_") or isinstance(
                widget.parent(), (QComboBox, QTabBar, QDockWidget, QAbstractItemView, QLineEdit)
            )
            if inner or not widget.isVisible():
                continue
            if not (widget.accessibleName() or getattr(widget, "text", lambda: "")()):
                nameless.append((type(widget).__name__, widget.objectName()))
    assert nameless == []


def test_the_window_ends_its_thread_in_the_middle_of_work(window, chosen, qtbot) -> None:
    """Closed right after opening: no thread runs on."""
    chosen["open_plan"] = example("yuanxi")
    click(window, "startOpen")
    assert window.close()
    assert not window.analyst._worker.isRunning()
