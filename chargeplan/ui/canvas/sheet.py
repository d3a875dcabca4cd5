"""The sheet: it shows the plan, zooms and pans.

Scene units are metres, y points north. What does not change while the mouse moves is drawn once into a
picture; a frame of a drag is that picture and what is drawn above it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from chargeplan.model.project import Element
from chargeplan.model.site import Underlay
from chargeplan.model.values import Point
from chargeplan.ui.canvas.dimensions import DimensionLines, draw_dimensions
from chargeplan.ui.canvas.elements import (
    Box,
    box_of,
    middle_of,
    points_of,
    united,
)
from chargeplan.ui.canvas.labels import draw_labels
from chargeplan.ui.canvas.previews import (
    draw_finding_marks,
    draw_north_arrow,
    draw_scale_bar,
    north_arrow_box,
    scale_bar_box,
)
from chargeplan.ui.canvas.scene import PlanScene
from chargeplan.ui.canvas.style import Style, style_for
from chargeplan.ui.session import Session

_GRID_LEAST_PX = 12.0
_LEAST_SCALE, _MOST_SCALE = 0.005, 2000.0
WHEEL_FACTOR = 1.2
_MARGIN, _CLOSE_MARGIN = 0.25, 0.02
"""Ground shown around elements, as a share of their size; less around a picture, which is to be drawn over,
and around all that there is.
"""

_LEAST_MARGIN_M, _LEAST_SHOWN_M = 5.0, 30.0
"""Ground that is shown in any case: a hydrant alone does not tell where it stands."""

_EMPTY_VIEW: Box = (-50.0, -35.0, 50.0, 35.0)


class SheetView(QGraphicsView):
    """The plan of a session, to look at. `scale_changed` carries metres per pixel."""

    scale_changed = Signal(float)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ready = False
        self.session = session
        self.plan_scene = PlanScene(session, self)
        self.setScene(self.plan_scene)
        self.dimensions = DimensionLines(session, self)
        self._centre: Point = (0.0, 0.0)
        self._scale = 8.0
        self._fitted = False
        self._whole: list[Box] | None = None
        self._grid = False
        self._picture: QPixmap | None = None
        self._dimension_texts: list[QRectF] = []
        self._told: dict[str, object] = {}
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setMinimumSize(200, 150)
        self.plan_scene.contents_changed.connect(self._plan_changed)
        self.dimensions.changed.connect(self._contents_changed)

    def tidy(self, point: Point) -> Point:
        """Return a point on the finest decimal step that is still finer than a pixel."""
        return (round(point[0], self._decimals), round(point[1], self._decimals))

    @property
    def _decimals(self) -> int:
        return max(0, min(3, math.ceil(-math.log10(self.pixel_m))))

    @property
    def style_table(self) -> Style:
        """The colours in use."""
        return self.plan_scene.style

    @property
    def pixel_m(self) -> float:
        """Metres per pixel."""
        return 1.0 / self._scale

    def to_view(self, point: Point) -> QPointF:
        """Return a place on the ground [m] in pixels of the viewport."""
        return self.viewportTransform().map(QPointF(*point))

    def to_ground(self, position: QPointF) -> Point:
        """Return a place in the viewport [px] on the ground [m]."""
        mapped = self.viewportTransform().inverted()[0].map(position)
        return (mapped.x(), mapped.y())

    def _apply_view(self) -> None:
        x, y = self._centre
        self.setTransform(QTransform(self._scale, 0, 0, -self._scale, 0, 0))
        speck = 1e-6
        self.setSceneRect(QRectF(x - speck, y - speck, 2 * speck, 2 * speck))
        self._contents_changed()
        self._tell("scale", self.scale_changed, self.pixel_m)
        self._view_moved()

    def _view_moved(self) -> None:
        """Follow a zoom or pan."""

    def _tell(self, name: str, signal: SignalInstance, *values: object) -> None:
        """Emit a signal when its values are not those of the last time."""
        if self._told.get(name) != values:
            self._told[name] = values
            signal.emit(*values)

    def _plan_changed(self) -> None:
        self._whole = None
        self._contents_changed()

    def _contents_changed(self) -> None:
        self._picture = None
        self.viewport().update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Show the picture of the plan and the preview above it."""
        with QPainter(self.viewport()) as painter:
            if self._picture is None:
                self._picture = self._rendered()
            painter.drawPixmap(0, 0, self._picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_above(painter)
            self._paint_chosen_distances(painter)

    def _paint_above(self, painter: QPainter) -> None:
        """Draw what changes with the mouse; the painter's units are pixels."""

    def paint_dimension_texts(self, painter: QPainter) -> None:
        """Lay the texts of distances over frames of what is selected, which would strike them through."""
        if self._picture is None:
            return
        ratio = self._picture.devicePixelRatio()
        for text in self._dimension_texts:
            box = text.toAlignedRect()
            source = QRectF(box.x() * ratio, box.y() * ratio, box.width() * ratio, box.height() * ratio)
            painter.drawPixmap(QRectF(box), self._picture, source)

    def _paint_chosen_distances(self, painter: QPainter) -> None:
        """Draw the distances that were chosen above the frames of what is selected with them."""
        chosen = self.dimensions.chosen(self.plan_scene.hidden_ids)
        area = self._area()
        free = (scale_bar_box(self.pixel_m, self.font(), area), north_arrow_box(area))
        to_view, style = self.viewportTransform(), self.style_table
        draw_dimensions(painter, chosen, to_view, style, self.font(), area, free)

    def _area(self) -> QRectF:
        return QRectF(self.viewport().rect())

    def _rendered(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        area = self._area()
        picture = QPixmap((area.size() * ratio).toSize())
        picture.setDevicePixelRatio(ratio)
        picture.fill(self.style_table.colour("paper"))
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.render(painter, area, self.viewport().rect())
            if self._grid:
                self._paint_grid(painter, area)
            painter.setTransform(QTransform())
            labels = self.plan_scene.labels()
            free = [scale_bar_box(self.pixel_m, self.font(), area), north_arrow_box(area)]
            shown = self.dimensions.shown(
                findings=self.plan_scene.layer_visible("findings"), hidden=self.plan_scene.hidden_ids
            )
            to_view, style = self.viewportTransform(), self.style_table
            drawn = draw_dimensions(painter, shown, to_view, style, self.font(), area, free)
            self._dimension_texts = drawn.texts
            free += [*drawn.texts, *drawn.lines]
            draw_labels(painter, labels, to_view, style, self.font(), area, free)
            measured = {each.dimension.start for each in shown}  # their lines mark these places
            marks = [
                (self.to_view(place), severity)
                for place, severity in self.plan_scene.finding_marks()
                if place not in measured
            ]
            draw_finding_marks(painter, self.style_table, marks, area)
            draw_scale_bar(painter, self.style_table, self.pixel_m, self.font(), area)
            draw_north_arrow(painter, self.style_table, self.font(), area)
        return picture

    @property
    def grid_step_m(self) -> float:
        """Spacing of the grid at this zoom [m], 0 when it is off."""
        if not self._grid:
            return 0.0
        step = 0.1
        for factor in (5, 2) * 6:
            if step * self._scale >= _GRID_LEAST_PX:
                break
            step *= factor
        return step

    def _paint_grid(self, painter: QPainter, area: QRectF) -> None:
        step = self.grid_step_m
        left, top = self.to_ground(area.topLeft())
        right, bottom = self.to_ground(area.bottomRight())
        for major in (False, True):
            painter.setPen(self.style_table.colour("grid_major" if major else "grid"))
            for index in range(math.ceil(left / step), math.floor(right / step) + 1):
                if (index % 10 == 0) == major:
                    x = round(self.to_view((index * step, 0)).x()) + 0.5
                    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            for index in range(math.ceil(bottom / step), math.floor(top / step) + 1):
                if (index % 10 == 0) == major:
                    y = round(self.to_view((0, index * step)).y()) + 0.5
                    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the palette and the language."""
        super().changeEvent(event)
        if not self._ready:
            return
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._adopt_palette()
        elif event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def _adopt_palette(self) -> None:
        self.plan_scene.set_style(style_for(self.palette()))
        self._contents_changed()

    def retranslate(self) -> None:
        """Word everything in the language in use."""
        self.plan_scene.forget_labels()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the middle of the plan in the middle; fit everything when first shown."""
        super().resizeEvent(event)
        if not self._fitted:
            self.fit_all()
            self._fitted = not self.isHidden()
        else:
            self._apply_view()

    def _visible(self, element: Element) -> bool:
        return self.plan_scene.element_visible(element)

    def fit_all(self) -> None:
        """Show the whole plan."""
        self._show_box(self._whole_box() or _EMPTY_VIEW)

    def _whole_box(self) -> Box | None:
        """Return the bounds of what is shown, worked out once for each state of the plan."""
        if self._whole is None:
            shown = [e for e in self.session.document.elements().values() if self._visible(e)]
            self._whole = [united([box_of(points_of(element)) for element in shown])] if shown else []
        return self._whole[0] if self._whole else None

    def zoom_to_elements(self, ids: Iterable[str]) -> None:
        """Show these elements, with ground around them."""
        known = self.session.document.elements()
        shown = [known[element_id] for element_id in ids if element_id in known]
        if shown:
            box = united([box_of(points_of(element)) for element in shown])
            close = len(shown) == len(known) or any(isinstance(e, Underlay) for e in shown)
            share = _CLOSE_MARGIN if close else _MARGIN
            size = max(box[2] - box[0], box[3] - box[1])
            margin = max(_LEAST_MARGIN_M, share * size, (_LEAST_SHOWN_M - size) / 2)
            self._show_box((box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin))

    def zoom_to_point(self, point: Point, radius_m: float = 15.0) -> None:
        """Show the ground within `radius_m` around a point."""
        x, y = point
        self._show_box((x - radius_m, y - radius_m, x + radius_m, y + radius_m))

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom in (`factor` over 1) or out; what lies at a place of the viewport stays there."""
        place = at if at is not None else self._area().center()
        ground = self.to_ground(place)
        scale = min(max(self._scale * factor, _LEAST_SCALE), _MOST_SCALE)
        share = self._scale / scale
        x, y = self._centre
        self._centre = (ground[0] + (x - ground[0]) * share, ground[1] + (y - ground[1]) * share)
        self._scale = scale
        self._apply_view()

    def _show_box(self, box: Box) -> None:
        width, height = max(box[2] - box[0], 1.0), max(box[3] - box[1], 1.0)
        room = self._area()
        scale = min((room.width() - 60) / width, (room.height() - 90) / height)
        self._scale = min(max(scale, _LEAST_SCALE), _MOST_SCALE)
        self._centre = middle_of(box)
        self._apply_view()

    def pan_by(self, right_px: float, down_px: float) -> None:
        """Move the sheet under the view."""
        x, y = self._centre
        self._centre = (x - right_px * self.pixel_m, y + down_px * self.pixel_m)
        self._apply_view()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the cursor."""
        steps = event.angleDelta().y() / 120
        if steps:
            self.zoom_by(WHEEL_FACTOR**steps, event.position())
        event.accept()
