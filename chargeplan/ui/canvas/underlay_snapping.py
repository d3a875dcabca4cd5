"""What of the lines of underlays can be snapped to near a place."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from chargeplan.geometry.snapping import Array, SnapTargets
from chargeplan.geometry.turning import turned
from chargeplan.model.linework import MEDIA_TYPE
from chargeplan.model.site import Underlay
from chargeplan.model.values import Point
from chargeplan.ui.canvas.line_drawing import line_drawing

_MOST_NEAR = 3000
"""Where more lines than this lie within reach of the mouse none of them is meant."""


def lines_near(underlays: Iterable[Underlay], place: Point, reach_m: float) -> SnapTargets:
    """Return ends and sides of the lines that may lie within `reach_m` of a place; pictures have none."""
    found = [_near(each, place, reach_m) for each in underlays if each.media_type == MEDIA_TYPE]
    sides = np.concatenate(found) if found else np.zeros((0, 4))
    return SnapTargets(sides.reshape(-1, 2), sides)


def _near(underlay: Underlay, place: Point, reach_m: float) -> Array:
    x, y = turned(place, underlay.origin, -underlay.rotation_degrees)
    step_m, (left, bottom) = underlay.metres_per_pixel, underlay.origin
    x, y, reach = (x - left) / step_m, (y - bottom) / step_m, reach_m / step_m
    drawing = line_drawing(underlay.image)
    steps = drawing.index.near((x - reach, y - reach, x + reach, y + reach), _MOST_NEAR)
    cos, sin = (f(math.radians(underlay.rotation_degrees)) * step_m for f in (math.cos, math.sin))
    xs, ys = steps[:, 0::2], steps[:, 1::2]  # no product of matrices: that may wake threads for a few numbers
    sides = np.empty((len(steps), 4))
    sides[:, 0::2], sides[:, 1::2] = left + xs * cos - ys * sin, bottom + xs * sin + ys * cos
    return sides
