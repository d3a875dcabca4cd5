"""The panel of the selected estate: grade with its causes, figures with their origin, differences, tasks.

P has a plan: 871 households instead of the register's 880, 117 sockets needed, 130 new ones for 260,000 CNY.
B has 100 households, 4 of 14 sockets: 10 are missing, estimated at 2,000 CNY each. U is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from town_rows import known_row, outcome, outcomes, reach, register, row

from chargeplan.i18n import set_language
from chargeplan.town.comparing import compare
from chargeplan.town.defaults import default_settings
from chargeplan.town.figures import PlanFailure, PlanOutcome
from chargeplan.town.grading import Grade
from chargeplan.town.register import EstateRow, Hazards
from chargeplan.ui.town.estate_panel import EstatePanel
from chargeplan.ui.town.session import TownSession

SETTINGS = replace(default_settings(), as_of=date(2026, 3, 31))
PLANNED = row(
    "P",
    households=880,
    district="Pudong",
    street="Chuansha",
    plan="a.chargeplan",
    hazards=Hazards(9, 0, 0),
    source="survey",
    as_of=date(2026, 3, 1),
)
FOUND = outcome(errors=2, warnings=1, reach_before=reach(61, 0, 871, 0), reach_after=reach(61, 50, 871, 700))


@pytest.fixture
def session(qapp) -> Iterator[TownSession]:
    """Return a session that compares P, B and U, and an estate whose name looks like markup."""
    set_language("en")
    made = TownSession()
    rows = (
        PLANNED,
        known_row("B", sockets=4, hazards=(1, 1, 1)),
        row("U"),
        EstateRow("M", "<b>M</b> & Sons"),
    )
    made.comparison = compare(register(*rows), outcomes(FOUND), SETTINGS)
    hold(made)
    yield made
    made.close()


def hold(session: TownSession) -> None:
    """Let the session find its estates by their codes."""
    session._hold(session.comparison)


@pytest.fixture
def panel(qtbot, session) -> EstatePanel:
    """Return the panel as it is seen at the side of a window."""
    made = EstatePanel(session)
    qtbot.addWidget(made)
    made.resize(340, 900)
    made.show()
    return made


def text(panel: EstatePanel, name: str) -> str:
    """Return what a label says."""
    return panel.findChild(QLabel, name).text()


def figures(panel: EstatePanel, name: str) -> tuple[str, str]:
    """Return the two figures of a row."""
    return text(panel, f"{name}1"), text(panel, f"{name}2")


def test_nothing_is_explained_before_an_estate_is_selected(panel, session):
    assert panel.findChild(QLabel, "estateEmpty").isVisible()
    assert not panel.findChild(QLabel, "estateName").isVisible()
    session.select(["B"])
    assert not panel.findChild(QLabel, "estateEmpty").isVisible()
    assert text(panel, "estateName") == "Estate B"


def test_a_grade_with_its_causes(panel, session):
    """Points: sockets 71.43, wires 50, corridors 100, doorways 100, by weights 35, 20, 25, 10; stalls none.

    2,500 + 1,000 + 2,500 + 1,000 = 7,000 of 10,000: 70.00, a C. Sockets 35.7, corridors 35.7 %, 14.3 % each
    of the others: as exact parts 35.714…, 35.714…, 14.285…, 14.285…; rounded down they lack 0.2, which go to
    the largest remainders 0.085…, those of wires and doorways. P has 100 for sockets and stalls and 51.66 for
    wires, 5,533 in all: B is the worse of the two that are rated.
    """
    session.select(["B"])
    assert panel.sign.grade is Grade.C
    assert text(panel, "estateGrade").split("\n")[:3] == [
        "C, high risk",
        "Score 70.00 of 100, more is worse",
        "Rank 1 of 2, 1 is the worst",
    ]
    assert text(panel, "estateGrade").split("\n")[-1] == (
        "With the scheme, hazards as reported: B, score 45.00"
    )
    shares = [text(panel, f"causePercent{at}") for at in range(4)]
    assert shares == ["35.7 %", "35.7 %", "14.3 %", "14.3 %"]
    assert text(panel, "causeTitle0") == "Sockets short as a share of the need (before)"
    assert panel.findChild(QLabel, "causePercent4") is None


def test_figures_of_an_estimate_are_marked(panel, session):
    """10 sockets at 2,000 CNY; P's chargers have 10 sockets, so one more."""
    session.select(["B"])
    assert figures(panel, "figureSockets") == ("4", "14 est.")
    assert figures(panel, "figureChargers") == ("0", "1 est.")
    assert figures(panel, "figureSocketsShort") == ("10", "0 est.")
    assert figures(panel, "figureCost") == ("", "¥20,000.00 est.")
    assert figures(panel, "figureDoorways") == ("—", "—")
    assert text(panel, "estateOrigin").startswith("Estimate (est.)")
    assert not panel.findChild(QLabel, "estateFindings").isVisible()


def test_figures_of_a_plan_its_findings_and_differences(panel, session):
    session.select(["P"])
    assert figures(panel, "figureHouseholds") == ("", "871")
    assert figures(panel, "figureSockets") == ("0", "130")
    assert figures(panel, "figureDoorways") == ("0 of 61", "50 of 61")
    assert figures(panel, "figureReached") == ("0", "700")
    assert figures(panel, "figureCostPerSocket") == ("", "¥2,000.00")
    assert text(panel, "estateOrigin") == "With the scheme Scheme 1 of the plan a.chargeplan."
    assert text(panel, "estateFindings").endswith("errors 2, warnings 1, hints 0, undecided 0")
    assert text(panel, "estateDifferences") == "· Households: register 880, plan 871"
    assert text(panel, "estateWhere").split("\n")[0] == "P · Pudong / Chuansha"
    assert text(panel, "estateSource") == "Source: survey\nFigures of 2026-03-01"


def test_what_is_unknown_is_named_and_never_zero(panel, session):
    session.select(["U"])
    assert panel.sign.grade is Grade.UNRATED
    assert text(panel, "estateGrade") == "unrated"
    assert "· Flying wires per 100 households" in text(panel, "estateWhy").split("\n")
    assert figures(panel, "figureStalls") == ("—", "—")
    assert figures(panel, "figureHouseholds") == ("", "—")


def test_open_tasks_are_listed(panel, session):
    """Flying wires are due after 15 days: 31 March + 15 days is 15 April."""
    session.select(["P"])
    lines = text(panel, "estateTasks").split("\n")
    assert "· Flying wires: take down, 9 places, residents' committee, found, due 2026-04-15" in lines


def test_a_name_is_shown_letter_by_letter(panel, session):
    session.select(["M"])
    label = panel.findChild(QLabel, "estateName")
    assert label.text() == "<b>M</b> & Sons"
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_several_selected_estates_are_told(panel, session):
    session.select(["B", "P"])
    assert text(panel, "estateName") == "Estate B"
    assert text(panel, "estateSeveral") == "2 estates are selected; this is the first of them."


def test_a_plan_that_failed_says_why(panel, session):
    failed = PlanOutcome("a.chargeplan", "", failure=PlanFailure("gone", "{name} is gone.", {"name": "a"}))
    session.comparison = compare(register(PLANNED), outcomes(failed), SETTINGS)
    hold(session)
    session.select(["P"])
    assert text(panel, "estateFindings") == "The plan gave no figures: a is gone."


def test_a_scheme_that_failed_says_why_below_the_findings(panel, session):
    """It was not chosen, so the plan's figures are there."""
    failure = PlanFailure("scheme_failed", "the scheme {scheme} gives no figures", {"scheme": "B"})
    found = replace(FOUND, failed_alternatives=(failure,))
    session.comparison = compare(register(PLANNED), outcomes(found), SETTINGS)
    hold(session)
    session.select(["P"])
    assert text(panel, "estateFindings").split("\n") == [
        "Findings of the scheme: errors 2, warnings 1, hints 0, undecided 0",
        "the scheme B gives no figures",
    ]


def test_new_ratings_are_followed_and_an_unseen_panel_waits(panel, session):
    session.select(["B"])
    changed = replace(SETTINGS, weights={"sockets_short_share": Decimal(1)})
    panel.hide()
    session.comparison = compare(session.comparison.register, outcomes(FOUND), changed)
    hold(session)
    session.rated.emit()
    assert "70.00" in text(panel, "estateGrade")
    panel.show()
    assert "71.43" in text(panel, "estateGrade")


def test_the_panel_speaks_the_other_language(panel, session):
    session.select(["B"])
    set_language("zh_CN")
    panel.retranslate()
    assert text(panel, "estateGrade").split("\n")[1] == "分值 70.00（满分 100，越高越差）"
