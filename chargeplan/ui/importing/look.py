"""A preview of a source turned into what Qt paints at once; made in a thread, for it takes a while."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainterPath, QPolygonF

from chargeplan.errors import Cancelled, go_on_unless
from chargeplan.files.sources.values import Box, Gap, Preview, Role
from chargeplan.model.linework import unpacked
from chargeplan.model.values import Point

_ASKED_EVERY = 64
_CORNERS_OF_A_PATH = 1_000
"""Filling a path takes time that grows faster than its corners."""


@dataclass(frozen=True)
class Strokes:
    """Lines of one role: `paths` of runs of corners, and single `points`, x right and y up [m].

    Each path is short enough to be painted in a millisecond or two.
    """

    paths: tuple[QPainterPath, ...]
    points: QPolygonF
    lines: int


@dataclass(frozen=True)
class Look:
    """What is painted of a source; `picture` lies in `box`, its lower left corner at that of the box."""

    box: Box
    strokes: Mapping[Role, Strokes] = field(default_factory=dict)
    picture: QImage | None = None
    gaps: tuple[Gap, ...] = ()


def look_of(preview: Preview, cancelled: Cancelled) -> Look:
    """Return a preview ready to be painted; raise `CalledOff` when it is not wanted any more."""
    picture = QImage.fromData(preview.picture) if preview.picture is not None else None
    strokes = {role: _strokes(*held, cancelled) for role, held in preview.lines.items()}
    return Look(preview.box, strokes, picture, preview.gaps)


def _strokes(data: bytes, origin: Point, step_m: float, cancelled: Cancelled) -> Strokes:
    paths, points, room = [QPainterPath()], QPolygonF(), _CORNERS_OF_A_PATH
    x0, y0 = origin
    lines = unpacked(data)
    for number, line in enumerate(lines.each()):
        if number % _ASKED_EVERY == 0:
            go_on_unless(cancelled)
        corners = [QPointF(x0 + x * step_m, y0 + y * step_m) for x, y in line]
        if len(corners) == 1:
            points.append(corners[0])
            continue
        if len(corners) > room:
            paths.append(QPainterPath())
            room = _CORNERS_OF_A_PATH
        paths[-1].addPolygon(QPolygonF(corners))
        room -= len(corners)
    return Strokes(tuple(paths), points, len(lines))
