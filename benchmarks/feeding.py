"""Ways of feeders: good trees beside the best ones and beside own ways for every shed; and their time.

Estates are made by a fixed rule: rows of buildings with stepped fronts, trees between them, sheds at random
places. The cost of a tree is that of all trench and cable at the rates of `assets/electricity/routes.toml`;
the length of trench alone is told with it. The peer of the timing is the union of the same shapes by Shapely.
"""

from __future__ import annotations

import functools
import itertools
import os
import random
import sys
from collections.abc import Sequence

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shapely
from harness import Timing, print_table, seconds_of, take_turns, verdict

from chargeplan.geometry import paths, visibility
from chargeplan.geometry.paths import Routes, Solids, octagon, routes
from chargeplan.geometry.steiner import Weights
from chargeplan.geometry.trenches import length_of, stretches
from chargeplan.model.values import Point, Ring
from chargeplan.reference.routing import load_routing

Case = tuple[Point, tuple[Point, ...], Solids]
"""Source, places of boxes, and what stands around them."""

ESTATES = 8
ROUNDS = 7
GOALS = {"share": 1.02, "ms": 150.0}
_STEPS = 3


def estate(buildings: int, trees: int, sheds: int, seed: int) -> Case:
    """Return a source, the places of boxes, and what stands around them."""
    chance = random.Random(seed)
    columns = round(buildings**0.5)
    rings = [_building(60.0 * (i % columns), 32.0 * (i // columns), chance) for i in range(buildings)]
    width, height = 60.0 * columns, 32.0 * -(-buildings // columns)
    ground = shapely.union_all([shapely.Polygon(ring).buffer(2.5) for ring in rings])
    green = [_free(ground, width, height, chance) for _ in range(trees)]
    places = [_free(ground, width, height, chance) for _ in range(sheds + 1)]
    figures = load_routing()
    clear = figures.value("trench_clearance_m")
    things = [(octagon(place, 1.2), clear) for place in green]
    things += [(_shed(place), figures.value("shed_clearance_m")) for place in places[1:]]
    return places[0], tuple(places[1:]), Solids(tuple((ring,) for ring in rings), clear, tuple(things))


def _building(x: float, y: float, chance: random.Random) -> Ring:
    x, y = x + chance.uniform(-4, 4), y + chance.uniform(-3, 3)
    corners = [(x, y), (x + 44.0, y)]
    for step in range(_STEPS):
        right, depth = x + 44.0 * (1 - step / _STEPS), 11.0 + 1.5 * (step % 2)
        corners += [(right, y + depth), (right - 44.0 / _STEPS, y + depth)]
    return tuple(corners)


def _free(ground: shapely.Geometry, width: float, height: float, chance: random.Random) -> Point:
    while True:
        place = (round(chance.uniform(0, width), 4), round(chance.uniform(0, height), 4))
        if not shapely.intersects_xy(ground, *place):
            return place


def _shed(box: Point) -> Ring:
    x, y = box
    return ((x + 0.5, y), (x + 12.5, y), (x + 12.5, y + 2.0), (x + 0.5, y + 2.0))


def trench_m(found: Routes) -> float:
    """Return how much is dug [m]."""
    return sum(piece.length_m for piece in stretches(found.ways))


def cost(found: Routes, weights: Weights) -> float:
    """Return what trench and cable cost."""
    cables = sum(length_of(way) for way in found.ways if way is not None)
    return weights.trench * trench_m(found) + weights.cable * cables


def good_ways(source: Point, ends: tuple[Point, ...], solids: Solids, weights: Weights) -> Routes:
    """Return ways that are looked for as if there were many ends."""
    few = paths.FEW_ENDS
    try:
        paths.FEW_ENDS = 0
        return routes(source, ends, solids, weights, exact=False)
    finally:
        paths.FEW_ENDS = few


def own_ways(source: Point, ends: Sequence[Point], solids: Solids) -> Routes:
    """Return a shortest way for every end."""
    return Routes(tuple(routes(source, (end,), solids, Weights(1.0, 0.0)).ways[0] for end in ends), False)


def forget() -> None:
    """Forget everything that is remembered between two calls."""
    remembered = (visibility.with_more, visibility._sight_from)
    for each in (paths._search, visibility._barred, *remembered):
        each.cache_clear()


def quality() -> list[tuple[str, ...]]:
    """Return how good trees compare with the best ones and with a way of its own for every shed."""
    figures = load_routing()
    money = Weights(figures.value("trench_cny_m"), figures.value("feeder_cny_m"))
    rows = [("sheds", "objective", "good / best", "worst", "own ways / best", "trench, own ways / best", "")]
    for sheds in (6, 8, 10):
        for name, weights in (("trench", Weights(1.0, 0.0)), ("trench and cable", money)):
            goods, owns, dug = [], [], []
            for seed in range(ESTATES):
                source, ends, solids = estate(24, 60, sheds, seed)
                best = routes(source, ends, solids, weights)
                assert best.exact
                good = good_ways(source, ends, solids, weights)
                own = own_ways(source, ends, solids)
                goods.append(cost(good, weights) / cost(best, weights))
                owns.append(cost(own, weights) / cost(best, weights))
                dug.append(trench_m(own) / trench_m(best))
            mean = sum(goods) / len(goods)
            rows.append(
                (
                    str(sheds),
                    name,
                    f"{mean:.4f}",
                    f"{max(goods):.4f}",
                    f"{sum(owns) / len(owns):.2f}",
                    f"{sum(dug) / len(dug):.2f}",
                    verdict(mean, GOALS["share"]),
                )
            )
    return rows


def moved(case: Case, step: int) -> Case:
    """Return an estate whose first shed, with its box, stands a hair elsewhere, different at every step."""
    source, ends, solids = case
    box = (round(ends[0][0] + 0.001 * step, 4), ends[0][1])
    first = len(solids.scattered) - len(ends)
    things = list(solids.scattered)
    things[first] = (_shed(box), things[first][1])
    return source, (box, *ends[1:]), Solids(solids.regions, solids.clearance_m, tuple(things))


def _ways_s(case: Case, weights: Weights, given: Sequence[Ring | None] = (), *, exact: bool) -> float:
    source, ends, solids = case
    return seconds_of(lambda: routes(source, ends, solids, weights, exact=exact, given=given))


def by_hand(case: Case, weights: Weights) -> list[Ring | None]:
    """Return two ways as they would be taken over by hand, one of them with a bend more 2 m off."""
    way, other = routes(*case, weights).ways[1:3]
    assert way is not None
    (ax, ay), (bx, by) = way[-2:]
    bend = (round((ax + bx) / 2 + 2.0, 4), round((ay + by) / 2 + 1.0, 4))
    return [None, (*way[:-1], bend, way[-1]), other, *[None] * (len(case[1]) - 3)]


def _anew_s(case: Case, weights: Weights) -> float:
    forget()
    return _ways_s(case, weights, exact=True)


def times() -> list[tuple[str, ...]]:
    """Return how long ways take, anew and after one shed was moved, beside the union of the same shapes.

    With two of the ways drawn by hand they are looked for twice, with these and without.
    """
    figures = load_routing()
    weights = Weights(figures.value("trench_cny_m"), figures.value("feeder_cny_m"))
    head = ("buildings", "trees", "sheds", "anew ms", "moved, live ms", "moved, full ms")
    rows: list[tuple[str, ...]] = [(*head, "two by hand, live ms", "union ms", "live / union", "")]
    for size in ((28, 340, 6), (28, 340, 10), (30, 60, 50), (60, 120, 50)):
        case = estate(*size, 1)
        shapes = [shapely.Polygon(region[0]) for region in case[2].regions]
        shapes += [shapely.Polygon(ring) for ring, _ in case[2].scattered]
        steps = itertools.count(1)
        anew = Timing(tuple(_anew_s(case, weights) for _ in range(3)))
        live, union = take_turns(
            functools.partial(
                lambda case, steps: _ways_s(moved(case, next(steps)), weights, exact=False), case, steps
            ),
            functools.partial(seconds_of, functools.partial(shapely.union_all, shapes)),
            ROUNDS,
        )
        full = Timing(tuple(_ways_s(moved(case, next(steps)), weights, exact=True) for _ in range(ROUNDS)))
        drawn = by_hand(case, weights)
        beside = Timing(
            tuple(_ways_s(moved(case, next(steps)), weights, drawn, exact=False) for _ in range(ROUNDS))
        )
        figures_ms = (*(each.median_ms for each in (anew, live, full, beside)), union.median_ms)
        told = (*map(str, size), *(f"{figure:.0f}" for figure in figures_ms))
        rows.append((*told, f"{live.median_ms / union.median_ms:.1f}", verdict(live.median_ms, GOALS["ms"])))
    return rows


def main() -> int:
    """Print ratios and times."""
    print_table("Trees of trenches", quality())
    print_table("Ways of feeders", times())
    return 0


if __name__ == "__main__":
    sys.exit(main())
