"""Putting runs of stalls down, taking them up, and cutting pieces out of them."""

from __future__ import annotations

import math

from chargeplan.geometry.packing.compiled import part
from chargeplan.geometry.packing.values import (
    BODY,
    BOX,
    COLUMNS,
    DEPTH,
    EPS,
    FACING,
    FAR,
    FIXED,
    GROUP,
    IN_LIMITS,
    IN_REACH,
    LEAN,
    MATE,
    PAIR,
    SINGLE,
    STRIP,
    Floats,
    Ground,
    H,
    Rules,
    Stalls,
    T,
)


@part
def write(r: int, rules: Rules, ground: Ground, placed: Stalls) -> None:
    """Work out the outlines of a run in all frames."""
    real, k = placed.real[r], placed.whole[r, FACING]
    nx, ny = ground.normals[k, 0], ground.normals[k, 1]
    t, h, depth = real[T], real[H], real[DEPTH]
    width = placed.whole[r, COLUMNS] * rules.front
    shift = real[LEAN] * rules.cotangent * depth
    for i in range(4):
        at = t + width if i == 0 or i == 3 else t
        front = i < 2
        s, u = (h, at) if front else (h - depth, at + shift)
        real[BODY + 2 * i], real[BODY + 2 * i + 1] = u * ny + s * nx, -u * nx + s * ny
        s = h if front else h + rules.aisle
        real[STRIP + 2 * i], real[STRIP + 2 * i + 1] = at * ny + s * nx, -at * nx + s * ny
    show(r, ground, placed)


@part
def show(r: int, ground: Ground, placed: Stalls) -> None:
    """Turn the outlines of a run into the frame of every facing."""
    real = placed.real[r]
    real[BOX], real[BOX + 1], real[BOX + 2], real[BOX + 3] = FAR, FAR, -FAR, -FAR
    for i in range(4):
        x, y = real[BODY + 2 * i], real[BODY + 2 * i + 1]
        real[BOX], real[BOX + 1] = min(real[BOX], x), min(real[BOX + 1], y)
        real[BOX + 2], real[BOX + 3] = max(real[BOX + 2], x), max(real[BOX + 3], y)
    for k in range(ground.normals.shape[0]):
        nx, ny = ground.normals[k, 0], ground.normals[k, 1]
        view = placed.views[k, r]
        for part_of in range(2):
            low, high, left, right = FAR, -FAR, FAR, -FAR
            for i in range(4):
                at = 8 * part_of + 2 * i
                x, y = real[BODY + at], real[BODY + at + 1]
                t, s = x * ny - y * nx, x * nx + y * ny
                view[at], view[at + 1] = t, s
                low, high, left, right = min(low, s), max(high, s), min(left, t), max(right, t)
            view[IN_LIMITS + 2 * part_of], view[IN_LIMITS + 2 * part_of + 1] = low, high
            view[IN_REACH + 2 * part_of], view[IN_REACH + 2 * part_of + 1] = left, right


@part
def _put_one(
    k: int, h: float, depth: float, lean: float, t: float, columns: int, group: int, mate: int,
    rules: Rules, ground: Ground, placed: Stalls,
) -> int:  # fmt: skip
    r = int(placed.size[0])
    whole, real = placed.whole[r], placed.real[r]
    whole[FACING], whole[COLUMNS], whole[MATE], whole[GROUP], whole[FIXED] = k, columns, mate, group, 0
    real[T], real[H], real[DEPTH], real[LEAN] = t, h, depth, lean
    placed.size[0] = r + 1
    write(r, rules, ground, placed)
    return r


@part
def put(
    k: int, h: float, kind: int, lean: float, t: float, columns: int, group: int,
    rules: Rules, ground: Ground, placed: Stalls,
) -> int:  # fmt: skip
    """Put a run down, both halves of a pair; return its number, -1 when there is no room for it."""
    r = int(placed.size[0])
    if r + 2 > placed.real.shape[0]:
        return -1
    for half in range(2 if kind == PAIR else 1):
        depth = rules.double / 2 if kind == PAIR else rules.single
        mate = -1 if kind != PAIR else r + 1 - half
        if half:
            k, h, lean, t = k ^ 1, rules.double - h, -lean, -(t + columns * rules.front)
        _put_one(k, h, depth, lean, t, columns, group, mate, rules, ground, placed)
    return r


@part
def reserve(quad: Floats, ground: Ground, placed: Stalls) -> None:
    """Keep ground free of stalls, as if it were the strip of a run that is nowhere."""
    r = int(placed.size[0])
    if r + 1 > placed.real.shape[0]:
        return
    whole, real = placed.whole[r], placed.real[r]
    whole[FACING], whole[COLUMNS], whole[MATE], whole[GROUP], whole[FIXED] = -1, 0, -1, -1, 0
    for i in range(8):
        real[i] = 0.0
        real[BODY + i] = FAR
        real[STRIP + i] = quad[i]
    placed.size[0] = r + 1
    show(r, ground, placed)
    for k in range(ground.normals.shape[0]):
        placed.views[k, r, IN_LIMITS], placed.views[k, r, IN_LIMITS + 1] = FAR, -FAR


@part
def take(r: int, placed: Stalls) -> None:
    """Take up a single run; the last one moves to its number. The mate is left without one."""
    whole, real, views = placed.whole, placed.real, placed.views
    if whole[r, MATE] >= 0:
        whole[whole[r, MATE], MATE] = -1
    last = placed.size[0] - 1
    if r != last:
        for i in range(whole.shape[1]):
            whole[r, i] = whole[last, i]
        for i in range(real.shape[1]):
            real[r, i] = real[last, i]
        for k in range(views.shape[0]):
            for i in range(views.shape[2]):
                views[k, r, i] = views[k, last, i]
        if whole[r, MATE] >= 0:
            whole[whole[r, MATE], MATE] = r
    placed.size[0] = last


@part
def take_whole(r: int, placed: Stalls) -> None:
    """Take up a run and its mate."""
    m = placed.whole[r, MATE]
    while m >= -1:
        take(max(r, m), placed)
        if m == -1:
            break
        r, m = min(r, m), -1


@part
def copy_stalls(source: Stalls, target: Stalls) -> None:
    """Make one set of runs the same as another."""
    n = source.size[0]
    target.size[0] = n
    for r in range(n):
        for i in range(source.whole.shape[1]):
            target.whole[r, i] = source.whole[r, i]
        for i in range(source.real.shape[1]):
            target.real[r, i] = source.real[r, i]
    for k in range(source.views.shape[0]):
        for r in range(n):
            for i in range(source.views.shape[2]):
                target.views[k, r, i] = source.views[k, r, i]


@part
def keep_columns(r: int, first: int, last: int, rules: Rules, ground: Ground, placed: Stalls) -> None:
    """Shorten a run, and its mate alike, to columns `first` to `last`; it is taken up if there are none."""
    if first > last:
        take_whole(r, placed)
        return
    m, total = placed.whole[r, MATE], placed.whole[r, COLUMNS]
    for half in range(2 if m >= 0 else 1):
        at = r if half == 0 else m
        placed.real[at, T] += (first if half == 0 else total - 1 - last) * rules.front
        placed.whole[at, COLUMNS] = last - first + 1
        write(at, rules, ground, placed)


@part
def cut(r: int, low: float, high: float, rules: Rules, ground: Ground, placed: Stalls) -> None:
    """Cut the stretch low < t < high of the front out of a run and its mate.

    What is left on the far side becomes a run of its own in the same group.
    """
    real, whole = placed.real, placed.whole
    shift = real[r, LEAN] * rules.cotangent * real[r, DEPTH]
    t, total = real[r, T], whole[r, COLUMNS]
    before = max(0, math.floor((low - max(0.0, shift) - t) / rules.front + EPS))
    after = min(total, math.ceil((high - min(0.0, shift) - t) / rules.front - EPS))
    if after <= 0 or before >= total or after <= before:
        return
    k, h, lean, group = whole[r, FACING], real[r, H], real[r, LEAN], whole[r, GROUP]
    kind = PAIR if whole[r, MATE] >= 0 else SINGLE
    if before > 0:
        keep_columns(r, 0, before - 1, rules, ground, placed)
        if after < total:
            put(k, h, kind, lean, t + after * rules.front, total - after, group, rules, ground, placed)
    else:
        keep_columns(r, after, total - 1, rules, ground, placed)
