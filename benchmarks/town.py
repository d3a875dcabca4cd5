"""A town's plans worked out in one process, in two, by Dask, and again from what is kept; a city of 13,000.

    python3 run.py bench town [--estates 178] [--city 13000] [--rounds 2] [--part plans|city|window|budget]...

Every way of working plans out runs in a process of its own and must give the same bytes. One process is
measured with its fillings in one thread, so that what two processes gain is what the second core gives.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from harness import print_table, seconds_of, verdict
from town_plans import outcomes_of, register_of, write_plans

from chargeplan.files.atomic import replace_file
from chargeplan.files.town_register_writing import register_xlsx
from chargeplan.town.register import Register

GOAL_EFFICIENCY = 0.9
GOAL_MEMORY_MB = 300.0
GOAL_GROWTH = 12.0
GOAL_PAUSE_MS = 100.0
WORKERS = 2
GROWTH = 10
REGISTER = "town.town.xlsx"
PARTS = ("plans", "city", "window", "budget")

if TYPE_CHECKING:
    from chargeplan.town.comparison import Comparison

Answer = dict[str, float | str]


# --- what runs in a process of its own ------------------------------------------------------------


def _forget(folder: Path) -> None:
    """Let the system drop the plans from its memory, so that they are read from the disk."""
    if not hasattr(os, "posix_fadvise"):
        return
    for path in folder.glob("plans/*"):
        with path.open("rb") as stream:
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _surveyed(folder: Path, way: str) -> Answer:
    """Work a folder's plans out in one `way`, and tell how long it took and what was found."""
    from chargeplan.geometry.filling import fill_in_threads
    from chargeplan.survey.cache import FiguresCache
    from chargeplan.survey.runners import outcomes_json, survey
    from chargeplan.town.defaults import default_settings

    register, settings = _read(folder), default_settings()
    cache = FiguresCache(folder / "figures") if way == "kept" else None
    if way == "one":
        fill_in_threads(1)
    _forget(folder)

    def run(scheduler: str | None = None) -> str:
        workers = 1 if way in ("one", "threads") else WORKERS
        return outcomes_json(
            survey(register, folder, settings, workers=workers, scheduler=scheduler, cache=cache)
        )

    found: list[str] = []
    if way == "kept":
        run()
    if way == "dask":
        from distributed import LocalCluster

        with LocalCluster(
            n_workers=WORKERS, threads_per_worker=1, processes=True, dashboard_address=None, scheduler_port=0
        ) as cluster:
            address = cluster.scheduler_address
            seconds = seconds_of(lambda: found.append(run(address)))
    else:
        seconds = seconds_of(lambda: found.append(run()))
    spent = os.times()
    failed = found[0].count('"figures":null')
    return {
        "seconds": seconds,
        "processor_s": sum(spent[:4]),
        "sum": hashlib.sha256(found[0].encode()).hexdigest(),
        "failed": failed,
    }


def _compared(folder: Path, _way: str) -> Answer:
    """Open a register and compare its estates; tell times and the most memory that was held [MB]."""
    import chargeplan.files.town_register
    import chargeplan.town.comparing  # noqa: F401 - loading is told apart

    loaded = _peak_mb()
    started = time.process_time()
    register = _read(folder)
    read_s = time.process_time() - started
    comparison, compare_s = _comparison(register)
    return {
        "read_s": read_s,
        "compare_s": compare_s,
        "loaded_mb": loaded,
        "peak_mb": _peak_mb(),
        "estates": len(comparison.estates),
    }


def _allocated(folder: Path, _way: str) -> Answer:
    """Share a third of what all schemes cost out; tell times, and how close the quick answer comes."""
    from chargeplan.town.allocating import allocate, greedy
    from chargeplan.town.comparing import candidates
    from chargeplan.town.settings import Budget

    comparison, _ = _comparison(_read(folder))
    schemes = candidates(comparison)
    total = sum((scheme.cost_cny for scheme in schemes), Decimal(0))
    budget = Budget((total / 3).quantize(Decimal(1)))
    started = time.process_time()
    quick = greedy(schemes, budget)
    greedy_s = time.process_time() - started
    exact = allocate(schemes, budget, needs=False)
    return {
        "greedy_s": greedy_s,
        "exact_s": time.process_time() - started - greedy_s,
        "schemes": len(schemes),
        "proven": exact.proven,
        "greedy_share": quick.benefit / exact.benefit,
    }


def _watched(folder: Path, _way: str) -> Answer:
    """Take the steps of a day in the town's window; see `town_window.watch`."""
    from town_window import watch

    told: Answer = {**watch(folder / REGISTER, folder, _peak_mb)}
    return told


def _comparison(register: Register) -> tuple[Comparison, float]:
    from chargeplan.town.comparing import compare
    from chargeplan.town.defaults import default_settings

    outcomes = outcomes_of(register)
    started = time.process_time()
    comparison = compare(register, outcomes, default_settings())
    return comparison, time.process_time() - started


def _read(folder: Path) -> Register:
    from chargeplan.files.town_register import read_register

    return read_register(folder / REGISTER).register


def _peak_mb() -> float:
    """Return the most memory that this process has held [MB], not a number where nobody tells."""
    try:  # what the system's call tells of begins with the most that the parent held
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return float("nan")
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) * 1024 / 1e6


IN_OWN_PROCESS = {"surveyed": _surveyed, "compared": _compared, "allocated": _allocated, "watched": _watched}


def in_own_process(what: str, folder: Path, way: str = "") -> Answer:
    """Return what one of `IN_OWN_PROCESS` tells."""
    command = [sys.executable, __file__, "--run", what, str(folder), way]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    answer: Answer = json.loads(done.stdout.splitlines()[-1])
    return answer


# --- what is measured -----------------------------------------------------------------------------


def write_town(folder: Path, register: Register) -> None:
    """Write a register beside its plans."""
    replace_file(folder / REGISTER, register_xlsx(register))


def measure_plans(estates: int, rounds: int) -> bool:
    """Print how fast plans are worked out in every way, taking turns; return whether all found the same."""
    ways = {
        "one": "one process, one thread, cold files",
        "threads": "one process, fillings in two threads",
        "pool": f"{WORKERS} processes, cold files",
        "dask": f"Dask, {WORKERS} processes of a cluster that stands",
        "kept": "again, from what is kept",
    }
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_town(folder, write_plans(folder, estates))
        runs = [{way: in_own_process("surveyed", folder, way) for way in ways} for _ in range(rounds)]
    found = {way: min((run[way] for run in runs), key=lambda answer: answer["seconds"]) for way in ways}
    one = float(found["one"]["seconds"])
    rows = [("way", "s", "processor s", "estates/s", "of one", "per core", "")]
    for way, title in ways.items():
        seconds = float(found[way]["seconds"])
        cores = WORKERS if way in ("pool", "dask") else 1
        efficiency = one / seconds / cores
        goal = f"goal ≥ {GOAL_EFFICIENCY}: {_met(efficiency >= GOAL_EFFICIENCY)}" if cores > 1 else ""
        share = f"{efficiency:.2f}" if cores > 1 else ""
        spent, speed = f"{float(found[way]['processor_s']):.2f}", f"{estates / seconds:.1f}"
        rows.append((title, f"{seconds:.2f}", spent, speed, f"{one / seconds:.2f}", share, goal))
    print_table(f"Working out {estates} plans", rows)
    alike = len({answer["sum"] for run in runs for answer in run.values()}) == 1
    failed = max(int(answer["failed"]) for answer in found.values())
    print(f"  the same bytes in every way: {_met(alike)}; plans without figures: {failed}")
    return alike


def _met(value: bool) -> str:
    return "met" if value else "missed"


_TIMES = (
    ("read_s", "register opened [processor s]"),
    ("compare_s", "compared [processor s]"),
    ("greedy_s", "money shared out, quickly [processor s]"),
    ("exact_s", "the same exactly [processor s]"),
)


def measure_city(estates: int, rounds: int) -> None:
    """Print times and memory of a whole city's register, and how times grow with the estates."""
    fewer = max(1, estates // GROWTH)
    with TemporaryDirectory() as name:
        folders = {count: Path(name) / str(count) for count in (fewer, estates)}
        for count, folder in folders.items():
            folder.mkdir()
            write_town(folder, register_of(count, planned=count // 2))
        runs = {
            count: [
                {**in_own_process("compared", folder), **in_own_process("allocated", folder)}
                for _ in range(rounds)
            ]
            for count, folder in folders.items()
        }
    rows = [("what", f"{fewer:,} estates", f"{estates:,} estates", "ratio", "")]
    for key, title in _TIMES:
        small, large = (min(float(run[key]) for run in runs[count]) for count in (fewer, estates))
        ratio = large / small
        rows.append((title, f"{small:.2f}", f"{large:.2f}", f"{ratio:.1f}", verdict(ratio, GOAL_GROWTH)))
    small, large = (max(float(run["peak_mb"]) for run in runs[count]) for count in (fewer, estates))
    rows.append(("most memory held [MB]", f"{small:.0f}", f"{large:.0f}", "", verdict(large, GOAL_MEMORY_MB)))
    bare = max(float(run["loaded_mb"]) for run in runs[estates])
    rows.append(("of it before the register [MB]", "", f"{bare:.0f}", "", ""))
    print_table("A city's register half of it planned, each time in a process of its own", rows)


def measure_window(estates: int, rounds: int) -> None:
    """Print how long the window's thread does not answer at most on a city's register, and its memory."""
    from town_window import STEPS

    with TemporaryDirectory() as name:
        folder = Path(name)
        write_town(folder, register_of(estates, planned=estates // 2))
        runs = [in_own_process("watched", folder) for _ in range(rounds)]
    least = {key: min(float(run[key]) for run in runs) for key in runs[0]}
    rows = [("step", "longest pause ms", "of it own work ms", "")]
    for step, title in STEPS.items():
        work = least[f"work_{step}"]
        rows.append((title, f"{least[f'pause_{step}']:.0f}", f"{work:.0f}", verdict(work, GOAL_PAUSE_MS)))
    print_table(f"The window on {estates:,} estates, offscreen", rows)
    opened, empty, most = (least[key] for key in ("opened_mb", "empty_mb", "most_mb"))
    print(f"  most memory held once the register is open: {opened:.0f} MB, {verdict(opened, GOAL_MEMORY_MB)}")
    print(f"  of it by the empty window: {empty:.0f} MB; after all steps: {most:.0f} MB")


def main() -> int:
    """Print all parts, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--estates", type=int, default=178, help="plans that are worked out")
    parser.add_argument("--city", type=int, default=13_000, help="estates of the city")
    parser.add_argument("--rounds", type=int, default=2, help="turns of every way, the best of which counts")
    parser.add_argument("--part", action="append", choices=PARTS, help="only this part")
    parser.add_argument("--run", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        what, folder, way = options.run
        print(json.dumps(IN_OWN_PROCESS[what](Path(folder), way)))
        return 0
    parts = options.part or PARTS
    alike = measure_plans(options.estates, options.rounds) if "plans" in parts else True
    if "city" in parts:
        measure_city(options.city, options.rounds)
    if "window" in parts:
        measure_window(options.city, options.rounds)
    if "budget" in parts:
        from town_allocation import allocation  # it takes a solver that only benchmarks need

        allocation(options.rounds)
    return 0 if alike else 1


if __name__ == "__main__":
    sys.exit(main())
