"""Words on the plan: they keep their size on screen, and give way to each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen, QTransform

from chargeplan.model.values import Point
from chargeplan.ui.canvas.board import Board
from chargeplan.ui.canvas.style import Style


@dataclass(frozen=True)
class Label:
    """Up to two lines of text at a place.

    Attributes
    ----------
    room_m : float
        Width that the labelled thing has on the ground [m]; the label is left out when its room on screen
        is much smaller than its text. 0 for none.
    priority : int
        Lower is placed first.
    below_px : float
        How far under the place it stands, for things with a symbol.
    above : bool
        Whether it stands on the place instead of around it.
    plate : bool
        Whether it is drawn on a plate.
    short : str
        What stands there when there is no room for the text.
    degrees : float
        How it is turned, counter-clockwise.
    height_m : float
        Height of its ground [m], where that bounds it; it is left out when that is lower than the text.
    """

    place: Point
    text: str
    colour: str
    priority: int
    room_m: float = 0.0
    detail: str = ""
    detail_colour: str = "text_muted"
    below_px: float = 0.0
    above: bool = False
    plate: bool = False
    short: str = ""
    degrees: float = 0.0
    height_m: float = 0.0


@dataclass(frozen=True)
class _Line:
    text: str
    font: QFont
    colour: str
    width: float
    height: float
    ascent: float


_ROOM_SHARE = 1.15
_HEIGHT_SHARE = 1.6
_LEAST_ROOM_PX = 14.0
_ABOVE_PX = 3.0
_HALO_PX = 2.0
_REMEMBERED_STAMPS = 1024
_HALO = tuple((dx, dy) for dx in (-1.0, 0.0, 1.0) for dy in (-1.0, 0.0, 1.0) if dx or dy)
"""Text drawn around itself is a halo at a quarter of the price of stroking its outline."""


def draw_labels(
    painter: QPainter,
    labels: Iterable[Label],
    to_view: QTransform,
    style: Style,
    base: QFont,
    view: QRectF,
    kept_free: Sequence[QRectF] = (),
) -> list[QRectF]:
    """Draw the labels that fit, most important first, and return where they stand [px].

    A label stands whole in `view` or not at all, and nowhere in `kept_free`.
    """
    fonts = _fonts(base)
    board = Board(kept_free)
    for label in sorted(labels, key=lambda entry: entry.priority):
        centre = to_view.map(QPointF(*label.place))
        if not view.contains(centre):
            continue
        room = label.room_m * to_view.m11() if label.room_m else None
        lines = _lines(label, fonts, room)
        if not lines or (label.height_m and lines[0].height * _HEIGHT_SHARE > label.height_m * to_view.m11()):
            continue
        for fitting in (lines, lines[:1]):
            box = _box(fitting, centre, label)
            turn = QTransform().translate(centre.x(), centre.y()).rotate(-label.degrees)
            turn.translate(-centre.x(), -centre.y())
            covered = turn.mapRect(box)
            if view.contains(covered) and board.is_free(covered):
                painter.setTransform(turn)
                _draw(painter, fitting, box, style, plate=label.plate)
                painter.setTransform(QTransform())
                board.take(covered)
                break
    return board.taken


def _fonts(base: QFont) -> tuple[QFont, QFont]:
    plain, small = QFont(base), QFont(base)
    small.setPointSizeF(base.pointSizeF() * 0.86)
    return plain, small


def _line(text: str, font: QFont, colour: str) -> _Line:
    metrics = QFontMetricsF(font)
    return _Line(text, font, colour, metrics.horizontalAdvance(text), metrics.height(), metrics.ascent())


def _lines(label: Label, fonts: tuple[QFont, QFont], room: float | None) -> list[_Line]:
    if room is not None and room < _LEAST_ROOM_PX:
        return []
    plain, small = fonts
    lines = [_line(label.text, plain, label.colour)]
    if label.detail:
        lines.append(_line(label.detail, small, label.detail_colour))
    if room is None:
        return lines
    if lines[0].width > room * _ROOM_SHARE:
        return [_line(label.short, small, label.colour)] if label.short else []
    return [line for line in lines if line.width <= room * _ROOM_SHARE]


def _box(lines: list[_Line], centre: QPointF, label: Label) -> QRectF:
    width = max(line.width for line in lines) + (12 if label.plate else 4)
    height = sum(line.height for line in lines) + (2 if label.plate else 0)
    top = centre.y() - height / 2
    if label.above:
        top = centre.y() - height - _ABOVE_PX
    elif label.below_px:
        top = centre.y() + label.below_px
    return QRectF(round(centre.x() - width / 2), round(top), width, height)


def _draw(painter: QPainter, lines: list[_Line], box: QRectF, style: Style, *, plate: bool) -> None:
    if plate:
        painter.setPen(QPen(style.colour(lines[0].colour), 1.0))
        painter.setBrush(style.colour("plate"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    y = box.top() + (1 if plate else 0)
    for line in lines:
        base = QPointF(round(box.center().x() - line.width / 2), round(y + line.ascent))
        colour = style.colour(line.colour)
        if plate:
            painter.setFont(line.font)
            painter.setPen(colour)
            painter.drawText(base, line.text)
        else:
            ratio = painter.device().devicePixelRatio()
            font, halo = line.font.toString(), style.colour("halo")
            stamp = _stamp(line.text, font, colour.rgba(), halo.rgba(), ratio)
            painter.drawImage(QPointF(base.x() - _HALO_PX, base.y() - _base_px(line.ascent)), stamp)
        y += line.height


@lru_cache(maxsize=_REMEMBERED_STAMPS)
def _stamp(text: str, font_words: str, colour: int, halo: int, ratio: float) -> QImage:
    """Return a line of text in its halo, remembered: plans are drawn far oftener than words change."""
    font = QFont()
    font.fromString(font_words)
    metrics = QFontMetricsF(font)
    size = QSizeF(metrics.horizontalAdvance(text) + 2 * _HALO_PX, metrics.height() + 2 * _HALO_PX)
    image = QImage((size * ratio).toSize() + QSize(1, 1), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        base = QPointF(_HALO_PX, _base_px(metrics.ascent()))
        painter.setPen(QColor.fromRgba(halo))
        for dx, dy in _HALO:
            painter.drawText(QPointF(base.x() + dx, base.y() + dy), text)
        painter.setPen(QColor.fromRgba(colour))
        painter.drawText(base, text)
    return image


def _base_px(ascent: float) -> float:
    """Return how far under its upper edge a stamp's text stands: whole pixels, or it would be blurred."""
    return _HALO_PX + math.ceil(ascent)
