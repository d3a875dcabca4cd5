"""View and panels are made while nobody waits for them, a piece at a time, and seen only with a plan."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject
from window_driver import click_item, find

from chargeplan.ui.main_window import MainWindow
from chargeplan.ui.making_ahead import MakingAhead

BEGIN = MakingAhead.begin
"""As it is outside of tests."""

AT_FIRST = {"dockSchemes", "dockLayers", "dockCatalogue", "dockCapacity", "dockProperties", "dockFindings"}


def _steps(taken: list[int]) -> Iterator[None]:
    for number in range(4):
        taken.append(number)
        yield


def test_steps_are_taken_one_by_one_and_the_rest_at_once_when_somebody_waits(qtbot) -> None:
    """After the first of four steps by the clock somebody wants it all: three more at once, and no fifth."""
    taken: list[int] = []
    parent = QObject()
    ahead = MakingAhead(_steps(taken), parent)
    BEGIN(ahead)
    assert taken == []
    qtbot.waitUntil(lambda: taken == [0], timeout=5000)
    ahead.finish()
    assert taken == [0, 1, 2, 3]
    ahead.finish()
    qtbot.wait(60)
    assert taken == [0, 1, 2, 3]


def test_who_stops_gets_no_further_step(qtbot) -> None:
    """Stopped before the first step none is taken."""
    taken: list[int] = []
    parent = QObject()
    ahead = MakingAhead(_steps(taken), parent)
    BEGIN(ahead)
    ahead.stop()
    qtbot.wait(60)
    assert taken == []


def test_panels_made_behind_the_start_page_are_not_seen_before_a_plan_is(window: MainWindow, qtbot) -> None:
    """All ten panels are there and hidden, the start page stays; a plan shows the six that come first."""
    window.start_page.stop()
    BEGIN(window.findChild(MakingAhead))
    qtbot.waitUntil(lambda: window.findChild(QObject, "dockWalking") is not None, timeout=20_000)
    qtbot.waitUntil(lambda: window.findChild(QObject, "planView") is not None, timeout=20_000)
    docks = window.workspace.docks
    assert len(docks) == 10 and not any(dock.isVisible() for dock in docks.values())
    assert find(window, "exampleFiles").isVisible()
    click_item(window, "exampleFiles", 0)
    qtbot.waitUntil(lambda: find(window, "figureStalls").text() == "130", timeout=15_000)
    assert {name for name, dock in docks.items() if not dock.isHidden()} == AT_FIRST
