"""Blocks of rows that flow down the columns of a sheet; what finds no room is counted and told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from chargeplan.drawing.primitives import Box, Primitive

Drawn = Callable[[float, float, float], Iterable[Primitive]]
"""Draws a row whose upper left corner and width are given [mm]."""

_LEAST_ROWS = 2
_EPSILON = 1e-6
_LEAST_SHARE = 0.01


@dataclass(frozen=True)
class Row:
    """One row of a block [mm]."""

    height: float
    draw: Drawn


@dataclass(frozen=True)
class Block:
    """Rows below a heading.

    Attributes
    ----------
    heading : rows that stand again where the block goes on in the next column
    footing : rows that are never left out
    more : returns the row that tells how many rows were left out; None where none may be
    """

    heading: tuple[Row, ...]
    rows: tuple[Row, ...]
    footing: tuple[Row, ...] = ()
    more: Callable[[int], Row] | None = None

    @property
    def height(self) -> float:
        """Height of the whole block in one piece [mm]."""
        return sum(row.height for row in (*self.heading, *self.rows, *self.footing))


@dataclass(frozen=True)
class Placed:
    """A row at its place: upper left corner and width [mm]."""

    row: Row
    left: float
    top: float
    width: float

    @property
    def bottom(self) -> float:
        """Lower edge of the row [mm]."""
        return self.top - self.row.height


@dataclass(frozen=True)
class Flowed:
    """Rows at their places; `left_out` of them are missing; `fits` says whether the others have room."""

    rows: tuple[Placed, ...]
    left_out: int
    fits: bool

    def primitives(self) -> Iterator[Primitive]:
        """Yield the shapes of all rows."""
        for placed in self.rows:
            yield from placed.row.draw(placed.left, placed.top, placed.width)


def flowed(blocks: Sequence[Block], columns: Sequence[Box], gap: float) -> Flowed:
    """Return the rows of blocks in columns, one block after the other, `gap` apart.

    Where not all of it has room, rows of the highest block that may be cut are left out, one by one, and
    those put back for which there is room in the end.
    """
    flow = _Flow(blocks, columns, gap)
    while flow.rows() is None:
        able = [n for n, block in enumerate(blocks) if block.more is not None and flow.shown[n] > 0]
        if not able:
            return Flowed((), flow.left_out, False)
        flow.shown[max(able, key=flow.height)] -= 1
    for number, block in enumerate(blocks):
        while flow.shown[number] < len(block.rows):
            flow.shown[number] += 1
            if flow.rows() is None:
                flow.shown[number] -= 1
                break
    return Flowed(tuple(flow.rows() or ()), flow.left_out, True)


class _Flow:
    """Blocks of which only so many rows are `shown`."""

    def __init__(self, blocks: Sequence[Block], columns: Sequence[Box], gap: float) -> None:
        self._blocks, self._columns, self._gap = blocks, columns, gap
        self.shown = [len(block.rows) for block in blocks]

    @property
    def left_out(self) -> int:
        return sum(len(block.rows) for block in self._blocks) - sum(self.shown)

    def height(self, number: int) -> float:
        return _cut(self._blocks[number], self.shown[number]).height

    def rows(self) -> list[Placed] | None:
        """Return the rows at their places, None when they have no room."""
        cut = [_cut(block, count) for block, count in zip(self._blocks, self.shown, strict=True)]
        return _placed(cut, self._columns, self._gap)


def share_left_out(blocks: Sequence[Block], columns: Sequence[Box], gap: float) -> float | None:
    """Return about which share of blocks finds no room in columns; None where what has to stand has none."""
    if _placed(blocks, columns, gap) is not None:
        return 0.0
    least = [block if block.more is None else _cut(block, 0) for block in blocks]
    if _placed(least, columns, gap) is None:
        return None
    needed = sum(block.height for block in blocks)
    return max(_LEAST_SHARE, 1.0 - sum(column.height for column in columns) / needed)


def _cut(block: Block, count: int) -> Block:
    missing = len(block.rows) - count
    if not missing or block.more is None:
        return block
    return replace(block, rows=(*block.rows[:count], block.more(missing)))


def _placed(blocks: Sequence[Block], columns: Sequence[Box], gap: float) -> list[Placed] | None:
    """Return the rows at their places, None when they do not all lie in the columns."""
    filling = _Filling(columns)
    full = (block for block in blocks if block.rows or block.footing)
    return filling.placed if all(filling.put(block, gap) for block in full) else None


class _Filling:
    """Columns that are filled from the top of the first one."""

    def __init__(self, columns: Sequence[Box]) -> None:
        self.placed: list[Placed] = []
        self._free = iter(columns)
        self._go_on()

    def put(self, block: Block, gap: float) -> bool:
        """Put a block below what is there; return whether there was room for it."""
        body = (*block.rows, *block.footing)
        first = body if len(body) <= _LEAST_ROWS + 1 else body[:_LEAST_ROWS]
        if self._top < self._column.top:
            self._top -= gap
        if not self._has_room((*block.heading, *first)) and not self._go_on():
            return False
        self._add(block.heading)
        for number, row in enumerate(body):
            together = body[number:] if number == len(body) - 2 else (row,)
            if not self._has_room(together):
                if number == 0 or not self._go_on():
                    return False
                self._add(block.heading)
            if not self._has_room((row,)):
                return False
            self._add((row,))
        return True

    def _go_on(self) -> bool:
        """Begin the next column, if there is one."""
        column = next(self._free, None)
        if column is None:
            return False
        self._column, self._top = column, column.top
        return True

    def _has_room(self, rows: Sequence[Row]) -> bool:
        return self._top - sum(row.height for row in rows) >= self._column.bottom - _EPSILON

    def _add(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self.placed.append(Placed(row, self._column.left, self._top, self._column.width))
            self._top -= row.height
