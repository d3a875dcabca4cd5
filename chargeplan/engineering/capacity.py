"""How many stalls, sockets and chargers a shed or lot has, and the areas they take."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from chargeplan.geometry.polygons import union_area_m2
from chargeplan.geometry.sheds import shed_outline, shed_stalls
from chargeplan.model.layout import Layout, Stall
from chargeplan.model.scheme import Lot, Scheme, Shed
from chargeplan.model.values import Point, Region, Ring
from chargeplan.reference.catalogue import Catalogue, CatalogueModule, Charger
from chargeplan.units import round_half_up, to_decimal


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

    @property
    def group_count(self) -> int:
        """Number of groups of stalls."""
        return len({stall.group for stall in self.stalls})


@dataclass(frozen=True)
class LotCapacity:
    """What a lot holds; `usable` is its ground less clearances, lanes and obstacles, not less its sheds."""

    lot: Lot
    module_id: str
    area_m2: Decimal
    usable_m2: Decimal
    usable: tuple[Region, ...]
    layout: Layout
    charging: Charging
    gross_m2: Decimal

    @property
    def stalls(self) -> tuple[Stall, ...]:
        """The stalls of the filling."""
        return self.layout.stalls


def socket_count(stall_count: int, ratio: Fraction) -> int:
    """Return floor(stalls × ratio + ½), in exact arithmetic."""
    return math.floor(stall_count * ratio + Fraction(1, 2))


def charging_of(stall_count: int, ratio: Fraction, charger: Charger) -> Charging:
    """Return the sockets of a shed or lot: its first stalls, so that charging and parking lie apart."""
    sockets = socket_count(stall_count, ratio)
    devices = -(-sockets // charger.ports)
    return Charging(charger.id, tuple(range(sockets)), devices, devices * charger.ports - sockets)


def module_of(element: Lot | Shed, scheme: Scheme, catalogue: Catalogue) -> CatalogueModule:
    """Return the stall module that a shed or lot uses, its own or its scheme's."""
    return catalogue.module(element.module_id or scheme.module_id)


def charger_of(element: Lot | Shed, scheme: Scheme, catalogue: Catalogue) -> Charger:
    """Return the charging device that a shed or lot uses, its own or its scheme's."""
    return catalogue.charger(element.charger_id or scheme.charger_id)


def ratio_of(element: Lot | Shed, scheme: Scheme) -> Fraction:
    """Return the sockets per stall of a shed or lot, its own or its scheme's."""
    return scheme.socket_ratio if element.socket_ratio is None else element.socket_ratio


def shed_capacity(shed: Shed, scheme: Scheme, catalogue: Catalogue) -> ShedCapacity:
    """Return what a shed holds; cheap enough to call at every move of the mouse."""
    module = module_of(shed, scheme, catalogue)
    held = shed_stalls(shed, module.module, scheme.group)
    outline = shed_outline(shed)
    roofed = round_half_up(to_decimal(shed.length_m) * to_decimal(shed.depth_m), 2)
    floor = round_half_up(roofed * to_decimal(catalogue.constant("floor_area_factor")), 2)
    gross = union_area_m2((outline, *held.strips))
    charging = charging_of(len(held.stalls), ratio_of(shed, scheme), charger_of(shed, scheme, catalogue))
    return ShedCapacity(
        shed=shed,
        module_id=module.id,
        outline=outline,
        strips=held.strips,
        stalls=held.stalls,
        panels=held.panels,
        charging=charging,
        roofed_m2=roofed,
        floor_m2=floor,
        gross_m2=round_half_up(gross, 2),
    )
