"""What a change would cost, worked out beside the window when the mouse rests."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QObject, QTimer, Signal

from chargeplan.analysis import Analysis, equip
from chargeplan.engineering.capacity import LotCapacity, ShedCapacity
from chargeplan.ui.canvas.beside import Beside
from chargeplan.ui.session import Session

_PAUSE_MS = 40


def cost_difference_cny(
    analysis: Analysis, changed: ShedCapacity | LotCapacity, before: LotCapacity | None = None
) -> Decimal:
    """Return the bill's total with one shed (or lot) changed or put in, less its total as analysed [CNY].

    A lot that was filled quickly is compared with what was there `before`, filled as quickly.
    """
    total_before_cny = analysis.bill.total_cny if before is None else _total_cny(analysis, before)
    return _total_cny(analysis, changed) - total_before_cny


def _total_cny(analysis: Analysis, changed: ShedCapacity | LotCapacity) -> Decimal:
    sheds, lots = analysis.sheds, analysis.lots
    if isinstance(changed, ShedCapacity):
        others = [held for held in sheds if held.shed.id != changed.shed.id]
        place = next((i for i, held in enumerate(sheds) if held.shed.id == changed.shed.id), len(sheds))
        sheds = (*others[:place], changed, *others[place:])
    else:
        lots = tuple(changed if held.lot.id == changed.lot.id else held for held in lots)
    scheme = replace(
        analysis.scheme,
        sheds=tuple(held.shed for held in sheds),
        lots=tuple(held.lot for held in lots),
    )
    project = replace(
        analysis.project,
        schemes=tuple(scheme if other.id == scheme.id else other for other in analysis.project.schemes),
    )
    return equip(project, scheme, sheds, lots, analysis.references).bill.total_cny


class LiveCost(QObject):
    """Prices one changed shed or lot; `ready` says that `difference_cny` is new."""

    ready = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wanted: ShedCapacity | LotCapacity | None = None
        self._compared: LotCapacity | None = None
        self._priced: ShedCapacity | LotCapacity | None = None
        self._difference_cny: Decimal | None = None
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
            self._timer.start()
        return None

    def forget(self) -> None:
        """Forget everything: the gesture is over."""
        self._timer.stop()
        self._beside.forget()
        self._wanted = self._compared = self._priced = self._difference_cny = None

    def _work(self) -> None:
        changed, before, analysis = self._wanted, self._compared, self._session.analysis
        if changed is None or analysis is None:
            return
        if self._session.analysis_revision != self._session.document.revision:
            return
        self._beside.ask(changed, lambda _forgotten: cost_difference_cny(analysis, changed, before))

    def _take(self, changed: ShedCapacity | LotCapacity, difference_cny: Decimal) -> None:
        self._priced, self._difference_cny = changed, difference_cny
        self.ready.emit()
