"""Sides of buildings: the nearest one, what is known of it, and how the kinds of walls are drawn."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from chargeplan.geometry.polygons import signed_area_m2
from chargeplan.model.site import Building, WallKind
from chargeplan.model.values import Point, Ring
from chargeplan.ui.canvas.elements import nearest_on
from chargeplan.ui.canvas.style import DETAIL_PIXELS_PER_METRE, Style

if TYPE_CHECKING:
    from chargeplan.ui.canvas.view import PlanView

_BLANK_PX, _FIRE_PX, _OPENINGS_PX, _GLASS_PX = 3.0, 4.4, 3.6, 1.6
_GLASS_DASH = (7.0, 4.0)
_TICK_PX, _TICK_EVERY_PX, _MOST_TICKS = 7.0, 8.0, 400

PenMaker = Callable[..., QPen]


@dataclass(frozen=True)
class WallHit:
    """A side of a building, the place on it that is nearest to a point, and how far it is [m]."""

    building: Building
    side: int
    foot: Point
    distance_m: float

    @property
    def ends(self) -> tuple[Point, Point]:
        """The corners of the side."""
        return wall_ends(self.building, self.side)


def wall_ends(building: Building, side: int) -> tuple[Point, Point]:
    """Return the two corners of a side."""
    return building.ring[side], building.ring[(side + 1) % len(building.ring)]


def nearest_wall(buildings: Iterable[Building], point: Point, within_m: float) -> WallHit | None:
    """Return the side of a building that is nearest to a point, when it is near enough."""
    best: WallHit | None = None
    for building in buildings:
        for side in range(len(building.ring)):
            foot = nearest_on(*wall_ends(building, side), point)
            distance = math.dist(point, foot)
            if distance <= within_m and (best is None or distance < best.distance_m):
                best = WallHit(building, side, foot, distance)
    return best


def stretch_on(hit: WallHit, width_m: float) -> Ring | None:
    """Return the line of a window of that width about the place that was hit, within its side."""
    start, end = hit.ends
    length = math.dist(start, end)
    if not length:
        return None
    width = min(width_m, length)
    begin = min(max(math.dist(start, hit.foot) - width / 2, 0.0), length - width)
    shares = (begin / length, (begin + width) / length)
    (x1, y1), (x2, y2) = (
        (start[0] + (end[0] - start[0]) * s, start[1] + (end[1] - start[1]) * s) for s in shares
    )
    return ((x1, y1), (x2, y2))


def with_wall(building: Building, side: int, kind: WallKind) -> Building:
    """Return a building of which another kind is told of one side."""
    return replace(building, walls=(*building.walls[:side], kind, *building.walls[side + 1 :]))


def building_sides(building: Building, kind: WallKind) -> QPainterPath:
    """Return the sides of one kind [m]."""
    path = QPainterPath()
    for side, held in enumerate(building.walls):
        if held is kind:
            start, end = wall_ends(building, side)
            path.moveTo(*start)
            path.lineTo(*end)
    return path


def known_sides(building: Building) -> dict[WallKind, QPainterPath]:
    """Return the sides of every kind that is drawn [m]; none where nothing is known of them."""
    return {kind: building_sides(building, kind) for kind in set(building.walls) - {WallKind.UNKNOWN}}


def fire_ticks(building: Building, every_m: float, reach_m: float) -> QPainterPath:
    """Return short strokes from the fire walls of a building inward [m]."""
    path = QPainterPath()
    turn = 1.0 if signed_area_m2(building.ring) >= 0 else -1.0
    for side, kind in enumerate(building.walls):
        (x1, y1), (x2, y2) = wall_ends(building, side)
        length = math.dist((x1, y1), (x2, y2))
        if kind is not WallKind.FIRE_WALL or not length:
            continue
        ux, uy = (x2 - x1) / length, (y2 - y1) / length
        inward = (-turn * uy, turn * ux)
        count = min(max(1, math.floor(length / every_m)), _MOST_TICKS)
        for index in range(count):
            along = length * (index + 0.5) / count
            x, y = x1 + ux * along, y1 + uy * along
            path.moveTo(x, y)
            path.lineTo(x + (inward[0] + ux) * reach_m * 0.7, y + (inward[1] + uy) * reach_m * 0.7)
    return path


def crosses_along(line: Ring, every_m: float, half_m: float, most: int) -> QPainterPath:
    """Return short strokes across a line at even steps [m], as the posts of a fence."""
    path = QPainterPath()
    for (x1, y1), (x2, y2) in pairwise(line):
        length = math.dist((x1, y1), (x2, y2))
        if not length:
            continue
        ux, uy = (x2 - x1) / length, (y2 - y1) / length
        count = min(max(1, math.floor(length / every_m)), most)
        for index in range(count + 1):
            along = length * index / count
            x, y = x1 + ux * along, y1 + uy * along
            path.moveTo(x - uy * half_m, y + ux * half_m)
            path.lineTo(x + uy * half_m, y - ux * half_m)
    return path


def draw_selected_walls(painter: QPainter, canvas: PlanView, building: Building) -> None:
    """Tell the walls of a building apart that is drawn as selected; the painter's units are pixels."""
    style, to_view = canvas.style_table, canvas.viewportTransform()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    glass = QPen(style.colour("paper"), _GLASS_PX)
    glass.setDashPattern(_GLASS_DASH)
    for kind, width in ((WallKind.BLANK, _BLANK_PX + 1), (WallKind.FIRE_WALL, _FIRE_PX + 1)):
        painter.setPen(QPen(style.colour("selection"), width))
        painter.drawPath(to_view.map(building_sides(building, kind)))
    painter.setPen(QPen(style.colour("selection"), _OPENINGS_PX))
    painter.drawPath(to_view.map(building_sides(building, WallKind.OPENINGS)))
    painter.setPen(glass)
    painter.drawPath(to_view.map(building_sides(building, WallKind.OPENINGS)))
    painter.setPen(QPen(style.colour("selection"), 1.4))
    pixel_m = canvas.pixel_m
    painter.drawPath(to_view.map(fire_ticks(building, _TICK_EVERY_PX * pixel_m, _TICK_PX * pixel_m)))


def draw_walls(
    painter: QPainter, sides: Mapping[WallKind, QPainterPath], building: Building, style: Style, pen: PenMaker
) -> None:
    """Draw what is known of the sides of a building; the painter's units are metres."""
    if not sides:
        return
    scale = math.hypot(painter.worldTransform().m11(), painter.worldTransform().m12())
    colour = style.colour("text_muted")
    if WallKind.OPENINGS in sides and scale >= DETAIL_PIXELS_PER_METRE:
        painter.setPen(pen(painter, style.colour("building"), _OPENINGS_PX))
        painter.drawPath(sides[WallKind.OPENINGS])
        glass = pen(painter, style.colour("building_fill"), _GLASS_PX)
        glass.setDashPattern(_GLASS_DASH)
        painter.setPen(glass)
        painter.drawPath(sides[WallKind.OPENINGS])
    for kind, width in ((WallKind.BLANK, _BLANK_PX), (WallKind.FIRE_WALL, _FIRE_PX)):
        if kind in sides:
            painter.setPen(pen(painter, colour, width))
            painter.drawPath(sides[kind])
    if WallKind.FIRE_WALL in sides:
        painter.setPen(pen(painter, colour, 1.2))
        painter.drawPath(fire_ticks(building, _TICK_EVERY_PX / scale, _TICK_PX / scale))
