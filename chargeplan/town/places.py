"""Places of registers as metres on one map, whichever coordinate system they are told in.

Web maps of China shift places by some hundred metres: GCJ-02 by a formula that was published by those who
measured it, BD-09 by one on top of it. Both are taken back; what is left is good to about a metre, which is
enough for a map of estates and for nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

from chargeplan.reference.earth import Bd09, Earth, Gcj02, Shift, load_earth
from chargeplan.town.register import CoordinateSystem, Place

Degrees = tuple[float, float]
"""Longitude and latitude."""

_HALF_TURN = 180.0
_STEPS = 30
_CLOSE_DEGREES = 1e-10


def map_position(place: Place) -> tuple[float, float] | None:
    """Return where a place lies on the map [m], x east and y north of the map's origin.

    Local metres are taken as they are: a city's own metres begin near the origin (assets/town/places.toml).
    None for numbers that are no place on earth.
    """
    if not (math.isfinite(place.x) and math.isfinite(place.y)):
        return None
    if place.system is CoordinateSystem.LOCAL:
        return place.x, place.y
    if not (abs(place.x) <= _HALF_TURN and abs(place.y) < _HALF_TURN / 2):
        return None
    return _metres(wgs84_of(place))


def wgs84_of(place: Place) -> Degrees:
    """Return longitude and latitude of a place in degrees as satellites tell them."""
    if place.system is CoordinateSystem.LOCAL:
        raise ValueError("metres have no degrees")
    at, earth = (place.x, place.y), load_earth()
    if place.system is CoordinateSystem.BD09:
        at = _inverse(lambda guess: _bd09(guess, earth.bd09), at)
    if place.system in (CoordinateSystem.GCJ02, CoordinateSystem.BD09) and _in_china(at, earth):
        at = _inverse(lambda guess: _gcj02(guess, earth.gcj02), at)
    return at


def shifted(at: Degrees, system: CoordinateSystem) -> Degrees:
    """Return longitude and latitude in another system of degrees for a place as satellites tell it."""
    earth = load_earth()
    if system in (CoordinateSystem.GCJ02, CoordinateSystem.BD09) and _in_china(at, earth):
        at = _gcj02(at, earth.gcj02)
    return _bd09(at, earth.bd09) if system is CoordinateSystem.BD09 else at


def _in_china(at: Degrees, earth: Earth) -> bool:
    west, south, east, north = earth.china
    return west <= at[0] <= east and south <= at[1] <= north


def _inverse(shift: Callable[[Degrees], Degrees], shifted_to: Degrees) -> Degrees:
    """Return what a shift that changes slowly moves to `shifted_to`."""
    x, y = shifted_to
    for _ in range(_STEPS):
        there = shift((x, y))
        off = (there[0] - shifted_to[0], there[1] - shifted_to[1])
        x, y = x - off[0], y - off[1]
        if max(abs(off[0]), abs(off[1])) < _CLOSE_DEGREES:
            break
    return x, y


def _shift_m(x: float, y: float, shift: Shift, wave_factor: float) -> float:
    terms = (1.0, x, y, x * x, x * y, y * y, math.sqrt(abs(x)))
    smooth = sum(factor * term for factor, term in zip(shift.polynomial, terms, strict=True))
    waves = sum(
        amplitude * math.sin(math.pi * (x if of == "x" else y) / period)
        for of, amplitude, period in shift.waves
    )
    return smooth + waves * wave_factor


def _gcj02(at: Degrees, figures: Gcj02) -> Degrees:
    x, y = at[0] - figures.middle[0], at[1] - figures.middle[1]
    east_m = _shift_m(x, y, figures.east, figures.wave_factor)
    north_m = _shift_m(x, y, figures.north, figures.wave_factor)
    latitude = math.radians(at[1])
    bend = 1 - figures.eccentricity_squared * math.sin(latitude) ** 2
    along = figures.axis_m * (1 - figures.eccentricity_squared) / bend**1.5
    across = figures.axis_m / math.sqrt(bend) * math.cos(latitude)
    return at[0] + math.degrees(east_m / across), at[1] + math.degrees(north_m / along)


def _bd09(at: Degrees, figures: Bd09) -> Degrees:
    x, y = at
    factor = math.pi * figures.turns / _HALF_TURN
    radius = math.hypot(x, y) + figures.radius_wave * math.sin(factor * y)
    angle = math.atan2(y, x) + figures.angle_wave * math.cos(factor * x)
    return radius * math.cos(angle) + figures.shift[0], radius * math.sin(angle) + figures.shift[1]


def _metres(at: Degrees) -> tuple[float, float]:
    """Return degrees as metres of a transverse Mercator map around the origin (Krüger's series)."""
    earth = load_earth()
    longitude, latitude = earth.origin
    x, y = _mercator(math.radians(at[0] - longitude), math.radians(at[1]))
    return x, y - _mercator(0.0, math.radians(latitude))[1]


@lru_cache
def _series() -> tuple[float, float, tuple[float, float, float]]:
    """Return eccentricity, radius of the map's sphere [m], and factors of its waves."""
    earth = load_earth()
    n = 1 / (2 * earth.inverse_flattening - 1)
    radius_m = earth.axis_m / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    factors = (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16,
        13 * n**2 / 48 - 3 * n**3 / 5,
        61 * n**3 / 240,
    )
    return 2 * math.sqrt(n) / (1 + n), radius_m, factors


def _mercator(longitude: float, latitude: float) -> tuple[float, float]:
    eccentricity, radius_m, factors = _series()
    sine = math.sin(latitude)
    t = math.sinh(math.atanh(sine) - eccentricity * math.atanh(eccentricity * sine))
    north = math.atan2(t, math.cos(longitude))
    east = math.asinh(math.sin(longitude) / math.hypot(t, math.cos(longitude)))
    x, y = east, north
    for number, factor in enumerate(factors, 1):
        x += factor * math.cos(2 * number * north) * math.sinh(2 * number * east)
        y += factor * math.sin(2 * number * north) * math.cosh(2 * number * east)
    return radius_m * x, radius_m * y
