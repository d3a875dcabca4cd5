"""What filling a lot would give, while it is being drawn or pulled."""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from chargeplan.engineering.capacity import LotCapacity, ShedCapacity, lot_capacity, shed_capacity
from chargeplan.engineering.surroundings import Surroundings, surroundings
from chargeplan.errors import ChargeplanError
from chargeplan.model.scheme import Lot, Scheme
from chargeplan.model.site import Site
from chargeplan.reference.rule_sets import load_rule_set
from chargeplan.ui.session import Session

_LEAST_PAUSE_MS = 25


class LiveFill(QObject):
    """Works out fills between mouse moves, never during one, and never more often than it is quick.

    `ready` says that a newer estimate is there.
    """

    ready = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wanted: Lot | None = None
        self._latest: LotCapacity | None = None
        self._ground: tuple[Site, str, Surroundings] | None = None
        self._sheds: tuple[Scheme, list[ShedCapacity]] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_LEAST_PAUSE_MS)
        self._timer.timeout.connect(self._work)

    def estimate(self, lot: Lot) -> LotCapacity | None:
        """Return the newest estimate for a lot of that id, and see to it that a fitting one follows."""
        latest = self._latest if self._latest is not None and self._latest.lot.id == lot.id else None
        if (latest is None or latest.lot != lot) and lot != self._wanted:
            self._wanted = lot
            if not self._timer.isActive():
                self._timer.start()
        return latest

    def forget(self) -> None:
        """Forget estimates: the gesture is over."""
        self._timer.stop()
        self._wanted = self._latest = None

    def _work(self) -> None:
        lot, self._wanted = self._wanted, None
        if lot is None:
            return
        started = perf_counter()
        try:
            self._latest = self._filled(lot)
        except ChargeplanError:
            return
        self._timer.setInterval(max(_LEAST_PAUSE_MS, round((perf_counter() - started) * 2000)))
        self.ready.emit()

    def _filled(self, lot: Lot) -> LotCapacity:
        project = self._session.document.project
        scheme, catalogue = project.active_scheme, self._session.catalogue
        rule_set = load_rule_set(project.rule_set_id)
        if self._ground is None or self._ground[:2] != (project.site, project.rule_set_id):
            self._ground = (project.site, project.rule_set_id, surroundings(project.site, rule_set))
        if self._sheds is None or self._sheds[0] != scheme:
            self._sheds = (scheme, [shed_capacity(shed, scheme, catalogue) for shed in scheme.sheds])
        return lot_capacity(
            lot, project.site, scheme, catalogue, rule_set, "live",
            ground=self._ground[2], sheds=self._sheds[1],
        )  # fmt: skip
