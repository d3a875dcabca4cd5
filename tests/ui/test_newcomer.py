"""What somebody meets who opens the window for the first time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPalette, QTransform
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLabel, QStyleOptionComboBox
from window_driver import click, example, find, item_text, type_into, when_dialog

from chargeplan.i18n import set_language
from chargeplan.model.editing import insertion
from chargeplan.model.labels import title
from chargeplan.model.scheme import Shed
from chargeplan.model.site import FireLane
from chargeplan.ui.application import make_window
from chargeplan.ui.canvas.labels import Label, draw_labels
from chargeplan.ui.canvas.previews import scale_bar_box
from chargeplan.ui.canvas.style import style_for
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.panels.fields import ChoiceField
from chargeplan.ui.panels.findings_model import WHAT
from chargeplan.ui.settings import Settings
from chargeplan.ui.tables import COPY_ROLE
from chargeplan.ui.theme import palette_for
from chargeplan.ui.widgets import TickBox


def _accept(dialog) -> None:
    dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok).click()


def test_the_empty_paper_says_how_to_begin(window) -> None:
    """Words in the middle of the paper; they go with the first thing that is drawn."""
    when_dialog("newEstateDialog", _accept)
    click(window, "startNew")
    view = find(window, "planView")

    def middle_is_empty() -> bool:
        image = view.grab().toImage()
        row = image.height() // 2
        ground = image.pixelColor(4, row)
        lines = range(row - 12, row + 12)
        return all(image.pixelColor(x, y) == ground for y in lines for x in range(60, image.width() - 60))

    assert not middle_is_empty()
    view.set_tool("lot")
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    assert middle_is_empty()  # no words below what is being drawn
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not middle_is_empty()
    view.set_tool("supply_point")
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    assert len(window.session.document.elements()) == 1
    QTest.mouseMove(view.viewport(), QPoint(60, 90))
    assert middle_is_empty()


def test_the_head_of_the_properties_keeps_the_name_as_it_was_written(yuanxi) -> None:
    """A name of one's own is shown at once and left as it is; the word of a kind begins large."""
    building = yuanxi.session.document.project.site.buildings[0]
    yuanxi.workspace.show_elements((building.id,))
    panel = find(yuanxi, "propertiesPanel")
    type_into(panel, "property_name", "east wing")
    assert "east wing" in [label.text() for label in panel.findChildren(QLabel)]
    tree = next(tree for tree in yuanxi.session.document.project.site.obstacles if not tree.name)
    yuanxi.workspace.show_elements((tree.id,))
    number = tree.id.rpartition("-")[2]
    assert f"Tree {number}" in [label.text() for label in panel.findChildren(QLabel)]


def test_what_comes_and_goes_in_the_status_bar_moves_nothing(yuanxi) -> None:
    """The figures of what is being drawn appear; the place of the mouse stays where it was."""
    status = yuanxi.plan_status
    before = status.position.geometry()
    status.show_readout("12.00 m ∠ 90.0° · 24.00 m²")
    status.layout().activate()
    assert status.readout.isVisible()
    assert status.position.geometry() == before


def test_the_chooser_of_files_speaks_chinese(window, monkeypatch) -> None:
    """Where Qt's own dialog is shown, the words that Qt leaves in English are the program's."""
    asked: list[list[str]] = []

    def look(dialog: QFileDialog) -> int:
        asked.append([dialog.labelText(kind) for kind in QFileDialog.DialogLabel])
        return 0

    monkeypatch.undo()  # the fixture answers in place of the choosers; here they are looked at themselves
    monkeypatch.setattr(QFileDialog, "exec", look)
    set_language("zh_CN")
    assert choosers.open_plan(window, window.files._settings.last_folder) is None
    set_language("en")
    assert "文件夹：" in asked[0]
    assert "文件类型：" in asked[0]


def test_fields_of_forms_below_each_other_begin_at_one_line(yuanxi) -> None:
    """Name of the scheme, name of the estate, date of the plan."""
    panel = find(yuanxi, "propertiesPanel")
    fields = [
        find(find(panel, form), name)
        for form, name in (
            ("schemeForm", "property_name"),
            ("estateForm", "property_address"),
            ("planForm", "property_plan_date"),
        )
    ]
    assert len({field.mapTo(panel.widget(), QPoint(0, 0)).x() for field in fields}) == 1


def test_a_long_choice_ends_in_dots_and_is_whole_in_its_tooltip(qtbot, qapp) -> None:
    """60 px hold no sentence; nothing is shortened where there is room."""
    field = ChoiceField()
    qtbot.addWidget(field)
    field.offer([(1, "a choice with a very long name")])
    field.resize(90, 28)
    option = QStyleOptionComboBox()
    field.initStyleOption(option)
    assert option.currentText.endswith("…")
    assert field.toolTip() == "a choice with a very long name"
    field.resize(600, 28)
    field.initStyleOption(option)
    assert option.currentText == "a choice with a very long name"
    assert field.toolTip() == ""


def test_a_box_to_tick_can_be_seen_in_the_dark_look(qtbot, qapp) -> None:
    """WCAG 1.4.11: the frame stands off from the ground of the window by 3:1 at least."""
    box = TickBox()
    qtbot.addWidget(box)
    box.setPalette(palette_for(dark=True))
    box.resize(40, 24)
    image = box.grab().toImage()
    row = image.height() // 2
    lights = [_light(image.pixelColor(x, row)) for x in range(20)]
    ground = _light(palette_for(dark=True).color(QPalette.ColorRole.Window))
    assert (max(lights) + 0.05) / (ground + 0.05) >= 3.0


def _light(colour) -> float:
    """Return the relative luminance of a colour."""
    parts = [
        value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4
        for value in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_large_figures_need_no_scrolling_and_four_findings_can_be_read(
    qapp, settings, qtbot, language
) -> None:
    """On a screen of 1366 × 768, the smaller figures folded away, in both languages."""
    settings.language = language
    made = make_window(qapp, settings)
    made.resize(1366, 740)
    made.open_at_start(example("yuanxi"))
    made.show()
    qtbot.waitUntil(lambda: find(made, "figureStalls").text() == "130", timeout=15000)
    made.actions_table["show_findings"].trigger()
    qtbot.waitUntil(lambda: find(made, "findingsTable").isVisible())
    table = find(made, "findingsTable")

    def read() -> int:
        places = [table.visualRect(table.model().index(row, 1)) for row in range(table.model().rowCount())]
        return sum(table.viewport().rect().contains(place.center()) for place in places)

    try:
        qtbot.waitUntil(lambda: read() >= 4, timeout=5000)
        bar = find(made, "capacityPanel").verticalScrollBar()
        qtbot.waitUntil(lambda: not bar.isVisible(), timeout=5000)
    finally:
        made.close()
        made.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        set_language("en")


def test_the_smaller_figures_are_one_click_away_and_stay_as_they_were_left(yuanxi, tmp_path) -> None:
    """Folded away at 900 px of height; unfolded, that is remembered."""
    assert not find(yuanxi, "figure_gross_area").isVisible()
    click(yuanxi, "moreFigures")
    assert find(yuanxi, "figure_gross_area").isVisible()
    yuanxi.close()
    assert Settings(tmp_path / "window.ini").flag("all_figures", False)


def test_what_begins_a_line_begins_with_a_capital_letter(window, qtbot) -> None:
    """The scheme in its list, and the finding about a shed on a fire lane; nobody gave them names."""
    lane = FireLane("fire-lane-1", ((-20.0, 1.0), (20.0, 1.0)), 4.0)
    shed = Shed("shed-1", (0.0, 0.0), 0.0, 12.0, 2.0, module_id="compact")
    when_dialog("newEstateDialog", _accept)
    click(window, "startNew")
    document = window.session.document
    document.push("x", [insertion(document.project, lane), insertion(document.project, shed)])
    assert item_text(window, "schemeList", 0) == "Scheme 1"
    table = find(window, "findingsTable")

    def told() -> list[str]:
        rows = range(table.model().rowCount())
        return [table.model().index(row, WHAT).data(COPY_ROLE) for row in rows]  # the whole sentence

    lying = "Shed 1 and the ground in front of its stalls cover "
    qtbot.waitUntil(lambda: any(text.startswith(lying) for text in told()), timeout=15000)
    assert next(text for text in told() if text.startswith(lying)).endswith(" of fire lane 1.")
    set_language("en")
    assert title(replace(shed, name="east shed")) == "east shed"


def test_a_label_stands_whole_in_the_view_and_never_on_the_scale_bar(qapp) -> None:
    """Four labels: in the middle, over the right edge, on the scale bar, and under another."""
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    painter, style = QPainter(image), style_for(qapp.palette())
    view = QRectF(0, 0, 400, 300)
    bar = scale_bar_box(0.1, qapp.font(), view)
    labels = [
        Label((200.0, 150.0), "the middle", "text", 1),
        Label((200.0, 152.0), "beneath it", "text", 2),
        Label((390.0, 80.0), "over the edge", "text", 1),
        Label((bar.center().x(), bar.center().y()), "bar", "text", 1),
    ]
    places = draw_labels(painter, labels, QTransform(), style, qapp.font(), view, (bar,))
    painter.end()
    assert len(places) == 1
    assert places[0].contains(QPointF(200.0, 150.0))


def test_a_name_field_shows_by_which_name_a_thing_goes_until_it_has_one(yuanxi) -> None:
    """A lot without a name is "Lot 1" everywhere, so its empty field says so."""
    lot = yuanxi.session.document.project.active_scheme.lots[0]
    yuanxi.workspace.show_elements((lot.id,))
    assert find(find(yuanxi, "propertiesPanel"), "property_name").text() == lot.name
    field = find(find(yuanxi, "propertiesPanel"), "property_name")
    field.setFocus()
    for key in (Qt.Key.Key_A, Qt.Key.Key_Delete, Qt.Key.Key_Return):
        control = Qt.KeyboardModifier.ControlModifier
        QTest.keyClick(field, key, control if key == Qt.Key.Key_A else Qt.KeyboardModifier.NoModifier)
    assert yuanxi.session.document.element(lot.id).name == ""
    field = find(find(yuanxi, "propertiesPanel"), "property_name")
    assert (field.text(), field.placeholderText()) == ("", f"Lot {lot.id.rpartition('-')[2]}")
