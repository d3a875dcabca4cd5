"""Drawings as PDF: lines stay lines, letters stay letters, a page has the true size of its paper."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from matplotlib.backends.backend_pdf import PdfPages

from chargeplan.drawing.canvas_mpl import POINTS_PER_INCH, page_figure
from chargeplan.drawing.pages import Page
from chargeplan.drawing.plain_text import one_line
from chargeplan.drawing.plotter import own_settings


def pdf_bytes(pages: Sequence[Page], title: str = "") -> bytes:
    """Return pages as PDF, each of its own size; the same pages give the same bytes.

    Text can be selected and searched; the bundled fonts are embedded as far as they are used.
    """
    data = BytesIO()
    about: dict[str, Any] = {
        "Title": one_line(title) or None, "CreationDate": None, "Producer": None, "Creator": None,
    }  # fmt: skip
    with own_settings(), PdfPages(data, metadata=about) as document:
        for page in pages:
            document.savefig(page_figure(page, POINTS_PER_INCH))
    return data.getvalue()
