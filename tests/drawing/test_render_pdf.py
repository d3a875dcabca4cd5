"""Pages as PDF: true size, letters that are found once, nothing that changes; and such a PDF read again."""

from __future__ import annotations

import io
import math
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest
from factories import small_project
from PIL import Image
from render_pages import HOSTILE, on_paper, small_page

from chargeplan.analysis import analyse
from chargeplan.drawing.pages import Page
from chargeplan.drawing.pdf import pdf_bytes
from chargeplan.drawing.plan_sheet import plan_sheet
from chargeplan.drawing.primitives import Text
from chargeplan.drawing.symbols import STYLES
from chargeplan.errors import never
from chargeplan.files.sources.pdf import PdfSource, read_pdf
from chargeplan.files.sources.values import Choices
from chargeplan.model.sheet_settings import PaperSize
from chargeplan.model.site import GasRegulator, Underlay
from chargeplan.model.values import Point

MM_PER_POINT = 25.4 / 72


@pytest.fixture(scope="module")
def page() -> Page:
    texts = [
        Text("label", "text", (1005, 515 - 2.5 * number), text, 1.5, "left")
        for number, text in enumerate(HOSTILE)
    ]
    return small_page(*texts)


def two_pages(page: Page) -> bytes:
    small = replace(page, width_mm=210, height_mm=148.5, scale=400, primitives=page.primitives[:1])
    return pdf_bytes((page, small), "总平面 <1>")


@pytest.fixture(scope="module")
def data(page: Page) -> bytes:
    return two_pages(page)


def text_of(data: bytes, number: int = 0) -> str:
    document = pypdfium2.PdfDocument(data)
    try:
        return document[number].get_textpage().get_text_bounded()
    finally:
        document.close()


def test_pages_have_the_size_of_their_paper(data: bytes) -> None:
    """420.0 × 297.0 and 210.0 × 148.5 mm, to a tenth of a millimetre."""
    document = pypdfium2.PdfDocument(data)
    sizes = [document.get_page_size(number) for number in range(len(document))]
    document.close()
    measured = [[side * MM_PER_POINT for side in size] for size in sizes]
    assert measured == [pytest.approx([420.0, 297.0], abs=0.1), pytest.approx([210.0, 148.5], abs=0.1)]


def test_letters_are_found_once_whatever_stands_around_them(data: bytes) -> None:
    """The rim of "1号楼" is drawn, and is no second text."""
    assert text_of(data).count("1号楼") == 1


def test_names_are_letters(data: bytes) -> None:
    """Tags, formulas and codes of CAD stand there as they were written."""
    lines = [" ".join(line.split()) for line in text_of(data).splitlines()]
    assert all(text in lines for text in HOSTILE), lines


def test_the_title_is_set_and_nothing_tells_of_a_clock(page: Page, data: bytes) -> None:
    """The same pages give the same bytes; lines are no picture, and fonts are cut to what is used."""
    document = pypdfium2.PdfDocument(data)
    about = document.get_metadata_dict()
    document.close()
    assert about["Title"] == "总平面 <1>"
    assert not (about["CreationDate"] or about["ModDate"] or about["Producer"] or about["Creator"])
    assert two_pages(page) == data
    assert b"/Subtype /Image" not in data and b"/FontFile2" in data
    assert len(data) < 100_000


def test_things_lie_where_they_are_on_the_ground(page: Page, data: bytes) -> None:
    """Building, court and fire lane, in the colours of their styles; a tenth of red on white."""
    document = pypdfium2.PdfDocument(data)
    image = document[0].render(scale=100 / 72).to_pil().convert("RGB")
    document.close()
    lane = image.getpixel(on_paper(page, (1035, 522), 100))
    assert image.getpixel(on_paper(page, (1012, 548), 100)) == rgb(STYLES["building"].fill)
    assert image.getpixel(on_paper(page, (1020, 545), 100)) == (255, 255, 255)
    assert lane == tuple(
        pytest.approx(255 - (255 - part) * 0.1, abs=1.5) for part in rgb(STYLES["fire_lane"].fill)
    )


def rgb(colour: str | None) -> tuple[int, ...]:
    assert colour is not None
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


WEST, EAST = (3.0, 4.0), (57.0, 46.0)
APART_M = 68.41
"""Two gas regulators; √(54² + 42²) = 68.41."""


@pytest.fixture(scope="module")
def sheet() -> Page:
    project = small_project()
    gas = (GasRegulator("gas-1", WEST), GasRegulator("gas-2", EAST))
    site = replace(project.site, gas_regulators=gas)
    return plan_sheet(analyse(replace(project, site=site)), paper=PaperSize.A4)


@pytest.fixture(scope="module")
def source(sheet: Page) -> PdfSource:
    return read_pdf(pdf_bytes((sheet,)), "sheet.pdf")


def marks(underlay: Underlay) -> list[Point]:
    """Return the middles [pixels from the lower left] of the marks of regulators on a sheet, from the west.

    Columns in which there are none lie between them.
    """
    image = np.asarray(Image.open(io.BytesIO(underlay.image)).convert("RGB")).astype(int)
    rows, columns = np.nonzero(np.abs(image - rgb(STYLES["gas"].fill)).max(axis=2) < 24)
    order = np.argsort(columns, kind="stable")
    rows, columns = rows[order], columns[order]
    parts = np.split(np.arange(len(columns)), np.flatnonzero(np.diff(columns) > 5) + 1)
    return [
        (float(columns[part].mean()) + 0.5, image.shape[0] - float(rows[part].mean()) - 0.5) for part in parts
    ]


def test_a_sheet_read_again_at_its_scale_gives_the_same_distances(sheet: Page, source: PdfSource) -> None:
    """Two marks are found by their colour, 68.41 m apart to 0.2 %; the third one is that of the legend."""
    choices = Choices(dpi=150, drawn_scale=float(sheet.scale))
    (underlay,) = source.taken(choices, never).project.site.underlays
    west, east, _legend = marks(underlay)
    assert underlay.scaled
    assert math.dist(west, east) * underlay.metres_per_pixel == pytest.approx(APART_M, rel=0.002)


def test_a_sheet_read_again_and_scaled_by_two_clicks_gives_the_same_distances(
    sheet: Page, source: PdfSource
) -> None:
    """The estate's edge of 60 m is clicked on, to a pixel; the marks are 68.41 m apart then to 0.2 %."""
    from chargeplan.ui.canvas.tools.scaling import scaled_underlay

    (underlay,) = source.taken(Choices(dpi=150), never).project.site.underlays
    clicks = [clicked(sheet, underlay, corner) for corner in ((0.0, 0.0), (60.0, 0.0))]
    scaled = scaled_underlay(underlay, *clicks, 60.0)
    west, east, _legend = marks(scaled)
    assert not underlay.scaled
    assert math.dist(west, east) * scaled.metres_per_pixel == pytest.approx(APART_M, rel=0.002)


def clicked(sheet: Page, underlay: Underlay, place: Point) -> Point:
    """Return where somebody clicks who aims at a place on the picture and hits a whole pixel."""
    across, up = (
        (place[0] - sheet.paper.left) / sheet.paper.width * underlay.width_px,
        (place[1] - sheet.paper.bottom) / sheet.paper.height * underlay.height_px,
    )
    return (round(across) * underlay.metres_per_pixel, round(up) * underlay.metres_per_pixel)
