"""Returned bids as workbooks: the bill found by its heads on any sheet, every row read with its cells.

Bidders' programs save what they like: sheets under other names, values for formulas, no stored values at all.
What was asked for stands in the bill; what a file holds is told, never trusted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from chargeplan.analysis import Analysis
from chargeplan.costing.bill import Bill
from chargeplan.costing.tender import Bid, BidFault, BidRow, matched_rows, row_faults
from chargeplan.costing.work import amount_of
from chargeplan.errors import ImportFileError
from chargeplan.files.bid_formulas import Formulas, formula_faults, formulas_of
from chargeplan.files.bid_sheets import NO_STORED_VALUE, fixed_faults, tax_faults, told_totals, total_faults
from chargeplan.files.foreign_workbook import (
    ForeignCell,
    ForeignSheet,
    read_foreign_file,
    read_workbook,
    shown,
)
from chargeplan.files.workbook import workbook_bytes
from chargeplan.files.workbook.records_sheets import DRAWINGS_TITLE
from chargeplan.i18n import LANGUAGES, N_, tr
from chargeplan.reference.sheet_words import load_sheet_words
from chargeplan.reference.tender_limits import load_tender_limits
from chargeplan.units import round_half_up

_NEEDED = frozenset(("code", "title", "features", "unit", "quantity", "rate", "amount"))
_FIGURES = ("quantity", "rate", "amount")
_MONEY = ("rate", "amount")
_OTHER_FORMAT = N_("{place}: {value} is shown as {number_format}, which is other money or another scale")
_CENTS = 2


@dataclass(frozen=True)
class Asked:
    """What was sent to bidders: the bill with its reference prices, and the workbook in every language.

    `formulas` are those of each workbook.
    """

    bill: Bill
    workbooks: tuple[tuple[ForeignSheet, ...], ...] = ()
    formulas: tuple[Formulas, ...] = ()


def asked_for(analysis: Analysis) -> Asked:
    """Return what is sent to bidders for an analysis: the same plan gives the same workbook again.

    The list of drawings is left out: it is as long as there were pictures when the workbook was sent.
    """
    sent = [workbook_bytes(analysis, language=language, blank_prices=True) for language in LANGUAGES]
    workbooks = (
        tuple(
            sheet for sheet in read_workbook(data, "asked.xlsx") if sheet.name != tr(DRAWINGS_TITLE, language)
        )
        for language, data in zip(LANGUAGES, sent, strict=True)
    )
    return Asked(analysis.bill, tuple(workbooks), tuple(map(formulas_of, sent)))


def read_bid(path: Path, asked: Asked) -> Bid:
    """Return the bid in a file, called by the file's name; see `read_bid_bytes`."""
    return read_bid_bytes(read_foreign_file(path), path.name, asked)


def read_bid_bytes(data: bytes, name: str, asked: Asked) -> Bid:
    """Return the bid in a workbook with everything that is wrong in it.

    Parameters
    ----------
    name : str
        Name of the file.

    Raises
    ------
    ImportFileError
        When it is no workbook, has no bill, or that of something else.
    """
    sheets, bill = read_workbook(data, name), asked.bill
    tables = [table for sheet in sheets if (table := _table(sheet)) is not None]
    if not tables:
        raise ImportFileError(
            "no_bill",
            N_("{name} has no bill: no row of any sheet ({sheets}) heads columns for code, item, features, "
               "unit, quantity, unit rate and amount"),
            name=name, sheets=shown(", ".join(sheet.name for sheet in sheets)),
        )  # fmt: skip
    read = [_TableReader(table) for table in tables]
    for reader in read:
        reader.read()
    rows = [row for reader in read for row in reader.rows]
    if not {row.code for row in rows} & {line.code for line in bill.lines}:
        raise ImportFileError(
            "other_bill", N_("{name} is the bill of something else: none of its codes is one of this bill"),
            name=name,
        )  # fmt: skip
    found, faults = matched_rows(bill, rows)
    of_tables = [fault for reader in read for fault in reader.faults]
    unreadable = {fault.place for fault in of_tables if fault.kind == "bad_cell"}
    of_rows = [
        fault
        for line in bill.lines
        if line.code in found
        for fault in row_faults(line, found[line.code])
        if fault.place not in unreadable  # told already
    ]
    others = [sheet for sheet in sheets if all(sheet is not table.sheet for table in tables)]
    of_sheets = [*fixed_faults(others, asked.workbooks), *tax_faults(others, bill.tax_percent)]
    changed = {fault.place for fault in of_sheets}
    sums = _formula_faults(sheets, [table.sheet for table in tables], asked)
    of_sheets += [fault for fault in sums if fault.place not in changed]  # told already
    told = told_totals(others)
    every = (*faults, *of_rows, *of_tables, *of_sheets, *total_faults(told, bill))
    return Bid(Path(name).stem, found, _in_order(_once(every), sheets), {**told.amounts, **_told_lines(read)})


def _formula_faults(
    sheets: Sequence[ForeignSheet], tables: Sequence[ForeignSheet], asked: Asked
) -> Iterable[BidFault]:
    """Return the faults of sums against the workbook in the language that the bid is in."""
    names = {sheet.name for sheet in sheets}
    sent = zip(asked.workbooks, asked.formulas, strict=False)
    best = max(sent, key=lambda pair: sum(sheet.name in names for sheet in pair[0]), default=None)
    return () if best is None else formula_faults(sheets, tables, *best)


def _told_lines(read: Sequence[_TableReader]) -> dict[str, Decimal]:
    """Return the total of the lines as the bills tell it, nothing where one of them does not."""
    totals = [reader.told_total for reader in read]
    known = [total for total in totals if total is not None]
    return {"lines": sum(known, Decimal(0))} if len(known) == len(totals) else {}


def _once(faults: Iterable[BidFault]) -> list[BidFault]:
    """Return the faults without those that tell the same of the same cell."""
    return list({(fault.kind, fault.place, fault.code): fault for fault in faults}.values())


def _in_order(faults: Sequence[BidFault], sheets: Sequence[ForeignSheet]) -> tuple[BidFault, ...]:
    """Return errors first, then warnings, in each the order of sheets and rows."""
    severities = ("error", "warning", "info")
    names = [sheet.name for sheet in sheets]

    def order(fault: BidFault) -> tuple[int, int, int]:
        sheet, _, cell = fault.place.rpartition("!")
        row = int("".join(filter(str.isdecimal, cell)) or 0)
        return severities.index(fault.severity), names.index(sheet) if sheet in names else len(names), row

    return tuple(sorted(faults, key=order))


@dataclass(frozen=True)
class _Table:
    """A bill on a sheet: the column of each head, and the row below the heads."""

    sheet: ForeignSheet
    columns: Mapping[str, int]
    first_row: int

    def cell(self, row: int, name: str) -> ForeignCell:
        return self.sheet.cell(row, self.columns[name])

    def place(self, row: int, name: str) -> str:
        return self.sheet.place(row, self.columns[name])

    def places(self, row: int) -> dict[str, str]:
        return {name: self.place(row, name) for name in self.columns}


def _table(sheet: ForeignSheet) -> _Table | None:
    """Return the bill on a sheet; its heads stand in one row, or in two where some share a head above."""
    for row in sheet.rows():
        heads = _heads(sheet, row)
        below = _heads(sheet, row + 1)
        for columns, last in ((heads, row), ({**heads, **below}, row + 1)):
            names = {name: column for column, name in reversed(columns.items())}
            if heads and names.keys() >= _NEEDED:
                return _Table(sheet, names, last + 1)
    return None


def _heads(sheet: ForeignSheet, row: int) -> dict[int, str]:
    words = load_sheet_words()
    return {
        column: head
        for column, cell in sorted(sheet.row(row).items())
        if isinstance(cell.value, str) and (head := words.head(cell.text)) is not None
    }


@dataclass
class _Sums:
    """What the told amounts come to since the last sum of each kind."""

    page_subtotal: Decimal = Decimal(0)
    subtotal: Decimal = Decimal(0)
    total: Decimal = Decimal(0)

    def add(self, amount: Decimal) -> None:
        self.page_subtotal += amount
        self.subtotal += amount
        self.total += amount

    def take(self, kind: str) -> Decimal:
        value: Decimal = getattr(self, kind)
        setattr(self, kind, Decimal(0))
        return value


@dataclass
class _TableReader:
    table: _Table
    rows: list[BidRow] = field(default_factory=list)
    faults: list[BidFault] = field(default_factory=list)
    told_total: Decimal | None = None
    _merged_told: set[str] = field(default_factory=set)

    def read(self) -> None:
        """Read every row below the heads into `rows`, and what is wrong into `faults`."""
        table, sums = self.table, _Sums()
        self._tell_other_money()
        values: list[str] = []
        for row in table.sheet.rows():
            if row < table.first_row or self._is_head(row):
                continue
            kind = self._sum_kind(row)
            if kind is not None:
                self._check_sum(row, kind, sums)
            elif self._is_line(row):
                read = self._row(row)
                self.rows.append(read)
                sums.add(_told_amount(read))
                if not table.cell(row, "amount").formula and read.amount is not None:
                    values.append(table.place(row, "amount"))
        self._tell_values(values)
        self._tell_hidden_columns()

    def _is_head(self, row: int) -> bool:
        return len(_heads(self.table.sheet, row)) >= len(_FIGURES) + 1

    def _is_line(self, row: int) -> bool:
        if self.table.cell(row, "code").text:
            return True
        return any(self.table.cell(row, name).value is not None for name in ("unit", *_FIGURES))

    def _sum_kind(self, row: int) -> str | None:
        if self.table.cell(row, "code").text and self.table.cell(row, "quantity").text:
            return None
        words = load_sheet_words()
        kinds = (
            words.row(cell.text)
            for cell in self.table.sheet.row(row).values()
            if isinstance(cell.value, str) and cell.text
        )
        return next((kind for kind in kinds if kind in ("page_subtotal", "subtotal", "total")), None)

    def _row(self, row: int) -> BidRow:
        table = self.table
        self._tell_merged(row)
        if row in table.sheet.hidden_rows:
            text = N_("{place}: the row is hidden")
            self.faults.append(BidFault("hidden", "error", text, table.place(row, "code")))
        figures = {name: self._figure(row, name) for name in _FIGURES}
        return BidRow(
            table.cell(row, "code").code,
            table.cell(row, "title").text,
            table.cell(row, "features").text,
            table.cell(row, "unit").text,
            figures["quantity"],
            figures["rate"],
            figures["amount"],
            table.places(row),
        )

    def _figure(self, row: int, name: str) -> Decimal | None:
        cell = self.table.cell(row, name)
        other_money = name in _MONEY and not cell.in_cny
        if cell.number is not None and not other_money and not (cell.percent and name == "rate"):
            return cell.number
        text = _OTHER_FORMAT if other_money else _unreadable(cell, name)
        if text is not None:
            values = {"value": shown(cell.text), "number_format": shown(cell.number_format)}
            code = self.table.cell(row, "code").code
            self.faults.append(BidFault("bad_cell", "error", text, self.table.place(row, name), code, values))
        return None

    def _check_sum(self, row: int, kind: str, sums: _Sums) -> None:
        right = round_half_up(sums.take(kind), _CENTS)
        told = self.table.cell(row, "amount").number
        if told is None:
            return
        if kind == "total":
            self.told_total = told
        off = abs(told - right)
        limits = load_tender_limits()
        if off <= limits.rounding_cny / 2:
            return
        text = N_("{place}: the sum is {value}, but the amounts above add up to {right}")
        values = {"value": told, "right": right}
        self.faults.append(BidFault("wrong_sum", "error", text, self.table.place(row, "amount"), "", values))

    def _tell_other_money(self) -> None:
        """Tell heads, and lines above them, by which rates and amounts are other money, or with tax."""
        table, words = self.table, load_sheet_words()
        found: dict[tuple[int, int], str] = {}
        for row in (row for row in table.sheet.rows() if row < table.first_row):
            for column, cell in table.sheet.row(row).items():
                money = column in (table.columns["rate"], table.columns["amount"])
                brackets = words.odd_brackets(cell.text) if money and words.head(cell.text) else None
                if brackets is not None or words.tells_other_money(cell.text):
                    found[row, column] = brackets or cell.text
        text = N_("{place}: rates and amounts are CNY before tax, but here stands {value}")
        for at, said in found.items():
            values = {"value": shown(said)}
            self.faults.append(BidFault("changed_unit", "error", text, table.sheet.place(*at), "", values))

    def _tell_merged(self, row: int) -> None:
        sheet = self.table.sheet
        for column in sorted(self.table.columns.values()):
            if sheet.is_merged(row, column):
                text = N_("{place}: cells are merged here")
                place = sheet.place(*sheet.merged.get((row, column), (row, column)))
                code = self.table.cell(row, "code").code
                if place not in self._merged_told:
                    self._merged_told.add(place)
                    self.faults.append(BidFault("merged_cells", "error", text, place, code))

    def _tell_hidden_columns(self) -> None:
        for name, column in self.table.columns.items():
            if column in self.table.sheet.hidden_columns:
                text = N_("{place}: the column is hidden")
                place = self.table.place(self.table.first_row - 1, name)
                self.faults.append(BidFault("hidden", "error", text, place))
        if self.table.sheet.hidden:
            place = self.table.place(self.table.first_row - 1, "code")
            self.faults.append(BidFault("hidden", "error", N_("{place}: the sheet is hidden"), place))

    def _tell_values(self, places: Sequence[str]) -> None:
        if places:
            text = N_("{place}: amounts are values and no formulas any more; rows: {count}")
            self.faults.append(BidFault("no_formula", "info", text, places[0], "", {"count": len(places)}))


def _told_amount(row: BidRow) -> Decimal:
    """Return the amount of a row as it stands there, worked out where no program has stored it."""
    if row.amount is not None:
        return row.amount
    if row.quantity is None or row.rate is None:
        return Decimal(0)
    return amount_of(row.quantity, row.rate)


def _unreadable(cell: ForeignCell, name: str) -> str | None:
    """Return the sentence that says why no figure can be read, None when nothing stands there."""
    if cell.value is None:
        if cell.formula and name != "amount":
            return NO_STORED_VALUE
        return None
    if isinstance(cell.value, str) and not cell.text:
        return None
    if cell.is_error:
        return N_("{place}: the cell holds an error, {value}")
    if cell.is_date:
        return N_("{place}: {value} is a date, not a figure")
    if cell.percent:
        return N_("{place}: {value} is shown as a percentage, not as an amount")
    if isinstance(cell.value, str):
        return N_("{place}: {value} is a text, not a figure")
    return N_("{place}: {value} is no figure")
