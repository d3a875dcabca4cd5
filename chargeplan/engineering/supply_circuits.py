"""Which circuits there are, on which phase each lies, and the cables to be sized for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from chargeplan.engineering.supply_demand import (
    BoxPhases,
    auxiliary_kw,
    charging_kw,
    feeder_phase_kw,
    installed_kw,
)
from chargeplan.engineering.supply_phases import PhaseLoad, phases_of
from chargeplan.engineering.supply_sizing import (
    SINGLE_PHASE,
    THREE_PHASE,
    Basis,
    Line,
    laying_factor,
    printed_m,
    rating_a,
)
from chargeplan.engineering.supply_values import BoxLoad, Demand, ElementLoad, Use


@dataclass(frozen=True)
class Branch:
    """A circuit that leaves a box: what it feeds, its power [kW] and its phase (0, 1, 2)."""

    use: Use
    box_id: str
    element_id: str
    devices: int
    ports: int
    pe_kw: Decimal
    p_kw: Decimal
    plan_m: float
    phase: int = 0

    @property
    def charging(self) -> bool:
        """Whether sockets hang on it."""
        return self.use == "charging"


def branches_of(loads: Sequence[BoxLoad], basis: Basis) -> tuple[tuple[Branch, ...], ...]:
    """Return the circuits of every box, phases given out over the whole estate."""
    plain = [branch for box in loads for element in box.elements for branch in _of(element, box.id, basis)]
    phases = phases_of([PhaseLoad(branch.box_id, branch.element_id, branch.pe_kw) for branch in plain])
    placed = [replace(branch, phase=phase) for branch, phase in zip(plain, phases, strict=True)]
    return tuple(tuple(branch for branch in placed if branch.box_id == box.id) for box in loads)


def _of(element: ElementLoad, box_id: str, basis: Basis) -> Iterator[Branch]:
    tables = basis.tables
    for device in element.devices:
        for number, ports in enumerate(_shares(device.ports, int(tables.value("ports_per_rcd")))):
            yield Branch(
                use="charging",
                box_id=box_id,
                element_id=element.element_id,
                devices=device.devices if number == 0 else 0,
                ports=ports,
                pe_kw=installed_kw(ports, tables),
                p_kw=charging_kw(ports, tables),
                plan_m=device.plan_m,
            )
    lights = auxiliary_kw(element.lit_m2, 0, 0, tables)
    control = auxiliary_kw(0, element.cameras, element.controllers, tables)
    uses: tuple[tuple[Use, Decimal], ...] = (("lighting", lights), ("auxiliary", control))
    for use, power in uses:
        if power:
            yield Branch(use, box_id, element.element_id, 0, 0, power, power, element.run_m)


def _shares(ports: int, most: int) -> list[int]:
    """Return the sockets of a device's circuits: as few circuits as `most` allows, filled evenly."""
    circuits = -(-ports // most)
    return [(ports + index) // circuits for index in reversed(range(circuits))]


def box_phases(branches: Sequence[Branch]) -> BoxPhases:
    """Return what the circuits of a box put on each phase."""
    ports, powers = [0, 0, 0], [Decimal(0)] * 3
    for branch in branches:
        ports[branch.phase] += branch.ports
        powers[branch.phase] += Decimal(0) if branch.charging else branch.p_kw
    return BoxPhases((ports[0], ports[1], ports[2]), (powers[0], powers[1], powers[2]))


def branch_line(branch: Branch, beside: int, basis: Basis) -> Line:
    """Return the cable of a branch; `beside` is the number of charging circuits of its box."""
    kind = basis.kinds[branch.use]
    current = basis.electrics.phase_a(float(branch.p_kw))
    together = min(beside, int(basis.tables.value("branches_together"))) if branch.charging else 1
    laying = basis.tables.laying(kind.laying_id) if kind.laying_id else basis.laying
    return Line(
        kind=kind,
        laying=laying,
        plan_m=printed_m(branch.plan_m),
        current_a=current,
        rated_a=rating_a(current, basis.tables),
        loaded=SINGLE_PHASE,
        factor=laying_factor(laying, together, basis),
    )


def feeder_line(
    box: BoxLoad, phases: BoxPhases, branches: Sequence[Line], together: int, basis: Basis
) -> Line:
    """Return the cable of a box's feeder; its breaker stays closed when one of the branches' opens."""
    powers = feeder_phase_kw(phases, basis.tables)
    current = max(basis.electrics.phase_a(float(power)) for power in powers)
    below = max((branch.rated_a for branch in branches), default=0.0)
    least = max(current, basis.tables.value("selectivity") * below)
    return _three_phase("feeder", box.feeder_plan_m or 0.0, current, least, together, basis)


def main_line(demand: Demand, feeders: Sequence[Line], basis: Basis) -> Line:
    """Return the cable of the main supply; its breaker is not smaller than any that follows."""
    current = max(demand.phase_currents_a)
    below = max((feeder.rated_a for feeder in feeders), default=0.0)
    return _three_phase("main", 0.0, current, max(current, below), 1, basis)


def _three_phase(
    use: Use, plan_m: float, current_a: float, least_a: float, together: int, basis: Basis
) -> Line:
    kind = basis.kinds[use]
    laying = basis.tables.laying(kind.laying_id) if kind.laying_id else basis.laying
    return Line(
        kind=kind,
        laying=laying,
        plan_m=printed_m(plan_m),
        current_a=current_a,
        rated_a=rating_a(least_a, basis.tables),
        loaded=THREE_PHASE,
        factor=laying_factor(laying, together, basis),
    )


def together_of(box: BoxLoad, loads: Sequence[BoxLoad], basis: Basis) -> int:
    """Return how many feeders touch that of a box: as set, as counted on its way, or all of them."""
    counted = basis.cables_together or box.cables_together
    return counted or sum(1 for other in loads if other.feeder_plan_m is not None) or 1
