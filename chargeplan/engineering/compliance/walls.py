"""Distances from roofs and stalls to the outer walls of buildings.

They are measured from the roof's drip edge or the nearest stall, whichever is nearer, to the nearest outer
wall. A wall needs no distance only where it is a fire wall; that it has no openings is not enough. Walls at
the back of a house, hidden by the house itself, count for nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from chargeplan.engineering.capacity import ShedCapacity
from chargeplan.engineering.compliance.case import (
    BUILDING_FACT,
    HEIGHT_FACT,
    WALL_FACT,
    Case,
    Planned,
    Unknown,
    undecided,
)
from chargeplan.engineering.compliance.measuring import (
    Walls,
    distance_check,
    footprints,
    misses,
    walls_of,
    walls_seen,
)
from chargeplan.engineering.findings import Check
from chargeplan.engineering.surroundings import height_known, is_high_rise
from chargeplan.geometry.relations import Footprint
from chargeplan.i18n import N_
from chargeplan.model.labels import FIRE_GRADES
from chargeplan.model.site import Building
from chargeplan.reference.rule_sets import Rule
from chargeplan.units import TOLERANCE_M

_WALL = N_("{element} stands {measured} m from the wall of {other}; {required} m are required.")
_BLANK = N_(
    "{element} stands {measured} m from a wall of {other} that has no openings but is not known as a fire "
    "wall; {required} m are required."
)
_FIRE_WALL = N_("{element} stands {measured} m from a fire wall of {other}; no distance is required.")
_GRADE = N_(
    "{element} stands {measured} m from the wall of {other}; a shed of fire class {grade} is asked to keep "
    "{required} m."
)
_GRADE_BY_GUIDE = N_(
    "{element} stands {measured} m from the wall of {other}: enough for the local guide's {local} m, but not "
    "the {required} m asked of a shed of fire class {grade}."
)


def wall_checks(case: Case) -> Iterator[Check]:
    """Yield the answers of all rules about walls."""
    if case.planned:
        walls = walls_of(case.site.buildings)
        yield from _to_walls(case, walls)
        yield from _by_fire_class(case, walls)


def _to_walls(case: Case, walls: Walls) -> Iterator[Check]:
    low, high = case.rules.rule("R01"), case.rules.rule("R02")
    either = low or high
    if either is not None and not walls.buildings:
        yield undecided(either, BUILDING_FACT)
        return
    tall = [is_high_rise(building, case.rules) for building in walls.buildings]
    unknown = Unknown()
    within_m = max((rule.value for rule in (low, high) if rule is not None), default=0.0)
    for held, footprint in footprints(case):
        seen = walls_seen(footprint, walls, within_m)
        reach = _inside_is_zero(footprint, seen)
        for rule, wanted in ((low, False), (high, True)):
            if rule is not None:
                indices = [index for index, is_tall in enumerate(tall) if is_tall is wanted]
                yield from _of_walls(rule, held, footprint, seen, indices, reach)
        for index, building in enumerate(walls.buildings):
            between = low is None or not misses(low, reach[index])
            if high is not None and between and not height_known(building) and misses(high, reach[index]):
                unknown.note(high, HEIGHT_FACT, building.id)
    yield from unknown.checks()


def _inside_is_zero(footprint: Footprint, walls: Walls) -> list[float]:
    """Return the distances to sides, 0 where a thing stands in the building itself and not beside a wall.

    What merely touches a fire wall stands beside it.
    """
    to_sides = footprint.distances_m(walls.bound)
    if 0.0 not in footprint.distances_m(walls.whole):
        return to_sides
    inside = [place is not None for _, place in footprint.covers(walls.whole, body_only=True)]
    return [
        0.0 if within and math.isfinite(side) else side for side, within in zip(to_sides, inside, strict=True)
    ]


def _of_walls(
    rule: Rule, held: Planned, footprint: Footprint, walls: Walls, indices: list[int], reach: list[float]
) -> list[Check]:
    """Return an answer for every wall that is too near, else for the nearest, and for fire walls at hand."""
    if not indices:
        return []
    near = [index for index in indices if misses(rule, reach[index])]
    whole = footprint.distances_m(walls.whole)
    free = [index for index in indices if index not in near and misses(rule, whole[index])]
    if not near and not free:
        nearest = min(indices, key=lambda index: (reach[index], whole[index]))
        (near if math.isfinite(reach[nearest]) else free).append(nearest)
    checks = [
        distance_check(rule, held, footprint, walls.whole, index, _FIRE_WALL, met=True) for index in free
    ]
    for index in near:
        targets = walls.whole if reach[index] == 0.0 else walls.bound
        text = _BLANK if _is_blank(footprint, walls, index) else _WALL
        checks.append(distance_check(rule, held, footprint, targets, index, text))
    return checks


def _is_blank(footprint: Footprint, walls: Walls, index: int) -> bool:
    """Return whether the side of a building that is nearest, fire walls left out, has no openings."""
    nearest, opening = (footprint.distances_m(sides)[index] for sides in (walls.bound, walls.opening))
    return nearest < opening - TOLERANCE_M


def _by_fire_class(case: Case, walls: Walls) -> Iterator[Check]:
    """Yield how far sheds of their fire class stand from walls; told by the un-reduced distances."""
    unknown = Unknown()
    rules: dict[int, list[_ClassRules]] = {}
    for held, footprint in footprints(case):
        if isinstance(held, ShedCapacity):
            grade = shed_grade(case, held)
            if grade not in rules:
                rules[grade] = [_class_rules(case, building, grade) for building in walls.buildings]
            yield from _class_checks(held, footprint, grade, walls, rules[grade], unknown)
    yield from unknown.checks()


def shed_grade(case: Case, held: ShedCapacity) -> int:
    """Return the fire resistance class of a shed, its own or that of the assumed construction."""
    assumed = int(case.catalogue.constant("shed_fire_grade"))
    return assumed if held.shed.fire_grade is None else held.shed.fire_grade


@dataclass(frozen=True)
class _ClassRules:
    """What holds between a building and a shed of some fire class.

    `taller` is the rule of a high-rise where nobody knows whether the building is one; `local` the reduced
    distance of the place itself.
    """

    rule: Rule | None
    taller: Rule | None
    local: Rule | None


def _class_rules(case: Case, building: Building, grade: int) -> _ClassRules:
    suffix = FIRE_GRADES[max(2, grade)]
    lesser = f"B{building.fire_grade}" if building.fire_grade in (3, 4) else ""
    high = case.rules.rule(f"R03H-{suffix}")
    if is_high_rise(building, case.rules):
        return _ClassRules(high, None, case.rules.rule("R02"))
    taller = None if lesser or height_known(building) else high
    return _ClassRules(case.rules.rule(f"R03{lesser}-{suffix}"), taller, case.rules.rule("R01"))


def _class_checks(
    held: ShedCapacity,
    footprint: Footprint,
    grade: int,
    walls: Walls,
    rules: list[_ClassRules],
    unknown: Unknown,
) -> Iterator[Check]:
    limits = [rule.value for each in rules for rule in (each.rule, each.taller) if rule is not None]
    walls = walls_seen(footprint, walls, max(limits, default=0.0))
    known, doubtful = footprint.distances_m(walls.known), footprint.distances_m(walls.unknown)
    class_value = ("grade", FIRE_GRADES[grade])
    missed: list[Check] = []
    met: list[tuple[float, Rule, int]] = []
    open_questions = False
    for index, (building, each) in enumerate(zip(walls.buildings, rules, strict=True)):
        rule, taller, local = each.rule, each.taller, each.local
        if rule is None:
            continue
        nearest = min(known[index], doubtful[index])
        if misses(rule, known[index]):
            by_guide = local is not None and not misses(local, known[index])
            values = (class_value, ("local", f"{local.value:.2f}" if local is not None else ""))
            text = _GRADE_BY_GUIDE if by_guide else _GRADE
            missed.append(distance_check(rule, held, footprint, walls.known, index, text, values=values))
        elif misses(rule, doubtful[index]):
            unknown.note(rule, WALL_FACT, building.id)
            open_questions = True
        elif taller is not None and misses(taller, nearest):
            unknown.note(taller, HEIGHT_FACT, building.id)
            open_questions = True
        elif math.isfinite(nearest):
            met.append((nearest - rule.value, rule, index))
    yield from missed
    if met and not missed and not open_questions:
        _, rule, index = min(met, key=lambda entry: (entry[0], entry[2]))
        yield distance_check(rule, held, footprint, walls.bound, index, _GRADE, values=(class_value,))
