"""A person brings in a scan, a PDF and a CAD drawing by mouse; the last is read in a process of its own."""

from __future__ import annotations

import json
from pathlib import Path

import ezdxf
import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialogButtonBox, QWidget
from window_driver import click, find, menu_click, press, when_dialog, when_importable

from chargeplan.files.sources.values import Role
from chargeplan.model.linework import MEDIA_TYPE
from chargeplan.ui.importing import flow
from chargeplan.ui.importing.asking import open_reading
from chargeplan.ui.importing.layers_model import BECOMES, NAME

CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


def _scan() -> Image.Image:
    picture = Image.new("L", (400, 300), 255)
    ImageDraw.Draw(picture).rectangle((50, 50, 350, 250), outline=0, width=3)
    return picture


def _drawing(path: Path) -> None:
    """Write a drawing in metres: two outlines on a layer of buildings, one on a layer of no telling name."""
    drawing = ezdxf.new(units=6)
    space = drawing.modelspace()
    for left in (0, 50):
        corners = [(left, 0), (left + 40, 0), (left + 40, 12), (left, 12)]
        space.add_lwpolyline(corners, close=True, dxfattribs={"layer": "建筑"})
    space.add_lwpolyline([(0, 30), (90, 30), (90, 36), (0, 36)], close=True, dxfattribs={"layer": "QX7"})
    drawing.saveas(path)


def _back(window: QWidget) -> None:
    """Go on in the window; the off-screen platform does not do it by itself when a dialog closes."""
    window.activateWindow()
    QApplication.processEvents()


def _row(dialog: QWidget, layer: str) -> int:
    model = find(dialog, "layerTable").model()
    return next(row for row in range(model.rowCount()) if model.index(row, NAME).data() == layer)


def _make_green(dialog: QWidget) -> None:
    """Click the role of the layer whose name tells nothing, take green from the list, and import."""
    table = find(dialog, "layerTable")
    index = table.model().index(_row(dialog, "QX7"), BECOMES)
    QTest.mouseClick(table.viewport(), LEFT, pos=table.visualRect(index).center())
    QApplication.processEvents()
    box = table.findChild(QComboBox, "layerRole")
    entry = box.model().index(box.findData(Role.GREEN.value), 0)
    QTest.mouseMove(box.view().viewport(), box.view().visualRect(entry).center())
    QTest.mouseClick(box.view().viewport(), LEFT, pos=box.view().visualRect(entry).center())
    when_importable()


def _import(window: QWidget, chosen: dict[str, Path | None], path: Path) -> None:
    chosen["open_source"] = path
    menu_click(window, "menuFile", "action_import")
    _back(window)


def test_a_picture_a_pdf_and_a_drawing_come_in_are_taken_back_and_files_that_are_none_change_nothing(
    window, read_here, chosen, tmp_path, monkeypatch
) -> None:
    """From the start page on: each is one step, the picture asks for its scale, the PDF was drawn at 1:500.

    400 pixels of the PDF at 100 dpi are 101.6 mm, which are 50.8 m at 1:500. The role that was given to a
    layer is offered when the drawing is looked at again. A DWG and an empty PDF are a sentence each.
    """
    _scan().save(tmp_path / "scan.png")
    _scan().save(tmp_path / "archive.pdf", resolution=100)
    _drawing(tmp_path / "survey.dxf")
    document = window.session.document

    def site():
        return document.project.site

    chosen["open_source"] = tmp_path / "scan.png"
    when_importable()
    click(window, "startImport")
    _back(window)
    assert [underlay.name for underlay in site().underlays] == ["scan"]
    assert find(window, "planView").tool_id == "scale_underlay"
    assert window.windowTitle().startswith("scan")
    assert document.project.estate.name == ""  # what a file is called is no name of an estate
    press(window, Qt.Key.Key_Escape)

    def at_1_500(dialog: QWidget) -> None:
        scale = find(dialog, "importScale").lineEdit()
        scale.setFocus()
        QTest.keyClicks(scale, "1:500")
        click(dialog, "importOk")

    when_importable(at_1_500)
    _import(window, chosen, tmp_path / "archive.pdf")
    page = site().underlays[1]
    assert page.scaled
    assert page.width_px * page.metres_per_pixel == pytest.approx(50.8, rel=1e-3)

    when_importable(_make_green)
    with monkeypatch.context() as patches:
        patches.setattr(flow, "open_reading", open_reading)
        _import(window, chosen, tmp_path / "survey.dxf")
    assert len(site().buildings) == 2
    assert [green.ring for green in site().greens] != []
    xs = [x for x, _ in site().greens[0].ring]
    assert max(xs) - min(xs) == pytest.approx(90)

    for buildings, underlays in ((0, 2), (0, 1)):
        press(window, Qt.Key.Key_Z, CTRL)
        assert (len(site().buildings), len(site().underlays)) == (buildings, underlays)
    assert all(underlay.media_type != MEDIA_TYPE for underlay in site().underlays)

    offered = []

    def look_and_cancel(dialog: QWidget) -> None:
        model = find(dialog, "layerTable").model()
        offered.append(model.index(_row(dialog, "QX7"), BECOMES).data())
        box = dialog.findChild(QDialogButtonBox)
        QTest.mouseClick(box.button(QDialogButtonBox.StandardButton.Cancel), LEFT)

    before = document.project
    when_importable(look_and_cancel)
    _import(window, chosen, tmp_path / "survey.dxf")
    assert offered == ["green"]
    assert document.project is before

    (tmp_path / "survey.dwg").write_bytes(b"AC1032" + bytes(200))
    (tmp_path / "empty.pdf").write_bytes(b"")
    said = []

    def read(message: QWidget) -> None:
        said.append(find(message, "messageText").text())
        QTest.keyClick(message, Qt.Key.Key_Escape)

    for name in ("survey.dwg", "empty.pdf"):
        when_dialog("messageDialog", read)
        _import(window, chosen, tmp_path / name)
        assert name in said[-1]
    assert "DXF" in said[0]
    assert document.project is before


def _map_data(path: Path, longitude: float) -> None:
    """Write a building of 10 × 10 m or so at 31° north, in degrees of WGS 84."""
    ring = [(longitude + x, 31.0 + y) for x, y in ((0, 0), (1e-4, 0), (1e-4, 1e-4), (0, 1e-4), (0, 0))]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"building": "yes"}, "geometry": geometry}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))


def _open_drawing(path: Path) -> Path:
    drawing = ezdxf.new(units=6)
    corners = [(0, 0), (60, 0), (60, 20), (0, 20), (0, 0.4)]
    drawing.modelspace().add_lwpolyline(corners, dxfattribs={"layer": "建筑"})
    drawing.modelspace().add_circle((30, 40), 2, dxfattribs={"layer": "树"})
    drawing.saveas(path)
    return path


def _lists_gaps() -> bool:
    return any(w.objectName() == "gapsDialog" and w.isVisible() for w in QApplication.topLevelWidgets())


def test_what_comes_lies_where_it_belongs_or_is_selected_to_be_moved(
    window, read_here, chosen, tmp_path
) -> None:
    """A plan begun with one file, then another 0.001° further east: 95.50 m, as cos 31° · N · π/180 000 says.

    N = 6 383 818 m at 31°, so that a thousandth of a degree is 0.857167 · 6 383 818 · 0.0000174533 m. Metres
    of a drawing tell nothing there; when it is taken back the list of its open outlines goes, too.
    """
    for name, longitude in (("west.geojson", 121.0), ("east.geojson", 121.001)):
        _map_data(tmp_path / name, longitude)
    chosen["open_source"] = tmp_path / "west.geojson"
    when_importable()
    click(window, "startImport")
    QApplication.processEvents()
    assert window.isActiveWindow()  # the keyboard is its again
    when_importable()
    _import(window, chosen, tmp_path / "east.geojson")
    west, east = window.session.document.project.site.buildings
    lefts = [min(x for x, _ in building.ring) for building in (west, east)]
    assert lefts[1] - lefts[0] == pytest.approx(95.50, abs=0.01)
    assert west.id != east.id

    when_importable()
    _import(window, chosen, _open_drawing(tmp_path / "survey.dxf"))
    assert _lists_gaps()
    assert len(window.session.selection.ids) == 2  # the tree, and the lines below the plan
    assert window.statusBar().currentMessage().startswith("Nothing tells where it lies")  # the end may be cut
    press(window, Qt.Key.Key_Z, CTRL)
    assert not _lists_gaps()


def test_open_outlines_of_a_drawing_are_shown_one_by_one(window, read_here, chosen, tmp_path) -> None:
    """Opened by File → Open: an outline of buildings that lacks 0.4 m of its last side.

    A click on its line in the list shows the gap large.
    """
    chosen["open_plan"] = _open_drawing(tmp_path / "open.dxf")
    when_importable()
    click(window, "startOpen")
    _back(window)
    gaps, view = find(window, "gapList"), find(window, "planView")
    assert gaps.item(0).text() == "1. 建筑: 0.40 m"
    wide = view.pixel_m
    QTest.mouseClick(gaps.viewport(), LEFT, pos=gaps.visualItemRect(gaps.item(0)).center())
    assert view.pixel_m < wide / 2
