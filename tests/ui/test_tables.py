"""Tables are copied so that spreadsheets take texts for texts and numbers for numbers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication

from chargeplan.ui.tables import CopyableTable, rows_as_text


@pytest.mark.parametrize(
    ("shown", "copied"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("-12.50", "-12.50"),
        ("+1,234.50", "+1,234.50"),
        ("-3.5%", "-3.5%"),
        ("-", "-"),
        ("Shed 1", "Shed 1"),
        ("two\nlines\tand a tab", "two lines and a tab"),
    ],
)
def test_what_looks_like_a_formula_is_copied_as_a_text(qapp: object, shown: str, copied: str) -> None:
    model = QStandardItemModel(1, 1)
    model.setHorizontalHeaderLabels(["Name"])
    model.setItem(0, 0, QStandardItem(shown))
    assert rows_as_text(model, [0], [0]) == f"Name\n{copied}\n"


class _Rows(QAbstractTableModel):
    """A thousand rows of four columns that count which of them are asked about."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[int] = set()

    def rowCount(self, parent: object = None) -> int:
        return 1000

    def columnCount(self, parent: object = None) -> int:
        return 4

    def data(self, index: object, role: int = 0) -> None:
        return None

    def flags(self, index: object) -> Qt.ItemFlag:
        self.asked.add(index.row())
        return super().flags(index)


def test_heads_ask_nothing_of_rows_that_are_selected_out_of_sight(qapp: QApplication, qtbot: object) -> None:
    model, table = _Rows(), CopyableTable()
    qtbot.addWidget(table)
    table.setModel(model)
    table.horizontalHeader().setSectionsClickable(True)
    table.resize(500, 300)
    table.show()
    qtbot.waitExposed(table)
    table.selectAll()
    table.grab()
    assert table.selectionModel().isSelected(model.index(999, 3))
    assert not {row for row in model.asked if 100 < row < 900}
