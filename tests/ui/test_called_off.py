"""Work that is called off: the same exception from the pipe and from the window that waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from window_driver import when_dialog

from chargeplan.analysis import analyse
from chargeplan.errors import CalledOff, UsageError
from chargeplan.model.project import Project
from chargeplan.model.scheme import Lot, Scheme
from chargeplan.ui.dialogs.progress import run_task
from chargeplan.ui.main_window import MainWindow


@pytest.mark.parametrize("lots", [0, 1], ids=["no lot", "a lot"])
def test_an_analysis_that_nobody_wants_ends(lots: int) -> None:
    """Asked before each lot and once more after them."""
    lot = Lot("lot-1", ((0, 0), (20, 0), (20, 10), (0, 10)), filled=True)
    plan = Project(schemes=(Scheme("scheme-1", lots=(lot,) * lots),))
    with pytest.raises(CalledOff):
        analyse(plan, cancelled=lambda: True)


def test_cancel_ends_the_wait_and_tells_the_work(window: MainWindow) -> None:
    """The work itself goes on until it asks; nobody waits for it."""
    told = threading.Event()

    def work(called_off: Callable[[], bool]) -> str:
        while not called_off():
            told.wait(0.005)
        told.set()
        return "too late"

    when_dialog("progressDialog", lambda dialog: dialog.reject())
    with pytest.raises(CalledOff):
        run_task(window, window.engine.analyst, "Counting...", work)
    assert told.wait(10)


def test_an_errand_that_is_called_off_before_its_turn_is_never_begun(window: MainWindow, qtbot) -> None:
    """No file is written that somebody thought better of while the one before was."""
    analyst = window.engine.analyst
    may_end = threading.Event()
    begun: list[int] = []
    done: dict[int, BaseException | None] = {}
    analyst.task_done.connect(lambda number, _result, error: done.update({number: error}))
    first = analyst.submit(lambda _called_off: may_end.wait(20))
    second = analyst.submit(lambda _called_off: begun.append(2))
    third = analyst.submit(lambda _called_off: begun.append(3))
    analyst.call_off(second)
    may_end.set()
    qtbot.waitUntil(lambda: len(done) == 3, timeout=15000)
    assert begun == [3]
    assert (done[first], done[third]) == (None, None)
    assert isinstance(done[second], CalledOff)


def test_what_work_returns_or_raises_comes_back(window: MainWindow) -> None:
    def fails(_called_off: Callable[[], bool]) -> None:
        raise UsageError("no_display", "there is no display")

    analyst = window.engine.analyst
    assert run_task(window, analyst, "Counting...", lambda _called_off: 42) == 42
    with pytest.raises(UsageError, match="there is no display"):
        run_task(window, analyst, "Counting...", fails)
