"""Places turned about a point, and pictures that lie turned on the ground."""

from __future__ import annotations

import math

from chargeplan.model.site import Underlay
from chargeplan.model.values import Point, Ring


def turned(point: Point, centre: Point, degrees: float) -> Point:
    """Return a point turned counter-clockwise about `centre`."""
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    x, y = point[0] - centre[0], point[1] - centre[1]
    return (centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos)


def underlay_outline(underlay: Underlay) -> Ring:
    """Return the four corners of a picture on the ground [m], from its lower left."""
    width = underlay.width_px * underlay.metres_per_pixel
    height = underlay.height_px * underlay.metres_per_pixel
    x, y = underlay.origin
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    return tuple(turned(corner, underlay.origin, underlay.rotation_degrees) for corner in corners)
