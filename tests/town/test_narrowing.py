"""Comparisons of some estates; the estates are those of `town_samples`."""

from __future__ import annotations

from town_samples import comparison

from chargeplan.town.narrowing import narrowed


def test_some_estates_have_their_own_sums_and_the_ranks_of_all():
    """E2 and E5: 700 households, charging facilities 3 before and 23 after, 170,000 CNY, both C."""
    found = narrowed(comparison(), ("E5", "E2", "nobody"))
    assert [one.standing.row.code for one in found.estates] == ["E2", "E5"]
    assert [row.code for row in found.register.rows] == ["E2", "E5"]
    assert [one.rating.rank for one in found.estates] == [2, 3]
    sums = {
        name: found.total.sums[name].total for name in ("households", "before.chargers", "after.chargers")
    }
    assert sums == {"households": 700, "before.chargers": 3, "after.chargers": 23}
    assert found.total.sums["cost_cny"].total == 170_000
    assert found.total.grades["C"] == found.total.estates == 2


def test_no_estate_is_a_comparison_too():
    assert narrowed(comparison(), ()).total.estates == 0
