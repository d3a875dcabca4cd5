"""Pictures below a plan on its pages: where they lie, how faint they are, in every kind of file."""

from __future__ import annotations

import io
import re
from base64 import b64decode
from dataclasses import replace

import ezdxf
import numpy as np
import pypdfium2
import pytest
from factories import rectangle, small_project
from PIL import Image
from PySide6.QtGui import QImage, QPainter
from render_pages import on_paper, small_page

from chargeplan.analysis import analyse
from chargeplan.drawing.dxf.sheet import sheet_dxf
from chargeplan.drawing.notice.page import notice_page
from chargeplan.drawing.pdf import pdf_bytes
from chargeplan.drawing.plan_sheet import plan_sheet
from chargeplan.drawing.png import png_bytes
from chargeplan.drawing.primitives import Box, Picture
from chargeplan.drawing.svg import svg_bytes
from chargeplan.drawing.underlay_pictures import shown_extent, underlay_pictures
from chargeplan.model.scheme import Lot, Scheme
from chargeplan.model.site import Boundary, Site, Underlay
from chargeplan.ui.page_painter import PagePainter

RED, GREEN, BLUE, YELLOW = (255, 0, 0), (0, 160, 0), (0, 0, 255), (255, 255, 0)
CLEAR = 0
FINE = 100.0
"""Millimetres for a metre: pictures of these tests keep their own dots."""


def _png(upper: tuple[tuple[int, ...], ...], lower: tuple[tuple[int, ...], ...], size: int = 40) -> bytes:
    """Return a picture of four fields of 40 × 40 px: two above, two below."""
    image = Image.new("RGB", (2 * size, 2 * size))
    for row, colours in enumerate((upper, lower)):
        for column, colour in enumerate(colours):
            image.paste(colour, (column * size, row * size, (column + 1) * size, (row + 1) * size))
    data = io.BytesIO()
    image.save(data, format="PNG")
    return data.getvalue()


FOUR = _png((RED, GREEN), (BLUE, YELLOW))


def _underlay(**changed: object) -> Underlay:
    """Return the four fields, each 4 × 4 m, from (10, 20) on, as clear as can be."""
    return replace(
        Underlay("underlay-1", FOUR, "image/png", 80, 80, (10.0, 20.0), 0.1, opacity=1.0), **changed
    )


def _one(underlay: Underlay, room: Box) -> tuple[Picture, Image.Image]:
    (picture,) = underlay_pictures(Site(underlays=(underlay,)), room, FINE)
    return picture, Image.open(io.BytesIO(picture.image))


def _dot(picture: Picture, image: Image.Image, x: float, y: float) -> tuple[int, ...]:
    """Return the colour of a place on the ground."""
    column = int((x - picture.box.left) / picture.box.width * image.width)
    row = int((picture.box.top - y) / picture.box.height * image.height)
    return image.getpixel((column, row))


ROOM = Box(0.0, 0.0, 100.0, 100.0)


def test_a_picture_lies_upright_from_its_lower_left_corner() -> None:
    """8 × 8 m from (10, 20): red at the upper left, blue at the lower left, green and yellow at the right."""
    picture, image = _one(_underlay(), ROOM)
    assert picture.box == Box(10.0, 20.0, 18.0, 28.0)
    places = ((12, 26), (16, 26), (12, 22), (16, 22))
    assert [_dot(picture, image, x, y)[:3] for x, y in places] == [RED, GREEN, BLUE, YELLOW]


def test_a_picture_is_turned_about_its_corner() -> None:
    """A quarter to the left: it lies west of x = 10, what was above is at the left, what was left below."""
    picture, image = _one(_underlay(rotation_degrees=90.0), ROOM)
    assert (picture.box.left, picture.box.right) == (pytest.approx(2.0), pytest.approx(10.0))
    assert (picture.box.bottom, picture.box.top) == (pytest.approx(20.0), pytest.approx(28.0))
    places = ((4, 22), (4, 26), (8, 22), (8, 26))
    assert [_dot(picture, image, x, y)[:3] for x, y in places] == [RED, GREEN, BLUE, YELLOW]


def test_beside_a_picture_that_lies_askew_nothing_is_drawn() -> None:
    """At 45° it reaches 5.66 m to both sides; the corners of the box around it are clear."""
    picture, image = _one(_underlay(rotation_degrees=45.0), ROOM)
    reach = 8 / 2**0.5
    assert picture.box.left == pytest.approx(10 - reach) and picture.box.top == pytest.approx(20 + 2 * reach)
    assert _dot(picture, image, 10 - reach + 0.3, 20.3)[3] == CLEAR
    assert _dot(picture, image, 10.0, 20 + 1.6 * reach)[:3] == GREEN
    assert _dot(picture, image, 10.0, 20 + 0.4 * reach)[:3] == BLUE


def test_a_picture_is_cut_to_the_map_and_as_faint_as_on_screen() -> None:
    """Of a map that ends at x = 12 and y = 24 it is 2 × 4 m of blue, at 0.4 of 255 = 102."""
    picture, image = _one(_underlay(opacity=0.4), Box(0.0, 0.0, 12.0, 24.0))
    assert picture.box == Box(10.0, 20.0, 12.0, 24.0)
    assert {_dot(picture, image, 10.3, 23.7), _dot(picture, image, 11.5, 20.5)} == {(*BLUE, 102)}


def test_nothing_is_drawn_of_what_is_beyond_the_map_or_cannot_be_seen() -> None:
    """One 100 m away and one with an opacity of 0."""
    site = Site(underlays=(_underlay(origin=(500.0, 0.0)), _underlay(id="underlay-2", opacity=0.0)))
    assert list(underlay_pictures(site, ROOM, FINE)) == []


def test_a_fine_scan_is_as_fine_as_paper_needs() -> None:
    """2 mm for a metre at 150 dots per inch: 8 m are 94.5 dots, so 94; the scan has 4000 of its own."""
    noise = np.random.default_rng(1).integers(0, 255, (4000, 4000), dtype=np.uint8)
    data = io.BytesIO()
    Image.fromarray(noise).save(data, format="PNG", compress_level=0)
    scan = Underlay("underlay-1", data.getvalue(), "image/png", 4000, 4000, (0.0, 0.0), 0.002, opacity=1.0)
    (picture,) = underlay_pictures(Site(underlays=(scan,)), ROOM, 2.0)
    image = Image.open(io.BytesIO(picture.image))
    assert image.size == (94, 94)
    grey = np.asarray(image.convert("L"))[5:-5, 5:-5]
    assert grey.mean() == pytest.approx(127, abs=3) and grey.std() < 10  # dots are averaged, not picked


PAGE_PICTURE = Picture("underlay", "underlay_picture", Box(1010.0, 505.0, 1018.0, 513.0), FOUR)
PLACES = {(1012, 511): RED, (1016, 511): GREEN, (1012, 507): BLUE, (1016, 507): YELLOW}


def _seen(image: Image.Image, dpi: float) -> list[tuple[int, ...]]:
    page = small_page()
    return [image.convert("RGB").getpixel(on_paper(page, place, dpi)) for place in PLACES]


def test_every_kind_of_page_shows_a_picture_where_it_lies(qapp) -> None:
    """Four colours at their places in PNG, PDF and in the window; beside them is paper."""
    page, dpi = small_page(PAGE_PICTURE), 100.0
    assert _seen(Image.open(io.BytesIO(png_bytes(page, dpi))), dpi) == list(PLACES.values())
    document = pypdfium2.PdfDocument(pdf_bytes([page]))
    assert _seen(document[0].render(scale=dpi / 72).to_pil(), dpi) == list(PLACES.values())
    document.close()
    shown = QImage(round(420 / 25.4 * dpi), round(297 / 25.4 * dpi), QImage.Format.Format_RGB888)
    shown.fill(0xFFFFFFFF)
    painted = PagePainter(page.primitives, page.paper, page.width_mm)
    with QPainter(shown) as painter:
        painter.scale(shown.width() / painted.rect.width(), shown.height() / painted.rect.height())
        painted.paint(painter)
    rows = np.frombuffer(shown.constBits(), np.uint8).reshape(shown.height(), shown.bytesPerLine())
    dots = rows[:, : 3 * shown.width()].reshape(shown.height(), shown.width(), 3)
    assert _seen(Image.fromarray(dots), dpi) == list(PLACES.values())


def test_svg_holds_the_picture_itself_and_dxf_leaves_it_out() -> None:
    """From 10 m = 50 mm at the left and 46.4 m = 232 mm from above, 8 m = 40 mm wide and high."""
    page = small_page(PAGE_PICTURE)
    (told,) = re.findall(r"<image ([^>]*)/>", svg_bytes(page).decode())
    assert 'x="50" y="232" width="40" height="40"' in told
    data = re.search(r'xlink:href="data:image/png;base64,([^"]*)"', told)
    assert data is not None and b64decode(data[1]) == FOUR
    plain = ezdxf.read(io.StringIO(sheet_dxf(small_page()).decode()))
    drawn = ezdxf.read(io.StringIO(sheet_dxf(page).decode()))
    assert len(drawn.modelspace()) == len(plain.modelspace())


def test_who_draws_over_a_scan_alone_sees_all_of_it_on_sheet_and_notice() -> None:
    """A lot of 10 × 5 m in a scan of 80 × 80 m: both pages show 80 m and more, below the lot."""
    lot = Lot(id="lot-1", ring=rectangle(40, 40, 50, 45), filled=True)
    scan = _underlay(origin=(0.0, 0.0), metres_per_pixel=1.0, scaled=True)
    bare = small_project()
    project = replace(
        bare,
        site=Site(underlays=(scan,)),
        schemes=(Scheme(id="scheme-1", name="A", lots=(lot,)),),
        active_scheme_id="scheme-1",
    )
    analysis = analyse(project)
    assert shown_extent(analysis) == Box(0.0, 0.0, 80.0, 80.0)
    for page in (plan_sheet(analysis, language="en"), notice_page(analysis, language="en")):
        order = [type(shape).__name__ + shape.style for shape in page.primitives]
        (picture,) = [shape for shape in page.primitives if isinstance(shape, Picture)]
        assert picture.box == Box(0.0, 0.0, 80.0, 80.0)
        lots = [number for number, name in enumerate(order) if name in ("Polygonlot", "Polygonnotice_lot")]
        assert order.index("Pictureunderlay_picture") < min(lots)


def test_an_outline_of_the_estate_says_how_much_is_shown() -> None:
    """With a boundary of 60 × 60 m a scan of 80 × 80 m makes the page no larger."""
    scan = _underlay(origin=(0.0, 0.0), metres_per_pixel=1.0)
    site = Site(underlays=(scan,), boundaries=(Boundary("boundary-1", rectangle(0, 0, 60, 60)),))
    project = replace(small_project(), site=site)
    held = small_project().active_scheme
    empty = replace(held, lots=(), sheds=())
    assert shown_extent(analyse(replace(project, schemes=(empty,)))) == Box(0.0, 0.0, 60.0, 60.0)
