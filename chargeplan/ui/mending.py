"""What mends a finding, worked out beside the window while somebody reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from chargeplan.engineering.findings import Check
from chargeplan.ui.background import Analyst
from chargeplan.ui.session import Session

if TYPE_CHECKING:
    from chargeplan.analysis import Analysis
    from chargeplan.engineering.mending import Mending


class Mender(QObject):
    """Knows what mends the check that was asked for last; `changed` says that something new is known.

    Mendings hold for the plan that the check was made of: they are forgotten when it is edited.
    """

    changed = Signal()

    def __init__(self, session: Session, errands: Analyst, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._errands = errands
        self._task: int | None = None
        self.mendings: tuple[Mending, ...] = ()
        self.pending = False
        self.asked = False
        session.document.edited.connect(self._edited)
        errands.task_done.connect(self._take)

    def ask(self, check: Check) -> None:
        """Find out what mends a check of the newest analysis."""
        self.forget()
        analysis = self._session.analysis
        current = self._session.analysis_revision == self._session.document.revision
        if analysis is not None and current and check.state in ("missed", "waived"):
            self.pending = self.asked = True
            self._task = self._errands.submit(_task(analysis, check))

    def forget(self) -> None:
        """Give up what is being worked out, and forget what is known."""
        if self._task is not None:
            self._errands.call_off(self._task)
        self._task = None
        self.mendings = ()
        self.pending = self.asked = False

    def _edited(self) -> None:
        known = self.mendings or self.pending
        self.forget()
        if known:
            self.changed.emit()

    def _take(self, number: int, result: Any, _error: object) -> None:
        if number == self._task:
            self._task = None
            self.pending = False
            self.mendings = result if result is not None else ()
            self.changed.emit()


def _task(analysis: Analysis, check: Check) -> Callable[[Callable[[], bool]], tuple[Mending, ...]]:
    def work(called_off: Callable[[], bool]) -> tuple[Mending, ...]:
        from chargeplan.engineering.mending import mendings

        return mendings(analysis, check, called_off)

    return work
