"""Pictures below the plan: taken in from scans and phones, made small enough and showable everywhere.

Pictures come back as PNG or JPEG of at most `MOST_PIXELS`, upright, eight bits a channel, one frame.
"""

from __future__ import annotations

import io
import math
import stat
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from chargeplan.errors import ImportFileError, InvalidValueError
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


_Name = str | ImportFileError


@dataclass(frozen=True)
class Picture:
    """An encoded picture, ready for an `Underlay`."""

    image: bytes = field(repr=False)
    media_type: str
    width_px: int
    height_px: int


def read_picture(source: Path | bytes) -> Picture:
    """Return the picture in a file, or in its bytes, fit to lie below a plan.

    PNG, JPEG, TIFF and WebP are read; of several frames the first. What can be kept as it is keeps its
    bytes; the rest is turned upright, scaled down, and encoded anew (as JPEG when it was one).

    Raises
    ------
    ImportFileError
        When it is no such picture, damaged, or too large to be decoded.
    """
    name = source.name if isinstance(source, Path) else ImportFileError("picture", N_("the picture"))
    data = _bytes_of(source, name)
    try:
        with _quiet(), Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            _check_size(image, name)
            return _picture(image, data)
    except ImportFileError:
        raise
    except Image.DecompressionBombError as error:
        raise _too_large(name) from error
    except UnidentifiedImageError as error:
        raise ImportFileError(
            "no_picture", N_("{name} is no PNG, JPEG, TIFF or WebP picture"), name=name
        ) from error
    except MemoryError as error:
        raise _too_large(name) from error
    except Exception as error:  # what decoders raise on damaged bytes is not one kind of error
        raise ImportFileError("damaged_picture", N_("{name} is damaged"), name=name) from error


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


def _bytes_of(source: Path | bytes, name: _Name) -> bytes:
    if isinstance(source, bytes):
        data = source
    else:
        try:
            about = source.stat()
            if not stat.S_ISREG(about.st_mode):
                raise ImportFileError(
                    "no_file", N_("{name} cannot be opened: it is no ordinary file"), name=name
                )
            with source.open("rb") as stream:
                data = stream.read(min(about.st_size, MOST_BYTES) + 1)
        except OSError as error:
            raise ImportFileError(
                "unreadable", N_("{name} cannot be opened: {reason}"), name=name, reason=error.strerror
            ) from error
    if len(data) > MOST_BYTES:
        raise ImportFileError(
            "too_large", N_("{name} is larger than {most} MB"), name=name, most=MOST_BYTES // 2**20
        )
    return data


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


def _picture(image: Image.Image, data: bytes) -> Picture:
    plain_jpeg = image.format in ("JPEG", "MPO") and image.mode in ("L", "RGB")
    kept_format = "JPEG" if plain_jpeg else "PNG"
    if _may_stay(image, data):
        image.load()
        return Picture(data, MEDIA_TYPES[kept_format], *image.size)
    made = _made_anew(image)
    stream = io.BytesIO()
    if kept_format == "JPEG":
        made.save(stream, "JPEG", quality=_JPEG_QUALITY)
    else:
        made.save(stream, "PNG")
    return Picture(stream.getvalue(), MEDIA_TYPES[kept_format], *made.size)


def _may_stay(image: Image.Image, data: bytes) -> bool:
    upright = image.getexif().get(_ORIENTATION, 1) not in _TURNS
    if _factor(image) < 1 or not upright:
        return False
    if image.format == "PNG":
        shallow = data[_PNG_DEPTH_AT] <= 8 and image.mode in _EIGHT_BIT_MODES
        return shallow and getattr(image, "n_frames", 1) == 1
    return image.format in ("JPEG", "MPO") and image.mode in ("L", "RGB")


def _factor(image: Image.Image) -> float:
    pixels = image.width * image.height
    return min(1.0, math.sqrt(MOST_PIXELS / pixels), MOST_SIDE_PX / max(image.size))


def _made_anew(image: Image.Image) -> Image.Image:
    """Return the first frame upright, in eight bits a channel, within the limits, without anything else."""
    if _factor(image) < 1:
        # A JPEG is then decoded at a half, a quarter or an eighth at once.
        image.draft(None, _smaller(image))
    image.load()
    # Asked for only now: the TIFF decoder turns pictures by itself.
    turn = _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    made = _eight_bits(image)
    if _factor(made) < 1:
        made = made.resize(_smaller(made), Image.Resampling.BOX)
    made = made.transpose(turn) if turn is not None else made.copy()
    made.info = {}
    return made


def _smaller(image: Image.Image) -> tuple[int, int]:
    factor = _factor(image)
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
