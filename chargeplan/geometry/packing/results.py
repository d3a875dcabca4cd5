"""From runs to stalls, aisles and panels in site axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from chargeplan.geometry.ground import Ground as LotGround
from chargeplan.geometry.packing.own_frame import OwnFrame
from chargeplan.geometry.packing.values import (
    BODY,
    COLUMNS,
    DEPTH,
    FACING,
    GROUP,
    STRIP,
    Floats,
    H,
    Rules,
    T,
)
from chargeplan.geometry.packing.workshop import Filling
from chargeplan.geometry.polygons import polygons_in, rings_of, union_all
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point, Ring
from chargeplan.units import COORDINATE_DECIMALS, quantise_m

_GRID_M = 1e-4
_CRUMB_M2 = 1e-3
_FLUSH_M = 1e-3
_IN_LINE_M = 3e-3


@dataclass(frozen=True)
class Run:
    """One run in the lot's own frame: corners of its body and strip, shape `(4, 2)`, the front first."""

    facing: int
    t: float
    h: float
    depth_m: float
    columns: int
    group: int
    body: Floats
    strip: Floats


def runs_in_order(filling: Filling, grouped: bool) -> tuple[Run, ...]:
    """Return the runs row by row and along each row, groups numbered in that order (all 0 without groups)."""
    wholes, reals = filling.whole.tolist(), filling.real.tolist()
    places = [_place(whole[FACING], real[T], real[H]) for whole, real in zip(wholes, reals, strict=True)]
    numbers: dict[int, int] = {}
    ordered = []
    for index in sorted(range(len(places)), key=places.__getitem__):
        whole, real, corners = wholes[index], reals[index], filling.real[index]
        ordered.append(
            Run(
                facing=whole[FACING],
                t=real[T],
                h=real[H],
                depth_m=real[DEPTH],
                columns=whole[COLUMNS],
                group=numbers.setdefault(whole[GROUP], len(numbers)) if grouped else 0,
                body=corners[BODY : BODY + 8].reshape(4, 2),
                strip=corners[STRIP : STRIP + 8].reshape(4, 2),
            )
        )
    return tuple(ordered)


def _place(facing: int, t: float, h: float) -> tuple[int, float, int, float]:
    """Return where a run comes: rows of one direction from below, each from its beginning."""
    back = facing & 1
    return (facing >> 1, round(-h if back else h, 3), back, round(-t if back else t, 3))


def stalls_of(runs: Sequence[Run], frame: OwnFrame) -> tuple[Stall, ...]:
    """Return the stalls of runs, those of each row from one end to the other, on the 0.1 mm grid."""
    columns = np.array([run.columns for run in runs])
    bodies = np.repeat(np.array([run.body for run in runs]), columns, axis=0)
    counts = np.repeat(columns, columns)[:, None]
    orders = [np.arange(run.columns)[:: -1 if run.facing & 1 else 1] for run in runs]
    numbers = np.concatenate(orders)[:, None]
    step = (bodies[:, 0] - bodies[:, 1]) / counts
    left, sideways = bodies[:, 1] + step * numbers, bodies[:, 2] - bodies[:, 1]
    corners = np.stack((left + step, left, left + sideways, left + step + sideways), axis=1)
    x, y = frame.out_all(corners[:, :, 0], corners[:, :, 1])
    placed = np.round(np.stack((x, y), axis=2), COORDINATE_DECIMALS) + 0.0
    groups = np.repeat([run.group for run in runs], columns).tolist()
    points = iter([(x, y) for x, y in placed.reshape(-1, 2).tolist()])
    return tuple(
        Stall((a, b, c, d), (a, b), group)
        for a, b, c, d, group in zip(points, points, points, points, groups, strict=True)
    )


def _out(frame: OwnFrame, point: Floats) -> Point:
    x, y = frame.out(float(point[0]), float(point[1]))
    return (quantise_m(x), quantise_m(y))


def panels_of(runs: Sequence[Run], rules: Rules, frame: OwnFrame) -> tuple[tuple[Point, Point], ...]:
    """Return the panels between groups of a row that stand closer than the gap, at the end of the first.

    Of the row behind, which reads the other way, they stand at the beginning of the second: those of a pair
    make one wall.
    """
    facing, group = (np.array([getattr(run, name) for run in runs]) for name in ("facing", "group"))
    t, h = (np.array([getattr(run, name) for run in runs]) for name in ("t", "h"))
    ends = t + np.array([run.columns for run in runs]) * rules.front
    between = t[None, :] - ends[:, None]
    in_line = (facing[:, None] == facing) & (np.abs(h[:, None] - h) < _IN_LINE_M)
    close = (between > -_IN_LINE_M) & (between < rules.gap - _FLUSH_M)
    first, second = np.nonzero(in_line & close & (group[:, None] != group))
    ends_there = {(i, 0, 3) for i in first.tolist() if not runs[i].facing & 1}
    ends_there |= {(j, 1, 2) for j in second.tolist() if runs[j].facing & 1}
    return tuple(
        (_out(frame, runs[run].body[front]), _out(frame, runs[run].body[back]))
        for run, front, back in sorted(ends_there)
    )


def aisles_of(
    runs: Sequence[Run], ground: LotGround, rules: Rules, frame: OwnFrame, *, ways: bool
) -> tuple[Ring, ...]:
    """Return the outlines of the strips in front of stalls and, if `ways` are asked for, of ways to them."""
    strips = np.array([run.strip for run in runs])
    if ways:
        joined = shapely.intersection(_united(strips), ground.strip_polygons)
        joined = shapely.union_all([joined, *_ways(runs, joined, ground, rules)], grid_size=_GRID_M)
    else:
        joined = _quickly_united(strips)
    kept = [piece for piece in polygons_in(joined) if piece.area > _CRUMB_M2]
    rings = rings_of(shapely.multipolygons(kept))
    corners = np.concatenate([np.array(ring) for ring in rings])
    x, y = frame.out_all(corners[:, 0], corners[:, 1])
    placed = (np.round(np.stack((x, y), axis=1), COORDINATE_DECIMALS) + 0.0).tolist()
    points = iter([(x, y) for x, y in placed])
    return tuple(tuple(islice(points, len(ring))) for ring in rings)


def _united(corners: Floats) -> BaseGeometry:
    """Return the union of quadrilaterals, on a grid: without one, edges that nearly meet may go wrong."""
    polygons = shapely.set_precision(shapely.polygons(corners), _GRID_M)
    return shapely.union_all(polygons, grid_size=_GRID_M)


def _quickly_united(corners: Floats) -> BaseGeometry:
    """Return the union of quadrilaterals without a grid if none is lost, else as `_united`."""
    joined = union_all(shapely.polygons(np.round(corners, COORDINATE_DECIMALS)))
    middles = corners.mean(axis=1)
    whole = shapely.contains_xy(joined, middles[:, 0], middles[:, 1]).all()
    return joined if whole else _united(corners)


def _ways(runs: Sequence[Run], strips: shapely.Geometry, ground: LotGround, rules: Rules) -> list[Polygon]:
    """Return the ground where bikes ride that links strips to each other or to the way out."""
    free = shapely.difference(ground.strip_polygons, _united(np.array([run.body for run in runs])))
    half = rules.least / 2
    wide = shapely.buffer(shapely.buffer(free, _FLUSH_M - half), half - _FLUSH_M)
    rest = shapely.difference(shapely.intersection(wide, free), shapely.buffer(strips, _FLUSH_M))
    pieces = polygons_in(strips)
    tree = shapely.STRtree(pieces)
    exits = _exits(ground)
    ways = []
    for piece in polygons_in(rest):
        if piece.area < half * half:
            continue
        touched = len(tree.query(piece, predicate="dwithin", distance=2 * _FLUSH_M))
        leads_out = bool(shapely.distance(piece, exits) <= 2 * _FLUSH_M)
        if touched + leads_out >= 2:
            ways.append(shapely.buffer(piece, 2 * _FLUSH_M))
    return [shapely.intersection(shapely.union_all(ways), free)] if ways else []


def _exits(ground: LotGround) -> shapely.Geometry:
    lines = [
        (side.point(low), side.point(high))
        for side in ground.sides
        for low, high in (((0.0, side.length_m),) if side.open else side.gates)
    ]
    return shapely.multilinestrings(lines)


def directions_of(runs: Sequence[Run], normals: Floats, frame: OwnFrame) -> tuple[float, ...]:
    """Return the directions of rows [degrees, 0 to below 180], that of most stalls first."""
    stalls: dict[float, int] = {}
    for run in runs:
        nx, ny = normals[run.facing].tolist()
        degrees = round(math.degrees(math.atan2(-nx, ny) + frame.angle) % 180.0, 4) % 180.0
        same = next((known for known in stalls if abs((known - degrees + 90) % 180 - 90) < 1e-3), degrees)
        stalls[same] = stalls.get(same, 0) + run.columns
    return tuple(sorted(stalls, key=lambda degrees: (-stalls[degrees], degrees)))
