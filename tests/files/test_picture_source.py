"""Scans as sources: cut before they are made smaller, to scale by their resolution."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from chargeplan.errors import ImportFileError, never
from chargeplan.files.sources.pictures import PREVIEW_PIXELS, read_picture_source
from chargeplan.files.sources.values import Choices
from chargeplan.model.site import Underlay


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def halves(width: int = 60, height: int = 40) -> Image.Image:
    """Return a picture whose upper half is black and lower half white."""
    image = Image.new("L", (width, height), 255)
    image.paste(0, (0, 0, width, height // 2))
    return image


def underlay_of(data: bytes, choices: Choices) -> Underlay:
    (underlay,) = read_picture_source(data, "scan.png").taken(choices, never).project.site.underlays
    return underlay


@pytest.mark.parametrize(("kind", "dpi"), [("PNG", (300, 300)), ("TIFF", (300, 300)), ("JPEG", (300, 300))])
def test_a_stated_resolution_gives_the_scale(kind: str, dpi: tuple[int, int]) -> None:
    """60 pixels at 300 dpi are 5.08 mm, at 1:500 2.54 m."""
    data = encoded(halves(), kind, dpi=dpi)
    source = read_picture_source(data, "scan.png")
    assert source.summary.dpi == pytest.approx(300, abs=0.1)
    assert source.summary.size_px == (60, 40)
    assert "300 dots per inch: 5 × 3 mm" in source.summary.notes[0].sentence("en")
    underlay = underlay_of(data, Choices(drawn_scale=500))
    assert underlay.scaled
    assert underlay.width_px * underlay.metres_per_pixel == pytest.approx(2.54, rel=1e-3)
    notes = source.taken(Choices(drawn_scale=500, dpi=150), never).notes
    assert "150 dots per inch: 10 × 7 mm" in notes[0].sentence("en")


def test_without_a_resolution_it_must_be_given_for_a_scale() -> None:
    """150 dpi given by hand: 60 pixels are 10.16 mm, at 1:100 1.016 m."""
    data = encoded(halves(), "PNG")
    assert not underlay_of(data, Choices()).scaled
    with pytest.raises(ImportFileError, match="dots per inch") as caught:
        underlay_of(data, Choices(drawn_scale=100))
    assert caught.value.code == "no_resolution"
    underlay = underlay_of(data, Choices(drawn_scale=100, dpi=150))
    assert underlay.width_px * underlay.metres_per_pixel == pytest.approx(1.016)


@pytest.mark.parametrize("dpi", [(204, 98), (72, 72), (96, 96), (1, 1)])
def test_what_says_nothing_of_paper_is_no_resolution(dpi: tuple[int, int]) -> None:
    """x and y share one scale, so what a fax states is none; cameras and screens write 72 and 96."""
    assert read_picture_source(encoded(halves(), "PNG", dpi=dpi), "fax.png").summary.dpi is None


def test_a_scan_turned_by_its_camera_is_cut_as_it_is_seen() -> None:
    """Stored 40 × 60, seen 60 × 40; black is on the left as stored and above as seen."""
    stored = halves().rotate(90, expand=True)  # black on the left
    exif = Image.Exif()
    exif[0x0112] = 6  # turned clockwise, black is above
    data = encoded(stored, "JPEG", exif=exif, quality=95)
    assert read_picture_source(data, "photo.jpg").summary.size_px == (60, 40)
    underlay = underlay_of(data, Choices(crop=(0.0, 0.0, 1.0, 0.45)))
    assert (underlay.width_px, underlay.height_px) == (60, 18)
    assert Image.open(io.BytesIO(underlay.image)).convert("L").getextrema()[0] > 200  # type: ignore[operator]


def test_a_crop_of_a_large_scan_keeps_its_pixels() -> None:
    """An A0 scan in black and white at 300 dpi: whole it is kept smaller, a tenth each way as it is."""
    data = encoded(Image.new("1", (14_043, 9_933), 1), "TIFF", compression="group4", dpi=(300, 300))
    source = read_picture_source(data, "a0.tif")
    part = source.taken(Choices(crop=(0.0, 0.0, 0.1, 0.1), drawn_scale=500), never)
    (underlay,) = part.project.site.underlays
    assert (underlay.width_px, underlay.height_px) == (1404, 994)
    assert underlay.metres_per_pixel == pytest.approx(25.4 / 300 * 500 / 1000, rel=1e-4)
    assert "smaller" not in {note.code for note in part.notes}


def test_a_look_at_a_scan_is_small_and_in_its_own_pixels() -> None:
    """3000 × 2000 pixels become 1224 × 816, the upper half of them 1732 × 577."""
    source = read_picture_source(encoded(halves(3000, 2000), "JPEG"), "scan.jpg")
    for crop, size in ((None, (1224, 816)), ((0.0, 0.5, 1.0, 1.0), (1732, 577))):
        preview = source.preview(Choices(crop=crop), never)
        assert preview.picture is not None
        image = Image.open(io.BytesIO(preview.picture))
        assert image.format == "PNG"
        assert preview.box == (0, 0, *image.size)
        assert image.size == pytest.approx(size, abs=2)
        assert image.width * image.height <= PREVIEW_PIXELS


def test_a_large_scan_made_smaller_keeps_its_scale_and_says_so() -> None:
    """20,000 pixels become 16,000; 20,000 at 300 dpi are 1693.3 mm, at 1:100 169.33 m."""
    data = encoded(Image.new("L", (20_000, 30), 255), "PNG", dpi=(300, 300))
    taken = read_picture_source(data, "long.png").taken(Choices(drawn_scale=100), never)
    (underlay,) = taken.project.site.underlays
    assert underlay.width_px == 16_000
    assert underlay.width_px * underlay.metres_per_pixel == pytest.approx(169.33, rel=1e-4)
    assert "smaller" in {note.code for note in taken.notes}


def test_a_bomb_is_refused_by_its_header(monkeypatch: pytest.MonkeyPatch) -> None:
    """50,000 × 50,000 pixels, of which nothing is decoded."""
    about = b"IHDR" + struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    header = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + about + struct.pack(">I", zlib.crc32(about))
    header += struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda *_: pytest.fail("a bomb must not be decoded"))
    with pytest.raises(ImportFileError, match="170 million pixels"):
        read_picture_source(header, "bomb.png")
