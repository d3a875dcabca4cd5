"""Fillings tried and improved: recipes first, then chains of clearing and refilling, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import cycle
from typing import TypeVar

import numpy as np

from chargeplan.geometry.packing.extending import extend_rows
from chargeplan.geometry.packing.greedy import fill_window
from chargeplan.geometry.packing.improving import connect, free_ground, improve, trim
from chargeplan.geometry.packing.looking import look
from chargeplan.geometry.packing.recipes import Extend, Greedy, Passage, Recipe, Stack
from chargeplan.geometry.packing.riding import reach
from chargeplan.geometry.packing.stacking import stack_rows
from chargeplan.geometry.packing.threads import MOST, thread_count
from chargeplan.geometry.packing.values import (
    COLUMNS,
    FIXED,
    GROUP,
    STAYS_WORTH,
    Bytes,
    Floats,
    Ground,
    Rules,
    Stalls,
    Whole,
    no_stalls,
)

_Wanted = TypeVar("_Wanted")
_Made = TypeVar("_Made")

_CHAINS = MOST
_DICE = 88172645463325252
_HOPE = 0.85
"""What a stall is worth that no bike reaches yet: a passage may still be cut."""

_WARM, _COOL, _SIZES_M = 0.5, 0.25, (5.5, 3.0)
_LOOK_S = 0.02


@dataclass(frozen=True)
class Task:
    """What is filled: the ground, the sizes, the stalls that stay, and the facings that rows may have.

    Stacks of rows are tried at heights `step_m` apart, and at all where a row ends flush with an edge.
    """

    rules: Rules
    ground: Ground
    kept: Stalls
    facings: Bytes
    area_m2: float
    step_m: float

    @property
    def room(self) -> int:
        """Runs that arrays have room for."""
        rules = self.rules
        return 64 + int(self.area_m2 / (rules.front * rules.double / 2)) + 2 * int(self.kept.size[0])


@dataclass(frozen=True)
class Filling:
    """Runs of which every stall is reached: arrays as in `Stalls`, cut to length."""

    whole: Whole
    real: Floats

    @property
    def count(self) -> int:
        """Number of stalls."""
        return int(self.whole[:, COLUMNS].sum())

    @property
    def worth(self) -> int:
        """Number of stalls, those that were to stay counted many times over."""
        return self.count + (STAYS_WORTH - 1) * int((self.whole[:, COLUMNS] * self.whole[:, FIXED]).sum())


class Workshop:
    """Arrays of one thread, used again and again."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self._now, self._best, self._work, self._trial = (
            no_stalls(len(task.ground.normals), task.room) for _ in range(4)
        )
        self._raster = task.ground.raster.copy()
        self._stack = np.zeros(4 * self._raster.size + 8, np.int64)
        self._reached = np.zeros((task.room, 2), np.int64)
        self._groups = np.zeros(1, np.int64)
        self._dice = np.zeros(1, np.int64)

    def throw(self, number: int) -> None:
        """Begin a new piece of work: the dice fall by its number, whatever was made here before."""
        self._dice[0] = _DICE + 7919 * number

    def cook(self, recipe: Recipe) -> tuple[Filling, int]:
        """Return what a recipe puts down, and the worth of what is reached."""
        rules, ground, now = self.task.rules, self.task.ground, self._now
        _load(self.task.kept, now)
        self._groups[0] = _next_group(now.whole[: now.size[0]])
        for step in recipe:
            if isinstance(step, Passage):
                free_ground(np.array(step.corners), ground, now)
            elif isinstance(step, Stack):
                stack_rows(
                    np.array(step.window), step.facing, self.task.step_m, step.pair_worth, self._groups,
                    rules, ground, now,
                )  # fmt: skip
            elif isinstance(step, Extend):
                extend_rows(self._groups, rules, ground, now)
            elif isinstance(step, Greedy):
                fill_window(
                    np.array(step.window), self.task.facings, 0.0, 0.0, self._groups, self._dice, rules,
                    ground, now,
                )  # fmt: skip
        count = reach(rules, ground, now, self._raster, self._stack, self._reached)
        return _saved(now), count

    def connected(self, filling: Filling, tries: int) -> Filling:
        """Return a filling with passages to what was not reached; what still is not is left out."""
        rules, ground, now = self.task.rules, self.task.ground, self._now
        self._restore(filling)
        connect(
            tries, self._dice, rules, ground, now, self._trial, self._raster, self._stack, self._reached
        )  # fmt: skip
        return self._extended(self._trimmed())

    def _trimmed(self) -> Filling:
        """Return what is placed, less what is not reached."""
        rules, ground, now = self.task.rules, self.task.ground, self._now
        reach(rules, ground, now, self._raster, self._stack, self._reached)
        trim(rules, ground, now, self._reached)
        return _saved(now)

    def _extended(self, filling: Filling) -> Filling:
        """Return a filling that is placed, with its rows continued if that leaves more that is reached."""
        if not extend_rows(self._groups, self.task.rules, self.task.ground, self._now):
            return filling
        longer = self._trimmed()
        return longer if longer.worth > filling.worth else filling

    def improved(
        self, filling: Filling, rounds: int, heat: float, size_m: float, cancelled: Bytes
    ) -> Filling:
        """Return the best filling found by clearing and refilling windows so many times."""
        self._restore(filling)
        improve(
            rounds, heat, size_m, self.task.facings, self._groups, self._dice, self.task.rules,
            self.task.ground, self._now, self._best, self._work, self._trial, self._raster, self._stack,
            cancelled,
        )  # fmt: skip
        found = _saved(self._best)
        self._restore(found)
        return self._extended(found)

    def _restore(self, filling: Filling) -> None:
        n = len(filling.whole)
        self._now.size[0] = n
        self._now.whole[:n], self._now.real[:n] = filling.whole, filling.real
        self._groups[0] = _next_group(filling.whole)
        look(self._now, self.task.ground)


def _next_group(whole: Whole) -> int:
    return int(whole[:, GROUP].max(initial=-1)) + 1


def _load(source: Stalls, target: Stalls) -> None:
    n = int(source.size[0])
    target.size[0] = n
    target.whole[:n], target.real[:n] = source.whole[:n], source.real[:n]
    target.views[:, :n] = source.views[:, :n]


def _saved(placed: Stalls) -> Filling:
    n = int(placed.size[0])
    return Filling(placed.whole[:n].copy(), placed.real[:n].copy())


def best_of_recipes(
    task: Task,
    chosen: Sequence[Recipe],
    most: int,
    tries: int,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[list[Filling], int]:
    """Return the best fillings of recipes with their passages, most stalls first.

    The number is how many stalls there would be if every one was reached. What is cancelled stops early.
    """

    def cook(shop: Workshop, recipe: Recipe) -> tuple[float, Filling]:
        filling, reached = shop.cook(recipe)
        return reached + (filling.worth - reached) * _HOPE, filling

    def connect(shop: Workshop, entry: tuple[float, Filling]) -> Filling:
        return shop.connected(entry[1], tries)

    shops = [Workshop(task) for _ in range(thread_count())]
    cooked = _side_by_side(shops, cook, chosen, cancelled)
    cooked.sort(key=lambda entry: -entry[0])
    fillings = _side_by_side(shops, connect, cooked[:most], cancelled)
    fillings.sort(key=lambda filling: -filling.worth)
    return fillings, max((filling.count for _, filling in cooked), default=0)


def _side_by_side(
    shops: Sequence[Workshop],
    work: Callable[[Workshop, _Wanted], _Made],
    wanted: Sequence[_Wanted],
    cancelled: Callable[[], bool] | None,
) -> list[_Made]:
    """Return what is made of each piece, in order; a workshop that is free takes the next.

    The dice of a piece fall by its number, so the result is the same on every machine. What is cancelled
    makes at least as many pieces as there are workshops.
    """
    made: dict[int, _Made] = {}
    waiting = iter(enumerate(wanted))

    def of_one(shop: Workshop) -> None:
        for number, piece in waiting:
            if number >= len(shops) and cancelled is not None and cancelled():
                break
            shop.throw(number)
            made[number] = work(shop, piece)

    with ThreadPoolExecutor(max(1, len(shops) - 1)) as pool:
        others = [pool.submit(of_one, shop) for shop in shops[1:]]
        of_one(shops[0])
        for other in others:
            other.result()
    return [made[number] for number in sorted(made)]


def improved(
    task: Task,
    fillings: Sequence[Filling],
    rounds: int,
    cancelled: Callable[[], bool] | None = None,
) -> list[Filling]:
    """Return fillings improved side by side, the best first; fewer are carried on for longer."""
    if not rounds or not fillings:
        return list(fillings)
    flag = np.zeros(1, np.uint8)
    shops = [Workshop(task) for _ in range(max(_CHAINS, len(fillings)))]
    for number, shop in enumerate(shops, 1):
        shop.throw(number)
    trial = max(1, rounds // len(fillings))
    with ThreadPoolExecutor(thread_count()) as pool:

        def run(starts: Sequence[Filling], turns: int, heat: float) -> list[Filling]:
            jobs = [
                pool.submit(shop.improved, start, turns, heat, size_m, flag)
                for shop, start, size_m in zip(shops, starts, cycle(_SIZES_M), strict=False)
            ]
            while wait(jobs, _LOOK_S).not_done:
                if cancelled is not None and cancelled():
                    flag[0] = 1
            return [job.result() for job in jobs]

        better = run(fillings, trial, _WARM)
        leaders = sorted(better, key=lambda filling: -filling.worth)[:_CHAINS]
        best = run([leaders[0], leaders[-1]], rounds // 2, _COOL)
    return sorted([*best, *better, *fillings], key=lambda filling: -filling.worth)
