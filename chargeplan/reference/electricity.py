"""Reads the electrical tables: ampacities and factors, needs factors, breakers, what protection asks for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from chargeplan.reference.electrical_tables import (
    BoxKind,
    BreakerFamily,
    CircuitKind,
    Conduit,
    Earthing,
    ElectricalTables,
    Factor,
    Harmonics,
    Impedance,
    Laying,
    Metering,
    Protective,
    ProtectiveDevice,
)
from chargeplan.reference.toml_tables import Table, figure_of, load_table
from chargeplan.resources import assets_folder

__all__ = ["ElectricalTables", "load_electrical_tables", "read_electrical_tables"]

SURROUNDINGS = ("air", "ground")
PLACES = ("main", "box", "charging")
TITLED = ("needs", "ampacity", "temperature", "bundling", "harmonics")
CIRCUIT_KINDS = ("charging", "lighting", "auxiliary", "feeder", "main")


def _numbers(table: Table, key: str, *, missing_allowed: bool = False) -> tuple[float, ...]:
    """Return a list of positive numbers."""
    values = table.values.get(key, [] if missing_allowed else None)
    if not isinstance(values, list) or not (values or missing_allowed):
        raise table.fault(key, "a list of numbers")
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
            raise table.fault(key, "a list of numbers above zero")
    return tuple(float(value) for value in values)


def _rising(table: Table, key: str) -> tuple[float, ...]:
    values = _numbers(table, key)
    if any(after <= before for before, after in pairwise(values)):
        raise table.fault(key, "numbers that rise")
    return values


def _whole_numbers(table: Table, key: str) -> tuple[int, ...]:
    values = _rising(table, key) if key != "size_mm" else _numbers(table, key)
    if any(value != int(value) for value in values):
        raise table.fault(key, "a list of whole numbers")
    return tuple(int(value) for value in values)


def _paired(table: Table, key: str, length: int) -> tuple[float, ...]:
    values = _numbers(table, key)
    if len(values) != length:
        raise table.fault(key, f"a list of {length} numbers")
    return values


def _laying(table: Table, sections: tuple[float, ...]) -> Laying:
    three = _rising(table, "three")
    two = _rising(table, "two") if "two" in table.values else ()
    for key, row in (("three", three), ("two", two)):
        if len(row) > len(sections):
            raise table.fault(key, f"at most {len(sections)} numbers")
    return Laying(
        id=table.text("id"),
        title=table.names("title"),
        code=table.text("code"),
        insulation=table.text("insulation"),
        surroundings=table.choice("surroundings", SURROUNDINGS),
        reference_c=table.number("reference_c"),
        bundling=table.text("bundling"),
        cable_type=table.text("cable_type"),
        halogen_free_type=table.text("halogen_free_type"),
        conduit=table.text("conduit"),
        buried=table.flag("buried"),
        single_cores=table.flag("single_cores", False),
        three=three,
        two=two,
        **table.origin(),
    )


def _factors(table: Table, key: str) -> tuple[Factor, ...]:
    limits = _rising(table, key)
    factors = _paired(table, "factors", len(limits))
    return tuple(
        Factor(limit, factor, **table.origin()) for limit, factor in zip(limits, factors, strict=True)
    )


def _temperatures(tables: list[Table]) -> dict[tuple[str, str], tuple[Factor, ...]]:
    found: dict[tuple[str, str], tuple[Factor, ...]] = {}
    for table in tables:
        place = (table.text("insulation"), table.choice("surroundings", SURROUNDINGS))
        found[place] = _joined(table, "temperatures_c", found.get(place, ()))
    return found


def _bundlings(tables: list[Table]) -> dict[str, tuple[Factor, ...]]:
    found: dict[str, tuple[Factor, ...]] = {}
    for table in tables:
        name = table.text("arrangement")
        found[name] = _joined(table, "cables", found.get(name, ()))
    return found


def _joined(table: Table, key: str, before: tuple[Factor, ...]) -> tuple[Factor, ...]:
    more = _factors(table, key)
    if before and more[0].up_to <= before[-1].up_to:
        raise table.fault(key, f"numbers above {before[-1].up_to:g}")
    return (*before, *more)


def _harmonics(table: Table) -> Harmonics:
    return Harmonics(
        table.at_least("up_to_percent", 0),
        table.at_least("factor", 0),
        table.flag("by_neutral"),
        **table.origin(),
    )


def _impedance(table: Table) -> Impedance:
    return Impedance(
        table.number("section_mm2"), table.at_least("r", 0), table.at_least("x", 0), **table.origin()
    )


def _protective(table: Table) -> Protective:
    return Protective(
        table.number("up_to_mm2"), table.number("share"), table.number("most_mm2"), **table.origin()
    )


def _conduit(table: Table) -> Conduit:
    nominal = _whole_numbers(table, "nominal_mm")
    return Conduit(
        table.text("id"),
        table.names("title"),
        nominal,
        _paired(table, "inside_mm", len(nominal)),
        **table.origin(),
    )


def _needs(table: Table) -> Factor:
    factor = table.number("factor")
    if not 0 < factor <= 1:
        raise table.fault("factor", "above 0 and at most 1")
    return Factor(table.at_least("up_to_ports", 1), factor, **table.origin())


def _family(table: Table) -> BreakerFamily:
    curves = table.values.get("curves")
    if not isinstance(curves, list) or not curves or not all(isinstance(curve, str) for curve in curves):
        raise table.fault("curves", "a list of letters")
    return BreakerFamily(
        table.text("id"),
        table.names("title"),
        table.text("code"),
        _rising(table, "ratings_a"),
        _rising(table, "breaking_ka"),
        tuple(curves),
        **table.origin(),
    )


def _circuit_kind(table: Table) -> CircuitKind:
    return CircuitKind(
        id=table.choice("id", CIRCUIT_KINDS),
        curve=table.text("curve"),
        poles=table.whole("poles"),
        rcd_ma=table.at_least("rcd_ma", 0),
        rcd_type=table.text("rcd_type"),
        rcd_delayed=table.flag("rcd_delayed"),
        laying_id=table.text("laying"),
        least_section_mm2=table.number("least_section_mm2"),
        most_section_mm2=table.at_least("most_section_mm2", table.number("least_section_mm2")),
        least_conduit_mm=table.whole("least_conduit_mm"),
        cores=table.whole("cores"),
        vertical_m=table.at_least("vertical_m", 0),
        end_m=table.at_least("end_m", 0),
        **table.origin(),
    )


def _device(table: Table) -> ProtectiveDevice:
    return ProtectiveDevice(
        table.text("id"),
        table.choice("place", PLACES),
        table.text("code"),
        table.names("title"),
        **table.origin(),
    )


def _earthing(table: Table) -> Earthing:
    return Earthing(
        system=table.text("system"),
        electrodes=table.whole("electrodes"),
        electrode=table.names("electrode"),
        electrode_spacing_m=table.at_least("electrode_spacing_m", 0),
        bar=table.names("bar"),
        bar_rise_m=table.at_least("bar_rise_m", 0),
        repeated_ohm=table.number("repeated_ohm"),
        common_ohm=table.number("common_ohm"),
        **table.origin(),
    )


def _box(table: Table) -> BoxKind:
    return BoxKind(
        table.text("ip"),
        _whole_numbers(table, "size_mm"),
        table.whole("plinth_mm"),
        table.names("title"),
        **table.origin(),
    )


def _metering(table: Table) -> Metering:
    return Metering(table.names("title"), table.number("direct_up_to_a"), **table.origin())


_NEEDED_FIGURES = (
    "port_w",
    "cos_phi",
    "sum_factor",
    "lighting_w_m2",
    "camera_w",
    "controller_w",
    "phase_voltage_v",
    "line_voltage_v",
    "third_harmonic_percent",
    "imbalance_percent",
    "low_voltage_kw",
    "suggested_upstream_percent",
    "ports_per_rcd",
    "branches_together",
    "final_rcd_ma",
    "feeder_rcd_ma",
    "rcd_step",
    "selectivity",
    "sensitivity",
    "usual_breaking_ka",
    "resistivity_20",
    "resistivity_hot",
    "short_circuit_rise",
    "short_circuit_voltage",
    "release_time_s",
    "heat_xlpe",
    "heat_pvc",
    "drop_limit_percent",
    "air_temperature_c",
    "soil_temperature_c",
    "slack_share",
    "conduit_share",
    "heads_per_cable",
)


def read_electrical_tables(folder: Path) -> ElectricalTables:
    """Return the tables in a folder's three files; raise `ReferenceDataError` with file and key."""
    cables, demand, protection = (
        load_table(folder / f"{name}.toml") for name in ("cables", "demand", "protection")
    )
    sections = _rising(cables, "sections_mm2")
    tables = ElectricalTables(
        versions=tuple(file.text("version") for file in (cables, demand, protection)),
        titles={name: cables.table("titles").names(name) for name in TITLED},
        sections_mm2=sections,
        layings={row.id: row for row in (_laying(entry, sections) for entry in cables.tables("laying"))},
        temperatures=_temperatures(cables.tables("temperature")),
        bundlings=_bundlings(cables.tables("bundling")),
        harmonics=tuple(map(_harmonics, cables.tables("harmonics"))),
        impedances={row.section_mm2: row for row in map(_impedance, cables.tables("impedance"))},
        protective=tuple(map(_protective, cables.tables("protective"))),
        diameters={
            (entry.text("cable_type"), entry.whole("cores")): _rising(entry, "diameters_mm")
            for entry in cables.tables("diameters")
        },
        conduits={row.id: row for row in map(_conduit, cables.tables("conduits"))},
        needs=tuple(map(_needs, demand.tables("needs"))),
        breakers=tuple(map(_family, protection.tables("breakers"))),
        instantaneous={
            entry.text("id"): Factor(0, entry.at_least("instantaneous", 1), **entry.origin())
            for entry in protection.tables("curves")
        },
        circuits={row.id: row for row in map(_circuit_kind, protection.tables("circuits"))},
        figures={
            row.id: row
            for row in (
                figure_of(entry, 0) for file in (demand, protection) for entry in file.tables("figures")
            )
        },
        default_laying_id=protection.table("defaults").text("laying"),
        devices=tuple(map(_device, protection.tables("devices"))),
        earthing=_earthing(protection.table("earthing")),
        box=_box(protection.table("box")),
        metering=_metering(protection.table("metering")),
    )
    _check_links(tables, cables, demand, protection)
    return tables


def _check_links(tables: ElectricalTables, cables: Table, demand: Table, protection: Table) -> None:
    for laying in tables.layings.values():
        _laying_complete(tables, laying, cables)
    for rows, name, file in (
        (tables.harmonics, "[[harmonics]]", cables),
        (tables.protective, "[[protective]]", cables),
        (tables.needs, "[[needs]]", demand),
        (tables.breakers, "[[breakers]]", protection),
    ):
        if not rows:
            raise file.lacks(name)
    impedances = [(section, f"[[impedance]] {section:g} mm²") for section in tables.sections_mm2]
    _all_there(impedances, tables.impedances, cables)
    _all_there([(name, f"[[figures]] {name}") for name in _NEEDED_FIGURES], tables.figures, protection)
    _all_there([(name, f"[[circuits]] {name}") for name in CIRCUIT_KINDS], tables.circuits, protection)
    kinds = tables.circuits.values()
    _all_there([(kind.curve, f"[[curves]] {kind.curve}") for kind in kinds], tables.instantaneous, protection)
    layings = [kind.laying_id for kind in kinds if kind.laying_id] + [tables.default_laying_id]
    _all_there([(name, f"[[laying]] {name}") for name in layings], tables.layings, cables)


def _all_there(wanted: list[tuple[Any, str]], there: Mapping[Any, object], file: Table) -> None:
    for key, name in wanted:
        if key not in there:
            raise file.lacks(name)


def _laying_complete(tables: ElectricalTables, laying: Laying, cables: Table) -> None:
    place = f"{laying.insulation}, {laying.surroundings}"
    if (laying.insulation, laying.surroundings) not in tables.temperatures:
        raise cables.lacks(f"[[temperature]] {place}")
    reference = tables.temperature_factor(laying, laying.reference_c)
    if reference.factor != 1 or reference.up_to != laying.reference_c:
        raise cables.lacks(f"[[temperature]] {place}: {laying.reference_c:g} °C = 1")
    if laying.bundling not in tables.bundlings:
        raise cables.lacks(f"[[bundling]] {laying.bundling}")
    if laying.conduit and laying.conduit not in tables.conduits:
        raise cables.lacks(f"[[conduits]] {laying.conduit}")


@lru_cache
def load_electrical_tables() -> ElectricalTables:
    """Return the shipped electrical tables."""
    return read_electrical_tables(assets_folder() / "electricity")
