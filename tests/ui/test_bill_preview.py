"""A person reads the bill, goes from a line to the plan, copies it, and exports it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from factories import small_project
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from window_driver import click, click_cell, find, menu_click, type_into, when_dialog

from chargeplan.analysis import analyse
from chargeplan.model.bill_settings import BillEdition, TaxMethod
from chargeplan.model.editing import setting
from chargeplan.ui.panels.bill import BillModel
from tests.files.workbook_for_tests import full_bill_settings


@pytest.fixture
def bill(yuanxi):
    """Return the window with the bill in sight."""
    menu_click(yuanxi, "menuBill", "action_show_bill")
    assert find(yuanxi, "billTable").isVisible()
    return yuanxi


def _rows(window) -> list[list[str]]:
    model = find(window, "billTable").model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def _money(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def test_the_total_adds_all_that_is_seen(bill) -> None:
    """Lines, measures by rate and other items, as printed, are the total as printed, also in the capacity.

    Sums of chapters and units are strong; everything else that has an amount counts once. Fees are not known.
    """
    model = find(bill, "billTable").model()
    rows = _rows(bill)
    single = [
        _money(cells[7])
        for number, cells in enumerate(rows)
        if model.index(number, 7).data(Qt.ItemDataRole.FontRole) is None
        and cells[7] not in ("—", "price to be asked")
    ]
    total = next(_money(row[7]) for row in rows if row[2] == "Total before tax")
    assert len(single) > 30
    assert sum(single) == total
    assert find(bill, "figureTotal").text() == f"¥{total:,}"


def test_units_of_works_stand_apart(bill) -> None:
    """Civil works, installation and outdoor works, each with its sum; together they are the total."""
    rows = _rows(bill)
    units = {
        row[2]: _money(row[7]) for row in rows if row[2] in ("Civil works", "Installation", "Outdoor works")
    }
    assert len(units) == 3
    assert sum(units.values()) == next(_money(row[7]) for row in rows if row[2] == "Total before tax")


def test_measures_by_rate_tell_what_they_are_a_share_of(bill) -> None:
    """Safety is 4 % of the sectional works; what bidders reckon and fees stay open; notices say why."""
    rows = _rows(bill)
    safety = next(row for row in rows if row[2] == "Safe and orderly construction")
    share, basis = safety[3].split(" % of ")
    assert _money(safety[7]) == (_money(share) * _money(basis) / 100).quantize(Decimal("0.01"))
    assert next(row for row in rows if row[2] == "Work at night")[7] == "—"
    assert "structural engineer" in find(bill, "billNotices").text()


def test_amounts_are_quantity_times_price_rounded_half_up(bill) -> None:
    """Worked out again from what is printed."""
    from decimal import ROUND_HALF_UP

    for row in _rows(bill):
        if row[0] and row[6] != "price to be asked":
            product = (_money(row[5]) * _money(row[6])).quantize(Decimal("0.01"), ROUND_HALF_UP)
            assert product == _money(row[7]), row


def test_a_click_on_a_line_selects_what_it_counts(bill) -> None:
    """The chargers stand in all six sheds."""
    row = next(number for number, row in enumerate(_rows(bill)) if "charging pile" in row[2].lower())
    click_cell(find(bill, "billTable"), row, 2)
    sheds = {shed.id for shed in bill.session.document.project.active_scheme.sheds}
    assert set(bill.session.selection.ids) == sheds


def test_copy_gives_plain_numbers_under_the_heads(bill) -> None:
    """The button copies all rows; quantities have no thousands marks."""
    click(bill, "copyBillButton")
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert lines[0] == ["No.", "Code", "Item", "Features", "Unit", "Quantity", "Unit price [¥]", "Amount [¥]"]
    numbered = [line for line in lines[1:] if line[0]]
    assert len(numbered) == len([row for row in _rows(bill) if row[0]])
    for line in numbered:
        Decimal(line[5])
        assert not line[7] or Decimal(line[7]) >= 0


def test_a_missing_price_is_coloured_with_every_total_above_it(bill) -> None:
    """With a price for every line nothing is coloured; one taken out colours its line and all sums above."""
    from chargeplan.costing.bill import price_bill
    from chargeplan.reference.price_books import Price

    analysis = bill.session.analysis
    book = analysis.references.price_book
    names = {"zh_CN": "", "en": ""}
    full = {
        line.work.id: Price(line.work.id, line.work.unit.id, Decimal(1), None, None, names, "memory")
        for line in analysis.bill.lines
    }

    def coloured(prices) -> set[int]:
        priced = price_bill(analysis.quantities, replace(book, prices=prices))
        bill.session.take_analysis(replace(analysis, bill=priced), bill.session.document.revision)
        model = find(bill, "billTable").model()
        return {
            row
            for row in range(model.rowCount())
            if model.index(row, 7).data(Qt.ItemDataRole.BackgroundRole) is not None
        }

    assert coloured(full) == set()
    gone = analysis.bill.lines[0].work.id
    found = coloured({name: price for name, price in full.items() if name != gone})
    rows = _rows(bill)
    first = next(number for number, row in enumerate(rows) if row[0])
    assert rows[first][7] == "price to be asked"
    assert found == {0, 1, first, len(rows) - 3, len(rows) - 2, len(rows) - 1}
    assert "missing prices: 1" in find(bill, "costNote").text()


def test_the_export_is_the_bill_that_is_seen(bill, chosen, tmp_path) -> None:
    """Blank prices in English are chosen in the dialog; the workbook is read back by another library."""
    chosen["save_workbook"] = tmp_path / "bill.xlsx"
    notes = []

    def choose(dialog) -> None:
        notes.append(find(dialog, "exportNote").text())
        QTest.mouseClick(
            dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save),
            Qt.MouseButton.LeftButton,
        )

    when_dialog("exportWorkbookDialog", choose)
    click(bill, "exportBillButton")
    assert "Edition" in notes[0]
    book = load_workbook(tmp_path / "bill.xlsx", data_only=True)
    cells = [
        str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    for row in _rows(bill):
        if row[0]:
            assert any(row[1].split(" ")[0] == cell for cell in cells), row[1]
    assert "bill.xlsx is written." in bill.statusBar().currentMessage()


def test_the_edition_is_asked_for_at_export(bill, chosen, tmp_path, qtbot) -> None:
    """2024 is chosen: its open codes are told, the plan keeps the choice, and undo takes it back."""
    chosen["save_workbook"] = tmp_path / "bill.xlsx"
    notes = []

    def choose(dialog) -> None:
        box = find(dialog, "exportEdition")
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Down)
        notes.append(find(dialog, "exportNote").text())
        QTest.mouseClick(
            dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save),
            Qt.MouseButton.LeftButton,
        )

    before = bill.session.document.project
    when_dialog("exportWorkbookDialog", choose)
    click(bill, "exportBillButton")
    assert "50500-2024" in notes[0]
    assert "national codes" in notes[0]
    book = load_workbook(tmp_path / "bill.xlsx", data_only=True)
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "01B001" in cells
    assert not any(cell.startswith("010501003") for cell in cells)
    assert bill.session.document.project.bill.edition.value == "gbt50500_2024"
    qtbot.waitUntil(lambda: any(row[1].startswith("01B001") for row in _rows(bill)), timeout=10000)
    menu_click(bill, "menuEdit", "action_undo")
    assert bill.session.document.project == before


def test_a_name_like_a_formula_is_copied_as_text(bill, qtbot) -> None:
    """What begins with = is not a formula for whoever pastes it."""
    from chargeplan.ui.tables import rows_as_text

    shed = bill.session.document.project.active_scheme.sheds[0]
    bill.workspace.show_elements((shed.id,))
    before = bill.session.analysis
    type_into(find(bill, "propertiesPanel"), "property_name", "=1+1")
    qtbot.waitUntil(lambda: bill.session.analysis is not before, timeout=10000)
    menu_click(bill, "menuCheck", "action_show_findings")
    table = find(bill, "findingsTable")
    text = rows_as_text(table.model(), list(range(table.model().rowCount())), [1])
    assert "=1+1" in text
    assert not any(cell.startswith("=") for line in text.splitlines() for cell in line.split("\t"))


def test_the_bill_is_copied_as_it_is_now_while_nobody_sees_it(yuanxi, qtbot) -> None:
    """Copied from the menu with the panel closed, without a shed: its total is that of the plan as it is."""
    document, session = yuanxi.session.document, yuanxi.session
    assert not find(yuanxi, "billTable").isVisible()
    session.selection.set([document.project.active_scheme.sheds[0].id])
    yuanxi.actions_table["delete"].trigger()
    qtbot.waitUntil(lambda: session.analysis_revision == document.revision, timeout=15000)
    menu_click(yuanxi, "menuBill", "action_copy_bill")
    last = QGuiApplication.clipboard().text().splitlines()[-1].split("\t")
    assert last[2] == "Total with tax"
    assert last[-1] == str(session.analysis.bill.total_with_tax_cny)


def test_the_panel_leaves_room_for_the_others_in_a_small_window(bill) -> None:
    """In 1024 × 700 px nothing is pushed off the screen, and what has no room in the head is in its tip."""
    bill.resize(1024, 700)
    QApplication.processEvents()
    assert bill.width() == 1024
    assert find(bill, "dockCapacity").geometry().right() < 1024
    summary = find(bill, "billSummary")
    assert summary.toolTip() == summary.text()


def test_why_there_is_no_bill_is_told_whole(bill, qtbot) -> None:
    """Above the table where there is room, and below it with as many lines as it takes."""
    document, session = bill.session.document, bill.session
    document.push("", [setting(document.project, "price_book_id", "nowhere")])
    qtbot.waitUntil(lambda: session.analysis_error is not None, timeout=20000)
    notices = find(bill, "billNotices")
    assert notices.isVisible() and notices.wordWrap()
    assert notices.text() == "The bill could not be made: there is no price book nowhere"


def test_a_name_too_long_for_its_column_is_whole_in_its_tooltip(bill) -> None:
    """And heads of figures stand above them, at the right."""
    model = find(bill, "billTable").model()
    names = [
        (model.index(row, 2).data(), model.index(row, 2).data(Qt.ItemDataRole.ToolTipRole)) for row in (2, 5)
    ]
    assert all(name and tip == name for name, tip in names)
    heads = [
        model.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        for column in (2, 5, 7)
    ]
    right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    assert heads == [None, right, right]


def test_items_that_do_not_fit_each_other_are_told(bill) -> None:
    """Formwork of the footings taken out of the bill is missed below the table."""
    from chargeplan.costing.bill import price_bill

    analysis = bill.session.analysis
    left = [item for item in analysis.quantities if item.kind.id != "formwork_footing"]
    priced = replace(analysis, bill=price_bill(left, analysis.references.price_book))
    bill.session.take_analysis(priced, bill.session.document.revision)
    assert "Footings needs Formwork of foundations" in find(bill, "billNotices").text()


def test_what_somebody_typed_is_no_markup_in_a_tooltip(qapp) -> None:
    """Day work is named and measured in <b>h</b>: tooltips show that as it stands, on their own lines."""
    analysis = analyse(replace(small_project(), bill=full_bill_settings("<b>h</b>")))
    model = BillModel()
    model.show_bill(analysis.bill)
    tips = [
        model.index(row, column).data(Qt.ItemDataRole.ToolTipRole) or ""
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    ]
    assert not [tip for tip in tips if "<b>" in tip]
    assert [tip for tip in tips if "2.50 &lt;b&gt;h&lt;/b&gt; × 400.00" in tip]
    assert [tip for tip in tips if "<br>" in tip]


def test_amounts_are_in_sight_between_the_panels(bill) -> None:
    """Beside both columns of panels the bill has 700 px of 1,350; features give their room to the amounts."""
    header = find(bill, "billTable").horizontalHeader()
    others = sum(header.sectionSize(column) for column in range(header.count()) if column != 3)
    assert others + header.minimumSectionSize() <= 690


def test_many_notices_leave_room_for_the_bill(bill, qtbot) -> None:
    """Simplified tax and an edition with open codes have long notices: all are there, and are scrolled."""
    document = bill.session.document
    project = document.project
    chosen = replace(project.bill, tax=TaxMethod.SIMPLIFIED, edition=BillEdition.GB_2024)
    label, room = find(bill, "billNotices"), find(bill, "billNoticesRoom")
    document.push("x", [setting(project, "bill", chosen)])
    qtbot.waitUntil(lambda: label.text().startswith("Simplified taxation: "), timeout=20000)
    assert label.text().count("\n") >= 2
    most = 4 * label.fontMetrics().lineSpacing()
    assert 0 < room.height() <= most
    bill.resize(700, bill.height())
    qtbot.waitUntil(lambda: room.verticalScrollBar().maximum() > 0)
    assert room.height() == most
