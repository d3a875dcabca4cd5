"""Who finds a socket within walking distance, on a plan whose distances are worked out by hand.

People keep 0.30 m from walls, and outlines grow by 0.02 m more: a wall at y = 10 is walked along at 10.32.

House A is 20 × 10 m from (0, 0), its door `a` in the north wall at (10, 10). House B is 20 × 10 m from
(0, −40), its door `b` in the north wall at (10, −30). Between them a fence runs along y = −20.31 from far in
the west to x = 21.68, so that it is passed at (22, −20.68) and (22, −19.94). The shed stands south of A, its
stalls of 0.6 m open to the south, the middles of the first two fronts at (12.32, −6.32) and (12.92, −6.32).

To the first stall
    from `a`: out 0.32, east to (20.32, 10.32) 10.32, south to (20.32, −0.32) 10.64, then 8 west and 6 south
    10.00: 31.28 m.
    from `b`: out 0.32, then 12 east and 9 north 15.00, past the fence 0.74, then 9.68 west and 13.62 north
    √279.21 = 16.71: 32.77 m.
Each house has 10 households and so 4 e-bikes; a socket serves 3.
"""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chargeplan.analysis import analyse, walking_bands_of, walking_coverage_of
from chargeplan.engineering.coverage import Coverage, Given, Reached
from chargeplan.errors import CalledOff
from chargeplan.model.project import Project
from chargeplan.model.scheme import Lot, Scheme, Shed
from chargeplan.model.site import (
    Boundary,
    Building,
    Doorway,
    Estate,
    Fence,
    Obstacle,
    ObstacleKind,
    Site,
)
from chargeplan.model.values import Ring
from tests.factories import rectangle

FROM_A_M, FROM_B_M = 31.28, 32.7695


def shed(stalls: int, name: str = "s", ratio: Fraction = Fraction(1), **more: object) -> Shed:
    return replace(
        Shed(name, (12.02, -6.32), 0, 0.6 * stalls, 2.0, module_id="compact", socket_ratio=ratio),
        **more,  # type: ignore[arg-type]
    )


SITE = Site(
    buildings=(
        Building("A", rectangle(0, 0, 20, 10), "A", 6, 10),
        Building("B", rectangle(0, -40, 20, -30), "B", 6, 10),
    ),
    doorways=(Doorway("a", (10, 10), "a", "A"), Doorway("b", (10, -30), "b", "B")),
    fences=(Fence("fence", ((-400, -20.31), (21.68, -20.31))),),
)


def plan(*sheds: Shed, lots: tuple[Lot, ...] = (), site: Site = SITE, **estate: int) -> Project:
    return Project(Estate("Hand", **estate), site, (Scheme("one", lots=lots, sheds=sheds),), "one")


def covered(project: Project, limit_m: float = 100.0, with_new: bool = True) -> Coverage:
    return walking_coverage_of(analyse(project, effort="live"), limit_m, with_new)


def served(coverage: Coverage) -> dict[str, tuple[int, Reached]]:
    return {door.doorway.id: (door.ebikes_served, door.reached) for door in coverage.doorways}


def test_distances_around_a_corner_and_around_a_fence() -> None:
    """See the top of this file."""
    a, b = covered(plan(shed(1))).doorways
    assert (a.nearest_id, a.nearest_m) == ("s", pytest.approx(FROM_A_M, abs=1e-3))
    assert b.nearest_m == pytest.approx(FROM_B_M, abs=1e-3)
    assert a.way == ((10, 10), (10, 10.32), (20.32, 10.32), (20.32, -0.32), (12.32, -6.32))
    assert b.way is not None and b.way[2:4] == ((22.0, -20.68), (22.0, -19.94))


def test_sockets_are_used_up_by_who_walks_least() -> None:
    """One socket serves three e-bikes: three of the four of `a`, which is nearer, and none of `b`. Of the 10
    households of `a` 7.5 are served, told as 7.
    """
    coverage = covered(plan(shed(1)))
    assert served(coverage) == {"a": (3, Reached.IN_PART), "b": (0, Reached.NOT)}
    a, b = coverage.doorways
    assert a.share == Fraction(3, 4) and b.share == 0
    assert (a.households_served, b.households_served) == (7, 0)
    assert (coverage.doorways_served, coverage.ebikes, coverage.ebikes_served) == (0, 8, 3)
    assert (coverage.households, coverage.households_served) == (20, 7)
    assert [(place.sockets, place.room, place.ebikes) for place in coverage.places] == [(1, 3, 3)]


def test_the_second_socket_serves_the_rest_and_half_of_the_others() -> None:
    """Six find one: four of `a` and two of `b`, by the nearer second stall: 7.40 west and 6 south from A's
    corner are 9.527 m, 9.08 and 13.62 from the fence 16.369 m, so 30.807 and 32.429 m.
    """
    coverage = covered(plan(shed(2)))
    assert served(coverage) == {"a": (4, Reached.SERVED), "b": (2, Reached.IN_PART)}
    assert coverage.doorways[0].given == (Given("s", 4, coverage.doorways[0].nearest_m or 0.0),)
    assert [door.nearest_m for door in coverage.doorways] == pytest.approx([30.807, 32.429], abs=1e-3)
    assert (coverage.doorways_served, coverage.households_served) == (1, 15)


def test_a_stall_without_a_socket_is_no_place_to_charge() -> None:
    """Of two stalls the first has a socket, so it is as far as to one stall alone."""
    coverage = covered(plan(shed(2, ratio=Fraction(1, 2))))
    assert coverage.doorways[0].nearest_m == pytest.approx(FROM_A_M, abs=1e-3)
    assert coverage.places[0].sockets == 1
    assert covered(plan(shed(2, ratio=Fraction(0)))).places == ()


@pytest.mark.parametrize(
    ("limit_m", "who"),
    [(31.27, []), (31.28, ["a"]), (32.76, ["a"]), (32.77, ["a", "b"])],
)
def test_the_limit_is_met_by_the_way_on_foot(limit_m: float, who: list[str]) -> None:
    """Three sockets in one place have room for all eight e-bikes: 31.28 m from `a` and 32.77 m from `b`; as
    the crow flies it is 16.5 and 23.8 m.
    """
    coverage = covered(plan(shed(1), shed(1, "t"), shed(1, "u")), limit_m)
    assert [door.doorway.id for door in coverage.doorways if door.reached is Reached.SERVED] == who


def test_before_and_after() -> None:
    """What exists has one socket, the scheme adds one in the same place."""
    project = plan(shed(1, existing=True), shed(1, "new"))
    assert covered(project, with_new=False).ebikes_served == 3
    assert covered(project).ebikes_served == 6
    assert covered(plan(shed(1)), with_new=False).places == ()


def test_a_fenced_yard_is_told_as_unreachable() -> None:
    """Door `c` is in a closed yard; its four e-bikes find nothing, and it stands first among the worst."""
    yard: Ring = ((60, 0), (90, 0), (90, 30), (60, 30), (60, 0))
    site = replace(
        SITE,
        buildings=(*SITE.buildings, Building("C", rectangle(70, 10, 80, 20), "C", 6, 10)),
        doorways=(*SITE.doorways, Doorway("c", (75, 20), "c", "C")),
        fences=(*SITE.fences, Fence("yard", yard)),
    )
    coverage = covered(plan(shed(3), site=site), 1000.0)
    c = coverage.doorways[2]
    assert (c.nearest_m, c.nearest_id, c.way, c.reached) == (None, None, None, Reached.NOT)
    assert coverage.worst[0] is c
    assert coverage.ebikes_served == 8


def test_the_worst_come_first_the_further_of_equal_ones() -> None:
    """With one socket `b` has none and `a` three quarters; out of reach both have none and `b` is further."""
    assert [door.doorway.id for door in covered(plan(shed(1))).worst] == ["b", "a"]
    assert [door.doorway.id for door in covered(plan(shed(1)), 5.0).worst] == ["b", "a"]


def test_a_closed_side_of_a_shed_is_walked_around() -> None:
    """The shed lies 2 m deep before the way from `b`: turned around, its stalls open to the north; when its
    other three sides are walled the way from `b` is longer by going around.
    """
    turned = Shed("s", (13.22, -4.32), 180, 1.2, 2.0, module_id="compact", socket_ratio=Fraction(1))
    free = covered(plan(turned)).doorways[1].nearest_m
    walled = covered(plan(replace(turned, walled_sides=(1, 2, 3)))).doorways[1].nearest_m
    assert free is not None and walled is not None and walled > free + 0.5


def test_walls_that_are_not_built_yet_are_in_nobodys_way_before() -> None:
    """A walled shed of the scheme closes the way along the east side of building A, 31.28 m before."""
    walled = Shed(
        "w",
        (20.1, 4.0),
        0,
        6.0,
        2.0,
        module_id="compact",
        socket_ratio=Fraction(0),
        walled_sides=(0, 1, 2, 3),
    )
    project = plan(shed(1, existing=True), walled)
    before, after = (covered(project, with_new=new).doorways[0].nearest_m for new in (False, True))
    assert before == pytest.approx(FROM_A_M, abs=1e-3)
    assert after is not None and after > FROM_A_M + 0.5


def test_large_things_are_walked_around_and_trees_are_not() -> None:
    """A pond of 3 m radius on the way from the corner of A to the stall makes it longer, a tree does not."""
    for kind, longer in ((ObstacleKind.OTHER, True), (ObstacleKind.TREE, False)):
        site = replace(SITE, obstacles=(Obstacle("o", (17.0, -3.5), 2.0, kind),))
        distance = covered(plan(shed(1), site=site)).doorways[0].nearest_m or 0.0
        assert (distance > FROM_A_M + 0.1) is longer


def test_people_stay_inside_the_boundary() -> None:
    """The boundary ends at x = 21, west of where the fence is passed: `b` is shut off. When a doorway lies
    outside, people do leave.
    """
    inside = replace(SITE, boundaries=(Boundary("all", rectangle(-300, -50, 21, 30)),))
    assert covered(plan(shed(1), site=inside)).doorways[1].nearest_m is None
    outside = replace(inside, doorways=(*SITE.doorways, Doorway("c", (30, 0), "c")))
    assert covered(plan(shed(1), site=outside)).doorways[1].nearest_m == pytest.approx(FROM_B_M, abs=1e-3)


def test_sockets_of_lots_are_places_too() -> None:
    """On a lot in front of the door `a` it is straight, from 0.32 m out of it, to the front of a stall."""
    lot = Lot("lot", rectangle(5, 12, 15, 20), filled=True, socket_ratio=Fraction(1, 2))
    analysis = analyse(plan(lots=(lot,)), effort="live")
    coverage = walking_coverage_of(analysis, 50.0)
    held = analysis.lots[0]
    fronts = [held.stalls[index].front for index in held.charging.socket_stalls]
    middles = [((ax + bx) / 2, (ay + by) / 2) for (ax, ay), (bx, by) in fronts]
    assert [(place.element_id, place.sockets) for place in coverage.places] == [("lot", len(middles))]
    nearest = min(math.dist((10, 10.32), middle) for middle in middles)
    assert coverage.doorways[0].nearest_m == pytest.approx(0.32 + nearest, abs=1e-3)


def test_unknown_households_are_not_counted_as_none() -> None:
    """Nobody knows how many leave by a door of a house without households in an estate without any."""
    site = replace(SITE, buildings=tuple(replace(house, households=None) for house in SITE.buildings))
    coverage = covered(plan(shed(3), site=site))
    assert not coverage.complete
    assert {door.reached for door in coverage.doorways} == {Reached.UNKNOWN}
    assert (coverage.households, coverage.households_served) == (None, None)
    counted = covered(plan(shed(3), site=site, ebike_count=7))
    assert counted.complete and served(counted)["a"] == (4, Reached.SERVED)
    assert counted.households_served is None


def test_a_door_without_households_is_served_where_a_socket_is_near() -> None:
    site = replace(SITE, buildings=(replace(SITE.buildings[0], households=0), SITE.buildings[1]))
    assert covered(plan(shed(1), site=site)).doorways[0].reached is Reached.SERVED
    assert covered(plan(shed(1), site=site), 20.0).doorways[0].reached is Reached.NOT


def test_without_doorways_there_is_no_coverage() -> None:
    coverage = covered(plan(shed(1), site=Site()))
    assert coverage.doorways == () and not coverage.complete


def test_the_same_plan_gives_the_same_coverage() -> None:
    assert covered(plan(shed(2))) == covered(plan(shed(2)))


def test_ground_is_drawn_for_the_limit_and_the_usual_distances() -> None:
    """50 and 150 m are always drawn; 100 m is drawn once."""
    analysis = analyse(plan(shed(1)), effort="live")
    assert [band.limit_m for band in walking_bands_of(analysis, 80.0)] == [50.0, 80.0, 150.0]
    assert [band.limit_m for band in walking_bands_of(analysis, 50.0)] == [50.0, 150.0]
    assert all(band.regions for band in walking_bands_of(analysis, 80.0))
    assert not any(band.regions for band in walking_bands_of(analysis, 80.0, with_new=False))


def test_it_is_asked_on_the_way_whether_it_is_still_wanted() -> None:
    analysis = analyse(plan(shed(1)), effort="live")
    with pytest.raises(CalledOff):
        walking_coverage_of(analysis, 100.0, cancelled=lambda: True)
    with pytest.raises(CalledOff):
        walking_bands_of(analysis, 100.0, cancelled=lambda: True)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 6), st.integers(0, 4), st.floats(5, 60), st.floats(0, 40))
def test_more_sockets_or_a_longer_limit_never_serve_fewer(
    stalls: int, more: int, limit_m: float, further_m: float
) -> None:
    few = covered(plan(shed(stalls)), limit_m).ebikes_served
    assert covered(plan(shed(stalls)), limit_m + further_m).ebikes_served >= few
    assert covered(plan(shed(stalls), shed(1 + more, "t")), limit_m).ebikes_served >= few
