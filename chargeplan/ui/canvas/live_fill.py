"""What filling a lot would give, while it is being drawn or pulled."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from chargeplan.engineering.capacity import LotCapacity, ShedCapacity, lot_capacity, shed_capacity
from chargeplan.engineering.surroundings import Surroundings, surroundings
from chargeplan.geometry.filling import Effort
from chargeplan.model.project import Project
from chargeplan.model.scheme import Lot, Scheme
from chargeplan.model.site import Site
from chargeplan.reference.catalogue import Catalogue
from chargeplan.reference.rule_sets import RuleSet, load_rules_of
from chargeplan.ui.canvas.beside import Beside
from chargeplan.ui.layout_engine import Gate
from chargeplan.ui.session import Session

_REST_MS = 250
"""A mouse that rests so long is where somebody wants to know the figures."""


class LiveFill(QObject):
    """Fills lots beside the window; `ready` says that a newer estimate is there.

    A quick one comes at once; where the mouse rests, a lot of the plan is then filled as fully as it would be
    when it is dropped there.
    """

    ready = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wanted: Lot | None = None
        self._latest: LotCapacity | None = None
        self._before: LotCapacity | None = None
        self._filler = _Filler(session.catalogue, session.gate)
        self._beside = Beside(self)
        self._beside.done.connect(self._take)
        self._fully = Beside(self)
        self._fully.done.connect(self._take_full)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._fill_fully)
        self._full: Lot | None = None

    def estimate(self, lot: Lot) -> LotCapacity | None:
        """Return the newest estimate for a lot of that id, and see to it that a fitting one follows."""
        latest = self._latest if self._latest is not None and self._latest.lot.id == lot.id else None
        if (latest is None or latest.lot != lot) and lot != self._wanted:
            self._wanted = lot
            self._hurry()
            self._beside.ask(lot, partial(self._filler.compared, self._session.document.project, lot))
        return latest

    def before(self, lot: Lot) -> LotCapacity | None:
        """Return what a lot holds as it stands in the plan, filled as quickly as the newest estimate of it.

        Differences are told between these two: a full filling of the one holds more than a quick one of both.
        """
        return self._before if self._before is not None and self._before.lot.id == lot.id else None

    def is_full(self, lot: Lot) -> bool:
        """Return whether the newest estimate is of this lot and what the plan would hold."""
        return self._full == lot

    def forget(self) -> None:
        """Forget estimates: the gesture is over."""
        self._beside.forget()
        self._hurry()
        self._wanted = self._latest = self._before = None

    def _hurry(self) -> None:
        """Give up the full filling: the mouse moved on."""
        self._rest.stop()
        self._fully.forget()
        self._full = None

    def _take(self, _lot: object, compared: tuple[LotCapacity, LotCapacity | None]) -> None:
        self._latest, self._before = compared
        if self._before is not None and self._latest.lot == self._wanted:
            self._rest.start()
        self.ready.emit()

    def _fill_fully(self) -> None:
        lot = self._wanted
        if lot is not None:
            project = self._session.document.project
            self._fully.ask(lot, partial(self._filler.filled, project, lot, effort="full"))

    def _take_full(self, lot: Lot, filled: LotCapacity) -> None:
        self._latest, self._before, self._full = filled, None, lot
        self.ready.emit()


class _Filler:
    """Remembers what stands around between two fills; several threads may be at it, all but one forgotten."""

    def __init__(self, catalogue: Catalogue, gate: Gate) -> None:
        self._gate = gate
        self._catalogue = catalogue
        self._ground: tuple[Site, RuleSet, Surroundings] | None = None
        self._sheds: tuple[Scheme, list[ShedCapacity]] | None = None
        self._known: tuple[Project, LotCapacity] | None = None

    def compared(
        self, project: Project, lot: Lot, forgotten: Callable[[], bool]
    ) -> tuple[LotCapacity, LotCapacity | None]:
        """Return what a lot holds, and what the lot of that id in the plan does, both filled quickly."""
        filled = self.filled(project, lot, forgotten)
        before = next((other for other in project.active_scheme.lots if other.id == lot.id), None)
        if before is None or not before.filled:
            return filled, None
        known = self._known
        if known is None or known[0] is not project or known[1].lot != before:
            known = self._known = (project, self.filled(project, before, forgotten))
        return filled, known[1]

    def filled(
        self, project: Project, lot: Lot, forgotten: Callable[[], bool], effort: Effort = "live"
    ) -> LotCapacity:
        """Return what a lot holds, quickly unless told otherwise.

        Raise `CalledOff` when it is forgotten at the gate. A quick filling is ended by nothing, for others
        are compared with it; a full one that is forgotten must not be used.
        """
        self._gate.wait(forgotten)
        scheme, rule_set = project.active_scheme, load_rules_of(project)
        ground, sheds = self._ground, self._sheds
        if ground is None or ground[:2] != (project.site, rule_set):
            ground = self._ground = (project.site, rule_set, surroundings(project.site, rule_set))
        if sheds is None or sheds[0] != scheme:
            held = [shed_capacity(shed, scheme, self._catalogue) for shed in scheme.sheds]
            sheds = self._sheds = (scheme, held)
        return lot_capacity(
            lot,
            project.site,
            scheme,
            self._catalogue,
            rule_set,
            effort,
            ground=ground[2],
            sheds=sheds[1],
            cancelled=forgotten if effort == "full" else None,
        )
