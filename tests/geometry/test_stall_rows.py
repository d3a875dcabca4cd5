"""Finding stalls and their rows in layouts that are written down by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from factories import kept_row
from lots_for_tests import COMPACT, LEANING, PLAIN, rectangle

from chargeplan.geometry.filling import fill_lot
from chargeplan.geometry.polygons import signed_area_m2
from chargeplan.geometry.stall_rows import StallFinder, row_outlines
from chargeplan.model.layout import LayoutProblem
from chargeplan.model.scheme import EdgeRole
from chargeplan.model.stalls import KeptRow, Stall

EAST = kept_row((0, 0), 3, 1.0, 2.0).stalls
"""Three stalls from x = 0 to 3, y = 0 to 2, fronts to the south."""


def turned_back(stalls: tuple[Stall, ...], top: float) -> tuple[Stall, ...]:
    """Return the stalls behind `stalls`, mirrored at y = `top`."""
    row = KeptRow(stalls).mapped(lambda corner: (corner[0], 2 * top - corner[1]))
    return row.stalls


def test_the_stall_at_a_place() -> None:
    finder = StallFinder(EAST)
    assert [finder.at((x, 1.0)) for x in (-0.1, 0.5, 1.5, 2.5, 3.1)] == [None, 0, 1, 2, None]
    assert finder.at((1.0, 1.0)) == 0
    assert StallFinder(()).at((0, 0)) is None


def test_the_nearest_stall() -> None:
    assert [StallFinder(EAST).nearest((x, 5.0)) for x in (-4.0, 1.5, 9.0)] == [0, 1, 2]
    assert StallFinder(()).nearest((0, 0)) is None


def test_outlines_of_a_row_close_hairlines() -> None:
    """Three stalls of 1 m side by side, the last 0.2 mm off: one outline of 3 x 2 m, 2 mm out all round."""
    last = KeptRow((EAST[2],)).mapped(lambda corner: (corner[0] + 0.0002, corner[1])).stalls
    (ring,) = row_outlines((*EAST[:2], *last))
    xs, ys = zip(*ring, strict=True)
    assert (min(xs), max(xs), min(ys), max(ys)) == pytest.approx((0, 3, 0, 2), abs=0.003)
    assert abs(signed_area_m2(ring)) == pytest.approx(6.0, abs=0.03)


def test_rows_apart_have_an_outline_each() -> None:
    assert len(row_outlines((EAST[0], EAST[2]))) == 2


def test_stalls_that_hold_places() -> None:
    assert StallFinder(EAST).holding(((0.5, 1), (2.5, 1), (9, 9))) == {0, 2}
    assert StallFinder(EAST).holding(()) == frozenset()
    assert StallFinder(()).holding(((0.5, 1),)) == frozenset()


def test_a_row_ends_where_a_gap_begins() -> None:
    beyond = kept_row((3.01, 0), 2, 1.0, 2.0).stalls
    finder = StallFinder((*EAST, *beyond))
    assert finder.row_of(1, 2.0) == (0, 1, 2)
    assert finder.row_of(4, 2.0) == (3, 4)


def test_rows_back_to_back_belong_together_only_where_they_share_their_room() -> None:
    """Stalls 2 m deep are whole single stalls; where a single stall is 2.5 m deep, 2 m are half of a pair."""
    finder = StallFinder((*EAST, *turned_back(EAST, 2.0)))
    assert finder.row_of(0, 2.0) == (0, 1, 2)
    assert finder.row_of(3, 2.0) == (3, 4, 5)
    assert finder.row_of(0, 2.5) == (0, 1, 2, 3, 4, 5)


def test_rows_face_to_face_are_two() -> None:
    """The fronts of both lie on y = 0: their middles meet, but no side and no back."""
    finder = StallFinder((*EAST, *turned_back(EAST, 0.0)))
    assert finder.row_of(0, 2.5) == (0, 1, 2)


def test_a_stall_that_faces_the_other_way_ends_the_row() -> None:
    other = Stall(EAST[2].polygon, (EAST[2].polygon[2], EAST[2].polygon[3]))
    assert StallFinder((*EAST[:2], other)).row_of(0, 2.0) == (0, 1)


def test_missing_stalls() -> None:
    moved = KeptRow(EAST).mapped(lambda corner: (corner[0] + 0.0015, corner[1])).stalls
    assert StallFinder(EAST).missing(moved) == ()
    shifted = KeptRow(EAST).mapped(lambda corner: (corner[0] + 0.01, corner[1])).stalls
    assert StallFinder(EAST).missing(shifted) == (0, 1, 2)
    assert StallFinder(EAST[:1]).missing(EAST) == (1, 2)
    assert StallFinder(()).missing(EAST) == (0, 1, 2)
    assert StallFinder(EAST).missing(()) == ()


def test_a_stall_that_faces_the_other_way_is_missing() -> None:
    about = replace(EAST[1], front=(EAST[1].polygon[2], EAST[1].polygon[3]))
    assert StallFinder((EAST[0], about, EAST[2])).missing(EAST) == (1,)
    assert StallFinder((EAST[0], about, EAST[1], EAST[2])).missing(EAST) == ()


@pytest.mark.parametrize("module", [COMPACT, PLAIN, LEANING])
def test_rows_of_a_filling_part_it(module) -> None:
    """Every stall is in exactly one row, the same whichever stall of the row is asked."""
    problem = LayoutProblem(rectangle(20, 15), module, edges=(EdgeRole.OPEN,) * 4)
    stalls = fill_lot(problem, "live").stalls
    assert len(stalls) > 20
    finder = StallFinder(stalls)
    rows = {finder.row_of(index, module.single_depth_m) for index in range(len(stalls))}
    assert sorted(index for row in rows for index in row) == list(range(len(stalls)))
    assert max(map(len, rows)) > 10
    for row in rows:
        halves = [finder.stalls[i] for i in row]
        fronts = {
            (round(s.front[1][0] - s.front[0][0], 3), round(s.front[1][1] - s.front[0][1], 3)) for s in halves
        }
        assert len(fronts) <= (2 if module.interleaved else 1)


def test_a_finder_does_not_mind_how_a_front_is_written() -> None:
    swapped = tuple(replace(stall, front=stall.front[::-1]) for stall in EAST)
    assert StallFinder(swapped).row_of(0, 2.0) == (0, 1, 2)
