"""What the things on the plan cost in stalls, worked out beside the window when somebody looks at one.

Costs are asked for when the full figures of the plan are there, remembered for that plan, and given up as
soon as it changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from chargeplan.engineering.stall_costs import CostCause, StallCost, causes_of, stall_cost
from chargeplan.i18n import N_, tr
from chargeplan.model.labels import label, title
from chargeplan.model.project import Element, Project
from chargeplan.ui.background import Analyst
from chargeplan.ui.session import Session

_PAUSE_MS = 300
"""Who selects a thing only to drag it at once is not made to wait for what it costs where it is."""


@dataclass(frozen=True)
class CostWords:
    """What something costs, a line for each cause; `pending` while it is being worked out."""

    lines: tuple[str, ...] = ()
    pending: bool = False


class StallCosts(QObject):
    """Knows what elements cost; `changed` says that something new is known.

    `analyst` tells when the plan's own figures are there, `errands` is the thread in which costs are found.
    """

    changed = Signal()

    def __init__(
        self, session: Session, analyst: Analyst, errands: Analyst, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._errands = errands
        self._ready_revision = -1
        self._known: dict[str, tuple[StallCost, ...]] = {}
        self._task: tuple[int, str] | None = None
        self._wanted = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._ask)
        session.document.edited.connect(self._forget)
        session.selection.changed.connect(self._selected)
        session.analysis_failed.connect(self.changed)
        analyst.analysed.connect(self._analysed)
        errands.task_done.connect(self._take)

    def of(self, element_id: str) -> CostWords:
        """Return what an element costs, in words; nothing for things that take no ground of a filled lot."""
        project = self._session.document.project
        element = self._session.document.element(element_id)
        if element is None or not any(lot.filled for lot in project.active_scheme.lots):
            return CostWords()
        if element_id in self._known:
            return CostWords(tuple(cost_line(cost, element) for cost in self._known[element_id]))
        hopeless = self._session.analysis_error is not None
        return CostWords(pending=not hopeless and bool(causes_of(element, project.active_scheme)))

    def _selected(self) -> None:
        """Ask for the costs of what is selected alone, and give up those of what was."""
        ids = self._session.selection.ids
        self._wanted = ids[0] if len(ids) == 1 else ""
        if self._task is not None and self._task[1] != self._wanted:
            self._give_up()
        self._timer.start()

    def _ask(self) -> None:
        element = self._session.document.element(self._wanted)
        current = self._ready_revision == self._session.document.revision
        if element is None or not current or self._task is not None or self._wanted in self._known:
            return
        project = self._session.document.project
        causes = causes_of(element, project.active_scheme)
        if causes and any(lot.filled for lot in project.active_scheme.lots):
            task = _task(project, element, causes, self._session)
            self._task = (self._errands.submit(task), element.id)

    def _forget(self) -> None:
        self._timer.stop()
        self._give_up()
        if self._known:
            self._known = {}
            self.changed.emit()

    def _give_up(self) -> None:
        if self._task is not None:
            self._errands.call_off(self._task[0])
            self._task = None

    def _analysed(self, _analysis: object, revision: int, effort: str) -> None:
        if effort == "full" and revision == self._session.document.revision:
            self._ready_revision = revision
            self._selected()

    def _take(self, number: int, result: Any, _error: object) -> None:
        if self._task is None or self._task[0] != number:
            return
        element_id, self._task = self._task[1], None
        self._known[element_id] = result if result is not None else ()
        self.changed.emit()


def _task(
    project: Project, element: Element, causes: tuple[CostCause, ...], session: Session
) -> Callable[[Callable[[], bool]], tuple[StallCost, ...]]:
    catalogue = session.catalogue

    def work(called_off: Callable[[], bool]) -> tuple[StallCost, ...]:
        from chargeplan.reference.rule_sets import load_rules_of

        rule_set = load_rules_of(project)
        return tuple(
            stall_cost(project, element, cause, catalogue, rule_set, called_off=called_off)
            for cause in causes
        )

    return work


_SUBJECTS = {
    CostCause.BY_HAND: N_("What was set by hand"),
    CostCause.GROUPS: N_("Keeping groups apart"),
}


def cost_line(cost: StallCost, element: Element) -> str:
    """Return what an element costs, in one sentence, and by which two counts that is known."""
    if cost.cause is CostCause.ITSELF:
        subject = title(element)
    elif cost.cause is CostCause.CLEARANCE:
        subject = tr("The clearance of {element}", element=label(element))
    else:
        subject = tr(_SUBJECTS[cost.cause])
    if not cost.stalls:
        return tr("{what} costs no stalls", what=subject)
    if cost.stalls == 1:
        text = tr("{what} costs 1 stall", what=subject)
    else:
        text = tr("{what} costs {count} stalls", what=subject, count=cost.stalls)
    lost = [each for each in cost.lots if each.stalls]
    parts = [
        tr(
            "{lot}: {count} ({with_it} with it, {without_it} without)",
            lot=label(each.lot),
            count=each.stalls,
            with_it=each.with_count,
            without_it=each.without_count,
        )
        for each in lost
    ]
    if len(lost) == 1:
        with_it, without_it = lost[0].with_count, lost[0].without_count
        parts = [tr("{with_it} with it, {without_it} without", with_it=with_it, without_it=without_it)]
    return "\n".join((text, *parts))
