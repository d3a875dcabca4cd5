"""Registers begun, dropped, asked about, copied and closed: what is done with files in the town's window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import town_samples
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from window_driver import click, find, menu_click, when_dialog

from chargeplan.files.town_register import read_register
from chargeplan.files.town_register_writing import register_xlsx
from chargeplan.ui.main_window import MainWindow
from chargeplan.ui.town.window import TownWindow


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Return the seven estates as a register."""
    path = tmp_path / "seven.town.xlsx"
    path.write_bytes(register_xlsx(town_samples.comparison().register))
    return path


@pytest.fixture(autouse=True)
def _closed(window: MainWindow) -> Iterator[None]:
    yield
    if window.towns.window is not None:
        window.towns.window.session.undo_stack.setClean()
        window.towns.window.close()


def _town(window: MainWindow, qtbot) -> TownWindow:
    town = window.towns.window
    assert town is not None
    qtbot.waitUntil(lambda: town.session.comparison is not None and not town.session.working, timeout=15000)
    return town


def _drop(window: MainWindow | TownWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    buttons, keys, copy = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.DropAction.CopyAction
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(50, 50), copy, data, buttons, keys))
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), copy, data, buttons, keys))


def test_a_register_that_is_dropped_opens_and_is_offered_again(window, qtbot, register, settings):
    _drop(window, register)
    town = _town(window, qtbot)
    assert town.page.totals.lead() == "7 of 7 estates"
    assert settings.recent_files[0] == register.resolve()
    names = [action.text() for action in window.menus.submenus["@recent"].actions()]
    assert names == ["seven.town.xlsx"]
    assert [action.text() for action in town.menus.submenus["@recent"].actions()] == names


def test_a_new_register_is_empty_and_can_be_read_again(window, qtbot, chosen, tmp_path):
    chosen["save_register"] = tmp_path / "new.town.xlsx"
    menu_click(window, "menuTown", "action_new_town")
    town = _town(window, qtbot)
    assert town.session.path == tmp_path / "new.town.xlsx"
    assert town.page.model.rowCount() == 0
    assert read_register(tmp_path / "new.town.xlsx").register.rows == ()


def test_an_empty_register_tells_how_it_is_filled_in_and_is_read_again(
    window, qtbot, chosen, register, tmp_path, monkeypatch
):
    """What is filled in by another program, here by a copy of seven estates, comes in at a click."""
    opened: list[str] = []
    monkeypatch.setattr(
        "chargeplan.ui.town.empty_bar.QDesktopServices.openUrl",
        lambda url: bool(opened.append(url.fileName())),
    )
    path = chosen["save_register"] = tmp_path / "new.town.xlsx"
    menu_click(window, "menuTown", "action_new_town")
    town = _town(window, qtbot)
    bar = find(town, "townEmpty")
    assert bar.isVisible()
    click(bar, "townFillIn")
    assert opened == ["new.town.xlsx"]
    assert town.statusBar().currentMessage() == "No program was found that opens new.town.xlsx."
    path.write_bytes(register.read_bytes())
    click(bar, "townReadAgain")
    qtbot.waitUntil(lambda: town.page.model.rowCount() == 7, timeout=15000)
    assert not bar.isVisible()


def test_a_clean_copy_holds_the_rows_as_they_were_understood(window, qtbot, chosen, register, tmp_path):
    window.open_at_start(register)
    window._after_first_paint()
    town = _town(window, qtbot)
    chosen["save_register"] = tmp_path / "clean.town.xlsx"
    menu_click(town, "townMenuFile", "action_save_clean")
    names = [row.name for row in read_register(tmp_path / "clean.town.xlsx").register.rows]
    assert names == [row.name for row in town.session.register.rows]


def test_columns_are_asked_where_nothing_heads_a_register(window, tmp_path):
    """Cancelled, the file is told to hold no register, and no window is left."""
    path = tmp_path / "list.csv"
    path.write_text("a,b\n1,2\n3,4\n", encoding="utf-8")
    said: list[str] = []

    def read(dialog) -> None:
        said.append(find(dialog, "messageText").text())
        dialog.reject()

    def cancel(dialog) -> None:
        when_dialog("messageDialog", read)
        dialog.reject()

    when_dialog("columnDialog", cancel)
    _drop(window, path)
    assert len(said) == 1
    assert window.towns.window is None


def test_closing_asks_about_changes_and_can_be_called_off(window, qtbot, register):
    _drop(window, register)
    town = _town(window, qtbot)
    town.session.edit_rows({"E1": {"progress": "begun"}}, "Edit")
    assert town.isWindowModified()
    when_dialog("unsavedDialog", lambda dialog: click(dialog, "cancelButton"))
    town.close()
    assert town.isVisible()
    when_dialog("unsavedDialog", lambda dialog: click(dialog, "saveButton"))
    town.close()
    assert window.towns.window is None
    (row,) = [row for row in read_register(register).register.rows if row.code == "E1"]
    assert row.progress == "begun"
