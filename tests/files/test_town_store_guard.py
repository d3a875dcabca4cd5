"""Registers that must not be overwritten, cannot be kept, or are no workbooks; a program that is killed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from chargeplan.errors import ExportError, ImportFileError
from chargeplan.files import atomic, town_guard, town_store
from chargeplan.files.opc import package
from chargeplan.files.opc.archive import Archive
from chargeplan.files.opc.package import Package
from chargeplan.files.town_guard import fingerprint, free_name, hindrance, workbook_beside
from chargeplan.files.town_store import CellChange, read_own, save_copy, save_own
from tests.files.town_books import (
    REGISTER,
    loaded,
    members,
    openpyxl_workbook,
    other_markup,
    rich_workbook,
    save,
    settings,
    tasks,
)  # fmt: skip


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return rich_workbook(tmp_path / "川沙.town.xlsx")


def _owner_of_excel(name: str) -> bytes:
    """Return an owner file: length and name in bytes, blanks up to 55, length and name in UTF-16, blanks."""
    text = name.encode("utf-16-le")
    head = bytes([len(name)]) + name.encode("gbk")
    return head.ljust(55, b" ") + len(name).to_bytes(2, "little") + text + b" \0" * 40


def _locked_by_excel(path: Path) -> None:
    path.with_name(f"~${path.name}").write_bytes(_owner_of_excel("张三"))


def _locked_by_libreoffice(path: Path) -> None:
    text = ",李四,office-pc,30.03.2026 09:00,file:///D:/x;"
    path.with_name(f".~lock.{path.name}#").write_text(text, encoding="utf-8")


def _locked_by_wps(path: Path) -> None:
    path.with_name(f".~{path.name}").write_bytes(b"")


def _changed_by_somebody(path: Path) -> None:
    openpyxl_workbook(path)


def _deleted(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    ("happen", "code", "words"),
    [
        (_locked_by_excel, "open_by", "used by 张三"),
        (_locked_by_libreoffice, "open_by", "used by 李四"),
        (_locked_by_wps, "open_elsewhere", "open in another program"),
        (_changed_by_somebody, "changed_meanwhile", "was changed by somebody"),
        (_deleted, "gone", "is not there any more"),
    ],
)
def test_what_must_not_be_overwritten_gets_a_copy_beside(
    register: Path, happen: Callable[[Path], None], code: str, words: str
) -> None:
    expected = fingerprint(register.read_bytes())
    happen(register)
    before = register.read_bytes() if register.exists() else None
    saved = save_own(register, settings(), tasks(), expected_fingerprint=expected)
    assert (saved.copy, saved.path.name) == (True, "川沙 (2).town.xlsx")
    assert saved.reason is not None
    assert (saved.reason.code, words in str(saved.reason)) == (code, True)
    assert (register.read_bytes() if register.exists() else None) == before
    own = read_own(saved.path)
    assert (own.settings, own.tasks) == (settings(), tasks())
    again = save_own(register, settings(), tasks(), expected_fingerprint=expected)
    assert again.path.name == "川沙 (3).town.xlsx"


def test_no_cell_is_set_where_rows_may_stand_elsewhere(register: Path, tmp_path: Path) -> None:
    """Somebody puts a row in above; the plan of E2 would be set beside E1."""
    expected = fingerprint(register.read_bytes())
    openpyxl_workbook(register)
    given = {"expected_fingerprint": expected, "cells": [CellChange(3, 4, "e2.chargeplan")]}
    for saved in (
        save_own(register, settings(), tasks(), **given),
        save_copy(register, tmp_path / "other.xlsx", settings(), tasks(), **given),
    ):
        assert saved.copy
        assert saved.reason is not None and saved.reason.code == "changed_meanwhile"
        assert [(one.code, one.values["count"]) for one in saved.remarks] == [("rows_unsure", 1)]
        assert loaded(saved.path)[REGISTER]["D3"].value is None
        assert read_own(saved.path).tasks == tasks()


def test_a_write_protected_register(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected, access = fingerprint(register.read_bytes()), os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != register and access(path, mode))
    saved = save_own(register, settings(), tasks(), expected_fingerprint=expected)
    assert (saved.reason.code if saved.reason else "", saved.copy) == ("read_only", True)
    assert fingerprint(register.read_bytes()) == expected


def test_windows_refuses_what_is_held_open_without_an_owner_file(
    register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected, really = fingerprint(register.read_bytes()), os.replace

    def refuse(source: Path, target: Path) -> None:
        if Path(target) == register:
            raise PermissionError(13, "sharing violation")
        really(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    saved = save_own(register, settings(), tasks(), expected_fingerprint=expected)
    assert (saved.reason.code if saved.reason else "", saved.copy) == ("not_writable", True)
    assert fingerprint(register.read_bytes()) == expected


def test_on_windows_an_owner_file_that_was_left_behind_hinders_nobody(
    register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = fingerprint(register.read_bytes())
    _locked_by_excel(register)
    monkeypatch.setattr(town_guard, "_CAN_TELL", True)
    assert hindrance(register, expected) is None


def test_neither_register_nor_copy_can_be_written(register: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = fingerprint(register.read_bytes())
    _locked_by_excel(register)

    def full(*_: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(atomic, "_write_whole", full)
    with pytest.raises(ExportError, match=r"used by 张三.*the disk is full"):
        save_own(register, settings(), tasks(), expected_fingerprint=expected)
    assert fingerprint(register.read_bytes()) == expected


def test_names_beside() -> None:
    assert workbook_beside(Path("a/川沙.csv")).name == "川沙.town.xlsx"
    assert workbook_beside(Path("a/b.town.csv")).name == "b.town.xlsx"
    assert [free_name(Path("a") / name).name for name in ("x.town.xlsx", "x.y.xlsm")] == [
        "x (2).town.xlsx", "x.y (2).xlsm",
    ]  # fmt: skip


# --- what cannot be kept ----------------------------------------------------------------------------


def _signed(name: str, text: str) -> str:
    kind = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
    if name == "_rels/.rels":
        return text.replace(
            "</Relationships>",
            f'<Relationship Id="rSig" Type="{kind}" Target="_xmlsignatures/origin.sigs"/></Relationships>',
        )
    return text


def _tracked(name: str, text: str) -> str:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/revisionHeaders"
    if name == "xl/_rels/workbook.xml.rels":
        return text.replace(
            "</Relationships>",
            f'<Relationship Id="rRev" Type="{kind}" Target="revisions/h.xml"/></Relationships>',
        )
    return text


def _locked_structure(name: str, text: str) -> str:
    return text.replace("<bookViews>", '<workbookProtection lockStructure="1"/><bookViews>')


@pytest.mark.parametrize(
    ("change", "code"),
    [(_signed, "signed"), (_tracked, "tracked"), (_locked_structure, "structure_locked")],
)
def test_what_a_change_would_spoil_stays_and_its_copy_has_everything(
    register: Path, change: Callable[[str, str], str], code: str
) -> None:
    other_markup(register, change)
    before = register.read_bytes()
    saved = save(register)
    assert (saved.copy, saved.reason.code if saved.reason else "") == (True, code)
    assert register.read_bytes() == before
    assert not Package(saved.path.read_bytes(), "copy").signed
    assert read_own(saved.path).tasks == tasks()
    assert members(saved.path)["xl/charts/chart1.xml"] == members(register)["xl/charts/chart1.xml"]
    if code == "structure_locked":  # the copy has the sheets already
        assert not save(saved.path, tasks=tasks()[:2]).copy


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old_or_locked"),
        (b"PK\x03\x04 broken", "damaged_workbook"),
        (b"<html>", "damaged_workbook"),
    ],
)
def test_what_is_no_workbook_any_more_stays_and_the_own_sheets_are_beside(
    tmp_path: Path, data: bytes, code: str
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    saved = save(path)
    assert (saved.path.name, saved.copy) == ("a.town.xlsx", True)
    assert saved.reason is not None and saved.reason.code == code
    assert path.read_bytes() == data
    assert read_own(saved.path).tasks == tasks()
    with pytest.raises(ImportFileError):
        read_own(path)


def test_a_part_in_utf16_is_not_touched(register: Path) -> None:
    """The workbook's own part cannot be spliced then, and everything goes beside."""
    data = register.read_bytes()
    package = Package(data, "x")
    text = package.read(package.book_path).decode("utf-8").replace('encoding="UTF-8"', 'encoding="UTF-16"')
    package.write(package.book_path, text.encode("utf-16"))
    register.write_bytes(package.to_bytes())
    saved = save(register)
    assert (saved.copy, saved.reason.code if saved.reason else "") == (True, "unfit_part")


# --- registers of plain text ------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_csv_register_is_saved_in_a_workbook_beside(tmp_path: Path, encoding: str) -> None:
    """Rows are in it as they are: plain numbers as numbers, a code with its zeros as text, no formulas."""
    path = tmp_path / "川沙.csv"
    path.write_bytes("编号,小区,户数\n001,园西,871\n002,=1+1,12.50\n".encode(encoding))
    assert read_own(path).path is None
    saved = save(path)
    assert (saved.path.name, saved.copy) == ("川沙.town.xlsx", False)
    assert saved.reason is not None and saved.reason.code == "no_sheets"
    sheet = loaded(saved.path)[REGISTER]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["001", "园西", 871], ["002", "=1+1", 12.5],
    ]  # fmt: skip
    assert sheet["B3"].data_type == "s"
    own = read_own(path)
    assert (own.path, own.fingerprint, own.tasks) == (saved.path, saved.fingerprint, tasks())


def test_a_text_too_long_for_a_cell_is_told_and_not_left_out(tmp_path: Path) -> None:
    """A cell holds 32,767 characters; without that row the workbook beside would not be the register."""
    path = tmp_path / "a.csv"
    path.write_text(f"编号,小区\nE1,{'长' * 32_768}\n", encoding="utf-8")
    saved = save(path)
    assert saved.copy
    assert saved.reason is not None and saved.reason.code == "text_too_long"
    sheet = loaded(saved.path)[REGISTER]
    assert ("32767" in sheet["A1"].value, sheet.max_row) == (True, 1)
    assert {task.id for task in read_own(saved.path).tasks} == {task.id for task in tasks()}


def test_rows_beside_follow_the_csv_and_other_sheets_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("编号,户数\nE1,10\nE2,20\n", encoding="utf-8")
    first = save(path)
    book = loaded(first.path)
    book.create_sheet("笔记")["A1"] = "留着"
    book.save(first.path)
    path.write_text("编号,户数\nE1,11\n", encoding="utf-8")
    again = save(path, beside_fingerprint=read_own(path).fingerprint)
    assert (again.path, again.copy) == (first.path, False)
    book = loaded(again.path)
    assert [[cell.value for cell in row] for row in book[REGISTER].iter_rows(max_row=3)] == [
        ["编号", "户数"], ["E1", 11], [None, None],
    ]  # fmt: skip
    assert book["笔记"]["A1"].value == "留着"
    blind = save(path)
    assert (blind.copy, blind.reason.code if blind.reason else "") == (True, "changed_meanwhile")


def test_a_workbook_of_somebody_else_beside_a_csv_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("编号,户数\nE1,10\n", encoding="utf-8")
    other = openpyxl_workbook(tmp_path / "a.town.xlsx")
    before = other.read_bytes()
    saved = save(path, beside_fingerprint=fingerprint(before))
    assert (saved.path.name, saved.copy) == ("a (2).town.xlsx", True)
    assert saved.reason is not None and saved.reason.code == "not_of_this_file"
    assert other.read_bytes() == before


# --- proven before it is written -------------------------------------------------------------------


def _spoils_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    made = package.with_members

    def spoilt(archive: Archive, changed: dict[str, bytes], left_out: Iterable[str] = ()) -> Archive:
        return made(archive, {**changed, "docProps/core.xml": b"<other/>"}, left_out)

    monkeypatch.setattr(package, "with_members", spoilt)


def _keeps_other_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    put = town_store.put_settings
    monkeypatch.setattr(
        town_store, "put_settings", lambda book, held, *more: put(book, replace(held, as_of=None), *more)
    )


def _forgets_a_task(monkeypatch: pytest.MonkeyPatch) -> None:
    put = town_store.put_tasks
    monkeypatch.setattr(town_store, "put_tasks", lambda book, held, *more: put(book, held[1:], *more))


@pytest.mark.parametrize("fault", [_spoils_a_part, _keeps_other_settings, _forgets_a_task])
def test_what_cannot_be_proven_is_not_written(
    register: Path, monkeypatch: pytest.MonkeyPatch, fault: Callable[[pytest.MonkeyPatch], None]
) -> None:
    """The workbook is read again before it is written: parts of others, settings and tasks are compared."""
    before = register.read_bytes()
    fault(monkeypatch)
    with pytest.raises(ExportError) as told:
        save(register)
    assert told.value.code == "not_proven"
    assert register.read_bytes() == before
    assert list(register.parent.iterdir()) == [register]


def test_a_cell_that_does_not_hold_what_it_should_is_noticed(
    register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = register.read_bytes()
    monkeypatch.setattr(town_store, "set_register_cells", lambda *_: ())
    saved = save(register, cells=[CellChange(4, 8, "a.chargeplan")])
    assert saved.copy
    assert saved.reason is not None and saved.reason.code == "not_proven"
    assert register.read_bytes() == before
    assert loaded(saved.path)[REGISTER].cell(4, 8).value is None
    assert [remark.code for remark in saved.remarks] == ["no_sheet"]


# --- killed in the middle ---------------------------------------------------------------------------

_KILLED = """
import os, signal, sys
from pathlib import Path
from chargeplan.files import town_store
from tests.files.town_books import settings, tasks, fingerprint

path = Path(sys.argv[1])
before = path.read_bytes()
steps = ("open", "write", "fsync", "fstat", "close", "replace", "link", "unlink", "rename")
real = {name: getattr(os, name) for name in steps}


def save(kill_at):
    count = 0

    def step(name):
        def done(*given, **more):
            nonlocal count
            count += 1
            if count == kill_at:
                if name == "write":  # half of it
                    real["write"](given[0], bytes(given[1])[: len(given[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return real[name](*given, **more)
        return done

    for name in steps:
        setattr(os, name, step(name))
    town_store.save_own(path, settings(), tasks(), expected_fingerprint=fingerprint(before))


kill_at = 0
while True:
    kill_at += 1
    path.write_bytes(before)
    child = os.fork()
    if child == 0:
        save(kill_at)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    print(kill_at, os.WIFSIGNALED(status), fingerprint(path.read_bytes()))
    if not os.WIFSIGNALED(status):
        break
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="killing needs fork, which this system has not")
def test_a_program_killed_at_any_step_leaves_the_register_as_it_was_or_as_it_should_be(
    register: Path,
) -> None:
    """Every call by which the system is asked to write is a step; the child dies at the first, second, ..."""
    before = fingerprint(register.read_bytes())
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", _KILLED, str(register)]
    paths = os.pathsep.join([str(root), str(root / "tests")])
    told = subprocess.run(
        command, cwd=root, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    steps = [line.split() for line in told.stdout.splitlines()]
    found = [digest for _, _, digest in steps]
    assert [killed for _, killed, _ in steps] == ["True"] * (len(steps) - 1) + ["False"]
    assert len(steps) > 8
    after = found[-1]
    assert after == fingerprint(register.read_bytes()) != before
    turn = found.index(after)
    assert found == [before] * turn + [after] * (len(found) - turn)
    assert turn > 5
    assert read_own(register).tasks == tasks()


# --- another program --------------------------------------------------------------------------------

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def _through_libreoffice(path: Path, folder: Path) -> Path:
    assert SOFFICE is not None
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
         "--convert-to", "xlsx", "--outdir", str(folder / "out"), str(path)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return folder / "out" / f"{path.stem}.xlsx"


@pytest.mark.office
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed here")
def test_libreoffice_opens_what_was_saved_and_its_workbooks_are_kept(tmp_path: Path) -> None:
    """Saved, rewritten by LibreOffice, and read again; then saved into what LibreOffice wrote."""
    register = rich_workbook(tmp_path / "a.xlsx")
    save(register)
    rewritten = _through_libreoffice(register, tmp_path)
    own = read_own(rewritten)
    assert own.tasks == tasks()
    assert own.settings is not None and own.settings.budget == settings().budget
    before = members(rewritten)
    changed = tuple(replace(task, note="新备注") for task in tasks())
    saved = save(rewritten, tasks=changed)
    after = members(rewritten)
    assert not saved.copy
    own_parts = {part for part in before if before[part] != after[part]}
    assert not {part for part in own_parts if re.search("chart|drawing|comment|sheet[12]|media|shared", part)}
    assert hashlib.sha256(rewritten.read_bytes()).hexdigest() == saved.fingerprint
    assert read_own(rewritten).tasks == changed
    assert loaded(rewritten)[REGISTER]["F2"].value == "=SUM(C2:C9)"
