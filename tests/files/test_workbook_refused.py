"""What a procurement office rejects at once, looked for in the workbooks of every example, edition and kind.

The list is that of Shanghai's cost consultants: duplicate codes, mixed editions, brands, generic features,
quantities without a sum, units that are not the standard's, sums that are not the summary's, safety that is
contested, reference prices in a blank bill, merged cells, hidden rows, formulas as text, no date, tax twice.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from chargeplan.analysis import Analysis, analyse, in_edition
from chargeplan.files.project_file import read_project
from chargeplan.files.workbook import workbook_bytes
from chargeplan.model.bill_settings import BillEdition
from chargeplan.resources import examples_folder
from tests.files.workbook_for_tests import full_bill_settings, rich_project

EXAMPLES = sorted(path.stem for path in examples_folder().glob("*.chargeplan"))
ALL = [(name, edition) for name in EXAMPLES for edition in BillEdition]
HEAD_ROW = 4
CENT = Decimal("0.01")

STANDARD_UNITS = {
    "010101001": "m²", "010101002": "m³", "010101004": "m³", "010101007": "m³", "010103001": "m³",
    "010103002": "m³", "010404001": "m³", "010501001": "m³", "010501003": "m³", "010507001": "m²",
    "010507002": "m²", "010507003": "m", "010515001": "t", "010516001": "t", "010603003": "t",
    "010604001": "t", "010606001": "t", "010606002": "t", "010606013": "t", "010901002": "m²",
    "010901003": "m²", "010901005": "m²", "010902004": "m", "010902007": "m²", "011210002": "m²",
    "011701006": "m²", "011702001": "m²", "030404017": "台", "030404035": "个", "030404036": "台",
    "030408001": "m",
    "030408003": "m", "030408005": "m", "030408006": "个", "030409001": "根", "030409002": "m",
    "030411001": "m", "030411004": "m", "030411006": "个", "030412002": "套", "030414002": "系统",
    "030414011": "系统", "030414015": "次", "030501012": "台", "030502005": "m", "030507008": "台",
    "030507013": "台", "030507017": "系统", "030901001": "m", "030901003": "个", "030901008": "组",
    "030901013": "具", "030904001": "个", "030905001": "系统", "030905002": "点", "040203007": "m²",
    "040205004": "块", "040205006": "m", "040205007": "个", "040103002": "m³", "041001001": "m²",
    "041001007": "m³", "050101006": "m²", "050102012": "m²",
}  # fmt: skip
"""Units of GB 50854, 50856, 50857 and 50858-2013, one where the standard gives a choice (memory)."""

CODES_OF_2024 = {"030409001", "030409003"}


@dataclass(frozen=True)
class Given:
    """The workbooks of one example in one edition, in Chinese, with prices and without."""

    analysis: Analysis
    edition: BillEdition
    priced: openpyxl.Workbook
    blank: openpyxl.Workbook
    formulas: openpyxl.Workbook

    @property
    def both(self) -> tuple[openpyxl.Workbook, openpyxl.Workbook]:
        return self.priced, self.blank


@pytest.fixture(scope="module", params=ALL, ids=lambda param: f"{param[0]}-{param[1].value}")
def given(request: pytest.FixtureRequest) -> Given:
    name, edition = request.param
    analysis = in_edition(
        analyse(read_project(examples_folder() / f"{name}.chargeplan"), effort="live"), edition
    )
    return given_of(analysis, edition)


def given_of(analysis: Analysis, edition: BillEdition) -> Given:
    priced = workbook_bytes(analysis, language="zh_CN")
    blank = workbook_bytes(analysis, language="zh_CN", blank_prices=True)
    return Given(
        analysis,
        edition,
        openpyxl.load_workbook(io.BytesIO(priced), data_only=True),
        openpyxl.load_workbook(io.BytesIO(blank), data_only=True),
        openpyxl.load_workbook(io.BytesIO(priced)),
    )


def bills(book: openpyxl.Workbook) -> list[Worksheet]:
    return [sheet for sheet in book.worksheets if sheet.title.startswith("分部分项 ")]


def lines(book: openpyxl.Workbook) -> list[tuple[object, ...]]:
    """Return number, code, item, features, unit, quantity, rate, amount and provisional of every line."""
    return [
        row
        for sheet in bills(book)
        for row in sheet.iter_rows(min_row=HEAD_ROW + 1, values_only=True)
        if isinstance(row[0], int)
    ]


def rows(book: openpyxl.Workbook, sheet: str) -> list[tuple[object, ...]]:
    return list(book[sheet].iter_rows(values_only=True))


def money(value: object) -> Decimal:
    return Decimal(str(value or 0)).quantize(CENT, ROUND_HALF_UP)


def numbers(book: openpyxl.Workbook) -> Iterator[tuple[str, float]]:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, int | float):
                    yield f"{sheet.title}!{cell.coordinate}", float(cell.value)


def test_no_code_stands_twice(given: Given) -> None:
    """Neither of the lines nor of the measures by rate; national codes have twelve digits."""
    for book in given.both:
        codes = [str(row[1]) for row in lines(book)]
        codes += [str(row[1]) for row in rows(book, "总价措施项目清单与计价表")[3:] if str(row[1])[:1] == "0"]
        assert codes
        assert [code for code, count in Counter(codes).items() if count > 1] == []
        assert all(re.fullmatch(r"\d{12}|0[1-5]B\d{3}", code) for code in codes)


def test_editions_are_not_mixed(given: Given) -> None:
    """2013: every code national and of that edition. 2024: the two that are known, else the bill's own."""
    for row in lines(given.blank):
        code = str(row[1])
        if given.edition is BillEdition.GB_2013:
            assert code[:9] in STANDARD_UNITS
        else:
            assert code[:9] in CODES_OF_2024 or code[2] == "B"
    for sheet in ("封面", "扉页"):
        text = str(rows(given.blank, sheet))
        wanted, other = "50500-2013", "50500-2024"
        if given.edition is BillEdition.GB_2024:
            wanted, other = other, wanted
        assert wanted in text and other not in text


def test_units_of_works_keep_to_one_measurement_standard(given: Given) -> None:
    """Civil works 01, installation 03, outdoor works 04, planting 05: professions are not mixed in a bill."""
    professions = {"土建工程": "01", "安装工程": "03", "室外（市政）工程": "04", "绿化工程": "05"}
    for sheet in bills(given.priced):
        codes = [str(row[1]) for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)]
        assert {code[:2] for code in codes} == {professions[sheet.title.removeprefix("分部分项 ")]}


def test_units_are_those_of_the_standard(given: Given) -> None:
    """Code by code; an extinguisher's case is counted as 组, the other unit of 030901013."""
    of_kind = {line.code: line.work.kind for line in given.analysis.bill.lines}
    known = {item.id: item.code for item in analyse(rich_project()).references.work_items.items}
    for row in lines(given.priced):
        national = known[of_kind[str(row[1])].id]
        units = {STANDARD_UNITS[national]} | ({"组"} if national == "030901013" else set())
        assert row[4] in units, row


def test_features_are_the_items_own(given: Given) -> None:
    """Numbered, each with what it is of; no drawing to be looked at, nothing that is considered together."""
    for row in lines(given.blank):
        features = str(row[3]).split("\n")
        assert [feature.split(".")[0] for feature in features] == [
            str(number) for number in range(1, len(features) + 1)
        ]
        assert not re.search("详见|见图|综合考虑|按设计|本工程全部|\\{|\\}", str(row[3])), row
        assert len(str(row[3])) >= len("1. 基础类型：独立基础")


def test_types_of_makers_are_or_the_like(given: Given) -> None:
    """What sounds like a maker's type is followed by 或相当于; the notes say it of all that is named."""
    assert "或相当于该品牌" in str(rows(given.blank, "总说明"))
    for row in lines(given.blank):
        for feature in str(row[3]).split("\n"):
            if re.search(r"MFZ|YJ[VY]", feature):
                assert "（或相当于）" in feature, feature


def test_every_quantity_has_its_sum(given: Given) -> None:
    """Each code's sums, none of them empty, add up to its quantity, which is that of the bill."""
    quantities = {str(row[1]): Decimal(str(row[5])) for row in lines(given.priced)}
    for book in given.both:
        found: dict[str, list[Decimal]] = {}
        code = ""
        for row in rows(book, "工程量计算书")[3:]:
            if row[1]:
                code = str(row[1])
                found[code] = []
                assert Decimal(str(row[6])) == quantities[code]
            else:
                assert re.search(r"\d.* =$", str(row[3])) and str(row[2]).strip(), row
                found[code].append(Decimal(str(row[4])))
        assert found.keys() == quantities.keys()
        for code, values in found.items():
            step = Decimal(1).scaleb(quantities[code].as_tuple().exponent)  # type: ignore[arg-type]
            assert values and abs(sum(values) - quantities[code]) <= step, code


def test_sheets_and_summaries_agree(given: Given) -> None:
    """Pages, chapters, unit, job and project, worked out from ROUND(quantity × rate, 2) of every line."""
    book, grand = given.priced, Decimal(0)
    units = [sheet.title.removeprefix("分部分项 ") for sheet in bills(book)]
    measures, others = rows(book, "总价措施项目清单与计价表"), rows(book, "其他项目")
    taxed = Decimal(0)
    for unit in units:
        sheet = rows(book, f"分部分项 {unit}")[HEAD_ROW:]
        amounts = []
        for row in sheet:
            if isinstance(row[0], int):
                worked = money(Decimal(str(row[5])) * Decimal(str(row[6])))
                assert money(row[7]) == worked, row
                amounts.append(worked)
        pages = [money(row[7]) for row in sheet if row[2] == "本页小计"]
        chapters = [money(row[7]) for row in sheet if str(row[2]).startswith("小计（")]
        assert sum(amounts) == sum(pages) == sum(chapters) == money(sheet[-1][7])
        summary = {str(row[1]): money(row[2]) for row in rows(book, f"单位工程汇总 {unit}")[3:]}
        by_rate, other = (
            money(next(row[at] for row in table[start:] if row[2 if at == 6 else 1] == "合计"))
            for table, at, start in (
                (measures, 6, next(i for i, row in enumerate(measures) if row[2] == unit)),
                (others, 2, next(i for i, row in enumerate(others) if row[1] == unit)),
            )
        )
        assert summary["分部分项工程"] + summary["措施项目"] == sum(amounts) + by_rate
        before = sum(amounts) + by_rate + other
        assert summary["不含税合计"] == before
        assert summary["含税合计"] == before + money(before * 9 / 100)
        job = next(row for row in rows(book, "单项工程汇总")[4:] if row[1] == unit)
        assert [money(value) for value in job[2:5]] == [
            before, money(before * 9 / 100), summary["含税合计"],
        ]  # fmt: skip
        grand += before
        taxed += summary["含税合计"]
    project = rows(book, "建设项目汇总")[-1]
    assert (money(project[2]), money(project[4])) == (grand, taxed)
    assert str(given.analysis.bill.total_with_tax_cny) == str(taxed)
    title = {str(row[0]): row[1] for row in rows(book, "扉页")}
    assert money(title["合计（元，含税）"]) == taxed


def test_safety_is_not_contested(given: Given) -> None:
    """In a blank bill its rate of 4 % is a locked number, and its amount a locked formula over the works."""
    sheet = given.blank["总价措施项目清单与计价表"]
    found = [row for row in sheet.iter_rows(min_row=4) if str(row[2].value).startswith("安全")]
    assert len(found) == len(given.analysis.bill.units)
    for row in found:
        assert row[5].value == 4 and row[5].protection.locked and row[6].protection.locked
        assert "不可竞争" in str(row[9].value)
    assert sheet.protection.sheet


def test_a_blank_bill_tells_no_amount(given: Given) -> None:
    """No rate, and no figure anywhere that is an amount of 100.00 or more of the reference, or a total.

    What the employer puts in is told to all: the contingency, the only other item that these plans have.
    """
    assert all(row[6] is None and not row[7] for row in lines(given.blank))
    bill = given.analysis.bill
    told = {line.amount_cny for line in bill.lines} | {bill.total_cny, bill.tax_cny, bill.total_with_tax_cny}
    told |= {amount for unit in bill.units for amount in (unit.total_cny, unit.tax_cny, unit.sectional_cny)}
    secret = {float(amount) for amount in told if amount is not None and amount >= 100}
    assert [place for place, value in numbers(given.blank) if value in secret] == []
    text = "".join(
        str(cell.value) for sheet in given.blank.worksheets for row in sheet.iter_rows() for cell in row
    )
    assert "参考价" not in text and "控制价" not in text and "待询价" not in text


def test_nothing_is_merged_or_hidden(given: Given) -> None:
    """Cells are merged in heads and on the cover alone; no row, column or sheet is hidden."""
    for book in given.both:
        for sheet in book.worksheets:
            assert sheet.sheet_state == "visible"
            assert not any(row.hidden or row.height == 0 for row in sheet.row_dimensions.values())
            assert not any(column.hidden for column in sheet.column_dimensions.values())
            if sheet.title not in ("封面", "扉页"):
                assert all(area.max_row <= HEAD_ROW for area in sheet.merged_cells.ranges), sheet.title


def test_no_formula_is_text_and_none_has_an_error(given: Given) -> None:
    """Texts do not begin like formulas; neither formulas nor stored values hold an error."""
    for book in (*given.both, given.formulas):
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    text = str(cell.value)
                    assert cell.data_type != "e" and "#REF" not in text and "#VALUE" not in text, cell
                    assert cell.data_type == "f" or not text.startswith(("=", "+", "@")), cell


def test_what_the_bill_rests_on_has_its_date(given: Given) -> None:
    """Edition, quota, month of prices and the plan's date, on notes, cover and title page."""
    day = given.analysis.project.plan_date
    assert day is not None
    for book in given.both:
        notes = next(str(row[1]) for row in rows(book, "总说明") if "编制依据" in str(row[0]))
        assert day.isoformat() in notes and "50500" in notes
        assert day.isoformat() in str(rows(book, "封面")) and day.isoformat() in str(rows(book, "扉页"))
    assert "信息价月份" in str(rows(given.priced, "总说明")) and "定额：" in str(rows(given.priced, "总说明"))


def test_a_plan_without_a_date_asks_for_it() -> None:
    """It is to be filled in, never left out or made up."""
    analysis = analyse(replace(rich_project(), plan_date=None))
    book = given_of(analysis, BillEdition.GB_2013).priced
    notes = next(str(row[1]) for row in rows(book, "总说明") if "编制依据" in str(row[0]))
    assert "待填写" in notes


def test_tax_is_added_once() -> None:
    """Works, measures, others and fees, then 9 % once; neither rates nor other items have tax in them.

    Fifteen thousand of other items: 10,000.00 + 300.00 + 1,000.00 and the contingency; materials of 5,000.00
    are part of rates and not taxed again.
    """
    plan = replace(rich_project(), bill=full_bill_settings())
    given = given_of(analyse(plan), BillEdition.GB_2013)
    for unit in given.analysis.bill.units:
        title = unit.works.title["zh_CN"]
        summary = {str(row[1]): money(row[2]) for row in rows(given.priced, f"单位工程汇总 {title}")[3:]}
        parts = sum(summary[part] for part in ("分部分项工程", "措施项目", "其他项目", "规费"))
        assert summary["不含税合计"] == parts
        assert summary["增值税 9 %"] == money(parts * 9 / 100)
        assert summary["含税合计"] == parts + summary["增值税 9 %"]
    first = given.analysis.bill.units[0].other
    assert first.total_cny - first.contingency.amount_cny == Decimal("11300.00")
