"""A drawing made of primitives in a window: sharp at every zoom, moved by the mouse or the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPalette, QWheelEvent
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsView,
    QStyleOptionGraphicsItem,
    QWidget,
)

from chargeplan.drawing.primitives import Box, Primitive

if TYPE_CHECKING:
    from chargeplan.ui.page_painter import PagePainter

_STEP = 1.25
_LEAST, _MOST = 0.02, 4.0
_BESIDE_PX = 12


class _Sheet(QGraphicsItem):
    """One page of primitives, a millimetre of the page to ten units of the scene."""

    def __init__(self, page: PagePainter) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self._page = page

    def boundingRect(self) -> QRectF:
        """Return the page."""
        return self._page.rect

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        """Paint what is to be seen of it."""
        self._page.paint(painter, option.exposedRect)


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
        # Letters of pages are measured by matplotlib, for which no window that opens should wait.
        from chargeplan.ui.page_painter import PagePainter

        self.show_painted(PagePainter(primitives, page, page.width if width_mm is None else width_mm))

    def show_painted(self, page: PagePainter) -> None:
        """Show a page that was made ready elsewhere, as `show_page` does: that may have taken its time."""
        from chargeplan.ui.page_painter import DOTS_PER_MM

        scene = self.scene()
        scene.clear()
        scene.addItem(_Sheet(page))
        margin = _BESIDE_PX * DOTS_PER_MM / 4
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
