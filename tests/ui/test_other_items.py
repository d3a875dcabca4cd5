"""A person puts a provisional sum, day work and shares into the bill, mistypes, and takes things out."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialogButtonBox, QWidget
from window_driver import answer, click, edit_cell, find, in_dialog, menu_click, type_into, when_asked

from chargeplan.model.bill_settings import DayWork, ProvisionalKind, ProvisionalSum
from chargeplan.ui.theme import missing_colours

OK = QDialogButtonBox.StandardButton.Ok
CANCEL = QDialogButtonBox.StandardButton.Cancel


@pytest.fixture
def items(yuanxi):
    """Return what opens the dialog from the bill, does something in it and closes it."""
    menu_click(yuanxi, "menuBill", "action_show_bill")

    def work(act, button: QDialogButtonBox.StandardButton = OK) -> None:
        ask = partial(click, yuanxi, "otherItemsButton")
        in_dialog("otherItemsDialog", ask, act, lambda dialog: answer(dialog, button))

    work.window = yuanxi
    return work


def choose(table: QWidget, row: int, column: int, key: Qt.Key) -> None:
    """Open the box of a cell and take another word by the keyboard."""
    index = table.model().index(row, column)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())
    QTest.keyClick(table, Qt.Key.Key_Return)
    box = next(field for field in table.viewport().findChildren(QComboBox) if field.isVisible())
    QTest.keyClick(box, key)
    QTest.keyClick(box, Qt.Key.Key_Return)
    QApplication.processEvents()


def fill(dialog: QWidget) -> None:
    """Two provisional sums and one day work, 7.5 % contingency and 3 % attendance."""
    sums, works = find(dialog, "provisionalSums"), find(dialog, "dayWorks")
    click(dialog, "provisionalSumsAdd")
    edit_cell(sums, 0, 0, "移树 3 棵")
    edit_cell(sums, 0, 1, "4,500")
    click(dialog, "provisionalSumsAdd")
    edit_cell(sums, 1, 0, "充电桩")
    edit_cell(sums, 1, 1, "８００.５０")
    choose(sums, 1, 2, Qt.Key.Key_Down)
    click(dialog, "dayWorksAdd")
    for column, text in enumerate(("电工", "工日", "2.5", "480")):
        edit_cell(works, 0, column, text)
    type_into(dialog, "contingencyPercent", "7.5")
    type_into(dialog, "attendancePercent", "3")


def test_what_is_typed_is_one_step_and_stands_in_the_bill(items, qtbot) -> None:
    """4,500.00 of specialists, 3 % of it, 2.5 × 480.00 = 1,200.00 of day work; 800.50 are told, not added."""
    window = items.window
    before, steps = window.session.document.project, window.session.document.undo_stack.count()
    analysis = window.session.analysis
    items(fill)
    assert window.session.document.undo_stack.count() == steps + 1
    bill = window.session.document.project.bill
    assert bill.provisional_sums == (
        ProvisionalSum("移树 3 棵", Decimal("4500")),
        ProvisionalSum("充电桩", Decimal("800.50"), ProvisionalKind.MATERIAL),
    )
    assert bill.day_works == (DayWork("电工", "工日", Decimal("2.5"), Decimal("480")),)
    assert (bill.contingency_percent, bill.attendance_percent) == (Decimal("7.5"), Decimal(3))
    qtbot.waitUntil(lambda: window.session.analysis is not analysis, timeout=10000)
    model = find(window, "billTable").model()
    rows = {model.index(row, 2).data(): model.index(row, 7).data() for row in range(model.rowCount())}
    assert (rows["移树 3 棵"], rows["电工"], rows["充电桩"]) == ("4,500.00", "1,200.00", "800.50")
    assert rows["Attendance of the main contractor"] == "135.00"
    other = window.session.analysis.bill.units[0].other
    assert other.total_cny == other.contingency.amount_cny + Decimal("5835.00")
    menu_click(window, "menuEdit", "action_undo")
    assert window.session.document.project == before


def test_what_is_no_entry_stays_in_sight_and_bars_ok(items) -> None:
    """A negative amount, an empty name and a share that is none: three faults, then none."""
    window = items.window
    before = window.session.document.project

    def act(dialog: QWidget) -> None:
        table = find(dialog, "provisionalSums")
        ok = dialog.findChild(QDialogButtonBox).button(OK)
        click(dialog, "provisionalSumsAdd")
        edit_cell(table, 0, 1, "-5")
        type_into(dialog, "contingencyPercent", "viel")
        assert not ok.isEnabled()
        assert ": 3" in find(dialog, "otherItemsState").text()
        told = find(dialog, "otherItemsState").text().splitlines()[1]
        field = find(dialog, "contingencyPercent")
        reason = "Write a share in percent with at most two decimals, such as 3.5."
        assert told == f"Contingency, % of the sectional works: {reason}"
        assert (field.toolTip(), field.accessibleDescription(), field.property("fault")) == (
            reason, reason, True,
        )  # fmt: skip
        assert table.model().index(0, 0).data(Qt.ItemDataRole.BackgroundRole) == missing_colours()[0]
        index = table.model().index(0, 1)
        assert index.data() == "-5"
        assert "two decimals" in index.data(Qt.ItemDataRole.ToolTipRole)
        edit_cell(table, 0, 0, "Meter")
        edit_cell(table, 0, 1, "5.005")
        assert ": 2" in find(dialog, "otherItemsState").text()
        edit_cell(table, 0, 1, "5.00")
        type_into(dialog, "contingencyPercent", "6")
        assert (field.toolTip(), field.property("fault")) == ("", False)
        assert ok.isEnabled()
        assert find(dialog, "otherItemsState").text() == ""

    items(act, CANCEL)
    assert window.session.document.project == before


def test_rows_are_taken_out(items) -> None:
    """What stood in the plan is there again when the dialog opens, and goes by its button."""
    window = items.window
    items(fill)

    def act(dialog: QWidget) -> None:
        table = find(dialog, "provisionalSums")
        assert table.model().rowCount() == 2
        assert find(dialog, "contingencyPercent").text() == "7.5"
        index = table.model().index(0, 0)
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())
        click(dialog, "provisionalSumsRemove")

    items(act)
    names = [entry.name for entry in window.session.document.project.bill.provisional_sums]
    assert names == ["充电桩"]


def test_who_hears_a_button_knows_which_table_it_is_of(items) -> None:
    """There are two of each."""

    def act(dialog: QWidget) -> None:
        names = ("provisionalSumsAdd", "provisionalSumsRemove", "dayWorksAdd", "dayWorksRemove")
        assert [find(dialog, name).accessibleName() for name in names] == [
            "Provisional sums: Add", "Provisional sums: Remove", "Day work: Add", "Day work: Remove",
        ]  # fmt: skip

    items(act, CANCEL)


def test_nothing_changed_is_no_step(items) -> None:
    """OK without a change leaves the undo stack as it is."""
    steps = items.window.session.document.undo_stack.count()
    items(lambda dialog: None)
    assert items.window.session.document.undo_stack.count() == steps


def test_enter_in_a_field_does_not_close_the_window(items) -> None:
    """Enter ends what is being typed; on a button that has the keyboard it presses that."""
    before = items.window.session.document.project

    def act(dialog: QWidget) -> None:
        type_into(dialog, "contingencyPercent", "6")
        QApplication.processEvents()
        assert dialog.isVisible()
        cancel = dialog.findChild(QDialogButtonBox).button(CANCEL)
        cancel.setFocus()
        asked = when_asked(Qt.Key.Key_Tab, Qt.Key.Key_Return)
        QTest.keyClick(cancel, Qt.Key.Key_Return)
        assert asked == ["Drop the changes?"]
        assert not dialog.isVisible()

    items(act)
    assert items.window.session.document.project == before


def test_leaving_with_changes_is_asked_once_and_enter_keeps_editing(items) -> None:
    """Esc after a row was typed: Enter keeps it, Esc too; Drop, a Tab away, leaves the plan as it was."""
    before = items.window.session.document.project

    def act(dialog: QWidget) -> None:
        click(dialog, "dayWorksAdd")
        table = find(dialog, "dayWorks")
        edit_cell(table, 0, 0, "Mason")
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
            asked = when_asked(key)
            QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Escape)
            assert asked == ["Drop the changes?"]
            assert dialog.isVisible()
            assert dialog.focusWidget() is table
            assert table.model().index(0, 0).data() == "Mason"
        asked = when_asked(Qt.Key.Key_Tab, Qt.Key.Key_Return)
        dialog.close()
        assert asked == ["Drop the changes?"]
        assert not dialog.isVisible()

    items(act)
    assert items.window.session.document.project == before


def test_what_is_being_typed_is_asked_about_too(items) -> None:
    """The window is closed while a cell is still being edited."""

    def act(dialog: QWidget) -> None:
        click(dialog, "dayWorksAdd")
        dialog.activateWindow()
        QApplication.processEvents()
        assert QApplication.focusWidget() is dialog.focusWidget()
        QTest.keyClicks(dialog.focusWidget(), "Mas")
        asked = when_asked(Qt.Key.Key_Return)
        dialog.close()
        assert asked == ["Drop the changes?"]
        assert find(dialog, "dayWorks").model().index(0, 0).data() == "Mas"
        assert dialog.focusWidget() is find(dialog, "dayWorks")

    items(act, CANCEL)


def test_leaving_without_a_change_asks_nothing(items) -> None:
    """A row that was put in and taken out again is none."""

    def act(dialog: QWidget) -> None:
        click(dialog, "dayWorksAdd")
        QApplication.processEvents()
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Escape)
        find(dialog, "dayWorks").selectRow(0)
        click(dialog, "dayWorksRemove")
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Escape)
        assert not dialog.isVisible()

    items(act)
