"""The town's window by mouse and keys, on the seven estates of `town_samples` and on a plan of the examples.

Of the seven estates 2,471 households are known (one unknown); e-bikes are 0.40 per household, 988 in all.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import town_samples
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from window_driver import click, click_item, example, find, menu_click, press, type_into, when_dialog, write

from chargeplan.files.town_register_writing import register_xlsx
from chargeplan.model.editing import setting
from chargeplan.town.register import Register
from chargeplan.ui.main_window import MainWindow
from chargeplan.ui.town.window import TownWindow


def _register(path: Path, **plans: str) -> Path:
    """Write the seven estates to a file; `plans` are by code."""
    held = town_samples.comparison().register
    rows = tuple(replace(row, plan=plans.get(row.code, "")) for row in held.rows)
    path.write_bytes(register_xlsx(Register(held.title, rows)))
    return path


def _settled(window: TownWindow) -> bool:
    session = window.session
    return session.comparison is not None and not session.working and not window.surveying.running


def _opened(window: MainWindow, qtbot, chosen, path: Path) -> TownWindow:
    chosen["open_register"] = path
    click(window, "startTown")
    town = window.towns.window
    assert town is not None
    qtbot.waitUntil(lambda: _settled(town), timeout=30000)
    return town


def _close(window: MainWindow) -> None:
    if window.towns.window is not None:
        window.towns.window.session.undo_stack.setClean()
        window.towns.window.close()


@pytest.fixture
def town(window: MainWindow, qtbot, chosen, tmp_path: Path) -> Iterator[TownWindow]:
    """Return the town's window with the seven estates open."""
    yield _opened(window, qtbot, chosen, _register(tmp_path / "seven.town.xlsx"))
    _close(window)


def _column(town: TownWindow, column_id: str) -> int:
    return [column.id for column in town.page.model.columns].index(column_id)


def _cells(town: TownWindow, column_id: str) -> list[str]:
    model = town.page.model
    at = _column(town, column_id)
    return [model.index(row, at).data() for row in range(model.rowCount())]


def _click_head(town: TownWindow, column_id: str) -> None:
    table = find(town, "townTable")
    head, at = table.horizontalHeader(), _column(town, column_id)
    table.scrollTo(table.model().index(0, at))
    x = head.sectionViewportPosition(at) + head.sectionSize(at) // 2
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, head.height() // 2))


def _row_place(town: TownWindow, row: int, column_id: str = "name") -> QPoint:
    table = find(town, "townTable")
    index = table.model().index(row, _column(town, column_id))
    table.scrollTo(index)
    return table.visualRect(index).center()


def _click_row(town: TownWindow, name: str, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    place = _row_place(town, _cells(town, "name").index(name))
    QTest.mouseClick(find(town, "townTable").viewport(), Qt.MouseButton.LeftButton, modifiers, place)


def _double_click_row(town: TownWindow, row: int, column_id: str = "name") -> None:
    place = _row_place(town, row, column_id)
    viewport = find(town, "townTable").viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place)


def test_a_register_opens_from_the_start_page_with_its_totals(town):
    assert town.windowTitle().startswith("seven.town.xlsx")
    assert town.page.totals.lead() == "7 of 7 estates"
    households = town.page.model.columns[_column(town, "households")]
    assert town.page.totals.text_of(households) == ("2,471", "1 unknown")
    assert find(town, "townEstates").text() == "7 estates"
    assert _cells(town, "households").count("—") == 1
    assert "0" not in _cells(town, "households")


def test_selected_estates_stand_side_by_side(town):
    """One to four; their names stand above, what the table tells below."""
    _click_row(town, "Yuanxi")
    _click_row(town, "Chengdong", Qt.KeyboardModifier.ControlModifier)
    menu_click(town, "townMenuTown", "action_side_by_side")
    dialog = find(town, "sideBySide")
    assert dialog.isVisible()
    assert {find(dialog, f"sideName{number}").text() for number in (0, 1)} == {"Yuanxi", "Chengdong"}
    dialog.close()


def test_a_click_on_a_head_sorts_numbers_as_numbers_and_what_is_unknown_last(town):
    _click_head(town, "households")
    assert _cells(town, "households") == ["150", "250", "300", "400", "500", "871", "—"]
    _click_head(town, "households")
    assert _cells(town, "households") == ["871", "500", "400", "300", "250", "150", "—"]


def test_rows_of_equal_value_stay_as_the_sort_before_left_them(town):
    """By households falling, then by committee: both keep their households falling, the unknown one last."""
    _click_head(town, "households")
    _click_head(town, "households")
    _click_head(town, "committee")
    assert _cells(town, "committee") == ["First"] * 3 + ["Second"] * 4
    assert _cells(town, "households") == ["871", "400", "250", "500", "300", "150", "—"]


def test_words_and_ticked_values_sift_the_rows_and_the_sums(town):
    """First holds 871 + 400 + 250 = 1,521 households; the letter E2 alone 400."""
    filter_button = find(town, "filter_committee")
    QTest.mouseClick(filter_button, Qt.MouseButton.LeftButton)
    listed = find(town, "filter_committeeList")
    QTest.mouseClick(
        listed.viewport(), Qt.MouseButton.LeftButton, pos=listed.visualItemRect(listed.item(0)).center()
    )
    QTest.keyClick(listed, Qt.Key.Key_Escape)
    households = town.page.model.columns[_column(town, "households")]
    assert town.page.totals.lead() == "3 of 7 estates"
    assert town.page.totals.text_of(households) == ("1,521", "")
    search = find(town, "townSearch")
    search.setFocus()
    write(search, "e2")
    assert town.page.totals.text_of(households) == ("400", "")
    click(town, "clearFilters")
    assert town.page.totals.lead() == "7 of 7 estates"
    assert search.text() == ""


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_values_are_ticked_by_the_keyboard(town, key):
    """The second committee in the list, which has four of the seven estates; Down goes to it."""
    QTest.keyClick(find(town, "filter_committee"), Qt.Key.Key_Space)
    listed = find(town, "filter_committeeList")
    QTest.keyClick(listed, Qt.Key.Key_Down)
    QTest.keyClick(listed, key)
    assert town.page.totals.lead() == "4 of 7 estates"
    QTest.keyClick(listed, key)
    assert town.page.totals.lead() == "7 of 7 estates"
    QTest.keyClick(listed, Qt.Key.Key_Escape)


def _limit(town: TownWindow, column_id: str, least: str, most: str) -> None:
    table = find(town, "townTable")
    head, at = table.horizontalHeader(), _column(town, column_id)
    table.scrollTo(table.model().index(0, at))
    head.customContextMenuRequested.emit(QPoint(head.sectionViewportPosition(at) + 5, 10))
    menu = find(town, "townHeadMenu")
    entry = next(action for action in menu.actions() if action.objectName() == "head_limit")

    def fill(dialog) -> None:
        for name, text in (("rangeLeast", least), ("rangeMost", most)):
            field = find(dialog, name)
            field.setFocus()
            write(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    when_dialog("townRangeDialog", fill)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())


def test_limits_of_a_figure_are_shown_and_taken_back(town, qtbot):
    """Between 250 and 400 households lie E3, E5 and E2; where it is unknown it lies nowhere."""
    _limit(town, "households", "250", "400")
    qtbot.waitUntil(lambda: town.page.totals.lead() == "3 of 7 estates")
    chip = find(town, "range_households")
    assert chip.text().startswith("Households 250–400")
    QApplication.processEvents()
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert town.page.totals.lead() == "7 of 7 estates"


def test_levels_roll_up_and_a_double_click_shows_the_estates_of_a_unit(town):
    """Second has E4 to E7: 500 + 300 + 150 households and one that is unknown."""
    tabs = find(town, "townLevels")
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(1).center())
    assert _cells(town, "committee") == ["First", "Second"]
    assert _cells(town, "estates") == ["3", "4"]
    assert _cells(town, "households") == ["1,521", "≥ 950"]
    _double_click_row(town, 1, "committee")
    assert town.page.level is None
    assert set(_cells(town, "name")) == {"Huaxia", "$x_1$ & <b>", "Nobody knows", "Hardly known"}


def test_units_stand_by_the_estates_of_highest_risk_and_each_level_keeps_its_order(town):
    """Grade D counts first; a click on a head sorts the level that is shown and no other."""
    tabs = find(town, "townLevels")
    _click_head(town, "households")
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(1).center())
    assert find(town, "townTable").horizontalHeader().sortIndicatorSection() == _column(town, "grade_D")
    _click_head(town, "households")
    assert _cells(town, "households") == ["≥ 950", "1,521"]
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(0).center())
    assert _cells(town, "households") == ["150", "250", "300", "400", "500", "871", "—"]
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(1).center())
    assert _cells(town, "households") == ["≥ 950", "1,521"]


def test_a_click_on_a_head_shows_what_comes_first_then(town):
    """Yuanxi goes to the end of the seven, of which three are in sight; the table stays at its top."""
    table = find(town, "townTable")
    table.setFixedHeight(table.horizontalHeader().height() + 3 * table.rowHeight(0))
    _click_head(town, "households")
    _click_row(town, "Yuanxi")
    _click_head(town, "name")
    assert _cells(town, "name")[-1] == "Yuanxi"
    assert table.verticalScrollBar().maximum() > 0
    assert table.verticalScrollBar().value() == 0
    assert town.session.selected


def test_who_comes_into_the_table_by_the_keyboard_has_a_row_selected(town, qtbot):
    """Enter goes from what is searched for to the first of the estates of First; a selection stays."""
    town.activateWindow()
    qtbot.waitUntil(town.isActiveWindow)
    type_into(town, "townSearch", "first")
    assert find(town, "townTable").hasFocus()
    first = town.session.selected
    assert first == (town.page.shown_codes()[0],)
    press(town, Qt.Key.Key_Down)
    second = town.session.selected
    press(town, Qt.Key.Key_Backtab)
    press(town, Qt.Key.Key_Tab)
    assert find(town, "townTable").hasFocus()
    assert town.session.selected == second != first


def test_columns_are_chosen_and_remembered(town, settings):
    def add_year(dialog) -> None:
        type_into(dialog, "columnSearch", "finished")
        tree = find(dialog, "columnTree")
        group = next(
            tree.topLevelItem(at)
            for at in range(tree.topLevelItemCount())
            if not tree.topLevelItem(at).isHidden()
        )
        item = next(group.child(at) for at in range(group.childCount()) if not group.child(at).isHidden())
        box = tree.visualItemRect(item)
        QTest.mouseClick(
            tree.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(box.left() + 10, box.center().y())
        )
        dialog.accept()

    when_dialog("townColumnsDialog", add_year)
    menu_click(town, "townMenuView", "action_columns")
    assert town.page.model.columns[-1].id == "year_built"
    assert settings.text("town_columns").endswith("year_built")


def test_rows_are_copied_with_heads_and_tell_estimates(town):
    """Without the column that tells them, estimates are told at the end of the line."""
    _click_row(town, "Chengdong")
    menu_click(town, "townMenuEdit", "action_copy")
    head, row = QGuiApplication.clipboard().text().splitlines()
    assert "Households" in head.split("\t")
    assert "400" in row.split("\t")
    shown = [column.id for column in town.page.model.columns if column.id != "origin"]
    town.page._use_columns(shown)
    town.page.table.copy_rows()
    head, row = QGuiApplication.clipboard().text().splitlines()
    assert head.split("\t")[-1] == "Scheme from"
    assert row.split("\t")[-1] == "estimate"


def test_what_is_selected_in_the_table_is_selected_everywhere_and_back(town):
    _click_row(town, "Yuanxi")
    _click_row(town, "Huaxia", Qt.KeyboardModifier.ControlModifier)
    assert set(town.session.selected) == {"E1", "E4"}
    town.session.select(["E5"], "elsewhere")
    model = town.page.table.selectionModel()
    assert [town.page.model.row_at(i.row()).standing.row.code for i in model.selectedRows()] == ["E5"]
    _click_head(town, "households")
    assert [town.page.model.row_at(i.row()).standing.row.code for i in model.selectedRows()] == ["E5"]
    assert town.session.selected == ("E5",)


def test_everything_is_said_in_the_other_language(town):
    town.menus.languages["zh_CN"].trigger()
    heads = [column.head() for column in town.page.model.columns]
    assert "户数" in heads
    assert town.page.totals.lead() == "显示 7 / 7 个小区"
    assert find(town, "townSearch").placeholderText() != "Name, code or committee"


def test_a_change_of_weights_rates_anew_and_is_one_step_to_undo(town, qtbot):
    before = _cells(town, "score")
    changed = replace(town.session.settings, weights={"stalls_short_share": Decimal(1)})
    with qtbot.waitSignal(town.session.rated):
        town.session.change_settings(changed, "Change the weights")
    assert _cells(town, "score") != before
    town.activateWindow()
    QApplication.processEvents()
    with qtbot.waitSignal(town.session.rated):
        press(town, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert _cells(town, "score") == before
    assert not town.session.modified


def test_a_damaged_register_is_told_and_leaves_no_window(window, chosen, tmp_path):
    path = tmp_path / "damaged.town.xlsx"
    path.write_bytes(b"no workbook")
    chosen["open_register"] = path
    said: list[str] = []

    def read(dialog) -> None:
        said.append(find(dialog, "messageText").text())
        dialog.reject()

    when_dialog("messageDialog", read)
    click(window, "startTown")
    assert said
    assert window.towns.window is None


def test_the_plan_window_goes_away_and_comes_back_while_the_town_is_open(window, qtbot, chosen, tmp_path):
    """Its close button hides it, an estate brings it back, and what is saved there is told here.

    The 871 households of the plan become 900.
    """
    shutil.copy(example("yuanxi"), tmp_path / "yuanxi.chargeplan")
    town = _opened(window, qtbot, chosen, _register(tmp_path / "one.town.xlsx", E1="yuanxi.chargeplan"))
    window.close()
    assert window.isHidden()
    _double_click_row(town, _cells(town, "name").index("Yuanxi"))
    assert window.isVisible()
    document = window.session.document
    assert document.path == tmp_path / "yuanxi.chargeplan"
    estate = replace(document.project.estate, household_count=900)
    document.push("Count the households", [setting(document.project, "estate", estate)])
    window.activateWindow()
    QApplication.processEvents()
    press(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "900" in _cells(town, "households"), timeout=30000)
    _close(window)
    assert window.isVisible()


def test_an_estate_without_a_plan_gets_one_that_is_linked_when_it_is_saved(window, qtbot, chosen, tmp_path):
    town = _opened(window, qtbot, chosen, _register(tmp_path / "seven.town.xlsx"))
    asked: list[str] = []

    def begin(dialog) -> None:
        asked.append(find(dialog, "messageText").text())
        click(dialog, "beginButton")

    when_dialog("noPlanDialog", begin)
    _double_click_row(town, _cells(town, "name").index("Huaxia"))
    assert asked == ["Huaxia has no plan yet. Begin one with what the register tells?"]
    assert window.session.document.project.estate.household_count == 500
    chosen["save_plan"] = tmp_path / "huaxia.chargeplan"
    window.activateWindow()
    QApplication.processEvents()
    press(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    row = town.session.row("E4")
    assert row is not None
    assert row.plan == "huaxia.chargeplan"
    assert [(cell.code, cell.field) for cell in town.session.changed_cells(("plan",))] == [("E4", "plan")]
    assert town.session.modified
    qtbot.waitUntil(lambda: _settled(town), timeout=30000)
    _close(window)


def test_from_the_register_to_the_exported_workbook_by_mouse(town, chosen, tmp_path, qtbot):
    """The tool bar's button writes the workbook; its estates' sheet has the seven names of the register."""
    path = tmp_path / "out.xlsx"
    chosen["save_workbook"] = path
    click(town, "button_export_workbook")
    assert path.is_file()
    assert town.statusBar().currentMessage() == "out.xlsx is written."
    book = load_workbook(path, read_only=True)
    values = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    book.close()
    assert set(_cells(town, "name")) <= values


def test_the_example_of_chuansha_opens_to_the_published_totals(window, qtbot):
    """2,987 charging facilities and 12,812 bikes that can be parked are the published figures."""
    click_item(window, "exampleFiles", 5)
    town = window.towns.window
    assert town is not None
    qtbot.waitUntil(lambda: _settled(town), timeout=60000)
    assert find(town, "townChargers").text() == "Charging facilities 2,987"
    assert find(town, "townStalls").text() == "Parkable bikes 12,812"
    assert find(town, "townCost").text() == "Cost ≥ 861.41 × 10,000 CNY"
    assert _cells(town, "rank")[:3] == ["1", "2", "3"]
    _close(window)


def test_the_names_stay_in_sight_when_the_table_is_scrolled_sideways(town):
    """Rank, grade, score and name stand still; a row clicked there is selected, and a head sorts."""
    table = find(town, "townTable")
    frozen = find(town, "frozenColumns")
    town.resize(1440, 900)
    assert not frozen.isVisible()
    shown = [column.id for column in town.page.model.columns]
    town.page._use_columns([*shown, "address", "remarks", "plan"])
    QApplication.processEvents()
    table.horizontalScrollBar().setValue(table.horizontalScrollBar().maximum())
    assert frozen.isVisible()
    assert [frozen.isColumnHidden(at) for at in range(5)] == [False, False, False, False, True]
    place = frozen.visualRect(frozen.model().index(2, _column(town, "name"))).center()
    QTest.mouseClick(frozen.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert town.session.selected == (town.page.model.row_at(2).standing.row.code,)
    head = frozen.horizontalHeader()
    x = head.sectionViewportPosition(_column(town, "name")) + 20
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 20))
    assert _cells(town, "name")[1] == "Chengdong"
    assert table.horizontalScrollBar().value() == table.horizontalScrollBar().maximum()


def test_a_panel_behind_another_is_hidden_and_does_no_work(town: TownWindow, qtbot) -> None:
    panels, tasks = town.panels, find(town, "tasksPanel")
    panels.bring("tasks")
    qtbot.waitUntil(tasks.isVisible)
    panels.bring("charts")
    qtbot.waitUntil(lambda: find(town, "townCharts").isVisible() and not tasks.isVisible())
    shown = []
    tasks.model.shown_changed.connect(lambda: shown.append("tasks"))
    town.session.change_tasks(town.session.tasks[:-1], "One less")
    assert shown == []
    panels.bring("tasks")
    qtbot.waitUntil(lambda: shown == ["tasks"])
