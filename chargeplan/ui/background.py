"""One thread beside the window that works out the plan; the newest revision wins.

Every change asks for an analysis. Quick figures come first, the full ones after them, and what is stale is
given up half way. Longer errands (an export) run in the same thread, so that the window never freezes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QThread, Signal

from chargeplan.errors import CalledOff, ChargeplanError
from chargeplan.model.project import Project
from chargeplan.ui.courtesy import COURTESY
from chargeplan.ui.layout_engine import Gate

if TYPE_CHECKING:
    from chargeplan.analysis import Analysis

_log = logging.getLogger(__name__)

Task = Callable[[Callable[[], bool]], Any]
"""An errand: it is given a question that says whether it was called off, and returns its result.

One that is called off before its turn comes is never begun.
"""


@dataclass(frozen=True)
class _Job:
    project: Project
    revision: int


class _Worker(QThread):
    analysed = Signal(object, int, str)
    failed = Signal(object, int)
    compared = Signal(object, int)
    task_done = Signal(int, object, object)

    def __init__(self, parent: QObject, gate: Gate) -> None:
        super().__init__(parent)
        self._gate = gate
        self._condition = threading.Condition()
        self._job: _Job | None = None
        self._comparison: _Job | None = None
        self._tasks: list[tuple[int, Task]] = []
        self._called_off: set[int] = set()
        self._ending = False

    def ask(self, job: _Job) -> None:
        with self._condition:
            self._job = job
            self._condition.notify()

    def compare(self, job: _Job) -> None:
        with self._condition:
            self._comparison = job
            self._condition.notify()

    def add_task(self, number: int, task: Task) -> None:
        with self._condition:
            self._tasks.append((number, task))
            self._condition.notify()

    def call_off(self, number: int) -> None:
        with self._condition:
            self._called_off.add(number)

    @property
    def ending(self) -> bool:
        """Whether it was told to end, after which it begins nothing any more."""
        return self._ending

    def end(self) -> None:
        with self._condition:
            self._ending = True
            self._condition.notify()

    def run(self) -> None:
        while True:
            with self._condition:
                while not (self._ending or self._job or self._tasks or self._comparison):
                    self._condition.wait()
                if self._ending:
                    return
                work = self._next()
            work()

    def _next(self) -> Callable[[], None]:
        if self._tasks:
            number, task = self._tasks.pop(0)
            return lambda: self._run_task(number, task)
        if self._job is not None:
            job, self._job = self._job, None
            return lambda: self._analyse(job)
        assert self._comparison is not None
        comparison, self._comparison = self._comparison, None
        return lambda: self._compare(comparison)

    def _stale(self) -> bool:
        COURTESY.give_way()
        return self._ending or self._job is not None or bool(self._tasks)

    def _analyse(self, job: _Job) -> None:
        from chargeplan.analysis import analyse

        try:
            self._gate.wait_for((job.project.active_scheme,), self._stale)
            for effort in ("live", "full"):
                analysis = analyse(job.project, effort=effort, cancelled=self._stale)
                self.analysed.emit(analysis, job.revision, effort)
                if self._stale():
                    break
        except CalledOff:
            self._take_up_again(job)
        except Exception as error:
            self.failed.emit(error, job.revision)
        else:
            if effort == "live":
                self._take_up_again(job)

    def _take_up_again(self, job: _Job) -> None:
        """Come back to a job that gave way to an errand and not to a newer plan."""
        with self._condition:
            if self._job is None:
                self._job = job

    def _compare(self, job: _Job) -> None:
        try:
            self._gate.wait_for(job.project.schemes, self._stale)
            results = {scheme.id: self._side(job.project, scheme.id) for scheme in job.project.schemes}
        except CalledOff:
            with self._condition:
                self._comparison = self._comparison or job
        else:
            self.compared.emit(results, job.revision)

    def _side(self, project: Project, scheme_id: str) -> Analysis | Exception:
        """Return the analysis of one scheme, or why there is none: the others are none the worse for it."""
        from chargeplan.analysis import analyse

        try:
            return analyse(project, scheme_id=scheme_id, cancelled=self._stale)
        except CalledOff:
            raise
        except ChargeplanError as error:
            return error
        except Exception as error:
            _log.exception("the scheme %s could not be worked out", scheme_id)
            return error

    def _run_task(self, number: int, task: Task) -> None:
        def called_off() -> bool:
            COURTESY.give_way()
            return self._ending or number in self._called_off

        try:
            if called_off():
                raise CalledOff
            self.task_done.emit(number, task(called_off), None)
        except Exception as error:
            self.task_done.emit(number, None, error)
        finally:
            with self._condition:
                self._called_off.discard(number)


class Analyst(QObject):
    """The door to the thread. Signals come in the window's own thread.

    `analysed` carries the analysis, its revision and whether it is `live` or `full`; `failed` the error and
    the revision; `compared` a dict from scheme to its analysis, or to the error that kept it away.
    """

    analysed = Signal(object, int, str)
    failed = Signal(object, int)
    compared = Signal(object, int)
    task_done = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None, gate: Gate | None = None) -> None:
        super().__init__(parent)
        self._worker = _Worker(self, gate or Gate())
        for name in ("analysed", "failed", "compared", "task_done"):
            signal = getattr(self._worker, name)
            signal.connect(COURTESY.window_first)
            signal.connect(getattr(self, name))
        self._numbers = 0

    def request(self, project: Project, revision: int) -> None:
        """Ask for the analysis of a plan; whatever is older is given up."""
        self._start()
        self._worker.ask(_Job(project, revision))

    def compare(self, project: Project, revision: int) -> None:
        """Ask for the analyses of all schemes of a plan, when there is time."""
        self._start()
        self._worker.compare(_Job(project, revision))

    def submit(self, task: Task) -> int:
        """Run an errand in the thread; `task_done` brings its number, result and error."""
        self._numbers += 1
        self._start()
        self._worker.add_task(self._numbers, task)
        return self._numbers

    def call_off(self, number: int) -> None:
        """Tell an errand that nobody wants its result."""
        self._worker.call_off(number)

    def close(self) -> None:
        """End the thread; what it is at is given up."""
        self._worker.end()
        self._worker.wait()

    def _start(self) -> None:
        if not self._worker.isRunning() and not self._worker.ending:
            # Of equal rank with the window: a thread of lower rank starves on a busy machine, and while it
            # holds the interpreter's lock the window would wait with it.
            self._worker.start()
