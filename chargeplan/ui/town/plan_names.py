"""How a register names the files of plans."""

from __future__ import annotations

import os
from pathlib import Path, PureWindowsPath

from chargeplan.errors import ChargeplanError


def name_from(plan: str, old: Path, folder: Path) -> str:
    """Return how a register in `folder` names the plan that one in `old` names so.

    What does not go by the register's folder, or is no file of this machine, keeps its name.
    """
    from chargeplan.survey.plans import plan_path

    if Path(plan).is_absolute() or PureWindowsPath(plan).drive:
        return plan
    try:
        return name_beside(plan_path(plan, old), folder)
    except (ChargeplanError, OSError, RuntimeError, ValueError):  # an address, or links in a circle
        return plan


def name_beside(path: Path, folder: Path) -> str:
    """Return how a register in `folder` names a plan: relative to itself, where one disk holds both."""
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return str(path.resolve())
