"""Passages through rows: where a bike gets from one aisle to the next for the fewest stalls.

A passage is a cut as wide as the least aisle across one row or several. Cuts are tried at the ends of rows,
where the slack of a row is part of them, and the best is made again and again until no more stalls are won.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from chargeplan.geometry.arrangement import Arrangement, runs_of
from chargeplan.geometry.riding import Ride
from chargeplan.geometry.rows import Row, RowRule
from chargeplan.geometry.spans import TOLERANCE_M, Floats, Layer, free_spans

_MOST_CUTS = 24


@dataclass(frozen=True)
class _Cut:
    """A passage between `low` and `high` along x through some rows; `gain` is stalls won less stalls lost."""

    low: float
    high: float
    rows: tuple[int, ...]
    gain: int


def with_passages(arrangement: Arrangement, least: int = 0) -> Arrangement:
    """Return an arrangement of which every stall is reached, with passages where they are worth their stalls.

    It is given up early once it cannot hold more than `least` stalls.
    """
    best = arrangement.reachable()
    current = arrangement
    for _ in range(_MOST_CUTS):
        if max(best.count, least) >= current.count:
            break
        cut = max(_cuts(current, current.ride()), key=_preference, default=None)
        if cut is None or cut.gain <= 0:
            break
        rows = tuple(
            _without(row, cut.low, cut.high, current.rule) if index in cut.rows else row
            for index, row in enumerate(current.rows)
        )
        way = _way(current, cut)
        current = replace(current.with_rows(rows), ways=(*current.ways, way))
        reached = current.reachable()
        if reached.count > best.count:
            best = reached
    return best


def _way(arrangement: Arrangement, cut: _Cut) -> tuple[float, float, float, float]:
    cut_rows = [arrangement.rows[index] for index in cut.rows]
    tops = [row.y + arrangement.rule.depth_m(row.kind) for row in cut_rows]
    return (cut.low, min(row.y for row in cut_rows), cut.high, max(tops))


def _preference(cut: _Cut) -> tuple[int, int, float]:
    return (cut.gain, -len(cut.rows), -cut.low)


def _without(row: Row, low: float, high: float, rule: RowRule) -> Row:
    """Return a row with a passage cut out of it."""
    shift = rule.lean() * row.lean * rule.stall_depth_m(row.kind)
    low, high = low - max(0.0, shift), high - min(0.0, shift)
    spans = []
    for start, end in row.spans:
        spans += [(start, min(end, low)), (max(start, high), end)]
    return replace(row, spans=tuple((a, b) for a, b in spans if b - a > TOLERANCE_M))


def _cuts(arrangement: Arrangement, riding: Ride) -> Iterator[_Cut]:
    """Yield passages that join a piece with a way out to pieces without one."""
    half = arrangement.rule.module.least_aisle_m / 2
    touched = _touched(arrangement, riding)
    held = [_held(row, arrangement.rule) for row in arrangement.rows]
    centres = _centres(arrangement, half)
    columns = free_spans([
        Layer(arrangement.ground.riding.swapped(), centres - half, centres + half)
    ])  # fmt: skip
    for window, low, high in zip(
        columns.window.tolist(), columns.low.tolist(), columns.high.tolist(), strict=True
    ):
        yield from _cuts_at(arrangement, riding, touched, held, float(centres[window]), (low, high))


def _centres(arrangement: Arrangement, half: float) -> Floats:
    centres = [
        centre
        for row in arrangement.rows
        for low, high in row.spans
        for centre in (low + half, high - half, (low + high) / 2)
    ]
    return np.unique(np.round(np.array(centres, float), 4))


def _touched(arrangement: Arrangement, riding: Ride) -> list[float]:
    """Return, for each piece, the stalls that it would serve."""
    totals = np.zeros(len(riding.out))
    front = arrangement.rule.module.front_m
    for row in arrangement.rows:
        strips = arrangement.strips(row)
        for bottom, top in strips:
            there = (riding.y >= bottom - TOLERANCE_M) & (riding.y <= top + TOLERANCE_M)
            for piece in np.unique(riding.piece[there]).tolist():
                for low, high in riding.within(bottom, top, riding.piece == piece):
                    totals[piece] += sum(
                        max(0.0, min(high, end) - max(low, start)) / front for start, end in row.spans
                    )
    return totals.tolist()


def _cuts_at(
    arrangement: Arrangement,
    riding: Ride,
    touched: list[float],
    held: list[int],
    centre: float,
    column: tuple[float, float],
) -> Iterator[_Cut]:
    half = arrangement.rule.module.least_aisle_m / 2
    gaps, between = _crossed(arrangement, centre, half, column)
    pieces = [
        riding.piece_at(centre, low + half, high - half) if high - low >= 2 * half - 2 * TOLERANCE_M else -1
        for low, high in gaps
    ]

    @cache
    def loss(crossed: int) -> int:
        return sum(held[index] - _left(arrangement, index, centre, half) for index in between[crossed])

    for start, piece in enumerate(pieces):
        if piece < 0 or not riding.out[piece]:
            continue
        for step in (1, -1):
            yield from _cuts_from(
                riding, touched, (centre - half, centre + half), pieces, between, loss, start, step
            )


def _cuts_from(
    riding: Ride,
    touched: list[float],
    passage: tuple[float, float],
    pieces: list[int],
    between: list[tuple[int, ...]],
    loss: Callable[[int], int],
    start: int,
    step: int,
) -> Iterator[_Cut]:
    """Yield ever longer passages from a gap that has a way out."""
    rows: list[int] = []
    won: set[int] = set()
    lost = 0
    at = start
    while 0 <= at + step < len(pieces):
        crossed = at if step > 0 else at - 1
        at += step
        piece = pieces[at]
        if piece >= 0 and riding.out[piece]:
            return
        rows.extend(between[crossed])
        lost += loss(crossed)
        if piece >= 0:
            won.add(piece)
            gain = int(sum(touched[p] for p in won)) - lost
            yield _Cut(*passage, tuple(rows), gain)


def _crossed(
    arrangement: Arrangement, centre: float, half: float, column: tuple[float, float]
) -> tuple[list[tuple[float, float]], list[tuple[int, ...]]]:
    """Return the free gaps along a column from below, and the rows between one gap and the next."""
    low, high = column
    gaps: list[tuple[float, float]] = []
    between: list[tuple[int, ...]] = []
    waiting: list[int] = []
    at = low
    for index, row in enumerate(arrangement.rows):
        top = row.y + arrangement.rule.depth_m(row.kind)
        if top <= low or row.y >= high or not _stands(arrangement, row, centre, half):
            continue
        if row.y - at >= 2 * half - 2 * TOLERANCE_M:
            if gaps:
                between.append(tuple(waiting))
            gaps.append((at, row.y))
            waiting = []
        waiting.append(index)
        at = top
    if high - at >= 2 * half - 2 * TOLERANCE_M:
        if gaps:
            between.append(tuple(waiting))
        gaps.append((at, high))
    return gaps, between


def _stands(arrangement: Arrangement, row: Row, centre: float, half: float) -> bool:
    shift = arrangement.rule.lean() * row.lean * arrangement.rule.stall_depth_m(row.kind)
    low, high = centre - half - max(0.0, shift), centre + half - min(0.0, shift)
    return any(end > low + TOLERANCE_M and start < high - TOLERANCE_M for start, end in row.spans)


def _left(arrangement: Arrangement, index: int, centre: float, half: float) -> int:
    rule = arrangement.rule
    return _held(_without(arrangement.rows[index], centre - half, centre + half, rule), rule)


def _held(row: Row, rule: RowRule) -> int:
    return sum(run.columns * row.kind.rows for run in runs_of((row,), rule))
