"""The rectangle of a shed, the stalls in it and the strips in front of it.

Inside a shed x runs along its length from `origin`, y across it to the left. A single row stands at the
back (large y) with its fronts towards side 0; two rows stand back to back in the middle of the depth.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from chargeplan.geometry.polygons import signed_area_m2
from chargeplan.model.modules import GroupRule, StallModule
from chargeplan.model.scheme import Shed
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point, Ring

_FIT_TOLERANCE_M = 1e-6


@dataclass(frozen=True)
class ShedStalls:
    """What stands in a shed.

    `stalls` run along the shed, both rows of a column before the next column; `strips` are the ground in
    front of the open sides, one per row; `panels` are the cross panels between groups.
    """

    stalls: tuple[Stall, ...]
    strips: tuple[Ring, ...]
    panels: tuple[tuple[Point, Point], ...]


@dataclass(frozen=True)
class _Frame:
    origin: Point
    cos: float
    sin: float

    def point(self, x: float, y: float) -> Point:
        return (self.origin[0] + x * self.cos - y * self.sin, self.origin[1] + x * self.sin + y * self.cos)

    def rectangle(self, x1: float, y1: float, x2: float, y2: float) -> Ring:
        return tuple(self.point(x, y) for x, y in ((x1, y1), (x2, y1), (x2, y2), (x1, y2)))


def _frame(shed: Shed | ShedRectangle) -> _Frame:
    angle = math.radians(shed.angle_degrees)
    return _Frame(shed.origin, math.cos(angle), math.sin(angle))


def shed_outline(shed: Shed | ShedRectangle) -> Ring:
    """Return the four corners of a shed's roof, counter-clockwise from `origin`."""
    return _frame(shed).rectangle(0, 0, shed.length_m, shed.depth_m)


def shed_from_edge(start: Point, end: Point) -> tuple[float, float]:
    """Return angle [degrees] and length [m] of a shed whose side 0 runs from `start` to `end`."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    return math.degrees(math.atan2(dy, dx)) % 360, math.hypot(dx, dy)


@dataclass(frozen=True)
class ShedRectangle:
    """The rectangle of a shed: corner and direction [degrees] of its front, length and depth [m]."""

    origin: Point
    angle_degrees: float
    length_m: float
    depth_m: float


def shed_of_outline(ring: Ring, front: int | None, tolerance_m: float) -> ShedRectangle | None:
    """Return the rectangle that an outline in either direction is, None when it is none.

    Parameters
    ----------
    front
        The side that becomes side 0, from corner `front` to the next; None for the longest.
    tolerance_m
        How far corners may lie off the rectangle, and further corners off its sides [m].
    """
    wanted = None if front is None else (ring[front], ring[(front + 1) % len(ring)])
    corners = _four_corners(ring if signed_area_m2(ring) >= 0 else ring[::-1], tolerance_m)
    if corners is None:
        return None
    sides = [(corners[i], corners[(i + 1) % 4]) for i in range(4)]
    if wanted is None:
        first = max(range(4), key=lambda i: (round(math.dist(*sides[i]), 4), -i))
    else:
        middle = ((wanted[0][0] + wanted[1][0]) / 2, (wanted[0][1] + wanted[1][1]) / 2)
        first = min(range(4), key=lambda i: _off_line_m(middle, *sides[i]))
    a, b, c, d = (corners[(first + i) % 4] for i in range(4))
    found = _rectangle_of(a, b, c, d)
    outline = shed_outline(found)
    if min(found.length_m, found.depth_m) <= tolerance_m:
        return None
    off = max(math.dist(p, q) for p, q in zip((a, b, c, d), outline, strict=True))
    return found if off <= tolerance_m else None


def _rectangle_of(a: Point, b: Point, c: Point, d: Point) -> ShedRectangle:
    along = (b[0] - a[0] + c[0] - d[0], b[1] - a[1] + c[1] - d[1])
    length = (math.dist(a, b) + math.dist(d, c)) / 2
    depth = (math.dist(b, c) + math.dist(a, d)) / 2
    angle = math.atan2(along[1], along[0])
    cos, sin = math.cos(angle), math.sin(angle)
    x, y = (sum(corner[axis] for corner in (a, b, c, d)) / 4 for axis in (0, 1))
    origin = (x - (length * cos - depth * sin) / 2, y - (length * sin + depth * cos) / 2)
    return ShedRectangle(origin, math.degrees(angle) % 360, length, depth)


def _four_corners(ring: Ring, tolerance_m: float) -> list[Point] | None:
    """Return a ring without what lies on its sides, None when more or fewer than four corners are left."""
    corners = [corner for i, corner in enumerate(ring) if corner != ring[i - 1]]
    while len(corners) > 4:
        off = [
            _off_line_m(corners[i], corners[i - 1], corners[(i + 1) % len(corners)])
            for i in range(len(corners))
        ]
        least = min(range(len(off)), key=off.__getitem__)
        if off[least] > tolerance_m:
            return None
        del corners[least]
    return corners if len(corners) == 4 else None


def _off_line_m(place: Point, start: Point, end: Point) -> float:
    """Return how far a place lies off a piece of a line [m]."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    square = dx * dx + dy * dy
    along = ((place[0] - start[0]) * dx + (place[1] - start[1]) * dy) / square if square else 0.0
    along = min(max(along, 0.0), 1.0)
    return math.hypot(place[0] - start[0] - along * dx, place[1] - start[1] - along * dy)


def column_groups(
    length_m: float, rows: int, module: StallModule, group: GroupRule | None
) -> tuple[int, ...]:
    """Return the number of columns in each group that fit `length_m`, as many columns as possible.

    A column is one stall of each row. Among equal counts the fewest groups win, and columns are given out
    evenly, larger groups first.
    """
    pitch = module.front_m
    depth = module.single_depth_m if rows == 1 else module.double_depth_m
    skew = _skew_m(rows, module)
    room = length_m - skew + _FIT_TOLERANCE_M
    if room < pitch:
        return ()
    if group is None:
        return (math.floor(room / pitch),)
    most = min(group.max_stalls // rows, math.floor((group.max_length_m - skew + _FIT_TOLERANCE_M) / pitch))
    if most < 1 or depth > group.max_length_m + _FIT_TOLERANCE_M:
        return ()
    gap = _group_gap_m(rows, module, group)
    best = (0, 1)
    for parts in range(1, math.floor((room + gap) / (pitch + gap)) + 1):
        columns = min(parts * most, math.floor((room - (parts - 1) * gap) / pitch))
        if columns > best[0]:
            best = (columns, parts)
        if columns < parts * most:
            break
    columns, parts = best
    return tuple(
        columns // parts + (1 if index < columns % parts else 0) for index in range(parts) if columns
    )


def _group_gap_m(rows: int, module: StallModule, group: GroupRule) -> float:
    """Return the distance along the row between two groups; leaning stalls are nearer than that across."""
    panel_allowed = group.panels and not (rows == 2 and module.interleaved)
    return 0.0 if panel_allowed else group.gap_m / math.sin(math.radians(module.angle_degrees))


def _skew_m(rows: int, module: StallModule) -> float:
    """Return how far the back of a stall is shifted along the row; half a double row leans half as deep."""
    if module.angle_degrees == 90:
        return 0.0
    depth = module.single_depth_m if rows == 1 else module.double_depth_m / 2
    return depth / math.tan(math.radians(module.angle_degrees))


def shed_stalls(shed: Shed, module: StallModule, group: GroupRule | None) -> ShedStalls:
    """Return the stalls, strips and panels of a shed; none when a stall is deeper than the roof."""
    frame = _frame(shed)
    needed = module.single_depth_m if shed.rows == 1 else module.double_depth_m
    if needed > shed.depth_m + _FIT_TOLERANCE_M:
        return ShedStalls((), (), ())
    groups = column_groups(shed.length_m, shed.rows, module, group)
    gap = _group_gap_m(shed.rows, module, group) if group else 0.0
    pitch = module.front_m
    skew = _skew_m(shed.rows, module)
    stalls: list[Stall] = []
    panels: list[tuple[Point, Point]] = []
    x = 0.0
    for number, columns in enumerate(groups):
        for _ in range(columns):
            stalls.extend(_column(frame, shed, module, x, skew, number))
            x += pitch
        if number + 1 < len(groups):
            if gap == 0 and group is not None and group.panels:
                panels.extend(_panels(frame, shed, module, x, skew))
            x += gap
    return ShedStalls(tuple(stalls), _strips(frame, shed, module), tuple(panels))


def _panels(
    frame: _Frame, shed: Shed, module: StallModule, x: float, skew: float
) -> list[tuple[Point, Point]]:
    """Return the panel between two columns, bent with the two rows where stalls lean."""
    if skew == 0:
        return [(frame.point(x, 0), frame.point(x, shed.depth_m))]
    back = frame.point(x + skew, shed.depth_m)
    if shed.rows == 1:
        return [(frame.point(x, shed.depth_m - module.single_depth_m), back)]
    half, middle = module.double_depth_m / 2, shed.depth_m / 2
    spine = frame.point(x + skew, middle)
    return [(frame.point(x, middle - half), spine), (spine, frame.point(x, middle + half))]


def _column(frame: _Frame, shed: Shed, module: StallModule, x: float, skew: float, group: int) -> list[Stall]:
    pitch = module.front_m
    if shed.rows == 1:
        front, back = shed.depth_m - module.single_depth_m, shed.depth_m
        return [_stall(frame, x, pitch, front, back, skew, group)]
    half = module.double_depth_m / 2
    middle = shed.depth_m / 2
    return [
        _stall(frame, x, pitch, middle - half, middle, skew, group),
        _stall(frame, x, pitch, middle + half, middle, skew, group),
    ]


def _stall(
    frame: _Frame, x: float, pitch: float, front_y: float, back_y: float, skew: float, group: int
) -> Stall:
    front = (frame.point(x, front_y), frame.point(x + pitch, front_y))
    back = (frame.point(x + pitch + skew, back_y), frame.point(x + skew, back_y))
    corners = (*front, *back)
    if front_y > back_y:
        a, b, c, d = corners
        return Stall((b, a, d, c), (b, a), group)
    a, b, c, d = corners
    return Stall((a, b, c, d), (a, b), group)


def _strips(frame: _Frame, shed: Shed, module: StallModule) -> tuple[Ring, ...]:
    aisle = module.aisle_one_side_m
    if shed.rows == 1:
        front = shed.depth_m - module.single_depth_m
        return (frame.rectangle(0, front - aisle, shed.length_m, front),)
    margin = (shed.depth_m - module.double_depth_m) / 2
    return (
        frame.rectangle(0, margin - aisle, shed.length_m, margin),
        frame.rectangle(0, shed.depth_m - margin, shed.length_m, shed.depth_m - margin + aisle),
    )
