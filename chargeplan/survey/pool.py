"""Plans worked out in processes of this machine. A process that dies costs the plan it was at.

The standard library's pool gives up all work when one process dies, and does not say whose fault it was.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from chargeplan.errors import Cancelled
from chargeplan.i18n import N_
from chargeplan.survey.plans import Answers, WantedPlan, Work, WorkedOut, worked_out
from chargeplan.survey.worker import serve
from chargeplan.town.figures import PlanFailure, PlanOutcome

_log = logging.getLogger(__name__)

_ASKS_EVERY_S = 0.05
_ENDS_WITHIN_S = 2.0
_STARTS = 3
"""So many processes in a row may die before they are ready; then no more are started."""

MOST_WORKERS = 60
"""Windows waits for no more than 63 things at once."""


def core_count() -> int:
    """Return how many processes of this machine run at once."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass
class _Worker:
    """A process, this end of its line, and the plans that were sent to it, the one that it is at first."""

    process: BaseProcess
    line: Connection[WantedPlan | None, WorkedOut | None]
    ready: bool = False
    sent: deque[WantedPlan] = field(default_factory=deque)


def run_in_processes(
    plans: Sequence[WantedPlan],
    limit_m: float,
    workers: int,
    started: Callable[[WantedPlan], None],
    cancelled: Cancelled,
    work: Work = worked_out,
) -> Answers:
    """Yield what becomes of each plan as it is done; whoever stops listening, or cancels, ends the processes.

    `started` is told of each plan that is begun; `work` is what a process does with it.
    """
    pool = _Pool(plans, (limit_m, work), max(1, min(workers, MOST_WORKERS, len(plans))), started)
    try:
        while pool.busy and not cancelled():
            yield from pool.next_answers()
    finally:
        pool.end()


class _Pool:
    def __init__(
        self,
        plans: Sequence[WantedPlan],
        job: tuple[float, Work],
        count: int,
        started: Callable[[WantedPlan], None],
    ) -> None:
        self._waiting = deque(plans)
        self._job = job
        self._started = started
        self._failed_starts = 0
        self._workers: list[_Worker] = []
        self._count = count

    @property
    def busy(self) -> bool:
        """Whether plans are still to come."""
        return bool(self._waiting) or any(worker.sent for worker in self._workers)

    def next_answers(self) -> Iterator[tuple[WantedPlan, WorkedOut]]:
        """Wait for a moment, and yield what has come."""
        self._fill_up()
        if not self._workers:
            yield from self._given_up()
            return
        by_line = {worker.line: worker for worker in self._workers}
        for line in wait(list(by_line), _ASKS_EVERY_S):
            worker = by_line[line]  # type: ignore[index]
            try:
                answer = worker.line.recv()
            except (EOFError, OSError):
                yield from self._bury(worker)
                continue
            if answer is None:
                worker.ready = True
                self._failed_starts = 0
            else:
                plan = worker.sent.popleft()
                self._hand_on(worker)
                if worker.sent:
                    self._started(worker.sent[0])
                yield plan, answer
            self._hand_on(worker)

    def end(self) -> None:
        """End every process, whatever it is at."""
        for worker in self._workers:
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join(_ENDS_WITHIN_S)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
            worker.process.close()
            worker.line.close()
        self._workers.clear()

    def _fill_up(self) -> None:
        """Start processes until there are as many as are wanted and have something to do."""
        while len(self._workers) < min(self._count, self._unanswered()) and self._failed_starts < _STARTS:
            try:
                self._workers.append(self._start())
            except OSError as error:
                _log.warning("no process could be started: %s", error)
                self._failed_starts = _STARTS

    def _unanswered(self) -> int:
        return len(self._waiting) + sum(bool(worker.sent) for worker in self._workers)

    def _start(self) -> _Worker:
        # Never a fork: threads and locks of a window would come along.
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe()
        process = context.Process(
            target=serve, args=(there, *self._job), name="chargeplan survey", daemon=True
        )
        process.start()
        there.close()  # so that its death is seen at this end
        return _Worker(process, here)

    def _hand_on(self, worker: _Worker) -> None:
        """Send a process what it is to do next: one ahead, as long as the others have enough as well."""
        most = 2 if len(self._waiting) > len(self._workers) else 1
        while worker.ready and self._waiting and len(worker.sent) < most:
            try:
                worker.line.send(self._waiting[0])
            except OSError:  # it is dead, and its line will tell
                return
            worker.sent.append(self._waiting.popleft())
            if len(worker.sent) == 1:
                self._started(worker.sent[0])

    def _bury(self, worker: _Worker) -> Iterator[tuple[WantedPlan, WorkedOut]]:
        """Tell of the plan that a process died at; what was sent ahead goes to another."""
        self._workers.remove(worker)
        worker.process.join(_ENDS_WITHIN_S)
        status = worker.process.exitcode
        worker.line.close()
        if not worker.ready:
            self._failed_starts += 1
        if worker.sent:
            plan = worker.sent.popleft()
            yield plan, WorkedOut(_failed(plan, _death(status)))
        self._waiting.extendleft(reversed(worker.sent))

    def _given_up(self) -> Iterator[tuple[WantedPlan, WorkedOut]]:
        failure = PlanFailure("no_process", N_("no process could be started to work out the plan"))
        while self._waiting:
            plan = self._waiting.popleft()
            yield plan, WorkedOut(_failed(plan, failure))


def _failed(plan: WantedPlan, failure: PlanFailure) -> PlanOutcome:
    return PlanOutcome(plan.plan, plan.scheme, failure=failure)


def _death(status: int | None) -> PlanFailure:
    if status is not None and status < 0:
        text = N_("the process that worked out the plan was ended by signal {number}; is memory short?")
        return PlanFailure("process_killed", text, {"number": -status})
    text = N_("the process that worked out the plan ended with status {number}")
    return PlanFailure("process_ended", text, {"number": status if status is not None else -1})
