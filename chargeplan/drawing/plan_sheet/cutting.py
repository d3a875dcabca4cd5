"""Cutting what a plan draws at the frame of its map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from chargeplan.drawing.primitives import Box, Circle, Polygon, Polyline, Primitive, Text, box_of
from chargeplan.geometry.clipping import lines_within, regions_within
from chargeplan.geometry.polygons import disc
from chargeplan.model.values import Region


def cut(primitives: Iterable[Primitive], room: Box) -> Iterator[Primitive]:
    """Yield what lies in a room [m], whatever crosses its edge cut there; texts are kept where they fit."""
    for primitive in primitives:
        box = _box(primitive)
        if box.within(room):
            yield primitive
        elif box.left <= room.right and box.right >= room.left and _level(box, room):
            yield from _pieces(primitive, room)


def _level(box: Box, room: Box) -> bool:
    return box.bottom <= room.top and box.top >= room.bottom


def _box(primitive: Primitive) -> Box:
    if isinstance(primitive, Polygon):
        return box_of(primitive.region[0])
    if isinstance(primitive, Polyline):
        return box_of(primitive.points)
    if isinstance(primitive, Circle):
        return box_of((primitive.centre,)).grown(primitive.radius_m)
    return box_of((primitive.position,))


def _pieces(primitive: Primitive, room: Box) -> Iterator[Primitive]:
    edges = (room.left, room.bottom, room.right, room.top)
    if isinstance(primitive, Text):
        return
    if isinstance(primitive, Polyline):
        yield from (replace(primitive, points=line) for line in lines_within(primitive.points, edges))
        return
    if isinstance(primitive, Circle):
        region: Region = (disc(primitive.centre, primitive.radius_m),)
    else:
        region = primitive.region
    for piece in regions_within(region, edges):
        yield Polygon(primitive.layer, primitive.style, piece)


def crosses(primitives: Iterable[Primitive], room: Box) -> bool:
    """Return whether anything lies beyond a room [m]."""
    return any(not _box(primitive).within(room) for primitive in primitives)
