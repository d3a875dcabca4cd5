"""What was set by hand on top of the filling of a lot: removed stalls, blocked ground, kept rows. No Qt.

Every function returns new values; lots are frozen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeVar

from chargeplan.geometry.polygons import union_area_m2
from chargeplan.geometry.stall_rows import StallFinder, row_outlines
from chargeplan.model.scheme import Lot
from chargeplan.model.stalls import KeptRow, Stall
from chargeplan.model.values import Point, Ring
from chargeplan.ui.canvas.picking import inside

_T = TypeVar("_T")

_MARK_M = 0.3
"""Half the side of the square that is drawn for a removed stall when none stands to take its size from."""


class ExceptionKind(Enum):
    """What was done by hand."""

    REMOVED = "removed"
    BLOCKED = "blocked"
    KEPT = "kept"


@dataclass(frozen=True)
class ByHand:
    """One thing set by hand in a lot.

    Attributes
    ----------
    index : int
        Its place in `lot.removed`, `lot.blocked` or `lot.kept`.
    outlines : rings
        As it is drawn and clicked.
    stall_count : int
        Stalls of a kept row.
    area_m2 : float
        Blocked ground.
    """

    kind: ExceptionKind
    index: int
    outlines: tuple[Ring, ...]
    stall_count: int = 0
    area_m2: float = 0.0


def exceptions_of(lot: Lot, finder: StallFinder | None = None) -> tuple[ByHand, ...]:
    """Return everything set by hand in a lot; removed stalls are drawn like those that `finder` knows."""
    removed = (
        ByHand(ExceptionKind.REMOVED, index, (_place_outline(place, finder),))
        for index, place in enumerate(lot.removed)
    )
    blocked = (
        ByHand(ExceptionKind.BLOCKED, index, (ring,), area_m2=union_area_m2((ring,)))
        for index, ring in enumerate(lot.blocked)
    )
    kept = (
        ByHand(ExceptionKind.KEPT, index, row_outlines(row.stalls), stall_count=len(row.stalls))
        for index, row in enumerate(lot.kept)
    )
    return (*removed, *blocked, *kept)


def _place_outline(place: Point, finder: StallFinder | None) -> Ring:
    """Return the outline of the stall that stood at a place: like the nearest one that stands."""
    nearest = finder.nearest(place) if finder is not None else None
    if finder is None or nearest is None:
        x, y = place
        return tuple((x + sx * _MARK_M, y + sy * _MARK_M) for sx, sy in ((-1, -1), (1, -1), (1, 1), (-1, 1)))
    stall = finder.stalls[nearest]
    middle = stall_middle(stall)
    dx, dy = place[0] - middle[0], place[1] - middle[1]
    return tuple((x + dx, y + dy) for x, y in stall.polygon)


def stall_middle(stall: Stall) -> Point:
    """Return the middle of a stall."""
    xs, ys = zip(*stall.polygon, strict=True)
    return (sum(xs) / 4, sum(ys) / 4)


def exception_at(found: Iterable[ByHand], place: Point) -> ByHand | None:
    """Return what was set by hand at a place: a removed stall before a kept row before blocked ground."""
    here = {one.kind: one for one in found if inside(place, one.outlines)}
    order = (ExceptionKind.REMOVED, ExceptionKind.KEPT, ExceptionKind.BLOCKED)
    return next((here[kind] for kind in order if kind in here), None)


def with_removed(lot: Lot, place: Point) -> Lot:
    """Return a lot at one place of which nobody parks any more."""
    return replace(lot, removed=(*lot.removed, place))


def with_blocked(lot: Lot, ring: Ring) -> Lot:
    """Return a lot with a piece of ground that is kept free of stalls."""
    return replace(lot, blocked=(*lot.blocked, ring))


def with_kept(lot: Lot, stalls: Sequence[Stall]) -> Lot:
    """Return a lot in which a row stays where it is; kept rows that share a stall with it join it."""
    row = StallFinder(stalls)
    joined: list[Stall] = list(stalls)
    others: list[KeptRow] = []
    for kept in lot.kept:
        apart = row.missing(kept.stalls)
        if len(apart) == len(kept.stalls):
            others.append(kept)
        else:
            joined += [kept.stalls[index] for index in apart]
    return replace(lot, kept=(*others, KeptRow(tuple(joined))))


def without(lot: Lot, gone: Iterable[ByHand]) -> Lot:
    """Return a lot in which these exceptions no longer hold."""
    taken = {(one.kind, one.index) for one in gone}

    def stays(kind: ExceptionKind) -> Callable[[int], bool]:
        return lambda index: (kind, index) not in taken

    return replace(
        lot,
        removed=_left(lot.removed, stays(ExceptionKind.REMOVED)),
        blocked=_left(lot.blocked, stays(ExceptionKind.BLOCKED)),
        kept=_left(lot.kept, stays(ExceptionKind.KEPT)),
    )


def _left(things: tuple[_T, ...], stays: Callable[[int], bool]) -> tuple[_T, ...]:
    return tuple(thing for index, thing in enumerate(things) if stays(index))
