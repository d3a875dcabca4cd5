"""Tables are copied so that spreadsheets take texts for texts and numbers for numbers."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QStandardItem, QStandardItemModel

from chargeplan.ui.tables import rows_as_text


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
