"""How estates are judged: what ships, and what is told of bad files."""

from __future__ import annotations

import shutil
from decimal import Decimal

import pytest

from chargeplan.errors import ReferenceDataError
from chargeplan.reference.town_method import load_town_method, read_town_method
from chargeplan.resources import assets_folder

NAMES = ("indicators.toml", "weights.toml", "grades.toml", "tasks.toml")


@pytest.fixture
def folder(tmp_path):
    """Return a folder with the shipped files, to be spoiled."""
    for name in NAMES:
        shutil.copy(assets_folder() / "town" / name, tmp_path)
    return tmp_path


def test_everything_has_its_source_and_both_languages():
    method = load_town_method()
    for entry in (*method.indicators, *method.weights, *method.task_kinds, *method.figures.values()):
        assert entry.source
    for indicator in method.indicators:
        for names in (indicator.title, indicator.unit, indicator.formula, indicator.cause):
            assert set(names) == {"zh_CN", "en"}
            assert all(names.values())


def test_the_shipped_weights_add_to_a_hundred_and_rest_on_the_register_alone():
    method = load_town_method()
    assert sum(weight.value for weight in method.weights) == 100
    assert not any(method.indicator(weight.id).needs_plan for weight in method.weights)
    assert method.grade_limits == (Decimal(25), Decimal(50), Decimal(75))


def test_what_is_neither_good_nor_bad_cannot_be_weighted():
    assert "ebikes_expected" not in {indicator.id for indicator in load_town_method().gradable}


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("indicators.toml", 'direction = "neutral"', 'direction = "up"', "direction"),
        ("indicators.toml", "good = 40\nbad = 0", "good = 0\nbad = 40", "worse side"),
        ("indicators.toml", "good = 0\nbad = 500", "good = 0\nbad = 5000000", "at most 1000000"),
        ("indicators.toml", 'id = "stalls_short"', 'id = "sockets_short"', "stands there twice"),
        ("weights.toml", 'id = "sockets_short_share"', 'id = "ebikes_expected"', "id should be one of"),
        ("weights.toml", "value = 35", "value = -35", "0 or more"),
        ("grades.toml", "value = 25", "value = 55", "below grade_c_from"),
        ("grades.toml", 'id = "risk_weight_most"', 'id = "risk"', "risk_weight_most"),
        ("grades.toml", "value = 20", "value = 20.5", "a whole number below 100"),
        ("tasks.toml", 'solver = "town"', 'solver = "mayor"', "solver"),
        ("tasks.toml", "from_amount = 1", "from_amount = 0", "1 or more"),
    ],
)
def test_a_bad_file_is_told_with_its_place(folder, name, old, new, told):
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ReferenceDataError) as caught:
        read_town_method(folder)
    assert told in str(caught.value)
    assert name in str(caught.value)


def test_weights_that_are_all_nothing_are_refused(folder):
    path = folder / "weights.toml"
    lines = (
        "value = 0" if line.startswith("value") else line for line in path.read_text("utf-8").splitlines()
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ReferenceDataError, match="is missing"):
        read_town_method(folder)


def test_an_unknown_indicator_is_told():
    with pytest.raises(ReferenceDataError, match="no indicator luck"):
        load_town_method().indicator("luck")
