"""Different arrangements of one lot, with the figures by which people choose between them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from chargeplan.engineering.capacity import LotCapacity, lot_capacity, module_of, shed_capacity
from chargeplan.engineering.surroundings import lot_problem, surroundings
from chargeplan.model.project import Project
from chargeplan.model.scheme import EdgeRole, FillGoal, Lot
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point, Ring
from chargeplan.reference.catalogue import Catalogue
from chargeplan.reference.rule_sets import RuleSet
from chargeplan.units import TOLERANCE_M, round_half_up, to_decimal

GOALS = (FillGoal.MOST_STALLS, FillGoal.NEAR_DOORWAYS, FillGoal.WIDE_AISLES)
"""What an arrangement may be best at, in the order in which they are offered."""

_START_M = 1e-3
"""A look along an aisle begins a little before the front, so as not to see the stall itself."""

_RAYS_AT_ONCE = 128
_WIDTH_STEP_M = 0.05


@dataclass(frozen=True)
class ArrangementFigures:
    """What tells arrangements apart.

    Attributes
    ----------
    sockets_near : int or None
        Sockets within `near_m` of a doorway, None where no doorway is drawn.
    mean_way_m : Decimal or None
        Mean straight way from the sockets to the nearest doorway [m]; None without sockets or doorways.
    narrowest_aisle_m, main_aisle_m : Decimal or None
        Clear width before the fronts: the least, and the one before most stalls [m]; None where every front
        looks out over an open side.
    area_per_stall_m2 : Decimal or None
        Area of the lot for each stall [m²]; None without stalls.
    """

    stalls: int
    sockets: int
    sockets_near: int | None
    near_m: float
    mean_way_m: Decimal | None
    narrowest_aisle_m: Decimal | None
    main_aisle_m: Decimal | None
    area_per_stall_m2: Decimal | None


@dataclass(frozen=True)
class Arrangement:
    """A lot filled for one goal: what it holds, and its figures."""

    goal: FillGoal
    held: LotCapacity
    figures: ArrangementFigures

    def like(self, other: Arrangement) -> bool:
        """Return whether another arrangement puts stalls and sockets at the same places."""
        return _places(self.held) == _places(other.held)


def arrangement(
    project: Project,
    lot: Lot,
    goal: FillGoal,
    catalogue: Catalogue,
    rule_set: RuleSet,
    called_off: Callable[[], bool] | None = None,
) -> Arrangement:
    """Return a lot of the active scheme filled for a goal, with full effort; of no use once `called_off`."""
    scheme = project.active_scheme
    wanted = replace(lot, goal=goal, filled=True)
    ground = surroundings(project.site, rule_set)
    sheds = [shed_capacity(shed, scheme, catalogue) for shed in scheme.sheds]
    held = lot_capacity(
        wanted,
        project.site,
        scheme,
        catalogue,
        rule_set,
        "full",
        ground=ground,
        sheds=sheds,
        cancelled=called_off,
    )
    problem = lot_problem(
        wanted,
        module_of(lot, scheme, catalogue).module,
        None,
        ground,
        sheds=[shed.outline for shed in sheds],
    )
    doorways = [doorway.position for doorway in project.site.doorways]
    near_m = catalogue.constant("near_doorway_m")
    return Arrangement(goal, held, figures_of(held, problem.holes, doorways, near_m))


def figures_of(
    held: LotCapacity, solids: Iterable[Ring], doorways: Sequence[Point], near_m: float
) -> ArrangementFigures:
    """Return the figures of a filled lot; `solids` are what bounds aisles beside stalls and walls."""
    sockets = [held.stalls[index] for index in held.charging.socket_stalls]
    ways = [_way_m(stall, doorways) for stall in sockets] if doorways else []
    widths = [width for width in aisle_widths_m(held.lot, held.stalls, solids) if width is not None]
    count = len(held.stalls)
    return ArrangementFigures(
        stalls=count,
        sockets=len(sockets),
        sockets_near=sum(way <= near_m + TOLERANCE_M for way in ways) if doorways else None,
        near_m=near_m,
        mean_way_m=_rounded(math.fsum(ways) / len(ways), 1) if ways else None,
        narrowest_aisle_m=_rounded(min(widths), 2) if widths else None,
        main_aisle_m=_rounded(main_width_m(widths), 2) if widths else None,
        area_per_stall_m2=_rounded(held.area_m2 / count, 2) if count else None,
    )


def aisle_widths_m(
    lot: Lot, stalls: Sequence[Stall], solids: Iterable[Ring], which: Sequence[int] | None = None
) -> list[float | None]:
    """Return how far each stall's front looks until another stall, a wall or something solid [m].

    Parameters
    ----------
    solids : rings
        What stands on the ground beside the stalls: buildings, trees, sheds.
    which : indices, optional
        Only these stalls are asked for.

    Returns
    -------
    list of float or None
        None where the front looks out over an open side.
    """
    asked = range(len(stalls)) if which is None else which
    if not asked:
        return []
    starts, ways = _looks([stalls[index] for index in asked])
    bounding = _sides_of([*(stall.polygon for stall in stalls), *lot.holes, *solids])
    roles = list(zip(lot.ring, (*lot.ring[1:], lot.ring[0]), lot.edges, strict=True))
    walls = [(a, b) for a, b, role in roles if role is EdgeRole.WALL]
    opens = [(a, b) for a, b, role in roles if role is EdgeRole.OPEN]
    near = _first_hits_m(starts, ways, np.array([*bounding, *walls], dtype=np.float64))
    beyond = _first_hits_m(starts, ways, np.array(opens, dtype=np.float64).reshape(-1, 2, 2))
    return [
        None if not math.isfinite(hit) or out < hit else float(hit) + _START_M
        for hit, out in zip(near, beyond, strict=True)
    ]


def main_width_m(widths_m: Sequence[float]) -> float:
    """Return the width of the aisle that most fronts look at, the narrower of two alike [m]."""
    steps = Counter(round(width / _WIDTH_STEP_M) for width in widths_m)
    best = min(steps, key=lambda step: (-steps[step], step))
    return min(width for width in widths_m if round(width / _WIDTH_STEP_M) == best)


def _places(held: LotCapacity) -> tuple[frozenset[object], frozenset[object]]:
    corners = [frozenset(stall.polygon) for stall in held.stalls]
    return frozenset(corners), frozenset(corners[index] for index in held.charging.socket_stalls)


def _way_m(stall: Stall, doorways: Sequence[Point]) -> float:
    """Return the straight way from a stall's front to the nearest doorway [m]."""
    (x1, y1), (x2, y2) = stall.front
    return min(math.dist(((x1 + x2) / 2, (y1 + y2) / 2), doorway) for doorway in doorways)


def _rounded(value: float | Decimal, decimals: int) -> Decimal:
    return round_half_up(to_decimal(value) if isinstance(value, float) else value, decimals)


def _looks(stalls: Sequence[Stall]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where the looks out of the fronts begin, and their directions, one long."""
    fronts = np.array([stall.front for stall in stalls], dtype=np.float64)
    middles = np.array([stall.polygon for stall in stalls], dtype=np.float64).mean(axis=1)
    along = fronts[:, 1] - fronts[:, 0]
    out = np.stack((along[:, 1], -along[:, 0]), axis=1) / np.linalg.norm(along, axis=1)[:, None]
    starts = fronts.mean(axis=1)
    inward = np.einsum("ij,ij->i", out, middles - starts) > 0
    out[inward] *= -1
    return starts + out * _START_M, out


def _sides_of(rings: Iterable[Ring]) -> list[tuple[Point, Point]]:
    return [side for ring in rings for side in zip(ring, (*ring[1:], ring[0]), strict=True)]


def _first_hits_m(
    starts: NDArray[np.float64], ways: NDArray[np.float64], sides: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how far each look goes until it meets a side, infinite where it meets none [m].

    `starts` and `ways` are (looks, 2), `sides` is (sides, 2 ends, 2).
    """
    found = np.full(len(starts), np.inf)
    if not len(sides):
        return found
    ends, spans = sides[:, 0], sides[:, 1] - sides[:, 0]
    for low in range(0, len(starts), _RAYS_AT_ONCE):
        part = slice(low, low + _RAYS_AT_ONCE)
        to_side = ends[None] - starts[part, None]
        turn = ways[part, None, 0] * spans[None, :, 1] - ways[part, None, 1] * spans[None, :, 0]
        with np.errstate(divide="ignore", invalid="ignore"):
            far = (to_side[..., 0] * spans[None, :, 1] - to_side[..., 1] * spans[None, :, 0]) / turn
            share = (to_side[..., 0] * ways[part, None, 1] - to_side[..., 1] * ways[part, None, 0]) / turn
        meets = (turn != 0) & (far >= 0) & (share >= -1e-9) & (share <= 1 + 1e-9)
        found[part] = np.where(meets, far, np.inf).min(axis=1)
    return found
