"""Figures of arrangements, on rows laid by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from factories import kept_row, rectangle

from chargeplan.engineering.arrangements import (
    Arrangement,
    aisle_widths_m,
    arrangement,
    figures_of,
    main_width_m,
)
from chargeplan.engineering.capacity import Charging, LotCapacity
from chargeplan.model.layout import Layout
from chargeplan.model.project import Project
from chargeplan.model.scheme import EdgeRole, FillGoal, Lot, Scheme
from chargeplan.model.site import Building, Doorway, Site
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point
from chargeplan.reference.catalogue import load_catalogue
from chargeplan.reference.rule_sets import load_rule_set

WALLS = (EdgeRole.WALL,) * 4
LOT = Lot("lot-1", rectangle(0, 0, 10, 8), edges=WALLS, filled=True)

NORTH = kept_row((2, 5), 4).stalls
"""Four stalls from y = 5 to 7 that look south."""


def turned_round(stalls: tuple[Stall, ...], about_y: float) -> tuple[Stall, ...]:
    """Return stalls mirrored at a line of equal y: those that looked south look north."""

    def mirrored(point: Point) -> Point:
        return (point[0], 2 * about_y - point[1])

    found = []
    for stall in stalls:
        a, b, c, d = map(mirrored, stall.polygon)
        found.append(Stall((d, c, b, a), (mirrored(stall.front[1]), mirrored(stall.front[0])), stall.group))
    return tuple(found)


SOUTH = turned_round(NORTH, 3.7)
"""Four stalls from y = 0.4 to 2.4 that look north: 2.6 m before the fronts of the others."""


def held(stalls: tuple[Stall, ...], sockets: tuple[int, ...] = (), lot: Lot = LOT) -> LotCapacity:
    charging = Charging("pile_10", sockets, 1, 0)
    area = Decimal("80.00")
    return LotCapacity(lot, "compact", area, area, (), Layout(stalls=stalls), charging, area)


def test_rows_that_face_each_other_share_an_aisle() -> None:
    assert aisle_widths_m(LOT, (*NORTH, *SOUTH), ()) == pytest.approx([2.6] * 8)


def test_a_row_before_a_wall_looks_as_far_as_the_wall() -> None:
    assert aisle_widths_m(LOT, NORTH, ()) == pytest.approx([5.0] * 4)


def test_a_row_before_an_open_side_has_no_width() -> None:
    assert aisle_widths_m(replace(LOT, edges=(EdgeRole.OPEN, *WALLS[1:])), NORTH, ()) == [None] * 4


def test_what_stands_before_a_front_bounds_it() -> None:
    """A pillar from x = 2.3 to 3.1, its top at y = 4: the first stall looks out at 2.4, the next at 3.2."""
    pillar = rectangle(2.3, 3, 3.1, 4)
    assert aisle_widths_m(LOT, NORTH, [pillar]) == pytest.approx([1.0, 5.0, 5.0, 5.0])


def test_only_those_asked_for_are_told() -> None:
    assert aisle_widths_m(LOT, (*NORTH, *SOUTH), (), [0]) == pytest.approx([2.6])
    assert aisle_widths_m(LOT, (), ()) == []


def test_the_main_aisle_is_that_of_most_fronts() -> None:
    """Of widths alike the narrower counts, and steps of 5 cm are one width."""
    assert main_width_m([2.6, 2.61, 1.5]) == 2.6
    assert main_width_m([2.6, 1.5]) == 1.5


def test_figures_of_two_rows() -> None:
    """Sockets on the first stall of each row: the fronts are at (2.4, 5.0) and (2.4, 2.4).

    From the doorway at (2.4, 35.0) that is 30.0 and 32.6 m: one within 30 m, 31.3 m on average. 80 m² for 8.
    """
    found = figures_of(held((*NORTH, *SOUTH), (0, 4)), (), [(2.4, 35.0), (500, 500)], 30.0)
    assert (found.stalls, found.sockets, found.sockets_near) == (8, 2, 1)
    assert found.mean_way_m == Decimal("31.3")
    assert found.narrowest_aisle_m == found.main_aisle_m == Decimal("2.60")
    assert found.area_per_stall_m2 == Decimal("10.00")


def test_figures_of_nothing() -> None:
    """Unknown is None, never zero."""
    found = figures_of(held(()), (), [], 30.0)
    assert (found.stalls, found.sockets) == (0, 0)
    assert found.sockets_near is None
    assert found.mean_way_m is None
    assert found.narrowest_aisle_m is None
    assert found.main_aisle_m is None
    assert found.area_per_stall_m2 is None


def test_arrangements_are_alike_when_stalls_and_sockets_are() -> None:
    figures = figures_of(held(NORTH), (), [], 30.0)

    def made(stalls: tuple[Stall, ...], sockets: tuple[int, ...]) -> Arrangement:
        return Arrangement(FillGoal.MOST_STALLS, held(stalls, sockets), figures)

    assert made(NORTH, (0,)).like(made(NORTH[::-1], (3,)))
    assert not made(NORTH, (0,)).like(made(NORTH, (1,)))
    assert not made(NORTH, ()).like(made(NORTH[:3], ()))


def test_a_lot_is_filled_for_the_goal_that_is_asked_for() -> None:
    """The arrangement is that of the plan's own filling with that goal, whether or not it is filled now."""
    lot = replace(LOT, edges=(), filled=False)
    site = Site(
        buildings=(Building("building-1", rectangle(0, 20, 10, 30)),),
        doorways=(Doorway("doorway-1", (5, 20)),),
    )
    project = Project(site=site, schemes=(Scheme("scheme-1", lots=(lot,), module_id="compact"),))
    made = arrangement(project, lot, FillGoal.NEAR_DOORWAYS, load_catalogue(), load_rule_set("shanghai"))
    assert made.held.lot == replace(lot, goal=FillGoal.NEAR_DOORWAYS, filled=True)
    assert made.figures.stalls == len(made.held.stalls) > 0
    assert made.figures.near_m == 30.0
    assert made.figures.sockets_near == made.figures.sockets
