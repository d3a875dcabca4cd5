"""Where the files that travel with the program lie, installed or in a checkout."""

from __future__ import annotations

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
