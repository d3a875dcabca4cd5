"""The shape of the earth and the shifts of web maps, as figures; town/places.py has the formulas."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chargeplan.reference.toml_tables import Table, load_table
from chargeplan.resources import assets_folder

_POWERS = ("constant", "x", "y", "xx", "xy", "yy", "root")


@dataclass(frozen=True)
class Shift:
    """One direction of the shift of GCJ-02 [m].

    `polynomial` holds the factors of 1, x, y, x², xy, y² and √|x|; `waves` are (of x or y, amplitude [m],
    half a period [degrees]).
    """

    polynomial: tuple[float, ...]
    waves: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True)
class Gcj02:
    """The shift of GCJ-02: its middle [degrees], its ellipsoid, and both directions."""

    middle: tuple[float, float]
    axis_m: float
    eccentricity_squared: float
    wave_factor: float
    east: Shift
    north: Shift


@dataclass(frozen=True)
class Bd09:
    """What BD-09 adds to GCJ-02; `shift` east and north in degrees."""

    turns: float
    radius_wave: float
    angle_wave: float
    shift: tuple[float, float]


@dataclass(frozen=True)
class Earth:
    """Figures by which degrees become metres; longitudes come before latitudes.

    `origin` is where metres are counted from, `china` the box west, south, east, north of shifted places.
    """

    axis_m: float
    inverse_flattening: float
    origin: tuple[float, float]
    china: tuple[float, float, float, float]
    gcj02: Gcj02
    bd09: Bd09


def _pair(table: Table, first: str, second: str) -> tuple[float, float]:
    return table.number(first), table.number(second)


def _shift(table: Table) -> Shift:
    powers = table.table("polynomial")
    waves = (
        (wave.choice("of", ("x", "y")), wave.number("amplitude"), wave.number("period"))
        for wave in table.tables("waves")
    )
    return Shift(tuple(powers.number(power) for power in _POWERS), tuple(waves))


def _gcj02(table: Table) -> Gcj02:
    return Gcj02(
        _pair(table, "longitude_degrees", "latitude_degrees"),
        table.number("axis_m"),
        table.number("eccentricity_squared"),
        table.number("wave_factor"),
        _shift(table.table("east")),
        _shift(table.table("north")),
    )


def read_earth(path: Path) -> Earth:
    """Return the figures in a TOML file; raise `ReferenceDataError` with file and key."""
    table = load_table(path)
    ellipsoid, china, bd09 = table.table("ellipsoid"), table.table("china"), table.table("bd09")
    for key in ("ellipsoid", "origin", "china", "gcj02", "bd09"):
        table.table(key).origin()
    return Earth(
        ellipsoid.at_least("axis_m", 1),
        ellipsoid.at_least("inverse_flattening", 1),
        _pair(table.table("origin"), "longitude_degrees", "latitude_degrees"),
        (
            *_pair(china, "west_degrees", "south_degrees"),
            *_pair(china, "east_degrees", "north_degrees"),
        ),
        _gcj02(table.table("gcj02")),
        Bd09(
            bd09.number("turns"),
            bd09.number("radius_wave"),
            bd09.number("angle_wave"),
            _pair(bd09, "east_degrees", "north_degrees"),
        ),
    )


@lru_cache
def load_earth() -> Earth:
    """Return the shipped figures."""
    return read_earth(assets_folder() / "town" / "places.toml")
