"""Cutting ground and lines at the edges of a box, as the frame of a drawing does."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import shapely

from chargeplan.geometry.polygons import regions_of, sound_ground
from chargeplan.model.values import Region, Ring

Box = tuple[float, float, float, float]
"""West, south, east and north [m]."""


def regions_within(region: Region, box: Box) -> tuple[Region, ...]:
    """Return the ground of a region that lies in a box, in a fixed order."""
    return regions_of(sound_ground(region).intersection(shapely.box(*box)))


def lines_within(line: Sequence[tuple[float, float]], box: Box) -> tuple[Ring, ...]:
    """Return the pieces of a line that lie in a box, in the order and direction of the line."""
    if len(line) < 2:
        return ()
    window = shapely.box(*box)
    pieces: list[list[tuple[float, float]]] = []
    for start, end in pairwise(line):
        cut = shapely.LineString((start, end)).intersection(window)
        if not isinstance(cut, shapely.LineString) or cut.length == 0:
            continue
        first, last = ((x, y) for x, y in cut.coords)
        if pieces and pieces[-1][-1] == first:
            pieces[-1].append(last)
        else:
            pieces.append([first, last])
    return tuple(map(tuple, pieces))
