"""Whether a register may be overwritten now: who holds it open, who protects it, who has changed it."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from chargeplan.errors import ChargeplanError
from chargeplan.i18n import N_

_OWNER_BYTES = 1024
_NAME_AT = 55
"""In the owner file of Excel: two bytes with the length of the user's name in characters, then the name."""
_LONGEST_NAME = 52
_TOWN = ".town.xlsx"
_CAN_TELL = os.name == "nt"


def fingerprint(data: bytes) -> str:
    """Return the sha256 of a file's bytes, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def hindrance(path: Path, expected_fingerprint: str) -> ChargeplanError | None:
    """Return why the file at `path` must not be overwritten now, None when it may be.

    Codes: `gone`, `open_elsewhere`, `open_by` (value `who`), `read_only`, `changed_meanwhile`, `unreadable`;
    each has the value `name`.
    """
    if path.exists():
        held = _held_open(path)
        if held is not None:
            return held
        if not os.access(path, os.W_OK):
            return ChargeplanError("read_only", N_("{name} is write-protected"), name=path.name)
    return changed(path, expected_fingerprint)


def changed(path: Path, expected_fingerprint: str) -> ChargeplanError | None:
    """Return that a file is not the one that was read, or is there no longer; None while it is."""
    name = path.name
    if not path.exists():
        return ChargeplanError("gone", N_("{name} is not there any more"), name=name)
    try:
        other = fingerprint(path.read_bytes()) != expected_fingerprint
    except OSError:
        return ChargeplanError("unreadable", N_("{name} cannot be read any more"), name=name)
    if other:
        return ChargeplanError(
            "changed_meanwhile", N_("{name} was changed by somebody since it was opened here"), name=name
        )
    return None


def _held_open(path: Path) -> ChargeplanError | None:
    owner = next((file for file in _owner_files(path) if file.exists()), None)
    if owner is None or _is_left_over(path):
        return None
    who = _owner_in(owner)
    if who:
        return ChargeplanError(
            "open_by",
            N_("{name} is open in another program, used by {who}, as {owner} beside it says"),
            name=path.name, who=who, owner=owner.name,
        )  # fmt: skip
    return ChargeplanError(
        "open_elsewhere",
        N_("{name} is open in another program, or {owner} was left behind beside it"),
        name=path.name, owner=owner.name,
    )  # fmt: skip


def _owner_files(path: Path) -> tuple[Path, ...]:
    """Return the files by which Excel, WPS and LibreOffice say that a workbook is open."""
    names = (f"~${path.name}", f".~{path.name}", f".~lock.{path.name}#")
    return tuple(path.with_name(name) for name in names)


def _is_left_over(path: Path) -> bool:
    """Tell whether an owner file was left behind by a program that has ended.

    Only Windows can say: who holds a workbook open keeps others from writing it.
    """
    if not _CAN_TELL:
        return False
    try:
        with path.open("r+b"):
            return True
    except OSError:
        return False


def _owner_in(file: Path) -> str:
    """Return the user that an owner file names, "" when it names none."""
    try:
        with file.open("rb") as stream:
            data = stream.read(_OWNER_BYTES)
    except OSError:
        return ""  # Excel lets nobody read it
    if file.name.startswith(".~lock."):
        pieces = data.decode("utf-8", "replace").split(",")
        return _readable(next((piece for piece in pieces[:3] if piece.strip()), ""))
    begin = _NAME_AT + 2
    length = int.from_bytes(data[_NAME_AT:begin], "little")
    if 0 < length <= _LONGEST_NAME:
        return _readable(data[begin : begin + 2 * length].decode("utf-16-le", "replace"))
    return ""


def _readable(text: str) -> str:
    return re.sub(r"\s+", " ", "".join(sign for sign in text if sign.isprintable())).strip()


def workbook_beside(path: Path) -> Path:
    """Return the workbook that goes with a register that can hold no sheets of the program."""
    stem = path.name.removesuffix(path.suffix)
    return path.with_name(stem.removesuffix(".town") + _TOWN)


def free_name(path: Path) -> Path:
    """Return a name beside a file that nobody has taken, with the same ending."""
    ending = _TOWN if path.name.lower().endswith(_TOWN) else path.suffix
    stem = path.name[: len(path.name) - len(ending)]
    number = 2
    while path.with_name(f"{stem} ({number}){ending}").exists():
        number += 1
    return path.with_name(f"{stem} ({number}){ending}")
