"""The best stack of rows in one direction, by dynamic programming over the heights of rows."""

from __future__ import annotations

import numpy as np

from chargeplan.geometry.packing.compiled import kernel, part
from chargeplan.geometry.packing.gaps import columns_in, free_stretches
from chargeplan.geometry.packing.greedy import around, gather, put_stretch, seen_from
from chargeplan.geometry.packing.values import (
    FACING,
    FAR,
    IN_LIMITS,
    IN_REACH,
    PAIR,
    SINGLE,
    STANDS,
    Floats,
    Ground,
    Rules,
    Stalls,
    Whole,
)

_UP, _DOWN = 0, 1
_ROOM = 4000


@part
def _heights(
    low: float, high: float, step: float, k: int, rules: Rules, ground: Ground, placed: Stalls, near: Whole,
    count: int, ys: Floats,
) -> int:  # fmt: skip
    """Write heights at which rows may begin: steps, and where one row or two end flush with an edge."""
    n = 0
    for i in range(int((high - low) / step) + 1):
        if n < ys.shape[0]:
            ys[n] = low + i * step
            n += 1
    fixed = ground.levels.shape[1]
    for i in range(fixed + 4 * count):
        if i < fixed:
            v = ground.levels[k, i]
        else:
            v = placed.views[k, near[(i - fixed) >> 2], IN_LIMITS + ((i - fixed) & 3)]
        if v < low - 1e-3 or v > high + 1e-3:
            continue
        for j in range(8):
            h = v
            if j == 1:
                h = v - rules.single
            elif j == 2:
                h = v - rules.double
            elif j == 3:
                h = v + rules.aisle
            elif j == 4:
                h = v - rules.single - rules.aisle
            elif j == 5:
                h = v - rules.double - rules.aisle
            elif j == 6:
                h = v + rules.single + rules.facing_aisle
            elif j == 7:
                h = v - 2 * rules.single - rules.facing_aisle
            if low - 1e-3 <= h <= high + 1e-3 and n < ys.shape[0]:
                ys[n] = h
                n += 1
    for i in range(1, n):
        y = ys[i]
        j = i - 1
        while j >= 0 and ys[j] > y:
            ys[j + 1] = ys[j]
            j -= 1
        ys[j + 1] = y
    kept = 0
    for i in range(n):
        if kept == 0 or ys[i] - ys[kept - 1] > 5e-4:
            ys[kept] = ys[i]
            kept += 1
    return kept


@part
def _front(which: int, k: int, y: float, rules: Rules) -> tuple[int, float, int]:
    """Return facing, front and kind of a row of the lower edge y: up, down, or a pair."""
    if which == _UP:
        return k, y + rules.single, SINGLE
    if which == _DOWN:
        return k ^ 1, -y, SINGLE
    return k, y + rules.double, PAIR


@part
def _is_flush(h: float, k: int, edges: Floats) -> bool:
    """Return whether a front stands on an edge: where a row can stand there, it looks out of the lot."""
    for e in range(edges.shape[1]):
        level = abs(edges[k, e, 1] - h) < _FLUSH_M and abs(edges[k, e, 3] - h) < _FLUSH_M
        if level and edges[k, e, 4] == STANDS:
            return True
    return False


_FLUSH_M = 1e-3
_LOOKS_OUT = 0.3
"""What a row is worth that needs no aisle inside, in stalls: it decides among equals."""


@part
def _slack_side(
    k: int, usual: float, low: float, high: float, near: Whole, count: int, whole: Whole, views: Floats
) -> float:
    """Return on which side of a row its slack goes: away from ground that is kept free, else as usual.

    Nobody turns between the end of a row and a wall, so the slack is worth more there than at a passage.
    """
    for j in range(count):
        r = near[j]
        if whole[r, FACING] < 0 and abs(views[k, r, IN_REACH + 3] - low) < _MEETS_M:
            return 0.0
        if whole[r, FACING] < 0 and abs(views[k, r, IN_REACH + 2] - high) < _MEETS_M:
            return 1.0
    return usual


_MEETS_M = 2e-3


@part
def _apart(below: int, above: int, rules: Rules) -> float:
    """Return the least distance from the top of one row to the bottom of the next."""
    needed = 0.0
    if below != _DOWN and above != _UP:
        needed = rules.facing_aisle
    elif below != _DOWN or above != _UP:
        needed = rules.aisle
    return max(needed, rules.gap)


@kernel
def stack_rows(
    window: Floats, k: int, step: float, pair_worth: float, groups: Whole, rules: Rules, ground: Ground,
    placed: Stalls,
) -> int:  # fmt: skip
    """Put the stack of rows down that holds most stalls in a window, rows along facing k; return stalls.

    Rows lie between runs that are there already; a pair counts `pair_worth` times its stalls. Whether their
    aisles are reached is not asked.
    """
    sizes = ground.normals.shape[0]
    seen, near = np.empty((sizes, 4)), np.empty(placed.real.shape[0], np.int64)
    seen_from(window, ground.normals, seen)
    facings, wide = np.zeros(sizes, np.uint8), np.empty(4)
    facings[k] = 1
    around(seen, facings, ground.normals, wide)
    count = gather(wide, max(rules.facing_aisle, rules.gap) + rules.cotangent * rules.single, placed, near)
    ys, blocked = np.empty(_ROOM), np.empty((_ROOM, 2))
    n = _heights(seen[k, 1], seen[k, 3], step, k, rules, ground, placed, near, count, ys)
    held, leans = np.zeros((3, n)), np.zeros((3, n))
    for which in range(3 if rules.pairs else 2):
        depth = rules.double if which == 2 else rules.single
        for i in range(n):
            if ys[i] + depth > seen[k, 3] + 1e-3:
                break
            facing, h, kind = _front(which, k, ys[i], rules)
            for lean in range(1 if rules.cotangent == 0 else 2):
                slope = 0.0 if rules.cotangent == 0 else 2.0 * lean - 1.0
                m = free_stretches(
                    facing, h, kind, slope, seen[facing, 0], seen[facing, 2], rules, ground.edges,
                    ground.opposed, placed.whole, placed.views, near, count, -1, blocked,
                )  # fmt: skip
                total = 0.0
                for j in range(m):
                    total += columns_in(blocked[j, 1] - blocked[j, 0], kind, rules)
                if kind == PAIR:
                    total *= 2 * pair_worth
                if total > 0 and _is_flush(h, facing, ground.edges):
                    total += _LOOKS_OUT
                if total > held[which, i]:
                    held[which, i], leans[which, i] = total, slope
    best, under, record = np.full((3, n), -FAR), np.full((3, n), -1, np.int64), np.full((3, n), -1, np.int64)
    pointers = np.zeros((3, 3), np.int64)
    for i in range(n):
        for above in range(3):
            if held[above, i] > 0:
                best[above, i] = held[above, i]
                for below in range(3):
                    depth = rules.double if below == 2 else rules.single
                    limit = ys[i] - _apart(below, above, rules) - depth + 1e-4
                    while pointers[below, above] < i and ys[pointers[below, above]] <= limit:
                        pointers[below, above] += 1
                    at = pointers[below, above] - 1
                    if at >= 0 and record[below, at] >= 0:
                        value = held[above, i] + best[below, record[below, at]]
                        if value > best[above, i]:
                            best[above, i] = value
                            under[above, i] = record[below, at] * 3 + below
        for above in range(3):
            before = record[above, i - 1] if i > 0 else -1
            better = held[above, i] > 0 and (before < 0 or best[above, i] > best[above, before])
            record[above, i] = i if better else before
    top = -1
    for which in range(3):
        if n > 0 and record[which, n - 1] >= 0:
            if top < 0 or best[which, record[which, n - 1]] > best[top, record[top, n - 1]]:
                top = which
    total = 0
    node = record[top, n - 1] * 3 + top if top >= 0 else -1
    while node >= 0:
        i, which = node // 3, node % 3
        facing, h, kind = _front(which, k, ys[i], rules)
        while True:
            m = free_stretches(
                facing, h, kind, leans[which, i], seen[facing, 0], seen[facing, 2], rules,
                ground.edges, ground.opposed, placed.whole, placed.views, near, count, -1,
                blocked,
            )  # fmt: skip
            at = 0
            while at < m and columns_in(blocked[at, 1] - blocked[at, 0], kind, rules) == 0:
                at += 1
            first = placed.size[0]
            won = 0
            if at < m:
                side = _slack_side(
                    facing, 0.0 if facing == k else 1.0, blocked[at, 0], blocked[at, 1], near, count,
                    placed.whole, placed.views,
                )  # fmt: skip
                won = put_stretch(
                    facing, h, kind, leans[which, i], blocked[at, 0], blocked[at, 1], side, groups, rules,
                    ground, placed,
                )  # fmt: skip
            if won == 0:
                break
            total += won
            for r in range(first, placed.size[0]):
                near[count] = r
                count += 1
        node = under[which, i]
    return total
