"""Figures for the ways of feeders: clearances, where boxes stand, what trench and cable are weighed by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chargeplan.reference.toml_tables import Figure, figure_of, load_table
from chargeplan.resources import assets_folder

_NEEDED = (
    "trench_clearance_m",
    "shed_clearance_m",
    "box_gap_m",
    "route_end_m",
    "trench_cny_m",
    "feeder_cny_m",
)


@dataclass(frozen=True)
class RoutingFigures:
    """The figures by their ids."""

    version: str
    figures: Mapping[str, Figure]

    def value(self, figure_id: str) -> float:
        """Return the value of a figure."""
        return self.figures[figure_id].value


def read_routing(path: Path) -> RoutingFigures:
    """Return the figures in a TOML file; raise `ReferenceDataError` with file and key."""
    table = load_table(path)
    figures = {figure.id: figure for figure in (figure_of(entry, 0) for entry in table.tables("figures"))}
    for name in _NEEDED:
        if name not in figures:
            raise table.lacks(f"[[figures]] {name}")
    return RoutingFigures(table.text("version"), figures)


@lru_cache
def load_routing() -> RoutingFigures:
    """Return the shipped figures."""
    return read_routing(assets_folder() / "electricity" / "routes.toml")
