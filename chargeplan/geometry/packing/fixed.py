"""Stalls that stay where they are, as runs that no search moves."""

from __future__ import annotations

import math

import numpy as np

from chargeplan.geometry.checking import check_layout
from chargeplan.geometry.packing.looking import look
from chargeplan.geometry.packing.values import (
    BODY,
    BOX,
    COLUMNS,
    DEPTH,
    FACING,
    FIXED,
    GROUP,
    LEAN,
    MATE,
    STRIP,
    Floats,
    Ground,
    H,
    Rules,
    Stalls,
    T,
    Whole,
    no_stalls,
)
from chargeplan.geometry.polygons import signed_area_m2
from chargeplan.geometry.stall_rows import StallFinder
from chargeplan.model.layout import Layout, LayoutProblem
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point

QUARTER = math.pi / 2
_SAME_ANGLE = 1e-3
_SAME_M = 1e-3


def is_same_direction(first: float, second: float) -> bool:
    """Return whether rows along two directions [radians] stand along or across each other."""
    return abs(math.remainder(first - second, QUARTER)) < _SAME_ANGLE


def kept_directions(problem: LayoutProblem) -> list[float]:
    """Return the directions of the stalls that stay [radians, below a quarter turn], none twice."""
    found: list[float] = []
    for stall in problem.kept:
        nx, ny = _normal(stall)
        angle = math.atan2(ny, nx) % QUARTER
        if not any(is_same_direction(angle, other) for other in found):
            found.append(angle)
    return found


def sound_stalls(problem: LayoutProblem) -> tuple[Stall, ...]:
    """Return the stalls that are to stay, less those that may no longer stand where they are."""
    kept = problem.kept
    panels = problem.group is not None and problem.group.panels
    while kept:
        violations = [
            violation
            for violation in check_layout(problem, Layout(stalls=kept))
            if not (panels and violation.code == "groups_too_close")
        ]
        wrong = {index for violation in violations for index in violation.stalls}
        if not wrong:
            break
        kept = tuple(stall for index, stall in enumerate(kept) if index not in wrong)
    return kept


def unparted_stalls(
    problem: LayoutProblem, stalls: tuple[Stall, ...], panels: tuple[tuple[Point, Point], ...]
) -> frozenset[int]:
    """Return which stalls that stay are too close to another group, of each two the second if it stays.

    `stalls` and `panels` are what was packed around them.
    """
    finder = StallFinder(problem.kept)
    wrong: frozenset[int] = frozenset()
    for violation in check_layout(problem, Layout(stalls=stalls, panels=panels)):
        if violation.code == "groups_too_close":
            first, second = (finder.holding([_middle(stalls[index])]) for index in violation.stalls)
            wrong |= second or first
    return wrong


def _middle(stall: Stall) -> Point:
    (ax, ay), _, (cx, cy), _ = stall.polygon
    return ((ax + cx) / 2, (ay + cy) / 2)


def fixed_runs(problem: LayoutProblem, rules: Rules, ground: Ground) -> Stalls:
    """Return the stalls that stay as runs, those of a row and a group that stand side by side in one."""
    placed = no_stalls(len(ground.normals), len(problem.kept))
    singles = sorted((_single(stall, rules, ground) for stall in problem.kept), key=_place)
    n = 0
    for single in singles:
        if n and _continues(placed, n - 1, single, rules):
            placed.whole[n - 1, COLUMNS] += 1
            for corner in (0, 3):
                for first in (BODY, STRIP):
                    at = slice(first + 2 * corner, first + 2 * corner + 2)
                    placed.real[n - 1, at] = single[1][at]
        else:
            placed.whole[n], placed.real[n] = single
            n += 1
    placed.size[0] = n
    for real in placed.real[:n]:
        corners = real[BODY : BODY + 8].reshape(4, 2)
        real[BOX : BOX + 4] = [*corners.min(axis=0), *corners.max(axis=0)]
    _pair_up(placed, rules)
    look(placed, ground)
    return placed


def _single(stall: Stall, rules: Rules, ground: Ground) -> tuple[Whole, Floats]:
    """Return a stall as the numbers of a run of one column."""
    whole, real = np.zeros(5, np.int64), np.zeros(24)
    corners, front = _corners(stall), np.array(_normal(stall))
    k = int(np.argmax(ground.normals @ front))
    nx, ny = ground.normals[k].tolist()
    whole[FACING], whole[COLUMNS], whole[MATE], whole[GROUP], whole[FIXED] = k, 1, -1, stall.group, 1
    t, s = corners[:, 0] * ny - corners[:, 1] * nx, corners[:, 0] * nx + corners[:, 1] * ny
    real[T], real[H], real[DEPTH] = t[1], s[0], s[0] - s[2]
    real[LEAN] = 0.0 if rules.cotangent == 0 else np.sign(t[2] - t[1])
    strip = np.array([corners[0], corners[1], corners[1], corners[0]])
    strip[2:] += front * rules.aisle
    real[BODY : BODY + 8], real[STRIP : STRIP + 8] = corners.ravel(), strip.ravel()
    return whole, real


def _place(single: tuple[Whole, Floats]) -> tuple[float, ...]:
    whole, real = single
    return (whole[FACING], whole[GROUP], round(real[H], 2), round(real[DEPTH], 2), real[LEAN], real[T])


def _continues(placed: Stalls, r: int, single: tuple[Whole, Floats], rules: Rules) -> bool:
    whole, real = single
    same = all(placed.whole[r, i] == whole[i] for i in (FACING, GROUP)) and placed.real[r, LEAN] == real[LEAN]
    end = placed.real[r, T] + placed.whole[r, COLUMNS] * rules.front
    level = abs(placed.real[r, H] - real[H]) < _SAME_M and abs(placed.real[r, DEPTH] - real[DEPTH]) < _SAME_M
    return bool(same and level and abs(end - real[T]) < _SAME_M)


def _pair_up(placed: Stalls, rules: Rules) -> None:
    """Make mates of the halves of double rows, of which neither stays without the other."""
    if abs(rules.double / 2 - rules.single) < _SAME_M:
        return
    n = int(placed.size[0])
    halves = np.flatnonzero(np.abs(placed.real[:n, DEPTH] - rules.double / 2) < _SAME_M)
    corners = placed.real[halves, BODY : BODY + 8].reshape(-1, 4, 2)
    backs = corners[:, 2:].mean(axis=1)
    for number, r in enumerate(halves.tolist()):
        facing = placed.whole[r, FACING]
        behind = np.hypot(*(backs - backs[number]).T) < _SAME_M
        for other in halves[behind].tolist():
            alike = placed.whole[other, COLUMNS] == placed.whole[r, COLUMNS]
            if alike and placed.whole[other, FACING] == facing ^ 1:
                placed.whole[r, MATE] = other


def _corners(stall: Stall) -> Floats:
    """Return the corners counter-clockwise, those of the front first."""
    polygon = stall.polygon if signed_area_m2(stall.polygon) > 0 else stall.polygon[::-1]
    start = min(range(4), key=lambda i: _apart(stall, polygon[i], polygon[(i + 1) % 4]))
    return np.array([polygon[(start + i) % 4] for i in range(4)])


def _apart(stall: Stall, a: tuple[float, float], b: tuple[float, float]) -> float:
    first, second = stall.front
    return min(math.dist(a, first) + math.dist(b, second), math.dist(a, second) + math.dist(b, first))


def _normal(stall: Stall) -> tuple[float, float]:
    a, b = _corners(stall)[:2].tolist()
    length = math.dist(a, b)
    return ((b[1] - a[1]) / length, -(b[0] - a[0]) / length)
