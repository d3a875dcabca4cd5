"""A person takes in bids that came back, sees what is wrong with them, compares them and writes that down."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabBar, QTabWidget, QWidget
from window_driver import click, click_cell, find, in_dialog, menu_click, when_dialog

from chargeplan.files.workbook import workbook_bytes
from chargeplan.model.editing import setting
from chargeplan.ui.tables import COPY_ROLE
from chargeplan.ui.theme import missing_colours

CODE, QUANTITY, RATE = 2, 6, 7
NUMBER, REFERENCE, FIRST, SECOND = 0, 5, 6, 8


@pytest.fixture
def bidders(yuanxi, tmp_path):
    """Return what makes a bid of the open plan: a share of the reference, and what the bidder changes."""
    bill = yuanxi.session.analysis.bill
    sent = workbook_bytes(yuanxi.session.analysis, language="en", blank_prices=True)
    codes = {line.code: line for line in bill.lines}

    def make(name: str, share: str, change: Callable[[dict], None] = lambda cells: None) -> Path:
        book = openpyxl.load_workbook(io.BytesIO(sent))
        cells = {}
        for sheet in book.worksheets:
            for row in range(5, sheet.max_row + 1):
                code = sheet.cell(row, CODE).value
                if code in codes and sheet.title.startswith("Bill"):
                    reference = codes[code].unit_price_cny or Decimal(10)
                    sheet.cell(row, RATE).value = float(round(reference * Decimal(share), 2))
                    cells[codes[code].work.id] = (sheet, row)
        assert len(cells) == len(bill.lines)
        change(cells)
        path = tmp_path / f"{name}.xlsx"
        book.save(path)
        return path

    return make


def with_bids(window, act: Callable[[QWidget], None]) -> None:
    """Open the window of bids from the menu, do something in it and close it."""
    ask = partial(menu_click, window, "menuBill", "action_compare_bids")
    in_dialog("tenderDialog", ask, act, lambda dialog: dialog.reject())


def shown(dialog: QWidget, name: str) -> list[list[str]]:
    model = find(dialog, name).model()
    columns = range(model.columnCount())
    return [[model.index(row, column).data() for column in columns] for row in range(model.rowCount())]


def spoilt(cells: dict) -> None:
    """Leave the roof without a price, make the slab smaller and the gutter dear."""
    sheet, row = cells["roof"]
    sheet.cell(row, RATE).value = None
    sheet, row = cells["slab"]
    sheet.cell(row, QUANTITY).value = 100
    sheet, row = cells["gutter"]
    sheet.cell(row, RATE).value = 99999


def test_bids_side_by_side(yuanxi, bidders, chosen) -> None:
    """A is 5 % below everywhere, B 8 % above but for what it changed; each fault stands with its cell."""
    chosen["open_workbooks"] = [bidders("A", "0.95"), bidders("B", "1.08", spoilt)]
    bill = yuanxi.session.analysis.bill

    def act(dialog: QWidget) -> None:
        assert not find(dialog, "tenderExport").isEnabled()
        click(dialog, "tenderAdd")
        bids = shown(dialog, "tenderBids")
        assert [row[:4] for row in bids] == [["A", "0", "0", "0"], ["B", "2", "1", "1"]]
        lines = shown(dialog, "tenderLines")
        assert len(lines) > len(bill.lines)
        by_code = {row[1]: row for row in lines}
        slab = next(line for line in bill.lines if line.work.id == "slab")
        assert by_code[slab.code][REFERENCE : SECOND + 2] == ["135.00", "128.25", "−5.00", "145.80", "+8.00"]
        model = find(dialog, "tenderLines").model()
        of_slab = model.index([cells[1] for cells in lines].index(slab.code), FIRST + 1)
        assert of_slab.data(COPY_ROLE) == "-5.00"  # copied as spreadsheets read it
        assert by_code[slab.code][-1] == "B: quantity changed"
        roof = next(line for line in bill.lines if line.work.id == "roof")
        assert by_code[roof.code][SECOND] == "no price"
        at = next(row for row, cells in enumerate(lines) if cells[1] == roof.code)
        index = find(dialog, "tenderLines").model().index(at, SECOND)
        assert index.data(Qt.ItemDataRole.BackgroundRole) == missing_colours()[0]
        assert "has no unit rate" in index.data(Qt.ItemDataRole.ToolTipRole)
        faults = shown(dialog, "tenderFaults")
        assert [(row[0], row[1], row[4]) for row in faults] == [
            ("B", "error", "quantity changed"),
            ("B", "error", "no price"),
            ("B", "warning", "unbalanced"),
        ]
        assert all("!" in row[2] for row in faults)
        assert [row[5].startswith(row[2]) for row in faults] == [False] * 3
        assert faults[1][5] == f"line {roof.code} {roof.work.title()} has no unit rate"

    with_bids(yuanxi, act)
    assert not yuanxi.session.document.modified


def test_totals_are_those_of_the_bill_s_quantities(yuanxi, bidders, chosen) -> None:
    """The slab that B made smaller by itself counts with all of its 144.00 m² of the bill."""
    honest, changed = bidders("A", "1"), bidders("B", "1", lambda cells: cells["slab"][0].cell(
        cells["slab"][1], QUANTITY).__setattr__("value", 1))  # fmt: skip
    chosen["open_workbooks"] = [honest, changed]

    def act(dialog: QWidget) -> None:
        click(dialog, "tenderAdd")
        first, second = shown(dialog, "tenderBids")
        assert first[5] == second[5]
        assert first[4] == "—"  # no program has worked the formulas out
        total = next(
            row for row in shown(dialog, "tenderLines") if row[2].startswith("Total of the lines, r")
        )
        assert total[FIRST] == total[SECOND] == first[5]

    with_bids(yuanxi, act)


def test_a_bid_is_chosen_and_taken_out(yuanxi, bidders, chosen) -> None:
    """A click on a bid shows its faults alone; the button takes it out."""
    chosen["open_workbooks"] = [bidders("A", "0.95", spoilt), bidders("B", "1.08", spoilt)]

    def act(dialog: QWidget) -> None:
        click(dialog, "tenderAdd")
        assert {row[0] for row in shown(dialog, "tenderFaults")} == {"A", "B"}
        assert not find(dialog, "tenderRemove").isEnabled()  # which of the two?
        click_cell(find(dialog, "tenderBids"), 1, 0)
        assert {row[0] for row in shown(dialog, "tenderFaults")} == {"B"}
        click(dialog, "tenderRemove")
        assert [row[0] for row in shown(dialog, "tenderBids")] == ["A"]
        assert {row[0] for row in shown(dialog, "tenderFaults")} == {"A"}
        click(dialog, "tenderRemove")
        assert shown(dialog, "tenderBids") == []
        assert not find(dialog, "tenderRemove").isEnabled()

    with_bids(yuanxi, act)


def test_a_file_that_is_no_bid_is_told_and_the_others_are_read(yuanxi, bidders, chosen, tmp_path) -> None:
    nothing = tmp_path / "nothing.xlsx"
    nothing.write_bytes(b"nothing at all")
    chosen["open_workbooks"] = [nothing, bidders("A", "0.95")]
    said = []

    def read(message: QWidget) -> None:
        said.append(find(message, "messageText").text())
        QTest.keyClick(message, Qt.Key.Key_Escape)

    def act(dialog: QWidget) -> None:
        when_dialog("messageDialog", read)
        click(dialog, "tenderAdd")
        assert [row[0] for row in shown(dialog, "tenderBids")] == ["A"]

    with_bids(yuanxi, act)
    assert said == ["nothing.xlsx is no workbook; save it as .xlsx and try again"]


def test_the_comparison_is_written(yuanxi, bidders, chosen, tmp_path) -> None:
    chosen["open_workbooks"] = [bidders("A", "0.95"), bidders("B", "1.08", spoilt)]
    chosen["save_workbook"] = tmp_path / "comparison.xlsx"

    def act(dialog: QWidget) -> None:
        click(dialog, "tenderAdd")
        click(dialog, "tenderExport")
        assert find(dialog, "tenderState").text() == "comparison.xlsx is written."

    with_bids(yuanxi, act)
    sheet = openpyxl.load_workbook(tmp_path / "comparison.xlsx").worksheets[0]
    assert sheet.title == "Comparison of bids"
    assert [sheet.cell(3, column).value for column in (7, 9)] == ["A", "B"]


def test_the_first_columns_stay_and_both_halves_copy_whole_rows(yuanxi, bidders, chosen) -> None:
    """Scrolled to the right, number, code and item are still there; Ctrl+C takes all columns."""
    chosen["open_workbooks"] = [bidders(name, "0.95") for name in "ABCDEF"]

    def act(dialog: QWidget) -> None:
        click(dialog, "tenderAdd")
        left, right = find(dialog, "tenderLinesFrozen"), find(dialog, "tenderLines")
        assert right.isColumnHidden(0)
        right.horizontalScrollBar().setValue(right.horizontalScrollBar().maximum())
        assert right.horizontalScrollBar().value() > 0
        assert [left.isColumnHidden(column) for column in range(4)] == [False, False, False, True]
        assert left.horizontalScrollBar().value() == 0
        right.verticalScrollBar().setValue(200)
        assert left.verticalScrollBar().value() == 200
        assert left.rowViewportPosition(9) == right.rowViewportPosition(9)
        assert left.horizontalHeader().height() == right.horizontalHeader().height()
        click_cell(left, 9, 1)
        left.setFocus()
        QTest.keyClick(left, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        head, row = (line.split("\t") for line in QGuiApplication.clipboard().text().splitlines())
        assert head[FIRST : FIRST + 2] == ["A Unit rate", "A Deviation (%)"]
        assert len(head) == len(row) == 6 + 2 * 6 + 2
        assert row[NUMBER] == "10"

    with_bids(yuanxi, act)


def test_tabs_and_texts_follow_the_language(yuanxi, bidders, chosen) -> None:
    chosen["open_workbooks"] = [bidders("A", "0.95", spoilt)]

    def act(dialog: QWidget) -> None:
        click(dialog, "tenderAdd")
        yuanxi._use_language("zh_CN")
        try:
            tabs = dialog.findChild(QTabWidget).findChild(QTabBar)
            assert [tabs.tabText(at) for at in range(tabs.count())] == ["单价对比", "问题"]
            assert shown(dialog, "tenderFaults")[0][4] == "改量"
            assert shown(dialog, "tenderFaults")[0][5].startswith("工程量原为 ")
            assert dialog.windowTitle() == "投标报价对比"
        finally:
            yuanxi._use_language("en")

    with_bids(yuanxi, act)


def test_without_a_bill_it_is_told_why_no_bids_can_be_compared(yuanxi, qtbot) -> None:
    """The plan names a price book that is not there."""
    document, session = yuanxi.session.document, yuanxi.session
    document.push("", [setting(document.project, "price_book_id", "nowhere")])
    qtbot.waitUntil(lambda: session.analysis_error is not None, timeout=20000)
    told = []

    def read(message: QWidget) -> None:
        told.append(find(message, "messageText").text())
        message.reject()

    when_dialog("messageDialog", read)
    menu_click(yuanxi, "menuBill", "action_compare_bids")
    assert told == ["there is no price book nowhere"]


def test_heads_are_whole_and_a_long_name_is_cut_with_all_of_it_in_the_tip(yuanxi, bidders, chosen) -> None:
    """The name of a bidder is the name of a file: of any length; heads of the list of bids are never cut."""
    name = "上海某某建设工程集团有限公司第三分公司"
    chosen["open_workbooks"] = [bidders(name, "0.95")]

    def act(dialog: QWidget) -> None:
        click(dialog, "tenderAdd")
        model = find(dialog, "tenderLines").model()
        head = model.headerData(FIRST, Qt.Orientation.Horizontal)
        assert head == "上海某某建设工程…\nUnit rate"
        tip = model.headerData(FIRST, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        assert tip == f"{name} Unit rate"
        bids = find(dialog, "tenderBids").model()
        assert bids.headerData(3, Qt.Orientation.Horizontal) == "Lines without a rate"

    with_bids(yuanxi, act)
