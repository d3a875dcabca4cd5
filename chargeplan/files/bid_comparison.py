"""The comparison of bids as a workbook: rates side by side with live deviations, totals, and every fault."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from io import BytesIO

from xlsxwriter.utility import xl_range

from chargeplan.costing.tender import TOTALS, BidFault, ComparedLine, Comparison
from chargeplan.files.saving import new_workbook
from chargeplan.files.sheet_days import created_on
from chargeplan.files.workbook.pages import AMOUNT, Cell, Column, Formats, Live, Page
from chargeplan.files.workbook.texts import plain
from chargeplan.i18n import N_, pick, tr
from chargeplan.reference.tender_limits import load_tender_limits

NUMBER, CODE, TITLE, UNIT, QUANTITY, REFERENCE, FIRST_BID = range(7)
PER_BID = 2
"""Columns of each bid: unit rate and deviation."""

SEVERITIES = {"error": N_("error"), "warning": N_("warning"), "info": N_("remark")}

_UNBALANCED_FILL = "#F9D5C2"
_PERCENT = "+0.00;-0.00;0.00"
_FROZEN_COLUMNS = 3


def comparison_bytes(
    comparison: Comparison, works: str, *, language: str, day: datetime.date | None = None
) -> bytes:
    """Return the workbook of a comparison: the table of rates, and a sheet with the faults of every bid.

    Parameters
    ----------
    works : str
        What the works are called.
    day
        The date that the file carries.
    """
    data = BytesIO()
    book = new_workbook(data)
    title = tr("Comparison of bids", language)
    book.set_properties({"title": plain(f"{title} · {works}"), "created": created_on(day)})
    formats = Formats(book, language)
    page = Page(book.add_worksheet(title), formats, language, _columns(comparison, language))
    _Table(page, comparison).write(works)
    faults = Page(
        book.add_worksheet(tr("Faults of the bids", language)), formats, language, _fault_columns(language)
    )
    _write_faults(faults, comparison)
    book.close()
    return data.getvalue()


def _columns(comparison: Comparison, language: str) -> list[Column]:
    of_bids = []
    for bid in comparison.bids:
        of_bids += [
            Column(tr("Unit rate", language), 12, "right", bid.name, AMOUNT),
            Column(tr("Deviation (%)", language), 11, "right", bid.name, _PERCENT),
        ]
    return [
        Column(tr("No.", language), 6, "center"),
        Column(tr("Item code", language), 15, "center"),
        Column(tr("Item", language), 28),
        Column(tr("Unit", language), 7, "center"),
        Column(tr("Quantity", language), 11, "right"),
        Column(tr("Reference rate", language), 12, "right", number=AMOUNT),
        *of_bids,
        Column(tr("Mean", language), 12, "right", number=AMOUNT),
        Column(tr("Remarks", language), 40),
    ]


class _Table:
    def __init__(self, page: Page, comparison: Comparison) -> None:
        self.page = page
        self.comparison = comparison
        self.language = page.language
        self.mean = FIRST_BID + PER_BID * len(comparison.bids)

    def write(self, works: str) -> None:
        """Write the whole sheet."""
        page, language = self.page, self.language
        limit = load_tender_limits().unbalanced
        note = tr(
            "Works: {works}. Amounts in CNY before tax. Deviation from the reference rate; more than "
            "{bound} % is called unbalanced.",
            language, works=works, bound=f"{limit.value.normalize():f}",
        )  # fmt: skip
        if not limit.verified:
            note += " " + tr("This bound is to be verified.", language)
        page.open(tr("Comparison of bids", language), note)
        page.sheet.freeze_panes(page.first_row, _FROZEN_COLUMNS)
        first = page.row
        for line in self.comparison.lines:
            self._line(line)
        self._totals(first, page.row - 1)
        page.close()

    def _line(self, line: ComparedLine) -> None:
        page, work, reference = self.page, line.line.work, line.line.unit_price_cny
        cells: list[Cell] = [
            line.line.number,
            line.line.code,
            work.title(self.language),
            pick(work.unit.symbol, self.language),
            work.quantity,
            reference,
        ]
        row = page.row
        for number, rate in enumerate(line.rates):
            at = FIRST_BID + PER_BID * number
            deviation: Cell = None
            if rate.deviation_percent is not None:
                own, asked = page.here(at), page.here(REFERENCE)
                deviation = Live(f"=ROUND(({own}-{asked})*100/{asked},2)", rate.deviation_percent)
            cells += [rate.rate_cny, deviation]
        cells += [self._mean(line), self._remarks(line)]
        missing = {REFERENCE} if reference is None else set()
        missing |= {
            FIRST_BID + PER_BID * number for number, rate in enumerate(line.rates) if rate.rate_cny is None
        }
        decimals = f"#,##0.{'0' * work.decimals}" if work.decimals else "#,##0"
        page.cells(cells, missing=missing, numbers={QUANTITY: decimals})
        self._colour_unbalanced(row, line)

    def _colour_unbalanced(self, row: int, line: ComparedLine) -> None:
        for number, rate in enumerate(line.rates):
            if rate.unbalanced and rate.deviation_percent is not None:
                at = FIRST_BID + PER_BID * number + 1
                style = self.page.formats.cell(
                    "right", num_format=_PERCENT, bg_color=_UNBALANCED_FILL, bold=True
                )
                own, asked = self.page.here(at - 1, row), self.page.here(REFERENCE, row)
                formula = f"=ROUND(({own}-{asked})*100/{asked},2)"
                self.page.formula(row, at, formula, rate.deviation_percent, style)

    def _mean(self, line: ComparedLine) -> Cell:
        if line.mean_cny is None:
            return None
        rates = [self.page.here(FIRST_BID + PER_BID * number) for number in range(len(line.rates))]
        return Live(f"=ROUND(AVERAGE({','.join(rates)}),2)", line.mean_cny)

    def _remarks(self, line: ComparedLine) -> str:
        """Return who did what to a line, in words."""
        parts = []
        for bid, rate in zip(self.comparison.bids, line.rates, strict=True):
            words = list(dict.fromkeys(fault.short(self.language) for fault in rate.faults))
            if words:
                separator = tr(", ", self.language)
                parts.append(tr("{bid}: {words}", self.language, bid=bid.name, words=separator.join(words)))
        return "\n".join(parts)

    def _totals(self, first: int, last: int) -> None:
        comparison = self.comparison
        reference: Cell = None
        recomputed: list[Cell] = []
        if last >= first:
            reference = Live(self._product(first, last, REFERENCE), comparison.reference_total_cny)
            for number in range(len(comparison.bids)):
                formula = self._product(first, last, FIRST_BID + PER_BID * number)
                recomputed.append(Live(formula, comparison.recomputed_total_cny(number)))
        count = comparison.unreferenced_count
        missing = [REFERENCE] if count else []
        missing += [
            FIRST_BID + PER_BID * number
            for number in range(len(comparison.bids))
            if comparison.unpriced_count(number)
        ]
        remark = tr("Lines without a reference rate: {count}.", self.language, count=count) if count else ""
        title = tr("Total of the lines, reckoned anew", self.language)
        self._total(title, reference, recomputed, missing=missing, remark=remark)
        for name, title in TOTALS.items():
            told: list[Cell] = [bid.told.get(name) for bid in comparison.bids]
            if any(amount is not None for amount in told):
                self._total(tr(title, self.language), None, told)
        self._counts()

    def _product(self, first: int, last: int, column: int) -> str:
        quantities, rates = (xl_range(first, at, last, at) for at in (QUANTITY, column))
        return f"=SUMPRODUCT(ROUND({quantities}*{rates},2))"

    def _total(
        self,
        title: str,
        reference: Cell,
        amounts: Sequence[Cell],
        *,
        missing: Sequence[int] = (),
        remark: str = "",
    ) -> None:
        cells: list[Cell] = [None] * len(self.page.columns)
        cells[TITLE] = title
        cells[REFERENCE] = reference
        for number, amount in enumerate(amounts):
            cells[FIRST_BID + PER_BID * number] = amount
        cells[-1] = remark
        self.page.cells(cells, bold=True, missing=missing)

    def _counts(self) -> None:
        for title, severity in (
            (N_("Faults by which the bid differs from what was asked"), "error"),
            (N_("Warnings"), "warning"),
        ):
            counts: list[Cell] = [
                sum(fault.severity == severity for fault in bid.faults) for bid in self.comparison.bids
            ]
            cells: list[Cell] = [None] * len(self.page.columns)
            cells[TITLE] = tr(title, self.language)
            for number, count in enumerate(counts):
                cells[FIRST_BID + PER_BID * number] = count
            columns = {FIRST_BID + PER_BID * number: "0" for number in range(len(counts))}
            self.page.cells(cells, bold=True, numbers=columns)


def _fault_columns(language: str) -> list[Column]:
    return [
        Column(tr("No.", language), 6, "center"),
        Column(tr("Bidder", language), 24),
        Column(tr("Sheet and cell", language), 30),
        Column(tr("Item code", language), 15, "center"),
        Column(tr("Severity", language), 10, "center"),
        Column(tr("Kind", language), 18, "center"),
        Column(tr("What was found", language), 80),
    ]


def _write_faults(page: Page, comparison: Comparison) -> None:
    language = page.language
    page.open(
        tr("Faults of the bids", language),
        tr("Errors are where a bid differs from what was asked; warnings are to be looked at.", language),
    )
    number = 0
    for bid in comparison.bids:
        for fault in bid.faults:
            number += 1
            page.cells(_fault_cells(number, bid.name, fault, language))
    if not number:
        cells: list[Cell] = [None] * len(page.columns)
        cells[1] = tr("none", language)
        page.cells(cells)
    page.close()


def _fault_cells(number: int, name: str, fault: BidFault, language: str) -> list[Cell]:
    return [
        number,
        name,
        fault.place,
        fault.code,
        tr(SEVERITIES[fault.severity], language),
        fault.short(language),
        fault.found(language),
    ]
