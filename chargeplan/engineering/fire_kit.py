"""What new sheds and filled lots are protected with: extinguishers, cameras, detectors, simple sprinklers.

Only what the scheme asks for is counted, and nothing for what exists already.

* Extinguishers by GB 50140: Q = K·S/U for the gross parking area S, shared out over points that everybody
  reaches within the longest way; two at least, five a point at most. A simple sprinkler earns no smaller K.
* Heat detectors by radius R and area A of GB 50116: under a roof of depth d, in n lines, one detector covers
  2·√(R² − (d/2n)²) of the length. Smoke does not gather under an open roof, so there are no smoke detectors.
* Sprinkler heads at equal distances of at most the spacing, along and across the roof.

Lots have no roof, so they have neither detectors nor sprinklers. Ways are taken as the sum of both
directions of the ground, which is longer than the straight line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import Literal

from chargeplan.engineering.capacity import LotCapacity, ShedCapacity
from chargeplan.engineering.figures import Figures, figures_of, headroom_m
from chargeplan.engineering.findings import Check
from chargeplan.engineering.sums import Sum, product
from chargeplan.i18n import N_
from chargeplan.model.equipment import FireProtection, HazardClass
from chargeplan.model.scheme import Scheme
from chargeplan.model.values import Point
from chargeplan.reference.catalogue import Catalogue
from chargeplan.units import to_decimal

Device = Literal["extinguishers", "camera", "detector", "sprinkler"]

_REMEMBERED_SHEDS = 512

_LINES_TRIED = 3
"""More lines than two beyond the fewest that reach at all never take fewer devices."""


@dataclass(frozen=True)
class KitPlace:
    """Where a device is meant to stand or hang, as far as nothing else is in its way."""

    device: Device
    position: Point


@dataclass(frozen=True)
class ElementKit:
    """What one shed or lot is protected with; None where it has none of that.

    Attributes
    ----------
    powder, water, cabinets
        Extinguishers and the cabinets they stand in; powder ones are of `powder_rating_a`.
    needed_a
        Q of GB 50140 [A].
    points
        Points at which extinguishers stand.
    cameras, detectors, sprinkler_heads, end_tests
        Pieces.
    camera_cable_m
        Cable from camera to camera and what is left at their ends [m].
    sprinkler_pipe_m
        Pipe from the foot of the riser to the last head [m].
    """

    element_id: str
    powder: Sum | None = None
    water: Sum | None = None
    cabinets: Sum | None = None
    needed_a: Decimal | None = None
    powder_rating_a: int = 0
    points: int = 0
    cameras: Sum | None = None
    camera_cable_m: Sum | None = None
    detectors: Sum | None = None
    sprinkler_heads: Sum | None = None
    sprinkler_pipe_m: Sum | None = None
    end_tests: Sum | None = None
    places: tuple[KitPlace, ...] = ()


@dataclass(frozen=True)
class FireKit:
    """The fire protection of a scheme; `recorders` serve all cameras of the estate together."""

    elements: tuple[ElementKit, ...]
    recorders: Sum | None
    checks: tuple[Check, ...] = ()

    def of(self, element_id: str) -> ElementKit | None:
        """Return the kit of a shed or lot, None when it has none."""
        return next((kit for kit in self.elements if kit.element_id == element_id), None)


@dataclass(frozen=True)
class _Ground:
    """A shed's roof, or the box around a lot's stalls: corner, and both sides as vectors [m]."""

    corner: Point
    along: Point
    across: Point
    length_m: Decimal
    depth_m: Decimal

    def at(self, along: float, across: float) -> Point:
        return (
            self.corner[0] + along * self.along[0] + across * self.across[0],
            self.corner[1] + along * self.along[1] + across * self.across[1],
        )

    def grid(self, columns: int, rows: int) -> Iterator[Point]:
        """Yield the middles of equal cells."""
        for row in range(rows):
            for column in range(columns):
                yield self.at((column + 0.5) / columns, (row + 0.5) / rows)


@dataclass(frozen=True)
class _Extinguishing:
    """The figures of GB 50140 for one hazard class."""

    area_m2_per_a: Decimal
    travel_m: Decimal
    powder_rating_a: int

    @classmethod
    def of(cls, hazard: HazardClass, figures: Figures) -> _Extinguishing:
        if hazard is HazardClass.SEVERE:
            return cls(
                figures["extinguisher_area_severe_m2_per_a"],
                figures["extinguisher_travel_severe_m"],
                figures.whole("abc5_rating_a"),
            )
        return cls(
            figures["extinguisher_area_m2_per_a"],
            figures["extinguisher_travel_m"],
            figures.whole("abc4_rating_a"),
        )


def fire_kit(
    scheme: Scheme,
    sheds: Sequence[ShedCapacity],
    lots: Sequence[LotCapacity],
    catalogue: Catalogue,
) -> FireKit:
    """Return the fire protection of a scheme's new sheds and filled lots."""
    figures, asked = figures_of(catalogue), scheme.fire
    kits: list[ElementKit] = []
    checks: list[Check] = []
    for shed in sheds:
        if not shed.shed.existing:
            kits.append(_shed_kit(shed, asked, figures))
            checks += _height_checks(shed, asked, figures)
    kits += [_lot_kit(lot, asked, figures) for lot in lots if not lot.lot.existing and lot.stalls]
    watched = [kit.cameras for kit in kits if kit.cameras is not None]
    return FireKit(tuple(kits), _recorders(watched, figures), tuple(checks))


@lru_cache(maxsize=_REMEMBERED_SHEDS)
def _shed_kit(held: ShedCapacity, asked: FireProtection, figures: Figures) -> ElementKit:
    ground = _shed_ground(held)
    roofed = _under_roof(held, ground, asked, figures)
    return _whole_kit(roofed, held.gross_m2, ground, asked, figures)


def _lot_kit(held: LotCapacity, asked: FireProtection, figures: Figures) -> ElementKit:
    return _whole_kit(ElementKit(held.lot.id), held.gross_m2, _lot_ground(held), asked, figures)


def _shed_ground(held: ShedCapacity) -> _Ground:
    a, b, _, d = held.outline
    return _Ground(
        a,
        (b[0] - a[0], b[1] - a[1]),
        (d[0] - a[0], d[1] - a[1]),
        to_decimal(held.shed.length_m),
        to_decimal(held.shed.depth_m),
    )


def _lot_ground(held: LotCapacity) -> _Ground:
    corners = [corner for stall in held.stalls for corner in stall.polygon]
    x1, x2 = min(x for x, _ in corners), max(x for x, _ in corners)
    y1, y2 = min(y for _, y in corners), max(y for _, y in corners)
    return _Ground((x1, y1), (x2 - x1, 0.0), (0.0, y2 - y1), to_decimal(x2 - x1), to_decimal(y2 - y1))


def _whole_kit(
    roofed: ElementKit, gross_m2: Decimal, ground: _Ground, asked: FireProtection, figures: Figures
) -> ElementKit:
    """Return what hangs under a roof, if there is one, together with cameras and extinguishers."""
    kit = _with_cameras(roofed, ground, figures) if asked.cameras else roofed
    if not asked.extinguishers:
        return kit
    return _with_extinguishers(kit, gross_m2, ground, _Extinguishing.of(asked.hazard, figures), figures)


def _with_cameras(kit: ElementKit, ground: _Ground, figures: Figures) -> ElementKit:
    count = figures.whole("cameras_per_place")
    way = product(ground.length_m) + product(ground.depth_m)
    return replace(
        kit,
        cameras=product(count),
        camera_cable_m=product(count, figures["camera_cable_ends_m"]) + way,
        places=(*kit.places, *(KitPlace("camera", ground.at(end, end)) for end in (0.0, 1.0))),
    )


def _with_extinguishers(
    kit: ElementKit, gross_m2: Decimal, ground: _Ground, by: _Extinguishing, figures: Figures
) -> ElementKit:
    """Return the kit with extinguishers, at more points where one would hold more than it may."""
    need = product(figures["extinguisher_factor"], gross_m2)
    each_water = figures.whole("water_extinguishers_per_shed")
    columns, rows = _points(ground, by.travel_m)
    while True:
        points = columns * rows
        powder, water = _powder(need, by, points, figures), _times(points, each_water)
        if powder.value + water.value <= points * figures.whole("extinguishers_most_per_point"):
            break
        columns += 1
    each = (powder + water).over(points) if points > 1 else powder + water
    cabinet = figures.whole("extinguishers_per_cabinet")
    return replace(
        kit,
        powder=powder,
        water=water,
        cabinets=_times(points, each.over(cabinet).rounded_up()),
        needed_a=need.value / by.area_m2_per_a,
        powder_rating_a=by.powder_rating_a,
        points=points,
        places=(*kit.places, *(KitPlace("extinguishers", place) for place in ground.grid(columns, rows))),
    )


def _times(count: int, each: int | Sum) -> Sum:
    """Return count × each, and `each` alone for one."""
    if count == 1:
        return each if isinstance(each, Sum) else product(each)
    return product(count, each)


def _powder(need: Sum, by: _Extinguishing, points: int, figures: Figures) -> Sum:
    """Return the powder extinguishers: each point gets its share of Q, rounded up to whole pieces."""
    share = need.over(by.area_m2_per_a * by.powder_rating_a * points).rounded_up()
    return _times(points, share).at_least(figures.whole("extinguishers_least"))


def _points(ground: _Ground, travel_m: Decimal) -> tuple[int, int]:
    """Return the fewest equal cells, along and across, within which nobody has further than `travel_m`.

    A point stands in the middle of its cell, so the way is at most half of both sides together.
    """
    first = int(ground.depth_m / (2 * travel_m)) + 1
    cells = []
    for rows in range(first, first + _LINES_TRIED):
        left = 2 * travel_m - ground.depth_m / rows
        cells.append((max(1, int((ground.length_m / left).to_integral_value(ROUND_CEILING))), rows))
    return min(cells, key=lambda cell: (cell[0] * cell[1], cell[1]))


def _under_roof(held: ShedCapacity, ground: _Ground, asked: FireProtection, figures: Figures) -> ElementKit:
    detectors = heads = pipe = tests = None
    places: list[KitPlace] = []
    if asked.detectors and headroom_m(held.shed, figures) <= figures["detector_height_max_m"]:
        detectors, columns, rows = _detectors(held.roofed_m2, ground, figures)
        places += [KitPlace("detector", place) for place in ground.grid(columns, rows)]
    if asked.sprinklers:
        spacing = figures["sprinkler_spacing_m"]
        along, across = (
            product(side).over(spacing).rounded_up() for side in (ground.length_m, ground.depth_m)
        )
        heads, lines = product(along, across), int(across.value)
        pipe = _pipe(held, ground, lines, figures)
        tests = product(1)
        places += [KitPlace("sprinkler", place) for place in ground.grid(int(along.value), lines)]
    return ElementKit(
        held.shed.id,
        detectors=detectors,
        sprinkler_heads=heads,
        sprinkler_pipe_m=pipe,
        end_tests=tests,
        places=tuple(places),
    )


def _detectors(roofed_m2: Decimal, ground: _Ground, figures: Figures) -> tuple[Sum, int, int]:
    """Return the heat detectors, and how many stand along and across; the fewest, in the fewest lines."""
    small = "_small" if roofed_m2 <= figures["detector_small_roof_m2"] else ""
    radius, area = figures[f"detector_radius{small}_m"], figures[f"detector_area{small}_m2"]
    by_area = product(roofed_m2).over(area).rounded_up()
    first = int(ground.depth_m / (2 * radius)) + 1
    found = []
    for lines in range(first, first + _LINES_TRIED):
        half = ground.depth_m / (2 * lines)
        reach = (2 * (radius**2 - half**2).sqrt()).quantize(Decimal("0.0001"), ROUND_FLOOR)
        along = product(ground.length_m).over(reach).rounded_up()
        along = along.or_more(by_area if lines == 1 else by_area.over(lines).rounded_up())
        found.append((_times(lines, along), int(along.value), lines))
    return min(found, key=lambda entry: (entry[0].value, entry[2]))


def _pipe(held: ShedCapacity, ground: _Ground, lines: int, figures: Figures) -> Sum:
    higher = headroom_m(held.shed, figures) - figures["shed_headroom_m"]
    riser = product(figures["sprinkler_riser_m"] + higher)
    if lines == 1:
        return product(ground.length_m) + riser
    return product(lines, ground.length_m) + product(lines - 1, product(ground.depth_m).over(lines)) + riser


def _height_checks(held: ShedCapacity, asked: FireProtection, figures: Figures) -> list[Check]:
    height, most = headroom_m(held.shed, figures), figures["detector_height_max_m"]
    if not asked.detectors or height <= most:
        return []
    return [
        Check(
            "detector_height",
            "warning",
            (held.shed.id,),
            float(height),
            float(most),
            "m",
            float(most - height),
            False,
            N_("{element} is {measured} m high, and heat detectors reach {required} m: none are counted"),
            (
                ("element", held.shed.id),
                ("measured", float(height)),
                ("required", float(most)),
            ),
            verified=False,
            bound="most",
        )
    ]


def _recorders(cameras: Sequence[Sum], figures: Figures) -> Sum | None:
    if not cameras:
        return None
    count = sum(int(each.value) for each in cameras)
    return product(count).over(figures.whole("recorder_channels")).rounded_up()
