"""What is drawn above the plan while sides and gates of lots are pointed at, put and pulled; in pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from chargeplan.geometry.checking import LEAST_ENTRANCE_M
from chargeplan.i18n import tr
from chargeplan.model.scheme import Entrance, Lot
from chargeplan.ui.canvas.previews import draw_plate
from chargeplan.ui.canvas.side_paths import (
    along_arrow,
    gate_path,
    open_arrows,
    open_path,
    wall_path,
    wall_ticks,
)
from chargeplan.ui.canvas.sides import (
    from_nearer_corner,
    gate_ends,
    outward_of,
    side_ends,
    side_length_m,
    too_narrow,
)

if TYPE_CHECKING:
    from chargeplan.ui.canvas.view import PlanView

_DIMENSION_PX = 16.0


def draw_roles(painter: QPainter, canvas: PlanView, lot: Lot) -> None:
    """Tell walls from open sides on the outline of a lot that is drawn as selected."""
    style, to_view = canvas.style_table, canvas.viewportTransform()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(style.colour("paper"), 2.4, Qt.PenStyle.DashLine, Qt.PenCapStyle.FlatCap))
    painter.drawPath(to_view.map(open_path(lot)))
    painter.setPen(QPen(style.colour("selection"), 1.2))
    painter.drawPath(to_view.map(open_arrows(lot, canvas.pixel_m)))
    painter.drawPath(to_view.map(wall_ticks(lot, canvas.pixel_m)))
    painter.setPen(QPen(style.colour("selection"), 3.0))
    painter.drawPath(to_view.map(wall_path(lot)))
    if lot.direction_edge is not None and side_length_m(lot, lot.direction_edge) > 0:
        _draw_along(painter, canvas, lot, lot.direction_edge)
    for narrow, colour in ((False, "selection"), (True, "error")):
        chosen = [gate for gate in lot.entrances if too_narrow(gate) is narrow]
        painter.setPen(QPen(style.colour(colour), 2.0))
        painter.drawPath(to_view.map(gate_path(lot, chosen, canvas.pixel_m)))


def _draw_along(painter: QPainter, canvas: PlanView, lot: Lot, side: int) -> None:
    """Show which side the rows of a lot run along, above the stalls."""
    path = canvas.viewportTransform().map(along_arrow(lot, side, canvas.pixel_m))
    painter.setPen(QPen(canvas.style_table.colour("paper"), 5.0))
    painter.drawPath(path)
    painter.setPen(QPen(canvas.style_table.colour("selection"), 2.0))
    painter.drawPath(path)


def draw_side(painter: QPainter, canvas: PlanView, lot: Lot, side: int) -> None:
    """Draw a side as the one that is pointed at."""
    start, end = (canvas.to_view(corner) for corner in side_ends(lot, side))
    style = canvas.style_table
    painter.setPen(QPen(style.colour("halo"), 9.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(start, end)
    painter.setPen(QPen(style.colour("selection"), 5.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(start, end)


def draw_gate(painter: QPainter, canvas: PlanView, lot: Lot, gate: Entrance, *, told: bool = False) -> None:
    """Draw a gate in hand, red when it is too narrow, and a line to the nearer corner.

    How long that line is is written at it unless it is `told` at the pointer, which would cover it.
    """
    style = canvas.style_table
    colour = style.colour("error" if too_narrow(gate) else "selection")
    ends = [canvas.to_view(end) for end in gate_ends(lot, gate)]
    painter.setPen(QPen(style.colour("paper"), 7.0))
    painter.drawLine(*ends)
    painter.setPen(QPen(colour, 3.0))
    painter.drawLine(*ends)
    painter.setPen(QPen(colour, 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(canvas.viewportTransform().map(gate_path(lot, [gate], canvas.pixel_m)))
    _draw_dimension(painter, canvas, lot, gate, written=not told)


def width_line(gate: Entrance) -> str:
    """Return the width of a gate in words."""
    return tr("{width} m wide", width=f"{gate.width_m:.2f}")


def distance_line(lot: Lot, gate: Entrance) -> str:
    """Return in words how far from the nearer corner of its side a gate begins."""
    return tr("{length} m from the corner", length=f"{from_nearer_corner(lot, gate)[2]:.2f}")


def width_warning(gate: Entrance) -> list[str]:
    """Return what is wrong with the width of a gate, measured and required, or nothing."""
    if not too_narrow(gate):
        return []
    return [
        tr(
            "too narrow: {measured} m / {required} m required",
            measured=f"{gate.width_m:.2f}",
            required=f"{LEAST_ENTRANCE_M:.2f}",
        )
    ]


def _draw_dimension(painter: QPainter, canvas: PlanView, lot: Lot, gate: Entrance, *, written: bool) -> None:
    corner, end, distance_m = from_nearer_corner(lot, gate)
    if distance_m < canvas.pixel_m:
        return
    outward = outward_of(lot, gate.edge)
    shift = QPointF(outward[0] * _DIMENSION_PX, -outward[1] * _DIMENSION_PX)
    style = canvas.style_table
    first, last = canvas.to_view(corner), canvas.to_view(end)
    painter.setPen(QPen(style.colour("text_muted"), 1.0))
    for place in (first, last):
        painter.drawLine(place, place + shift * 1.3)
    painter.drawLine(first + shift, last + shift)
    if written:
        middle = (first + last) / 2 + shift
        draw_plate(painter, style, middle, tr("{length} m", length=f"{distance_m:.2f}"), canvas.font())
