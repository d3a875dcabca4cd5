"""Results of verbs on their way out: whole or not at all, and never over a plan or a register."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from chargeplan.errors import ExportError, UsageError
from chargeplan.files.atomic import refuse_odd_target, replace_file, system_reason
from chargeplan.i18n import N_


def write_text(name: str, text: str) -> None:
    """Write a text to standard output ("-") or into a file."""
    if name == "-":
        try:
            print(text, flush=True)
        except OSError as error:
            _let_go_of_stdout()
            if isinstance(error, BrokenPipeError):
                raise
            raise _not_written(Path("stdout"), error) from error
    else:
        write_bytes(Path(name), (text + "\n").encode())


def _let_go_of_stdout() -> None:
    """Keep Python from trying to write the rest once more when it ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file in one step; raise `ExportError` when it cannot be."""
    try:
        replace_file(path, data)
    except OSError as error:
        raise _not_written(path, error) from error


def make_folder(folder: Path) -> None:
    """Make a folder with those above it; raise `ExportError` when it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_written(folder, error) from error


def spare_plans(target: Path) -> None:
    """Refuse to write something else over a plan."""
    from chargeplan.files.project_file import SUFFIX

    if target.suffix.lower() == SUFFIX:
        text = N_("{name} is named as a plan; the result needs a file of its own")
        raise UsageError("over_plan", text, name=target)


def check_form(target: Path, suffixes: Iterable[str]) -> None:
    """Refuse a name that ends in none of the suffixes: it would say that something else is in the file."""
    if target.suffix.lower() not in suffixes:
        text = N_("{name} must end in one of {suffixes}: that says in which form it is written")
        raise UsageError("unknown_form", text, name=target, suffixes=", ".join(suffixes))


def check_target(target: Path, register: Path) -> None:
    """Refuse before long work what could not, or must not, be written after it."""
    spare_plans(target)
    check_place(target)
    if target.exists() and register.exists() and target.samefile(register):
        raise UsageError(
            "over_register",
            N_("{name} is the register itself; the result needs a file of its own"),
            name=target,
        )


def refuse_source(target: Path, source: Path) -> None:
    """Refuse to write over the file that is read; names that cannot be any are told by who opens them."""
    is_source = False
    with suppress(OSError):
        is_source = target.samefile(source)
    if is_source:
        text = N_("{name} is the file that is read; the result needs a file of its own")
        raise UsageError("over_source", text, name=target)


def check_place(target: Path) -> None:
    """Raise `ExportError` for a place where no file can be written."""
    try:
        if not target.resolve().parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        refuse_odd_target(target)
    except OSError as error:
        raise _not_written(target, error) from error
    except RuntimeError as error:  # what `Path.resolve` makes of a link that has no end
        raise _not_written(target, OSError(errno.ELOOP, os.strerror(errno.ELOOP))) from error


def _not_written(path: Path, error: Exception) -> ExportError:
    text = N_("{path} cannot be written: {reason}")
    return ExportError("not_written", text, path=path, reason=system_reason(error))
