"""The plan of a scheme as primitives: site, lots, sheds with every stall and socket."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from chargeplan.analysis import Analysis
from chargeplan.drawing.fire_marks import fire_marks
from chargeplan.drawing.marks import (
    box_symbol,
    doorway_symbol,
    gas_symbol,
    hydrant_symbol,
    supply_symbol,
)
from chargeplan.drawing.network import network_primitives
from chargeplan.drawing.primitives import Box, Circle, Polygon, Polyline, Primitive, box_of
from chargeplan.drawing.walking import Walking, walking_doors, walking_ground
from chargeplan.engineering.capacity import Charging, LotCapacity, ShedCapacity
from chargeplan.engineering.surroundings import blocked_regions
from chargeplan.geometry.nearby import ground_near
from chargeplan.geometry.polygons import band
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
_LEAST_SYMBOL_M = 0.5
_SYMBOL_SHARE = 0.006


def map_primitives(analysis: Analysis, walking: Walking | None = None) -> tuple[Primitive, ...]:
    """Return site and scheme without labels and sheet, as small pictures need them; with walking if any."""
    box = extent(analysis)
    symbol_m = max(_LEAST_SYMBOL_M, _SYMBOL_SHARE * max(box.width, box.height))
    return tuple(ground_primitives(analysis, symbol_m, walking))


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


def ground_primitives(
    analysis: Analysis, symbol_m: float, walking: Walking | None = None
) -> Iterator[Primitive]:
    """Yield site and scheme in the order of painting, marks of places about twice `symbol_m` [m] large."""
    site = analysis.project.site
    yield from _site_below(site)
    if walking is not None:
        yield from walking_ground(walking)
    for lot in analysis.lots:
        yield from _lot(lot)
    for shed in analysis.sheds:
        yield from _shed(shed)
    yield from fire_marks(analysis.fire_kit)
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
