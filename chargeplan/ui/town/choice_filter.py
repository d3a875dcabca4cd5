"""A button that lets values of a column be chosen from a list that is searched and ticked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QToolButton, QVBoxLayout, QWidget

from chargeplan.i18n import tr
from chargeplan.ui.language import Living
from chargeplan.ui.tables import TickDelegate
from chargeplan.ui.widgets import SearchField, for_letters, tooltip

_VALUE = Qt.ItemDataRole.UserRole
_SEARCHED_FROM = 12
"""From this many values on there is a field to search them."""

_ROWS_SEEN = 14
_NAMED = 2
"""So many chosen values are named on the button; of more it tells how many."""


class ChoiceFilter(Living, QToolButton):
    """Shows a title and what is chosen; nothing chosen lets everything pass.

    `offer` gives the values and their words when the list is opened.
    """

    changed = Signal()

    def __init__(
        self,
        name: str,
        title: str,
        offer: Callable[[], list[tuple[Any, str]]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._title = title
        self._offer = offer
        self._chosen: dict[Any, str] = {}
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCheckable(True)
        self.clicked.connect(self.open_list)
        self._show()

    @property
    def chosen(self) -> tuple[Any, ...]:
        """The chosen values."""
        return tuple(self._chosen)

    def choose(self, values: Iterable[Any]) -> None:
        """Choose these values without a signal, as far as they are offered; none lets all pass."""
        wanted = set(values)
        self._chosen = {value: word for value, word in self._offer() if value in wanted} if wanted else {}
        self._show()

    def open_list(self) -> None:
        """Show the list below the button."""
        self._show()
        popup = _Popup(self.objectName(), self._offer(), set(self._chosen), self)
        popup.ticked.connect(self._take)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.move(self.mapToGlobal(QPoint(0, self.height())))
        popup.show()
        popup.begin()

    def _take(self, chosen: dict[Any, str]) -> None:
        self._chosen = chosen
        self._show()
        self.changed.emit()

    def retranslate(self) -> None:
        """Say what is chosen in the other language."""
        words = dict(self._offer()) if self._chosen else {}
        self._chosen = {value: words.get(value, word) for value, word in self._chosen.items()}
        self._show()

    def _show(self) -> None:
        title, words = tr(self._title), list(self._chosen.values())
        listed = ", ".join(words) if len(words) <= _NAMED else tr("{count} chosen", count=len(words))
        text = f"{title}: {listed}" if words else title
        self.setText(f"{text} ▾".replace("&", "&&"))
        self.setChecked(bool(words))
        self.setToolTip(tooltip(f"{title}: {', '.join(words)}" if words else title))
        self.setAccessibleName(text)


class _Values(QListWidget):
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Space to the popup: a list would only select with it."""
        if event.key() == Qt.Key.Key_Space:
            event.ignore()
        else:
            super().keyPressEvent(event)


class _Popup(QFrame):
    ticked = Signal(object)

    def __init__(self, name: str, values: list[tuple[Any, str]], chosen: set[Any], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName(f"{name}Popup")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        self._search = SearchField(self)
        self._search.setObjectName(f"{name}Search")
        self._search.setPlaceholderText(tr("Search"))
        self._search.setAccessibleName(tr("Search"))
        self._search.setVisible(len(values) >= _SEARCHED_FROM)
        self._search.textChanged.connect(self._sift)
        self.list = _Values(self)
        self.list.setObjectName(f"{name}List")
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(TickDelegate(self.list))
        self.list.setAccessibleName(tr("Values to show"))
        for value, word in values:
            item = QListWidgetItem(word, self.list)
            item.setData(_VALUE, value)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setData(Qt.ItemDataRole.CheckStateRole, _state(value in chosen))
        self.list.itemClicked.connect(self._toggle)
        self._all = QToolButton(self)
        self._all.setObjectName(f"{name}All")
        self._all.setText(tr("Show all"))
        self._all.clicked.connect(self._clear)
        for part in (self._search, self.list, self._all):
            layout.addWidget(part)
        rows = min(_ROWS_SEEN, max(2, len(values)))
        width = max(for_letters(self, 180), self.list.sizeHintForColumn(0) + 40)
        self.list.setFixedSize(QSize(width, rows * max(20, self.list.sizeHintForRow(0)) + 8))

    def begin(self) -> None:
        """Give the keyboard to what is used first."""
        (self._search if self._search.isVisible() else self.list).setFocus()
        if self.list.count():
            self.list.setCurrentRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter tick what is current, Down leaves the search for the list."""
        key = event.key()
        if key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.list.currentItem() is not None:
                self._toggle(self.list.currentItem())
        elif key == Qt.Key.Key_Down and self._search.hasFocus():
            self.list.setFocus()
        else:
            super().keyPressEvent(event)

    def _toggle(self, item: QListWidgetItem) -> None:
        ticked = item.checkState() == Qt.CheckState.Checked
        item.setData(Qt.ItemDataRole.CheckStateRole, _state(not ticked))
        self._tell()

    def _clear(self) -> None:
        with QSignalBlocker(self.list):
            for at in range(self.list.count()):
                self.list.item(at).setData(Qt.ItemDataRole.CheckStateRole, _state(False))
        self._tell()
        self.close()

    def _tell(self) -> None:
        items = [self.list.item(at) for at in range(self.list.count())]
        ticked = [item for item in items if item.checkState() == Qt.CheckState.Checked]
        self.ticked.emit({item.data(_VALUE): item.text() for item in ticked})

    def _sift(self, text: str) -> None:
        needle = text.strip().casefold()
        first = None
        for at in range(self.list.count()):
            item = self.list.item(at)
            item.setHidden(needle not in item.text().casefold())
            first = first or (None if item.isHidden() else item)
        if first is not None:
            self.list.setCurrentItem(first)


def _state(on: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
