"""What distances are measured with: walls by their kind, and the answer that a distance gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from chargeplan.engineering.capacity import LotCapacity, ShedCapacity, gross_area_m2
from chargeplan.engineering.compliance.case import Case, Place, Planned, check_of, element_id
from chargeplan.engineering.findings import Check
from chargeplan.engineering.surroundings import sides_of
from chargeplan.geometry.relations import Footprint, Targets, in_sight, line_targets, targets_of
from chargeplan.model.site import Building, WallKind
from chargeplan.reference.rule_sets import Rule
from chargeplan.units import TOLERANCE_M


@dataclass(frozen=True)
class Walls:
    """The buildings and their sides as targets, all in the order of the site."""

    buildings: tuple[Building, ...]
    whole: Targets
    bound: Targets
    """All sides but fire walls."""
    known: Targets
    """Sides that are known to be no fire walls."""
    unknown: Targets
    opening: Targets
    """Sides that may have openings."""


@lru_cache(maxsize=4)
def walls_of(buildings: tuple[Building, ...]) -> Walls:
    """Return the walls of buildings, made once for a site."""
    return Walls(
        buildings=buildings,
        whole=targets_of([(building.id, building.ring) for building in buildings]),
        bound=sides_in(buildings, (WallKind.UNKNOWN, WallKind.OPENINGS, WallKind.BLANK)),
        known=sides_in(buildings, (WallKind.OPENINGS, WallKind.BLANK)),
        unknown=sides_in(buildings, (WallKind.UNKNOWN,)),
        opening=sides_in(buildings, (WallKind.UNKNOWN, WallKind.OPENINGS)),
    )


def sides_in(buildings: Sequence[Building], kinds: Sequence[WallKind]) -> Targets:
    """Return those sides of buildings that are of such kinds, building by building."""
    return line_targets([(building.id, sides_of(building, kinds)) for building in buildings])


def walls_seen(footprint: Footprint, walls: Walls, within_m: float) -> Walls:
    """Return the walls without sides hidden behind their own building, as far as they are within a distance.

    Before a fire wall nothing is asked for what lies at the back of the same house.
    """

    def seen(sides: Targets) -> Targets:
        return in_sight(footprint, sides, walls.whole, within_m)

    return replace(
        walls,
        bound=seen(walls.bound),
        known=seen(walls.known),
        unknown=seen(walls.unknown),
        opening=seen(walls.opening),
    )


def misses(rule: Rule, distance_m: float) -> bool:
    """Return whether a distance [m] is less than a rule asks for, by more than 0.1 mm."""
    return distance_m < rule.value - TOLERANCE_M


def too_near(rule: Rule, distances_m: Sequence[float]) -> list[int]:
    """Return the places of the distances [m] that are less than a rule asks for."""
    return [index for index, distance in enumerate(distances_m) if misses(rule, distance)]


def distance_check(
    rule: Rule,
    held: Planned,
    footprint: Footprint,
    targets: Targets,
    index: int,
    text: str,
    *,
    met: bool | None = None,
    values: Sequence[tuple[str, float | str]] = (),
) -> Check:
    """Return the answer of a rule for one target, with the two points between which it is measured."""
    found = footprint.distance(targets, index)
    return check_of(
        rule,
        (element_id(held), found.target_id),
        text,
        found.distance_m,
        met=met,
        place=found.start,
        span=(found.start, found.end),
        values=values,
    )


def footprints(case: Case) -> Iterator[tuple[Planned, Footprint]]:
    """Yield everything that is judged and takes ground, with its footprint."""
    for held in case.planned:
        if element_id(held) in case.footprints:
            yield held, case.footprints[element_id(held)]


def ground_of_place_m2(place: Place) -> float:
    """Return the ground that a place takes with its strips and aisles, each piece of it once [m²]."""
    taking = [held for held in place.held if held.gross_m2]
    if len(taking) == 1:
        return float(taking[0].gross_m2)
    sheds = [held for held in taking if isinstance(held, ShedCapacity)]
    return float(gross_area_m2(sheds, [held for held in taking if isinstance(held, LotCapacity)]))
