"""The six sheds of Yuanxi as loads, and the assumptions under which they were worked out by hand."""

from __future__ import annotations

from dataclasses import replace

from chargeplan.engineering.supply import BoxLoad, DeviceLoad, ElementLoad
from chargeplan.model.equipment import SupplySettings
from chargeplan.model.site import SupplyPoint
from chargeplan.reference.electrical_tables import ElectricalTables
from chargeplan.reference.electricity import load_electrical_tables

SOCKETS_AND_WAYS_M = ((20, 35.0), (20, 60.0), (20, 85.0), (20, 110.0), (26, 45.0), (24, 90.0))
SOURCE = SupplyPoint(id="sp", position=(0.0, 0.0), spare_kw=30.0, upstream_drop_percent=0.0)
# Buried ducts in dry soil of 25 °C, six feeders touching, no harmonics to speak of.
SETTINGS = SupplySettings(
    laying_id="D1_25", soil_temperature_c=25, cables_together=6, third_harmonic_percent=15
)


def devices(sockets: int, plan_m: float = 9.5) -> tuple[DeviceLoad, ...]:
    """Return 10-way piles, the last with what is left; with 1.50 m up and down a branch is 11 m long."""
    full, rest = divmod(sockets, 10)
    return tuple(DeviceLoad(ports, plan_m) for ports in (*[10] * full, *([rest] if rest else [])))


def box(number: int, sockets: int, way_m: float | None, **element: object) -> BoxLoad:
    """Return a shed with its own box."""
    shed = ElementLoad(f"s{number}", f"Shed {number}", devices(sockets), **element)  # type: ignore[arg-type]
    return BoxLoad(shed.element_id, shed.name, (shed,), way_m)


def yuanxi(**element: object) -> tuple[BoxLoad, ...]:
    """Return the six sheds."""
    return tuple(
        box(number, sockets, way, **element)
        for number, (sockets, way) in enumerate(SOCKETS_AND_WAYS_M, start=1)
    )


def with_circuit(tables: ElectricalTables, kind: str, **values: object) -> ElectricalTables:
    """Return the tables with one kind of circuit changed."""
    changed = replace(tables.circuits[kind], **values)  # type: ignore[arg-type]
    return replace(tables, circuits={**tables.circuits, kind: changed})


def with_figure(tables: ElectricalTables, figure_id: str, value: float) -> ElectricalTables:
    """Return the tables with one figure changed."""
    figure = replace(tables.figures[figure_id], value=value)
    return replace(tables, figures={**tables.figures, figure_id: figure})


def way_only() -> ElectricalTables:
    """Return the shipped tables with feeders that run level: the ways given are the electrical lengths."""
    return with_circuit(load_electrical_tables(), "feeder", vertical_m=0.0)
