"""What new sheds and filled lots take from an estate's green: lawns and beds, and trees in their way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chargeplan.engineering.capacity import LotCapacity, ShedCapacity
from chargeplan.geometry.polygons import areas_within_m2, disc
from chargeplan.geometry.relations import overlap_m2
from chargeplan.model.site import ObstacleKind, Site
from chargeplan.model.values import Ring
from chargeplan.units import round_half_up


@dataclass(frozen=True)
class GroundTaken:
    """Green ground that is covered [m²], to 0.01, and the ids of the trees that have to be moved."""

    green_m2: Decimal
    tree_ids: tuple[str, ...]


def ground_taken(site: Site, sheds: Iterable[ShedCapacity], lots: Iterable[LotCapacity]) -> GroundTaken:
    """Return what is taken by new sheds with their strips, and by stalls and aisles of new lots.

    Ground that several of them cover, or several greens, counts once. A tree is moved when a roof or a stall
    covers some of its disc; a strip in front is ridden over and leaves it where it stands.
    """
    new_sheds = [held for held in sheds if not held.shed.existing]
    layouts = [held.layout for held in lots if not held.lot.existing]
    bodies = [held.outline for held in new_sheds]
    bodies += [stall.polygon for layout in layouts for stall in layout.stalls]
    ridden = [strip for held in new_sheds for strip in held.strips]
    ridden += [aisle for layout in layouts for aisle in layout.aisles]
    return GroundTaken(
        _green_m2([*bodies, *ridden], [green.ring for green in site.greens]), _trees_in(site, bodies)
    )


def _green_m2(pieces: Sequence[Ring], greens: Sequence[Ring]) -> Decimal:
    if not pieces or not greens:
        return Decimal("0.00")
    (area_m2,) = areas_within_m2([[(ring,) for ring in pieces]], greens)
    return round_half_up(area_m2, 2)


def _trees_in(site: Site, bodies: Sequence[Ring]) -> tuple[str, ...]:
    if not bodies:
        return ()
    trees = (obstacle for obstacle in site.obstacles if obstacle.kind is ObstacleKind.TREE)
    return tuple(tree.id for tree in trees if overlap_m2(bodies, disc(tree.position, tree.radius_m))[0] > 0)
