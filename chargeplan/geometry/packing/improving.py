"""Better fillings, found by clearing a window and filling it anew, and passages to what is not reached."""

from __future__ import annotations

import math

import numpy as np

from chargeplan.geometry.packing.compiled import kernel, part
from chargeplan.geometry.packing.greedy import drawn, fill_window
from chargeplan.geometry.packing.riding import reach, worth_of
from chargeplan.geometry.packing.runs import copy_stalls, cut, keep_columns, reserve, take_whole
from chargeplan.geometry.packing.values import (
    BOX,
    COLUMNS,
    EPS,
    FACING,
    FAR,
    FIXED,
    IN_LIMITS,
    MATE,
    Bytes,
    Floats,
    Ground,
    H,
    Rules,
    Stalls,
    T,
    Whole,
)


@kernel
def trim(rules: Rules, ground: Ground, placed: Stalls, reached: Whole) -> None:
    """Take up the stalls that nobody reaches, as `reach` wrote them, and ground that was kept free."""
    r = placed.size[0] - 1
    while r >= 0:
        if r < placed.size[0]:
            m, low, high = placed.whole[r, MATE], reached[r, 0], reached[r, 1]
            if placed.whole[r, FACING] < 0 or low > high:
                last = placed.size[0] - 1
                if m < 0:
                    reached[r, 0], reached[r, 1] = reached[last, 0], reached[last, 1]
                else:
                    a, b = max(r, m), min(r, m)
                    reached[a, 0], reached[a, 1] = reached[last, 0], reached[last, 1]
                    reached[b, 0], reached[b, 1] = reached[last - 1, 0], reached[last - 1, 1]
                take_whole(r, placed)
            elif high - low + 1 < placed.whole[r, COLUMNS]:
                reached[r, 0], reached[r, 1] = 0, high - low
                if m >= 0:
                    reached[m, 0], reached[m, 1] = 0, high - low
                keep_columns(r, low, high, rules, ground, placed)
        r -= 1


@part
def _clear(window: Floats, k: int, rules: Rules, ground: Ground, placed: Stalls) -> None:
    """Take up the stalls that stand in a window, upright in the frame of a facing: t1, s1, t2, s2."""
    r = placed.size[0] - 1
    while r >= 0:
        if r < placed.size[0] and placed.whole[r, FACING] >= 0 and not placed.whole[r, FIXED]:
            view = placed.views[k, r]
            t1 = min(min(view[0], view[2]), min(view[4], view[6]))
            t2 = max(max(view[0], view[2]), max(view[4], view[6]))
            if view[IN_LIMITS] < window[3] - EPS and view[IN_LIMITS + 1] > window[1] + EPS:
                if t1 < window[2] - EPS and t2 > window[0] + EPS:
                    length = placed.whole[r, COLUMNS] * rules.front
                    axis = 0 if abs(view[0] - view[2]) > abs(view[1] - view[3]) else 1
                    slope = (view[axis] - view[2 + axis]) / length
                    a = (window[axis] - view[2 + axis]) / slope
                    b = (window[2 + axis] - view[2 + axis]) / slope
                    t = placed.real[r, T]
                    cut(r, t + min(a, b), t + max(a, b), rules, ground, placed)
        r -= 1


@part
def _ray(
    r: int, dice: Whole, rules: Rules, ground: Ground, placed: Stalls, raster: Bytes, window: Floats
) -> bool:
    """Look for a way out from the strip of a run, straight on in one of four directions.

    Write the passage to `window`, upright in the frame of the run's facing; return whether there is one.
    """
    k, frame = placed.whole[r, FACING], ground.frame
    nx, ny = ground.normals[k, 0], ground.normals[k, 1]
    half = rules.least / 2
    t, h = placed.real[r, T], placed.real[r, H]
    spare = placed.whole[r, COLUMNS] * rules.front - rules.least
    choice = drawn(dice)
    if choice > 0.7:
        t += drawn(dice) * max(0.0, spare)
    elif choice > 0.35:
        t += spare
    way = int(drawn(dice) * 4)
    dt, ds = (1 - 2 * (way & 1), 0) if way < 2 else (0, 1 - 2 * (way & 1))
    t, s = t + half, h + half
    for i in range(int(_RAY_M / frame[6])):
        at, up = t + i * frame[6] * dt, s + i * frame[6] * ds
        x, y = at * ny + up * nx, -at * nx + up * ny
        u, v = int((x - frame[4]) / frame[6]), int((y - frame[5]) / frame[6])
        if not (0 <= u < raster.shape[0] and 0 <= v < raster.shape[1]) or ground.raster[u, v] == 1:
            return False
        if raster[u, v] == 2:
            window[0], window[2] = min(t, at) - half + EPS, max(t, at) + half - EPS
            window[1], window[3] = min(s, up) - half + EPS, max(s, up) + half - EPS
            return i > 0
    return False


_RAY_M = 12.0


@kernel
def connect(
    tries: int, dice: Whole, rules: Rules, ground: Ground, placed: Stalls, trial: Stalls, raster: Bytes,
    stack: Whole, reached: Whole,
) -> int:  # fmt: skip
    """Cut passages at random places where they win more than they cost; return what is reached, in worth."""
    held = reach(rules, ground, placed, raster, stack, reached)
    near, window = np.empty(placed.real.shape[0], np.int64), np.empty(4)
    for _ in range(tries):
        n = 0
        for r in range(placed.size[0]):
            if reached[r, 1] - reached[r, 0] + 1 < placed.whole[r, COLUMNS]:
                near[n] = r
                n += 1
        if n == 0:
            break
        r, found = 0, False
        for _ in range(6):
            r = near[int(drawn(dice) * n)]
            found = _ray(r, dice, rules, ground, placed, raster, window)
            if found:
                break
        if not found:
            continue
        copy_stalls(placed, trial)
        _clear(window, placed.whole[r, FACING], rules, ground, trial)
        now = reach(rules, ground, trial, raster, stack, reached)
        if now > held:
            copy_stalls(trial, placed)
            held = now
        else:
            reach(rules, ground, placed, raster, stack, reached)
    return held


@part
def _count(placed: Stalls) -> int:
    total = 0
    for r in range(placed.size[0]):
        total += placed.whole[r, COLUMNS] * worth_of(placed.whole[r, FIXED])
    return total


@kernel
def free_ground(quad: Floats, ground: Ground, placed: Stalls) -> None:
    """Keep ground free of stalls until the next `trim`."""
    reserve(quad, ground, placed)


@part
def _ruin(size: float, dice: Whole, rules: Rules, ground: Ground, placed: Stalls, window: Floats) -> None:
    """Clear a window at random, sometimes keep a passage free in it; write a window around it to fill."""
    k = int(drawn(dice) * ground.normals.shape[0])
    nx, ny = ground.normals[k, 0], ground.normals[k, 1]
    real = placed.real[int(drawn(dice) * placed.size[0])]
    along, across = drawn(dice), drawn(dice)
    x = real[BOX] + along * (real[BOX + 2] - real[BOX]) + _ASIDE_M * (2.0 * drawn(dice) - 1.0)
    y = real[BOX + 1] + across * (real[BOX + 3] - real[BOX + 1]) + _ASIDE_M * (2.0 * drawn(dice) - 1.0)
    t, s = x * ny - y * nx, x * nx + y * ny
    wide, deep = size * (0.5 + 1.5 * drawn(dice)), size * (0.5 + 1.5 * drawn(dice))
    local, quad = np.empty(4), np.empty(8)
    local[0], local[1], local[2], local[3] = t - wide / 2, s - deep / 2, t + wide / 2, s + deep / 2
    _clear(local, k, rules, ground, placed)
    way = drawn(dice) < 0.3
    low = local[0] + drawn(dice) * max(0.1, wide - rules.least)
    window[0], window[1], window[2], window[3] = FAR, FAR, -FAR, -FAR
    for i in range(4):
        a = low if i == 0 or i == 3 else low + rules.least
        b = local[1] if i < 2 else local[3]
        quad[2 * i], quad[2 * i + 1] = a * ny + b * nx, -a * nx + b * ny
        a = local[0] if i == 0 or i == 3 else local[2]
        x, y = a * ny + b * nx, -a * nx + b * ny
        window[0], window[1] = min(window[0], x - _MARGIN_M), min(window[1], y - _MARGIN_M)
        window[2], window[3] = max(window[2], x + _MARGIN_M), max(window[3], y + _MARGIN_M)
    if way:
        reserve(quad, ground, placed)


_MARGIN_M = 1.3
_ASIDE_M = 2.5


@kernel
def improve(
    rounds: int, heat: float, size: float, facings: Bytes, groups: Whole, dice: Whole,
    rules: Rules, ground: Ground, now: Stalls, best: Stalls, work: Stalls, trial: Stalls, raster: Bytes,
    stack: Whole, cancelled: Bytes,
) -> int:  # fmt: skip
    """Clear windows and fill them anew, many times; the best filling ends in `best`. Return its worth.

    `now` holds a filling of which every stall is reached.
    """
    reached, window = np.empty((now.real.shape[0], 2), np.int64), np.empty(4)
    held = _count(now)
    record = held
    copy_stalls(now, best)
    bases = len(facings) // 4
    for turn in range(rounds):
        if cancelled[0] or now.size[0] == 0:
            break
        bar = held + heat * (1.0 - turn / rounds) * math.log(max(1e-12, drawn(dice)))
        copy_stalls(now, work)
        _ruin(size, dice, rules, ground, work, window)
        fill_window(
            window,
            facings,
            1.0 - (1.0 - 0.5 * drawn(dice)) / bases,
            0.6 * drawn(dice),
            groups,
            dice,
            rules,
            ground,
            work,
        )
        full = _count(work)
        if full < bar:
            continue
        tally = reach(rules, ground, work, raster, stack, reached)
        if tally < full:
            tally = connect(3, dice, rules, ground, work, trial, raster, stack, reached)
        if tally >= bar:
            trim(rules, ground, work, reached)
            copy_stalls(work, now)
            held = tally
            if held > record:
                record = held
                copy_stalls(now, best)
    return record
