"""A whole bill has nothing to tell; each thing that is taken out of it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from chargeplan.costing.consistency import Inconsistency, inconsistencies
from chargeplan.costing.quantities import Installation, Trench, WorkItem, measure_quantities
from chargeplan.engineering.capacity import lot_capacity, shed_capacity
from chargeplan.engineering.fire_kit import fire_kit
from chargeplan.engineering.supply import BoxLoad, DeviceLoad, ElementLoad, design_supply
from chargeplan.i18n import LANGUAGES
from chargeplan.model.equipment import SupplySettings
from chargeplan.model.project import Project
from chargeplan.model.scheme import Lot, Scheme, Shed
from chargeplan.model.site import Green, Site, SupplyPoint
from chargeplan.reference.catalogue import load_catalogue
from chargeplan.reference.electricity import load_electrical_tables
from chargeplan.reference.rule_sets import load_rule_set
from chargeplan.reference.work_items import load_work_items
from chargeplan.units import round_half_up

BOOK = load_work_items()


def whole_bill() -> tuple[WorkItem, ...]:
    """Return a bill in which most things occur: two sheds, a filled lot, old paving, green, feeders."""
    scheme = Scheme(
        "scheme-1",
        lots=(
            Lot("lot-1", ((0, -5), (6, -5), (6, 5), (0, 5)), old_paving=True, demolished_m3=20.0),
            Lot("lot-2", ((0, 40), (20, 40), (20, 46), (0, 46)), filled=True),
        ),
        sheds=(
            Shed("shed-1", (0, 0), 0, 12.0, 2.0, drain_ditch=True),
            Shed("shed-2", (0, 20), 0, 12.0, 2.0, roof_id="pc_sheet", kerb_ramps=1),
        ),
        module_id="compact",
    )
    site = Site(greens=(Green("green-1", ((8, 18), (14, 18), (14, 30), (8, 30))),))
    project = Project(site=site, schemes=(scheme,))
    catalogue, tables = load_catalogue(), load_electrical_tables()
    sheds = tuple(shed_capacity(shed, scheme, catalogue) for shed in scheme.sheds)
    lots = tuple(lot_capacity(lot, site, scheme, catalogue, load_rule_set("shanghai")) for lot in scheme.lots)
    loads = [
        BoxLoad(name, name, (ElementLoad(name, name, (DeviceLoad(10, 9.5),), lit_m2=lit, run_m=10.5),), 30.0)
        for name, lit in (("shed-1", 24.0), ("shed-2", 24.0), ("lot-2", 0.0))
    ]
    supply = design_supply(loads, SupplyPoint("supply-1", (0, 0)), SupplySettings(), tables)
    trench = Trench(((0, 0), (30, 0)), 30.0, 3, ("shed-1", "shed-2", "lot-2"))
    kit = fire_kit(scheme, sheds, lots, catalogue)
    return measure_quantities(
        project, scheme, sheds, lots, catalogue, BOOK, Installation(kit, supply, tables, (trench,))
    )


WHOLE = whole_bill()


def told(items: tuple[WorkItem, ...]) -> tuple[Inconsistency, ...]:
    return inconsistencies(items, BOOK)


def without(kind: str) -> tuple[WorkItem, ...]:
    """Return the bill less all lines of a kind."""
    left = tuple(item for item in WHOLE if item.kind.id != kind)
    assert len(left) < len(WHOLE)
    return left


def changed(kind: str, change: Callable[[WorkItem], WorkItem]) -> tuple[WorkItem, ...]:
    return tuple(change(item) if item.kind.id == kind else item for item in WHOLE)


def test_a_whole_bill_has_nothing_to_tell() -> None:
    """Every need is met for every element that counts."""
    assert [fault.sentence("en") for fault in told(WHOLE)] == []


NEEDED = sorted({(item.kind.id, needed) for item in WHOLE for needed in item.needs})


@pytest.mark.parametrize(("kind", "needed"), NEEDED)
def test_what_an_item_needs_is_missed(kind: str, needed: str) -> None:
    """Each need is broken by taking out what is needed; the sentence names both in every language."""
    faults = [
        fault
        for fault in told(without(needed))
        if fault.code == "missing_item" and fault.item_ids[1] == needed
    ]
    of_kind = {item.id for item in WHOLE if item.kind.id == kind}
    assert of_kind & {fault.item_ids[0] for fault in faults}
    for fault in faults:
        assert fault.element_ids
        for language in LANGUAGES:
            assert BOOK.item(needed).title[language] in fault.sentence(language)


def test_the_needs_that_people_ask_for_are_among_them() -> None:
    """Concrete needs formwork, cable heads, conduit, trench and backfill, digging a place to go."""
    assert {
        ("footings", "formwork_footing"), ("blinding", "formwork_blinding"), ("slab", "formwork_slab"),
        ("cable", "cable_heads"), ("cable", "conduit"), ("cable", "cable_duct"), ("cable", "trench_backfill"),
        ("excavation", "soil_removal"), ("pit_excavation", "backfill"),
        ("demolished_masonry", "debris_removal"),
    } <= set(NEEDED)  # fmt: skip


def test_a_need_is_for_each_element() -> None:
    """Formwork of one of two sheds left out is told for that shed alone."""
    items = changed("formwork_footing", lambda item: replace(item, contributions=item.contributions[:1]))
    fault = next(fault for fault in told(items) if fault.code == "missing_item")
    assert (fault.item_ids, fault.element_ids) == (("footings", "formwork_footing"), ("shed-2",))


def test_what_is_dug_goes_back_or_away() -> None:
    """A cubic metre less is taken away than is dug."""

    def less(item: WorkItem) -> WorkItem:
        first, *others = item.contributions
        return replace(item, contributions=(replace(first, value=first.value - 1), *others))

    fault = next(fault for fault in told(changed("soil_removal", less)) if fault.code == "earthworks")
    assert "m³ are dug" in fault.sentence("en")


def test_every_cable_has_two_heads() -> None:
    """Three feeders and three branches have twelve ends; two heads fewer are told."""

    def less(item: WorkItem) -> WorkItem:
        return replace(item, contributions=item.contributions[1:], quantity=item.quantity - 2)

    assert sum(item.quantity for item in WHOLE if item.kind.id == "cable_heads") == 12
    first = next(item for item in WHOLE if item.kind.id == "cable_heads")
    items = tuple(less(item) if item is first else item for item in WHOLE)
    fault = next(fault for fault in told(items) if fault.code == "heads_of_cables")
    assert "10.000 cable heads are billed for 12.000" in fault.sentence("en")


def test_a_line_is_the_sum_of_its_parts() -> None:
    """A quantity typed in by somebody is told with what its sums come to."""
    items = changed("slab", lambda item: replace(item, quantity=item.quantity + Decimal("0.01")))
    assert [fault.item_ids for fault in told(items) if fault.code == "line_and_sum"] == [("slab",)]


def test_steel_is_added_before_it_is_rounded() -> None:
    """The worked shed: 501.37 kg are 0.501 t, though its five rounded lines add to 0.502 t."""
    scheme = Scheme("scheme-1", sheds=(Shed("shed-1", (0, 0), 0, 12.0, 2.0),), module_id="compact")
    catalogue = load_catalogue()
    sheds = tuple(shed_capacity(shed, scheme, catalogue) for shed in scheme.sheds)
    items = measure_quantities(Project(schemes=(scheme,)), scheme, sheds, (), catalogue, BOOK)
    frames = ("columns", "rafters", "braces", "purlins", "charger_rail")
    steel = [item for item in items if item.kind.id in frames]
    exact_t = sum(part.value for item in steel for part in item.contributions)
    assert round_half_up(Decimal(exact_t), 3) == Decimal("0.501")
    assert sum(item.quantity for item in steel) == Decimal("0.502")
