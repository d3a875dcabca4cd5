"""Electrical tables and how a value is looked up in them; `electricity.py` reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chargeplan.errors import ReferenceDataError
from chargeplan.i18n import N_
from chargeplan.reference.toml_tables import Figure, Sourced


@dataclass(frozen=True)
class Laying(Sourced):
    """A laying method with its ampacities.

    Attributes
    ----------
    code
        Laying code of drawings, such as FC.
    insulation, surroundings, reference_c
        XLPE or PVC; air or ground; the temperature that the ampacities hold at [°C].
    bundling
        Arrangement of cables that touch.
    cable_type, halogen_free_type, conduit
        Type of cable, the type without halogens of the same size, id of its conduit (empty without one).
    buried
        Whether it needs a trench.
    single_cores
        Whether it is wires, billed core by core, and no cable.
    three, two
        Ampacity with three and with two loaded cores [A], by the tables' sections from the smallest on.
    """

    id: str
    title: Mapping[str, str]
    code: str
    insulation: str
    surroundings: str
    reference_c: float
    bundling: str
    cable_type: str
    halogen_free_type: str
    conduit: str
    buried: bool
    single_cores: bool
    three: tuple[float, ...]
    two: tuple[float, ...]
    source: str
    confidence: str


@dataclass(frozen=True)
class Factor(Sourced):
    """A factor that holds up to a temperature [°C], a number of cables or a number of sockets."""

    up_to: float
    factor: float
    source: str
    confidence: str


@dataclass(frozen=True)
class Harmonics(Sourced):
    """What a share of the third harmonic [%] asks: a factor, and whether the neutral's current decides."""

    up_to_percent: float
    factor: float
    by_neutral: bool
    source: str
    confidence: str


@dataclass(frozen=True)
class Impedance(Sourced):
    """Resistance at 80 °C and reactance of a section [Ω/km]."""

    section_mm2: float
    r_ohm_km: float
    x_ohm_km: float
    source: str
    confidence: str


@dataclass(frozen=True)
class Protective(Sourced):
    """Protective conductor of live sections up to `up_to_mm2`: a share of them, not above `most_mm2`."""

    up_to_mm2: float
    share: float
    most_mm2: float
    source: str
    confidence: str


@dataclass(frozen=True)
class Conduit(Sourced):
    """A kind of conduit: nominal sizes with their inside diameters [mm]."""

    id: str
    title: Mapping[str, str]
    nominal_mm: tuple[int, ...]
    inside_mm: tuple[float, ...]
    source: str
    confidence: str


@dataclass(frozen=True)
class BreakerFamily(Sourced):
    """Breakers of one frame: ratings [A], breaking capacities [kA] and curves."""

    id: str
    title: Mapping[str, str]
    code: str
    ratings_a: tuple[float, ...]
    breaking_ka: tuple[float, ...]
    curves: tuple[str, ...]
    source: str
    confidence: str


@dataclass(frozen=True)
class CircuitKind(Sourced):
    """How a kind of circuit is protected and laid.

    Attributes
    ----------
    rcd_ma
        Rated residual current [mA]; 0 is none.
    laying_id
        Laying method; empty takes that of the scheme's feeders.
    most_section_mm2
        The section [mm²] above which none is taken for the sake of voltage drop: what terminals take.
    vertical_m, end_m
        Way up and down, both ends together; what is left at each end [m].
    """

    id: str
    curve: str
    poles: int
    rcd_ma: float
    rcd_type: str
    rcd_delayed: bool
    laying_id: str
    least_section_mm2: float
    most_section_mm2: float
    least_conduit_mm: int
    cores: int
    vertical_m: float
    end_m: float
    source: str
    confidence: str


@dataclass(frozen=True)
class ProtectiveDevice(Sourced):
    """A device beside breakers that reviewers ask for: in the main box, each box or charging circuit."""

    id: str
    place: str
    code: str
    title: Mapping[str, str]
    source: str
    confidence: str


@dataclass(frozen=True)
class Earthing(Sourced):
    """How it is earthed: the system, the electrodes of each box, and the resistances asked for [Ω]."""

    system: str
    electrodes: int
    electrode: Mapping[str, str]
    electrode_spacing_m: float
    bar: Mapping[str, str]
    bar_rise_m: float
    repeated_ohm: float
    common_ohm: float
    source: str
    confidence: str


@dataclass(frozen=True)
class BoxKind(Sourced):
    """The distribution box: protection class, size (width, height, depth) and plinth [mm]."""

    ip: str
    size_mm: tuple[int, ...]
    plinth_mm: int
    title: Mapping[str, str]
    source: str
    confidence: str


@dataclass(frozen=True)
class Metering(Sourced):
    """How power is metered, and up to which current a meter is connected directly [A]."""

    title: Mapping[str, str]
    direct_up_to_a: float
    source: str
    confidence: str


@dataclass(frozen=True)
class ElectricalTables:
    """Everything that a supply is designed by; `titles` are the names of its tables of factors."""

    versions: tuple[str, ...]
    titles: Mapping[str, Mapping[str, str]]
    sections_mm2: tuple[float, ...]
    layings: Mapping[str, Laying]
    temperatures: Mapping[tuple[str, str], tuple[Factor, ...]]
    bundlings: Mapping[str, tuple[Factor, ...]]
    harmonics: tuple[Harmonics, ...]
    impedances: Mapping[float, Impedance]
    protective: tuple[Protective, ...]
    diameters: Mapping[tuple[str, int], tuple[float, ...]]
    conduits: Mapping[str, Conduit]
    needs: tuple[Factor, ...]
    breakers: tuple[BreakerFamily, ...]
    instantaneous: Mapping[str, Factor]
    circuits: Mapping[str, CircuitKind]
    figures: Mapping[str, Figure]
    default_laying_id: str
    devices: tuple[ProtectiveDevice, ...]
    earthing: Earthing
    box: BoxKind
    metering: Metering

    def value(self, figure_id: str) -> float:
        """Return the value of a figure."""
        return self.figures[figure_id].value

    def laying(self, laying_id: str | None) -> Laying:
        """Return a laying method, the usual one for None; raise `ReferenceDataError` if there is none."""
        wanted = laying_id or self.default_laying_id
        if wanted not in self.layings:
            raise ReferenceDataError(
                "no_such_laying", N_("the electrical tables have no laying method {name}"), name=wanted
            )
        return self.layings[wanted]

    @property
    def curves(self) -> tuple[str, ...]:
        """The curves that a miniature breaker can be had with: those of families that offer a choice."""
        offered = (curve for family in self.breakers if len(family.curves) > 1 for curve in family.curves)
        return tuple(dict.fromkeys(offered))

    def curve(self, letter: str) -> str:
        """Return a curve that can be chosen; raise `ReferenceDataError` if no breaker is made with it."""
        if letter not in self.curves:
            raise ReferenceDataError(
                "no_such_curve", N_("the electrical tables have no breakers of curve {name}"), name=letter
            )
        return letter

    def ampacity_a(self, laying: Laying, section_mm2: float, loaded: int) -> float | None:
        """Return the ampacity [A] with `loaded` cores, None where the row has none for that section.

        A row without values for two loaded cores takes those for three, which are smaller.
        """
        row = laying.two if loaded == 2 and laying.two else laying.three
        place = self.sections_mm2.index(section_mm2)
        return row[place] if place < len(row) else None

    def temperature_factor(self, laying: Laying, temperature_c: float) -> Factor:
        """Return the factor for a temperature: of the first row that is not cooler, else of the last."""
        return _reaching(self.temperatures[laying.insulation, laying.surroundings], temperature_c)

    def bundling_factor(self, laying: Laying, cables: int) -> Factor:
        """Return the factor for cables that touch: of the first row with as many, else of the last."""
        return _reaching(self.bundlings[laying.bundling], cables)

    def harmonic(self, share_percent: float) -> Harmonics:
        """Return what a share of the third harmonic [%] asks."""
        return next((row for row in self.harmonics if share_percent <= row.up_to_percent), self.harmonics[-1])

    def needs_factor(self, ports: int) -> Factor:
        """Return the needs factor of a node of so many sockets."""
        return _reaching(self.needs, ports)

    def pe_mm2(self, section_mm2: float) -> float:
        """Return the section of the protective conductor [mm²]."""
        rule = next((row for row in self.protective if section_mm2 <= row.up_to_mm2), self.protective[-1])
        least = min(section_mm2 * rule.share, rule.most_mm2)
        return next(section for section in self.sections_mm2 if section >= least)

    def conduit_mm(self, laying: Laying, cores: int, section_mm2: float, least_mm: int) -> int | None:
        """Return the nominal size of a cable's conduit [mm], not below `least_mm`; None without one.

        None too where no size is wide enough.
        """
        if not laying.conduit:
            return None
        conduit = self.conduits[laying.conduit]
        outside = self.diameters[laying.cable_type, cores][self.sections_mm2.index(section_mm2)]
        inside = outside * self.value("conduit_share")
        sizes = zip(conduit.nominal_mm, conduit.inside_mm, strict=True)
        return next((size for size, room in sizes if room >= inside and size >= least_mm), None)


def _reaching(rows: tuple[Factor, ...], value: float) -> Factor:
    return next((row for row in rows if value <= row.up_to), rows[-1])
