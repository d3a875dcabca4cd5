"""How a register names the files of plans."""

from __future__ import annotations

import os
from pathlib import Path


def name_beside(path: Path, folder: Path) -> str:
    """Return how a register in `folder` names a plan: relative to itself, where one disk holds both."""
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return str(path.resolve())
