"""The window goes first: threads beside it hold still while it answers the mouse.

All threads share the interpreter's lock, and a frame gives it up and takes it back at hundreds of calls of
Qt. A thread at work meanwhile makes each of them wait, so that a frame takes many times as long as alone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QTimer

_PATIENCE_S = 0.012
"""So long a thread holds still at most before it takes a slice: the window may be at it without a pause."""

_SLICE_S = 0.003


class Courtesy:
    """Between one window's thread, which says that it is about to draw, and the threads that hold still."""

    def __init__(self) -> None:
        self._free = threading.Event()
        self._free.set()
        self._slices = threading.local()

    def window_first(self) -> None:
        """Let threads hold still until the window has done and painted what is waiting for it now."""
        if self._free.is_set():
            self._free.clear()
            QTimer.singleShot(0, self._free.set)

    def give_way(self) -> None:
        """Hold still while the window is at it; called by threads beside it every few milliseconds."""
        if self._free.is_set() or perf_counter() < getattr(self._slices, "end", 0.0):
            return
        self._free.wait(_PATIENCE_S)
        self._slices.end = perf_counter() + _SLICE_S

    def giving_way(self, cancelled: Callable[[], bool]) -> Callable[[], bool]:
        """Return the question whether work is called off, which holds still before it answers."""

        def asked() -> bool:
            self.give_way()
            return cancelled()

        return asked


COURTESY = Courtesy()
"""The one of this process, which has one interpreter's lock."""
