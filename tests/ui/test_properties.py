"""A person looks at what is selected and changes it: every field, checked, one named step each."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from window_driver import click, find, on_plan, press, type_into

from chargeplan.model.editing import replacement
from chargeplan.model.equipment import FireProtection, SupplySettings
from chargeplan.model.modules import GroupRule
from chargeplan.model.scheme import EdgeRole, Lot
from chargeplan.ui.panels.property_specs import (
    ELEMENT_FIELDS,
    FIRE_SECTION,
    GROUP_FIELDS,
    SCHEME_SECTION,
    SUPPLY_SECTION,
    lot_fields,
)


def _select(window, *ids: str) -> None:
    """Select elements by clicks on the plan, the second and later with Shift."""
    view = find(window, "planView")
    view.zoom_to_elements(ids)
    view.setFocus()
    for number, name in enumerate(ids):
        shift = Qt.KeyboardModifier.ShiftModifier if number else Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(
            view.viewport(), Qt.MouseButton.LeftButton, shift, on_plan(window, *_spot(window, name))
        )
    assert window.session.selection.ids == ids


def _spot(window, name: str) -> tuple[float, float]:
    """Return a place on an element."""
    from chargeplan.ui.canvas.elements import box_of, middle_of, points_of

    return middle_of(box_of(points_of(window.session.document.element(name))))


def _shed(window, number: int = 0):
    return window.session.document.project.active_scheme.sheds[number]


def test_a_longer_shed_has_more_stalls(yuanxi, qtbot) -> None:
    """One pitch of 0.60 m more is one stall more: 131, and 1.20 m² more roof."""
    shed = _shed(yuanxi)
    assert (shed.length_m, shed.depth_m) == (15.24, 2.0)
    _select(yuanxi, shed.id)
    type_into(find(yuanxi, "propertiesPanel"), "property_length_m", "15.24 + 60cm")
    qtbot.waitUntil(lambda: find(yuanxi, "figureStalls").text() == "131", timeout=10000)
    assert find(yuanxi, "figureRoofedArea").text() == "145.20"
    assert yuanxi.session.document.undo_stack.undoText() == "Change length"
    assert _shed(yuanxi).length_m == 15.84


def test_the_form_does_not_jump_while_figures_are_worked_out(yuanxi, qtbot) -> None:
    """Scrolled to the last fields of a shed, an entry leaves the form where it is, before and after."""
    _select(yuanxi, _shed(yuanxi).id)
    panel = find(yuanxi, "propertiesPanel")
    bar = panel.verticalScrollBar()
    bar.setValue(bar.maximum())
    QApplication.processEvents()
    at, told = bar.value(), find(panel, "elementFigures").text()
    assert at > 0 and "stalls" in told
    field = find(panel, "property_headroom_m")
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, "2.6")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert yuanxi.session.analysis_revision != yuanxi.session.document.revision
    QApplication.processEvents()
    assert (bar.value(), find(panel, "elementFigures").text()) == (at, told)
    qtbot.waitUntil(
        lambda: yuanxi.session.analysis_revision == yuanxi.session.document.revision, timeout=15000
    )
    assert (bar.value(), find(panel, "elementFigures").text()) == (at, told)


def test_a_wrong_entry_stays_red_and_changes_nothing(yuanxi) -> None:
    """The field keeps what was typed, says what it wants, and Esc brings the old value back."""
    shed = _shed(yuanxi)
    _select(yuanxi, shed.id)
    panel = find(yuanxi, "propertiesPanel")
    type_into(panel, "property_length_m", "long")
    field = find(panel, "property_length_m")
    assert field.text() == "long"
    assert field.property("fault")
    assert "Write a length" in find(panel, "property_length_m_fault").text()
    assert _shed(yuanxi) == shed
    press(yuanxi, Qt.Key.Key_Escape)
    assert field.text() == "15.24"
    assert not find(panel, "property_length_m_fault").isVisible()


@pytest.mark.parametrize("floating", [False, True])
def test_esc_takes_the_entry_back_then_leaves_the_field_and_lays_the_tool_down(yuanxi, floating) -> None:
    """One level after the other: what was typed, the tool in hand, and on the plan what is selected."""
    building = yuanxi.session.document.project.site.buildings[0]
    _select(yuanxi, building.id)
    yuanxi.workspace.docks["dockProperties"].setFloating(floating)
    QApplication.processEvents()
    view = find(yuanxi, "planView")
    view.set_tool("building")
    assert yuanxi.session.selection.ids == (building.id,)
    field = find(find(yuanxi, "propertiesPanel"), "property_storeys")
    field.activateWindow()
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, "9")
    press(yuanxi, Qt.Key.Key_Escape)
    assert (field.text(), field.hasFocus(), view.tool_id) == ("6", True, "building")
    press(yuanxi, Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert (view.hasFocus(), view.tool_id) == (True, "select")
    assert yuanxi.session.selection.ids == (building.id,)
    press(yuanxi, Qt.Key.Key_Escape)
    assert yuanxi.session.selection.ids == ()
    assert yuanxi.session.document.element(building.id) == building


def test_what_the_model_refuses_is_said_under_the_field(yuanxi) -> None:
    """A shed of length 0 is no shed."""
    shed = _shed(yuanxi)
    _select(yuanxi, shed.id)
    panel = find(yuanxi, "propertiesPanel")
    type_into(panel, "property_length_m", "0")
    assert find(panel, "property_length_m_fault").isVisible()
    assert _shed(yuanxi) == shed


def test_several_buildings_are_changed_at_once_in_one_step(yuanxi) -> None:
    """Two of six storeys get seven; one undo gives both six again."""
    first, second = (building.id for building in yuanxi.session.document.project.site.buildings[:2])
    _select(yuanxi, first, second)
    panel = find(yuanxi, "propertiesPanel")
    type_into(panel, "property_storeys", "7")
    document = yuanxi.session.document
    assert [document.element(name).storeys for name in (first, second)] == [7, 7]
    assert document.undo_stack.count() == 1
    type_into(panel, "property_name", "same")
    QTest.keyClick(find(yuanxi, "planView"), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert find(panel, "property_name").placeholderText() == "various"


def test_choices_are_made_by_the_keyboard(yuanxi, qtbot) -> None:
    """The wide module of 1.20 m halves the stalls of what follows the scheme."""
    combo = find(find(yuanxi, "schemeForm"), "property_module_id")
    combo.setFocus()
    before = yuanxi.session.document.project.active_scheme.module_id
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert yuanxi.session.document.project.active_scheme.module_id != before


def test_corners_of_a_lot_are_typed_over(yuanxi, qtbot) -> None:
    """The first corner's x is typed over in the table."""
    lot = yuanxi.session.document.project.active_scheme.lots[0]
    yuanxi.workspace.show_elements((lot.id,))
    table = find(yuanxi, "cornersTable")
    assert table.rowCount() == len(lot.ring)
    table.scrollToItem(table.item(0, 0))
    find(yuanxi, "propertiesPanel").ensureWidgetVisible(table)
    place = table.visualItemRect(table.item(0, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    editor = table.viewport().findChild(QLineEdit)
    QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(editor, str(lot.ring[0][0] - 0.5))
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: yuanxi.session.document.element(lot.id) != lot)
    moved = yuanxi.session.document.element(lot.id)
    assert moved.ring[0][0] == pytest.approx(lot.ring[0][0] - 0.5)
    assert moved.ring[1:] == lot.ring[1:]


def test_entrances_are_added_and_removed(yuanxi) -> None:
    """Plus puts a gate into the longest side, minus takes it out."""
    lot = yuanxi.session.document.project.active_scheme.lots[0]
    yuanxi.workspace.show_elements((lot.id,))
    find(yuanxi, "propertiesPanel").ensureWidgetVisible(find(yuanxi, "addEntranceButton"))
    click(yuanxi, "addEntranceButton")
    assert len(yuanxi.session.document.element(lot.id).entrances) == 1
    assert find(yuanxi, "entrancesTable").rowCount() == 1
    click(yuanxi, "removeEntranceButton")
    assert yuanxi.session.document.element(lot.id).entrances == lot.entrances


def test_an_entrance_is_put_into_a_wall_even_where_an_open_side_is_longer(yuanxi, qtbot) -> None:
    """Only the shortest side is a wall: the gate goes there. Without any wall the panel says so."""
    lot = yuanxi.session.document.project.active_scheme.lots[0]
    lengths = [math.dist(a, b) for a, b in zip(lot.ring, (*lot.ring[1:], lot.ring[0]), strict=True)]
    short = lengths.index(min(lengths))
    roles = tuple(EdgeRole.WALL if side == short else EdgeRole.OPEN for side in range(len(lot.ring)))
    document = yuanxi.session.document

    def set_sides(edges: tuple[EdgeRole, ...]) -> None:
        now = document.element(lot.id)
        document.push("sides", [replacement(document.project, now, replace(now, edges=edges))])

    yuanxi.workspace.show_elements((lot.id,))
    set_sides((EdgeRole.OPEN,) * len(lot.ring))
    qtbot.waitUntil(lambda: find(yuanxi, "noEntrances").text() == "None: no side is a wall.")
    set_sides(roles)
    qtbot.waitUntil(lambda: find(yuanxi, "noEntrances").text() == "None. + puts one into the longest wall.")
    assert not find(yuanxi, "entrancesTable").isVisible()
    assert not find(yuanxi, "removeEntranceButton").isEnabled()
    find(yuanxi, "propertiesPanel").ensureWidgetVisible(find(yuanxi, "addEntranceButton"))
    click(yuanxi, "addEntranceButton")
    assert [gate.edge for gate in document.element(lot.id).entrances] == [short]
    assert find(yuanxi, "entrancesTable").isVisible()
    assert not find(yuanxi, "noEntrances").isVisible()


def test_another_entrance_never_covers_one_that_is_there(yuanxi) -> None:
    """First each wall gets one, the longest first; then they stand beside each other."""
    lot = yuanxi.session.document.project.active_scheme.lots[0]
    document = yuanxi.session.document
    roles = (EdgeRole.WALL, EdgeRole.WALL, *(EdgeRole.OPEN,) * (len(lot.ring) - 2))
    document.push("sides", [replacement(document.project, lot, replace(lot, edges=roles))])
    lengths = [math.dist(lot.ring[side], lot.ring[side + 1]) for side in (0, 1)]
    yuanxi.workspace.show_elements((lot.id,))
    find(yuanxi, "propertiesPanel").ensureWidgetVisible(find(yuanxi, "addEntranceButton"))
    for _ in range(3):
        click(yuanxi, "addEntranceButton")
    longer = 0 if lengths[0] >= lengths[1] else 1
    first, second, third = document.element(lot.id).entrances
    assert (first.edge, second.edge, third.edge) == (longer, 1 - longer, longer)
    assert first.from_m == pytest.approx(lengths[longer] / 2 - 1.0, abs=0.01)
    assert first.width_m == 2.0
    assert third.from_m >= first.from_m + first.width_m - 1e-9


def test_groups_are_switched_on_with_their_fields(yuanxi) -> None:
    """The fields of groups appear only when there are groups."""
    assert yuanxi.session.document.project.active_scheme.group is None
    combo = find(find(yuanxi, "schemeForm"), "property_group")
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert yuanxi.session.document.project.active_scheme.group.max_stalls == 25
    type_into(find(yuanxi, "schemeForm"), "property_group_max_stalls", "20")
    assert yuanxi.session.document.project.active_scheme.group.max_stalls == 20


def test_a_field_that_makes_the_form_anew_keeps_the_keyboard(yuanxi) -> None:
    """Otherwise the next key goes to whatever button Qt finds first."""
    yuanxi.activateWindow()
    combo = find(find(yuanxi, "schemeForm"), "property_group")
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down)
    successor = find(find(yuanxi, "propertiesPanel"), "property_group")
    assert successor is not combo
    assert successor.hasFocus()


def test_every_field_of_every_element_can_be_edited() -> None:
    """What a dataclass has is a field of the form, or is drawn on the plan or in the tables of outlines."""
    from dataclasses import fields

    elsewhere = {
        "id", "ring", "holes", "edges", "entrances", "centreline", "image", "media_type", "width_px",
        "height_px", "scaled", "removed", "blocked", "kept", "group_from_scheme", "walls", "feeds",
    }  # fmt: skip
    lot = Lot("lot-1", ((0, 0), (9, 0), (9, 9)), group_from_scheme=False, group=GroupRule(5, 5, 2))
    modes = [replace(lot, direction_edge=1), replace(lot, direction_degrees=30.0)]
    for kind, specs in ELEMENT_FIELDS.items():
        covered = {spec.path[0] for spec in specs}
        if kind is Lot:
            covered |= {spec.path[0] for own in modes for spec in lot_fields([own])}
        assert {field.name for field in fields(kind)} - covered <= elsewhere, kind
    scheme = {spec.path[0] for spec in (*SCHEME_SECTION.fields, *GROUP_FIELDS)}
    assert scheme == {"name", "module_id", "charger_id", "socket_ratio", "group", "roof_id"}
    for section, kind in ((FIRE_SECTION, FireProtection), (SUPPLY_SECTION, SupplySettings)):
        assert {spec.path[1] for spec in section.fields} == {field.name for field in fields(kind)}


def test_a_letter_typed_into_a_field_is_no_shortcut(yuanxi) -> None:
    """L in the name is a letter; L on the plan takes the lot tool."""
    type_into(find(yuanxi, "estateForm"), "property_name", "Lot LSBDOM")
    view = find(yuanxi, "planView")
    assert view.tool_id == "select"
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_L)
    assert view.tool_id == "lot"
    assert find(yuanxi, "button_tool_lot").isChecked()


def test_markup_in_a_name_is_only_text(yuanxi) -> None:
    """A name is shown letter by letter."""
    from chargeplan.ui.widgets import PlainLabel

    building = yuanxi.session.document.project.site.buildings[0]
    _select(yuanxi, building.id)
    type_into(find(yuanxi, "propertiesPanel"), "property_name", "<b>x</b>")
    labels = yuanxi.findChildren(PlainLabel)
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)
