"""Edits for what is done to a selection: move, turn, copy, align, distribute, square, delete. No Qt.

All functions return edits to be pushed as one step; none changes anything.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chargeplan.geometry.snapping import nearest_side, snap_targets
from chargeplan.model.editing import Edit, apply, insertion, new_id, removals, replacement
from chargeplan.model.project import Element, Project, scheme_elements, site_elements
from chargeplan.model.scheme import CableRoute, DistributionBox, Lot, Scheme, Shed
from chargeplan.model.site import Building, Doorway, SupplyPoint, Window
from chargeplan.model.values import Point
from chargeplan.ui.canvas.elements import (
    HUNG,
    box_of,
    followers,
    middle_of,
    moved,
    points_of,
    ring_of,
    rotated,
    united,
    with_ring,
)
from chargeplan.ui.canvas.picking import hit_distance_m, pickable
from chargeplan.ui.canvas.repairing import is_faulty, repaired
from chargeplan.ui.canvas.tools.drafts import square_corners
from chargeplan.units import TOLERANCE_M

ALIGNMENTS = ("left", "right", "top", "bottom", "centre", "middle")

_AT_END_M = 0.6
"""As near as this an end of a cable is at what it joins; own boxes stand half a metre before their sheds."""


def replacements(project: Project, pairs: Iterable[tuple[Element, Any]]) -> list[Edit]:
    """Return the edits for (before, after) pairs that differ."""
    return [replacement(project, before, after) for before, after in pairs if before != after]


def with_followers(project: Project, elements: Sequence[Element]) -> list[Element]:
    """Return elements, and the doorways and windows of the buildings among them."""
    return [*elements, *followers(elements, site_elements(project.site))]


def move_edits(project: Project, elements: Sequence[Element], dx: float, dy: float) -> list[Edit]:
    """Return the edits that move elements, with the openings of buildings and the ends of cables."""
    return _carried(project, elements, lambda element: moved(element, dx, dy))


def _carried(project: Project, elements: Sequence[Element], change: Callable[[Any], Any]) -> list[Edit]:
    """Return the edits that move or turn elements and what goes with them."""
    everything = with_followers(project, elements)
    moving = {element.id for element in everything}
    pairs = [
        (element, settled(project, anchored(project, element, change(element), moving), moving))
        for element in everything
    ]
    trailing = _trailing(project, pairs, moving)
    return replacements(project, (*pairs, *trailing))


def anchored(project: Project, before: Element, after: Any, moving: set[str]) -> Any:
    """Return what was moved, or a cable route with its ends where what they are at does not move along."""
    if not isinstance(before, CableRoute):
        return after
    first, last = before.centreline[0], before.centreline[-1]
    start, *between, end = after.centreline
    staying = [point for point in project.site.supply_points if point.id not in moving]
    if any(math.dist(point.position, first) <= _AT_END_M for point in staying):
        start = first
    elements = (element for element in scheme_elements(project.active_scheme) if element.id not in moving)
    fed = next((element for element in elements if element.id == before.box_id), None)
    if fed is not None and hit_distance_m(pickable(fed), last, _AT_END_M) is not None:
        end = last
    return replace(after, centreline=(start, *between, end))


def rejoined(project: Project, before: CableRoute, after: CableRoute) -> CableRoute:
    """Return a cable route after one of its corners was pulled.

    An end that was pulled to another supply point, box, shed or lot joins that; elsewhere it goes back.
    """
    start, *between, end = after.centreline
    points = project.site.supply_points
    if not any(math.dist(point.position, start) <= TOLERANCE_M for point in points):
        start = before.centreline[0]
    fed: str | None = before.box_id
    if end != before.centreline[-1]:
        fed = cable_end(project.active_scheme, end, TOLERANCE_M)
    if fed is None:
        fed, end = before.box_id, before.centreline[-1]
    return replace(after, centreline=(start, *between, end), box_id=fed)


def settled(project: Project, element: Any, moving: set[str]) -> Any:
    """Return what was moved; an opening belongs to the building in whose wall it came to be."""
    if not isinstance(element, HUNG) or element.building_id in moving:
        return element
    place = middle_of(box_of(points_of(element)))
    for building in project.site.buildings:
        side = nearest_side(place, snap_targets(rings=[building.ring]))
        if building.id not in moving and side is not None and side.distance_m <= TOLERANCE_M:
            return replace(element, building_id=building.id)
    return element


def cable_end(scheme: Scheme, point: Point, within_m: float) -> str | None:
    """Return the id of what a cable that ends at a point feeds: a box, else a shed, else a lot."""
    for holder in (scheme.boxes, scheme.sheds, scheme.lots):
        near = [
            (distance, element.id)
            for element in holder
            if (distance := hit_distance_m(pickable(element), point, within_m)) is not None
        ]
        if near:
            return min(near)[1]
    return None


def trailing_edits(project: Project, before: Element, after: Any) -> list[Edit]:
    """Return the edits by which cable routes follow a single element that was changed."""
    return replacements(project, _trailing(project, [(before, after)], {before.id}))


def _trailing(
    project: Project, pairs: Sequence[tuple[Element, Any]], moving: set[str]
) -> list[tuple[Element, Any]]:
    """Return cable routes, before and after, whose ends follow what was moved: their box, their supply point.

    Where a route ends at a shed or lot, its end goes as far as the first corner of that does.
    """
    routes = {route.id: route for route in project.active_scheme.cable_routes if route.id not in moving}
    after_of = dict(routes)
    for before, after in pairs:
        (x1, y1), (x2, y2) = points_of(before)[0], points_of(after)[0]
        dx, dy = x2 - x1, y2 - y1
        for name, route in list(after_of.items()):
            (sx, sy), *between, (ex, ey) = route.centreline
            if isinstance(before, SupplyPoint) and math.dist((sx, sy), before.position) <= TOLERANCE_M:
                sx, sy = sx + dx, sy + dy
            if route.box_id == before.id:
                ex, ey = ex + dx, ey + dy
            line = ((sx, sy), *between, (ex, ey))
            after_of[name] = replace(route, centreline=line)
    return [(routes[name], after) for name, after in after_of.items() if after != routes[name]]


def rotation_edits(project: Project, elements: Sequence[Element], degrees: float) -> list[Edit]:
    """Return the edits that turn elements about the middle of what they span."""
    if not elements:
        return []
    centre = middle_of(box_of([point for element in elements for point in points_of(element)]))
    return turning_edits(project, elements, centre, degrees)


def turning_edits(project: Project, elements: Sequence[Element], centre: Point, degrees: float) -> list[Edit]:
    """Return the edits that turn elements counter-clockwise about a point."""
    return _carried(project, elements, lambda element: rotated(element, centre, degrees))


def deletion_edits(project: Project, elements: Sequence[Element]) -> list[Edit]:
    """Return the edits that take elements out, with the doorways and windows of buildings."""
    return list(removals(project, with_followers(project, elements)))


def copy_edits(
    project: Project, elements: Sequence[Element], dx: float, dy: float
) -> tuple[list[Edit], list[str]]:
    """Return the edits that put in copies, moved by `dx`, `dy` [m], and the ids of the copies.

    An opening that is copied along with its building belongs to the building's copy; one whose building is
    not in the plan belongs to none. A box that is copied feeds what is copied with it and nothing else, and
    a cable route is copied with its box, or where its end comes to lie at another.
    """
    edits: list[Edit] = []
    ids: dict[str, str] = {}
    for element in sorted(elements, key=_rank):
        copy = _renamed(project, moved(element, dx, dy), ids)
        if copy is None:
            continue
        ids[element.id] = new_id(project, type(element))
        edit = insertion(project, replace(copy, id=ids[element.id]))
        project = apply(project, [edit])
        edits.append(edit)
    return edits, list(ids.values())


def _rank(element: Element) -> int:
    """Return a number that is lower for what others name."""
    named_first = (Building, Shed | Lot, DistributionBox)
    for rank, kind in enumerate(named_first):
        if isinstance(element, kind):
            return rank
    return len(named_first)


def _renamed(project: Project, copy: Any, ids: Mapping[str, str]) -> Any:
    """Return a copy that names what was copied with it, or None when it has nothing left to name."""
    if isinstance(copy, HUNG):
        return replace(copy, building_id=_building_of(project, copy, ids))
    if isinstance(copy, DistributionBox):
        return replace(copy, feeds=tuple(ids[fed] for fed in copy.feeds if fed in ids))
    if isinstance(copy, CableRoute):
        scheme = project.active_scheme
        end = ids.get(copy.box_id) or cable_end(scheme, copy.centreline[-1], TOLERANCE_M)
        return None if end is None else replace(copy, box_id=end)
    return copy


def _building_of(project: Project, opening: Doorway | Window, ids: Mapping[str, str]) -> str | None:
    if opening.building_id is not None and opening.building_id in ids:
        return ids[opening.building_id]
    known = {building.id for building in project.site.buildings}
    return opening.building_id if opening.building_id in known else None


def alignment_edits(project: Project, elements: Sequence[Element], how: str) -> list[Edit]:
    """Return the edits that bring elements into line along one of `ALIGNMENTS`."""
    boxes = [box_of(points_of(element)) for element in elements]
    if len(boxes) < 2:
        return []
    around = united(boxes)
    steps = []
    for element, box in zip(elements, boxes, strict=True):
        dx = {"left": around[0] - box[0], "right": around[2] - box[2]}.get(how, 0.0)
        dy = {"bottom": around[1] - box[1], "top": around[3] - box[3]}.get(how, 0.0)
        if how == "centre":
            dx = middle_of(around)[0] - middle_of(box)[0]
        if how == "middle":
            dy = middle_of(around)[1] - middle_of(box)[1]
        steps.append((element, dx, dy))
    return _moved_each(project, steps)


def distribution_edits(project: Project, elements: Sequence[Element], how: str) -> list[Edit]:
    """Return the edits that make the gaps between elements equal; the outermost stay."""
    if len(elements) < 3:
        return []
    axis = 0 if how == "horizontal" else 1
    boxed = [(box_of(points_of(element)), element) for element in elements]
    boxed.sort(key=lambda entry: (entry[0][axis] + entry[0][axis + 2], entry[1].id))
    taken = sum(box[axis + 2] - box[axis] for box, _ in boxed)
    room = boxed[-1][0][axis + 2] - boxed[0][0][axis]
    gap = (room - taken) / (len(boxed) - 1)
    place = boxed[0][0][axis]
    steps = []
    for box, element in boxed:
        shift = place - box[axis]
        steps.append((element, *((shift, 0.0) if axis == 0 else (0.0, shift))))
        place += box[axis + 2] - box[axis] + gap
    return _moved_each(project, steps)


def _moved_each(project: Project, steps: Sequence[tuple[Element, float, float]]) -> list[Edit]:
    """Return the edits that move each element by a step of its own, with what goes with it."""
    chosen = {element.id for element, _, _ in steps}
    pairs: list[tuple[Element, Any]] = []
    for element, dx, dy in steps:
        going = [e for e in with_followers(project, [element]) if e is element or e.id not in chosen]
        pairs += [(each, moved(each, dx, dy)) for each in going]
    moving = {element.id for element, _ in pairs}
    pairs = [(before, anchored(project, before, after, moving)) for before, after in pairs]
    return replacements(project, (*pairs, *_trailing(project, pairs, moving)))


def repair_edits(project: Project, elements: Sequence[Element]) -> list[Edit]:
    """Return the edits that put sound outlines in the place of faulty ones, as far as there are any."""
    mended = ((e, repaired(e)) for e in elements if is_faulty(e))
    return replacements(project, ((e, after) for e, after in mended if after is not None))


def squaring_edits(project: Project, elements: Sequence[Element]) -> list[Edit]:
    """Return the edits that make the corners of closed shapes right angles."""
    closed = [element for element in elements if ring_of(element) and hasattr(element, "ring")]
    return replacements(project, ((e, with_ring(e, square_corners(ring_of(e)))) for e in closed))
