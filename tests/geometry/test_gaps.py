"""Free stretches of a front line among what is in the way."""

from __future__ import annotations

import math

import numpy as np
from lots_for_tests import COMPACT, open_all, rectangle

from chargeplan.geometry.ground import ground_of
from chargeplan.geometry.packing.gaps import free_stretches
from chargeplan.geometry.packing.preparing import normals_along, prepared, rules_of
from chargeplan.geometry.packing.values import SINGLE, no_stalls
from chargeplan.model.values import Ring

FIVE_TREES: tuple[Ring, ...] = tuple(
    ((x, 2.0), (x + 0.5, 2.0), (x + 0.5, 2.5), (x, 2.5)) for x in (3.0, 6.0, 9.0, 12.0, 15.0)
)


def _stretches(room: int) -> list[tuple[float, float]]:
    """Return the free stretches of the line 3 m above the lower side of 18 × 10 m with five trees."""
    problem = open_all(rectangle(18.0, 10.0), FIVE_TREES)
    rules = rules_of(COMPACT, None)
    ground = prepared(problem, ground_of(problem), normals_along([math.pi / 2]))
    placed, blocked = no_stalls(len(ground.normals), 1), np.zeros((room, 2))
    found = free_stretches(
        0, 3.0, SINGLE, 0.0, -100.0, 100.0, rules, ground.edges, ground.opposed, placed.whole, placed.views,
        np.zeros(1, np.int64), 0, -1, blocked,
    )  # fmt: skip
    return [(float(low), float(high)) for low, high in blocked[:found]]


def test_trees_part_a_row() -> None:
    """Between the ends and five trees of 0.5 m: 3.0, four times 2.5, and 2.5 m."""
    assert np.allclose(
        [high - low for low, high in _stretches(400)], [3.0, 2.5, 2.5, 2.5, 2.5, 2.5], atol=0.01
    )


def test_nothing_is_free_where_more_is_in_the_way_than_can_be_told() -> None:
    """With room for four entries, trees that are not told would count as free ground."""
    assert _stretches(4) == []
