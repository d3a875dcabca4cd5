"""Sheds of the catalogue: one click puts one down, a drag gives it direction and length."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter

from chargeplan.geometry.snapping import VERTEX, SnapResult
from chargeplan.i18n import N_, pick, tr
from chargeplan.model.scheme import Shed
from chargeplan.reference.catalogue import ShedPreset
from chargeplan.ui.canvas.figures import LiveFigures
from chargeplan.ui.canvas.ghosts import Ghosts
from chargeplan.ui.canvas.grips import shed_length_within
from chargeplan.ui.canvas.previews import draw_snap
from chargeplan.ui.canvas.siting import against_wall, bearing_at, onto_corner, shed_around
from chargeplan.ui.canvas.tools.base import Pointer, Tool
from chargeplan.ui.canvas.violations import DRAFT_ID

if TYPE_CHECKING:
    from chargeplan.ui.canvas.view import PlanView

_DRAG_PX = 8.0
_LENGTH_STEP_M = 0.1


class ShedTool(Tool):
    """Puts down the shed that is chosen in the catalogue."""

    id = "shed"
    keys = (Qt.Key.Key_R,)
    shows_clearances = True

    def __init__(self, canvas: PlanView) -> None:
        super().__init__(canvas)
        self._start: Pointer | None = None
        self._quarters = 0
        self._length_m: float | None = None
        self._preset_id = ""
        self._shed: Shed | None = None
        self._corner: SnapResult | None = None

    @property
    def preset(self) -> ShedPreset:
        """The shed of the catalogue."""
        session = self.canvas.session
        return session.catalogue.sheds.get(session.shed_preset_id) or next(
            iter(session.catalogue.sheds.values())
        )

    @property
    def drawing(self) -> bool:
        """Whether a drag gives direction and length."""
        return self._start is not None

    @property
    def typing(self) -> str:
        """A number sets the length."""
        return "value"

    def value_label(self) -> str:
        """Return the word for the length."""
        return tr("Length")

    def value_entered(self, value: float) -> bool:
        """Take the length."""
        if value != shed_length_within(value):
            return False
        self._length_m = value
        return True

    def prompt(self) -> str:
        """Return what to do next."""
        if self._start is not None:
            return tr("Release where the shed ends")
        title = pick(self.preset.title)
        return tr(
            "{shed}: click to put it down, drag for another direction and length, R turns it", shed=title
        )

    def hint(self) -> str:
        """Return what the buttons do."""
        return tr("Left: place · Right: menu · Esc: leave")

    def key(self, event: QKeyEvent) -> bool:
        """R turns by a quarter."""
        self._quarters = (self._quarters + 1) % 4
        return True

    def press(self, at: Pointer) -> None:
        """Fix the corner of a drag, or just get ready to place."""
        self.at = self._start = at

    def move(self, at: Pointer) -> None:
        """Show the shed where it would stand."""
        super().move(at)
        self._shed = self._placed(at)
        if self._shed is not None:
            self.canvas.live_checks.ask([self._shed])

    def _dragged(self, at: Pointer) -> bool:
        if self._start is None:
            return False
        away = at.position - self._start.position
        return math.hypot(away.x(), away.y()) >= _DRAG_PX

    def _template(self) -> Shed:
        preset = self.preset
        if preset.id != self._preset_id:
            self._preset_id, self._length_m = preset.id, None
        length = self._length_m or preset.length_m
        return Shed(
            DRAFT_ID, (0.0, 0.0), 0.0, length, preset.depth_m, preset.rows, module_id=preset.module_id
        )

    def _placed(self, at: Pointer) -> Shed:
        shed = self._template()
        self._corner = None
        if self._start is not None and self._dragged(at):
            return self._stretched(shed, self._start, at)
        lots = [lot for lot in self.project.active_scheme.lots if not lot.existing]
        bearing = bearing_at(at.raw, lots, self.project.site.buildings)
        if not self.canvas.snapping_now(at.modifiers):
            return shed_around(shed, at.raw, bearing.degrees + 90 * self._quarters)
        shed = shed_around(shed, self.canvas.tidy(at.raw), bearing.degrees + 90 * self._quarters)
        tolerance = self.canvas.tolerance_m
        if bearing.back_to is not None and not self._quarters:
            shed = against_wall(shed, at.raw, bearing.back_to, tolerance)
        shed, corner = onto_corner(shed, self.canvas.snap_targets(), tolerance)
        self._corner = SnapResult(VERTEX, corner, 0.0) if corner is not None else None
        return shed

    def _stretched(self, shed: Shed, start: Pointer, at: Pointer) -> Shed:
        found, end = self.canvas.snapped(at.raw, at.modifiers, anchor=start.point)
        self._corner = found
        dx, dy = end[0] - start.point[0], end[1] - start.point[1]
        length = math.hypot(dx, dy)
        if self.canvas.snapping_now(at.modifiers):
            length = round(length / _LENGTH_STEP_M) * _LENGTH_STEP_M
        return replace(
            shed,
            origin=start.point,
            angle_degrees=math.degrees(math.atan2(dy, dx)),
            length_m=shed_length_within(length),
        )

    def figures(self) -> LiveFigures | None:
        """Return length, roof, stalls and sockets."""
        if self._shed is None:
            return None
        held = self.canvas.plan_scene.capacities.of_shed(self._shed, self.project.active_scheme)
        area = self._shed.length_m * self._shed.depth_m
        stalls = len(held.stalls) if held else 0
        sockets = held.charging.socket_count if held else 0
        cost = self.canvas.live_cost.difference_cny(held) if held else None
        length = self._shed.length_m
        return LiveFigures(length, None, area, stalls, sockets, difference_cny=cost, built=True)

    def badge(self) -> tuple[list[str], list[str]]:
        """Return the figures, and what the shed would violate."""
        return super().badge()[0], self.canvas.live_checks.lines() if self._shed is not None else []

    def release(self, at: Pointer) -> None:
        """Put the shed down."""
        if self._start is None:
            return
        shed = replace(self._placed(at), id=self.new_id(Shed))
        self._start = self._shed = None
        self.push_new(N_("Draw shed"), shed)

    def double_click(self, at: Pointer) -> None:
        """A double click puts nothing down twice."""

    def finish(self) -> bool:
        """Put the shed down as it is shown."""
        if self._start is None or self.at is None:
            return False
        self.release(self.at)
        return True

    def back(self) -> bool:
        """Let go of a drag."""
        held, self._start = self._start is not None, None
        return held

    def cancel(self) -> None:
        """Forget the drag and the preview."""
        self._start = self._shed = None

    def paint(self, painter: QPainter) -> None:
        """Draw the shed with its stalls, and what it violates."""
        if self._shed is None:
            return
        held = self.canvas.plan_scene.capacities.of_shed(self._shed, self.project.active_scheme)
        ghosts = Ghosts([self._shed], [held] if held else [], self.canvas.style_table)
        ghosts.draw(painter, self.canvas.viewportTransform())
        ghosts.outlines.draw(painter, self.canvas)
        self.canvas.live_checks.paint(painter, self.canvas)
        if self._corner is not None:
            draw_snap(painter, self.canvas, self._corner)
