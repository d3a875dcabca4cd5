"""How many stalls, sockets and chargers a shed or lot has, and the areas they take."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from chargeplan.engineering.surroundings import Surroundings, lot_problem, surroundings
from chargeplan.geometry.filling import Effort, fill_lot_cached
from chargeplan.geometry.limits import too_large
from chargeplan.geometry.polygons import ring_faults, signed_area_m2, union_area_m2
from chargeplan.geometry.sheds import shed_outline, shed_stalls
from chargeplan.geometry.stall_rows import StallFinder
from chargeplan.geometry.usable import usable_ground
from chargeplan.model.layout import Layout, LayoutProblem
from chargeplan.model.modules import GroupRule, StallModule
from chargeplan.model.scheme import Lot, Scheme, Shed
from chargeplan.model.site import Site
from chargeplan.model.stalls import Stall
from chargeplan.model.values import Point, Region, Ring
from chargeplan.reference.catalogue import Catalogue, CatalogueModule, Charger
from chargeplan.reference.rule_sets import RuleSet
from chargeplan.units import round_half_up, to_decimal

_MOST_FULL_M2 = 20_000
"""Lots larger than this are filled with less effort: whole estates are not laid out to the last stall."""

_REMEMBERED_SHEDS = 512
_REMEMBERED_GROUNDS = 16


@dataclass(frozen=True)
class Charging:
    """Sockets on named stalls and the devices that serve them.

    Attributes
    ----------
    socket_stalls : tuple of int
        Indices, into the list of stalls, of those with a socket.
    charger_count : int
        The fewest devices whose ports cover the sockets; spare ports are told, never counted.
    """

    charger_id: str
    socket_stalls: tuple[int, ...]
    charger_count: int
    spare_ports: int

    @property
    def socket_count(self) -> int:
        """Number of sockets."""
        return len(self.socket_stalls)


@dataclass(frozen=True)
class ShedCapacity:
    """What a shed holds. Areas in m² to 0.01: roof, floor area (half the roof), gross with its strips."""

    shed: Shed
    module_id: str
    outline: Ring
    strips: tuple[Ring, ...]
    stalls: tuple[Stall, ...]
    panels: tuple[tuple[Point, Point], ...]
    charging: Charging
    roofed_m2: Decimal
    floor_m2: Decimal
    gross_m2: Decimal

    def __hash__(self) -> int:
        """Return what a shed and its module come to; stalls and strips follow from these."""
        return hash((self.shed, self.module_id, self.charging))

    @property
    def group_count(self) -> int:
        """Number of groups of stalls."""
        return len({stall.group for stall in self.stalls})


@dataclass(frozen=True)
class LotCapacity:
    """What a lot holds; `usable` is its ground less clearances, lanes and obstacles, not less its sheds.

    `idle_removed` are the indices of those removed places of the lot that hold no stall of its filling
    anyhow, None where that was not looked at (quick figures) or nothing is filled.
    """

    lot: Lot
    module_id: str
    area_m2: Decimal
    usable_m2: Decimal
    usable: tuple[Region, ...]
    layout: Layout
    charging: Charging
    gross_m2: Decimal
    idle_removed: tuple[int, ...] | None = None

    @property
    def stalls(self) -> tuple[Stall, ...]:
        """The stalls of the filling."""
        return self.layout.stalls


def socket_count(stall_count: int, ratio: Fraction) -> int:
    """Return floor(stalls × ratio + ½), in exact arithmetic."""
    return math.floor(stall_count * ratio + Fraction(1, 2))


def charging_of(stall_count: int, ratio: Fraction, charger: Charger) -> Charging:
    """Return the sockets of a shed or lot: its first stalls, so that charging and parking lie apart."""
    return _charging(stall_count, ratio, charger.id, charger.ports)


def _charging(stall_count: int, ratio: Fraction, charger_id: str, ports: int) -> Charging:
    sockets = socket_count(stall_count, ratio)
    devices = -(-sockets // ports)
    return Charging(charger_id, tuple(range(sockets)), devices, devices * ports - sockets)


def module_of(element: Lot | Shed, scheme: Scheme, catalogue: Catalogue) -> CatalogueModule:
    """Return the stall module that a shed or lot uses, its own or its scheme's."""
    return catalogue.module(element.module_id or scheme.module_id)


def charger_of(element: Lot | Shed, scheme: Scheme, catalogue: Catalogue) -> Charger:
    """Return the charging device that a shed or lot uses, its own or its scheme's."""
    return catalogue.charger(element.charger_id or scheme.charger_id)


def ratio_of(element: Lot | Shed, scheme: Scheme) -> Fraction:
    """Return the sockets per stall of a shed or lot, its own or its scheme's."""
    return scheme.socket_ratio if element.socket_ratio is None else element.socket_ratio


def group_of(lot: Lot, scheme: Scheme) -> GroupRule | None:
    """Return the rule for groups that holds in a lot, its own or its scheme's; None is no groups."""
    return scheme.group if lot.group_from_scheme else lot.group


def shed_capacity(shed: Shed, scheme: Scheme, catalogue: Catalogue) -> ShedCapacity:
    """Return what a shed holds; cheap enough to call at every move of the mouse."""
    module, charger = module_of(shed, scheme, catalogue), charger_of(shed, scheme, catalogue)
    kind = _ShedKind(
        module.id,
        module.module,
        scheme.group,
        ratio_of(shed, scheme),
        charger.id,
        charger.ports,
        catalogue.constant("floor_area_factor"),
    )
    return _shed_holds(shed, kind)


@dataclass(frozen=True)
class _ShedKind:
    """All that decides what a shed holds, beside the shed itself."""

    module_id: str
    module: StallModule
    group: GroupRule | None
    ratio: Fraction
    charger_id: str
    ports: int
    floor_area_factor: float


@lru_cache(maxsize=_REMEMBERED_SHEDS)
def _shed_holds(shed: Shed, kind: _ShedKind) -> ShedCapacity:
    """Return what a shed holds, the same object for the same shed."""
    held = shed_stalls(shed, kind.module, kind.group)
    outline = shed_outline(shed)
    roofed = round_half_up(to_decimal(shed.length_m) * to_decimal(shed.depth_m), 2)
    return ShedCapacity(
        shed=shed,
        module_id=kind.module_id,
        outline=outline,
        strips=held.strips,
        stalls=held.stalls,
        panels=held.panels,
        charging=_charging(len(held.stalls), kind.ratio, kind.charger_id, kind.ports),
        roofed_m2=roofed,
        floor_m2=round_half_up(roofed * to_decimal(kind.floor_area_factor), 2),
        gross_m2=round_half_up(union_area_m2((outline, *held.strips)), 2),
    )


def lot_capacity(
    lot: Lot,
    site: Site,
    scheme: Scheme,
    catalogue: Catalogue,
    rule_set: RuleSet,
    effort: Effort = "full",
    *,
    ground: Surroundings | None = None,
    sheds: Sequence[ShedCapacity] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> LotCapacity:
    """Return what a lot holds.

    `ground` and `sheds` may be passed when they are known already; they are worked out from `site` and
    `scheme` otherwise. A lot whose outline is crossed or has no area holds nothing; compliance says why.
    Once it is `cancelled`, the layout is not the best, and whoever cancelled must not use it.
    """
    module = module_of(lot, scheme, catalogue)
    charger = charger_of(lot, scheme, catalogue)
    if any(fault.blocking for fault in ring_faults(lot.ring, lot.holes)):
        nothing = charging_of(0, Fraction(0), charger)
        return LotCapacity(lot, module.id, Decimal(0), Decimal(0), (), Layout(), nothing, Decimal(0))
    group = group_of(lot, scheme)
    around_lot = ground or surroundings(site, rule_set)
    usable = usable_ground(lot_problem(lot, module.module, group, around_lot))
    layout, idle = Layout(), None
    if lot.filled:
        standing = (
            sheds if sheds is not None else [shed_capacity(shed, scheme, catalogue) for shed in scheme.sheds]
        )
        problem = lot_problem(
            lot,
            module.module,
            group,
            around_lot,
            sheds=[shed.outline for shed in standing],
            strips=[strip for shed in standing for strip in shed.strips],
        )
        layout = _filling(problem, effort, cancelled)
        idle = _idle_removed(problem) if effort == "full" else None
    area = abs(signed_area_m2(lot.ring)) - union_area_m2(lot.holes)
    return LotCapacity(
        lot=lot,
        module_id=module.id,
        area_m2=round_half_up(area, 2),
        usable_m2=round_half_up(usable.area_m2, 2),
        usable=usable.regions,
        layout=layout,
        charging=charging_of(layout.count, ratio_of(lot, scheme), charger),
        gross_m2=round_half_up(union_area_m2(_layout_ground(layout)), 2),
        idle_removed=idle,
    )


def _idle_removed(problem: LayoutProblem) -> tuple[int, ...]:
    """Return the indices of the removed places that take no stall out of the filling of all of the ground."""
    if not problem.removed:
        return ()
    whole = StallFinder(_filling(replace(problem, removed=()), "full").stalls)
    return tuple(index for index, place in enumerate(problem.removed) if whole.at(place) is None)


def missing_kept(held: LotCapacity) -> tuple[tuple[int, ...], ...]:
    """Return for every kept row of a lot the indices of its stalls that do not stand.

    A stall that was removed by hand is not missed.
    """
    finder = StallFinder(held.stalls)
    missing = []
    for row in held.lot.kept:
        removed = StallFinder(row.stalls).holding(held.lot.removed)
        missing.append(tuple(index for index in finder.missing(row.stalls) if index not in removed))
    return tuple(missing)


def _filling(problem: LayoutProblem, effort: Effort, cancelled: Callable[[], bool] | None = None) -> Layout:
    area = abs(signed_area_m2(problem.ring))
    reason = too_large(problem)
    if reason is not None:
        return Layout(area_m2=area, reasons=(reason,))
    return fill_lot_cached(problem, "live" if area > _MOST_FULL_M2 else effort, cancelled)


def _layout_ground(layout: Layout) -> tuple[Ring, ...]:
    return (*(stall.polygon for stall in layout.stalls), *layout.aisles)


def gross_area_m2(sheds: Iterable[ShedCapacity], lots: Iterable[LotCapacity]) -> Decimal:
    """Return the gross area: roofs, strips in front, stalls and aisles, each piece of ground once [m²]."""
    pieces: list[Ring] = []
    for shed in sheds:
        pieces += (shed.outline, *shed.strips)
    for lot in lots:
        pieces += _layout_ground(lot.layout)
    return _together_m2(tuple(pieces))


@lru_cache(maxsize=_REMEMBERED_GROUNDS)
def _together_m2(pieces: tuple[Ring, ...]) -> Decimal:
    """Return the area of ground that pieces cover together [m²], found again for the same pieces."""
    return round_half_up(union_area_m2(pieces), 2)
