"""All plans of a register worked out, in whichever way is asked for, with the same outcomes to the byte."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from chargeplan.errors import CalledOff, Cancelled, ChargeplanError, never
from chargeplan.files.project_file import plan_file_bytes
from chargeplan.survey.cache import FiguresCache, entry_key
from chargeplan.survey.cluster import check_address, run_on_cluster
from chargeplan.survey.plans import (
    Answers,
    WantedPlan,
    WorkedOut,
    digest_of,
    outcome_json,
    plan_path,
    worked_out,
)
from chargeplan.survey.pool import core_count, run_in_processes
from chargeplan.town.failures import failure_of
from chargeplan.town.figures import Outcomes, PlanOutcome
from chargeplan.town.register import Register
from chargeplan.town.settings import TownSettings

_SHORT_ONES = 4
"""One in so many plans is kept for the end."""


@dataclass(frozen=True)
class Progress:
    """How far a survey is: plans done of all, how many of these came from the cache.

    `outcome` is the one that is new, None when a plan has only been begun. `running` names the plans that
    are being worked out.
    """

    done: int
    total: int
    cached: int
    outcome: PlanOutcome | None = None
    running: tuple[str, ...] = ()


def _not_told(progress: Progress) -> None:
    pass


def survey(
    register: Register,
    folder: Path,
    settings: TownSettings,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    cache: FiguresCache | None = None,
    progress: Callable[[Progress], None] = _not_told,
    cancelled: Cancelled = never,
) -> Outcomes:
    """Return what became of every plan that a register names, in its order.

    A plan that cannot be worked out costs its own outcome, which says why. A cancelled survey returns what
    is done, and the cache keeps it.

    Parameters
    ----------
    folder
        What plans are named relative to, the register's.
    workers
        Processes of this machine: one works here, None takes as many as there are cores.
    scheduler
        Address of a Dask scheduler, `tcp://HOST:PORT`, whose machines work instead. They get the bytes of
        the plans and need no folder in common, but the same program.
    cache
        Where figures are looked up and kept, None for neither.
    progress
        Told of every plan that is begun and done, in the thread of the caller.
    cancelled
        Asked many times a second.

    Raises
    ------
    ChargeplanError
        When the scheduler does not answer, or what it takes is not installed.
    """
    if scheduler is not None:
        check_address(scheduler)
    run = _Run(wanted_keys(register), cache, progress, cancelled, float(settings.walking_limit_m))
    try:
        left = run.looked_up(folder)
        if left and not cancelled():
            with closing(_answers(left, run, workers, scheduler)) as answers:
                for wanted, result in answers:
                    run.take(wanted, result)
    except CalledOff:
        pass
    if cache is not None:
        cache.trim()
    return run.outcomes()


def wanted_keys(register: Register) -> tuple[tuple[str, str], ...]:
    """Return plan and scheme of every row that names a plan, each pair once."""
    return tuple(dict.fromkeys((row.plan, row.scheme) for row in register.rows if row.plan))


def outcomes_json(outcomes: Outcomes) -> str:
    """Return outcomes as lines of canonical JSON, in their order."""
    return "".join(outcome_json(outcome) + "\n" for outcome in outcomes.values())


class _Run:
    """What is done so far, and who is told of it."""

    def __init__(
        self,
        keys: Sequence[tuple[str, str]],
        cache: FiguresCache | None,
        progress: Callable[[Progress], None],
        cancelled: Cancelled,
        limit_m: float,
    ) -> None:
        self.limit_m = limit_m
        self.cancelled = cancelled
        self._keys = keys
        self._cache = cache
        self._progress = progress
        self._done: dict[tuple[str, str], PlanOutcome] = {}
        self._running: dict[tuple[str, str], None] = {}
        self._cached = 0

    def looked_up(self, folder: Path) -> list[WantedPlan]:
        """Return the plans that have to be worked out, in the order in which they best are.

        Those that are in the cache, or cannot be read, are done at once.
        """
        left: list[tuple[int, WantedPlan]] = []
        for plan, scheme in self._keys:
            if self.cancelled():
                break
            try:
                wanted = WantedPlan(plan, scheme, plan_path(plan, folder))
                size = self._look_up(wanted)
            except ChargeplanError as error:
                self._finish(PlanOutcome(plan, scheme, failure=failure_of(error)))
                continue
            if size is not None:
                left.append((size, wanted))
        return _in_order(left)

    def _look_up(self, wanted: WantedPlan) -> int | None:
        """Return how long a plan's file is, None when its figures were in the cache."""
        if self._cache is None:
            return _size(wanted.path)
        data = plan_file_bytes(wanted.path)
        schemes = self._cache.get(entry_key(digest_of(data), wanted.scheme, self.limit_m))
        if schemes is None:
            return len(data)
        self._cached += 1
        self._finish(PlanOutcome(wanted.plan, wanted.scheme, schemes[0], alternatives=schemes[1:]))
        return None

    def start(self, wanted: WantedPlan) -> None:
        """Note that a plan is being worked out."""
        self._running[wanted.key] = None
        self._tell(None)

    def take(self, wanted: WantedPlan, result: WorkedOut) -> None:
        """Note what became of a plan, and keep it; failures are cheap to find again and are not kept."""
        outcome = result.outcome
        if self._cache is not None and outcome.schemes and not outcome.failed_alternatives:
            self._cache.put(entry_key(result.digest, wanted.scheme, self.limit_m), outcome.schemes)
        self._running.pop(wanted.key, None)
        self._finish(outcome)

    def outcomes(self) -> Outcomes:
        """Return what is done, in the order of the register."""
        return {key: self._done[key] for key in self._keys if key in self._done}

    def _finish(self, outcome: PlanOutcome) -> None:
        self._done[outcome.plan, outcome.scheme] = outcome
        self._tell(outcome)

    def _tell(self, outcome: PlanOutcome | None) -> None:
        running = tuple(plan for plan, _ in self._running)
        self._progress(Progress(len(self._done), len(self._keys), self._cached, outcome, running))


def _in_order(sized: Sequence[tuple[int, WantedPlan]]) -> list[WantedPlan]:
    """Return plans with the shortest files last, so that all processes end together; else as they come."""
    by_size = sorted(range(len(sized)), key=lambda at: -sized[at][0])
    last = by_size[len(sized) - len(sized) // _SHORT_ONES :]
    first = sorted(set(by_size) - set(last))
    return [sized[at][1] for at in (*first, *last)]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):  # reading it will tell
        return 0


def _answers(plans: Sequence[WantedPlan], run: _Run, workers: int | None, scheduler: str | None) -> Answers:
    count = core_count() if workers is None else workers
    if scheduler is not None:
        return run_on_cluster(plans, run.limit_m, scheduler, run.start, run.cancelled)
    if count > 1:
        return run_in_processes(plans, run.limit_m, count, run.start, run.cancelled)
    return _run_here(plans, run)


def _run_here(plans: Sequence[WantedPlan], run: _Run) -> Answers:
    for wanted in plans:
        run.start(wanted)
        yield wanted, worked_out(wanted, run.limit_m, run.cancelled)
