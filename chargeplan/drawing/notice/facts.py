"""What a notice tells residents of a scheme, in words: what is built where, what it takes, how safe it is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from chargeplan.analysis import Analysis, stall_range, walking_coverage_of
from chargeplan.drawing.fire_marks import fire_counts
from chargeplan.engineering.capacity import LotCapacity, ShedCapacity
from chargeplan.engineering.compliance.case import Planned, bodies_of
from chargeplan.engineering.ground_taken import ground_taken
from chargeplan.geometry.relations import Distance, contains, distances, targets_of
from chargeplan.i18n import N_, tr
from chargeplan.model.labels import label, title
from chargeplan.model.scheme import Lot, Shed
from chargeplan.model.site import Building, BuildingUse
from chargeplan.model.values import Point, Ring

_TOUCHES_M = 0.005
_SIDES = (
    N_("east side"),
    N_("north-east side"),
    N_("north side"),
    N_("north-west side"),
    N_("west side"),
    N_("south-west side"),
    N_("south side"),
    N_("south-east side"),
)
_FIRE_WORDS = (
    ("extinguishers", N_("{count} extinguishers")),
    ("camera", N_("{count} cameras")),
    ("detector", N_("{count} heat detectors")),
    ("sprinkler", N_("{count} sprinkler heads")),
)


@dataclass(frozen=True)
class BuiltPlace:
    """A new shed, or a new lot with stalls: its number on the notice, its name, where it is, what it holds.

    `bodies` is the ground that it takes: its roof, or its stalls.
    """

    number: int
    held: Planned
    name: str
    where: str
    stalls: int
    sockets: int
    bodies: tuple[Ring, ...]


def built_places(analysis: Analysis, language: str) -> tuple[BuiltPlace, ...]:
    """Return what a scheme builds, numbered: new sheds, then new lots with stalls."""
    new: list[Planned] = [held for held in analysis.sheds if not held.shed.existing]
    new += [held for held in analysis.lots if not held.lot.existing and held.stalls]
    return tuple(
        BuiltPlace(
            number,
            held,
            title(_element(held), language),
            _where(analysis, held, language),
            len(held.stalls),
            held.charging.socket_count,
            bodies_of(held),
        )
        for number, held in enumerate(new, start=1)
    )


def _element(held: Planned) -> Shed | Lot:
    return held.shed if isinstance(held, ShedCapacity) else held.lot


def _where(analysis: Analysis, held: Planned, language: str) -> str:
    """Return a place in words: the lot it stands on where that has a name, and the nearest building."""
    ground = _ground_name(analysis, held)
    found = _nearest(held, analysis.project.site.buildings)
    if found is None:
        return ground
    building = label(_building(analysis, found.target_id), language)
    metres = f"{found.distance_m:.2f}"
    if ground:
        text = N_("{place}; {metres} m from {building}")
        return tr(text, language, place=ground, metres=metres, building=building)
    if found.distance_m < _TOUCHES_M:
        return tr("directly beside {building}", language, building=building)
    side = _side(found.end, found.start)
    text = N_("{side} of {building}, {metres} m from its wall")
    return tr(text, language, side=tr(side, language), building=building, metres=metres)


def _ground_name(analysis: Analysis, held: Planned) -> str:
    """Return the name of the lot that a shed stands on; a lot tells its own name already."""
    if isinstance(held, LotCapacity):
        return ""
    on = (lot.lot for lot in analysis.lots if lot.lot.name and contains(lot.lot.ring, held.outline))
    return next((lot.name for lot in on), "")


def _side(wall: Point, ours: Point) -> str:
    """Return on which side of a wall something lies, by eighths of the compass."""
    turn = math.atan2(ours[1] - wall[1], ours[0] - wall[0]) / (math.pi / 4)
    return _SIDES[round(turn) % len(_SIDES)]


def _building(analysis: Analysis, building_id: str) -> Building:
    return next(building for building in analysis.project.site.buildings if building.id == building_id)


def _nearest(held: Planned, buildings: tuple[Building, ...]) -> Distance | None:
    targets = targets_of([(building.id, building.ring) for building in buildings])
    found = distances(bodies_of(held), targets, 0.0)
    return min(found, key=lambda each: each.distance_m, default=None)


_HOMES = (BuildingUse.DWELLING, BuildingUse.UNKNOWN)
"""Where nobody said who is in a building, people may live in it."""


def nearest_home(analysis: Analysis, places: tuple[BuiltPlace, ...], language: str) -> str:
    """Return how far it is from what is built to the nearest building that people live in."""
    homes = tuple(building for building in analysis.project.site.buildings if building.use in _HOMES)
    found = [each for place in places if (each := _nearest(place.held, homes)) is not None]
    if not found:
        return tr("No building with dwellings is drawn, so the distance to one is unknown.", language)
    least = min(found, key=lambda each: each.distance_m)
    return tr(
        "Nearest building with dwellings: {building}, {metres} m",
        language,
        building=label(_building(analysis, least.target_id), language),
        metres=f"{least.distance_m:.2f}",
    )


def fire_equipment(analysis: Analysis, language: str) -> str:
    """Return what new sheds and lots are protected with."""
    counts = fire_counts(analysis.fire_kit)
    told = [tr(text, language, count=counts[device]) for device, text in _FIRE_WORDS if counts[device]]
    if not told:
        return tr("Fire equipment: none is planned.", language)
    listed = tr(", ", language).join(told)
    return tr("Fire equipment: {listed}", language, listed=listed)


def walking(analysis: Analysis, language: str) -> str:
    """Return how many doorways find a free socket near enough; nothing without doorways or sockets."""
    if not analysis.project.site.doorways or not analysis.totals.sockets:
        return ""
    limit_m = analysis.references.catalogue.constant("walking_limit_m")
    coverage = walking_coverage_of(analysis, limit_m)
    text = N_("{served} of {count} doorways find a free socket for every e-bike within {metres} m on foot")
    return tr(
        text, language, served=coverage.doorways_served, count=len(coverage.doorways), metres=f"{limit_m:g}"
    )


def unverified(analysis: Analysis, language: str) -> str:
    """Return in plain words how many of the requirements have not been checked in their source."""
    open_rules = {check.rule.id for check in analysis.checks if check.rule is not None and not check.verified}
    if not open_rules:
        return ""
    return tr(
        "To be verified: {count} requirements that were checked are not yet compared with their source.",
        language,
        count=len(open_rules),
    )


def taken(analysis: Analysis, language: str) -> Iterator[str]:
    """Yield what the scheme takes from others: green ground, trees, bays for cars."""
    site = analysis.project.site
    ground = ground_taken(site, analysis.sheds, analysis.lots)
    if site.greens:
        yield tr("Green ground: {area} m²", language, area=ground.green_m2)
    else:
        yield tr("Green ground: none is drawn on the plan", language)
    yield tr("Trees to be moved: {count}", language, count=len(ground.tree_ids))
    bays = analysis.scheme.car_bays_taken
    if bays is None:
        yield tr("Bays for cars: unknown", language)
    else:
        yield tr("Bays for cars: {count}", language, count=bays)


def safety(analysis: Analysis, places: tuple[BuiltPlace, ...], language: str) -> Iterator[str]:
    """Yield how near people live, what there is against fire, and who is near enough to charge."""
    yield nearest_home(analysis, places, language)
    yield fire_equipment(analysis, language)
    yield walking(analysis, language)


def totals(analysis: Analysis, language: str) -> Iterator[tuple[str, str]]:
    """Yield the figures in large type, each with what it counts; stalls as surely as the scale is known."""
    figures, unknown = analysis.totals, tr("unknown", language)
    per_100 = figures.sockets_per_100_households
    reach = stall_range(analysis)
    yield str(figures.stalls) if reach is None else reach.text, tr("new stalls", language)
    yield str(figures.sockets), tr("with a socket to charge", language)
    yield unknown if per_100 is None else str(per_100), tr("sockets per 100 households", language)
    if figures.existing_stalls:
        text = N_("stalls that are there already, {sockets} of them with a socket")
        yield str(figures.existing_stalls), tr(text, language, sockets=figures.existing_sockets)
