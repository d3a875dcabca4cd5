"""What reading a register had to say: a list that can be searched, copied, and that leads to the estates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from chargeplan.files.town_remarks import KIND_NAMES, Remark, RemarkKind
from chargeplan.i18n import N_, pick, tr
from chargeplan.reference.register_words import load_register_words
from chargeplan.ui.language import Living
from chargeplan.ui.tables import SORT_ROLE, CopyableTable, FlatModel, Index
from chargeplan.ui.theme import severity_colour
from chargeplan.ui.town.session import TownSession
from chargeplan.ui.widgets import IconButton, PlainLabel, SearchField, muted, tooltip

ORIGIN = "remarks"
"""What the list calls itself when it selects estates."""

_HEADS = (
    N_("Sheet and cell"),
    N_("Kind"),
    N_("Field"),
    N_("Stands in the cell"),
    N_("Estate"),
    N_("What became of it"),
)
_WIDTHS = (110, 76, 150, 150, 140)
_PLACE, _KIND, _FIELD, _FOUND, _ESTATE, _SENTENCE = range(len(_HEADS))
_LOOKS: Mapping[RemarkKind, str] = {
    RemarkKind.REFUSED: "error",
    RemarkKind.DOUBTED: "warning",
    RemarkKind.LEFT_OUT: "undecided",
    RemarkKind.CONVERTED: "info",
    RemarkKind.FILLED_IN: "info",
}
_FILTER_MS = 120


@dataclass(frozen=True)
class _Line:
    """A remark in the words in which it is shown, searched and copied."""

    remark: Remark
    texts: tuple[str, ...]

    def holds(self, words: Sequence[str]) -> bool:
        """Tell whether every word stands somewhere in it."""
        everything = "\n".join(self.texts).casefold()
        return all(word in everything for word in words)


class RemarksModel(FlatModel):
    """Remarks as rows; `sift` chooses which."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_HEADS, parent=parent)
        self._all: list[_Line] = []
        self._shown: list[_Line] = []
        self._sorted: tuple[int, bool] | None = None

    def row_total(self) -> int:
        """Return how many remarks are shown."""
        return len(self._shown)

    @property
    def total(self) -> int:
        """How many there are in all."""
        return len(self._all)

    def set_remarks(self, remarks: Sequence[Remark], names: Mapping[str, str]) -> None:
        """Take other remarks; `names` are those of estates by code. All are shown until they are sifted."""
        self.beginResetModel()
        self._all = [_Line(remark, _texts(remark, names)) for remark in remarks]
        self._shown = list(self._all)
        self._order()
        self.endResetModel()

    def sift(self, text: str, kind: RemarkKind | None) -> None:
        """Show the remarks of a kind (None is all) that hold every word of a text."""
        words = text.casefold().split()
        self.beginResetModel()
        self._shown = [
            line for line in self._all if (kind is None or line.remark.kind is kind) and line.holds(words)
        ]
        self._order()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the remarks in the order of a column; places by sheet, row and column, -1 as they were read."""
        self.beginResetModel()
        self._sorted = None if column < 0 else (column, order == Qt.SortOrder.DescendingOrder)
        if self._sorted is None:
            kept = set(map(id, self._shown))
            self._shown = [line for line in self._all if id(line) in kept]
        self._order()
        self.endResetModel()

    def _order(self) -> None:
        if self._sorted is not None:
            column, backwards = self._sorted
            self._shown.sort(key=lambda line: _sort_key(line, column), reverse=backwards)

    def remark(self, row: int) -> Remark:
        """Return the remark of a row."""
        return self._shown[row].remark

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        line, column = self._shown[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return line.texts[column]
        if role == Qt.ItemDataRole.ToolTipRole and column in (_FOUND, _SENTENCE):
            return tooltip(line.texts[column])
        if role == Qt.ItemDataRole.ForegroundRole and column == _KIND:
            return severity_colour(_LOOKS[line.remark.kind])
        if role == SORT_ROLE:
            return _sort_key(line, column)
        return None


def _texts(remark: Remark, names: Mapping[str, str]) -> tuple[str, ...]:
    words, field = load_register_words(), remark.field_id
    return (
        remark.place,
        tr(KIND_NAMES[remark.kind]),
        pick(words.field(field).title) if field and words.knows(field) else "",
        remark.found,
        names.get(remark.estate_code, remark.estate_code),
        remark.sentence(),
    )


def _sort_key(line: _Line, column: int) -> Any:
    if column == _PLACE:
        return line.remark.sheet, line.remark.row, line.remark.column
    if column == _KIND:
        return list(RemarkKind).index(line.remark.kind)
    return line.texts[column].casefold()


class RemarksView(Living, QWidget):
    """The list with what sifts it; `estate_wanted` brings the code of the estate of a taken remark."""

    estate_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("remarksView")
        self._remarks: Sequence[Remark] = ()
        self._names: Mapping[str, str] = {}
        self.model = RemarksModel(self)
        self.table = CopyableTable(self)
        self.table.setObjectName("remarksTable")
        self.table.setModel(self.model)
        self.table.setSortingEnabled(True)
        self.table.horizontalHeader().setSortIndicatorClearable(True)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.table.set_widths(_WIDTHS)
        self.table.clicked.connect(self._take)
        self.say(self.table.setAccessibleName, N_("Remarks on the register"))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_FILTER_MS)
        self._timer.timeout.connect(self._sift)
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(6)
        self._body.addLayout(self._make_sieve())
        self._body.addWidget(self.table, 1)
        self.retranslate()

    def _make_sieve(self) -> QHBoxLayout:
        self.search = SearchField(self)
        self.search.setObjectName("remarksSearch")
        self.say(self.search.setPlaceholderText, N_("Search"))
        self.say(self.search.setAccessibleName, N_("Search remarks"))
        self.search.textChanged.connect(lambda _text: self._timer.start())
        self.kinds = QComboBox(self)
        self.kinds.setObjectName("remarksKinds")
        self.kinds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.say(self.kinds.setAccessibleName, N_("Kind of remark"))
        for kind in (None, *RemarkKind):
            self.kinds.addItem("", kind)
        self.kinds.currentIndexChanged.connect(lambda _at: self._sift())
        self.count = muted(PlainLabel())
        self.count.setObjectName("remarksCount")
        copy = IconButton("remarksCopy", "copy", N_("Copy with the headers"), self)
        copy.clicked.connect(self.table.copy_rows)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.search, 1)
        row.addWidget(self.kinds)
        row.addWidget(self.count)
        row.addWidget(copy)
        return row

    def show_remarks(self, remarks: Sequence[Remark], names: Mapping[str, str]) -> None:
        """Show these remarks; `names` are those of estates by code."""
        self._remarks, self._names = remarks, names
        self.model.set_remarks(remarks, names)
        self._say_kinds()
        self._sift()

    def retranslate(self) -> None:
        """Say remarks and kinds in the language of the window."""
        super().retranslate()
        self.model.touch_heads()
        self.show_remarks(self._remarks, self._names)

    def _say_kinds(self) -> None:
        """Say each kind with the number of its remarks."""
        counts = {kind: sum(remark.kind is kind for remark in self._remarks) for kind in RemarkKind}
        self.kinds.setItemText(0, tr("All ({count})", count=len(self._remarks)))
        for at, kind in enumerate(RemarkKind, 1):
            text = tr("{kind} ({count})", kind=tr(KIND_NAMES[kind]), count=counts[kind])
            self.kinds.setItemText(at, text)

    def _sift(self) -> None:
        self._timer.stop()
        self.model.sift(self.search.text(), self.kinds.currentData())
        shown, total = self.model.row_total(), self.model.total
        self.count.setText(tr("{shown} of {all}", shown=f"{shown:,}", all=f"{total:,}"))

    def _take(self, index: Index) -> None:
        code = self.model.remark(index.row()).estate_code
        if code:
            self.estate_wanted.emit(code)


class RemarksPanel(RemarksView):
    """The remarks on the register of a town; taking one selects its estate."""

    def __init__(self, session: TownSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("remarksPanel")
        self._session = session
        self._stale = True
        self._body.setContentsMargins(8, 8, 8, 8)
        self.estate_wanted.connect(lambda code: session.select((code,), ORIGIN))
        session.register_opened.connect(self._follow)
        self._follow()

    def showEvent(self, event: QShowEvent) -> None:
        """Say what was read while nobody saw it."""
        super().showEvent(event)
        if self._stale:
            self._follow()

    def _follow(self) -> None:
        self._stale = not self.isVisible()
        if self._stale:
            return
        reading = self._session.reading
        if reading is None:
            self.show_remarks((), {})
        else:
            names = {row.code: row.name for row in reading.register.rows}
            own = self._session.own
            self.show_remarks((*reading.remarks, *(own.remarks if own is not None else ())), names)
