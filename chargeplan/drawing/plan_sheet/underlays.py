"""Lines of drawings that lie below a plan, as thin grey context."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from chargeplan.drawing.primitives import Box, Polyline
from chargeplan.geometry.clipping import lines_within
from chargeplan.model.linework import MEDIA_TYPE, unpacked
from chargeplan.model.site import Site, Underlay

LAYER = "underlay"
STYLE = "underlay_lines"


def underlay_lines(site: Site, room: Box) -> Iterator[Polyline]:
    """Yield the lines of all underlays as far as they lie in a room [m]."""
    for underlay in site.underlays:
        if underlay.media_type == MEDIA_TYPE:
            yield from _lines(underlay, room)


def _lines(underlay: Underlay, room: Box) -> Iterator[Polyline]:
    lines = unpacked(underlay.image)
    counts = np.frombuffer(lines.counts, dtype=f"u{lines.counts.itemsize}").astype(np.int64)
    steps = np.frombuffer(lines.coordinates, dtype=f"i{lines.coordinates.itemsize}").reshape(-1, 2)
    places = _on_the_ground(underlay, steps)
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    low, high = np.minimum.reduceat(places, starts), np.maximum.reduceat(places, starts)
    lower_left, upper_right = np.array((room.left, room.bottom)), np.array((room.right, room.top))
    near = np.all((low <= upper_right) & (high >= lower_left), axis=1)
    inside = np.all((low >= lower_left) & (high <= upper_right), axis=1)
    edges = (room.left, room.bottom, room.right, room.top)
    for number in np.flatnonzero(near & (counts > 1)).tolist():
        start = int(starts[number])
        line = tuple((x, y) for x, y in places[start : start + int(counts[number])].tolist())
        pieces = (line,) if inside[number] else lines_within(line, edges)
        yield from (Polyline(LAYER, STYLE, piece) for piece in pieces)


def _on_the_ground(underlay: Underlay, steps: NDArray[np.int32]) -> NDArray[np.float64]:
    angle = math.radians(underlay.rotation_degrees)
    turn = np.array(((math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))))
    return np.asarray(steps * underlay.metres_per_pixel @ turn + np.array(underlay.origin), dtype=float)
