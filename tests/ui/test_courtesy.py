"""Threads beside the window hold still while it answers the mouse, and are never starved by it."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QCoreApplication

from chargeplan.ui import courtesy
from chargeplan.ui.courtesy import Courtesy


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> Courtesy:
    """Return one whose patience a test never sees the end of."""
    monkeypatch.setattr(courtesy, "_PATIENCE_S", 60.0)
    return Courtesy()


def _asker(polite: Courtesy, times: int = 1) -> tuple[threading.Thread, threading.Event]:
    """Return a thread that gives way so many times, and what is set when it has."""
    through = threading.Event()

    def run() -> None:
        for _ in range(times):
            polite.give_way()
        through.set()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, through


def test_nobody_waits_for_a_window_at_rest(qapp, patient: Courtesy) -> None:
    thread, through = _asker(patient, times=1000)
    thread.join(20)
    assert through.is_set()


def test_a_thread_holds_still_until_the_events_of_the_window_are_done(qapp, qtbot, patient: Courtesy) -> None:
    """It is let through by the loop of events, and by nothing before."""
    patient.window_first()
    patient.window_first()
    thread, through = _asker(patient)
    assert not through.wait(0.05)
    qtbot.waitUntil(through.is_set, timeout=15000)
    thread.join(20)


def test_a_window_that_never_rests_starves_nobody(qapp, monkeypatch: pytest.MonkeyPatch) -> None:
    """No event is ever worked off, and a thread gets through its thousand questions all the same."""
    monkeypatch.setattr(courtesy, "_PATIENCE_S", 0.0005)
    polite = Courtesy()
    polite.window_first()
    thread, through = _asker(polite, times=1000)
    thread.join(20)
    assert through.is_set()
    QCoreApplication.processEvents()


def test_what_was_called_off_is_told_so_however_long_it_held_still(qapp, patient: Courtesy) -> None:
    assert patient.giving_way(lambda: True)()
    assert not patient.giving_way(lambda: False)()
