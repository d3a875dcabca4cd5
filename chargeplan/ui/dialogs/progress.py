"""Long work with a window that shows it goes on and lets it be called off; the work runs in the thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QProgressBar, QVBoxLayout, QWidget

from chargeplan.errors import CalledOff
from chargeplan.i18n import N_, tr
from chargeplan.ui.background import Analyst, Task
from chargeplan.ui.dialogs.message import show_error
from chargeplan.ui.language import Living
from chargeplan.ui.settings import Settings
from chargeplan.ui.widgets import PlainLabel

_STEPS = 1000


class Share(QObject):
    """Carries how much is done, 0 to 1 or None where nobody knows, from the thread to the window."""

    told = Signal(object)


class ProgressDialog(Living, QDialog):
    """Says what is being done, with a button to call it off where that may be."""

    def __init__(self, text: str, parent: QWidget, *, may_call_off: bool = True) -> None:
        super().__init__(parent)
        self._may_call_off = may_call_off
        self.setObjectName("progressDialog")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(380)
        self.setWindowTitle(text)
        layout = QVBoxLayout(self)
        layout.addWidget(PlainLabel(text, wrap=True))
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(text)
        layout.addWidget(self._bar)
        if may_call_off:
            buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
            buttons.rejected.connect(self.reject)
            layout.addWidget(buttons)

    def show_share(self, share: float | None) -> None:
        """Show how much is done, 0 to 1; None where nobody knows."""
        self._bar.setRange(0, 0 if share is None else _STEPS)
        if share is not None:
            self._bar.setValue(round(min(max(share, 0.0), 1.0) * _STEPS))

    def reject(self) -> None:
        """Close, unless what is being done must be done to its end."""
        if self._may_call_off:
            super().reject()


def run_task(
    parent: QWidget,
    analyst: Analyst,
    text: str,
    task: Task,
    *,
    may_call_off: bool = True,
    share: Share | None = None,
) -> Any:
    """Return the result of `task`, run in the thread behind a window that can call it off.

    Nobody can where `may_call_off` is False, as of a file that is being replaced. What `share` is told in the
    thread is shown.

    Raises
    ------
    CalledOff
        When somebody did.
    Exception
        Whatever the task raised.
    """
    loop = QEventLoop()
    outcome: list[tuple[Any, BaseException | None]] = []

    def done(number: int, result: Any, error: BaseException | None) -> None:
        if number == wanted:
            outcome.append((result, error))
            loop.quit()

    dialog = ProgressDialog(text, parent, may_call_off=may_call_off)
    dialog.rejected.connect(loop.quit)
    if share is not None:
        share.told.connect(dialog.show_share)
    analyst.task_done.connect(done)
    wanted = analyst.submit(task)
    dialog.open()
    if not outcome:
        loop.exec()
    analyst.task_done.disconnect(done)
    dialog.rejected.disconnect(loop.quit)
    dialog.done(0)
    dialog.deleteLater()
    if not outcome:
        analyst.call_off(wanted)
        raise CalledOff
    result, error = outcome[0]
    if error is not None:
        raise error
    return result


def written(
    parent: QWidget,
    analyst: Analyst,
    settings: Settings,
    path: Path,
    write: Callable[[Callable[[], bool]], object],
    kept: str = N_("The plan itself is untouched."),
) -> str:
    """Let `write(called_off)` make a file in the thread; return what is said of it, nothing if it failed.

    Whatever goes wrong is shown with `kept`, and the folder of what was written is remembered.
    """
    try:
        run_task(parent, analyst, tr("Writing {name}...", name=path.name), write)
    except CalledOff:
        return ""
    except Exception as error:
        show_error(parent, error, tr(kept))
        return ""
    settings.last_folder = path.resolve().parent
    return tr("{name} is written.", name=path.name)
