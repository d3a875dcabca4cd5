"""Length of the lines that mark stalls: between them and behind them, never across their fronts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from chargeplan.engineering.sums import Sum, product, total
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point
from chargeplan.units import round_half_up

_SAME_M = 1e-3
_SAME_DIRECTION = 1e-6


def marking_sum(stalls: Sequence[Stall]) -> Sum | None:
    """Return the length of all lines [m], a line that two stalls share counted once; None without stalls.

    Each line counts to the centimetre. Lines that lie on one another or follow on one another in one
    direction are one line, so a row of twenty stalls of 0.60 × 2.00 m gives `21 × 2.00 + 12.00`.
    """
    return _marking_sum(tuple(stalls)) if stalls else None


@lru_cache(maxsize=1024)
def _marking_sum(stalls: tuple[Stall, ...]) -> Sum:
    """Sheds that stay where they are while another one moves are not measured again."""
    lengths = Counter(round_half_up(length, 2) for length in line_lengths_m(stalls))
    parts = [
        product(count, length) if count > 1 else product(length)
        for length, count in sorted(lengths.items(), key=lambda entry: (-entry[1], -entry[0]))
    ]
    return total(parts)


def line_lengths_m(stalls: Iterable[Stall]) -> list[float]:
    """Return the lengths of the separate straight lines that mark `stalls` [m]."""
    runs = sorted(_run(start, end) for stall in stalls for start, end in _marked_sides(stall))
    lengths = []
    for line in _lines(runs):
        low, high = line[0]
        for start, end in line[1:]:
            if start > high + _SAME_M:
                lengths.append(high - low)
                low, high = start, end
            high = max(high, end)
        lengths.append(high - low)
    return lengths


def _marked_sides(stall: Stall) -> list[tuple[Point, Point]]:
    corners = stall.polygon
    sides = zip(corners, (*corners[1:], corners[0]), strict=True)
    return [side for side in sides if not _same(side, stall.front)]


def _same(side: tuple[Point, Point], front: tuple[Point, Point]) -> bool:
    (start, end), (left, right) = side, front
    return (_meet(start, left) and _meet(end, right)) or (_meet(start, right) and _meet(end, left))


def _meet(here: Point, there: Point) -> bool:
    return math.dist(here, there) < _SAME_M


def _run(start: Point, end: Point) -> tuple[float, float, float, float]:
    """Return direction [0, π), distance from the origin, and where along the direction a side lies."""
    angle = math.atan2(end[1] - start[1], end[0] - start[0]) % math.pi
    if angle > math.pi - _SAME_DIRECTION:
        angle = 0.0
    ux, uy = math.cos(angle), math.sin(angle)
    ends = sorted((start[0] * ux + start[1] * uy, end[0] * ux + end[1] * uy))
    return angle, start[1] * ux - start[0] * uy, ends[0], ends[1]


def _lines(runs: list[tuple[float, float, float, float]]) -> list[list[tuple[float, float]]]:
    """Group runs by direction and offset, each group sorted along its line."""
    return [
        sorted((run[2], run[3]) for run in same_line)
        for same_direction in _clusters(runs, 0, 1e-4)
        for same_line in _clusters(sorted(same_direction, key=lambda run: run[1]), 1, _SAME_M)
    ]


def _clusters(
    runs: list[tuple[float, float, float, float]], key: int, tolerance: float
) -> list[list[tuple[float, float, float, float]]]:
    clusters: list[list[tuple[float, float, float, float]]] = []
    for run in runs:
        if clusters and run[key] - clusters[-1][-1][key] <= tolerance:
            clusters[-1].append(run)
        else:
            clusters.append([run])
    return clusters
