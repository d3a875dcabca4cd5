"""The list of underlays: eye, lock, fading, order and deletion, by mouse and keyboard, each to be undone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from canvas_driver import Hand, hand_on
from factories import rectangle, underlay
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QSlider, QWidget

from chargeplan.analysis import StallRange, analyse
from chargeplan.model.project import Project
from chargeplan.model.scheme import EdgeRole, Lot, Scheme
from chargeplan.model.site import Site
from chargeplan.ui.background import Analyst
from chargeplan.ui.panels.underlays import UnderlayList
from chargeplan.ui.session import Session
from chargeplan.ui.stall_ranges import StallRanges

SPACE, LEFT = Qt.Key.Key_Space, Qt.MouseButton.LeftButton


class Listed:
    """Two pictures in a list beside the plan that they lie below."""

    def __init__(self, hand: Hand, panel: UnderlayList) -> None:
        self.hand, self.panel = hand, panel

    def widget(self, name: str) -> QWidget:
        found = self.panel.findChild(QWidget, name)
        assert found is not None, name
        return found

    @property
    def order(self) -> list[str]:
        return [each.id for each in self.hand.document.project.site.underlays]

    @property
    def names_shown(self) -> list[str]:
        QApplication.processEvents()  # the layout follows
        buttons = [b for b in self.panel.findChildren(QPushButton) if b.objectName().startswith("name_")]
        return [b.objectName()[5:] for b in sorted(buttons, key=lambda b: b.mapTo(self.panel, QPoint()).y())]


@pytest.fixture
def listed(qtbot) -> Listed:
    pictures = (underlay("underlay-1", 400, 300), underlay("underlay-2", 400, 300))
    hand = hand_on(qtbot, Project(site=Site(underlays=pictures)), centre=(10, 8))
    panel = UnderlayList(hand.session)
    qtbot.addWidget(panel)
    panel.visibility_changed.connect(hand.view.set_element_visible)
    panel.wanted.connect(lambda name: hand.session.selection.set((name,)))
    panel.show()
    return Listed(hand, panel)


def test_the_topmost_stands_first_and_its_name_selects_it(listed: Listed) -> None:
    assert listed.names_shown == ["underlay-2", "underlay-1"]
    QTest.mouseClick(listed.widget("name_underlay-1"), LEFT)
    assert listed.hand.session.selection.ids == ("underlay-1",)


def test_an_eye_hides_one_underlay_which_is_not_picked_then(listed: Listed) -> None:
    assert listed.hand.view.pick((5, 5)) == ["underlay-2", "underlay-1"]
    QTest.keyClick(listed.widget("eye_underlay-2"), SPACE)
    assert listed.hand.view.pick((5, 5)) == ["underlay-1"]
    assert listed.hand.document.undo_stack.count() == 0
    listed.panel.reset()
    assert listed.hand.view.pick((5, 5)) == ["underlay-2", "underlay-1"]


def test_a_locked_underlay_is_not_picked_until_undone(listed: Listed) -> None:
    QTest.mouseClick(listed.widget("lock_underlay-2"), LEFT)
    assert listed.hand.view.pick((5, 5)) == ["underlay-1"]
    listed.hand.document.undo_stack.undo()
    assert listed.hand.view.pick((5, 5)) == ["underlay-2", "underlay-1"]
    assert not listed.widget("lock_underlay-2").isChecked()


def test_fading_by_keys_is_one_step_and_shows_what_undo_brings_back(listed: Listed) -> None:
    """From 60 % three steps of 1 % up, then undone at once."""
    slider = listed.widget("opacity_underlay-1")
    assert isinstance(slider, QSlider)
    for _ in range(3):
        QTest.keyClick(slider, Qt.Key.Key_Right)
    assert listed.hand.element("underlay-1").opacity == 0.63
    assert listed.hand.document.undo_stack.count() == 1
    listed.hand.document.undo_stack.undo()
    assert slider.value() == 60


def test_underlays_are_piled_anew_and_drawn_in_that_order(listed: Listed) -> None:
    QTest.mouseClick(listed.widget("raise_underlay-1"), LEFT)
    assert listed.order == ["underlay-2", "underlay-1"]
    assert listed.names_shown == ["underlay-1", "underlay-2"]
    assert listed.hand.view.pick((5, 5)) == ["underlay-1", "underlay-2"]
    items = listed.hand.view.plan_scene._items
    assert items["underlay-1"].zValue() > items["underlay-2"].zValue()
    QTest.mouseClick(listed.widget("raise_underlay-1"), LEFT)
    assert listed.hand.document.undo_stack.count() == 1
    listed.hand.document.undo_stack.undo()
    assert listed.order == ["underlay-1", "underlay-2"]
    assert items["underlay-1"].zValue() < items["underlay-2"].zValue()


def test_a_checked_underlay_that_is_piled_anew_leaves_no_doubt_of_its_own(listed: Listed) -> None:
    document = listed.hand.document
    checked = replace(document.project.site.underlays[0], scale_error_share=0.02)
    document.replace_project(
        replace(document.project, site=Site(underlays=(checked, underlay("underlay-2"))))
    )
    QTest.mouseClick(listed.widget("raise_underlay-1"), LEFT)
    assert document.project.site.scale_error_share is None
    QTest.mouseClick(listed.widget("delete_underlay-1"), LEFT)
    assert listed.order == ["underlay-2"]
    assert document.project.site.scale_error_share == 0.02


def test_the_range_of_stalls_follows_the_full_figures(qtbot) -> None:
    """One row on 32.7 m: 54 stalls, 53 on 99 % of it and 55 on 101 %; an edit makes it unknown again."""
    sides = (EdgeRole.OPEN, EdgeRole.WALL, EdgeRole.WALL, EdgeRole.WALL)
    lot = Lot("lot-1", rectangle(0, 0, 32.7, 2.3), edges=sides, filled=True)
    scheme = Scheme("scheme-1", lots=(lot,), module_id="compact")
    session = Session()
    session.document.replace_project(Project(site=Site(scale_error_share=0.01), schemes=(scheme,)))
    analyst, errands = Analyst(session), Analyst(session)
    ranges = StallRanges(session, analyst, errands, session)
    try:
        analysis = analyse(session.document.project)
        with qtbot.waitSignal(session.stall_range_changed, timeout=20_000):
            analyst.analysed.emit(analysis, session.document.revision, "full")
        assert session.stall_range == StallRange(53, 55)
        session.document.replace_project(Project())
        assert session.stall_range is None
    finally:
        errands.close()
    assert ranges.parent() is session
