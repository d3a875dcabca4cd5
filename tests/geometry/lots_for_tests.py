"""Lots that several tests of the geometry share, and problems made of them at random."""

from __future__ import annotations

import math

from hypothesis import strategies as st

from chargeplan.geometry.polygons import ring_faults
from chargeplan.model.layout import LayoutProblem
from chargeplan.model.modules import GroupRule, StallModule
from chargeplan.model.scheme import EdgeRole, Entrance
from chargeplan.model.values import Ring

OPEN, WALL = EdgeRole.OPEN, EdgeRole.WALL
COMPACT = StallModule(0.6, 2.0, 3.2, 1.5, 2.6)
PLAIN = StallModule(0.6, 2.0, 4.0, 1.5, 2.6)
LEANING = StallModule(0.6, 1.7, 2.77, 1.5, 2.6, angle_degrees=60)


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
