"""Drawings as SVG, in millimetres of the paper; letters are outlines, each kept once.

Who opens the file needs no font. What a line says stands beside its outlines, where readers for the blind and
Inkscape look for it; nothing in it is markup.
"""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from matplotlib.path import Path as Outline

from chargeplan.drawing.hatching import HATCH_MM, HATCH_SPACING_MM, hatch_lines
from chargeplan.drawing.letters import OUTLINE_SIZE, Glyph, glyphs
from chargeplan.drawing.pages import Page
from chargeplan.drawing.plain_text import one_line
from chargeplan.drawing.primitives import Circle, Painted, Picture, Polygon, Polyline, Primitive, Text
from chargeplan.drawing.symbols import HALO_OPACITY, HALO_SHARE, PAPER, STYLES, Style
from chargeplan.drawing.written import Line, lines_of
from chargeplan.model.values import Point

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_SPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1"'
_STEPS = 64
"""Outlines of letters lie on whole steps of this part of a unit."""

_MANY = 500
"""More lines of one kind than this are no longer elements of their own, which take browsers long."""

_STEPS_OF_SIZE = OUTLINE_SIZE * _STEPS
_COMMANDS: Mapping[int, tuple[str, int]] = {
    int(Outline.MOVETO): ("M", 1),
    int(Outline.LINETO): ("L", 1),
    int(Outline.CURVE3): ("Q", 2),
    int(Outline.CURVE4): ("C", 3),
}


def svg_bytes(page: Page) -> bytes:
    """Return a page as SVG as large as its paper; the same page gives the same bytes."""
    picture = _Picture(page)
    shapes = list(picture.shapes())
    width, height = _number(page.width_mm), _number(page.height_mm)
    lines = [
        _HEAD,
        f'<svg {_SPACES} width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}">',
        f"<title>{escape(one_line(page.title))}</title>",
        "<defs>",
        *(f'<path id="{name}" d="{outline}"/>' for name, outline in sorted(picture.outlines.items())),
        "</defs>",
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
        *shapes,
        "</svg>",
        "",
    ]
    return "\n".join(lines).encode()


class _Picture:
    """The shapes of a page as elements; `outlines` are those of all letters so far, by their names."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.mm_per_m = page.width_mm / page.paper.width
        self.outlines: dict[str, str] = {}

    def shapes(self) -> Iterator[str]:
        """Yield the elements in the order of painting, those of one layer and style in a group."""
        numbers: dict[str, int] = {}
        key = _layer_and_style
        for (layer, _, style), group in groupby(self.page.primitives, key=key):
            numbers[layer] = numbers.get(layer, 0) + 1
            yield f"<g id={quoteattr(f'{layer}-{numbers[layer]}')}>"
            yield from self._group(list(group), STYLES[style])
            yield "</g>"

    def _group(self, group: Sequence[Any], style: Style) -> Iterator[str]:
        if isinstance(group[0], Text):
            for text in group:
                for line in lines_of(text, style.bold):
                    yield from self._written(line, style)
            return
        if isinstance(group[0], Picture):
            yield from map(self._image, group)
            return
        elements = self._elements(group)
        if style.fill and not isinstance(group[0], Polyline):
            opacity = "" if style.fill_opacity == 1 else f' fill-opacity="{_number(style.fill_opacity)}"'
            yield f'<g fill="{style.fill}" fill-rule="evenodd" stroke="none"{opacity}>'
            yield from elements
            yield "</g>"
        if style.hatched:
            yield from self._hatch(group, style)
        if style.line:
            yield f"<g {_stroke(style.line, style.width_mm, style.dash_mm)}>"
            yield from elements
            yield "</g>"

    def _image(self, picture: Picture) -> str:
        box = picture.box
        x, y = self._place((box.left, box.top))
        width, height = (_number(side * self.mm_per_m) for side in (box.width, box.height))
        data = b64encode(picture.image).decode("ascii")
        return (
            f'<image x="{x}" y="{y}" width="{width}" height="{height}" preserveAspectRatio="none" '
            f'xlink:href="data:image/png;base64,{data}"/>'
        )

    def _elements(self, group: Sequence[Any]) -> list[str]:
        if len(group) <= _MANY or not isinstance(group[0], Polyline):
            return [self._element(shape) for shape in group]
        lines = [f"M{self._points(line.points)}" for line in group]
        return [f'<path d="{"".join(lines[at : at + _MANY])}"/>' for at in range(0, len(lines), _MANY)]

    def _element(self, shape: Primitive) -> str:
        if isinstance(shape, Circle):
            x, y = self._place(shape.centre)
            return f'<circle cx="{x}" cy="{y}" r="{_number(shape.radius_m * self.mm_per_m)}"/>'
        if isinstance(shape, Polygon):
            rings = "".join(f"M{self._points(ring)}Z" for ring in shape.region)
            return f'<path d="{rings}"/>'
        assert isinstance(shape, Polyline)
        return f'<path d="M{self._points(shape.points)}"/>'

    def _hatch(self, group: Sequence[Any], style: Style) -> Iterator[str]:
        spacing_m = HATCH_SPACING_MM / self.mm_per_m
        yield f"<g {_stroke(style.line or PAPER, HATCH_MM, ())}>"
        for shape in group:
            lines = hatch_lines(shape.region, spacing_m, self.page.paper)
            if lines:
                yield f'<path d="{"".join(f"M{self._points(line)}" for line in lines)}"/>'
        yield "</g>"

    def _written(self, line: Line, style: Style) -> Iterator[str]:
        """Yield a line of text, below it the rim in the colour of paper."""
        letters = glyphs(line.text, line.bold)
        uses = [self._use(letter) for letter in letters]
        place = self._turned(line)
        if style.halo:
            rim = _number(HALO_SHARE * _STEPS_OF_SIZE)
            yield (
                f'<g transform="{place}" fill="none" stroke="{PAPER}" stroke-width="{rim}" '
                f'stroke-linejoin="round" opacity="{HALO_OPACITY}">'
            )
            yield from uses
            yield "</g>"
        told = quoteattr(one_line(line.told))
        yield f'<g transform="{place}" fill="{style.line}" stroke="none" aria-label={told}>'
        yield from uses
        yield "</g>"

    def _use(self, letter: Glyph) -> str:
        if letter.name not in self.outlines:
            self.outlines[letter.name] = _letter(letter)
        return f'<use xlink:href="#{letter.name}" x="{round(letter.x * _STEPS)}"/>'

    def _turned(self, line: Line) -> str:
        scale = line.size * self.mm_per_m / _STEPS_OF_SIZE
        turn = math.radians(line.degrees)
        cos, sin = scale * math.cos(turn), scale * math.sin(turn)
        turned = " ".join(f"{part + 0.0:.6g}" for part in (cos, -sin, -sin, -cos))
        return f"matrix({turned} {' '.join(self._place(line.start))})"

    def _place(self, point: Point) -> tuple[str, str]:
        paper = self.page.paper
        return (
            _number((point[0] - paper.left) * self.mm_per_m),
            _number((paper.top - point[1]) * self.mm_per_m),
        )

    def _points(self, points: Iterable[Point]) -> str:
        return "L".join(" ".join(self._place(point)) for point in points)


def _layer_and_style(shape: Painted) -> tuple[str, str, str]:
    return shape.layer, type(shape).__name__, shape.style


def _stroke(colour: str, width_mm: float, dash_mm: Sequence[float]) -> str:
    dashes = f' stroke-dasharray="{" ".join(map(_number, dash_mm))}"' if dash_mm else ""
    width = _number(width_mm)
    return f'fill="none" stroke="{colour}" stroke-width="{width}" stroke-linejoin="round"{dashes}'


def _letter(letter: Glyph) -> str:
    """Return the outline of a letter in whole steps, y up."""
    parts: list[str] = []
    corners = [f"{round(x * _STEPS)} {round(y * _STEPS)}" for x, y in letter.vertices]
    at = 0
    while at < len(corners):
        code = int(letter.codes[at])
        command, count = _COMMANDS.get(code, ("Z", 1))
        parts.append(command + " ".join(corners[at : at + count] if command != "Z" else ()))
        at += count
    return "".join(parts)


def _number(value: float) -> str:
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
