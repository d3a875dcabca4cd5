"""Loose lines joined into outlines, each case drawn so that its answer can be seen."""

import math

import numpy as np
import pytest

from chargeplan.errors import CalledOff
from chargeplan.geometry.joining import (
    Joined,
    Paths,
    alike,
    gaps,
    holding_ring,
    joined,
    paths_of,
    rings_within,
)

Line = list[tuple[float, float]]
SQUARE: list[Line] = [
    [(0, 0), (10, 0)],
    [(10, 0), (10, 10)],
    [(10, 10), (0, 10)],
    [(0, 10), (0, 0)],
]


def paths(lines: list[Line]) -> Paths:
    return paths_of([np.array(line, dtype=float) for line in lines])


def joined_lines(lines: list[Line], tolerance: float = 0.05) -> Joined:
    return joined(paths(lines), tolerance)


def areas(found: Joined) -> list[float]:
    return np.abs(found.rings.areas()).round(6).tolist()


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 0, 2, 1), (2, 3, 1, 0)])
@pytest.mark.parametrize("turned", [(), (0, 2), (1, 2, 3)])
def test_four_lines_are_a_square_in_any_order_and_direction(
    order: tuple[int, ...], turned: tuple[int, ...]
) -> None:
    """10 m by 10 m: 100 m², every line a part of it."""
    lines = [SQUARE[i][::-1] if i in turned else SQUARE[i] for i in order]
    found = joined_lines(lines)
    assert areas(found) == [100]
    assert sorted(map(tuple, found.rings.points.tolist())) == [(0, 0), (0, 10), (10, 0), (10, 10)]
    assert found.ring_of.tolist() == [0, 0, 0, 0]
    assert len(found.chains) == len(found.free) == 0


def test_ends_within_the_tolerance_meet_in_the_middle() -> None:
    """The corner at (10, 0) is drawn at (10, 0) and (10, 0.04): it comes to lie at (10, 0.02)."""
    found = joined_lines([SQUARE[0], [(10, 0.04), (10, 10)], *SQUARE[2:]])
    assert [10, 0.02] in found.rings.points.tolist()
    assert areas(found) == [pytest.approx(100 - 10 * 0.02 / 2)]


def test_ends_beyond_the_tolerance_stay_open_and_are_a_gap() -> None:
    """The last line stops 0.3 m short."""
    found = joined_lines([*SQUARE[:3], [(0, 10), (0, 0.3)]])
    assert len(found.rings) == 0
    assert len(found.chains) == 1
    places, chains = gaps(found, 1.0)
    assert places.tolist() == [[[0, 0], [0, 0.3]]]
    assert chains.tolist() == [[0, 0]]
    assert len(gaps(found, 0.2)[0]) == 0
    assert areas(joined_lines([*SQUARE[:3], [(0, 10), (0, 0.3)]], tolerance=0.31)) == [
        pytest.approx(100 - 10 * 0.15 / 2)
    ]


def test_an_end_is_in_one_gap_only() -> None:
    """The ends lie at x = -0.6, 0 and 0.5: the middle one is nearest of both, and 0.5 is nearest of it."""
    found = joined_lines([[(-9, 0), (-0.6, 0)], [(0, 0), (0, 9)], [(0.5, 0), (9, 0)]])
    assert gaps(found, 1.0)[0].tolist() == [[[0, 0], [0.5, 0]]]


def test_a_short_line_has_no_gap_between_its_own_ends() -> None:
    """A stroke of 0.5 m is no outline that is open by 0.5 m."""
    assert len(gaps(joined_lines([[(0, 0), (0.5, 0)]]), 1.0)[0]) == 0


def test_what_is_drawn_twice_counts_once() -> None:
    """One side again as it is, one turned around, one 1 mm beside it."""
    again: list[Line] = [SQUARE[0], SQUARE[1][::-1], [(10, 10.001), (0, 10.001)]]
    found = joined_lines([*SQUARE, *again])
    assert areas(found) == [pytest.approx(100, abs=0.02)]
    assert found.repeated == 3
    assert found.ring_of.tolist() == [0, 0, 0, 0, -1, -1, -1]


def test_two_arcs_between_the_same_ends_are_no_line_drawn_twice() -> None:
    """A lens of two bent lines: (0, 0), (5, 2), (10, 0) and back over (5, -2): 2 · 10 · 2 / 2 = 20 m²."""
    found = joined_lines([[(0, 0), (5, 2), (10, 0)], [(0, 0), (5, -2), (10, 0)]])
    assert areas(found) == [20]


def test_a_line_that_ends_where_it_began_is_an_outline() -> None:
    """A triangle as one line, its last corner repeated: 10 · 6 / 2 = 30 m²."""
    found = joined_lines([[(0, 0), (10, 0), (0, 6), (0, 0)]])
    assert areas(found) == [30]
    assert len(found.rings.points) == 3


def test_a_small_outline_is_no_dot() -> None:
    """A square of 0.15 m, 0.6 m around, is a column; 0.2 m around would be a dot."""
    line = [(0.0, 0.0), (0.15, 0.0), (0.15, 0.15), (0.0, 0.15), (0.0, 0.0)]
    assert areas(joined_lines([line])) == [0.0225]


def test_dots_are_left_out() -> None:
    """A line of no length at a corner keeps nothing from being joined."""
    assert areas(joined_lines([*SQUARE, [(10, 10), (10, 10)]])) == [100]


def test_a_line_that_leads_nowhere_keeps_no_outline_from_being_found() -> None:
    """A leader from the corner at (10, 10): the square is found, the leader stays a chain."""
    found = joined_lines([*SQUARE, [(10, 10), (15, 15)]])
    assert areas(found) == [100]
    assert found.ring_of.tolist() == [0, 0, 0, 0, -1]
    assert found.chain_of[4] >= 0


def test_houses_that_share_a_wall_are_one_outline() -> None:
    """Two rooms of 10 m by 10 m side by side: the outline around both is 200 m²."""
    second: list[Line] = [[(10, 0), (20, 0)], [(20, 0), (20, 10)], [(20, 10), (10, 10)]]
    found = joined_lines([*SQUARE, *second])
    assert areas(found) == [200]
    assert set(found.ring_of.tolist()) == {0}


@pytest.mark.parametrize(("spokes", "members"), [(60, 120), (600, 600)])
def test_where_hundreds_of_lines_meet_no_outline_is_looked_for(spokes: int, members: int) -> None:
    """A wheel: 60 spokes are part of the outline around all meshes, of 600 the rim alone is one."""
    rim = [
        (math.cos(2 * math.pi * k / spokes) * 90, math.sin(2 * math.pi * k / spokes) * 90)
        for k in range(spokes)
    ]
    lines: list[Line] = [[(0, 0), place] for place in rim]
    lines += [[one, other] for one, other in zip(rim, rim[1:] + rim[:1], strict=True)]
    found = joined_lines(lines)
    assert (len(found.rings), int((found.ring_of >= 0).sum())) == (1, members)


def test_crossing_strokes_that_branch_raise_nothing() -> None:
    """Twelve lines from one point to a ring of others, and lines across them that meet them nowhere."""
    spokes: list[Line] = [[(0, 0), (math.cos(k), math.sin(k))] for k in range(12)]
    across: list[Line] = [[(-1, k / 10), (1, k / 10 + 0.01)] for k in range(-9, 10)]
    found = joined_lines([*spokes, *across], tolerance=0.02)
    assert len(found.chain_of) == len(spokes) + len(across)


def test_many_ends_in_one_heap_are_one_corner_each_tolerance() -> None:
    """1000 points a millimetre apart: a node at most every 25 mm, thus no more than 41, and soon done."""
    rng = np.random.default_rng(7)
    starts = np.column_stack((np.arange(1000) / 1000, np.zeros(1000)))
    far = starts + [0, 5] + rng.random((1000, 2)) * [0, 1]
    found = joined(Paths(np.hstack((starts, far)).reshape(-1, 2), 2 * np.arange(1001)), 0.05)
    ends = found.chains.points.round(9)
    assert len({tuple(place) for place in ends.tolist() if place[1] < 1}) <= 41


def test_ten_thousand_squares_come_back() -> None:
    """Lines of 2,500 squares of 1 m² in a fixed disorder."""
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], dtype=float)
    lines = [
        np.array((a, b)) + np.array((3 * (k % 50), 3 * (k // 50)))
        for k in range(2500)
        for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True)
    ]
    order = np.random.default_rng(3).permutation(len(lines))
    found = joined(paths_of([lines[i] for i in order]), 0.01)
    assert len(found.rings) == 2500
    assert np.allclose(np.abs(found.rings.areas()), 1)
    again = joined(paths_of([lines[i] for i in order]), 0.01)
    assert again.rings.points.tobytes() == found.rings.points.tobytes()


def test_nothing_gives_nothing_and_work_can_be_called_off() -> None:
    """No lines: no rings, chains, gaps."""
    found = joined_lines([])
    assert (len(found.rings), len(found.chains), len(gaps(found, 1.0)[0])) == (0, 0, 0)
    with pytest.raises(CalledOff):
        joined(paths(SQUARE), 0.05, lambda: True)


def square(x: float, y: float, size: float) -> Line:
    return [(x, y), (x + size, y), (x + size, y + size), (x, y + size)]


def test_rings_in_others_are_told() -> None:
    """The second lies in the first, the third crosses it, the fourth is the first again."""
    rings = paths([square(0, 0, 10), square(2, 2, 3), square(8, 8, 5), square(0, 0, 10)])
    assert rings_within(rings).tolist() == [False, True, False, True]


def test_rings_that_repeat_others_are_told() -> None:
    """The second is 1 cm off, the third turned and begun elsewhere; the fourth has the box only."""
    lshape: Line = [(0, 0), (10, 0), (10, 10), (5, 10), (5, 5), (0, 5)]
    rings = paths(
        [square(0, 0, 10), square(0.01, 0, 10), square(0, 0, 10)[2:] + square(0, 0, 10)[:2], lshape]
    )
    assert alike(rings, 0.05).tolist() == [False, True, True, False]


def test_points_are_in_the_smallest_ring_around_them() -> None:
    """In the inner, between both, outside."""
    rings = paths([square(0, 0, 10), square(2, 2, 3)])
    assert holding_ring(rings, np.array([(3.0, 3.0), (9.0, 9.0), (20.0, 0.0)])).tolist() == [1, 0, -1]
