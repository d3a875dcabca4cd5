"""A feeder's way drawn by hand, from a supply point to a box, shed or lot."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPen

from chargeplan.i18n import N_, tr
from chargeplan.model.labels import label
from chargeplan.model.scheme import CableRoute, DistributionBox, Shed
from chargeplan.model.site import SupplyPoint
from chargeplan.model.values import Point, Ring
from chargeplan.ui.canvas.elements import outline_rings
from chargeplan.ui.canvas.operations import cable_end
from chargeplan.ui.canvas.picking import hit_distance_m, pickable
from chargeplan.ui.canvas.previews import view_path
from chargeplan.ui.canvas.tools.base import Pointer
from chargeplan.ui.canvas.tools.drafts import PathDraft
from chargeplan.ui.canvas.tools.polyline import PathTool


class CableTool(PathTool):
    """Draws a cable's way; it begins at a supply point, and a click on a box or shed ends it."""

    id = "cable_route"

    def prompt(self) -> str:
        """Return what to do next."""
        if not self.project.site.supply_points:
            return tr("There is no supply point yet; draw one first (E)")
        if not self.drawing:
            return tr("Click the supply point where the cable begins")
        return tr("Click corner after corner; a click on a box or shed ends the cable, Enter on a lot")

    def badge(self) -> tuple[list[str], list[str]]:
        """Return the length so far, and where the cable would end or why it cannot begin here."""
        lines, warnings = super().badge()
        if self.at is None:
            return lines, warnings
        if not self.drawing:
            supply = self._supply_at(self.at.point)
            return ([tr("from {name}", name=label(supply))], []) if supply is not None else ([], [])
        fed = self.canvas.session.document.element(self._end_at(self.at.point) or "")
        return ([*lines, tr("to {name}", name=label(fed))] if fed is not None else lines), warnings

    def press(self, at: Pointer) -> None:
        """Place a corner: the first at a supply point; at a box or shed the last."""
        self.at = at
        if not self.drawing:
            supply = self._supply_at(at.point)
            if supply is None:
                self.canvas.session.message.emit(tr("A cable begins at a supply point."))
                return
            self._draft = PathDraft((supply.position,))
            return
        super().press(at)
        fed = self.canvas.session.document.element(self._end_at(at.point) or "")
        if isinstance(fed, DistributionBox | Shed):
            self.finish()

    def finish(self) -> bool:
        """Push the cable when it leads to something."""
        points = self._draft.points
        if len(points) < 2:
            return False
        fed = self._end_at(points[-1])
        if fed is None:
            self.canvas.session.message.emit(tr("A cable ends at a box, a shed or a lot."))
            return False
        self._draft = PathDraft()
        self.push_new(
            N_("Draw cable route"), CableRoute(self.new_id(CableRoute), self._to_box(points, fed), fed)
        )
        return True

    def _to_box(self, points: Ring, fed: str) -> Ring:
        """Return the way with its end in the middle of the box, where it ends at one."""
        for box in self.project.active_scheme.boxes:
            if box.id == fed:
                return (*points[:-1], box.position)
        return points

    def _supply_at(self, point: Point) -> SupplyPoint | None:
        reach = self.canvas.tolerance_m
        for supply in self.project.site.supply_points:
            if hit_distance_m(pickable(supply), point, reach) is not None:
                return supply
        return None

    def _end_at(self, point: Point) -> str | None:
        return cable_end(self.project.active_scheme, point, self.canvas.tolerance_m)

    def paint(self, painter: QPainter) -> None:
        """Draw the way so far, and what it would lead to."""
        super().paint(painter)
        fed = None
        if self.drawing and self.at is not None:
            fed = self.canvas.session.document.element(self._end_at(self.at.point) or "")
        if fed is not None:
            painter.setPen(QPen(self.canvas.style_table.colour("selection"), 2.0))
            painter.drawPath(view_path(self.canvas, outline_rings(fed), closed=True))
