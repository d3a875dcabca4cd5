"""The bundled fonts: TrueType outlines, and a glyph for everything the program can show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "assets" / "fonts"
WEIGHTS = {"NotoSansSC-Regular.ttf": 400, "NotoSansSC-SemiBold.ttf": 600}
UNITS_AND_SIGNS = "0123456789 m²m³ ≥≤×÷°±√∑πΦ→↔⇒½·—…￥¥△①≈∞"


@pytest.fixture(scope="module")
def fonts() -> Iterator[dict[str, TTFont]]:
    opened = {name: TTFont(FOLDER / name, lazy=True) for name in WEIGHTS}
    yield opened
    for font in opened.values():
        font.close()


def _shown_by_the_program() -> set[str]:
    """The characters of all translations and reference data, control characters left out."""
    paths = [*(ROOT / "assets").rglob("*.po"), *(ROOT / "assets").rglob("*.toml")]
    signs = set("".join(path.read_text(encoding="utf-8") for path in paths))
    assert "棚" in signs
    return {sign for sign in signs if sign.isprintable()}


@pytest.mark.parametrize("name", WEIGHTS)
def test_outlines_are_truetype_and_the_weight_is_named(fonts, name):
    font = fonts[name]
    assert "glyf" in font and "CFF " not in font
    assert font["OS/2"].usWeightClass == WEIGHTS[name]
    family = font["name"].getDebugName(16) or font["name"].getDebugName(1)
    assert family == "Noto Sans SC"
    assert "SIL Open Font License" in font["name"].getDebugName(13)


@pytest.mark.parametrize("name", WEIGHTS)
def test_everything_the_program_shows_has_a_glyph(fonts, name):
    characters = fonts[name].getBestCmap()
    wanted = _shown_by_the_program() | set(UNITS_AND_SIGNS)
    assert sorted(sign for sign in wanted if ord(sign) not in characters) == []


def test_any_name_that_gbk_can_write_has_a_glyph_in_the_regular_weight(fonts):
    """GBK has 20,902 ideographs, U+4E00 to U+9FA5; 镕 and 喆 are in names and not in GB2312."""
    characters = fonts["NotoSansSC-Regular.ttf"].getBestCmap()
    assert [chr(code) for code in range(0x4E00, 0x9FA6) if code not in characters] == []
    assert {ord("镕"), ord("喆")} <= set(characters)


def test_qt_knows_both_weights_as_one_family(qapp):
    from PySide6.QtGui import QFontDatabase

    numbers = [QFontDatabase.addApplicationFont(str(FOLDER / name)) for name in WEIGHTS]
    try:
        assert -1 not in numbers
        styles = QFontDatabase.styles("Noto Sans SC")
        assert {QFontDatabase.weight("Noto Sans SC", style) for style in styles} >= {400, 600}
    finally:
        for number in numbers:
            QFontDatabase.removeApplicationFont(number)
