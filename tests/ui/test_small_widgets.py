"""Labels that end in dots, and marks that are as large on a fine screen as on a coarse one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QStandardItemModel, QTextDocument, QTransform
from PySide6.QtGui import Qt as Gui
from PySide6.QtWidgets import QWidget
from window_driver import find

from chargeplan.ui.canvas.items import ByHandItem, StallShape
from chargeplan.ui.canvas.style import LIGHT
from chargeplan.ui.dialogs.tender_tables import Cell, CellModel, FrozenTable
from chargeplan.ui.tables import CopyableTable
from chargeplan.ui.widgets import (
    ElidedLabel,
    PlainLabel,
    SearchField,
    resize_within_screen,
    scaled_font,
    tooltip,
)

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


def test_what_can_be_searched_for_is_read_whole(qtbot) -> None:
    """With the words twice as long, the field that is laid out for them is wider by the words."""
    field = SearchField()
    qtbot.addWidget(field)
    widths = []
    for words in (WORDS, WORDS + WORDS):
        field.setPlaceholderText(words)
        widths.append(field.sizeHint().width() - field.fontMetrics().horizontalAdvance(words))
    assert widths[0] == widths[1] > 0


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


@pytest.mark.parametrize(("detail_from", "detailed"), [(0.0, True), (4.0, True), (4.1, False)])
def test_sockets_are_drawn_from_so_many_pixels_per_metre_on(detail_from: float, detailed: bool, qapp) -> None:
    """At 4 px/m a stall of 0.6 m is a slip of 2.4 px; arrangements show its socket all the same."""
    stalls = [((x, 0.0), (x + 0.6, 0.0), (x + 0.6, 2.0), (x, 2.0)) for x in (0.0, 0.6, 1.2)]
    shape = StallShape(stalls, (), [(0.9, 1.7)], existing=False)

    def picture(sockets: StallShape) -> QImage:
        image = QImage(20, 20, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setWorldTransform(QTransform().translate(2, 15).scale(4, -4))
        sockets.draw(painter, LIGHT, detail_from)
        painter.end()
        return image

    without = StallShape(stalls, (), (), existing=False)
    assert (picture(shape) != picture(without)) == detailed


@pytest.mark.parametrize(
    "words",
    [
        "a building's exit",
        'bolts "M16" & nuts',
        "<img src=x> and <b>bold</b>",
        "x < 3 & y > 4",
        "first\nsecond <i>line</i> & more",
        "a sentence that is longer than a line of a tooltip may be, and " * 3 + "its end",
        "一句比提示框的一行还要长的话，" * 6 + "完。",
        "",
    ],
)
def test_a_tooltip_shows_every_letter_as_it_was_typed(words: str, qapp) -> None:
    """Read the way Qt reads tooltips, as markup where it looks like it, the words are what they were."""
    shown = tooltip(words)
    page = QTextDocument()
    if Gui.mightBeRichText(shown):
        page.setHtml(shown)
    else:
        page.setPlainText(shown)
    assert page.toPlainText() == words.strip()


def test_a_long_tooltip_is_broken_into_lines(qapp) -> None:
    """Qt breaks lines of markup alone: 101 narrow letters or 51 wide ones are made that, 100 and 50 not."""
    for whole in ("x" * 100, "完" * 50, "x" * 100 + "\n" + "x" * 100):
        assert not Gui.mightBeRichText(tooltip(whole))
    for broken in ("x" * 101, "完" * 51, "x\n" + "x" * 101):
        assert Gui.mightBeRichText(tooltip(broken))


@pytest.mark.parametrize(("letters", "width"), [(1.0, 100), (1.5, 142), (0.8, 100)])
def test_columns_are_wider_where_letters_are_larger(letters: float, width: int, qtbot) -> None:
    """A line of 27 px instead of 19: 100 · 27 / 19 = 142 px; small letters take nothing away."""
    table = CopyableTable()
    qtbot.addWidget(table)
    table.setModel(QStandardItemModel(2, 3))
    table.setFont(scaled_font(table.font(), letters))
    assert table.fontMetrics().height() == {1.0: 19, 1.5: 27, 0.8: 15}[letters]
    table.set_widths((100, 100))
    assert [table.columnWidth(column) for column in (0, 1)] == [width, width]


def test_a_window_is_larger_where_letters_are_but_fits_its_screen(qtbot) -> None:
    """400 × 300 px at 19 px a line are 568 × 426 at 27; 800 would be 1137, but the screen has 800 − 16."""
    window = QWidget()
    qtbot.addWidget(window)
    window.setFont(scaled_font(window.font(), 1.5))
    resize_within_screen(window, 400, 300)
    assert window.size() == QSize(568, 426)
    resize_within_screen(window, 800, 300)
    assert window.size() == QSize(window.screen().availableSize().width() - 16, 426)


def test_both_halves_of_a_table_follow_its_letters(qtbot) -> None:
    """The half that stays is as wide as its columns, and no wider."""
    model = CellModel()
    model.show_cells(["a", "b", "c"], [[Cell("1"), Cell("2"), Cell("3")]])
    table = FrozenTable("halves", model, 2)
    qtbot.addWidget(table)
    for half in (table.left, table.right):
        half.setFont(scaled_font(half.font(), 1.5))
    table.set_widths((40, 60, 80))
    widths = [table.left.columnWidth(0), table.left.columnWidth(1)]
    assert widths[0] >= 57 and widths[1] == 85
    assert table.left.width() == sum(widths) + 2 * table.left.frameWidth()
    assert table.right.columnWidth(2) == 114


def test_a_label_keeps_its_margins_when_the_look_changes(window) -> None:
    """6 px at both sides of what the status bar says, in the light look and in the dark one."""
    labels = [find(window, name) for name in ("statusSaved", "statusReadout", "statusScale")]
    for look in ("light", "dark"):
        window.menus.looks[look].trigger()
        margins = [label.contentsMargins() for label in labels]
        assert [(each.left(), each.right()) for each in margins] == [(6, 6)] * 3
