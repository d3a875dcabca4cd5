"""Ground and lines cut at the edges of a box."""

from __future__ import annotations

from chargeplan.geometry.clipping import lines_within, regions_within

BOX = (0.0, 0.0, 10.0, 10.0)


def test_a_line_is_cut_into_the_pieces_that_lie_within() -> None:
    """In at x = 0, out at x = 10, back in at y = 10 and down to (4, 8): two pieces."""
    line = ((-5, 5), (5, 5), (15, 5), (15, 20), (4, 20), (4, 8))
    assert lines_within(line, BOX) == (((0, 5), (5, 5), (10, 5)), ((4, 10), (4, 8)))


def test_what_only_touches_the_box_leaves_nothing() -> None:
    """A corner on the edge, a line beyond it, a single point."""
    assert lines_within(((10, 10), (20, 20)), BOX) == ()
    assert lines_within(((11, 0), (11, 10)), BOX) == ()
    assert lines_within(((5, 5),), BOX) == ()
    assert regions_within((((10, 0), (20, 0), (20, 10), (10, 10)),), BOX) == ()


def test_ground_is_cut_with_its_holes() -> None:
    """Of 20 by 6 m around x = 10 the left half stays, its hole from x = 4 to 6 whole, that at x = 10 open."""
    region = (
        ((0, 2), (20, 2), (20, 8), (0, 8)),
        ((4, 4), (6, 4), (6, 6), (4, 6)),
        ((9, 4), (11, 4), (11, 6), (9, 6)),
    )
    (cut,) = regions_within(region, BOX)
    outline, hole = cut
    assert set(outline) == {(0, 2), (10, 2), (10, 4), (9, 4), (9, 6), (10, 6), (10, 8), (0, 8)}
    assert set(hole) == {(4, 4), (6, 4), (6, 6), (4, 6)}
