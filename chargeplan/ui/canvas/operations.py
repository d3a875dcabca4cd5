"""Edits for what is done to a selection: move, turn, copy, align, distribute, square, delete. No Qt.

All functions return edits to be pushed as one step; none changes anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from chargeplan.geometry.snapping import nearest_side, snap_targets
from chargeplan.model.editing import Edit, apply, insertion, new_id, removals, replacement
from chargeplan.model.project import Element, Project, site_elements
from chargeplan.model.site import Building, Doorway
from chargeplan.ui.canvas.elements import (
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
from chargeplan.ui.canvas.repairing import is_faulty, repaired
from chargeplan.ui.canvas.tools.drafts import square_corners
from chargeplan.units import TOLERANCE_M

ALIGNMENTS = ("left", "right", "top", "bottom", "centre", "middle")
DISTRIBUTIONS = ("horizontal", "vertical")


def replacements(project: Project, pairs: Iterable[tuple[Element, Any]]) -> list[Edit]:
    """Return the edits for (before, after) pairs that differ."""
    return [replacement(project, before, after) for before, after in pairs if before != after]


def with_followers(project: Project, elements: Sequence[Element]) -> list[Element]:
    """Return elements, and the doorways of the buildings among them."""
    return [*elements, *followers(elements, site_elements(project.site))]


def move_edits(project: Project, elements: Sequence[Element], dx: float, dy: float) -> list[Edit]:
    """Return the edits that move elements, with the doorways of buildings."""
    everything = with_followers(project, elements)
    moving = {element.id for element in everything}
    return replacements(project, ((e, _settled(project, moved(e, dx, dy), moving)) for e in everything))


def _settled(project: Project, element: Any, moving: set[str]) -> Any:
    """Return a doorway that was moved into another building's wall as belonging to that building."""
    if not isinstance(element, Doorway) or element.building_id in moving:
        return element
    for building in project.site.buildings:
        side = nearest_side(element.position, snap_targets(rings=[building.ring]))
        if building.id not in moving and side is not None and side.distance_m <= TOLERANCE_M:
            return replace(element, building_id=building.id)
    return element


def rotation_edits(project: Project, elements: Sequence[Element], degrees: float) -> list[Edit]:
    """Return the edits that turn elements about the middle of what they span."""
    if not elements:
        return []
    centre = middle_of(box_of([point for element in elements for point in points_of(element)]))
    everything = with_followers(project, elements)
    return replacements(project, ((e, rotated(e, centre, degrees)) for e in everything))


def deletion_edits(project: Project, elements: Sequence[Element]) -> list[Edit]:
    """Return the edits that take elements out, with the doorways of buildings."""
    return list(removals(project, with_followers(project, elements)))


def copy_edits(
    project: Project, elements: Sequence[Element], dx: float, dy: float
) -> tuple[list[Edit], list[str]]:
    """Return the edits that put in copies, moved by `dx`, `dy` [m], and the ids of the copies.

    A doorway that is copied along with its building belongs to the building's copy; one whose building is
    not in the plan belongs to none.
    """
    edits: list[Edit] = []
    ids: dict[str, str] = {}
    buildings_first = sorted(elements, key=lambda element: not isinstance(element, Building))
    for element in buildings_first:
        ids[element.id] = new_id(project, type(element))
        copy = replace(moved(element, dx, dy), id=ids[element.id])
        if isinstance(copy, Doorway):
            copy = replace(copy, building_id=_building_of(project, copy, ids))
        edit = insertion(project, copy)
        project = apply(project, [edit])
        edits.append(edit)
    return edits, list(ids.values())


def _building_of(project: Project, door: Doorway, ids: dict[str, str]) -> str | None:
    if door.building_id in ids:
        return ids[door.building_id]
    known = {building.id for building in project.site.buildings}
    return door.building_id if door.building_id in known else None


def alignment_edits(project: Project, elements: Sequence[Element], how: str) -> list[Edit]:
    """Return the edits that bring elements into line along one of `ALIGNMENTS`."""
    boxes = [box_of(points_of(element)) for element in elements]
    if len(boxes) < 2:
        return []
    around = united(boxes)
    pairs = []
    for element, box in zip(elements, boxes, strict=True):
        dx = {"left": around[0] - box[0], "right": around[2] - box[2]}.get(how, 0.0)
        dy = {"bottom": around[1] - box[1], "top": around[3] - box[3]}.get(how, 0.0)
        if how == "centre":
            dx = middle_of(around)[0] - middle_of(box)[0]
        if how == "middle":
            dy = middle_of(around)[1] - middle_of(box)[1]
        pairs += _moved_along(project, element, dx, dy)
    return replacements(project, pairs)


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
    pairs = []
    for box, element in boxed:
        shift = place - box[axis]
        pairs += _moved_along(project, element, *((shift, 0.0) if axis == 0 else (0.0, shift)))
        place += box[axis + 2] - box[axis] + gap
    return replacements(project, pairs)


def _moved_along(project: Project, element: Element, dx: float, dy: float) -> list[tuple[Element, Any]]:
    return [(each, moved(each, dx, dy)) for each in with_followers(project, [element])]


def repair_edits(project: Project, elements: Sequence[Element]) -> list[Edit]:
    """Return the edits that put sound outlines in the place of faulty ones, as far as there are any."""
    mended = ((e, repaired(e)) for e in elements if is_faulty(e))
    return replacements(project, ((e, after) for e, after in mended if after is not None))


def squaring_edits(project: Project, elements: Sequence[Element]) -> list[Edit]:
    """Return the edits that make the corners of closed shapes right angles."""
    closed = [element for element in elements if ring_of(element) and hasattr(element, "ring")]
    return replacements(project, ((e, with_ring(e, square_corners(ring_of(e)))) for e in closed))
