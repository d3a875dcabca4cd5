"""Walking coverage beside the window: worked out while it is shown, anew after every change of the plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from chargeplan.ui.background import Analyst
from chargeplan.ui.session import Session

if TYPE_CHECKING:
    from chargeplan.analysis import Analysis
    from chargeplan.engineering.coverage import Coverage, DoorwayReach, Isochrone


@dataclass(frozen=True, eq=False)
class Walked:
    """Who walks how far in one analysis: before and after the scheme, and the ground of the one shown."""

    analysis: Analysis
    before: Coverage
    after: Coverage
    shown: Coverage
    bands: tuple[Isochrone, ...]

    def doors(self, ids: tuple[str, ...]) -> list[DoorwayReach]:
        """Return the doorways of these ids, as they are shown."""
        return [door for door in self.shown.doorways if door.doorway.id in ids]


class Walking(QObject):
    """What is shown of walking coverage; `changed` says that there is something new, or nothing any more.

    `pending` tells whether it is being worked out, `error` why it could not be.
    """

    changed = Signal()

    def __init__(self, session: Session, errands: Analyst, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._errands = errands
        self._task: int | None = None
        self._limit_m = 0.0
        self._with_new = True
        self.shown = False
        self.result: Walked | None = None
        self.error: Exception | None = None
        session.analysis_changed.connect(self._renew)
        session.analysis_failed.connect(self._renew)
        errands.task_done.connect(self._take)

    @property
    def limit_m(self) -> float:
        """How far people walk at most [m]; the catalogue's limit until somebody sets another."""
        return self._limit_m or self._session.catalogue.constant("walking_limit_m")

    def drawn_m(self) -> float | None:
        """Return the limit [m] while walking coverage is shown, for pictures of the plan; None otherwise."""
        return self.limit_m if self.shown else None

    @property
    def with_new(self) -> bool:
        """Whether the scheme's new sheds and lots are shown too, or only what exists."""
        return self._with_new

    @property
    def pending(self) -> bool:
        """Whether something newer is being worked out."""
        return self._task is not None

    def show(self, shown: bool) -> None:
        """Work it out from now on, or rest."""
        if shown != self.shown:
            self.shown = shown
            self._renew()

    def set_limit(self, limit_m: float) -> None:
        """Ask for another limit [m]."""
        if limit_m != self.limit_m:
            self._limit_m = limit_m
            self._renew()

    def set_with_new(self, with_new: bool) -> None:
        """Show what there is with the scheme, or only what exists."""
        if with_new != self._with_new:
            self._with_new = with_new
            self._renew()

    def _renew(self) -> None:
        if self._task is not None:
            self._errands.call_off(self._task)
            self._task = None
        analysis = self._session.analysis if self.shown else None
        if analysis is None:
            self.result = self.error = None
        else:
            self._task = self._errands.submit(_task(analysis, self.limit_m, self._with_new))
        self.changed.emit()

    def _take(self, number: int, result: Any, error: Exception | None) -> None:
        if number == self._task:
            self._task = None
            self.result, self.error = result, error
            self.changed.emit()


def _task(analysis: Analysis, limit_m: float, with_new: bool) -> Callable[[Callable[[], bool]], Walked]:
    def work(called_off: Callable[[], bool]) -> Walked:
        from chargeplan.analysis import walking_bands_of, walking_coverage_of

        before, after = (
            walking_coverage_of(analysis, limit_m, scheme_too, called_off) for scheme_too in (False, True)
        )
        bands = walking_bands_of(analysis, limit_m, with_new, called_off)
        return Walked(analysis, before, after, after if with_new else before, bands)

    return work
