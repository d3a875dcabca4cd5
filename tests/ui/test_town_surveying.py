"""Plans worked out beside a town's window: figures come in, failures are told, what is done is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from factories import small_project
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView
from town_rows import register, row

from chargeplan.files.project_file import project_bytes
from chargeplan.files.town_layout import Layout
from chargeplan.files.town_reading import RegisterReading
from chargeplan.files.town_store import OwnSheets
from chargeplan.i18n import set_language
from chargeplan.town.register import Register
from chargeplan.ui.town.session import Opened, TownSession
from chargeplan.ui.town.survey_bar import FailedPlansDialog, SurveyBar
from chargeplan.ui.town.surveying import Surveying, SurveyState


@pytest.fixture
def session(qapp) -> Iterator[TownSession]:
    """Return a session of no register, its threads ended afterwards."""
    set_language("en")
    made = TownSession()
    yield made
    made.close()


@pytest.fixture
def surveying(session: TownSession) -> Iterator[Surveying]:
    """Return what works out the plans of the session."""
    made = Surveying(session)
    yield made
    made.close()


def _opened(folder: Path, found: Register) -> Opened:
    reading = RegisterReading(found, Layout("", 1), {}, {}, (), (), "")
    return Opened(folder / "town.town.xlsx", reading, OwnSheets(None, ()))


def _town(folder: Path, names: tuple[str, ...], missing: tuple[str, ...] = ()) -> Opened:
    for name in names:
        project = small_project()
        estate = replace(project.estate, name=name)
        (folder / f"{name}.chargeplan").write_bytes(project_bytes(replace(project, estate=estate)))
    rows = (row(name, plan=f"{name}.chargeplan") for name in (*names, *missing))
    return _opened(folder, register(*rows, row("unplanned")))


def test_figures_come_in_and_failures_are_told(
    session: TownSession, surveying: Surveying, tmp_path: Path, qtbot
) -> None:
    """Two plans and a missing one: the bar is seen meanwhile, then leads to the one that failed."""
    bar = SurveyBar(session, surveying)
    qtbot.addWidget(bar)
    states: list[SurveyState] = []
    surveying.progressed.connect(states.append)
    assert bar.isHidden()
    with qtbot.waitSignal(surveying.ended, timeout=30000) as ended:
        session.take(_town(tmp_path, ("one", "two"), ("gone",)))
        assert surveying.running
        assert not bar.isHidden()
        assert not bar.cancel.isHidden()
    assert ended.args == [True]
    assert states[0] == SurveyState(0, 3)
    assert (states[-1].done, states[-1].total) == (3, 3)
    assert {plan: outcome.failure is None for (plan, _), outcome in session.outcomes.items()} == {
        "one.chargeplan": True, "two.chargeplan": True, "gone.chargeplan": False,
    }  # fmt: skip
    qtbot.waitUntil(lambda: session.comparison is not None and not session.working, timeout=10000)
    assert session.comparison is not None
    assert session.comparison.estates[0].standing.after.stalls == 20
    assert not bar.isHidden()
    assert bar.cancel.isHidden()
    assert bar.text.text() == "Plans that gave no figures: 1."
    qtbot.mouseClick(bar.show_failed, Qt.MouseButton.LeftButton)
    dialog = next(one for one in bar.window().findChildren(FailedPlansDialog))
    table = dialog.findChild(QTableView, "failedPlansTable")
    cells = [table.model().index(0, column).data() for column in range(4)]
    reason = "gone.chargeplan cannot be opened: the file or its folder is not there"
    assert cells == ["gone", "Estate gone", "gone.chargeplan", reason]
    place = table.visualRect(table.model().index(0, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert session.selected == ("gone",)
    dialog.close()
    assert not surveying.running

    with qtbot.waitSignal(surveying.ended, timeout=30000):  # what is wanted is worked out
        session.edit_rows({"unplanned": {"plan": "two.chargeplan", "scheme": "scheme-1"}}, "Plan")
    assert session.outcomes["two.chargeplan", "scheme-1"].figures is not None
    assert len(session.outcomes) == 4


def test_cancelling_keeps_what_is_done_and_goes_on_when_asked(
    session: TownSession, surveying: Surveying, tmp_path: Path, qtbot
) -> None:
    """Cancelled with the first plan done: it stays, and the bar offers to do the rest."""
    bar = SurveyBar(session, surveying)
    qtbot.addWidget(bar)
    names = tuple(f"plan{number}" for number in range(24))
    session.take(_town(tmp_path, names))
    qtbot.waitUntil(lambda: surveying.state.done >= 1, timeout=30000)
    with qtbot.waitSignal(surveying.ended, timeout=30000) as ended:
        qtbot.mouseClick(bar.cancel, Qt.MouseButton.LeftButton)
    assert ended.args == [False]
    done = len(session.outcomes)
    assert 1 <= done < 24
    assert bar.text.text() == "Not all plans were worked out; what was done is kept."
    with qtbot.waitSignal(surveying.ended, timeout=30000) as ended:
        qtbot.mouseClick(bar.again, Qt.MouseButton.LeftButton)
    assert ended.args == [True]
    assert len(session.outcomes) == 24
    assert bar.isHidden()


def test_another_register_ends_the_survey_of_the_first(
    session: TownSession, surveying: Surveying, tmp_path: Path, qtbot
) -> None:
    """What comes back for the first is dropped; a register without plans needs no survey."""
    session.take(_town(tmp_path, ("one", "two")))
    assert surveying.running
    session.take(_opened(tmp_path, register(row("plain"))))
    assert not surveying.running
    assert session.outcomes == {}


def test_a_saved_plan_is_known_by_the_name_that_the_register_gives_it(
    session: TownSession, surveying: Surveying, tmp_path: Path
) -> None:
    """Backslashes and detours lead to the same file; addresses of the net lead to none."""
    plans = ("https://a/one.chargeplan", "north\\..\\north\\two.chargeplan", "a\0b")
    (tmp_path / "north").mkdir()
    session.reading = _opened(tmp_path, register(*(row(plan, plan=plan) for plan in plans))).reading
    session.path = tmp_path / "town.town.xlsx"
    assert surveying.wants(tmp_path / "north" / "two.chargeplan")
    assert not surveying.wants(tmp_path / "two.chargeplan")


def test_the_bar_says_how_long_it_takes(session: TownSession, surveying: Surveying, qtbot) -> None:
    """37 of 178 plans, the current estate, and 170 s left, which are nearer to 3 min than to 2."""
    bar = SurveyBar(session, surveying)
    qtbot.addWidget(bar)
    surveying.progressed.emit(SurveyState(37, 178, "Mingzhu", 170.0))
    assert bar.text.text() == "Plan 37 of 178 · Mingzhu · about 3 min left"
    surveying.progressed.emit(SurveyState(177, 178, "", 5.0))
    assert bar.text.text() == "Plan 177 of 178 · less than a minute left"
