"""What the canvas needs to know of elements as shapes: outlines, moved and turned copies. No Qt.

Every function returns new values; elements are frozen.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from chargeplan.geometry.polygons import band, disc
from chargeplan.geometry.sheds import shed_outline
from chargeplan.geometry.turning import turned, underlay_outline
from chargeplan.model.editing import collection_of
from chargeplan.model.moving import LINED as LINED
from chargeplan.model.moving import POINTED as POINTED
from chargeplan.model.moving import RINGED as RINGED
from chargeplan.model.moving import mapped
from chargeplan.model.moving import moved as moved
from chargeplan.model.project import Element
from chargeplan.model.scheme import CableRoute, Entrance, Lot, Shed
from chargeplan.model.site import (
    Building,
    Doorway,
    Fence,
    FireLane,
    Obstacle,
    Pipeline,
    Road,
    Underlay,
    Window,
)
from chargeplan.model.values import Point, Ring
from chargeplan.ui.canvas.sides import with_fitting_gates

Box = tuple[float, float, float, float]
"""Least x, least y, greatest x, greatest y [m]."""

WIDE_LINED = Road | FireLane | Fence | Pipeline
THIN_LINED = Window | CableRoute
HUNG = Doorway | Window
"""Openings, which belong to a building and go with it."""


def layer_of(element: Element) -> str:
    """Return the name of the collection, which is the layer, that an element stands in."""
    return collection_of(element)


def rings_of(element: Element) -> tuple[Ring, ...]:
    """Return the closed outlines of an element; none for what is only a point."""
    if isinstance(element, Lot):
        return (element.ring, *element.holes)
    if isinstance(element, RINGED):
        return (element.ring,)
    if isinstance(element, WIDE_LINED):
        return tuple(ring for region in band(element.centreline, element.width_m) for ring in region)
    if isinstance(element, Obstacle):
        return (disc(element.position, element.radius_m),)
    if isinstance(element, Shed):
        return (shed_outline(element),)
    if isinstance(element, Underlay):
        return (underlay_outline(element),)
    return ()


def outline_rings(element: Element) -> tuple[Ring, ...]:
    """Return closed rings by which an element is marked: its outlines, or its line there and back."""
    if isinstance(element, THIN_LINED):
        line = element.centreline
        return ((*line, *reversed(line[1:-1])),)
    return rings_of(element)


def points_of(element: Element) -> tuple[Point, ...]:
    """Return the points that span an element."""
    if isinstance(element, POINTED):
        return (element.position,)
    if isinstance(element, THIN_LINED):
        return element.centreline
    return tuple(point for ring in rings_of(element) for point in ring)


def line_length_m(points: Ring) -> float:
    """Return the length of a run of points [m]."""
    return sum(math.dist(start, end) for start, end in pairwise(points))


def distance_to(line: Sequence[Point], place: Point) -> float:
    """Return how far a place is from a line [m]."""
    return min(math.dist(nearest_on(start, end, place), place) for start, end in pairwise(line))


def nearest_on(start: Point, end: Point, place: Point) -> Point:
    """Return the nearest point to a place on a straight line between two others."""
    (ax, ay), (bx, by), (x, y) = start, end, place
    squared = (bx - ax) ** 2 + (by - ay) ** 2
    if not squared:
        return start
    share = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / squared
    share = min(max(share, 0.0), 1.0)
    return (ax + share * (bx - ax), ay + share * (by - ay))


def box_of(points: Iterable[Point]) -> Box:
    """Return the bounds of at least one point."""
    xs, ys = zip(*points, strict=True)
    return (min(xs), min(ys), max(xs), max(ys))


def united(boxes: Sequence[Box]) -> Box:
    """Return the bounds of several boxes."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def middle_of(box: Box) -> Point:
    """Return the middle of a box."""
    return ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)


def rotated(element: Element, centre: Point, degrees: float) -> Any:
    """Return an element turned counter-clockwise about `centre`."""
    result = mapped(element, lambda point: turned(point, centre, degrees))
    if isinstance(result, Shed):
        return replace(result, angle_degrees=result.angle_degrees + degrees)
    if isinstance(result, Underlay):
        return replace(result, rotation_degrees=result.rotation_degrees + degrees)
    if isinstance(result, Lot) and result.direction_degrees is not None:
        return replace(result, direction_degrees=(result.direction_degrees + degrees) % 360)
    return result


def followers(elements: Iterable[Element], everything: Iterable[Element]) -> list[Element]:
    """Return the doorways and windows of buildings among `elements` that are not among them themselves."""
    chosen = {element.id for element in elements}
    return [
        element
        for element in everything
        if isinstance(element, HUNG) and element.building_id in chosen and element.id not in chosen
    ]


def with_ring(element: Element, ring: Ring) -> Any:
    """Return an element with another outline (or centre line); a lot keeps the roles of its sides.

    When the number of sides changes use `inserted_corner` or `removed_corner`, which know which side it was.
    """
    if isinstance(element, LINED):
        return replace(element, centreline=ring)
    if isinstance(element, Lot):
        return with_fitting_gates(replace(element, ring=ring))
    return replace(element, ring=ring) if isinstance(element, RINGED) else element


def ring_of(element: Element) -> Ring:
    """Return the outline or centre line that corners belong to; empty for sheds, points and pictures."""
    if isinstance(element, LINED):
        return element.centreline
    return element.ring if isinstance(element, RINGED) else ()


def moved_corner(element: Element, index: int, point: Point) -> Any:
    """Return an element with one corner elsewhere."""
    ring = ring_of(element)
    return with_ring(element, (*ring[:index], point, *ring[index + 1 :]))


def inserted_corner(element: Element, after: int, point: Point) -> Any:
    """Return an element with a new corner after corner `after`; both halves of the side stay what it was."""
    ring = ring_of(element)
    corners = (*ring[: after + 1], point, *ring[after + 1 :])
    if isinstance(element, Lot):
        roles = (*element.edges[: after + 1], element.edges[after], *element.edges[after + 1 :])
        half_m = math.dist(ring[after], point)
        entrances = tuple(_after_insertion(gate, after, half_m) for gate in element.entrances)
        along = element.direction_edge
        if along is not None and along > after:
            along += 1
        return with_fitting_gates(
            replace(element, ring=corners, edges=roles, entrances=entrances, direction_edge=along)
        )
    if isinstance(element, Building):
        walls = (*element.walls[: after + 1], element.walls[after], *element.walls[after + 1 :])
        return replace(element, ring=corners, walls=walls)
    return with_ring(element, corners)


def _after_insertion(gate: Entrance, side: int, half_m: float) -> Entrance:
    """Return a gate after `side` was cut in two, the first half `half_m` long."""
    if gate.edge > side:
        return replace(gate, edge=gate.edge + 1)
    if gate.edge == side and gate.from_m >= half_m:
        return replace(gate, edge=side + 1, from_m=gate.from_m - half_m)
    return gate


def removed_corner(element: Element, index: int) -> Any:
    """Return an element without one corner, or the element itself when it has no corner to spare.

    A cable keeps its ends, which are at its supply point and its box.
    """
    ring = ring_of(element)
    if len(ring) <= (2 if isinstance(element, LINED) else 3):
        return element
    if isinstance(element, CableRoute) and index in (0, len(ring) - 1):
        return element
    corners = ring[:index] + ring[index + 1 :]
    if isinstance(element, Lot):
        gone = (index - 1) % len(ring)
        roles = tuple(role for i, role in enumerate(element.edges) if i != index)
        kept = tuple(gate for gate in element.entrances if gate.edge not in (index, gone))
        entrances = tuple(replace(gate, edge=gate.edge - 1) if gate.edge > index else gate for gate in kept)
        along = element.direction_edge
        if along is not None and along >= index:
            along = (along - 1) % len(corners)
        return replace(element, ring=corners, edges=roles, entrances=entrances, direction_edge=along)
    if isinstance(element, Building):
        walls = element.walls[:index] + element.walls[index + 1 :]
        return replace(element, ring=corners, walls=walls)
    return with_ring(element, corners)
