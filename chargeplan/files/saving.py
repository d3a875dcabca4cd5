"""Workbooks of this program: begun with the same options, and written with the reasons that people meet."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from chargeplan.errors import ExportError
from chargeplan.files.atomic import replace_file, system_reason
from chargeplan.i18n import N_


def new_workbook(data: BytesIO) -> Any:
    """Return an empty XlsxWriter workbook that is written to `data`: texts stay texts, whatever they hold."""
    import xlsxwriter  # 9 MB, which nobody needs who only reads

    return xlsxwriter.Workbook(
        data,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            # Columns are measured by it. XlsxWriter changes the dict: each workbook has its own.
            "default_format_properties": {"font_name": "Arial", "font_size": 10},
        },
    )


def save_workbook(path: Path, data: bytes) -> None:
    """Write a workbook in one step.

    Raises
    ------
    ExportError
        When it cannot be written, as when a spreadsheet program holds the file open; what stood there before
        is untouched.
    """
    try:
        replace_file(path, data)
    except PermissionError as error:
        raise ExportError(
            "file_is_open",
            N_("{name} may not be written: another program, such as Excel, holds it open, or it is "
               "protected; "
               "close it there and export again. The file is unchanged."),
            name=path.name,
        ) from error  # fmt: skip
    except OSError as error:
        raise ExportError(
            "not_written", N_("{name} could not be written: {reason}; what stood there is unchanged"),
            name=path.name, reason=system_reason(error),
        ) from error  # fmt: skip
