"""Stalls, strips and groups in a shed."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from chargeplan.geometry.sheds import column_groups, shed_outline, shed_stalls
from chargeplan.model.modules import GroupRule, StallModule
from chargeplan.model.scheme import Shed

COMPACT = StallModule(0.60, 2.0, 3.2, 1.5, 2.6)
GENEROUS = StallModule(0.80, 2.0, 4.0, 1.5, 2.6)
ANGLED = StallModule(0.60, 1.7, 2.77, 1.5, 2.6, angle_degrees=60)


@pytest.mark.parametrize(
    ("length_m", "rows", "module", "group", "expected"),
    [
        (12.0, 1, COMPACT, None, (20,)),  # 12.0 / 0.6
        (11.9999, 1, COMPACT, None, (19,)),  # a tenth of a millimetre short of the twentieth
        (5.4, 2, COMPACT, None, (9,)),  # 5.4 / 0.6 is 9.000000000000002 in binary, and 9 here
        (0.5, 1, COMPACT, None, ()),
        (31.2, 1, GENEROUS, GroupRule(25, 20.0, 2.0), (18, 18)),  # (31.2 - 2.0) / 0.8 = 36.5
        (19.6, 1, GENEROUS, GroupRule(25, 20.0, 2.0), (24,)),
        (20.8, 1, GENEROUS, GroupRule(25, 20.0, 2.0), (25,)),  # a second group would gain nothing for its gap
        (20.8, 1, GENEROUS, GroupRule(25, 20.0, 2.0, panels=True), (13, 13)),  # 26, a panel takes no room
        (12.0, 2, COMPACT, GroupRule(1, 20.0, 2.0), ()),  # two rows cannot be a group of one
        (40.0, 2, COMPACT, GroupRule(25, 20.0, 2.0), (11, 11, 11, 10, 10)),  # (40 - 4 × 2.0) / 0.6 = 53.3
    ],
)
def test_columns_of_a_shed(
    length_m: float, rows: int, module: StallModule, group: GroupRule | None, expected: tuple[int, ...]
) -> None:
    """Each expected count is worked out by hand beside it."""
    assert column_groups(length_m, rows, module, group) == expected


def test_single_row_stands_at_the_back_with_its_strip_in_front() -> None:
    """A roof 2.5 m deep over stalls of 2.0 m: fronts at y = 0.5, the strip from there 1.5 m forward."""
    held = shed_stalls(Shed("shed-1", (10.0, 20.0), 0.0, 1.2, 2.5), COMPACT, None)
    assert [stall.front for stall in held.stalls] == [
        ((10.0, 20.5), (10.6, 20.5)),
        ((10.6, 20.5), (11.2, 20.5)),
    ]
    ((x1, y1), _, (x2, y2), _) = held.strips[0]
    assert (x1, y1) == pytest.approx((10.0, 19.0))
    assert (x2, y2) == pytest.approx((11.2, 20.5))


def test_double_row_has_fronts_and_strips_on_both_sides() -> None:
    """6.0 × 3.2 m at 0.60: ten columns of two, each 1.6 m deep, strips below 0 and above 3.2."""
    held = shed_stalls(Shed("shed-1", (0.0, 0.0), 0.0, 6.0, 3.2, rows=2), COMPACT, None)
    assert len(held.stalls) == 20
    assert {round(stall.front[0][1], 9) for stall in held.stalls} == {0.0, 3.2}
    assert [shapely.Polygon(strip).bounds for strip in held.strips] == [(0, -1.5, 6, 0), (0, 3.2, 6, 4.7)]


def test_a_roof_shallower_than_its_stalls_holds_none() -> None:
    """A stall 2.0 m deep does not stand under 1.9 m of roof."""
    assert shed_stalls(Shed("shed-1", (0, 0), 0, 12.0, 1.9), COMPACT, None).stalls == ()


def test_no_panel_stands_inside_an_interleaved_double_row() -> None:
    """Front wheels reach over the middle, so groups there keep their gap even where panels are allowed."""
    rule = GroupRule(10, 20.0, 2.0, panels=True)
    double = shed_stalls(Shed("shed-1", (0, 0), 0, 12.0, 3.2, rows=2), COMPACT, rule)
    assert double.panels == ()
    assert len(double.stalls) == 2 * sum(column_groups(12.0, 2, COMPACT, GroupRule(10, 20.0, 2.0)))
    single = shed_stalls(Shed("shed-1", (0, 0), 0, 12.0, 2.0), COMPACT, rule)
    assert len(single.panels) == 1
    assert len(single.stalls) == 20


def test_angled_stalls_lean_and_take_their_front_along_the_row() -> None:
    """At 60° a front is 0.6 / sin 60° = 0.6928 m and the lean is 1.7 / tan 60° = 0.9815 m."""
    held = shed_stalls(Shed("shed-1", (0, 0), 0, 8.0, 1.7), ANGLED, None)
    assert len(held.stalls) == math.floor((8.0 - 0.9815) / 0.6928)
    (x1, _), (x2, _) = held.stalls[0].front
    assert x2 - x1 == pytest.approx(0.69282, abs=1e-5)
    assert all(x <= 8.0 + 1e-9 for stall in held.stalls for x, _ in stall.polygon)


@given(
    length_m=st.floats(0.5, 60.0),
    angle=st.floats(0, 360),
    rows=st.sampled_from([1, 2]),
    module=st.sampled_from([COMPACT, GENEROUS]),
    group=st.sampled_from([None, GroupRule(25, 20.0, 2.0), GroupRule(7, 4.0, 1.0, panels=True)]),
)
def test_stalls_lie_under_the_roof_apart_and_groups_keep_their_gap(
    length_m: float, angle: float, rows: int, module: StallModule, group: GroupRule | None
) -> None:
    """What holds for every shed, whatever its length and direction."""
    depth = module.single_depth_m if rows == 1 else module.double_depth_m
    shed = Shed("shed-1", (3.0, -7.0), angle, length_m, depth, rows=rows)
    held = shed_stalls(shed, module, group)
    roof = shapely.Polygon(shed_outline(shed)).buffer(1e-6)
    shapes = [shapely.Polygon(stall.polygon) for stall in held.stalls]
    assert all(roof.covers(shape) for shape in shapes)
    assert sum(shape.area for shape in shapes) == pytest.approx(shapely.union_all(shapes).area, abs=1e-6)
    if group is None:
        return
    members = [[s for s, stall in zip(shapes, held.stalls, strict=True) if stall.group == g] for g in range(
        max((stall.group for stall in held.stalls), default=-1) + 1)]  # fmt: skip
    assert all(len(part) <= group.max_stalls for part in members)
    gap = 0.0 if held.panels else group.gap_m
    for first, second in pairwise(members):
        assert shapely.union_all(first).distance(shapely.union_all(second)) >= gap - 1e-6
