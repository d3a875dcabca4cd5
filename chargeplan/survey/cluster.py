"""Plans worked out on many machines, by Dask.

Every machine runs `dask worker tcp://HOST:PORT --nthreads 1` in an environment with the same program. It is
sent the bytes of a plan, so that it needs no folder in common with who asks, and it answers with figures only
if its program is the same to the byte: another might find others.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any

from chargeplan.errors import Cancelled, ChargeplanError
from chargeplan.files.project_file import plan_file_bytes
from chargeplan.i18n import N_
from chargeplan.survey.cache import program_stamp
from chargeplan.survey.plans import Answers, WantedPlan, WorkedOut, worked_out_of_bytes
from chargeplan.town.failures import failure_of
from chargeplan.town.figures import PlanFailure, PlanOutcome

_ADDRESS = re.compile(r"(tcp|tls|ucx|ws|wss)://\S+")
_ANSWERS_WITHIN_S = 10
_ASKS_EVERY_S = 0.1
_AHEAD = 2
"""Plans that a thread of a machine is sent, so that it need not wait for the next."""

_LARGE_BYTES = 2**20
"""What is longer goes to one machine directly and not through the scheduler."""

_OTHER_PROGRAM = PlanFailure(
    "other_program", N_("the machine that was to work out the plan has another version of the program")
)
_LOST = N_("the machines that worked out the plan were lost: {told}")


def run_on_cluster(
    plans: Sequence[WantedPlan],
    limit_m: float,
    scheduler: str,
    started: Callable[[WantedPlan], None],
    cancelled: Cancelled,
) -> Answers:
    """Yield what becomes of each plan as it is done; whoever stops listening, or cancels, calls the rest off.

    `started` is told of each plan that is sent.

    Raises
    ------
    ChargeplanError
        When Dask is not installed, the scheduler does not answer, or no machine works for it.
    """
    client = _client(scheduler)
    try:
        yield from _Cluster(client, limit_m, started).answers(deque(plans), cancelled)
    finally:
        client.close(timeout=_ANSWERS_WITHIN_S)


def work_out(data: bytes, plan: str, scheme: str, limit_m: float, stamp: str) -> WorkedOut:
    """Return what a plan comes to; run on a machine of the cluster."""
    if program_stamp() != stamp:
        return WorkedOut(PlanOutcome(plan, scheme, failure=_OTHER_PROGRAM))
    from chargeplan.geometry.filling import fill_in_threads

    fill_in_threads(1)  # a machine has one process for each of its cores
    return worked_out_of_bytes(data, plan, scheme, limit_m)


def check_address(scheduler: str) -> None:
    """Raise ChargeplanError for what is no address of a scheduler."""
    if not _ADDRESS.fullmatch(scheduler):
        raise ChargeplanError(
            "bad_scheduler",
            N_("{address} is no address of a scheduler, such as tcp://192.168.1.10:8786"),
            address=scheduler,
        )


def _client(scheduler: str) -> Any:
    """Return a client of Dask, whose library tells no types; see `run_on_cluster` for its errors."""
    try:
        import distributed
    except ImportError as error:
        raise ChargeplanError(
            "no_dask", N_('a scheduler needs Dask, which is not installed: pip install "chargeplan[cluster]"')
        ) from error
    connect: Any = distributed.Client
    try:
        client = connect(scheduler, timeout=_ANSWERS_WITHIN_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ChargeplanError(
            "no_scheduler", N_("the scheduler {address} does not answer"), address=scheduler
        ) from error
    try:
        client.wait_for_workers(1, timeout=_ANSWERS_WITHIN_S)
    except TimeoutError as error:
        client.close(timeout=_ANSWERS_WITHIN_S)
        raise ChargeplanError(
            "no_machines", N_("no machine works for the scheduler {address}"), address=scheduler
        ) from error
    return client


class _Cluster:
    def __init__(self, client: Any, limit_m: float, started: Callable[[WantedPlan], None]) -> None:
        self._client = client
        self._limit_m = limit_m
        self._started = started
        self._stamp = program_stamp()
        self._sent: dict[Any, WantedPlan] = {}
        self._done: SimpleQueue[Any] = SimpleQueue()

    def answers(self, waiting: deque[WantedPlan], cancelled: Cancelled) -> Answers:
        """Send plans, a few ahead, and yield what comes back."""
        while (waiting or self._sent) and not cancelled():
            most = self._most()
            while waiting and len(self._sent) < most:
                plan = waiting.popleft()
                try:
                    self._send(plan)
                except ChargeplanError as error:
                    yield plan, WorkedOut(PlanOutcome(plan.plan, plan.scheme, failure=failure_of(error)))
            if self._sent:
                with suppress(Empty):
                    future = self._done.get(timeout=_ASKS_EVERY_S)
                    plan = self._sent.pop(future)
                    yield plan, _result(future, plan)

    def _most(self) -> int:
        threads: dict[str, int] = self._client.nthreads()
        return _AHEAD * max(1, sum(threads.values()))

    def _send(self, plan: WantedPlan) -> None:
        data: Any = plan_file_bytes(plan.path)
        if len(data) > _LARGE_BYTES:
            data = self._client.scatter(data, hash=False)
        future = self._client.submit(
            work_out, data, plan.plan, plan.scheme, self._limit_m, self._stamp, pure=False
        )
        self._sent[future] = plan
        self._started(plan)
        future.add_done_callback(self._done.put)


def _result(future: Any, plan: WantedPlan) -> WorkedOut:
    try:
        result: WorkedOut = future.result()
    except Exception as error:  # a machine that died, or whose program cannot be loaded
        failure = PlanFailure("machine_lost", _LOST, {"told": f"{type(error).__name__}: {error}"[:500]})
        return WorkedOut(PlanOutcome(plan.plan, plan.scheme, failure=failure))
    return result
