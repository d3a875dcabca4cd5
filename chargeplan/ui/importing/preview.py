"""The live preview: what would be taken in, in the colours of its roles, with open outlines marked."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QWidget

from chargeplan.files.sources.values import Box, Role
from chargeplan.i18n import N_
from chargeplan.model.values import Point
from chargeplan.ui.canvas.style import Style, style_for
from chargeplan.ui.importing.look import Look, Strokes
from chargeplan.ui.language import Living

ROLE_COLOURS: dict[Role, tuple[str, str]] = {
    Role.BOUNDARY: ("boundary", ""),
    Role.BUILDING: ("building", "building_fill"),
    Role.DOORWAY: ("doorway", ""),
    Role.ROAD: ("pipe_water", ""),
    Role.FIRE_LANE: ("fire_lane", ""),
    Role.TREE: ("tree", ""),
    Role.OBSTACLE: ("obstacle", ""),
    Role.GREEN: ("green", "green_fill"),
    Role.LOT: ("lot", "lot_fill"),
    Role.SHED: ("shed", "shed_fill"),
    Role.SUPPLY_POINT: ("supply", ""),
    Role.FENCE: ("fence", ""),
    Role.LADDER_GROUND: ("ladder_ground", "ladder_ground_fill"),
    Role.WINDOW: ("window", ""),
    Role.HYDRANT: ("hydrant", ""),
    Role.GAS: ("gas", ""),
    Role.PIPELINE: ("pipe_other", ""),
    Role.BASEMENT: ("basement", "basement_fill"),
    Role.BOX: ("box", "box_fill"),
    Role.CABLE_ROUTE: ("cable", ""),
    Role.UNDERLAY: ("underlay", ""),
}
"""Role -> names of the colours of its lines and of its ground, as on the plan."""

_FAINT = 0.4
_MARGIN_PX = 14
_STEP = 1.25
_PAN_PX = 40
_MOST_FILLED = 5_000
_CORNERS_AT_ONCE = 20_000
"""So many are painted before the window may answer."""

_SLOW_S = 0.03
"""A picture that takes longer to paint is moved as it is while the mouse is at it, and painted anew after."""

_SETTLED_MS = 90
_GAP_PX = 9
_DOT_PX = 5
_MOST_RINGED = 40
_GAP_VIEW_M = 12.0
_LEAST_CROP_PX = 6

_Piece = tuple[int, Callable[[QPainter], None]]
"""How many corners it has, and what paints it with the painter's units in metres."""


@dataclass(frozen=True)
class _View:
    """Which ground is seen: pixels for a metre, and what lies in the middle."""

    scale: float = 1.0
    middle: Point = (0.0, 0.0)


class PreviewView(Living, QFrame):
    """Shows a look; the wheel zooms, dragging moves, or cuts off what is not wanted of a page.

    `crop_changed` brings the part of a page that was chosen with the mouse, in shares of its width and
    height from its lower left corner; `confirmed` comes when Enter takes it as it is.
    """

    crop_changed = Signal(object)
    confirmed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("importPreview")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(260, 140)
        self.say(self.setAccessibleName, N_("Preview"))
        self._look: Look | None = None
        self._view = _View()
        self._fitted = True
        self._shown: _Painting | None = None
        self._coming: _Painting | None = None
        self._crops = False
        self._crop: Box | None = None
        self._pulled: QRectF | None = None
        self._pressed: QPointF | None = None
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(self.update)
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(0)
        self._next.timeout.connect(self._go_on)

    def sizeHint(self) -> QSize:
        """Return a size in which a plan can be read."""
        return QSize(560, 460)

    # what is shown

    @property
    def look(self) -> Look | None:
        """What is shown now."""
        return self._look

    @property
    def is_painted(self) -> bool:
        """Whether all of the look is seen as it is now, and not yet to be painted anew."""
        return self._look is None or (self._shown is not None and self._shown.view == self._view)

    def show_look(self, look: Look | None) -> None:
        """Show a look where the last one was seen, the whole of it until somebody zooms."""
        moved = self._look is None or look is None or self._look.box != look.box
        self._look = look
        if self._fitted or moved:
            self.fit()
        self._draw_anew()

    def let_crop(self, on: bool) -> None:
        """Let the left button draw what is kept of a page instead of moving it."""
        self._crops = on
        self.setCursor(Qt.CursorShape.CrossCursor if on else Qt.CursorShape.OpenHandCursor)

    def show_crop(self, crop: Box | None) -> None:
        """Show which part of a page is kept, None for all of it."""
        self._crop = crop
        self.update()

    def show_gap(self, number: int) -> None:
        """Show a gap large, counted from 0."""
        if self._look is None or not self._look.gaps:
            return
        gap = self._look.gaps[number % len(self._look.gaps)]
        (x1, y1), (x2, y2) = gap.start, gap.end
        reach_m = max(_GAP_VIEW_M, 4 * math.dist(gap.start, gap.end))
        self._fitted = False
        self._see(_View(min(self.width(), self.height()) / reach_m, ((x1 + x2) / 2, (y1 + y2) / 2)))

    # the view

    def fit(self) -> None:
        """Show all of it."""
        self._fitted = True
        if self._look is not None:
            left, bottom, right, top = self._look.box
            room = QSize(self.width() - 2 * _MARGIN_PX, self.height() - 2 * _MARGIN_PX)
            wide, high = max(right - left, 1e-6), max(top - bottom, 1e-6)
            scale = min(max(room.width(), 1) / wide, max(room.height(), 1) / high)
            self._see(_View(scale, ((left + right) / 2, (bottom + top) / 2)))

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Show it larger or smaller; what lies at `at`, else in the middle, stays there."""
        if self._look is None:
            return
        pixel = at if at is not None else QPointF(self.rect().center())
        x, y = self._ground(pixel)
        left, bottom, right, top = self._look.box
        whole = min(self.width() / max(right - left, 1e-6), self.height() / max(top - bottom, 1e-6))
        scale = min(max(self._view.scale * factor, whole / 4), whole * 2_000)
        dx, dy = pixel.x() - self.width() / 2, pixel.y() - self.height() / 2
        self._fitted = False
        self._see(_View(scale, (x - dx / scale, y + dy / scale)))

    def _pan(self, dx: float, dy: float) -> None:
        x, y = self._view.middle
        self._fitted = False
        self._see(replace(self._view, middle=(x - dx / self._view.scale, y + dy / self._view.scale)))

    def _see(self, view: _View) -> None:
        self._view = view
        if self._shown is not None and self._shown.spent_s > _SLOW_S:
            self._settled.start()
        self.update()

    def _ground(self, pixel: QPointF) -> Point:
        dx, dy = pixel.x() - self.width() / 2, pixel.y() - self.height() / 2
        return (self._view.middle[0] + dx / self._view.scale, self._view.middle[1] - dy / self._view.scale)

    def _transform(self, view: _View) -> QTransform:
        transform = QTransform()
        transform.translate(self.width() / 2, self.height() / 2)
        transform.scale(view.scale, -view.scale)
        return transform.translate(-view.middle[0], -view.middle[1])

    # painting

    def _draw_anew(self) -> None:
        self._settled.stop()
        self._shown = self._coming = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the look, what is cut off of it, its gaps, and the frame of what has the keyboard."""
        style = style_for(self.palette())
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), style.colour("paper"))
            if self._look is not None:
                self._paint_drawn(painter, self._look, style)
                self._paint_crop(painter, self._look, style)
                self._paint_gaps(painter, self._look, style)
        super().paintEvent(event)
        if self.hasFocus():
            with QPainter(self) as painter:
                painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 2))
                painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _paint_drawn(self, painter: QPainter, look: Look, style: Style) -> None:
        outdated = self._shown is None or (self._shown.view != self._view and not self._settled.isActive())
        if outdated and (self._coming is None or self._coming.view != self._view):
            self._coming = self._begun(look, style)
            self._go_on()
        shown = self._shown or self._coming
        assert shown is not None
        if shown.view == self._view:
            painter.drawPixmap(0, 0, shown.picture)
            return
        inverse, _invertible = self._transform(shown.view).inverted()
        painter.save()
        painter.setTransform(inverse * self._transform(self._view))
        painter.drawPixmap(0, 0, shown.picture)
        painter.restore()

    def _begun(self, look: Look, style: Style) -> _Painting:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(style.colour("paper"))
        return _Painting(self._view, picture, self._transform(self._view), _pieces(look, style))

    def _go_on(self) -> None:
        """Paint some more of what is coming, and let the window answer before the rest."""
        if self._coming is None:
            return
        if self._coming.go_on():
            self._shown, self._coming = self._coming, None
        else:
            self._next.start()
        self.update()

    def _paint_crop(self, painter: QPainter, look: Look, style: Style) -> None:
        """Shade what is cut off, with a line around what is kept."""
        if self._pulled is None and self._crop is None:
            return
        page = self._rect_of(look.box)
        kept = self._pulled if self._pulled is not None else self._kept(page)
        shade = QColor(style.paper)
        shade.setAlpha(190)
        for part in (
            QRectF(page.left(), page.top(), page.width(), kept.top() - page.top()),
            QRectF(page.left(), kept.bottom(), page.width(), page.bottom() - kept.bottom()),
            QRectF(page.left(), kept.top(), kept.left() - page.left(), kept.height()),
            QRectF(kept.right(), kept.top(), page.right() - kept.right(), kept.height()),
        ):
            painter.fillRect(part, shade)
        painter.setPen(QPen(style.colour("selection"), 2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(kept)

    def _rect_of(self, box: Box) -> QRectF:
        left, bottom, right, top = box
        return self._transform(self._view).mapRect(QRectF(left, bottom, right - left, top - bottom))

    def _kept(self, page: QRectF) -> QRectF:
        left, bottom, right, top = self._crop or (0.0, 0.0, 1.0, 1.0)
        width, height = page.width(), page.height()
        return QRectF(
            page.left() + left * width, page.top() + (1 - top) * height,
            (right - left) * width, (top - bottom) * height,
        )  # fmt: skip

    def _paint_gaps(self, painter: QPainter, look: Look, style: Style) -> None:
        """Ring gaps with their numbers; dot them where too many are seen, until somebody zooms in."""
        transform = self._transform(self._view)
        near = QRectF(self.rect()).adjusted(-_GAP_PX, -_GAP_PX, _GAP_PX, _GAP_PX)
        ends = ((transform.map(QPointF(*gap.start)), transform.map(QPointF(*gap.end))) for gap in look.gaps)
        seen = [
            (number, start, end)
            for number, (start, end) in enumerate(ends, 1)
            if near.contains((start + end) / 2)
        ]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        red = style.colour("error")
        if len(seen) > _MOST_RINGED:
            painter.setPen(QPen(red, _DOT_PX, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawPoints([(start + end) / 2 for _, start, end in seen])
            return
        for number, start, end in seen:
            middle = (start + end) / 2
            painter.setPen(QPen(red, 2, Qt.PenStyle.DotLine))
            painter.drawLine(start, end)
            painter.setPen(QPen(red, 2))
            painter.drawEllipse(middle, _GAP_PX, _GAP_PX)
            painter.drawText(middle + QPointF(_GAP_PX + 2, -_GAP_PX / 2), str(number))

    # mouse and keyboard

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the mouse."""
        if event.angleDelta().y():
            self.zoom_by(_STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to move what is seen, or to draw what is kept."""
        self._pressed = event.position()
        if self._crops and event.button() == Qt.MouseButton.LeftButton and self._look is not None:
            self._pulled = QRectF(self._pressed, self._pressed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it."""
        if self._pressed is None:
            return
        if self._pulled is not None and self._look is not None:
            pulled = QRectF(self._pressed, event.position()).normalized()
            self._pulled = pulled & self._rect_of(self._look.box)
            self.update()
            return
        moved = event.position() - self._pressed
        self._pressed = event.position()
        self._pan(moved.x(), moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell what is kept."""
        pulled, self._pulled, self._pressed = self._pulled, None, None
        if pulled is None or self._look is None:
            return
        if min(pulled.width(), pulled.height()) >= _LEAST_CROP_PX:
            page = self._rect_of(self._look.box)
            self.crop_changed.emit(
                (
                    (pulled.left() - page.left()) / page.width(),
                    (page.bottom() - pulled.bottom()) / page.height(),
                    (pulled.right() - page.left()) / page.width(),
                    (page.bottom() - pulled.top()) / page.height(),
                )
            )
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all of it."""
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom by + and −, fit by Home, move by the arrows; Enter takes it as it is."""
        keys = Qt.Key
        steps = {
            keys.Key_Left: (_PAN_PX, 0), keys.Key_Right: (-_PAN_PX, 0),
            keys.Key_Up: (0, _PAN_PX), keys.Key_Down: (0, -_PAN_PX),
        }  # fmt: skip
        if event.key() in (keys.Key_Plus, keys.Key_Equal):
            self.zoom_by(_STEP)
        elif event.key() == keys.Key_Minus:
            self.zoom_by(1 / _STEP)
        elif event.key() == keys.Key_Home:
            self.fit()
        elif event.key() in (keys.Key_Return, keys.Key_Enter):
            self.confirmed.emit()
        elif event.key() in steps and self._look is not None:
            self._pan(*steps[keys(event.key())])
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep all of it in sight until somebody zooms."""
        super().resizeEvent(event)
        if self._fitted:
            self.fit()
        self._draw_anew()

    def hideEvent(self, event: QEvent) -> None:
        """Paint nothing any more."""
        self._settled.stop()
        self._next.stop()
        self._coming = None
        super().hideEvent(event)  # type: ignore[arg-type]

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of the other look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_anew()


def line_colour(role: Role, style: Style) -> QColor:
    """Return the colour of a role's lines; what lies below the plan is faint."""
    colour = style.colour(ROLE_COLOURS[role][0])
    if role is Role.UNDERLAY:
        colour.setAlphaF(_FAINT)
    return colour


def ground_colour(role: Role, style: Style) -> QColor | None:
    """Return the colour of the ground inside a role's outlines, None for what has none."""
    name = ROLE_COLOURS[role][1]
    return style.colour(name) if name else None


def _pieces(look: Look, style: Style) -> Iterator[_Piece]:
    """Yield what paints a look, piece by piece, what lies lowest first."""
    if look.picture is not None:
        yield 0, partial(_paint_picture, look=look)
    for role in reversed(ROLE_COLOURS):
        if role in look.strokes:
            yield from _strokes(look.strokes[role], role, style)


def _paint_picture(painter: QPainter, look: Look) -> None:
    left, bottom, right, top = look.box
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.translate(left, top)
    painter.scale(1, -1)
    assert look.picture is not None
    painter.drawImage(QRectF(0, 0, right - left, top - bottom), look.picture)


def _strokes(strokes: Strokes, role: Role, style: Style) -> Iterator[_Piece]:
    ground, few = ground_colour(role, style), strokes.lines <= _MOST_FILLED
    brush = ground if ground is not None and few else Qt.BrushStyle.NoBrush
    pen = QPen(line_colour(role, style), 1 if role is Role.UNDERLAY or not few else 1.6)
    pen.setCosmetic(True)
    dots = QPen(pen.color(), 6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    dots.setCosmetic(True)

    def paint(painter: QPainter, path: QPainterPath) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, few)
        painter.setPen(pen)
        painter.setBrush(brush)
        painter.drawPath(path)

    def paint_points(painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, few)
        painter.setPen(dots)
        painter.drawPoints(strokes.points)

    for path in strokes.paths:
        yield path.elementCount(), partial(paint, path=path)
    yield strokes.points.size(), paint_points


class _Painting:
    """A picture of a look as it is seen in `view`, painted some pieces at a time."""

    def __init__(
        self, view: _View, picture: QPixmap, transform: QTransform, pieces: Iterator[_Piece]
    ) -> None:
        self.view = view
        self.picture = picture
        self.spent_s = 0.0
        self._transform = transform
        self._pieces = pieces

    def go_on(self) -> bool:
        """Paint some more, and return whether that was the last of it."""
        begun, room = perf_counter(), _CORNERS_AT_ONCE
        with QPainter(self.picture) as painter:
            for corners, paint in self._pieces:
                painter.save()
                painter.setTransform(self._transform, True)
                paint(painter)
                painter.restore()
                room -= corners
                if room <= 0:
                    break
        self.spent_s += perf_counter() - begun
        return room > 0
