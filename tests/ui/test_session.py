"""What a session keeps of the analyses that come in."""

from __future__ import annotations

from dataclasses import replace

from factories import small_project
from PySide6.QtWidgets import QLabel

from chargeplan.analysis import analyse
from chargeplan.ui.document import Document
from chargeplan.ui.panels.capacity import CapacityPanel
from chargeplan.ui.session import Session


def test_full_figures_that_say_what_the_quick_ones_said_are_not_shown_again(qtbot) -> None:
    project = small_project()
    session = Session(Document(project))
    shown: list[int] = []
    session.analysis_changed.connect(lambda: shown.append(session.analysis_revision))
    quick, full = analyse(project, effort="live"), analyse(project, effort="full")
    assert quick == full
    session.take_analysis(quick, 3)
    session.take_analysis(full, 3)
    assert shown == [3]
    session.take_analysis(replace(full, totals=replace(full.totals, stalls=full.totals.stalls + 1)), 3)
    session.take_analysis(full, 4)
    session.take_analysis(full, 2)
    assert shown == [3, 3, 4]


def test_quick_figures_are_marked_until_the_full_ones_are_in(qtbot) -> None:
    project = small_project()
    session = Session(Document(project))
    panel = CapacityPanel(session)
    qtbot.addWidget(panel)
    session.show_improving(True)
    session.take_analysis(analyse(project, effort="live"), 0)
    stalls = panel.findChild(QLabel, "figureStalls")
    count = str(session.analysis.totals.stalls)
    assert stalls.text() == f"≈ {count}"
    session.show_improving(False)
    session.take_analysis(analyse(project, effort="full"), 0)
    assert stalls.text() == count
