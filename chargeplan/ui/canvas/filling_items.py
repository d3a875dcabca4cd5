"""What fillings add to the plan: aisles, and the number of every stall."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QStaticText, QTransform

from chargeplan.model.stalls import Stall
from chargeplan.ui.canvas.base_item import PlanItem, pen, widened
from chargeplan.ui.canvas.exceptions import stall_middle
from chargeplan.ui.canvas.items import polygon
from chargeplan.ui.canvas.style import Style

_NUMBER_SHARE, _NUMBER_AT = 0.72, 0.42
_NUMBER_LEAST_PX, _NUMBER_MOST_PX = 8, 12


@dataclass(frozen=True)
class _Place:
    """Where a number stands [m], how it is turned on screen, and how wide its stall is."""

    x: float
    y: float
    degrees: float
    width_m: float


@dataclass(frozen=True)
class NumberPlaces:
    """Where the numbers of the stalls of one shed or lot stand, and the ground they cover; made once."""

    bounds: QRectF
    places: tuple[_Place, ...]


def number_places(stalls: Sequence[Stall]) -> NumberPlaces:
    """Return where the numbers of stalls stand, in the order of the stalls."""
    bounds = polygon(corner for stall in stalls for corner in stall.polygon).boundingRect()
    return NumberPlaces(bounds, tuple(map(_place, stalls)))


class StallNumbersItem(PlanItem):
    """The number of each stall within its shed or lot; left out where it would be too small to be read."""

    layer = "stall_numbers"

    def __init__(self, numbered: Sequence[NumberPlaces], style: Style) -> None:
        bounds = QRectF()
        for group in numbered:
            bounds = bounds.united(group.bounds)
        super().__init__(style, widened(bounds))
        self._groups = [group for group in numbered if group.places]

    def draw(self, painter: QPainter) -> None:
        """Draw the numbers of the stalls that can be seen, along each stall, never upside down."""
        to_view = QTransform(painter.worldTransform())
        view = QRectF(painter.viewport())
        painter.setWorldTransform(QTransform())
        painter.setPen(self.style.colour("stall_number"))
        for group in self._groups:
            size = round(min(group.places[0].width_m * to_view.m11() * _NUMBER_SHARE, _NUMBER_MOST_PX))
            if size >= _NUMBER_LEAST_PX and to_view.mapRect(group.bounds).intersects(view):
                painter.setFont(_number_font(painter.font(), size))
                _draw_numbers(painter, group.places, size, to_view, view)
        painter.setWorldTransform(to_view)


def _draw_numbers(
    painter: QPainter, places: Sequence[_Place], size: int, to_view: QTransform, view: QRectF
) -> None:
    family = painter.font().family()
    for number, place in enumerate(places, 1):
        at = to_view.map(QPointF(place.x, place.y))
        if view.contains(at):
            text, half = _written(number, family, size)
            painter.setWorldTransform(QTransform().translate(at.x(), at.y()).rotate(place.degrees))
            painter.drawStaticText(-half, text)


@lru_cache(maxsize=16384)
def _written(number: int, family: str, size_px: int) -> tuple[QStaticText, QPointF]:
    """Return a number laid out once, and half of its size [px]."""
    font = QFont(family)
    font.setPixelSize(size_px)
    text = QStaticText(str(number))
    text.setTextFormat(Qt.TextFormat.PlainText)
    text.prepare(QTransform(), font)
    return text, QPointF(text.size().width() / 2, text.size().height() / 2)


def _place(stall: Stall) -> _Place:
    (x1, y1), (x2, y2) = stall.front
    middle = stall_middle(stall)
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    dx, dy = 2 * (middle[0] - x), 2 * (middle[1] - y)
    degrees = (math.degrees(math.atan2(-dy, dx)) + 89.999) % 180 - 89.999
    return _Place(x + dx * _NUMBER_AT, y + dy * _NUMBER_AT, degrees, math.dist((x1, y1), (x2, y2)))


class AislesItem(PlanItem):
    """The aisles of filled lots: a light ground with its outline."""

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
