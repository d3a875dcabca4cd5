"""The plan sheet before it leaves: seen, filled in, written in every form, by mouse on the real window."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from window_driver import click, find, in_dialog, menu_click, type_into

from chargeplan.drawing.page_files import page_bytes
from chargeplan.drawing.plan_sheet import plan_sheet
from chargeplan.model.sheet_settings import PaperSize
from chargeplan.ui.dialogs import choosers


def close(dialog: QWidget) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def with_sheet(window, act: Callable[[QWidget], None], action: str = "action_export_sheet") -> None:
    """Open the sheet from the File menu, do something with it, and close it by Esc."""
    in_dialog("sheetDialog", lambda: menu_click(window, "menuFile", action), act, close)


def drawn(dialog: QWidget, qtbot) -> str:
    """Wait for the page and return what is said of it."""
    qtbot.waitUntil(lambda: not dialog.drawing, timeout=20_000)
    return find(dialog, "paperState").text()


def choose(dialog: QWidget, name: str, row: int) -> None:
    """Choose a row of a list to choose from by the keyboard."""
    combo = find(dialog, name)
    combo.setFocus()
    step = Qt.Key.Key_Down if row > combo.currentIndex() else Qt.Key.Key_Up
    for _ in range(abs(row - combo.currentIndex())):
        QTest.keyClick(combo, step)


def test_the_sheet_is_seen_as_it_will_be_and_follows_what_is_chosen(yuanxi, qtbot) -> None:
    """On A3 the estate of 229 × 225 m fits at 1:1000, on A1 at a larger scale; 1:750 cuts it on A3."""

    def act(dialog: QWidget) -> None:
        assert drawn(dialog, qtbot) == "420 × 297 mm, scale 1:1000"
        choose(dialog, "sheetPaper", list(PaperSize).index(PaperSize.A1))
        on_a1 = drawn(dialog, qtbot)
        assert on_a1.startswith("841 × 594 mm, scale 1:")
        assert int(on_a1.rpartition(":")[2]) < 1000
        type_into(dialog, "sheetScale", "1250")
        assert drawn(dialog, qtbot) == "841 × 594 mm, scale 1:1250"
        picture = find(dialog, "paperView").grab().toImage()
        assert picture.pixelColor(picture.rect().center()).lightness() > 150

    with_sheet(yuanxi, act)
    sheet = yuanxi.session.document.project.sheet
    assert (sheet.paper, sheet.scale) == (PaperSize.A1, 1250)


def test_a_scale_that_is_none_is_told_and_not_taken(yuanxi, qtbot) -> None:
    def act(dialog: QWidget) -> None:
        for wrong in ("1:x", "9", "1:999999"):
            type_into(dialog, "sheetScale", wrong)
            assert find(dialog, "sheetScaleFault").isVisible()
        type_into(dialog, "sheetScale", "1:500")
        assert not find(dialog, "sheetScaleFault").isVisible()
        QTest.keyClick(find(dialog, "sheetScale"), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        for key in (Qt.Key.Key_Delete, Qt.Key.Key_Return):
            QTest.keyClick(find(dialog, "sheetScale"), key)
        assert drawn(dialog, qtbot).endswith("1:1000")

    with_sheet(yuanxi, act)
    assert yuanxi.session.document.undo_stack.count() == 0


def test_what_is_typed_into_the_title_block_is_one_step_to_undo(yuanxi, qtbot) -> None:
    before = yuanxi.session.document.project

    def act(dialog: QWidget) -> None:
        assert find(dialog, "property_sheet_project_name").placeholderText() == "园西小区"
        type_into(dialog, "property_sheet_drawing_number", "ZS-01")
        type_into(dialog, "property_bill_employer", "业委会")
        type_into(dialog, "property_car_bays_taken", "many")
        assert find(dialog, "property_car_bays_taken_fault").isVisible()
        type_into(dialog, "property_car_bays_taken", "4")
        type_into(dialog, "property_plan_date", "2026-05-01")
        find(dialog, "property_sheet_approved_by").setFocus()
        QTest.keyClicks(find(dialog, "property_sheet_approved_by"), "Li")  # left as it is typed

    with_sheet(yuanxi, act)
    document = yuanxi.session.document
    project = document.project
    assert (project.sheet.drawing_number, project.sheet.approved_by) == ("ZS-01", "Li")
    assert project.bill.employer == "业委会"
    assert project.active_scheme.car_bays_taken == 4
    assert str(project.plan_date) == "2026-05-01"
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.project == before


@pytest.mark.parametrize("suffix", [".pdf", ".png", ".svg", ".dxf"])
def test_the_sheet_is_written_in_every_form(yuanxi, qtbot, chosen, settings, tmp_path: Path, suffix) -> None:
    """The bytes are those of the page that is seen; what stood there is replaced, the folder remembered."""
    folder = tmp_path / "drawings"
    folder.mkdir()
    path = folder / f"sheet{suffix}"
    path.write_bytes(b"old")
    chosen["save_drawing"] = path

    def act(dialog: QWidget) -> None:
        click(dialog, "sheetDistances")
        drawn(dialog, qtbot)
        click(dialog, "paperSave")
        assert find(dialog, "paperSaid").text() == f"sheet{suffix} is written."

    with_sheet(yuanxi, act)
    page = plan_sheet(yuanxi.session.analysis, language="en", nearest=False)
    assert path.read_bytes() == page_bytes(page, suffix)
    assert settings.last_folder == folder.resolve()
    assert yuanxi.statusBar().currentMessage() == f"sheet{suffix} is written."


def test_a_file_that_cannot_be_written_is_told_in_one_sentence(yuanxi, qtbot, chosen, tmp_path: Path) -> None:
    chosen["save_drawing"] = tmp_path / "nowhere" / "sheet.pdf"

    def act(dialog: QWidget) -> None:
        told = []
        in_dialog(
            "messageDialog",
            lambda: click(dialog, "paperSave"),
            lambda message: told.append(find(message, "messageText").text()),
            close,
        )
        assert told[0].startswith("sheet.pdf cannot be written: the file or its folder is not there")
        assert find(dialog, "paperSaid").text() == ""

    with_sheet(yuanxi, act)


def test_what_is_suggested_is_never_beside_the_examples(yuanxi, qtbot, settings, monkeypatch) -> None:
    asked: list[Path] = []
    monkeypatch.setattr(choosers, "save_drawing", lambda _parent, at: asked.append(at))
    with_sheet(yuanxi, lambda dialog: click(dialog, "paperSave"))
    assert asked == [settings.last_folder / "yuanxi, plan sheet.pdf"]


def test_the_plan_leaves_as_map_data_and_as_a_drawing(yuanxi, qtbot, chosen, tmp_path: Path) -> None:
    chosen["save_geojson"], chosen["save_dxf"] = tmp_path / "plan.geojson", tmp_path / "plan.dxf"
    menu_click(yuanxi, "menuFile", "action_export_geojson")
    assert yuanxi.statusBar().currentMessage() == "plan.geojson is written."
    features = json.loads((tmp_path / "plan.geojson").read_text(encoding="utf-8"))["features"]
    assert sum(feature["properties"]["role"] == "building" for feature in features) == 28
    menu_click(yuanxi, "menuFile", "action_export_dxf")
    assert (tmp_path / "plan.dxf").read_bytes().startswith(b"  0\n")


def test_the_window_fits_a_small_screen(yuanxi, qtbot) -> None:
    """1024 × 700 with its frame; every control can be reached there."""

    def act(dialog: QWidget) -> None:
        dialog.resize(1000, 640)
        QApplication.processEvents()
        assert (dialog.width(), dialog.height()) == (1000, 640)
        assert find(dialog, "paperSave").isVisible()

    with_sheet(yuanxi, act)
