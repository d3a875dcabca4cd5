"""Measured work and prices make the bill.

Every line is ROUND(quantity × rate, 2), half-up in decimal; every total adds rounded lines. `Bill.total_cny`
is that sum before tax, as unit rates are; value-added tax is added once, below it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from chargeplan.costing.quantities import WorkItem
from chargeplan.reference.price_books import Price, PriceBook
from chargeplan.reference.work_items import Chapter
from chargeplan.units import round_half_up

_CENTS = 2


@dataclass(frozen=True)
class BillLine:
    """One line of the bill.

    Attributes
    ----------
    number : int
        From 1, through the whole bill.
    code : str
        Twelve digits, no two lines have the same.
    price, unit_price_cny, amount_cny : None when the price book has no price
    """

    number: int
    code: str
    work: WorkItem
    price: Price | None
    amount_cny: Decimal | None

    @property
    def unit_price_cny(self) -> Decimal | None:
        """Comprehensive unit rate before tax."""
        return self.price.price_cny if self.price else None


@dataclass(frozen=True)
class BillChapter:
    """The lines of one chapter."""

    chapter: Chapter
    lines: tuple[BillLine, ...]

    @property
    def subtotal_cny(self) -> Decimal:
        """Sum of the rounded lines that have a price."""
        return sum((line.amount_cny or Decimal(0) for line in self.lines), Decimal("0.00"))

    @property
    def missing_price_count(self) -> int:
        """Number of lines without a price."""
        return sum(line.price is None for line in self.lines)


@dataclass(frozen=True)
class Bill:
    """The bill of a scheme; its amounts [CNY] leave out lines without a price, see `missing_price_count`."""

    chapters: tuple[BillChapter, ...]
    price_book: PriceBook

    @property
    def lines(self) -> tuple[BillLine, ...]:
        """All lines in order."""
        return tuple(line for chapter in self.chapters for line in chapter.lines)

    @property
    def missing_price_count(self) -> int:
        """Number of lines without a price."""
        return sum(chapter.missing_price_count for chapter in self.chapters)

    @property
    def total_cny(self) -> Decimal:
        """Sum of all rounded lines, before tax."""
        return sum((chapter.subtotal_cny for chapter in self.chapters), Decimal("0.00"))

    @property
    def tax_cny(self) -> Decimal:
        """Value-added tax on the total."""
        return round_half_up(self.total_cny * self.price_book.vat_percent / 100, _CENTS)

    @property
    def total_with_tax_cny(self) -> Decimal:
        """Total and tax."""
        return self.total_cny + self.tax_cny


def price_bill(quantities: Sequence[WorkItem], price_book: PriceBook) -> Bill:
    """Return the bill of measured work.

    Lines of one national code are numbered 001, 002 and so on in their order.

    Raises
    ------
    ReferenceDataError
        When a price is for another unit than its line is measured in.
    """
    sequence: Counter[str] = Counter()
    chapters: dict[str, Chapter] = {}
    lines: dict[str, list[BillLine]] = {}
    for number, work in enumerate(quantities, 1):
        sequence[work.code] += 1
        price = price_book.price(work.id, work.unit.id)
        amount = round_half_up(work.quantity * price.price_cny, _CENTS) if price else None
        line = BillLine(number, f"{work.code}{sequence[work.code]:03d}", work, price, amount)
        chapters[work.kind.chapter.id] = work.kind.chapter
        lines.setdefault(work.kind.chapter.id, []).append(line)
    return Bill(
        tuple(BillChapter(chapter, tuple(lines[name])) for name, chapter in chapters.items()), price_book
    )
