"""From a unit of works up to the whole project: summaries, each made of formulas over the sheet below it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from chargeplan.costing.bill import BillChapter, WorksBill
from chargeplan.files.workbook.bill_sheet import BillPlaces
from chargeplan.files.workbook.other_sheets import OtherPlaces
from chargeplan.files.workbook.pages import SUM, Cell, Column, Live, Page
from chargeplan.files.workbook.rated_sheets import FeePlaces, MeasurePlaces
from chargeplan.files.workbook.tender import Tender
from chargeplan.files.workbook.texts import bare, short
from chargeplan.i18n import N_, pick, tr

PROJECT_TITLE = N_("Summary of the construction project")
JOB_TITLE = N_("Summary of the job")
WORKS_TITLE = N_("Summary of a unit of works")

NUMBER, TITLE, AMOUNT, PROVISIONAL, REMARK = range(5)


@dataclass(frozen=True)
class UnitPlaces:
    """Where the figures of one unit of works stand in its summary."""

    before_tax: str
    tax: str
    total: str
    provisional: str
    uncontested: str
    fees: str


@dataclass(frozen=True)
class MoneyPlaces:
    """Where the money of the whole project stands."""

    before_tax: str
    tax: str
    total: str


@dataclass(frozen=True)
class _Sources:
    bill: BillPlaces
    measures: MeasurePlaces
    other: OtherPlaces
    fees: FeePlaces


def works_columns(language: str) -> list[Column]:
    """Return the columns of a unit's summary."""
    return [
        Column(tr("No.", language), 8, "center"),
        Column(tr("Summary of", language), 52),
        Column(tr("Amount (CNY)", language), 22, "right"),
        Column(tr("of which provisional (CNY)", language), 22, "right", number=SUM),
        Column(tr("Remarks", language), 50),
    ]


def total_columns(language: str, fees: bool) -> list[Column]:
    """Return the columns of the summaries of the job and of the project."""
    part = tr("of which (CNY)", language)
    return [
        Column(tr("No.", language), 8, "center"),
        Column(tr("Works", language), 44),
        Column(tr("Total before tax (CNY)", language), 20, "right"),
        Column(tr("Tax (CNY)", language), 17, "right"),
        Column(tr("Total with tax (CNY)", language), 20, "right"),
        Column(tr("provisional", language), 16, "right", part, SUM),
        Column(tr("safety, not contested", language), 24, "right", part, SUM),
        *([Column(tr("fees", language), 16, "right", part, SUM)] if fees else []),
    ]


class _UnitWriter:
    """The summary of one unit of works, row by row."""

    def __init__(self, page: Page, tender: Tender, unit: WorksBill, sources: _Sources) -> None:
        self.page = page
        self.tender = tender
        self.unit = unit
        self.sources = sources

    def row(
        self,
        number: str,
        title: str,
        formula: str,
        value: Decimal,
        *,
        missing: bool = False,
        bold: bool = False,
        provisional: Live | None = None,
        remark: str = "",
    ) -> str:
        """Write one row; return the cell of its amount."""
        cells: list[Cell] = [number, title, Live(f"={formula}", value), provisional, remark]
        numbers = {AMOUNT: self.tender.money if missing else self.tender.amount}
        at = self.page.cells(cells, bold=bold, missing=(AMOUNT,) if missing else (), numbers=numbers)
        return self.page.reference(at, AMOUNT)

    def chapter(self, number: str, chapter: BillChapter) -> str:
        title, missing = pick(chapter.chapter.title, self.page.language), chapter.missing_price_count
        return self.row(
            number,
            title,
            self.sources.bill.chapters[chapter.chapter.id],
            self.tender.priced(chapter.subtotal_cny),
            missing=self.tender.missing(missing),
            remark=_missing_lines(self.tender, missing),
        )

    def sections(self) -> str:
        unit, tender, bill = self.unit, self.tender, self.sources.bill
        missing = sum(chapter.missing_price_count for chapter in unit.sections)
        total = self.row(
            "1", tr("Sectional works", self.page.language), bill.sectional, tender.priced(unit.sectional_cny),
            missing=tender.missing(missing), bold=True, provisional=Live(f"={bill.provisional}", 0),
        )  # fmt: skip
        for number, chapter in enumerate(unit.sections, 1):
            self.chapter(f"1.{number}", chapter)
        return total

    def measures(self) -> tuple[str, str]:
        """Write the measures; return where all of them stand, and those that are not contested."""
        unit, tender, language = self.unit, self.tender, self.page.language
        prices = sum(chapter.missing_price_count for chapter in unit.unit_measures)
        rates = sum(measure.missing for measure in unit.rate_measures)
        formula = f"{self.sources.bill.unit_measures}+{self.sources.measures.total}"
        total = self.row(
            "2", tr("Measures", language), formula, tender.priced(unit.measures_cny),
            missing=tender.missing(prices, rates), bold=True,
        )  # fmt: skip
        self.row(
            "2.1", tr("by unit price", language), self.sources.bill.unit_measures,
            tender.priced(unit.unit_measures_cny), missing=tender.missing(prices),
        )  # fmt: skip
        self.row(
            "2.2", tr("by rate", language), self.sources.measures.total,
            tender.priced(unit.rate_measures_cny), missing=tender.missing(rates),
        )  # fmt: skip
        safety = sum(measure.missing for measure in unit.rate_measures if not measure.kind.competitive)
        uncontested = self.row(
            "", tr("of which safety, not contested", language), self.sources.measures.uncontested,
            tender.priced(unit.uncontested_cny), missing=tender.missing(safety),
        )  # fmt: skip
        return total, uncontested

    def others(self) -> tuple[str, str]:
        """Write the other items; return where they stand, and where the provisional sums do."""
        unit, tender, language, places = self.unit, self.tender, self.page.language, self.sources.other
        unknown = tender.missing(unit.other.contingency.percent is None)
        specialists = unit.other.specialist_works_cny
        at = self.page.row
        provisional = Live("=" + self.page.here(PROVISIONAL, at + 2), specialists)
        total = self.row(
            "3", tr("Other items", language), places.total, tender.other_cny(unit),
            missing=unknown, bold=True, provisional=provisional,
        )  # fmt: skip
        self.row(
            "3.1", tr("Contingency sum", language), places.contingency,
            unit.other.contingency.amount_cny, missing=unknown,
        )  # fmt: skip
        self.row(
            "3.2", tr("Provisional sums of specialist works", language), places.specialists, specialists,
            provisional=Live(f"={places.specialists}", specialists),
        )  # fmt: skip
        day_works = tender.priced(unit.other.day_works_cny)
        self.row("3.3", tr("Day work", language), places.day_works, day_works)
        attendance = tender.priced(unit.other.attendance.amount_cny)
        self.row("3.4", tr("Attendance of the main contractor", language), places.attendance, attendance)
        return total, self.page.reference(at, PROVISIONAL)

    def write(self) -> UnitPlaces:
        """Write the whole summary."""
        unit, tender, language = self.unit, self.tender, self.page.language
        sections = self.sections()
        measures, uncontested = self.measures()
        others, provisional = self.others()
        parts, fees, last = [sections, measures, others], "0", 3
        if tender.bill.book.fees:
            missing = tender.missing(sum(fee.missing for fee in unit.fees))
            fees = self.row(
                "4", tr("Fees", language), self.sources.fees.fees, tender.priced(unit.fees_cny),
                missing=missing, bold=True,
            )  # fmt: skip
            parts.append(fees)
            last = 4
        unknown = tender.missing(unit.missing_price_count, unit.missing_rate_count)
        before = self.row(
            str(last + 1), tr("Total before tax", language), "+".join(parts), tender.before_tax_cny(unit),
            missing=unknown, bold=True,
        )  # fmt: skip
        tax = self.row(
            str(last + 2), tr("Value-added tax {percent} %", language, percent=bare(unit.tax_percent)),
            self.sources.fees.tax, tender.tax_cny(unit), missing=unknown, bold=True,
            remark=tender.tax_warning,
        )  # fmt: skip
        total = self.row(
            "", tr("Total with tax", language), f"{before}+{tax}",
            tender.before_tax_cny(unit) + tender.tax_cny(unit), missing=unknown, bold=True,
            remark=_missing_lines(tender, unit.missing_price_count, unit.missing_rate_count),
        )  # fmt: skip
        return UnitPlaces(before, tax, total, provisional, uncontested, fees)


def write_works(
    page: Page,
    tender: Tender,
    unit: WorksBill,
    bill: BillPlaces,
    measures: MeasurePlaces,
    other: OtherPlaces,
    fees: FeePlaces,
) -> UnitPlaces:
    """Write the summary of one unit of works; return where its figures stand."""
    works = pick(unit.works.title, page.language)
    page.open(f"{tr(WORKS_TITLE, page.language)} · {works}", tender.notes("works", taxed=True))
    places = _UnitWriter(page, tender, unit, _Sources(bill, measures, other, fees)).write()
    page.close()
    return places


def _missing_lines(tender: Tender, prices: int, rates: int = 0) -> str:
    parts = []
    if tender.missing(prices):
        parts.append(tr("Lines without a price: {count}.", tender.language, count=prices))
    if tender.missing(rates):
        parts.append(tr("Rates that are not known: {count}.", tender.language, count=rates))
    return " ".join(parts)


def write_job(page: Page, tender: Tender, units: Mapping[str, UnitPlaces]) -> tuple[str, ...]:
    """Write the summary of the job, a unit of works a row; return the cells of its totals."""
    page.open(tr(JOB_TITLE, page.language), tender.notes("job", taxed=True))
    first = page.row
    for number, unit in enumerate(tender.bill.units, 1):
        _total_row(page, tender, number, pick(unit.works.title, page.language), [unit], units[unit.works.id])
    return _grand_total(page, tender, first)


def write_project(page: Page, tender: Tender, job: tuple[str, ...]) -> MoneyPlaces:
    """Write the summary of the project, which has one job; return where its money stands."""
    page.open(tr(PROJECT_TITLE, page.language), tender.notes("project", taxed=True))
    first = page.row
    if tender.bill.units:
        values = _values(tender, list(tender.bill.units))
        lives: list[Cell] = [Live(f"={cell}", value) for cell, value in zip(job, values, strict=True)]
        _write_total(page, tender, 1, short(tender.title), lives, list(tender.bill.units), bold=False)
    before, tax, total, *_ = _grand_total(page, tender, first)
    return MoneyPlaces(before, tax, total)


def _values(tender: Tender, units: list[WorksBill]) -> list[Decimal]:
    """Return what stands in the columns of money."""
    before = sum((tender.before_tax_cny(unit) for unit in units), Decimal(0))
    tax = sum((tender.tax_cny(unit) for unit in units), Decimal(0))
    provisional = sum((unit.other.specialist_works_cny for unit in units), Decimal(0))
    uncontested = sum((tender.priced(unit.uncontested_cny) for unit in units), Decimal(0))
    fees = sum((tender.priced(unit.fees_cny) for unit in units), Decimal(0))
    values = [before, tax, before + tax, provisional, uncontested]
    return [*values, fees] if tender.bill.book.fees else values


def _total_row(
    page: Page, tender: Tender, number: int, title: str, units: list[WorksBill], places: UnitPlaces
) -> None:
    cells = [places.before_tax, places.tax, places.total, places.provisional, places.uncontested]
    cells += [places.fees] if tender.bill.book.fees else []
    lives: list[Cell] = [
        Live(f"={cell}", value) for cell, value in zip(cells, _values(tender, units), strict=True)
    ]
    _write_total(page, tender, number, title, lives, units, bold=False)


def _write_total(
    page: Page,
    tender: Tender,
    number: int | None,
    title: str,
    lives: list[Cell],
    units: list[WorksBill],
    *,
    bold: bool,
) -> int:
    missing = tender.missing(*(unit.missing_price_count + unit.missing_rate_count for unit in units))
    numbers = dict.fromkeys((2, 3, 4), tender.amount)
    coloured = (2, 3, 4) if missing else ()
    return page.cells([number, title, *lives], bold=bold, missing=coloured, numbers=numbers)


def _grand_total(page: Page, tender: Tender, first: int) -> tuple[str, ...]:
    last, units = page.row - 1, list(tender.bill.units)
    lives: list[Cell] = []
    for at, value in enumerate(_values(tender, units), 2):
        formula = f"=SUM({page.here(at, first)}:{page.here(at, last)})" if units else "=0"
        lives.append(Live(formula, value))
    row = _write_total(page, tender, None, tr("Total", page.language), lives, units, bold=True)
    page.close()
    return tuple(page.reference(row, at) for at in range(2, 2 + len(lives)))
