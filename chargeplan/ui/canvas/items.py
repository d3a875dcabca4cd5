"""What stands on the scene: an item for each element, and one item for all stalls together.

Paths are built when an item is made; painting only draws. Items own no truth: the scene makes them from
elements and throws them away. Text is not drawn here but by `labels`, which keeps it readable.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF, QTransform
from PySide6.QtWidgets import QGraphicsItem

from chargeplan.geometry.polygons import band
from chargeplan.model.project import Element
from chargeplan.model.scheme import CableRoute, DistributionBox, Lot, Shed
from chargeplan.model.site import (
    Basement,
    Boundary,
    Building,
    Doorway,
    Fence,
    FireLane,
    GasRegulator,
    Green,
    Hydrant,
    LadderGround,
    Obstacle,
    ObstacleKind,
    Pipeline,
    Road,
    SupplyPoint,
    Underlay,
    Window,
)
from chargeplan.model.values import Point, Ring
from chargeplan.ui.canvas.base_item import PlanItem, fineness, pen, widened
from chargeplan.ui.canvas.building_sides import crosses_along, draw_walls, known_sides
from chargeplan.ui.canvas.side_paths import gate_path, open_arrows, open_path, wall_path, wall_ticks
from chargeplan.ui.canvas.sides import too_narrow
from chargeplan.ui.canvas.style import DETAIL_PIXELS_PER_METRE, SOCKET_DIAMETER_M, Style
from chargeplan.ui.canvas.underlay_items import underlay_item


def polygon(ring: Iterable[Point]) -> QPolygonF:
    """Return a ring as Qt's polygon."""
    return QPolygonF([QPointF(x, y) for x, y in ring])


def path_of(rings: Iterable[Ring]) -> QPainterPath:
    """Return closed rings as one path; rings within rings are holes."""
    path = QPainterPath()
    for ring in rings:
        path.addPolygon(polygon(ring))
        path.closeSubpath()
    return path


def line_path(points: Sequence[Point]) -> QPainterPath:
    """Return points joined by lines."""
    path = QPainterPath()
    path.addPolygon(polygon(points))
    return path


RISING, FALLING, DOTTED = "rising", "falling", "dotted"
_TILE_PX = 8


def hatch(painter: QPainter, colour: QColor, pattern: str) -> QBrush:
    """Return a hatch whose lines keep their distance on screen whatever the zoom."""
    fine = fineness(painter)
    brush = QBrush(_tile(colour.rgba(), pattern, max(1, round(_TILE_PX * fine))))
    to_pixels = painter.worldTransform()
    brush.setTransform(QTransform(to_pixels.m11() * fine, 0, 0, to_pixels.m22() * fine, 0, 0).inverted()[0])
    return brush


@lru_cache(maxsize=64)
def _tile(rgba: int, pattern: str, size: int) -> QPixmap:
    """Return the piece that a hatch is laid with, upright on screen."""
    tile = QPixmap(size, size)
    tile.fill(Qt.GlobalColor.transparent)
    with QPainter(tile) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor.fromRgba(rgba), size / _TILE_PX))
        for shift in (-size, 0, size):
            if pattern == FALLING:
                painter.drawLine(QPointF(shift, 0), QPointF(shift + size, size))
            elif pattern == RISING:
                painter.drawLine(QPointF(shift, size), QPointF(shift + size, 0))
        if pattern == DOTTED:
            dots = QPen(QColor.fromRgba(rgba), size / 6)
            dots.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(dots)
            painter.drawPoints([QPointF(size / 4, size / 4), QPointF(size * 3 / 4, size * 3 / 4)])
    return tile


_STALLS_IN_A_PATH = 64


class PathItem(PlanItem):
    """A closed shape: a fill and a line."""

    line, fill, width = "", "", 1.0
    dash = Qt.PenStyle.SolidLine

    def __init__(self, path: QPainterPath, style: Style, existing: bool = False) -> None:
        super().__init__(style, widened(path.boundingRect()))
        self.path = path
        self.existing = existing

    def draw(self, painter: QPainter) -> None:
        """Draw fill and line."""
        line, fill, dash = self.line, self.fill, self.dash
        if self.existing:
            line, fill, dash = "existing", "existing_fill", Qt.PenStyle.DashLine
        painter.setBrush(self.style.colour(fill) if fill else Qt.BrushStyle.NoBrush)
        painter.setPen(pen(painter, self.style.colour(line), self.width, dash) if line else Qt.PenStyle.NoPen)
        painter.drawPath(self.path)


class BoundaryItem(PathItem):
    """The estate's own ground, white on paper, with a dash-dot line."""

    layer, line, fill, width = "boundaries", "boundary", "boundary_fill", 1.8
    dash = Qt.PenStyle.DashDotLine

    def __init__(self, element: Boundary, style: Style) -> None:
        super().__init__(path_of([element.ring]), style)


class BuildingItem(PathItem):
    """A building's outer wall; sides without openings are thick, fire walls thicker and hatched inward."""

    layer, line, fill, width = "buildings", "building", "building_fill", 1.4

    def __init__(self, element: Building, style: Style) -> None:
        super().__init__(path_of([element.ring]), style)
        self._building = element
        self._sides = known_sides(element)

    def draw(self, painter: QPainter) -> None:
        """Draw the ground and its sides."""
        super().draw(painter)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        draw_walls(painter, self._sides, self._building, self.style, pen)


class BasementItem(PathItem):
    """The roof of an old basement: a dashed line around dotted ground."""

    layer, line, fill, width = "basements", "basement", "basement_fill", 1.2
    dash = Qt.PenStyle.DashLine

    def __init__(self, element: Basement, style: Style) -> None:
        super().__init__(path_of([element.ring]), style)

    def draw(self, painter: QPainter) -> None:
        """Draw the ground and its dots."""
        super().draw(painter)
        colour = self.style.colour("basement")
        colour.setAlpha(70)
        painter.fillPath(self.path, hatch(painter, colour, DOTTED))


class GreenItem(PathItem):
    """A lawn or bed."""

    layer, line, fill = "greens", "green", "green_fill"

    def __init__(self, element: Green, style: Style) -> None:
        super().__init__(path_of([element.ring]), style)


class LadderGroundItem(PathItem):
    """Ground from which ladders reach a building, hatched the other way round than a fire lane."""

    layer, line, fill, width = "ladder_grounds", "ladder_ground", "ladder_ground_fill", 1.2
    dash = Qt.PenStyle.DashLine

    def __init__(self, element: LadderGround, style: Style) -> None:
        super().__init__(path_of([element.ring]), style)

    def draw(self, painter: QPainter) -> None:
        """Draw the ground and its hatch."""
        super().draw(painter)
        colour = self.style.colour("ladder_ground")
        colour.setAlpha(80)
        painter.fillPath(self.path, hatch(painter, colour, FALLING))


def _band_path(element: Road | FireLane | Fence | Pipeline) -> QPainterPath:
    path = QPainterPath()
    for region in band(element.centreline, element.width_m):
        path.addPath(path_of(region))
    return path


class RoadItem(PathItem):
    """A lane for people and cars; its ground is drawn by `RoadGroundItem`."""

    layer, line, width = "roads", "road", 2.4

    def __init__(self, element: Road, style: Style) -> None:
        super().__init__(_band_path(element), style)


class RoadGroundItem(PlanItem):
    """The ground of all roads, over the lines of each, so that crossings lie open."""

    layer = "road_ground"

    def __init__(self, paths: Sequence[QPainterPath], style: Style) -> None:
        bounds = QRectF()
        for path in paths:
            bounds = bounds.united(path.boundingRect())
        super().__init__(style, widened(bounds))
        self._paths = paths

    def draw(self, painter: QPainter) -> None:
        """Fill them."""
        for path in self._paths:
            painter.fillPath(path, self.style.colour("road_fill"))


class FireLaneItem(PathItem):
    """Ground that a fire engine needs, hatched red."""

    layer, line, fill = "fire_lanes", "fire_lane", "fire_lane_fill"

    def __init__(self, element: FireLane, style: Style) -> None:
        super().__init__(_band_path(element), style)

    def draw(self, painter: QPainter) -> None:
        """Draw the lane and its hatch."""
        super().draw(painter)
        colour = self.style.colour("fire_lane")
        colour.setAlpha(90)
        painter.fillPath(self.path, hatch(painter, colour, RISING))


class LotItem(PathItem):
    """Cleared ground; walls are thick and hatched outward, open sides dashed with arrows that ride in."""

    layer, line, fill, width = "lots", "", "lot_fill", 1.2

    def __init__(self, element: Lot, style: Style) -> None:
        super().__init__(path_of([element.ring, *element.holes]), style, element.existing)
        self._lot = element
        self._narrow = [gate for gate in element.entrances if too_narrow(gate)]
        self._wide = [gate for gate in element.entrances if not too_narrow(gate)]
        self._walls, self._opens = wall_path(element), open_path(element)
        self._holes = path_of(element.holes)

    def draw(self, painter: QPainter) -> None:
        """Draw the ground, its sides and its gates."""
        colour = self.style.colour("existing" if self.existing else "lot")
        painter.fillPath(self.path, self.style.colour("existing_fill" if self.existing else "lot_fill"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(painter, colour, 2.6))
        painter.drawPath(self._walls)
        painter.setPen(pen(painter, colour, 1.3, Qt.PenStyle.DashLine))
        painter.drawPath(self._opens)
        painter.setPen(pen(painter, colour, 1.0))
        painter.drawPath(self._holes)
        pixel_m = _pixel_m(painter)
        painter.drawPath(wall_ticks(self._lot, pixel_m))
        painter.drawPath(open_arrows(self._lot, pixel_m))
        for gates, gate_colour in ((self._wide, colour), (self._narrow, self.style.colour("error"))):
            painter.setPen(pen(painter, gate_colour, 2.0))
            painter.drawPath(gate_path(self._lot, gates, pixel_m))


def _segments(sides: Iterable[tuple[Point, Point]]) -> QPainterPath:
    path = QPainterPath()
    for start, end in sides:
        path.moveTo(*start)
        path.lineTo(*end)
    return path


class ShedItem(PathItem):
    """A roof; sides that are closed by a wall are thick."""

    layer, line, fill, width = "sheds", "shed", "shed_fill", 1.6

    def __init__(self, element: Shed, outline: Ring, style: Style) -> None:
        super().__init__(path_of([outline]), style, element.existing)
        self._walled = _segments((outline[side], outline[(side + 1) % 4]) for side in element.walled_sides)

    def draw(self, painter: QPainter) -> None:
        """Draw the roof and its walls."""
        super().draw(painter)
        if not self._walled.isEmpty():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(pen(painter, self.style.colour("existing" if self.existing else "shed"), 4.0))
            painter.drawPath(self._walled)


class ObstacleItem(PlanItem):
    """A tree as a crown with its stem, a manhole as a ring with a cross, a pole as a filled dot."""

    layer = "obstacles"

    def __init__(self, element: Obstacle, style: Style) -> None:
        self._centre = QPointF(*element.position)
        self._radius = element.radius_m
        self._kind = element.kind
        reach = element.radius_m
        x, y = element.position
        super().__init__(style, widened(QRectF(x - reach, y - reach, 2 * reach, 2 * reach)))

    def draw(self, painter: QPainter) -> None:
        """Draw the symbol at its true size."""
        name = "tree" if self._kind is ObstacleKind.TREE else "obstacle"
        line, fill = self.style.colour(name), self.style.colour(f"{name}_fill")
        painter.setPen(pen(painter, line, 1.2))
        painter.setBrush(fill)
        painter.drawEllipse(self._centre, self._radius, self._radius)
        if self._kind is ObstacleKind.TREE:
            painter.setBrush(line)
            painter.setPen(Qt.PenStyle.NoPen)
            stem = min(0.25, self._radius / 4)
            painter.drawEllipse(self._centre, stem, stem)
        elif self._kind is not ObstacleKind.POLE:
            reach = self._radius * 0.7071
            x, y = self._centre.x(), self._centre.y()
            painter.drawLine(QPointF(x - reach, y - reach), QPointF(x + reach, y + reach))
            painter.drawLine(QPointF(x - reach, y + reach), QPointF(x + reach, y - reach))


class LineItem(PlanItem):
    """Something thin that is drawn by its line: a pen of its own on a halo."""

    colour, width = "", 2.0
    dash = Qt.PenStyle.SolidLine

    def __init__(self, line: Ring, style: Style) -> None:
        self.path = line_path(line)
        super().__init__(style, widened(self.path.boundingRect()))

    def draw(self, painter: QPainter) -> None:
        """Draw the line."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(painter, self.style.colour("halo"), self.width + 2.0))
        painter.drawPath(self.path)
        painter.setPen(pen(painter, self.style.colour(self.colour), self.width, self.dash))
        painter.drawPath(self.path)


class FenceItem(LineItem):
    """A fence: its ground, and posts along its line."""

    layer, colour, width = "fences", "fence", 2.0
    _POST_EVERY_PX, _POST_PX, _MOST_POSTS = 14.0, 3.5, 2000

    def __init__(self, element: Fence, style: Style) -> None:
        super().__init__(element.centreline, style)
        self._ground = _band_path(element)
        self._line = element.centreline

    def draw(self, painter: QPainter) -> None:
        """Draw ground, line and posts."""
        painter.fillPath(self._ground, self.style.colour(self.colour))
        super().draw(painter)
        pixel_m = _pixel_m(painter)
        painter.setPen(pen(painter, self.style.colour(self.colour), 1.4))
        painter.drawPath(
            crosses_along(
                self._line, self._POST_EVERY_PX * pixel_m, self._POST_PX * pixel_m, self._MOST_POSTS
            )
        )


class WindowItem(LineItem):
    """A window: a light stroke in its wall."""

    layer, colour, width = "windows", "window", 4.0

    def __init__(self, element: Window, style: Style) -> None:
        super().__init__(element.centreline, style)


class CableRouteItem(LineItem):
    """A feeder's way, drawn by hand."""

    layer, colour, width = "cable_routes", "cable", 2.2
    dash = Qt.PenStyle.DashDotLine

    def __init__(self, element: CableRoute, style: Style) -> None:
        super().__init__(element.centreline, style)


class PipelineItem(PlanItem):
    """A pipe in the ground: the ground that is kept free for it, and its line in the colour of its kind."""

    layer = "pipelines"

    def __init__(self, element: Pipeline, style: Style) -> None:
        self._ground = _band_path(element)
        self._line = line_path(element.centreline)
        self._colour = f"pipe_{element.kind.value}"
        super().__init__(style, widened(self._ground.boundingRect()))

    def draw(self, painter: QPainter) -> None:
        """Draw ground and line."""
        colour = self.style.colour(self._colour)
        faint = QColor(colour)
        faint.setAlpha(34)
        painter.setBrush(faint)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPath(self._ground)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(painter, colour, 1.8, Qt.PenStyle.DashDotDotLine))
        painter.drawPath(self._line)


def _pixel_m(painter: QPainter) -> float:
    return 1 / math.hypot(painter.worldTransform().m11(), painter.worldTransform().m12())


class SymbolItem(PlanItem):
    """A mark of the same size on screen whatever the zoom, standing at a point."""

    def __init__(self, position: Point, style: Style) -> None:
        super().__init__(style, QRectF(-11, -11, 22, 22))
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setPos(*position)


class DoorwayItem(SymbolItem):
    """A door: a small arrowhead out of its wall."""

    layer = "doorways"

    def __init__(self, element: Doorway, style: Style, outward_degrees: float) -> None:
        super().__init__(element.position, style)
        turn = QTransform().rotate(-outward_degrees)
        self._path = turn.map(line_path([(0, -5.5), (9, 0), (0, 5.5), (0, -5.5)]))
        self._exit = element.safety_exit

    def draw(self, painter: QPainter) -> None:
        """Draw the arrowhead, hollow where the door is no safety exit."""
        painter.setPen(pen(painter, self.style.colour("halo" if self._exit else "doorway"), 1))
        painter.setBrush(self.style.colour("doorway" if self._exit else "paper"))
        painter.drawPath(self._path)


class SupplyPointItem(SymbolItem):
    """Where power is taken from: a lightning mark in a round."""

    layer = "supply_points"
    _BOLT = ((1.5, -6), (-3.5, 1), (-0.5, 1), (-1.5, 6), (3.5, -1), (0.5, -1))

    def __init__(self, element: SupplyPoint, style: Style) -> None:
        super().__init__(element.position, style)
        self._bolt = polygon(self._BOLT)

    def draw(self, painter: QPainter) -> None:
        """Draw round and bolt."""
        painter.setPen(pen(painter, self.style.colour("halo"), 1.5))
        painter.setBrush(self.style.colour("supply"))
        painter.drawEllipse(QPointF(0, 0), 9, 9)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.style.colour("paper"))
        painter.drawPolygon(self._bolt)


class HydrantItem(SymbolItem):
    """A hydrant: a round, half of it filled."""

    layer = "hydrants"

    def __init__(self, element: Hydrant, style: Style) -> None:
        super().__init__(element.position, style)

    def draw(self, painter: QPainter) -> None:
        """Draw the round."""
        colour = self.style.colour("hydrant")
        box = QRectF(-7, -7, 14, 14)
        painter.setPen(pen(painter, self.style.colour("halo"), 4.0))
        painter.setBrush(self.style.colour("paper"))
        painter.drawEllipse(box)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawChord(box, 0, -180 * 16)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(painter, colour, 2.0))
        painter.drawEllipse(box)


class GasRegulatorItem(SymbolItem):
    """A gas regulator: a square on its tip, with a dot."""

    layer = "gas_regulators"
    _DIAMOND = ((0, -9), (9, 0), (0, 9), (-9, 0))

    def __init__(self, element: GasRegulator, style: Style) -> None:
        super().__init__(element.position, style)
        self._diamond = polygon(self._DIAMOND)

    def draw(self, painter: QPainter) -> None:
        """Draw the square."""
        painter.setPen(pen(painter, self.style.colour("gas"), 2.0))
        painter.setBrush(self.style.colour("gas_fill"))
        painter.drawPolygon(self._diamond)
        painter.setBrush(self.style.colour("gas"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(QPointF(0, 0), 2.6, 2.6)


class DistributionBoxItem(SymbolItem):
    """A distribution box: a rectangle, half of it filled along its diagonal."""

    layer = "boxes"

    def __init__(self, element: DistributionBox, style: Style) -> None:
        super().__init__(element.position, style)

    def draw(self, painter: QPainter) -> None:
        """Draw the rectangle."""
        draw_box_symbol(painter, self.style)


def draw_box_symbol(painter: QPainter, style: Style) -> None:
    """Draw the mark of a distribution box around the painter's origin, in pixels."""
    colour, box = style.colour("box"), QRectF(-10, -6, 20, 12)
    painter.setPen(pen(painter, style.colour("halo"), 4.0))
    painter.setBrush(style.colour("box_fill"))
    painter.drawRect(box)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon([box.topLeft(), box.bottomRight(), box.bottomLeft()])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen(painter, colour, 1.8))
    painter.drawRect(box)


class StallShape:
    """Drawing of the stalls of one shed or lot: outlines in a few paths, sockets as points.

    One path for all stalls of a plan would take five times as long to fill: a fill looks at all of a path on
    every line.
    """

    def __init__(
        self,
        polygons: Sequence[Ring],
        panels: Sequence[tuple[Point, Point]],
        sockets: Sequence[Point],
        existing: bool,
    ) -> None:
        starts = range(0, len(polygons), _STALLS_IN_A_PATH)
        self._paths = [path_of(polygons[start : start + _STALLS_IN_A_PATH]) for start in starts]
        self._panels = _segments(panels)
        self._sockets = polygon(sockets)
        self._look = "existing" if existing else "stall"
        self.count = len(polygons)
        self.bounds = QRectF()
        for path in self._paths:
            self.bounds = self.bounds.united(path.boundingRect())

    def draw(self, painter: QPainter, style: Style, detail_from: float = DETAIL_PIXELS_PER_METRE) -> None:
        """Draw, stall by stall and with sockets from so many pixels per metre on."""
        detailed = painter.worldTransform().m11() >= detail_from
        painter.setBrush(style.colour(f"{self._look}_fill" if detailed else f"{self._look}_far"))
        painter.setPen(pen(painter, style.colour(self._look), 1.0) if detailed else QPen(Qt.PenStyle.NoPen))
        for path in self._paths:
            painter.drawPath(path)
        painter.setPen(pen(painter, style.colour("panel"), 2.5))
        painter.drawPath(self._panels)
        if detailed:
            dots = QPen(style.colour("socket"), SOCKET_DIAMETER_M)
            dots.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(dots)
            painter.drawPoints(self._sockets)


class StallsItem(PlanItem):
    """All stalls of the plan."""

    layer = "stalls"

    def __init__(self, shapes: Sequence[StallShape], style: Style) -> None:
        bounds = QRectF()
        for shape in shapes:
            bounds = bounds.united(shape.bounds)
        super().__init__(style, widened(bounds))
        self._shapes = shapes

    def draw(self, painter: QPainter) -> None:
        """Draw those that can be seen."""
        seen = painter.worldTransform().inverted()[0].mapRect(QRectF(painter.viewport()))
        for shape in self._shapes:
            if shape.bounds.intersects(seen):
                shape.draw(painter, self.style)


class GroundItem(PlanItem):
    """Ground with a light hatch: strips and aisles, usable area, clearances."""

    def __init__(self, layer: str, paths: Sequence[QPainterPath], style: Style, colour: str) -> None:
        self.layer = layer
        self._paths = paths
        bounds = QRectF()
        for path in self._paths:
            bounds = bounds.united(path.boundingRect())
        super().__init__(style, widened(bounds))
        self._colour = style.colour(colour)
        dotted = layer == "strips"
        self._pattern = DOTTED if dotted else FALLING
        self._outlined = not dotted

    def draw(self, painter: QPainter) -> None:
        """Draw hatch and line."""
        painter.setBrush(hatch(painter, self._colour, self._pattern))
        line = pen(painter, self._colour, 1.0, Qt.PenStyle.DotLine)
        painter.setPen(line if self._outlined else QPen(Qt.PenStyle.NoPen))
        for path in self._paths:
            painter.drawPath(path)


_PIN_PX = 5.0


class ByHandItem(PlanItem):
    """What was set by hand in lots: crosses for removed stalls, hatched ground, kept rows with a pin."""

    layer = "by_hand"

    def __init__(
        self, removed: Iterable[Ring], blocked: Iterable[Ring], kept: Iterable[Sequence[Ring]], style: Style
    ) -> None:
        self._removed, self._crosses = QPainterPath(), QPainterPath()
        for ring in removed:
            self._removed.addPath(path_of([ring]))
            self._crosses.addPath(_segments(((ring[0], ring[2]), (ring[1], ring[3]))))
        self._blocked = [path_of([ring]) for ring in blocked]
        self._kept = [path_of(rings) for rings in kept]
        bounds = self._removed.boundingRect()
        for path in (*self._blocked, *self._kept):
            bounds = bounds.united(path.boundingRect())
        super().__init__(style, widened(bounds))

    def draw(self, painter: QPainter) -> None:
        """Draw ground, then rows, then crosses above them."""
        for path in self._blocked:
            painter.fillPath(path, self.style.colour("blocked_fill"))
            painter.setBrush(hatch(painter, self.style.colour("blocked"), RISING))
            painter.setPen(pen(painter, self.style.colour("blocked"), 1.4))
            painter.drawPath(path)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(painter, self.style.colour("kept"), 2.4))
        for path in self._kept:
            painter.drawPath(path)
        colour = self.style.colour("removed")
        painter.setPen(pen(painter, colour, 1.2, Qt.PenStyle.DashLine))
        painter.drawPath(self._removed)
        painter.drawPath(self._crosses)
        if painter.worldTransform().m11() >= DETAIL_PIXELS_PER_METRE:
            for path in self._kept:
                self._pin(painter, path.boundingRect().center())

    def _pin(self, painter: QPainter, place: QPointF) -> None:
        """Draw a pin of the same size on screen whatever the zoom."""
        painter.save()
        painter.translate(place)
        scale = painter.worldTransform()
        painter.scale(1 / scale.m11(), 1 / scale.m22())
        head = QPointF(0, -2 * _PIN_PX)
        painter.setBrush(self.style.colour("kept"))
        for colour, width in (("halo", 4.0), ("kept", 1.8)):
            painter.setPen(pen(painter, self.style.colour(colour), width))
            painter.drawLine(QPointF(0, 0), head)
            painter.drawEllipse(head, _PIN_PX, _PIN_PX)
        painter.restore()


class FindingsItem(PlanItem):
    """What is not met: outlines in red or amber."""

    layer = "findings"

    def __init__(self, errors: QPainterPath, warnings: QPainterPath, style: Style) -> None:
        super().__init__(style, widened(errors.boundingRect().united(warnings.boundingRect()), 1.0))
        self._errors, self._warnings = errors, warnings

    def draw(self, painter: QPainter) -> None:
        """Draw warnings, then errors above them."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen(painter, self.style.colour("warning"), 2.0))
        painter.drawPath(self._warnings)
        painter.setBrush(self.style.colour("error_fill"))
        painter.setPen(pen(painter, self.style.colour("error"), 2.2))
        painter.drawPath(self._errors)


_PLAIN_ITEMS: dict[type, Callable[[Any, Style], PlanItem]] = {
    Boundary: BoundaryItem,
    Building: BuildingItem,
    Green: GreenItem,
    Road: RoadItem,
    FireLane: FireLaneItem,
    Lot: LotItem,
    Obstacle: ObstacleItem,
    SupplyPoint: SupplyPointItem,
    Underlay: underlay_item,
    Fence: FenceItem,
    LadderGround: LadderGroundItem,
    Window: WindowItem,
    Hydrant: HydrantItem,
    GasRegulator: GasRegulatorItem,
    Pipeline: PipelineItem,
    Basement: BasementItem,
    DistributionBox: DistributionBoxItem,
    CableRoute: CableRouteItem,
}


def item_for(element: Element, style: Style, *, outline: Ring = (), outward_degrees: float = 90) -> PlanItem:
    """Return the item that draws an element.

    Parameters
    ----------
    outline : ring
        Corners of a shed's roof.
    outward_degrees : float
        Direction out of the building at a doorway.
    """
    if isinstance(element, Shed):
        return ShedItem(element, outline, style)
    if isinstance(element, Doorway):
        return DoorwayItem(element, style, outward_degrees)
    return _PLAIN_ITEMS[type(element)](element, style)
