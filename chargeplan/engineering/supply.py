"""Electricity of a scheme from its sockets on: demand, phases, circuits, protection, cables, voltage drop.

It knows no geometry: whoever asks tells how long the ways are. The values that come back are at home in
`supply_values.py` and named here for those who read a supply.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from chargeplan.engineering.supply_assumptions import assumptions_of
from chargeplan.engineering.supply_checks import checks_of
from chargeplan.engineering.supply_circuits import (
    Branch,
    box_phases,
    branch_line,
    branches_of,
    feeder_line,
    main_line,
    together_of,
)
from chargeplan.engineering.supply_demand import (
    BoxPhases,
    charging_kw,
    demand_of,
    feeder_phase_kw,
    installed_kw,
)
from chargeplan.engineering.supply_drop import Sized, SizedBox, sized, sized_box
from chargeplan.engineering.supply_sizing import (
    Basis,
    ampacity_a,
    basis_of,
    breaker_of,
    cable_length,
    derated_a,
    source_path,
)
from chargeplan.engineering.supply_values import (
    DECIDING_NAMES,
    PHASES,
    USE_NAMES,
    BoxLoad,
    BoxSupply,
    Breaker,
    Cable,
    CableLength,
    Circuit,
    Demand,
    DeviceLoad,
    ElementLoad,
    Phase,
    Supply,
    Use,
)
from chargeplan.errors import Cancelled, go_on_unless, never, unless_called_off
from chargeplan.model.equipment import SupplySettings
from chargeplan.model.site import SupplyPoint
from chargeplan.reference.electrical_tables import ElectricalTables
from chargeplan.units import to_decimal

__all__ = [
    "DECIDING_NAMES",
    "MAIN",
    "PHASES",
    "SUPPLY",
    "USE_NAMES",
    "BoxLoad",
    "BoxSupply",
    "Breaker",
    "Cable",
    "CableLength",
    "Circuit",
    "Demand",
    "DeviceLoad",
    "ElementLoad",
    "Supply",
    "design_supply",
]

SUPPLY, MAIN = "supply", "main"
"""The supply point and the main box, as start and end of a cable."""


def design_supply(
    loads: Sequence[BoxLoad],
    source: SupplyPoint | None,
    settings: SupplySettings,
    tables: ElectricalTables,
    cancelled: Cancelled = never,
) -> Supply:
    """Return the supply of everything in `loads`, from the supply point to the last socket.

    Everything is sized by its most loaded phase. Without a supply point there are a demand and branches, but
    neither feeders nor a main supply.

    Raises
    ------
    CalledOff
        When `cancelled()` becomes true on the way.
    ReferenceDataError
        When the settings name a laying method that the tables have not.
    """
    basis = basis_of(settings, tables)
    branches = branches_of(loads, basis)
    phases = [box_phases(found) for found in branches]
    demand = demand_of(phases, settings.demand, tables)
    lines = [
        [branch_line(branch, sum(other.charging for other in found), basis) for branch in found]
        for found in unless_called_off(branches, cancelled)
    ]
    feeders = [
        feeder_line(box, on_phases, below, together_of(box, loads, basis), basis)
        for box, on_phases, below in unless_called_off(zip(loads, phases, lines, strict=True), cancelled)
    ]
    before, path = 0.0, source_path(source.short_circuit_ka if source else None, basis)
    main: Circuit | None = None
    if source is not None and loads:
        incoming = sized(main_line(demand, feeders, basis), path, basis)
        before = (source.upstream_drop_percent or 0.0) + incoming.drop_percent
        path = incoming.after
        devices = sum(branch.devices for found in branches for branch in found)
        main = _main_circuit(incoming, demand, devices, before, basis)
    boxes = []
    for number, box in enumerate(unless_called_off(loads, cancelled), start=1):
        feeder = feeders[number - 1] if main is not None and box.feeder_plan_m is not None else None
        cables = sized_box(feeder, lines[number - 1], before, path, basis)
        boxes.append(_box(number, box, branches[number - 1], phases[number - 1], cables, before, basis))
    go_on_unless(cancelled)
    spare = source.spare_kw if source else None
    upstream = source.upstream_drop_percent if source else None
    return Supply(
        point_id=source.id if source else None,
        boxes=tuple(boxes),
        main=main,
        demand=demand,
        checks=checks_of(loads, boxes, main, demand, source, basis),
        upstream_drop_percent=upstream,
        spare_kw=None if spare is None else float(Decimal(str(spare)) - Decimal(str(demand.p_kw))),
        assumptions=assumptions_of(settings, demand, tuple(boxes), main, basis),
    )


def _box(
    number: int,
    box: BoxLoad,
    branches: Sequence[Branch],
    phases: BoxPhases,
    cables: SizedBox,
    before_percent: float,
    basis: Basis,
) -> BoxSupply:
    label = f"AL-{number}"
    feeder = cables.feeder
    fed_percent = before_percent + feeder.drop_percent if feeder is not None else None
    circuits = tuple(
        _branch_circuit(f"{label}/WL{place}", f"W{number}-{place}", branch, cable, fed_percent, basis)
        for place, (branch, cable) in enumerate(zip(branches, cables.branches, strict=True), start=1)
    )
    return BoxSupply(
        id=box.id,
        label=label,
        name=box.name,
        element_ids=tuple(element.element_id for element in box.elements),
        circuits=circuits,
        feeder=_feeder_circuit(number, box, branches, phases, feeder, fed_percent, basis)
        if feeder is not None and fed_percent is not None
        else None,
    )


def _branch_circuit(
    circuit_id: str,
    cable_id: str,
    branch: Branch,
    cable: Sized,
    fed_percent: float | None,
    basis: Basis,
) -> Circuit:
    currents = tuple(cable.line.current_a if phase == branch.phase else 0.0 for phase in range(3))
    return _circuit(
        circuit_id, branch.use, cable, _cable(cable_id, branch.box_id, branch.element_id, cable, basis),
        basis,
        box_id=branch.box_id,
        element_id=branch.element_id,
        devices=branch.devices,
        ports=branch.ports,
        pe_kw=float(branch.pe_kw),
        p_kw=float(branch.p_kw),
        phase=PHASES[branch.phase],
        currents=(currents[0], currents[1], currents[2]),
        total_percent=None if fed_percent is None else fed_percent + cable.drop_percent,
    )  # fmt: skip


def _feeder_circuit(
    number: int,
    box: BoxLoad,
    branches: Sequence[Branch],
    phases: BoxPhases,
    cable: Sized,
    fed_percent: float,
    basis: Basis,
) -> Circuit:
    tables = basis.tables
    auxiliary = sum(phases.auxiliary_kw, Decimal(0))
    first, second, third = (
        basis.electrics.phase_a(float(power)) for power in feeder_phase_kw(phases, tables)
    )
    return _circuit(
        f"WP{number}", "feeder", cable, _cable(f"W{number}", MAIN, box.id, cable, basis), basis,
        box_id=box.id,
        element_id="",
        devices=sum(branch.devices for branch in branches),
        ports=phases.all_ports,
        pe_kw=float(installed_kw(phases.all_ports, tables) + auxiliary),
        p_kw=float(charging_kw(phases.all_ports, tables) + auxiliary),
        phase="L1L2L3",
        currents=(first, second, third),
        total_percent=fed_percent,
    )  # fmt: skip


def _main_circuit(cable: Sized, demand: Demand, devices: int, fed_percent: float, basis: Basis) -> Circuit:
    return _circuit(
        "WP0", "main", cable, _cable("W0", SUPPLY, MAIN, cable, basis), basis,
        box_id="",
        element_id="",
        devices=devices,
        ports=demand.ports,
        pe_kw=demand.installed_kw + demand.auxiliary_kw,
        p_kw=demand.p_kw,
        phase="L1L2L3",
        currents=demand.phase_currents_a,
        total_percent=fed_percent,
    )  # fmt: skip


def _circuit(
    circuit_id: str,
    use: Use,
    cable: Sized,
    drawn: Cable,
    basis: Basis,
    *,
    box_id: str,
    element_id: str,
    devices: int,
    ports: int,
    pe_kw: float,
    p_kw: float,
    phase: Phase,
    currents: tuple[float, float, float],
    total_percent: float | None,
) -> Circuit:
    greatest = cable.before.greatest_ka(basis)
    electrics = basis.electrics
    return Circuit(
        id=circuit_id,
        box_id=box_id,
        element_id=element_id,
        use=use,
        devices=devices,
        ports=ports,
        pe_kw=pe_kw,
        kx=float(to_decimal(p_kw / pe_kw)) if pe_kw else 1.0,
        cos_phi=electrics.cos_phi,
        p_kw=p_kw,
        q_kvar=electrics.kvar(p_kw),
        s_kva=electrics.kva(p_kw),
        current_a=cable.line.current_a,
        phase=phase,
        phase_currents_a=currents,
        breaker=breaker_of(cable.line.kind, cable.line.rated_a, greatest, basis.tables),
        cable=drawn,
        drop_percent=cable.drop_percent,
        total_drop_percent=total_percent,
        ik_min_a=cable.after.least_a(basis) if total_percent is not None else None,
        ik_max_ka=greatest,
    )


def _cable(cable_id: str, start: str, end: str, cable: Sized, basis: Basis) -> Cable:
    line, section = cable.line, cable.section_mm2
    kind, laying, tables = line.kind, line.laying, basis.tables
    return Cable(
        id=cable_id,
        start=start,
        end=end,
        type_name=basis.type_name(laying),
        cores=kind.cores,
        section_mm2=section,
        pe_mm2=tables.pe_mm2(section),
        laying_id=laying.id,
        conduit_mm=tables.conduit_mm(laying, kind.cores, section, kind.least_conduit_mm),
        length=cable_length(line, tables),
        heads=0 if laying.single_cores else int(tables.value("heads_per_cable")),
        ampacity_a=ampacity_a(line, section, basis),
        derated_a=derated_a(line, section, basis),
        deciding=cable.deciding,
    )
