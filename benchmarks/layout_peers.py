"""Other ways of filling a lot, under the same checker and with the same way out.

* `single_direction`: rows of one direction, the best of 180 directions and of those of the sides; exact free
  intervals of each row, and the best stack of rows by dynamic programming.
* `periodic_sweep`: double rows at a fixed period, shifted by every offset in every direction, stalls tested
  by vectorised Shapely.
* `nine_offsets`: the method of github.com/sippawith/parking-lot-generator-angle, written anew from what it
  does: rows along the longest side, a bay of two rows and an aisle repeated, three shifts along and three
  across, a stall stands where its four corners lie in the outline, most stalls win; with the whole bay, with
  a lane kept free at one end, and with a lane kept free all round. It asks neither for the aisle to lie on
  the lot nor for a way out, and knows no holes; here, as with the others, what the checker refuses is left
  out.

Each may cut passages through its rows, each one as wide as the least aisle, wherever more stalls are reached
so: up to two straight across all rows. With groups, rows are broken by the gap.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from layout_cases import unpacked
from numpy.typing import NDArray

from chargeplan.geometry.checking import check_layout
from chargeplan.model.layout import Layout, LayoutProblem
from chargeplan.model.scheme import EdgeRole
from chargeplan.model.stalls import Stall

Floats = NDArray[np.float64]
UP, DOWN, DOUBLE = range(3)
_TOP_IS_FRONT = {UP: True, DOWN: False, DOUBLE: True}
_BOTTOM_IS_FRONT = {UP: False, DOWN: True, DOUBLE: True}
_STEP_M = 0.1
_HAIR_M = 1e-6
_PASSAGES = 7


@dataclass(frozen=True)
class Site:
    """A lot turned so that rows run along x: outline with holes, where strips may lie, and walls."""

    problem: LayoutProblem
    angle: float
    lot: shapely.Geometry
    strips: shapely.Geometry
    walls: Floats

    @property
    def gap_m(self) -> float:
        """Least distance between rows that share no group."""
        return self.problem.group.gap_m if self.problem.group else 0.0


def _rotated(points: Floats, angle: float) -> Floats:
    cos, sin = math.cos(angle), math.sin(angle)
    x, y = points[..., 0], points[..., 1]
    return np.stack((x * cos - y * sin, x * sin + y * cos), axis=-1)


def turned_site(problem: LayoutProblem, angle: float) -> Site:
    """Return the lot turned by `-angle` [radians]."""
    ring = _rotated(np.array(problem.ring), -angle)
    if _area(ring) < 0:
        ring, roles = ring[::-1], [*problem.edges[-2::-1], problem.edges[-1]]
    else:
        roles = list(problem.edges)
    holes = [shapely.Polygon(_rotated(np.array(hole), -angle)) for hole in problem.holes]
    outline = shapely.Polygon(ring)
    lot = shapely.difference(outline, shapely.union_all(holes))
    beyond, walls = [], []
    for a, b, role in zip(ring, np.roll(ring, -1, axis=0), roles, strict=True):
        if role is EdgeRole.OPEN:
            along = (b - a) / math.hypot(*(b - a))
            out = np.array([along[1], -along[0]]) * problem.module.aisle_one_side_m
            beyond.append(shapely.Polygon([a - out * 1e-4, b - out * 1e-4, b + out, a + out]))
        else:
            walls.append((a, b))
    strips = shapely.difference(shapely.union_all([outline, *beyond]), shapely.union_all(holes))
    return Site(problem, angle, lot, strips, np.array(walls, float).reshape(-1, 2, 2))


def _area(ring: Floats) -> float:
    after = np.roll(ring, -1, axis=0)
    return float((ring[:, 0] * after[:, 1] - after[:, 0] * ring[:, 1]).sum() / 2)


def directions(problem: LayoutProblem, count: int) -> list[float]:
    """Return `count` directions [radians] and those of the sides."""
    ring = np.array(problem.ring)
    sides = np.roll(ring, -1, axis=0) - ring
    own = np.arctan2(sides[:, 1], sides[:, 0]) % math.pi
    swept = np.arange(count) * math.pi / count
    return sorted({round(angle, 6) % round(math.pi, 6) for angle in [*own.tolist(), *swept.tolist()]})


# --- rows in free intervals -----------------------------------------------------------------------


def _segments(geometry: shapely.Geometry) -> Floats:
    pieces = []
    for part in shapely.get_parts(geometry):
        for ring in shapely.get_rings(part):
            corners = shapely.get_coordinates(ring)
            pieces.append(np.stack((corners[:-1], corners[1:]), axis=1))
    return np.concatenate(pieces) if pieces else np.empty((0, 2, 2))


def _blocked(segments: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return the x extents of segments within bands, shape `(bands, segments)`; NaN where they miss."""
    order = np.argsort(segments[:, :, 1], axis=1)
    ends = np.take_along_axis(segments, order[:, :, None], axis=1)
    (x1, y1), (x2, y2) = ends[:, 0].T, ends[:, 1].T
    bottom = np.maximum(y1[None], low[:, None] + _HAIR_M)
    top = np.minimum(y2[None], high[:, None] - _HAIR_M)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.where(y2 > y1, (x2 - x1) / (y2 - y1), 0.0)[None]
    a = np.where(y2 > y1, x1 + slope * (bottom - y1), x1)
    b = np.where(y2 > y1, x1 + slope * (top - y1), x2)
    missed = bottom > top
    return np.where(missed, np.nan, np.minimum(a, b)), np.where(missed, np.nan, np.maximum(a, b))


def _intervals(site: Site, bands: Sequence[tuple[bool, Floats, Floats]]) -> list[list[tuple[float, float]]]:
    """Return for each row the x intervals free in all its bands: of the lot, or of strips (and walls)."""
    lot, strips = _segments(site.lot), np.concatenate((_segments(site.strips), site.walls))
    lows, highs = [], []
    for is_strip, low, high in bands:
        a, b = _blocked(strips if is_strip else lot, low, high)
        lows.append(a)
        highs.append(b)
    low, high = np.concatenate(lows, axis=1), np.concatenate(highs, axis=1)
    order = np.argsort(low, axis=1)  # NaN last
    low, high = np.take_along_axis(low, order, axis=1), np.take_along_axis(high, order, axis=1)
    reach = np.fmax.accumulate(high, axis=1)
    row, at = np.nonzero(low[:, 1:] - reach[:, :-1] > site.problem.module.front_m - _HAIR_M)
    left, right = reach[row, at], low[row, at + 1]
    middle = (left + right) / 2
    good = np.ones(len(row), bool)
    for is_strip, a, b in bands:
        good &= shapely.contains_xy(site.strips if is_strip else site.lot, middle, ((a + b) / 2)[row])
    found: list[list[tuple[float, float]]] = [[] for _ in range(len(low))]
    for k in np.nonzero(good)[0].tolist():
        found[int(row[k])].append((float(left[k]), float(right[k])))
    return found


def _stack(site: Site) -> tuple[int, list[tuple[int, float, list[tuple[float, float]]]]]:
    """Return count and rows (kind, height, intervals) of the best stack of rows of one direction."""
    module = site.problem.module
    _, bottom, _, top = shapely.bounds(site.lot).tolist()
    least = module.single_depth_m
    if top - bottom < least:
        return 0, []
    ys = np.unique(
        np.round(
            np.concatenate(
                (np.arange(bottom, top - least + 1e-3, _STEP_M), np.arange(top - least, bottom, -_STEP_M))
            ),
            6,
        )
    )
    depth = {UP: module.single_depth_m, DOWN: module.single_depth_m, DOUBLE: module.double_depth_m}
    aisle = module.aisle_one_side_m
    free, worth = {}, {}
    for kind in (UP, DOWN, DOUBLE):
        bands = [(False, ys, ys + depth[kind])]
        if _TOP_IS_FRONT[kind]:
            bands.append((True, ys + depth[kind], ys + depth[kind] + aisle))
        if _BOTTOM_IS_FRONT[kind]:
            bands.append((True, ys - aisle, ys))
        free[kind] = _intervals(site, bands)
        rows = 2 if kind == DOUBLE else 1
        worth[kind] = np.array([rows * _holds(site, kind, spans) for spans in free[kind]])
    best = {kind: np.zeros(len(ys) + 1) for kind in free}
    chosen: dict[int, list[tuple[int, int, int]]] = {kind: [(-1, -1, -1)] for kind in free}
    origin: dict[tuple[int, int], tuple[int, int]] = {}
    for index, y in enumerate(ys):
        for kind in free:
            value, under = float(worth[kind][index]), (-1, -1)
            for below in free:
                room = _between_rows(site, _TOP_IS_FRONT[below], _BOTTOM_IS_FRONT[kind]) + depth[below]
                ending = int(np.searchsorted(ys, y - room + 1e-4, side="right"))
                if best[below][ending] + worth[kind][index] > value:
                    value = float(best[below][ending] + worth[kind][index])
                    under = (below, chosen[below][ending][1])
            origin[kind, index] = under
            better = value > best[kind][index]
            best[kind][index + 1] = max(value, best[kind][index])
            chosen[kind].append((kind, index, 0) if better else chosen[kind][-1])
    last = max(free, key=lambda kind: float(best[kind][-1]))
    rows_found = []
    at = (last, chosen[last][-1][1])
    while at[1] >= 0:
        rows_found.append((at[0], float(ys[at[1]]), free[at[0]][at[1]]))
        at = origin[at]
    return int(best[last][-1]), rows_found


def _between_rows(site: Site, below_is_front: bool, above_is_front: bool) -> float:
    module = site.problem.module
    if below_is_front and above_is_front:
        return max(module.aisle_two_side_m, site.gap_m)
    return max(module.aisle_one_side_m if below_is_front or above_is_front else 0.0, site.gap_m)


def _holds(site: Site, kind: int, spans: list[tuple[float, float]]) -> int:
    return sum(len(columns) for low, high in spans for columns in _columns(site, kind, low, high))


def _columns(site: Site, kind: int, low: float, high: float) -> list[list[float]]:
    """Return the left sides of the stalls in an interval, group by group, what is over at both ends."""
    front, rule = site.problem.module.front_m, site.problem.group
    whole = math.floor((high - low) / front + 1e-4)
    if rule is None:
        start = low + (high - low - whole * front) / 2
        return [[start + front * k for k in range(whole)]] if whole else []
    most = max(
        1, min(rule.max_stalls // (2 if kind == DOUBLE else 1), math.floor(rule.max_length_m / front + 1e-4))
    )
    groups, at = [], low
    while (fits := min(most, math.floor((high - at) / front + 1e-4))) > 0:
        groups.append([at + front * k for k in range(fits)])
        at += fits * front + rule.gap_m
    return groups


def _row_stalls(
    site: Site, kind: int, y: float, spans: list[tuple[float, float]], first: int
) -> list[list[float]]:
    """Return stalls of a row in turned axes as nine numbers, see `layout_cases.packed`."""
    module = site.problem.module
    w = module.front_m
    height = module.double_depth_m if kind == DOUBLE else module.single_depth_m
    depth = height / 2 if kind == DOUBLE else height
    made: list[list[float]] = []
    group = first
    for low, high in spans:
        for columns in _columns(site, kind, low, high):
            for x in columns:
                if kind != DOWN:
                    t = y + height
                    made.append([x + w, t, x, t, x, t - depth, x + w, t - depth, group])
                if kind != UP:
                    made.append([x, y, x + w, y, x + w, y + depth, x, y + depth, group])
            group += site.problem.group is not None
    return made


def single_direction(problem: LayoutProblem, count: int = 180) -> tuple[Stall, ...]:
    """Return the best layout of rows of one direction."""
    raw = []
    for angle in directions(problem, count):
        site = turned_site(problem, angle)
        held, rows = _stack(site)
        if held:
            raw.append((held, site, rows))
    raw.sort(key=lambda entry: -entry[0])
    tried: list[tuple[Site, Floats]] = []
    for _, site, rows in raw[: _tries(raw[0][0] if raw else 0)]:
        made: list[list[float]] = []
        for kind, y, spans in rows:
            made += _row_stalls(site, kind, y, spans, 1 + int(max((s[8] for s in made), default=0)))
        tried.append((site, np.array(made)))
    return _best_settled(tried)


# --- periods and offsets --------------------------------------------------------------------------


def _bays(site: Site, depth: float, aisle: float, shift: tuple[float, float], width: float) -> Floats:
    """Return rows of bays (a row that looks up, an aisle, one that looks down) over the whole lot."""
    x0, y0, x1, y1 = shapely.bounds(site.lot).tolist()
    period = 2 * depth + aisle
    xs = np.arange(x0 - width + shift[0], x1 + width, width)
    ys = np.arange(y0 - period + shift[1], y1 + period, period)
    x, y = (grid.ravel() for grid in np.meshgrid(xs, ys))
    top = y + depth
    group = np.zeros_like(x)
    looks_up = np.stack((x + width, top, x, top, x, y, x + width, y, group), axis=1)
    front = top + aisle
    looks_down = np.stack(
        (x, front, x + width, front, x + width, front + depth, x, front + depth, group), axis=1
    )
    return np.concatenate((looks_up, looks_down))


def _bodies(stalls: Floats) -> NDArray[np.object_]:
    return np.asarray(shapely.polygons(stalls[:, :8].reshape(-1, 4, 2)))


def _strips(stalls: Floats, aisle: float) -> NDArray[np.object_]:
    front, back = stalls[:, :4].reshape(-1, 2, 2), stalls[:, 4:8].reshape(-1, 2, 2)[:, ::-1]
    depth = np.linalg.norm(front - back, axis=2, keepdims=True)
    out = front + (front - back) / depth * aisle
    return np.asarray(shapely.polygons(np.stack((front[:, 0], front[:, 1], out[:, 1], out[:, 0]), axis=1)))


def sweep_count(
    problem: LayoutProblem, angles: Sequence[float], offsets: int
) -> list[tuple[int, Site, Floats]]:
    """Return count, site and stalls of every direction at its best offset, by vectorised Shapely."""
    module = problem.module
    depth = module.double_depth_m / 2
    found = []
    for angle in angles:
        site = turned_site(problem, angle)
        lot = shapely.buffer(site.lot, 5e-4)
        free = shapely.buffer(site.strips, 5e-4)
        walls = shapely.union_all(shapely.linestrings(site.walls)) if len(site.walls) else None
        shapely.prepare(lot)
        shapely.prepare(free)
        best: tuple[int, Site, Floats] = (0, site, np.empty((0, 9)))
        period = 2 * depth + module.aisle_two_side_m
        for step in range(offsets):
            stalls = _bays(
                site, depth, module.aisle_two_side_m, (0.0, period * step / offsets), module.front_m
            )
            stalls = stalls[shapely.covers(lot, _bodies(stalls))]
            strips = _strips(stalls, module.aisle_one_side_m)
            good = shapely.covers(free, strips)
            if walls is not None:
                good &= ~shapely.intersects(walls, shapely.buffer(strips, -1e-3, join_style="mitre"))
            stalls = stalls[good]
            if len(stalls) > best[0]:
                best = (len(stalls), site, stalls)
        found.append(best)
    return found


def periodic_sweep(problem: LayoutProblem, count: int = 36, offsets: int = 12) -> tuple[Stall, ...]:
    """Return the best layout of double rows at a fixed period."""
    found = sweep_count(problem, directions(problem, count), offsets)
    found.sort(key=lambda entry: -entry[0])
    return _best_settled(
        [(site, _single_where_alone(site, stalls)) for _, site, stalls in found[: _tries(found[0][0])]]
    )


def _single_where_alone(site: Site, stalls: Floats) -> Floats:
    """Return stalls in which those of half a double row that have no other at their back are a single row's.

    Where there is no room for that, the checker will refuse them.
    """
    module = site.problem.module
    if not module.interleaved or not len(stalls):
        return stalls
    key = [tuple(np.round(middle, 3)) for middle in ((stalls[:, 4:6] + stalls[:, 6:8]) / 2).tolist()]
    times = Counter(key)
    alone = np.array([times[place] == 1 for place in key])
    factor = module.single_depth_m / (module.double_depth_m / 2)
    deeper = stalls.copy()
    deeper[:, 4:6] = stalls[:, 2:4] + (stalls[:, 4:6] - stalls[:, 2:4]) * factor
    deeper[:, 6:8] = stalls[:, 0:2] + (stalls[:, 6:8] - stalls[:, 0:2]) * factor
    return np.where(alone[:, None], deeper, stalls)


def nine_offsets(problem: LayoutProblem) -> tuple[Stall, ...]:
    """Return what the method of parking-lot-generator-angle comes to, see the module."""
    ring = np.array(problem.ring)
    sides = np.roll(ring, -1, axis=0) - ring
    longest = sides[int(np.argmax(np.hypot(sides[:, 0], sides[:, 1])))]
    site = turned_site(problem, math.atan2(longest[1], longest[0]))
    outline = (
        shapely.Polygon(shapely.get_exterior_ring(site.lot))
        if site.lot.geom_type == "Polygon"
        else (shapely.Polygon(_rotated(ring, -site.angle)))
    )
    module = problem.module
    aisle, width = module.aisle_two_side_m, module.front_m
    right = shapely.bounds(outline)[2]
    tried = []
    for depth in sorted({module.single_depth_m, module.double_depth_m / 2}):
        for lane in ("none", "end", "around"):
            best: Floats = np.empty((0, 9))
            for i in range(3):
                for j in range(3):
                    shift = (width * i / 3, (2 * depth + aisle) * j / 3)
                    stalls = _bays(site, depth, aisle, shift, width)
                    corners = stalls[:, :8].reshape(-1, 4, 2)
                    points = shapely.points(corners)
                    good = shapely.intersects(outline, points).all(axis=1)
                    if lane == "end":
                        good &= (corners[:, :, 0] <= right - aisle).all(axis=1)
                    if lane == "around":
                        edge = shapely.get_exterior_ring(outline)
                        good &= (shapely.distance(edge, points) >= aisle).all(axis=1)
                    if good.sum() > len(best):
                        best = stalls[good]
            tried.append((site, _single_where_alone(site, best) if depth < module.single_depth_m else best))
    return _best_settled(tried)


# --- under the checker ----------------------------------------------------------------------------


def _tries(stalls: int) -> int:
    """Return how many arrangements are looked at more closely: way out and groups may change their order."""
    return next(tries for most, tries in ((60, 12), (200, 6), (500, 3), (math.inf, 1)) if stalls < most)


def _best_settled(tried: list[tuple[Site, Floats]]) -> tuple[Stall, ...]:
    best: tuple[Stall, ...] = ()
    for site, stalls in tried:
        if len(stalls) > len(best):
            best = max(best, _with_passages(site, stalls), key=len)
    return best


def _in_groups(site: Site, stalls: Floats) -> Floats:
    """Return stalls in groups along their rows, those in the gaps left out; rows back to back are one."""
    rule = site.problem.group
    if rule is None or not len(stalls):
        return stalls
    backs = np.round((stalls[:, 5] + stalls[:, 7]) / 2, 2)
    kept, group = [], 0
    for line in sorted(set(backs.tolist())):
        members = stalls[backs == line]
        members = members[np.argsort(np.minimum(members[:, 0], members[:, 2]), kind="stable")]
        lefts = np.minimum(members[:, 0], members[:, 2])
        rights = np.maximum(members[:, 0], members[:, 2])
        group, taken, start, end = group + 1, 0, -math.inf, -math.inf
        for row, left, right in zip(members, lefts.tolist(), rights.tolist(), strict=True):
            full = taken + 1 > rule.max_stalls or right - start > rule.max_length_m + 1e-4
            if left >= end + rule.gap_m - 1e-4:
                group, taken, start, full = group + 1, 0, left, False
            if full:
                continue
            kept.append([*row[:8].tolist(), group])
            taken, end = taken + 1, max(end, right)
    return np.array(kept)


def _with_passages(site: Site, stalls: Floats) -> tuple[Stall, ...]:
    """Return the most stalls that pass the checker, with none, one or two passages across all rows.

    Where there are gates, the ground right behind them is cleared too.
    """
    best = settled(site, stalls)
    stalls = _off_gates(site, stalls)
    for _ in range(2):
        if len(best) >= 0.97 * len(stalls):
            break
        options = [stalls[clear] for clear in _passages(site, stalls)]
        left = max(options, key=lambda option: _promise(site, option))
        found = settled(site, left)
        if len(found) <= len(best):
            break
        best, stalls = found, left
    return best


def _passages(site: Site, stalls: Floats) -> list[NDArray[np.bool_]]:
    """Return which stalls stay beside each passage that is tried: even steps, and straight behind gates."""
    width = site.problem.module.least_aisle_m + 0.01
    left, right = stalls[:, 0:8:2].min(axis=1), stalls[:, 0:8:2].max(axis=1)
    places = np.linspace(left.min(), max(left.min(), right.max() - width), _PASSAGES)
    gates = shapely.centroid(_gates(site))
    behind = shapely.get_x(gates) - width / 2
    return [(left >= x + width) | (right <= x) for x in [*places.tolist(), *behind.tolist()]]


def _gates(site: Site) -> NDArray[np.object_]:
    ring = _rotated(np.array(site.problem.ring), -site.angle)
    lines = []
    for entrance in site.problem.entrances:
        a, b = ring[entrance.edge], ring[(entrance.edge + 1) % len(ring)]
        along = (b - a) / math.hypot(*(b - a))
        lines.append([a + along * entrance.from_m, a + along * (entrance.from_m + entrance.width_m)])
    return np.asarray(shapely.linestrings(np.array(lines).reshape(-1, 2, 2)))


def _off_gates(site: Site, stalls: Floats) -> Floats:
    gates = _gates(site)
    if not len(gates):
        return stalls
    near = shapely.distance(_bodies(stalls)[:, None], gates[None]).min(axis=1)
    return stalls[near >= site.problem.module.least_aisle_m]


def _promise(site: Site, stalls: Floats) -> int:
    """Return how many stalls the checker has nothing against at first sight."""
    layout = Layout(stalls=_placed(site, stalls))
    return layout.count - len(_wrong(site.problem, layout))


def settled(site: Site, stalls: Floats) -> tuple[Stall, ...]:
    """Return what the checker leaves of stalls: whatever breaks a rule is taken out until nothing does."""
    layout = Layout(stalls=_placed(site, stalls))
    while layout.stalls:
        wrong = _wrong(site.problem, layout)
        if not wrong:
            break
        layout = replace(layout, stalls=tuple(s for k, s in enumerate(layout.stalls) if k not in wrong))
    return layout.stalls


def _placed(site: Site, stalls: Floats) -> tuple[Stall, ...]:
    placed = _in_groups(site, stalls).copy()
    if not len(placed):
        return ()
    placed[:, :8] = _rotated(placed[:, :8].reshape(-1, 4, 2), site.angle).reshape(-1, 8)
    return unpacked(np.round(placed, 4).tolist())


def _wrong(problem: LayoutProblem, layout: Layout) -> set[int]:
    """Return which stalls to take out: one of each pair, the last of a group, and who is alone in it."""
    wrong: set[int] = set()
    for violation in check_layout(problem, layout):
        if not wrong.intersection(violation.stalls):
            wrong.update(violation.stalls[-1:])
    return wrong


PEERS: dict[str, Callable[[LayoutProblem], tuple[Stall, ...]]] = {
    "single direction": single_direction,
    "periodic sweep": periodic_sweep,
    "nine offsets": nine_offsets,
}
