"""Pages of PDF as underlays: turned and cut as they are read, to scale, or refused in a sentence."""

from __future__ import annotations

import io
import math

import pytest
from pages_for_tests import A4, pdf_bytes, squares
from PIL import Image

from chargeplan.errors import CalledOff, ImportFileError, never
from chargeplan.files.project_file import project_bytes, read_project_bytes
from chargeplan.files.sources import pdf
from chargeplan.files.sources.pdf import MOST_PAGES, read_pdf
from chargeplan.files.sources.values import Choices
from chargeplan.files.underlay import MOST_PIXELS, MOST_SIDE_PX
from chargeplan.model.site import Underlay

A2 = b"/MediaBox [0 0 1190 1683]"
SMALL = b"/MediaBox [0 0 144 72]"
"""5.08 × 2.54 cm."""


@pytest.fixture
def few_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let plans keep two million pixels, so that tests are quick."""
    monkeypatch.setattr(pdf, "MOST_PIXELS", 2_000_000)


def underlay_of(data: bytes, choices: Choices) -> Underlay:
    (underlay,) = read_pdf(data, "plan.pdf").taken(choices, never).project.site.underlays
    return underlay


def image_of(underlay: Underlay) -> Image.Image:
    image = Image.open(io.BytesIO(underlay.image))
    assert image.size == (underlay.width_px, underlay.height_px)
    return image


def centre_of_dark(image: Image.Image, box: tuple[int, int, int, int]) -> tuple[float, float]:
    """Return where the dark pixels of a part of a picture have their centre [px], y down."""
    dark = image.convert("L").point([255] * 128 + [0] * 128).crop(box).getbbox()
    assert dark is not None
    return (box[0] + (dark[0] + dark[2]) / 2, box[1] + (dark[1] + dark[3]) / 2)


@pytest.mark.usefixtures("few_pixels")
def test_distances_on_a_page_of_known_scale_are_true_both_ways() -> None:
    """Squares 360 points apart each way: 127 mm, at 1:500 63.5 m; an error of 0.1 % would be 64 mm."""
    page = pdf_bytes([A4], squares((72, 72), (432, 72), (72, 432)))
    underlay = underlay_of(page, Choices(drawn_scale=500))
    assert underlay.scaled
    image = image_of(underlay)
    width, height = image.size
    half = (width // 2, height // 2)
    x0, y0 = centre_of_dark(image, (0, half[1], half[0], height))
    x1, _ = centre_of_dark(image, (half[0], half[1], width, height))
    _, y2 = centre_of_dark(image, (0, 0, half[0], half[1] + 1))
    assert (x1 - x0) * underlay.metres_per_pixel == pytest.approx(63.5, rel=1e-3)
    assert (y0 - y2) * underlay.metres_per_pixel == pytest.approx(63.5, rel=1e-3)


def test_a_page_is_drawn_as_fine_as_a_plan_keeps_and_not_finer() -> None:
    """A4 takes 25 million pixels at 510 dpi; a page of 5 × 2.5 cm stops at 600 dpi: 1200 × 600."""
    large, small = underlay_of(pdf_bytes([A4]), Choices()), underlay_of(pdf_bytes([SMALL]), Choices())
    assert 0.95 * MOST_PIXELS < large.width_px * large.height_px <= MOST_PIXELS
    assert (small.width_px, small.height_px) == (1200, 600)
    assert not large.scaled
    assert large.width_px * large.metres_per_pixel == pytest.approx(150)


@pytest.mark.usefixtures("few_pixels")
def test_a_resolution_is_kept_where_it_can_be_and_told_where_not() -> None:
    """144 points at 300 dpi are 600 pixels; an A4 page of 1200 dpi would be 139 million."""
    assert underlay_of(pdf_bytes([SMALL]), Choices(dpi=300)).width_px == 600
    taken = read_pdf(pdf_bytes([A4]), "plan.pdf").taken(Choices(dpi=1200), never)
    assert "coarser" in {note.code for note in taken.notes}
    assert "not_scaled" in {note.code for note in taken.notes}


@pytest.mark.usefixtures("few_pixels")
def test_pages_are_read_turned_and_cut() -> None:
    """A page of 300 × 800 points (its crop box) turned by a quarter is 282.2 × 105.8 mm."""
    turned = b"/MediaBox [0 0 600 800] /CropBox [0 0 300 800] /Rotate 90"
    source = read_pdf(pdf_bytes([A4, turned], squares((0, 0), side=20)), "plan.pdf")
    first, second = source.summary.pages
    assert (first.width_mm, first.height_mm) == pytest.approx((210, 297), abs=0.01)
    assert (second.width_mm, second.height_mm) == pytest.approx((282.22, 105.83), abs=0.01)
    # The lower left corner of the page is its upper left one when it is turned clockwise.
    (underlay,) = source.taken(Choices(page=2), never).project.site.underlays
    image = image_of(underlay)
    assert centre_of_dark(image, (0, 0, *image.size))[1] < image.height / 2
    preview = source.preview(Choices(page=2), never)
    assert preview.picture is not None
    assert Image.open(io.BytesIO(preview.picture)).format == "PNG"
    assert preview.box[2] / preview.box[3] == pytest.approx(8 / 3, rel=0.01)


@pytest.mark.usefixtures("few_pixels")
def test_a_crop_keeps_its_part_finer_at_the_same_scale() -> None:
    """The upper right quarter of A2, a square in its middle: at 1:200, half of 419.8 mm are 41.98 m."""
    page = pdf_bytes([A2], squares((892.5 - 6, 1262.25 - 6), side=12))
    whole = underlay_of(page, Choices(drawn_scale=200))
    part = underlay_of(page, Choices(drawn_scale=200, crop=(0.5, 0.5, 1.0, 1.0)))
    assert part.metres_per_pixel < 0.6 * whole.metres_per_pixel
    assert part.width_px * part.metres_per_pixel == pytest.approx(41.98, rel=2e-3)
    image = image_of(part)
    x, y = centre_of_dark(image, (0, 0, *image.size))
    assert (x, y) == pytest.approx((image.width / 2, image.height / 2), abs=3)


def test_the_same_page_gives_the_same_plan_and_it_can_be_kept() -> None:
    source = read_pdf(pdf_bytes([SMALL], squares((10, 10))), "plan.pdf")
    first, second = (source.taken(Choices(drawn_scale=100), never).project for _ in range(2))
    assert first == second
    assert read_project_bytes(project_bytes(first), "plan") == first


def test_scans_become_jpeg_and_drawings_png() -> None:
    """Noise, which PNG cannot pack, in a picture on the page; a page with a square is PNG and grey."""
    noise = Image.effect_noise((600, 300), 80).convert("RGB")
    stream = io.BytesIO()
    noise.save(stream, "PDF", resolution=300)
    scan = underlay_of(stream.getvalue(), Choices(dpi=300))
    drawing = underlay_of(pdf_bytes([SMALL], squares((10, 10))), Choices())
    assert (scan.media_type, drawing.media_type) == ("image/jpeg", "image/png")
    assert image_of(drawing).mode == "L"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7\nnothing", "damaged_pdf"),
        (pdf_bytes([A4] * 3)[:200], "damaged_pdf"),
        (pdf_bytes([]), "no_pages"),
        (pdf_bytes([A4], password="secret"), "encrypted"),
        (pdf_bytes([A4] * (MOST_PAGES + 1)), "too_many_pages"),
    ],
)
def test_documents_that_cannot_be_read_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(ImportFileError, match=r"plan\.pdf") as caught:
        read_pdf(data, "plan.pdf")
    assert caught.value.code == code


def test_two_thousand_pages_and_an_empty_password_are_no_hindrance() -> None:
    source = read_pdf(pdf_bytes([SMALL] * 2000), "plan.pdf")
    assert len(source.summary.pages) == 2000
    assert "2000" in source.taken(Choices(page=1999, dpi=72), never).notes[0].sentence("en")
    assert len(read_pdf(pdf_bytes([SMALL], password=""), "plan.pdf").summary.pages) == 1


def test_a_broken_table_is_mended_and_a_missing_end_told() -> None:
    whole = pdf_bytes([SMALL])
    assert len(read_pdf(whole.replace(b"startxref\n", b"startxref\n9"), "plan.pdf").summary.pages) == 1
    cut = read_pdf(whole.removesuffix(b"%%EOF\n"), "plan.pdf")
    assert "cut_off" in {note.code for note in cut.summary.notes}
    scaled = read_pdf(pdf_bytes([SMALL + b" /UserUnit 2"]), "plan.pdf")
    assert "user_unit" in {note.code for note in scaled.summary.notes}


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        (Choices(page=0), "no_such_page"),
        (Choices(page=2), "no_such_page"),
        (Choices(dpi=math.nan), "bad_dpi"),
        (Choices(dpi=-1), "bad_dpi"),
        (Choices(drawn_scale=0), "bad_drawn_scale"),
        (Choices(drawn_scale=math.inf), "bad_drawn_scale"),
        (Choices(crop=(0.5, 0, 0.5, 1)), "bad_crop"),
        (Choices(crop=(0, 0, math.nan, 1)), "bad_crop"),
        (Choices(crop=(-1, 0, 1, 1)), "bad_crop"),
    ],
)
def test_choices_that_do_not_fit_are_refused(choices: Choices, code: str) -> None:
    source = read_pdf(pdf_bytes([SMALL]), "plan.pdf")
    with pytest.raises(ImportFileError) as caught:
        source.taken(choices, never)
    assert caught.value.code == code


@pytest.mark.usefixtures("few_pixels")
@pytest.mark.parametrize("box", [b"0 0 14400000 14400000", b"0 0 1e30 1e30", b"0 0 0 0", b"0 0 2 900000"])
def test_pages_of_any_size_are_bounded(box: bytes) -> None:
    """Either drawn within what a plan keeps, or refused."""
    source = read_pdf(pdf_bytes([b"/MediaBox [%s]" % box]), "plan.pdf")
    try:
        (underlay,) = source.taken(Choices(drawn_scale=1), never).project.site.underlays
    except ImportFileError as error:
        assert error.code == "odd_page"
    else:
        assert underlay.width_px * underlay.height_px <= pdf.MOST_PIXELS
        assert max(underlay.width_px, underlay.height_px) <= MOST_SIDE_PX


def test_drawing_a_page_is_called_off_and_does_not_go_on_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are asked between the parts of a page; everything is given back to the library."""
    source = read_pdf(pdf_bytes([SMALL], squares(*((i % 140, i // 140) for i in range(3000)))), "plan.pdf")
    with pytest.raises(CalledOff):
        source.taken(Choices(), lambda: True)
    monkeypatch.setattr(pdf, "_MOST_DRAWING_S", -1.0)
    with pytest.raises(ImportFileError) as caught:
        source.taken(Choices(), never)
    assert caught.value.code == "page_too_slow"
    assert not any(pdf.pypdfium2.internal.ObjectTracker.values())
