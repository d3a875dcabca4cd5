"""Workbooks that nobody trusts: what stands anywhere in them is read or told, whatever size they pretend."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from chargeplan.errors import ImportFileError
from chargeplan.files import foreign_workbook
from chargeplan.files.foreign_workbook import ForeignSheet, read_workbook
from chargeplan.i18n import sentence

SHEET = "xl/worksheets/sheet1.xml"


def stored(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Rates"
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def changed(data: bytes, change: Callable[[bytes], bytes], part: str = SHEET) -> bytes:
    """Return a workbook one part of which is another one."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return stream.getvalue()


def behind_rows(more: bytes) -> Callable[[bytes], bytes]:
    return lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + more)


def only(data: bytes) -> ForeignSheet:
    (sheet,) = read_workbook(data, "bid.xlsx")
    return sheet


def refused(data: bytes) -> str:
    with pytest.raises(ImportFileError) as caught:
        read_workbook(data, "bid.xlsx")
    return sentence(caught.value, "en")


DATA = stored(["slab", 135], ["roof", 95])


def test_a_number_beyond_every_float_is_no_figure() -> None:
    """400 digits are a whole number to Python and to no spreadsheet program."""
    sheet = only(changed(DATA, lambda xml: xml.replace(b"<v>135</v>", b"<v>" + b"1" * 400 + b"</v>")))
    assert sheet.cell(1, 2).number is None
    assert sheet.cell(2, 2).number == 95


def test_what_stands_below_every_bill_is_not_left_out() -> None:
    """Row 30,000, with no rows between that would be counted."""
    below = b'<row r="30000"><c r="B30000"><v>7</v></c></row></sheetData>'
    data = changed(DATA, lambda xml: xml.replace(b"</sheetData>", below))
    assert refused(data) == "Rates!B30000: bid.xlsx reaches further than 200 columns or 20000 rows"
    blank = b'<row r="1048576"><c r="B1048576" s="0"/></row></sheetData>'
    assert len(only(changed(DATA, lambda xml: xml.replace(b"</sheetData>", blank))).cells) == 4


def test_a_sheet_merged_as_a_whole_is_refused_where_it_is() -> None:
    """Columns 1 to 200 of 20,000 rows are four million cells, two hundred times over."""
    merged = b"<mergeCells>" + b'<mergeCell ref="A2:XFD1048576"/>' * 200 + b"</mergeCells>"
    assert refused(changed(DATA, behind_rows(merged))) == (
        "Rates!A2: bid.xlsx has more merged cells than any price book or bill"
    )


def test_every_cell_of_a_merged_range_is_known_as_merged() -> None:
    sheet = only(changed(DATA, behind_rows(b'<mergeCells><mergeCell ref="A1:B2"/></mergeCells>')))
    assert [sheet.is_merged(row, column) for row in (1, 2) for column in (1, 2)] == [True] * 4
    assert not sheet.is_merged(3, 1)
    assert sheet.merged[2, 2] == (1, 1)


@pytest.mark.parametrize("part", [SHEET, "xl/styles.xml", "[Content_Types].xml", "_rels/.rels"])
def test_parts_of_endless_elements_are_refused(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part that is read as a whole is counted first; a real one has a hundred elements."""
    monkeypatch.setattr(foreign_workbook, "MOST_ELEMENTS", 1000)
    assert len(only(DATA).cells) == 4
    endless = changed(DATA, lambda xml: re.sub(rb"(</[\w:]+>)\s*\Z", rb"<x/>" * 1001 + rb"\1", xml), part)
    assert refused(endless) == "bid.xlsx unpacks to more than any workbook of figures holds"


def test_a_type_declared_behind_a_long_comment_is_refused() -> None:
    late = b"<!--" + b"x" * 9000 + b'--><!DOCTYPE a [<!ENTITY b "bbbb">]><worksheet'
    assert refused(changed(DATA, lambda xml: xml.replace(b"<worksheet", late, 1))) == (
        "bid.xlsx is damaged: it cannot be read as a workbook"
    )


def test_a_formula_in_a_cell_without_a_reference_is_a_formula() -> None:
    """A cell that does not say where it stands follows on the one before it."""
    bare = rb'<row><c><v>1</v></c><c r="D1"><v>2</v></c><c><f>1+2</f><v>3</v></c></row>'
    rows = b"<sheetData>" + bare + b"</sheetData>"
    sheet = only(changed(DATA, lambda xml: re.sub(rb"<sheetData>.*</sheetData>", rows, xml)))
    assert {at: (cell.value, cell.formula) for at, cell in sheet.cells.items()} == {
        (1, 1): (1, False), (1, 4): (2, False), (1, 5): (3, True),
    }  # fmt: skip
