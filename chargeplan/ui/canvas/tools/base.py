"""A tool is one gesture: press, move, release, key, cancel. Leaving a tool cancels it.

A tool keeps a frozen draft, draws a preview of it, and on its end pushes one command.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter

from chargeplan.geometry.snapping import SnapResult
from chargeplan.i18n import tr
from chargeplan.model.accuracy import scale_error_share_of
from chargeplan.model.editing import insertion, new_id
from chargeplan.model.project import Element, Project
from chargeplan.model.values import Point
from chargeplan.ui.canvas.figures import LiveFigures, figure_lines

if TYPE_CHECKING:
    from chargeplan.ui.canvas.view import PlanView


@dataclass(frozen=True)
class Pointer:
    """Where the mouse is.

    Attributes
    ----------
    point : Point
        On the ground [m], snapped, leaned, or as typed.
    raw : Point
        On the ground, under the very tip of the pointer [m].
    position : QPointF
        In pixels of the viewport.
    """

    point: Point
    raw: Point
    position: QPointF
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    snap: SnapResult | None = None


_SAME_PLACE_PX = 6.0


class Tool:
    """Base of all tools; each method returns whether it did something."""

    id = ""
    snaps = True
    cursor = Qt.CursorShape.CrossCursor
    keys: tuple[Qt.Key, ...] = ()
    shows_clearances = False
    takes_places = True

    def __init__(self, canvas: PlanView) -> None:
        self.canvas = canvas
        self.at: Pointer | None = None

    @property
    def project(self) -> Project:
        """The plan as it is now."""
        return self.canvas.session.document.project

    @property
    def drawing(self) -> bool:
        """Whether there is a draft that Esc or Backspace would take back."""
        return False

    @property
    def anchor(self) -> Point | None:
        """The corner before the one that is placed next; lengths and angles are taken from it."""
        return None

    @property
    def leans(self) -> bool:
        """Whether the next corner leans to angles as seen from the anchor."""
        return True

    @property
    def draft_points(self) -> tuple[Point, ...]:
        """Corners already placed, which can be snapped to."""
        return ()

    @property
    def not_snapped_to(self) -> tuple[str, ...]:
        """Ids of underlays whose lines are left out of what can be snapped to."""
        return ()

    @property
    def typing(self) -> str:
        """What is typed would set: `segment` a length from the anchor, `value` something else, or nothing.

        Two numbers with a comma are a place on the ground wherever there is no anchor.
        """
        return "segment" if self.anchor is not None else "value"

    def aim(self, point: Point) -> Point:
        """Return where the mouse points to, as seen from the anchor, when a length is typed."""
        return point

    def value_label(self) -> str:
        """Return the word for what a typed value sets."""
        return tr("x, y")

    def prompt(self) -> str:
        """Return what to do next."""
        return ""

    def hint(self) -> str:
        """Return what the buttons do."""
        return ""

    def figures(self) -> LiveFigures | None:
        """Return the figures of the draft."""
        return None

    def badge(self) -> tuple[list[str], list[str]]:
        """Return lines to stand at the cursor: plain ones, and ones that warn."""
        figures = self.figures()
        share = scale_error_share_of(self.project.site)
        return (figure_lines(figures, share) if figures else []), []

    def press(self, at: Pointer) -> None:
        """Take the left button going down."""

    def move(self, at: Pointer) -> None:
        """Take the mouse moving."""
        self.at = at

    def release(self, at: Pointer) -> None:
        """Take the left button coming up."""

    def double_click(self, at: Pointer) -> None:
        """Take the second press of a double click: shapes are finished by it, with a corner there."""
        if self.drawing and self.anchor is not None:
            if math.dist(self.anchor, at.point) > _SAME_PLACE_PX * self.canvas.pixel_m:
                self.press(at)
            if self.drawing:
                self.finish()

    def key(self, event: QKeyEvent) -> bool:
        """Take a key that is one of `keys`."""
        return False

    def value_entered(self, value: float) -> bool:
        """Take a typed value, when `typing` is `value`."""
        return False

    def finish(self) -> bool:
        """End the shape and push it."""
        return False

    def back(self) -> bool:
        """Take back the last corner."""
        return False

    def cancel(self) -> None:
        """Forget the draft."""

    def plan_edited(self) -> None:
        """Let go of what the plan no longer holds as it was taken in hand."""

    def paint(self, painter: QPainter) -> None:
        """Draw the preview; the painter's units are pixels."""

    def push_new(self, text: str, element: Element) -> None:
        """Put a new element into the plan as one step called `text` (English), and select it."""
        document = self.canvas.session.document
        document.push(text, [insertion(document.project, element)])
        self.canvas.session.selection.set([element.id])

    def new_id(self, kind: type) -> str:
        """Return an id that no element has."""
        return new_id(self.project, kind)
