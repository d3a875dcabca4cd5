"""Files of a page, by the endings of their names; what a form needs is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from chargeplan.drawing.pages import Page


def _pdf(page: Page, _dpi: float | None) -> bytes:
    from chargeplan.drawing.pdf import pdf_bytes

    return pdf_bytes((page,), page.title)


def _png(page: Page, dpi: float | None) -> bytes:
    from chargeplan.drawing.png import DPI, png_bytes

    return png_bytes(page, DPI if dpi is None else dpi)


def _svg(page: Page, _dpi: float | None) -> bytes:
    from chargeplan.drawing.svg import svg_bytes

    return svg_bytes(page)


def _dxf(page: Page, _dpi: float | None) -> bytes:
    from chargeplan.drawing.dxf import sheet_dxf

    return sheet_dxf(page)


_WRITERS: Mapping[str, Callable[[Page, float | None], bytes]] = {
    ".pdf": _pdf,
    ".png": _png,
    ".svg": _svg,
    ".dxf": _dxf,
}

SUFFIXES = tuple(_WRITERS)
"""Endings of names that a page can have, in small letters."""


def page_bytes(page: Page, suffix: str, dpi: float | None = None) -> bytes:
    """Return a page as the file whose name ends in `suffix`, one of `SUFFIXES`.

    Only PNG looks at `dpi`, dots per inch. Raise `ExportError` when there would be too many of them.
    """
    return _WRITERS[suffix](page, dpi)
