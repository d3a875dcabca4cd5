"""Saving: whole or not at all, with a backup, on disks that are full, slow, read-only or lie."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from factories import full_project, small_project

from chargeplan.errors import ProjectFileError
from chargeplan.files import atomic, project_file
from chargeplan.files.project_file import project_bytes, read_project, save_project
from chargeplan.i18n import sentence

OLD = small_project()
NEW = full_project()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A folder with one saved plan in it."""
    path = tmp_path / "plan.chargeplan"
    save_project(OLD, path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["plan.chargeplan"]
    return path


def failing(error: Exception) -> Callable[..., Any]:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


def assert_refused_and_untouched(path: Path, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ProjectFileError) as caught:
        save_project(NEW, path)
    monkeypatch.undo()
    told = str(caught.value)
    assert caught.value.code == "not_saved"
    assert path.name in told
    assert words in told
    assert path.read_bytes() == project_bytes(OLD)
    left = {entry.name for entry in path.parent.iterdir()}
    assert left <= {path.name, path.name + ".bak"}
    for name in left:
        assert (path.parent / name).read_bytes() == project_bytes(OLD)


def test_the_previous_file_is_kept_as_backup(path: Path) -> None:
    save_project(NEW, path)
    backup = path.with_name("plan.chargeplan.bak")
    assert backup.read_bytes() == project_bytes(OLD)
    assert path.read_bytes() == project_bytes(NEW)
    third = replace(NEW, notes="third")
    save_project(third, path)
    assert read_project(backup) == NEW
    assert read_project(path) == third
    assert sorted(entry.name for entry in path.parent.iterdir()) == ["plan.chargeplan", "plan.chargeplan.bak"]


def test_backup_where_the_disk_knows_no_second_names(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "hardlink_to", failing(OSError(errno.EPERM, "not supported")))
    save_project(NEW, path)
    assert path.with_name("plan.chargeplan.bak").read_bytes() == project_bytes(OLD)
    assert path.read_bytes() == project_bytes(NEW)
    assert len(list(path.parent.iterdir())) == 2


def test_saving_goes_on_after_short_writes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system may take fewer bytes than it is given; the rest follows."""
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, bytes(data)[:1000]))
    save_project(NEW, path)
    monkeypatch.undo()
    assert path.read_bytes() == project_bytes(NEW)


@pytest.mark.parametrize("room", [0, 1, 500])
def test_a_full_disk_by_short_write(path: Path, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    """The disk takes `room` bytes, then fewer than asked without any error: none."""
    write = os.write
    taken = 0

    def short(handle: int, data: Any) -> int:
        nonlocal taken
        some = write(handle, bytes(data)[: room - taken])
        taken += some
        return some

    monkeypatch.setattr(os, "write", short)
    assert_refused_and_untouched(path, "the disk is full", monkeypatch)


def test_a_full_disk_by_error(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "write", failing(OSError(errno.ENOSPC, "No space left on device")))
    assert_refused_and_untouched(path, "the disk is full", monkeypatch)


def test_a_disk_that_lies_about_what_it_took(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says it took everything and kept half: the length on the disk tells."""
    write = os.write

    def lie(handle: int, data: Any) -> int:
        write(handle, bytes(data)[: len(data) // 2])
        return len(data)

    monkeypatch.setattr(os, "write", lie)
    assert_refused_and_untouched(path, "the disk is full", monkeypatch)


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.EIO, "Input/output error"),
        OSError(errno.ENOSPC, "No space left on device"),
        MemoryError(),
        RuntimeError("x"),
    ],
    ids=["broken", "full", "memory", "anything"],
)
@pytest.mark.parametrize("step", ["open", "write", "fsync", "fstat", "replace", "copymode", "access"])
def test_a_failure_at_any_step(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: Exception
) -> None:
    holder = atomic.shutil if step == "copymode" else os
    monkeypatch.setattr(holder, step, failing(error))
    assert_refused_and_untouched(path, "was not saved", monkeypatch)


@pytest.mark.parametrize("step", ["project_bytes", "_project", "replace_file"])
def test_a_failure_before_anything_is_written(path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    monkeypatch.setattr(project_file, step, failing(RuntimeError("x")))
    with pytest.raises(ProjectFileError, match="RuntimeError"):
        save_project(NEW, path)
    monkeypatch.undo()
    assert path.read_bytes() == project_bytes(OLD)
    assert len(list(path.parent.iterdir())) == 1


def test_a_plan_that_would_read_back_differently_is_not_saved(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project_file, "_project", lambda data: OLD)
    assert_refused_and_untouched(path, "would not be the same", monkeypatch)


def test_a_backup_that_cannot_be_made_stops_the_save(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "replace", failing(OSError(errno.EIO, "Input/output error")))
    assert_refused_and_untouched(path, "Input/output error", monkeypatch)


def test_an_interrupt_leaves_nothing_behind(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", failing(KeyboardInterrupt()))  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt):
        save_project(NEW, path)
    assert path.read_bytes() == project_bytes(OLD)
    assert len(list(path.parent.iterdir())) == 1


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(errno.EACCES, "x"), "may not be accessed"),
        (OSError(errno.EROFS, "x"), "write-protected"),
        (OSError(errno.ENAMETOOLONG, "x"), "the name is too long"),
    ],
)
def test_a_folder_that_may_not_be_written(
    path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, words: str
) -> None:
    monkeypatch.setattr(os, "open", failing(error))
    assert_refused_and_untouched(path, words, monkeypatch)


def test_a_file_that_another_program_holds_open(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses the last step."""
    monkeypatch.setattr(os, "replace", failing(PermissionError(errno.EACCES, "x")))
    assert_refused_and_untouched(path, "another program holds it open", monkeypatch)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_read_only(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.parent.chmod(0o555)
    try:
        assert_refused_and_untouched(path, "may not be accessed", monkeypatch)
    finally:
        path.parent.chmod(0o755)


def test_a_write_protected_file_is_respected(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert_refused_and_untouched(path, "may not be accessed", monkeypatch)


def test_folders_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "folder.chargeplan").mkdir()
    (tmp_path / "file").write_bytes(b"x")
    for target in ("folder.chargeplan", "gone/plan.chargeplan", "file/plan.chargeplan", "n" * 300, "a\x00b"):
        with pytest.raises(ProjectFileError, match="was not saved"):
            save_project(NEW, tmp_path / target)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["file", "folder.chargeplan"]


@pytest.mark.skipif(sys.platform != "linux", reason="file size limits are set by Linux here")
def test_a_limit_of_the_system_itself(path: Path) -> None:
    """The kernel cuts the write at 2,000 bytes, as a full disk does: first a short write, then an error."""
    script = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "sys.path[:0] = ['.', 'tests']\n"
        "from factories import full_project\n"
        "from chargeplan.errors import ProjectFileError\n"
        "from chargeplan.files.project_file import save_project\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))\n"
        "try:\n"
        "    save_project(full_project(), Path(sys.argv[1]))\n"
        "except ProjectFileError as error:\n"
        "    sys.stderr.write(str(error))\n"
        "    sys.exit(7)\n"
    )
    assert len(project_bytes(NEW)) > 2000
    root = Path(__file__).resolve().parents[2]
    told = subprocess.run(
        [sys.executable, "-c", script, str(path)], cwd=root, capture_output=True, text=True, check=False
    )
    assert told.returncode == 7, told.stderr
    assert "larger than the disk allows" in told.stderr
    assert path.read_bytes() == project_bytes(OLD)
    assert {entry.name for entry in path.parent.iterdir()} == {"plan.chargeplan"}


@pytest.mark.skipif(os.name != "posix", reason="modes are a thing of POSIX")
def test_the_file_keeps_its_mode_and_new_ones_follow_the_umask(path: Path) -> None:
    path.chmod(0o640)
    save_project(NEW, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    umask = os.umask(0o027)
    try:
        save_project(NEW, path.with_name("other.chargeplan"))
    finally:
        os.umask(umask)
    assert stat.S_IMODE(path.with_name("other.chargeplan").stat().st_mode) == 0o640


@pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")
def test_a_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link = elsewhere / "link.chargeplan"
    link.symlink_to(path)
    save_project(NEW, link)
    assert link.is_symlink()
    assert path.read_bytes() == project_bytes(NEW)
    assert [entry.name for entry in elsewhere.iterdir()] == ["link.chargeplan"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are a thing of POSIX")
def test_what_is_no_file_is_not_taken_away(tmp_path: Path) -> None:
    """A pipe stands for all devices, such as /dev/null; through a link too."""
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    for target in (pipe, link):
        with pytest.raises(PermissionError):
            atomic.replace_file(target, b"bytes")
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert {entry.name for entry in tmp_path.iterdir()} == {"pipe", "link"}


def test_the_reason_is_translated_inside_the_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "write", failing(OSError(errno.ENOSPC, "No space left on device")))
    with pytest.raises(ProjectFileError) as caught:
        save_project(NEW, path)
    assert sentence(caught.value, "en") == (
        "plan.chargeplan was not saved: the disk is full. What was there before is unchanged."
    )
