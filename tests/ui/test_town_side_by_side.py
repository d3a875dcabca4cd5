"""Estates and schemes side by side: figures in rows with the best of each marked, plans where there are any.

Of `town_samples`: E1 has score 80 and 0 -> 130 sockets, E2 60 and 10 -> 50, E4 10 and no plan, E6 is unknown.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import town_samples
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from town_rows import known_row, outcome, outcomes, reach, register, row
from window_driver import click, example, find

from chargeplan.i18n import set_language
from chargeplan.town.comparing import compare
from chargeplan.town.comparison import Assessed
from chargeplan.town.defaults import default_settings
from chargeplan.ui.town.side_by_side import BEST, SideBySide
from chargeplan.ui.town.side_rows import SideRow, side_rows

E1, E2, _, E4, _, E6, _ = town_samples.seven()


@pytest.fixture(autouse=True)
def _english() -> None:
    set_language("en")


def rows_of(*sides: Assessed | None) -> dict[str, SideRow]:
    found = side_rows(sides, town_samples.settings())
    return {line.title: line for line in found}


def texts(line: SideRow) -> list[str]:
    return [figure.text for figure in line.figures]


def test_the_best_score_is_the_lowest_and_the_unknown_is_never_the_best() -> None:
    line = rows_of(E1, E2, E6)["Grade and score"]
    assert texts(line) == ["D · 80.0", "C · 60.0", "unrated"]
    assert line.best == {1}
    assert rows_of(E1, E6)["Grade and score"].best == frozenset()


def test_equal_figures_are_all_or_none_the_best() -> None:
    """Two of three that are equal and better are both marked; where all are equal none is."""
    assert rows_of(E2, E1, E2)["Grade and score"].best == {0, 2}
    assert rows_of(E1, E1)["Grade and score"].best == frozenset()


def test_counts_are_held_against_each_other_between_schemes_of_one_estate_alone() -> None:
    """More sockets in a larger estate are not better; in the same estate they are."""
    line = rows_of(E1, E2)["Sockets"]
    assert (texts(line), line.best) == (["0 → 130", "10 → 50"], frozenset())
    few = row("E1", households=100, plan="a.chargeplan", scheme="few")
    many = row("E1", households=100, plan="a.chargeplan", scheme="many")
    found = outcomes(
        outcome(scheme="few", reach_after=reach(61, 30, 871, 400)),
        outcome(scheme="many", reach_after=reach(61, 61, 871, 871), cost_cny=Decimal(300_000)),
    )
    sides = [compare(register(one), found, default_settings()).estates[0] for one in (few, many)]
    lines = {line.title: line for line in side_rows(sides, default_settings())}
    assert lines["In all"].best == {0}
    assert lines["Doorways served on foot"].best == {1}
    assert texts(lines["Doorways served on foot"]) == ["— → 30/61", "— → 61/61"]
    assert lines["Households"].best == frozenset()


def test_a_side_that_is_still_being_worked_out_has_no_figures() -> None:
    assert texts(rows_of(E1, None)["Sockets"]) == ["0 → 130", "—"]


# --- the dialog ---------------------------------------------------------------------------------------


@pytest.fixture
def sides(qapp, tmp_path: Path) -> Iterator[SideBySide]:
    """Return Linyuan, an estate whose plan is not there, and one without a plan, side by side."""
    shutil.copyfile(example("linyuan"), tmp_path / "linyuan.chargeplan")
    rows = (
        row("L", plan="linyuan.chargeplan"),
        row("M", plan="missing.chargeplan"),
        known_row("N", sockets=4),
    )
    held = compare(register(*rows), {}, default_settings()).estates
    dialog = SideBySide(held, tmp_path)
    dialog.show()
    yield dialog
    dialog.close()


def head(dialog: SideBySide) -> list[str]:
    model = find(dialog, "sideTable").model()
    return [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]


def cells(dialog: SideBySide, title: str) -> list[str]:
    model = find(dialog, "sideTable").model()
    (at,) = [at for at in range(model.rowCount()) if model.index(at, 0).data() == title]
    return [model.index(at, column).data() for column in range(1, model.columnCount())]


def told(dialog: SideBySide, number: int) -> str:
    return find(dialog, f"sideTold{number}").text()


def test_plans_are_drawn_and_where_there_is_none_it_is_told(sides, qtbot) -> None:
    """Linyuan has 15 sockets and gets 36 more; before, 6 of 18 doorways are served, then 17."""
    plan = find(sides, "sidePlan0")
    qtbot.waitUntil(lambda: plan.isVisible() and "Working" not in told(sides, 1), timeout=20000)
    assert len(plan.scene().items()) == 1
    assert "missing.chargeplan" in told(sides, 1) and find(sides, "sideTold1").isVisible()
    assert "no plan" in told(sides, 2) and "estimate" in told(sides, 2)
    assert cells(sides, "Sockets") == ["15 → 51", "— → —", "4 → 14 est."]
    assert cells(sides, "Doorways served on foot")[0] == "6/18 → 17/18"
    before = bytes(plan.grab().toImage().constBits())
    click(sides, "sideWalking")
    assert bytes(plan.grab().toImage().constBits()) != before


def test_of_one_estate_the_schemes_stand_side_by_side(qapp, qtbot, tmp_path: Path) -> None:
    """Mingzhu has two schemes; the better figure of a row has a star and is heavier."""
    shutil.copyfile(example("mingzhu"), tmp_path / "mingzhu.chargeplan")
    held = compare(register(row("S", plan="mingzhu.chargeplan")), {}, default_settings()).estates
    dialog = SideBySide(held, tmp_path)
    dialog.show()
    qtbot.waitUntil(
        lambda: len(head(dialog)) == 3 and all("·" in name for name in head(dialog)[1:]), timeout=30000
    )
    stalls = cells(dialog, "Bikes that can be parked")
    assert stalls == ["0 → 36", f"{BEST} 0 → 101"]
    chooser = find(dialog, "sideScheme1")
    QTest.keyClick(chooser, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: cells(dialog, "Bikes that can be parked") == ["0 → 36"] * 2, timeout=30000)
    dialog.close()
