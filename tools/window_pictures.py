"""What the pictures of the manual share: a window in a language and a look, and patience."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

# On a screen that every window has room on: that of the platform itself is small.
os.environ.setdefault("QT_QPA_PLATFORM", f"offscreen:configfile={Path(__file__).with_name('screen.json')}")

from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QDialog

from chargeplan.model.scheme import Lot
from chargeplan.resources import examples_folder
from chargeplan.ui.application import make_window
from chargeplan.ui.main_window import MainWindow
from chargeplan.ui.scheme_actions import switch_scheme
from chargeplan.ui.settings import Settings

SIZE = (1440, 900)
_PATIENCE_S = 180.0


def rest(milliseconds: int) -> None:
    """Let the program work; unlike `QTest.qWait` the loop leaves the interpreter to the analysis thread."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_until(ready: Callable[[], bool]) -> None:
    """Let the program work until something is so; stop with an error when it never is."""
    end = time.monotonic() + _PATIENCE_S
    while not ready():
        rest(20)
        if time.monotonic() > end:
            raise SystemExit("the window did not come to rest")
    rest(150)


@contextmanager
def opened(language: str, look: str, folder: Path) -> Iterator[MainWindow]:
    """Give the main window in a language and a look, with settings that no other window had."""
    settings = Settings(folder / "window.ini")
    settings.language = language
    settings.theme = look
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    window = make_window(application, settings)
    window.resize(*SIZE)
    window.show()
    rest(300)
    try:
        yield window
    finally:
        window.session.document.undo_stack.setClean()
        window.close()
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def worked_out(window: MainWindow) -> None:
    """Wait for the full figures of the plan as it is now, and for the layout engine that they come from."""
    session = window.session

    def ready() -> bool:
        current = session.analysis_revision == session.document.revision
        return current and session.gate.is_open and not session.improving

    wait_until(ready)
    rest(600)  # the quick figures come first
    wait_until(ready)


def open_example(window: MainWindow, name: str) -> None:
    """Open an example and wait for its figures."""
    window.files.open_path(examples_folder() / f"{name}.chargeplan")
    worked_out(window)


def filled_scheme(window: MainWindow) -> Lot:
    """Show the filled lot of Mingzhu from near, and return it."""
    open_example(window, "mingzhu")
    document = window.session.document
    filled = next(s for s in document.project.schemes if any(lot.filled for lot in s.lots))
    switch_scheme(document, filled)
    worked_out(window)
    lot = next(lot for lot in filled.lots if lot.filled)
    window.workspace.view.zoom_to_elements([lot.id])
    rest(300)
    return lot


def dialog_picture(dialog: QDialog) -> QPixmap:
    """Show a dialog, take its picture and close it."""
    dialog.show()
    rest(400)
    picture = dialog.grab()
    dialog.close()
    dialog.deleteLater()
    return picture


def modal_picture(command: Callable[[], object], prepare: Callable[[QDialog], object]) -> QPixmap:
    """Give a command that asks something, prepare its dialog, take its picture and cancel it."""
    taken: list[QPixmap] = []

    def take() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        try:
            rest(200)
            prepare(dialog)
            rest(400)
            taken.append(dialog.grab())
        finally:
            dialog.done(QDialog.DialogCode.Rejected)  # without asking whether to drop what was entered

    QTimer.singleShot(0, take)
    command()
    return taken[0]
