"""The figures of the electrical tables that a supply rests on, to be printed with their sources."""

from __future__ import annotations

from collections.abc import Iterator

from chargeplan.engineering.supply_sizing import Basis
from chargeplan.engineering.supply_values import BoxSupply, Circuit, Demand
from chargeplan.model.equipment import DemandMethod, SupplySettings
from chargeplan.reference.electrical_tables import ElectricalTables, Factor
from chargeplan.reference.toml_tables import Figure

_ALWAYS = (
    "port_w",
    "cos_phi",
    "phase_voltage_v",
    "line_voltage_v",
    "selectivity",
    "sensitivity",
    "resistivity_hot",
    "short_circuit_rise",
    "short_circuit_voltage",
    "drop_limit_percent",
    "slack_share",
    "conduit_share",
)
_AUXILIARY = ("lighting_w_m2", "camera_w", "controller_w")


def assumptions_of(
    settings: SupplySettings, demand: Demand, boxes: tuple[BoxSupply, ...], main: Circuit | None, basis: Basis
) -> tuple[Figure, ...]:
    """Return the figures that decided something; what a scheme sets itself is no assumption."""
    return tuple(_figures(settings, demand, boxes, main, basis))


def _figures(
    settings: SupplySettings, demand: Demand, boxes: tuple[BoxSupply, ...], main: Circuit | None, basis: Basis
) -> Iterator[Figure]:
    tables = basis.tables
    yield from (tables.figures[name] for name in _ALWAYS)
    if demand.method is DemandMethod.SUM:
        yield tables.figures["sum_factor"]
    if demand.auxiliary_kw:
        yield from (tables.figures[name] for name in _AUXILIARY)
    if demand.ports:
        yield _as_figure("needs", tables.needs_factor(demand.ports), tables)
    feeders = [box.feeder for box in boxes if box.feeder is not None]
    circuits = [*([main] if main is not None else []), *feeders]
    if circuits:
        yield from _of_cables(settings, basis)
    if any(circuit.ik_max_ka is None for circuit in circuits):
        yield tables.figures["usual_breaking_ka"]
    elif circuits:
        yield from (tables.figures[name] for name in ("resistivity_20", "release_time_s", "heat_xlpe"))


def _of_cables(settings: SupplySettings, basis: Basis) -> Iterator[Figure]:
    tables, laying = basis.tables, basis.laying
    yield Figure("ampacity", laying.title, laying.reference_c, "°C", laying.source, laying.confidence)
    own = settings.soil_temperature_c, settings.air_temperature_c, settings.third_harmonic_percent
    names = "soil_temperature_c", "air_temperature_c", "third_harmonic_percent"
    yield from (tables.figures[name] for name, value in zip(names, own, strict=True) if value is None)
    yield _as_figure("temperature", tables.temperature_factor(laying, basis.temperature_c(laying)), tables)
    harmonics = basis.harmonics
    yield Figure(
        "harmonics", tables.titles["harmonics"], harmonics.factor, "", harmonics.source, harmonics.confidence
    )


def _as_figure(name: str, row: Factor, tables: ElectricalTables) -> Figure:
    return Figure(name, tables.titles[name], row.factor, "", row.source, row.confidence)
