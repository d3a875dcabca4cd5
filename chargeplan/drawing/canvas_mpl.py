"""A page of a drawing painted by matplotlib, for pictures and for PDF; the same shapes in the same order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from itertools import groupby
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D, IdentityTransform
from numpy.typing import NDArray
from PIL import Image

from chargeplan.drawing.hatching import HATCH_MM, HATCH_SPACING_MM, hatch_lines
from chargeplan.drawing.letters import OUTLINE_SIZE, glyphs, sized
from chargeplan.drawing.pages import Page
from chargeplan.drawing.primitives import Circle, Picture, Polygon, Polyline, Text
from chargeplan.drawing.symbols import HALO_OPACITY, HALO_SHARE, PAPER, STYLES, Style
from chargeplan.drawing.written import Line, lines_of
from chargeplan.geometry.polygons import signed_area_m2
from chargeplan.model.values import Region, Ring

MM_PER_INCH = 25.4
POINTS_PER_INCH = 72.0
_AS_IT_IS = IdentityTransform()
_BUNDLE = 200
_DIGITS, _HALO_DIGITS = 3, 1
"""Decimals of places on paper, in dots or points: a PDF is half as large as with all that are known."""


def page_figure(page: Page, dpi: float) -> Figure:
    """Return a page as a figure of the paper's size; its lower left corner is that of the paper."""
    size = (page.width_mm / MM_PER_INCH, page.height_mm / MM_PER_INCH)
    figure = Figure(figsize=size, dpi=dpi, facecolor=PAPER)
    figure.add_artist(_Painting(page))
    return figure


class _Painting(Artist):
    """All shapes of a page in one artist: thousands of matplotlib's own would take seconds."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page

    def draw(self, renderer: Any) -> None:
        """Paint every shape, from the first to the last."""
        figure: Any = self.figure
        brush = _Brush(renderer, self._page, figure.dpi, figure.bbox.height)
        for _, group in groupby(self._page.primitives, key=lambda shape: (type(shape), shape.style)):
            brush.paint(list(group))


class _Brush:
    """Paints shapes of one style after the other on a renderer of matplotlib's."""

    def __init__(self, renderer: Any, page: Page, dpi: float, height_px: float) -> None:
        paper = page.paper
        self.renderer, self.page = renderer, page
        self.height_px = height_px
        self.points_per_m = page.width_mm / MM_PER_INCH * POINTS_PER_INCH / paper.width
        scale = self.points_per_m / POINTS_PER_INCH * dpi
        self.ground = Affine2D().translate(-paper.left, -paper.bottom).scale(scale)

    def paint(self, group: list[Any]) -> None:
        """Paint shapes of one kind and style; of areas first all ground, then all outlines."""
        style = STYLES[group[0].style]
        if isinstance(group[0], Text):
            for text in group:
                for line in lines_of(text, style.bold):
                    self._write(line, style)
        elif isinstance(group[0], Picture):
            for picture in group:
                self._image(picture)
        elif isinstance(group[0], Polyline):
            self._stroke(_bundles(group), style)
        else:
            self._areas(group, style)

    def _image(self, picture: Picture) -> None:
        """Paint a picture: in a PDF with its own dots, else with those of the renderer."""
        box = picture.box
        left, bottom = self.ground.transform((box.left, box.bottom))
        right, top = self.ground.transform((box.right, box.top))
        context = self.renderer.new_gc()
        with Image.open(BytesIO(picture.image)) as opened:
            image = opened.convert("RGBA")
        if self.renderer.option_scale_image():
            place = Affine2D().scale(right - left, top - bottom)
            self.renderer.draw_image(context, left, bottom, _upwards(image), place)
        else:
            x, y = round(left), round(bottom)
            size = (max(1, round(right) - x), max(1, round(top) - y))
            sized = image.resize(size, Image.Resampling.LANCZOS)
            self.renderer.draw_image(context, x, y, _upwards(sized))
        context.restore()

    def _areas(self, group: list[Polygon | Circle], style: Style) -> None:
        outlines = [_outline(shape) for shape in group]
        if style.fill:
            context = self._context(style.fill, 0.0, style.fill_opacity)
            face = context.get_rgb()[:3]
            for outline in outlines:
                self._draw(context, outline, face)
            context.restore()
        if style.hatched:
            self._hatch(group, style)
        if style.line:
            self._stroke(outlines, style)

    def _hatch(self, group: list[Any], style: Style) -> None:
        spacing_m = HATCH_SPACING_MM / self.page.width_mm * self.page.paper.width
        context = self._context(style.line or PAPER, HATCH_MM)
        for shape in group:
            lines = hatch_lines(shape.region, spacing_m, self.page.paper)
            if lines:
                across = Outline.make_compound_path(*(Outline(line) for line in lines))
                self._draw(context, across)
        context.restore()

    def _stroke(self, outlines: Iterable[Outline], style: Style) -> None:
        context = self._context(style.line or PAPER, style.width_mm)
        if style.dash_mm:
            context.set_dashes(0.0, [_points(part) for part in style.dash_mm])
        for outline in outlines:
            self._draw(context, outline)
        context.restore()

    def _draw(self, context: Any, outline: Outline, face: Any = None) -> None:
        placed = _rounded(self.ground.transform_path(outline), _DIGITS)
        self.renderer.draw_path(context, placed, _AS_IT_IS, face)

    def _context(self, colour: str, width_mm: float, opacity: float = 1.0) -> Any:
        context = self.renderer.new_gc()
        context.set_foreground(colour)
        context.set_linewidth(_points(width_mm))
        context.set_alpha(opacity)
        return context

    def _write(self, line: Line, style: Style) -> None:
        if style.halo:
            self._halo(line)
        context = self._context(style.line or PAPER, 0.0)
        x, y = self.ground.transform(line.start)
        if self.renderer.flipy():
            y = self.height_px - y
        font = sized(round(line.size * self.points_per_m, 3), line.bold)
        self.renderer.draw_text(context, x, y, line.text, font, line.degrees, ismath=False)
        context.restore()

    def _halo(self, line: Line) -> None:
        """Paint a rim in the colour of paper, as outlines: letters would be found twice in a PDF."""
        letters = [
            Outline(_moved(glyph.vertices, glyph.x), glyph.codes) for glyph in glyphs(line.text, line.bold)
        ]
        if not letters:
            return
        place = Affine2D().scale(line.size / OUTLINE_SIZE).rotate_deg(line.degrees).translate(*line.start)
        width_mm = HALO_SHARE * line.size * self.points_per_m / POINTS_PER_INCH * MM_PER_INCH
        context = self._context(PAPER, width_mm, HALO_OPACITY)
        context.set_joinstyle("round")
        placed = (place + self.ground).transform_path(Outline.make_compound_path(*letters))
        self.renderer.draw_path(context, _rounded(placed, _HALO_DIGITS), _AS_IT_IS)
        context.restore()


def _bundles(lines: Sequence[Polyline]) -> list[Outline]:
    """Return lines as outlines, many at a time: drawings of surveyors have a hundred thousand of them."""
    bundles = []
    for start in range(0, len(lines), _BUNDLE):
        bundle = lines[start : start + _BUNDLE]
        corners = [corner for line in bundle for corner in line.points]
        codes = [
            Outline.LINETO if number else Outline.MOVETO
            for line in bundle
            for number in range(len(line.points))
        ]
        bundles.append(Outline(corners, codes))
    return bundles


def _rounded(outline: Any, digits: int) -> Outline:
    """Return an outline with fewer decimals, none of whose corners a renderer leaves out."""
    made = Outline(outline.vertices.round(digits), outline.codes)
    made.should_simplify = False
    return made


def _upwards(image: Image.Image) -> NDArray[np.uint8]:
    """Return the dots of a picture, shape `(height, width, 4)`, the lowest row first."""
    return np.array(image)[::-1].copy()


def _moved(vertices: Any, x: float) -> Any:
    return vertices + (x, 0.0)  # noqa: RUF005 - numbers of an array, not a longer tuple


def _points(millimetres: float) -> float:
    return millimetres / MM_PER_INCH * POINTS_PER_INCH


def _outline(shape: Polygon | Circle) -> Outline:
    if isinstance(shape, Circle):
        return Outline.circle(shape.centre, shape.radius_m)
    return Outline.make_compound_path(*_rings(shape.region))


def _rings(region: Region) -> Iterable[Outline]:
    """Yield the outline counter-clockwise and the holes clockwise, so that holes stay open."""
    for number, ring in enumerate(region):
        turned: Ring = tuple(reversed(ring)) if (signed_area_m2(ring) < 0) != (number > 0) else ring
        yield Outline((*turned, turned[0]), closed=True)
