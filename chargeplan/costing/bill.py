"""Measured work and prices make the bill, one unit of works after another.

Every line is ROUND(quantity × rate, 2), half-up in decimal; every total adds rounded amounts. Each unit of
works adds up for itself: sectional works, measures, other items, fees, then value-added tax, once. What is
put in for the whole job (provisional sums, day work, attendance) stands in the first unit that has work.

Unit rates are before tax. Where a price or a share is not known, its amount is None, it is left out of the
totals, and `missing_price_count` or `missing_rate_count` tells so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from chargeplan.costing.consistency import Inconsistency, inconsistencies
from chargeplan.costing.notices import BillNotice, fees_open, own_codes, simplified_tax, structure_assumed
from chargeplan.costing.work import WorkItem, added_cny, amount_of
from chargeplan.model.bill_settings import (
    BillEdition,
    BillSettings,
    DayWork,
    ProvisionalKind,
    ProvisionalSum,
    TaxMethod,
)
from chargeplan.reference.price_books import Price, PriceBook, Rate
from chargeplan.reference.work_items import Chapter, RatedKind, WorkItemBook, Works, load_work_items
from chargeplan.units import round_half_up

_CENTS = 2
_FIRST = 1
"""Last three digits of a measure by rate: no unit of works has one twice."""

CONTINGENCY = "contingency"
"""Id of the share of the sectional works in a price book that is put in for what cannot be foreseen."""


@dataclass(frozen=True)
class BillLine:
    """One line of the bill.

    Attributes
    ----------
    number : int
        From 1, through the whole bill.
    code : str
        Twelve digits, or the bill's own code such as 03B001; no two lines have the same.
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

    @property
    def own_code(self) -> bool:
        """Whether the edition's code is not known, and the bill has given one of its own."""
        return not self.work.code


@dataclass(frozen=True)
class BillChapter:
    """The lines of one chapter: a part of the sectional works, or measures by unit price."""

    chapter: Chapter
    lines: tuple[BillLine, ...]

    @property
    def subtotal_cny(self) -> Decimal:
        """Sum of the rounded lines that have a price."""
        return added_cny(line.amount_cny for line in self.lines)

    @property
    def missing_price_count(self) -> int:
        """Number of lines without a price."""
        return sum(line.price is None for line in self.lines)


@dataclass(frozen=True)
class RatedAmount:
    """A measure or fee that is a share of something: ROUND(basis × percent / 100, 2).

    `code` has twelve digits, none where the edition's are not known; fees have none. `basis_cny`, `rate` and
    `amount_cny` are None when they are not known.
    """

    kind: RatedKind
    basis_cny: Decimal | None
    rate: Rate | None
    amount_cny: Decimal | None
    code: str = ""

    @property
    def percent(self) -> Decimal | None:
        """The share [%]."""
        return self.rate.percent if self.rate else None

    @property
    def missing(self) -> bool:
        """Whether it is prescribed and only its share is not known; what bidders reckon may stay open."""
        return not self.kind.competitive and self.basis_cny is not None and self.rate is None


@dataclass(frozen=True)
class Share:
    """A sum and a share of it [%]: contingency, attendance, tax; None where the share is not known."""

    basis_cny: Decimal
    percent: Decimal | None

    @property
    def amount_cny(self) -> Decimal:
        """ROUND(basis × percent / 100, 2), zero where the share is not known."""
        return _share(self.basis_cny, self.percent or Decimal(0))


@dataclass(frozen=True)
class DayWorkLine:
    """Day work with its amount, ROUND(quantity × rate, 2)."""

    work: DayWork
    amount_cny: Decimal


@dataclass(frozen=True)
class OtherItems:
    """What is put in beside works and measures.

    Provisional sums of materials are part of unit rates; they are listed and never added.
    """

    contingency: Share
    materials: tuple[ProvisionalSum, ...] = ()
    specialist_works: tuple[ProvisionalSum, ...] = ()
    day_works: tuple[DayWorkLine, ...] = ()
    attendance: Share = Share(Decimal("0.00"), Decimal(0))

    @property
    def materials_cny(self) -> Decimal:
        """Provisional sums of materials and equipment, not part of `total_cny`."""
        return added_cny(entry.amount_cny for entry in self.materials)

    @property
    def specialist_works_cny(self) -> Decimal:
        """Provisional sums of specialists' works."""
        return added_cny(entry.amount_cny for entry in self.specialist_works)

    @property
    def day_works_cny(self) -> Decimal:
        """Sum of day work."""
        return added_cny(line.amount_cny for line in self.day_works)

    @property
    def total_cny(self) -> Decimal:
        """Contingency, specialists' works, day work and attendance."""
        return added_cny(
            (
                self.contingency.amount_cny,
                self.specialist_works_cny,
                self.day_works_cny,
                self.attendance.amount_cny,
            )
        )


@dataclass(frozen=True)
class WorksBill:
    """The bill of one unit of works; `sections` are its sectional works, `unit_measures` its measures."""

    works: Works
    sections: tuple[BillChapter, ...]
    unit_measures: tuple[BillChapter, ...]
    rate_measures: tuple[RatedAmount, ...]
    other: OtherItems
    fees: tuple[RatedAmount, ...]
    tax_percent: Decimal

    @property
    def chapters(self) -> tuple[BillChapter, ...]:
        """Sectional works, then measures by unit price."""
        return (*self.sections, *self.unit_measures)

    @property
    def lines(self) -> tuple[BillLine, ...]:
        """All lines in order."""
        return tuple(line for chapter in self.chapters for line in chapter.lines)

    @property
    def sectional_cny(self) -> Decimal:
        """Sum of the sectional works."""
        return added_cny(chapter.subtotal_cny for chapter in self.sections)

    @property
    def unit_measures_cny(self) -> Decimal:
        """Sum of the measures by unit price."""
        return added_cny(chapter.subtotal_cny for chapter in self.unit_measures)

    @property
    def rate_measures_cny(self) -> Decimal:
        """Sum of the measures by rate."""
        return added_cny(measure.amount_cny for measure in self.rate_measures)

    @property
    def uncontested_cny(self) -> Decimal:
        """What of the measures by rate bidders may not reckon lower: safety."""
        return added_cny(measure.amount_cny for measure in self.rate_measures if not measure.kind.competitive)

    @property
    def measures_cny(self) -> Decimal:
        """All measures."""
        return self.unit_measures_cny + self.rate_measures_cny

    @property
    def fees_cny(self) -> Decimal:
        """Sum of the fees."""
        return added_cny(fee.amount_cny for fee in self.fees)

    @property
    def total_cny(self) -> Decimal:
        """Works, measures, other items and fees, before tax."""
        return self.sectional_cny + self.measures_cny + self.other.total_cny + self.fees_cny

    @property
    def tax(self) -> Share:
        """Value-added tax on the total."""
        return Share(self.total_cny, self.tax_percent)

    @property
    def tax_cny(self) -> Decimal:
        """Amount of the tax."""
        return self.tax.amount_cny

    @property
    def total_with_tax_cny(self) -> Decimal:
        """Total and tax."""
        return self.total_cny + self.tax_cny

    @property
    def missing_price_count(self) -> int:
        """Number of lines without a price."""
        return sum(chapter.missing_price_count for chapter in self.chapters)

    @property
    def missing_rate_count(self) -> int:
        """Number of prescribed measures and shares that are not known."""
        rated = sum(entry.missing for entry in (*self.rate_measures, *self.fees))
        return rated + (self.other.contingency.percent is None)


@dataclass(frozen=True)
class Bill:
    """The bill of a scheme in one edition; amounts [CNY] leave out what is missing.

    `notices` are what whoever uses it has to know, `inconsistencies` where its items do not fit each other.
    """

    edition: BillEdition
    book: WorkItemBook
    units: tuple[WorksBill, ...]
    price_book: PriceBook
    tax_method: TaxMethod
    notices: tuple[BillNotice, ...] = ()
    inconsistencies: tuple[Inconsistency, ...] = ()

    def sentences(self, language: str | None = None) -> list[str]:
        """Return what has to be told with the bill: where it does not fit, then its notices."""
        faults = [fault.sentence(language) for fault in self.inconsistencies]
        return [*faults, *(notice.sentence(language) for notice in self.notices)]

    @property
    def chapters(self) -> tuple[BillChapter, ...]:
        """All chapters in order, unit after unit."""
        return tuple(chapter for unit in self.units for chapter in unit.chapters)

    @property
    def lines(self) -> tuple[BillLine, ...]:
        """All lines in order."""
        return tuple(line for unit in self.units for line in unit.lines)

    @property
    def missing_price_count(self) -> int:
        """Number of lines without a price."""
        return sum(unit.missing_price_count for unit in self.units)

    @property
    def missing_rate_count(self) -> int:
        """Number of prescribed measures and shares that are not known."""
        return sum(unit.missing_rate_count for unit in self.units)

    @property
    def lines_cny(self) -> Decimal:
        """Sum of all rounded lines: sectional works and measures by unit price."""
        return self.sectional_cny + self.unit_measures_cny

    @property
    def sectional_cny(self) -> Decimal:
        """Sum of the sectional works."""
        return added_cny(unit.sectional_cny for unit in self.units)

    @property
    def unit_measures_cny(self) -> Decimal:
        """Sum of the measures by unit price."""
        return added_cny(unit.unit_measures_cny for unit in self.units)

    @property
    def rate_measures_cny(self) -> Decimal:
        """Sum of the measures by rate."""
        return added_cny(unit.rate_measures_cny for unit in self.units)

    @property
    def other_cny(self) -> Decimal:
        """Sum of the other items."""
        return added_cny(unit.other.total_cny for unit in self.units)

    @property
    def fees_cny(self) -> Decimal:
        """Sum of the fees."""
        return added_cny(unit.fees_cny for unit in self.units)

    @property
    def total_cny(self) -> Decimal:
        """Sum of the units, before tax."""
        return added_cny(unit.total_cny for unit in self.units)

    @property
    def tax_percent(self) -> Decimal:
        """Value-added tax [%]."""
        return tax_percent_of(self.price_book, self.tax_method)

    @property
    def tax_cny(self) -> Decimal:
        """Value-added tax of the units."""
        return added_cny(unit.tax_cny for unit in self.units)

    @property
    def total_with_tax_cny(self) -> Decimal:
        """Total and tax."""
        return self.total_cny + self.tax_cny


def tax_percent_of(price_book: PriceBook, method: TaxMethod) -> Decimal:
    """Return the value-added tax of a method [%]."""
    return price_book.vat_percent if method is TaxMethod.GENERAL else price_book.simplified_vat_percent


def price_bill(
    quantities: Sequence[WorkItem],
    price_book: PriceBook,
    settings: BillSettings | None = None,
    book: WorkItemBook | None = None,
) -> Bill:
    """Return the bill of measured work.

    Lines of one national code are numbered 001, 002 and so on in their order.

    Parameters
    ----------
    settings
        Edition, tax and other items; None takes those of a new plan.
    book
        The work items of the edition; None takes the shipped ones.

    Raises
    ------
    ReferenceDataError
        When a price is for another unit than its line is measured in.
    """
    chosen = settings or BillSettings()
    items = book or load_work_items(chosen.edition)
    lines = _lines(quantities, price_book)
    working = [works for works in items.works if any(_works_of(line) == works for line in lines)]
    units = tuple(
        _works_bill(works, lines, items, price_book, chosen, first=works == working[0]) for works in working
    )
    notices = _notices(chosen, lines, items)
    return Bill(
        chosen.edition, items, units, price_book, chosen.tax, notices, inconsistencies(quantities, items)
    )


def _lines(quantities: Sequence[WorkItem], price_book: PriceBook) -> list[BillLine]:
    sequence: Counter[str] = Counter()
    lines = []
    for number, work in enumerate(quantities, 1):
        stem = work.code or f"{work.kind.profession}B"
        sequence[stem] += 1
        price = price_of(work, price_book)
        amount = amount_of(work.quantity, price.price_cny) if price else None
        lines.append(BillLine(number, f"{stem}{sequence[stem]:03d}", work, price, amount))
    return lines


def price_of(work: WorkItem, price_book: PriceBook) -> Price | None:
    """Return the price of a line: its own, else that of its kind; None when there is none.

    Raises
    ------
    ReferenceDataError
        When the price is for another unit than the line is measured in.
    """
    for line_id in (work.id, *work.price_ids):
        price = price_book.price(line_id, work.unit.id)
        if price is not None:
            return price
    return None


def _works_of(line: BillLine) -> Works:
    return line.work.kind.chapter.works


def _works_bill(
    works: Works,
    lines: Sequence[BillLine],
    items: WorkItemBook,
    price_book: PriceBook,
    settings: BillSettings,
    *,
    first: bool,
) -> WorksBill:
    own = [line for line in lines if _works_of(line) == works]
    sections = _chapters(own, items, measures=False)
    sectional_cny = added_cny(chapter.subtotal_cny for chapter in sections)
    return WorksBill(
        works,
        sections,
        _chapters(own, items, measures=True),
        tuple(_rated(kind, works, sectional_cny, price_book) for kind in items.rate_measures),
        _other_items(sectional_cny, price_book, settings, first=first),
        tuple(_rated(kind, works, sectional_cny, price_book) for kind in items.fees),
        tax_percent_of(price_book, settings.tax),
    )


def _chapters(lines: Sequence[BillLine], items: WorkItemBook, *, measures: bool) -> tuple[BillChapter, ...]:
    chapters = []
    for chapter in items.chapters:
        held = tuple(line for line in lines if line.work.kind.chapter.id == chapter.id)
        if held and chapter.measures == measures:
            chapters.append(BillChapter(chapter, held))
    return tuple(chapters)


def _rated(kind: RatedKind, works: Works, sectional_cny: Decimal, price_book: PriceBook) -> RatedAmount:
    basis_cny = sectional_cny if kind.basis == "sectional" else None
    rate = price_book.rates.get(kind.id)
    amount = None if rate is None or basis_cny is None else _share(basis_cny, rate.percent)
    national = kind.codes[works.id]
    return RatedAmount(kind, basis_cny, rate, amount, f"{national}{_FIRST:03d}" if national else "")


def _other_items(
    sectional_cny: Decimal, price_book: PriceBook, settings: BillSettings, *, first: bool
) -> OtherItems:
    percent = settings.contingency_percent
    if percent is None and CONTINGENCY in price_book.rates:
        percent = price_book.rates[CONTINGENCY].percent
    contingency = Share(sectional_cny, percent)
    if not first:
        return OtherItems(contingency)
    materials, works = (
        tuple(
            replace(entry, amount_cny=round_half_up(entry.amount_cny, _CENTS))
            for entry in settings.provisional_sums
            if entry.kind is kind
        )
        for kind in (ProvisionalKind.MATERIAL, ProvisionalKind.WORKS)
    )
    return OtherItems(
        contingency,
        materials,
        works,
        tuple(DayWorkLine(work, amount_of(work.quantity, work.rate_cny)) for work in settings.day_works),
        Share(added_cny(entry.amount_cny for entry in works), settings.attendance_percent),
    )


def _notices(settings: BillSettings, lines: Sequence[BillLine], book: WorkItemBook) -> tuple[BillNotice, ...]:
    found = []
    if settings.tax is TaxMethod.SIMPLIFIED:
        found.append(simplified_tax())
    if lines and book.fees:
        found.append(fees_open())
    own = sum(line.own_code for line in lines)
    if own:
        found.append(own_codes(own))
    if any(line.work.basis == "estimated" for line in lines):
        found.append(structure_assumed())
    return tuple(found)


def _share(basis_cny: Decimal, percent: Decimal) -> Decimal:
    return round_half_up(basis_cny * percent / 100, _CENTS)
