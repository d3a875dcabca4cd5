"""How far the plans of a register are worked out: a bar, the estate that is at it, and a way to stop."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QToolButton, QWidget

from chargeplan.i18n import N_, tr
from chargeplan.ui.language import Living
from chargeplan.ui.town.surveying import Surveying, SurveyState
from chargeplan.ui.widgets import ElidedLabel, IconButton, for_letters

_BAR_PX = 130
_MINUTE_S = 60
_LONG_S = 90
"""From this time on what is left is told in minutes."""


class SurveyStrip(Living, QWidget):
    """Seen while plans are worked out, and afterwards where some of them cannot be used."""

    failures_wanted = Signal()

    def __init__(self, surveying: Surveying, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("surveyStrip")
        self._surveying = surveying
        self._state = SurveyState(0, 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 6, 0)
        self.bar = QProgressBar(self)
        self.bar.setObjectName("surveyBar")
        self.bar.setFixedWidth(for_letters(self, _BAR_PX))
        self.bar.setTextVisible(False)
        self.say(self.bar.setAccessibleName, N_("Plans worked out"))
        self.text = ElidedLabel()
        self.text.setObjectName("surveyText")
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.stop = IconButton("surveyStop", "close", N_("Stop: what is done stays"), self)
        self.stop.clicked.connect(surveying.cancel)
        self.failures = QToolButton(self)
        self.failures.setObjectName("surveyFailures")
        self.failures.clicked.connect(self.failures_wanted)
        for part, share in ((self.bar, 0), (self.stop, 0), (self.failures, 0), (self.text, 1)):
            row.addWidget(part, share)
        surveying.running_changed.connect(self._show_running)
        surveying.progressed.connect(self._show_state)
        surveying.ended.connect(self._show_end)
        self._show_running(False)

    def retranslate(self) -> None:
        """Say how far it is in the other language."""
        self._show_failures()
        if self._surveying.running:
            self._show_state(self._state)
        else:
            self.text.setText("")

    def _show_running(self, on: bool) -> None:
        self.bar.setVisible(on)
        self.stop.setVisible(on)
        self._show_failures()
        if on:
            self.text.setText("")

    def _show_state(self, state: SurveyState) -> None:
        self._state = state
        self.bar.setRange(0, max(1, state.total))
        self.bar.setValue(state.done)
        parts = [tr("Plans: {done} of {total}", done=state.done, total=state.total)]
        if state.current:
            parts.append(state.current)
        if state.left_s is not None and state.done < state.total:
            parts.append(_left(state.left_s))
        self.text.setText(" · ".join(parts))

    def _show_end(self, complete: bool) -> None:
        done, total = self._state.done, self._state.total
        said = (
            tr("All plans are worked out.")
            if complete
            else tr("Stopped at {done} of {total} plans.", done=done, total=total)
        )
        self.text.setText(said)
        self._show_failures()

    def _show_failures(self) -> None:
        count = len(self._surveying.failed_rows())
        self.failures.setText(tr("{count} plans cannot be used", count=count))
        self.failures.setVisible(bool(count))


def _left(seconds: float) -> str:
    if seconds >= _LONG_S:
        return tr("about {minutes} min left", minutes=round(seconds / _MINUTE_S))
    return tr("about {seconds} s left", seconds=max(1, round(seconds)))
