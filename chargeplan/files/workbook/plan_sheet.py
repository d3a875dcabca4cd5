"""The plan as a picture (总平面图), as large as a page of A4 takes."""

from __future__ import annotations

import struct
from io import BytesIO

from chargeplan.errors import ExportError
from chargeplan.files.workbook.pages import Page
from chargeplan.i18n import N_, tr

_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_ROOM_PX = (1160, 690)
"""Room for the picture on one landscape page, in pixels of 1/96 inch before the page is fitted."""

_DOTS_PER_INCH = 96.0


def write_plan(page: Page, picture: bytes | None, caption: str) -> None:
    """Put the picture on its sheet, or say that the export was made without one."""
    page.sheet.set_row(0, 28)
    page.text(0, 0, tr("Site plan", page.language), page.formats.title())
    page.text(1, 0, caption, page.formats.note())
    page.sheet.set_column(0, 16, 9.5)
    page.sheet.hide_gridlines(2)
    if picture is None:
        page.text(2, 0, tr("This workbook was made without the picture.", page.language), page.formats.get())
        return
    width, height = png_size_px(picture)
    scale = min(_ROOM_PX[0] / width, _ROOM_PX[1] / height)
    page.sheet.insert_image(
        2,
        0,
        "plan.png",
        {
            "image_data": BytesIO(picture),
            "x_scale": scale * _png_dots_per_inch(picture) / _DOTS_PER_INCH,
            "y_scale": scale * _png_dots_per_inch(picture) / _DOTS_PER_INCH,
            "object_position": 3,
            "description": caption,
        },
    )
    page.sheet.fit_to_pages(1, 1)


def png_size_px(picture: bytes) -> tuple[int, int]:
    """Return width and height of a PNG picture; raise `ExportError` when it is none."""
    if picture[:8] != _PNG_HEAD or len(picture) < 24:
        raise ExportError("not_a_picture", N_("the picture of the plan is not a PNG picture"))
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


def _png_dots_per_inch(picture: bytes) -> float:
    """Return the resolution that a spreadsheet reads from the picture's pHYs field, 96 without one."""
    at = picture.find(b"pHYs")
    if at < 0 or at > 4096:
        return _DOTS_PER_INCH
    per_metre, _, unit = struct.unpack(">IIB", picture[at + 4 : at + 13])
    return float(per_metre) * 0.0254 if unit == 1 and per_metre else _DOTS_PER_INCH
