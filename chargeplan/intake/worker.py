"""What the process beside the window does: it reads one file, and answers what is asked about it."""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import struct
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chargeplan.errors import CalledOff, ChargeplanError, ImportFileError
from chargeplan.files.sources.reading import open_source, too_much
from chargeplan.files.sources.values import Choices, Source
from chargeplan.i18n import N_
from chargeplan.intake.wire import BYTES, send_value

if TYPE_CHECKING:
    Line = Connection[Any, Any]

PROGRESS = b"P"
SHARE = struct.Struct("<d")
"""The share that is done; not a number where it is not known."""

_LOOKS_EVERY_S = 0.01
_TELLS_EVERY_S = 0.05
_MOST_MEMORY_BYTES = 2 * 2**30
_LEAST_MEMORY_BYTES = 2**30
_SHARE_OF_MEMORY = 0.6


class Wanted(Enum):
    """What can be asked about a file."""

    SUMMARY = "summary"
    PREVIEW = "preview"
    TAKEN = "taken"


@dataclass(frozen=True)
class Question:
    """What is asked; the file is read with the first question about it."""

    wanted: Wanted
    path: str
    choices: Choices


class State(Enum):
    """What an answer is: what was asked for, why there is none, the same as a last word, or nothing."""

    DONE = "done"
    REFUSED = "refused"
    SPENT = "spent"
    CALLED_OFF = "called_off"


def serve(line: Line, ahead: bool) -> None:
    """Answer the questions that come over a line; None, its end or that of who started it ends it.

    None while a question is worked on calls it off. Libraries are loaded before the first question where it
    was started `ahead` of it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started it ends it
    _end_with_parent()
    cap_memory()
    if ahead:
        _load_readers()
    reader = Reader(line)
    with suppress(EOFError, OSError):  # who started it is gone
        while reader.answers(line.recv()):
            pass


class Reader:
    """The one file of a process, and the questions about it."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._source: Source | None = None
        self._looked_at = 0.0
        self._told_at = 0.0
        self._called_off = False

    def answers(self, question: Question | None) -> bool:
        """Send the answer to a question, and return whether there may be another."""
        if question is None:
            return True  # a question was called off when its answer was on its way
        self._called_off = False
        state, answer = self._answer(question)
        try:
            send_value((state, answer), self._send)
        except MemoryError:
            state = State.SPENT
            send_value((state, too_much(Path(question.path).name)), self._send)
        return state is not State.SPENT

    def _answer(self, question: Question) -> tuple[State, object]:
        name = Path(question.path).name
        try:
            return State.DONE, self._found(question)
        except CalledOff:
            return State.CALLED_OFF, None
        except ChargeplanError as error:
            return State.REFUSED, error
        except (MemoryError, RecursionError):
            self._source = None
            return State.SPENT, too_much(name)
        except Exception as error:  # whatever a damaged file makes of a library, the window gets a sentence
            self._source = None
            text = N_("{name} cannot be read: {reason}")
            reason = f"{type(error).__name__}: {error}"[:300]
            return State.SPENT, ImportFileError("not_understood", text, name=name, reason=reason)

    def _found(self, question: Question) -> object:
        if self._source is None:
            self._source = open_source(Path(question.path), self._is_called_off, self._tell)
        if question.wanted is Wanted.SUMMARY:
            return self._source.summary
        asked = self._source.preview if question.wanted is Wanted.PREVIEW else self._source.taken
        return asked(question.choices, self._is_called_off)

    def _is_called_off(self) -> bool:
        now = time.monotonic()
        if not self._called_off and now - self._looked_at >= _LOOKS_EVERY_S:
            self._looked_at = now
            self._called_off = self._line.poll() and self._line.recv() is None
        return self._called_off

    def _tell(self, share: float | None) -> None:
        now = time.monotonic()
        if now - self._told_at >= _TELLS_EVERY_S:
            self._told_at = now
            self._send(PROGRESS, SHARE.pack(math.nan if share is None else share))

    def _send(self, what: bytes, data: bytes) -> None:
        if what == BYTES:
            self._line.send_bytes(what)
            self._line.send_bytes(data)
        else:
            self._line.send_bytes(what + data)


def _load_readers() -> None:
    import chargeplan.files.sources.dxf
    import chargeplan.files.sources.geojson
    import chargeplan.files.sources.pdf
    import chargeplan.files.sources.pictures  # noqa: F401


def _end_with_parent() -> None:
    """End with the process that started this one, even in the middle of a library's work."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        ends = _ends_after(lambda: wait([parent.sentinel]))
        threading.Thread(target=ends, name="chargeplan parent", daemon=True).start()


def _ends_after(event: Callable[[], object]) -> Callable[[], None]:
    def end() -> None:
        event()
        os._exit(1)

    return end


def cap_memory() -> None:
    """Let the system refuse memory beyond a part of what the machine has, where the system can."""
    if not sys.platform.startswith("linux"):
        return
    import resource

    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    most = max(_LEAST_MEMORY_BYTES, min(_MOST_MEMORY_BYTES, int(there * _SHARE_OF_MEMORY)))
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
