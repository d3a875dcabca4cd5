"""Threads beside the window that touch nothing of Qt, and waiting for them when the program ends."""

from __future__ import annotations

import threading
from time import monotonic


class Helper(threading.Thread):
    """A thread that the end of the program waits for: see `have_helpers_ended`.

    A daemon for Python, which would otherwise wait without end and forbid it threads of its own meanwhile.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)


def have_helpers_ended(patience_s: float) -> bool:
    """Wait for all helpers, so long at most [s], and return whether none of them runs any more."""
    end = monotonic() + patience_s
    helpers = [thread for thread in threading.enumerate() if isinstance(thread, Helper)]
    for thread in helpers:
        thread.join(max(0.0, end - monotonic()))
    return not any(thread.is_alive() for thread in helpers)
