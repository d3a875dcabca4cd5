"""Taking over a feeder's way in the whole window: right click, figures, back again."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from canvas_driver import plan
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from window_driver import find, on_plan

from chargeplan.files.project_file import read_project, save_project
from chargeplan.model.scheme import Shed
from chargeplan.model.site import SupplyPoint
from chargeplan.ui.main_window import MainWindow

SHED = Shed("shed-1", (10.0, -2.0), 0, 12.0, 2.0, name="Shed 1")
SOURCE = SupplyPoint("supply-1", (-20.0, 0.0), "Transformer", 40.0)


@pytest.fixture
def estate(window: MainWindow, qtbot, tmp_path: Path) -> MainWindow:
    """Return the window on a plan of one shed fed from the west, worked out."""
    project = plan(SHED)
    scheme = replace(project.active_scheme, socket_ratio=Fraction(1))
    project = replace(project, site=replace(project.site, supply_points=(SOURCE,)), schemes=(scheme,))
    save_project(project, tmp_path / "fed.chargeplan")
    window.files.open_path(tmp_path / "fed.chargeplan")
    worked_out(window, qtbot)
    return window


def worked_out(window: MainWindow, qtbot) -> None:
    session = window.session
    qtbot.waitUntil(lambda: session.analysis_revision == session.document.revision, timeout=15000)
    QApplication.processEvents()


def choose(window: MainWindow, place: tuple[float, float], action: str) -> None:
    """Right-click a place on the plan and choose an entry."""
    view = find(window, "planView")
    QTest.mouseClick(view.viewport(), Qt.MouseButton.RightButton, pos=on_plan(window, *place))
    menu = next(
        w for w in QApplication.topLevelWidgets() if w.objectName() == "planContextMenu" and w.isVisible()
    )
    assert isinstance(menu, QMenu)
    entry = next(entry for entry in menu.actions() if entry.objectName() == f"action_{action}")
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
    window.activateWindow()
    QApplication.processEvents()


def test_a_way_is_taken_over_saved_and_given_back(estate: MainWindow, qtbot, tmp_path: Path) -> None:
    """Trench and cable stay as long as they were; only who draws the way has changed."""
    found = estate.session.analysis.feeding.network
    assert found.routes[0].route_id is None
    choose(estate, (-10.0, 0.0), "take_over_shed-1")
    worked_out(estate, qtbot)
    (route,) = estate.session.document.project.active_scheme.cable_routes
    drawn = estate.session.analysis.feeding.network
    assert drawn.routes[0].route_id == route.id
    assert drawn.trench_m == pytest.approx(found.trench_m)
    save_project(estate.session.document.project, tmp_path / "taken.chargeplan")
    assert read_project(tmp_path / "taken.chargeplan").active_scheme.cable_routes == (route,)
    choose(estate, (-10.0, 0.0), "automatic_route")
    worked_out(estate, qtbot)
    assert estate.session.document.project.active_scheme.cable_routes == ()
    assert estate.session.analysis.feeding.network.routes[0].route_id is None


def test_the_layer_of_cables_has_an_eye(estate: MainWindow) -> None:
    eye = find(estate, "eye_network")
    find(estate, "layersPanel").ensureWidgetVisible(eye)
    QTest.mouseClick(eye, Qt.MouseButton.LeftButton)
    view = find(estate, "planView")
    assert not view.plan_scene.layer_visible("network")
    assert view.feeders.found_at((-10.0, 0.0), 1.0) == []
