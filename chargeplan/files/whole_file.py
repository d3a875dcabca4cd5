"""The bytes of a file that somebody names, in bounded memory and time."""

from __future__ import annotations

import stat
from pathlib import Path

from chargeplan.errors import ImportFileError
from chargeplan.files.atomic import system_reason
from chargeplan.i18n import N_


def whole_file(path: Path, most_bytes: int) -> bytes:
    """Return what stands in an ordinary file.

    Raises
    ------
    ImportFileError
        When it is not there, is a folder or a pipe, cannot be read, or is larger than `most_bytes`.
    """
    name = path.name or str(path)
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise ImportFileError(
                "folder", N_("{name} cannot be opened: it is a folder; choose a file in it"), name=name
            )
        # Only plain files: a pipe would keep the program waiting for ever.
        if not stat.S_ISREG(about.st_mode):
            raise ImportFileError("no_file", N_("{name} cannot be opened: it is no ordinary file"), name=name)
        with path.open("rb") as stream:
            data = stream.read(min(about.st_size, most_bytes) + 1)  # that much memory is taken at once
    except (OSError, ValueError) as error:
        raise ImportFileError(
            "unreadable", N_("{name} cannot be opened: {reason}"), name=name, reason=system_reason(error)
        ) from error
    if len(data) > most_bytes:
        raise ImportFileError(
            "too_large", N_("{name} is larger than {most} MB"), name=name, most=most_bytes // 2**20
        )
    return data
