"""Which columns the table shows, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from chargeplan.i18n import N_, tr
from chargeplan.ui.dialogs.frame import FramedDialog
from chargeplan.ui.tables import TickDelegate
from chargeplan.ui.town.columns import GROUPS, Column
from chargeplan.ui.town.table_model import head_tip
from chargeplan.ui.widgets import IconButton, SearchField, resize_within_screen

_ID = Qt.ItemDataRole.UserRole


class ColumnsDialog(FramedDialog):
    """All columns by group, to tick; beside them the chosen ones, to put in order by dragging."""

    def __init__(
        self, columns: Mapping[str, Column], shown: Sequence[str], at_first: Sequence[str], parent: QWidget
    ) -> None:
        super().__init__("townColumnsDialog", N_("Columns"), parent)
        self._columns = columns
        self._at_first = at_first
        self._items: dict[str, QTreeWidgetItem] = {}
        self._groups: list[tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = []
        self._search = SearchField(self)
        self._search.setObjectName("columnSearch")
        self.say(self._search.setPlaceholderText, N_("Search"))
        self.say(self._search.setAccessibleName, N_("Search"))
        self._search.textChanged.connect(self._sift)
        self._tree = self._make_tree()
        self._list = self._make_list()
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self._search)
        left.addWidget(self._tree, 1)
        right.addWidget(self.caption(self._list, N_("Shown, from left to right")))
        right.addWidget(self._list, 1)
        right.addLayout(self._moves())
        sides = QHBoxLayout()
        sides.addLayout(left, 3)
        sides.addLayout(right, 2)
        self.body.addWidget(self.head)
        self.body.addLayout(sides, 1)
        answers = QDialogButtonBox.StandardButton
        self._buttons = self.answers(answers.Ok, self.accept)
        self._buttons.addButton(
            self.button("columnsAtFirst", N_("As at first"), lambda: self._use(self._at_first)),
            QDialogButtonBox.ButtonRole.ResetRole,
        )
        self.body.addWidget(self._buttons)
        self._use(shown)
        resize_within_screen(self, 720, 560)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of the chosen columns, in their order."""
        return tuple(str(self._list.item(at).data(_ID)) for at in range(self._list.count()))

    def _make_tree(self) -> QTreeWidget:
        tree = QTreeWidget(self)
        tree.setObjectName("columnTree")
        tree.setHeaderHidden(True)
        tree.setItemDelegate(TickDelegate(tree))
        self.say(tree.setAccessibleName, N_("All columns"))
        for group in GROUPS:
            held = [column for column in self._columns.values() if column.group == group]
            if not held:
                continue
            head = QTreeWidgetItem(tree, [tr(group)])
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            for column in held:
                item = QTreeWidgetItem(head, [column.one_line()])
                item.setData(0, _ID, column.id)
                item.setToolTip(0, head_tip(column))
                item.setCheckState(0, Qt.CheckState.Unchecked)
                self._items[column.id] = item
            head.setExpanded(True)
            self._groups.append((head, [self._items[column.id] for column in held]))
        tree.itemChanged.connect(self._ticked)
        return tree

    def _make_list(self) -> QListWidget:
        made = QListWidget(self)
        made.setObjectName("columnOrder")
        made.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        made.setDefaultDropAction(Qt.DropAction.MoveAction)
        return made

    def _moves(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for name, icon_name, text, step in (
            ("columnUp", "up", N_("Further left"), -1),
            ("columnDown", "down", N_("Further right"), 1),
        ):
            button = IconButton(name, icon_name, text, self)
            button.clicked.connect(lambda _on=False, step=step: self._move(step))
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _use(self, ids: Sequence[str]) -> None:
        self._list.clear()
        self._tree.blockSignals(True)
        for column_id, item in self._items.items():
            item.setCheckState(0, Qt.CheckState.Checked if column_id in ids else Qt.CheckState.Unchecked)
        self._tree.blockSignals(False)
        self._tree.viewport().update()
        for column_id in ids:
            if column_id in self._items:
                self._add(column_id)
        self._enable()

    def _add(self, column_id: str) -> None:
        item = QListWidgetItem(self._columns[column_id].name, self._list)
        item.setData(_ID, column_id)

    def _ticked(self, item: QTreeWidgetItem, _column: int) -> None:
        column_id = item.data(0, _ID)
        if column_id is None:
            return
        at = next((at for at, one in enumerate(self.chosen) if one == column_id), None)
        on = item.checkState(0) == Qt.CheckState.Checked
        if on and at is None:
            self._add(column_id)
        elif not on and at is not None:
            self._list.takeItem(at)
        self._enable()

    def _enable(self) -> None:
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(self._list.count() > 0)

    def _move(self, step: int) -> None:
        at = self._list.currentRow()
        if at < 0 or not 0 <= at + step < self._list.count():
            return
        item = self._list.takeItem(at)
        self._list.insertItem(at + step, item)
        self._list.setCurrentRow(at + step)

    def _sift(self, text: str) -> None:
        needle = text.strip().casefold()
        for head, items in self._groups:
            for item in items:
                item.setHidden(needle not in f"{item.text(0)} {head.text(0)}".casefold())
            head.setHidden(all(item.isHidden() for item in items))
