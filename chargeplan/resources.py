"""Where the files that travel with the program lie, and what it keeps for a user beside them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def assets_folder() -> Path:
    """Return the folder of rules, catalogues, prices, fonts, icons and translations."""
    return _folder("assets")


def examples_folder() -> Path:
    """Return the folder of the example plans."""
    return _folder("examples")


def user_cache_folder() -> Path:
    """Return the folder for what can be worked out again; it need not be there."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "chargeplan"
