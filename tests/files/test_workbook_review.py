"""The fire officer's sheet: every check with limit, design value, conclusion, place and what mends it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from factories import small_project

from chargeplan.analysis import Analysis, analyse
from chargeplan.engineering.findings import Check
from chargeplan.files.workbook import workbook_bytes
from chargeplan.model.waivers import Waiver
from chargeplan.reference.rule_sets import load_rule_set, own_rule_set

HEAD_ROW = 3
HEADS = ("序号", "审查项目", "依据（条款）", "规定值", "设计值", "结论", "位置", "整改措施", "备注")
NEAR = Check(
    "R01", "error", ("shed-1", "building-1"), 3.1, 3.5, "m", -0.4, met=False,
    text="{element} stands {measured} m from the wall of {other}; {required} m are required.",
    values=(("element", "shed-1"), ("other", "building-1"), ("measured", 3.1), ("required", 3.5)),
    place=(18.0, 16.9), span=((18.0, 16.9), (18.0, 20.0)), source="guide", clause="GB 50016-2014 5.2.2",
    verified=False, bound="least",
)  # fmt: skip
FAR = replace(NEAR, measured=11.0, margin=7.5, met=True, verified=True)
CROWDED = Check(
    "R07", "info", ("shed-1",), 26, 25, "stalls", -1, met=False,
    text="The largest group of {element} has {measured} bikes; at most {required} are asked for.",
    values=(("element", "shed-1"), ("measured", 26), ("required", 25)), source="Anhui", regional=True,
    bound="most",
)  # fmt: skip
UNKNOWN = replace(NEAR, measured=None, margin=None, undecided="fence", verified=True)
LET_PASS = replace(
    NEAR, waiver=Waiver("R01", ("shed-1", "building-1"), "=1+1 wall of brick", "Wang", date(2026, 4, 1))
)


@pytest.fixture(scope="module")
def small() -> Analysis:
    return analyse(small_project())


def review_of(analysis: Analysis, *checks: Check, language: str = "zh_CN") -> list[tuple[object, ...]]:
    """Return the rows of the review of these checks, the head first."""
    data = workbook_bytes(replace(analysis, checks=checks), language=language)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["审查意见表" if language == "zh_CN" else "Review of the plan"]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    return list(sheet.iter_rows(min_row=HEAD_ROW, values_only=True))


def test_it_has_the_nine_columns_of_the_form(small: Analysis) -> None:
    """序号, 审查项目, 依据, 规定值, 设计值, 结论, 位置, 整改措施, 备注."""
    assert review_of(small)[0] == HEADS


def test_it_names_the_rules_and_what_own_ones_were_copied_from(small: Analysis) -> None:
    """Who reads the sheet learns that figures may differ from those of the place."""

    def second_row(analysis: Analysis) -> str:
        book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(analysis, language="zh_CN")))
        return str(book["审查意见表"]["A2"].value)

    assert second_row(small).startswith("规则集：上海，版本 ")
    own = own_rule_set(load_rule_set("fuzhou"), "Our rules")
    copied = second_row(analyse(replace(small.project, own_rules=own)))
    assert copied.startswith(f"规则集：Our rules（本方案自有，复制自“福州”），版本 {own.base_version}。")


def test_a_missed_distance_tells_both_edges_and_by_how_much(small: Analysis) -> None:
    """3.10 m instead of 3.50 m: 0.40 m more at least, between two named edges at their coordinates."""
    (_, heading, row) = review_of(small, NEAR)
    assert heading[1] == "不符合：1 项"
    assert row[0] == 1
    assert str(row[1]).startswith("R01 ")
    assert row[2:6] == ("GB 50016-2014 5.2.2", "≥ 3.50 m", "3.10 m", "不符合")
    assert row[6] == "Shed 1 — No. 1\n(18.00, 16.90)–(18.00, 20.00)"
    assert row[7] == "至少增加 0.40 m。"
    assert row[8] == "必须整改；限值待核；guide"


def test_a_limit_from_above_binds_the_other_way(small: Analysis) -> None:
    """26 bikes where 25 are the most: at least one fewer; a rule of another place is never one of here."""
    row = review_of(small, CROWDED)[2]
    assert row[3:6] == ("≤ 25 个车位", "26 个车位", "不符合")
    assert row[7] == "至少减少 1 个车位。"
    assert "外省参考" in str(row[8])


def test_limits_of_nothing_and_classes_have_their_signs(small: Analysis) -> None:
    """Nothing of a fire lane may be covered: ≤ 0; a roof is asked to be of class A, which is no number."""
    covered = replace(FAR, code="R04", measured=0.0, required=0.0, margin=0.0, unit="m²", span=None,
                      bound="most")  # fmt: skip
    roof = replace(FAR, code="R11", measured=1.0, required=1.0, margin=0.0, unit="fire_class", span=None)
    rows = review_of(small, covered, roof)
    assert rows[2][3:5] == ("≤ 0.00 m²", "0.00 m²")
    assert rows[3][3:5] == ("A", "A")


def test_a_limit_has_its_sign_where_nothing_was_measured(small: Analysis) -> None:
    """What cannot be decided, and what is exactly on its limit, tells the way it binds all the same."""
    assert review_of(small, UNKNOWN)[2][3] == "≥ 3.50 m"
    at_most = replace(CROWDED, measured=25, margin=0, met=True)
    assert review_of(small, at_most)[2][3] == "≤ 25 个车位"
    begins = replace(FAR, code="R10", measured=68.6, required=200.0, margin=None, unit="m²", bound="from")
    assert review_of(small, begins)[2][3:5] == ("200.00 m²", "68.60 m²")


def test_what_is_met_tells_what_is_to_spare(small: Analysis) -> None:
    """11.00 m where 3.50 m are asked for: 7.50 m to spare, nothing to mend."""
    row = review_of(small, FAR)[2]
    assert row[3:6] == ("≥ 3.50 m", "11.00 m", "符合")
    assert row[7] == "—"
    assert str(row[8]).startswith("余量 7.50 m")


def test_what_cannot_be_decided_names_the_missing_fact(small: Analysis) -> None:
    """No fence drawn: 待核, and what has to be drawn."""
    row = review_of(small, UNKNOWN)[2]
    assert row[4:6] == ("—", "待核")
    assert row[7] == "请绘制或填写缺少的资料：围栏。"


def test_a_waiver_is_printed_with_reason_name_and_day(small: Analysis) -> None:
    """豁免, and who says so; the reason is text whatever it begins with."""
    row = review_of(small, LET_PASS)[2]
    assert row[5] == "豁免"
    assert "Wang 豁免：=1+1 wall of brick (2026-04-01)" in str(row[8])


def test_gravest_first_then_undecided_waived_and_met(small: Analysis) -> None:
    """Numbers run through; each part is headed with how many there are."""
    rows = review_of(small, FAR, LET_PASS, CROWDED, UNKNOWN, NEAR, language="en")[1:]
    headings = [row[1] for row in rows if row[0] is None]
    assert headings == ["does not comply: 2", "to be verified: 1", "waived: 1", "complies: 1"]
    numbered = [row for row in rows if row[0] is not None]
    assert [row[0] for row in numbered] == [1, 2, 3, 4, 5]
    assert [str(row[1])[:3] for row in numbered] == ["R01", "R07", "R01", "R01", "R01"]


def test_every_check_of_a_plan_stands_there(small: Analysis) -> None:
    """As many numbered rows as the analysis has checks, met or not."""
    rows = review_of(small, *small.checks)[1:]
    assert len([row for row in rows if row[0] is not None]) == len(small.checks) > 5


def test_a_plan_without_checks_says_so(small: Analysis) -> None:
    """An empty sheet says that there is nothing."""
    assert review_of(small)[1][1] == "无"
