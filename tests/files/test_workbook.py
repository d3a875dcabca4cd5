"""The procurement workbook, read back with another library than the one that writes it."""

from __future__ import annotations

import ast
import io
import math
import operator
import os
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import ClassVar

import openpyxl
import pytest
from factories import full_project, png, small_project
from openpyxl.worksheet.worksheet import Worksheet

from chargeplan.analysis import Analysis, analyse
from chargeplan.costing.bill import price_bill
from chargeplan.errors import ExportError
from chargeplan.files import saving
from chargeplan.files.workbook import workbook_bytes, write_workbook
from chargeplan.files.workbook.capitals import capitals
from chargeplan.files.workbook.pages import MISSING_FILL
from chargeplan.i18n import sentence
from chargeplan.model.bill_settings import BillEdition, TaxMethod
from chargeplan.model.project import Project
from chargeplan.model.scheme import Scheme, Shed
from chargeplan.reference.price_books import Price
from tests.files.workbook_for_tests import full_bill_settings, rich_project

NAMES = {
    "zh_CN": {
        "cover": "封面", "title": "扉页", "notes": "总说明", "project": "建设项目汇总", "job": "单项工程汇总",
        "measures": "总价措施项目清单与计价表", "other": "其他项目", "sums": "工程量计算书",
        "figures": "主要指标", "sheds": "车棚明细", "lots": "空地明细", "plan": "总平面图",
        "prices": "单价表", "review": "审查意见表", "materials": "主要材料设备",
    },
    "en": {
        "cover": "Cover", "title": "Title page", "notes": "General notes", "project": "Project summary",
        "job": "Job summary", "measures": "Measures by rate", "other": "Other items", "sums": "Quantity sums",
        "figures": "Key figures", "sheds": "Shed details", "lots": "Lot details", "plan": "Site plan",
        "prices": "Unit rates", "review": "Review of the plan",
    },
}  # fmt: skip
HEAD_ROW = 3
BILL_HEAD_ROW = 4


@pytest.fixture(scope="module")
def rich() -> Analysis:
    return analyse(rich_project())


@pytest.fixture(scope="module")
def small() -> Analysis:
    return analyse(small_project())


def cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def fully_priced(analysis: Analysis, *left_out: str) -> Analysis:
    """Return an analysis with a price for every line, 2.00 where the book has none, except `left_out`."""
    book = analysis.bill.price_book
    added = {
        line.work.id: Price(line.work.id, line.work.unit.id, Decimal("2.00"), None, None,
                            {"zh_CN": "", "en": ""}, "memory")
        for line in analysis.bill.lines
        if line.price is None and line.work.id not in left_out
    }  # fmt: skip
    prices = replace(book, prices={**book.prices, **added})
    bill = price_bill(analysis.quantities, prices, analysis.project.bill, analysis.references.work_items)
    return replace(analysis, bill=bill)


def opened(data: bytes, *, values: bool = True) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def sheet_of(book: openpyxl.Workbook, name: str) -> Worksheet:
    """Return a sheet by its short name, in whichever language the workbook is."""
    sheet = next(book[names[name]] for names in NAMES.values() if names[name] in book.sheetnames)
    assert isinstance(sheet, Worksheet)
    return sheet


def bill_sheets(book: openpyxl.Workbook) -> list[Worksheet]:
    return [sheet for sheet in book.worksheets if sheet.title.startswith(("分部分项 ", "Bill "))]


def rows_of(book: openpyxl.Workbook, sheet: str) -> list[tuple[object, ...]]:
    return list(sheet_of(book, sheet).iter_rows(values_only=True))


def bill_rows(book: openpyxl.Workbook) -> list[tuple[object, ...]]:
    """Return the rows of all bills below their heads."""
    return [
        row
        for sheet in bill_sheets(book)
        for row in sheet.iter_rows(min_row=BILL_HEAD_ROW + 1, values_only=True)
    ]


def bill_lines(book: openpyxl.Workbook) -> list[tuple[object, ...]]:
    return [row for row in bill_rows(book) if isinstance(row[0], int)]


def text_of(book: openpyxl.Workbook, sheet: str) -> str:
    return "\n".join(str(row) for row in rows_of(book, sheet))


def test_sheets_stand_in_the_order_of_the_office(rich: Analysis) -> None:
    """Front, summaries, bills, forms 11 to 13, materials, annexes, as the procurement office asks."""
    assert opened(workbook_bytes(rich, language="zh_CN")).sheetnames == [
        "封面", "扉页", "总说明", "建设项目汇总", "单项工程汇总",
        "单位工程汇总 土建工程", "单位工程汇总 安装工程", "单位工程汇总 室外（市政）工程",
        "分部分项 土建工程", "分部分项 安装工程", "分部分项 室外（市政）工程",
        "综合单价分析表", "总价措施项目清单与计价表", "其他项目", "暂列金额",
        "材料暂估价", "专业工程暂估价", "计日工",
        "总承包服务费", "规费、税金项目计价表", "主要材料设备",
        "工程量计算书", "主要指标", "车棚明细", "空地明细", "消防设施", "电缆清册", "负荷计算表",
        "电压降及灵敏度校验表", "接地说明", "审查意见表", "图纸目录", "总平面图", "配电系统图", "单价表",
        "询价记录",
    ]  # fmt: skip


def test_measures_of_2024_say_that_their_codes_are_to_be_set() -> None:
    """Its codes are not known; those of 2013 stand in their form as twelve digits."""
    plan = rich_project()
    for edition, code in ((BillEdition.GB_2024, "编码待定"), (BillEdition.GB_2013, "011707001001")):
        bill = replace(plan.bill, edition=edition)
        book = opened(workbook_bytes(analyse(replace(plan, bill=bill)), language="zh_CN"))
        assert next(row[1] for row in rows_of(book, "measures")[3:] if row[0] == 1) == code


def test_the_edition_of_2024_has_value_added_tax_alone() -> None:
    """Fees are part of labour and management there: neither a form nor a column nor a row for them."""
    plan = rich_project()
    bill = replace(plan.bill, edition=BillEdition.GB_2024)
    book = opened(workbook_bytes(analyse(replace(plan, bill=bill)), language="zh_CN"))
    assert "增值税" in book.sheetnames and "规费、税金项目计价表" not in book.sheetnames
    assert "规费" not in text_of(book, "job")
    assert "最高投标限价" in text_of(book, "cover") and "控制价" not in text_of(book, "cover")


def test_the_bill_has_the_nine_columns_of_the_standard(rich: Analysis) -> None:
    """序号 to 其中：暂估价 with their words; the three of money stand below one head 金额（元）."""
    (sheet, *_) = bill_sheets(opened(workbook_bytes(rich, language="zh_CN")))
    upper, lower = sheet.iter_rows(min_row=3, max_row=4, values_only=True)
    assert upper == (
        "序号", "项目编码", "项目名称", "项目特征描述", "计量单位", "工程量", "金额（元）", None, None,
    )  # fmt: skip
    assert lower == (*[None] * 6, "综合单价", "合价", "其中：暂估价")
    assert "G3:I3" in {str(merged) for merged in sheet.merged_cells.ranges}


def test_stored_values_are_those_of_the_bill(rich: Analysis) -> None:
    """Previews that do not calculate show quantity, rate and amount of every line."""
    lines = bill_lines(opened(workbook_bytes(rich)))
    assert [(row[1], row[5], row[6], row[7]) for row in lines] == [
        (line.code, float(line.work.quantity), float(line.unit_price_cny or 0), float(line.amount_cny or 0))
        for line in rich.bill.lines
    ]
    assert len({row[1] for row in lines}) == len(lines) > 25


def test_amounts_rates_and_totals_are_live_formulas(rich: Analysis) -> None:
    """A rate refers to the sheet of rates, an amount rounds quantity × rate, totals add amounts of lines."""
    book = opened(workbook_bytes(rich, language="zh_CN"), values=False)
    for row in bill_lines(book):
        assert re.fullmatch(r"='单价表'!\$F\$\d+", str(row[6]))
        assert re.fullmatch(r"=ROUND\(F(\d+)\*G\1,2\)", str(row[7]))
    formulas = [row[7] for row in bill_rows(book) if row[0] is None and row[7]]
    assert all(re.fullmatch(r'=SUMIF\(A\d+:A\d+,">0",H\d+:H\d+\)', str(text)) for text in formulas)
    assert len(formulas) >= len(rich.bill.chapters) + 2 * len(rich.bill.units)


def test_every_printed_page_of_the_bill_ends_with_its_sum(rich: Analysis) -> None:
    """Pages are broken below each 本页小计; the sums of the pages add up to the total of the sheet."""
    book = opened(workbook_bytes(rich, language="zh_CN"))
    for sheet, unit in zip(bill_sheets(book), rich.bill.units, strict=True):
        sums = {row[0].row: row[7].value for row in sheet.iter_rows() if row[2].value == "本页小计"}
        breaks = [entry.id for entry in sheet.row_breaks.brk]
        assert breaks == list(sums)[:-1]
        total = unit.sectional_cny + unit.unit_measures_cny
        assert sum(Decimal(str(value)) for value in sums.values()) == total
        assert Decimal(str(sheet.cell(sheet.max_row, 8).value)) == total
    assert any(sheet.row_breaks.brk for sheet in bill_sheets(book))


def money(value: object) -> Decimal:
    assert isinstance(value, int | float)
    return Decimal(str(value))


def test_sums_of_sheets_are_the_summaries_and_the_analysis_to_the_cent(rich: Analysis) -> None:
    """Lines of the bills, forms 11, 12 and 13 add up to forms 04, 03 and 02, which are the analysis."""
    analysis = analyse(replace(rich.project, bill=full_bill_settings()))
    bill, book = analysis.bill, opened(workbook_bytes(analysis, language="zh_CN"))
    lines = sum((money(row[7]) for row in bill_lines(book)), Decimal(0))
    assert lines == bill.lines_cny
    (other,) = [sum(money(row[2]) for row in rows_of(book, "other")[HEAD_ROW:] if row[1] == "合计")]
    assert other == bill.other_cny > 0
    job = [row for row in rows_of(book, "job")[BILL_HEAD_ROW:] if isinstance(row[0], int)]
    assert [money(row[2]) for row in job] == [unit.total_cny for unit in bill.units]
    assert [money(row[3]) for row in job] == [unit.tax_cny for unit in bill.units]
    for unit in bill.units:
        rows = book[f"单位工程汇总 {unit.works.title['zh_CN']}"].iter_rows(values_only=True)
        found = {row[1]: row[2] for row in rows}
        assert money(found["分部分项工程"]) == unit.sectional_cny
        assert money(found["措施项目"]) == unit.measures_cny
        assert money(found["其他项目"]) == unit.other.total_cny
        assert money(found["不含税合计"]) == unit.total_cny
        assert money(found["含税合计"]) == unit.total_with_tax_cny
    whole = rows_of(book, "project")[-1]
    assert [money(cell) for cell in whole[2:5]] == [
        bill.total_cny, bill.tax_cny, bill.total_with_tax_cny,
    ]  # fmt: skip
    front = {row[0]: row[1] for row in rows_of(book, "title")}
    assert money(front["合计（元，含税）"]) == bill.total_with_tax_cny


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "零元零伍分"),
        ("1.50", "壹元伍角整"),
        ("10.01", "壹拾元零壹分"),
        ("183500.79", "壹拾捌万叁仟伍佰元柒角玖分"),
        ("20305.60", "贰万零叁佰零伍元陆角整"),
        ("1200000", "壹佰贰拾万元整"),
        ("100200300.40", "壹亿零贰拾万零叁佰元肆角整"),
        ("100000001", "壹亿零壹元整"),
        ("10002000", "壹仟万贰仟元整"),
    ],
)
def test_amounts_are_written_out(amount: str, words: str) -> None:
    """As cheques are: each gap of noughts one 零, 整 where no fen follow."""
    assert capitals(Decimal(amount), "zh_CN") == words


def test_the_title_page_writes_the_total_out(rich: Analysis) -> None:
    """In Chinese below the total, live; not in English, and not for bidders."""
    title = rows_of(opened(workbook_bytes(rich, language="zh_CN")), "title")
    words = next(row[1] for row in title if row[0] == "合计（大写）")
    assert words == capitals(rich.bill.total_with_tax_cny, "zh_CN")
    assert "元" in str(words)
    english = opened(workbook_bytes(rich, language="en"))
    assert "in words" not in text_of(english, "title")


def test_other_items_stand_on_their_forms() -> None:
    """10,000.00 of specialists, 3 % of it = 300.00, 2.50 × 400.00 = 1,000.00; materials are not added."""
    analysis = analyse(replace(rich_project(), bill=full_bill_settings()))
    book = opened(workbook_bytes(analysis, language="zh_CN"))
    last = {name: list(book[name].iter_rows(values_only=True))[-1] for name in ("专业工程暂估价", "计日工",
            "总承包服务费", "材料暂估价")}  # fmt: skip
    assert last["专业工程暂估价"][2] == 10000.0
    assert last["材料暂估价"][2] == 5000.0
    assert last["计日工"][5] == 1000.0
    assert last["总承包服务费"][4] == 300.0
    first = rich_unit = analysis.bill.units[0]
    share = (rich_unit.sectional_cny * 5 / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    total = next(row for row in rows_of(book, "other") if row[1] == "合计")
    assert money(total[2]) == first.other.total_cny == share + Decimal("11300.00")


class Evaluator:
    """Works the formulas of a workbook out anew, from numbers and texts alone."""

    _REFERENCE = re.compile(r"(?:'((?:[^']|'')+)'!)?(\$?[A-Z]{1,2}\$?\d+)(:\$?[A-Z]{1,2}\$?\d+)?")
    _OPERATORS: ClassVar[dict[type, Callable[[Decimal, Decimal], Decimal]]] = {
        ast.Add: operator.add,
        ast.Sub: operator.sub,
        ast.Mult: operator.mul,
        ast.Div: operator.truediv,
    }

    def __init__(self, book: openpyxl.Workbook) -> None:
        self.book = book
        self._known: dict[tuple[str, str], list[Decimal]] = {}

    def formula(self, text: str, sheet: str) -> Decimal | str:
        """Return what a formula comes to: a text where it chooses one by `IF`, else a number."""
        body = self._tree(text, sheet)
        if isinstance(body, ast.Call) and isinstance(body.func, ast.Name) and body.func.id == "IF":
            condition, yes, no = body.args
            return str(ast.literal_eval(yes if self._holds(condition) else no))
        return sum(self._values(body), Decimal(0))

    def number(self, text: str, sheet: str) -> Decimal:
        value = self.formula(text, sheet)
        assert isinstance(value, Decimal)
        return value

    def _holds(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Call):
            assert isinstance(node.func, ast.Name) and node.func.id == "AND"
            return all(self._holds(part) for part in node.args)
        assert isinstance(node, ast.Compare)
        left, right = (sum(self._values(side), Decimal(0)) for side in (node.left, node.comparators[0]))
        return left <= right if isinstance(node.ops[0], ast.LtE) else left >= right

    def _tree(self, text: str, sheet: str) -> ast.expr:
        def python(match: re.Match[str]) -> str:
            where = (match.group(1) or sheet).replace("''", "'")
            cells = (match.group(2) + (match.group(3) or "")).replace("$", "")
            return f"CELLS({where!r}, {cells!r})"

        return ast.parse(self._REFERENCE.sub(python, text.removeprefix("=")), mode="eval").body

    def cell(self, sheet: str, place: str) -> list[Decimal]:
        """Return the number that a cell comes to, worked out once; nothing for a text."""
        if (sheet, place) not in self._known:
            self._known[sheet, place] = self._worked_out(sheet, place)
        return self._known[sheet, place]

    def _worked_out(self, sheet: str, place: str) -> list[Decimal]:
        value = self.book[sheet][place].value
        if isinstance(value, str) and value.startswith("=") and self.book[sheet][place].data_type == "f":
            found = self.formula(value, sheet)
            return [found] if isinstance(found, Decimal) else []
        return [Decimal(str(value))] if isinstance(value, int | float) else []

    def _values(self, node: ast.expr) -> list[Decimal]:
        if isinstance(node, ast.Constant):
            return [Decimal(str(node.value))]
        if isinstance(node, ast.BinOp):
            sides = (self._values(side) or [Decimal(0)] for side in (node.left, node.right))
            (left,), (right,) = sides
            return [self._OPERATORS[type(node.op)](left, right)]
        assert isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        return [*self._called(node.func.id, node.args)]

    def _sum_if(self, arguments: list[ast.expr]) -> Decimal:
        """Work out SUMIF(cells, ">0", cells): what stands beside the numbers above 0, row by row."""
        asked, criterion, added = arguments
        assert ast.literal_eval(criterion) == ">0"
        rows = []
        for node in (asked, added):
            assert isinstance(node, ast.Call)
            sheet, cells = (ast.literal_eval(argument) for argument in node.args)
            rows.append([self.cell(sheet, row[0].coordinate) for row in self.book[sheet][cells]])
        beside = (values for key, values in zip(*rows, strict=True) if key and key[0] > 0)
        return sum((value for values in beside for value in values), Decimal(0))

    def _called(self, name: str, arguments: list[ast.expr]) -> list[Decimal]:
        if name == "SUMIF":
            return [self._sum_if(arguments)]
        if name == "CELLS":
            sheet, cells = (ast.literal_eval(argument) for argument in arguments)
            if ":" not in cells:
                return self.cell(sheet, cells)
            return [
                value
                for row in self.book[sheet][cells]
                for one in row
                for value in self.cell(sheet, one.coordinate)
            ]
        values = [value for argument in arguments for value in self._values(argument)]
        if name == "ROUND":
            number, places = values if len(values) == 2 else (Decimal(0), values[0])
            return [number.quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_UP)]
        if name == "ROUNDUP":
            return [values[0].to_integral_value(ROUND_CEILING)]
        return [
            {
                "SUM": lambda: sum(values, Decimal(0)),
                "TAN": lambda: Decimal(repr(math.tan(values[0]))),
                "ACOS": lambda: Decimal(repr(math.acos(values[0]))),
                "MAX": lambda: max(values),
                "COUNT": lambda: Decimal(len(values)),
            }[name]()
        ]


@pytest.mark.parametrize("blank_prices", [False, True])
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_formula_gives_the_value_that_is_stored(
    rich: Analysis, language: str, blank_prices: bool
) -> None:
    """Every formula of the file, worked out anew, is what is stored; there are hundreds."""
    data = workbook_bytes(rich, language=language, blank_prices=blank_prices)
    formulas, values = opened(data, values=False), opened(data)
    evaluator = Evaluator(formulas)
    checked = 0
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" and "TEXT(" not in cell.value:  # that one is left to LibreOffice
                    stored = values[sheet.title][cell.coordinate].value
                    found = evaluator.formula(cell.value, sheet.title)
                    place = (sheet.title, cell.coordinate)
                    if isinstance(found, str):
                        assert found == stored, place
                    else:
                        assert float(found) == pytest.approx(stored, abs=1e-9), place
                    checked += 1
    assert checked > 150


def test_totals_of_details_and_figures_are_formulas_over_the_rows(rich: Analysis) -> None:
    """Roofed area, stalls and sockets of the key figures lead to the sums of the rows of new sheds."""
    data = workbook_bytes(rich, language="zh_CN")
    book, values = opened(data, values=False), opened(data)
    total = next(row for row in sheet_of(book, "sheds").iter_rows() if row[1].value == "新建合计")
    assert total[5].value == "=SUM(F4:F5)"
    found = {
        row[1]: (row[2], value[2])
        for row, value in zip(rows_of(book, "figures"), rows_of(values, "figures"), strict=True)
    }
    assert found["顶盖投影面积"][0] == f"='车棚明细'!$F${total[5].row}"
    assert str(found["新建车位"][0]).startswith("='车棚明细'!")
    assert found["顶盖投影面积"][1] == pytest.approx(24.00 + 19.20)
    assert found["停车综合面积"][1] == pytest.approx(float(rich.totals.gross_area_m2))
    assert found["新建车位"][1] == rich.totals.stalls
    assert found["不含税合计"][1] == pytest.approx(float(rich.bill.total_cny))


def test_what_exists_stands_apart_and_counts_in_no_total(rich: Analysis) -> None:
    """The old shed is below the total of the new ones."""
    rows = [row[1] for row in rows_of(opened(workbook_bytes(rich, language="zh_CN")), "sheds")]
    assert rows.index("Old shed") > rows.index("新建合计")
    assert "现状（不计入清单）" in rows


def test_quantity_sheet_shows_every_sum(rich: Analysis) -> None:
    """Each part's sum stands there as text and live formula; the rounded total is the bill's quantity."""
    data = workbook_bytes(rich, language="zh_CN")
    texts, values = rows_of(opened(data, values=False), "sums"), rows_of(opened(data), "sums")
    marking = next(number for number, row in enumerate(texts) if row[2] == "标线")
    assert texts[marking + 1][2:5] == ("Shed 1", "21 × 2.00 + 12.00 =", "=21 * 2.00 + 12.00")
    assert values[marking + 1][4] == 54.0
    totals = {row[1]: row[6] for row in values[HEAD_ROW:] if isinstance(row[0], int)}
    assert totals == {line.code: float(line.work.quantity) for line in rich.bill.lines}


def test_sheds_of_the_same_sum_stand_in_one_row() -> None:
    """Four sheds of 12.00 × 2.00 m: `4 × 12.00 × 2.00 =` 96.00 m² of floor; all four are named."""
    sheds = tuple(Shed(f"shed-{n}", (20.0 * n, 0), 0, 12.0, 2.0, name=f"S{n}") for n in range(1, 5))
    analysis = analyse(Project(schemes=(Scheme("scheme-1", sheds=sheds, module_id="compact"),)))
    rows = rows_of(opened(workbook_bytes(analysis, language="zh_CN")), "sums")
    slab = next(number for number, row in enumerate(rows) if row[2] == "室外地坪")
    assert rows[slab + 1][2:5] == ("S1、S2、S3、S4", "4 × 12.00 × 2.00 =", 96.0)
    assert rows[slab][6] == 96.0
    marking = next(number for number, row in enumerate(rows) if row[2] == "标线")
    assert rows[marking + 1][3:5] == ("4 × (21 × 2.00 + 12.00) =", 216.0)


def coloured_titles(book: openpyxl.Workbook) -> set[tuple[str, object]]:
    """Return sheet and title of every row that holds a cell coloured as missing."""
    colour = "FF" + MISSING_FILL[1:]
    return {
        (sheet.title, row[0].value if sheet.title == "扉页" else row[2 if "分部" in sheet.title else 1].value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == colour
    }


def test_a_missing_price_colours_itself_and_every_total_above(rich: Analysis) -> None:
    """The twelve-way pile has no price: 0, shown 待询价, and its totals are coloured up to the title page.

    Nothing else is coloured: the sum of the civil works stays plain.
    """
    analysis = fully_priced(rich, "charger_pile_12")
    assert analysis.bill.missing_price_count == 1
    book = opened(workbook_bytes(analysis, language="zh_CN"))
    colour = "FF" + MISSING_FILL[1:]
    line = next(
        row
        for sheet in bill_sheets(book)
        for row in sheet.iter_rows(min_row=BILL_HEAD_ROW + 1)
        if "12路" in str(row[2].value)
    )
    assert line[6].value == line[7].value == 0
    assert '[=0]"待询价"' in line[6].number_format and '[=0]"待询价"' in line[7].number_format
    found = coloured_titles(book)
    assert {
        ("分部分项 安装工程", "其他电器（12路智能充电桩）"),
        ("分部分项 安装工程", "小计（电气设备安装工程）"),
        ("分部分项 安装工程", "本页小计"),
        ("分部分项 安装工程", "合计"),
        ("单位工程汇总 安装工程", "电气设备安装工程"),
        ("单位工程汇总 安装工程", "分部分项工程"),
        ("单位工程汇总 安装工程", "含税合计"),
        ("单项工程汇总", "安装工程"),
        ("建设项目汇总", "合计"),
        ("扉页", "合计（元，含税）"),
        ("主要指标", "每车位造价（不含税）"),
    } <= found
    assert not {entry for entry in found if "土建工程" in f"{entry[0]} {entry[1]}"}
    price = next(
        row
        for row in sheet_of(book, "prices").iter_rows(min_row=HEAD_ROW + 1)
        if row[1].value == line[1].value
    )
    assert price[5].value is None and price[5].fill.fgColor.rgb == colour


def test_the_fire_kit_of_every_shed_adds_up_to_the_bill(rich: Analysis) -> None:
    """Extinguishers, cameras, detectors, heads: live sums a shed or lot, and their totals are the bill's."""
    data = workbook_bytes(rich, language="zh_CN")
    rows = list(opened(data)["消防设施"].iter_rows(min_row=HEAD_ROW, values_only=True))
    total = next(row for row in rows if row[1] == "合计")
    billed = {line.work.id: float(line.work.quantity) for line in rich.bill.lines}
    names = ("extinguisher_powder", "extinguisher_water", "extinguisher_cabinet", "cameras")
    assert list(total[4:8]) == [billed[name] for name in names]
    assert [row[1] for row in rows[1:-2]] == ["Shed 1", "Twelve-way shed", "空地2"]
    live = opened(data, values=False)["消防设施"]
    assert str(live.cell(HEAD_ROW + 1, 5).value).startswith("=MAX(")
    empty = list(opened(workbook_bytes(analyse(Project())))["消防设施"].iter_rows(values_only=True))
    assert "无" in {cell for row in empty for cell in row}


def test_lines_without_a_price_are_to_be_asked_of_three_suppliers(rich: Analysis) -> None:
    """A row for each with three empty offers; 10.00, 11.00 and 13.00 make 11.33; none for bidders."""
    analysis = fully_priced(rich, "charger_pile_12")
    book = opened(workbook_bytes(analysis, language="zh_CN"), values=False)
    sheet = book["询价记录"]
    (row,) = sheet.iter_rows(min_row=BILL_HEAD_ROW + 1)
    assert "12路" in str(row[2].value) and [cell.value for cell in row[6:9]] == [None] * 3
    for cell, offer in zip(row[6:9], (10.0, 11.0, 13.0), strict=True):
        cell.value = offer
    assert Evaluator(book).number(str(row[9].value), "询价记录") == Decimal("11.33")
    assert "询价记录" not in opened(workbook_bytes(rich, language="zh_CN", blank_prices=True)).sheetnames


@pytest.mark.parametrize("blank", [False, True])
def test_the_parts_of_every_rate_are_asked_for(rich: Analysis, blank: bool) -> None:
    """Form 09: a row a line with its quantity and rate, four parts to be filled in; 5 + 3 + 1 + 0.50 = 9.50.

    What a rate of 12.00 has more than its parts is told: 2.50; nothing is told where no part is filled in.
    """
    book = opened(workbook_bytes(rich, language="zh_CN", blank_prices=blank))
    found = [row for row in book["综合单价分析表"].iter_rows(min_row=5, values_only=True) if row[0]]
    assert [(row[1], row[4]) for row in found] == [(row[1], row[5]) for row in bill_lines(book)]
    assert all(row[5:9] == (None,) * 4 and row[10] == 0 for row in found)
    rates = [row[6] or 0 for row in bill_lines(book)]
    assert [row[9] for row in found] == rates and any(rates) != blank
    live = opened(workbook_bytes(rich, language="zh_CN", blank_prices=blank), values=False)
    sheet = live["综合单价分析表"]
    for column, value in zip("FGHIJ", (5, 3, 1, 0.5, 12), strict=True):
        sheet[f"{column}5"].value = value
    evaluator = Evaluator(live)
    assert evaluator.cell(sheet.title, "K5") == [Decimal("2.50")]
    assert evaluator.cell(sheet.title, "K6") == [Decimal("0.00")]


def test_tests_are_no_materials(rich: Analysis) -> None:
    """Commissioning of supply, earthing, cables, alarms, sprinklers and cameras is work alone."""
    names = [row[1] for row in rows_of(opened(workbook_bytes(rich, language="zh_CN")), "materials")[3:]]
    assert names and not [name for name in names if "调试" in str(name) or "试验" in str(name)]


def test_the_town_stands_once_in_an_address(small: Analysis) -> None:
    """It is left out before an address that names it, else it comes first."""

    def address(town: str, street: str) -> object:
        estate = replace(small.project.estate, town=town, address=street)
        plan = replace(small.project, estate=estate)
        book = opened(workbook_bytes(analyse(plan), language="zh_CN"))
        return next(row[1] for row in rows_of(book, "title") if row[0] == "工程地点")

    assert address("川沙新镇", "上海市浦东新区川沙新镇") == "上海市浦东新区川沙新镇"
    assert address("川沙新镇", "新川路 1 号") == "川沙新镇, 新川路 1 号"
    assert address("", "") == "待填写"


def test_notes_name_quota_codes_of_measures_and_what_is_left_out(rich: Analysis) -> None:
    """Which quota, which codes of measures are to be verified, and what three lines end at the bill."""
    text = text_of(opened(workbook_bytes(rich, language="zh_CN")), "notes")
    assert "定额：综合单价为参考价，未按定额组价" in text
    assert "011707001001" in text and "031302001001" in text
    assert "不在本清单内" in text and "喷淋立管的给水管" in text and "传输线路" in text


def test_nothing_is_coloured_when_all_prices_are_there(small: Analysis) -> None:
    """Every line priced, and the rates of safety and contingency known."""
    assert coloured_titles(opened(workbook_bytes(small, language="zh_CN"))) != set()
    assert coloured_titles(opened(workbook_bytes(fully_priced(small), language="zh_CN"))) == set()


def test_a_bill_for_bidders_tells_no_price(rich: Analysis) -> None:
    """Rates are empty, amounts live and 0; no reference price, range or basis is in any part of the file.

    The totals are the contingency that the employer puts in, a fixed amount, and 9 % of each unit's.
    """
    data = workbook_bytes(rich, language="zh_CN", blank_prices=True)
    for row in bill_lines(opened(data)):
        assert row[6] is None
        assert row[7] == 0
    put_in = [unit.other.contingency.amount_cny for unit in rich.bill.units]
    before, tax = sum(put_in, Decimal(0)), sum((cents(amount * 9 / 100) for amount in put_in), Decimal(0))
    assert rows_of(opened(data), "project")[-1][2:5] == tuple(map(float, (before, tax, before + tax)))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert "参考价" not in text and "待询价" not in text
    for price in rich.bill.price_book.prices.values():
        assert price.basis["zh_CN"] not in text
    numbers = {
        value for row in rows_of(opened(data), "prices") for value in row[5:] if isinstance(value, float)
    }
    assert numbers <= {0.0}


def test_only_what_bidders_fill_in_is_unlocked(rich: Analysis) -> None:
    """Every sheet is protected; unlocked are the rates of all lines, and yellow cells elsewhere."""
    book = opened(workbook_bytes(rich, language="zh_CN", blank_prices=True))
    assert all(sheet.protection.sheet for sheet in book.worksheets)
    unlocked = [
        (cell.column_letter, row[0].value)
        for sheet in bill_sheets(book)
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    ]
    assert unlocked == [("G", line.number) for line in rich.bill.lines]
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.protection.locked or (cell.value is None and cell.fill.fgColor.rgb == "FFFFFBE0")


def test_rates_take_numbers_alone(rich: Analysis) -> None:
    """Every rate of a blank bill refuses text and negative numbers as it is typed."""
    book = opened(workbook_bytes(rich, language="zh_CN", blank_prices=True))
    for sheet in bill_sheets(book):
        rules = {
            str(rule.sqref): (rule.type, rule.operator, rule.formula1)
            for rule in sheet.data_validations.dataValidation
        }
        rates = [
            f"G{row[0].row}"
            for row in sheet.iter_rows(min_row=BILL_HEAD_ROW + 1)
            if isinstance(row[0].value, int)
        ]
        assert rates and rules == dict.fromkeys(rates, ("decimal", "greaterThanOrEqual", "0"))


def test_a_bidders_rates_work_through_to_the_total(small: Analysis) -> None:
    """With 2.00 typed for every rate: twice the quantities, safety of them, the contingency, and 9 % tax.

    The share of safety is not contested; the contingency is the employer's amount, whatever is typed.
    """
    book = opened(workbook_bytes(small, blank_prices=True, language="zh_CN"), values=False)
    for sheet in bill_sheets(book):
        for row in sheet.iter_rows(min_row=BILL_HEAD_ROW + 1):
            if isinstance(row[0].value, int):
                row[6].value = 2.0
    whole = sheet_of(book, "project")
    evaluator = Evaluator(book)
    found = [evaluator.cell(whole.title, f"{column}{whole.max_row}")[0] for column in "CDE"]
    before = tax = Decimal(0)
    for unit in small.bill.units:
        sections, measures = (
            sum((cents(line.work.quantity * 2) for chapter in part for line in chapter.lines), Decimal(0))
            for part in (unit.sections, unit.unit_measures)
        )
        safety = cents(sections * small.bill.price_book.rates["safety"].percent / 100)
        assert unit.other.contingency.amount_cny > 0
        total = sections + measures + safety + unit.other.contingency.amount_cny
        before += total
        tax += cents(total * 9 / 100)
    assert found == [before, tax, before + tax]


def test_sums_that_the_employer_puts_in_reach_bidders() -> None:
    """10,000.00 for specialists, and the contingency: 5 % of the reference as an amount of its own, locked.

    Neither what it is a share of nor the share is told; the sums are taxed with 9 %, unit by unit.
    """
    analysis = analyse(replace(rich_project(), bill=full_bill_settings()))
    book = opened(workbook_bytes(analysis, language="zh_CN", blank_prices=True))
    put_in = [cents(unit.sectional_cny * 5 / 100) for unit in analysis.bill.units]
    form = book["暂列金额"]
    assert [cell.value for cell in form[3]] == ["序号", "项目名称", "金额（元）", "备注"]
    amounts = [row[2] for row in form.iter_rows(min_row=4, max_row=form.max_row - 1)]
    assert [cell.value for cell in amounts] == list(map(float, put_in)) and all(put_in)
    assert all(cell.protection.locked and cell.data_type == "n" for cell in amounts)
    assert form.cell(form.max_row, 3).value == float(sum(put_in, Decimal(0)))
    before = [amount + (10000 if number == 0 else 0) for number, amount in enumerate(put_in)]
    whole, tax = sum(before, Decimal(0)), sum((cents(amount * 9 / 100) for amount in before), Decimal(0))
    assert rows_of(book, "project")[-1][2:5] == tuple(map(float, (whole, tax, whole + tax)))
    assert f"暂列金额为 {sum(put_in):,.2f} 元" in text_of(book, "notes")
    assert "5 %" not in text_of(book, "notes").replace("±5 %", "")


HOSTILE = '=HYPERLINK("http://example.invalid","click")'
HOSTILE_NAMES = (
    HOSTILE, "+1+1", "-2", "@SUM(A1)", "{=1}", "https://example.invalid", "<b>bold</b> & co", "_x0041_",
    "12.50", "line\nbreak", "bell\x07 and \x00", "half \ud83d pair", "'quoted", "  spaces  ", "长" * 40_000,
)  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
def test_names_stay_text(name: str) -> None:
    """Whatever a name begins with or holds, it is text in every sheet, without control characters."""
    project = rich_project()
    scheme = replace(
        project.schemes[0],
        name=name,
        sheds=(replace(project.schemes[0].sheds[0], name=name),),
        lots=(replace(project.schemes[0].lots[0], name=name),),
    )
    project = replace(
        project,
        schemes=(scheme,),
        estate=replace(project.estate, name=name, address=name),
        bill=replace(full_bill_settings(name), employer=name, prepared_by=name),
        notes=name,
    )
    data = workbook_bytes(analyse(project), picture=png())
    book = opened(data, values=False)
    shown = re.sub("[\x00-\x08\x0b-\x1f\ud800-\udfff]", " ", name)[:32_767]
    cell = sheet_of(book, "sheds").cell(HEAD_ROW + 1, 2)
    assert cell.data_type == "s" and cell.hyperlink is None
    assert cell.value == shown
    assert not any(sheet._hyperlinks for sheet in book.worksheets)
    own = [
        cell
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert not any("HYPERLINK" in cell.value or "1+1" in cell.value for cell in own)


def test_the_same_plan_gives_the_same_bytes(rich: Analysis) -> None:
    """Made twice from a plan read twice, picture included."""
    again = analyse(rich_project())
    assert workbook_bytes(rich, picture=png()) == workbook_bytes(again, picture=png())


def test_only_the_plans_date_is_in_the_file(small: Analysis) -> None:
    """Properties carry the plan's date, and a fixed one where the plan has none."""
    assert opened(workbook_bytes(small)).properties.created.date() == date(2026, 3, 2)
    undated = analyse(replace(small_project(), plan_date=None))
    book = opened(workbook_bytes(undated, language="zh_CN"))
    assert book.properties.created.date() == date(2000, 1, 1)
    assert ("编制时间", "待填写", None) in [tuple(row[:3]) for row in rows_of(book, "title")] or (
        "编制时间", "待填写", "") in [tuple(row[:3]) for row in rows_of(book, "title")]  # fmt: skip


def test_pages_are_ready_to_print(rich: Analysis) -> None:
    """A4 landscape, repeated and frozen heads, page numbers, nothing hidden; merged cells in heads alone."""
    book = opened(workbook_bytes(rich, picture=png()))
    free = {NAMES["zh_CN"][name] for name in ("cover", "title", "notes", "plan")} | {"配电系统图"}
    for sheet in book.worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.oddFooter.center.text and "&P" in sheet.oddFooter.center.text
        assert sheet.sheet_state == "visible"
        assert not any(dimension.hidden for dimension in sheet.row_dimensions.values())
        if sheet.title in free:
            continue
        assert sheet.freeze_panes in ("A4", "A5")
        heads = int(sheet.freeze_panes[1:]) - 1
        assert all(merged.max_row <= heads for merged in sheet.merged_cells.ranges)
        assert sheet.print_title_rows == f"$1:${heads}"
        assert sheet.print_area


def test_features_fit_their_rows(rich: Analysis) -> None:
    """A row of features is at least as high as its lines of nine points."""
    for sheet in bill_sheets(opened(workbook_bytes(rich, language="zh_CN"))):
        for row in sheet.iter_rows(min_row=BILL_HEAD_ROW + 1):
            if isinstance(row[0].value, int):
                lines = str(row[3].value).count("\n") + 1
                assert sheet.row_dimensions[row[0].row].height >= 11.5 * lines


def test_a_name_of_a_page_does_not_make_a_page_of_every_row(small: Analysis) -> None:
    """5,000 letters stay whole in the details, in a row of some lines, and are cut where they only refer."""
    shed = replace(small.scheme.sheds[0], name="x" * 5000)
    plan = replace(small.project, schemes=(replace(small.scheme, sheds=(shed,)),))
    book = opened(workbook_bytes(analyse(plan)))
    details, sums = sheet_of(book, "sheds"), sheet_of(book, "sums")
    assert details.cell(HEAD_ROW + 1, 2).value == shed.name
    assert details.row_dimensions[HEAD_ROW + 1].height < 120
    parts = [row[2] for row in sums.iter_rows(min_row=HEAD_ROW + 1) if str(row[2].value).startswith("xxx")]
    assert parts
    assert {len(str(cell.value)) for cell in parts} == {60}
    assert max(sums.row_dimensions[cell.row].height or 0 for cell in parts) < 60


def test_notes_say_what_is_not_certain(rich: Analysis) -> None:
    """Three areas by name, both editions, reference prices, the structure, and every code to be verified."""
    text = text_of(opened(workbook_bytes(rich, language="zh_CN")), "notes")
    for words in (
        "顶盖投影面积 43.20", "建筑面积 21.60", f"停车综合面积 {rich.totals.gross_area_m2}", "GB 50500-2013",
        "GB/T 50500-2024", "2025-09-01", "参考价", "结构未经计算", "2026-03-02",
    ):  # fmt: skip
        assert words in text, words
    for line in rich.bill.lines:
        assert (line.code in text) is (not line.work.verified)


def test_notes_of_a_whole_book_go_on_in_the_next_row(small: Analysis) -> None:
    """A remark of 300 lines stands in several rows, none higher than a row can be; nothing of it is lost."""
    remark = "\n".join(f"line {number}" for number in range(300))
    book = opened(workbook_bytes(analyse(replace(small.project, notes=remark)), language="zh_CN"))
    sheet = sheet_of(book, "notes")
    start = next(row[0].row for row in sheet.iter_rows() if "备注" in str(row[0].value))
    texts = [str(sheet.cell(row, 2).value) for row in range(start, sheet.max_row + 1)]
    assert "\n".join(texts) == remark and len(texts) > 5
    assert all(sheet.row_dimensions[row].height <= 409 for row in range(start, sheet.max_row + 1))


def test_open_codes_of_2024_are_shaded_and_listed() -> None:
    """Codes of the bill's own are shaded in the bill, listed in the notes, and of one edition alone."""
    plan = rich_project()
    analysis = analyse(replace(plan, bill=replace(plan.bill, edition=BillEdition.GB_2024)))
    book = opened(workbook_bytes(analysis, language="zh_CN"))
    notes = text_of(book, "notes")
    own = [line.code for line in analysis.bill.lines if line.own_code]
    assert own
    for sheet in bill_sheets(book):
        for row in sheet.iter_rows(min_row=BILL_HEAD_ROW + 1):
            if isinstance(row[0].value, int):
                assert (row[1].fill.fgColor.rgb == "FFF6E3B4") is (row[1].value in own)
    assert all(code in notes for code in own)
    assert "GB/T 50500-2024" in text_of(book, "cover")


def test_simplified_taxation_prints_its_warning() -> None:
    """3 % is not a rate alone: the warning stands beside the tax and in the notes."""
    plan = rich_project()
    analysis = analyse(replace(plan, bill=replace(plan.bill, tax=TaxMethod.SIMPLIFIED)))
    book = opened(workbook_bytes(analysis, language="en"))
    (warning,) = [notice.text for notice in analysis.bill.notices if notice.code == "simplified_tax"]
    assert warning in text_of(book, "notes")
    rows = list(book["Fees and tax"].iter_rows(values_only=True))
    assert all(row[6] == warning and row[4] == 3 for row in rows if row[1] == "Value-added tax")


def test_the_picture_is_on_its_sheet(small: Analysis) -> None:
    """The picture's own bytes are in the file, in its own proportions; without one the sheet says so.

    LibreOffice has wider columns than Excel, so that a picture over several would be stretched.
    """
    picture = png(400, 200)
    data = workbook_bytes(small, picture=picture)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("xl/media/image1.png") == picture
    (image,) = sheet_of(opened(data), "plan")._images
    assert image.width / image.height == pytest.approx(2.0, rel=0.02)
    assert image.anchor.to.col == image.anchor._from.col == 0
    texts = {value for row in rows_of(opened(workbook_bytes(small, language="en")), "plan") for value in row}
    assert "This workbook was made without the picture." in texts
    assert any("its scale is that of A3" in str(text) for text in texts)


def test_every_page_of_the_diagram_has_its_sheet(small: Analysis) -> None:
    """Two pages of A4, two sheets, between the plan of A3 and the rates; without any one that says so."""
    pages = (png(400, 280), png(400, 281))
    data = workbook_bytes(small, language="zh_CN", diagrams=pages)
    book = opened(data)
    assert book.sheetnames[-6:-1] == ["图纸目录", "总平面图", "配电系统图", "配电系统图 2", "单价表"]
    drawings = list(book["图纸目录"].iter_rows(min_row=HEAD_ROW + 1, values_only=True))
    assert [(row[1], row[2], row[3]) for row in drawings] == [
        ("P-01", "总平面图", "A3"), ("E-01", "配电系统图 1/2", "A4"), ("E-02", "配电系统图 2/2", "A4"),
    ]  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {archive.read(f"xl/media/image{number}.png") for number in (1, 2)} == set(pages)
    texts = [row[0] for row in opened(workbook_bytes(small))["配电系统图"].iter_rows(values_only=True)]
    assert "本工作簿未附系统图。" in texts


def test_something_else_than_a_picture_is_refused(small: Analysis) -> None:
    """A JPEG or a text is no PNG."""
    with pytest.raises(ExportError):
        workbook_bytes(small, picture=b"\xff\xd8\xff\xe0 no png at all, but long enough to be one")


@pytest.mark.parametrize("blank_prices", [False, True])
def test_an_empty_plan_makes_a_workbook(blank_prices: bool) -> None:
    """Nothing planned: no unit of works, totals of 0, every other sheet."""
    book = opened(workbook_bytes(analyse(Project()), language="zh_CN", blank_prices=blank_prices))
    assert not bill_sheets(book)
    assert set(NAMES["zh_CN"].values()) <= set(book.sheetnames)
    assert rows_of(book, "project")[-1][2:5] == (0, 0, 0)


def test_a_plan_with_everything_makes_a_workbook() -> None:
    """Every kind of element, in both schemes."""
    project = full_project()
    for scheme in project.schemes:
        analysis = analyse(project, scheme_id=scheme.id)
        assert len(bill_lines(opened(workbook_bytes(analysis)))) == len(analysis.bill.lines)


def test_a_longer_shed_changes_the_file() -> None:
    """One pitch more: 12.60 × 2.00 = 25.20 m², 21 stalls, 11 sockets, marking 22 × 2.00 + 12.60 = 56.60 m."""
    longer = Shed("shed-1", (0, 0), 0, 12.6, 2.0)
    scheme = Scheme("scheme-1", sheds=(longer,), module_id="compact", socket_ratio=Fraction(1, 2))
    plan = Project(schemes=(scheme,))
    book = opened(workbook_bytes(analyse(plan), language="zh_CN"))
    row = rows_of(book, "sheds")[HEAD_ROW]
    assert (row[5], row[8], row[11]) == (25.2, 21, 11)
    assert next(line[5] for line in bill_lines(book) if line[2] == "标线") == 56.6


def test_a_file_held_open_is_told_and_left_alone(
    small: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Windows does when Excel holds the file: replacing is refused, the old bytes and no litter stay."""
    path = tmp_path / "bill.xlsx"
    path.write_bytes(b"the old workbook")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(ExportError) as told:
        write_workbook(small, path)
    assert told.value.code == "file_is_open"
    assert "bill.xlsx" in sentence(told.value, "zh_CN") and "Excel" in sentence(told.value, "en")
    assert path.read_bytes() == b"the old workbook"
    assert [entry.name for entry in tmp_path.iterdir()] == ["bill.xlsx"]


def test_a_disk_that_is_full_keeps_the_old_file(
    small: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write that fails half way is told with its reason."""
    path = tmp_path / "bill.xlsx"
    path.write_bytes(b"the old workbook")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(saving, "replace_file", full)
    with pytest.raises(ExportError) as told:
        write_workbook(small, path)
    assert "disk is full" in sentence(told.value, "en")
    assert path.read_bytes() == b"the old workbook"


def test_writing_makes_the_file_of_the_same_bytes(small: Analysis, tmp_path: Path) -> None:
    """What is written is what `workbook_bytes` returns; an older file is replaced."""
    path = tmp_path / "bill.xlsx"
    path.write_bytes(b"older")
    write_workbook(small, path, language="en", picture=png())
    assert path.read_bytes() == workbook_bytes(small, language="en", picture=png())


def test_ground_that_two_sheds_share_counts_once() -> None:
    """Two sheds of 12 m face each other 2.50 m apart: their strips of 1.50 m share 12.00 × 0.50 = 6.00 m².

    Gross parking area 2 × 12.00 × 3.50 − 6.00 = 78.00 m², by formula from the rows.
    """
    pair = (Shed("shed-1", (0, 2.5), 0, 12.0, 2.0), Shed("shed-2", (12, 0), 180, 12.0, 2.0))
    analysis = analyse(Project(schemes=(Scheme("scheme-1", sheds=pair, module_id="compact"),)))
    data = workbook_bytes(analysis, language="zh_CN")
    formulas, values = opened(data, values=False), opened(data)
    found = {row[1]: number for number, row in enumerate(rows_of(values, "figures"), 1)}
    shared, gross = found["车棚与空地重叠的地面"], found["停车综合面积"]
    assert sheet_of(values, "figures").cell(shared, 3).value == 6.0
    assert sheet_of(values, "figures").cell(gross, 3).value == 78.0
    formula = sheet_of(formulas, "figures").cell(gross, 3).value
    assert Evaluator(formulas).number(formula, "主要指标") == Decimal("78.00")


_EXCEL_2007 = {
    "SUM", "ROUND", "ROUNDUP", "COUNT", "COUNTIF", "IF", "MAX", "MIN", "ABS", "SUMIF", "AND", "ISNUMBER",
    "TAN", "ACOS", "TEXT", "INT", "MOD",
}  # fmt: skip


def test_formulas_use_no_function_that_would_have_to_be_marked_as_newer_than_the_format(
    rich: Analysis,
) -> None:
    """The sheets do not look for such functions (`PlainSheet`); unmarked, Excel would show #NAME? for one."""
    used: set[str] = set()
    for blank_prices in (False, True):
        with zipfile.ZipFile(io.BytesIO(workbook_bytes(rich, blank_prices=blank_prices))) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/"):
                    text = archive.read(name).decode()
                    for formula in re.findall(r"<f>(.*?)</f>|<formula>(.*?)</formula>", text):
                        used |= set(
                            re.findall(r"([A-Z][A-Z0-9.]*)\(", re.sub(r"'[^']*'!", "", "".join(formula)))
                        )
    assert {"SUM", "ROUND"} <= used <= _EXCEL_2007
