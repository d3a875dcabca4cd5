"""A person reads what the checks say and is led to the place."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from window_driver import click_cell, find, menu_click, type_into


@pytest.fixture
def crowded(yuanxi, qtbot):
    """Return Yuanxi with its first shed pushed a long way out, so that there are errors."""
    shed = yuanxi.session.document.project.active_scheme.sheds[0]
    yuanxi.workspace.show_elements((shed.id,))
    type_into(find(yuanxi, "propertiesPanel"), "property_origin_0", str(shed.origin[0] - 30))
    menu_click(yuanxi, "menuCheck", "action_show_findings")
    qtbot.waitUntil(lambda: "0 errors" not in find(yuanxi, "findingsSummary").text(), timeout=15000)
    return yuanxi


def _column(table, column: int) -> list[str]:
    return [table.model().index(row, column).data() for row in range(table.model().rowCount())]


def test_a_click_selects_and_shows_the_place(crowded) -> None:
    """The shed outside the boundary is selected and in sight, and the details say what and why."""
    table = find(crowded, "findingsTable")
    view = find(crowded, "planView")
    view.fit_all()
    wide = view.pixel_m
    shed = crowded.session.document.project.active_scheme.sheds[0]
    row = next(row for row, code in enumerate(_column(table, 6)) if code == "outside_boundary")
    crowded.session.selection.clear()
    click_cell(table, row)
    assert shed.id in crowded.session.selection.ids
    assert view.pixel_m < wide
    assert shed.name in find(crowded, "findingDetails").text()


def test_what_is_selected_on_the_plan_stands_out_in_the_list(crowded) -> None:
    """And back: rows about the shed are bold, the others are not."""
    table = find(crowded, "findingsTable")
    names = [shed.name for shed in crowded.session.document.project.active_scheme.sheds]
    second = crowded.session.document.project.active_scheme.sheds[1]
    crowded.workspace.show_elements((second.id,))
    bold = [
        table.model().index(row, 1).data()
        for row in range(table.model().rowCount())
        if table.model().index(row, 1).data(Qt.ItemDataRole.FontRole) is not None
    ]
    assert bold
    assert all(names[1] in text for text in bold)
    assert all(names[1] not in text for text in set(_column(table, 1)) - set(bold))


def test_the_severity_filter_keeps_only_errors(crowded) -> None:
    """By the keyboard: one down from all findings are the errors."""
    combo, table = find(crowded, "findingsSeverity"), find(crowded, "findingsTable")
    everything = table.model().rowCount()
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert set(_column(table, 0)) == {"Error"}
    assert 0 < table.model().rowCount() < everything
    for _ in range(3):
        QTest.keyClick(combo, Qt.Key.Key_Down)
    assert "Met" in _column(table, 0)
    assert table.model().rowCount() > everything


def test_words_filter_the_list(crowded) -> None:
    """Only rows that hold the words stay."""
    table = find(crowded, "findingsTable")
    type_into(crowded, "findingsWords", "R14")
    assert table.model().rowCount() > 0
    assert set(_column(table, 6)) == {"R14"}
    type_into(crowded, "findingsWords", "no such words")
    assert table.model().rowCount() == 0


def test_a_click_on_a_head_sorts_numbers_as_numbers(crowded) -> None:
    """Measured values go up, then down."""
    table = find(crowded, "findingsTable")
    header = table.horizontalHeader()
    table.horizontalScrollBar().setValue(0)
    place = header.sectionViewportPosition(2) + header.sectionSize(2) // 2
    from PySide6.QtCore import QPoint

    def measured() -> list[float]:
        texts = _column(table, 2)
        return [float(text.split()[0]) for text in texts if text]

    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place, 8))
    up = measured()
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place, 8))
    down = measured()
    assert up and up != down
    assert sorted(up) in (up, down)
    assert sorted(up, reverse=True) in (up, down)


def test_values_of_other_provinces_are_marked(crowded) -> None:
    """R14 of Anhui is for reference only, and says so."""
    table = find(crowded, "findingsTable")
    marks = dict(zip(_column(table, 6), _column(table, 5), strict=True))
    assert "other province" in marks["R14"]


def test_copy_takes_the_heads_along(crowded) -> None:
    """Ctrl+C in the table: tabs between cells, the first line are the heads."""
    table = find(crowded, "findingsTable")
    click_cell(table, 0)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:4] == ["Severity", "What", "Measured", "Required"]
    assert lines[1].split("\t")[0] == "Error"
    assert len(lines) == 2


def test_f4_goes_from_finding_to_finding(crowded) -> None:
    """The next one is another row, Shift+F4 goes back."""
    table = find(crowded, "findingsTable")
    find(crowded, "planView").setFocus()
    rows = []
    for modifiers in (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.ShiftModifier,
    ):
        QTest.keyClick(find(crowded, "planView"), Qt.Key.Key_F4, modifiers)
        rows.append(table.currentIndex().row())
    assert rows == [0, 1, 0]


def test_a_plan_that_cannot_be_worked_out_says_so_and_stays_open(yuanxi, qtbot) -> None:
    """A stall module that the catalogue does not know is a sentence in the panels; undo mends it."""
    from dataclasses import replace

    from chargeplan.model.editing import replacement

    document = yuanxi.session.document
    scheme = document.project.active_scheme
    document.push("x", [replacement(document.project, scheme, replace(scheme, module_id="gone"))])
    qtbot.waitUntil(lambda: "gone" in find(yuanxi, "capacityState").text(), timeout=10000)
    assert "gone" in find(yuanxi, "findingsSummary").text()
    assert find(yuanxi, "figureStalls").text() == "—"
    menu_click(yuanxi, "menuEdit", "action_undo")
    qtbot.waitUntil(lambda: find(yuanxi, "figureStalls").text() == "130", timeout=10000)
