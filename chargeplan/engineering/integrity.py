"""Whether a plan is sound in itself, whatever the region: outlines, overlaps, boundary, reach, facts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, combinations

from chargeplan.engineering.capacity import LotCapacity, ShedCapacity, missing_kept
from chargeplan.engineering.findings import Check
from chargeplan.engineering.surroundings import fence_rings, lane_regions, stands_up
from chargeplan.errors import Cancelled, never, unless_called_off
from chargeplan.geometry.checking import LEAST_ENTRANCE_M
from chargeplan.geometry.nearby import Box, bounding_box, boxes_meet
from chargeplan.geometry.polygons import disc, ring_faults
from chargeplan.geometry.relations import (
    OpenGround,
    Reach,
    outside_m2,
    overlap_m2,
    reach_of,
    strip_of,
    unreachable,
)
from chargeplan.i18n import N_
from chargeplan.model.project import Project
from chargeplan.model.scheme import EdgeRole
from chargeplan.model.site import Boundary, Building, Green
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point, Ring
from chargeplan.reference.catalogue import Catalogue
from chargeplan.reference.rule_sets import newer_version
from chargeplan.units import TOLERANCE_M

_REMEMBERED_SHEDS = 512


def check_integrity(
    project: Project,
    sheds: Sequence[ShedCapacity],
    lots: Sequence[LotCapacity],
    catalogue: Catalogue,
    cancelled: Cancelled = never,
) -> tuple[Check, ...]:
    """Return every check of the plan's own soundness, in a fixed order.

    Raise `CalledOff` when `cancelled()` becomes true on the way.
    """
    checks = chain(
        _outlines(project, lots),
        _inside_boundary(project, sheds, lots),
        _overlaps(project, sheds, lots),
        _roofs(sheds, catalogue),
        _entrances(lots),
        _empty_fillings(lots),
        _kept_rows(lots),
        _reach(project, sheds, lots, catalogue),
        _facts(project),
        _rules_version(project),
    )
    return tuple(unless_called_off(checks, cancelled))


def check_places(
    project: Project, sheds: Sequence[ShedCapacity], lots: Sequence[LotCapacity]
) -> tuple[Check, ...]:
    """Return only what is said of where things stand: within the boundary, and on nothing else."""
    return (*_inside_boundary(project, sheds, lots), *_overlaps(project, sheds, lots))


def _check(
    code: str,
    severity: str,
    elements: tuple[str, ...],
    text: str,
    *,
    met: bool,
    bound: str = "most",
    measured: float | None = None,
    required: float | None = None,
    unit: str = "",
    place: Point | None = None,
    values: tuple[tuple[str, float | str], ...] = (),
    part: str = "",
) -> Check:
    """Return a check; `bound` says which way `required` binds, "" that it must be met exactly."""
    names: list[tuple[str, float | str]] = list(zip(("element", "other"), elements, strict=False))
    numbers = [(k, v) for k, v in (("measured", measured), ("required", required)) if v is not None]
    margin = None
    if measured is not None and required is not None and bound:
        margin = round(measured - required if bound == "least" else required - measured, 6)
    return Check(
        code=code,
        severity=severity,
        elements=elements,
        measured=measured,
        required=required,
        unit=unit,
        margin=margin,
        met=met,
        text=text,
        values=(*names, *numbers, *values),
        place=place,
        bound="" if required is None else bound,
        part=part,
    )


def _outlines(project: Project, lots: Sequence[LotCapacity]) -> Iterator[Check]:
    site = project.site
    drawn: tuple[Boundary | Building | Green, ...] = (*site.boundaries, *site.buildings, *site.greens)
    rings: list[tuple[str, Ring, tuple[Ring, ...]]] = [(element.id, element.ring, ()) for element in drawn]
    rings += [(held.lot.id, held.lot.ring, held.lot.holes) for held in lots]
    for element_id, ring, holes in rings:
        for fault in ring_faults(ring, holes):
            yield _check(
                fault.code,
                "error" if fault.blocking else "info",
                (element_id,),
                N_("The outline of {element}: {reason}"),
                met=False,
                place=fault.place,
                values=(("reason", fault.text), *fault.values),
            )


def _inside_boundary(
    project: Project, sheds: Sequence[ShedCapacity], lots: Sequence[LotCapacity]
) -> Iterator[Check]:
    if not project.site.boundaries:
        return
    boundary = project.site.boundaries[0].ring
    pieces = [(held.shed.id, held.outline) for held in sheds] + [
        (held.lot.id, held.lot.ring) for held in lots
    ]
    for element_id, ring in pieces:
        beyond, place = outside_m2(ring, boundary)
        yield _check(
            "outside_boundary",
            "error",
            (element_id,),
            N_("{measured} m² of {element} lie outside the estate's boundary."),
            met=place is None,
            measured=round(beyond, 6),
            required=0.0,
            unit="m²",
            place=place,
        )


def _overlaps(
    project: Project, sheds: Sequence[ShedCapacity], lots: Sequence[LotCapacity]
) -> Iterator[Check]:
    site = project.site
    fixed = [_boxed(building.id, building.ring) for building in site.buildings]
    fixed += [_boxed(obstacle.id, disc(obstacle.position, obstacle.radius_m)) for obstacle in site.obstacles]
    fixed += [_boxed(fence.id, ring) for fence in site.fences for ring in fence_rings((fence,))]
    roofs = [_boxed(held.shed.id, held.outline) for held in sheds]
    grounds = [_boxed(held.lot.id, held.lot.ring) for held in lots]
    pairs = [(roof, thing) for roof in roofs for thing in fixed]
    pairs += [*combinations(roofs, 2), *combinations(grounds, 2)]
    overlapping: set[str] = set()
    for (first_id, first, first_box), (second_id, second, second_box) in pairs:
        if not boxes_meet(first_box, second_box):
            continue
        common, place = overlap_m2((first,), second)
        if place is not None:
            overlapping |= {first_id, second_id}
            yield _check(
                "overlap",
                "error",
                (first_id, second_id),
                N_("{element} and {other} cover the same {measured} m² of ground."),
                met=False,
                measured=round(common, 6),
                required=0.0,
                unit="m²",
                place=place,
            )

    for element_id, *_ in (*roofs, *grounds):
        if element_id not in overlapping:
            yield _check(
                "overlap",
                "error",
                (element_id,),
                N_("{element} overlaps nothing."),
                met=True,
                measured=0.0,
                required=0.0,
                unit="m²",
            )


def _boxed(element_id: str, ring: Ring) -> tuple[str, Ring, Box]:
    return element_id, ring, bounding_box(ring)


def _roofs(sheds: Sequence[ShedCapacity], catalogue: Catalogue) -> Iterator[Check]:
    for held in sheds:
        if held.stalls:
            continue
        module = catalogue.module(held.module_id).module
        needed = module.single_depth_m if held.shed.rows == 1 else module.double_depth_m
        shallow = held.shed.depth_m < needed
        measured, required = (held.shed.depth_m, needed) if shallow else (held.shed.length_m, module.front_m)
        text = (
            N_("{element} is {measured} m deep; its stalls need {required} m, so it holds none.")
            if shallow
            else N_("{element} is {measured} m long and holds no stall; one needs {required} m.")
        )
        yield _check(
            "shed_too_small",
            "warning",
            (held.shed.id,),
            text,
            met=False,
            bound="least",
            measured=measured,
            required=required,
            unit="m",
            place=held.outline[0],
        )


def _entrances(lots: Sequence[LotCapacity]) -> Iterator[Check]:
    """Say of the gates in walls whether they lie in their wall and are wide enough."""
    for held in lots:
        lot = held.lot
        for number, gate in enumerate(lot.entrances, 1):
            if lot.edges[gate.edge] is not EdgeRole.WALL:
                continue
            start, end = lot.ring[gate.edge], lot.ring[(gate.edge + 1) % len(lot.ring)]
            length = math.dist(start, end)
            reach = gate.from_m + gate.width_m
            share = min(1.0, (gate.from_m + gate.width_m / 2) / length) if length else 0.0
            place = (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
            values: tuple[tuple[str, float | str], ...] = (("number", str(number)),)
            yield _check(
                "entrance_beyond_side",
                "error",
                (lot.id,),
                N_(
                    "Entrance {number} of {element} ends {measured} m along a side that is {required} m long."
                ),
                met=reach <= length + TOLERANCE_M,
                measured=round(reach, 6),
                required=round(length, 6),
                unit="m",
                place=place,
                values=values,
                part=str(number),
            )
            yield _check(
                "entrance_too_narrow",
                "warning",
                (lot.id,),
                N_("Entrance {number} of {element} is {measured} m wide; {required} m are needed to get in."),
                met=gate.width_m >= LEAST_ENTRANCE_M - TOLERANCE_M,
                bound="least",
                measured=gate.width_m,
                required=LEAST_ENTRANCE_M,
                unit="m",
                place=place,
                values=values,
                part=str(number),
            )


def _empty_fillings(lots: Sequence[LotCapacity]) -> Iterator[Check]:
    for held in lots:
        if held.lot.filled and not held.stalls and held.area_m2:  # what has no area is told by its outline
            reason = held.layout.reasons[0] if held.layout.reasons else None
            yield _check(
                "lot_holds_nothing",
                "warning",
                (held.lot.id,),
                N_("{element} is to be filled, but holds no stall: {reason}")
                if reason
                else N_("{element} is to be filled, but holds no stall."),
                met=False,
                place=held.lot.ring[0],
                values=(("reason", reason.text), *reason.values) if reason else (),
            )


def _kept_rows(lots: Sequence[LotCapacity]) -> Iterator[Check]:
    """Say of every kept row whether all of it still stands."""
    for held in lots:
        if not held.lot.filled:
            continue
        for row, gone in zip(held.lot.kept, missing_kept(held), strict=True):
            yield _check(
                "kept_row_does_not_fit",
                "warning",
                (held.lot.id,),
                N_("{measured} stalls of a row kept by hand in {element} no longer fit: let the row go."),
                met=not gone,
                measured=len(gone),
                required=0,
                unit="stalls",
                place=_front_middle(row.stalls[gone[0]]) if gone else None,
            )


def _reach(
    project: Project, sheds: Sequence[ShedCapacity], lots: Sequence[LotCapacity], catalogue: Catalogue
) -> Iterator[Check]:
    site = project.site
    holders: list[ShedCapacity | LotCapacity] = [*sheds, *lots]
    fixed: list[Ring] = [building.ring for building in site.buildings]
    fixed += [disc(o.position, o.radius_m) for o in site.obstacles if stands_up(o)]
    fixed += fence_rings(site.fences)
    planned: list[tuple[Ring, ...]] = [(held.outline,) for held in sheds if not held.stalls]
    planned += [tuple(stall.polygon for stall in held.stalls) for held in holders if held.stalls]
    ground = OpenGround(
        fixed=tuple(fixed),
        planned=tuple(planned),
        boundary=site.boundaries[0].ring if site.boundaries else None,
        ways_out=lane_regions((*site.roads, *site.fire_lanes)),
    )
    reaches: dict[float, Reach] = {}
    for held in holders:
        if not held.stalls:
            continue
        module = catalogue.module(held.module_id).module
        if module.least_aisle_m not in reaches:
            reaches[module.least_aisle_m] = reach_of(ground, module.least_aisle_m)
        strips = _strips_of(held, module.aisle_one_side_m)
        stuck = unreachable(strips, reaches[module.least_aisle_m])
        yield _check(
            "stall_not_reachable",
            "error",
            (held.shed.id if isinstance(held, ShedCapacity) else held.lot.id,),
            N_("{measured} stalls of {element} are shut in: no free way leads from them to a road."),
            met=not stuck,
            measured=len(stuck),
            required=0,
            unit="stalls",
            place=_front_middle(held.stalls[stuck[0]]) if stuck else None,
        )


def _strips_of(held: ShedCapacity | LotCapacity, depth_m: float) -> tuple[Ring, ...]:
    """Return the ground before stalls; that of a shed that stays as it is is not worked out again."""
    if isinstance(held, ShedCapacity):
        return _strips_of_shed(held, depth_m)
    return tuple(strip_of(stall, depth_m) for stall in held.stalls)


@lru_cache(maxsize=_REMEMBERED_SHEDS)
def _strips_of_shed(held: ShedCapacity, depth_m: float) -> tuple[Ring, ...]:
    return tuple(strip_of(stall, depth_m) for stall in held.stalls)


def _front_middle(stall: Stall) -> Point:
    (x1, y1), (x2, y2) = stall.front
    return ((x1 + x2) / 2, (y1 + y2) / 2)


def _facts(project: Project) -> Iterator[Check]:
    """Compare the register's facts with what is drawn, as soon as anything of that kind is drawn."""
    estate, site = project.estate, project.site
    households = [building.households for building in site.buildings if building.households is not None]
    buildings = N_("The facts name {required} buildings, the plan shows {measured}.")
    doorways = N_("The facts name {required} doorways, the plan shows {measured}.")
    homes = N_("The facts name {required} households, the buildings on the plan have {measured}.")
    rows = (
        ("buildings", estate.building_count, len(site.buildings), buildings),
        ("doorways", estate.doorway_count, len(site.doorways), doorways),
        ("households", estate.household_count, sum(households), homes),
    )
    for part, stated, drawn, text in rows:
        if stated is not None and drawn:
            yield _check(
                "facts_differ", "info", (), text, met=stated == drawn, bound="",
                measured=drawn, required=stated, part=part,
            )  # fmt: skip


def _rules_version(project: Project) -> Iterator[Check]:
    """Say when the plan was judged by another version of the rules than is shipped."""
    newest = newer_version(project)
    if newest is not None:
        own = project.own_rules
        text = (
            N_("The plan was last judged by version {old} of the rules; version {new} is used now.")
            if own is None
            else N_(
                "The plan's own rules began as version {old} of the shipped rules; there is version {new}."
            )
        )
        old = project.rule_set_version if own is None else own.base_version
        yield _check("rule_set_version", "info", (), text, met=False, values=(("old", old), ("new", newest)))
