"""Arithmetic of the bill: rounded lines, totals of them, prices that are missing or wrong."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from factories import small_project

from chargeplan.analysis import analyse
from chargeplan.costing.bill import Bill, price_bill
from chargeplan.costing.quantities import WorkItem
from chargeplan.errors import ReferenceDataError
from chargeplan.i18n import sentence
from chargeplan.reference.price_books import Price, PriceBook, load_price_book
from chargeplan.reference.work_items import load_work_items


def work(item_id: str, quantity: str) -> WorkItem:
    return WorkItem(item_id, load_work_items().item(item_id), Decimal(quantity), (), {})


def book(**prices: tuple[str, str]) -> PriceBook:
    """Return a price book of price and unit by item, with tax of 9 % and no measures by rate."""
    entries = {
        name: Price(name, unit, Decimal(price), None, None, {"zh_CN": "", "en": ""}, "memory")
        for name, (price, unit) in prices.items()
    }
    return replace(load_price_book("reference_2025"), prices=entries, vat_percent=Decimal(9), rates={})


def test_amounts_are_rounded_half_up_in_decimal() -> None:
    """0.35 × 0.50 is 0.175, which is 0.18; in binary floats it is less and would become 0.17."""
    bill = price_bill([work("roof", "0.35")], book(roof=("0.50", "m2")))
    assert bill.lines[0].amount_cny == Decimal("0.18")


def test_totals_add_rounded_lines() -> None:
    """Twice 0.005 is 0.01 + 0.01 = 0.02, not 0.01."""
    prices = book(roof=("0.50", "m2"), slab=("0.50", "m2"))
    bill = price_bill([work("slab", "0.01"), work("roof", "0.01")], prices)
    assert [line.amount_cny for line in bill.lines] == [Decimal("0.01"), Decimal("0.01")]
    assert bill.total_cny == Decimal("0.02")


def test_tax_is_added_once_below_the_total() -> None:
    """9 % of 1,000.50 is 90.045, half-up 90.05."""
    bill = price_bill([work("slab", "1.00")], book(slab=("1000.50", "m2")))
    assert (bill.total_cny, bill.tax_cny, bill.total_with_tax_cny) == (
        Decimal("1000.50"), Decimal("90.05"), Decimal("1090.55"),
    )  # fmt: skip


def test_a_missing_price_is_counted_and_left_out_of_the_total() -> None:
    """One of two lines has a price: the total is that line, and one price is missing, in its chapter too."""
    bill = price_bill([work("slab", "2.00"), work("lamps", "3")], book(slab=("10.00", "m2")))
    assert bill.lines[1].unit_price_cny is bill.lines[1].amount_cny is None
    assert (bill.total_cny, bill.missing_price_count) == (Decimal("20.00"), 1)
    assert [chapter.missing_price_count for chapter in bill.chapters] == [0, 1]


def test_a_price_for_another_unit_is_refused() -> None:
    """A floor priced by the cubic metre would be wrong by its thickness."""
    with pytest.raises(ReferenceDataError) as told:
        price_bill([work("slab", "2.00")], book(slab=("10.00", "m3")))
    assert all(word in sentence(told.value, "en") for word in ("slab", "m3", "m2"))


def test_codes_have_twelve_digits_and_are_unique() -> None:
    """Three kinds of formwork have one national code and the sequence 001, 002, 003."""
    bill = analyse(small_project()).bill
    codes = [line.code for line in bill.lines]
    assert all(len(code) == 12 and code.isdecimal() for code in codes)
    assert len(set(codes)) == len(codes)
    assert [code for code in codes if code.startswith("011702001")] == [
        "011702001001", "011702001002", "011702001003",
    ]  # fmt: skip


def test_lines_are_numbered_through_the_whole_bill() -> None:
    """1 to the last, across chapters."""
    bill = analyse(small_project()).bill
    assert [line.number for line in bill.lines] == list(range(1, len(bill.lines) + 1))


def test_only_what_has_no_basis_has_no_price() -> None:
    """A shed with piles of ten: no basis was found for sprinklers, their tests, and cables of cameras.

    A cabinet has none either.
    """
    plan = small_project()
    missing = {line.work.kind.id for line in analyse(plan).bill.lines if line.price is None}
    assert missing >= {
        "sprinkler_pipe",
        "sprinkler_heads",
        "end_test",
        "pair_cable",
        "camera_test",
        "alarm_test",
    }
    assert not missing & {"slab", "roof", "columns", "charger", "lamps", "detectors", "cameras", "levelling"}
    scheme = replace(plan.schemes[0], charger_id="cabinet_8")
    bill = analyse(replace(plan, schemes=(scheme,))).bill
    assert {line.work.id for line in bill.lines if line.price is None} >= {"charger_cabinet_8"}


def test_an_empty_bill_is_zero() -> None:
    """No work costs 0.00."""
    bill = price_bill([], load_price_book("reference_2025"))
    assert (bill.lines, bill.total_cny, bill.total_with_tax_cny) == ((), Decimal("0.00"), Decimal("0.00"))
    assert isinstance(bill, Bill)
