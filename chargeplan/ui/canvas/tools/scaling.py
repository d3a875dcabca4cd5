"""Scaling an underlay by two clicks and a length, and checking the scale by a second length."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter

from chargeplan.geometry.turning import underlay_outline
from chargeplan.i18n import N_, tr
from chargeplan.model.accuracy import area_error_share, check_error_share, percent_text
from chargeplan.model.editing import replacement
from chargeplan.model.linework import MEDIA_TYPE
from chargeplan.model.project import Element, visible_elements
from chargeplan.model.site import Underlay
from chargeplan.model.values import Point, Ring
from chargeplan.ui.canvas.figures import LiveFigures
from chargeplan.ui.canvas.picking import inside
from chargeplan.ui.canvas.previews import draw_draft
from chargeplan.ui.canvas.tools.base import Pointer, Tool
from chargeplan.units import TOLERANCE_M

if TYPE_CHECKING:
    from chargeplan.ui.canvas.view import PlanView


def scaled_underlay(underlay: Underlay, first: Point, second: Point, true_length_m: float) -> Underlay:
    """Return an underlay scaled so that two places on it lie `true_length_m` apart; the first stays put.

    Width and height keep their proportion; the new scale is unchecked.
    """
    factor = true_length_m / math.dist(first, second)
    x, y = underlay.origin
    return replace(
        underlay,
        metres_per_pixel=underlay.metres_per_pixel * factor,
        origin=(first[0] + (x - first[0]) * factor, first[1] + (y - first[1]) * factor),
        scaled=True,
        scale_error_share=None,
    )


class ScaleTool(Tool):
    """Two clicks and a typed length set the scale, two more and another length check it.

    Without an id the underlay under the first click is scaled. With `checking` it begins with the check.
    """

    id = "scale_underlay"

    def __init__(self, canvas: PlanView, underlay_id: str = "", *, checking: bool = False) -> None:
        super().__init__(canvas)
        self._underlay_id = underlay_id or self._chosen()
        self._points: Ring = ()
        self._checking = checking

    def _chosen(self) -> str:
        chosen = [e for e in self.canvas.session.selection.elements() if isinstance(e, Underlay)]
        everything = self.project.site.underlays
        if chosen or len(everything) == 1:
            return (chosen or list(everything))[0].id
        return ""

    def _underlay(self) -> Underlay | None:
        found = self.canvas.session.document.element(self._underlay_id)
        return found if isinstance(found, Underlay) else None

    @property
    def snaps(self) -> bool:
        """Whether places snap: to the lines of a drawing; a picture has none."""
        underlay = self._underlay()
        return underlay is not None and underlay.media_type == MEDIA_TYPE

    @property
    def takes_places(self) -> bool:
        """Whether two typed numbers are a place: the ends of the length can be typed too."""
        return len(self._points) < 2

    @property
    def checking(self) -> bool:
        """Whether the next length checks the scale instead of setting it."""
        return self._checking

    @property
    def drawing(self) -> bool:
        """Whether a place has been clicked."""
        return bool(self._points)

    @property
    def typing(self) -> str:
        """A number after both clicks is the true length."""
        return "value"

    def value_label(self) -> str:
        """Return the word for what is typed."""
        return tr("True length") if len(self._points) == 2 else super().value_label()

    def prompt(self) -> str:
        """Return what to do next."""
        if self._underlay() is None and not self.project.site.underlays:
            return tr("There is no picture to scale yet; insert one first")
        first = (
            tr("To check the scale click one end of another length that you know; Esc leaves it unchecked")
            if self._checking
            else tr("Click one end of a length that you know on the picture: a wall, or its scale bar")
        )
        return (
            first,
            tr("Click its other end"),
            tr("Type how long it is in truth, such as 25, 2500cm or 25000mm, then Enter"),
        )[len(self._points)]

    def hint(self) -> str:
        """Return what the buttons do."""
        return tr("Left: place · Backspace: take back · Esc: leave")

    def figures(self) -> LiveFigures | None:
        """Return the length as the picture is scaled now."""
        if len(self._points) == 2:
            return LiveFigures(length_m=math.dist(*self._points))
        if len(self._points) == 1 and self.at is not None:
            return LiveFigures(length_m=math.dist(self._points[0], self.at.point))
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
        if not points or math.dist(points[-1], at.point) > TOLERANCE_M:
            self._points = (*points, at.point)
        if len(self._points) == 2:
            self.canvas.open_entry(asked=True)

    def double_click(self, at: Pointer) -> None:
        """A double click finishes nothing here; the length is still to be typed."""

    def value_entered(self, value: float) -> bool:
        """Scale the picture, or check its scale."""
        underlay = self._underlay()
        if underlay is None or len(self._points) != 2:
            return False
        first, second = self._points
        self._points = ()
        if self._checking:
            self._check(underlay, math.dist(first, second), value)
        else:
            self._scale(underlay, scaled_underlay(underlay, first, second, value))
        return True

    def _scale(self, underlay: Underlay, after: Underlay) -> None:
        self.canvas.session.document.push(N_("Scale picture"), [replacement(self.project, underlay, after)])
        told = tr(
            "The picture is to scale: one pixel is {size} mm.", size=f"{after.metres_per_pixel * 1000:.1f}"
        )
        if any(map(_drawn, visible_elements(self.project).values())):
            told = f"{told} {tr('What is drawn already stays as it is.')}"
        self.canvas.session.message.emit(f"{told} {tr('Now check it by a second length.')}")
        self._checking = True
        self.canvas.zoom_to_elements([after.id])

    def _check(self, underlay: Underlay, measured_m: float, true_m: float) -> None:
        share = check_error_share(measured_m, true_m)
        after = replace(underlay, scaled=True, scale_error_share=share)
        self.canvas.session.document.push(N_("Check the scale"), [replacement(self.project, underlay, after)])
        told = tr(
            "The scale is off by {lengths} %, so areas of ground by up to {areas} %.",
            lengths=percent_text(share),
            areas=percent_text(area_error_share(share)),
        )
        if 100 * share <= self.canvas.session.catalogue.constant("scale_warning_percent"):
            self.canvas.session.message.emit(told)
            self.canvas.set_tool("select")
            return
        advice = tr("That is much: set the scale again by the longest length you know, or leave it, Esc.")
        self.canvas.session.message.emit(f"{told} {advice}")
        self._checking = False

    def back(self) -> bool:
        """Take back an end."""
        if not self._points:
            return False
        self._points = self._points[:-1]
        return True

    def cancel(self) -> None:
        """Forget both ends."""
        self._points = ()

    def plan_edited(self) -> None:
        """Ask for the scale itself again when it was undone."""
        underlay = self._underlay()
        self._checking = self._checking and underlay is not None and underlay.scaled

    def paint(self, painter: QPainter) -> None:
        """Draw the line between the ends."""
        if not self._points or self.at is None:
            return
        outline = self._points if len(self._points) == 2 else (*self._points, self.at.point)
        draw_draft(painter, self.canvas, outline, self._points, closed=False)


def _drawn(element: Element) -> bool:
    return not isinstance(element, Underlay)
