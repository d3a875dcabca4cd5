"""The first columns of a wide table, which stay where they are while the others are scrolled."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QTableView

from chargeplan.ui.tables import let_heads_be

_MOST_SHARE = 0.6
"""Of the table's width the columns that stay may take at most so much."""

_STYLE = """
QTableView#frozenColumns { border: none; border-right: 1px solid palette(mid); border-radius: 0; }
"""


class FrozenColumns(QTableView):
    """Lies over a table that is scrolled sideways and shows its first `count` columns.

    It shares model, selection and delegate of the table, and hands it what it cannot do itself.
    """

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self.setObjectName("frozenColumns")
        self.setStyleSheet(_STYLE)
        self._table = table
        self._count = 0
        self.setModel(table.model())
        self.setSelectionModel(table.selectionModel())
        let_heads_be(self)
        self.setItemDelegate(table.itemDelegate())
        self.setFocusProxy(table)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(table.selectionBehavior())
        self.setSelectionMode(table.selectionMode())
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setDefaultSectionSize(table.verticalHeader().defaultSectionSize())
        self.horizontalHeader().setDefaultAlignment(table.horizontalHeader().defaultAlignment())
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(True)
        self.horizontalHeader().sectionClicked.connect(self._sort)
        self.doubleClicked.connect(table.doubleClicked)
        self._wire()
        self.hide()

    def _wire(self) -> None:
        table, head = self._table, self._table.horizontalHeader()
        for signal in (
            head.sectionResized,
            head.sectionMoved,
            head.sectionCountChanged,
            head.geometriesChanged,
        ):
            signal.connect(lambda *_: self.follow())
        table.horizontalScrollBar().valueChanged.connect(lambda _value: self.follow())
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        table.model().modelReset.connect(self.follow)
        table.installEventFilter(self)

    def freeze(self, count: int) -> None:
        """Let the first `count` columns stay."""
        self._count = count
        self.follow()

    @property
    def taken_px(self) -> int:
        """How wide it is, 0 while it is not seen."""
        return self.width() if self.isVisible() else 0

    def holds(self, column: int) -> bool:
        """Tell whether it shows a column now."""
        return self.isVisible() and not self.isColumnHidden(column)

    def follow(self) -> None:
        """Look as the table does."""
        table, head, own = self._table, self._table.horizontalHeader(), self.horizontalHeader()
        shown = [head.logicalIndex(at) for at in range(min(self._count, head.count()))]
        width = sum(head.sectionSize(column) for column in shown)
        wanted = table.horizontalScrollBar().value() > 0 and width < _MOST_SHARE * table.viewport().width()
        self.setVisible(wanted and bool(shown))
        if not self.isVisible():
            return
        for column in range(head.count()):
            self.setColumnHidden(column, column not in shown)
        for at, column in enumerate(shown):
            own.moveSection(own.visualIndex(column), at)
            self.setColumnWidth(column, head.sectionSize(column))
        own.setFixedHeight(head.height())
        place = table.viewport().geometry()
        self.setGeometry(place.x(), place.y() - head.height(), width, place.height() + head.height())
        self.verticalScrollBar().setValue(table.verticalScrollBar().value())
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the table."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self.follow()
        return super().eventFilter(watched, event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the table."""
        QApplication.sendEvent(self._table.viewport(), event)

    def _sort(self, column: int) -> None:
        head = self._table.horizontalHeader()
        rising, falling = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        again = head.sortIndicatorSection() == column and head.sortIndicatorOrder() == rising
        head.setSortIndicator(column, falling if again else rising)
