"""The example register: built from its description byte for byte, and true to the published figures."""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations

import pytest
from build_town_example import TARGET, town_register

from chargeplan.files.town_reading import RegisterReading
from chargeplan.files.town_register import read_register
from chargeplan.files.town_register_writing import register_xlsx
from chargeplan.model.site import EstateKind
from chargeplan.resources import examples_folder
from chargeplan.survey.plans import plan_outcome
from chargeplan.town.comparing import compare
from chargeplan.town.defaults import default_settings
from chargeplan.town.grading import Grade
from chargeplan.town.places import map_position
from chargeplan.town.register import CoordinateSystem
from chargeplan.town.standing import Origin, Standing, stand


@pytest.fixture(scope="module")
def reading() -> RegisterReading:
    return read_register(examples_folder() / "chuansha.town.xlsx")


@pytest.fixture(scope="module")
def standings(reading: RegisterReading) -> tuple[Standing, ...]:
    settings = default_settings()
    outcomes = {
        (row.plan, row.scheme): plan_outcome(
            examples_folder() / row.plan, row.scheme, float(settings.walking_limit_m), plan=row.plan
        )
        for row in reading.register.rows
        if row.plan
    }
    return stand(reading.register, outcomes, settings)


def test_the_script_makes_the_same_bytes() -> None:
    assert register_xlsx(town_register()) == TARGET.read_bytes()


def test_the_totals_are_those_that_were_published(standings: tuple[Standing, ...]) -> None:
    """2,987 charging facilities and 12,812 bikes that can be parked with the chosen schemes, none unknown."""
    assert len(standings) == 178
    assert sum(one.after.chargers or 0 for one in standings) == 2987
    assert sum(one.after.stalls or 0 for one in standings) == 12_812
    assert all(one.after.chargers is not None and one.after.stalls is not None for one in standings)


def test_the_five_plans_give_their_figures_and_differ_a_little_from_the_register(
    standings: tuple[Standing, ...],
) -> None:
    """Sockets and chargers of the plans: 130/15, 48/24, 36/18 beside 15/8 there, 38/19, 36/18."""
    planned = {one.row.plan: one for one in standings if one.scheme.origin is Origin.PLAN}
    new = {plan: (one.scheme.new.sockets, one.scheme.new.chargers) for plan, one in planned.items()}
    assert new == {
        "yuanxi.chargeplan": (130, 15),
        "chengxi.chargeplan": (48, 24),
        "linyuan.chargeplan": (36, 18),
        "dongtang.chargeplan": (38, 19),
        "mingzhu.chargeplan": (36, 18),
    }
    assert {one.row.name for one in planned.values() if one.differences} == {
        "园西小区",
        "临园小区",
        "东唐花苑",
    }
    fields = {difference.field for one in planned.values() for difference in one.differences}
    assert fields == {"stated_after.stalls", "stated_after.chargers", "stated_after.sockets"}
    assert not any(one.row.illustrative for one in planned.values())


def test_everything_else_is_illustrative_and_has_source_and_date(reading: RegisterReading) -> None:
    rows = reading.register.rows
    assert sum(row.illustrative for row in rows) == 173
    assert all(row.source and row.as_of for row in rows)
    assert len({row.name for row in rows}) == len({row.code for row in rows}) == 178
    assert "示意" in reading.register.title


def test_most_are_resettlement_estates_and_a_ninth_has_no_place(reading: RegisterReading) -> None:
    """112 of 178 are 62.9 %; 20 of 178 are 11.2 %."""
    rows = reading.register.rows
    assert Counter(row.kind for row in rows)[EstateKind.RESETTLEMENT] == 112
    places = [row.place for row in rows if row.place is not None]
    assert len(rows) - len(places) == 20
    assert {place.system for place in places} == {CoordinateSystem.GCJ02}
    metres = [at for place in places if (at := map_position(place)) is not None]
    assert len(metres) == len(places)
    assert min(math.dist(one, other) for one, other in combinations(metres, 2)) > 20


def test_every_grade_is_there_and_some_estates_cannot_be_rated(
    reading: RegisterReading, standings: tuple[Standing, ...]
) -> None:
    outcomes = {(one.row.plan, one.row.scheme): one.outcome for one in standings if one.outcome is not None}
    comparison = compare(reading.register, outcomes, default_settings())
    grades = Counter(one.rating.grade for one in comparison.estates)
    assert all(grades[grade] >= 10 for grade in Grade)


def test_reading_it_leaves_nothing_to_doubt(reading: RegisterReading) -> None:
    assert reading.doubtful == ()
    assert {remark.code for remark in reading.remarks} == {"blank", "no_place", "no_households"}
