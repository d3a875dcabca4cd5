"""Loading the layout engine behind the window: when it begins, who waits for it, and closing meanwhile."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from factories import small_project
from PySide6.QtCore import QPoint, QProcess, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from window_driver import find, press

from chargeplan.errors import CalledOff, UsageError
from chargeplan.files.project_file import save_project
from chargeplan.geometry.packing import warming
from chargeplan.model.project import Project
from chargeplan.ui import layout_engine
from chargeplan.ui.application import make_window
from chargeplan.ui.layout_engine import Gate, LayoutEngine
from chargeplan.ui.main_window import MainWindow
from chargeplan.ui.settings import Settings
from chargeplan.ui.threads import have_helpers_ended

BEGIN = LayoutEngine.begin
WAITS_TO_BE_TOLD = ("-c", "import sys; sys.stdin.read()")
FAILS = ("-c", "raise SystemExit('no compiler here')")


class Kernels:
    """Stands in for the kernels: how often they were loaded, and a lock on loading them."""

    def __init__(self) -> None:
        self.loaded = 0
        self.may_load = threading.Event()
        self.may_load.set()

    def warm(self) -> int:
        assert self.may_load.wait(20)
        self.loaded += 1
        return 1


@pytest.fixture
def kernels(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Kernels]:
    """Let windows load stand-ins, at once, with a stamp of their own."""
    made = Kernels()
    monkeypatch.setattr(LayoutEngine, "begin", BEGIN)
    monkeypatch.setattr(layout_engine, "_IDLE_S", 0.0)
    monkeypatch.setattr(layout_engine, "_BUSY_S", 1e9)
    monkeypatch.setattr(layout_engine, "_stamp_file", lambda: tmp_path / "complete")
    monkeypatch.setattr(warming, "warm", made.warm)
    yield made
    made.may_load.set()
    assert have_helpers_ended(20.0)


@pytest.fixture
def compiled(kernels: Kernels, tmp_path: Path) -> Kernels:
    """Return kernels that are compiled already."""
    (tmp_path / "complete").write_text(layout_engine._stamp(), encoding="utf-8")
    return kernels


@pytest.fixture
def compiling(kernels: Kernels, monkeypatch: pytest.MonkeyPatch) -> Kernels:
    """Return kernels that another process compiles, until its standard input is closed."""
    monkeypatch.setattr(layout_engine, "_WARMING", WAITS_TO_BE_TOLD)
    return kernels


def filled_project() -> Project:
    """Return the small plan with its lot filled."""
    project = small_project()
    scheme = project.schemes[0]
    lot = replace(scheme.lots[0], filled=True)
    return replace(project, schemes=(replace(scheme, lots=(lot,)),))


def open_plan(window: MainWindow, folder: Path, project: Project) -> None:
    save_project(project, folder / "a.chargeplan")
    window.files.open_path(folder / "a.chargeplan")


def process_of(window: MainWindow) -> QProcess:
    """Return the process that compiles."""
    found = window.findChildren(QProcess)
    assert len(found) == 1
    return found[0]


def is_compiling(window: MainWindow) -> bool:
    return any(p.state() is QProcess.ProcessState.Running for p in window.findChildren(QProcess))


# --- when it begins ------------------------------------------------------------------------------


def test_kernels_are_loaded_after_the_first_paint_and_not_before(
    compiled: Kernels, qtbot, settings: Settings, chosen, qapp: QApplication
) -> None:
    window = make_window(qapp, settings)
    QApplication.processEvents()
    assert window.session.gate.is_open
    window.show()
    qtbot.waitUntil(lambda: compiled.loaded == 1, timeout=15000)
    qtbot.waitUntil(lambda: window.session.gate.is_open, timeout=15000)
    assert not window.findChildren(QProcess)
    window.close()


def test_kernels_are_not_loaded_while_a_button_of_the_mouse_is_down(
    window: MainWindow, qtbot, compiled: Kernels, monkeypatch
) -> None:
    down = [True]
    asked: list[bool] = []

    def hands_are_off() -> bool:
        asked.append(True)
        return not down[0]

    monkeypatch.setattr(layout_engine, "_hands_are_off", hands_are_off)
    window.engine.layout_engine.begin()
    qtbot.waitUntil(lambda: len(asked) >= 3, timeout=15000)
    assert compiled.loaded == 0
    down[0] = False
    qtbot.waitUntil(lambda: compiled.loaded == 1, timeout=15000)


def test_a_busy_window_is_not_idle(window: MainWindow, qtbot, compiled: Kernels, monkeypatch) -> None:
    """Every look comes late here: nothing is loaded until the window has been at rest between two looks."""
    monkeypatch.setattr(layout_engine, "_BUSY_S", 0.0)
    window.engine.layout_engine.begin()
    look = window.engine.layout_engine._look
    for _ in range(5):
        look()
    assert compiled.loaded == 0
    assert not window.session.gate.is_open
    monkeypatch.setattr(layout_engine, "_BUSY_S", 1e9)
    qtbot.waitUntil(lambda: compiled.loaded == 1, timeout=15000)


def test_a_held_button_counts_as_hands_on(window: MainWindow) -> None:
    place = QPoint(5, 5)
    assert layout_engine._hands_are_off()
    QTest.mousePress(window.windowHandle(), Qt.MouseButton.LeftButton, pos=place)
    assert not layout_engine._hands_are_off()
    QTest.mouseRelease(window.windowHandle(), Qt.MouseButton.LeftButton, pos=place)
    assert layout_engine._hands_are_off()


def test_who_fills_a_lot_does_not_wait_until_the_window_is_idle(
    window: MainWindow, qtbot, compiled: Kernels, monkeypatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(layout_engine, "_IDLE_S", 1e9)
    window.engine.layout_engine.begin()
    open_plan(window, tmp_path, filled_project())
    qtbot.waitUntil(lambda: window.session.analysis is not None, timeout=30000)
    assert compiled.loaded == 1
    assert window.session.analysis.lots[0].layout.count > 0


# --- where they are not compiled yet --------------------------------------------------------------


def test_filling_waits_for_the_compilation_and_the_status_bar_says_so(
    window: MainWindow, qtbot, compiling: Kernels, tmp_path: Path
) -> None:
    """A filled lot waits while another process compiles; then it is loaded here, and never compiled again."""
    told = find(window, "statusPreparing")
    window.engine.layout_engine.begin()
    qtbot.waitUntil(lambda: is_compiling(window), timeout=15000)
    assert not told.isVisible()  # nobody waits for it
    open_plan(window, tmp_path, filled_project())
    qtbot.waitUntil(told.isVisible, timeout=15000)
    assert told.text() == "Preparing the layout engine..."
    assert window.session.analysis is None
    assert compiling.loaded == 0
    process_of(window).closeWriteChannel()
    qtbot.waitUntil(lambda: window.session.analysis is not None, timeout=30000)
    assert window.session.analysis.lots[0].layout.count > 0
    qtbot.waitUntil(lambda: not told.isVisible(), timeout=15000)
    assert compiling.loaded == 1
    assert (tmp_path / "complete").read_text(encoding="utf-8") == layout_engine._stamp()


def test_plans_without_filled_lots_do_not_wait(
    window: MainWindow, qtbot, compiling: Kernels, tmp_path: Path
) -> None:
    """Nor do those of which another scheme has one."""
    window.engine.layout_engine.begin()
    qtbot.waitUntil(lambda: is_compiling(window), timeout=15000)
    scheme = filled_project().schemes[0]
    other = replace(scheme, id="scheme-2", lots=(replace(scheme.lots[0], id="lot-2"),), sheds=())
    open_plan(window, tmp_path, replace(small_project(), schemes=(*small_project().schemes, other)))
    qtbot.waitUntil(lambda: find(window, "figureStalls").text() == "20", timeout=15000)
    assert is_compiling(window)
    assert not find(window, "statusPreparing").isVisible()


def test_a_lot_can_be_filled_and_cleared_again_while_it_compiles(
    window: MainWindow, qtbot, compiling: Kernels, tmp_path: Path
) -> None:
    window.engine.layout_engine.begin()
    open_plan(window, tmp_path, small_project())
    qtbot.waitUntil(lambda: find(window, "figureStalls").text() == "20", timeout=15000)
    qtbot.waitUntil(lambda: is_compiling(window), timeout=15000)
    window.session.selection.set(("lot-1",))
    press(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(find(window, "statusPreparing").isVisible, timeout=15000)
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    current = window.session.document.revision
    qtbot.waitUntil(lambda: window.session.analysis_revision == current, timeout=15000)
    assert find(window, "figureStalls").text() == "20"
    assert is_compiling(window)


def test_arrangements_of_a_lot_that_is_not_filled_yet_wait_too(
    window: MainWindow, qtbot, compiling: Kernels, monkeypatch, tmp_path: Path
) -> None:
    """Nothing else of the plan has waited for the engine; the status bar says that they do."""
    asked: list[str] = []

    def arrangement(_project, _lot, goal, *_rest):
        asked.append(goal.value)
        raise UsageError("enough", "that is enough")

    monkeypatch.setattr("chargeplan.ui.dialogs.arrangements.arrangement", arrangement)
    window.engine.layout_engine.begin()
    open_plan(window, tmp_path, small_project())
    qtbot.waitUntil(lambda: find(window, "figureStalls").text() == "20", timeout=15000)
    qtbot.waitUntil(lambda: is_compiling(window), timeout=15000)
    window.session.selection.set(("lot-1",))
    window.workspace.show_arrangements()
    qtbot.waitUntil(find(window, "statusPreparing").isVisible, timeout=15000)
    assert not asked
    process_of(window).closeWriteChannel()
    qtbot.waitUntil(lambda: len(asked) == 3, timeout=15000)
    assert compiling.loaded == 1


def test_where_compiling_ahead_fails_filling_works_all_the_same(
    window: MainWindow, qtbot, kernels: Kernels, monkeypatch, tmp_path: Path, caplog
) -> None:
    monkeypatch.setattr(layout_engine, "_WARMING", FAILS)
    with caplog.at_level(logging.WARNING, layout_engine.__name__):
        window.engine.layout_engine.begin()
        open_plan(window, tmp_path, filled_project())
        qtbot.waitUntil(lambda: window.session.analysis is not None, timeout=30000)
    assert window.session.analysis.lots[0].layout.count > 0
    assert "no compiler here" in caplog.text


def test_where_nothing_can_be_kept_no_other_process_compiles(
    window: MainWindow, qtbot, kernels: Kernels, monkeypatch, tmp_path: Path
) -> None:
    """What it compiles would be lost: this process does, behind the gate."""
    monkeypatch.setattr(layout_engine, "_stamp_file", lambda: tmp_path / "nowhere" / "complete")
    window.engine.layout_engine.begin()
    qtbot.waitUntil(lambda: window.session.gate.is_open, timeout=15000)
    assert kernels.loaded == 1
    assert not window.findChildren(QProcess)
    assert not (tmp_path / "nowhere").exists()


def test_an_engine_that_cannot_be_loaded_ahead_opens_the_gate(
    window: MainWindow, qtbot, compiled: Kernels, monkeypatch, caplog
) -> None:
    def broken() -> int:
        raise ImportError("no such kernel")

    monkeypatch.setattr(warming, "warm", broken)
    window.engine.layout_engine.begin()
    assert not window.session.gate.is_open
    qtbot.waitUntil(lambda: window.session.gate.is_open, timeout=15000)
    assert "no such kernel" in caplog.text


# --- closing meanwhile ----------------------------------------------------------------------------


def test_closing_while_it_compiles_ends_the_process(
    window: MainWindow, qtbot, compiling: Kernels, tmp_path: Path
) -> None:
    """Nobody is kept waiting: neither the process nor the analysis that waits for it outlives the window."""
    window.engine.layout_engine.begin()
    open_plan(window, tmp_path, filled_project())
    qtbot.waitUntil(find(window, "statusPreparing").isVisible, timeout=15000)
    process = process_of(window)
    assert window.close()
    assert process.state() is QProcess.ProcessState.NotRunning
    assert compiling.loaded == 0


def test_closing_while_it_is_loaded_does_not_wait_for_it(
    window: MainWindow, qtbot, compiled: Kernels
) -> None:
    """The window closes at once; the program waits for the thread, but not for ever."""
    compiled.may_load.clear()
    window.engine.layout_engine.begin()
    threads: list[threading.Thread] = []

    def runs() -> bool:
        threads[:] = [each for each in threading.enumerate() if each.name == "layout engine"]
        return bool(threads)

    qtbot.waitUntil(runs, timeout=15000)
    assert window.close()
    assert compiled.loaded == 0
    assert not have_helpers_ended(0.0)
    assert threads[0].is_alive()
    compiled.may_load.set()
    assert have_helpers_ended(20.0)
    assert not threads[0].is_alive()
    assert compiled.loaded == 1


# --- the gate -------------------------------------------------------------------------------------


def test_a_gate_lets_through_sends_away_and_tells_who_came() -> None:
    gate = Gate()
    gate.wait(lambda: False)
    assert not gate.waited_for
    gate.shut()
    gate.wait_for(small_project().schemes, lambda: False)  # no lot of it is filled
    assert not gate.waited_for
    with pytest.raises(CalledOff):
        gate.wait_for(filled_project().schemes, lambda: True)
    assert gate.waited_for
    gate.end()
    with pytest.raises(CalledOff):
        gate.wait(lambda: False)
    gate.open()
    gate.wait(lambda: False)
