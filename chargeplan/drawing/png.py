"""Plans as PNG pictures, by matplotlib without a window; the same plan gives the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg

from chargeplan.analysis import Analysis
from chargeplan.drawing.canvas_mpl import MM_PER_INCH, page_figure
from chargeplan.drawing.pages import MM_PER_M, Page
from chargeplan.drawing.plan_sheet import plan_sheet
from chargeplan.drawing.plotter import own_settings
from chargeplan.drawing.primitives import Box, Primitive
from chargeplan.drawing.single_line import PAGE, pages_of
from chargeplan.errors import ExportError
from chargeplan.i18n import DEFAULT_LANGUAGE, N_

DPI = 200.0
"""Fine enough to be printed."""

MOST_PIXELS = 80_000_000
"""A1 at 300 dpi; a finer picture would take more memory than machines have to spare."""

PLAN_PX = 2800
"""Width of the picture of a plan: 170 dots per inch on A3, 255 on a page of A4 in a workbook."""

_PAGE_MM = 297.0
_TRUE_WIDTHS: dict[Any, Any] = {"text.hinting": "no_hinting"}
"""Letters moved to whole pixels would be wider than the room that was found for them."""


def png_bytes(page: Page, dpi: float = DPI) -> bytes:
    """Return a page as PNG of so many dots per inch, which are kept in the file.

    Raises
    ------
    ExportError
        When that would be more than `MOST_PIXELS`.
    """
    width_px, height_px = (round(size / MM_PER_INCH * dpi) for size in (page.width_mm, page.height_mm))
    if not 0 < width_px * height_px <= MOST_PIXELS:
        most = int((MOST_PIXELS / page.width_mm / page.height_mm) ** 0.5 * MM_PER_INCH)
        raise ExportError(
            "too_fine",
            N_("a picture of {width} × {height} dots cannot be made; this paper can have 1 to {most} dpi"),
            width=width_px,
            height=height_px,
            most=most,
        )
    with own_settings(), rc_context(_TRUE_WIDTHS):
        figure = page_figure(page, dpi)
        figure.set_size_inches(width_px / dpi, height_px / dpi)
        FigureCanvasAgg(figure)
        data = BytesIO()
        figure.savefig(data, format="png", metadata={"Software": None})
    return data.getvalue()


def plan_png(
    analysis: Analysis,
    *,
    language: str = DEFAULT_LANGUAGE,
    width_px: int = PLAN_PX,
    nearest_distances: bool = False,
    walking_m: float | None = None,
) -> bytes:
    """Return the plan sheet of a scheme as PNG, `width_px` wide, on the paper that the plan's settings name.

    With `nearest_distances` distances are drawn that are kept too, with `walking_m` [m] it shows who finds a
    socket within so far on foot.
    """
    page = plan_sheet(analysis, language=language, nearest=nearest_distances, walking_m=walking_m)
    return png_bytes(page, width_px / page.width_mm * MM_PER_INCH)


def diagram_pngs(analysis: Analysis, *, language: str = DEFAULT_LANGUAGE) -> tuple[bytes, ...]:
    """Return the pages of a scheme's single-line diagram as PNG, A4 landscape."""
    return tuple(page_png(page, PAGE) for page in pages_of(analysis, language))


def page_png(primitives: Sequence[Primitive], paper: Box, *, width_px: int = 2400) -> bytes:
    """Return a page of a drawing as PNG, `width_px` wide; lines are as wide as on A4 landscape."""
    height_mm = _PAGE_MM * paper.height / paper.width
    page = Page(tuple(primitives), paper, _PAGE_MM, height_mm, round(paper.width * MM_PER_M / _PAGE_MM))
    return png_bytes(page, width_px / _PAGE_MM * MM_PER_INCH)
