"""What elements make of their own values: the 0.1 mm grid, and refusals of what no plan can hold."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from factories import full_project, png, small_project
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_strategies import projects

from chargeplan.errors import InvalidValueError
from chargeplan.i18n import sentence
from chargeplan.model.modules import GroupRule, StallModule
from chargeplan.model.project import (
    Project,
    all_ids,
    scheme_elements,
    site_elements,
    visible_elements,
)
from chargeplan.model.scheme import EdgeRole, Entrance, Lot, Scheme, Shed
from chargeplan.model.site import (
    Boundary,
    Building,
    Doorway,
    Estate,
    FireLane,
    Green,
    Obstacle,
    Road,
    SupplyPoint,
    Underlay,
)
from chargeplan.model.stalls import KeptRow, Stall
from chargeplan.model.values import COORDINATE_LIMIT_M, angle_degrees, count, length_m, path, point, ring
from chargeplan.units import quantise_m

TRIANGLE = ((0, 0), (4, 0), (0, 3))
STALL = Stall(((0, 0), (1, 0), (1, 2), (0, 2)), ((0, 0), (1, 0)))


@given(st.floats(-1e6, 1e6))
def test_coordinates_lie_on_the_grid(value: float) -> None:
    x, y = point((value, -value), "p")
    assert x == quantise_m(x)
    assert abs(x - value) <= 0.5e-4 + 1e-9
    assert y == -x
    assert str(x) != "-0.0"


@given(st.floats(-1e6, 1e6))
def test_angles_lie_in_one_turn(value: float) -> None:
    angle = angle_degrees(value, "a")
    assert 0 <= angle < 360
    assert angle_degrees(angle, "a") == angle
    assert math.cos(math.radians(angle)) == pytest.approx(math.cos(math.radians(value)), abs=1e-6)


@pytest.mark.parametrize(("value", "angle"), [(360, 0), (-90, 270), (359.9999999, 0), (-1e-9, 0), (725, 5)])
def test_angles_by_hand(value: float, angle: float) -> None:
    assert angle_degrees(value, "a") == angle


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, True, None, "1", [1]])
def test_numbers_must_be_finite(value: Any) -> None:
    for make in (length_m, angle_degrees):
        with pytest.raises(InvalidValueError, match="width_m is not a finite number"):
            make(value, "width_m")
    with pytest.raises(InvalidValueError):
        point((0, value), "p")


@pytest.mark.parametrize("value", [0, -1, 0.00004])
def test_sizes_are_greater_than_zero_after_rounding(value: float) -> None:
    with pytest.raises(InvalidValueError, match="greater than zero"):
        length_m(value, "length_m")


@pytest.mark.parametrize("value", [10_000_001, 1e300])
def test_sizes_end_where_coordinates_do(value: float) -> None:
    with pytest.raises(InvalidValueError, match="at most 1e\\+07 m"):
        length_m(value, "width_m")


def test_sheds_and_trees_have_sizes_that_can_be_worked_with() -> None:
    """A shed of 1e300 m would fill the memory with stalls, a tree of 1e6 m with the corners of its circle."""
    for wrong in ({"length_m": 1000.0001}, {"depth_m": 1e6}):
        with pytest.raises(InvalidValueError, match="at most 1000 m"):
            Shed("shed-1", (0, 0), 0, **{"length_m": 6.0, "depth_m": 2.0, **wrong})
    with pytest.raises(InvalidValueError, match="at most 100 m"):
        Obstacle("obstacle-1", (0, 0), 100.1)
    assert Shed("shed-1", (0, 0), 0, 1000, 1000).length_m == 1000
    assert Obstacle("obstacle-1", (0, 0), 100).radius_m == 100


def test_zero_where_it_is_allowed() -> None:
    assert length_m(0, "gap_m", zero_allowed=True) == 0
    with pytest.raises(InvalidValueError):
        length_m(-0.001, "gap_m", zero_allowed=True)


@pytest.mark.parametrize("value", [-1, 1.0, True, "3", math.nan])
def test_counts_are_whole(value: Any) -> None:
    with pytest.raises(InvalidValueError, match="whole number"):
        count(value, "households")
    assert count(None, "households") is None
    assert count(0, "households") == 0


def test_points_and_rings() -> None:
    assert ring([[0, 0], [1.00004, 0], [0, 1.00005001]], "ring") == ((0, 0), (1, 0), (0, 1.0001))
    with pytest.raises(InvalidValueError, match="at least 3 points and has 2"):
        ring([(0, 0), (1, 1)], "ring")
    with pytest.raises(InvalidValueError, match="at least 2 points and has 1"):
        path([(0, 0)], "centreline")
    with pytest.raises(InvalidValueError, match="two numbers"):
        point((1, 2, 3), "p")
    with pytest.raises(InvalidValueError, match="too far"):
        point((COORDINATE_LIMIT_M + 1, 0), "p")
    with pytest.raises(InvalidValueError, match=r"ring\[1\] is not a finite"):
        ring([(0, 0), (math.nan, 1), (1, 1)], "ring")


def underlay(**changes: Any) -> Underlay:
    values = {"id": "u", "image": png(), "media_type": "image/png", "width_px": 8, "height_px": 6}
    return Underlay(**(values | changes))


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: Boundary("b", TRIANGLE[:2]), "too_few_points"),
        (lambda: Building("b", TRIANGLE, storeys=-1), "not_a_count"),
        (lambda: Building("b", TRIANGLE, households=2.5), "not_a_count"),  # type: ignore[arg-type]
        (lambda: Building("b", TRIANGLE, height_m=0), "not_positive"),
        (lambda: Doorway("d", (math.inf, 0)), "not_finite"),
        (lambda: Road("r", ((0, 0), (1, 0)), 0), "not_positive"),
        (lambda: Road("r", ((0, 0),), 3), "too_few_points"),
        (lambda: FireLane("f", ((0, 0), (1, 0)), -4), "not_positive"),
        (lambda: Obstacle("o", (0, 0), 0), "not_positive"),
        (lambda: Green("g", ()), "too_few_points"),
        (lambda: SupplyPoint("s", (0, 0), spare_kw=-1), "negative"),
        (lambda: underlay(width_px=0), "empty_picture"),
        (lambda: underlay(height_px=None), "empty_picture"),
        (lambda: underlay(metres_per_pixel=0), "bad_scale"),
        (lambda: underlay(metres_per_pixel=math.nan), "not_finite"),
        (lambda: underlay(opacity=1.01), "bad_opacity"),
        (lambda: underlay(opacity=-0.01), "bad_opacity"),
        (lambda: Lot("l", TRIANGLE, edges=(EdgeRole.WALL,)), "edges_do_not_fit"),
        (lambda: Lot("l", TRIANGLE, entrances=(Entrance(3, 0, 2),)), "no_such_edge"),
        (lambda: Lot("l", TRIANGLE, holes=(TRIANGLE[:2],)), "too_few_points"),
        (lambda: Lot("l", TRIANGLE, socket_ratio=Fraction(3, 2)), "bad_ratio"),
        (lambda: Lot("l", TRIANGLE, socket_ratio=0.5), "bad_ratio"),  # type: ignore[arg-type]
        (lambda: Lot("l", TRIANGLE, direction_degrees=math.nan), "not_finite"),
        (lambda: Lot("l", TRIANGLE, direction_edge=3), "no_such_edge"),
        (lambda: Lot("l", TRIANGLE, direction_edge=-1), "not_a_count"),
        (lambda: Lot("l", TRIANGLE, direction_edge=0, direction_degrees=0.0), "two_directions"),
        (lambda: Lot("l", TRIANGLE, removed=((math.inf, 0),)), "not_finite"),
        (lambda: Lot("l", TRIANGLE, removed=((0, 0),) * 20_001), "too_many_exceptions"),
        (lambda: Lot("l", TRIANGLE, blocked=(TRIANGLE[:2],)), "too_few_points"),
        (lambda: KeptRow(()), "empty_row"),
        (lambda: KeptRow((Stall(((0, 0),) * 4, ((0, 0), (0, 0))),)), "bad_stall"),
        (lambda: KeptRow((replace(STALL, front=((0, 0), (1, 2))),)), "bad_stall"),
        (lambda: KeptRow((replace(STALL, group=-1),)), "not_a_count"),
        (lambda: KeptRow((replace(STALL, polygon=((0, 0), (1, 0), (2, 0), (3, 0))),)), "bad_stall"),
        (lambda: Entrance(-1, 0, 2), "not_a_count"),
        (lambda: Entrance(0, -1, 2), "negative"),
        (lambda: Entrance(0, 0, 0), "not_positive"),
        (lambda: Shed("s", (0, 0), 0, 0, 2), "not_positive"),
        (lambda: Shed("s", (0, 0), 0, 12, -2), "not_positive"),
        (lambda: Shed("s", (0, 0), 0, 12, 2, rows=3), "bad_rows"),
        (lambda: Shed("s", (0, 0), 0, 12, 2, socket_ratio=Fraction(-1, 2)), "bad_ratio"),
        (lambda: Scheme("s", socket_ratio=Fraction(2)), "bad_ratio"),
        (lambda: GroupRule(0, 20, 2), "bad_group"),
        (lambda: GroupRule(True, 20, 2), "bad_group"),
        (lambda: GroupRule(25, 0, 2), "not_positive"),
        (lambda: GroupRule(25, 20, -1), "negative"),
        (lambda: Entrance(0, -0.1, 2), "negative"),
        (lambda: Building("b", tuple((i, i % 7) for i in range(20_001))), "too_many_corners"),
        (lambda: Building("b", ((math.nan, 0),) * 20_001), "too_many_corners"),
        (lambda: StallModule(0, 2, 3.2, 1.5, 2.6), "not_positive"),
        (lambda: StallModule(0.6, 2, 3.2, 1.5, 2.6, angle_degrees=50), "bad_stall_angle"),
        (lambda: Estate(year_built=-1), "not_a_count"),
        (lambda: Project(schemes=()), "no_scheme"),
        (lambda: Project(active_scheme_id="other"), "no_such_scheme"),
    ],
)
def test_what_no_plan_can_hold(make: Callable[[], object], code: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        make()
    assert caught.value.code == code
    for language in ("en", "zh_CN"):
        assert "{" not in sentence(caught.value, language)


def test_a_kept_row_lies_on_the_grid_and_its_front_may_run_either_way() -> None:
    backwards = Stall(((0.00004, 0), (1.00006, 0), (1, 2), (0, 2)), ((1.00006, 0), (0.00004, 0)), 3)
    (stall,) = KeptRow((backwards,)).stalls
    assert stall.polygon == ((0, 0), (1.0001, 0), (1, 2), (0, 2))
    assert stall.front == ((1.0001, 0), (0, 0))
    assert stall.group == 3


def test_a_stall_of_a_kept_row_runs_counter_clockwise() -> None:
    (stall,) = KeptRow((replace(STALL, polygon=STALL.polygon[::-1]),)).stalls
    assert stall.polygon == STALL.polygon


def test_a_kept_row_is_moved_with_its_fronts_and_groups() -> None:
    row = KeptRow((STALL, replace(STALL, group=1))).mapped(lambda corner: (corner[0] + 2, corner[1] - 1))
    assert row.stalls[0] == Stall(((2, -1), (3, -1), (3, 1), (2, 1)), ((2, -1), (3, -1)))
    assert row.stalls[1].group == 1


def test_a_lot_without_roles_is_open_all_round() -> None:
    assert Lot("l", TRIANGLE).edges == (EdgeRole.OPEN,) * 3


def test_stall_fronts() -> None:
    """p = s / sin θ: 0.60 at 90°, 0.70 / (√3/2) = 0.8083 at 60°, 0.80 / 0.5 = 1.60 at 30°."""
    sizes = (2.0, 3.2, 1.5, 2.6)
    assert StallModule(0.6, *sizes).front_m == pytest.approx(0.6)
    assert StallModule(0.7, *sizes, angle_degrees=60).front_m == pytest.approx(0.8083, abs=1e-4)
    assert StallModule(0.8, *sizes, angle_degrees=30).front_m == pytest.approx(1.6)
    assert StallModule(0.6, *sizes).interleaved
    assert not StallModule(0.8, 2.0, 4.0, 1.5, 2.6).interleaved


@settings(max_examples=30)
@given(projects())
def test_making_an_element_again_changes_nothing(project: Project) -> None:
    """What is on the grid stays where it is: values do not wander with each edit."""
    for element in (*site_elements(project.site), *scheme_elements(project.active_scheme)):
        assert dataclasses.replace(element) == element


def test_elements_are_frozen_and_hashable() -> None:
    project = full_project()
    assert hash(project) == hash(full_project())
    for element in visible_elements(project).values():
        with pytest.raises(dataclasses.FrozenInstanceError):
            element.id = "other"  # type: ignore[misc]


def test_what_is_visible_is_the_site_and_one_scheme() -> None:
    project = full_project()
    ids = set(visible_elements(project))
    assert "shed-2" in ids
    assert "shed-1" not in ids
    assert {"shed-1", "lot-1"} <= set(visible_elements(project, "scheme-1"))
    assert "underlay-1" in ids
    assert "scheme-2" not in ids


def test_all_ids_are_those_of_the_site_all_schemes_and_their_elements() -> None:
    assert all_ids(small_project()) == [
        "boundary-1", "building-1", "doorway-1", "road-1", "scheme-1", "lot-1", "shed-1",
    ]  # fmt: skip


def test_schemes_by_id() -> None:
    project = full_project()
    assert project.active_scheme is project.schemes[1]
    assert project.scheme("scheme-1") is project.schemes[0]
    with pytest.raises(KeyError):
        project.scheme("scheme-3")
