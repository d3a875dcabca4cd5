"""What was set by hand in a lot: a list in its properties, each entry to be looked at and to be put back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from chargeplan.engineering.capacity import LotCapacity, missing_kept
from chargeplan.i18n import N_, tr
from chargeplan.model.scheme import Lot
from chargeplan.ui.canvas.adjusting import told
from chargeplan.ui.canvas.exceptions import ByHand, ExceptionKind
from chargeplan.ui.widgets import IconButton, PlainLabel, heading, muted

_MOST_ROWS = 8

Idle = frozenset[tuple[ExceptionKind, int]]
"""Kind and index of exceptions without effect."""


class _List(QListWidget):
    """A list whose Delete key puts back and whose Enter key shows."""

    def __init__(self, put_back: Callable[[], None], show: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._put_back, self._show_place = put_back, show

    def event(self, event: QEvent) -> bool:
        """Keep the keys that mean something here from the menus."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Put back with Delete, show with Enter."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._put_back()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._show_place()
        else:
            super().keyPressEvent(event)


class ByHandList(QWidget):
    """The exceptions of one lot.

    `show_places` is called with exceptions to be shown on the plan, `put_back` with those that shall no
    longer hold, `take_tool` with the id of a tool.
    """

    def __init__(
        self,
        show_places: Callable[[Sequence[ByHand]], None],
        put_back: Callable[[Sequence[ByHand]], object],
        take_tool: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._show_places, self._put_back = show_places, put_back
        self._found: tuple[ByHand, ...] = ()
        self._texts: list[str] = []
        self._idle: Idle | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 6)
        line = QHBoxLayout()
        head = heading(self)
        head.setText(tr("Set by hand"))
        line.addWidget(head, 1)
        for name, icon_name, text, act in (
            ("adjustStallsButton", "adjust_stalls", N_("Adjust single stalls"), "adjust_stalls"),
            ("blockGroundButton", "block_ground", N_("Block ground in a lot"), "block_ground"),
        ):
            button = IconButton(name, icon_name, text, self)
            button.clicked.connect(lambda _on=False, tool=act: take_tool(tool))
            line.addWidget(button)
        self._back = IconButton("putBackButton", "remove", N_("Put back what is chosen"), self)
        self._back.clicked.connect(self._put_chosen_back)
        line.addWidget(self._back)
        layout.addLayout(line)
        self._summary = muted(PlainLabel(wrap=True))
        self._summary.setObjectName("byHandSummary")
        layout.addWidget(self._summary)
        self._list = _List(self._put_chosen_back, self._show_chosen, self)
        self._list.setObjectName("byHandList")
        self._list.setAccessibleName(tr("Set by hand"))
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._list.itemClicked.connect(lambda _item: self._show_chosen())
        self._list.itemSelectionChanged.connect(self._enable)
        layout.addWidget(self._list)
        self.show_exceptions((), None)

    def show_exceptions(self, found: tuple[ByHand, ...], idle: Idle | None) -> None:
        """Show these; `idle` are those without effect now, None while that is unknown."""
        if idle is None and len(found) == len(self._found):
            idle = self._idle  # quick figures come before full ones and say nothing of it
        self._idle = idle
        texts = [_line(one, idle or frozenset()) for one in found]
        if texts != self._texts or not texts:
            self._texts = texts
            chosen = (
                {index.row() for index in self._list.selectedIndexes()}
                if len(texts) == self._list.count()
                else set()
            )
            self._list.clear()
            for row, text in enumerate(texts):
                item = QListWidgetItem(text)
                self._list.addItem(item)
                item.setSelected(row in chosen)
            self._fit()
        self._found = found
        self._summary.setText(
            summary(found) or tr("Nothing yet. Right-click a stall, or adjust single stalls.")
        )
        self._list.setVisible(bool(found))
        self._enable()

    def _fit(self) -> None:
        rows = min(max(self._list.count(), 1), _MOST_ROWS)
        height = self._list.sizeHintForRow(0) if self._list.count() else self.fontMetrics().height()
        self._list.setFixedHeight(rows * max(height, self.fontMetrics().height()) + 6)

    def _chosen(self) -> tuple[ByHand, ...]:
        rows = sorted(index.row() for index in self._list.selectedIndexes())
        return tuple(self._found[row] for row in rows if row < len(self._found))

    def _enable(self) -> None:
        self._back.setEnabled(bool(self._list.selectedIndexes()))

    def _show_chosen(self) -> None:
        if chosen := self._chosen():
            self._show_places(chosen)

    def _put_chosen_back(self) -> None:
        if chosen := self._chosen():
            self._list.clearSelection()
            self._put_back(chosen)


def idle_of(lot: Lot, held: LotCapacity | None) -> Idle | None:
    """Return which exceptions of a lot have no effect on what it holds, None when that is not known (yet)."""
    if held is None or not lot.filled or held.idle_removed is None or held.lot != lot:
        return None
    removed = {(ExceptionKind.REMOVED, index) for index in held.idle_removed}
    kept = {(ExceptionKind.KEPT, row) for row, gone in enumerate(missing_kept(held)) if gone}
    return frozenset(removed | kept)


def _line(one: ByHand, idle: Idle) -> str:
    text = told(one)
    if (one.kind, one.index) not in idle:
        return text
    if one.kind is ExceptionKind.KEPT:
        return tr("{exception} - does not fit now", exception=text)
    return tr("{exception} - without effect now", exception=text)


def summary(found: Sequence[ByHand]) -> str:
    """Return how much was set by hand, in one line."""
    of = {kind: [one for one in found if one.kind is kind] for kind in ExceptionKind}
    parts = []
    if removed := of[ExceptionKind.REMOVED]:
        parts.append(tr("stalls removed: {count}", count=len(removed)))
    if blocked := of[ExceptionKind.BLOCKED]:
        parts.append(tr("ground blocked: {area} m²", area=f"{sum(one.area_m2 for one in blocked):.1f}"))
    if kept := of[ExceptionKind.KEPT]:
        parts.append(tr("rows kept: {count}", count=len(kept)))
    return " · ".join(parts)
