"""The drawing canvas: it shows the plan and turns mouse and keys into gestures of tools.

Scene units are metres, y points north. What does not change while the mouse moves is drawn once into a
picture; a frame of a drag is that picture and the tool's preview above it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from chargeplan.geometry.snapping import SnapResult, SnapTargets, joined, side_directions, snap, snap_targets
from chargeplan.i18n import tr
from chargeplan.model.editing import Edit
from chargeplan.model.project import Element
from chargeplan.model.site import Doorway, Obstacle, SupplyPoint, Underlay
from chargeplan.model.values import Point
from chargeplan.ui.canvas import operations
from chargeplan.ui.canvas.elements import (
    Box,
    box_of,
    layer_of,
    middle_of,
    points_of,
    removed_corner,
    ring_of,
    rings_of,
    united,
)
from chargeplan.ui.canvas.entry import TypedEntry
from chargeplan.ui.canvas.figures import figure_lines
from chargeplan.ui.canvas.labels import draw_labels
from chargeplan.ui.canvas.live_checks import LiveChecks
from chargeplan.ui.canvas.live_fill import LiveFill
from chargeplan.ui.canvas.picking import Pickable, pickable, picked
from chargeplan.ui.canvas.previews import draw_badge, draw_north_arrow, draw_scale_bar, draw_snap
from chargeplan.ui.canvas.scene import PlanScene, snapping_rings
from chargeplan.ui.canvas.style import Style, style_for
from chargeplan.ui.canvas.tools.base import Pointer, Tool
from chargeplan.ui.canvas.tools.registry import TOOL_KEYS, make_tool
from chargeplan.ui.session import Session

SHED_MIME_TYPE = "application/x-chargeplan-shed"

_TOLERANCE_PX = 9.0
_PICK_PX = 5.0
_ANGLE_STEP_DEGREES = 15.0
_GRID_LEAST_PX = 12.0
_LEAST_SCALE, _MOST_SCALE = 0.005, 2000.0
_WHEEL_FACTOR = 1.2
_NUDGE_M, _LONG_NUDGE_M = 0.1, 1.0
_EMPTY_VIEW: Box = (-50.0, -35.0, 50.0, 35.0)
_PASTE_STEP_M = 2.0
_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, 1.0),
    Qt.Key.Key_Down: (0.0, -1.0),
}


class PlanView(QGraphicsView):
    """The plan of a session, to look at and to draw on.

    Signals
    -------
    cursor_moved
        East and north [m] under the pointer.
    prompt_changed
        What to do next, and what the buttons do.
    readout_changed
        Length, angle, area, stalls and sockets of what is being drawn, in one line.
    scale_changed
        Metres per pixel.
    tool_changed
        Id of the tool.
    context_menu_requested
        Place on the screen.
    live_figures_changed
        `figures.LiveFigures` or None.
    modes_changed
        Snapping, grid, right angles.
    """

    cursor_moved = Signal(float, float)
    prompt_changed = Signal(str, str)
    readout_changed = Signal(str)
    scale_changed = Signal(float)
    tool_changed = Signal(str)
    context_menu_requested = Signal(QPoint)
    live_figures_changed = Signal(object)
    modes_changed = Signal(bool, bool, bool)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.plan_scene = PlanScene(session, self)
        self.setScene(self.plan_scene)
        self._centre: Point = (0.0, 0.0)
        self._scale = 8.0
        self._fitted = False
        self._picture: QPixmap | None = None
        self._snapping, self._grid, self._ortho = True, False, False
        self._locked_layers: set[str] = set()
        self._targets: SnapTargets | None = None
        self._buildings: SnapTargets | None = None
        self._pickables: list[Pickable] | None = None
        self._clipboard: tuple[Element, ...] = ()
        self._paste_count = 0
        self._panning: QPointF | None = None
        self._space_held = self._space_moved = False
        self._last_position = QPointF(-1, -1)
        self._last_modifiers = Qt.KeyboardModifier.NoModifier
        self._pointer_inside = False
        self._told: dict[str, object] = {}
        self._last_tool_id = ""
        self._set_up_widget()
        self.live_fill = LiveFill(session, self)
        self.live_checks = LiveChecks(session, self.plan_scene.capacities, self)
        self.entry = TypedEntry(self.viewport())
        self._tool: Tool = make_tool("select", self)
        self._connect()
        self._adopt_palette()

    def _set_up_widget(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Letters are shortcuts here and no text: without this a Chinese input method would take them.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.viewport().setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setMinimumSize(200, 150)
        self._name()

    def _name(self) -> None:
        self.setAccessibleName(tr("Plan"))
        self.setAccessibleDescription(
            tr("Drawing of the estate. Letters choose tools, arrows move the selection, plus and minus zoom.")
        )

    def _connect(self) -> None:
        self.plan_scene.contents_changed.connect(self._contents_changed)
        self.session.selection.changed.connect(self._refresh)
        document = self.session.document
        document.edited.connect(self._document_edited)
        document.project_replaced.connect(self._project_replaced)
        self.session.shed_preset_changed.connect(lambda _: self._refresh())
        self.live_fill.ready.connect(self._live_ready)
        self.live_checks.ready.connect(self._live_ready)
        self.entry.changed.connect(self._typed)
        self.entry.accepted.connect(self._entry_accepted)
        self.entry.closed.connect(self._entry_closed)

    # --- what is shown --------------------------------------------------------------------------------------

    @property
    def style_table(self) -> Style:
        """The colours in use."""
        return self.plan_scene.style

    @property
    def pixel_m(self) -> float:
        """Metres per pixel."""
        return 1.0 / self._scale

    @property
    def tolerance_m(self) -> float:
        """How near to a target the pointer must be to snap [m]."""
        return _TOLERANCE_PX / self._scale

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
        self._retell_pointer()

    def _contents_changed(self) -> None:
        self._picture = None
        self.viewport().update()

    def _refresh(self) -> None:
        self._tell_tool_state()
        self.viewport().update()

    def _live_ready(self) -> None:
        if self._tool.at is not None and self._tool.drawing:
            self._tool.move(self._tool.at)
        self._refresh()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Show the picture of the plan and the preview above it."""
        painter = QPainter(self.viewport())
        if self._picture is None:
            self._picture = self._rendered()
        painter.drawPixmap(0, 0, self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._tool.paint(painter)
        if self._tool.id != "select":
            self._paint_pointer(painter)
        lines, warnings = self._tool.badge()
        if self._pointer_inside:
            draw_badge(
                painter, self.style_table, self._last_position, lines, warnings, self.font(), self._area()
            )
        painter.end()

    def _paint_pointer(self, painter: QPainter) -> None:
        at = self._tool.at
        if at is not None and at.snap is not None and self._pointer_inside:
            draw_snap(painter, self, at.snap)

    def _area(self) -> QRectF:
        return QRectF(self.viewport().rect())

    def _rendered(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        area = self._area()
        picture = QPixmap((area.size() * ratio).toSize())
        picture.setDevicePixelRatio(ratio)
        picture.fill(self.style_table.colour("paper"))
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.render(painter, area, self.viewport().rect())
        if self._grid:
            self._paint_grid(painter, area)
        painter.setTransform(QTransform())
        labels = self.plan_scene.labels()
        draw_labels(painter, labels, self.viewportTransform(), self.style_table, self.font(), area)
        draw_scale_bar(painter, self.style_table, self.pixel_m, self.font(), area)
        draw_north_arrow(painter, self.style_table, self.font(), area)
        painter.end()
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
        if not hasattr(self, "_tool"):
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
        self._name()
        self.plan_scene.forget_labels()
        self._told.clear()
        self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the middle of the plan in the middle; fit everything when first shown."""
        super().resizeEvent(event)
        if not self._fitted:
            self.fit_all()
            self._fitted = not self.isHidden()
        else:
            self._apply_view()

    # --- zoom and pan ---------------------------------------------------------------------------------------

    def fit_all(self) -> None:
        """Show the whole plan."""
        self._show_box(self._whole_box() or _EMPTY_VIEW)

    def _whole_box(self) -> Box | None:
        shown = [e for e in self.session.document.elements().values() if self._visible(e)]
        return united([box_of(points_of(element)) for element in shown]) if shown else None

    def zoom_to_elements(self, ids: Iterable[str]) -> None:
        """Show these elements, with ground around them."""
        known = self.session.document.elements()
        boxes = [box_of(points_of(known[element_id])) for element_id in ids if element_id in known]
        if boxes:
            box = united(boxes)
            margin = max(5.0, 0.25 * max(box[2] - box[0], box[3] - box[1]))
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
            self.zoom_by(_WHEEL_FACTOR**steps, event.position())
        event.accept()

    # --- modes, layers --------------------------------------------------------------------------------------

    @property
    def snapping(self) -> bool:
        """Whether points snap."""
        return self._snapping

    @property
    def grid(self) -> bool:
        """Whether the grid is shown and snapped to."""
        return self._grid

    @property
    def ortho(self) -> bool:
        """Whether right angles are held."""
        return self._ortho

    def set_snapping(self, on: bool) -> None:
        """Turn snapping on or off (F3)."""
        self._snapping = on
        self._modes_changed()

    def set_grid(self, on: bool) -> None:
        """Turn the grid on or off (F7)."""
        self._grid = on
        self._contents_changed()
        self._modes_changed()

    def set_ortho(self, on: bool) -> None:
        """Hold right angles or not (F8)."""
        self._ortho = on
        self._modes_changed()

    def _modes_changed(self) -> None:
        modes = (self._snapping, self._grid, self._ortho)
        if self._told.get("modes") != modes:
            self._told["modes"] = modes
            self.modes_changed.emit(*modes)
        self._retell_pointer()

    def set_layer_visible(self, layer: str, visible: bool) -> None:
        """Show or hide a layer; what is hidden is neither picked nor snapped to."""
        self.plan_scene.set_layer_visible(layer, visible)
        self._forget_shapes()
        self._refresh()

    def set_layer_locked(self, layer: str, locked: bool) -> None:
        """Lock a layer: it is seen and snapped to, but neither picked nor changed."""
        (self._locked_layers.add if locked else self._locked_layers.discard)(layer)
        self._forget_shapes()
        if locked:
            selection = self.session.selection
            selection.set(e.id for e in selection.elements() if layer_of(e) != layer)
        self._refresh()

    def layer_locked(self, layer: str) -> bool:
        """Return whether a layer is locked."""
        return layer in self._locked_layers

    def _visible(self, element: Element) -> bool:
        return self.plan_scene.layer_visible(layer_of(element))

    def editable(self, element: Element) -> bool:
        """Return whether an element may be changed: its layer is shown and not locked, nor is it."""
        locked = layer_of(element) in self._locked_layers or (
            isinstance(element, Underlay) and element.locked
        )
        return self._visible(element) and not locked

    def pickable_shapes(self) -> list[Pickable]:
        """Return what a click or a box can select."""
        if self._pickables is None:
            elements = self.session.document.elements().values()
            self._pickables = [pickable(element) for element in elements if self.editable(element)]
        return self._pickables

    def pick(self, point: Point) -> list[str]:
        """Return the ids of what lies at a point, the topmost first."""
        return picked(self.pickable_shapes(), point, _PICK_PX * self.pixel_m)

    def _forget_shapes(self) -> None:
        self._targets = self._buildings = self._pickables = None

    # --- snapping -------------------------------------------------------------------------------------------

    def snapping_now(self, modifiers: Qt.KeyboardModifier) -> bool:
        """Return whether points snap while these keys are held; Alt suspends it."""
        return self._snapping and not modifiers & Qt.KeyboardModifier.AltModifier

    def snap_targets(self, without: Iterable[str] = ()) -> SnapTargets:
        """Return what can be snapped to on the plan, less some elements."""
        left_out = set(without)
        if self._targets is not None and not left_out:
            return self._targets
        rings, paths, points = [], [], []
        for element in self.session.document.elements().values():
            if element.id in left_out or not self._visible(element):
                continue
            if snapping_rings(element):
                rings += rings_of(element)
                if not hasattr(element, "ring") and ring_of(element):
                    paths.append(ring_of(element))
            elif isinstance(element, Doorway | Obstacle | SupplyPoint):
                points.append(element.position)
        targets = snap_targets(rings, paths, points)
        if not left_out:
            self._targets = targets
        return targets

    def snapped(
        self,
        raw: Point,
        modifiers: Qt.KeyboardModifier,
        targets: SnapTargets | None = None,
        anchor: Point | None = None,
        own: Sequence[Point] = (),
    ) -> tuple[SnapResult | None, Point]:
        """Return what a point snaps to and where it comes to lie.

        Parameters
        ----------
        targets : SnapTargets, optional
            What to snap to instead of the whole plan.
        anchor : Point, optional
            The corner before.
        own : points
            Corners of the shape being drawn.
        """
        held = self._ortho or bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        on = self.snapping_now(modifiers)
        around = targets if targets is not None else self.snap_targets()
        if len(own) > 1:
            around = joined(around, snap_targets(paths=[tuple(own[:-1])]))
        base = 0.0
        if len(own) > 1:
            (x1, y1), (x2, y2) = own[-2:]
            base = math.degrees(math.atan2(y2 - y1, x2 - x1))
        directions = self._directions(anchor, own) if on and anchor is not None else ()
        found = snap(
            raw,
            around,
            tolerance_m=self.tolerance_m if on else 0.0,
            anchor=anchor,
            directions_degrees=directions,
            angle_step_degrees=_ANGLE_STEP_DEGREES if on else None,
            right_angles_from_degrees=base if held and anchor is not None else None,
            grid_m=self.grid_step_m or None if on else None,
        )
        return found, found.point if found is not None else self.tidy(raw)

    def _directions(self, anchor: Point, own: Sequence[Point]) -> tuple[float, ...]:
        if self._buildings is None:
            site = self.session.document.project.site
            self._buildings = snap_targets(rings=[building.ring for building in site.buildings])
        nearest = side_directions(anchor, self._buildings)
        return (*nearest, *side_directions(anchor, snap_targets(paths=[tuple(own)]), count=2))

    def tidy(self, point: Point) -> Point:
        """Return a point on the finest decimal step that is still finer than a pixel."""
        decimals = max(0, min(3, math.ceil(-math.log10(self.pixel_m))))
        return (round(point[0], decimals), round(point[1], decimals))

    def _pointer(self, position: QPointF, modifiers: Qt.KeyboardModifier) -> Pointer:
        raw = self.to_ground(position)
        tool = self._tool
        if not tool.snaps:
            return Pointer(raw, raw, position, modifiers)
        found, point = self.snapped(raw, modifiers, anchor=tool.anchor, own=tool.draft_points)
        if self.entry.active and tool.anchor is not None and tool.typing == "segment":
            typed = self.entry.constrained(tool.anchor, point)
            if typed != point:
                found, point = None, typed
        return Pointer(point, raw, position, modifiers, found)

    # --- tools ----------------------------------------------------------------------------------------------

    @property
    def tool(self) -> Tool:
        """The tool in use."""
        return self._tool

    @property
    def tool_id(self) -> str:
        """The id of the tool in use."""
        return self._tool.id

    def set_tool(self, tool_id: str) -> None:
        """Take another tool; the one before is cancelled."""
        self._take(make_tool(tool_id, self))

    def _take(self, tool: Tool) -> None:
        self.entry.close_entry()
        self._tool.cancel()
        self.live_fill.forget()
        self.live_checks.forget()
        if self._tool.id != "select":
            self._last_tool_id = self._tool.id
        self._tool = tool
        self.plan_scene.show_clearances(tool.shows_clearances)
        self.viewport().setCursor(tool.cursor)
        self.tool_changed.emit(tool.id)
        self._retell_pointer()
        self._refresh()

    def repeat_last_tool(self) -> None:
        """Take the tool again that was used last."""
        if self._last_tool_id and self._last_tool_id != self._tool.id:
            self.set_tool(self._last_tool_id)

    def start_scaling(self, underlay_id: str) -> None:
        """Begin to scale a picture: two clicks and the length between them."""
        from chargeplan.ui.canvas.tools.scaling import ScaleTool

        self._take(ScaleTool(self, underlay_id))
        self.setFocus()

    def _tell(self, name: str, signal: object, *values: object) -> None:
        if self._told.get(name) != values:
            self._told[name] = values
            signal.emit(*values)  # type: ignore[attr-defined]

    def _tell_tool_state(self) -> None:
        tool = self._tool
        prompt = tool.prompt()
        if self.entry.active and not self.entry.valid:
            prompt = tr("This cannot be read: type a length such as 3.5, 350cm, 3*2.1 or a step as 2,3")
        self._tell("prompt", self.prompt_changed, prompt, tool.hint())
        figures = tool.figures()
        self._tell("figures", self.live_figures_changed, figures)
        self._tell("readout", self.readout_changed, "   ".join(figure_lines(figures)) if figures else "")

    # --- mouse ----------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a pan, or give the press to the tool."""
        self._remember(event)
        if event.button() == Qt.MouseButton.MiddleButton or (
            event.button() == Qt.MouseButton.LeftButton and self._space_held
        ):
            self._panning = event.position()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._press(event.position(), event.modifiers())
        elif event.button() == Qt.MouseButton.RightButton:
            self._right_click(event)
        event.accept()

    def _press(self, position: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if self.entry.active and not self.entry.valid:
            self.entry.length.setFocus()
            return
        at = self._pointer(position, modifiers)
        self.entry.close_entry()
        self.setFocus()
        self._tool.press(at)
        self._move_tool(position, modifiers)

    def _right_click(self, event: QMouseEvent) -> None:
        if self._tool.drawing:
            self.finish_shape()
            return
        hit = self.pick(self.to_ground(event.position()))
        if hit and hit[0] not in self.session.selection.ids:
            self.session.selection.set(hit[:1])
        self.context_menu_requested.emit(event.globalPosition().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, or give the move to the tool."""
        self._remember(event)
        if self._panning is not None:
            step = event.position() - self._panning
            self._panning = event.position()
            self._space_moved = True
            self.pan_by(step.x(), step.y())
            return
        if self._space_held and event.buttons() == Qt.MouseButton.NoButton:
            self._space_moved = True
        self._move_tool(event.position(), event.modifiers())

    def _move_tool(self, position: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        at = self._pointer(position, modifiers)
        self._tool.move(at)
        self._tell("cursor", self.cursor_moved, *at.point)
        self.entry.place(position.toPoint())
        self._refresh()

    def _remember(self, event: QMouseEvent) -> None:
        self._last_position, self._last_modifiers = event.position(), event.modifiers()
        self._pointer_inside = True

    def _retell_pointer(self) -> None:
        if self._pointer_inside and hasattr(self, "_tool"):
            self._move_tool(self._last_position, self._last_modifiers)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a pan, or give the release to the tool."""
        self._remember(event)
        if self._panning is not None:
            self._panning = None
            self.viewport().setCursor(self._tool.cursor)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._tool.release(self._pointer(event.position(), event.modifiers()))
            self._move_tool(event.position(), event.modifiers())
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Middle fits all; left finishes the shape."""
        self._remember(event)
        if event.button() == Qt.MouseButton.MiddleButton:
            self.fit_all()
        elif event.button() == Qt.MouseButton.LeftButton and not self._space_held:
            self._tool.double_click(self._pointer(event.position(), event.modifiers()))
            self._refresh()
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Take the badge away with the pointer."""
        super().leaveEvent(event)
        self._pointer_inside = False
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu by its key; the right button is seen to when it goes down."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.context_menu_requested.emit(self.viewport().mapToGlobal(self._area().center().toPoint()))
        event.accept()

    # --- typed lengths --------------------------------------------------------------------------------------

    def open_entry(self, text: str = "", *, angle_first: bool = False) -> None:
        """Show the fields for a typed length, with its first character."""
        value_only = self._tool.typing == "value"
        caption = self._tool.value_label() if value_only else ""
        self.entry.open(self.style_table, caption, value_only=value_only, angle_first=angle_first)
        self.entry.place(self._last_position.toPoint())
        (self.entry.angle if angle_first else self.entry.length).insert(text)

    def _typed(self) -> None:
        if self.entry.active:
            self._retell_pointer()
            self._refresh()

    def _entry_accepted(self) -> None:
        if self._tool.typing == "value":
            value = self.entry.value()
            if value is not None and self._tool.value_entered(value):
                self.entry.close_entry()
        else:
            at = self._pointer(self._last_position, self._last_modifiers)
            self.entry.close_entry()
            self._tool.press(at)
            self._tool.release(at)
        self._retell_pointer()
        self._refresh()

    def _entry_closed(self) -> None:
        self.setFocus()
        self._retell_pointer()
        self._refresh()

    # --- keys -----------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keep the keys of drawing from menus and from moving the focus."""
        if isinstance(event, QKeyEvent) and hasattr(self, "_tool"):
            if event.type() == QEvent.Type.ShortcutOverride and self._wants(event):
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab and self._tool.typing:
                self.open_entry(angle_first=self._tool.typing == "segment")
                return True
        return super().event(event)

    def _wants(self, event: QKeyEvent) -> bool:
        key = event.key()
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier):
            return self._tool.drawing and event.matches(QKeySequence.StandardKey.Undo)
        if key in _ALWAYS_OWN or (key in self._tool.keys) or self._starts_entry(event):
            return True
        return self._tool.drawing and key in _OWN_WHILE_DRAWING

    def _starts_entry(self, event: QKeyEvent) -> bool:
        text = event.text()
        return bool(self._tool.typing and text and (text.isdigit() or text in "(.-"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give keys their meaning: the tool's own, finish, back, cancel, nudge, modes, tools."""
        handled = self._key(event)
        event.setAccepted(handled)
        if handled:
            self._retell_pointer()
            self._refresh()
        else:
            event.ignore()

    def _key(self, event: QKeyEvent) -> bool:
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier):
            return self._control_key(event)
        key = Qt.Key(event.key())
        if key in self._tool.keys and self._tool.key(event):
            return True
        if self._starts_entry(event):
            self.open_entry(event.text())
            return True
        if key in _ARROWS:
            return self._arrow(key, event.modifiers())
        action = self._key_actions().get(key)
        if action is not None:
            action()
            return True
        if key in TOOL_KEYS and not self._tool.drawing:
            self.set_tool(TOOL_KEYS[key])
            return True
        if key == Qt.Key.Key_Space:
            return self._space_pressed(event)
        return key == Qt.Key.Key_Shift and not event.isAutoRepeat() and self._shift(True)

    def _key_actions(self) -> dict[Qt.Key, object]:
        return {
            Qt.Key.Key_Escape: self.step_back,
            Qt.Key.Key_Backspace: self._backspace,
            Qt.Key.Key_Return: self._enter,
            Qt.Key.Key_Enter: self._enter,
            Qt.Key.Key_Delete: self.delete_selection,
            Qt.Key.Key_Home: self.fit_all,
            Qt.Key.Key_Plus: lambda: self.zoom_by(_WHEEL_FACTOR),
            Qt.Key.Key_Equal: lambda: self.zoom_by(_WHEEL_FACTOR),
            Qt.Key.Key_Minus: lambda: self.zoom_by(1 / _WHEEL_FACTOR),
            Qt.Key.Key_F3: lambda: self.set_snapping(not self._snapping),
            Qt.Key.Key_F7: lambda: self.set_grid(not self._grid),
            Qt.Key.Key_F8: lambda: self.set_ortho(not self._ortho),
            Qt.Key.Key_Q: self.square_selection,
        }

    def _control_key(self, event: QKeyEvent) -> bool:
        keys = QKeySequence.StandardKey
        if self._tool.drawing and event.matches(keys.Undo):
            return self._tool.back()
        actions = (
            (keys.Copy, self.copy),
            (keys.Cut, self.cut),
            (keys.Paste, self.paste),
            (keys.SelectAll, self.select_all),
        )
        for sequence, action in actions:
            if event.matches(sequence):
                action()
                return True
        return False

    def _shift(self, held: bool) -> bool:
        shift = Qt.KeyboardModifier.ShiftModifier
        self._last_modifiers = self._last_modifiers | shift if held else self._last_modifiers & ~shift
        return True

    def _space_pressed(self, event: QKeyEvent) -> bool:
        if not event.isAutoRepeat():
            self._space_held, self._space_moved = True, False
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor)
        return True

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Space finishes the shape when the mouse has not moved meanwhile."""
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Space and self._space_held:
            self._space_held = False
            self.viewport().setCursor(self._tool.cursor)
            if not self._space_moved and self._tool.drawing:
                self.finish_shape()
        elif event.key() == Qt.Key.Key_Shift:
            self._shift(False)
            self._retell_pointer()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: object) -> None:
        """Forget a space bar that is let go of elsewhere."""
        super().focusOutEvent(event)  # type: ignore[arg-type]
        if self._space_held:
            self._space_held = False
            self.viewport().setCursor(self._tool.cursor)

    def finish_shape(self) -> None:
        """Finish what is being drawn."""
        self.entry.close_entry()
        self._tool.finish()
        self.live_fill.forget()
        self._retell_pointer()
        self._refresh()

    def step_back(self) -> None:
        """Go back one level: last corner, then the tool, then the selection."""
        if self._tool.back():
            return
        if self._tool.id != "select":
            self.set_tool("select")
        else:
            self.session.selection.clear()

    def _backspace(self) -> None:
        if not self._tool.back() and self._tool.id == "select":
            self.delete_selection()

    def _enter(self) -> None:
        if self._tool.drawing:
            self.finish_shape()
        else:
            self.repeat_last_tool()

    def _arrow(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        east, north = _ARROWS[key]
        if self._tool.drawing or not self.session.selection.ids:
            self.pan_by(-40 * east, 40 * north)
            return True
        step = _LONG_NUDGE_M if modifiers & Qt.KeyboardModifier.ShiftModifier else _NUDGE_M
        self.nudge(east * step, north * step)
        return True

    # --- what is done to the selection ----------------------------------------------------------------------

    def _chosen(self) -> list[Element]:
        return [element for element in self.session.selection.elements() if self.editable(element)]

    def _push(self, text: str, edits: Sequence[Edit], *, merge_key: str = "") -> None:
        self.session.document.push(text, edits, merge_key=merge_key)

    def nudge(self, dx: float, dy: float) -> None:
        """Move the selection; steps that follow each other become one."""
        edits = operations.move_edits(self.session.document.project, self._chosen(), dx, dy)
        self._push(tr("Nudge"), edits, merge_key="nudge " + " ".join(self.session.selection.ids))

    def delete_selection(self) -> None:
        """Take the selection out of the plan."""
        edits = operations.deletion_edits(self.session.document.project, self._chosen())
        self._push(tr("Delete"), edits)

    def duplicate_selection(self) -> None:
        """Put a copy of the selection beside it and select the copy."""
        self._put_copies(tr("Duplicate"), self._chosen(), _PASTE_STEP_M, -_PASTE_STEP_M)

    def copy(self) -> None:
        """Keep the selection to be pasted, into other schemes and plans too."""
        chosen = self._chosen()
        if chosen:
            everything = self.session.document.project
            self._clipboard = tuple(operations.with_followers(everything, chosen))
            self._paste_count = 0

    def cut(self) -> None:
        """Keep the selection to be pasted and take it out."""
        if self._chosen():
            self.copy()
            edits = operations.deletion_edits(self.session.document.project, self._chosen())
            self._push(tr("Cut"), edits)

    def paste(self) -> None:
        """Put in what was copied: under the pointer when it is over the plan, else a step aside."""
        if not self._clipboard:
            return
        if self._pointer_inside and self._last_position.x() >= 0:
            box = box_of([point for element in self._clipboard for point in points_of(element)])
            middle, target = middle_of(box), self.tidy(self.to_ground(self._last_position))
            dx, dy = target[0] - middle[0], target[1] - middle[1]
        else:
            self._paste_count += 1
            dx, dy = self._paste_count * _PASTE_STEP_M, -self._paste_count * _PASTE_STEP_M
        self._put_copies(tr("Paste"), self._clipboard, dx, dy)

    def _put_copies(self, text: str, elements: Sequence[Element], dx: float, dy: float) -> None:
        edits, ids = operations.copy_edits(self.session.document.project, elements, dx, dy)
        self._push(text, edits)
        if ids:
            self.session.selection.set(ids)

    def select_all(self) -> None:
        """Select everything that is neither hidden nor locked, pictures left out."""
        elements = [shape.element for shape in self.pickable_shapes()]
        self.session.selection.set(e.id for e in elements if not isinstance(e, Underlay))

    def rotate_selection(self, degrees: float) -> None:
        """Turn the selection counter-clockwise about its middle."""
        edits = operations.rotation_edits(self.session.document.project, self._chosen(), degrees)
        self._push(tr("Rotate"), edits)

    def align_selection(self, how: str) -> None:
        """Bring the selection into line: left, right, top, bottom, centre or middle."""
        edits = operations.alignment_edits(self.session.document.project, self._chosen(), how)
        self._push(tr("Align"), edits)

    def distribute_selection(self, how: str) -> None:
        """Make the gaps in the selection equal: horizontal or vertical."""
        edits = operations.distribution_edits(self.session.document.project, self._chosen(), how)
        self._push(tr("Distribute"), edits)

    def square_selection(self) -> None:
        """Make the corners of the selected shapes right angles."""
        edits = operations.squaring_edits(self.session.document.project, self._chosen())
        self._push(tr("Square corners"), edits)

    def remove_corner(self, index: int) -> None:
        """Take one corner out of the selected shape."""
        chosen = self._chosen()
        if len(chosen) == 1:
            pairs = [(chosen[0], removed_corner(chosen[0], index))]
            self._push(tr("Remove corner"), operations.replacements(self.session.document.project, pairs))

    # --- document and drops ---------------------------------------------------------------------------------

    def _document_edited(self) -> None:
        self._forget_shapes()
        self._refresh()

    def _project_replaced(self) -> None:
        self._forget_shapes()
        self._tool.cancel()
        self.fit_all()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a shed of the catalogue."""
        self._drag_shed(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show the shed where it would stand."""
        self._drag_shed(event)

    def _drag_shed(self, event: QDragMoveEvent) -> None:
        if not event.mimeData().hasFormat(SHED_MIME_TYPE):
            event.ignore()
            return
        if self.tool_id != "shed":
            self.session.choose_shed(_preset_in(event))
            self.set_tool("shed")
        self._pointer_inside = True
        self._last_position = event.position()
        self._move_tool(event.position(), event.modifiers())
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Take the preview away."""
        super().dragLeaveEvent(event)
        self._pointer_inside = False
        self.set_tool("select")

    def dropEvent(self, event: QDropEvent) -> None:
        """Put the shed down."""
        if not event.mimeData().hasFormat(SHED_MIME_TYPE):
            event.ignore()
            return
        self._drag_shed(event)
        self._press(event.position(), event.modifiers())
        self._tool.release(self._pointer(event.position(), event.modifiers()))
        self.set_tool("select")
        self.setFocus()
        event.acceptProposedAction()


def _preset_in(event: QDropEvent) -> str:
    return bytes(event.mimeData().data(SHED_MIME_TYPE).data()).decode("utf-8", "replace")


_ALWAYS_OWN = frozenset({Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, *_ARROWS})
_OWN_WHILE_DRAWING = frozenset({Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Tab})
