"""Every line that can have a price: those of a bill, and the rest that another plan may need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from string import Formatter

from chargeplan.costing.bill import CONTINGENCY, Bill
from chargeplan.costing.work import on_one_line
from chargeplan.i18n import LANGUAGES, pick, tr
from chargeplan.model.own_references import OwnPrice, OwnPriceBook
from chargeplan.reference.catalogue import Catalogue
from chargeplan.reference.price_books import SHARE_UNIT, Price, PriceBook, share_line_id
from chargeplan.reference.work_items import BillUnit, WorkItemBook, WorkItemKind

_VARIANT = re.compile(r"[\w.+-]+")


@dataclass(frozen=True)
class PriceLine:
    """A line that a price is for.

    Attributes
    ----------
    code : str
        That of the bill, empty when the bill has no such line.
    price_ids : tuple of str
        By what its price is looked up after `id`, the most particular first.
    """

    id: str
    code: str
    titles: Mapping[str, str]
    unit: BillUnit
    features: Mapping[str, str] = field(default_factory=dict)
    price_ids: tuple[str, ...] = ()

    @property
    def in_bill(self) -> bool:
        """Whether the bill of the plan has this line."""
        return bool(self.code)

    def title(self, language: str | None = None) -> str:
        """Return the line's name."""
        return pick(self.titles, language)

    def features_of(self, language: str | None = None, *, without: int = 0) -> str:
        """Return the line's features on one line, the first ones left out; nothing for a line of no bill."""
        if not self.features:
            return ""
        return on_one_line("\n".join(pick(self.features, language).splitlines()[without:]))


def price_lines(
    bill: Bill | None,
    work_items: WorkItemBook,
    price_book: PriceBook,
    catalogue: Catalogue,
    own: OwnPriceBook | None = None,
) -> tuple[PriceLine, ...]:
    """Return the lines of a bill in its order, then every other one that has a price or can have one.

    Without a bill, as when it could not be made, no line counts as one of it. Own prices of lines that
    another plan has keep their lines, see `line_of_kind`. A line of no known kind whose unit nothing tells is
    left out: a price without a unit cannot be checked.
    """
    found: dict[str, PriceLine] = {}
    for line in bill.lines if bill is not None else ():
        work = line.work
        titles, features = (
            {language: texts(language) for language in LANGUAGES} for texts in (work.title, work.features)
        )
        kinds = tuple(name for name in work.price_ids if name != work.id)
        found[work.id] = PriceLine(work.id, line.code, titles, work.unit, features, kinds)
    for other in _others(work_items, price_book, catalogue, own):
        found.setdefault(other.id, other)
    return tuple(found.values())


def _others(
    work_items: WorkItemBook, price_book: PriceBook, catalogue: Catalogue, own: OwnPriceBook | None
) -> Iterator[PriceLine]:
    units = work_items.units
    yield from _shares(work_items)
    for kind in work_items.items:
        gaps = _gaps_of(kind)
        if not gaps:
            yield PriceLine(kind.id, "", kind.title, kind.unit)
        if gaps == {"charger"}:
            for charger in catalogue.chargers.values():
                yield PriceLine(f"{kind.id}_{charger.id}", "", _filled(kind.title, charger.title), kind.unit)
    priced = {line_id: price.unit for line_id, price in price_book.prices.items()}
    priced |= {price.line_id: price.unit for price in (own.prices if own else ())}
    for line_id, unit in priced.items():
        line = line_of_kind(line_id, work_items)
        if line is not None:
            yield line
        elif unit in units:
            yield PriceLine(line_id, "", dict.fromkeys(LANGUAGES, line_id), units[unit])


def line_of_kind(line_id: str, work_items: WorkItemBook) -> PriceLine | None:
    """Return a line that a plan may have, by its id alone; None where no item of the book is its kind.

    Lines of one item are told apart by what follows the item's id, and share its unit.
    """
    kinds = [kind for kind in work_items.items if line_id == kind.id or line_id.startswith(f"{kind.id}_")]
    kind = max(kinds, key=lambda kind: len(kind.id), default=None)
    if kind is None or (line_id != kind.id and not _VARIANT.fullmatch(line_id, len(kind.id) + 1)):
        return None
    parts = line_id[len(kind.id) :].split("_")
    shorter = (kind.id + "_".join(parts[:count]) for count in range(len(parts) - 1, 0, -1))
    return PriceLine(line_id, "", _titles_of(line_id, kind), kind.unit, price_ids=tuple(shorter))


def _shares(work_items: WorkItemBook) -> Iterator[PriceLine]:
    """Yield the shares [%] that measures and the contingency are reckoned by."""
    unit = work_items.units[SHARE_UNIT]
    for kind in work_items.rate_measures:
        yield PriceLine(share_line_id(kind.id), "", kind.title, unit)
    contingency = {language: tr("Contingency", language) for language in LANGUAGES}
    yield PriceLine(share_line_id(CONTINGENCY), "", contingency, unit)


def _gaps_of(kind: WorkItemKind) -> frozenset[str]:
    """Return the gaps in the name of an item: each way to fill them is a line of its own."""
    return frozenset(
        name for text in kind.title.values() for _, name, _, _ in Formatter().parse(text) if name
    )


def _titles_of(line_id: str, kind: WorkItemKind) -> Mapping[str, str]:
    """Return the name of a line that is priced for itself: its item's, with what sets it apart."""
    apart = line_id[len(kind.id) + 1 :].replace("_", " ")
    if apart and not _gaps_of(kind):
        return {language: f"{kind.title[language]} ({apart})" for language in LANGUAGES}
    return _filled(kind.title, dict.fromkeys(LANGUAGES, apart))


def _filled(titles: Mapping[str, str], apart: Mapping[str, str]) -> Mapping[str, str]:
    return {
        language: "".join(
            text + (apart[language] if gap is not None else "")
            for text, gap, _, _ in Formatter().parse(titles[language])
        )
        for language in LANGUAGES
    }


def shared_features(lines: Iterable[PriceLine]) -> Mapping[str, int]:
    """Return for lines of one name how many of their first features are the same, by the id of the line.

    One feature at least is left that tells a line from others of its name.
    """
    named: dict[str, list[PriceLine]] = {}
    for line in lines:
        if line.features:
            named.setdefault(line.title(), []).append(line)
    return {line.id: _same_at_first(alike) for alike in named.values() if len(alike) > 1 for line in alike}


def _same_at_first(lines: Sequence[PriceLine]) -> int:
    features = [pick(line.features).splitlines() for line in lines]
    count = 0
    for parts in zip(*features, strict=False):
        if len(set(parts)) > 1:
            break
        count += 1
    return min(count, *(len(parts) - 1 for parts in features))


def shipped_price(line: PriceLine, book: PriceBook) -> Price | None:
    """Return the price that a book has for a line or its kind, None when there is none for its unit."""
    if line.unit.id == SHARE_UNIT:
        return _share_of(line, book)
    found = (book.prices.get(name) for name in (line.id, *line.price_ids))
    price = next((price for price in found if price is not None), None)
    return price if price is not None and price.unit == line.unit.id else None


def _share_of(line: PriceLine, book: PriceBook) -> Price | None:
    rate = next((rate for rate in book.rates.values() if share_line_id(rate.id) == line.id), None)
    if rate is None:
        return None
    return Price(
        line.id,
        SHARE_UNIT,
        rate.percent,
        rate.low_percent,
        rate.high_percent,
        rate.basis,
        rate.confidence,
    )


def own_prices_of(book: OwnPriceBook | None) -> Mapping[str, OwnPrice]:
    """Return the prices of a plan's own book by line."""
    return {price.line_id: price for price in book.prices} if book else {}


def as_own(price: Price, line_id: str, language: str) -> OwnPrice:
    """Return a shipped price as one of a plan's own, its basis in one language."""
    return OwnPrice(
        line_id,
        price.unit,
        price.price_cny,
        price.low_cny,
        price.high_cny,
        pick(price.basis, language),
        price.confidence,
    )
