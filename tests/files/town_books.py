"""Registers as officials keep them: full of what a program that loads and saves workbooks would lose."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment

from chargeplan.files.town_guard import fingerprint
from chargeplan.files.town_store import Saved, save_own
from chargeplan.town.defaults import default_settings
from chargeplan.town.settings import Budget, Floor, Level, TownSettings
from chargeplan.town.tasks import Solver, Task, TaskState

REGISTER = "小区台账"
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000000000500010d0a2db4000000004945"
    "4e44ae426082"
)


def settings() -> TownSettings:
    """Return settings in which every part is set; one weight has more digits than a double holds."""
    shipped = default_settings()
    return replace(
        shipped,
        weights={**shipped.weights, "stalls_short_share": Decimal(10) / 3},
        budget=Budget(
            Decimal("3000000.50"),
            (Decimal(1_000_000), Decimal("2000000.5")),
            (Floor(Level.COMMITTEE, 1), Floor(Level.STREET, share=Decimal("0.05"))),
        ),
        as_of=date(2026, 3, 31),
        weights_name="试行 <1>",
        extra={"layout": '{"sheet": "小区台账", "row": 1}', "note": "=1+1"},
    )


def tasks() -> tuple[Task, ...]:
    """Return four tasks: in every state, of every level, with and without what may be missing."""
    return (
        Task(
            "E1/sockets", "E1", "sockets", 116, Solver.TOWN, TaskState.HANDED_ON, date(2026, 1, 5),
            date(2026, 1, 9), date(2026, 3, 1), responsible="张三", note="=SUM(A1)\n<b> & \x07 _x0041_ ",
            escalated_from=Solver.DEPARTMENTS,
        ),
        Task("E1/stalls", "E1", "stalls", 20, Solver.DEPARTMENTS, found=date(2026, 3, 31)),
        Task("E2/flying_wires", "E2", "flying_wires", None, Solver.COMMITTEE, TaskState.HANDLED, gone=True),
        Task(
            "0012/sockets/2", "0012", "sockets", 3, Solver.TOWN, TaskState.CHECKED,
            checked=date(2026, 2, 28), checker="李四", comes_after="0012/sockets",
        ),
    )  # fmt: skip


NAMES = {"E1": "园西新村", "E2": "川沙路 <2> 弄", "0012": "十二号"}


def rich_workbook(path: Path, **options: object) -> Path:
    """Write a register with a chart, a picture, sparklines, conditional formats, choices, comments, names."""
    book = xlsxwriter.Workbook(path, dict(options))
    book.set_properties({"created": datetime(2026, 1, 1)})
    sheet, other = book.add_worksheet(REGISTER), book.add_worksheet("汇总")
    head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
    wide = book.add_format({"num_format": "#,##0", "locked": False})
    sheet.write_row(0, 0, ["编号", "小区", "户数", "方案", "日期", "合计"], head)
    for row in range(1, 9):
        sheet.write_row(row, 0, [f"E{row}", f"小区{row}"])
        sheet.write_number(row, 2, 100 * row, wide)
    sheet.write_formula("F2", "=SUM(C2:C9)", None, 3600)
    sheet.write_array_formula("F4:F6", "{=C4:C6*2}")
    sheet.merge_range("H1:J1", "合并")
    sheet.set_row(3, 30, book.add_format({"italic": True}))
    sheet.conditional_format("C2:C9", {"type": "data_bar"})
    sheet.data_validation("D2:D9", {"validate": "list", "source": ["a", "b"]})
    sheet.write_comment("B2", "看一下")
    sheet.insert_image("L2", "x.png", {"image_data": io.BytesIO(_PNG)})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"={REGISTER}!$C$2:$C$9"})
    other.insert_chart("B2", chart)
    other.add_sparkline("A1", {"range": f"{REGISTER}!C2:C9"})
    other.write_formula("A2", f"=SUM({REGISTER}!C2:C9)", None, 3600)
    book.define_name("户数", f"={REGISTER}!$C$2:$C$9")
    if path.suffix == ".xlsm":
        book.add_vba_project(io.BytesIO(b"macros"), True)
    book.close()
    return path


def openpyxl_workbook(path: Path) -> Path:
    """Write a register as openpyxl does: a chart, a comment, a table, frozen panes, a filter."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = REGISTER
    sheet.append(["编号", "小区", "户数"])
    for row in range(1, 6):
        sheet.append([f"E{row}", f"小区{row}", 100 * row])
    sheet["B2"].comment = Comment("看一下", "甲")
    sheet["F2"] = "=SUM(C2:C6)"
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = "A1:C6"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=6), titles_from_data=True)
    sheet.add_chart(chart, "H2")
    book.save(path)
    return path


def other_markup(path: Path, change: Callable[[str, str], str]) -> Path:
    """Write the parts of a workbook anew, each changed by `change(name, text)`."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith((".xml", ".rels")):
                data = change(name, data.decode("utf-8")).encode("utf-8")
            new.writestr(name, data)
    path.write_bytes(made.getvalue())
    return path


def strict(_name: str, text: str) -> str:
    """Return a part in the namespaces of the strict edition of the standard."""
    text = text.replace(
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    return text.replace(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    )


def prefixed(name: str, text: str) -> str:
    """Return a part of the spreadsheet itself with a prefix at every element, as some libraries write it."""
    if not re.search(r"xl/(workbook|styles|worksheets/sheet\d+)\.xml$", name):
        return text
    text = re.sub(r"<(/?)(?=[A-Za-z])(?![A-Za-z0-9]+:)", r"<\1x:", text)
    space = "http://schemas.openxmlformats.org/spreadsheetml"
    return text.replace(f'xmlns="{space}', f'xmlns:x="{space}')


def loaded(path: Path) -> openpyxl.Workbook:
    """Return a workbook as openpyxl reads it, which warns of what it would lose."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))


def members(path: Path) -> Mapping[str, bytes]:
    """Return the parts of a workbook in their order."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def save(path: Path, **more: object) -> Saved:
    """Save the settings and tasks of above into a register that nobody has changed meanwhile."""
    given: dict[str, object] = {
        "expected_fingerprint": fingerprint(path.read_bytes()), "estates": NAMES, "sheet": REGISTER, **more,
    }  # fmt: skip
    return save_own(path, given.pop("settings", settings()), given.pop("tasks", tasks()), **given)  # type: ignore[arg-type]
