"""Boxes, cables, conduits, trenches and earthing against sums made by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from chargeplan.costing.installing import Plant, power_limits
from chargeplan.costing.quantities import Installation, Trench, WorkItem, measure_quantities
from chargeplan.engineering.figures import figures_of
from chargeplan.engineering.supply import BoxLoad, DeviceLoad, ElementLoad, Supply, design_supply
from chargeplan.i18n import LANGUAGES
from chargeplan.model.bill_settings import BillEdition
from chargeplan.model.equipment import SupplySettings
from chargeplan.model.project import Project
from chargeplan.model.scheme import Scheme
from chargeplan.model.site import FireLane, Green, Road, Site, SupplyPoint
from chargeplan.reference.catalogue import load_catalogue
from chargeplan.reference.electricity import load_electrical_tables
from chargeplan.reference.price_books import load_price_book
from chargeplan.reference.work_items import load_work_items

SOURCE = SupplyPoint("supply-1", (0, 0))


def measured(
    supply: Supply,
    trenches: tuple[Trench, ...] = (),
    *,
    site: Site | None = None,
    edition: BillEdition = BillEdition.GB_2013,
) -> dict[str, WorkItem]:
    """Return what a supply alone comes to, by line."""
    scheme = Scheme("scheme-1")
    project = Project(site=site or Site(), schemes=(scheme,))
    installation = Installation(supply=supply, tables=load_electrical_tables(), trenches=trenches)
    items = measure_quantities(
        project, scheme, (), (), load_catalogue(), load_work_items(edition), installation
    )
    return {item.id: item for item in items}


def of_kind(items: dict[str, WorkItem], kind: str) -> list[WorkItem]:
    return [item for item in items.values() if item.kind.id == kind]


def quantity(items: dict[str, WorkItem], kind: str) -> str:
    """Return the one line of a kind."""
    lines = of_kind(items, kind)
    assert len(lines) == 1, [line.id for line in lines]
    return str(lines[0].quantity)


def worked_shed(source: SupplyPoint | None = None, feeder_plan_m: float | None = None) -> Supply:
    """Return the supply of 12.00 × 2.00 m: piles at x = 3 and 9, box at x = −0.50, last lamp at x = 10."""
    element = ElementLoad(
        "shed-1", "Shed 1", (DeviceLoad(10, 3.5), DeviceLoad(10, 9.5)), lit_m2=24.0, run_m=10.5
    )
    return design_supply(
        [BoxLoad("shed-1", "Shed 1", (element,), feeder_plan_m)],
        source,
        SupplySettings(),
        load_electrical_tables(),
    )


def yuanxi() -> Supply:
    """Return six sheds at 35, 60, 85, 110, 45 and 90 m, soil ρ 2.5 at 25 °C, six feeders touching."""
    ports = ((10, 10),) * 4 + ((10, 10, 6), (10, 10, 4))
    loads = [
        BoxLoad(
            f"shed-{n}",
            f"Shed {n}",
            (ElementLoad(f"shed-{n}", "", tuple(DeviceLoad(count, 11.0) for count in devices)),),
            float(way),
        )
        for n, (devices, way) in enumerate(zip(ports, (35, 60, 85, 110, 45, 90), strict=True), 1)
    ]
    settings = SupplySettings(
        laying_id="D1_25", soil_temperature_c=25, cables_together=6, third_harmonic_percent=0
    )
    return design_supply(loads, SOURCE, settings, load_electrical_tables())


def test_the_worked_shed_to_the_last_decimal() -> None:
    """Piles .70 + 3.50 + .80 = 5.00 and .70 + 9.50 + .80 = 11.00; (16.00 + 4 × 1.50) × 1.025 = 22.55.

    Conduit 16.00; four heads. Lights .70 + .50 + 10.00 = 11.20; wire 3 × (11.20 + 1.00) = 36.60. Three
    electrodes, (2 × 5.00 + 1.50) × 1.039 = 11.9485. One box, one test of each.
    """
    items = measured(worked_shed())
    assert str(items["cable_yjv_3x6_b2"].quantity) == "22.55"
    assert quantity(items, "cable_heads") == "4"
    assert str(items["conduit_sc32_b2_charging"].quantity) == "16.00"
    assert str(items["conduit_sc20_bv_b1_lighting"].quantity) == "11.20"
    assert quantity(items, "wire") == "36.60"
    assert quantity(items, "earth_rods") == "3"
    assert quantity(items, "earth_bar") == "11.95"
    assert quantity(items, "distribution_box") == "1"
    assert (quantity(items, "supply_test"), quantity(items, "earth_test")) == ("1", "1")
    assert not of_kind(items, "cable_test")


def test_charging_devices_are_limited_to_the_demand_of_their_circuits() -> None:
    """10 sockets 10·0.3·0.9 = 2.70 kW, 6 sockets 6·0.3·0.9 = 1.62, 4 sockets 4·0.3 = 1.20 kW."""
    figures = figures_of(load_catalogue())
    words = power_limits(Plant(yuanxi(), load_electrical_tables(), (), figures))
    assert words["en"] == "10 sockets 2.70 kW, 6 sockets 1.62 kW, 4 sockets 1.20 kW"
    assert set(power_limits(None)) == set(LANGUAGES)
    charger = load_work_items(BillEdition.GB_2013).item("charger")
    assert "power_limits" in charger.gaps


def test_cables_without_halogens_are_priced_as_of_their_own_type() -> None:
    """15 % more than YJV of the same size: 66.00·1.15 = 75.90, 24.00·1.15 = 27.60 a metre."""
    settings = SupplySettings(halogen_free=True)
    element = ElementLoad("shed-1", "Shed 1", (DeviceLoad(10, 3.5),), lit_m2=24.0, run_m=10.5)
    load = BoxLoad("shed-1", "Shed 1", (element,), 20.0)
    items = measured(design_supply([load], SOURCE, settings, load_electrical_tables()))
    cables = {item.id: item for item in of_kind(items, "cable")}
    assert set(cables) == {"cable_wdz_yjy_5x10_d1_15", "cable_wdz_yjy_3x6_b2"}
    assert "WDZ-YJY-0.6/1kV-5×10" in cables["cable_wdz_yjy_5x10_d1_15"].features("zh_CN")
    book = load_price_book("reference_2025")
    prices = [book.price(f"cable_{name}", "m") for name in ("wdz_yjy_5x10", "wdz_yjy_3x6")]
    assert [str(price.price_cny) for price in prices if price is not None] == ["75.90", "27.60"]
    assert {item.price_ids[0] for item in cables.values()} == {"cable_wdz_yjy_5x10", "cable_wdz_yjy_3x6"}


def test_six_feeders_are_rounded_once() -> None:
    """(425 + 6 × 5.4) × 1.025 = 468.835 m, half-up 468.84; twelve heads; six tests; ducts 425 + 6 × 2.40."""
    items = measured(yuanxi())
    feeder = items["cable_yjv_5x10_d1_25"]
    assert str(feeder.quantity) == "468.84"
    assert sum(part.value for part in feeder.contributions) == Decimal("468.835")
    assert str(items["cable_heads_5x10"].quantity) == "12"
    assert quantity(items, "cable_test") == "6"
    assert quantity(items, "cable_duct") == "439.40"


def test_the_length_of_every_cable_is_that_of_the_schedule() -> None:
    """The bill's printed sum and the cable schedule's total are the same number, cable by cable."""
    supply = yuanxi()
    tables = load_electrical_tables()
    billed = [part.value for item in of_kind(measured(supply), "cable") for part in item.contributions]
    scheduled = [
        cable.length.total_m
        for cable in supply.cables
        if not tables.laying(cable.laying_id).single_cores and cable.id != supply.main.cable.id
    ]
    assert sorted(billed) == sorted(scheduled)


def test_sums_read_like_the_schedule() -> None:
    """Plan, vertical and ends, then the slack on all of them."""
    items = measured(yuanxi())
    texts = [part.sum_text for part in items["cable_yjv_5x10_d1_25"].contributions]
    assert texts[0] == "(35.00 + 2.40 + 3.00) × 1.025"


def test_every_contribution_leads_to_what_is_fed() -> None:
    """A branch leads to its shed; a feeder to the box, which is the shed's own here."""
    items = measured(yuanxi())
    for item in items.values():
        for part in item.contributions:
            assert set(part.element_ids) <= {f"shed-{n}" for n in range(1, 7)} | {"supply-1"}
            assert "" not in part.element_ids


def test_features_tell_model_size_laying_and_protection() -> None:
    """Nothing generic: section, conduit, laying, breakers with their residual currents, in both languages."""
    items = measured(yuanxi())
    for item in items.values():
        for language in LANGUAGES:
            assert "{" not in item.title(language) + item.features(language)
    cable = items["cable_yjv_5x10_d1_25"].features("zh_CN")
    assert "YJV-0.6/1kV-5×10" in cable and "埋地穿管" in cable and "或相当于" in cable
    box = of_kind(items, "distribution_box")[0].features("en")
    assert "Incoming: Isolating switch 32 A/4P" in box and "RCD 30 mA type A" in box
    assert "300 mA" not in box  # as in the diagram, the feeder's breaker sits in the main box
    main = items["main_box"].features("en")
    assert "50 A" in main and "6 × C32 A/4P" in main and "RCD 300 mA type A delayed" in main


def test_boxes_with_other_breakers_are_lines_of_their_own() -> None:
    """Four sheds have two piles, two have three: two lines with one code and two features."""
    boxes = of_kind(measured(yuanxi()), "distribution_box")
    assert sorted(int(box.quantity) for box in boxes) == [2, 4]
    assert len({box.features("zh_CN") for box in boxes}) == 2
    assert len({box.code for box in boxes}) == 1


def test_a_box_without_feeder_says_that_it_is_open() -> None:
    """No supply point is drawn, so nothing is known of what comes in."""
    box = of_kind(measured(worked_shed()), "distribution_box")[0]
    assert "once a supply point is drawn" in box.features("en")
    assert "main_box" not in measured(worked_shed())
    assert "main_box" in measured(worked_shed(SOURCE, 20.0))


TRENCHES = (
    Trench(((0, 0), (30, 0)), 30.0, 2, ("shed-1", "shed-2")),
    Trench(((30, 0), (30, 12.5)), 12.5, 1, ("shed-1",)),
    Trench(((30, 0), (40, 0)), 10.0, 8, ("shed-2",)),
)


def test_trenches_are_dug_once_however_many_cables_share_them() -> None:
    """30.00 + 12.50 m at 0.50, 10.00 m at 8 × 0.08 = 0.64 m: 42.5 × .5 × .8 + 10 × .64 × .8 = 22.12 m³.

    Sand 0.20 m: removal 42.5 × .5 × .2 + 10 × .64 × .2 = 5.53; backfill 16.59; sand and cover 52.50 m.
    """
    items = measured(yuanxi(), TRENCHES)
    found = [quantity(items, f"trench_{what}") for what in ("excavation", "backfill", "removal", "sand")]
    assert found == ["22.12", "16.59", "5.53", "52.50"]
    assert items["trench_sand"].contributions[0].element_ids == ("shed-1", "shed-2")


def test_green_over_a_trench_is_laid_anew() -> None:
    """A green 10 m wide is crossed at 0.50 m: 5.00 m² of turf, and nothing is cleared for good."""
    site = Site(greens=(Green("green-1", ((5, -3), (15, -3), (15, 3), (5, 3))),))
    items = measured(yuanxi(), TRENCHES[:1], site=site)
    assert quantity(items, "green_restored") == "5.00"
    assert "green_cleared" not in items


def test_paving_over_a_trench_is_broken_out_and_laid_anew() -> None:
    """30.00 m of trench 0.50 m wide cross a road of 4.00 m: 4.00 × 0.50 = 2.00 m², 0.30 m³ of rubble.

    Dug 30.00 × .50 × .80 − .30 = 11.70, back 30.00 × .50 × .60 − .30 = 8.70, away 3.00 m³.
    """
    site = Site(roads=(Road("road-1", ((10, -20), (10, 20)), 4.0),))
    items = measured(yuanxi(), TRENCHES[:1], site=site)
    names = ("paving", "debris", "repaving", "excavation", "backfill", "removal", "sand")
    found = [quantity(items, f"trench_{name}") for name in names]
    assert found == ["2.00", "0.30", "2.00", "11.70", "8.70", "3.00", "30.00"]
    codes = [items[f"trench_{name}"].code for name in names[:3]]
    assert codes == ["041001001", "040103002", "040203007"]
    assert items["trench_excavation"].contributions[0].sum_text == "30.00 × 0.50 × 0.80 − 2.00 × 0.15"


def test_a_fire_lane_on_a_road_counts_once_and_lawn_is_no_paving() -> None:
    """Lane and road of 4.00 m on each other, half of them lawn: (4.00 − 2.00) × 0.50 = 1.00 m² of each."""
    site = Site(
        roads=(Road("road-1", ((10, -20), (10, 20)), 4.0),),
        fire_lanes=(FireLane("lane-1", ((10, -20), (10, 20)), 4.0),),
        greens=(Green("green-1", ((8, -3), (10, -3), (10, 3), (8, 3))),),
    )
    items = measured(yuanxi(), TRENCHES[:1], site=site)
    assert quantity(items, "trench_paving") == quantity(items, "green_restored") == "1.00"


def test_nothing_is_trenched_without_a_network() -> None:
    """No ways, no earthworks."""
    assert not any(item.kind.id.startswith("trench") for item in measured(yuanxi()).values())


@pytest.mark.parametrize("edition", list(BillEdition))
def test_codes_are_those_of_one_edition(edition: BillEdition) -> None:
    """Cable 030408001 and heads 030408006 in 2013, 030409001 and 030409003 in 2024; others are open there."""
    items = measured(yuanxi(), TRENCHES, edition=edition)
    codes = {item.kind.id: item.code for item in items.values()}
    if edition is BillEdition.GB_2013:
        assert (codes["cable"], codes["cable_heads"]) == ("030408001", "030408006")
        assert all(codes.values())
    else:
        assert (codes["cable"], codes["cable_heads"]) == ("030409001", "030409003")
        assert not codes["distribution_box"] and not codes["trench_sand"]


def test_a_thinner_protective_core_is_written_out() -> None:
    """4×25+1×16, by which it is priced too."""
    supply = yuanxi()
    box = supply.boxes[0]
    assert box.feeder is not None
    cable = replace(box.feeder.cable, section_mm2=25.0, pe_mm2=16.0)
    boxes = (replace(box, feeder=replace(box.feeder, cable=cable)), *supply.boxes[1:])
    items = measured(replace(supply, boxes=boxes))
    line = items["cable_yjv_4x25+1x16_d1_25"]
    assert "4×25+1×16" in line.features("en")
    assert line.price_ids == ("cable_yjv_4x25+1x16", "cable")
