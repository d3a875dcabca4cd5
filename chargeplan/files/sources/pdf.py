"""Pages of PDF documents as sources, drawn by PDFium: one underlay, exact where the drawing's scale is known.

PDFium is asked anew for each page, and everything of it is given back before the answer is: a document that
is kept open is a warning at the end of the program.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2
import pypdfium2.internal
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from chargeplan.errors import CalledOff, Cancelled, ImportFileError, go_on_unless
from chargeplan.files.sources.page_plan import MM_PER_INCH, checked_dpi, checked_scale, page_plan
from chargeplan.files.sources.pictures import PREVIEW_PIXELS, scale_note
from chargeplan.files.sources.values import Choices, Note, PageSize, Preview, SourceKind, Summary, Taken
from chargeplan.files.underlay import MOST_PIXELS, MOST_SIDE_PX, Shares, crop_px, encoded_page
from chargeplan.i18n import N_

POINTS_PER_INCH = 72.0
MOST_PAGES = 5_000
USUAL_MOST_DPI = 600.0
"""Finer than this no page is drawn unless somebody asks for it: a small page would be all blur."""
_MOST_WHOLE_PX = 1_000_000
"""The side of the whole page when a part of it is drawn."""
_MOST_SHAPE = 500.0
"""The long side of a page to its short one: rolls of plotters come to 10."""
_MOST_DRAWING_S = 30.0
_WIDTHS_TRIED = 60
_TAIL_BYTES = 2048
_USER_UNIT = b"/UserUnit"

_REFUSALS = {
    pdfium.FPDF_ERR_PASSWORD: (
        "encrypted",
        N_("{name} is protected by a password: save or print it without one in the program that opens it"),
    ),
    pdfium.FPDF_ERR_SECURITY: (
        "encrypted",
        N_("{name} is protected in a way that is not read here: print it to a new PDF without protection"),
    ),
}


def read_pdf(data: bytes, name: str) -> PdfSource:
    """Return a document as a source.

    Raises
    ------
    ImportFileError
        When it is damaged, protected by a password, or has no page or too many.
    """
    with _document(data, name) as document:
        count = len(document)
        if not count:
            raise ImportFileError("no_pages", N_("{name} has no pages"), name=name)
        if count > MOST_PAGES:
            text = N_("{name} has {count} pages: save the one with the plan as a PDF of its own")
            raise ImportFileError("too_many_pages", text, name=name, count=count)
        pages = tuple(_page_size(document, index) for index in range(count))
    return PdfSource(data, name, pages)


class PdfSource:
    """A document; each page is drawn when it is asked for."""

    def __init__(self, data: bytes, name: str, pages: tuple[PageSize, ...]) -> None:
        self._data = data
        self._name = name
        self._pages = pages

    @property
    def summary(self) -> Summary:
        """Sizes of the pages."""
        return Summary(SourceKind.PDF, self._name, pages=self._pages, notes=self._notes(None))

    def preview(self, choices: Choices, cancelled: Cancelled) -> Preview:
        """Return the page small, in its own pixels."""
        size = self._checked_page(choices)
        raster = _raster(size, choices.crop, None, PREVIEW_PIXELS)
        picture = encoded_page(self._drawn(choices.page, raster, cancelled), as_png=True)
        return Preview((0.0, 0.0, float(picture.width_px), float(picture.height_px)), picture=picture.image)

    def taken(self, choices: Choices, cancelled: Cancelled) -> Taken:
        """Return a plan with the page below it."""
        size = self._checked_page(choices)
        scale = checked_scale(choices.drawn_scale)
        raster = _raster(size, choices.crop, checked_dpi(choices.dpi), MOST_PIXELS)
        image = self._drawn(choices.page, raster, cancelled)
        go_on_unless(cancelled)
        picture = encoded_page(image)
        per_pixel = None if scale is None else raster.mm_per_px * scale / 1000
        notes = (*self._notes(choices.page), *_resolution_notes(raster, choices.dpi), scale_note(scale))
        return Taken(page_plan(picture, self._name, per_pixel), notes)

    def _checked_page(self, choices: Choices) -> PageSize:
        if not 1 <= choices.page <= len(self._pages):
            text = N_("{name} has no page {page}; its pages: {count}")
            raise ImportFileError(
                "no_such_page", text, name=self._name, count=len(self._pages), page=choices.page
            )
        size = self._pages[choices.page - 1]
        shape = max(size.width_mm, size.height_mm) / (min(size.width_mm, size.height_mm) or math.inf)
        if not 1 <= shape <= _MOST_SHAPE:
            text = N_("page {page} of {name} is no sheet of paper: {width} × {height} mm")
            raise ImportFileError(
                "odd_page",
                text,
                name=self._name,
                page=choices.page,
                width=f"{size.width_mm:.3g}",
                height=f"{size.height_mm:.3g}",
            )
        return size

    def _notes(self, page: int | None) -> tuple[Note, ...]:
        count = len(self._pages)
        size = self._pages[(page or 1) - 1]
        width, height = f"{size.width_mm:.0f}", f"{size.height_mm:.0f}"
        values = {"page": page or 1, "count": count, "width": width, "height": height}
        notes = [Note("page_size", N_("page {page} of {count}: {width} × {height} mm"), values)]
        if b"%%EOF" not in self._data[-_TAIL_BYTES:]:
            text = N_("the end of the file is missing: look whether the page is whole")
            notes.append(Note("cut_off", text))
        if _USER_UNIT in self._data:
            text = N_("the document scales its pages by units of its own: check the scale by a known length")
            notes.append(Note("user_unit", text))
        return tuple(notes)

    def _drawn(self, page: int, raster: _Raster, cancelled: Cancelled) -> Image.Image:
        with _document(self._data, self._name) as document:
            try:
                drawn = document[page - 1]
            except pypdfium2.PdfiumError as error:
                text = N_(
                    "page {page} of {name} is damaged: print it anew as PDF from the program that it "
                    "comes from"
                )
                raise ImportFileError("damaged_page", text, name=self._name, page=page) from error
            try:
                return self._rendered(drawn, page, raster, cancelled)
            finally:
                drawn.close()

    def _rendered(
        self, page: pypdfium2.PdfPage, number: int, raster: _Raster, cancelled: Cancelled
    ) -> Image.Image:
        left, top, right, bottom = raster.kept_px
        bitmap = pypdfium2.PdfBitmap.new_native(right - left, bottom - top, pdfium.FPDFBitmap_BGR)
        try:
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, right - left, bottom - top)
            place = (-left, -top, *raster.page_px, 0, pdfium.FPDF_ANNOT)
            _render_unless(page, bitmap, place, cancelled, number, self._name)
            return _plain(bitmap.to_pil())
        finally:
            bitmap.close()


@dataclass(frozen=True)
class _Raster:
    """How a page is drawn: the whole page in pixels, the part that is kept, and the size of a pixel on it."""

    page_px: tuple[int, int]
    kept_px: tuple[int, int, int, int]
    mm_per_px: float

    @property
    def dpi(self) -> float:
        """Dots per inch."""
        return MM_PER_INCH / self.mm_per_px


def _raster(size: PageSize, crop: Shares | None, dpi: float | None, most_pixels: int) -> _Raster:
    """Return a raster as fine as is asked for and can be kept, its pixels as square as can be."""
    share_x, share_y = _kept_shares(crop)
    kept_mm = (size.width_mm * share_x, size.height_mm * share_y)
    finest = min(
        math.sqrt(most_pixels / (kept_mm[0] * kept_mm[1])),
        MOST_SIDE_PX / max(kept_mm),
        _MOST_WHOLE_PX / max(size.width_mm, size.height_mm),
    )
    per_mm = min(finest, (dpi or USUAL_MOST_DPI) / MM_PER_INCH)
    page_px = _square_pixels(size, per_mm)
    kept_px = (0, 0, *page_px) if crop is None else crop_px(crop, *page_px)
    return _Raster(page_px, kept_px, size.width_mm / page_px[0])


def _kept_shares(crop: Shares | None) -> tuple[float, float]:
    if crop is None:
        return (1.0, 1.0)
    crop_px(crop, 1, 1)  # refuses what is no part
    return (crop[2] - crop[0], crop[3] - crop[1])


def _square_pixels(size: PageSize, per_mm: float) -> tuple[int, int]:
    """Return a width, a little below the finest, whose height comes nearest to a whole number of pixels.

    PDFium stretches a page over whole pixels each way; x and y of a plan share one scale.
    """
    widest = max(1, int(size.width_mm * per_mm))
    shape = size.height_mm / size.width_mm
    tried = range(widest, max(0, widest - _WIDTHS_TRIED), -1)
    width = min(tried, key=lambda px: abs(px * shape - round(px * shape)) / px)
    return (width, max(1, round(width * shape)))


def _resolution_notes(raster: _Raster, wanted: float | None) -> list[Note]:
    left, top, right, bottom = raster.kept_px
    values: dict[str, object] = {"dpi": f"{raster.dpi:.0f}", "width": right - left, "height": bottom - top}
    notes = [Note("drawn_at", N_("drawn at {dpi} dots per inch: {width} × {height} pixels"), values)]
    if wanted is not None and raster.dpi < wanted * 0.98:
        text = N_("{wanted} dots per inch would be more pixels than a plan keeps")
        notes.append(Note("coarser", text, {"wanted": f"{wanted:g}"}))
    return notes


@contextmanager
def _document(data: bytes, name: str) -> Iterator[pypdfium2.PdfDocument]:
    raw = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not raw:
        damaged = ("damaged_pdf", N_("{name} is damaged, or no PDF: save or print it anew and import that"))
        code, text = _REFUSALS.get(pdfium.FPDF_GetLastError(), damaged)
        raise ImportFileError(code, text, name=name)
    document = pypdfium2.PdfDocument(raw)
    try:
        yield document
    finally:
        document.close()


def _page_size(document: pypdfium2.PdfDocument, index: int) -> PageSize:
    """Return a page's size turned and cut as it is read; nothing for a page that is damaged."""
    try:
        width, height = document.get_page_size(index)
    except pypdfium2.PdfiumError:
        return PageSize(0.0, 0.0)
    return PageSize(width / POINTS_PER_INCH * MM_PER_INCH, height / POINTS_PER_INCH * MM_PER_INCH)


def _render_unless(
    page: pypdfium2.PdfPage,
    bitmap: pypdfium2.PdfBitmap,
    place: tuple[int, ...],
    cancelled: Cancelled,
    number: int,
    name: str,
) -> None:
    """Draw a page into a bitmap; raise `CalledOff` or, when it takes all too long, `ImportFileError`."""
    ends_at = time.monotonic() + _MOST_DRAWING_S
    called_off = False

    def is_to_pause(_pause: object) -> bool:
        nonlocal called_off
        called_off = called_off or cancelled()
        return called_off or time.monotonic() > ends_at

    pause = pdfium.IFSDK_PAUSE(version=1)
    pypdfium2.internal.set_callback(pause, "NeedToPauseNow", is_to_pause)
    status = pdfium.FPDF_RenderPageBitmap_Start(bitmap, page, *place, pause)
    pdfium.FPDF_RenderPage_Close(page)
    if called_off:
        raise CalledOff
    if status == pdfium.FPDF_RENDER_TOBECONTINUED:
        text = N_("page {page} of {name} takes too long to be drawn: print it to a simpler PDF or a picture")
        raise ImportFileError("page_too_slow", text, name=name, page=number)
    if status != pdfium.FPDF_RENDER_DONE:
        text = N_("page {page} of {name} cannot be drawn")
        raise ImportFileError("page_not_drawn", text, name=name, page=number)


def _plain(image: Image.Image) -> Image.Image:
    """Return a picture in grey when it has no colours: a third of the bytes."""
    red, green, blue = image.split()
    coloured = ImageChops.difference(red, green).getbbox() or ImageChops.difference(green, blue).getbbox()
    return image if coloured else red
