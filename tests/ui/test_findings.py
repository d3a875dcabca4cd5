"""A person reads what the checks say, is led to the place, and does something about it."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QScrollArea, QTabBar
from window_driver import click, click_cell, find, menu_click, on_plan, press, type_into, when_dialog, write

from chargeplan.engineering.compliance.case import WATCH_FACT
from chargeplan.geometry.sheds import shed_outline
from chargeplan.model.editing import replacement, setting
from chargeplan.model.site import BuildingUse, SiteFact
from chargeplan.model.waivers import Waiver
from chargeplan.ui.panels.findings_model import ELEMENTS, MARK, MEASURED, RULE, SIGN, WHAT

STATES = ("missed", "undecided", "waived", "all")


@pytest.fixture
def crowded(yuanxi, qtbot):
    """Return Yuanxi with its first shed pushed a long way out, so that there are errors.

    Of hydrants and of the walls of buildings nothing is known, so that some rules cannot be decided.
    """
    document = yuanxi.session.document
    site = document.project.site
    walls = tuple(replace(building, walls=()) for building in site.buildings)
    unknown = replace(site, buildings=walls, hydrants=(), none_here=())
    document.push("x", [setting(document.project, "site", unknown)])
    shed = yuanxi.session.document.project.active_scheme.sheds[0]
    yuanxi.workspace.show_elements((shed.id,))
    type_into(find(yuanxi, "propertiesPanel"), "property_origin_0", str(shed.origin[0] - 30))
    menu_click(yuanxi, "menuCheck", "action_show_findings")
    qtbot.waitUntil(lambda: "outside_boundary" in _codes(_table(yuanxi)), timeout=15000)
    return yuanxi


def _table(window):
    return find(window, "findingsTable")


def _column(table, column: int, role=Qt.ItemDataRole.DisplayRole) -> list[str]:
    return [table.model().index(row, column).data(role) for row in range(table.model().rowCount())]


def _codes(table) -> list[str]:
    """Return what every row is about: the id of its rule, or the code of a check without one."""
    return [check.code for check in table.model().rows]


def _show(window, state: str) -> None:
    """Click a tab of the states."""
    bar = find(window, "findingsStates", QTabBar)
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(STATES.index(state)).center())


def _count(window, state: str) -> int:
    """Return the number that a tab tells."""
    return int(find(window, "findingsStates", QTabBar).tabText(STATES.index(state)).split()[-1])


def _click_rule(window, code: str) -> None:
    """Click the first row of a rule."""
    table = _table(window)
    click_cell(table, _codes(table).index(code))


def _worked_out(window, qtbot) -> None:
    """Wait until the checks are those of the plan as it is now."""
    session = window.session
    qtbot.waitUntil(lambda: session.analysis_revision == session.document.revision, timeout=15000)


def test_a_click_selects_and_shows_the_place(crowded) -> None:
    """The shed outside the boundary is selected and in sight, and the details say what and why."""
    view = find(crowded, "planView")
    view.fit_all()
    wide = view.pixel_m
    shed = crowded.session.document.project.active_scheme.sheds[0]
    crowded.session.selection.clear()
    _click_rule(crowded, "outside_boundary")
    assert shed.id in crowded.session.selection.ids
    assert view.pixel_m < wide
    assert shed.name in find(crowded, "findingDetails").text()


def test_the_list_follows_a_shed_that_is_dragged_and_comes_back_with_escape(crowded, qtbot) -> None:
    """Held within the boundary it is no longer outside; the details say so, and no step was made."""
    _click_rule(crowded, "outside_boundary")
    missed, told = _count(crowded, "missed"), find(crowded, "findingDetails").text()
    state = find(crowded, "mendingState")
    qtbot.waitUntil(lambda: not crowded.workspace.findings.mender.pending, timeout=15000)
    view, session = find(crowded, "planView"), crowded.session
    shed = session.document.project.active_scheme.sheds[0]
    view.fit_all()
    x, y = (sum(values) / 4 for values in zip(*shed_outline(shed), strict=True))
    start, end = on_plan(crowded, x, y), on_plan(crowded, x + 30, y)
    steps, mendings = session.document.undo_stack.count(), crowded.workspace.findings.mender.mendings
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier, start)
    for place in (start + QPoint(3, 3), (start + end) / 2, end):
        QTest.mouseMove(view.viewport(), place)
    qtbot.waitUntil(lambda: "outside_boundary" not in _codes(_table(crowded)), timeout=15000)
    assert _count(crowded, "missed") < missed
    checks = session.foreseen.checks
    assert _count(crowded, "missed") == sum(check.state == "missed" for check in checks)
    assert find(crowded, "findingDetails").isVisible()
    assert crowded.workspace.findings.mender.mendings == mendings
    assert session.document.undo_stack.count() == steps
    QTest.keyClick(view, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "outside_boundary" in _codes(_table(crowded)), timeout=15000)
    assert (_count(crowded, "missed"), find(crowded, "findingDetails").text()) == (missed, told)
    row = _table(crowded).currentIndex().row()
    assert _codes(_table(crowded))[row] == "outside_boundary"
    assert state.text() == find(crowded, "mendingState").text()


def test_a_long_distance_is_shown_whole(crowded) -> None:
    """Both ends of the distance of a hundred metres and more that a check measured are in sight."""
    checks = [check for check in crowded.session.analysis.checks if check.span is not None]
    longest = max(checks, key=lambda check: math.dist(*check.span))
    assert math.dist(*longest.span) > 40.0
    crowded.workspace.show_check(longest)
    view = find(crowded, "planView")
    assert all(view.viewport().rect().contains(view.to_view(end).toPoint()) for end in longest.span)


def test_enter_leads_to_the_place_and_arrows_only_show_the_details(crowded) -> None:
    """Down goes to the next row without touching the plan; Enter goes there."""
    table = _table(crowded)
    click_cell(table, 0)
    crowded.session.selection.clear()
    told = find(crowded, "findingDetails").text()
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.currentIndex().row() == 1
    assert find(crowded, "findingDetails").text() != told
    assert crowded.session.selection.ids == ()
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert crowded.session.selection.ids


def test_each_state_has_its_tab_with_its_number(crowded) -> None:
    """The rows of a tab are as many as it says, and the first three make up all that is not met."""
    counts = {}
    for state in STATES:
        _show(crowded, state)
        counts[state] = _table(crowded).model().rowCount()
        assert counts[state] == _count(crowded, state)
        signs = set(_column(_table(crowded), SIGN))
        if state == "missed":
            assert signs <= {"Error", "Warning", "Hint"}
        elif state == "undecided":
            assert signs == {"Undecided"}
    assert counts["waived"] == 0
    assert "Met" in signs
    analysis = crowded.session.analysis
    assert counts["missed"] + counts["undecided"] == len(analysis.findings)
    assert counts["all"] == len(analysis.checks)


def test_tabs_and_filters_work_by_the_keyboard(crowded) -> None:
    """Right on the tabs goes to the undecided; down in the severities keeps errors alone."""
    bar, combo = find(crowded, "findingsStates", QTabBar), find(crowded, "findingsSeverity")
    everything = _table(crowded).model().rowCount()
    click(crowded, "findingsFilters")
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert set(_column(_table(crowded), SIGN)) == {"Error"}
    assert 0 < _table(crowded).model().rowCount() < everything
    QTest.keyClick(combo, Qt.Key.Key_Up)
    bar.setFocus()
    QTest.keyClick(bar, Qt.Key.Key_Right)
    assert set(_column(_table(crowded), SIGN)) == {"Undecided"}


def test_one_rule_is_kept_by_its_filter(crowded) -> None:
    """R14 alone is left; soundness is an entry of its own; what is folded away keeps nothing back."""
    combo = find(crowded, "findingsRule")
    everything = _table(crowded).model().rowCount()
    click(crowded, "findingsFilters")
    combo.setCurrentIndex(combo.findData("R14"))
    assert set(_codes(_table(crowded))) == {"R14"}
    combo.setCurrentIndex(combo.findData("soundness"))
    assert "outside_boundary" in _codes(_table(crowded))
    assert not [code for code in _codes(_table(crowded)) if code.startswith("R")]
    assert set(_column(_table(crowded), RULE)) == {"Soundness of the plan"}
    _show(crowded, "all")
    combo.setCurrentIndex(combo.findData("electricity"))
    assert "voltage_drop" in _codes(_table(crowded))
    assert set(_column(_table(crowded), RULE)) == {"Electricity"}
    assert "overlap" not in _codes(_table(crowded))
    _show(crowded, "missed")
    click(crowded, "findingsFilters")
    assert not combo.isVisible()
    assert _table(crowded).model().rowCount() == everything


def test_what_is_selected_on_the_plan_stands_out_in_the_list(crowded) -> None:
    """And back: rows about the shed are bold, the others are not."""
    table = _table(crowded)
    names = [shed.name for shed in crowded.session.document.project.active_scheme.sheds]
    second = crowded.session.document.project.active_scheme.sheds[1]
    crowded.workspace.show_elements((second.id,))
    bold = [
        table.model().index(row, ELEMENTS).data()
        for row in range(table.model().rowCount())
        if table.model().index(row, ELEMENTS).data(Qt.ItemDataRole.FontRole) is not None
    ]
    assert bold
    assert all(names[1] in text for text in bold)
    assert all(names[1] not in text for text in set(_column(table, ELEMENTS)) - set(bold))


def test_only_what_is_selected_on_the_plan(crowded) -> None:
    """The button keeps the rows of the selected shed, follows the plan, and stays while a row is clicked."""
    sheds = crowded.session.document.project.active_scheme.sheds
    crowded.workspace.show_elements((sheds[1].id,))
    click(crowded, "findingsSelectedOnly")
    assert all(sheds[1].name in text for text in _column(_table(crowded), ELEMENTS))
    crowded.workspace.show_elements((sheds[2].id,))
    told = _column(_table(crowded), ELEMENTS)
    assert told and all(sheds[2].name in text for text in told)
    click_cell(_table(crowded), 0)
    assert _column(_table(crowded), ELEMENTS) == told


def test_words_filter_the_list(crowded) -> None:
    """Only rows that hold the words stay."""
    table = _table(crowded)
    type_into(crowded, "findingsWords", "R14")
    assert table.model().rowCount() > 0
    assert set(_codes(table)) == {"R14"}
    type_into(crowded, "findingsWords", "no such words")
    assert table.model().rowCount() == 0
    assert find(crowded, "findingsSummary").text() == "Nothing fits the filters."
    type_into(crowded, "findingsWords", "R14")
    assert not find(crowded, "findingsSummary").isVisible()


def test_a_row_tells_rule_figures_elements_and_marks(crowded) -> None:
    """R14: sockets 0.60 m apart where Anhui asks for 0.80 m, so the margin is 0.60 - 0.80 = -0.20 m."""
    table = _table(crowded)
    row = _codes(table).index("R14")
    heading, summary = table.model().index(row, WHAT).data().split("\n")
    assert heading.startswith("R14 ")
    shed = table.model().index(row, ELEMENTS).data()
    assert summary.startswith(f"0.60 / 0.80 m (−0.20) · {shed} · ")
    assert "other province" in table.model().index(row, MARK).data()


def test_a_wide_list_shows_its_figures_in_columns(crowded, qtbot) -> None:
    """Beside the plan the words take all the room; floating, 1100 pixels wide, marks are in sight too."""
    table, dock = _table(crowded), crowded.workspace.docks["dockFindings"]
    assert table.columnViewportPosition(MEASURED) >= table.viewport().width() - 2
    dock.setFloating(True)
    dock.resize(1100, 500)
    qtbot.waitUntil(lambda: table.width() > 1000)
    assert table.columnViewportPosition(MARK) + table.columnWidth(MARK) <= table.viewport().width()


def test_esc_takes_back_what_is_searched_for_and_then_leaves_for_the_plan(crowded) -> None:
    """All rows are there again before the keyboard goes to the plan."""
    everything = _table(crowded).model().rowCount()
    type_into(crowded, "findingsWords", "R14")
    assert _table(crowded).model().rowCount() < everything
    press(crowded, Qt.Key.Key_Escape)
    assert find(crowded, "findingsWords").hasFocus()
    assert _table(crowded).model().rowCount() == everything
    press(crowded, Qt.Key.Key_Escape)
    assert find(crowded, "planView").hasFocus()


@pytest.mark.parametrize(("width_px", "shown"), [(300, 2), (420, 2), (1000, 7), (1100, 8), (1500, 9)])
def test_the_list_shows_the_columns_it_has_room_for(crowded, qtbot, width_px: int, shown: int) -> None:
    """Nothing has to be scrolled sideways at any width, and what is copied is whole all the same."""
    dock = crowded.workspace.docks["dockFindings"]
    dock.setFloating(True)
    dock.resize(width_px, 500)
    table = _table(crowded)
    qtbot.waitUntil(lambda: abs(dock.width() - width_px) < 60)
    count = table.model().columnCount()
    assert sum(not table.isColumnHidden(column) for column in range(count)) == shown
    assert table.horizontalScrollBar().maximum() == 0
    click_cell(table, 0)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    heads = QGuiApplication.clipboard().text().splitlines()[0].split("\t")
    assert len(heads) == count == 9
    dock.setFloating(False)


def test_a_click_on_a_head_sorts_numbers_as_numbers(crowded, qtbot) -> None:
    """Measured values, which a wide list shows, go up, then down."""
    table, dock = _table(crowded), crowded.workspace.docks["dockFindings"]
    dock.setFloating(True)
    dock.resize(1100, 500)
    qtbot.waitUntil(lambda: table.width() > 1000)
    header = table.horizontalHeader()
    place = header.sectionViewportPosition(MEASURED) + header.sectionSize(MEASURED) // 2

    def measured() -> list[float]:
        return [float(text.split()[0]) for text in _column(table, MEASURED) if text]

    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place, 8))
    up = measured()
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place, 8))
    down = measured()
    assert up and up != down
    assert sorted(up) in (up, down)
    assert sorted(up, reverse=True) in (up, down)


def test_a_state_without_checks_says_so(crowded, qtbot) -> None:
    """Nothing was let pass; with all facts known, which Yuanxi came with, nothing is undecided either."""
    _show(crowded, "waived")
    assert find(crowded, "findingsSummary").text() == "No finding has been let pass."
    crowded.session.document.undo_stack.setIndex(0)
    qtbot.waitUntil(lambda: _count(crowded, "undecided") == 0, timeout=15000)
    _show(crowded, "undecided")
    assert find(crowded, "findingsSummary").text() == "Every check can be decided."
    _show(crowded, "missed")
    assert not find(crowded, "findingsSummary").isVisible()


def test_sorting_keeps_the_row_that_is_chosen(crowded) -> None:
    """The same check is current after a click on a head."""
    table = _table(crowded)
    click_cell(table, 2)
    chosen = table.model().rows[2]
    table.sortByColumn(MEASURED, Qt.SortOrder.DescendingOrder)
    assert table.model().rows[table.currentIndex().row()] == chosen


def test_copy_takes_the_heads_along(crowded) -> None:
    """Ctrl+C in the table: tabs between cells, the first line are the heads."""
    table = _table(crowded)
    click_cell(table, 0)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:4] == ["Severity", "What", "Measured", "Required"]
    assert lines[1].split("\t")[0] == "Error"
    assert len(lines) == 2


def test_f4_goes_from_finding_to_finding(crowded) -> None:
    """The next one is another row, Shift+F4 goes back."""
    table = _table(crowded)
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


def test_after_f4_arrows_go_on_in_the_list_and_move_nothing_on_the_plan(crowded) -> None:
    """F4 selects a shed on the plan; Down then is the next row, and Esc gives the plan the keyboard."""
    view, table = find(crowded, "planView"), _table(crowded)
    view.setFocus()
    press(crowded, Qt.Key.Key_F4)
    press(crowded, Qt.Key.Key_F4)
    before = crowded.session.document.project
    assert crowded.session.selection.ids
    press(crowded, Qt.Key.Key_Down)
    assert table.currentIndex().row() == 2
    assert crowded.session.document.project == before
    press(crowded, Qt.Key.Key_Escape)
    assert view.hasFocus()


def _fill_in(dialog, reason: str, name: str) -> None:
    for field, text in (("waiverReason", reason), ("waiverName", name)):
        find(dialog, field).setFocus()
        if text:
            write(find(dialog, field), text)


def test_letting_pass_asks_for_reason_and_name(crowded, settings) -> None:
    """The button stays grey while either is missing; closed by Cancel nothing has happened."""
    _click_rule(crowded, "R14")
    seen = []

    def act(dialog) -> None:
        ok = find(dialog, "waiverOk")
        seen.append(ok.isEnabled())
        _fill_in(dialog, "Shown to the fire office", "")
        seen.append(ok.isEnabled())
        _fill_in(dialog, "", "Wang")
        seen.append(ok.isEnabled())
        dialog.reject()

    when_dialog("waiverDialog", act)
    click(crowded, "waiveButton")
    assert seen == [False, False, True]
    assert crowded.session.document.project.active_scheme.waivers == ()


def test_a_finding_is_let_pass_and_taken_back(crowded, qtbot, settings) -> None:
    """One step each; the row goes to a tab of its own, reason and name as they were written, no markup."""
    _click_rule(crowded, "R14")
    check = crowded.session.analysis.checks
    missed = _count(crowded, "missed")
    ids = _table(crowded).model().rows[_table(crowded).currentIndex().row()].elements
    steps = crowded.session.document.undo_stack.count()

    def act(dialog) -> None:
        _fill_in(dialog, "<b>Agreed</b> on site", "Wang & Li")
        click(dialog, "waiverOk")

    when_dialog("waiverDialog", act)
    click(crowded, "waiveButton")
    waiver = Waiver("R14", ids, "<b>Agreed</b> on site", "Wang & Li", date(2026, 3, 31))
    assert crowded.session.document.project.active_scheme.waivers == (waiver,)
    assert crowded.session.document.undo_stack.count() == steps + 1
    _worked_out(crowded, qtbot)
    assert crowded.session.analysis.checks != check
    assert (_count(crowded, "missed"), _count(crowded, "waived")) == (missed - 1, 1)
    _show(crowded, "waived")
    click_cell(_table(crowded), 0)
    told = find(crowded, "findingWaiver")
    assert told.text() == "Let pass by Wang & Li on 2026-03-31: <b>Agreed</b> on site"
    assert told.textFormat() == Qt.TextFormat.PlainText
    assert not find(crowded, "waiveButton").isVisible()
    assert settings.text("waiver_name") == "Wang & Li"
    click(crowded, "takeBackButton")
    assert crowded.session.document.project.active_scheme.waivers == ()
    _worked_out(crowded, qtbot)
    assert (_count(crowded, "missed"), _count(crowded, "waived")) == (missed, 0)
    menu_click(crowded, "menuEdit", "action_undo")
    assert crowded.session.document.project.active_scheme.waivers == (waiver,)


def test_the_name_is_remembered(crowded, settings) -> None:
    """Who let the last one pass need not write the name again."""
    settings.set_text("waiver_name", "Wang")
    _click_rule(crowded, "R14")
    names = []

    def act(dialog) -> None:
        names.append(find(dialog, "waiverName").text())
        dialog.reject()

    when_dialog("waiverDialog", act)
    click(crowded, "waiveButton")
    assert names == ["Wang"]


def test_a_finding_is_mended_by_its_button_and_undone(crowded, qtbot) -> None:
    """R14 asks for 0.80 m between sockets: stalls of that module mend it, one step that undo takes back."""
    document = crowded.session.document
    _click_rule(crowded, "R14")
    ids = _table(crowded).model().rows[_table(crowded).currentIndex().row()].elements
    shed = document.element(ids[0])
    qtbot.waitUntil(lambda: find(crowded, "findingsPanel").findChild(QPushButton, "mendButton0") is not None)
    button = find(crowded, "mendButton0")
    qtbot.waitUntil(button.isVisible, timeout=15000)
    assert shed.name in button.text()
    steps = document.undo_stack.count()
    crowded.findChild(QScrollArea, "findingDetailsArea").ensureWidgetVisible(button)
    told = button.text()
    click(crowded, "mendButton0")
    assert document.undo_stack.count() == steps + 1
    assert document.undo_stack.undoText() == told
    _worked_out(crowded, qtbot)
    assert _table(crowded).hasFocus()
    left = [c for c in crowded.session.analysis.findings if (c.code, c.elements) == ("R14", ids)]
    assert not left
    press(crowded, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert document.element(ids[0]) == shed


def test_the_keyboard_never_goes_to_a_panel_behind_another(crowded) -> None:
    """The properties lie behind the findings: what is typed when the keyboard comes there changes nothing."""
    _click_rule(crowded, "R14")
    name = find(find(crowded, "propertiesPanel"), "property_name")
    assert name.visibleRegion().isEmpty()
    name.setFocus()
    assert find(crowded, "planView").hasFocus()
    crowded.workspace.docks["dockProperties"].bring()
    name.setFocus()
    assert name.hasFocus()


def test_mendings_of_an_older_plan_are_not_offered(crowded, qtbot) -> None:
    """As soon as the plan is edited the buttons go, until the new checks are there."""
    document = crowded.session.document
    _click_rule(crowded, "R14")
    qtbot.waitUntil(lambda: crowded.workspace.findings.mender.mendings != (), timeout=15000)
    shed = document.project.active_scheme.sheds[1]
    crowded.workspace.show_elements((shed.id,))
    document.push("x", [replacement(document.project, shed, replace(shed, name="Other"))])
    assert crowded.workspace.findings.mender.mendings == ()
    assert not find(crowded, "mendButton0").isVisible()


def test_what_is_entered_is_one_click_away(crowded, qtbot) -> None:
    """Whether the alarm is watched is a field far down in the form: it comes into sight with the keyboard."""
    document = crowded.session.document
    scheme = document.project.active_scheme
    unwatched = replace(scheme, fire=replace(scheme.fire, watched=None))
    document.push("x", [replacement(document.project, scheme, unwatched)])
    _worked_out(crowded, qtbot)
    _show(crowded, "undecided")
    missing = [check.undecided for check in _table(crowded).model().rows]
    click_cell(_table(crowded), missing.index(WATCH_FACT))
    click(crowded, "drawFactButton")
    field = find(crowded, "property_fire_watched")
    assert field.hasFocus() and not field.visibleRegion().isEmpty()
    press(crowded, Qt.Key.Key_Down)
    assert document.project.active_scheme.fire.watched is True


def test_an_undecided_rule_names_what_is_missing(crowded, qtbot) -> None:
    """R20 wants hydrants: it says so, and when there is none here the rule is decided, in one step."""
    _show(crowded, "undecided")
    _click_rule(crowded, "R20")
    assert "outdoor hydrants missing" in find(crowded, "findingSource").text()
    undecided = _count(crowded, "undecided")
    click(crowded, "denyFactButton")
    assert crowded.session.document.project.site.none_here == (SiteFact.HYDRANT,)
    _worked_out(crowded, qtbot)
    assert "R20" not in _codes(_table(crowded))
    assert _count(crowded, "undecided") < undecided
    menu_click(crowded, "menuEdit", "action_undo")
    assert crowded.session.document.project.site.none_here == ()


def test_the_missing_thing_is_drawn_at_once(crowded) -> None:
    """The button takes the tool in hand that draws hydrants."""
    _show(crowded, "undecided")
    _click_rule(crowded, "R20")
    click(crowded, "drawFactButton")
    assert find(crowded, "planView").tool_id == "hydrant"


def test_a_fact_of_an_element_is_entered_where_it_is_told(crowded) -> None:
    """Kinds of walls are not drawn but told side by side: the building is selected, the tool in hand."""
    _show(crowded, "undecided")
    _click_rule(crowded, "R03-IV")
    assert find(crowded, "drawFactButton").text() == "Enter it now"
    assert not find(crowded, "denyFactButton").isVisible()
    click(crowded, "drawFactButton")
    assert find(crowded, "planView").tool_id == "wall_kinds"


def test_the_use_of_a_house_is_entered_not_drawn(crowded, qtbot) -> None:
    """The tool is laid down, so that the house is seen selected, and the keyboard shows in the field."""
    document = crowded.session.document
    site = document.project.site
    houses = tuple(replace(house, use=BuildingUse.UNKNOWN) for house in site.buildings)
    document.push("x", [setting(document.project, "site", replace(site, buildings=houses))])
    _worked_out(crowded, qtbot)
    find(crowded, "planView").set_tool("hydrant")
    _show(crowded, "undecided")
    _click_rule(crowded, "R18")
    assert find(crowded, "drawFactButton").text() == "Enter it now"
    click(crowded, "drawFactButton")
    assert find(crowded, "planView").tool_id == "select"
    assert crowded.session.selection.ids == tuple(house.id for house in houses)
    assert find(crowded, "property_use").hasFocus()
    assert crowded.testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)


def test_a_plan_that_cannot_be_worked_out_says_so_and_stays_open(yuanxi, qtbot) -> None:
    """A stall module that the catalogue does not know is a sentence in the panels; undo mends it."""
    document = yuanxi.session.document
    scheme = document.project.active_scheme
    document.push("x", [replacement(document.project, scheme, replace(scheme, module_id="gone"))])
    qtbot.waitUntil(lambda: "gone" in find(yuanxi, "capacityState").text(), timeout=10000)
    assert "gone" in find(yuanxi, "findingsSummary").text()
    assert find(yuanxi, "figureStalls").text() == "—"
    menu_click(yuanxi, "menuEdit", "action_undo")
    qtbot.waitUntil(lambda: find(yuanxi, "figureStalls").text() == "130", timeout=10000)
