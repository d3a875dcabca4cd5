"""The whole pipe from a plan to its bill, against the union of the same shapes by Shapely alone.

The union of everything drawn, stalls and strips included, is the least that a program has to do that says
how much ground is taken. The second figure is the analysis after one shed was moved, as at every drop.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shapely
from drag_frame import large_project
from harness import Timing, print_table, seconds_of, take_turns, verdict

from chargeplan.analysis import Analysis, analyse
from chargeplan.engineering.surroundings import surroundings
from chargeplan.files.project_file import read_project
from chargeplan.model.project import Project
from chargeplan.resources import examples_folder

GOALS_MS = {"yuanxi": 120.0, "large": 500.0}
FIRST_ROUNDS = 5
ROUNDS = 11

_FIRST = """
import os, sys, time
os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, sys.argv[1])
from analysis import plan_named
from chargeplan.analysis import analyse, load_references
project = plan_named(sys.argv[2])
references = load_references(project)
started = time.perf_counter()
analyse(project, references)
print(time.perf_counter() - started)
"""


def plan_named(name: str) -> Project:
    """Return an example, or the plan of 50 sheds and 2,000 stalls."""
    if name == "large":
        return large_project()
    return read_project(examples_folder() / f"{name}.chargeplan")


def first_time_s(name: str) -> float:
    """Return how long the first analysis of a process takes, when nothing is remembered."""
    command = [sys.executable, "-c", _FIRST, str(Path(__file__).resolve().parent), name]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def shed_moved(project: Project, step: int) -> Project:
    """Return a plan whose first shed stands a hair elsewhere, different at every step."""
    scheme = project.active_scheme
    first = scheme.sheds[0]
    x, y = first.origin
    sheds = (replace(first, origin=(x + 0.001 * step, y)), *scheme.sheds[1:])
    changed = replace(scheme, sheds=sheds)
    return replace(project, schemes=tuple(changed if s.id == scheme.id else s for s in project.schemes))


def rings_of(analysis: Analysis) -> list[list[tuple[float, float]]]:
    """Return the outline of everything that an analysis looked at."""
    site = analysis.project.site
    ground = surroundings(site, analysis.references.rule_set)
    regions = (*ground.solids, *ground.clearances, *ground.crossings)
    rings = [list(region[0]) for region in regions]
    for held in (*analysis.sheds, *analysis.lots):
        rings += [list(stall.polygon) for stall in held.stalls]
    for shed in analysis.sheds:
        rings += [list(shed.outline), *map(list, shed.strips)]
    return rings


def main() -> int:
    """Print times and ratios."""
    rows = [("plan", "sheds", "stalls", "first ms", "shed moved ms", "union ms", "ratio", "")]
    for name in ("dongtang", "yuanxi", "large"):
        project = plan_named(name)
        analysis = analyse(project)
        rings = rings_of(analysis)
        steps = iter(range(1, ROUNDS + 1))
        mine, peer = take_turns(
            lambda project=project, steps=steps: _analysis_s(shed_moved(project, next(steps))),
            lambda rings=rings: seconds_of(lambda: shapely.union_all([shapely.Polygon(r) for r in rings])),
            ROUNDS,
        )
        first = Timing(tuple(first_time_s(name) for _ in range(FIRST_ROUNDS)))
        rows.append(
            (
                name,
                str(len(analysis.sheds)),
                str(sum(len(held.stalls) for held in (*analysis.sheds, *analysis.lots))),
                f"{first.median_ms:.0f}",
                f"{mine.median_ms:.0f}",
                f"{peer.median_ms:.0f}",
                f"{mine.median_ms / peer.median_ms:.2f}",
                verdict(mine.median_ms, GOALS_MS[name]) if name in GOALS_MS else "",
            )
        )
    print_table("Analysis", rows)
    return 0


def _analysis_s(project: Project) -> float:
    return seconds_of(lambda: analyse(project))


if __name__ == "__main__":
    sys.exit(main())
