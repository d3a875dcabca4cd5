"""The lots of the layout benchmark: shapes in files, and the cases that each of them is filled in.

A file of `benchmarks/lots` holds a shape, its sides and entrances in three situations, its stall modules, and
its cases. A case is a lot with one module, one situation, and with or without groups; it records the best
count known, who found it, and the bounds that are proven. The best layout itself lies in `lots/layouts`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from chargeplan.files.layout_file import read_layout_problem
from chargeplan.geometry.checking import check_layout
from chargeplan.model.layout import Layout, LayoutProblem
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point

FOLDER = Path(__file__).resolve().parent / "lots"
LAYOUTS = FOLDER / "layouts"
SITUATIONS = ("walls", "one_open", "open")
DECIMALS = 4
_KEPT = ("proven", "peers")


@dataclass(frozen=True)
class Case:
    """One filling to be done: a lot, a module, a situation of its sides, with or without groups."""

    lot: str
    module: str
    situation: str
    grouped: bool
    data: dict[str, Any]

    @property
    def key(self) -> str:
        """Name of the case within its lot."""
        return case_key(self.module, self.situation, self.grouped)

    @property
    def name(self) -> str:
        """Name of the case among all."""
        return f"{self.lot} / {self.key}"

    @property
    def record(self) -> dict[str, Any]:
        """What is known: best, who, bounds."""
        found: dict[str, Any] = self.data["cases"][self.key]
        return found

    @property
    def degrees(self) -> float:
        """Direction of the lot's own axes."""
        return float(self.data["turned_degrees"])

    @cached_property
    def json(self) -> str:
        """The lot in the format of `chargeplan layout`."""
        lot: dict[str, Any] = {
            "lot": self.data["lot"],
            "holes": self.data["holes"],
            "edges": self.data["situations"][self.situation]["edges"],
            "entrances": self.data["situations"][self.situation]["entrances"],
            "module": self.data["modules"][self.module],
        }
        if self.grouped:
            lot["group"] = self.data["group"]
        return json.dumps(lot)

    @cached_property
    def problem(self) -> LayoutProblem:
        """The lot as the program reads it."""
        return read_layout_problem(self.json)[0]

    @property
    def area_m2(self) -> float:
        """Area of the lot without its holes [m²]."""
        return float(self.data["area_m2"])


def case_key(module: str, situation: str, grouped: bool) -> str:
    """Return the name of a case within its lot."""
    return f"{module} {situation} {'groups' if grouped else 'free'}"


def lot_files() -> list[Path]:
    """Return the files of all lots, by name."""
    return sorted(path for path in FOLDER.glob("*.json") if path.stem not in _KEPT)


def read_lot(path: Path) -> dict[str, Any]:
    """Return what a lot's file holds."""
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def cases_of(data: dict[str, Any]) -> Iterator[Case]:
    """Yield the cases of a lot in the order of its file."""
    for key in data["cases"]:
        module, situation, groups = key.split(" ")
        yield Case(data["name"], module, situation, groups == "groups", data)


def all_cases() -> list[Case]:
    """Return every case of every lot, small lots first."""
    lots = sorted((read_lot(path) for path in lot_files()), key=lambda data: (data["area_m2"], data["name"]))
    return [case for data in lots for case in cases_of(data)]


def write_lot(data: dict[str, Any]) -> None:
    """Write a lot's file: one line for each ring, situation, module and case."""
    path = FOLDER / f"{data['name']}.json"
    path.write_text(_lines(data, 0) + "\n", encoding="utf-8")


def _lines(value: Any, depth: int) -> str:
    if depth == 2 or not isinstance(value, dict) or not value:
        return json.dumps(value, ensure_ascii=False)
    pad = " " * (2 * depth + 2)
    inner = ",\n".join(f"{pad}{json.dumps(key)}: {_lines(entry, depth + 1)}" for key, entry in value.items())
    return "{\n" + inner + "\n" + " " * (2 * depth) + "}"


# --- layouts -------------------------------------------------------------------------------------


def layouts_path(lot: str) -> Path:
    """Return where the best layouts of a lot lie."""
    return LAYOUTS / f"{lot}.json"


def read_layouts(lot: str) -> dict[str, list[list[float]]]:
    """Return the best layouts of a lot by case, none where there are none yet."""
    path = layouts_path(lot)
    found: dict[str, list[list[float]]] = (
        json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    )
    return found


def write_layouts(lot: str, layouts: dict[str, list[list[float]]]) -> None:
    """Write the best layouts of a lot, one line a case."""
    LAYOUTS.mkdir(exist_ok=True)
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(layouts[key])}" for key in sorted(layouts))
    layouts_path(lot).write_text("{\n" + lines + "\n}\n", encoding="utf-8")


def packed(stalls: tuple[Stall, ...]) -> list[list[float]]:
    """Return stalls as rows of nine numbers: front start and end, back end and start, group.

    The front runs so that the stall lies to its left.
    """
    return [
        [*(round(v, DECIMALS) for point in _from_front(stall) for v in point), stall.group]
        for stall in stalls
    ]


def _from_front(stall: Stall) -> list[Point]:
    corners = list(stall.polygon)
    (ax, ay), (bx, by) = stall.front
    first = min(
        range(4),
        key=lambda i: min(
            math.dist(corners[i], (ax, ay)) + math.dist(corners[(i + 1) % 4], (bx, by)),
            math.dist(corners[i], (bx, by)) + math.dist(corners[(i + 1) % 4], (ax, ay)),
        ),
    )
    return corners[first:] + corners[:first]


def unpacked(rows: list[list[float]]) -> tuple[Stall, ...]:
    """Return the stalls of rows of numbers, see `packed`."""
    stalls = []
    for row in rows:
        a, b, c, d = ((row[i], row[i + 1]) for i in (0, 2, 4, 6))
        stalls.append(Stall((a, b, c, d), (a, b), int(row[8])))
    return tuple(stalls)


def is_valid(problem: LayoutProblem, stalls: tuple[Stall, ...]) -> bool:
    """Return whether stalls pass the one checker, aisles and panels left out."""
    return not check_layout(problem, Layout(stalls=stalls))
