"""The comparison of bids as a workbook, read back with another library."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from test_bids import BILL, ROOF, SLAB, _rate, read, returned
from test_bids import QUANTITY as BID_QUANTITY
from test_bids import RATE as BID_RATE

from chargeplan.costing.tender import Comparison, compare_bids
from chargeplan.files.bid_comparison import comparison_bytes

HEAD_ROWS = 4
NUMBER, CODE, TITLE, UNIT, QUANTITY, REFERENCE, RATE_A, OFF_A, RATE_B, OFF_B, MEAN, REMARKS = range(1, 13)


def compared() -> Comparison:
    """A is 5 % below; B 8 % above, the slab twice the reference, the roof left out, a quantity changed."""
    b = returned(share="1.08")
    b.at(SLAB.code, BID_RATE).value = 270
    b.at(ROOF.code, BID_RATE).value = None
    b.at(BILL.lines[0].code, BID_QUANTITY).value = 1
    return compare_bids(BILL, [read(returned(), "A.xlsx"), read(b, "B.xlsx")])


COMPARED = compared()


def book(language: str = "en", *, values: bool = True) -> openpyxl.Workbook:
    data = comparison_bytes(COMPARED, "东塘小区", language=language, day=date(2026, 3, 31))
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def row_of(sheet, code: str) -> int:
    return next(row for row in range(HEAD_ROWS, sheet.max_row + 1) if sheet.cell(row, CODE).value == code)


def test_the_columns_are_those_of_the_form() -> None:
    """序号, 编码, 名称, 单位, 工程量, 控制价单价, 各家单价 and 偏差, 均价, 备注."""
    sheet = book("zh_CN").worksheets[0]
    assert sheet.title == "投标报价对比表"
    upper, lower = ([sheet.cell(row, column).value for column in range(1, 13)] for row in (3, 4))
    assert [low or up for up, low in zip(upper, lower, strict=True)] == [
        "序号", "项目编码", "项目名称", "计量单位", "工程量", "控制价单价",
        "综合单价", "偏差（%）", "综合单价", "偏差（%）", "均价", "备注",
    ]  # fmt: skip
    assert (upper[RATE_A - 1], upper[RATE_B - 1]) == ("A", "B")


def test_a_line_shows_rates_deviations_mean_and_remarks() -> None:
    """The slab: reference 135.00, A 128.25 (−5 %), B 270.00 (+100 %), mean 199.125, half-up 199.13."""
    sheet = book().worksheets[0]
    row = row_of(sheet, SLAB.code)
    assert [sheet.cell(row, column).value for column in range(UNIT, REMARKS + 1)] == [
        "m²", 24, 135, 128.25, -5, 270, 100, 199.13, "B: unbalanced",
    ]  # fmt: skip
    assert sheet.cell(row_of(sheet, ROOF.code), REMARKS).value == "B: no price"
    assert sheet.cell(row_of(sheet, ROOF.code), RATE_B).value is None
    assert sheet.cell(row_of(sheet, BILL.lines[0].code), REMARKS).value == "B: quantity changed"


def test_deviation_mean_and_totals_are_live() -> None:
    """Formulas over the cells of the same row, totals over the quantities of the bill."""
    sheet = book(values=False).worksheets[0]
    row = row_of(sheet, SLAB.code)
    assert sheet.cell(row, OFF_A).value == f"=ROUND((G{row}-F{row})*100/F{row},2)"
    assert sheet.cell(row, MEAN).value == f"=ROUND(AVERAGE(G{row},I{row}),2)"
    last = row_of(sheet, BILL.lines[-1].code)
    assert sheet.cell(last + 1, RATE_B).value == f"=SUMPRODUCT(ROUND(E5:E{last}*I5:I{last},2))"


def test_totals_are_reckoned_with_the_quantities_of_the_bill() -> None:
    sheet = book().worksheets[0]
    total = row_of(sheet, BILL.lines[-1].code) + 1
    expected = sum(
        (line.work.quantity * _rate(line.unit_price_cny, "0.95")).quantize(Decimal("0.01"), "ROUND_HALF_UP")
        for line in BILL.lines
    )
    assert sheet.cell(total, RATE_A).value == float(expected)
    assert sheet.cell(total, REFERENCE).value == float(COMPARED.reference_total_cny)


def test_what_stands_out_is_coloured() -> None:
    """The rate that is missing and the one that is unbalanced, and nothing of a plain line."""
    sheet = book().worksheets[0]
    slab, roof = row_of(sheet, SLAB.code), row_of(sheet, ROOF.code)
    assert sheet.cell(roof, RATE_B).fill.fgColor.rgb == "FFFFD9A0"
    assert sheet.cell(slab, OFF_B).fill.fgColor.rgb == "FFF9D5C2"
    assert sheet.cell(slab, OFF_A).fill.fill_type is None


def test_every_fault_stands_on_the_second_sheet() -> None:
    """Bid, place, code, severity, kind and what was found, which does not say the place again.

    Names of bidders are texts whatever they begin with.
    """
    sheet = book().worksheets[1]
    rows = [[cell.value for cell in row[1:]] for row in sheet.iter_rows(min_row=4)]
    faults = [(made.name, fault) for made in COMPARED.bids for fault in made.faults]
    assert [(row[0], f"{row[1]}: {row[5]}") for row in rows] == [
        (name, fault.sentence("en")) for name, fault in faults
    ]
    assert {row[3] for row in rows} == {"error", "warning"}


def test_head_and_first_columns_stay_in_sight() -> None:
    sheet = book().worksheets[0]
    assert sheet.freeze_panes == "D5"
    assert sheet.print_title_rows == "$1:$4"


def test_the_same_comparison_gives_the_same_bytes() -> None:
    first, again = (comparison_bytes(COMPARED, "x", language="zh_CN") for _ in range(2))
    assert first == again


@pytest.mark.parametrize("name", ["=1+1", "甲 [一]*?:/\\", "A" * 300])
def test_names_of_bidders_are_texts(name: str) -> None:
    made = compare_bids(BILL, [read(returned(), f"{name}.xlsx")])
    data = comparison_bytes(made, name, language="zh_CN")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    cell = sheet.cell(3, RATE_A)
    assert (cell.data_type, cell.value) == ("s", made.bids[0].name)


def test_a_comparison_of_no_lines_is_written_too() -> None:
    """An empty bill and a bid of nothing."""
    empty = Comparison(BILL, (), ())
    sheet = openpyxl.load_workbook(io.BytesIO(comparison_bytes(empty, "", language="en"))).worksheets[0]
    assert sheet.cell(4, TITLE).value == "Total of the lines, reckoned anew"


def test_a_long_name_of_a_bidder_has_its_height() -> None:
    """Sixteen wide letters are 32 characters over columns of 12 and 11: two lines, and a higher row."""
    names = [replace(bid, name="丙公司建设工程有限公司上海分公司") for bid in COMPARED.bids]
    data = comparison_bytes(compare_bids(BILL, names), "东塘小区", language="zh_CN")
    heights = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].row_dimensions
    assert heights[3].height >= 2 * 14 > book("zh_CN").worksheets[0].row_dimensions[3].height
