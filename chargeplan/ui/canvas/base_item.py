"""What every item of the scene has in common: where it lies in the pile, its pen, its bounds."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from chargeplan.ui.canvas.style import Style

Z_OF_LAYER = {
    "underlays": 1,
    "boundaries": 0,
    "greens": 2,
    "basements": 2.5,
    "roads": 3,
    "road_ground": 3.5,
    "fire_lanes": 4,
    "ladder_grounds": 4.2,
    "lots": 5,
    "usable": 6,
    "strips": 7,
    "aisles": 7.2,
    "sheds": 8,
    "stalls": 9,
    "by_hand": 9.5,
    "pipelines": 7.5,
    "fences": 10.5,
    "network": 11.4,
    "cable_routes": 11.5,
    "windows": 12,
    "stall_numbers": 9.5,
    "obstacles": 11,
    "buildings": 10,
    "clearances": 4.5,
    "walking_ground": 4.6,
    "walking_ways": 12.5,
    "walking_doors": 14.5,
    "doorways": 13,
    "hydrants": 13.5,
    "gas_regulators": 13.5,
    "boxes": 13.8,
    "supply_points": 14,
    "findings": 15,
}


def pen(painter: QPainter, colour: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a pen that is `width` pixels wide whatever the zoom, and however fine the screen."""
    return QPen(_pen(colour.rgba(), width * fineness(painter), style))


@lru_cache(maxsize=256)
def _pen(rgba: int, width: float, style: Qt.PenStyle) -> QPen:
    """Return a pen that nobody changes: thousands of items ask for the same few."""
    made = QPen(QColor.fromRgba(rgba), width, style)
    made.setCosmetic(True)
    made.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    return made


def fineness(painter: QPainter) -> float:
    """Return how many dots of the screen make a pixel."""
    return painter.device().devicePixelRatio()


class PlanItem(QGraphicsItem):
    """Something drawn, with what it is drawn by."""

    layer = ""

    def __init__(self, style: Style, bounds: QRectF) -> None:
        super().__init__()
        self.style = style
        self._bounds = bounds
        self.setZValue(Z_OF_LAYER[self.layer])
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        """Return the bounds [m], with room for the pen."""
        return self._bounds

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draw; nothing is worked out here."""
        self.draw(painter)

    def draw(self, painter: QPainter) -> None:
        """Draw with the painter's units in metres."""
        raise NotImplementedError


def widened(rect: QRectF, by_m: float = 0.5) -> QRectF:
    """Return bounds [m] with room for the pen around them."""
    return rect.adjusted(-by_m, -by_m, by_m, by_m)
