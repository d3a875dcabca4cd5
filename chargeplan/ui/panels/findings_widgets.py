"""What the list of findings is drawn with: rows of two lines, signs without words, narrow tabs."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTabBar

from chargeplan.ui.tables import CopyableTable, Index

_TAB_PX = 25


class WholeRowsTable(CopyableTable):
    """A table that copies what it has no room to show too."""

    def _shown_columns(self) -> list[int]:
        return list(range(self.model().columnCount()))


class SignOnly(QStyledItemDelegate):
    """Draws the sign of a severity and leaves its word to the tooltip: the room belongs to the sentences."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Take the word away."""
        super().initStyleOption(option, index)
        option.text = ""
        option.decorationAlignment = Qt.AlignmentFlag.AlignCenter


class TwoLines(QStyledItemDelegate):
    """Draws the first line of a cell as text and the second in a quieter colour, each ending in dots."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground and focus as the style does, then the lines."""
        shown = QStyleOptionViewItem(option)
        self.initStyleOption(shown, index)
        lines, shown.text = shown.text.replace("\u2028", "\n").split("\n"), ""
        style = shown.widget.style() if shown.widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, shown, painter, shown.widget)
        room = shown.rect.adjusted(4, 2, -4, -2)
        selected = bool(shown.state & QStyle.StateFlag.State_Selected)
        roles = (QPalette.ColorRole.Text, QPalette.ColorRole.PlaceholderText)
        height = shown.fontMetrics.lineSpacing()
        painter.save()
        painter.setFont(shown.font)
        for number, (line, role) in enumerate(zip(lines, roles, strict=False)):
            painter.setPen(shown.palette.color(QPalette.ColorRole.HighlightedText if selected else role))
            place = QRect(room.left(), room.top() + number * height, room.width(), height)
            text = shown.fontMetrics.elidedText(line, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)
        painter.restore()


class StateTabs(QTabBar):
    """Tabs no wider than their words, so that all of them are seen in a narrow panel."""

    def tabSizeHint(self, index: int) -> QSize:
        """Return the room for the words of a tab."""
        width = self.fontMetrics().horizontalAdvance(self.tabText(index)) + _TAB_PX
        return QSize(width, super().tabSizeHint(index).height())

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Return the same: nothing is cut."""
        return self.tabSizeHint(index)
