"""The canvas without a window: typed numbers, drafts, picking, siting, edits of selections."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from canvas_driver import plan
from factories import kept_row, small_project
from hypothesis import given
from hypothesis import strategies as st

from chargeplan.analysis import analyse
from chargeplan.geometry.polygons import signed_area_m2
from chargeplan.i18n import set_language
from chargeplan.model.editing import apply, insertion, inverse, replacement
from chargeplan.model.scheme import CableRoute, EdgeRole, Entrance, Lot, Shed
from chargeplan.model.site import Boundary, Building, Doorway, Obstacle, Road
from chargeplan.ui.canvas import operations
from chargeplan.ui.canvas.elements import (
    box_of,
    inserted_corner,
    moved,
    points_of,
    removed_corner,
    rotated,
)
from chargeplan.ui.canvas.figures import LiveFigures, figure_lines, signed_cny, signed_count
from chargeplan.ui.canvas.grips import SHED_END, SHED_START, Grip, grip_on_line, grips_of, pulled
from chargeplan.ui.canvas.live_cost import outcome_of
from chargeplan.ui.canvas.picking import boxed, inside, pickable, picked
from chargeplan.ui.canvas.siting import against_wall, bearing_at, shed_around
from chargeplan.ui.canvas.tools.drafts import PathDraft, closes, rectangle, square_corners
from chargeplan.ui.canvas.typed import Offset, TypedEntryError, parse_angle, parse_length

SQUARE = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))
LOT = Lot("lot-1", SQUARE)
SHED = Shed("shed-1", (0, 0), 0, 12.0, 2.0)
HOUSE = Building("building-1", ((20, 0), (40, 0), (40, 10), (20, 10)))
DOOR = Doorway("doorway-1", (30, 10), building_id="building-1")

metres = st.floats(-200, 200, allow_nan=False)
places = st.tuples(metres, metres)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("3.5", 3.5),
        (" 3*2.1 ", 6.3),
        ("350cm", 3.5),
        ("3500 mm", 3.5),
        ("1 m + 20cm", 1.2),
        ("2*(1+0.5)", 3.0),
        ("10/4", 2.5),
        ("-(-2)", 2.0),
        (".5", 0.5),
        ("５。５", 5.5),
        ("２×３", 6.0),
    ],
)
def test_lengths_are_understood(text: str, length: float) -> None:
    assert parse_length(text) == pytest.approx(length)


@pytest.mark.parametrize("text", ["3,4", "3，4", "3、4", "300cm, 4"])
def test_a_comma_of_any_keyboard_makes_a_step(text: str) -> None:
    assert parse_length(text) == Offset(3.0, 4.0)


@pytest.mark.parametrize(
    "text",
    [
        *("", "abc", "3*", "1,2,3", "0", "-4", "1/0", "3 km", "(2", "2)", "1e999", ","),
        *("__import__('os')", "9" * 400, "(" * 300),
    ],
)
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(TypedEntryError):
        parse_length(text)


def test_angles_are_understood_without_units_of_length() -> None:
    assert parse_angle("30°") == 30
    assert parse_angle("90/4") == 22.5
    assert parse_angle("-15") == -15
    with pytest.raises(TypedEntryError):
        parse_angle("30m")


@given(first=st.integers(1, 999), second=st.integers(1, 999), third=st.integers(1, 99))
def test_sums_follow_the_order_of_operations(first: int, second: int, third: int) -> None:
    assert parse_length(f"{first}+{second}*{third}") == pytest.approx(first + second * third)
    assert parse_length(f"({first}+{second})*{third}") == pytest.approx((first + second) * third)


@given(text=st.text(max_size=40))
def test_any_text_gives_a_number_or_is_refused(text: str) -> None:
    try:
        parsed = parse_length(text)
    except TypedEntryError:
        return
    numbers = (parsed.dx, parsed.dy) if isinstance(parsed, Offset) else (parsed,)
    assert all(math.isfinite(number) for number in numbers)


def test_a_draft_is_never_changed_but_replaced() -> None:
    first = PathDraft().with_point((0, 0))
    second = first.with_point((5, 0))
    assert first.points == ((0, 0),)
    assert second.with_point((5, 0)) is second
    assert second.without_last() == first
    assert second.outline((5, 5)) == ((0, 0), (5, 0), (5, 5))


def test_a_rectangle_reaches_to_either_side() -> None:
    assert rectangle((0, 0), (4, 0), (1, 3)) == ((0, 0), (4, 0), (4, 3), (0, 3))
    assert rectangle((0, 0), (4, 0), (9, -3)) == ((0, 0), (4, 0), (4, -3), (0, -3))
    assert rectangle((0, 0), (4, 0), (9, 0)) == ((0, 0), (4, 0))


@given(first=places, second=places, beyond=places)
def test_corners_of_rectangles_are_right_angles(first, second, beyond) -> None:
    ring = rectangle(first, second, beyond)
    if len(ring) == 4:
        assert math.dist(ring[0], ring[2]) == pytest.approx(math.dist(ring[1], ring[3]))
        assert math.dist(ring[0], ring[1]) == pytest.approx(math.dist(ring[2], ring[3]))


def test_three_corners_close_on_the_first() -> None:
    assert closes(SQUARE[:3], (0.1, 0.1), 0.5)
    assert not closes(SQUARE[:2], (0.1, 0.1), 0.5)
    assert not closes(SQUARE[:3], (1, 1), 0.5)


def test_squaring_leaves_right_angles_alone_and_keeps_the_area_about() -> None:
    for corner, place in zip(square_corners(SQUARE), SQUARE, strict=True):
        assert corner == pytest.approx(place)
    crooked = ((0, 0), (20, 0.4), (20.3, 10), (-0.2, 10.2))
    squared = square_corners(crooked)
    assert len(squared) == 4
    assert signed_area_m2(squared) == pytest.approx(signed_area_m2(crooked), rel=0.02)


@given(dx=metres, dy=metres, degrees=st.floats(-360, 360))
def test_moving_and_turning_there_and_back(dx, dy, degrees) -> None:
    centre = (3.0, 4.0)
    for element in (
        LOT,
        SHED,
        HOUSE,
        DOOR,
        Obstacle("obstacle-1", (1, 2), 1.5),
        Road("road-1", SQUARE[:3], 4.0),
    ):
        back = moved(moved(element, dx, dy), -dx, -dy)
        turned_back = rotated(rotated(element, centre, degrees), centre, -degrees)
        for other in (back, turned_back):
            for corner, place in zip(points_of(other), points_of(element), strict=True):
                assert corner == pytest.approx(place, abs=5e-3)


def test_a_gate_stays_in_its_side_when_corners_come_and_go() -> None:
    """A gate 6 m along side 1 lies 1 m along the second half when that side is halved."""
    roles = (EdgeRole.OPEN, EdgeRole.WALL, EdgeRole.WALL, EdgeRole.WALL)
    lot = replace(LOT, edges=roles, entrances=(Entrance(1, 6.0, 2.0), Entrance(3, 1.0, 2.0)))
    halved = inserted_corner(lot, 1, (10.0, 5.0))
    assert halved.edges == (EdgeRole.OPEN, EdgeRole.WALL, EdgeRole.WALL, EdgeRole.WALL, EdgeRole.WALL)
    assert halved.entrances == (Entrance(2, 1.0, 2.0), Entrance(4, 1.0, 2.0))
    fewer = removed_corner(halved, 2)
    assert fewer.ring == lot.ring
    assert fewer.edges == roles
    assert fewer.entrances == (Entrance(3, 1.0, 2.0),)


@pytest.mark.parametrize(
    ("along", "halved_at_1", "without_0", "without_2"),
    [(None, None, None, None), (0, 0, 2, 0), (1, 1, 0, 1), (2, 3, 1, 1), (3, 4, 2, 2)],
)
def test_the_side_that_rows_run_along_stays_the_same_side(along, halved_at_1, without_0, without_2) -> None:
    """Of a square: side 1 is halved into 1 and 2; without corner 0 sides 3 and 0 become the last one."""
    lot = replace(LOT, direction_edge=along)
    assert inserted_corner(lot, 1, (10.0, 5.0)).direction_edge == halved_at_1
    assert removed_corner(lot, 0).direction_edge == without_0
    assert removed_corner(lot, 2).direction_edge == without_2


def test_exceptions_by_hand_move_and_turn_with_their_lot() -> None:
    """A quarter turn about the origin takes (x, y) to (-y, x)."""
    lot = replace(
        LOT, removed=((1, 2),), blocked=(((3, 0), (4, 0), (4, 1)),), kept=(kept_row((5, 1), 1, 1.0),)
    )
    aside = moved(lot, 10, 20)
    assert aside.removed == ((11, 22),)
    assert aside.blocked == (((13, 20), (14, 20), (14, 21)),)
    assert aside.kept == (kept_row((15, 21), 1, 1.0),)
    turned = rotated(lot, (0, 0), 90)
    assert turned.removed == ((-2, 1),)
    assert turned.blocked == (((0, 3), (0, 4), (-1, 4)),)
    (stall,) = turned.kept[0].stalls
    assert stall.polygon == ((-1, 5), (-1, 6), (-3, 6), (-3, 5))
    assert stall.front == ((-1, 5), (-1, 6))


def test_a_triangle_keeps_its_corners() -> None:
    triangle = replace(LOT, ring=SQUARE[:3], edges=(EdgeRole.OPEN,) * 3)
    assert removed_corner(triangle, 0) is triangle


def test_the_ends_of_a_shed_are_pulled_along_it() -> None:
    """A shed at 90 degrees: its end is pulled north to 15.04 m and stepped to 15.0."""
    shed = replace(SHED, angle_degrees=90)
    assert pulled(shed, Grip(SHED_END, (0, 12)), (3, 15.04), step_m=0.1).length_m == 15.0
    shorter = pulled(shed, Grip(SHED_START, (0, 0)), (0, 4), step_m=0.1)
    assert shorter.length_m == 8.0
    assert shorter.origin == pytest.approx((0, 4))
    assert pulled(shed, Grip(SHED_END, (0, 12)), (0, -50)).length_m == 0.5


def test_a_cable_has_handles_at_its_corners_and_none_to_turn_it_by() -> None:
    """At (6, 1) beside the first side a new corner is offered on the line; at (9.5, 0) the corner there."""
    route = CableRoute("cable-1", SQUARE[:3], "box-1")
    assert {grip.kind for grip in grips_of(route, 1.0)} == {"corner", "middle"}
    assert grip_on_line(route.centreline, (6.0, 1.0), 1.5) == Grip("middle", (6.0, 0.0), 0)
    assert grip_on_line(route.centreline, (9.5, 0.0), 1.5) == Grip("corner", (10.0, 0.0), 1)
    assert removed_corner(route, 0) is route
    assert removed_corner(route, 2) is route
    assert removed_corner(route, 1).centreline == (SQUARE[0], SQUARE[2])


def test_every_kind_has_the_grips_it_should() -> None:
    kinds = lambda element: sorted({grip.kind for grip in grips_of(element, 1.0)})  # noqa: E731
    assert kinds(LOT) == ["corner", "middle", "rotate"]
    assert kinds(SHED) == ["rotate", "shed_end", "shed_start"]
    assert kinds(Obstacle("obstacle-1", (0, 0), 1)) == ["radius"]
    assert kinds(DOOR) == []
    assert (
        len([grip for grip in grips_of(Road("road-1", SQUARE[:3], 4.0), 1.0) if grip.kind == "middle"]) == 2
    )


def test_what_is_on_top_is_picked_first() -> None:
    shapes = [pickable(element) for element in (LOT, replace(SHED, origin=(1, 1)), HOUSE, DOOR)]
    assert picked(shapes, (5, 2), 0.5) == ["shed-1", "lot-1"]
    assert picked(shapes, (5, 8), 0.5) == ["lot-1"]
    assert picked(shapes, (30, 10.2), 0.5) == ["doorway-1", "building-1"]
    assert picked(shapes, (100, 100), 0.5) == []


def test_holes_and_boundaries_are_hit_on_their_lines_alone() -> None:
    hole = ((3.0, 3.0), (7.0, 3.0), (7.0, 7.0), (3.0, 7.0))
    assert not inside((5, 5), (SQUARE, hole))
    assert inside((1, 1), (SQUARE, hole))
    boundary = [pickable(Boundary("boundary-1", SQUARE))]
    assert picked(boundary, (5, 5), 0.5) == []
    assert picked(boundary, (5, 0.3), 0.5) == ["boundary-1"]


def test_boxes_contain_or_cross() -> None:
    shapes = [pickable(LOT), pickable(HOUSE)]
    assert boxed(shapes, (-1, -1, 11, 11), crossing=False) == ["lot-1"]
    assert boxed(shapes, (5, 5, 25, 6), crossing=False) == []
    assert boxed(shapes, (5, 5, 25, 6), crossing=True) == ["lot-1", "building-1"]
    assert boxed(shapes, (2, 2, 3, 3), crossing=True) == ["lot-1"]
    diagonal = [pickable(Boundary("boundary-1", ((0, 0), (100, 100), (0, 100))))]
    assert boxed(diagonal, (40, 30, 60, 35), crossing=True) == []
    assert boxed(diagonal, (40, 30, 60, 45), crossing=True) == ["boundary-1"]


def test_a_shed_turns_its_back_to_walls_and_its_front_to_open_sides() -> None:
    """In a lot open to the south alone the front, side 0, lies south everywhere but beside the east wall."""
    roles = (EdgeRole.OPEN, EdgeRole.WALL, EdgeRole.WALL, EdgeRole.WALL)
    lot = replace(LOT, edges=roles)
    assert bearing_at((5, 2), [lot], []).degrees == 0
    assert bearing_at((5, 2), [lot], []).back_to is None
    north = bearing_at((5, 8), [lot], [])
    assert north.degrees % 360 == 0
    assert north.back_to == (5, 10)
    assert bearing_at((8, 5), [lot], []).degrees == 270
    assert bearing_at((500, 500), [lot], [HOUSE]).degrees == 0


def test_a_shed_near_a_wall_is_pushed_against_it() -> None:
    shed = shed_around(replace(SHED, length_m=6.0), (5, 8.8), 0)
    assert shed.origin == pytest.approx((2, 7.8))
    assert against_wall(shed, (5, 8.8), (5, 10), 0.5).origin == pytest.approx((2, 8))
    assert against_wall(shed, (5, 8.8), (5, 10), 0.1) is shed


PROJECT = plan(HOUSE, DOOR, LOT, SHED)


@pytest.mark.parametrize(
    "edits",
    [
        operations.move_edits(PROJECT, [HOUSE, SHED], 3, 4),
        operations.rotation_edits(PROJECT, [HOUSE, LOT], 30),
        operations.deletion_edits(PROJECT, [HOUSE, LOT, SHED]),
        operations.copy_edits(PROJECT, [HOUSE, DOOR, LOT, SHED], 1, 1)[0],
        operations.alignment_edits(PROJECT, [HOUSE, LOT, SHED], "top"),
        operations.distribution_edits(PROJECT, [HOUSE, LOT, SHED], "horizontal"),
    ],
)
def test_every_edit_can_be_turned_round(edits) -> None:
    after = apply(PROJECT, edits)
    assert after != PROJECT
    assert apply(after, inverse(edits)) == PROJECT


def test_a_deleted_house_leaves_no_doorway_that_points_to_nothing() -> None:
    after = apply(PROJECT, operations.deletion_edits(PROJECT, [HOUSE]))
    assert after.site.doorways == ()


def test_copies_keep_their_order_and_their_house() -> None:
    edits, ids = operations.copy_edits(PROJECT, [DOOR, HOUSE], 100, 0)
    after = apply(PROJECT, edits)
    assert ids == ["building-2", "doorway-2"]
    assert after.site.doorways[1] == Doorway("doorway-2", (130, 10), building_id="building-2")


@pytest.mark.parametrize(
    ("how", "index", "value"), [("left", 0, 0), ("right", 2, 40), ("top", 3, 10), ("bottom", 1, 0)]
)
def test_alignment_brings_sides_into_line(how: str, index: int, value: float) -> None:
    after = apply(PROJECT, operations.alignment_edits(PROJECT, [HOUSE, LOT, SHED], how))
    for element in (*after.site.buildings, *after.active_scheme.lots, *after.active_scheme.sheds):
        assert box_of(points_of(element))[index] == pytest.approx(value)


def test_distribution_makes_gaps_equal() -> None:
    """Widths 10, 12 and 20 between 0 and 60: gaps of (60 - 42) / 2 = 9 m."""
    project = plan(
        replace(HOUSE, ring=((40, 0), (60, 0), (60, 10), (40, 10))), LOT, replace(SHED, origin=(11, 0))
    )
    elements = [*project.site.buildings, *project.active_scheme.lots, *project.active_scheme.sheds]
    after = apply(project, operations.distribution_edits(project, elements, "horizontal"))
    assert after.active_scheme.sheds[0].origin == (19, 0)


def test_figures_in_words() -> None:
    set_language("en")
    assert figure_lines(LiveFigures(3.0, 90.0)) == ["3.00 m  ∠ 90.0°"]
    assert figure_lines(LiveFigures(area_m2=12.5, stalls=20, sockets=10, difference=4)) == [
        "12.50 m²",
        "20 stalls · 10 sockets",
        "+4 stalls",
    ]
    assert figure_lines(LiveFigures(stalls=51, sockets=26, approximate=True)) == ["≈ 51 stalls · 26 sockets"]
    assert signed_count(-3) == "−3"


def _never() -> bool:
    return False


def test_what_a_longer_shed_costs_is_the_difference_of_two_bills() -> None:
    """The bill of the plan with a shed of 14.4 m for 12.0 m less the bill as it was; it is more."""
    project = small_project()
    before = analyse(project)
    shed = before.sheds[0].shed
    longer = replace(shed, length_m=14.4)
    after = analyse(apply(project, [replacement(project, shed, longer)]))
    told, foreseen = outcome_of(before, after.sheds[0], None, _never)
    assert told == after.bill.total_cny - before.bill.total_cny > 0
    assert foreseen == analyse(after.project, effort="live")
    new = apply(project, [insertion(project, replace(shed, id="shed-2", origin=(18, 4)))])
    put_in = analyse(new)
    assert (
        outcome_of(before, put_in.sheds[1], None, _never)[0] == put_in.bill.total_cny - before.bill.total_cny
    )
    assert signed_cny(told).startswith("+¥")


def test_what_a_wider_lot_costs_is_told_between_two_quick_fillings() -> None:
    """Against the full filling of the old lot, the quick one of the new could seem to cost less."""
    ring = ((30, 4), (40, 4), (40, 12), (30, 12))
    wide = ((30, 4), (44, 4), (44, 12), (30, 12))
    lot = Lot(id="lot-9", ring=ring, edges=(EdgeRole.OPEN,) * 4, filled=True)
    project = apply(small_project(), [insertion(small_project(), lot)])
    wider = apply(project, [replacement(project, lot, replace(lot, ring=wide))])
    quick_before, quick_after = (analyse(each, effort="live") for each in (project, wider))
    told, _ = outcome_of(analyse(project), quick_after.lots[-1], quick_before.lots[-1], _never)
    assert told == quick_after.bill.total_cny - quick_before.bill.total_cny > 0
