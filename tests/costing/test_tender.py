"""Bids beside each other, with figures worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from factories import small_project

from chargeplan.analysis import analyse
from chargeplan.costing.bill import Bill, price_bill
from chargeplan.costing.tender import (
    KINDS,
    Bid,
    BidFault,
    BidRow,
    compare_bids,
    deviation_percent,
    matched_rows,
    row_faults,
)
from chargeplan.reference.tender_limits import load_tender_limits

ANALYSIS = analyse(small_project())
WHOLE = ANALYSIS.bill


def bill_of(*ids: str, unpriced: tuple[str, ...] = ()) -> Bill:
    """Return the bill of a few lines of the small plan."""
    book = ANALYSIS.references.price_book
    prices = {name: price for name, price in book.prices.items() if name not in unpriced}
    quantities = [work for work in ANALYSIS.quantities if work.id in ids]
    return price_bill(quantities, replace(book, prices=prices))


SLAB, ROOF = (next(line for line in WHOLE.lines if line.work.id == name) for name in ("slab", "roof"))


def row(line, rate: str | None, **changes) -> BidRow:
    """Return the row of a line as it should come back."""
    figure = None if rate is None else Decimal(rate)
    places = {
        name: f"S!{name}"
        for name in ("code", "title", "features", "unit", "quantity", "rate", "amount")
    }  # fmt: skip
    asked = BidRow(
        line.code,
        line.work.title("en"),
        line.work.features("en"),
        line.work.unit.symbol["en"],
        line.work.quantity,
        figure,
        None,
        places,
    )
    return replace(asked, **changes)


def bid(name: str, *rows: BidRow, faults: tuple[BidFault, ...] = ()) -> Bid:
    return Bid(name, {made.code: made for made in rows}, faults)


def test_two_bids_side_by_side() -> None:
    """The slab of 24.00 m² (12.00 × 2.00) is 135.00 by reference.

    A bids 120.00: −11.11 %, 24 × 120 = 2,880.00; B 150.55: +11.52 %, 24 × 150.55 = 3,613.20. The mean is
    (120.00 + 150.55) / 2 = 135.275, half-up 135.28.
    """
    assert (SLAB.work.quantity, SLAB.unit_price_cny) == (Decimal("24.00"), Decimal("135.00"))
    bill = bill_of("slab")
    compared = compare_bids(bill, [bid("A", row(SLAB, "120")), bid("B", row(SLAB, "150.55"))])
    (line,) = compared.lines
    assert [(rate.rate_cny, rate.deviation_percent, rate.amount_cny) for rate in line.rates] == [
        (Decimal("120.00"), Decimal("-11.11"), Decimal("2880.00")),
        (Decimal("150.55"), Decimal("11.52"), Decimal("3613.20")),
    ]
    assert line.mean_cny == Decimal("135.28")
    assert compared.reference_total_cny == Decimal("3240.00")
    assert [compared.recomputed_total_cny(number) for number in (0, 1)] == [
        Decimal("2880.00"), Decimal("3613.20"),
    ]  # fmt: skip


def test_a_bid_without_a_rate_counts_in_no_mean_and_no_total() -> None:
    """A leaves the slab out, B the roof: the mean of each line is that of the other's rate."""
    bill = bill_of("slab", "roof")
    roof = next(line for line in bill.lines if line.work.id == "roof")
    slab = next(line for line in bill.lines if line.work.id == "slab")
    compared = compare_bids(bill, [bid("A", row(roof, "100")), bid("B", row(slab, "100"), row(roof, None))])
    by_id = {line.line.work.id: line for line in compared.lines}
    assert by_id["slab"].mean_cny == by_id["roof"].mean_cny == Decimal("100.00")
    assert [compared.unpriced_count(number) for number in (0, 1)] == [1, 1]
    assert compared.recomputed_total_cny(1) == Decimal("2400.00")
    assert compare_bids(bill, [bid("C")]).lines[0].mean_cny is None


def test_a_line_without_a_reference_has_no_deviation() -> None:
    bill = bill_of("slab", unpriced=("slab",))
    compared = compare_bids(bill, [bid("A", row(bill.lines[0], "120"))])
    assert compared.lines[0].rates[0].deviation_percent is None
    assert compared.reference_total_cny == 0
    assert row_faults(bill.lines[0], row(bill.lines[0], "120")) == ()


@pytest.mark.parametrize(
    ("rate", "reference", "percent"),
    [
        ("150", "100", "50.00"),
        ("66.665", "100", "-33.34"),  # −33.335 half-up away from zero
        ("100", "100", "0.00"),
        (None, "100", None),
        ("100", None, None),
        ("100", "0", None),
    ],
)
def test_deviation_is_in_percent_of_the_reference(rate, reference, percent) -> None:
    figures = (None if value is None else Decimal(value) for value in (rate, reference))
    assert deviation_percent(*figures) == (None if percent is None else Decimal(percent))


def test_bids_of_one_name_are_numbered() -> None:
    compared = compare_bids(bill_of("slab"), [bid("A"), bid("B"), bid("A"), bid("A")])
    assert [made.name for made in compared.bids] == ["A", "B", "A (2)", "A (3)"]


def test_rows_of_no_line_and_lines_of_no_row() -> None:
    """The roof's row has lost its code: name and features tell that it is the roof's."""
    bill = bill_of("slab", "roof")
    roof = next(line for line in bill.lines if line.work.id == "roof")
    found, faults = matched_rows(bill, [row(roof, "95", code="")])
    assert found[roof.code].rate == 95
    slab = next(line for line in bill.lines if line.work.id == "slab")
    assert [(fault.kind, fault.code) for fault in faults] == [
        ("changed_code", roof.code), ("missing_line", slab.code),
    ]  # fmt: skip


def test_every_fault_has_a_word_for_the_remarks() -> None:
    """Whatever a row can be told of is in the table of words, in both languages."""
    spoilt = row(SLAB, "-1", title="?", features="?", unit="?", quantity=Decimal(1), amount=Decimal(5))
    kinds = [fault.kind for fault in row_faults(SLAB, spoilt)]
    assert kinds == [
        "changed_title", "changed_features", "changed_unit", "changed_quantity", "negative_price",
        "wrong_amount",
    ]  # fmt: skip
    assert set(kinds) <= set(KINDS)
    for fault in row_faults(SLAB, spoilt):
        assert fault.short("en") == KINDS[fault.kind]
        assert fault.short("zh_CN") != KINDS[fault.kind]
        assert "{" not in fault.sentence("en") + fault.sentence("zh_CN")


def test_an_absurd_rate_is_told() -> None:
    """Ten million and a cent."""
    limit = load_tender_limits().most_rate_cny
    kinds = [fault.kind for fault in row_faults(SLAB, row(SLAB, str(limit + Decimal("0.01"))))]
    assert kinds == ["absurd_price", "unbalanced"]
    assert [fault.kind for fault in row_faults(SLAB, row(SLAB, str(limit)))] == ["unbalanced"]
