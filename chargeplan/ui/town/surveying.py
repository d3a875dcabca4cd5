"""The plans of a register worked out in processes beside the window; figures come in while it goes on.

Whatever is wanted is found again when it was worked out before, so that a survey is simply begun anew when a
plan, a scheme or the walking distance changes.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, QTimer, Signal

from chargeplan.errors import ChargeplanError
from chargeplan.town.figures import Outcomes, PlanFailure, PlanOutcome
from chargeplan.town.register import EstateRow, Register
from chargeplan.town.settings import TownSettings
from chargeplan.ui.courtesy import COURTESY
from chargeplan.ui.town.session import TownSession

if TYPE_CHECKING:
    from chargeplan.survey.runners import Progress

_log = logging.getLogger(__name__)

_SHOWN_EVERY_MS = 150
_TAKEN_EVERY_S = 0.6
"""How often the table is given new figures at most: each time everything is compared anew."""

_LEAST_WORKED_OUT = 3
"""So many plans must have been worked out before anything is said about the time that is left."""

_LEAST_PROCESSES = 2
"""Also where there is one core: a plan that is worked out in the window's process would hold it up."""


@dataclass(frozen=True)
class SurveyState:
    """How far a survey is.

    `current` is the name of an estate whose plan is being worked out, "" between two. `left_s` is None as
    long as nobody can tell.
    """

    done: int
    total: int
    current: str = ""
    left_s: float | None = None


@dataclass(frozen=True)
class FailedRow:
    """An estate whose plan gave no figures, and why."""

    row: EstateRow
    failure: PlanFailure


class Surveying(QObject):
    """Sees to it that the plans of a session's register are worked out.

    It begins by itself when a register is opened, or when a plan that was not looked at is wanted; what
    somebody cancelled begins again only when it is asked for. `progressed` carries a `SurveyState`, `ended`
    says whether everything was done.
    """

    running_changed = Signal(bool)
    progressed = Signal(object)
    ended = Signal(bool)
    failed = Signal(object)

    def __init__(self, session: TownSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._worker: _Worker | None = None
        self._held_back = False
        self._taken_at = 0.0
        self._taken = 0
        self._asked: tuple[object, ...] = ()
        self._timer = QTimer(self)
        self._timer.setInterval(_SHOWN_EVERY_MS)
        self._timer.timeout.connect(self._show)
        session.register_opened.connect(self._begin_anew)
        session.comparison_changed.connect(self._look)

    @property
    def running(self) -> bool:
        """Whether plans are being worked out."""
        return self._worker is not None

    @property
    def state(self) -> SurveyState:
        """How far it is."""
        return SurveyState(0, 0) if self._worker is None else self._worker.state()

    def failed_rows(self) -> tuple[FailedRow, ...]:
        """Return the estates whose plans gave no figures, in the order of the register."""
        outcomes = self._session.outcomes
        found = ((row, outcomes.get((row.plan, row.scheme))) for row in self._session.register.rows)
        return tuple(
            FailedRow(row, outcome.failure)
            for row, outcome in found
            if row.plan and outcome is not None and outcome.failure is not None
        )

    def wants(self, path: Path) -> bool:
        """Return whether a file is one of the register's plans."""
        from chargeplan.survey.plans import plan_path

        wanted = path.resolve()
        for plan in {row.plan for row in self._session.register.rows if row.plan}:
            with suppress(ChargeplanError, OSError, RuntimeError, ValueError):  # links may go in a circle
                if plan_path(plan, self._session.folder).resolve() == wanted:
                    return True
        return False

    def start(self) -> None:
        """Work out every plan that was not worked out as it is now; what is under way begins anew."""
        self._held_back = False
        self._end_worker()
        register, settings = self._session.register, self._session.settings
        self._asked = _asked_for(register, settings)
        if not any(row.plan for row in register.rows):
            return
        self._taken, self._taken_at = 0, monotonic()
        self._worker = worker = _Worker(register, self._session.folder, settings, self)
        worker.done.connect(self._finish)
        at_first = worker.state()
        worker.start()
        self._timer.start()
        self.running_changed.emit(True)
        self.progressed.emit(at_first)

    def cancel(self) -> None:
        """Stop; what is done stays, and is not done again."""
        self._held_back = True
        if self._worker is not None:
            self._worker.call_off()

    def close(self) -> None:
        """End the thread and its processes."""
        self._end_worker()

    def _begin_anew(self) -> None:
        self._held_back = False
        self.start()

    def _look(self) -> None:
        """Begin when somebody has changed what is wanted."""
        if not self._held_back and self._asked != _asked_for(self._session.register, self._session.settings):
            self.start()

    def _show(self) -> None:
        if self._worker is None:
            return
        self.progressed.emit(self._worker.state())
        fresh = self._worker.count() > self._taken
        if fresh and not self._session.working and monotonic() - self._taken_at >= _TAKEN_EVERY_S:
            self._take(self._worker.outcomes())

    def _take(self, outcomes: Outcomes) -> None:
        """Give figures to the session; of plans that were not looked at again it keeps those it has."""
        self._taken, self._taken_at = len(outcomes), monotonic()
        wanted = {(row.plan, row.scheme) for row in self._session.register.rows if row.plan}
        held = {key: outcome for key, outcome in self._session.outcomes.items() if key in wanted}
        merged = {**held, **outcomes}
        if merged != self._session.outcomes:
            self._session.set_outcomes(merged)

    def _finish(self, worker: _Worker) -> None:
        if worker is not self._worker:  # it was replaced by a newer one
            return
        complete, error = worker.complete, worker.error
        state, outcomes = worker.state(), worker.outcomes()
        self._end_worker()
        self._take(outcomes)
        self.progressed.emit(state)
        self.running_changed.emit(False)
        self.ended.emit(complete)
        if error is not None:
            self.failed.emit(error)

    def _end_worker(self) -> None:
        self._timer.stop()
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.call_off()
            worker.wait()
            worker.deleteLater()


def _asked_for(register: Register, settings: TownSettings) -> tuple[object, ...]:
    """Return all that decides what a survey finds, besides the files."""
    return settings.walking_limit_m, *((row.plan, row.scheme) for row in register.rows if row.plan)


class _Worker(QThread):
    """One survey; what it has found so far can be asked for at any time."""

    done = Signal(object)

    def __init__(self, register: Register, folder: Path, settings: TownSettings, parent: QObject) -> None:
        super().__init__(parent)
        self.complete = False
        self.error: Exception | None = None
        self._register = register
        self._folder = folder
        self._settings = settings
        self._names = _names_by_plan(register.rows)
        self._lock = threading.Lock()
        self._called_off = False
        self._outcomes: dict[tuple[str, str], PlanOutcome] = {}
        self._progress: Progress | None = None
        self._worked_since: float | None = None

    def call_off(self) -> None:
        self._called_off = True

    def outcomes(self) -> Outcomes:
        with self._lock:
            return dict(self._outcomes)

    def count(self) -> int:
        return len(self._outcomes)

    def state(self) -> SurveyState:
        progress, since = self._progress, self._worked_since
        if progress is None:
            return SurveyState(0, len({(row.plan, row.scheme) for row in self._register.rows if row.plan}))
        current = next(iter(progress.running), "")
        worked_out, left_s = progress.done - progress.cached, None
        if since is not None and worked_out >= _LEAST_WORKED_OUT:
            left_s = (monotonic() - since) / worked_out * (progress.total - progress.done)
        return SurveyState(progress.done, progress.total, self._names.get(current, current), left_s)

    def run(self) -> None:
        # Loaded here, in the thread: the window is seen sooner.
        from chargeplan.survey.cache import FiguresCache
        from chargeplan.survey.pool import core_count
        from chargeplan.survey.runners import survey

        try:
            survey(
                self._register,
                self._folder,
                self._settings,
                workers=max(_LEAST_PROCESSES, core_count()),
                cache=FiguresCache(),
                progress=self._note,
                cancelled=COURTESY.giving_way(lambda: self._called_off),
            )
            self.complete = not self._called_off
        except Exception as error:
            _log.exception("the plans of the register could not be worked out")
            self.error = error
        self.done.emit(self)

    def _note(self, progress: Progress) -> None:
        outcome = progress.outcome
        if outcome is not None:
            with self._lock:
                self._outcomes[outcome.plan, outcome.scheme] = outcome
        if progress.running and self._worked_since is None:
            self._worked_since = monotonic()
        self._progress = progress


def _names_by_plan(rows: Iterable[EstateRow]) -> dict[str, str]:
    names: dict[str, str] = {}
    for row in rows:
        if row.plan:
            names.setdefault(row.plan, row.name or row.code)
    return names
