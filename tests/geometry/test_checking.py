"""The checker: a valid layout passes, and every way of breaking it is told by its rule."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from lots_for_tests import COMPACT, L_SHAPE, OPEN, PLAIN, WALL, open_all, rectangle

from chargeplan.geometry.checking import Violation, check_layout
from chargeplan.geometry.filling import fill_lot
from chargeplan.model.layout import Layout, LayoutProblem, Reason
from chargeplan.model.modules import GroupRule, StallModule
from chargeplan.model.scheme import Entrance
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point

WIDE = rectangle(30.0, 20.0)


def _upright(x: float, y: float, *, up: bool = True, group: int = 0, depth: float = 2.0) -> Stall:
    """Return a stall 0.6 m wide with its lower left corner at x, y, its front up or down."""
    polygon = ((x, y), (x + 0.6, y), (x + 0.6, y + depth), (x, y + depth))
    front = (polygon[3], polygon[2]) if up else (polygon[0], polygon[1])
    return Stall(polygon, front, group)


def _codes(found: tuple[Violation, ...]) -> set[str]:
    return {violation.code for violation in found}


def _check(*stalls: Stall, problem: LayoutProblem | None = None, **rest: object) -> set[str]:
    layout = Layout(stalls=stalls, **rest)  # type: ignore[arg-type]
    return _codes(check_layout(problem or open_all(WIDE, module=PLAIN), layout))


def _changed(stall: Stall, dx: float = 0.0, dy: float = 0.0) -> Stall:
    def move(point: Point) -> Point:
        return (point[0] + dx, point[1] + dy)

    a, b, c, d = map(move, stall.polygon)
    return replace(stall, polygon=(a, b, c, d), front=(move(stall.front[0]), move(stall.front[1])))


def test_nothing_is_valid() -> None:
    assert _check() == set()


def test_one_stall_in_an_open_lot_is_valid() -> None:
    assert _check(_upright(10.0, 10.0)) == set()


def test_either_direction_of_polygon_and_front_is_valid() -> None:
    stall = _upright(10.0, 10.0)
    a, b, c, d = stall.polygon
    assert _check(replace(stall, polygon=(d, c, b, a), front=stall.front[::-1])) == set()


@pytest.mark.parametrize("index", [0, 7, -1])
def test_a_moved_stall_of_a_full_lot_is_told(index: int) -> None:
    """Half a pitch to the side it overlaps its neighbour or leaves the lot."""
    problem = open_all(L_SHAPE)
    layout = fill_lot(problem)
    assert check_layout(problem, layout) == ()
    stalls = list(layout.stalls)
    stalls[index] = _changed(stalls[index], dx=0.3, dy=0.3)
    broken = check_layout(problem, replace(layout, stalls=tuple(stalls)))
    assert _codes(broken) & {"stalls_overlap", "outside_lot"}
    assert index % len(stalls) in {number for violation in broken for number in violation.stalls}


def test_a_stall_of_another_size_is_told() -> None:
    """2 mm wider than the module; 0.5 mm is within the tolerance."""
    stall = _upright(10.0, 10.0)
    for more, expected in ((0.002, {"stall_shape"}), (0.0005, set())):
        a, (bx, by), (cx, cy), d = stall.polygon
        wider = ((bx + more, by), (cx + more, cy))
        assert _check(Stall((a, *wider, d), (d, wider[1]))) == expected


def test_a_slanted_stall_is_told_for_an_upright_module() -> None:
    a, b, (cx, cy), (dx, dy) = _upright(10.0, 10.0).polygon
    c, d = (cx + 0.5, cy), (dx + 0.5, dy)
    assert _check(Stall((a, b, c, d), (d, c))) == {"stall_shape"}


def test_a_front_that_is_no_side_is_told() -> None:
    stall = _upright(10.0, 10.0)
    assert _check(replace(stall, front=(stall.polygon[0], stall.polygon[2]))) == {"stall_shape"}


def test_a_leaning_stall_has_the_angle_of_its_module() -> None:
    """At 45° a stall 1.4 m deep leans 1.4 m; its front is 0.6 · √2."""
    module = StallModule(0.6, 1.4, 2.8, 1.5, 2.6, angle_degrees=45)
    problem = open_all(WIDE, module=module)
    front = 0.6 * math.sqrt(2)
    for lean, expected in ((1.4, set()), (-1.4, set()), (1.3, {"stall_shape"})):
        a, b = (10.0, 10.0), (10.0 + front, 10.0)
        c, d = (b[0] + lean, 11.4), (a[0] + lean, 11.4)
        assert _check(Stall((a, b, c, d), (a, b)), problem=problem) == expected


def test_half_of_a_double_row_needs_another_at_its_back() -> None:
    """The compact module's rows back to back are 3.2 m, 1.6 m each."""
    problem = open_all(WIDE)
    lower, upper = _upright(10.0, 10.0, up=False, depth=1.6), _upright(10.0, 11.6, depth=1.6)
    assert _check(lower, upper, problem=problem) == set()
    assert _check(lower, problem=problem) == {"no_stall_at_back"}
    assert _check(lower, _changed(upper, dy=0.1), problem=problem) == {"no_stall_at_back"}


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((10.3, 12.4), set()),
        ((10.01, 13.19), set()),
        ((10.3, 13.3), {"no_stall_at_back"}),
        ((10.7, 12.4), {"no_stall_at_back"}),
        ((10.3, 10.8), {"no_stall_at_back", "on_removed"}),
    ],
)
def test_a_removed_stall_leaves_its_neighbour_behind_it(place: Point, expected: set[str]) -> None:
    """Behind the lower half, y = 10.0 to 11.6, the other half would stand from 11.6 to 13.2."""
    lower = _upright(10.0, 10.0, up=False, depth=1.6)
    problem = replace(open_all(WIDE), removed=((0.0, 0.0), place))
    assert _check(lower, problem=problem) == expected


def test_a_stall_outside_the_lot_or_in_a_hole_is_told() -> None:
    assert "outside_lot" in _check(_upright(29.5, 10.0))
    hole = ((10.0, 9.0), (11.0, 9.0), (11.0, 10.5), (10.0, 10.5))
    problem = open_all(WIDE, (hole,), PLAIN)
    assert _check(_upright(10.2, 10.0), problem=problem) == {"outside_lot"}


def test_a_stall_on_a_clearance_is_told_but_its_strip_may_lie_there() -> None:
    problem = replace(open_all(WIDE, module=PLAIN), clearances=((rectangle(30.0, 5.0),),))
    assert _check(_upright(10.0, 4.0), problem=problem) == {"on_clearance"}
    assert _check(_upright(10.0, 5.0, up=False), problem=problem) == set()


def test_neither_stall_nor_strip_may_lie_on_a_crossing() -> None:
    problem = replace(open_all(WIDE, module=PLAIN), crossings=((rectangle(30.0, 5.0),),))
    assert "on_clearance" in _check(_upright(10.0, 4.0), problem=problem)
    assert _check(_upright(10.0, 6.0, up=False), problem=problem) == {"strip_blocked"}
    assert _check(_upright(10.0, 6.5, up=False), problem=problem) == set()


def test_overlapping_stalls_are_told_and_touching_ones_not() -> None:
    assert _check(_upright(10.0, 10.0), _upright(10.6, 10.0)) == set()
    assert _check(_upright(10.0, 10.0), _upright(10.595, 10.0)) == {"stalls_overlap"}


def test_a_stall_on_an_aisle_is_told() -> None:
    aisle = ((9.0, 10.0), (12.0, 10.0), (12.0, 11.0), (9.0, 11.0))
    assert _check(_upright(10.0, 10.5), aisles=(aisle,)) == {"on_aisle"}


def test_a_strip_needs_ground() -> None:
    """1.5 m before a wall is enough, 1.49 m is not; beyond an open side there is ground."""
    walled = LayoutProblem(WIDE, PLAIN, edges=(OPEN, WALL, WALL, WALL))
    assert _check(_upright(10.0, 16.5), problem=walled) == set()
    assert _check(_upright(10.0, 16.51), problem=walled) == {"strip_blocked", "not_reached"}
    assert _check(_upright(10.0, 0.0, up=False), problem=walled) == set()


def test_a_strip_does_not_cross_a_wall_into_other_ground() -> None:
    """A slit 0.2 m wide between two walls, 10 m into the lot."""
    slit = (
        (0.0, 0.0),
        (30.0, 0.0),
        (30.0, 20.0),
        (15.2, 20.0),
        (15.2, 10.0),
        (15.0, 10.0),
        (15.0, 20.0),
        (0.0, 20.0),
    )
    problem = LayoutProblem(slit, PLAIN, edges=(OPEN, *(WALL,) * 7))
    across = Stall(((13.0, 15.0), (15.0, 15.0), (15.0, 15.6), (13.0, 15.6)), ((15.0, 15.0), (15.0, 15.6)))
    assert "strip_blocked" in _check(across, problem=problem)


def test_a_stall_in_the_strip_of_another_is_told() -> None:
    assert "strip_blocked" in _check(_upright(10.0, 5.0), _upright(10.0, 8.0))


def test_facing_rows_keep_the_wide_aisle() -> None:
    """Fronts 2.6 m apart are enough, 2.5 m are not, though each strip of 1.5 m is free."""
    low = _upright(10.0, 5.0)
    assert _check(low, _upright(10.0, 9.6, up=False)) == set()
    assert _check(low, _upright(10.0, 9.5, up=False)) == {"facing_too_close"}


def test_a_lot_without_a_way_out_reaches_nothing() -> None:
    assert _check(_upright(10.0, 10.0), problem=LayoutProblem(WIDE, PLAIN)) == {"not_reached"}


@pytest.mark.parametrize(("width", "expected"), [(1.8, set()), (1.7, {"not_reached"})])
def test_an_entrance_is_wide_enough_or_none(width: float, expected: set[str]) -> None:
    problem = LayoutProblem(WIDE, PLAIN, entrances=(Entrance(0, 3.0, width),))
    assert _check(_upright(10.0, 10.0), problem=problem) == expected


@pytest.mark.parametrize(("gap", "expected"), [(1.5, set()), (1.4, {"not_reached"})])
def test_a_row_across_the_lot_needs_a_gap_for_bikes(gap: float, expected: set[str]) -> None:
    """6.0 m between walls: a row of 7 stalls and a gap at its end; behind it one more stall."""
    problem = LayoutProblem(rectangle(4.2 + gap, 10.0), PLAIN, edges=(OPEN, WALL, WALL, WALL))
    row = [_upright(gap + 0.6 * index, 0.0, up=False) for index in range(7)]
    assert _check(*row, _upright(2.0, 6.0, up=False), problem=problem) == expected


def test_a_group_has_no_more_stalls_than_allowed() -> None:
    problem = replace(open_all(WIDE, module=PLAIN), group=GroupRule(2, 20.0, 2.0))
    row = [_upright(10.0 + 0.6 * index, 10.0) for index in range(3)]
    assert _check(*row[:2], problem=problem) == set()
    assert _check(*row, problem=problem) == {"group_too_many"}


def test_a_group_is_no_longer_than_allowed() -> None:
    problem = replace(open_all(WIDE, module=PLAIN), group=GroupRule(9, 3.0, 2.0))
    row = [_upright(10.0 + 0.6 * index, 10.0) for index in range(6)]
    assert _check(*row[:5], problem=problem) == set()
    assert _check(*row, problem=problem) == {"group_too_long"}


@pytest.mark.parametrize("apart", [(2.6, 0.0), (0.0, 4.0)], ids=["beside", "behind"])
def test_groups_keep_their_gap_in_every_direction(apart: Point) -> None:
    """2.0 m apart is enough, 1.99 m is not, whether beside or back to back."""
    problem = replace(open_all(WIDE, module=PLAIN), group=GroupRule(9, 20.0, 2.0))
    first = _upright(10.0, 10.0)
    near = tuple(0.0 if value == 0 else value - 0.01 for value in apart)
    for (dx, dy), expected in ((apart, set()), (near, {"groups_too_close"})):
        second = _upright(10.0 + dx, 10.0 - dy, up=dy == 0, group=1)
        assert _check(first, second, problem=problem) == expected


def test_a_panel_parts_two_groups_where_panels_are_allowed() -> None:
    stalls = (_upright(10.0, 10.0), _upright(10.6, 10.0, group=1))
    panel = ((10.6, 10.0), (10.6, 12.0))
    allowed = replace(open_all(WIDE, module=PLAIN), group=GroupRule(9, 20.0, 2.0, panels=True))
    forbidden = replace(open_all(WIDE, module=PLAIN), group=GroupRule(9, 20.0, 2.0))
    assert _check(*stalls, problem=allowed, panels=(panel,)) == set()
    assert _check(*stalls, problem=allowed) == {"groups_too_close"}
    assert _check(*stalls, problem=allowed, panels=(((10.6, 10.0), (10.6, 11.0)),)) == {"groups_too_close"}
    assert "panel_not_allowed" in _check(*stalls, problem=forbidden, panels=(panel,))


def test_a_panel_in_a_stall_is_told() -> None:
    problem = replace(open_all(WIDE, module=PLAIN), group=GroupRule(9, 20.0, 2.0, panels=True))
    assert "panel_in_stall" in _check(
        _upright(10.0, 10.0), problem=problem, panels=(((10.3, 9.0), (10.3, 11.0)),)
    )


def test_a_panel_blocks_the_strip_behind_it() -> None:
    problem = replace(open_all(WIDE, module=PLAIN), group=GroupRule(9, 20.0, 2.0, panels=True))
    assert "strip_blocked" in _check(
        _upright(10.0, 10.0), problem=problem, panels=(((9.0, 13.0), (12.0, 13.0)),)
    )


def test_a_violation_says_what_and_where() -> None:
    (found,) = check_layout(
        open_all(WIDE, module=COMPACT), Layout(stalls=(_upright(10.0, 10.0), _upright(10.1, 10.0)))
    )
    assert found.stalls == (0, 1)
    assert 10.1 <= found.place[0] <= 10.6
    assert found.text.format(**dict(found.values)) == "stalls 1 and 2 overlap"


# --- what was set by hand ------------------------------------------------------------------------

TWO = (_upright(10.0, 10.0), _upright(10.6, 10.0))


def _told(count: int, code: str = "kept_row_does_not_fit") -> Reason:
    return Reason(code, "", (("count", count),))


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((10.3, 11.0), {"on_removed"}),
        ((11.19, 11.99), {"on_removed"}),
        ((10.6, 11.0), set()),
        ((10.3, 12.5), set()),
    ],
    ids=["in the first", "in the second", "between both", "in the strip"],
)
def test_no_stall_stands_where_one_was_taken_out(place: Point, expected: set[str]) -> None:
    """The stalls take x = 10.0 to 10.6 and to 11.2, y = 10 to 12; their shared side is in neither."""
    problem = replace(open_all(WIDE, module=PLAIN), removed=((1.0, 1.0), place))
    assert _check(*TWO, problem=problem) == expected


def test_a_removed_place_that_is_taken_is_named() -> None:
    problem = replace(open_all(WIDE, module=PLAIN), removed=((1.0, 1.0), (10.9, 10.2)))
    (found,) = check_layout(problem, Layout(stalls=TWO))
    assert found.place == (10.9, 10.2)
    assert found.text.format(**dict(found.values)) == "stall 2 stands where one was taken out"


def test_a_kept_stall_is_there_or_its_absence_is_told() -> None:
    problem = replace(open_all(WIDE, module=PLAIN), kept=TWO)
    assert _check(*TWO, problem=problem) == set()
    assert _check(TWO[0], problem=problem) == {"kept_missing"}
    assert _check(TWO[0], problem=problem, reasons=(_told(1),)) == set()
    assert _check(_upright(20.0, 10.0), problem=problem, reasons=(_told(1),)) == {"kept_missing"}
    assert _check(_upright(20.0, 10.0), problem=problem, reasons=(_told(2, "too_small"),)) == {"kept_missing"}


def test_a_kept_stall_is_where_it_was_and_faces_as_it_did() -> None:
    """Turned about, a stall takes the same ground but looks out on the other side."""
    problem = replace(open_all(WIDE, module=PLAIN), kept=(TWO[0],))
    assert _check(_upright(10.0, 10.0, up=False), problem=problem) == {"kept_missing"}
    assert _check(_upright(10.0, 10.01), problem=problem) == {"kept_missing"}
    assert _check(_upright(10.0, 10.001), problem=problem) == set()


def test_a_kept_stall_that_was_taken_out_is_not_missed() -> None:
    problem = replace(open_all(WIDE, module=PLAIN), kept=TWO, removed=((10.3, 11.0),))
    assert _check(TWO[1], problem=problem) == set()
    assert _check(problem=problem) == {"kept_missing"}
    assert _check(*TWO, problem=problem) == {"on_removed"}


def test_a_lot_that_holds_nothing_says_why_and_nothing_else_is_missed() -> None:
    """Where no way leads out the one reason covers the kept stalls too; silence does not."""
    problem = replace(LayoutProblem(WIDE, PLAIN), kept=TWO)
    assert _check(problem=problem, reasons=(Reason("no_way_out", ""),)) == set()
    assert _check(problem=problem) == {"kept_missing"}


def test_missing_stalls_are_counted() -> None:
    problem = replace(open_all(WIDE, module=PLAIN), kept=(*TWO, _upright(20.0, 10.0)))
    (found,) = check_layout(problem, Layout(stalls=(TWO[0],), reasons=(_told(1),)))
    assert found.place == pytest.approx((10.9, 11.0))
    assert found.text.format(**dict(found.values)) == (
        "2 stalls that were to stay are missing; the reasons tell of 1"
    )
