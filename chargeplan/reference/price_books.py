"""Price books: unit rates before tax with range, basis and confidence, all for reference, to be replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path

from chargeplan.errors import ReferenceDataError
from chargeplan.i18n import LANGUAGES, N_
from chargeplan.model.own_references import OwnPrice, OwnPriceBook
from chargeplan.model.project import Project
from chargeplan.reference.toml_tables import CONFIDENCES, Sourced, Table, load_table
from chargeplan.resources import assets_folder
from chargeplan.units import to_decimal


@dataclass(frozen=True)
class Price(Sourced):
    """A unit rate [CNY before tax] of one line of the bill, and the range it usually lies in."""

    id: str
    unit: str
    price_cny: Decimal
    low_cny: Decimal | None
    high_cny: Decimal | None
    basis: Mapping[str, str]
    confidence: str


@dataclass(frozen=True)
class Rate(Sourced):
    """A share [%] by which a measure, a fee or the contingency is reckoned, and its usual range."""

    id: str
    percent: Decimal
    low_percent: Decimal | None
    high_percent: Decimal | None
    basis: Mapping[str, str]
    confidence: str


SHARE_UNIT = "percent"
"""Unit of an own price that is a share, see `share_line_id`."""

_SHARE = "share_"
MOST_PERCENT = 100


def share_line_id(rate_id: str) -> str:
    """Return by which line id a plan's own price book holds a share."""
    return f"{_SHARE}{rate_id}"


@dataclass(frozen=True)
class PriceBook:
    """All prices of one place and time.

    `prices` by the id of the line of the bill; `rates` by the id of the measure or fee, and `contingency`.
    `vat_percent` is that of the general method, `simplified_vat_percent` that of the simplified one.
    """

    id: str
    version: str
    title: Mapping[str, str]
    base: Mapping[str, str]
    vat_percent: Decimal
    simplified_vat_percent: Decimal
    vat_source: str
    prices: Mapping[str, Price]
    rates: Mapping[str, Rate] = field(default_factory=dict)

    def price(self, line_id: str, unit_id: str) -> Price | None:
        """Return the price of a line, None when the book has none.

        Raises
        ------
        ReferenceDataError
            When the price is for another unit than the line is measured in.
        """
        price = self.prices.get(line_id)
        if price is not None and price.unit != unit_id:
            raise _unit_mismatch(self, line_id, price.unit, unit_id)
        return price


def _money(table: Table, key: str) -> Decimal:
    try:
        amount = Decimal(table.text(key))
    except InvalidOperation as error:
        raise table.fault(key, "an amount such as '12.50'") from error
    if not amount.is_finite() or amount < 0 or amount != round(amount, 2):
        raise table.fault(key, "an amount such as '12.50'")
    return amount


def _percent(table: Table, key: str) -> Decimal:
    share = to_decimal(table.number(key))
    if not 0 <= share <= MOST_PERCENT:
        raise table.fault(key, "0 to 100")
    return share


def _price(table: Table) -> Price:
    low, high = (_money(table, key) if key in table.values else None for key in ("low_cny", "high_cny"))
    price = _money(table, "price_cny")
    if (low is not None and low > price) or (high is not None and high < price):
        raise table.fault("price_cny", "between low_cny and high_cny")
    return Price(
        table.text("id"),
        table.text("unit"),
        price,
        low,
        high,
        table.names("basis"),
        table.confidence(),
    )


def _rate(table: Table) -> Rate:
    low, high = (_percent(table, key) if key in table.values else None for key in ("low", "high"))
    percent = _percent(table, "percent")
    if (low is not None and low > percent) or (high is not None and high < percent):
        raise table.fault("percent", "between low and high")
    return Rate(
        table.text("id"),
        percent,
        low,
        high,
        table.names("basis"),
        table.confidence(),
    )


def read_price_book(path: Path) -> PriceBook:
    """Return the price book in a TOML file; raise `ReferenceDataError` with file and key."""
    table = load_table(path)
    prices = [_price(entry) for entry in table.tables("prices")]
    rates = [_rate(entry) for entry in table.tables("rates")]
    if len({price.id for price in prices}) != len(prices) or len({rate.id for rate in rates}) != len(rates):
        raise ReferenceDataError(
            "duplicate_price", N_("{place}: a price stands there twice"), place=path.name
        )
    return PriceBook(
        id=table.text("id"),
        version=table.text("version"),
        title=table.names("title"),
        base=table.names("base"),
        vat_percent=_percent(table, "vat_percent"),
        simplified_vat_percent=_percent(table, "simplified_vat_percent"),
        vat_source=table.text("vat_source"),
        prices={price.id: price for price in prices},
        rates={rate.id: rate for rate in rates},
    )


@lru_cache
def load_price_book(price_book_id: str) -> PriceBook:
    """Return a shipped price book by its id; raise `ReferenceDataError` when there is none."""
    if price_book_id not in price_book_ids():
        raise ReferenceDataError(
            "no_such_price_book", N_("there is no price book {name}"), name=price_book_id
        )
    return read_price_book(assets_folder() / "prices" / f"{price_book_id}.toml")


def with_own_prices(book: PriceBook, own: OwnPriceBook | None) -> PriceBook:
    """Return a price book in which a plan's own prices and shares stand in place of the shipped ones.

    The basis of an own price is the same text in every language.

    Raises
    ------
    ReferenceDataError
        When a price is none, stands there twice or has a confidence that there is none of, or a share is
        given in another unit than percent or is more than all.
    """
    if own is None:
        return book
    _check_own(book, own)
    prices = {price.line_id: _own_price(price) for price in own.prices if not _is_share(price)}
    rates = {rate.id: rate for rate in (_own_rate(book, price) for price in own.prices if _is_share(price))}
    title = dict.fromkeys(LANGUAGES, own.name) if own.name else book.title
    return replace(book, title=title, prices={**book.prices, **prices}, rates={**book.rates, **rates})


def _check_own(book: PriceBook, own: OwnPriceBook) -> None:
    seen: set[str] = set()
    for price in own.prices:
        if price.price_cny <= 0 or price.price_cny != round(price.price_cny, 2):
            raise ReferenceDataError(
                "no_own_price", N_("price book {book}: {name} costs {value}, which is no price to the cent"),
                book=book.id, name=price.line_id, value=f"{price.price_cny:f}",
            )  # fmt: skip
        if price.line_id in seen:
            raise ReferenceDataError(
                "double_own_price", N_("price book {book}: {name} has two prices"),
                book=book.id, name=price.line_id,
            )  # fmt: skip
        if price.confidence not in CONFIDENCES:
            raise ReferenceDataError(
                "no_confidence", N_("price book {book}: {name} has the confidence {found}; write {choices}"),
                book=book.id, name=price.line_id, found=price.confidence, choices=", ".join(CONFIDENCES),
            )  # fmt: skip
        seen.add(price.line_id)


def _is_share(price: OwnPrice) -> bool:
    return price.line_id.startswith(_SHARE)


def _own_price(price: OwnPrice) -> Price:
    return Price(
        price.line_id,
        price.unit,
        price.price_cny,
        price.low_cny,
        price.high_cny,
        dict.fromkeys(LANGUAGES, price.basis),
        price.confidence,
    )


def _own_rate(book: PriceBook, price: OwnPrice) -> Rate:
    if price.unit != SHARE_UNIT:
        raise _unit_mismatch(book, price.line_id, price.unit, SHARE_UNIT)
    if price.price_cny > MOST_PERCENT:
        raise ReferenceDataError(
            "too_large_share", N_("price book {book}: {name} is {value} %, which is more than all"),
            book=book.id, name=price.line_id, value=price.price_cny,
        )  # fmt: skip
    return Rate(
        price.line_id.removeprefix(_SHARE),
        price.price_cny,
        price.low_cny,
        price.high_cny,
        dict.fromkeys(LANGUAGES, price.basis),
        price.confidence,
    )


def _unit_mismatch(book: PriceBook, line_id: str, found: str, wanted: str) -> ReferenceDataError:
    return ReferenceDataError(
        "unit_mismatch",
        N_("price book {book}: {name} is priced by {found} but measured by {wanted}"),
        book=book.id,
        name=line_id,
        found=found,
        wanted=wanted,
    )


def load_prices_of(project: Project) -> PriceBook:
    """Return the prices that a plan is priced by: the shipped book it names, its own prices before it.

    Raises
    ------
    ReferenceDataError
        When there is no such book.
    """
    return with_own_prices(load_price_book(project.price_book_id), project.own_prices)


def price_book_ids() -> tuple[str, ...]:
    """Return the ids of the shipped price books."""
    return tuple(sorted(path.stem for path in (assets_folder() / "prices").glob("*.toml")))
