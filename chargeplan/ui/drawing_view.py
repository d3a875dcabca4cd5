"""A drawing made of primitives in a window: sharp at every zoom, moved by the mouse or the keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsView,
    QStyleOptionGraphicsItem,
    QWidget,
)

from chargeplan.drawing.labels import LINE_SPACING
from chargeplan.drawing.primitives import Box, Circle, Polygon, Polyline, Primitive, Text
from chargeplan.drawing.symbols import STYLES, Style
from chargeplan.model.values import Point

_DOTS_PER_MM = 10.0
_STEP = 1.25
_LEAST, _MOST = 0.05, 4.0
_BESIDE_PX = 12


class _Sheet(QGraphicsItem):
    """One page of primitives, a millimetre of the page to ten units of the scene."""

    def __init__(self, primitives: Sequence[Primitive], page: Box, width_mm: float) -> None:
        super().__init__()
        self._primitives = primitives
        self._page = page
        self._dots = width_mm / page.width * _DOTS_PER_MM

    def boundingRect(self) -> QRectF:
        """Return the page."""
        return QRectF(0, 0, self._page.width * self._dots, self._page.height * self._dots)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paint every primitive in its order."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for shape in self._primitives:
            style = STYLES[shape.style]
            if isinstance(shape, Text):
                self._text(painter, shape, style)
            elif isinstance(shape, Polyline):
                painter.setPen(_pen(style))
                painter.drawPolyline(QPolygonF([self._at(point) for point in shape.points]))
            else:
                painter.setPen(_pen(style) if style.line else Qt.PenStyle.NoPen)
                painter.setBrush(_brush(style))
                painter.drawPath(self._outline(shape))

    def _at(self, point: Point) -> QPointF:
        return QPointF((point[0] - self._page.left) * self._dots, (self._page.top - point[1]) * self._dots)

    def _outline(self, shape: Polygon | Circle) -> QPainterPath:
        path = QPainterPath()
        if isinstance(shape, Circle):
            radius = shape.radius_m * self._dots
            path.addEllipse(self._at(shape.centre), radius, radius)
        else:
            for ring in shape.region:
                path.addPolygon(QPolygonF([self._at(point) for point in ring]))
                path.closeSubpath()
        return path

    def _text(self, painter: QPainter, text: Text, style: Style) -> None:
        font = QFont()
        font.setPixelSize(max(1, round(text.height_m * self._dots)))
        if style.bold:
            font.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetricsF(font)
        lines = text.text.split("\n")
        step = text.height_m * self._dots * LINE_SPACING
        place = self._at(text.position)
        height = step * len(lines)
        top = place.y() - {"top": 0.0, "center": 0.5, "bottom": 1.0}[text.vertical] * height
        painter.setFont(font)
        painter.setPen(QColor(style.line or "#000000"))
        for number, line in enumerate(lines):
            width = metrics.horizontalAdvance(line)
            left = place.x() - {"left": 0.0, "center": 0.5, "right": 1.0}[text.horizontal] * width
            baseline = top + number * step + (step + metrics.capHeight()) / 2
            painter.drawText(QPointF(left, baseline), line)


def _pen(style: Style) -> QPen:
    pen = QPen(QColor(style.line or "#000000"), style.width_mm * _DOTS_PER_MM)
    if style.dash_mm:
        pen.setDashPattern([part / style.width_mm for part in style.dash_mm])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def _brush(style: Style) -> QBrush:
    if not style.fill:
        return QBrush(Qt.BrushStyle.NoBrush)
    colour = QColor(style.fill)
    colour.setAlphaF(style.fill_opacity)
    return QBrush(colour)


class DrawingView(QGraphicsView):
    """Shows one page; the wheel zooms at the mouse, dragging moves, + − and Home do so by the keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setScene(QGraphicsScene(self))
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Mid)
        self.setMinimumSize(360, 240)
        self._fitted = True

    def show_page(self, primitives: Sequence[Primitive], page: Box, width_mm: float | None = None) -> None:
        """Show a page where the last one was seen, the whole of it until somebody zooms.

        Without `width_mm` [mm] the page is measured in millimetres; lines are as wide as on paper.
        """
        scene = self.scene()
        scene.clear()
        scene.addItem(_Sheet(primitives, page, page.width if width_mm is None else width_mm))
        margin = _BESIDE_PX * _DOTS_PER_MM / 4
        scene.setSceneRect(scene.itemsBoundingRect().adjusted(-margin, -margin, margin, margin))
        if self._fitted:
            self.fit()

    @property
    def zoom(self) -> float:
        """Pixels for a unit of the scene."""
        return self.transform().m11()

    def zoom_by(self, factor: float) -> None:
        """Show it larger or smaller, within bounds."""
        wanted = min(_MOST, max(_LEAST, self.zoom * factor))
        self._fitted = False
        self.scale(wanted / self.zoom, wanted / self.zoom)

    def fit(self) -> None:
        """Show the whole page."""
        self._fitted = True
        self.fitInView(self.sceneRect(), Qt.AspectRatioMode.KeepAspectRatio)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the mouse."""
        if event.angleDelta().y():
            self.zoom_by(_STEP ** (event.angleDelta().y() / 120))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom by + and −, and fit by Home."""
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(_STEP)
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom_by(1 / _STEP)
        elif event.key() == Qt.Key.Key_Home:
            self.fit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: object) -> None:
        """Keep the whole page in sight until somebody zooms."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        if self._fitted:
            self.fit()
