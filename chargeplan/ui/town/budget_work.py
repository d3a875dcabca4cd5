"""A town's money shared out beside the window: an answer at once, the best one, then what losers need.

Every other budget, and every change of the figures it rests on, begins anew; what is under way is given up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from chargeplan.errors import CalledOff, Cancelled
from chargeplan.town.allocation import Allocation, Candidate, CurvePoint
from chargeplan.town.comparison import Comparison
from chargeplan.town.settings import Budget
from chargeplan.ui.town.session import TownSession

_PAUSE_MS = 250
"""Who pulls a slider has new figures many times a second."""


class Stage(Enum):
    """What goes on: nothing, the answer at once, the best one, what losers need and the curve."""

    IDLE = "idle"
    QUICK = "quick"
    EXACT = "exact"
    NEEDS = "needs"


@dataclass(frozen=True)
class _Answer:
    """What a stage brings."""

    candidates: tuple[Candidate, ...]
    allocation: Allocation
    curve: tuple[CurvePoint, ...] = ()


class BudgetWork(QObject):
    """Keeps the session's allocation that of its budget and figures.

    `stage_changed` says that something else goes on. `bounds` brings the best benefit so far and its bound
    while the best answer is looked for.
    """

    stage_changed = Signal()
    bounds = Signal(object, object)

    def __init__(self, session: TownSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.stage = Stage.IDLE
        self._session = session
        self._number = 0
        self._candidates: tuple[Candidate, ...] = ()
        self._kept: tuple[CurvePoint, ...] = ()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.begin)
        session.errands.task_done.connect(self._take)
        session.comparison_changed.connect(self._pause.start)
        session.rated.connect(self._pause.start)
        session.working_changed.connect(lambda on: self.give_up() if on else None)
        session.register_opened.connect(self.give_up)
        session.settings_changed.connect(self._settings_changed)
        self._asked: Budget | None = None

    @property
    def working(self) -> bool:
        """Whether anything is under way or about to be."""
        return self.stage is not Stage.IDLE or self._pause.isActive()

    def begin(self) -> None:
        """Share the money out anew."""
        self.give_up()
        session, budget = self._session, self._session.settings.budget
        self._kept = session.curve if _one_curve(self._asked, budget) else ()
        self._asked = budget
        if session.comparison is None or session.working:
            return
        if budget is None:
            if session.allocation is not None:
                session.set_allocation(None)
            return
        self._submit(Stage.QUICK, partial(_quick, session.comparison, budget))

    def explain(self, codes: Sequence[str]) -> None:
        """Find what these estates would need."""
        answer, budget = self._session.allocation, self._asked
        if self.stage is Stage.IDLE and answer is not None and budget is not None:
            self._submit(Stage.NEEDS, partial(_needs, self._candidates, answer, budget, tuple(codes)))

    def stop(self) -> None:
        """Stay with the best so far: what is under way ends soon and brings it."""
        if self._number:
            self._session.errands.call_off(self._number)

    def give_up(self) -> None:
        """Drop what is under way."""
        self._pause.stop()
        self.stop()
        self._number = 0
        self._turn(Stage.IDLE)

    def _settings_changed(self) -> None:
        if self._session.settings.budget != self._asked:
            self._pause.start(0)

    def _turn(self, stage: Stage) -> None:
        if stage is not self.stage:
            self.stage = stage
            self.stage_changed.emit()

    def _submit(self, stage: Stage, work: Callable[[Cancelled], _Answer]) -> None:
        self._number = self._session.errands.submit(work)
        self._turn(stage)

    def _take(self, number: int, result: Any, error: Exception | None) -> None:
        if number != self._number:
            return
        self._number = 0
        stage, budget = self.stage, self._asked
        if isinstance(result, _Answer) and budget is not None:
            self._candidates = result.candidates
            self._kept = result.curve or self._kept
            self._session.set_allocation(result.allocation, self._kept)
            if stage is Stage.QUICK:
                told = partial(_exact, result, budget, self.bounds.emit)
                self._submit(Stage.EXACT, told)
                return
            if stage is Stage.EXACT and not result.allocation.stopped and result.allocation.feasible:
                work = partial(_needs, result.candidates, result.allocation, budget, None)
                self._submit(Stage.NEEDS, work)
                return
        self._turn(Stage.IDLE)
        if error is not None and not isinstance(error, CalledOff):
            self._session.failed.emit(error)


def _one_curve(before: Budget | None, after: Budget | None) -> bool:
    """Whether two budgets lie on one curve: they have neither years nor floors, which change it."""
    return not any(budget is None or budget.yearly_cny or budget.floors for budget in (before, after))


def _quick(comparison: Comparison, budget: Budget, _cancelled: Cancelled) -> _Answer:
    from chargeplan.town.allocating import greedy
    from chargeplan.town.comparing import candidates

    made = candidates(comparison)
    return _Answer(made, greedy(made, budget))


def _exact(
    quick: _Answer,
    budget: Budget,
    progress: Callable[[int, int], None],
    cancelled: Cancelled,
) -> _Answer:
    from chargeplan.town.allocating import allocate

    answer = allocate(quick.candidates, budget, cancelled, progress, needs=False)
    return _Answer(quick.candidates, answer)


def _needs(
    candidates: tuple[Candidate, ...],
    allocation: Allocation,
    budget: Budget,
    codes: tuple[str, ...] | None,
    cancelled: Cancelled,
) -> _Answer:
    from chargeplan.town.allocating import benefit_curve, explained

    told = explained(allocation, candidates, budget, codes, cancelled)
    try:
        curve = benefit_curve(candidates, budget, cancelled) if codes is None else ()
    except CalledOff:
        curve = ()
    return _Answer(candidates, told, curve)
