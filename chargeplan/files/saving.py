"""Writing a workbook to its place, with the reasons that people meet told in a sentence."""

from __future__ import annotations

from pathlib import Path

from chargeplan.errors import ExportError
from chargeplan.files.atomic import replace_file, system_reason
from chargeplan.i18n import N_


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
