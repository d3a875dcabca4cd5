"""A lot packed with stalls: its own frame, its directions, the search, and the result in site axes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from chargeplan.geometry.ground import Ground as LotGround
from chargeplan.geometry.ground import ground_of
from chargeplan.geometry.packing.fixed import (
    QUARTER,
    fixed_runs,
    is_same_direction,
    kept_directions,
    sound_stalls,
    unparted_stalls,
)
from chargeplan.geometry.packing.nearness import nearest_first, nearness
from chargeplan.geometry.packing.own_frame import OwnFrame, in_own_frame
from chargeplan.geometry.packing.preparing import normals_along, prepared, rules_of
from chargeplan.geometry.packing.recipes import Greedy, Recipe, Stack, Step, recipes
from chargeplan.geometry.packing.results import (
    aisles_of,
    directions_of,
    panels_of,
    runs_in_order,
    stalls_of,
)
from chargeplan.geometry.packing.values import COLUMNS, FIXED
from chargeplan.geometry.packing.workshop import Filling, Task, best_of_recipes, improved
from chargeplan.geometry.stall_rows import StallFinder
from chargeplan.model.layout import LayoutProblem
from chargeplan.model.modules import StallModule
from chargeplan.model.scheme import FillGoal
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point, Ring


@dataclass(frozen=True)
class Budget:
    """How hard to try.

    Stacks of rows are tried at heights `step_m` apart. `least_share` of the outline must run along a
    direction for it to be tried, `most_directions` of them, chosen among `tried_directions` if there are
    more. Of the recipes, the first `recipes` are tried, as many as take `begin_ms`; `carried` of their
    fillings get `tries_ms` for passages each, and the best are improved in up to `rounds` rounds.
    """

    step_m: float
    least_share: float
    most_directions: int
    tried_directions: int
    recipes: int
    begin_ms: float
    carried: int
    tries_ms: float
    rounds: int


LIVE = Budget(
    step_m=0.2,
    least_share=0.12,
    most_directions=2,
    tried_directions=0,
    recipes=10,
    begin_ms=8.0,
    carried=2,
    tries_ms=2.0,
    rounds=0,
)
FULL = Budget(
    step_m=0.1,
    least_share=0.04,
    most_directions=3,
    tried_directions=6,
    recipes=80,
    begin_ms=400.0,
    carried=10,
    tries_ms=20.0,
    rounds=2000,
)
_IMPROVED = 4
_SEARCH_MS = 600.0
_MOST_SEARCHED_M2 = 20_000
_LEAST_RECIPES = 2
_MOST_SHARE = 0.4
_FEWER = 0.1
_LEFT = 0.8
_WIDER_M = (1.0, 0.8, 0.6, 0.4, 0.2)


@dataclass(frozen=True)
class Packed:
    """What was found, in site axes.

    `held` is how many stalls would fit if every one was reached, `given_up` how many of the kept stalls stand
    no longer, `taken_out` how many stand where somebody has taken one out.
    """

    stalls: tuple[Stall, ...] = ()
    aisles: tuple[Ring, ...] = ()
    panels: tuple[tuple[Point, Point], ...] = ()
    row_directions_degrees: tuple[float, ...] = ()
    held: int = 0
    given_up: int = 0
    taken_out: int = 0


def packed(
    problem: LayoutProblem, effort: str = "full", cancelled: Callable[[], bool] | None = None
) -> Packed:
    """Return the best packing found of a lot whose outline is sound and that has a way out.

    Where stalls stay of groups that no panel parts any longer, some are given up and the rest is packed anew.
    """
    found, given_up = _packed(problem, effort, cancelled), 0
    while problem.kept and problem.group is not None and problem.group.panels:
        wrong = unparted_stalls(problem, found.stalls, found.panels)
        if not wrong:
            break
        kept = tuple(stall for index, stall in enumerate(problem.kept) if index not in wrong)
        problem, given_up = replace(problem, kept=kept), given_up + len(wrong)
        found = _packed(problem, effort, cancelled)
    return replace(found, given_up=found.given_up + given_up)


def _packed(problem: LayoutProblem, effort: str, cancelled: Callable[[], bool] | None) -> Packed:
    kept = sound_stalls(problem)
    own, frame = in_own_frame(replace(problem, kept=kept))
    if problem.goal is FillGoal.WIDE_AISLES:
        own = replace(own, module=_with_wide_aisles(own, cancelled))
    lot = ground_of(own)
    if lot.stall_polygons.is_empty:
        return Packed(given_up=len(problem.kept))
    task = _task(own, lot, LIVE, cancelled)
    fillings, held = _begun(own, task, LIVE, cancelled)
    if effort == "full":
        task, fillings, also_held = _searched(own, lot, task, fillings, cancelled)
        held = max(held, also_held)
    filling = fillings[0]
    if problem.goal is FillGoal.NEAR_DOORWAYS and own.doorways:
        filling = max(_nearly_best(fillings), key=lambda filling: nearness(filling, own.doorways))
    found = _result(own, lot, task, filling, frame, effort)
    given_up = len(problem.kept) - int((filling.whole[:, FIXED] * filling.whole[:, COLUMNS]).sum())
    return replace(_without_removed(problem, found), held=held, given_up=given_up)


def _nearly_best(fillings: Sequence[Filling]) -> list[Filling]:
    return [
        filling for filling in fillings if filling.worth >= fillings[0].worth - _FEWER * fillings[0].count
    ]


def _with_wide_aisles(own: LayoutProblem, cancelled: Callable[[], bool] | None) -> StallModule:
    """Return the module with the widest aisles that still leave most of the stalls."""
    if own.module.aisle_one_side_m < own.module.least_aisle_m:
        return own.module
    most = _count(own, cancelled)
    for extra_m in _WIDER_M:
        module = replace(
            own.module,
            aisle_one_side_m=own.module.aisle_one_side_m + extra_m,
            aisle_two_side_m=own.module.aisle_two_side_m + extra_m,
        )
        if _count(replace(own, module=module), cancelled) >= _LEFT * most:
            return module
    return own.module


def _count(own: LayoutProblem, cancelled: Callable[[], bool] | None) -> int:
    lot = ground_of(own)
    return _begun(own, _task(own, lot, LIVE, cancelled), LIVE, cancelled)[0][0].count


def _without_removed(problem: LayoutProblem, found: Packed) -> Packed:
    """Return a packing less the stalls that stand where somebody has taken one out."""
    if not problem.removed:
        return found
    holding = StallFinder(found.stalls).holding(problem.removed)
    stalls = tuple(stall for index, stall in enumerate(found.stalls) if index not in holding)
    return replace(found, stalls=stalls, taken_out=len(holding))


def _task(own: LayoutProblem, lot: LotGround, effort: Budget, cancelled: Callable[[], bool] | None) -> Task:
    angles, free = _angles(own, lot, effort, cancelled)
    return _task_along(own, lot, effort, angles, free)


def _task_along(
    own: LayoutProblem, lot: LotGround, effort: Budget, angles: Sequence[float], free: bool
) -> Task:
    rules = rules_of(own.module, own.group)
    ground = prepared(own, lot, normals_along(angles))
    facings = np.ones(len(ground.normals), np.uint8)
    if not free:
        facings[2:] = 0
    kept = fixed_runs(own, rules, ground)
    return Task(rules, ground, kept, facings, float(lot.stall_polygons.area), effort.step_m)


def _searched(
    own: LayoutProblem,
    lot: LotGround,
    quick: Task,
    quickly: list[Filling],
    cancelled: Callable[[], bool] | None,
) -> tuple[Task, list[Filling], int]:
    """Return fillings of a full search, most stalls first, with what they fill, and how many could be held.

    Where the live search, `quickly`, found more, its fillings come back: full effort never finds less.
    """
    task = _task(own, lot, FULL, cancelled)
    begun, held = _begun(own, task, FULL, cancelled)
    if np.array_equal(task.ground.normals, quick.ground.normals):
        begun = sorted([*begun, *quickly], key=lambda filling: -filling.worth)
    fillings = improved(task, begun[:_IMPROVED], _rounds(task), cancelled)
    if quickly[0].worth > fillings[0].worth:
        return quick, quickly, held
    return task, fillings, held


def _begun(
    own: LayoutProblem, task: Task, effort: Budget, cancelled: Callable[[], bool] | None
) -> tuple[list[Filling], int]:
    """Return fillings of recipes; on ground with very many edges fewer are tried."""
    directions = tuple(k for k in range(0, len(task.facings), 2) if task.facings[k])
    known = islice(recipes(own, task.ground, task.rules, directions), effort.recipes)
    chosen = _affordable(known, task, effort.begin_ms)
    tries = max(2, min(40, int(effort.tries_ms / _reach_ms(task))))
    return best_of_recipes(task, chosen, min(effort.carried, len(chosen)), tries, cancelled)


def _affordable(known: Iterable[Recipe], task: Task, limit_ms: float) -> list[Recipe]:
    """Return the first recipes that take so long together, at least two, none of them most of it."""
    chosen: list[Recipe] = []
    left = limit_ms
    for recipe in known:
        cost_ms = _reach_ms(task) + sum(_step_ms(step, task) for step in recipe)
        if len(chosen) < _LEAST_RECIPES or cost_ms <= left * _MOST_SHARE:
            chosen.append(recipe)
            left -= cost_ms
    return chosen


def _reach_ms(task: Task) -> float:
    """Return about how long it takes to find what bikes reach."""
    return 0.05 + 1e-3 * task.area_m2 * (0.1 + 3e-4 * len(task.ground.sites))


def _step_ms(step: Step, task: Task) -> float:
    """Return about how long a step of a recipe takes."""
    facings, edges = task.ground.edges.shape[:2]
    kinds = (3 if task.rules.pairs else 2) * (1 if task.rules.cotangent == 0 else 2)
    if isinstance(step, Stack):
        heights = math.sqrt(task.area_m2) / task.step_m + 8 * task.ground.levels.shape[1]
        return float(heights * kinds * (3e-4 + 5e-6 * edges))
    if isinstance(step, Greedy):
        return float(facings * (0.1 + task.area_m2 * (9e-5 * kinds + 4e-6 * edges)))
    return 0.0


def _rounds(task: Task) -> int:
    """Return the rounds of a search: what 0.6 s allow up to 1000 m², growing slower than area.

    The figures are of the machine in docs/performance.md; a count of rounds and not the clock makes the same
    lot come out alike everywhere.
    """
    if task.area_m2 > _MOST_SEARCHED_M2:
        return 0
    windows = 2 * (len(task.facings) // 4) - 1
    size = min(task.area_m2, 1000.0) / 1000.0
    if task.rules.cotangent == 0:
        round_ms = windows * ((0.4 if task.rules.pairs else 0.15) + 0.25 * size) + _reach_ms(task)
    else:
        round_ms = windows * (0.5 + 1.3 * size) + 6 * _reach_ms(task)
    return int(min(FULL.rounds, _SEARCH_MS / round_ms * max(1.0, task.area_m2 / 1000.0) ** 0.5))


def _angles(
    own: LayoutProblem, lot: LotGround, effort: Budget, cancelled: Callable[[], bool] | None
) -> tuple[list[float], bool]:
    """Return the directions of rows [radians], and whether rows may also stand across the first.

    A direction that was asked for is the only one. Otherwise the directions of the sides are, each with its
    perpendicular: the longest first or, of more than may be, those in which most stalls stand quickly.
    """
    kept = kept_directions(own)
    if own.direction_degrees is not None:
        asked = math.radians(own.direction_degrees) + QUARTER
        return [asked, *(angle for angle in kept if not is_same_direction(angle, asked))], False
    shares: list[tuple[float, float]] = [(0.0, math.inf)]
    total = sum(side.length_m for side in lot.sides)
    for side in lot.sides:
        angle = math.atan2(side.end[1] - side.start[1], side.end[0] - side.start[0]) % QUARTER
        for number, (other, share) in enumerate(shares):
            if is_same_direction(angle, other):
                shares[number] = (other, share + side.length_m)
                break
        else:
            shares.append((angle, side.length_m))
    shares.sort(key=lambda entry: (-entry[1], entry[0]))
    chosen = [angle for angle, share in shares if share >= effort.least_share * total]
    if effort.tried_directions and len(chosen) > effort.most_directions:
        tried = chosen[: effort.tried_directions]
        chosen = sorted(tried, key=lambda angle: -_held_along(own, lot, angle, cancelled))
    chosen = chosen[: effort.most_directions]
    chosen += [angle for angle in kept if not any(is_same_direction(angle, other) for other in chosen)]
    return chosen, True


def _held_along(
    own: LayoutProblem, lot: LotGround, angle: float, cancelled: Callable[[], bool] | None
) -> int:
    """Return how many stalls stand quickly in rows along and across one direction."""
    task = _task_along(own, lot, LIVE, [angle, *kept_directions(own)], True)
    return _begun(own, task, LIVE, cancelled)[0][0].count


def _result(
    own: LayoutProblem, lot: LotGround, task: Task, filling: Filling, frame: OwnFrame, effort: str
) -> Packed:
    if not filling.count:
        return Packed()
    normals = task.ground.normals
    runs = runs_in_order(filling, own.group is not None)
    stalls = stalls_of(runs, frame)
    if own.goal is FillGoal.NEAR_DOORWAYS and own.doorways:
        stalls = nearest_first(stalls, tuple(frame.out(x, y) for x, y in own.doorways))
    return Packed(
        stalls=stalls,
        aisles=aisles_of(runs, lot, task.rules, frame, ways=effort == "full"),
        panels=panels_of(runs, task.rules, frame) if own.group and own.group.panels else (),
        row_directions_degrees=directions_of(runs, normals, frame),
    )
