"""What is drawn above the plan and in pixels: drafts, selection, grips, snap markers, badges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QTransform,
)

from chargeplan.geometry import snapping
from chargeplan.geometry.snapping import SnapResult
from chargeplan.i18n import tr
from chargeplan.model.values import Ring
from chargeplan.ui.canvas.items import path_of
from chargeplan.ui.canvas.style import Style

if TYPE_CHECKING:
    from chargeplan.ui.canvas.view import PlanView

_MARKER_PX = 6.0
_GRIP_PX = 4.0
_MARK_PX = 9.0
_BAR_LEFT_PX, _BAR_ABOVE_PX = 18.0, 20.0
_HALO_PX = 4.0
_SMALL_PX = 24.0
_FEW_CORNERS = 16


_GUIDED = frozenset(
    {
        snapping.PARALLEL,
        snapping.ANGLE,
        snapping.RIGHT_ANGLE,
        snapping.PERPENDICULAR,
        snapping.INTERSECTION,
    }
)
"""Kinds that are shown with the line from the anchor."""


def view_path(canvas: PlanView, rings: Iterable[Ring], *, closed: bool) -> QPainterPath:
    """Return rings or runs of points in pixels."""
    path = QPainterPath()
    for ring in rings:
        path.addPolygon(QPolygonF([canvas.to_view(point) for point in ring]))
        if closed:
            path.closeSubpath()
    return path


def draw_draft(painter: QPainter, canvas: PlanView, outline: Ring, placed: Ring, *, closed: bool) -> None:
    """Draw a shape in the making: what is placed solid, what follows the cursor dashed."""
    style = canvas.style_table
    line = style.colour("draft")
    if closed and len(outline) >= 3:
        painter.fillPath(view_path(canvas, [outline], closed=True), style.colour("draft_fill"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(line, 1.0, Qt.PenStyle.DashLine))
        painter.drawPath(view_path(canvas, [(*outline, outline[0])], closed=False))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(line, 1.8))
    painter.drawPath(view_path(canvas, [outline if len(outline) < 4 or not closed else placed], closed=False))
    if closed and placed and len(outline) > len(placed):
        painter.drawLine(canvas.to_view(placed[-1]), canvas.to_view(outline[len(placed)]))
    for corner in placed:
        draw_handle(painter, style, canvas.to_view(corner))


def draw_handle(
    painter: QPainter, style: Style, at: QPointF, *, hot: bool = False, round_: bool = False
) -> None:
    """Draw a grip: a small square, or a round one."""
    painter.setPen(QPen(style.colour("selection"), 1.4))
    painter.setBrush(style.colour("selection" if hot else "grip_fill"))
    box = QRectF(at.x() - _GRIP_PX, at.y() - _GRIP_PX, 2 * _GRIP_PX, 2 * _GRIP_PX)
    if round_:
        painter.drawEllipse(box)
    else:
        painter.drawRect(box)


def draw_snap(painter: QPainter, canvas: PlanView, snap: SnapResult) -> None:
    """Draw the marker of a snap: every kind has its own shape."""
    colour = canvas.style_table.colour("snap")
    at = canvas.to_view(snap.point)
    if snap.segment is not None and snap.kind in _GUIDED:
        guide = QColor(colour)
        guide.setAlpha(120)
        painter.setPen(QPen(guide, 1.0, Qt.PenStyle.DotLine))
        painter.drawLine(canvas.to_view(snap.segment[0]), at)
    painter.setPen(QPen(colour, 1.8))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _MARKERS[snap.kind](painter, at.x(), at.y(), _MARKER_PX)


def _square(painter: QPainter, x: float, y: float, r: float) -> None:
    painter.drawRect(QRectF(x - r, y - r, 2 * r, 2 * r))


def _triangle(painter: QPainter, x: float, y: float, r: float) -> None:
    painter.drawPolygon([QPointF(x - r, y + r), QPointF(x + r, y + r), QPointF(x, y - r)])


def _cross(painter: QPainter, x: float, y: float, r: float) -> None:
    painter.drawLine(QPointF(x - r, y - r), QPointF(x + r, y + r))
    painter.drawLine(QPointF(x - r, y + r), QPointF(x + r, y - r))


def _foot(painter: QPainter, x: float, y: float, r: float) -> None:
    painter.drawPolyline([QPointF(x - r, y - r), QPointF(x - r, y + r), QPointF(x + r, y + r)])
    painter.drawPolyline([QPointF(x - r, y), QPointF(x, y), QPointF(x, y + r)])


def _hourglass(painter: QPainter, x: float, y: float, r: float) -> None:
    painter.drawPolygon(
        [QPointF(x - r, y - r), QPointF(x + r, y - r), QPointF(x - r, y + r), QPointF(x + r, y + r)]
    )


def _parallels(painter: QPainter, x: float, y: float, r: float) -> None:
    painter.drawLine(QPointF(x - r, y + r), QPointF(x, y - r))
    painter.drawLine(QPointF(x, y + r), QPointF(x + r, y - r))


def _ring(painter: QPainter, x: float, y: float, r: float) -> None:
    painter.drawEllipse(QPointF(x, y), r * 0.6, r * 0.6)


def _corner(painter: QPainter, x: float, y: float, r: float) -> None:
    painter.drawPolyline([QPointF(x - r, y - r), QPointF(x - r, y + r), QPointF(x + r, y + r)])


def _plus(painter: QPainter, x: float, y: float, r: float) -> None:
    painter.drawLine(QPointF(x - r, y), QPointF(x + r, y))
    painter.drawLine(QPointF(x, y - r), QPointF(x, y + r))


_MARKERS = {
    snapping.VERTEX: _square,
    snapping.MIDPOINT: _triangle,
    snapping.INTERSECTION: _cross,
    snapping.PERPENDICULAR: _foot,
    snapping.EDGE: _hourglass,
    snapping.PARALLEL: _parallels,
    snapping.ANGLE: _ring,
    snapping.RIGHT_ANGLE: _corner,
    snapping.GRID: _plus,
}


def draw_badge(
    painter: QPainter,
    style: Style,
    at: QPointF,
    lines: Sequence[str],
    warnings: Sequence[str],
    font: QFont,
    view: QRectF,
) -> None:
    """Draw lines of text on a small plate beside the cursor, kept within the view."""
    if not lines and not warnings:
        return
    metrics = QFontMetricsF(font)
    texts = [*lines, *warnings]
    width = max(metrics.horizontalAdvance(text) for text in texts) + 16
    height = metrics.height() * len(texts) + 10
    x = at.x() + 18 if at.x() + 18 + width <= view.right() else at.x() - 18 - width
    y = at.y() + 18 if at.y() + 18 + height <= view.bottom() else at.y() - 18 - height
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.colour("badge_fill"))
    painter.drawRoundedRect(QRectF(x, y, width, height), 5, 5)
    painter.setFont(font)
    for index, text in enumerate(texts):
        warns = index >= len(lines)
        painter.setPen(style.colour("badge_warning" if warns else "badge_text"))
        painter.drawText(QPointF(x + 8, y + 5 + metrics.ascent() + index * metrics.height()), text)


def draw_plate(painter: QPainter, style: Style, at: QPointF, text: str, font: QFont) -> None:
    """Draw one line of text on a small plate around a place."""
    metrics = QFontMetricsF(font)
    width, height = metrics.horizontalAdvance(text) + 10, metrics.height() + 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.colour("badge_fill"))
    painter.drawRoundedRect(QRectF(at.x() - width / 2, at.y() - height / 2, width, height), 4, 4)
    painter.setFont(font)
    painter.setPen(style.colour("badge_text"))
    painter.drawText(QPointF(at.x() - width / 2 + 5, at.y() - height / 2 + 1 + metrics.ascent()), text)


class Outlines:
    """Outlines of elements [m], made once and then drawn as selected as often as needed.

    Each element is drawn by itself: the time that a path takes to draw grows with the square of its length.
    Trees that are small on screen are drawn with fewer corners, less than half a pixel beside their own.
    """

    def __init__(self, elements: Iterable[Iterable[Ring]]) -> None:
        self._paths = [
            (path_of(rings), path_of(ring[:: max(1, len(ring) // _FEW_CORNERS)] for ring in rings))
            for rings in map(tuple, elements)
            if rings
        ]

    def draw(self, painter: QPainter, canvas: PlanView, dx: float = 0.0, dy: float = 0.0) -> None:
        """Draw those in view, moved by `dx`, `dy` [m], on a halo so that they stand out from any ground."""
        style = canvas.style_table
        to_view = QTransform.fromTranslate(dx, dy) * canvas.viewportTransform()
        view = QRectF(canvas.viewport().rect()).adjusted(-_HALO_PX, -_HALO_PX, _HALO_PX, _HALO_PX)
        paths = []
        for fine, coarse in self._paths:
            box = to_view.mapRect(fine.boundingRect())
            if box.intersects(view):
                small = max(box.width(), box.height()) < _SMALL_PX
                paths.append(to_view.map(coarse if small else fine))
        painter.setBrush(style.colour("selection_fill"))
        painter.setPen(QPen(style.colour("halo"), _HALO_PX))
        for path in paths:
            painter.drawPath(path)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(style.colour("selection"), 2.0))
        for path in paths:
            painter.drawPath(path)


def scale_bar_length_m(metres_per_pixel: float, most_px: float = 140.0) -> float:
    """Return the longest round length (1, 2 or 5 times a power of ten) [m] that fits `most_px`."""
    room = metres_per_pixel * most_px
    power = 1.0
    while power * 10 <= room:
        power *= 10
    while power > room:
        power /= 10
    return next(power * step for step in (5, 2, 1) if power * step <= room)


def scale_bar_box(metres_per_pixel: float, font: QFont, view: QRectF) -> QRectF:
    """Return the place of the scale bar with its figures [px]."""
    length = scale_bar_length_m(metres_per_pixel)
    metrics = QFontMetricsF(font)
    last = metrics.horizontalAdvance(f"{length:g} m") - metrics.horizontalAdvance(f"{length:g}") / 2
    left, bottom = view.left() + _BAR_LEFT_PX - 10, view.bottom() - _BAR_ABOVE_PX + 12
    height = metrics.height() + 18
    return QRectF(left, bottom - height, length / metres_per_pixel + last + 20, height)


def north_arrow_box(view: QRectF) -> QRectF:
    """Return the place of the north arrow with its letter [px]."""
    return QRectF(view.right() - 42, view.top() + 14, 28, 50)


def draw_scale_bar(
    painter: QPainter, style: Style, metres_per_pixel: float, font: QFont, view: QRectF
) -> None:
    """Draw the scale bar at the lower left."""
    length = scale_bar_length_m(metres_per_pixel)
    width = length / metres_per_pixel
    x, y = view.left() + _BAR_LEFT_PX, view.bottom() - _BAR_ABOVE_PX
    half = QRectF(x, y, width / 2, 5)
    metrics = QFontMetricsF(font)
    last = f"{length:g} m"
    veil = QColor(style.colour("paper"))
    veil.setAlphaF(0.85)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(veil)
    painter.drawRoundedRect(scale_bar_box(metres_per_pixel, font, view), 4, 4)
    painter.setPen(QPen(style.colour("text"), 1.0))
    painter.setBrush(style.colour("paper"))
    painter.drawRect(QRectF(x, y, width, 5))
    painter.fillRect(half, style.colour("text"))
    painter.setFont(font)
    for share, text in ((0.0, "0"), (0.5, f"{length / 2:g}"), (1.0, last)):
        painter.drawText(
            QPointF(x + width * share - metrics.horizontalAdvance(text.split()[0]) / 2, y - 5), text
        )


def draw_north_arrow(painter: QPainter, style: Style, font: QFont, view: QRectF) -> None:
    """Draw the north arrow at the upper right."""
    x, y = view.right() - 28, view.top() + 34
    painter.setPen(QPen(style.colour("text"), 1.2))
    painter.setBrush(style.colour("paper"))
    painter.drawPolygon([QPointF(x, y - 16), QPointF(x + 8, y + 12), QPointF(x, y + 6)])
    painter.setBrush(style.colour("text"))
    painter.drawPolygon([QPointF(x, y - 16), QPointF(x - 8, y + 12), QPointF(x, y + 6)])
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    painter.setFont(bold)
    painter.drawText(QPointF(x - QFontMetricsF(bold).horizontalAdvance("N") / 2, y + 26), "N")


def draw_first_step(painter: QPainter, style: Style, font: QFont, view: QRectF) -> None:
    """Say on the empty paper how to begin."""
    painter.setFont(font)
    painter.setPen(style.colour("text"))
    text = tr(
        "Put a picture below the plan ({picture}) or draw the boundary ({boundary}).",
        picture="Ctrl+I",
        boundary="P",
    )
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    painter.drawText(view.adjusted(40, 40, -40, -40), int(flags), text)


def draw_finding_marks(
    painter: QPainter, style: Style, marks: Iterable[tuple[QPointF, str]], view: QRectF
) -> None:
    """Draw a triangle with an exclamation mark where something is not met, one where several meet."""
    taken: list[QPointF] = []
    for at, severity in marks:
        if not view.contains(at) or any((at - other).manhattanLength() < 3 * _MARK_PX for other in taken):
            continue
        taken.append(at)
        x, y = at.x(), at.y()
        painter.setPen(QPen(style.colour("paper"), 1.5))
        painter.setBrush(style.colour(severity))
        painter.drawPolygon(
            [QPointF(x, y - _MARK_PX), QPointF(x + _MARK_PX, y + 7), QPointF(x - _MARK_PX, y + 7)]
        )
        painter.setPen(QPen(style.colour("paper"), 2.0))
        painter.drawLine(QPointF(x, y - 3.5), QPointF(x, y + 1))
        painter.drawPoint(QPointF(x, y + 4.5))
