"""Trees of trenches against all trees there are, on small tables of distances."""

from __future__ import annotations

from itertools import chain, combinations, product

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chargeplan.geometry.steiner import (
    SOURCE,
    Tree,
    Weights,
    best_tree,
    cost_of,
    good_tree,
    quick_tree,
    star,
)

# A cross with arms of 10 m: the source south, ends east, north and west, and the middle, where ways may part.
_CROSS = np.array(
    [
        [0, 20, 20, 20, 10],
        [20, 0, 20, 20, 10],
        [20, 20, 0, 20, 10],
        [20, 20, 20, 0, 10],
        [10, 10, 10, 10, 0],
    ],
    dtype=float,
)


def _all_trees(points: int, ends: int, fed=SOURCE):
    """Yield every tree on the source and what is fed already, all ends and any of the other points."""
    forks = [point for point in range(ends + 1, points) if point not in fed]
    for chosen in chain.from_iterable(combinations(forks, count) for count in range(len(forks) + 1)):
        members = [*range(1, ends + 1), *chosen]
        for starts in product([*fed, *members], repeat=len(members)):
            tree = dict(zip(members, starts, strict=True))
            if all(_leads_to_source(tree, point, fed) for point in members):
                yield tree


def _leads_to_source(tree: Tree, point: int, fed) -> bool:
    for _ in range(len(tree) + 1):
        if point in fed:
            return True
        point = tree[point]
    return False


def _table(places: list[tuple[float, float]]) -> np.ndarray:
    spots = np.array(places)
    return np.abs(spots[:, None] - spots[None]).sum(axis=2)


_places = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=4, max_size=6, unique=True)
_weights = st.builds(Weights, st.sampled_from([0.0, 1.0, 2.5]), st.sampled_from([0.0, 0.1, 0.5, 1.0]))


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=3, max_size=20),
    _weights,
    st.booleans(),
)
def test_a_quick_tree_takes_the_cheapest_step_every_time(places, weights, dug):
    """Every step is looked for anew among all; of what costs the same, the point that was fed first.

    On whole coordinates many steps cost the same.
    """
    table, ends = _table(places), len(places) - 2
    fed = {0: 0.0, ends + 1: float(table[0, ends + 1])} if dug else SOURCE
    led, tree = dict(fed), {}
    while len(tree) < ends:
        steps = {
            (start, end): weights.trench * table[start, end]
            + weights.cable * (led[start] + table[start, end] - table[0, end])
            for start in led
            for end in range(1, ends + 1)
            if end not in tree
        }
        start, end = min(steps, key=steps.__getitem__)
        tree[end], led[end] = start, led[start] + table[start, end]
    found = quick_tree(table, ends, weights, fed)
    assert list(found.items()) == list(tree.items())


def test_ways_part_in_the_middle_of_a_cross():
    """40 m of trench: four arms of 10 m; on their own the three ends would take 60 m."""
    weights = Weights(1.0, 0.0)
    tree = best_tree(_CROSS, 3, weights)
    assert tree == {1: 4, 2: 4, 3: 4, 4: 0}
    assert cost_of(tree, _CROSS, 3, weights) == 40
    assert cost_of(star(3), _CROSS, 3, weights) == 60


def test_a_cable_is_paid_for_every_metre_it_lies_in():
    """40 m of trench at 3 and 3 × 20 m of cable at 2 make 240."""
    weights = Weights(3.0, 2.0)
    assert cost_of(best_tree(_CROSS, 3, weights), _CROSS, 3, weights) == 240


def test_cables_that_cost_all_the_money_go_the_shortest_way():
    """From (0, 0) to (10, 0) and (10, 8): through the first it is 10 + 8 m by streets, as short as it can be.

    To (0, 10) and (6, 6): sharing would make the second way 22 m instead of 12.
    """
    table = np.array([[0, 10, 9], [10, 0, 6], [9, 6, 0]], dtype=float)
    assert best_tree(table, 2, Weights(1.0, 0.0)) == {1: 2, 2: 0}
    assert best_tree(table, 2, Weights(0.0, 1.0)) == {1: 0, 2: 0}


@given(_places, _weights, st.integers(1, 3))
def test_no_tree_costs_less_than_the_best(places, weights, ends):
    table = _table(places)
    ends = min(ends, len(places) - 1)
    least = min(cost_of(tree, table, ends, weights) for tree in _all_trees(len(places), ends))
    assert cost_of(best_tree(table, ends, weights), table, ends, weights) == pytest.approx(least)


@given(_places, _weights, st.integers(1, 3))
@example([(0, 0), (0, 1), (0, 2), (1, 0)], Weights(0.0, 0.0), 2)
def test_what_is_known_already_takes_nothing_from_the_best(places, weights, ends):
    table = _table(places)
    ends = min(ends, len(places) - 1)
    most = cost_of(good_tree(table, ends, weights), table, ends, weights)
    assert cost_of(best_tree(table, ends, weights, most), table, ends, weights) == pytest.approx(
        cost_of(best_tree(table, ends, weights), table, ends, weights)
    )


@given(
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=9, max_size=24, unique=True),
    _weights,
)
def test_a_good_tree_lies_between_the_best_and_what_it_began_with(places, weights):
    table, ends = _table(places), 7
    best, good, quick, own = (
        cost_of(make, table, ends, weights)
        for make in (
            best_tree(table, ends, weights),
            good_tree(table, ends, weights),
            quick_tree(table, ends, weights),
            star(ends),
        )
    )
    assert best <= good + 1e-9
    assert good <= quick + 1e-9
    assert good <= own + 1e-9 or weights.cable > 0
    assert best <= own + 1e-9


def test_good_trees_of_nine_ends_are_within_one_percent_on_average():
    """Sixty random tables of 60 points; the best tree is known for each."""
    shares = []
    for seed in range(20):
        table = _table([tuple(place) for place in np.random.default_rng(seed).uniform(0, 100, (60, 2))])
        for weights in (Weights(1.0, 0.0), Weights(1.0, 0.2), Weights(1.0, 0.5)):
            best = cost_of(best_tree(table, 8, weights), table, 8, weights)
            shares.append(cost_of(good_tree(table, 8, weights), table, 8, weights) / best)
    assert min(shares) >= 1 - 1e-9
    assert sum(shares) / len(shares) < 1.01


def test_a_trench_that_is_there_is_left_where_that_costs_least():
    """A trench runs 20 m east from (0, 0); ends lie at (10, 3) and (20, 4), a point to part at in (10, 0).

    From the trench they take 3 and 4 m of new trench and 13 and 24 m of cable: 7 × 3 + 37 × 2 = 95.
    """
    table = _table([(0, 0), (10, 3), (20, 4), (10, 0), (20, 0)])
    weights, fed = Weights(3.0, 2.0), {0: 0.0, 3: 10.0, 4: 20.0}
    for make in (
        best_tree(table, 2, weights, fed=fed),
        good_tree(table, 2, weights, fed),
        quick_tree(table, 2, weights, fed),
    ):
        assert make == {1: 3, 2: 4}
        assert cost_of(make, table, 2, weights, fed) == 95


_fed = st.lists(st.integers(0, 60), min_size=1, max_size=2)


@given(_places, _weights, st.integers(1, 3), _fed)
def test_no_tree_from_what_is_fed_already_costs_less_than_the_best(places, weights, ends, lengths):
    """The last points of each table are fed already, by cables of any length."""
    table = _table(places)
    ends = min(ends, len(places) - 1 - len(lengths))
    fed = {0: 0.0, **{len(places) - 1 - index: float(length) for index, length in enumerate(lengths)}}
    least = min(cost_of(tree, table, ends, weights, fed) for tree in _all_trees(len(places), ends, fed))
    good = cost_of(good_tree(table, ends, weights, fed), table, ends, weights, fed)
    quick = cost_of(quick_tree(table, ends, weights, fed), table, ends, weights, fed)
    assert cost_of(best_tree(table, ends, weights, fed=fed), table, ends, weights, fed) == pytest.approx(
        least
    )
    known = best_tree(table, ends, weights, good, fed=fed)
    assert cost_of(known, table, ends, weights, fed) == pytest.approx(least)
    assert least - 1e-9 <= good <= quick + 1e-9


def test_ends_at_one_place_share_everything():
    table = np.array([[0, 5, 5], [5, 0, 0], [5, 0, 0]], dtype=float)
    weights = Weights(1.0, 0.0)
    assert cost_of(best_tree(table, 2, weights), table, 2, weights) == 5
    assert cost_of(good_tree(table, 2, weights), table, 2, weights) == 5


def test_nothing_to_feed_is_no_tree():
    assert best_tree(np.zeros((1, 1)), 0, Weights(1, 0)) == {}
    assert good_tree(np.zeros((1, 1)), 0, Weights(1, 0)) == {}
