"""The values of a supply: what is to be fed, and the circuits, cables, breakers and demand designed for it.

Powers, currents and percentages are floats that go through `units.round_half_up` where they are shown;
lengths are decimals: ways on the plan to 0.01 m, as they are printed, and what follows from them exact, so
that a bill line may add them and round once.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from chargeplan.engineering.findings import Check
from chargeplan.i18n import N_
from chargeplan.model.equipment import DemandMethod
from chargeplan.reference.toml_tables import Figure

Use = Literal["charging", "lighting", "auxiliary", "feeder", "main"]
Phase = Literal["L1", "L2", "L3", "L1L2L3"]
Deciding = Literal["minimum", "ampacity", "harmonics", "thermal", "voltage_drop", "none_fits"]

PHASES: tuple[Phase, Phase, Phase] = ("L1", "L2", "L3")

BRANCH_USES: tuple[Use, ...] = ("charging", "lighting", "auxiliary")
"""Circuits that leave a box for what it feeds."""

USE_NAMES: dict[Use, str] = {
    "charging": N_("Charging"),
    "lighting": N_("Lighting"),
    "auxiliary": N_("Cameras and control"),
    "feeder": N_("Feeder"),
    "main": N_("Main supply"),
}

DECIDING_NAMES: dict[Deciding, str] = {
    "minimum": N_("practical minimum"),
    "ampacity": N_("breaker not above ampacity"),
    "harmonics": N_("third harmonic"),
    "thermal": N_("heat of a short circuit"),
    "voltage_drop": N_("voltage drop"),
    "none_fits": N_("no section fits"),
}


# --- what is to be fed ------------------------------------------------------------------------------


@dataclass(frozen=True)
class DeviceLoad:
    """A charging device, or several small ones in a row that hang on one cable.

    Attributes
    ----------
    ports
        Sockets in use, of all of them.
    plan_m
        Way of their branch from the box to the last of them on the plan [m].
    devices
        How many there are.
    """

    ports: int
    plan_m: float
    devices: int = 1


@dataclass(frozen=True)
class ElementLoad:
    """A shed or lot that is fed: its devices, and what is lit, watched and controlled there.

    Attributes
    ----------
    lit_m2
        Ground under lamps [m²]; 0 gives no lighting circuit.
    cameras, controllers
        Pieces on the auxiliary circuit; none gives no such circuit.
    run_m
        Way of the lighting and auxiliary circuits from the box to their far end on the plan [m].
    """

    element_id: str
    name: str
    devices: tuple[DeviceLoad, ...]
    lit_m2: float = 0.0
    cameras: int = 0
    controllers: int = 0
    run_m: float = 0.0


@dataclass(frozen=True)
class BoxLoad:
    """A distribution box and what it feeds.

    Attributes
    ----------
    id
        Id of the distribution box, or of the shed or lot whose own box it is.
    feeder_plan_m
        Way of its feeder from the supply point on the plan [m]; None when there is no way or no supply point.
    cables_together
        The most feeders that touch its own in one trench, itself among them; None is all feeders.
    """

    id: str
    name: str
    elements: tuple[ElementLoad, ...]
    feeder_plan_m: float | None
    cables_together: int | None = None


# --- what is designed -------------------------------------------------------------------------------


@dataclass(frozen=True)
class CableLength:
    """Length of one cable [m]: (plan + vertical + ends) and the slack on all three; plan to 0.01 m."""

    plan_m: Decimal
    vertical_m: Decimal
    ends_m: Decimal
    slack_m: Decimal
    total_m: Decimal


@dataclass(frozen=True)
class Breaker:
    """A circuit breaker with its residual-current part, if it has one.

    Attributes
    ----------
    rated_a
        I_n [A].
    curve
        Letter of the instantaneous release: B, C, D; "M" is a moulded-case breaker.
    poles
        Poles that are opened, the neutral among them.
    breaking_ka
        I_cu [kA].
    rcd_ma
        Rated residual current [mA], None without a residual-current part.
    rcd_type
        Waveform type (AC, A, B), empty without one.
    """

    rated_a: float
    curve: str
    poles: int
    breaking_ka: float
    rcd_ma: float | None = None
    rcd_type: str = ""
    rcd_delayed: bool = False


@dataclass(frozen=True)
class Cable:
    """One cable of the schedule.

    Attributes
    ----------
    id
        Number of the cable, such as `W1`.
    start, end
        Where it comes from and goes to: the id of a box, shed or lot, or `supply` and `main`.
    cores, section_mm2, pe_mm2
        Cores with the protective one; section of live cores and of the protective core [mm²].
    laying_id
        Laying method of the electrical tables.
    conduit_mm
        Nominal size of its conduit [mm], None without one.
    heads
        Cable heads, both ends together.
    ampacity_a, derated_a
        I_z of the table, and I_z' with every factor [A].
    deciding
        The condition that no smaller section meets, see `DECIDING_NAMES`.
    """

    id: str
    start: str
    end: str
    type_name: str
    cores: int
    section_mm2: float
    pe_mm2: float
    laying_id: str
    conduit_mm: int | None
    length: CableLength
    heads: int
    ampacity_a: float
    derated_a: float
    deciding: Deciding

    @property
    def size(self) -> str:
        """Cores and sections as they are written: 5×10, or 4×25+1×16 with a thinner protective core."""
        if self.pe_mm2 == self.section_mm2:
            return f"{self.cores}×{self.section_mm2:g}"
        return f"{self.cores - 1}×{self.section_mm2:g}+1×{self.pe_mm2:g}"

    @property
    def model(self) -> str:
        """Type and size, such as YJV-5×10."""
        return f"{self.type_name}-{self.size}"


@dataclass(frozen=True)
class Circuit:
    """One circuit: a branch to a charging device, lights, cameras and control, a feeder or the main supply.

    Attributes
    ----------
    box_id, element_id
        The box it leaves or, for a feeder, leads to; the shed or lot that it serves. Empty if there is none.
    devices, ports
        Charging devices and sockets that it carries.
    pe_kw, kx, cos_phi, p_kw, q_kvar, s_kva
        Installed power, needs factor, power factor, demand.
    current_a
        Design current I_B of the most loaded phase [A].
    phase_currents_a
        Design currents of L1, L2 and L3 [A].
    drop_percent, total_drop_percent
        Voltage drop of this cable, and from the transformer to its end [%]; the total is None where a way
        is unknown, and leaves out the drop before the supply point where that is unknown.
    ik_min_a, ik_max_ka
        Least short-circuit current at its end [A], greatest at its start [kA]; None is unknown.
    """

    id: str
    box_id: str
    element_id: str
    use: Use
    devices: int
    ports: int
    pe_kw: float
    kx: float
    cos_phi: float
    p_kw: float
    q_kvar: float
    s_kva: float
    current_a: float
    phase: Phase
    phase_currents_a: tuple[float, float, float]
    breaker: Breaker
    cable: Cable
    drop_percent: float
    total_drop_percent: float | None
    ik_min_a: float | None
    ik_max_ka: float | None = None


@dataclass(frozen=True)
class BoxSupply:
    """A distribution box: what it feeds, its circuits, and its feeder (None when no way leads to it)."""

    id: str
    label: str
    name: str
    element_ids: tuple[str, ...]
    circuits: tuple[Circuit, ...]
    feeder: Circuit | None

    @property
    def worst_drop_percent(self) -> float | None:
        """Greatest total drop at the end of a circuit [%], None when it is unknown."""
        drops = [circuit.total_drop_percent for circuit in self.circuits]
        return None if None in drops else max((drop for drop in drops if drop is not None), default=None)


@dataclass(frozen=True)
class Demand:
    """The demand of everything that is fed.

    Attributes
    ----------
    method
        By the sockets of the node, or as the sum of boxes times a factor; never both.
    installed_kw, kx, charging_kw
        Installed power of the sockets, the factor that the method comes to, and their demand [kW].
    auxiliary_kw
        Lights, cameras and control, which are on together [kW].
    p_kw, q_kvar, s_kva
        Demand of all.
    balanced_a
        Current if the phases carried the same [A].
    phase_kw, phase_currents_a
        Demand [kW] and current [A] of L1, L2 and L3.
    phase_ports
        Sockets on L1, L2 and L3.
    imbalance_percent
        How far the most loaded phase lies above the mean of the three [%].
    equivalent_kw
        Three times the most loaded phase [kW], which the main is sized by.
    """

    method: DemandMethod
    ports: int
    installed_kw: float
    kx: float
    charging_kw: float
    auxiliary_kw: float
    p_kw: float
    q_kvar: float
    s_kva: float
    balanced_a: float
    phase_kw: tuple[float, float, float]
    phase_currents_a: tuple[float, float, float]
    phase_ports: tuple[int, int, int]
    imbalance_percent: float
    equivalent_kw: float


@dataclass(frozen=True)
class Supply:
    """The whole supply of a scheme.

    Attributes
    ----------
    point_id
        The supply point that everything is fed from, None when there is none.
    main
        The supply of the main box, None when nothing is fed.
    spare_kw
        What is left at the supply point after the demand [kW], negative when it is exceeded and None when the
        spare capacity there is unknown.
    upstream_drop_percent
        Voltage lost before the supply point [%], None when it is unknown and left out of the totals.
    assumptions
        The figures of the electrical tables that decided something.
    """

    point_id: str | None
    boxes: tuple[BoxSupply, ...]
    main: Circuit | None
    demand: Demand
    checks: tuple[Check, ...]
    upstream_drop_percent: float | None
    spare_kw: float | None
    assumptions: tuple[Figure, ...] = ()

    @property
    def unverified(self) -> tuple[Figure, ...]:
        """The assumptions that were not read in their source, shown as to be verified."""
        return tuple(figure for figure in self.assumptions if not figure.verified)

    @property
    def circuits(self) -> tuple[Circuit, ...]:
        """The main supply, then every feeder followed by the circuits of its box."""
        found = [self.main] if self.main is not None else []
        for box in self.boxes:
            found += [*([box.feeder] if box.feeder is not None else []), *box.circuits]
        return tuple(found)

    @property
    def cables(self) -> tuple[Cable, ...]:
        """The cables of all circuits in their order."""
        return tuple(circuit.cable for circuit in self.circuits)

    def box(self, box_id: str) -> BoxSupply | None:
        """Return the box of that id, None when there is none."""
        return next((box for box in self.boxes if box.id == box_id), None)
