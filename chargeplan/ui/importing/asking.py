"""Asks a source in its own process from a thread beside the window; of several questions the newest wins."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from chargeplan.errors import CalledOff, Cancelled, go_on_unless
from chargeplan.files.sources.values import Choices, Preview, Summary, Taken
from chargeplan.ui.background import Analyst
from chargeplan.ui.canvas.style import Style, style_for
from chargeplan.ui.canvas.underlay_items import prepare
from chargeplan.ui.importing.look import Look, look_of

_WAIT_MS = 120
"""So long nothing more must be changed before a source is asked."""

Progress = Callable[[float | None], None]


class Reading(Protocol):
    """A file that is read in a process of its own, see `intake.session.Reading`; its calls block."""

    def summary(self, cancelled: Cancelled, progress: Progress) -> Summary:
        """Return what the file holds."""

    def preview(self, choices: Choices, cancelled: Cancelled) -> Preview:
        """Return a look at what would be taken in."""

    def taken(self, choices: Choices, cancelled: Cancelled) -> Taken:
        """Return the plan that comes of it."""

    def close(self) -> None:
        """End the process."""


def open_reading(path: Path) -> Reading:
    """Return a file to be asked in a process of its own."""
    from chargeplan.intake.session import Reading as ProcessReading

    return ProcessReading(path)


def take(reading: Reading, choices: Choices, style: Style, cancelled: Cancelled) -> Taken:
    """Return the plan that comes of a source, what lies below it ready to be drawn in a style."""
    taken = reading.taken(choices, cancelled)
    for underlay in taken.project.site.underlays:
        go_on_unless(cancelled)
        prepare(underlay, style)
    return taken


class Asker(QObject):
    """Asks what choices lead to, first for a look at it, then for the plan.

    `looked` and `took` bring the answers to the newest choices alone, `failed` what came instead of one.
    """

    looked = Signal(object)
    took = Signal(object)
    failed = Signal(object)

    def __init__(self, reading: Reading, analyst: Analyst, parent: QObject) -> None:
        super().__init__(parent)
        self._reading = reading
        self._analyst = analyst
        self._style = style_for(QGuiApplication.palette())
        self._analyst.task_done.connect(self._done)
        self._under_way: dict[int, Callable[[Any], None]] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._ask: Callable[[], None] | None = None
        self._timer.timeout.connect(self._begin)

    def ask(self, seen: Choices, wanted: Choices | None, *, at_once: bool = False) -> None:
        """Ask for a look at `seen`, and then for the plan of `wanted` unless that is None."""
        self.forget()
        self._ask = partial(self._ask_look, seen, wanted)
        if at_once:
            self._begin()
        else:
            self._timer.start()

    def forget(self) -> None:
        """Want nothing any more of what is under way."""
        self._timer.stop()
        for number in self._under_way:
            self._analyst.call_off(number)
        self._under_way = {}

    def close(self) -> None:
        """Ask nothing any more."""
        self.forget()
        self._analyst.task_done.disconnect(self._done)

    def _begin(self) -> None:
        self._timer.stop()
        if self._ask is not None:
            self._ask()

    def _ask_look(self, seen: Choices, wanted: Choices | None) -> None:
        reading = self._reading

        def work(called_off: Cancelled) -> Look:
            return look_of(reading.preview(seen, called_off), called_off)

        def show(look: Look) -> None:
            self.looked.emit(look)
            if wanted is not None:
                self._submit(partial(take, reading, wanted, self._style), self.took.emit)

        self._submit(work, show)

    def _submit(self, work: Callable[[Cancelled], Any], show: Callable[[Any], None]) -> None:
        self._under_way[self._analyst.submit(work)] = show

    def _done(self, number: int, result: Any, error: BaseException | None) -> None:
        show = self._under_way.pop(number, None)
        if show is None or isinstance(error, CalledOff):
            return
        if error is None:
            show(result)
        else:
            self.failed.emit(error)
