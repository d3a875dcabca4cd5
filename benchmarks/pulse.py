"""How long a window's thread answers nobody: a timer beats in it, and the longest between two beats counts.

Of that time the part that the thread itself worked is told beside, as other work of a machine adds to it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

_BEAT_MS = 2
_QUIET_S = 0.3


class Pulse:
    """Beats in the window's thread while a step is taken."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def longest(self, act: Callable[[], object], settled: Callable[[], bool]) -> tuple[float, float]:
        """Return the longest that the thread did not answer, and worked itself, until all is quiet [ms]."""
        from PySide6.QtCore import QEventLoop
        from PySide6.QtWidgets import QApplication

        self.begin()
        act()
        quiet_from = time.perf_counter()
        while time.perf_counter() - quiet_from < _QUIET_S:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if not settled():
                quiet_from = time.perf_counter()
        self._timer.stop()
        return self.told()

    def begin(self) -> None:
        """Count from now on."""
        self._pause = self._work = 0.0
        self._last = time.perf_counter(), time.thread_time()
        self._timer.start()

    def told(self) -> tuple[float, float]:
        """Return the longest so far that the thread did not answer, and worked itself [ms]."""
        return self._pause * 1000, self._work * 1000

    def _beat(self) -> None:
        now = time.perf_counter(), time.thread_time()
        self._pause = max(self._pause, now[0] - self._last[0])
        self._work = max(self._work, now[1] - self._last[1])
        self._last = now
