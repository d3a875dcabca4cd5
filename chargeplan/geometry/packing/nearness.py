"""How near to doorways stalls are."""

from __future__ import annotations

import numpy as np

from chargeplan.geometry.packing.values import BODY, COLUMNS, Floats
from chargeplan.geometry.packing.workshop import Filling
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point

_FADES_M = 15.0
"""A stall that is this much further off counts for a third."""


def nearness(filling: Filling, doorways: tuple[Point, ...]) -> float:
    """Return how many stalls there are, each worth less the further it is from the nearest doorway."""
    if not len(filling.whole):
        return 0.0
    columns = filling.whole[:, COLUMNS]
    ends = filling.real[:, BODY : BODY + 4].reshape(-1, 2, 2)
    run = np.repeat(np.arange(len(columns)), columns)
    number = np.concatenate([np.arange(count) for count in columns])
    share = ((number + 0.5) / columns[run])[:, None]
    return float(
        np.exp(-_ways_m(ends[run, 1] * (1 - share) + ends[run, 0] * share, doorways) / _FADES_M).sum()
    )


def nearest_first(stalls: tuple[Stall, ...], doorways: tuple[Point, ...]) -> tuple[Stall, ...]:
    """Return stalls in the order of their way to the nearest doorway."""
    fronts = np.array([stall.front for stall in stalls]).mean(axis=1)
    ways_m = np.round(_ways_m(fronts, doorways), 3)
    return tuple(stalls[index] for index in np.argsort(ways_m, kind="stable").tolist())


def _ways_m(points: Floats, doorways: tuple[Point, ...]) -> Floats:
    apart = points[:, None, :] - np.array(doorways)[None, :, :]
    ways: Floats = np.hypot(apart[:, :, 0], apart[:, :, 1]).min(axis=1)
    return ways
