"""The program's own fonts for pictures by matplotlib, and what can be written with them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from matplotlib.font_manager import FontProperties, get_font

from chargeplan.resources import assets_folder

_UNKNOWN_LETTER = "?"


@lru_cache
def font(bold: bool = False) -> FontProperties:
    """Return Noto Sans SC as it is bundled, of regular or of heavy letters."""
    return FontProperties(fname=str(font_file(bold)))


def font_file(bold: bool = False) -> Path:
    """Return the file of the bundled font."""
    name = "NotoSansSC-SemiBold.ttf" if bold else "NotoSansSC-Regular.ttf"
    return assets_folder() / "fonts" / name


@lru_cache
def _letters(bold: bool) -> frozenset[int]:
    return frozenset(get_font(str(font_file(bold))).get_charmap())


def drawable(text: str, bold: bool = False) -> str:
    """Return a text with every letter that the font does not have replaced, and no control characters."""
    known = _letters(bold)
    return "".join(
        letter if letter == "\n" or ord(letter) in known else _UNKNOWN_LETTER
        for letter in text.replace("\t", " ").replace("\r", " ")
    )
