"""Other items of the bill: contingency, provisional sums, day work and attendance, typed into tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QWidget,
)

from chargeplan.files.price_file import normalised_number
from chargeplan.i18n import N_, tr
from chargeplan.model.bill_settings import BillSettings, DayWork, ProvisionalKind, ProvisionalSum
from chargeplan.ui.dialogs.frame import FramedDialog
from chargeplan.ui.numbers import PERCENT_HELP, parse_percent
from chargeplan.ui.tables import RIGHT, ChoiceDelegate, EditableTable, FlatModel, Index
from chargeplan.ui.theme import missing_colours, severity_colour
from chargeplan.ui.widgets import PlainLabel, heading, mark_fault, muted, resize_within_screen, tint

_LONGEST_TEXT = 120
_WIDTH_PX = 150
_MOST = Decimal("999999999999")
_KINDS = {
    ProvisionalKind.WORKS.value: N_("specialist's works"),
    ProvisionalKind.MATERIAL.value: N_("materials, equipment"),
}


def _number(text: str) -> Decimal:
    """Return an amount of at most two decimals; raise `ValueError` when it is none."""
    try:
        value = Decimal(normalised_number(text))
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not value.is_finite() or not 0 <= value <= _MOST or value != round(value, 2):
        raise ValueError(text)
    return value


def _percent(text: str) -> Decimal | None:
    """Return a share [%], None for an empty text; raise `ValueError` when it is none."""
    return parse_percent(text) if text.strip() else None


def _is_percent(text: str) -> bool:
    try:
        _percent(text)
    except ValueError:
        return False
    return True


def _words(text: str) -> str:
    """Return a name that says something; raise `ValueError` when it is empty or endless."""
    name = " ".join(text.split())
    if not name or len(name) > _LONGEST_TEXT:
        raise ValueError(text)
    return name


@dataclass(frozen=True)
class _Column:
    """A column of typed values; `choices` by what stands for them."""

    title: str
    parse: Callable[[str], Any]
    number: bool = False
    choices: bool = False

    def help(self) -> str:
        """Return what is to be typed."""
        if self.number:
            return tr("a number, 0 or more, with at most two decimals")
        return tr("a name of at most {count} letters", count=_LONGEST_TEXT)


_PROVISIONAL = (
    _Column(N_("Item"), _words),
    _Column(N_("Amount [¥]"), _number, number=True),
    _Column(N_("Kind"), ProvisionalKind, choices=True),
)
_DAY_WORK = (
    _Column(N_("Item"), _words),
    _Column(N_("Unit"), _words),
    _Column(N_("Quantity"), _number, number=True),
    _Column(N_("Unit price [¥]"), _number, number=True),
)


class RowsModel(FlatModel):
    """Rows of texts as they were typed; what does not fit its column is kept and marked, then `changed`."""

    changed = Signal()

    def __init__(self, columns: Sequence[_Column], rows: Sequence[Sequence[str]], parent: QWidget) -> None:
        numbers = [at for at, column in enumerate(columns) if column.number]
        super().__init__([column.title for column in columns], numbers, parent)
        self._columns = tuple(columns)
        self._rows = [list(row) for row in rows]

    @property
    def values(self) -> list[tuple[Any, ...]]:
        """The rows as values; raises `ValueError` while a cell is wrong."""
        return [
            tuple(column.parse(text) for column, text in zip(self._columns, row, strict=True))
            for row in self._rows
        ]

    @property
    def typed(self) -> tuple[tuple[str, ...], ...]:
        """The rows as they were typed."""
        return tuple(map(tuple, self._rows))

    @property
    def wrong(self) -> list[str]:
        """What is to be said of each cell that does not fit."""
        return [
            tr("{field}: {reason}", field=tr(column.title), reason=column.help())
            for row in range(len(self._rows))
            for place, column in enumerate(self._columns)
            if self._wrong(row, place)
        ]

    def add(self) -> int:
        """Put an empty row last; return its number."""
        place = len(self._rows)
        self.beginInsertRows(QModelIndex(), place, place)
        first_kind = next(iter(_KINDS))
        self._rows.append([first_kind if column.choices else "" for column in self._columns])
        self.endInsertRows()
        self.changed.emit()
        return place

    def take_out(self, rows: Sequence[int]) -> None:
        """Take rows out."""
        for row in sorted(rows, reverse=True):
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._rows[row]
            self.endRemoveRows()
        self.changed.emit()

    def row_total(self) -> int:
        """Return the number of rows."""
        return len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell is typed over."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows, is edited as, or looks like."""
        column, text = self._columns[index.column()], self._rows[index.row()][index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return tr(_KINDS[text]) if column.choices else text
        if role == Qt.ItemDataRole.EditRole:
            return text
        if role == Qt.ItemDataRole.TextAlignmentRole and column.number:
            return RIGHT
        if self._wrong(index.row(), index.column()):
            if role == Qt.ItemDataRole.ForegroundRole:
                return severity_colour("error")
            if role == Qt.ItemDataRole.BackgroundRole and not text.strip():
                return missing_colours()[0]
            if role == Qt.ItemDataRole.ToolTipRole:
                return column.help()
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Keep what was typed, right or wrong."""
        if role != Qt.ItemDataRole.EditRole:
            return False
        self._rows[index.row()][index.column()] = str(value)
        self.dataChanged.emit(index, index)
        self.changed.emit()
        return True

    def _wrong(self, row: int, column: int) -> bool:
        try:
            self._columns[column].parse(self._rows[row][column])
        except ValueError:
            return True
        return False


class OtherItemsDialog(FramedDialog):
    """Asks for other items; `settings` are those of the bill after OK."""

    def __init__(self, settings: BillSettings, parent: QWidget | None = None) -> None:
        super().__init__("otherItemsDialog", N_("Other items of the bill"), parent)
        self._before = settings
        resize_within_screen(self, 760, 620)
        self.body.addWidget(self.head)
        self.body.addLayout(self._shares(settings))
        self._add_sums(settings)
        self._add_day_works(settings)
        self._state = PlainLabel(wrap=True)
        self._state.setObjectName("otherItemsState")
        self.body.addWidget(self._state)
        box = self.answers(QDialogButtonBox.StandardButton.Ok, self.accept)
        self.keep_enter(box)
        self.body.addWidget(box)
        self._ok = box.button(QDialogButtonBox.StandardButton.Ok)
        for changed in (
            self._sums.changed,
            self._works.changed,
            self._contingency.textChanged,
            self._attendance.textChanged,
        ):
            changed.connect(self._show_state)
        self._show_state()
        self.guard(self._typed)

    def _add_sums(self, settings: BillSettings) -> None:
        self._sums = RowsModel(
            _PROVISIONAL,
            [(entry.name, f"{entry.amount_cny:f}", entry.kind.value) for entry in settings.provisional_sums],
            self,
        )
        sums = self._table(self._sums, "provisionalSums", N_("Provisional sums"))
        sums.setItemDelegateForColumn(2, ChoiceDelegate("provisionalKind", _KINDS, sums))
        note = muted(PlainLabel(wrap=True))
        self.say(
            note.setText,
            N_("Sums for materials and equipment are part of unit rates: they are listed and not added."),
        )
        self.body.addWidget(note)

    def _add_day_works(self, settings: BillSettings) -> None:
        self._works = RowsModel(
            _DAY_WORK,
            [
                (work.name, work.unit, f"{work.quantity:f}", f"{work.rate_cny:f}")
                for work in settings.day_works
            ],
            self,
        )
        self._table(self._works, "dayWorks", N_("Day work"))

    def _typed(self) -> tuple[object, ...]:
        return self._contingency.text(), self._attendance.text(), self._sums.typed, self._works.typed

    @property
    def settings(self) -> BillSettings:
        """The bill's settings with the other items as they were typed."""
        return replace(
            self._before,
            contingency_percent=_percent(self._contingency.text()),
            attendance_percent=_percent(self._attendance.text()) or Decimal(0),
            provisional_sums=tuple(ProvisionalSum(*row) for row in self._sums.values),
            day_works=tuple(DayWork(*row) for row in self._works.values),
        )

    def retranslate(self) -> None:
        """Say everything in the other language."""
        for model in (self._sums, self._works):
            model.touch_heads()
        self._show_state()

    def repaint_icons(self) -> None:
        """Take the colours of the other look."""
        self._show_state()

    def _shares(self, settings: BillSettings) -> QFormLayout:
        form = QFormLayout()
        percent = settings.contingency_percent
        self._contingency = QLineEdit("" if percent is None else f"{percent.normalize():f}")
        self._contingency.setObjectName("contingencyPercent")
        self.say(self._contingency.setPlaceholderText, N_("as the price book"))
        self._attendance = QLineEdit(f"{settings.attendance_percent.normalize():f}")
        self._attendance.setObjectName("attendancePercent")
        for field, text in (
            (self._contingency, N_("Contingency, % of the sectional works")),
            (self._attendance, N_("Attendance, % of specialists' works")),
        ):
            field.setMaximumWidth(160)
            self.add_field(form, field, text)
        return form

    def _table(self, model: RowsModel, name: str, title: str) -> EditableTable:
        row = QHBoxLayout()
        head = heading(self, factor=1.1)
        self.say(head.setText, title)
        row.addWidget(head)
        row.addStretch(1)
        table = EditableTable(self)
        table.setObjectName(name)
        self.say(table.setAccessibleName, title)
        table.setModel(model)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.set_widths((_WIDTH_PX,) * model.columnCount())

        def add() -> None:
            place = model.index(model.add(), 0)
            table.setCurrentIndex(place)
            table.setFocus()
            table.edit(place)

        def take_out() -> None:
            model.take_out([index.row() for index in table.selectionModel().selectedRows()])

        for text, act, suffix in ((N_("Add"), add, "Add"), (N_("Remove"), take_out, "Remove")):
            button = self.button(f"{name}{suffix}", text, act)
            button.setAccessibleName(f"{tr(title)}: {tr(text)}")
            row.addWidget(button)
        self.body.addLayout(row)
        self.body.addWidget(table, 1)
        return table

    def _show_state(self) -> None:
        wrong = []
        for field in (self._contingency, self._attendance):
            reason = "" if _is_percent(field.text()) else tr(PERCENT_HELP)
            mark_fault(field, reason)
            if reason:
                wrong.append(tr("{field}: {reason}", field=field.accessibleName(), reason=reason))
        wrong += [*self._sums.wrong, *self._works.wrong]
        self._ok.setEnabled(not wrong)
        told = tr("Entries that are not valid: {count}; rest the mouse on them to see why.", count=len(wrong))
        self._state.setText(f"{told}\n{wrong[0]}" if wrong else "")
        tint(self._state, "error")
