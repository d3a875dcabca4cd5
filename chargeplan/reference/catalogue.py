"""The catalogue: stall modules, ready-made sheds, chargers, and what a shed is built of and equipped with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chargeplan.errors import InvalidValueError, ReferenceDataError
from chargeplan.i18n import N_
from chargeplan.model.modules import StallModule
from chargeplan.reference.toml_tables import Figure, Sourced, Table, figure_of, load_table
from chargeplan.resources import assets_folder


@dataclass(frozen=True)
class CatalogueModule(Sourced):
    """A stall module with its name and where it comes from."""

    id: str
    title: Mapping[str, str]
    module: StallModule
    source: str
    confidence: str


@dataclass(frozen=True)
class Charger(Sourced):
    """A charging device with `ports` sockets of its own; `plain_socket` when it is nothing but a socket."""

    id: str
    title: Mapping[str, str]
    ports: int
    supply: str
    source: str
    confidence: str
    plain_socket: bool = False


FIRE_CLASSES = ("A", "B1", "B2")
"""Burning behaviour of a material, from not combustible to combustible (GB 8624)."""


@dataclass(frozen=True)
class Roof(Sourced):
    """What a roof is covered with; `fire_class` is one of `FIRE_CLASSES`."""

    id: str
    title: Mapping[str, str]
    fire_class: str
    source: str
    confidence: str


@dataclass(frozen=True)
class ShedPreset:
    """A shed ready to be put on the plan."""

    id: str
    title: Mapping[str, str]
    rows: int
    length_m: float
    depth_m: float
    module_id: str


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Everything that can be chosen from, and the figures that quantities are worked out with.

    One is like another only when it is the same, so that what was worked out by it is found again.
    """

    version: str
    modules: Mapping[str, CatalogueModule]
    chargers: Mapping[str, Charger]
    roofs: Mapping[str, Roof]
    sheds: Mapping[str, ShedPreset]
    constants: Mapping[str, Figure]

    def module(self, module_id: str) -> CatalogueModule:
        """Return a stall module; raise `ReferenceDataError` when the catalogue has none of that id."""
        if module_id not in self.modules:
            raise ReferenceDataError(
                "no_such_module", N_("the catalogue has no stall module {name}"), name=module_id
            )
        return self.modules[module_id]

    def charger(self, charger_id: str) -> Charger:
        """Return a charging device; raise `ReferenceDataError` when the catalogue has none of that id."""
        if charger_id not in self.chargers:
            raise ReferenceDataError(
                "no_such_charger", N_("the catalogue has no charging device {name}"), name=charger_id
            )
        return self.chargers[charger_id]

    def roof(self, roof_id: str) -> Roof:
        """Return a roof's material; raise `ReferenceDataError` when the catalogue has none of that id."""
        if roof_id not in self.roofs:
            raise ReferenceDataError("no_such_roof", N_("the catalogue has no roof {name}"), name=roof_id)
        return self.roofs[roof_id]

    def constant(self, constant_id: str) -> float:
        """Return the value of a construction or equipment figure."""
        return self.constants[constant_id].value


def _module(table: Table) -> CatalogueModule:
    sizes = {
        field: table.number(field)
        for field in (
            "pitch_m",
            "single_depth_m",
            "double_depth_m",
            "aisle_one_side_m",
            "aisle_two_side_m",
            "least_aisle_m",
        )
    }
    try:
        module = StallModule(**sizes, angle_degrees=table.number("angle_degrees", 90))
    except InvalidValueError as error:
        raise ReferenceDataError(
            "bad_module", N_("{place}: {reason}"), place=table.place, reason=error
        ) from error
    return CatalogueModule(
        table.text("id"),
        table.names("title"),
        module,
        **table.origin(),
    )


def _charger(table: Table) -> Charger:
    if table.whole("ports") < 1:
        raise table.fault("ports", "1 or more")
    return Charger(
        table.text("id"),
        table.names("title"),
        table.whole("ports"),
        table.text("supply"),
        **table.origin(),
        plain_socket=table.flag("plain_socket", False),
    )


def _roof(table: Table) -> Roof:
    return Roof(
        table.text("id"),
        table.names("title"),
        table.choice("fire_class", FIRE_CLASSES),
        **table.origin(),
    )


def _shed(table: Table) -> ShedPreset:
    return ShedPreset(
        table.text("id"),
        table.names("title"),
        table.whole("rows"),
        table.number("length_m"),
        table.number("depth_m"),
        table.text("module"),
    )


def read_catalogue(path: Path) -> Catalogue:
    """Return the catalogue in a TOML file; raise `ReferenceDataError` with file and key."""
    table = load_table(path)
    catalogue = Catalogue(
        version=table.text("version"),
        modules={entry.id: entry for entry in map(_module, table.tables("modules"))},
        chargers={entry.id: entry for entry in map(_charger, table.tables("chargers"))},
        roofs={entry.id: entry for entry in map(_roof, table.tables("roofs"))},
        sheds={entry.id: entry for entry in map(_shed, table.tables("sheds"))},
        constants={entry.id: entry for entry in map(figure_of, table.tables("constants"))},
    )
    for shed in catalogue.sheds.values():
        if shed.module_id not in catalogue.modules:
            raise ReferenceDataError(
                "no_such_module",
                N_("{place}: there is no stall module {name}"),
                place=path.name,
                name=shed.module_id,
            )
    return catalogue


@lru_cache
def load_catalogue() -> Catalogue:
    """Return the shipped catalogue."""
    return read_catalogue(assets_folder() / "catalogue" / "standard.toml")
