"""From a lot in its own frame to the arrays the kernels work on."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from chargeplan.geometry.ground import Ground as LotGround
from chargeplan.geometry.ground import Side, wall_pieces, with_outside
from chargeplan.geometry.packing.riding import draw_sites
from chargeplan.geometry.packing.values import (
    FAR,
    LOW_M,
    OF_STRIPS,
    STANDS,
    WALL,
    Bytes,
    Floats,
    Ground,
    Rules,
    Whole,
)
from chargeplan.geometry.polygons import polygons_in, union_of
from chargeplan.model.layout import LayoutProblem
from chargeplan.model.modules import GroupRule, StallModule

_UNLIMITED = 10**6
_CELLS_ACROSS = 5
"""Cells of the raster across the least aisle: enough that a way of just that width stays open."""

_SHORT_M = 0.25
"""Sides shorter than this belong to curves, along which no row stands."""

_SEED_STEP_M = 0.25
_CLEAR_M = 1e-3
_MOST_LEVELS = 160


def rules_of(module: StallModule, group: GroupRule | None) -> Rules:
    """Return the sizes of rows for a module under a group rule."""
    sine = math.sin(math.radians(module.angle_degrees))
    cotangent = 0.0 if module.angle_degrees == 90 else 1 / math.tan(math.radians(module.angle_degrees))
    most_single = most_pair = _UNLIMITED
    gap = row_gap = 0.0
    if group is not None:
        most_single = _columns_in_group(module.single_depth_m, 1, module, group, cotangent)
        most_pair = _columns_in_group(module.double_depth_m, 2, module, group, cotangent)
        gap = group.gap_m
        row_gap = 0.0 if group.panels else gap / sine
    saves = module.double_depth_m < 2 * module.single_depth_m - 1e-9
    return Rules(
        front=module.front_m,
        single=module.single_depth_m,
        double=module.double_depth_m,
        cotangent=cotangent,
        aisle=module.aisle_one_side_m,
        facing_aisle=max(module.aisle_two_side_m, module.aisle_one_side_m),
        least=module.least_aisle_m,
        most_single=most_single,
        most_pair=max(1, most_pair),
        most_stalls=group.max_stalls if group else _UNLIMITED,
        longest=group.max_length_m if group else FAR,
        gap=gap,
        row_gap=row_gap,
        pairs=(saves or group is not None) and most_pair > 0,
    )


def _columns_in_group(
    depth_m: float, rows: int, module: StallModule, group: GroupRule, cotangent: float
) -> int:
    """Return the columns of a group of one row or two, 0 when a stall is longer than the longest group."""
    if depth_m > group.max_length_m + 1e-9:
        return 0
    room = group.max_length_m - cotangent * depth_m / rows + 1e-9
    return max(0, min(group.max_stalls // rows, math.floor(room / module.front_m)))


def normals_along(angles: Iterable[float]) -> Floats:
    """Return the four facings of rows along and across each direction [radians], opposite ones in pairs."""
    turns = (0, 2, 1, 3)
    found = [(angle + turn * math.pi / 2) for angle in angles for turn in turns]
    return np.array([(round(math.cos(a), 15) + 0.0, round(math.sin(a), 15) + 0.0) for a in found])


def prepared(problem: LayoutProblem, ground: LotGround, normals: Floats) -> Ground:
    """Return the ground of a lot in its own frame, as it looks from the given facings."""
    walls = np.array([[*a, *b] for a, b in wall_pieces(ground.sides)], float).reshape(-1, 4)
    stand = _edges(ground.stall_polygons)
    strip = _edges(ground.strip_polygons)
    edges = np.concatenate([stand, strip, walls])
    kinds = np.repeat([STANDS, OF_STRIPS, WALL], [len(stand), len(strip), len(walls)])
    seen = _seen(edges, normals)
    ridden = _riding_ground(problem, ground.sides)
    riding = np.concatenate([_edges(ridden), walls])
    least = problem.module.least_aisle_m
    frame, raster = _raster(riding, least, ground.stall_polygons)
    draw_sites(riding, least, raster, frame)
    return Ground(
        normals=normals,
        opposed=_opposed(normals),
        edges=_in_order(seen, kinds),
        levels=_levels(seen),
        frame=frame,
        sites=riding,
        raster=raster,
        seeds=_seeds(ground.sides, ridden, riding, least, frame),
    )


def _edges(geometry: BaseGeometry) -> Floats:
    found = [np.empty((0, 4))]
    for polygon in polygons_in(geometry):
        for ring in (polygon.exterior, *polygon.interiors):
            corners = shapely.get_coordinates(ring)
            found.append(np.hstack((corners[:-1], corners[1:])))
    return np.concatenate(found)


def _seen(edges: Floats, normals: Floats) -> Floats:
    """Return edges in the frame of each facing, t1, s1, t2, s2 with s1 <= s2, shape `(K, n, 4)`."""
    nx, ny = normals[:, :1], normals[:, 1:]
    x1, y1, x2, y2 = edges.T[:, None, :]
    t1, s1, t2, s2 = x1 * ny - y1 * nx, x1 * nx + y1 * ny, x2 * ny - y2 * nx, x2 * nx + y2 * ny
    up = s1 <= s2
    return np.stack(
        (np.where(up, t1, t2), np.where(up, s1, s2), np.where(up, t2, t1), np.where(up, s2, s1)), axis=2
    )


def _in_order(seen: Floats, kinds: Whole) -> Floats:
    """Return edges with their kinds, the high ones first, the low ones by height, as `Ground` tells them."""
    low = (seen[:, :, 3] - seen[:, :, 1] <= LOW_M).astype(float)
    told = np.broadcast_to(kinds.astype(float), low.shape)
    edges = np.concatenate([seen, told[:, :, None], low[:, :, None]], axis=2)
    order = np.lexsort((seen[:, :, 1], low), axis=1)
    return np.ascontiguousarray(np.take_along_axis(edges, order[:, :, None], axis=1))


def _opposed(normals: Floats) -> Bytes:
    dots = normals @ normals.T
    return np.where(dots < -1 + 1e-9, 1, np.where(dots < -0.5, 2, 0)).astype(np.uint8)


def _levels(seen: Floats) -> Floats:
    """Return, per facing, the heights of the ends of long edges, filled up with `FAR`."""
    lengths = np.hypot(seen[0, :, 2] - seen[0, :, 0], seen[0, :, 3] - seen[0, :, 1])
    order = np.argsort(-lengths, kind="stable")[: np.count_nonzero(lengths > _SHORT_M)]
    ends = np.round(seen[:, order][:, :, (1, 3)].reshape(len(seen), -1)[:, :_MOST_LEVELS], 4)
    rows = [sorted(set(heights)) for heights in ends.tolist()]
    levels = np.full((len(rows), max(map(len, rows))), FAR)
    for row, heights in zip(levels, rows, strict=True):
        row[: len(heights)] = heights
    return levels


def _riding_ground(problem: LayoutProblem, sides: tuple[Side, ...]) -> BaseGeometry:
    """Return where bikes ride: the lot and the ground beyond open sides and gates, less what is solid."""
    aisle, least = problem.module.aisle_one_side_m, problem.module.least_aisle_m
    deep = max(aisle, 2 * least) + least
    outline = Polygon([side.start for side in sides])
    return shapely.difference(with_outside(outline, sides, deep), union_of(problem.holes))


def _raster(sites: Floats, least_m: float, standing: BaseGeometry) -> tuple[Floats, Bytes]:
    cell = least_m / _CELLS_ACROSS
    corners = sites.reshape(-1, 2)
    low, high = corners.min(axis=0) - 2 * cell, corners.max(axis=0) + 2 * cell
    width, height = (np.ceil((high - low) / cell) + 1).astype(int).tolist()
    frame = np.array([*shapely.bounds(standing), *low, cell])
    return frame, np.zeros((width, height), np.uint8)


def _seeds(
    sides: tuple[Side, ...], ridden: BaseGeometry, sites: Floats, least_m: float, frame: Floats
) -> Whole:
    """Return cells right outside open sides and gates where a rider is clear of everything.

    A place within a building that stands across a side is clear of its walls as well, and no place to ride:
    the raster, which is as large as the ground that is ridden on, need not even hold it.
    """
    half = least_m / 2
    points = []
    for side in sides:
        for low, high in [(0.0, side.length_m)] if side.open else side.gates:
            spare = high - low - least_m
            if side.open and spare < 0:
                points.append(side.point((low + high) / 2, half))
            elif spare >= -_CLEAR_M:
                ends = (side.point(low + half, half), side.point(high - half, half))
                points += np.linspace(*ends, max(1, int(spare / _SEED_STEP_M)) + 1).tolist()
    if not points:
        return np.empty((0, 2), np.int64)
    places = np.array(points)
    tree = shapely.STRtree(shapely.linestrings(sites.reshape(-1, 2, 2)))
    near, _ = tree.query(shapely.points(places), predicate="dwithin", distance=half - _CLEAR_M)
    clear = shapely.contains_xy(ridden, places)
    clear[near] = False
    cells = ((places[clear] - frame[4:6]) / frame[6]).astype(np.int64)
    return np.unique(cells, axis=0)
