"""Bounds and words of tenders: what the shipped files hold, and what a broken one says."""

from __future__ import annotations

from pathlib import Path

import pytest

from chargeplan.errors import ReferenceDataError
from chargeplan.i18n import sentence
from chargeplan.reference.sheet_words import load_sheet_words, normalised, read_sheet_words
from chargeplan.reference.tender_limits import load_tender_limits, read_tender_limits
from chargeplan.reference.work_items import load_work_items
from chargeplan.resources import assets_folder

LIMITS = assets_folder() / "tender" / "limits.toml"
WORDS = assets_folder() / "tender" / "words.toml"


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("综合单价（元）", "rate"),
        (" 工 程 量 ", "quantity"),
        ("项目编码", "code"),
        ("ITEM CODE", "code"),
        ("Unit rate [CNY]", "rate"),
        ("Unit", "unit"),
        ("合价", "amount"),
        ("其中：暂估价", "provisional"),
        ("something else", None),
        ("", None),
        ("（元）", None),
    ],
)
def test_heads_are_known_without_blanks_case_and_units(text: str, head: str | None) -> None:
    assert load_sheet_words().head(text) == head


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("本页小计", "page_subtotal"),
        ("Subtotal of this page", "page_subtotal"),
        ("Page subtotal", "page_subtotal"),
        ("土建工程小计", "subtotal"),
        ("Subtotal Civil works", "subtotal"),
        ("合 计", "total"),
        ("增值税 9 %", "tax"),
        ("Total with tax", "grand_total"),
        ("混凝土垫层", None),
        ("", None),
    ],
)
def test_rows_of_sums_are_known_by_the_longest_word(text: str, kind: str | None) -> None:
    assert load_sheet_words().row(text) == kind


def test_units_are_known_in_all_their_forms() -> None:
    """Symbols of both languages, ids, and the words of the file; what may mean two units names both."""
    words, units = load_sheet_words(), load_work_items().units.values()
    for text in ("m²", "㎡", "M2", "m^2", "平方米"):
        assert words.units_named(text, units) == {"m2"}
    assert {"piece", "extinguisher"} <= words.units_named("pcs", units)
    assert words.units_named("卷", units) == frozenset()
    assert words.units_named("", units) == frozenset()


@pytest.mark.parametrize(
    ("head", "odd"),
    [
        ("综合单价", None),
        ("综合单价（元）", None),
        ("单价[元，不含税]", None),
        ("Unit rate (CNY, excl. VAT)", None),
        ("综合单价（万元）", "(万元)"),
        ("综合单价（含税）", "(含税)"),
        ("综合单价(元/100m)", "(元/100m)"),
        ("Unit rate (USD)", "(USD)"),
        ("计量单位（×100）", "(×100)"),
    ],
)
def test_brackets_of_a_head_may_say_cny_before_tax_and_nothing_else(head: str, odd: str | None) -> None:
    assert load_sheet_words().odd_brackets(head) == odd


def test_a_line_above_a_table_may_tell_of_other_money() -> None:
    """Only where it stands for itself: a sum of so many 万元, or a unit as an employer, is none."""
    tells = load_sheet_words().tells_other_money
    for text in ("金额单位：万元", "（单位:千元）", "价格：含税", "Currency: USD"):
        assert tells(text)
    for text in ("单位：元", "编制单位：上海某公司", "总投资约50万元", "CNY before tax, two decimals.", ""):
        assert not tells(text)


def test_no_word_stands_for_cny_and_for_other_money() -> None:
    words = load_sheet_words()
    assert words.cny and words.other_money
    assert not words.cny & words.other_money


def test_no_word_heads_two_columns() -> None:
    """A head that might mean two columns could put a quantity for a rate."""
    heads = load_sheet_words().heads
    names = [name for name in heads for _ in heads[name]]
    assert len(names) == len({word for words in heads.values() for word in words})
    assert normalised("A-b_c .：（x）Ｄ") == "abcd"


def test_bounds_are_data_with_unit_source_and_confidence() -> None:
    limits = load_tender_limits()
    assert (limits.absurd_factor, limits.unbalanced.value, limits.unbalanced.unit) == (20, 30, "%")
    assert all(limit.source and limit.unit for limit in limits.limits.values())
    assert not limits.unbalanced.verified  # shown as to be verified wherever it decides


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('id = "absurd_factor"', 'id = "absurd"'),
        ("value = 20", "value = -20"),
        ("value = 20", 'value = "20"'),
        ('unit = "%"', 'unit = "CNY"'),
        ('confidence = "memory"', 'confidence = "rumour"'),
    ],
)
def test_a_broken_bound_is_told(tmp_path: Path, before: str, after: str) -> None:
    text = LIMITS.read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "limits.toml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ReferenceDataError) as caught:
        read_tender_limits(path)
    assert "limits.toml" in sentence(caught.value, "en")


def test_a_bound_that_is_left_out_is_told(tmp_path: Path) -> None:
    path = tmp_path / "limits.toml"
    path.write_text(LIMITS.read_text(encoding="utf-8").partition("[[limits]]")[0], encoding="utf-8")
    with pytest.raises(ReferenceDataError) as caught:
        read_tender_limits(path)
    assert sentence(caught.value, "en") == "limits.toml: most_rate_cny is missing"


def test_words_that_are_no_words_are_told(tmp_path: Path) -> None:
    path = tmp_path / "words.toml"
    text = WORDS.read_text(encoding="utf-8")
    path.write_text(text.replace('m = ["米", "延长米"]', "m = [1]"), encoding="utf-8")
    with pytest.raises(ReferenceDataError) as caught:
        read_sheet_words(path)
    assert "words.toml" in sentence(caught.value, "en")
