"""A person tells what is known of an estate: in forms, from the list of facts, and by the groups of tools."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from factories import full_project, small_project
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from window_driver import click, find, press, submenu_click, type_into

from chargeplan.files.project_file import save_project
from chargeplan.model.bill_settings import BillEdition, TaxMethod
from chargeplan.model.equipment import DemandMethod, FireProtection, HazardClass
from chargeplan.model.scheme import DistributionBox, Lot, Shed
from chargeplan.model.site import BuildingUse, SiteFact, WallKind
from chargeplan.reference.rule_sets import load_rule_set
from chargeplan.ui.facts import TOOL_OF, start_fact
from chargeplan.ui.main_window import MainWindow
from chargeplan.ui.menus import FLYOUTS
from chargeplan.ui.panels.layers import LAYERS


@pytest.fixture
def estate(window: MainWindow, tmp_path: Path) -> MainWindow:
    """Return the window with the small plan: a building, a lot, a shed, and a box beside it."""
    project = small_project()
    scheme = project.schemes[0]
    sheds = (*scheme.sheds, Shed("shed-2", (38, 8), 0, 6, 2, name="Shed 2"))
    boxes = (DistributionBox("box-1", (34, 9)), DistributionBox("box-2", (46, 9), feeds=("shed-2",)))
    lots = (*scheme.lots, Lot("lot-2", ((2, 4), (8, 4), (8, 12), (2, 12)), name="West"))
    project = replace(project, schemes=(replace(scheme, sheds=sheds, boxes=boxes, lots=lots),))
    save_project(project, tmp_path / "small.chargeplan")
    window.files.open_path(tmp_path / "small.chargeplan")
    return window


def choose(window: MainWindow, form: str, name: str, text: str) -> None:
    """Choose an entry of a list by the arrow keys."""

    def combo():
        return find(find(window, form), name)

    combo().setFocus()
    QTest.keyClick(combo(), Qt.Key.Key_Home)
    for _ in range(combo().count()):
        if combo().currentText() != text:
            QTest.keyClick(combo(), Qt.Key.Key_Down)
    assert combo().currentText() == text


def tick(window: MainWindow, form: str, name: str) -> None:
    """Turn a box over by the space bar."""
    box = find(find(window, form), name)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)


def click_box(panel: QWidget, name: str) -> None:
    """Click the box itself at the left end of its words."""
    box = find(panel, name)
    assert box.isVisible()
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))


def test_use_grade_and_walls_of_a_building_are_told_in_its_form(estate: MainWindow) -> None:
    """Use and class by lists; all walls at once, then the first side alone, in the table of corners."""
    document = estate.session.document
    estate.session.selection.set(["building-1"])
    choose(estate, "propertiesPanel", "property_use", "nursery")
    choose(estate, "propertiesPanel", "property_fire_grade", "class II")
    choose(estate, "propertiesPanel", "property_all_walls", "no openings")
    building = document.element("building-1")
    assert (building.use, building.fire_grade) == (BuildingUse.NURSERY, 2)
    assert building.walls == (WallKind.BLANK,) * 4
    choose(estate, "cornersTable", "wallKind_0", "with openings")
    assert document.element("building-1").walls == (WallKind.OPENINGS, *(WallKind.BLANK,) * 3)
    assert document.undo_stack.undoText() == "Set the kind of a wall"
    assert find(find(estate, "propertiesPanel"), "property_all_walls").placeholderText() == "various"
    click(find(estate, "propertiesPanel"), "wallKindsButton")
    assert find(estate, "planView").tool_id == "wall_kinds"


def test_walls_of_several_buildings_are_told_at_once(yuanxi: MainWindow) -> None:
    ids = [building.id for building in yuanxi.session.document.project.site.buildings[:3]]
    yuanxi.session.selection.set(ids)
    choose(yuanxi, "propertiesPanel", "property_all_walls", "fire wall (no openings, 3 h)")
    walls = {yuanxi.session.document.element(name).walls for name in ids}
    assert walls == {(WallKind.FIRE_WALL,) * 4}
    yuanxi.session.document.undo_stack.undo()
    walls = {yuanxi.session.document.element(name).walls for name in ids}
    assert walls == {(WallKind.BLANK,) * 4}


def test_a_shed_has_a_roof_headroom_walls_and_ramps(estate: MainWindow) -> None:
    panel = find(estate, "propertiesPanel")
    estate.session.selection.set(["shed-1"])
    combo = find(panel, "property_roof_id")
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_End)
    type_into(panel, "property_headroom_m", "240cm")
    type_into(panel, "property_kerb_ramps", "2")
    for name in ("walled_sides_2", "walled_sides_1", "drain_ditch"):
        tick(estate, "propertiesPanel", f"property_{name}")
    shed = estate.session.document.element("shed-1")
    assert shed.roof_id == list(estate.session.catalogue.roofs)[-1]
    assert (shed.headroom_m, shed.walled_sides, shed.kerb_ramps, shed.drain_ditch) == (2.4, (1, 2), 2, True)
    tick(estate, "propertiesPanel", "property_walled_sides_1")
    assert estate.session.document.element("shed-1").walled_sides == (2,)


def test_an_empty_field_tells_the_figure_that_holds_then(estate: MainWindow) -> None:
    """The assumed shed has columns of 2.30 m less 0.10 m of fall, and class IV; soil 25, air 40 °C, 33 %."""
    panel = find(estate, "propertiesPanel")
    estate.session.selection.set(["shed-1"])
    type_into(panel, "property_headroom_m", "")
    assert find(panel, "property_headroom_m").placeholderText() == "as usual: 2.2 (to be verified)"
    assert find(panel, "property_fire_grade").itemText(0) == "as usual: class IV (to be verified)"
    estate.session.selection.clear()
    form = find(estate, "supplyForm")
    for name, usual in (
        ("soil_temperature_c", "25"), ("air_temperature_c", "40"), ("third_harmonic_percent", "33")
    ):  # fmt: skip
        type_into(form, f"property_supply_{name}", "")
        told = find(form, f"property_supply_{name}").placeholderText()
        assert told == f"as usual: {usual} (to be verified)"


def test_a_lot_has_ramps_old_paving_and_what_is_carried_away(estate: MainWindow) -> None:
    panel = find(estate, "propertiesPanel")
    estate.session.selection.set(["lot-1"])
    type_into(panel, "property_kerb_ramps", "1")
    type_into(panel, "property_demolished_m3", "12.5")
    tick(estate, "propertiesPanel", "property_old_paving")
    lot = estate.session.document.element("lot-1")
    assert (lot.kerb_ramps, lot.demolished_m3, lot.old_paving) == (1, 12.5, True)
    type_into(panel, "property_kerb_ramps", "-1")
    assert find(panel, "property_kerb_ramps_fault").isVisible()
    assert estate.session.document.element("lot-1").kerb_ramps == 1


def test_a_box_feeds_what_is_ticked_and_no_other_box_does(estate: MainWindow) -> None:
    """Shed 2 goes over from box 2 to box 1 in one step; lots without stalls are not offered."""
    document = estate.session.document
    estate.session.selection.set(["box-1"])
    panel = find(estate, "propertiesPanel")
    assert "now from distribution box 2" in find(panel, "feeds_shed-2").text()
    assert panel.findChild(object, "feeds_lot-2") is None
    click_box(panel, "feeds_shed-1")
    tick(estate, "propertiesPanel", "feeds_shed-2")
    assert document.element("box-1").feeds == ("shed-1", "shed-2")
    assert document.element("box-2").feeds == ()
    assert document.undo_stack.count() == 2
    click_box(panel, "feeds_shed-1")
    assert document.element("box-1").feeds == ("shed-2",)
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert document.element("box-2").feeds == ("shed-2",)
    assert find(panel, "feeds_shed-1").isChecked()


def test_a_supply_point_tells_spare_power_drop_and_short_circuit(window: MainWindow, tmp_path: Path) -> None:
    save_project(full_project(), tmp_path / "full.chargeplan")
    window.files.open_path(tmp_path / "full.chargeplan")
    window.session.selection.set(["supply-2"])
    panel = find(window, "propertiesPanel")
    assert find(panel, "property_upstream_drop_percent").placeholderText() == "unknown"
    for name, text in (("spare_kw", "80"), ("upstream_drop_percent", "2"), ("short_circuit_ka", "9.5")):
        type_into(panel, f"property_{name}", text)
    point = window.session.document.element("supply-2")
    assert (point.spare_kw, point.upstream_drop_percent, point.short_circuit_ka) == (80, 2, 9.5)
    type_into(panel, "property_short_circuit_ka", "-1")
    assert find(panel, "property_short_circuit_ka_fault").isVisible()


def test_fire_protection_and_supply_of_the_scheme_are_set(estate: MainWindow) -> None:
    tick(estate, "fireForm", "property_fire_sprinklers")
    choose(estate, "fireForm", "property_fire_hazard", "severe")
    choose(estate, "fireForm", "property_fire_watched", "day and night")
    choose(estate, "supplyForm", "property_supply_demand", "sum of the sheds")
    type_into(find(estate, "supplyForm"), "property_supply_soil_temperature_c", "25")
    type_into(find(estate, "supplyForm"), "property_supply_cables_together", "3")
    type_into(find(estate, "supplyForm"), "property_supply_third_harmonic_percent", "20")
    choose(estate, "supplyForm", "property_supply_feeder_curve", "curve B")
    choose(estate, "supplyForm", "property_supply_branch_curve", "curve D")
    tick(estate, "supplyForm", "property_supply_halogen_free")
    combo = find(find(estate, "supplyForm"), "property_supply_laying_id")
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down)
    scheme = estate.session.document.project.active_scheme
    assert scheme.fire == FireProtection(sprinklers=False, hazard=HazardClass.SEVERE, watched=True)
    supply = scheme.supply
    assert (supply.demand, supply.soil_temperature_c) == (DemandMethod.SUM, 25)
    assert (supply.cables_together, supply.third_harmonic_percent) == (3, 20)
    assert supply.laying_id is not None
    assert (supply.feeder_curve, supply.branch_curve, supply.halogen_free) == ("B", "D", True)
    type_into(find(estate, "supplyForm"), "property_supply_cables_together", "0")
    assert find(find(estate, "supplyForm"), "property_supply_cables_together_fault").isVisible()


def test_the_bill_is_made_by_an_edition_a_tax_and_a_contingency(estate: MainWindow) -> None:
    """Percentages are kept as they were typed: 3.50 stays a decimal; a third decimal is refused."""
    choose(estate, "planForm", "property_bill_edition", "GB/T 50500-2024")
    choose(estate, "planForm", "property_bill_tax", "simplified method")
    type_into(find(estate, "planForm"), "property_bill_contingency_percent", "3.5 %")
    bill = estate.session.document.project.bill
    assert (bill.edition, bill.tax) == (BillEdition.GB_2024, TaxMethod.SIMPLIFIED)
    assert bill.contingency_percent == Decimal("3.5")
    for wrong in ("3.555", "-1", "much"):
        type_into(find(estate, "planForm"), "property_bill_contingency_percent", wrong)
        assert find(find(estate, "planForm"), "property_bill_contingency_percent_fault").isVisible()
    field = find(find(estate, "planForm"), "property_bill_contingency_percent")
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert estate.session.document.project.bill.contingency_percent is None


def test_rules_and_prices_of_the_plan_give_way_to_those_that_are_shipped(
    window: MainWindow, tmp_path: Path
) -> None:
    """The full plan has both of its own; the first shipped ones take their place, each as one step."""
    save_project(full_project(), tmp_path / "full.chargeplan")
    window.files.open_path(tmp_path / "full.chargeplan")
    document = window.session.document
    for name, field in (("rule_set_id", "own_rules"), ("price_book_id", "own_prices")):
        combo = find(find(window, "planForm"), f"property_{name}")
        assert combo.currentText() == f"{getattr(document.project, field).name} (of this plan)"
        combo.setFocus()
        QTest.keyClick(combo, Qt.Key.Key_Down)
        assert getattr(document.project, field) is None
        if field == "own_rules":
            newest = load_rule_set(document.project.rule_set_id).version
            assert document.project.rule_set_version == newest
        document.undo_stack.undo()
        assert getattr(document.project, field) is not None


def test_every_fact_is_drawn_denied_or_unknown(estate: MainWindow) -> None:
    """The small plan has a doorway and nothing else; a tick denies hydrants and takes that back again."""
    panel, document = find(estate, "propertiesPanel"), estate.session.document
    assert find(panel, "fact_exit").text() == "drawn: 1"
    assert not find(panel, "none_exit").isVisible()
    assert find(panel, "fact_hydrant").text() == "unknown"
    tick(estate, "propertiesPanel", "none_hydrant")
    assert document.project.site.none_here == (SiteFact.HYDRANT,)
    assert find(panel, "fact_hydrant").text() == "none"
    assert document.undo_stack.undoText() == "There is none here: hydrant"
    click(panel, "none_hydrant")
    assert document.project.site.none_here == ()
    assert find(panel, "fact_hydrant").text() == "unknown"


def test_the_properties_of_a_plan_are_as_wide_as_their_panel(estate: MainWindow) -> None:
    """Nothing is cut off at the right, although the panel does not scroll sideways."""
    panel = find(estate, "propertiesPanel")
    estate.session.selection.clear()
    QApplication.processEvents()
    assert panel.widget().width() == panel.viewport().width()


def test_a_fact_is_one_click_away_from_being_drawn(estate: MainWindow) -> None:
    """The button takes the tool and gives the plan the keyboard; a click on the plan, and it is known."""
    panel, view = find(estate, "propertiesPanel"), find(estate, "planView")
    tick(estate, "propertiesPanel", "none_hydrant")
    for fact, tool in TOOL_OF.items():
        click(panel, f"draw_{fact.value}")
        assert (view.tool_id, view.hasFocus()) == (tool, True)
    start_fact(estate.workspace, SiteFact.HYDRANT)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 60))
    assert len(estate.session.document.project.site.hydrants) == 1
    press(estate, Qt.Key.Key_Escape)
    press(estate, Qt.Key.Key_Escape)
    assert find(find(estate, "propertiesPanel"), "fact_hydrant").text() == "drawn: 1"
    assert estate.session.document.project.site.none_here == ()


def test_the_use_of_buildings_is_told_in_their_properties(estate: MainWindow) -> None:
    """The buildings whose use is unknown are selected; once it is told the fact is known."""
    click(find(estate, "propertiesPanel"), "draw_sensitive_neighbour")
    assert estate.session.selection.ids == ("building-1",)
    choose(estate, "propertiesPanel", "property_use", "dwellings")
    estate.session.selection.clear()
    assert find(find(estate, "propertiesPanel"), "fact_sensitive_neighbour").text() == "none"


def test_tools_of_a_group_are_taken_from_its_button_and_from_the_menu(estate: MainWindow) -> None:
    """The group's button looks pressed while one of its tools is in hand."""
    view, button = find(estate, "planView"), find(estate, "button_flyout_fire")
    assert button.isVisible()
    menu = button.menu()
    menu.popup(button.mapToGlobal(QPoint(0, button.height())))
    entry = next(action for action in menu.actions() if action.objectName() == "action_tool_hydrant")
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
    estate.activateWindow()
    QApplication.processEvents()
    assert view.tool_id == "hydrant"
    assert button.isChecked()
    assert not find(estate, "button_flyout_electricity").isChecked()
    submenu = next(
        action.menu()
        for action in find(estate, "menuDraw").actions()
        if action.menu() and "lectricity" in action.text()
    )
    submenu.setObjectName("electricityMenu")
    submenu_click(estate, "menuDraw", "electricityMenu", "action_tool_cable_route")
    assert view.tool_id == "cable_route"
    assert find(estate, "button_flyout_electricity").isChecked()
    assert not button.isChecked()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_nothing_of_the_tool_bar_is_cut_off_on_a_small_screen(estate: MainWindow, language: str) -> None:
    """On a screen of 1280 × 800 the window is 94 % as wide at first; every button stands whole within it."""
    estate._use_language(language)
    estate.resize(1203, 736)
    QApplication.processEvents()
    bar = find(estate, "toolBar")
    for name in (*(f"button_{name}" for name in FLYOUTS), "button_export_workbook"):
        button = find(estate, name)
        assert button.isVisible(), name
        assert bar.rect().contains(button.geometry()), name
        assert button.width() >= button.sizeHint().width(), name


def test_every_kind_of_element_has_a_layer_to_hide_and_lock() -> None:
    from chargeplan.model.project import SCHEME_COLLECTIONS, SITE_COLLECTIONS

    lockable = {name for name, _, holds in LAYERS if holds}
    assert lockable == {*SITE_COLLECTIONS, *SCHEME_COLLECTIONS}


def test_hidden_layers_are_neither_seen_nor_picked(estate: MainWindow) -> None:
    view = find(estate, "planView")
    assert view.pick((34, 9)) == ["box-1", "lot-1"]
    eye = find(estate, "eye_boxes")
    find(estate, "layersPanel").ensureWidgetVisible(eye)
    QTest.mouseClick(eye, Qt.MouseButton.LeftButton)
    assert view.pick((34, 9)) == ["lot-1"]


def test_the_context_menu_of_a_building_tells_its_walls(estate: MainWindow) -> None:
    estate.session.selection.set(["building-1"])
    estate.workspace._context_menu(estate.mapToGlobal(QPoint(300, 300)))
    menu = find(estate, "planContextMenu")
    names = [action.objectName() for action in menu.actions()]
    assert names[:3] == ["action_tool_wall_kinds", "action_tool_window", "action_tool_doorway"]
    menu.close()


def test_the_tool_bar_keeps_its_height_whichever_tool_is_in_hand(estate: MainWindow) -> None:
    """A plan that jumps by two pixels under the mouse is not what was pointed at."""
    heights = set()
    for tool in ("select", "hydrant", "cable_route", "lot"):
        estate.workspace.take_tool(tool)
        QApplication.processEvents()
        heights.add(find(estate, "toolBar").height())
    assert len(heights) == 1
