"""What a shed is built like: its roof's material, its closed sides, the height under its roof."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chargeplan.engineering.capacity import ShedCapacity
from chargeplan.engineering.compliance.case import (
    FACT_NAMES,
    Case,
    check_of,
    middle_of,
    undecided,
)
from chargeplan.engineering.figures import figures_of, headroom_m
from chargeplan.engineering.findings import Check
from chargeplan.engineering.surroundings import lane_regions
from chargeplan.geometry.relations import Targets, ground_targets, share_beside
from chargeplan.i18n import N_
from chargeplan.model.site import SiteFact
from chargeplan.model.values import Region
from chargeplan.reference.catalogue import FIRE_CLASSES
from chargeplan.units import TOLERANCE_M

_ROOF = N_("The roof of {element} is of class {measured}; class {required} is required.")
_SIDES = N_("{element} is closed on {measured} sides; an open shed is closed on at most {required}.")
_HEADROOM = N_("There are {measured} m of height under the roof of {element}; {required} m are required.")


def structure_checks(case: Case) -> Iterator[Check]:
    """Yield the answers of all rules about how sheds are built."""
    sheds = case.planned_sheds
    yield from _roofs(case, sheds)
    yield from _open_sides(case, sheds)
    yield from _headrooms(case, sheds)


def _roofs(case: Case, sheds: Sequence[ShedCapacity]) -> Iterator[Check]:
    rule = case.rules.rule("R11")
    if rule is None:
        return
    for held in sheds:
        roof = case.catalogue.roof(held.shed.roof_id or case.scheme.roof_id)
        rank = FIRE_CLASSES.index(roof.fire_class) + 1
        yield check_of(rule, (held.shed.id,), _ROOF, rank, place=middle_of(held))


def _headrooms(case: Case, sheds: Sequence[ShedCapacity]) -> Iterator[Check]:
    rule = case.rules.rule("R16")
    if rule is not None:
        figures = figures_of(case.catalogue)
        for held in sheds:
            height = float(headroom_m(held.shed, figures))
            yield check_of(rule, (held.shed.id,), _HEADROOM, height, place=middle_of(held))


def _open_sides(case: Case, sheds: Sequence[ShedCapacity]) -> Iterator[Check]:
    """Yield how many sides are closed; without fences that somebody drew or denied a few are not certain."""
    rule = case.rules.rule("R12")
    if rule is None or not sheds:
        return
    certain = case.knows(SiteFact.FENCE, case.site.fences)
    beside = closing_things(case)
    doubtful = False
    for held in sheds:
        closed = closed_sides(case, held, beside)
        if certain or closed > rule.value:
            yield check_of(rule, (held.shed.id,), _SIDES, closed, place=middle_of(held))
        else:
            doubtful = True
    if doubtful:
        yield undecided(rule, FACT_NAMES[SiteFact.FENCE])


def closing_things(case: Case) -> Targets:
    """Return what closes a side that it stands beside: fences and buildings."""
    things: list[tuple[str, Sequence[Region]]] = [(b.id, ((b.ring,),)) for b in case.site.buildings]
    things += [(fence.id, lane_regions((fence,))) for fence in case.site.fences]
    return ground_targets(things)


def closed_sides(case: Case, held: ShedCapacity, beside: Targets) -> int:
    """Return how many sides of a shed are closed: by walls of its own, or by what stands along them."""
    reach, share = case.rules.rule("closed_side_distance"), case.rules.rule("closed_side_share")
    closed = set(held.shed.walled_sides)
    if reach is not None and share is not None:
        for side, start in enumerate(held.outline):
            end = held.outline[(side + 1) % len(held.outline)]
            if (
                side not in closed
                and share_beside((start, end), beside, reach.value) >= share.value - TOLERANCE_M
            ):
                closed.add(side)
    return len(closed)
