"""Registers as people keep them: what is read, what is unknown, and every doubt is told with its cell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dirty_registers import HEADS, codes, read_rows, told, workbook, written

from chargeplan.errors import ImportFileError
from chargeplan.files.town_layout import Layout
from chargeplan.files.town_register import read_register
from chargeplan.files.town_remarks import RemarkKind
from chargeplan.i18n import LANGUAGES
from chargeplan.town.register import CoordinateSystem, Facilities, Hazards, Place

TWO_ROWS_OF_HEADS = (
    [
        "序号",
        "小区\n名称",
        "居委",
        "户数（户）",
        "现有设施",
        None,
        None,
        "建筑面积（万㎡）",
        "隐患",
        None,
        "联系人",
    ],
    [None, None, None, None, "车位", "充电设施", "充电口", None, "飞线", "楼道充电", None],
)


def test_a_plain_register(tmp_path: Path) -> None:
    """Title, headings, an estate a row; nothing to remark but the blanks."""
    reading = read_rows(
        tmp_path,
        ["川沙新镇台账"],
        ["小区编号", "小区名称", "户数", "现有车位", "经度", "纬度", "坐标系", "数据性质"],
        ["A1", "甲苑", 300, 40, 121.7, 31.19, "GCJ02", "示意"],
        ["A2", "乙苑", 200, None, 121.71, 31.2, "WGS84", None],
    )
    first, second = reading.register.rows
    assert reading.register.title == "川沙新镇台账"
    assert (first.code, first.name, first.households, first.sheet_row) == ("A1", "甲苑", 300, 3)
    assert first.place == Place(121.7, 31.19, CoordinateSystem.GCJ02)
    assert (first.illustrative, second.illustrative) == (True, False)
    assert second.existing == Facilities()
    assert reading.doubtful == ()
    assert told(reading) == [("台账!D", "blank")]
    assert reading.remarks[0].sentence("en") == "Blank cells count as unknown: 1 of 2"


def test_two_rows_of_headings_below_a_title_and_a_date(tmp_path: Path) -> None:
    """Words of the upper row hold for the columns below it; the date above is that of every row."""
    reading = read_rows(
        tmp_path,
        ["全镇汇总表"],
        ["数据截止日期：2026年9月30日", None, None, "单位：城运中心"],
        *TWO_ROWS_OF_HEADS,
        [1, "甲苑", "第一居委", 300, 40, 5, 10, 5.6, "无", 2, "张"],
    )
    (row,) = reading.register.rows
    assert (reading.layout.heading_row, reading.layout.heading_rows) == (3, 2)
    assert row.existing == Facilities(40, 5, 10)
    assert row.hazards == Hazards(0, 2, None)
    assert row.floor_area_m2 == Decimal(56000)
    assert row.as_of == date(2026, 9, 30)
    assert told(reading) == [
        ("台账!A2", "as_of_above"),
        ("台账!4", "made_codes"),
        ("台账!A4", "column_not_read"),
        ("台账!H4", "unit_of_heading"),
        ("台账!K4", "column_not_read"),
        ("台账!I5", "nothing_is_zero"),
    ]


def test_the_title_is_the_longest_line_that_is_none_of_the_others(tmp_path: Path) -> None:
    """Not what the annex is called, nor the date or who filled it in."""
    lines = (["附件1"], ["川沙新镇小区台账"], ["填报人：张三、李四、王五、赵六", "截至2026年6月30日"])
    reading = read_rows(tmp_path, *lines, HEADS, ["1", "甲苑", 9])
    assert reading.register.title == "川沙新镇小区台账"
    assert reading.register.rows[0].as_of == date(2026, 6, 30)


def test_a_longer_name_above_columns_is_their_group_too(tmp_path: Path) -> None:
    reading = read_rows(
        tmp_path,
        ["小区名称", "户数", "现有充电设施情况（2026年）", None, "方案后（拟建）", None],
        [None, None, "充电桩", "充电口", "充电桩", "充电口"],
        ["甲苑", 300, 1, 2, 3, 4],
    )
    (row,) = reading.register.rows
    assert (row.existing, row.stated_after) == (Facilities(None, 1, 2), Facilities(None, 3, 4))


def test_titles_merged_over_the_table_are_no_groups_of_columns(tmp_path: Path) -> None:
    reading = read_rows(
        tmp_path,
        ["现有设施", None, None],
        HEADS,
        ["1", "甲苑", 9],
        change=lambda sheet: sheet.merge_cells("A1:C1"),
    )
    assert reading.layout.heading_rows == 1
    assert reading.register.rows[0].households == 9


@pytest.mark.parametrize(
    "heading", ["户数", "总户数", "户数(户)", " 户 数 ", "Households", "居民户数（户）", "总户数\n(户)"]
)
def test_spellings_of_a_heading(tmp_path: Path, heading: str) -> None:
    reading = read_rows(tmp_path, ["小区", heading], ["甲苑", 300])
    assert reading.register.rows[0].households == 300
    assert reading.certainty["households"] == 1


def test_the_fitting_sheet_is_found_and_a_hidden_one_only_where_there_is_no_other(tmp_path: Path) -> None:
    def more_sheets(sheet: Any) -> None:
        sheet.title = "说明"
        other = sheet.parent.create_sheet("明细")
        hidden = sheet.parent.create_sheet("旧")
        hidden.sheet_state = "hidden"
        for target, name in ((other, "甲苑"), (hidden, "丙苑")):
            target.append(HEADS if target is other else (*HEADS, "居委", "地址"))
            target.append(["1", name, 5])

    reading = read_rows(tmp_path, ["填表说明"], ["一、按实填写"], change=more_sheets)
    assert (reading.sheet, reading.register.rows[0].name) == ("明细", "甲苑")
    alone = read_rows(tmp_path, HEADS, ["1", "甲苑", 5], change=lambda sheet: (
        sheet.parent.create_sheet("空"), setattr(sheet, "sheet_state", "hidden")
    ))  # fmt: skip
    assert told(alone) == [("台账", "hidden_sheet")]


def test_rows_that_are_no_estates_are_told(tmp_path: Path) -> None:
    """Sums, headings of the next page, notes, blanks; a row with neither name nor code is refused."""
    reading = read_rows(
        tmp_path,
        HEADS,
        ["1", "甲苑", 300],
        [],
        [None, "第一居委小计", 300],
        HEADS,
        ["2", "乙苑", 200],
        [None, None, 77],
        ["合 计", None, 500],
        ["注：户数为年底数"],
        [None, "填表人：张三"],
    )
    assert codes(reading) == ["1", "2"]
    assert told(reading) == [
        ("台账!4", "sum_row"),
        ("台账!5", "heading_row"),
        ("台账!7", "no_estate"),
        ("台账!8", "sum_row"),
        ("台账!9", "note_row"),
        ("台账!10", "note_row"),
    ]
    assert reading.remarks[2].kind is RemarkKind.REFUSED


def test_bands_titles_and_page_numbers_between_estates_are_no_estates(tmp_path: Path) -> None:
    """A name alone is an estate of which nothing is known, which is doubted; other lone texts are none."""
    reading = read_rows(
        tmp_path,
        ["川沙新镇台账"],
        HEADS,
        ["一、第一居委"],
        ["1", "甲苑", 300],
        [None, "乙苑"],
        ["川沙新镇台账"],
        ["第 1 页 共 2 页"],
        ["2", "丙苑", 200],
    )
    assert [row.name for row in reading.register.rows] == ["甲苑", "乙苑", "丙苑"]
    assert told(reading, "made_code", "no_households") == [
        ("台账!3", "note_row"),
        ("台账!B5", "only_name"),
        ("台账!6", "heading_row"),
        ("台账!7", "note_row"),
    ]


def test_numbers_that_begin_anew_are_doubtful_codes(tmp_path: Path) -> None:
    """1, 2, 1, 2: half of them differ, and codes should."""
    reading = read_rows(tmp_path, HEADS, *[[number % 2, f"小区{number}", 9] for number in range(4)])
    assert reading.doubtful == ("code",)


def test_a_sum_that_differs_from_what_stands_above_is_doubted(tmp_path: Path) -> None:
    """300 + 200 = 500 in all and 200 since the subtotal; 499 is neither."""
    rows = (HEADS, ["1", "甲苑", 300], [None, "小计", 300], ["2", "乙苑", 200], [None, "小计", 200])
    right = read_rows(tmp_path, *rows, [None, "总计", 500])
    assert told(right, "sum_row") == []
    wrong = read_rows(tmp_path, *rows, [None, "总计", 499])
    assert told(wrong, "sum_row") == [("台账!C6", "wrong_sum")]
    assert wrong.remarks[-1].sentence("en") == "The sum is 499, but the estates above add up to 500"


def test_codes_are_made_of_names_and_doubles_are_kept_out_with_both_rows(tmp_path: Path) -> None:
    """Two estates of one name stay; a second one of a code does not, whatever the case of its letters."""
    reading = read_rows(
        tmp_path,
        HEADS,
        ["a1", "甲苑", 1],
        [None, "乙苑", 2],
        [None, "乙苑", 3],
        ["\uff211", "丙苑", 4],
        ["7", None, 5],
        ["乙苑-2", "丁苑", 6],
    )
    assert codes(reading) == ["a1", "乙苑", "乙苑-3", "7", "乙苑-2"]
    assert reading.register.rows[3].name == "7"
    assert told(reading) == [
        ("台账!A3", "made_code"),
        ("台账!A4", "made_code"),
        ("台账!B4", "same_name"),
        ("台账!A5", "duplicate_code"),
        ("台账!B6", "no_name"),
    ]
    double = reading.remarks[3]
    assert (double.kind, double.estate_code) == (RemarkKind.REFUSED, "a1")
    assert double.sentence("en") == "\uff211 is the code of 甲苑 in row 2 already: 丙苑 is left out"


def test_blanks_are_counted_of_all_rows_also_those_of_a_second_code(tmp_path: Path) -> None:
    rows = (["1", "甲苑", 9, 4], ["1", "乙苑", 9, None], ["1", "丙苑", 9, None])
    reading = read_rows(tmp_path, [*HEADS, "楼栋数"], *rows)
    (blank,) = (remark for remark in reading.remarks if remark.code == "blank")
    assert blank.sentence("en") == "Blank cells count as unknown: 2 of 3"


def test_errors_and_formulas_without_a_value_are_unknown_and_told(tmp_path: Path) -> None:
    def spoil(sheet: Any) -> None:
        sheet["C2"].value, sheet["C2"].data_type = "#REF!", "e"
        sheet["C3"] = "=1+1"
        sheet["B4"] = '=CONCATENATE("丙","苑")'

    reading = read_rows(tmp_path, HEADS, ["1", "甲苑", 0], ["2", "乙苑", 0], ["3", "丙苑", 9], change=spoil)
    assert [row.households for row in reading.register.rows] == [None, None, 9]
    assert [row.name for row in reading.register.rows] == ["甲苑", "乙苑", "3"]
    assert told(reading) == [
        ("台账!C2", "error_value"),
        ("台账!C3", "unsolved_formula"),
        ("台账!B4", "unsolved_formula"),
        ("台账!B4", "no_name"),
    ]
    assert reading.remarks[0].found == "#REF!"


@pytest.mark.parametrize(
    ("x", "y", "system", "code"),
    [
        (31.19, 121.7, "GCJ02", "swapped_place"),
        (0, 0, "GCJ02", "outside_place"),
        (12345.0, 678.0, "WGS84", "outside_place"),
        (121.7, None, "GCJ02", "half_place"),
        (None, None, "GCJ02", "no_place"),
        (121.7, 31.19, None, "no_system"),
    ],
)
def test_places_that_cannot_be_are_unknown_and_nothing_is_mended(
    tmp_path: Path, x: object, y: object, system: object, code: str
) -> None:
    heads = (*HEADS, "经度", "纬度", "坐标系")
    reading = read_rows(tmp_path, heads, ["1", "甲苑", 1, x, y, system], ["2", "乙", 1, 121.7, 31.2, "GCJ02"])
    assert reading.register.rows[0].place is None
    assert [name for _, name in told(reading, "blank")] == [code]
    assert reading.register.rows[1].place is not None


def test_a_place_far_from_all_others_is_doubted(tmp_path: Path) -> None:
    """Two degrees east of the other two; local metres are as far as they like."""
    heads = (*HEADS, "经度", "纬度", "坐标系")
    rows = [["1", "甲", 1, 121.7, 31.2, "GCJ02"], ["2", "乙", 1, 121.8, 31.2, "GCJ02"]]
    reading = read_rows(
        tmp_path, heads, *rows, ["3", "丙", 1, 123.7, 31.2, "GCJ02"], ["4", "丁", 1, 9e5, 7, "本地坐标"]
    )
    assert told(reading) == [("台账!D4", "far_place")]
    assert all(row.place for row in reading.register.rows)


def test_the_coordinate_system_is_asked_for_where_nothing_tells_it(tmp_path: Path) -> None:
    """A word in a heading or above the table tells it; else places are unknown until somebody does."""
    rows = [["1", "甲苑", 1, 121.7, 31.2]]
    plain = read_rows(tmp_path, (*HEADS, "经度", "纬度"), *rows)
    assert (plain.doubtful, plain.register.rows[0].place) == (("place.system",), None)
    assert told(plain) == [("台账!D1", "no_system")]
    headed = read_rows(tmp_path, (*HEADS, "经度(百度坐标)", "纬度(百度坐标)"), *rows)
    assert headed.register.rows[0].place == Place(121.7, 31.2, CoordinateSystem.BD09)
    assert told(headed) == [("台账!D1", "told_system")]
    other = read_rows(tmp_path, ["高德导出"], (*HEADS, "经度", "纬度", "百度地图链接"), [*rows[0], "http"])
    assert other.register.rows[0].place is None
    above = read_rows(tmp_path, ["坐标系：GCJ-02"], (*HEADS, "经度", "纬度"), *rows)
    assert above.register.rows[0].place == Place(121.7, 31.2, CoordinateSystem.GCJ02)
    layout = Layout("台账", 1, 1, plain.mapping, system=CoordinateSystem.WGS84)
    chosen = read_register(written(tmp_path, workbook([(*HEADS, "经度", "纬度"), *rows])), layout)
    assert chosen.register.rows[0].place == Place(121.7, 31.2, CoordinateSystem.WGS84)


def test_merged_cells_hold_for_levels_and_for_the_first_row_of_figures(tmp_path: Path) -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("D2:D3")
        sheet.merge_cells("C2:C3")

    reading = read_rows(
        tmp_path, (*HEADS, "居委"), ["1", "甲苑", 900, "第一居委"], ["2", "乙苑", None, None], change=merge
    )
    assert [row.committee for row in reading.register.rows] == ["第一居委", "第一居委"]
    assert [row.households for row in reading.register.rows] == [900, None]
    assert told(reading) == [("台账!C2", "merged_cell"), ("台账!C3", "no_households"), ("台账!D3", "merged")]


def test_columns_that_are_guessed_are_doubted_and_others_are_listed(tmp_path: Path) -> None:
    """车位 alone may be stalls of today; 车位缺口 is worked out; two columns of one heading are doubtful."""
    reading = read_rows(
        tmp_path, ["小区名称", "户数", "户数", "车位", "车位缺口", "电话"], ["甲苑", 300, 301, 40, 80, "5838"]
    )
    assert reading.mapping == {"name": 1, "households": 2, "existing.stalls": 4}
    assert reading.doubtful == ("households", "existing.stalls")
    assert told(reading, "made_codes") == [
        ("台账!B1", "guessed_column"),
        ("台账!C1", "column_not_read"),
        ("台账!D1", "guessed_column"),
        ("台账!E1", "column_not_read"),
        ("台账!F1", "column_not_read"),
    ]
    assert reading.remarks[1].sentence("en") == "The column 户数 was taken for: Households"
    assert "户数" in reading.remarks[1].sentence("zh_CN")


def test_words_of_everyday_name_bikes_and_stalls_for_maybe(tmp_path: Path) -> None:
    """电瓶车 is an e-bike to everybody; 电动车 may be a car, and 车棚车位 those of a scheme."""
    reading = read_rows(tmp_path, ["小区名称", "户数", "电动车(辆)", "车棚车位"], ["甲苑", 300, 120, 40])
    assert reading.doubtful == ("ebikes", "existing.stalls")
    row = reading.register.rows[0]
    assert (row.ebikes, row.existing.stalls) == (120, 40)
    sure = read_rows(tmp_path, ["小区名称", "户数", "电瓶车(辆)"], ["甲苑", 300, 120])
    assert (sure.doubtful, sure.register.rows[0].ebikes) == ((), 120)


def test_a_column_with_something_else_below_its_heading_is_doubtful(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, HEADS, ["1", "甲苑", "很多"], ["2", "乙苑", "不少"], ["3", "丙苑", 5])
    assert reading.doubtful == ("households",)
    assert [row.households for row in reading.register.rows] == [None, None, 5]


def test_a_needed_column_that_is_missing_is_doubtful(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, ["小区编号", "小区名称"], ["1", "甲苑"])
    assert reading.doubtful == ("households",)


def test_what_is_alike_in_many_cells_is_told_once(tmp_path: Path) -> None:
    """30 numbers kept as text are one remark that says so; 20 would be told one by one."""
    rows = [[str(number), f"小区{number}", "300"] for number in range(30)]
    reading = read_rows(tmp_path, HEADS, *rows)
    assert told(reading) == [("台账!C2", "number_as_text"), ("台账!C3", "number_as_text")]
    assert reading.remarks[1].sentence("en") == (
        "The same holds for 29 more cells of the column, down to row 31"
    )
    assert all(row.households == 300 for row in reading.register.rows)
    few = read_rows(tmp_path, HEADS, *rows[:20])
    assert len(few.remarks) == 20


def test_every_remark_can_be_said_in_every_language(tmp_path: Path) -> None:
    reading = read_rows(
        tmp_path,
        *TWO_ROWS_OF_HEADS,
        [1, "甲苑", "第一居委", "约300", "-", -1, 1.5, "5亩", "无", "5%", "张"],
        [2, "甲苑", None, "x", True, date(2020, 1, 1), "3个", 1, "有", None, None],
        ["合计", None, None, 5],
    )
    assert {remark.kind for remark in reading.remarks} == set(RemarkKind) - {RemarkKind.REFUSED}
    for language in LANGUAGES:
        assert all("{" not in remark.sentence(language) for remark in reading.remarks)


# --- layouts that somebody chose ---------------------------------------------------------------------


def test_columns_can_be_chosen(tmp_path: Path) -> None:
    path = written(tmp_path, workbook([["甲", "乙", "丙"], ["1", "甲苑", 5], ["2", "乙苑", 6]]))
    with pytest.raises(ImportFileError) as refused:
        read_register(path)
    assert refused.value.code == "no_register"
    chosen = read_register(path, Layout("台账", 1, 1, {"code": 1, "name": 2, "households": 3}))
    assert [(row.name, row.households) for row in chosen.register.rows] == [("甲苑", 5), ("乙苑", 6)]
    assert chosen.certainty == {"code": 1, "name": 1, "households": 1}


def test_a_mapping_alone_holds_on_the_sheet_that_fits_best(tmp_path: Path) -> None:
    path = written(tmp_path, workbook([(*HEADS, "旧户数"), ["1", "甲苑", 5, 4]]))
    reading = read_register(path, {"code": 1, "name": 2, "households": 4})
    assert reading.register.rows[0].households == 4


def test_a_chosen_column_that_has_moved_is_found_by_its_heading(tmp_path: Path) -> None:
    """A column was put before the others since; one that is gone is not read, and its field is doubtful."""
    before = read_register(written(tmp_path, workbook([("编号", "名", "户"), ["1", "甲", 5]])), Layout(
        "台账", 1, 1, {"code": 1, "name": 2, "households": 3}
    ))  # fmt: skip
    kept = Layout.from_text(before.layout.as_text())
    assert kept == before.layout
    moved = read_register(written(tmp_path, workbook([("新", "编号", "名"), [9, "1", "甲"]])), kept)
    assert moved.mapping == {"code": 2, "name": 3}
    assert moved.doubtful == ("households",)


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"sheet":1}', '{"sheet":"a","heading_row":"x"}'])
def test_a_text_that_is_no_layout_is_none(text: str) -> None:
    assert Layout.from_text(text) is None


@pytest.mark.parametrize(
    ("layout", "code"),
    [(Layout("没有", 1, 1, {"name": 2}), "no_such_sheet"), (Layout("台账", 1, 1, {"x": 2}), "unknown_field")],
)
def test_a_layout_that_names_what_is_not_there_is_refused(tmp_path: Path, layout: Layout, code: str) -> None:
    with pytest.raises(ImportFileError) as refused:
        read_register(written(tmp_path, workbook([HEADS])), layout)
    assert refused.value.code == code
