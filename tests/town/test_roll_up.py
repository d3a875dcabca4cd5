"""Sums by committee, street and district, with what is unknown counted apart."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from town_rows import known_row, outcome, outcomes, reach, register, row

from chargeplan.town.comparing import compare
from chargeplan.town.comparison import Sums
from chargeplan.town.defaults import default_settings
from chargeplan.town.settings import Level

SETTINGS = replace(default_settings(), weights={"sockets_short_share": Decimal(1)})


@pytest.fixture(scope="module")
def compared():
    """Four estates: two in First of Chuansha, one in First of Heqing, one of which nothing is known.

    A has a plan: 871 households, 117 sockets needed, 130 sockets for 260,000 CNY (2,000 each). B: 100
    households, 4 of 14 sockets, 40 stalls; 10 are missing, for 20,000 CNY. C: 50 households, 20 bikes, 7
    sockets needed and there, 20 stalls: nothing missing.
    """
    rows = (
        row("A", district="Pudong", street="Chuansha", committee="First", plan="a.chargeplan"),
        known_row(
            "B",
            sockets=4,
            hazards=(3, 1, 0),
            district="Pudong",
            street="Chuansha",
            committee="First",
        ),
        known_row("C", 50, 7, 20, (1, 0, 0), district="Pudong", street="Heqing", committee="First"),
        row("D", district="Pudong", street="Heqing", committee="Second"),
    )
    planned = outcome(reach_before=reach(61, 0, 871, 0), reach_after=reach(61, 50, 871, 700))
    return compare(register(*rows), outcomes(planned), SETTINGS)


@pytest.mark.parametrize(
    ("field", "total", "unknown"),
    [
        ("households", 1021, 1),
        ("ebikes", 408, 1),
        ("before.stalls", 60, 1),
        ("before.sockets", 11, 1),
        ("new.stalls", 130, 1),
        ("after.stalls", 190, 1),
        ("after.chargers", 14, 1),
        ("after.sockets", 151, 1),
        ("stalls_short", 348, 1),
        ("sockets_short", 127, 1),
        ("stalls_short_after", 218, 1),
        ("sockets_short_after", 0, 1),
        ("cost_cny", 280_000, 1),
        ("flying_wires", 4, 2),
        ("households_served_after", 700, 3),
    ],
)
def test_the_sums_of_a_town(compared, field, total, unknown):
    """A + B + C: 871 + 100 + 50; 348 + 40 + 20; sockets 0 + 4 + 7, after 130 + 14 + 7; chargers 13 + 1 + 0.

    A plans 130 stalls of 348: 218 are short after. Of D nothing is known; A tells no hazards.
    """
    assert compared.total.sums[field] == Sums(Decimal(total), unknown)


def test_units_of_one_name_in_two_streets_stay_two(compared):
    committees = {unit.path: unit.estates for unit in compared.units[Level.COMMITTEE]}
    assert committees == {
        ("Pudong", "Chuansha", "First"): 2,
        ("Pudong", "Heqing", "First"): 1,
        ("Pudong", "Heqing", "Second"): 1,
    }
    assert [(unit.path, unit.estates) for unit in compared.units[Level.STREET]] == [
        (("Pudong", "Chuansha"), 2),
        (("Pudong", "Heqing"), 2),
    ]


@pytest.mark.parametrize("level", list(Level))
def test_every_level_adds_up_to_the_town(compared, level):
    units = compared.units[level]
    for field, sums in compared.total.sums.items():
        assert sum(unit.sums[field].total for unit in units) == sums.total
        assert sum(unit.sums[field].unknown for unit in units) == sums.unknown
    assert sum(unit.estates for unit in units) == compared.total.estates == 4
    assert sum(unit.estimated for unit in units) == compared.total.estimated
    for grade, count in compared.total.grades.items():
        assert sum(unit.grades[grade] for unit in units) == count


def test_grades_and_estimates_are_counted(compared):
    """Sockets short: A 100 % (D), B 10/14 = 71.43 % (C), C 0 % (A); D is unrated. B and D are estimates."""
    assert compared.total.grades == {"A": 1, "B": 0, "C": 1, "D": 1, "unrated": 1}
    assert compared.total.estimated == 2


def test_a_town_without_estates_sums_to_nothing():
    empty = compare(register(), {}, SETTINGS)
    assert empty.estates == ()
    assert empty.total.estates == 0
    assert empty.total.sums["households"] == Sums(Decimal(0), 0)
    assert empty.units[Level.STREET] == ()
