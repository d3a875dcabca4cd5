"""What lies below the plan: pictures, and the lines of drawings."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QPainter

from chargeplan.model.linework import MEDIA_TYPE
from chargeplan.model.site import Underlay
from chargeplan.ui.canvas.base_item import PlanItem, fineness
from chargeplan.ui.canvas.line_drawing import LineDrawing, line_drawing
from chargeplan.ui.canvas.picture_drawing import picture_drawing
from chargeplan.ui.canvas.style import Style


def underlay_item(element: Underlay, style: Style) -> PlanItem:
    """Return the item that draws an underlay."""
    kind = LineworkItem if element.media_type == MEDIA_TYPE else PictureItem
    return kind(element, style)


def prepare(element: Underlay, style: Style) -> None:
    """Make ready what is needed to draw an underlay; for a thread beside the window."""
    if element.media_type == MEDIA_TYPE:
        line_drawing(element.image).prepare(style.colour("underlay"))
    else:
        picture_drawing(element.image).prepare()


def underlay_z(position: int) -> float:
    """Return where in the pile the underlay at a position of the site's own order lies."""
    return 1 + position / 10_000


class _UnderlayItem(PlanItem):
    """Something below the plan, its lower left corner at the item's place."""

    layer = "underlays"

    def __init__(self, element: Underlay, style: Style) -> None:
        self._size = QRectF(
            0, 0, element.width_px * element.metres_per_pixel, element.height_px * element.metres_per_pixel
        )
        super().__init__(style, self._size)
        self.setPos(*element.origin)
        self.setRotation(element.rotation_degrees)
        self.setOpacity(element.opacity)


class PictureItem(_UnderlayItem):
    """A picture; its light paper stays light in the dark look."""

    def __init__(self, element: Underlay, style: Style) -> None:
        super().__init__(element, style)
        self._drawing = picture_drawing(element.image)
        self._pixel_m = element.metres_per_pixel

    def draw(self, painter: QPainter) -> None:
        """Draw the picture upright although y points up."""
        to_pixels = painter.worldTransform()
        dots_per_m = math.hypot(to_pixels.m11(), to_pixels.m12()) * fineness(painter)
        pixmap = self._drawing.at(dots_per_m * self._pixel_m)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(0, self._size.height())
        painter.scale(1, -1)
        painter.drawPixmap(self._size, pixmap, QRectF(pixmap.rect()))
        painter.restore()


class LineworkItem(_UnderlayItem):
    """The lines of a drawing, faint and crisp at every zoom."""

    def __init__(self, element: Underlay, style: Style) -> None:
        super().__init__(element, style)
        self._drawing: LineDrawing = line_drawing(element.image)
        self._step_m = element.metres_per_pixel

    def draw_at_once(self, painter: QPainter) -> None:
        """Draw the lines in one go, for a small picture."""
        painter.scale(self._step_m, self._step_m)
        self._drawing.draw_longest(painter, self.style.colour("underlay"))

    def draw(self, painter: QPainter) -> None:
        """Draw what a frame has time for; the scene is asked for another frame until that is all."""
        painter.save()
        painter.scale(self._step_m, self._step_m)
        complete = self._drawing.draw(painter, self.style.colour("underlay"))
        painter.restore()
        scene = self.scene()
        if not complete and scene is not None:
            QTimer.singleShot(0, scene, scene.contents_changed.emit)  # type: ignore[attr-defined]


def draw_small(painter: QPainter, underlay: Underlay, style: Style) -> None:
    """Draw an underlay for a small picture, all at once; the painter's units are metres, y up."""
    painter.save()
    painter.translate(*underlay.origin)
    painter.rotate(underlay.rotation_degrees)
    painter.setOpacity(underlay.opacity)
    item = underlay_item(underlay, style)
    if isinstance(item, LineworkItem):
        item.draw_at_once(painter)
    else:
        item.draw(painter)
    painter.restore()
