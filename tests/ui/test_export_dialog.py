"""The dialog of the workbook's export, alone: what it says of edition, prices and tax."""

from __future__ import annotations

from dataclasses import replace

from factories import small_project
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel

from chargeplan.analysis import analyse
from chargeplan.model.bill_settings import TaxMethod
from chargeplan.ui.dialogs.export_workbook import ExportWorkbookDialog


def note_of(qtbot, tax: TaxMethod) -> str:
    plan = small_project()
    dialog = ExportWorkbookDialog(analyse(replace(plan, bill=replace(plan.bill, tax=tax))))
    qtbot.addWidget(dialog)
    label = dialog.findChild(QLabel, "exportNote")
    assert label is not None
    return label.text()


def test_simplified_taxation_is_warned_of(qtbot) -> None:
    """3 % is more than another rate; with the general method there is nothing to warn of."""
    assert "简易计税" in note_of(qtbot, TaxMethod.SIMPLIFIED)
    assert "简易计税" not in note_of(qtbot, TaxMethod.GENERAL)


def test_the_whole_note_of_another_edition_is_seen(qtbot) -> None:
    """The edition of 2024 has more to tell, so the dialog grows when it is chosen."""
    dialog = ExportWorkbookDialog(analyse(small_project()))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    note, edition = dialog.findChild(QLabel, "exportNote"), dialog.findChild(QComboBox, "exportEdition")
    assert note is not None and edition is not None
    before = note.text()
    edition.setCurrentIndex(1)
    qtbot.waitUntil(lambda: note.height() >= note.heightForWidth(note.width()))
    assert len(note.text()) > len(before)


def test_a_blank_bill_tells_the_contingency_instead_of_prices(qtbot) -> None:
    """The amount that goes out is told, and that lines without a price are not in it."""
    analysis = analyse(small_project())
    dialog = ExportWorkbookDialog(analysis)
    qtbot.addWidget(dialog)
    note, blank = dialog.findChild(QLabel, "exportNote"), dialog.findChild(QCheckBox, "exportBlankPrices")
    assert note is not None and blank is not None
    assert "暂列金额" not in note.text() and "价格：" in note.text()
    blank.setChecked(True)
    amount = sum(unit.other.contingency.amount_cny for unit in analysis.bill.units)
    missing = analysis.bill.missing_price_count
    assert f"¥{amount:,.2f}" in note.text() and "价格：" not in note.text()
    assert f"有 {missing} 项没有单价，暂列金额未计入" in note.text()
