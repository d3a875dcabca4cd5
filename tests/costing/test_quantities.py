"""Quantities against sums made by hand, above all the single shed of 12.00 × 2.00 m."""

from __future__ import annotations

import ast
import operator
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

import pytest

from chargeplan.analysis import Analysis, analyse, load_references
from chargeplan.costing.quantities import WorkItem, measurable_items, measure_quantities
from chargeplan.errors import ReferenceDataError
from chargeplan.i18n import LANGUAGES
from chargeplan.model.equipment import FireProtection, HazardClass
from chargeplan.model.modules import GroupRule
from chargeplan.model.project import Project
from chargeplan.model.scheme import Lot, Scheme, Shed
from chargeplan.model.site import Green, Site
from chargeplan.reference.catalogue import load_catalogue
from chargeplan.reference.work_items import load_work_items
from chargeplan.units import round_half_up

SINGLE = Shed("shed-1", (0, 0), 0, 12.0, 2.0)
DOUBLE = Shed("shed-2", (0, 20), 0, 6.0, 3.2, 2)
FILLED = Lot("lot-1", ((0, 40), (20, 40), (20, 46), (0, 46)), filled=True)


def analysed(*elements: Shed | Lot, **scheme: object) -> Analysis:
    """Return the analysis of a scheme of these sheds and lots: compact module, a socket for every stall."""
    chosen = {"module_id": "compact", "socket_ratio": Fraction(1), **scheme}
    plan = Scheme(
        "scheme-1",
        lots=tuple(element for element in elements if isinstance(element, Lot)),
        sheds=tuple(element for element in elements if isinstance(element, Shed)),
        **chosen,
    )
    return analyse(Project(schemes=(plan,)))


def by_id(analysis: Analysis) -> dict[str, WorkItem]:
    return {item.id: item for item in analysis.quantities}


@pytest.fixture(scope="module")
def worked() -> dict[str, WorkItem]:
    """The worked shed: 12.00 × 2.00 m, 20 stalls of 0.60 m, 20 sockets."""
    return by_id(analysed(SINGLE))


@pytest.mark.parametrize(
    ("item", "quantity", "unit"),
    [
        # frames at 0.50, 3.25, 6.00, 8.75, 11.50: (12 − 1) / 2.75 = 4 bays, 5 frames, 5 columns
        ("columns", "0.183", "t"),  # 147.735 + 29.4375 + 5.652 = 182.82 kg
        ("rafters", "0.073", "t"),  # 5 × 2.0025 × 7.25 = 72.59 kg
        ("braces", "0.022", "t"),  # 5 × 1.00 × 4.43 = 22.15 kg
        ("purlins", "0.179", "t"),  # 4 × 12.00 × 3.73 = 179.04 kg
        ("charger_rail", "0.045", "t"),  # 12.00 × 3.73 = 44.76 kg
        ("bolts", "0.013", "t"),  # 20 × 0.40 × 1.58 = 12.64 kg
        ("excavation", "6.00", "m3"),  # 24.00 × 0.25
        ("pit_excavation", "4.00", "m3"),  # 5 × 1.00 × 1.00 × 0.80
        ("blinding", "0.50", "m3"),  # 5 × 1.00 × 1.00 × 0.10
        ("footings", "2.56", "m3"),  # 5 × 0.80³
        ("bedding", "2.08", "m3"),  # 2.40 − 5 × 0.64 × 0.10
        ("slab", "24.00", "m2"),
        ("backfill", "1.26", "m3"),  # 4.00 − 0.50 − 5 × 0.64 × 0.70
        ("soil_removal", "8.74", "m3"),  # 6.00 + 4.00 − 1.26
        ("formwork_footing", "12.80", "m2"),  # 5 × 4 × 0.80 × 0.80
        ("formwork_blinding", "2.00", "m2"),  # 5 × 4 × 1.00 × 0.10
        ("formwork_slab", "4.20", "m2"),  # 28.00 × 0.15
        ("rebar_footing", "0.022", "t"),  # 5 × 2 × 5 × 0.72 × 0.617 = 22.21 kg
        ("rebar_slab", "0.098", "t"),  # (61 × 1.92 + 11 × 11.92) × 0.395 = 98.05 kg
        ("scaffolding", "24.00", "m2"),  # the roof in plan
        ("roof", "24.03", "m2"),  # 12.00 × 2.00 × √1.0025
        ("gutter", "4.80", "m2"),  # 12.00 × 0.40
        ("downpipes", "4.40", "m"),  # 2 × 2.20
        ("marking", "54.00", "m"),  # 21 × 2.00 + 12.00
        ("stall_numbers", "20", "piece"),
        ("signs", "2", "board"),
        ("charger_pile_10", "2", "unit"),  # 20 / 10
        ("cable_yjv_3x6_b2", "22.55", "m"),  # (0.70 + 3.50 + 0.80 + 0.70 + 9.50 + 0.80 + 4 × 1.50) × 1.025
        ("cable_heads_3x6", "4", "piece"),  # 2 × 2
        ("conduit_sc32_b2_charging", "16.00", "m"),  # 5.00 + 11.00
        ("conduit_sc20_bv_b1_lighting", "11.20", "m"),  # 0.70 + 0.50 + 10.00
        ("wire_bv_2.5_lighting", "36.60", "m"),  # 3 × (11.20 + 1.00)
        ("earth_rods", "3", "rod"),
        ("earth_bar", "11.95", "m"),  # (2 × 5.00 + 1.50) × 1.039
        ("supply_test", "1", "system"),
        ("earth_test", "1", "system"),
        ("lamps", "3", "set"),  # 24 × 4.5 / 36 = 3
        ("extinguisher_powder", "2", "extinguisher"),  # 42 / 75 / 2 = 0.28, least 2
        ("extinguisher_water", "1", "extinguisher"),
        ("extinguisher_cabinet", "1", "group"),
        ("levelling", "24.00", "m2"),
        ("junction_boxes", "3", "piece"),  # one a lamp
        ("cameras", "2", "unit"),
        ("switches", "1", "unit"),
        ("recorder", "1", "unit"),
        ("pair_cable", "20.00", "m"),  # 2 × 3.00 + 12.00 + 2.00
        ("detectors", "2", "piece"),  # 12 / 8.57
        ("sprinkler_heads", "4", "piece"),  # 12 / 3.0
        ("sprinkler_pipe", "14.30", "m"),  # 12.00 + 2.30
        ("end_test", "1", "group"),
        ("water_test", "1", "point"),
        ("alarm_test", "1", "system"),
        ("camera_test", "1", "system"),
    ],
)
def test_the_worked_shed(worked: dict[str, WorkItem], item: str, quantity: str, unit: str) -> None:
    """Every quantity of the shed that was calculated by hand, to the last decimal of its unit."""
    assert (str(worked[item].quantity), worked[item].unit.id) == (quantity, unit)


def test_the_worked_shed_has_one_box(worked: dict[str, WorkItem]) -> None:
    """Two ways of 16 A for piles, one for lights, one for cameras and control; no feeder is known."""
    boxes = [item for item in worked.values() if item.kind.id == "distribution_box"]
    assert [str(box.quantity) for box in boxes] == ["1"]
    assert "Charging 2 × C16 A/2P" in boxes[0].features("en")
    assert boxes[0].element_ids == ("shed-1",)


def test_a_whole_plan_is_consistent() -> None:
    """Nothing that one item needs of another is missing for sheds and a lot together."""
    analysis = analysed(SINGLE, DOUBLE, replace(FILLED, old_paving=True, kerb_ramps=1))
    assert [fault.sentence("en") for fault in analysis.bill.inconsistencies] == []


def test_the_worked_shed_has_no_plain_sockets(worked: dict[str, WorkItem]) -> None:
    """The pile's own sockets are not billed again, and nothing of a site that has none of it."""
    assert not {"socket", "old_paving", "debris_removal", "kerb_ramps", "drain_ditch", "green_cleared"} & set(
        worked
    )


def test_the_worked_shed_has_the_codes_of_the_worked_example(worked: dict[str, WorkItem]) -> None:
    """Every code that the calculation by hand gives, and 040205007 of numbers, 040205006 of lines."""
    codes = {
        "columns": "010603003", "rafters": "010604001", "braces": "010606001", "purlins": "010606002",
        "charger_rail": "010606013", "bolts": "010516001", "excavation": "010101002",
        "pit_excavation": "010101004", "blinding": "010501001", "footings": "010501003",
        "bedding": "010404001", "slab": "010507002", "backfill": "010103001", "soil_removal": "010103002",
        "formwork_footing": "011702001", "scaffolding": "011701006", "rebar_footing": "010515001",
        "rebar_slab": "010515001",
        "roof": "010901002", "gutter": "010902007", "downpipes": "010902004", "marking": "040205006",
        "stall_numbers": "040205007", "cable_yjv_3x6_b2": "030408001", "cable_heads_3x6": "030408006",
        "conduit_sc32_b2_charging": "030411001", "wire_bv_2.5_lighting": "030411004",
        "earth_rods": "030409001", "earth_bar": "030409002", "earth_test": "030414011",
        "supply_test": "030414002",
    }  # fmt: skip
    assert {name: worked[name].code for name in codes} == codes


def test_the_worked_shed_adds_up_as_by_hand(worked: dict[str, WorkItem]) -> None:
    """Roofed 12.00 × 2.00 = 24.00, floor area half of it, gross 12.00 × 3.50 = 42.00 m², 2.10 a stall.

    Steel 182.8245 + 72.590625 + 22.15 + 179.04 + 44.76 = 501.365125 kg: 20.89 kg/m²; its five items, rounded
    one by one, come to 0.502 t. 20 sockets in 2 devices; 54.00 m of lines 0.10 m wide are 5.40 m².
    """
    totals = analysed(SINGLE).totals
    areas = (totals.roofed_area_m2, totals.floor_area_m2, totals.gross_area_m2)
    assert [str(area) for area in areas] == ["24.00", "12.00", "42.00"]
    assert (totals.stalls, totals.sockets, totals.chargers) == (20, 20, 2)
    assert round_half_up(totals.gross_area_m2 / totals.stalls, 2) == Decimal("2.10")
    frame = [worked[name] for name in ("columns", "rafters", "braces", "purlins", "charger_rail")]
    exact = sum(part.value for item in frame for part in item.contributions)
    assert round_half_up(exact * 1000, 2) == Decimal("501.37")
    assert round_half_up(exact * 1000 / 24, 2) == Decimal("20.89")
    assert sum(item.quantity for item in frame) == Decimal("0.502")
    assert worked["marking"].quantity * Decimal("0.10") == Decimal("5.4000")


def test_tests_of_alarms_and_cameras_tell_how_many_they_are_of(worked: dict[str, WorkItem]) -> None:
    """Two heat detectors and two cameras: features are of this plan, not of all that there may be."""
    assert "1. 点数：2 点（火灾探测器）" in worked["alarm_test"].features("zh_CN")
    assert "2. 范围：摄像机 2 台及录像设备" in worked["camera_test"].features("zh_CN")
    assert "保护半径 4.4 m（棚顶 30 m² 以内）、3.6 m（其余）" in worked["detectors"].features("zh_CN")


def test_the_marking_of_a_row_is_told_as_lines(worked: dict[str, WorkItem]) -> None:
    """21 lines between stalls and one of 12 m behind them, not 60 sides."""
    assert worked["marking"].contributions[0].sum_text == "21 × 2.00 + 12.00"


def test_what_is_dug_goes_back_or_away(worked: dict[str, WorkItem]) -> None:
    """6.00 + 4.00 = 1.26 + 8.74."""
    dug = worked["excavation"].quantity + worked["pit_excavation"].quantity
    assert dug == worked["backfill"].quantity + worked["soil_removal"].quantity


def test_a_double_shed() -> None:
    """6.00 × 3.20 m: 2 bays of 2.50 m, 3 frames; 6 purlins 0.64 m apart; two braces, gutters, slopes.

    Sloping depth 3.20 × √1.0025 = 3.2040; 20 stalls of which backs are shared: 11 × 3.20 + 6.00.
    """
    items = by_id(analysed(DOUBLE))
    found = {
        name: str(items[name].quantity)
        for name in ("rafters", "braces", "purlins", "gutter", "downpipes", "roof", "marking", "footings")
    }
    assert found == {
        "rafters": "0.070",  # 3 × 3.2040 × 7.25 = 69.69 kg
        "braces": "0.027",  # 3 × 2 × 1.00 × 4.43 = 26.58 kg
        "purlins": "0.134",  # 6 × 6.00 × 3.73 = 134.28 kg
        "gutter": "4.80",  # 2 × 6.00 × 0.40
        "downpipes": "8.80",  # 4 × 2.20
        "roof": "19.22",  # 6.00 × 3.2040 = 19.2240
        "marking": "41.20",
        "footings": "1.54",  # 3 × 0.512 = 1.536
    }


def test_a_shed_deeper_than_one_column_carries_stands_on_two() -> None:
    """5.00 m deep, 4.00 m a column: 3 frames of 2 columns, 6 footings of 0.512 m³."""
    items = by_id(analysed(replace(DOUBLE, depth_m=5.0)))
    assert str(items["footings"].quantity) == "3.07"


def test_quantities_are_rounded_once() -> None:
    """Three sheds of 0.1828245 t of columns make 0.548 t, not 3 × 0.183 = 0.549 t."""
    sheds = [replace(SINGLE, id=f"shed-{number}", origin=(0, 10 * number)) for number in (1, 2, 3)]
    assert str(by_id(analysed(*sheds))["columns"].quantity) == "0.548"


def test_a_filled_lot_is_billed_for_its_ground_marking_and_chargers() -> None:
    """A lot 20 × 6 m holds rows with their aisles: the floor is the lot's own ground and nothing beyond."""
    analysis = analysed(FILLED)
    items = by_id(analysis)
    stalls = len(analysis.lots[0].stalls)
    roofed = {"roof", "columns", "footings", "lamps", "detectors", "sprinkler_heads", "gutter"}
    assert not roofed & set(items)
    assert set(items) >= {
        "levelling", "excavation", "soil_removal", "bedding", "slab", "marking", "stall_numbers",
        "charger_pile_10", "extinguisher_powder", "extinguisher_water", "cameras",
    }  # fmt: skip
    assert items["levelling"].quantity == items["slab"].quantity
    assert items["stall_numbers"].quantity == stalls > 20
    assert items["charger_pile_10"].quantity == (Decimal(stalls) / 10).to_integral_value(ROUND_CEILING)
    assert Decimal(60) < items["slab"].quantity <= Decimal(120)
    assert items["bedding"].quantity == round(items["slab"].quantity / 10, 2)


def test_paved_ground_needs_no_floor() -> None:
    """Neither a filled lot that is paved nor a shed that stands wholly on one gets a floor."""
    paved = replace(FILLED, paved=True)
    assert "slab" not in by_id(analysed(paved))
    on_it = replace(SINGLE, origin=(1, 41))
    items = by_id(analysed(on_it, replace(paved, filled=False)))
    assert not {"slab", "excavation", "bedding", "rebar_slab", "formwork_slab"} & set(items)
    # pits from the paving down to −1.05: 5 × 1.05; backfill 5.25 − 0.50 − 5 × 0.64 × 0.80 = 2.19
    assert (str(items["pit_excavation"].quantity), str(items["backfill"].quantity)) == ("5.25", "2.19")
    assert "slab" in by_id(analysed(replace(SINGLE, origin=(15, 41)), replace(paved, filled=False)))


def test_old_paving_is_broken_out_and_not_dug_once_more() -> None:
    """A shed half on old paving: 12.00 m² of 150 mm broken, 1.80 m³ of rubble; 6.00 − 1.80 = 4.20 m³ are dug.

    Backfill stays 1.26, so 4.20 + 4.00 − 1.26 = 6.94 m³ of soil go away.
    """
    lot = Lot("lot-1", ((0, -5), (6, -5), (6, 5), (0, 5)), old_paving=True)
    items = by_id(analysed(SINGLE, lot))
    found = {
        name: str(items[name].quantity)
        for name in ("old_paving", "debris_removal", "excavation", "backfill", "soil_removal")
    }
    assert found == {
        "old_paving": "12.00", "debris_removal": "1.80", "excavation": "4.20", "backfill": "1.26",
        "soil_removal": "6.94",
    }  # fmt: skip
    assert items["old_paving"].contributions[0].element_id == "shed-1"


def test_a_filled_lot_on_old_paving() -> None:
    """Its whole floor is broken out; of 250 mm only 100 are dug."""
    plain, broken = by_id(analysed(FILLED)), by_id(analysed(replace(FILLED, old_paving=True)))
    floor = plain["slab"].quantity
    assert broken["old_paving"].quantity == floor
    assert broken["debris_removal"].quantity == round_half_up(floor * Decimal("0.15"), 2)
    assert broken["excavation"].quantity == round_half_up(floor * Decimal("0.10"), 2)
    assert broken["excavation"].quantity == broken["soil_removal"].quantity
    assert "old_paving" not in by_id(analysed(replace(FILLED, old_paving=True, paved=True)))


def test_demolished_masonry_is_carried_away_from_any_lot() -> None:
    """37.5 m³ on a lot that nothing is marked on: broken up and hauled, and it leads to that lot."""
    items = by_id(analysed(replace(FILLED, filled=False, demolished_m3=37.5)))
    assert set(items) == {"demolished_masonry", "debris_removal"}
    assert {str(item.quantity) for item in items.values()} == {"37.50"}
    assert items["debris_removal"].element_ids == ("lot-1",)


def test_kerb_ramps_of_sheds_and_lots() -> None:
    """Two at the shed, one at the lot: 3 × 1.50 × 1.20 = 5.40 m²."""
    items = by_id(analysed(replace(SINGLE, kerb_ramps=2), replace(FILLED, filled=False, kerb_ramps=1)))
    assert str(items["kerb_ramps"].quantity) == "5.40"
    assert items["kerb_ramps"].element_ids == ("shed-1", "lot-1")


def test_a_drain_ditch_runs_along_every_gutter() -> None:
    """12.00 m at the single shed; 2 × 6.00 at the double one."""
    sheds = (replace(SINGLE, drain_ditch=True), replace(DOUBLE, drain_ditch=True))
    assert str(by_id(analysed(*sheds))["drain_ditch"].quantity) == "24.00"
    assert "drain_ditch" not in by_id(analysed(SINGLE))


@pytest.mark.parametrize(
    ("roof", "item", "quantity", "code"),
    [
        ("steel_sheet", "roof", "24.03", "010901002"),
        ("sandwich_rock_wool", "roof_sandwich", "24.03", "010901002"),
        ("pc_sheet", "roof_pc", "24.03", "010901003"),
        ("membrane", "roof_membrane", "24.00", "010901005"),
    ],
)
def test_each_roof_has_its_own_code_and_rule(roof: str, item: str, quantity: str, code: str) -> None:
    """Sheets by the sloping area 12.00 × 2.0025, a membrane by its plan; the class stands in the features."""
    items = by_id(analysed(replace(SINGLE, roof_id=roof)))
    assert {name for name in items if name.startswith("roof")} == {item}
    assert (str(items[item].quantity), items[item].code) == (quantity, code)
    fire_class = load_catalogue().roof(roof).fire_class
    assert f"class {fire_class}" in items[item].features("en")


def test_a_membrane_brings_its_own_frame() -> None:
    """Footings and bolts stay; columns, rafters, braces and purlins are in the membrane's rate."""
    items = by_id(analysed(SINGLE, roof_id="membrane"))
    assert not {"columns", "rafters", "braces", "purlins"} & set(items)
    assert {"footings", "bolts", "charger_rail"} <= set(items)


def test_a_higher_shed_has_longer_columns_and_downpipes() -> None:
    """Headroom 2.70 m, 0.50 over the assumed: 5 × 2.95 × 12.06 = 177.885 + 35.0895 kg; 2 × 2.70 m of pipe.

    It is a line of its own beside columns of 2.45 m, and says how long its columns are.
    """
    items = by_id(analysed(SINGLE, replace(SINGLE, id="shed-2", origin=(0, 9), headroom_m=2.7)))
    assert (str(items["columns"].quantity), str(items["columns_2950"].quantity)) == ("0.183", "0.213")
    assert "2.95 m" in items["columns_2950"].features("en")
    assert str(items["downpipes"].quantity) == "9.80"  # 4.40 + 5.40
    assert items["columns_2950"].price_ids == ("columns",)


def test_green_that_is_taken_is_laid_elsewhere() -> None:
    """A shed with 3 of its 12 m on a green: 6.00 m² cleared and 6.00 m² turfed."""
    site = Site(greens=(Green("green-1", ((-2, -2), (3, -2), (3, 5), (-2, 5))),))
    scheme = Scheme("scheme-1", sheds=(SINGLE,), module_id="compact")
    items = by_id(analyse(Project(site=site, schemes=(scheme,))))
    assert (str(items["green_cleared"].quantity), str(items["green_restored"].quantity)) == ("6.00", "6.00")
    assert items["green_restored"].kind.chapter.works.id == "planting"


def test_panels_between_groups_are_billed() -> None:
    """12.00 m in groups of ten with panels: one of 2.00 m, 1.50 m high; none where panels are not allowed."""
    group = GroupRule(10, 20.0, 2.0, panels=True)
    items = by_id(analysed(SINGLE, group=group))
    assert str(items["group_panels"].quantity) == "3.00"
    assert items["group_panels"].contributions[0].sum_text == "1 × 2.00 × 1.50"
    assert "group_panels" not in by_id(analysed(SINGLE, group=replace(group, panels=False)))


def test_plain_sockets_are_counted_one_by_one() -> None:
    """20 sockets without a device are 20 sockets, and no appliance."""
    items = by_id(analysed(SINGLE, charger_id="socket"))
    assert (str(items["socket"].quantity), items["socket"].unit.id) == ("20", "piece")
    assert items["socket"].code == "030404035"
    assert not any(name.startswith("charger_s") for name in items)


def test_severe_hazard_has_larger_extinguishers() -> None:
    """Medium: MFZ/ABC4; severe: MFZ/ABC5, a line of its own."""
    items = by_id(analysed(SINGLE, fire=FireProtection(hazard=HazardClass.SEVERE)))
    assert "extinguisher_powder" not in items
    assert "ABC5" in items["extinguisher_powder_5"].features("en")


def test_existing_and_unfilled_things_are_never_billed() -> None:
    """A plan of things that exist already, and a lot that nothing is marked on, has no bill."""
    analysis = analysed(
        replace(SINGLE, existing=True),
        replace(FILLED, existing=True),
        replace(FILLED, id="lot-2", ring=((0, 60), (20, 60), (20, 66), (0, 66)), filled=False),
    )
    assert analysis.quantities == ()
    assert analysis.totals.existing_stalls > 20


def test_a_shed_without_sockets_has_no_rail_and_no_charger_but_light() -> None:
    """With a ratio of 0 nothing hangs on the rail; lamps still need a box."""
    items = by_id(analysed(SINGLE, socket_ratio=Fraction(0)))
    assert not {"charger_rail", "charger_pile_10"} & set(items)
    assert "lamps" in items
    assert any(name.startswith("distribution_box") for name in items)


def test_devices_of_different_kinds_are_lines_of_their_own() -> None:
    """20 sockets by piles of ten: 2; 20 by points of two: 10. One code, two features."""
    items = by_id(analysed(SINGLE, replace(DOUBLE, charger_id="point_2")))
    assert (items["charger_pile_10"].quantity, items["charger_point_2"].quantity) == (2, 10)
    assert items["charger_pile_10"].code == items["charger_point_2"].code
    assert items["charger_pile_10"].features() != items["charger_point_2"].features()


def test_devices_are_counted_shed_by_shed() -> None:
    """Two sheds of 12 sockets need 2 piles of ten each, not 3 together; the panel says the same."""
    sheds = [
        replace(SINGLE, id=name, origin=(0, y), length_m=7.2) for name, y in (("shed-1", 0), ("shed-2", 9))
    ]
    analysis = analysed(*sheds)
    assert by_id(analysis)["charger_pile_10"].quantity == analysis.totals.chargers == 4


_OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def worked_out(text: str) -> Decimal:
    """Work a printed sum out by its text alone."""

    def value(node: ast.expr) -> Decimal:
        if isinstance(node, ast.BinOp):
            return _OPERATORS[type(node.op)](value(node.left), value(node.right))
        if isinstance(node, ast.Call):
            arguments = [value(argument) for argument in node.args]
            if node.func.id == "MAX":
                return max(arguments)
            assert node.func.id == "ROUNDUP"
            return arguments[0].to_integral_value(ROUND_CEILING)
        return Decimal(str(ast.literal_eval(node)))

    return value(ast.parse(text.replace("×", "*").replace("−", "-"), mode="eval").body)


def test_every_printed_sum_gives_the_value_that_is_billed() -> None:
    """The quantity sheet can be checked with a pocket calculator."""
    sheds = (SINGLE, DOUBLE, replace(SINGLE, id="shed-3", origin=(0, 30), length_m=15.24, angle_degrees=33))
    checked = 0
    for item in analysed(*sheds, FILLED).quantities:
        for part in item.contributions:
            assert worked_out(part.sum_text) == part.value, part
            checked += 1
        assert round(float(sum(part.value for part in item.contributions)), 6) == pytest.approx(
            float(item.quantity), abs=0.5 * 10**-item.decimals + 1e-9
        )
    assert checked > 90


def test_features_have_no_gap_left_and_name_real_sizes(worked: dict[str, WorkItem]) -> None:
    """Thickness, grade and section stand in the features in both languages."""
    for item in worked.values():
        for language in LANGUAGES:
            assert "{" not in item.title(language) + item.features(language)
    slab = worked["slab"].features("zh_CN")
    assert "150 mm" in slab and "C25" in slab
    assert "□100×4" in worked["columns"].features("en")
    assert "60×40×2.5" in worked["purlins"].features("zh_CN")
    assert "M16×400" in worked["bolts"].features("zh_CN")


def test_order_is_chapter_then_code() -> None:
    """土建 before 安装 before 措施, codes rising inside each."""
    items = analysed(DOUBLE, SINGLE, FILLED).quantities
    chapters = [chapter.id for chapter in load_work_items().chapters]
    keys = [(chapters.index(item.kind.chapter.id), item.code) for item in items]
    assert keys == sorted(keys)


def test_every_item_of_the_book_can_be_measured() -> None:
    """The shipped book and the measuring rules name the same items."""
    assert {item.id for item in load_work_items().items} == measurable_items()


def test_an_item_that_nothing_measures_is_told() -> None:
    """A book with an unknown item is an error with its name, not a line left out in silence."""
    book = load_work_items()
    strange = replace(book, items=(replace(book.items[0], id="fountain"),))
    project = Project()
    with pytest.raises(ReferenceDataError) as told:
        measure_quantities(project, project.active_scheme, (), (), load_catalogue(), strange)
    assert told.value.values["name"] == "fountain"


def test_a_feature_that_names_an_unknown_figure_is_told() -> None:
    """A gap without a figure names the item and the figure."""
    references = load_references(Project())
    book = references.work_items
    kind = next(item for item in book.items if item.id == "slab")
    broken = replace(kind, features={"zh_CN": "{no_such_m}", "en": "{no_such_m}"})
    items = tuple(broken if item.id == "slab" else item for item in book.items)
    project = Project(schemes=(Scheme("scheme-1", sheds=(SINGLE,)),))
    with pytest.raises(ReferenceDataError) as told:
        analyse(project, replace(references, work_items=replace(book, items=items)))
    assert (told.value.values["item"], told.value.values["name"]) == ("slab", "no_such_m")


def test_an_empty_plan_has_no_work() -> None:
    """Nothing planned, nothing billed."""
    assert analyse(Project()).quantities == ()
