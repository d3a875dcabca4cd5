"""The sheets of a returned bid beside the bill itself: what is fixed in them, tax and totals."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from chargeplan.costing.bill import Bill
from chargeplan.costing.tender import BidFault
from chargeplan.files.foreign_workbook import ForeignCell, ForeignSheet, shown
from chargeplan.files.workbook.other_sheets import TITLES
from chargeplan.i18n import LANGUAGES, N_, tr
from chargeplan.reference.sheet_words import load_sheet_words
from chargeplan.reference.tender_limits import load_tender_limits
from chargeplan.units import NOISE_DECIMALS, round_half_up

TOTALS = ("before_tax", "tax_sum", "with_tax")
"""The totals of the whole, by the heads of the summary."""

EMPLOYERS = tuple(TITLES[form] for form in ("contingency", "materials", "specialists"))
"""What the rows of other items are called whose amounts the employer puts in, the same for every bidder."""

NO_STORED_VALUE = N_(
    "{place}: the formula has no stored value; open the file in a spreadsheet program and save it"
)

_REMARKS = "Remarks"
_NAMED_BY = 2
"""How many of the texts of a row name it in a sentence: number or code, and what it is."""

_CENTS = 2


# --- what was asked stands as it was ------------------------------------------------------------------


def fixed_faults(sheets: Sequence[ForeignSheet], asked: Sequence[Sequence[ForeignSheet]]) -> list[BidFault]:
    """Return the faults of sheets whose fixed figures are not those that were sent out.

    Fixed is every figure of the workbook that was sent that no formula makes, and what the employer puts in
    wherever it is carried on to; cells that were left blank are the bidder's. Sheets are found by their
    names, rows by the texts in them, remarks left out: those are not the same in a priced workbook.

    Parameters
    ----------
    asked
        The workbook that was sent, in every language it may have been sent in.
    """
    names = {sheet.name: sheet for sheet in sheets}
    sent = max(asked, key=lambda book: sum(sheet.name in names for sheet in book), default=())
    return [
        fault for sheet in sent if sheet.name in names for fault in _sheet_faults(sheet, names[sheet.name])
    ]


@lru_cache
def _said(*texts: str) -> frozenset[str]:
    """Return these texts in every language, as texts of rows are compared."""
    return frozenset(_words(tr(text, language)) for text in texts for language in LANGUAGES)


def _sheet_faults(sent: ForeignSheet, got: ForeignSheet) -> Iterator[BidFault]:
    rows, used = _RowsByText(got), set[int]()
    remarks = _remark_columns(sent)
    for row in sent.rows():
        cells = sent.row(row)
        texts = {
            column: cell.text
            for column, cell in cells.items()
            if isinstance(cell.value, str) and cell.text and not cell.formula and column not in remarks
        }
        employers = not _said(*EMPLOYERS).isdisjoint(map(_words, texts.values()))
        figures = {
            column: cell
            for column, cell in cells.items()
            if cell.number is not None and (employers or not cell.formula)
        }
        if not figures or not texts:
            continue
        at = rows.nearest(texts, row, used)
        if at is None:
            text = N_("{place}: the row of {name} is not there any more, or was changed")
            place = got.place(row, min(texts))
            name = " ".join(map(shown, list(texts.values())[:_NAMED_BY]))
            yield BidFault("changed_fixed", "error", text, place, "", {"name": name})
            continue
        used.add(at)
        for column, cell in figures.items():
            yield from _figure_fault(got, at, column, cell, texts)


def _remark_columns(sheet: ForeignSheet) -> set[int]:
    return {
        column
        for (_, column), cell in sheet.cells.items()
        if isinstance(cell.value, str) and _words(cell.text) in _said(_REMARKS)
    }


class _RowsByText:
    """The rows of a sheet by the texts in their columns: a sheet may have twenty thousand."""

    def __init__(self, sheet: ForeignSheet) -> None:
        self._rows: dict[tuple[int, str], set[int]] = {}
        for (row, column), cell in sheet.cells.items():
            self._rows.setdefault((column, _words(cell.text)), set()).add(row)

    def nearest(self, texts: Mapping[int, str], near: int, used: set[int]) -> int | None:
        """Return the row in which all these texts, one at least, stand: the one of the same number first."""
        with_each = (self._rows.get((column, _words(text)), set()) for column, text in texts.items())
        candidates = set.intersection(*with_each) - used
        return min(candidates, key=lambda row: (abs(row - near), row), default=None)

    def with_all(self, texts: Iterable[tuple[int, str]]) -> list[int]:
        """Return the rows in which all these texts, one at least, stand, in order."""
        return sorted(set.intersection(*(self._rows.get(text, set()) for text in texts)))


def rows_as_sent(sent: ForeignSheet, got: ForeignSheet) -> dict[int, int]:
    """Return where the rows of a sheet that was sent stand in the one that came back, by their texts.

    Rows of the same texts, as sums are, are the same in their order, as long as there are as many.
    """
    rows, remarks = _RowsByText(got), _remark_columns(sent)
    alike: dict[tuple[tuple[int, str], ...], list[int]] = {}
    for row in sent.rows():
        texts = tuple(
            (column, _words(cell.text))
            for column, cell in sent.row(row).items()
            if isinstance(cell.value, str) and cell.text and not cell.formula and column not in remarks
        )
        if texts:
            alike.setdefault(texts, []).append(row)
    found: dict[int, int] = {}
    for texts, as_sent in alike.items():
        came_back = rows.with_all(texts)
        if len(came_back) == len(as_sent):
            found.update(zip(as_sent, came_back, strict=True))
    return found


def _words(text: str) -> str:
    return "".join(text.split())


def _same(one: Decimal | None, other: Decimal | None) -> bool:
    """Tell whether two figures are the same: some programs keep fewer digits than others."""
    if one is None or other is None:
        return one is other
    return round_half_up(one, NOISE_DECIMALS) == round_half_up(other, NOISE_DECIMALS)


def _figure_fault(
    got: ForeignSheet, row: int, column: int, sent: ForeignCell, texts: Mapping[int, str]
) -> Iterator[BidFault]:
    cell = got.cell(row, column)
    if _same(cell.number, sent.number):
        return
    if cell.value is None and cell.formula:
        if not sent.formula:
            yield BidFault("bad_cell", "error", NO_STORED_VALUE, got.place(row, column))
        return
    tax = any(load_sheet_words().row(text) == "tax" for text in texts.values())
    values = {"wanted": sent.number, "value": shown(cell.text) or "—"}
    text = N_("{place}: {wanted} was asked for, now it is {value}")
    yield BidFault(
        "changed_tax" if tax else "changed_fixed", "error", text, got.place(row, column), "", values
    )


# --- tax and totals -----------------------------------------------------------------------------------


def tax_faults(sheets: Sequence[ForeignSheet], percent: Decimal) -> list[BidFault]:
    """Return the faults of rows of value-added tax whose share [%] is not the one that was asked for."""
    faults = []
    for sheet in sheets:
        columns = _percent_columns(sheet)
        for row in _rows_of(sheet, "tax") if columns else ():
            for column in columns:
                told = sheet.cell(row, column).number
                if told is not None and told != percent:
                    text = N_("{place}: {wanted} was asked for, now it is {value}")
                    values = {"wanted": percent, "value": told}
                    place = sheet.place(row, column)
                    faults.append(BidFault("changed_tax", "error", text, place, "", values))
    return faults


def _rows_of(sheet: ForeignSheet, kind: str) -> list[int]:
    words = load_sheet_words()
    return [
        row
        for row in sheet.rows()
        if any(
            isinstance(cell.value, str) and words.row(cell.text) == kind for cell in sheet.row(row).values()
        )
    ]


def _percent_columns(sheet: ForeignSheet) -> list[int]:
    """Return the columns whose head ends in per cent."""
    ends = ("%", "%)")
    return sorted(
        {
            column
            for (_, column), cell in sheet.cells.items()
            if isinstance(cell.value, str)
            and unicodedata.normalize("NFKC", cell.text).endswith(ends)
            and not _has_digits(cell.text)
        }
    )


def _has_digits(text: str) -> bool:
    return any(letter.isdecimal() for letter in text)


@dataclass(frozen=True)
class ToldTotals:
    """The totals of the whole as a bid's first summary tells them, and where each stands."""

    amounts: Mapping[str, Decimal] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)


def told_totals(sheets: Sequence[ForeignSheet]) -> ToldTotals:
    """Return the totals before tax, of tax, and with tax in the first summary that has all three heads."""
    for sheet in sheets:
        heads = _total_heads(sheet)
        rows = (
            [row for row in _rows_of(sheet, "total") if row > max(at for at, _ in heads.values())]
            if heads
            else []
        )
        if not rows:
            continue
        cells = {name: (rows[-1], column) for name, (_, column) in heads.items()}
        amounts = {
            name: number for name, at in cells.items() if (number := sheet.cell(*at).number) is not None
        }
        if amounts:
            return ToldTotals(amounts, {name: sheet.place(*at) for name, at in cells.items()})
    return ToldTotals()


def _total_heads(sheet: ForeignSheet) -> dict[str, tuple[int, int]]:
    words = load_sheet_words()
    heads: dict[str, tuple[int, int]] = {}
    for at, cell in sorted(sheet.cells.items()):
        head = words.head(cell.text) if isinstance(cell.value, str) else None
        if head in TOTALS:
            heads.setdefault(str(head), at)
    return heads if len(heads) == len(TOTALS) else {}


def total_faults(told: ToldTotals, bill: Bill) -> list[BidFault]:
    """Return the faults of totals that do not follow from one another.

    Each unit of works rounds its own tax, so that the tax of the whole may be off by a cent for each.
    """
    before, tax, whole = (told.amounts.get(name) for name in TOTALS)
    faults = []
    if before is not None and tax is not None:
        right = round_half_up(before * bill.tax_percent / 100, _CENTS)
        slack = load_tender_limits().rounding_cny * len(bill.units)
        text = N_("{place}: the tax is {value}, but {percent} % of {before} is {right}")
        values = {"value": tax, "percent": bill.tax_percent, "before": before, "right": right}
        if abs(tax - right) > slack:
            faults.append(BidFault("wrong_sum", "error", text, told.places["tax_sum"], "", values))
    if before is not None and tax is not None and whole is not None and whole != before + tax:
        text = N_("{place}: the total is {value}, but {before} + {tax} = {right}")
        values = {"value": whole, "before": before, "tax": tax, "right": before + tax}
        faults.append(BidFault("wrong_sum", "error", text, told.places["with_tax"], "", values))
    return faults
