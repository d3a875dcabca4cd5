"""The verb `compare`: from a register to its workbook, with totals, failures and refusals in words."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from factories import small_project

from chargeplan.cli import run
from chargeplan.files.project_file import save_project
from chargeplan.files.town_register_writing import register_xlsx
from chargeplan.survey.whole_town import amount_cny
from chargeplan.town.register import EstateRow, Facilities, Register


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Return a register of two planned estates, one of which has its plan, and one that tells little."""
    save_project(small_project(), tmp_path / "one.chargeplan")
    hazards_unknown = EstateRow("E3", "Three", existing=Facilities(5, 1, 5))
    rows = (
        EstateRow("E1", "One", households=24, plan="one.chargeplan"),
        EstateRow("E2", "Two", plan="gone.chargeplan"),
        hazards_unknown,
    )
    path = tmp_path / "small.town.xlsx"
    path.write_bytes(register_xlsx(Register("Small town", rows)))
    return path


def test_a_register_becomes_a_workbook_and_a_few_lines(
    register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One shed of 20 stalls and one pile is all that is known; of the two others nothing follows.

    The shed costs less than a million, and serves all 24 households of its doorway: the best there is.
    """
    target, report = register.with_name("out.xlsx"), register.with_name("out.pdf")
    arguments = ["compare", str(register), "-o", str(target), "--budget", "100\u4e07", "--workers", "1"]
    assert run([*arguments, "--pdf", str(report)]) == 0
    assert report.read_bytes().startswith(b"%PDF")
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0] == "Town: Small town"
    assert "Estates: 3" in lines[1]
    assert "Charging facilities with the chosen schemes: 1 (2 unknown)" in lines
    assert "Bikes that can be parked with the chosen schemes: 20 (2 unknown)" in lines
    budget = next(line for line in lines if line.startswith("Budget: "))
    assert budget.startswith("Budget: 1 schemes for ")
    assert budget.endswith(" of 1,000,000.00 CNY, 24 households newly served; proven to be the best")
    assert "Plans worked out: 1" in lines
    assert lines[-1] == "  E2 Two: gone.chargeplan cannot be opened: the file or its folder is not there"
    assert err.splitlines() == ["1/2", "2/2"]
    first = target.read_bytes()
    assert run(arguments) == 0  # the figures of the plan were kept, and nothing differs
    assert target.read_bytes() == first
    assert len(openpyxl.load_workbook(target).sheetnames) > 5


@pytest.mark.parametrize(
    ("extra", "told"),
    [
        (["--budget", "0"], "more than 0"),
        (["--budget", "-5"], "more than 0"),
        (["--budget", "abc"], "abc is no amount of money"),
        (["--budget", ""], "no amount of money"),
        (["--budget", "1e999"], "no amount of money"),
        (["--budget", "9" * 40], "more than"),
        (["--workers", "0"], "--workers is at least 1 and not 0"),
        (["--workers", "two"], "invalid int value"),
        (["--scheduler", "localhost"], "is no address of a scheduler"),
        (["-o", "{register}"], "is the register itself"),
        (["-o", "{folder}/no/such/x.xlsx"], "cannot be written"),
        (["--pdf", "{register}"], "is the register itself"),
        (["-o", "{folder}/yuanxi.chargeplan"], "is named as a plan"),
        (["--pdf", "{folder}/no/such/x.pdf"], "cannot be written"),
        (["--pdf", "{folder}/out.xlsx"], "is to be both workbook and report"),
        (["-o", "{folder}"], "there is a folder of that name"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    extra: list[str], told: str, register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 2, one line, nothing on standard output, no workbook, the register as it was."""
    before = register.read_bytes()
    extra = [text.format(register=register, folder=register.parent) for text in extra]
    target = register.with_name("out.xlsx")
    assert run(["compare", str(register), "-o", str(target), *extra]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert told in err
    assert len(err.strip().splitlines()) == 1
    assert not target.exists()
    assert register.read_bytes() == before


def test_without_a_display_opening_a_register_compares_it(
    register: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The workbook goes to the folder `build`."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.chdir(register.parent)
    assert run([str(register)]) == 0
    assert (register.parent / "build" / "small.town-figures.xlsx").is_file()
    assert "Town: Small town" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "amount"),
    [("3000000", 3_000_000), (" 3,000,000 ", 3_000_000), ("300\u4e07", 3_000_000), ("12.5 \u4e07", 125_000)],
)
def test_money_is_read_as_it_is_written(text: str, amount: int) -> None:
    """With commas, spaces around it, or in units of ten thousand: 12.5 × 10,000 = 125,000."""
    assert amount_cny(text) == amount
