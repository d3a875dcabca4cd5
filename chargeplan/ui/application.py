"""Starts the program: font, look, language, the window, and a last resort for what nobody foresaw."""

from __future__ import annotations

import gc
import os
import sys
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication

import chargeplan
from chargeplan.i18n import tr
from chargeplan.resources import assets_folder
from chargeplan.ui.icons import program_icon
from chargeplan.ui.language import LanguageSwitch
from chargeplan.ui.main_window import MainWindow
from chargeplan.ui.settings import Settings
from chargeplan.ui.theme import Theme
from chargeplan.ui.threads import have_helpers_ended

_SWITCH_INTERVAL_S = 0.0001
"""How long the thread that works out the plan may hold up the window, at each of a frame's many calls [s]."""

_PATIENCE_S = 5.0
"""How long the program, its window closed, waits for what still runs beside it [s]."""

_FONTS = ("NotoSansSC-Regular.ttf", "NotoSansSC-SemiBold.ttf")


class LastResort(QObject):
    """Shows what nobody caught, in whatever thread it happened; the plan stays open."""

    happened = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._showing = False
        self.happened.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take over from Python's own hooks."""
        sys.excepthook = self._take
        threading.excepthook = self._take_from_thread

    def _take(self, _kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            QApplication.quit()
            return
        sys.__excepthook__(type(error), error, trace)
        self.happened.emit(error)

    def _take_from_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._take(args.exc_type, args.exc_value, args.exc_traceback)

    def _show(self, error: BaseException) -> None:
        if self._showing:
            return
        from chargeplan.ui.dialogs.message import show_error

        self._showing = True
        try:
            show_error(QApplication.activeWindow(), error, tr("Nothing is lost: the plan is still open."))
        finally:
            self._showing = False


def use_font(application: QApplication) -> None:
    """Let all text be shown in the font that travels with the program."""
    numbers = [QFontDatabase.addApplicationFont(str(assets_folder() / "fonts" / name)) for name in _FONTS]
    number = numbers[0]
    families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    if families:
        font = QFont(families[0])
        font.setPointSizeF(max(9.5, application.font().pointSizeF()))
        application.setFont(font)


def make_application(arguments: list[str]) -> QApplication:
    """Return the application with style and font, the one that runs already when there is one."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        application = running
    else:
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
        application = QApplication(arguments)
    application.setApplicationName("chargeplan")
    application.setApplicationVersion(chargeplan.__version__)
    application.setDesktopFileName("chargeplan")
    application.setStyle("Fusion")
    use_font(application)
    application.setWindowIcon(program_icon())
    return application


def make_window(application: QApplication, settings: Settings | None = None) -> MainWindow:
    """Return the main window, not yet shown, in the language and look of the settings."""
    chosen = settings or Settings()
    languages = LanguageSwitch(application)
    languages.use(chosen.language)
    theme = Theme(application, chosen)
    return MainWindow(chosen, languages, theme)


def keep_frames_short() -> None:
    """Let neither the thread beside the window nor a search for garbage hold up a frame."""
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    gc.freeze()


def run(plan_path: Path | None = None) -> int:
    """Show the window, open a plan in it when one is named, and return the exit status at the end."""
    application = make_application(sys.argv[:1])
    keep_frames_short()
    last_resort = LastResort(application)
    last_resort.install()
    window = make_window(application)
    if plan_path is not None:
        window.open_at_start(plan_path)
    window.show()
    status = application.exec()
    if not have_helpers_ended(_PATIENCE_S):
        os._exit(status)  # everything is written, and Python would take away what they still use
    return status
