"""The shapes of a drawing by what they become: outlines, lines with a width, places, and what is left."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from chargeplan.errors import Cancelled, go_on_unless
from chargeplan.files.sources.dxf_blocks import Symbol
from chargeplan.files.sources.dxf_drawing import DxfDrawing
from chargeplan.files.sources.dxf_laying import NO_LINES, Laid, LayerLines
from chargeplan.files.sources.dxf_shapes import Floats, Whole
from chargeplan.files.sources.values import Role
from chargeplan.geometry.bands import straight_band
from chargeplan.geometry.joining import (
    Flags,
    Paths,
    alike,
    gaps,
    holding_ring,
    paths_of,
    put_together,
    rings_within,
)
from chargeplan.model.values import Ring
from chargeplan.reference.layer_roles import LayerRoles

RING_ROLES = (
    Role.BOUNDARY,
    Role.BUILDING,
    Role.GREEN,
    Role.LOT,
    Role.SHED,
    Role.LADDER_GROUND,
    Role.BASEMENT,
)
LINE_ROLES = (Role.ROAD, Role.FIRE_LANE, Role.FENCE, Role.PIPELINE, Role.WINDOW)
POINT_ROLES = (
    Role.TREE,
    Role.OBSTACLE,
    Role.DOORWAY,
    Role.SUPPLY_POINT,
    Role.HYDRANT,
    Role.GAS,
    Role.BOX,
)
_BANDS = (Role.ROAD, Role.FIRE_LANE, Role.WINDOW)
_ONE_PLACE_M = 0.1
_Found = TypeVar("_Found")
_LARGEST_OUTLINES_APART = (Role.BOUNDARY, Role.SHED)
"""Roles whose outlines may lie in one another."""


@dataclass(frozen=True)
class Outlines:
    """Outlines of one role, of each its layer and the number of what it says of itself (0 for nothing).

    Of lots their holes too, with the index of the lot of each.
    """

    rings: Paths
    layers: Whole
    said: Whole
    holes: Paths = field(default_factory=Paths)
    hole_of: Whole = field(default_factory=lambda: np.empty(0, dtype=np.int64))


@dataclass(frozen=True)
class Ways:
    """Lines of one role, the layer of each, and the width that it tells [m], 0 for none."""

    lines: Paths
    layers: Whole
    widths: Floats


@dataclass(frozen=True)
class Places:
    """Places of one role (n, 2) [m], the layer of each, and the radius that it tells [m], 0 for none."""

    points: Floats
    layers: Whole
    radii: Floats


@dataclass(frozen=True)
class Sorted:
    """A drawing by roles.

    Attributes
    ----------
    rest : Paths
        What stays as faint lines.
    gaps : tuple of (layer, array (2, 2))
        Ends that nearly meet on layers of outlines [m].
    repeated, inner, bent_areas : int
        Outlines that were left out because another is the same; those that stay lines because they lie in
        another; areas of roads that have no straight middle.
    """

    outlines: Mapping[Role, Outlines]
    ways: Mapping[Role, Ways]
    places: Mapping[Role, Places]
    rest: Paths
    gaps: tuple[tuple[int, Floats], ...]
    repeated: int
    inner: int
    bent_areas: int


def crowded_layers(found: Sorted, most: int) -> Mapping[int, int]:
    """Return the layers without which no more than `most` elements come, and how many each gives.

    The fullest go first: lines that somebody drew by the thousand are no roads.
    """
    of_each: Counter[int] = Counter()
    held = (found.outlines, found.ways, found.places)
    for layers in (one.layers for kinds in held for one in kinds.values()):
        of_each.update(layers.tolist())
    crowded: dict[int, int] = {}
    for layer, count in of_each.most_common():
        if of_each.total() - sum(crowded.values()) <= most:
            break
        crowded[layer] = count
    return crowded


class _Sorting:
    """Takes shapes one role after the other, and remembers which are taken."""

    def __init__(
        self,
        drawing: DxfDrawing,
        here: Laid,
        lines: Mapping[int, LayerLines],
        role_of: Sequence[Role],
        roles: LayerRoles,
        join_m: float,
        cancelled: Cancelled,
    ) -> None:
        self.drawing, self.here, self.lines, self.roles = drawing, here, lines, roles
        self._role_of = role_of
        self._cancelled = cancelled
        self._gap_m = max(roles.gap_m, join_m)
        self.taken = ~here.kept
        self.gaps: list[tuple[int, Floats]] = []
        self.repeated = self.inner = self.bent_areas = 0

    def layers(self, role: Role) -> Iterator[tuple[int, LayerLines]]:
        """Yield the layers of a role, in the order of the drawing."""
        for number, found in enumerate(self._role_of):
            if found is role:
                go_on_unless(self._cancelled)
                yield number, self.lines.get(number, NO_LINES)

    def outlines(self, role: Role) -> Outlines:
        """Return the outlines of a role, each once, and of one in another the outer."""
        layers = list(self.layers(role))
        for number, held in layers:
            free = self._free(held, held.chain_of, len(held.chains))
            found, chains = gaps(held.joined, self._gap_m)
            self.gaps += [(number, gap) for gap in found[np.all(free[chains], axis=1)]]
        rings = put_together([held.rings for _, held in layers])
        owners = np.repeat([number for number, _ in layers], [len(held.rings) for _, held in layers])
        said = np.concatenate([held.ring_said for _, held in layers])
        large = np.ones(len(rings), dtype=bool)
        if role is Role.BUILDING:
            own = np.array([self._is_own(number) for number in owners], dtype=bool)
            large = own | (np.abs(rings.areas()) >= self.roles.assumed["least_building_m2"].value)
        large &= np.concatenate([self._free(held, held.ring_of, len(held.rings)) for _, held in layers])
        again = np.zeros(len(rings), dtype=bool)
        again[large] = alike(rings.picked(large), self.roles.overlap_m)
        wanted = large & ~again
        if role not in _LARGEST_OUTLINES_APART:
            inside = np.zeros(len(rings), dtype=bool)
            inside[wanted] = rings_within(rings.picked(wanted), self._cancelled)
            self.inner += int(inside.sum())
            wanted &= ~inside
        self.repeated += int(again.sum())
        self._take_rings(layers, wanted | again)
        kept = rings.picked(wanted)
        holes, hole_of = self._holes(kept) if role is Role.LOT else (Paths(), owners[:0])
        return Outlines(kept, owners[wanted], said[wanted], holes, hole_of)

    def ways(self, role: Role) -> Ways:
        """Return the lines of a role; straight bands among its outlines count as the line in their middle.

        A line with a width that comes back to its start is a line, and its outline no band.
        """
        lines: list[Paths] = []
        layers: list[int] = []
        widths: list[float] = []
        for number, held in self.layers(role):
            free = self._free(held, held.chain_of, len(held.chains))
            lines.append(held.chains.picked(free))
            layers += [number] * int(free.sum())
            widths += held.widths[free].tolist()
            rings = self._free(held, held.ring_of, len(held.rings))
            self._take(held, free, held.chain_of)
            around = rings & (held.ring_widths > 0) if role in _BANDS else rings
            rims = [np.vstack((ring, ring[:1])) for ring in held.rings.picked(around).each()]
            lines.append(paths_of(rims))
            layers += [number] * len(rims)
            widths += held.ring_widths[around].tolist()
            self._take(held, around, held.ring_of)
            if role in _BANDS:
                self._bands(held, rings & ~around, number, lines, layers, widths)
        return Ways(put_together(lines), np.array(layers, dtype=np.int64), np.array(widths))

    def _bands(
        self,
        held: LayerLines,
        free: Flags,
        number: int,
        lines: list[Paths],
        layers: list[int],
        widths: list[float],
    ) -> None:
        fill = self.roles.assumed["road_fill"].value
        bands = [
            straight_band(_ring(ring), fill) if is_free else None
            for ring, is_free in zip(held.rings.each(), free.tolist(), strict=True)
        ]
        found = [band for band in bands if band is not None]
        lines.append(paths_of([np.array((band.start, band.end)) for band in found]))
        layers += [number] * len(found)
        widths += [band.width_m for band in found]
        is_band = np.array([band is not None for band in bands], dtype=bool)
        self.bent_areas += int((free & ~is_band).sum())
        self._take(held, is_band, held.ring_of)

    def places(self, role: Role) -> Places:
        """Return the places of a role: symbols, small outlines, points, of doorways short lines, too."""
        largest = self.roles.assumed["largest_tree_radius_m"].value
        found = [self._symbols(role, largest)]
        for number, held in self.layers(role):
            boxes = held.rings.boxes()
            sizes = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
            small = (sizes <= 2 * largest) & self._free(held, held.ring_of, len(held.rings))
            self._take(held, small, held.ring_of)
            middles = (boxes[:, :2] + boxes[:, 2:]) / 2
            rounds = np.sqrt(np.abs(held.rings.areas()) / math.pi)
            radii = np.where(held.circles, rounds, sizes / 2)
            found.append((middles[small], np.full(small.sum(), number), radii[small]))
            mine = (self.drawing.shapes.point_layers == number) & self.here.kept_points
            found.append((self.here.points[mine], np.full(mine.sum(), number), np.zeros(mine.sum())))
            if role is Role.DOORWAY:
                found.append(self._doors(number, held))
        points, layers, radii = (np.concatenate(parts) for parts in zip(*found, strict=True))
        kept = _apart(points, radii)
        return Places(points[kept], layers[kept].astype(np.int64), radii[kept])

    def _doors(self, number: int, held: LayerLines) -> tuple[Floats, Whole, Floats]:
        short = held.chains.lengths() <= self.roles.assumed["widest_doorway_m"].value
        short &= self._free(held, held.chain_of, len(held.chains))
        self._take(held, short, held.chain_of)
        ends = held.chains.starts
        middles = (held.chains.points[ends[:-1]] + held.chains.points[ends[1:] - 1]) / 2
        return middles[short], np.full(short.sum(), number), np.zeros(short.sum())

    def _symbols(self, role: Role, largest: float) -> tuple[Floats, Whole, Floats]:
        """Return blocks inserted on layers of a role, or drawing on such a layer alone, none in another."""
        points: list[tuple[float, float]] = []
        layers: list[int] = []
        radii: list[float] = []
        until = 0
        boxes = self.here.shapes.boxes() if self.drawing.symbols else np.empty((0, 4))
        for symbol in self.drawing.symbols:
            if symbol.first < until or symbol.first == symbol.end:
                continue
            number = self._layer_of(symbol, role)
            if number < 0 or self.taken[symbol.first : symbol.end].any():
                continue
            part = boxes[symbol.first : symbol.end]
            low, high = part[:, :2].min(axis=0), part[:, 2:].max(axis=0)
            radius = float((high - low).max()) / 2
            if radius <= largest:
                x, y = (low + high) / 2
                points.append((float(x), float(y)))
                layers.append(number)
                radii.append(radius)
                until = symbol.end
                self.taken[symbol.first : symbol.end] = True
        return np.array(points).reshape(-1, 2), np.array(layers, dtype=np.int64), np.array(radii)

    def _layer_of(self, symbol: Symbol, role: Role) -> int:
        """Return the layer by which a symbol has a role, -1 for none; trees among green by their name."""
        if self._role_of[symbol.layer] is role:
            return symbol.layer
        drawn = self.drawing.shapes.layers[symbol.first : symbol.end]
        alone = int(drawn[0])
        if not np.all(drawn == alone):
            return -1
        if role is Role.TREE and self._role_of[alone] is Role.GREEN and self._is_tree(symbol.block):
            return alone
        return alone if self._role_of[alone] is role else -1

    def _is_tree(self, block: str) -> bool:
        guess = self.roles.guess(block)
        return guess is not None and guess.role == Role.TREE.value

    def _holes(self, lots: Paths) -> tuple[Paths, Whole]:
        """Return the holes that this program drew into lots, and the lot of each."""
        name = self.roles.own_lot_holes.casefold()
        layers = (n for n, layer in enumerate(self.drawing.layers) if layer.name.casefold() == name)
        held = self.lines.get(next(layers, -1), NO_LINES)
        if not len(held.rings) or not len(lots):
            return Paths(), np.empty(0, dtype=np.int64)
        lot_of = holding_ring(lots, held.rings.points[held.rings.starts[:-1]])
        return held.rings.picked(lot_of >= 0), lot_of[lot_of >= 0]

    def _is_own(self, layer: int) -> bool:
        return self.drawing.layers[layer].name.upper().startswith(self.roles.own_roles)

    def _free(self, held: LayerLines, owner_of: Whole, count: int) -> Flags:
        """Return which outlines or chains have no shape that is taken already."""
        free = np.ones(count, dtype=bool)
        free[owner_of[(owner_of >= 0) & self.taken[held.members]]] = False
        return free

    def _take_rings(self, layers: Sequence[tuple[int, LayerLines]], which: Flags) -> None:
        first = 0
        for _, held in layers:
            end = first + len(held.rings)
            self._take(held, which[first:end], held.ring_of)
            first = end

    def _take(self, held: LayerLines, which: Flags, owner_of: Whole) -> None:
        """Mark shapes as taken: those of outlines or chains, and those that only repeat others."""
        owned = owner_of >= 0
        self.taken[held.members[owned][which[owner_of[owned]]]] = True
        self.taken[held.members[(held.ring_of == -1) & (held.chain_of == -1)]] = True

    def rest(self) -> Paths:
        """Return what was not taken and is not to be left out, outlines back to their first corner."""
        shapes = self.drawing.shapes
        left_out = np.array([role is Role.NOTHING for role in self._role_of], dtype=bool)
        left = np.flatnonzero(~self.taken & ~left_out[shapes.layers])
        paths = self.here.shapes.picked(left)
        closed = shapes.closed[left]
        points = np.insert(
            paths.points, paths.starts[1:][closed], paths.points[paths.starts[:-1][closed]], axis=0
        )
        return Paths(points, paths.starts + np.concatenate(([0], np.cumsum(closed))))


def sorted_by_roles(
    drawing: DxfDrawing,
    here: Laid,
    lines: Mapping[int, LayerLines],
    role_of: Sequence[Role],
    roles: LayerRoles,
    join_m: float,
    cancelled: Cancelled,
) -> Sorted:
    """Return a drawing by what its layers are: `role_of` has a role for each of them.

    Ends were joined over `join_m`.

    Raises
    ------
    CalledOff
        When `cancelled()` becomes true.
    """
    sorting = _Sorting(drawing, here, lines, role_of, roles, join_m, cancelled)
    used = set(role_of)
    planted = {Role.TREE} if Role.GREEN in used else set()
    places = _each(POINT_ROLES, used | planted, sorting.places)
    outlines = _each(RING_ROLES, used, sorting.outlines)
    ways = _each(LINE_ROLES, used, sorting.ways)
    return Sorted(
        outlines,
        ways,
        places,
        sorting.rest(),
        tuple(sorting.gaps),
        sorting.repeated,
        sorting.inner,
        sorting.bent_areas,
    )


def _each(wanted: Sequence[Role], used: set[Role], find: Callable[[Role], _Found]) -> Mapping[Role, _Found]:
    return {role: find(role) for role in wanted if role in used}


def _ring(corners: Floats) -> Ring:
    return tuple((float(x), float(y)) for x, y in corners.tolist())


def _apart(points: Floats, radii: Floats) -> Whole:
    """Return which places are no second sign at the place of a larger one, in their order."""
    kept: list[int] = []
    seen: set[tuple[int, int]] = set()
    cells = np.floor(points / _ONE_PLACE_M).astype(np.int64).tolist()
    for index in np.argsort(-radii, kind="stable").tolist():
        column, row = cells[index]
        if not any((column + i, row + j) in seen for i in (-1, 0, 1) for j in (-1, 0, 1)):
            seen.add((column, row))
            kept.append(index)
    return np.array(sorted(kept), dtype=np.int64)
