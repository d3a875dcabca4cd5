"""How a scheme is fed: its boxes, the ways of their feeders through shared trenches, and the supply designed.

The ways cost least for trench and cable together (`geometry/paths.py`; what a metre of each costs is in
`assets/electricity/routes.toml`). They keep clear of buildings, trees, manholes, poles and other obstacles,
basement roofs and holes of lots; they go around sheds and stay inside the estate wherever that is possible.

A way drawn by hand holds for its box; where it ends at the shed or lot itself, it goes on straight to the own
box of that. For the other feeders its trench is there already; it counts once wherever it runs along theirs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from chargeplan.engineering.capacity import LotCapacity, ShedCapacity
from chargeplan.engineering.feeding_checks import boundary_around, route_checks
from chargeplan.engineering.feeding_loads import Fed, fed_elements, loads_of, placed_boxes
from chargeplan.engineering.feeding_values import (
    FeederRoute,
    Feeding,
    Network,
    PlacedBox,
    TrenchPiece,
    trench_width_m,
)
from chargeplan.engineering.figures import figures_of
from chargeplan.engineering.fire_kit import FireKit
from chargeplan.engineering.supply import BoxLoad, design_supply
from chargeplan.errors import Cancelled, go_on_unless, never
from chargeplan.geometry.filling import Effort
from chargeplan.geometry.paths import (
    MOST_EXACT_ENDS,
    Solids,
    octagon,
    routes,
    shortest_way,
)
from chargeplan.geometry.steiner import Weights
from chargeplan.geometry.trenches import length_of, stretches
from chargeplan.geometry.visibility import is_near
from chargeplan.model.equipment import SupplySettings
from chargeplan.model.project import Project
from chargeplan.model.scheme import CableRoute, Scheme
from chargeplan.model.site import Site, SupplyPoint
from chargeplan.model.values import Point, Region, Ring
from chargeplan.reference.catalogue import Catalogue
from chargeplan.reference.electrical_tables import ElectricalTables
from chargeplan.reference.routing import RoutingFigures, load_routing

__all__ = [
    "FeederRoute",
    "Feeding",
    "Network",
    "PlacedBox",
    "TrenchPiece",
    "feed",
    "solids_of",
    "trench_width_m",
]


def feed(
    project: Project,
    scheme: Scheme,
    sheds: Sequence[ShedCapacity],
    lots: Sequence[LotCapacity],
    catalogue: Catalogue,
    tables: ElectricalTables,
    *,
    kit: FireKit | None = None,
    routing: RoutingFigures | None = None,
    effort: Effort = "full",
    cancelled: Cancelled = never,
) -> Feeding:
    """Return how a scheme's new sheds and lots are fed.

    `kit` tells how many cameras hang where; without it there are none. With the effort `live` the ways to
    more than a few boxes are good ones that are found sooner.

    Raises
    ------
    CalledOff
        When `cancelled()` becomes true on the way.
    """
    figures, routing = figures_of(catalogue), routing or load_routing()
    fed = fed_elements(sheds, lots)
    solids = solids_of(project.site, sheds, lots, routing)

    def loads_at(boxes: Sequence[PlacedBox]) -> tuple[BoxLoad, ...]:
        def lead(start: Point, end: Point) -> float:
            return _lead_m(start, end, solids, routing)

        together = int(tables.value("ports_per_rcd"))
        return loads_of(boxes, fed, scheme, catalogue, figures, kit, lead, together)

    point = _supply_point(
        project.site, scheme.supply, lambda: loads_at(placed_boxes(scheme, fed, None, routing)), tables,
        [box.position for box in placed_boxes(scheme, fed, None, routing)],
    )  # fmt: skip
    boxes = placed_boxes(scheme, fed, point.position if point else None, routing)
    go_on_unless(cancelled)
    network = _network(point, boxes, fed, project.site, scheme, solids, routing, effort, cancelled)
    go_on_unless(cancelled)
    loads = _with_feeders(loads_at(boxes), network)
    go_on_unless(cancelled)
    return Feeding(
        design_supply(loads, point, scheme.supply, tables, cancelled),
        network,
        boxes,
        tuple(route_checks(project.site, scheme, network, boxes, routing)),
    )


def solids_of(
    site: Site, sheds: Sequence[ShedCapacity], lots: Sequence[LotCapacity], routing: RoutingFigures
) -> Solids:
    """Return what trenches keep clear of."""
    regions: list[Region] = [(building.ring,) for building in site.buildings]
    regions += [(basement.ring,) for basement in site.basements]
    regions += [(hole,) for held in lots for hole in held.lot.holes]
    clear, beside_sheds = routing.value("trench_clearance_m"), routing.value("shed_clearance_m")
    things = [(octagon(obstacle.position, obstacle.radius_m), clear) for obstacle in site.obstacles]
    things += [(held.outline, beside_sheds) for held in sheds]
    return Solids(tuple(regions), clear, tuple(things))


def _lead_m(start: Point, end: Point, solids: Solids, routing: RoutingFigures) -> float:
    """Return the length of a branch's way from its box to a shed: straight next to it, else around solids."""
    straight = math.dist(start, end)
    if straight <= 2 * routing.value("box_gap_m"):
        return straight
    way = shortest_way(start, end, replace(solids, scattered=()))
    return straight if way is None else length_of(way)


# --- the supply point -------------------------------------------------------------------------------


def _supply_point(
    site: Site,
    settings: SupplySettings,
    loads: Callable[[], tuple[BoxLoad, ...]],
    tables: ElectricalTables,
    places: Sequence[Point],
) -> SupplyPoint | None:
    """Return where power is taken from: as set, else the nearest point that can spare what is asked for.

    Points whose spare power is unknown come after those that surely have enough; where all are too weak,
    the strongest is taken. Near is the sum of straight ways to all boxes.
    """
    points = site.supply_points
    chosen = next((point for point in points if point.id == settings.supply_point_id), None)
    if chosen is not None or len(points) < 2:
        return chosen or next(iter(points), None)
    demand = design_supply(loads(), None, settings, tables).demand.p_kw

    def order(point: SupplyPoint) -> tuple[float, ...]:
        far = round(sum(math.dist(point.position, place) for place in places), 6)
        if point.spare_kw is None:
            return (1.0, far)
        return (0.0, far) if point.spare_kw >= demand else (2.0, -point.spare_kw, far)

    return min(points, key=order)


# --- the network ------------------------------------------------------------------------------------


def _network(
    point: SupplyPoint | None,
    boxes: Sequence[PlacedBox],
    fed: Mapping[str, Fed],
    site: Site,
    scheme: Scheme,
    solids: Solids,
    routing: RoutingFigures,
    effort: Effort,
    cancelled: Cancelled,
) -> Network:
    if point is None:
        return Network(None, None, tuple(FeederRoute(box.id, None, 0.0) for box in boxes), (), True)
    places = tuple(box.position for box in boxes)
    solids = replace(solids, within=boundary_around(site, (point.position, *places)))
    drawn = _routes_by_hand(scheme, point.position)
    by_hand = {box.id: _by_hand(box, *drawn[box.id], fed, routing) for box in boxes if box.id in drawn}
    found = routes(
        point.position,
        places,
        solids,
        Weights(routing.value("trench_cny_m"), routing.value("feeder_cny_m")),
        exact=effort == "full",
        given=[by_hand[box.id].path if box.id in by_hand else None for box in boxes],
        joined_m=routing.value("route_end_m"),
        cancelled=cancelled,
    )
    feeders = tuple(
        by_hand.get(box.id) or _found(box.id, way) for box, way in zip(boxes, found.ways, strict=True)
    )
    quick = effort == "live" and not found.exact and len(boxes) - len(by_hand) <= MOST_EXACT_ENDS
    return Network(point.id, point.position, feeders, tuple(_trenches(feeders)), found.exact, quick)


def _routes_by_hand(scheme: Scheme, source: Point) -> dict[str, tuple[CableRoute, Ring]]:
    """Return the first route that was drawn for each box, from the supply point on."""
    drawn: dict[str, tuple[CableRoute, Ring]] = {}
    for route in scheme.cable_routes:
        line = route.centreline
        if math.dist(line[-1], source) < math.dist(line[0], source):
            line = line[::-1]
        drawn.setdefault(route.box_id, (route, line))
    return drawn


def _by_hand(
    box: PlacedBox, route: CableRoute, line: Ring, fed: Mapping[str, Fed], routing: RoutingFigures
) -> FeederRoute:
    """Return a way drawn by hand, led on to the own box of the shed or lot that it ends at."""
    if box.own and line[-1] != box.position:
        held = fed[box.id]
        ground = held.outline if isinstance(held, ShedCapacity) else held.lot.ring
        if is_near(line[-1], ground, routing.value("route_end_m")):
            line = (*line, box.position)
    return FeederRoute(box.id, line, length_of(line), route.id)


def _found(box_id: str, way: Ring | None) -> FeederRoute:
    return FeederRoute(box_id, way, 0.0 if way is None else length_of(way))


def _trenches(feeders: Sequence[FeederRoute]) -> Iterator[TrenchPiece]:
    for piece in stretches([feeder.path for feeder in feeders]):
        yield TrenchPiece(piece.path, piece.length_m, tuple(feeders[user].box_id for user in piece.users))


def _with_feeders(loads: Sequence[BoxLoad], network: Network) -> tuple[BoxLoad, ...]:
    """Return the loads with the lengths of their feeders and how many lie together at most."""
    together: dict[str, int] = {}
    for piece in network.trenches:
        for box_id in piece.box_ids:
            together[box_id] = max(together.get(box_id, 1), piece.cables)
    lengths = {route.box_id: route.length_m for route in network.routes if route.path is not None}
    return tuple(
        replace(load, feeder_plan_m=lengths.get(load.id), cables_together=together.get(load.id))
        for load in loads
    )
