"""Amounts of money as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from chargeplan.errors import InvalidValueError
from chargeplan.town.amounts import read_amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("3000000", "3000000"),
        ("3,000,000", "3000000"),
        ("300万", "3000000"),
        (" 300 万元 ", "3000000"),
        ("３００。５万", "3005000"),
        ("0.03亿", "3000000"),
        ("300 wan", "3000000"),
        ("￥3,000,000.50", "3000000.50"),
        ("-5", "-5"),
    ],
)
def test_amounts_are_read_in_their_unit(text, amount):
    assert read_amount(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "much", "300万万", "1e9", "NaN", "1.2.3", "300 km", "<b>1</b>"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(InvalidValueError) as caught:
        read_amount(text)
    assert caught.value.code == "not_an_amount"
