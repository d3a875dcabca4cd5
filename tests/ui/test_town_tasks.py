"""The task list by mouse and keys, and the town saved with it, on the seven estates of `town_samples`.

Their hazards are 2 flying wires and 1 charge in a corridor each, so that each has tasks of both kinds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import town_samples
from PySide6.QtCore import QDate, QEvent, QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from window_driver import click, find, press, when_dialog, write

from chargeplan.files.town_layout import with_layout
from chargeplan.files.town_register_writing import register_xlsx
from chargeplan.files.town_store import read_own
from chargeplan.i18n import set_language
from chargeplan.town.register import Register
from chargeplan.town.tasks import Solver, Task, TaskState
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.town.saving import TownSaving
from chargeplan.ui.town.session import TownSession
from chargeplan.ui.town.task_steps import reached
from chargeplan.ui.town.tasks_panel import TasksPanel

DAY = date(2026, 3, 31)
LATE = Task(
    "E1/manual", "E1", "manual", 1, Solver.COMMITTEE, TaskState.FOUND, date(2026, 1, 1), due=date(2026, 3, 1)
)


def _register(path: Path, **plans: str) -> Path:
    held = town_samples.comparison().register
    rows = tuple(replace(row, plan=plans.get(row.code, "")) for row in held.rows)
    path.write_bytes(register_xlsx(Register(held.title, rows)))
    return path


@pytest.fixture
def session(qapp, qtbot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TownSession]:
    """Return a session on the seven estates, with a task that is 30 days overdue."""
    set_language("en")
    made = TownSession()
    made.open(_register(tmp_path / "seven.town.xlsx"))
    _settle(made, qtbot)
    made.change_settings(replace(made.settings, as_of=DAY), "Day")
    _settle(made, qtbot)
    made.change_tasks((*made.tasks, LATE), "Task")
    made.undo_stack.setClean()
    yield made
    made.close()


def _settle(session: TownSession, qtbot) -> None:
    qtbot.waitUntil(lambda: session.comparison is not None and not session.working, timeout=30000)


@pytest.fixture
def panel(session: TownSession, qtbot) -> Iterator[TasksPanel]:
    made = TasksPanel(session)
    made.resize(1300, 500)
    made.day.setDate(QDate(2026, 4, 1))
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _cells(panel: TasksPanel, field: str) -> list[str]:
    at = panel.model.column_of(field)
    return [panel.model.index(row, at).data() for row in range(panel.model.rowCount())]


def _select(panel: TasksPanel, *ids: str) -> None:
    """Click the rows of these tasks, all but the first with Ctrl."""
    found = [panel.model.task_row(row).task.id for row in range(panel.model.rowCount())]
    for at, name in enumerate(ids):
        index = panel.model.index(found.index(name), 0)
        panel.table.scrollTo(index)
        keys = Qt.KeyboardModifier.ControlModifier if at else Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(
            panel.table.viewport(), Qt.MouseButton.LeftButton, keys, panel.table.visualRect(index).center()
        )


def _task(session: TownSession, name: str) -> Task:
    return next(task for task in session.tasks if task.id == name)


def test_a_state_brings_its_day_and_takes_those_of_later_states_away() -> None:
    """Handled on the 1st, taken back to handed on: the day of handling is gone, that of handing on stays."""
    task = replace(LATE, handed_on=date(2026, 3, 5))
    handled = reached(task, TaskState.HANDLED, DAY)
    assert (handled.handed_on, handled.handled) == (date(2026, 3, 5), DAY)
    back = reached(handled, TaskState.HANDED_ON, date(2026, 4, 9), "Li")
    assert (back.handed_on, back.handled, back.responsible) == (date(2026, 3, 5), None, "Li")
    assert reached(back, TaskState.CHECKED, DAY, "Wang").checker == "Wang"
    assert reached(back, TaskState.FOUND, DAY) == replace(back, state=TaskState.FOUND, handed_on=None)


def test_tasks_are_counted_sifted_and_overdue_ones_marked(panel, session) -> None:
    """One task is overdue, since 2026-03-01, 30 days before the day of the figures."""
    every = len(session.tasks)
    assert find(panel, "taskState_found").text() == f"found {every}"
    assert find(panel, "tasksOverdue").text() == "overdue 1"
    click(panel, "tasksOverdue")
    assert (_cells(panel, "problem"), _cells(panel, "late_days")) == (["manual"], ["30"])
    at = panel.model.column_of("due")
    assert panel.model.index(0, at).data(Qt.ItemDataRole.ForegroundRole) is not None
    click(panel, "tasksOverdue")
    assert set(_cells(panel, "late_days")) == {"", "30"}
    write(find(panel, "taskSearch"), "Yuanxi")
    assert set(_cells(panel, "estate")) == {"Yuanxi"}
    click(panel, "taskState_checked")
    assert panel.model.rowCount() == 0
    click(panel, "clearTaskFilters")
    assert find(panel, "tasksTold").text() == f"{every} of {every} tasks"


def test_several_tasks_are_handed_on_at_once_and_it_is_one_step(panel, session) -> None:
    ids = ("E1/flying_wires", "E2/flying_wires")
    before = session.tasks
    _select(panel, *ids)
    write(find(panel, "taskWho"), "Zhang")
    click(panel, "taskAct_handed_on")
    for name in ids:
        task = _task(session, name)
        assert (task.state, task.handed_on, task.responsible) == (
            TaskState.HANDED_ON, date(2026, 4, 1), "Zhang",
        )  # fmt: skip
    assert find(panel, "taskState_handed_on").text() == "handed on 2"
    assert set(panel.selected_ids()) == set(ids)
    assert session.undo_stack.undoText() == "Hand on 2 tasks"
    session.undo_stack.undo()
    assert session.tasks == before


def _edit(panel: TasksPanel, task_id: str, field: str) -> QWidget:
    found = [panel.model.task_row(row).task.id for row in range(panel.model.rowCount())]
    index = panel.model.index(found.index(task_id), panel.model.column_of(field))
    panel.table.scrollTo(index)
    panel.table.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
    panel.table.setFocus()
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    name = "taskStateBox" if field == "state" else "taskField"
    (editor,) = [one for one in panel.table.findChildren(QWidget, name) if one.isVisible()]
    return editor


def test_cells_are_typed_in_place_and_what_is_no_date_stays_in_its_field(panel, session) -> None:
    field = _edit(panel, "E1/manual", "due")
    write(field, "soon")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.isVisible()
    assert field.toolTip() == "Write a date, such as 2026-03-31."
    field.selectAll()
    write(field, "2026/5/6")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert _task(session, "E1/manual").due == date(2026, 5, 6)
    assert find(panel, "tasksOverdue").text() == "overdue 0"
    note = _edit(panel, "E1/manual", "note")
    write(note, "=1+1 <b>")
    QTest.keyClick(note, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert _task(session, "E1/manual").note == "=1+1 <b>"
    box = _edit(panel, "E1/manual", "state")
    QTest.keyClick(box, Qt.Key.Key_Down)
    QTest.keyClick(box, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert (_task(session, "E1/manual").state, _task(session, "E1/manual").handed_on) == (
        TaskState.HANDED_ON, date(2026, 4, 1),
    )  # fmt: skip
    assert session.undo_stack.undoText() == "Task: State"
    QTest.keyClick(panel.table, Qt.Key.Key_Home)
    QTest.keyClick(panel.table, Qt.Key.Key_Return)  # an estate's name is not typed here


def test_selection_is_that_of_the_estates_and_back(panel, session) -> None:
    _select(panel, "E2/flying_wires")
    assert session.selected == ("E2",)
    session.select(["E3"], "elsewhere")
    assert {name.partition("/")[0] for name in panel.selected_ids()} == {"E3"}
    click(panel, "tasksOfSelected")
    assert set(_cells(panel, "code")) == {"E3"}
    session.select(["E4"], "elsewhere")
    assert set(_cells(panel, "code")) == {"E4"}


# --- saving -----------------------------------------------------------------------------------------


@pytest.fixture
def saving(session: TownSession, qtbot, tmp_path: Path) -> Iterator[TownSaving]:
    window = QWidget()
    yield TownSaving(session, lambda suffix: tmp_path / f"other{suffix}", window)
    window.deleteLater()


def _said() -> list[str]:
    said: list[str] = []

    def read(dialog: QWidget) -> None:
        said.append(find(dialog, "messageText").text())
        dialog.reject()

    when_dialog("messageDialog", read)
    return said


def test_the_town_is_saved_into_its_register(saving, session, qtbot) -> None:
    session.change_tasks(
        tuple(reached(task, TaskState.HANDLED, DAY) for task in session.tasks), "All are handled"
    )
    session.edit_rows({"E2": {"plan": "e2.chargeplan", "progress": "begun"}}, "Link")
    told: list[str] = []
    session.message.connect(told.append)
    assert saving.save()
    assert told == ["seven.town.xlsx is saved."]
    assert not session.modified
    again = TownSession()
    again.open(session.path)
    assert set(again.tasks) == set(session.tasks)
    assert (again.row("E2").plan, again.row("E2").progress) == ("e2.chargeplan", "begun")
    assert (again.settings, again.reading.fingerprint) == (session.settings, session.reading.fingerprint)
    assert saving.save()
    again.close()


def test_a_register_that_is_open_elsewhere_gets_a_copy_and_stays_unsaved(saving, session) -> None:
    before = session.path.read_bytes()
    session.path.with_name(f"~${session.path.name}").write_bytes(b"")
    session.change_tasks((LATE,), "Task")
    said = _said()
    assert saving.save()
    assert "was not overwritten" in said[0]
    assert "seven (2).town.xlsx" in said[0]
    assert session.modified
    assert session.path.read_bytes() == before
    assert read_own(session.path.with_name("seven (2).town.xlsx")).tasks == (LATE,)


def test_what_cannot_be_saved_at_all_is_told_and_stays_in_the_window(saving, session, monkeypatch) -> None:
    from chargeplan.files import atomic

    def full(*_: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(atomic, "_write_whole", full)
    session.change_tasks((LATE,), "Task")
    said = _said()
    assert not saving.save()
    assert "the disk is full" in said[0]
    assert "Nothing is lost" in said[0]
    assert session.modified


def test_saved_in_another_folder_plans_are_named_from_there(saving, session, tmp_path, monkeypatch) -> None:
    others = {"E2": "D:\\plans\\e2.chargeplan", "E3": "https://a.cn/e3.chargeplan"}
    plans = {"E1": "plans\\e1.chargeplan", **others}
    session.edit_rows({code: {"plan": plan} for code, plan in plans.items()}, "Link")
    target = tmp_path / "deep" / "new.town.xlsx"
    target.parent.mkdir()
    monkeypatch.setattr(choosers, "save_register", lambda _parent, _at: target)
    before = session.path.read_bytes()
    old = session.path
    assert saving.save_as()
    assert (session.path, session.row("E1").plan) == (target, "../plans/e1.chargeplan")
    assert not session.modified
    assert old.read_bytes() == before
    again = TownSession()
    again.open(target)
    assert again.row("E1").plan == "../plans/e1.chargeplan"
    assert {code: again.row(code).plan for code in others} == others
    again.close()


def test_a_csv_register_goes_on_as_a_workbook(session, saving, qtbot, tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("编号,小区名称,户数\nE1,甲,100\nE2,乙,200\n", encoding="utf-8")
    session.open(path)
    _settle(session, qtbot)
    session.edit_rows({"E2": {"plan": "e2.chargeplan"}}, "Link")
    said = _said()
    assert saving.save()
    assert "a.town.xlsx" in said[0]
    assert session.path == tmp_path / "a.town.xlsx"
    again = TownSession()
    again.open(session.path)
    assert [(row.code, row.households, row.plan) for row in again.register.rows] == [
        ("E1", 100, ""), ("E2", 200, "e2.chargeplan"),
    ]  # fmt: skip
    assert set(again.tasks) == set(session.tasks)
    again.close()
    session.edit_rows({"E1": {"plan": "e1.chargeplan"}}, "Link")
    assert saving.save()
    assert not session.modified


def test_chosen_columns_are_kept_with_those_that_saving_adds(session, saving, qtbot, tmp_path) -> None:
    """The columns of a register of text were chosen; the workbook beside is read by them and the new one."""
    path = tmp_path / "a.csv"
    path.write_text("编号,小区名称,户数,旧户数\nE1,甲,100,90\n", encoding="utf-8")
    session.open(path)
    _settle(session, qtbot)
    chosen = replace(session.reading.layout, columns={"code": 1, "name": 2, "households": 4}, headings={})
    session.open(path, chosen)
    session.change_settings(with_layout(session.settings, chosen), "Columns")
    session.edit_rows({"E1": {"plan": "e1.chargeplan"}}, "Link")
    _settle(session, qtbot)
    _said()
    assert saving.save()
    assert not session.modified
    again = TownSession()
    again.open(session.path)
    row = again.row("E1")
    assert (row.households, row.plan) == (90, "e1.chargeplan")
    assert again.settings == session.settings
    again.close()


def test_ctrl_s_saves_the_window_s_town_and_leaving_asks_about_what_is_not_saved(
    window, qtbot, chosen, tmp_path
) -> None:
    chosen["open_register"] = _register(tmp_path / "seven.town.xlsx")
    click(window, "startTown")
    town = window.towns.window
    _settle(town.session, qtbot)
    town.session.change_tasks((*town.session.tasks, LATE), "Task")
    assert town.isWindowModified()
    town.activateWindow()
    QApplication.processEvents()
    press(town, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert not town.isWindowModified()
    assert LATE in read_own(town.session.path).tasks
    town.session.change_tasks((LATE,), "Task")
    when_dialog("unsavedDialog", lambda dialog: click(dialog, "cancelButton"))
    assert not town.close()
    when_dialog("unsavedDialog", lambda dialog: click(dialog, "saveButton"))
    path = town.session.path
    assert town.close()
    assert read_own(path).tasks == (LATE,)


def test_weights_that_change_no_task_leave_the_list_alone(
    session: TownSession, panel: TasksPanel, qtbot
) -> None:
    session.change_settings(replace(session.settings, weights_name="Mine"), "Name")
    _settle(session, qtbot)  # the overdue task goes to the next level
    shown = []
    panel.model.shown_changed.connect(lambda: shown.append(session.tasks))
    session.change_settings(replace(session.settings, weights_name="Others"), "Name")
    _settle(session, qtbot)
    assert shown == []
    session.change_tasks(session.tasks[:-1], "One less")
    assert len(shown) == 1
