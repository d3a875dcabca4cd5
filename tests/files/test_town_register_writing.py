"""A clean register is read again as it was written, by this program and by others."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from dirty_registers import written
from hypothesis import given, settings
from hypothesis import strategies as st

from chargeplan.errors import ExportError
from chargeplan.files.town_register import read_register
from chargeplan.files.town_register_writing import heading_of, register_xlsx
from chargeplan.i18n import LANGUAGES
from chargeplan.model.site import EstateKind
from chargeplan.reference.register_words import load_register_words
from chargeplan.town.register import CoordinateSystem, EstateRow, Facilities, Hazards, Place, Register

FULL = EstateRow(
    code="007",
    name="=甲苑",
    district="浦东新区",
    street="川沙新镇",
    committee="第一居委会",
    address="某路1弄",
    year_built=1998,
    floor_area_m2=Decimal("12345.67"),
    kind=EstateKind.RESETTLEMENT,
    buildings=8,
    doorways=24,
    households=276,
    ebikes=110,
    existing=Facilities(15, 8, 16),
    stated_after=Facilities(63, 32, 64),
    place=Place(121.701234, 31.190001, CoordinateSystem.GCJ02),
    plan="plans/a.chargeplan",
    scheme="露天车棚",
    hazards=Hazards(0, 2, 1),
    complaints=3,
    fire_hazard_level="一般",
    funding="区级补贴",
    responsible="物业",
    due=date(2026, 12, 31),
    progress="征询",
    consent="已通过",
    remarks="+1\n-2",
    source="登记",
    as_of=date(2026, 9, 30),
    illustrative=True,
)
BARE = EstateRow("B", "乙苑")
REGISTER = Register("川沙新镇台账", (FULL, BARE))


def plain(register: Register) -> Register:
    """Return a register without the rows of the sheet it was read from."""
    return replace(register, rows=tuple(replace(row, sheet_row=0) for row in register.rows))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_written_is_read_again(tmp_path: Path, language: str) -> None:
    reading = read_register(written(tmp_path, register_xlsx(REGISTER, language=language)))
    assert plain(reading.register) == REGISTER
    assert reading.doubtful == ()
    assert {remark.code for remark in reading.remarks} == {"blank", "no_place", "no_households"}
    assert set(reading.mapping) == {one.id for one in load_register_words().written_fields()}


def test_another_program_reads_texts_numbers_and_dates() -> None:
    """What looks like a formula is a text, a code keeps its zeros, unknown cells are blank and not 0."""
    sheet = openpyxl.load_workbook(io.BytesIO(register_xlsx(REGISTER))).active
    heads = {cell.value: cell.column for cell in sheet[2]}
    assert list(heads) == [heading_of(one) for one in load_register_words().written_fields()]
    assert "户数(户)" in heads
    assert "建筑面积(㎡)" in heads
    name = sheet.cell(3, heads["小区名称"])
    assert (name.value, name.data_type) == ("=甲苑", "s")
    assert sheet.cell(3, heads["小区编号"]).value == "007"
    assert sheet.cell(3, heads["户数(户)"]).value == 276
    assert sheet.cell(3, heads["完成时限"]).value.date() == date(2026, 12, 31)
    assert [cell.value for cell in sheet[4]] == ["B", "乙苑", *[None] * (len(heads) - 2)]
    assert sheet.freeze_panes == "C3"
    assert sheet.auto_filter.ref == f"A2:{sheet.cell(4, len(heads)).coordinate}"


def test_the_same_register_gives_the_same_bytes_of_the_date_of_its_data() -> None:
    data = register_xlsx(REGISTER)
    assert data == register_xlsx(REGISTER)
    created = openpyxl.load_workbook(io.BytesIO(data)).properties.created
    assert (created.year, created.month, created.day) == (2026, 9, 30)


def test_an_empty_register_has_its_headings(tmp_path: Path) -> None:
    reading = read_register(written(tmp_path, register_xlsx(Register("", ()))))
    assert (reading.register.rows, reading.layout.heading_row) == ((), 1)
    assert [remark.code for remark in reading.remarks] == ["no_estates"]


def test_a_text_that_no_cell_holds_is_refused() -> None:
    with pytest.raises(ExportError) as refused:
        register_xlsx(Register("", (replace(BARE, remarks="x" * 32_768),)))
    assert refused.value.code == "text_too_long"


_LETTERS = st.characters(
    exclude_categories=("Cc", "Cs", "Cn", "Co", "Cf", "Zs", "Zl", "Zp", "Pd", "Po", "Sm")
)
_WORDS = st.text(_LETTERS, min_size=1, max_size=8).map(lambda text: f"x{text}")
_TEXTS = st.one_of(st.just(""), _WORDS)
_COUNTS = st.one_of(st.none(), st.integers(0, 900))
_DAYS = st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
_PLACES = st.one_of(
    st.none(),
    st.builds(
        Place,
        st.integers(121_000_000, 122_000_000).map(lambda millionths: millionths / 10**6),
        st.integers(31_000_000, 31_900_000).map(lambda millionths: millionths / 10**6),
        st.sampled_from(CoordinateSystem),
    ),
)
_FACILITIES = st.builds(Facilities, _COUNTS, _COUNTS, _COUNTS)
_ROWS = st.builds(
    EstateRow,
    code=_WORDS,
    name=_WORDS,
    committee=_TEXTS,
    year_built=st.one_of(st.none(), st.integers(1900, 2026)),
    floor_area_m2=st.one_of(st.none(), st.integers(0, 10**8).map(lambda cents: Decimal(cents) / 100)),
    kind=st.one_of(st.none(), st.sampled_from(EstateKind)),
    households=_COUNTS,
    existing=_FACILITIES,
    stated_after=_FACILITIES,
    place=_PLACES,
    plan=_TEXTS,
    hazards=st.builds(Hazards, _COUNTS, _COUNTS, _COUNTS),
    due=_DAYS,
    remarks=_TEXTS,
    as_of=_DAYS,
    illustrative=st.booleans(),
)


@settings(max_examples=25)
@given(
    rows=st.lists(_ROWS, max_size=4, unique_by=lambda row: row.code.casefold()),
    language=st.sampled_from(LANGUAGES),
)
def test_every_register_comes_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[EstateRow], language: str
) -> None:
    """Whatever is known is read again, and whatever is not stays unknown."""
    register = Register("台账", tuple(rows))
    path = written(tmp_path_factory.mktemp("registers"), register_xlsx(register, language=language))
    assert plain(read_register(path).register) == register
