"""The procurement workbook, read back with another library than the one that writes it."""

from __future__ import annotations

import ast
import io
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

from chargeplan.analysis import Analysis, analyse
from chargeplan.errors import ExportError
from chargeplan.files import workbook
from chargeplan.files.workbook import workbook_bytes, write_workbook
from chargeplan.files.workbook.pages import MISSING_FILL
from chargeplan.i18n import sentence
from chargeplan.model.project import Project
from chargeplan.model.scheme import Lot, Scheme, Shed

COVER, SUMMARY, BILL, SHEDS, LOTS, SUMS, PLAN, PRICES = range(8)
HEAD_ROW = 3


def rich_project() -> Project:
    """Return a plan with two new sheds, one that exists, a filled lot, and a device that has no price."""
    project = small_project()
    scheme = replace(
        project.schemes[0],
        sheds=(
            *project.schemes[0].sheds,
            Shed("shed-2", (40, 6), 0, 6.0, 3.2, 2, "Twelve-way shed", charger_id="pile_12"),
            Shed("shed-3", (2, 2), 90, 6.0, 2.0, 1, "Old shed", existing=True),
        ),
        lots=(*project.schemes[0].lots, Lot("lot-2", ((15, 33), (45, 33), (45, 37), (15, 37)), filled=True)),
    )
    return replace(project, schemes=(scheme,))


@pytest.fixture(scope="module")
def rich() -> Analysis:
    return analyse(rich_project())


@pytest.fixture(scope="module")
def small() -> Analysis:
    return analyse(small_project())


def opened(data: bytes, *, values: bool = True) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def rows_of(book: openpyxl.Workbook, sheet: int) -> list[tuple[object, ...]]:
    return list(book.worksheets[sheet].iter_rows(values_only=True))


def bill_lines(book: openpyxl.Workbook) -> list[tuple[object, ...]]:
    return [row for row in rows_of(book, BILL)[HEAD_ROW:] if isinstance(row[0], int)]


def test_sheets_stand_in_the_order_of_the_form(rich: Analysis) -> None:
    """Eight sheets, in the words that a procurement office expects."""
    assert opened(workbook_bytes(rich, language="zh_CN")).sheetnames == [
        "封面与编制说明", "汇总", "分部分项工程量清单", "车棚明细",
        "空地明细", "工程量计算书", "总平面图", "单价表",
    ]  # fmt: skip


def test_the_bill_has_the_nine_columns_of_the_standard(rich: Analysis) -> None:
    """序号 to 其中：暂估价, in this order and with these words."""
    head = rows_of(opened(workbook_bytes(rich, language="zh_CN")), BILL)[HEAD_ROW - 1]
    assert head == (
        "序号", "项目编码", "项目名称", "项目特征描述", "计量单位",
        "工程量", "综合单价", "合价", "其中：暂估价",
    )  # fmt: skip


def test_stored_values_are_those_of_the_bill(rich: Analysis) -> None:
    """Previews that do not calculate show quantity, rate and amount of every line."""
    lines = bill_lines(opened(workbook_bytes(rich)))
    assert [(row[1], row[5], row[6], row[7]) for row in lines] == [
        (line.code, float(line.work.quantity), float(line.unit_price_cny or 0), float(line.amount_cny or 0))
        for line in rich.bill.lines
    ]
    assert len({row[1] for row in lines}) == len(lines) > 25


def test_amounts_rates_and_totals_are_live_formulas(rich: Analysis) -> None:
    """A rate refers to the sheet of rates, an amount rounds quantity × rate, totals add amounts."""
    book = opened(workbook_bytes(rich, language="zh_CN"), values=False)
    for row in bill_lines(book):
        assert re.fullmatch(r"='单价表'!\$E\$\d+", str(row[6]))
        assert re.fullmatch(r"=ROUND\(F(\d+)\*G\1,2\)", str(row[7]))
    formulas = [row[7] for row in rows_of(book, BILL)[HEAD_ROW:] if row[0] is None and row[7]]
    assert [bool(re.fullmatch(r"=SUM\(H\d+:H\d+\)", text)) for text in formulas[:-1]] == [True] * 8
    assert re.fullmatch(r"=H\d+(\+H\d+){7}", formulas[-1])


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

    def formula(self, text: str, sheet: str) -> Decimal:
        def python(match: re.Match[str]) -> str:
            where = (match.group(1) or sheet).replace("''", "'")
            cells = (match.group(2) + (match.group(3) or "")).replace("$", "")
            return f"CELLS({where!r}, {cells!r})"

        tree = ast.parse(self._REFERENCE.sub(python, text.removeprefix("=")), mode="eval")
        return sum(self._values(tree.body), Decimal(0))

    def cell(self, sheet: str, place: str) -> list[Decimal]:
        value = self.book[sheet][place].value
        if isinstance(value, str) and value.startswith("=") and self.book[sheet][place].data_type == "f":
            return [self.formula(value, sheet)]
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

    def _called(self, name: str, arguments: list[ast.expr]) -> list[Decimal]:
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
                if cell.data_type == "f":
                    stored = values[sheet.title][cell.coordinate].value
                    found = float(evaluator.formula(cell.value, sheet.title))
                    assert found == pytest.approx(stored, abs=1e-9), (sheet.title, cell.coordinate)
                    checked += 1
    assert checked > 150


def test_totals_of_details_and_summary_are_formulas_over_the_rows(rich: Analysis) -> None:
    """Roofed area, stalls and sockets of the summary lead to the sums of the rows of new sheds."""
    data = workbook_bytes(rich, language="zh_CN")
    book, values = opened(data, values=False), opened(data)
    total = next(row for row in book.worksheets[SHEDS].iter_rows() if row[1].value == "新建合计")
    assert total[5].value == "=SUM(F4:F5)"
    found = {
        row[1]: (row[2], value[2])
        for row, value in zip(rows_of(book, SUMMARY), rows_of(values, SUMMARY), strict=True)
    }
    assert found["顶盖投影面积"][0] == f"='车棚明细'!$F${total[5].row}"
    assert found["新建车位"][0].startswith("='车棚明细'!")
    assert found["顶盖投影面积"][1] == pytest.approx(24.00 + 19.20)
    assert found["停车综合面积"][1] == pytest.approx(float(rich.totals.gross_area_m2))
    assert found["新建车位"][1] == rich.totals.stalls
    assert found["清单合计"][1] == pytest.approx(float(rich.bill.total_cny))
    assert found["含税合计"][1] == pytest.approx(float(rich.bill.total_with_tax_cny))


def test_what_exists_stands_apart_and_counts_in_no_total(rich: Analysis) -> None:
    """The old shed is below the total of the new ones."""
    rows = [row[1] for row in rows_of(opened(workbook_bytes(rich, language="zh_CN")), SHEDS)]
    assert rows.index("Old shed") > rows.index("新建合计")
    assert "现状（不计入清单）" in rows


def test_quantity_sheet_shows_every_sum(rich: Analysis) -> None:
    """Each part's sum stands there as text and live formula; the rounded total is the bill's quantity."""
    data = workbook_bytes(rich, language="zh_CN")
    texts, values = rows_of(opened(data, values=False), SUMS), rows_of(opened(data), SUMS)
    marking = next(number for number, row in enumerate(texts) if row[2] == "标线")
    assert texts[marking + 1][2:5] == ("Shed 1", "21 × 2.00 + 12.00", "=21 * 2.00 + 12.00")
    assert values[marking + 1][4] == 54.0
    totals = {row[1]: row[6] for row in values[HEAD_ROW:] if isinstance(row[0], int)}
    assert totals == {line.code: float(line.work.quantity) for line in rich.bill.lines}


def test_a_missing_price_colours_itself_and_every_total_above(rich: Analysis) -> None:
    """The twelve-way pile has no price: formula 0, shown 待询价, coloured up to the cover."""
    assert rich.bill.missing_price_count == 1
    book = opened(workbook_bytes(rich, language="zh_CN"))
    colour = "FF" + MISSING_FILL[1:]
    sheet = book.worksheets[BILL]
    line = next(row for row in sheet.iter_rows(min_row=HEAD_ROW + 1) if "12路" in str(row[2].value))
    assert line[6].value == line[7].value == 0
    assert '[=0]"待询价"' in line[6].number_format and '[=0]"待询价"' in line[7].number_format
    coloured = {
        (number, row[2 if number == BILL else 1].value if number else row[0].value)
        for number in (COVER, SUMMARY, BILL)
        for row in book.worksheets[number].iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == colour
    }
    assert coloured == {
        (COVER, "合计（元，不含税）"), (COVER, "合计（元，含税）"),
        (SUMMARY, "电气设备安装工程"), (SUMMARY, "清单合计"), (SUMMARY, "增值税"), (SUMMARY, "含税合计"),
        (SUMMARY, "每车位造价（不含税）"), (SUMMARY, "每充电插座造价（不含税）"),
        (BILL, "其他电器（12路智能充电桩）"), (BILL, "小计（电气设备安装工程）"), (BILL, "合计"),
    }  # fmt: skip
    price = next(
        row
        for row in book.worksheets[PRICES].iter_rows(min_row=HEAD_ROW + 1)
        if row[1].value == line[1].value
    )
    assert price[4].value is None and price[4].fill.fgColor.rgb == colour


def test_nothing_is_coloured_when_all_prices_are_there(small: Analysis) -> None:
    """The plan with piles of ten has every price."""
    book = opened(workbook_bytes(small))
    fills = {cell.fill.fgColor.rgb for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert "FF" + MISSING_FILL[1:] not in fills


def test_a_bill_for_bidders_tells_no_price(rich: Analysis) -> None:
    """Rates are empty, amounts live and 0; no reference price, range or basis is in any part of the file."""
    data = workbook_bytes(rich, language="zh_CN", blank_prices=True)
    for row in bill_lines(opened(data)):
        assert row[6] is None
        assert row[7] == 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert "参考价" not in text and "待询价" not in text
    for price in rich.bill.price_book.prices.values():
        assert price.basis["zh_CN"] not in text
    numbers = {
        value for row in rows_of(opened(data), PRICES) for value in row[4:] if isinstance(value, float)
    }
    assert numbers <= {0.0}


def test_a_bidders_rates_work_through_to_the_total(small: Analysis) -> None:
    """With 2.00 typed for every rate the total is twice the sum of quantities, each line rounded."""
    book = opened(workbook_bytes(small, blank_prices=True), values=False)
    sheet = book.worksheets[BILL]
    for row in sheet.iter_rows(min_row=HEAD_ROW + 1):
        if isinstance(row[0].value, int):
            row[6].value = 2.0
    total = Evaluator(book).formula(f"=H{sheet.max_row}", sheet.title)
    assert total == sum(
        ((line.work.quantity * 2).quantize(Decimal("0.01"), ROUND_HALF_UP) for line in small.bill.lines),
        Decimal(0),
    )


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
        bill=replace(project.bill, employer=name, prepared_by=name),
        notes=name,
    )
    data = workbook_bytes(analyse(project), picture=png())
    book = opened(data, values=False)
    shown = re.sub("[\x00-\x08\x0b-\x1f\ud800-\udfff]", " ", name)[:32_767]
    cell = book.worksheets[SHEDS].cell(HEAD_ROW + 1, 2)
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
    assert ("编制日期", "待填写") in rows_of(book, COVER)


def test_pages_are_ready_to_print(rich: Analysis) -> None:
    """A4 landscape, repeated and frozen heads, page numbers, no merged cells, nothing hidden."""
    book = opened(workbook_bytes(rich, picture=png()))
    for number, sheet in enumerate(book.worksheets):
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.oddFooter.center.text and "&P" in sheet.oddFooter.center.text
        assert sheet.sheet_state == "visible"
        assert not sheet.merged_cells.ranges
        assert not any(dimension.hidden for dimension in sheet.row_dimensions.values())
        if number in (SUMMARY, BILL, SHEDS, LOTS, SUMS, PRICES):
            assert sheet.freeze_panes == f"A{HEAD_ROW + 1}"
            assert sheet.print_title_rows == f"$1:${HEAD_ROW}"
            assert sheet.print_area


def test_features_fit_their_rows(rich: Analysis) -> None:
    """A row of features is at least as high as its lines of nine points."""
    sheet = opened(workbook_bytes(rich, language="zh_CN")).worksheets[BILL]
    for row in sheet.iter_rows(min_row=HEAD_ROW + 1):
        if isinstance(row[0].value, int):
            lines = str(row[3].value).count("\n") + 1
            assert sheet.row_dimensions[row[0].row].height >= 11.5 * lines


def test_a_name_of_a_page_does_not_make_a_page_of_every_row(small: Analysis) -> None:
    """5,000 letters stay whole in the details, in a row of some lines, and are cut where they only refer."""
    shed = replace(small.scheme.sheds[0], name="x" * 5000)
    plan = replace(small.project, schemes=(replace(small.scheme, sheds=(shed,)),))
    book = opened(workbook_bytes(analyse(plan)))
    details, sums = book.worksheets[SHEDS], book.worksheets[SUMS]
    assert details.cell(HEAD_ROW + 1, 2).value == shed.name
    assert details.row_dimensions[HEAD_ROW + 1].height < 120
    parts = [row[2] for row in sums.iter_rows(min_row=HEAD_ROW + 1) if str(row[2].value).startswith("xxx")]
    assert parts
    assert {len(str(cell.value)) for cell in parts} == {60}
    assert max(sums.row_dimensions[cell.row].height or 0 for cell in parts) < 60


def test_cover_says_what_is_not_certain(rich: Analysis) -> None:
    """Three areas by name, both editions, reference prices, the structure, and every code to be verified."""
    text = "\n".join(str(row) for row in rows_of(opened(workbook_bytes(rich, language="zh_CN")), COVER))
    for words in (
        "顶盖投影面积 43.20", "建筑面积 21.60", f"停车综合面积 {rich.totals.gross_area_m2}", "GB 50500-2013",
        "GB/T 50500-2024", "2025-09-01", "参考价", "结构未经计算", "待询价",
    ):  # fmt: skip
        assert words in text, words
    for line in rich.bill.lines:
        assert (line.code in text) is (not line.work.verified)


def test_the_picture_is_on_its_sheet(small: Analysis) -> None:
    """The picture's own bytes are in the file, in its own proportions; without one the sheet says so."""
    picture = png(400, 200)
    data = workbook_bytes(small, picture=picture)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("xl/media/image1.png") == picture
    (image,) = opened(data).worksheets[PLAN]._images
    assert image.width / image.height == pytest.approx(2.0, rel=0.02)
    texts = {value for row in rows_of(opened(workbook_bytes(small, language="en")), PLAN) for value in row}
    assert "This workbook was made without the picture." in texts


def test_something_else_than_a_picture_is_refused(small: Analysis) -> None:
    """A JPEG or a text is no PNG."""
    with pytest.raises(ExportError):
        workbook_bytes(small, picture=b"\xff\xd8\xff\xe0 no png at all, but long enough to be one")


def test_an_empty_plan_makes_a_workbook() -> None:
    """Nothing planned: eight sheets, totals of 0."""
    book = opened(workbook_bytes(analyse(Project()), language="zh_CN"))
    assert len(book.sheetnames) == 8
    assert {row[1]: row[2] for row in rows_of(book, SUMMARY)}["清单合计"] == 0


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
    row = rows_of(book, SHEDS)[HEAD_ROW]
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

    monkeypatch.setattr(workbook, "replace_file", full)
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
    found = {row[1]: number for number, row in enumerate(rows_of(values, SUMMARY), 1)}
    shared, gross = found["车棚与空地重叠的地面"], found["停车综合面积"]
    assert values.worksheets[SUMMARY].cell(shared, 3).value == 6.0
    assert values.worksheets[SUMMARY].cell(gross, 3).value == 78.0
    formula = formulas.worksheets[SUMMARY].cell(gross, 3).value
    assert Evaluator(formulas).formula(formula, "汇总") == Decimal("78.00")


_EXCEL_2007 = {"SUM", "ROUND", "ROUNDUP", "COUNT", "COUNTIF", "IF", "MAX", "MIN", "ABS", "SUMIF"}


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
