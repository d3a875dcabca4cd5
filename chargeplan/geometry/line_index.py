"""Lines of an underlay as arrays, and which of them lie near a place, found in well under a millisecond.

Coordinates are whole steps of the underlay's grid, x right and y up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from chargeplan.model.linework import Lines

Steps = npt.NDArray[np.int32]
_Keys = npt.NDArray[np.int64]

_PER_CELL = 8
_ROW_BITS, _LEVEL_BITS = 29, 58
_LEAST_LEVEL = 4
_MOST_ROWS = 4096


@dataclass(frozen=True, eq=False)
class Segments:
    """Straight pieces of lines.

    Attributes
    ----------
    ends : (n, 4) array
        x1, y1, x2, y2 of each [steps].
    goes_on : (n,) array of bool
        Whether a piece begins where the one before it ends, as a part of the same line.
    """

    ends: Steps = field(repr=False)
    goes_on: npt.NDArray[np.bool_] = field(repr=False)

    def __len__(self) -> int:
        return len(self.ends)


def segments_of(lines: Lines) -> Segments:
    """Return the straight pieces of lines, in their order; single points have none."""
    corners = np.frombuffer(lines.coordinates, dtype=np.int32).reshape(-1, 2)
    lasts = np.cumsum(np.frombuffer(lines.counts, dtype=np.uint32), dtype=np.int64) - 1
    begins = np.ones(len(corners), dtype=np.bool_)
    begins[lasts] = False
    goes_on = np.zeros(len(corners), dtype=np.bool_)
    goes_on[1:] = begins[:-1]
    pairs = np.concatenate((corners[:-1], corners[1:]), axis=1)
    return Segments(pairs[begins[:-1]], goes_on[begins])


class LineIndex:
    """Pieces of lines by place: each lies, by its middle, in the grid whose cells are as long as it."""

    def __init__(self, ends: Steps) -> None:
        self._ends = ends
        middles = (ends[:, :2] >> 1).astype(np.int64) + (ends[:, 2:] >> 1)
        sizes = longer_side(ends)
        least = _finest_level(ends)
        levels = np.maximum(np.ceil(np.log2(np.maximum(sizes, 1))).astype(np.int64), least)
        cells = np.right_shift(middles, levels[:, None], dtype=np.int64)
        keys = _keys(levels, cells[:, 1], cells[:, 0])
        self._order = np.argsort(keys, kind="stable")
        self._keys = keys[self._order]
        self._levels = [int(level) for level in np.unique(levels)]

    def near(self, box: tuple[float, float, float, float], most: int) -> Steps:
        """Return the ends of the pieces whose bounds touch a box (left, bottom, right, top) [steps].

        None are returned where more than `most` may lie: at such a zoom none of them is meant.
        """
        left, bottom, right, top = box
        first: list[_Keys] = []
        last: list[_Keys] = []
        rows_of_all = 0
        for level in self._levels:
            half = 1 << (level - 1)
            columns = [max(0, int(edge) >> level) for edge in (left - half, right + half)]
            rows = np.arange(max(0, int(bottom - half) >> level), (max(0, int(top + half)) >> level) + 1)
            rows_of_all += len(rows)
            if rows_of_all > _MOST_ROWS:
                return self._ends[:0]
            first.append(_keys(level, rows, columns[0]))
            last.append(_keys(level, rows, columns[1]))
        if not first:
            return self._ends[:0]
        begins = np.searchsorted(self._keys, np.concatenate(first), side="left")
        stops = np.searchsorted(self._keys, np.concatenate(last), side="right")
        if int((stops - begins).sum()) > most:
            return self._ends[:0]
        runs = [self._order[begin:stop] for begin, stop in zip(begins, stops, strict=True) if stop > begin]
        if not runs:
            return self._ends[:0]
        found = self._ends[np.concatenate(runs)]
        low, high = np.minimum(found[:, :2], found[:, 2:]), np.maximum(found[:, :2], found[:, 2:])
        touches = (low <= (right, top)).all(axis=1) & (high >= (left, bottom)).all(axis=1)
        return np.asarray(found[touches])


def _finest_level(ends: Steps) -> int:
    """Return the level of the finest grid: a few pieces a cell where they lie evenly."""
    if not len(ends):
        return _LEAST_LEVEL
    reach = float(np.max(ends)) + 1.0
    cell = reach * math.sqrt(_PER_CELL / len(ends))
    return max(_LEAST_LEVEL, math.ceil(math.log2(max(cell, 1.0))))


def longer_side(ends: Steps) -> Steps:
    """Return for each piece how far it reaches right or up, whichever is more [steps]."""
    longer: Steps = np.maximum(np.abs(ends[:, 2] - ends[:, 0]), np.abs(ends[:, 3] - ends[:, 1]))
    return longer


def _keys(level: _Keys | int, row: _Keys | int, column: _Keys | int) -> _Keys:
    return np.asarray((np.int64(level) << _LEVEL_BITS) | (row << _ROW_BITS) | column, dtype=np.int64)
