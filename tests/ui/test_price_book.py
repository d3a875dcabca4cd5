"""A person looks for missing prices, types them, takes some back, and carries them out and in."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QWidget
from window_driver import (
    answer,
    click,
    edit_cell,
    find,
    in_dialog,
    menu_click,
    type_into,
    when_asked,
    when_dialog,
)

from chargeplan.model.editing import setting
from chargeplan.model.own_references import OwnPrice, OwnPriceBook
from chargeplan.ui.dialogs.price_table import (
    BASIS,
    CONFIDENCE,
    FEATURES,
    HIGH,
    LOW,
    RATE,
    SOURCE,
    TITLE,
    UNIT,
)
from chargeplan.ui.tables import COPY_ROLE
from chargeplan.ui.theme import missing_colours

OK = QDialogButtonBox.StandardButton.Ok
CANCEL = QDialogButtonBox.StandardButton.Cancel


@pytest.fixture
def prices(yuanxi, qtbot):
    """Return what opens the price book, does something in it and closes it."""

    def work(act, button: QDialogButtonBox.StandardButton = OK) -> None:
        ask = partial(menu_click, yuanxi, "menuBill", "action_price_book")
        in_dialog("priceBookDialog", ask, act, lambda dialog: answer(dialog, button))

    work.window = yuanxi
    return work


def row_of(dialog: QWidget, title: str) -> int:
    model = find(dialog, "priceBookTable").model()
    return next(row for row in range(model.rowCount()) if model.index(row, TITLE).data() == title)


def cell(dialog: QWidget, row: int, column: int, role=Qt.ItemDataRole.DisplayRole):
    return find(dialog, "priceBookTable").model().index(row, column).data(role)


def put(dialog: QWidget, row: int, column: int, text: str) -> None:
    edit_cell(find(dialog, "priceBookTable"), row, column, text)


def own(window) -> dict[str, Decimal]:
    book = window.session.document.project.own_prices
    return {} if book is None else {price.line_id: price.price_cny for price in book.prices}


def test_a_price_that_is_typed_is_one_step_and_prices_the_bill(prices, qtbot) -> None:
    """The slab of 144.00 m² costs 128.50 instead of 135.00 each: 18,504.00; undo takes it back."""
    window = prices.window

    def act(dialog: QWidget) -> None:
        row = row_of(dialog, "Outdoor concrete floor")
        assert (cell(dialog, row, RATE), cell(dialog, row, SOURCE)) == ("135.00", "shipped")
        put(dialog, row, RATE, "128.5")
        assert (cell(dialog, row, RATE), cell(dialog, row, SOURCE)) == ("128.50", "own")
        assert cell(dialog, row, CONFIDENCE) == "to be verified: uncertain"
        assert cell(dialog, row, BASIS) == ""
        put(dialog, row, BASIS, "三家询价")
        type_into(dialog, "priceBookName", "Quotations")

    steps = window.session.document.undo_stack.count()
    prices(act)
    assert window.session.document.undo_stack.count() == steps + 1
    book = window.session.document.project.own_prices
    assert (book.name, book.base_id) == ("Quotations", "reference_2025")
    (price,) = book.prices
    assert (price.line_id, price.unit, price.price_cny, price.basis) == (
        "slab", "m2", Decimal("128.5"), "三家询价",
    )  # fmt: skip
    assert (price.low_cny, price.high_cny) == (Decimal("105.00"), Decimal("170.00"))
    revision = window.session.document.revision
    qtbot.waitUntil(lambda: window.session.analysis_revision == revision, timeout=20000)
    line = next(line for line in window.session.analysis.bill.lines if line.work.id == "slab")
    assert (line.work.quantity, line.amount_cny) == (Decimal("144.00"), Decimal("18504.00"))
    menu_click(window, "menuEdit", "action_undo")
    assert window.session.document.project.own_prices is None


def test_cancel_and_ok_without_a_change_leave_the_plan_alone(prices) -> None:
    window = prices.window
    before = window.session.document.project
    prices(lambda dialog: put(dialog, 0, RATE, "7"), CANCEL)
    assert window.session.document.project is before
    prices(lambda dialog: None)
    assert window.session.document.project is before


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("abc", "this is no amount: abc"),
        ("-5", "a price is more than 0; leave it empty when it is not known"),
        ("0", "a price is more than 0; leave it empty when it is not known"),
        ("12.345", "at most two decimals"),
        ("12,5", "this is no amount: 12,5"),
        ("99999999999", "this is beyond any unit rate"),
        ("NaN", "this is no amount: NaN"),
    ],
)
def test_what_is_no_price_stays_in_sight_and_keeps_ok_away(prices, text: str, why: str) -> None:
    window = prices.window

    def act(dialog: QWidget) -> None:
        put(dialog, 0, RATE, text)
        assert cell(dialog, 0, RATE) == text
        assert cell(dialog, 0, RATE, Qt.ItemDataRole.ToolTipRole) == why
        assert cell(dialog, 0, SOURCE) == "not valid"
        assert find(dialog, "priceBookState").text() == (
            f"Entries that are not valid: 1; rest the mouse on them to see why.\nLevelling of the site: {why}"
        )
        assert not dialog.findChild(QDialogButtonBox).button(OK).isEnabled()
        put(dialog, 0, RATE, "６．５")  # full-width digits of a Chinese input method
        assert cell(dialog, 0, RATE) == "6.50"
        assert dialog.findChild(QDialogButtonBox).button(OK).isEnabled()

    prices(act)
    assert own(window) == {"levelling": Decimal("6.5")}


def test_a_share_is_not_more_than_all(prices) -> None:
    """Night work of 101 % of the sectional works would leave the plan without a bill."""

    def act(dialog: QWidget) -> None:
        row = row_of(dialog, "Work at night")
        put(dialog, row, RATE, "101")
        assert cell(dialog, row, RATE, Qt.ItemDataRole.ToolTipRole) == "this is more than all"
        assert not dialog.findChild(QDialogButtonBox).button(OK).isEnabled()
        put(dialog, row, RATE, "100")
        assert dialog.findChild(QDialogButtonBox).button(OK).isEnabled()

    prices(act)
    assert own(prices.window) == {"share_night_work": Decimal(100)}


def test_a_range_holds_its_price(prices) -> None:
    """An own range must hold the price; the shipped one gives way to a price beyond it."""

    def act(dialog: QWidget) -> None:
        row = row_of(dialog, "Outdoor concrete floor")
        put(dialog, row, RATE, "180")
        assert (cell(dialog, row, LOW), cell(dialog, row, HIGH)) == ("105.00", "")
        put(dialog, row, HIGH, "179")
        tip = cell(dialog, row, HIGH, Qt.ItemDataRole.ToolTipRole)
        assert tip == "the unit price lies outside its own range"
        put(dialog, row, HIGH, "181")
        assert cell(dialog, row, SOURCE) == "own"

    prices(act)


def test_a_price_far_off_the_shipped_one_is_pointed_out(prices) -> None:
    """135.00 × 20 = 2,700.00 is far enough; a cent more is told."""

    def act(dialog: QWidget) -> None:
        row = row_of(dialog, "Outdoor concrete floor")
        put(dialog, row, RATE, "2700")
        assert "times off" not in (cell(dialog, row, RATE, Qt.ItemDataRole.ToolTipRole) or "")
        put(dialog, row, RATE, "2700.01")
        assert cell(dialog, row, RATE, Qt.ItemDataRole.ToolTipRole) == (
            "more than 20 times off the shipped price 135.00: check figure and unit"
        )

    prices(act, CANCEL)


def test_missing_prices_are_coloured_found_and_given(prices) -> None:
    """Only what is missing is shown; the first gets a price and leaves the list."""
    window = prices.window
    given = []

    def act(dialog: QWidget) -> None:
        click(dialog, "priceBookMissing")
        click(dialog, "priceBookInBill")
        count = find(dialog, "priceBookTable").model().rowCount()
        assert count == window.session.analysis.bill.missing_price_count > 0
        assert cell(dialog, 0, RATE) == "price to be asked"
        assert cell(dialog, 0, RATE, Qt.ItemDataRole.BackgroundRole) == missing_colours()[0]
        given.append(cell(dialog, 0, UNIT))
        put(dialog, 0, RATE, "12")
        assert find(dialog, "priceBookTable").model().rowCount() == count - 1

    prices(act)
    (price,) = window.session.document.project.own_prices.prices
    line = next(line for line in window.session.analysis.bill.lines if line.work.id == price.line_id)
    assert line.price is None
    assert line.work.unit.id == price.unit
    assert given == [line.work.unit.symbol["en"]]


def test_back_to_the_shipped_price(prices) -> None:
    """The button gives own prices of the chosen rows up; the last one leaves no own book behind."""
    window = prices.window
    prices(lambda dialog: put(dialog, row_of(dialog, "Outdoor concrete floor"), RATE, "128.5"))
    assert own(window) == {"slab": Decimal("128.5")}

    def act(dialog: QWidget) -> None:
        row = row_of(dialog, "Outdoor concrete floor")
        assert cell(dialog, row, SOURCE) == "own"
        table = find(dialog, "priceBookTable")
        index = table.model().index(row, TITLE)
        table.scrollTo(index)
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(index).center())
        click(dialog, "priceBookReset")
        assert (cell(dialog, row, RATE), cell(dialog, row, SOURCE)) == ("135.00", "shipped")

    prices(act)
    assert window.session.document.project.own_prices is None


def test_an_empty_entry_takes_the_own_price_back(prices) -> None:
    def act(dialog: QWidget) -> None:
        row = row_of(dialog, "Outdoor concrete floor")
        put(dialog, row, RATE, "128.5")
        put(dialog, row, RATE, "")
        assert (cell(dialog, row, RATE), cell(dialog, row, SOURCE)) == ("135.00", "shipped")

    prices(act)
    assert prices.window.session.document.project.own_prices is None


def test_the_own_price_of_a_kind_holds_for_its_lines(prices) -> None:
    """Cables of one section cost the same however they are laid, unless a line has a price of its own."""
    window = prices.window
    line = next(
        line for line in window.session.analysis.bill.lines if line.work.id.startswith("cable_yjv_5x10_")
    )
    kind = line.work.price_ids[0]

    def act(dialog: QWidget) -> None:
        type_into(dialog, "priceBookSearch", kind)
        model = find(dialog, "priceBookTable").model()
        rows = [row for row in range(model.rowCount()) if cell(dialog, row, 0) == "—"]
        put(dialog, rows[0], RATE, "70")
        type_into(dialog, "priceBookSearch", line.code)
        assert (cell(dialog, 0, RATE), cell(dialog, 0, SOURCE)) == ("70.00", "own, of its kind")

    prices(act)
    assert own(window) == {kind: Decimal(70)}


def test_the_own_price_of_a_kind_does_not_hold_where_the_bill_has_a_nearer_one(prices, qtbot) -> None:
    """A cable whose size has a shipped price keeps it in the table as in the bill, whatever cables cost."""
    window = prices.window
    shipped = window.session.analysis.bill.price_book.prices
    line = next(
        line for line in window.session.analysis.bill.lines
        if line.work.id.startswith("cable_yjv_") and line.price is not None and line.price.id != "cable"
    )  # fmt: skip
    assert line.work.id not in shipped

    def act(dialog: QWidget) -> None:
        type_into(dialog, "priceBookSearch", line.code)
        assert (cell(dialog, 0, RATE), cell(dialog, 0, SOURCE)) == (f"{line.unit_price_cny}", "shipped")

    document = window.session.document
    document.push("x", [setting(document.project, "own_prices", OwnPriceBook("", "reference_2025", "1", (
        OwnPrice("cable", "m", Decimal(6)),
    )))])  # fmt: skip
    prices(act)
    assert own(window) == {"cable": Decimal(6)}
    revision = document.revision
    qtbot.waitUntil(lambda: window.session.analysis_revision == revision, timeout=20000)
    after = next(each for each in window.session.analysis.bill.lines if each.work.id == line.work.id)
    assert after.unit_price_cny == line.unit_price_cny


def test_out_and_in_as_a_workbook(prices, chosen, tmp_path, qtbot) -> None:
    """A workbook of all prices goes out; two are changed, one is given that was missing; it comes in."""
    window = prices.window
    path = tmp_path / "prices.xlsx"
    chosen["save_workbook"] = chosen["open_workbook"] = path
    prices(lambda dialog: click(dialog, "priceBookExport"), CANCEL)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    rows = {sheet.cell(row, 1).value: row for row in range(6, sheet.max_row + 1)}
    sheet.cell(rows["slab"], 6).value = 131
    sheet.cell(rows["roof"], 6).value = 96
    sheet.cell(rows["conduit"], 6).value = 9
    sheet.cell(2, 2).value = "March"
    book.save(path)
    prices(lambda dialog: click(dialog, "priceBookImport"))
    assert own(window) == {"slab": Decimal(131), "roof": Decimal(96), "conduit": Decimal(9)}
    assert window.session.document.project.own_prices.name == "March"


def test_prices_of_another_plan_come_in_and_go_out_whole(prices, chosen, tmp_path) -> None:
    """Cables and devices that this plan has not keep their prices, are said, shown, and go out again."""
    window = prices.window
    path = tmp_path / "prices.xlsx"
    chosen["save_workbook"] = chosen["open_workbook"] = path
    prices(lambda dialog: click(dialog, "priceBookExport"), CANCEL)
    book = openpyxl.load_workbook(path)
    added = (("cable_heads_9x99", "piece", 12), ("cable_yjv_9x99_b2", "m", 640), ("slab", "m²", 131))
    for line_id, unit, price in added[:2]:
        book.active.append([line_id, None, None, None, unit, price])
    rows = {book.active.cell(row, 1).value: row for row in range(6, book.active.max_row + 1)}
    book.active.cell(rows["slab"], 6).value = 131
    book.save(path)

    def take_in(dialog: QWidget) -> None:
        click(dialog, "priceBookImport")
        said = find(dialog, "priceBookState").text()
        assert "which this one has not: Cable heads (9x99), Power cable (yjv 9x99 b2)." in said
        row = row_of(dialog, "Cable heads (9x99)")
        assert (cell(dialog, row, RATE), cell(dialog, row, SOURCE)) == ("12.00", "own")

    prices(take_in)
    assert own(window) == {line_id: Decimal(price) for line_id, _, price in added}

    def take_out(dialog: QWidget) -> None:
        assert cell(dialog, row_of(dialog, "Power cable (yjv 9x99 b2)"), RATE) == "640.00"
        click(dialog, "priceBookExport")

    prices(take_out)
    assert own(window) == {line_id: Decimal(price) for line_id, _, price in added}
    sheet = openpyxl.load_workbook(path).active
    found = {row[0]: (row[4], row[5]) for row in sheet.iter_rows(min_row=6, values_only=True)}
    assert found["cable_heads_9x99"][1] == 12 and found["cable_yjv_9x99_b2"][1] == 640


def test_a_price_that_cannot_be_shown_stays(prices) -> None:
    """A line of a later program in a unit that this one does not know is left alone, not thrown away."""
    document = prices.window.session.document
    strange = OwnPrice("windmill", "furlong", Decimal(5))
    document.push("x", [setting(document.project, "own_prices", OwnPriceBook("", "a", "1", (strange,)))])
    prices(lambda dialog: put(dialog, row_of(dialog, "Outdoor concrete floor"), RATE, "128.5"))
    assert own(prices.window) == {"slab": Decimal("128.5"), "windmill": Decimal(5)}


def test_a_workbook_with_faults_changes_nothing_and_says_why(prices, chosen, tmp_path) -> None:
    """All faults are listed with sheet and cell; the own price that was there stays."""
    window = prices.window
    prices(lambda dialog: put(dialog, row_of(dialog, "Outdoor concrete floor"), RATE, "128.5"))
    path = tmp_path / "prices.xlsx"
    chosen["save_workbook"] = chosen["open_workbook"] = path
    prices(lambda dialog: click(dialog, "priceBookExport"), CANCEL)
    book = openpyxl.load_workbook(path)
    rows = {book.active.cell(row, 1).value: row for row in range(6, book.active.max_row + 1)}
    book.active.cell(rows["slab"], 5).value = "t"
    book.active.cell(rows["roof"], 6).value = "dear"
    book.save(path)
    said = []

    def read(message: QWidget) -> None:
        said.append(find(message, "messageText").text())
        click(message, "copyDetailsButton")
        QTest.keyClick(message, Qt.Key.Key_Escape)

    def act(dialog: QWidget) -> None:
        when_dialog("messageDialog", read)
        click(dialog, "priceBookImport")

    prices(act)
    assert f"Price book!E{rows['slab']}: the price is for t, but the line is measured in m²" in said[0]
    assert f"Price book!F{rows['roof']}: dear is no number" in said[0]
    assert f"Price book!F{rows['roof']}" in QGuiApplication.clipboard().text()
    assert own(window) == {"slab": Decimal("128.5")}


def test_a_double_click_in_the_bill_leads_to_the_price(yuanxi) -> None:
    """The line's price is the current cell of the table."""
    menu_click(yuanxi, "menuBill", "action_show_bill")
    table = find(yuanxi, "billTable")
    rows = range(table.model().rowCount())
    row = next(row for row in rows if table.model().index(row, 6).data() == "price to be asked")
    title = table.model().index(row, 2).data()
    seen = []

    def look(dialog: QWidget) -> None:
        index = find(dialog, "priceBookTable").currentIndex()
        seen.append((index.siblingAtColumn(TITLE).data(), index.column()))
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    index = table.model().index(row, 6)
    table.scrollTo(index)
    place = table.visualRect(index).center()
    when_dialog("priceBookDialog", look)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert seen == [(title, RATE)]


def test_confidence_is_chosen_from_words(prices) -> None:
    window = prices.window

    def act(dialog: QWidget) -> None:
        row = row_of(dialog, "Outdoor concrete floor")
        put(dialog, row, RATE, "128.5")
        table = find(dialog, "priceBookTable")
        index = table.model().index(row, CONFIDENCE)
        table.setCurrentIndex(index)
        QTest.keyClick(table, Qt.Key.Key_Return)
        box = find(dialog, "confidenceChoice")
        QTest.keyClick(box, Qt.Key.Key_Home)
        QTest.keyClick(box, Qt.Key.Key_Return)
        QApplication.processEvents()
        assert cell(dialog, row, CONFIDENCE) == "read in its source"

    prices(act)
    (price,) = window.session.document.project.own_prices.prices
    assert price.confidence == "found"


def test_the_table_copies_plain_numbers(prices) -> None:
    def act(dialog: QWidget) -> None:
        table = find(dialog, "priceBookTable")
        table.setFocus()
        QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
        assert lines[0][RATE] == "Unit price [¥]"
        assert Decimal(lines[1][RATE]) == Decimal("6.00")

    prices(act, CANCEL)


def test_an_own_price_for_another_unit_is_put_right_here(yuanxi, qtbot) -> None:
    """A file brought a price of the slab by m³: there is no bill until it is taken back in the table."""
    document = yuanxi.session.document
    wrong = OwnPrice("slab", "m3", Decimal(900))
    book = OwnPriceBook("From elsewhere", "reference_2025", "2026.1", (wrong,))
    document.push("Take in prices", [setting(document.project, "own_prices", book)])
    qtbot.waitUntil(lambda: yuanxi.session.analysis_error is not None, timeout=20000)
    assert yuanxi.session.analysis_error.code == "unit_mismatch"
    seen = []

    def act(dialog: QWidget) -> None:
        row = row_of(dialog, "Outdoor concrete floor")
        seen.append((cell(dialog, row, SOURCE), cell(dialog, row, UNIT, Qt.ItemDataRole.ToolTipRole)))
        seen.append(dialog.findChild(QDialogButtonBox).button(OK).isEnabled())
        put(dialog, row, RATE, "130")
        QTest.mouseClick(dialog.findChild(QDialogButtonBox).button(OK), Qt.MouseButton.LeftButton)

    when_dialog("priceBookDialog", act)
    menu_click(yuanxi, "menuBill", "action_price_book")
    assert seen == [
        ("not valid", "the price is for m3, but the line is measured in m²; type it anew or take it back"),
        False,
    ]
    (price,) = document.project.own_prices.prices
    assert (price.unit, price.price_cny) == ("m2", Decimal(130))
    qtbot.waitUntil(lambda: yuanxi.session.analysis_error is None, timeout=20000)


def test_an_own_price_that_is_none_is_put_right_here(yuanxi, qtbot) -> None:
    """A file that was changed by hand brought a slab of -5.00: no bill until its price is typed anew."""
    document = yuanxi.session.document
    book = OwnPriceBook("By hand", "reference_2025", "2026.1", (OwnPrice("slab", "m2", Decimal("-5.00")),))
    document.push("Take in prices", [setting(document.project, "own_prices", book)])
    qtbot.waitUntil(lambda: yuanxi.session.analysis_error is not None, timeout=20000)
    assert yuanxi.session.analysis_error.code == "no_own_price"
    seen = []

    def act(dialog: QWidget) -> None:
        row = row_of(dialog, "Outdoor concrete floor")
        seen.append((cell(dialog, row, SOURCE), cell(dialog, row, RATE, Qt.ItemDataRole.ToolTipRole)))
        seen.append(dialog.findChild(QDialogButtonBox).button(OK).isEnabled())
        put(dialog, row, RATE, "130")
        QTest.mouseClick(dialog.findChild(QDialogButtonBox).button(OK), Qt.MouseButton.LeftButton)

    when_dialog("priceBookDialog", act)
    menu_click(yuanxi, "menuBill", "action_price_book")
    assert seen == [("not valid", "a price is more than 0; leave it empty when it is not known"), False]
    (price,) = document.project.own_prices.prices
    assert (price.unit, price.price_cny) == ("m2", Decimal(130))
    qtbot.waitUntil(lambda: yuanxi.session.analysis_error is None, timeout=20000)


def test_a_confidence_that_there_is_none_of_is_put_right_here(yuanxi, qtbot) -> None:
    """A file that was changed by hand calls a price sure: no bill until it is taken back or a word chosen."""
    document = yuanxi.session.document
    price = OwnPrice("slab", "m2", Decimal("128.00"), confidence="sure")
    book = OwnPriceBook("By hand", "reference_2025", "2026.1", (price,))
    document.push("Take in prices", [setting(document.project, "own_prices", book)])
    qtbot.waitUntil(lambda: yuanxi.session.analysis_error is not None, timeout=20000)
    assert yuanxi.session.analysis_error.code == "no_confidence"
    seen = []

    def act(dialog: QWidget) -> None:
        table, row = find(dialog, "priceBookTable"), row_of(dialog, "Outdoor concrete floor")
        ok = dialog.findChild(QDialogButtonBox).button(OK)
        tip = cell(dialog, row, CONFIDENCE, Qt.ItemDataRole.ToolTipRole)
        seen.append((cell(dialog, row, CONFIDENCE), tip, ok.isEnabled()))
        table.model().setData(table.model().index(row, CONFIDENCE), "memory")
        QTest.mouseClick(ok, Qt.MouseButton.LeftButton)

    when_dialog("priceBookDialog", act)
    menu_click(yuanxi, "menuBill", "action_price_book")
    assert seen == [("sure", "choose one of the words", False)]
    (mended,) = document.project.own_prices.prices
    assert (mended.price_cny, mended.confidence) == (Decimal("128.00"), "memory")
    qtbot.waitUntil(lambda: yuanxi.session.analysis_error is None, timeout=20000)


def test_lines_of_one_name_are_told_apart_by_what_is_seen_of_their_features(prices) -> None:
    """Cable heads begin with their size, which is what sets them apart; tip and copy have all of it."""

    def act(dialog: QWidget) -> None:
        type_into(dialog, "priceBookSearch", "cable heads")
        assert cell(dialog, 0, FEATURES).startswith("… 2. Size: ")
        assert cell(dialog, 0, FEATURES) != cell(dialog, 1, FEATURES)
        for role in (Qt.ItemDataRole.ToolTipRole, COPY_ROLE):
            assert cell(dialog, 0, FEATURES, role).startswith(
                "1. Name: terminations of power cables; 2. Size: "
            )

    prices(act, CANCEL)


def test_leaving_with_changed_prices_is_asked_and_without_is_not(prices) -> None:
    """Entries that are not valid count as well; an own price that was taken back is no change."""
    document = prices.window.session.document

    def act(dialog: QWidget) -> None:
        row = row_of(dialog, "Outdoor concrete floor")
        for text in ("128.5", "-5"):
            put(dialog, row, RATE, text)
            asked = when_asked(Qt.Key.Key_Return)
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
            assert asked == ["Drop the changes?"]
            assert dialog.isVisible()
        find(dialog, "priceBookTable").selectRow(row)
        click(dialog, "priceBookReset")
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()

    prices(act)
    assert document.project.own_prices is None
    assert not document.modified
