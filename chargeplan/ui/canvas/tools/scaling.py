"""Scaling a picture: two clicks on it, and how far apart they are in truth."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter

from chargeplan.i18n import N_, tr
from chargeplan.model.editing import replacement
from chargeplan.model.site import Underlay
from chargeplan.model.values import Point, Ring
from chargeplan.ui.canvas.elements import underlay_outline
from chargeplan.ui.canvas.figures import LiveFigures
from chargeplan.ui.canvas.picking import inside
from chargeplan.ui.canvas.previews import draw_draft
from chargeplan.ui.canvas.tools.base import Pointer, Tool
from chargeplan.units import TOLERANCE_M

if TYPE_CHECKING:
    from chargeplan.ui.canvas.view import PlanView


def scaled_underlay(underlay: Underlay, first: Point, second: Point, true_length_m: float) -> Underlay:
    """Return a picture scaled so that two places on it lie `true_length_m` apart; the first stays put."""
    factor = true_length_m / math.dist(first, second)
    x, y = underlay.origin
    return replace(
        underlay,
        metres_per_pixel=underlay.metres_per_pixel * factor,
        origin=(first[0] + (x - first[0]) * factor, first[1] + (y - first[1]) * factor),
        scaled=True,
    )


class ScaleTool(Tool):
    """Two clicks and a typed length; without an id the picture under the first click is scaled."""

    id = "scale_underlay"
    snaps = False
    takes_places = False

    def __init__(self, canvas: PlanView, underlay_id: str = "") -> None:
        super().__init__(canvas)
        self._underlay_id = underlay_id or self._chosen()
        self._points: Ring = ()

    def _chosen(self) -> str:
        pictures = [e for e in self.canvas.session.selection.elements() if isinstance(e, Underlay)]
        everything = self.project.site.underlays
        if pictures or len(everything) == 1:
            return (pictures or list(everything))[0].id
        return ""

    def _underlay(self) -> Underlay | None:
        found = self.canvas.session.document.element(self._underlay_id)
        return found if isinstance(found, Underlay) else None

    @property
    def drawing(self) -> bool:
        """Whether a place has been clicked."""
        return bool(self._points)

    @property
    def typing(self) -> str:
        """A number after both clicks is the true length."""
        return "value" if len(self._points) == 2 else ""

    def value_label(self) -> str:
        """Return the word for the length."""
        return tr("True length")

    def prompt(self) -> str:
        """Return what to do next."""
        if self._underlay() is None and not self.project.site.underlays:
            return tr("There is no picture to scale yet; insert one first")
        return (
            tr("Click one end of a length that you know on the picture"),
            tr("Click its other end"),
            tr("Type how long it is in truth, then Enter"),
        )[len(self._points)]

    def hint(self) -> str:
        """Return what the buttons do."""
        return tr("Left: place · Backspace: take back · Esc: leave")

    def figures(self) -> LiveFigures | None:
        """Return the length as the picture is scaled now."""
        if len(self._points) == 2:
            return LiveFigures(length_m=math.dist(*self._points))
        if len(self._points) == 1 and self.at is not None:
            return LiveFigures(length_m=math.dist(self._points[0], self.at.raw))
        return None

    def press(self, at: Pointer) -> None:
        """Fix an end; after the second the field for the length opens."""
        self.at = at
        if not self._underlay_id:
            hit = [e for e in self.project.site.underlays if inside(at.raw, [underlay_outline(e)])]
            self._underlay_id = hit[-1].id if hit else ""
        if self._underlay() is None:
            return
        points = self._points[:1] if len(self._points) == 2 else self._points
        if not points or math.dist(points[-1], at.raw) > TOLERANCE_M:
            self._points = (*points, at.raw)
        if len(self._points) == 2:
            self.canvas.open_entry()

    def double_click(self, at: Pointer) -> None:
        """A double click finishes nothing here; the length is still to be typed."""

    def value_entered(self, value: float) -> bool:
        """Scale the picture."""
        underlay = self._underlay()
        if underlay is None or len(self._points) != 2:
            return False
        after = scaled_underlay(underlay, *self._points, value)
        self._points = ()
        self.canvas.session.document.push(N_("Scale picture"), [replacement(self.project, underlay, after)])
        self.canvas.session.message.emit(
            tr("The picture is to scale: one pixel is {size} mm", size=f"{after.metres_per_pixel * 1000:.1f}")
        )
        self.canvas.set_tool("select")
        self.canvas.zoom_to_elements([after.id])
        return True

    def back(self) -> bool:
        """Take back an end."""
        if not self._points:
            return False
        self._points = self._points[:-1]
        return True

    def cancel(self) -> None:
        """Forget both ends."""
        self._points = ()

    def paint(self, painter: QPainter) -> None:
        """Draw the line between the ends."""
        if not self._points or self.at is None:
            return
        outline = self._points if len(self._points) == 2 else (*self._points, self.at.raw)
        draw_draft(painter, self.canvas, outline, self._points, closed=False)
