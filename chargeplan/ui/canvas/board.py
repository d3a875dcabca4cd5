"""Which places of a picture are taken by words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QRectF

_CELL_PX = 64.0


class Board:
    """Where texts stand, looked up by the cells of a grid: of hundreds only those nearby are asked."""

    def __init__(self, kept_free: Iterable[QRectF]) -> None:
        self.taken: list[QRectF] = []
        self._cells: dict[tuple[int, int], list[QRectF]] = {}
        for box in kept_free:
            self._enter(box)

    def take(self, box: QRectF) -> None:
        """Let a text stand there."""
        self.taken.append(box)
        self._enter(box)

    def is_free(self, box: QRectF) -> bool:
        """Return whether a box touches nothing that is taken or kept free."""
        near = (other for cell in _cells_of(box) for other in self._cells.get(cell, ()))
        return not any(box.intersects(other) for other in near)

    def _enter(self, box: QRectF) -> None:
        for cell in _cells_of(box):
            self._cells.setdefault(cell, []).append(box)


def _cells_of(box: QRectF) -> Iterator[tuple[int, int]]:
    columns = range(math.floor(box.left() / _CELL_PX), math.floor(box.right() / _CELL_PX) + 1)
    rows = range(math.floor(box.top() / _CELL_PX), math.floor(box.bottom() / _CELL_PX) + 1)
    return ((column, row) for column in columns for row in rows)
