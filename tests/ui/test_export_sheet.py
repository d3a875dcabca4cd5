"""The plan sheet before it leaves: seen, filled in, written in every form, by mouse on the real window."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from window_driver import click, find, in_dialog, menu_click, type_into, when_dialog

from chargeplan.drawing.page_files import page_bytes
from chargeplan.drawing.plan_sheet import plan_sheet
from chargeplan.model.sheet_settings import PaperSize
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.paper.scale_field import ScaleField

HEADS = {".pdf": b"%PDF-", ".png": b"\x89PNG", ".svg": b"<?xml", ".dxf": b"  0\nSECTION"}
"""How files of each form begin."""


def close(dialog: QWidget) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def with_sheet(window, act: Callable[[QWidget], None], action: str = "action_export_sheet") -> None:
    """Open the sheet from the File menu, do something with it, and close it by Esc."""

    def active(dialog: QWidget) -> None:
        dialog.activateWindow()  # the off-screen platform does not do it while a menu is open
        act(dialog)

    in_dialog("sheetDialog", lambda: menu_click(window, "menuFile", action), active, close)


def drawn(dialog: QWidget, qtbot) -> str:
    """Wait for the page and return what is said of it."""
    qtbot.waitUntil(lambda: not dialog.drawing, timeout=20_000)
    return find(dialog, "paperState").text()


def way_of_keyboard(dialog: QWidget) -> list[str]:
    """Return the names of what has the keyboard, Tab by Tab, from the language to what saves the page."""
    find(dialog, "paperLanguage").setFocus()
    names = ["paperLanguage"]
    while names[-1] != "paperSave" and len(names) < 40:
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        names.append(dialog.focusWidget().objectName())
    return names


def choose(dialog: QWidget, name: str, row: int) -> None:
    """Choose a row of a list to choose from by the keyboard."""
    combo = find(dialog, name)
    combo.setFocus()
    step = Qt.Key.Key_Down if row > combo.currentIndex() else Qt.Key.Key_Up
    for _ in range(abs(row - combo.currentIndex())):
        QTest.keyClick(combo, step)


def test_the_sheet_is_seen_as_it_will_be_and_follows_what_is_chosen(yuanxi, qtbot) -> None:
    """On A3 the estate of 229 × 225 m fits at 1:1000, on A1 at a larger scale; what is no scale is not taken.

    The whole of it stays usable at 704 × 402, which a screen of 1440 × 900 at 200 % has room for.
    """

    def act(dialog: QWidget) -> None:
        dialog.resize(704, 402)
        QApplication.processEvents()
        assert (dialog.width(), dialog.height()) == (704, 402)
        assert drawn(dialog, qtbot) == "420 × 297 mm, scale 1:1000"
        held = find(dialog, "paperView").grab().toImage().pixelColor(1, 40)
        assert held == dialog.palette().color(QPalette.ColorRole.Highlight)  # the page has the keyboard
        choose(dialog, "sheetPaper", list(PaperSize).index(PaperSize.A1))
        on_a1 = drawn(dialog, qtbot)
        assert on_a1.startswith("841 × 594 mm, scale 1:")
        assert int(on_a1.rpartition(":")[2]) < 1000
        for wrong in ("1:x", "9", "1:999999"):
            type_into(dialog, "sheetScale", wrong)
            assert find(dialog, "sheetScaleFault").isVisible()
        type_into(dialog, "sheetScale", "1250")
        assert not find(dialog, "sheetScaleFault").isVisible()
        assert drawn(dialog, qtbot) == "841 × 594 mm, scale 1:1250"
        picture = find(dialog, "paperView").grab().toImage()
        assert picture.pixelColor(picture.rect().center()).lightness() > 150

    with_sheet(yuanxi, act)
    sheet = yuanxi.session.document.project.sheet
    assert (sheet.paper, sheet.scale) == (PaperSize.A1, 1250)
    yuanxi.session.document.undo_stack.undo()
    assert yuanxi.session.document.project.sheet.scale is None


def test_a_scale_is_left_to_the_program_again_when_it_is_deleted(qtbot, qapp) -> None:
    field = ScaleField((100, 200), 10, 100_000)
    qtbot.addWidget(field)
    taken: list[int | None] = []
    field.committed.connect(taken.append)
    for text in ("1:350", "1/350", "1:9", ""):
        field.lineEdit().setText(text)
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert taken == [350, None]
    assert field.currentText() == field.itemText(0)


def test_what_is_typed_into_the_title_block_is_one_step_to_undo(yuanxi, qtbot) -> None:
    before = yuanxi.session.document.project

    def act(dialog: QWidget) -> None:
        assert way_of_keyboard(dialog)[-6:] == [
            "property_car_bays_taken", "paperZoomIn", "paperZoomOut", "paperFit", "paperView", "paperSave",
        ]  # fmt: skip
        type_into(dialog, "property_sheet_drawing_number", "ZS-01")
        assert find(dialog, "property_sheet_project_name").placeholderText() == "园西小区"
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


def test_the_sheet_is_written_in_every_form(yuanxi, qtbot, settings, monkeypatch, tmp_path: Path) -> None:
    """What is suggested is never beside the examples; what stood there is replaced, the folder remembered.

    The bytes are those of the page that is seen. Where nothing can be written one sentence says why.
    """
    folder = tmp_path / "drawings"
    folder.mkdir()
    asked: list[Path] = []
    places = [folder / f"sheet{suffix}" for suffix in HEADS]
    answers = [*places, tmp_path / "nowhere" / "sheet.pdf"]
    monkeypatch.setattr(choosers, "save_drawing", lambda _parent, at: (asked.append(at), answers.pop(0))[1])
    for place in places:
        place.write_bytes(b"old")

    def act(dialog: QWidget) -> None:
        click(dialog, "sheetDistances")
        for place in places:
            click(dialog, "paperSave")
            assert find(dialog, "paperSaid").text() == f"{place.name} is written."
        told = []
        in_dialog(
            "messageDialog",
            lambda: click(dialog, "paperSave"),
            lambda message: told.append(find(message, "messageText").text()),
            close,
        )
        assert told[0].startswith("sheet.pdf cannot be written: the file or its folder is not there")

    with_sheet(yuanxi, act)
    assert asked[:2] == [tmp_path / "yuanxi, plan sheet.pdf", folder / "sheet.pdf"]
    assert [place.read_bytes()[: len(head)] for place, head in zip(places, HEADS.values(), strict=True)] == [
        *HEADS.values()
    ]
    page = plan_sheet(yuanxi.session.analysis, language="en", nearest=False)
    assert places[2].read_bytes() == page_bytes(page, ".svg")
    assert settings.last_folder == folder.resolve()


def test_the_plan_leaves_as_map_data_and_as_a_drawing(yuanxi, qtbot, chosen, tmp_path: Path) -> None:
    chosen["save_geojson"], chosen["save_dxf"] = tmp_path / "plan.geojson", tmp_path / "plan.dxf"
    menu_click(yuanxi, "menuFile", "action_export_geojson")
    assert yuanxi.statusBar().currentMessage() == "plan.geojson is written."
    features = json.loads((tmp_path / "plan.geojson").read_text(encoding="utf-8"))["features"]
    assert sum(feature["properties"]["role"] == "building" for feature in features) == 28
    menu_click(yuanxi, "menuFile", "action_export_dxf")
    assert (tmp_path / "plan.dxf").read_bytes().startswith(b"  0\n")


def test_a_name_without_an_ending_gets_that_of_its_kind(qtbot, qapp, tmp_path: Path, monkeypatch) -> None:
    """The system asked about plan.v2, which is not what is written: about plan.v2.svg the program asks."""
    parent = QWidget()
    qtbot.addWidget(parent)
    monkeypatch.setattr(choosers, "_asked", lambda _dialog: tmp_path / "plan.v2")
    wanted = tmp_path / "plan.v2.svg"
    assert choosers.save_drawing(parent, tmp_path / "plan.svg") == wanted
    wanted.write_bytes(b"old")
    for button, answer in (("keepButton", None), ("replaceButton", wanted)):
        when_dialog("replaceDialog", lambda question, button=button: click(question, button))
        assert choosers.save_drawing(parent, tmp_path / "plan.svg") == answer
