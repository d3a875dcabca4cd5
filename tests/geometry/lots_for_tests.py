"""Lots that several tests of the geometry share, and problems made of them at random."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import shapely
from hypothesis import strategies as st

from chargeplan.geometry.filling import fill_lot
from chargeplan.geometry.polygons import polygon_of, ring_faults, union_of
from chargeplan.geometry.stall_rows import StallFinder
from chargeplan.model.layout import LayoutProblem
from chargeplan.model.modules import GroupRule, StallModule
from chargeplan.model.scheme import EdgeRole, Entrance, FillGoal
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point, Ring

OPEN, WALL = EdgeRole.OPEN, EdgeRole.WALL
COMPACT = StallModule(0.6, 2.0, 3.2, 1.5, 2.6)
PLAIN = StallModule(0.6, 2.0, 4.0, 1.5, 2.6)
LEANING = StallModule(0.6, 1.7, 2.77, 1.5, 2.6, angle_degrees=60)
MODULES = (
    COMPACT,
    PLAIN,
    LEANING,
    StallModule(0.7, 2.0, 3.2, 1.5, 2.6),
    StallModule(0.6, 1.7, 3.4, 1.5, 2.6, angle_degrees=60),
    StallModule(0.6, 1.4, 2.26, 1.2, 2.0, angle_degrees=45),
    StallModule(0.6, 1.0, 1.6, 1.2, 2.0, angle_degrees=30, least_aisle_m=1.2),
)


def rectangle(width_m: float, depth_m: float) -> Ring:
    """Return a rectangle with its lower left corner at 0, 0."""
    return ((0.0, 0.0), (width_m, 0.0), (width_m, depth_m), (0.0, depth_m))


L_SHAPE: Ring = ((0.0, 0.0), (40.0, 0.0), (40.0, 15.0), (20.0, 15.0), (20.0, 35.0), (0.0, 35.0))
U_SHAPE: Ring = (
    (0.0, 0.0), (30.0, 0.0), (30.0, 20.0), (20.0, 20.0), (20.0, 8.0), (10.0, 8.0), (10.0, 20.0), (0.0, 20.0),
)  # fmt: skip
NOTCH: Ring = (
    (0.0, 0.0), (20.0, 0.0), (20.0, 10.0), (12.0, 10.0), (12.0, 7.0), (9.0, 7.0), (9.0, 10.0), (0.0, 10.0),
)  # fmt: skip
SLIVER: Ring = ((0.0, 0.0), (30.0, 0.0), (30.0, 0.4))
SQUARE_HOLE: Ring = ((8.0, 4.0), (9.0, 4.0), (9.0, 5.0), (8.0, 5.0))

SOUND_LOTS: dict[str, tuple[Ring, tuple[Ring, ...]]] = {
    "rectangle": (rectangle(20.0, 10.0), ()),
    "clockwise": (rectangle(20.0, 10.0)[::-1], ()),
    "L": (L_SHAPE, ()),
    "U": (U_SHAPE, ()),
    "notch": (NOTCH, ()),
    "hole": (rectangle(20.0, 10.0), (SQUARE_HOLE,)),
    "hole over the outline": (rectangle(20.0, 10.0), (((18.0, 3.0), (23.0, 3.0), (23.0, 6.0), (18.0, 6.0)),)),
    "sliver": (SLIVER, ()),
    "triangle": (((0.0, 0.0), (18.0, 2.0), (4.0, 15.0)), ()),
    "repeated points": (((0.0, 0.0), (0.0, 0.0), (20.0, 0.0), (20.0, 10.0), (20.0, 10.0), (0.0, 10.0)), ()),
    "smaller than a stall": (rectangle(0.5, 0.5), ()),
}

FAULTY_RINGS: dict[str, tuple[Ring, str]] = {
    "bow tie": (((0.0, 0.0), (4.0, 4.0), (4.0, 0.0), (0.0, 4.0)), "crossed"),
    "touches itself": (((0.0, 0.0), (8.0, 0.0), (8.0, 6.0), (4.0, 0.0), (0.0, 6.0)), "crossed"),
    "spike": (((0.0, 0.0), (8.0, 0.0), (12.0, 0.0), (8.0, 0.0), (8.0, 6.0)), "crossed"),
    "line": (((0.0, 0.0), (8.0, 0.0), (4.0, 0.0)), "crossed"),
    "empty": ((), "too_few_corners"),
    "point": (((1.0, 1.0), (1.0, 1.0), (1.0, 1.0)), "too_few_corners"),
    "needle": (((0.0, 0.0), (9.0, 0.0), (9.0, 0.005)), "needle"),
    "no area": (((0.0, 0.0), (0.01, 0.0), (0.0, 0.001)), "no_area"),
    "not finite": (((0.0, 0.0), (math.inf, 0.0), (0.0, 9.0)), "not_finite"),
}


def open_all(ring: Ring, holes: tuple[Ring, ...] = (), module: StallModule = COMPACT) -> LayoutProblem:
    """Return the lot with every side open."""
    return LayoutProblem(ring, module, holes, (OPEN,) * len(ring))


def turned(ring: Ring, degrees: float, dx: float = 0.0, dy: float = 0.0) -> Ring:
    """Return a ring turned about the origin and moved."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return tuple((x * cos - y * sin + dx, x * sin + y * cos + dy) for x, y in ring)


@st.composite
def _rings(draw: st.DrawFn) -> Ring:
    shape = draw(st.sampled_from(["star", "L", "U"]))
    if shape == "star":
        count = draw(st.integers(3, 8))
        angles = sorted(draw(st.lists(st.integers(0, 359), min_size=count, max_size=count, unique=True)))
        radii = draw(st.lists(st.integers(30, 140), min_size=count, max_size=count))
        polar = [(radius / 10, math.radians(angle)) for radius, angle in zip(radii, angles, strict=True)]
        return tuple((round(r * math.cos(a), 3), round(r * math.sin(a), 3)) for r, a in polar)
    width, depth = draw(st.integers(60, 200)) / 10, draw(st.integers(50, 160)) / 10
    a, b = draw(st.integers(2, 8)) / 10 * width, draw(st.integers(2, 8)) / 10 * depth
    ring = (
        ((0.0, 0.0), (width, 0.0), (width, b), (a, b), (a, depth), (0.0, depth))
        if shape == "L"
        else (
            (0.0, 0.0), (width, 0.0), (width, depth), (a + 0.8, depth),
            (a + 0.8, b), (a - 0.8, b), (a - 0.8, depth), (0.0, depth),
        )
    )  # fmt: skip
    return tuple((round(x, 4), round(y, 4)) for x, y in turned(ring, draw(st.integers(0, 90))))


def _gon(x: float, y: float, radius: float) -> Ring:
    corners = [(x + radius * math.cos(k * 1.2566), y + radius * math.sin(k * 1.2566)) for k in range(5)]
    return tuple((round(px, 3), round(py, 3)) for px, py in corners)


_GROUPS = (
    None,
    GroupRule(25, 20.0, 2.0),
    GroupRule(6, 5.0, 1.0),
    GroupRule(1, 20.0, 3.0),
    GroupRule(8, 20.0, 2.0, panels=True),
)


@st.composite
def problems(draw: st.DrawFn) -> LayoutProblem:
    """Draw lots with holes, roles of sides, entrances, groups, clearances and lanes."""
    ring = draw(_rings().filter(lambda ring: not ring_faults(ring)))
    spot = st.integers(-80, 150).map(lambda tenths: tenths / 10)
    holes = draw(st.lists(st.builds(_gon, spot, spot, st.integers(3, 20).map(lambda n: n / 10)), max_size=2))
    edges = draw(st.lists(st.sampled_from([OPEN, WALL, WALL]), min_size=len(ring), max_size=len(ring)))
    entrances = []
    edge = draw(st.integers(0, len(ring) - 1))
    length = math.dist(ring[edge], ring[(edge + 1) % len(ring)])
    if length > 1.9 and draw(st.booleans()):
        width = draw(st.floats(1.8, min(3.0, length)))
        entrances.append(Entrance(edge, round(draw(st.floats(0, 1)) * (length - width), 3), width))
    clearance = draw(
        st.lists(st.builds(_gon, spot, spot, st.integers(10, 40).map(lambda n: n / 10)), max_size=1)
    )
    lane = draw(st.lists(st.builds(_gon, spot, spot, st.integers(10, 30).map(lambda n: n / 10)), max_size=1))
    return LayoutProblem(
        ring=ring,
        module=draw(st.sampled_from([COMPACT, PLAIN, LEANING])),
        holes=tuple(holes),
        edges=tuple(edges),
        entrances=tuple(entrances),
        group=draw(st.sampled_from(_GROUPS)),
        clearances=tuple((ring,) for ring in clearance),
        crossings=tuple((ring,) for ring in lane),
    )


@st.composite
def problems_by_hand(draw: st.DrawFn) -> LayoutProblem:
    """Draw problems with what a plan can ask for on top: direction, goal, rows that stay, places taken out.

    Rows that stay come from a filling of the lot before it had clearances, one of which may lie on a stall
    of such a row: some no longer fit.
    """
    stays = draw(st.booleans())
    module = draw(st.sampled_from(MODULES))
    plain = draw(problems())
    wished = replace(
        plain,
        module=module,
        direction_degrees=draw(st.none() | st.integers(0, 179).map(float)),
        goal=draw(st.sampled_from(list(FillGoal))),
        doorways=tuple(draw(st.lists(_spots(), max_size=2))),
    )
    stood = fill_lot(replace(wished, clearances=(), goal=FillGoal.MOST_STALLS), "live").stalls
    kept: set[int] = set()
    for share in draw(st.lists(st.floats(0, 0.999), min_size=1, max_size=2)) if stays and stood else ():
        kept.update(StallFinder(stood).row_of(int(share * len(stood)), wished.module.single_depth_m))
    planted = [stood[index].polygon[0] for index in sorted(kept)[:1]] if draw(st.booleans()) else []
    removed = [
        _centre(stood[int(share * len(stood))])
        for share in (draw(st.lists(st.floats(0, 0.999), max_size=3)) if stood else ())
    ]
    return replace(
        wished,
        clearances=(*wished.clearances, *((_gon(x, y, 0.8),) for x, y in planted)),
        kept=tuple(stood[index] for index in sorted(kept)),
        removed=(*removed, *draw(st.lists(_spots(), max_size=1))),
    )


def _spots() -> st.SearchStrategy[Point]:
    axis = st.integers(-80, 150).map(lambda tenths: tenths / 10)
    return st.tuples(axis, axis)


def _centre(stall: Stall) -> Point:
    xs, ys = zip(*stall.polygon, strict=True)
    return (sum(xs) / 4, sum(ys) / 4)


def moved(problem: LayoutProblem, degrees: float, dx: float = 0.0, dy: float = 0.0) -> LayoutProblem:
    """Return a problem turned about the origin and moved, with all that belongs to it."""
    there = _with_places(problem, lambda ring: turned(ring, degrees, dx, dy))
    if problem.direction_degrees is None:
        return there
    return replace(there, direction_degrees=(problem.direction_degrees + degrees) % 180.0)


def _with_places(problem: LayoutProblem, there: Callable[[Ring], Ring]) -> LayoutProblem:
    """Return a problem with all its places put elsewhere, those of rows that stay among them."""

    def stall_there(stall: Stall) -> Stall:
        a, b, c, d = there(stall.polygon)
        start, end = there(stall.front)
        return replace(stall, polygon=(a, b, c, d), front=(start, end))

    return replace(
        problem,
        ring=there(problem.ring),
        holes=tuple(map(there, problem.holes)),
        clearances=tuple(tuple(map(there, region)) for region in problem.clearances),
        crossings=tuple(tuple(map(there, region)) for region in problem.crossings),
        kept=tuple(map(stall_there, problem.kept)),
        removed=there(problem.removed),
        doorways=there(problem.doorways),
    )


def begun_elsewhere(problem: LayoutProblem, start: int, backwards: bool) -> LayoutProblem:
    """Return the same lot with its ring told from another corner, or in the other direction."""
    count = len(problem.ring)
    order = [(start + index) % count for index in range(count)]
    if not backwards:
        return replace(
            problem,
            ring=tuple(problem.ring[i] for i in order),
            edges=tuple(problem.edges[i] for i in order),
            entrances=tuple(replace(e, edge=(e.edge - start) % count) for e in problem.entrances),
        )
    ring = tuple(problem.ring[i] for i in reversed(order))
    edges = (*(problem.edges[i] for i in reversed(order[:-1])), problem.edges[order[-1]])
    entrances = []
    for entrance in problem.entrances:
        at = order.index(entrance.edge)
        a, b = problem.ring[entrance.edge], problem.ring[(entrance.edge + 1) % count]
        start_m = math.dist(a, b) - entrance.from_m - entrance.width_m
        entrances.append(Entrance((count - 2 - at) % count, max(0.0, start_m), entrance.width_m))
    return replace(problem, ring=ring, edges=edges, entrances=tuple(entrances))


def on_centimetres(problem: LayoutProblem) -> LayoutProblem:
    """Return a problem as somebody draws it: its longest side along an axis, all on centimetres.

    Rows that stay are left out; they stand where a search had put them.
    """
    sides = zip(problem.ring, (*problem.ring[1:], problem.ring[0]), strict=True)
    (ax, ay), (bx, by) = max(sides, key=lambda side: math.dist(*side))
    at_origin = moved(problem, 0.0, -ax, -ay)
    rounded = rounded_to(moved(at_origin, -math.degrees(math.atan2(by - ay, bx - ax))), 2)
    return replace(
        rounded,
        kept=(),
        entrances=tuple(Entrance(e.edge, round(e.from_m, 1), round(e.width_m, 1)) for e in problem.entrances),
        direction_degrees=None if problem.direction_degrees is None else round(problem.direction_degrees),
    )


def rounded_to(problem: LayoutProblem, digits: int) -> LayoutProblem:
    """Return a problem with the places of everything rounded, rows that stay among them."""
    return _with_places(problem, lambda ring: tuple((round(x, digits), round(y, digits)) for x, y in ring))


def shared_strip_m2(width_m: float, aisle_m: float) -> float:
    """Return what a strip claims at least of the ground before its front where all directions share it.

    The double integral of docs/performance.md, "For every layout", in closed form.
    """
    w, a = width_m, aisle_m
    claimed = w * a * math.atan(w / a)
    claimed += (w * w * math.log1p((a / w) ** 2) - a * a * math.log1p((w / a) ** 2)) / 4
    return claimed / math.pi


def most_provable(problem: LayoutProblem, *, facings: int | None = None) -> int:
    """Return how many stalls no layout exceeds, whatever its directions, or with at most so many facings.

    Bodies and strips lie in the lot and within an aisle of its open sides, and no further from ground where
    stalls may stand than an aisle is deep; no body lies in a strip. A stall takes its body, w * d, and of its
    strip the share that is its own: `shared_strip_m2` at all angles (docs/performance.md). Strips of one
    facing never overlap, so with four facings it is a quarter: w * (d + a / 4).
    """
    module, ring = problem.module, problem.ring
    width, aisle = module.front_m, module.aisle_one_side_m
    roles = problem.edges or (EdgeRole.WALL,) * len(ring)
    sides = [
        shapely.LineString((ring[i], ring[(i + 1) % len(ring)]))
        for i, role in enumerate(roles)
        if role is EdgeRole.OPEN
    ]
    solid = shapely.union(union_of(problem.holes), union_of(problem.crossings))
    lot = polygon_of(ring)
    standing = lot.difference(solid).difference(union_of(problem.clearances))
    riding = lot.union(shapely.union_all(sides).buffer(aisle * 1.001)).difference(solid)
    near = riding.intersection(standing.buffer(aisle * 1.001))
    body = width * min(module.single_depth_m, module.double_depth_m / 2)
    share = shared_strip_m2(width, aisle) if facings is None else width * aisle / facings
    return math.floor(min(standing.area / body, near.area / (body + share)) + 1e-6)
