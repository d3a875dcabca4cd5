"""Checks of sheds while they are being put down or dragged, made beside the window."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPen

from chargeplan.drawing.dimensions import dimension_of, is_distance
from chargeplan.engineering.capacity import ShedCapacity
from chargeplan.engineering.findings import Finding
from chargeplan.errors import Cancelled, ChargeplanError
from chargeplan.model.scheme import Shed
from chargeplan.reference.rule_sets import load_rules_of
from chargeplan.ui.canvas.beside import Beside
from chargeplan.ui.canvas.dimensions import ShownDimension, draw_dimensions
from chargeplan.ui.canvas.elements import rings_of
from chargeplan.ui.canvas.previews import view_path
from chargeplan.ui.canvas.violations import violation_line, violations
from chargeplan.ui.session import Session

if TYPE_CHECKING:
    from chargeplan.ui.canvas.capacities import Capacities
    from chargeplan.ui.canvas.view import PlanView

_PAUSE_MS = 15
_LONGEST_WAIT_S = 0.12
_SHEDS_AT_MOST = 5
"""Of more sheds than this at once nothing is said before they are dropped."""

_LINES_AT_MOST = 3


class LiveChecks(QObject):
    """Judges sheds that the mouse moves; `ready` says that a newer judgement is there."""

    ready = Signal()

    def __init__(self, session: Session, capacities: Capacities, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._capacities = capacities
        self._wanted: Sequence[Shed] = ()
        self.findings: list[Finding] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._asked_first = 0.0
        self._timer.timeout.connect(self._work)
        self._beside = Beside(self)
        self._beside.done.connect(self._take)

    def ask(self, sheds: Sequence[Shed]) -> None:
        """See to it that these are judged soon: when the mouse rests, or after a short while."""
        if len(sheds) > _SHEDS_AT_MOST:
            return
        if not self._wanted:
            self._asked_first = perf_counter()
        self._wanted = sheds
        if not self._timer.isActive() or perf_counter() - self._asked_first < _LONGEST_WAIT_S:
            self._timer.start()

    def forget(self) -> None:
        """Forget everything: the gesture is over."""
        self._timer.stop()
        self._beside.forget()
        self._wanted = ()
        self.findings = []

    def lines(self) -> list[str]:
        """Return what is violated, in words, the first few."""
        known = self._session.document.elements()
        worst = sorted(self.findings, key=lambda finding: finding.unit != "m")
        return list(dict.fromkeys(violation_line(finding, known) for finding in worst))[:_LINES_AT_MOST]

    def _work(self) -> None:
        sheds, self._wanted = self._wanted, ()
        if not sheds:
            return
        project = self._session.document.project
        scheme = project.active_scheme
        ids = {shed.id for shed in sheds}
        moving = self._held(sheds)
        standing = self._held([shed for shed in scheme.sheds if shed.id not in ids])
        catalogue = self._session.catalogue

        def judged(cancelled: Cancelled) -> list[Finding]:
            try:
                return violations(project, moving, standing, catalogue, load_rules_of(project), cancelled)
            except ChargeplanError:
                return []  # what it is about is told where the analysis fails

        self._beside.ask(None, judged)

    def _take(self, _key: object, findings: list[Finding]) -> None:
        self.findings = findings
        self.ready.emit()

    def _held(self, sheds: Sequence[Shed]) -> list[ShedCapacity]:
        scheme = self._session.document.project.active_scheme
        found = [self._capacities.of_shed(shed, scheme) for shed in sheds]
        return [held for held in found if held is not None]

    def paint(self, painter: QPainter, canvas: PlanView) -> None:
        """Draw what is violated in red, with the distance that was measured."""
        style = canvas.style_table
        known = self._session.document.elements()
        rings = [
            ring
            for finding in self.findings
            for name in finding.elements
            if name in known and not isinstance(known[name], Shed)
            for ring in rings_of(known[name])
        ]
        painter.setBrush(style.colour("error_fill"))
        painter.setPen(QPen(style.colour("error"), 2.2))
        painter.drawPath(view_path(canvas, rings, closed=True))
        shown = [ShownDimension(dimension_of(found)) for found in self.findings if is_distance(found)]
        area = QRectF(canvas.viewport().rect())
        draw_dimensions(painter, shown, canvas.viewportTransform(), style, canvas.font(), area)
