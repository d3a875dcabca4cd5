"""What holds of every filling: lots at random, with holes, sides, gates, groups and orders given by hand.

Every layout is asked before the program's own check could leave anything out.
"""

from __future__ import annotations

import math
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lots_for_tests import (
    COMPACT,
    L_SHAPE,
    LEANING,
    OPEN,
    PLAIN,
    SQUARE_HOLE,
    U_SHAPE,
    WALL,
    begun_elsewhere,
    most_provable,
    moved,
    on_centimetres,
    open_all,
    problems,
    problems_by_hand,
    rectangle,
    rounded_to,
    shared_strip_m2,
)

from chargeplan.geometry import filling
from chargeplan.geometry.checking import check_layout
from chargeplan.geometry.filling import Effort, fill_lot
from chargeplan.geometry.polygons import disc
from chargeplan.geometry.stall_rows import StallFinder
from chargeplan.model.layout import Layout, LayoutProblem
from chargeplan.model.modules import GroupRule, StallModule
from chargeplan.model.scheme import EdgeRole, Entrance, FillGoal
from chargeplan.model.stalls import Stall

EFFORTS: tuple[Effort, ...] = ("live", "full")
YARD = LayoutProblem(
    U_SHAPE,
    PLAIN,
    holes=(((4.0, 3.0), (5.0, 3.0), (5.0, 4.0), (4.0, 4.0)),),
    edges=(WALL, WALL, OPEN, WALL, WALL, WALL, OPEN, WALL),
    entrances=(Entrance(0, 5.0, 2.0),),
    group=GroupRule(25, 20.0, 2.0),
)


@pytest.fixture(autouse=True)
def _nothing_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "verified", lambda _problem, layout: layout)


def _sideways(layout: Layout, degrees: float) -> float:
    """Return how far any front is from running along a direction [degrees]."""
    angles = [
        math.degrees(math.atan2(by - ay, bx - ax))
        for (ax, ay), (bx, by) in (stall.front for stall in layout.stalls)
    ]
    return max((abs(math.remainder(angle - degrees, 180.0)) for angle in angles), default=0.0)


# --- the rules, on any lot -----------------------------------------------------------------------


@given(problems_by_hand())
@settings(max_examples=40)
def test_whatever_is_asked_for_the_rules_hold(problem: LayoutProblem) -> None:
    """Removed places stay empty and kept stalls stand or are told of: the checker asks for that too."""
    live, full = (fill_lot(problem, effort) for effort in EFFORTS)
    assert check_layout(problem, live) == ()
    assert check_layout(problem, full) == ()
    assert problem.removed or full.count >= live.count
    assert full.count or full.reasons


def test_panels_of_a_pair_of_rows_make_one_wall() -> None:
    """Two groups 1.8 m apart along a pair of rows: panels at opposite ends would leave a way between them."""
    ring = ((0.0, 0.0), (10.0, 0.0), (10.0, 5.0), (6.8, 5.0), (6.8, 1.0), (5.2, 1.0), (5.2, 5.0), (0.0, 5.0))
    roles = "OOOWOWWW"
    problem = LayoutProblem(
        ring,
        StallModule(0.6, 2.0, 3.2, 1.5, 2.6),
        edges=tuple(EdgeRole.OPEN if role == "O" else EdgeRole.WALL for role in roles),
        group=GroupRule(8, 20.0, 2.0, panels=True),
    )
    layout = fill_lot(problem)
    assert layout.panels
    assert check_layout(problem, layout) == ()


def test_groups_that_stay_are_given_up_where_no_panel_parts_them_any_longer() -> None:
    """A pair of rows in two groups: what a clearance leaves of them meets across the backs."""
    ring = ((0.0, 0.0), (6.0, 0.0), (6.0, 1.0), (3.0, 1.0), (3.0, 5.0), (0.0, 5.0))
    places = [(2.4, 1), (1.8, 1), (1.2, 0), (0.6, 0), (0.0, 0)]
    rows = [(1.8, 3.4), (5.0, 3.4)]
    kept = [_stall(x, front, back, group) for front, back in rows for x, group in places]
    problem = LayoutProblem(
        ring,
        StallModule(0.6, 2.0, 3.2, 1.5, 2.6),
        edges=(EdgeRole.OPEN,) * 6,
        group=GroupRule(8, 20.0, 2.0, panels=True),
        clearances=((((2.0, 1.8), (1.447, 2.561), (0.553, 2.27), (0.553, 1.33), (1.447, 1.039)),),),
        kept=tuple(kept),
        removed=((1.5, 2.6),),
    )
    for effort in EFFORTS:
        layout = fill_lot(problem, effort)
        assert check_layout(problem, layout) == ()
        assert [reason.code for reason in layout.reasons] == ["kept_row_does_not_fit"]


def _stall(x: float, front_y: float, back_y: float, group: int) -> Stall:
    """Return an upright stall 0.6 m wide between two heights, its front at the first."""
    low, high = min(front_y, back_y), max(front_y, back_y)
    polygon = ((x, low), (x + 0.6, low), (x + 0.6, high), (x, high))
    front = ((x, low), (x + 0.6, low)) if front_y < back_y else ((x + 0.6, high), (x, high))
    return Stall(polygon, front, group)


@given(problems_by_hand())
@settings(max_examples=20)
def test_a_row_that_stays_stands_where_it_stood(problem: LayoutProblem) -> None:
    """Without anything that takes ground away since, every stall of it is there, whatever the goal."""
    before = replace(problem, kept=(), removed=(), direction_degrees=None)
    stood = fill_lot(before, "live").stalls
    if not stood:
        return
    row = StallFinder(stood).row_of(len(stood) // 2, problem.module.single_depth_m)
    after = replace(before, kept=tuple(stood[index] for index in row), direction_degrees=37.0)
    for effort in EFFORTS:
        layout = fill_lot(after, effort)
        assert StallFinder(layout.stalls).missing(after.kept) == ()
        assert not layout.reasons


@given(problems_by_hand(), st.integers(0, 179))
@settings(max_examples=15)
def test_a_direction_that_is_given_is_the_only_one(problem: LayoutProblem, degrees: int) -> None:
    asked = replace(problem, direction_degrees=float(degrees), kept=())
    for effort in EFFORTS:
        layout = fill_lot(asked, effort)
        assert all(
            math.remainder(told - degrees, 180.0) == pytest.approx(0, abs=1e-2)
            for told in layout.row_directions_degrees
        )
        assert _sideways(layout, degrees) < 0.05


@given(problems())
@settings(max_examples=8)
def test_goals_cost_no_more_than_they_may(problem: LayoutProblem) -> None:
    """Near doorways nine tenths of the stalls are left, with wide aisles four fifths of the live count."""
    asked = replace(problem, doorways=(problem.ring[0],))
    most = fill_lot(asked)
    assert fill_lot(replace(asked, goal=FillGoal.NEAR_DOORWAYS)).count >= 0.9 * most.count
    wide = fill_lot(replace(asked, goal=FillGoal.WIDE_AISLES))
    assert wide.count >= 0.8 * fill_lot(asked, "live").count


def _asked_times(limit: int) -> Iterator[bool]:
    return (number >= limit for number in count())


@given(problems_by_hand(), st.integers(0, 60))
@settings(max_examples=15)
def test_a_search_that_is_called_off_leaves_a_valid_layout(problem: LayoutProblem, patience: int) -> None:
    asked = _asked_times(patience)
    layout = fill_lot(problem, "full", lambda: next(asked))
    assert check_layout(problem, layout) == ()
    assert layout.count or layout.reasons


# --- no more than can be proven ------------------------------------------------------------------


def test_the_proven_bound_by_hand() -> None:
    """10 × 8 m, stalls of 0.6 × 2 m, aisle 1.5 m, all walls but for a gate.

    With four facings a stall takes 0.6 · (2 + 1.5 / 4) = 1.425 m²: 80 / 1.425 = 56. At all angles its strip
    claims (0.9 · 0.3805 + 0.09 · 1.981 - 0.5625 · 0.1484) / π = 0.1392 m², with its body 1.3392 m²: 59. With
    open sides the bodies alone tell: 80 / 1.2 = 66. A clearance that leaves 10 × 2 m leaves 3.5 m to bodies
    and strips: 35 / 1.3392 = 26, and to bodies 20 / 1.2 = 16.
    """
    lot = LayoutProblem(rectangle(10.0, 8.0), PLAIN, entrances=(Entrance(0, 1.0, 2.0),))
    assert shared_strip_m2(0.6, 1.5) == pytest.approx(0.1392, abs=5e-5)
    assert (most_provable(lot, facings=4), most_provable(lot)) == (56, 59)
    assert most_provable(replace(lot, edges=(OPEN,) * 4)) == 66
    behind = ((0.0, 2.0), (10.0, 2.0), (10.0, 8.0), (0.0, 8.0))
    assert most_provable(replace(lot, clearances=((behind,),))) == 16
    lane = ((0.0, 4.0), (10.0, 4.0), (10.0, 8.0), (0.0, 8.0))
    assert most_provable(replace(lot, crossings=((lane,),))) == 29


@given(problems(), st.integers(-8, 15), st.integers(-8, 15), st.booleans())
@settings(max_examples=9)
def test_a_growing_clearance_never_leaves_more_than_the_proven_bound(
    problem: LayoutProblem, x: int, y: int, lane: bool
) -> None:
    """An obstacle whose clearance (or a turning circle that is crossed only) grows from nothing to 8 m.

    What fits around the larger one fits around the smaller one too, by the checker's word.
    """
    before = problem
    for radius in (0.5, 2.0, 4.0, 8.0):
        taken = (disc((float(x), float(y)), radius),)
        asked = (
            replace(problem, crossings=(*problem.crossings, taken))
            if lane
            else replace(problem, clearances=(*problem.clearances, taken))
        )
        layout = fill_lot(asked)
        assert check_layout(before, layout) == ()
        assert layout.count <= most_provable(asked)
        directions = layout.row_directions_degrees
        if all(
            math.remainder(other - directions[0], 90.0) == pytest.approx(0, abs=0.01) for other in directions
        ):
            assert layout.count <= most_provable(asked, facings=4)
        before = asked


# --- the same lot, told differently --------------------------------------------------------------


@given(problems_by_hand(), st.integers(0, 20), st.booleans())
@settings(max_examples=15)
def test_another_beginning_or_direction_gives_the_same_layout(
    problem: LayoutProblem, start: int, backwards: bool
) -> None:
    """Rings of holes, clearances and lanes too, and lists in another order."""
    again = begun_elsewhere(problem, start % len(problem.ring), backwards)
    again = replace(
        again,
        holes=tuple(hole[2:] + hole[:2] for hole in again.holes[::-1]),
        clearances=tuple(tuple(ring[::-1] for ring in region) for region in again.clearances[::-1]),
        entrances=again.entrances[::-1],
        removed=again.removed[::-1],
        doorways=again.doorways[::-1],
    )
    for effort in EFFORTS:
        assert fill_lot(again, effort) == fill_lot(problem, effort)


@given(problems_by_hand(), st.floats(0, 360), st.floats(-500, 500), st.floats(-500, 500))
@settings(max_examples=14)
def test_as_many_stalls_wherever_a_lot_lies_and_however_it_is_turned(
    problem: LayoutProblem, degrees: float, dx: float, dy: float
) -> None:
    elsewhere = moved(problem, degrees, dx, dy)
    for effort in EFFORTS:
        assert fill_lot(elsewhere, effort).count == fill_lot(problem, effort).count


@given(problems_by_hand(), st.floats(0, 360), st.floats(-500, 500), st.floats(-500, 500))
@settings(max_examples=10)
def test_as_many_stalls_when_a_plan_keeps_what_was_turned(
    problem: LayoutProblem, degrees: float, dx: float, dy: float
) -> None:
    """Plans keep tenths of a millimetre; a lot that was drawn on centimetres is known again."""
    drawn = on_centimetres(problem)
    kept = rounded_to(moved(drawn, degrees, dx, dy), 4)
    for effort in EFFORTS:
        assert fill_lot(kept, effort).count == fill_lot(drawn, effort).count


ANYWHERE = (
    YARD,
    replace(open_all(L_SHAPE), removed=((3.0, 3.0),), clearances=((rectangle(5.0, 4.0),),)),
    LayoutProblem(rectangle(12.0, 7.0), LEANING, (SQUARE_HOLE,), (OPEN, WALL, WALL, WALL)),
    LayoutProblem(rectangle(12.0, 9.0), COMPACT, edges=(WALL,) * 4, entrances=(Entrance(1, 2.0, 2.0),)),
)


def test_the_same_in_any_thread() -> None:
    """Four lots side by side in four threads, each of them twice."""
    expected = [fill_lot(problem) for problem in ANYWHERE]
    assert min(layout.count for layout in expected) > 10
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(fill_lot, (*ANYWHERE, *reversed(ANYWHERE)))) == [*expected, *expected[::-1]]


_ELSEWHERE = """
import pickle, sys
from dataclasses import replace
from chargeplan.geometry.filling import fill_lot
from chargeplan.geometry.packing import packing
packing.FULL = pickle.loads(sys.stdin.buffer.read(int(sys.argv[1])))
problems = pickle.load(sys.stdin.buffer)
sys.stdout.buffer.write(pickle.dumps([fill_lot(problem) for problem in problems]))
"""


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_same_in_another_process(seed: str) -> None:
    """Python salts what it hashes anew in every process; here with two salts that differ."""
    from chargeplan.geometry.packing import packing

    effort = pickle.dumps(packing.FULL)
    done = subprocess.run(
        [sys.executable, "-c", _ELSEWHERE, str(len(effort))],
        input=effort + pickle.dumps(ANYWHERE), capture_output=True, check=False,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert done.stderr == b""
    assert pickle.loads(done.stdout) == [fill_lot(problem) for problem in ANYWHERE]


# --- with all the rounds of the program ----------------------------------------------------------


@pytest.mark.thorough
@pytest.mark.parametrize("problem", [ANYWHERE[0], ANYWHERE[1], ANYWHERE[3]], ids=["yard", "L", "walled"])
def test_the_whole_search_keeps_all_of_this(problem: LayoutProblem) -> None:
    full = fill_lot(problem)
    assert check_layout(problem, full) == ()
    assert fill_lot(problem, "live").count <= full.count <= most_provable(problem)
    assert fill_lot(begun_elsewhere(problem, 2, backwards=True)) == full
    assert fill_lot(rounded_to(moved(problem, 217.3, 45.6, -78.9), 4)).count == full.count
