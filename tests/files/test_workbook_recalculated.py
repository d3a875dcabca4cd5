"""Every workbook opened by another program, which works all formulas out anew.

LibreOffice reads a copy whose stored values were all made wrong, recalculates and saves it; what it finds
must be what the workbook stores. Without LibreOffice that test says so and is skipped.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from chargeplan.analysis import analyse
from chargeplan.files.project_file import read_project
from chargeplan.files.workbook import workbook_bytes
from chargeplan.model.bill_settings import BillEdition
from chargeplan.resources import examples_folder
from tests.files.workbook_for_tests import full_bill_settings, rich_project

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
WRONG = "-7777"

needs_office = pytest.mark.skipif(
    SOFFICE is None,
    reason="LibreOffice (soffice) is not installed: formulas are not worked out by it here",
)

_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def with_wrong_values(data: bytes) -> bytes:
    """Return a workbook in which every formula stores a value that it cannot have."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1<v>" + WRONG.encode() + rb"</v>", part)
            new.writestr(name, part)
    return changed.getvalue()


def recalculated(books: Mapping[str, bytes], folder: Path) -> dict[str, openpyxl.Workbook]:
    """Return workbooks as LibreOffice saves them, started once, with a profile of its own in `folder`."""
    profile, target = folder / "profile", folder / "out"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE)
    sources = {name: folder / f"{name}.xlsx" for name in books}
    for name, source in sources.items():
        source.write_bytes(with_wrong_values(books[name]))
    assert SOFFICE is not None
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to",
         "xlsx", "--outdir", str(target), *map(str, sources.values())],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return {name: openpyxl.load_workbook(target / f"{name}.xlsx", data_only=True) for name in books}


def assert_recalculated(books: Mapping[str, bytes], folder: Path) -> dict[str, int]:
    """Compare every formula's stored value with the recalculated one; return how many each book has."""
    return {
        name: assert_alike(name, books[name], found) for name, found in recalculated(books, folder).items()
    }


def assert_alike(name: str, data: bytes, found: openpyxl.Workbook) -> int:
    """Compare every formula's stored value with what another program found; return how many there are."""
    stored = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(data))
    count = 0
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    place = (name, sheet.title, cell.coordinate, cell.value)
                    ours = stored[sheet.title][cell.coordinate].value
                    theirs = found[sheet.title][cell.coordinate].value
                    if ours is None or isinstance(ours, str):  # a formula whose answer is no text at all
                        assert (theirs or None) == (ours or None), place
                    else:
                        assert theirs == pytest.approx(ours, rel=1e-9, abs=1e-9), place
                    count += 1
    return count


@pytest.mark.office
@needs_office
def test_formulas_come_out_as_stored(tmp_path: Path) -> None:
    """Hundreds of formulas in each, all equal to what is stored.

    Every example with prices in Chinese; a bill for bidders in English, with every amount 0 and every
    quantity as it is; filled lots, provisional sums, day work, attendance, the edition of 2024 and its own
    codes.
    """
    examples = {
        name: analyse(read_project(examples_folder() / f"{name}.chargeplan"))
        for name in ("chengxi", "dongtang", "linyuan", "mingzhu", "yuanxi")
    }
    settings = replace(full_bill_settings(), edition=BillEdition.GB_2024)
    forms = analyse(replace(rich_project(), bill=settings))
    books = {
        name: workbook_bytes(analysis, language="zh_CN")
        for name, analysis in {**examples, "forms": forms}.items()
    }
    books["bidders"] = workbook_bytes(examples["yuanxi"], language="en", blank_prices=True)
    counts = assert_recalculated(books, tmp_path)
    assert len(counts) == 7
    assert min(counts.values()) > 200


def test_a_wrong_stored_value_is_found() -> None:
    """The comparison can fail: 2 + 3 is stored as 6 and found to be 5."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = workbook.add_worksheet("Sums")
    sheet.write_formula("A1", "=1+2", None, 3)
    sheet.write_formula("A2", "=2+3", None, 6)
    workbook.close()
    found = openpyxl.Workbook()
    found.active.title = "Sums"
    found.active.append([3])
    found.active.append([5])
    with pytest.raises(AssertionError, match="=2\\+3"):
        assert_alike("sums", stream.getvalue(), found)
    found.active["A2"] = 6
    assert assert_alike("sums", stream.getvalue(), found) == 2
