"""What is judged of the ways of feeders: routes drawn by hand, boxes in buildings, boxes without work."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from chargeplan.engineering.feeding_values import FeederRoute, Network, PlacedBox
from chargeplan.engineering.findings import Check
from chargeplan.geometry.visibility import entered, outside_of, standing_in
from chargeplan.i18n import N_
from chargeplan.model.scheme import Scheme
from chargeplan.model.site import Building, Site
from chargeplan.model.values import Point, Region, Ring
from chargeplan.reference.routing import RoutingFigures
from chargeplan.reference.toml_tables import Figure
from chargeplan.units import TOLERANCE_M, to_decimal


def route_checks(
    site: Site,
    scheme: Scheme,
    network: Network,
    boxes: Sequence[PlacedBox],
    routing: RoutingFigures,
) -> Iterator[Check]:
    """Yield every check of the ways of feeders, in a fixed order."""
    yield from _supply_point_named(scheme, network)
    yield from _idle_boxes(scheme, boxes)
    yield from _in_buildings(site, boxes)
    yield from _routes_without_box(scheme, network, boxes)
    places = {box.id: box.position for box in boxes}
    for route in network.routes:
        if route.route_id is not None and route.path is not None and network.source is not None:
            yield _ends_at_box(route, network.source, places[route.box_id], routing)
            yield from _through_buildings(site, route)
    yield from _beyond_boundary(site, network)


def _check(
    code: str,
    severity: str,
    elements: tuple[str, ...],
    text: str,
    place: Point | None = None,
    *,
    met: bool = False,
    measured_m: float | None = None,
    limit: Figure | None = None,
) -> Check:
    measured = None if measured_m is None else float(to_decimal(measured_m))
    required = None if limit is None else limit.value
    margin = None
    if measured is not None and required is not None:
        margin = float(to_decimal(required) - to_decimal(measured))
    numbers = (("measured", measured), ("required", required))
    return Check(
        code=code,
        severity=severity,
        elements=elements,
        measured=measured,
        required=required,
        unit="" if limit is None else limit.unit,
        margin=margin,
        met=met,
        text=text,
        values=(
            *zip(("element", "other"), elements, strict=False),
            *((name, value) for name, value in numbers if value is not None),
        ),
        place=place,
        source="" if limit is None else limit.source,
        verified=limit is None or limit.verified,
        bound="" if limit is None else "most",
    )


def _supply_point_named(scheme: Scheme, network: Network) -> Iterator[Check]:
    wanted = scheme.supply.supply_point_id
    if wanted is not None and network.point_id is not None and network.point_id != wanted:
        text = N_("The supply point that the scheme names is not on the plan; {element} is taken instead.")
        yield _check("supply_point_gone", "warning", (network.point_id,), text, network.source)


def _idle_boxes(scheme: Scheme, boxes: Sequence[PlacedBox]) -> Iterator[Check]:
    working = {box.id for box in boxes}
    text = N_("{element} feeds no new shed or lot, so it is left out of the supply.")
    for box in scheme.boxes:
        if box.id not in working:
            yield _check("idle_box", "info", (box.id,), text, box.position)


def _in_buildings(site: Site, boxes: Sequence[PlacedBox]) -> Iterator[Check]:
    text = N_("The distribution box of {element} stands in {other}; its feeder is led out the nearest way.")
    for box, index in standing_in([box.position for box in boxes], _walls(site.buildings)):
        elements = (boxes[box].id, site.buildings[index].id)
        yield _check("box_in_building", "warning", elements, text, boxes[box].position)


def _walls(buildings: Sequence[Building]) -> tuple[Region, ...]:
    return tuple((building.ring,) for building in buildings)


def _routes_without_box(scheme: Scheme, network: Network, boxes: Sequence[PlacedBox]) -> Iterator[Check]:
    fed = {box.id for box in boxes}
    used = {route.route_id for route in network.routes}
    nowhere = N_("{element} leads to no distribution box, so it is left out of the supply.")
    second = N_("{element} leads to a box that another route leads to already, so it is left out.")
    for route in scheme.cable_routes:
        if route.box_id not in fed:
            yield _check("route_without_box", "warning", (route.id,), nowhere, route.centreline[-1])
        elif network.source is not None and route.id not in used:
            yield _check("second_route", "warning", (route.id,), second, route.centreline[-1])


def _ends_at_box(route: FeederRoute, source: Point, box: Point, routing: RoutingFigures) -> Check:
    """Judge how far the ends of a route drawn by hand are from the supply point and from its box."""
    assert route.path is not None and route.route_id is not None
    off = [(math.dist(route.path[0], source), source), (math.dist(route.path[-1], box), box)]
    worst, place = max(off)
    limit = routing.figures["route_end_m"]
    text = N_("{element} ends {measured} m from the supply point or its box; {required} m are tolerated.")
    return _check(
        "route_ends", "warning", (route.route_id,), text, place,
        met=worst <= limit.value + TOLERANCE_M, measured_m=worst, limit=limit,
    )  # fmt: skip


def boundary_around(site: Site, places: Sequence[Point]) -> Ring | None:
    """Return the boundary that all of some places lie in, None where there is none."""
    rings = [boundary.ring for boundary in site.boundaries]
    inside = standing_in(places, tuple((ring,) for ring in rings))
    found = (index for index in range(len(rings)) if sum(at == index for _, at in inside) == len(places))
    return next((rings[index] for index in found), None)


def _beyond_boundary(site: Site, network: Network) -> Iterator[Check]:
    """Tell the ways that leave the boundary which both their ends lie in."""
    text = N_("The cable to {element} leaves the boundary of the estate.")
    for route in network.routes:
        ends = () if route.path is None else (route.path[0], route.path[-1])
        ring = boundary_around(site, ends) if ends else None
        if ring is not None and route.path is not None and entered([route.path], (outside_of(ring),)):
            elements = (route.box_id,) if route.route_id is None else (route.box_id, route.route_id)
            yield _check("route_outside", "warning", elements, text, route.path[-1])


def _through_buildings(site: Site, route: FeederRoute) -> Iterator[Check]:
    """Tell the buildings that a route drawn by hand crosses, save those that it begins or ends in."""
    assert route.path is not None and route.route_id is not None
    walls = _walls(site.buildings)
    joined = {index for _, index in standing_in((route.path[0], route.path[-1]), walls)}
    text = N_("{element} leads through {other}.")
    for _, index in entered([route.path], walls):
        if index not in joined:
            building = site.buildings[index]
            elements = (route.route_id, building.id)
            yield _check("route_in_building", "error", elements, text, building.ring[0])
