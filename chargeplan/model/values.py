"""Points and rings, and the checks every element makes of its own values."""

from __future__ import annotations

import math
from collections.abc import Iterable

from chargeplan.errors import InvalidValueError
from chargeplan.i18n import N_
from chargeplan.units import quantise_m

Point = tuple[float, float]
"""x east, y north [m]."""

Ring = tuple[Point, ...]
"""Corners in order, not closed; either direction."""

Region = tuple[Ring, ...]
"""A piece of ground: its outline, then its holes."""

COORDINATE_LIMIT_M = 10_000_000.0
"""Beyond this a coordinate is a mistake: it is further than a quarter of a meridian."""

MOST_CORNERS = 20_000
"""Nobody draws an outline of more corners than this."""


def finite(value: float, field: str) -> float:
    """Return `value` as float, or raise `InvalidValueError` when it is not a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InvalidValueError(
            "not_finite", N_("{field} is not a finite number: {value}"), field=field, value=value
        )
    return float(value)


def length_m(
    value: float, field: str, *, zero_allowed: bool = False, most: float = COORDINATE_LIMIT_M
) -> float:
    """Return a size [m] on the grid; raise when negative, beyond `most`, or zero where that may not be."""
    size = quantise_m(finite(value, field))
    if size < 0 and zero_allowed:
        raise InvalidValueError(
            "negative", N_("{field} must not be less than zero: {value}"), field=field, value=value
        )
    if size < 0 or (size == 0 and not zero_allowed):
        raise InvalidValueError(
            "not_positive", N_("{field} must be greater than zero: {value}"), field=field, value=value
        )
    if size > most:
        raise InvalidValueError(
            "too_large", N_("{field} must be at most {most} m: {value}"),
            field=field, most=f"{most:g}", value=f"{size:g}",
        )  # fmt: skip
    return size


def count(value: int | None, field: str) -> int | None:
    """Return a whole number of things, or None for unknown; raise when it is negative or broken."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InvalidValueError(
            "not_a_count", N_("{field} must be a whole number, 0 or more: {value}"), field=field, value=value
        )
    return value


def point(value: Iterable[float], field: str) -> Point:
    """Return a point on the 0.1 mm grid; raise when it is not two finite numbers within bounds."""
    numbers = tuple(value)
    if len(numbers) != 2:
        raise InvalidValueError("not_a_point", N_("{field} is not a point of two numbers"), field=field)
    x, y = (quantise_m(finite(number, field)) for number in numbers)
    if max(abs(x), abs(y)) > COORDINATE_LIMIT_M:
        raise InvalidValueError(
            "too_far", N_("{field} lies too far away: {value}"), field=field, value=f"{x}, {y}"
        )
    return (x, y)


def path(value: Iterable[Iterable[float]], field: str, *, least: int = 2) -> Ring:
    """Return a run of at least `least` points on the grid, `MOST_CORNERS` at most."""
    corners = tuple(value)
    if len(corners) < least:
        raise InvalidValueError(
            "too_few_points", N_("{field} needs at least {least} points and has {value}"),
            field=field, least=least, value=len(corners),
        )  # fmt: skip
    if len(corners) > MOST_CORNERS:
        raise InvalidValueError(
            "too_many_corners", N_("{field} has {value} corners, more than {most}"),
            field=field, value=len(corners), most=MOST_CORNERS,
        )  # fmt: skip
    return tuple(point(corner, f"{field}[{index}]") for index, corner in enumerate(corners))


def ring(value: Iterable[Iterable[float]], field: str) -> Ring:
    """Return a ring of at least three corners on the grid, as it was drawn."""
    return path(value, field, least=3)


def angle_degrees(value: float, field: str) -> float:
    """Return an angle in [0, 360), on a grid of 1e-6 degrees (4 µm at 200 m)."""
    return round(finite(value, field) % 360.0, 6) % 360.0 + 0.0
