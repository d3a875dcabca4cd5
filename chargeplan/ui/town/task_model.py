"""The task list as Qt asks for it, with cells that are typed in; what was typed stays where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from chargeplan.i18n import tr
from chargeplan.town.tasks import Solver, TaskState
from chargeplan.ui.tables import Index, strong_font
from chargeplan.ui.theme import severity_colour
from chargeplan.ui.town.columns import Column, Extras
from chargeplan.ui.town.grid import Grid
from chargeplan.ui.town.table_model import GridModel
from chargeplan.ui.town.task_columns import DAY_FIELDS, EDITED_FIELDS, TaskRow
from chargeplan.ui.widgets import mark_fault

_KINDS: Mapping[str, type[Enum]] = {"state": TaskState, "solver": Solver}
_LATE = "late_days"
_LATE_COLUMNS = ("due", _LATE)
_MOST_CHARACTERS = 2000


class TaskModel(GridModel):
    """Tasks under the columns of `task_columns`; `typed` brings a task's id, the field and its new value."""

    typed = Signal(str, str, object)

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all_columns = tuple(columns)
        self.set_rows(())
        self.set_columns([one.id for one in columns])

    def set_rows(self, rows: Sequence[TaskRow]) -> None:
        """Show other tasks; the same tasks with other values stay where they stand until one sorts anew."""
        before = self.grid.rows
        grid = Grid(rows, self._all_columns, Extras(), _words_of)
        if rows and [row.task.id for row in before] == [row.task.id for row in rows]:
            self.grid = grid
            self.columns = tuple(grid.columns[one.id] for one in self.columns)
            self._totals = {}
            if self.rowCount():
                last = self.index(self.rowCount() - 1, self.columnCount() - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            self.shown_changed.emit()
        else:
            self.set_grid(grid)

    def column_of(self, field: str) -> int:
        """Return where a column stands."""
        return [one.id for one in self.columns].index(field)

    def task_row(self, row: int) -> TaskRow:
        """Return the task of a row of the table."""
        held: TaskRow = self.row_at(row)
        return held

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return whether a cell may be typed in."""
        flags = super().flags(index)
        if index.isValid() and self.columns[index.column()].id in EDITED_FIELDS:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows, is typed as, or is coloured like: overdue ones red, gone ones faint."""
        field = self.columns[index.column()].id
        held = self.task_row(index.row())
        if role == Qt.ItemDataRole.EditRole:
            return _as_typed(getattr(held.task, field)) if field in EDITED_FIELDS else None
        if role == Qt.ItemDataRole.ForegroundRole:
            if held.late_days and field in _LATE_COLUMNS:
                return severity_colour("error")
            if held.task.gone:
                return QGuiApplication.palette().color(QPalette.ColorRole.PlaceholderText)
            return None
        if field == _LATE and not held.late_days and role == Qt.ItemDataRole.DisplayRole:
            return ""
        if role == Qt.ItemDataRole.FontRole:
            return strong_font() if held.late_days and field in _LATE_COLUMNS else None
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell what was typed, where it is other than before."""
        field = self.columns[index.column()].id
        if role != Qt.ItemDataRole.EditRole or field not in EDITED_FIELDS:
            return False
        task = self.task_row(index.row()).task
        new = _KINDS[field](value) if field in _KINDS else value
        if new == getattr(task, field):
            return False
        self.typed.emit(task.id, field, new)
        return True


def _words_of(row: TaskRow) -> str:
    task = row.task
    estate = row.estate
    places = (estate.committee, estate.street) if estate is not None else ()
    return " ".join((row.name, task.estate_code, task.responsible, task.checker, task.note, *places))


def _as_typed(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


class FieldDelegate(QStyledItemDelegate):
    """Lets a day or a text be typed; what is no day stays in its field, marked, until it is one."""

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return a field."""
        field = QLineEdit(parent)
        field.setObjectName("taskField")
        field.setMaxLength(_MOST_CHARACTERS)
        if _is_day(index):
            field.setPlaceholderText(tr("year-month-day"))
        field.textEdited.connect(lambda _text: mark_fault(field, ""))
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show what holds."""
        assert isinstance(editor, QLineEdit)
        editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
        editor.setProperty("day", _is_day(index))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take what was typed; what is no day leaves the cell as it was."""
        assert isinstance(editor, QLineEdit)
        if not _is_day(index):
            model.setData(index, editor.text())
        elif not editor.text().strip():
            model.setData(index, None)
        elif (day := day_typed(editor.text())) is not None:
            model.setData(index, day)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Keep a field open, and say why, when Enter or Tab meets what is no day."""
        if (
            isinstance(editor, QLineEdit)
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
            and editor.property("day")
            and editor.text().strip()
            and day_typed(editor.text()) is None
        ):
            mark_fault(editor, tr("Write a date, such as 2026-03-31."))
            return True
        return super().eventFilter(editor, event)


def _is_day(index: Index) -> bool:
    model = index.model()
    return isinstance(model, TaskModel) and model.columns[index.column()].id in DAY_FIELDS


def day_typed(text: str) -> date | None:
    """Return the day that a text names, None when it names none."""
    from chargeplan.files.town_values import read_date

    found = read_date(text.strip())[0]
    return found if isinstance(found, date) else None
