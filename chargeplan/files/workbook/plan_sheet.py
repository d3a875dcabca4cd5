"""Plan and single-line diagram as pictures, as large as a page of A4 takes."""

from __future__ import annotations

import math
import struct
from io import BytesIO

from chargeplan.errors import ExportError
from chargeplan.files.workbook.pages import Page, set_up_page
from chargeplan.files.workbook.texts import plain
from chargeplan.i18n import N_, tr

_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_ROOM_PX = (1160.0, 690.0)
"""Room for the picture on one landscape page of A4, in pixels of 1/96 inch."""

_FIRST_ROW = 2
_ROW_PX = 20
_DOTS_PER_INCH = 96.0


PLAN_TITLE, DIAGRAM_TITLE = N_("Site plan"), N_("Single-line diagram")
_WITHOUT = {
    PLAN_TITLE: N_("This workbook was made without the picture."),
    DIAGRAM_TITLE: N_("This workbook was made without the diagram."),
}


def write_picture(page: Page, title: str, picture: bytes | None, caption: str) -> None:
    """Put a picture on its sheet, or say that the export was made without one.

    It lies in one column: programs do not agree how wide columns are, and stretch what ends in a later one.
    """
    set_up_page(page.sheet, page.language)
    page.sheet.set_row(0, 28)
    page.text(0, 0, tr(title, page.language), page.formats.title())
    page.text(1, 0, caption, page.formats.note())
    page.sheet.hide_gridlines(2)
    if picture is None:
        page.sheet.set_column(0, 0, 100)
        page.text(_FIRST_ROW, 0, tr(_WITHOUT[title], page.language), page.formats.get())
        return
    width, height = png_size_px(picture)
    scale = min(_ROOM_PX[0] / width, _ROOM_PX[1] / height)
    rows = math.ceil(height * scale / _ROW_PX)
    page.sheet.set_column_pixels(0, 0, math.ceil(width * scale) + 1)
    for row in range(_FIRST_ROW, _FIRST_ROW + rows):
        page.sheet.set_row_pixels(row, _ROW_PX)
    dots = scale * _png_dots_per_inch(picture) / _DOTS_PER_INCH
    page.sheet.insert_image(
        _FIRST_ROW,
        0,
        "plan.png",
        {
            "image_data": BytesIO(picture),
            "x_scale": dots,
            "y_scale": dots,
            "object_position": 1,
            "description": plain(caption)[:255],
        },
    )
    page.sheet.print_area(0, 0, _FIRST_ROW + rows, 0)
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
