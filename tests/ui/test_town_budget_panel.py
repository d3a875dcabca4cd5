"""The panel of the budget: typed money, the proven answer by years, who got nothing, and what cannot be.

Six estates of 100 households without a socket lack 14 each; one plan of 130 sockets for 260,000 CNY sets the
price at 2,000 CNY a socket, so that each of the others costs 28,000 CNY and serves its 100 households.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QSpinBox, QTableView, QTabWidget, QToolButton
from town_rows import known_row, outcome, outcomes, reach, register

from chargeplan.files.town_layout import Layout
from chargeplan.files.town_reading import RegisterReading
from chargeplan.files.town_store import OwnSheets
from chargeplan.i18n import set_language
from chargeplan.town.defaults import default_settings
from chargeplan.town.settings import Budget
from chargeplan.ui.town.budget_panel import BudgetPanel
from chargeplan.ui.town.session import Opened, TownSession


@pytest.fixture
def session(qapp, tmp_path) -> Iterator[TownSession]:
    """Return a session of six estates and one that is planned."""
    set_language("en")
    made = TownSession()
    rows = [known_row(code) for code in "ABCDEF"]
    planned = known_row("P", plan="a.chargeplan")
    reading = RegisterReading(register(*rows, planned), Layout("", 1), {}, {}, (), (), "")
    made.take(Opened(tmp_path / "town.town.xlsx", reading, OwnSheets(default_settings(), ())))
    made.set_outcomes(
        outcomes(outcome(reach_before=reach(10, 0, 871, 0), reach_after=reach(10, 9, 871, 800)))
    )
    yield made
    made.close()


@pytest.fixture
def panel(qtbot, session) -> BudgetPanel:
    """Return the panel as it is seen at the side of a window."""
    made = BudgetPanel(session)
    qtbot.addWidget(made)
    made.resize(360, 860)
    made.show()
    wait_for(qtbot, made, session)
    return made


def wait_for(qtbot, panel: BudgetPanel, session: TownSession) -> None:
    """Wait until the money is shared out."""
    qtbot.waitUntil(
        lambda: session.comparison is not None and not session.working and not panel.work.working,
        timeout=10_000,
    )


def type_into(panel: BudgetPanel, name: str, text: str) -> QLineEdit:
    """Type into a field instead of what is there, and press Enter."""
    field = panel.findChild(QLineEdit, name)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    return field


def says(panel: BudgetPanel, name: str) -> str:
    """Return what a label says, nothing where it is hidden."""
    label = panel.findChild(QLabel, name)
    return label.text() if label.isVisible() else ""


def column(panel: BudgetPanel, table: str, number: int) -> list[str]:
    """Return the cells of a column as they are shown."""
    model = panel.findChild(QTableView, table).model()
    return [model.index(row, number).data() for row in range(model.rowCount())]


def test_a_typed_budget_is_shared_out_and_proven(qtbot, panel, session):
    """90,000 CNY pay three of the estates, 84,000 CNY; the plan for 260,000 is too dear."""
    type_into(panel, "budgetTotal", "9w")
    wait_for(qtbot, panel, session)
    assert session.settings.budget == Budget(Decimal(90_000))
    assert says(panel, "budgetRead") == "¥90,000.00 = 9.00 ×10,000 CNY"
    assert says(panel, "budgetVerdict").startswith("Proven")
    assert "3 schemes for ¥84,000.00 serve 300 households anew" in says(panel, "budgetTold")
    assert "3 of the schemes are estimates" in says(panel, "budgetTold")
    assert column(panel, "budgetChosen", 2) == ["2.80 est."] * 3
    reasons = dict(zip(column(panel, "budgetLosers", 0), column(panel, "budgetLosers", 2), strict=True))
    assert reasons["Estate P"] == "costs more than any year has"
    assert set(reasons.values()) == {"costs more than any year has", "the same money serves more elsewhere"}
    needed = dict(zip(column(panel, "budgetLosers", 0), column(panel, "budgetLosers", 1), strict=True))
    assert needed["Estate D"] == "11.20"
    assert session.curve[-1].households == 1_400
    assert not panel.progress.isVisible()


def test_years_are_shared_out_evenly_and_lose_what_they_leave_over(qtbot, panel, session):
    """45,000 CNY a year pay one estate each."""
    type_into(panel, "budgetTotal", "90000")
    panel.findChild(QSpinBox, "budgetYears").stepUp()
    wait_for(qtbot, panel, session)
    assert session.settings.budget.yearly_cny == (Decimal(45_000), Decimal(45_000))
    assert column(panel, "budgetChosen", 0) == ["1", "2"]
    assert "Year 2: 1 schemes for ¥28,000.00 of ¥45,000.00" in says(panel, "budgetTold")


def test_what_is_no_amount_stays_red_and_changes_nothing(qtbot, panel, session):
    type_into(panel, "budgetTotal", "90000")
    wait_for(qtbot, panel, session)
    for text in ("much", "0", "-5", "9999999999999"):
        field = type_into(panel, "budgetTotal", text)
        assert field.text() == text
        assert field.property("fault")
        assert says(panel, "budgetFault")
        assert session.settings.budget == Budget(Decimal(90_000))
    type_into(panel, "budgetTotal", "60000")
    assert not says(panel, "budgetFault")
    assert session.settings.budget == Budget(Decimal(60_000))


def test_floors_that_cannot_be_met_are_told(qtbot, panel, session):
    """All estates lie in one committee of known rows; it is to have 40 schemes of seven."""
    type_into(panel, "budgetTotal", "90000")
    QTest.mouseClick(panel.findChild(QToolButton, "budgetFloors"), Qt.MouseButton.LeftButton)
    session.edit_rows({code: {"committee": "First"} for code in "ABCDEF"}, "Committee")
    wait_for(qtbot, panel, session)
    panel.findChild(QSpinBox, "floorCount_committee").setValue(40)
    wait_for(qtbot, panel, session)
    assert "cannot be met" in says(panel, "budgetVerdict")
    assert "First: 40 schemes are asked for, there are 6." in says(panel, "budgetVerdict")
    panel.findChild(QSpinBox, "floorCount_committee").setValue(4)
    wait_for(qtbot, panel, session)
    assert says(panel, "budgetVerdict").endswith("Together they need at least ¥112,000.00.")


def test_selection_is_shared_and_a_step_back_shares_out_anew(qtbot, panel, session):
    type_into(panel, "budgetTotal", "90000")
    wait_for(qtbot, panel, session)
    table = panel.findChild(QTableView, "budgetChosen")
    table.selectRow(1)
    code = session.allocation.choices[1].candidate.estate_code
    assert session.selected == (code,)
    cell = table.visualRect(table.model().index(0, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    names = column(panel, "budgetChosen", 1)
    assert names == sorted(names, reverse=True)
    selected = [index.siblingAtColumn(1).data() for index in table.selectionModel().selectedRows()]
    assert [f"Estate {code}" for code in session.selected] == selected
    session.select(["D"], "elsewhere")
    tabs = panel.findChild(QTabWidget, "budgetTabs")
    tabs.setCurrentIndex(1)
    losers = panel.findChild(QTableView, "budgetLosers")
    assert [index.data() for index in losers.selectionModel().selectedRows()] == ["Estate D"]
    session.undo_stack.undo()
    wait_for(qtbot, panel, session)
    assert (session.settings.budget, session.allocation) == (None, None)
    assert panel.findChild(QLineEdit, "budgetTotal").text() == ""


def test_who_cancels_keeps_the_answer_that_is_there(qtbot, panel, session, monkeypatch):
    """The search for the best is held until it is called off; the answer at once stays, not proven."""
    from chargeplan.town import allocating

    def held(candidates, budget, cancelled, progress, *, needs):
        while not cancelled():
            progress(1, 2)
        return replace(allocating.greedy(candidates, budget), bound=10**9, stopped=True)

    monkeypatch.setattr(allocating, "allocate", held)
    type_into(panel, "budgetTotal", "90000")
    cancel = panel.findChild(QPushButton, "budgetCancel")
    qtbot.waitUntil(lambda: panel.stage.text().startswith("Benefit"), timeout=10_000)
    QTest.mouseClick(cancel, Qt.MouseButton.LeftButton)
    wait_for(qtbot, panel, session)
    assert len(session.allocation.choices) == 3
    assert says(panel, "budgetVerdict").endswith("It was cancelled.")
