"""What somebody meets who opens the window for the first time."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLabel
from window_driver import click, find, type_into, when_dialog

from chargeplan.i18n import set_language
from chargeplan.ui.dialogs import choosers


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
