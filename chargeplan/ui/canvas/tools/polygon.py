"""Closed shapes, corner after corner or as a rectangle of three clicks: building, green, lot and more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter

from chargeplan.engineering.capacity import LotCapacity
from chargeplan.i18n import N_, tr
from chargeplan.model.project import Element
from chargeplan.model.scheme import Lot
from chargeplan.model.site import Basement, Boundary, Building, Green, LadderGround
from chargeplan.model.values import Point, Ring
from chargeplan.ui.canvas.figures import LiveFigures, ring_area_m2, segment_figures
from chargeplan.ui.canvas.ghosts import Ghosts
from chargeplan.ui.canvas.previews import draw_draft
from chargeplan.ui.canvas.tools.base import Pointer, Tool
from chargeplan.ui.canvas.tools.drafts import PathDraft, closes

_KINDS: dict[str, tuple[type, str, Callable[[str, Ring], Element]]] = {
    "boundary": (Boundary, N_("Draw boundary"), Boundary),
    "building": (Building, N_("Draw building"), Building),
    "green": (Green, N_("Draw green"), Green),
    "lot": (Lot, N_("Draw lot"), Lot),
    "ladder_ground": (LadderGround, N_("Draw ladder ground"), LadderGround),
    "basement": (Basement, N_("Draw basement roof"), Basement),
}

POLYGON_TOOLS = tuple(_KINDS)
"""Ids of the tools that draw closed shapes."""

_CLOSING_PX = 10


class PolygonTool(Tool):
    """Draws one kind of closed shape."""

    keys = (Qt.Key.Key_R,)

    def __init__(self, canvas: object, tool_id: str) -> None:
        super().__init__(canvas)  # type: ignore[arg-type]
        self.id = tool_id
        self._draft = PathDraft()
        self._filled: tuple[LotCapacity, Ghosts] | None = None

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

    @property
    def draft(self) -> PathDraft:
        """What has been drawn so far."""
        return self._draft

    @property
    def _reaching(self) -> bool:
        """Whether the depth of a rectangle comes next; then angles mean nothing."""
        return self._draft.rectangle and len(self._draft.points) == 2

    @property
    def leans(self) -> bool:
        """Whether the next corner leans to angles."""
        return not self._reaching

    def aim(self, point: Point) -> Point:
        """Return the corner of a rectangle beside the mouse, else the mouse itself."""
        outline = self._draft.outline(point)
        return outline[2] if self._reaching and len(outline) == 4 else point

    def prompt(self) -> str:
        """Return what to do next."""
        placed = len(self._draft.points)
        if placed == 0 and self.id == "lot" and self._just_drawn():
            return tr("Ctrl+L fills the lot with stalls; or click the first corner of the next one")
        if self._draft.rectangle:
            return (
                tr("Rectangle: click its first corner"),
                tr("Rectangle: click the end of its first side, or type its length"),
                tr("Rectangle: click how far it reaches, or type its depth"),
            )[min(placed, 2)]
        if placed == 0:
            return tr("Click the first corner (R for a rectangle)")
        if placed < 3:
            return tr("Click the next corner, or type a length")
        return tr("Click the next corner, Enter to finish")

    def _just_drawn(self) -> bool:
        """Whether a lot is selected that is not filled yet, as it is after one was drawn."""
        chosen = self.canvas.session.selection.elements()
        return any(isinstance(element, Lot) and not element.filled for element in chosen)

    def hint(self) -> str:
        """Return what the buttons do."""
        if not self.drawing:
            return tr("Left: place corner · Right: menu")
        return tr("Left: place corner · Right: finish · Backspace: take back")

    def figures(self) -> LiveFigures | None:
        """Return side, area and, for a lot, what a fill would give."""
        if self.at is None or self.anchor is None:
            return None
        outline = self._draft.outline(self.at.point)
        figures = segment_figures(self.anchor, self.at.point)
        if self._draft.rectangle and len(outline) == 4:
            figures = segment_figures(outline[1], outline[2])
        figures = replace(figures, area_m2=ring_area_m2(outline))
        if self.id == "lot" and len(outline) >= 3:
            filled = self._estimate(outline)
            if filled is not None:
                return replace(
                    figures,
                    stalls=filled.layout.count,
                    sockets=filled.charging.socket_count,
                    approximate=True,
                    pending=filled.lot != self._lot(outline),
                )
        return figures

    @staticmethod
    def _lot(outline: Ring) -> Lot:
        return Lot("lot-draft", outline, filled=True)

    def _estimate(self, outline: Ring) -> LotCapacity | None:
        """Return what filling the outline would give, with its picture ready to be drawn."""
        filled = self.canvas.live_fill.estimate(self._lot(outline))
        if filled is None:
            self._filled = None
        elif self._filled is None or self._filled[0] is not filled:
            self._filled = (filled, Ghosts((), [filled], self.canvas.style_table))
        return filled

    def press(self, at: Pointer) -> None:
        """Place a corner; the first corner again closes the shape."""
        self.at = at
        if closes(self._draft.points, at.point, _CLOSING_PX * self.canvas.pixel_m):
            self.finish()
            return
        if self._reaching:
            corners = self._draft.outline(at.point)
            if len(corners) == 4:
                self._draft = PathDraft(corners)
                self.finish()
            return
        self._draft = self._draft.with_point(at.point)

    def key(self, event: QKeyEvent) -> bool:
        """R turns between rectangle and free shape."""
        self._draft = self._draft.toggled()
        return True

    def finish(self) -> bool:
        """Push the shape when it has three corners."""
        points = self._draft.points
        if len(points) < 3:
            return False
        kind, text, make = _KINDS[self.id]
        self._draft = PathDraft(rectangle=self._draft.rectangle)
        self._filled = None
        self.push_new(text, make(self.new_id(kind), points))
        return True

    def back(self) -> bool:
        """Take back the last corner."""
        if not self.drawing:
            return False
        self._draft = self._draft.without_last()
        return True

    def cancel(self) -> None:
        """Forget the corners."""
        self._draft = PathDraft()
        self._filled = None

    def paint(self, painter: QPainter) -> None:
        """Draw the shape so far, up to the cursor."""
        if self._draft.points and self.at is not None:
            if self._filled is not None:
                self._filled[1].draw(painter, self.canvas.viewportTransform())
            draw_draft(
                painter, self.canvas, self._draft.outline(self.at.point), self._draft.points, closed=True
            )
