"""Places in every coordinate system come to the same metres on the map."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargeplan.reference.earth import load_earth
from chargeplan.town.places import map_position, shifted, wgs84_of
from chargeplan.town.register import CoordinateSystem, Place

GCJ02, BD09, WGS84 = CoordinateSystem.GCJ02, CoordinateSystem.BD09, CoordinateSystem.WGS84


def meridian_m(south_degrees: float, north_degrees: float, steps: int = 2000) -> float:
    """Return the length of a meridian on the ellipsoid: ∫ a(1 − e²) / (1 − e² sin²φ)^1.5 dφ, by midpoints."""
    flattening = 1 / load_earth().inverse_flattening
    squared = flattening * (2 - flattening)
    south, north = math.radians(south_degrees), math.radians(north_degrees)
    step = (north - south) / steps
    middles = (south + (number + 0.5) * step for number in range(steps))
    axis = load_earth().axis_m * (1 - squared)
    return sum(axis / (1 - squared * math.sin(middle) ** 2) ** 1.5 * step for middle in middles)


def test_shifts_are_those_that_were_published() -> None:
    """Example of the formula's publishers: (116.404, 39.915) shown by both kinds of web maps."""
    assert shifted((116.404, 39.915), GCJ02) == pytest.approx((116.41024449916938, 39.91640428150164))
    bd09 = shifted(wgs84_of(Place(116.404, 39.915, GCJ02)), BD09)
    assert bd09 == pytest.approx((116.41036949371029, 39.92133699351021), abs=1e-8)


@given(st.floats(121, 122), st.floats(30.6, 31.9), st.sampled_from([GCJ02, BD09]))
def test_a_shift_is_taken_back(longitude: float, latitude: float, system: CoordinateSystem) -> None:
    """To a tenth of a millimetre, 1e-9 degrees, all over Shanghai."""
    there = shifted((longitude, latitude), system)
    assert wgs84_of(Place(*there, system)) == pytest.approx((longitude, latitude), abs=1e-9)


def test_web_maps_shift_chuansha_by_some_hundred_metres() -> None:
    plain = map_position(Place(121.70, 31.19, WGS84))
    web = map_position(Place(121.70, 31.19, GCJ02))
    assert plain is not None
    assert web is not None
    assert 300 < math.dist(plain, web) < 700


def test_metres_along_the_middle_are_those_of_the_meridian() -> None:
    """One degree north of the origin is as far as the ellipsoid says, to a millimetre; x stays 0."""
    longitude, latitude = load_earth().origin
    at = map_position(Place(longitude, latitude + 1, WGS84))
    assert at == pytest.approx((0, meridian_m(latitude, latitude + 1)), abs=1e-3)
    assert map_position(Place(longitude, latitude, WGS84)) == pytest.approx((0, 0), abs=1e-6)


def test_metres_across_are_those_of_the_parallel() -> None:
    """0.2° east: N cos φ Δλ (1 + Δλ² cos² φ (1 − t² + η²) / 6), Gauss's first terms, to a centimetre."""
    longitude, latitude = load_earth().origin
    flattening = 1 / load_earth().inverse_flattening
    squared = flattening * (2 - flattening)
    phi, off = math.radians(latitude), math.radians(0.2)
    normal = load_earth().axis_m / math.sqrt(1 - squared * math.sin(phi) ** 2)
    eta = squared / (1 - squared) * math.cos(phi) ** 2
    east = off * math.cos(phi)
    expected = normal * east * (1 + east**2 * (1 - math.tan(phi) ** 2 + eta) / 6)
    at = map_position(Place(longitude + 0.2, latitude, WGS84))
    assert at is not None
    assert at[0] == pytest.approx(expected, abs=0.01)


def test_local_metres_stay_and_what_is_no_place_has_none() -> None:
    assert map_position(Place(12.5, -3.0, CoordinateSystem.LOCAL)) == (12.5, -3.0)
    assert map_position(Place(31.19, 121.70, GCJ02)) is None
    assert map_position(Place(math.nan, 31.0, WGS84)) is None
    assert map_position(Place(121.0, math.inf, CoordinateSystem.LOCAL)) is None
    assert map_position(Place(400.0, 31.0, WGS84)) is None


def test_beyond_china_web_maps_shift_nothing() -> None:
    assert wgs84_of(Place(13.4, 52.5, GCJ02)) == (13.4, 52.5)
