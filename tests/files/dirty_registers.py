"""Registers built in code: by openpyxl as people keep them, and values of every kind for clean ones."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from chargeplan.files.town_reading import RegisterReading
from chargeplan.files.town_register import read_register

HEADS = ("编号", "小区名称", "总户数")


def workbook(
    rows: Iterable[Sequence[object]], *, sheet: str = "台账", change: Callable[[Any], None] | None = None
) -> bytes:
    """Return a workbook with rows on its only sheet, once `change` has been at the sheet."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    if change is not None:
        change(book.active)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def written(folder: Path, data: bytes, name: str = "register.xlsx") -> Path:
    """Write bytes into a file and return where it is."""
    path = folder / name
    path.write_bytes(data)
    return path


def read_rows(
    folder: Path, *rows: Sequence[object], change: Callable[[Any], None] | None = None
) -> RegisterReading:
    """Return the reading of a workbook with these rows."""
    return read_register(written(folder, workbook(rows, change=change)))


def codes(reading: RegisterReading) -> list[str]:
    """Return the codes of the estates that were read."""
    return [row.code for row in reading.register.rows]


def told(reading: RegisterReading, *kept_out: str) -> list[tuple[str, str]]:
    """Return place and code of every remark but those of some codes."""
    return [(remark.place, remark.code) for remark in reading.remarks if remark.code not in kept_out]
