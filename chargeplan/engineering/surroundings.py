"""What a lot or shed has to respect: buildings, clearances, lanes, obstacles, other sheds.

Which distances are kept is the rule set's: every rule with `keeps_clear` takes ground away.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from chargeplan.geometry.nearby import ground_near, outside_of
from chargeplan.geometry.polygons import (
    around,
    around_line,
    band,
    disc,
    repair_ring,
    ring_faults,
    rings_of,
    union_of,
)
from chargeplan.model.layout import LayoutProblem
from chargeplan.model.modules import GroupRule, StallModule
from chargeplan.model.scheme import FillGoal, Lot
from chargeplan.model.site import (
    Building,
    Fence,
    FireLane,
    Obstacle,
    ObstacleKind,
    Pipeline,
    Road,
    Site,
    WallKind,
)
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point, Region, Ring
from chargeplan.reference.rule_sets import RuleSet

_REACH_BEYOND_EDGES_M = 6.0
"""How far beyond a lot's edges things are looked at: more than the widest aisle of any module."""


@dataclass(frozen=True, eq=False)
class Surroundings:
    """Ground around planned things, by what it forbids.

    `solids` carry nothing at all; on `clearances` no stall or roof may stand; `crossings` may only be
    ridden across; outside `boundary`, where there is one, nothing may stand; from `doorways` people come.
    One is like another only when it is the same, so that what was found in it is found again without a look
    at every corner.
    """

    solids: tuple[Region, ...]
    clearances: tuple[Region, ...]
    crossings: tuple[Region, ...]
    boundary: Ring | None
    doorways: tuple[Point, ...] = ()


def is_high_rise(building: Building, rule_set: RuleSet) -> bool:
    """Return whether a building is a high-rise: over 27 m, or 10 storeys and more where height is unknown."""
    height = rule_set.rule("high_rise_height")
    storeys = rule_set.rule("high_rise_storeys")
    if building.height_m is not None:
        return height is not None and building.height_m > height.value
    return storeys is not None and building.storeys is not None and building.storeys >= storeys.value


def height_known(building: Building) -> bool:
    """Return whether it is known if a building is a high-rise."""
    return building.height_m is not None or building.storeys is not None


def wall_rule_id(building: Building, rule_set: RuleSet) -> str:
    """Return the id of the rule for the distance to a building's wall."""
    return "R02" if is_high_rise(building, rule_set) else "R01"


def _kept_distance_m(rule_set: RuleSet, rule_id: str) -> float:
    rule = rule_set.rule(rule_id)
    return rule.value if rule is not None and rule.keeps_clear else 0.0


def surroundings(site: Site, rule_set: RuleSet) -> Surroundings:
    """Return what the site itself asks to be respected, the same object while nothing of it changes."""
    walls = tuple(_kept_distance_m(rule_set, wall_rule_id(building, rule_set)) for building in site.buildings)
    exits, gas = (_kept_distance_m(rule_set, rule_id) for rule_id in ("R06", "R22"))
    return _kept_clear(site, walls, exits, gas)


@lru_cache(maxsize=8)
def _kept_clear(
    site: Site, wall_distances_m: tuple[float, ...], exit_distance_m: float, gas_distance_m: float
) -> Surroundings:
    """Return what a site asks for with these distances to its buildings, exits and gas regulators [m]."""
    solids: list[Region] = [(building.ring,) for building in site.buildings]
    solids += [(ring,) for ring in fence_rings(site.fences)]
    clearances: list[Region] = []
    for obstacle in site.obstacles:
        covers = solids if stands_up(obstacle) else clearances
        covers.append((disc(obstacle.position, obstacle.radius_m),))
    for building, distance_m in zip(site.buildings, wall_distances_m, strict=True):
        if distance_m > 0:
            clearances += _clearance(building, distance_m)
    if exit_distance_m > 0:
        exits = (doorway.position for doorway in site.doorways if doorway.safety_exit)
        clearances += [(disc(position, exit_distance_m),) for position in exits]
    if gas_distance_m > 0:
        clearances += [(disc(gas.position, gas_distance_m),) for gas in site.gas_regulators]
    lanes = lane_regions((*site.fire_lanes, *site.roads))
    lanes += tuple((ground.ring,) for ground in site.ladder_grounds)
    boundary = site.boundaries[0].ring if site.boundaries else None
    doorways = tuple(doorway.position for doorway in site.doorways)
    return Surroundings(tuple(solids), tuple(clearances), lanes, boundary, doorways)


def _clearance(building: Building, distance_m: float) -> tuple[Region, ...]:
    """Return the ground nearer than the distance to a building's walls; fire walls keep nothing away."""
    if WallKind.FIRE_WALL not in building.walls:
        return around(building.ring, distance_m)
    kinds = tuple(kind for kind in WallKind if kind is not WallKind.FIRE_WALL)
    return tuple(region for side in sides_of(building, kinds) for region in around_line(side, distance_m))


def sides_of(building: Building, kinds: Sequence[WallKind]) -> tuple[tuple[Point, Point], ...]:
    """Return those sides of a building whose walls are of such kinds, from corner to corner."""
    ring = building.ring
    return tuple(
        (start, ring[(index + 1) % len(ring)])
        for index, (start, kind) in enumerate(zip(ring, building.walls, strict=True))
        if kind in kinds
    )


def stands_up(obstacle: Obstacle) -> bool:
    """Return whether nobody rides over an obstacle; a manhole's cover lies flush with the ground."""
    return obstacle.kind is not ObstacleKind.MANHOLE


def lane_regions(lanes: Iterable[Road | FireLane | Fence | Pipeline]) -> tuple[Region, ...]:
    """Return the ground of roads, fire lanes and whatever else is a line with a width."""
    return tuple(region for lane in lanes for region in band(lane.centreline, lane.width_m))


@lru_cache(maxsize=8)
def fence_rings(fences: tuple[Fence, ...]) -> tuple[Ring, ...]:
    """Return the ground that fences take as plain rings; one that is closed encloses nothing of its own."""
    return rings_of(union_of(lane_regions(fences)))


def lot_problem(
    lot: Lot,
    module: StallModule,
    group: GroupRule | None,
    ground: Surroundings,
    *,
    sheds: Iterable[Ring] = (),
    strips: Iterable[Ring] = (),
) -> LayoutProblem:
    """Return what a filling of `lot` has to respect; sheds are solid, the strips in front may be crossed.

    Doorways are named only where the goal asks for them, so that a door that moves leaves the fillings of
    other lots as they were.
    """
    site = _near(ground, lot.ring)
    solids = sorted((*site.solids, *_rings_near(sheds, lot.ring)))
    return LayoutProblem(
        ring=lot.ring,
        holes=(*lot.holes, *(region[0] for region in solids), *site.outside),
        edges=lot.edges,
        entrances=lot.entrances,
        module=module,
        group=group,
        clearances=(*site.clearances, *blocked_regions(lot)),
        crossings=tuple(sorted((*site.crossings, *_rings_near(strips, lot.ring)))),
        direction_degrees=_direction_degrees(lot),
        kept=_kept_stalls(lot),
        removed=lot.removed,
        goal=lot.goal,
        doorways=ground.doorways if lot.goal is FillGoal.NEAR_DOORWAYS else (),
    )


def blocked_regions(lot: Lot) -> tuple[Region, ...]:
    """Return the ground of a lot that was blocked by hand, outlines that cross themselves made sound."""
    return tuple(
        region
        for ring in lot.blocked
        for region in (repair_ring(ring) if any(f.blocking for f in ring_faults(ring)) else ((ring,),))
    )


def _direction_degrees(lot: Lot) -> float | None:
    """Return the direction of the rows of a lot, from the side they run along where one is named."""
    if lot.direction_edge is None:
        return lot.direction_degrees
    start, end = lot.ring[lot.direction_edge], lot.ring[(lot.direction_edge + 1) % len(lot.ring)]
    if start == end:
        return None
    return math.degrees(math.atan2(end[1] - start[1], end[0] - start[0])) % 180.0


def _kept_stalls(lot: Lot) -> tuple[Stall, ...]:
    """Return the stalls of the kept rows; rows that were kept apart are never one group by accident."""
    numbers: dict[tuple[int, int], int] = {}
    return tuple(
        replace(stall, group=numbers.setdefault((row, stall.group), len(numbers)))
        for row, kept in enumerate(lot.kept)
        for stall in kept.stalls
    )


@dataclass(frozen=True)
class _Near:
    """What of the surroundings lies near a lot, and the ground near it beyond the boundary."""

    solids: tuple[Region, ...]
    clearances: tuple[Region, ...]
    crossings: tuple[Region, ...]
    outside: tuple[Ring, ...]


@lru_cache(maxsize=64)
def _near(ground: Surroundings, ring: Ring) -> _Near:
    reach = _REACH_BEYOND_EDGES_M
    return _Near(
        solids=ground_near(ground.solids, ring, reach),
        clearances=ground_near(ground.clearances, ring, reach),
        crossings=ground_near(ground.crossings, ring, reach),
        outside=() if ground.boundary is None else outside_of(ground.boundary, ring, reach),
    )


def _rings_near(rings: Iterable[Ring], ring: Ring) -> tuple[Region, ...]:
    return ground_near(((other,) for other in rings), ring, _REACH_BEYOND_EDGES_M)
