"""Things that stand at one place: doorway, window, obstacle, supply point, box, hydrant, gas regulator."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen

from chargeplan.errors import InvalidValueError
from chargeplan.geometry.polygons import disc
from chargeplan.geometry.snapping import EDGE, SnapResult, nearest_side, snap_targets
from chargeplan.i18n import N_, tr
from chargeplan.model.labels import obstacle_name
from chargeplan.model.project import Element
from chargeplan.model.scheme import DistributionBox
from chargeplan.model.site import (
    Building,
    Doorway,
    GasRegulator,
    Hydrant,
    Obstacle,
    ObstacleKind,
    SupplyPoint,
    Window,
)
from chargeplan.model.values import Point, Ring, length_m
from chargeplan.ui.canvas.building_sides import nearest_wall, stretch_on
from chargeplan.ui.canvas.defaults import OBSTACLE_RADII_M, WINDOW_WIDTH_M
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


class WindowTool(Tool):
    """Puts windows into walls, each along its wall; a typed number is the width of the next one."""

    id = "window"
    snaps = False
    takes_places = False

    def __init__(self, canvas: PlanView) -> None:
        super().__init__(canvas)
        self._width_m = WINDOW_WIDTH_M

    @property
    def typing(self) -> str:
        """A number is a width."""
        return "value"

    def value_label(self) -> str:
        """Return the word for the width."""
        return tr("Width")

    def value_entered(self, value: float) -> bool:
        """Take the width."""
        try:
            self._width_m = length_m(value, "width_m")
        except InvalidValueError:
            return False
        return True

    def prompt(self) -> str:
        """Return what to do next."""
        if not self.project.site.buildings:
            return tr("There is no building yet; draw one first (B)")
        return tr(
            "Click on a wall to put a window of {width} m there; type another width",
            width=f"{self._width_m:g}",
        )

    def hint(self) -> str:
        """Return what the buttons do."""
        return tr("Left: place · Right: menu · Esc: leave")

    def badge(self) -> tuple[list[str], list[str]]:
        """Return the width of the window that a click puts in, which the wall may bound."""
        window = self._window("")
        return ([width_text(window.centreline)], []) if window is not None else ([], [])

    def _window(self, window_id: str) -> Window | None:
        if self.at is None:
            return None
        hit = nearest_wall(self.project.site.buildings, self.at.raw, _WALL_PX * self.canvas.pixel_m)
        line = stretch_on(hit, self._width_m) if hit is not None else None
        if hit is None or line is None:
            return None
        return Window(window_id, line, building_id=hit.building.id)

    def press(self, at: Pointer) -> None:
        """Put the window in."""
        self.at = at
        window = self._window(self.new_id(Window))
        if window is not None:
            self.push_new(N_("Draw window"), window)

    def paint(self, painter: QPainter) -> None:
        """Draw the window that a click puts in."""
        window = self._window("window-draft")
        if window is not None:
            ghosts = Ghosts([window], (), self.canvas.style_table)
            ghosts.draw(painter, self.canvas.viewportTransform())


def width_text(line: Ring) -> str:
    """Return how wide an opening is, in words."""
    return tr("{width} m wide", width=f"{math.dist(line[0], line[-1]):.2f}")


_POINTS: dict[str, tuple[type, str, str, Callable[[str, Point], Element]]] = {
    "supply_point": (
        SupplyPoint, N_("Draw supply point"), N_("Click where power can be taken from"), SupplyPoint,
    ),
    "distribution_box": (
        DistributionBox, N_("Draw distribution box"),
        N_("Click where the box stands; what it feeds is ticked in its properties"), DistributionBox,
    ),
    "hydrant": (Hydrant, N_("Draw hydrant"), N_("Click where the hydrant stands"), Hydrant),
    "gas_regulator": (
        GasRegulator, N_("Draw gas regulator"), N_("Click where the gas regulator or meter box stands"),
        GasRegulator,
    ),
}  # fmt: skip
POINT_TOOLS = tuple(_POINTS)
"""Ids of the tools that put a mark at a place."""


class PointTool(Tool):
    """Puts one kind of mark at a place."""

    def __init__(self, canvas: PlanView, tool_id: str) -> None:
        super().__init__(canvas)
        self.id = tool_id

    def prompt(self) -> str:
        """Return what to do next."""
        return tr(_POINTS[self.id][2])

    def hint(self) -> str:
        """Return what the buttons do."""
        return tr("Left: place · Right: menu · Esc: leave")

    def press(self, at: Pointer) -> None:
        """Put the mark in."""
        kind, text, _, make = _POINTS[self.id]
        self.push_new(text, make(self.new_id(kind), at.point))

    def paint(self, painter: QPainter) -> None:
        """Draw the mark at the cursor."""
        if self.at is not None:
            mark = _POINTS[self.id][3]("draft", self.at.point)
            ghosts = Ghosts([mark], (), self.canvas.style_table)
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
