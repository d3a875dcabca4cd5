"""Filling a window greedily: rows of any direction, the one with most stalls first."""

from __future__ import annotations

import numpy as np

from chargeplan.geometry.packing.compiled import kernel, part
from chargeplan.geometry.packing.gaps import columns_in, free_stretches, parts_of
from chargeplan.geometry.packing.runs import put
from chargeplan.geometry.packing.values import (
    BOX,
    FACING,
    FAR,
    IN_LIMITS,
    PAIR,
    SINGLE,
    STRIP,
    Bytes,
    Floats,
    Ground,
    Rules,
    Stalls,
    Whole,
)

_ROOM = 800
_LINES = 96
_BEYOND_M = 6.0
_MOST_ENDS = 16
"""Runs whose ends are all tried as heights; of more, a share."""


@part
def drawn(dice: Whole) -> float:
    """Return the next number of a sequence that is the same on every machine, 0 <= number < 1."""
    x = np.uint64(dice[0])
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    dice[0] = np.int64(x)
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) / 9007199254740992.0


@part
def seen_from(window: Floats, normals: Floats, views: Floats) -> None:
    """Write the smallest window around a window in the frame of each facing: t1, s1, t2, s2."""
    for k in range(normals.shape[0]):
        nx, ny = normals[k, 0], normals[k, 1]
        views[k, 0], views[k, 1], views[k, 2], views[k, 3] = FAR, FAR, -FAR, -FAR
        for i in range(4):
            x, y = window[(i & 1) * 2], window[(i >> 1) * 2 + 1]
            t, s = x * ny - y * nx, x * nx + y * ny
            views[k, 0], views[k, 1] = min(views[k, 0], t), min(views[k, 1], s)
            views[k, 2], views[k, 3] = max(views[k, 2], t), max(views[k, 3], s)


@part
def around(seen: Floats, facings: Bytes, normals: Floats, window: Floats) -> None:
    """Write the upright window around all windows seen from facings: t1, s1, t2, s2 to x1, y1, x2, y2."""
    window[0], window[1], window[2], window[3] = FAR, FAR, -FAR, -FAR
    for k in range(normals.shape[0]):
        nx, ny = normals[k, 0], normals[k, 1]
        for i in range(4 if facings[k] else 0):
            t, s = seen[k, (i & 1) * 2], seen[k, (i >> 1) * 2 + 1]
            x, y = t * ny + s * nx, -t * nx + s * ny
            window[0], window[1] = min(window[0], x), min(window[1], y)
            window[2], window[3] = max(window[2], x), max(window[3], y)


@part
def gather(window: Floats, margin: float, placed: Stalls, near: Whole) -> int:
    """Write the numbers of the runs near a window to `near`; return how many."""
    count, real = 0, placed.real
    for r in range(placed.size[0]):
        x1, y1, x2, y2 = real[r, BOX], real[r, BOX + 1], real[r, BOX + 2], real[r, BOX + 3]
        if placed.whole[r, FACING] < 0:
            x1, y1, x2, y2 = FAR, FAR, -FAR, -FAR
        for i in range(4):
            x, y = real[r, STRIP + 2 * i], real[r, STRIP + 2 * i + 1]
            x1, y1, x2, y2 = min(x1, x), min(y1, y), max(x2, x), max(y2, y)
        if x1 < window[2] + margin and x2 > window[0] - margin:
            if y1 < window[3] + margin and y2 > window[1] - margin:
                near[count] = r
                count += 1
    return count


@part
def _add_levels(
    b: int, kind: int, v: float, low: float, high: float, blink: float, noise: float, dice: Whole,
    rules: Rules, lines: Floats, counts: Whole,
) -> None:  # fmt: skip
    """Add the fronts of rows that begin or end, by body or strip, at a height v to the lines of a block."""
    depth = rules.single if kind == SINGLE else rules.double
    for i in range(6 if kind == PAIR else 4):
        h = v
        if i == 1 or i >= 4:
            h += depth
        if i == 2 or i == 4:
            h += rules.aisle if i == 4 else -rules.aisle
        elif i == 3 or i == 5:
            h += rules.facing_aisle if i == 5 else -rules.facing_aisle
        n = counts[b]
        if h - depth < low - 1e-3 or h > high + 1e-3 or n >= lines.shape[1] or drawn(dice) < blink:
            continue
        j = 0
        while j < n and abs(lines[b, j, 0] - h) >= 5e-4:
            j += 1
        if j == n:
            lines[b, n, 0], lines[b, n, 1], lines[b, n, 2] = h, FAR, 1.0 - noise * drawn(dice)
            counts[b] = n + 1


@part
def put_stretch(
    k: int, h: float, kind: int, lean: float, low: float, high: float, side: float, groups: Whole,
    rules: Rules, ground: Ground, placed: Stalls,
) -> int:  # fmt: skip
    """Fill a free stretch, its slack shared as `side` says (0 all behind, 1 all in front); return stalls."""
    columns = columns_in(high - low, kind, rules)
    parts = parts_of(columns, kind, rules)
    slack = high - low - columns * rules.front - (parts - 1) * rules.row_gap
    t = low + (slack / 2 if slack < 0 else slack * side)
    share, extra = columns // parts, columns % parts
    total = 0
    for number in range(parts):
        own = share + (1 if number < extra else 0)
        if put(k, h, kind, lean, t, own, groups[0], rules, ground, placed) < 0:
            break
        groups[0] += 1
        t += own * rules.front + rules.row_gap
        total += own * (1 if kind == SINGLE else 2)
    return total


@part
def _stalls_on(
    b: int, i: int, kinds: int, leans: int, lines: Floats, seen: Floats, rules: Rules, ground: Ground,
    placed: Stalls, near: Whole, count: int, blocked: Floats,
) -> int:  # fmt: skip
    """Work out the most stalls in a free stretch of a line; return the place of that stretch in `blocked`."""
    k, kind = b // (kinds * leans), b // leans % kinds
    lean = 0.0 if leans == 1 else 2.0 * (b % leans) - 1.0
    n = free_stretches(
        k, lines[b, i, 0], kind, lean, seen[k, 0], seen[k, 2], rules, ground.edges, ground.opposed,
        placed.whole, placed.views, near, count, -1, blocked,
    )  # fmt: skip
    most, at = 0, 0
    for j in range(n):
        columns = columns_in(blocked[j, 1] - blocked[j, 0], kind, rules)
        if columns > most:
            most, at = columns, j
    lines[b, i, 1] = float(most * (1 if kind == SINGLE else 2))
    return at


@kernel
def fill_window(
    window: Floats, facings: Bytes, blink: float, noise: float, groups: Whole, dice: Whole,
    rules: Rules, ground: Ground, placed: Stalls,
) -> int:  # fmt: skip
    """Fill a window greedily, the row with most stalls first; return the stalls put down.

    `blink` is the share of lines that are overlooked, `noise` how much less a row may seem to hold. Lines
    stand in blocks, one for each facing, kind and lean: height, stalls, weight. What a line holds only
    becomes less when rows are put down, so a line is worked out again only when it is the best.
    """
    sizes = ground.normals.shape[0]
    kinds = 2 if rules.pairs else 1
    leans = 1 if rules.cotangent == 0 else 2
    blocks = sizes * kinds * leans
    near, blocked = np.empty(placed.real.shape[0], np.int64), np.empty((_ROOM, 2))
    lines, seen, counts = np.empty((blocks, _LINES, 3)), np.empty((sizes, 4)), np.zeros(blocks, np.int64)
    best, old = np.zeros((blocks, 2)), np.zeros(blocks, np.int64)
    seen_from(window, ground.normals, seen)
    wide = np.empty(4)
    around(seen, facings, ground.normals, wide)
    count = gather(wide, max(rules.facing_aisle, rules.gap) + rules.cotangent * rules.single, placed, near)
    total, first = 0, -1
    chance = _MOST_ENDS / max(1.0, float(count))
    while True:
        for b in range(blocks):
            k, kind = b // (kinds * leans), b // leans % kinds
            low, high = seen[k, 1], seen[k, 3]
            if not facings[k]:
                continue
            ends = ground.levels.shape[1] if first < 0 else 0
            runs = count if first < 0 else min(2, placed.size[0] - first)
            for i in range(ends + 4 * runs + (2 if first < 0 else 0)):
                if i < ends:
                    v = ground.levels[k, i]
                elif i < ends + 4 * runs:
                    if first < 0 and chance < 1.0 and drawn(dice) > chance:
                        continue
                    j = (i - ends) >> 2
                    v = placed.views[k, near[j] if first < 0 else first + j, IN_LIMITS + ((i - ends) & 3)]
                else:
                    v = low + drawn(dice) * (high - low)
                if low - _BEYOND_M < v < high + _BEYOND_M:
                    _add_levels(b, kind, v, low, high, blink, noise, dice, rules, lines, counts)
        won = 0
        while True:
            at = -1
            for b in range(blocks):
                if old[b] < counts[b]:
                    for i in range(old[b], counts[b]):
                        _stalls_on(
                            b, i, kinds, leans, lines, seen, rules, ground, placed, near, count, blocked
                        )
                    old[b] = counts[b]
                    best[b, 0] = -1.0
                if best[b, 0] < 0:
                    best[b, 0] = 0.0
                    for i in range(counts[b]):
                        if lines[b, i, 1] * lines[b, i, 2] > best[b, 0]:
                            best[b, 0], best[b, 1] = lines[b, i, 1] * lines[b, i, 2], i
                if best[b, 0] > 0 and (at < 0 or best[b, 0] > best[at, 0]):
                    at = b
            if at < 0:
                return total
            i = int(best[at, 1])
            before = lines[at, i, 1]
            stretch = _stalls_on(
                at, i, kinds, leans, lines, seen, rules, ground, placed, near, count, blocked
            )
            best[at, 0] = -1.0
            if lines[at, i, 1] >= before:
                first = placed.size[0]
                won = put_stretch(
                    at // (kinds * leans), lines[at, i, 0], at // leans % kinds,
                    0.0 if leans == 1 else 2.0 * (at % leans) - 1.0, blocked[stretch, 0], blocked[stretch, 1],
                    0.0 if drawn(dice) < 0.5 else 1.0, groups, rules, ground, placed,
                )  # fmt: skip
                break
        if won == 0:
            return total
        total += won
        for r in range(first, placed.size[0]):
            near[count] = r
            count += 1
