"""The first rows of a sheet as they stand there, each column with a box that says which field it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPalette, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget

from chargeplan.files.column_letters import column_letters
from chargeplan.i18n import N_, pick, tr
from chargeplan.reference.register_words import load_register_words
from chargeplan.ui.language import Living
from chargeplan.ui.tables import strong_font
from chargeplan.ui.theme import missing_colours
from chargeplan.ui.widgets import ElidedCombo, for_letters, tooltip

if TYPE_CHECKING:
    from chargeplan.files.town_layout import Layout
    from chargeplan.files.town_tables import RawTable

_ROWS_BEFORE = 3
_ROWS_BELOW = 10
_COLUMN_PX = 178
_BOX_PX = 34
_LEAST_COLUMNS = 4
_NOT_READ = ""


class _FieldBox(ElidedCombo):
    """A box of fields whose keys only step: a field is `taken` from the open list, by Enter, or by leaving.

    Else whoever steps past a field would take it from its column. Esc goes back to what was taken last.
    """

    taken = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._taken_at = 0
        self.activated.connect(lambda _at: self._take())

    def hold(self, at: int) -> None:
        """Show an entry as the one that was taken, and tell nobody."""
        with QSignalBlocker(self):
            self.setCurrentIndex(at)
        self._taken_at = at

    @property
    def field_id(self) -> str:
        """The field that was taken."""
        return str(self.itemData(self._taken_at))

    def _take(self) -> None:
        if self.currentIndex() != self._taken_at:
            self._taken_at = self.currentIndex()
            self.taken.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step, take what is shown, or go back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif event.key() == Qt.Key.Key_Escape and self.currentIndex() != self._taken_at:
            self.hold(self._taken_at)
        else:
            with QSignalBlocker(self):
                super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what is shown, unless only the list is opened or another window looked at."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self._take()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the table below."""
        event.ignore()


class ColumnPreview(Living, QTableWidget):
    """Shows rows around the headings; `changed` says that a column was given another field.

    `heading_wanted` brings the row whose number was clicked.
    """

    changed = Signal()
    heading_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("columnPreview")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.say(self.setAccessibleName, N_("First rows of the sheet"))
        self.verticalHeader().sectionClicked.connect(self._number_clicked)
        self.verticalHeader().setDefaultSectionSize(for_letters(self, 24))
        self._first_row = 1
        self._boxes: dict[int, _FieldBox] = {}
        self._doubtful: frozenset[str] = frozenset()
        self._fields = QStandardItemModel(self)
        self._say_fields()

    def _say_fields(self) -> None:
        """Fill the list of fields that all boxes share."""
        texts = [(tr("— not read —"), _NOT_READ)]
        texts += [(pick(one.title), one.id) for one in load_register_words().fields]
        for at, (text, field_id) in enumerate(texts):
            item = self._fields.item(at) or QStandardItem()
            item.setText(text)
            item.setData(field_id, Qt.ItemDataRole.UserRole)
            if self._fields.item(at) is None:
                self._fields.appendRow(item)

    def retranslate(self) -> None:
        """Say fields and marks in the language of the window."""
        super().retranslate()
        self._say_fields()
        self._mark()

    # what is shown

    def show_table(self, table: RawTable, layout: Layout, doubtful: Collection[str]) -> None:
        """Show the rows around the headings of a layout, and its fields in the boxes."""
        from chargeplan.files.town_values import cell_text

        self._first_row = max(1, layout.heading_row - _ROWS_BEFORE)
        last = min(len(table.rows), layout.heading_row + layout.heading_rows + _ROWS_BELOW - 1)
        numbers = range(self._first_row, max(last, self._first_row) + 1)
        width = max(_LEAST_COLUMNS, *layout.columns.values(), *(_used(table, row) for row in numbers))
        self._drop_boxes()
        self.clear()
        self.setRowCount(len(numbers) + 1)
        self.setColumnCount(width)
        self.setVerticalHeaderLabels(["", *map(str, numbers)])
        heads = range(layout.heading_row, layout.heading_row + layout.heading_rows)
        for at, row in enumerate(numbers, 1):
            for column in range(1, width + 1):
                text = cell_text(table.value(row, column)) or table.errors.get((row, column), "")
                self.setItem(at, column - 1, self._item(text, head=row in heads, above=row < heads.start))
        for column in range(1, width + 1):
            self._add_box(column)
        self.setRowHeight(0, for_letters(self, _BOX_PX))
        self._show_fields(layout.columns, doubtful)

    def _drop_boxes(self) -> None:
        """Let the boxes of another table go: until they are deleted, nobody finds or hears them."""
        for box in self._boxes.values():
            box.blockSignals(True)
            box.setObjectName("")
        self._boxes.clear()

    def _item(self, text: str, *, head: bool, above: bool) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        item.setToolTip(tooltip(text))
        if head:
            item.setFont(strong_font())
            item.setBackground(self.palette().color(QPalette.ColorRole.Midlight))
        elif above:
            item.setForeground(self.palette().color(QPalette.ColorRole.PlaceholderText))
        return item

    def _add_box(self, column: int) -> None:
        box = _FieldBox()
        box.setObjectName(f"columnField{column}")
        box.setModel(self._fields)
        box.setMaxVisibleItems(20)
        box.installEventFilter(self)
        box.taken.connect(lambda column=column: self._chosen(column))
        self.setCellWidget(0, column - 1, box)
        self.setColumnWidth(column - 1, for_letters(self, _COLUMN_PX))
        self._boxes[column] = box

    def _show_fields(self, columns: Mapping[str, int], doubtful: Collection[str]) -> None:
        by_column = {column: field_id for field_id, column in columns.items()}
        for column, box in self._boxes.items():
            box.hold(max(0, box.findData(by_column.get(column, _NOT_READ))))
        self._doubtful = frozenset(doubtful)
        self._mark()

    def _mark(self) -> None:
        """Mark doubtful columns by a question mark, a colour and words."""
        ground, letters = missing_colours()
        for column, box in self._boxes.items():
            doubted = box.field_id in self._doubtful
            mark = "? " if doubted else ""
            self.setHorizontalHeaderItem(column - 1, QTableWidgetItem(mark + column_letters(column)))
            palette = QPalette(self.palette())
            if doubted:
                for role in (QPalette.ColorRole.Button, QPalette.ColorRole.Base):
                    palette.setColor(role, ground)
                for role in (QPalette.ColorRole.ButtonText, QPalette.ColorRole.Text):
                    palette.setColor(role, letters)
            box.setPalette(palette)
            name = tr("Field of column {column}", column=column_letters(column))
            box.setAccessibleName(name)
            box.setAccessibleDescription(
                tr("This column is not certain: please look at it") if doubted else ""
            )
            box.setStatusTip(box.accessibleDescription())

    def put_between(self, before: QWidget, after: QWidget) -> None:
        """Let Tab go from `before` through the boxes to `after`."""
        for box in self._boxes.values():
            QWidget.setTabOrder(before, box)
            before = box
        QWidget.setTabOrder(before, after)

    # what is chosen

    @property
    def columns(self) -> Mapping[str, int]:
        """Field id -> column, as the boxes say."""
        return {box.field_id: column for column, box in self._boxes.items() if box.field_id != _NOT_READ}

    def _chosen(self, column: int) -> None:
        """Let a field stand over one column: the one that had it before is not read any more."""
        chosen = self._boxes[column].field_id
        for other, box in self._boxes.items():
            if other != column and box.field_id == chosen != _NOT_READ:
                box.hold(0)
        self._doubtful = self._doubtful - {chosen}
        self._mark()
        self.changed.emit()

    def _number_clicked(self, at: int) -> None:
        if at > 0:
            self.heading_wanted.emit(self._first_row + at - 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Bring the box that gets the keyboard into sight."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, _FieldBox):
            at = next((column for column, box in self._boxes.items() if box is watched), 0)
            if at:
                self.scrollTo(self.model().index(0, at - 1))
        return super().eventFilter(watched, event)


def _used(table: RawTable, row: int) -> int:
    """Return the last column of a row in which something stands."""
    from chargeplan.files.town_values import is_blank

    values = table.row(row)
    return max((column for column, value in enumerate(values, 1) if not is_blank(value)), default=0)
