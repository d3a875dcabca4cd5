"""A page on a printer: at its true scale, or told to be smaller where the printer's paper is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter

from chargeplan.drawing.pages import Page
from chargeplan.drawing.primitives import Box, Circle, Painted, Picture, Polygon, Polyline
from chargeplan.errors import Cancelled, go_on_unless
from chargeplan.i18n import N_
from chargeplan.ui.page_painter import DOTS_PER_MM, PagePainter
from chargeplan.ui.printing import PrintError

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_MM_PER_INCH = 25.4
_SAME_MM = 1.0
"""By so much paper may be smaller than the page: sheets are cut to a millimetre."""

_EDGE_STYLES = ("paper", "sheet_trim")
"""What reaches to the edge of the paper and may be lost there."""


@dataclass(frozen=True)
class Placing:
    """Where a page lies on a printer's paper.

    Attributes
    ----------
    paper_mm : width and height of the printer's paper [mm]
    factor : 1 at true scale, less where the page is made smaller
    left_mm, top_mm : where the page's upper left corner lies [mm]
    """

    paper_mm: tuple[float, float]
    factor: float
    left_mm: float
    top_mm: float

    @property
    def true(self) -> bool:
        """Whether the page keeps its scale."""
        return self.factor == 1.0


def page_layout(page: Page) -> QPageLayout:
    """Return the layout for a printer: the paper of the page, upright or on its side, to its edges."""
    short, long = sorted((page.width_mm, page.height_mm))
    size = QPageSize(QSizeF(short, long), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    return QPageLayout(size, orientation(page), QMarginsF(), QPageLayout.Unit.Millimeter)


def orientation(page: Page) -> QPageLayout.Orientation:
    """Return whether a page stands upright or lies on its side."""
    lying = page.width_mm > page.height_mm
    return QPageLayout.Orientation.Landscape if lying else QPageLayout.Orientation.Portrait


def placing(page: Page, layout: QPageLayout) -> Placing:
    """Return how a page comes to lie on a printer's paper: in its middle, at true scale where that fits.

    It fits where the paper is as large and nothing but the paper's own edge lies in the margins that the
    printer cannot print on. Otherwise it is as large as its paper fits between them.
    """
    layout = QPageLayout(layout)
    layout.setUnits(QPageLayout.Unit.Millimeter)
    full = layout.fullRect(QPageLayout.Unit.Millimeter)
    kept = layout.minimumMargins()
    room = full.marginsRemoved(kept)
    left, top = (full.width() - page.width_mm) / 2, (full.height() - page.height_mm) / 2
    paper_mm = (full.width(), full.height())
    ink = ink_mm(page)
    inside = (
        left + ink.left >= room.left()
        and top + ink.bottom >= room.top()
        and left + ink.right <= room.right()
        and top + ink.top <= room.bottom()
    )
    if min(left, top) >= -_SAME_MM / 2 and inside:
        return Placing(paper_mm, 1.0, left, top)
    factor = min(1.0, room.width() / page.width_mm, room.height() / page.height_mm)
    middle = room.center()
    return Placing(
        paper_mm, factor, middle.x() - factor * page.width_mm / 2, middle.y() - factor * page.height_mm / 2
    )


def ink_mm(page: Page) -> Box:
    """Return the box of what is drawn on a page [mm], `bottom` being its upper edge, from the upper left."""
    boxes = [_box(shape) for shape in page.primitives if shape.style not in _EDGE_STYLES]
    if not boxes:
        return Box(0.0, 0.0, 0.0, 0.0)
    paper, mm = page.paper, page.width_mm / page.paper.width
    left, right = min(box.left for box in boxes), max(box.right for box in boxes)
    bottom, top = min(box.bottom for box in boxes), max(box.top for box in boxes)
    return Box(
        (left - paper.left) * mm, (paper.top - top) * mm, (right - paper.left) * mm, (paper.top - bottom) * mm
    )


def _box(shape: Painted) -> Box:
    if isinstance(shape, Picture):
        return shape.box
    if isinstance(shape, Polygon):
        points = [point for ring in shape.region for point in ring]
    elif isinstance(shape, Polyline):
        points = list(shape.points)
    elif isinstance(shape, Circle):
        (x, y), radius = shape.centre, shape.radius_m
        points = [(x - radius, y - radius), (x + radius, y + radius)]
    else:
        points = [shape.position]
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def paint_on(printer: QPrinter, page: Page, placed: Placing, called_off: Cancelled) -> None:
    """Paint a page on a printer, lines and letters as such.

    Raises
    ------
    PrintError
        When the printer does not take it.
    CalledOff
        When `called_off()` is true before it is begun.
    """
    sheet = PagePainter(page.primitives, page.paper, page.width_mm)
    go_on_unless(called_off)
    painter = QPainter()
    if not painter.begin(printer):
        raise PrintError("printer_refused", N_("The printer does not take the pages."))
    try:
        per_mm = printer.resolution() / _MM_PER_INCH
        painter.translate(placed.left_mm * per_mm, placed.top_mm * per_mm)
        painter.scale(placed.factor * per_mm / DOTS_PER_MM, placed.factor * per_mm / DOTS_PER_MM)
        sheet.paint(painter)
    finally:
        painter.end()
