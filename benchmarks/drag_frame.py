"""A drag frame with 50 sheds and 2,000 stalls: one move of the mouse, with everything it repaints."""

from __future__ import annotations

import os
import sys
from fractions import Fraction

if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"

from harness import Timing, print_table, seconds_of, verdict
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from chargeplan.model.project import Project
from chargeplan.model.scheme import Lot, Scheme, Shed
from chargeplan.model.site import Building, Road, Site
from chargeplan.ui.application import make_application
from chargeplan.ui.canvas.view import PlanView
from chargeplan.ui.session import Session

GOAL_P95_MS = 16.0
FRAMES = 200


def large_project() -> Project:
    """Return a plan of 50 double sheds of 40 stalls each between 50 buildings."""
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
    site = Site(buildings=tuple(buildings), roads=(Road("road-1", ((-10, 0), (-10, 300)), 5.0),))
    return Project(site=site, schemes=(scheme,))


def drag(view: PlanView, session: Session, application: QApplication) -> Timing:
    """Return the times of moves while one shed is dragged."""
    shed = session.document.project.active_scheme.sheds[22]
    start = view.mapFromScene(shed.origin[0] + 6.0, shed.origin[1] + 1.0)
    target = view.viewport()
    QTest.mouseClick(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mousePress(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)

    def frame(step: int) -> float:
        place = start + QPoint(step % 60, (step * 7) % 40)

        def move() -> None:
            QTest.mouseMove(target, place)
            application.processEvents()

        return seconds_of(move)

    times = [frame(step) for step in range(FRAMES)]
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    return Timing(tuple(times[20:]))


def main() -> int:
    """Print the frame times, for the whole plan in view and for a part of it."""
    application = make_application(sys.argv[:1])
    session = Session()
    session.document.replace_project(large_project())
    view = PlanView(session)
    view.resize(1280, 800)
    view.show()
    QTest.qWaitForWindowExposed(view)
    rows = [("in view", "stalls", "median ms", "p95 ms", "")]
    for name, factor in (("whole plan", 1.0), ("a fifth of it", 5.0)):
        view.fit_all()
        view.zoom_by(factor)
        shed = session.document.project.active_scheme.sheds[22]
        view.centerOn(shed.origin[0] + 6.0, shed.origin[1] + 1.0)
        application.processEvents()
        timing = drag(view, session, application)
        stalls = 40 * len(session.document.project.active_scheme.sheds)
        p95 = timing.percentile_ms(95)
        rows.append((name, str(stalls), f"{timing.median_ms:.1f}", f"{p95:.1f}", verdict(p95, GOAL_P95_MS)))
    print_table("Drag frame", rows)
    view.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
