"""How long a thread of the program cannot go on while a drawing of 100,000 lines is taken in beside it.

A thread counts in steps of 5 ms and notes how late each is: alone, while the drawing is read in a process of
its own, as the window does it, and while it is read in another thread of the same process. The drawing has
buildings as well, so that a plan of thousands of elements comes back.
"""

from __future__ import annotations

import gc
import math
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from harness import Timing, print_table, verdict

from chargeplan.errors import never
from chargeplan.files.sources.reading import open_source
from chargeplan.files.sources.values import Choices, Taken
from chargeplan.intake.session import Reading, start_ahead, stop_ahead

GOAL_LONGEST_MS = 100.0
TICK_S = 0.005
LINES = 100_000
BUILDINGS = 3_000
SIDE_M = 2_000.0
_SWITCH_INTERVAL_S = 0.0001
"""As the window has it."""


class Ticker(threading.Thread):
    """Notes how much later than wanted each of its steps is [s]."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.late: list[float] = []
        self._ends = threading.Event()

    def run(self) -> None:
        """Step until it is told to end."""
        while not self._ends.is_set():
            started = time.perf_counter()
            time.sleep(TICK_S)
            self.late.append(max(0.0, time.perf_counter() - started - TICK_S))

    def end(self) -> Timing:
        """Return how late the steps were."""
        self._ends.set()
        self.join()
        return Timing(tuple(self.late))


def surveyed_drawing(path: Path, lines: int = LINES, buildings: int = BUILDINGS) -> None:
    """Write a drawing in metres, the same each time: lines on four layers, closed outlines on a fifth."""
    chance = random.Random(6)
    parts = ["0\nSECTION\n2\nENTITIES\n"]
    for number in range(lines):
        x, y = chance.uniform(0, SIDE_M), chance.uniform(0, SIDE_M)
        turn, length = chance.uniform(0, 2 * math.pi), 10 ** chance.uniform(-0.5, 1.2)
        end = (x + length * math.cos(turn), y + length * math.sin(turn))
        layer = ("0", "CONTOUR", "HATCH", "DIM")[number % 4]
        parts.append(f"0\nLINE\n8\n{layer}\n10\n{x:.3f}\n20\n{y:.3f}\n11\n{end[0]:.3f}\n21\n{end[1]:.3f}\n")
    across = math.isqrt(buildings) + 1
    for number in range(buildings):
        x, y = (number % across) * SIDE_M / across, (number // across) * SIDE_M / across
        parts.append("0\nPOLYLINE\n8\nBUILDING\n66\n1\n70\n1\n")
        corners = ((x, y), (x + 20, y), (x + 20, y + 12), (x, y + 12))
        parts += [f"0\nVERTEX\n8\nBUILDING\n10\n{cx:.3f}\n20\n{cy:.3f}\n" for cx, cy in corners]
        parts.append("0\nSEQEND\n8\nBUILDING\n")
    path.write_text("".join((*parts, "0\nENDSEC\n0\nEOF\n")), encoding="ascii")


def ticking_while(action: Callable[[], object]) -> tuple[Timing, float]:
    """Return how late a thread was while something was done, and how long that took [s]."""
    gc.collect()
    gc.freeze()
    ticker = Ticker()
    ticker.start()
    started = time.perf_counter()
    action()
    took = time.perf_counter() - started
    return ticker.end(), took


def in_a_process(path: Path) -> Taken:
    """Read the drawing as the window does."""
    reading = Reading(path)
    try:
        reading.summary()
        reading.preview(Choices())
        return reading.taken(Choices())
    finally:
        reading.close()


def in_a_thread(path: Path) -> Taken:
    """Read the drawing in this process."""
    source = open_source(path)
    source.preview(Choices(), never)
    return source.taken(Choices(), never)


def main() -> int:
    """Measure, and print how it stands."""
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    rows = [("what", "took", "median late", "p99 late", "longest", "longest / idle")]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "drawing.dxf"
        surveyed_drawing(path)
        start_ahead()
        try:
            beside, took = ticking_while(lambda: in_a_process(path))
        finally:
            stop_ahead()
        idle, _ = ticking_while(lambda: time.sleep(took))
        inside, took_inside = ticking_while(lambda: in_a_thread(path))
        taken = in_a_process(path)
    for name, timing, seconds in (
        ("nothing", idle, took),
        ("a process of its own", beside, took),
        ("another thread", inside, took_inside),
    ):
        longest = timing.percentile_ms(100)
        ratio = longest / max(idle.percentile_ms(100), 0.1)
        late = [f"{ms:.1f} ms" for ms in (timing.median_ms, timing.percentile_ms(99), longest)]
        rows.append((name, f"{seconds:.1f} s", *late, f"{ratio:.1f}"))
    print_table(f"A step of 5 ms while {LINES:,} lines and {BUILDINGS:,} outlines are taken in", rows)
    print(f"  elements that came back: {len(taken.project.site.buildings)} buildings")
    print(f"  longest [ms]: {verdict(beside.percentile_ms(100), GOAL_LONGEST_MS)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
