"""The line below the plan: what to do next, where the mouse is, what is being drawn, at which scale."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStatusBar, QToolButton, QWidget

from chargeplan.i18n import N_, tr
from chargeplan.ui.actions import Actions
from chargeplan.ui.language import Living
from chargeplan.ui.widgets import ElidedLabel, PlainLabel, muted, tooltip

_WHY_IT_WAITS = N_(
    "Once after an update, for up to a minute: then the stalls of lots follow. All else works meanwhile."
)
_WHY_IT_IMPROVES = N_(
    "Lots are filled quickly first. The full filling follows in a moment and never holds fewer stalls."
)
_INCH_M = 0.0254


def scale_denominator(metres_per_pixel: float, pixels_per_inch: float) -> int:
    """Return N of the scale 1:N at which the plan is seen, to two figures."""
    exact = metres_per_pixel * pixels_per_inch / _INCH_M
    return int(float(f"{exact:.2g}")) if exact >= 1 else 1


class _Prompt(ElidedLabel):
    """Makes room for a message: Qt hides it for that, and shows it again as soon as its bar grows."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw nothing over a message."""
        bar = self.parentWidget()
        if not (isinstance(bar, QStatusBar) and bar.currentMessage()):
            super().paintEvent(event)


class PlanStatusBar(Living, QStatusBar):
    """Shows what the plan's view tells."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._scale = 0.0
        self._saved: datetime | None = None
        self._from_file = False
        self._modified = False
        self.prompt = self._label("statusPrompt", kind=_Prompt)
        self.prompt.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.clicks = muted(self._label("statusClicks"))
        self.position = self._label("statusPosition", "-0000.00, -0000.00")
        self.readout = self._label("statusReadout")
        self.preparing = muted(self._label("statusPreparing"))
        self.say(self.preparing.setText, N_("Preparing the layout engine..."))
        self.say(self.preparing.setToolTip, _WHY_IT_WAITS)
        self.preparing.hide()
        self.improving = muted(self._label("statusImproving"))
        self.say(self.improving.setText, N_("≈ quick figures, improving..."))
        self.say(self.improving.setToolTip, _WHY_IT_IMPROVES)
        self.improving.hide()
        self.trust = self._label("statusTrust")
        self.trust.hide()
        self.scale = self._label("statusScale", "1:00000")
        self.saved = muted(self._label("statusSaved"))
        self.addWidget(self.prompt, 1)
        # What comes and goes moves nothing.
        for label in (self.preparing, self.improving, self.readout, self.clicks, self.position):
            self.addPermanentWidget(label)
        self._toggles = [self._toggle(actions, name) for name in ("snap", "grid", "ortho")]
        for label in (self.trust, self.scale, self.saved):
            self.addPermanentWidget(label)

    def retranslate(self) -> None:
        """Say everything in the other language."""
        self._show_saved()

    def show_prompt(self, prompt: str, clicks: str) -> None:
        """Say what to do next, and what left and right click do."""
        self.prompt.setText(prompt)
        self.prompt.setToolTip(tooltip(prompt))
        self.clicks.setText(clicks)

    def show_position(self, x_m: float, y_m: float) -> None:
        """Say where the mouse is."""
        self.position.setText(f"{x_m:.2f}, {y_m:.2f}")

    def show_readout(self, text: str) -> None:
        """Say length, angle, area, stalls and sockets of what is being drawn."""
        self.readout.setText(text)
        self.readout.setVisible(bool(text))

    def show_scale(self, metres_per_pixel: float) -> None:
        """Say at which scale the plan is seen."""
        self._scale = metres_per_pixel
        self.scale.setText(f"1:{scale_denominator(metres_per_pixel, self.logicalDpiX())}")

    def show_trust(self, text: str, detail: str) -> None:
        """Say how far the scale of the plan is trusted, in short, and the whole of it at the mouse."""
        self.trust.setText(text)
        self.trust.setToolTip(tooltip(detail))
        self.trust.setAccessibleName(detail)
        self.trust.setVisible(bool(text))

    def show_preparing(self, on: bool) -> None:
        """Say that stalls have to wait until the layout engine is there, or no longer."""
        self.preparing.setVisible(on)

    def show_improving(self, on: bool) -> None:
        """Say that the figures of lots are quick ones, or no longer."""
        self.improving.setVisible(on)

    def show_modes(self, on: bool) -> None:
        """Show the buttons of snapping, grid and right angles, or not."""
        for button in self._toggles:
            button.setVisible(on)

    def show_saved(self, when: datetime | None, *, from_file: bool = False) -> None:
        """Say when the plan was saved; None when it was not, or stands in the file it came from."""
        self._saved = when
        self._from_file = from_file
        self._show_saved()

    def show_modified(self, modified: bool) -> None:
        """Say whether there are changes that no file holds."""
        self._modified = modified
        self._show_saved()

    def _show_saved(self) -> None:
        if self._saved is not None:
            text = tr("saved {time}", time=f"{self._saved:%H:%M}") + (" *" if self._modified else "")
        elif self._from_file and not self._modified:
            text = tr("as in the file")
        else:
            text = tr("not saved yet")
        self.saved.setText(text)

    def _label(self, name: str, widest: str = "", kind: type[PlainLabel] = PlainLabel) -> PlainLabel:
        label = kind(parent=self)
        label.setObjectName(name)
        label.setContentsMargins(6, 0, 6, 0)
        if widest:
            label.setMinimumWidth(label.fontMetrics().horizontalAdvance(widest) + 12)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return label

    def _toggle(self, actions: Actions, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"status_{name}")
        button.setDefaultAction(actions[name])
        button.setAutoRaise(True)
        button.setIconSize(QSize(16, 16))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.addPermanentWidget(button)
        return button


NO_PLAN = N_("Open an estate or begin a new one.")
