"""Rows of the budget's tables: which scheme of an estate is meant, and which of its figures are estimates."""

from __future__ import annotations

from dataclasses import replace

from town_samples import allocation

from chargeplan.ui.town.budget_tables import chosen_rows, loser_rows


def test_a_scheme_that_was_not_chosen_says_so() -> None:
    """E2 gets another scheme of its plan, which tells its cost but not whom it serves; E5 has no plan."""
    answer = allocation()
    first, *others = answer.choices
    other = replace(first.candidate, scheme="Scheme 2", alternative=True, estimated=True)
    changed = replace(answer, choices=(replace(first, candidate=other), *others))
    rows = {code: [cell.text for cell in cells] for code, cells in chosen_rows(changed, str.lower)}
    assert rows == {
        "E2": ["1", "e2：其他方案", "9.00", "200 估", "300.00 估", "Scheme 2（非所选方案）"],
        "E5": ["2", "e5", "8.00 估", "150 估", "200.00 估", "估算"],
    }
    losers = {code: cells[4].text for code, cells in loser_rows(changed, str.lower)}
    assert losers == {"E1": "Scheme 1", "E3": "估算"}
