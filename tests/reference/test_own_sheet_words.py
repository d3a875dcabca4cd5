"""The words of the program's own sheets: read from their file, and refused with file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from chargeplan.errors import ReferenceDataError
from chargeplan.reference.own_sheet_words import load_own_sheet_words, read_own_sheet_words
from chargeplan.resources import assets_folder
from chargeplan.town.settings import Level
from chargeplan.town.tasks import Solver, TaskState

SHIPPED = assets_folder() / "town" / "own_sheets.toml"


def test_every_state_level_and_solver_has_its_words() -> None:
    choices = load_own_sheet_words().choices
    for name, values in (("states", TaskState), ("solvers", Solver), ("levels", Level)):
        assert set(choices[name].words) == {value.value for value in values}
    assert choices["states"].all_written("zh_CN") == ("发现", "交办", "办结", "销号")
    assert [choices["states"].meant(text) for text in (" 已 办结 ", "HANDLED", "好")] == [
        "handled", "handled", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('headings = ["销号人"', 'headings = ["办结日期"', "once"),
        ('kind = "state"', 'kind = "mood"', "one of"),
        ('title = { zh_CN = "备注", en = "Note" }', 'title = { zh_CN = "备注" }', "a text in"),
        ('yes = { zh_CN = ["是"', 'yes = { zh_CN = [], en = [] }\nmaybe = { zh_CN = ["是"', "words in"),
    ],
)
def test_faults_are_told(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "own.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=words):
        read_own_sheet_words(path)
