"""Tables for people: they sort, keep their place, and copy to Excel with their headers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSignalBlocker,
    Qt,
)
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPalette, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from chargeplan.i18n import tr
from chargeplan.ui.widgets import for_letters

Index = QModelIndex | QPersistentModelIndex
"""What a model is asked about a cell with."""

RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
"""How numbers stand in their cells, as models tell it."""

SORT_ROLE = Qt.ItemDataRole.UserRole + 1
"""What a column is sorted by: numbers as numbers."""

_ROW_PX = 28
_OWN_KEYS = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.SelectAll)

COPY_ROLE = Qt.ItemDataRole.UserRole + 2
"""What is copied, where it differs from what is shown."""

_FORMULA = re.compile(r"[=@]|[+-](?!\Z|[\d.,]+%?\Z)")
"""What a formula begins with; plus and minus before a number alone are its sign."""


class FlatModel(QAbstractTableModel):
    """Rows under heads, with nothing below a row; heads of columns of numbers stand right as the numbers do.

    `heads` are English texts, translated when they are shown; who holds the rows tells `row_total`.
    """

    def __init__(
        self, heads: Sequence[str], numbers: Collection[int] = (), parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.heads = heads
        self._numbers = numbers

    def row_total(self) -> int:
        """Return how many rows there are."""
        raise NotImplementedError

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows there are, none below a row."""
        return 0 if parent is not None and parent.isValid() else self.row_total()

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns, none below a row."""
        return 0 if parent is not None and parent.isValid() else len(self.heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the head of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(self.heads[section])
        if role == Qt.ItemDataRole.TextAlignmentRole and section in self._numbers:
            return RIGHT
        return None

    def touch_row(self, row: int) -> None:
        """Let a row be drawn anew."""
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.heads) - 1))

    def touch_all(self, *roles: Qt.ItemDataRole) -> None:
        """Let all rows be drawn anew, in what these roles tell, or in everything."""
        if self.row_total():
            last = self.index(self.row_total() - 1, len(self.heads) - 1)
            self.dataChanged.emit(self.index(0, 0), last, list(roles))

    def touch_heads(self) -> None:
        """Let the heads be said anew."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.heads) - 1)


def let_heads_be(table: QTableView) -> None:
    """Give the heads of a table, which show nothing of what is selected, a selection of their own: none.

    To draw a head Qt asks every row of its column whether it is selected, which takes seconds for a city.
    """
    for head in (table.horizontalHeader(), table.verticalHeader()):
        head.setSelectionModel(QItemSelectionModel(table.model(), head))


class CopyableTable(QTableView):
    """A table of rows whose Ctrl+C copies the selected rows, or all of them, with the headers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setDefaultSectionSize(for_letters(self, _ROW_PX))
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )

    def setSelectionModel(self, selection: QItemSelectionModel) -> None:
        """Select in rows, of which the heads show nothing."""
        super().setSelectionModel(selection)
        let_heads_be(self)

    def set_widths(self, widths: Sequence[int]) -> None:
        """Give the first columns these widths [px], more of it where letters are larger than usual."""
        for column, width in enumerate(widths):
            self.setColumnWidth(column, for_letters(self, width))

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+C and Ctrl+A from the menu while the table has the keyboard."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and any(event.matches(key) for key in _OWN_KEYS)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy on Ctrl+C; Enter does what a click does."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_rows()
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.clicked.emit(self.currentIndex())
            event.accept()
        else:
            super().keyPressEvent(event)

    def copy_rows(self) -> None:
        """Put the selected rows, or all rows when none is selected, on the clipboard with their headers."""
        model = self.model()
        rows = selected_rows(self) or range(model.rowCount())
        QGuiApplication.clipboard().setText(rows_as_text(model, list(rows), self._shown_columns()))

    def _shown_columns(self) -> list[int]:
        return [column for column in range(self.model().columnCount()) if not self.isColumnHidden(column)]


class EditableTable(CopyableTable):
    """A table in which plain keys begin to type; Enter edits the cell."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter begins to edit a cell."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.state() != QAbstractItemView.State.EditingState and self.currentIndex().isValid():
            self.edit(self.currentIndex())
            event.accept()
            return
        super().keyPressEvent(event)


class _ChoiceBox(QComboBox):
    """A box that is `activated` by what is taken from its open list alone; keys and the wheel only step."""

    def showPopup(self) -> None:
        """Begin at the word that is shown, not where the list was left by Esc."""
        super().showPopup()
        self.view().setCurrentIndex(self.model().index(self.currentIndex(), self.modelColumn()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step, or open the list."""
        with QSignalBlocker(self):
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step."""
        with QSignalBlocker(self):
            super().wheelEvent(event)


class ChoiceDelegate(QStyledItemDelegate):
    """Lets one of the words of a column be chosen: `words` by what stands for them in the model.

    Arrow keys step through them, Enter takes the one that is shown, Esc leaves the cell as it was.
    """

    def __init__(self, name: str, words: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._words = words

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:
        """Return a box with the words."""
        box = _ChoiceBox(parent)
        box.setObjectName(self._name)
        for name, word in self._words.items():
            box.addItem(tr(word), name)
        box.activated.connect(lambda _at: self._chosen(box))
        return box

    def _chosen(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the word that holds."""
        assert isinstance(editor, QComboBox)
        editor.setCurrentIndex(max(0, editor.findData(index.data(Qt.ItemDataRole.EditRole))))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take the word that was chosen."""
        assert isinstance(editor, QComboBox)
        model.setData(index, editor.currentData())


class TickDelegate(QStyledItemDelegate):
    """Draws a box to tick with a frame that can be seen in the dark look too."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the style's box, and a frame around it that stands off from the ground."""
        super().paint(painter, option, index)
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        style = shown.widget.style() if shown.widget is not None else QApplication.style()
        part = QStyle.SubElement.SE_ItemViewItemCheckIndicator
        box = style.subElementRect(part, shown, shown.widget)
        painter.save()
        painter.setPen(shown.palette.color(QPalette.ColorRole.PlaceholderText))
        painter.drawRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.restore()


def selection_of(model: QAbstractItemModel, rows: Iterable[int]) -> QItemSelection:
    """Return a selection of whole rows, neighbours as one range: Qt asks every range about every row."""
    picked, last = QItemSelection(), model.columnCount() - 1
    ordered = sorted(rows)
    breaks = [at for at in range(1, len(ordered)) if ordered[at] != ordered[at - 1] + 1]
    for start, end in pairwise((0, *breaks, len(ordered))):
        if start < end:
            picked.select(model.index(ordered[start], 0), model.index(ordered[end - 1], last))
    return picked


def selected_rows(view: QAbstractItemView) -> list[int]:
    """Return the rows of which something is selected, in order, without asking about every cell."""
    ranges = view.selectionModel().selection().toList()
    return sorted({row for one in ranges for row in range(one.top(), one.bottom() + 1)})


def strong_font() -> QFont:
    """Return the font of rows that belong to what is selected on the plan, and of totals."""
    font = QFont()
    font.setWeight(QFont.Weight.DemiBold)
    return font


def rows_as_text(model: QAbstractItemModel, rows: list[int], columns: list[int]) -> str:
    """Return rows with their headers, cells parted by tabs, as Excel takes them."""
    head = [
        str(
            model.headerData(column, Qt.Orientation.Horizontal, COPY_ROLE)
            or model.headerData(column, Qt.Orientation.Horizontal)
            or ""
        )
        for column in columns
    ]
    return cells_as_text([head], [[_cell(model.index(row, column)) for column in columns] for row in rows])


def cells_as_text(*parts: Iterable[Sequence[str]]) -> str:
    """Return lines of cells parted by tabs, as Excel takes them; none of them is taken for a formula."""
    return "".join("\t".join(map(_one_line, line)) + "\n" for lines in parts for line in lines)


def _cell(index: QModelIndex) -> str:
    text = index.data(COPY_ROLE)
    if text is None:
        text = index.data(Qt.ItemDataRole.DisplayRole)
    return "" if text is None else str(text)


def _one_line(text: str) -> str:
    line = " ".join(text.replace("\t", " ").splitlines())
    return f"'{line}" if _FORMULA.match(line) else line  # a spreadsheet would take it for a formula
