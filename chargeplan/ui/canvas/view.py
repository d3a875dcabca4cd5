"""The drawing canvas: it turns mouse and keys into gestures of tools."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import QWidget

from chargeplan.i18n import tr
from chargeplan.model.accuracy import scale_error_share_of
from chargeplan.model.values import Point
from chargeplan.ui.canvas.adjusting import Adjusting
from chargeplan.ui.canvas.editing import EditingView
from chargeplan.ui.canvas.elements import box_of, middle_of, points_of
from chargeplan.ui.canvas.entry import TypedEntry
from chargeplan.ui.canvas.feeders import Feeders
from chargeplan.ui.canvas.figures import figure_lines
from chargeplan.ui.canvas.live_checks import LiveChecks
from chargeplan.ui.canvas.live_cost import LiveCost
from chargeplan.ui.canvas.live_fill import LiveFill
from chargeplan.ui.canvas.previews import draw_badge, draw_first_step, draw_snap
from chargeplan.ui.canvas.sheet import WHEEL_FACTOR
from chargeplan.ui.canvas.tools.base import Pointer, Tool
from chargeplan.ui.canvas.tools.registry import TOOL_KEYS, make_tool
from chargeplan.ui.canvas.tools.scaling import ScaleTool
from chargeplan.ui.canvas.typed import Offset
from chargeplan.ui.courtesy import COURTESY
from chargeplan.ui.session import Session
from chargeplan.ui.stall_costs import CostWords

SHED_MIME_TYPE = "application/x-chargeplan-shed"

_NUDGE_M, _LONG_NUDGE_M = 0.1, 1.0
_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, 1.0),
    Qt.Key.Key_Down: (0.0, -1.0),
}


class PlanView(EditingView):
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
    tool_changed = Signal(str)
    context_menu_requested = Signal(QPoint)
    live_figures_changed = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._panning: QPointF | None = None
        self._space_held = self._space_moved = False
        self._last_position = QPointF(-1, -1)
        self._last_modifiers = Qt.KeyboardModifier.NoModifier
        self._pointer_inside = False
        self._last_tool_id = ""
        self._set_up_widget()
        self.stall_costs: Callable[[str], CostWords] = lambda _id: CostWords()
        self.adjusting = Adjusting(session, self.plan_scene, self.editable)
        self.feeders = Feeders(session, lambda: self.plan_scene.layer_visible("network"), self.editable)
        self.live_fill = LiveFill(session, self)
        self.live_checks = LiveChecks(session, self.plan_scene.capacities, self)
        self.live_cost = LiveCost(session, self)
        self.entry = TypedEntry(self.viewport())
        self._tool: Tool = make_tool("select", self)
        self._ready = True
        self._connect()
        self._adopt_palette()

    def _set_up_widget(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Letters are shortcuts here and no text: without this a Chinese input method would take them.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.viewport().setMouseTracking(True)
        self.setAcceptDrops(True)
        self._name()

    def _name(self) -> None:
        self.setAccessibleName(tr("Plan of the estate"))
        self.setAccessibleDescription(
            tr(
                "Drawing of the estate. Letters choose tools, Page Up and Page Down select, "
                "arrows move the selection, plus and minus zoom."
            )
        )

    def _connect(self) -> None:
        self.session.selection.changed.connect(self._refresh)
        document = self.session.document
        document.edited.connect(self._document_edited)
        document.project_replaced.connect(self._project_replaced)
        self.session.shed_preset_changed.connect(lambda _: self._refresh())
        self.live_fill.ready.connect(self._live_ready)
        self.live_checks.ready.connect(self._live_ready)
        self.live_cost.ready.connect(self._live_ready)
        self.entry.changed.connect(self._typed)
        self.entry.accepted.connect(self._entry_accepted)
        self.entry.closed.connect(self._entry_closed)
        self.entry.given_up.connect(self._entry_given_up)

    def retranslate(self) -> None:
        """Word everything in the language in use."""
        super().retranslate()
        self._name()
        self.tell_again()

    def tell_again(self) -> None:
        """Tell everything anew, also what has not changed since it was told."""
        self._told.clear()
        self._refresh()

    def _view_moved(self) -> None:
        self._retell_pointer()
        self.viewport().update()

    def _paste_place(self) -> Point | None:
        return self.tidy(self.to_ground(self._last_position)) if self._pointer_inside else None

    def _refresh(self) -> None:
        self._tell_tool_state()
        self.viewport().update()

    def _live_ready(self) -> None:
        if self._tool.at is not None and self._tool.drawing:
            self._tool.move(self._tool.at)
        self._refresh()

    def _paint_above(self, painter: QPainter) -> None:
        if not (self._tool.drawing or self.session.document.elements()):
            draw_first_step(painter, self.style_table, self.font(), self._area())
        self._tool.paint(painter)
        if self._tool.id != "select":
            self._paint_pointer(painter)
        lines, warnings = self._tool.badge()
        if self._pointer_inside:
            draw_badge(
                painter, self.style_table, self._last_position, lines, warnings, self.font(), self._area()
            )

    def _paint_pointer(self, painter: QPainter) -> None:
        at = self._tool.at
        if at is not None and at.snap is not None and self._pointer_inside:
            draw_snap(painter, self, replace(at.snap, point=at.point))

    # --- tools ----------------------------------------------------------------------------------------------

    def _pointer(self, position: QPointF, modifiers: Qt.KeyboardModifier) -> Pointer:
        raw = self.to_ground(position)
        tool = self._tool
        if not tool.snaps:
            return Pointer(raw, raw, position, modifiers)
        found, point = self.snapped(
            raw,
            modifiers,
            anchor=tool.anchor if tool.leans else None,
            own=tool.draft_points,
            without=tool.not_snapped_to,
        )
        if self.entry.active and tool.anchor is not None and tool.typing == "segment":
            typed = self.entry.constrained(tool.anchor, tool.aim(point))
            if typed != point:
                found, point = None, typed
        return Pointer(point, raw, position, modifiers, found)

    @property
    def tool(self) -> Tool:
        """The tool in use."""
        return self._tool

    @property
    def tool_id(self) -> str:
        """The id of the tool in use."""
        return self._tool.id

    @property
    def pointer_inside(self) -> bool:
        """Whether the mouse is over the plan."""
        return self._pointer_inside

    def set_tool(self, tool_id: str) -> None:
        """Take another tool; the one before is cancelled."""
        self._take(make_tool(tool_id, self))

    def _take(self, tool: Tool) -> None:
        self.entry.close_entry()
        self._tool.cancel()
        self.live_fill.forget()
        self.live_checks.forget()
        self.live_cost.forget()
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

    def start_scaling(self, underlay_id: str, *, checking: bool = False) -> None:
        """Begin to scale an underlay, or to check its scale: two clicks and the length between them."""
        self._take(ScaleTool(self, underlay_id, checking=checking))
        self.setFocus()

    def _tell_tool_state(self) -> None:
        tool = self._tool
        prompt = tool.prompt()
        if self.entry.active and not self.entry.valid:
            prompt = tr("This cannot be read: type a length such as 3.5, 350cm, 3*2.1 or a step as 2,3")
        self._tell("prompt", self.prompt_changed, prompt, tool.hint())
        figures = tool.figures() if tool.drawing or self._pointer_inside else None
        self._tell("figures", self.live_figures_changed, figures)
        share = scale_error_share_of(self.session.document.project.site)
        readout = "   ".join(figure_lines(figures, share)) if figures else ""
        self._tell("readout", self.readout_changed, readout)

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
        if self.entry.active:
            self.entry.take_keyboard()
        event.accept()

    def _press(self, position: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        if self.entry.active and not self.entry.valid:
            self.entry.length.setFocus()
            return
        at = self._pointer(position, modifiers)
        self.entry.close_entry()
        self.setFocus()
        self._give_press(at)
        self._move_tool(position, modifiers)

    def _give_press(self, at: Pointer) -> None:
        """Give a press to the tool; what was told of the step before makes room for what comes next."""
        if self._tool.id != "select":
            self.session.message_over.emit()
        self._tool.press(at)

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
        COURTESY.window_first()
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
        if self._pointer_inside and self._ready:
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
        """Take the badge, and what told of the thing below it, away with the pointer."""
        super().leaveEvent(event)
        self._pointer_inside = False
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave nothing running for a plan that nobody sees."""
        super().hideEvent(event)
        self.live_fill.forget()
        self.live_checks.forget()
        self.live_cost.forget()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu by its key; the right button is seen to when it goes down."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.context_menu_requested.emit(self.viewport().mapToGlobal(self._area().center().toPoint()))
        event.accept()

    # --- typed lengths --------------------------------------------------------------------------------------

    def open_entry(self, text: str = "", *, angle_first: bool = False, asked: bool = False) -> None:
        """Show the fields for a typed length, with its first character, or because a tool asks for it."""
        value_only = self._tool.typing == "value"
        caption = self._tool.value_label() if value_only else ""
        self.entry.open(
            self.style_table, caption, value_only=value_only, angle_first=angle_first, asked=asked
        )
        self.entry.place(self._last_position.toPoint())
        (self.entry.angle if angle_first else self.entry.length).insert(text)

    def _typed(self) -> None:
        if self.entry.active:
            self._retell_pointer()
            self._refresh()

    def _entry_accepted(self) -> None:
        if self._tool.typing == "value":
            self._take_value(self.entry.value())
        else:
            at = self._pointer(self._last_position, self._last_modifiers)
            self.entry.close_entry()
            self._give_press(at)
            self._tool.release(at)
        self._retell_pointer()
        self._refresh()

    def _take_value(self, value: float | Offset | None) -> None:
        """Take a place or a value that was typed; one that the tool cannot use stays, marked wrong."""
        if isinstance(value, Offset) and self._tool.takes_places:
            place = (value.dx, value.dy)
            position = self.to_view(place)
            at = Pointer(place, place, position, self._last_modifiers)
            self.entry.close_entry()
            self._last_position, self._pointer_inside = position, True
            self._give_press(at)
            self._tool.release(at)
        elif isinstance(value, float) and self._tool.value_entered(value):
            self.entry.close_entry()
        else:
            self.entry.refuse()

    def _entry_given_up(self) -> None:
        self._take_back()

    def _entry_closed(self) -> None:
        self.setFocus()
        self._retell_pointer()
        self._refresh()

    # --- keys -----------------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keep the keys of drawing from menus and from moving the focus."""
        if isinstance(event, QKeyEvent) and self._ready:
            if event.type() == QEvent.Type.ShortcutOverride and self._wants(event):
                event.accept()
                return True
            tabbed = event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab
            if tabbed and self._tool.typing == "segment":
                self.open_entry(angle_first=True)
                return True
        return super().event(event)

    def _wants(self, event: QKeyEvent) -> bool:
        key = event.key()
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier):
            return self._tool.drawing and event.matches(QKeySequence.StandardKey.Undo)
        if key in _ALWAYS_OWN or (key in self._tool.keys) or self._starts_entry(event):
            return True
        # A letter in the middle of a shape must not throw it away.
        letter = Qt.Key.Key_A <= key <= Qt.Key.Key_Z
        return self._tool.drawing and (letter or key in _OWN_WHILE_DRAWING)

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

    def _key_actions(self) -> dict[Qt.Key, Callable[[], object]]:
        return {
            Qt.Key.Key_Escape: self.step_back,
            Qt.Key.Key_Backspace: self._backspace,
            Qt.Key.Key_Return: self._enter,
            Qt.Key.Key_Enter: self._enter,
            Qt.Key.Key_Delete: self.delete_selection,
            Qt.Key.Key_Home: self.fit_all,
            Qt.Key.Key_PageDown: lambda: self._select_next(1),
            Qt.Key.Key_PageUp: lambda: self._select_next(-1),
            Qt.Key.Key_Plus: lambda: self.zoom_by(WHEEL_FACTOR),
            Qt.Key.Key_Equal: lambda: self.zoom_by(WHEEL_FACTOR),
            Qt.Key.Key_Minus: lambda: self.zoom_by(1 / WHEEL_FACTOR),
            Qt.Key.Key_F3: lambda: self.set_snapping(not self._snapping),
            Qt.Key.Key_F7: lambda: self.set_grid(not self._grid),
            Qt.Key.Key_F8: lambda: self.set_ortho(not self._ortho),
            Qt.Key.Key_Q: self.square_selection,
        }

    def _control_key(self, event: QKeyEvent) -> bool:
        keys = QKeySequence.StandardKey
        if self._tool.drawing and event.matches(keys.Undo):
            return self._take_back()
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
        """Finish what is being drawn; a value that is asked for is still to be typed."""
        if self.entry.asked:
            return
        self.entry.close_entry()
        self._tool.finish()
        self.live_fill.forget()
        self._retell_pointer()
        self._refresh()

    def _take_back(self) -> bool:
        """Take back the last corner, and what was to be typed after it."""
        taken = self._tool.back()
        if taken:
            self.entry.close_entry()
        return taken

    def step_back(self) -> None:
        """Go back one level: last corner, then the tool, then the selection."""
        if self._take_back():
            return
        if self._tool.id != "select":
            self.set_tool("select")
        else:
            self.session.selection.clear()

    def _select_next(self, step: int) -> None:
        """Select the next element, or the one before, and bring it into view."""
        ids = [shape.element.id for shape in self.pickable_shapes()]
        if not ids:
            return
        chosen = self.session.selection.ids
        at = ids.index(chosen[-1]) + step if chosen and chosen[-1] in ids else min(step, 0)
        element_id = ids[at % len(ids)]
        self.session.selection.set([element_id])
        element = self.session.document.element(element_id)
        if element is not None:
            middle = middle_of(box_of(points_of(element)))
            if not self._area().contains(self.to_view(middle)):
                self.zoom_to_elements([element_id])

    def _backspace(self) -> None:
        if not self._take_back() and self._tool.id == "select":
            self.delete_selection()

    def _enter(self) -> None:
        if self._tool.drawing:
            self.finish_shape()
        elif self._tool.id == "select":
            self.repeat_last_tool()
        else:
            self.set_tool("select")

    def _arrow(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        east, north = _ARROWS[key]
        if self._tool.drawing or not self.session.selection.ids:
            self.pan_by(-40 * east, 40 * north)
            return True
        step = _LONG_NUDGE_M if modifiers & Qt.KeyboardModifier.ShiftModifier else _NUDGE_M
        self.nudge(east * step, north * step)
        return True

    # --- document and drops ---------------------------------------------------------------------------------

    def _document_edited(self) -> None:
        self._tool.plan_edited()
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

    def _drag_shed(self, event: QDropEvent) -> None:
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
