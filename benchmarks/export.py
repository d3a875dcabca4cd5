"""Export: the workbook without its picture against the same cells by XlsxWriter alone, and the plan sheet in
each of its forms against its picture."""

from __future__ import annotations

import io
import sys

import openpyxl
import xlsxwriter
from harness import print_table, seconds_of, take_turns, verdict

from chargeplan.analysis import analyse
from chargeplan.drawing.page_files import SUFFIXES, page_bytes
from chargeplan.drawing.plan_sheet import plan_sheet
from chargeplan.files.project_file import read_project
from chargeplan.files.workbook import workbook_bytes
from chargeplan.resources import examples_folder

GOAL_RATIO = 1.5
ROUNDS = 15
SHEET_ROUNDS = 5
PICTURE = ".png"

Cell = tuple[int, int, object]


def cells_of(data: bytes) -> list[tuple[str, list[Cell]]]:
    """Return the sheets of a workbook as (name, cells), formulas as text that begins with `=`."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [
        (
            sheet.title,
            [
                (cell.row - 1, cell.column - 1, cell.value)
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None
            ],
        )
        for sheet in book.worksheets
    ]


def write_plain(sheets: list[tuple[str, list[Cell]]]) -> bytes:
    """Write cells by XlsxWriter with one format and nothing else."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    plain = book.add_format({"border": 1})
    for name, cells in sheets:
        sheet = book.add_worksheet(name)
        for row, column, value in cells:
            if isinstance(value, str) and value.startswith("="):
                sheet.write_formula(row, column, value, plain, 0)
            elif isinstance(value, int | float):
                sheet.write_number(row, column, value, plain)
            else:
                sheet.write_string(row, column, str(value), plain)
    book.close()
    return target.getvalue()


def print_workbooks() -> None:
    """Print the ratio of workbooks for every example."""
    rows = [("plan", "cells", "ours ms", "XlsxWriter ms", "ratio", "")]
    for path in sorted(examples_folder().glob("*.chargeplan")):
        analysis = analyse(read_project(path))
        ours = workbook_bytes(analysis, picture=None)
        sheets = cells_of(ours)
        mine, peer = take_turns(
            lambda analysis=analysis: seconds_of(lambda: workbook_bytes(analysis, picture=None)),
            lambda sheets=sheets: seconds_of(lambda: write_plain(sheets)),
            ROUNDS,
        )
        ratio = mine.median_ms / peer.median_ms
        count = sum(len(cells) for _, cells in sheets)
        rows.append(
            (
                path.stem,
                str(count),
                f"{mine.median_ms:.1f}",
                f"{peer.median_ms:.1f}",
                f"{ratio:.2f}",
                verdict(ratio, GOAL_RATIO),
            )
        )
    print_table("Workbook export without picture", rows)


def print_sheets() -> None:
    """Print for every example how long each form of its sheet takes, as a ratio of the picture's time."""
    rows = [("plan", "shapes", "form", "kB", "ms", "picture ms", "ratio")]
    for path in sorted(examples_folder().glob("*.chargeplan")):
        page = plan_sheet(analyse(read_project(path)))
        for suffix in SUFFIXES:
            mine, picture = take_turns(
                lambda page=page, suffix=suffix: seconds_of(lambda: page_bytes(page, suffix)),
                lambda page=page: seconds_of(lambda: page_bytes(page, PICTURE)),
                SHEET_ROUNDS,
            )
            rows.append(
                (
                    path.stem,
                    str(len(page.primitives)),
                    suffix.removeprefix("."),
                    f"{len(page_bytes(page, suffix)) / 1000:.0f}",
                    f"{mine.median_ms:.0f}",
                    f"{picture.median_ms:.0f}",
                    f"{mine.median_ms / picture.median_ms:.2f}",
                )
            )
    print_table("Plan sheet, A3, picture of 200 dpi", rows)


def main() -> int:
    """Print both tables."""
    print_workbooks()
    print_sheets()
    return 0


if __name__ == "__main__":
    sys.exit(main())
