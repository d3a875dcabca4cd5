"""What is left of a lot after clearances, lanes and obstacles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from chargeplan.geometry.polygons import polygons_in, regions_of, same_start, sound_ground, union_of
from chargeplan.model.layout import LayoutProblem
from chargeplan.model.values import Region


@dataclass(frozen=True)
class UsableGround:
    """Ground on which stalls may stand: its area [m²], measured before rounding, and its pieces.

    `lot_m2` is what the lot measures less its holes alone.
    """

    area_m2: float
    lot_m2: float
    regions: tuple[Region, ...]


@lru_cache(maxsize=64)
def usable_ground(problem: LayoutProblem) -> UsableGround:
    """Return the lot less its holes, clearances and crossings, in as many pieces as are left.

    A crossed outline is measured as its repair (see `repair_ring`); `ring_faults` tells about it.
    """
    taken = union_of(sorted((*problem.clearances, *problem.crossings)))
    lot = _lot_ground(problem)
    ground = shapely.difference(lot, taken)
    area_m2 = sum(float(part.area) for part in polygons_in(ground))
    return UsableGround(area_m2, float(lot.area), regions_of(ground))


def _lot_ground(problem: LayoutProblem) -> BaseGeometry:
    """Return the lot less its holes, the same to the last bit however its rings are ordered."""
    holes = union_of(sorted(same_start(hole) for hole in problem.holes))
    return shapely.difference(sound_ground(same_start(problem.ring)), holes)
