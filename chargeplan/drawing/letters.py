"""The program's own fonts for pictures by matplotlib, and what can be written with them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.textpath import text_to_path

from chargeplan.resources import assets_folder

OUTLINE_SIZE = 100.0
"""Size of the letters whose outlines `glyphs` gives."""

_UNKNOWN_LETTER = "?"
_POINTS_PER_INCH = 72.0


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


@lru_cache
def sized(size_pt: float, bold: bool) -> FontProperties:
    """Return the bundled font at a size [points]."""
    return FontProperties(fname=str(font_file(bold)), size=size_pt)


@dataclass(frozen=True)
class Glyph:
    """The outline of a letter of `OUTLINE_SIZE`, and where on its line it begins.

    `vertices` is an array of x right and y up from the baseline, `codes` one of those of a matplotlib path.
    Glyphs of the same `name` have the same outline.
    """

    name: str
    x: float
    vertices: Any
    codes: Any


def glyphs(line: str, bold: bool) -> list[Glyph]:
    """Return the letters of a line that is `drawable`, blanks left out."""
    face = get_font(str(font_file(bold)))
    face.set_size(OUTLINE_SIZE, _POINTS_PER_INCH)
    places, outlines, _ = text_to_path.get_glyphs_with_font(face, line)
    return [Glyph(name, float(x), *outlines[name]) for name, x, _, _ in places if len(outlines[name][1])]
