"""What formulas of the workbook for bidders made still has to add up in what comes back."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from chargeplan.files.bid_formulas import formula_faults
from chargeplan.files.foreign_workbook import ForeignCell, ForeignSheet

Cells = Mapping[tuple[int, int], object]

SENT: Cells = {
    (1, 1): "Safety", (2, 1): "Night work", (3, 1): "Total", (1, 2): 1000, (1, 3): 4, (2, 2): 1000,
}  # fmt: skip
"""A form of measures by rate: text, basis, rate, amount."""


def sheet(cells: Cells, formulas: Cells | None = None, name: str = "Measures") -> ForeignSheet:
    found = {at: ForeignCell(value) for at, value in cells.items()}
    found |= {at: ForeignCell(value, formula=True) for at, value in (formulas or {}).items()}
    return ForeignSheet(name, found)


def told(formulas: Mapping[tuple[int, int], str], *came_back: ForeignSheet) -> list[str]:
    faults = formula_faults(
        came_back, (), (sheet(SENT), sheet({(1, 1): "Sum"}, name="Summary")), {"Measures": formulas}
    )
    return [fault.sentence("en") for fault in faults]


SHARES = {(1, 4): "ROUND(B1*C1/100,2)", (2, 4): "ROUND(B2*C2/100,2)", (3, 4): "SUM(D1:D2)"}


def test_what_adds_up_has_no_faults() -> None:
    """4 % of 1,000.00 are 40.00, 2.5 % of it 25.00, together 65.00."""
    assert told(SHARES, sheet({**SENT, (2, 3): 2.5}, {(1, 4): 40, (2, 4): 25, (3, 4): 65})) == []


def test_half_of_a_share_and_a_smaller_total_are_told_with_their_cells() -> None:
    """Safety is not contested: its share stands at 4 %, but its amount was made 20.00; 20 + 25 are not 40."""
    cells = {**SENT, (2, 3): 2.5, (1, 4): 20, (2, 4): 25, (3, 4): 40}
    assert told(SHARES, sheet(cells)) == [
        "Measures!D1: the amount is 20, but what it is made of comes to 40",
        "Measures!D3: the amount is 40, but what it is made of comes to 45",
    ]


def test_a_cent_may_be_rounding() -> None:
    """65.01 passes where 65.00 is right, 65.02 does not."""
    cells = {**SENT, (2, 3): 2.5, (1, 4): 40, (2, 4): 25}
    assert told(SHARES, sheet({**cells, (3, 4): 65.01})) == []
    assert len(told(SHARES, sheet({**cells, (3, 4): 65.02}))) == 1


def test_rows_are_found_where_they_went() -> None:
    """A bidder puts two rows in above; sums take in what stands between their ends."""
    cells = {(at + 2, column): value for (at, column), value in {**SENT, (2, 3): 2.5}.items()}
    cells |= {(1, 1): "Our offer", (3, 4): 40, (4, 4): 25, (5, 4): 60}
    assert told(SHARES, sheet(cells)) == ["Measures!D5: the amount is 60, but what it is made of comes to 65"]


@pytest.mark.parametrize(
    ("formula", "right"),
    [
        ("'Summary'!$B$1+B1-C1", "1246"),
        ("(B1+C1)*2/4", "502"),
        ("-B1+1500.5", "500.5"),
        ("B1+D2", "1000"),  # a blank counts nothing
        ("SUM('Measures'!$B$1:$B$2)", "2000"),
        ("ROUND(10/C1,0)", "3"),  # 2.5, half-up
    ],
)
def test_formulas_are_reckoned_with_the_figures_of_the_bid(formula: str, right: str) -> None:
    bid = (sheet({**SENT, (3, 4): 1}), sheet({(1, 1): "Sum", (1, 2): 250}, name="Summary"))
    assert told({(3, 4): formula}, *bid) == [
        f"Measures!D3: the amount is 1, but what it is made of comes to {right}"
    ]


@pytest.mark.parametrize(
    "formula",
    [
        "IF(B1>0,1,2)",
        "COUNT(B1:B2)",
        "B1*",
        "SUM(B1:C2)",
        "B9+1",
        "'Gone'!B1",
        "B1/D2",
        "A1+1",
        "D1+1",
        "B1)",
        "1 2",
    ],
)
def test_what_cannot_be_reckoned_is_left_alone(formula: str) -> None:
    """Other functions, rows and sheets that are not there, texts, and formulas whose value nobody stored."""
    assert told({(3, 4): formula}, sheet({**SENT, (3, 4): 1}, {(1, 4): None})) == []


def test_sums_are_not_held_against_a_form_with_other_sums() -> None:
    """As many totals came back as were sent, or none of them is known for the same."""
    cells = {**SENT, (4, 1): "Total", (3, 4): 1, (4, 4): 2}
    assert told({(3, 4): "B1"}, sheet(cells)) == []
