"""Who finds a socket within walking distance: ways around buildings and fences, each socket given out once.

A doorway has e-bikes, a place of charging has sockets, and a socket serves as many e-bikes as the target of
the catalogue says. As many e-bikes as possible find a socket within the limit, and of all such ways the one
with the least walking in all is taken. People walk over lawns and under sheds, not through walls, and where
there is one boundary around all doorways and sockets they stay inside.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction

import numpy as np

from chargeplan.engineering.capacity import LotCapacity, ShedCapacity
from chargeplan.engineering.demand import ebikes_by_doorway, households_by_doorway
from chargeplan.engineering.figures import figures_of
from chargeplan.engineering.giving_out import given_out
from chargeplan.engineering.surroundings import lane_regions
from chargeplan.errors import Cancelled, never
from chargeplan.geometry.paths import octagon
from chargeplan.geometry.visibility import standing_in
from chargeplan.geometry.walking import (
    WalkingGround,
    Walks,
    isochrones,
    open_edge,
    walking_ground,
    walks,
    walls_of,
)
from chargeplan.model.project import Project
from chargeplan.model.scheme import Lot, Shed
from chargeplan.model.site import Doorway, ObstacleKind, Site
from chargeplan.model.values import Point, Region, Ring
from chargeplan.reference.catalogue import Catalogue
from chargeplan.units import COORDINATE_DECIMALS, TOLERANCE_M

_UNITS_IN_M = 1000
"""Ways are compared in whole millimetres."""

_LABELS_AT = (0.5, 0.1, 0.8)
"""Where along its edge ground is labelled, as shares of its corners."""


class Reached(Enum):
    """Whether the e-bikes of a doorway find sockets: all of them, some, none, or nobody knows of how many."""

    SERVED = "served"
    IN_PART = "in_part"
    NOT = "not"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Given:
    """E-bikes of a doorway that find sockets at a place, and how far they are walked from there [m]."""

    place_id: str
    ebikes: int
    distance_m: float


@dataclass(frozen=True)
class DoorwayReach:
    """How far it is from a doorway, and who finds a socket.

    Attributes
    ----------
    households, ebikes : int or None
        None is unknown.
    nearest_id, nearest_m, way
        The place with the nearest socket, whether it is free or not, how far it is on foot [m] and the way
        there; None where no way leads to any.
    near_enough : bool
        Whether that is within the limit.
    """

    doorway: Doorway
    households: int | None
    ebikes: int | None
    nearest_id: str | None = None
    nearest_m: float | None = None
    near_enough: bool = False
    way: Ring | None = field(default=None, repr=False)
    given: tuple[Given, ...] = ()

    @property
    def ebikes_served(self) -> int:
        """How many e-bikes found a socket."""
        return sum(given.ebikes for given in self.given)

    @property
    def share(self) -> Fraction | None:
        """The share of e-bikes that found a socket; without e-bikes, whether one could have."""
        if self.ebikes is None:
            return None
        return Fraction(self.ebikes_served, self.ebikes) if self.ebikes else Fraction(int(self.near_enough))

    @property
    def households_served(self) -> int | None:
        """The households served, in proportion to e-bikes, rounded down."""
        if self.households is None or self.share is None:
            return None
        return math.floor(self.households * self.share)

    @property
    def reached(self) -> Reached:
        """Whether the doorway is served."""
        if self.share is None:
            return Reached.UNKNOWN
        if self.share == 1:
            return Reached.SERVED
        return Reached.IN_PART if self.share else Reached.NOT


@dataclass(frozen=True)
class PlaceReach:
    """A shed or lot with sockets: how many, for how many e-bikes, and how many were given out."""

    element_id: str
    sockets: int
    room: int
    ebikes: int


@dataclass(frozen=True)
class Coverage:
    """Who finds a socket within the limit [m], by doorways in their order and by places.

    `with_new` tells whether the scheme's new sheds and lots are among them, or only what exists already.
    """

    limit_m: float
    with_new: bool
    doorways: tuple[DoorwayReach, ...]
    places: tuple[PlaceReach, ...]

    @property
    def complete(self) -> bool:
        """Whether there are doorways and the e-bikes of all of them are known."""
        return bool(self.doorways) and all(door.ebikes is not None for door in self.doorways)

    @property
    def doorways_served(self) -> int:
        """How many doorways are served."""
        return sum(door.reached is Reached.SERVED for door in self.doorways)

    @property
    def ebikes(self) -> int:
        """The e-bikes of all doorways of which they are known."""
        return sum(door.ebikes or 0 for door in self.doorways)

    @property
    def ebikes_served(self) -> int:
        """How many e-bikes found a socket."""
        return sum(door.ebikes_served for door in self.doorways)

    @property
    def households(self) -> int | None:
        """The households of all doorways, None where those of one are unknown."""
        known = [door.households for door in self.doorways if door.households is not None]
        return sum(known) if len(known) == len(self.doorways) else None

    @property
    def households_served(self) -> int | None:
        """The households served, None where that is unknown of one doorway."""
        known = [door.households_served for door in self.doorways]
        return None if None in known else sum(served or 0 for served in known)

    @property
    def worst(self) -> tuple[DoorwayReach, ...]:
        """The doorways, worst served first: by share, then by distance; the unknown stand last."""

        def order(door: DoorwayReach) -> tuple[bool, Fraction, float]:
            far = math.inf if door.nearest_m is None else door.nearest_m
            return (door.share is None, door.share or Fraction(0), -far)

        return tuple(sorted(self.doorways, key=order))


@dataclass(frozen=True)
class Isochrone:
    """Ground from which it is no further than `limit_m` [m] to a socket on foot.

    `edge` are places where it ends in the open, not at a wall; there it can be labelled.
    """

    limit_m: float
    regions: tuple[Region, ...]
    edge: tuple[Point, ...] = field(default=(), repr=False)

    def labelled(self) -> tuple[Point, ...]:
        """Return a few places of the edge, far from each other, to be labelled."""
        count = len(self.edge)
        return tuple(self.edge[int(count * share)] for share in _LABELS_AT[:count])


Held = ShedCapacity | LotCapacity


def walking_coverage(
    project: Project,
    sheds: Sequence[ShedCapacity],
    lots: Sequence[LotCapacity],
    catalogue: Catalogue,
    limit_m: float,
    *,
    with_new: bool = True,
    cancelled: Cancelled = never,
) -> Coverage:
    """Return who finds a socket within `limit_m` [m] on foot, with a scheme or only with what exists.

    `sheds` and `lots` are those of one scheme of the plan.

    Raises
    ------
    CalledOff
        When `cancelled()` becomes true on the way.
    """
    held = _with_sockets(sheds, lots, with_new)
    ebikes = ebikes_by_doorway(project, catalogue)
    doors = tuple(
        DoorwayReach(*each)
        for each in zip(project.site.doorways, households_by_doorway(project), ebikes, strict=True)
    )
    if not held:
        return Coverage(limit_m, with_new, doors, ())
    ground = _ground(project.site, sheds, lots, catalogue, with_new)
    starts = [doorway.position for doorway in project.site.doorways]
    ways = walks(ground, starts, [_fronts(each) for each in held], cancelled)
    rooms = [_room(each, catalogue) for each in held]
    near = ways.lengths_m <= limit_m + TOLERANCE_M
    costs = np.rint(np.where(near, ways.lengths_m, 0.0) * _UNITS_IN_M).astype(np.int64)
    given = given_out([count or 0 for count in ebikes], rooms, costs, near, cancelled)
    ids = [_drawn(each).id for each in held]
    reached = tuple(
        _reach(door, ids, ways, index, limit_m, given[index].tolist()) for index, door in enumerate(doors)
    )
    sockets = [each.charging.socket_count for each in held]
    places = tuple(map(PlaceReach, ids, sockets, rooms, given.sum(axis=0).tolist()))
    return Coverage(limit_m, with_new, reached, places)


def _reach(
    door: DoorwayReach, ids: Sequence[str], ways: Walks, index: int, limit_m: float, given: Sequence[int]
) -> DoorwayReach:
    """Return a doorway with what is near it, and what was given to it at each place."""
    lengths = [round(length, COORDINATE_DECIMALS) for length in ways.lengths_m[index].tolist()]
    nearest = min(range(len(ids)), key=lengths.__getitem__, default=None)
    if nearest is None or not math.isfinite(lengths[nearest]):
        return door
    return replace(
        door,
        nearest_id=ids[nearest],
        nearest_m=lengths[nearest],
        near_enough=lengths[nearest] <= limit_m + TOLERANCE_M,
        way=ways.way(index, nearest),
        given=tuple(Given(*each) for each in zip(ids, given, lengths, strict=True) if each[1]),
    )


def walking_bands(
    project: Project,
    sheds: Sequence[ShedCapacity],
    lots: Sequence[LotCapacity],
    catalogue: Catalogue,
    limits_m: Sequence[float],
    *,
    with_new: bool = True,
    cancelled: Cancelled = never,
) -> tuple[Isochrone, ...]:
    """Return the ground within each of some distances [m] of a socket on foot, however many e-bikes want it.

    Raises
    ------
    CalledOff
        When `cancelled()` becomes true on the way.
    """
    ground = _ground(project.site, sheds, lots, catalogue, with_new)
    spots = [spot for each in _with_sockets(sheds, lots, with_new) for spot in _fronts(each)]
    found = isochrones(ground, spots, limits_m, cancelled)
    return tuple(
        Isochrone(limit, regions, open_edge(ground, regions))
        for limit, regions in zip(limits_m, found, strict=True)
    )


def band_limits_m(catalogue: Catalogue, limit_m: float) -> tuple[float, ...]:
    """Return the distances [m] that are drawn beside a limit, itself included, the shortest first."""
    drawn = {catalogue.constant("walking_short_m"), catalogue.constant("walking_long_m"), limit_m}
    return tuple(sorted(drawn))


def _with_sockets(
    sheds: Sequence[ShedCapacity], lots: Sequence[LotCapacity], with_new: bool
) -> tuple[Held, ...]:
    every: tuple[Held, ...] = (*sheds, *lots)
    return tuple(each for each in every if each.charging.socket_count and (with_new or _drawn(each).existing))


def _drawn(held: Held) -> Shed | Lot:
    return held.shed if isinstance(held, ShedCapacity) else held.lot


def _fronts(held: Held) -> tuple[Point, ...]:
    """Return where one stands in front of each socket."""
    fronts = [held.stalls[index].front for index in held.charging.socket_stalls]
    return tuple(((ax + bx) / 2, (ay + by) / 2) for (ax, ay), (bx, by) in fronts)


def _room(held: Held, catalogue: Catalogue) -> int:
    """Return how many e-bikes the sockets of a place serve."""
    return int(held.charging.socket_count * figures_of(catalogue)["bikes_per_socket_target"])


def _ground(
    site: Site,
    sheds: Sequence[ShedCapacity],
    lots: Sequence[LotCapacity],
    catalogue: Catalogue,
    with_new: bool,
) -> WalkingGround:
    """Return the ground that people walk on: not through buildings, fences, sheds' walls or large things."""
    solids: list[Region] = [(building.ring,) for building in site.buildings]
    solids += lane_regions(site.fences)
    solids += walls_of(
        [
            (held.outline[side], held.outline[(side + 1) % len(held.outline)])
            for held in sheds
            if with_new or held.shed.existing
            for side in held.shed.walled_sides
        ]
    )
    solids += [
        (octagon(obstacle.position, obstacle.radius_m),)
        for obstacle in site.obstacles
        if obstacle.kind is ObstacleKind.OTHER
    ]
    places = [doorway.position for doorway in site.doorways]
    places += [spot for each in _with_sockets(sheds, lots, with_new) for spot in _fronts(each)]
    clearance_m = catalogue.constant("walking_clearance_m")
    return walking_ground(tuple(solids), clearance_m, _boundary(site, places))


def _boundary(site: Site, places: Sequence[Point]) -> Ring | None:
    """Return the boundary that people stay in: the only one, where all places are inside."""
    if len(site.boundaries) != 1:
        return None
    ring = site.boundaries[0].ring
    return ring if len(standing_in(places, ((ring,),))) == len(places) else None
