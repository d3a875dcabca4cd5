"""Between which counts the stalls of the plan lie, worked out beside the window after its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from chargeplan.i18n import tr
from chargeplan.model.accuracy import percent_text, scale_error_share_of, scale_note, unchecked_underlays
from chargeplan.ui.background import Analyst
from chargeplan.ui.session import Session

if TYPE_CHECKING:
    from chargeplan.analysis import Analysis, StallRange


class StallRanges(QObject):
    """Asks for the range when the full figures are there, and gives it up as soon as the plan changes.

    `analyst` tells when the plan's own figures are there, `errands` is the thread in which the range is
    found, one of its own: neither a figure nor a drawing waits for it.
    """

    def __init__(
        self, session: Session, analyst: Analyst, errands: Analyst, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._errands = errands
        self._task: int | None = None
        session.document.edited.connect(self._forget)
        analyst.analysed.connect(self._analysed)
        errands.task_done.connect(self._take)

    def _forget(self) -> None:
        if self._task is not None:
            self._errands.call_off(self._task)
            self._task = None
        self._session.take_stall_range(None)

    def _analysed(self, analysis: Analysis, revision: int, effort: str) -> None:
        document = self._session.document
        if effort != "full" or revision != document.revision or self._task is not None:
            return
        if scale_error_share_of(document.project.site) is None:
            return

        def work(called_off: object) -> StallRange | None:
            from chargeplan.analysis import stall_range

            return stall_range(analysis, called_off, exact=True)  # type: ignore[arg-type]

        self._task = self._errands.submit(work)

    def _take(self, number: int, result: StallRange | None, _error: object) -> None:
        if number == self._task:
            self._task = None
            self._session.take_stall_range(result)


def trust_line(session: Session) -> str:
    """Return in one line how many stalls it may be and how far the scale is trusted, or nothing."""
    note = scale_note(session.document.project.site)
    reach = session.stall_range
    if reach is None or not note:
        return note
    return tr("{range} stalls; {note}", range=reach.text, note=note)


def trust_in_short(session: Session) -> str:
    """Return the same in a few letters, for the status bar."""
    site = session.document.project.site
    share = scale_error_share_of(site)
    if share is None:
        return tr("scale not checked") if unchecked_underlays(site) else ""
    text = tr("scale ±{share} %", share=percent_text(share))
    reach = session.stall_range
    if reach is None or reach.least == reach.most:
        return text
    return tr("{range} stalls; {note}", range=reach.text, note=text)
