"""Ways to begin a filling: whole stacks of rows in one direction, zones of two, passages kept free.

A recipe is a few steps. None of them is the best for every lot; each costs a millisecond, so many are tried
and the best are improved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from chargeplan.geometry.ground import Side, sides_of, turn
from chargeplan.geometry.packing.values import Floats, Ground, Rules
from chargeplan.model.layout import LayoutProblem

_MOST_NOTCHES = 6
_BENT_RADIANS = 0.05
_PLAIN_CORRIDORS = 3
_SOON = 4
_PAIRS_FIRST = 1.4
_SWEEP_M = 1.5


@dataclass(frozen=True)
class Stack:
    """Fill a window (x1, y1, x2, y2) with the best stack of rows along a facing.

    A pair of rows counts `pair_worth` times its stalls: in a group it can be continued on either side, which
    the stack does not see.
    """

    window: tuple[float, float, float, float]
    facing: int
    pair_worth: float = 1.0


@dataclass(frozen=True)
class Passage:
    """Keep ground free of stalls: four corners."""

    corners: tuple[float, ...]


@dataclass(frozen=True)
class Greedy:
    """Fill a window with the row that holds most, again and again."""

    window: tuple[float, float, float, float]


@dataclass(frozen=True)
class Extend:
    """Continue every row as far as it is free."""


Step = Stack | Passage | Greedy | Extend
Recipe = tuple[Step, ...]


def recipes(
    problem: LayoutProblem, ground: Ground, rules: Rules, directions: tuple[int, ...]
) -> Iterator[Recipe]:
    """Yield recipes once each, the plainest first, made as they are asked for.

    `directions` are the facings along which rows may be stacked.
    """
    known: set[Recipe] = set()
    for recipe in _in_turn(problem, ground, rules, directions):
        if recipe not in known:
            known.add(recipe)
            yield recipe


def _in_turn(
    problem: LayoutProblem, ground: Ground, rules: Rules, directions: tuple[int, ...]
) -> Iterator[Recipe]:
    """Yield recipes, some of them again.

    Where stalls are to stay, one puts down nothing else: whatever is added may block the way to them. A stack
    along the opposite facing is the same but for what wins among equals.
    """
    sides = sides_of(problem)
    everything = _window(ground)
    gates = [(_gate_way(side, low, high, rules),) for side in sides for low, high in side.gates]
    closed = not any(side.open for side in sides)
    ways: Sequence[tuple[Passage, ...]] = gates if closed and gates else [()]
    if problem.kept:
        yield ()
    for entrance in ways:
        for facing in directions:
            yield (*entrance, Stack(everything, facing))
        yield (*entrance, Greedy(everything))
    for entrance in ways:
        for facing in directions if rules.gap > 0 else ():
            yield (*entrance, Stack(everything, facing, _PAIRS_FIRST), Extend())
    for entrance in ways[:1]:
        for zones in _zones(sides, everything):
            for first, second in permutations(directions[:2], 2):
                yield (*entrance, Stack(zones[0], first), Stack(zones[1], second))
                yield (*entrance, Stack(zones[1], second), Stack(zones[0], first))
    swept = {facing: _corridors(ground, facing, rules, gates) for facing in directions}
    for number in range(max(map(len, swept.values()), default=0)):
        if number == _SOON:
            for along in directions:
                yield from ((Stack(everything, facing),) for facing in (along, along ^ 1))
        for entrance in ways[:2] if number < 2 * _PLAIN_CORRIDORS else ways[:1]:
            for facing, corridors in swept.items():
                if number < len(corridors):
                    yield (*entrance, corridors[number], Stack(everything, facing), Extend())


def _window(ground: Ground) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = ground.frame[:4].tolist()
    return (x1, y1, x2, y2)


def _gate_way(side: Side, low: float, high: float, rules: Rules) -> Passage:
    """Keep a square as wide as the least aisle free inside a gate."""
    middle, half = (low + high) / 2, rules.least / 2
    inner = [side.point(middle + along, -deep) for along, deep in _around(half, rules.least)]
    return Passage(tuple(value for point in inner for value in point))


def _around(half: float, depth: float) -> tuple[tuple[float, float], ...]:
    return ((half, 0.0), (-half, 0.0), (-half, depth), (half, depth))


def _zones(
    sides: tuple[Side, ...], whole: tuple[float, float, float, float]
) -> Iterator[tuple[tuple[float, float, float, float], tuple[float, float, float, float]]]:
    """Yield the two windows on either side of each upright or level line through a notch of the outline."""
    x1, y1, x2, y2 = whole
    notches = [
        side.start
        for before, side in zip((sides[-1], *sides), sides, strict=False)
        if turn(before, side) < -_BENT_RADIANS
    ]
    for x, y in notches[:_MOST_NOTCHES]:
        if x1 + 1 < x < x2 - 1:
            yield (x1, y1, x, y2), (x, y1, x2, y2)
        if y1 + 1 < y < y2 - 1:
            yield (x1, y1, x2, y), (x1, y, x2, y2)


def _corridors(
    ground: Ground, facing: int, rules: Rules, gates: Sequence[tuple[Passage, ...]]
) -> list[Passage]:
    """Return passages across rows: at both ends, in the middle, in line with gates, then everywhere.

    A passage leaves room for a row along the wall on either side, which needs no passage behind it; the first
    come once more from wall to wall.
    """
    nx, ny = ground.normals[facing].tolist()
    x1, y1, x2, y2 = ground.frame[:4].tolist()
    t, s = _seen(np.array([(x1, y1), (x2, y1), (x2, y2), (x1, y2)]), nx, ny)
    low, high, wide = float(t.min()), float(t.max()), max(rules.least, rules.row_gap)
    starts = [low, high - rules.least, (low + high - wide) / 2]
    for gate in gates:
        at, _ = _seen(np.array(gate[0].corners).reshape(-1, 2), nx, ny)
        starts.append((float(at.min()) + float(at.max()) - wide) / 2)
    steps = int((high - low) / _SWEEP_M)
    starts += [low + (high - low) * number / steps for number in range(1, steps)]
    bottom, top = float(s.min()), float(s.max())
    inner = [_corridor(start, wide, bottom + rules.single, top - rules.single, nx, ny) for start in starts]
    whole = [_corridor(start, wide, bottom, top, nx, ny) for start in starts[:_PLAIN_CORRIDORS]]
    return [*inner[:_PLAIN_CORRIDORS], *whole, *inner[_PLAIN_CORRIDORS:]]


def _corridor(start: float, wide: float, low: float, high: float, nx: float, ny: float) -> Passage:
    """Return a passage from `low` to `high` across rows that run along t, from `start` on."""
    corners = ((start + wide, low), (start, low), (start, high), (start + wide, high))
    return Passage(tuple(value for t, s in corners for value in (t * ny + s * nx, -t * nx + s * ny)))


def _seen(points: Floats, nx: float, ny: float) -> tuple[Floats, Floats]:
    return points[:, 0] * ny - points[:, 1] * nx, points[:, 0] * nx + points[:, 1] * ny
