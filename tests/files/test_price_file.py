"""A price book goes out as a workbook and comes back the same; what is wrong is told with sheet and cell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from factories import full_project, small_project
from hypothesis import given
from hypothesis import strategies as st

from chargeplan.analysis import analyse
from chargeplan.costing.price_lines import PriceLine, price_lines
from chargeplan.errors import ImportFileError
from chargeplan.files import foreign_workbook
from chargeplan.files.price_file import (
    normalised_number,
    price_book_bytes,
    read_price_book_bytes,
    read_price_file,
)
from chargeplan.i18n import pick, sentence
from chargeplan.model.bill_settings import BillEdition, BillSettings
from chargeplan.model.own_references import OwnPrice, OwnPriceBook
from chargeplan.reference.price_books import SHARE_UNIT, Price, load_price_book

ANALYSIS = analyse(small_project())
SHIPPED = load_price_book("reference_2025")
ITEMS = ANALYSIS.references.work_items
LINES = price_lines(ANALYSIS.bill, ITEMS, SHIPPED, ANALYSIS.references.catalogue)
SOME_LINES = LINES[::5]
BY_ID = {line.id: line for line in LINES}
BASE = (SHIPPED.id, SHIPPED.version)
SLAB = OwnPrice("slab", "m2", Decimal("128.50"), Decimal("105"), Decimal("170.00"), "三家询价", "found")
ROOF = OwnPrice("roof", "m2", Decimal("99.90"), None, None, "", "uncertain")
BOOK = OwnPriceBook("浦东 2026", "reference_2025", "2026.1", (SLAB, ROOF))
HEAD_ROW = 5
ID, CODE, TITLE, FEATURES, UNIT, RATE, LOW, HIGH, BASIS, CONFIDENCE = range(1, 11)


def read(data: bytes, name: str = "prices.xlsx") -> OwnPriceBook:
    return read_price_book_bytes(data, name, LINES, {}, ITEMS, base=BASE)


def written(language: str = "en", book: OwnPriceBook = BOOK) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(price_book_bytes(book, LINES, language=language)))


def stored(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def row_of(sheet: Any, line_id: str) -> int:
    return next(row for row in range(HEAD_ROW + 1, sheet.max_row + 1) if sheet.cell(row, ID).value == line_id)


def faults_of(change: Callable[[Any], None], references: dict[str, Any] | None = None) -> list[str]:
    """Return the sentences of the faults that reading finds after a change of the sheet."""
    book = written()
    change(book.active)
    with pytest.raises(ImportFileError) as caught:
        read_price_book_bytes(stored(book), "prices.xlsx", LINES, references or {}, ITEMS, base=BASE)
    return [sentence(fault, "en") for fault in caught.value.faults or (caught.value,)]


def on_slab(column: int, value: object, number_format: str | None = None) -> Callable[[Any], None]:
    """Return the change that puts a value into a column of the slab's row."""

    def change(sheet: Any) -> None:
        cell = sheet.cell(row_of(sheet, "slab"), column)
        cell.value = value
        if number_format:
            cell.number_format = number_format

    return change


def slab_cell(letter: str) -> str:
    return f"Price book!{letter}{row_of(written().active, 'slab')}"


# --- there and back ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_book_comes_back_as_it_went(language: str) -> None:
    """Name, base, prices, ranges, basis and confidence, in the order of the bill."""
    back = read(price_book_bytes(BOOK, LINES, language=language))
    order = [line.id for line in LINES]
    assert back == replace(BOOK, prices=tuple(sorted(BOOK.prices, key=lambda p: order.index(p.line_id))))


def test_every_line_has_a_row_and_a_missing_price_is_coloured() -> None:
    """The lines of the bill first, with their codes; a blank rate is coloured."""
    sheet = written().active
    ids = [sheet.cell(row, ID).value for row in range(HEAD_ROW + 1, sheet.max_row + 1)]
    assert ids == [line.id for line in LINES]
    assert sheet.cell(HEAD_ROW + 1, CODE).value == ANALYSIS.bill.lines[0].code
    assert sheet.cell(row_of(sheet, "slab"), RATE).value == 128.5
    blank = sheet.cell(row_of(sheet, "gutter"), RATE)
    assert (blank.value, blank.fill.fgColor.rgb) == (None, "FFFFD9A0")


def test_the_same_book_gives_the_same_bytes_and_carries_the_plan_s_date() -> None:
    first = price_book_bytes(BOOK, LINES, language="zh_CN", day=date(2026, 3, 31))
    assert first == price_book_bytes(BOOK, LINES, language="zh_CN", day=date(2026, 3, 31))
    created = openpyxl.load_workbook(io.BytesIO(first)).properties.created
    assert (created.year, created.month, created.day) == (2026, 3, 31)


def test_texts_are_never_formulas() -> None:
    """A basis that begins like a formula comes back as the text that it is."""
    sly = replace(BOOK, name="=1+1", prices=(replace(SLAB, basis="=HYPERLINK(1)"),))
    sheet = written(book=sly).active
    assert sheet.cell(row_of(sheet, "slab"), BASIS).data_type == "s"
    assert read(price_book_bytes(sly, LINES, language="en")) == sly


def _cents(most: int) -> st.SearchStrategy[Decimal]:
    return st.integers(min_value=1, max_value=most).map(lambda cents: Decimal(cents) / 100)


_TEXTS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Zs", "Zl", "Zp", "Cf")), max_size=40
)


@st.composite
def _prices(draw: st.DrawFn, line: PriceLine) -> OwnPrice:
    cents = _cents(10**4 if line.unit.id == SHARE_UNIT else 10**9)  # no share is more than 100 %
    low, price, high = sorted(draw(st.tuples(cents, cents, cents)))
    return OwnPrice(
        line.id,
        line.unit.id,
        price,
        draw(st.sampled_from((None, low))),
        draw(st.sampled_from((None, high))),
        draw(_TEXTS),
        draw(st.sampled_from(("found", "derived", "memory", "uncertain"))),
    )


@st.composite
def _books(draw: st.DrawFn) -> OwnPriceBook:
    chosen = draw(st.sets(st.sampled_from([line.id for line in SOME_LINES]), max_size=12))
    prices = tuple(draw(_prices(line)) for line in SOME_LINES if line.id in chosen)
    return OwnPriceBook(draw(_TEXTS.filter(bool)), "reference_2025", draw(_TEXTS), prices)


@given(_books(), st.sampled_from(("zh_CN", "en")))
def test_any_book_comes_back_as_it_went(book: OwnPriceBook, language: str) -> None:
    """Amounts up to ten million to the cent, texts of any letters."""
    assert read(price_book_bytes(book, SOME_LINES, language=language)) == book


def of_another_plan() -> tuple[tuple[PriceLine, ...], OwnPriceBook]:
    """Return the lines of a plan with other cables, boxes and devices, and a book with 12.34 for each."""
    plan = replace(full_project(), bill=BillSettings(edition=BillEdition.GB_2024), own_prices=None)
    analysis = analyse(plan)
    references = analysis.references
    lines = price_lines(analysis.bill, references.work_items, references.price_book, references.catalogue)
    prices = tuple(
        OwnPrice(line.id, line.unit.id, Decimal("12.34"), None, None, "x", "found") for line in lines
    )
    return lines, OwnPriceBook("Other", *BASE, prices)


def test_a_book_of_another_plan_comes_back_whole() -> None:
    """Lines that only the other plan has are kept by their kind, after those of this one; nothing is lost."""
    lines, book = of_another_plan()
    others = [line.id for line in lines if line.id not in BY_ID]
    assert len(others) > 5
    found = read(price_book_bytes(book, lines, language="en"))
    assert (found.name, set(found.prices)) == (book.name, set(book.prices))
    assert [price.line_id for price in found.prices][-len(others) :] == others
    again = price_book_bytes(
        found, (*LINES, *(line for line in lines if line.id in others)), language="zh_CN"
    )
    back = read_price_book_bytes(again, "p.xlsx", lines, {}, ITEMS, base=BASE)
    assert set(back.prices) == set(book.prices)


def test_lines_of_other_plans_keep_their_unit_and_their_reference() -> None:
    """A cable that this plan has not is by metres, and 20 times off its kind's price is a slip as well."""
    lines, book = of_another_plan()
    line = next(line for line in lines if line.id.startswith("cable_yjv_") and line.id not in BY_ID)
    made = openpyxl.load_workbook(io.BytesIO(price_book_bytes(book, lines, language="en")))
    row = row_of(made.active, line.id)

    def told(references: dict[str, Price]) -> list[str]:
        with pytest.raises(ImportFileError) as caught:
            read_price_book_bytes(stored(made), "p.xlsx", LINES, references, ITEMS, base=BASE)
        return [sentence(fault, "en") for fault in caught.value.faults]

    kind = line.id.rsplit("_", 2)[0]
    price = Price(kind, "m", Decimal("0.50"), None, None, dict.fromkeys(("zh_CN", "en"), ""), "memory")
    far = [f for f in told({kind: price}) if f"F{row}:" in f]
    assert far == [
        f"Price book!F{row}: 12.34 is more than 20 times off the reference price 0.50; check figure and unit"
    ]
    made.active.cell(row, UNIT).value = "t"
    assert told({}) == [f"Price book!E{row}: the price is for t, but the line is measured in m"]
    made.active.cell(row, UNIT).value = "furlong"
    assert told({}) == [f"Price book!E{row}: furlong is no unit of the bill; the line is measured in m"]
    made.active.cell(row, UNIT).value = "m"
    made.active.cell(row, ID).value = "cabel_yjv_5x6"
    assert told({}) == [f"Price book!A{row}: there is no line cabel_yjv_5x6"]


# --- what may differ --------------------------------------------------------------------------------


def test_a_table_of_one_s_own_needs_code_unit_and_rate_only() -> None:
    """Other heads, other order, codes that lost their first zero as numbers, another way to write m²."""
    slab = next(line for line in LINES if line.id == "slab")
    book = openpyxl.Workbook()
    book.active.append(["公司内部价"])
    book.active.append(["综合单价（元）", " 计量 单位 ", "清单编码"])
    book.active.append([130, "㎡", int(slab.code)])
    back = read(stored(book), "内部价.xlsx")
    assert back == OwnPriceBook(
        "内部价", *BASE, (OwnPrice("slab", "m2", Decimal(130), None, None, "", "uncertain"),)
    )


def _by_code(line: PriceLine, *texts: tuple[str, str]) -> bytes:
    """Return a table of one price that is known by its code, with further columns."""
    book = openpyxl.Workbook()
    book.active.append(["项目编码", "计量单位", "综合单价", *(head for head, _ in texts)])
    book.active.append([line.code, pick(line.unit.symbol, "zh_CN"), 130, *(text for _, text in texts)])
    return stored(book)


def test_a_code_is_taken_for_the_item_that_its_row_names() -> None:
    """Cables of all sizes share a name, and each plan numbers them; features may stand in one line."""
    line = next(line for line in LINES if line.id.startswith("cable_yjv"))
    features = line.features["zh_CN"]
    for text in (features, features.replace("\n", "; "), line.features_of("zh_CN"), line.features["en"]):
        assert [price.line_id for price in read(_by_code(line, ("项目特征", text))).prices] == [line.id]
    assert read(_by_code(line, ("项目名称", line.titles["zh_CN"]))).prices[0].line_id == line.id

    def faults(*texts: tuple[str, str]) -> list[str]:
        with pytest.raises(ImportFileError) as caught:
            read(_by_code(line, *texts))
        return [sentence(fault, "en") for fault in caught.value.faults]

    other = features.replace("3×6", "5×16")
    assert other != features
    (fault,) = faults(("项目名称", line.titles["zh_CN"]), ("项目特征", other))
    assert fault.startswith(f"Sheet!E2: in this plan, code {line.code} is another item: ")
    assert faults(("项目名称", "电力电缆头"))[0].startswith("Sheet!D2: in this plan, code ")


def test_other_sheets_without_a_table_do_not_disturb() -> None:
    book = written()
    book.create_sheet("Notes", 0).append(["Prices of March"])
    assert {price.line_id for price in read(stored(book)).prices} == {"slab", "roof"}


# --- faults in cells --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("128.50", "is a text, not a number; set the cell to a number and type it anew"),
        ("1,280.00", "is a text, not a number; set the cell to a number and type it anew"),
        ("１２８", "is a text, not a number; set the cell to a number and type it anew"),
        ("约130", "is no number"),
        (True, "is no number"),
        (-128.5, "negative"),
        (0, "0 is no price; leave the cell blank when it is not known"),
        (1e9, "is beyond any unit rate; check figure and unit"),
        (1e300, "is beyond any unit rate; check figure and unit"),
        (128.555, "has more than two decimals"),
        ("#REF!", "the cell holds an error, #REF!"),
        ("=100+28.5", "a formula stands here; put the value itself"),
    ],
)
def test_a_bad_price_is_told_with_its_cell(value: object, said: str) -> None:
    """The rate stands in column F."""
    (fault,) = faults_of(on_slab(RATE, value))
    assert fault.startswith(f"{slab_cell('F')}: ")
    assert said in fault


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("¥ 1,280.50", "1280.50"),
        ("１，２８０", "1280"),
        ("1 280 000", "1280000"),
        (" -1,280 ", "-1280"),
        ("128.5", "128.5"),
        ("12,5", "12,5"),
        ("12，50", "12,50"),
        ("1,2800", "1,2800"),
        ("12 8", "12 8"),
    ],
)
def test_commas_and_blanks_are_taken_away_where_they_part_thousands(typed: str, number: str) -> None:
    """12,5 would be ten times 12.5: it stays what it is, and is no number."""
    assert normalised_number(typed) == number


def test_dates_and_percentages_are_no_prices() -> None:
    (fault,) = faults_of(on_slab(RATE, date(2026, 3, 1)))
    assert fault == f"{slab_cell('F')}: 2026-03-01 00:00:00 is a date, not a price; set the cell to a number"
    (fault,) = faults_of(on_slab(LOW, 0.5, "0%"))
    assert fault == f"{slab_cell('G')}: 0.5 is shown as a percentage; a price is an amount"


def test_a_price_far_off_the_reference_is_a_slip() -> None:
    """20 times the reference 135.00 of the slab is 2,700.00: just that passes, a cent more does not."""
    references = dict(SHIPPED.prices)
    book = written(book=replace(BOOK, prices=(replace(SLAB, low_cny=None, high_cny=None),)))
    book.active.cell(row_of(book.active, "slab"), RATE).value = 2700
    data = stored(book)
    assert (
        read_price_book_bytes(data, "p.xlsx", LINES, references, ITEMS, base=BASE).prices[0].price_cny == 2700
    )

    def change(sheet: Any) -> None:
        on_slab(RATE, 2700.01)(sheet)
        on_slab(HIGH, None)(sheet)

    (fault,) = faults_of(change, references)
    assert fault == (
        f"{slab_cell('F')}: 2700.01 is more than 20 times off the reference price 135.00; "
        "check figure and unit"
    )


def test_a_silent_change_of_unit_is_never_taken_in() -> None:
    """The slab is measured in m²: m³ does not fit, 卷 is no unit, and a blank is not guessed."""
    assert faults_of(on_slab(UNIT, "m³")) == [
        f"{slab_cell('E')}: the price is for m³, but the line is measured in m²"
    ]
    assert faults_of(on_slab(UNIT, "卷")) == [
        f"{slab_cell('E')}: 卷 is no unit of the bill; the line is measured in m²"
    ]
    assert faults_of(on_slab(UNIT, None)) == [f"{slab_cell('E')}: the unit is missing; it is m²"]


@pytest.mark.parametrize(
    ("column", "head", "brackets"),
    [
        (RATE, "综合单价（万元）", "(万元)"),
        (RATE, "综合单价（含税）", "(含税)"),
        (RATE, "Unit rate (CNY/100 m²)", "(CNY/100 m2)"),
        (UNIT, "计量单位（×100）", "(×100)"),
    ],
)
def test_a_head_does_not_change_the_unit_of_prices_in_its_brackets(
    column: int, head: str, brackets: str
) -> None:
    """12.85 万元 a m² is no 12.85, prices with tax are 9 % too high, and 100 m² are not one."""

    def change(sheet: Any) -> None:
        sheet.cell(HEAD_ROW, column).value = head

    at = f"Price book!{'F' if column == RATE else 'E'}5"
    assert faults_of(change) == [f"{at}: the head says {brackets}; prices are CNY before tax, for one unit"]


def test_a_line_above_the_heads_does_not_change_the_unit_of_prices() -> None:
    def change(sheet: Any) -> None:
        sheet.cell(1, RATE).value = "单位：万元"

    assert faults_of(change) == ["Price book!F1: 单位：万元 is other money; prices are CNY before tax"]
    named = replace(BOOK, name="万元")  # what it is called is no unit
    assert read(price_book_bytes(named, LINES, language="en")).name == "万元"


@pytest.mark.parametrize("number_format", ['"$"#,##0.00', '0.00"万元"', "#,##0.00,", '0.00"/100m"'])
def test_a_cell_does_not_change_the_unit_of_its_price_by_its_format(number_format: str) -> None:
    assert faults_of(on_slab(RATE, 128.5, number_format)) == [
        f"{slab_cell('F')}: 128.5 is shown as {number_format}, which is other money or another scale; "
        "put plain CNY"
    ]


@pytest.mark.parametrize("number_format", ["[$¥-804]#,##0.00", '0.00 "元"', "[=0]0;0.00"])
def test_a_price_may_be_shown_in_yuan(number_format: str) -> None:
    book = written()
    on_slab(RATE, 128.5, number_format)(book.active)
    assert {price.line_id for price in read(stored(book)).prices} == {"slab", "roof"}


def test_a_share_is_not_more_than_all() -> None:
    """100 % passes; a cent more would leave the plan without a bill."""

    def put(percent: float) -> Callable[[Any], None]:
        return lambda sheet: setattr(sheet.cell(row_of(sheet, "share_night_work"), RATE), "value", percent)

    book = written()
    put(100)(book.active)
    assert read(stored(book)).prices[-1].price_cny == 100
    row = row_of(book.active, "share_night_work")
    assert faults_of(put(100.01)) == [f"Price book!F{row}: 100.01 % is more than all"]


def test_a_range_holds_the_price() -> None:
    assert faults_of(on_slab(LOW, 128.51)) == [
        f"{slab_cell('F')}: the unit rate 128.5 lies outside its own range"
    ]
    assert faults_of(on_slab(RATE, None)) == [f"{slab_cell('F')}: there is a range but no unit rate"]


def test_lines_are_known_and_stand_once() -> None:
    def twice(sheet: Any) -> None:
        sheet.cell(row_of(sheet, "roof"), ID).value = "slab"

    fault = faults_of(twice)
    assert [text.partition(": ")[2].rpartition("!")[0] for text in fault] == [
        "slab is priced already in Price book"
    ]
    assert faults_of(on_slab(ID, "slap")) == [f"{slab_cell('A')}: there is no line slap"]

    def nameless(sheet: Any) -> None:
        on_slab(CODE, None)(sheet)
        on_slab(ID, None)(sheet)

    book = written()
    at = f"Price book!B{row_of(book.active, 'slab')}"
    assert faults_of(nameless) == [f"{at}: the row has a price, but no line id and no item code"]


def test_words_of_confidence_are_those_of_the_list() -> None:
    assert faults_of(on_slab(CONFIDENCE, "quite")) == [
        f"{slab_cell('J')}: quite is none of the words for confidence"
    ]
    assert faults_of(on_slab(BASIS, "x" * 501)) == [
        f"{slab_cell('I')}: the text is longer than 500 characters"
    ]


# --- faults of the sheet ----------------------------------------------------------------------------


def test_merged_and_hidden_cells_are_refused() -> None:
    row = row_of(written().active, "slab")
    assert faults_of(lambda sheet: sheet.merge_cells(f"F{row}:G{row}")) == [
        f"Price book!F{row}: cells are merged here; part them"
    ]

    def hide_row(sheet: Any) -> None:
        sheet.row_dimensions[row].hidden = True

    assert faults_of(hide_row) == [f"Price book!A{row}: the row is hidden; show or delete it"]

    def hide_column(sheet: Any) -> None:
        sheet.column_dimensions["E"].hidden = True

    assert faults_of(hide_column) == ["Price book!E5: the column is hidden; show it"]

    def hide_sheet(sheet: Any) -> None:
        sheet.parent.create_sheet("Other")
        sheet.sheet_state = "hidden"

    assert faults_of(hide_sheet) == ["Price book: the sheet is hidden; show it"]


def test_a_head_that_is_missing_or_doubled_is_told() -> None:
    def take_out(sheet: Any) -> None:
        sheet.cell(HEAD_ROW, RATE).value = "What it costs"

    assert faults_of(take_out) == [
        "prices.xlsx has no table of prices: no row of any sheet (Price book) heads columns for line or item "
        "code, unit and unit rate"
    ]

    def double(sheet: Any) -> None:
        sheet.cell(HEAD_ROW, 11).value = "Unit price"

    assert faults_of(double) == ["Price book!K5: this head stands there twice: Unit price"]


def test_tables_on_several_sheets_are_not_chosen_among() -> None:
    def copy(sheet: Any) -> None:
        sheet.parent.copy_worksheet(sheet)

    assert faults_of(copy) == [
        "prices.xlsx has tables of prices on several sheets (Price book, Price book Copy); leave only one of "
        "them"
    ]


def test_all_faults_are_told_at_once_and_nothing_is_taken_in() -> None:
    def spoil(sheet: Any) -> None:
        on_slab(RATE, -1)(sheet)
        sheet.cell(row_of(sheet, "roof"), UNIT).value = "t"

    book = written()
    spoil(book.active)
    with pytest.raises(ImportFileError) as caught:
        read(stored(book))
    assert [fault.code for fault in caught.value.faults] == ["negative_price", "wrong_unit"]
    roof = row_of(book.active, "roof")
    text = sentence(caught.value, "en")
    assert text.startswith(
        "prices.xlsx was not taken in, and no price has changed. Faults: 2; the first is: "
    )
    assert sentence(caught.value.faults[1], "en") == (
        f"Price book!E{roof}: the price is for t, but the line is measured in m²"
    )


# --- faults of the file -----------------------------------------------------------------------------


def refused(data: bytes) -> str:
    with pytest.raises(ImportFileError) as caught:
        read(data)
    return sentence(caught.value, "en")


def test_a_file_that_is_no_workbook() -> None:
    no_workbook = "prices.xlsx is no workbook; save it as .xlsx and try again"
    assert refused(b"") == no_workbook
    assert refused(b"id,unit,price\nslab,m2,130\n") == no_workbook
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert refused(stream.getvalue()) == no_workbook
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)) == (
        "prices.xlsx is protected by a password or of the old kind .xls; save it as .xlsx without a password "
        "and try again"
    )


def _with_part(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return stream.getvalue()


def test_damaged_and_swollen_workbooks() -> None:
    data = price_book_bytes(BOOK, LINES, language="en")
    sheet = "xl/worksheets/sheet1.xml"
    damaged = "prices.xlsx is damaged: it cannot be read as a workbook"
    assert refused(_with_part(data, sheet, lambda xml: xml[: len(xml) // 2])) == damaged
    assert refused(data[: len(data) // 2]).startswith("prices.xlsx is no workbook")
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb">]>'
    assert refused(_with_part(data, sheet, lambda xml: entity + xml.partition(b"?>")[2])) == damaged
    bomb = _with_part(data, sheet, lambda xml: xml + b" " * (8 * 2**20))
    assert refused(bomb) == "prices.xlsx unpacks to more than any workbook of figures holds"


def test_sixteen_thousand_columns() -> None:
    """The 201st column that holds something is one too many, and is named."""
    book = openpyxl.Workbook()
    book.active.append(["x"] * 16_000)
    assert refused(stored(book)) == "Sheet!GS1: prices.xlsx reaches further than 200 columns or 20000 rows"


def test_a_row_at_the_end_of_the_sheet_is_never_waited_for() -> None:
    """A cell in the last row of all does not make a million empty rows, and is not left out unseen."""
    book = written()
    book.active.cell(1_048_576, 1).value = "end"
    assert refused(stored(book)) == (
        "Price book!A1048576: prices.xlsx reaches further than 200 columns or 20000 rows"
    )


def test_a_file_too_large_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImportFileError) as caught:
        read_price_file(tmp_path / "none.xlsx", LINES, {}, ITEMS, base=BASE)
    assert sentence(caught.value, "en") == "none.xlsx cannot be read: the file or its folder is not there"
    monkeypatch.setattr(foreign_workbook, "MOST_BYTES", 2**20)
    (tmp_path / "large.xlsx").write_bytes(bytes(2**20 + 1))
    with pytest.raises(ImportFileError) as caught:
        read_price_file(tmp_path / "large.xlsx", LINES, {}, ITEMS, base=BASE)
    assert sentence(caught.value, "en") == (
        "large.xlsx is larger than any workbook of figures: more than 1 MB"
    )


def test_every_line_of_the_plan_and_every_device_can_be_priced() -> None:
    """Lines of the bill come first; devices that it does not use follow, under their names."""
    assert [line.id for line in LINES[: len(ANALYSIS.bill.lines)]] == [
        line.work.id for line in ANALYSIS.bill.lines
    ]
    chargers = ANALYSIS.references.catalogue.chargers
    for charger in chargers.values():
        line = BY_ID[f"charger_{charger.id}"]
        assert charger.title["en"] in line.title("en")
    assert set(SHIPPED.prices) <= set(BY_ID)
    assert "{" not in "".join(line.title("en") + line.title("zh_CN") for line in LINES)
