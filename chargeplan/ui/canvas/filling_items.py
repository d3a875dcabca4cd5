"""What fillings add to the plan: aisles, and the number of every stall."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QTransform

from chargeplan.model.stalls import Stall
from chargeplan.ui.canvas.items import PlanItem, pen, polygon, widened
from chargeplan.ui.canvas.style import Style

_NUMBER_SHARE, _NUMBER_AT = 0.72, 0.42
_NUMBER_LEAST_PX, _NUMBER_MOST_PX = 8.0, 12.0


class StallNumbersItem(PlanItem):
    """The number of each stall within its shed or lot; left out where it would be too small to be read."""

    layer = "stall_numbers"

    def __init__(self, numbered: Sequence[Sequence[Stall]], style: Style) -> None:
        self._groups = [
            (polygon(corner for stall in stalls for corner in stall.polygon).boundingRect(), stalls)
            for stalls in numbered
            if stalls
        ]
        bounds = QRectF()
        for box, _ in self._groups:
            bounds = bounds.united(box)
        super().__init__(style, widened(bounds))

    def draw(self, painter: QPainter) -> None:
        """Draw the numbers of the stalls that can be seen, along each stall, never upside down."""
        to_view = QTransform(painter.worldTransform())
        view = QRectF(painter.viewport())
        painter.setWorldTransform(QTransform())
        painter.setPen(self.style.colour("stall_number"))
        for bounds, stalls in self._groups:
            if to_view.mapRect(bounds).intersects(view):
                for number, stall in enumerate(stalls, 1):
                    self._draw_one(painter, str(number), stall, to_view, view)
        painter.setWorldTransform(to_view)

    def _draw_one(
        self, painter: QPainter, text: str, stall: Stall, to_view: QTransform, view: QRectF
    ) -> None:
        start, end = (to_view.map(QPointF(*corner)) for corner in stall.front)
        back = [corner for corner in stall.polygon if corner not in stall.front]
        width = math.hypot(end.x() - start.x(), end.y() - start.y())
        size = min(width * _NUMBER_SHARE, _NUMBER_MOST_PX)
        front = (start + end) / 2
        if size < _NUMBER_LEAST_PX or not view.contains(front) or len(back) != 2:
            return
        inward = to_view.map(QPointF(*back[0])) + to_view.map(QPointF(*back[1]))
        dx, dy = inward.x() / 2 - front.x(), inward.y() / 2 - front.y()
        degrees = (math.degrees(math.atan2(dy, dx)) + 89.999) % 180 - 89.999
        painter.setFont(_number_font(painter.font(), round(size)))
        box = QRectF(-30, -size, 60, 2 * size)
        painter.setWorldTransform(
            QTransform().translate(front.x() + dx * _NUMBER_AT, front.y() + dy * _NUMBER_AT).rotate(degrees)
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


class AislesItem(PlanItem):
    """The aisles of filled lots: a light ground with its outline, none hidden by another."""

    layer = "aisles"

    def __init__(self, paths: Sequence[QPainterPath], style: Style) -> None:
        self._paths = paths
        bounds = QRectF()
        for path in paths:
            bounds = bounds.united(path.boundingRect())
        super().__init__(style, widened(bounds))

    def draw(self, painter: QPainter) -> None:
        """Draw ground and outline."""
        painter.setBrush(self.style.colour("aisle"))
        painter.setPen(pen(painter, self.style.colour("aisle_line"), 1.0))
        for path in self._paths:
            painter.drawPath(path)


def _number_font(base: QFont, size_px: int) -> QFont:
    font = QFont(base)
    font.setPixelSize(size_px)
    return font
