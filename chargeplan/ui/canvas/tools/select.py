"""Pick, box, move, pull by grips, turn."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar, cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen

from chargeplan.engineering.capacity import LotCapacity, ShedCapacity
from chargeplan.engineering.surroundings import surroundings
from chargeplan.geometry.snapping import VERTEX, SnapResult, SnapTargets, exact_hit, joined, side_directions
from chargeplan.i18n import N_, tr
from chargeplan.model.editing import Edit, insertion, replacement
from chargeplan.model.project import Element
from chargeplan.model.scheme import CableRoute, Entrance, Lot, Shed
from chargeplan.model.site import Building, Doorway, Site, Underlay
from chargeplan.model.values import Point, Ring
from chargeplan.ui.canvas.building_sides import draw_selected_walls
from chargeplan.ui.canvas.elements import (
    LINED,
    box_of,
    followers,
    line_length_m,
    middle_of,
    moved,
    outline_rings,
    points_of,
    ring_of,
    rotated,
)
from chargeplan.ui.canvas.feeders import TAKE_OVER
from chargeplan.ui.canvas.figures import LiveFigures, ring_area_m2, segment_figures
from chargeplan.ui.canvas.ghosts import Ghosts
from chargeplan.ui.canvas.grips import (
    CORNER,
    GATE,
    GATES,
    MIDDLE,
    RADIUS,
    ROTATE,
    SHED_END,
    SHED_START,
    Grip,
    gate_grip_at,
    grip_on_line,
    grips_of,
    means_middle,
    pulled,
    rotation_grip,
)
from chargeplan.ui.canvas.operations import (
    anchored,
    move_edits,
    rejoined,
    replacements,
    settled,
    trailing_edits,
    turning_edits,
)
from chargeplan.ui.canvas.picking import above_cables, boxed
from chargeplan.ui.canvas.previews import Outlines, draw_handle, draw_snap, view_path
from chargeplan.ui.canvas.side_marks import distance_line, draw_gate, draw_roles, width_line, width_warning
from chargeplan.ui.canvas.sides import gate_widened, without_gate
from chargeplan.ui.canvas.tools.base import Pointer, Tool

_E = TypeVar("_E", bound=Element)

_GRIP_HIT_PX = 9.0
_DRAG_STARTS_PX = 4.0
_ROTATION_REACH_PX = 26.0
_CORNERS_SNAPPED = 8
_MARKED_AT_MOST = 20
"""Lots and buildings of which the sides are told apart while they are selected."""

_SIZE_STEP_M = 0.1
_TURN_STEP_DEGREES = 15.0
_TURN_LEANS_DEGREES = 3.0


@dataclass(frozen=True)
class _Press:
    at: Pointer
    hit: str | None


@dataclass(frozen=True)
class _Box:
    start: Pointer
    end: Pointer


@dataclass(frozen=True)
class _Move:
    start: Point
    before: tuple[Element, ...]
    dx: float = 0.0
    dy: float = 0.0


@dataclass(frozen=True)
class _Pull:
    grip: Grip
    before: Element
    after: Element


@dataclass(frozen=True)
class _Turn:
    centre: Point
    start_degrees: float
    before: tuple[Element, ...]
    degrees: float = 0.0


@dataclass(frozen=True)
class _Chosen:
    """What is selected, made ready to be drawn; what has no outline is marked at its place."""

    elements: list[Element]
    outlines: Outlines
    places: tuple[Point, ...]


_Gesture = _Press | _Box | _Move | _Pull | _Turn | None


class SelectTool(Tool):
    """The tool one comes back to."""

    id = "select"
    snaps = False
    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, canvas: Any) -> None:
        super().__init__(canvas)
        self._gesture: _Gesture = None
        self._ghosts: Ghosts | None = None
        self._trailing: Ghosts | None = None
        self._snap: SnapResult | None = None
        self._targets: SnapTargets | None = None
        self._stalls_before: int | None = None
        self._figures: LiveFigures | None = None
        self._hovered: str | None = None
        self._clearance: tuple[Element, list[Ring]] | None = None
        self._chosen: _Chosen | None = None
        self._gate: tuple[str, int] | None = None
        self._span: tuple[list[Element], tuple[Point, ...]] | None = None

    # --- what the canvas asks -------------------------------------------------------------------------------

    @property
    def drawing(self) -> bool:
        """Whether something is being dragged."""
        return isinstance(self._gesture, _Box | _Move | _Pull | _Turn)

    @property
    def typing(self) -> str:
        """The width of an entrance in hand is typed."""
        return "value" if self._gate_in_hand() is not None and not self.drawing else ""

    @property
    def takes_places(self) -> bool:
        """No place is typed here."""
        return False

    @property
    def keys(self) -> tuple[Qt.Key, ...]:
        """Del and Backspace take out the entrance in hand, and not the lot around it."""
        return () if self._gate_in_hand() is None else (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)

    def value_label(self) -> str:
        """Return the word for the width of an entrance."""
        return tr("Width")

    def prompt(self) -> str:
        """Return what to do next."""
        if isinstance(self._gesture, _Move):
            return tr("Drop it where it belongs")
        if isinstance(self._gesture, _Turn):
            return tr("Turn it; Shift holds steps of 15°")
        if isinstance(self._gesture, _Pull):
            return tr("Pull it where it belongs")
        if self._gate_in_hand() is not None:
            return tr("Drag it along its side, drag an end to widen it, type its width, Del takes it out")
        if self.canvas.session.selection.ids:
            return tr("Drag to move, pull a grip to change, arrows to nudge")
        return tr("Click to select, or drag a box around things")

    def hint(self) -> str:
        """Return what the buttons do."""
        return tr("Left: select · Shift: add · Ctrl: toggle · Right: menu")

    def figures(self) -> LiveFigures | None:
        """Return the figures of what is dragged."""
        return self._figures if self.drawing else None

    def badge(self) -> tuple[list[str], list[str]]:
        """Return the figures, and what sheds that are dragged violate; else what was set by hand here."""
        gate = self._gate_pulled()
        if gate is not None:
            lines, _ = super().badge()
            return [width_line(gate[1]), distance_line(*gate), *lines], width_warning(gate[1])
        lines, _ = super().badge()
        if self._gesture is None and self.at is not None:
            spot = self.canvas.adjusting.spot_at(self.at.raw)
            lines = [self.canvas.adjusting.told(spot)] if spot is not None and spot.by_hand else []
            lines = lines or self._cost_lines()
        return lines, self.canvas.live_checks.lines() if self._sheds_moving() else []

    def _cost_lines(self) -> list[str]:
        """Return what the selected thing under the pointer costs; of lots the properties tell it."""
        element = self.canvas.session.document.element(self._hovered or "")
        if element is None or isinstance(element, Lot) or element.id not in self.canvas.session.selection.ids:
            return []
        return [line for cost in self.canvas.stall_costs(element.id).lines for line in cost.split("\n")]

    # --- mouse ----------------------------------------------------------------------------------------------

    def press(self, at: Pointer) -> None:
        """Take hold of a grip, an element, or the corner of a box."""
        self.at = at
        grip = self._grip_at(at)
        self._gate = None
        if grip is not None:
            self._hold(grip, at)
            return
        hit = self.canvas.pick(at.raw)
        self._gesture = _Press(at, hit[0] if hit else None)

    def move(self, at: Pointer) -> None:
        """Begin or go on with a drag."""
        super().move(at)
        gesture = self._gesture
        if isinstance(gesture, _Press):
            away = at.position - gesture.at.position
            if math.hypot(away.x(), away.y()) < _DRAG_STARTS_PX:
                return
            self._begin_drag(gesture)
            gesture = self._gesture
        if gesture is None:
            self._hovered = self._hover(at)
        elif isinstance(gesture, _Box):
            self._gesture = replace(gesture, end=at)
        elif isinstance(gesture, _Move):
            self._go_on_moving(gesture, at)
        elif isinstance(gesture, _Pull):
            self._go_on_pulling(gesture, at)
        elif isinstance(gesture, _Turn):
            self._go_on_turning(gesture, at)

    def release(self, at: Pointer) -> None:
        """End what was begun."""
        gesture = self._gesture
        if isinstance(gesture, _Press):
            self._gesture = None
            self._click(gesture.hit, at.modifiers)
        elif isinstance(gesture, _Box):
            self._gesture = None
            self._take_box(replace(gesture, end=at))
        elif gesture is not None:
            self.finish()

    def _hover(self, at: Pointer) -> str | None:
        """Return what a click would select; a picture lies below everything and is no news."""
        hit = self.canvas.pick(at.raw)
        element = self.canvas.session.document.element(hit[0]) if hit else None
        return None if element is None or isinstance(element, Underlay) else element.id

    def double_click(self, at: Pointer) -> None:
        """Take out the corner that is double clicked; elsewhere a quick second press begins a drag too."""
        grip = self._grip_at(at)
        if grip is not None and grip.kind == CORNER:
            self.canvas.remove_corner(grip.index)
        else:
            self.press(at)

    def cancel(self) -> None:
        """Put back what was being dragged."""
        self._end_gesture()

    def plan_edited(self) -> None:
        """Let go of what was deleted or changed while it was being dragged."""
        document = self.canvas.session.document
        if any(document.element(element.id) != element for element in self._taken()):
            self._end_gesture()

    def key(self, event: QKeyEvent) -> bool:
        """Take out the entrance in hand."""
        held = self._gate_in_hand()
        if held is None or self.drawing:
            return False
        self._replace(N_("Take out the entrance"), held[0], without_gate(*held))
        self._gate = None
        return True

    def value_entered(self, value: float) -> bool:
        """Make the entrance in hand so wide."""
        held = self._gate_in_hand()
        if held is None or value <= 0:
            return False
        self._replace(N_("Change the width of the entrance"), held[0], gate_widened(*held, value))
        return True

    def _replace(self, text: str, before: Lot, after: Lot) -> None:
        if after != before:
            self.canvas.session.document.push(text, [replacement(self.project, before, after)])

    def _gate_in_hand(self) -> tuple[Lot, int] | None:
        """Return the entrance that was touched last, while its lot alone is selected."""
        if self._gate is None or self.canvas.session.selection.ids != (self._gate[0],):
            return None
        lot = self.canvas.session.document.element(self._gate[0])
        known = isinstance(lot, Lot) and self._gate[1] < len(lot.entrances)
        return (lot, self._gate[1]) if isinstance(lot, Lot) and known else None

    def back(self) -> bool:
        """Put back what is being dragged, or let go of an entrance."""
        if not self.drawing and self._gate_in_hand() is not None:
            self._gate = None
            return True
        if not self.drawing:
            return False
        self._end_gesture()
        return True

    def finish(self) -> bool:
        """Push what has been dragged as one step."""
        gesture = self._gesture
        edits: list[Edit] = []
        text = ""
        if isinstance(gesture, _Move) and (gesture.dx or gesture.dy):
            text = N_("Move")
            edits = move_edits(self.project, gesture.before, gesture.dx, gesture.dy)
        elif isinstance(gesture, _Turn) and gesture.degrees:
            text = N_("Rotate")
            edits = turning_edits(self.project, gesture.before, gesture.centre, gesture.degrees)
        elif isinstance(gesture, _Pull) and gesture.after != gesture.before:
            text = _pull_text(gesture.grip)
            if self._is_new(gesture.before):
                text, edits = TAKE_OVER, [insertion(self.project, gesture.after)]
            else:
                after = self._joined(gesture)
                edits = [
                    *replacements(self.project, [(gesture.before, after)]),
                    *trailing_edits(self.project, gesture.before, after),
                ]
        taken_over = isinstance(gesture, _Pull) and self._is_new(gesture.before)
        self._end_gesture(shown=not edits)
        if edits:
            self.canvas.session.document.push(text, edits)
            self.canvas.plan_scene.hide_elements(())
        if edits and isinstance(gesture, _Pull) and taken_over:
            self.canvas.session.selection.set([gesture.after.id])
        return bool(edits)

    def _joined(self, gesture: _Pull) -> Any:
        """Return what was pulled as belonging to where it came to be."""
        before, after = gesture.before, gesture.after
        if not (isinstance(before, CableRoute) and isinstance(after, CableRoute)):
            return settled(self.project, after, {before.id})
        joined = rejoined(self.project, before, after)
        if joined.centreline[0] != after.centreline[0]:
            self.canvas.session.message.emit(tr("A cable begins at a supply point."))
        elif joined.centreline[-1] != after.centreline[-1]:
            self.canvas.session.message.emit(tr("A cable ends at a box, a shed or a lot."))
        return joined

    def _is_new(self, element: Element) -> bool:
        """Return whether what is pulled is not on the plan yet: a feeder's way that becomes one by hand."""
        return self.canvas.session.document.element(element.id) is None

    # --- clicks and boxes -----------------------------------------------------------------------------------

    def _click(self, hit: str | None, modifiers: Qt.KeyboardModifier) -> None:
        selection = self.canvas.session.selection
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            if hit:
                selection.toggle(hit)
        elif modifiers & Qt.KeyboardModifier.ShiftModifier:
            if hit:
                selection.add([hit])
        else:
            selection.set([hit] if hit else [])

    def _take_box(self, box: _Box) -> None:
        crossing = box.end.position.x() < box.start.position.x()
        found = boxed(
            self.canvas.pickable_shapes(),
            box_of((box.start.raw, box.end.raw)),
            crossing=crossing,
        )
        selection = self.canvas.session.selection
        if box.end.modifiers & Qt.KeyboardModifier.ControlModifier:
            for element_id in found:
                selection.toggle(element_id)
        elif box.end.modifiers & Qt.KeyboardModifier.ShiftModifier:
            selection.add(found)
        else:
            selection.set(found)

    # --- drags ----------------------------------------------------------------------------------------------

    def _begin_drag(self, press: _Press) -> None:
        selection = self.canvas.session.selection
        hit = press.hit
        element = self.canvas.session.document.element(hit or "")
        feeder = self._feeder_at(press.at, element)
        if feeder is not None and not press.at.modifiers:
            self._hold_feeder(*feeder)
            return
        loose_picture = isinstance(element, Underlay) and hit not in selection.ids
        if element is None or loose_picture or press.at.modifiers & Qt.KeyboardModifier.ShiftModifier:
            self._gesture = _Box(press.at, press.at)
            return
        if element.id not in selection.ids:
            selection.set([element.id])
        if isinstance(element, CableRoute) and len(selection.ids) == 1:
            self._hold(grip_on_line(element.centreline, press.at.raw, self.canvas.tolerance_m), press.at)
            return
        before = self._with_followers()
        self._gesture = _Move(press.at.raw, before)
        self._begin_preview(before)

    def _feeder_at(self, at: Pointer, element: Element | None) -> tuple[CableRoute, Grip] | None:
        """Return the route by hand that the feeder at a place becomes, with its corner there, old or new.

        A feeder that is seen under the pointer is what is meant, unless the element there is selected or
        drawn above it, or the feeder ends at it. On empty ground, or on a picture, it need only be near.
        """
        ground = element is None or isinstance(element, Underlay)
        chosen = self.canvas.session.selection.ids
        if element is not None and not ground and (element.id in chosen or above_cables(element)):
            return None
        within_m = self.canvas.tolerance_m if ground else self.canvas.pick_m
        found = self.canvas.feeders.found_at(at.raw, within_m)
        if not found:
            return None
        route = self.canvas.feeders.as_route(found[0])
        ends = route.centreline[0], route.centreline[-1]
        if not ground and min(math.dist(end, at.raw) for end in ends) <= self.canvas.tolerance_m:
            return None
        return route, grip_on_line(route.centreline, at.raw, self.canvas.tolerance_m)

    def _hold_feeder(self, route: CableRoute, grip: Grip) -> None:
        """Take hold of a corner of a feeder's way that was found; it becomes one by hand."""
        self.canvas.session.selection.set([])
        self._gesture = _Pull(grip, route, route)
        self._begin_preview((route,))

    def _with_followers(self) -> tuple[Element, ...]:
        chosen = self._selected()
        everything = self.canvas.session.document.elements().values()
        return (*chosen, *followers(chosen, everything))

    def _hold(self, grip: Grip, at: Pointer) -> None:
        chosen = self._with_followers()
        if grip.kind == ROTATE:
            centre = middle_of(box_of([p for element in chosen for p in points_of(element)]))
            start = math.degrees(math.atan2(at.raw[1] - centre[1], at.raw[0] - centre[0]))
            self._gesture = _Turn(centre, start, chosen)
        else:
            self._gesture = _Pull(grip, chosen[0], chosen[0])
            self._gate = (chosen[0].id, grip.index) if grip.kind in GATES else None
            chosen = chosen[:1]
        self._begin_preview(chosen)

    def _begin_preview(self, elements: tuple[Element, ...]) -> None:
        ids = [element.id for element in elements]
        self._targets = self.canvas.snap_targets(without=ids)
        unknown = any(isinstance(e, Lot) and e.filled and self._analysed(e) is None for e in elements)
        self._stalls_before = None if unknown else self._count(elements)
        moving = isinstance(self._gesture, _Move)
        self._show(tuple(e for e in elements if not (moving and isinstance(e, CableRoute))))
        self._show_trailing()
        self._hovered = None
        self.canvas.plan_scene.show_clearances(any(isinstance(element, Shed) for element in elements))
        self.canvas.plan_scene.hide_elements(ids)

    def _held(self, elements: tuple[Element, ...]) -> list[ShedCapacity | LotCapacity]:
        scheme = self.project.active_scheme
        held: list[ShedCapacity | LotCapacity] = []
        for element in elements:
            if isinstance(element, Shed):
                capacity = self.canvas.plan_scene.capacities.of_shed(element, scheme)
                if capacity is not None:
                    held.append(capacity)
            elif isinstance(element, Lot) and element.filled:
                filled = self._filled(element)
                if filled is not None:
                    held.append(filled)
        return held

    def _filled(self, lot: Lot) -> LotCapacity | None:
        return self._analysed(lot) or self.canvas.live_fill.estimate(lot)

    def _quickly_before(self, lot: Lot) -> LotCapacity | None:
        """Return what a pulled lot held before, if what it holds now is a quick estimate."""
        return None if self._analysed(lot) else self.canvas.live_fill.before(lot)

    def _analysed(self, lot: Lot) -> LotCapacity | None:
        analysis = self.canvas.session.analysis
        known = self.canvas.plan_scene.capacities.lots(self.project.active_scheme, analysis)
        return next((held for held in known if held.lot == lot), None)

    def _difference(self, count: int) -> int | None:
        return None if self._stalls_before is None else count - self._stalls_before

    def _count(self, elements: tuple[Element, ...]) -> int:
        return sum(len(held.stalls) for held in self._held(elements))

    def _show(self, elements: tuple[Element, ...]) -> None:
        self._ghosts = Ghosts(elements, self._held(elements), self.canvas.style_table)

    def _show_trailing(self) -> None:
        """Show the cables among what is moved; their ends stay where what they join does not move along."""
        gesture = self._gesture
        going = gesture.before if isinstance(gesture, _Move) else ()
        routes = [self._after(element) for element in going if isinstance(element, CableRoute)]
        self._trailing = Ghosts(routes, (), self.canvas.style_table) if routes else None

    def _sheds_moving(self) -> bool:
        return self.drawing and any(isinstance(element, Shed) for element in self._taken())

    def _taken(self) -> tuple[Element, ...]:
        """Return what is dragged, as it was before."""
        gesture = self._gesture
        if isinstance(gesture, _Pull):
            return (gesture.before,)
        return gesture.before if isinstance(gesture, _Move | _Turn) else ()

    def _after(self, element: _E) -> _E:
        """Return one of what is dragged as it is now."""
        gesture = self._gesture
        if isinstance(gesture, _Move | _Turn):
            going = {each.id for each in gesture.before}
            after = (
                moved(element, gesture.dx, gesture.dy)
                if isinstance(gesture, _Move)
                else rotated(element, gesture.centre, gesture.degrees)
            )
            return cast(_E, anchored(self.project, element, after, going))
        return cast(_E, gesture.after) if isinstance(gesture, _Pull) else element

    def _check(self) -> None:
        sheds = [
            self._after(element)
            for element in self._taken()
            if isinstance(element, Shed) and not element.existing
        ]
        if sheds:
            self.canvas.live_checks.ask(sheds)

    def _go_on_moving(self, gesture: _Move, at: Pointer) -> None:
        dx, dy = at.raw[0] - gesture.start[0], at.raw[1] - gesture.start[1]
        if self.canvas.ortho or at.modifiers & Qt.KeyboardModifier.ShiftModifier:
            dx, dy = (dx, 0.0) if abs(dx) >= abs(dy) else (0.0, dy)
        elif self.canvas.snapping_now(at.modifiers):
            dx, dy = self._snapped_step(gesture, dx, dy)
        self._gesture = replace(gesture, dx=dx, dy=dy)
        self._show_trailing()
        self._figures = segment_figures(gesture.start, (gesture.start[0] + dx, gesture.start[1] + dy))
        alone = gesture.before[0] if len(gesture.before) == 1 else None
        if isinstance(alone, Lot) and alone.filled:
            self._show_pulled(alone, moved(alone, dx, dy))
        elif isinstance(alone, Shed):
            self._figures = replace(self._figures, difference_cny=self._way_cost_cny(alone))
        self._check()

    def _way_cost_cny(self, shed: Shed) -> Decimal | None:
        """Return what it costs to have a shed where it is now, for its cable gets longer or shorter."""
        held = self._held((self._after(shed),))
        return self.canvas.live_cost.difference_cny(held[0]) if held else None

    def _snapped_step(self, gesture: _Move, dx: float, dy: float) -> tuple[float, float]:
        """Let the corners of the first element find something to stand at; corners beat the rest."""
        self._snap = None
        if self._targets is None:
            return dx, dy
        best: tuple[bool, float, SnapResult, Point] | None = None
        first = next((e for e in gesture.before if not isinstance(e, CableRoute)), gesture.before[0])
        moving = [element.id for element in gesture.before]
        for corner in points_of(first)[:_CORNERS_SNAPPED]:
            there = (corner[0] + dx, corner[1] + dy)
            around = joined(self._targets, self.canvas.lines_near(there, moving))
            hit = exact_hit(there, around, tolerance_m=self.canvas.tolerance_m)
            if hit is None:
                continue
            ranked = (hit.kind != VERTEX, hit.distance_m, hit, corner)
            if best is None or ranked[:2] < best[:2]:
                best = ranked
        if best is not None:
            _, _, self._snap, corner = best
            return self._snap.point[0] - corner[0], self._snap.point[1] - corner[1]
        step = self.canvas.grid_step_m
        if step:
            return round(dx / step) * step, round(dy / step) * step
        return round(dx, 2), round(dy, 2)

    def _go_on_pulling(self, gesture: _Pull, at: Pointer) -> None:
        point = at.raw
        sized = gesture.grip.kind in (SHED_START, SHED_END, RADIUS, *GATES)
        snapping_now = self.canvas.snapping_now(at.modifiers)
        if not sized:
            ring = ring_of(gesture.before)
            anchor = ring[gesture.grip.index - 1] if gesture.grip.kind == CORNER and len(ring) > 2 else None
            self._snap, point = self.canvas.snapped(at.raw, at.modifiers, self._targets, anchor)
        step = _SIZE_STEP_M if sized and snapping_now else 0.0
        after = pulled(gesture.before, gesture.grip, point, step_m=step)
        self._gesture = replace(gesture, after=after)
        self._show_pulled(gesture.before, after)
        self._check()

    def _show_pulled(self, before: Element, after: Element) -> None:
        self._show((after,))
        count = self._count((after,))
        figures = LiveFigures()
        if isinstance(after, Shed):
            capacity = self._held((after,))
            sockets = capacity[0].charging.socket_count if capacity else 0
            cost = self.canvas.live_cost.difference_cny(capacity[0]) if capacity else None
            area = after.length_m * after.depth_m
            length = after.length_m
            figures = LiveFigures(length, None, area, count, sockets, difference_cny=cost, built=True)
        elif isinstance(after, Lot) and after.filled:
            filled, quickly = self._filled(after), self._quickly_before(after)
            pending = filled is None or filled.lot != after
            cost = self.canvas.live_cost.difference_cny(filled, quickly) if filled and not pending else None
            figures = LiveFigures(
                area_m2=ring_area_m2(after.ring),
                stalls=count,
                sockets=filled.charging.socket_count if filled else None,
                approximate=not (self._analysed(after) or self.canvas.live_fill.is_full(after)),
                pending=pending,
                difference_cny=cost,
            )
        elif isinstance(after, LINED):
            figures = LiveFigures(length_m=line_length_m(after.centreline))
        elif ring_of(after):
            figures = LiveFigures(area_m2=ring_area_m2(ring_of(after)))
        gate = self._gate_pulled()
        if gate is not None:
            figures = replace(figures, length_m=None, area_m2=None)
        difference = None
        if isinstance(after, Shed) or (isinstance(after, Lot) and after.filled):
            quickly = self._quickly_before(after) if isinstance(after, Lot) else None
            difference = self._difference(count) if quickly is None else count - len(quickly.stalls)
        self._figures = replace(figures, difference=difference)

    def _go_on_turning(self, gesture: _Turn, at: Pointer) -> None:
        x, y = at.raw[0] - gesture.centre[0], at.raw[1] - gesture.centre[1]
        degrees = math.degrees(math.atan2(y, x)) - gesture.start_degrees
        step = round(degrees / _TURN_STEP_DEGREES) * _TURN_STEP_DEGREES
        if self.canvas.ortho or at.modifiers & Qt.KeyboardModifier.ShiftModifier:
            degrees = step
        elif self.canvas.snapping_now(at.modifiers):
            wanted = [*self._turns_alongside(gesture), step]
            nearest = min(wanted, key=lambda turn: abs((turn - degrees + 180) % 360 - 180))
            if abs((nearest - degrees + 180) % 360 - 180) <= _TURN_LEANS_DEGREES:
                degrees = nearest
        degrees = (degrees + 180) % 360 - 180
        self._gesture = replace(gesture, degrees=degrees)
        self._figures = LiveFigures(angle_degrees=degrees)
        self._show(tuple(map(self._after, gesture.before)))
        self._check()

    def _turns_alongside(self, gesture: _Turn) -> list[float]:
        """Return the turns that bring a shed parallel to the nearest side, or at a right angle to it."""
        element = gesture.before[0]
        if not isinstance(element, Shed) or self._targets is None:
            return []
        sides = side_directions(gesture.centre, self._targets)
        return [side + 90 * turn - element.angle_degrees for side in sides for turn in range(4)]

    def _end_gesture(self, shown: bool = True) -> None:
        self._gesture = None
        self._ghosts = self._trailing = self._snap = self._targets = self._figures = None
        self.canvas.live_fill.forget()
        self.canvas.live_checks.forget()
        self.canvas.live_cost.forget()
        self.canvas.plan_scene.show_clearances(False)
        if shown:
            self.canvas.plan_scene.hide_elements(())

    # --- grips and drawing ----------------------------------------------------------------------------------

    def _selected(self) -> list[Element]:
        """Return what is selected and may be edited."""
        return [e for e in self.canvas.session.selection.elements() if self.canvas.editable(e)]

    def _grips(self) -> tuple[Grip, ...]:
        chosen = self._selected()
        reach = _ROTATION_REACH_PX * self.canvas.pixel_m
        if len(chosen) == 1:
            return grips_of(chosen[0], reach)
        if len(chosen) > 1:
            return (rotation_grip(self._corners_of(chosen), reach),)
        return ()

    def _corners_of(self, chosen: list[Element]) -> tuple[Point, ...]:
        """Return two corners of the box around elements, known as long as they are the same."""
        if self._span is None or self._span[0] != chosen:
            west, south, east, north = box_of([p for element in chosen for p in points_of(element)])
            self._span = (chosen, ((west, south), (east, north)))
        return self._span[1]

    def _gate_pulled(self) -> tuple[Lot, Entrance] | None:
        """Return the entrance that is being pulled, as it is now, and its lot."""
        gesture = self._gesture
        if isinstance(gesture, _Pull) and gesture.grip.kind in GATES and isinstance(gesture.after, Lot):
            return gesture.after, gesture.after.entrances[gesture.grip.index]
        return None

    def _grip_at(self, at: Pointer) -> Grip | None:
        near = [
            (math.dist(grip.point, at.raw), grip.kind == MIDDLE, index, grip)
            for index, grip in enumerate(self._grips())
            if math.dist(grip.point, at.raw) <= _GRIP_HIT_PX * self.canvas.pixel_m
        ]
        gate = self._gate_at(at)
        best = min(near)[3] if near else None
        if best is not None and any(means_middle(each, best, at.raw) for each in self._selected()):
            return None
        return best if gate is None or (best is not None and best.kind == CORNER) else gate

    def _gate_at(self, at: Pointer) -> Grip | None:
        chosen = self._selected()
        if len(chosen) != 1 or not isinstance(chosen[0], Lot):
            return None
        return gate_grip_at(chosen[0], at.raw, _GRIP_HIT_PX * self.canvas.pixel_m)

    def paint(self, painter: QPainter) -> None:
        """Draw selection, grips, what is dragged, and the box."""
        gesture = self._gesture
        if isinstance(gesture, _Box):
            self._paint_box(painter, gesture)
        if self._ghosts is not None and self.drawing:
            self._paint_ghosts(painter)
            return
        self._paint_hovered(painter)
        chosen = self._ready_to_draw(self.canvas.session.selection.elements())
        chosen.outlines.draw(painter, self.canvas)
        for element in chosen.elements[:_MARKED_AT_MOST]:
            if isinstance(element, Lot):
                draw_roles(painter, self.canvas, element)
            elif isinstance(element, Building):
                draw_selected_walls(painter, self.canvas, element)
        if chosen.elements:
            self.canvas.paint_dimension_texts(painter)
        for place in chosen.places:
            draw_handle(painter, self.canvas.style_table, self.canvas.to_view(place))
        held = self._gate_in_hand()
        if held is not None:
            draw_gate(painter, self.canvas, held[0], held[0].entrances[held[1]])
        self._paint_grips(painter)

    def _ready_to_draw(self, elements: list[Element]) -> _Chosen:
        if self._chosen is None or self._chosen.elements != elements:
            places = tuple(points_of(element)[0] for element in elements if not outline_rings(element))
            self._chosen = _Chosen(elements, Outlines(map(outline_rings, elements)), places)
        return self._chosen

    def _paint_hovered(self, painter: QPainter) -> None:
        element = self.canvas.session.document.element(self._hovered or "")
        if element is None or not self.canvas.pointer_inside:
            return
        style = self.canvas.style_table
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if element.id not in self.canvas.session.selection.ids:
            painter.setPen(QPen(style.colour("selection"), 1.4, Qt.PenStyle.DotLine))
            painter.drawPath(view_path(self.canvas, outline_rings(element), closed=True))
        painter.setPen(QPen(style.colour("fire_lane"), 1.0, Qt.PenStyle.DashLine))
        painter.drawPath(view_path(self.canvas, self._clearance_rings(element), closed=True))

    def _clearance_rings(self, element: Element) -> list[Ring]:
        """Return the ground that a building or doorway keeps clear."""
        rule_set = self.canvas.plan_scene.rule_set()
        if rule_set is None or not isinstance(element, Building | Doorway):
            return []
        if self._clearance is None or self._clearance[0] != element:
            site = Site(buildings=(element,)) if isinstance(element, Building) else Site(doorways=(element,))
            regions = surroundings(site, rule_set).clearances
            self._clearance = (element, [region[0] for region in regions])
        return self._clearance[1]

    def _paint_grips(self, painter: QPainter) -> None:
        idle = self.at is not None and self._gesture is None and self.canvas.pointer_inside
        hot = self._grip_at(self.at) if self.at is not None and idle else None
        if self.at is not None and idle and hot is None:
            self._paint_feeder_grip(painter, self.at)
        for grip in self._grips():
            at = self.canvas.to_view(grip.point)
            round_ = grip.kind in (MIDDLE, ROTATE)
            draw_handle(painter, self.canvas.style_table, at, hot=grip == hot, round_=round_)

    def _paint_feeder_grip(self, painter: QPainter, at: Pointer) -> None:
        """Draw the corner of a feeder, old or new, that a drag would take hold of."""
        element = self.canvas.session.document.element(next(iter(self.canvas.pick(at.raw)), ""))
        feeder = self._feeder_at(at, element)
        if feeder is not None:
            place, round_ = self.canvas.to_view(feeder[1].point), feeder[1].kind == MIDDLE
            draw_handle(painter, self.canvas.style_table, place, hot=True, round_=round_)

    def _paint_ghosts(self, painter: QPainter) -> None:
        ghosts, gesture = self._ghosts, self._gesture
        assert ghosts is not None
        dx, dy = (
            (gesture.dx, gesture.dy) if isinstance(gesture, _Move) and not self._refreshed() else (0.0, 0.0)
        )
        ghosts.draw(painter, self.canvas.viewportTransform(), dx, dy)
        ghosts.outlines.draw(painter, self.canvas, dx, dy)
        if self._trailing is not None:
            self._trailing.draw(painter, self.canvas.viewportTransform())
            self._trailing.outlines.draw(painter, self.canvas)
        if isinstance(gesture, _Pull) and isinstance(gesture.after, Lot):
            draw_roles(painter, self.canvas, gesture.after)
        gate = self._gate_pulled()
        if gate is not None:
            draw_gate(painter, self.canvas, *gate, told=True)
        if self._snap is not None:
            draw_snap(painter, self.canvas, self._snap)
        if self._sheds_moving():
            self.canvas.live_checks.paint(painter, self.canvas)

    def _refreshed(self) -> bool:
        """Whether the preview was made where it is now, as that of a filled lot, and is not to be moved."""
        gesture = self._gesture
        return (
            isinstance(gesture, _Move)
            and len(gesture.before) == 1
            and isinstance(gesture.before[0], Lot)
            and gesture.before[0].filled
            and bool(gesture.dx or gesture.dy)
        )

    def _paint_box(self, painter: QPainter, box: _Box) -> None:
        start, end = box.start.position, box.end.position
        crossing = end.x() < start.x()
        style = self.canvas.style_table
        painter.setBrush(style.colour("selection_fill"))
        dash = Qt.PenStyle.DashLine if crossing else Qt.PenStyle.SolidLine
        painter.setPen(QPen(style.colour("selection"), 1.2, dash))
        painter.drawRect(QRectF(QPointF(start), QPointF(end)).normalized())


def _pull_text(grip: Grip) -> str:
    if grip.kind == MIDDLE:
        return N_("Insert corner")
    if grip.kind == CORNER:
        return N_("Move corner")
    if grip.kind == RADIUS:
        return N_("Change radius")
    if grip.kind in GATES:
        return N_("Move the entrance") if grip.kind == GATE else N_("Change the width of the entrance")
    return N_("Change length")
