"""A chart in a window: a picture that can be pointed at, clicked and framed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QRubberBand, QToolTip, QWidget

from chargeplan.ui.widgets import tooltip

if TYPE_CHECKING:
    from chargeplan.drawing.town.chart import Hit
    from chargeplan.drawing.town.screen import Screen

_WHEEL_STEP = 120
_LEAST = QSize(320, 190)


class ChartView(QWidget):
    """Shows a chart.

    `picked` carries the estates of what was clicked or framed, nothing for the ground, and whether they are
    added to what is selected; `opened` the estate that was double-clicked; `resized` says that the picture
    no longer fits; `scrolled` by how many steps somebody wants to go on, and whether these are pages.
    """

    picked = Signal(tuple, bool)
    opened = Signal(str)
    resized = Signal()
    scrolled = Signal(int, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(_LEAST)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._screen: Screen | None = None
        self._image = QImage()
        self._codes: tuple[str, ...] = ()
        self._said = ""
        self._turned = 0
        self._pressed: QPoint | None = None
        self._band = QRubberBand(QRubberBand.Shape.Rectangle, self)

    # what is shown

    def show_screen(self, screen: Screen | None, codes: tuple[str, ...]) -> None:
        """Show a chart with estates highlighted, nothing for None."""
        self._screen = screen
        self._said = ""
        self.highlight(codes)

    def show_text(self, text: str) -> None:
        """Show a sentence instead of a chart."""
        self._screen, self._image, self._said = None, QImage(), text
        self.setAccessibleDescription(text)
        self.update()

    def highlight(self, codes: tuple[str, ...]) -> None:
        """Mark other estates than before."""
        self._codes = codes
        if self._screen is not None:
            width, height = self._screen.size_px
            pixels = self._screen.pixels(codes)
            self._image = QImage(pixels, width, height, 4 * width, QImage.Format.Format_RGBA8888).copy()
        self.update()

    @property
    def screen(self) -> Screen | None:
        """The chart that is shown."""
        return self._screen

    @property
    def image(self) -> QImage:
        """The picture that is shown, in the screen's own pixels."""
        return self._image

    def hit(self, place: QPointF) -> Hit | None:
        """Return what lies under a place of the widget."""
        if self._screen is None:
            return None
        x, y = self._pixel(place)
        return self._screen.at(x, y)

    def _pixel(self, place: QPointF) -> tuple[float, float]:
        """Return the pixel of the picture at a place, also while the picture is stretched."""
        width, height = self._image.width(), self._image.height()
        return place.x() * width / max(1, self.width()), place.y() * height / max(1, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture; one for another size is stretched until the next is there."""
        with QPainter(self) as painter:
            if self._image.isNull():
                painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base))
                painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
                where = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(self.rect().adjusted(24, 24, -24, -24), where, self._said)
                return
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.rect(), self._image)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for a picture of the new size."""
        super().resizeEvent(event)
        self.resized.emit()

    # mouse

    def event(self, event: QEvent) -> bool:
        """Say what is under the mouse when it rests."""
        if event.type() == QEvent.Type.ToolTip:
            self._say_what_is_under(self.mapFromGlobal(event.globalPos()), event.globalPos())  # type: ignore[attr-defined]
            return True
        return super().event(event)

    def _say_what_is_under(self, place: QPoint, globally: QPoint) -> None:
        found = self.hit(QPointF(place))
        if found is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(globally, tooltip(found.text), self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a frame."""
        if event.button() == Qt.MouseButton.LeftButton and self._screen is not None:
            self._pressed = event.position().toPoint()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pull the frame, or show a hand over what can be clicked."""
        place = event.position().toPoint()
        if self._pressed is None:
            over = self.hit(event.position()) is not None
            self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        elif self._framed and self._pulled_to(place):
            self._band.setGeometry(QRect(self._pressed, place).normalized())
            self._band.show()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pick what was clicked, or what is in the frame."""
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            super().mouseReleaseEvent(event)
            return
        start, self._pressed = self._pressed, None
        place = event.position().toPoint()
        adds = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        framed = self._band.isVisible()
        self._band.hide()
        if self._screen is None:
            return
        if framed:
            codes = self._screen.inside(*self._pixel(QPointF(start)), *self._pixel(QPointF(place)))
        else:
            found = self.hit(event.position())
            codes = found.codes if found is not None else ()
        self.picked.emit(codes, adds)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Go on or back by steps."""
        self._turned += event.angleDelta().y()
        steps = int(self._turned / _WHEEL_STEP)
        self._turned -= steps * _WHEEL_STEP
        if steps:
            self.scrolled.emit(-steps, False)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on or back by steps, or by pages."""
        moves = {
            Qt.Key.Key_Down: (1, False),
            Qt.Key.Key_Up: (-1, False),
            Qt.Key.Key_PageDown: (1, True),
            Qt.Key.Key_PageUp: (-1, True),
        }
        if event.key() in moves:
            self.scrolled.emit(*moves[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the one estate that is under the mouse."""
        found = self.hit(event.position())
        if found is not None and len(found.codes) == 1:
            self.opened.emit(found.codes[0])

    @property
    def _framed(self) -> bool:
        return self._screen is not None and self._screen.chart.framed

    def _pulled_to(self, place: QPoint) -> bool:
        assert self._pressed is not None
        far = (place - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        return far or self._band.isVisible()
