"""The members of the worked shed of 12.00 × 2.00 m, one by one."""

from __future__ import annotations

from decimal import Decimal

from chargeplan.costing.construction import construction_of
from chargeplan.costing.steelwork import members, steel
from chargeplan.engineering.figures import figures_of
from chargeplan.model.scheme import Shed
from chargeplan.reference.catalogue import load_catalogue

BUILT = construction_of(Shed("shed-1", (0, 0), 0, 12.0, 2.0), figures_of(load_catalogue()), on_paving=False)


def test_the_member_list_of_the_worked_shed() -> None:
    """Five T-frames: columns of 2.45 m, plates, 20 stiffeners, rafters, braces, 4 purlins, a rail, bolts.

    147.735, 29.4375, 5.652, 72.590625, 22.15, 179.04, 44.76 and 12.64 kg.
    """
    listed = [
        (member.item_id, member.section, member.count, member.length_m, member.weight_kg.value)
        for member in members(BUILT)
    ]
    assert listed == [
        ("columns", "□100×4", 5, Decimal("2.45"), Decimal("147.735")),
        ("columns", "250×250×12", 5, Decimal("0.25"), Decimal("29.4375")),
        ("columns", "100×60×6", 20, Decimal("0.1"), Decimal("5.652")),
        ("rafters", "□80×3", 5, Decimal("2.0025"), Decimal("72.590625")),
        ("braces", "□50×3", 5, Decimal("1"), Decimal("22.15")),
        ("purlins", "□60×40×2.5", 4, Decimal("12"), Decimal("179.04")),
        ("charger_rail", "□60×40×2.5", 1, Decimal("12"), Decimal("44.76")),
        ("bolts", "M16", 20, Decimal("0.4"), Decimal("12.64")),
    ]


def test_the_frame_weighs_what_its_members_weigh() -> None:
    """501.37 kg without bolts, which is 20.89 kg for each of the 24.00 m² of roof."""
    frame = sum(member.weight_kg.value for member in members(BUILT) if member.item_id != "bolts")
    assert frame.quantize(Decimal("0.01")) == Decimal("501.37")
    assert (frame / 24).quantize(Decimal("0.01")) == Decimal("20.89")


def test_an_item_is_the_sum_of_its_members() -> None:
    """Columns with plates and stiffeners: 182.8245 kg."""
    assert steel(BUILT, "columns").value == Decimal("0.1828245")
    assert steel(BUILT, "columns").text.endswith(" / 1000")
