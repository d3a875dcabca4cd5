"""Stalls on the lots of `benchmarks/lots`: the engine against other methods and against what is proven.

The engine runs anew on every case, `live` and `full`; what the peers and CP-SAT came to is kept in files.

    python3 run.py bench layout                       all cases, one line a lot, and the goals
    python3 run.py bench layout --cases --only u_480  one line a case, lots whose name holds u_480
    python3 run.py bench layout --markdown            the same as a table for docs/performance.md
    python3 run.py bench layout --record              keep better layouts of the engine in the lots' files
    python3 run.py bench layout --again lots          make the shapes again (records of changed ones are lost)
    python3 run.py bench layout --again peers         run the peers again: about an hour
    python3 run.py bench layout --again proofs        go on proving, --seconds of processor time for each case
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from harness import Timing, print_table, seconds_of, verdict
from layout_cases import Case, all_cases, is_valid
from layout_lots import make_lots
from layout_peers import PEERS, directions, sweep_count
from layout_proof import prove_all
from layout_records import keep_bounds, keep_if_best, machine, read_peers, run_peers

from chargeplan.files.layout_file import read_layout_problem
from chargeplan.geometry.filling import fill_lot
from chargeplan.model.layout import LayoutProblem

DRAG_LOT = "garden_1043"
GROWN_LOT = "l_298"
SWEPT_LOTS = ("l_1000", "garden_1043", "court_2235")
DRAG_FRAMES = 60
DRAG_STEP_M = 0.05
FULL_ROUNDS = 5


@dataclass(frozen=True)
class Run:
    """What engine and peers came to on one case."""

    case: Case
    live: int
    full: int
    live_s: float
    full_s: float
    valid: bool
    peers: dict[str, int]

    @property
    def best_peer(self) -> int:
        """Most stalls of any peer, CP-SAT not among them."""
        return max(self.peers.values(), default=0)

    @property
    def best_known(self) -> int:
        """Most stalls of anyone, the engine of this run included."""
        return max(self.full, self.best_peer, int(self.case.record.get("best", 0)))

    @property
    def bound(self) -> int:
        """The lowest bound there is."""
        record = self.case.record
        return int(record.get("axes_bound", record.get("bound", 0)))

    @property
    def is_proven(self) -> bool:
        """Whether the best known is proven to be the most, among layouts along the axes of the lot."""
        return "axes_bound" in self.case.record and self.best_known >= self.bound


def measured(case: Case, peers: dict[str, dict[str, float]]) -> Run:
    """Run the engine on a case."""
    problem = case.problem
    started = time.perf_counter()
    live = fill_lot(problem, "live")
    between = time.perf_counter()
    full = fill_lot(problem, "full")
    ended = time.perf_counter()
    return Run(
        case=case,
        live=live.count,
        full=full.count,
        live_s=between - started,
        full_s=ended - between,
        valid=is_valid(problem, full.stalls) and is_valid(problem, live.stalls),
        peers={name: int(run["count"]) for name, run in peers.items()},
    )


# --- tables ----------------------------------------------------------------------------------------

_HEADS = (
    "lot", "m²", "live", "full", *PEERS, "best known", "bound", "proven", "full / proven", "full / peer",
    "live ms", "full ms",
)  # fmt: skip


def table(runs: Sequence[Run], by_case: bool) -> list[tuple[str, ...]]:
    """Return heads and rows: sums over the cases of each lot, or one row a case."""
    rows: list[tuple[str, ...]] = [_HEADS]
    for _, group in groupby(runs, key=lambda run: run.case.name if by_case else run.case.lot):
        rows.append(_row(list(group), by_case))
    rows.append(_row(runs, by_case=False, name="all"))
    return rows


def _row(runs: Sequence[Run], by_case: bool, name: str = "") -> tuple[str, ...]:
    case = runs[0].case
    full, proven = sum(run.full for run in runs), [run for run in runs if run.is_proven]
    peer = sum(run.best_peer for run in runs)
    return (
        name or (case.name if by_case else case.lot),
        "" if name else f"{case.area_m2:.0f}",
        str(sum(run.live for run in runs)),
        str(full),
        *(_sum(run.peers.get(peer_name) for run in runs) for peer_name in PEERS),
        str(sum(run.best_known for run in runs)),
        str(sum(run.bound for run in runs)),
        f"{len(proven)} of {len(runs)}",
        _ratio(sum(run.full for run in proven), sum(run.best_known for run in proven)),
        _ratio(full, peer),
        f"{statistics.median(run.live_s for run in runs) * 1000:.0f}",
        f"{statistics.median(run.full_s for run in runs) * 1000:.0f}",
    )


def _sum(counts: Iterable[int | None]) -> str:
    known = list(counts)
    return "–" if None in known else str(sum(count or 0 for count in known))


def _ratio(count: int, other: int) -> str:
    return f"{count / other:.3f}" if other else "–"


def as_markdown(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a table in Markdown, the first as its heads."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


# --- goals -----------------------------------------------------------------------------------------


def count_goals(runs: Sequence[Run]) -> list[tuple[str, ...]]:
    """Return how the counts stand to the goals."""
    rows: list[tuple[str, ...]] = []
    proven = [run for run in runs if run.is_proven and run.best_known]
    if proven:
        ratios = [run.full / run.best_known for run in proven]
        worst = min(proven, key=lambda run: run.full / run.best_known)
        rows.append(
            (f"share of the proven optimum, mean of {len(proven)}", _at_least(statistics.mean(ratios), 0.97))
        )
        rows.append((f"the same, least ({worst.case.name})", _at_least(min(ratios), 0.92)))
    others = [run for run in runs if not run.is_proven]
    fewer = [run for run in others if run.full < run.best_peer]
    rows.append((f"cases of {len(others)} others where a peer has more", f"{len(fewer)}, goal 0"))
    rows += [
        (f"    {run.case.name}", f"{run.full} against {run.best_peer}")
        for run in sorted(fewer, key=lambda run: run.full / run.best_peer)[:12]
    ]
    below = [run for run in runs if run.full < run.live]
    rows.append(("cases where full has fewer than live", f"{len(below)}, goal 0"))
    rows.append(("cases that the checker refuses", f"{sum(not run.valid for run in runs)}, goal 0"))
    return rows


def _at_least(value: float, goal: float) -> str:
    return f"{value:.3f}, goal ≥ {goal}: " + ("met" if value >= goal else f"missed by {goal - value:.3f}")


def time_goals() -> list[tuple[str, ...]]:
    """Return how times stand to the goals."""
    lots = {
        case.lot: case for case in all_cases() if case.situation == "one_open" and case.module == "compact"
    }
    return [*_drag_rows(lots[DRAG_LOT]), _growth_row(lots[GROWN_LOT]), *_sweep_rows(lots)]


def _drag_rows(case: Case) -> list[tuple[str, ...]]:
    problem = case.problem
    frames = [_pulled(problem, step * DRAG_STEP_M) for step in range(DRAG_FRAMES + 1)]
    fill_lot(frames[0], "live")
    live = Timing(tuple(seconds_of(lambda p=p: fill_lot(p, "live")) for p in frames[1:]))
    full = Timing(tuple(seconds_of(lambda p=p: fill_lot(p, "full")) for p in frames[1 : FULL_ROUNDS + 1]))
    return [
        (
            f"a corner of {case.lot} with holes pulled, live: median {live.median_ms:.1f} ms, p95 [ms]",
            f"{live.percentile_ms(95):.1f}, {verdict(live.percentile_ms(95), 16)}",
        ),
        (
            f"the same, full: median [ms] of {FULL_ROUNDS}",
            f"{full.median_ms:.0f}, {verdict(full.median_ms, 1000)}",
        ),
    ]


def _pulled(problem: LayoutProblem, by_m: float) -> LayoutProblem:
    """Return a lot with its third corner moved a little, as by a mouse."""
    ring = list(problem.ring)
    x, y = ring[2]
    ring[2] = (x - by_m, y - 0.6 * by_m)
    return replace(problem, ring=tuple(ring))


def _growth_row(case: Case) -> tuple[str, ...]:
    """Return how the time of `live` grows when each side is longer by the root of ten."""
    small, large = case.problem, _scaled(case, math.sqrt(10.0))
    pairs = [
        (seconds_of(lambda: fill_lot(small, "live")), seconds_of(lambda: fill_lot(large, "live")))
        for _ in range(7)
    ]
    first = statistics.median(a for a, _ in pairs)
    second = statistics.median(b for _, b in pairs)
    growth = second / first
    return (
        f"live on {case.lot} and on ten times its area: {first * 1000:.1f} and {second * 1000:.1f} ms, ratio",
        f"{growth:.1f}, {verdict(growth, 12)}",
    )


def _scaled(case: Case, factor: float) -> LayoutProblem:
    data = json.loads(case.json)
    for ring in (data["lot"], *data["holes"]):
        ring[:] = [[round(x * factor, 4), round(y * factor, 4)] for x, y in ring]
    for entrance in data["entrances"]:
        entrance["from_m"] *= factor
    return read_layout_problem(json.dumps(data))[0]


def _sweep_rows(lots: dict[str, Case]) -> list[tuple[str, ...]]:
    """Return how much faster `live` is than a sweep of 36 directions and 12 offsets by Shapely."""
    rows = []
    for name in SWEPT_LOTS:
        problem = replace(lots[name].problem, group=None)
        own = statistics.median(seconds_of(lambda p=problem: fill_lot(p, "live")) for _ in range(5))
        angles = directions(problem, 36)
        swept = seconds_of(lambda p=problem, a=angles: sweep_count(p, a, 12))
        ratio = swept / own
        rows.append(
            (
                f"sweep by vectorised Shapely / live, {name}: {swept:.1f} s and {own * 1000:.1f} ms",
                f"{ratio:.0f}, goal ≥ 100: " + ("met" if ratio >= 100 else f"missed by {100 - ratio:.0f}"),
            )
        )
    return rows


# --- the script ------------------------------------------------------------------------------------


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="layout", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", default="", help="only cases whose name holds this")
    parser.add_argument("--cases", action="store_true", help="one line a case instead of one a lot")
    parser.add_argument("--markdown", action="store_true", help="print Markdown")
    parser.add_argument("--record", action="store_true", help="keep better layouts of the engine")
    parser.add_argument("--no-times", action="store_true", help="leave out the goals of time")
    parser.add_argument("--again", choices=("lots", "peers", "proofs"), help="make kept results again")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each proof")
    return parser.parse_args()


def make_again(what: str, only: str, seconds: float) -> None:
    """Make kept results again."""
    if what == "lots":
        print(f"{make_lots()} lots")
    elif what == "peers":
        run_peers(only)
    else:
        prove_all(seconds, only)
    keep_bounds()


def main() -> int:
    """Run what the arguments ask for."""
    asked = _arguments()
    if asked.again:
        make_again(asked.again, asked.only, asked.seconds)
        return 0
    peers = read_peers()
    cases = [case for case in all_cases() if asked.only in case.name]
    fill_lot(cases[0].problem, "live")
    runs = []
    for case in cases:
        runs.append(measured(case, peers.get(case.name, {})))
        if asked.record:
            keep_if_best(case, fill_lot(case.problem, "full").stalls, "engine")
        print(f"\r{len(runs)} of {len(cases)} cases", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    goals = count_goals(runs) + ([] if asked.no_times else time_goals())
    _show(table(runs, asked.cases), [("what", "result"), *goals], asked.markdown)
    return 0


def _show(counts: Sequence[Sequence[str]], goals: Sequence[Sequence[str]], markdown: bool) -> None:
    if markdown:
        print(machine() + "\n\n" + as_markdown(goals) + "\n\n" + as_markdown(counts))
        return
    print(machine())
    print_table("Stalls, sums over the cases of each lot", counts)
    print_table("Goals", goals)


if __name__ == "__main__":
    sys.exit(main())
