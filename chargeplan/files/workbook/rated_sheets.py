"""Measures by rate, and fees and tax: shares of sums that stand in other sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chargeplan.costing.bill import RatedAmount, WorksBill
from chargeplan.files.workbook.bill_sheet import BillPlaces
from chargeplan.files.workbook.other_sheets import OtherPlaces
from chargeplan.files.workbook.pages import PERCENT, SUM, Asked, Cell, Column, Live, Page
from chargeplan.files.workbook.tender import Tender
from chargeplan.i18n import N_, pick, tr

MEASURES_TITLE = N_("Measures by rate")
FEES_TITLES = {True: N_("Fees and tax"), False: N_("Value-added tax")}
"""The title of the last form, by whether the edition has fees beside the tax."""

_BASES = {"sectional": N_("sectional works"), "labour": N_("labour in the sectional works")}


@dataclass(frozen=True)
class MeasurePlaces:
    """Where the sums of the measures by rate of one unit of works stand."""

    total: str
    uncontested: str


@dataclass(frozen=True)
class FeePlaces:
    """Where fees and tax of one unit of works stand; `basis_cny` of the tax is the total before it."""

    fees: str
    before_tax: str
    tax: str


def measure_columns(language: str) -> list[Column]:
    """Return the columns of the form."""
    return [
        Column(tr("No.", language), 6, "center"),
        Column(tr("Item code", language), 15, "center"),
        Column(tr("Item", language), 28),
        Column(tr("Reckoned on", language), 24),
        Column(tr("Basis (CNY)", language), 16, "right", number=SUM),
        Column(tr("Rate (%)", language), 9, "right", number=PERCENT),
        Column(tr("Amount (CNY)", language), 16, "right"),
        Column(tr("Rate settled (%)", language), 10, "right", number=PERCENT),
        Column(tr("Amount settled (CNY)", language), 14, "right", number=SUM),
        Column(tr("Remarks", language), 40),
    ]


NUMBER, CODE, TITLE, BASIS, BASIS_CNY, RATE, AMOUNT = range(7)


def write_measures(
    page: Page, tender: Tender, bills: Mapping[str, BillPlaces]
) -> Mapping[str, MeasurePlaces]:
    """Write the measures by rate of every unit of works; return where their sums stand."""
    language = page.language
    page.open(tr(MEASURES_TITLE, language), tender.notes("measures", _input_note(tender)))
    places = {}
    for unit in tender.bill.units:
        page.heading(pick(unit.works.title, language), TITLE)
        rows = _rated(page, tender, unit.rate_measures, bills[unit.works.id].sectional)
        total = _total(page, tender, rows, unit.rate_measures, unit.rate_measures_cny)
        uncontested = [
            page.here(AMOUNT, row)
            for row, measure in zip(rows, unit.rate_measures, strict=True)
            if not measure.kind.competitive
        ]
        sheet = page.quoted_name
        places[unit.works.id] = MeasurePlaces(
            page.reference(total, AMOUNT), "+".join(f"{sheet}!{cell}" for cell in uncontested) or "0"
        )
    page.close()
    return places


def _input_note(tender: Tender) -> str:
    if not tender.blank:
        return ""
    return tr(
        "Yellow cells are filled in by the bidder; what is not contested stays as it is.", tender.language
    )


def _rated(page: Page, tender: Tender, amounts: Sequence[RatedAmount], sectional: str) -> list[int]:
    rows = []
    for number, amount in enumerate(amounts, 1):
        code = amount.code or tr("code to be set", page.language)
        words: list[Cell] = [number, code, pick(amount.kind.title, page.language)]
        figures = _figures(page, tender, amount, sectional, BASIS_CNY)
        cells = [*words, *figures, None, None, _remark(tender, amount)]
        missing = (RATE, AMOUNT) if tender.missing(amount.missing) else ()
        rows.append(page.cells(cells, missing=missing, numbers={AMOUNT: _amount_format(tender, amount)}))
    return rows


def _figures(page: Page, tender: Tender, amount: RatedAmount, sectional: str, at: int) -> list[Cell]:
    """Return what it is reckoned on, basis in column `at`, rate and amount."""
    known = amount.kind.basis == "sectional"
    formula = f"=ROUND({page.here(at)}*{page.here(at + 1)}/100,2)"
    return [
        tr(_BASES[amount.kind.basis], page.language),
        Live(f"={sectional}", tender.priced(amount.basis_cny)) if known else Asked(),
        _rate(tender, amount),
        Live(formula, tender.priced(amount.amount_cny)),
    ]


def _amount_format(tender: Tender, amount: RatedAmount) -> str:
    """Return the format that tells what is not known; what may stay open is not written."""
    return tender.money if amount.missing else SUM


def _rate(tender: Tender, amount: RatedAmount) -> Cell:
    """Return the share; bidders fill in what they may contest."""
    if amount.percent is None or (tender.blank and amount.kind.competitive):
        return Asked()
    return amount.percent


def _remark(tender: Tender, amount: RatedAmount) -> str:
    language, rate = tender.language, amount.rate
    parts = []
    if not amount.kind.competitive:
        parts.append(tr("not contested", language))
    if rate is not None and not tender.blank:
        parts.append(pick(rate.basis, language))
        if not rate.verified:
            parts.append(tr("to be verified", language))
    if rate is None and not tender.blank:
        said = N_("rate not known, counts 0") if amount.missing else N_("left open, counts 0")
        parts.append(tr(said, language))
    if amount.kind.basis != "sectional" and not tender.blank:
        parts.append(tr("labour is not told apart in unit rates", language))
    return "; ".join(parts)


def _total(
    page: Page, tender: Tender, rows: Sequence[int], amounts: Sequence[RatedAmount], value: Decimal
) -> int:
    cells: list[Cell] = [None] * len(page.columns)
    cells[TITLE] = tr("Total", page.language)
    formula = f"=SUM({page.here(AMOUNT, rows[0])}:{page.here(AMOUNT, rows[-1])})" if rows else "=0"
    cells[AMOUNT] = Live(formula, tender.priced(value))
    missing = tender.missing(sum(amount.missing for amount in amounts))
    return page.cells(cells, bold=True, missing=(AMOUNT,) if missing else (), numbers={AMOUNT: tender.amount})


def fee_columns(language: str) -> list[Column]:
    """Return the columns of the form."""
    return [
        Column(tr("No.", language), 8, "center"),
        Column(tr("Item", language), 34),
        Column(tr("Reckoned on", language), 46),
        Column(tr("Basis (CNY)", language), 18, "right", number=SUM),
        Column(tr("Rate (%)", language), 10, "right", number=PERCENT),
        Column(tr("Amount (CNY)", language), 18, "right"),
        Column(tr("Remarks", language), 44),
    ]


FEE_TITLE, FEE_BASIS, FEE_BASIS_CNY, FEE_RATE, FEE_AMOUNT, FEE_REMARK = range(1, 7)


def write_fees(
    page: Page,
    tender: Tender,
    bills: Mapping[str, BillPlaces],
    measures: Mapping[str, MeasurePlaces],
    others: Mapping[str, OtherPlaces],
) -> Mapping[str, FeePlaces]:
    """Write fees, where the edition has them, and value-added tax of every unit of works."""
    language = page.language
    has_fees = bool(tender.bill.book.fees)
    page.open(tr(FEES_TITLES[has_fees], language), tender.notes("fees", _input_note(tender), taxed=True))
    places = {}
    for unit in tender.bill.units:
        page.heading(pick(unit.works.title, language), FEE_TITLE)
        fees = _fees(page, tender, unit, bills[unit.works.id].sectional) if has_fees else "0"
        works = unit.works.id
        parts = [bills[works].total, measures[works].total, others[works].total]
        parts += [fees] if has_fees else []
        places[works] = _tax(page, tender, unit, parts, fees)
    page.close()
    return places


def _fees(page: Page, tender: Tender, unit: WorksBill, sectional: str) -> str:
    """Write the sum of the fees and each fee below it; return the cell of the sum."""
    first, last = page.row + 1, page.row + len(unit.fees)
    missing = tender.missing(sum(fee.missing for fee in unit.fees))
    total = Live(
        f"=SUM({page.here(FEE_AMOUNT, first)}:{page.here(FEE_AMOUNT, last)})", tender.priced(unit.fees_cny)
    )
    head: list[Cell] = ["1", tr("Fees", page.language), "", None, None, total, ""]
    coloured = (FEE_AMOUNT,) if missing else ()
    row = page.cells(head, bold=True, missing=coloured, numbers={FEE_AMOUNT: tender.amount})
    for number, fee in enumerate(unit.fees, 1):
        _fee(page, tender, fee, f"1.{number}", sectional)
    return page.reference(row, FEE_AMOUNT)


def _fee(page: Page, tender: Tender, fee: RatedAmount, number: str, sectional: str) -> None:
    words: list[Cell] = [number, pick(fee.kind.title, page.language)]
    figures = _figures(page, tender, fee, sectional, FEE_BASIS_CNY)
    missing = (FEE_RATE, FEE_AMOUNT) if tender.missing(fee.missing) else ()
    numbers = {FEE_AMOUNT: _amount_format(tender, fee)}
    page.cells([*words, *figures, _remark(tender, fee)], missing=missing, numbers=numbers)


def _tax(page: Page, tender: Tender, unit: WorksBill, parts: Sequence[str], fees: str) -> FeePlaces:
    language = page.language
    missing = tender.missing(unit.missing_price_count, unit.missing_rate_count)
    basis = N_("sectional works + measures + other items")
    if tender.bill.book.fees:
        basis = N_("sectional works + measures + other items + fees")
    formula = f"=ROUND({page.here(FEE_BASIS_CNY)}*{page.here(FEE_RATE)}/100,2)"
    cells: list[Cell] = [
        "2" if tender.bill.book.fees else "1",
        tr("Value-added tax", language),
        tr(basis, language),
        Live("=" + "+".join(parts), tender.before_tax_cny(unit)),
        unit.tax_percent,
        Live(formula, tender.tax_cny(unit)),
        tender.tax_warning,
    ]
    coloured = (FEE_AMOUNT,) if missing else ()
    row = page.cells(cells, bold=True, missing=coloured, numbers={FEE_AMOUNT: tender.amount})
    return FeePlaces(fees, page.reference(row, FEE_BASIS_CNY), page.reference(row, FEE_AMOUNT))
