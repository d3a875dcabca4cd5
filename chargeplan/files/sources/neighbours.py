"""Where a plan from elsewhere lies in one that is there already, told by where both came from."""

from __future__ import annotations

import math

from chargeplan.files.sources.projecting import is_degrees, to_local
from chargeplan.model.site import Georeference
from chargeplan.model.values import Point

_SAME_DEGREES = ("EPSG:4326", "EPSG:4490")
"""WGS 84 and CGCS2000 differ by less than a plan shows."""

_NEIGHBOURS_M = 5_000.0
"""Drawings in metres of nobody knows which system are of one and the same when they lie as near as this."""


def shift_m(here: Georeference | None, there: Georeference | None) -> Point | None:
    """Return where the origin of a plan lies, seen from that of another [m]; None where nothing tells.

    Both must be in one system. Where its name is not known, only what lies within a few kilometres is taken
    for neighbours.

    Raises
    ------
    ImportFileError
        When the system is one that nobody knows.
    """
    if here is None or there is None or not _same(here.crs, there.crs):
        return None
    if here.crs and is_degrees(here.crs):
        (x1, y1), (x2, y2) = to_local(here.crs, [(here.x, here.y), (there.x, there.y)])[0]
        return (x2 - x1, y2 - y1)
    shift = (there.x - here.x, there.y - here.y)
    return shift if here.crs or math.hypot(*shift) <= _NEIGHBOURS_M else None


def _same(one: str, other: str) -> bool:
    return one == other or {one, other} <= set(_SAME_DEGREES)
