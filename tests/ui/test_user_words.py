"""What people call things is shown letter by letter, wherever it comes up: no markup, no keys of menus."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from canvas_driver import plan
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from window_driver import click

from chargeplan.files.project_file import save_project
from chargeplan.model.scheme import DistributionBox, Shed
from chargeplan.model.site import SupplyPoint
from chargeplan.ui.main_window import MainWindow

NAME = "A & B <b>bold</b> <img src=x>"
SHED = Shed("shed-1", (10.0, -2.0), 0, 12.0, 2.0, name=NAME)
SOURCE = SupplyPoint("supply-1", (-20.0, 0.0), NAME, 40.0)
BOX = DistributionBox("box-1", (8.0, 0.0), NAME, (SHED.id,))


@pytest.fixture
def estate(window: MainWindow, qtbot, tmp_path: Path) -> MainWindow:
    """Return the window on a plan on which everything has that name, worked out."""
    project = plan(SHED)
    scheme = replace(project.active_scheme, name=NAME, socket_ratio=Fraction(1), boxes=(BOX,))
    project = replace(
        project,
        estate=replace(project.estate, name=NAME),
        site=replace(project.site, supply_points=(SOURCE,)),
        schemes=(scheme,),
    )
    save_project(project, tmp_path / "words.chargeplan")
    window.files.open_path(tmp_path / "words.chargeplan")
    session = window.session
    qtbot.waitUntil(lambda: session.analysis_revision == session.document.revision, timeout=20000)
    QApplication.processEvents()
    return window


def test_no_label_takes_a_name_for_markup(estate: MainWindow) -> None:
    """Every label of every panel and of what stands beside the window."""
    estate.actions_table["show_supply"].trigger()
    click(estate, "compareSchemesButton")
    estate.actions_table["single_line"].trigger()
    QApplication.processEvents()
    for window in QApplication.topLevelWidgets():
        for label in window.findChildren(QLabel):
            plainly = label.textFormat() is Qt.TextFormat.PlainText
            assert plainly or "<" not in label.text(), label.objectName()


def test_steps_named_after_things_are_whole_in_the_menu_and_its_tooltip(estate: MainWindow) -> None:
    """Renaming the scheme to that name: what undoes it says so, letter by letter."""
    estate.workspace.schemes.duplicate()
    undo = estate.actions_table["undo"]
    assert f"{NAME} copy" in undo.text().replace("&&", "&")
    assert "&amp; B &lt;b&gt;" in undo.toolTip() and undo.toolTip().startswith("<qt>")
