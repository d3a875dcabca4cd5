"""Labels that end in dots, and marks that are as large on a fine screen as on a coarse one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QTransform
from PySide6.QtWidgets import QWidget

from chargeplan.ui.canvas.items import ByHandItem
from chargeplan.ui.canvas.style import LIGHT
from chargeplan.ui.widgets import ElidedLabel, PlainLabel

WORDS = "Click a stall to remove it, Shift+click to keep its row"


def _drawn(label: QWidget, width_px: int) -> QImage:
    label.setFixedSize(QSize(width_px, 30))
    return label.grab().toImage()


def test_a_label_without_room_shows_the_beginning_and_dots(qtbot) -> None:
    """The picture is that of the text cut by hand; what the label says, to a screen reader too, is whole."""
    whole = ElidedLabel(WORDS)
    qtbot.addWidget(whole)
    room = whole.fontMetrics().horizontalAdvance(WORDS)
    cut = whole.fontMetrics().elidedText(WORDS, Qt.TextElideMode.ElideRight, room // 2)
    assert cut.endswith("\u2026")
    by_hand, plain = PlainLabel(cut), PlainLabel(WORDS)
    qtbot.addWidget(by_hand)
    qtbot.addWidget(plain)
    assert _drawn(whole, room // 2) == _drawn(by_hand, room // 2)
    assert whole.text() == WORDS
    assert _drawn(whole, room + 20) == _drawn(plain, room + 20)


@pytest.mark.parametrize("fineness", [1, 2])
def test_the_pin_of_a_kept_row_is_as_large_on_every_screen(fineness: int, qapp) -> None:
    """Its head, 10 px across with 1.8 px of outline and 2.2 px of halo, stands on a line of 10 px."""
    row = ((-0.01, -0.01), (0.01, -0.01), (0.01, 0.01), (-0.01, 0.01))
    image = QImage(100 * fineness, 100 * fineness, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(fineness)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    painter.setWorldTransform(QTransform().translate(50, 50).scale(40, -40))
    ByHandItem((), (), [[row]], LIGHT).draw(painter)
    painter.end()
    drawn = [
        (x, y)
        for y in range(image.height())
        for x in range(image.width())
        if image.pixelColor(x, y) != Qt.GlobalColor.black
    ]
    width_px = (max(x for x, _ in drawn) - min(x for x, _ in drawn) + 1) / fineness
    height_px = (max(y for _, y in drawn) - min(y for _, y in drawn) + 1) / fineness
    assert width_px == pytest.approx(10 + 4, abs=1.5)
    assert height_px == pytest.approx(10 + 5 + 2 + 1.6, abs=2.0)
