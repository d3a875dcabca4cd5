"""A register opened as it was left: read by the columns that were chosen, with the program's own sheets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from chargeplan.errors import Cancelled, never
from chargeplan.files.town_layout import Layout, kept_layout
from chargeplan.files.town_reading import RegisterReading
from chargeplan.files.town_register import read_register_file, still_fits
from chargeplan.files.town_store import OwnSheets, read_own
from chargeplan.files.town_tables import RegisterFile


def open_town(
    path: Path, mapping: Mapping[str, int] | Layout | None = None, cancelled: Cancelled = never
) -> tuple[RegisterReading, OwnSheets]:
    """Return a register and the program's own sheets in its file.

    Parameters
    ----------
    mapping : Mapping[str, int] | Layout | None
        Where the register stands; None is the layout that its settings keep, as long as all its columns are
        still there, else the best guess.

    Raises
    ------
    ImportFileError
        When the file cannot be read or holds no register.
    CalledOff
        When `cancelled()` becomes true on the way.
    """
    # In this order: what a program writes between the two readings is not overwritten by a later save.
    file, own = RegisterFile(path), read_own(path)
    file.cancelled = cancelled
    kept = kept_layout(own.settings)
    if mapping is None and kept is not None and still_fits(file, kept):
        mapping = kept
    return read_register_file(file, mapping), own
