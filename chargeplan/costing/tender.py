"""Returned bids held against the bill they answer: what was changed, left out or reckoned wrong.

Quantities are the employer's. A bid is reckoned anew from its unit rates and the quantities of the bill,
whatever the bidder's sheet says; what it says is checked and told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import product
from typing import Literal

from chargeplan.costing.bill import Bill, BillLine
from chargeplan.costing.work import added_cny, amount_of
from chargeplan.i18n import LANGUAGES, N_, pick, tr
from chargeplan.reference.sheet_words import load_sheet_words
from chargeplan.reference.tender_limits import TenderLimits, load_tender_limits
from chargeplan.units import NOISE_DECIMALS, round_half_up, signed

_COLON = re.compile(r"\A[:\uff1a]\s*")
"""What is left of a place at the head of a sentence: a colon, or the wide one of Chinese."""

_CENTS = 2
_PERCENT_DECIMALS = 2

BidSeverity = Literal["error", "warning", "info"]

KINDS = {
    "missing_line": N_("line left out"),
    "no_price": N_("no price"),
    "changed_quantity": N_("quantity changed"),
    "changed_unit": N_("unit changed"),
    "changed_code": N_("code changed"),
    "changed_title": N_("name changed"),
    "changed_features": N_("features changed"),
    "doubled_line": N_("line doubled"),
    "inserted_row": N_("row inserted"),
    "bad_cell": N_("cell unreadable"),
    "negative_price": N_("negative price"),
    "absurd_price": N_("absurd price"),
    "wrong_amount": N_("amount wrong"),
    "wrong_sum": N_("sum wrong"),
    "changed_tax": N_("tax changed"),
    "changed_fixed": N_("fixed amount changed"),
    "rounding": N_("rounding"),
    "unbalanced": N_("unbalanced"),
    "merged_cells": N_("merged cells"),
    "hidden": N_("hidden"),
    "no_formula": N_("value instead of formula"),
}
"""What a fault of a bid is called in short, for the remarks of a comparison."""

TOTALS = {
    "lines": N_("Total of the lines as the bid tells it"),
    "before_tax": N_("Total before tax as the bid tells it"),
    "tax_sum": N_("Tax as the bid tells it"),
    "with_tax": N_("Total with tax as the bid tells it"),
}
"""The totals that a bid tells itself."""


@dataclass(frozen=True)
class BidFault:
    """One thing that is wrong with, or strange in, a bid.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    text : str
        English sentence with the gap `{place}` and those of `values`, the key of its translation. A value
        that is a text in every language is shown in the one of the sentence.
    place : str
        Sheet and cell.
    code : str
        The bill's code of the line it is about, empty when it is about none.
    """

    kind: str
    severity: BidSeverity
    text: str
    place: str
    code: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, language: str | None = None) -> str:
        """Return what is wrong, with its place."""
        return self._said_at(self.place, language)

    def found(self, language: str | None = None) -> str:
        """Return what is wrong without its place, for lists that have a column for that."""
        return _COLON.sub("", self._said_at("", language))

    def _said_at(self, place: str, language: str | None) -> str:
        values = {name: _said(value, language) for name, value in self.values.items()}
        return tr(self.text, language, place=place, **values)

    def short(self, language: str | None = None) -> str:
        """Return in a word what is wrong."""
        return tr(KINDS[self.kind], language)


def _said(value: object, language: str | None) -> object:
    if isinstance(value, Mapping):
        return pick(value, language)
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


@dataclass(frozen=True)
class BidRow:
    """A row of a returned bill as it stands there; `places` has sheet and cell by column.

    Amounts are None where nothing, or nothing that is a number, stands.
    """

    code: str
    title: str
    features: str
    unit: str
    quantity: Decimal | None
    rate: Decimal | None
    amount: Decimal | None
    places: Mapping[str, str]

    def place(self, column: str) -> str:
        """Return sheet and cell of a column."""
        return self.places[column]


@dataclass(frozen=True)
class Bid:
    """One bid: its rows by the bill's code, its faults, and the totals that it tells itself.

    `told` has the `TOTALS` as the bidder's sheets tell them, as far as they do; the lines are sectional works
    and measures by unit price.
    """

    name: str
    rows: Mapping[str, BidRow]
    faults: tuple[BidFault, ...]
    told: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def error_count(self) -> int:
        """Number of faults by which the bid differs from what was asked."""
        return sum(fault.severity == "error" for fault in self.faults)

    @cached_property
    def faults_by_code(self) -> Mapping[str, tuple[BidFault, ...]]:
        """The faults of each line by the bill's code."""
        found: dict[str, list[BidFault]] = {}
        for fault in self.faults:
            if fault.code:
                found.setdefault(fault.code, []).append(fault)
        return {code: tuple(faults) for code, faults in found.items()}

    def rate(self, code: str) -> Decimal | None:
        """Return the unit rate of a line to the cent, None where the bid has none that can be used."""
        row = self.rows.get(code)
        if row is None or row.rate is None or row.rate <= 0:
            return None
        return round_half_up(row.rate, _CENTS)


def matched_rows(bill: Bill, rows: Sequence[BidRow]) -> tuple[dict[str, BidRow], tuple[BidFault, ...]]:
    """Return the rows by the bill's code, and the faults of lines that are missing, doubled or inserted.

    A row whose code is none of the bill's, but whose name and features are those of a line that is missing,
    is that line with its code changed.
    """
    lines = {line.code: line for line in bill.lines}
    found: dict[str, BidRow] = {}
    strange: list[BidRow] = []
    faults: list[BidFault] = []
    for row in rows:
        if row.code in found:
            first = found[row.code].place("code")
            faults.append(
                BidFault(
                    "doubled_line", "error", N_("{place}: line {code} stands there already in {first}"),
                    row.place("code"), row.code, {"code": row.code, "first": first},
                )
            )  # fmt: skip
        elif row.code in lines:
            found[row.code] = row
        else:
            strange.append(row)
    codes = _codes_by_texts(bill)
    faults += [_renamed_or_inserted(row, codes, found) for row in strange]
    faults += _missing(bill, found, rows)
    return found, tuple(faults)


def _codes_by_texts(bill: Bill) -> Mapping[tuple[str, str], list[str]]:
    """Return the codes of the bill by what names and features their lines have in any language."""
    codes: dict[tuple[str, str], list[str]] = {}
    for line in bill.lines:
        for texts in product(_titles_said(line), _features_said(line)):
            codes.setdefault(texts, []).append(line.code)
    return codes


def _renamed_or_inserted(
    row: BidRow, codes: Mapping[tuple[str, str], list[str]], found: dict[str, BidRow]
) -> BidFault:
    for code in codes.get((_words(row.title), _words(row.features)), ()):
        if code not in found:
            found[code] = row
            return BidFault(
                "changed_code", "error", N_("{place}: the code was {wanted}, now it is {value}"),
                row.place("code"), code, {"wanted": code, "value": row.code or "—"},
            )  # fmt: skip
    return BidFault(
        "inserted_row", "error", N_("{place}: the bill has no such line: {value}"),
        row.place("code"), "", {"value": " ".join((row.code, row.title)).strip() or "—"},
    )  # fmt: skip


def _missing(bill: Bill, found: Mapping[str, BidRow], rows: Sequence[BidRow]) -> list[BidFault]:
    faults = []
    before = rows[0].place("code") if rows else ""
    for line in bill.lines:
        row = found.get(line.code)
        if row is not None:
            before = row.place("code")
            continue
        values = {"code": line.code, "title": _titles(line)}
        faults.append(
            BidFault(
                "missing_line", "error", N_("{place}: line {code} {title} is left out hereabouts"),
                before, line.code, values,
            )
        )  # fmt: skip
    return faults


def _titles(line: BillLine) -> Mapping[str, str]:
    return {language: line.work.title(language) for language in LANGUAGES}


def _words(text: str) -> str:
    return "".join(text.split())


def _titles_said(line: BillLine) -> set[str]:
    return {_words(line.work.title(language)) for language in LANGUAGES}


def _features_said(line: BillLine) -> set[str]:
    return {_words(line.work.features(language)) for language in LANGUAGES}


def row_faults(line: BillLine, row: BidRow, limits: TenderLimits | None = None) -> tuple[BidFault, ...]:
    """Return what a row changes of its line, and what is wrong with its rate and amount."""
    return (
        *_changed_texts(line, row),
        *_changed_figures(line, row),
        *_rate_faults(line, row, limits or load_tender_limits()),
        *_amount_faults(line, row, limits or load_tender_limits()),
    )


def _changed_texts(line: BillLine, row: BidRow) -> list[BidFault]:
    faults = []
    if _words(row.title) not in _titles_said(line):
        values: dict[str, object] = {"wanted": _titles(line), "value": row.title or "—"}
        text = N_("{place}: the item was {wanted}, now it is {value}")
        faults.append(BidFault("changed_title", "error", text, row.place("title"), line.code, values))
    if _words(row.features) not in _features_said(line):
        text = N_("{place}: the features of {code} are not those of the bill")
        values = {"code": line.code}
        faults.append(BidFault("changed_features", "error", text, row.place("features"), line.code, values))
    return faults


def _changed_figures(line: BillLine, row: BidRow) -> list[BidFault]:
    faults = []
    named = load_sheet_words().units_named(row.unit, [line.work.unit])
    if not named:
        values: dict[str, object] = {"wanted": line.work.unit.symbol, "value": row.unit or "—"}
        text = N_("{place}: the unit was {wanted}, now it is {value}")
        faults.append(BidFault("changed_unit", "error", text, row.place("unit"), line.code, values))
    wanted = line.work.quantity
    if row.quantity is None or round_half_up(row.quantity, NOISE_DECIMALS) != wanted:
        values = {"wanted": wanted, "value": "—" if row.quantity is None else row.quantity}
        text = N_("{place}: the quantity was {wanted}, now it is {value}")
        faults.append(BidFault("changed_quantity", "error", text, row.place("quantity"), line.code, values))
    return faults


def _rate_faults(line: BillLine, row: BidRow, limits: TenderLimits) -> list[BidFault]:
    rate, place = row.rate, row.place("rate")
    values: dict[str, object] = {"value": rate, "code": line.code, "title": _titles(line)}

    def fault(kind: str, severity: BidSeverity, text: str) -> BidFault:
        return BidFault(kind, severity, text, place, line.code, values)

    if rate is None or rate == 0:
        return [fault("no_price", "error", N_("{place}: line {code} {title} has no unit rate"))]
    if rate < 0:
        return [fault("negative_price", "error", N_("{place}: the unit rate {value} is negative"))]
    faults = []
    if rate > limits.most_rate_cny:
        faults.append(
            fault("absurd_price", "error", N_("{place}: the unit rate {value} is beyond any price"))
        )
    if rate != round_half_up(rate, _CENTS):
        values["rounded"] = round_half_up(rate, _CENTS)
        text = N_("{place}: the unit rate {value} has more than two decimals; it is taken as {rounded}")
        faults.append(fault("rounding", "warning", text))
    deviation = deviation_percent(rate, line.unit_price_cny)
    if deviation is not None and abs(deviation) > limits.unbalanced.value:
        values |= {"deviation": signed(deviation, _PERCENT_DECIMALS), "reference": line.unit_price_cny}
        values["bound"] = f"{limits.unbalanced.value.normalize():f}"
        faults.append(fault("unbalanced", "warning", _unbalanced_text(verified=limits.unbalanced.verified)))
    return faults


def _unbalanced_text(*, verified: bool) -> str:
    if verified:
        return N_("{place}: the unit rate {value} is {deviation} % off the reference {reference}")
    return N_(
        "{place}: the unit rate {value} is {deviation} % off the reference {reference} "
        "(the bound of {bound} % is to be verified)"
    )


def _amount_faults(line: BillLine, row: BidRow, limits: TenderLimits) -> list[BidFault]:
    if row.amount is None or row.rate is None or row.quantity is None:
        return []
    right = amount_of(row.quantity, row.rate)
    off = abs(row.amount - right)
    if off == 0:
        return []
    values = {"value": row.amount, "right": right, "quantity": row.quantity, "rate": row.rate}
    text = N_("{place}: the amount is {value}, but {quantity} × {rate} = {right}")
    if off <= limits.rounding_cny:
        return [BidFault("rounding", "warning", text, row.place("amount"), line.code, values)]
    return [BidFault("wrong_amount", "error", text, row.place("amount"), line.code, values)]


def deviation_percent(rate: Decimal | None, reference: Decimal | None) -> Decimal | None:
    """Return by how much a rate is above (+) or below the reference [%], None where one is not known."""
    if rate is None or not reference:
        return None
    return round_half_up((rate - reference) * 100 / reference, _PERCENT_DECIMALS)


# --- side by side -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class ComparedRate:
    """One bidder's rate of a line [CNY], its deviation from the reference [%], and what was found."""

    rate_cny: Decimal | None
    amount_cny: Decimal | None
    deviation_percent: Decimal | None
    faults: tuple[BidFault, ...]

    @property
    def unbalanced(self) -> bool:
        """Whether the rate is farther off the reference than the bound."""
        return any(fault.kind == "unbalanced" for fault in self.faults)


@dataclass(frozen=True)
class ComparedLine:
    """One line of the bill with every bidder's rate; `mean_cny` is that of the rates that are there."""

    line: BillLine
    rates: tuple[ComparedRate, ...]

    @property
    def mean_cny(self) -> Decimal | None:
        """Mean of the bidders' rates, to the cent."""
        known = [rate.rate_cny for rate in self.rates if rate.rate_cny is not None]
        return round_half_up(sum(known, Decimal(0)) / len(known), _CENTS) if known else None


@dataclass(frozen=True)
class Comparison:
    """Bids side by side against the reference prices of the bill."""

    bill: Bill
    bids: tuple[Bid, ...]
    lines: tuple[ComparedLine, ...]

    @property
    def reference_total_cny(self) -> Decimal:
        """Sum of the lines that have a reference price."""
        return added_cny(line.line.amount_cny for line in self.lines)

    @property
    def unreferenced_count(self) -> int:
        """Number of lines without a reference price; they are in no reference total."""
        return sum(line.line.amount_cny is None for line in self.lines)

    def recomputed_total_cny(self, number: int) -> Decimal:
        """Return the sum of one bid's lines: its rates × the bill's quantities."""
        return added_cny(line.rates[number].amount_cny for line in self.lines)

    def unpriced_count(self, number: int) -> int:
        """Return how many lines of one bid have no rate that can be used."""
        return sum(line.rates[number].rate_cny is None for line in self.lines)


def compare_bids(bill: Bill, bids: Sequence[Bid]) -> Comparison:
    """Return the bids line by line, in the order of the bill; bids of one name are numbered."""
    named = _distinct(bids)
    return Comparison(bill, named, tuple(_compared(line, named) for line in bill.lines))


def _distinct(bids: Sequence[Bid]) -> tuple[Bid, ...]:
    names: list[str] = []
    for bid in bids:
        name, number = bid.name, 1
        while name in names:
            number += 1
            name = f"{bid.name} ({number})"
        names.append(name)
    return tuple(replace(bid, name=name) for bid, name in zip(bids, names, strict=True))


def _compared(line: BillLine, bids: Sequence[Bid]) -> ComparedLine:
    return ComparedLine(line, tuple(_compared_rate(line, bid) for bid in bids))


def _compared_rate(line: BillLine, bid: Bid) -> ComparedRate:
    rate = bid.rate(line.code)
    return ComparedRate(
        rate,
        None if rate is None else amount_of(line.work.quantity, rate),
        deviation_percent(rate, line.unit_price_cny),
        bid.faults_by_code.get(line.code, ()),
    )
