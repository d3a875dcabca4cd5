"""Households and e-bikes of an estate, and of each doorway."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from chargeplan.engineering.demand import (
    ebikes_by_doorway,
    ebikes_of,
    households_by_doorway,
    households_of,
    shared_out,
)
from chargeplan.model.project import Project
from chargeplan.model.site import Building, Doorway, Estate, Site
from chargeplan.reference.catalogue import load_catalogue
from tests.factories import rectangle


def plan(houses: dict[str, int | None], doors: list[str | None], **estate: int) -> Project:
    buildings = tuple(
        Building(name, rectangle(30 * index, 0, 30 * index + 20, 10), name, households=households)
        for index, (name, households) in enumerate(houses.items())
    )
    doorways = tuple(
        Doorway(f"door-{index}", (index, 20), building_id=name) for index, name in enumerate(doors)
    )
    return Project(Estate("Demand", **estate), Site(buildings=buildings, doorways=doorways))


def test_shares_go_to_the_largest_remainders_of_equal_ones_to_the_first() -> None:
    """7 over weights 1, 1, 1 are 2⅓ each: the first gets 3. 5 over 3 and 1 are 3.75 and 1.25: 4 and 1."""
    assert shared_out(7, [1, 1, 1]) == (3, 2, 2)
    assert shared_out(5, [3, 1]) == (4, 1)
    assert shared_out(3, [0, 0]) == (2, 1)
    assert shared_out(3, []) == ()


@given(st.integers(0, 500), st.lists(st.integers(0, 60), min_size=1, max_size=12))
def test_shares_add_up_and_are_less_than_one_off(total: int, weights: list[int]) -> None:
    shares = shared_out(total, weights)
    assert sum(shares) == total
    if sum(weights):
        assert all(
            abs(share - total * weight / sum(weights)) < 1
            for share, weight in zip(shares, weights, strict=True)
        )


def test_a_buildings_households_are_shared_over_its_doorways() -> None:
    """25 over three doors are 9, 8, 8; the other 15 of 40 leave by the two doors of no known house."""
    project = plan({"A": 25, "B": None}, ["A", "B", "A", None, "A"], household_count=40)
    assert households_by_doorway(project) == (9, 8, 8, 7, 8)


def test_unknown_stays_unknown_and_more_than_the_estate_has_is_nothing_left() -> None:
    assert households_by_doorway(plan({"A": 25}, ["A", None])) == (25, None)
    assert households_by_doorway(plan({"A": 25}, ["A", None], household_count=20)) == (25, 0)


def test_ebikes_are_shared_by_households() -> None:
    """40 households have 16 e-bikes, 0.4 each: 3.6, 3.2, 3.2, 2.8 and 3.2 come to 4, 3, 3, 3, 3."""
    project = plan({"A": 25, "B": None}, ["A", "B", "A", None, "A"], household_count=40)
    assert ebikes_of(project, load_catalogue()) == 16
    assert ebikes_by_doorway(project, load_catalogue()) == (4, 3, 3, 3, 3)


def test_counted_ebikes_go_before_expected_ones_and_are_shared_evenly_where_households_are_unknown() -> None:
    catalogue = load_catalogue()
    assert ebikes_by_doorway(plan({"A": 30}, ["A", "A"], ebike_count=5), catalogue) == (3, 2)
    assert ebikes_by_doorway(plan({}, [None, None, None], ebike_count=5), catalogue) == (2, 2, 1)
    assert ebikes_by_doorway(plan({"A": 30}, ["A", None]), catalogue) == (12, None)
    assert ebikes_by_doorway(plan({}, [None]), catalogue) == (None,)


def test_an_estates_own_count_goes_before_what_is_drawn() -> None:
    project = plan({"A": 30, "B": 20}, [])
    assert households_of(project) == 50
    assert households_of(replace(project, estate=replace(project.estate, household_count=44))) == 44
    assert households_of(plan({}, [])) is None
