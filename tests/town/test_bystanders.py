"""Estates that take no part in a budget, and why."""

from __future__ import annotations

from decimal import Decimal

from town_rows import known_row, outcome, outcomes, register, row

from chargeplan.town.allocating import greedy
from chargeplan.town.bystanders import Bystanders, bystanders
from chargeplan.town.comparing import candidates, compare
from chargeplan.town.defaults import default_settings
from chargeplan.town.settings import Budget


def test_who_is_neither_chosen_nor_without_money_needs_nothing_or_is_not_known_well_enough():
    """Of 100 households 40 e-bikes need 14 sockets: B lacks 14, C nothing; of D nothing is known.

    The plan of P sets the price of a socket, so that B can be asked for. With 1 CNY nobody is chosen.
    """
    rows = (row("P", plan="a.chargeplan"), known_row("B"), known_row("C", sockets=14), row("D"))
    compared = compare(register(*rows), outcomes(outcome()), default_settings())
    for money in (1, 10_000_000):
        found = bystanders(compared, greedy(candidates(compared), Budget(Decimal(money))))
        assert found == Bystanders(("C",), ("D",))
    assert found.told("en") == (
        "Estates that took no part, for they need no scheme: 1.",
        "Estates that took no part, for cost or households are unknown: 1.",
    )


def test_where_all_take_part_nothing_is_told():
    assert Bystanders((), ()).told("en") == ()
