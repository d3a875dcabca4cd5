"""Ground that stays free: fire lanes and the width that is left of them, ladder grounds, basements, pipes.

On fire lanes and ladder grounds the roof counts and the strip in front of every stall: a bike may cross a
lane on its way out, but not manoeuvre on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from chargeplan.engineering.compliance.case import (
    Case,
    Planned,
    bodies_of,
    check_of,
    element_id,
    exists,
    nothing_drawn,
)
from chargeplan.engineering.findings import Check
from chargeplan.engineering.surroundings import height_known, is_high_rise, lane_regions, stands_up
from chargeplan.geometry.lanes import Passage, circle, narrow_places, standing
from chargeplan.geometry.nearby import bounding_box, boxes_meet
from chargeplan.geometry.relations import Targets, ground_targets
from chargeplan.i18n import N_
from chargeplan.model.site import FireLane, Obstacle, Site, SiteFact
from chargeplan.model.values import Region, Ring
from chargeplan.reference.rule_sets import Rule

_COVERED = N_("{element} and the ground in front of its stalls cover {measured} m² of {other}.")
_ROOFED = N_("{element} covers {measured} m² of {other}.")
_NO_HIGH_RISE = N_("{rule}: no building here is a high-rise.")
_WIDTH = N_("{element} is clear on a width of {measured} m; {required} m are required.")
_LEFT = N_("{element} leaves {other} a clear width of {measured} m; {required} m are required.")


def lane_checks(case: Case) -> Iterator[Check]:
    """Yield the answers of all rules about ground that stays free."""
    if not case.planned:
        return
    site = case.site
    lanes = [(lane.id, lane_regions((lane,))) for lane in site.fire_lanes]
    ladders = [(ground.id, ((ground.ring,),)) for ground in site.ladder_grounds]
    basements = [(ground.id, ((ground.ring,),)) for ground in site.basements]
    pipes = [(pipe.id, lane_regions((pipe,))) for pipe in site.pipelines]
    sheds = case.planned_sheds
    yield from _kept_free(case, "R04", SiteFact.FIRE_LANE, lanes, case.planned, _COVERED)
    yield from _ladder_grounds(case, ladders)
    yield from _clear_widths(case)
    yield from _kept_free(case, "R19", SiteFact.BASEMENT, basements, sheds, _ROOFED)
    yield from _kept_free(case, "R19P", SiteFact.PIPELINE, pipes, sheds, _ROOFED)


def _ladder_grounds(case: Case, grounds: Sequence[tuple[str, Sequence[Region]]]) -> Iterator[Check]:
    """Yield what covers ladder grounds; where every building is known to be lower, none are looked for."""
    rule = case.rules.rule("R04L")
    low = [height_known(b) and not is_high_rise(b, case.rules) for b in case.site.buildings]
    if rule is not None and not grounds and low and all(low):
        yield check_of(rule, (), _NO_HIGH_RISE, met=True)
        return
    yield from _kept_free(case, "R04L", SiteFact.LADDER_GROUND, grounds, case.planned, _COVERED)


def _kept_free(
    case: Case,
    code: str,
    fact: SiteFact,
    grounds: Sequence[tuple[str, Sequence[Region]]],
    judged: Sequence[Planned],
    text: str,
) -> Iterator[Check]:
    """Yield how much of each ground every shed and lot covers: all that is covered, else the first."""
    rule = case.rules.rule(code)
    if rule is None or not judged:
        return
    if not grounds:
        yield nothing_drawn(case, rule, fact)
        return
    targets = ground_targets(grounds)
    for held in judged:
        yield from _covered(case, rule, held, targets, text)


def _covered(case: Case, rule: Rule, held: Planned, targets: Targets, text: str) -> list[Check]:
    footprint = case.footprints.get(element_id(held))
    if footprint is None:
        return []
    checks = []
    for name, (area, place) in zip(
        targets.ids, footprint.covers(targets, body_only=text is _ROOFED), strict=True
    ):
        met = None if rule.value else place is None  # of what is kept wholly free no corner is covered either
        checks.append(check_of(rule, (element_id(held), name), text, area, met=met, place=place))
    return [check for check in checks if not check.met] or checks[:1]


def _clear_widths(case: Case) -> Iterator[Check]:
    """Yield every place that is too narrow on a lane, else the narrowest.

    What nobody plans makes a lane too narrow once, where it is narrowest.
    """
    rule = case.rules.rule("R05")
    if rule is None:
        return
    if not case.site.fire_lanes:
        yield nothing_drawn(case, rule, SiteFact.FIRE_LANE)
        return
    things = standing(_things(case))
    new = {element_id(held) for held in case.holders if not exists(held)}
    for lane in case.site.fire_lanes:
        places = narrow_places(lane.centreline, lane.width_m, things, rule.value, new)
        found = [_clear_width(rule, lane, place, new) for place in places]
        missed: dict[tuple[str, ...], Check] = {}
        for check in found:
            if not check.met:
                missed.setdefault(check.elements, check)
        yield from missed.values() or found[:1]


def _clear_width(rule: Rule, lane: FireLane, place: Passage, new: Collection[str]) -> Check:
    narrowing = tuple(name for name in place.beside if name in new)
    alone = len(narrowing) == 1
    return check_of(
        rule,
        (*narrowing, lane.id),
        _LEFT if alone else _WIDTH,
        place.width_m,
        names=(*narrowing, lane.id) if alone else (lane.id,),
        place=((place.start[0] + place.end[0]) / 2, (place.start[1] + place.end[1]) / 2),
        span=(place.start, place.end),
    )


def _things(case: Case) -> list[tuple[str, Sequence[Region | Ring]]]:
    """Return all that may stand on a lane, what exists too, each with its id."""
    site = case.site
    things: list[tuple[str, Sequence[Region | Ring]]] = [(b.id, (b.ring,)) for b in site.buildings]
    things += [(fence.id, lane_regions((fence,))) for fence in site.fences]
    things += [(o.id, (circle(o.position, o.radius_m),)) for o in _obstacles_near_lanes(site)]
    things += [(element_id(held), (*bodies_of(held), *case.strips(held))) for held in case.holders]
    return things


def _obstacles_near_lanes(site: Site) -> list[Obstacle]:
    """Return what stands up near a lane; an estate has hundreds of trees, and each has many corners."""
    boxes = [bounding_box(region[0]) for region in lane_regions(site.fire_lanes)]
    near = []
    for obstacle in site.obstacles:
        (x, y), r = obstacle.position, obstacle.radius_m
        box = (x - r, y - r, x + r, y + r)
        if stands_up(obstacle) and any(boxes_meet(box, lane) for lane in boxes):
            near.append(obstacle)
    return near
