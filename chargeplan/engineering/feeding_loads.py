"""Which boxes there are, where they stand, and how long the branches in their sheds and lots are.

What no box names has one of its own: sheds, which are lit, and lots with sockets. That of a shed stands in
line with its charging devices, outside the end that is nearer to the supply point (the end at `origin` when
both are as near); that of a lot stands at the corner of its outline that is nearest to its charging stalls.

Devices take sockets in their order, as many as they have ports, and hang in the middle of theirs. Small ones
share a circuit, as many in a row as one residual-current device bears. Branches go from the box to the
nearest point of the line of devices and along it; in a lot, which has no such line, along the rows and across
them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chargeplan.engineering.capacity import LotCapacity, ShedCapacity, charger_of
from chargeplan.engineering.feeding_values import PlacedBox
from chargeplan.engineering.figures import Figures
from chargeplan.engineering.fire_kit import FireKit
from chargeplan.engineering.lighting import lamps_along_m
from chargeplan.engineering.supply_values import BoxLoad, DeviceLoad, ElementLoad
from chargeplan.model.scheme import Scheme
from chargeplan.model.values import Point
from chargeplan.reference.catalogue import Catalogue
from chargeplan.reference.routing import RoutingFigures
from chargeplan.units import quantise_m

Fed = ShedCapacity | LotCapacity
Lead = Callable[[Point, Point], float]
"""Length of the way between two places on the site [m]."""


def fed_elements(sheds: Sequence[ShedCapacity], lots: Sequence[LotCapacity]) -> dict[str, Fed]:
    """Return the new sheds and lots by their ids; what exists has its own supply already."""
    new: list[tuple[str, Fed]] = [(held.shed.id, held) for held in sheds if not held.shed.existing]
    new += [(held.lot.id, held) for held in lots if not held.lot.existing]
    return dict(new)


def placed_boxes(
    scheme: Scheme, fed: Mapping[str, Fed], source: Point | None, routing: RoutingFigures
) -> tuple[PlacedBox, ...]:
    """Return the boxes that feed something: those on the plan, then own ones of sheds and of lots."""
    boxes: list[PlacedBox] = []
    named: set[str] = set()
    for box in scheme.boxes:
        mine = tuple(name for name in dict.fromkeys(box.feeds) if name in fed and name not in named)
        named.update(mine)
        if mine:
            boxes.append(PlacedBox(box.id, box.name, box.position, mine, own=False))
    for name, held in fed.items():
        if name not in named and _needs_power(held):
            place = own_place(held, source, routing.value("box_gap_m"))
            boxes.append(PlacedBox(name, _name(held), place, (name,), own=True))
    return tuple(boxes)


def _needs_power(held: Fed) -> bool:
    """Return whether anything in a shed or lot is fed: sheds are lit even without sockets."""
    return isinstance(held, ShedCapacity) or held.charging.socket_count > 0


def own_place(held: Fed, source: Point | None, gap_m: float) -> Point:
    """Return where the own box of a shed or lot stands."""
    if isinstance(held, ShedCapacity):
        line = _Line.of(held)
        ends = [line.at(-gap_m), line.at(held.shed.length_m + gap_m)]
        end = ends[0] if source is None else min(ends, key=lambda end: round(math.dist(end, source), 6))
        return (quantise_m(end[0]), quantise_m(end[1]))
    places = [_middle(held.stalls[index].polygon) for index in held.charging.socket_stalls]
    return min(held.lot.ring, key=lambda corner: round(sum(math.dist(corner, place) for place in places), 6))


def _name(held: Fed) -> str:
    return held.shed.name if isinstance(held, ShedCapacity) else held.lot.name


def _middle(corners: Sequence[Point]) -> Point:
    return (sum(x for x, _ in corners) / len(corners), sum(y for _, y in corners) / len(corners))


@dataclass(frozen=True)
class _Line:
    """The line that a shed's devices hang on: the back of a single row, the middle of a double one."""

    start: Point
    along: Point
    length_m: float

    @classmethod
    def of(cls, held: ShedCapacity) -> _Line:
        a, b, _, d = held.outline
        length = held.shed.length_m
        share = 1.0 if held.shed.rows == 1 else 0.5
        start = (a[0] + (d[0] - a[0]) * share, a[1] + (d[1] - a[1]) * share)
        return cls(start, ((b[0] - a[0]) / length, (b[1] - a[1]) / length), length)

    def at(self, along_m: float) -> Point:
        return (self.start[0] + along_m * self.along[0], self.start[1] + along_m * self.along[1])

    def along_m(self, place: Point) -> float:
        """Return how far along the line a place is [m]."""
        return (place[0] - self.start[0]) * self.along[0] + (place[1] - self.start[1]) * self.along[1]


def loads_of(
    boxes: Sequence[PlacedBox],
    fed: Mapping[str, Fed],
    scheme: Scheme,
    catalogue: Catalogue,
    figures: Figures,
    kit: FireKit | None,
    lead: Lead,
    together: int,
) -> tuple[BoxLoad, ...]:
    """Return what every box feeds, its feeder left open.

    `lead` measures ways on the site; `together` is how many sockets a circuit may have.
    """
    return tuple(
        BoxLoad(
            box.id,
            box.name,
            tuple(
                _element(name, fed[name], box, scheme, catalogue, figures, kit, lead, together)
                for name in box.element_ids
            ),
            None,
        )
        for box in boxes
    )


def _element(
    name: str,
    held: Fed,
    box: PlacedBox,
    scheme: Scheme,
    catalogue: Catalogue,
    figures: Figures,
    kit: FireKit | None,
    lead: Lead,
    together: int,
) -> ElementLoad:
    protected = kit.of(name) if kit is not None else None
    cameras = int(protected.cameras.value) if protected is not None and protected.cameras is not None else 0
    controllers = 1 if held.charging.socket_count else 0
    if isinstance(held, LotCapacity):
        ports = charger_of(held.lot, scheme, catalogue).ports
        devices = tuple(_lot_devices(held, box, ports, together))
        run = max((device.plan_m for device in devices), default=0.0)
        return ElementLoad(name, held.lot.name, devices, 0.0, cameras, controllers, run)
    ports = charger_of(held.shed, scheme, catalogue).ports
    branch = _Branches(held, box.position, lead)
    devices = tuple(
        DeviceLoad(
            sum(map(len, row)),
            branch.past_m([_middle_along(held, part, branch.line) for part in row]),
            len(row),
        )
        for row in _rows(held.charging.socket_stalls, ports, together)
    )
    run = max((branch.way_m(place) for place in lamps_along_m(held, figures)), default=0.0)
    lit = float(held.roofed_m2)
    return ElementLoad(name, held.shed.name, devices, lit, cameras, controllers, run)


def _rows(sockets: Sequence[int], ports: int, together: int) -> Iterator[Sequence[Sequence[int]]]:
    """Yield the devices of each circuit, each device as the sockets that it takes."""
    devices = [sockets[first : first + ports] for first in range(0, len(sockets), ports)]
    in_row = max(1, together // ports)
    for first in range(0, len(devices), in_row):
        yield devices[first : first + in_row]


def _middle_along(held: ShedCapacity, part: Sequence[int], line: _Line) -> float:
    places = [_middle(held.stalls[index].front) for index in part]
    return sum(map(line.along_m, places)) / len(places)


class _Branches:
    """Branches of one shed: from its box to the nearest point of the line of devices, then along it."""

    def __init__(self, held: ShedCapacity, box: Point, lead: Lead) -> None:
        self.line = _Line.of(held)
        self.joint_m = min(max(self.line.along_m(box), 0.0), self.line.length_m)
        self.lead_m = lead(box, self.line.at(self.joint_m))

    def way_m(self, along_m: float) -> float:
        return self.lead_m + abs(along_m - self.joint_m)

    def past_m(self, places_m: Sequence[float]) -> float:
        """Return the length of one way past several places: to the nearer end of their row, then along it."""
        first, last = min(places_m), max(places_m)
        return min(self.way_m(first), self.way_m(last)) + last - first


def _lot_devices(held: LotCapacity, box: PlacedBox, ports: int, together: int) -> Iterator[DeviceLoad]:
    for row in _rows(held.charging.socket_stalls, ports, together):
        front = held.stalls[row[0][0]].front
        places = [_middle([_middle(held.stalls[index].polygon) for index in part]) for part in row]
        between = sum(_along_rows_m(one, other, front) for one, other in pairwise(places))
        nearer = min(_along_rows_m(box.position, end, front) for end in (places[0], places[-1]))
        yield DeviceLoad(sum(map(len, row)), nearer + between, len(row))


def _along_rows_m(start: Point, end: Point, front: tuple[Point, Point]) -> float:
    """Return the length of a way along a row of stalls and across it [m]; `front` is the line of a stall."""
    (ax, ay), (bx, by) = front
    width = math.hypot(bx - ax, by - ay)
    ux, uy = (bx - ax) / width, (by - ay) / width
    dx, dy = end[0] - start[0], end[1] - start[1]
    return abs(dx * ux + dy * uy) + abs(dy * ux - dx * uy)
