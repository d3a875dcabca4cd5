"""Fillings beside the window: what is forgotten ends, also at the gate, and disturbs nobody after it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from canvas_driver import plan
from PySide6.QtCore import QObject

from chargeplan.engineering.capacity import ShedCapacity
from chargeplan.model.project import Project
from chargeplan.model.scheme import Lot, Shed
from chargeplan.model.site import Building
from chargeplan.ui.canvas import live_fill
from chargeplan.ui.canvas.beside import Beside
from chargeplan.ui.canvas.live_fill import LiveFill
from chargeplan.ui.document import Document
from chargeplan.ui.session import Session
from chargeplan.ui.threads import have_helpers_ended

LOT = Lot("lot-1", ((-10, -6), (10, -6), (10, 6), (-10, 6)), filled=True)
HOUSE = Building("building-1", ((-20, -6), (-10, -6), (-10, 6), (-20, 6)))
"""It stands at the western side of the lot, which keeps clear of it."""

SHED = Shed("shed-1", (30, 30), 0, 12.0, 2.0, module_id="compact")


@pytest.fixture(autouse=True)
def _helpers_end() -> Iterator[None]:
    yield
    assert have_helpers_ended(20.0)


def test_work_that_is_forgotten_is_told_so_and_its_result_is_not(qapp, qtbot) -> None:
    owner = QObject()
    beside = Beside(owner)
    done: list[object] = []
    beside.done.connect(lambda key, result: done.append((key, result)))
    begun, ended = threading.Event(), threading.Event()

    def long_work(forgotten: Callable[[], bool]) -> str:
        begun.set()
        while not forgotten():
            ended.wait(0.005)
        ended.set()
        return "too late"

    beside.ask("first", long_work)
    assert begun.wait(20)
    beside.forget()
    assert ended.wait(20)
    beside.ask("second", lambda _forgotten: "in time")
    qtbot.waitUntil(lambda: bool(done), timeout=15000)
    assert done == [("second", "in time")]


def test_gestures_that_end_leave_nobody_at_a_shut_gate(qapp) -> None:
    """Five lots are pulled while the engine is compiled: no thread stays to fill them in a minute."""
    owner = QObject()
    session = Session(Document(plan(LOT), owner), owner)
    fill = LiveFill(session, owner)
    session.gate.shut()
    for _ in range(5):
        assert fill.estimate(LOT) is None
        fill.forget()
    assert have_helpers_ended(20.0)
    session.gate.end()


def test_a_filling_that_is_late_does_not_change_what_stands_around_another(
    qapp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Amid the filling of the plan with the house comes a forgotten one of the plan without it."""
    owner = QObject()
    session = Session(Document(plan(LOT), owner), owner)
    true = live_fill.shed_capacity

    def stalls(filler: live_fill._Filler, project: Project) -> int:
        return len(filler.filled(project, LOT, lambda: False).stalls)

    def filler() -> live_fill._Filler:
        return live_fill._Filler(session.catalogue, session.gate)

    empty, built = plan(LOT, SHED), plan(LOT, SHED, HOUSE)
    beside_house = stalls(filler(), built)
    assert stalls(filler(), empty) > beside_house > 0
    shared, came = filler(), []

    def meanwhile(shed: Shed, *rest: Any) -> ShedCapacity:
        if not came:
            came.append(True)
            stalls(shared, empty)
        return true(shed, *rest)

    monkeypatch.setattr(live_fill, "shed_capacity", meanwhile)
    assert stalls(shared, built) == beside_house
    assert came


def test_a_pulled_lot_is_compared_with_itself_filled_as_quickly(qapp) -> None:
    """Both fillings are quick ones; a lot that is not in the plan has nothing to be compared with."""
    owner = QObject()
    session = Session(Document(plan(LOT), owner), owner)
    filler = live_fill._Filler(session.catalogue, session.gate)
    pulled = replace(LOT, ring=tuple((1.2 * x, y) for x, y in LOT.ring))
    after, before = filler.compared(plan(LOT), pulled, lambda: False)
    assert after.lot == pulled
    assert before is not None
    assert before.lot == LOT
    assert before.stalls == filler.filled(plan(LOT), LOT, lambda: False).stalls
    assert filler.compared(plan(LOT), replace(LOT, id="drawn"), lambda: False)[1] is None
