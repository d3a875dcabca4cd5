"""Columns of a grid as they are put in order, and what a table of a town does not work out twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import town_samples

from chargeplan.files.town_register_writing import register_xlsx
from chargeplan.i18n import set_language
from chargeplan.town.settings import Level
from chargeplan.ui.settings import Settings
from chargeplan.ui.town.grid import word_ranks
from chargeplan.ui.town.session import TownSession
from chargeplan.ui.town.table_page import TablePage


@pytest.fixture
def session(qapp: object, qtbot, tmp_path: Path) -> Iterator[TownSession]:
    set_language("en")
    path = tmp_path / "seven.town.xlsx"
    path.write_bytes(register_xlsx(town_samples.comparison().register))
    made = TownSession()
    made.open(path)
    qtbot.waitUntil(lambda: made.comparison is not None and not made.working, timeout=30000)
    yield made
    made.close()


def test_words_stand_by_the_numbers_in_them(qapp: object) -> None:
    """Two comes before ten, though its digit comes after."""
    ranks = word_ranks(frozenset({"Estate 10", "Estate 2", "court"}), "en")
    assert ranks == {"court": 0.0, "Estate 2": 1.0, "Estate 10": 2.0}


def test_the_names_of_estates_are_put_in_order_before_anybody_asks(session: TownSession) -> None:
    before = word_ranks.cache_info().misses
    word_ranks(frozenset(row.name for row in session.register.rows), "en")
    assert word_ranks.cache_info().misses == before


def test_a_level_that_comes_back_knows_what_it_worked_out(
    session: TownSession, settings: Settings, qtbot
) -> None:
    page = TablePage(session, settings)
    qtbot.addWidget(page)
    page.show_level(None)
    estates = page.model.grid
    page.show_level(Level.STREET)
    page.show_level(None)
    assert page.model.grid is estates
    session.change_tasks(session.tasks[:-1], "One less")
    page.show_level(None)
    assert page.model.grid is not estates
