"""Free stretches of a strip of ground, exact and for many strips at once, without polygon booleans.

A *window* is the strip of ground between two heights `bottom <= y <= top`. The edges of a region, clipped to
the window and projected onto x, are where something begins or ends; between those projections the whole
height of the window is either inside the region or outside, and the parity of the edges to the left says
which. Several regions with windows of their own are taken together as *layers*: a stretch is free when it is
free in each of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

TOLERANCE_M = 3e-4
"""What may stick out on each side unnoticed: well under the checker's 1 mm, well over the 0.1 mm grid."""


@dataclass(frozen=True)
class Edges:
    """Edges of a region in some frame, each from its lower end `(x1, y1)` to its upper end `(x2, y2)`.

    `counted` tells which edges separate inside from outside; the others only block.
    """

    x1: Floats
    y1: Floats
    x2: Floats
    y2: Floats
    counted: NDArray[np.bool_]

    @staticmethod
    def of(starts: Floats, ends: Floats, counted: NDArray[np.bool_]) -> Edges:
        """Return edges from end points of shape `(n, 2)`."""
        upward = (starts[:, 1] <= ends[:, 1])[:, None]
        low, high = np.where(upward, starts, ends), np.where(upward, ends, starts)
        return Edges(low[:, 0], low[:, 1], high[:, 0], high[:, 1], counted)

    def swapped(self) -> Edges:
        """Return the edges with x and y exchanged."""
        starts = np.column_stack((self.y1, self.x1))
        ends = np.column_stack((self.y2, self.x2))
        return Edges.of(starts, ends, self.counted)


@dataclass(frozen=True)
class Layer:
    """A region and its windows, arrays of shape `(n,)` that do not decrease.

    `lean` shears the region by `x - lean * (y - front)` before it is projected, which makes upright
    rectangles of leaning stalls; `boxes` of shape `(m, 4)` are obstacles on top of the edges.
    """

    edges: Edges
    bottom: Floats
    top: Floats
    lean: float = 0.0
    front: Floats | None = None
    boxes: Floats = field(default_factory=lambda: np.empty((0, 4)))


@dataclass(frozen=True)
class Spans:
    """Free stretches, arrays of shape `(k,)`, ordered by window and then by x."""

    window: Whole
    low: Floats
    high: Floats

    def of(self, window: int) -> list[tuple[float, float]]:
        """Return the stretches of one window."""
        first, last = np.searchsorted(self.window, (window, window + 1))
        return list(zip(self.low[first:last].tolist(), self.high[first:last].tolist(), strict=True))


def _overlaps(bottom: Floats, top: Floats, low: Floats, high: Floats) -> tuple[Whole, Whole]:
    """Return pairs of window and thing whose heights meet; `bottom` and `top` must not decrease."""
    first = np.searchsorted(top, low, side="left")
    last = np.searchsorted(bottom, high, side="right")
    counts = np.maximum(last - first, 0)
    thing = np.repeat(np.arange(len(low)), counts)
    within = np.arange(len(thing)) - np.repeat(np.cumsum(counts) - counts, counts)
    return first[thing] + within, thing


def _clipped(layer: Layer) -> tuple[Whole, Floats, Floats, NDArray[np.bool_]]:
    """Return window, left, right and whether it counts, of every edge seen in every window."""
    bottom, top = layer.bottom + TOLERANCE_M, layer.top - TOLERANCE_M
    middle = (layer.bottom + layer.top) / 2
    bottom, top = np.minimum(bottom, middle), np.maximum(top, middle)
    edges = layer.edges
    window, edge = _overlaps(bottom, top, edges.y1, edges.y2)
    x1, y1, x2, y2 = edges.x1[edge], edges.y1[edge], edges.x2[edge], edges.y2[edge]
    rise = y2 - y1
    flat = rise <= 1e-12
    slope = (x2 - x1) / np.where(flat, 1.0, rise)
    low, high = np.maximum(y1, bottom[window]), np.minimum(y2, top[window])
    a = np.where(flat, x1, x1 + slope * (low - y1))
    b = np.where(flat, x2, x1 + slope * (high - y1))
    if layer.lean and layer.front is not None:
        a = a - layer.lean * (low - layer.front[window])
        b = b - layer.lean * (high - layer.front[window])
    level = middle[window]
    counts = edges.counted[edge] & ((y1 > level) != (y2 > level))
    return window, np.minimum(a, b), np.maximum(a, b), counts


def _boxed(layer: Layer) -> tuple[Whole, Floats, Floats, NDArray[np.bool_]]:
    bottom, top = layer.bottom + TOLERANCE_M, layer.top - TOLERANCE_M
    boxes = layer.boxes
    window, box = _overlaps(bottom, top, boxes[:, 1], boxes[:, 3])
    return window, boxes[box, 0], boxes[box, 2], np.zeros(len(box), bool)


def free_spans(layers: Sequence[Layer]) -> Spans:
    """Return where the windows of all layers are free, longer than the tolerance."""
    seen = []
    for number, layer in enumerate(layers):
        parts = (_clipped(layer), _boxed(layer)) if len(layer.boxes) else (_clipped(layer),)
        seen += [(*part, np.full(len(part[0]), number)) for part in parts]
    window = np.concatenate([part[0] for part in seen])
    if not len(window):
        return Spans(np.empty(0, np.int64), np.empty(0), np.empty(0))
    left = np.concatenate([part[1] for part in seen])
    right = np.concatenate([part[2] for part in seen])
    counts = np.concatenate([part[3] for part in seen])
    layer_of = np.concatenate([part[4] for part in seen])
    order = np.lexsort((left, window))
    window, left, right, counts, layer_of = (a[order] for a in (window, left, right, counts, layer_of))
    stride = float(right.max() - left.min()) + 1.0
    reach = np.maximum.accumulate(right + window * stride) - window * stride
    inside = np.ones(len(window), bool)
    starts = np.searchsorted(window, window)
    for number in range(len(layers)):
        crossed = np.cumsum(counts & (layer_of == number))
        before = np.where(starts > 0, crossed[starts - 1], 0)
        inside &= (crossed - before) % 2 == 1
    follows = window[1:] == window[:-1]
    free = inside[:-1] & follows & (left[1:] - reach[:-1] > TOLERANCE_M)
    return Spans(window[:-1][free], reach[:-1][free], left[1:][free])
