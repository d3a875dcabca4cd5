"""Files of weights: what is written is read back, and every fault is told with file and line."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chargeplan.errors import ExportError, ImportFileError
from chargeplan.files.town_weights import WeightsFile, read_weights, weights_toml, write_weights
from chargeplan.i18n import sentence
from chargeplan.town.defaults import default_settings, default_weights

LIMITS = (Decimal(25), Decimal("50.5"), Decimal(75))
GOOD = """\
# by hand
name = "Spring"

[weights]
sockets_short_share = 2
"flying_wires_per_100" = 0.125

[grade_limits]
B = 10
C = 20
D = 30
"""


def test_a_file_written_by_hand(tmp_path):
    path = tmp_path / "spring.toml"
    path.write_text(GOOD.replace("\n", "\r\n"), encoding="utf-8-sig")
    assert read_weights(path) == WeightsFile(
        "Spring",
        {"sockets_short_share": Decimal(2), "flying_wires_per_100": Decimal("0.125")},
        (Decimal(10), Decimal(20), Decimal(30)),
    )


def test_name_and_limits_may_be_left_out(tmp_path):
    path = tmp_path / "bare.toml"
    path.write_text("[weights]\nsockets_short_share = 1\n", encoding="utf-8")
    assert read_weights(path) == WeightsFile(
        "bare", {"sockets_short_share": Decimal(1)}, default_settings().grade_limits
    )


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_what_is_written_is_read_back(tmp_path_factory, name):
    held = WeightsFile(name, default_weights(), LIMITS)
    path = tmp_path_factory.mktemp("weights") / "town.toml"
    write_weights(path, held)
    assert read_weights(path) == held
    assert path.read_bytes() == weights_toml(held)


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("[weights]", "[weights", 4, "not written as TOML"),
        ('"Spring"', '"Spring', 2, "not written as TOML"),
        ("D = 30\n", 'D = "', 11, "not written as TOML"),
        ('name = "Spring"', "name = 3", 2, "the name should be a text"),
        ('name = "Spring"', "colour = 3", 2, "colour means nothing"),
        ("[weights]", "[weight]", 4, "weight means nothing"),
        ("sockets_short_share = 2", "sockets = 2", 5, "no indicator sockets"),
        ("sockets_short_share = 2", "ebikes_expected = 2", 5, "no indicator ebikes_expected"),
        ("share = 2", "share = -2", 5, "a number from 0 to 100"),
        ("share = 2", "share = 101", 5, "a number from 0 to 100"),
        ("share = 2", "share = true", 5, "a number from 0 to 100"),
        ("share = 2", "share = nan", 5, "a number from 0 to 100"),
        ("share = 2", 'share = "2"', 5, "a number from 0 to 100"),
        ("0.125", "0.1251", 6, "at most 3 decimals"),
        ('share = 2\n"flying_wires_per_100" = 0.125', "share = 0", 4, "No weight is above 0"),
        ("C = 20", "C = 5", 8, "rising scores"),
        ("C = 20\n", "", 8, "rising scores"),
        ("D = 30", "D = 101", 8, "rising scores"),
    ],
)
def test_a_fault_is_told_with_file_and_line(tmp_path, old, new, line, told):
    assert old in GOOD
    path = tmp_path / "spring.toml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(ImportFileError) as caught:
        read_weights(path)
    text = sentence(caught.value, "en")
    assert text.startswith(f"spring.toml, line {line}: ")
    assert told in text


def test_all_faults_are_there(tmp_path):
    path = tmp_path / "spring.toml"
    path.write_text(GOOD.replace("= 2", "= -2").replace("C = 20", "C = 5"), encoding="utf-8")
    with pytest.raises(ImportFileError) as caught:
        read_weights(path)
    assert [fault.values["line"] for fault in caught.value.faults] == [5, 8]


def test_letters_of_another_encoding_and_large_and_missing_files_are_refused(tmp_path):
    path = tmp_path / "spring.toml"
    path.write_bytes(b'# one\nname = "\xb4\xa8\xc9\xb3"\n')
    with pytest.raises(ImportFileError, match="line 2"):
        read_weights(path)
    path.write_bytes(b"#" * 1_000_001)
    with pytest.raises(ImportFileError, match="too large"):
        read_weights(path)
    with pytest.raises(ImportFileError, match="cannot be read"):
        read_weights(tmp_path / "none.toml")


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(ExportError):
        write_weights(tmp_path / "none" / "town.toml", WeightsFile("", default_weights(), LIMITS))
