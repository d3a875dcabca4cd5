"""The plan of a scheme as primitives: site, lots, sheds with every stall and socket, labels, sheet."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from chargeplan.analysis import Analysis
from chargeplan.drawing.dimensions import dimension_primitives, sheet_dimensions
from chargeplan.drawing.fire_marks import fire_marks
from chargeplan.drawing.labels import LabelBoard, Place, places_around, text_size_m
from chargeplan.drawing.network import network_labels, network_primitives
from chargeplan.drawing.primitives import Box, Circle, Polygon, Polyline, Primitive, Text, box_of
from chargeplan.drawing.sheet import (
    Sheet,
    box_symbol,
    doorway_symbol,
    furniture,
    gas_symbol,
    hydrant_symbol,
    paper,
    sheet_around,
    supply_symbol,
)
from chargeplan.drawing.walking import (
    Walking,
    walking_counts,
    walking_doors,
    walking_ground,
    walking_labels,
    walking_of,
)
from chargeplan.engineering.capacity import Charging, LotCapacity, ShedCapacity
from chargeplan.engineering.surroundings import blocked_regions
from chargeplan.geometry.nearby import ground_near
from chargeplan.geometry.polygons import band
from chargeplan.i18n import DEFAULT_LANGUAGE, tr
from chargeplan.model.labels import label, pipeline_name
from chargeplan.model.scheme import DistributionBox, Scheme
from chargeplan.model.site import (
    Building,
    FireLane,
    GasRegulator,
    Hydrant,
    ObstacleKind,
    Pipeline,
    PipelineKind,
    Road,
    Site,
    SupplyPoint,
    WallKind,
)
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point, Ring

_SOCKET_RADIUS_M = 0.17
_SOCKET_FROM_FRONT = 0.8
_EMPTY_SITE = Box(0.0, 0.0, 40.0, 30.0)
_LABEL = 1.0
_SMALL_LABEL = 0.9
_GAP = 0.35
_LEAST_SYMBOL = 0.38
_LEAST_SYMBOL_M = 0.5


def plan_primitives(
    analysis: Analysis,
    language: str = DEFAULT_LANGUAGE,
    *,
    nearest_distances: bool = False,
    walking_m: float | None = None,
) -> tuple[Primitive, ...]:
    """Return the plan of a scheme on its sheet, in the order of painting. Pictures below it are left out.

    Distances that are missed have dimension lines, and with `nearest_distances` that of every
    new shed to a building. With `walking_m` [m] it shows who finds a socket within so far on foot.
    """
    sheet = sheet_around(extent(analysis))
    walking = None if walking_m is None else walking_of(analysis, walking_m)
    ground = tuple(_ground(analysis, sheet, walking))
    board = LabelBoard(sheet.map.grown(-0.4 * sheet.unit_m), _kept_clear(analysis))
    names = tuple(_names(analysis, board, sheet.unit_m, language))
    measured = sheet_dimensions(analysis, language, nearest=nearest_distances)
    dimensions = tuple(dimension_primitives(measured, board, sheet.unit_m))
    labels = [*names, *_labels(analysis, board, sheet.unit_m, language)]
    told: dict[str, object] = {}
    if walking is not None:
        labels += filter(None, walking_labels(walking, board, _SMALL_LABEL * sheet.unit_m))
        told = walking_counts(walking)
    styles = frozenset(primitive.style for primitive in (*ground, *dimensions))
    return (paper(sheet), *ground, *dimensions, *labels, *furniture(sheet, analysis, styles, language, told))


def map_primitives(analysis: Analysis, walking: Walking | None = None) -> tuple[Primitive, ...]:
    """Return site and scheme without labels and sheet, as small pictures need them; with walking if any."""
    return tuple(_ground(analysis, sheet_around(extent(analysis)), walking))


def extent(analysis: Analysis) -> Box:
    """Return the box around everything drawn, pictures left out [m]."""
    points = [point for ring in _rings(analysis) for point in ring]
    return box_of(tuple(points)) if points else _EMPTY_SITE


def _rings(analysis: Analysis) -> Iterator[Ring]:
    site = analysis.project.site
    for areas in (site.boundaries, site.buildings, site.greens, site.ladder_grounds, site.basements):
        yield from (area.ring for area in areas)
    lanes: tuple[Road | FireLane | Pipeline, ...] = (*site.roads, *site.fire_lanes, *site.pipelines)
    for lane in lanes:
        yield lane.centreline
        yield from (region[0] for region in band(lane.centreline, lane.width_m))
    for lines in (site.fences, analysis.scheme.cable_routes):
        yield from (line.centreline for line in lines)
    for obstacle in site.obstacles:
        (x, y), radius = obstacle.position, obstacle.radius_m
        yield ((x - radius, y - radius), (x + radius, y + radius))
    for marks in (
        site.doorways,
        site.supply_points,
        site.hydrants,
        site.gas_regulators,
        analysis.scheme.boxes,
    ):
        yield from ((mark.position,) for mark in marks)
    for lot in analysis.lots:
        yield lot.lot.ring
    for shed in analysis.sheds:
        yield shed.outline
        yield from shed.strips


def _ground(analysis: Analysis, sheet: Sheet, walking: Walking | None = None) -> Iterator[Primitive]:
    site = analysis.project.site
    yield from _site_below(site)
    if walking is not None:
        yield from walking_ground(walking)
    for lot in analysis.lots:
        yield from _lot(lot)
    for shed in analysis.sheds:
        yield from _shed(shed)
    yield from fire_marks(analysis.fire_kit)
    symbol_m = max(_LEAST_SYMBOL * sheet.unit_m, _LEAST_SYMBOL_M)
    yield from _site_above(site, symbol_m)
    yield from network_primitives(analysis, symbol_m)
    yield from _electricity(site, analysis.scheme, symbol_m)
    if walking is not None:
        yield from walking_doors(walking, 1.3 * symbol_m)


def _site_below(site: Site) -> Iterator[Primitive]:
    for boundary in site.boundaries:
        yield Polygon("boundary", "boundary", (boundary.ring,))
    for green in site.greens:
        yield Polygon("green", "green", (green.ring,))
    for basement in site.basements:
        yield Polygon("basement", "basement", (basement.ring,))
    lanes = [region for road in site.roads for region in band(road.centreline, road.width_m)]
    yield from (Polygon("road", "road_edge", region) for region in lanes)
    yield from (Polygon("road", "road", region) for region in lanes)
    for lane in site.fire_lanes:
        yield from (
            Polygon("fire_lane", "fire_lane", region) for region in band(lane.centreline, lane.width_m)
        )
    for ground in site.ladder_grounds:
        yield Polygon("ladder_ground", "ladder_ground", (ground.ring,))
    for pipe in site.pipelines:
        yield from (Polygon("pipeline", "pipe_ground", r) for r in band(pipe.centreline, pipe.width_m))
        yield Polyline("pipeline", _pipe_style(pipe), pipe.centreline)
    for building in site.buildings:
        yield Polygon("building", "building", (building.ring,))
        yield from _walls(building)
    yield from (Polyline("window", "window", window.centreline) for window in site.windows)


def _pipe_style(pipe: Pipeline) -> str:
    return "gas_pipe" if pipe.kind is PipelineKind.GAS else "pipeline"


_WALL_STYLES = {WallKind.BLANK: "blank_wall", WallKind.FIRE_WALL: "fire_wall"}


def _walls(building: Building) -> Iterator[Primitive]:
    """Yield the sides of a building that have no openings."""
    corners = (*building.ring, building.ring[0])
    for side, kind in zip(pairwise(corners), building.walls, strict=True):
        if kind in _WALL_STYLES:
            yield Polyline("wall", _WALL_STYLES[kind], side)


def _site_above(site: Site, symbol_m: float) -> Iterator[Primitive]:
    for obstacle in site.obstacles:
        style = "tree" if obstacle.kind is ObstacleKind.TREE else "obstacle"
        yield Circle("obstacle", style, obstacle.position, obstacle.radius_m)
    yield from (Polyline("fence", "fence", fence.centreline) for fence in site.fences)
    for doorway in site.doorways:
        yield from doorway_symbol("doorway", doorway.position, symbol_m)
    for hydrant in site.hydrants:
        yield from hydrant_symbol("hydrant", hydrant.position, 1.1 * symbol_m)
    for regulator in site.gas_regulators:
        yield from gas_symbol("gas", regulator.position, 1.3 * symbol_m)


_Mark = SupplyPoint | Hydrant | GasRegulator | DistributionBox


def _marks(site: Site, scheme: Scheme) -> tuple[_Mark, ...]:
    """Return what is drawn by a mark at its place, doorways left out."""
    return (*site.supply_points, *site.hydrants, *site.gas_regulators, *scheme.boxes)


def _electricity(site: Site, scheme: Scheme, symbol_m: float) -> Iterator[Primitive]:
    yield from (Polyline("cable", "cable", route.centreline) for route in scheme.cable_routes)
    for box in scheme.boxes:
        yield from box_symbol("box", box.position, symbol_m)
    for supply in site.supply_points:
        yield from supply_symbol("supply", supply.position, 1.3 * symbol_m)


def _lot(held: LotCapacity) -> Iterator[Primitive]:
    prefix = "existing_" if held.lot.existing else ""
    if not held.lot.existing:
        yield from (Polygon("usable", "usable", region) for region in held.usable)
        yield from (Polygon("aisle", "aisle", (ring,)) for ring in held.layout.aisles)
        blocked = ground_near(blocked_regions(held.lot), held.lot.ring, 0.0)
        yield from (Polygon("blocked", "blocked", region) for region in blocked)
    yield Polygon("lot", f"{prefix}lot", (held.lot.ring, *held.lot.holes))
    yield from _stalls(held.stalls, held.charging, prefix)
    yield from (Polyline("panel", "panel", panel) for panel in held.layout.panels)


def _shed(held: ShedCapacity) -> Iterator[Primitive]:
    prefix = "existing_" if held.shed.existing else ""
    yield from (Polygon("strip", f"{prefix}strip", (strip,)) for strip in held.strips)
    yield Polygon("shed", f"{prefix}shed", (held.outline,))
    yield from _stalls(held.stalls, held.charging, prefix)
    yield from (Polyline("panel", "panel", panel) for panel in held.panels)
    corners = held.outline
    for side in held.shed.walled_sides:
        yield Polyline("shed", "shed_wall", (corners[side], corners[(side + 1) % len(corners)]))


def _stalls(stalls: Sequence[Stall], charging: Charging, prefix: str) -> Iterator[Primitive]:
    yield from (Polygon("stall", f"{prefix}stall", (stall.polygon,)) for stall in stalls)
    for index in charging.socket_stalls:
        yield Circle("socket", f"{prefix}socket", socket_position(stalls[index]), _SOCKET_RADIUS_M)


def socket_position(stall: Stall) -> Point:
    """Return where a stall's socket is marked: towards its back."""
    (ax, ay), (bx, by) = stall.front
    front = ((ax + bx) / 2, (ay + by) / 2)
    middle = (sum(x for x, _ in stall.polygon) / 4, sum(y for _, y in stall.polygon) / 4)
    share = 2 * _SOCKET_FROM_FRONT
    return (front[0] + (middle[0] - front[0]) * share, front[1] + (middle[1] - front[1]) * share)


def _names(analysis: Analysis, board: LabelBoard, unit: float, language: str) -> Iterator[Text]:
    """Yield the labels of what distances are measured between, which go before the distances."""
    buildings = analysis.project.site.buildings
    texts = [_building_label(board, building, unit, language) for building in buildings]
    texts += [_shed_label(board, held, unit, language) for held in analysis.sheds]
    yield from (text for text in texts if text is not None)


def _labels(analysis: Analysis, board: LabelBoard, unit: float, language: str) -> Iterator[Text]:
    site = analysis.project.site
    texts: list[Text | None] = [_lot_label(board, held, unit, language) for held in analysis.lots]
    for supply in site.supply_points:
        around = places_around(_around(supply.position, unit), _GAP * unit)
        text = label(supply, language)
        texts.append(board.place("label", "supply_text", text, _SMALL_LABEL * unit, tuple(around)))
    texts += network_labels(analysis, board, _SMALL_LABEL * unit, language)
    texts += [_lane_label(board, lane, lane.name, unit) for lane in site.fire_lanes]
    texts += [
        _lane_label(board, pipe, pipe.name or pipeline_name(pipe.kind, language), unit)
        for pipe in site.pipelines
    ]
    texts += [_lane_label(board, road, road.name, unit) for road in site.roads]
    for green in site.greens:
        if green.name:
            place = (Place(box_of(green.ring).centre),)
            texts.append(board.place("label", "green_text", green.name, _SMALL_LABEL * unit, place))
    yield from (text for text in texts if text is not None)


def _kept_clear(analysis: Analysis) -> tuple[Box, ...]:
    boxes = [box_of(building.ring) for building in analysis.project.site.buildings]
    boxes += [box_of(held.outline) for held in analysis.sheds]
    boxes += [box_of(stall.polygon) for held in analysis.lots for stall in held.stalls]
    boxes += [_around(mark.position, 1.0) for mark in _marks(analysis.project.site, analysis.scheme)]
    return tuple(boxes)


def _around(position: Point, size_m: float) -> Box:
    x, y = position
    return Box(x, y, x, y).grown(size_m / 2)


def _building_label(board: LabelBoard, building: Building, unit: float, language: str) -> Text | None:
    box = box_of(building.ring)
    name = label(building, language)
    texts = [name]
    if building.storeys is not None:
        storeys = tr("{count} storeys", language, count=building.storeys)
        texts = [f"{name}\n{storeys}", f"{name} {storeys}", name]
    for text in texts:
        width, height = text_size_m(text, _LABEL * unit)
        if width <= box.width * 1.02 and height <= box.height * 1.1:
            return board.place("label", "building_text", text, _LABEL * unit, _middle(box), inside=True)
    return board.place("label", "building_text", name, _LABEL * unit * 0.8, _middle(box), inside=True)


def _middle(box: Box) -> tuple[Place, ...]:
    return (Place(box.centre),)


def _shed_label(board: LabelBoard, held: ShedCapacity, unit: float, language: str) -> Text | None:
    counts = tr(
        "{stalls} stalls, {sockets} sockets",
        language,
        stalls=len(held.stalls),
        sockets=held.charging.socket_count,
    )
    name = label(held.shed, language)
    style = "existing_text" if held.shed.existing else "shed_text"
    around = box_of(tuple(point for ring in (held.outline, *held.strips) for point in ring))
    places = (*places_around(around, _GAP * unit), *places_around(box_of(held.outline), _GAP * unit))
    for text in (f"{name}\n{counts}", name):
        placed = board.place("label", style, text, _LABEL * unit, places)
        if placed:
            return placed
    return None


def _lot_label(board: LabelBoard, held: LotCapacity, unit: float, language: str) -> Text | None:
    lines = [
        label(held.lot, language),
        tr("usable {area} m²", language, area=held.usable_m2),
    ]
    if held.stalls:
        lines.append(
            tr(
                "{stalls} stalls, {sockets} sockets",
                language,
                stalls=len(held.stalls),
                sockets=held.charging.socket_count,
            )
        )
    box = box_of(held.lot.ring)
    places = (*([] if held.stalls else _middle(box)), *places_around(box, _GAP * unit))
    style = "existing_text" if held.lot.existing else "lot_text"
    for text in ("\n".join(lines), lines[0]):
        placed = board.place("label", style, text, _SMALL_LABEL * unit, places)
        if placed:
            return placed
    return None


def _lane_label(board: LabelBoard, lane: Road | FireLane | Pipeline, name: str, unit: float) -> Text | None:
    """Return a name along the longest side of a lane, where it is free there."""
    if not name:
        return None
    height = _SMALL_LABEL * unit
    style = "lane_text" if isinstance(lane, FireLane) else "road_text"
    width, depth = text_size_m(name, height)
    for x, y, angle in _along(lane.centreline, width):
        cos, sin = abs(math.cos(angle)), abs(math.sin(angle))
        half_x, half_y = (width * cos + depth * sin) / 2, (width * sin + depth * cos) / 2
        box = Box(x - half_x, y - half_y, x + half_x, y + half_y)
        if box.within(board.room) and not any(
            box.touches(other) for other in (*board.taken, *board.kept_clear)
        ):
            board.taken.append(box)
            return Text("label", style, (x, y), name, height, rotation_degrees=math.degrees(angle))
    return None


def _along(line: Ring, needed_m: float) -> Iterable[tuple[float, float, float]]:
    """Yield places on the longest stretch of a line and the angle at which text is read there."""
    (ax, ay), (bx, by) = max(pairwise(line), key=lambda stretch: math.dist(stretch[0], stretch[1]))
    if math.dist((ax, ay), (bx, by)) < needed_m:
        return
    angle = math.atan2(by - ay, bx - ax)
    if angle > math.pi / 2 + 1e-9 or angle <= -math.pi / 2 + 1e-9:
        angle += math.pi if angle <= 0 else -math.pi
    for share in (0.5, 0.35, 0.65, 0.2, 0.8):
        yield ax + (bx - ax) * share, ay + (by - ay) * share, angle
