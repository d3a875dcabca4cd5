"""Two schemes side by side, by figures worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from chargeplan.costing.bill import Bill, price_bill
from chargeplan.costing.comparison import Row, Side, compare
from chargeplan.costing.work import WorkItem
from chargeplan.engineering.findings import Check
from chargeplan.model.waivers import Waiver
from chargeplan.reference.price_books import Price, load_price_book
from chargeplan.reference.work_items import load_work_items


def bill(**quantities: str) -> Bill:
    """Return a bill of items at 10.00 each, lamps without a price, safety of 4 % and contingency of 5 %."""
    book = load_work_items()
    work = [
        WorkItem(name, book.item(name), Decimal(quantity), (), {}) for name, quantity in quantities.items()
    ]
    prices = {
        name: Price(name, book.item(name).unit.id, Decimal("10.00"), None, None, {}, "memory")
        for name in quantities
        if name != "lamps"
    }
    return price_bill(work, replace(load_price_book("reference_2025"), prices=prices))


def check(severity: str, *, met: bool = False, waiver: Waiver | None = None) -> Check:
    return Check("R01", severity, ("shed-1",), 1.0, 2.0, "m", -1.0, met, "", waiver=waiver)


FIRST = Side(
    "scheme-1", "One", {"Stalls": 20, "Roofed area [m²]": Decimal("24.00")},
    (check("error"), check("warning"), check("info", met=True)),
    bill(slab="10.00", roof="20.00", lamps="3"), 10, 40,
)  # fmt: skip
SECOND = Side(
    "scheme-2", "Two", {"Stalls": 26, "Roofed area [m²]": None},
    (check("error", waiver=Waiver("R01", ("shed-1",), "agreed", "A")),),
    bill(slab="15.00", marking="50.00"), 0, None,
)  # fmt: skip


def rows() -> dict[str, Row]:
    return {row.title["en"]: row for row in compare((FIRST, SECOND))}


def test_figures_and_their_difference() -> None:
    """20 and 26 stalls differ by 6; what nobody knows has no difference."""
    found = rows()
    assert (found["Stalls"].values, found["Stalls"].differences) == ((20, 26), (6,))
    assert found["Roofed area [m²]"].differences == (None,)


def test_findings_are_what_is_not_met_and_not_let_pass() -> None:
    """Two of the first, one of them an error; the only one of the second is waived."""
    found = rows()
    assert found["Findings"].values == (2, 0)
    assert (found["Errors"].values, found["Warnings"].values) == ((1, 0), (1, 0))


def test_cost_by_chapter() -> None:
    """Concrete 100.00 and 150.00; roof 200.00 and none; marking none and 500.00."""
    found = rows()
    assert found["Bedding and concrete"].values == (Decimal("100.00"), Decimal("150.00"))
    assert found["Bedding and concrete"].differences == (Decimal("50.00"),)
    assert found["Roof and drainage"].values == (Decimal("200.00"), None)
    assert found["Paving, marking and signs"].values == (None, Decimal("500.00"))


def test_units_hold_their_measures_and_contingency() -> None:
    """Civil works of the first: 300.00 + 12.00 safety + 15.00 contingency; of the second 150 + 6 + 7.50."""
    assert rows()["Civil works"].values == (Decimal("327.00"), Decimal("163.50"))


def test_missing_prices_are_told_with_every_sum() -> None:
    """The lamps of the first have no price: so its installation and its total are too small."""
    found = rows()
    assert found["Installation"].missing == (1, 0)
    assert found["Total before tax"].missing == (1, 0)
    assert found["Civil works"].missing == (0, 0)


def test_cost_per_socket_and_household() -> None:
    """327.00 / 10 sockets and / 40 households = 8.175, half-up 8.18; nothing to share by gives nothing."""
    found = rows()
    assert found["Cost per socket, before tax"].values == (Decimal("32.70"), None)
    assert found["Cost per household, before tax"].values == (Decimal("8.18"), None)


def test_totals_are_those_of_the_bills() -> None:
    """To the cent, before and with tax."""
    found = rows()
    assert found["Total before tax"].values == (FIRST.bill.total_cny, SECOND.bill.total_cny)
    assert found["Total with tax"].values == (FIRST.bill.total_with_tax_cny, SECOND.bill.total_with_tax_cny)


def test_parts_of_a_unit_add_up_to_it() -> None:
    """Every sum is that of the rows below it."""
    total = None
    for row in compare((FIRST, SECOND)):
        if row.part != "cost":
            continue
        if row.level == 0:
            assert total in (None, Decimal(0))
            total = row.values[0] if row.title["en"] in ("Civil works", "Installation") else None
        elif total is not None and row.values[0] is not None:
            total -= row.values[0]


def test_nothing_is_compared_with_nothing() -> None:
    """No schemes, no rows."""
    assert compare(()) == ()
