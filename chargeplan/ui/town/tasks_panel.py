"""The task list: what is missing where, who sees to it, and how far it has got."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QDate, QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDateEdit,
    QHeaderView,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from chargeplan.i18n import N_, current_language, tr
from chargeplan.town.tasks import Task, TaskState
from chargeplan.town.words import SOLVER_NAMES, STATE_NAMES
from chargeplan.ui.commands import StepName
from chargeplan.ui.dialogs import choosers
from chargeplan.ui.language import Living
from chargeplan.ui.tables import ChoiceDelegate, EditableTable, selected_rows, selection_of
from chargeplan.ui.town.choice_filter import ChoiceFilter
from chargeplan.ui.town.flow import FlowLayout
from chargeplan.ui.town.grid import UNKNOWN_CHOICE, Between, Sieve
from chargeplan.ui.town.session import TownSession
from chargeplan.ui.town.task_columns import EDITED_FIELDS, day_of_figures, task_columns, task_rows
from chargeplan.ui.town.task_model import FieldDelegate, TaskModel
from chargeplan.ui.town.task_steps import reached, typed, with_changed
from chargeplan.ui.widgets import PlainLabel, SearchField, for_letters, muted, tooltip

ORIGIN = "tasks"
"""What the task list calls itself when it selects estates."""

_ACTS: tuple[tuple[TaskState, str, str], ...] = (
    (
        TaskState.HANDED_ON,
        N_("Mark handed on"),
        N_("The selected tasks are handed on, on the day that is set here"),
    ),
    (
        TaskState.HANDLED,
        N_("Mark handled"),
        N_("The selected tasks are handled, on the day that is set here"),
    ),
    (
        TaskState.CHECKED,
        N_("Mark checked"),
        N_("The selected tasks are checked, on the day that is set here"),
    ),
    (TaskState.FOUND, N_("Back to found"), N_("The selected tasks are as when they were found")),
)
_STEPS = {
    TaskState.HANDED_ON: N_("Hand on {count} tasks"),
    TaskState.HANDLED: N_("{count} tasks handled"),
    TaskState.CHECKED: N_("{count} tasks checked"),
    TaskState.FOUND: N_("{count} tasks back to found"),
}
_OVERDUE = "late_days"
_FACETS = (("solver", N_("Level")), ("committee", N_("Committee")), ("problem", N_("Problem")))


class TasksTable(EditableTable):
    """A table of tasks; Enter edits where a cell may be typed in."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave cells alone that cannot be typed in."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not self.currentIndex().flags() & Qt.ItemFlag.ItemIsEditable:
            event.accept()
            return
        super().keyPressEvent(event)


class TasksPanel(Living, QWidget):
    """Filters above, buttons for the selected tasks below them, and a table in which cells are typed."""

    def __init__(self, session: TownSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tasksPanel")
        self._session = session
        self._sieve = Sieve()
        self._stale = True
        self._told: tuple[object, ...] | None = None
        self._following = False
        self.model = TaskModel(task_columns(), self)
        self.model.set_sorts([("estate", False), (_OVERDUE, True)])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._filters())
        layout.addWidget(self._acts())
        self.table = self._table()
        layout.addWidget(self.table, 1)
        self._wire()
        self.refresh()

    # parts

    def _filters(self) -> QWidget:
        bar = QWidget(self)
        flow = FlowLayout(bar)
        flow.setContentsMargins(8, 6, 8, 2)
        self.search = SearchField(bar)
        self.search.setObjectName("taskSearch")
        self.search.setMinimumWidth(for_letters(self, 170))
        self.say(self.search.setPlaceholderText, N_("Estate, name or note"))
        self.say(self.search.setAccessibleName, N_("Search tasks"))
        flow.addWidget(self.search)
        self.states = {state: self._toggle(bar, flow, f"taskState_{state.value}") for state in TaskState}
        self.overdue = self._toggle(bar, flow, "tasksOverdue")
        self.facets = {
            name: ChoiceFilter(f"task_{name}", title, partial(self._offer, name), bar)
            for name, title in _FACETS
        }
        for facet in self.facets.values():
            flow.addWidget(facet)
        self.of_selected = self._toggle(bar, flow, "tasksOfSelected")
        self.say(self.of_selected.setText, N_("Of selected estates"))
        self.clear_button = self._button(bar, flow, "clearTaskFilters", N_("Clear filters"))
        return bar

    def _acts(self) -> QWidget:
        bar = QWidget(self)
        flow = FlowLayout(bar)
        flow.setContentsMargins(8, 2, 8, 6)
        self.acts = {
            state: self._button(bar, flow, f"taskAct_{state.value}", text) for state, text, _ in _ACTS
        }
        for state, _, tip in _ACTS:
            self.say(self.acts[state].setToolTip, tip)
        self.day = QDateEdit(bar)
        self.day.setObjectName("taskDay")
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        today = choosers.now()
        self.day.setDate(QDate(today.year, today.month, today.day))
        self.say(self.day.setAccessibleName, N_("Day on which the state was reached"))
        self.say(self.day.setToolTip, N_("Day on which the state was reached"))
        self.who = QLineEdit(bar)
        self.who.setObjectName("taskWho")
        self.who.setMinimumWidth(for_letters(self, 150))
        self.say(self.who.setPlaceholderText, N_("Who (if it changes)"))
        self.say(self.who.setAccessibleName, N_("Who it is handed on to, or who checks it"))
        self.say(self.who.setToolTip, N_("Who it is handed on to, or who checks it"))
        self.told = muted(PlainLabel(parent=bar))
        self.told.setObjectName("tasksTold")
        for part in (self.day, self.who, self.told):
            flow.addWidget(part)
        return bar

    def _toggle(self, bar: QWidget, flow: FlowLayout, name: str) -> QToolButton:
        button = QToolButton(bar)
        button.setObjectName(name)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        flow.addWidget(button)
        button.clicked.connect(self._sift)
        return button

    def _button(self, bar: QWidget, flow: FlowLayout, name: str, text: str) -> QToolButton:
        button = QToolButton(bar)
        button.setObjectName(name)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.say(button.setText, text)
        flow.addWidget(button)
        return button

    def _table(self) -> TasksTable:
        table = TasksTable(self)
        table.setObjectName("tasksTable")
        self.say(table.setAccessibleName, N_("Tasks"))
        table.setModel(self.model)
        table.setWordWrap(False)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        head = table.horizontalHeader()
        head.setSectionsClickable(True)
        head.setSectionsMovable(True)
        head.setSortIndicatorShown(True)
        head.setSortIndicator(self.model.column_of(_OVERDUE), Qt.SortOrder.DescendingOrder)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        table.set_widths([column.width_px for column in self.model.columns])
        fields = FieldDelegate(table)
        states = {state.value: word for state, word in STATE_NAMES.items()}
        solvers = {solver.value: word for solver, word in SOLVER_NAMES.items()}
        choices = {
            "state": ChoiceDelegate("taskStateBox", states, table),
            "solver": ChoiceDelegate("taskSolverBox", solvers, table),
        }
        for name in EDITED_FIELDS:
            table.setItemDelegateForColumn(self.model.column_of(name), choices.get(name, fields))
        return table

    def _wire(self) -> None:
        session, table = self._session, self.table
        for signal in (session.register_opened, session.comparison_changed, session.rated):
            signal.connect(self.refresh)
        session.tasks_changed.connect(self.refresh)
        session.selection_changed.connect(self._follow_selection)
        self.search.textChanged.connect(lambda _text: self._sift())
        for facet in self.facets.values():
            facet.changed.connect(self._sift)
        self.clear_button.clicked.connect(self.clear_filters)
        for state, button in self.acts.items():
            button.clicked.connect(partial(self.reach, state))
        self.model.typed.connect(self._take_typed)
        self.model.modelAboutToBeReset.connect(self._remember_place)
        self.model.modelReset.connect(self._find_place)
        self.model.shown_changed.connect(self._tell)
        table.horizontalHeader().sortIndicatorChanged.connect(self.model.sort)
        table.selectionModel().selectionChanged.connect(self._selected)

    # what is shown

    def refresh(self) -> None:
        """Show the tasks as they are now, once they are seen; filters, order, selection and place stay."""
        self._stale = not self.isVisible()
        if self._stale:
            return
        session, day = self._session, day_of_figures(self._session.comparison)
        told = (session.tasks, session.register.rows, day, current_language())
        if self._told is not None and all(one is other for one, other in zip(told, self._told, strict=True)):
            return
        self._told = told
        estates = {row.code: row for row in session.register.rows}
        self.model.set_rows(task_rows(session.tasks, estates, day))
        self._count()
        self._tell()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while nobody saw it."""
        super().showEvent(event)
        if self._stale:
            self.refresh()
            self._follow_selection("")

    def _count(self) -> None:
        states = self.model.grid.values("state")
        for state, button in self.states.items():
            button.setText(f"{tr(STATE_NAMES[state])} {states.count(state):,}")
        late = sum(map(bool, self.model.grid.values(_OVERDUE)))
        self.overdue.setText(tr("overdue {count}", count=f"{late:,}"))
        day = day_of_figures(self._session.comparison)
        tip = N_("Not handled by the day of the figures, {day}") if day else N_("The figures have no day yet")
        self.overdue.setToolTip(tooltip(tr(tip, None, day=day) if day else tr(tip)))

    def _tell(self) -> None:
        chosen = len(selected_rows(self.table))
        shown, every = self.model.rowCount(), len(self.model.grid.rows)
        text = tr("{shown} of {all} tasks", shown=f"{shown:,}", all=f"{every:,}")
        self.told.setText(f"{text} · {tr('{count} selected', count=f'{chosen:,}')}" if chosen else text)
        for button in self.acts.values():
            button.setEnabled(bool(chosen))
        self.clear_button.setEnabled(bool(self._sieve))

    # filters

    def clear_filters(self) -> None:
        """Show all tasks."""
        self.search.clear()
        for button in (*self.states.values(), self.overdue, self.of_selected):
            button.setChecked(False)
        for facet in self.facets.values():
            facet.choose(())
        self._sift()

    def _offer(self, name: str) -> list[tuple[Any, str]]:
        grid = self.model.grid
        spec = grid.columns[name]
        offered = [(value, spec.text(value)) for value in grid.choices(name)]
        return [*offered, (UNKNOWN_CHOICE, tr("(unknown)"))] if grid.has_unknown(name) else offered

    def _sift(self, _checked: bool = False) -> None:
        chosen: dict[str, Iterable[Any]] = {
            "state": [state for state, button in self.states.items() if button.isChecked()],
            "code": self._session.selected if self.of_selected.isChecked() else (),
            **{name: facet.chosen for name, facet in self.facets.items()},
        }
        sieve = replace(Sieve(), words=self.search.text())
        for name, values in chosen.items():
            sieve = sieve.with_value(name, values)
        if self.overdue.isChecked():
            sieve = sieve.with_range(_OVERDUE, Between(1))
        self._sieve = sieve
        self.model.set_sieve(sieve)
        self._tell()

    # what is done to tasks

    def selected_ids(self) -> tuple[str, ...]:
        """Return the ids of the selected tasks, in the order of the table."""
        rows = selected_rows(self.table)
        tasks = self._shown_tasks() if rows else []
        return tuple(tasks[row].id for row in rows)

    def reach(self, state: TaskState, _checked: bool = False) -> None:
        """Let the selected tasks reach a state, as one step."""
        ids = frozenset(self.selected_ids())
        day, who = self._day(), self.who.text().strip()
        step = StepName(_STEPS[state], {"count": str(len(ids))})
        self._change(ids, lambda task: reached(task, state, day, who), step)

    def _day(self) -> date:
        chosen = self.day.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def _take_typed(self, task_id: str, field: str, value: object) -> None:
        day = self._day()
        title = {column.id: column.title for column in self.model.columns}[field]
        step = StepName(N_("Task: {field}"), {"field": lambda: tr(str(title))})
        self._change(frozenset({task_id}), lambda task: typed(task, field, value, day), step)

    def _change(self, ids: frozenset[str], change: Any, step: StepName) -> None:
        tasks: tuple[Task, ...] = with_changed(self._session.tasks, ids, change)
        self._session.change_tasks(tasks, step)

    # selection

    def _selected(self, _now: QItemSelection, _before: QItemSelection) -> None:
        self._tell()
        if self._following or self.of_selected.isChecked():
            return
        current = self.table.currentIndex().row()
        rows = selected_rows(self.table)
        rows.sort(key=lambda row: (row != current, row))
        tasks = self._shown_tasks() if rows else []
        codes = [tasks[row].estate_code for row in rows]
        if codes:
            self._session.select(codes, ORIGIN)

    def _follow_selection(self, origin: str) -> None:
        if origin == ORIGIN or self._stale:
            return
        if self.of_selected.isChecked():
            self._sift()
            return
        wanted = frozenset(self._session.selected)
        tasks = self._shown_tasks() if wanted else []
        self._select_rows(row for row, task in enumerate(tasks) if task.estate_code in wanted)

    def _shown_tasks(self) -> list[Task]:
        rows = self.model.grid.rows
        return [rows[at].task for at in self.model.order.tolist()]

    def _select_rows(self, rows: Iterable[int], *, scroll: bool = True) -> None:
        wanted = list(rows)
        selection, first = selection_of(self.model, wanted), wanted[0] if wanted else -1
        self._following = True
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().select(selection, flags)
        self._following = False
        if scroll and first >= 0:
            self.table.scrollTo(self.model.index(first, 0))

    def _remember_place(self) -> None:
        current = self.table.currentIndex()
        held = self.model.task_row(current.row()).task.id if current.isValid() else ""
        self._place = (frozenset(self.selected_ids()), held, current.column())
        self._scrolled = self.table.verticalScrollBar().value()

    def _find_place(self) -> None:
        ids, held, column = self._place
        shown = [task.id for task in self._shown_tasks()] if ids or held else []
        if held in shown:
            index = self.model.index(shown.index(held), column)
            self.table.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self._select_rows((row for row, one in enumerate(shown) if one in ids), scroll=False)
        self.table.verticalScrollBar().setValue(self._scrolled)

    # language

    def retranslate(self) -> None:
        """Say counts, heads and cells in the other language, in which problems are called otherwise."""
        self.facets["problem"].choose(())
        self.refresh()
        self._sift()
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.model.columnCount() - 1)
