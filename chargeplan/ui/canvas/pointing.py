"""What lies under the pointer: layers that may be touched, picking, snapping."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from chargeplan.geometry.snapping import (
    ANGLE,
    PARALLEL,
    RIGHT_ANGLE,
    SnapResult,
    SnapTargets,
    joined,
    side_directions,
    snap,
    snap_targets,
)
from chargeplan.model.project import Element
from chargeplan.model.site import Obstacle, Underlay
from chargeplan.model.values import Point, Ring
from chargeplan.ui.canvas.elements import (
    POINTED,
    THIN_LINED,
    layer_of,
    ring_of,
    rings_of,
)
from chargeplan.ui.canvas.picking import Pickable, pickable, picked
from chargeplan.ui.canvas.scene import snapping_rings
from chargeplan.ui.canvas.sheet import SheetView
from chargeplan.ui.canvas.underlay_snapping import lines_near
from chargeplan.ui.session import Session

_TOLERANCE_PX = 9.0
_PICK_PX = 5.0
_ANGLE_STEP_DEGREES = 15.0
_DIRECTIONS = (PARALLEL, ANGLE, RIGHT_ANGLE)


class PointingView(SheetView):
    """A sheet that can be pointed at. `modes_changed` carries snapping, grid, right angles."""

    modes_changed = Signal(bool, bool, bool)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._snapping, self._ortho = True, False
        self._locked_layers: set[str] = set()
        self._targets: SnapTargets | None = None
        self._buildings: SnapTargets | None = None
        self._pickables: list[Pickable] | None = None
        session.document.edited.connect(self._forget_shapes)

    @property
    def tolerance_m(self) -> float:
        """How near to a target the pointer must be to snap [m]."""
        return _TOLERANCE_PX / self._scale

    @property
    def pick_m(self) -> float:
        """How near the pointer must be to an element to be on it [m]."""
        return _PICK_PX * self.pixel_m

    @property
    def grid(self) -> bool:
        """Whether the grid is shown and snapped to."""
        return self._grid

    @property
    def snapping(self) -> bool:
        """Whether points snap."""
        return self._snapping

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
        self._tell("modes", self.modes_changed, self._snapping, self._grid, self._ortho)
        self._view_moved()

    def set_layer_visible(self, layer: str, visible: bool) -> None:
        """Show or hide a layer; what is hidden is neither picked nor snapped to."""
        self.plan_scene.set_layer_visible(layer, visible)
        self._forget_shapes()
        self._view_moved()

    def set_element_visible(self, element_id: str, visible: bool) -> None:
        """Show or hide one element; what is hidden is neither picked nor snapped to."""
        self.plan_scene.set_element_visible(element_id, visible)
        self._forget_shapes()
        if not visible and element_id in self.session.selection.ids:
            self.session.selection.set(name for name in self.session.selection.ids if name != element_id)
        self._view_moved()

    def set_layer_locked(self, layer: str, locked: bool) -> None:
        """Lock a layer: it is seen and snapped to, but neither picked nor changed."""
        (self._locked_layers.add if locked else self._locked_layers.discard)(layer)
        self._forget_shapes()
        if locked:
            selection = self.session.selection
            selection.set(e.id for e in selection.elements() if layer_of(e) != layer)
        self._view_moved()

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
        return picked(self.pickable_shapes(), point, self.pick_m)

    def _forget_shapes(self) -> None:
        self._targets = self._buildings = self._pickables = None

    def snapping_now(self, modifiers: Qt.KeyboardModifier) -> bool:
        """Return whether points snap while these keys are held; Alt suspends it."""
        return self._snapping and not modifiers & Qt.KeyboardModifier.AltModifier

    def snap_targets(self, without: Iterable[str] = ()) -> SnapTargets:
        """Return what can be snapped to on the plan, less some elements."""
        left_out = set(without)
        if self._targets is not None and not left_out:
            return self._targets
        rings: list[Ring] = []
        paths: list[Ring] = []
        points: list[Point] = []
        for element in self.session.document.elements().values():
            if element.id in left_out or not self._visible(element):
                continue
            if snapping_rings(element):
                rings += rings_of(element)
                if not hasattr(element, "ring") and ring_of(element):
                    paths.append(ring_of(element))
            elif isinstance(element, THIN_LINED):
                paths.append(ring_of(element))
            elif isinstance(element, POINTED | Obstacle):
                points.append(element.position)
        targets = snap_targets(rings, paths, points)
        if not left_out:
            self._targets = targets
        return targets

    def lines_near(self, place: Point, without: Iterable[str] = ()) -> SnapTargets:
        """Return the lines of underlays near a place, less some underlays; pictures have none."""
        left_out = set(without)
        shown = [
            underlay
            for underlay in self.session.document.project.site.underlays
            if underlay.id not in left_out and self._visible(underlay)
        ]
        return lines_near(shown, place, self.tolerance_m)

    def snapped(
        self,
        raw: Point,
        modifiers: Qt.KeyboardModifier,
        targets: SnapTargets | None = None,
        anchor: Point | None = None,
        own: Sequence[Point] = (),
        without: Iterable[str] = (),
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
        without : ids
            Underlays whose lines are not snapped to.
        """
        held = self._ortho or bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        on = self.snapping_now(modifiers)
        around = targets if targets is not None else self.snap_targets()
        if on:
            around = joined(around, self.lines_near(raw, without))
        if len(own) > 1:
            around = joined(around, snap_targets(paths=[tuple(own[:-1])]))
        base = 0.0
        if len(own) > 1:
            (x1, y1), (x2, y2) = own[-2:]
            base = math.degrees(math.atan2(y2 - y1, x2 - x1))
        leans = on and not self.grid_step_m
        directions = self._directions(anchor, own) if leans and anchor is not None else ()
        found = snap(
            raw,
            around,
            tolerance_m=self.tolerance_m if on else 0.0,
            anchor=anchor,
            directions_degrees=directions,
            angle_step_degrees=_ANGLE_STEP_DEGREES if leans else None,
            right_angles_from_degrees=base if held and anchor is not None else None,
            grid_m=self.grid_step_m or None if on else None,
        )
        if found is None:
            return None, self.tidy(raw)
        if anchor is not None and found.kind in _DIRECTIONS and not self.grid_step_m:
            return found, self._tidy_length(anchor, found.point)
        return found, found.point

    def _tidy_length(self, anchor: Point, point: Point) -> Point:
        """Return a point in the same direction at a round distance."""
        length = math.dist(anchor, point)
        share = max(round(length, self._decimals), 10.0**-self._decimals) / length if length else 1.0
        return (anchor[0] + (point[0] - anchor[0]) * share, anchor[1] + (point[1] - anchor[1]) * share)

    def _directions(self, anchor: Point, own: Sequence[Point]) -> tuple[float, ...]:
        if self._buildings is None:
            site = self.session.document.project.site
            self._buildings = snap_targets(rings=[building.ring for building in site.buildings])
        nearest = side_directions(anchor, self._buildings)
        return (*nearest, *side_directions(anchor, snap_targets(paths=[tuple(own)]), count=2))
