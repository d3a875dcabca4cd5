"""The dialog of a register's columns, and the list of remarks: what comes of a choice is in sight at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QSpinBox
from window_driver import click_cell

from chargeplan.errors import ImportFileError
from chargeplan.files.town_register import read_register
from chargeplan.files.town_remarks import RemarkKind
from chargeplan.files.town_store import OwnSheets
from chargeplan.i18n import LANGUAGES, set_language
from chargeplan.town.register import CoordinateSystem
from chargeplan.ui.town.column_dialog import ColumnDialog
from chargeplan.ui.town.remarks import RemarksPanel, RemarksView
from chargeplan.ui.town.session import Opened, TownSession

HEADS = ["小区名称", "总户数", "车位", "经度", "纬度", "电话"]


@pytest.fixture
def register_path(tmp_path: Path) -> Path:
    """Return a register whose stalls are not certain and whose places lack a system, and another sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "台账"
    for row in (
        ["川沙新镇"],
        HEADS,
        ["甲苑", "约300", 40, 121.7, 31.19, "5838"],
        ["乙苑", 200, "-", None, None, ""],
    ):
        sheet.append(row)
    other = book.create_sheet("另表")
    for row in (["随便"], ["甲", "乙"], ["丙苑", 77], ["丁苑", 88]):
        other.append(row)
    path = tmp_path / "town.xlsx"
    book.save(path)
    return path


@pytest.fixture
def dialog(qtbot, register_path: Path) -> Iterator[ColumnDialog]:
    """Return the dialog as it is first seen, once it has read the register."""
    set_language("en")
    yield from _shown(qtbot, ColumnDialog(register_path, read_register(register_path)))


def _shown(qtbot, made: ColumnDialog) -> Iterator[ColumnDialog]:
    qtbot.addWidget(made)
    made.show()
    wait_until_read(qtbot, made)
    yield made
    made.reject()


def wait_until_read(qtbot, dialog: ColumnDialog) -> None:
    qtbot.waitUntil(lambda: ok(dialog).isEnabled(), timeout=15000)


def ok(dialog: ColumnDialog) -> QPushButton:
    return next(button for button in dialog.findChildren(QPushButton) if button.text() == "Read the register")


def part(dialog: ColumnDialog, name: str, kind: type = QComboBox) -> Any:
    found = dialog.findChild(kind, name)
    assert found is not None, name
    return found


def choose(box: QComboBox, data: object) -> None:
    """Step to an entry by the keyboard."""
    box.setFocus()
    steps = box.findData(data) - box.currentIndex()
    for _ in range(abs(steps)):
        QTest.keyClick(box, Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert box.currentData() == data


def state(dialog: ColumnDialog) -> str:
    return part(dialog, "columnState", QLabel).text()


def test_the_guess_is_shown_and_what_is_doubtful_is_marked(dialog: ColumnDialog) -> None:
    """Stalls alone may be those of today; the places lack a system, which the line below says."""
    fields = [part(dialog, f"columnField{column}").currentText() for column in range(1, 7)]
    assert fields == [
        "Estate", "Households", "Parkable bikes before", "Longitude or x", "Latitude or y", "— not read —",
    ]  # fmt: skip
    heads = [dialog.preview.horizontalHeaderItem(column).text() for column in range(6)]
    assert heads == ["A", "B", "? C", "D", "E", "F"]
    assert "not certain" in part(dialog, "columnField3").accessibleDescription()
    assert dialog.preview.item(2, 0).text() == "小区名称"
    assert dialog.preview.item(3, 1).text() == "约300"
    assert state(dialog) == (
        "Estates: 2. Say which coordinate system the places are in, or they stay unknown. "
        "What is filled in, converted, doubted or left out:"
    )


def test_a_system_that_is_chosen_gives_the_places(qtbot, dialog: ColumnDialog) -> None:
    choose(part(dialog, "columnSystem"), "gcj02")
    wait_until_read(qtbot, dialog)
    assert "coordinate system" not in state(dialog)
    read = read_register(dialog._path, dialog.mapping)
    assert [row.place is not None for row in read.register.rows] == [True, False]
    assert read.register.rows[0].place.system is CoordinateSystem.GCJ02


def test_a_field_that_is_given_to_another_column_leaves_the_first(qtbot, dialog: ColumnDialog) -> None:
    """Households from telephone numbers: stepping past other fields takes none; what comes of it is told."""
    choose(part(dialog, "columnField6"), "households")
    wait_until_read(qtbot, dialog)
    assert part(dialog, "columnField1").currentText() == "Estate"
    assert part(dialog, "columnField2").currentText() == "— not read —"
    assert dialog.mapping.columns["households"] == 6
    told = [dialog.remarks.model.remark(row) for row in range(dialog.remarks.model.row_total())]
    assert ("number_as_text", "5838") in [(remark.code, remark.found) for remark in told]
    assert ("column_not_read", "总户数") in [(remark.code, remark.found) for remark in told]


def test_escape_takes_back_a_step_and_leaving_takes_it(qtbot, dialog: ColumnDialog) -> None:
    box = part(dialog, "columnField6")
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert (box.currentText(), dialog.isVisible()) == ("— not read —", True)
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert "code" not in dialog.mapping.columns
    QTest.keyClick(box, Qt.Key.Key_Tab)
    assert dialog.mapping.columns["code"] == 6
    wait_until_read(qtbot, dialog)


def test_enter_ends_what_is_typed_and_reads_nothing_yet(qtbot, dialog: ColumnDialog) -> None:
    """Only the button that has the keyboard is pressed by it."""
    dialog.remarks.search.setFocus()
    QTest.keyClicks(dialog.remarks.search, "300")
    QTest.keyClick(dialog.remarks.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.remarks.model.row_total() < dialog.remarks.model.total, timeout=5000)
    assert dialog.isVisible()
    ok(dialog).setFocus()
    QTest.keyClick(ok(dialog), Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert dialog.result() == ColumnDialog.DialogCode.Accepted


def test_tab_goes_through_the_boxes_and_brings_them_into_sight(dialog: ColumnDialog) -> None:
    """From the choices above through every box to the list below; the last box lies beyond the right edge."""
    dialog.resize(640, 600)
    part(dialog, "columnSystem").setFocus()
    for column in range(1, 7):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        box = part(dialog, f"columnField{column}")
        assert QApplication.focusWidget() is box
        assert dialog.preview.viewport().rect().intersects(box.geometry())
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is dialog.remarks.search


def test_needed_columns_that_nobody_chose_are_named(qtbot, dialog: ColumnDialog) -> None:
    choose(part(dialog, "columnField2"), "")
    wait_until_read(qtbot, dialog)
    assert "No column is chosen for: Households." in state(dialog)
    choose(part(dialog, "columnField1"), "")
    qtbot.waitUntil(lambda: "Estate, Households" in state(dialog), timeout=15000)
    assert not ok(dialog).isEnabled()
    QTest.mouseClick(part(dialog, "columnsGuess", QPushButton), Qt.MouseButton.LeftButton)
    wait_until_read(qtbot, dialog)
    assert dialog.mapping.columns["households"] == 2


def test_another_sheet_and_another_row_of_headings(qtbot, dialog: ColumnDialog) -> None:
    """Nothing on the other sheet looks like a register: fields are chosen by hand, and then it is one."""
    choose(part(dialog, "columnSheet"), "另表")
    qtbot.waitUntil(lambda: dialog.preview.item(1, 0).text() == "随便", timeout=15000)
    part(dialog, "columnHeadingRow", QSpinBox).setFocus()
    QTest.keyClick(part(dialog, "columnHeadingRow", QSpinBox), Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: dialog.mapping.heading_row == 2, timeout=15000)
    choose(part(dialog, "columnField1"), "name")
    choose(part(dialog, "columnField2"), "households")
    wait_until_read(qtbot, dialog)
    assert state(dialog).startswith("Estates: 2.")
    layout = dialog.mapping
    assert (layout.sheet, layout.columns, layout.headings) == (
        "另表", {"name": 1, "households": 2}, {"name": "甲", "households": "乙"},
    )  # fmt: skip
    assert [row.households for row in read_register(dialog._path, layout).register.rows] == [77, 88]


def test_a_click_on_the_number_of_a_row_makes_it_the_heading(qtbot, dialog: ColumnDialog) -> None:
    header = dialog.preview.verticalHeader()
    at = header.sectionViewportPosition(1) + 4
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(4, at))
    qtbot.waitUntil(lambda: dialog.mapping.heading_row == 1, timeout=15000)


def test_a_file_in_which_nothing_looks_like_a_register(qtbot, tmp_path: Path) -> None:
    set_language("en")
    path = tmp_path / "odd.csv"
    path.write_text("a,b\n甲苑,5\n", encoding="utf-8")
    with pytest.raises(ImportFileError):
        read_register(path)
    made = ColumnDialog(path, None)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.preview.rowCount() > 1, timeout=15000)
    choose(part(made, "columnField1"), "name")
    wait_until_read(qtbot, made)
    made.accept()
    assert [row.name for row in read_register(path, made.mapping).register.rows] == ["甲苑"]


def test_a_file_that_is_gone_is_told(qtbot, tmp_path: Path) -> None:
    set_language("en")
    made = ColumnDialog(tmp_path / "gone.xlsx", None)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: "cannot be read" in state(made), timeout=15000)
    assert not ok(made).isEnabled()
    made.reject()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dialog_fits_the_smallest_screen(qtbot, register_path: Path, language: str) -> None:
    """1024 × 700 px less the frame of a window, in every language."""
    set_language(language)
    made = ColumnDialog(register_path, None)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.preview.rowCount() > 1, timeout=15000)
    least = made.minimumSizeHint()
    assert least.width() <= 1008
    assert least.height() <= 652
    made.reject()


# --- the list of remarks ------------------------------------------------------------------------------


@pytest.fixture
def view(qtbot, register_path: Path) -> RemarksView:
    """Return the list of what reading the register has to say."""
    set_language("en")
    made = RemarksView()
    qtbot.addWidget(made)
    reading = read_register(register_path)
    made.show_remarks(reading.remarks, {row.code: row.name for row in reading.register.rows})
    made.resize(900, 400)
    made.show()
    return made


def shown(view: RemarksView) -> list[str]:
    return [view.model.remark(row).code for row in range(view.model.row_total())]


def test_remarks_are_sifted_by_kind_and_words(qtbot, view: RemarksView) -> None:
    """約300 was doubted; a word is looked for in every column; Esc takes it back."""
    everything = shown(view)
    assert view.kinds.itemText(0) == f"All ({len(everything)})"
    choose(view.kinds, RemarkKind.DOUBTED)
    assert shown(view) == ["guessed_column", "about"]
    choose(view.kinds, None)
    QTest.keyClicks(view.search, "not exact")
    qtbot.waitUntil(lambda: shown(view) == ["about"], timeout=5000)
    assert view.count.text() == f"1 of {len(everything)}"
    QTest.keyClick(view.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: shown(view) == everything, timeout=5000)


def test_remarks_are_copied_with_their_headers_and_no_formula(view: RemarksView) -> None:
    QTest.keyClick(view.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == [
        "Sheet and cell", "Kind", "Field", "Stands in the cell", "Estate", "What became of it",
    ]  # fmt: skip
    assert "台账!B3\tdoubted\tHouseholds\t约300\t甲苑\t约300 was read as 300, though it is not exact" in lines


def test_remarks_are_ordered_by_place_not_by_letters(view: RemarksView) -> None:
    QTest.mouseClick(
        view.table.horizontalHeader().viewport(), Qt.MouseButton.LeftButton,
        pos=QPoint(20, 8),
    )  # fmt: skip
    places = [view.model.remark(row) for row in range(view.model.row_total())]
    assert [remark.row for remark in places] == sorted(remark.row for remark in places)


def test_a_remark_leads_to_its_estate(qtbot, register_path: Path) -> None:
    """In the window of a town a click selects the estate in all panels."""
    set_language("en")
    session = TownSession()
    session.take(Opened(register_path, read_register(register_path), OwnSheets(None, ())))
    panel = RemarksPanel(session)
    qtbot.addWidget(panel)
    panel.resize(900, 400)
    panel.show()
    row = shown(panel).index("about")
    panel.table.scrollTo(panel.model.index(row, 0))
    click_cell(panel.table, row)
    assert session.selected == ("甲苑",)
    qtbot.waitUntil(lambda: not session.working, timeout=5000)
    session.close()
    QApplication.processEvents()
