"""Laying an underlay on the plan: two places on it, and where each of them lies in truth."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen

from chargeplan.errors import InvalidValueError
from chargeplan.geometry.turning import turned, underlay_outline
from chargeplan.i18n import N_, tr
from chargeplan.model.accuracy import percent_text, scale_error_share_of
from chargeplan.model.editing import replacement
from chargeplan.model.linework import MEDIA_TYPE
from chargeplan.model.site import Underlay
from chargeplan.model.values import Point
from chargeplan.ui.canvas.figures import LiveFigures
from chargeplan.ui.canvas.previews import view_path
from chargeplan.ui.canvas.tools.base import Pointer, Tool
from chargeplan.units import TOLERANCE_M

if TYPE_CHECKING:
    from chargeplan.ui.canvas.view import PlanView

_DOT_PX = 4.0

Pair = tuple[Point, Point]
"""A place on the underlay, and where it lies in truth."""


def aligned_underlay(underlay: Underlay, first: Pair, second: Pair, *, keep_scale: bool) -> Underlay:
    """Return an underlay moved, turned and scaled so that both pairs meet; x and y share one scale.

    With `keep_scale` it is only moved and turned: the middles of both pairs meet, and their directions.
    """
    (a, to_a), (b, to_b) = first, second
    factor = 1.0 if keep_scale else math.dist(to_a, to_b) / math.dist(a, b)
    degrees = math.degrees(_direction(to_a, to_b) - _direction(a, b))
    hold, to_hold = (_middle(a, b), _middle(to_a, to_b)) if keep_scale else (a, to_a)
    x, y = turned(underlay.origin, hold, degrees)
    return replace(
        underlay,
        origin=(to_hold[0] + (x - hold[0]) * factor, to_hold[1] + (y - hold[1]) * factor),
        rotation_degrees=underlay.rotation_degrees + degrees,
        metres_per_pixel=underlay.metres_per_pixel * factor,
    )


def _direction(start: Point, end: Point) -> float:
    return math.atan2(end[1] - start[1], end[0] - start[0])


def _middle(first: Point, second: Point) -> Point:
    return ((first[0] + second[0]) / 2, (first[1] + second[1]) / 2)


class AlignTool(Tool):
    """Four clicks: a place on the underlay and the same place on the plan, twice; K keeps the scale."""

    id = "align_underlay"
    keys = (Qt.Key.Key_K,)

    def __init__(self, canvas: PlanView, underlay_id: str = "") -> None:
        super().__init__(canvas)
        chosen = [e.id for e in canvas.session.selection.elements() if isinstance(e, Underlay)]
        self._underlay_id = underlay_id or next(iter(chosen), "")
        self._points: tuple[Point, ...] = ()
        underlay = self._underlay()
        self._keep_scale = underlay is not None and underlay.scaled and underlay.media_type == MEDIA_TYPE

    def _underlay(self) -> Underlay | None:
        found = self.canvas.session.document.element(self._underlay_id)
        return found if isinstance(found, Underlay) else None

    @property
    def keeps_scale(self) -> bool:
        """Whether the underlay is only moved and turned."""
        return self._keep_scale

    @property
    def snaps(self) -> bool:
        """Whether places snap: those on the plan do, those on a picture have nothing to snap to."""
        underlay = self._underlay()
        on_plan = len(self._points) % 2 == 1
        return on_plan or (underlay is not None and underlay.media_type == MEDIA_TYPE)

    @property
    def not_snapped_to(self) -> tuple[str, ...]:
        """Lines of the underlay itself are nothing that it can be laid on."""
        return (self._underlay_id,) if len(self._points) % 2 == 1 else ()

    @property
    def drawing(self) -> bool:
        """Whether a place has been clicked."""
        return bool(self._points)

    def prompt(self) -> str:
        """Return what to do next."""
        if self._underlay() is None:
            return tr("Select the picture first that is to be laid on the plan")
        text = (
            tr("Click a place on the picture that is on the plan too, such as a corner of a building"),
            tr("Click where this place lies on the plan"),
            tr("Click a second place on the picture, far from the first"),
            tr("Click where this place lies on the plan"),
        )[len(self._points)]
        keys = tr("K: scale it too") if self._keep_scale else tr("K: keep its scale")
        return f"{text} · {keys}"

    def hint(self) -> str:
        """Return what the buttons do."""
        return tr("Left: place · Backspace: take back · Esc: leave")

    def key(self, event: QKeyEvent) -> bool:
        """K keeps the scale, or scales the underlay too."""
        self._keep_scale = not self._keep_scale
        return True

    def figures(self) -> LiveFigures | None:
        """Return how far the place on the picture is from where the mouse is."""
        if len(self._points) % 2 == 1 and self.at is not None:
            return LiveFigures(length_m=math.dist(self._points[-1], self.at.point))
        return None

    def press(self, at: Pointer) -> None:
        """Take a place; the fourth lays the underlay down."""
        self.at = at
        same = len(self._points) >= 2 and math.dist(self._points[-2], at.point) <= TOLERANCE_M
        if self._underlay() is None or same:
            return
        self._points = (*self._points, at.point)
        if len(self._points) == 4:
            self._lay_down()

    def double_click(self, at: Pointer) -> None:
        """Take it as a second press."""
        self.press(at)

    def _after(self, last: Point) -> Underlay | None:
        """Return the underlay as it would lie with the fourth place there, None where that cannot be."""
        underlay = self._underlay()
        if underlay is None or len(self._points) < 3:
            return None
        a, to_a, b = self._points[:3]
        if min(math.dist(a, b), math.dist(to_a, last)) <= TOLERANCE_M:
            return None
        try:
            return aligned_underlay(underlay, (a, to_a), (b, last), keep_scale=self._keep_scale)
        except InvalidValueError:
            return None

    def _lay_down(self) -> None:
        underlay, after = self._underlay(), self._after(self._points[3])
        if underlay is None or after is None:
            self._points = self._points[:3]
            return
        a, to_a, b, to_b = self._points
        off = abs(math.dist(a, b) / math.dist(to_a, to_b) - 1)
        self._points = ()
        if self._keep_scale:
            told = tr("It lies on the plan; the two distances differ by {share} %.", share=percent_text(off))
        else:
            others = tuple(each for each in self.project.site.underlays if each.id != underlay.id)
            doubt = scale_error_share_of(replace(self.project.site, underlays=others))
            after = replace(after, scaled=True, scale_error_share=doubt)
            told = tr("It lies on the plan and has its scale: one pixel is {size} mm.",
                      size=f"{after.metres_per_pixel * 1000:.1f}")  # fmt: skip
        edits = [replacement(self.project, underlay, after)]
        self.canvas.session.document.push(N_("Lay the picture on the plan"), edits)
        self.canvas.session.message.emit(told)
        self.canvas.set_tool("select")

    def back(self) -> bool:
        """Take back a place."""
        taken, self._points = bool(self._points), self._points[:-1]
        return taken

    def cancel(self) -> None:
        """Forget all places."""
        self._points = ()

    def paint(self, painter: QPainter) -> None:
        """Draw an arrow from each place on the picture to the plan, and the outline as it would lie."""
        if not self._points or self.at is None:
            return
        style = self.canvas.style_table
        places = [*self._points, self.at.point] if len(self._points) < 4 else list(self._points)
        painter.setPen(QPen(style.colour("draft"), 1.6))
        painter.setBrush(style.colour("draft"))
        for index in range(0, len(places), 2):
            ends = [self.canvas.to_view(place) for place in places[index : index + 2]]
            if len(ends) == 2:
                painter.drawLine(*ends)
            for end in ends:
                painter.drawEllipse(QPointF(end), _DOT_PX, _DOT_PX)
        after = self._after(self.at.point) if len(self._points) == 3 else None
        if after is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(style.colour("draft"), 1.2, Qt.PenStyle.DashLine))
            painter.drawPath(view_path(self.canvas, [underlay_outline(after)], closed=True))
