"""Makes what takes long to make while nobody waits for it, a piece at a time so that the window answers."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

_PAUSE_MS = 20


class MakingAhead(QObject):
    """Takes one step of `steps` whenever the window has nothing else to do, until they are through."""

    def __init__(self, steps: Iterator[None], parent: QObject) -> None:
        super().__init__(parent)
        self._steps = steps
        self._timer = QTimer(self)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._take_step)

    def begin(self) -> None:
        """Take the first step soon."""
        self._timer.start()

    def finish(self) -> None:
        """Take the steps that are left now, for somebody waits."""
        self.stop()
        for _ in self._steps:
            pass

    def stop(self) -> None:
        """Take no further step until somebody waits for them."""
        self._timer.stop()

    def _take_step(self) -> None:
        try:
            next(self._steps)
        except StopIteration:
            self.stop()


def loaded_in_steps(names: tuple[str, ...]) -> Iterator[None]:
    """Load modules, one at each step."""
    for name in names:
        import_module(name)
        yield
