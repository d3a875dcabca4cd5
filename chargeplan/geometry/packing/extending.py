"""Rows continued in line with themselves, half a pair where the other half ends at a slanted side."""

from __future__ import annotations

import numpy as np

from chargeplan.geometry.packing.compiled import kernel, part
from chargeplan.geometry.packing.gaps import columns_in, free_stretches
from chargeplan.geometry.packing.runs import put
from chargeplan.geometry.packing.values import (
    COLUMNS,
    EPS,
    FACING,
    FAR,
    FIXED,
    GROUP,
    IN_REACH,
    SINGLE,
    Ground,
    H,
    Rules,
    Stalls,
    T,
    Whole,
)


@part
def _left_in_group(r: int, rules: Rules, placed: Stalls) -> int:
    """Return how many columns the group of a run can be longer in line with it."""
    k, group, stalls = placed.whole[r, FACING], placed.whole[r, GROUP], 0
    least, most = FAR, -FAR
    for i in range(placed.size[0]):
        if placed.whole[i, GROUP] == group:
            stalls += placed.whole[i, COLUMNS]
            least = min(least, placed.views[k, i, IN_REACH])
            most = max(most, placed.views[k, i, IN_REACH + 1])
    room = rules.longest - (most - least)
    return max(0, min(rules.most_stalls - stalls, int((room + EPS) / rules.front)))


@part
def _continue(
    r: int, low: float, high: float, grouped: bool, groups: Whole, rules: Rules, ground: Ground,
    placed: Stalls,
) -> int:  # fmt: skip
    """Put single stalls into a free stretch in line with a run; return how many."""
    k, h, t = placed.whole[r, FACING], placed.real[r, H], placed.real[r, T]
    end = t + placed.whole[r, COLUMNS] * rules.front
    columns = columns_in(high - low, SINGLE, rules)
    after, before = abs(low - end) < _TOUCHES_M, abs(high - t) < _TOUCHES_M
    if grouped:
        columns = min(columns, _left_in_group(r, rules, placed)) if after or before else 0
    if columns == 0:
        return 0
    start = high - columns * rules.front if before else low
    group = placed.whole[r, GROUP] if grouped else groups[0]
    if put(k, h, SINGLE, 0.0, start, columns, group, rules, ground, placed) < 0:
        return 0
    if not grouped:
        groups[0] += 1
    return columns


_TOUCHES_M = 1e-3


@kernel
def extend_rows(groups: Whole, rules: Rules, ground: Ground, placed: Stalls) -> int:
    """Continue every row of upright stalls as far as it is free; return the stalls put down.

    Under a group rule a row grows within its group. Whether bikes still reach everything is not asked.
    """
    near, blocked = np.empty(placed.real.shape[0], np.int64), np.empty((_ROOM, 2))
    grouped = rules.gap > 0
    total = 0
    for r in range(placed.size[0] if rules.cotangent == 0 else 0):
        k = placed.whole[r, FACING]
        if k < 0 or placed.whole[r, FIXED]:
            continue
        for i in range(placed.size[0]):
            near[i] = i
        m = free_stretches(
            k, placed.real[r, H], SINGLE, 0.0, -FAR, FAR, rules, ground.edges, ground.opposed, placed.whole,
            placed.views, near, placed.size[0], placed.whole[r, GROUP] if grouped else -1, blocked,
        )  # fmt: skip
        for j in range(m):
            total += _continue(r, blocked[j, 0], blocked[j, 1], grouped, groups, rules, ground, placed)
    return total


_ROOM = 800
