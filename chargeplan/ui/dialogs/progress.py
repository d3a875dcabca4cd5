"""Long work with a window that shows it goes on and lets it be called off; the work runs in the thread."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QProgressBar, QVBoxLayout, QWidget

from chargeplan.errors import CalledOff
from chargeplan.ui.background import Analyst, Task
from chargeplan.ui.language import Living
from chargeplan.ui.widgets import PlainLabel


class ProgressDialog(Living, QDialog):
    """Says what is being done, with a button to call it off."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("progressDialog")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(380)
        self.setWindowTitle(text)
        layout = QVBoxLayout(self)
        layout.addWidget(PlainLabel(text, wrap=True))
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setAccessibleName(text)
        layout.addWidget(bar)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)


def run_task(parent: QWidget, analyst: Analyst, text: str, task: Task) -> Any:
    """Return the result of `task`, run in the thread behind a window that can call it off.

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

    dialog = ProgressDialog(text, parent)
    dialog.rejected.connect(loop.quit)
    analyst.task_done.connect(done)
    wanted = analyst.submit(task)
    dialog.open()
    if not outcome:
        loop.exec()
    analyst.task_done.disconnect(done)
    dialog.rejected.disconnect(loop.quit)
    dialog.close()
    dialog.deleteLater()
    if not outcome:
        analyst.call_off(wanted)
        raise CalledOff
    result, error = outcome[0]
    if error is not None:
        raise error
    return result
