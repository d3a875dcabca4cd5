"""A person pulls a shed longer: the figures follow the mouse before the button is let go."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from window_driver import find, on_plan

from chargeplan.geometry.sheds import shed_outline


def _end(shed) -> tuple[float, float]:
    """Return the middle of a shed's far end."""
    (x1, y1), (x2, y2) = shed_outline(shed)[1:3]
    return ((x1 + x2) / 2, (y1 + y2) / 2)


def test_capacity_counts_along_while_a_shed_is_pulled(yuanxi, qtbot) -> None:
    """One pitch of 0.60 m more: 131 stalls and +1 while the button is down; let go, it is one step."""
    from dataclasses import replace

    shed = yuanxi.session.document.project.active_scheme.sheds[0]
    longer = replace(shed, length_m=shed.length_m + 0.62)
    yuanxi.workspace.show_elements((shed.id,))
    view = find(yuanxi, "planView")
    start, end = on_plan(yuanxi, *_end(shed)), on_plan(yuanxi, *_end(longer))
    QTest.mouseMove(view.viewport(), start)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier, start)
    for place in (start + QPoint(2, 2), (start + end) / 2, end):
        QTest.mouseMove(view.viewport(), place)
    qtbot.waitUntil(lambda: find(yuanxi, "figureStallsChange").text() == "+1", timeout=5000)
    assert find(yuanxi, "figureStalls").text() == "131"
    qtbot.waitUntil(lambda: find(yuanxi, "figureSockets").text() == "131", timeout=15000)
    assert yuanxi.session.document.undo_stack.count() == 0
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier, end)
    assert yuanxi.session.document.undo_stack.count() == 1
    qtbot.waitUntil(lambda: find(yuanxi, "figureStallsChange").text() == "", timeout=5000)
    qtbot.waitUntil(lambda: yuanxi.session.analysis.totals.stalls == 131, timeout=15000)
    assert find(yuanxi, "figureStalls").text() == "131"


def test_money_follows_a_shed_that_is_moved_and_comes_back_with_escape(yuanxi, qtbot) -> None:
    """The total of the panel is that of the shed where it is held; escape shows the plan's own again."""
    session, view = yuanxi.session, find(yuanxi, "planView")
    shed = session.document.project.active_scheme.sheds[0]
    yuanxi.workspace.show_elements((shed.id,))
    before = find(yuanxi, "figureTotal").text()
    x, y = (sum(values) / 4 for values in zip(*shed_outline(shed), strict=True))
    start, end = on_plan(yuanxi, x, y), on_plan(yuanxi, x + 6, y + 2)
    QTest.mouseMove(view.viewport(), start)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier, start)
    for place in (start + QPoint(3, 3), (start + end) / 2, end):
        QTest.mouseMove(view.viewport(), place)
    qtbot.waitUntil(lambda: find(yuanxi, "figureTotal").text() != before, timeout=15000)
    assert session.foreseen.bill.total_cny != session.analysis.bill.total_cny
    assert session.document.undo_stack.count() == 0
    QTest.keyClick(view, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: find(yuanxi, "figureTotal").text() == before, timeout=15000)
    assert session.foreseen is None


def test_figures_of_a_thing_in_hand_go_away_with_the_mouse(yuanxi) -> None:
    """What a shed would be tells only where it would stand; a shape that is begun keeps its figures."""
    view = find(yuanxi, "planView")
    told = []
    view.readout_changed.connect(told.append)

    def leave() -> None:
        QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))

    view.set_tool("shed")
    QTest.mouseMove(view.viewport(), QPoint(300, 300))
    assert told[-1].startswith("12.00 m")
    leave()
    assert told[-1] == ""
    view.set_tool("building")
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    QTest.mouseMove(view.viewport(), QPoint(380, 300))
    assert "m" in told[-1]
    leave()
    assert "m" in told[-1]
