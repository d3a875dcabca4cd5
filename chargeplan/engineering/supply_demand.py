"""Demand by the needs-factor method, and what a power comes to in current."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from chargeplan.engineering.supply_values import Demand
from chargeplan.model.equipment import DemandMethod
from chargeplan.reference.electrical_tables import ElectricalTables
from chargeplan.units import to_decimal

_W_PER_KW = 1000


@dataclass(frozen=True)
class Electrics:
    """The power factor and the voltages of the net [V]."""

    cos_phi: float
    phase_v: float
    line_v: float

    @property
    def sin_phi(self) -> float:
        """The sine that belongs to the power factor."""
        return math.sqrt(1 - self.cos_phi**2)

    def kvar(self, p_kw: float) -> float:
        """Return the reactive power [kvar] of a power."""
        return p_kw * self.sin_phi / self.cos_phi

    def kva(self, p_kw: float) -> float:
        """Return the apparent power [kVA] of a power."""
        return p_kw / self.cos_phi

    def phase_a(self, p_kw: float) -> float:
        """Return the current [A] of a power between one phase and the neutral."""
        return p_kw * _W_PER_KW / (self.phase_v * self.cos_phi)

    def balanced_a(self, p_kw: float) -> float:
        """Return the current [A] of a power that three phases share evenly."""
        return p_kw * _W_PER_KW / (math.sqrt(3) * self.line_v * self.cos_phi)


def electrics_of(tables: ElectricalTables) -> Electrics:
    """Return power factor and voltages of the tables."""
    return Electrics(tables.value("cos_phi"), tables.value("phase_voltage_v"), tables.value("line_voltage_v"))


def installed_kw(ports: int, tables: ElectricalTables) -> Decimal:
    """Return the installed power of sockets [kW]."""
    return ports * to_decimal(tables.value("port_w")) / _W_PER_KW


def charging_kw(ports: int, tables: ElectricalTables) -> Decimal:
    """Return the demand of so many sockets on one node [kW]: Pe · max over m ≤ n of Kx(m)·m.

    The factor falls in steps; the greatest of all smaller nodes keeps the demand from falling with it.
    """
    steps = [row for row in tables.needs if row.up_to < ports]
    reached = [to_decimal(row.factor) * to_decimal(row.up_to) for row in steps]
    own = to_decimal(tables.needs_factor(ports).factor) * ports
    return max([own, *reached]) * to_decimal(tables.value("port_w")) / _W_PER_KW


def auxiliary_kw(lit_m2: float, cameras: int, controllers: int, tables: ElectricalTables) -> Decimal:
    """Return the power of lights, cameras and controllers [kW]; all of them are on at once."""
    watts = (
        to_decimal(lit_m2) * to_decimal(tables.value("lighting_w_m2"))
        + cameras * to_decimal(tables.value("camera_w"))
        + controllers * to_decimal(tables.value("controller_w"))
    )
    return watts / _W_PER_KW


@dataclass(frozen=True)
class BoxPhases:
    """What a box puts on each phase: sockets, and power of lights and control [kW]."""

    ports: tuple[int, int, int]
    auxiliary_kw: tuple[Decimal, Decimal, Decimal]

    @property
    def all_ports(self) -> int:
        """Sockets of the box."""
        return sum(self.ports)


Three = tuple[Decimal, Decimal, Decimal]


def feeder_phase_kw(box: BoxPhases, tables: ElectricalTables) -> Three:
    """Return the demand on each phase of a box's feeder [kW].

    The sockets of one phase are a node of their own: few sockets are more often in use all at once.
    """
    first, second, third = (
        charging_kw(ports, tables) + auxiliary
        for ports, auxiliary in zip(box.ports, box.auxiliary_kw, strict=True)
    )
    return first, second, third


def _all_charging_kw(boxes: Sequence[BoxPhases], method: DemandMethod, tables: ElectricalTables) -> Decimal:
    if method is DemandMethod.NODE:
        return charging_kw(sum(box.all_ports for box in boxes), tables)
    each = [charging_kw(box.all_ports, tables) for box in boxes]
    return max([sum(each, Decimal(0)) * to_decimal(tables.value("sum_factor")), *each])


def _phase_kw(
    phase: int, share: Decimal, boxes: Sequence[BoxPhases], tables: ElectricalTables
) -> tuple[Decimal, Decimal]:
    """Return what charging, and what lights and control, put on a phase [kW]."""
    largest = max((charging_kw(box.ports[phase], tables) for box in boxes), default=Decimal(0))
    return max(share, largest), sum((box.auxiliary_kw[phase] for box in boxes), Decimal(0))


def demand_of(boxes: Sequence[BoxPhases], method: DemandMethod, tables: ElectricalTables) -> Demand:
    """Return the demand of all boxes.

    By the node, the needs factor of all sockets holds; by the sum, the boxes' own demands are added and
    multiplied by the factor of simultaneity, but are no less than that of the largest box, which is on by
    itself. Each phase bears its share by its sockets, and no less than the most loaded feeder puts on it.
    """
    electrics = electrics_of(tables)
    ports = [sum(box.ports[phase] for box in boxes) for phase in range(3)]
    installed, charging = installed_kw(sum(ports), tables), _all_charging_kw(boxes, method, tables)
    each = charging / sum(ports) if sum(ports) else Decimal(0)
    parts = [_phase_kw(phase, each * ports[phase], boxes, tables) for phase in range(3)]
    auxiliary = sum((part[1] for part in parts), Decimal(0))
    phases = [sum(part, Decimal(0)) for part in parts]
    mean, most = sum(phases, Decimal(0)) / 3, max(phases)
    p_kw = float(charging + auxiliary)
    return Demand(
        method=method,
        ports=sum(ports),
        installed_kw=float(installed),
        kx=float(charging / installed) if installed else 0.0,
        charging_kw=float(charging),
        auxiliary_kw=float(auxiliary),
        p_kw=p_kw,
        q_kvar=electrics.kvar(p_kw),
        s_kva=electrics.kva(p_kw),
        balanced_a=electrics.balanced_a(p_kw),
        phase_kw=_floats(phases),
        phase_currents_a=_floats([electrics.phase_a(float(power)) for power in phases]),
        phase_ports=(ports[0], ports[1], ports[2]),
        imbalance_percent=float((most - mean) / mean * 100) if mean else 0.0,
        equivalent_kw=float(3 * most),
    )


def _floats(values: Sequence[Decimal | float]) -> tuple[float, float, float]:
    first, second, third = (float(value) for value in values)
    return first, second, third
