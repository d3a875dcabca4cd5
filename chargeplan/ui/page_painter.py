"""Pages of primitives painted by Qt, in windows and on printers, as every file of them looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QImage, QPainter, QPainterPath, QPen, QPolygonF

from chargeplan.drawing.hatching import HATCH_MM, HATCH_SPACING_MM, hatch_lines
from chargeplan.drawing.letters import text_width
from chargeplan.drawing.primitives import Box, Circle, Painted, Picture, Polygon, Polyline, Text
from chargeplan.drawing.symbols import HALO_OPACITY, HALO_SHARE, PAPER, STYLES, Style
from chargeplan.drawing.written import Line, lines_of
from chargeplan.model.values import Point

DOTS_PER_MM = 10.0
"""Units of a painted page, in which its lines and letters are sharp enough to be rounded to no harm."""

_LETTERS_PX = 100
"""Size at which letters are set; the painter makes them as large as they are wanted."""

_AT_ONCE = 100
_INK = "#000000"


@dataclass(frozen=True)
class _Mark:
    """Something to paint, and where it is to be seen."""

    bounds: QRectF
    paint: Callable[[QPainter], None]


class PagePainter:
    """A page, made ready to be painted again and again: at 0, 0, a millimetre to ten units.

    Parameters
    ----------
    primitives
        In the order of painting, in metres.
    paper : Box
        The sheet in metres.
    width_mm : float
        How wide it is [mm].
    """

    def __init__(self, primitives: Sequence[Painted], paper: Box, width_mm: float) -> None:
        self._paper = paper
        self._dots = width_mm / paper.width * DOTS_PER_MM
        self._marks = [mark for group in _alike(primitives) for mark in self._marks_of(group)]

    @property
    def rect(self) -> QRectF:
        """The paper, in units of the painter."""
        return QRectF(0, 0, self._paper.width * self._dots, self._paper.height * self._dots)

    def paint(self, painter: QPainter, seen: QRectF | None = None) -> None:
        """Paint the page, or of it what reaches into `seen`."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        for mark in self._marks:
            if seen is None or mark.bounds.intersects(seen):
                mark.paint(painter)

    def _at(self, point: Point) -> QPointF:
        return QPointF((point[0] - self._paper.left) * self._dots, (self._paper.top - point[1]) * self._dots)

    def _marks_of(self, group: Sequence[Any]) -> Iterator[_Mark]:
        """Yield the marks of shapes of one kind and style: all ground, then hatches, then outlines."""
        style = STYLES[group[0].style]
        if isinstance(group[0], Text):
            for text in group:
                yield from (self._line(line, style) for line in lines_of(text, style.bold))
            return
        if isinstance(group[0], Picture):
            yield from map(self._image, group)
            return
        paths = [self._outline(shape) for shape in group]
        closed = not isinstance(group[0], Polyline)
        if style.fill and closed:
            yield from (_area(path, _brush(style)) for path in paths)
        if style.hatched and closed:
            yield from (self._hatch(shape, style) for shape in group if isinstance(shape, Polygon))
        if style.line:
            yield from (_stroke(path, _pen(style)) for path in _together(paths))

    def _image(self, picture: Picture) -> _Mark:
        box = picture.box
        place = QRectF(self._at((box.left, box.top)), self._at((box.right, box.bottom)))
        image = QImage.fromData(picture.image)

        def paint(painter: QPainter) -> None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, image)

        return _Mark(place, paint)

    def _outline(self, shape: Polygon | Circle | Polyline) -> QPainterPath:
        path = QPainterPath()
        if isinstance(shape, Circle):
            radius = shape.radius_m * self._dots
            path.addEllipse(self._at(shape.centre), radius, radius)
        elif isinstance(shape, Polyline):
            path.addPolygon(QPolygonF([self._at(point) for point in shape.points]))
        else:
            for ring in shape.region:
                path.addPolygon(QPolygonF([self._at(point) for point in ring]))
                path.closeSubpath()
        return path

    def _hatch(self, shape: Polygon, style: Style) -> _Mark:
        spacing_m = HATCH_SPACING_MM * DOTS_PER_MM / self._dots
        lines = [
            QLineF(self._at(start), self._at(end))
            for start, end in hatch_lines(shape.region, spacing_m, self._paper)
        ]
        pen = QPen(QColor(style.line or _INK), HATCH_MM * DOTS_PER_MM)

        def paint(painter: QPainter) -> None:
            painter.setPen(pen)
            painter.drawLines(lines)

        return _Mark(self._outline(shape).boundingRect(), paint)

    def _line(self, line: Line, style: Style) -> _Mark:
        start, size = self._at(line.start), line.size * self._dots
        font, colour = _font(line.bold), QColor(style.line or _INK)
        rim = _rim(line, font) if style.halo else None

        def paint(painter: QPainter) -> None:
            painter.save()
            painter.translate(start)
            painter.rotate(-line.degrees)
            painter.scale(size / _LETTERS_PX, size / _LETTERS_PX)
            if rim is not None:
                painter.strokePath(rim, _rim_pen())
            painter.setFont(font)
            painter.setPen(colour)
            painter.drawText(QPointF(0, 0), line.text)
            painter.restore()

        reach = text_width(line.text, size, line.bold) + size
        return _Mark(QRectF(start.x() - reach, start.y() - reach, 2 * reach, 2 * reach), paint)


def _alike(primitives: Sequence[Painted]) -> Iterator[list[Painted]]:
    """Yield primitives that follow each other and are of one kind and style."""
    for _, group in groupby(primitives, key=lambda shape: (type(shape), shape.style)):
        yield list(group)


def _area(path: QPainterPath, brush: QBrush) -> _Mark:
    return _Mark(_wide(path, 0.0), lambda painter: painter.fillPath(path, brush))


def _together(paths: Sequence[QPainterPath]) -> Iterator[QPainterPath]:
    """Yield outlines that are drawn with one pen, many in one path: a drawing may have 100,000 of them."""
    for start in range(0, len(paths), _AT_ONCE):
        whole = QPainterPath()
        for path in paths[start : start + _AT_ONCE]:
            whole.addPath(path)
        yield whole


def _stroke(path: QPainterPath, pen: QPen) -> _Mark:
    return _Mark(_wide(path, pen.widthF()), lambda painter: painter.strokePath(path, pen))


def _wide(path: QPainterPath, width: float) -> QRectF:
    """Return the box around a path, which is never without width: such boxes meet nothing."""
    grown = max(1.0, width)
    return path.boundingRect().adjusted(-grown, -grown, grown, grown)


def _pen(style: Style) -> QPen:
    pen = QPen(QColor(style.line or _INK), style.width_mm * DOTS_PER_MM)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if style.dash_mm:
        pen.setDashPattern([part / style.width_mm for part in style.dash_mm])
    return pen


def _brush(style: Style) -> QBrush:
    colour = QColor(style.fill or PAPER)
    colour.setAlphaF(style.fill_opacity)
    return QBrush(colour)


def _font(bold: bool) -> QFont:
    font = QFont()
    font.setPixelSize(_LETTERS_PX)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def _rim(line: Line, font: QFont) -> QPainterPath:
    path = QPainterPath()
    path.addText(QPointF(0, 0), font, line.text)
    return path


def _rim_pen() -> QPen:
    colour = QColor(PAPER)
    colour.setAlphaF(HALO_OPACITY)
    pen = QPen(colour, HALO_SHARE * _LETTERS_PX)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
