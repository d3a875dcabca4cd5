"""Things that stand at one place: doorway, obstacle, supply point."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen

from chargeplan.geometry.polygons import disc
from chargeplan.geometry.snapping import EDGE, SnapResult, nearest_side, snap_targets
from chargeplan.i18n import N_, tr
from chargeplan.model.labels import obstacle_name
from chargeplan.model.site import Building, Doorway, Obstacle, ObstacleKind, SupplyPoint
from chargeplan.model.values import Point
from chargeplan.ui.canvas.defaults import OBSTACLE_RADII_M
from chargeplan.ui.canvas.figures import LiveFigures
from chargeplan.ui.canvas.ghosts import Ghosts
from chargeplan.ui.canvas.grips import radius_within
from chargeplan.ui.canvas.previews import draw_snap, view_path
from chargeplan.ui.canvas.tools.base import Pointer, Tool

if TYPE_CHECKING:
    from chargeplan.ui.canvas.view import PlanView

_WALL_PX = 24.0
_DRAG_PX = 5.0


class DoorwayTool(Tool):
    """Puts doorways into walls; each belongs to the building whose wall it is in."""

    id = "doorway"
    snaps = False

    def prompt(self) -> str:
        """Return what to do next."""
        return tr("Click on the wall of a building where its door is")

    def hint(self) -> str:
        """Return what the buttons do."""
        return tr("Left: place · Right: menu · Esc: leave")

    def _wall(self, at: Pointer) -> tuple[SnapResult, Building] | None:
        """Return the nearest wall of all buildings, when it is near on screen."""
        found = [
            (side.distance_m, building.id, side, building)
            for building in self.project.site.buildings
            if (side := nearest_side(at.raw, snap_targets(rings=[building.ring]))) is not None
        ]
        if not found or not self.canvas.snapping_now(at.modifiers):
            return None
        distance, _, side, building = min(found, key=lambda entry: entry[:2])
        return (side, building) if distance <= _WALL_PX * self.canvas.pixel_m else None

    def _doorway(self, at: Pointer, door_id: str) -> Doorway:
        wall = self._wall(at)
        if wall is None:
            return Doorway(door_id, at.point)
        return Doorway(door_id, wall[0].point, building_id=wall[1].id)

    def press(self, at: Pointer) -> None:
        """Put the doorway in."""
        self.push_new(N_("Draw doorway"), self._doorway(at, self.new_id(Doorway)))

    def paint(self, painter: QPainter) -> None:
        """Draw where the doorway would be."""
        if self.at is None:
            return
        wall = self._wall(self.at)
        if wall is not None:
            draw_snap(painter, self.canvas, replace(wall[0], kind=EDGE))


class SupplyPointTool(Tool):
    """Marks where power can be taken from."""

    id = "supply_point"

    def prompt(self) -> str:
        """Return what to do next."""
        return tr("Click where power can be taken from")

    def hint(self) -> str:
        """Return what the buttons do."""
        return tr("Left: place · Right: menu · Esc: leave")

    def press(self, at: Pointer) -> None:
        """Put the supply point in."""
        self.push_new(N_("Draw supply point"), SupplyPoint(self.new_id(SupplyPoint), at.point))

    def paint(self, painter: QPainter) -> None:
        """Draw the mark at the cursor."""
        if self.at is not None:
            ghosts = Ghosts([SupplyPoint("supply-draft", self.at.point)], (), self.canvas.style_table)
            ghosts.draw(painter, self.canvas.viewportTransform())


class ObstacleTool(Tool):
    """Puts round things in: a click at their usual size, a drag or a typed number for another radius."""

    id = "obstacle"
    keys = (Qt.Key.Key_K,)

    def __init__(self, canvas: PlanView) -> None:
        super().__init__(canvas)
        self._kind = ObstacleKind.TREE
        self._radius_m = OBSTACLE_RADII_M[self._kind]
        self._centre: Pointer | None = None

    @property
    def drawing(self) -> bool:
        """Whether the radius is being dragged."""
        return self._centre is not None

    @property
    def typing(self) -> str:
        """A number sets the radius."""
        return "value"

    def value_label(self) -> str:
        """Return the word for the radius."""
        return tr("Radius")

    def value_entered(self, value: float) -> bool:
        """Take the radius."""
        if value != radius_within(value):
            return False
        self._radius_m = value
        return True

    def key(self, event: QKeyEvent) -> bool:
        """K goes on to the next kind."""
        kinds = list(ObstacleKind)
        self._kind = kinds[(kinds.index(self._kind) + 1) % len(kinds)]
        self._radius_m = OBSTACLE_RADII_M[self._kind]
        return True

    def prompt(self) -> str:
        """Return what to do next."""
        return tr(
            "Click where the {kind} stands; type or drag another radius than {radius} m, K for another kind",
            kind=obstacle_name(self._kind),
            radius=f"{self._radius_m:g}",
        )

    def hint(self) -> str:
        """Return what the buttons do."""
        return tr("Left: place · Right: menu · Esc: leave")

    def figures(self) -> LiveFigures | None:
        """Return the radius while it is dragged."""
        return LiveFigures(length_m=self._dragged_radius_m()) if self._centre else None

    def _dragged_radius_m(self) -> float:
        if self._centre is None or self.at is None:
            return self._radius_m
        away = self.at.position - self._centre.position
        if math.hypot(away.x(), away.y()) < _DRAG_PX:
            return self._radius_m
        return radius_within(round(math.dist(self._centre.point, self.at.raw), 2))

    def _place(self) -> Point | None:
        if self._centre is not None:
            return self._centre.point
        return self.at.point if self.at is not None else None

    def press(self, at: Pointer) -> None:
        """Fix the middle."""
        self.at = self._centre = at

    def release(self, at: Pointer) -> None:
        """Put it in."""
        if self._centre is None:
            return
        self.at = at
        radius, centre = self._dragged_radius_m(), self._centre.point
        self._centre = None
        self.push_new(N_("Draw obstacle"), Obstacle(self.new_id(Obstacle), centre, radius, kind=self._kind))

    def back(self) -> bool:
        """Let go of the middle."""
        held, self._centre = self._centre is not None, None
        return held

    def cancel(self) -> None:
        """Forget the middle."""
        self._centre = None

    def double_click(self, at: Pointer) -> None:
        """A double click places nothing twice."""

    def paint(self, painter: QPainter) -> None:
        """Draw the round at the cursor."""
        place = self._place()
        if place is None:
            return
        style = self.canvas.style_table
        painter.setBrush(style.colour("draft_fill"))
        painter.setPen(QPen(style.colour("draft"), 1.4))
        painter.drawPath(view_path(self.canvas, [disc(place, self._dragged_radius_m())], closed=True))
