"""Exceptions by hand as they are made on the plan: what lies under the pointer, what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from chargeplan.engineering.capacity import LotCapacity, module_of
from chargeplan.errors import ChargeplanError
from chargeplan.geometry.polygons import union_area_m2
from chargeplan.geometry.stall_rows import StallFinder, row_outlines
from chargeplan.i18n import N_, sentence, tr
from chargeplan.model.editing import replacement
from chargeplan.model.scheme import Lot
from chargeplan.model.values import Point, Ring
from chargeplan.ui.canvas.elements import box_of, middle_of
from chargeplan.ui.canvas.exceptions import (
    ByHand,
    ExceptionKind,
    exception_at,
    exceptions_of,
    stall_middle,
    with_blocked,
    with_kept,
    with_removed,
    without,
)
from chargeplan.ui.canvas.picking import inside
from chargeplan.ui.canvas.scene import PlanScene
from chargeplan.ui.session import Session

LEAST_BLOCKED_M2 = 0.01
"""A smaller piece of ground is a slip of the hand."""

Entry = tuple[str, str, Callable[[], object]]
"""Name, words and deed of a command that a menu offers at a place."""


@dataclass(frozen=True)
class Spot:
    """What lies at a place in a lot.

    Attributes
    ----------
    stall : int or None
        Index of the stall of the filling that stands there.
    by_hand : ByHand or None
        What was set by hand there.
    """

    lot: Lot
    place: Point
    stall: int | None
    by_hand: ByHand | None


class Adjusting:
    """Looks up and changes what is set by hand in those lots of the active scheme that `editable` allows."""

    def __init__(self, session: Session, scene: PlanScene, editable: Callable[[Lot], bool]) -> None:
        self._session = session
        self._scene = scene
        self._editable = editable
        self._finders: dict[int, tuple[LotCapacity, StallFinder]] = {}
        self._exceptions: dict[str, tuple[Lot, LotCapacity | None, tuple[ByHand, ...]]] = {}

    # --- what is there --------------------------------------------------------------------------------------

    def lots(self) -> list[Lot]:
        """Return the lots that may be changed: shown and not locked."""
        return [lot for lot in self._session.document.project.active_scheme.lots if self._editable(lot)]

    def lot_at(self, place: Point) -> Lot | None:
        """Return the lot at a place: of several that of the selection, else the topmost."""
        lots = [lot for lot in self.lots() if inside(place, (lot.ring, *lot.holes))]
        chosen = self._session.selection.ids
        return max(lots, key=lambda lot: (lot.id in chosen, lots.index(lot)), default=None)

    def spot_at(self, place: Point) -> Spot | None:
        """Return what lies at a place, None outside of all lots."""
        lot = self.lot_at(place) or self._lot_of_exception_at(place)
        if lot is None:
            return None
        finder = self.finder(lot)
        stall = finder.at(place) if finder is not None else None
        return Spot(lot, place, stall, exception_at(self.exceptions(lot), place))

    def _lot_of_exception_at(self, place: Point) -> Lot | None:
        """Return a lot that has something set by hand outside of it: it was made smaller since."""
        return next((lot for lot in self.lots() if exception_at(self.exceptions(lot), place)), None)

    def held(self, lot: Lot) -> LotCapacity | None:
        """Return what a lot holds as it is drawn."""
        scheme = self._session.document.project.active_scheme
        known = self._scene.capacities.lots(scheme, self._session.analysis)
        return next((held for held in known if held.lot.id == lot.id), None)

    def finder(self, lot: Lot) -> StallFinder | None:
        """Return what finds the stalls of a lot, None when it holds none."""
        held = self.held(lot)
        if held is None or not held.stalls:
            return None
        if id(held) not in self._finders:
            kept = {key: value for key, value in self._finders.items() if value[0].lot.id != lot.id}
            self._finders = {**kept, id(held): (held, StallFinder(held.stalls))}
        return self._finders[id(held)][1]

    def exceptions(self, lot: Lot) -> tuple[ByHand, ...]:
        """Return what is set by hand in a lot."""
        if not (lot.removed or lot.blocked or lot.kept):
            return ()
        held = self.held(lot)
        known = self._exceptions.get(lot.id)
        if known is None or known[0] is not lot or known[1] is not held:
            found = exceptions_of(lot, self.finder(lot))
            known = self._exceptions[lot.id] = (lot, held, found)
        return known[2]

    def row_outlines(self, spot: Spot) -> tuple[Ring, ...]:
        """Return the outlines of the row of the stall at a spot, none where there is no stall."""
        finder = self.finder(spot.lot)
        if finder is None or spot.stall is None:
            return ()
        return row_outlines([finder.stalls[index] for index in self._row(spot, finder)])

    def _row(self, spot: Spot, finder: StallFinder) -> tuple[int, ...]:
        assert spot.stall is not None
        return finder.row_of(spot.stall, self._single_depth_m(spot.lot))

    def _single_depth_m(self, lot: Lot) -> float:
        scheme = self._session.document.project.active_scheme
        try:
            return module_of(lot, scheme, self._session.catalogue).module.single_depth_m
        except ChargeplanError:
            return 0.0

    # --- what is done ---------------------------------------------------------------------------------------

    def remove(self, spot: Spot) -> bool:
        """Take the stall at a spot out."""
        finder = self.finder(spot.lot)
        if finder is None or spot.stall is None:
            return False
        place = stall_middle(finder.stalls[spot.stall])
        return self._change(N_("Remove a stall"), spot.lot, lambda lot: with_removed(lot, place))

    def keep_row(self, spot: Spot) -> bool:
        """Keep the row of the stall at a spot."""
        finder = self.finder(spot.lot)
        if finder is None or spot.stall is None:
            return False
        row = [finder.stalls[index] for index in self._row(spot, finder)]
        return self._change(N_("Keep a row"), spot.lot, lambda lot: with_kept(lot, row))

    def block(self, lot: Lot, ring: Ring) -> bool:
        """Keep a piece of ground free of stalls."""
        if union_area_m2((ring,)) < LEAST_BLOCKED_M2:
            self._session.message.emit(tr("There is no ground within this outline."))
            return False
        return self._change(N_("Block ground"), lot, lambda now: with_blocked(now, ring))

    def put_back(self, lot: Lot, gone: Sequence[ByHand]) -> bool:
        """Undo exceptions of a lot."""
        return self._change(put_back_text(gone), lot, lambda now: without(now, gone))

    def _change(self, text: str, lot: Lot, change: Callable[[Lot], Lot]) -> bool:
        document = self._session.document
        now = document.element(lot.id)
        if not isinstance(now, Lot):
            return False
        try:
            after = change(now)
        except ChargeplanError as error:
            self._session.message.emit(sentence(error))
            return False
        if after == now:
            return False
        document.push(text, [replacement(document.project, now, after)])
        self._session.selection.set([lot.id])  # its properties list what was set by hand
        return True

    # --- words ----------------------------------------------------------------------------------------------

    def told(self, spot: Spot) -> str:
        """Return what was set by hand at a spot, in words, or nothing."""
        return told(spot.by_hand) if spot.by_hand is not None else ""

    def entries(self, spot: Spot) -> list[Entry]:
        """Return what can be done at a spot."""
        entries: list[Entry] = []
        one = spot.by_hand
        removed = one is not None and one.kind is ExceptionKind.REMOVED
        kept = one is not None and one.kind is ExceptionKind.KEPT
        if spot.stall is not None and not removed:
            entries.append(("remove_stall", tr("Remove this stall"), lambda: self.remove(spot)))
            if not kept:
                entries.append(("keep_row", tr("Keep this row"), lambda: self.keep_row(spot)))
        if one is not None:
            text = {
                ExceptionKind.REMOVED: N_("Put the stall back"),
                ExceptionKind.KEPT: N_("Let the row go"),
                ExceptionKind.BLOCKED: N_("Free the blocked ground"),
            }[one.kind]
            entries.append(("put_back", tr(text), lambda: self.put_back(spot.lot, (one,))))
        return entries


_PUT_BACK = {
    ExceptionKind.REMOVED: N_("Put a stall back"),
    ExceptionKind.KEPT: N_("Let a row go"),
    ExceptionKind.BLOCKED: N_("Free blocked ground"),
}


def put_back_text(gone: Sequence[ByHand]) -> str:
    """Return what the step is called (English) that undoes these exceptions."""
    kinds = {one.kind for one in gone}
    return _PUT_BACK[kinds.pop()] if len(kinds) == 1 else N_("Put back what was set by hand")


def told(one: ByHand) -> str:
    """Return an exception in words."""
    if one.kind is ExceptionKind.REMOVED:
        return tr("Stall removed by hand")
    if one.kind is ExceptionKind.KEPT:
        return tr("Kept row of {count} stalls", count=one.stall_count)
    return tr("Blocked ground, {area} m²", area=f"{one.area_m2:.1f}")


def span_of(found: Sequence[ByHand]) -> tuple[Point, float]:
    """Return the middle of what several exceptions span, and half its greater extent [m]."""
    west, south, east, north = box_of([corner for one in found for ring in one.outlines for corner in ring])
    return middle_of((west, south, east, north)), max(east - west, north - south) / 2
