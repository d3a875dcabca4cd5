"""The words by which registers are read are whole, and what is wrong in them is told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from chargeplan.errors import ReferenceDataError
from chargeplan.i18n import LANGUAGES
from chargeplan.model.site import EstateKind
from chargeplan.reference.earth import load_earth, read_earth
from chargeplan.reference.register_words import load_register_words, plain_word, read_register_words
from chargeplan.reference.sheet_words import normalised
from chargeplan.resources import assets_folder
from chargeplan.town.register import CoordinateSystem

REGISTER = (assets_folder() / "town" / "register.toml").read_text(encoding="utf-8")
PLACES = (assets_folder() / "town" / "places.toml").read_text(encoding="utf-8")


def changed(folder: Path, text: str, old: str, new: str) -> Path:
    """Write a file with the first `old` as `new`."""
    assert old in text
    path = folder / "changed.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_every_kind_and_system_can_be_written_and_read_again() -> None:
    """What a clean register writes for a kind or system is a word for it, in every language."""
    words = load_register_words()
    for kind in EstateKind:
        for language in LANGUAGES:
            assert words.kinds[plain_word(words.written[f"kind_{kind.value}"][language])] == kind.value
    for system in CoordinateSystem:
        for language in LANGUAGES:
            assert (
                words.systems[plain_word(words.written[f"system_{system.value}"][language])] == system.value
            )


def test_every_field_has_a_unit_that_can_be_written_and_its_titles_as_headings() -> None:
    words = load_register_words()
    for one in words.fields:
        assert not one.unit or f"unit_{one.unit}" in words.written
        assert {normalised(title) for title in one.title.values()} <= one.headings
        assert not one.group or one.group in words.groups
        assert (one.kind in ("count", "area")) == bool(one.unit)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('kind = "year"', 'kind = "yaer"', "[[fields]] year_built: kind"),
        ('id = "name"', 'id = "code"', "fields should be fields that are there once"),
        ("width = 18", 'width = "wide"', "[[fields]] name: width"),
        ("year_from = 1840", "", "[limits]: year_from"),
        ('"亩" = 666.6666666666666', '"亩" = -1', "[units] [m2]: 亩"),
    ],
)
def test_faults_are_told_with_their_place(tmp_path: Path, old: str, new: str, place: str) -> None:
    with pytest.raises(ReferenceDataError) as refused:
        read_register_words(changed(tmp_path, REGISTER, old, new))
    assert place in str(refused.value)


def test_figures_of_the_earth_have_sources() -> None:
    """Six waves each way; a source that is missing, or an axis of nothing, is told."""
    earth = load_earth()
    assert len(earth.gcj02.east.waves) == len(earth.gcj02.north.waves) == 6
    assert earth.china[0] < earth.origin[0] < earth.china[2]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("axis_m = 6378137.0", "axis_m = 0.0", "[ellipsoid]: axis_m"),
        ('source = "NIMA TR8350.2, WGS 84"', "", "[ellipsoid]: source"),
        ('of = "x"', 'of = "z"', "[[waves]] 1: of"),
    ],
)
def test_faults_of_places_are_told(tmp_path: Path, old: str, new: str, place: str) -> None:
    with pytest.raises(ReferenceDataError) as refused:
        read_earth(changed(tmp_path, PLACES, old, new))
    assert place in str(refused.value)
