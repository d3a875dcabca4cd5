"""Electrical tables: the shipped ones are sound, and every fault of a file is told with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from chargeplan.errors import ReferenceDataError
from chargeplan.i18n import LANGUAGES, sentence
from chargeplan.reference.electricity import load_electrical_tables, read_electrical_tables
from chargeplan.resources import assets_folder

TABLES = load_electrical_tables()
SHIPPED = assets_folder() / "electricity"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the shipped tables."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "electricity"))


def _spoilt(folder: Path, name: str, found: str, put: str) -> ReferenceDataError:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert found in text
    path.write_text(text.replace(found, put, 1), encoding="utf-8")
    with pytest.raises(ReferenceDataError) as caught:
        read_electrical_tables(folder)
    return caught.value


# --- the shipped tables -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("laying", "section", "loaded", "ampacity"),
    [
        ("D1_25", 10, 3, 58), ("D1_25", 240, 3, 324), ("D1_15", 10, 3, 63), ("D1_10", 16, 3, 88),
        ("D2", 10, 3, 65), ("E", 95, 3, 298), ("B2", 6, 2, 51), ("B2", 6, 3, 44), ("BV_B1", 2.5, 2, 24),
        ("D1_15", 10, 2, 63), ("BV_B1", 35, 3, None),
    ],
)  # fmt: skip
def test_ampacities(laying, section, loaded, ampacity):
    """19DX101-1 table 6.10. A row without two loaded cores takes three; wires end at 25 mm²."""
    assert TABLES.ampacity_a(TABLES.laying(laying), section, loaded) == ampacity


def test_soil_of_middling_resistance_carries_a_tenth_more_than_dry_soil():
    """IEC 60364-5-52 table B.52.16, cut off to whole amperes."""
    dry, middling = TABLES.laying("D1_25"), TABLES.laying("D1_15")
    assert [int(round(ampacity * 1.10, 6)) for ampacity in dry.three] == list(middling.three)


def test_every_row_holds_at_its_reference_temperature():
    for laying in TABLES.layings.values():
        assert TABLES.temperature_factor(laying, laying.reference_c).factor == 1


@pytest.mark.parametrize(
    ("laying", "temperature", "factor"),
    [("D1_25", 25, 0.96), ("D1_25", 26, 0.93), ("B2", 40, 0.91), ("BV_B1", 40, 0.87), ("E", 90, 0.71)],
)
def test_between_two_temperatures_the_hotter_row_holds(laying, temperature, factor):
    assert TABLES.temperature_factor(TABLES.laying(laying), temperature).factor == factor


@pytest.mark.parametrize(
    ("laying", "cables", "factor"),
    [("D1_25", 1, 1), ("D1_25", 6, 0.60), ("B2", 3, 0.70), ("B2", 7, 0.50), ("D2", 2, 0.75)],
)
def test_between_two_numbers_of_cables_the_greater_row_holds(laying, cables, factor):
    assert TABLES.bundling_factor(TABLES.laying(laying), cables).factor == factor


@pytest.mark.parametrize(
    ("share", "factor", "by_neutral"),
    [
        (0, 1.0, False),
        (15, 1.0, False),
        (15.1, 0.86, False),
        (33, 0.86, False),
        (34, 0.86, True),
        (46, 1.0, True),
    ],
)
def test_harmonics(share, factor, by_neutral):
    """IEC 60364-5-52 annex E."""
    found = TABLES.harmonic(share)
    assert (found.factor, found.by_neutral) == (factor, by_neutral)


@pytest.mark.parametrize(
    ("section", "pe"), [(10, 10), (16, 16), (25, 16), (35, 16), (50, 25), (95, 50), (240, 120)]
)
def test_protective_conductor(section, pe):
    """S up to 16, 16 up to 35, then half, taken up to the next section: 95/2 = 47.5 → 50 mm²."""
    assert TABLES.pe_mm2(section) == pe


def test_conduits_are_half_as_wide_again_as_their_cable():
    """5×35: 30.6·1.5 = 45.9 mm asks for 52 mm inside, PE63; 3×6: 20.4 mm, but SC32 is the least."""
    duct, conduit = TABLES.laying("D1_25"), TABLES.laying("B2")
    assert TABLES.conduit_mm(duct, 5, 35, 50) == 63
    assert TABLES.conduit_mm(duct, 5, 10, 50) == 50
    assert TABLES.conduit_mm(conduit, 3, 6, 32) == 32
    assert TABLES.conduit_mm(TABLES.laying("D2"), 5, 10, 50) is None


def test_resistances_of_thin_sections_are_scaled_from_4_mm2():
    """5.332·4/2.5 = 8.531, 5.332·4/1.5 = 14.219 Ω/km."""
    assert TABLES.impedances[2.5].r_ohm_km == pytest.approx(5.332 * 4 / 2.5, abs=5e-4)
    assert TABLES.impedances[1.5].r_ohm_km == pytest.approx(5.332 * 4 / 1.5, abs=5e-4)


def test_what_was_not_read_in_its_source_says_so():
    assert not TABLES.figures["port_w"].verified
    assert not any(row.verified for row in TABLES.needs)
    assert not any(device.verified for device in TABLES.devices)
    assert TABLES.figures["drop_limit_percent"].verified


def test_everything_named_is_named_in_every_language():
    titled = [
        *TABLES.layings.values(), *TABLES.figures.values(), *TABLES.devices, *TABLES.breakers,
        *TABLES.conduits.values(), TABLES.box, TABLES.metering,
    ]  # fmt: skip
    for entry in titled:
        assert all(entry.title[language] for language in LANGUAGES)


# --- bad files --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "found", "put", "place", "key"),
    [
        (
            "cables.toml",
            "reference_c = 20",
            'reference_c = "20"',
            "cables.toml [[laying]] D1_15",
            "reference_c",
        ),
        ("cables.toml", "three = [23, 30,", "three = [23, -30,", "cables.toml [[laying]] D1_15", "three"),
        ("cables.toml", "three = [23, 30,", "three = [33, 30,", "cables.toml [[laying]] D1_15", "three"),
        (
            "cables.toml",
            'surroundings = "ground"',
            'surroundings = "water"',
            "cables.toml [[laying]] D1_15",
            "surroundings",
        ),
        (
            "cables.toml",
            "factors = [1.04, 1.00,",
            "factors = [1.00,",
            "cables.toml [[temperature]] 1",
            "factors",
        ),
        (
            "cables.toml",
            "temperatures_c = [50,",
            "temperatures_c = [45,",
            "cables.toml [[temperature]] 2",
            "temperatures_c",
        ),
        ("cables.toml", "r = 14.219", "r = nan", "cables.toml [[impedance]] 1", "r"),
        ("cables.toml", 'version = "2026.1"', "version = 2026.1", "cables.toml", "version"),
        ("demand.toml", "factor = 0.9", "factor = 1.9", "demand.toml [[needs]] 2", "factor"),
        ("demand.toml", "value = 300", "value = true", "demand.toml [[figures]] port_w", "value"),
        (
            "protection.toml",
            'confidence = "found"',
            'confidence = "sure"',
            "protection.toml [[breakers]] mcb_63",
            "confidence",
        ),
        (
            "protection.toml",
            "ratings_a = [6, 10,",
            "ratings_a = [10, 6,",
            "protection.toml [[breakers]] mcb_63",
            "ratings_a",
        ),
        ("protection.toml", "poles = 2", "poles = 2.5", "protection.toml [[circuits]] charging", "poles"),
        ("protection.toml", 'place = "main"', 'place = "roof"', "protection.toml [[devices]] spd", "place"),
    ],
)
def test_a_bad_value_is_told_with_file_and_key(folder, name, found, put, place, key):
    error = _spoilt(folder, name, found, put)
    assert error.code == "bad_reference_value"
    assert (error.values["place"], error.values["key"]) == (place, key)
    assert all(sentence(error, language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("name", "found", "put", "missing"),
    [
        ("cables.toml", "section_mm2 = 35", "section_mm2 = 36", "[[impedance]] 35 mm²"),
        ("cables.toml", 'bundling = "bunched"', 'bundling = "loose"', "[[bundling]] loose"),
        ("cables.toml", "reference_c = 20", "reference_c = 25", "[[temperature]] XLPE, ground: 25 °C = 1"),
        ("protection.toml", 'id = "selectivity"', 'id = "selectivty"', "[[figures]] selectivity"),
        ("protection.toml", 'curve = "C"', 'curve = "K"', "[[curves]] K"),
        ("protection.toml", 'laying = "D1_15"', 'laying = "D9"', "[[laying]] D9"),
        ("protection.toml", 'laying = "B2"', 'laying = "B9"', "[[laying]] B9"),
    ],
)
def test_what_is_missing_is_told(folder, name, found, put, missing):
    error = _spoilt(folder, name, found, put)
    assert error.code == "incomplete_reference"
    assert error.values["name"] == missing


def test_a_file_that_is_no_table_is_told(folder):
    error = _spoilt(folder, "demand.toml", "[[needs]]", "[[needs")
    assert error.code == "unreadable_reference"
    assert error.values["name"] == "demand.toml"


def test_an_unknown_laying_method_is_told():
    with pytest.raises(ReferenceDataError) as caught:
        TABLES.laying("Z9")
    assert caught.value.code == "no_such_laying"
