"""Where plans from elsewhere lie in a plan, by the numbers of their origins."""

from __future__ import annotations

import pytest

from chargeplan.files.sources.neighbours import shift_m
from chargeplan.model.site import Georeference


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        (Georeference("EPSG:4549", 100.0, 50.0), Georeference("EPSG:4549", 9100.0, 40.0), (9000.0, -10.0)),
        (Georeference("", 0.0, 0.0), Georeference("", 3000.0, -4000.0), (3000.0, -4000.0)),
        (Georeference("", 0.0, 0.0), Georeference("", 3000.0, -4001.0), None),
        (Georeference("EPSG:4549"), Georeference("EPSG:4548"), None),
        (None, Georeference("EPSG:4549"), None),
    ],
)
def test_origins_are_as_far_apart_as_their_numbers_say(here, there, expected) -> None:
    """In one system of metres; of one without a name up to 5 km."""
    assert shift_m(here, there) == expected


def test_degrees_become_metres() -> None:
    """At 31° north 0.01° of longitude are 955.0 m and 0.01° of latitude 1108.7 m.

    Halfway, at 31.005°, N cos φ · π/180 = 6 383 818 m · 0.857122 · 0.0174533 = 95 499 m a degree; at 31°
    M · π/180 = 6 352 352 m · 0.0174533 = 110 870 m a degree (a = 6 378 137 m, e² = 0.00669438).
    """
    here, there = Georeference("EPSG:4326", 121.0, 31.0), Georeference("EPSG:4490", 121.01, 31.01)
    x, y = shift_m(here, there) or (0.0, 0.0)
    assert x == pytest.approx(955.0, abs=0.1)
    assert y == pytest.approx(1108.7, abs=0.1)
