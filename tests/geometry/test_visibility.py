"""What places see: many of them together, and one after the other."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from chargeplan.geometry import visibility
from chargeplan.geometry.visibility import barred_ground, views_from, views_from_corners

BLOCKS = tuple(
    (((x, y), (x + 6.0, y), (x + 6.0, y + 4.0), (x, y + 4.0)),)
    for x in (0.0, 10.0, 20.0)
    for y in (0.0, 8.0, 16.0)
)
PLACES = tuple((x, y) for x in (-3.0, 8.0, 18.0, 29.0) for y in (-2.0, 6.0, 22.0))


def test_many_views_together_are_those_of_each_alone():
    ground = barred_ground(BLOCKS, 0.5)
    together = views_from(replace(ground, views={}), PLACES)
    corners = list(range(len(ground.corners)))
    together += views_from_corners(replace(ground, views={}), corners)
    alone = [views_from(replace(ground, views={}), [place])[0] for place in PLACES]
    alone += [views_from_corners(replace(ground, views={}), [corner])[0] for corner in corners]
    for one, other in zip(together, alone, strict=True):
        assert np.array_equal(one.sight_m, other.sight_m)
        assert np.array_equal(one.way_m, other.way_m)


def test_lines_of_sight_are_the_same_however_many_are_looked_at_together(monkeypatch):
    """Nine blocks have 36 corners: two of them at once with all others, and five lines at once."""
    whole = barred_ground(BLOCKS, 0.6)
    monkeypatch.setattr(visibility, "_PAIRS_AT_ONCE", 80)
    monkeypatch.setattr(visibility, "_LINES_AT_ONCE", 5)
    in_parts = barred_ground(BLOCKS[::-1], 0.6)
    assert len(whole.corners) == 36
    assert np.array_equal(in_parts.lines, whole.lines)


def test_a_view_is_found_again_while_the_ground_is_the_same():
    ground = barred_ground(BLOCKS, 0.4)
    first = views_from(ground, PLACES)
    again = views_from(ground, PLACES[::-1])[::-1]
    assert all(one is other for one, other in zip(first, again, strict=True))


def test_the_way_to_a_hidden_corner_leads_around_the_block():
    """From (−3, 2) past a corner of the block at (−0.5, −0.5) grown by 0.5 to that at (6.5, −0.5).

    √(2.5² + 2.5²) + 7 m = 10.536 m; clearances are 0.02 m wider, for curves that are flattened.
    """
    ground = barred_ground((BLOCKS[0],), 0.5)
    (view,) = views_from(ground, [(-3.0, 2.0)])
    hidden = int(np.argmin(np.hypot(*(ground.corners - (6.5, -0.5)).T)))
    assert math.isinf(view.sight_m[hidden])
    assert view.way_m[hidden] == pytest.approx(math.hypot(2.48, 2.52) + 7.04, abs=1e-3)
