"""Draws charts in a thread beside the window; of several that are asked for only the newest is drawn."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from chargeplan.ui.courtesy import COURTESY
from chargeplan.ui.threads import Helper

if TYPE_CHECKING:
    from chargeplan.drawing.town.chart import Chart
    from chargeplan.drawing.town.screen import Screen


class _Drawing(Helper):
    """One chart being drawn; `done` is called in this thread."""

    def __init__(self, make: Callable[[], Chart], done: Callable[[Screen | None, Exception | None], None]):
        super().__init__("draughtsman")
        self._make = make
        self._done = done

    def run(self) -> None:
        """Draw, and tell what became of it."""
        try:
            COURTESY.give_way()
            from chargeplan.drawing.town.screen import Screen

            screen = Screen(self._make())
        except Exception as error:
            self._done(None, error)
        else:
            self._done(screen, None)


class Draughtsman(QObject):
    """Draws one chart at a time. `drawn` brings it with its key, `failed` the error, in the window's thread.

    The plotter is loaded by the first chart, in the thread.
    """

    drawn = Signal(object, object)
    failed = Signal(object)
    _done = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._next: tuple[Callable[[], Chart], object] | None = None
        self._key: object = None
        self._at_work = False
        self._done.connect(self._take)

    @property
    def at_work(self) -> bool:
        """Whether a chart is under way."""
        return self._at_work

    def draw(self, make: Callable[[], Chart], key: object) -> None:
        """Draw what `make` returns; what waits to be drawn is forgotten."""
        self._next = make, key
        if not self._at_work:
            self._begin()

    def _begin(self) -> None:
        assert self._next is not None
        make, self._key = self._next
        self._next, self._at_work = None, True
        _Drawing(make, partial(_tell, self)).start()

    def _take(self, screen: Screen | None, error: Exception | None) -> None:
        self._at_work = False
        key, more = self._key, self._next is not None
        if more:
            self._begin()
        if error is None:
            self.drawn.emit(screen, key)
        elif not more:
            self.failed.emit(error)


def _tell(draughtsman: Draughtsman, screen: Screen | None, error: Exception | None) -> None:
    with suppress(RuntimeError):  # the window may be gone by now
        draughtsman._done.emit(screen, error)
