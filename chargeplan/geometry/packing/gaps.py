"""Where a row may stand: free stretches of its front line, exact, among edges and stalls at any angle."""

from __future__ import annotations

import math

from chargeplan.geometry.packing.compiled import part
from chargeplan.geometry.packing.values import (
    EPS,
    FACING,
    FAR,
    GROUP,
    IN_BODY,
    IN_LIMITS,
    IN_REACH,
    IN_STRIP,
    LOW_M,
    OF_STRIPS,
    PAIR,
    SINGLE,
    STANDS,
    Bytes,
    Floats,
    Rules,
    Whole,
)


@part
def _clipped(
    t1: float, s1: float, t2: float, s2: float, low: float, high: float, slant: float, zero: float
) -> tuple[float, float]:
    """Return the reach along t of a segment within the band `low <= s <= high`, empty (1, 0) outside it.

    The segment goes upward; the reach is sheared: `t + slant * (s - zero)`.
    """
    if s2 < low or s1 > high:
        return 1.0, 0.0
    a, b, sa, sb = t1, t2, s1, s2
    if s1 < low:
        a = t1 + (t2 - t1) * (low - s1) / (s2 - s1)
        sa = low
    if s2 > high:
        b = t1 + (t2 - t1) * (high - s1) / (s2 - s1)
        sb = high
    a += slant * (sa - zero)
    b += slant * (sb - zero)
    return min(a, b), max(a, b)


@part
def _append(least: float, most: float, blocked: Floats, n: int) -> int:
    if least < most and most > blocked[0, 1] and least < blocked[1, 0] and n < blocked.shape[0]:
        blocked[n, 0], blocked[n, 1] = least, most
        n += 1
    return n


@part
def _block_quad(
    views: Floats, k: int, r: int, at: int, low: float, high: float, slant: float, zero: float,
    wider: float, corners: int, blocked: Floats, n: int,
) -> int:  # fmt: skip
    """Append the sheared reach of a quadrilateral (or of its first side) within a band."""
    least, most = FAR, -FAR
    for i in range(corners):
        j = at + 2 * ((i + 1) & 3)
        i = at + 2 * i
        if views[k, r, i + 1] > views[k, r, j + 1]:
            i, j = j, i
        a, b = _clipped(
            views[k, r, i], views[k, r, i + 1], views[k, r, j], views[k, r, j + 1], low, high, slant, zero
        )
        if a <= b:
            least = min(least, a)
            most = max(most, b)
    return _append(least + EPS - wider, most + wider - EPS, blocked, n)


@part
def _next_edge(edges: Floats, k: int, e: int, bottom: float) -> int:
    """Return the edge after `e` that may reach up to a height: low edges that end under it are skipped."""
    e += 1
    if e >= edges.shape[1] or edges[k, e, 5] == 0 or (e > 0 and edges[k, e - 1, 5] == 1):
        return e
    first, last = e, edges.shape[1]
    while first < last:
        middle = (first + last) // 2
        if edges[k, middle, 1] < bottom - LOW_M:
            first = middle + 1
        else:
            last = middle
    return first


@part
def _block_edges(
    k: int, h: float, kind: int, low: float, half: float, slant: float, rules: Rules, edges: Floats,
    blocked: Floats,
) -> int:  # fmt: skip
    """Write the reach of every edge in the bands of a row; return how many."""
    n = 2
    top = h + rules.aisle - EPS
    bottom = low - (rules.aisle if kind == PAIR else 0.0) + EPS
    e = _next_edge(edges, k, -1, bottom)
    while e < edges.shape[1]:
        t1, s1, t2, s2 = edges[k, e, 0], edges[k, e, 1], edges[k, e, 2], edges[k, e, 3]
        stands = edges[k, e, 4] == STANDS
        if s1 > top and edges[k, e, 5] == 1:
            break
        e = _next_edge(edges, k, e, bottom)
        if s2 < bottom or s1 > top:
            continue
        for band in range(2 if kind == PAIR else 1):
            if stands and band == 0:
                a, b = _clipped(t1, s1, t2, s2, h - half + EPS, h - EPS, slant, h)
            elif stands:
                a, b = _clipped(t1, s1, t2, s2, low + EPS, h - half, -slant, low)
            elif band == 0:
                a, b = _clipped(t1, s1, t2, s2, h + EPS, top, 0.0, h)
            else:
                a, b = _clipped(t1, s1, t2, s2, bottom, low - EPS, 0.0, h)
            if a <= b and b > blocked[0, 1] and a < blocked[1, 0] and n < blocked.shape[0]:
                blocked[n, 0], blocked[n, 1] = a, b
                n += 1
    return n


@part
def _block_square(
    k: int, h: float, kind: int, low: float, rules: Rules, gap: float, opposed: Bytes, other: int,
    views: Floats, r: int, blocked: Floats, n: int,
) -> int:  # fmt: skip
    """Append what a run blocks that looks along the row's direction or across it, both of upright stalls."""
    b1, b2 = views[k, r, IN_LIMITS], views[k, r, IN_LIMITS + 1]
    s1, s2 = views[k, r, IN_LIMITS + 2], views[k, r, IN_LIMITS + 3]
    least, most = views[k, r, IN_REACH] + EPS, views[k, r, IN_REACH + 1] - EPS
    bottom = low - (rules.aisle if kind == PAIR else 0.0) + EPS
    blocks = b2 > bottom and b1 < h + rules.aisle - EPS
    for side in range(2 if kind == PAIR else 1):
        front, sign = (h, 1.0) if side == 0 else (low, -1.0)
        away = sign * ((b1 if side == 0 else b2) - front)
        blocks = blocks or (opposed[k ^ side, other] == 1 and EPS < away < rules.facing_aisle - EPS)
    if gap > 0 and b2 > low - gap + EPS and b1 < h + gap - EPS:
        blocks, least, most = True, least - gap, most + gap
    if blocks:
        n = _append(least, most, blocked, n)
    if s2 > low + EPS and s1 < h - EPS:
        n = _append(views[k, r, IN_REACH + 2] + EPS, views[k, r, IN_REACH + 3] - EPS, blocked, n)
    return n


@part
def _block_runs(
    k: int, h: float, kind: int, low: float, half: float, slant: float, rules: Rules, opposed: Bytes,
    whole: Whole, views: Floats, near: Whole, count: int, mine: int, blocked: Floats, n: int,
) -> int:  # fmt: skip
    """Append what runs placed already block: their bodies, strips, facing aisles and gaps between groups."""
    for j in range(count):
        r = near[j]
        b1, b2 = views[k, r, IN_LIMITS], views[k, r, IN_LIMITS + 1]
        s1, s2 = views[k, r, IN_LIMITS + 2], views[k, r, IN_LIMITS + 3]
        other = whole[r, FACING]
        gap = 0.0 if mine >= 0 and whole[r, GROUP] == mine else rules.gap
        if rules.cotangent == 0 and other >= 0 and k >> 2 == other >> 2:
            n = _block_square(k, h, kind, low, rules, gap, opposed, other, views, r, blocked, n)
            continue
        if gap > 0 and other >= 0:
            if b2 > low - gap + EPS and b1 < h + gap - EPS:
                widened = gap * math.sqrt(1 + slant * slant) + abs(slant) * half
                n = _block_quad(
                    views,
                    k,
                    r,
                    IN_BODY,
                    low - gap + EPS,
                    h + gap - EPS,
                    0.0,
                    h,
                    widened,
                    4,
                    blocked,
                    n,
                )
        elif b2 > low + EPS and b1 < h - EPS:
            n = _block_quad(views, k, r, IN_BODY, h - half + EPS, h - EPS, slant, h, 0.0, 4, blocked, n)
            if kind == PAIR:
                n = _block_quad(views, k, r, IN_BODY, low + EPS, h - half, -slant, low, 0.0, 4, blocked, n)
        if b2 > h + EPS and b1 < h + rules.aisle - EPS:
            n = _block_quad(views, k, r, IN_BODY, h + EPS, h + rules.aisle - EPS, 0.0, h, 0.0, 4, blocked, n)
        if kind == PAIR and b2 > low - rules.aisle + EPS and b1 < low - EPS:
            n = _block_quad(
                views, k, r, IN_BODY, low - rules.aisle + EPS, low - EPS, 0.0, h, 0.0, 4, blocked, n
            )
        if s2 > low + EPS and s1 < h - EPS:
            n = _block_quad(views, k, r, IN_STRIP, h - half + EPS, h - EPS, slant, h, 0.0, 4, blocked, n)
            if kind == PAIR:
                n = _block_quad(views, k, r, IN_STRIP, low + EPS, h - half, -slant, low, 0.0, 4, blocked, n)
        if other < 0:
            continue
        for side in range(2 if kind == PAIR else 1):
            looks = opposed[k ^ side, other]
            if looks:
                a = h + EPS if side == 0 else low - rules.facing_aisle + EPS
                b = h + rules.facing_aisle - EPS if side == 0 else low - EPS
                n = _block_quad(views, k, r, IN_BODY, a, b, 0.0, 0.0, 0.0, 1, blocked, n)
            if looks == 2:
                n = _block_zone(views, k, r, h if side == 0 else low, rules, blocked, n)
    return n


@part
def _block_zone(views: Floats, k: int, r: int, s: float, rules: Rules, blocked: Floats, n: int) -> int:
    """Append where a front line at s would lie within the facing aisle of a run that looks at it aslant."""
    least, most = FAR, -FAR
    stretch = rules.facing_aisle / rules.aisle
    for i in range(4):
        j = (i + 1) & 3
        t1, s1 = _zone_corner(views, k, r, i, stretch)
        t2, s2 = _zone_corner(views, k, r, j, stretch)
        if s1 > s2:
            t1, s1, t2, s2 = t2, s2, t1, s1
        a, b = _clipped(t1, s1, t2, s2, s - EPS, s + EPS, 0.0, 0.0)
        if a <= b:
            least, most = min(least, a), max(most, b)
    return _append(least, most, blocked, n)


@part
def _zone_corner(views: Floats, k: int, r: int, i: int, stretch: float) -> tuple[float, float]:
    t, s = views[k, r, IN_STRIP + 2 * i], views[k, r, IN_STRIP + 2 * i + 1]
    if i < 2:
        return t, s
    f = IN_STRIP + 2 * (3 - i)
    t0, s0 = views[k, r, f], views[k, r, f + 1]
    return t0 + (t - t0) * stretch, s0 + (s - s0) * stretch


@part
def _inside(edges: Floats, k: int, kind: int, t: float, s: float) -> bool:
    """Return whether a place lies where stalls stand, or where strips lie."""
    odd = False
    e = _next_edge(edges, k, -1, s)
    while e < edges.shape[1]:
        s1, s2 = edges[k, e, 1], edges[k, e, 3]
        if s1 > s and edges[k, e, 5] == 1:
            break
        if edges[k, e, 4] == kind and s1 <= s < s2:
            if edges[k, e, 0] + (edges[k, e, 2] - edges[k, e, 0]) * (s - s1) / (s2 - s1) < t:
                odd = not odd
        e = _next_edge(edges, k, e, s)
    return odd


@part
def free_stretches(
    k: int, h: float, kind: int, lean: float, left: float, right: float, rules: Rules, edges: Floats,
    opposed: Bytes, whole: Whole, views: Floats, near: Whole, count: int, mine: int, blocked: Floats,
) -> int:  # fmt: skip
    """Write the free stretches of a front line between `left` and `right` to `blocked`; return how many.

    Where more is in the way than `blocked` has room for, none is.
    `near[:count]` are the runs that could be in the way; of group `mine` (-1: none) no gap is kept. Arrays
    are passed one by one: a call that passes the whole ground takes longer than what it does.
    """
    depth = rules.single if kind == SINGLE else rules.double
    half = depth if kind == SINGLE else rules.double / 2
    slant = lean * rules.cotangent
    low = h - depth
    blocked[0, 0], blocked[0, 1] = -FAR, left
    blocked[1, 0], blocked[1, 1] = right, FAR
    n = _block_edges(k, h, kind, low, half, slant, rules, edges, blocked)
    n = _block_runs(k, h, kind, low, half, slant, rules, opposed, whole, views, near, count, mine, blocked, n)
    if n >= blocked.shape[0]:
        return 0
    for i in range(1, n):
        a, b = blocked[i, 0], blocked[i, 1]
        j = i - 1
        while j >= 0 and blocked[j, 0] > a:
            blocked[j + 1, 0], blocked[j + 1, 1] = blocked[j, 0], blocked[j, 1]
            j -= 1
        blocked[j + 1, 0], blocked[j + 1, 1] = a, b
    found, end = 0, blocked[0, 1]
    for i in range(1, n):
        a, b = blocked[i, 0], blocked[i, 1]
        if a - end >= rules.front - 2 * EPS:
            t = (a + end) / 2
            free = True
            for place in range(4 if kind == PAIR else 2):
                below, of = place > 1, STANDS if place & 1 == 0 else OF_STRIPS
                inward = half / 2 if of == STANDS else -rules.aisle / 2
                s = low + inward if below else h - inward
                free = free and _inside(edges, k, of, t + slant * half / 2 if of == STANDS else t, s)
            if free:
                blocked[found, 0], blocked[found, 1] = end, a
                found += 1
        end = max(end, b)
    return found


@part
def columns_in(length: float, kind: int, rules: Rules) -> int:
    """Return how many columns a free stretch holds, groups kept apart."""
    room = length + 2 * EPS
    most = rules.most_single if kind == SINGLE else rules.most_pair
    if room < rules.front:
        return 0
    best = min(most, int(room / rules.front))
    parts = 1
    while best >= parts * most:
        parts += 1
        fits = min(parts * most, int((room - (parts - 1) * rules.row_gap) / rules.front))
        if fits <= best:
            break
        best = fits
    return best


@part
def parts_of(columns: int, kind: int, rules: Rules) -> int:
    """Return in how many groups columns of a row stand, as few as possible."""
    most = rules.most_single if kind == SINGLE else rules.most_pair
    return max(1, -(-columns // most))
