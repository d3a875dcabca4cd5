"""Lines of hatched ground, the same on every back end."""

from __future__ import annotations

import math
from collections import defaultdict

from chargeplan.drawing.primitives import Box
from chargeplan.model.values import Point, Region

HATCH_MM = 0.12
"""How wide the lines are on paper [mm]."""

HATCH_SPACING_MM = 0.75
"""How far apart they are on paper [mm]."""


def hatch_lines(region: Region, spacing_m: float, within: Box) -> list[tuple[Point, Point]]:
    """Return lines across a region that rise to the right at 45°, `spacing_m` [m] apart; holes stay free.

    Lines of neighbouring regions go on in one another. Only lines that could cross `within` are made.
    """
    step = spacing_m * math.sqrt(2.0)
    least = math.ceil((within.bottom - within.right) / step)
    most = math.floor((within.top - within.left) / step)
    crossed: defaultdict[int, list[float]] = defaultdict(list)
    for ring in region:
        for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
            start, end = (ay - ax) / step, (by - bx) / step
            first = max(least, math.ceil(min(start, end)))
            last = min(most, math.ceil(max(start, end)) - 1)
            for number in range(first, last + 1):
                crossed[number].append(ax + (bx - ax) * (number - start) / (end - start))
    lines = []
    for number, found in sorted(crossed.items()):
        xs = sorted(found)
        rise = number * step
        lines += [((a, a + rise), (b, b + rise)) for a, b in zip(xs[::2], xs[1::2], strict=True) if b > a]
    return lines
