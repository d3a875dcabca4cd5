"""The unit that most costs are multiples of."""

from __future__ import annotations

from fractions import Fraction

from chargeplan.town.cost_units import common_unit


def test_multiples_of_a_price_are_seen_through_their_rounding():
    """3 × 336,288.7 is 1,008,866.1, rounded 1,008,866, and so on; 1 × is 336,289, so the unit is between
    336,288.5 and 336,288.7, and 1,008,866 ÷ 3 = 336,288.66… is its least proof."""
    costs = [336_289, 1_008_866, 1_681_444, 2_354_021, 9_084_942]
    unit = common_unit(costs)
    assert unit is not None
    assert [int(cost // unit) for cost in costs[:4]] == [1, 3, 5, 7]
    assert Fraction(3_362_885, 10) <= unit <= Fraction(1_008_866, 3)


def test_the_smallest_cost_may_be_several_units():
    """20, 30, 50 and 70 are multiples of 10 and of nothing greater."""
    unit = common_unit([20_000, 30_000, 50_000, 70_000])
    assert unit is not None
    assert [int(cost // unit) for cost in (20_000, 30_000, 50_000, 70_000)] == [2, 3, 5, 7]


def test_costs_of_all_sizes_have_no_unit():
    assert common_unit([1_234_567, 7_654_321, 9_283_745, 5_550_123, 8_412_799]) is None
    assert common_unit([]) is None
    assert common_unit([0, 0]) is None
