"""Breakers and cables: the conditions for ratings and sections, and the smallest that meet all of them.

A section is raised until every condition holds; the condition that the next smaller one fails decides it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from chargeplan.engineering.supply_demand import Electrics, electrics_of
from chargeplan.engineering.supply_values import (
    BRANCH_USES,
    USE_NAMES,
    Breaker,
    CableLength,
    Deciding,
    Use,
)
from chargeplan.model.equipment import SupplySettings
from chargeplan.reference.electrical_tables import (
    BreakerFamily,
    CircuitKind,
    ElectricalTables,
    Harmonics,
    Laying,
)
from chargeplan.units import round_half_up, to_decimal

_M_PER_KM = 1000
_A_PER_KA = 1000
_OHM_PER_KM = 1000
_LENGTH_DECIMALS = 2
THREE_PHASE, SINGLE_PHASE = 3, 2
"""Loaded cores of a cable: three phases, or a phase and the neutral."""


@dataclass(frozen=True)
class Basis:
    """The tables with what a scheme sets: laying of feeders, temperatures [°C], third harmonic [%].

    `cables_together` is the number of feeders that touch, None where it is counted on the plan;
    `feeder_curve` and `branch_curve` are curves of breakers, None as the tables have them.
    """

    tables: ElectricalTables
    laying: Laying
    air_c: float
    soil_c: float
    third_percent: float
    cables_together: int | None = None
    feeder_curve: str | None = None
    branch_curve: str | None = None
    halogen_free: bool = False

    @cached_property
    def electrics(self) -> Electrics:
        """Power factor and voltages."""
        return electrics_of(self.tables)

    @cached_property
    def harmonics(self) -> Harmonics:
        """What the third harmonic asks of cables with three loaded phases."""
        return self.tables.harmonic(self.third_percent)

    @cached_property
    def ladders(self) -> dict[tuple[str, int], tuple[float, ...]]:
        """The sections [mm²] that there are, rising, by laying method and number of loaded cores."""
        tables = self.tables
        return {
            (laying.id, loaded): tuple(
                section
                for section in tables.sections_mm2
                if tables.ampacity_a(laying, section, loaded) is not None
            )
            for laying in tables.layings.values()
            for loaded in (SINGLE_PHASE, THREE_PHASE)
        }

    @cached_property
    def kinds(self) -> dict[Use, CircuitKind]:
        """How each kind of circuit is protected and laid, with the curves that are set."""
        own: dict[Use, str | None] = dict.fromkeys(BRANCH_USES, self.branch_curve)
        own["feeder"] = self.feeder_curve
        kinds = {use: self.tables.circuits[use] for use in USE_NAMES}
        return {use: replace(kind, curve=own.get(use) or kind.curve) for use, kind in kinds.items()}

    def type_name(self, laying: Laying) -> str:
        """Return the type of cable that is laid that way."""
        return laying.halogen_free_type if self.halogen_free else laying.cable_type

    def temperature_c(self, laying: Laying) -> float:
        """Return how warm it is around cables laid that way [°C]."""
        return self.soil_c if laying.surroundings == "ground" else self.air_c


def basis_of(settings: SupplySettings, tables: ElectricalTables) -> Basis:
    """Return the basis of a scheme.

    Raise `ReferenceDataError` when its laying method or a curve of its breakers is not there.
    """

    def chosen(own: float | None, figure_id: str) -> float:
        return tables.value(figure_id) if own is None else own

    def curve(own: str | None) -> str | None:
        return None if own is None else tables.curve(own)

    return Basis(
        tables=tables,
        laying=tables.laying(settings.laying_id),
        air_c=chosen(settings.air_temperature_c, "air_temperature_c"),
        soil_c=chosen(settings.soil_temperature_c, "soil_temperature_c"),
        third_percent=chosen(settings.third_harmonic_percent, "third_harmonic_percent"),
        cables_together=settings.cables_together,
        feeder_curve=curve(settings.feeder_curve),
        branch_curve=curve(settings.branch_curve),
        halogen_free=settings.halogen_free,
    )


@dataclass(frozen=True)
class Line:
    """A cable to be sized.

    Attributes
    ----------
    plan_m
        Way on the plan [m], to 0.01 m, so that what is worked out from it is what the printed length gives.
    current_a
        Design current of the most loaded phase [A].
    rated_a
        Rating of its breaker [A].
    loaded
        Loaded cores: three phases, or phase and neutral.
    factor
        What temperature and cables that touch leave of its ampacity.
    """

    kind: CircuitKind
    laying: Laying
    plan_m: Decimal
    current_a: float
    rated_a: float
    loaded: int
    factor: float

    @cached_property
    def run_m(self) -> float:
        """Way of the current, up and down included [m]; what is left coiled at the ends is not counted."""
        return float(self.plan_m + to_decimal(self.kind.vertical_m))


# --- breakers ---------------------------------------------------------------------------------------


def ratings_a(tables: ElectricalTables) -> tuple[float, ...]:
    """Return all ratings of breakers [A], rising."""
    return tuple(sorted({rating for family in tables.breakers for rating in family.ratings_a}))


def rating_a(least_a: float, tables: ElectricalTables) -> float:
    """Return the smallest rating that is not below `least_a` [A], the largest of all where none is."""
    ladder = ratings_a(tables)
    return next((rating for rating in ladder if to_decimal(rating) >= to_decimal(least_a)), ladder[-1])


def breaker_of(kind: CircuitKind, rated_a: float, ik_ka: float | None, tables: ElectricalTables) -> Breaker:
    """Return the breaker of a rating that breaks `ik_ka`, of the smallest frame that can.

    Where the current is unknown it takes the usual breaking capacity, where no frame can the greatest.
    """
    wanted = tables.value("usual_breaking_ka") if ik_ka is None else ik_ka
    families = [family for family in tables.breakers if rated_a in family.ratings_a]
    offers = [(family, breaking) for family in families for breaking in family.breaking_ka]
    family, breaking = next(
        ((family, breaking) for family, breaking in offers if breaking >= wanted),
        max(offers, key=lambda offer: offer[1]),
    )
    return Breaker(
        rated_a=rated_a,
        curve=kind.curve if kind.curve in family.curves else family.curves[0],
        poles=kind.poles,
        breaking_ka=breaking,
        rcd_ma=kind.rcd_ma or None,
        rcd_type=kind.rcd_type,
        rcd_delayed=kind.rcd_delayed,
    )


def family_of(breaker: Breaker, tables: ElectricalTables) -> BreakerFamily:
    """Return the family that a breaker is of, the smallest frame with its rating, curve and capacity."""
    return next(
        family
        for family in tables.breakers
        if breaker.rated_a in family.ratings_a
        and breaker.breaking_ka in family.breaking_ka
        and breaker.curve in family.curves
    )


def instantaneous_a(breaker: Breaker, tables: ElectricalTables, curve: str | None = None) -> float:
    """Return the current at which a breaker, or one of another curve, surely opens at once [A]."""
    return breaker.rated_a * tables.instantaneous[curve or breaker.curve].factor


# --- sections ---------------------------------------------------------------------------------------


def laying_factor(laying: Laying, together: int, basis: Basis) -> float:
    """Return the factor of temperature and of so many cables that touch."""
    temperature = basis.tables.temperature_factor(laying, basis.temperature_c(laying))
    return temperature.factor * basis.tables.bundling_factor(laying, together).factor


def harmonic_factor(line: Line, basis: Basis) -> float:
    """Return the factor of harmonics; a single-phase cable has its neutral in its ampacity already."""
    return basis.harmonics.factor if line.loaded == THREE_PHASE else 1.0


def neutral_a(line: Line, basis: Basis) -> float:
    """Return the current of the neutral where it decides the section [A], else 0."""
    if line.loaded != THREE_PHASE or not basis.harmonics.by_neutral:
        return 0.0
    return 3 * basis.third_percent / 100 * line.current_a


def ladder(line: Line, basis: Basis) -> tuple[float, ...]:
    """Return the sections [mm²] that there are for a cable, rising."""
    return basis.ladders[line.laying.id, line.loaded]


def ampacity_a(line: Line, section_mm2: float, basis: Basis) -> float:
    """Return the ampacity of the table [A]."""
    return basis.tables.ampacity_a(line.laying, section_mm2, line.loaded) or 0.0


def derated_a(line: Line, section_mm2: float, basis: Basis) -> float:
    """Return the ampacity with every factor [A]."""
    return ampacity_a(line, section_mm2, basis) * line.factor * harmonic_factor(line, basis)


def least_section(line: Line, basis: Basis, ik_ka: float | None) -> tuple[float, Deciding]:
    """Return the smallest section that its own conditions allow [mm²], and the condition that decides it.

    Voltage drop is none of them: it is shared with the cables before. Where no section meets a condition the
    largest comes back with `none_fits`.
    """
    sections = ladder(line, basis)
    best, deciding = sections[0], _MINIMUM
    for name in _CONDITIONS:
        fitting = next((section for section in sections if meets(name, line, section, basis, ik_ka)), None)
        if fitting is None:
            return sections[-1], "none_fits"
        if fitting > best or (name == _FIRST and fitting == best):
            best, deciding = fitting, name
    return best, deciding


_MINIMUM: Deciding = "minimum"
_FIRST: Deciding = "ampacity"
_CONDITIONS: tuple[Deciding, ...] = ("ampacity", "harmonics", "thermal", "minimum")


def meets(name: Deciding, line: Line, section_mm2: float, basis: Basis, ik_ka: float | None) -> bool:
    """Return whether a section meets one of its own conditions."""
    if name == "minimum":
        return section_mm2 >= line.kind.least_section_mm2
    if name == "ampacity":
        carried = ampacity_a(line, section_mm2, basis) * line.factor
        return to_decimal(line.rated_a) <= to_decimal(carried)
    if name == "harmonics":
        needed = max(line.rated_a, neutral_a(line, basis))
        return to_decimal(needed) <= to_decimal(derated_a(line, section_mm2, basis))
    return ik_ka is None or section_mm2 >= heat_section_mm2(line, basis, ik_ka)


def heat_section_mm2(line: Line, basis: Basis, ik_ka: float) -> float:
    """Return the section that a short circuit does not overheat until the breaker opens: I·√t / k [mm²]."""
    k = basis.tables.value("heat_pvc" if line.laying.insulation == "PVC" else "heat_xlpe")
    return ik_ka * _A_PER_KA * math.sqrt(basis.tables.value("release_time_s")) / k


# --- voltage drop and short circuits ----------------------------------------------------------------


def drop_percent(line: Line, section_mm2: float, basis: Basis) -> float:
    """Return the voltage drop of the most loaded phase at the end of a cable [%].

    2·I·L·(R·cosφ + X·sinφ) / U: the neutral carries the current of that phase back in full, which is so when
    the other phases are idle.
    """
    per_km = ohm_per_km(section_mm2, basis.tables, basis.electrics)
    return 2 * line.current_a * line.run_m / _M_PER_KM * per_km / basis.electrics.phase_v * 100


def ohm_per_km(section_mm2: float, tables: ElectricalTables, electrics: Electrics) -> float:
    """Return R·cosφ + X·sinφ, what the load's current meets on a kilometre of one conductor [Ω/km]."""
    impedance = tables.impedances[section_mm2]
    return impedance.r_ohm_km * electrics.cos_phi + impedance.x_ohm_km * electrics.sin_phi


@dataclass(frozen=True)
class Path:
    """Impedance of the way of a short circuit, from the transformer on [Ω].

    `r`, `x` are those of one conductor at 20 °C with the net before, for the greatest current; `loop` is that
    of conductor and return while hot, for the least. `r` and `x` are None while the net before is unknown.
    """

    r: float | None
    x: float | None
    loop: float

    def after(self, line: Line, section_mm2: float, basis: Basis) -> Path:
        """Return the way that goes on through a cable."""
        tables = basis.tables
        hot = tables.value("short_circuit_rise") * tables.value("resistivity_hot")
        loop = self.loop + hot * 2 * line.run_m / section_mm2
        if self.r is None or self.x is None:
            return Path(None, None, loop)
        reactance = tables.impedances[section_mm2].x_ohm_km / _OHM_PER_KM
        resistance = tables.value("resistivity_20") / section_mm2
        return Path(self.r + resistance * line.run_m, self.x + reactance * line.run_m, loop)

    def greatest_ka(self, basis: Basis) -> float | None:
        """Return the three-phase short-circuit current here [kA], None while the net before is unknown."""
        if self.r is None or self.x is None:
            return None
        impedance = math.hypot(self.r, self.x)
        return basis.electrics.phase_v / impedance / _A_PER_KA if impedance else math.inf

    def least_a(self, basis: Basis) -> float | None:
        """Return the short-circuit current between phase and neutral here [A], None right at the source."""
        if not self.loop:
            return None
        return basis.tables.value("short_circuit_voltage") * basis.electrics.phase_v / self.loop


def source_path(short_circuit_ka: float | None, basis: Basis) -> Path:
    """Return the way up to the supply point; the net before is taken as a reactance, the safe side."""
    if not short_circuit_ka:
        return Path(None, None, 0.0)
    return Path(0.0, basis.electrics.phase_v / (short_circuit_ka * _A_PER_KA), 0.0)


# --- lengths ----------------------------------------------------------------------------------------


def printed_m(way_m: float) -> Decimal:
    """Return a way on the plan as it is printed and designed by, to 0.01 m."""
    return round_half_up(way_m, _LENGTH_DECIMALS)


def cable_length(line: Line, tables: ElectricalTables) -> CableLength:
    """Return a cable's length: (plan + vertical + ends) with the slack on all of it, exact.

    Wires in a conduit lie without slack.
    """
    plan = line.plan_m
    vertical = to_decimal(line.kind.vertical_m)
    ends = 2 * to_decimal(line.kind.end_m)
    share = Decimal(0) if line.laying.single_cores else to_decimal(tables.value("slack_share"))
    slack = (plan + vertical + ends) * share
    return CableLength(plan, vertical, ends, slack, plan + vertical + ends + slack)
