"""Settings and tasks in a register's workbook: they come back, and nothing else changes."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from openpyxl.comments import Comment

from chargeplan.errors import ExportError
from chargeplan.files.opc.cells import day_number
from chargeplan.files.opc.package import Package
from chargeplan.files.opc.styles import StyleBook
from chargeplan.files.own_sheets.tasks import find_task_sheet, read_task_sheet
from chargeplan.files.own_sheets.writing import put_tasks
from chargeplan.files.town_guard import fingerprint
from chargeplan.files.town_register import read_register
from chargeplan.files.town_store import CellChange, OwnSheets, free_column, read_own, save_copy, save_own
from chargeplan.town.tasks import Solver, Task, TaskState
from tests.files.town_books import (
    NAMES,
    REGISTER,
    loaded,
    members,
    openpyxl_workbook,
    other_markup,
    prefixed,
    rich_workbook,
    save,
    settings,
    strict,
    tasks,
)  # fmt: skip

TASKS, SETTINGS = "任务清单", "程序设置"
MAY_CHANGE = {
    "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
    "docProps/app.xml",
}  # fmt: skip


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return rich_workbook(tmp_path / "川沙.town.xlsx")


def _is_part_of(old: bytes, new: bytes) -> bool:
    """Tell whether `new` is `old` with something put in, numbers of counts left out of account."""
    rest = iter(re.sub(rb"\d+", b"", new))
    return all(byte in rest for byte in re.sub(rb"\d+", b"", old))


def _with_pivot(path: Path) -> Path:
    """Put the part of a pivot table's data in, of which the program knows nothing."""
    package = Package(path.read_bytes(), path.name)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.pivotCacheDefinition+xml"
    package.add_part("xl/pivotCache/p1.xml", b"<pivotCacheDefinition/>", kind, "pivotCacheDefinition")
    path.write_bytes(package.to_bytes())
    return path


@pytest.mark.parametrize(
    ("make", "name"),
    [(rich_workbook, "a.town.xlsx"), (rich_workbook, "a.xlsm"), (openpyxl_workbook, "a.xlsx")],
)
def test_everything_else_is_kept_to_the_byte(tmp_path: Path, make, name: str) -> None:
    path = _with_pivot(make(tmp_path / name))
    before = members(path)
    styles = StyleBook(Package(path.read_bytes(), name)).cell_formats
    saved = save(path)
    after = members(path)
    assert (saved.path, saved.copy, saved.reason) == (path, False, None)
    assert list(after)[: len(before)] == list(before)
    assert {part for part in before if before[part] != after[part]} <= MAY_CHANGE
    assert all(_is_part_of(before[part], after[part]) for part in MAY_CHANGE)
    assert StyleBook(Package(path.read_bytes(), name)).cell_formats[: len(styles)] == styles
    assert [f"xl/worksheets/sheet{n}.xml" in after for n in (len(before), 2)] == [False, True]
    assert read_own(path) == OwnSheets(settings(), tasks(), (), path, saved.fingerprint)
    assert loaded(path).sheetnames[-2:] == [TASKS, SETTINGS]
    titles = after["docProps/app.xml"].decode().partition("<TitlesOfParts>")[2]
    assert re.findall("<vt:lpstr>([^<]*)</vt:lpstr>", titles)[2:4] in ([], [TASKS, SETTINGS])


def test_saving_the_same_again_changes_no_byte(register: Path) -> None:
    """The second time there is nothing to write, so that the backup is still the file before the first."""
    before = register.read_bytes()
    first = save(register)
    again = save(register)
    assert again.fingerprint == first.fingerprint == fingerprint(register.read_bytes())
    assert register.with_name(register.name + ".bak").read_bytes() == before


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = (rich_workbook(tmp_path / name) for name in ("a.xlsx", "b.xlsx"))
    assert save(one).fingerprint == save(other).fingerprint


@pytest.mark.parametrize("change", [strict, prefixed])
def test_other_ways_to_write_a_workbook_are_kept(register: Path, change) -> None:
    before = members(other_markup(register, change))
    save(register, cells=[CellChange(2, 4, "a.chargeplan")])
    after = members(register)
    own = read_own(register)
    assert (own.settings, own.tasks) == (settings(), tasks())
    changed = {part for part in before if before[part] != after[part]}
    assert changed <= MAY_CHANGE | {"xl/worksheets/sheet1.xml"}
    if change is prefixed:
        assert loaded(register)[REGISTER]["D2"].value == "a.chargeplan"


def test_days_counted_from_1904(tmp_path: Path) -> None:
    """Old workbooks of a Mac count 1,462 days less; a day before 1904 has no number there and is a text."""
    path = rich_workbook(tmp_path / "mac.xlsx", date_1904=True)
    old = Task("E1/x", "E1", "x", 1, Solver.TOWN, found=date(1903, 5, 6), due=date(2026, 3, 31))
    save(path, tasks=(old,), cells=[CellChange(2, 5, date(2026, 3, 31))])
    assert read_own(path).tasks == (old,)
    assert b"<v>44650</v>" in members(path)["xl/worksheets/sheet1.xml"]  # 2026-03-31 is 46112 from 1900


@examples(max_examples=25)
@given(
    note=st.text(max_size=40),
    who=st.text(max_size=20),
    amount=st.none() | st.integers(0, 10**9),
    state=st.sampled_from(TaskState),
    solver=st.sampled_from(Solver),
    escalated=st.none() | st.sampled_from(Solver),
    found=st.none() | st.dates(date(1900, 3, 1), date(2200, 1, 1)),
    gone=st.booleans(),
)
def test_any_task_comes_back(empty: bytes, note, who, amount, state, solver, escalated, found, gone) -> None:
    task = Task(
        "E1/sockets", "E1", "sockets", amount, solver, state, found, note=note, responsible=who,
        escalated_from=escalated, gone=gone,
    )  # fmt: skip
    package = Package(empty, "x")
    put_tasks(package, (task,), None, "zh_CN")
    again = Package(package.to_bytes(), "x")
    entry = find_task_sheet(again)
    assert entry is not None
    assert read_task_sheet(again, entry).tasks == (task,)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return openpyxl_workbook(tmp_path_factory.mktemp("empty") / "x.xlsx").read_bytes()


# --- single cells of the register -------------------------------------------------------------------


def test_cells_are_set_in_place(register: Path) -> None:
    """D3 has no cell yet, row 4 a format and a height of its own, C5 a format; row 20 is not there."""
    before = members(register)
    saved = save(
        register,
        cells=[
            CellChange(3, 4, "乙.chargeplan"), CellChange(4, 4, Decimal("1.5")), CellChange(5, 3, None),
            CellChange(6, 3, 7), CellChange(7, 5, date(2026, 3, 31)), CellChange(20, 2, " =1+1"),
        ],
    )  # fmt: skip
    assert saved.remarks == ()
    after = members(register)
    assert after["xl/sharedStrings.xml"] == before["xl/sharedStrings.xml"]
    sheet = after["xl/worksheets/sheet1.xml"].decode()
    assert '<row r="4" spans="1:8" s="3" customFormat="1" ht="30" customHeight="1">' in sheet
    assert '<c r="D4" s="3"><v>1.5</v></c>' in sheet
    assert '<c r="C5" s="2"/>' in sheet
    assert '<c r="C6" s="2"><v>7</v></c>' in sheet
    assert "<f>SUM(C2:C9)</f><v>3600</v>" in sheet
    assert '<dimension ref="A1:J20"/>' in sheet
    read = loaded(register)[REGISTER]
    assert (read["D3"].value, read["E7"].value.date(), read["E7"].number_format) == (
        "乙.chargeplan", date(2026, 3, 31), "yyyy-mm-dd",
    )  # fmt: skip
    assert (read["B20"].value, read["B20"].data_type) == (" =1+1", "s")
    assert b'fullCalcOnLoad="1"' in after["xl/workbook.xml"]


def test_formulas_and_merged_cells_are_told_instead_of_overwritten(register: Path) -> None:
    """F2 has a formula, F5 lies in the range of one that stands in F4, I1 is merged into H1."""
    before = members(register)["xl/worksheets/sheet1.xml"]
    saved = save(register, cells=[CellChange(2, 6, 1), CellChange(5, 6, 1), CellChange(1, 9, "x")])
    assert [(one.code, one.place) for one in saved.remarks] == [
        ("formula_kept", f"{REGISTER}!F2"), ("formula_kept", f"{REGISTER}!F5"),
        ("merged_kept", f"{REGISTER}!I1"),
    ]  # fmt: skip
    assert members(register)["xl/worksheets/sheet1.xml"] == before


def test_locked_cells_of_a_protected_sheet_stay(tmp_path: Path) -> None:
    """Column C is not locked, all else is."""
    path = rich_workbook(tmp_path / "a.xlsx")
    other_markup(
        path, lambda name, text: text.replace("</sheetData>", '</sheetData><sheetProtection sheet="1"/>', 1)
        if name.endswith("sheet1.xml") else text,
    )  # fmt: skip
    saved = save(path, cells=[CellChange(2, 3, 5), CellChange(2, 2, "x")])
    assert [(one.code, one.column) for one in saved.remarks] == [("protected_kept", 2)]
    assert loaded(path)[REGISTER]["C2"].value == 5


def test_a_sheet_that_is_gone_is_told(register: Path) -> None:
    saved = save(register, sheet="没有", cells=[CellChange(2, 4, "x")])
    assert [one.code for one in saved.remarks] == ["no_sheet"]
    assert read_own(register).tasks == tasks()


# --- what officials do to the own sheets ------------------------------------------------------------


def _edited(path: Path, edit) -> None:
    """Let another program load and save the workbook, with an edit in between."""
    book = loaded(path)
    edit(book)
    book.save(path)


def _column(sheet, heading: str) -> int:
    row = next(row for row in sheet.iter_rows() if any(cell.value == "任务编号" for cell in row))
    return next(cell.column for cell in row if cell.value == heading)


def test_officials_edit_tasks_in_excel(register: Path) -> None:
    """Rows of the tasks are 4 to 7; two rows are put in above, a column in front, the sheet is renamed."""
    save(register)

    def edit(book: openpyxl.Workbook) -> None:
        sheet = book[TASKS]
        sheet.title = "整改台账2026"
        sheet.insert_cols(1)
        sheet.insert_rows(1, 2)
        sheet["A5"], sheet["A6"] = "现场照片", "照片 17"
        sheet.cell(6, _column(sheet, "状态")).value = "已办结"
        sheet.cell(6, _column(sheet, "办结日期")).value = "2026年4月2日"
        sheet.cell(7, _column(sheet, "交办日期")).value = date(2026, 4, 1)
        sheet.cell(7, _column(sheet, "状态")).value = "处理中"
        sheet.cell(8, _column(sheet, "整改时限")).value = 20260501
        sheet.cell(8, _column(sheet, "责任单位/责任人")).value = "王五"
        sheet.cell(8, _column(sheet, "问题类别代码")).value = "别的"  # the number of the task tells it
        sheet.cell(10, _column(sheet, "小区编号")).value = "E3"
        sheet.cell(10, _column(sheet, "问题")).value = "充电插座不足，增设"
        sheet.cell(11, _column(sheet, "备注")).value = "问一下居委会"

    _edited(register, edit)
    own = read_own(register)
    one, two, three, four = tasks()
    wanted = (
        replace(one, state=TaskState.HANDLED, handled=date(2026, 4, 2)),
        replace(two, handed_on=date(2026, 4, 1)),
        replace(three, due=date(2026, 5, 1), responsible="王五"),
        four,
        Task("E3/sockets", "E3", "sockets", None, Solver.TOWN),
    )
    assert own.tasks == wanted
    third = {"stalls_short_share": Decimal("3.333333333333333")}  # openpyxl writes no more digits
    assert own.settings == replace(settings(), weights={**settings().weights, **third})
    assert [(one.code, one.row, one.found) for one in own.remarks] == [
        ("no_choice", 7, "处理中"), ("no_task", 11, ""),
    ]  # fmt: skip
    assert [one.sheet for one in own.remarks] == ["整改台账2026"] * 2

    changed = (
        *(replace(task, note=f"注 {task.estate_code}") for task in wanted),
        replace(two, id="E1/stalls/2"),
    )
    assert not save(register, tasks=changed).copy
    sheet = loaded(register)["整改台账2026"]
    assert (sheet["A5"].value, sheet["A6"].value) == ("现场照片", "照片 17")
    assert sheet.cell(7, _column(sheet, "状态")).value == "处理中"
    assert sheet.cell(11, _column(sheet, "备注")).value == "问一下居委会"
    assert sheet.cell(12, _column(sheet, "任务编号")).value == "E1/stalls/2"
    assert (
        sheet.auto_filter.ref.endswith("12") or sheet.auto_filter.ref == "A3:T7"
    )  # openpyxl moves no filter
    assert {task.id: task for task in read_own(register).tasks} == {task.id: task for task in changed}


def test_a_sheet_is_found_by_its_headings_when_its_name_is_lost(register: Path) -> None:
    save(register)

    def edit(book: openpyxl.Workbook) -> None:
        del book.defined_names["chargeplan_tasks"], book.defined_names["chargeplan_settings"]
        book[TASKS].title, book[SETTINGS].title = "甲", "乙"

    _edited(register, edit)
    assert read_own(register).tasks == tasks()
    save(register, tasks=tasks()[:1])
    assert loaded(register).sheetnames == [REGISTER, "汇总", "甲", "乙"]
    assert (read_own(register).settings, read_own(register).tasks) == (settings(), tasks()[:1])


def test_a_register_with_columns_like_those_of_tasks_is_no_task_list(tmp_path: Path) -> None:
    """It numbers estates, names who is responsible and tells progress; own sheets are no register either."""
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["编号", "小区", "户数", "责任单位", "时限", "进度", "备注"])
    book.active.append(["E1", "园西", 871, "居委会", date(2026, 5, 1), "办结", "x"])
    book.save(path)
    many = tuple(replace(tasks()[1], id=f"E{n}/stalls", estate_code=f"E{n}") for n in range(1, 60))
    saved = save(path, sheet="Sheet", tasks=many, cells=[CellChange(2, 6, "销号")])
    assert read_own(path).tasks == many
    reading = read_register(saved.path)
    assert [(row.code, row.households, row.progress) for row in reading.register.rows] == [
        ("E1", 871, "销号")
    ]


def test_the_heading_of_the_numbers_may_be_another_while_the_sheet_has_its_name(register: Path) -> None:
    save(register)
    _edited(register, lambda book: book[TASKS].__setitem__("A3", "编号"))
    assert read_own(register).tasks == tasks()


def test_own_sheets_without_their_headings_are_told_and_stay(register: Path) -> None:
    save(register)
    _edited(register, lambda book: [book[name].delete_rows(1, 3) for name in (TASKS, SETTINGS)])
    own = read_own(register)
    assert (own.tasks, own.settings) == ((), None)
    assert [(one.code, one.place) for one in own.remarks] == [
        ("no_headings", SETTINGS),
        ("no_headings", TASKS),
    ]
    kept = [cell.value for cell in loaded(register)[TASKS][1]]
    save(register)
    assert [cell.value for cell in loaded(register)[TASKS][1]] == kept
    again = read_own(register)
    assert (again.tasks, again.settings, again.remarks) == (tasks(), settings(), ())


def test_a_sheet_of_the_same_name_that_is_not_ours_stays(register: Path) -> None:
    _edited(register, lambda book: book.create_sheet(TASKS).append(["买菜", "接孩子"]))
    save(register)
    book = loaded(register)
    assert book[TASKS]["A1"].value == "买菜"
    assert book[f"{TASKS} (2)"]["A3"].value == "任务编号"
    assert read_own(register).tasks == tasks()


def test_a_task_number_tells_estate_and_kind_where_their_cells_were_emptied(register: Path) -> None:
    """0012/sockets/2 is the second time that sockets of 0012 are short; its estate is not told beside."""
    save(register)

    def empty(book: openpyxl.Workbook) -> None:
        sheet = book[TASKS]
        for row in range(4, 8):
            sheet.cell(row, _column(sheet, "小区编号")).value = None

    _edited(register, empty)
    assert [(task.estate_code, task.kind) for task in read_own(register).tasks] == [
        (task.estate_code, task.kind) for task in tasks()
    ]


@pytest.mark.parametrize(
    ("day", "from_1904", "number"),
    [
        (date(1900, 2, 28), False, None),
        (date(1900, 3, 1), False, 61),
        (date(1904, 1, 1), True, 0),
        (date(1903, 12, 31), True, None),
    ],
)
def test_days_have_the_numbers_of_spreadsheets_from_where_these_are_sure(day, from_1904, number) -> None:
    """Spreadsheets count a 29th of February 1900 that never was: 1 March 1900 is day 61 of 1899-12-30."""
    assert day_number(day, from_1904) == number


def test_tasks_that_are_gone_make_room_and_lost_columns_come_back(register: Path) -> None:
    """The second of four rows gets free, the fifth task takes it, the sixth stands below all."""
    save(register)
    _edited(register, lambda book: book[TASKS].delete_cols(_column(book[TASKS], "复核人")))
    one, two, three, four = tasks()
    five, six = (replace(two, id=f"E9/{kind}", estate_code="E9", kind=kind) for kind in ("stalls", "sockets"))
    wanted = (one, three, replace(four, checker="赵六"), five, six)
    save(register, tasks=wanted)
    sheet = loaded(register)[TASKS]
    ids = [sheet.cell(row, 1).value for row in range(4, 9)]
    assert ids == ["E1/sockets", "E9/stalls", "E2/flying_wires", "0012/sockets/2", "E9/sockets"]
    assert sheet.cell(7, _column(sheet, "复核人")).value == "赵六"
    assert sheet.cell(8, _column(sheet, "复核人")).has_style
    assert set(read_own(register).tasks) == set(wanted)


def test_rows_of_tasks_that_are_gone_are_taken_out_unless_something_counts_on_them(register: Path) -> None:
    """Of four rows the second and third go; in the second sheet a comment stands at the fourth."""
    save(register)
    one, _, _, four = tasks()
    commented = register.with_name("b.town.xlsx")
    shutil.copy(register, commented)
    _edited(commented, lambda book: setattr(book[TASKS]["H7"], "comment", Comment("x", "y")))
    for path, ids in (
        (register, ["E1/sockets", "0012/sockets/2"]),
        (commented, ["E1/sockets", None, None, "0012/sockets/2"]),
    ):
        save(path, tasks=(one, four))
        sheet = loaded(path)[TASKS]
        assert [sheet.cell(row, 1).value for row in range(4, sheet.max_row + 1)] == ids
        assert sheet.auto_filter.ref == f"A3:T{sheet.max_row}"
        assert read_own(path).tasks == (one, four)
    assert loaded(commented)[TASKS]["H7"].comment is not None
    assert f"'{TASKS}'!$A$3:$T$5" in members(register)["xl/workbook.xml"].decode()


def test_settings_that_officials_changed(register: Path) -> None:
    """Numbers as text and shares count; what cannot be is as shipped, stays in the sheet, and is told."""
    save(register)

    def edit(book: openpyxl.Workbook) -> None:
        rows = {row[4].value: row[1] for row in book[SETTINGS].iter_rows(min_row=4)}
        rows["walking_limit_m"].value = "１５０"
        rows["floor.share.2"].value = "10%"
        rows["ebikes_per_household"].value = "很多"
        rows["sockets_per_ebike"].value = 10**15
        rows["weights.flying_wires_per_100"].value = -3
        rows["as_of"].value = "2026/6/30"
        book[SETTINGS].append(["别人的", "留着", None, None, "ours.not"])

    _edited(register, edit)
    own = read_own(register)
    assert own.settings is not None and own.settings.budget is not None
    assert (own.settings.walking_limit_m, own.settings.as_of) == (Decimal(150), date(2026, 6, 30))
    assert own.settings.budget.floors[1].share == Decimal("0.1")
    assert own.settings.ebikes_per_household == Decimal("0.4")
    assert "flying_wires_per_100" not in own.settings.weights
    assert [(one.code, one.found) for one in own.remarks] == [
        ("unreadable_setting", "很多"), ("unfit_setting", f"{10**15}"), ("unfit_setting", "-3"),
    ]  # fmt: skip
    save(register, settings=replace(own.settings, budget=None))
    read = loaded(register)[SETTINGS]
    rows = {row[4].value: row[1].value for row in read.iter_rows(min_row=4)}
    assert (rows["ours.not"], rows["ebikes_per_household"], rows["walking_limit_m"]) == (
        "留着",
        "很多",
        "１５０",
    )
    assert (rows["budget.total_cny"], rows["budget.year.1"], rows["floor.level.1"]) == (None, None, None)


def test_formulas_in_own_sheets_are_left_and_told(register: Path) -> None:
    save(register)
    _edited(register, lambda book: book[TASKS].__setitem__("L4", "=DATE(2026,5,1)"))
    changed = replace(tasks()[0], due=date(2026, 6, 1))
    saved = save(register, tasks=(changed, *tasks()[1:]))
    assert [(one.code, one.place) for one in saved.remarks] == [("formula_kept", f"{TASKS}!L4")]
    assert loaded(register)[TASKS]["L4"].value == "=DATE(2026,5,1)"


def test_a_register_without_own_sheets(register: Path) -> None:
    own = read_own(register)
    assert own == OwnSheets(path=register, fingerprint=fingerprint(register.read_bytes()))


def test_a_copy_where_somebody_chose(register: Path, tmp_path: Path) -> None:
    before = register.read_bytes()
    expected = fingerprint(before)
    saved = save_copy(
        register, tmp_path / "别处.xlsx", settings(), tasks(), expected_fingerprint=expected, estates=NAMES
    )
    assert (saved.path.name, saved.copy, saved.reason) == ("别处.xlsx", False, None)
    assert register.read_bytes() == before
    assert read_own(saved.path).tasks == tasks()


def test_tasks_look_as_officials_expect(register: Path) -> None:
    """Headings stay in sight, states are chosen from a list, overdue ones are coloured by the data's day."""
    save(register)
    book = loaded(register)
    sheet = book[TASKS]
    assert sheet.freeze_panes == "D4"
    assert sheet.auto_filter.ref == "A3:T7"
    assert [cell.value for cell in sheet[4]][:9] == [
        "E1/sockets", "E1", "园西新村", "充电插座不足，增设", 116, "个", "街镇", "张三", "交办",
    ]  # fmt: skip
    assert sheet["J4"].number_format == "yyyy-mm-dd"
    assert [one.formula1 for one in sheet.data_validations.dataValidation if "I4" in str(one.sqref)] == [
        '"发现,交办,办结,销号"'
    ]
    assert book.defined_names["chargeplan_as_of"].attr_text == f"'{SETTINGS}'!$B$4"
    assert book[SETTINGS]["B4"].value.date() == date(2026, 3, 31) == date(2026, 4, 1) - timedelta(1)


def test_english_sheets_are_read_and_kept_in_english(register: Path) -> None:
    save(register, language="en")
    save(register, tasks=(*tasks(), Task("E8/stalls", "E8", "stalls", 1, Solver.TOWN)))
    sheet = loaded(register)["Tasks"]
    assert [sheet["I8"].value, sheet["G8"].value, sheet["D8"].value] == ["found", "town", "Stalls short: add"]
    assert len(read_own(register).tasks) == 5


def test_stray_cells_far_out_do_not_push_a_new_column_out_of_the_sheet(register: Path) -> None:
    free = free_column(register)
    _edited(register, lambda book: book.worksheets[0].__setitem__("XFD5", "x"))
    assert free_column(register) == free < 50


def test_a_text_longer_than_any_cell_is_refused(register: Path) -> None:
    before = register.read_bytes()
    with pytest.raises(ExportError, match="longer than a cell can hold"):
        save(register, tasks=(replace(tasks()[0], note="长" * 32_768),))
    assert register.read_bytes() == before


def test_tasks_alone_are_saved_without_settings(register: Path) -> None:
    saved = save_own(register, None, tasks(), expected_fingerprint=fingerprint(register.read_bytes()))
    assert read_own(register) == OwnSheets(None, tasks(), (), register, saved.fingerprint)
