"""Paths of the sides of lots and the gates in them: walls hatched outward, open sides with arrows inward.

Marks keep their size on screen, so their paths are made for a zoom, told as the metres in a pixel.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtGui import QPainterPath

from chargeplan.model.scheme import EdgeRole, Entrance, Lot
from chargeplan.model.values import Point
from chargeplan.ui.canvas.sides import gate_ends, outward_of, point_along, side_ends, side_length_m

_TICK_EVERY_PX, _TICK_PX = 9.0, 6.0
_ARROW_EVERY_PX, _ARROW_PX, _ARROW_HALF_PX = 56.0, 9.0, 3.2
_POST_PX = 5.0
_ALONG_PX, _ALONG_HALF_PX = 11.0, 34.0
_MOST_MARKS = 400
"""Marks of one side at most; nobody counts them on a side that is longer than the screen."""


def wall_path(lot: Lot) -> QPainterPath:
    """Return the walls of a lot, open where gates are [m]."""
    path = QPainterPath()
    for side, role in enumerate(lot.edges):
        if role is not EdgeRole.WALL:
            continue
        for begin, end in _stretches(lot, side):
            path.moveTo(*point_along(lot, side, begin))
            path.lineTo(*point_along(lot, side, end))
    return path


def open_path(lot: Lot) -> QPainterPath:
    """Return the open sides of a lot [m]."""
    path = QPainterPath()
    for side, role in enumerate(lot.edges):
        if role is EdgeRole.OPEN:
            start, end = side_ends(lot, side)
            path.moveTo(*start)
            path.lineTo(*end)
    return path


def wall_ticks(lot: Lot, pixel_m: float) -> QPainterPath:
    """Return the short strokes outside of walls [m], for a zoom."""
    path = QPainterPath()
    for side, role in enumerate(lot.edges):
        if role is not EdgeRole.WALL:
            continue
        (ox, oy), (x1, y1), (x2, y2) = outward_of(lot, side), *side_ends(lot, side)
        length = side_length_m(lot, side)
        back = ((x1 - x2) / length, (y1 - y2) / length) if length else (0.0, 0.0)
        reach = _TICK_PX * pixel_m
        for begin, end in _stretches(lot, side):
            for along in _marks(begin, end, _TICK_EVERY_PX * pixel_m):
                x, y = point_along(lot, side, along)
                path.moveTo(x, y)
                path.lineTo(x + (ox + back[0]) * reach * 0.8, y + (oy + back[1]) * reach * 0.8)
    return path


def open_arrows(lot: Lot, pixel_m: float) -> QPainterPath:
    """Return the small arrows that ride in over open sides [m], for a zoom."""
    path = QPainterPath()
    for side, role in enumerate(lot.edges):
        if role is not EdgeRole.OPEN:
            continue
        outward = outward_of(lot, side)
        for along in _marks(0.0, side_length_m(lot, side), _ARROW_EVERY_PX * pixel_m):
            _arrow(path, point_along(lot, side, along), outward, pixel_m)
    return path


def gate_path(lot: Lot, gates: Iterable[Entrance], pixel_m: float) -> QPainterPath:
    """Return gates as two posts and an arrow between them [m], for a zoom."""
    path = QPainterPath()
    for gate in gates:
        outward = outward_of(lot, gate.edge)
        ends = gate_ends(lot, gate)
        for x, y in ends:
            dx, dy = outward[0] * _POST_PX * pixel_m, outward[1] * _POST_PX * pixel_m
            path.moveTo(x - dx, y - dy)
            path.lineTo(x + dx, y + dy)
        middle = ((ends[0][0] + ends[1][0]) / 2, (ends[0][1] + ends[1][1]) / 2)
        _arrow(path, middle, outward, pixel_m)
    return path


def along_arrow(lot: Lot, side: int, pixel_m: float) -> QPainterPath:
    """Return the arrow within a lot, pointing both ways, that shows which side its rows run along [m]."""
    path = QPainterPath()
    length, (ox, oy) = side_length_m(lot, side), outward_of(lot, side)
    shift, half = _ALONG_PX * pixel_m, min(_ALONG_HALF_PX * pixel_m, length / 3)
    ends = [point_along(lot, side, length / 2 + turn * half) for turn in (-1, 1)]
    (x1, y1), (x2, y2) = [(x - ox * shift, y - oy * shift) for x, y in ends]
    path.moveTo(x1, y1)
    path.lineTo(x2, y2)
    head = _ARROW_HALF_PX * 1.5 * pixel_m
    for (x, y), turn in (((x1, y1), 1.0), ((x2, y2), -1.0)):
        ax, ay = (x2 - x1) / (2 * half) * turn, (y2 - y1) / (2 * half) * turn
        for beside in (1.0, -1.0):
            path.moveTo(x + (ax - beside * ay) * head, y + (ay + beside * ax) * head)
            path.lineTo(x, y)
    return path


def _arrow(path: QPainterPath, tip: Point, outward: Point, pixel_m: float) -> None:
    """Add an arrow that points into the lot, its tip a little within."""
    (ox, oy), (x, y) = outward, tip
    reach, half = _ARROW_PX * pixel_m, _ARROW_HALF_PX * pixel_m
    tip = (x - ox * reach * 0.6, y - oy * reach * 0.6)
    path.moveTo(x + ox * reach * 0.7, y + oy * reach * 0.7)
    path.lineTo(*tip)
    for turn in (1.0, -1.0):
        path.moveTo(tip[0] + (ox - turn * oy) * half, tip[1] + (oy + turn * ox) * half)
        path.lineTo(*tip)


def _stretches(lot: Lot, side: int) -> list[tuple[float, float]]:
    """Return the pieces of a wall between its gates, from and to [m along it]."""
    pieces, begin, length = [], 0.0, side_length_m(lot, side)
    for gate in sorted((g for g in lot.entrances if g.edge == side), key=lambda gate: gate.from_m):
        if gate.from_m > begin:
            pieces.append((begin, min(gate.from_m, length)))
        begin = max(begin, gate.from_m + gate.width_m)
    if begin < length:
        pieces.append((begin, length))
    return pieces


def _marks(begin_m: float, end_m: float, step_m: float) -> list[float]:
    """Return places at even steps along a stretch, the first half a step from its end."""
    count = min(max(1, math.floor((end_m - begin_m) / step_m)), _MOST_MARKS)
    step = (end_m - begin_m) / count
    return [begin_m + step * (index + 0.5) for index in range(count)]
