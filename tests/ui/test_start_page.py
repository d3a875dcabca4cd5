"""A person starts the program: examples, recent files, a new estate."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QStyleOptionViewItem
from window_driver import click, click_item, example, find, item_text, type_into, when_dialog

from chargeplan.reference.rule_sets import load_rule_set


def test_the_examples_are_offered_by_the_name_of_their_estate(window, qtbot) -> None:
    """The five plans of `examples/`, Yuanxi first, and the register of Chuansha."""
    assert find(window, "exampleFiles").count() == 6
    assert item_text(window, "exampleFiles", 5) == "Chuansha: a town of 178 estates"
    qtbot.waitUntil(lambda: item_text(window, "exampleFiles", 0) == "园西小区", timeout=10000)


def test_a_click_on_an_example_shows_its_plan_and_figures(yuanxi) -> None:
    """144.00 m² and 130 sockets are the figures of the newspaper."""
    assert find(yuanxi, "figureRoofedArea").text() == "144.00"
    assert find(yuanxi, "figureSockets").text() == "130"
    assert find(yuanxi, "planView").isVisible()
    assert "yuanxi.chargeplan" in yuanxi.windowTitle()


def test_an_opened_file_is_offered_as_recent_when_the_estate_is_closed(yuanxi, qtbot) -> None:
    """Ctrl+W leads back to the start page; the plan that is opened again says what to do, as it did."""
    told = find(yuanxi, "statusPrompt").text()
    QTest.keyClick(yuanxi, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert find(yuanxi, "startPage").isVisible()
    recent = find(yuanxi, "recentFiles")
    assert recent.isVisible()
    assert recent.count() == 1
    qtbot.waitUntil(lambda: item_text(yuanxi, "recentFiles", 0) == "园西小区", timeout=10000)
    click_item(yuanxi, "recentFiles", 0)
    assert find(yuanxi, "planView").isVisible()
    assert find(yuanxi, "statusPrompt").text() == told


def test_a_new_estate_begins_with_the_facts_of_the_form(window, qtbot) -> None:
    """What was typed stands in the properties, and the title says that no file holds it yet."""

    def fill(dialog) -> None:
        type_into(dialog, "property_name", "测试小区")
        type_into(dialog, "property_household_count", "871")
        QTest.mouseClick(
            dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok),
            Qt.MouseButton.LeftButton,
        )

    when_dialog("newEstateDialog", fill)
    click(window, "startNew")
    assert find(window, "planView").isVisible()
    begun = window.workspace.session.document.project
    assert begun.rule_set_version == load_rule_set("shanghai").version
    form = find(window, "estateForm")
    assert find(form, "property_name").text() == "测试小区"
    assert find(form, "property_household_count").text() == "871"
    assert find(find(window, "planForm"), "property_plan_date").text() == "2026-03-31"
    assert window.isWindowModified()
    qtbot.waitUntil(lambda: find(window, "figureStalls").text() == "0", timeout=15000)
    assert "0 of 117 sockets" in find(window, "targetText").text()  # 871 × 0.40 = 348.4 bikes, at 1:3


def test_a_wrong_number_keeps_the_form_open_and_says_why(window) -> None:
    """A number of households that is none is not dropped in silence."""
    seen = []

    def fill(dialog) -> None:
        type_into(dialog, "property_household_count", "many")
        ok = dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
        QTest.mouseClick(ok, Qt.MouseButton.LeftButton)
        seen.append((dialog.isVisible(), find(dialog, "property_household_count_fault").text()))
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    when_dialog("newEstateDialog", fill)
    click(window, "startNew")
    assert seen == [(True, "Write a whole number, 0 or more.")]
    assert find(window, "startPage").isVisible()


def test_enter_opens_the_chosen_example(window) -> None:
    """Down to the second example, Enter."""
    gallery = find(window, "exampleFiles")
    gallery.setFocus()
    QTest.keyClick(gallery, Qt.Key.Key_Home)
    QTest.keyClick(gallery, Qt.Key.Key_Right)
    QTest.keyClick(gallery, Qt.Key.Key_Return)
    assert "chengxi.chargeplan" in window.windowTitle()


def test_a_damaged_file_is_refused_with_a_sentence(window, chosen, tmp_path) -> None:
    """The start page stays; the sentence names the file."""
    broken = tmp_path / "broken.chargeplan"
    broken.write_bytes(b"not a zip")
    chosen["open_plan"] = broken
    said = []

    def read(dialog) -> None:
        said.append(find(dialog, "messageText").text())
        QTest.keyClick(dialog, Qt.Key.Key_Escape)

    when_dialog("messageDialog", read)
    click(window, "startOpen")
    assert "broken.chargeplan" in said[0]
    assert find(window, "startPage").isVisible()


def test_opening_never_writes(window, chosen) -> None:
    """The example's bytes are the same before and after."""
    path = example("chengxi")
    before = path.read_bytes()
    chosen["open_plan"] = path
    click(window, "startOpen")
    assert find(window, "planView").isVisible()
    assert path.read_bytes() == before


def test_the_name_of_a_chosen_example_can_be_read(window) -> None:
    """It stands on the page beside its tinted picture, so it has the colour of every other text there."""
    gallery = find(window, "exampleFiles")
    option = QStyleOptionViewItem()
    gallery.initViewItemOption(option)
    gallery.itemDelegate().initStyleOption(option, gallery.model().index(0, 0))
    roles = QPalette.ColorRole
    assert option.palette.color(roles.HighlightedText) == gallery.palette().color(roles.WindowText)
