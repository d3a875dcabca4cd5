"""A file of others, read in a process of its own that keeps it open between questions.

Reading a drawing takes seconds of Python and libraries that damaged files can bring down. In a process beside
the window both cost nothing but an answer: it is ended when nobody wants it any more, its memory is capped,
and what it answers comes in pieces that hold up no other thread.
"""

from __future__ import annotations

import math
import multiprocessing
import pickle
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chargeplan.errors import CalledOff, Cancelled, ImportFileError, go_on_unless, never
from chargeplan.files.sources.reading import Progress, untold
from chargeplan.files.sources.values import Choices, Preview, Summary, Taken
from chargeplan.i18n import N_
from chargeplan.intake.wire import BYTES, LAST, Assembly
from chargeplan.intake.worker import PROGRESS, SHARE, Question, State, Wanted, serve

if TYPE_CHECKING:
    from chargeplan.intake.worker import Line

_ASKS_EVERY_S = 0.02
_STOPS_WITHIN_S = 1.0
"""So long a process whose answer is not wanted any more may take to notice it; then it is ended."""
_ENDS_WITHIN_S = 2.0


class _DeathError(Exception):
    """The process is gone; `status` is how it ended."""

    def __init__(self, status: int | None) -> None:
        super().__init__(status)
        self.status = status


class Reading:
    """A file that is being read; made at once, the process is started with the first question.

    Questions block, and ask `cancelled()` every few milliseconds; they come from any thread, one after
    another. A question that is called off while the file is read for the first time ends the process; later
    ones keep it, and the file stays open in it. `close` may be called from any thread at any time.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._helper: _Helper | None = None
        self._is_closed = False
        self._turn = threading.Lock()

    def summary(self, cancelled: Cancelled = never, progress: Progress = untold) -> Summary:
        """Return what the file holds.

        Raises
        ------
        ImportFileError
            When it cannot be taken in, or reading it brought the process down.
        CalledOff
            When `cancelled()` becomes true, or the reading is closed.
        """
        found: Summary = self._answer(Wanted.SUMMARY, Choices(), cancelled, progress)
        return found

    def preview(self, choices: Choices, cancelled: Cancelled = never, progress: Progress = untold) -> Preview:
        """Return a look at what `taken` would give; errors as of `summary`."""
        found: Preview = self._answer(Wanted.PREVIEW, choices, cancelled, progress)
        return found

    def taken(self, choices: Choices, cancelled: Cancelled = never, progress: Progress = untold) -> Taken:
        """Return the plan that the file becomes; errors as of `summary`."""
        found: Taken = self._answer(Wanted.TAKEN, choices, cancelled, progress)
        return found

    def close(self) -> None:
        """End the process; a question that waits for it raises `CalledOff`."""
        self._is_closed = True
        helper = self._helper
        if helper is not None:
            helper.kill()
        if self._turn.acquire(blocking=False):
            try:
                self._let_go()
            finally:
                self._turn.release()

    def _answer(self, wanted: Wanted, choices: Choices, cancelled: Cancelled, progress: Progress) -> Any:
        def is_over() -> bool:
            return self._is_closed or cancelled()

        while not self._turn.acquire(timeout=_ASKS_EVERY_S):
            go_on_unless(is_over)
        try:
            go_on_unless(is_over)
            return self._asked(Question(wanted, str(self._path), choices), is_over, progress)
        except _DeathError as death:
            self._let_go()
            go_on_unless(is_over)
            raise _death_of(self._path.name, death.status) from death
        finally:
            if self._is_closed:
                self._let_go()
            self._turn.release()

    def _asked(self, question: Question, is_over: Cancelled, progress: Progress) -> Any:
        if self._helper is not None and not self._helper.is_free(is_over):
            self._let_go()
        if self._helper is None:
            self._helper = _helper(self._path.name)
        helper = self._helper
        first = not helper.has_answered
        try:
            state, answer = helper.ask(question, is_over, progress)
        except CalledOff:
            if first:
                self._let_go()
            else:
                helper.stop()
            raise
        if state is State.SPENT:
            self._let_go()
        if state in (State.REFUSED, State.SPENT):
            raise answer
        return answer

    def _let_go(self) -> None:
        helper, self._helper = self._helper, None
        if helper is not None:
            helper.end()


class _Helper:
    """A process and this end of its line."""

    def __init__(self, ahead: bool) -> None:
        # Never a fork: threads and locks of a window would come along.
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        self._line: Line = here
        self._process: BaseProcess = context.Process(
            target=serve, args=(there, ahead), name="chargeplan intake", daemon=True
        )
        try:
            self._process.start()
        except BaseException:
            here.close()
            raise
        finally:
            there.close()  # so that its death is seen at this end
        self._owes_answer = False
        self.has_answered = False

    def ask(self, question: Question, is_over: Cancelled, progress: Progress) -> tuple[State, Any]:
        """Return the answer to a question; raise `CalledOff` when it is over before."""
        try:
            self._line.send(question)
        except OSError as error:
            raise _DeathError(self._status()) from error
        self._owes_answer = True
        answer: tuple[State, Any] = self._received(is_over, progress)
        self.has_answered = True
        return answer

    def stop(self) -> None:
        """Call off the question that is being worked on."""
        try:
            self._line.send(None)
        except OSError:
            self.kill()

    def is_free(self, is_over: Cancelled) -> bool:
        """Wait for a moment until a question that was called off is laid down; tell whether it is."""
        if not self._process.is_alive():
            return False
        ends_at = time.monotonic() + _STOPS_WITHIN_S
        try:
            while self._owes_answer:
                go_on_unless(is_over)
                if time.monotonic() > ends_at:
                    return False
                self._message()
        except _DeathError:
            return False
        return True

    def kill(self) -> None:
        """Have the process ended, without waiting for it."""
        self._process.kill()

    def end(self) -> None:
        """End the process and give everything of it back."""
        self._process.kill()
        self._process.join(_ENDS_WITHIN_S)
        if not self._process.is_alive():
            self._process.close()
        self._line.close()

    def _received(self, is_over: Cancelled, progress: Progress) -> Any:
        assembly, whole = Assembly(), False
        while not whole:
            go_on_unless(is_over)
            what, data = self._message()
            if what == PROGRESS:
                share = SHARE.unpack(data)[0]
                progress(None if math.isnan(share) else share)
            elif what:
                whole = self._taken(assembly, what, data)
        return assembly.value

    def _message(self) -> tuple[bytes, bytes]:
        """Return the next message and what it is, after a moment nothing when there is none."""
        try:
            if not self._line.poll(_ASKS_EVERY_S):
                return b"", b""
            message = self._line.recv_bytes()
            what, data = message[:1], message[1:]
            if what == BYTES:
                data = self._line.recv_bytes()
        except (EOFError, OSError) as error:
            raise _DeathError(self._status()) from error
        if what == LAST:
            self._owes_answer = False
        return what, data

    def _taken(self, assembly: Assembly, what: bytes, data: bytes) -> bool:
        try:
            return assembly.take(what, data)
        except pickle.UnpicklingError as error:  # whatever it is, it is not the worker any more
            self.kill()
            raise _DeathError(self._status()) from error

    def _status(self) -> int | None:
        self._process.join(_ENDS_WITHIN_S)
        return self._process.exitcode


_spare: _Helper | None = None
_spare_lock = threading.Lock()


@contextmanager
def ready_for_a_file() -> Iterator[None]:
    """Have a process ready while a file is chosen and then read, so that it is read at once."""
    start_ahead()
    try:
        yield
    finally:
        stop_ahead()


def start_ahead() -> None:
    """Have a process ready, its libraries loaded, for the next file; nothing happens when there is one."""
    global _spare
    with _spare_lock:
        if _spare is None:
            try:
                _spare = _Helper(ahead=True)
            except OSError:
                return  # the next file tells why


def stop_ahead() -> None:
    """End the process that waits for a file, if there is one."""
    global _spare
    with _spare_lock:
        helper, _spare = _spare, None
    if helper is not None:
        helper.end()


def _helper(name: str) -> _Helper:
    """Return a process for a file: the one that is ready, else a new one."""
    global _spare
    with _spare_lock:
        helper, _spare = _spare, None
    if helper is not None and helper.is_free(never):
        return helper
    if helper is not None:
        helper.end()
    try:
        return _Helper(ahead=False)
    except OSError as error:
        raise ImportFileError(
            "no_process", N_("no process could be started to read {name}"), name=name
        ) from error


def _death_of(name: str, status: int | None) -> ImportFileError:
    if status is not None and status < 0:
        text = N_(
            "{name} brought the process down that read it (signal {number}): it is damaged or needs too much "
            "memory; save it anew in the program that it comes from"
        )
        return ImportFileError("reader_killed", text, name=name, number=-status)
    text = N_(
        "the process that read {name} ended before it was done (status {number}); save the file anew in the "
        "program that it comes from"
    )
    return ImportFileError("reader_ended", text, name=name, number=status if status is not None else -1)
