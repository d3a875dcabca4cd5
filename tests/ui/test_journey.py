"""A property manager's first plan, from an empty window to the workbook, by mouse and keys alone.

Nothing of the program is called: widgets are clicked and typed into, and what is asserted is read off the
screen or out of the files that the person saved.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import openpyxl
import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QWidget
from window_driver import (
    click,
    click_item,
    find,
    menu_click,
    on_plan,
    press,
    type_into,
    when_dialog,
    when_importable,
)

from chargeplan.files.project_file import read_project
from chargeplan.geometry.sheds import shed_outline
from chargeplan.model.project import Project

CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier

MARKS_PX = ((100, 300), (700, 300))
TRUE_LENGTH_M = 60


class Person:
    """Somebody in front of the window."""

    def __init__(self, window: QWidget, qtbot, chosen: dict[str, Path | None], folder: Path) -> None:
        self.window, self.qtbot, self.chosen, self.folder = window, qtbot, chosen, folder

    @property
    def ground(self) -> QWidget:
        return find(self.window, "planView").viewport()

    def move_to(self, pixel: QPoint) -> None:
        QTest.mouseMove(self.ground, pixel)
        QApplication.processEvents()

    def click_pixel(self, pixel: QPoint) -> None:
        self.move_to(pixel)
        QTest.mouseClick(self.ground, LEFT, NO_KEYS, pixel)

    def click_at(self, x_m: float, y_m: float) -> None:
        self.click_pixel(on_plan(self.window, x_m, y_m))

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_KEYS) -> None:
        press(self.window, key, modifiers)

    def write(self, text: str) -> None:
        for character in text:
            QTest.keyClicks(QApplication.focusWidget() or self.window, character)

    def shape(self, tool: Qt.Key, *corners: tuple[float, float]) -> None:
        """Take a tool by its letter, click the corners, finish with Enter and put the tool away."""
        self.key(tool)
        for x, y in corners:
            self.click_at(x, y)
        self.key(Qt.Key.Key_Return)
        self.key(Qt.Key.Key_Escape)

    def sees(self, name: str) -> str:
        return str(find(self.window, name).text())

    def waits_for(self, name: str, text: str) -> None:
        self.qtbot.waitUntil(lambda: self.sees(name) == text, timeout=20000)

    def save_as(self, name: str) -> Project:
        self.chosen["save_plan"] = self.folder / name
        self.key(Qt.Key.Key_S, CTRL | Qt.KeyboardModifier.ShiftModifier)
        return read_project(self.folder / name)

    def back_to_window(self) -> None:
        """Go on in the window; the off-screen platform does not do it by itself when a dialog closes."""
        self.window.activateWindow()
        QApplication.processEvents()

    def export(self, name: str) -> openpyxl.Workbook:
        path = self.folder / name
        self.chosen["save_workbook"] = path
        when_dialog("exportWorkbookDialog", _accept)
        self.key(Qt.Key.Key_E, CTRL)
        self.qtbot.waitUntil(path.exists, timeout=30000)
        self.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=30000)
        self.back_to_window()
        return openpyxl.load_workbook(path, data_only=True)


def _accept(dialog: QWidget) -> None:
    box = dialog.findChild(QDialogButtonBox)
    QTest.mouseClick(
        next(b for b in box.buttons() if box.buttonRole(b) == QDialogButtonBox.ButtonRole.AcceptRole), LEFT
    )


@pytest.fixture
def person(window, read_here, qtbot, chosen, tmp_path) -> Person:
    """Return somebody who has just started the program."""
    return Person(window, qtbot, chosen, tmp_path)


def _site_photo(path: Path) -> None:
    """Write a picture with two magenta marks that lie 60 m apart in truth."""
    picture = Image.new("RGB", (800, 600), (235, 235, 225))
    pen = ImageDraw.Draw(picture)
    for x, y in MARKS_PX:
        pen.rectangle((x - 8, y - 8, x + 8, y + 8), fill=(255, 0, 255))
    picture.save(path)


def _marks_on_screen(ground: QWidget) -> tuple[QPoint, QPoint]:
    """Return where the two marks are seen, from the picture of the screen."""
    shot = ground.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    pixels = np.frombuffer(shot.constBits(), np.uint8).reshape(shot.height(), shot.bytesPerLine())
    pixels = pixels[:, : shot.width() * 3].reshape(shot.height(), shot.width(), 3).astype(int)
    magenta = np.minimum(pixels[..., 0], pixels[..., 2]) - pixels[..., 1] > 70
    rows, columns = np.nonzero(magenta)
    assert len(columns) > 20, "the picture's marks are not on the screen"
    middle = (columns.min() + columns.max()) / 2
    halves = [columns < middle, columns > middle]
    left, right = (
        QPoint(round(float(columns[half].mean())), round(float(rows[half].mean()))) for half in halves
    )
    return left, right


def _new_estate(person: Person) -> None:
    def fill(dialog: QWidget) -> None:
        type_into(dialog, "property_name", "测试小区")
        type_into(dialog, "property_household_count", "100")
        _accept(dialog)

    when_dialog("newEstateDialog", fill)
    click(person.window, "startNew")
    person.back_to_window()


def _scaled_picture(person: Person) -> None:
    photo = person.folder / "site.png"
    _site_photo(photo)
    person.chosen["open_source"] = photo
    when_importable()
    menu_click(person.window, "menuFile", "action_import")
    QApplication.processEvents()
    first, second = _marks_on_screen(person.ground)
    person.click_pixel(first)
    person.click_pixel(second)
    person.write(str(TRUE_LENGTH_M))
    person.key(Qt.Key.Key_Return)
    person.key(Qt.Key.Key_Escape)


def test_from_an_empty_window_to_the_workbook(person: Person) -> None:
    """New estate, picture, scale, boundary, building, lot, shed, undo, redo, save, reopen, export."""
    _new_estate(person)
    _scaled_picture(person)
    scaled = person.save_as("scaled.chargeplan")
    (picture,) = scaled.site.underlays
    assert picture.scaled
    assert picture.metres_per_pixel == pytest.approx(TRUE_LENGTH_M / 600, rel=0.02)

    person.key(Qt.Key.Key_Home)
    x, y = picture.origin  # lower left corner of a picture 80 m wide and 60 m high
    left, bottom = round(x) + 5.0, round(y) + 5.0

    def at(dx: float, dy: float) -> tuple[float, float]:
        return (left + dx, bottom + dy)

    person.shape(Qt.Key.Key_P, at(0, 0), at(68, 0), at(68, 48), at(0, 48))
    person.shape(Qt.Key.Key_B, at(8, 30), at(56, 30), at(56, 41), at(8, 41))
    person.shape(Qt.Key.Key_L, at(10, 6), at(50, 6), at(50, 20), at(10, 20))
    person.key(Qt.Key.Key_V)
    person.click_at(*at(12, 8))  # the lot
    person.key(Qt.Key.Key_L, CTRL)
    person.qtbot.waitUntil(lambda: person.sees("figureStalls").strip("0").isdecimal(), timeout=20000)
    filled = int(person.sees("figureStalls"))
    assert filled > 50  # 40 m × 14 m hold rows of 57 stalls of 0.70 m
    assert int(person.sees("figureSockets")) == (filled + 1) // 2  # a socket for every second stall

    person.key(Qt.Key.Key_L, CTRL | Qt.KeyboardModifier.ShiftModifier)  # the filling is cleared again
    person.waits_for("figureStalls", "0")
    click_item(person.window, "cataloguePanel", 2)  # 14.0 × 2.0 m of the standard module
    QTest.mouseMove(person.ground, on_plan(person.window, *at(30, 13)))
    QApplication.processEvents()
    assert "20" in person.sees("statusReadout")  # stalls are told before the shed is put down
    person.click_at(*at(30, 13))
    person.key(Qt.Key.Key_Escape)
    person.waits_for("figureStalls", "20")
    assert person.sees("figureRoofedArea") == "28.00"
    assert person.sees("figureSockets") == "10"
    total = person.sees("figureTotal")

    drawn = person.save_as("drawn.chargeplan")
    (boundary,) = drawn.site.boundaries
    assert len(boundary.ring) == 4
    assert len(drawn.site.buildings) == len(drawn.active_scheme.lots) == len(drawn.active_scheme.sheds) == 1

    steps = _undo_all(person)
    assert steps >= 7
    person.waits_for("figureStalls", "0")
    emptied = person.save_as("emptied.chargeplan")
    assert emptied.site == Project().site
    assert emptied.active_scheme.sheds == ()
    assert _redo_all(person) == steps
    person.waits_for("figureStalls", "20")
    assert person.save_as("again.chargeplan") == drawn

    person.key(Qt.Key.Key_W, CTRL)
    assert find(person.window, "startPage").isVisible()
    person.chosen["open_plan"] = person.folder / "again.chargeplan"
    person.key(Qt.Key.Key_O, CTRL)
    person.waits_for("figureStalls", "20")
    assert person.save_as("reopened.chargeplan") == drawn

    book = person.export("bill.xlsx")
    # five at the front, a summary and a bill for each of three units, ten forms, fifteen annexes
    assert len(book.sheetnames) == 5 + 2 * 3 + 10 + 15
    assert [book.sheetnames[0], book.sheetnames[-1]] == ["Cover", "Record of enquiries"]
    cells = _cells(book)
    assert "测试小区" in "".join(str(cell) for cell in cells)
    assert 28 in cells
    assert float(total.replace(",", "").strip("¥ ")) in [
        float(c) for c in cells if isinstance(c, int | float)
    ]


def _undo_all(person: Person) -> int:
    return _press_while(person, Qt.Key.Key_Z, "undo")


def _redo_all(person: Person) -> int:
    return _press_while(person, Qt.Key.Key_Y, "redo")


def _press_while(person: Person, key: Qt.Key, action_name: str) -> int:
    """Press Ctrl and a key as long as the button of the tool bar can be pressed."""
    button = find(person.window, f"button_{action_name}")
    steps = 0
    while button.isEnabled():
        person.key(key, CTRL)
        QApplication.processEvents()
        steps += 1
        assert steps < 100
    return steps


def _cells(book: openpyxl.Workbook) -> list[object]:
    return [
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None
    ]


def test_a_shed_one_pitch_longer_changes_area_stalls_sockets_bill_and_picture(yuanxi, person: Person) -> None:
    """The last shed of Yuanxi grows from 5.40 to 6.00 m: a column of two stalls, 1.92 m² of roof."""
    before = _figures(person)
    first = person.export("before.xlsx")
    last = person.save_as("before.chargeplan").active_scheme.sheds[-1]
    corners = shed_outline(last)
    person.key(Qt.Key.Key_V)
    person.click_at(sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4)
    type_into(find(yuanxi, "propertiesPanel"), "property_length_m", f"{last.length_m + 0.6:.2f}")
    person.waits_for("figureStalls", "132")
    after = _figures(person)
    assert before["figureRoofedArea"] == "144.00"
    assert after["figureRoofedArea"] == "145.92"  # 0.60 × 3.20
    assert after["figureSockets"] == "132"
    second = person.export("after.xlsx")
    assert 145.92 in _cells(second)
    assert 145.92 not in _cells(first)
    assert after["figureTotal"] != before["figureTotal"]
    assert _picture_in(first) != _picture_in(second)


def _figures(person: Person) -> dict[str, str]:
    names = ("figureRoofedArea", "figureStalls", "figureSockets", "figureTotal")
    return {name: person.sees(name) for name in names}


def _picture_in(book: openpyxl.Workbook) -> bytes:
    (picture,) = book["Site plan"]._images
    return bytes(picture._data())
