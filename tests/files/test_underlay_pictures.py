"""Pictures from scanners and phones: taken in upright and small enough, or refused with a sentence."""

from __future__ import annotations

import io
import random
import struct
import warnings
import zlib
from pathlib import Path
from typing import Any

import pytest
from factories import png
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from chargeplan.errors import ImportFileError
from chargeplan.files.project_file import project_bytes, read_project_bytes
from chargeplan.files.underlay import MOST_PIXELS, MOST_SIDE_PX, Picture, read_picture
from chargeplan.i18n import sentence
from chargeplan.model.project import Project
from chargeplan.model.site import Site, Underlay

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def corners_picture() -> Image.Image:
    """Return a picture 40 × 20 whose quarters are red and green above, blue and white below."""
    image = Image.new("RGB", (40, 20))
    for box, colour in (((0, 0), RED), ((20, 0), GREEN), ((0, 10), BLUE), ((20, 10), WHITE)):
        image.paste(colour, (*box, box[0] + 20, box[1] + 10))
    return image


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def decoded(picture: Picture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.image))
    assert image.size == (picture.width_px, picture.height_px)
    assert {"PNG": "image/png", "JPEG": "image/jpeg"}[image.format or ""] == picture.media_type
    return image


def quarters(image: Image.Image) -> list[str]:
    """Return the colours of the quarters, row after row."""
    width, height = image.size
    named = {"red": RED, "green": GREEN, "blue": BLUE, "white": WHITE}
    found = []
    for x, y in ((0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)):
        pixel = image.convert("RGB").getpixel((int(width * x), int(height * y)))
        assert isinstance(pixel, tuple)
        found.append(
            min(named, key=lambda name: sum(abs(a - b) for a, b in zip(named[name], pixel, strict=True)))
        )
    return found


UPRIGHT = ["red", "green", "blue", "white"]


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_what_can_be_shown_keeps_its_bytes(kind: str, tmp_path: Path) -> None:
    data = encoded(corners_picture(), kind)
    path = tmp_path / "scan.any"
    path.write_bytes(data)
    picture = read_picture(path)
    assert picture.image == data
    assert (picture.width_px, picture.height_px) == (40, 20)
    assert read_picture(data) == picture


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("TIFF", {"compression": "jpeg"}),
        ("WEBP", {"lossless": True}),
        ("WEBP", {}),
    ],
)
def test_tiff_and_webp_become_png(kind: str, options: dict[str, Any]) -> None:
    image = decoded(read_picture(encoded(corners_picture(), kind, **options)))
    assert image.format == "PNG"
    assert quarters(image) == UPRIGHT


@pytest.mark.parametrize("mode", ["CMYK", "YCbCr", "LAB"])
def test_colours_of_printers_become_those_of_screens(mode: str) -> None:
    image = (
        Image.new("RGB", (8, 8), RED).convert(mode) if mode != "LAB" else Image.new("LAB", (8, 8), (50, 0, 0))
    )
    image = decoded(read_picture(encoded(image, "TIFF")))
    assert (image.format, image.mode) == ("PNG", "RGB")


def test_a_printers_jpeg_becomes_png() -> None:
    image = decoded(read_picture(encoded(corners_picture().convert("CMYK"), "JPEG", quality=95)))
    assert (image.format, image.mode) == ("PNG", "RGB")
    assert quarters(image) == UPRIGHT


def test_sixteen_bits_become_eight() -> None:
    """Grey of 0, 32768 and 65535 of 65535 is 0, 127.5 and 255 of 255."""
    deep = Image.new("I;16", (3, 1))
    for x, value in enumerate((0, 32768, 65535)):
        deep.putpixel((x, 0), value)
    for kind in ("PNG", "TIFF"):
        image = decoded(read_picture(encoded(deep, kind)))
        assert image.mode == "L"
        assert [image.getpixel((x, 0)) for x in range(3)] == [0, pytest.approx(127.5, abs=1), 255]


def sixteen_bit_colour_png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 16, 2, 0, 0, 0)
    row = b"\0" + struct.pack(">HHH", 65535, 256, 0)
    return png()[:8] + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(row)) + chunk(b"IEND", b"")


def test_sixteen_bit_colour_becomes_eight() -> None:
    picture = read_picture(sixteen_bit_colour_png())
    assert picture.image[24] == 8
    assert decoded(picture).getpixel((0, 0)) == (255, 1, 0)


def test_real_numbers_become_grey() -> None:
    image = Image.new("F", (2, 1))
    image.putpixel((0, 0), -3.5)
    image.putpixel((1, 0), 12.25)
    shown = decoded(read_picture(encoded(image, "TIFF")))
    assert [shown.getpixel((x, 0)) for x in (0, 1)] == [0, 255]


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA"])
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_modes_that_screens_know(mode: str, kind: str) -> None:
    if (mode, kind) == ("LA", "TIFF"):
        source = Image.new("LA", (4, 4), (200, 0))
    else:
        source = Image.new("RGBA", (4, 4), (255, 255, 255, 0)).convert(mode)
    image = decoded(read_picture(encoded(source, kind)))
    assert image.mode in ("1", "L", "P", "LA", "RGB", "RGBA")
    if mode in ("LA", "RGBA"):
        assert image.convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_are_turned_upright(kind: str, orientation: int) -> None:
    """Store the picture as a camera held each way would have, with its EXIF sign, and read it back."""
    held = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
    }[orientation]  # fmt: skip
    stored = corners_picture() if held is None else corners_picture().transpose(held)
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = read_picture(encoded(stored, kind, exif=exif))
    assert (picture.width_px, picture.height_px) == (40, 20)
    image = decoded(picture)
    assert quarters(image) == UPRIGHT
    assert image.getexif().get(0x0112, 1) == 1


def test_of_several_frames_the_first_is_taken() -> None:
    frames = [Image.new("RGB", (9, 7), colour) for colour in (RED, GREEN, BLUE)]
    for kind in ("TIFF", "PNG", "WEBP"):
        data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
        image = decoded(read_picture(data))
        assert getattr(image, "n_frames", 1) == 1
        red, green, blue = image.convert("RGB").getpixel((4, 3))  # type: ignore[misc]
        assert red > 200
        assert green < 60
        assert blue < 60


def test_profiles_and_remarks_of_the_scanner_are_left_behind() -> None:
    data = encoded(corners_picture(), "TIFF", icc_profile=b"not for a screen" * 100, description="x" * 5000)
    picture = read_picture(data)
    assert "icc_profile" not in decoded(picture).info
    assert b"xxxx" not in picture.image


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_a_large_scan_is_scaled_down(kind: str) -> None:
    """9,933 × 7,016 (A1 at 300 dpi, 69.7 million) comes down to 25 million: 5,949 × 4,202."""
    image = Image.new("L", (9933, 7016), 255)
    image.paste(0, (0, 0, 4966, 3508))
    picture = read_picture(encoded(image, kind))
    assert (picture.width_px, picture.height_px) == (5949, 4202)
    assert picture.media_type == ("image/jpeg" if kind == "JPEG" else "image/png")
    shown = decoded(picture)
    assert [shown.getpixel(at) for at in ((100, 100), (5800, 100), (100, 4100))] == [0, 255, 255]


def test_a0_at_300_dpi_is_taken_without_a_warning() -> None:
    """139.5 million pixels are more than Pillow likes without asking."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture = read_picture(encoded(Image.new("1", (9933, 14043), 1), "PNG", compress_level=1))
    assert picture.width_px * picture.height_px <= MOST_PIXELS
    assert picture.width_px / picture.height_px == pytest.approx(9933 / 14043, rel=1e-3)


def test_a_long_strip_fits_the_longest_side() -> None:
    picture = read_picture(encoded(Image.new("L", (20_000, 30), 255), "PNG"))
    assert (picture.width_px, picture.height_px) == (MOST_SIDE_PX, 24)


def bomb_png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return png()[:8] + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(10))) + chunk(b"IEND", b"")


def bomb_tiff() -> bytes:
    data = bytearray(encoded(Image.new("L", (4, 4)), "TIFF"))
    place = struct.unpack_from("<I", data, 4)[0]
    for entry in range(struct.unpack_from("<H", data, place)[0]):
        tag = struct.unpack_from("<H", data, place + 2 + 12 * entry)[0]
        if tag in (256, 257):
            struct.pack_into("<HI", data, place + 4 + 12 * entry, 4, 1)
            struct.pack_into("<I", data, place + 10 + 12 * entry, 50_000)
    return bytes(data)


def bomb_jpeg() -> bytes:
    data = bytearray(encoded(Image.new("L", (8, 8)), "JPEG"))
    place = data.index(b"\xff\xc0")
    struct.pack_into(">HH", data, place + 5, 50_000, 50_000)
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [bomb_png(50_000, 50_000), bomb_png(13_100, 13_100), bomb_tiff(), bomb_jpeg()],
    ids=["png", "png little too large", "tiff", "jpeg"],
)
def test_bombs_are_refused_by_their_header(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def decode(*_: Any) -> None:
        raise AssertionError("a bomb must not be decoded")

    monkeypatch.setattr(Image.Image, "load", decode)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decode)
    with pytest.raises(ImportFileError, match="170 million pixels") as caught:
        read_picture(data)
    assert caught.value.code == "too_many_pixels"


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"GIF89a" + bytes(100), b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"II*\0"]
)
def test_what_is_no_picture_is_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "plan.png"
    path.write_bytes(data)
    with pytest.raises(ImportFileError, match=r"^plan\.png is"):
        read_picture(path)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_a_picture_cut_short_is_refused(kind: str) -> None:
    chance = random.Random(7)
    noise = Image.frombytes("RGB", (40, 40), chance.randbytes(4800))
    data = encoded(noise, kind)
    with pytest.raises(ImportFileError, match=r"(or ask for another copy|WebP picture)$"):
        read_picture(data[: len(data) // 2])


@settings(max_examples=100)
@given(st.sampled_from(["PNG", "JPEG", "TIFF", "WEBP"]), st.data())
def test_damaged_bytes_give_nothing_but_the_error(kind: str, data: st.DataObject) -> None:
    damaged = bytearray(encoded(corners_picture(), kind))
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            decoded(read_picture(bytes(damaged)))
        except ImportFileError as error:
            assert str(error)


def test_files_that_are_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.png", tmp_path):
        with pytest.raises(ImportFileError, match="cannot be opened"):
            read_picture(path)


def test_the_same_picture_gives_the_same_bytes() -> None:
    data = encoded(corners_picture(), "TIFF")
    assert read_picture(data) == read_picture(data)


def test_a_pasted_picture_has_a_name_in_both_languages() -> None:
    with pytest.raises(ImportFileError) as caught:
        read_picture(b"x")
    assert sentence(caught.value, "en") == "the picture is no PNG, JPEG, TIFF or WebP picture"
    assert "{" not in sentence(caught.value, "zh_CN")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_what_is_taken_in_can_be_saved_and_opened(kind: str) -> None:
    picture = read_picture(encoded(corners_picture(), kind))
    underlay = Underlay("u", picture.image, picture.media_type, picture.width_px, picture.height_px)
    project = Project(site=Site(underlays=(underlay,)))
    assert read_project_bytes(project_bytes(project), "x") == project


def test_a_large_picture_that_was_kept_as_it_is_opens_without_a_warning() -> None:
    """An underlay of 100 million pixels, which another program may have put in, is no bomb."""
    data = encoded(Image.new("1", (10_000, 10_000), 1), "PNG", compress_level=1)
    project = Project(site=Site(underlays=(Underlay("u", data, "image/png", 10_000, 10_000),)))
    assert read_project_bytes(project_bytes(project), "x") == project
