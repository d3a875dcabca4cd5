"""Dimension lines of sheds, drawn beside them, and of the clear width of fire lanes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import pairwise

from chargeplan.analysis import Analysis
from chargeplan.drawing.dimensions import LAYER, Dimension
from chargeplan.drawing.labels import LabelBoard
from chargeplan.drawing.primitives import Polyline, Primitive, box_of
from chargeplan.engineering.capacity import ShedCapacity
from chargeplan.i18n import tr
from chargeplan.model.site import FireLane
from chargeplan.model.values import Point

_OFFSETS = (1.4, 2.8)
"""How far from a shed its dimension lines run, in letters."""

_LENGTH_SIDES, _DEPTH_SIDES = (2, 0), (1, 3)
"""Sides of a shed along which its length and its depth are drawn, the better ones first."""

_PLACES = (0.08, 0.92, 0.3, 0.7)
"""Where along its longest stretch the width of a lane is drawn."""


def shed_dimensions(
    held: ShedCapacity, board: LabelBoard, letter_m: float, language: str
) -> tuple[tuple[Dimension, ...], tuple[Primitive, ...]]:
    """Return the dimensions of a shed's length and depth, and the thin lines from its corners to them."""
    dimensions, lines = [], []
    for sides, length_m in ((_LENGTH_SIDES, held.shed.length_m), (_DEPTH_SIDES, held.shed.depth_m)):
        start, end, corners = _beside(held, sides, board, letter_m)
        text = tr("{length} m", language, length=f"{length_m:.2f}")
        dimensions.append(Dimension(start, end, text, elements=(held.shed.id,)))
        lines += [Polyline(LAYER, "witness", ends) for ends in zip(corners, (start, end), strict=True)]
    return tuple(dimensions), tuple(lines)


def _beside(
    held: ShedCapacity, sides: tuple[int, ...], board: LabelBoard, letter_m: float
) -> tuple[Point, Point, tuple[Point, Point]]:
    """Return the line along the first side where it runs free, with the corners that it measures."""
    found = [_moved(held, side, offset * letter_m) for offset in _OFFSETS for side in sides]
    free = (each for each in found if board.free(box_of(each[:2]).grown(letter_m / 2)))
    return next(free, found[0])


def _moved(held: ShedCapacity, side: int, by_m: float) -> tuple[Point, Point, tuple[Point, Point]]:
    corners = held.outline
    start, end = corners[side], corners[(side + 1) % len(corners)]
    length = math.dist(start, end)
    dx, dy = (end[1] - start[1]) / length * by_m, (start[0] - end[0]) / length * by_m
    return (start[0] + dx, start[1] + dy), (end[0] + dx, end[1] + dy), (start, end)


def lane_dimensions(
    analysis: Analysis, board: LabelBoard, letter_m: float, language: str, told: Iterable[Dimension]
) -> Iterator[Dimension]:
    """Yield the clear width of every fire lane of which `told` does not have it, where there is room."""
    measured = {dimension.elements for dimension in told}
    for lane in analysis.project.site.fire_lanes:
        if (lane.id,) in measured:
            continue
        across = [_across(lane, share) for share in _PLACES]
        start, end = next((ends for ends in across if board.free(box_of(ends).grown(letter_m))), across[0])
        text = tr("{length} m", language, length=f"{lane.width_m:.2f}")
        yield Dimension(start, end, text, elements=(lane.id,))


def _across(lane: FireLane, share: float) -> tuple[Point, Point]:
    (ax, ay), (bx, by) = max(pairwise(lane.centreline), key=lambda ends: math.dist(*ends))
    length = math.dist((ax, ay), (bx, by)) or 1.0
    x, y = ax + (bx - ax) * share, ay + (by - ay) * share
    dx, dy = -(by - ay) / length * lane.width_m / 2, (bx - ax) / length * lane.width_m / 2
    return (x - dx, y - dy), (x + dx, y + dy)
