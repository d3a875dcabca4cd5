"""Every workbook opened by another program, which works all formulas out anew.

LibreOffice reads a copy whose stored values were all made wrong, recalculates and saves it; what it finds
must be what the workbook stores. Without LibreOffice these tests say so and are skipped.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from chargeplan.analysis import analyse
from chargeplan.files.project_file import read_project
from chargeplan.files.workbook import workbook_bytes
from chargeplan.model.bill_settings import BillEdition
from chargeplan.resources import examples_folder
from tests.files.workbook_for_tests import full_bill_settings, rich_project

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
WRONG = "-7777"

pytestmark = [
    pytest.mark.office,
    pytest.mark.skipif(
        SOFFICE is None,
        reason="LibreOffice (soffice) is not installed: formulas are not worked out by it here",
    ),
]

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


def recalculated(data: bytes, folder: Path) -> openpyxl.Workbook:
    """Return the workbook as LibreOffice saves it, with a profile of its own in `folder`."""
    profile, target = folder / "profile", folder / "out"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE)
    source = folder / "bill.xlsx"
    source.write_bytes(with_wrong_values(data))
    assert SOFFICE is not None
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to",
         "xlsx", "--outdir", str(target), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return openpyxl.load_workbook(target / "bill.xlsx", data_only=True)


def assert_recalculated(data: bytes, folder: Path) -> int:
    """Compare every formula's stored value with the recalculated one; return how many there are."""
    stored = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    formulas = openpyxl.load_workbook(io.BytesIO(data))
    found = recalculated(data, folder)
    count = 0
    for sheet in formulas.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    place = (sheet.title, cell.coordinate, cell.value)
                    ours = stored[sheet.title][cell.coordinate].value
                    theirs = found[sheet.title][cell.coordinate].value
                    if isinstance(ours, str):
                        assert theirs == ours, place
                    else:
                        assert theirs == pytest.approx(ours, rel=1e-9, abs=1e-9), place
                    count += 1
    return count


@pytest.mark.parametrize("name", ["chengxi", "dongtang", "linyuan", "mingzhu", "yuanxi"])
def test_formulas_of_every_example_come_out_as_stored(name: str, tmp_path: Path) -> None:
    """With prices, in Chinese: hundreds of formulas, each equal to what is stored."""
    analysis = analyse(read_project(examples_folder() / f"{name}.chargeplan"))
    assert assert_recalculated(workbook_bytes(analysis, language="zh_CN"), tmp_path) > 200


def test_formulas_of_a_bill_for_bidders_come_out_as_stored(tmp_path: Path) -> None:
    """Without prices, in English: every amount 0, every quantity as it is."""
    analysis = analyse(read_project(examples_folder() / "yuanxi.chargeplan"))
    data = workbook_bytes(analysis, language="en", blank_prices=True)
    assert assert_recalculated(data, tmp_path) > 200


def test_formulas_of_every_form_come_out_as_stored(tmp_path: Path) -> None:
    """Filled lots, provisional sums, day work, attendance, the edition of 2024 and its own codes."""
    settings = replace(full_bill_settings(), edition=BillEdition.GB_2024)
    analysis = analyse(replace(rich_project(), bill=settings))
    assert assert_recalculated(workbook_bytes(analysis, language="zh_CN"), tmp_path) > 200


def test_a_wrong_stored_value_is_found(tmp_path: Path) -> None:
    """The comparison can fail: with one stored value changed it does."""
    analysis = analyse(read_project(examples_folder() / "dongtang.chargeplan"))
    data = workbook_bytes(analysis, language="zh_CN")
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.namelist():
            text = old.read(part)
            if part == "xl/worksheets/sheet2.xml":
                text = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1<v>12345</v>", text, count=1)
            new.writestr(part, text)
    with pytest.raises(AssertionError):
        assert_recalculated(changed.getvalue(), tmp_path)
