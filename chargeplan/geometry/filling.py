"""The best arrangement of stalls on a whole lot, in a single direction.

In each direction worth trying the best stack of rows is found by dynamic programming (`rows.py`), first as
if every aisle could be reached and once more with a price on aisles that need a passage. The stacks are
arranged in order of what they could hold, until none is left that could beat the best.
"""

from __future__ import annotations

import logging
import math
import operator
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Literal

import shapely
from shapely import Polygon

from chargeplan.geometry.arrangement import Arrangement, aisles_of, panels_of, runs_of, stalls_of
from chargeplan.geometry.checking import check_layout
from chargeplan.geometry.ground import (
    LEAST_ENTRANCE_M,
    Ground,
    Side,
    frame_along,
    ground_of,
    sides_of,
    turned,
)
from chargeplan.geometry.passages import with_passages
from chargeplan.geometry.polygons import ring_faults
from chargeplan.geometry.rows import RowRule, best_stack, offers, passage_penalties, row_heights
from chargeplan.geometry.usable import lot_ground, usable_ground
from chargeplan.i18n import N_
from chargeplan.model.layout import Layout, LayoutProblem, Reason

Effort = Literal["live", "full"]

_log = logging.getLogger(__name__)

_STEP_M = {"live": 0.1, "full": 0.05}
_LEAST_SHARE = {"live": 0.12, "full": 0.05}
"""Share of the outline that must run along a direction before rows are tried along it."""

_SAME_ANGLE = 1e-3
_SAME_HEIGHT_M = 2e-3


def fill_lot(problem: LayoutProblem, effort: Effort = "full") -> Layout:
    """Return the stalls that fill a lot best in a single direction, with their aisles.

    A `full` result has passed `check_layout` and never has fewer stalls than the `live` one. The result is
    the same for every order, direction and starting corner of the ring. Where nothing fits, `reasons` say
    why; an outline that is crossed or empty is measured as its repair and holds nothing.
    """
    empty = Layout(area_m2=float(lot_ground(problem).area), usable_m2=usable_ground(problem).area_m2)
    reasons = tuple(_outline_reasons(problem))
    if reasons:
        return replace(empty, reasons=reasons)
    ground = ground_of(problem)
    told = tuple(_entrance_reasons(problem))
    why = _nothing_fits(problem, ground)
    if why is not None:
        return replace(empty, reasons=(*told, why))
    found, held = _best(problem, ground, effort)
    if found is None or not found.count:
        return replace(empty, reasons=(*told, _why_empty(problem, held)))
    layout = replace(
        empty,
        stalls=stalls_of(found),
        aisles=aisles_of(found),
        panels=panels_of(found),
        row_directions_degrees=(_direction_degrees(found),),
        reasons=told,
    )
    return verified(problem, layout) if effort == "full" else layout


@lru_cache(maxsize=256)
def fill_lot_cached(problem: LayoutProblem, effort: Effort = "full") -> Layout:
    """Return `fill_lot`, remembered for the problems asked last."""
    return fill_lot(problem, effort)


def verified(problem: LayoutProblem, layout: Layout) -> Layout:
    """Return a layout that passes the checker: what breaks a rule is logged as a defect and left out."""
    while layout.stalls:
        violations = check_layout(problem, layout)
        if not violations:
            return layout
        _log.error("layout breaks %d rules, first %s", len(violations), violations[0])
        wrong = {index for violation in violations for index in violation.stalls[-1:]}
        kept = tuple(stall for index, stall in enumerate(layout.stalls) if index not in wrong)
        layout = replace(layout, stalls=kept if wrong else ())
    return replace(layout, aisles=(), panels=())


def _direction_degrees(found: Arrangement) -> float:
    degrees = round(math.degrees(found.frame.angle) % 180.0, 4)
    return 0.0 if degrees >= 180.0 else degrees


def _best(problem: LayoutProblem, ground: Ground, effort: Effort) -> tuple[Arrangement | None, int]:
    """Return the arrangement with most stalls, and how many there would be if every one was reached."""
    best: Arrangement | None = None
    held = 0
    for thoroughness in ("full", "live") if effort == "full" else ("live",):
        for arrangement in _candidates(problem, ground, thoroughness):
            held = max(held, arrangement.count)
            if best is not None and arrangement.count <= best.count:
                break
            reached = with_passages(arrangement, best.count if best else 0)
            if best is None or reached.count > best.count:
                best = reached
    return best, held


def _candidates(problem: LayoutProblem, ground: Ground, effort: str) -> list[Arrangement]:
    """Return stacks of rows in every direction, most stalls first, before anybody asks how to reach them."""
    rule = RowRule(problem.module, problem.group)
    found: list[Arrangement] = []
    angles = directions(problem, _LEAST_SHARE[effort])
    for angle in angles if effort == "full" else _upward(ground.sides, angles):
        frame = frame_along(ground.sides, angle)
        local = turned(ground, frame)
        heights = row_heights(local.standing, rule, _STEP_M[effort])
        offered = offers(local, rule, heights)
        stacks = {best_stack(offered, rule): None}
        stacks[best_stack(offered, rule, passage_penalties(local, offered, rule))] = None
        for stack in stacks:
            rows = tuple(offered.row(kind, index) for kind, index in stack)
            found.append(Arrangement(frame, local, rule, rows, runs_of(rows, rule)))
    return sorted(found, key=lambda arrangement: -arrangement.count)


def directions(problem: LayoutProblem, least_share: float) -> list[float]:
    """Return the directions worth trying [radians]: along the long sides, and the smallest rectangle's.

    Opposite directions are both tried, for rows are stacked from below.
    """
    if problem.direction_degrees is not None:
        angle = math.radians(problem.direction_degrees)
        return [angle, angle + math.pi]
    sides = sides_of(problem)
    lengths = _lengths_by_angle(sides)
    least = least_share * sum(side.length_m for side in sides)
    chosen = [angle for angle, length in lengths if length >= least]
    box = shapely.minimum_rotated_rectangle(Polygon([side.start for side in sides]))
    (ax, ay), (bx, by) = box.exterior.coords[:2]
    chosen += [math.atan2(by - ay, bx - ax) + turn * math.pi / 2 for turn in range(4)]
    kept: list[float] = []
    for angle in chosen:
        if not any(_same_angle(angle, other) for other in kept):
            kept.append(angle)
    return kept


def _upward(sides: tuple[Side, ...], angles: list[float]) -> list[float]:
    """Return one of each two opposite directions: that in which the ways out lie low, for rows begin there.

    Both stay where the lot itself does not tell them apart, so that turning the lot changes nothing.
    """
    return [
        angle
        for angle in angles
        if _lowness(sides, angle) > -_SAME_HEIGHT_M
        or not any(_same_angle(angle + math.pi, other) for other in angles)
    ]


def _lowness(sides: tuple[Side, ...], angle: float) -> float:
    """Return how far the ways out, else the whole outline, lie below the middle of a lot [m]."""
    heights = [side.point(side.length_m / 2) for side in sides]
    across = [y * math.cos(angle) - x * math.sin(angle) for x, y in heights]
    ends = [side.start[1] * math.cos(angle) - side.start[0] * math.sin(angle) for side in sides]
    middle = (min(ends) + max(ends)) / 2
    low = 0.0
    for chosen in ([side.open or bool(side.gates) for side in sides], [True] * len(sides)):
        weights = [side.length_m * own for side, own in zip(sides, chosen, strict=True)]
        low = middle - sum(map(operator.mul, across, weights)) / sum(weights)
        if abs(low) > _SAME_HEIGHT_M:
            break
    return low


def _lengths_by_angle(sides: tuple[Side, ...]) -> list[tuple[float, float]]:
    """Return directions of sides [radians] and how much of the outline runs along each."""
    found: list[tuple[float, float]] = []
    measured = [
        (math.atan2(side.end[1] - side.start[1], side.end[0] - side.start[0]), side.length_m)
        for side in sides
    ]
    for angle, length in sorted(measured):
        if found and _same_angle(found[-1][0], angle):
            found[-1] = (found[-1][0], found[-1][1] + length)
        elif found and _same_angle(found[0][0], angle):
            found[0] = (found[0][0], found[0][1] + length)
        else:
            found.append((angle, length))
    return found


def _same_angle(first: float, second: float) -> bool:
    return abs(math.remainder(first - second, 2 * math.pi)) < _SAME_ANGLE


# --- why nothing, or less, is there --------------------------------------------------------------


def _outline_reasons(problem: LayoutProblem) -> Iterator[Reason]:
    for fault in ring_faults(problem.ring):
        if fault.blocking:
            yield Reason(fault.code, fault.text, fault.values)


def _entrance_reasons(problem: LayoutProblem) -> Iterator[Reason]:
    for number, entrance in enumerate(problem.entrances, 1):
        if entrance.width_m < LEAST_ENTRANCE_M - 1e-9:
            yield Reason(
                "entrance_too_narrow",
                N_("entrance {entrance} is {measured} m wide, less than {required} m, and is not counted"),
                (("entrance", number), ("measured", entrance.width_m), ("required", LEAST_ENTRANCE_M)),
            )


def _nothing_fits(problem: LayoutProblem, ground: Ground) -> Reason | None:
    if not ground.has_way_out:
        return Reason("no_way_out", N_("no side is open and no wall has an entrance"))
    if not len(ground.standing.x1):
        return Reason("no_ground", N_("clearances, lanes and holes leave no ground for stalls"))
    if not RowRule(problem.module, problem.group).kinds:
        return Reason(
            "group_impossible",
            N_("a stall is longer than the longest group, {length} m"),
            (("length", problem.group.max_length_m if problem.group else 0.0),),
        )
    return None


def _why_empty(problem: LayoutProblem, held: int) -> Reason:
    module = problem.module
    if not held:
        return Reason(
            "too_small",
            N_("the ground is too small for a stall of {width} × {depth} m and an aisle of {aisle} m"),
            (
                ("width", module.pitch_m),
                ("depth", module.single_depth_m),
                ("aisle", module.aisle_one_side_m),
            ),
        )
    return Reason(
        "not_reachable",
        N_("stalls would fit, but no bike reaches them on a way {width} m wide"),
        (("width", module.least_aisle_m),),
    )
