"""Pictures of the manual: what others drew, about to be brought in; drawn here, nothing of theirs copied."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Callable
from pathlib import Path

import ezdxf
from PIL import Image, ImageDraw
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QPushButton
from window_pictures import rest

from chargeplan.ui.importing.preview import PreviewView
from chargeplan.ui.main_window import MainWindow

_METRES_A_DEGREE = 111_000.0
_SHANGHAI = (121.6, 31.2)
_ROWS = tuple((20.0 + 62.0 * column, 18.0 + 34.0 * row) for row in range(4) for column in range(3))
_SIZE = (48.0, 12.0)


def drawing(window: MainWindow) -> QPixmap:
    """A survey with layers that are known and one outline that stays open."""

    def write(folder: Path) -> Path:
        path = folder / "survey.dxf"
        _survey().saveas(path)
        return path

    return _picture(window, write, lambda _dialog: None)


def map_data(window: MainWindow) -> QPixmap:
    """Two estates, one of them picked."""

    def pick(dialog: QDialog) -> None:
        key = dialog.findChild(QComboBox, "importWhereKey")
        assert key is not None
        key.setCurrentIndex(key.findData("community"))

    return _picture(window, _map_file, pick)


def page(window: MainWindow) -> QPixmap:
    """A scanned page of which only the plan is kept, without its title block."""

    def crop(dialog: QDialog) -> None:
        preview = dialog.findChild(PreviewView)
        assert preview is not None and preview.look is not None
        preview.crop_changed.emit((0.04, 0.2, 0.96, 0.95))
        scale = dialog.findChild(QComboBox, "importScale")
        assert scale is not None
        scale.setEditText("1:500")

    return _picture(window, _page_file, crop)


def _picture(
    window: MainWindow, write: Callable[[Path], Path], prepare: Callable[[QDialog], object]
) -> QPixmap:
    """Have a file asked about, choose something, take a picture of the dialog and cancel it."""
    taken: list[QPixmap] = []

    def take() -> None:
        dialog = QApplication.activeModalWidget()
        ready = dialog.findChild(QPushButton, "importOk") if isinstance(dialog, QDialog) else None
        if ready is None or not ready.isEnabled():
            QTimer.singleShot(50, take)
            return
        assert isinstance(dialog, QDialog)
        prepare(dialog)
        rest(400)
        while not ready.isEnabled():
            rest(50)
        rest(200)
        taken.append(dialog.grab())
        dialog.reject()

    with tempfile.TemporaryDirectory() as folder:
        QTimer.singleShot(0, take)
        window.files.begin_from(write(Path(folder)))
    return taken[0]


def _survey() -> ezdxf.document.Drawing:
    survey = ezdxf.new(units=6)
    space = survey.modelspace()
    wide, deep = _SIZE
    for number, (x, y) in enumerate(_ROWS):
        corners = [(x, y), (x + wide, y), (x + wide, y + deep), (x, y + deep)]
        last = number == len(_ROWS) - 1
        points = [*corners, (x, y + 0.6)] if last else corners
        space.add_lwpolyline(points, close=not last, dxfattribs={"layer": "建筑"})
    for layer, ring in (
        ("用地红线", [(0, 0), (210, 0), (210, 150), (0, 150)]),
        ("绿化", [(20, 136), (190, 136), (190, 146), (20, 146)]),
    ):
        space.add_lwpolyline(ring, close=True, dxfattribs={"layer": layer})
    for x in range(26, 190, 16):
        space.add_circle((x, 141), 1.8, dxfattribs={"layer": "树"})
    for y in (8.0, 38.0, 72.0, 106.0):
        space.add_line((4, y), (206, y), dxfattribs={"layer": "QX7"})
    return survey


def _map_file(folder: Path) -> Path:
    features = []
    for name, east_m in (("园西小区", 0.0), ("城西小区", 260.0)):
        for x, y in _ROWS:
            wide, deep = _SIZE
            ring = [
                _degrees(east_m + x + dx * wide, y + dy * deep)
                for dx, dy in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
            ]
            geometry = {"type": "Polygon", "coordinates": [ring]}
            properties = {"building": "residential", "community": name, "building:levels": 6}
            features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    path = folder / "estates.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def _degrees(x_m: float, y_m: float) -> tuple[float, float]:
    longitude, latitude = _SHANGHAI
    across = _METRES_A_DEGREE * math.cos(math.radians(latitude))
    return (longitude + x_m / across, latitude + y_m / _METRES_A_DEGREE)


def _page_file(folder: Path) -> Path:
    sheet = Image.new("L", (2100, 1480), 252)
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((60, 60, 2040, 1420), outline=40, width=4)
    pen.rectangle((1340, 1220, 2040, 1420), outline=40, width=4)
    wide, deep = _SIZE
    for x, y in _ROWS:
        left, top = 180 + x * 8, 1080 - y * 6.4
        pen.rectangle((left, top - deep * 6.4, left + wide * 8, top), outline=30, width=3)
    path = folder / "archive.pdf"
    sheet.save(path, resolution=127)
    return path
