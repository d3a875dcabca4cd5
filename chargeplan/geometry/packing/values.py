"""Plain arrays that the kernels share: rules of rows, the ground, and the stalls placed so far.

Lengths are metres in the lot's own frame. A *facing* is a direction into which stalls look, a unit vector n;
its frame has s along n and t along the row, (t, s) right-handed. Facings stand in pairs: k and k ^ 1 are
opposite. A *run* is stalls side by side that look one way: its front is the line s = h from t on.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Bytes = NDArray[np.uint8]

SINGLE, PAIR = 0, 1

EPS = 2e-4
"""What may stick out unnoticed [m], well under the checker's 1 mm."""

FAR = 1e9

STAYS_WORTH = 1000
"""What a stall that is to stay is worth, in others: none is lost to a filling that holds more."""

FACING, COLUMNS, MATE, GROUP, FIXED = range(5)
T, H, DEPTH, LEAN, BOX, BODY, STRIP = 0, 1, 2, 3, 4, 8, 16
STANDS, OF_STRIPS, WALL = 0, 1, 2
LOW_M = 2.0
IN_BODY, IN_STRIP, IN_LIMITS, IN_REACH = 0, 8, 16, 20


class Rules(NamedTuple):
    """Sizes of stalls and rows [m]; `most` are columns in a group, `gap` keeps groups apart.

    A group has at most `most_stalls` and is at most `longest` long.
    """

    front: float
    single: float
    double: float
    cotangent: float
    aisle: float
    facing_aisle: float
    least: float
    most_single: int
    most_pair: int
    most_stalls: int
    longest: float
    gap: float
    row_gap: float
    pairs: bool


class Ground(NamedTuple):
    """The lot: edges of where stalls may stand and strips lie, per facing; obstacles to riders.

    `normals (K, 2)`; `opposed (K, K)` is 1 where stalls look at each other, 2 where they do so aslant.
    `edges (K, n, 6)` hold t1, s1, t2, s2 with s1 <= s2, what the edge is (`STANDS`, `OF_STRIPS`, `WALL`), and
    whether it is no higher than `LOW_M`: those come after all others, by s1. `levels (K, m)` are heights s at
    which rows may begin or end, `FAR` where there are no more. `sites (n, 4)` are the segments that stop
    riders; `raster` is drawn with them and with every gap between them that is too narrow, its cell 0, 0 at
    `frame[4:6]`, cells `frame[6]` wide; `frame[:4]` is the box of the ground. `seeds (n, 2)` are cells
    outside the lot.
    """

    normals: Floats
    opposed: Bytes
    edges: Floats
    levels: Floats
    frame: Floats
    sites: Floats
    raster: Bytes
    seeds: Whole


class Stalls(NamedTuple):
    """Runs placed so far, `size[0]` of them.

    `whole (M, 5)`: facing (-1: ground kept free), columns, mate in a pair or -1, group, whether fixed.
    `real (M, 24)`: t, h, depth, lean, box, then body and strip as four corners, the front first.
    `views (K, M, 24)`: body and strip in the frame of each facing, then smallest and greatest s of both,
    then smallest and greatest t.
    """

    size: Whole
    whole: Whole
    real: Floats
    views: Floats


def no_stalls(facings: int, room: int) -> Stalls:
    """Return arrays with room for so many runs, none placed."""
    return Stalls(
        np.zeros(1, np.int64),
        np.empty((room, 5), np.int64),
        np.empty((room, 24)),
        np.empty((facings, room, 24)),
    )
