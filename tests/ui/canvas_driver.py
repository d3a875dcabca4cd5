"""Mouse and keys on a plan of its own, for the tests of the canvas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from chargeplan.model.editing import apply, insertion
from chargeplan.model.project import Element, Project
from chargeplan.model.scheme import Scheme
from chargeplan.model.values import Point
from chargeplan.ui.canvas.view import PlanView
from chargeplan.ui.document import Document
from chargeplan.ui.session import Session

NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton

PIXELS_PER_METRE = 10.0
"""At this zoom a pixel is a decimetre, so that points on whole decimetres are hit exactly."""


def plan(*elements: Element) -> Project:
    """Return a plan that holds these elements."""
    project = replace(Project(), schemes=(Scheme("scheme-1", module_id="compact"),))
    for element in elements:
        project = apply(project, [insertion(project, element)])
    return project


class Hand:
    """Somebody at the mouse and the keyboard; places are given in metres."""

    def __init__(self, view: PlanView) -> None:
        self.view = view
        self.session = view.session
        self.document = view.session.document

    def pixel(self, place: Point) -> QPoint:
        """Return a place on the ground in pixels of the viewport."""
        return self.view.mapFromScene(QPointF(*place))

    def hover(self, place: Point, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Move the mouse; `QTest.mouseMove` cannot hold keys, so they are pressed where they matter."""
        QTest.mouseMove(self.view.viewport(), self.pixel(place))
        QApplication.processEvents()

    def click(
        self, place: Point, modifiers: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT
    ) -> None:
        """Move there and click."""
        self.hover(place)
        QTest.mouseClick(self.view.viewport(), button, modifiers, self.pixel(place))

    def double_click(self, place: Point, button: Qt.MouseButton = LEFT) -> None:
        """Move there and click twice in a row."""
        self.hover(place)
        QTest.mouseDClick(self.view.viewport(), button, NONE, self.pixel(place))

    def drag(
        self,
        start: Point,
        end: Point,
        modifiers: Qt.KeyboardModifier = NONE,
        button: Qt.MouseButton = LEFT,
        during: Callable[[], None] = lambda: None,
    ) -> None:
        """Press at one place, move in steps, release at another."""
        first, last = self.pixel(start), self.pixel(end)
        self.hover(start)
        QTest.mousePress(self.view.viewport(), button, modifiers, first)
        for step in range(1, 6):
            QTest.mouseMove(self.view.viewport(), first + (last - first) * step / 5)
            QApplication.processEvents()
        during()
        QTest.mouseRelease(self.view.viewport(), button, modifiers, last)

    def wheel(self, place: Point, notches: int) -> None:
        """Turn the wheel over a place."""
        pixel = QPointF(self.pixel(place))
        event = QWheelEvent(
            pixel,
            self.view.viewport().mapToGlobal(pixel),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            NONE,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.view.viewport(), event)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press and release a key wherever the keyboard is."""
        QTest.keyClick(self._focus(), key, modifiers)

    def type(self, text: str) -> None:
        """Type text wherever the keyboard is, one character at a time."""
        for character in text:
            QTest.keyClicks(self._focus(), character)

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self.view

    def draw(self, tool_id: str, *places: Point) -> None:
        """Take a tool and click these places."""
        self.view.set_tool(tool_id)
        for place in places:
            self.click(place)

    def element(self, element_id: str) -> Element:
        """Return an element of the plan, which must be there."""
        found = self.document.element(element_id)
        assert found is not None, f"{element_id} is not in the plan"
        return found


def hand_on(qtbot, project: Project, *, centre: Point = (0.0, 0.0)) -> Hand:
    """Return a hand on a shown plan of 800 × 600 pixels, a pixel to the decimetre, around `centre`."""
    view = PlanView(Session(Document(project)))
    view.session.setParent(view)
    qtbot.addWidget(view)
    view.resize(800, 600)
    view.show()
    qtbot.waitExposed(view)
    view.activateWindow()
    view.setFocus()
    QApplication.processEvents()
    view.zoom_to_point(centre)
    view.zoom_by(PIXELS_PER_METRE * view.pixel_m)
    return Hand(view)
