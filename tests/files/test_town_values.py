"""Cells of registers as numbers, years, days, kinds and places; what is not plain is noted."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from chargeplan.files.town_remarks import RemarkKind
from chargeplan.files.town_values import Read, heading_factor, reader_of
from chargeplan.model.site import EstateKind
from chargeplan.reference.register_words import FIELD_KINDS, load_register_words
from chargeplan.town.register import CoordinateSystem

WORDS = load_register_words()


def read(field_id: str, value: object, factor: str = "1") -> Read:
    return reader_of(WORDS.field(field_id), Decimal(factor))(value)


def told(field_id: str, value: object) -> tuple[object, str]:
    """Return the value, and kind and code of the note."""
    found, note = read(field_id, value)
    return found, "" if note is None else f"{note.kind.value} {note.code}"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1234.0, (1234, "")),
        ("1234", (1234, "converted number_as_text")),
        ("1,234", (1234, "converted number_as_text")),
        ("\uff11\uff0c\uff12\uff13\uff14", (1234, "converted number_as_text")),
        ("1 234", (1234, "converted number_as_text")),
        ("300户", (300, "converted converted")),
        ("共300户", (300, "converted converted")),
        ("1.2千户", (1200, "converted converted")),
        ("约300", (300, "doubted about")),
        ("300余户", (300, "doubted about")),
        ("300户左右", (300, "doubted about")),
        ("~300", (300, "doubted about")),
        (123456.0, (123456, "doubted unusual")),
        ("-", (None, "left_out unknown_word")),
        ("/", (None, "left_out unknown_word")),
        ("无", (None, "left_out unknown_word")),
        ("不详", (None, "left_out unknown_word")),
        ("300-320", (None, "left_out unreadable")),
        ("1,23", (None, "left_out unreadable")),
        ("三百", (None, "left_out unreadable")),
        ("40%", (None, "left_out percent")),
        (-3.0, (None, "left_out negative")),
        (-1.0, (None, "left_out negative")),
        ("-3", (None, "left_out negative")),
        (300.5, (None, "left_out not_whole")),
        (1e12, (None, "left_out too_large")),
        (float("nan"), (None, "left_out unreadable")),
        (True, (None, "left_out unreadable")),
        (datetime(1998, 5, 1), (None, "left_out date_for_number")),
    ],
)
def test_households(value: object, expected: tuple[object, str]) -> None:
    """A number is taken where it is certain, doubted where it is vague, unknown where it is neither."""
    assert told("households", value) == expected


@pytest.mark.parametrize("word", ["无", "没有", "未发现", "none"])
def test_a_word_for_nothing_is_zero_where_the_field_says_so_and_unknown_elsewhere(word: str) -> None:
    assert told("hazards.flying_wires", word) == (0, "filled_in nothing_is_zero")
    assert told("existing.chargers", word) == (0, "filled_in nothing_is_zero")
    assert told("households", word) == (None, "left_out unknown_word")
    assert told("hazards.flying_wires", "-") == (None, "left_out unknown_word")


@pytest.mark.parametrize(
    ("value", "factor", "expected"),
    [
        (56000.0, "1", "56000"),
        (5.6, "10000", "56000"),
        ("4,000.5㎡", "10000", "4000.5"),
        ("3万平方米", "1", "30000"),
        ("30亩", "1", "20000.00"),
    ],
)
def test_areas_come_in_square_metres(value: object, factor: str, expected: str) -> None:
    """A unit in the cell goes before that of the heading; 30 mu are 30 · 666.666… = 20,000.00 m²."""
    assert read("floor_area_m2", value, factor)[0] == Decimal(expected)


def test_an_area_too_small_for_an_estate_is_doubted() -> None:
    assert told("floor_area_m2", 5.6) == (Decimal("5.6"), "doubted unusual")


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        (("万㎡",), (10000, "万㎡")),
        (("亩",), (Decimal("666.6666666666666"), "亩")),
        (("约", "m2"), (1, "m2")),
    ],
)
def test_units_of_headings(units: tuple[str, ...], expected: tuple[object, str]) -> None:
    assert heading_factor(WORDS.field("floor_area_m2"), units) == expected
    assert heading_factor(WORDS.field("households"), ("百户",)) == (100, "百户")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1998.0, (1998, "")),
        ("1998", (1998, "converted number_as_text")),
        ("1998年", (1998, "converted converted")),
        ("1998年5月", (1998, "converted converted")),
        ("1998-05-01", (1998, "converted converted")),
        (date(1998, 5, 1), (1998, "converted converted")),
        ("1995-1998", (None, "left_out span")),
        ("90年代", (None, "left_out unreadable")),
        ("98", (None, "left_out unreadable")),
        (35886.0, (None, "left_out unreadable")),
        ("无", (None, "left_out unknown_word")),
    ],
)
def test_years(value: object, expected: tuple[object, str]) -> None:
    """35,886 is the number of a day in 1998, which nobody meant as a year of their register."""
    assert told("year_built", value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2026, 3, 31), (date(2026, 3, 31), "")),
        (datetime(2026, 3, 31, 8, 30), (date(2026, 3, 31), "")),
        ("2026-03-31", (date(2026, 3, 31), "converted date_as_text")),
        ("2026/3/31", (date(2026, 3, 31), "converted converted")),
        ("2026年3月31日", (date(2026, 3, 31), "converted converted")),
        ("2026.3.31", (date(2026, 3, 31), "converted converted")),
        (20260331.0, (date(2026, 3, 31), "converted converted")),
        (46112.0, (date(2026, 3, 31), "doubted serial_date")),
        ("2026年2月底", (date(2026, 2, 28), "doubted month")),
        ("2026-02-30", (None, "left_out unreadable")),
        ("年底前", (None, "left_out unreadable")),
        (date(9999, 12, 31), (None, "left_out unreadable")),
        ("0001-01-01", (None, "left_out unreadable")),
        ("待定", (None, "left_out unknown_word")),
    ],
)
def test_days(value: object, expected: tuple[object, str]) -> None:
    """1900-01-01 is day 1 for spreadsheets, which know a 29 February 1900: 46,112 is 2026-03-31."""
    assert told("due", value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("动迁安置房", (EstateKind.RESETTLEMENT, "")),
        ("配套商品房", (EstateKind.RESETTLEMENT, "")),
        ("商品房（部分）", (EstateKind.COMMODITY, "converted taken_for")),
        ("商品房、售后公房", (None, "left_out unknown_name")),
        ("别的", (None, "left_out unknown_name")),
        ("-", (None, "left_out unknown_word")),
    ],
)
def test_kinds(value: object, expected: tuple[object, str]) -> None:
    """Two kinds in one cell are none; a longer word that holds a shorter one is that alone."""
    assert told("kind", value) == expected


def test_systems_and_natures() -> None:
    assert told("place.system", "GCJ-02") == (CoordinateSystem.GCJ02, "")
    assert told("place.system", "高德地图") == (CoordinateSystem.GCJ02, "converted taken_for")
    assert told("place.system", "北京54") == (None, "left_out unknown_name")
    assert told("illustrative", "示意") == (True, "")
    assert told("illustrative", "实测") == (False, "")
    assert told("illustrative", "也许") == (None, "left_out unknown_name")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (121.7, (121.7, "")),
        ("121.7", (121.7, "converted number_as_text")),
        ("东经121.7°", (121.7, "converted converted")),
        ("121°42′00″", (121.7, "converted converted")),
        ("121°42'36\"", (121.71, "converted converted")),
        ("镇政府旁", (None, "left_out unreadable")),
    ],
)
def test_coordinates(value: object, expected: tuple[object, str]) -> None:
    """42′ are 42 / 60 = 0.7 degrees, 36″ are 36 / 3600 = 0.01."""
    assert told("place.x", value) == expected


def test_both_coordinates_in_one_cell() -> None:
    assert told("place.both", "121.70，31.19") == ((121.7, 31.19), "")
    assert told("place.both", "121.70") == (None, "left_out unreadable")


def test_texts_stay_texts() -> None:
    """Dashes are nothing, words are words; a code has no point, and what no screen can show is gone."""
    assert told("remarks", "  =1+1 ") == ("=1+1", "")
    assert told("remarks", "无") == ("无", "")
    assert told("remarks", "——") == ("", "left_out unknown_word")
    assert told("code", 7.0) == ("7", "")
    assert told("code", 310115001001.0) == ("310115001001", "")
    assert told("remarks", "a\x07b\nc") == ("a b\nc", "")


def test_every_note_names_what_was_found() -> None:
    """Whatever is read, a note says in its sentence what stood there."""
    odd = ["#", "约300", "1998年", "30%", -1.0, 1.5, True, date(2020, 1, 1), "是", "121°", "x" * 90]
    for one in WORDS.fields:
        for value in odd:
            note = read(one.id, value)[1]
            if note is not None:
                assert isinstance(note.kind, RemarkKind)
                assert "found" in note.values
                assert len(str(note.values["found"])) <= 40


def test_headings_of_different_fields_differ() -> None:
    """No heading names two fields or what is worked out; no word is both nothing and unknown."""
    seen: dict[str, str] = {}
    for one in WORDS.fields:
        assert one.kind in FIELD_KINDS
        for heading in one.headings:
            assert seen.setdefault(heading, one.id) == one.id, heading
            assert heading not in WORDS.worked_out
    assert not set(WORDS.words["unknown"]) & set(WORDS.words["nothing"])
