"""Which stalls a bike reaches: exact, by the gaps between obstacles that are too narrow for a rider.

A rider is a disc as wide as the least aisle. Between two convex obstacles it passes where they are that far
apart. So every gap that is narrower is closed by the shortest line across it; what a flood from outside
then fills is connected for riders too, and a coarse raster is enough to flood, for open gaps are several
cells wide. A stall is reached where a point of its strip is in the flood and clear of every obstacle.
"""

from __future__ import annotations

import math

import numpy as np

from chargeplan.geometry.packing.compiled import kernel, part
from chargeplan.geometry.packing.values import (
    BODY,
    BOX,
    COLUMNS,
    EPS,
    FACING,
    FAR,
    FIXED,
    IN_LIMITS,
    IN_REACH,
    MATE,
    STAYS_WORTH,
    Bytes,
    Floats,
    Ground,
    H,
    Rules,
    Stalls,
    T,
    Whole,
)

_SLACK = 5e-4


@part
def _nearest_on(px: float, py: float, ax: float, ay: float, bx: float, by: float) -> tuple[float, float]:
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    u = 0.0 if length == 0 else min(1.0, max(0.0, ((px - ax) * dx + (py - ay) * dy) / length))
    return ax + u * dx, ay + u * dy


@part
def _crossing(ax: float, ay: float, bx: float, by: float, cx: float, cy: float, dx: float, dy: float) -> bool:
    first = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    second = (bx - ax) * (dy - ay) - (by - ay) * (dx - ax)
    third = (dx - cx) * (ay - cy) - (dy - cy) * (ax - cx)
    fourth = (dx - cx) * (by - cy) - (dy - cy) * (bx - cx)
    return first * second < 0 and third * fourth < 0


@part
def _closest(first: Floats, n: int, second: Floats, m: int, line: Floats) -> float:
    """Write the shortest line between two closed polygons (n corners; 2: a segment); return its length."""
    best = FAR
    for i in range(n if n > 2 else 1):
        a, b = 2 * i, 2 * ((i + 1) % n)
        for j in range(m if m > 2 else 1):
            c, d = 2 * j, 2 * ((j + 1) % m)
            if _crossing(
                first[a], first[a + 1], first[b], first[b + 1],
                second[c], second[c + 1], second[d], second[d + 1],
            ):  # fmt: skip
                return 0.0
            for end in range(4):
                if end < 2:
                    p = a if end == 0 else b
                    px, py = first[p], first[p + 1]
                    ax, ay, bx, by = second[c], second[c + 1], second[d], second[d + 1]
                else:
                    p = c if end == 2 else d
                    px, py = second[p], second[p + 1]
                    ax, ay, bx, by = first[a], first[a + 1], first[b], first[b + 1]
                qx, qy = _nearest_on(px, py, ax, ay, bx, by)
                far = (px - qx) ** 2 + (py - qy) ** 2
                if far < best:
                    best = far
                    line[0], line[1], line[2], line[3] = px, py, qx, qy
    return math.sqrt(best)


@part
def _draw(raster: Bytes, frame: Floats, x1: float, y1: float, x2: float, y2: float) -> None:
    """Mark every cell that a line touches."""
    cell = frame[6]
    if x1 > x2:
        x1, y1, x2, y2 = x2, y2, x1, y1
    u1, v1 = (x1 - frame[4]) / cell, (y1 - frame[5]) / cell
    u2, v2 = (x2 - frame[4]) / cell, (y2 - frame[5]) / cell
    width, height = raster.shape
    first, last = math.floor(u1), math.floor(u2)
    for column in range(max(0, first), min(width - 1, last) + 1):
        a, b = v1, v2
        if last > first:
            left, right = max(u1, float(column)), min(u2, float(column + 1))
            a = v1 + (v2 - v1) * (left - u1) / (u2 - u1)
            b = v1 + (v2 - v1) * (right - u1) / (u2 - u1)
        low, high = min(a, b), max(a, b)
        for row in range(max(0, math.floor(low)), min(height - 1, math.floor(high)) + 1):
            raster[column, row] = 1


@kernel
def draw_sites(sites: Floats, least: float, raster: Bytes, frame: Floats) -> None:
    """Mark the segments that stop riders, and the gaps between them that are too narrow."""
    line = np.zeros(4)
    for i in range(sites.shape[0]):
        one = sites[i]
        _draw(raster, frame, one[0], one[1], one[2], one[3])
        for j in range(i):
            other = sites[j]
            if (
                min(other[0], other[2]) > max(one[0], one[2]) + least
                or max(other[0], other[2]) < min(one[0], one[2]) - least
                or min(other[1], other[3]) > max(one[1], one[3]) + least
                or max(other[1], other[3]) < min(one[1], one[3]) - least
            ):
                continue
            far = _closest(one, 2, other, 2, line)
            if EPS < far < least - _SLACK:
                _draw(raster, frame, line[0], line[1], line[2], line[3])


@part
def _flood(raster: Bytes, seeds: Whole, stack: Whole) -> None:
    """Fill the free cells (0) that are connected to the seeds with 2."""
    width, height = raster.shape
    top = 0
    for i in range(seeds.shape[0]):
        stack[top] = seeds[i, 0] * height + seeds[i, 1]
        top += 1
        while top > 0:
            top -= 1
            u, v = stack[top] // height, stack[top] % height
            if raster[u, v] != 0:
                continue
            low, high = v, v
            while low > 0 and raster[u, low - 1] == 0:
                low -= 1
            while high < height - 1 and raster[u, high + 1] == 0:
                high += 1
            for v in range(low, high + 1):
                raster[u, v] = 2
            for way in range(2):
                w = u + 2 * way - 1
                if 0 <= w < width:
                    for v in range(low, high + 1):
                        if raster[w, v] == 0 and (v == low or raster[w, v - 1] != 0):
                            stack[top] = w * height + v
                            top += 1


@part
def _facing_ends(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    """Return the ends that face each other of two stretches, or twice the middle of what they share."""
    if b < c:
        return b, c
    if d < a:
        return a, d
    middle = (max(a, c) + min(b, d)) / 2
    return middle, middle


@part
def _between_boxes(a: int, b: int, ground: Ground, placed: Stalls, line: Floats) -> float:
    """Write the shortest line between two upright runs of one direction; return its length."""
    k, views = placed.whole[a, FACING], placed.views
    pt, qt = _facing_ends(
        views[k, a, IN_REACH], views[k, a, IN_REACH + 1], views[k, b, IN_REACH], views[k, b, IN_REACH + 1]
    )
    ps, qs = _facing_ends(
        views[k, a, IN_LIMITS], views[k, a, IN_LIMITS + 1], views[k, b, IN_LIMITS], views[k, b, IN_LIMITS + 1]
    )
    nx, ny = ground.normals[k, 0], ground.normals[k, 1]
    line[0], line[1] = pt * ny + ps * nx, -pt * nx + ps * ny
    line[2], line[3] = qt * ny + qs * nx, -qt * nx + qs * ny
    return math.hypot(pt - qt, ps - qs)


@part
def _is_square(a: int, b: int, placed: Stalls) -> bool:
    """Return whether two runs look along one direction or across it."""
    k, m = placed.whole[a, FACING], placed.whole[b, FACING]
    return bool(k >> 2 == m >> 2)


@part
def _draw_gaps(r: int, rules: Rules, ground: Ground, placed: Stalls, raster: Bytes, line: Floats) -> None:
    """Mark the gaps between a run and earlier runs or other obstacles that are too narrow."""
    least, real = rules.least, placed.real
    x1, y1 = real[r, BOX] - least, real[r, BOX + 1] - least
    x2, y2 = real[r, BOX + 2] + least, real[r, BOX + 3] + least
    for b in range(r):
        if placed.whole[b, FACING] < 0 or real[b, BOX] > x2 or real[b, BOX + 2] < x1:
            continue
        if real[b, BOX + 1] > y2 or real[b, BOX + 3] < y1:
            continue
        if rules.cotangent == 0 and _is_square(r, b, placed):
            far = _between_boxes(r, b, ground, placed, line)
        else:
            far = _closest(real[r, BODY:], 4, real[b, BODY:], 4, line)
        if EPS < far < least - _SLACK:
            _draw(raster, ground.frame, line[0], line[1], line[2], line[3])
    sites = ground.sites
    for c in range(len(sites)):
        ax, ay, bx, by = sites[c, 0], sites[c, 1], sites[c, 2], sites[c, 3]
        if min(ax, bx) > x2 or max(ax, bx) < x1 or min(ay, by) > y2 or max(ay, by) < y1:
            continue
        far = _closest(sites[c], 2, real[r, BODY:], 4, line)
        if EPS < far < least - _SLACK:
            _draw(raster, ground.frame, line[0], line[1], line[2], line[3])


@part
def _is_clear(x: float, y: float, radius: float, ground: Ground, placed: Stalls) -> bool:
    """Return whether a disc is clear of every obstacle."""
    limit = (radius - _SLACK) ** 2
    real = placed.real
    for r in range(placed.size[0]):
        if placed.whole[r, FACING] < 0 or real[r, BOX] > x + radius or real[r, BOX + 2] < x - radius:
            continue
        if real[r, BOX + 1] > y + radius or real[r, BOX + 3] < y - radius:
            continue
        for i in range(4):
            a, b = BODY + 2 * i, BODY + 2 * ((i + 1) & 3)
            px, py = _nearest_on(x, y, real[r, a], real[r, a + 1], real[r, b], real[r, b + 1])
            if (px - x) ** 2 + (py - y) ** 2 < limit:
                return False
    sites = ground.sites
    for c in range(len(sites)):
        px, py = _nearest_on(x, y, sites[c, 0], sites[c, 1], sites[c, 2], sites[c, 3])
        if (px - x) ** 2 + (py - y) ** 2 < limit:
            return False
    return True


@part
def _is_flooded(x: float, y: float, frame: Floats, raster: Bytes) -> bool:
    u, v = int((x - frame[4]) / frame[6]), int((y - frame[5]) / frame[6])
    return bool(0 <= u < raster.shape[0] and 0 <= v < raster.shape[1] and raster[u, v] == 2)


@part
def _is_reached(r: int, column: int, rules: Rules, ground: Ground, placed: Stalls, raster: Bytes) -> bool:
    """Return whether a rider touches the strip in front of a stall."""
    half, front = rules.least / 2, rules.front
    k = placed.whole[r, FACING]
    nx, ny = ground.normals[k, 0], ground.normals[k, 1]
    start, h = placed.real[r, T], placed.real[r, H]
    left, right = column * front, (column + 1) * front
    low, high = max(left, half), min(right, placed.whole[r, COLUMNS] * front - half)
    surely = rules.aisle >= rules.least - EPS and low <= high + EPS
    deepest = min(rules.aisle, rules.least)
    for trial in range(1 if surely else 12):
        at = (low + high) / 2
        if not surely:
            at = min(max(left, half), right) if trial & 3 == 3 else left + (trial & 3) * front / 2
        depth = min(deepest, half + (trial >> 2) * max(0.0, deepest - half) / 2)
        x, y = (start + at) * ny + (h + depth) * nx, -(start + at) * nx + (h + depth) * ny
        if _is_flooded(x, y, ground.frame, raster) and (surely or _is_clear(x, y, half, ground, placed)):
            return True
    return False


@part
def _keep_longest(
    r: int, rules: Rules, ground: Ground, placed: Stalls, raster: Bytes, reached: Whole
) -> None:
    """Narrow what is reached of a run to the most columns side by side; narrow strips may part within."""
    start, longest, first = reached[r, 0], 0, reached[r, 0]
    for column in range(reached[r, 0], reached[r, 1] + 2):
        if column > reached[r, 1] or not _is_reached(r, column, rules, ground, placed, raster):
            if column - start > longest:
                first, longest = start, column - start
            start = column + 1
    reached[r, 0], reached[r, 1] = first, first + longest - 1


@part
def worth_of(fixed: int) -> int:
    """Return what a stall is worth that stays, or that does not."""
    return STAYS_WORTH if fixed else 1


@kernel
def reach(rules: Rules, ground: Ground, placed: Stalls, raster: Bytes, stack: Whole, reached: Whole) -> int:
    """Write the first and last column of each run that a rider reaches (last < first: none).

    Of a pair, columns count that are reached on both sides. `reached` has the shape `(M, 2)`. What comes back
    is the worth of the stalls that are reached.
    """
    cells, empty = raster.ravel(), ground.raster.ravel()
    for i in range(len(cells)):
        cells[i] = empty[i]
    line, real = np.zeros(4), placed.real
    for r in range(placed.size[0]):
        if placed.whole[r, FACING] >= 0:
            for i in range(4):
                a, b = BODY + 2 * i, BODY + 2 * ((i + 1) & 3)
                _draw(raster, ground.frame, real[r, a], real[r, a + 1], real[r, b], real[r, b + 1])
            _draw_gaps(r, rules, ground, placed, raster, line)
    _flood(raster, ground.seeds, stack)
    for r in range(placed.size[0]):
        low, high = 0, placed.whole[r, COLUMNS] - 1
        while low <= high and not _is_reached(r, low, rules, ground, placed, raster):
            low += 1
        while high > low and not _is_reached(r, high, rules, ground, placed, raster):
            high -= 1
        reached[r, 0], reached[r, 1] = low, high
        if rules.aisle < rules.least - EPS and low <= high:
            _keep_longest(r, rules, ground, placed, raster, reached)
    total = 0
    for r in range(placed.size[0]):
        m, columns = placed.whole[r, MATE], placed.whole[r, COLUMNS]
        if m > r:
            low = max(reached[r, 0], columns - 1 - reached[m, 1])
            high = min(reached[r, 1], columns - 1 - reached[m, 0])
            reached[r, 0], reached[r, 1] = low, high
            reached[m, 0], reached[m, 1] = columns - 1 - high, columns - 1 - low
        if placed.whole[r, FACING] >= 0:
            total += max(0, reached[r, 1] - reached[r, 0] + 1) * worth_of(placed.whole[r, FIXED])
    return total
