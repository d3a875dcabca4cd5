"""Files of registers: workbooks with traps in them, and tables of text in several encodings."""

from __future__ import annotations

import hashlib
import io
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from dirty_registers import HEADS, codes, read_rows, told, workbook, written
from openpyxl.styles import PatternFill

from chargeplan.errors import ImportFileError
from chargeplan.files import town_tables
from chargeplan.files.town_register import read_register
from chargeplan.files.town_tables import RegisterFile
from chargeplan.i18n import sentence

SHEET = "xl/worksheets/sheet1.xml"
DATA = workbook([HEADS, ["1", "甲苑", 300], ["2", "乙苑", 200]])
TEXT = '编号,小区名称,总户数\n1,甲苑,300\n2,"乙,苑",200\n'


def changed(data: bytes, change: Callable[[bytes], bytes], part: str = SHEET) -> bytes:
    """Return a workbook one part of which is another one."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return stream.getvalue()


def without(data: bytes, part: str) -> bytes:
    """Return a workbook that lacks a part."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
    return stream.getvalue()


def refused(path: Path) -> str:
    with pytest.raises(ImportFileError) as caught:
        read_register(path)
    return sentence(caught.value, "en")


# --- workbooks --------------------------------------------------------------------------------------


def test_sixteen_thousand_empty_columns_are_nothing(tmp_path: Path) -> None:
    """Columns and cells that are only coloured, as far out as there are any."""

    def colour(sheet: Any) -> None:
        for column in range(4, 16_385, 400):
            sheet.cell(2, column).fill = PatternFill("solid", "FFFF00")
        sheet.cell(2, 16_384).fill = PatternFill("solid", "FFFF00")

    reading = read_rows(tmp_path, HEADS, ["1", "甲苑", 300], change=colour)
    assert told(reading) == []
    assert reading.headings == {1: "编号", 2: "小区名称", 3: "总户数"}


def test_a_stray_cell_far_out_is_told_and_does_not_blow_the_sheet_up(tmp_path: Path) -> None:
    """A cell in the last column XFD would make a rectangle of 16,384 columns; the rest is read."""

    def stray(sheet: Any) -> None:
        sheet["XFD3"] = "x"

    reading = read_rows(tmp_path, HEADS, ["1", "甲苑", 300], ["2", "乙苑", 200], change=stray)
    assert codes(reading) == ["1", "2"]
    assert told(reading) == [("台账", "far_columns")]
    assert "XFD3" in reading.remarks[0].sentence("en")


def test_formatted_blank_rows_are_nothing_and_rows_beyond_every_register_are_refused(tmp_path: Path) -> None:
    """100,000 blank rows with a colour each; one with something in row 200,000 is too long."""
    blank = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (row, row) for row in range(4, 100_004))
    data = changed(DATA, lambda xml: xml.replace(b"</sheetData>", blank + b"</sheetData>"))
    assert codes(read_register(written(tmp_path, data))) == ["1", "2"]
    long = b'<row r="200000"><c r="A200000"><v>7</v></c></row></sheetData>'
    data = changed(DATA, lambda xml: xml.replace(b"</sheetData>", long))
    assert refused(written(tmp_path, data)) == "台账!200000: register.xlsx reaches further than 100000 rows"


def test_cells_that_do_not_say_where_they_stand(tmp_path: Path) -> None:
    """Some programs leave places out: a cell follows on the one before it."""
    data = changed(DATA, lambda xml: re.sub(rb' r="[A-Z]+\d+"', b"", xml))
    assert codes(read_register(written(tmp_path, data))) == ["1", "2"]


def test_hidden_rows_are_read_and_told(tmp_path: Path) -> None:
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True

    reading = read_rows(tmp_path, HEADS, ["1", "甲苑", 300], ["2", "乙苑", 200], change=hide)
    assert codes(reading) == ["1", "2"]
    assert told(reading) == [("台账", "hidden_rows")]


def test_a_formula_with_its_stored_value_is_that_value(tmp_path: Path) -> None:
    formula = rb"<f>100*3</f><v>300</v>"
    data = changed(DATA, lambda xml: xml.replace(b"<v>300</v>", formula))
    assert read_register(written(tmp_path, data)).register.rows[0].households == 300
    empty = changed(DATA, lambda xml: xml.replace(b"<v>300</v>", b"<f>A1</f><v></v>"))
    assert told(read_register(written(tmp_path, empty))) == [("台账!C2", "unsolved_formula")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "protected by a password or of the old kind .xls"),
        (b"PK\x03\x04 and no more", "is no workbook"),
        (b"", "is no workbook"),
        (b"<html><table></table></html>", "is no workbook"),
        (changed(DATA, lambda xml: xml[:-40]), "is damaged"),
        (without(DATA, SHEET), "is damaged"),
        (changed(DATA, lambda xml: xml.replace(b"<worksheet", b"<!DOCTYPE a><worksheet", 1)), "is damaged"),
        (changed(DATA, lambda _: b" " * 40_000_000), "unpacks to more than any workbook of figures holds"),
        (workbook([["随便", "什么"], [1, 2]]), "is no register: no row of any sheet heads columns"),
    ],
)  # fmt: skip
def test_what_is_no_register_is_refused_with_a_sentence(tmp_path: Path, data: bytes, words: str) -> None:
    assert words in refused(written(tmp_path, data))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in refused(tmp_path / "nothing.xlsx")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are a thing of POSIX")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    assert "it is no ordinary file" in refused(tmp_path / "pipe.xlsx")


def test_the_fingerprint_is_that_of_the_bytes(tmp_path: Path) -> None:
    """SHA-256 of the file, as any other program works it out."""
    assert read_register(written(tmp_path, DATA)).fingerprint == hashlib.sha256(DATA).hexdigest()


# --- files of text ----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    """A comma in quotes parts nothing, and numbers of a file of text are no remark."""
    reading = read_register(written(tmp_path, TEXT.encode(encoding), "register.csv"))
    assert [(row.name, row.households) for row in reading.register.rows] == [("甲苑", 300), ("乙,苑", 200)]
    assert told(reading) == []
    assert (reading.sheet, reading.register.title) == ("", "register")


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    text = TEXT.replace('"乙,苑"', "乙苑").replace(",", delimiter)
    reading = read_register(written(tmp_path, text.encode(), "register.csv"))
    assert [row.households for row in reading.register.rows] == [300, 200]


def test_a_line_that_names_the_delimiter_and_a_title(tmp_path: Path) -> None:
    """Rows are counted as an editor counts lines."""
    text = "sep=;\r\n台账;;\r\n编号;小区名称;总户数\r\n1;甲苑;约300\r\n"
    reading = read_register(written(tmp_path, text.encode("gbk"), "register.csv"))
    assert reading.register.title == "台账"
    assert told(reading) == [("C4", "about")]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe\xff", "is no table of text"),
        (b"a,b\0c", "is no table of text"),
        (b"PK\x03\x04\0\0", "is no table of text"),
        (b"", "is no register"),
        ('编号,小区名称\n"' .encode() + b"x" * 200_000 + b'"\n', "is damaged"),
    ],
)  # fmt: skip
def test_texts_that_are_no_register(tmp_path: Path, data: bytes, words: str) -> None:
    assert words in refused(written(tmp_path, data, "register.csv"))


def test_a_text_longer_than_any_register_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(town_tables, "MOST_ROWS", 2)
    assert "reaches further than 2 rows" in refused(written(tmp_path, TEXT.encode(), "register.csv"))


# --- a handful of dirty registers -------------------------------------------------------------------

NOISE = (
    "约300",
    "-",
    "无",
    "#N/A",
    "=1/0",
    "１２",
    "",
    None,
    -5,
    1e300,
    True,
    "合计",
    "小区名称",
    "\x0b",
    "a" * 5000,
    0.1,
)


@pytest.mark.parametrize("seed", range(24))
def test_noise_never_fails_and_is_never_a_silent_zero(tmp_path: Path, seed: int) -> None:
    """Any value anywhere gives a register: figures are whole and not negative, and zeros are told."""
    heads = (
        "编号",
        "小区名称",
        "总户数",
        "建成年份",
        "建筑面积",
        "飞线",
        "完成时限",
        "房屋性质",
        "经度",
        "纬度",
        "坐标系",
    )
    rows = [
        [NOISE[(seed * 7 + row * 5 + column * (3 + seed % 5)) % len(NOISE)] for column in range(len(heads))]
        for row in range(14)
    ]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(heads)
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            if value != "\x0b":
                sheet.cell(number, column, value)
    stream = io.BytesIO()
    book.save(stream)
    reading = read_register(written(tmp_path, stream.getvalue()))
    zeros = {(remark.row, remark.field_id) for remark in reading.remarks if remark.code == "nothing_is_zero"}
    for row in reading.register.rows:
        assert row.code
        assert row.name
        assert row.households is None or row.households > 0
        assert row.hazards.flying_wires != 0 or (row.sheet_row, "hazards.flying_wires") in zeros
    assert len(set(codes(reading))) == len(codes(reading))
    assert all(remark.sentence("en") for remark in reading.remarks)


def test_sheets_can_be_asked_for_again(tmp_path: Path) -> None:
    """The memory of a sheet is given back while others are looked at, and it is read again."""
    file = RegisterFile(written(tmp_path, DATA))
    first = file.table("台账")
    file.forget_all_but("")
    assert file.table("台账").rows == first.rows
    assert file.table("台账").value(9, 9) is None
