"""Exceptions by hand: a click takes a stall out, a drag blocks ground, Shift keeps a row."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen

from chargeplan.geometry.turning import turned
from chargeplan.i18n import tr
from chargeplan.model.scheme import Lot
from chargeplan.model.values import Point, Ring
from chargeplan.ui.canvas.adjusting import Spot
from chargeplan.ui.canvas.exceptions import ExceptionKind
from chargeplan.ui.canvas.figures import LiveFigures, ring_area_m2
from chargeplan.ui.canvas.picking import inside
from chargeplan.ui.canvas.previews import draw_draft, view_path
from chargeplan.ui.canvas.tools.base import Pointer, Tool
from chargeplan.ui.canvas.tools.drafts import PathDraft
from chargeplan.ui.canvas.tools.polygon import PolygonTool

if TYPE_CHECKING:
    from chargeplan.ui.canvas.view import PlanView

_DRAG_STARTS_PX = 4.0


@dataclass(frozen=True)
class _Press:
    """The left button is down; `dragged` once it has moved away from where it went down."""

    at: Pointer
    lot: Lot | None
    dragged: bool = False


class AdjustTool(Tool):
    """Changes single stalls of a filling."""

    id = "adjust_stalls"
    snaps = False
    cursor = Qt.CursorShape.PointingHandCursor
    keys = (Qt.Key.Key_Delete,)

    def __init__(self, canvas: PlanView) -> None:
        super().__init__(canvas)
        self._press: _Press | None = None

    @property
    def drawing(self) -> bool:
        """Whether ground is being marked out."""
        return self._press is not None and self._press.dragged

    def prompt(self) -> str:
        """Return what to do next."""
        if self.drawing:
            return tr("Release to keep this ground free of stalls")
        if not any(lot.filled for lot in self.canvas.adjusting.lots()):
            return tr("No lot is filled yet: choose one and fill it (Ctrl+L), then adjust its stalls")
        return tr("Click a stall to remove it, Shift+click to keep its row, drag over ground to block it")

    def hint(self) -> str:
        """Return what the buttons do."""
        if self.drawing:
            return tr("Esc: give up")
        return tr("Left: remove or put back · Shift: keep the row · Drag: block · Right: menu")

    def figures(self) -> LiveFigures | None:
        """Return the ground that is being marked out."""
        return LiveFigures(area_m2=ring_area_m2(self._outline())) if self.drawing else None

    def badge(self) -> tuple[list[str], list[str]]:
        """Return what a click would do here."""
        if self.drawing or self.at is None:
            return super().badge()
        spot = self.canvas.adjusting.spot_at(self.at.raw)
        return (self._told(spot), []) if spot is not None else ([], [])

    def _told(self, spot: Spot) -> list[str]:
        lines = [self.canvas.adjusting.told(spot)] if spot.by_hand is not None else []
        kind = spot.by_hand.kind if spot.by_hand is not None else None
        if kind is ExceptionKind.REMOVED:
            return [*lines, tr("Click: put it back")]
        if spot.stall is not None:
            lines.append(tr("Click: remove this stall"))
        if kind is ExceptionKind.KEPT:
            lines.append(tr("Shift+click: let the row go"))
        elif spot.stall is not None:
            lines.append(tr("Shift+click: keep this row"))
        elif kind is ExceptionKind.BLOCKED:
            lines.append(tr("Click: free it"))
        return lines

    # --- mouse ----------------------------------------------------------------------------------------------

    def press(self, at: Pointer) -> None:
        """Take hold of a stall, or of the corner of a piece of ground."""
        self.at = at
        self._press = _Press(at, self.canvas.adjusting.lot_at(at.raw))

    def move(self, at: Pointer) -> None:
        """Mark ground out once the mouse has moved far enough."""
        super().move(at)
        held = self._press
        if held is None or held.lot is None or held.dragged:
            return
        away = at.position - held.at.position
        if math.hypot(away.x(), away.y()) >= _DRAG_STARTS_PX:
            self._press = _Press(held.at, held.lot, dragged=True)

    def release(self, at: Pointer) -> None:
        """Do what was begun."""
        self.at = at
        if self.drawing:
            self.finish()
            return
        held, self._press = self._press, None
        if held is not None:
            self._click(held.at)

    def double_click(self, at: Pointer) -> None:
        """Take a quick second click for what it is."""
        self.press(at)

    def _click(self, at: Pointer) -> None:
        adjusting = self.canvas.adjusting
        spot = adjusting.spot_at(at.raw)
        if spot is None:
            self.canvas.session.message.emit(
                tr("There is no lot here. Stalls of filled lots can be adjusted.")
            )
            return
        kind = spot.by_hand.kind if spot.by_hand is not None else None
        if at.modifiers & Qt.KeyboardModifier.ShiftModifier:
            if kind is ExceptionKind.KEPT and spot.by_hand is not None:
                adjusting.put_back(spot.lot, (spot.by_hand,))
            elif spot.stall is not None:
                adjusting.keep_row(spot)
        elif spot.stall is None and spot.by_hand is None:
            self.canvas.session.message.emit(tr("There is no stall here. Drag over ground to block it."))
        else:
            self._turn_over(spot)

    def _turn_over(self, spot: Spot) -> None:
        """Remove the stall at a spot, or put back what was set by hand there."""
        one = spot.by_hand
        if one is not None and (one.kind is not ExceptionKind.KEPT or spot.stall is None):
            self.canvas.adjusting.put_back(spot.lot, (one,))
        else:
            self.canvas.adjusting.remove(spot)

    def key(self, event: QKeyEvent) -> bool:
        """Take out the stall under the pointer, or what was set by hand there; never the lot."""
        spot = self.canvas.adjusting.spot_at(self.at.raw) if self.at is not None else None
        if spot is not None:
            self._turn_over(spot)
        return True

    def finish(self) -> bool:
        """Block the ground that was marked out."""
        held, outline = self._press, self._outline()
        self._press = None
        if held is None or held.lot is None or not held.dragged:
            return False
        return self.canvas.adjusting.block(held.lot, outline)

    def back(self) -> bool:
        """Give up the ground that is being marked out."""
        begun, self._press = self._press, None
        return begun is not None

    def cancel(self) -> None:
        """Forget what was begun."""
        self._press = None

    def _outline(self) -> Ring:
        """Return the rectangle between press and pointer, along the rows of its lot."""
        held = self._press
        if held is None or self.at is None:
            return ()
        degrees = self._row_degrees(held.lot)
        start = held.at.raw
        x, y = turned(self.at.raw, start, -degrees)
        corners = (start, (x, start[1]), (x, y), (start[0], y))
        return tuple(self._tidy(turned(corner, start, degrees)) for corner in corners)

    def _tidy(self, point: Point) -> Point:
        return (round(point[0], 3), round(point[1], 3))

    def _row_degrees(self, lot: Lot | None) -> float:
        capacity = self.canvas.adjusting.held(lot) if lot is not None else None
        directions = capacity.layout.row_directions_degrees if capacity is not None else ()
        return directions[0] if directions else 0.0

    # --- drawing --------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter) -> None:
        """Draw the ground that is marked out, or the stall, row or exception that a click would touch."""
        if self.drawing:
            outline = self._outline()
            draw_draft(painter, self.canvas, outline, outline, closed=True)
        elif self.at is not None:
            spot = self.canvas.adjusting.spot_at(self.at.raw)
            if spot is not None:
                self._paint_spot(painter, spot, self.at.modifiers)

    def _paint_spot(self, painter: QPainter, spot: Spot, modifiers: Qt.KeyboardModifier) -> None:
        rings = self._touched(spot, bool(modifiers & Qt.KeyboardModifier.ShiftModifier))
        style = self.canvas.style_table
        painter.setBrush(style.colour("selection_fill"))
        painter.setPen(QPen(style.colour("halo"), 4.0))
        path = view_path(self.canvas, rings, closed=True)
        painter.drawPath(path)
        painter.setPen(QPen(style.colour("selection"), 2.0))
        painter.drawPath(path)

    def _touched(self, spot: Spot, keeping: bool) -> tuple[Ring, ...]:
        one, adjusting = spot.by_hand, self.canvas.adjusting
        if one is not None and (keeping or one.kind is not ExceptionKind.KEPT or spot.stall is None):
            return one.outlines
        if spot.stall is None:
            return ()
        finder = adjusting.finder(spot.lot)
        if keeping or finder is None:
            return adjusting.row_outlines(spot)
        return (finder.stalls[spot.stall].polygon,)


class BlockTool(PolygonTool):
    """Draws a piece of ground within a lot that stalls keep clear of."""

    def __init__(self, canvas: PlanView) -> None:
        super().__init__(canvas, "block_ground")

    def prompt(self) -> str:
        """Return what to do next."""
        if not self.canvas.adjusting.lots():
            return tr("There is no lot yet; draw one first (L)")
        if not self.drawing and not self.draft.rectangle:
            return tr("Click the first corner of the ground to be kept free, on a lot (R for a rectangle)")
        return super().prompt()

    def finish(self) -> bool:
        """Block the ground when it has three corners and lies on a lot."""
        points = self.draft.points
        if len(points) < 3:
            return False
        self._draft = PathDraft(rectangle=self._draft.rectangle)
        lot = self._lot_of(points)
        if lot is None:
            text = tr("Ground can be blocked on a lot only, and this lies on none.")
            self.canvas.session.message.emit(text)
            return False
        return self.canvas.adjusting.block(lot, points)

    def _lot_of(self, points: Ring) -> Lot | None:
        """Return the lot of the first corner that lies on one, else one that the outline surrounds."""
        found = (self.canvas.adjusting.lot_at(point) for point in points)
        within = next((lot for lot in found if lot is not None), None)
        around = (lot for lot in self.canvas.adjusting.lots() if inside(lot.ring[0], (points,)))
        return within or next(around, None)
