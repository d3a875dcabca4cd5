"""What is known of the sides of buildings, told by clicks on the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen

from chargeplan.i18n import N_, tr
from chargeplan.model.editing import replacement
from chargeplan.model.labels import wall_name
from chargeplan.model.site import WallKind
from chargeplan.ui.canvas.building_sides import WallHit, nearest_wall, with_wall
from chargeplan.ui.canvas.tools.base import Pointer, Tool

if TYPE_CHECKING:
    from chargeplan.ui.canvas.view import PlanView

_REACH_PX = 16.0


class WallKindsTool(Tool):
    """Gives the side that is clicked the kind in hand; K turns to the next kind."""

    id = "wall_kinds"
    snaps = False
    takes_places = False
    cursor = Qt.CursorShape.PointingHandCursor
    keys = (Qt.Key.Key_K,)

    def __init__(self, canvas: PlanView) -> None:
        super().__init__(canvas)
        self._kind = WallKind.BLANK
        self._hit: WallHit | None = None

    @property
    def typing(self) -> str:
        """Nothing is typed here."""
        return ""

    def prompt(self) -> str:
        """Return what to do next."""
        if not self.project.site.buildings:
            return tr("There is no building yet; draw one first (B)")
        return tr("Click a side of a building: {kind} (K: another kind)", kind=wall_name(self._kind))

    def hint(self) -> str:
        """Return what the buttons do."""
        return tr("Left: set the kind of the side · K: another kind · Esc: done")

    def badge(self) -> tuple[list[str], list[str]]:
        """Return what is known of the side under the pointer, and what a click makes of it."""
        if self._hit is None:
            return [], []
        held = self._hit.building.walls[self._hit.side]
        number = self._hit.side + 1
        return [
            tr("Side {number}: {kind}", number=number, kind=wall_name(held)),
            tr("Click: {kind}", kind=wall_name(self._after(held))),
        ], []

    def _after(self, held: WallKind) -> WallKind:
        """Return what a click makes of a side; one that has the kind in hand is unknown again."""
        return WallKind.UNKNOWN if held is self._kind else self._kind

    def _wall(self, at: Pointer) -> WallHit | None:
        buildings = [b for b in self.project.site.buildings if self.canvas.editable(b)]
        return nearest_wall(buildings, at.raw, _REACH_PX * self.canvas.pixel_m)

    def move(self, at: Pointer) -> None:
        """Find the side under the pointer."""
        super().move(at)
        self._hit = self._wall(at)

    def press(self, at: Pointer) -> None:
        """Set the kind of the side under the pointer, as one step."""
        hit = self._wall(at)
        if hit is None:
            return
        session = self.canvas.session
        after = with_wall(hit.building, hit.side, self._after(hit.building.walls[hit.side]))
        session.document.push(N_("Set the kind of a wall"), [replacement(self.project, hit.building, after)])
        session.selection.set([hit.building.id])
        self.move(at)

    def double_click(self, at: Pointer) -> None:
        """The second of two quick clicks is a click like the first."""
        self.press(at)

    def key(self, event: QKeyEvent) -> bool:
        """Turn to the next kind."""
        kinds = (WallKind.BLANK, WallKind.FIRE_WALL, WallKind.OPENINGS)
        self._kind = kinds[(kinds.index(self._kind) + 1) % len(kinds)]
        return True

    def cancel(self) -> None:
        """Point at nothing."""
        self._hit = None

    def plan_edited(self) -> None:
        """Look again: the side may be gone."""
        self._hit = self._wall(self.at) if self.at is not None else None

    def paint(self, painter: QPainter) -> None:
        """Show the side under the pointer."""
        if self._hit is None:
            return
        start, end = (self.canvas.to_view(corner) for corner in self._hit.ends)
        style = self.canvas.style_table
        for name, width in (("halo", 9.0), ("selection", 5.0)):
            draw_stroke(painter, QPen(style.colour(name), width), start, end)


def draw_stroke(painter: QPainter, pen: QPen, start: QPointF, end: QPointF) -> None:
    """Draw a line with round ends."""
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawLine(start, end)
