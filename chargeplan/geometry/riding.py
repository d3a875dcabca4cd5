"""Where a bike can ride between rows, by intervals: what reaches a way out and where a passage is cheapest.

The rider is taken as a square along the rows, as wide as the least aisle, which holds the checker's disc.
Its centre moves on levels; on each level the free stretches follow from the windows of `spans.py`, and two
levels are connected where the window over both is free.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chargeplan.geometry.ground import Ground
from chargeplan.geometry.spans import TOLERANCE_M, Floats, Layer, Spans, Whole, free_spans

_STEP_M = 0.3
_TOUCH_M = 1e-3
_MOST_EDGES = 120
"""Edges whose ends get levels of their own; short ones belong to curves, which the steps follow."""


@dataclass(frozen=True)
class Ride:
    """Stretches on which the rider's centre may be: level y, from low to high, and its connected piece.

    `out` tells, for each piece, whether it reaches a way out.
    """

    y: Floats
    low: Floats
    high: Floats
    piece: Whole
    out: NDArray[np.bool_]

    def reaching(self) -> NDArray[np.bool_]:
        """Return which stretches belong to a piece that reaches a way out."""
        return self.out[self.piece]

    def within(self, bottom: float, top: float, chosen: NDArray[np.bool_]) -> list[tuple[float, float]]:
        """Return the union along x of the chosen stretches at levels between two heights."""
        there = chosen & (self.y >= bottom - TOLERANCE_M) & (self.y <= top + TOLERANCE_M)
        return merged(list(zip(self.low[there].tolist(), self.high[there].tolist(), strict=True)))

    def piece_at(self, x: float, bottom: float, top: float) -> int:
        """Return the piece with a centre at `x` between two heights, -1 when there is none."""
        there = (self.y >= bottom - TOLERANCE_M) & (self.y <= top + TOLERANCE_M)
        there &= (self.low <= x + TOLERANCE_M) & (self.high >= x - TOLERANCE_M)
        found = self.piece[there]
        if not len(found):
            return -1
        reaching = found[self.out[found]]
        return int(reaching[0] if len(reaching) else found[0])


def merged(stretches: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return stretches in order, those that meet joined."""
    joined: list[tuple[float, float]] = []
    for low, high in sorted(stretches):
        if joined and low <= joined[-1][1] + TOLERANCE_M:
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        else:
            joined.append((low, high))
    return joined


def ride(ground: Ground, boxes: Floats, width_m: float) -> Ride:
    """Return where a bike may ride among boxes `(n, 4)` of stalls, in the frame of `ground`."""
    half = width_m / 2
    levels = _levels(ground, boxes, half)
    here = free_spans([Layer(ground.riding, levels - half, levels + half, boxes=boxes)])
    low, high = here.low + half - TOLERANCE_M, here.high - half + TOLERANCE_M
    fits = high >= low
    window, low, high = here.window[fits], low[fits], high[fits]
    both = free_spans([Layer(ground.riding, levels[:-1] - half, levels[1:] + half, boxes=boxes)])
    piece = _pieces(window, low, high, both, half)
    out = np.zeros(int(piece.max()) + 1 if len(piece) else 0, bool)
    out[piece[_outside(ground, levels, window, low, high)]] = True
    return Ride(levels[window], low, high, piece, out)


def _levels(ground: Ground, boxes: Floats, half: float) -> Floats:
    riding = ground.riding
    low, high = float(riding.y1.min()), float(riding.y2.max())
    lengths = np.hypot(riding.x2 - riding.x1, riding.y2 - riding.y1)
    longest = np.argsort(-lengths, kind="stable")[:_MOST_EDGES]
    corners = np.concatenate((riding.y1[longest], riding.y2[longest]))
    levels = np.concatenate((
        boxes[:, 1] - half, boxes[:, 3] + half, corners - half, corners + half, np.arange(low, high, _STEP_M),
    ))  # fmt: skip
    levels = np.sort(levels[(levels >= low + half - TOLERANCE_M) & (levels <= high - half + TOLERANCE_M)])
    if not len(levels):
        return levels
    keep = np.concatenate(([True], np.diff(levels) > 1e-6))
    return levels[keep]


def _pieces(window: Whole, low: Floats, high: Floats, both: Spans, half: float) -> Whole:
    parent = list(range(len(window)))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    left, right = both.low + half - TOLERANCE_M, both.high - half + TOLERANCE_M
    fits = right >= left
    stride = float(max(high.max(initial=0.0), right.max(initial=0.0))) - float(
        min(low.min(initial=0.0), left.min(initial=0.0))
    )
    stride = 2 * stride + 10.0
    keys = low + window * stride
    middle = (left[fits] + right[fits]) / 2
    first = np.searchsorted(keys, middle + both.window[fits] * stride, side="right") - 1
    second = np.searchsorted(keys, middle + (both.window[fits] + 1) * stride, side="right") - 1
    for a, b in zip(first.tolist(), second.tolist(), strict=True):
        parent[root(a)] = root(b)
    roots = np.array([root(node) for node in range(len(window))], np.int64)
    return np.unique(roots, return_inverse=True)[1].astype(np.int64)


def _outside(ground: Ground, levels: Floats, window: Whole, low: Floats, high: Floats) -> NDArray[np.bool_]:
    """Return which stretches are not wholly over the lot, which they leave only by a way out."""
    lot = free_spans([Layer(ground.lot, levels, levels)])
    if not len(lot.window) or not len(window):
        return np.ones(len(window), bool)
    stride = 2 * float(max(lot.high.max(), high.max()) - min(lot.low.min(), low.min())) + 10.0
    at = np.searchsorted(lot.low + lot.window * stride, low + _TOUCH_M + window * stride, side="right") - 1
    found = np.maximum(at, 0)
    holds = (at >= 0) & (lot.window[found] == window) & (lot.high[found] >= high - _TOUCH_M)
    return np.asarray(~holds)
