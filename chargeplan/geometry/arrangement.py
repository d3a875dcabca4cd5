"""Rows with their stalls as they will be built: runs of columns, groups, what a rider reaches, outlines."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from chargeplan.geometry.ground import Frame, Ground
from chargeplan.geometry.polygons import polygons_in, rings_of
from chargeplan.geometry.riding import Ride, merged, ride
from chargeplan.geometry.rows import Kind, Row, RowRule
from chargeplan.geometry.spans import TOLERANCE_M, Floats
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point, Ring
from chargeplan.units import COORDINATE_DECIMALS, quantise_m


@dataclass(frozen=True)
class Run:
    """Columns of one group standing together: first front corner `x` [m], how many, and of which row."""

    row: Row
    x: float
    columns: int
    group: int


@dataclass(frozen=True)
class Arrangement:
    """Rows and the runs of stalls in them, in a frame.

    `ways` are the passages through rows: x1, y1, x2, y2.
    """

    frame: Frame
    ground: Ground
    rule: RowRule
    rows: tuple[Row, ...]
    runs: tuple[Run, ...]
    ways: tuple[tuple[float, float, float, float], ...] = ()

    @property
    def count(self) -> int:
        """Number of stalls."""
        return sum(run.columns * run.row.kind.rows for run in self.runs)

    def with_rows(self, rows: tuple[Row, ...]) -> Arrangement:
        """Return the arrangement with other rows, filled anew."""
        return replace(self, rows=rows, runs=runs_of(rows, self.rule))

    def boxes(self) -> Floats:
        """Return x1, y1, x2, y2 of every run, array of shape `(n, 4)`."""
        boxes = []
        for run in self.runs:
            row = run.row
            shift = self.rule.lean() * row.lean * self.rule.stall_depth_m(row.kind)
            right = run.x + run.columns * self.rule.module.front_m
            top = row.y + self.rule.depth_m(row.kind)
            boxes.append((run.x + min(0.0, shift), row.y, right + max(0.0, shift), top))
        return np.array(boxes, float).reshape(-1, 4)

    def ride(self) -> Ride:
        """Return where a bike may ride among the stalls."""
        return ride(self.ground, self.boxes(), self.rule.module.least_aisle_m)

    def strips(self, row: Row) -> list[tuple[float, float]]:
        """Return the heights between which the strips in front of a row lie."""
        aisle, top = self.rule.module.aisle_one_side_m, row.y + self.rule.depth_m(row.kind)
        below = [] if row.kind is Kind.UP else [(row.y - aisle, row.y)]
        return below if row.kind is Kind.DOWN else [*below, (top, top + aisle)]

    def trimmed(self, riding: Ride, pieces: NDArray[np.bool_]) -> Arrangement:
        """Return the arrangement with only those stalls whose strips a rider in the given pieces touches."""
        chosen = pieces[riding.piece]
        rows = tuple(self._trimmed(row, riding, chosen) for row in self.rows)
        return self if rows == self.rows else self.with_rows(rows)

    def _trimmed(self, row: Row, riding: Ride, chosen: NDArray[np.bool_]) -> Row:
        front = self.rule.module.front_m
        spans = list(row.spans)
        for bottom, top in self.strips(row):
            reached = riding.within(bottom, top, chosen)
            spans = _common(spans, merged([(low - front, high + front) for low, high in reached]))
        return replace(row, spans=tuple(spans))

    def reachable(self) -> Arrangement:
        """Return the arrangement less what no rider reaches.

        Filling a shortened stretch anew may move stalls, so it is looked at again until nothing changes.
        """
        arrangement = self
        for _ in range(_MOST_ROUNDS):
            riding = arrangement.ride()
            shorter = arrangement.trimmed(riding, riding.out)
            if shorter is arrangement:
                break
            arrangement = shorter
        return arrangement


_MOST_ROUNDS = 8


def runs_of(rows: Iterable[Row], rule: RowRule) -> tuple[Run, ...]:
    """Return the stalls of rows as runs, each group a run, numbered from 0 (all 0 without a group rule)."""
    runs: list[Run] = []
    for row in rows:
        end = -math.inf
        for low, high in row.spans:
            start = max(low, end + rule.apart_m) if rule.group else low
            parts = rule.split(high - start, row.kind)
            taken = sum(parts) * rule.module.front_m + max(0, len(parts) - 1) * rule.gap_m(row.kind)
            x = start + min(0.0, (high - start - taken) / 2)
            for columns in parts:
                runs.append(Run(row, x, columns, len(runs) if rule.group else 0))
                end = x + columns * rule.module.front_m
                x = end + rule.gap_m(row.kind)
    return tuple(runs)


def _common(first: list[tuple[float, float]], second: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [
        (max(a, c), min(b, d)) for a, b in first for c, d in second if min(b, d) - max(a, c) > TOLERANCE_M
    ]


def stalls_of(arrangement: Arrangement) -> tuple[Stall, ...]:
    """Return the stalls in site axes, coordinates on the 0.1 mm grid."""
    corners: list[list[Point]] = []
    groups: list[int] = []
    for run in arrangement.runs:
        for column in range(run.columns):
            x = run.x + column * arrangement.rule.module.front_m
            found = _column(arrangement.rule, run.row, x)
            corners += found
            groups += [run.group] * len(found)
    if not corners:
        return ()
    placed = arrangement.frame.out_all(np.array(corners).reshape(-1, 2))
    on_grid = (np.round(placed, COORDINATE_DECIMALS) + 0.0).reshape(-1, 4, 2).tolist()
    stalls = []
    for polygon, group in zip(on_grid, groups, strict=True):
        a, b, c, d = ((x, y) for x, y in polygon)
        stalls.append(Stall((a, b, c, d), (a, b), group))
    return tuple(stalls)


def _column(rule: RowRule, row: Row, x: float) -> list[list[Point]]:
    """Return the corners of the stalls of a column in the frame, the front first."""
    depth, width = rule.stall_depth_m(row.kind), rule.module.front_m
    shift = rule.lean() * row.lean * depth
    top = row.y + rule.depth_m(row.kind)
    stalls: list[list[Point]] = []
    if row.kind is not Kind.UP:
        back = row.y + depth
        stalls.append([(x, row.y), (x + width, row.y), (x + width + shift, back), (x + shift, back)])
    if row.kind is not Kind.DOWN:
        back = top - depth
        stalls.append([(x + width, top), (x, top), (x + shift, back), (x + width + shift, back)])
    return stalls


def _site(frame: Frame, point: Point) -> Point:
    x, y = frame.out(*point)
    return (quantise_m(x), quantise_m(y))


def aisles_of(arrangement: Arrangement) -> tuple[Ring, ...]:
    """Return the outlines of the strips in front of the stalls and of the passages, in site axes."""
    front = arrangement.rule.module.front_m
    boxes = list(arrangement.ways)
    for run in arrangement.runs:
        right = run.x + run.columns * front
        boxes += [(run.x, bottom, right, top) for bottom, top in arrangement.strips(run.row)]
    parts = [
        Polygon([arrangement.frame.out(*corner) for corner in ((x1, y1), (x2, y1), (x2, y2), (x1, y2))])
        for x1, y1, x2, y2 in boxes
    ]
    joined = shapely.union_all(shapely.set_precision(parts, _GRID_M), grid_size=_GRID_M)
    ground = shapely.intersection(joined, arrangement.ground.strip_polygons)
    return rings_of(shapely.multipolygons([p for p in polygons_in(ground) if p.area > _CRUMB_M2]))


_GRID_M = 1e-4
_CRUMB_M2 = 1e-3


def panels_of(arrangement: Arrangement) -> tuple[tuple[Point, Point], ...]:
    """Return the panels between groups of a row that stand side by side, in site axes."""
    panels = []
    for before, run in zip(arrangement.runs, arrangement.runs[1:], strict=False):
        rule, row = arrangement.rule, run.row
        touching = before.row == row and abs(before.x + before.columns * rule.module.front_m - run.x) < 1e-6
        if not (touching and rule.panels(row.kind)):
            continue
        depth = rule.stall_depth_m(row.kind)
        shift = rule.lean() * row.lean * depth
        top = row.y + rule.depth_m(row.kind)
        if row.kind is not Kind.UP:
            panels.append(((run.x, row.y), (run.x + shift, row.y + depth)))
        if row.kind is not Kind.DOWN:
            panels.append(((run.x + shift, top - depth), (run.x, top)))
    return tuple((_site(arrangement.frame, a), _site(arrangement.frame, b)) for a, b in panels)
