"""The best arrangement of stalls on a whole lot, in a single direction."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import numpy as np
import shapely
from shapely import Polygon

from chargeplan.geometry.ground import Frame, Ground, frame_along, ground_of, sides_of, turned
from chargeplan.geometry.polygons import rings_of, signed_area_m2
from chargeplan.geometry.riding import Ride, merged, ride
from chargeplan.geometry.rows import Kind, Row, RowRule, best_stack, offers, row_heights
from chargeplan.geometry.spans import TOLERANCE_M, Floats
from chargeplan.geometry.usable import usable_ground
from chargeplan.model.layout import Layout, LayoutProblem, Stall
from chargeplan.model.values import Point, Ring
from chargeplan.units import quantise_m

Effort = Literal["live", "full"]


@dataclass(frozen=True)
class Run:
    """Columns of one group standing together: first front corner `x` [m], how many, and of which row."""

    row: Row
    x: float
    columns: int
    group: int


@dataclass(frozen=True)
class Filling:
    """Rows and the runs of stalls in them, in a frame."""

    frame: Frame
    ground: Ground
    rule: RowRule
    rows: tuple[Row, ...]
    runs: tuple[Run, ...]

    @property
    def count(self) -> int:
        """Number of stalls."""
        return sum(run.columns * (2 if run.row.kind is Kind.PAIR else 1) for run in self.runs)


def fill_lot(problem: LayoutProblem, effort: Effort = "full") -> Layout:
    """Return the stalls that fill a lot best in a single direction, with their aisles."""
    usable = usable_ground(problem)
    area = float(Polygon(problem.ring, problem.holes).area)
    empty = Layout(area_m2=area, usable_m2=usable.area_m2)
    ground = ground_of(problem)
    if not len(ground.standing.x1) or not ground.has_way_out:
        return empty
    best: Filling | None = None
    for angle in directions(problem, effort):
        filling = _fill(problem, ground, angle, effort)
        if filling is not None and (best is None or filling.count > best.count):
            best = filling
    if best is None or not best.count:
        return empty
    return replace(
        empty,
        stalls=_stalls(best),
        aisles=_aisles(best),
        panels=_panels(best),
        row_directions_degrees=(round(math.degrees(best.frame.angle) % 180, 6) % 180.0,),
    )


@lru_cache(maxsize=256)
def fill_lot_cached(problem: LayoutProblem, effort: Effort = "full") -> Layout:
    """Return `fill_lot`, remembered for the problems asked last."""
    return fill_lot(problem, effort)


def directions(problem: LayoutProblem, effort: Effort) -> list[float]:
    """Return the directions worth trying [radians]: along the sides, and the smallest rectangle's."""
    if problem.direction_degrees is not None:
        angle = math.radians(problem.direction_degrees)
        return [angle, angle + math.pi]
    lengths: dict[float, float] = {}
    sides = sides_of(problem)
    for side in sides:
        angle = math.atan2(side.end[1] - side.start[1], side.end[0] - side.start[0]) % (2 * math.pi)
        known = next((a for a in lengths if abs(math.remainder(a - angle, 2 * math.pi)) < 1e-3), angle)
        lengths[known] = lengths.get(known, 0.0) + side.length_m
    perimeter = sum(side.length_m for side in sides)
    least = perimeter * (0.05 if effort == "full" else 0.12)
    chosen = [angle for angle, length in lengths.items() if length >= least]
    box = shapely.minimum_rotated_rectangle(Polygon(problem.ring))
    if isinstance(box, Polygon):
        (ax, ay), (bx, by) = box.exterior.coords[:2]
        first = math.atan2(by - ay, bx - ax)
        chosen += [first + turn * math.pi / 2 for turn in range(4)]
    kept: list[float] = []
    for angle in chosen:
        if all(abs(math.remainder(angle - other, 2 * math.pi)) >= 1e-3 for other in kept):
            kept.append(angle)
    return kept


def _fill(problem: LayoutProblem, ground: Ground, angle: float, effort: Effort) -> Filling | None:
    frame = frame_along(ground.sides, angle)
    local = turned(ground, frame)
    rule = RowRule(problem.module, problem.group)
    if not rule.kinds:
        return None
    ys = row_heights(local.standing, rule, 0.05 if effort == "full" else 0.1)
    if not len(ys):
        return None
    found = offers(local, rule, ys)
    rows = tuple(found.row(kind, index) for kind, index in best_stack(found, rule))
    return _reachable(Filling(frame, local, rule, rows, _runs(rows, rule)))


def _runs(rows: Iterable[Row], rule: RowRule) -> tuple[Run, ...]:
    runs = []
    group = 0
    for row in rows:
        end = -math.inf
        for low, high in row.spans:
            start = max(low, end + rule.apart_m) if rule.group else low
            parts = rule.split(high - start, row.kind)
            taken = sum(parts) * rule.module.front_m + max(0, len(parts) - 1) * rule.gap_m(row.kind)
            x = start + min(0.0, (high - start - taken) / 2)
            for columns in parts:
                runs.append(Run(row, x, columns, group))
                end = x + columns * rule.module.front_m
                x = end + rule.gap_m(row.kind)
                group += 1 if rule.group else 0
    return tuple(runs)


def _boxes(filling: Filling) -> Floats:
    boxes = []
    for run in filling.runs:
        depth = filling.rule.depth_m(run.row.kind)
        lean = filling.rule.lean() * run.row.lean * filling.rule.stall_depth_m(run.row.kind)
        right = run.x + run.columns * filling.rule.module.front_m
        boxes.append((run.x + min(0.0, lean), run.row.y, right + max(0.0, lean), run.row.y + depth))
    return np.array(boxes, float).reshape(-1, 4)


def _ride(filling: Filling) -> Ride:
    return ride(filling.ground, _boxes(filling), filling.rule.module.least_aisle_m)


def _reachable(filling: Filling) -> Filling:
    """Return a filling of which every stall is reached; what cannot be reached is left out."""
    for _ in range(4):
        riding = _ride(filling)
        rows = tuple(_trimmed(filling, row, riding) for row in filling.rows)
        if rows == filling.rows:
            break
        filling = replace(filling, rows=rows, runs=_runs(rows, filling.rule))
    return filling


def _trimmed(filling: Filling, row: Row, riding: Ride) -> Row:
    """Return a row with only those stretches whose strips a rider touches."""
    aisle, front = filling.rule.module.aisle_one_side_m, filling.rule.module.front_m
    top = row.y + filling.rule.depth_m(row.kind)
    spans = list(row.spans)
    strips = []
    if row.kind is not Kind.UP:
        strips.append((row.y - aisle, row.y))
    if row.kind is not Kind.DOWN:
        strips.append((top, top + aisle))
    for bottom, upper in strips:
        reached = riding.within(bottom, upper, riding.reaching())
        spans = _common(spans, merged([(low - front, high + front) for low, high in reached]))
    return replace(row, spans=tuple(spans))


def _common(first: list[tuple[float, float]], second: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return [
        (max(a, c), min(b, d)) for a, b in first for c, d in second if min(b, d) - max(a, c) > TOLERANCE_M
    ]


def _stalls(filling: Filling) -> tuple[Stall, ...]:
    stalls = []
    for run in filling.runs:
        for column in range(run.columns):
            x = run.x + column * filling.rule.module.front_m
            stalls.extend(_column(filling, run, x))
    return tuple(stalls)


def _column(filling: Filling, run: Run, x: float) -> list[Stall]:
    rule, row = filling.rule, run.row
    depth, width = rule.stall_depth_m(row.kind), rule.module.front_m
    shift = rule.lean() * row.lean * depth
    top = row.y + rule.depth_m(row.kind)
    stalls = []
    if row.kind is not Kind.UP:
        front = [(x, row.y), (x + width, row.y)]
        back = [(x + width + shift, row.y + depth), (x + shift, row.y + depth)]
        stalls.append(_stall(filling.frame, front + back, run.group))
    if row.kind is not Kind.DOWN:
        front = [(x + width, top), (x, top)]
        back = [(x + shift, top - depth), (x + width + shift, top - depth)]
        stalls.append(_stall(filling.frame, front + back, run.group))
    return stalls


def _stall(frame: Frame, corners: list[Point], group: int) -> Stall:
    a, b, c, d = (_site(frame, corner) for corner in corners)
    return Stall((a, b, c, d), (a, b), group)


def _site(frame: Frame, point: Point) -> Point:
    x, y = frame.out(*point)
    return (quantise_m(x), quantise_m(y))


def _aisles(filling: Filling) -> tuple[Ring, ...]:
    aisle, front = filling.rule.module.aisle_one_side_m, filling.rule.module.front_m
    strips = []
    for run in filling.runs:
        top = run.row.y + filling.rule.depth_m(run.row.kind)
        right = run.x + run.columns * front
        if run.row.kind is not Kind.UP:
            strips.append((run.x, run.row.y - aisle, right, run.row.y))
        if run.row.kind is not Kind.DOWN:
            strips.append((run.x, top, right, top + aisle))
    corners = [
        Polygon([filling.frame.out(*p) for p in ((x1, y1), (x2, y1), (x2, y2), (x1, y2))])
        for x1, y1, x2, y2 in strips
    ]
    return rings_of(shapely.intersection(shapely.union_all(corners), filling.ground.strip_polygons))


def _panels(filling: Filling) -> tuple[tuple[Point, Point], ...]:
    panels = []
    for before, run in zip(filling.runs, filling.runs[1:], strict=False):
        rule, row = filling.rule, run.row
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
    return tuple((_site(filling.frame, a), _site(filling.frame, b)) for a, b in panels)
