"""The best arrangement of stalls on a whole lot, in a single direction."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache
from typing import Literal

import shapely
from shapely import Polygon

from chargeplan.geometry.arrangement import Arrangement, aisles_of, panels_of, runs_of, stalls_of
from chargeplan.geometry.ground import Ground, frame_along, ground_of, sides_of, turned
from chargeplan.geometry.passages import with_passages
from chargeplan.geometry.rows import RowRule, best_stack, offers, passage_penalties, row_heights
from chargeplan.geometry.usable import usable_ground
from chargeplan.model.layout import Layout, LayoutProblem

Effort = Literal["live", "full"]


def fill_lot(problem: LayoutProblem, effort: Effort = "full") -> Layout:
    """Return the stalls that fill a lot best in a single direction, with their aisles."""
    usable = usable_ground(problem)
    area = float(Polygon(problem.ring, problem.holes).area)
    empty = Layout(area_m2=area, usable_m2=usable.area_m2)
    ground = ground_of(problem)
    if not len(ground.standing.x1) or not ground.has_way_out:
        return empty
    best: Arrangement | None = None
    for arrangement in _candidates(problem, ground, effort):
        if best is not None and arrangement.count <= best.count:
            break
        reached = with_passages(arrangement, best.count if best else 0)
        if best is None or reached.count > best.count:
            best = reached
    if best is None or not best.count:
        return empty
    return replace(
        empty,
        stalls=stalls_of(best),
        aisles=aisles_of(best),
        panels=panels_of(best),
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


def _candidates(problem: LayoutProblem, ground: Ground, effort: Effort) -> list[Arrangement]:
    """Return stacks of rows in every direction, most stalls first, before anybody asks how to reach them."""
    rule = RowRule(problem.module, problem.group)
    if not rule.kinds:
        return []
    found: list[Arrangement] = []
    for angle in directions(problem, effort):
        frame = frame_along(ground.sides, angle)
        local = turned(ground, frame)
        ys = row_heights(local.standing, rule, _STEP_M[effort])
        if not len(ys):
            continue
        offered = offers(local, rule, ys)
        stacks = {best_stack(offered, rule): None}
        stacks[best_stack(offered, rule, passage_penalties(local, offered, rule))] = None
        for stack in stacks:
            rows = tuple(offered.row(kind, index) for kind, index in stack)
            found.append(Arrangement(frame, local, rule, rows, runs_of(rows, rule)))
    return sorted(found, key=lambda arrangement: -arrangement.count)


_STEP_M = {"live": 0.1, "full": 0.05}
