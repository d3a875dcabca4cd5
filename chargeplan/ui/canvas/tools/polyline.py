"""Lanes: a centre line, corner after corner, with a width: road, fire lane, fence, pipeline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen

from chargeplan.errors import InvalidValueError
from chargeplan.geometry.polygons import band
from chargeplan.i18n import N_, tr
from chargeplan.model.labels import pipeline_name
from chargeplan.model.project import Element
from chargeplan.model.site import Fence, FireLane, Pipeline, PipelineKind, Road
from chargeplan.model.values import Point, Ring, length_m
from chargeplan.ui.canvas.defaults import (
    FENCE_WIDTH_M,
    FIRE_LANE_WIDTH_M,
    PIPELINE_WIDTH_M,
    ROAD_WIDTH_M,
)
from chargeplan.ui.canvas.elements import line_length_m
from chargeplan.ui.canvas.figures import LiveFigures, segment_figures
from chargeplan.ui.canvas.previews import draw_draft, view_path
from chargeplan.ui.canvas.tools.base import Pointer, Tool
from chargeplan.ui.canvas.tools.drafts import PathDraft

if TYPE_CHECKING:
    from chargeplan.ui.canvas.view import PlanView


class PathTool(Tool):
    """Base of tools that place corner after corner of an open line."""

    def __init__(self, canvas: PlanView) -> None:
        super().__init__(canvas)
        self._draft = PathDraft()

    @property
    def drawing(self) -> bool:
        """Whether a corner has been placed."""
        return bool(self._draft.points)

    @property
    def anchor(self) -> Point | None:
        """The last corner."""
        return self._draft.points[-1] if self._draft.points else None

    @property
    def draft_points(self) -> Ring:
        """The corners so far."""
        return self._draft.points

    def hint(self) -> str:
        """Return what the buttons do."""
        if not self.drawing:
            return tr("Left: place corner · Right: menu")
        return tr("Left: place corner · Right: finish · Backspace: take back")

    def figures(self) -> LiveFigures | None:
        """Return length and direction of the side, and the whole length."""
        if self.at is None or self.anchor is None:
            return None
        figures = segment_figures(self.anchor, self.at.point)
        if len(self._draft.points) < 2:
            return figures
        return replace(figures, total_m=line_length_m(self._draft.outline(self.at.point)))

    def press(self, at: Pointer) -> None:
        """Place a corner."""
        self.at = at
        self._draft = self._draft.with_point(at.point)

    def back(self) -> bool:
        """Take back the last corner."""
        if not self.drawing:
            return False
        self._draft = self._draft.without_last()
        return True

    def cancel(self) -> None:
        """Forget the corners."""
        self._draft = PathDraft()

    def paint(self, painter: QPainter) -> None:
        """Draw the line so far, up to the cursor."""
        if self._draft.points and self.at is not None:
            outline = self._draft.outline(self.at.point)
            draw_draft(painter, self.canvas, outline, self._draft.points, closed=False)


_LANES: dict[str, tuple[type, str, Callable[[str, Ring, float], Element], float]] = {
    "road": (Road, N_("Draw road"), Road, ROAD_WIDTH_M),
    "fire_lane": (FireLane, N_("Draw fire lane"), FireLane, FIRE_LANE_WIDTH_M),
    "fence": (Fence, N_("Draw fence"), Fence, FENCE_WIDTH_M),
    "pipeline": (Pipeline, N_("Draw pipeline"), Pipeline, PIPELINE_WIDTH_M),
}
LANE_TOOLS = tuple(_LANES)
"""Ids of the tools that draw lines with a width."""


class LaneTool(PathTool):
    """Draws a line with a width; a number typed before the first corner is that width."""

    def __init__(self, canvas: PlanView, tool_id: str) -> None:
        super().__init__(canvas)
        self.id = tool_id
        self.width_m = _LANES[tool_id][3]

    @property
    def typing(self) -> str:
        """A width before the first corner, then lengths."""
        return "segment" if self.drawing else "value"

    def value_label(self) -> str:
        """Return the word for the width."""
        return tr("Width")

    def value_entered(self, value: float) -> bool:
        """Take the width."""
        try:
            self.width_m = length_m(value, "width_m")
        except InvalidValueError:
            return False
        return True

    def prompt(self) -> str:
        """Return what to do next."""
        width = f"{self.width_m:g}"
        if not self.drawing:
            return tr(
                "Click where the centre line begins; it is {width} m wide, type another width", width=width
            )
        if len(self._draft.points) < 2:
            return tr("Click the next point of the centre line, or type a length")
        return tr("Click the next point, Enter to finish")

    def finish(self) -> bool:
        """Push the lane when it has two points."""
        points = self._draft.points
        if len(points) < 2:
            return False
        self._draft = PathDraft()
        kind, text, make, _ = _LANES[self.id]
        self.push_new(text, self._made(make(self.new_id(kind), points, self.width_m)))
        return True

    def _made(self, element: Element) -> Element:
        """Return what is drawn with what else the tool is set to."""
        return element

    def paint(self, painter: QPainter) -> None:
        """Draw the ground of the lane and its centre line."""
        if self.at is not None and self._draft.points:
            outline = self._draft.outline(self.at.point)
            if len(outline) >= 2:
                rings = [ring for region in band(outline, self.width_m) for ring in region]
                style = self.canvas.style_table
                painter.setBrush(style.colour("draft_fill"))
                painter.setPen(QPen(style.colour("draft"), 1.0, Qt.PenStyle.DashLine))
                painter.drawPath(view_path(self.canvas, rings, closed=True))
        super().paint(painter)


class PipelineTool(LaneTool):
    """Draws what lies in the ground; K turns to the next kind."""

    keys = (Qt.Key.Key_K,)

    def __init__(self, canvas: PlanView, tool_id: str) -> None:
        super().__init__(canvas, tool_id)
        self._kind = PipelineKind.GAS

    def prompt(self) -> str:
        """Return what to do next."""
        kind = _begun(pipeline_name(self._kind))
        if self.drawing:
            return tr("{kind}: {prompt}", kind=kind, prompt=super().prompt())
        return tr(
            "{kind}, {width} m kept free (type another width, K: another kind): click where it begins",
            kind=kind,
            width=f"{self.width_m:g}",
        )

    def key(self, event: QKeyEvent) -> bool:
        """Turn to the next kind."""
        kinds = list(PipelineKind)
        self._kind = kinds[(kinds.index(self._kind) + 1) % len(kinds)]
        return True

    def _made(self, element: Element) -> Element:
        return replace(element, kind=self._kind) if isinstance(element, Pipeline) else element


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
