"""Lengths and areas, without changing anything."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFontMetricsF, QPainter

from chargeplan.i18n import tr
from chargeplan.model.values import Ring
from chargeplan.ui.canvas.elements import line_length_m
from chargeplan.ui.canvas.figures import LiveFigures, ring_area_m2
from chargeplan.ui.canvas.previews import draw_draft, draw_plate
from chargeplan.ui.canvas.tools.base import Pointer
from chargeplan.ui.canvas.tools.drafts import PathDraft
from chargeplan.ui.canvas.tools.polyline import PathTool


class MeasureTool(PathTool):
    """Measures along clicks; what was finished stays to be read until the next click."""

    id = "measure"

    def __init__(self, canvas: object) -> None:
        super().__init__(canvas)  # type: ignore[arg-type]
        self._finished: Ring = ()

    @property
    def measured(self) -> Ring:
        """The points of what was measured last."""
        return self._finished

    def prompt(self) -> str:
        """Return what to do next."""
        if not self.drawing:
            return tr("Click where to measure from")
        return tr("Click where to measure to, Enter to finish")

    def figures(self) -> LiveFigures | None:
        """Return lengths, and the area within three points and more."""
        if self._finished:
            return LiveFigures(total_m=line_length_m(self._finished), area_m2=ring_area_m2(self._finished))
        figures = super().figures()
        if figures is None or self.at is None:
            return None
        return replace(figures, area_m2=ring_area_m2(self._draft.outline(self.at.point)))

    def press(self, at: Pointer) -> None:
        """Place a point of a new measurement or of the one under way."""
        self._finished = ()
        super().press(at)

    def finish(self) -> bool:
        """Keep what was measured on screen."""
        if len(self._draft.points) < 2:
            return False
        self._finished, self._draft = self._draft.points, PathDraft()
        return True

    def back(self) -> bool:
        """Take back the last point, or wipe what was measured."""
        if super().back():
            return True
        wiped, self._finished = bool(self._finished), ()
        return wiped

    def cancel(self) -> None:
        """Forget everything measured."""
        super().cancel()
        self._finished = ()

    def paint(self, painter: QPainter) -> None:
        """Draw the line, with the length of each piece beside it."""
        points = self._finished
        if self._draft.points and self.at is not None:
            points = self._draft.outline(self.at.point)
        if not points:
            return
        draw_draft(painter, self.canvas, points, self._finished or self._draft.points, closed=False)
        metrics = QFontMetricsF(self.canvas.font())
        for start, end in pairwise(points):
            text = tr("{length} m", length=f"{math.dist(start, end):.2f}")
            a, b = self.canvas.to_view(start), self.canvas.to_view(end)
            if math.hypot((b - a).x(), (b - a).y()) > metrics.horizontalAdvance(text):
                draw_plate(painter, self.canvas.style_table, QPointF((a + b) / 2), text, self.canvas.font())
