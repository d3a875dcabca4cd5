"""A person keeps several schemes: new, copied, renamed, deleted, seen side by side."""

from __future__ import annotations

from dataclasses import replace

from factories import full_project
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from window_driver import click, click_item, find, item_text, menu_click, submenu_click, type_into, write

from chargeplan.files.project_file import project_bytes, read_project_bytes
from chargeplan.model.editing import replacement
from chargeplan.ui import scheme_actions
from chargeplan.ui.document import Document
from chargeplan.ui.theme import missing_colours


def test_a_copy_can_be_changed_and_the_first_stays(yuanxi, qtbot) -> None:
    """Half the sockets in the copy, all of them after switching back."""
    click(yuanxi, "duplicateSchemeButton")
    assert find(yuanxi, "schemeList").count() == 2
    type_into(find(yuanxi, "schemeForm"), "property_socket_ratio", "0")
    qtbot.waitUntil(lambda: find(yuanxi, "figureSockets").text() == "0", timeout=10000)
    click_item(yuanxi, "schemeList", 0)
    qtbot.waitUntil(lambda: find(yuanxi, "figureSockets").text() == "130", timeout=10000)


def test_what_a_copy_is_supplied_by_is_its_own() -> None:
    """Boxes, cables and waivers of the copy name its own sheds and lots, and what stands on the site."""
    document = Document(full_project())
    scheme_actions.switch_scheme(document, document.project.scheme("scheme-1"))
    scheme_actions.duplicate_scheme(document, "Copy")
    copy = document.project.active_scheme
    assert (copy.boxes[0].id, copy.boxes[0].feeds) == ("box-2", (copy.sheds[0].id, copy.lots[0].id))
    assert copy.cable_routes[0].box_id == "box-2"
    assert copy.waivers[0].elements == (copy.sheds[0].id, "building-1")
    assert copy.supply.supply_point_id == "supply-1"
    assert read_project_bytes(project_bytes(document.project), "x") == document.project
    scheme_actions.add_scheme(document, "Empty")
    empty = document.project.active_scheme
    assert (empty.boxes, empty.cable_routes, empty.waivers) == ((), (), ())
    assert empty.supply == copy.supply


def test_a_new_scheme_is_empty_on_the_same_ground(yuanxi, qtbot) -> None:
    """No stalls, the same buildings."""
    click(yuanxi, "newSchemeButton")
    qtbot.waitUntil(lambda: find(yuanxi, "figureStalls").text() == "0", timeout=10000)
    assert len(yuanxi.session.document.project.site.buildings) == 28
    assert item_text(yuanxi, "schemeList", 1) == "Scheme 2"


def test_rename_by_f2(yuanxi, qtbot) -> None:
    """F2, a name by the Chinese input method, Enter."""
    listing = find(yuanxi, "schemeList")
    click_item(yuanxi, "schemeList", 0)
    listing.setFocus()
    QTest.keyClick(listing, Qt.Key.Key_F2)
    editor = listing.viewport().findChild(QLineEdit)
    editor.selectAll()
    write(editor, "方案甲")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: yuanxi.session.document.project.active_scheme.name == "方案甲")
    assert item_text(yuanxi, "schemeList", 0) == "方案甲"


def test_delete_and_undo(yuanxi) -> None:
    """The last one cannot be deleted; a deleted one comes back whole."""
    assert not find(yuanxi, "deleteSchemeButton").isEnabled()
    click(yuanxi, "duplicateSchemeButton")
    before = yuanxi.session.document.project
    click(yuanxi, "deleteSchemeButton")
    assert find(yuanxi, "schemeList").count() == 1
    menu_click(yuanxi, "menuEdit", "action_undo")
    assert yuanxi.session.document.project == before


def test_side_by_side(yuanxi, qtbot) -> None:
    """Two columns of figures and what they differ by: 130 sockets and none; chargers of 130 and none."""
    click(yuanxi, "duplicateSchemeButton")
    type_into(find(yuanxi, "schemeForm"), "property_socket_ratio", "0")
    click(yuanxi, "compareSchemesButton")
    table = find(yuanxi, "comparisonTable")
    qtbot.waitUntil(lambda: table.model().columnCount() == 4, timeout=20000)
    figures = {
        table.model().index(row, 0).data().strip(): [
            table.model().index(row, column).data() for column in (1, 2, 3)
        ]
        for row in range(table.model().rowCount())
    }
    assert figures["Sockets"] == ["130", "0", "−130"]
    assert figures["Roofed area [m²]"] == ["144.00", "144.00", "±0"]
    assert figures["Sheds"] == ["6", "6", "±0"]
    bill = yuanxi.session.analysis.bill  # of the copy, which is active
    assert figures["Total before tax"][1] == f"¥{bill.total_cny:,}"
    assert figures["Civil works"][1] == f"¥{bill.units[0].total_cny:,}"
    assert figures["Total before tax"][2].startswith("−")
    assert figures["Cost per socket, before tax"][1:] == ["—", "—"]


def test_missing_prices_take_the_colours_of_the_other_look(yuanxi, qtbot) -> None:
    """Made dark while the table is open: its coloured cells are those of the dark look."""
    click(yuanxi, "compareSchemesButton")
    model = find(yuanxi, "comparisonTable").model()
    qtbot.waitUntil(lambda: model.rowCount() > 0, timeout=20000)

    def coloured() -> set:
        cells = (model.index(row, 1).data(Qt.ItemDataRole.BackgroundRole) for row in range(model.rowCount()))
        return {brush.color().name() for brush in cells if brush is not None}

    light = coloured()
    assert light == {missing_colours()[0].name()}
    submenu_click(yuanxi, "menuView", "menuLook", "menuLook_dark")
    assert coloured() == {missing_colours()[0].name()} != light


def test_a_scheme_without_figures_is_told_beside_the_others(yuanxi, qtbot) -> None:
    """A copy of which the stall module is unknown: the active scheme keeps its figures everywhere."""
    document, session = yuanxi.session.document, yuanxi.session
    scheme_actions.duplicate_scheme(document, "Spoilt")
    good, spoilt = document.project.schemes
    scheme_actions.switch_scheme(document, good)
    document.push("", [replacement(document.project, spoilt, replace(spoilt, module_id="nowhere"))])
    qtbot.waitUntil(lambda: session.analysis_revision == document.revision, timeout=20000)
    click(yuanxi, "compareSchemesButton")
    table, state = find(yuanxi, "comparisonTable"), find(yuanxi, "comparisonState")
    qtbot.waitUntil(lambda: table.model().columnCount() == 2, timeout=20000)
    assert "Spoilt" in state.text() and "nowhere" in state.text()
    heads = [table.model().headerData(column, Qt.Orientation.Horizontal) for column in (0, 1)]
    assert heads == ["Indicator", f"{good.name}, active"]
    assert session.analysis is not None and session.analysis_error is None
    assert find(yuanxi, "figureSockets").text() == "130"


def test_nothing_is_told_of_a_plan_that_was_closed(yuanxi, qtbot) -> None:
    """Schemes, the single-line diagram and what it rests on go away with their plan."""
    menu_click(yuanxi, "menuCheck", "action_show_supply")
    qtbot.waitUntil(find(yuanxi, "unverifiedButton").isVisible, timeout=10000)
    click(yuanxi, "unverifiedButton")
    menu_click(yuanxi, "menuCheck", "action_single_line")
    click(yuanxi, "compareSchemesButton")
    table = find(yuanxi, "comparisonTable")
    qtbot.waitUntil(lambda: table.model().rowCount() > 0, timeout=20000)
    beside = [find(yuanxi, name) for name in ("assumptionsDialog", "singleLineDialog", "comparisonDialog")]
    assert all(dialog.isVisible() for dialog in beside)
    yuanxi.actions_table["close"].trigger()
    assert not any(dialog.isVisible() for dialog in beside)
    assert table.model().rowCount() == 0
