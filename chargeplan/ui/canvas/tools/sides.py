"""Sides of lots: what lies beyond them, the gates in their walls, and the side that rows run along."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter

from chargeplan.engineering.capacity import LotCapacity
from chargeplan.i18n import N_, tr
from chargeplan.model.editing import replacement
from chargeplan.model.scheme import EdgeRole, Entrance, Lot
from chargeplan.ui.canvas.figures import LiveFigures
from chargeplan.ui.canvas.ghosts import Ghosts
from chargeplan.ui.canvas.grips import GATE, Grip, gate_grip_at, pulled
from chargeplan.ui.canvas.side_marks import distance_line, draw_gate, draw_side, width_line, width_warning
from chargeplan.ui.canvas.sides import (
    USUAL_GATE_M,
    SideHit,
    gate_near,
    gate_widened,
    nearest_lot_side,
    new_gate,
    role_turned,
    side_length_m,
    with_gate,
    without_gate,
)
from chargeplan.ui.canvas.tools.base import Pointer, Tool

if TYPE_CHECKING:
    from chargeplan.ui.canvas.view import PlanView

_REACH_PX = 16.0
_GATE_PX = 9.0
_GATE_STEP_M = 0.1


class SideTool(Tool):
    """Base of the tools that point at sides of lots."""

    snaps = False
    takes_places = False

    def __init__(self, canvas: PlanView) -> None:
        super().__init__(canvas)
        self._hit: SideHit | None = None

    @property
    def typing(self) -> str:
        """Nothing is typed here."""
        return ""

    def move(self, at: Pointer) -> None:
        """Find the side under the pointer."""
        super().move(at)
        self._hit = self._side_at(at)

    def double_click(self, at: Pointer) -> None:
        """The second of two quick clicks is a click like the first."""
        self.press(at)

    def cancel(self) -> None:
        """Point at nothing."""
        self._hit = None

    def _lots(self) -> list[Lot]:
        """Return the lots whose sides can be pointed at."""
        return [lot for lot in self.project.active_scheme.lots if self.canvas.editable(lot)]

    def _side_at(self, at: Pointer) -> SideHit | None:
        reach = _REACH_PX * self.canvas.pixel_m
        return nearest_lot_side(self._lots(), at.raw, reach, self.canvas.session.selection.ids)

    def _put(self, text: str, before: Lot, after: Lot) -> None:
        """Push a changed lot as one step, and select it so that its figures are seen."""
        session = self.canvas.session
        if after != before:
            session.document.push(text, [replacement(self.project, before, after)])
        if session.selection.ids != (before.id,):
            session.selection.set([before.id])
        if self.at is not None:
            self.move(self.at)

    def _no_lot(self) -> str:
        return tr("There is no lot yet; draw one first (L)")


class RolesTool(SideTool):
    """Turns walls into open sides and open sides into walls."""

    id = "lot_sides"
    cursor = Qt.CursorShape.PointingHandCursor

    def prompt(self) -> str:
        """Return what to do next, and what the two kinds of sides look like."""
        if not self._lots():
            return self._no_lot()
        return tr("Click a side: wall (thick, hatched) or open (dashed, with arrows)")

    def hint(self) -> str:
        """Return what the buttons do."""
        return tr("Left: wall ↔ open · Esc: done")

    def badge(self) -> tuple[list[str], list[str]]:
        """Return what the side under the pointer is, and what a click makes of it."""
        if self._hit is None:
            return [], []
        lot, side = self._hit.lot, self._hit.side
        if lot.edges[side] is EdgeRole.WALL:
            lines = [tr("Wall: nobody rides in here"), tr("Click: make it open")]
            if any(gate.edge == side for gate in lot.entrances):
                lines.append(tr("its entrances go"))
            return lines, []
        return [tr("Open: riders come in all along it"), tr("Click: make it a wall")], []

    def press(self, at: Pointer) -> None:
        """Turn the side under the pointer."""
        self.at = at
        hit = self._side_at(at)
        if hit is not None:
            wall = hit.lot.edges[hit.side] is EdgeRole.WALL
            text = N_("Make a side open") if wall else N_("Make a side a wall")
            self._put(text, hit.lot, role_turned(hit.lot, hit.side))

    def paint(self, painter: QPainter) -> None:
        """Show the side under the pointer."""
        if self._hit is not None:
            draw_side(painter, self.canvas, self._hit.lot, self._hit.side)


class RowsAlongTool(SideTool):
    """Lets the rows of a lot run along the side that is clicked."""

    id = "rows_along"
    cursor = Qt.CursorShape.PointingHandCursor

    def prompt(self) -> str:
        """Return what to do next."""
        return tr("Click the side that the rows are to run along") if self._lots() else self._no_lot()

    def hint(self) -> str:
        """Return what the buttons do."""
        return tr("Left: choose side · Esc: leave")

    def badge(self) -> tuple[list[str], list[str]]:
        """Return which side is pointed at."""
        if self._hit is None:
            return [], []
        length = side_length_m(self._hit.lot, self._hit.side)
        text = tr("Side {number}, {length} m", number=self._hit.side + 1, length=f"{length:.2f}")
        return [text, tr("Click: rows run along it")], []

    def press(self, at: Pointer) -> None:
        """Take the side and leave."""
        self.at = at
        hit = self._side_at(at)
        if hit is not None:
            along = replace(hit.lot, direction_degrees=None, direction_edge=hit.side)
            self._put(N_("Let rows run along a side"), hit.lot, along)
            self.canvas.set_tool("select")

    def paint(self, painter: QPainter) -> None:
        """Show the side under the pointer."""
        if self._hit is not None:
            draw_side(painter, self.canvas, self._hit.lot, self._hit.side)


@dataclass(frozen=True)
class _Pull:
    grip: Grip
    before: Lot
    after: Lot


class EntranceTool(SideTool):
    """Puts gates into walls by a click; those that are there are pulled, typed wider, and taken out."""

    id = "entrance"

    def __init__(self, canvas: PlanView) -> None:
        super().__init__(canvas)
        self._width_m = USUAL_GATE_M
        self._pull: _Pull | None = None
        self._last: tuple[str, int] | None = None

    @property
    def drawing(self) -> bool:
        """Whether a gate is being pulled."""
        return self._pull is not None

    @property
    def keys(self) -> tuple[Qt.Key, ...]:
        """Del and Backspace belong to the gate in hand, and never to the lot around it."""
        return (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)

    @property
    def typing(self) -> str:
        """A number is a width."""
        return "value"

    def value_label(self) -> str:
        """Return the word for the width."""
        return tr("Width")

    def prompt(self) -> str:
        """Return what to do next."""
        if not self._lots():
            return self._no_lot()
        if self._pull is not None:
            return tr("Drop it where it belongs")
        if self._in_hand() is not None:
            return tr("Drag it along its side, drag an end to widen it, type its width, Del takes it out")
        return tr("Click on a wall to put an entrance there; type its width first or after")

    def hint(self) -> str:
        """Return what the buttons do."""
        return tr("Left: put or drag · Del: take out · Esc: done")

    def badge(self) -> tuple[list[str], list[str]]:
        """Return the width of the gate in sight, what is wrong with it, or why none can stand here."""
        shown = self._shown()
        if shown is not None:
            figures, _ = super().badge()
            return [width_line(shown[1]), distance_line(*shown), *figures], width_warning(shown[1])
        if self._hit is not None and self._hit.lot.edges[self._hit.side] is EdgeRole.OPEN:
            return [tr("Open: riders come in all along it"), tr("Only a wall needs an entrance")], []
        return [], []

    def figures(self) -> LiveFigures | None:
        """Return what the lot would hold with the gate where it is pulled to."""
        lot = self._pull.after if self._pull is not None else None
        held = self._filling(lot) if lot is not None else None
        if held is None:
            return None
        sockets = held.charging.socket_count
        return LiveFigures(
            stalls=len(held.stalls), sockets=sockets, approximate=True, pending=held.lot != lot
        )

    def press(self, at: Pointer) -> None:
        """Take hold of a gate, or put one in and take hold of it."""
        self.move(at)
        found = self._grip_at(at)
        if found is None:
            lot, gate = self._ghost() or (None, None)
            if lot is None or gate is None:
                return
            after = with_gate(lot, gate)
            self._put(N_("Put an entrance"), lot, after)
            found = (Grip(GATE, at.raw, len(after.entrances) - 1), after)
        grip, lot = found
        self._last = (lot.id, grip.index)
        self._pull = _Pull(grip, lot, lot)
        self.canvas.plan_scene.hide_elements([lot.id])

    def move(self, at: Pointer) -> None:
        """Let the gate in hand follow."""
        super().move(at)
        if self._pull is not None:
            step = _GATE_STEP_M if self.canvas.snapping_now(at.modifiers) else 0.0
            after = pulled(self._pull.before, self._pull.grip, at.raw, step_m=step)
            self._pull = replace(self._pull, after=after)

    def release(self, at: Pointer) -> None:
        """Let go of the gate."""
        self.finish()

    def finish(self) -> bool:
        """Push what was pulled."""
        pull, self._pull = self._pull, None
        if pull is None:
            return False
        self.canvas.live_fill.forget()
        self.canvas.plan_scene.hide_elements(())
        text = N_("Move the entrance") if pull.grip.kind == GATE else N_("Change the width of the entrance")
        if pull.after != pull.before:
            self._put(text, pull.before, pull.after)
        return True

    def back(self) -> bool:
        """Let the gate stand where it stood."""
        if self._pull is None:
            return False
        self.cancel()
        return True

    def cancel(self) -> None:
        """Forget what is pulled."""
        super().cancel()
        if self._pull is not None:
            self._pull = None
            self.canvas.live_fill.forget()
            self.canvas.plan_scene.hide_elements(())

    def plan_edited(self) -> None:
        """Let go of a gate whose lot was changed while it was being pulled."""
        pull = self._pull
        if pull is not None and self.canvas.session.document.element(pull.before.id) != pull.before:
            self.cancel()

    def key(self, event: QKeyEvent) -> bool:
        """Take out the gate in hand."""
        held = self._in_hand()
        if held is not None:
            self._put(N_("Take out the entrance"), held[0], without_gate(*held))
            self._last = None
        return True

    def value_entered(self, value: float) -> bool:
        """Make the gate in hand, or else the next one, so wide."""
        if value <= 0:
            return False
        held = self._in_hand()
        if held is not None:
            self._put(N_("Change the width of the entrance"), held[0], gate_widened(*held, value))
        else:
            self._width_m = value
        return True

    def paint(self, painter: QPainter) -> None:
        """Show the gate that is pulled, pointed at, or would be put here."""
        if self._pull is not None:
            self._paint_pulled(painter, self._pull)
            return
        shown = self._shown()
        if shown is not None:
            draw_gate(painter, self.canvas, *shown, told=True)
        elif self._hit is not None:
            draw_side(painter, self.canvas, self._hit.lot, self._hit.side)

    def _paint_pulled(self, painter: QPainter, pull: _Pull) -> None:
        held = self._filling(pull.after)
        ghosts = Ghosts([pull.after], [held] if held is not None else [], self.canvas.style_table)
        ghosts.draw(painter, self.canvas.viewportTransform())
        draw_gate(painter, self.canvas, pull.after, pull.after.entrances[pull.grip.index], told=True)

    def _filling(self, lot: Lot) -> LotCapacity | None:
        """Return the stalls of a filled lot as it is pulled: the newest estimate, at first those it had."""
        if not lot.filled:
            return None
        known = self.canvas.plan_scene.capacities.lots(
            self.project.active_scheme, self.canvas.session.analysis
        )
        return self.canvas.live_fill.estimate(lot) or next((h for h in known if h.lot.id == lot.id), None)

    def _grip_at(self, at: Pointer) -> tuple[Grip, Lot] | None:
        for lot in self._lots():
            grip = gate_grip_at(lot, at.raw, _GATE_PX * self.canvas.pixel_m)
            if grip is not None:
                return grip, lot
        return None

    def _in_hand(self) -> tuple[Lot, int] | None:
        """Return the gate under the pointer, or else the one that was touched last."""
        if self.at is not None:
            for lot in self._lots():
                index = gate_near(lot, self.at.raw, _GATE_PX * self.canvas.pixel_m)
                if index is not None:
                    return lot, index
        if self._last is not None and self._ghost() is None:
            for lot in self._lots():
                if lot.id == self._last[0] and self._last[1] < len(lot.entrances):
                    return lot, self._last[1]
        return None

    def _ghost(self) -> tuple[Lot, Entrance] | None:
        """Return the gate that a click would put in."""
        hit = self._hit
        if hit is None or hit.lot.edges[hit.side] is not EdgeRole.WALL:
            return None
        gate = new_gate(hit.lot, hit.side, hit.along_m, self._width_m)
        return None if gate is None else (hit.lot, gate)

    def _shown(self) -> tuple[Lot, Entrance] | None:
        if self._pull is not None:
            return self._pull.after, self._pull.after.entrances[self._pull.grip.index]
        held = self._in_hand()
        if held is not None:
            return held[0], held[0].entrances[held[1]]
        return self._ghost()
