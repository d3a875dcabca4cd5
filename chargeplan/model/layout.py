"""A lot to be filled, and what fills it: plain values shared by geometry, files and windows."""

from __future__ import annotations

from dataclasses import dataclass

from chargeplan.model.modules import GroupRule, StallModule
from chargeplan.model.scheme import EdgeRole, Entrance, FillGoal
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point, Region, Ring


@dataclass(frozen=True)
class LayoutProblem:
    """What a filling has to respect.

    Attributes
    ----------
    ring, holes
        The lot; in holes there is no ground at all. Holes may overlap one another and the outline, and
        count beyond open edges too (a building that stands just outside the lot blocks the strip there).
    edges, entrances
        As in `Lot`; edges refer to `ring` as it is given.
    clearances : tuple of regions
        Ground on which no stall may stand, but riders may manoeuvre (clearance to buildings and exits).
    crossings : tuple of regions
        Ground that riders may only cross: neither a stall nor the strip in front of one may lie there
        (fire lanes, roads, strips in front of sheds). They count beyond open edges too.
    direction_degrees : float or None
        Direction of the rows, None for the best.
    kept : tuple of stalls
        Stalls that stay where they are; the rest of the lot is filled around them. Those that no longer fit
        are left out and told in `reasons`.
    removed : tuple of points
        Places at which nobody parks: a stall that holds one of them is taken out when the lot is filled.
    goal : FillGoal
        What the best filling is.
    doorways : tuple of points
        Where people come from, for `FillGoal.NEAR_DOORWAYS`.
    """

    ring: Ring
    module: StallModule
    holes: tuple[Ring, ...] = ()
    edges: tuple[EdgeRole, ...] = ()
    entrances: tuple[Entrance, ...] = ()
    group: GroupRule | None = None
    clearances: tuple[Region, ...] = ()
    crossings: tuple[Region, ...] = ()
    direction_degrees: float | None = None
    kept: tuple[Stall, ...] = ()
    removed: tuple[Point, ...] = ()
    goal: FillGoal = FillGoal.MOST_STALLS
    doorways: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Reason:
    """Why ground holds nothing or less: a code, and numbers that explain it."""

    code: str
    text: str
    values: tuple[tuple[str, float | str], ...] = ()


@dataclass(frozen=True)
class Layout:
    """Stalls, aisles and panels of one lot; the count is the length of `stalls` and nothing else.

    `aisles` are the outlines of the strips in front of the stalls and of the ways between them [m].
    """

    stalls: tuple[Stall, ...] = ()
    aisles: tuple[Ring, ...] = ()
    panels: tuple[tuple[Point, Point], ...] = ()
    area_m2: float = 0.0
    usable_m2: float = 0.0
    row_directions_degrees: tuple[float, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def count(self) -> int:
        """Number of stalls."""
        return len(self.stalls)
