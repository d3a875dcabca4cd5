"""Pictures below the plan: taken in from scans and phones, made small enough and showable everywhere.

Pictures come back as PNG or JPEG of at most `MOST_PIXELS`, upright, eight bits a channel, one frame.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from PIL import Image, UnidentifiedImageError

from chargeplan.errors import ImportFileError, InvalidValueError
from chargeplan.files.whole_file import whole_file
from chargeplan.i18n import N_
from chargeplan.model import linework
from chargeplan.model.site import Underlay

MOST_PIXELS = 25_000_000
"""What a plan keeps: A0 at 128 dpi, 100 MB in the window's memory."""
MOST_SIDE_PX = 16_000
MOST_SOURCE_PIXELS = 170_000_000
"""What is decoded at all: A0 at 300 dpi is 139 million."""
MOST_BYTES = 200 * 2**20

MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg"}
_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP")
_JPEG_QUALITY = 90
_EIGHT_BIT_MODES = ("1", "L", "LA", "P", "RGB", "RGBA")
_DEEP_MODES = ("I", "F", "I;16", "I;16B", "I;16L", "I;16N")
_SCALED_FIRST = (*_DEEP_MODES, "CMYK", "YCbCr", "LAB")
"""Modes that are made eight bits of red, green and blue only when they are small: a second copy is large."""
_PNG_DEPTH_AT = 24
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation -> what makes the picture upright."""


_LYING = (5, 6, 7, 8)
"""EXIF orientations by which width and height change places."""
_SAME_DPI = 0.01
_LEAST_DPI = 50.0
_DPI_OF_SCREENS = (72, 96)
"""What cameras and screens state of pictures that were never on paper."""

_PATCHES = 3
_PATCH_PX = 256
_PHOTOGRAPHED_BYTES_PER_PX = 0.6
"""Drawings take up to 0.2 bytes a pixel as PNG, scans of paper 1 to 3."""

_Name = str | ImportFileError
_T = TypeVar("_T")

Shares = tuple[float, float, float, float]
"""Left, bottom, right, top of a part, in shares of width and height from the lower left corner."""


@dataclass(frozen=True)
class Picture:
    """An encoded picture, ready for an `Underlay`."""

    image: bytes = field(repr=False)
    media_type: str
    width_px: int
    height_px: int


@dataclass(frozen=True)
class PictureFacts:
    """A picture upright, before it is made smaller; `dpi` is None where its file states none."""

    width_px: int
    height_px: int
    dpi: float | None


@dataclass(frozen=True)
class _Fit:
    """What is kept of a picture, and how many pixels it may have then."""

    crop: Shares | None
    most_pixels: int = MOST_PIXELS

    def factor(self, width_px: int, height_px: int) -> float:
        """Return by what a picture of that size, upright, is made smaller: at most 1."""
        if self.crop is not None:
            left, top, right, bottom = crop_px(self.crop, width_px, height_px)
            width_px, height_px = right - left, bottom - top
        pixels = width_px * height_px
        return min(1.0, math.sqrt(self.most_pixels / pixels), MOST_SIDE_PX / max(width_px, height_px))


def read_picture(source: Path | bytes, *, name: str | None = None, crop: Shares | None = None) -> Picture:
    """Return the picture in a file, or in its bytes, fit to lie below a plan.

    PNG, JPEG, TIFF and WebP are read; of several frames the first. What can be kept as it is keeps its
    bytes; the rest is turned upright, cut to `crop`, scaled down, and encoded anew (as JPEG when it was one).

    Raises
    ------
    ImportFileError
        When it is no such picture, damaged, or too large to be decoded.
    """
    return _read(source, name, lambda image, data: _picture(image, data, _Fit(crop)))


def picture_to_look_at(data: bytes, most_pixels: int, *, name: str, crop: Shares | None = None) -> Picture:
    """Return a picture as `read_picture` does, smaller and as PNG."""
    return _read(data, name, lambda image, _data: _encoded(_made_anew(image, _Fit(crop, most_pixels)), "PNG"))


def picture_facts(data: bytes, name: str) -> PictureFacts:
    """Return what the header of a picture says; errors as of `read_picture`."""
    return _read(data, name, lambda image, _data: PictureFacts(*_upright_size(image), _stated_dpi(image)))


def _read(source: Path | bytes, name: str | None, use: Callable[[Image.Image, bytes], _T]) -> _T:
    called: _Name = name or ImportFileError("picture", N_("the picture"))
    if isinstance(source, Path):
        called, source = source.name, whole_file(source, MOST_BYTES)
    try:
        with _quiet(), Image.open(io.BytesIO(source), formats=_FORMATS) as image:
            _check_size(image, called)
            return use(image, source)
    except ImportFileError:
        raise
    except Image.DecompressionBombError as error:
        raise _too_large(called) from error
    except UnidentifiedImageError as error:
        raise ImportFileError(
            "no_picture", N_("{name} is no PNG, JPEG, TIFF or WebP picture"), name=called
        ) from error
    except MemoryError as error:
        raise _too_large(called) from error
    except Exception as error:  # what decoders raise on damaged bytes is not one kind of error
        text = N_(
            "{name} is damaged or cut off: open it in another program and save it anew, or ask for "
            "another copy"
        )
        raise ImportFileError("damaged_picture", text, name=called) from error


def crop_px(crop: Shares, width_px: int, height_px: int) -> tuple[int, int, int, int]:
    """Return left, top, right, bottom of a part of a picture [px], y down; at least one pixel each way.

    Raises
    ------
    ImportFileError
        When the shares are no part of the picture.
    """
    left, bottom, right, top = crop
    if not (0 <= left < right <= 1 and 0 <= bottom < top <= 1):
        raise ImportFileError(
            "bad_crop",
            N_("what is kept of a page must be a part of it: {crop}"),
            crop=", ".join(map(str, crop)),
        )
    x, y = (
        min(math.floor(left * width_px), width_px - 1),
        min(math.floor((1 - top) * height_px), height_px - 1),
    )
    return (x, y, max(x + 1, round(right * width_px)), max(y + 1, round((1 - bottom) * height_px)))


def stored_picture_fits(underlay: Underlay) -> bool:
    """Return whether the picture or lines of a plan are what the plan says, a picture by its header alone."""
    if underlay.media_type == linework.MEDIA_TYPE:
        return _stored_lines_fit(underlay)
    formats = [name for name, media_type in MEDIA_TYPES.items() if media_type == underlay.media_type]
    if not formats or underlay.width_px * underlay.height_px > MOST_SOURCE_PIXELS:
        return False
    try:
        with _quiet(), Image.open(io.BytesIO(underlay.image), formats=formats) as image:
            return image.size == (underlay.width_px, underlay.height_px)
    except Exception:  # as above
        return False


def _stored_lines_fit(underlay: Underlay) -> bool:
    try:
        steps = linework.unpacked(underlay.image).coordinates
    except InvalidValueError:
        return False
    size = (max(1, max(steps[::2])), max(1, max(steps[1::2])))
    return min(steps) >= 0 and size == (underlay.width_px, underlay.height_px)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Pillow's warnings in: large scans are no reason for one, sizes are checked before decoding."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _check_size(image: Image.Image, name: _Name) -> None:
    width, height = image.size
    if width * height > MOST_SOURCE_PIXELS:
        raise _too_large(name)
    if not width or not height:
        raise ImportFileError("no_picture", N_("{name} has no size"), name=name)


def _too_large(name: _Name) -> ImportFileError:
    return ImportFileError(
        "too_many_pixels",
        N_("{name} is too large: a picture may have {most} million pixels"),
        name=name,
        most=MOST_SOURCE_PIXELS // 1_000_000,
    )


def _picture(image: Image.Image, data: bytes, fit: _Fit) -> Picture:
    plain_jpeg = image.format in ("JPEG", "MPO") and image.mode in ("L", "RGB")
    kept_format = "JPEG" if plain_jpeg else "PNG"
    if _may_stay(image, data, fit):
        image.load()
        return Picture(data, MEDIA_TYPES[kept_format], *image.size)
    return _encoded(_made_anew(image, fit), kept_format)


def _encoded(made: Image.Image, kept_format: str) -> Picture:
    stream = io.BytesIO()
    if kept_format == "JPEG":
        made.save(stream, "JPEG", quality=_JPEG_QUALITY)
    else:
        made.save(stream, "PNG")
    return Picture(stream.getvalue(), MEDIA_TYPES[kept_format], *made.size)


def encoded_page(made: Image.Image, *, as_png: bool = False) -> Picture:
    """Return a page that was drawn as PNG, or as JPEG where it is a scan and PNG would be far larger."""
    return _encoded(made, "JPEG" if not as_png and _is_photographed(made) else "PNG")


def _is_photographed(image: Image.Image) -> bool:
    """Tell by patches of a picture whether PNG packs it badly, as it does the noise of scanners."""
    packed = looked_at = 0
    for row in range(_PATCHES):
        for column in range(_PATCHES):
            x, y = (int(i * side / _PATCHES) for i, side in ((column, image.width), (row, image.height)))
            patch = image.crop((x, y, min(image.width, x + _PATCH_PX), min(image.height, y + _PATCH_PX)))
            packed += len(_encoded(patch, "PNG").image)
            looked_at += patch.width * patch.height
    return looked_at > _PATCH_PX**2 and packed / looked_at > _PHOTOGRAPHED_BYTES_PER_PX


def _may_stay(image: Image.Image, data: bytes, fit: _Fit) -> bool:
    upright = image.getexif().get(_ORIENTATION, 1) not in _TURNS
    if fit.crop is not None or fit.factor(*image.size) < 1 or not upright:
        return False
    if image.format == "PNG":
        shallow = data[_PNG_DEPTH_AT] <= 8 and image.mode in _EIGHT_BIT_MODES
        return shallow and getattr(image, "n_frames", 1) == 1
    return image.format in ("JPEG", "MPO") and image.mode in ("L", "RGB")


def _upright_size(image: Image.Image) -> tuple[int, int]:
    width, height = image.size
    return (height, width) if image.getexif().get(_ORIENTATION, 1) in _LYING else (width, height)


def _stated_dpi(image: Image.Image) -> float | None:
    """Return the dots per inch that a picture states, None where it states none or not one for both ways."""
    across, along = image.info.get("dpi", (0.0, 0.0))
    dpi = float(across)
    told = _LEAST_DPI <= dpi < math.inf and round(dpi) not in _DPI_OF_SCREENS
    return dpi if told and math.isclose(dpi, float(along), rel_tol=_SAME_DPI) else None


def _made_anew(image: Image.Image, fit: _Fit) -> Image.Image:
    """Return the first frame upright, in eight bits a channel, within the limits, without anything else."""
    factor = fit.factor(*_upright_size(image))
    if factor < 1:
        # A JPEG is then decoded at a half, a quarter or an eighth at once.
        image.draft(None, _scaled(image, factor))
    image.load()
    # Asked for only now: the TIFF decoder turns pictures by itself.
    turn = _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    made = image if image.mode in _SCALED_FIRST else _eight_bits(image)
    if fit.crop is not None:
        made = made.transpose(turn) if turn is not None else made
        made, turn = made.crop(crop_px(fit.crop, *made.size)), None
    factor = _Fit(None, fit.most_pixels).factor(*made.size)
    if factor < 1:
        made = made.resize(_scaled(made, factor), Image.Resampling.BOX)
    made = made.transpose(turn) if turn is not None else made.copy()
    made.info = {}
    return _eight_bits(made)


def _scaled(image: Image.Image, factor: float) -> tuple[int, int]:
    return (max(1, int(image.width * factor)), max(1, int(image.height * factor)))


def _eight_bits(image: Image.Image) -> Image.Image:
    if image.mode in _DEEP_MODES:
        return _from_deep(image)
    if image.mode in ("LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode in ("L", "RGB", "RGBA"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _from_deep(image: Image.Image) -> Image.Image:
    """Return grey of 16 bits or real numbers as eight bits, black to white over what occurs in it."""
    wide = image.convert("F")
    extrema = wide.getextrema()
    low, high = float(extrema[0]), float(extrema[1])  # type: ignore[arg-type]
    scale = 255.0 / (high - low) if high > low else 1.0
    return wide.point(lambda value: value * scale - low * scale).convert("L")
