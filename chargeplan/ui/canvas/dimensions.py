"""Dimension lines on screen: distances of findings, at a size that can be read whatever the zoom."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTransform

from chargeplan.drawing.dimensions import (
    Dimension,
    Segment,
    TextPlace,
    dimension_of,
    dimension_shape,
    is_distance,
    missed_distances,
    nearest_buildings,
)
from chargeplan.engineering.findings import Check
from chargeplan.model.values import Point
from chargeplan.ui.canvas.board import Board
from chargeplan.ui.canvas.style import Style
from chargeplan.ui.session import Session

_STROKE_PX = 6.0
_LINE_PX, _HALO_PX = 2.0, 4.5
_PLATE_PX = 3.0
_BEAD_PX = 10.0
_MOST_IN_VIEW = 300
"""More lines than this nobody tells apart; who zooms in sees the others."""

_COLOURS = {"error": "error", "warning": "warning", "info": "lot", "": "text"}


@dataclass(frozen=True)
class ShownDimension:
    """A dimension line, and whether its text is shown in any case."""

    dimension: Dimension
    chosen: bool = False


class DimensionLines(QObject):
    """Knows which distances are drawn; `changed` says that they are others now.

    Those of the checks that are chosen in the list always are; `missed` ones and the `nearest` building of
    every new shed are when they are switched on.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._chosen: tuple[Check, ...] = ()
        self._missed = True
        self._nearest = False

    @property
    def missed(self) -> bool:
        """Whether all distances that are missed are drawn."""
        return self._missed

    @property
    def nearest(self) -> bool:
        """Whether the distance of every new shed to the nearest building is drawn."""
        return self._nearest

    def show_missed(self, on: bool) -> None:
        """Draw all distances that are missed, or only those that are chosen."""
        if on != self._missed:
            self._missed = on
            self.changed.emit()

    def show_nearest(self, on: bool) -> None:
        """Draw the distance of every new shed to the nearest building, or not."""
        if on != self._nearest:
            self._nearest = on
            self.changed.emit()

    def choose(self, checks: Iterable[Check]) -> None:
        """Draw the distances of these checks, whatever else is drawn."""
        chosen = tuple(checks)
        if chosen != self._chosen:
            self._chosen = chosen
            self.changed.emit()

    def chosen(self, hidden: frozenset[str] = frozenset()) -> list[ShownDimension]:
        """Return those of the checks that are chosen, less those of elements that are hidden just now."""
        known = self._session.document.elements()
        return _each_once(
            [
                ShownDimension(dimension_of(check), chosen=True)
                for check in self._chosen
                if is_distance(check) and all(name in known and name not in hidden for name in check.elements)
            ]
        )

    def shown(self, *, findings: bool = True, hidden: frozenset[str] = frozenset()) -> list[ShownDimension]:
        """Return what is drawn, the most important first, between the same two points once.

        Parameters
        ----------
        findings : bool
            Whether findings that nobody has chosen are drawn on the plan at all.
        hidden : ids of elements that are not drawn just now
        """
        analysis = self._session.analysis
        if analysis is None or analysis.scheme.id != self._session.document.project.active_scheme_id:
            return []
        known = self._session.document.elements()
        missed = missed_distances(analysis.checks) if findings and self._missed else []
        shown = self.chosen(hidden)
        shown += [
            ShownDimension(dimension_of(check))
            for check in missed
            if check.state == "missed"
            and all(name in known and name not in hidden for name in check.elements)
        ]
        if self._nearest and not hidden:
            told = [each.dimension for each in shown]
            shown += [ShownDimension(each) for each in nearest_buildings(analysis, besides=told)]
        return _each_once(shown)


def _each_once(shown: Sequence[ShownDimension]) -> list[ShownDimension]:
    made: dict[Hashable, ShownDimension] = {}
    for each in shown:
        made.setdefault(each.dimension.key, each)
    return list(made.values())


class Drawn(NamedTuple):
    """Where texts and lines of dimensions stand [px], lines in small boxes."""

    texts: list[QRectF]
    lines: list[QRectF]


def draw_dimensions(
    painter: QPainter,
    shown: Sequence[ShownDimension],
    to_view: QTransform,
    style: Style,
    base: QFont,
    view: QRectF,
    kept_free: Sequence[QRectF] = (),
) -> Drawn:
    """Draw lines and texts, the first ones first, and return where they stand.

    A text stands whole in `view`, on no other and nowhere in `kept_free`; where there is no room for it, it
    is left out until somebody zooms in, unless its dimension is chosen. So are the last of very many lines,
    and what is required of a distance whose line is short.
    """
    metrics = QFontMetricsF(base)
    board = Board(kept_free)
    lines: list[QRectF] = []
    drawn = 0
    painter.save()
    painter.setTransform(QTransform())
    painter.setFont(base)
    for each in shown:
        start, end = (_upward(to_view.map(QPointF(*p))) for p in (each.dimension.start, each.dimension.end))
        seen = _clipped(start, end, view)
        if seen is None or (drawn == _MOST_IN_VIEW and not each.chosen):
            continue
        drawn += 1
        text = _text(each, math.dist(start, end), metrics)
        size = (metrics.horizontalAdvance(text) + 2 * _PLATE_PX, metrics.height())
        colour = style.colour(_COLOURS[each.dimension.severity])
        _draw_lines(painter, dimension_shape(start, end, _STROKE_PX, size).segments, colour, style)
        lines += _beads(seen)
        place = _free_place(seen, size, view, board, forced=each.chosen)
        if place is not None:
            board.take(_rectangle(place, size))
            _draw_text(painter, place, size, text, colour, style)
    painter.restore()
    return Drawn(board.taken, lines)


def _text(each: ShownDimension, length_px: float, metrics: QFontMetricsF) -> str:
    """Return all that is said of a distance where it is chosen or its line is long, else the distance."""
    whole = each.dimension.text
    return whole if each.chosen else each.dimension.words(length_px, metrics.horizontalAdvance(whole))


def _upward(at: QPointF) -> Point:
    """Return a place of the viewport with y pointing up, as dimension lines are reckoned."""
    return (at.x(), -at.y())


def _rectangle(place: TextPlace, size: tuple[float, float]) -> QRectF:
    box = place.box(*size)
    return QRectF(box.left, -box.top, box.width, box.height)


def _free_place(
    seen: Segment, size: tuple[float, float], view: QRectF, board: Board, *, forced: bool
) -> TextPlace | None:
    """Return where a text is read beside the part of its line that is seen."""
    first = None
    for place in dimension_shape(*seen, _STROKE_PX, size).places:
        box = _rectangle(place, size)
        if view.contains(box):
            if board.is_free(box):
                return place
            first = first or place
    return first if forced else None


def _draw_lines(painter: QPainter, segments: Sequence[Segment], colour: QColor, style: Style) -> None:
    for pen in (QPen(style.colour("halo"), _HALO_PX), QPen(colour, _LINE_PX)):
        painter.setPen(pen)
        for (x1, y1), (x2, y2) in segments:
            painter.drawLine(QPointF(x1, -y1), QPointF(x2, -y2))


def _draw_text(
    painter: QPainter, place: TextPlace, size: tuple[float, float], text: str, colour: QColor, style: Style
) -> None:
    width, height = size
    painter.save()
    painter.translate(place.middle[0], -place.middle[1])
    painter.rotate(-place.degrees)
    plate = QRectF(-width / 2, -height / 2, width, height)
    painter.setPen(style.colour("plate"))
    painter.setBrush(style.colour("plate"))
    painter.drawRoundedRect(plate, _PLATE_PX, _PLATE_PX)
    painter.setPen(colour)
    ascent = QFontMetricsF(painter.font()).ascent()
    painter.drawText(QPointF(plate.left() + _PLATE_PX, plate.top() + ascent), text)
    painter.restore()


def _beads(seen: Segment) -> list[QRectF]:
    """Return small boxes along a line, so that no label covers it."""
    (x1, y1), (x2, y2) = seen
    count = max(1, round(max(abs(x2 - x1), abs(y2 - y1)) / _BEAD_PX))
    half = _BEAD_PX / 2
    return [
        QRectF(
            x1 + (x2 - x1) * step / count - half, -(y1 + (y2 - y1) * step / count) - half, _BEAD_PX, _BEAD_PX
        )
        for step in range(count + 1)
    ]


def _clipped(start: Point, end: Point, view: QRectF) -> Segment | None:
    """Return the part of a line that is seen in `view`, by the method of Liang and Barsky; y points up."""
    low, high = 0.0, 1.0
    dx, dy = end[0] - start[0], end[1] - start[1]
    for change, room in (
        (-dx, start[0] - view.left()),
        (dx, view.right() - start[0]),
        (-dy, start[1] + view.bottom()),
        (dy, -view.top() - start[1]),
    ):
        if change == 0:
            if room < 0:
                return None
        elif change < 0:
            low = max(low, room / change)
        else:
            high = min(high, room / change)
    if low > high:
        return None
    return (
        (start[0] + low * dx, start[1] + low * dy),
        (start[0] + high * dx, start[1] + high * dy),
    )
