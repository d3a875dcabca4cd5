"""A person reads the circuits, goes from one to the plan and back, and saves the single-line diagram."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea
from window_driver import click, click_cell, find, menu_click, on_plan, press, when_dialog

from chargeplan.engineering.supply_text import cable_text
from chargeplan.geometry.sheds import shed_outline
from chargeplan.model.editing import removals, replacement

CIRCUIT, USE, FEEDS, DEVICES, SOCKETS, _, _, PJS, PHASE, IJS, BREAKER, RESIDUAL, CABLE, DECIDED, DROP = range(
    15
)


@pytest.fixture
def supply(yuanxi):
    """Return the window with the panel in sight."""
    menu_click(yuanxi, "menuCheck", "action_show_supply")
    assert find(yuanxi, "supplyTable").isVisible()
    return yuanxi


def rows(window) -> list[list[str]]:
    model = find(window, "supplyTable").model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def selected_rows(window) -> set[int]:
    return {index.row() for index in find(window, "supplyTable").selectionModel().selectedRows()}


def edited(window, qtbot, *edits) -> None:
    before = window.session.analysis
    window.session.document.push("test", list(edits))
    qtbot.waitUntil(
        lambda: (
            window.session.analysis is not before
            and window.session.analysis_revision == window.session.document.revision
        ),
        timeout=15000,
    )


def test_every_circuit_of_the_analysis_stands_in_the_table(supply) -> None:
    """The main supply, then each feeder with its box; 130 sockets in all, and no cell of a charger empty."""
    shown, circuits = rows(supply), supply.session.analysis.supply.circuits
    assert [row[CIRCUIT] for row in shown] == [circuit.id for circuit in circuits]
    charging = [row for row in shown if row[USE] == "Charging"]
    assert sum(int(row[SOCKETS]) for row in charging) == 130
    assert all(all(cell for cell in row) for row in charging)
    assert {row[RESIDUAL] for row in charging} == {"30 mA type A"}
    assert {row[PHASE] for row in charging} == {"L1", "L2", "L3"}
    assert shown[0][SOCKETS] == "130"


def test_the_head_tells_demand_and_what_is_to_spare(supply) -> None:
    """130·0.3·0.6 = 23.40 kW, and 144 m²·5 W + 6·(2·15 + 50) W = 1.20 kW of lights, cameras and control."""
    assert find(supply, "supply_demand").text().startswith("24.60 kW")
    point = supply.session.document.project.site.supply_points[0]
    assert find(supply, "supply_point").text() == point.name
    assert find(supply, "supply_spare").text() == f"{point.spare_kw - 24.60:.2f} kW left"


def test_figures_stand_two_in_a_row_where_three_would_be_cut(supply) -> None:
    """Six figures in two rows below a wide plan, in three in a window of 1024 px; none of them is lost."""
    names = ("point", "demand", "spare", "phases", "imbalance", "main")
    for size, in_a_row in (((1440, 900), 3), ((1024, 700), 2), ((1440, 900), 3)):
        supply.resize(*size)
        QApplication.processEvents()
        tops = [find(supply, f"supply_{name}").y() for name in names]
        assert len(set(tops)) == len(names) // in_a_row
        assert tops == sorted(tops)


def test_exceeded_capacity_is_told_in_the_head_and_below(supply, qtbot) -> None:
    """24.60 − 24.59 = 0.01 kW."""
    project = supply.session.document.project
    point = project.site.supply_points[0]
    edited(supply, qtbot, replacement(project, point, replace(point, spare_kw=24.59)))
    assert find(supply, "supply_spare").text() == "exceeded by 0.01 kW"
    assert "exceeded by 0.01 kW" in find(supply, "supplyNotes").text()
    edited(supply, qtbot, replacement(supply.session.document.project,
                                      supply.session.document.project.site.supply_points[0],
                                      replace(point, spare_kw=None)))  # fmt: skip
    assert find(supply, "supply_spare").text() == "unknown"
    assert "cannot be decided" in find(supply, "supplyNotes").text()


def test_without_a_supply_point_branches_are_left(supply, qtbot) -> None:
    project = supply.session.document.project
    edited(supply, qtbot, *removals(project, project.site.supply_points))
    assert find(supply, "supply_point").text() == "none on the plan"
    assert "no supply point" in find(supply, "supplyNotes").text()
    assert "Feeder" not in {row[USE] for row in rows(supply)}
    assert {row[DROP] for row in rows(supply)} == {"unknown"}


def test_a_click_on_a_circuit_selects_what_it_feeds(supply) -> None:
    shown = rows(supply)
    row = next(place for place, cells in enumerate(shown) if cells[USE] == "Charging")
    click_cell(find(supply, "supplyTable"), row, CABLE)
    (shed,) = supply.session.selection.elements()
    assert shed.name == shown[row][FEEDS]
    click_cell(find(supply, "supplyTable"), 0, CIRCUIT)
    assert supply.session.selection.ids == (supply.session.document.project.site.supply_points[0].id,)


def test_what_is_selected_on_the_plan_is_selected_in_the_table(supply) -> None:
    """A shed's feeder and all circuits of its box."""
    shed = supply.session.document.project.active_scheme.sheds[3]
    find(supply, "planView").setFocus()
    supply.session.selection.set((shed.id,))
    wanted = {
        place for place, cells in enumerate(rows(supply))
        if cells[FEEDS] == shed.name
    }  # fmt: skip
    assert len(wanted) >= 4
    assert selected_rows(supply) == wanted
    supply.session.selection.set(())
    assert selected_rows(supply) == set()


def test_figures_follow_the_plan_and_rows_stay_where_they_are(supply, qtbot) -> None:
    """A longer shed has more sockets; the circuits are the same as long as its devices are."""
    table = find(supply, "supplyTable")
    click_cell(table, 9, CIRCUIT)
    project = supply.session.document.project
    shed = project.active_scheme.sheds[0]
    edited(supply, qtbot, replacement(project, shed, replace(shed, length_m=shed.length_m - 0.62)))
    assert [row[CIRCUIT] for row in rows(supply)] == [c.id for c in supply.session.analysis.supply.circuits]
    assert sum(int(row[SOCKETS]) for row in rows(supply) if row[USE] == "Charging") < 130
    assert table.currentIndex().row() == 9


def test_the_table_follows_a_shed_that_is_dragged_by_mouse(supply, qtbot) -> None:
    """Pulled towards the supply point its feeder gets shorter, and so does the drop; one step to undo."""
    session, view = supply.session, find(supply, "planView")
    shed = session.document.project.active_scheme.sheds[1]
    supply.workspace.show_elements((shed.id,))
    before = feeder_row(supply, shed.name)
    source = session.document.project.site.supply_points[0].position
    x, y = middle_of(shed)
    way = 12.0 / math.dist((x, y), source)
    start = on_plan(supply, x, y)
    end = on_plan(supply, x + (source[0] - x) * way, y + (source[1] - y) * way)
    QTest.mouseMove(view.viewport(), start)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier, start)
    for place in (start + QPoint(3, 3), (start + end) / 2, end):
        QTest.mouseMove(view.viewport(), place)
    qtbot.waitUntil(lambda: feeder_row(supply, shed.name)[DROP] != before[DROP], timeout=15000)
    assert session.document.undo_stack.count() == 0
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier, end)
    assert session.document.undo_stack.count() == 1
    qtbot.waitUntil(lambda: session.analysis_revision == session.document.revision, timeout=15000)
    qtbot.waitUntil(lambda: feeder_row(supply, shed.name)[DROP] != before[DROP], timeout=15000)
    fed = session.analysis.supply.box(shed.id).feeder
    after = feeder_row(supply, shed.name)
    assert after[DROP] == f"{fed.total_drop_percent:.2f}"
    assert after[CABLE] == cable_text(fed.cable, session.analysis.references.electrical)
    assert find(supply, "supply_main").text().startswith(f"{session.analysis.supply.main.current_a:.2f} A")
    press(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: feeder_row(supply, shed.name) == before, timeout=15000)


def test_a_breaker_that_opens_too_late_is_mended_from_the_list_of_findings(supply, qtbot) -> None:
    """Curve B for C by one button; the table shows it and one step takes it back."""
    menu_click(supply, "menuCheck", "action_show_findings")
    table, session = find(supply, "findingsTable"), supply.session
    late = [check.code for check in table.model().rows].index("sensitivity")
    assert {row[BREAKER] for row in rows(supply) if row[USE] == "Feeder"} == {"MCB-63/4P-C32-10kA"}
    click_cell(table, late)
    panel = find(supply, "findingsPanel")
    qtbot.waitUntil(lambda: panel.findChild(QPushButton, "mendButton0") is not None, timeout=15000)
    button = find(supply, "mendButton0")
    qtbot.waitUntil(button.isVisible, timeout=15000)
    assert button.text() == "Breakers of feeders with curve B"
    supply.findChild(QScrollArea, "findingDetailsArea").ensureWidgetVisible(button)
    click(supply, "mendButton0")
    qtbot.waitUntil(lambda: session.analysis_revision == session.document.revision, timeout=15000)
    assert "sensitivity" not in [check.code for check in session.analysis.findings]
    assert {row[BREAKER] for row in rows(supply) if row[USE] == "Feeder"} == {"MCB-63/4P-B32-10kA"}
    menu_click(supply, "menuEdit", "action_undo")
    assert session.document.project.active_scheme.supply.feeder_curve is None


def feeder_row(window, name: str) -> list[str]:
    return next(row for row in rows(window) if row[USE] == "Feeder" and row[FEEDS] == name)


def middle_of(shed) -> tuple[float, float]:
    corners = shed_outline(shed)
    return (sum(x for x, _ in corners) / len(corners), sum(y for _, y in corners) / len(corners))


@pytest.mark.parametrize("panel", ["show_supply", "show_bill"])
def test_a_small_window_keeps_its_size_with_a_panel_below(yuanxi, panel) -> None:
    """The start page, which asks for more height than a plan, is not seen then."""
    yuanxi.resize(1280, 800)
    menu_click(yuanxi, "menuCheck" if panel == "show_supply" else "menuBill", f"action_{panel}")
    QApplication.processEvents()
    assert (yuanxi.width(), yuanxi.height()) == (1280, 800)


def test_a_panel_that_is_not_seen_catches_up_when_it_is(yuanxi, qtbot) -> None:
    assert rows(yuanxi) == []
    menu_click(yuanxi, "menuCheck", "action_show_supply")
    assert len(rows(yuanxi)) == len(yuanxi.session.analysis.supply.circuits)


def test_the_table_is_copied_with_its_heads(supply) -> None:
    click(supply, "copySupplyButton")
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert lines[0][:3] == ["Circuit", "Use", "Feeds"]
    assert [line[0] for line in lines[1:]] == [row[CIRCUIT] for row in rows(supply)]


def test_a_tip_tells_the_sum_of_a_cable(supply) -> None:
    """(plan + vertical + ends)·1.025, as printed."""
    model = find(supply, "supplyTable").model()
    row = next(place for place, cells in enumerate(rows(supply)) if cells[USE] == "Feeder")
    tip = model.index(row, CABLE).data(Qt.ItemDataRole.ToolTipRole)
    cable = supply.session.analysis.supply.circuits[row].cable
    length = cable.length
    assert f"plan {length.plan_m} + vertical 2.40 + ends 3.00" in tip
    assert (length.plan_m + length.vertical_m + length.ends_m) + length.slack_m == length.total_m


def test_figures_that_the_supply_rests_on_are_listed_with_their_sources(supply) -> None:
    """Those to be verified stand first, as many as the button says."""
    button = find(supply, "unverifiedButton")
    click(supply, "unverifiedButton")
    model = find(supply, "assumptionsTable").model()
    listed = [[model.index(row, column).data() for column in range(4)] for row in range(model.rowCount())]
    open_ones = [row for row in listed if row[2] == "to be verified"]
    assert button.text() == f"{len(open_ones)} figures are to be verified..."
    assert listed[: len(open_ones)] == open_ones
    assert ["Design power of a socket", "300 W"] in [row[:2] for row in open_ones]
    assert all(row[3] for row in listed)


def test_the_panel_speaks_chinese(supply) -> None:
    from chargeplan.ui.language import LanguageSwitch

    switch = LanguageSwitch(QApplication.instance())
    switch.use("zh_CN")
    try:
        assert rows(supply)[0][USE] == "总进线"
        assert "待核" in find(supply, "unverifiedButton").text()
    finally:
        switch.use("en")


# --- the diagram ------------------------------------------------------------------------------------


@pytest.fixture
def diagram(supply):
    """Return the window with the diagram open."""
    click(supply, "singleLineButton")
    assert find(supply, "singleLineDialog").isVisible()
    return supply


def test_the_diagram_has_pages_to_turn(diagram) -> None:
    dialog, state = find(diagram, "singleLineDialog"), find(diagram, "singleLinePage")
    count = int(state.text().rpartition(" ")[2])
    assert state.text() == f"Page 1 of {count}"
    assert count > 1
    assert not find(dialog, "previousPage").isEnabled()
    click(dialog, "nextPage")
    assert state.text() == f"Page 2 of {count}"
    press(dialog, Qt.Key.Key_PageUp)
    assert state.text() == f"Page 1 of {count}"


def test_the_diagram_is_zoomed_by_wheel_buttons_and_keys(diagram) -> None:
    dialog = find(diagram, "singleLineDialog")
    view = find(dialog, "singleLineView")
    whole = view.zoom
    middle = QPointF(view.viewport().rect().center())
    wheel = QWheelEvent(
        middle, view.viewport().mapToGlobal(middle), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), wheel)
    assert view.zoom == pytest.approx(1.25 * whole)
    click(dialog, "singleLineZoomIn")
    assert view.zoom == pytest.approx(1.25**2 * whole)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Minus)
    assert view.zoom == pytest.approx(1.25 * whole)
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.zoom == pytest.approx(whole)


def test_the_diagram_shows_dark_lines_on_white_paper(diagram) -> None:
    """Whatever the look: it is a page."""
    picture = find(find(diagram, "singleLineDialog"), "singleLineView").grab().toImage()
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 3)
        for y in range(0, picture.height(), 3)
    }
    assert "#ffffff" in colours
    assert any(int(name[1:3], 16) < 90 for name in colours)


def test_the_diagram_is_saved_page_by_page(diagram, chosen, tmp_path) -> None:
    """The first page under the name that was asked for, the others numbered; they are A4 landscape."""
    dialog = find(diagram, "singleLineDialog")
    count = int(find(diagram, "singleLinePage").text().rpartition(" ")[2])
    chosen["save_picture"] = tmp_path / "lines.png"
    click(dialog, "saveSingleLine")
    names = ["lines.png", *(f"lines-{number}.png" for number in range(2, count + 1))]
    assert sorted(path.name for path in tmp_path.glob("*.png")) == sorted(names)
    with Image.open(tmp_path / "lines.png") as picture:
        assert picture.size == (2400, 1697)
    assert "lines.png is written." in diagram.statusBar().currentMessage()


def test_further_pages_replace_others_only_when_somebody_says_so(diagram, chosen, tmp_path) -> None:
    """Neither Esc nor a hasty Enter replaces a picture; the button that says so does."""
    dialog = find(diagram, "singleLineDialog")
    chosen["save_picture"] = tmp_path / "lines.png"
    other = tmp_path / "lines-2.png"
    other.write_bytes(b"mine")
    for keep in (lambda asked: asked.reject(), lambda asked: press(asked, Qt.Key.Key_Return)):
        when_dialog("replaceDialog", keep)
        click(dialog, "saveSingleLine")
        assert other.read_bytes() == b"mine"
        assert not (tmp_path / "lines.png").exists()
    when_dialog("replaceDialog", lambda asked: click(asked, "replaceButton"))
    click(dialog, "saveSingleLine")
    assert other.read_bytes().startswith(b"\x89PNG")


def test_a_picture_that_cannot_be_written_is_told(diagram, chosen, tmp_path) -> None:
    dialog = find(diagram, "singleLineDialog")
    chosen["save_picture"] = tmp_path / "nowhere" / "lines.png"
    told = []

    def read(message) -> None:
        told.append(find(message, "messageText").text())
        message.reject()

    when_dialog("messageDialog", read)
    click(dialog, "saveSingleLine")
    assert "lines.png cannot be written" in told[0]


def test_the_diagram_follows_the_plan(diagram, qtbot) -> None:
    """With all sheds gone nothing is to be fed: one page."""
    project = diagram.session.document.project
    edited(diagram, qtbot, *removals(project, project.active_scheme.sheds))
    assert find(diagram, "singleLinePage").text() == "Page 1 of 1"
    assert "No sockets are planned" in find(diagram, "supplyNotes").text()


def test_the_menu_opens_the_diagram_too(yuanxi) -> None:
    menu_click(yuanxi, "menuCheck", "action_single_line")
    assert find(yuanxi, "singleLineDialog").isVisible()
