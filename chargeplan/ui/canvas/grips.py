"""Handles of a selected element, and the element after one has been pulled. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from chargeplan.geometry.sheds import shed_outline
from chargeplan.geometry.turning import turned
from chargeplan.model.project import Element
from chargeplan.model.scheme import MOST_SHED_M, CableRoute, Lot, Shed
from chargeplan.model.site import MOST_RADIUS_M, Obstacle, Underlay, Window
from chargeplan.model.values import Point, Ring
from chargeplan.ui.canvas.elements import (
    LINED,
    box_of,
    inserted_corner,
    middle_of,
    moved_corner,
    nearest_on,
    points_of,
    ring_of,
)
from chargeplan.ui.canvas.sides import gate_ends, gate_moved, gate_near, gate_stretched, place_along

CORNER, MIDDLE, ROTATE, SHED_START, SHED_END, RADIUS, GATE, GATE_START, GATE_END = (
    "corner", "middle", "rotate", "shed_start", "shed_end", "radius", "gate", "gate_start", "gate_end",
)  # fmt: skip
GATES = (GATE, GATE_START, GATE_END)
_SIZES = (SHED_START, SHED_END, RADIUS)

LEAST_SHED_M = 0.5
LEAST_RADIUS_M = 0.1


@dataclass(frozen=True)
class Grip:
    """A handle: its kind, where it is [m], and which corner, side or gate it belongs to."""

    kind: str
    point: Point
    index: int = 0


def grips_of(element: Element, reach_m: float) -> tuple[Grip, ...]:
    """Return the handles of an element; the one to turn it by stands `reach_m` beyond it.

    A cable has none to turn it by: it would leave what it joins.
    """
    if isinstance(element, Shed):
        corners = shed_outline(element)
        return (
            Grip(SHED_START, _between(corners[0], corners[3])),
            Grip(SHED_END, _between(corners[1], corners[2])),
            Grip(
                ROTATE, _beyond(_between(corners[0], corners[1]), _between(corners[2], corners[3]), reach_m)
            ),
        )
    if isinstance(element, Obstacle):
        return (Grip(RADIUS, (element.position[0] + element.radius_m, element.position[1])),)
    ring = ring_of(element)
    grips = [Grip(CORNER, point, index) for index, point in enumerate(ring)]
    followers = ring[1:] if isinstance(element, LINED) else (*ring[1:], *ring[:1])
    sides = enumerate(() if isinstance(element, Window) else zip(ring, followers, strict=False))
    grips += [Grip(MIDDLE, _between(start, end), index) for index, (start, end) in sides]
    if isinstance(element, Lot):
        grips += gate_grips(element)
    if (ring and not isinstance(element, CableRoute)) or isinstance(element, Underlay):
        grips.append(rotation_grip(points_of(element), reach_m))
    return tuple(grips)


def means_middle(element: Element, grip: Grip, point: Point) -> bool:
    """Return whether a place is nearer to the middle of a thing than to its handle of size.

    Where a thing is small on screen its handles cover it, and yet whoever drags its middle means to move it.
    """
    if grip.kind not in _SIZES:
        return False
    return math.dist(middle_of(box_of(points_of(element))), point) < math.dist(grip.point, point)


def gate_grips(lot: Lot) -> list[Grip]:
    """Return the handles of the gates of a lot: their ends and their middles."""
    grips = []
    for index, gate in enumerate(lot.entrances):
        start, end = gate_ends(lot, gate)
        grips += [
            Grip(GATE_START, start, index),
            Grip(GATE_END, end, index),
            Grip(GATE, _between(start, end), index),
        ]
    return grips


def gate_grip_at(lot: Lot, point: Point, within_m: float) -> Grip | None:
    """Return the handle of a gate at a place: an end that is near, else the gate between them."""
    ends = [grip for grip in gate_grips(lot) if grip.kind != GATE]
    near = [(math.dist(grip.point, point), i, grip) for i, grip in enumerate(ends)]
    index = gate_near(lot, point, within_m)
    if index is None:
        return None
    width = math.dist(*gate_ends(lot, lot.entrances[index]))
    distance, _, grip = min(entry for entry in near if entry[2].index == index)
    return grip if distance <= min(within_m, width / 3) else Grip(GATE, point, index)


def grip_on_line(line: Ring, point: Point, within_m: float) -> Grip:
    """Return the handle of a corner between the ends of a line that is near a place, else of a new corner."""
    near = [(math.dist(corner, point), index) for index, corner in enumerate(line)][1:-1]
    if near and min(near)[0] <= within_m:
        return Grip(CORNER, line[min(near)[1]], min(near)[1])
    places = [nearest_on(start, end, point) for start, end in pairwise(line)]
    index = min(range(len(places)), key=lambda index: math.dist(places[index], point))
    return Grip(MIDDLE, places[index], index)


def rotation_grip(points: tuple[Point, ...], reach_m: float) -> Grip:
    """Return the handle by which everything that spans `points` is turned."""
    box = box_of(points)
    return Grip(ROTATE, (middle_of(box)[0], box[3] + reach_m))


def _between(first: Point, second: Point) -> Point:
    return ((first[0] + second[0]) / 2, (first[1] + second[1]) / 2)


def _beyond(start: Point, end: Point, reach_m: float) -> Point:
    length = math.dist(start, end)
    share = (length + reach_m) / length
    return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)


def pulled(element: Element, grip: Grip, point: Point, *, step_m: float = 0.0) -> Any:
    """Return an element after one of its handles was pulled to `point`; sizes keep to whole `step_m`."""
    if grip.kind == CORNER:
        return moved_corner(element, grip.index, point)
    if grip.kind == MIDDLE:
        return inserted_corner(element, grip.index, point)
    if isinstance(element, Obstacle):
        return replace(element, radius_m=radius_within(_stepped(math.dist(element.position, point), step_m)))
    if isinstance(element, Shed):
        return _shed_pulled(element, grip, point, step_m)
    if isinstance(element, Lot) and grip.kind in GATES:
        return _gate_pulled(element, grip, point, step_m)
    return element


def _gate_pulled(lot: Lot, grip: Grip, point: Point, step_m: float) -> Lot:
    """Return a lot with a gate pulled along its side, by as much as the pointer moved along it."""
    gate = lot.entrances[grip.index]
    along = place_along(lot, gate.edge, point)
    if grip.kind != GATE:
        return gate_stretched(lot, grip.index, _stepped(along, step_m), start=grip.kind == GATE_START)
    shift = along - place_along(lot, gate.edge, grip.point)
    begin = _stepped(gate.from_m + shift, step_m) if shift else gate.from_m
    return gate_moved(lot, grip.index, begin + gate.width_m / 2)


def _shed_pulled(shed: Shed, grip: Grip, point: Point, step_m: float) -> Shed:
    local = turned(point, shed.origin, -shed.angle_degrees)
    along = local[0] - shed.origin[0]
    if grip.kind == SHED_END:
        return replace(shed, length_m=shed_length_within(_stepped(along, step_m)))
    length = shed_length_within(_stepped(shed.length_m - along, step_m))
    origin = turned(
        (shed.origin[0] + shed.length_m - length, shed.origin[1]), shed.origin, shed.angle_degrees
    )
    return replace(shed, origin=origin, length_m=length)


def shed_length_within(length_m: float) -> float:
    """Return the nearest length [m] that a shed may be pulled to."""
    return min(max(LEAST_SHED_M, length_m), MOST_SHED_M)


def radius_within(radius_m: float) -> float:
    """Return the nearest radius [m] that an obstacle may be pulled to."""
    return min(max(LEAST_RADIUS_M, radius_m), MOST_RADIUS_M)


def _stepped(value: float, step_m: float) -> float:
    return round(value / step_m) * step_m if step_m else value
