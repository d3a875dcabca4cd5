"""Letters of columns: Z is the 26th, AA the 27th, XFD the 16,384th and last of a workbook."""

from __future__ import annotations

import subprocess
import sys

import pytest

from chargeplan.files.column_letters import column_letters, column_number


@pytest.mark.parametrize(
    ("number", "letters"),
    [(1, "A"), (26, "Z"), (27, "AA"), (28, "AB"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")],
)
def test_columns_are_called_as_spreadsheet_programs_do(number: int, letters: str) -> None:
    assert column_letters(number) == letters
    assert column_number(letters) == column_number(letters.lower()) == number


@pytest.mark.parametrize("letters", ["", "A1", "AAAA", "甲"])
def test_what_is_no_column_has_no_number(letters: str) -> None:
    with pytest.raises(ValueError, match="^" + letters + "$"):
        column_number(letters)


def test_who_opens_a_register_loads_no_writer_and_no_second_reader_of_workbooks() -> None:
    told = "import sys, chargeplan.files.town_opening; print({'openpyxl', 'xlsxwriter'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
