"""The one judge of a layout: the five rules and what was set by hand, and nothing of how it was made.

Everything is measured with Shapely on the finished stalls, with a tolerance of 1 mm. Tests, benchmarks and
the program itself ask this module and no other.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from chargeplan.geometry.polygons import (
    grown,
    longest_side_m,
    polygons_in,
    signed_area_m2,
    sound_ground,
    union_of,
)
from chargeplan.geometry.stall_rows import StallFinder
from chargeplan.i18n import N_
from chargeplan.model.layout import Layout, LayoutProblem
from chargeplan.model.modules import StallModule
from chargeplan.model.scheme import EdgeRole
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point

TOLERANCE_M = 1e-3
LEAST_ENTRANCE_M = 1.8

_Geometries = NDArray[np.object_]


@dataclass(frozen=True)
class Violation:
    """A rule that a layout breaks: code, indices of the stalls, where, and a sentence with its values.

    What breaks an order given by hand names its place alone: `stalls` are those that break the rules.
    """

    code: str
    stalls: tuple[int, ...]
    place: Point
    text: str
    values: tuple[tuple[str, float | str], ...] = ()


@dataclass(frozen=True)
class _Site:
    """What surrounds the stalls: ground inside, ground beyond open sides, gates, and walls."""

    inside: BaseGeometry
    beyond: BaseGeometry
    gates: BaseGeometry
    walls: BaseGeometry


def check_layout(problem: LayoutProblem, layout: Layout) -> tuple[Violation, ...]:
    """Return every rule that a layout breaks, in the order of the rules; nothing for a valid layout.

    Beyond the five rules no stall holds a place of `problem.removed`, and of `problem.kept` no more are
    missing than the layout's reasons tell, but for those that hold such a place themselves.
    """
    stalls = layout.stalls
    panels = _panel_lines(layout)
    found = [*_misshapen(problem.module, stalls), *_misplaced_panels(problem, layout)]
    if any(violation.code == "stall_shape" for violation in found):
        return tuple(found)
    site = _site(problem)
    bodies = shapely.polygons([stall.polygon for stall in stalls]) if stalls else np.empty(0, object)
    shrunk = grown(bodies, -TOLERANCE_M)
    strips = _strips(stalls, problem.module.aisle_one_side_m)
    found += _without_neighbour(problem.module, stalls, problem.removed)
    found += _not_on_ground(problem, layout, site, shrunk)
    found += _overlapping(bodies)
    found += _blocked_strips(problem, site, bodies, strips, panels)
    found += _facing_too_close(problem.module, stalls)
    found += _unreached(problem.module, site, stalls, bodies, strips, panels)
    found += _groups(problem, stalls, bodies, panels)
    found += _on_removed(problem, stalls, shrunk)
    found += _kept_missing(problem, layout)
    return tuple(found)


def _panel_lines(layout: Layout) -> BaseGeometry:
    return shapely.union_all([LineString(panel) for panel in layout.panels])


def _centre(stall: Stall) -> Point:
    xs, ys = zip(*stall.polygon, strict=True)
    return (sum(xs) / 4, sum(ys) / 4)


def _between(a: Point, b: Point) -> Point:
    return ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)


# --- rule 1: shape, place and back ---------------------------------------------------------------


def _sides(stall: Stall) -> tuple[Point, Point, Point, Point] | None:
    """Return front start, front end, back end, back start counter-clockwise, None when front is no side."""
    polygon = stall.polygon if signed_area_m2(stall.polygon) > 0 else stall.polygon[::-1]
    for index in range(4):
        a, b, c, d = (polygon[(index + step) % 4] for step in range(4))
        for start, end in (stall.front, stall.front[::-1]):
            if math.dist(a, start) <= TOLERANCE_M and math.dist(b, end) <= TOLERANCE_M:
                return a, b, c, d
    return None


def _depth_and_errors(stall: Stall, module: StallModule) -> tuple[float, bool]:
    """Return the depth of a stall [m] and whether its other sizes are the module's."""
    sides = _sides(stall)
    if sides is None:
        return 0.0, False
    a, b, c, d = sides
    width = math.dist(a, b)
    if abs(width - module.front_m) > TOLERANCE_M or width == 0:
        return 0.0, False
    ux, uy = (b[0] - a[0]) / width, (b[1] - a[1]) / width
    along = [(p[0] - q[0]) * ux + (p[1] - q[1]) * uy for p, q in ((d, a), (c, b))]
    across = [(p[1] - q[1]) * ux - (p[0] - q[0]) * uy for p, q in ((d, a), (c, b))]
    depth = sum(across) / 2
    lean = 0.0 if module.angle_degrees == 90 else depth / math.tan(math.radians(module.angle_degrees))
    right = all(abs(abs(shift) - lean) <= TOLERANCE_M for shift in along)
    same = abs(along[0] - along[1]) <= TOLERANCE_M and abs(across[0] - across[1]) <= TOLERANCE_M
    return depth, right and same


def _misshapen(module: StallModule, stalls: Sequence[Stall]) -> Iterator[Violation]:
    depths = (module.single_depth_m, module.double_depth_m / 2)
    for index, stall in enumerate(stalls):
        depth, right = _depth_and_errors(stall, module)
        if not right or min(abs(depth - known) for known in depths) > TOLERANCE_M:
            yield Violation(
                "stall_shape",
                (index,),
                _centre(stall),
                N_("stall {stall} does not have the module's size"),
                (("stall", index + 1),),
            )


def _without_neighbour(
    module: StallModule, stalls: Sequence[Stall], removed: Sequence[Point]
) -> Iterator[Violation]:
    """Yield stalls of half a double row that have no other at their back, nor one that was removed there."""
    half = module.double_depth_m / 2
    if abs(half - module.single_depth_m) <= TOLERANCE_M:
        return
    halves = [
        index
        for index, stall in enumerate(stalls)
        if abs(_depth_and_errors(stall, module)[0] - half) <= TOLERANCE_M
    ]
    sides = [_sides(stalls[index]) for index in halves]
    backs = np.array([side[2:] for side in sides if side is not None]).reshape(-1, 2, 2)
    ways = np.array([_normal(stalls[index]) for index in halves]).reshape(-1, 2)
    tree = shapely.STRtree(shapely.linestrings(backs))
    middles = shapely.points(backs.mean(axis=1))
    one, other = tree.query(middles, predicate="dwithin", distance=2 * TOLERANCE_M)
    paired = set(one[(ways[one] * ways[other]).sum(axis=1) < -0.99].tolist())
    for number, index in enumerate(halves):
        if number not in paired and not _holds_any(_mirrored_at_back(stalls[index]), removed):
            yield Violation(
                "no_stall_at_back",
                (index,),
                _centre(stalls[index]),
                N_("stall {stall} is half of a double row and has no other at its back"),
                (("stall", index + 1),),
            )


def _mirrored_at_back(stall: Stall) -> Polygon:
    """Return where the other half of a double row stands behind a stall."""
    sides = _sides(stall)
    assert sides is not None
    (nx, ny), (cx, cy) = _normal(stall), sides[2]
    away = [2 * ((x - cx) * nx + (y - cy) * ny) for x, y in sides]
    return Polygon([(x - far * nx, y - far * ny) for (x, y), far in zip(sides, away, strict=True)])


def _holds_any(ground: Polygon, places: Sequence[Point]) -> bool:
    return bool(places) and bool(shapely.intersects_xy(ground, *np.array(places).T).any())


def _normal(stall: Stall) -> tuple[float, float]:
    """Return the unit vector out of the front of a stall."""
    sides = _sides(stall)
    assert sides is not None
    (ax, ay), (bx, by) = sides[:2]
    length = math.hypot(bx - ax, by - ay)
    return ((by - ay) / length, -(bx - ax) / length)


# --- rules 1 and 2: on the ground, on nothing else -----------------------------------------------


def _site(problem: LayoutProblem) -> _Site:
    outline = sound_ground(problem.ring)
    inside = shapely.difference(outline, union_of(problem.holes))
    ring = problem.ring
    roles = problem.edges or (EdgeRole.WALL,) * len(ring)
    depth = problem.module.aisle_one_side_m + 2 * problem.module.least_aisle_m
    left = signed_area_m2(ring) > 0
    sides = [LineString((ring[index - 1], ring[index])) for index in range(len(ring))]
    sides = [*sides[1:], sides[0]]
    open_sides = _pieces(sides, roles, EdgeRole.OPEN)
    walls = _pieces(sides, roles, EdgeRole.WALL)
    gates = []
    for entrance in problem.entrances:
        start, end = ring[entrance.edge], ring[(entrance.edge + 1) % len(ring)]
        if entrance.width_m >= LEAST_ENTRANCE_M - TOLERANCE_M and start != end:
            side = LineString((start, end))
            gates.append(substring(side, entrance.from_m, entrance.from_m + entrance.width_m))
    standing = shapely.difference(
        shapely.union_all(walls), shapely.buffer(shapely.union_all(gates), 1e-6, cap_style="square")
    )
    through_gates = shapely.union_all([_outer_half(gate, depth, left, "flat") for gate in gates])
    return _Site(
        inside=inside,
        beyond=shapely.difference(_beyond(open_sides, walls, depth, left), outline),
        gates=shapely.difference(through_gates, outline),
        walls=standing,
    )


def _pieces(sides: Sequence[LineString], roles: Sequence[EdgeRole], role: EdgeRole) -> list[LineString]:
    """Return the sides of one role, long curves of many sides in fewer, true to a fifth of a millimetre."""
    chosen = [side for side, own in zip(sides, roles, strict=True) if own is role and side.length > 0]
    if len(chosen) <= _MANY_SIDES:
        return chosen
    curves = shapely.get_parts(
        shapely.simplify(shapely.line_merge(shapely.union_all(chosen), directed=True), 2e-4)
    )
    return [LineString(ends) for curve in curves for ends in pairwise(curve.coords)]


_MANY_SIDES = 200


def _beyond(
    open_sides: Sequence[LineString], walls: Sequence[LineString], depth_m: float, left: bool
) -> BaseGeometry:
    """Return the ground right beyond open sides, and around their ends what lies behind no wall beside."""
    tree = shapely.STRtree(walls)
    parts: list[BaseGeometry] = []
    for side in open_sides:
        beside = [walls[index] for index in tree.query(side, predicate="intersects").tolist()]
        solid = shapely.union_all([_outer_half(wall, depth_m, left, "flat") for wall in beside])
        parts.append(shapely.difference(_outer_half(side, depth_m, left, "round"), solid))
        parts.append(_outer_half(side, depth_m, left, "flat"))
    return shapely.union_all(parts)


def _outer_half(line: LineString, depth_m: float, left: bool, cap: str) -> BaseGeometry:
    """Return the ground within `depth_m` on the outer side of a line."""
    (ax, ay), (bx, by) = line.coords[0], line.coords[-1]
    length = line.length
    ux, uy = (bx - ax) / length, (by - ay) / length
    ox, oy = (uy, -ux) if left else (-uy, ux)
    far = 2 * depth_m
    half = Polygon([
        (ax - ux * far, ay - uy * far),
        (bx + ux * far, by + uy * far),
        (bx + ux * far + ox * far, by + uy * far + oy * far),
        (ax - ux * far + ox * far, ay - uy * far + oy * far),
    ])  # fmt: skip
    return shapely.intersection(line.buffer(depth_m, cap_style=cap, quad_segs=32), half)


def _not_on_ground(
    problem: LayoutProblem, layout: Layout, site: _Site, shrunk: _Geometries
) -> Iterator[Violation]:
    shapely.prepare(site.inside)
    outside = ~shapely.covers(site.inside, shrunk)
    yield from _named(outside, layout, "outside_lot", N_("stall {stall} does not lie on the lot"))
    taken = union_of((*problem.clearances, *problem.crossings))
    shapely.prepare(taken)
    hit = shapely.intersects(taken, shrunk)
    yield from _named(hit, layout, "on_clearance", N_("stall {stall} lies on a clearance or a lane"))
    aisles = union_of(layout.aisles)
    shapely.prepare(aisles)
    hit = shapely.intersects(aisles, shrunk)
    yield from _named(hit, layout, "on_aisle", N_("stall {stall} lies on an aisle"))


def _named(hit: NDArray[np.bool_], layout: Layout, code: str, text: str) -> Iterator[Violation]:
    for index in np.nonzero(hit)[0].tolist():
        yield Violation(code, (index,), _centre(layout.stalls[index]), text, (("stall", index + 1),))


def _overlapping(bodies: _Geometries) -> Iterator[Violation]:
    inner = grown(bodies, -TOLERANCE_M / 2)
    first, second = shapely.STRtree(inner).query(inner, predicate="intersects")
    for a, b in zip(first.tolist(), second.tolist(), strict=True):
        if a < b:
            place = shapely.intersection(bodies[a], bodies[b]).representative_point()
            yield Violation(
                "stalls_overlap",
                (a, b),
                (place.x, place.y),
                N_("stalls {stall} and {other} overlap"),
                (("stall", a + 1), ("other", b + 1)),
            )


# --- rule 3: strips and facing rows --------------------------------------------------------------


def _strip_corners(stall: Stall, depth_m: float) -> tuple[Point, Point, Point, Point]:
    sides = _sides(stall)
    assert sides is not None
    a, b = sides[:2]
    nx, ny = _normal(stall)
    return (a, (a[0] + nx * depth_m, a[1] + ny * depth_m), (b[0] + nx * depth_m, b[1] + ny * depth_m), b)


def _strips(stalls: Sequence[Stall], depth_m: float) -> _Geometries:
    if not stalls:
        return np.empty(0, object)
    return np.asarray(shapely.polygons([_strip_corners(stall, depth_m) for stall in stalls]))


def _blocked_strips(
    problem: LayoutProblem, site: _Site, bodies: _Geometries, strips: _Geometries, panels: BaseGeometry
) -> Iterator[Violation]:
    free = shapely.difference(_joined(site.inside, site.beyond), union_of(problem.crossings))
    shapely.prepare(free)
    inner = grown(strips, -TOLERANCE_M)
    blocked = ~shapely.covers(free, inner)
    blocked |= shapely.intersects(site.walls, inner) | shapely.intersects(panels, inner)
    strip, _ = shapely.STRtree(bodies).query(inner, predicate="intersects")
    blocked[strip] = True
    for index in np.nonzero(blocked)[0].tolist():
        place = shapely.centroid(strips[index])
        yield Violation(
            "strip_blocked",
            (index,),
            (place.x, place.y),
            N_("the strip in front of stall {stall} is not free"),
            (("stall", index + 1),),
        )


def _joined(*parts: BaseGeometry) -> BaseGeometry:
    """Return the union of parts that meet along lines, hair cracks closed."""
    together = shapely.union_all([grown(part, TOLERANCE_M / 4) for part in parts])
    return grown(together, -TOLERANCE_M / 4)


def _facing_too_close(module: StallModule, stalls: Sequence[Stall]) -> Iterator[Violation]:
    if not stalls:
        return
    zones = grown(_strips(stalls, module.aisle_two_side_m), -TOLERANCE_M)
    fronts = shapely.linestrings([stall.front for stall in stalls])
    normals = np.array([_normal(stall) for stall in stalls])
    first, second = shapely.STRtree(fronts).query(zones, predicate="intersects")
    facing = (normals[first] * normals[second]).sum(axis=1) < -0.5
    for a, b in zip(first[facing].tolist(), second[facing].tolist(), strict=True):
        if a < b:
            yield Violation(
                "facing_too_close",
                (a, b),
                _between(_centre(stalls[a]), _centre(stalls[b])),
                N_("the fronts of stalls {stall} and {other} face each other at less than {required} m"),
                (("stall", a + 1), ("other", b + 1), ("required", module.aisle_two_side_m)),
            )


# --- rule 4: reaching a way out ------------------------------------------------------------------


def _unreached(
    module: StallModule,
    site: _Site,
    stalls: Sequence[Stall],
    bodies: _Geometries,
    strips: _Geometries,
    panels: BaseGeometry,
) -> Iterator[Violation]:
    if not stalls:
        return
    ground = _joined(site.inside, site.beyond, site.gates)
    solid = shapely.union_all([
        *grown(bodies, TOLERANCE_M / 4),
        shapely.buffer(shapely.union_all([site.walls, panels]), TOLERANCE_M / 10),
    ])  # fmt: skip
    free = shapely.difference(ground, solid)
    room = shapely.buffer(free, TOLERANCE_M - module.least_aisle_m / 2, quad_segs=32)
    outside = _joined(site.beyond, site.gates)
    ways = [piece for piece in polygons_in(room) if shapely.intersects(piece, outside)]
    tree = shapely.STRtree(ways)
    reached = set(tree.query(strips, predicate="dwithin", distance=TOLERANCE_M)[0].tolist())
    for index, stall in enumerate(stalls):
        if index not in reached:
            yield Violation(
                "not_reached",
                (index,),
                _centre(stall),
                N_("from stall {stall} a bike does not reach a way out"),
                (("stall", index + 1),),
            )


# --- rule 5: groups ------------------------------------------------------------------------------


def _misplaced_panels(problem: LayoutProblem, layout: Layout) -> Iterator[Violation]:
    if not layout.panels:
        return
    allowed = problem.group is not None and problem.group.panels
    bodies = shapely.union_all([
        grown(Polygon(stall.polygon), -TOLERANCE_M) for stall in layout.stalls
    ])  # fmt: skip
    lot = sound_ground(problem.ring).buffer(TOLERANCE_M)
    for panel in layout.panels:
        line = LineString(panel)
        place = _between(*panel)
        if not allowed:
            yield Violation("panel_not_allowed", (), place, N_("a panel stands where no panel is allowed"))
        elif shapely.intersects(bodies, line) or not shapely.covers(lot, line):
            yield Violation("panel_in_stall", (), place, N_("a panel stands in a stall or outside the lot"))


def _groups(
    problem: LayoutProblem, stalls: Sequence[Stall], bodies: _Geometries, panels: BaseGeometry
) -> Iterator[Violation]:
    rule = problem.group
    if rule is None or not stalls:
        return
    members: dict[int, list[int]] = {}
    for index, stall in enumerate(stalls):
        members.setdefault(stall.group, []).append(index)
    for group, indices in sorted(members.items()):
        place = _centre(stalls[indices[0]])
        if len(indices) > rule.max_stalls:
            yield Violation(
                "group_too_many",
                tuple(indices),
                place,
                N_("group {group} has {measured} stalls, more than {required}"),
                (("group", group + 1), ("measured", len(indices)), ("required", rule.max_stalls)),
            )
        length = longest_side_m(bodies[indices])
        if length > rule.max_length_m + TOLERANCE_M:
            yield Violation(
                "group_too_long",
                tuple(indices),
                place,
                N_("group {group} is {measured} m long, more than {required} m"),
                (("group", group + 1), ("measured", round(length, 3)), ("required", rule.max_length_m)),
            )
    yield from _groups_too_close(rule.gap_m, stalls, bodies, panels)


def _groups_too_close(
    gap_m: float, stalls: Sequence[Stall], bodies: _Geometries, panels: BaseGeometry
) -> Iterator[Violation]:
    if gap_m <= TOLERANCE_M:
        return
    first, second = shapely.STRtree(bodies).query(bodies, predicate="dwithin", distance=gap_m - TOLERANCE_M)
    blades = shapely.buffer(panels, TOLERANCE_M, cap_style="square")
    for a, b in zip(first.tolist(), second.tolist(), strict=True):
        if a >= b or stalls[a].group == stalls[b].group or _parted(bodies[a], bodies[b], gap_m, blades):
            continue
        yield Violation(
            "groups_too_close",
            (a, b),
            _between(_centre(stalls[a]), _centre(stalls[b])),
            N_("stalls {stall} and {other} of two groups are {measured} m apart, less than {required} m"),
            (
                ("stall", a + 1),
                ("other", b + 1),
                ("measured", round(float(shapely.distance(bodies[a], bodies[b])), 3)),
                ("required", gap_m),
            ),
        )


def _parted(first: BaseGeometry, second: BaseGeometry, gap_m: float, blades: BaseGeometry) -> bool:
    """Return whether panels cut every segment shorter than the gap between two stalls."""
    if shapely.is_empty(blades):
        return False
    near_first = shapely.intersection(first, second.buffer(gap_m))
    near_second = shapely.intersection(second, first.buffer(gap_m))
    hull = shapely.convex_hull(shapely.union(near_first, near_second))
    pieces = shapely.get_parts(shapely.difference(hull, blades))
    core_first = shapely.difference(near_first, blades)
    core_second = shapely.difference(near_second, blades)
    return not any(
        shapely.intersects(piece, core_first) and shapely.intersects(piece, core_second) for piece in pieces
    )


# --- what was set by hand ------------------------------------------------------------------------


def _on_removed(problem: LayoutProblem, stalls: Sequence[Stall], shrunk: _Geometries) -> Iterator[Violation]:
    if not problem.removed or not stalls:
        return
    places, holding = shapely.STRtree(shrunk).query(shapely.points(problem.removed), predicate="intersects")
    for place, index in sorted(zip(places.tolist(), holding.tolist(), strict=True)):
        yield Violation(
            "on_removed",
            (),
            problem.removed[place],
            N_("stall {stall} stands where one was taken out"),
            (("stall", index + 1),),
        )


def _kept_missing(problem: LayoutProblem, layout: Layout) -> Iterator[Violation]:
    taken_out = StallFinder(problem.kept).holding(problem.removed)
    missing = [index for index in StallFinder(layout.stalls).missing(problem.kept) if index not in taken_out]
    told = 0 if layout.stalls or not layout.reasons else len(missing)
    for reason in layout.reasons:
        if reason.code == "kept_row_does_not_fit":
            told = int(dict(reason.values)["count"])
    if len(missing) > told:
        yield Violation(
            "kept_missing",
            (),
            _centre(problem.kept[missing[0]]),
            N_("{measured} stalls that were to stay are missing; the reasons tell of {told}"),
            (("measured", len(missing)), ("told", told)),
        )
