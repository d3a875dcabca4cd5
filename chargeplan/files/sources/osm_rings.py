"""Multipolygons of OpenStreetMap: ways joined end to end into rings, and rings that are holes of others."""

from __future__ import annotations

from collections.abc import Sequence

from chargeplan.model.values import Point, Ring

Chain = list[str]
"""Ids of nodes in order; a ring has its first node at its end again."""


def joined(ways: Sequence[Chain]) -> tuple[list[Chain], list[Chain]]:
    """Return the rings that ways make when they are joined at nodes, and the chains that stay open."""
    rings: list[Chain] = []
    chains: list[Chain] = []
    left = [list(way) for way in ways if len(way) > 1]
    at: dict[str, list[int]] = {}
    for index, way in enumerate(left):
        for end in (way[0], way[-1]):
            at.setdefault(end, []).append(index)
    used = [False] * len(left)
    for index, way in enumerate(left):
        if used[index]:
            continue
        used[index] = True
        chain = _grown(way, left, at, used)
        (rings if chain[0] == chain[-1] and len(chain) > 3 else chains).append(chain)
    return rings, chains


def _grown(chain: Chain, ways: Sequence[Chain], at: dict[str, list[int]], used: list[bool]) -> Chain:
    """Return a chain with what joins its end, then its beginning, until it closes or nothing joins."""
    for _ in range(2):
        while chain[0] != chain[-1]:
            found = next((index for index in at[chain[-1]] if not used[index]), None)
            if found is None:
                break
            used[found] = True
            way = ways[found] if ways[found][0] == chain[-1] else ways[found][::-1]
            chain = [*chain, *way[1:]]
        chain = chain[::-1]
    return chain


def with_holes(outlines: Sequence[Ring], holes: Sequence[Ring]) -> tuple[list[tuple[Ring, ...]], int]:
    """Return each outline with the holes that lie in it, and how many holes lie in none."""
    made: list[list[Ring]] = [[outline] for outline in outlines]
    lost = 0
    for hole in holes:
        home = next((parts for parts in made if _inside(hole[0], parts[0])), None)
        if home is None:
            lost += 1
        else:
            home.append(hole)
    return [tuple(parts) for parts in made], lost


def _inside(point: Point, ring: Ring) -> bool:
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
            inside = not inside
    return inside
