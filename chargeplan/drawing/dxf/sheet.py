"""A sheet as DXF: its shapes in the order of painting, on layers, in metres of the ground."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from chargeplan.drawing.dxf.draft import Draft, Look, coloured, lineweight
from chargeplan.drawing.dxf.layers import DRAWN, description, layer_name
from chargeplan.drawing.hatching import HATCH_MM, HATCH_SPACING_MM
from chargeplan.drawing.pages import Page
from chargeplan.drawing.primitives import Circle, Picture, Polygon, Polyline, Primitive, Text, box_of
from chargeplan.drawing.symbols import PAPER, STYLES, Style
from chargeplan.drawing.written import lines_of
from chargeplan.model.values import Ring

_PAPER = "paper"
_TRIM_SHARE = 0.01


def sheet_dxf(page: Page) -> bytes:
    """Return a page as DXF in metres of the ground; letters have no rims, the paper has its own layer.

    Colours, widths and dashes are those of the paper; one unit is a metre, the lower left corner of the paper
    lies where `page.paper` says. Pictures are left out.
    """
    drawing = _Sheet(page)
    shapes = [shape for shape in page.primitives if not isinstance(shape, Picture)]
    for (layer, _, style), group in groupby(shapes, key=drawing.sort):
        drawing.draw(layer, style, list(group))
    return drawing.draft.data()


class _Sheet:
    def __init__(self, page: Page) -> None:
        self.draft = Draft()
        self._paper = page.paper.grown(-_TRIM_SHARE * page.paper.width)
        self._m_per_mm = page.paper.width / page.width_mm

    def sort(self, shape: Primitive) -> tuple[str, str, str]:
        """Return layer, kind and style of a shape; what is as large as the paper is on a layer of its own."""
        is_paper = isinstance(shape, Polygon) and self._paper.within(box_of(shape.region[0]))
        return (_PAPER if is_paper else shape.layer), type(shape).__name__, shape.style

    def draw(self, layer: str, style_name: str, group: Sequence[Any]) -> None:
        """Draw shapes of one kind, layer and style; of areas first all ground, then all outlines."""
        style = STYLES[style_name]
        name = layer_name(DRAWN, layer)
        self.draft.layer(name, description(layer), _layer_look(style))
        if isinstance(group[0], Text):
            self._write(name, style, group)
            return
        if style.fill and not isinstance(group[0], Polyline):
            self._fill(name, style, group)
        if style.hatched:
            look = {**coloured(style.line or PAPER), "lineweight": lineweight(HATCH_MM)}
            for shape in group:
                self.draft.hatch(name, shape.region, HATCH_SPACING_MM * self._m_per_mm, look)
        if style.line:
            self._stroke(name, self._line_look(style_name, style), group)

    def _fill(self, name: str, style: Style, group: Sequence[Polygon | Circle]) -> None:
        look = coloured(style.fill or PAPER, style.fill_opacity)
        for shape in group:
            if isinstance(shape, Circle):
                self.draft.disc(name, shape.centre, shape.radius_m, look, style.fill_opacity)
            else:
                self.draft.ground(name, shape.region, look, style.fill_opacity)

    def _stroke(self, name: str, look: Look, group: Sequence[Any]) -> None:
        if isinstance(group[0], Polyline):
            self._lines(name, look, [line.points for line in group])
            return
        for shape in group:
            if isinstance(shape, Circle):
                self.draft.circle(name, shape.centre, shape.radius_m, look)
            else:
                for ring in shape.region:
                    self.draft.line(name, ring, look, closed=True)

    def _lines(self, name: str, look: Look, lines: Sequence[Ring]) -> None:
        """Draw lines; one that comes back to its start is an outline."""
        is_closed = [len(points) > 2 and points[0] == points[-1] for points in lines]
        for closed, run in groupby(zip(is_closed, lines, strict=True), key=lambda pair: pair[0]):
            if closed:
                for _, points in run:
                    self.draft.line(name, points[:-1], look, closed=True)
            else:
                self.draft.lines(name, [points for _, points in run], look)

    def _write(self, name: str, style: Style, group: Sequence[Text]) -> None:
        look = coloured(style.line or PAPER)
        for text in group:
            for line in lines_of(text, style.bold):
                self.draft.text(name, line, look)

    def _line_look(self, style_name: str, style: Style) -> Look:
        look: Look = {**coloured(style.line or PAPER), "lineweight": lineweight(style.width_mm)}
        if style.dash_mm:
            lengths = [part * self._m_per_mm for part in style.dash_mm]
            look["linetype"] = self.draft.dashes(layer_name(DRAWN, style_name), lengths)
        return look


def _layer_look(style: Style) -> Look:
    return {
        **coloured(style.line or style.fill or PAPER),
        "lineweight": lineweight(style.width_mm),
    }
