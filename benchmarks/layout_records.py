"""What is known of each case: the best layout and who found it, what peers came to, and proven bounds.

Bounds that hold for every layout, at whatever angles its stalls stand, come from areas (docs/performance.md
has the proof); those of `lots/proven.json` hold for layouts along the axes of the lot.
"""

from __future__ import annotations

import json
import math
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import ortools
import shapely
from layout_cases import (
    FOLDER,
    Case,
    all_cases,
    is_valid,
    lot_files,
    packed,
    read_layouts,
    read_lot,
    unpacked,
    write_layouts,
    write_lot,
)
from layout_peers import PEERS
from layout_proof import read_proven

from chargeplan.model.scheme import EdgeRole
from chargeplan.model.stalls import Stall

PEERS_FILE = FOLDER / "peers.json"
SOLVER = "CP-SAT"


def read_peers() -> dict[str, dict[str, dict[str, float]]]:
    """Return what the peers came to: by case and peer, count and seconds."""
    if not PEERS_FILE.exists():
        return {}
    found: dict[str, dict[str, dict[str, float]]] = json.loads(PEERS_FILE.read_text(encoding="utf-8"))
    return found


def run_peers(only: str = "", tell: Callable[[str], None] = print, missing: bool = False) -> None:
    """Run every peer on every case whose name holds `only`, and keep counts, times and the best layouts."""
    for case in all_cases():
        results = read_peers()
        if only not in case.name or (missing and case.name in results):
            continue
        own = {}
        for name, peer in PEERS.items():
            started = time.process_time()
            stalls = peer(case.problem)
            own[name] = {"count": len(stalls), "seconds": round(time.process_time() - started, 2)}
            keep_if_best(case, stalls, name)
        _write_lines(PEERS_FILE, {**read_peers(), case.name: own})
        tell(f"{case.name}: " + ", ".join(f"{name} {run['count']}" for name, run in own.items()))


def _write_lines(path: Path, entries: dict[str, Any]) -> None:
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(entries[key])}" for key in sorted(entries))
    path.write_text("{\n" + lines + "\n}\n", encoding="utf-8")


def keep_if_best(case: Case, stalls: tuple[Stall, ...], who: str) -> bool:
    """Keep a layout that holds more than the best known and passes the checker; return whether it does."""
    data = read_lot(FOLDER / f"{case.lot}.json")
    record = data["cases"][case.key]
    if len(stalls) <= record.get("best", -1) or not is_valid(case.problem, stalls):
        return False
    layouts = read_layouts(case.lot)
    layouts[case.key] = packed(stalls)
    write_layouts(case.lot, layouts)
    record.update(best=len(stalls), who=who, **_bounds(case))
    write_lot(data)
    return True


def keep_bounds() -> None:
    """Write the bounds, and the proven layouts that are better than those known, into the lots' files."""
    proven = read_proven()
    for case in all_cases():
        found = proven.get(case.name, {}).get("stalls")
        if found:
            keep_if_best(case, unpacked(found), SOLVER)
    for path in lot_files():
        data = read_lot(path)
        for case in [case for case in all_cases() if case.lot == data["name"]]:
            data["cases"][case.key].update(_bounds(case))
        write_lot(data)


def _bounds(case: Case) -> dict[str, Any]:
    """Return the bound for all layouts, and that for layouts along the axes where there is one."""
    bounds: dict[str, Any] = {"bound": area_bound(case), "how": "areas, any angles"}
    proof = read_proven().get(case.name)
    if proof and proof["bound"] <= bounds["bound"]:
        bounds["axes_bound"] = proof["bound"]
        bounds["axes_how"] = f"{proof['solver']}, grid {proof['step_m']} m, {proof['seconds']:.0f} s"
    return bounds


def area_bound(case: Case) -> int:
    """Return what no layout exceeds, at whatever angles its stalls stand.

    Each stall takes its body, and of the ground before it the share that `shared_strip_m2` tells; ground
    beyond open sides counts as far as strips reach.
    """
    problem, module = case.problem, case.problem.module
    lot = shapely.difference(
        shapely.Polygon(problem.ring), shapely.union_all([shapely.Polygon(hole) for hole in problem.holes])
    )
    ring = np.array(problem.ring)
    sides = [
        shapely.LineString((a, b))
        for a, b, role in zip(ring, np.roll(ring, -1, axis=0), problem.edges, strict=True)
        if role is EdgeRole.OPEN
    ]
    near = shapely.buffer(shapely.union_all(sides), module.aisle_one_side_m)
    beyond = shapely.area(shapely.difference(near, shapely.Polygon(problem.ring))) if sides else 0.0
    body = module.pitch_m * min(module.single_depth_m, module.double_depth_m / 2)
    strip = shared_strip_m2(module.pitch_m, module.aisle_one_side_m)
    bodies_alone = math.floor(lot.area / body + 1e-9)
    return min(bodies_alone, math.floor((lot.area + beyond) / (body + strip) + 1e-9))


def shared_strip_m2(width: float, depth: float, steps: int = 400) -> float:
    """Return the least area [m²] that a strip can claim as its own where all directions share it.

    A point of a strip, t before the front and s along it, sees the front under the angle
    atan(s / t) + atan((w - s) / t); the claims of all strips over a point are these angles over a full turn.
    """
    s = (np.arange(steps) + 0.5) * width / steps
    t = (np.arange(steps) + 0.5) * depth / steps
    seen = np.arctan(s[:, None] / t) + np.arctan((width - s)[:, None] / t)
    return float(seen.mean() * width * depth / (2 * math.pi)) * (1 - 1e-4)


def machine() -> str:
    """Return processor, system and versions in one line."""
    model = (
        next(
            (
                line.partition(":")[2].strip()
                for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
                if line.startswith("model name")
            ),
            platform.processor(),
        )
        if Path("/proc/cpuinfo").exists()
        else platform.processor()
    )
    return (
        f"{model}, {platform.system()}, Python {platform.python_version()}, NumPy {np.__version__}, "
        f"Shapely {shapely.__version__} (GEOS {shapely.geos_version_string}), OR-tools {ortools.__version__}"
    )
