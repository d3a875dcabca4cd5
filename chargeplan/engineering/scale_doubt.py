"""A plan as it would be if its scale were off: everything that was drawn over the picture, larger or smaller.

Corners and places move away from the plan's origin by the same factor. What is built or bought to its own
measures keeps them: sheds, stalls, gates, widths of lanes that somebody typed, trunks of trees.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any

from chargeplan.geometry.sheds import shed_outline
from chargeplan.model.scheme import Entrance, Lot, Scheme, Shed
from chargeplan.model.site import Site
from chargeplan.model.stalls import KeptRow
from chargeplan.model.values import Point, Ring


def scaled_site(site: Site, factor: float) -> Site:
    """Return a site, less its pictures, with corners and places `factor` times as far from the origin."""
    changes: dict[str, Any] = {
        each.name: tuple(_scaled_element(element, factor) for element in getattr(site, each.name))
        for each in fields(site)
        if each.name not in _NO_ELEMENTS
    }
    return replace(site, underlays=(), **changes)


_NO_ELEMENTS = ("underlays", "none_here", "georeference", "scale_error_share")


def scaled_scheme(scheme: Scheme, factor: float) -> Scheme:
    """Return a scheme on ground `factor` times as large: lots with it, sheds only moved by it."""
    return replace(
        scheme,
        lots=tuple(scaled_lot(lot, factor) for lot in scheme.lots),
        sheds=tuple(_moved_shed(shed, factor) for shed in scheme.sheds),
    )


def scaled_lot(lot: Lot, factor: float) -> Lot:
    """Return a lot `factor` times as large; kept rows go with the place they stand at, as they are."""
    change = _about_origin(factor)
    outline = tuple(map(change, lot.ring))
    return replace(
        lot,
        ring=outline,
        holes=tuple(tuple(map(change, hole)) for hole in lot.holes),
        entrances=tuple(_fitting(gate, outline, factor) for gate in lot.entrances),
        removed=tuple(map(change, lot.removed)),
        blocked=tuple(tuple(map(change, ground)) for ground in lot.blocked),
        kept=tuple(_moved_row(row, factor) for row in lot.kept),
    )


def _about_origin(factor: float) -> Callable[[Point], Point]:
    return lambda point: (point[0] * factor, point[1] * factor)


def _scaled_element(element: Any, factor: float) -> Any:
    change = _about_origin(factor)
    for name in ("ring", "centreline"):
        if hasattr(element, name):
            return replace(element, **{name: tuple(map(change, getattr(element, name)))})
    return replace(element, position=change(element.position))


def _moved_shed(shed: Shed, factor: float) -> Shed:
    dx, dy = _shift(shed_outline(shed), factor)
    return replace(shed, origin=(shed.origin[0] + dx, shed.origin[1] + dy))


def _moved_row(row: KeptRow, factor: float) -> KeptRow:
    dx, dy = _shift([corner for stall in row.stalls for corner in stall.polygon], factor)
    return row.mapped(lambda point: (point[0] + dx, point[1] + dy))


def _shift(corners: Sequence[Point], factor: float) -> Point:
    """Return by how much something moves [m] so that its middle lies `factor` times as far away."""
    xs, ys = zip(*corners, strict=True)
    return ((factor - 1) * sum(xs) / len(xs), (factor - 1) * sum(ys) / len(ys))


def _fitting(gate: Entrance, outline: Ring, factor: float) -> Entrance:
    """Return a gate of the same width at its place in a longer or shorter side, within that side."""
    side_m = math.dist(outline[gate.edge], outline[(gate.edge + 1) % len(outline)])
    middle_m = (gate.from_m + gate.width_m / 2) * factor
    return replace(gate, from_m=max(0.0, min(middle_m - gate.width_m / 2, side_m - gate.width_m)))
