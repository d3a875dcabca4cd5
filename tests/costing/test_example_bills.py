"""The bills of the shipped examples: whole, in one edition, and summed to the cent."""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

import pytest

from chargeplan.analysis import Analysis, analyse, in_edition
from chargeplan.files.project_file import read_project
from chargeplan.model.bill_settings import BillEdition
from chargeplan.model.project import visible_elements
from chargeplan.resources import examples_folder

EXAMPLES = sorted(path.stem for path in examples_folder().glob("*.chargeplan"))


@pytest.fixture(scope="module", params=EXAMPLES)
def example(request: pytest.FixtureRequest) -> Analysis:
    """Return the analysis of an example, its lots filled quickly."""
    return analyse(read_project(examples_folder() / f"{request.param}.chargeplan"), effort="live")


def test_the_items_fit_each_other(example: Analysis) -> None:
    """Nothing that an item needs is missing, what is dug goes back or away, every cable has two heads."""
    assert example.bill.lines
    assert [fault.sentence("en") for fault in example.bill.inconsistencies] == []


@pytest.mark.parametrize("edition", list(BillEdition))
def test_the_sums_are_right_to_the_cent(example: Analysis, edition: BillEdition) -> None:
    """Quantities times prices, half-up, shares of each unit, its tax, all added by hand; each code once."""
    cent = Decimal("0.01")
    bill = in_edition(example, edition).bill
    total = tax = Decimal(0)
    for unit in bill.units:
        works = Decimal(0)
        for chapter in unit.sections:
            for line in chapter.lines:
                works += _amount(line.work.quantity, line.unit_price_cny)
        own = works + sum(
            (
                _amount(line.work.quantity, line.unit_price_cny)
                for chapter in unit.unit_measures
                for line in chapter.lines
            ),
            Decimal(0),
        )
        for share in (*(entry.percent for entry in unit.rate_measures), unit.other.contingency.percent):
            own += (works * (share or 0) / 100).quantize(cent, ROUND_HALF_UP)
        total += own
        tax += (own * 9 / 100).quantize(cent, ROUND_HALF_UP)
    assert (bill.total_cny, bill.tax_cny) == (total, tax)
    assert set(Counter(line.code for line in bill.lines).values()) == {1}
    assert (bill.edition, bill.total_cny) == (edition, example.bill.total_cny)


def _amount(quantity: Decimal, price: Decimal | None) -> Decimal:
    if price is None:
        return Decimal(0)
    return (quantity * price).quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_every_quantity_leads_to_elements_of_the_plan(example: Analysis) -> None:
    """A click on a line finds what it counts."""
    known = visible_elements(example.project, example.scheme.id)
    for item in example.quantities:
        assert item.contributions
        assert set(item.element_ids) <= set(known), item.id


def test_the_sum_of_the_bill_is_that_of_the_supply(example: Analysis) -> None:
    """Cables are as long as in the cable schedule, trenches as long as the network's pieces."""
    tables = example.references.electrical
    cables = [
        circuit.cable
        for circuit in example.supply.circuits
        if not tables.laying(circuit.cable.laying_id).single_cores and circuit.use != "main"
    ]
    billed = [item for item in example.quantities if item.kind.id == "cable"]
    parts = [part for item in billed for part in item.contributions]
    assert sum(part.value for part in parts) == sum(cable.length.total_m for cable in cables)
    sand = next((item for item in example.quantities if item.kind.id == "trench_sand"), None)
    trenches = sum(
        Decimal(f"{piece.length_m:.6f}").quantize(Decimal("0.01"), ROUND_HALF_UP)
        for piece in example.feeding.network.trenches
    )
    assert (Decimal(0) if sand is None else sand.quantity) == trenches
