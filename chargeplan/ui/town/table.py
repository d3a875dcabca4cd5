"""The table of a town: grades as letters on colour, and the sums of what is shown below it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from chargeplan.i18n import tr
from chargeplan.town.grade_colours import grade_colours, letter_on
from chargeplan.town.grading import Grade
from chargeplan.ui.language import Living
from chargeplan.ui.tables import (
    CopyableTable,
    Index,
    cells_as_text,
    selected_rows,
    selection_of,
    strong_font,
)
from chargeplan.ui.theme import is_dark
from chargeplan.ui.town.columns import UNKNOWN, Column
from chargeplan.ui.town.frozen import FrozenColumns
from chargeplan.ui.town.grid import Total
from chargeplan.ui.town.table_model import ESTIMATED, GRADE_ROLE, GridModel
from chargeplan.ui.widgets import for_letters, scaled_font, tooltip

_HEAD_PX = 58
_TOTALS_PX = 40
_PAD_PX = 6
_HEAD_PAD_PX = 9
_NAMES = ("name", "committee", "street", "district")
"""Columns that name a row, of which the leftmost one stays in sight."""

_WIDEST_WORD_PX = 110


def grade_ground(grade: object) -> QColor | None:
    """Return the ground of a grade's letter, the same as in charts; None for what has no letter."""
    if not isinstance(grade, Grade) or grade is Grade.UNRATED:
        return None
    return QColor(grade_colours(is_dark())[grade])


def on_grade(ground: QColor) -> QColor:
    """Return the colour of the letter of a grade on its ground."""
    return QColor(letter_on(ground.name()))


class GradeDelegate(QStyledItemDelegate):
    """Draws a grade as its letter on a small ground of its colour, `unrated` as a word."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell."""
        grade = index.data(GRADE_ROLE)
        ground = grade_ground(grade)
        if ground is None:
            super().paint(painter, option, index)
            return
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        letter, shown.text = shown.text, ""
        style = shown.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, shown.widget)
        side = min(option.rect.height() - 6, 24)
        box = QRectF(0, 0, side * 1.3, side)
        box.moveCenter(QRectF(option.rect).center())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(on_grade(ground))
        painter.setFont(strong_font())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)
        painter.restore()


class TownTable(CopyableTable):
    """Rows of a grid. Enter and double click are `opened`; heads are moved by the mouse."""

    opened = Signal(int)

    def __init__(self, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self._grid = model
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(GradeDelegate(self))
        self.setWordWrap(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head = self.horizontalHeader()
        head.setSectionsMovable(True)
        head.setSectionsClickable(True)
        head.setFixedHeight(for_letters(self, _HEAD_PX))
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.setSortIndicatorShown(True)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        self.frozen = FrozenColumns(self)
        head.sectionMoved.connect(lambda *_: self.freeze_names())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select the first row for whom comes by the keyboard, where nothing is selected yet."""
        super().focusInEvent(event)
        by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_key and self._grid.rowCount() and not self.selectionModel().hasSelection():
            self.selectRow(max(0, self.currentIndex().row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
            event.accept()
        else:
            super().keyPressEvent(event)

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Show a cell; what stays in sight anyway is no reason to scroll sideways."""
        bar, before = self.horizontalScrollBar(), self.horizontalScrollBar().value()
        super().scrollTo(index, hint)
        if self.frozen.holds(index.column()):
            bar.setValue(before)

    def visual_columns(self) -> list[Column]:
        """Return the columns as they stand, from left to right."""
        return [self._grid.columns[at] for at in self._shown_columns()]

    def fit_widths(self) -> None:
        """Give every column the width that suits what it tells; no word of a head is cut."""
        metrics = self.horizontalHeader().fontMetrics()
        for at, column in enumerate(self._grid.columns):
            longest = max(metrics.horizontalAdvance(word) for word in column.head().split() or [""])
            head = min(longest, for_letters(self, _WIDEST_WORD_PX)) + 2 * _HEAD_PAD_PX
            self.setColumnWidth(at, max(head, for_letters(self, column.width_px)))

    def freeze_names(self) -> None:
        """Let the columns up to the name stay when the table is scrolled sideways."""
        ids = [column.id for column in self.visual_columns()]
        named = [ids.index(one) + 1 for one in _NAMES if one in ids]
        self.frozen.freeze(min(named, default=0))

    def select_rows(self, rows: list[int], *, scroll: bool = True) -> None:
        """Select these rows, the first being the current one, and show it unless told otherwise."""
        model, flags = self.model(), QItemSelectionModel.SelectionFlag
        self.selectionModel().select(selection_of(model, rows), flags.ClearAndSelect)
        if rows:
            bar, before = self.horizontalScrollBar(), self.horizontalScrollBar().value()
            self.selectionModel().setCurrentIndex(model.index(rows[0], 0), flags.NoUpdate)
            if scroll:
                self.scrollTo(model.index(rows[0], 0))
            bar.setValue(before)

    def copy_rows(self) -> None:
        """Put the selected rows, or all of them, on the clipboard with their heads.

        Where a figure rests on schemes, the column that tells an estimate from a plan goes with it.
        """
        columns = self.visual_columns()
        told = self._grid.grid.columns.get("origin")
        if told is not None and told not in columns and any(one.estimated for one in columns):
            columns.append(told)
        rows = self._grid.order[selected_rows(self) or slice(None)].tolist()
        values = [self._grid.grid.values(column.id) for column in columns]
        told_by = list(zip(columns, values, strict=True))
        lines = ([column.copied(held[row]) for column, held in told_by] for row in rows)
        text = cells_as_text([[column.one_line() for column in columns]], lines)
        QGuiApplication.clipboard().setText(text)

    def _shown_columns(self) -> list[int]:
        head = self.horizontalHeader()
        return [head.logicalIndex(at) for at in range(head.count())]


class TotalsBar(Living, QWidget):
    """The sums of what a table shows, each below its column, and of how many rows it is unknown."""

    def __init__(self, table: TownTable, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("townTotals")
        self.setFixedHeight(for_letters(self, _TOTALS_PX))
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.AlternateBase)
        self._table, self._model = table, model
        self._noun = ""
        head = table.horizontalHeader()
        head.sectionResized.connect(self.update)
        head.sectionMoved.connect(self.update)
        table.horizontalScrollBar().valueChanged.connect(self.update)
        model.shown_changed.connect(self._tell)

    def count_as(self, noun: str) -> None:
        """Count the rows with this English text, whose gaps are `shown` and `all`."""
        self._noun = noun
        self._tell()

    def sizeHint(self) -> QSize:
        """Return room for two lines."""
        return QSize(200, self.height())

    def text_of(self, column: Column) -> tuple[str, str]:
        """Return the sum below a column, and what of it is unknown or estimated."""
        if not column.sums or not self._model.rowCount():
            return "", ""
        total = self._model.total(column)
        return column.text(total.total) if total.known else UNKNOWN, _notes(column, total)

    def lead(self) -> str:
        """Return how many rows are shown, of how many."""
        shown, every = self._model.rowCount(), len(self._model.grid.rows)
        return tr(self._noun, shown=f"{shown:,}", all=f"{every:,}") if self._noun else ""

    def retranslate(self) -> None:
        """Say it in the other language."""
        self._tell()

    def _tell(self) -> None:
        sums = (f"{c.one_line()}: {' '.join(self.text_of(c)).strip()}" for c in self._model.columns if c.sums)
        self.setAccessibleName("; ".join((self.lead(), *sums)))
        self.update()

    def _cells(self) -> Iterator[tuple[Column, QRect]]:
        head, left = self._table.horizontalHeader(), self._table.viewport().x()
        for at in range(head.count()):
            logical = head.logicalIndex(at)
            x = left + head.sectionViewportPosition(logical)
            yield self._model.columns[logical], QRect(x, 0, head.sectionSize(logical), self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw each sum below its column."""
        with QPainter(self) as painter:
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Mid)))
            painter.drawLine(0, 0, self.width(), 0)
            free, frozen = self.width(), self._table.frozen.taken_px
            painter.setClipRect(self.rect().adjusted(frozen, 0, 0, 0))
            for column, cell in self._cells():
                main, notes = self.text_of(column)
                if main and cell.right() > frozen:
                    free = min(free, max(0, cell.left()))
                    self._draw(painter, cell, main, notes)
            painter.setClipping(False)
            room = QRect(_PAD_PX, 0, max(frozen, free) - 2 * _PAD_PX, self.height())
            painter.setFont(strong_font())
            painter.setPen(self.palette().color(QPalette.ColorRole.Text))
            text = painter.fontMetrics().elidedText(self.lead(), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _draw(self, painter: QPainter, cell: QRect, main: str, notes: str) -> None:
        upper, lower = cell.adjusted(2, 3, -_PAD_PX, 0), cell.adjusted(2, 0, -_PAD_PX, -3)
        upper.setHeight(self.height() // 2)
        lower.setTop(self.height() // 2 - 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
        painter.setFont(strong_font())
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        painter.drawText(upper if notes else cell.adjusted(2, 0, -_PAD_PX, 0), right, main)
        if notes:
            painter.setFont(scaled_font(self.font(), 0.85))
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            text = painter.fontMetrics().elidedText(notes, Qt.TextElideMode.ElideRight, lower.width())
            painter.drawText(lower, right, text)

    def event(self, event: QEvent) -> bool:
        """Tell the whole of a sum when it is hovered over."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip_at(event.pos()), self)
            return True
        return super().event(event)

    def _tip_at(self, place: QPoint) -> str:
        for column, cell in self._cells():
            if cell.contains(place) and column.sums:
                return tooltip(f"{column.one_line()}: {', '.join(filter(None, self.text_of(column)))}")
        return tooltip(self.lead())


def _notes(column: Column, total: Total) -> str:
    notes = []
    if total.unknown:
        notes.append(tr("{count} unknown", count=f"{total.unknown:,}"))
    if column.estimated and total.estimated:
        notes.append(f"{total.estimated:,} {tr(ESTIMATED)}")
    return ", ".join(notes)
