"""Which lines can have a price, and which shipped price is a line's."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from factories import small_project

from chargeplan.analysis import analyse
from chargeplan.costing.price_lines import PriceLine, price_lines, shipped_price
from chargeplan.model.own_references import OwnPrice, OwnPriceBook

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


@pytest.mark.parametrize(("unit", "kept"), [("m", True), ("furlong", False)])
def test_an_own_price_of_a_line_that_is_gone_keeps_its_line(unit: str, kept: bool) -> None:
    """A cable that is no more: its kind's name with what sets it apart, never without a unit."""
    own = OwnPriceBook("", "reference_2025", "1", (OwnPrice("cable_yjv_9x9_z", unit, Decimal(5)),))
    found = {line.id: line for line in lines(own=own)}
    assert ("cable_yjv_9x9_z" in found) == kept
    if kept:
        assert found["cable_yjv_9x9_z"].title("en").endswith("(yjv 9x9 z)")


def test_features_stand_on_one_line_in_the_language_asked_for() -> None:
    slab = next(line for line in lines() if line.id == "slab")
    work = next(line.work for line in BILL.lines if line.work.id == "slab")
    for language in ("zh_CN", "en"):
        text = slab.features_of(language)
        assert "\n" not in text
        assert [part.strip() for part in work.features(language).splitlines()] == text.split("; ")
