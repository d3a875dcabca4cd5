"""The most stalls that a small lot holds, way out included, proven by CP-SAT.

One Boolean for every place of a stall on the grid of `layout_grid`. Bodies, strips and facing rows are sets
of which at most one may be chosen; a rider's position is a Boolean that its cells must be free for. That
riders get out is asked for in rounds: whoever is inside a closed region needs a free position on its rim. The
model without some of these demands is a relaxation, so its bound holds in every round.
"""

from __future__ import annotations

import json
import math
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import ortools
from layout_cases import FOLDER, Case, all_cases, is_valid, packed
from layout_grid import DOWN, LEFT, OPPOSITE, RIGHT, UP, Bits, Box, LotGrid, Place, flooded
from ortools.sat.python import cp_model

from chargeplan.model.stalls import Stall

Cell = tuple[int, int]
Sets = dict[Cell, list[int]]
_WAVES = (0, 1, 2, 4, 7, 11, 16, 22, 30)
_LATEST = 6


@dataclass
class Proof:
    """What a run came to: the best layout that passed the checker, and what cannot be exceeded."""

    stalls: tuple[Stall, ...] = ()
    bound: int | None = None
    rounds: int = 0
    seconds: float = 0.0

    @property
    def best(self) -> int:
        """Count of the best layout."""
        return len(self.stalls)


class Solver:
    """The model of a lot on its grid, and the demands for ways out that were added so far."""

    def __init__(self, grid: LotGrid) -> None:
        self.grid = grid
        self.riding, self.exits = grid.riding, grid.exits
        boxes = [grid.touching(place) for place in grid.places]
        kept = [k for k, box in enumerate(boxes) if _window(self.riding, box).any()]
        self.places = [grid.places[k] for k in kept]
        self.boxes = [boxes[k] for k in kept]
        self.model = cp_model.CpModel()
        self.chosen = [self.model.new_bool_var("") for _ in self.places]
        self._closed: set[bytes] = set()
        self._bodies()
        self._riders()
        self._around_strips()
        self.model.maximize(sum(self.chosen))

    def at_least(self, count: int) -> None:
        """Ask for so many stalls, whichever they are."""
        self.model.clear_objective()
        self.model.add(sum(self.chosen) >= count)

    # --- the five rules but for the way out -------------------------------------------------------

    def _bodies(self) -> None:
        grid = self.grid
        self.body: Sets = defaultdict(list)
        strip: list[Sets] = [defaultdict(list) for _ in range(4)]
        faces: list[Sets] = [defaultdict(list), defaultdict(list)]
        for k, place in enumerate(self.places):
            axis = 0 if place.way in (UP, DOWN) else 1
            for cells, sets in (
                (place.body, self.body),
                (place.strip, strip[place.way]),
                (_before(place, grid.facing), faces[axis]),
            ):
                for cell in _cells(cells):
                    sets[cell].append(k)
        self.free = {cell: self.model.new_bool_var("") for cell in self.body}
        self._done: set[tuple[int, ...]] = set()
        for cell, numbers in self.body.items():
            self._at_most_one(numbers, cell)
        for way in range(4):
            for cell, numbers in strip[way].items():
                if cell in self.free:
                    self.model.add(sum(self.chosen[k] for k in numbers) <= self.free[cell])
                else:
                    self._at_most_one(numbers)
        for axis in (0, 1):
            for cell, numbers in faces[axis].items():
                self._at_most_one({*numbers, *self.body.get(cell, ())})
        self._backs()

    def _at_most_one(self, numbers: Iterable[int], free: Cell | None = None) -> None:
        key = (*sorted(numbers), *(() if free is None else (-1 - free[0], -1 - free[1])))
        if key not in self._done:
            self._done.add(key)
            literals = [self.chosen[k] for k in key if k >= 0]
            self.model.add_at_most_one([*literals, *([] if free is None else [self.free[free]])])

    def _backs(self) -> None:
        lines: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        for k, place in enumerate(self.places):
            if place.half:
                x0, y0, x1, y1 = place.body
                line = {UP: y0, DOWN: y1, RIGHT: x0, LEFT: x1}[place.way]
                lines[place.way, line].append((x0 if place.way in (UP, DOWN) else y0, k))
        for (way, line), halves in lines.items():
            others = lines.get((OPPOSITE[way], line), [])
            for at, k in halves:
                backs = [self.chosen[o] for other, o in others if abs(at - other) <= self.grid.back]
                self.model.add_bool_or([self.chosen[k].negated(), *backs])

    def _riders(self) -> None:
        """Make the Booleans of positions; a blocking body covers an element, which takes all its cells."""
        model = self.model
        self.ride = {(x, y): model.new_bool_var("") for x, y in np.argwhere(self.riding).tolist()}
        for (x, y), position in self.ride.items():
            for e in self.grid.elements:
                cells = list(_cells((x + e.x0, y + e.y0, x + e.x1, y + e.y1)))
                if len(cells) == 1:
                    if cells[0] in self.free:
                        model.add_implication(position, self.free[cells[0]])
                    continue
                covering = set(self.body.get(cells[0], ()))
                for cell in cells[1:]:
                    covering &= set(self.body.get(cell, ()))
                if covering:
                    model.add_at_most_one([position, *(self.chosen[k] for k in sorted(covering))])
        for k, box in enumerate(self.boxes):
            near = [self.ride[c] for c in _cells(_upto(box)) if c in self.ride]
            model.add_bool_or([self.chosen[k].negated(), *near])

    # --- ways out ---------------------------------------------------------------------------------

    def _around_strips(self) -> None:
        """Demand free positions on the rims of boxes around each strip, before the first round."""
        waves: dict[Box, list[int]] = defaultdict(list)
        inner = np.argwhere(self.riding & ~self.exits)
        low, high = inner.min(axis=0) - 1, inner.max(axis=0) + 1
        for k, box in enumerate(self.boxes):
            for wx, wy in ((1, 1), (1, 0), (0, 1)):
                for wave in _WAVES:
                    x0, y0 = max(box[0] - wave * wx, low[0]), max(box[1] - wave * wy, low[1])
                    x1, y1 = min(box[2] + wave * wx, high[0]), min(box[3] + wave * wy, high[1])
                    if _window(self.exits, (x0, y0, x1, y1)).any():
                        break
                    if k not in waves[x0, y0, x1, y1]:
                        waves[x0, y0, x1, y1].append(k)
        for (x0, y0, x1, y1), numbers in waves.items():
            region = np.zeros_like(self.riding)
            region[max(0, x0) : x1 + 1, max(0, y0) : y1 + 1] = True
            self._demand(region & self.riding, numbers)

    def _demand(self, region: Bits, numbers: list[int]) -> None:
        rim = [self.ride[x, y] for x, y in np.argwhere(_grown(region) & self.riding & ~region).tolist()]
        leads_out = self.model.new_bool_var("")
        self.model.add_bool_or([*rim, leads_out.negated()])
        for k in numbers:
            self.model.add_implication(self.chosen[k], leads_out)

    def _close(self, region: Bits) -> int:
        """Demand a way out of a region for everyone within, once; return for how many."""
        region = region & self.riding
        key = region.tobytes()
        if key in self._closed or (region & self.exits).any() or not region.any():
            return 0
        self._closed.add(key)
        outside = np.zeros((region.shape[0] + 1, region.shape[1] + 1), np.int64)
        outside[1:, 1:] = (self.riding & ~region).cumsum(0).cumsum(1)
        within = []
        for k, box in enumerate(self.boxes):
            x0, y0, x1, y1 = _clipped(box, region.shape)
            if outside[x1, y1] - outside[x0, y1] - outside[x1, y0] + outside[x0, y0] == 0:
                within.append(k)
        self._demand(region, within)
        return len(within)

    def _close_everywhere(self, region: Bits) -> int:
        """Close a small region, and its like all over the lot."""
        added = self._close(region)
        cells = np.argwhere(region)
        if len(cells) > 150:
            return added
        low, high = cells.min(axis=0), cells.max(axis=0)
        nx, ny = region.shape
        for dx in range(-int(low[0]), nx - int(high[0])):
            for dy in range(-int(low[1]), ny - int(high[1])):
                moved = np.zeros_like(region)
                moved[cells[:, 0] + dx, cells[:, 1] + dy] = True
                if (moved & self.riding).sum() >= 0.8 * len(cells):
                    added += self._close(moved)
        return added

    def unreached(self, numbers: list[int]) -> tuple[Bits, Bits, list[int]]:
        """Return free positions, those that lead out, and the chosen stalls that touch none of them."""
        free = self.riding & ~self.grid.blocked([self.places[k].body for k in numbers])
        out = flooded(self.exits, free)
        return free, out, [k for k in numbers if not _window(out, self.boxes[k]).any()]

    def demand_ways_out(self, numbers: list[int]) -> int:
        """Add what a set of stalls lacks and return how many demands that were; 0 when all get out."""
        free, out, lost = self.unreached(numbers)
        if not lost:
            return 0
        added = self._close(self.riding & ~_grown(out))
        shut = free & ~out
        waiting = dict.fromkeys(lost)
        while waiting:
            k = next(iter(waiting))
            own = np.zeros_like(shut)
            x0, y0, x1, y1 = _clipped(self.boxes[k], shut.shape)
            own[x0:x1, y0:y1] = True
            region = flooded(own & self.riding, shut | (own & self.riding))
            waiting = {o: None for o in waiting if o != k and not _window(region, self.boxes[o]).any()}
            added += self._close_everywhere(region)
            added += self._close(flooded(region, self.riding & ~_grown(out) | region))
        return added


class _Keeper(cp_model.CpSolverSolutionCallback):
    def __init__(self, chosen: list[cp_model.IntVar]) -> None:
        super().__init__()
        self._chosen = chosen
        self.found: list[list[int]] = []

    def on_solution_callback(self) -> None:
        self.found.append([k for k, literal in enumerate(self._chosen) if self.boolean_value(literal)])


class _Rounds:
    """The rounds of one proof: solve, check, demand ways out; then ask for one stall more than is known."""

    def __init__(self, case: Case, step_m: float, *, relaxed: bool, known: int, workers: int) -> None:
        self.case, self.workers = case, workers
        self.grid = LotGrid(case, step_m, relaxed=relaxed)
        self.solver = Solver(self.grid)
        self.proof = Proof(bound=len(self.solver.places))
        self.known = known
        self.shown = known
        """As many as are known to fit on the grid, whether the checker agrees or not."""

    @property
    def closed(self) -> bool:
        """Whether there is nothing left to prove."""
        return self.proof.bound is not None and self.shown >= self.proof.bound

    def optimise(self, seconds: float) -> bool:
        """Look for the most stalls; return whether demands were added."""
        keeper = _Keeper(self.solver.chosen)
        run, status = self._run(seconds, keeper)
        if status != cp_model.UNKNOWN:
            self._bound(math.floor(run.best_objective_bound + 1e-6))
        return self._look_at(keeper.found[-_LATEST:])

    def ask_for_more(self, seconds: float) -> bool:
        """Look for any layout with one stall more than is known; return whether the answer helped."""
        self.solver.at_least(self.shown + 1)
        keeper = _Keeper(self.solver.chosen)
        _, status = self._run(seconds, keeper, first=True)
        if status == cp_model.INFEASIBLE:
            self._bound(self.shown)
        self._look_at(keeper.found)
        return status != cp_model.UNKNOWN

    def _run(self, seconds: float, keeper: _Keeper, first: bool = False) -> tuple[cp_model.CpSolver, int]:
        self.proof.rounds += 1
        run = cp_model.CpSolver()
        run.parameters.num_workers = self.workers
        run.parameters.max_deterministic_time = seconds
        run.parameters.linearization_level = 1
        run.parameters.random_seed = self.proof.rounds
        run.parameters.stop_after_first_solution = first
        return run, run.solve(self.solver.model, keeper)

    def _bound(self, bound: int) -> None:
        self.proof.bound = bound if self.proof.bound is None else min(self.proof.bound, bound)

    def _look_at(self, found: list[list[int]]) -> bool:
        """Keep what passes the checker, and demand ways out for what has none."""
        added = 0
        for numbers in found:
            if len(numbers) > max(self.proof.best, self.known):
                stalls = self.grid.stalls([self.solver.places[k] for k in numbers])
                if is_valid(self.case.problem, stalls):
                    self.proof.stalls = stalls
                    self.shown = max(self.shown, len(numbers))
            more = self.solver.demand_ways_out(numbers)
            if not more:
                self.shown = max(self.shown, len(numbers))
            added += more
        return added > 0


def prove(
    case: Case,
    step_m: float,
    seconds: float,
    *,
    relaxed: bool = True,
    known: int = 0,
    workers: int = 1,
    tell: Callable[[str], None] | None = None,
) -> Proof:
    """Return the best layout found on a grid and, on a relaxed one, what no layout can exceed.

    `known` is a count that is known to fit: as soon as the bound comes down to it, the proof is done.
    `seconds` are those of the processor.
    """
    started = time.process_time()
    rounds = _Rounds(case, step_m, relaxed=relaxed, known=known, workers=workers)
    proof, each = rounds.proof, 10.0

    def left() -> float:
        return seconds - (time.process_time() - started)

    while not rounds.closed and left() > 0:
        if proof.rounds < _ROUNDS_OF_THE_BEST:
            rounds.optimise(min(max(each, seconds / 4), left()))
        elif not rounds.ask_for_more(min(each, left())):
            each *= 2
        if tell is not None:
            tell(f"{proof.rounds}: {proof.best}, shown {rounds.shown}, at most {proof.bound}, {left():.0f} s")
    proof.seconds = time.process_time() - started
    return proof


_ROUNDS_OF_THE_BEST = 2


# --- boxes of cells -------------------------------------------------------------------------------


def _cells(box: Box) -> Iterable[Cell]:
    x0, y0, x1, y1 = box
    return ((x, y) for x in range(max(0, x0), x1) for y in range(max(0, y0), y1))


def _before(place: Place, facing: int) -> Box:
    """Return the half of the aisle between two facing rows that belongs to a stall."""
    (x0, y0, x1, y1), more, less = place.body, (facing + 1) // 2, facing // 2
    return {
        UP: (x0, y1, x1, y1 + more),
        DOWN: (x0, y0 - less, x1, y0),
        RIGHT: (x1, y0, x1 + more, y1),
        LEFT: (x0 - less, y0, x0, y1),
    }[place.way]


def _upto(box: Box) -> Box:
    return box[0], box[1], box[2] + 1, box[3] + 1


def _clipped(box: Box, shape: tuple[int, ...]) -> Box:
    return max(0, box[0]), max(0, box[1]), min(shape[0], box[2] + 1), min(shape[1], box[3] + 1)


def _window(cells: Bits, box: Box) -> Bits:
    x0, y0, x1, y1 = _clipped(box, cells.shape)
    return cells[x0:x1, y0:y1]


def _grown(region: Bits) -> Bits:
    wide = region.copy()
    wide[1:] |= region[:-1]
    wide[:-1] |= region[1:]
    wide[:, 1:] |= region[:, :-1]
    wide[:, :-1] |= region[:, 1:]
    return wide


# --- every lot that is small enough ---------------------------------------------------------------

PROVEN = FOLDER / "proven.json"
_STEPS_M = {"wide": 0.4}
_STEP_M = 0.2


def read_proven() -> dict[str, dict[str, Any]]:
    """Return what was proven so far, by name of the case."""
    found: dict[str, dict[str, Any]] = (
        json.loads(PROVEN.read_text(encoding="utf-8")) if PROVEN.exists() else {}
    )
    return found


def _write_proven(proven: dict[str, dict[str, Any]]) -> None:
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(proven[name])}" for name in sorted(proven))
    PROVEN.write_text("{\n" + lines + "\n}\n", encoding="utf-8")


def provable(case: Case) -> bool:
    """Return whether a lot is small and has its sides on the grid; groups are left out of the proofs."""
    return case.lot.startswith("small_") and not case.grouped


def prove_case(case: Case, seconds: float, before: dict[str, Any]) -> dict[str, Any]:
    """Return the record of a case after `seconds` more of proof and, where it stays open, a third of search.

    A record never gets worse.
    """
    step = _STEPS_M.get(case.module, _STEP_M)
    record = dict(before)
    known = max(int(record.get("best", 0)), int(case.record.get("best", 0)))
    proof = prove(case, step, seconds, known=known)
    spent, found = proof.seconds, proof.stalls
    if proof.bound is not None and proof.bound > max(known, proof.best):
        search = prove(case, step, seconds / 3, relaxed=False, known=max(known, proof.best))
        spent, found = spent + search.seconds, max(found, search.stalls, key=len)
    if len(found) > record.get("best", 0):
        record["best"], record["stalls"] = len(found), packed(found)
    if proof.bound is not None:
        record["bound"] = min(proof.bound, record.get("bound", proof.bound))
    record["step_m"] = step
    record["seconds"] = round(record.get("seconds", 0.0) + spent, 1)
    record["solver"] = f"OR-tools {ortools.__version__} CP-SAT"
    return record


def prove_all(seconds: float, only: str = "", tell: Callable[[str], None] = print) -> None:
    """Work on every small case that is not closed yet, coarse grids first, and keep what comes out."""
    cases = [case for case in all_cases() if provable(case) and only in case.name]
    for case in sorted(cases, key=lambda c: (_STEPS_M.get(c.module, _STEP_M) < 0.4, c.area_m2)):
        before = read_proven().get(case.name, {})
        known = max(before.get("best", 0), case.record.get("best", 0))
        if before and known == before["bound"]:
            continue
        record = prove_case(case, seconds, before)
        _write_proven({**read_proven(), case.name: record})
        tell(f"{case.name}: known {known}, best {record.get('best', 0)}, bound {record['bound']}")
