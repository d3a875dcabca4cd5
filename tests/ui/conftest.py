"""The real main window, off screen, and proof that a test leaves no window, thread or timer behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt, QThread, QTimer
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from window_driver import click_item, find

from chargeplan.errors import Cancelled
from chargeplan.files.sources.reading import Progress, open_source, untold
from chargeplan.files.sources.values import Choices, Preview, Source, Summary, Taken
from chargeplan.ui.application import make_application, make_window
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.importing import flow
from chargeplan.ui.layout_engine import LayoutEngine
from chargeplan.ui.main_window import MainWindow
from chargeplan.ui.making_ahead import MakingAhead
from chargeplan.ui.settings import Settings
from chargeplan.ui.theme import palette_for

NOON = datetime(2026, 3, 31, 12, 3)


@pytest.fixture(autouse=True)
def _nothing_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a visible window, a running thread or a running timer behind."""
    before = set(threading.enumerate())
    yield
    running = QApplication.instance()
    if running is None:
        return
    QApplication.processEvents()
    _let_go_of_the_mouse()
    _light_again()
    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    for window in windows:
        window.hide()
    timers = [
        timer for window in QApplication.topLevelWidgets() for timer in _active_timers(window)
    ]  # fmt: skip
    threads = [thread for thread in threading.enumerate() if thread not in before and thread.is_alive()]
    assert not windows, f"windows left open: {windows}"
    assert not timers, f"timers left running: {timers}"
    assert not [thread for thread in threads if not thread.daemon], f"threads left running: {threads}"


def _let_go_of_the_mouse() -> None:
    """Release the buttons that a test has left pressed: they are held for the whole program."""
    nothing = QWidget()
    for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
        if QGuiApplication.mouseButtons() & button:
            QTest.mouseRelease(nothing, button)


def _light_again() -> None:
    """Take back the dark look that a test has chosen for the whole program."""
    light = palette_for(dark=False)
    base = QPalette.ColorRole.Base
    if QApplication.palette().color(base) != light.color(base):
        QApplication.setPalette(light)


def _active_timers(window: QWidget) -> list[QTimer]:
    return [
        timer
        for timer in window.findChildren(QTimer)
        if timer.isActive() and type(timer.parent()).__module__.startswith("chargeplan")
    ]


@pytest.fixture(autouse=True)
def _engine_at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Load the layout engine when a test first fills a lot, not in every window."""
    monkeypatch.setattr(LayoutEngine, "begin", lambda _self: None)


@pytest.fixture(autouse=True)
def _nothing_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make view and panels when a test first opens a plan, not in every window."""
    monkeypatch.setattr(MakingAhead, "begin", lambda _self: None)


@pytest.fixture(scope="session")
def qapp(qapp_args: list[str]) -> QApplication:
    """Return the program's own application."""
    return make_application(["chargeplan"])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings that nobody else has, in English, so that tests read like the code."""
    chosen = Settings(tmp_path / "window.ini")
    chosen.language = "en"
    chosen.theme = "light"
    chosen.last_folder = tmp_path
    return chosen


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> dict[str, Path | None]:
    """Answer choosers of files: set `chosen["open_plan"]` and so on; stop the clock at noon, and start no
    process ahead of a file that is chosen at once."""
    answers: dict[str, Path | None] = {}
    for name in (
        "open_plan", "open_source", "open_workbook", "open_workbooks", "save_plan", "save_workbook",
        "save_picture", "open_register", "save_register", "save_report", "open_weights",
        "save_weights", "save_drawing", "save_geojson", "save_dxf",
    ):  # fmt: skip
        monkeypatch.setattr(choosers, name, lambda _parent, _at, name=name: answers.get(name))
    monkeypatch.setattr(choosers, "now", lambda: NOON)
    monkeypatch.setattr(flow, "get_ready", lambda: None)
    return answers


class _ReadHere:
    """A file of others read in the thread that asks, which spares a process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._source: Source | None = None

    def _opened(self, cancelled: Cancelled, progress: Progress = untold) -> Source:
        self._source = self._source or open_source(self._path, cancelled, progress)
        return self._source

    def summary(self, cancelled: Cancelled, progress: Progress) -> Summary:
        return self._opened(cancelled, progress).summary

    def preview(self, choices: Choices, cancelled: Cancelled) -> Preview:
        return self._opened(cancelled).preview(choices, cancelled)

    def taken(self, choices: Choices, cancelled: Cancelled) -> Taken:
        return self._opened(cancelled).taken(choices, cancelled)

    def close(self) -> None:
        self._source = None


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read files of others without a process of their own."""
    monkeypatch.setattr(flow, "open_reading", _ReadHere)


@pytest.fixture
def window(
    qtbot, settings: Settings, chosen: dict[str, Path | None], qapp: QApplication
) -> Iterator[MainWindow]:
    """Return the main window as it is first seen; it is closed without questions at the end."""
    made = make_window(qapp, settings)
    made.resize(1440, 900)
    made.show()
    qtbot.waitExposed(made)
    QApplication.processEvents()
    yield made
    for other in QApplication.topLevelWidgets():
        if other is not made and other.isVisible():
            other.close()
    made.session.document.undo_stack.setClean()
    assert made.close()
    assert not [thread for thread in made.findChildren(QThread) if thread.isRunning()]
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()


@pytest.fixture
def yuanxi(window: MainWindow, qtbot) -> MainWindow:
    """Return the window with the example Yuanxi open and worked out."""
    click_item(window, "exampleFiles", 0)
    qtbot.waitUntil(lambda: find(window, "figureStalls").text() == "130", timeout=15000)
    return window
