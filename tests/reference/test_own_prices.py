"""A plan's own prices stand in place of the shipped ones, line by line, with units checked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from chargeplan.errors import ReferenceDataError
from chargeplan.i18n import sentence
from chargeplan.model.own_references import OwnPrice, OwnPriceBook
from chargeplan.model.project import Project
from chargeplan.reference.price_books import load_price_book, load_prices_of

SLAB = OwnPrice("slab", "m2", Decimal("128.50"), None, Decimal("170"), "三家询价", "found")


def test_own_prices_come_first_and_the_rest_is_shipped() -> None:
    """The slab is the plan's own, everything else as shipped; a line that nobody priced gets its price."""
    shipped = load_price_book("reference_2025")
    assert "tree" not in shipped.prices
    tree = OwnPrice("tree", "piece", Decimal("300"))
    own = OwnPriceBook("浦东询价", "reference_2025", shipped.version, (SLAB, tree))
    book = load_prices_of(Project(own_prices=own))
    assert (book.title["zh_CN"], book.title["en"]) == ("浦东询价", "浦东询价")
    slab = book.price("slab", "m2")
    assert slab is not None
    assert (slab.price_cny, slab.low_cny, slab.high_cny) == (Decimal("128.50"), None, Decimal("170"))
    assert (slab.basis["en"], slab.confidence) == ("三家询价", "found")
    assert book.price("tree", "piece") is not None
    assert {name: price for name, price in book.prices.items() if name not in ("slab", "tree")} == {
        name: price for name, price in shipped.prices.items() if name != "slab"
    }


def test_without_own_prices_the_shipped_book_holds() -> None:
    assert load_prices_of(Project()) == load_price_book("reference_2025")


def test_an_own_price_for_another_unit_is_refused_where_it_meets_its_line() -> None:
    """The slab is measured in m²; a price for m³ is no price of it."""
    own = OwnPriceBook("", "reference_2025", "2026.1", (replace(SLAB, unit="m3"),))
    book = load_prices_of(Project(own_prices=own))
    with pytest.raises(ReferenceDataError) as caught:
        book.price("slab", "m2")
    assert caught.value.code == "unit_mismatch"


@pytest.mark.parametrize("amount", ["-5.00", "0", "128.505"])
def test_an_own_price_that_is_none_prices_nothing(amount: str) -> None:
    """A file that was changed by hand: a floor of -5.00 a m² would make the bill smaller."""
    own = OwnPriceBook("", "reference_2025", "2026.1", (replace(SLAB, price_cny=Decimal(amount)),))
    with pytest.raises(ReferenceDataError) as caught:
        load_prices_of(Project(own_prices=own))
    assert sentence(caught.value, "en") == (
        f"price book reference_2025: slab costs {amount}, which is no price to the cent"
    )


def test_an_own_price_stands_once() -> None:
    own = OwnPriceBook("", "reference_2025", "2026.1", (SLAB, replace(SLAB, price_cny=Decimal(1))))
    with pytest.raises(ReferenceDataError) as caught:
        load_prices_of(Project(own_prices=own))
    assert sentence(caught.value, "en") == "price book reference_2025: slab has two prices"


def test_a_confidence_that_there_is_none_of_is_refused() -> None:
    """Every table and sheet says in words how far a price is to be trusted."""
    own = OwnPriceBook("", "reference_2025", "2026.1", (replace(SLAB, confidence="sure"),))
    with pytest.raises(ReferenceDataError) as caught:
        load_prices_of(Project(own_prices=own))
    assert sentence(caught.value, "en") == (
        "price book reference_2025: slab has the confidence sure; write found, derived, memory, uncertain"
    )
