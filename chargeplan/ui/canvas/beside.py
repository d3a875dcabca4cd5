"""Work that is done beside the window, the newest wish only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from chargeplan.errors import CalledOff, ChargeplanError
from chargeplan.ui.courtesy import COURTESY
from chargeplan.ui.threads import Helper

_LOOKS_EVERY_MS = 8

Work = Callable[[Callable[[], bool]], Any]
"""It is given a question that says whether it was forgotten, and returns its result."""


class Beside(QObject):
    """Runs one piece of work at a time in a thread of its own; a newer wish takes the place of a waiting one.

    The thread touches nothing of Qt: it leaves its result, and a timer that only runs meanwhile fetches it.
    `done` then carries what `ask` was given as key, and the result.
    """

    done = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: tuple[object, Work] | None = None
        self._running: _Run | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOKS_EVERY_MS)
        self._timer.timeout.connect(self._look)

    def ask(self, key: object, work: Work) -> None:
        """Wish for the result of `work`."""
        self._waiting = (key, work)
        self._start()

    def forget(self) -> None:
        """Let what waits not begin, and what runs end unheard."""
        if self._running is not None:
            self._running.forgotten = True
        self._waiting = self._running = None
        self._timer.stop()

    def _start(self) -> None:
        if self._running is None and self._waiting is not None:
            self._running, self._waiting = _Run(*self._waiting), None
            self._running.start()
            self._timer.start()

    def _look(self) -> None:
        run = self._running
        if run is None or run.is_alive():
            return
        self._running = None
        self._timer.stop()
        COURTESY.window_first()
        if run.result is not None:
            self.done.emit(run.key, run.result)
        self._start()


class _Run(Helper):
    def __init__(self, key: object, work: Work) -> None:
        super().__init__("beside the window")
        self.key = key
        self.result: Any = None
        self.forgotten = False
        self._work = work

    def run(self) -> None:
        try:
            self.result = self._work(COURTESY.giving_way(lambda: self.forgotten))
        except (ChargeplanError, CalledOff):
            self.result = None
