"""Pages as PNG at any resolution; what is too fine is refused."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from render_pages import on_paper, small_page

from chargeplan.drawing.hatching import hatch_lines
from chargeplan.drawing.png import png_bytes
from chargeplan.drawing.primitives import Box, Text
from chargeplan.drawing.symbols import STYLES
from chargeplan.drawing.written import lines_of
from chargeplan.errors import ExportError


@pytest.mark.parametrize(("dpi", "size"), [(25.4, (420, 297)), (72.0, (1191, 842))])
def test_a_picture_is_as_fine_as_is_asked_for(dpi: float, size: tuple[int, int]) -> None:
    """420 mm are 420 dots at 25.4 dpi and 1190.55 at 72; the resolution is kept in the file."""
    image = Image.open(io.BytesIO(png_bytes(small_page(), dpi)))
    assert image.size == size
    assert image.info["dpi"] == pytest.approx((dpi, dpi), abs=0.01)


def test_holes_stay_open_and_hatched_ground_is_hatched() -> None:
    """The court of the building is white; of the hatched 10 × 10 m, some dots are lines and most are not."""
    page = small_page()
    image = Image.open(io.BytesIO(png_bytes(page, 200))).convert("RGB")
    assert image.getpixel(on_paper(page, (1020, 545), 200)) == (255, 255, 255)
    fill = STYLES["building"].fill or ""
    assert "#{:02X}{:02X}{:02X}".format(*image.getpixel(on_paper(page, (1012, 548), 200))) == fill
    across = [image.getpixel(on_paper(page, (1061 + 0.02 * step, 535), 200)) for step in range(400)]
    assert 0.1 < sum(colour != (255, 255, 255) for colour in across) / 400 < 0.6


def test_lines_are_as_wide_and_dashes_as_long_as_their_style_says() -> None:
    """The wall is so many dots wide as its style has; dashes and gaps of the fire lane's rim alternate.

    A text that is turned by a quarter is read upwards: an "L" has its foot at the right, below is left.
    """
    dpi, style, rim = 254.0, STYLES["blank_wall"], STYLES["fire_lane"]
    page = small_page(Text("label", "text", (1005, 510), "L", 8.0, rotation_degrees=90.0))
    image = np.asarray(Image.open(io.BytesIO(png_bytes(page, dpi))).convert("L")).astype(int)
    column, row = on_paper(page, (1045, 530), dpi)
    dark = image[row - 60 : row + 60, column] < 128
    assert dark.sum() == pytest.approx(style.width_mm * dpi / 25.4, abs=1.5)
    (left, row), (right, _) = (on_paper(page, (x, 524), dpi) for x in (1011, 1059))
    drawn = image[row, left:right] < 200
    starts = np.flatnonzero(drawn[1:] & ~drawn[:-1])
    assert np.diff(starts).mean() == pytest.approx(sum(rim.dash_mm) * dpi / 25.4, rel=0.02)
    (left, top), (right, bottom) = (on_paper(page, place, dpi) for place in ((1000.5, 515), (1009.5, 505)))
    letter = image[top:bottom, left:right] < 128
    rows, columns = np.flatnonzero(letter.any(axis=1)), np.flatnonzero(letter.any(axis=0))
    stem = letter[rows[0] : rows[-1] + 1, columns[-1] - 3]
    assert stem.mean() > 0.9  # the stem lies along the bottom of the turned letter's box: its right side
    assert letter[rows[-1] - 3, columns[0] : columns[-1]].mean() > 0.9  # the foot is where reading begins


@pytest.mark.parametrize("dpi", [700.0, 0.01])
def test_too_many_dots_are_refused(dpi: float) -> None:
    """A3 at 700 dpi has 94.7 million dots, more than 80 million; at a hundredth of a dot it has none."""
    with pytest.raises(ExportError) as refused:
        png_bytes(small_page(), dpi)
    assert refused.value.code == "too_fine"
    assert refused.value.values["most"] == 643  # √(80e6 / (420 · 297)) · 25.4 = 643.2


def test_hatch_lines_leave_holes_free() -> None:
    """Lines y - x = 0, ±1.5, … across a square of 3 with a hole of 1 in its middle.

    That through the middle, of length 3·√2, is cut into two pieces of √2; the two at ±1.5 are whole; those at
    ±3 only touch corners.
    """
    square = ((0.0, 0.0), (3.0, 0.0), (3.0, 3.0), (0.0, 3.0))
    hole = ((1.0, 1.0), (1.0, 2.0), (2.0, 2.0), (2.0, 1.0))
    lines = hatch_lines((square, hole), 1.5 / 2**0.5, Box(-10, -10, 10, 10))
    expected = [
        ((1.5, 0.0), (3.0, 1.5)),
        ((0.0, 0.0), (1.0, 1.0)),
        ((2.0, 2.0), (3.0, 3.0)),
        ((0.0, 1.5), (1.5, 3.0)),
    ]
    assert np.array(lines) == pytest.approx(np.array(expected))


def test_lines_of_a_text_stand_around_its_position() -> None:
    """Two lines of 2 m, 1.25 of it apart: the block is 4.5 m high, from 2.25 above to 2.25 below its middle.

    Baselines lie 0.88 · 2 = 1.76 m below the top of their line: at +0.49 and 2.5 m lower. Turned upwards by
    90°, the first one lies to the left.
    """
    level = lines_of(Text("label", "text", (10, 20), "ab\n号楼", 2.0), bold=False)
    assert [line.anchor for line in level] == [pytest.approx((10, 20.49)), pytest.approx((10, 17.99))]
    assert level[1].start == pytest.approx((8.0, 17.99))  # two full-width letters
    turned = lines_of(Text("label", "text", (10, 20), "a\nb", 2.0, "left", "top", 90.0), bold=False)
    assert [line.start for line in turned] == [pytest.approx((11.76, 20)), pytest.approx((14.26, 20))]
