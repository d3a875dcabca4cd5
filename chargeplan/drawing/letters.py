"""The program's own fonts for pictures by matplotlib, and what can be written with them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import LoadFlags

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


@lru_cache
def _regular_only() -> frozenset[int]:
    return _letters(False) - _letters(True)


def drawable(text: str, bold: bool = False) -> str:
    """Return a text with every letter that the font does not have replaced, and no control characters."""
    known = _letters(bold)
    return "".join(
        letter if letter == "\n" or ord(letter) in known else _UNKNOWN_LETTER
        for letter in text.replace("\t", " ").replace("\r", " ")
    )


def heavy(text: str, wanted: bool = True) -> bool:
    """Return whether a text is written with heavy letters: where `wanted`, and as far as no letter is lost.

    The heavy font has fewer letters than the regular one; a rare letter in a name is worth more than weight.
    """
    return wanted and _regular_only().isdisjoint(map(ord, text))


@lru_cache(maxsize=16_384)
def _advance(letter: str, bold: bool) -> float:
    face = get_font(str(font_file(bold)))
    return float(face.load_char(ord(letter), flags=LoadFlags.NO_SCALE).horiAdvance) / face.units_per_EM


def text_width(text: str, size: float = 1.0, bold: bool = False) -> float:
    """Return how wide one line of text is that is written with letters of `size`, in the unit of the size."""
    bold = heavy(text, bold)
    return sum(_advance(letter, bold) for letter in drawable(text.replace("\n", " "), bold)) * size
