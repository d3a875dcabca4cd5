"""What sheds and lots hold as it is drawn: from the newest analysis where that still fits.

The number in the panel is the length of the list of stalls that is drawn here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from chargeplan.analysis import Analysis
from chargeplan.engineering.capacity import LotCapacity, ShedCapacity, shed_capacity
from chargeplan.errors import ChargeplanError
from chargeplan.geometry.stall_rows import StallFinder
from chargeplan.model.scheme import Lot, Scheme, Shed
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point, Ring
from chargeplan.reference.catalogue import Catalogue
from chargeplan.ui.canvas.exceptions import ExceptionKind, exceptions_of
from chargeplan.ui.canvas.items import ByHandItem, StallShape
from chargeplan.ui.canvas.style import Style


class Capacities:
    """Remembers what each shed holds, so that only what changed is worked out again."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._key: tuple[object, ...] = ()
        self._sheds: dict[Shed, ShedCapacity | None] = {}

    def of_shed(self, shed: Shed, scheme: Scheme) -> ShedCapacity | None:
        """Return what a shed holds, or None when its module or charger is not in the catalogue."""
        key = (scheme.module_id, scheme.charger_id, scheme.socket_ratio, scheme.group)
        if key != self._key:
            self._key, self._sheds = key, {}
        if shed not in self._sheds:
            self._sheds[shed] = self._worked_out(shed, scheme)
        return self._sheds[shed]

    def _worked_out(self, shed: Shed, scheme: Scheme) -> ShedCapacity | None:
        try:
            return shed_capacity(shed, scheme, self._catalogue)
        except ChargeplanError:
            return None

    def sheds(self, scheme: Scheme) -> list[ShedCapacity]:
        """Return what all sheds of a scheme hold, as they are now."""
        found = [self.of_shed(shed, scheme) for shed in scheme.sheds]
        self._sheds = {held.shed: held for held in found if held is not None}
        return [held for held in found if held is not None]

    @staticmethod
    def lots(scheme: Scheme, analysis: Analysis | None) -> list[LotCapacity]:
        """Return what those lots of a scheme hold that have not changed since the analysis.

        A change by hand to single stalls leaves the others on the plan while the next analysis is under way.
        """
        if analysis is None or analysis.scheme.id != scheme.id:
            return []
        known = {lot.id: lot for lot in scheme.lots}
        return [
            held
            for held in analysis.lots
            if (lot := known.get(held.lot.id)) is not None and _alike_but_for_hands(lot, held.lot)
        ]


_NOT_BY_HAND = tuple(f.name for f in fields(Lot) if f.name not in ("removed", "blocked", "kept"))


def _alike_but_for_hands(first: Lot, second: Lot) -> bool:
    """Return whether two lots differ in nothing but what was set by hand."""
    return first is second or all(getattr(first, name) == getattr(second, name) for name in _NOT_BY_HAND)


def by_hand_item(lots: Iterable[tuple[Lot, LotCapacity | None]], style: Style) -> ByHandItem | None:
    """Return the drawing of what was set by hand in lots that hold this, None when there is nothing."""
    found = [
        one
        for lot, held in lots
        if lot.removed or lot.blocked or lot.kept
        for one in exceptions_of(lot, StallFinder(held.stalls) if held is not None else None)
    ]
    kinds = {kind: [one.outlines for one in found if one.kind is kind] for kind in ExceptionKind}
    removed, blocked = (
        [rings[0] for rings in kinds[kind]] for kind in (ExceptionKind.REMOVED, ExceptionKind.BLOCKED)
    )
    return ByHandItem(removed, blocked, kinds[ExceptionKind.KEPT], style) if found else None


def stall_shape(held: ShedCapacity | LotCapacity) -> StallShape:
    """Return the drawing of the stalls of a shed or lot."""
    if isinstance(held, ShedCapacity):
        panels, existing = held.panels, held.shed.existing
    else:
        panels, existing = held.layout.panels, held.lot.existing
    places = socket_places(held.stalls, held.charging.socket_stalls)
    return StallShape([stall.polygon for stall in held.stalls], panels, places, existing)


def strips_of(held: ShedCapacity | LotCapacity) -> tuple[Ring, ...]:
    """Return the ground in front of the stalls of a shed or lot."""
    return held.strips if isinstance(held, ShedCapacity) else held.layout.aisles


def socket_places(stalls: tuple[Stall, ...], sockets: Iterable[int]) -> list[Point]:
    """Return where the sockets of stalls are drawn: just within their backs."""
    return [_socket_place(stalls[index]) for index in sockets]


def _socket_place(stall: Stall) -> Point:
    fronts = set(stall.front)
    back = [corner for corner in stall.polygon if corner not in fronts]
    bx = sum(x for x, _ in back) / len(back)
    by = sum(y for _, y in back) / len(back)
    fx = sum(x for x, _ in stall.front) / 2
    fy = sum(y for _, y in stall.front) / 2
    share = 0.14
    return (bx + (fx - bx) * share, by + (fy - by) * share)
