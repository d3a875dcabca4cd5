"""How runs look from every facing."""

from __future__ import annotations

from chargeplan.geometry.packing.values import BODY, Ground, Stalls


def look(placed: Stalls, ground: Ground) -> None:
    """Work out how runs look from every facing."""
    n = int(placed.size[0])
    corners = placed.real[:n, BODY : BODY + 16].reshape(n, 8, 2)
    nx, ny = ground.normals[:, 0, None, None], ground.normals[:, 1, None, None]
    x, y = corners[None, :, :, 0], corners[None, :, :, 1]
    views = placed.views[:, :n]
    s = x * nx + y * ny
    views[:, :, 0:16:2], views[:, :, 1:16:2] = x * ny - y * nx, s
    for part in range(2):
        own = s[:, :, 4 * part : 4 * part + 4]
        views[:, :, 16 + 2 * part], views[:, :, 17 + 2 * part] = own.min(axis=2), own.max(axis=2)
