"""A frame of panning and zooming over a drawing of 200,000 lines, and a move of the mouse that snaps to it.

The same plan without the drawing is what the frames are held against.
"""

from __future__ import annotations

import math
import os
import random
import sys
from collections.abc import Callable
from dataclasses import replace

if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

from harness import Timing, print_table, seconds_of, verdict
from PySide6.QtCore import QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from chargeplan.model.linework import MEDIA_TYPE, MOST_LINES, packed
from chargeplan.model.project import Project
from chargeplan.model.site import Site, Underlay
from chargeplan.model.values import Ring
from chargeplan.ui.application import make_application
from chargeplan.ui.canvas.view import PlanView
from chargeplan.ui.session import Session

GOAL_P95_MS = 16.0
GOAL_SNAP_MS = 2.0
FRAMES = 200
SIDE_M = 1000.0
CURSOR = QPointF(500, 300)
MOST_FRAMES_TO_CRISP = 12


def surveyed_lines(count: int) -> list[Ring]:
    """Return lines as a surveyor draws them, most a few metres long, some across everything."""
    chance = random.Random(6)
    lines: list[Ring] = []
    for _ in range(count):
        x, y = chance.uniform(0, SIDE_M), chance.uniform(0, SIDE_M)
        turn, length = chance.uniform(0, 2 * math.pi), 10 ** chance.uniform(-0.5, 1.2)
        lines.append(((x, y), (x + length * math.cos(turn), y + length * math.sin(turn))))
    return lines


def drawing(turned_degrees: float) -> Underlay:
    """Return the drawing as an underlay."""
    work = packed(surveyed_lines(MOST_LINES))
    return Underlay(
        "underlay-1", work.data, MEDIA_TYPE, work.width, work.height, work.origin, work.step_m,
        rotation_degrees=turned_degrees, locked=True, scaled=True,
    )  # fmt: skip


def shown(project: Project) -> PlanView:
    """Return the view of a plan, as large as in a window."""
    session = Session()
    session.document.replace_project(project)
    view = PlanView(session)
    session.setParent(view)
    view.resize(1280, 800)
    view.show()
    QTest.qWaitForWindowExposed(view)
    return view


def frames(view: PlanView, application: QApplication, step: Callable[[int], object]) -> Timing:
    """Return how long steps take, each with all that it repaints at once."""
    application.processEvents()

    def frame(number: int) -> float:
        def moved() -> None:
            step(number)
            view.viewport().repaint()

        took = seconds_of(moved)
        application.processEvents()
        return took

    return Timing(tuple(frame(number) for number in range(FRAMES)))


def refinements(view: PlanView) -> Timing:
    """Return how long the frames take that follow a zoom, until no line is blurred any more."""
    times = []
    for number in range(FRAMES // 10):
        view.zoom_by(1.2 if number % 2 else 1 / 1.2)
        view.viewport().repaint()
        for _ in range(MOST_FRAMES_TO_CRISP):
            view.plan_scene.contents_changed.emit()
            times.append(seconds_of(view.viewport().repaint))
    return Timing(tuple(times))


def look_at(view: PlanView, factor: float) -> None:
    """Show the middle of the square, all of it or a part."""
    view.zoom_to_point((SIDE_M / 2, SIDE_M / 2), SIDE_M / 2 / factor)


def measured(view: PlanView, application: QApplication) -> dict[str, Timing]:
    """Return the frames of each way of moving about."""
    found = {}
    for name, factor in (("all of it", 1.0), ("a third", 3.0), ("a tenth", 10.0), ("a hundredth", 100.0)):
        look_at(view, factor)
        application.processEvents()
        found[f"pan, {name}"] = frames(
            view, application, lambda n: view.pan_by(*((7, 3) if n % 40 < 20 else (-7, -3)))
        )
        look_at(view, factor)
        found[f"zoom, {name}"] = frames(
            view, application, lambda n: view.zoom_by(1.2 if n % 12 < 6 else 1 / 1.2, CURSOR)
        )
        found[f"lines become crisp, {name}"] = refinements(view)
    return found


def snapping(view: PlanView) -> Timing:
    """Return how long it takes to find what the mouse snaps to, at a zoom at which one draws."""
    look_at(view, 15.0)
    chance = random.Random(7)
    size = view.viewport().size()
    times = []
    for _ in range(FRAMES):
        place = QPointF(chance.uniform(0, size.width()), chance.uniform(0, size.height()))
        raw = view.to_ground(place)
        times.append(seconds_of(lambda raw=raw: view.snapped(raw, view._last_modifiers)))  # type: ignore[misc]
    return Timing(tuple(times[1:]))


def main() -> int:
    """Print the frame times."""
    application = make_application(sys.argv[:1])
    empty = Underlay("underlay-1", packed([((0, 0), (SIDE_M, SIDE_M))]).data, MEDIA_TYPE, 1000000, 1000000)
    bare = measured(
        shown(Project(site=Site(underlays=(replace(empty, metres_per_pixel=0.001),)))), application
    )
    rows = [(f"{MOST_LINES:,} lines", "median ms", "p95 ms", "worst ms", "empty plan p95", "")]
    for turned in (0.0, 12.0):
        view = shown(Project(site=Site(underlays=(drawing(turned),))))
        for name, timing in measured(view, application).items():
            p95, base = timing.percentile_ms(95), bare[name].percentile_ms(95)
            rows.append(
                (
                    f"{name}, turned by {turned:g}°", f"{timing.median_ms:.1f}", f"{p95:.1f}",
                    f"{max(timing.seconds) * 1000:.1f}", f"{base:.1f}", verdict(p95, GOAL_P95_MS),
                )
            )  # fmt: skip
        found = snapping(view)
        p95 = found.percentile_ms(95)
        worst = f"{max(found.seconds) * 1000:.1f}"
        rows.append(
            (f"snap, turned by {turned:g}°", f"{found.median_ms:.2f}", f"{p95:.2f}", worst, "",
             verdict(p95, GOAL_SNAP_MS))
        )  # fmt: skip
    print_table("Frames over a drawing", rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
