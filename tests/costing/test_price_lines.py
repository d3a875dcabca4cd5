"""Which lines can have a price, and which shipped price is a line's."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from factories import small_project

from chargeplan.analysis import analyse
from chargeplan.costing.price_lines import (
    PriceLine,
    line_of_kind,
    price_lines,
    shared_features,
    shipped_price,
)
from chargeplan.model.bill_settings import BillEdition
from chargeplan.model.own_references import OwnPrice, OwnPriceBook
from chargeplan.reference.work_items import load_work_items

ANALYSIS = analyse(small_project())
BILL, REFERENCES = ANALYSIS.bill, ANALYSIS.references


def lines(bill=BILL, own: OwnPriceBook | None = None) -> tuple[PriceLine, ...]:
    return price_lines(bill, REFERENCES.work_items, REFERENCES.price_book, REFERENCES.catalogue, own)


def test_lines_of_the_bill_come_first_and_each_line_stands_once() -> None:
    found = lines()
    count = len(BILL.lines)
    assert [(line.id, line.code) for line in found[:count]] == [
        (line.work.id, line.code) for line in BILL.lines
    ]
    assert not any(line.in_bill for line in found[count:])
    assert len({line.id for line in found}) == len(found)


def test_the_price_of_a_line_is_the_one_that_the_bill_takes() -> None:
    """Its own, else that of its kind, as the bill looks it up."""
    by_id = {line.id: line for line in lines()}
    for line in BILL.lines:
        assert shipped_price(by_id[line.work.id], REFERENCES.price_book) == line.price


def test_a_price_for_another_unit_is_none() -> None:
    slab = next(line for line in lines() if line.id == "slab")
    tonnes = next(line.unit for line in lines() if line.unit.id == "t")
    assert shipped_price(replace(slab, unit=tonnes), REFERENCES.price_book) is None


def test_without_a_bill_the_same_items_can_be_priced() -> None:
    """Nothing is of the bill then; every shipped price still has its line."""
    found = lines(bill=None)
    assert not any(line.in_bill for line in found)
    assert set(REFERENCES.price_book.prices) <= {line.id for line in found}


@pytest.mark.parametrize("unit", ["m", "t", "furlong"])
def test_an_own_price_of_a_line_that_is_gone_keeps_its_line(unit: str) -> None:
    """A cable that is no more: its kind's name with what sets it apart, and its kind's unit.

    Whatever unit the price is for, the line is measured in metres: a price for another unit is seen as wrong.
    """
    own = OwnPriceBook("", "reference_2025", "1", (OwnPrice("cable_yjv_9x9_z", unit, Decimal(5)),))
    line = {line.id: line for line in lines(own=own)}["cable_yjv_9x9_z"]
    assert line.title("en").endswith("(yjv 9x9 z)")
    assert line.unit.id == "m"
    assert line.price_ids == ("cable_yjv_9x9", "cable_yjv", "cable")


@pytest.mark.parametrize(("unit", "kept"), [("m", True), ("furlong", False)])
def test_a_line_of_no_known_kind_has_the_unit_of_its_price_or_is_none(unit: str, kept: bool) -> None:
    own = OwnPriceBook("", "reference_2025", "1", (OwnPrice("windmill", unit, Decimal(5)),))
    assert ("windmill" in {line.id for line in lines(own=own)}) == kept


@pytest.mark.parametrize(
    ("line_id", "unit"),
    [
        ("cable_heads_5x16", "piece"),  # of the longest kind, heads and not cables
        ("wire_bv_2.5_lighting", "m"),
        ("cable_yjv_4x25+1x16_d1_15", "m"),
        ("slab", "m2"),
        ("slab_", None),
        ("slabs", None),
        ("cable_5 x 16", None),
        ("windmill_1", None),
        ("", None),
    ],
)
def test_a_line_is_known_by_its_kind(line_id: str, unit: str | None) -> None:
    """What another plan has is known by the item that its id begins with, in either edition."""
    for edition in BillEdition:
        line = line_of_kind(line_id, load_work_items(edition))
        assert (line and line.unit.id) == unit


def test_features_stand_on_one_line_in_the_language_asked_for() -> None:
    slab = next(line for line in lines() if line.id == "slab")
    work = next(line.work for line in BILL.lines if line.work.id == "slab")
    for language in ("zh_CN", "en"):
        text = slab.features_of(language)
        assert "\n" not in text
        assert [part.strip() for part in work.features(language).splitlines()] == text.split("; ")


def test_lines_of_one_name_share_their_first_features() -> None:
    """Two wires of one type differ in what comes after; lines that are all the same keep one feature."""
    features = {
        "a": "1. Type: BV\n2. Size: 2.5\n3. Use: light",
        "b": "1. Type: BV\n2. Size: 4\n3. Use: light",
        "c": "1. Type: BV",
        "d": "1. Type: BV",
    }
    unit = next(line.unit for line in lines() if line.unit.id == "m")

    def line(name: str, title: str) -> PriceLine:
        texts = dict.fromkeys(("zh_CN", "en"), features[name])
        return PriceLine(name, "1", dict.fromkeys(texts, title), unit, texts)

    wires = [line("a", "Wire"), line("b", "Wire"), line("c", "Alone")]
    assert shared_features(wires) == {"a": 1, "b": 1}
    assert wires[1].features_of("en", without=1) == "2. Size: 4; 3. Use: light"
    assert shared_features([line("c", "Same"), line("d", "Same")]) == {"c": 0, "d": 0}
