"""A drag frame with 50 sheds and 2,000 stalls: one move of the mouse, with everything it repaints.

The plan's view alone and the whole main window, where a move also fills panels and the status bar, and where
after each drop a thread works out the plan while the next drag goes on, which is what a person has.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

from harness import Timing, print_table, seconds_of, verdict
from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from chargeplan.files.project_file import read_project, save_project
from chargeplan.model.project import Project
from chargeplan.model.scheme import Lot, Scheme, Shed
from chargeplan.model.site import Building, Road, Site, SupplyPoint
from chargeplan.resources import examples_folder
from chargeplan.ui.application import keep_frames_short, make_application, make_window
from chargeplan.ui.canvas.view import PlanView
from chargeplan.ui.session import Session
from chargeplan.ui.settings import Settings

GOAL_P95_MS = 16.0
FRAMES = 200
WARM_UP = 20
LONGEST_WAIT_S = 30.0
REST_MS = 2000
"""How long the thread is given to finish with the plan before a drag that it is not to disturb."""
MOVES_TO_A_DROP = 40
"""Most of a second at the rate of a mouse; the thread is at work on the plan for about half of them."""
DRAGGED = "shed-23"
Place = Callable[[Shed], tuple[float, float]]
NONE, LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


def large_project() -> Project:
    """Return a plan of 50 double sheds of 40 stalls each between 50 buildings, fed from one corner."""
    sheds, buildings = [], []
    for row in range(10):
        for column in range(5):
            x, y = column * 60.0, row * 30.0
            number = row * 5 + column + 1
            buildings.append(
                Building(
                    f"building-{number}", ((x, y), (x + 50, y), (x + 50, y + 11), (x, y + 11)), storeys=6
                )
            )
            sheds.append(Shed(f"shed-{number}", (x + 10, y + 18), 0.0, 12.0, 3.2, rows=2))
    lots = (Lot("lot-1", ((0, -30), (300, -30), (300, -10), (0, -10))),)
    scheme = Scheme(
        "scheme-1", lots=lots, sheds=tuple(sheds), module_id="compact", socket_ratio=Fraction(1, 2)
    )
    site = Site(
        buildings=tuple(buildings),
        roads=(Road("road-1", ((-10, 0), (-10, 300)), 5.0),),
        supply_points=(SupplyPoint("supply-1", (-4.0, -4.0), "Transformer", 630.0, 1.0, 15.0),),
    )
    return Project(site=site, schemes=(scheme,))


def rest(milliseconds: int) -> None:
    """Do nothing for a while, as a window does at which nobody is: threads beside it run.

    `QTest.qWait` would hold the interpreter's lock meanwhile, and thirty times as much time would pass until
    a plan is worked out.
    """
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def frame_s(move: Callable[[], object], application: QApplication) -> float:
    """Return how long a move takes, with all that it repaints."""

    def moved() -> None:
        move()
        application.processEvents()

    return seconds_of(moved)


def place_on(step: int, way: int = 1) -> QPoint:
    """Return how far the mouse is [px] at a step: to and fro, never twice at one place in a row.

    With a `way` of -1 it goes to the other side: a shed that is pulled longer at one drop is as it was after
    the next.
    """
    return QPoint(step % 60, (step * 7) % 40) * way


def dragged(view: PlanView) -> Shed:
    """Return the shed that is dragged about."""
    shed = view.session.document.element(DRAGGED)
    assert isinstance(shed, Shed)
    return shed


def middle(shed: Shed) -> tuple[float, float]:
    """Return where a shed is taken to be moved [m]."""
    return shed.origin[0] + shed.length_m / 2, shed.origin[1] + 1.0


def end(shed: Shed) -> tuple[float, float]:
    """Return where the grip at the end of a shed is [m]."""
    return shed.origin[0] + shed.length_m, shed.origin[1] + shed.depth_m / 2


WAYS: dict[str, Place] = {"move a shed": middle, "pull a grip": end}


def drag(view: PlanView, application: QApplication, held_at: Place, drop_every: int = FRAMES) -> Timing:
    """Return the times of moves of a shed held at a place; it is dropped and taken again every few moves.

    What a drop itself takes is not a frame of a drag and is left out; the work that it sets off is not.
    """
    target = view.viewport()
    times: list[float] = []
    way = -1
    while len(times) < FRAMES:
        way = -way
        view.session.selection.set([DRAGGED])
        application.processEvents()
        start = view.mapFromScene(*held_at(dragged(view)))
        QTest.mousePress(target, LEFT, NONE, start)
        places = [start + place_on(step, way) for step in range(drop_every)]
        times += [frame_s(partial(QTest.mouseMove, target, place), application) for place in places]
        if not view.tool.drawing:
            raise SystemExit("nothing was dragged")
        QTest.mouseRelease(target, LEFT, NONE, start + place_on(drop_every - 1, way))
        if drop_every == FRAMES:
            view.session.document.undo_stack.undo()
    view.session.selection.clear()
    return Timing(tuple(times[WARM_UP:]))


def show_part(view: PlanView, factor: float, application: QApplication) -> None:
    """Show the whole plan, or a part of it around the shed that is dragged."""
    view.fit_all()
    view.zoom_by(factor)
    origin = dragged(view).origin
    view.centerOn(origin[0] + 6.0, origin[1] + 1.0)
    application.processEvents()


def in_view_alone(application: QApplication) -> list[tuple[str, Timing]]:
    """Return the frames of a plan's view without a window around it."""
    session = Session()
    session.document.replace_project(large_project())
    view = PlanView(session)
    view.resize(1280, 800)
    view.show()
    QTest.qWaitForWindowExposed(view)
    found = []
    for name, factor in (("whole plan", 1.0), ("a fifth of it", 5.0), ("a shed fills it", 20.0)):
        show_part(view, factor, application)
        for what, held_at in WAYS.items():
            found.append((f"view, {name}: {what}", drag(view, application, held_at)))
    view.close()
    return found


def in_window(application: QApplication, folder: Path) -> list[tuple[str, Timing]]:
    """Return the frames in the main window, at rest and with the thread kept at work on the plan."""
    plan = folder / "large.chargeplan"
    save_project(large_project(), plan)
    window = make_window(application, Settings(folder / "window.ini"))
    window.resize(1440, 900)
    window.open_at_start(plan)
    window.show()
    deadline = time.monotonic() + LONGEST_WAIT_S
    while window.session.analysis is None:
        if time.monotonic() > deadline:
            raise SystemExit("the plan was not worked out")
        rest(20)
    view, document = window.workspace.view, window.session.document

    found = []
    for name, factor in (("whole plan", 1.0), ("a fifth of it", 5.0)):
        for what, held_at in WAYS.items():
            show_part(view, factor, application)
            rest(REST_MS)
            found.append((f"window, {name}: {what}", drag(view, application, held_at)))
            busy = drag(view, application, held_at, MOVES_TO_A_DROP)
            found.append((f"window, {name}: {what}, dropped every {MOVES_TO_A_DROP} frames", busy))
    document.undo_stack.setClean()
    window.close()
    return found


def everything_selected(application: QApplication) -> list[tuple[str, Timing]]:
    """Return the frames of the example Yuanxi with all its elements selected, merely painted again."""
    session = Session()
    session.document.replace_project(read_project(examples_folder() / "yuanxi.chargeplan"))
    view = PlanView(session)
    view.resize(1280, 800)
    view.show()
    QTest.qWaitForWindowExposed(view)
    view.fit_all()
    session.selection.set(list(session.document.elements()))
    application.processEvents()
    times = [frame_s(view.viewport().repaint, application) for _ in range(FRAMES // 4)]
    view.close()
    return [(f"view, Yuanxi: repaint with all {len(session.selection.ids)} selected", Timing(tuple(times)))]


def worst(timing: Timing) -> str:
    """Return the longest time in milliseconds."""
    return f"{max(timing.seconds) * 1000:.1f}"


def main() -> int:
    """Print the frame times."""
    application = make_application(sys.argv[:1])
    keep_frames_short()
    found = in_view_alone(application)
    with TemporaryDirectory() as folder:
        found += in_window(application, Path(folder))
    rows = [("50 sheds, 2,000 stalls", "median ms", "p95 ms", "worst ms", "")]
    for name, timing in found:
        p95 = timing.percentile_ms(95)
        rows.append((name, f"{timing.median_ms:.1f}", f"{p95:.1f}", worst(timing), verdict(p95, GOAL_P95_MS)))
    for name, timing in everything_selected(application):
        rows.append((name, f"{timing.median_ms:.1f}", f"{timing.percentile_ms(95):.1f}", worst(timing), ""))
    print_table("Drag frame", rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
