"""Cut the bundled fonts out of the full Noto Sans SC.

    python tools/build_fonts.py FOLDER

`FOLDER` is the unpacked npm package `@expo-google-fonts/noto-sans-sc`: static TrueType files and the licence.
The regular weight keeps every character of GBK, so that any name a person types has a glyph; the semibold
weight, for headings, keeps GB2312. Outlines stay TrueType, because CFF outlines and collections fail when a
PDF embeds them. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import shutil
import string
import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS_FOLDER = Path(__file__).resolve().parent.parent / "assets" / "fonts"
FAMILY = "Noto Sans SC"
LICENCE_SOURCE = "LICENSE_FONT"
SYMBOLS = (
    "≥≤×÷°²³Φφ√∑Σπ±→←↑↓↔⇒⇔∞≈≠½¼¾·—–…￥¥€△▲▽▼□■○●◇◆☆★✓✕✗µμΩ‰℃№§©®™«»‹›‘’“”„†‡•∠⊥∥∴∵①②③④⑤⑥⑦⑧⑨⑩⌀㎡㎥㎜㎝㎞㎏"
)
UNICODE_RANGES = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x017F),  # Latin-1 and Latin Extended-A
    (0x0370, 0x03FF),  # Greek
    (0x2010, 0x2027),  # dashes, quotes, dots
    (0x2030, 0x205E),
    (0x2190, 0x2199),  # arrows
    (0x2200, 0x22A5),  # mathematics
    (0x2460, 0x2473),  # circled numbers
    (0x3000, 0x303F),  # Chinese punctuation
    (0xFF00, 0xFFEF),  # full-width forms
)
WEIGHTS = (
    ("400Regular/NotoSansSC_400Regular.ttf", "NotoSansSC-Regular.ttf", "gbk"),
    ("600SemiBold/NotoSansSC_600SemiBold.ttf", "NotoSansSC-SemiBold.ttf", "gb2312"),
)


def characters_of(encoding: str) -> set[int]:
    """Return the code points of the two-byte characters of a Chinese `encoding`."""
    found: set[int] = set()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            text = bytes((lead, trail)).decode(encoding, errors="ignore")
            if len(text) == 1:
                found.add(ord(text))
    return found


def wanted_characters(encoding: str) -> set[int]:
    """Return every code point that a font cut for `encoding` keeps when its source has it."""
    wanted = characters_of(encoding) | {ord(sign) for sign in SYMBOLS + string.printable}
    for first, last in UNICODE_RANGES:
        wanted.update(range(first, last + 1))
    return wanted


def cut_font(source: Path, target: Path, characters: Iterable[int]) -> None:
    """Write to `target` what `source` needs to show `characters`, TrueType outlines, no hints."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["ccmp", "kern", "mark", "mkmk"]
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.notdef_outline = True
    options.glyph_names = False
    options.recalc_timestamp = False
    options.drop_tables += ["BASE", "STAT", "vhea", "vmtx", "GlyphOrder"]
    font = TTFont(source, recalcTimestamp=False)
    if "glyf" not in font:
        raise SystemExit(f"{source}: not a font with TrueType outlines")
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    font.save(target, reorderTables=True)


def main(arguments: list[str] | None = None) -> int:
    """Build the fonts of `assets/fonts` from the folder named on the command line."""
    parser = argparse.ArgumentParser(description="cut the bundled fonts out of the full Noto Sans SC")
    parser.add_argument("folder", type=Path, help="the unpacked package @expo-google-fonts/noto-sans-sc")
    parser.add_argument("-o", "--output", type=Path, default=FONTS_FOLDER, help="where the fonts go")
    chosen = parser.parse_args(arguments)
    chosen.output.mkdir(parents=True, exist_ok=True)
    for source, target, encoding in WEIGHTS:
        cut_font(chosen.folder / source, chosen.output / target, wanted_characters(encoding))
        print(f"{target}: {(chosen.output / target).stat().st_size:,} bytes")
    shutil.copyfile(chosen.folder / LICENCE_SOURCE, chosen.output / "OFL.txt")
    return 0


if __name__ == "__main__":
    sys.exit(main())
