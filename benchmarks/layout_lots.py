"""Makes the files of `benchmarks/lots`: sizes as sites have them, outlines turned as they lie in a plan.

Records that stand in a file are kept as long as the shape does not change. `small` lots have right angles and
sizes on a grid of 0.4 m, so that the most that they hold can be proven.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from layout_cases import FOLDER, SITUATIONS, case_key, read_lot, write_lot

Ring = list[tuple[float, float]]

MODULES = {
    "compact": (0.60, 2.0, 3.2, 1.5, 2.6, 1.5),
    "plain": (0.60, 2.0, 4.0, 1.5, 2.6, 1.5),
    "generous": (0.80, 2.0, 4.0, 1.5, 2.6, 1.5),
    "wide": (0.80, 2.0, 4.0, 1.6, 2.8, 1.6),
}
"""Pitch, single depth, double depth, aisle of one side, aisle of two sides, least aisle [m]."""

GROUP = {"max_stalls": 25, "max_length_m": 20.0, "gap_m": 2.0, "panels": False}


@dataclass(frozen=True)
class Shape:
    """A lot before it is turned: outline counter-clockwise, where its gate is, which side can be open."""

    name: str
    about: str
    ring: Ring
    gate: tuple[int, float, float]
    open_side: int = 0
    holes: list[Ring] = field(default_factory=list)
    degrees: float = 0.0
    second: str = "plain"


def box(width: float, depth: float, x: float = 0.0, y: float = 0.0) -> Ring:
    """Return a rectangle counter-clockwise from its lower left corner."""
    return [(x, y), (x + width, y), (x + width, y + depth), (x, y + depth)]


def gon(x: float, y: float, radius: float, corners: int = 8) -> Ring:
    """Return a tree pit or a manhole as a regular polygon."""
    step = 2 * math.pi / corners
    return [(x + radius * math.cos(step * k), y + radius * math.sin(step * k)) for k in range(corners)]


def small_shapes() -> list[Shape]:
    """Return lots of 20 to 200 m² on a grid of 0.4 m."""
    ell = [(0.0, 0.0), (8.0, 0.0), (8.0, 4.0), (4.0, 4.0), (4.0, 8.0), (0.0, 8.0)]
    large_ell = [(0.0, 0.0), (13.6, 0.0), (13.6, 6.0), (6.0, 6.0), (6.0, 12.0), (0.0, 12.0)]
    notch = [(0.0, 0.0), (8.8, 0.0), (8.8, 6.0), (5.6, 6.0), (5.6, 5.2), (3.6, 5.2), (3.6, 6.0), (0.0, 6.0)]
    tee = [
        (3.2, 0.0), (7.2, 0.0), (7.2, 4.0), (10.4, 4.0), (10.4, 8.0), (0.0, 8.0), (0.0, 4.0), (3.2, 4.0),
    ]  # fmt: skip
    yoke = [
        (0.0, 0.0), (10.4, 0.0), (10.4, 7.2), (6.8, 7.2), (6.8, 4.0), (3.6, 4.0), (3.6, 7.2), (0.0, 7.2),
    ]  # fmt: skip
    step = [(0.0, 0.0), (9.6, 0.0), (9.6, 4.8), (6.4, 4.8), (6.4, 8.4), (0.0, 8.4)]
    return [
        Shape("small_box_21", "between two doorways", box(5.2, 4.0), (0, 1.6, 2.0), second="wide"),
        Shape("small_box_31", "behind a gable", box(6.4, 4.8), (0, 2.0, 2.4), second="wide", degrees=90.0),
        Shape("small_strip_42", "along a gable", box(10.4, 4.0), (3, 0.8, 2.0), second="wide"),
        Shape("small_box_48", "corner of a court", box(8.0, 6.0), (0, 2.8, 2.0), second="wide"),
        Shape(
            "small_tree_47", "corner of a court with a tree", box(8.0, 6.0), (0, 0.4, 2.0), second="wide",
            holes=[box(0.8, 0.8, 4.4, 3.2)],
        ),
        Shape("small_l_48", "around a stair tower", ell, (0, 2.8, 2.0), second="wide", degrees=12.3),
        Shape("small_notch_51", "with a bin store cut out", notch, (0, 3.2, 2.0), second="wide"),
        Shape("small_box_55", "nearly square", box(7.6, 7.2), (0, 2.8, 2.0), second="wide"),
        Shape("small_t_58", "between three gables", tee, (0, 0.8, 2.0), second="wide", open_side=4),
        Shape("small_strip_62", "along a wall", box(12.0, 5.2), (0, 4.8, 2.0), second="wide", degrees=-31.0),
        Shape("small_u_64", "around a bay", yoke, (0, 4.0, 2.4), second="wide"),
        Shape("small_step_69", "stepped", step, (0, 3.6, 2.0), second="wide"),
        Shape("small_box_96", "end of a lane", box(10.0, 9.6), (0, 4.0, 2.0), second="wide", degrees=7.7),
        Shape("small_l_118", "L of two strips", large_ell, (0, 5.6, 2.4), second="wide"),
        Shape("small_box_163", "playground given up", box(13.6, 12.0), (0, 5.6, 2.4), second="wide"),
    ]  # fmt: skip


def _rectangles() -> list[Shape]:
    return [
        Shape("rect_137", "parking court of an old block", box(14.36, 9.55), (0, 5.0, 2.4), degrees=3.4),
        Shape(
            "rect_262", "behind a kindergarten", box(21.85, 11.98), (3, 4.2, 2.0), degrees=-17.25,
            second="generous",
        ),
        Shape("rect_507", "drying ground", box(26.4, 19.2), (0, 11.5, 3.0), second="generous"),
        Shape("rect_1044", "boiler house pulled down", box(36.02, 28.99), (2, 16.0, 3.0), degrees=41.0),
        Shape("rect_3000", "sports ground", box(61.45, 48.82), (0, 28.0, 4.0), degrees=8.05),
    ]  # fmt: skip


def _bent() -> list[Shape]:
    ell = [(0, 0), (40.2, 0), (40.2, 15.05), (20.1, 15.05), (20.1, 34.9), (0, 34.9)]
    lean_ell = [(0, 0), (22.4, 1.8), (21.7, 9.9), (9.6, 8.95), (8.7, 21.3), (-0.4, 20.6)]
    yoke = [(0, 0), (30.0, 0), (30.0, 20.0), (20.0, 20.0), (20.0, 8.0), (10.0, 8.0), (10.0, 20.0), (0, 20.0)]
    wide_yoke = [
        (0, 0), (52.3, 0), (52.3, 31.6), (37.7, 31.6), (37.7, 12.4), (14.9, 12.4), (14.9, 28.2), (0, 28.2),
    ]  # fmt: skip
    tee = [(12, 0), (21.5, 0), (21.5, 14.3), (34.2, 14.3), (34.2, 25.1), (0, 25.1), (0, 14.3), (12, 14.3)]
    small_tee = [(5, 0), (11.2, 0), (11.2, 8.4), (17.3, 8.4), (17.3, 14.9), (0, 14.9), (0, 8.4), (5, 8.4)]
    zed = [(0, 0), (18.4, 0), (18.4, 9.3), (31.7, 9.3), (31.7, 21.2), (11.6, 21.2), (11.6, 10.1), (0, 10.1)]
    bend = [(0, 0), (23.0, 4.1), (44.8, -6.2), (48.3, 3.4), (23.6, 15.2), (-1.9, 10.6)]
    ring_court = [(0, 0), (38.5, 0), (38.5, 33.2), (0, 33.2)]
    return [
        Shape("l_1000", "around a corner house", ell, (0, 18.0, 3.0), degrees=15.0),
        Shape("l_298", "leaning L between slabs", lean_ell, (5, 8.0, 2.2), degrees=-4.2, second="generous"),
        Shape("u_480", "three sides of a court", yoke, (0, 14.0, 2.4), second="generous"),
        Shape("u_1164", "three sides of a large court", wide_yoke, (0, 25.0, 3.0), degrees=28.3),
        Shape("t_505", "where three lanes meet", tee, (4, 15.0, 3.0), degrees=-8.6, open_side=4),
        Shape("t_165", "small T", small_tee, (4, 7.0, 2.4), open_side=4, second="generous"),
        Shape("z_420", "two strips set off", zed, (0, 8.0, 2.4), degrees=61.0),
        Shape("bend_529", "along a bent lane", bend, (1, 9.0, 3.0), second="generous"),
        Shape(
            "ring_880", "around a pavilion", ring_court, (0, 17.5, 3.0), degrees=5.5,
            holes=[box(19.4, 20.5, 9.6, 6.3)],
        ),
    ]  # fmt: skip


def _slanted() -> list[Shape]:
    return [
        Shape(
            "trapezoid_196", "beside a slanting wall", [(0, 0), (19.8, 0), (15.7, 11.0), (0, 11.0)],
            (0, 8.0, 2.0), degrees=10.0,
        ),
        Shape(
            "trapezoid_693", "end of an estate", [(0, 0), (38.4, 3.1), (33.9, 20.7), (2.2, 21.9)],
            (0, 16.0, 3.0), second="generous",
        ),
        Shape(
            "trapezoid_1886", "along a river wall", [(0, 0), (68.0, -7.0), (63.5, 27.4), (4.0, 24.8)],
            (0, 31.0, 4.0), second="generous", degrees=-22.0,
        ),
        Shape("triangle_131", "corner of two lanes", [(0, 0), (18.0, 2.0), (4.0, 15.0)], (0, 8.0, 2.0)),
        Shape(
            "triangle_421", "between railway and wall", [(0, 0), (36.6, 0), (9.3, 23.0)], (0, 17.0, 2.4),
            second="generous", degrees=33.3,
        ),
        Shape(
            "pentagon_352", "gable end", [(0, 0), (17.2, -1.1), (22.6, 9.4), (11.9, 19.8), (-1.3, 13.2)],
            (0, 7.0, 2.4), degrees=2.0,
        ),
        Shape(
            "needle_151", "sliver along a fence", [(0, 0), (41.5, 0), (41.5, 2.4), (0, 4.9)],
            (0, 20.0, 2.4), second="generous",
        ),
        Shape("sliver_110", "strip along a slab", box(39.3, 2.81), (0, 18.6, 2.4), degrees=-63.0),
        Shape("sliver_190", "strip with a lane's width", box(46.2, 4.12), (3, 1.0, 2.0), degrees=1.3),
        Shape(
            "fan_1059", "around a turning circle",
            [(0, 0), (24, -5.5), (41.2, 2.1), (44.8, 15.9), (31.3, 27.7), (14.6, 25.2), (3.1, 15.8)],
            (0, 11.0, 3.0), degrees=19.0, second="generous",
        ),
    ]  # fmt: skip


def _obstructed() -> list[Shape]:
    notched = [
        (0, 0), (25.3, 0), (25.3, 13.7), (17.2, 13.7), (17.2, 10.4), (12.85, 10.4), (12.85, 13.7), (0, 13.7),
    ]  # fmt: skip
    toothed = [
        (0, 0), (36.0, 0), (36.0, 14.2), (30.1, 14.2), (30.1, 11.1), (27.0, 11.1), (27.0, 14.2), (18.4, 14.2),
        (18.4, 10.9), (14.9, 10.9), (14.9, 14.2), (6.6, 14.2), (6.6, 11.6), (3.9, 11.6), (3.9, 14.2),
        (0, 14.2),
    ]  # fmt: skip
    slabs = [
        (0, 0), (58.0, 0), (58.0, 15.3), (47.6, 15.3), (47.6, 27.7), (58.0, 27.7), (58.0, 43.2), (0, 43.2),
        (0, 27.7), (10.2, 27.7), (10.2, 15.3), (0, 15.3),
    ]  # fmt: skip
    trees = [gon(x, y, 0.75) for x in (7.3, 15.9, 24.6) for y in (6.1, 15.4)]
    return [
        Shape("notched_332", "with a transformer cut out", notched, (0, 11.0, 2.4), degrees=-12.0),
        Shape("toothed_483", "along bays of a slab", toothed, (0, 16.0, 2.4), second="generous"),
        Shape(
            "trees_646", "six old trees", box(31.8, 20.6), (0, 14.0, 3.0), holes=trees, degrees=24.0,
        ),
        Shape(
            "manholes_293", "over a drain", box(24.1, 12.2), (1, 5.0, 2.4), second="generous",
            holes=[gon(4.2, 6.1, 0.4, 12), gon(12.4, 6.3, 0.4, 12), gon(20.3, 6.6, 0.4, 12)],
        ),
        Shape(
            "pillars_444", "under a deck", box(27.2, 16.4), (0, 12.0, 2.6), degrees=-2.2,
            holes=[box(0.6, 0.6, x, y) for x in (6.4, 13.3, 20.2) for y in (5.0, 10.8)],
        ),
        Shape(
            "court_2235", "court between slabs", slabs, (0, 27.0, 4.0), degrees=6.6, second="generous",
            holes=[gon(28.0, 21.5, 2.2, 16)],
        ),
        Shape(
            "garden_1043", "garden with a pavilion and trees",
            [(0, 0), (39.7, 0), (39.7, 18.2), (22.3, 18.2), (22.3, 33.4), (0, 33.4)], (0, 20.0, 3.0),
            holes=[gon(9.8, 9.1, 1.1, 12), gon(30.2, 10.0, 0.75), box(4.1, 3.2, 8.0, 20.0)],
            degrees=-9.4,
        ),
        Shape(
            "yard_2900", "yard with sheds that stay",
            [(0, 0), (71.0, 0), (74.6, 38.8), (29.1, 43.7), (0, 40.2)], (0, 33.0, 4.0), degrees=3.0,
            holes=[box(12.2, 6.1, 15.0, 12.0), box(8.3, 5.2, 45.5, 22.0), gon(60.0, 9.0, 1.5, 12)],
        ),
    ]  # fmt: skip


def all_shapes() -> list[Shape]:
    """Return every shape of the benchmark."""
    return [*small_shapes(), *_rectangles(), *_bent(), *_slanted(), *_obstructed()]


def _turned(ring: Ring, degrees: float) -> list[list[float]]:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [[round(x * cos - y * sin, 4) + 0.0, round(x * sin + y * cos, 4) + 0.0] for x, y in ring]


def _area_m2(ring: Ring) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def _situations(shape: Shape) -> dict[str, Any]:
    count = len(shape.ring)
    edge, start, width = shape.gate
    one = ["open" if side == shape.open_side else "wall" for side in range(count)]
    return {
        "walls": {
            "edges": ["wall"] * count,
            "entrances": [{"edge": edge, "from_m": start, "width_m": width}],
        },
        "one_open": {"edges": one, "entrances": []},
        "open": {"edges": ["open"] * count, "entrances": []},
    }


def _module(name: str) -> dict[str, float]:
    pitch, single, double, one, two, least = MODULES[name]
    return {
        "pitch_m": pitch, "single_depth_m": single, "double_depth_m": double,
        "aisle_one_side_m": one, "aisle_two_side_m": two, "least_aisle_m": least,
    }  # fmt: skip


def _keys(number: int, shape: Shape) -> list[str]:
    """Return six cases: every module in every situation, groups in every other one.

    Small lots hold about one group and are filled without.
    """
    keys = []
    for first, module in enumerate(("compact", shape.second)):
        for second, situation in enumerate(SITUATIONS):
            grouped = not shape.name.startswith("small") and (number + first + second) % 2 == 0
            keys.append(case_key(module, situation, grouped))
    return keys


def make_lots() -> int:
    """Write all files and return how many."""
    FOLDER.mkdir(exist_ok=True)
    shapes = all_shapes()
    for number, shape in enumerate(shapes):
        area = _area_m2(shape.ring) - sum(_area_m2(hole) for hole in shape.holes)
        data: dict[str, Any] = {
            "name": shape.name,
            "about": shape.about,
            "area_m2": round(area, 2),
            "turned_degrees": shape.degrees,
            "lot": _turned(shape.ring, shape.degrees),
            "holes": [_turned(hole, shape.degrees) for hole in shape.holes],
            "situations": _situations(shape),
            "modules": {name: _module(name) for name in ("compact", shape.second)},
            "group": GROUP,
        }
        path = FOLDER / f"{shape.name}.json"
        before = read_lot(path) if path.exists() else {}
        same = all(before.get(key) == value for key, value in data.items())
        known = before["cases"] if same else {}
        data["cases"] = {key: known.get(key, {}) for key in _keys(number, shape)}
        write_lot(data)
    return len(shapes)
