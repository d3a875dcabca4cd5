"""Arcs of outlines as corners that enclose the true area.

An arc is told by the bulge of the straight piece between its ends: the tangent of a quarter of the angle
that it turns by, positive to the left. Its ends stay where they are; the corners between them stand a little
outside of the arc, so that the ground between chord and arc keeps its area to the last digit.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_WIDEST_PIECE = math.pi / 12
_MOST_PIECES = 512
_MOST_CORNERS = 4_000_000


def corners_of(
    corners: Floats, starts: Whole, closed: NDArray[np.bool_], tolerance_m: float
) -> tuple[Floats, Whole]:
    """Return lines with their arcs as corners, as (corners (n, 2), starts of the lines and the end of all).

    `corners` (n, 3) holds x, y [m] and the bulge of what follows a corner, line after line; `starts`
    (lines + 1) tells where each begins. Of an open line the last bulge says nothing. No corner is farther
    from its arc than `tolerance_m`, unless all together would become too many.
    """
    if not len(corners):
        return np.empty((0, 2)), starts
    following = np.arange(1, len(corners) + 1)
    lasts = starts[1:] - 1
    following[lasts] = np.where(closed, starts[:-1], lasts)
    chords = corners[following, :2] - corners[:, :2]
    lengths = np.hypot(chords[:, 0], chords[:, 1])
    bulges = np.where((following == np.arange(len(corners))) | (lengths == 0), 0.0, corners[:, 2])
    bent = np.flatnonzero(bulges)
    if not len(bent):
        return np.ascontiguousarray(corners[:, :2]), starts
    pieces = _pieces(bulges[bent], lengths[bent], tolerance_m)
    repeats = np.ones(len(corners), dtype=np.int64)
    repeats[bent] = pieces
    firsts = np.concatenate(([0], np.cumsum(repeats)))
    made = np.empty((firsts[-1], 2))
    made[firsts[:-1]] = corners[:, :2]
    within = np.arange(pieces.sum()) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    places = np.repeat(firsts[:-1][bent], pieces) + within
    offsets = _arc_corners(corners[bent, :2], chords[bent], bulges[bent], pieces, within)
    inner = within > 0
    made[places[inner]] = offsets[inner]
    return made, firsts[starts]


def _pieces(bulges: Floats, lengths: Floats, tolerance_m: float) -> Whole:
    """Return into how many pieces arcs are cut: corners stand off by about radius times angle² / 6."""
    size = np.abs(bulges)
    angles = 4 * np.arctan(size)
    radii = lengths * (1 + size**2) / (4 * size)
    while True:
        finest = np.minimum(np.sqrt(4 * tolerance_m / radii), _WIDEST_PIECE)
        pieces: Whole = np.clip(np.ceil(angles / finest), 2, _MOST_PIECES).astype(np.int64)
        if int(pieces.sum()) <= _MOST_CORNERS or np.all(finest == _WIDEST_PIECE):
            return pieces
        tolerance_m *= 4


def _arc_corners(starts: Floats, chords: Floats, bulges: Floats, pieces: Whole, within: Whole) -> Floats:
    angles = 4 * np.arctan(bulges)
    left = np.column_stack((-chords[:, 1], chords[:, 0]))
    centres = starts + chords / 2 + left * ((1 - bulges**2) / (4 * bulges))[:, None]
    outward = (starts - centres) * outer_share(np.abs(angles), pieces)[:, None]
    turns = np.repeat(angles / pieces, pieces) * within
    cos, sin = np.cos(turns), np.sin(turns)
    x, y = np.repeat(outward[:, 0], pieces), np.repeat(outward[:, 1], pieces)
    return np.repeat(centres, pieces, axis=0) + np.column_stack((x * cos - y * sin, x * sin + y * cos))


def outer_share(angles: Floats, pieces: Whole) -> Floats:
    """Return how far from the centre the corners between the ends of arcs stand, as a share of the radius.

    Two triangles reach from the centre to an end and all others to corners between; their areas together are
    that of the sector: (n - 2) k² + 2 k = n t / sin t, t being the angle of one of n pieces.
    """
    step = angles / pieces
    wanted = pieces * step / np.sin(step)
    others = pieces - 2
    inner = (np.sqrt(1 + others * wanted) - 1) / np.maximum(others, 1)
    shares: Floats = np.where(others > 0, inner, wanted / 2)
    return shares


def unit_arc(start: float, sweep: float) -> Floats:
    """Return corners (n, 2) of an arc of the unit circle over an angle [radians], its ends among them.

    They stand as `corners_of` puts them, in pieces of 1/96 of a turn, 0.0007 off at most: stretched to an
    ellipse they keep its area, too.
    """
    pieces = max(2, math.ceil(abs(sweep) / (2 * math.pi / 96) - 1e-9))
    angles = start + sweep * np.arange(pieces + 1) / pieces
    shares = np.full(pieces + 1, float(outer_share(np.array([abs(sweep)]), np.array([pieces]))[0]))
    shares[[0, -1]] = 1.0
    corners: Floats = np.column_stack((np.cos(angles), np.sin(angles))) * shares[:, None]
    return corners
