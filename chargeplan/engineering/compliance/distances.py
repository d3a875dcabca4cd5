"""Distances from roofs and stalls to exits, windows, hydrants, gas and sensitive neighbours.

They are measured from the roof's drip edge or the nearest stall, whichever is nearer.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from chargeplan.engineering.compliance.case import (
    FACT_NAMES,
    Case,
    Unknown,
    check_of,
    element_id,
    nothing_drawn,
    nothing_here,
    undecided,
)
from chargeplan.engineering.compliance.measuring import (
    Walls,
    distance_check,
    footprints,
    too_near,
    walls_of,
    walls_seen,
)
from chargeplan.engineering.findings import Check
from chargeplan.geometry.relations import Targets, line_targets, targets_of
from chargeplan.i18n import N_
from chargeplan.model.site import SENSITIVE_USES, Building, BuildingUse, PipelineKind, SiteFact
from chargeplan.model.values import Point, Ring
from chargeplan.reference.rule_sets import Rule

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


def distance_checks(case: Case) -> Iterator[Check]:
    """Yield the answers of all rules about distances to anything but walls."""
    if not case.planned:
        return
    yield from _to_openings(case, walls_of(case.site.buildings))
    yield from _to_neighbours(case)
    yield from _to_hydrants(case)
    yield from _to_gas(case)


# --- exits and windows ------------------------------------------------------------------------------


def _to_openings(case: Case, walls: Walls) -> Iterator[Check]:
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


def _by_walls(case: Case, rule: Rule, fact: SiteFact, walls: Walls) -> Iterator[Check]:
    """Yield what walls alone tell of openings that nobody drew: they are no nearer than the wall itself."""
    if not walls.buildings:
        yield undecided(rule, FACT_NAMES[fact])
        return
    unknown = Unknown()
    for held, footprint in footprints(case):
        opening = walls_seen(footprint, walls, rule.value).opening
        reach = footprint.distances_m(opening)
        near = too_near(rule, reach)
        for index in near:
            unknown.note(rule, FACT_NAMES[fact], walls.buildings[index].id)
        nearest = min(reach, default=math.inf)
        if not near and math.isfinite(nearest):
            index = reach.index(nearest)
            yield distance_check(rule, held, footprint, opening, index, _BY_WALLS)
    yield from unknown.checks()


def _to_targets(case: Case, rule: Rule, fact: SiteFact, targets: Targets, text: str) -> Iterator[Check]:
    """Yield an answer for every target that is too near, else for the nearest; or what fact is missing."""
    if not targets.count:
        yield nothing_drawn(case, rule, fact)
        return
    for held, footprint in footprints(case):
        reach = footprint.distances_m(targets)
        near = too_near(rule, reach)
        for index in near or [reach.index(min(reach))]:
            yield distance_check(rule, held, footprint, targets, index, text)


# --- neighbours, hydrants, gas ----------------------------------------------------------------------


def _to_neighbours(case: Case) -> Iterator[Check]:
    """Yield the distances to sensitive neighbours; of houses nearer than asked for the use must be known."""
    rule = case.rules.rule("R18")
    if rule is None:
        return
    fact, buildings = SiteFact.SENSITIVE_NEIGHBOUR, case.site.buildings
    sensitive: list[tuple[str, Ring | Point]] = [(b.id, b.ring) for b in buildings if b.use in SENSITIVE_USES]
    doubtful = [b for b in buildings if b.use is BuildingUse.UNKNOWN]
    if fact in case.site.none_here:
        doubtful = []
    elif not buildings:
        yield undecided(rule, FACT_NAMES[fact])
        return
    if sensitive:
        yield from _to_targets(case, rule, fact, targets_of(sensitive), _SENSITIVE)
    elif not doubtful:
        yield nothing_here(rule)
    if doubtful:
        answers = _beside_unknown_uses(case, rule, doubtful)
        yield from (answer for answer in answers if not (sensitive and answer.met))


def _beside_unknown_uses(case: Case, rule: Rule, doubtful: list[Building]) -> Iterator[Check]:
    unknown = Unknown()
    targets = targets_of([(building.id, building.ring) for building in doubtful])
    for held, footprint in footprints(case):
        reach = footprint.distances_m(targets)
        near = too_near(rule, reach)
        for index in near:
            unknown.note(rule, FACT_NAMES[SiteFact.SENSITIVE_NEIGHBOUR], doubtful[index].id)
        if not near:
            yield distance_check(rule, held, footprint, targets, reach.index(min(reach)), _UNKNOWN_USE)
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
    for held, footprint in footprints(case):
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
