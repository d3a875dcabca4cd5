"""The table of layers, sifted and sorted, several of them set at once."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QSignalBlocker, QSortFilterProxyModel, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from chargeplan.files.sources.values import ROLE_NAMES, Role, Summary
from chargeplan.i18n import N_, tr
from chargeplan.ui.importing.layers_model import BECOMES, LINES, NAME, OUTLINES, POINTS, TEXTS, LayersModel
from chargeplan.ui.importing.remembered import RememberedRoles
from chargeplan.ui.language import Living
from chargeplan.ui.tables import SORT_ROLE, ChoiceDelegate, EditableTable, Index, selected_rows
from chargeplan.ui.widgets import ElidedCombo, IconButton, PlainLabel, SearchField, for_letters

_SEARCHED_FROM = 8
_BECOMES_PX = 140
_NAME_PX = (130, 190)
"""How wide the column of names is at least and, where longer names need it, at most."""


class _NameDelegate(QStyledItemDelegate):
    """Shows both ends of a long name: what names of one drawing begin with is often the same for all."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Leave out the middle."""
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideMiddle


class _RoleDelegate(ChoiceDelegate):
    """Shows by an arrow that there is a choice, and opens the list at once."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the box with its list open."""
        box = super().createEditor(parent, option, index)
        assert isinstance(box, QComboBox)
        box.setMaxVisibleItems(len(ROLE_NAMES))
        QTimer.singleShot(0, box, box.showPopup)
        return box

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the word, and the arrow at the right end of the cell."""
        super().paint(painter, option, index)
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ink = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.PlaceholderText
        painter.setPen(option.palette.color(ink))
        place = option.rect.adjusted(0, 0, -5, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "▾")
        painter.restore()


class LayersPane(Living, QWidget):
    """Lets somebody say what the layers of a source become; `changed` says that one became something else."""

    changed = Signal()

    def __init__(
        self,
        summary: Summary,
        memory: RememberedRoles,
        title: str,
        name_head: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._memory = memory
        known = {layer.name for layer in summary.layers}
        remembered = {name: role for name, role in memory.roles().items() if name in known}
        # Layers on which there is nothing come last; among the others the order of the file stays.
        layers = tuple(sorted(summary.layers, key=lambda layer: not layer.shapes))
        self.model = LayersModel(layers, remembered, name_head, self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.model)
        self._sorted.setSortRole(SORT_ROLE)
        self._sorted.setFilterKeyColumn(NAME)
        self._sorted.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(self._make_head(title))
        layout.addWidget(self._make_table(title), 1)
        layout.addLayout(self._make_foot())
        self.model.roles_changed.connect(self._told)
        self._show_memory()

    def _make_head(self, title: str) -> QHBoxLayout:
        row = QHBoxLayout()
        self._title = PlainLabel()
        self.say(self._title.setText, title)
        self._search = SearchField(self)
        self._search.setObjectName("layerSearch")
        self.say(self._search.setPlaceholderText, N_("Search"))
        self.say(self._search.setAccessibleName, N_("Search layers"))
        self._search.textChanged.connect(self._sorted.setFilterFixedString)
        self._search.setVisible(self.model.row_total() >= _SEARCHED_FROM)
        row.addWidget(self._title)
        row.addStretch(1)
        row.addWidget(self._search)
        return row

    def _make_table(self, title: str) -> EditableTable:
        self.table = EditableTable(self)
        self.table.setObjectName("layerTable")
        self.say(self.table.setAccessibleName, title)
        self.table.setModel(self._sorted)
        self.table.setSortingEnabled(True)
        self.table.horizontalHeader().setSortIndicatorClearable(True)
        self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        words = {role.value: name for role, name in ROLE_NAMES.items()}
        self.table.setItemDelegateForColumn(BECOMES, _RoleDelegate("layerRole", words, self.table))
        self.table.setItemDelegateForColumn(NAME, _NameDelegate(self.table))
        self.table.setWordWrap(False)  # names would end at a hyphen
        for column in self.model.empty_columns():
            self.table.setColumnHidden(column, True)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.horizontalHeader().setSectionResizeMode(NAME, QHeaderView.ResizeMode.Interactive)
        self.table.setMinimumHeight(for_letters(self.table, 110))
        # It takes the room that is left, and wants no more: else what is around it is scrolled as well.
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._fit_columns()
        self.table.clicked.connect(self._clicked)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_memory())
        return self.table

    def _fit_columns(self) -> None:
        """Give counts the room that they need in the language of the window, and names what is left."""
        for column in (NAME, OUTLINES, LINES, POINTS, TEXTS):
            self.table.resizeColumnToContents(column)
        self.table.setColumnWidth(BECOMES, for_letters(self.table, _BECOMES_PX))
        least, most = (for_letters(self.table, px) for px in _NAME_PX)
        self.table.setColumnWidth(NAME, min(max(self.table.columnWidth(NAME), least), most))

    def _make_foot(self) -> QHBoxLayout:
        self._all_become = ElidedCombo(self)
        self._all_become.setObjectName("selectedBecome")
        self._all_become.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._all_become.setMinimumContentsLength(8)
        self._all_become.setMaxVisibleItems(len(ROLE_NAMES) + 1)
        self._all_become.addItem("")
        for role in ROLE_NAMES:
            self._all_become.addItem("", role)
        self._all_become.activated.connect(self._set_selected)
        self._all_label = PlainLabel()
        self.say(self._all_label.setText, N_("Selected rows become"))
        self.say(self._all_become.setAccessibleName, N_("Selected rows become"))
        self._all_label.setBuddy(self._all_become)
        text = N_("Forget what is remembered of these layers")
        self._forget = IconButton("forgetRoles", "undo", text, self)
        self._forget.clicked.connect(self._forget_selected)
        row = QHBoxLayout()
        row.addWidget(self._all_label)
        row.addWidget(self._all_become, 1)
        row.addWidget(self._forget)
        self._say_roles()
        return row

    def retranslate(self) -> None:
        """Say roles and reasons in the language of the window."""
        self._say_roles()
        self.model.touch_heads()
        self.model.touch_all()
        self._fit_columns()

    def _say_roles(self) -> None:
        self._all_become.setItemText(0, tr("choose..."))
        for at, name in enumerate(ROLE_NAMES.values(), 1):
            self._all_become.setItemText(at, tr(name))

    @property
    def roles(self) -> tuple[tuple[str, Role], ...]:
        """What layers become where that is not what was guessed."""
        return self.model.roles()

    def remember(self) -> None:
        """Remember what was said, and forget it where the guess was put back."""
        guesses: Mapping[str, Role] = {
            layer.name: layer.guess for layer in map(self.model.layer, range(self.model.row_total()))
        }
        said = self.model.said
        self._memory.forget(name for name, role in said.items() if role is guesses[name])
        self._memory.remember({name: role for name, role in said.items() if role is not guesses[name]})

    def _rows(self) -> list[int]:
        shown = (self._sorted.index(row, NAME) for row in selected_rows(self.table))
        return [self._sorted.mapToSource(index).row() for index in shown]

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == BECOMES and len(selected_rows(self.table)) == 1:
            self.table.edit(index)

    def _set_selected(self, at: int) -> None:
        role = self._all_become.itemData(at)
        if role is not None:
            self.model.say_roles(self._rows(), role)
        with QSignalBlocker(self._all_become):
            self._all_become.setCurrentIndex(0)

    def _remembered_rows(self) -> list[int]:
        rows = self._rows() or list(range(self.model.row_total()))
        return [row for row in rows if self.model.is_remembered(row)]

    def _forget_selected(self) -> None:
        self._memory.forget(self.model.forget(self._remembered_rows()))

    def _told(self) -> None:
        self._show_memory()
        self.changed.emit()

    def _show_memory(self) -> None:
        self._forget.setEnabled(bool(self._remembered_rows()))
        self._all_become.setEnabled(bool(selected_rows(self.table)))
