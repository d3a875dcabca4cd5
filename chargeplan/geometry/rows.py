"""Rows of stalls in one direction: what a row would hold at every height, and the best stack of rows.

In the frame of the rows x runs along them and y across. A row faces up (its fronts at the larger y) or down;
a *pair* is two rows back to back that share their columns, which is how wheels interleave and how a group
spans both rows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from chargeplan.geometry.ground import Ground
from chargeplan.geometry.spans import TOLERANCE_M, Edges, Floats, Layer, Spans, Whole, free_spans
from chargeplan.model.modules import GroupRule, StallModule


class Kind(Enum):
    """Which way a row faces."""

    UP = "up"
    DOWN = "down"
    PAIR = "pair"

    @property
    def rows(self) -> int:
        """How many rows of stalls it is."""
        return 2 if self is Kind.PAIR else 1


@dataclass(frozen=True)
class RowRule:
    """Sizes of rows [m] for a module under a group rule.

    `most` is the number of columns in a group, `gap_m` the distance along the row between two groups (0
    where a panel stands between them), None for `most` without a group rule.
    """

    module: StallModule
    group: GroupRule | None

    def depth_m(self, kind: Kind) -> float:
        """Return the depth of the stalls of a row, of both rows for a pair."""
        return self.module.double_depth_m if kind is Kind.PAIR else self.module.single_depth_m

    def stall_depth_m(self, kind: Kind) -> float:
        """Return the depth of one stall."""
        return self.depth_m(kind) / kind.rows

    def lean(self) -> float:
        """Return the shift along the row per metre of depth of an angled stall."""
        angle = self.module.angle_degrees
        return 0.0 if angle == 90 else 1 / math.tan(math.radians(angle))

    def most(self, kind: Kind) -> int | None:
        """Return the most columns in a group, None when there is no limit."""
        if self.group is None:
            return None
        shift = self.lean() * self.stall_depth_m(kind)
        room = self.group.max_length_m - shift + 1e-9
        if self.depth_m(kind) > self.group.max_length_m + 1e-9:
            return 0
        stalls = self.group.max_stalls // kind.rows
        return max(0, min(stalls, math.floor(room / self.module.front_m)))

    def panels(self, kind: Kind) -> bool:
        """Return whether panels stand between the groups of a row."""
        interleaved = kind is Kind.PAIR and self.module.interleaved
        return self.group is not None and self.group.panels and not interleaved

    def gap_m(self, kind: Kind) -> float:
        """Return the distance along the row between two groups."""
        if self.group is None or self.panels(kind):
            return 0.0
        return self.apart_m

    @property
    def apart_m(self) -> float:
        """Distance along a row between stalls that no panel parts, 0 without a group rule."""
        if self.group is None:
            return 0.0
        return self.group.gap_m / math.sin(math.radians(self.module.angle_degrees))

    def clearance_m(self, below: Kind, above: Kind) -> float:
        """Return the least distance from the top of one row to the bottom of the next."""
        looks_up, looks_down = below is not Kind.DOWN, above is not Kind.UP
        if looks_up and looks_down:
            needed = self.module.aisle_two_side_m
        else:
            needed = self.module.aisle_one_side_m if looks_up or looks_down else 0.0
        return max(needed, self.group.gap_m) if self.group else needed

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Kinds of rows worth trying."""
        saves = self.module.double_depth_m < 2 * self.module.single_depth_m - 1e-9
        pairs = saves or (self.group is not None and self.group.max_stalls > 1)
        singles = (Kind.UP, Kind.DOWN)
        kinds = (*singles, Kind.PAIR) if pairs else singles
        return tuple(kind for kind in kinds if self.most(kind) != 0)

    def split(self, length_m: float, kind: Kind) -> tuple[int, ...]:
        """Return the columns of each group along a free stretch, as many as possible, in fewest groups."""
        columns, parts = 0, 1
        pitch, gap, most = self.module.front_m, self.gap_m(kind), self.most(kind)
        room = length_m + 2 * TOLERANCE_M
        if most is None:
            return (math.floor(room / pitch),) if room >= pitch else ()
        for trial in range(1, math.floor((room + gap) / (pitch + gap)) + 1):
            count = min(trial * most, math.floor((room - (trial - 1) * gap) / pitch))
            if count > columns:
                columns, parts = count, trial
            if count < trial * most:
                break
        share, extra = divmod(columns, parts)
        return tuple(share + (index < extra) for index in range(parts) if share or index < extra)

    def columns(self, lengths_m: Floats, kind: Kind) -> Whole:
        """Return how many columns free stretches hold, array of the shape of `lengths_m`."""
        room = lengths_m + 2 * TOLERANCE_M
        pitch, gap, most = self.module.front_m, self.gap_m(kind), self.most(kind)
        if most is None or not len(room):
            return np.floor(room / pitch).astype(np.int64)
        best = np.zeros(len(room), np.int64)
        for parts in range(1, math.floor((float(room.max()) + gap) / (min(most, 1) * pitch + gap)) + 1):
            fits = np.floor((room - (parts - 1) * gap) / pitch).astype(np.int64)
            best = np.maximum(best, np.minimum(parts * most, fits))
            if fits.max() < parts * most:
                break
        return best


@dataclass(frozen=True)
class Row:
    """A row in its frame: kind, lower edge `y` [m], lean (-1, 0, 1) and where fronts may stand along x."""

    kind: Kind
    y: float
    lean: int
    spans: tuple[tuple[float, float], ...]


def row_layers(ground: Ground, rule: RowRule, kind: Kind, ys: Floats, lean: int) -> list[Layer]:
    """Return the windows that must be free for rows of a kind with their lower edges at `ys`."""
    depth, aisle = rule.stall_depth_m(kind), rule.module.aisle_one_side_m
    shear = rule.lean() * lean
    layers = []
    if kind is not Kind.UP:
        layers.append(Layer(ground.standing, ys, ys + depth, shear, ys))
        layers.append(Layer(ground.strip, ys - aisle, ys))
    if kind is not Kind.DOWN:
        top = ys + rule.depth_m(kind)
        layers.append(Layer(ground.standing, top - depth, top, -shear, top))
        layers.append(Layer(ground.strip, top, top + aisle))
    return layers


@dataclass(frozen=True)
class Offers:
    """What rows of each kind would hold at each of the heights `ys`, array `(n,)`.

    `closed` tells whether the strip of a row reaches no way out by itself.
    """

    ys: Floats
    held: dict[Kind, Whole]
    lean: dict[Kind, Whole]
    spans: dict[tuple[Kind, int], Spans]

    def row(self, kind: Kind, index: int) -> Row:
        """Return the row of a kind at the height of an index."""
        lean = int(self.lean[kind][index])
        return Row(kind, float(self.ys[index]), lean, tuple(self.spans[kind, lean].of(index)))


def offers(ground: Ground, rule: RowRule, ys: Floats) -> Offers:
    """Return what rows hold at the heights `ys`, the better of both leans for angled stalls."""
    held: dict[Kind, Whole] = {}
    leans: dict[Kind, Whole] = {}
    spans: dict[tuple[Kind, int], Spans] = {}
    for kind in rule.kinds:
        each = kind.rows
        for lean in (0,) if rule.module.angle_degrees == 90 else (1, -1):
            found = free_spans(row_layers(ground, rule, kind, ys, lean))
            spans[kind, lean] = found
            columns = rule.columns(found.high - found.low, kind)
            count = np.bincount(found.window, columns, len(ys)).astype(np.int64) * each
            if kind not in held:
                held[kind], leans[kind] = count, np.full(len(ys), lean)
            else:
                better = count > held[kind]
                held[kind] = np.where(better, count, held[kind])
                leans[kind] = np.where(better, lean, leans[kind])
    return Offers(ys, held, leans, spans)


def row_heights(standing: Edges, rule: RowRule, step_m: float) -> Floats:
    """Return the heights at which rows are tried: steps up and down from the ends and long level edges."""
    low, high = float(standing.y1.min()), float(standing.y2.max())
    step_m = max(step_m, (high - low) / _MOST_STEPS)
    lengths = np.hypot(standing.x2 - standing.x1, standing.y2 - standing.y1)
    level = (standing.y2 - standing.y1 < 2 * TOLERANCE_M) & (lengths >= 2 * rule.module.front_m)
    order = np.argsort(-lengths[level], kind="stable")
    anchors = [low, high, *standing.y1[level][order].tolist()]
    depths = {0.0, *(rule.depth_m(kind) for kind in rule.kinds)}
    remainders: list[float] = []
    for anchor in anchors:
        for depth in sorted(depths):
            rest = (anchor - low - depth) % step_m
            if all(min(abs(rest - other), step_m - abs(rest - other)) > 1e-3 for other in remainders):
                remainders.append(rest)
    steps = np.arange(0.0, high - low + step_m, step_m)
    ys = np.concatenate([low + rest + steps for rest in remainders[:_MOST_REMAINDERS]])
    least = min((rule.depth_m(kind) for kind in rule.kinds), default=0.0)
    return np.sort(ys[ys <= high - least + TOLERANCE_M])


_MOST_REMAINDERS = 6
_MOST_STEPS = 4000

Penalties = dict[tuple[Kind | None, Kind], Floats]
"""What it costs to put a row of the second kind on one of the first (None: on nothing), at each height."""


def best_stack(
    found: Offers, rule: RowRule, penalties: Penalties | None = None
) -> tuple[tuple[Kind, int], ...]:
    """Return kind and index of the rows of the best stack from below, by dynamic programming over heights.

    Every row takes the best stack that ends low enough beneath it. Among equals the lower rows win. Heights
    nearer to each other than a row is deep do not depend on each other and are taken together.
    """
    kinds, count = rule.kinds, len(found.ys)
    numbers = range(len(kinds))
    limits = [[_limits(found.ys, rule, below, above) for below in kinds] for above in kinds]
    worth = [[_worth(found, below, above, penalties) for below in (*kinds, None)] for above in kinds]
    latest = np.max([row for rows in limits for row in rows], axis=0) if kinds else np.empty(0)
    best = [np.full(count + 1, -np.inf) for _ in kinds]
    where = [np.full(count + 1, -1, np.int64) for _ in kinds]
    under = [np.full(count, -1, np.int64) for _ in kinds]
    start = 0
    while start < count:
        end = int(latest.searchsorted(start, side="right"))
        for above in numbers:
            total = worth[above][-1][start:end]
            chosen = under[above][start:end]
            for below in numbers:
                low_enough = limits[above][below][start:end]
                value = worth[above][below][start:end] + best[below][low_enough]
                better = value > total
                total = np.where(better, value, total)
                chosen[better] = where[below][low_enough[better]] * len(kinds) + below
            best[above][start + 1 : end + 1] = total
            reached = np.maximum.accumulate(best[above][start : end + 1])
            records = np.where(total > reached[:-1], np.arange(start, end), where[above][start])
            best[above][start : end + 1] = reached
            where[above][start + 1 : end + 1] = np.maximum.accumulate(records)
        start = end
    return _traced(kinds, best, where, under)


def _traced(
    kinds: tuple[Kind, ...], best: list[Floats], where: list[Whole], under: list[Whole]
) -> tuple[tuple[Kind, int], ...]:
    """Return the stack that ends in the best row of all, from below.

    `under` holds, for each row, index and kind of the row beneath it in one number, -1 for none.
    """
    top = max(range(len(kinds)), key=lambda number: float(best[number][-1]), default=None)
    if top is None or not best[top][-1] > 0:
        return ()
    stack = []
    at = int(where[top][-1]) * len(kinds) + top
    while at >= 0:
        index, number = divmod(at, len(kinds))
        stack.append((kinds[number], index))
        at = int(under[number][index])
    return tuple(reversed(stack))


def _limits(ys: Floats, rule: RowRule, below: Kind, above: Kind) -> Whole:
    """Return for each height of a row how many heights of rows beneath it lie low enough."""
    apart = rule.clearance_m(below, above) + rule.depth_m(below)
    return np.searchsorted(ys, ys - apart + TOLERANCE_M / 3, side="right").astype(np.int64)


def _worth(found: Offers, below: Kind | None, above: Kind, penalties: Penalties | None) -> Floats:
    """Return the worth of rows on a kind of row, or on nothing; minus infinity where they hold no stall."""
    worth: Floats = np.where(found.held[above] > 0, found.held[above], -np.inf)
    return worth if penalties is None else worth - penalties[below, above]


def passage_penalties(ground: Ground, found: Offers, rule: RowRule) -> Penalties:
    """Return what a stack costs because an aisle behind its rows needs a passage through them.

    An aisle needs none when the half of its strip next to the fronts leads out of the lot by itself.
    """
    half = rule.module.aisle_one_side_m / 2
    each = rule.module.least_aisle_m / rule.module.front_m
    penalties: Penalties = {}
    for above in rule.kinds:
        top = found.ys + (0.0 if above is Kind.DOWN else rule.depth_m(above) + half)
        cost: Floats = np.where(_closed(ground, top - half, top), each, 0.0)
        own = 0 if above is Kind.DOWN else above.rows
        for below in (None, *rule.kinds):
            penalties[below, above] = cost * (own + (below is Kind.DOWN))
    return penalties


def _closed(ground: Ground, bottom: Floats, top: Floats) -> NDArray[np.bool_]:
    """Return for each window of strips whether none of its free stretches leads out of the lot."""
    strip = Layer(ground.strip, bottom, top)
    everywhere, inside = free_spans([strip]), free_spans([strip, Layer(ground.lot, bottom, top)])
    lengths = [np.bincount(s.window, s.high - s.low, len(bottom)) for s in (everywhere, inside)]
    return np.asarray(lengths[0] - lengths[1] < _LEADS_OUT_M)


_LEADS_OUT_M = 0.3
