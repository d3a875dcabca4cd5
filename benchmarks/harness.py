"""Measuring side by side: two ways of doing a thing take turns, and ratios are what counts.

Machines are noisy and differ, so no benchmark here prints a time alone or fails on one: each prints the
times of both sides in one run, their ratio, and the goal it is held against.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """Seconds of repeated runs."""

    seconds: tuple[float, ...]

    @property
    def median_ms(self) -> float:
        """Median [ms]."""
        return statistics.median(self.seconds) * 1000

    def percentile_ms(self, percent: int) -> float:
        """The value [ms] that `percent` of the runs stay under."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] * 1000


def take_turns(ours: Callable[[], float], peer: Callable[[], float], rounds: int) -> tuple[Timing, Timing]:
    """Return the timings of two actions that run alternately; each returns its own seconds."""
    pairs = [(ours(), peer()) for _ in range(rounds)]
    return Timing(tuple(a for a, _ in pairs)), Timing(tuple(b for _, b in pairs))


def seconds_of(action: Callable[[], object]) -> float:
    """Return how long one call takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def print_table(title: str, rows: Sequence[Sequence[str]]) -> None:
    """Print rows, the first of which are the headings, in aligned columns."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    print(f"\n{title}")
    for row in rows:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def verdict(value: float, goal: float) -> str:
    """Return how a value stands to a goal that it should not exceed."""
    return f"goal ≤ {goal:g}: met" if value <= goal else f"goal ≤ {goal:g}: missed by {value - goal:.2f}"
