"""How runs look from every facing."""

from __future__ import annotations

from chargeplan.geometry.packing.values import BODY, IN_LIMITS, IN_REACH, Ground, Stalls


def look(placed: Stalls, ground: Ground) -> None:
    """Work out how runs look from every facing."""
    n = int(placed.size[0])
    corners = placed.real[:n, BODY : BODY + 16].reshape(n, 8, 2)
    nx, ny = ground.normals[:, 0, None, None], ground.normals[:, 1, None, None]
    x, y = corners[None, :, :, 0], corners[None, :, :, 1]
    views = placed.views[:, :n]
    t, s = x * ny - y * nx, x * nx + y * ny
    views[:, :, 0:16:2], views[:, :, 1:16:2] = t, s
    for first, along in ((IN_LIMITS, s), (IN_REACH, t)):
        for part in range(2):
            own, at = along[:, :, 4 * part : 4 * part + 4], first + 2 * part
            views[:, :, at], views[:, :, at + 1] = own.min(axis=2), own.max(axis=2)
