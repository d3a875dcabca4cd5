"""A rule set applied to a plan: every rule with what was measured, met or not.

Rules judge what is planned; what exists already is an obstacle, not a proposal. Distances are measured from
the roof's drip edge or the nearest stall, whichever is nearer, to the nearest outer wall.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chargeplan.engineering.capacity import LotCapacity, ShedCapacity
from chargeplan.engineering.findings import Check
from chargeplan.engineering.integrity import check_integrity
from chargeplan.engineering.surroundings import lane_regions, wall_rule_id
from chargeplan.geometry.relations import Targets, contains, distances, overlap_m2, strip_of, targets_of
from chargeplan.i18n import N_
from chargeplan.model.project import Project
from chargeplan.model.values import Point, Region, Ring
from chargeplan.reference.catalogue import Catalogue
from chargeplan.reference.rule_sets import Rule, RuleSet
from chargeplan.units import TOLERANCE_M, to_decimal

Planned = ShedCapacity | LotCapacity


def check_compliance(
    project: Project,
    sheds: Sequence[ShedCapacity],
    lots: Sequence[LotCapacity],
    catalogue: Catalogue,
    rule_set: RuleSet,
) -> tuple[Check, ...]:
    """Return every check of the plan's own soundness and of the rule set, in a fixed order."""
    checks = list(check_integrity(project, sheds, lots, catalogue))
    new_sheds = [held for held in sheds if not held.shed.existing]
    new_lots = [held for held in lots if not held.lot.existing and held.stalls]
    planned: list[Planned] = [*new_sheds, *new_lots]
    measured_to = _distance_rules(project, rule_set)
    for held in planned:
        for rule, targets, text in measured_to:
            checks += _distance_checks(rule, held, targets, text)
        checks += _fire_lanes(project, held, catalogue, rule_set)
        checks += _groups(held, rule_set)
        checks += _gross_area_per_stall(held, rule_set)
        checks += _socket_pitch(held, catalogue, rule_set)
    checks += _bikes_in_one_place(sheds, lots, rule_set)
    return tuple(checks)


def element_id(held: Planned) -> str:
    """Return the id of the shed or lot that a capacity belongs to."""
    return held.shed.id if isinstance(held, ShedCapacity) else held.lot.id


def _footprints(held: Planned) -> list[Ring]:
    """Return what distances are measured from: a roof, under which all its stalls stand, or open stalls."""
    return [held.outline] if isinstance(held, ShedCapacity) else [stall.polygon for stall in held.stalls]


def _strips(held: Planned, catalogue: Catalogue) -> list[Ring]:
    if isinstance(held, ShedCapacity):
        return list(held.strips)
    depth = catalogue.module(held.module_id).module.aisle_one_side_m
    return [strip_of(stall, depth) for stall in held.stalls]


def _check(
    rule: Rule,
    elements: tuple[str, ...],
    measured: float,
    margin: float,
    text: str,
    *,
    place: Point | None = None,
    span: tuple[Point, Point] | None = None,
) -> Check:
    values: tuple[tuple[str, float | str], ...] = (("measured", measured), ("required", rule.value))
    names = (("element", elements[0]),) + ((("other", elements[1]),) if len(elements) > 1 else ())
    return Check(
        code=rule.id,
        severity=rule.severity,
        elements=elements,
        measured=measured,
        required=rule.value,
        unit=rule.unit,
        margin=margin,
        met=margin >= -TOLERANCE_M,
        text=text,
        values=(*names, *values),
        place=place,
        span=span,
        source=rule.source,
        clause=rule.clause,
        verified=rule.verified,
        regional=rule.regional,
    )


def _clean(value: float) -> float:
    return float(to_decimal(value))


def _distance_rules(project: Project, rule_set: RuleSet) -> list[tuple[Rule, Targets, str]]:
    """Return the rules about distances with what they are measured to and the sentence that tells them."""
    walls: dict[str, list[tuple[str, Ring | Point]]] = {"R01": [], "R02": []}
    for building in project.site.buildings:
        walls[wall_rule_id(building, rule_set)].append((building.id, building.ring))
    doorways: list[tuple[str, Ring | Point]] = [(door.id, door.position) for door in project.site.doorways]
    wall = N_("{element} stands {measured} m from the wall of {other}; {required} m are required.")
    exit_ = N_("{element} stands {measured} m from the exit {other}; {required} m are asked for.")
    rows = (("R01", walls["R01"], wall), ("R02", walls["R02"], wall), ("R06", doorways, exit_))
    rules = ((rule_set.rule(rule_id), things, text) for rule_id, things, text in rows)
    return [(rule, targets_of(things), text) for rule, things, text in rules if rule is not None]


def _distance_checks(rule: Rule, held: Planned, targets: Targets, text: str) -> list[Check]:
    """Return a check for every target that is too near, else one for the nearest."""
    checks = []
    for found in distances(_footprints(held), targets, rule.value - TOLERANCE_M):
        measured = _clean(found.distance_m)
        checks.append(
            _check(
                rule,
                (element_id(held), found.target_id),
                measured,
                _clean(measured - rule.value),
                text,
                place=found.start,
                span=(found.start, found.end),
            )
        )
    return checks


def _fire_lanes(project: Project, held: Planned, catalogue: Catalogue, rule_set: RuleSet) -> list[Check]:
    rule = rule_set.rule("R04")
    if rule is None or not project.site.fire_lanes:
        return []
    checks = []
    pieces = [*_footprints(held), *_strips(held, catalogue)]
    text = N_("{element} and the ground in front of its stalls cover {measured} m² of {other}.")
    for lane in project.site.fire_lanes:
        covered, place = _covered_m2(pieces, lane_regions((lane,)))
        measured = _clean(covered)
        checks.append(_check(rule, (element_id(held), lane.id), measured, -measured, text, place=place))
    missed = [check for check in checks if not check.met]
    return missed or checks[:1]


def _covered_m2(pieces: Sequence[Ring], regions: Sequence[Region]) -> tuple[float, Point | None]:
    """Return how much of `regions` is covered by pieces, a piece of ground once, and a point there."""
    overlaps = [overlap_m2(pieces, region) for region in regions]
    return sum(area for area, _ in overlaps), next((place for _, place in overlaps if place), None)


def _groups(held: Planned, rule_set: RuleSet) -> list[Check]:
    rule = rule_set.rule("R07")
    if rule is None or not held.stalls:
        return []
    sizes: dict[int, int] = {}
    for stall in held.stalls:
        sizes[stall.group] = sizes.get(stall.group, 0) + 1
    largest = max(sizes.values())
    text = N_("The largest group of {element} has {measured} bikes; at most {required} are asked for.")
    return [_check(rule, (element_id(held),), largest, rule.value - largest, text, place=_middle(held))]


def _middle(held: Planned) -> Point:
    ring = held.outline if isinstance(held, ShedCapacity) else held.lot.ring
    return (sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring))


def _gross_area_per_stall(held: Planned, rule_set: RuleSet) -> list[Check]:
    rule = rule_set.rule("R13")
    if rule is None or not held.stalls:
        return []
    measured = _clean(float(held.gross_m2) / len(held.stalls))
    text = N_("{element} takes {measured} m² of ground per stall; {required} m² are asked for.")
    margin = _clean(measured - rule.value)
    return [_check(rule, (element_id(held),), measured, margin, text, place=_middle(held))]


def _socket_pitch(held: Planned, catalogue: Catalogue, rule_set: RuleSet) -> list[Check]:
    rule = rule_set.rule("R14")
    if rule is None or held.charging.socket_count < 2:
        return []
    measured = _clean(catalogue.module(held.module_id).module.front_m)
    text = N_("Sockets of {element} are {measured} m apart; {required} m are asked for.")
    margin = _clean(measured - rule.value)
    return [_check(rule, (element_id(held),), measured, margin, text, place=_middle(held))]


def _bikes_in_one_place(
    sheds: Sequence[ShedCapacity], lots: Sequence[LotCapacity], rule_set: RuleSet
) -> list[Check]:
    rule = rule_set.rule("R09")
    if rule is None:
        return []
    checks = []
    text = N_("{measured} bikes stand together at {element}; at most {required} are recommended.")
    for place, here in _places(sheds, lots):
        if any(not _exists(held) and held.stalls for held in here):
            bikes = sum(len(held.stalls) for held in here)
            ids = (element_id(place),)
            checks.append(_check(rule, ids, bikes, rule.value - bikes, text, place=_middle(place)))
    return checks


def _places(
    sheds: Sequence[ShedCapacity], lots: Sequence[LotCapacity]
) -> Iterator[tuple[Planned, list[Planned]]]:
    """Yield every lot with what stands on it, then every shed that stands on none; what exists counts too."""
    loose = list(sheds)
    for lot in lots:
        here = [shed for shed in loose if contains(lot.lot.ring, shed.outline)]
        loose = [shed for shed in loose if shed not in here]
        yield lot, [lot, *here]
    for shed in loose:
        yield shed, [shed]


def _exists(held: Planned) -> bool:
    return held.shed.existing if isinstance(held, ShedCapacity) else held.lot.existing
