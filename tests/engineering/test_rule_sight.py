"""Which walls a shed sees past the house they belong to: the same however the plan is turned and moved.

The house is 40 × 5 m, high; its north wall, at y = 10, and both ends are fire walls, its south wall, at
y = 5, has openings. A shed of class IV is asked to keep 14 m from it (GB 50016 table 5.2.2).
"""

from __future__ import annotations

import math
import random
from dataclasses import replace

import pytest
from judged import ALL_FACTS, HOUSE, Judged, judged

from chargeplan.model.scheme import Shed
from chargeplan.model.site import Building, FireLane, Site, WallKind
from chargeplan.model.values import Point, Ring

MOVES = (
    (0.0, (0.0, 0.0)),
    (37.0, (0.0, 0.0)),
    (90.0, (0.0, 0.0)),
    (123.4, (0.0, 0.0)),
    (0.0, (4e5, 4e5)),
    (123.4, (4e5, 4e5)),
)
"""Angles [°] by which a plan is turned, and how far it is moved then [m]."""

FIRE, OPEN = WallKind.FIRE_WALL, WallKind.OPENINGS
NARROW = replace(HOUSE, ring=((0, 5), (40, 5), (40, 10), (0, 10)), storeys=10, walls=(OPEN, FIRE, FIRE, FIRE))


def back_to_house(west_m: float, gap_m: float = 1.0) -> Shed:
    """A shed 12 × 2 m north of the house, from x = `west_m` on, its back `gap_m` from the fire wall."""
    return Shed("shed-1", (west_m + 12.0, 10.0 + gap_m + 2.0), 180.0, 12.0, 2.0)


def turned(site: Site, sheds: list[Shed], degrees: float, move: Point) -> Judged:
    """Judge a plan turned about the origin and moved."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))

    def at(point: Point) -> Point:
        return (point[0] * c - point[1] * s + move[0], point[0] * s + point[1] * c + move[1])

    there = replace(
        site,
        buildings=tuple(replace(b, ring=tuple(map(at, b.ring))) for b in site.buildings),
        fire_lanes=tuple(replace(f, centreline=tuple(map(at, f.centreline))) for f in site.fire_lanes),
    )
    held = [replace(h, origin=at(h.origin), angle_degrees=h.angle_degrees + degrees) for h in sheds]
    return judged(*held, site=there)


def beside(house: Building, shed: Shed, degrees: float, move: Point) -> Judged:
    return turned(Site(buildings=(house,), none_here=ALL_FACTS), [shed], degrees, move)


@pytest.mark.parametrize(("degrees", "move"), MOVES)
@pytest.mark.parametrize("west_m", [31.0, 28.0])
def test_a_shed_that_reaches_past_the_corner_sees_the_end_of_the_back(west_m, degrees, move):
    """It reaches 3 m past the corner, or just to it: (40, 5) is 6.0 m from its roof at (40, 11).

    The line there runs along the end of the house.
    """
    check = beside(NARROW, back_to_house(west_m), degrees, move).the("R03H-IV")
    assert (check.state, check.measured) == ("missed", pytest.approx(6.0, abs=1e-3))


@pytest.mark.parametrize(("degrees", "move"), MOVES)
def test_a_shed_that_ends_before_the_corner_does_not(degrees, move):
    """1 mm before the corner, and 9 m before the other: a fire wall is all that it sees."""
    found = beside(NARROW, back_to_house(27.999), degrees, move)
    assert [check.code for check in found.checks if check.code.startswith("R03")] == []
    assert "fire wall" in found.the("R02").text


@pytest.mark.parametrize(("degrees", "move"), MOVES)
def test_to_an_end_that_is_seen_it_is_not_measured_through_the_house(degrees, move):
    """A shed askew, from (36, 11) towards (0.8, 0.6), sees (40, 5) from where it is past x = 40.

    Its nearest corner is √(4² + 6²) = 7.211 m off; straight through the house the wall is 6.0 m from it.
    """
    shed = Shed("shed-1", (36.0, 11.0), math.degrees(math.atan2(0.6, 0.8)), 12.0, 2.0)
    check = beside(NARROW, shed, degrees, move).the("R03H-IV")
    assert (check.state, check.measured) == ("missed", pytest.approx(math.sqrt(52), abs=1e-3))


@pytest.mark.parametrize(("degrees", "move"), MOVES)
def test_of_a_house_with_wings_the_end_behind_another_wing_is_hidden(degrees, move):
    """The house has a wing to the north, from x = 0 to 8 and up to y = 16, whose west wall has openings.

    The shed stands east of the wing, its west end 1 m from it at x = 9: from there a line to (0, 5) or
    (0, 16), the ends of the west wall, leads through the house.
    """
    ring = ((0, 5), (40, 5), (40, 10), (8, 10), (8, 16), (0, 16))
    house = replace(NARROW, ring=ring, walls=(FIRE, FIRE, FIRE, FIRE, FIRE, OPEN))
    found = beside(house, back_to_house(9.0), degrees, move)
    assert [check.code for check in found.checks if check.code.startswith("R03")] == []
    higher = replace(back_to_house(9.0), origin=(21.0, 18.0))  # from y = 16 to 18 it sees along the roof
    check = beside(house, higher, degrees, move).the("R03H-IV")
    assert (check.state, check.measured) == ("missed", pytest.approx(9.0, abs=1e-3))


@pytest.mark.parametrize(("degrees", "move"), MOVES)
def test_where_a_wall_with_openings_and_one_without_meet_the_graver_is_named(degrees, move):
    """The nearest point of both, the corner (40, 10), is the same: openings are not denied."""
    house = replace(NARROW, walls=(FIRE, OPEN, WallKind.BLANK, FIRE))
    shed = Shed("shed-1", (41.0, 11.0), 0.0, 12.0, 2.0)
    check = beside(house, shed, degrees, move).the("R02")
    assert check.measured == pytest.approx(math.sqrt(2), abs=1e-3)
    assert "no openings" not in check.text


def random_plan(seed: int) -> tuple[Site, list[Shed]]:
    """Two houses, plain or with wings, with walls of any kind, sheds along them; no limit met exactly."""
    rng = random.Random(seed)
    houses = []
    for number in range(2):
        x, y, w, d = 60 * number, rng.choice((0, 5)), rng.choice((20, 40)), rng.choice((5, 10))
        rings: tuple[Ring, ...] = (
            ((x, y), (x + w, y), (x + w, y + d), (x, y + d)),
            ((x, y), (x + w, y), (x + w, y + d), (x + 8, y + d), (x + 8, y + d + 6), (x, y + d + 6)),
            ((x, y - 6), (x + 6, y - 6), (x + 6, y), (x + w - 6, y), (x + w - 6, y - 6), (x + w, y - 6),
             (x + w, y + d), (x, y + d)),
        )  # fmt: skip
        ring = rng.choice(rings)
        walls = tuple(rng.choice((FIRE, FIRE, OPEN, WallKind.BLANK, WallKind.UNKNOWN)) for _ in ring)
        storeys = rng.choice((None, 6, 10))
        houses.append(Building(f"building-{number + 1}", ring, storeys=storeys, walls=walls))
    sheds = []
    for number in range(2):
        house = rng.choice(houses)
        side = rng.randrange(len(house.ring))
        (x1, y1), (x2, y2) = house.ring[side], house.ring[(side + 1) % len(house.ring)]
        length = math.dist((x1, y1), (x2, y2))
        ux, uy = (x2 - x1) / length, (y2 - y1) / length
        along = rng.choice((0.0, -12.0, -3.1, length, length - 12.0, length - 3.1))
        away = rng.choice((0.31, 0.83, 1.31, 2.83, 3.31, 4.37)) + 2.0
        origin = (x1 + ux * along + uy * away, y1 + uy * along - ux * away)
        sheds.append(Shed(f"shed-{number + 1}", origin, math.degrees(math.atan2(uy, ux)), 12.0, 2.0))
    lane = FireLane("fire_lane-1", ((-40, -25), (150, -25)), 4.0)
    return Site(buildings=tuple(houses), fire_lanes=(lane,), none_here=ALL_FACTS), sheds


@pytest.mark.parametrize("seed", range(40))
def test_every_answer_about_walls_is_the_same_however_the_plan_is_turned(seed):
    site, sheds = random_plan(seed)
    answers = []
    for degrees, move in MOVES:
        checks = turned(site, sheds, degrees, move).checks
        answers.append(sorted((c.code, c.elements, c.state, c.measured or 0.0) for c in checks))
    for answer in answers[1:]:
        assert [told[:3] for told in answer] == [told[:3] for told in answers[0]]
        assert [told[3] for told in answer] == pytest.approx([told[3] for told in answers[0]], abs=1e-3)
