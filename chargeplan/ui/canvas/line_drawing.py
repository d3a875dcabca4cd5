"""The lines of an underlay, drawn within a frame however many they are.

A few lines are drawn as they are. Where many are in sight they are drawn once into tiles for the zoom in use,
so that to pan is to lay tiles. Tiles are made as long as a frame has time; where one is still missing a
picture of the whole stands in for it. Units are the steps of the underlay's grid, y up.
"""

from __future__ import annotations

import math
import struct
import time
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QByteArray, QDataStream, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap, QRegion, QTransform

from chargeplan.geometry.line_index import LineIndex, Segments, longer_side, segments_of
from chargeplan.model.linework import unpacked

_MOST_DIRECT = 12_000
"""So many pieces are drawn anew in every frame."""

_TILE_PX = 128
_MOST_TILES = 1000
_FRAME_S = 0.004
"""Time that a frame has for tiles."""

_CELLS = 48
_LONG_HEAPS = 16
_OVERVIEW_PX = 1024
_MOST_IN_OVERVIEW = 150_000

_LinearPart = tuple[float, float, float, float]


class LineDrawing:
    """Lines in a form in which they are drawn and snapped to quickly; kept as long as somebody shows them."""

    def __init__(self, data: bytes) -> None:
        self._segments = segments_of(unpacked(data))
        self._chunks = _Chunks(self._segments)
        self._overviews: dict[int, QImage] = {}
        self._tiles: dict[tuple[int, int], QPixmap] = {}
        self._tiles_of: tuple[_LinearPart, int, float] | None = None

    def prepare(self, colour: QColor) -> None:
        """Make what the first frame and the first snap need; for a thread beside the window."""
        _ = self.index
        self._overview(colour)

    @cached_property
    def index(self) -> LineIndex:
        """The lines by place."""
        return LineIndex(self._segments.ends)

    def draw(self, painter: QPainter, colour: QColor) -> bool:
        """Draw what is in sight; return whether all of it is drawn as finely as it can be."""
        to_pixels = painter.worldTransform()
        seen = _inverted(to_pixels).mapRect(QRectF(painter.viewport()))
        chunks = self._chunks.within(seen)
        if self._chunks.count_of(chunks) <= _MOST_DIRECT:
            painter.setPen(_thin_pen(colour, painter.device().devicePixelRatio()))
            self._chunks.draw(painter, chunks)
            return True
        return self._draw_tiles(painter, to_pixels, colour)

    def draw_longest(self, painter: QPainter, colour: QColor) -> None:
        """Draw everything at once, of very many lines the longest, for a small picture."""
        painter.setPen(_thin_pen(colour, painter.device().devicePixelRatio()))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._longest)

    @cached_property
    def _longest(self) -> QPainterPath:
        return _path_of(_longest(self._segments, _MOST_IN_OVERVIEW))

    def _draw_overview(self, painter: QPainter, colour: QColor) -> None:
        """Draw a picture of everything, coarse where it is large."""
        image = self._overview(colour)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # of the edges, which are empty
        painter.translate(0, self._chunks.box.bottom())
        painter.scale(1, -1)
        painter.drawImage(self._chunks.box, image, QRectF(image.rect()))
        painter.restore()

    # tiles

    def _draw_tiles(self, painter: QPainter, to_pixels: QTransform, colour: QColor) -> bool:
        """Lay the tiles in sight, on whole dots of the screen, counted from the underlay's corner."""
        ratio = painter.device().devicePixelRatio()
        fresh = self._keep_tiles_for(to_pixels, colour, ratio)
        left, top = (round(offset * ratio) for offset in (to_pixels.dx(), to_pixels.dy()))
        view = QRectF(painter.viewport())
        ground = to_pixels.mapRect(self._chunks.box).intersected(view)
        wanted = self._places(ground, left, top, ratio)
        missing = set(wanted) if fresh else self._make(wanted, to_pixels, colour, ratio)
        painter.save()
        painter.setWorldTransform(QTransform())
        for column, row in wanted:
            if (column, row) not in missing:
                place = QPointF(left + column * _TILE_PX, top + row * _TILE_PX) / ratio
                painter.drawPixmap(place, self._tiles[column, row])
        painter.restore()
        if missing:
            size = _TILE_PX / ratio
            gaps = QRegion()
            for column, row in missing:
                x, y = (left / ratio + column * size, top / ratio + row * size)
                gaps += QRectF(x, y, size, size).toAlignedRect()
            painter.save()
            painter.setWorldTransform(QTransform())
            painter.setClipRegion(gaps, Qt.ClipOperation.IntersectClip)
            painter.setWorldTransform(to_pixels)
            self._draw_overview(painter, colour)
            painter.restore()
        return not missing

    def _keep_tiles_for(self, to_pixels: QTransform, colour: QColor, ratio: float) -> bool:
        """Forget the tiles of another zoom; return whether this is the first frame at a zoom.

        While somebody zooms each frame is the first one, and tiles made for it would be thrown away at once.
        """
        linear = (to_pixels.m11(), to_pixels.m12(), to_pixels.m21(), to_pixels.m22())
        look = (linear, colour.rgba(), ratio)
        if self._tiles_of != look:
            self._tiles_of = look
            self._tiles.clear()
            return True
        return False

    @staticmethod
    def _places(ground: QRectF, left: int, top: int, ratio: float) -> list[tuple[int, int]]:
        """Return columns and rows of tiles that cover a part of the view, from its middle outwards."""
        if ground.isEmpty():
            return []
        columns = range(
            math.floor((ground.left() * ratio - left) / _TILE_PX),
            math.floor((ground.right() * ratio - left) / _TILE_PX) + 1,
        )
        rows = range(
            math.floor((ground.top() * ratio - top) / _TILE_PX),
            math.floor((ground.bottom() * ratio - top) / _TILE_PX) + 1,
        )
        x, y = (columns[0] + columns[-1]) / 2, (rows[0] + rows[-1]) / 2
        places = [(column, row) for row in rows for column in columns]
        return sorted(places, key=lambda place: (abs(place[0] - x) + abs(place[1] - y), place))

    def _make(
        self, wanted: list[tuple[int, int]], to_pixels: QTransform, colour: QColor, ratio: float
    ) -> set[tuple[int, int]]:
        """Make tiles that are missing while there is time; return those that still are."""
        missing = [place for place in wanted if place not in self._tiles]
        until = time.perf_counter() + _FRAME_S
        for number, place in enumerate(missing):
            if time.perf_counter() >= until:
                return set(missing[number:])
            if len(self._tiles) >= _MOST_TILES:
                del self._tiles[next(each for each in self._tiles if each not in wanted)]
            self._tiles[place] = self._tile(place, to_pixels, colour, ratio)
        return set()

    def _tile(self, place: tuple[int, int], to_pixels: QTransform, colour: QColor, ratio: float) -> QPixmap:
        tile = QPixmap(_TILE_PX, _TILE_PX)
        tile.fill(Qt.GlobalColor.transparent)
        with QPainter(tile) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(_thin_pen(colour, ratio))
            dots = QTransform(to_pixels.m11(), to_pixels.m12(), to_pixels.m21(), to_pixels.m22(), 0, 0)
            dots *= QTransform.fromScale(ratio, ratio)
            dots *= QTransform.fromTranslate(-place[0] * _TILE_PX, -place[1] * _TILE_PX)
            painter.setTransform(dots)
            area = _inverted(dots).mapRect(QRectF(-1, -1, _TILE_PX + 2, _TILE_PX + 2))
            self._chunks.draw(painter, self._chunks.within(area))
        tile.setDevicePixelRatio(ratio)
        return tile

    def _overview(self, colour: QColor) -> QImage:
        """Return a picture of all lines, or of the longest of very many, as large as a window."""
        known = self._overviews.get(colour.rgba())
        if known is not None:
            return known
        box = self._chunks.box
        scale = _OVERVIEW_PX / max(box.width(), box.height())
        image = QImage(
            max(1, math.ceil(box.width() * scale)), max(1, math.ceil(box.height() * scale)),
            QImage.Format.Format_ARGB32_Premultiplied,
        )  # fmt: skip
        image.fill(Qt.GlobalColor.transparent)
        with QPainter(image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(_thin_pen(colour, 1.0))
            painter.scale(image.width() / box.width(), -image.height() / box.height())
            painter.translate(0, -box.height())
            painter.drawPath(self._longest)
        self._overviews = {colour.rgba(): image}
        return image


@lru_cache(maxsize=8)
def line_drawing(data: bytes) -> LineDrawing:
    """Return the drawing of packed lines; raise `InvalidValueError` when they are damaged."""
    return LineDrawing(data)


class _Chunks:
    """Pieces of lines in heaps that lie together, each a path of its own, made when it is first drawn."""

    def __init__(self, segments: Segments) -> None:
        ends = segments.ends
        width, height = (max(int(ends[:, axis::2].max(initial=0)), 1) for axis in (0, 1))
        self.box = QRectF(0, 0, width, height)
        cell = math.ceil((max(width, height) + 1) / _CELLS)
        columns, rows = (((ends[:, axis] >> 1) + (ends[:, axis + 2] >> 1)) // cell for axis in (0, 1))
        keys = rows * (_CELLS + 1) + columns
        keys = np.where(longer_side(ends) > 2 * cell, -1 - keys % _LONG_HEAPS, keys)
        keys = keys.astype(np.int16)  # which are sorted ten times as quickly
        self._order = np.argsort(keys, kind="stable")
        self._segments = segments
        firsts = np.flatnonzero(np.diff(keys[self._order], prepend=np.iinfo(np.int16).min))
        self._firsts = firsts
        self._stops = np.append(firsts[1:], len(ends))
        self._counts = self._stops - firsts
        together = ends[self._order]
        none = np.zeros((0, 4), dtype=np.int32)
        low = np.minimum.reduceat(together, firsts) if len(firsts) else none
        high = np.maximum.reduceat(together, firsts) if len(firsts) else none
        self._low = np.minimum(low[:, :2], low[:, 2:])
        self._high = np.maximum(high[:, :2], high[:, 2:])
        self._paths: dict[int, QPainterPath] = {}

    def within(self, area: QRectF) -> npt.NDArray[np.intp]:
        """Return the numbers of the heaps whose bounds touch an area."""
        low, high = (area.left(), area.top()), (area.right(), area.bottom())
        return np.flatnonzero((self._low <= high).all(axis=1) & (self._high >= low).all(axis=1))

    def count_of(self, chunks: npt.NDArray[np.intp]) -> int:
        """Return how many pieces heaps hold."""
        return int(self._counts[chunks].sum())

    def draw(self, painter: QPainter, chunks: npt.NDArray[np.intp]) -> None:
        """Draw heaps with the painter's pen."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for number in chunks.tolist():
            painter.drawPath(self._path(number))

    def _path(self, number: int) -> QPainterPath:
        path = self._paths.get(number)
        if path is None:
            members = self._order[self._firsts[number] : self._stops[number]]
            goes_on = self._segments.goes_on[members]
            goes_on[1:] &= np.diff(members) == 1
            goes_on[:1] = False
            path = _path_of(Segments(self._segments.ends[members], goes_on))
            self._paths[number] = path
        return path


def _longest(segments: Segments, most: int) -> Segments:
    if len(segments) <= most:
        return segments
    longest = np.sort(np.argpartition(-longer_side(segments.ends), most)[:most])
    return Segments(segments.ends[longest], np.zeros(most, dtype=np.bool_))


_ELEMENT = np.dtype([("kind", ">i4"), ("x", ">f8"), ("y", ">f8")])
_MOVE, _LINE = 0, 1


def _path_of(segments: Segments) -> QPainterPath:
    """Return pieces as one path, by way of the bytes in which Qt itself stores paths: a corner at a time in
    Python takes a hundred times as long."""
    begins = ~segments.goes_on
    places = np.cumsum(begins) + np.arange(len(segments))
    elements = np.zeros(len(segments) + int(begins.sum()), dtype=_ELEMENT)
    elements["kind"][places] = _LINE
    elements["x"][places], elements["y"][places] = segments.ends[:, 2], segments.ends[:, 3]
    starts = places[begins] - 1
    elements["kind"][starts] = _MOVE
    elements["x"][starts], elements["y"][starts] = segments.ends[begins, 0], segments.ends[begins, 1]
    stored = QByteArray(struct.pack(">i", len(elements)) + elements.tobytes() + struct.pack(">ii", 0, 0))
    stream = QDataStream(stored, QIODevice.OpenModeFlag.ReadOnly)
    path = QPainterPath()
    if len(elements):
        stream >> path
    return path


def _thin_pen(colour: QColor, ratio: float) -> QPen:
    pen = QPen(colour, ratio)
    pen.setCosmetic(True)
    return pen


def _inverted(transform: QTransform) -> QTransform:
    return transform.inverted()[0]
