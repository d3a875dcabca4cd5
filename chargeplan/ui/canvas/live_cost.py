"""What a change would cost and lead to, worked out beside the window when the mouse rests or moves on."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from chargeplan.analysis import Analysis, with_lot, with_shed
from chargeplan.engineering.capacity import LotCapacity, ShedCapacity
from chargeplan.ui.canvas.beside import Beside
from chargeplan.ui.session import Session

_PAUSE_MS = 40
_LONGEST_WAIT_S = 0.25

Outcome = tuple[Decimal, Analysis | None]
"""The difference of cost, and the whole analysis unless it is of a quick filling."""


def outcome_of(
    analysis: Analysis,
    changed: ShedCapacity | LotCapacity,
    before: LotCapacity | None,
    forgotten: Callable[[], bool],
) -> Outcome:
    """Return what one shed (or lot) changed or put in leads to; the bill's total less that as analysed [CNY].

    A lot that was filled quickly is compared with what was there `before`, filled as quickly, and no panel
    follows it: all figures of a quick filling are less than those of the plan.
    """
    if changed in analysis.sheds or changed in analysis.lots:
        return Decimal(0), None
    if before is not None:
        assert isinstance(changed, LotCapacity)
        quick, standing = (with_lot(analysis, held, forgotten).bill for held in (changed, before))
        return quick.total_cny - standing.total_cny, None
    if isinstance(changed, ShedCapacity):
        foreseen = with_shed(analysis, changed, forgotten)
    else:
        foreseen = with_lot(analysis, changed, forgotten)
    return foreseen.bill.total_cny - analysis.bill.total_cny, foreseen


class LiveCost(QObject):
    """Prices one changed shed or lot; `ready` says that `difference_cny` is new.

    What a dragged shed or a fully filled lot leads to is told to the session, so that the panels follow.
    """

    ready = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wanted: ShedCapacity | LotCapacity | None = None
        self._compared: LotCapacity | None = None
        self._priced: ShedCapacity | LotCapacity | None = None
        self._difference_cny: Decimal | None = None
        self._asked_first = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._work)
        self._beside = Beside(self)
        self._beside.done.connect(self._take)

    def difference_cny(
        self, changed: ShedCapacity | LotCapacity, before: LotCapacity | None = None
    ) -> Decimal | None:
        """Return what the change costs when that is known, and see to it that it soon is."""
        if changed == self._priced:
            return self._difference_cny
        if changed != self._wanted:
            self._wanted, self._compared = changed, before
            self._wait()
        return None

    def _wait(self) -> None:
        """Work when the mouse rests, or in the midst of its way after a while."""
        if not self._timer.isActive():
            self._asked_first = perf_counter()
        if not self._timer.isActive() or perf_counter() - self._asked_first < _LONGEST_WAIT_S:
            self._timer.start()

    def forget(self) -> None:
        """Forget everything: the gesture is over."""
        self._timer.stop()
        self._beside.forget()
        self._wanted = self._compared = self._priced = self._difference_cny = None
        QTimer.singleShot(0, self, self._end_foresight)

    def _end_foresight(self) -> None:
        """Take back what was foreseen unless it was dropped: then it stands until its analysis is there."""
        if self._wanted is None and self._session.analysis_revision == self._session.document.revision:
            self._session.foresee(None)

    def _work(self) -> None:
        changed, before, analysis = self._wanted, self._compared, self._session.analysis
        if changed is None or analysis is None:
            return
        if self._session.analysis_revision != self._session.document.revision:
            return
        self._beside.ask(changed, lambda forgotten: outcome_of(analysis, changed, before, forgotten))

    def _take(self, changed: ShedCapacity | LotCapacity, outcome: Outcome) -> None:
        self._priced, (self._difference_cny, foreseen) = changed, outcome
        self._session.foresee(foreseen)
        self.ready.emit()
