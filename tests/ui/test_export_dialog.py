"""The dialog of the workbook's export, alone: what it says of edition, prices and tax."""

from __future__ import annotations

from dataclasses import replace

from factories import small_project
from PySide6.QtWidgets import QLabel

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
