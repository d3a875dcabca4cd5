"""Bids made from the real workbook for bidders, changed as bidders change them, and what is told of each."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from factories import png, small_project
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from chargeplan.analysis import analyse
from chargeplan.costing.tender import Bid, BidFault, compare_bids
from chargeplan.errors import ImportFileError
from chargeplan.files.bids import Asked, asked_for, read_bid, read_bid_bytes
from chargeplan.files.workbook import workbook_bytes
from chargeplan.i18n import sentence, tr
from chargeplan.model.bill_settings import BillEdition
from tests.files.workbook_for_tests import full_bill_settings

ANALYSIS = analyse(small_project())
BILL = ANALYSIS.bill
SENT = {
    language: workbook_bytes(ANALYSIS, language=language, blank_prices=True) for language in ("zh_CN", "en")
}
ASKED = asked_for(ANALYSIS)
HEADS = {"zh_CN": ("项目编码", "综合单价"), "en": ("Item code", "Unit rate")}
CODE, TITLE, FEATURES, UNIT, QUANTITY, RATE, AMOUNT = range(2, 9)
CENT = Decimal("0.01")


@dataclass
class Sheets:
    """A bidder's workbook: where each line of the bill stands in it."""

    book: openpyxl.Workbook
    places: dict[str, tuple[Any, int]]

    def at(self, code: str, column: int) -> Any:
        sheet, row = self.places[code]
        return sheet.cell(row, column)

    def place(self, code: str, column: int) -> str:
        sheet, row = self.places[code]
        return f"{sheet.title}!{get_column_letter(column)}{row}"

    def saved(self) -> bytes:
        stream = io.BytesIO()
        self.book.save(stream)
        return stream.getvalue()


def returned(language: str = "en", share: str = "0.95") -> Sheets:
    """Return the workbook for bidders with every rate filled in: a share of the reference, or 10.00."""
    return filled_in(SENT[language], language, share)


def filled_in(sent: bytes, language: str, share: str) -> Sheets:
    """Return a workbook that was sent to bidders with every rate filled in."""
    book = openpyxl.load_workbook(io.BytesIO(sent))
    codes = {line.code: line for line in BILL.lines}
    made = Sheets(book, {})
    for sheet in book.worksheets:
        heads = {cell.value for row in sheet.iter_rows(min_row=3, max_row=4) for cell in row}
        if not {*HEADS[language], "工程量" if language == "zh_CN" else "Quantity"} <= heads:
            continue
        for row in range(5, sheet.max_row + 1):
            code = sheet.cell(row, CODE).value
            if code in codes:
                made.places[code] = (sheet, row)
                made.at(code, RATE).value = float(_rate(codes[code].unit_price_cny, share))
    assert len(made.places) == len(BILL.lines) > 30
    return made


def _rate(reference: Decimal | None, share: str) -> Decimal:
    if reference is None:
        return Decimal("10.00")
    return (reference * Decimal(share)).quantize(CENT, ROUND_HALF_UP)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def read(made: Sheets, name: str = "Bidder A.xlsx") -> Bid:
    return read_bid_bytes(made.saved(), name, ASKED)


def told(bid: Bid, *, severity: str = "error") -> list[str]:
    return [fault.sentence("en") for fault in bid.faults if fault.severity == severity]


def only(bid: Bid) -> BidFault:
    (fault,) = [fault for fault in bid.faults if fault.severity != "info"]
    return fault


SLAB = next(line for line in BILL.lines if line.work.id == "slab")
ROOF = next(line for line in BILL.lines if line.work.id == "roof")


def head_of(made: Sheets, text: str) -> Any:
    """Return the cell of a head above the slab."""
    sheet, _ = made.places[SLAB.code]
    return next(cell for row in sheet.iter_rows(max_row=5) for cell in row if cell.value == text)


# --- bids as they should be -------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_bid_with_every_rate_and_nothing_changed_has_no_faults(language: str) -> None:
    """5 % below the reference everywhere; the workbook was saved by a program that works nothing out."""
    bid = read(returned(language), "甲公司.xlsx")
    assert bid.name == "甲公司"
    assert [fault.sentence("en") for fault in bid.faults] == []
    assert {code: row.rate for code, row in bid.rows.items()} == {
        line.code: _rate(line.unit_price_cny, "0.95") for line in BILL.lines
    }


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_drawings_that_were_sent_along_are_no_faults(language: str) -> None:
    """The window sends the pages of the single-line diagram too, so the list of drawings is longer then."""
    page = png(400, 300)
    sent = workbook_bytes(ANALYSIS, language=language, blank_prices=True, diagrams=(page, page, page))
    made = filled_in(sent, language, "0.95")
    drawings = made.book[tr("List of drawings", language)]
    assert [row[1].value for row in drawings.iter_rows(min_row=4, max_row=7)][1:] == ["E-01", "E-02", "E-03"]
    assert [fault.sentence("en") for fault in read(made).faults] == []


def test_sheets_may_be_renamed_moved_and_added() -> None:
    """The bill is found by its heads, wherever it stands."""
    made = returned()
    for number, sheet in enumerate({id(sheet): sheet for sheet, _ in made.places.values()}.values()):
        sheet.title = f"Sheet{number}"
        made.book.move_sheet(sheet, -len(made.book.worksheets))
    made.book.create_sheet("Our company", 0).append(["Unit", "Quantity", "Rate"])
    assert told(read(made)) == []


def test_heads_may_stand_in_one_row_of_a_plain_sheet() -> None:
    """A bidder's own sheet with other words for the same heads, and codes that became numbers."""
    book = openpyxl.Workbook()
    book.active.append(["序号", "编码", "名称", "项目特征", "单位", "数量", "单价(元)", "合价(元)"])
    for line in BILL.lines:
        rate = float(_rate(line.unit_price_cny, "1"))
        code = int(line.code) if line.code.isdecimal() else line.code
        book.active.append(
            [line.number, code, line.work.title("zh_CN"), line.work.features("zh_CN"),
             line.work.unit.symbol["zh_CN"], float(line.work.quantity), rate]
        )  # fmt: skip
    bid = read(Sheets(book, {}))
    assert [fault.sentence("en") for fault in bid.faults] == []
    assert len(bid.rows) == len(BILL.lines)


# --- what was changed -------------------------------------------------------------------------------


def changed(column: int, value: object) -> tuple[Sheets, Bid]:
    made = returned()
    made.at(SLAB.code, column).value = value
    return made, read(made)


def test_a_changed_quantity_is_told_and_never_reckoned_with() -> None:
    """The bidder makes the slab smaller by 1; the recomputed total takes the bill's own quantity."""
    quantity = SLAB.work.quantity - 1
    made, bid = changed(QUANTITY, float(quantity))
    assert told(bid) == [
        f"{made.place(SLAB.code, QUANTITY)}: the quantity was {_plain(SLAB.work.quantity)}, now it is "
        f"{_plain(quantity)}"
    ]
    honest = compare_bids(BILL, [read(returned())]).recomputed_total_cny(0)
    assert compare_bids(BILL, [bid]).recomputed_total_cny(0) == honest


@pytest.mark.parametrize("unit", ["㎡", "M2", "平方米", "m²"])
def test_other_ways_to_write_the_unit_are_the_same_unit(unit: str) -> None:
    assert told(changed(UNIT, unit)[1]) == []


def test_changed_units_names_features_and_codes_are_told() -> None:
    """Each with its cell, what stood there and what stands there now."""
    made, bid = changed(UNIT, "m³")
    assert told(bid) == [f"{made.place(SLAB.code, UNIT)}: the unit was m², now it is m³"]
    made, bid = changed(TITLE, "Thin slab")
    wanted = SLAB.work.title("en")
    assert told(bid) == [f"{made.place(SLAB.code, TITLE)}: the item was {wanted}, now it is Thin slab"]
    made, bid = changed(FEATURES, "1. see drawing")
    assert told(bid) == [
        f"{made.place(SLAB.code, FEATURES)}: the features of {SLAB.code} are not those of the bill"
    ]
    made, bid = changed(CODE, "010101999001")
    assert told(bid) == [f"{made.place(SLAB.code, CODE)}: the code was {SLAB.code}, now it is 010101999001"]
    assert bid.rate(SLAB.code) == _rate(SLAB.unit_price_cny, "0.95")


def test_blanks_and_line_ends_do_not_change_a_text() -> None:
    text = SLAB.work.features("en").replace("\n", "\r\n ")
    assert told(changed(FEATURES, text)[1]) == []


def test_an_inserted_row_is_told_with_its_cell() -> None:
    """A bidder adds a line of his own below the slab, which pushes everything down by one row."""
    made = returned()
    sheet, row = made.places[SLAB.code]
    sheet.insert_rows(row + 1)
    for column, value in ((CODE, "010101888001"), (TITLE, "Extra"), (UNIT, "m²"), (QUANTITY, 5), (RATE, 9)):
        sheet.cell(row + 1, column).value = value
    bid = read(made)
    assert told(bid) == [f"{sheet.title}!B{row + 1}: the bill has no such line: 010101888001 Extra"]
    assert len(bid.rows) == len(BILL.lines)


@pytest.mark.parametrize(
    ("language", "head", "changed", "said"),
    [
        ("zh_CN", "综合单价", "综合单价（万元）", "(万元)"),
        ("zh_CN", "综合单价", "综合单价（含税）", "(含税)"),
        ("en", "Amount", "Amount (USD)", "(USD)"),
        ("en", "Amount (CNY)", "Amount (10k CNY)", "(10k CNY)"),
    ],
)
def test_a_head_does_not_change_the_unit_of_rates(language: str, head: str, changed: str, said: str) -> None:
    made = returned(language)
    cell = head_of(made, head)
    cell.value = changed
    fault = only(read(made))
    place = f"{cell.parent.title}!{cell.coordinate}"
    assert (fault.kind, fault.sentence("en")) == (
        "changed_unit", f"{place}: rates and amounts are CNY before tax, but here stands {said}",
    )  # fmt: skip


def test_a_rate_shown_in_other_money_is_no_rate() -> None:
    """12.50 shown as $12.50 is a bare 12.50 in the file; what is shown in yuan is taken."""
    made = returned()
    made.at(SLAB.code, RATE).number_format = '"$"#,##0.00'
    made.at(ROOF.code, RATE).number_format = "[$¥-804]#,##0.00"
    bid = read(made)
    (fault,) = [fault for fault in bid.faults if fault.severity == "error"]
    value, place = _plain(_rate(SLAB.unit_price_cny, "0.95")), made.place(SLAB.code, RATE)
    assert (fault.kind, fault.sentence("en")) == (
        "bad_cell", f'{place}: {value} is shown as "$"#,##0.00, which is other money or another scale',
    )  # fmt: skip
    assert bid.rate(SLAB.code) is None
    assert bid.rate(ROOF.code) == _rate(ROOF.unit_price_cny, "0.95")


def test_a_row_with_nothing_but_an_amount_is_told_too() -> None:
    """A discount of 5,000.00 that a bidder writes between two lines is no line of the bill."""
    made = returned()
    sheet, row = made.places[SLAB.code]
    sheet.insert_rows(row + 1)
    sheet.cell(row + 1, TITLE).value = "Discount"
    sheet.cell(row + 1, AMOUNT).value = -5000
    assert told(read(made)) == [f"{sheet.title}!B{row + 1}: the bill has no such line: Discount"]


def test_an_inserted_row_without_a_code_is_told_too() -> None:
    made = returned()
    sheet, row = made.places[SLAB.code]
    sheet.insert_rows(row + 1)
    sheet.cell(row + 1, TITLE).value = "Extra"
    sheet.cell(row + 1, RATE).value = 9
    assert told(read(made)) == [f"{sheet.title}!B{row + 1}: the bill has no such line: Extra"]


def test_a_line_left_out_is_told_where_it_should_stand() -> None:
    made = returned()
    sheet, row = made.places[SLAB.code]
    before = BILL.lines[BILL.lines.index(SLAB) - 1].code
    sheet.delete_rows(row)
    title = SLAB.work.title("en")
    assert told(read(made)) == [
        f"{made.place(before, CODE)}: line {SLAB.code} {title} is left out hereabouts"
    ]


def test_a_doubled_line_is_told_once_and_not_counted() -> None:
    made = returned()
    sheet, row = made.places[SLAB.code]
    sheet.insert_rows(row + 1)
    for column in range(1, RATE + 1):
        sheet.cell(row + 1, column).value = sheet.cell(row, column).value
    bid = read(made)
    assert told(bid) == [
        f"{sheet.title}!B{row + 1}: line {SLAB.code} stands there already in {sheet.title}!B{row}"
    ]
    assert bid.rate(SLAB.code) == _rate(SLAB.unit_price_cny, "0.95")


# --- rates ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate", [None, 0, "", "  "])
def test_a_line_without_a_price_is_told(rate: object) -> None:
    made, bid = changed(RATE, rate)
    title = SLAB.work.title("en")
    assert told(bid) == [f"{made.place(SLAB.code, RATE)}: line {SLAB.code} {title} has no unit rate"]
    assert compare_bids(BILL, [bid]).unpriced_count(0) == 1


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        (-128.25, "the unit rate -128.25 is negative"),
        ("128.25", "128.25 is a text, not a figure"),
        ("面议", "面议 is a text, not a figure"),
        (date(2026, 3, 1), "2026-03-01 00:00:00 is a date, not a figure"),
        (True, "True is no figure"),
        (1e22, "10000000000000000000000 is no figure"),
        ("#REF!", "the cell holds an error, #REF!"),
        ("=F9*2", "the formula has no stored value; open the file in a spreadsheet program and save it"),
    ],
)
def test_a_rate_that_is_none_is_told_once(rate: object, said: str) -> None:
    made, bid = changed(RATE, rate)
    assert told(bid) == [f"{made.place(SLAB.code, RATE)}: {said}"]
    assert bid.rate(SLAB.code) is None


def test_a_rate_of_three_decimals_is_rounded_and_told() -> None:
    """128.255 is taken as 128.26."""
    made, bid = changed(RATE, 128.255)
    fault = only(bid)
    assert (fault.kind, fault.severity) == ("rounding", "warning")
    assert fault.sentence("en") == (
        f"{made.place(SLAB.code, RATE)}: the unit rate 128.255 has more than two decimals; it is taken as "
        "128.26"
    )
    assert bid.rate(SLAB.code) == Decimal("128.26")


def test_unbalanced_rates_are_those_beyond_the_bound() -> None:
    """The reference of the slab is 135.00 and the bound 30 %: 175.50 is on it, 175.51 beyond, 94.49 below."""
    assert SLAB.unit_price_cny == Decimal("135.00")
    assert told(changed(RATE, 175.50)[1], severity="warning") == []
    made, bid = changed(RATE, 175.51)
    assert told(bid, severity="warning") == [
        f"{made.place(SLAB.code, RATE)}: the unit rate 175.51 is +30.01 % off the reference 135 (the "
        "bound of 30 % is to be verified)"
    ]
    made, bid = changed(RATE, 94.49)
    assert [fault.kind for fault in bid.faults] == ["unbalanced"]
    assert "94.49 is −30.01 % off" in only(bid).sentence("en")
    assert bid.error_count == 0


# --- amounts and sums -------------------------------------------------------------------------------


def with_amounts(language: str = "en") -> Sheets:
    """Return a bid whose amounts are values, as when a bidder pastes values only."""
    made = returned(language)
    for line in BILL.lines:
        rate = Decimal(repr(made.at(line.code, RATE).value))
        made.at(line.code, AMOUNT).value = float((line.work.quantity * rate).quantize(CENT, ROUND_HALF_UP))
    return made


def test_values_in_place_of_formulas_are_remarked_once_a_sheet() -> None:
    made = with_amounts()
    bid = read(made)
    sheets = {sheet.title for sheet, _ in made.places.values()}
    assert {fault.kind for fault in bid.faults} == {"no_formula"}
    assert {fault.place.rpartition("!")[0] for fault in bid.faults} == sheets
    assert bid.error_count == 0


def test_an_amount_that_is_not_rate_times_quantity() -> None:
    """A cent off is rounding, two are wrong."""
    made = with_amounts()
    right = Decimal(repr(made.at(SLAB.code, AMOUNT).value))
    rate = _rate(SLAB.unit_price_cny, "0.95")
    made.at(SLAB.code, AMOUNT).value = float(right + Decimal("0.02"))
    assert told(read(made)) == [
        f"{made.place(SLAB.code, AMOUNT)}: the amount is {_plain(right + Decimal('0.02'))}, but "
        f"{_plain(SLAB.work.quantity)} × {_plain(rate)} = {_plain(right)}"
    ]
    made.at(SLAB.code, AMOUNT).value = float(right + CENT)
    bid = read(made)
    assert told(bid) == []
    assert [fault.kind for fault in bid.faults if fault.severity == "warning"] == ["rounding"]


def _sum_rows(made: Sheets, sheet: Any) -> list[int]:
    """Return the rows of a bill that are sums: amounts without a code."""
    return [
        row
        for row in range(5, sheet.max_row + 1)
        if sheet.cell(row, CODE).value is None and sheet.cell(row, AMOUNT).value is not None
    ]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_sums_that_do_not_add_up_are_told(language: str) -> None:
    """Every sum of the first bill sheet as a value: right as they are, then one a yuan too high, then all."""
    made = with_amounts(language)
    sheet, _ = made.places[BILL.lines[0].code]
    since: dict[str, Decimal] = dict.fromkeys(("page", "chapter", "total"), Decimal(0))
    sums = _sum_rows(made, sheet)
    for row in range(5, sheet.max_row + 1):
        if row in sums:
            text = str(sheet.cell(row, TITLE).value)
            page = text in ("本页小计", "Subtotal of this page")
            kind = "page" if page else "total" if text in ("合计", "Total") else "chapter"
            sheet.cell(row, AMOUNT).value = float(since[kind])
            since[kind] = Decimal(0)
        elif sheet.cell(row, CODE).value is not None:
            amount = Decimal(repr(sheet.cell(row, AMOUNT).value))
            since = {kind: value + amount for kind, value in since.items()}
    bid = read(made)
    assert (len(sums) > 3, told(bid)) == (True, [])
    right = {row: Decimal(repr(sheet.cell(row, AMOUNT).value)) for row in sums}
    for wrong in (sums[1:2], sums):
        for row in wrong:
            sheet.cell(row, AMOUNT).value = float(right[row] + 1)
        faults = [fault for fault in read(made).faults if fault.severity == "error"]
        assert {fault.kind for fault in faults} == {"wrong_sum"}
        assert [(fault.place, fault.values["right"]) for fault in faults] == [
            (f"{sheet.title}!H{row}", right[row]) for row in wrong
        ]


# --- cells that hide something ----------------------------------------------------------------------


def test_merged_and_hidden_cells_are_told() -> None:
    made = returned()
    sheet, row = made.places[SLAB.code]
    sheet.merge_cells(f"G{row}:H{row}")
    assert told(read(made)) == [f"{sheet.title}!G{row}: cells are merged here"]
    made = returned()
    sheet, row = made.places[SLAB.code]
    sheet.row_dimensions[row].hidden = True
    assert told(read(made)) == [f"{sheet.title}!B{row}: the row is hidden"]
    made = returned()
    sheet, _ = made.places[SLAB.code]
    sheet.column_dimensions["F"].hidden = True
    assert told(read(made)) == [f"{sheet.title}!F4: the column is hidden"]
    made = returned()
    sheet, _ = made.places[SLAB.code]
    sheet.sheet_state = "hidden"
    assert told(read(made)) == [f"{sheet.title}!B4: the sheet is hidden"]


# --- the other sheets -------------------------------------------------------------------------------


def _tax_cell(made: Sheets, language: str) -> Any:
    word = {"zh_CN": "增值税", "en": "Value-added tax"}[language]
    for sheet in made.book.worksheets:
        for row in sheet.iter_rows():
            if any(cell.value == word for cell in row):
                for cell in row:
                    if cell.value == 9:
                        return cell
    raise AssertionError("no sheet tells the tax")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_changed_tax_is_told_once(language: str) -> None:
    """9 % was asked for, the bidder puts 3 %."""
    made = returned(language)
    cell = _tax_cell(made, language)
    cell.value = 3
    assert told(read(made)) == [f"{cell.parent.title}!{cell.coordinate}: 9 was asked for, now it is 3"]


def test_a_changed_tax_is_found_on_renamed_sheets_too() -> None:
    made = returned()
    cell = _tax_cell(made, "en")
    cell.value = 3
    cell.parent.title = "Renamed"
    assert [fault.kind for fault in read(made).faults] == ["changed_tax"]


def test_fixed_figures_of_other_sheets_stay_as_they_were_sent() -> None:
    """The contingency is the employer's amount; a bidder who makes it 0 is found out."""
    made = returned()
    cell = made.book["Contingency sum"]["C4"]
    wanted = cell.value
    assert wanted == float(BILL.units[0].other.contingency.amount_cny) > 0
    cell.value = 0
    bid = read(made)
    assert [(fault.kind, fault.sentence("en")) for fault in bid.faults] == [
        ("changed_fixed", f"Contingency sum!C4: {wanted} was asked for, now it is 0")
    ]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_safety_is_not_contested_by_another_formula_either(language: str) -> None:
    """4 % of 1,000.00 are 40.00: the share stands as it was, but the amount was made half of it."""
    made = returned(language)
    title = BILL.units[0].rate_measures[0].kind.title[language]
    row = next(
        row
        for sheet in made.book.worksheets
        for row in sheet.iter_rows()
        if any(cell.value == title for cell in row) and row[5].value == 4
    )
    row[4].value, row[6].value = 1000, 20
    fault = only(read(made))
    assert (fault.kind, fault.sentence("en")) == (
        "wrong_sum",
        f"{row[6].parent.title}!{row[6].coordinate}: the amount is 20, but what it is made of comes to 40",
    )


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_what_the_employer_puts_in_is_the_same_wherever_it_is_carried_on_to(language: str) -> None:
    """A smaller contingency in the summaries is found out too; a formula without a value says nothing."""
    made = returned(language)
    assert told(read(made)) == []  # the formulas of this file have no stored values
    word = tr("Contingency sum", language)
    cells = [
        row[2]
        for sheet in made.book.worksheets
        for row in sheet.iter_rows(max_col=3)
        if row[1].value == word and row[2].data_type == "f"
    ]
    assert len(cells) == 2 * len(BILL.units)
    for cell in cells:
        cell.value = 1
    assert [fault.kind for fault in read(made).faults] == ["changed_fixed"] * len(cells)


def test_a_fixed_amount_is_to_be_read() -> None:
    """A formula in its place without a stored value says nothing."""
    made = returned()
    made.book["Contingency sum"]["C4"].value = "=1+1"
    assert told(read(made)) == [
        "Contingency sum!C4: the formula has no stored value; open the file in a spreadsheet program and "
        "save it"
    ]


def test_remarks_are_anybodys() -> None:
    """A bidder may write beside what is fixed; a row that is gone is named by its code and item."""
    made = returned()
    sheet = made.book["Measures by rate"]
    row = next(row for row in sheet.iter_rows(min_row=4) if row[5].value == 4)
    row[9].value = "as prescribed"
    assert read(made).faults == ()
    row[2].value = "Safety, less of it"
    assert told(read(made)) == [
        f"Measures by rate!B{row[0].row}: the row of 011707001001 Safe and orderly construction is not "
        "there any more, or was changed"
    ]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("edition", list(BillEdition))
def test_a_bid_on_the_priced_workbook_is_not_told_as_changed(language: str, edition: BillEdition) -> None:
    """The employer's own workbook, sent back: only lines that have no reference price are without a rate."""
    analysis = analyse(replace(small_project(), bill=replace(full_bill_settings(), edition=edition)))
    bid = read_bid_bytes(workbook_bytes(analysis, language=language), "bid.xlsx", asked_for(analysis))
    unpriced = [line.code for line in analysis.bill.lines if line.price is None]
    assert [(fault.kind, fault.code) for fault in bid.faults] == [("no_price", code) for code in unpriced]


def test_totals_of_the_summary_follow_from_one_another() -> None:
    """100.00 and 9 % are 109.00: a tax of 8.00 is wrong by more than rounding, 110.00 is no sum."""
    made = returned()
    sheet = made.book["Project summary"]
    row = sheet.max_row
    for column, value in ((3, 100), (4, 9), (5, 109)):
        sheet.cell(row, column).value = value
    bid = read(made)
    assert (told(bid), bid.told["with_tax"]) == ([], 109)
    sheet.cell(row, 4).value, sheet.cell(row, 5).value = 8, 108
    assert told(read(made)) == [f"Project summary!D{row}: the tax is 8, but 9 % of 100 is 9"]
    sheet.cell(row, 4).value, sheet.cell(row, 5).value = 9, 110
    assert told(read(made)) == [f"Project summary!E{row}: the total is 110, but 100 + 9 = 109"]


# --- files that are no bids -------------------------------------------------------------------------


def refused(data: bytes, asked: Asked = ASKED) -> str:
    with pytest.raises(ImportFileError) as caught:
        read_bid_bytes(data, "bid.xlsx", asked)
    return sentence(caught.value, "en")


def test_a_file_that_is_no_bid_is_refused() -> None:
    assert refused(b"PK\x03\x04nothing") == "bid.xlsx is no workbook; save it as .xlsx and try again"
    book = openpyxl.Workbook()
    book.active.append(["hello"])
    assert refused(Sheets(book, {}).saved()) == (
        "bid.xlsx has no bill: no row of any sheet (Sheet) heads columns for code, item, features, unit, "
        "quantity, unit rate and amount"
    )


def test_the_bill_of_another_project_is_refused() -> None:
    made = returned()
    for code in made.places:
        made.at(code, CODE).value = "99" + code[2:]
        made.at(code, TITLE).value = "Something else"
    assert refused(made.saved()) == (
        "bid.xlsx is the bill of something else: none of its codes is one of this bill"
    )


def test_a_bid_is_read_from_its_file_and_called_after_it(tmp_path: Path) -> None:
    path = tmp_path / "乙公司.xlsx"
    path.write_bytes(returned().saved())
    assert read_bid(path, ASKED).name == "乙公司"


def test_faults_come_errors_first_in_the_order_of_the_sheets() -> None:
    def spoil(change: Callable[[Sheets], None]) -> list[str]:
        made = returned()
        change(made)
        return [fault.kind for fault in read(made).faults]

    def change(made: Sheets) -> None:
        made.at(ROOF.code, QUANTITY).value = 1
        made.at(SLAB.code, RATE).value = 300
        made.at(SLAB.code, UNIT).value = "t"

    assert spoil(change) == ["changed_unit", "changed_quantity", "unbalanced"]


# --- whatever stands in the cells -------------------------------------------------------------------

SHORT = BILL.lines[:6]
_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
    st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=12),
    st.sampled_from(["=1/0", "=A1", "#N/A", "合计", "Total", "小计", "１２３", "1e400", "∞"]),
)


def short_bid() -> openpyxl.Workbook:
    """Return a bid of the first lines of the bill on a sheet of its own."""
    book = openpyxl.Workbook()
    book.active.append(["No.", "Code", "Item", "Features", "Unit", "Quantity", "Unit rate", "Amount"])
    for line in SHORT:
        work = line.work
        book.active.append(
            [line.number, line.code, work.title("en"), work.features("en"), work.unit.symbol["en"],
             float(work.quantity), 10.0, None]
        )  # fmt: skip
    book.active.append([None, None, "Total", None, None, None, None, None])
    return book


@given(
    st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9), _VALUES), max_size=6),
    st.sampled_from((None, "A2:C3", "G2:G7", "A1:H1")),
)
def test_whatever_stands_in_a_bid_it_is_read_or_refused(
    changes: list[tuple[int, int, object]], merged: str | None
) -> None:
    """Every cell may hold anything: the result is a bid whose faults can be said, or one sentence."""
    book = short_bid()
    for row, column, value in changes:
        book.active.cell(row, column).value = value
    if merged:
        book.active.merge_cells(merged)
    asked = Asked(BILL)
    try:
        bid = read_bid_bytes(Sheets(book, {}).saved(), "bid.xlsx", asked)
    except ImportFileError as error:
        assert "{" not in sentence(error, "en")
        return
    for fault in bid.faults:
        assert fault.place
        assert fault.sentence("zh_CN")
        assert fault.short("en")
    comparison = compare_bids(BILL, [bid])
    assert comparison.recomputed_total_cny(0) >= 0
    missing = {fault.code for fault in bid.faults if fault.kind == "missing_line"}
    assert missing == {line.code for line in BILL.lines} - set(bid.rows)
