"""Walking coverage on the canvas: ground by distance, doorways by whether they are served, and ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF

from chargeplan.engineering.coverage import DoorwayReach, Isochrone, Reached
from chargeplan.i18n import tr
from chargeplan.model.values import Ring
from chargeplan.ui.canvas.base_item import PlanItem, pen, widened
from chargeplan.ui.canvas.items import SymbolItem, line_path, path_of
from chargeplan.ui.canvas.labels import Label
from chargeplan.ui.canvas.style import Style
from chargeplan.ui.numbers import trimmed

_DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
"""Lines of the bands, the nearest first: they are told apart without colours too."""

_LABEL_PRIORITY = 3
_RADIUS_PX = 7.5
COLOURS = {
    Reached.SERVED: "served",
    Reached.IN_PART: "warning",
    Reached.NOT: "error",
    Reached.UNKNOWN: "text_muted",
}


class WalkingGroundItem(PlanItem):
    """Ground within distances on foot: the nearer, the darker."""

    layer = "walking_ground"

    def __init__(self, bands: Sequence[Isochrone], style: Style) -> None:
        self._paths = [_ground(band) for band in bands]
        bounds = QRectF()
        for path in self._paths:
            bounds = bounds.united(path.boundingRect())
        super().__init__(style, widened(bounds))

    def draw(self, painter: QPainter) -> None:
        """Draw the widest band first, each with its line."""
        painter.setBrush(self.style.colour("walking_fill"))
        for index, path in reversed(list(enumerate(self._paths))):
            dash = _DASHES[min(index, len(_DASHES) - 1)]
            painter.setPen(pen(painter, self.style.colour("walking"), 1.4, dash))
            painter.drawPath(path)


def _ground(band: Isochrone) -> QPainterPath:
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for region in band.regions:
        path.addPath(path_of(region))
    return path


class WalkingWaysItem(PlanItem):
    """Ways from doorways to the nearest socket."""

    layer = "walking_ways"

    def __init__(self, ways: Iterable[Ring], style: Style) -> None:
        self._path = QPainterPath()
        for way in ways:
            self._path.addPath(line_path(way))
        super().__init__(style, widened(self._path.boundingRect()))

    def draw(self, painter: QPainter) -> None:
        """Draw the lines."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in (("halo", 4.5), ("walking", 2.4)):
            painter.setPen(pen(painter, self.style.colour(colour), width))
            painter.drawPath(self._path)


class WalkingDoorItem(SymbolItem):
    """A doorway's mark: a tick where it is served, half a disc in part, a cross where not, else a query."""

    layer = "walking_doors"

    def __init__(self, door: DoorwayReach, style: Style) -> None:
        super().__init__(door.doorway.position, style)
        self._reached = door.reached

    def draw(self, painter: QPainter) -> None:
        """Draw the mark in pixels."""
        draw_reached(painter, self.style, self._reached)


def draw_reached(painter: QPainter, style: Style, reached: Reached) -> None:
    """Draw the mark of a doorway around the painter's origin, in pixels."""
    colour = style.colour(COLOURS[reached])
    disc = QRectF(-_RADIUS_PX, -_RADIUS_PX, 2 * _RADIUS_PX, 2 * _RADIUS_PX)
    hollow = reached in (Reached.IN_PART, Reached.UNKNOWN)
    painter.setPen(pen(painter, style.colour("halo"), 4.0))
    painter.setBrush(style.colour("paper") if hollow else colour)
    painter.drawEllipse(disc)
    painter.setPen(pen(painter, colour, 1.8))
    painter.drawEllipse(disc)
    if reached is Reached.IN_PART:
        painter.setBrush(colour)
        painter.drawPie(disc, 90 * 16, 180 * 16)
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(painter, colour if hollow else style.colour("paper"), 2.0))
    for stroke in _STROKES[reached]:
        painter.drawPolyline(QPolygonF([QPointF(*place) for place in stroke]))


_STROKES: dict[Reached, tuple[tuple[tuple[float, float], ...], ...]] = {
    Reached.SERVED: (((-3.6, 0.2), (-1.0, 2.9), (3.8, -2.9)),),
    Reached.NOT: (((-2.9, -2.9), (2.9, 2.9)), ((-2.9, 2.9), (2.9, -2.9))),
    Reached.UNKNOWN: (
        ((-2.0, -2.2), (-0.6, -3.6), (1.6, -3.0), (1.6, -1.2), (0, 0.4), (0, 1.2)),
        ((0, 3.2), (0, 3.8)),
    ),
}


def band_labels(bands: Sequence[Isochrone]) -> list[Label]:
    """Return how far it is to the edge of each band, written where it ends in the open."""
    labels = []
    for band in bands:
        text = tr("{distance} m on foot", distance=trimmed(band.limit_m, 1))
        labels += [Label(place, text, "walking", _LABEL_PRIORITY, plate=True) for place in band.labelled()]
    return labels
