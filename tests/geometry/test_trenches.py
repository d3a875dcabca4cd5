"""Trenches that lines share, and cables led along them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from chargeplan.geometry.steiner import Weights
from chargeplan.geometry.trenches import dug_from, led_along, runs_along, stretches


def test_ways_on_one_line_are_one_trench_cut_where_the_shorter_ends():
    pieces = stretches((((0, 0), (10, 0)), ((0, 0), (4, 0)), None))
    assert [(piece.path, piece.users) for piece in pieces] == [
        (((0, 0), (4, 0)), (0, 1)),
        (((4, 0), (10, 0)), (0,)),
    ]


def test_a_way_drawn_by_hand_shares_as_far_as_it_runs_along():
    """The second comes in at (3, 0), runs along to (7, 0) and leaves: 4 m of trench hold both."""
    pieces = stretches((((0, 0), (10, 0)), ((3, 5), (3, 0), (7, 0), (7, 5))))
    shared = [piece for piece in pieces if len(piece.users) == 2]
    assert [piece.path for piece in shared] == [((3, 0), (7, 0))]
    assert sum(piece.length_m for piece in pieces) == pytest.approx(10 + 5 + 5)


def test_a_line_that_comes_back_to_its_start_is_told_once():
    pieces = stretches((((0, 0), (4, 0), (4, 4), (0, 0)),))
    assert sum(piece.length_m for piece in pieces) == pytest.approx(8 + math.hypot(4, 4))


def test_cables_are_led_the_shortest_way_along_lines():
    """To (10, 10) it is 10 + 10 m over (10, 0), where the second line crosses the first in its corner."""
    lines = (((0, 0), (20, 0)), ((10, 10), (10, 0), (10, -5)))
    led = led_along((0, 0), lines)
    assert led.way_to((10, 10)) == ((0, 0), (10, 0), (10, 10))
    assert led.fed_m[10, 10] == 20
    assert led.fed_m[20, 0] == 20


def test_a_place_on_a_line_is_led_to():
    led = led_along((0, 0), (((0, 0), (20, 0)), ((7, 0), (7, 0))))
    assert led.way_to((7, 0)) == ((0, 0), (7, 0))


def test_pieces_of_a_trench_begin_where_the_cable_is_shorter():
    dug = dug_from((0.0, 0.0), [((0.0, 0.0), (10.0, 0.0), (10.0, 10.0))])
    assert dug is not None
    assert dug.starts.tolist() == [[0, 0], [10, 0]]
    assert dug.ends.tolist() == [[10, 0], [10, 10]]


def test_no_lines_are_no_trench():
    assert dug_from((0.0, 0.0), []) is None


def test_joins_lie_on_the_pieces_and_not_beyond_their_ends():
    """From (4, 3): at right angles at (4, 0); with 2 and 3 a metre 3 · ¾ = 2.25 m before that, 3.75 m off.

    From (1, 4) that would be 2 m before the beginning: it joins there, √17 m off. (12, 0) joins the end.
    """
    dug = dug_from((0.0, 0.0), [((0.0, 0.0), (10.0, 0.0))])
    assert dug is not None
    spots = np.array([(4.0, 3.0), (1.0, 4.0), (12.0, 0.0)])
    straight, slanted = (dug.joins(spots, weights) for weights in (Weights(1.0, 0.0), Weights(2.0, 3.0)))
    assert [straight.of(spot, 0) for spot in range(3)] == [
        ((4.0, 0.0), 3.0, 4.0),
        ((1.0, 0.0), 4.0, 1.0),
        ((10.0, 0.0), 2.0, 10.0),
    ]
    assert slanted.of(0, 0) == ((1.75, 0.0), 3.75, 1.75)
    assert slanted.of(1, 0) == ((0.0, 0.0), pytest.approx(math.sqrt(17)), 0.0)
    assert slanted.of(2, 0) == ((10.0, 0.0), 2.0, 10.0)


def test_cables_alone_join_at_the_beginning():
    dug = dug_from((0.0, 0.0), [((0.0, 0.0), (10.0, 0.0))])
    assert dug is not None
    assert dug.joins(np.array([(4.0, 3.0)]), Weights(0.0, 1.0)).of(0, 0) == ((0.0, 0.0), 5.0, 0.0)


def test_a_line_runs_along_others_where_every_piece_of_it_does():
    others = (((0, 0), (10, 0)), ((10, 0), (10, 10)))
    assert runs_along(((2, 0), (10, 0), (10, 5)), others)
    assert not runs_along(((2, 0), (10, 0), (12, 0)), others)
