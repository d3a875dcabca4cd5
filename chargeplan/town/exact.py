"""Integer programs solved by HiGHS, with answers that are checked and bounds that hold in whole numbers.

HiGHS works in floating point with tolerances, so it is asked and not believed:

* Every program is cut down first: for multipliers from its linear relaxation, made whole numbers, a bound is
  worked out exactly, and what would bring the bound below the best answer known is left out.
* All coefficients are whole numbers, so a row may be let out by half a unit without letting anything else in;
  rows are divided by their common divisor and scaled by powers of two, which no float rounds.
* An answer counts when it holds in whole numbers. One that does not is forbidden by a cut that takes away
  nothing else of value, and the rest is solved again.
* HiGHS is given no answer to start from: with one, version 1.16 has called optimal what breaks rows. Where
  the value that it tells is not that of its answer, neither is believed, and it solves again, not presolving.

Runs in one thread with a fixed seed and is limited by nodes, never by time, so that the same program gets the
same answer. highspy comes in here only, and when it is first needed.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from chargeplan.errors import Cancelled, never

if TYPE_CHECKING:
    import highspy

NODES = 10_000
"""How far a program is branched at most; beyond, its best answer stands with its gap."""

_SHIFT = 60
"""Multipliers are counted in units of two to the power of minus this."""

_ROW_SIZE = 10
"""Coefficients of a row are scaled to less than two to the power of this."""

_TOLERANCE = 1e-9
_DOUBT, _DOUBT_SHARE = 1e-2, 1e-12
"""By how much HiGHS may be wrong about a bound that it tells, and by what share of it."""

_CUTS = 30
_MANY, _FEW, _FEW_NODES = 120, 60, 500
"""With more variables open than `_MANY`, a better answer is sought among `_FEW` groups first."""

Progress = Callable[[int, int], None]
"""Told the best value so far and the bound."""


@dataclass(frozen=True)
class Program:
    """Choose at most one variable of each group, so that every row holds and the sum of values is greatest.

    Attributes
    ----------
    values : tuple of int
        What each variable is worth, of either sign.
    groups : tuple of int
        The group of each variable.
    columns : tuple of tuples of (row, coefficient)
        Where each variable counts.
    limits : tuple of int
        What the sum of a row may be at most.
    """

    values: tuple[int, ...]
    groups: tuple[int, ...]
    columns: tuple[tuple[tuple[int, int], ...], ...]
    limits: tuple[int, ...]

    def value(self, chosen: Sequence[int]) -> int:
        """Return the sum of values of the chosen variables."""
        return sum(self.values[each] for each in chosen)

    def sums(self, chosen: Sequence[int]) -> list[int]:
        """Return the sum of each row."""
        sums = [0] * len(self.limits)
        for each in chosen:
            for row, coefficient in self.columns[each]:
                sums[row] += coefficient
        return sums

    def broken(self, chosen: Sequence[int]) -> list[int]:
        """Return the rows that do not hold."""
        return [row for row, total in enumerate(self.sums(chosen)) if total > self.limits[row]]

    def holds(self, chosen: Sequence[int]) -> bool:
        """Whether every row holds and no group has two."""
        groups = [self.groups[each] for each in chosen]
        return len(set(groups)) == len(groups) and not self.broken(chosen)


@dataclass(frozen=True)
class Answer:
    """The best variables found (None where there are none), and a proven upper limit of their value.

    `stopped` says that it was called off, `impossible` that no choice makes all rows hold; where neither is
    said and there is no answer, none was found within the nodes.
    """

    chosen: tuple[int, ...] | None
    value: int
    bound: int
    stopped: bool = False
    impossible: bool = False

    @property
    def proven(self) -> bool:
        """Whether nothing better exists."""
        return self.chosen is not None and self.value == self.bound


def maximise(
    program: Program,
    start: Sequence[int] | None = None,
    cancelled: Cancelled = never,
    progress: Progress | None = None,
    nodes: int = NODES,
    bound: int | None = None,
    prices: Sequence[Fraction] | None = None,
) -> Answer:
    """Return the best choice of a program.

    Parameters
    ----------
    start : sequence of int, optional
        An answer that holds already; the result is never worse.
    cancelled
        Asked while HiGHS solves; when it says yes, the best so far comes back with its bound.
    progress
        Told every better value and bound.
    nodes : int
        How far to branch at most.
    bound : int, optional
        An upper limit that is proven already; an answer that reaches it is the end of the search.
    prices : sequence of Fraction, optional
        What a unit of each row's limit is worth, where it is known; else the linear relaxation tells.
    """
    search = _Search(program, cancelled, progress, nodes, prices)
    if bound is not None:
        search.lower(bound)
    if start is not None and program.holds(start):
        search.take(tuple(sorted(start)))
    search.run()
    return search.answer()


class _Search:
    """One program on its way: the best answer so far, and the proven bound."""

    def __init__(
        self,
        program: Program,
        cancelled: Cancelled,
        progress: Progress | None,
        nodes: int,
        prices: Sequence[Fraction] | None,
    ) -> None:
        self.program = program
        self.cancelled = cancelled
        self.progress = progress
        self.nodes = nodes
        self.prices = prices
        self.best: tuple[int, ...] | None = None
        self.value = 0
        self.bound = sum(_best_of_groups(program.values, program.groups).values())
        self.stopped = False
        self.impossible = False
        self.scale = 1
        self.settled = 0

    def take(self, chosen: tuple[int, ...]) -> None:
        value = self.program.value(chosen)
        if self.best is None or value > self.value:
            self.best, self.value = chosen, value

    def hear(self, found: float, bound: float) -> bool:
        """Hear how far HiGHS has come; return whether it is to stop, called off or with the best there is."""
        if self.progress is not None and math.isfinite(found) and math.isfinite(bound):
            best = max(self.value, self.settled + round(found) * self.scale)
            told = min(self.bound, self.settled + _floor(bound) * self.scale)
            self.progress(best, max(best, told))
        self.stopped = self.stopped or self.cancelled()
        reached = math.isfinite(found) and self.settled + round(found) * self.scale >= self.bound
        return self.stopped or reached

    def lower(self, bound: int) -> None:
        self.bound = min(self.bound, bound)

    def answer(self) -> Answer:
        bound = self.bound if self.best is None else max(self.bound, self.value)
        return Answer(self.best, self.value, bound, self.stopped, self.impossible)

    def run(self) -> None:
        if not self.program.values:
            if not self.take_if_holding(()):
                self.impossible = True
            return
        multipliers = self.relaxed() if self.prices is None else [_scaled(price) for price in self.prices]
        core = self.reduced(multipliers)
        if len(core.open) > _MANY and self.best is not None and not self.stopped:
            self.improve(multipliers)
            core = self.reduced(multipliers)
        part, cuts = self.part_of(core), list[_Cut]()
        while not self.stopped and not (self.best is not None and self.value >= self.bound):
            if not self.solve(core, part, cuts):
                break

    def relaxed(self) -> list[int]:
        """Return multipliers of the rows by the linear relaxation, in units of 2^-_SHIFT."""
        highs = _model(self.program, [], 1, whole=False)
        _listen(highs, self)
        highs.run()
        scales = _scales(self.program)
        duals = [0.0] * len(scales) if self.stopped else highs.getSolution().row_dual[: len(scales)]
        return [
            max(0, int(math.ldexp(dual, _SHIFT + shift) / divisor)) if math.isfinite(dual) else 0
            for dual, (divisor, shift) in zip(duals, scales, strict=True)
        ]

    def reduced_values(self, multipliers: list[int]) -> list[int]:
        return [
            (value << _SHIFT) - sum(multipliers[row] * coefficient for row, coefficient in column)
            for value, column in zip(self.program.values, self.program.columns, strict=True)
        ]

    def reduced(self, multipliers: list[int]) -> _Core:
        """Lower the bound by these multipliers, and return what they leave open of the best answers.

        A variable is out when the bound with it is lower than the best; it is in when the bound is lower with
        any other of its group and with none.
        """
        program, values = self.program, self.reduced_values(multipliers)
        best = _best_of_groups(values, program.groups)
        bound = sum(best.values())
        bound += sum(p * limit for p, limit in zip(multipliers, program.limits, strict=True))
        self.lower(bound >> _SHIFT)
        if self.best is None:
            return _Core(tuple(range(len(values))), ())
        least = self.value << _SHIFT
        possible = [
            each for each, group in enumerate(program.groups) if bound - best[group] + values[each] >= least
        ]
        several = Counter(program.groups[each] for each in possible)
        settled = [
            each
            for each in possible
            if several[program.groups[each]] == 1 and bound - best[program.groups[each]] < least
        ]
        inside = set(settled)
        return _Core(tuple(each for each in possible if each not in inside), tuple(settled))

    def part_of(self, core: _Core) -> Program:
        """Return the program of what is open, when everything that is settled is chosen."""
        program = self.program
        spent = program.sums(core.settled)
        return Program(
            tuple(program.values[each] for each in core.open),
            tuple(program.groups[each] for each in core.open),
            tuple(program.columns[each] for each in core.open),
            tuple(limit - used for limit, used in zip(program.limits, spent, strict=True)),
        )

    def improve(self, multipliers: list[int]) -> None:
        """Look for a better answer among groups whose place is least clear, with all others at their best."""
        program, values = self.program, self.reduced_values(multipliers)
        members: dict[int, list[int]] = {}
        for each, group in enumerate(program.groups):
            members.setdefault(group, []).append(each)
        ordered = sorted(members.values(), key=lambda group: _loss([values[each] for each in group]))
        best = (max(group, key=lambda each: values[each]) for group in ordered[_FEW:])
        core = _Core(
            tuple(sorted(each for group in ordered[:_FEW] for each in group)),
            tuple(each for each in best if values[each] > 0),
        )
        answer = maximise(self.part_of(core), None, self.cancelled, None, _FEW_NODES)
        self.stopped = self.stopped or answer.stopped
        if answer.chosen is not None:
            self.take_if_holding(core.whole(answer.chosen))

    def take_if_holding(self, chosen: tuple[int, ...]) -> bool:
        """Take an answer that holds in whole numbers, and return whether it does."""
        holds = self.program.holds(chosen)
        if holds:
            self.take(chosen)
        return holds

    def solve(self, core: _Core, part: Program, cuts: list[_Cut]) -> bool:
        """Solve once; return whether another round is needed, because the answer did not hold."""
        if not core.open:
            self.take_if_holding(core.whole(()))
            self.lower(self.value)
            return False
        import highspy

        self.scale = math.gcd(*part.values) or 1
        self.settled = self.program.value(core.settled)
        for presolve in ("choose", "off"):
            highs = _model(part, cuts, self.scale, whole=True)
            highs.setOptionValue("mip_max_nodes", self.nodes)
            highs.setOptionValue("presolve", presolve)
            _listen(highs, self)
            highs.run()
            status, info = highs.getModelStatus(), highs.getInfo()
            if status == highspy.HighsModelStatus.kInfeasible:
                if self.best is not None:
                    self.lower(self.value)
                self.impossible = self.best is None
                return False
            chosen = tuple(at for at, value in enumerate(highs.getSolution().col_value) if value > 0.5)
            found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
            told = info.objective_function_value * self.scale
            if not found or abs(told - part.value(chosen)) < self.scale / 2:
                break
        else:
            return False
        if math.isfinite(info.mip_dual_bound):
            self.lower(self.settled + _floor(info.mip_dual_bound) * self.scale)
        if not found or self.take_if_holding(core.whole(chosen)):
            return False
        cuts.append(_cut(part, chosen))
        ended = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kInterrupt)
        return len(cuts) <= _CUTS and status in ended


@dataclass(frozen=True)
class _Core:
    """Variables whose place is open, and those that are in."""

    open: tuple[int, ...]
    settled: tuple[int, ...]

    def whole(self, chosen: Sequence[int]) -> tuple[int, ...]:
        """Return an answer from the places of those that are chosen of the open ones."""
        return tuple(sorted((*self.settled, *(self.open[at] for at in chosen))))


@dataclass(frozen=True)
class _Cut:
    """A row that forbids an answer: coefficients by variable, and the limit."""

    coefficients: dict[int, int]
    limit: int


def _cut(program: Program, chosen: Sequence[int]) -> _Cut:
    """Return a cut that takes a choice away: what breaks a row of positive coefficients never fits."""
    for row in program.broken(chosen):
        counts = {
            each: coefficient
            for each, column in enumerate(program.columns)
            for at, coefficient in column
            if at == row
        }
        if all(coefficient >= 0 for coefficient in counts.values()):
            members = [each for each in chosen if counts.get(each)]
            return _Cut(dict.fromkeys(members, 1), len(members) - 1)
    inside = set(chosen)
    every = range(len(program.values))
    return _Cut({each: 1 if each in inside else -1 for each in every}, len(inside) - 1)


def _loss(values: list[int]) -> int:
    """Return what is lost when a group does not get what is best for it."""
    ordered = sorted((0, *values))
    return ordered[-1] - ordered[-2]


def _scaled(price: Fraction) -> int:
    return (price.numerator << _SHIFT) // price.denominator


def _best_of_groups(values: Sequence[int], groups: Sequence[int]) -> dict[int, int]:
    best: dict[int, int] = {}
    for value, group in zip(values, groups, strict=True):
        best[group] = max(value, best.get(group, 0))
    return best


def _floor(bound: float) -> int:
    """Return the greatest whole number that a bound, with its rounding, still allows."""
    return math.floor(bound + _DOUBT + abs(bound) * _DOUBT_SHARE)


def _model(program: Program, cuts: list[_Cut], scale: int, *, whole: bool) -> highspy.Highs:
    """Return a program as HiGHS takes it; the rows first, then cuts and groups. Values are cut by `scale`."""
    rows: list[list[tuple[int, float]]] = [[] for _ in program.limits]
    scales = _scales(program)
    for each, column in enumerate(program.columns):
        for row, coefficient in column:
            divisor, shift = scales[row]
            rows[row].append((each, math.ldexp(coefficient // divisor, shift)))
    limits = [
        math.ldexp(limit // divisor + 0.5, shift)
        for limit, (divisor, shift) in zip(program.limits, scales, strict=True)
    ]
    for cut in cuts:
        rows.append([(each, float(coefficient)) for each, coefficient in cut.coefficients.items()])
        limits.append(cut.limit + 0.5)
    for members in _shared(program.groups):
        rows.append([(each, 1.0) for each in members])
        limits.append(1.0)
    return _pass([value // scale for value in program.values], rows, limits, whole=whole)


def _scales(program: Program) -> list[tuple[int, int]]:
    """Return the divisor of each row, and the power of two by which the rest is scaled."""
    divisors = [0] * len(program.limits)
    largest = [1] * len(program.limits)
    for column in program.columns:
        for row, coefficient in column:
            divisors[row] = math.gcd(divisors[row], coefficient)
            largest[row] = max(largest[row], abs(coefficient))
    return [
        (divisor or 1, min(0, _ROW_SIZE - (size // (divisor or 1)).bit_length()))
        for divisor, size in zip(divisors, largest, strict=True)
    ]


def _shared(groups: Sequence[int]) -> list[list[int]]:
    members: dict[int, list[int]] = {}
    for each, group in enumerate(groups):
        members.setdefault(group, []).append(each)
    return [places for places in members.values() if len(places) > 1]


def _pass(
    values: list[int], rows: list[list[tuple[int, float]]], limits: list[float], *, whole: bool
) -> highspy.Highs:
    import highspy

    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(values), len(rows)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.array(values, dtype=float)
    model.col_lower_ = np.zeros(len(values))
    model.col_upper_ = np.ones(len(values))
    model.row_lower_ = np.full(len(rows), -highspy.kHighsInf)
    model.row_upper_ = np.array(limits, dtype=float)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(row) for row in rows)])
    model.a_matrix_.index_ = np.array([at for row in rows for at, _ in row], dtype=np.int32)
    model.a_matrix_.value_ = np.array([value for row in rows for _, value in row], dtype=float)
    if whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(values)
    highs = _silent()()
    for option, setting in _OPTIONS.items():
        highs.setOptionValue(option, setting)
    highs.passModel(model)
    return highs


@cache
def _silent() -> type[highspy.Highs]:
    """Return HiGHS as it writes nothing: it greets when callbacks are switched on, before it can be told."""
    import highspy

    class Silent(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802 - the name highspy calls
            self.silent()
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    return Silent


_OPTIONS: dict[str, Any] = {
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.5,
    "mip_feasibility_tolerance": _TOLERANCE,
    "primal_feasibility_tolerance": _TOLERANCE,
    "dual_feasibility_tolerance": _TOLERANCE,
}


def _listen(highs: highspy.Highs, search: _Search) -> None:
    """Let HiGHS ask whether it is to go on."""

    def of_program(event: Any) -> None:
        if search.hear(event.data_out.mip_primal_bound, event.data_out.mip_dual_bound):
            event.interrupt()

    def of_relaxation(event: Any) -> None:
        if search.hear(math.nan, math.nan):
            event.interrupt()

    highs.cbMipInterrupt.subscribe(of_program)
    highs.cbSimplexInterrupt.subscribe(of_relaxation)
