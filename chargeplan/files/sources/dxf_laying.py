"""A drawing in metres of a plan: shifted to an origin near it, arcs as corners, loose lines joined."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from chargeplan.errors import Cancelled, go_on_unless
from chargeplan.files.sources.dxf_drawing import DxfDrawing
from chargeplan.files.sources.dxf_shapes import CIRCLE, LINES_ONLY, Floats, Shapes, Whole
from chargeplan.files.sources.values import Box
from chargeplan.geometry.bulges import corners_of
from chargeplan.geometry.joining import Flags, Joined, Paths, joined, put_together
from chargeplan.model.values import COORDINATE_LIMIT_M, Point
from chargeplan.reference.layer_roles import LayerRoles

_ARC_TOLERANCE_M = 0.005
_LEAST_RING_M2 = 1e-3
_ROUGH = 1e-5
NO_GROUND = -2
_NONE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Laid:
    """A drawing in metres of a plan.

    Attributes
    ----------
    shapes : Paths
        The corners of each shape of the drawing [m], by its index there.
    kept, kept_points : arrays of bool
        Which shapes and points lie with the others, and not far away.
    origin : Point
        Where the plan's origin lies in the drawing's own coordinates, in metres.
    texts : array (texts, 2, 2)
        Middle and anchor of each text [m].
    """

    shapes: Paths
    kept: Flags
    points: Floats = field(repr=False)
    kept_points: Flags = field(repr=False)
    texts: Floats = field(repr=False)
    origin: Point

    @property
    def strays(self) -> int:
        """How many shapes and points lie far away."""
        return int((~self.kept).sum() + (~self.kept_points).sum())


@dataclass(frozen=True)
class LayerLines:
    """The shapes of a layer as outlines and chains.

    Attributes
    ----------
    members : array of int
        Shapes of the drawing that these are made of.
    ring_of, chain_of : arrays of int, one a member
        The outline or chain that it is part of, -1 for none; `NO_GROUND` for outlines without ground.
    circles : array of bool, one a ring
    widths, ring_widths : arrays, one a chain and one a ring
        Width that a line of the drawing tells [m], 0 for none.
    ring_said : array of int
        Which of the data that this program put with outlines each ring has, 0 for none.
    joined : Joined
        What became of loose lines; its chains are those here.
    """

    members: Whole
    rings: Paths
    ring_of: Whole
    circles: Flags
    chains: Paths
    chain_of: Whole
    widths: Floats
    joined: Joined
    ring_widths: Floats = field(default_factory=lambda: np.empty(0))
    ring_said: Whole = field(default_factory=lambda: _NONE)


NO_LINES = LayerLines(
    _NONE, Paths(), _NONE, np.zeros(0, dtype=bool), Paths(), _NONE, np.empty(0), joined(Paths(), 0.0)
)


def extents(shapes: Shapes, which: Flags, share: float) -> tuple[Box, Box] | None:
    """Return the extents of some shapes and of all points and texts in their units, and without strays.

    `share` of the corners is left off at each side for the second; None where there are none.
    """
    counts = np.diff(shapes.starts)
    corners = shapes.corners[np.repeat(which, counts)]
    starts = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(counts[which])))
    texts = np.array([place for text in shapes.texts for place in (text.anchor, text.middle)]).reshape(-1, 2)
    if not len(corners) and not len(shapes.points) and not len(texts):
        return None
    reach = float(np.ptp(corners[:, :2], axis=0).max()) if len(corners) else 0.0
    flat, _ = corners_of(corners, starts, shapes.closed[which], max(reach, 1e-9) * _ROUGH)
    places = np.concatenate((flat, shapes.points, texts))
    low, high = np.quantile(places, share, axis=0), np.quantile(places, 1 - share, axis=0)
    return _box(places.min(axis=0), places.max(axis=0)), _box(low, high)


def _box(low: Floats, high: Floats) -> Box:
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def laid(drawing: DxfDrawing, unit_m: float, bulk: Box, roles: LayerRoles) -> Laid:
    """Return a drawing in metres; a unit is `unit_m` long, and `bulk` are its extents without strays.

    Numbers are shifted before they are rounded to the grid of plans: the origin is a whole number of metres,
    so that adding it gives back what the file says.
    """
    shapes = drawing.shapes
    left, bottom, right, top = (value * unit_m for value in bulk)
    origin = (0.0, 0.0)
    if max(map(abs, (left, bottom, right, top))) > roles.far_m:
        step = roles.shift_step_m
        origin = (math.floor(left / step) * step, math.floor(bottom / step) * step)
    corners = shapes.corners.copy()
    corners[:, :2] = corners[:, :2] * unit_m - origin
    points = shapes.points * unit_m - origin
    reach = roles.stray_m
    low = np.maximum(np.array((left - reach, bottom - reach)) - origin, -COORDINATE_LIMIT_M)
    high = np.minimum(np.array((right + reach, top + reach)) - origin, COORDINATE_LIMIT_M)
    near = np.all((corners[:, :2] >= low) & (corners[:, :2] <= high), axis=1)
    kept = np.logical_and.reduceat(near, shapes.starts[:-1]) if len(shapes) else near[:0]
    corners[np.repeat(~kept, np.diff(shapes.starts))] = 0.0
    flat, starts = corners_of(corners, shapes.starts, shapes.closed, _ARC_TOLERANCE_M)
    kept_points = np.all((points >= low) & (points <= high), axis=1)
    texts = np.array([(text.middle, text.anchor) for text in shapes.texts]).reshape(-1, 2, 2)
    return Laid(Paths(flat, starts), kept, points, kept_points, texts * unit_m - origin, origin)


def joined_layers(
    drawing: DxfDrawing, here: Laid, unit_m: float, join_m: float, cancelled: Cancelled
) -> Mapping[int, LayerLines]:
    """Return the outlines and chains of each layer that has any."""
    shapes = drawing.shapes
    usable = np.flatnonzero(here.kept & (shapes.flags & LINES_ONLY == 0))
    order = usable[np.argsort(shapes.layers[usable], kind="stable")]
    numbers, firsts = np.unique(shapes.layers[order], return_index=True)
    bounds = [*firsts.tolist(), len(order)]
    found = {}
    for number, first, end in zip(numbers.tolist(), bounds, bounds[1:], strict=False):
        go_on_unless(cancelled)
        found[number] = _layer_lines(shapes, here, order[first:end], unit_m, join_m, cancelled)
    return found


def _layer_lines(
    shapes: Shapes,
    here: Laid,
    members: Whole,
    unit_m: float,
    join_m: float,
    cancelled: Cancelled,
) -> LayerLines:
    is_closed = shapes.closed[members]
    outlines, loose = members[is_closed], members[~is_closed]
    closed = here.shapes.picked(outlines)
    real = (closed.counts > 2) & (np.abs(closed.areas()) > _LEAST_RING_M2)
    result = joined(here.shapes.picked(loose), join_m, cancelled)
    rings = put_together((closed.picked(real), result.rings))
    first_joined = int(real.sum())
    ring_of = np.full(len(members), -1)
    ring_of[is_closed] = np.where(real, np.cumsum(real) - 1, -1)
    ring_of[~is_closed] = np.where(result.ring_of >= 0, result.ring_of + first_joined, -1)
    chain_of = np.full(len(members), NO_GROUND)
    chain_of[~is_closed] = result.chain_of
    circles = np.zeros(len(rings), dtype=bool)
    circles[:first_joined] = (shapes.flags[outlines] & CIRCLE != 0)[real]
    told = shapes.widths[members] * unit_m
    widths, ring_widths = _widest(chain_of, told, len(result.chains)), _widest(ring_of, told, len(rings))
    ring_said = _widest(ring_of, shapes.said[members], len(rings)).astype(np.int64)
    return LayerLines(
        members, rings, ring_of, circles, result.chains, chain_of, widths, result,
        ring_widths, ring_said,
    )  # fmt: skip


def _widest(owner_of: Whole, widths: Floats | Whole, count: int) -> Floats:
    """Return for each chain or ring the largest width, or number, that one of its lines tells."""
    found = np.zeros(count)
    known = owner_of >= 0
    np.maximum.at(found, owner_of[known], widths[known])
    return found
