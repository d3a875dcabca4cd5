"""Menus: every entry of one menu has a key of its own, in every language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from window_driver import find, submenu_click

from chargeplan.i18n import LANGUAGES
from chargeplan.model.editing import insertion
from chargeplan.model.scheme import Lot
from chargeplan.ui.main_window import MainWindow

_KEY = re.compile(r"&([^&\s])")


def key_of(text: str) -> str:
    """Return the letter by which an entry is chosen, empty without one."""
    found = _KEY.search(text.replace("&&", ""))
    return found.group(1).casefold() if found else ""


def doubled(texts: list[str]) -> dict[str, list[str]]:
    """Return the letters that stand in more than one of some texts."""
    keys = Counter(filter(None, map(key_of, texts)))
    return {key: [text for text in texts if key_of(text) == key] for key, count in keys.items() if count > 1}


def menus_below(menu: QMenu) -> Iterator[QMenu]:
    yield menu
    for action in menu.actions():
        if action.menu() is not None:
            yield from menus_below(action.menu())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_entries_of_a_menu_share_a_key(yuanxi: MainWindow, language: str) -> None:
    submenu_click(yuanxi, "menuView", "menuLanguage", f"menuLanguage_{language}")
    bar = yuanxi.menuBar().actions()
    found = {"": doubled([action.text() for action in bar])}
    for top in bar:
        for menu in menus_below(top.menu()):
            found[menu.title()] = doubled([action.text() for action in menu.actions()])
    assert len(found) > len(bar)
    assert {title: letters for title, letters in found.items() if letters} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_entries_of_a_menu_of_the_town_share_a_key(
    window: MainWindow, chosen: dict[str, Path], tmp_path: Path, qtbot, language: str
) -> None:
    submenu_click(window, "menuView", "menuLanguage", f"menuLanguage_{language}")
    chosen["save_register"] = tmp_path / "empty.town.xlsx"
    window.towns.new_register()
    town = window.towns.window
    assert town is not None
    qtbot.waitUntil(lambda: not town.session.working and not town.surveying.running)
    found = {"": doubled([action.text() for action in town.menuBar().actions()])}
    for top in town.menuBar().actions():
        for menu in menus_below(top.menu()):
            found[menu.title()] = doubled([action.text() for action in menu.actions()])
    town.session.undo_stack.setClean()
    town.close()
    assert {title: letters for title, letters in found.items() if letters} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_entries_of_the_menu_of_the_plan_share_a_key(yuanxi: MainWindow, language: str) -> None:
    """With nothing selected, and with each kind of thing that has entries of its own."""
    submenu_click(yuanxi, "menuView", "menuLanguage", f"menuLanguage_{language}")
    document = yuanxi.session.document
    crossed = Lot("lot-1", ((0, 0), (20, 10), (20, 0), (0, 10)))
    document.push("x", [insertion(document.project, crossed)])
    shed, house = document.project.active_scheme.sheds[0], document.project.site.buildings[0]
    found = {}
    for ids in ((), (shed.id,), (house.id,), (crossed.id,)):
        yuanxi.session.selection.set(ids)
        yuanxi.workspace._context_menu(yuanxi.mapToGlobal(QPoint(300, 300)))
        menu = find(yuanxi, "planContextMenu", QMenu)
        found[ids] = doubled([action.text() for action in menu.actions()])
        menu.close()
        QTest.qWait(0)
    assert {ids: letters for ids, letters in found.items() if letters} == {}


def test_letters_are_read_off_texts() -> None:
    assert [key_of(text) for text in ("&Bill", "单价(&P)...", "Salt && &Pepper", "A && B", "plain")] == [
        "b", "p", "p", "", "",
    ]  # fmt: skip
    assert doubled(["&Bill preview", "Compare &bids", "&Prices"]) == {"b": ["&Bill preview", "Compare &bids"]}


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_way_to_tools_that_have_no_room_can_be_seen(yuanxi: MainWindow, look: str) -> None:
    """In a window of 1024 px the tool bar ends in a button for the others, its arrows whole and in sight."""
    submenu_click(yuanxi, "menuView", "menuLook", f"menuLook_{look}")
    yuanxi.resize(1024, 700)
    QApplication.processEvents()
    more = find(yuanxi.menus.tool_bar, "qt_toolbar_ext_button")
    assert more.isVisible()
    assert more.accessibleName() == "More tools"
    picture = more.grab().toImage()
    ground = picture.pixelColor(0, 0).lightness()
    drawn = [
        (x, y)
        for x in range(2, picture.width() - 2)
        for y in range(2, picture.height() - 2)
        if abs(picture.pixelColor(x, y).lightness() - ground) > 80
    ]
    assert max(x for x, _ in drawn) - min(x for x, _ in drawn) >= 5
    assert max(y for _, y in drawn) - min(y for _, y in drawn) >= 4
