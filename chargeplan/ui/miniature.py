"""A small picture of a plan, for the start page and for saved files: site and active scheme, no words.

What lies below the plan is in it too; it alone decides what is shown only while nothing is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF, QTransform

from chargeplan.geometry.sheds import shed_outline
from chargeplan.model.project import Project, visible_elements
from chargeplan.model.site import FireLane, Road, Underlay
from chargeplan.model.values import Point, Ring
from chargeplan.ui.canvas.elements import box_of, points_of
from chargeplan.ui.canvas.style import LIGHT, Style
from chargeplan.ui.canvas.underlay_items import draw_small

_MARGIN = 0.06
_SAVED_SIZE = QSize(480, 300)


def miniature(project: Project, size: QSize, style: Style = LIGHT) -> QImage:
    """Return a picture of the whole plan, as large as fits `size` [px], on the style's paper."""
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor(style.paper))
    everything = list(visible_elements(project).values())
    drawn = [element for element in everything if not isinstance(element, Underlay)] or everything
    points = [point for element in drawn for point in points_of(element)]
    if points:
        with QPainter(image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setTransform(_fitting(points, size))
            _paint(painter, project, style)
    return image


def thumbnail_png(project: Project) -> bytes:
    """Return the picture that is kept in a saved file, as PNG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    miniature(project, _SAVED_SIZE).save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _fitting(points: Sequence[Point], size: QSize) -> QTransform:
    """Return the transform from metres, north up, to pixels, that shows all points with a margin."""
    left, bottom, right, top = box_of(points)
    room = 1 - 2 * _MARGIN
    scale = min(size.width() * room / max(right - left, 1.0), size.height() * room / max(top - bottom, 1.0))
    transform = QTransform()
    transform.translate(size.width() / 2, size.height() / 2)
    transform.scale(scale, -scale)
    transform.translate(-(left + right) / 2, -(bottom + top) / 2)
    return transform


def _paint(painter: QPainter, project: Project, style: Style) -> None:
    site, scheme = project.site, project.active_scheme
    _fill(painter, (b.ring for b in site.boundaries), style.boundary_fill, style.boundary)
    for underlay in site.underlays:
        draw_small(painter, underlay, style)
    _fill(painter, (g.ring for g in site.greens), style.green_fill, style.green)
    _lanes(painter, site.roads, style.road_fill)
    _lanes(painter, site.fire_lanes, style.fire_lane_fill)
    _fill(painter, (b.ring for b in site.buildings), style.building_fill, style.building)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(style.tree))
    for obstacle in site.obstacles:
        x, y, r = *obstacle.position, obstacle.radius_m
        painter.drawEllipse(QRectF(x - r, y - r, 2 * r, 2 * r))
    _fill(painter, (lot.ring for lot in scheme.lots), style.lot_fill, style.lot)
    _fill(painter, (shed_outline(shed) for shed in scheme.sheds), style.shed, style.shed)


def _fill(painter: QPainter, rings: Iterable[Ring], ground: str, line: str) -> None:
    pen = QPen(QColor(line), 1.0)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setBrush(QColor(ground))
    for ring in rings:
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in ring]))


def _lanes(painter: QPainter, lanes: Iterable[Road | FireLane], ground: str) -> None:
    for lane in lanes:
        pen = QPen(QColor(ground), lane.width_m, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in lane.centreline]))
