"""Writing a file so that it is whole or unchanged, whatever happens on the way."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from chargeplan.errors import ChargeplanError, ExportError
from chargeplan.i18n import N_

_SENTENCES: Mapping[int, str] = {
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk space allowed for you is used up"),
    errno.EFBIG: N_("the file would be larger than the disk allows"),
    errno.EACCES: N_("the file or its folder may not be accessed, or another program holds it open"),
    errno.EPERM: N_("the file or its folder may not be accessed, or another program holds it open"),
    errno.EROFS: N_("the disk is write-protected"),
    errno.ENOENT: N_("the file or its folder is not there"),
    errno.ENOTDIR: N_("the file or its folder is not there"),
    errno.EISDIR: N_("there is a folder of that name"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.ELOOP: N_("it is a link that leads back to itself"),
}


def system_reason(error: Exception) -> ChargeplanError:
    """Return why the system refused, as an error that can be translated."""
    number = (error.errno if isinstance(error, OSError) else None) or 0
    if number in _SENTENCES:
        return ChargeplanError("system", _SENTENCES[number])
    told = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
    return ChargeplanError("system", "{told}", told=told)


def replace_file(target: Path, data: bytes, *, backup_suffix: str = "") -> None:
    """Write `data` to `target` in one step; whatever goes wrong, the old file is untouched.

    The bytes go to a temporary file in the same folder, their length is checked (a full disk may write
    less than it was given), they are flushed, the old file is kept under its name plus `backup_suffix`
    where one is given, and only then the temporary file takes its place. A link stays one: the file that it
    leads to is written.

    Raises
    ------
    OSError
        Nothing has changed, and no temporary file is left behind.
    """
    target = Path(os.path.realpath(target))
    refuse_odd_target(target)
    exists = target.exists()
    if exists and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    temporary = target.with_name(f".chargeplan-{secrets.token_hex(8)}.tmp")
    try:
        _write_whole(temporary, data)
        if exists:
            shutil.copymode(target, temporary)
            if backup_suffix:
                _keep_backup(target, backup_suffix)
        os.replace(temporary, target)  # noqa: PTH105 - the one step that must be atomic, named as the system does
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
    _flush_folder(target.parent)


def refuse_odd_target(target: Path) -> None:
    """Raise `OSError` for what is there and no file: a folder, or a device that would be taken away."""
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if target.exists() and not target.is_file():
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


def export_file(target: Path, data: bytes) -> None:
    """Write `data` to `target` in one step, for people who asked for the file.

    Raises
    ------
    ExportError
        When it cannot be written; what stood there before is untouched.
    """
    try:
        replace_file(target, data)
    except OSError as error:
        raise ExportError(
            "unwritable",
            N_("{name} cannot be written: {reason}"),
            name=target.name,
            reason=system_reason(error),
        ) from error


def _write_whole(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        rest = memoryview(data)
        while rest:
            written = os.write(handle, rest)
            if written <= 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            rest = rest[written:]
        os.fsync(handle)
        if os.fstat(handle).st_size != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    finally:
        os.close(handle)


def _keep_backup(target: Path, suffix: str) -> None:
    """Make the backup the file as it is now, by a second name where the disk can, else by a copy."""
    backup = target.with_name(target.name + suffix)
    temporary = target.with_name(f".chargeplan-{secrets.token_hex(8)}.tmp")
    try:
        try:
            temporary.hardlink_to(target)
        except (OSError, NotImplementedError):
            _write_whole(temporary, target.read_bytes())
        temporary.replace(backup)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    """Ask the disk to keep the folder's entry now; the file is whole already, so a refusal is no failure."""
    if os.name != "posix":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
