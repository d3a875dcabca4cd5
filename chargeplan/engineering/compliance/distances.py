"""Distances from roofs and stalls to walls, exits, windows, hydrants, gas and sensitive neighbours.

They are measured from the roof's drip edge or the nearest stall, whichever is nearer, to the nearest outer
wall. A wall needs no distance only where it is a fire wall; that it has no openings is not enough.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chargeplan.engineering.capacity import ShedCapacity
from chargeplan.engineering.compliance.case import (
    BUILDING_FACT,
    FACT_NAMES,
    HEIGHT_FACT,
    WALL_FACT,
    Case,
    Planned,
    Unknown,
    check_of,
    element_id,
    nothing_here,
    undecided,
)
from chargeplan.engineering.findings import Check
from chargeplan.engineering.surroundings import height_known, is_high_rise, sides_of
from chargeplan.geometry.relations import Footprint, Targets, line_targets, targets_of
from chargeplan.i18n import N_
from chargeplan.model.site import SENSITIVE_USES, Building, BuildingUse, PipelineKind, SiteFact, WallKind
from chargeplan.model.values import Point, Ring
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
    "{element} stands {measured} m from the wall of {other}: enough for the local guide's {local} m, but not the "
    "{required} m asked of a shed of fire class {grade}."
)
_EXIT = N_("{element} stands {measured} m from the exit {other}; {required} m are asked for.")
_WINDOW = N_("{element} stands {measured} m from the window {other}; {required} m are required.")
_BY_WALLS = N_(
    "{element} keeps {measured} m from every wall that may have openings; {required} m are asked for."
)
_SENSITIVE = N_(
    "{element} stands {measured} m from {other}, whose users need help; {required} m are asked for."
)
_UNKNOWN_USE = N_(
    "{element} keeps {measured} m from every building whose use is not known; {required} m are asked for."
)
_HYDRANT = N_("{element} stands {measured} m from the hydrant {other}; {required} m are asked for.")
_HYDRANT_REACH = N_("All of {element} is reached within {measured} m from {other}; {required} m are allowed.")
_NO_HYDRANT = N_("No hydrant reaches {element}: none is here, one within {required} m is asked for.")
_GAS = N_("{element} stands {measured} m from the gas regulator {other}; {required} m are asked for.")
_PIPE = N_("{element} stands {measured} m from the gas pipe {other}; {required} m are asked for.")

_GRADES = {1: "I", 2: "II", 3: "III", 4: "IV"}


def distance_checks(case: Case) -> Iterator[Check]:
    """Yield the answers of all rules about distances."""
    if not case.planned:
        return
    walls = _walls_of(case.site.buildings)
    yield from _to_walls(case, walls)
    yield from _by_fire_class(case, walls)
    yield from _to_openings(case, walls)
    yield from _to_neighbours(case)
    yield from _to_hydrants(case)
    yield from _to_gas(case)


@dataclass(frozen=True)
class _Walls:
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
def _walls_of(buildings: tuple[Building, ...]) -> _Walls:
    return _Walls(
        buildings=buildings,
        whole=targets_of([(building.id, building.ring) for building in buildings]),
        bound=_sides(buildings, (WallKind.UNKNOWN, WallKind.OPENINGS, WallKind.BLANK)),
        known=_sides(buildings, (WallKind.OPENINGS, WallKind.BLANK)),
        unknown=_sides(buildings, (WallKind.UNKNOWN,)),
        opening=_sides(buildings, (WallKind.UNKNOWN, WallKind.OPENINGS)),
    )


def _sides(buildings: Sequence[Building], kinds: Sequence[WallKind]) -> Targets:
    return line_targets([(building.id, sides_of(building, kinds)) for building in buildings])


def _missed(rule: Rule, distance_m: float) -> bool:
    return distance_m < rule.value - TOLERANCE_M


def _distance_check(
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


def _footprints(case: Case) -> Iterator[tuple[Planned, Footprint]]:
    for held in case.planned:
        if element_id(held) in case.footprints:
            yield held, case.footprints[element_id(held)]


# --- walls ------------------------------------------------------------------------------------------


def _to_walls(case: Case, walls: _Walls) -> Iterator[Check]:
    low, high = case.rules.rule("R01"), case.rules.rule("R02")
    if low is not None and not walls.buildings:
        yield undecided(low, BUILDING_FACT)
        return
    tall = [is_high_rise(building, case.rules) for building in walls.buildings]
    unknown = Unknown()
    for held, footprint in _footprints(case):
        reach = _inside_is_zero(footprint.distances_m(walls.bound), footprint.distances_m(walls.whole))
        for rule, wanted in ((low, False), (high, True)):
            if rule is not None:
                indices = [index for index, is_tall in enumerate(tall) if is_tall is wanted]
                yield from _wall_checks(rule, held, footprint, walls, indices, reach)
        for index, building in enumerate(walls.buildings):
            between = low is None or not _missed(low, reach[index])
            if high is not None and between and not height_known(building) and _missed(high, reach[index]):
                unknown.note(high, HEIGHT_FACT, building.id)
    yield from unknown.checks()


def _inside_is_zero(to_sides: list[float], to_whole: list[float]) -> list[float]:
    """Return the distances to sides, 0 where a thing stands in the building itself and not beside a wall."""
    return [
        0.0 if whole == 0.0 and math.isfinite(side) else side
        for side, whole in zip(to_sides, to_whole, strict=True)
    ]


def _wall_checks(
    rule: Rule, held: Planned, footprint: Footprint, walls: _Walls, indices: list[int], reach: list[float]
) -> list[Check]:
    """Return an answer for every wall that is too near, else for the nearest, and for fire walls at hand."""
    if not indices:
        return []
    near = [index for index in indices if _missed(rule, reach[index])]
    whole = footprint.distances_m(walls.whole)
    free = [index for index in indices if index not in near and _missed(rule, whole[index])]
    if not near and not free:
        nearest = min(indices, key=lambda index: (reach[index], whole[index]))
        (near if math.isfinite(reach[nearest]) else free).append(nearest)
    checks = [
        _distance_check(rule, held, footprint, walls.whole, index, _FIRE_WALL, met=True) for index in free
    ]
    for index in near:
        targets = walls.whole if reach[index] == 0.0 else walls.bound
        text = _BLANK if _is_blank(footprint, walls, index) else _WALL
        checks.append(_distance_check(rule, held, footprint, targets, index, text))
    return checks


def _is_blank(footprint: Footprint, walls: _Walls, index: int) -> bool:
    """Return whether the side of a building that is nearest, fire walls left out, has no openings."""
    building = walls.buildings[index]
    if WallKind.BLANK not in building.walls:
        return False
    blank = _sides((building,), (WallKind.BLANK,))
    (to_blank,) = footprint.distances_m(blank)
    return to_blank < footprint.distances_m(walls.opening)[index]


def _by_fire_class(case: Case, walls: _Walls) -> Iterator[Check]:
    """Yield how far sheds of their fire class stand from walls; told by the un-reduced distances."""
    unknown = Unknown()
    rules: dict[int, list[_ClassRules]] = {}
    for held, footprint in _footprints(case):
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
    suffix = _GRADES[max(2, grade)]
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
    walls: _Walls,
    rules: list[_ClassRules],
    unknown: Unknown,
) -> Iterator[Check]:
    known, doubtful = footprint.distances_m(walls.known), footprint.distances_m(walls.unknown)
    class_value = ("grade", _GRADES[grade])
    missed: list[Check] = []
    met: list[tuple[float, Rule, int]] = []
    open_questions = False
    for index, (building, each) in enumerate(zip(walls.buildings, rules, strict=True)):
        rule, taller, local = each.rule, each.taller, each.local
        if rule is None:
            continue
        nearest = min(known[index], doubtful[index])
        if _missed(rule, known[index]):
            by_guide = local is not None and not _missed(local, known[index])
            values = (class_value, ("local", f"{local.value:.2f}" if local is not None else ""))
            text = _GRADE_BY_GUIDE if by_guide else _GRADE
            missed.append(_distance_check(rule, held, footprint, walls.known, index, text, values=values))
        elif _missed(rule, doubtful[index]):
            unknown.note(rule, WALL_FACT, building.id)
            open_questions = True
        elif taller is not None and _missed(taller, nearest):
            unknown.note(taller, HEIGHT_FACT, building.id)
            open_questions = True
        elif math.isfinite(nearest):
            met.append((nearest - rule.value, rule, index))
    yield from missed
    if met and not missed and not open_questions:
        _, rule, index = min(met, key=lambda entry: (entry[0], entry[2]))
        yield _distance_check(rule, held, footprint, walls.bound, index, _GRADE, values=(class_value,))


# --- exits and windows ------------------------------------------------------------------------------


def _to_openings(case: Case, walls: _Walls) -> Iterator[Check]:
    exits: list[tuple[str, Ring | Point]] = [
        (door.id, door.position) for door in case.site.doorways if door.safety_exit
    ]
    windows = [(window.id, (window.centreline,)) for window in case.site.windows]
    rows = (
        ("R06", SiteFact.EXIT, targets_of(exits), _EXIT),
        ("R21", SiteFact.WINDOW, line_targets(windows), _WINDOW),
    )
    for code, fact, targets, text in rows:
        rule = case.rules.rule(code)
        if rule is None:
            continue
        if targets.count or fact in case.site.none_here:
            yield from _to_targets(case, rule, fact, targets, text)
        else:
            yield from _by_walls(case, rule, fact, walls)


def _by_walls(case: Case, rule: Rule, fact: SiteFact, walls: _Walls) -> Iterator[Check]:
    """Yield what walls alone tell of openings that nobody drew: they are no nearer than the wall itself."""
    if not walls.buildings:
        yield undecided(rule, FACT_NAMES[fact])
        return
    unknown = Unknown()
    for held, footprint in _footprints(case):
        reach = footprint.distances_m(walls.opening)
        near = [index for index, distance in enumerate(reach) if _missed(rule, distance)]
        for index in near:
            unknown.note(rule, FACT_NAMES[fact], walls.buildings[index].id)
        nearest = min(reach, default=math.inf)
        if not near and math.isfinite(nearest):
            index = reach.index(nearest)
            yield _distance_check(rule, held, footprint, walls.opening, index, _BY_WALLS)
    yield from unknown.checks()


def _to_targets(case: Case, rule: Rule, fact: SiteFact, targets: Targets, text: str) -> Iterator[Check]:
    """Yield an answer for every target that is too near, else for the nearest; or what fact is missing."""
    if not targets.count:
        known = fact in case.site.none_here
        yield nothing_here(rule) if known else undecided(rule, FACT_NAMES[fact])
        return
    for held, footprint in _footprints(case):
        reach = footprint.distances_m(targets)
        near = [index for index, distance in enumerate(reach) if _missed(rule, distance)]
        for index in near or [reach.index(min(reach))]:
            yield _distance_check(rule, held, footprint, targets, index, text)


# --- neighbours, hydrants, gas ----------------------------------------------------------------------


def _to_neighbours(case: Case) -> Iterator[Check]:
    rule = case.rules.rule("R18")
    if rule is None:
        return
    buildings = case.site.buildings
    sensitive: list[tuple[str, Ring | Point]] = [(b.id, b.ring) for b in buildings if b.use in SENSITIVE_USES]
    if sensitive or SiteFact.SENSITIVE_NEIGHBOUR in case.site.none_here:
        yield from _to_targets(case, rule, SiteFact.SENSITIVE_NEIGHBOUR, targets_of(sensitive), _SENSITIVE)
        return
    if not buildings:
        yield undecided(rule, FACT_NAMES[SiteFact.SENSITIVE_NEIGHBOUR])
        return
    doubtful = [b for b in buildings if b.use is BuildingUse.UNKNOWN]
    if doubtful:
        yield from _beside_unknown_uses(case, rule, doubtful)
    else:
        yield nothing_here(rule)


def _beside_unknown_uses(case: Case, rule: Rule, doubtful: list[Building]) -> Iterator[Check]:
    unknown = Unknown()
    targets = targets_of([(building.id, building.ring) for building in doubtful])
    for held, footprint in _footprints(case):
        reach = footprint.distances_m(targets)
        near = [index for index, distance in enumerate(reach) if _missed(rule, distance)]
        for index in near:
            unknown.note(rule, FACT_NAMES[SiteFact.SENSITIVE_NEIGHBOUR], doubtful[index].id)
        if not near:
            yield _distance_check(rule, held, footprint, targets, reach.index(min(reach)), _UNKNOWN_USE)
    yield from unknown.checks()


def _to_hydrants(case: Case) -> Iterator[Check]:
    hydrants: list[tuple[str, Ring | Point]] = [(h.id, h.position) for h in case.site.hydrants]
    targets = targets_of(hydrants)
    rule, reach = case.rules.rule("R20"), case.rules.rule("R20C")
    if rule is not None:
        yield from _to_targets(case, rule, SiteFact.HYDRANT, targets, _HYDRANT)
    if reach is None:
        return
    if not case.knows(SiteFact.HYDRANT, hydrants):
        yield undecided(reach, FACT_NAMES[SiteFact.HYDRANT])
        return
    for held, footprint in _footprints(case):
        if not hydrants:
            yield check_of(reach, (element_id(held),), _NO_HYDRANT, met=False)
            continue
        farthest = footprint.farthest_m(targets)
        index = farthest.index(min(farthest))
        ids = (element_id(held), targets.ids[index])
        yield check_of(reach, ids, _HYDRANT_REACH, farthest[index], place=case.site.hydrants[index].position)


def _to_gas(case: Case) -> Iterator[Check]:
    regulators: list[tuple[str, Ring | Point]] = [(g.id, g.position) for g in case.site.gas_regulators]
    pipes = [(p.id, (p.centreline,)) for p in case.site.pipelines if p.kind is PipelineKind.GAS]
    rule, pipe = case.rules.rule("R22"), case.rules.rule("R22P")
    if rule is not None:
        yield from _to_targets(case, rule, SiteFact.GAS, targets_of(regulators), _GAS)
    if pipe is None:
        return
    if case.site.pipelines and not pipes:
        yield nothing_here(pipe)
    else:
        yield from _to_targets(case, pipe, SiteFact.PIPELINE, line_targets(pipes), _PIPE)
