"""The forms of a returned bid reckoned anew: what formulas made when they were sent out still adds up.

A bidder's file holds values that any program may have stored, and formulas that a bidder may have changed. So
each formula of the workbook that was sent is reckoned with the figures that the bid itself tells, and what
the bid tells in its place is held against that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, DecimalException
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from chargeplan.costing.tender import BidFault
from chargeplan.files.bid_sheets import rows_as_sent
from chargeplan.files.foreign_workbook import ForeignSheet
from chargeplan.i18n import N_
from chargeplan.reference.tender_limits import load_tender_limits
from chargeplan.units import round_half_up

Formulas = Mapping[str, Mapping[tuple[int, int], str]]
"""Sheet -> (row, column) -> formula."""

_TOKEN = re.compile(
    r"(?:(?:'(?P<sheet>(?:[^']|'')+)'!)?\$?(?P<column>[A-Z]{1,3})\$?(?P<row>\d+)"
    r"(?::\$?(?P<last_column>[A-Z]{1,3})\$?(?P<last_row>\d+))?"
    r"|(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Z]+)(?=\()|(?P<sign>[-+*/(),]))"
)


class _NotReckoned(Exception):  # noqa: N818 - it only ends the reckoning of one formula
    """Raised where a formula does more than forms of a bid need, or what it needs is not there."""


def formulas_of(data: bytes) -> Formulas:
    """Return the formulas of a workbook of this program."""
    return {
        sheet.title: {
            (cell.row, cell.column): cell.value[1:]
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f" and isinstance(cell.value, str)
        }
        for sheet in load_workbook(BytesIO(data)).worksheets
    }


@dataclass(frozen=True)
class _Got:
    """A sheet that came back, and where each row of the sheet that was sent stands in it."""

    sheet: ForeignSheet
    rows: Mapping[int, int]


def formula_faults(
    sheets: Sequence[ForeignSheet],
    tables: Sequence[ForeignSheet],
    sent: Sequence[ForeignSheet],
    formulas: Formulas,
) -> Iterator[BidFault]:
    """Yield the faults of figures that are not what they are made of.

    Parameters
    ----------
    sheets
        All sheets that came back; sheets are found by their names, rows by the texts in them.
    tables
        Those of them that are checked line by line elsewhere.
    sent
        The workbook that was sent, with its `formulas`.
    """
    names = {sheet.name: sheet for sheet in sheets}
    got = {
        sheet.name: _Got(names[sheet.name], rows_as_sent(sheet, names[sheet.name]))
        for sheet in sent
        if sheet.name in names
    }
    checked = {table.name for table in tables}
    for name, of_sheet in formulas.items():
        if name in got and name not in checked:
            for at, formula in of_sheet.items():
                yield from _fault(got, name, at, formula)


def _fault(got: Mapping[str, _Got], name: str, at: tuple[int, int], formula: str) -> Iterator[BidFault]:
    sheet, row = got[name].sheet, got[name].rows.get(at[0])
    told = None if row is None else sheet.cell(row, at[1]).number
    if row is None or told is None:
        return
    try:
        right = _Reckoning(got, name, formula).value()
    except (_NotReckoned, DecimalException):
        return
    if abs(told - right) > load_tender_limits().rounding_cny:
        text = N_("{place}: the amount is {value}, but what it is made of comes to {right}")
        values = {"value": told, "right": round_half_up(right, 2)}
        yield BidFault("wrong_sum", "error", text, sheet.place(row, at[1]), "", values)


@dataclass
class _Reckoning:
    """One formula worked out: sums, differences, products, quotients, ROUND and SUM of cells and numbers."""

    got: Mapping[str, _Got]
    own_sheet: str
    formula: str
    tokens: list[re.Match[str]] = field(default_factory=list)

    def value(self) -> Decimal:
        """Return what it comes to; raise `_NotReckoned` where that cannot be told."""
        at = 0
        while at < len(self.formula):
            token = _TOKEN.match(self.formula, at)
            if token is None:
                raise _NotReckoned
            self.tokens.append(token)
            at = token.end()
        self.tokens.reverse()
        found = self._sum()
        if self.tokens:
            raise _NotReckoned
        return found

    def _next_is(self, *signs: str) -> str | None:
        """Take the next sign if it is one of these."""
        sign = self.tokens[-1]["sign"] if self.tokens else None
        if sign is not None and sign in signs:
            self.tokens.pop()
            return sign
        return None

    def _must(self, sign: str) -> None:
        if self._next_is(sign) is None:
            raise _NotReckoned

    def _sum(self) -> Decimal:
        found = self._product()
        while sign := self._next_is("+", "-"):
            found += self._product() if sign == "+" else -self._product()
        return found

    def _product(self) -> Decimal:
        found = self._factor()
        while sign := self._next_is("*", "/"):
            other = self._factor()
            found = found * other if sign == "*" else found / other
        return found

    def _factor(self) -> Decimal:
        if self._next_is("-"):
            return -self._factor()
        if self._next_is("("):
            found = self._sum()
            self._must(")")
            return found
        token = self._take()
        if token["number"]:
            return Decimal(token["number"])
        if token["name"]:
            return self._function(token["name"])
        if token["column"] and not token["last_column"]:
            return self._cell(token)
        raise _NotReckoned

    def _take(self) -> re.Match[str]:
        if not self.tokens:
            raise _NotReckoned
        return self.tokens.pop()

    def _function(self, name: str) -> Decimal:
        self._must("(")
        if name == "ROUND":
            found = self._sum()
            self._must(",")
            found = round_half_up(found, int(self._sum()))
        elif name == "SUM":
            found = self._range(self._take())
        else:
            raise _NotReckoned
        self._must(")")
        return found

    def _place(self, token: re.Match[str], row: str) -> tuple[ForeignSheet, int]:
        """Return sheet and row in the bid of what stood in a row of the workbook that was sent."""
        name = (token["sheet"] or self.own_sheet).replace("''", "'")
        if name not in self.got or int(token[row]) not in self.got[name].rows:
            raise _NotReckoned
        return self.got[name].sheet, self.got[name].rows[int(token[row])]

    def _cell(self, token: re.Match[str]) -> Decimal:
        sheet, row = self._place(token, "row")
        cell = sheet.cell(row, column_index_from_string(token["column"]))
        if cell.number is not None:
            return cell.number
        if cell.value is not None or cell.formula:
            raise _NotReckoned
        return Decimal(0)

    def _range(self, token: re.Match[str]) -> Decimal:
        if not token["last_column"] or token["column"] != token["last_column"]:
            raise _NotReckoned
        (sheet, first), (_, last) = self._place(token, "row"), self._place(token, "last_row")
        column = column_index_from_string(token["column"])
        cells = [sheet.cell(row, column) for row in range(first, last + 1)]
        if any(cell.formula and cell.value is None for cell in cells):
            raise _NotReckoned
        return sum((cell.number for cell in cells if cell.number is not None), Decimal(0))
