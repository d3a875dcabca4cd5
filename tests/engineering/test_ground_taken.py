"""Green ground and trees that a scheme takes, against sums by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from factories import kept_row, rectangle, small_project

from chargeplan.analysis import analyse
from chargeplan.engineering.ground_taken import GroundTaken, ground_taken
from chargeplan.model.project import Project
from chargeplan.model.scheme import Lot, Scheme, Shed
from chargeplan.model.site import Green, Obstacle, ObstacleKind, Site
from chargeplan.model.values import Ring


def taken(site: Site, sheds: tuple[Shed, ...] = (), lots: tuple[Lot, ...] = ()) -> GroundTaken:
    scheme = Scheme("scheme-1", lots=lots, sheds=sheds, module_id="compact")
    return analyse(Project(site=site, schemes=(scheme,))).ground_taken


def greens(*rings: Ring) -> tuple[Green, ...]:
    return tuple(Green(f"green-{number}", ring) for number, ring in enumerate(rings, 1))


SHED = Shed("shed-1", (0, 0), 0.0, 12.0, 2.0)
"""From (0, 0) to (12, 2), with a strip 1.5 m deep in front of it, down to y = -1.5."""


def test_roof_and_strip_cover_green_once_where_greens_overlap() -> None:
    """Lawn from x = 0 to 4, another from 2 to 6, both y = -10 to 10: 6 m of 2 + 1.5 m are 21 m²."""
    site = Site(greens=greens(rectangle(0, -10, 4, 10), rectangle(2, -10, 6, 10)))
    assert taken(site, (SHED,)) == GroundTaken(Decimal("21.00"), ())


def test_sheds_whose_strips_share_ground_take_it_once() -> None:
    """A second shed from y = -2 to -3.5 up, turned by 180 degrees: its strip is that of the first.

    Roofs 2 · 12 · 2 = 48 and one strip of 12 · 1.5 = 18: 66 m².
    """
    site = Site(greens=greens(rectangle(-50, -50, 50, 50)))
    other = Shed("shed-2", (12, -1.5), 180.0, 12.0, 2.0)
    assert taken(site, (SHED, other)).green_m2 == Decimal("66.00")


def test_what_exists_takes_nothing() -> None:
    """An old shed stands where it stands, and so do the stalls of an old lot."""
    site = Site(
        greens=greens(rectangle(-50, -50, 50, 50)),
        obstacles=(Obstacle("tree-1", (6, 1), 0.3),),
    )
    old = Lot("lot-9", rectangle(20, 0, 40, 10), filled=True, existing=True)
    assert taken(site, (replace(SHED, existing=True),), (old,)) == GroundTaken(Decimal("0.00"), ())


def test_areas_are_rounded_half_up() -> None:
    """A strip of lawn 0.0025 m wide under 2 m of roof: 0.005 m² are told as 0.01."""
    site = Site(greens=greens(rectangle(1, 0, 1.0025, 2)))
    assert taken(site, (SHED,)).green_m2 == Decimal("0.01")


@pytest.mark.parametrize(
    ("place", "kind", "moved"),
    [
        ((6, 1), ObstacleKind.TREE, True),
        ((12.2, 1), ObstacleKind.TREE, True),
        ((12.3, 1), ObstacleKind.TREE, False),
        ((6, -0.5), ObstacleKind.TREE, False),
        ((6, 1), ObstacleKind.POLE, False),
    ],
)
def test_trees_in_the_way_of_roofs_are_moved(place, kind, moved) -> None:
    """A disc of 0.3 m: in the shed, cut by it, touching it at x = 12, in the strip; a pole is no tree."""
    site = Site(obstacles=(Obstacle("tree-1", place, 0.3, kind),))
    assert taken(site, (SHED,)).tree_ids == (("tree-1",) if moved else ())


def test_stalls_and_aisles_of_a_filled_lot_are_taken() -> None:
    """All of the lot is lawn, so stalls and aisles together, the gross area, are taken."""
    ring = rectangle(0, 0, 12, 4)
    analysis = analyse(
        Project(
            site=Site(greens=greens(rectangle(-5, -5, 20, 20))),
            schemes=(Scheme("scheme-1", lots=(Lot("lot-1", ring, filled=True),), module_id="compact"),),
        )
    )
    assert analysis.totals.stalls > 0
    assert analysis.ground_taken.green_m2 == analysis.totals.gross_area_m2 > 0


def test_a_tree_under_a_stall_of_a_lot_is_moved_and_one_beside_it_is_not() -> None:
    """Four stalls kept from (0, 0) on, 0.8 by 2 m each: one tree in the second, one behind it at y = 2.5."""
    lot = Lot("lot-1", rectangle(-1, -3, 6, 4), filled=True, kept=(kept_row((0.0, 0.0), 4),))
    lots = analyse(Project(schemes=(Scheme("scheme-1", lots=(lot,)),))).lots
    under, beside = Obstacle("tree-1", (1.2, 1.0), 0.2), Obstacle("tree-2", (1.2, 2.5), 0.2)
    kept = tuple(replace(held, layout=replace(held.layout, stalls=lot.kept[0].stalls)) for held in lots)
    assert ground_taken(Site(obstacles=(under, beside)), (), kept).tree_ids == ("tree-1",)


def test_a_plan_without_green_takes_none() -> None:
    """The small plan has neither lawns nor trees."""
    assert analyse(small_project()).ground_taken == GroundTaken(Decimal("0.00"), ())
