"""A register is opened by the columns that were chosen, as long as they are there."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from dirty_registers import workbook, written

from chargeplan.errors import CalledOff
from chargeplan.files.town_layout import Layout, with_layout
from chargeplan.files.town_opening import open_town
from chargeplan.files.town_register import read_register
from chargeplan.files.town_store import save_own
from chargeplan.town.defaults import default_settings

HEADS = ("编号", "小区名称", "总户数", "旧户数")
ROWS = [HEADS, ("1", "甲苑", 300, 280)]
OLD = Layout("台账", 1, 1, {"code": 1, "name": 2, "households": 4}, {"households": "旧户数"})


def kept(path: Path) -> Path:
    """Keep the layout OLD in the settings of a register."""
    fingerprint = read_register(path).fingerprint
    saved = save_own(path, with_layout(default_settings(), OLD), (), expected_fingerprint=fingerprint)
    assert not saved.copy
    return saved.path


def test_a_register_is_guessed_until_somebody_chose(tmp_path: Path) -> None:
    path = written(tmp_path, workbook(ROWS))
    reading, own = open_town(path)
    assert (reading.register.rows[0].households, own.settings) == (300, None)


def test_the_chosen_columns_hold_when_it_is_opened_again(tmp_path: Path) -> None:
    path = kept(written(tmp_path, workbook(ROWS)))
    reading, own = open_town(path)
    assert reading.register.rows[0].households == 280
    assert own.settings is not None
    assert own.settings.weights == default_settings().weights


def test_reading_that_nobody_wants_any_more_is_called_off(tmp_path: Path) -> None:
    """It is asked while the sheet is looked through, and again while its rows are read."""
    path = written(tmp_path, workbook([HEADS, *((str(n), f"小区{n}", n, n) for n in range(100))]))
    asked: list[bool] = []

    def after(questions: int) -> bool:
        asked.append(True)
        return len(asked) > questions

    for questions in (0, 3):
        asked.clear()
        with pytest.raises(CalledOff):
            open_town(path, cancelled=lambda most=questions: after(most))
    asked.clear()
    open_town(path, cancelled=lambda: after(99))
    assert len(asked) == 6


def test_columns_that_are_gone_are_guessed_anew(tmp_path: Path) -> None:
    """Somebody took the column away in a spreadsheet program: better a guess than half a register."""
    path = kept(written(tmp_path, workbook(ROWS)))
    book = openpyxl.load_workbook(path)
    book["台账"].delete_cols(4)
    book.save(path)
    reading, _ = open_town(path)
    assert reading.mapping["households"] == 3
    other = Layout("台账", 1, 1, {"name": 2})
    assert open_town(path, other)[0].mapping == {"name": 2}
